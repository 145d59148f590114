"""Pairs of a written sentence and what it cites, with whether that bears it out.

Everything here was written by hand and is invented or told in our own words. ``written/*.jsonl`` teach the
check's network, one group of sentences about the same sources a line; of every tenth group nothing is learnt: the network
is judged on them. The other sets are one pair a line: ``dev`` is learnt from too; ``held`` and ``fresh`` were measured with
the rules of before and help to choose a threshold since; ``unseen`` is only ever measured.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from eval import splits
from eval.reader.data import Data

HERE = Path(__file__).parent
FITTED, MEASURED = ("held", "fresh"), ("unseen",)
# Capitalised words in a row, or a number.
_NAME = re.compile(r"(?<=[\s'’«“\"(])[A-ZÀ-ÞА-ЯЁ][\w’'-]+(?:\s[A-ZÀ-ÞА-ЯЁ][\w’'-]+)*")
# Characters of a sentence of parallel texts.
_SHORTEST, _LONGEST = 20, 400
_NUMBER = re.compile(r"(?<![\w.,])\d{1,4}(?![\w]|[.,]\d)")


@dataclass(frozen=True, slots=True)
class Pair:
    """A sentence, the texts it cites with language and day, and whether they bear it out."""

    id: str
    sentence: str
    language: str
    sources: tuple[dict[str, str], ...]
    supported: bool
    kind: str


def flat(name: str) -> list[Pair]:
    """The pairs of ``dev`` or of a set that is only measured."""
    return [_pair(row["id"], row, row["sources"]) for row in _rows(HERE / f"{name}.jsonl")]


def written(split: str) -> list[list[Pair]]:
    """The groups of one split."""
    return [
        [_pair(f"{row['id']}-{number}", one, row["sources"]) for number, one in enumerate(row["statements"])]
        for path in sorted((HERE / "written").glob("*.jsonl"))
        for number, row in enumerate(_rows(path))
        if splits.of_support(number) == split
    ]


def by_source(found: Sequence[Pair]) -> list[list[Pair]]:
    """Pairs that cite the same, together."""
    groups: dict[str, list[Pair]] = {}
    for one in found:
        groups.setdefault("|".join(source["text"] for source in one.sources), []).append(one)
    return list(groups.values())


class Parallel:
    """Pairs made from texts that exist in several languages: a sentence beside its translation, whole or spoilt.

    What is spoilt has another number, two names exchanged, or is the sentence beside it.
    """

    def __init__(self, data: Data, seed: int) -> None:
        self._random = random.Random(seed)  # noqa: S311 - no secret
        # Sentences are translations of one another where every version has as many.
        self._paragraphs = [
            one for one in data.paragraphs.values() if len({len(bounds) for bounds in one.sentences.values()}) == 1
        ]

    def groups(self) -> Iterator[list[Pair]]:
        """Without end, pairs that share their source."""
        draw = self._random
        while True:
            paragraph = draw.choice(self._paragraphs)
            languages = sorted(paragraph.versions)
            here, there = draw.choice(languages), draw.choice(languages)
            count = len(paragraph.sentences[here])
            first = draw.randrange(count)
            last = min(count, first + draw.choice((1, 1, 2, 3)))
            start, end = paragraph.sentences[there][first][0], paragraph.sentences[there][last - 1][1]
            source = ({"text": paragraph.versions[there][start:end], "language": there},)
            said = [paragraph.versions[here][a:b] for a, b in paragraph.sentences[here]]
            inside = draw.randrange(first, last)
            beside = [one for i, one in enumerate(said) if not first <= i < last]
            found = [(said[inside], True)]
            found += [
                (one, False) for one in filter(None, (self._renumbered(said[inside]), self._exchanged(said[inside])))
            ]
            if beside and draw.random() < 0.5:
                found.append((draw.choice(beside), False))
            if _SHORTEST < len(said[inside]) < _LONGEST:
                yield [Pair("", one, here, source, right, "parallel") for one, right in found]

    def _renumbered(self, sentence: str) -> str | None:
        places = list(_NUMBER.finditer(sentence))
        if not places:
            return None
        one = self._random.choice(places)
        value = int(one.group())
        other = (
            value + self._random.choice((-3, -2, -1, 1, 2, 3, 10)) if value > 3 else value + self._random.randint(1, 4)
        )
        return sentence[: one.start()] + str(other) + sentence[one.end() :]

    def _exchanged(self, sentence: str) -> str | None:
        places = list(_NAME.finditer(sentence))
        if len(places) < 2:
            return None
        one, other = sorted(self._random.sample(places, 2), key=lambda match: match.start())
        if one.group() == other.group():
            return None
        between = sentence[one.end() : other.start()]
        # "A and B" is the same as "B and A".
        if len(between.split()) < 2:
            return None
        return sentence[: one.start()] + other.group() + between + one.group() + sentence[other.end() :]


def _pair(identifier: str, row: dict[str, Any], sources: Sequence[dict[str, str]]) -> Pair:
    return Pair(
        identifier, row["sentence"], row["language"], tuple(sources), row["verdict"] == "supported", row["kind"]
    )


def _rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]
