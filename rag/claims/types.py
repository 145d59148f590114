"""A claim: who says it, how, against or about whom, and the sentence it stands in; alone, and within a library."""

from __future__ import annotations

from dataclasses import dataclass

from rag.types import Record

STANCES = ("accuse", "say", "deny", "confirm", "warn", "demand", "promise", "doubt")


@dataclass(frozen=True, slots=True)
class Claim(Record):
    """Who said what, each part with its place in the text.

    For ``name`` in speaker, target, content: ``text[name_start:name_end] == name``, and ``quote``, the
    sentence, is ``text[start:end]``. A part that is missing is None with both offsets -1; speaker and
    target are never both missing. ``confidence`` (0 to 1) orders claims by how sure the reading is. A denial that
    refers to an earlier claim of the same text has that claim's index in ``denies``, otherwise -1.
    """

    speaker: str | None
    stance: str
    target: str | None
    content: str | None
    quote: str
    start: int
    end: int
    speaker_start: int
    speaker_end: int
    target_start: int
    target_end: int
    content_start: int
    content_end: int
    confidence: float
    denies: int = -1


@dataclass(frozen=True, slots=True)
class Place(Record):
    """Another claim of the same article, by its speaker and its sentence; offsets are into the article's text."""

    speaker: str | None
    quote: str
    article_id: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Printing(Record):
    """Where a claim stands: ``article.text[start:end]`` is its sentence there."""

    article_id: str
    title: str
    source: str
    url: str
    published: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class PrintedClaim(Record):
    """A claim as an article of a library prints it; ``quote`` is ``article.text[start:end]``.

    ``who`` and ``against`` name speaker and target as all claims listed with it do: "Aliev" and "le président Ilham
    Aliev" are both "Ilham Aliev". ``denied_by`` are the denials that answer it, ``denies`` the claims that it denies, those
    of its own article first. ``printed_in`` are all places that print it in nearly the same words, its own first.
    """

    speaker: str | None
    stance: str
    target: str | None
    content: str | None
    quote: str
    article_id: str
    title: str
    source: str
    url: str
    published: str
    language: str
    start: int
    end: int
    confidence: float
    denied_by: tuple[Place, ...] = ()
    denies: tuple[Place, ...] = ()
    who: str | None = None
    against: str | None = None
    printed_in: tuple[Printing, ...] = ()
