"""Libraries over an embedder that can be worked out by hand; the bundled model where a test is about the model."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from fakes import ALL, HashEmbedder, OverlapReader, WordedQuestions

from rag import Library
from rag.models import bundled
from rag.models.embedder import SentenceTransformerEmbedder, for_setting
from rag.settings import BUNDLED

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture
def embedder() -> HashEmbedder:
    return HashEmbedder()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where the test's library lies; not there yet."""
    return tmp_path / "news.library"


@pytest.fixture
def library(folder: Path, embedder: HashEmbedder) -> Iterator[Library]:
    """An empty library that answers rather than refuses."""
    with Library.open(folder, embedder=embedder, reader=OverlapReader(), asked=WordedQuestions(), risk=1e-9) as opened:
        yield opened


@pytest.fixture
def stocked(library: Library) -> Library:
    """The library with the four articles of ``fakes``."""
    assert library.add(ALL).added == len(ALL)
    return library


@pytest.fixture(scope="session")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A cache of this run's own, so that what is tested was unpacked by the code that is tested."""
    path = tmp_path_factory.mktemp("cache")
    yield path
    shutil.rmtree(path, ignore_errors=True)


@pytest.fixture(scope="session")
def model_folder(cache: Path) -> Path:
    return bundled.folder(cache)


@pytest.fixture(scope="session")
def model(cache: Path, model_folder: Path) -> SentenceTransformerEmbedder:
    """The bundled model, unpacked and loaded once."""
    return for_setting(BUNDLED, cache)


@pytest.fixture
def python() -> Callable[..., subprocess.Popen[str]]:
    """Starts Python code in a process of its own that finds the packages and ``fakes``."""

    def start(code: str, *arguments: object, **options: Any) -> subprocess.Popen[str]:
        head = f"import sys; sys.path[:0] = [{str(ROOT)!r}]; sys.path.append({str(ROOT / 'tests')!r})\n"
        return subprocess.Popen(
            [sys.executable, "-c", head + code, *map(str, arguments)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=ROOT,
            **options,
        )

    return start
