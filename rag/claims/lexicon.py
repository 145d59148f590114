"""The word lists of a language (``rag/data/claims``), read once and made ready for look-up."""

from __future__ import annotations

import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from importlib import resources
from typing import Any

LANGUAGES = ("fr", "en", "es", "de", "it")


@dataclass(frozen=True, slots=True)
class Frame:
    """How one reporting word reports; the fields are explained in ``rag/data/claims/README.md``."""

    lemma: str
    stance: str
    target: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    about: tuple[str, ...] = ()
    reflexive: str = "no"
    negated: bool = False


@dataclass(frozen=True, slots=True)
class NounFrame:
    """A noun that reports: the prepositions of who speaks and of whom it is against.

    With ``opens``, it reports only what one of these words opens ("claim that", "pledge to").
    """

    stance: str
    lemmas: frozenset[str]
    by: frozenset[str] = frozenset()
    against: frozenset[str] = frozenset()
    opens: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Support:
    """A verb that makes a report together with a noun; ``to`` are the prepositions of the target.

    With ``by``, the prepositions of who speaks, the verb's subject is the target: "came under fire from".
    """

    stance: str
    verbs: frozenset[str]
    nouns: frozenset[str]
    to: frozenset[str] = frozenset()
    by: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All lists of one language. ``frames`` by first lemma word, longer fixed expressions first."""

    language: str
    frames: Mapping[str, tuple[Frame, ...]]
    adjectives: Mapping[str, tuple[Frame, ...]]
    nouns: tuple[NounFrame, ...]
    support: tuple[Support, ...]
    words: Mapping[str, frozenset[str]]
    lists: Mapping[str, tuple[str, ...]]
    raw: Mapping[str, Any] = field(default_factory=dict)

    def has(self, name: str, word: str) -> bool:
        """Whether the list ``name`` holds ``word``."""
        return word in self.words.get(name, frozenset())


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((resources.files("rag") / "data" / "claims" / f"{name}.toml").read_text("utf-8"))


def _split(value: Any) -> tuple[str, ...]:
    return tuple(value.split()) if isinstance(value, str) else tuple(value)


def _frames(entries: list[dict[str, Any]]) -> dict[str, tuple[Frame, ...]]:
    found: dict[str, list[Frame]] = {}
    for entry in entries:
        options = {name: tuple(entry.get(name, ())) for name in ("target", "needs", "about")}
        for lemma in _split(entry["lemmas"]):
            frame = Frame(
                lemma,
                entry["stance"],
                reflexive=entry.get("reflexive", "no"),
                negated=entry.get("negated", False),
                **options,
            )
            found.setdefault(lemma.partition("_")[0], []).append(frame)
    return {first: tuple(sorted(frames, key=lambda one: -one.lemma.count("_"))) for first, frames in found.items()}


@lru_cache(maxsize=8)
def lexicon(language: str) -> Lexicon:
    """The lists of ``language``, one of LANGUAGES."""
    data = _read(language)
    words = data.get("words", {})
    lists = {name: _split(value) for name, value in {**words, **data.get("gender", {})}.items()}
    return Lexicon(
        language,
        _frames(data.get("verbs", [])),
        _frames(data.get("adjectives", [])),
        tuple(
            NounFrame(
                one["stance"],
                frozenset(_split(one["lemmas"])),
                frozenset(one.get("by", ())),
                frozenset(one.get("against", ())),
                frozenset(one.get("opens", ())),
            )
            for one in data.get("nouns", ())
        ),
        tuple(
            Support(
                one["stance"],
                frozenset(_split(one["verbs"])),
                frozenset(_split(one["nouns"])),
                frozenset(one.get("to", ())),
                frozenset(one.get("by", ())),
            )
            for one in data.get("support", ())
        ),
        {name: frozenset(values) for name, values in lists.items()},
        lists,
        data,
    )


@lru_cache(maxsize=1)
def names() -> Mapping[str, frozenset[str]]:
    """The lists of ``names.toml`` by their names: first names, titles and small words, with accents and without."""
    data = _read("names")
    # English papers write "Gerald" and "Therese".
    return {
        name: frozenset(form for one in _split(value) for form in (one, unaccented(one)))
        for name, value in data.items()
    }


def is_given_name(word: str) -> bool:
    """Whether a word is somebody's first name, in whatever case it is written; of "Jean-Luc" the first part tells."""
    forms = {word.lower(), word.lower().partition("-")[0]}
    return any(not forms.isdisjoint(names()[kind]) for kind in ("feminine", "masculine"))


def unaccented(word: str) -> str:
    """``word`` without accents: "gérald" as "gerald"."""
    return "".join(char for char in unicodedata.normalize("NFD", word) if not unicodedata.combining(char))
