"""Whether a sentence accuses or denies, by the words it uses; the word lists are data (``data/stances.toml``).

It does not say who accuses whom, as claims do, and so serves where no claim is read: to put both sides of a dispute
into an answer, and to check a sentence about one.
"""

from __future__ import annotations

import re
import tomllib
from functools import lru_cache
from importlib import resources

from rag.analysis import lowered

_UNSPACED = frozenset({"zh", "ja", "th"})


def stances(text: str, language: str) -> frozenset[str]:
    """Which of ``accuse`` and ``deny`` the text's words express; nothing for a language without a list."""
    folded = text.lower()
    return frozenset(stance for stance, pattern in _patterns(language) if pattern.search(folded))


def first(text: str, language: str, stance: str) -> int:
    """Where the first word that expresses the stance ends, as an offset; -1 where there is none."""
    found = [
        match.end()
        for name, pattern in _patterns(language)
        if name == stance and (match := pattern.search(lowered(text)))
    ]
    return min(found, default=-1)


@lru_cache(maxsize=32)
def _patterns(language: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    lists = _lists().get(language, {})
    return tuple((stance, _pattern(beginnings, language)) for stance, beginnings in lists.items())


def _pattern(beginnings: list[str], language: str) -> re.Pattern[str]:
    words = (re.escape(word[:-1]) + r"\b" if word.endswith(".") else re.escape(word) for word in beginnings)
    return re.compile(("" if language in _UNSPACED else r"\b") + "(?:" + "|".join(words) + ")")


@lru_cache(maxsize=1)
def _lists() -> dict[str, dict[str, list[str]]]:
    text = (resources.files("rag") / "data" / "stances.toml").read_text(encoding="utf-8")
    found: dict[str, dict[str, list[str]]] = tomllib.loads(text)
    return found
