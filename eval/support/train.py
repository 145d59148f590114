"""Trains the check's network: ``python -m eval.support.train --data DIR --out DIR``, then ``python -m eval.export``.

It starts from the reader's weights, which know how a question stands to a passage, and learns how a sentence stands to
what it cites. The lowest layers stay the reader's: their states are computed once for every pair. Seeded and resumable like the reader's training; how well it tells the groups set aside is printed now and then.
"""

from __future__ import annotations

import copy
import random
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import torch
import typer
from rich.progress import track
from torch import Tensor, nn
from torch.nn import functional

from eval import metrics, splits, training
from eval.reader import data as reader_data
from eval.support import pairs, varied
from eval.support.pairs import Pair
from eval.training import Learner, Schedule
from rag import settings
from rag.models import bundled, reader, reader_network, support, workers
from rag.models.reader_network import ReaderNetwork

_TOKENS_A_STEP = 4200
# Labels by hand are not always right, and a sure network calibrates badly.
_SMOOTHING = 0.04
# The share of the groups that stand without the days of their sources, as many callers give none.
_WITHOUT_DAY = 0.15
# Groups drawn from public texts, and how often each written one is drawn anew.
_PARALLEL_GROUPS = 1200
_WRITTEN_TIMES = 2


def main(
    data: Annotated[Path, typer.Option(help="Folder of the public sets.")],
    out: Annotated[Path, typer.Option(help="Where checkpoints and curves go.")],
    steps: Annotated[int, typer.Option(help="Steps in all.")] = 900,
    warmup: Annotated[int, typer.Option(help="Steps until the full learning rate.")] = 60,
    cooldown: Annotated[int, typer.Option(help="Steps over which it falls to zero at the end.")] = 300,
    rate: Annotated[float, typer.Option(help="Full learning rate.")] = 1e-4,
    seed: Annotated[int, typer.Option(help="Seed of the drawing of examples.")] = 0,
    start: Annotated[Path | None, typer.Option(help="Weights of upper layers to go on from.")] = None,
    cache: Annotated[Path | None, typer.Option(help="Where the bundled model is unpacked.")] = None,
) -> None:
    """Train the check's network."""
    out.mkdir(parents=True, exist_ok=True)
    folder = bundled.folder(cache or settings.load().cache)
    torch.manual_seed(seed)
    words, network = reader_network.load(folder, reader.weights_file(), *([start] if start else []))
    draw = random.Random(seed)  # noqa: S311 - no secret
    by_hand = pairs.by_source(pairs.flat("dev")) + pairs.written(splits.TRAIN)
    texts = varied.Parallel(
        reader_data.joined([reader_data.squad(data, splits.TRAIN), reader_data.piaf(data, splits.TRAIN)]), draw
    ).groups()
    set_aside = [one for group in pairs.written(splits.DEV) for one in group]
    lower = Lower(folder, words, network)
    drawn = [(one, draw.random() >= _WITHOUT_DAY) for one in varied.from_written(by_hand * _WRITTEN_TIMES, draw)]
    drawn += [(next(texts), False) for _ in range(_PARALLEL_GROUPS)]
    running = [workers.pool().submit(lower.read, *one) for one in drawn]
    groups = [one.result() for one in track(running, "lower layers")]
    measured = lower.read(set_aside, True)
    trainer = Trainer(network, Schedule(rate, steps, warmup, cooldown))

    def saved() -> None:
        right = np.array([float(one.supported) for one in measured])
        area = metrics.auroc(trainer.logits(measured), right)
        print(f"set aside, {len(measured)} pairs: AUROC {area:.3f}", flush=True)

    trainer.learner.run(out, lambda step: _draws(groups, seed * 1_000_003 + step), trainer.gradients, saved)


@dataclass(frozen=True, slots=True)
class Example:
    """What the lowest layers make of a pair, (tokens, width) float16, and whether it is supported."""

    states: Tensor
    supported: bool


class Lower:
    """The layers that do not learn."""

    def __init__(self, folder: Path, words: Tensor, network: ReaderNetwork) -> None:
        self._tokens = reader_network.tokenizer(folder)
        self._tokenizing = threading.Lock()
        self._words = words
        self._network = copy.deepcopy(network)
        del self._network.encoder.encoder.layer[support.SHARED_LAYERS :]

    def read(self, group: Sequence[Pair], dated: bool) -> list[Example]:
        """One example a pair, in order."""
        encoded = []
        # A fast tokenizer must not be used by two threads at once.
        with self._tokenizing:
            for one in group:
                cited = [(source["text"], source.get("published", "") if dated else "") for source in one.sources]
                encoded += reader_network.encode(self._tokens, one.sentence, [("", support.laid_out(cited))])
        found: dict[int, Tensor] = {}
        with torch.inference_mode():
            for batch in training.batches([len(one.ids) for one in encoded]):
                ids, mask = reader_network.padded([encoded[i] for i in batch])
                words = functional.embedding(torch.from_numpy(ids), self._words)
                states = self._network.encoder(
                    inputs_embeds=words, attention_mask=torch.from_numpy(mask)
                ).last_hidden_state
                found |= {i: states[row, : len(encoded[i].ids)].half() for row, i in enumerate(batch)}
        return [Example(found[i], one.supported) for i, one in enumerate(group)]


class Trainer:
    """The upper layers, and what they make of examples."""

    def __init__(self, network: ReaderNetwork, schedule: Schedule) -> None:
        # The heads for spans and sentences have nothing to learn here.
        for one in (*network.span.parameters(), *network.sentence.parameters()):
            one.requires_grad_(False)
        network.encoder.embeddings = _Passed()  # type: ignore[assignment]
        for i in range(support.SHARED_LAYERS):
            network.encoder.encoder.layer[i] = _Passed()
        training.attend(network, "eager")
        self.learner = Learner(network, schedule)

    def gradients(self, network: ReaderNetwork, groups: Sequence[Sequence[Example]]) -> dict[str, float]:
        """Adds the gradients of some groups to the network's; the losses are means over them."""
        drawn = [one for group in groups for one in group]
        logits: list[Tensor] = [torch.zeros(())] * len(drawn)
        for batch in _batches(drawn):
            for i, logit in zip(batch, self._forward(network, [drawn[i] for i in batch]), strict=True):
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

    def logits(self, asked: Sequence[Example]) -> np.ndarray:
        """What the network says of each example, (n,)."""
        found = np.zeros(len(asked))
        with torch.inference_mode():
            for batch in _batches(asked):
                found[batch] = self._forward(self.learner.copies[0], [asked[i] for i in batch]).numpy()
        return found

    def _forward(self, network: ReaderNetwork, examples: Sequence[Example]) -> Tensor:
        states = nn.utils.rnn.pad_sequence([one.states for one in examples], batch_first=True).to(self.learner.type)
        mask = torch.zeros(states.shape[:2], dtype=torch.int64)
        for row, one in enumerate(examples):
            mask[row, : len(one.states)] = 1
        output: reader_network.Output = network(states, mask, [()] * len(examples))
        return output.rank


class _Passed(nn.Module):
    """Stands for what the lowest layers have done already."""

    def forward(self, states: Tensor | None = None, *_: Any, inputs_embeds: Tensor | None = None, **__: Any) -> Tensor:
        """The states that came."""
        found = inputs_embeds if states is None else states
        assert found is not None  # noqa: S101 - one of the two is given
        return found


def _batches(examples: Sequence[Example]) -> list[list[int]]:
    return training.batches([len(one.states) for one in examples])


def _draws(groups: Sequence[list[Example]], seed: int) -> Iterator[list[list[Example]]]:
    """Steps of groups, each once a pass in random order."""
    draw = random.Random(seed)  # noqa: S311 - no secret
    waiting: list[list[Example]] = []
    while True:
        step: list[list[Example]] = []
        while sum(len(one.states) for group in step for one in group) < _TOKENS_A_STEP:
            waiting = waiting or draw.sample(list(groups), len(groups))
            step.append(waiting.pop())
        yield step


if __name__ == "__main__":
    typer.run(main)
