"""Whether the articles answer a question at all: a probability from what retrieval measured.

A logistic curve over the nearest sentence's cosine and the words it shares with the question, fitted by
``python -m eval.calibrate`` for the bundled embedding, with the articles that answer present or taken out: PIAF, and
XQuAD asked in one language over passages in another. On titles not fitted on, the area under the ROC curve is .94
(French), .98 (English over Spanish), .94 (English over Russian), .90 (Russian over English). A passage that is near
and silent, which is what people stumble over, it tells from one that answers little better than chance (.65 on the
sample questions, most of whose silent ones are traps).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from rag.answering.extractive import Quotation

_NEAR = 68.42
_WORDS = 4.80
_WORDS_KNOW = -5.73
_INTERCEPT = -54.13
# The bundled embedding gives unrelated texts a cosine of about .7. A model that gives much less has another scale,
# which is stretched onto this one; that is a guess, not a calibration.
_USUAL_FLOOR = 0.7
_LOWEST_FLOOR = 0.55
# Sentences among which the shared words are looked for.
_FIRST = 5


@dataclass(frozen=True, slots=True)
class Signals:
    """What speaks for and against an answer."""

    near: float  # cosine of the question and the nearest sentence
    words: float  # share of the question's words, by rarity, in the best sentence; 0 where they cannot be looked for
    words_know: bool  # whether words can be looked for in the best passage: it is in the question's language


def signals(ranked: Sequence[Quotation], floor: float) -> Signals:
    """The signals of a question's sentences, of which there is at least one, best first.

    ``floor`` is the cosine of a passage that has nothing to do with the question.
    """
    near = max(one.near for one in ranked)
    if floor < _LOWEST_FLOOR:
        near = _USUAL_FLOOR + (1 - _USUAL_FLOOR) * (near - floor) / (1 - floor)
    return Signals(
        near=near,
        words=max(one.words for one in ranked[:_FIRST]),
        words_know=ranked[0].retrieved.scored.words_know,
    )


def confidence(found: Signals) -> float:
    """The estimated probability, 0 to 1, that the articles answer."""
    know = float(found.words_know)
    return 1 / (1 + math.exp(-(_NEAR * found.near + know * (_WORDS * found.words + _WORDS_KNOW) + _INTERCEPT)))
