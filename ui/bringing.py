"""Articles brought to the library and taken from it by readers of the page, each change with a way back."""

from __future__ import annotations

import secrets
import threading
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Final

from corpus import readers
from corpus.errors import SourceError
from corpus.types import Article
from rag import Library
from rag.errors import ArticleNotFound
from rag.types import AddReport, Rejection

# Changes that can still be undone, over all readers: the articles that they took away stay in memory so long.
MAX_CHANGES: Final = 200


@dataclass(frozen=True, slots=True)
class Change:
    """What undoing takes: the ids to remove, and the articles to put back as they were."""

    owner: str
    added: tuple[str, ...] = ()
    earlier: tuple[Article, ...] = ()


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
        self._changes: OrderedDict[str, Change] = OrderedDict()

    def add_file(self, owner: str, path: str, data: bytes) -> Outcome:
        """Reads one file; ``path`` is its path on the reader's machine as far as the browser tells it.

        The same path again is an update of its article, the same name in another folder is another article.
        """
        rejected: list[Rejection] = []
        found: list[Article] = []
        name = path.rsplit("/", 1)[-1]
        try:
            articles = readers.read_bytes(data, name, on_reject=lambda one: rejected.append(_rejection(one)))
            found = [one if one.origin else replace(one, origin=f"upload:{path}") for one in articles]
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
            return self._noted(Change(owner, earlier=earlier))

    def undo(self, owner: str, token: str) -> bool:
        """Takes a change of this reader back, as far as others have not changed the same since; whether there was one."""
        with self._lock:
            change = self._changes.get(token)
            if change is None or change.owner != owner:
                return False
            del self._changes[token]
            present = [one.id for one in self._held(change.added)]
            if present:
                self._library.remove(present)
            if change.earlier:
                self._library.add(change.earlier)
            return True

    def _add(self, owner: str, articles: Sequence[Article], rejected: Sequence[Rejection]) -> Outcome:
        with self._lock:
            earlier = {one.id: one for one in self._held(one.id for one in articles)}
            report = self._library.add(articles, rejected=rejected)
            if not report.changed:
                return Outcome(report, "")
            added = tuple(one for one in report.changed if one not in earlier)
            replaced = tuple(earlier[one] for one in report.changed if one in earlier)
            return Outcome(report, self._noted(Change(owner, added, replaced)))

    def _held(self, ids: Iterable[str]) -> list[Article]:
        found = []
        for one in dict.fromkeys(ids):
            with suppress(ArticleNotFound):
                found.append(self._library.article(one))
        return found

    def _noted(self, change: Change) -> str:
        token = secrets.token_urlsafe(12)
        self._changes[token] = change
        while len(self._changes) > MAX_CHANGES:
            self._changes.popitem(last=False)
        return token


def _rejection(one: readers.Rejected) -> Rejection:
    return Rejection(one.source, one.reason)
