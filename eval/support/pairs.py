"""Pairs of a written sentence and what it cites, with whether that bears it out.

Everything here was written by hand and is invented or told in our own words. ``written/*.jsonl`` teach the
check's network, one group of sentences about the same sources a line; ``contrasts/*.jsonl`` do so by sentences that are
worded freely, beside three versions of one source a line. Of every tenth line nothing is learnt: the network is judged
on them. The other sets are one pair a line: ``dev`` is learnt from too; ``held`` and ``fresh`` were measured with
the rules of before and help to choose a threshold since; ``unseen`` and ``strangers`` are only ever measured.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from eval import splits

HERE = Path(__file__).parent
FITTED, MEASURED = ("held", "fresh"), ("unseen", "strangers")


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
        for row in _split("written", split)
    ]


def contrasts(split: str) -> list[list[Pair]]:
    """The groups of one split: a sentence beside versions of a source that differ in one thing, some of which bear it out."""
    return [
        [
            Pair(f"{row['id']}-{number}-{at}", one["sentence"], one["language"], (variant,), right, one["kind"])
            for at, (variant, right) in enumerate(zip(row["variants"], one["by"], strict=True))
        ]
        for row in _split("contrasts", split)
        for number, one in enumerate(row["statements"])
    ]


def by_source(found: Sequence[Pair]) -> list[list[Pair]]:
    """Pairs that cite the same, together."""
    groups: dict[str, list[Pair]] = {}
    for one in found:
        groups.setdefault("|".join(source["text"] for source in one.sources), []).append(one)
    return list(groups.values())


def _split(folder: str, split: str) -> list[dict[str, Any]]:
    """What stands on the lines of a folder's files that belong to the split."""
    return [
        row
        for path in sorted((HERE / folder).glob("*.jsonl"))
        for number, row in enumerate(_rows(path))
        if splits.of_support(number) == split
    ]


def _pair(identifier: str, row: dict[str, Any], sources: Sequence[dict[str, str]]) -> Pair:
    return Pair(
        identifier, row["sentence"], row["language"], tuple(sources), row["verdict"] == "supported", row["kind"]
    )


def _rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]
