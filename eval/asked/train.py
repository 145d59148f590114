"""Trains the heads that read questions about claims: ``python -m eval.asked.train --data DIR``.

The questions are made from ``templates.toml``; questions of the public sets that ask for facts stand beside them.
``eval.asked.score`` judges them, on questions by hand in twelve languages, three of which are in no template.
"""

from __future__ import annotations

import hashlib
import json
import random
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import torch
import typer
from safetensors.torch import save_file
from torch import Tensor, nn

from eval import splits
from rag import settings
from rag.models import bundled
from rag.models.asked_network import LABELS, AskedNetwork, QuestionStates, States

HERE = Path(__file__).parent
_SLOTS = {"a": "parties", "b": "parties", "t": "matters", "d": "deeds"}
_ROLE_OF = {"a": 1, "b": 2, "t": 3, "d": 3}
# Fillings of each template, fewer where a language has many templates, so that no language drowns the others.
_FILLINGS = 900
_MOST_FILLINGS = 30
_FACTS_A_LANGUAGE = 120
_FRENCH_FACTS = 300
# "Why" and "when" take for granted what they ask about.
_GRANTED = re.compile(
    r"\b(?:why|when|pourquoi|quand|por qué|cuándo|warum|wann|perché|quando|neden)\b|почему|когда|لماذا|متى|为什么|什么时候",
    re.IGNORECASE,
)
_BATCH = 64
_AT_ONCE = 64
_REPLIES = 0.2
_EPOCHS = 14
_RATE = 2e-3


@dataclass(frozen=True, slots=True)
class Example:
    """A question, its label, and the places (start, end, role) of the parties and the matter it names."""

    text: str
    label: int
    roles: tuple[tuple[int, int, int], ...] = ()
    granted: bool = False


def main(
    data: Annotated[Path, typer.Option(help="Folder of the public sets.")],
    out: Annotated[Path, typer.Option(help="Where the weights go.")] = Path("rag/models/asked-v3.safetensors"),
    seed: Annotated[int, typer.Option(help="Seed of the fillings and of the training.")] = 0,
) -> None:
    """Train the heads."""
    torch.manual_seed(seed)
    draw = random.Random(seed)  # noqa: S311
    source = QuestionStates(bundled.folder(settings.load().cache))
    examples = [*_claims(draw), *_facts(data, draw)]
    draw.shuffle(examples)
    states = _states(source, [one.text for one in examples])
    network = _trained(examples, states, source.width, draw)
    save_file({name: value.half().contiguous() for name, value in network.state_dict().items()}, out)
    digest = hashlib.sha256(out.read_bytes()).hexdigest()
    typer.echo(f"{len(examples)} questions; wrote {out}, sha256 {digest}, which goes into rag/models/asked.py")


def judged(half: str) -> list[tuple[str, str, str, str, str]]:
    """The questions of ``dev`` or ``held``: language, stance (empty for none), question, speaker, target."""
    found = []
    for line in (HERE / f"{half}.txt").read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            language, stance, text = line.split(" ", 2)
            names = {mark: " ".join(re.findall(rf"\[{mark}:([^\]]+)\]", text)) for mark in "ab"}
            bare = re.sub(r"\[[ab]:([^\]]+)\]", r"\1", text)
            found.append((language, "" if stance == "none" else stance, bare, names["a"], names["b"]))
    return found


def _claims(draw: random.Random) -> Iterator[Example]:
    languages = tomllib.loads((HERE / "templates.toml").read_text("utf-8"))
    for lists in languages.values():
        count = sum(len(lists[label or "none"]) for label in LABELS)
        each = min(_MOST_FILLINGS, max(6, _FILLINGS // count))
        for label in LABELS:
            for template in lists[label or "none"]:
                for _ in range(each):
                    replied = label == "accuse" and "replies" in lists and draw.random() < _REPLIES
                    asked = template.rstrip(" ?") + draw.choice(lists["replies"]) if replied else template
                    yield _filled(asked, lists, LABELS.index(label), draw)


def _filled(template: str, lists: Mapping[str, Sequence[str]], label: int, draw: random.Random) -> Example:
    text, roles = "", []
    for part in re.split(r"(\{[abtd]\})", template):
        if part[:1] == "{":
            word = draw.choice(lists[_SLOTS[part[1]]])
            if not text:
                word = word[:1].upper() + word[1:]
            roles.append((len(text), len(text) + len(word), _ROLE_OF[part[1]]))
            text += word
        else:
            text += part
    # As people type: without the question mark, or without capitals.
    chance = draw.random()
    if chance < 0.08:
        text = text.rstrip(" ?؟？")
    elif chance < 0.15 and len(text.lower()) == len(text):
        text = text.lower()
    return Example(text, label, tuple(roles), granted=bool(_GRANTED.search(template)))


def _facts(data: Path, draw: random.Random) -> Iterator[Example]:
    """Questions for facts, of the titles that nothing is reported on."""
    files = [(path, _FACTS_A_LANGUAGE, splits.of_xquad) for path in sorted((data / "xquad").glob("xquad.*.json"))]
    for path, count, split in [*files, (data / "piaf_dev.json", _FRENCH_FACTS, splits.of_piaf)]:
        articles = json.loads(path.read_text("utf-8"))["data"]
        questions = [
            one["question"]
            for number, article in enumerate(articles)
            if split(number) == splits.TRAIN
            for paragraph in article["paragraphs"]
            for one in paragraph["qas"]
        ]
        for text in draw.sample(questions, min(count, len(questions))):
            yield Example(text, 0)


def _states(source: QuestionStates, questions: Sequence[str]) -> list[States]:
    """The states of each question in order, computed by like length."""
    order = sorted(range(len(questions)), key=lambda i: len(questions[i]))
    found: dict[int, States] = {}
    for first in range(0, len(order), _AT_ONCE):
        batch = order[first : first + _AT_ONCE]
        found |= zip(batch, source.of([questions[i] for i in batch]), strict=True)
        if first % (20 * _AT_ONCE) == 0:
            typer.echo(f"{first} of {len(order)} questions read", err=True)
    return [found[i] for i in range(len(questions))]


def _trained(examples: Sequence[Example], states: Sequence[States], width: int, draw: random.Random) -> AskedNetwork:
    network = AskedNetwork(width)
    optimizer = torch.optim.AdamW(network.parameters(), _RATE, weight_decay=0.05)
    targets = [_targets(one, own) for one, own in zip(examples, states, strict=True)]
    total, done = _EPOCHS * (len(examples) // _BATCH + 1), 0
    for _ in range(_EPOCHS):
        order = list(range(len(examples)))
        draw.shuffle(order)
        for first in range(0, len(order), _BATCH):
            batch = order[first : first + _BATCH]
            inputs, mask, roles = _padded([states[i].states for i in batch], [targets[i] for i in batch])
            stances, named = network(nn.functional.dropout(inputs, 0.2), mask)
            labels = torch.tensor([examples[i].label for i in batch])
            granted = torch.tensor([float(examples[i].granted) for i in batch])
            claims = (labels > 0).float()
            loss = nn.functional.cross_entropy(stances[:, :-1], labels, label_smoothing=0.05)
            # Of a question for facts it is not asked whether it takes a claim for granted.
            loss = loss + nn.functional.binary_cross_entropy_with_logits(stances[:, -1], granted, weight=claims)
            loss = loss + 2 * nn.functional.cross_entropy(named.flatten(0, 1), roles.flatten(), ignore_index=-100)
            for group in optimizer.param_groups:
                group["lr"] = _RATE * max(0.02, 1 - done / total)
            optimizer.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            optimizer.step()
            done += 1
    return network.eval()


def _targets(example: Example, own: States) -> Tensor:
    """Each token's role; -100 for special tokens."""
    found = torch.zeros(len(own.offsets), dtype=torch.long)
    for at, (start, end) in enumerate(own.offsets):
        if end <= 0 or start == end:
            found[at] = -100
        else:
            found[at] = next((role for first, last, role in example.roles if first < end <= last), 0)
    return found


def _padded(states: Sequence[Tensor], roles: Sequence[Tensor]) -> tuple[Tensor, Tensor, Tensor]:
    pad: Any = nn.utils.rnn.pad_sequence
    lengths = torch.tensor([len(one) for one in states])
    mask = torch.arange(int(lengths.max()))[None] < lengths[:, None]
    return pad(list(states), batch_first=True), mask, pad(list(roles), batch_first=True, padding_value=-100)


if __name__ == "__main__":
    typer.run(main)
