"""Dates in text as far as they are written, and what those of a source mean on the day it was published."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache

import regex
from babel import Locale, localedata

from corpus import dates
from rag.analysis import lowered
from rag.answering.checks import quantities
from rag.answering.checks.words import load

_MONTH_LANGUAGES = ("en", "fr", "es", "de", "it", "pt", "ru", "nl", "ar", "tr")
# Months that are names of people or verbs as well, and what stands before them where they are months.
_ENGLISH_NAMES = frozenset({"March", "April", "May", "June", "August"})
_BEFORE_MONTH = regex.compile(
    r"\b(?:in|last|next|since|until|till|by|of|early|late|mid|this|from|to|between|and|or|before|after|during|through|for|around)[\s-]$",
    regex.IGNORECASE,
)
# Languages in which a month's name has a capital at a sentence's beginning alone.
_SMALL_MONTHS = frozenset({"fr", "es", "it", "pt", "nl", "ru"})
_SLASHED = re.compile(r"\b(\d{1,2})[/.](\d{1,2})[/.](\d{4})\b")
# As a name of the day, and so in English alone.
_NINE_ELEVEN = re.compile(r"(?<![\d/])9/11(?![\d/])")
# The first of two days of one month, which the second names: les 12 et 13 mars, vom 3. bis 5. Mai; March 12 and 13.
_AND = r"(?:\s+(?:et|and|y|und|e|и)\s+|\s?/\s?)"
_TO = r"(?:\s+(?:au|to|al|a|bis|до)\s+(?:le\s|zum\s|il\s|el\s)?|\s?[-–]\s?)"
_FIRST_OF_TWO = regex.compile(
    rf"(?<!\d)(\d{{1,2}})(?:er|º|st|nd|rd|th|\.)?(?:{_AND}(?:le\s)?|(?P<to>{_TO}))$", regex.IGNORECASE
)
_SECOND_OF_TWO = regex.compile(
    rf"(?:{_AND}|(?P<to>{_TO}))(\d{{1,2}})(?:st|nd|rd|th)?(?!\d|[.,]\d|\s?%)", regex.IGNORECASE
)
# German writes the part of the day in one with it.
_PARTS_OF_DAY = r"(?:morgen|früh|vormittag|mittag|nachmittag|abend|nacht)?"
_RELATIVE_EAST = regex.compile("[今昨明当當同][日天]|本日|翌日|前日|오늘|어제|내일|이날|전날")
_LAST_YEAR = regex.compile(r"(?:去年|昨年|前年|작년|지난해)(?:の|\s)?$")
# 两周一次 is no Monday.
_WEEK_EAST = regex.compile(
    r"(?:星期|[礼禮]拜|(?<![一两兩二三四\d])[周週])(?P<zh>[一二三四五六日天])(?![次回])|(?P<ja>[月火水木金土日])曜|(?P<ko>[월화수목금토일])요일"
)
_WEEK_NAMES = {"zh": "一二三四五六日", "ja": "月火水木金土日", "ko": "월화수목금토일"}
_MONTHS = 12
# Languages in which the day stands before the month.
_DAY_FIRST = frozenset({"fr", "es", "it", "pt", "de", "nl", "ru", "ar"})
# Days, months and years ago that are worked out.
_LONGEST_AGO = 4000


@dataclass(frozen=True, slots=True)
class Day:
    """A date as far as it is written: 0 for what is not; ``weekday`` is 0 for Monday and -1 for none.

    ``through`` is the last day of a stretch that this one begins, 0 for none.
    """

    year: int = 0
    month: int = 0
    day: int = 0
    weekday: int = -1
    start: int = 0
    end: int = 0
    through: int = 0

    def fits(self, other: Day) -> bool:
        """Whether the two can be the same day; what only one of them says decides nothing."""
        pairs = ((self.year, other.year), (self.month, other.month), (self.day, other.day))
        return all(not one or not two or one == two for one, two in pairs)


def days(text: str, language: str) -> list[Day]:
    """The dates of a text in reading order: full ones, months, days of the week, and 19日, a day without its month."""
    found = [Day(one.year, one.month, one.day, start=one.start, end=one.end) for one in dates.written(text)]
    for match in _WEEK_EAST.finditer(text):
        name = match.lastgroup or ""
        weekday = _WEEK_NAMES[name].index(match[name].replace("天", "日"))
        found.append(Day(weekday=weekday, start=match.start(), end=match.end()))
    for match in _SLASHED.finditer(text):
        first, second = int(match[1]), int(match[2])
        # Which is the month cannot be told where both could be; both readings are kept.
        for day, month in {(first, second), (second, first)}:
            if month <= _MONTHS and day <= 31:
                found.append(Day(int(match[3]), month, day, start=match.start(), end=match.end()))
    for match in _NINE_ELEVEN.finditer(text) if language == "en" else ():
        found.append(Day(month=9, day=11, start=match.start(), end=match.end()))
    # 11월 3일: babel knows the month alone.
    taken = [(one.start, one.end) for one in found]
    for one in (language,) if language in _MONTH_LANGUAGES else (language, *_MONTH_LANGUAGES):
        if _has_names(one):
            named = _named(text, one)
            found += [day for day in named if not any(start <= day.start < end for start, end in taken)]
    return sorted(found, key=lambda one: one.start)


def known_days(text: str, language: str, published: str, written: Sequence[Day] | None = None) -> list[Day]:
    """The dates that a source speaks of; those it names by the day of the week, as yesterday or as last year worked out.

    ``written`` are its ``days``, where they are read already.
    """
    written = days(text, language) if written is None else written
    found = [
        *written,
        *(
            replace(one, day=day, through=0)
            for one in written
            if one.through
            for day in range(one.day + 1, one.through)
        ),
    ]
    said = date.fromisoformat(published) if published else None
    if not said:
        return found
    near = [said + timedelta(days=shift) for shift in range(-7, 8)]
    around = [said + timedelta(days=shift) for shift in range(-15, 16)]
    month = Day()
    for one in list(found):
        if one.month:
            month = one
        if one.month and not one.year:
            before = bool(_LAST_YEAR.search(text[max(0, one.start - 5) : one.start]))
            years = {said.year - 1} if before else {said.year, _nearest_year(one, said)}
            found += [Day(year, one.month, one.day, start=one.start, end=one.end) for year in sorted(years)]
        elif one.day and not one.month:
            # A day without its month is of the one named before it, or the nearest to the article's.
            found += [_day(when) for when in around if when.day == one.day]
            if month.month:
                found.append(Day(month.year or said.year, month.month, one.day, start=one.start, end=one.end))
        elif one.weekday >= 0 and not one.day:
            side = _side_of(text, one)
            found += [_day(when) for when in near if when.weekday() == one.weekday and (when - said).days * side >= 0]
            if side > 0:
                found.append(_day(said + timedelta(days=(one.weekday - said.weekday()) % 7 + 7)))
    if _RELATIVE_EAST.search(text):
        found += [_day(said + timedelta(days=shift)) for shift in (-1, 0, 1)]
    return [*found, *_relative(text, said), *_ago(text, language, said, found)]


def spans(found: Sequence[Day]) -> list[tuple[int, int]]:
    """Where dates with a day or a month stand: the numbers there count nothing."""
    return [(one.start, one.end) for one in found if one.day or one.month]


def weekdays(known: Sequence[Day]) -> set[int]:
    """The days of the week that these dates are or name."""
    found = {one.weekday for one in known if one.weekday >= 0}
    for one in known:
        if one.year and one.month and one.day:
            try:
                found.add(date(one.year, one.month, one.day).weekday())
            except ValueError:
                continue
    return found


def _nearest_year(one: Day, said: date) -> int:
    """The year that brings a day without one, or a month, nearest to the day of writing."""

    def apart(year: int) -> int:
        return abs((date(year, one.month, min(one.day or 15, 28)) - said).days)

    return min((said.year - 1, said.year, said.year + 1), key=apart)


def _side_of(text: str, one: Day) -> int:
    """-1 where a day of the week is said to be the last one, 1 for the next one, else 0."""
    before, behind = lowered(text[: one.start])[-20:], lowered(text[one.end :])[:20]
    for shift, phrases in _tables()["weekday"].items():
        for phrase in phrases:
            left, _, right = phrase.partition("_")
            if before.endswith(left) and re.match(rf"{re.escape(right)}(?!\w)", behind) and (left or right):
                return int(shift)
    return 0


def _relative(text: str, said: date) -> Iterator[Day]:
    """What yesterday, last month and last year are on the day of writing."""
    lower = lowered(text).replace("’", "'")
    for shift in _shifts(lower, "day"):
        yield _day(said + timedelta(days=shift))
    for shift in _shifts(lower, "month"):
        year, month = divmod(said.year * _MONTHS + said.month - 1 + shift, _MONTHS)
        yield Day(year, month + 1)
    for shift in _shifts(lower, "year"):
        yield Day(said.year + shift)


def _shifts(lower: str, table: str) -> list[int]:
    return [shift for shift, found in _relative_patterns(table) if found.search(lower)]


@lru_cache(maxsize=4)
def _relative_patterns(table: str) -> list[tuple[int, regex.Pattern[str]]]:
    # "Mañana" is tomorrow, "la mañana" the morning, as "heute morgen" is.
    return [
        (int(shift), regex.compile(rf"(?<!\p{{L}}|\bla |\bheute )(?:{'|'.join(map(regex.escape, words))})(?!\p{{L}})"))
        for shift, words in _tables()[table].items()
    ]


def _ago(text: str, language: str, said: date, taken: Sequence[Day]) -> Iterator[Day]:
    """What "three years ago" and "il y a deux jours" are on the day of writing."""
    before, behind = _ago_patterns()
    if not before.search(text) and not behind.search(text):
        return
    for one in quantities.known_quantities(text, language, [(day.start, day.end) for day in taken if day.month]):
        unit = regex.match(r"\s*\p{L}+\s*", text[one.end :])
        opens = any(match.end() == one.start for match in before.finditer(text))
        # A number of any length may stand in an article.
        if not unit or one.value > _LONGEST_AGO or not (opens or behind.match(text, one.end + unit.end())):
            continue
        count = int(one.value)
        if one.unit in ("day", "week"):
            yield _day(said - timedelta(days=count * (7 if one.unit == "week" else 1)))
        elif one.unit == "month":
            year, month = divmod(said.year * _MONTHS + said.month - 1 - count, _MONTHS)
            yield Day(year, month + 1)
        elif one.unit == "year" and count < said.year:
            yield Day(said.year - count)


@lru_cache(maxsize=1)
def _ago_patterns() -> tuple[regex.Pattern[str], regex.Pattern[str]]:
    """What stands before a stretch of time that is gone, with the blank behind it, and what stands behind one."""
    before, behind = ("|".join(map(regex.escape, _tables()["ago"][side])) for side in ("before", "behind"))
    return regex.compile(rf"(?<!\p{{L}})(?:{before})\s+", regex.IGNORECASE), regex.compile(behind, regex.IGNORECASE)


def _day(when: date) -> Day:
    return Day(when.year, when.month, when.day, when.weekday())


def _named(text: str, language: str) -> list[Day]:
    (months, full, found_month), week = _names(language)
    lower = lowered(text)
    found = []
    for match in found_month.finditer(lower):
        # The English "may" and "march" are verbs in small letters.
        word = text[match.start("month") : match.end("month")]
        if language == "en" and not word[:1].isupper():
            continue
        # "En mars 15 soldats": there no day stands behind its month.
        behind = 0 if language in _DAY_FIRST else int(match["behind"] or 0)
        day = (1 if match["one"] else int(match["before"] or 0)) or behind
        year, end = int(match["year"] or match["year2"] or 0), match.end()
        if match["behind"] and not behind and not year:
            end = match.end("month")
        if not day and not year and not _alone_a_month(text, match.start("month"), word, language, full):
            continue
        month = months[regex.sub(r"\s", "_", match["month"])]
        one = Day(year, month, day, start=match.start(), end=end)
        found += [
            *_beside(
                lower, one, match.start("before") if match["before"] else -1, match.end("behind") if behind else -1
            ),
            one,
        ]
    for match in week[1].finditer(lower):
        found.append(Day(weekday=week[0][match["name"]], start=match.start(), end=match.end()))
    return found


def _beside(lower: str, one: Day, before: int, behind: int) -> list[Day]:
    """The other day of two, or of a stretch, that a month is named with once."""
    if before > 0 and (match := _FIRST_OF_TWO.search(lower[max(0, before - 16) : before])):
        first = int(match[1])
        start = max(0, before - 16) + match.start()
        if 1 <= first < one.day:
            return [replace(one, day=first, start=start, end=before, through=one.day if match["to"] else 0)]
    if behind > 0 and (match := _SECOND_OF_TWO.match(lower, behind)):
        second = int(match[2])
        if one.day < second <= 31:
            between = range(one.day + 1, second) if match["to"] else ()
            return [replace(one, day=day, start=match.start(), end=match.end()) for day in (*between, second)]
    return []


def _alone_a_month(text: str, start: int, word: str, language: str, full: frozenset[str]) -> bool:
    """Whether a word without day and year is a month: not seven people (sept), Mars, Jan Novak or Theresa May."""
    if word.isalpha() and lowered(word) not in full:
        return False
    if language == "en" and word in _ENGLISH_NAMES:
        return bool(_BEFORE_MONTH.search(text[:start]))
    return language not in _SMALL_MONTHS or not word[:1].isupper() or not text[:start].strip()


def _has_names(language: str) -> bool:
    """Whether babel knows the language; what is detected, or given, may be none or one that it does not know."""
    return re.fullmatch("[a-z]{2,3}", language) is not None and bool(localedata.exists(language))


@lru_cache(maxsize=16)
def _names(
    language: str,
) -> tuple[tuple[dict[str, int], frozenset[str], regex.Pattern[str]], tuple[dict[str, int], regex.Pattern[str]]]:
    """Months and days of the week by their names, with the patterns that find them; which months' names are whole."""
    locale = Locale(language)
    months: dict[str, int] = {}
    more = dict(enumerate(_tables()["months"].get(language, ()), 1))
    for number, forms in more.items():
        months |= dict.fromkeys(forms.split(), number)
    for context in ("format", "stand-alone"):
        for width in ("wide", "abbreviated"):
            for number, name in locale.months[context][width].items():
                if len(name.strip(".")) > 2:
                    # Vietnamese and Irish names are of two words.
                    months.setdefault(lowered(name).strip(".").replace(" ", "_"), number)
    week = {
        lowered(name): number
        for context in ("format", "stand-alone")
        for number, name in locale.days[context]["wide"].items()
    }
    for number, forms in enumerate(_tables()["weekdays"].get(language, ())):
        week |= dict.fromkeys(forms.split(), number)
    names = "|".join(sorted((regex.escape(one).replace("_", r"\s") for one in months), key=len, reverse=True))
    found = regex.compile(
        r"(?<![\p{L}\p{N}])(?:(?:(?P<before>\d{1,2})(?:er|º|st|nd|rd|th|\.)?|(?P<one>premier))[\s-]+(?:de\s+|of\s+)?)?(?P<month>"
        + names
        + r")(?!\p{L})"
        r"(?:\.?,?\s+(?:de\s+|of\s+)?(?P<year>\d{4})(?!\d)|\.?\s+(?P<behind>\d{1,2})(?:st|nd|rd|th)?(?!\d|[.,]\d|\s?%)(?:,?\s+(?P<year2>\d{4})(?!\d))?)?"
    )
    own = "|".join(sorted(map(regex.escape, week), key=len, reverse=True))
    parts = _PARTS_OF_DAY if language == "de" else ""
    full = frozenset(
        lowered(name) for context in ("format", "stand-alone") for name in locale.months[context]["wide"].values()
    ) | {one for one, number in months.items() if one in more.get(number, "").split()}
    return (months, full, found), (week, regex.compile(rf"(?<!\p{{L}})(?P<name>{own}){parts}(?!\p{{L}})"))


@lru_cache(maxsize=1)
def _tables() -> Mapping[str, Mapping[str, Sequence[str]]]:
    return load("days")
