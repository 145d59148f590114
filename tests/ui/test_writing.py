"""The page with a chat model behind it, in a real browser: what grows is marked as not yet checked, and can be stopped."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from shutil import copytree

import pytest
from browsing import PATIENCE, Visit, running, visiting
from fake_openai import FakeOpenAI, fake_openai
from playwright.sync_api import Browser, expect

from rag import Library
from rag.models.asked import AskedReader
from rag.models.embedder import Embedder
from rag.models.reader import Reader

QUESTION = "Who accused Borduria of having fired incendiary shells at Klow?"
REPLY = " ".join(f"The governor of Klow accused the Bordurian army for the {n}th time [S1]." for n in range(4, 80))


@pytest.fixture
def writer() -> Iterator[FakeOpenAI]:
    """A chat model that writes for a minute, if it is let."""
    with fake_openai(REPLY, piece=8, pause=0.1) as server:
        yield server


@pytest.fixture
def visit(
    browser: Browser,
    writer: FakeOpenAI,
    built: Path,
    embedder: Embedder,
    reader: Reader,
    asked: AskedReader,
    tmp_path: Path,
    request: pytest.FixtureRequest,
) -> Iterator[Visit]:
    options = {"embedder": embedder, "reader": reader, "asked": asked, "risk": 0.001}
    copy = copytree(built, tmp_path / "news.library")
    with (
        Library.open(copy, model="openai:fake", base_url=writer.url, **options) as library,
        running(library, [QUESTION]) as address,
        visiting(browser, address, **getattr(request, "param", {})) as seen,
    ):
        yield seen


def begin(visit: Visit, writing: str, pressed: str = "#question textarea") -> None:
    """Asks by the Enter key, and waits until the model writes."""
    visit.page.locator("#question textarea").fill(QUESTION)
    visit.page.locator(pressed).press("Enter")
    expect(visit.page.locator(".busy")).to_contain_text(writing, timeout=PATIENCE)
    visit.page.locator(".statement").first.wait_for()


def colour(visit: Visit, selector: str) -> str:
    return str(visit.page.evaluate("one => getComputedStyle(document.querySelector(one)).color", selector))


@pytest.mark.parametrize(
    ("visit", "writing", "unchecked", "ask", "stop", "stopped"),
    [
        pytest.param(
            {}, "openai:fake is writing", "not yet checked", "Ask", "Stop", "You stopped this answer", id="light"
        ),
        pytest.param(
            {"color_scheme": "dark", "locale": "fr-FR"},
            "openai:fake écrit", "pas encore vérifié", "Demander", "Arrêter", "Vous avez arrêté cette réponse",
            id="dark-fr",
        ),
    ],
    indirect=["visit"],
)  # fmt: skip
def test_what_grows_is_marked_and_can_be_stopped(
    visit: Visit, writer: FakeOpenAI, writing: str, unchecked: str, ask: str, stop: str, stopped: str
) -> None:
    page = visit.page
    expect(page.get_by_role("button", name=stop, exact=True)).to_be_hidden()
    begin(visit, writing)
    mark = page.locator(".statement.unchecked .check.unchecked").first
    expect(mark).to_be_visible()
    expect(mark).to_have_attribute("title", unchecked)
    assert colour(visit, ".statement.unchecked") != colour(visit, ".question"), "it does not look like what is checked"
    visit.picture(f"growing-{stop}")
    expect(page.get_by_role("button", name=ask, exact=True)).to_be_hidden()
    # Sooner than this it would be the second click of a double click on Ask.
    page.wait_for_timeout(600)
    page.get_by_role("button", name=stop, exact=True).click()
    visit.answered()
    expect(page.locator(".failure")).to_contain_text(stopped)
    expect(page.locator(".statement")).to_have_count(0)
    expect(page.get_by_role("button", name=stop, exact=True)).to_be_hidden()
    expect(page.get_by_role("button", name=ask, exact=True)).to_be_visible()
    expect(page.locator("#question textarea")).to_be_focused()
    assert writer.stopped.wait(30), "the model has been hung up on"
    visit.picture(f"stopped-{stop}")
    writer.replies = ["NO ANSWER"]
    visit.ask(QUESTION, 2)
    expect(page.locator(".failure")).to_contain_text(stopped)
    expect(page.locator(".turn").nth(1).locator("figure.quotation").first).to_be_visible()
    visit.unharmed()


def test_the_marks_settle_when_the_check_is_done(visit: Visit, writer: FakeOpenAI) -> None:
    writer.replies = [
        "The governor of Klow accused the Bordurian army [S1]. Families were hiding in the forest of Klow [S1]. "
        "Nobody knows to this day why it was done, and nobody will ever know."
    ]
    begin(visit, "openai:fake is writing", "#ask")
    page = visit.page
    expect(page.locator("#question textarea")).to_be_focused()
    visit.answered()
    expect(page.locator(".unchecked")).to_have_count(0)
    expect(page.locator(".turn .facts")).to_contain_text("first token after")
    expect(page.locator(".turn .facts")).to_contain_text("tokens/s")
    visit.picture("finished")
    visit.unharmed()
