"""What people and bodies are called for what they do, whatever the language: mayor, maire, alcaldesa."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from importlib import resources

from rag import analysis


def offices(plain: str) -> frozenset[str]:
    """The kinds that a word in plain Latin letters (``analysis.transcribe``) is a name of; none for most words."""
    return _kinds().get(plain, frozenset())


@lru_cache(maxsize=1)
def _kinds() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    listed = tomllib.loads((resources.files("rag") / "data" / "offices.toml").read_text("utf-8"))
    for kind, words in listed.items():
        for word in words.split():
            found.setdefault(analysis.transcribe(word), set()).add(kind)
    return {word: frozenset(kinds) for word, kinds in found.items()}
