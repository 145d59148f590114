"""Fits the thresholds of the check's network: ``python -m eval.support.calibrate [--write]``.

On the groups of ``written`` that the network did not learn from, whose sentences differ from the truth by as little as can be,
and on ``held`` and ``fresh``, which are more like what a model writes. The rules' word lists were made for neither.
Each half of the groups is judged by the thresholds that the other half chose; what is written is chosen on all.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Annotated

import numpy as np
import typer
from rich.progress import track

from eval import metrics, splits
from eval.support import pairs
from rag.answering import verify
from rag.answering.verify import PARTLY, UNSUPPORTED, Findings, Thresholds

WRITTEN, ALIKE = "written", "held and fresh"
_ALONE = (-9.0, -4.0, -3.5, -3.0, -2.5, -2.0)
_BESIDE = (0.0, 0.5, 1.0, 1.5, 2.0, 9.0)
# What is to be caught of the false sentences like a model's.
_CAUGHT = 0.9
_HEADER = (
    "# What the network's logit must reach in rag/answering/verify.py, written by `python -m eval.support.calibrate`.\n"
)
# The rules alone, as they were before there was a network.
RULES = Thresholds(alone=-99.0, beside=99.0)


@dataclass(frozen=True, slots=True)
class Example:
    """What was found of a pair of one group, and what it should be."""

    set: str
    group: int
    supported: bool
    findings: Findings


def main(
    write: Annotated[bool, typer.Option(help="Write rag/data/support/thresholds.toml.")] = False,
    keep: Annotated[Path | None, typer.Option(help="File that keeps the findings between runs.")] = None,
) -> None:
    """Choose the thresholds and print how well they do."""
    found = _kept(keep) or examples()
    if keep:
        keep.write_text(json.dumps([_row(one) for one in found]), encoding="utf-8")
    halves = [[one for one in found if one.group % 2 == half] for half in (0, 1)]
    for name in (WRITTEN, ALIKE):
        judged = [(one, chosen(other)) for own, other in (halves, halves[::-1]) for one in own if one.set == name]
        sys.stdout.write(f"{name}, rules alone: {told([(one, RULES) for one, _ in judged])}\n")
        sys.stdout.write(f"{name}, with the network: {told(judged)}\n")
    text = _HEADER + "".join(f"{name} = {value}\n" for name, value in zip(*_named(chosen(found)), strict=True))
    sys.stdout.write(text)
    if write:
        verify.THRESHOLDS.write_text(text, encoding="utf-8")


def examples() -> list[Example]:
    """What the check finds of every pair set aside."""
    checker = verify.bundled()
    groups = [(WRITTEN, group) for group in pairs.written(splits.DEV)]
    groups += [(ALIKE, group) for name in pairs.FITTED for group in pairs.by_source(pairs.flat(name))]
    return [
        Example(name, number, one.supported, checker.findings(one.sentence, one.sources))
        for number, (name, group) in track(list(enumerate(groups)), "reading")
        for one in group
    ]


def chosen(found: Sequence[Example]) -> Thresholds:
    """Of those that catch enough false sentences like a model's, what rejects the fewest true ones of all kinds."""

    def caught(one: Thresholds) -> float:
        return _share(found, one, ALIKE, supported=False)

    def rejected(one: Thresholds) -> float:
        return sum(_share(found, one, name, supported=True) for name in (WRITTEN, ALIKE))

    every = [Thresholds(alone, beside) for alone, beside in product(_ALONE, _BESIDE)]
    return min((one for one in every if caught(one) >= _CAUGHT), key=rejected, default=max(every, key=caught))


def told(judged: Sequence[tuple[Example, Thresholds]]) -> str:
    """What the thresholds make of examples, in words."""
    right = np.array([float(one.supported) for one, _ in judged])
    area = metrics.auroc(np.array([one.findings.logit for one, _ in judged]), right)
    parts = [f"{len(judged)} pairs, AUROC of the logit {area or 0:.3f}"]
    for word, wanted in (("false", False), ("true", True)):
        verdicts = [thresholds.verdict(one.findings) for one, thresholds in judged if one.supported is wanted]
        parts.append(f"{word} ones unsupported {np.mean([one == UNSUPPORTED for one in verdicts]):.3f}")
        parts.append(f"partly {np.mean([one == PARTLY for one in verdicts]):.3f}")
    return ", ".join(parts)


def _share(found: Sequence[Example], thresholds: Thresholds, name: str, *, supported: bool) -> float:
    verdicts = [thresholds.verdict(one.findings) for one in found if one.set == name and one.supported is supported]
    return sum(one == UNSUPPORTED for one in verdicts) / max(1, len(verdicts))


def _named(one: Thresholds) -> tuple[tuple[str, ...], tuple[float, ...]]:
    return ("alone", "beside"), (one.alone, one.beside)


def _row(one: Example) -> list[object]:
    found = one.findings
    return [one.set, one.group, one.supported, list(found.wrong), list(found.unclear), found.logit]


def _kept(path: Path | None) -> list[Example]:
    if path is None or not path.is_file():
        return []
    return [
        Example(name, group, supported, Findings(tuple(wrong), tuple(unclear), logit))
        for name, group, supported, wrong, unclear, logit in json.loads(path.read_text("utf-8"))
    ]


if __name__ == "__main__":
    typer.run(main)
