"""The SQLite file of a library: its layout, its transactions, and what is said when it cannot be read or written."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from rag.errors import LibraryBusy, LibraryError, NotALibrary

FILE = "library.sqlite"
# "ORec" in SQLite's header tells a library from any other SQLite file.
_APPLICATION_ID = 0x4F526563
_SCHEMA_VERSION = 2
_WAIT_SECONDS = 10.0
_SCHEMA = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE article (
    position INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    digest TEXT NOT NULL,
    copy_key TEXT NOT NULL,
    title TEXT NOT NULL,
    text TEXT NOT NULL,
    url TEXT NOT NULL,
    source TEXT NOT NULL,
    authors TEXT NOT NULL,
    published TEXT NOT NULL,
    language TEXT NOT NULL,
    dropped TEXT NOT NULL,
    origin TEXT NOT NULL
);
CREATE INDEX article_published ON article (published);
CREATE INDEX article_language ON article (language);
CREATE INDEX article_source ON article (source);
CREATE TABLE passage (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    article INTEGER NOT NULL REFERENCES article (position) ON DELETE CASCADE,
    language TEXT NOT NULL,
    start INTEGER NOT NULL,
    end INTEGER NOT NULL,
    sentences BLOB NOT NULL,        -- int32 (n, 2): offsets into the article's text
    vector BLOB NOT NULL,           -- float32 (dim,)
    sentence_vectors BLOB NOT NULL  -- float16 (n, dim)
);
CREATE INDEX passage_article ON passage (article);
CREATE INDEX passage_language ON passage (language);
-- Terms are made by rag.analysis and joined by spaces; nothing but the space separates them here.
CREATE VIRTUAL TABLE lexicon USING fts5 (terms, language, tokenize = "ascii tokenchars '~'");
CREATE VIRTUAL TABLE vocabulary USING fts5vocab (lexicon, col);
"""
# What layout 2 has more than layout 1. All numbers but the last two are offsets into the article's text, -1 for none.
_CLAIMS = """
CREATE TABLE claim (
    article INTEGER NOT NULL REFERENCES article (position) ON DELETE CASCADE,
    number INTEGER NOT NULL,        -- in reading order, from 0
    stance TEXT NOT NULL,
    start INTEGER NOT NULL,
    end INTEGER NOT NULL,
    speaker_start INTEGER NOT NULL,
    speaker_end INTEGER NOT NULL,
    target_start INTEGER NOT NULL,
    target_end INTEGER NOT NULL,
    content_start INTEGER NOT NULL,
    content_end INTEGER NOT NULL,
    confidence REAL NOT NULL,
    denies INTEGER NOT NULL,        -- the number of the claim it denies, -1 for none
    PRIMARY KEY (article, number)
) WITHOUT ROWID
"""


class Database:
    """One library folder's file. Safe to use from several threads and processes."""

    def __init__(self, folder: Path) -> None:
        """Opens the file in ``folder``; both are created when absent.

        Raises:
            NotALibrary: the path is a file, or a folder of other things or one that may not be entered, or its database
                is damaged.
            LibraryBusy: another process holds it for ten seconds.
        """
        self._path = folder / FILE
        self._lock = threading.RLock()
        try:
            _check_folder(folder)
            folder.mkdir(parents=True, exist_ok=True)
            self._connection = self._connect()
            self._prepare()
        except (sqlite3.DatabaseError, OSError) as error:
            if isinstance(error, sqlite3.OperationalError) and "locked" in str(error):
                raise _busy(self._path) from error
            raise NotALibrary(
                f"{self._path} cannot be opened as a library: {error}. "
                "Put the file back from a copy, or add the articles to a new folder with --library."
            ) from error

    def close(self) -> None:
        """Closes the file; it cannot be used afterwards."""
        with self._lock:
            self._connection.close()

    @contextmanager
    def writing(self, *, raises_generation: bool = False) -> Iterator[sqlite3.Connection]:
        """One transaction: all of what is written in it, or nothing; ``raises_generation`` when articles change."""
        with self._lock:
            try:
                self._connection.execute("BEGIN IMMEDIATE")
            except sqlite3.Error as error:
                raise _busy(self._path) if "locked" in str(error) else _unwritten(self._path, error) from error
            try:
                yield self._connection
                if raises_generation:
                    self._connection.execute(
                        "INSERT INTO meta VALUES ('generation', '1') "
                        "ON CONFLICT (key) DO UPDATE SET value = CAST(value AS INTEGER) + 1"
                    )
                    self._connection.execute("INSERT OR REPLACE INTO meta VALUES ('stamp', hex(randomblob(16)))")
                self._connection.execute("COMMIT")
            except BaseException as error:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                if isinstance(error, sqlite3.Error):
                    raise _unwritten(self._path, error) from error
                raise

    def all(self, statement: str, values: Sequence[Any] = ()) -> list[Any]:
        """Every row."""
        with self._lock:
            try:
                return self._connection.execute(statement, values).fetchall()
            except sqlite3.DatabaseError as error:
                raise LibraryError(
                    f"{self._path} cannot be read: {error}. Put it back from a copy, or add the articles to a new "
                    "folder with --library."
                ) from error

    def one(self, statement: str, values: Sequence[Any] = ()) -> Any:
        """The first row, or None."""
        rows = self.all(statement, values)
        return rows[0] if rows else None

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self._path, timeout=_WAIT_SECONDS, isolation_level=None, check_same_thread=False)
        connection.create_function("has", 2, _has, deterministic=True)
        # SQLite's own length() stops at a NUL.
        connection.create_function("characters", 1, len, deterministic=True)
        connection.execute("PRAGMA foreign_keys = ON")
        return connection

    def _prepare(self) -> None:
        # Tables first: read the other way round, a file that another process makes in between would look foreign.
        blank = not self._connection.execute("SELECT 1 FROM sqlite_master").fetchone()
        if blank and self._connection.execute("PRAGMA application_id").fetchone()[0] in (0, _APPLICATION_ID):
            self._turn_on_wal()
            self._create()
        self._add_claims()
        application = self._connection.execute("PRAGMA application_id").fetchone()[0]
        version = self._connection.execute("PRAGMA user_version").fetchone()[0]
        if application != _APPLICATION_ID:
            raise sqlite3.DatabaseError("it is an SQLite file of another program")
        if version != _SCHEMA_VERSION:
            raise sqlite3.DatabaseError(
                f"it has layout {version} and this version of On Record reads {_SCHEMA_VERSION}"
            )
        self._connection.execute("PRAGMA synchronous = NORMAL")
        # Read through the page cache of the system: a fifth off every look-up over 10,000 passages.
        self._connection.execute("PRAGMA mmap_size = 268435456")
        self._connection.execute("SELECT count(*) FROM article").fetchone()

    def _turn_on_wal(self) -> None:
        """Switches a new file to write-ahead logging, however many processes do so at once.

        The switch wants the file for itself, and SQLite answers "locked" at once, without its busy handler, to a
        connection that would have to wait for another one making the same switch.
        """
        until = time.monotonic() + _WAIT_SECONDS
        while True:
            try:
                self._connection.execute("PRAGMA journal_mode = WAL")
                return
            except sqlite3.OperationalError as error:
                if "locked" not in str(error) or time.monotonic() > until:
                    raise
                time.sleep(0.02)

    def _create(self) -> None:
        with self.writing() as connection:
            # Another process may have created it while this one waited for the lock.
            if connection.execute("SELECT 1 FROM sqlite_master").fetchone():
                return
            for statement in (*_SCHEMA.split(";\n"), _CLAIMS):
                if statement.strip():
                    connection.execute(statement)
            connection.execute(f"PRAGMA application_id = {_APPLICATION_ID}")
            connection.execute(f"PRAGMA user_version = {_SCHEMA_VERSION}")

    def _add_claims(self) -> None:
        """Brings a library of layout 1, which had no claims, to layout 2; `onrecord reindex --claims` fills them in."""
        connection = self._connection

        def is_old() -> bool:
            layout = [connection.execute(f"PRAGMA {name}").fetchone()[0] for name in ("application_id", "user_version")]
            return layout == [_APPLICATION_ID, 1]

        if is_old():
            with self.writing():
                if is_old():
                    connection.execute(_CLAIMS)
                    connection.execute(f"PRAGMA user_version = {_SCHEMA_VERSION}")


def _check_folder(folder: Path) -> None:
    if folder.is_file():
        raise NotALibrary(f"{folder} is a file, and a library is a folder. Name a folder with --library.")
    if folder.is_dir():
        names = sorted(item.name for item in folder.iterdir())
        other = names[0] if names and FILE not in names else None
        if other:
            raise NotALibrary(
                f"{folder} is no library: it holds {other!r} and no {FILE}. "
                "Name an empty or new folder with --library; articles are added with `onrecord add`."
            )


def _busy(path: Path) -> LibraryBusy:
    return LibraryBusy(
        f"Another process has been writing to {path} for {_WAIT_SECONDS:.0f} seconds. "
        "Wait until it is done, then run the command again."
    )


def _unwritten(path: Path, error: sqlite3.Error) -> LibraryError:
    return LibraryError(
        f"{path} cannot be written: {error}. What was stored before is still there. "
        "Look at the disk's free space and the folder's permissions, then run the command again."
    )


def _has(value: str, part: str) -> bool:
    """Whether ``part`` stands in ``value``, whatever the case, in every script."""
    return part.casefold() in value.casefold()
