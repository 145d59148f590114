"""Articles brought to the library and taken from it by readers of the page, each change with a way back."""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Final

from corpus import readers
from corpus.errors import SourceError
from corpus.types import Article
from rag import Library
from rag.errors import ArticleNotFound
from rag.types import AddReport, Rejection

# Articles whose changes can still be undone, over all readers: those that were taken away stay in memory so long.
MAX_ARTICLES: Final = 10_000
# Seconds for which a reader is told again what was removed.
TOLD_AGAIN: Final = 3_600


@dataclass(frozen=True, slots=True)
class Change:
    """What undoing takes: each article's digest by its id, as the change left it, and the articles to put back.

    The digest of an article that the change removed is empty.
    """

    owner: str
    left: Mapping[str, str]
    earlier: tuple[Article, ...] = ()
    at: float = field(default_factory=time.monotonic)

    @property
    def removed(self) -> int:
        """How many articles it removed, 0 when it brought some."""
        return 0 if any(self.left.values()) else len(self.left)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one file or address; ``undo`` is the change's token, empty where nothing changed."""

    report: AddReport
    undo: str


class Desk:
    """Takes articles in and out, one change at a time."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._lock = threading.Lock()
        self._changes: dict[str, Change] = {}

    def add_file(self, owner: str, path: str, data: bytes) -> Outcome:
        """Reads one file; ``path`` is its path on the reader's machine as far as the browser tells it.

        The same path of the same reader again is an update of its article, the same name in another folder, or of
        another reader, is another article.
        """
        rejected: list[Rejection] = []
        found: list[Article] = []
        name = path.rsplit("/", 1)[-1]
        try:
            articles = readers.read_bytes(data, name, on_reject=lambda one: rejected.append(_rejection(one)))
            found = [one if one.origin else replace(one, origin=f"upload:{owner}/{path}") for one in articles]
        except SourceError as error:
            rejected.append(Rejection(name, str(error)))
        return self._add(owner, found, rejected)

    def add_address(self, owner: str, address: str) -> Outcome:
        """Reads a page, or the pages that a feed names. Only addresses on the public web; a path is refused."""
        rejected: list[Rejection] = []
        found: list[Article] = []
        if readers.is_url(address):
            # read_all, since a page that fails must not take those with it that a feed gave before.
            found = list(readers.read_all([address], lambda one: rejected.append(_rejection(one))))
        else:
            rejected.append(Rejection(address, "This is no web address. Write it with https:// before it."))
        return self._add(owner, found, rejected)

    def remove(self, owner: str, ids: Sequence[str]) -> str:
        """Removes articles, all or none, and gives the change's token; raises ArticleNotFound."""
        with self._lock:
            earlier = tuple(self._library.article(one) for one in dict.fromkeys(ids))
            self._library.remove([one.id for one in earlier])
            return self._noted(Change(owner, {one.id: "" for one in earlier}, earlier))

    def last_removal(self, owner: str) -> tuple[str, int]:
        """The token of this reader's last change and how many articles it removed; of a change of another kind nothing."""
        # A copy: another reader's change may come in meanwhile.
        own = [(token, one) for token, one in list(self._changes.items()) if one.owner == owner]
        for token, change in own[-1:]:
            if change.removed and time.monotonic() - change.at < TOLD_AGAIN:
                return token, change.removed
        return "", 0

    def undo(self, owner: str, token: str) -> bool:
        """Takes a change of this reader back; whether the articles are now as they were before it.

        They are not where others have changed the same since, or where it is too long ago.
        """
        with self._lock:
            change = self._changes.get(token)
            if change is None or change.owner != owner:
                return False
            now = {one.id: one.digest for one in self._held(change.left)}
            before = {one.id: one.digest for one in change.earlier}
            own = {one for one, digest in change.left.items() if now.get(one, "") == digest}
            back = [one for one in change.earlier if one.id in own]
            # Putting back comes first and the token goes last: what fails half-way can be undone again.
            if back:
                self._library.restore(back)
            gone = [one for one in own if one not in before]
            if gone:
                self._library.remove(gone)
            whole = {one.id: one.digest for one in self._held(change.left)} == before
            if whole:
                del self._changes[token]
            return whole

    def _add(self, owner: str, articles: Sequence[Article], rejected: Sequence[Rejection]) -> Outcome:
        with self._lock:
            before = {one.id: one for one in self._library.earlier(articles)}
            report = self._library.add(articles, rejected=rejected)
            if not report.changed:
                return Outcome(report, "")
            left = {one.id: one.digest for one in self._held(report.changed)}
            earlier = tuple(before[one] for one in report.changed if one in before)
            return Outcome(report, self._noted(Change(owner, left, earlier)))

    def _held(self, ids: Iterable[str]) -> list[Article]:
        found = []
        for one in dict.fromkeys(ids):
            with suppress(ArticleNotFound):
                found.append(self._library.article(one))
        return found

    def _noted(self, change: Change) -> str:
        token = secrets.token_urlsafe(12)
        self._changes[token] = change
        while len(self._changes) > 1 and sum(len(one.left) for one in self._changes.values()) > MAX_ARTICLES:
            del self._changes[next(iter(self._changes))]
        return token


def _rejection(one: readers.Rejected) -> Rejection:
    return Rejection(one.source, one.reason)
