"""What the check's network is to say before it outweighs a rule: ``python -m eval.support.calibrate``.

A table over thresholds, on the groups of ``written`` that the network did not learn from, whose sentences differ from the
truth by as little as can be, and on ``held`` and ``fresh``, which are more like what a model writes. The rules' word lists
were made for neither.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from rich.progress import track

from eval import metrics, splits
from eval.support import pairs
from rag.answering import verify
from rag.answering.verify import PARTLY, UNSUPPORTED, Findings

_SURE = (-1.0, 0.0, 0.5, 1.0, 2.0)
# The rules alone, as they were before there was a network.
_NEVER = 99.0


@dataclass(frozen=True, slots=True)
class Example:
    """What was found of a pair, what the network makes of it, and what it should be."""

    supported: bool
    findings: Findings
    logit: float


def main() -> None:
    """Print the table."""
    for name, groups in (
        ("written", pairs.written(splits.DEV)),
        ("held and fresh", [group for one in pairs.FITTED for group in pairs.by_source(pairs.flat(one))]),
    ):
        found = examples([one for group in groups for one in group])
        for sure in (_NEVER, *_SURE):
            title = "the rules alone" if sure == _NEVER else f"outweighed from {sure:g} on"
            sys.stdout.write(f"{name}, {title}: {told(found, sure)}\n")


def examples(asked: Sequence[pairs.Pair]) -> list[Example]:
    """What the check finds of every pair."""
    checker = verify.bundled()
    return [
        Example(one.supported, checker.findings(one.sentence, one.sources), checker.logit(one.sentence, one.sources))
        for one in track(asked, "reading")
    ]


def told(found: Sequence[Example], sure: float) -> str:
    """What a threshold makes of the examples, in words."""
    right = np.array([float(one.supported) for one in found])
    area = metrics.auroc(np.array([one.logit for one in found]), right)
    parts = [f"{len(found)} pairs, AUROC of the logit {area or 0:.3f}"]
    for word, wanted in (("false", False), ("true", True)):
        verdicts = [one.findings.verdict(one.logit, sure) for one in found if one.supported is wanted]
        parts.append(f"{word} ones unsupported {np.mean([one == UNSUPPORTED for one in verdicts]):.3f}")
        parts.append(f"partly {np.mean([one == PARTLY for one in verdicts]):.3f}")
    return ", ".join(parts)


if __name__ == "__main__":
    main()
