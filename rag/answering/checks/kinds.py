"""Things of one kind that are not each other, and what happened and cannot be taken back: by lists of words, in nine languages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

import regex

from rag.answering.checks.words import Side, beginnings, load

Concept = tuple[str, str]  # kind and name


def exchanged(sentence: Side, sources: Sequence[Side]) -> Iterator[tuple[str, str]]:
    """A word of the sentence and one of the sources, of one kind: farmer, Jäger.

    Only where the sources name others of the kind and not this one, and the sentence none of those.
    """
    here = named(sentence, "kinds")
    there: dict[Concept, str] = {}
    loosely: set[Concept] = set()
    for one in sources:
        there |= named(one, "kinds")
        loosely |= named(one, "kinds", loosely=True).keys()
    # "Students" are pupils as well: one of what a word can mean is enough.
    borne_out = {word for concept, word in here.items() if concept in loosely}
    for concept, word in here.items():
        if word in borne_out:
            continue
        others = {other: shown for other, shown in there.items() if other[0] == concept[0] and other not in here}
        if others:
            yield word, next(iter(others.values()))


def happened(sentence: Side, sources: Sequence[Side]) -> list[str]:
    """Words of the sentence for things that happened, of which the sources have no word: convicted, resigned."""
    there = {concept for one in sources for concept in named(one, "events", loosely=True)}
    return [word for concept, word in named(sentence, "events").items() if concept not in there]


def named(side: Side, table: str, *, loosely: bool = False) -> dict[Concept, str]:
    """The concepts of a table that a text names, with the words it has for them; ``loosely`` also by weaker words."""
    lower = side.text.lower()
    if table == "kinds":
        lower = _idioms(side.language).sub(lambda match: " " * len(match.group()), lower)
    return _named(lower, side.language, table, loosely)


def apart(one: str, language: str, other: str, other_language: str) -> bool:
    """Whether two namings are of different sides: the army, les rebelles."""
    here = set(_named(one.lower(), language, "sides", False))
    there = set(_named(other.lower(), other_language, "sides", False))
    return bool(here and there) and not here & there and {kind for kind, _ in here} == {kind for kind, _ in there}


def _named(lower: str, language: str, table: str, loosely: bool) -> dict[Concept, str]:
    return {
        concept: match.group()
        for concept, pattern in _patterns(table, language, loosely)
        if (match := pattern.search(lower)) is not None
    }


@lru_cache(maxsize=32)
def _idioms(language: str) -> regex.Pattern[str]:
    """Ways of speaking in which a listed word means something else: opened fire."""
    return beginnings(load("idioms").get("all", {}).get(language, ()))


@lru_cache(maxsize=64)
def _patterns(table: str, language: str, loosely: bool) -> list[tuple[Concept, regex.Pattern[str]]]:
    found = []
    for kind, concepts in load(table).items():
        for name, forms in concepts.items():
            words = [
                article + word.removeprefix("?").replace("_", " ")
                for part in forms.split(" ")
                for word in part.partition(":")[2].split(",")
                # Arabic writes its article, and "and", in one with the word.
                for article in (("", "ال", "و", "وال", "بال") if language == "ar" else ("",))
                if part.partition(":")[0] == language and (loosely or not word.startswith("?"))
            ]
            if words:
                found.append(((kind, name), beginnings(words)))
    return found
