"""A plain-text file: a clean text as somebody typed it, or what "select all, copy" took from a page."""

from __future__ import annotations

from corpus.cleaning import clean
from corpus.language import detect
from corpus.types import Article


def read(content: str, url: str = "") -> Article:
    """The article in a text; ``text`` is empty when there is none. It has no id yet."""
    cleaned = clean(content, language=detect(content))
    return Article(
        text=cleaned.text,
        title=cleaned.title,
        url=url,
        authors=cleaned.authors,
        published=cleaned.published,
        language=detect(cleaned.text),
        dropped=cleaned.dropped,
    )
