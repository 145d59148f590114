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
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import numpy as np
import torch
import typer
from torch import Tensor, nn
from torch.nn import functional

from eval import training
from eval.reader import data as reader_data
from eval.reader.data import Data, Pair
from eval.training import Learner, Schedule
from rag import settings
from rag.models import bundled, embedder, reader_network
from rag.models.reader_network import Encoded, ReaderNetwork

_TOKENS_A_STEP = 5200
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
    frozen: Annotated[int, typer.Option(min=0, help="Of those, how many of the lowest layers learn no more.")] = 0,
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
    sources = [(french, piaf, 0), (1.0 - share - french, squad, 0), (share, press, stories_from)]
    trainer = Trainer(folder, start, frozen, sources, seed, Schedule(rate, steps, warmup, cooldown))
    trainer.run(out)


@dataclass(frozen=True, slots=True)
class Input:
    """What the network reads of one pair: the states of its tokens, (tokens, width)."""

    encoded: Encoded
    states: Tensor


class Trainer:
    """One run: what is drawn, and what is learnt from it."""

    def __init__(
        self,
        folder: Path,
        start: Path | None,
        frozen: int,
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
        lower = training.split_off(network, frozen) if frozen else None
        training.attend_plainly(network)
        self._learner = Learner(network, schedule)
        self._lower = lower.to(self._learner.type) if lower else None
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

    def _learn(self, network: ReaderNetwork, groups: Sequence[Sequence[Pair]]) -> dict[str, float]:
        """Adds the gradients of some groups to the network's; the losses are means over them."""
        pairs = [one for group in groups for one in group]
        inputs = self._inputs(pairs)
        ranks: list[Tensor] = [torch.zeros(())] * len(pairs)
        sentences: list[Tensor] = [torch.zeros(0)] * len(pairs)
        right = [_right_sentences(one) for one in pairs]
        span_loss, sentence_loss = torch.zeros(()), torch.zeros(())
        span_weight = sum(1.0 if one.spans else _SILENT_SPAN for one in pairs)
        for batch in _batches(pairs, inputs):
            output = _forward(network, [pairs[i] for i in batch], inputs)
            for row, i in enumerate(batch):
                ranks[i], sentences[i] = output.rank[row], output.sentences[row]
                encoded = inputs[id(pairs[i])].encoded
                span_loss = span_loss + _span_loss(output.spans[row], encoded, pairs[i]) / span_weight
                sentence_loss = sentence_loss + functional.binary_cross_entropy_with_logits(
                    sentences[i], right[i].float()
                ) / len(pairs)
        rank_loss, first_loss, at = torch.zeros(()), torch.zeros(()), 0
        ranked = max(sum(1 for group in groups if group[0].spans and not group[-1].spans), 1)
        for group in groups:
            # Listwise: what answers shares the probability of the group, among its passages and among all their
            # sentences. One question a list, so a passage beside which the question was changed does not compete.
            same = [i for i, one in enumerate(group, at) if one.question == group[0].question]
            at += len(group)
            answer = torch.tensor([bool(pairs[i].spans) for i in same])
            if answer.any() and not answer.all():
                rank_loss = rank_loss + _listwise(torch.stack([ranks[i] for i in same]), answer) / ranked
                first_loss = (
                    first_loss
                    + _listwise(torch.cat([sentences[i] for i in same]), torch.cat([right[i] for i in same])) / ranked
                )
        wanted = torch.tensor([float(bool(one.spans)) for one in pairs])
        answers_loss = functional.binary_cross_entropy_with_logits(torch.stack(ranks), wanted)
        loss = rank_loss + answers_loss + span_loss + 2 * sentence_loss + first_loss
        (loss / len(self._learner.copies)).backward()  # type: ignore[no-untyped-call]
        return {
            "rank": float(rank_loss.detach()),
            "answers": float(answers_loss.detach()),
            "span": float(span_loss.detach()),
            "sentence": float(sentence_loss.detach()),
            "first": float(first_loss.detach()),
        }

    def _inputs(self, pairs: Sequence[Pair]) -> dict[int, Input]:
        """What the network reads of each pair, by its identity."""
        # A fast tokenizer must not be used by two threads at once.
        with self._tokenizing:
            encoded = [reader_network.encode(self._tokens, one.question, [(one.title, one.text)])[0] for one in pairs]
        found: dict[int, Input] = {}
        with torch.no_grad():
            for batch in training.batches([len(one.ids) for one in encoded]):
                ids, mask = (torch.from_numpy(one) for one in reader_network.padded([encoded[i] for i in batch]))
                states = functional.embedding(ids, self._words)
                if self._lower:
                    states = self._lower(inputs_embeds=states, attention_mask=mask).last_hidden_state
                found |= {
                    id(pairs[i]): Input(encoded[i], states[row, : len(encoded[i].ids)]) for row, i in enumerate(batch)
                }
        return found


def _batches(pairs: Sequence[Pair], inputs: Mapping[int, Input]) -> list[list[int]]:
    return training.batches([len(inputs[id(one)].encoded.ids) for one in pairs])


def _forward(network: ReaderNetwork, pairs: Sequence[Pair], inputs: Mapping[int, Input]) -> reader_network.Output:
    """The network's output for one batch."""
    read = [inputs[id(one)] for one in pairs]
    _, mask = reader_network.padded([one.encoded for one in read])
    states = nn.utils.rnn.pad_sequence([one.states for one in read], batch_first=True)
    bounds = [
        reader_network.sentence_tokens(one.encoded, mask.shape[1], pair.sentences)
        for one, pair in zip(read, pairs, strict=True)
    ]
    output: reader_network.Output = network(states, torch.from_numpy(mask), bounds)
    return output


def _right_sentences(pair: Pair) -> Tensor:
    """Which of the sentences answer, (sentences,) of bool."""
    return torch.tensor([any(a < end and b > start for a, b in pair.spans) for start, end in pair.sentences])


def _listwise(scores: Tensor, right: Tensor) -> Tensor:
    """Negative log of the share of the probability that those which are right have."""
    return torch.logsumexp(scores, 0) - torch.logsumexp(scores[right], 0)


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
