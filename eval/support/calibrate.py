"""Fits how much each reason and the network's number weigh: ``python -m eval.support.calibrate [--write]``.

The curve of ``rag/answering/verify.py``, fitted on the groups of ``written`` that the network did not learn from, whose
sentences differ from the truth by as little as can be, and on ``held`` and ``fresh``, which are more like what a model
writes. Half of the sources fit, the other half tell how well; then all of them fit what is written.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import track

import rag
from eval import calibrate, splits
from eval.calibrate import Example
from eval.support import pairs
from rag.answering import verify

_HEADER = "# Weights of the logistic curve of rag/answering/verify.py, written by `python -m eval.support.calibrate`.\n"


def main(write: Annotated[bool, typer.Option(help="Write rag/data/support/verdict.toml.")] = False) -> None:
    """Fit the curve and print how well it does."""
    sets = {"written": [one for group in pairs.written(splits.DEV) for one in group]}
    sets |= {name: pairs.flat(name) for name in pairs.FITTED}
    found = [one for name, judged in sets.items() for one in examples(name, judged)]
    sys.stdout.write(calibrate.report("supported", verify.SIGNALS, found) + "\n\n")
    text = calibrate.toml(_HEADER, {"supported": calibrate.fit(found, verify.SIGNALS)})
    sys.stdout.write(text)
    if write:
        Path(str(rag.__file__)).parent.joinpath("data", verify.CURVE).write_text(text, encoding="utf-8")


def examples(name: str, judged: Sequence[pairs.Pair]) -> list[Example]:
    """What the check finds of every pair; pairs of one source go to one half."""
    checker = verify.bundled()
    return [
        Example(
            name,
            "|".join(source["text"] for source in one.sources),
            one.supported,
            checker.findings(one.sentence, one.sources).signals,
        )
        for one in track(judged, name)
    ]


if __name__ == "__main__":
    typer.run(main)
