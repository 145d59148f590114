"""Conversations that readers keep: named, searched, resumed, deleted; one SQLite file beside the library's.

Everything is reached through one reader's shelf, so that no statement can forget whose conversations it is about.
"""

from __future__ import annotations

import json
import secrets
import sqlite3
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, fields, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final, TypeVar

from rag.errors import LibraryError
from rag.types import Answer, Citation, Contest, Nearest, Record, Span, Statement

FILE: Final = "conversations.sqlite"
MAX_NAME: Final = 120
_SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS conversation (
    id TEXT PRIMARY KEY,
    owner TEXT NOT NULL,
    name TEXT NOT NULL,
    begun TEXT NOT NULL,   -- ISO, UTC; as all times here
    changed TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS conversation_owner ON conversation (owner, changed);
CREATE TABLE IF NOT EXISTS turn (
    conversation TEXT NOT NULL REFERENCES conversation (id) ON DELETE CASCADE,
    number INTEGER NOT NULL,  -- from 1
    asked TEXT NOT NULL,
    question TEXT NOT NULL,
    filters TEXT NOT NULL,    -- JSON, as the chain was given them
    answer TEXT NOT NULL,     -- JSON of the Answer, empty where there is none
    failure TEXT NOT NULL,
    good INTEGER,             -- what the reader thinks of it: 1, 0 or nothing yet
    note TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (conversation, number)
) WITHOUT ROWID;
"""
_PARTS: Final[Mapping[str, type[Record]]] = {
    "citations": Citation,
    "spans": Span,
    "contests": Contest,
    "statements": Statement,
    "dropped": Statement,
    "nearest": Nearest,
}


@dataclass(frozen=True, slots=True)
class Turn:
    """One question and what became of it: an answer, or the words of a failure.

    ``asked`` is an ISO time in UTC. ``conversation`` and ``number`` (from 1) say where it is kept, empty and 0 while
    it is not. ``good`` and ``note`` are what the reader thinks of the answer.
    """

    question: str
    answer: Answer | None = None
    filters: Mapping[str, Any] = field(default_factory=dict)
    asked: str = ""
    failure: str = ""
    conversation: str = ""
    number: int = 0
    good: bool | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Conversation:
    """A kept conversation without its turns; times are ISO in UTC."""

    id: str
    name: str
    changed: str
    questions: int


class Conversations:
    """The file of all readers' conversations. Safe to use from several threads."""

    def __init__(self, path: Path | None) -> None:
        """Opens the file, which is created when absent; ``None`` keeps them in memory."""
        self._lock = threading.RLock()
        try:
            self._open(path)
        except (sqlite3.Error, OSError) as error:
            raise LibraryError(
                f"{path} cannot be opened: {error}. It holds kept conversations only: move it away, or put it back "
                "from a copy, and start again."
            ) from error

    def _open(self, path: Path | None) -> None:
        if path is not None:
            # What somebody asked is nobody else's business on a shared machine.
            path.touch(mode=0o600)
        self._connection = sqlite3.connect(
            path or ":memory:", isolation_level=None, check_same_thread=False, timeout=10
        )
        self._connection.create_function("folded", 1, lambda text: str(text).casefold(), deterministic=True)
        self._connection.execute("PRAGMA foreign_keys = ON")
        self._connection.execute("PRAGMA journal_mode = WAL")
        # Deleted is deleted: what was asked does not linger in the file's free pages.
        self._connection.execute("PRAGMA secure_delete = ON")
        self._connection.executescript(_SCHEMA)

    def shelf(self, owner: str) -> Shelf:
        """One reader's conversations."""
        return Shelf(self, owner)

    def close(self) -> None:
        """Closes the file."""
        with self._lock:
            self._connection.close()

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """One writing transaction at a time; undone when the block raises."""
        with self._lock:
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
            except BaseException:
                self._connection.execute("ROLLBACK")
                raise
            self._connection.execute("COMMIT")

    def rows(self, statement: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
        """All rows of a reading statement."""
        with self._lock:
            return self._connection.execute(statement, values).fetchall()


@dataclass(frozen=True, slots=True)
class Shelf:
    """The conversations of one reader. A conversation of somebody else is, for it, not there."""

    _store: Conversations
    owner: str

    def keep(self, turn: Turn) -> Turn:
        """The turn as it is kept: at the end of its conversation, or of a new one when it names none of the reader's."""
        now = turn.asked or now_utc()
        with self._store.transaction() as connection:
            row = connection.execute(
                "SELECT id FROM conversation WHERE id = ? AND owner = ?", (turn.conversation, self.owner)
            ).fetchone()
            identifier = row[0] if row else secrets.token_urlsafe(12)
            if row is None:
                connection.execute(
                    "INSERT INTO conversation VALUES (?, ?, ?, ?, ?)",
                    (identifier, self.owner, _named(turn.question), now, now),
                )
            (number,) = connection.execute(
                "SELECT coalesce(max(number), 0) + 1 FROM turn WHERE conversation = ?", (identifier,)
            ).fetchone()
            answer = json.dumps(turn.answer.to_dict()) if turn.answer else ""
            connection.execute(
                "INSERT INTO turn (conversation, number, asked, question, filters, answer, failure) "
                "VALUES (?, ?, ?, ?, ?, ?, ?)",
                (identifier, number, now, turn.question, json.dumps(dict(turn.filters)), answer, turn.failure),
            )
            connection.execute("UPDATE conversation SET changed = ? WHERE id = ?", (now, identifier))
        return replace(turn, conversation=identifier, number=number, asked=now)

    def turns(self, conversation: str) -> list[Turn]:
        """In the order they were asked; empty when there is no such conversation."""
        rows = self._store.rows(
            "SELECT question, answer, filters, asked, failure, number, good, note FROM turn "
            "JOIN conversation ON conversation.id = turn.conversation "
            "WHERE conversation.id = ? AND owner = ? ORDER BY number",
            (conversation, self.owner),
        )
        return [
            Turn(
                question,
                restored(json.loads(answer)) if answer else None,
                json.loads(filters),
                asked,
                failure,
                conversation,
                number,
                None if good is None else bool(good),
                note,
            )
            for question, answer, filters, asked, failure, number, good, note in rows
        ]

    def conversation(self, identifier: str) -> Conversation | None:
        """One of them."""
        return next((one for one in self.list() if one.id == identifier), None)

    def list(self, words: str = "") -> list[Conversation]:
        """The latest first; with ``words`` those whose name, questions or answers hold them, whatever the case."""
        wanted = words.strip().casefold()
        rows = self._store.rows(
            "SELECT id, name, changed, (SELECT count(*) FROM turn WHERE conversation = id) FROM conversation "
            "WHERE owner = ? AND (? = '' OR instr(folded(name), ?) OR EXISTS (SELECT 1 FROM turn "
            "WHERE conversation = id AND (instr(folded(question), ?) "
            "OR instr(folded(coalesce(json_extract(nullif(answer, ''), '$.answer'), '')), ?)))) "
            "ORDER BY changed DESC, rowid DESC",
            (self.owner, wanted, wanted, wanted, wanted),
        )
        return [Conversation(*row) for row in rows]

    def rename(self, conversation: str, name: str) -> bool:
        """Whether it is there to be renamed; an empty name changes nothing."""
        if not name.strip():
            return self.conversation(conversation) is not None
        with self._store.transaction() as connection:
            changed = connection.execute(
                "UPDATE conversation SET name = ? WHERE id = ? AND owner = ?",
                (_named(name), conversation, self.owner),
            )
            return changed.rowcount > 0

    def delete(self, conversation: str) -> bool:
        """Whether it was there."""
        with self._store.transaction() as connection:
            gone = connection.execute("DELETE FROM conversation WHERE id = ? AND owner = ?", (conversation, self.owner))
            return gone.rowcount > 0

    def judge(self, conversation: str, number: int, good: bool, note: str) -> bool:
        """Keeps what the reader thinks of an answer; whether it is there."""
        with self._store.transaction() as connection:
            changed = connection.execute(
                "UPDATE turn SET good = ?, note = ? WHERE number = ? AND conversation IN "
                "(SELECT id FROM conversation WHERE id = ? AND owner = ?)",
                (int(good), note, number, conversation, self.owner),
            )
            return changed.rowcount > 0


def restored(value: Mapping[str, Any]) -> Answer:
    """The Answer that ``to_dict`` gave; what a later version has added is left out."""
    given = dict(value)
    for name, part in _PARTS.items():
        given[name] = tuple(_record(part, one) for one in given.get(name) or ())
    given["claims"] = tuple(given.get("claims") or ())
    return _record(Answer, given)


def now_utc() -> str:
    """The time, to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds")


_R = TypeVar("_R", bound=Record)


def _record(kind: type[_R], given: Mapping[str, Any]) -> _R:
    known = {item.name for item in fields(kind)}  # type: ignore[arg-type]
    values = {name: tuple(value) if isinstance(value, list) else value for name, value in given.items()}
    return kind(**{name: value for name, value in values.items() if name in known})


def _named(text: str) -> str:
    return " ".join(text.split())[:MAX_NAME]
