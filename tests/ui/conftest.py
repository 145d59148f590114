"""A library to look at through the faces: four articles that contradict each other, and one that attacks the reader."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from shutil import copytree
from typing import TYPE_CHECKING

import pytest
from fakes import HashEmbedder, OverlapReader, WordedQuestions

from corpus.types import Article
from rag import Library
from rag.models.asked import AskedReader, BundledAskedReader
from rag.models.embedder import Embedder, for_setting
from rag.models.reader import BundledReader, Reader
from rag.settings import BUNDLED, load

if TYPE_CHECKING:
    from playwright.sync_api import Browser

FILLER = "\n\n".join(
    f"The committee met for the {n}th time and read its minutes, which nobody had any objection to."
    for n in range(4, 44)
)

DENIAL = (
    "The ministry of defence of Borduria denied on Monday that its troops had fired incendiary shells at the "
    "forest of Klow."
)
ACCUSATION = (
    "The governor of Klow accused the Bordurian army on Sunday of having fired incendiary shells at the forest "
    "in which families were hiding."
)
SECOND_DENIAL = "Borduria said that the shells it had found in Klow were of Syldavian make."

ARTICLES = (
    Article(
        f"Both sides speak of shells.\n\n{ACCUSATION}\n\n{FILLER}\n\n{DENIAL}\n\n{SECOND_DENIAL}",
        id="klow-shells",
        title="Klow’s governor accuses Borduria of burning a forest",
        url="https://news.example/klow",
        source="The Klow Courier",
        authors=("Nora Blake", "Tom Hale"),
        published="2021-03-02",
        language="en",
    ),
    Article(
        "Le gouverneur de Klow a accusé dimanche l’armée bordure d’avoir tiré des obus incendiaires sur la forêt.\n\n"
        "Szohôd dément et parle d’une mise en scène.",
        id="klow-obus",
        title="Klow accuse la Bordurie d’avoir incendié une forêt",
        url="https://journal.example/klow",
        source="Le Matin",
        published="2021-03-01",
        language="fr",
    ),
    Article(
        "The harbour of Dbrnouk was closed on Friday after a ferry lost its rudder. The company promised refunds to "
        "all passengers.",
        id="ferry",
        title="Ferry adrift off Dbrnouk",
        source="Harbour News",
        published="2021-02-12",
        language="en",
    ),
)

ATTACK = (
    "The lighthouse keeper <script>window.__pwned=1</script> said <img src=x onerror=\"window.__pwned=1\"> that the "
    "lighthouse lamp [2] was [broken](javascript:window.__pwned=1) ![x](http://evil.example/x.png) "
    "${window.__pwned=1} {{constructor}} \u202e and dark."
)  # fmt: skip
HOSTILE = Article(
    f"{ATTACK}\n\n<svg onload=\"window.__pwned=1\"> <iframe src=\"http://evil.example/\"></iframe>",
    id="attack\"><script>window.__pwned=1</script>",
    title="<img src=x onerror=window.__pwned=1> Lighthouse lamp <b>dark</b> \u202e",
    url="javascript:window.__pwned=1",
    source="<script>window.__pwned=1</script>",
    authors=("<img src=http://evil.example/a.png>",),
    published="2021-02-01",
    language="en",
)  # fmt: skip


@pytest.fixture(scope="session")
def embedder() -> Embedder:
    """The bundled model, loaded once."""
    return for_setting(BUNDLED, load().cache)


@pytest.fixture(scope="session")
def reader() -> Reader:
    """The bundled reader, loaded once."""
    return BundledReader(load().cache)


@pytest.fixture(scope="session")
def asked() -> AskedReader:
    """The bundled reading of questions, loaded once."""
    return BundledAskedReader(load().cache)


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory, embedder: Embedder) -> Path:
    """The folder of a library that holds the articles above; tests take copies of it."""
    folder = tmp_path_factory.mktemp("built") / "built.library"
    with Library.open(folder, embedder=embedder) as library:
        assert library.add([*ARTICLES, HOSTILE]).added == 4
    return folder


@pytest.fixture(scope="session")
def browser(browser_path: str) -> Iterator[Browser]:
    """Chromium, started once."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=browser_path, args=["--no-sandbox"])
        yield running
        running.close()


@pytest.fixture
def library(
    built: Path, embedder: Embedder, reader: Reader, asked: AskedReader, tmp_path: Path, request: pytest.FixtureRequest
) -> Iterator[Library]:
    """A library that answers rather than refuses, as the faces' side of an answer is looked at here; or, with
    0.999 as its parameter, one that refuses every question.
    """
    risk = getattr(request, "param", 0.001)
    copy = copytree(built, tmp_path / "news.library")
    with Library.open(copy, embedder=embedder, reader=reader, asked=asked, risk=risk) as opened:
        yield opened


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Library]:
    """A library of the articles above with the tests' own models, which load at once and answer whatever is asked."""
    models = {"embedder": HashEmbedder(), "reader": OverlapReader(), "asked": WordedQuestions()}
    with Library.open(tmp_path / "small.library", risk=1e-9, **models) as opened:
        opened.add([*ARTICLES, HOSTILE])
        yield opened
