"""Dates as pages write them, in many languages, to ISO days; nothing rather than a guess."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from corpus import numerals
from corpus.phrases import normal

_ISO = re.compile(r"(?<!\d)(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)")
_NUMERIC = re.compile(r"(?<!\d)(\d{1,2})([./-])(\d{1,2})\2((?:19|20)\d{2})(?!\d)")
_ONE_OR_TWO = r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})"
# Chinese, Japanese and Korean: 2020年11月3日, 令和2年11月3日, 11월 3일, 11月, 3日. Months and days that last (3个月, 3日間, 3일 동안) are no dates.
_WIDE = re.compile(
    r"(?<!\d)(?:(?:(?:(?P<year>\d{4}|[〇零一二三四五六七八九]{4})"
    rf"|(?P<era>令和|平成|昭和|大正|明治|民[國国])\s*(?P<of>元|\d{{1,3}}|{_ONE_OR_TWO}))\s*[年년]\s*)?"
    rf"(?P<month>{_ONE_OR_TWO})\s*[月월](?:\s*(?P<day>{_ONE_OR_TWO})(?:\s*[日일号號]|(?!\s*[\d{numerals.LETTERS}])))?"
    r"|(?<![.,第约約])(?P<alone>\d{1,2})[日일](?!\s?(?:[間间内內后後ぶ目連连来來前]|以[内內上]|か[かけん]|간|동안|만|째|이내|이상|연속|후|뒤|전)))"
)
_BEFORE_ERA = {"令和": 2018, "平成": 1988, "昭和": 1925, "大正": 1911, "明治": 1867, "民國": 1911, "民国": 1911}
_WORDS = re.compile(
    r"(?<![\d\w])(?:(?P<d1>\d{1,2})(?:\.|er|re|º|°|ª|st|nd|rd|th|-[а-яё]+)?\s*(?:de |di |d'|of |tháng )?\s*(?P<m1>[^\W\d_]{3,14})\.?,?\s*"
    r"(?:de |del |do |року )?\s*(?P<y1>(?:19|20)\d{2})|(?P<m2>[^\W\d_]{3,14})\.?\s+(?P<d2>\d{1,2})(?:st|nd|rd|th)?,?\s+(?P<y2>(?:19|20)\d{2}))(?!\d)"
)
# Other numbers of four figures are seldom the year of an article.
_FIRST, _LAST = 1900, 2099
_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹०१२३४५६७८९", "0123456789" * 3)
# Words that may stand beside a date on a line that is nothing but a date: times of day, weekdays are left to length.
_CLOCK = re.compile(
    r"\d{1,2}\s?[:hH.]\s?\d{2}(?:\s?(?:uhr|am|pm|a\.m\.|p\.m\.))?|\b(?:gmt|utc|cet|est|edt|msk|мск)\b", re.I
)


@dataclass(frozen=True, slots=True)
class Written:
    """A date as text has it at ``start:end``; ``year``, ``month`` and ``day`` are 0 where they are not written."""

    year: int
    month: int
    day: int
    start: int
    end: int


def written(text: str) -> list[Written]:
    """The dates in reading order that no language has to be known for.

    Those with the year first (2020-11-03, 2020/11/3, 2020年11月3日), and of Chinese, Japanese and Korean also those that
    leave out the year (11月3日), the day (2020年11月), or all but the month or the day (11月, 3日).
    """
    text = text.translate(_DIGITS)
    found = [
        Written(int(match[1]), int(match[2]), int(match[3]), match.start(), match.end())
        for match in _ISO.finditer(text)
    ]
    for match in _WIDE.finditer(text):
        year = _count(match["year"])
        if match["era"]:
            year = _BEFORE_ERA[match["era"]] + (_count(match["of"]) if match["of"] != "元" else 1)
        found.append(
            Written(year, _count(match["month"]), _count(match["day"] or match["alone"]), match.start(), match.end())
        )
    # 三四月 is no month. A day without its year may be of a leap year.
    real = [one for one in found if (one.month or one.day) and _day(one.year or 2000, one.month or 1, one.day or 1)]
    return sorted(real, key=lambda one: one.start)


def find(text: str, language: str = "") -> str:
    """The first unambiguous calendar day in ``text`` as ``2020-11-03``, else "".

    ``03/04/2020`` is read only where ``language`` settles the order: day first anywhere but in English.
    """
    text = text.translate(_DIGITS)
    candidates = [
        (one.start, _day(one.year, one.month, one.day)) for one in written(text) if _FIRST <= one.year <= _LAST
    ]
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
    bare = f" {normal(letters)} "
    # "Published on ..., updated on ...": longer labels first, so that no word of one is left.
    for label in sorted(labels, key=len, reverse=True):
        bare = bare.replace(f" {label} ", "  ", 2)
    return len(" ".join(bare.split())) <= 16


def is_moment(text: str) -> bool:
    """Whether a text begins with a day, which may lack its year where a clock time follows: "le 4 septembre à 22:47"."""
    head = re.split(r"\s[|•·–—-]\s", text, maxsplit=1)[0]
    if is_date_line(head):
        return True
    clock = _CLOCK.search(head)
    found = re.search(r"\b\d{1,2}(?:er|\.)?\s(?P<month>[^\W\d_]{3,12})", head)
    return bool(clock) and found is not None and bool(_month(found["month"].casefold()))


def _numeric(match: re.Match[str], language: str) -> str:
    one, two, year = int(match[1]), int(match[3]), match[4]
    if match[2] == "." or two > 12 or one > 12 or language not in ("", "en") or one == two:
        day, month = (two, one) if two > 12 else (one, two)
        return _day(year, month, day)
    return ""


def _count(figures: str | None) -> int:
    return int(numerals.value(figures) or 0) if figures else 0


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
