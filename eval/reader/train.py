"""Trains the bundled reader: ``python -m eval.reader.train --data DIR --out DIR``.

Seeded and resumable: every fifty steps a checkpoint is written, and the same command goes on from it. The learning
rate warms up, stays, and falls in a straight line over the last ``--cooldown`` steps; when those begin can be decided
while it runs (raise or lower ``--steps`` and start again). ``curves.png`` shows the losses.
"""

from __future__ import annotations

import json
import math
import random
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated

import numpy as np
import torch
import typer
from torch import Tensor
from torch.nn import functional

from eval import training
from eval.reader import data as reader_data
from eval.reader.data import Data, Pair
from eval.training import Learner, Schedule
from rag import settings
from rag.models import bundled, embedder, reader_network
from rag.models.reader_network import Encoded, ReaderNetwork

# Of passages drawn, before the easy ones are left out; about 5,000 are learnt from.
_TOKENS_A_STEP = 8400
# Of a question's passages that do not answer, how many are kept that the network takes for the likeliest, and how many
# whatever it says: some of the likeliest do answer and are not marked.
_HARDEST, _OTHERS = 1, 1
# What a wrong null span on a silent passage counts, against a missed span on one that answers.
_SILENT_SPAN = 0.3


def main(
    data: Annotated[Path, typer.Option(help="Folder of the public sets.")],
    out: Annotated[Path, typer.Option(help="Where checkpoints and curves go.")],
    share: Annotated[float, typer.Option(help="Share of the groups drawn from the press stories.")] = 0.35,
    french: Annotated[float, typer.Option(help="Share of the groups drawn from PIAF.")] = 0.25,
    stories_from: Annotated[int, typer.Option(help="The step from which stories are drawn.")] = 300,
    steps: Annotated[int, typer.Option(help="Steps in all.")] = 2000,
    warmup: Annotated[int, typer.Option(help="Steps until the full learning rate.")] = 120,
    cooldown: Annotated[int, typer.Option(help="Steps over which it falls to zero at the end.")] = 400,
    rate: Annotated[float, typer.Option(help="Full learning rate.")] = 1.2e-4,
    seed: Annotated[int, typer.Option(help="Seed of the drawing of examples.")] = 0,
    start: Annotated[
        Path | None, typer.Option(help="Weights to go on from instead of the bundled embedding's.")
    ] = None,
    near: Annotated[Path | None, typer.Option(help="File that keeps the mined negatives between runs.")] = None,
    cache: Annotated[Path | None, typer.Option(help="Where the bundled model is unpacked.")] = None,
) -> None:
    """Train the reader."""
    out.mkdir(parents=True, exist_ok=True)
    cache = cache or settings.load().cache
    folder = bundled.folder(cache)
    piaf, squad = reader_data.piaf(data, "train"), reader_data.squad(data, "train")
    _mine(reader_data.joined([piaf, squad]), near or out / "near.json", cache)
    press = reader_data.press("train")
    _mine(press, out / "near-stories.json", cache)
    sources = [(french, piaf, 0), (1.0 - share - french, squad, 0), (share, press, stories_from)]
    trainer = Trainer(folder, start, sources, seed, Schedule(rate, steps, warmup, cooldown))
    trainer.run(out)


class Trainer:
    """One run: what is drawn, and what is learnt from it."""

    def __init__(
        self,
        folder: Path,
        start: Path | None,
        sources: Sequence[tuple[float, Data, int]],
        seed: int,
        schedule: Schedule,
    ) -> None:
        torch.manual_seed(seed)
        self._seed = seed
        self._sources = sources
        self._tokens = reader_network.tokenizer(folder)
        self._tokenizing = threading.Lock()
        words, network = reader_network.load(folder, start) if start else reader_network.start(folder)
        self._learner = Learner(network, schedule)
        self._words = words.to(self._learner.type)

    def run(self, out: Path) -> None:
        """Trains to the last step."""
        self._learner.run(out, self._draws, self._learn)

    def _draws(self, step: int) -> Iterator[list[list[Pair]]]:
        """Steps of groups of pairs; a resumed run draws others than the first, by its seed."""
        draw = random.Random(self._seed * 1_000_003 + step)  # noqa: S311 - no secret
        samplers = [
            reader_data.Sampler(one, self._seed * 1_000_003 + step + i).groups()
            for i, (_, one, _) in enumerate(self._sources)
        ]
        while True:
            groups: list[list[Pair]] = []
            tokens = 0
            while tokens < _TOKENS_A_STEP:
                weights = [weight if self._learner.step >= first else 0.0 for weight, _, first in self._sources]
                group = next(draw.choices(samplers, weights)[0])
                # Three and a half characters a token over the languages, rounded.
                tokens += sum((len(one.text) + len(one.question) + len(one.title)) // 4 + 6 for one in group)
                groups.append(group)
            yield groups

    def _hardest(self, network: ReaderNetwork, groups: Sequence[Sequence[Pair]]) -> list[list[Pair]]:
        """The groups without the passages that the network takes for silent already."""
        silent = [[group[i] for i in _competing(group)] for group in groups]
        pairs = [one for found in silent if len(found) > _HARDEST + _OTHERS for one in found]
        encoded = self._encoded(pairs)
        ranks: dict[int, float] = {}
        training.attend(network, "sdpa")
        with torch.no_grad():
            for batch in training.batches([len(one.ids) for one in encoded]):
                output = self._forward(network, [encoded[i] for i in batch], [pairs[i] for i in batch])
                ranks |= {id(pairs[i]): float(rank) for i, rank in zip(batch, output.rank, strict=True)}
        return [hardest(group, [ranks.get(id(one), 0.0) for one in group]) for group in groups]

    def _learn(self, network: ReaderNetwork, drawn: Sequence[Sequence[Pair]]) -> dict[str, float]:
        """Adds the gradients of some groups to the network's; the losses are means over them."""
        groups = self._hardest(network, drawn)
        pairs = [one for group in groups for one in group]
        encoded = self._encoded(pairs)
        ranks: list[Tensor] = [torch.zeros(())] * len(pairs)
        training.attend(network, "eager")
        span_loss, sentence_loss = torch.zeros(()), torch.zeros(())
        span_weight = sum(1.0 if one.spans else _SILENT_SPAN for one in pairs)
        for batch in training.batches([len(one.ids) for one in encoded]):
            output = self._forward(network, [encoded[i] for i in batch], [pairs[i] for i in batch])
            for row, i in enumerate(batch):
                ranks[i] = output.rank[row]
                span_loss = span_loss + _span_loss(output.spans[row], encoded[i], pairs[i]) / span_weight
                wanted = torch.tensor(
                    [float(any(a < end and b > start for a, b in pairs[i].spans)) for start, end in pairs[i].sentences]
                )
                sentence_loss = sentence_loss + functional.binary_cross_entropy_with_logits(
                    output.sentences[row], wanted, reduction="mean"
                ) / len(pairs)
        rank_loss, at = torch.zeros(()), 0
        ranked = sum(1 for group in groups if group[0].spans and not group[-1].spans)
        for group in groups:
            scores = torch.stack(ranks[at : at + len(group)])
            at += len(group)
            right = torch.tensor([bool(one.spans) for one in group])
            # Listwise: the passages that answer share the probability of the group. One question a list, so a
            # passage beside which the question was changed does not compete.
            same = torch.tensor([one.question == group[0].question for one in group])
            if right.any() and (same & ~right).any():
                rank_loss = rank_loss + (
                    torch.logsumexp(scores[same], 0) - torch.logsumexp(scores[same & right], 0)
                ) / max(ranked, 1)
        wanted = torch.tensor([float(bool(one.spans)) for one in pairs])
        answers_loss = functional.binary_cross_entropy_with_logits(torch.stack(ranks), wanted)
        loss = rank_loss + answers_loss + span_loss + 2 * sentence_loss
        (loss / len(self._learner.copies)).backward()  # type: ignore[no-untyped-call]
        return {
            "rank": float(rank_loss.detach()),
            "answers": float(answers_loss.detach()),
            "span": float(span_loss.detach()),
            "sentence": float(sentence_loss.detach()),
        }

    def _encoded(self, pairs: Sequence[Pair]) -> list[Encoded]:
        # A fast tokenizer must not be used by two threads at once.
        with self._tokenizing:
            return [reader_network.encode(self._tokens, one.question, [(one.title, one.text)])[0] for one in pairs]

    def _forward(
        self, network: ReaderNetwork, encoded: Sequence[Encoded], pairs: Sequence[Pair]
    ) -> reader_network.Output:
        """The network's output for one batch."""
        ids, mask = reader_network.padded(encoded)
        with torch.no_grad():
            words = functional.embedding(torch.from_numpy(ids), self._words)
        bounds = [
            reader_network.sentence_tokens(one, ids.shape[1], pair.sentences)
            for one, pair in zip(encoded, pairs, strict=True)
        ]
        output: reader_network.Output = network(words, torch.from_numpy(mask), bounds)
        return output


def hardest(group: Sequence[Pair], ranks: Sequence[float]) -> list[Pair]:
    """The group with two at most of the passages that do not answer: the likeliest and another."""
    competing = _competing(group)
    likeliest = sorted(competing, key=lambda i: -ranks[i])[:_HARDEST]
    # They were drawn in random order, so the first of the others are as good as any.
    others = [i for i in competing if i not in likeliest][:_OTHERS]
    left_out = set(competing) - {*likeliest, *others}
    return [one for i, one in enumerate(group) if i not in left_out]


def _competing(group: Sequence[Pair]) -> list[int]:
    """Where the passages stand that do not answer the group's question; beside some it was changed."""
    return [i for i, one in enumerate(group) if not one.spans and one.question == group[0].question]


def _span_loss(scores: Tensor, encoded: Encoded, pair: Pair) -> Tensor:
    """Negative log likelihood of the starts and of the ends that are right; no answer stands at position 0."""
    offsets = encoded.offsets
    allowed = torch.zeros(len(scores), dtype=torch.bool)
    allowed[0] = True
    allowed[: len(offsets)] |= torch.from_numpy(offsets[:, 1] > 0)
    starts, ends = [], []
    for a, b in pair.spans:
        inside = np.flatnonzero((offsets[:, 1] > a) & (offsets[:, 0] < b) & (offsets[:, 1] > 0))
        if len(inside):
            starts.append(int(inside[0]))
            ends.append(int(inside[-1]))
    if pair.spans and not starts:  # cut off at the end of a very long passage
        return scores.sum() * 0
    weight = 1.0 if pair.spans else _SILENT_SPAN
    logits = scores.masked_fill(~allowed[:, None], -math.inf).log_softmax(0)
    right = torch.logsumexp(logits[starts or [0], 0], 0) + torch.logsumexp(logits[ends or [0], 1], 0)
    return -right * weight / 2


def _mine(public: Data, path: Path, cache: Path) -> None:
    """Fills in the negatives, from the file when they were mined before."""
    if path.is_file():
        kept = json.loads(path.read_text(encoding="utf-8"))
        for one in public.asked:
            one.near = kept[one.id]
        return
    reader_data.mine(public, embedder.for_setting("bundled", cache), lambda line: print(line, flush=True))
    path.write_text(json.dumps({one.id: one.near for one in public.asked}), encoding="utf-8")


if __name__ == "__main__":
    typer.run(main)
