"""A checkpoint to the weights file that is kept in the repository: ``python -m eval.export``."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Annotated

import torch
import typer

from rag.models import reader, reader_network


def main(
    checkpoint: Annotated[list[Path], typer.Argument(help="checkpoint.pt; the weights of several are averaged.")],
    out: Annotated[Path | None, typer.Option(help="The weights file; the package's own when left out.")] = None,
) -> None:
    """Write the weights in eight bits and print their digest."""
    out = out or Path(reader.__file__).with_name(reader.WEIGHTS)
    runs = [torch.load(path, weights_only=True)["weights"] for path in checkpoint]
    weights = {name: torch.stack([one[name] for one in runs]).mean(0) for name in runs[0]}
    reader_network.save(weights, out)
    print(hashlib.sha256(out.read_bytes()).hexdigest(), out.stat().st_size)


if __name__ == "__main__":
    typer.run(main)
