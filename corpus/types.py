"""The values everything else is made of: an article, its sentences and its passages.

Offsets are in characters (Python string indices) into ``Article.text``; for every
sentence and passage ``article.text[x.start:x.end] == x.text``.
"""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Article:
    """One press article, clean: ``text`` is the body alone, paragraphs separated by a blank line.

    Empty strings and empty tuples stand for what the page did not say. ``published`` is an ISO
    date (``2020-11-01``) or empty, ``language`` an ISO 639-1 code or empty. ``dropped`` keeps
    the pieces of the page that cleaning took out, in page order, so that a reader can check them.
    ``origin`` is the file or address it was read from, known to this machine alone and never shown.
    """

    text: str
    id: str = ""
    title: str = ""
    url: str = ""
    source: str = ""
    authors: tuple[str, ...] = ()
    published: str = ""
    language: str = ""
    dropped: tuple[str, ...] = ()
    origin: str = ""

    @property
    def digest(self) -> str:
        """Hex SHA-256 over everything a reader of the article can see; two equal digests need no update."""
        parts = (self.title, self.text, self.url, self.source, *self.authors, self.published, self.language)
        return hashlib.sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).hexdigest()

    def to_dict(self, *, dropped: bool = False) -> dict[str, Any]:
        """The article as the JSON object other programs read; ``dropped`` only on request."""
        value = asdict(self)
        value["authors"] = list(self.authors)
        value["dropped"] = list(self.dropped)
        del value["origin"]
        if not dropped:
            del value["dropped"]
        return value


@dataclass(frozen=True, slots=True)
class Sentence:
    """The smallest thing that is cited: ``article.text[start:end] == text``."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Passage:
    """Whole sentences in reading order, the unit that is embedded: ``article.text[start:end] == text``."""

    start: int
    end: int
    text: str
    sentences: tuple[Sentence, ...]
