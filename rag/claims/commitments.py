"""What a speaker says of the future, which answers what was promised, whatever word introduces it."""

from __future__ import annotations

import re
from functools import lru_cache

from rag.claims.lexicon import LANGUAGES, lexicon


def commits(content: str, language: str) -> bool:
    """Whether the words of a claim are about the future: "that it would send all the help that is needed"."""
    return language in LANGUAGES and bool(_pattern(language).search(content.lower()))


@lru_cache(maxsize=8)
def _pattern(language: str) -> re.Pattern[str]:
    return re.compile("|".join(lexicon(language).raw["future"]["patterns"]))
