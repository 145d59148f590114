"""The countries, cities and bodies that words stand for, in any of ten languages: Bakou, Azerbaijani, UNO."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import lru_cache
from importlib import resources
from typing import Any

import regex
from babel import Locale
from babel.core import get_global

from rag import analysis
from rag.claims.lexicon import is_given_name

_LANGUAGES = ("en", "fr", "es", "de", "it", "pt", "ru", "ar", "tr", "zh")
# A country's name without its last letters, followed by these at the most, is its adjective: Armeni-an, arméni-enne.
_SHORTEST_STEM, _LONGEST_ENDING = 5, 6
_SHORTEST_SEAT = 4
_RUSSIAN_ADJECTIVE = regex.compile(r"ск(?:ий|ая|ое|ие|ого|ой|их|им|ими|ому|ую)$")
_ARTICLES = frozenset(("", "le", "la", "el", "il", "l'"))


@lru_cache(maxsize=20_000)
def places(word: str) -> frozenset[str]:
    """The countries, cities and bodies that a word can stand for, as codes; a capital stands for its country too."""
    plain = _key(word)
    if len(plain) < 2:
        return frozenset()
    found = set(_bodies().get(word, ()))
    table, stems = _places()
    small = word[:1].islower()
    if not small:
        found |= _seats().get(plain, set()) or _seats().get(_uninflected(word, plain), set())
    # What is Belgrade's begins as what is Belgian does.
    if found or plain in table:
        return frozenset(found | table.get(plain, set()))
    # François and Georges begin as adjectives do.
    if not small and is_given_name(word):
        return frozenset()
    beginnings = [
        (len(stem), code)
        for stem, code, short in stems.get(plain[:2], ())
        # In small letters only adjectives are meant: "libérée" is not of Liberia, "libérien" is. A beginning that is
        # all of a short word's letters must not take in whatever else begins so.
        if (not (small and short) or _RUSSIAN_ADJECTIVE.search(word))
        and plain.startswith(stem)
        and len(plain) - len(stem) <= _LONGEST_ENDING
    ]
    # The longest: what is Australian begins as what is Austrian does.
    longest = max((length for length, _ in beginnings), default=0)
    return frozenset(code for length, code in beginnings if length == longest)


def bodies(text: str) -> frozenset[str]:
    """The bodies named in a text by their several words or their letters."""
    return frozenset(
        code
        for name, codes in _bodies().items()
        for code in codes
        if regex.search(rf"(?<!\p{{L}}){regex.escape(name)}(?!\p{{L}})", text)
    )


def bodies_at(text: str, start: int) -> frozenset[str]:
    """The bodies whose name, of several words, covers the word at ``start``."""
    return frozenset(
        code
        for name, codes in _bodies().items()
        for match in regex.finditer(rf"(?<!\p{{L}}){regex.escape(name)}(?!\p{{L}})", text)
        if match.start() <= start < match.end()
        for code in codes
    )


def _key(word: str) -> str:
    """What a word is looked up by; one in a script without vowels, or of few syllables, by itself: عمان is not من."""
    return analysis.transcribe(word) if regex.match(r"[\p{Latin}\p{Cyrillic}\p{Greek}]", word) else word


def _uninflected(word: str, plain: str) -> str:
    """What of a Russian name stays in every case: Москвы, Москвой, Белграда."""
    stem = regex.sub(r"(?:om|[aeiouy]+)$", "", plain) if regex.match(r"\p{Cyrillic}", word) else ""
    return stem if len(stem) >= _SHORTEST_SEAT else ""


@lru_cache(maxsize=1)
def _bodies() -> dict[str, set[str]]:
    return {name: {code} for code, names in listed()["bodies"].items() for name in names}


@lru_cache(maxsize=1)
def _places() -> tuple[dict[str, set[str]], dict[str, list[tuple[str, str, bool]]]]:
    """Whole words with their codes; beginnings of words with theirs, by their first two letters.

    The last says of a beginning that it is a country's name without all of its last vowels: Liber, of Liberia.
    """
    whole: dict[str, set[str]] = {}
    beginnings: dict[str, list[tuple[str, str, bool]]] = {}
    data = listed()
    for language in _LANGUAGES:
        for code, name in Locale(language).territories.items():
            if len(code) != 2 or " " in name.strip():
                continue
            plain = _key(name)
            whole.setdefault(plain, set()).add(code)
            stem = regex.sub(r"[aeiouy]+$", "", plain)
            longer = regex.sub(r"[aeiouy]$", "", plain)
            if len(stem) >= _SHORTEST_STEM and plain.isascii():
                beginnings.setdefault(stem[:2], []).append((stem, code, stem != longer))
                if stem != longer:
                    beginnings[stem[:2]].append((longer, code, False))
    for group in ("adjectives", "cities"):
        for code, words in data[group].items():
            for word in words.split():
                plain = analysis.transcribe(word)
                whole.setdefault(plain, set()).add(code)
                if len(plain) >= 4:
                    beginnings.setdefault(plain[:2], []).append((plain, code, False))
    return whole, beginnings


@lru_cache(maxsize=1)
def _seats() -> dict[str, set[str]]:
    """Capitals, which stand for their country; in small letters they are other words: drapeaux en berne."""
    found: dict[str, set[str]] = {}
    for code, words in listed()["seats"].items():
        for word in words.split():
            found.setdefault(analysis.transcribe(word), set()).add(code)
    territories, newer = get_global("zone_territories"), get_global("zone_aliases")
    capitals = set(listed()["zones"]["capitals"].split())
    for language in _LANGUAGES:
        zones = Locale(language).time_zones
        named = {newer.get(zone, zone): about.get("city", "") for zone, about in zones.items()}
        for zone in capitals:
            name = named.get(zone) or zone.rpartition("/")[2].replace("_", " ")
            # Of "Le Caire" the last word tells; other names of several words stand in the list, by the words that tell.
            article, _, city = name.rpartition(" ")
            if article.lower() in _ARTICLES and not is_given_name(city):
                for key in filter(None, {_key(city), _uninflected(city, _key(city))}):
                    found.setdefault(key, set()).add(territories[zone])
    return found


@lru_cache(maxsize=1)
def listed() -> Mapping[str, Any]:
    """The lists of ``rag/data/places.toml``."""
    return tomllib.loads((resources.files("rag") / "data" / "places.toml").read_text("utf-8"))
