"""What a text speaks of: how many of its words another text uses."""

from __future__ import annotations

import re
from functools import cached_property

from corpus.lines import WORD
from corpus.scripts import WIDE


class Topic:
    """What a body speaks of, worked out once for all the lines that are compared with it."""

    def __init__(self, body: str) -> None:
        self._body = body

    def overlap(self, text: str) -> float:
        """Share of a line's longer words (by their first five letters) that the body uses; of its characters, in Chinese."""
        if len(WIDE.findall(text)) * 2 > len(text):
            pairs = _pairs(text)
            return len(pairs & self._known_pairs) / max(1, len(pairs))
        stems = {word[:5] for word in _stems(text) if len(word) > 3}
        return len(stems & self._known_stems) / len(stems) if stems else 0.0

    @cached_property
    def _known_stems(self) -> set[str]:
        return {word[:5] for word in _stems(self._body)}

    @cached_property
    def _known_pairs(self) -> set[str]:
        return _pairs(self._body)


def _stems(text: str) -> list[str]:
    return [part for word in WORD.findall(text.casefold()) for part in re.split("['’-]", word)]


def _pairs(text: str) -> set[str]:
    return {text[i : i + 2] for i in range(len(text) - 1)}
