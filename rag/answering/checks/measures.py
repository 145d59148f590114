"""What is told of numbers without a number: orders of magnitude, places in an order, shares of a whole."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache

import regex

from rag.analysis import lowered
from rag.answering.checks.words import lists

# The numbers above a share: two thirds, les deux tiers, drei Viertel.
_ABOVE = {
    2: "two deux dos zwei due dois две",
    3: "three trois tres drei tre três три",
    4: "four quatre cuatro vier quattro quatro четыре",
}
# Words that are ordinals, or a quarter of a year, as often as shares.
_ORDINALS_TOO = frozenset("third thirds quarter quarters terzo cuarto cuarta quarto quarti quartos".split())
_ROMAN = {"i": 1, "v": 5, "x": 10}
_FIGURE = r"(?P<figure>\d{1,2})(?:st|nd|rd|th|er|re|e|ème|ère|º|ª|\.|o|a|-й|-м|-го)?|(?P<roman>[ivx]+)(?:e|ème|er)?"


@dataclass(frozen=True, slots=True)
class Ordinal:
    """The third quarter, as text has it at ``start:end``: what it is one of, and which."""

    name: str
    place: int
    start: int
    end: int


def magnitudes(text: str, language: str, counted: Collection[tuple[int, int]] = ()) -> set[int]:
    """The powers of ten of which a text has several and no number: 2 for hundreds, 3 for thousands.

    ``counted`` are the places of its numbers: of "two hundred million" nobody needs to guess.
    """
    lower = lowered(text)
    found = set()
    for power, pattern in _magnitudes(language):
        for match in pattern.finditer(lower):
            if not any(start <= match.start() <= end + 1 for start, end in counted):
                found.add(power)
        # Tens of thousands are no thousands.
        lower = pattern.sub(lambda match: " " * len(match.group()), lower)
    return found


def ordinals(text: str, language: str) -> list[Ordinal]:
    """The quarters, centuries and the like that a text names by their places, in reading order."""
    pattern, values = _ordinals(language)
    found = []
    for match in pattern.finditer(lowered(text)):
        name = next(name for name in lists()["ordered"] if match[name])
        if match["figure"]:
            value = int(match["figure"])
        elif match["roman"]:
            value = _roman(match["roman"])
        else:
            value = values[match["word"]]
        found.append(Ordinal(name, value, match.start(), match.end()))
    return found


def fractions(text: str) -> set[str]:
    """The shares that a text names in words, where they are shares: "third", "2 third"; a quarter of a year is none."""
    found = set()
    for name, pattern in _fractions():
        for match in pattern.finditer(text.lower()):
            above = next(
                (str(value) for value, words in _ABOVE.items() if match["above"] in words.split()), match["above"]
            )
            found.add(f"{above} {name}" if above and above.isdigit() and above != "1" else name)
    return found


@lru_cache(maxsize=32)
def _magnitudes(language: str) -> list[tuple[int, regex.Pattern[str]]]:
    return [
        (int(power), regex.compile(rf"(?<!\p{{L}})(?:{'|'.join(map(regex.escape, words))})(?!\p{{L}})"))
        for power, words in lists()["magnitudes"].get(language, {}).items()
    ]


@lru_cache(maxsize=32)
def _ordinals(language: str) -> tuple[regex.Pattern[str], dict[str, int]]:
    values = {
        word: place for place, words in enumerate(lists()["ordinals"].get(language, ()), 1) for word in words.split()
    }
    words = "|".join(sorted(map(regex.escape, values), key=len, reverse=True)) or r"(?!)"
    ordered = "|".join(f"(?P<{name}>{'|'.join(forms)})" for name, forms in lists()["ordered"].items())
    before = rf"(?<![\p{{L}}\p{{N}}])(?:(?P<word>{words})|{_FIGURE})"
    return regex.compile(rf"{before}[\s\u00a0-]+(?:{ordered})(?!\p{{L}})"), values


def _roman(figures: str) -> int:
    values = [_ROMAN[one] for one in figures]
    return sum(-one if one < max(values[i:], default=0) else one for i, one in enumerate(values))


@lru_cache(maxsize=1)
def _fractions() -> list[tuple[str, regex.Pattern[str]]]:
    above = "|".join(" ".join(_ABOVE.values()).split())
    found = []
    for name, words in lists()["fractions"].items():
        # A third, and not the third; a quarter, and not this one.
        alone = "|".join(word for word in words if word not in _ORDINALS_TOO)
        one_of = "|".join(word for word in words if word in _ORDINALS_TOO) or "(?!)"
        found.append(
            (
                name,
                regex.compile(
                    rf"(?<!\p{{L}})(?:(?:(?P<above>{above}|\d)[\s-])?(?:{alone})|(?:(?<=\b(?:an?|one|un|una|um)[\s-])|(?P<above>{above}|\d)[\s-])(?:{one_of}))"
                    # Le quart de finale, the second half-time: a part of a contest.
                    r"(?!\p{L}|[\s-](?:de\s)?(?:finale?s?|time|year|mast)\b)"
                    r"(?=\s(?:of|de|du|des|d['’]|del|della|dei|do|da|der|des|ihres|seines)\b|['’]|\s\p{L}+)"
                ),
            )
        )
    return found
