"""The sentences that answer a question, quoted exactly, best first.

No model writes here: every line of the answer is ``article.text[start:end]`` of a cited sentence.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from corpus.duplicates import overlap
from corpus.types import Article
from rag import analysis, fusion
from rag.answering import wording
from rag.retriever import Retrieval, Retrieved
from rag.stances import stances
from rag.types import Citation, Nearest

# Passages whose sentences are read, and sentences that are cited at the most.
PASSAGES = 10
MOST_CITED = 5
MOST_NEAREST = 3
# The passage's own rank and the words shared, beside the sentence's nearness: flat around these on PIAF's dev titles
# and on the dev questions.
_PASSAGE_WEIGHT = 0.5
_WORD_WEIGHT = 0.4
# Asked who accused or denied, a sentence that does either.
_STANCE_WEIGHT = 0.3
# A dispute shows both sides among so many quotations.
_BOTH_SIDES = 3
# The passages are ranked with the whole gap between languages; half of it again among their sentences puts an answer
# first for .46 of the dev questions (none .44, all of it .47) and refuses 9 that have one (18, 2), but with all of it
# unrelated sentences of other languages come to the top of questions that have none.
_SENTENCE_GAP = fusion.LANGUAGE_GAP / 2
# A sentence is left out when it scores below this share of the best one's way above the worst. On the dev questions .55
# cites rightly in .19 of the citations, .7 in .27, .85 in .35, with an answer among the first three in .64, .63, .58.
_CUT = 0.7
# The same for the other side of a dispute.
_CUT_OTHER_SIDE = 0.4
# Two sentences that share this many of their three-word runs say the same thing in the same words.
_SAME = 0.5
# A line without an end mark is a heading or a dateline, unless it is as long as a sentence.
_END = re.compile(r"[.!?…。！？؟।][\"'”’»›)\]」』]*$")
_HEADING = 90


@dataclass(frozen=True, slots=True)
class Quotation:
    """A sentence that may answer, with how well it seems to."""

    retrieved: Retrieved
    start: int
    end: int
    score: float
    near: float  # cosine of question and sentence
    words: float  # share of the question's words, by rarity, that stand in the sentence
    stances: frozenset[str] = frozenset()  # whether it accuses or denies

    @property
    def article(self) -> Article:
        """The article it stands in."""
        return self.retrieved.article

    @property
    def text(self) -> str:
        """The sentence itself."""
        return self.article.text[self.start : self.end]


def quotations(retrieval: Retrieval) -> list[Quotation]:
    """Every sentence of the best passages, best first."""
    passages = retrieval.passages[:PASSAGES]
    rows = [
        (one, int(start), int(end), float(near))
        for one in passages
        for (start, end), near in zip(one.passage.sentences, one.scored.sentence_scores, strict=True)
        if _is_sentence(one.article.text[start:end]) or len(one.passage.sentences) == 1
    ]
    if not rows:
        return []
    near = np.array([row[3] for row in rows], np.float32)
    worded = np.array([_coverage(retrieval, row[0], row[1], row[2]) for row in rows], np.float32)
    know = np.array([row[0].scored.words_know for row in rows], np.bool_)
    score = fusion.fuse(
        fusion.across(near, know, _SENTENCE_GAP), worded, know, min(retrieval.floor, float(near.min())), _WORD_WEIGHT
    )
    score = score + _PASSAGE_WEIGHT * np.array([row[0].scored.score for row in rows], np.float32)
    taken = [stances(row[0].article.text[row[1] : row[2]], row[0].article.language) for row in rows]
    if stances(retrieval.question, retrieval.language):
        score = score + _STANCE_WEIGHT * np.array([bool(one) for one in taken], np.float32)
    return [
        Quotation(rows[i][0], rows[i][1], rows[i][2], float(score[i]), float(near[i]), float(worded[i]), taken[i])
        for i in np.argsort(-score, kind="stable")
    ]


def select(ranked: Sequence[Quotation], *, dispute: bool = False) -> list[Quotation]:
    """The quotations to cite: best first, each saying something that those before it do not.

    In a ``dispute`` an accusation and a denial stand among the first three, where the articles hold both.
    """
    if not ranked:
        return []
    least = ranked[-1].score + _CUT * (ranked[0].score - ranked[-1].score)
    worthy = [one for one in ranked if one.score >= least]
    if dispute:
        # The other side answers too when it shares few of the question's words.
        near = ranked[-1].score + _CUT_OTHER_SIDE * (ranked[0].score - ranked[-1].score)
        for place, stance in enumerate(("deny", "accuse"), 1):
            last = _BOTH_SIDES - place
            other = next((one for one in ranked if stance in one.stances and one.score >= near), None)
            if other and not any(stance in one.stances for one in worthy[: last + 1]):
                worthy = [one for one in worthy if one is not other]
                worthy.insert(last, other)
    chosen: list[Quotation] = []
    for one in worthy:
        if all(overlap(one.text, other.text) < _SAME for other in chosen):
            chosen.append(one)
        if len(chosen) == MOST_CITED:
            break
    return chosen


def citations(chosen: Sequence[Quotation]) -> tuple[Citation, ...]:
    """The quotations, numbered from 1 in their order."""
    return tuple(
        Citation(
            marker=number,
            article_id=one.article.id,
            title=one.article.title,
            source=one.article.source,
            url=one.article.url,
            published=one.article.published,
            language=one.article.language,
            quote=one.text,
            start=one.start,
            end=one.end,
        )
        for number, one in enumerate(chosen, 1)
    )


def nearest(retrieval: Retrieval) -> tuple[Nearest, ...]:
    """The articles nearest to a question, each once."""
    found: dict[str, Article] = {}
    for one in retrieval.passages:
        found.setdefault(one.article.id, one.article)
    return tuple(
        Nearest(one.id, one.title, one.source, one.url, one.published, one.language)
        for one in list(found.values())[:MOST_NEAREST]
    )


def markdown(language: str, cited: Sequence[Citation], *, doubtful: bool) -> str:
    """The answer in Markdown: a line of the question's language, then one item for each quotation with its marker."""
    lines = [wording.words(language, "doubtful" if doubtful else "found"), ""]
    for one in cited:
        place = ", ".join(filter(None, (one.source, wording.day(language, one.published))))
        lines.append(
            f"- {wording.quoted(language, escape(one.quote))} [{one.marker}]" + (f" — {escape(place)}" if place else "")
        )
    return "\n".join(lines)


def refusal(language: str, reason: str, near: Sequence[Nearest]) -> str:
    """The refusal in Markdown: why, and the titles of the nearest articles."""
    lines = [reason]
    if near:
        lines += ["", wording.words(language, "nearest"), ""]
    for one in near:
        place = ", ".join(filter(None, (one.source, wording.day(language, one.published))))
        title = escape(one.title or wording.words(language, "untitled"))
        lines.append(f"- {title}" + (f" — {escape(place)}" if place else ""))
    return "\n".join(lines)


def escape(text: str) -> str:
    """Article text on one line, in which nothing is Markdown or HTML."""
    return re.sub(r"([\\`*_{}\[\]<>()#+!|~&$])", r"\\\1", " ".join(text.split()))


def _is_sentence(text: str) -> bool:
    return len(text) > _HEADING or bool(_END.search(text))


def _coverage(retrieval: Retrieval, one: Retrieved, start: int, end: int) -> float:
    """The share of the question's words, weighed by rarity, that stand in the sentence."""
    total = sum(term.weight for term in retrieval.terms)
    if not one.scored.words_know or not total:
        return 0.0
    held = set(analysis.terms(one.article.text[start:end], one.article.language))
    return sum(term.weight for term in retrieval.terms if term.text in held) / total
