"""Dates as pages write them, in many languages, to ISO days; nothing rather than a guess."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache
from typing import Any

from corpus.phrases import normal

_ISO = re.compile(r"(?<!\d)((?:19|20)\d{2})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)")
_NUMERIC = re.compile(r"(?<!\d)(\d{1,2})([./-])(\d{1,2})\2((?:19|20)\d{2})(?!\d)")
_WIDE = re.compile(r"((?:19|20)\d{2})\s*[年년]\s*(\d{1,2})\s*[月월]\s*(\d{1,2})\s*[日일号號]?")
_WORDS = re.compile(
    r"(?<![\d\w])(?:(?P<d1>\d{1,2})(?:\.|er|re|º|°|ª|st|nd|rd|th|-[а-яё]+)?\s*(?:de |di |d'|of |tháng )?\s*(?P<m1>[^\W\d_]{3,14})\.?,?\s*"
    r"(?:de |del |do |року )?\s*(?P<y1>(?:19|20)\d{2})|(?P<m2>[^\W\d_]{3,14})\.?\s+(?P<d2>\d{1,2})(?:st|nd|rd|th)?,?\s+(?P<y2>(?:19|20)\d{2}))(?!\d)"
)
_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹०१२३४५६७८९", "0123456789" * 3)
# Words that may stand beside a date on a line that is nothing but a date: times of day, weekdays are left to length.
_CLOCK = re.compile(
    r"\d{1,2}\s?[:hH.]\s?\d{2}(?:\s?(?:uhr|am|pm|a\.m\.|p\.m\.))?|\b(?:gmt|utc|cet|est|edt|msk|мск)\b", re.I
)


def find(text: str, language: str = "") -> str:
    """The first unambiguous calendar day in ``text`` as ``2020-11-03``, else "".

    ``03/04/2020`` is read only where ``language`` settles the order: day first anywhere but in English.
    """
    text = text.translate(_DIGITS)
    candidates = []
    for pattern in (_ISO, _WIDE):
        for match in pattern.finditer(text):
            candidates.append((match.start(), _day(match[1], match[2], match[3])))
    for match in _NUMERIC.finditer(text):
        candidates.append((match.start(), _numeric(match, language)))
    for match in _WORDS.finditer(text):
        month = _month((match["m1"] or match["m2"]).casefold())
        if month:
            candidates.append((match.start(), _day(match["y1"] or match["y2"], month, match["d1"] or match["d2"])))
    good = sorted(one for one in candidates if one[1])
    return good[0][1] if good else ""


def is_date_line(text: str, labels: tuple[str, ...] = ()) -> bool:
    """Whether a line is a date and little else: a weekday, a clock time, a label such as "Published on"."""
    plain = text.translate(_DIGITS)
    if not re.search(r"\d", plain) or not find(plain, "fr"):
        return False
    rest = _CLOCK.sub(" ", plain)
    for pattern in (_ISO, _WIDE, _NUMERIC, _WORDS):
        rest = pattern.sub(" ", rest)
    letters = re.sub(r"[\W\d_]+", " ", rest).strip()
    bare = normal(letters)
    for label in labels:
        if bare.startswith(label):
            bare = bare[len(label) :].strip()
            break
    return len(bare) <= 16


def _numeric(match: re.Match[str], language: str) -> str:
    one, two, year = int(match[1]), int(match[3]), match[4]
    if match[2] == "." or two > 12 or one > 12 or language not in ("", "en") or one == two:
        day, month = (two, one) if two > 12 else (one, two)
        return _day(year, month, day)
    return ""


def _day(year: object, month: object, day: object) -> str:
    try:
        return date(int(str(year)), int(str(month)), int(str(day))).isoformat()
    except ValueError:
        return ""


@lru_cache(maxsize=4096)
def _month(word: str) -> int:
    """The month a word names in any language the press of this project writes, 0 for none."""
    return _months().get(word.rstrip("."), 0)


@lru_cache(maxsize=1)
def _months() -> dict[str, int]:
    # Loaded late: babel reads its locale files from disk, 0.1 s for the lot.
    from babel import Locale

    table: dict[str, int] = {}
    clashes: set[str] = set()
    codes = (
        "en fr de es it pt nl ru uk ar tr pl ro el cs sk hu sv da nb fi hr sr bg mk sl et lv lt ca hy ka az fa he hi id vi be ar_LB ar_MA"
    ).split()
    for code in codes:
        months: Any = Locale.parse(code).months
        for context in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                for number, name in months[context][width].items():
                    key = name.casefold().strip(".")
                    if len(key) < 3 or not key.isalpha():
                        continue
                    if table.get(key, number) != number:
                        clashes.add(key)
                    table[key] = number
    table.update({"sept": 9, "janv": 1, "fév": 2, "févr": 2, "déc": 12, "märz": 3})
    # "listopad" is November in Polish and October in Croatian: no date is better than a wrong one.
    for key in clashes:
        table.pop(key, None)
    return table
