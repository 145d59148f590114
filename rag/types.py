"""The values a question meets on its way: filters, hits, citations, claims, the answer.

All are frozen. Each also reads as a mapping under the names of the JSON format (``hit["text"]`` is
``hit.text``), and ``to_dict()`` gives plain dictionaries and lists ready for ``json.dumps``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from typing import Any

from corpus.decoding import repair
from rag.errors import UsageError


class Record(Mapping[str, Any]):
    """A frozen dataclass that is also a read-only mapping of its own fields."""

    __slots__ = ()

    def __getitem__(self, key: str) -> Any:
        if key not in self:
            raise KeyError(key)
        return getattr(self, key)

    def __iter__(self) -> Iterator[str]:
        return (item.name for item in fields(self))  # type: ignore[arg-type]

    def __len__(self) -> int:
        return len(fields(self))  # type: ignore[arg-type]

    def __contains__(self, key: object) -> bool:
        return any(item.name == key for item in fields(self))  # type: ignore[arg-type]

    def to_dict(self) -> dict[str, Any]:
        """The record and everything in it as plain dictionaries, lists and scalars."""
        return {name: _plain(value) for name, value in self.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, Record):
        return value.to_dict()
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    return value


@dataclass(frozen=True, slots=True)
class Filters:
    """Which articles may answer. Empty means all; several values of one field mean any of them.

    ``since`` and ``until`` are ISO dates, both included; an article without a date passes neither.
    Sources match as case-insensitive parts of the outlet's name, authors likewise, languages
    as ISO 639-1 codes.
    """

    since: str = ""
    until: str = ""
    sources: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return any((self.since, self.until, self.sources, self.languages, self.authors))

    @classmethod
    def parse(cls, value: Filters | Mapping[str, Any] | None) -> Filters:
        """Reads ``{"from", "to", "source", "language", "author"}``; raises UsageError on anything else."""
        if value is None:
            return cls()
        if isinstance(value, Filters):
            return value
        if not isinstance(value, Mapping):
            raise UsageError(f"Expected filters such as {{'from': '2020-10-01'}}, found {value!r}.")
        names = {"from": "since", "to": "until", "source": "sources", "language": "languages", "author": "authors"}
        unknown = sorted(set(value) - set(names))
        if unknown:
            raise UsageError(f"Unknown filter {unknown[0]!r}. Known filters: {', '.join(names)}.")
        parsed: dict[str, Any] = {}
        for name, target in names.items():
            given = value.get(name)
            if not given:
                continue
            if target in ("since", "until"):
                parsed[target] = parse_date(given, latest=target == "until")
            else:
                many = (given,) if isinstance(given, str) else given
                if not isinstance(many, list | tuple | set | frozenset):
                    raise UsageError(f"Expected a name or a list of names for the filter {name!r}, found {given!r}.")
                parsed[target] = tuple(repair(str(one)).strip() for one in many if str(one).strip())
        if parsed.get("since") and parsed.get("until") and parsed["since"] > parsed["until"]:
            raise UsageError(f"The filter's first day {parsed['since']} lies after its last day {parsed['until']}.")
        return cls(**parsed)


def parse_date(value: object, *, latest: bool = False) -> str:
    """An ISO day from ``2020``, ``2020-11``, ``2020-11-01`` or a date; the first (or latest) day it can mean.

    Raises:
        UsageError: it is none of these.
    """
    text = str(value).strip()[:10]
    year, _, rest = text.partition("-")
    try:
        if not rest:
            return date(int(year), 12 if latest else 1, 31 if latest else 1).isoformat()
        if "-" not in rest:
            month = int(rest)
            first = date(int(year), month, 1)
            if not latest:
                return first.isoformat()
            following = date(int(year) + month // 12, month % 12 + 1, 1)
            return date.fromordinal(following.toordinal() - 1).isoformat()
        return date.fromisoformat(text).isoformat()
    except (ValueError, OverflowError):
        raise UsageError(f"{value!r} is no date. Write it as 2020-11-01, 2020-11 or 2020.") from None


@dataclass(frozen=True, slots=True)
class Hit(Record):
    """A passage that search found. ``text == article.text[start:end]``; a higher score is better.

    Scores order the hits of one question; they do not compare across questions.
    """

    article_id: str
    title: str
    source: str
    url: str
    published: str
    language: str
    text: str
    start: int
    end: int
    score: float


@dataclass(frozen=True, slots=True)
class Citation(Record):
    """A quotation and its place: ``quote == article.text[start:end]``; ``marker`` is the n of [n] in the answer."""

    marker: int
    article_id: str
    title: str
    source: str
    url: str
    published: str
    language: str
    quote: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Span(Record):
    """The short exact answer inside a citation's quote; offsets are into the article's text."""

    marker: int
    text: str
    start: int
    end: int
    score: float


@dataclass(frozen=True, slots=True)
class Nearest(Record):
    """An article that is near a question which no article answers.

    ``quote`` is the sentence of it that comes nearest, ``article.text[start:end]``; empty when there is none.
    """

    article_id: str
    title: str
    source: str
    url: str
    published: str
    language: str
    quote: str = ""
    start: int = 0
    end: int = 0


@dataclass(frozen=True, slots=True)
class Contest(Record):
    """A matter on which the articles give both sides: the markers of who claims it, and of who denies it."""

    claimed: tuple[int, ...]
    denied: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Statement(Record):
    """One sentence that a chat model wrote, without its markers, and what the check found.

    ``verdict`` is ``supported``, ``partly`` or ``unsupported``, and empty while it has not been checked.
    """

    text: str
    markers: tuple[int, ...]
    verdict: str = ""
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer(Record):
    """What a question got: Markdown with [1] markers, and the quotation behind every marker.

    A refusal has ``refused`` set, says why in ``reason`` and lists the nearest articles. ``timings_ms``
    are milliseconds of wall clock by step. ``confidence`` is the estimated probability (0 to 1) that the
    articles answer the question. ``complete`` is false only for the growing answers of a stream.
    ``statements`` are the sentences of a chat model's answer, in order; an extractive answer has none. ``dropped`` are
    those that the articles do not bear out. ``notice`` says why a chat model was asked and quotations are given instead.
    ``rewritten`` is the question as it was understood inside a conversation. ``usage`` counts tokens of a chat model.
    """

    question: str
    answer: str
    language: str
    refused: bool = False
    reason: str | None = None
    confidence: float = 0.0
    citations: tuple[Citation, ...] = ()
    spans: tuple[Span, ...] = ()
    claims: tuple[Mapping[str, Any], ...] = ()
    contests: tuple[Contest, ...] = ()
    statements: tuple[Statement, ...] = ()
    dropped: tuple[Statement, ...] = ()
    notice: str | None = None
    rewritten: str | None = None
    nearest: tuple[Nearest, ...] = ()
    model: str | None = None
    usage: Mapping[str, int] = field(default_factory=dict)
    timings_ms: Mapping[str, float] = field(default_factory=dict)
    complete: bool = True


@dataclass(frozen=True, slots=True)
class Facets(Record):
    """What can be chosen from, each with its number of articles, most first; days are ISO dates, first to last.

    ``stances`` are those of the claims, with the number of claims.
    """

    sources: Mapping[str, int]
    languages: Mapping[str, int]
    authors: Mapping[str, int]
    days: Mapping[str, int]
    stances: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Rejection(Record):
    """A source that gave no article, and why."""

    source: str
    reason: str


@dataclass(frozen=True, slots=True)
class AddReport(Record):
    """What an ``add`` did. The first four count articles of this call, ``articles`` and ``passages`` the whole library.

    ``changed`` are the ids of what was added or updated, in order.
    """

    added: int
    updated: int
    unchanged: int
    duplicates: int
    rejected: tuple[Rejection, ...]
    articles: int
    passages: int
    seconds: float
    changed: tuple[str, ...] = ()
