"""The library's one truth: articles with their passages, vectors, search terms and claims, in an SQLite file.

One transaction adds, replaces or removes an article whole, so a kill at any moment leaves whole articles only.
Every writing transaction raises the library's generation, by which caches of the store know that they are stale.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus.duplicates import copy_key
from corpus.types import Article
from rag.claims.types import Claim
from rag.errors import ArticleNotFound, LibraryBusy, LibraryError
from rag.library.database import Database
from rag.types import Filters

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
        """Opens the store in ``folder``, which is created when absent; raises as ``Database`` does."""
        self._database = Database(folder)

    def close(self) -> None:
        """Closes the file; the store cannot be used afterwards."""
        self._database.close()

    # Values kept beside the articles.

    def meta(self, key: str, default: str = "") -> str:
        """A value that was set under ``key``."""
        row = self._database.one("SELECT value FROM meta WHERE key = ?", (key,))
        return str(row[0]) if row else default

    def set_meta(self, values: dict[str, str]) -> None:
        """Stores values under their keys, all or none."""
        with self._database.writing() as connection:
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

    def put(
        self,
        articles: Iterable[tuple[Article, Sequence[PassageRow], Sequence[Claim]]],
        expects: Callable[[str], Collection[str]] | None = None,
    ) -> None:
        """Adds articles with their passages and claims, replacing those of the same id; all of them or none.

        ``expects`` gives the digests that what is replaced may have.

        Raises:
            LibraryBusy: another process has stored something else under one of the ids.
        """
        with self._database.writing(raises_generation=True) as connection:
            for article, passages, claims in articles:
                row = connection.execute("SELECT digest FROM article WHERE id = ?", (article.id,)).fetchone()
                if row and expects and row[0] not in expects(article.id):
                    raise LibraryBusy(
                        f"Something else has stored an article as {article.id} meanwhile. Add the articles again: what "
                        "is there already is left as it is."
                    )
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
        with self._database.writing() as connection:
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
        with self._database.writing(raises_generation=True) as connection:
            for identifier in ids:
                if not connection.execute("SELECT 1 FROM article WHERE id = ?", (identifier,)).fetchone():
                    raise missing(identifier)
            _delete(connection, ids)

    # Reading.

    def article(self, identifier: str) -> Article:
        """Raises ArticleNotFound when there is none of that id."""
        row = self._database.one(f"SELECT {_ARTICLE} FROM article WHERE id = ?", (identifier,))  # noqa: S608
        if row is None:
            raise missing(identifier)
        return _article(row)

    def articles(self) -> list[Article]:
        """Every article, newest first; those without a date last, in the order they came."""
        return [
            _article(row)
            for row in self._database.all(f"SELECT {_ARTICLE} FROM article ORDER BY published DESC, position")  # noqa: S608
        ]

    def articles_by_id(self, ids: Iterable[str]) -> dict[str, Article]:
        """The articles of these ids that are there."""
        wanted = json.dumps(sorted(set(ids)))
        rows = self._database.all(
            f"SELECT {_ARTICLE} FROM article WHERE id IN (SELECT value FROM json_each(?))",  # noqa: S608
            (wanted,),
        )
        return {str(row[0]): _article(row) for row in rows}

    def known(self) -> dict[str, Known]:
        """Each article's id with what tells an update from another article of that name."""
        return {
            str(row[0]): Known(*row[1:])
            for row in self._database.all("SELECT id, digest, copy_key, origin, url FROM article")
        }

    def claims(
        self, ids: Iterable[str] | None = None, filters: Filters | None = None
    ) -> list[tuple[Article, list[Claim]]]:
        """The claims in reading order with their article, newest article first; of all articles when ``ids`` is None."""
        where, values = _where(filters or Filters())
        wanted = None if ids is None else json.dumps(sorted(set(ids)))
        rows = self._database.all(
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
        row = self._database.one("SELECT (SELECT count(*) FROM article), (SELECT count(*) FROM passage)")
        return (int(row[0]), int(row[1])) if row else (0, 0)

    def languages(self) -> dict[str, int]:
        """The languages of the articles with the number of articles in each, most first."""
        rows = self._database.all("SELECT language, count(*) FROM article GROUP BY language ORDER BY 2 DESC, 1")
        return {str(row[0]): int(row[1]) for row in rows}

    def sources(self) -> dict[str, int]:
        """The outlets with the number of articles of each, most first."""
        rows = self._database.all("SELECT source, count(*) FROM article GROUP BY source ORDER BY 2 DESC, 1")
        return {str(row[0]): int(row[1]) for row in rows}

    def authors(self) -> dict[str, int]:
        """The authors with the number of articles of each, most first."""
        rows = self._database.all(
            "SELECT value, count(*) FROM article, json_each(authors) GROUP BY value ORDER BY 2 DESC, 1"
        )
        return {str(row[0]): int(row[1]) for row in rows}

    def days(self) -> dict[str, int]:
        """The days on which articles were published with the number of articles of each, first day first."""
        rows = self._database.all(
            "SELECT published, count(*) FROM article WHERE published != '' GROUP BY published ORDER BY 1"
        )
        return {str(row[0]): int(row[1]) for row in rows}

    def stances(self) -> dict[str, int]:
        """The stances with the number of claims of each, most first."""
        rows = self._database.all("SELECT stance, count(*) FROM claim GROUP BY stance ORDER BY 2 DESC, 1")
        return {str(row[0]): int(row[1]) for row in rows}

    def passage_ids(self, filters: Filters | None = None) -> NDArray[np.int64]:
        """The ids of the passages that pass the filters, ascending."""
        where, values = _where(filters or Filters())
        rows = self._database.all(
            f"SELECT passage.id FROM passage JOIN article ON article.position = passage.article {where} "  # noqa: S608
            "ORDER BY passage.id",
            values,
        )
        return np.fromiter((row[0] for row in rows), np.int64, len(rows))

    def vectors(self, ids: NDArray[np.int64]) -> Vectors:
        """float32 (n, dim), in the order of ``ids``; raises KeyError when one is not there (any more)."""
        rows = dict(
            self._database.all(
                "SELECT id, vector FROM passage WHERE id IN (SELECT value FROM json_each(?))",
                (json.dumps(ids.tolist()),),
            )
        )
        return np.stack([np.frombuffer(rows[int(one)], "<f4") for one in ids]).astype(np.float32)

    def passages(self, ids: Iterable[int]) -> dict[int, StoredPassage]:
        """The passages of these ids that are there."""
        rows = self._database.all(
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
        rows = self._database.all(
            f"SELECT rowid, -bm25(lexicon, 1.0, 0.0) FROM lexicon WHERE {' AND '.join(clauses)} "  # noqa: S608
            "ORDER BY 2 DESC, 1 LIMIT ?",
            (*values, limit),
        )
        return [(int(row[0]), float(row[1])) for row in rows]

    def frequencies(self, terms: Iterable[str]) -> dict[str, int]:
        """In how many passages each of the terms stands; those that stand in none are left out."""
        rows = self._database.all(
            "SELECT term, doc FROM vocabulary WHERE term IN (SELECT value FROM json_each(?)) AND col = 'terms'",
            (json.dumps(sorted(set(terms))),),
        )
        return {str(row[0]): int(row[1]) for row in rows}

    def problems(self) -> list[str]:
        """What SQLite's own check and a look at every passage find wrong; empty when nothing is."""
        try:
            found = [str(row[0]) for row in self._database.all("PRAGMA integrity_check") if row[0] != "ok"]
            for text, start, end, identifier in self._database.all(
                "SELECT characters(text), min(start), max(end), article.id FROM passage "
                "JOIN article ON article.position = passage.article GROUP BY article.position"
            ):
                if start < 0 or end > text:
                    found.append(f"A passage of {identifier} lies outside its text.")
        except LibraryError as error:
            return [str(error)]
        return found


def missing(identifier: str) -> ArticleNotFound:
    """The error for an id that is not there."""
    return ArticleNotFound(f"No article has the id {identifier!r}. `onrecord list` shows the ids.")


def _any_of(terms: Iterable[str]) -> str:
    """A full-text expression that any of the terms fulfils; terms hold no double quote."""
    return " OR ".join(sorted({f'"{term}"' for term in terms}))


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
