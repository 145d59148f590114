"""JSON: an article a line (``.jsonl``), one object, or a list of objects.

The text is taken exactly as given, since other programs hold offsets into it.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from corpus import dates
from corpus.decoding import NotText, decode, repair
from corpus.language import detect
from corpus.types import Article

# Files of these names are JSON, whatever they hold.
SUFFIXES = frozenset((".jsonl", ".ndjson", ".json"))

_STRINGS = ("id", "title", "url", "source", "language")


@dataclass(frozen=True, slots=True)
class BadLine:
    """A line (counted from 1) that holds no article, and why."""

    line: int
    reason: str


def records(content: str) -> Iterator[Article | BadLine] | None:
    """The articles of a JSON or JSONL text; None when it is neither."""
    stripped = content.strip()
    if stripped.startswith("["):
        try:
            items = loads(stripped)
        except ValueError:
            return None
        return (_parsed(item, number) for number, item in enumerate(items, 1))
    if "\n" in stripped:
        try:
            whole = loads(stripped)
        except ValueError:
            whole = None
        if isinstance(whole, dict):
            inner = whole.get("articles")
            items = inner if isinstance(inner, list) else [whole]
            return (_parsed(item, number) for number, item in enumerate(items, 1))
    lines = content.split("\n")
    if not any(_is_object(line) for line in lines):
        return None
    return (_line(line, number) for number, line in enumerate(lines, 1) if line.strip())


def read_lines(stream: Iterable[bytes]) -> Iterator[Article | BadLine]:
    """The articles of an open JSONL file, line by line, for files too large to hold."""
    for number, raw in enumerate(stream, 1):
        if not raw.strip():
            continue
        try:
            yield _line(decode(raw), number)
        except NotText:
            yield BadLine(number, "The line is no text.")


def loads(content: str) -> Any:
    """What a JSON text holds.

    Raises:
        ValueError: it is no JSON, or nested deeper than Python reads.
    """
    try:
        return json.loads(content)
    except RecursionError:
        raise ValueError("it is nested too deeply") from None


def article(item: dict[str, Any]) -> Article:
    """An article from one JSON object (only ``text`` is required); it has no id yet when none was given.

    Raises:
        ValueError: a field is missing or of the wrong type; the message says which.
    """
    text = item.get("text")
    if not isinstance(text, str):
        raise ValueError('Expected a string under "text", the only field required.')
    text = repair(text)
    if not any(char.isalnum() for char in text):
        raise ValueError('"text" is empty.')
    values: dict[str, str] = {}
    for field in _STRINGS:
        value = item.get(field)
        if value is None:
            value = ""
        if isinstance(value, int) and not isinstance(value, bool) and field == "id":
            value = str(value)
        if not isinstance(value, str):
            raise ValueError(f'Expected a string under "{field}", found {type(value).__name__}.')
        values[field] = unicodedata.normalize("NFC", repair(value)).strip()
    values["language"] = values["language"].split("-")[0].split("_")[0].lower() or detect(text)
    return Article(
        text=text,
        id=values["id"],
        title=values["title"],
        url=values["url"],
        source=values["source"],
        authors=_authors(item),
        published=_published(item),
        language=values["language"],
    )


def _line(line: str, number: int) -> Article | BadLine:
    try:
        item = loads(line.lstrip("\ufeff"))
    except ValueError as error:
        return BadLine(number, f"Not valid JSON: {error}.")
    return _parsed(item, number)


def _parsed(item: object, number: int) -> Article | BadLine:
    if not isinstance(item, dict):
        return BadLine(number, f'Expected an object with a "text", found {type(item).__name__}.')
    try:
        return article(item)
    except ValueError as error:
        return BadLine(number, str(error))


def _is_object(line: str) -> bool:
    try:
        return isinstance(loads(line), dict)
    except ValueError:
        return False


def _authors(item: dict[str, Any]) -> tuple[str, ...]:
    given = item.get("authors", item.get("author"))
    if given is None:
        return ()
    many = [given] if isinstance(given, str) else given
    if not isinstance(many, list) or not all(isinstance(one, str) for one in many):
        raise ValueError('Expected a list of strings under "authors".')
    return tuple(dict.fromkeys(unicodedata.normalize("NFC", repair(one)).strip() for one in many if one.strip()))


def _published(item: dict[str, Any]) -> str:
    given = item.get("published", item.get("date"))
    if given is None or given == "":
        return ""
    if not isinstance(given, str):
        raise ValueError(f'Expected a date such as "2020-11-01" under "published", found {type(given).__name__}.')
    day = dates.find(given)
    if not day:
        raise ValueError(f'"published" is {given!r}; expected a date such as "2020-11-01".')
    return day
