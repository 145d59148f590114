"""The best passages of a question, read: the reader's ranking takes over from the fusion's."""

from __future__ import annotations

import math
import time
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from rag.models.embedder import PassageText
from rag.models.reader import Ranker, Reader, Reading
from rag.retriever import Retrieval, Retrieved

# Passages that are read. Among so many of the fusion's ranking the right one is found for .97 of PIAF's questions.
READ = 20
# The fusion's score, 0 to 1, beside the reader's logit: on the dev titles and the dev questions the right article is
# first for .70 of the sample questions and .70 of the stories' by the fusion alone, .77 and .78 by the reader alone,
# .82 and .78 together; flat between 2 and 6.
_FUSED_WEIGHT = 4.0


def read(retrieval: Retrieval, reader: Reader, ranker: Ranker | None = None) -> Retrieval:
    """The retrieval with its first passages read and put in the reader's order, or the ``ranker``'s; the others follow."""
    started = time.perf_counter()
    first, rest = retrieval.passages[:READ], retrieval.passages[READ:]
    if not first:
        return retrieval
    texts = [_text(one) for one in first]
    readings = reader.read(retrieval.question, texts)
    if ranker:
        readings = _reranked(readings, ranker.rank(retrieval.question, texts))
    scores = [read.rank + _FUSED_WEIGHT * one.scored.score for read, one in zip(readings, first, strict=True)]
    ranked = [
        replace(first[i], reading=readings[i], rank=_share(scores[i]))
        for i in np.argsort(-np.array(scores), kind="stable")
    ]
    # What was not read stands behind what was.
    least, most = ranked[-1].rank, max((one.scored.score for one in rest), default=0.0)
    behind = [replace(one, rank=least * one.scored.score / max(most, 1e-6)) for one in rest]
    timings = {**retrieval.timings_ms, "read": round((time.perf_counter() - started) * 1000, 2)}
    return replace(retrieval, passages=(*ranked, *behind), timings_ms=timings)


def _reranked(readings: Sequence[Reading], scores: Sequence[float]) -> list[Reading]:
    """The readings with a ranker's scores as their ranks, on the scale of the ranks that the reader gave.

    So the ranker decides the order, here and among the sentences, and the reader how sure an answer is.
    """
    own, given = np.array([one.rank for one in readings]), np.array(scores)
    spread = float(given.std())
    ranks = own.mean() + own.std() * ((given - given.mean()) / spread if spread else np.zeros(len(given)))
    return [replace(one, rank=float(rank)) for one, rank in zip(readings, ranks, strict=True)]


def _text(one: Retrieved) -> PassageText:
    start, end = one.passage.start, one.passage.end
    sentences = tuple((int(a) - start, int(b) - start) for a, b in one.passage.sentences)
    return PassageText(one.article.title, one.article.text[start:end], sentences)


def _share(logit: float) -> float:
    return 1 / (1 + math.exp(-max(-60.0, min(60.0, logit))))
