"""Scores a reader on questions it was not learnt from: ``python -m eval.reader.score --data DIR [--weights FILE]``.

Each question of the dev titles, and of the press stories set aside, stands beside seven passages that retrieval takes for near
and, where there is one, the passage that answers, drawn with a fixed seed. Told is how often the likeliest passage answers and
the likeliest sentence does, the token F1 of the exact words with the right passage given, and how well the best rank tells
questions with their answer from the same questions without it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import islice
from pathlib import Path
from typing import Annotated

import numpy as np
import typer
from rich.progress import track

from eval import metrics, splits
from eval.reader import data as reader_data
from eval.reader.data import Data, Pair, Sampler
from rag import settings
from rag.models import embedder
from rag.models.embedder import PassageText
from rag.models.reader import BundledReader, Reader, Reading

_SIZE, _SEED = 8, 0


def main(
    data: Annotated[Path, typer.Option(help="Folder of the public sets.")],
    weights: Annotated[Path | None, typer.Option(help="Weights to score instead of those in use.")] = None,
    questions: Annotated[int, typer.Option(min=1, help="Questions of each set.")] = 60,
    cache: Annotated[Path | None, typer.Option(help="Where the bundled model is unpacked.")] = None,
) -> None:
    """Score a reader."""
    cache = cache or settings.load().cache
    reader = BundledReader(cache, weights)
    for name, one in (
        ("piaf", reader_data.piaf(data, splits.DEV)),
        ("squad", reader_data.squad(data, splits.DEV)),
        ("press", reader_data.press(splits.DEV)),
    ):
        reader_data.mine(one, embedder.for_setting("bundled", cache))
        scores = score(reader, track(answered(one, questions), name))
        print(f"{name}: " + ", ".join(f"{key} {value:.3f}" for key, value in scores.items()), flush=True)


def answered(data: Data, count: int) -> list[list[Pair]]:
    """The first so many questions that a passage answers, each with its passages."""
    groups = Sampler(data, _SEED, _SIZE).groups()
    # A question put otherwise beside a passage is another one.
    alike = ([pair for pair in group if pair.question == group[0].question] for group in groups)
    return list(islice((group for group in alike if group[0].spans and not group[-1].spans), count))


def score(reader: Reader, groups: Iterable[Sequence[Pair]]) -> dict[str, float]:
    """Means over the groups, in each of which some passages answer and some do not."""
    first, best, words, ranks, told = [], [], [], [], []
    for group in groups:
        readings = reader.read(group[0].question, [PassageText(one.title, one.text, one.sentences) for one in group])
        order = np.argsort([-one.rank for one in readings], kind="stable")
        first.append(float(bool(group[order[0]].spans)))
        _, i, at = max(
            (float(logit), i, at) for i, one in enumerate(readings) for at, logit in enumerate(one.sentences)
        )
        start, end = group[i].sentences[at]
        best.append(float(any(a < end and b > start for a, b in group[i].spans)))
        words.append(_exact_words(group[0], readings[0]))
        silent = [reading.rank for one, reading in zip(group, readings, strict=True) if not one.spans]
        ranks += [max(one.rank for one in readings), max(silent)]
        told += [1.0, 0.0]
    return {
        "right passage first": float(np.mean(first)),
        "best sentence answers": float(np.mean(best)),
        "span F1": float(np.mean(words)),
        "AUROC": metrics.auroc(np.array(ranks), np.array(told)) or 0.0,
    }


def _exact_words(pair: Pair, reading: Reading) -> float:
    found = [(one.probability, pair.text[one.start : one.end]) for one in reading.found if one]
    gold = [pair.text[a:b] for a, b in pair.spans]
    return metrics.token_f1(max(found)[1] if found else "", gold) or 0.0


if __name__ == "__main__":
    typer.run(main)
