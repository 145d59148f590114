"""Copies: the same text twice from one outlet, agency texts that several print, sentences in the same words; pure."""

from __future__ import annotations

import hashlib
import re
import unicodedata
import zlib
from collections import Counter
from collections.abc import Sequence

from corpus.types import Article

# Two sentences that share this many of their three-word runs say the same thing in the same words.
SAME_WORDS = 0.5

_WORD = re.compile(r"\w+")
# Two articles are copies from this share of common five-word sequences on. An editor who cuts a third of an agency's
# text and rewrites the first paragraph stays above it; two reporters at one event do not come near it.
ALIKE = 0.4
# One sequence in so many stands for its text, chosen by its hash, so the same ones in every text: of an article of 400
# words about a hundred, which tells 0.4 from 0.2 and keeps 10,000 articles in 200 MB.
_SAMPLED = 4
# A sequence in more texts than this is the house's own boilerplate, and would compare everything with everything.
_COMMON = 50


def copy_key(article: Article) -> str:
    """Equal for two articles of one outlet whose texts have the same words, whatever the spacing and punctuation.

    The same agency text from another outlet has another key: who printed a statement is part of the record.
    """
    parts = (article.source.casefold(), " ".join(words(article.text)))
    return hashlib.sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).hexdigest()


def words(text: str) -> list[str]:
    """The words of ``text`` in reading order, in lower case and one Unicode form."""
    return _WORD.findall(unicodedata.normalize("NFKC", text).casefold())


def overlap(one: str, other: str) -> float:
    """The share of three-word sequences that two texts have in common (Jaccard), 0 to 1."""
    left, right = _triples(one), _triples(other)
    return len(left & right) / max(1, len(left | right))


def first_copies(texts: Sequence[str], least: float) -> list[int]:
    """For each text the index of the first one before it that shares ``least`` of its words (``overlap``), or its own.

    Only texts that share a three-word sequence are compared, and not one that is common, so that thousands take no
    quadratic time.
    """
    triples = [_triples(one) for one in texts]
    holders: dict[tuple[str, ...], list[int]] = {}
    # Of a short sentence every sequence may be common; its like is known by all of them.
    same: dict[frozenset[tuple[str, ...]], int] = {}
    found: list[int] = []
    for at, own in enumerate(triples):
        every = frozenset(own)
        if every in same:
            found.append(same[every])
            continue
        near = {other for one in own if len(held := holders.get(one, [])) <= _COMMON for other in held}
        copies = (other for other in sorted(near) if len(own & triples[other]) / len(own | triples[other]) >= least)
        first = same[every] = next(copies, at)
        found.append(first)
        if first == at:
            for one in own:
                holders.setdefault(one, []).append(at)
    return found


def _triples(text: str) -> set[tuple[str, ...]]:
    found = words(text)
    # Scripts without spaces come as one long word; their characters serve as words.
    if len(found) <= 3:
        found = [char for word in found for char in word]
    return {tuple(found[at : at + 3]) for at in range(max(1, len(found) - 2))}


def alike(texts: Sequence[str]) -> list[list[int]]:
    """Groups of whole articles that are copies of each other, as ascending indices, the largest group first.

    Copies share ``ALIKE`` of their five-word sequences (Jaccard, on a sample of them); a copy of a copy is one too.
    """
    sketches = [_sketch(text) for text in texts]
    holders: dict[int, list[int]] = {}
    for index, sketch in enumerate(sketches):
        for one in sketch:
            holders.setdefault(one, []).append(index)
    shared: Counter[tuple[int, int]] = Counter()
    for indices in holders.values():
        if len(indices) <= _COMMON:
            shared.update((one, other) for at, one in enumerate(indices) for other in indices[at + 1 :])
    leader = list(range(len(texts)))
    for (one, other), both in shared.items():
        if both >= ALIKE * (len(sketches[one]) + len(sketches[other]) - both):
            low, high = sorted((_led(leader, one), _led(leader, other)))
            leader[high] = low
    groups: dict[int, list[int]] = {}
    for index in range(len(texts)):
        groups.setdefault(_led(leader, index), []).append(index)
    return sorted((group for group in groups.values() if len(group) > 1), key=len, reverse=True)


def _sketch(text: str) -> set[int]:
    found = words(text)
    hashes = (zlib.crc32(" ".join(found[at : at + 5]).encode("utf-8", "surrogatepass")) for at in range(len(found) - 4))
    return {one for one in hashes if one % _SAMPLED == 0}


def _led(leader: list[int], index: int) -> int:
    while leader[index] != index:
        leader[index] = index = leader[leader[index]]
    return index
