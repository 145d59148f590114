"""How likely a sentence answers, and how likely the articles answer at all.

Two logistic curves over what the reader and the retriever measured. Their numbers are data
(``rag/data/evidence.toml``), fitted by ``python -m eval.calibrate`` on questions that the reader was not trained on.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import regex

from corpus import sentences
from corpus.types import Article
from rag import analysis, fusion
from rag.answering import curves
from rag.claims.places import places
from rag.claims.quotations import quotations as quotations_in
from rag.models.reader import Found, Reading
from rag.retriever import Retrieval, Retrieved
from rag.stances import stances

# Logits beyond this are all as good as certain.
_CERTAIN = 8.0
# Words in quotation marks from which on a question asks for the very sentence.
_QUOTED = 3
# A line without an end mark is a heading or a dateline, unless it is as long as a sentence.
_HEADING = 90
# Half of what passages of another language get: with all of it, unrelated sentences of other languages come to the
# top of questions that none answers.
_SENTENCE_GAP = fusion.LANGUAGE_GAP / 2
# The usual cosine of unrelated texts under the bundled embedding. A model that gives much less has another scale,
# which is stretched onto this one; that is a guess, not a calibration.
_USUAL_FLOOR = 0.7
_LOWEST_FLOOR = 0.55
# Names and numbers: a capital or a digit at the beginning of a word, the first word of a question left out.
_NAME = regex.compile(r"(?<=[^.!?¿¡]\s|['’(«\"-])(?:\p{Lu}|\d)[\p{L}\p{M}\p{N}]+")
_BEGINNING = 3
# What a sentence loses of its likelihood in an article that has none of the question's names, where another has them all.
_NAMELESS = 0.5
# Every noun has a capital there.
CAPITAL_NOUNS = frozenset({"de", "lb"})


@dataclass(frozen=True, slots=True)
class Quotation:
    """A sentence that may answer."""

    retrieved: Retrieved
    start: int  # offsets into the article's text
    end: int
    signals: Mapping[str, float]
    nearness: float  # cosine of question and sentence
    probability: float = 0.0  # that it answers, 0 to 1
    found: Found | None = None  # the exact words; offsets into the article's text
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
    """Every sentence of the passages that were read, the likeliest first."""
    curve = _curve("sentence")
    read = [one for one in retrieval.passages if one.reading]
    best = max((one.reading.rank for one in read if one.reading), default=0.0)
    named = {article.id: _names_held(retrieval, article) for article in {one.article for one in read}}
    most = max(named.values(), default=0.0)
    found = []
    for one in read:
        # Of two stories that are told alike, the one in which who and where is asked about does not occur is another.
        share = 1 - _NAMELESS * (most - named[one.article.id])
        for i, (start, end) in enumerate(one.passage.sentences):
            text = one.article.text[start:end]
            if one.reading and (_is_sentence(text) or len(one.passage.sentences) == 1):
                signals = _sentence_signals(retrieval, one, one.reading, i, best)
                words = one.reading.found[i]
                if words:
                    offset = one.passage.start
                    words = replace(words, start=words.start + offset, end=words.end + offset)
                found.append(
                    Quotation(
                        one, int(start), int(end), signals, _near(retrieval, one, float(one.scored.sentence_scores[i])), share * curves.probability(curve, signals), words,
                        stances(text, one.article.language),
                    )
                )  # fmt: skip
    return _as_quoted(retrieval.question, sorted(found, key=lambda one: -one.probability))


def _as_quoted(question: str, ranked: list[Quotation]) -> list[Quotation]:
    """The sentences, first those that hold what the question quotes: 'Who said "we were robbed of this match"?'."""
    quoted = [_plain(question[one.start : one.end]) for one in quotations_in(question)]
    # Fewer words are as likely an outlet's name: "Le Monde".
    wanted = [one for one in quoted if len(one.split()) >= _QUOTED]
    if not wanted:
        return ranked
    best = max((one.probability for one in ranked), default=0.0)
    held: list[Quotation] = []
    rest: list[Quotation] = []
    for one in ranked:
        if any(words in _plain(one.text) for words in wanted):
            held.append(replace(one, probability=best))
        else:
            rest.append(one)
    return held + rest


def _plain(text: str) -> str:
    """The words of a text, with a space around each."""
    words = " ".join(re.findall(r"\w+", text.casefold()))
    return f" {words} "


def confidence(retrieval: Retrieval, ranked: Sequence[Quotation]) -> float:
    """The estimated probability, 0 to 1, that the articles answer; ``ranked`` are the question's ``quotations``."""
    return curves.probability(_curve("answer"), answer_signals(retrieval, ranked)) if ranked else 0.0


def answer_signals(retrieval: Retrieval, ranked: Sequence[Quotation]) -> dict[str, float]:
    """What speaks for and against an answer in the articles."""
    read = [one.reading for one in retrieval.passages if one.reading]
    return {
        "rank": max(_clip(one.rank) for one in read),
        "loud": max(_logit(1 - one.silent) for one in read),
        "near": max(one.nearness for one in ranked),
        "names": _names_held(retrieval, ranked[0].article),
        "1": 1.0,
    }


def _sentence_signals(retrieval: Retrieval, one: Retrieved, reading: Reading, i: int, best: float) -> dict[str, float]:
    start, end = one.passage.sentences[i]
    found = reading.found[i]
    return {
        "sentence": _clip(float(reading.sentences[i])),
        "span": _logit(found.probability) if found else -_CERTAIN,
        "rank": _clip(reading.rank),
        "behind": _clip(reading.rank - best),
        "fused": one.scored.score,
        "words": _coverage(retrieval, one, int(start), int(end)) if one.scored.words_know else 0.0,
        "1": 1.0,
    }


def _near(retrieval: Retrieval, one: Retrieved, cosine: float) -> float:
    """The cosine of question and sentence on one scale over languages and embeddings."""
    if retrieval.floor < _LOWEST_FLOOR:
        cosine = _USUAL_FLOOR + (1 - _USUAL_FLOOR) * (cosine - retrieval.floor) / (1 - retrieval.floor)
    return cosine if one.scored.words_know else cosine + _SENTENCE_GAP


def _coverage(retrieval: Retrieval, one: Retrieved, start: int, end: int) -> float:
    """The share of the question's words, weighed by rarity, that stand in the sentence."""
    total = sum(term.weight for term in retrieval.terms)
    if not total:
        return 0.0
    held = set(analysis.terms(one.article.text[start:end], one.article.language))
    return sum(term.weight for term in retrieval.terms if term.text in held) / total


def _names_held(retrieval: Retrieval, article: Article) -> float:
    """The share of the question's names and numbers that stand in the article, in whatever script; 1 without any."""
    if retrieval.language in CAPITAL_NOUNS:
        return 1.0
    names = {_beginning(name): name for name in _NAME.findall(retrieval.question)}
    if not names:
        return 1.0
    return sum(holds(article, name) for name in names.values()) / len(names)


def holds(article: Article, name: str) -> bool:
    """Whether a name stands in an article, in whatever script, or a place of its country."""
    held, here = _names_of(article)
    return _beginning(name) in held or bool(places(name) & here)


@lru_cache(maxsize=256)
def _names_of(article: Article) -> tuple[frozenset[str], frozenset[str]]:
    """What an article's words begin with, and the places it names: Bangkok is where Thailand is spoken of."""
    words = set(regex.findall(r"[\p{L}\p{N}][\p{L}\p{M}\p{N}]*", f"{article.title} {article.text}"))
    here = (places(word) for word in words if word[:1].isupper())
    return frozenset(map(_beginning, words)), frozenset().union(*here)


def _beginning(word: str) -> str:
    """What a name keeps when it is spelt in another language: its first letter and the next consonants."""
    if word.isdigit():
        return word
    letters = analysis.transcribe(word)
    return (letters[:1] + re.sub("[aeiouy]", "", letters[1:]))[:_BEGINNING]


def _is_sentence(text: str) -> bool:
    return len(text) > _HEADING or sentences.ends(text)


def _clip(logit: float) -> float:
    return max(-_CERTAIN, min(_CERTAIN, logit))


def _logit(share: float) -> float:
    return _clip(math.log((share + 1e-6) / (1 - share + 1e-6)))


def _curve(name: str) -> curves.Curve:
    return curves.load("evidence.toml")[name]
