"""What the readers hand over: a claim as places in the article."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Span:
    """A part of a claim: offsets into the article."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Found:
    """A claim before its text is cut out; ``sentence`` is the sentence's number, ``refers`` whether it points back."""

    speaker: Span | None
    stance: str
    target: Span | None
    content: Span | None
    sentence: int
    confidence: float
    refers: bool = False
