"""Copies: the same text twice from one outlet, and sentences that say the same in the same words; pure."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Sequence

from corpus.types import Article

# Two sentences that share this many of their three-word runs say the same thing in the same words.
SAME_WORDS = 0.5

_WORD = re.compile(r"\w+")


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

    Only texts that share a three-word sequence are compared, so that thousands take no quadratic time.
    """
    triples = [_triples(one) for one in texts]
    holders: dict[tuple[str, ...], list[int]] = {}
    found: list[int] = []
    for at, own in enumerate(triples):
        shared = Counter(other for one in own for other in holders.get(one, ()))
        copies = (other for other in sorted(shared) if shared[other] / len(own | triples[other]) >= least)
        first = next(copies, at)
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
