"""Trains the check's network: ``python -m eval.support.train --data DIR --out DIR``, then ``python -m eval.reader.export``.

It starts from the reader's weights, which know how a question stands to a passage, and learns how a sentence stands to
what it cites. Seeded and resumable like the reader's training; how well it tells the groups set aside is printed now and then.
"""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated

import numpy as np
import torch
import typer
from torch import Tensor
from torch.nn import functional

from eval import metrics, splits, training
from eval.reader import data as reader_data
from eval.support import pairs
from eval.support.pairs import Pair
from eval.training import Learner, Schedule
from rag import settings
from rag.models import bundled, reader, reader_network, support
from rag.models.reader_network import Encoded, ReaderNetwork

_TOKENS_A_STEP = 4200
_SAVE_EVERY = 100
_LOSSES = ("right", "order")
# Labels by hand are not always right, and a sure network calibrates badly.
_SMOOTHING = 0.04
# How often a training sentence stands without the days of its sources, as many callers give none.
_WITHOUT_DAY = 0.15


def main(
    data: Annotated[Path, typer.Option(help="Folder of the public sets.")],
    out: Annotated[Path, typer.Option(help="Where checkpoints and curves go.")],
    parallel: Annotated[float, typer.Option(help="Share of the groups drawn from parallel texts.")] = 0.25,
    steps: Annotated[int, typer.Option(help="Steps in all.")] = 900,
    warmup: Annotated[int, typer.Option(help="Steps until the full learning rate.")] = 60,
    cooldown: Annotated[int, typer.Option(help="Steps over which it falls to zero at the end.")] = 300,
    rate: Annotated[float, typer.Option(help="Full learning rate.")] = 1e-4,
    seed: Annotated[int, typer.Option(help="Seed of the drawing of examples.")] = 0,
    start: Annotated[Path | None, typer.Option(help="Weights to go on from instead of the reader's.")] = None,
    cache: Annotated[Path | None, typer.Option(help="Where the bundled model is unpacked.")] = None,
) -> None:
    """Train the check's network."""
    out.mkdir(parents=True, exist_ok=True)
    folder = bundled.folder(cache or settings.load().cache)
    torch.manual_seed(seed)
    words, network = reader_network.load(folder, start or reader.weights_file())
    # The heads for spans and sentences have nothing to learn here.
    for one in (*network.span.parameters(), *network.sentence.parameters()):
        one.requires_grad_(False)
    trainer = Trainer(folder, words, Learner(network, Schedule(rate, steps, warmup, cooldown)))
    curve = trainer.learner.resume(out / "checkpoint.pt")
    texts = pairs.Parallel(reader_data.squad(data, splits.TRAIN), seed + trainer.learner.step)
    draws = _draws(
        _by_source(pairs.flat("dev")) + pairs.written(splits.TRAIN), texts, parallel, seed + trainer.learner.step
    )
    set_aside = [one for group in pairs.written(splits.DEV) for one in group]
    cores = len(trainer.learner.copies)
    while trainer.learner.step < steps:
        started = time.monotonic()
        groups = next(draws)
        losses = trainer.learner.learn([groups[i::cores] for i in range(cores)], trainer.gradients)
        step = trainer.learner.step
        curve.append(losses | {"step": step, "seconds": time.monotonic() - started})
        if step % 20 == 0:
            shown = " ".join(
                f"{name} {np.mean([one[name] for one in curve[-20:]]):.3f}" for name in (*_LOSSES, "seconds")
            )
            print(f"{step}/{steps} {shown}", flush=True)
        if step % _SAVE_EVERY == 0 or step == steps:
            trainer.learner.save(out / "checkpoint.pt", curve)
            training.plot(curve, _LOSSES, out / "curves.png")
            right = np.array([float(one.supported) for one in set_aside])
            print(
                f"set aside, {len(set_aside)} pairs: AUROC {metrics.auroc(trainer.logits(set_aside), right):.3f}",
                flush=True,
            )


class Trainer:
    """The network, and what it makes of pairs."""

    def __init__(self, folder: Path, words: Tensor, learner: Learner[Sequence[Sequence[Pair]]]) -> None:
        self.learner = learner
        self._tokens = reader_network.tokenizer(folder)
        self._tokenizing = threading.Lock()
        self._words = words.to(learner.type)
        self._random = random.Random(0)  # noqa: S311 - no secret

    def gradients(self, network: ReaderNetwork, groups: Sequence[Sequence[Pair]]) -> dict[str, float]:
        """Adds the gradients of some groups to the network's; the losses are means over them."""
        training.attend(network, "eager")
        drawn = [one for group in groups for one in group]
        encoded = self._encoded(drawn, without_day=_WITHOUT_DAY)
        logits: list[Tensor] = [torch.zeros(())] * len(drawn)
        for batch in training.batches(encoded):
            for i, logit in zip(batch, self._forward(network, [encoded[i] for i in batch]), strict=True):
                logits[i] = logit
        wanted = torch.tensor([float(one.supported) for one in drawn])
        right = functional.binary_cross_entropy_with_logits(
            torch.stack(logits), wanted * (1 - _SMOOTHING) + _SMOOTHING / 2
        )
        order, at = [], 0
        for group in groups:
            scores = torch.stack(logits[at : at + len(group)])
            at += len(group)
            true = torch.tensor([one.supported for one in group])
            if true.any() and not true.all():
                # About the same sources, what is true is likelier than what is not.
                order.append(functional.softplus(scores[~true][None, :] - scores[true][:, None]).mean())
        ordered = torch.stack(order).mean() if order else torch.zeros(())
        ((right + ordered) / len(self.learner.copies)).backward()  # type: ignore[no-untyped-call]
        return {"right": float(right.detach()), "order": float(ordered.detach())}

    def logits(self, asked: Sequence[Pair]) -> np.ndarray:
        """What the network says of each pair, (n,)."""
        network = self.learner.copies[0]
        training.attend(network, "sdpa")
        encoded = self._encoded(asked)
        found = np.zeros(len(asked))
        with torch.inference_mode():
            for batch in training.batches(encoded):
                found[batch] = self._forward(network, [encoded[i] for i in batch]).numpy()
        return found

    def _encoded(self, asked: Sequence[Pair], without_day: float = 0.0) -> list[Encoded]:
        # A fast tokenizer must not be used by two threads at once.
        with self._tokenizing:
            found = []
            for one in asked:
                dated = self._random.random() >= without_day
                cited = [(source["text"], source.get("published", "") if dated else "") for source in one.sources]
                found += reader_network.encode(self._tokens, one.sentence, [("", support.laid_out(cited))])
            return found

    def _forward(self, network: ReaderNetwork, encoded: Sequence[Encoded]) -> Tensor:
        ids, mask = reader_network.padded(encoded)
        with torch.no_grad():
            words = functional.embedding(torch.from_numpy(ids), self._words)
        output: reader_network.Output = network(words, torch.from_numpy(mask), [()] * len(encoded))
        return output.rank


def _draws(groups: list[list[Pair]], texts: pairs.Parallel, share: float, seed: int) -> Iterator[list[list[Pair]]]:
    """Steps of groups: those by hand each once a pass in random order, those from parallel texts between them."""
    draw = random.Random(seed)  # noqa: S311 - no secret
    parallel = texts.groups()
    waiting: list[list[Pair]] = []
    while True:
        step: list[list[Pair]] = []
        tokens = 0
        while tokens < _TOKENS_A_STEP:
            if draw.random() < share:
                group = next(parallel)
            else:
                if not waiting:
                    waiting = draw.sample(groups, len(groups))
                group = waiting.pop()
            # Three and a half characters a token over the languages, rounded.
            tokens += sum((len(one.sentence) + sum(len(x["text"]) for x in one.sources)) // 4 + 12 for one in group)
            step.append(group)
        yield step


def _by_source(found: Sequence[Pair]) -> list[list[Pair]]:
    groups: dict[str, list[Pair]] = {}
    for one in found:
        groups.setdefault("|".join(source["text"] for source in one.sources), []).append(one)
    return list(groups.values())


if __name__ == "__main__":
    typer.run(main)
