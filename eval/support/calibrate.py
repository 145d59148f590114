"""Fits how the check weighs what it finds: ``python -m eval.support.calibrate [--write]`` (``rag/data/support/curve.toml``).

On the groups of ``written`` that the network did not learn from: the rules' word lists were not made for them either.
Each half of the groups is judged by the weights and thresholds fitted on the other; what is written is fitted on all.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import numpy as np
import typer
from numpy.typing import NDArray
from rich.progress import track

from eval import metrics, splits
from eval.support import pairs
from rag.answering import verify
from rag.answering.verify import UNSUPPORTED, Curve, Findings

# Of the true sentences at most this share may be called unsupported; the highest threshold that keeps to it is taken.
_REJECTED = 0.08
_C = 1.0
_HEADER = "# How rag/answering/verify.py weighs what it finds, written by `python -m eval.support.calibrate`.\n"

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Example:
    """What was found of a pair of one group, and what it should be."""

    group: int
    kind: str
    supported: bool
    findings: Findings


def main(
    write: Annotated[bool, typer.Option(help="Write rag/data/support/curve.toml.")] = False,
    keep: Annotated[Path | None, typer.Option(help="File that keeps the findings between runs.")] = None,
) -> None:
    """Fit the weights and thresholds and print how well they do."""
    found = _kept(keep) or examples()
    if keep:
        keep.write_text(json.dumps([_row(one) for one in found]), encoding="utf-8")
    folds = [[one for one in found if one.group % 2 == half] for half in (0, 1)]
    for title, names in (
        ("network alone", ("logit",)),
        ("rules alone", verify.KINDS),
        ("both", ("logit", *verify.KINDS)),
        *((f"both but {name}", tuple(x for x in ("logit", *verify.KINDS) if x != name)) for name in verify.KINDS),
    ):
        judged = [
            (one, curve.probability(one.findings), curve.verdict(one.findings))
            for learnt, rest in (folds, folds[::-1])
            for curve in (fit(learnt, names),)
            for one in rest
        ]
        sys.stdout.write(f"{title}: {_told(judged)}\n")
        if title == "both":
            for kind in sorted({one.kind for one in found}):
                sys.stdout.write(f"  {kind}: {_told([x for x in judged if x[0].kind == kind])}\n")
    text = _toml(fit(found, ("logit", *verify.KINDS)))
    sys.stdout.write(text)
    if write:
        verify.CURVE.write_text(text, encoding="utf-8")


def examples() -> list[Example]:
    """What the check finds of every pair set aside."""
    checker = verify.bundled()
    return [
        Example(number, one.kind, one.supported, checker.findings(one.sentence, one.sources))
        for number, group in track(list(enumerate(pairs.written(splits.DEV))), "reading")
        for one in group
    ]


def fit(found: Sequence[Example], names: Sequence[str]) -> Curve:
    """Weights by a ridge logistic regression, then the threshold that rejects few true sentences."""
    # Imported late: it takes a second.
    from sklearn.linear_model import LogisticRegression  # type: ignore[import-untyped]

    right = np.array([one.supported for one in found])
    signals = [one.findings.signals() for one in found]
    model = LogisticRegression(C=_C, max_iter=5000)
    model.fit(np.array([[one[name] for name in names] for one in signals]), right)
    weights = dict(zip(names, map(float, model.coef_[0]), strict=True)) | {"1": float(model.intercept_[0])}
    curve = Curve(weights, 0.0)
    true = np.array([curve.probability(one.findings) for one in found if one.supported])
    return Curve(weights, float(np.quantile(true, _REJECTED)))


def _told(judged: Sequence[tuple[Example, float, str]]) -> str:
    right = np.array([float(one.supported) for one, _, _ in judged])
    area = metrics.auroc(np.array([probability for _, probability, _ in judged]), right)
    parts = [f"{len(judged)} pairs"] + ([f"AUROC {area:.3f}"] if area is not None else [])
    for word, wanted in (("false caught", False), ("true rejected", True)):
        own = [verdict == UNSUPPORTED for one, _, verdict in judged if one.supported is wanted]
        if own:
            parts.append(f"{word} {np.mean(own):.3f}")
    return ", ".join(parts)


def _toml(curve: Curve) -> str:
    return (
        _HEADER
        + f"unsupported = {curve.unsupported:.4f}\n\n[weights]\n"
        + "".join(f"{json.dumps(name)} = {weight:.4f}\n" for name, weight in curve.weights.items())
    )


def _row(one: Example) -> list[object]:
    return [
        one.group,
        one.kind,
        one.supported,
        list(one.findings.wrong),
        list(one.findings.unclear),
        one.findings.logit,
    ]


def _kept(path: Path | None) -> list[Example]:
    if path is None or not path.is_file():
        return []
    return [
        Example(group, kind, supported, Findings(tuple(wrong), tuple(unclear), logit))
        for group, kind, supported, wrong, unclear, logit in json.loads(path.read_text("utf-8"))
    ]


if __name__ == "__main__":
    typer.run(main)
