"""Libraries built for measuring, kept in the cache so that a second run is fast."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Callable, Sequence
from importlib import resources
from pathlib import Path
from typing import Any

import corpus
import rag
from corpus import readers
from corpus.types import Article
from eval.runner import corpus_digest
from rag import Library
from rag import settings as rag_settings

# What decides how an article is split, embedded and indexed; a change in any of it builds the library anew.
_INDEXING = ("library", "models", "analysis.py")


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
        "\x1f".join((corpus_digest(articles), _indexing_digest(), chosen.embedding, str(chosen.passage_chars))).encode()
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


def _indexing_digest() -> str:
    top = Path(str(rag.__file__)).parent
    files = [
        one for name in _INDEXING for one in ((top / name).rglob("*.py") if (top / name).is_dir() else [top / name])
    ]
    files += Path(str(corpus.__file__)).parent.rglob("*.py")
    files += (Path(str(corpus.__file__)).parent / "data").rglob("*.toml")
    digest = hashlib.sha256()
    for file in sorted(files):
        digest.update(file.read_bytes())
    return digest.hexdigest()
