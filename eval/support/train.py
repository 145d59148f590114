"""Trains the check's network: ``python -m eval.support.train --data DIR --out RUN``.

``python -m eval.export RUN/checkpoint.pt --out FILE`` then writes its weights. It starts from the reader's weights, which
know how a question stands to a passage, and learns how a sentence stands to what it cites. The lowest layers stay the
reader's. Seeded and resumable like the reader's training; how well it tells the groups set aside is printed now and then.
"""

from __future__ import annotations

import random
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import numpy as np
import torch
import typer
from tokenizers import Tokenizer
from torch import Tensor
from torch.nn import functional

from eval import metrics, splits, training
from eval.reader import data as reader_data
from eval.reader.data import Data
from eval.support import pairs, varied
from eval.support.pairs import Pair
from eval.training import Learner, Schedule
from rag import settings
from rag.models import bundled, reader, reader_network, support
from rag.models.reader_network import Encoded, ReaderNetwork

_TOKENS_A_STEP = 4200
# Labels by hand are not always right, and a sure network calibrates badly.
_SMOOTHING = 0.04
# The share of the groups that stand without the days of their sources, as many callers give none.
_WITHOUT_DAY = 0.15
# Pairs of each set that nothing is learnt from, of which is told now and then how well they are told apart.
_MEASURED = 400


def main(
    data: Annotated[Path, typer.Option(help="Folder of the public sets.")],
    out: Annotated[Path, typer.Option(help="Where checkpoints and curves go.")],
    steps: Annotated[int, typer.Option(help="Steps in all.")] = 900,
    warmup: Annotated[int, typer.Option(help="Steps until the full learning rate.")] = 60,
    cooldown: Annotated[int, typer.Option(help="Steps over which it falls to zero at the end.")] = 300,
    rate: Annotated[float, typer.Option(help="Full learning rate.")] = 1e-4,
    seed: Annotated[int, typer.Option(help="Seed of the drawing of examples.")] = 0,
    start: Annotated[Path | None, typer.Option(help="Weights of upper layers to go on from.")] = None,
    frozen: Annotated[int, typer.Option(help="Of those, how many of the lowest learn no more.")] = 0,
    cache: Annotated[Path | None, typer.Option(help="Where the bundled model is unpacked.")] = None,
) -> None:
    """Train the check's network."""
    out.mkdir(parents=True, exist_ok=True)
    folder = bundled.folder(cache or settings.load().cache)
    torch.manual_seed(seed)
    words, network = reader_network.load(folder, reader.weights_file(), *([start] if start else []))
    public = reader_data.joined(
        [reader_data.squad(data, splits.TRAIN), reader_data.piaf(data, splits.TRAIN), reader_data.press(splits.TRAIN)]
    )
    set_aside = {
        name: random.Random(0).sample([one for group in groups for one in group], _MEASURED)  # noqa: S311 - no secret
        for name, groups in (("written", pairs.written(splits.DEV)), ("contrasts", pairs.contrasts(splits.DEV)))
    }
    learning = network.encoder.encoder.layer[support.SHARED_LAYERS :]
    for one in (one for layer in learning[:frozen] for one in layer.parameters()):
        one.requires_grad_(False)
    trainer = Trainer(reader_network.tokenizer(folder), words, network, Schedule(rate, steps, warmup, cooldown))

    def saved() -> None:
        for name, judged in set_aside.items():
            right = np.array([float(one.supported) for one in judged])
            area = metrics.auroc(trainer.logits(trainer.encoded(judged, dated=True)), right)
            print(f"{name}, set aside: AUROC {area:.3f}", flush=True)

    trainer.learner.run(out, lambda step: trainer.draws(public, seed * 1_000_003 + step), trainer.gradients, saved)


@dataclass(frozen=True, slots=True)
class Example:
    """A sentence and what it cites as tokens, and whether it is supported."""

    encoded: Encoded
    supported: bool


class Trainer:
    """The upper layers, and what they make of examples; the lowest layers do not learn."""

    def __init__(self, tokens: Tokenizer, words: Tensor, network: ReaderNetwork, schedule: Schedule) -> None:
        self._tokens = tokens
        # A fast tokenizer must not be used by two threads at once.
        self._tokenizing = threading.Lock()
        # The heads for spans and sentences have nothing to learn here.
        for one in (*network.span.parameters(), *network.sentence.parameters()):
            one.requires_grad_(False)
        lower = training.split_off(network, support.SHARED_LAYERS)
        training.attend_plainly(network)
        self.learner = Learner(network, schedule)
        self._words = words.to(self.learner.type)
        self._lower = lower.to(self.learner.type)

    def draws(self, public: Data, seed: int) -> Iterator[list[list[Example]]]:
        """Steps of groups; a resumed run draws others than the first, by its seed."""
        draw = random.Random(seed)  # noqa: S311 - no secret
        written, contrasts = pairs.written(splits.TRAIN), pairs.contrasts(splits.TRAIN)
        by_hand = written + pairs.by_source(pairs.flat("dev"))
        answered = varied.Answered(public, draw)
        shares = [
            (0.45, _again(lambda: contrasts, draw)),
            (0.12, _again(lambda: varied.from_written(by_hand, draw), draw)),
            (0.12, _again(lambda: varied.beside_others(written, draw), draw)),
            (0.05, varied.Parallel(public, draw).groups()),
            (0.18, answered.statements()),
            (0.08, answered.bare()),
        ]
        while True:
            step: list[list[Example]] = []
            while sum(len(one.encoded.ids) for group in step for one in group) < _TOKENS_A_STEP:
                group = next(draw.choices([groups for _, groups in shares], [share for share, _ in shares])[0])
                step.append(self.encoded(group, dated=draw.random() >= _WITHOUT_DAY))
            yield step

    def encoded(self, group: Sequence[Pair], *, dated: bool) -> list[Example]:
        """One example a pair, in order; without ``dated`` the days of the sources are left out."""
        found = []
        with self._tokenizing:
            for one in group:
                cited = [(source["text"], source.get("published", "") if dated else "") for source in one.sources]
                passage = ("", support.laid_out(cited))
                found.append(Example(reader_network.encode(self._tokens, one.sentence, [passage])[0], one.supported))
        return found

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
        ids, mask = (torch.from_numpy(one) for one in reader_network.padded([one.encoded for one in examples]))
        with torch.no_grad():
            words = functional.embedding(ids, self._words)
            states = self._lower(inputs_embeds=words, attention_mask=mask).last_hidden_state
        output: reader_network.Output = network(states, mask, [()] * len(examples))
        return output.rank


def _batches(examples: Sequence[Example]) -> list[list[int]]:
    return training.batches([len(one.encoded.ids) for one in examples])


def _again(groups: Callable[[], Iterable[list[Pair]]], draw: random.Random) -> Iterator[list[Pair]]:
    """All groups in random order, then anew."""
    while True:
        found = list(groups())
        yield from draw.sample(found, len(found))


if __name__ == "__main__":
    typer.run(main)
