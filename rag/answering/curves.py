"""Logistic curves whose weights are data: signals by name in, a probability out."""

from __future__ import annotations

import math
import tomllib
from collections.abc import Mapping
from functools import lru_cache
from importlib import resources

Curve = Mapping[str, float]


@lru_cache(maxsize=4)
def load(path: str) -> Mapping[str, Curve]:
    """The curves of one file below ``rag/data``, by name."""
    found: dict[str, Curve] = tomllib.loads((resources.files("rag") / "data" / path).read_text(encoding="utf-8"))
    return found


def probability(curve: Curve, signals: Mapping[str, float]) -> float:
    """0 to 1; a signal that is not given counts as 0."""
    total = sum(weight * signals.get(name, 0.0) for name, weight in curve.items())
    return 1 / (1 + math.exp(-max(-60.0, min(60.0, total))))
