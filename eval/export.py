"""A checkpoint to a weights file, of the reader or of the check: ``python -m eval.export CHECKPOINT --out FILE``.

The package reads the file that ``WEIGHTS`` names in ``rag.models.reader`` or ``rag.models.support``.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Annotated

import torch
import typer

from rag.models import reader_network


def main(
    checkpoint: Annotated[list[Path], typer.Argument(help="checkpoint.pt; the weights of several are averaged.")],
    out: Annotated[Path, typer.Option(help="The weights file.")],
    start: Annotated[Path | None, typer.Option(help="Weights of what did not learn (--frozen).")] = None,
    kept: Annotated[float, typer.Option(min=0, max=1, help="The start's part in the mean with what did learn.")] = 0.0,
) -> None:
    """Write the weights in eight bits and print their digest."""
    runs = [torch.load(path, weights_only=True)["weights"] for path in checkpoint]
    weights = reader_network.unpacked(start) if start else {}
    for name in runs[0]:
        learnt = torch.stack([one[name] for one in runs]).mean(0)
        weights[name] = torch.lerp(learnt, weights[name], kept) if name in weights else learnt
    reader_network.save(weights, out)
    print(hashlib.sha256(out.read_bytes()).hexdigest(), out.stat().st_size)


if __name__ == "__main__":
    typer.run(main)
