"""A real server and a real browser for the tests of the page."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import uvicorn
from playwright.sync_api import Browser, Page, Route, expect

from rag import Library
from ui.server import create_app, listen, web_address

PATIENCE = 90_000  # milliseconds for an answer on a busy machine
expect.set_options(timeout=30_000)


@dataclass
class Visit:
    """A page under watch: what it ran, and whom it called."""

    page: Page
    address: str
    foreign: list[str] = field(default_factory=list)
    dialogs: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def ask(self, question: str, turns: int = 1) -> None:
        self.page.locator("#question textarea").fill(question)
        self.page.keyboard.press("Enter")
        self.answered(turns)

    def answered(self, turns: int = 1) -> None:
        expect(self.page.locator('.turn[aria-busy="false"]')).to_have_count(turns, timeout=PATIENCE)

    def ready(self) -> None:
        self.page.locator('body[data-ready="yes"]').wait_for(timeout=PATIENCE)

    def enter(self, room: str) -> None:
        self.page.locator(f'nav.rooms a[data-room="{room}"]').click()

    def picture(self, name: str) -> None:
        """Keeps a picture of the page in the folder that the environment names, for people to look at; by default `pictures`."""
        folder = os.environ.get("PICTURES", "pictures")
        if folder:
            Path(folder).mkdir(parents=True, exist_ok=True)
            self.page.screenshot(path=Path(folder) / f"{name}.png")

    def unharmed(self) -> None:
        assert self.page.evaluate("window.__pwned") is None
        assert (self.foreign, self.dialogs, self.errors) == ([], [], [])


@contextmanager
def running(library: Library, examples: list[str], **options: Any) -> Iterator[str]:
    """A server over a library, by its address."""
    listener = listen("127.0.0.1", 0)
    app = create_app(library, examples, **options)
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", timeout_graceful_shutdown=1))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    deadline = time.monotonic() + 60
    while not server.started and time.monotonic() < deadline:
        time.sleep(0.02)
    assert server.started
    yield web_address("127.0.0.1", listener.getsockname()[1])
    server.should_exit = True
    thread.join(10)


@contextmanager
def visiting(browser: Browser, address: str, path: str = "", **options: Any) -> Iterator[Visit]:
    """A new browser profile that has opened the page and may reach nothing but its server."""
    context = browser.new_context(**{"viewport": {"width": 1440, "height": 900}, "locale": "en-GB", **options})
    seen = Visit(context.new_page(), address)

    def gate(route: Route) -> None:
        if urlsplit(route.request.url).netloc == urlsplit(address).netloc:
            route.continue_()
        else:
            seen.foreign.append(route.request.url)
            route.abort()

    context.set_default_timeout(PATIENCE)
    context.route("**/*", gate)
    seen.page.on("dialog", lambda dialog: (seen.dialogs.append(dialog.message), dialog.dismiss()))
    seen.page.on("pageerror", lambda error: seen.errors.append(str(error)))
    # What the security policy stops never becomes a request, but the console tells.
    policy = "Content Security Policy"
    seen.page.on("console", lambda said: seen.foreign.append(said.text) if policy in said.text else None)
    seen.page.goto(address + path)
    seen.ready()
    yield seen
    context.close()
