"""Whether the articles answer a question at all: a probability from what retrieval measured."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from rag.answering.extractive import Quotation
from rag.retriever import Retrieval


@dataclass(frozen=True, slots=True)
class Signals:
    """What speaks for and against an answer; cosines and shares, all about 0 to 1."""

    passage: float  # cosine of the question and the best passage
    sentence: float  # cosine of the question and the best sentence
    lift: float  # how far the best passage stands above one that has nothing to do with the question
    words: float  # share of the question's words, by rarity, in the best passage; of the library where they know nothing
    words_know: float  # 1 when words can be looked for in the best passage, else 0


def signals(retrieval: Retrieval, ranked: Sequence[Quotation]) -> Signals:
    """The signals of a question that found at least one passage."""
    best = max(retrieval.passages, key=lambda one: one.score)
    return Signals(
        passage=max(one.dense for one in retrieval.passages),
        sentence=max(one.near for one in ranked),
        lift=max(one.dense for one in retrieval.passages) - retrieval.floor,
        words=max((one.words for one in ranked[:5]), default=0.0),
        words_know=float(best.words_know),
    )


def confidence(found: Signals) -> float:
    """The estimated probability, 0 to 1, that the articles answer."""
    weighed = 0.0
    return 1 / (1 + math.exp(-weighed))
