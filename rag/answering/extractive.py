"""The sentences that answer a question, quoted exactly, best first.

No model writes here: every line of the answer is ``article.text[start:end]`` of a cited sentence.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus.duplicates import overlap
from corpus.types import Article
from rag.answering import wording
from rag.answering.evidence import Quotation
from rag.retriever import Retrieval
from rag.types import Citation, Nearest, Span

# Sentences that are cited at the most.
MOST_CITED = 8
MOST_NEAREST = 3
# A dispute shows both sides among so many quotations.
_BOTH_SIDES = 3
# A sentence is cited that answers at least with this probability, and is at least this share as likely as the first. On
# the dev half (fitted on the other dev questions), shares of .2, .35, .5 and .7 cite rightly in .47, .53, .59 and .64 of
# the citations, with an answer among the first three in .80, .80, .80 and .74.
_LIKELY = 0.15
_SHARE = 0.4
# In a dispute more is cited, since both sides and every outlet's words count: .68 of the sides of the dev half's disputes
# are, instead of .64. The other side is shown even when it is hardly like an answer.
_LIKELY_IN_DISPUTE = 0.1
_SHARE_IN_DISPUTE = 0.2
_LIKELY_OTHER_SIDE = 0.01
# Two sentences that share this many of their three-word runs say the same thing in the same words.
_SAME = 0.5
# Exact words are marked when they are this likely the answer.
_MARKED = 0.1


def select(ranked: Sequence[Quotation], *, dispute: bool = False) -> list[Quotation]:
    """The quotations to cite: best first, each saying something that those before it do not.

    In a ``dispute`` an accusation and a denial stand among the first three, where the articles hold both.
    """
    if not ranked:
        return []
    likely, share = (_LIKELY_IN_DISPUTE, _SHARE_IN_DISPUTE) if dispute else (_LIKELY, _SHARE)
    least = max(likely, share * ranked[0].probability)
    worthy = [one for i, one in enumerate(ranked) if i == 0 or one.probability >= least]
    if dispute:
        # The other side answers too, even when it shares little with the question.
        for place, stance in enumerate(("deny", "accuse"), 1):
            last = _BOTH_SIDES - place
            other = next(
                (one for one in ranked if stance in one.stances and one.probability >= _LIKELY_OTHER_SIDE), None
            )
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


def spans(chosen: Sequence[Quotation]) -> tuple[Span, ...]:
    """The exact words inside the quotations, where the reader found some, under the quotations' numbers."""
    return tuple(
        Span(
            number,
            one.article.text[one.found.start : one.found.end],
            one.found.start,
            one.found.end,
            round(one.found.probability, 4),
        )
        for number, one in enumerate(chosen, 1)
        if one.found and one.found.probability >= _MARKED
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
