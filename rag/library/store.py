"""The library's one truth: an SQLite file of articles, passages, vectors and search terms.

One transaction adds, replaces or removes an article whole, so a kill at any moment leaves whole articles only.
Every writing transaction raises the library's generation, by which caches of the store know that they are stale.
"""

from __future__ import annotations

import json
import sqlite3
import threading
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus.duplicates import copy_key
from corpus.types import Article
from rag.claims.types import Claim
from rag.errors import ArticleNotFound, LibraryBusy, LibraryError, NotALibrary
from rag.types import Filters

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
_CLAIM = (
    "stance, start, end, speaker_start, speaker_end, target_start, target_end, content_start, content_end, "
    "confidence, denies"
)
_ARTICLE = "id, title, text, url, source, authors, published, language, dropped, origin"

Vectors = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Known:
    """What identifies a stored article: its whole content, its text as printed by its outlet, and where it came from."""

    digest: str
    copy_key: str
    origin: str
    url: str


@dataclass(frozen=True, slots=True)
class PassageRow:
    """A passage with what was computed from it, ready to be stored. Offsets are into the article's text."""

    start: int
    end: int
    sentences: NDArray[np.int32]  # (n, 2)
    vector: Vectors  # (dim,)
    sentence_vectors: Vectors  # (n, dim)
    terms: Sequence[str]


@dataclass(frozen=True, slots=True)
class StoredPassage:
    """A passage as it lies in the library; ``article`` is its article's id."""

    id: int
    article: str
    language: str
    start: int
    end: int
    sentences: NDArray[np.int32]  # (n, 2)
    vector: Vectors  # (dim,)
    sentence_vectors: Vectors  # (n, dim)


class Store:
    """The SQLite file of one library folder. Safe to use from several threads and processes."""

    def __init__(self, folder: Path) -> None:
        """Opens the store in ``folder``, which is created when absent.

        Raises:
            NotALibrary: the path is a file, or a folder of other things, or its database is damaged.
        """
        self._path = folder / FILE
        self._lock = threading.RLock()
        _check_folder(folder)
        try:
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
        """Closes the file; the store cannot be used afterwards."""
        with self._lock:
            self._connection.close()

    # Values kept beside the articles.

    def meta(self, key: str, default: str = "") -> str:
        """A value that was set under ``key``."""
        row = self._one("SELECT value FROM meta WHERE key = ?", (key,))
        return str(row[0]) if row else default

    def set_meta(self, values: dict[str, str]) -> None:
        """Stores values under their keys, all or none."""
        with self._writing() as connection:
            connection.executemany("INSERT OR REPLACE INTO meta VALUES (?, ?)", list(values.items()))

    @property
    def generation(self) -> int:
        """Rises with every change of the articles, by whatever process."""
        return int(self.meta("generation", "0"))

    @property
    def stamp(self) -> str:
        """32 random characters of the last change, empty before the first.

        No other library has them, nor has this one once it was put back from a copy and changed in another way.
        """
        return self.meta("stamp")

    # Writing.

    def put(self, articles: Iterable[tuple[Article, Sequence[PassageRow], Sequence[Claim]]]) -> None:
        """Adds articles with their passages and claims, replacing those of the same id; all of them or none."""
        with self._writing(raises_generation=True) as connection:
            for article, passages, claims in articles:
                _delete(connection, [article.id])
                position = connection.execute(
                    f"INSERT INTO article ({_ARTICLE}, digest, copy_key) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",  # noqa: S608
                    (*_article_row(article), article.digest, copy_key(article)),
                ).lastrowid
                for row in passages:
                    identifier = connection.execute(
                        "INSERT INTO passage (article, language, start, end, sentences, vector, sentence_vectors) "
                        "VALUES (?, ?, ?, ?, ?, ?, ?)",
                        (
                            position,
                            article.language,
                            row.start,
                            row.end,
                            row.sentences.astype("<i4").tobytes(),
                            row.vector.astype("<f4").tobytes(),
                            row.sentence_vectors.astype("<f2").tobytes(),
                        ),
                    ).lastrowid
                    connection.execute(
                        "INSERT INTO lexicon (rowid, terms, language) VALUES (?, ?, ?)",
                        (identifier, " ".join(row.terms), article.language),
                    )
                _put_claims(connection, position, claims)

    def put_claims(self, claims: Mapping[str, Sequence[Claim]]) -> None:
        """Replaces the claims of the articles of these ids that are there; all of them or none."""
        with self._writing() as connection:
            for identifier, own in claims.items():
                row = connection.execute("SELECT position FROM article WHERE id = ?", (identifier,)).fetchone()
                if row:
                    connection.execute("DELETE FROM claim WHERE article = ?", row)
                    _put_claims(connection, row[0], own)

    def remove(self, ids: Sequence[str]) -> None:
        """Removes articles whole; all of them or none.

        Raises:
            ArticleNotFound: one of them is not there.
        """
        with self._writing(raises_generation=True) as connection:
            for identifier in ids:
                if not connection.execute("SELECT 1 FROM article WHERE id = ?", (identifier,)).fetchone():
                    raise missing(identifier)
            _delete(connection, ids)

    # Reading.

    def article(self, identifier: str) -> Article:
        """Raises ArticleNotFound when there is none of that id."""
        row = self._one(f"SELECT {_ARTICLE} FROM article WHERE id = ?", (identifier,))  # noqa: S608
        if row is None:
            raise missing(identifier)
        return _article(row)

    def articles(self) -> list[Article]:
        """Every article, newest first; those without a date last, in the order they came."""
        return [
            _article(row)
            for row in self._all(f"SELECT {_ARTICLE} FROM article ORDER BY published DESC, position")  # noqa: S608
        ]

    def articles_by_id(self, ids: Iterable[str]) -> dict[str, Article]:
        """The articles of these ids that are there."""
        wanted = json.dumps(sorted(set(ids)))
        rows = self._all(f"SELECT {_ARTICLE} FROM article WHERE id IN (SELECT value FROM json_each(?))", (wanted,))  # noqa: S608
        return {str(row[0]): _article(row) for row in rows}

    def known(self) -> dict[str, Known]:
        """Each article's id with what tells an update from another article of that name."""
        return {
            str(row[0]): Known(*row[1:]) for row in self._all("SELECT id, digest, copy_key, origin, url FROM article")
        }

    def claims(
        self, ids: Iterable[str] | None = None, filters: Filters | None = None
    ) -> list[tuple[Article, list[Claim]]]:
        """The claims in reading order with their article, newest article first; of all articles when ``ids`` is None."""
        where, values = _where(filters or Filters())
        wanted = None if ids is None else json.dumps(sorted(set(ids)))
        rows = self._all(
            f"SELECT article.id, {_CLAIM} FROM claim JOIN "  # noqa: S608
            f"(SELECT * FROM article {where}) AS article ON article.position = claim.article "
            "WHERE ? IS NULL OR article.id IN (SELECT value FROM json_each(?)) "
            "ORDER BY article.published DESC, article.position, claim.number",
            (*values, wanted, wanted),
        )
        texts = self.articles_by_id(str(row[0]) for row in rows)
        found: dict[str, list[Claim]] = {}
        for identifier, *values_ in rows:
            if identifier in texts:
                found.setdefault(identifier, []).append(_claim(texts[identifier].text, values_))
        return [(texts[identifier], own) for identifier, own in found.items()]

    def counts(self) -> tuple[int, int]:
        """Articles and passages."""
        row = self._one("SELECT (SELECT count(*) FROM article), (SELECT count(*) FROM passage)")
        return (int(row[0]), int(row[1])) if row else (0, 0)

    def languages(self) -> dict[str, int]:
        """The languages of the articles with the number of articles in each, most first."""
        rows = self._all("SELECT language, count(*) FROM article GROUP BY language ORDER BY 2 DESC, 1")
        return {str(row[0]): int(row[1]) for row in rows}

    def sources(self) -> dict[str, int]:
        """The outlets with the number of articles of each, most first."""
        rows = self._all("SELECT source, count(*) FROM article GROUP BY source ORDER BY 2 DESC, 1")
        return {str(row[0]): int(row[1]) for row in rows}

    def authors(self) -> dict[str, int]:
        """The authors with the number of articles of each, most first."""
        rows = self._all("SELECT value, count(*) FROM article, json_each(authors) GROUP BY value ORDER BY 2 DESC, 1")
        return {str(row[0]): int(row[1]) for row in rows}

    def days(self) -> dict[str, int]:
        """The days on which articles were published with the number of articles of each, first day first."""
        rows = self._all("SELECT published, count(*) FROM article WHERE published != '' GROUP BY published ORDER BY 1")
        return {str(row[0]): int(row[1]) for row in rows}

    def stances(self) -> dict[str, int]:
        """The stances with the number of claims of each, most first."""
        rows = self._all("SELECT stance, count(*) FROM claim GROUP BY stance ORDER BY 2 DESC, 1")
        return {str(row[0]): int(row[1]) for row in rows}

    def passage_ids(self, filters: Filters | None = None) -> NDArray[np.int64]:
        """The ids of the passages that pass the filters, ascending."""
        where, values = _where(filters or Filters())
        rows = self._all(
            f"SELECT passage.id FROM passage JOIN article ON article.position = passage.article {where} "  # noqa: S608
            "ORDER BY passage.id",
            values,
        )
        return np.fromiter((row[0] for row in rows), np.int64, len(rows))

    def vectors(self, ids: NDArray[np.int64]) -> Vectors:
        """float32 (n, dim), in the order of ``ids``; raises KeyError when one is not there (any more)."""
        rows = dict(
            self._all(
                "SELECT id, vector FROM passage WHERE id IN (SELECT value FROM json_each(?))",
                (json.dumps(ids.tolist()),),
            )
        )
        return np.stack([np.frombuffer(rows[int(one)], "<f4") for one in ids]).astype(np.float32)

    def passages(self, ids: Iterable[int]) -> dict[int, StoredPassage]:
        """The passages of these ids that are there."""
        rows = self._all(
            "SELECT passage.id, article.id, passage.language, start, end, sentences, vector, sentence_vectors "
            "FROM passage JOIN article ON article.position = passage.article "
            "WHERE passage.id IN (SELECT value FROM json_each(?))",
            (json.dumps([int(one) for one in ids]),),
        )
        return {int(row[0]): _passage(row) for row in rows}

    def match(
        self, terms: Iterable[str], languages: Sequence[str], limit: int, allowed: NDArray[np.int64] | None = None
    ) -> list[tuple[int, float]]:
        """Passages that share a term, as (id, BM25 score), best first, at most ``limit``.

        Only passages in one of ``languages`` are looked at, all when it is empty; ``allowed`` restricts the ids.
        """
        wanted = _any_of(terms)
        if not wanted:
            return []
        # The language is looked up in the index too: reading it off each passage took half of the search's time.
        expression = f"terms : ({wanted})" + (f" AND language : ({_any_of(languages)})" if languages else "")
        clauses, values = ["lexicon MATCH ?"], [expression]
        if allowed is not None:
            clauses.append("rowid IN (SELECT value FROM json_each(?))")
            values.append(json.dumps(allowed.tolist()))
        rows = self._all(
            f"SELECT rowid, -bm25(lexicon, 1.0, 0.0) FROM lexicon WHERE {' AND '.join(clauses)} "  # noqa: S608
            "ORDER BY 2 DESC, 1 LIMIT ?",
            (*values, limit),
        )
        return [(int(row[0]), float(row[1])) for row in rows]

    def frequencies(self, terms: Iterable[str]) -> dict[str, int]:
        """In how many passages each of the terms stands; those that stand in none are left out."""
        rows = self._all(
            "SELECT term, doc FROM vocabulary WHERE term IN (SELECT value FROM json_each(?)) AND col = 'terms'",
            (json.dumps(sorted(set(terms))),),
        )
        return {str(row[0]): int(row[1]) for row in rows}

    def problems(self) -> list[str]:
        """What SQLite's own check and a look at every passage find wrong; empty when nothing is."""
        found = [str(row[0]) for row in self._all("PRAGMA integrity_check") if row[0] != "ok"]
        for text, start, end, identifier in self._all(
            "SELECT characters(text), min(start), max(end), article.id FROM passage "
            "JOIN article ON article.position = passage.article GROUP BY article.position"
        ):
            if start < 0 or end > text:
                found.append(f"A passage of {identifier} lies outside its text.")
        return found

    # Inside.

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
        with self._writing() as connection:
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
            with self._writing():
                if is_old():
                    connection.execute(_CLAIMS)
                    connection.execute(f"PRAGMA user_version = {_SCHEMA_VERSION}")

    @contextmanager
    def _writing(self, *, raises_generation: bool = False) -> Iterator[sqlite3.Connection]:
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

    def _all(self, statement: str, values: Sequence[Any] = ()) -> list[Any]:
        with self._lock:
            try:
                return self._connection.execute(statement, values).fetchall()
            except sqlite3.DatabaseError as error:
                raise LibraryError(
                    f"{self._path} cannot be read: {error}. Run `onrecord doctor --library {self._path.parent}`."
                ) from error

    def _one(self, statement: str, values: Sequence[Any] = ()) -> Any:
        rows = self._all(statement, values)
        return rows[0] if rows else None


def missing(identifier: str) -> ArticleNotFound:
    """The error for an id that is not there."""
    return ArticleNotFound(f"No article has the id {identifier!r}. `onrecord list` shows the ids.")


def _any_of(terms: Iterable[str]) -> str:
    """A full-text expression that any of the terms fulfils; terms hold no double quote."""
    return " OR ".join(sorted({f'"{term}"' for term in terms}))


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


def _delete(connection: sqlite3.Connection, ids: Sequence[str]) -> None:
    for identifier in ids:
        row = connection.execute("SELECT position FROM article WHERE id = ?", (identifier,)).fetchone()
        if row:
            connection.execute("DELETE FROM lexicon WHERE rowid IN (SELECT id FROM passage WHERE article = ?)", row)
            connection.execute("DELETE FROM article WHERE position = ?", row)


def _article_row(article: Article) -> tuple[str, ...]:
    return (
        article.id,
        article.title,
        article.text,
        article.url,
        article.source,
        json.dumps(article.authors, ensure_ascii=False),
        article.published,
        article.language,
        json.dumps(article.dropped, ensure_ascii=False),
        article.origin,
    )


def _article(row: Sequence[str]) -> Article:
    identifier, title, text, url, source, authors, published, language, dropped, origin = row
    return Article(
        id=identifier,
        title=title,
        text=text,
        url=url,
        source=source,
        authors=tuple(json.loads(authors)),
        published=published,
        language=language,
        dropped=tuple(json.loads(dropped)),
        origin=origin,
    )


def _put_claims(connection: sqlite3.Connection, position: int | None, claims: Sequence[Claim]) -> None:
    names = _CLAIM.split(", ")
    connection.executemany(
        f"INSERT INTO claim (article, number, {_CLAIM}) VALUES ({', '.join('?' * (len(names) + 2))})",  # noqa: S608
        [(position, number, *(getattr(one, name) for name in names)) for number, one in enumerate(claims)],
    )


def _claim(text: str, row: Sequence[Any]) -> Claim:
    values = dict(zip(_CLAIM.split(", "), row, strict=True))
    for name in ("speaker", "target", "content"):
        start, end = values[f"{name}_start"], values[f"{name}_end"]
        values[name] = text[start:end] if start >= 0 else None
    return Claim(quote=text[values["start"] : values["end"]], **values)


def _passage(row: Sequence[Any]) -> StoredPassage:
    identifier, article, language, start, end, sentences, vector, sentence_vectors = row
    offsets = np.frombuffer(sentences, "<i4").reshape(-1, 2)
    return StoredPassage(
        id=int(identifier),
        article=str(article),
        language=str(language),
        start=int(start),
        end=int(end),
        sentences=offsets,
        vector=np.frombuffer(vector, "<f4").astype(np.float32),
        sentence_vectors=np.frombuffer(sentence_vectors, "<f2").reshape(len(offsets), -1).astype(np.float32),
    )


def _where(filters: Filters) -> tuple[str, list[str]]:
    """An SQL condition over ``article`` and its values."""
    clauses: list[str] = []
    values: list[str] = []
    if filters.since:
        clauses.append("article.published >= ?")
        values.append(filters.since)
    if filters.until:
        clauses.append("article.published <> '' AND article.published <= ?")
        values.append(filters.until)
    for column, wanted in (("source", filters.sources), ("authors", filters.authors)):
        if wanted:
            clauses.append("(" + " OR ".join(f"has(article.{column}, ?)" for _ in wanted) + ")")
            values.extend(wanted)
    if filters.languages:
        clauses.append("article.language IN (" + ", ".join("?" for _ in filters.languages) + ")")
        values.extend(language.lower() for language in filters.languages)
    return ("WHERE " + " AND ".join(clauses) if clauses else ""), values


def _has(value: str, part: str) -> bool:
    """Whether ``part`` stands in ``value``, whatever the case, in every script."""
    return part.casefold() in value.casefold()
