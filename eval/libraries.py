"""Libraries built for measuring, kept in the cache so that a second run is fast."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Callable, Sequence
from importlib import resources
from pathlib import Path
from typing import Any

import rag
from corpus import readers
from corpus.types import Article
from eval.runner import corpus_digest
from rag import Library
from rag import settings as rag_settings

# What decides what is stored of an article: its text, passages, vectors, search terms and claims. A change in any of it
# builds the library anew; what only answers from it does not.
_STORING = (
    "corpus/**/*.py",
    "corpus/data/**/*.toml",
    "rag/analysis.py",
    "rag/claims/**/*.py",
    "rag/data/claims/*.toml",
    "rag/data/prompts/claims.txt",
    "rag/library/**/*.py",
    "rag/models/bundled.py",
    "rag/models/chat.py",
    "rag/models/embedder.py",
)


def sample_articles() -> list[Article]:
    """The bundled sample articles, read as `onrecord add` reads them."""
    folder = resources.files("corpus") / "sample"
    with resources.as_file(folder) as path:
        files = sorted(str(one) for one in path.iterdir() if one.name != "README.md")
        return list(readers.read_all(files, lambda rejected: None))


def cached(
    name: str,
    articles: Sequence[Article],
    *,
    folder: Path | None = None,
    progress: Callable[[float], None] | None = None,
    **settings: Any,
) -> Library:
    """A library of exactly these articles, built unless the cache holds one of the same articles and rules.

    ``settings`` are those of ``Library.open``; ``folder`` takes the place of the cache's; ``progress`` is told how
    many articles are done.
    """
    chosen = rag_settings.load(**settings)
    key = hashlib.sha256(
        # A chat model reads the claims of the languages that have no rules.
        "\x1f".join(
            (
                corpus_digest(articles),
                storing_digest(Path(str(rag.__file__)).parent.parent),
                chosen.embedding,
                str(chosen.passage_chars),
                chosen.model,
            )
        ).encode()
    ).hexdigest()[:16]
    place = (folder or chosen.cache / "eval") / f"{name}-{key}.library"
    if not place.exists():
        # Built beside its place and renamed, so that a build that was cut short is never taken for a whole one.
        partial = place.with_name(f".{place.name}.{os.getpid()}")
        shutil.rmtree(partial, ignore_errors=True)
        partial.parent.mkdir(parents=True, exist_ok=True)
        try:
            with Library.open(partial, **settings) as library:
                library.add(articles, progress=progress)
            partial.rename(place)
        finally:
            shutil.rmtree(partial, ignore_errors=True)
    return Library.open(place, **settings)


def storing_digest(top: Path) -> str:
    """A digest of the code and the lists by which articles become a library; ``top`` holds the packages."""
    digest = hashlib.sha256()
    for file in sorted(file for pattern in _STORING for file in top.glob(pattern)):
        digest.update(file.read_bytes())
    return digest.hexdigest()
