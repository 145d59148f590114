"""What can go wrong while reading articles, and the root of every error this project raises.

OnRecordError            (the rest of the tree: rag/errors.py)
└── SourceError          a source gave no article
    ├── UnreadableSource the file or address is missing, forbidden or in no format that can be read
    └── NoArticle        it was read, and holds nothing but menus, forms or white space

``decoding.NotText`` never leaves the readers: they make UnreadableSource of it, or a rejected line.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager


class OnRecordError(Exception):
    """Root of every error raised on purpose; its message says what was expected, found, and the cure."""


class SourceError(OnRecordError):
    """A source gave no article."""


class UnreadableSource(SourceError):
    """The source is missing, not permitted, or in no format that can be read."""


class NoArticle(SourceError):
    """The source was read and holds no article: it is empty, or nothing but menus and forms."""


@contextmanager
def unforeseen(name: str) -> Iterator[None]:
    """Makes UnreadableSource of what nobody foresaw while ``name`` is read: one bad source must not end the reading of many."""
    try:
        yield
    except OnRecordError:
        raise
    except Exception as error:
        raise UnreadableSource(
            f"{name} made its reader fail ({type(error).__name__}: {error}). Convert it to text or JSON lines."
        ) from error
