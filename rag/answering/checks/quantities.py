"""Numbers in text, in digits or in words, with what they count or measure."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import regex
from text_to_num import text2num

from corpus import numerals
from rag.answering.checks.words import lists

# Languages whose written-out numbers text2num reads.
_WRITTEN = frozenset({"en", "fr", "es", "de", "it", "pt", "nl"})
_POINT_IS_DECIMAL = frozenset({"en", "zh", "ja", "ko", "th", "he"})
_LONGEST_NUMBER = 8
_NUMBER = regex.compile(r"(?<![\p{L}\p{N}.,])(?:\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?:[.,]\d+)?|\d+(?:[.,'’]\d+)*)(?!\d)")
_WORD = regex.compile(r"[\p{L}\p{M}]+(?:-[\p{L}\p{M}]+)*")
_BEHIND = regex.compile(r"(?:[\s\u00a0]*|-)([%€$£]|[\p{L}]+(?: cent[o]?| ciento| المئة)?)")
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
# Articles that count before a million.
_ONE = {"en": "an?", "fr": "un", "es": "un", "it": "un", "pt": "um", "de": "eine?"}
# In English a billion is a thousand millions, elsewhere a million of them.
_SHORT_SCALE = {"billion": 1e9, "trillion": 1e12}
_LONG_SCALE = {"billion": 1e12, "trillion": 1e18}
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
_YEAR_FIRST, _YEAR_LAST = 1500, 2100
# What numbers of things are called when nobody says how many: several hundred.
_SEVERAL = regex.compile(
    r"(?<!\p{L})(?:several|many|some|a few|quelques|plusieurs|algunos|algunas|varios|varias|einige|mehrere|alcune|diverse|parecchie)\s$",
    regex.IGNORECASE,
)
# Covid-19, F-16, COP28-2: no count.
_NAME_BEFORE = regex.compile(r"\p{Lu}[\p{L}\p{N}]*-$")
# "Un bâtiment neuf a été livré": new, behind a noun and before nothing that could be counted.
_NEW_BEHIND = regex.compile(
    r"\s*(?:[.,;:!?)»]|$|(?:a|est|sera|était|ont|sont|et|ou|de|du|des|d['’]|à|au|aux|pour|dans|en|qui|par|sur|doit|va|peut)\b)"
)
_NEW_BEFORE = regex.compile(
    r"(?<!\p{L})(?:les|des|ses|ces|leurs|aux|de|à|et|ou|plus|moins|que|qu['’]|environ|ont|a|sont|sur|par|en|pour|avec|dont|vingt|trente|quarante|cinquante|soixante|dix|cent|mille)\s$"
)
_TIMES = regex.compile(r"(?<!\p{L})(half a|une demi|media|mezza|meia|\d{1,2}|\p{L}+)[\s-]$", regex.IGNORECASE)
# Behind "1.5m" these are counted; anything else is measured in metres.
_PEOPLE_BEHIND = regex.compile(
    r"\s(?:people|men|women|children|users|homes|households|jobs|workers|customers|viewers|visitors|voters|pupils|students|patients|passengers|"
    r"refugees|residents|subscribers|followers|members|deaths|cases|doses|copies|barrels|shares|years)\b"
)


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number as text has it at ``start:end``; ``unit`` is one of the listed ones or empty, ``about`` for a dozen."""

    value: float
    unit: str
    start: int
    end: int
    about: bool = False


def quantities(text: str, language: str, taken: Collection[tuple[int, int]] = ()) -> list[Quantity]:
    """The numbers of a text in reading order, those inside the spans ``taken``, of dates, left out.

    What is part of a name (Covid-19), may be an adjective (un bâtiment neuf), or is as much an article as a number (1, 一名), is none.
    """
    return [
        one
        for one in known_quantities(text, language, taken)
        if not (one.value == 1 and (not one.unit or _EAST.match(text, one.end)))
        and not _NAME_BEFORE.search(text[: one.start])
        and not (language == "fr" and _is_new(text, one))
    ]


def _is_new(text: str, number: Quantity) -> bool:
    """Whether the French "neuf" may be an adjective: behind a noun, and before nothing that could be counted."""
    return (
        text[number.start : number.end] == "neuf"
        and _NEW_BEHIND.match(text, number.end) is not None
        and not _NEW_BEFORE.search(text[: number.start])
    )


def known_quantities(text: str, language: str, taken: Collection[tuple[int, int]] = ()) -> list[Quantity]:
    """The numbers that a source has: 一名 may be one person as well as somebody."""
    # First, as of two that are read at the same place the earlier is kept.
    found = list(_east(text))
    for match in _NUMBER.finditer(text):
        found.append(_with_unit(_value(match.group(), language), text, match.start(), match.end(), language))
    found += [*_written(text, language), *_collective(text), *_shares(text, language)]
    free = [one for one in found if not any(start <= one.start < end for start, end in taken)]
    # "80 millions": the number in digits took the word along.
    free.sort(key=lambda one: (one.start, -one.end))
    kept: list[Quantity] = []
    for one in free:
        if not kept or one.start >= kept[-1].end:
            kept.append(one)
    return kept


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
        word = match.group().lower()
        value = known.get(word) or known.get(word.removesuffix("s"))
        if not value or _SEVERAL.search(text[: match.start()]):
            continue
        before = _TIMES.search(text[: match.start()])
        times = _times(before[1]) if before else 1.0
        # Dozens: as many as are counted, or nobody knows how many.
        if times != 1 or word in known:
            start = before.start(1) if before and times != 1 else match.start()
            yield Quantity(value * times, "", start, match.end(), about=True)


@lru_cache(maxsize=256)
def _times(word: str) -> float:
    """How often a dozen is meant: two dozen, half a dozen."""
    if word.lower() in ("half a", "une demi", "media", "mezza", "meia"):
        return 0.5
    if word.isdigit():
        return float(word)
    for language in ("en", "fr", "es", "de", "it"):
        try:
            return float(text2num(word.lower(), language))
        except (ValueError, KeyError, IndexError):
            continue
    return 1.0


def _shares(text: str, language: str) -> Iterator[Quantity]:
    """Half a million, un demi-million, one and a half billion."""
    known, found_share = _share_words()
    for match in found_share.finditer(text):
        share = known[match[1].lower()]
        found = _with_unit(share, text, match.start(), match.end(), language)
        if found.value > share:
            yield found
    # "A million people", "un million de personnes".
    for match in _one_of(language).finditer(text):
        yield _with_unit(1.0, text, match.start(), match.end(1), language)


@lru_cache(maxsize=16)
def _one_of(language: str) -> regex.Pattern[str]:
    """An article before a million or more, which is a number there."""
    large = [word for name in ("million", "milliard") for word in lists()["multipliers"][name] if len(word) > 4]
    large += [*_SHORT_SCALE]
    article = _ONE.get(language, "(?!)")
    return regex.compile(
        rf"(?<!\p{{L}})({article})[\s-]+(?=(?:{'|'.join(map(regex.escape, large))})(?!\p{{L}}))", regex.IGNORECASE
    )


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
        return [_with_unit(value, text, start, end, language) for value, start, end in _summed(text, table)]
    words = list(_WORD.finditer(text))
    found, at = [], 0
    while at < len(words):
        length, value = _longest(words[at : at + _LONGEST_NUMBER], text, language)
        if length and not (length == 1 and value >= 100 and _SEVERAL.search(text[: words[at].start()])):
            found.append(_with_unit(value, text, words[at].start(), words[at + length - 1].end(), language))
        at += max(1, length)
    return found


def _summed(text: str, table: Mapping[str, float]) -> list[tuple[float, int, int]]:
    """The listed number words of a text with their places, those that make one number together: тридцать семь."""
    found: list[tuple[float, int, int]] = []
    classes: set[int] = set()
    for match in _WORD.finditer(text):
        # Arabic writes "and" and "with" in one with the number.
        word = next((one for one in (match.group().lower(), match.group()[1:]) if one in table), "")
        if not word or (word != match.group().lower() and match.group()[0] not in "وفبل"):
            continue
        # 72세: "three" is also "years old".
        if text[: match.start()][-1:].isdecimal():
            continue
        value = table[word]
        size = len(str(int(value))) - (10 < value < 20)
        if found and text[found[-1][2] : match.start()].isspace() and size not in classes:
            total, start, _ = found[-1]
            # "İki yüz" is two hundred, "yüz iki" a hundred and two.
            total = total * value if value == 100 and 1 < total < 10 else total + value
            found[-1] = (total, start, match.end())
            classes.add(size)
        else:
            found.append((value, match.start(), match.end()))
            classes = {size}
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
    for _ in range(3):
        gap = _LINK.match(text, end)
        match = _BEHIND.match(text, gap.end() if gap else end)
        if not match:
            break
        word = match[1].lower()
        plain = word.split(" ")[0]
        # "m" behind a number in digits is metres unless money stands before it, or right behind.
        money = unit or text[match.start(1) + len(plain) :][:1] in tuple("€$£")
        attached = match.start(1) == end
        people = plain == "m" and attached and language == "en" and _PEOPLE_BEHIND.match(text, match.end(1))
        thousands = plain == "k" and attached and money
        times = next(
            (
                name
                for name, words in tables["multipliers"].items()
                if plain in words and (len(plain) > 1 or money or people)
            ),
            "thousand" if thousands else "",
        )
        if times:
            end = match.start(1) + len(plain)
            value *= _MULTIPLIERS[times]
            if half := _half().match(text, end):
                value, end = value + _MULTIPLIERS[times] / 2, half.end()
            continue
        if plain in ("billion", "billions", "trillion", "trillions"):
            value *= (_SHORT_SCALE if language == "en" else _LONG_SCALE)[plain.rstrip("s")]
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
