"""Numbers and dates in text, in digits or in words, and whether a source holds them too."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

import regex
from babel import Locale, localedata
from text_to_num import text2num

from corpus import dates, numerals
from rag.analysis import lowered
from rag.answering.checks.words import lists

# Languages whose written-out numbers text2num reads.
_WRITTEN = frozenset({"en", "fr", "es", "de", "it", "pt", "nl"})
_POINT_IS_DECIMAL = frozenset({"en", "zh", "ja", "ko", "th", "he"})
_MONTH_LANGUAGES = ("en", "fr", "es", "de", "it", "pt", "ru", "nl", "ar", "tr")
_LONGEST_NUMBER = 8
_NUMBER = regex.compile(r"(?<![\p{L}\p{N}.,])(?:\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?:[.,]\d+)?|\d+(?:[.,'’]\d+)*)(?!\d)")
_WORD = regex.compile(r"[\p{L}\p{M}]+(?:-[\p{L}\p{M}]+)*")
_BEHIND = regex.compile(r"[\s\u00a0]*([%€$£]|[\p{L}]+(?: cent[o]?| ciento| المئة)?)")
_LINK = regex.compile(r"[\s\u00a0]*(?:de |d['’]|of |di )")
# "hundreds of", "des centaines": how many is not said. "por cento": a unit.
_VAGUE = frozenset(
    "hundreds thousands dozens tens scores centaines centaine milliers millier dizaines dizaine cientos miles decenas cento ciento".split()
)
# "split in two", "par deux": a way of saying half or double.
_BY = regex.compile(r"\b(?:par|in|por|durch|per)\s$", regex.IGNORECASE)
# What stands before or behind the number of a decade: the 1970s, les années 1970, anni Settanta, die 70er Jahre.
_DECADE_BEFORE = regex.compile(r"(?:années|anni|años|anos|الثمانينيات)\s(?:de los\s)?$", regex.IGNORECASE)
_DECADE_BEHIND = regex.compile(r"^(?:s\b|er\b|er-|-е\b|-х\b)", regex.IGNORECASE)
_MULTIPLIERS = {"thousand": 1e3, "million": 1e6, "milliard": 1e9}
# Chinese, Japanese and Korean have no space between a number and what stands before and behind it.
_EAST = regex.compile(rf"[{numerals.LETTERS}]")
_NOT_BEFORE = regex.compile(rf"(?:[\p{{N}}.,]|(?![{numerals.LETTERS}])\p{{L}})$")
# 第三 is an ordinal, 周四 a day of the week; of 数十 nobody knows how many there are.
_NO_COUNT = regex.compile(r"[第数數几幾周週期拜]$")
# 三分之二, 3分の2: two of three parts.
_PARTS = regex.compile(r"\s?(?:分之|分の|분의)")
_PARTS_BEFORE = regex.compile(rf"{_PARTS.pattern}\s?$")
# 3割, 三成: three tenths.
_TENTHS = ("割", "成")
_YEAR_EAST = ("年", "년")
# "one" and its like are articles as often as numbers.
_ARTICLES = frozenset(
    "one un une uno una ein eine einen einem einer um uma a an second seconds seconde secondes".split()
)
# Months that are names of people or verbs as well, and what stands before them where they are months.
_ENGLISH_NAMES = frozenset({"March", "April", "May", "June", "August"})
_BEFORE_MONTH = regex.compile(
    r"\b(?:in|last|next|since|until|till|by|of|early|late|mid|this|from|to|between|and|or|before|after|during|through|for|around)[\s-]$",
    regex.IGNORECASE,
)
# Languages in which a month's name has a capital at a sentence's beginning alone.
_SMALL_MONTHS = frozenset({"fr", "es", "it", "pt", "nl", "ru"})
_SLASHED = re.compile(r"\b(\d{1,2})[/.](\d{1,2})[/.](\d{4})\b")
_YEAR_FIRST, _YEAR_LAST = 1500, 2100
_RELATIVE = regex.compile(
    r"(?<!\p{L})(?:today|yesterday|tonight|overnight|this morning|tomorrow|aujourd['’]hui|hier|demain|ce matin|hoy|ayer|mañana|heute|gestern|morgen|oggi|ieri|"
    r"сегодня|вчера)(?!\p{L})",
    regex.IGNORECASE,
)
_RELATIVE_EAST = regex.compile("[今昨明当當同][日天]|本日|翌日|前日|오늘|어제|내일|이날|전날")
_LAST_YEAR = regex.compile(r"(?:去年|昨年|前年|작년|지난해)(?:の|\s)?$")
# 两周一次 is no Monday.
_WEEK_EAST = regex.compile(
    r"(?:星期|[礼禮]拜|(?<![一两兩二三四\d])[周週])(?P<zh>[一二三四五六日天])(?![次回])|(?P<ja>[月火水木金土日])曜|(?P<ko>[월화수목금토일])요일"
)
_WEEK_NAMES = {"zh": "一二三四五六日", "ja": "月火水木金土日", "ko": "월화수목금토일"}


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number as text has it at ``start:end``; ``unit`` is one of the listed ones or empty, ``about`` for a dozen."""

    value: float
    unit: str
    start: int
    end: int
    about: bool = False


@dataclass(frozen=True, slots=True)
class Day:
    """A date as far as it is written: 0 for what is not; ``weekday`` is 0 for Monday and -1 for none."""

    year: int = 0
    month: int = 0
    day: int = 0
    weekday: int = -1
    start: int = 0
    end: int = 0

    def fits(self, other: Day) -> bool:
        """Whether the two can be the same day; what only one of them says decides nothing."""
        pairs = ((self.year, other.year), (self.month, other.month), (self.day, other.day))
        return all(not one or not two or one == two for one, two in pairs)


def quantities(text: str, language: str, taken: Iterable[Day] = ()) -> list[Quantity]:
    """The numbers of a text in reading order, those inside the dates ``taken`` left out."""
    # 1人, 一名: as much an article as a number.
    return [one for one in _free(text, language, taken) if one.value != 1 or not _EAST.match(text, one.end)]


def known_quantities(text: str, language: str) -> list[Quantity]:
    """The numbers that a source has: 一名 may be one person as well as somebody, 3日 three days as well as the third."""
    return _free(text, language, [one for one in days(text, language) if one.month])


def _free(text: str, language: str, taken: Iterable[Day]) -> list[Quantity]:
    spans = [(one.start, one.end) for one in taken if one.day or one.month]
    # First, as of two that are read at the same place the earlier is kept.
    found = list(_east(text))
    for match in _NUMBER.finditer(text):
        found.append(_with_unit(_value(match.group(), language), text, match.start(), match.end(), language))
    found += [*_written(text, language), *_collective(text), *_shares(text, language)]
    free = [one for one in found if not any(start <= one.start < end for start, end in spans)]
    # "80 millions": the number in digits took the word along.
    free.sort(key=lambda one: (one.start, -one.end))
    kept: list[Quantity] = []
    for one in free:
        if not kept or one.start >= kept[-1].end:
            kept.append(one)
    return kept


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
            if month <= 12 and day <= 31:
                found.append(Day(int(match[3]), month, day, start=match.start(), end=match.end()))
    # 11월 3일: babel knows the month alone.
    taken = [(one.start, one.end) for one in found]
    for one in (language,) if language in _MONTH_LANGUAGES else (language, *_MONTH_LANGUAGES):
        if _has_names(one):
            named = _named(text, one)
            found += [day for day in named if not any(start <= day.start < end for start, end in taken)]
    return sorted(found, key=lambda one: one.start)


def known_days(text: str, language: str, published: str) -> list[Day]:
    """The dates that a source speaks of, those it names by the day of the week or as today worked out."""
    found = days(text, language)
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
            # A day without its year is mostly of the article's.
            year = said.year - bool(_LAST_YEAR.search(text[max(0, one.start - 5) : one.start]))
            found.append(Day(year, one.month, one.day, start=one.start, end=one.end))
        elif one.day and not one.month:
            # A day without its month is of the one named before it, or the nearest to the article's.
            found += [_day(when) for when in around if when.day == one.day]
            if month.month:
                found.append(Day(month.year or said.year, month.month, one.day, start=one.start, end=one.end))
        elif one.weekday >= 0 and not one.day:
            found += [_day(when) for when in near if when.weekday() == one.weekday]
    if _RELATIVE.search(text) or _RELATIVE_EAST.search(text):
        found += [_day(said + timedelta(days=shift)) for shift in (-1, 0, 1)]
    return found


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
        day, year = int(match["before"] or match["behind"] or 0), int(match["year"] or match["year2"] or 0)
        if not day and not year and not _alone_a_month(text, match.start("month"), word, language, full):
            continue
        found.append(Day(year, months[match["month"]], day, start=match.start(), end=match.end()))
    for match in week[1].finditer(lower):
        found.append(Day(weekday=week[0][match.group()], start=match.start(), end=match.end()))
    return found


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
    for context in ("format", "stand-alone"):
        for width in ("wide", "abbreviated"):
            for number, name in locale.months[context][width].items():
                if len(name.strip(".")) > 2:
                    months.setdefault(lowered(name).strip("."), number)
    week = {
        lowered(name): number
        for context in ("format", "stand-alone")
        for number, name in locale.days[context]["wide"].items()
    }
    names = "|".join(sorted(map(regex.escape, months), key=len, reverse=True))
    found = regex.compile(
        r"(?<![\p{L}\p{N}])(?:(?P<before>\d{1,2})(?:er|º|st|nd|rd|th|\.)?\s+(?:de\s+|of\s+)?)?(?P<month>"
        + names
        + r")(?!\p{L})"
        r"(?:\.?,?\s+(?:de\s+|of\s+)?(?P<year>\d{4})(?!\d)|\s+(?P<behind>\d{1,2})(?:st|nd|rd|th)?(?!\d|[.,]\d|\s?%)(?:,?\s+(?P<year2>\d{4})(?!\d))?)?"
    )
    own = "|".join(sorted(map(regex.escape, week), key=len, reverse=True))
    full = frozenset(
        lowered(name) for context in ("format", "stand-alone") for name in locale.months[context]["wide"].values()
    )
    return (months, full, found), (week, regex.compile(rf"(?<!\p{{L}})(?:{own})(?!\p{{L}})"))


def _value(digits: str, language: str) -> float:
    digits = regex.sub(r"[ \u00a0\u202f'’]", "", digits)
    marks = [mark for mark in digits if mark in ".,"]
    if not marks:
        return float(digits)
    last = marks[-1]
    behind = digits.rpartition(last)[2]
    point = "." if language in _POINT_IS_DECIMAL else ","
    if len(set(marks)) == 2 or (len(marks) == 1 and (len(behind) != 3 or last == point)):
        whole, _, part = digits.rpartition(last)
        return float(f"{re.sub('[.,]', '', whole)}.{part}")
    return float(re.sub("[.,]", "", digits))


def _east(text: str) -> Iterator[Quantity]:
    """The numbers of Chinese, Japanese and Korean: figures that touch their letters, and numerals.

    A numeral is often part of a name (三星, 四川): it counts where something counted or a share is told with it.
    """
    for match in numerals.NUMBER.finditer(text):
        value, (start, end) = numerals.value(match.group()), match.span()
        before = text[max(0, start - 4) : start]
        if value is None or _NOT_BEFORE.search(before) or _PARTS.match(text, end):
            continue
        unit, word, half = _counted(text, end)
        if match.group()[0].isdecimal():
            # Other figures are read as those of any language.
            if not _EAST.search(before[-1:] + text[start : end + 1]):
                continue
        elif match.group()[0] in "百千万萬亿億兆" or _NO_COUNT.search(before):
            continue
        elif not word and not _PARTS_BEFORE.search(before):
            continue
        if word in _TENTHS:
            value *= 10
        elif word in _YEAR_EAST and is_year(value):
            unit = ""
        elif before.endswith("百分之"):
            unit = "percent"
        yield Quantity(value + half, _sign(text, start) or unit, start, end)


def _counted(text: str, at: int) -> tuple[str, str, float]:
    """The unit behind a number of Chinese, Japanese or Korean, the word for it or for what is counted, and .5 for 半."""
    units, found = _counters()
    match = found.match(text, at)
    if not match:
        return "", "", 0.0
    classed, word = match["class"] or "", (match["word"] or "").lower()
    unit = units.get(classed + word) or units.get(word, "")
    return unit, classed + word, 0.5 if match["before"] or (word and match["behind"]) else 0.0


@lru_cache(maxsize=1)
def _counters() -> tuple[dict[str, str], regex.Pattern[str]]:
    """Units by their words, and what finds them, or what else is counted, right behind a number."""
    tables = lists()
    units = {word: name for name, words in tables["units"].items() for word in words}
    units |= dict.fromkeys(_TENTHS, "percent")
    # 两个半月: the half stands within the word.
    words = {word.removeprefix("个").removeprefix("個") for word in {*units, *tables["counters"]["all"]}}
    names = "|".join(sorted(map(regex.escape, words - {""}), key=len, reverse=True))
    found = regex.compile(
        r"\s?[多余餘]?(?P<class>[个個])?(?P<before>(?<=[个個])半)?"
        rf"(?P<word>(?:{names})(?!(?<=\p{{Latin}})\p{{Latin}})(?!(?<=成)[功立員员果為为長长]))?"
        r"(?P<behind>半(?![数數])|\s?반(?!\p{L}))?",
        regex.IGNORECASE,
    )
    return units, found


def _collective(text: str) -> Iterator[Quantity]:
    """Dozens and the like, one of each: of dozens nobody knows how many there are."""
    known = {word: float(value) for value, words in lists()["collectives"].items() for word in words}
    for match in _WORD.finditer(text):
        if value := known.get(match.group().lower()):
            yield Quantity(value, "", match.start(), match.end(), about=True)


def _shares(text: str, language: str) -> Iterator[Quantity]:
    """Half a million, un demi-million, one and a half billion."""
    known, found_share = _share_words()
    for match in found_share.finditer(text):
        share = known[match[1].lower()]
        found = _with_unit(share, text, match.start(), match.end(), language)
        if found.value > share:
            yield found


@lru_cache(maxsize=1)
def _share_words() -> tuple[dict[str, float], regex.Pattern[str]]:
    """Shares by their words, and what finds these before another word."""
    known = {word: float(value) for value, words in lists()["shares"].items() for word in words}
    own = "|".join(sorted(map(regex.escape, known), key=len, reverse=True))
    return known, regex.compile(rf"(?<!\p{{L}})({own})[\s-]+", regex.IGNORECASE)


def _written(text: str, language: str) -> list[Quantity]:
    if language == "en":
        # "Fourteen-year-old", "two-thirds": the number is the word's first part.
        text = regex.sub(
            r"(?<=\p{L})-(?=(?:year|month|week|day|hour|minute|mile|man|member|storey|part|page|fold|time)\b)",
            " ",
            text,
        )
    if language not in _WRITTEN:
        table = _listed(language)
        return [
            _with_unit(table[word], text, match.start(), match.end(), language)
            for match in _WORD.finditer(text)
            # Arabic writes "and" and "with" in one with the number.
            if (word := next((one for one in (match.group().lower(), match.group()[1:]) if one in table), ""))
            and (word == match.group().lower() or match.group()[0] in "وفبل")
            # 72세: "three" is also "years old".
            and not text[: match.start()][-1:].isdecimal()
        ]
    words = list(_WORD.finditer(text))
    found, at = [], 0
    while at < len(words):
        length, value = _longest(words[at : at + _LONGEST_NUMBER], text, language)
        if length:
            found.append(_with_unit(value, text, words[at].start(), words[at + length - 1].end(), language))
        at += max(1, length)
    return found


@lru_cache(maxsize=16)
def _listed(language: str) -> dict[str, float]:
    """The number words of a language that has a list of its own."""
    table = lists()["written_numbers"]
    forms = zip(table["values"], table.get(language, ()), strict=False)
    return {word: float(value) for value, words in forms for word in words.split()}


def _longest(words: Sequence[regex.Match[str]], text: str, language: str) -> tuple[int, float]:
    """How many of the words make one number, 0 for none, and its value."""
    first = words[0].group().lower()
    for length in range(len(words), 0, -1):
        run = text[words[0].start() : words[length - 1].end()].lower()
        # "A quarter of a million": the word alone is no number yet.
        bare = first in _ARTICLES or first in _VAGUE or first in lists()["multipliers"]["million"]
        if (length == 1 and bare) or regex.search(r"[^\p{L}\p{M}\s-]", run):
            continue
        # A word behind the number would be read as none of it.
        if length > 1 and not _is_number(words[length - 1].group().lower(), language):
            continue
        try:
            return length, float(text2num(run.replace("-", " ") if language == "en" else run, language))
        except (ValueError, KeyError, IndexError):
            continue
    return 0, 0.0


@lru_cache(maxsize=4096)
def _is_number(word: str, language: str) -> bool:
    try:
        text2num(word, language)
    except (ValueError, KeyError, IndexError):
        return False
    return True


def _with_unit(value: float, text: str, start: int, end: int, language: str) -> Quantity:
    """The number with the multiplier and the unit behind it, or the sign before it."""
    tables = lists()
    unit = _sign(text, start)
    if half := _half().match(text, end):
        last = text[start:end].lower().rpartition(" ")[2].rpartition("-")[2]
        whole = next((_MULTIPLIERS[name] for name, words in tables["multipliers"].items() if last in words), 1.0)
        value, end = value + whole / 2, half.end()
    for _ in range(2):
        gap = _LINK.match(text, end)
        match = _BEHIND.match(text, gap.end() if gap else end)
        if not match:
            break
        word = match[1].lower()
        plain = word.split(" ")[0]
        # "m" behind a number in digits is metres unless money stands before it, or right behind.
        money = unit or text[match.start(1) + len(plain) :][:1] in tuple("€$£")
        times = next(
            (name for name, words in tables["multipliers"].items() if plain in words and (len(plain) > 1 or money)), ""
        )
        if times:
            end = match.start(1) + len(plain)
            value *= _MULTIPLIERS[times]
            if half := _half().match(text, end):
                value, end = value + _MULTIPLIERS[times] / 2, half.end()
            continue
        if plain in ("billion", "billions"):
            value *= 1e9 if language == "en" else 1e12
            end = match.start(1) + len(plain)
            continue
        named = next((name for name, words in tables["units"].items() if word in words or plain in words), "")
        unit = unit or named
        break
    return Quantity(value, unit, start, end)


def _sign(text: str, start: int) -> str:
    """The unit whose sign stands before a number."""
    before = text[max(0, start - 2) : start].strip()[-1:]
    known = lists()["units"].items() if before and not before.isalpha() else ()
    return next((name for name, words in known if before in words), "")


@lru_cache(maxsize=1)
def _half() -> regex.Pattern[str]:
    words = "|".join(lists()["halves"]["all"])
    return regex.compile(rf"[\s\u00a0]+(?:{words})(?!\p{{L}})", regex.IGNORECASE)


def decade(number: Quantity, text: str) -> int:
    """The last two figures of the decade that a number names, -1 for none: 70 of "the 1970s", "anni Settanta"."""
    named = _DECADE_BEFORE.search(text[: number.start]) or _DECADE_BEHIND.search(text[number.end :])
    return int(number.value) % 100 if named and number.value % 10 == 0 and number.value < _YEAR_LAST else -1


def fractions(text: str) -> set[str]:
    """The shares that a text names in words, where they are shares: a third of, la moitié des."""
    lower = text.lower()
    return {
        name
        for name, words in lists()["fractions"].items()
        if regex.search(
            rf"(?<!\p{{L}})(?:{'|'.join(words)})(?!\p{{L}})(?=\s(?:of|de|du|des|d['’]|del|della|dei|do|da|der|des|ihres|seines)\b|['’]|\s\p{{L}}+)",
            lower,
        )
    }


def is_idiom(number: Quantity, text: str) -> bool:
    """Whether a number in words is part of a way of saying half, double or third: divided by two."""
    return text[number.start].isalpha() and number.value <= 4 and bool(_BY.search(text[: number.start]))


def is_unit(word: str) -> bool:
    """Whether a word is a unit or a multiplier, and so nothing that is counted."""
    tables = lists()
    return any(word.lower() in words for table in ("units", "multipliers") for words in tables[table].values())


def is_year(value: float) -> bool:
    """Whether a number can be a year."""
    return _YEAR_FIRST <= value <= _YEAR_LAST and value == int(value)
