"""Small plots as SVG of our own: articles over time, claims and denials over time, and counts as bars."""

from __future__ import annotations

import calendar
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from babel.dates import format_date

from ui.render.text import attribute, escape
from ui.words import Words, count, long_date, number

# Bars in one plot: more are thinner than a finger or a pixel.
MAX_BARS: Final = 100
# What a stance counts as over time.
KINDS: Final = ("accusations", "others", "denials")
_HEIGHT: Final = 48


@dataclass(frozen=True, slots=True)
class Period:
    """Some days, both included, as ISO dates."""

    first: str
    last: str

    def title(self, words: Words) -> str:
        """``1 November 2020``, ``November 2020``, ``2020``, or from when to when."""
        first, last = date.fromisoformat(self.first), date.fromisoformat(self.last)
        if first == last:
            return long_date(self.first, words)
        if (first.day, first.month, last.day, last.month) == (1, 1, 31, 12):
            return str(first.year) if first.year == last.year else f"{first.year}–{last.year}"
        if first.day == 1 and last == date(first.year, first.month, calendar.monthrange(first.year, first.month)[1]):
            return str(format_date(first, "LLLL y", locale=words["locale"]))
        return f"{long_date(self.first, words)} – {long_date(self.last, words)}"


def periods(days: Iterable[str]) -> list[Period]:
    """Equal periods from the first of these ISO days to the last, without a gap: days, weeks, months or years.

    The shortest that give no more than ``MAX_BARS``; many years are taken together.
    """
    known = sorted(days)
    if not known:
        return []
    first, last = date.fromisoformat(known[0]), date.fromisoformat(known[-1])
    steps = [(first, _days(1)), (first, _days(7)), (first.replace(day=1), _month)]
    steps += [(date(max(1, first.year // n * n), 1, 1), _years(n)) for n in (1, 2, 5, 10, 25, 100, 1000)]
    for start, step in steps:
        found: list[Period] = []
        while start <= last and len(found) <= MAX_BARS:
            end = step(start)
            found.append(Period(start.isoformat(), end.isoformat()))
            if end == date.max:
                break
            start = end + timedelta(days=1)
        if len(found) <= MAX_BARS:
            return found
    return []


def histogram_html(days: Mapping[str, int], words: Words) -> str:
    """Articles by period; each bar knows its first and last day, for the script to choose them by dragging."""
    found = periods(days)
    if not found:
        return ""
    counts = _counted(days, found)
    most = max(counts)
    bars = "".join(
        f'<g data-first="{period.first}" data-last="{period.last}"><title>{escape(_said(period, n, words))}</title>'
        f'<rect class="back" x="{at}" y="0" width="1" height="{_HEIGHT}"/>'
        f'<rect class="bar" x="{at + 0.1}" y="{_HEIGHT - _tall(n, most)}" width=".8" height="{_tall(n, most)}"/></g>'
        for at, (period, n) in enumerate(zip(found, counts, strict=True))
    )
    return _plot("histogram", bars, found, _HEIGHT, words["histogram"], words)


def timeline_html(stances: Mapping[tuple[str, str], int], words: Words) -> str:
    """Claims above the line, denials and doubts below it, by period; ``stances`` counts them by (ISO day, stance)."""
    found = periods({day for day, _ in stances})
    if not found:
        return ""
    counts = {
        kind: _counted(_summed((day, n) for (day, stance), n in stances.items() if _kind(stance) == kind), found)
        for kind in KINDS
    }
    above = [one + other for one, other in zip(counts["accusations"], counts["others"], strict=True)]
    most = max(above) + max(counts["denials"])
    # The line lies where both sides have room at one scale.
    middle = round(2 * _HEIGHT * max(above) / most, 2)
    bars = []
    for at, period in enumerate(found):
        high, low, deep = (
            _tall(n, most, 2 * _HEIGHT) for n in (counts["accusations"][at], above[at], counts["denials"][at])
        )
        said = f"{period.title(words)}: " + ", ".join(
            count(words, kind, counts[kind][at]) for kind in KINDS if counts[kind][at]
        )
        bars.append(
            f'<g data-first="{period.first}" data-last="{period.last}"><title>{escape(said.rstrip(": "))}</title>'
            f'<rect class="back" x="{at}" y="0" width="1" height="{2 * _HEIGHT}"/>'
            f'<rect class="others" x="{at + 0.1}" y="{middle - low}" width=".8" height="{max(0.0, low - high)}"/>'
            f'<rect class="accusations" x="{at + 0.1}" y="{middle - high}" width=".8" height="{high}"/>'
            f'<rect class="denials" x="{at + 0.1}" y="{middle}" width=".8" height="{deep}"/></g>'
        )
    key = "".join(
        f'<li class="{kind}">{escape(count(words, kind, sum(counts[kind])))}</li>'
        for kind in KINDS
        if any(counts[kind])
    )
    line = f'<line x1="0" x2="{len(found)}" y1="{middle}" y2="{middle}"/>'
    plot = _plot("timeline", "".join(bars) + line, found, 2 * _HEIGHT, words["timeline"], words)
    return f'{plot}<ul class="key">{key}</ul>'


def bars_html(title: str, counts: Sequence[tuple[str, int]], words: Words) -> str:
    """Names with their counts as horizontal bars, in the order given."""
    most = max((n for _, n in counts), default=0)
    rows = "".join(
        f'<li><bdi class="name">{escape(name)}</bdi> <span class="bar" style="--part:{n / most:.3f}"></span>'
        f' <span class="number">{number(words, n)}</span></li>'
        for name, n in counts
    )
    return f'<section class="bars"><h3 class="label">{escape(title)}</h3><ul>{rows}</ul></section>' if rows else ""


def _plot(kind: str, drawn: str, found: Sequence[Period], height: int, said: str, words: Words) -> str:
    ends = dict.fromkeys((found[0].title(words), found[-1].title(words)))
    axis = "".join(f"<span>{escape(one)}</span>" for one in ends)
    return (
        f'<figure class="plot {kind}"><svg viewBox="0 0 {len(found)} {height}" preserveAspectRatio="none" role="img"'
        f' aria-label="{attribute(said)}">{drawn}</svg><figcaption aria-hidden="true">{axis}</figcaption></figure>'
    )


def _kind(stance: str) -> str:
    return {"accuse": "accusations", "deny": "denials", "doubt": "denials"}.get(stance, "others")


def _said(period: Period, n: int, words: Words) -> str:
    return f"{period.title(words)}: {count(words, 'articles', n)}"


def _tall(n: int, most: int, height: int = _HEIGHT) -> float:
    """A height: what is there at all is seen, however many there are elsewhere."""
    return round(max(2.0, n / most * height), 2) if n else 0.0


def _counted(days: Mapping[str, int], found: Sequence[Period]) -> list[int]:
    """How many of the days' counts fall in each of the periods, which follow on each other."""
    counts = [0] * len(found)
    at = 0
    for day in sorted(days):
        while day > found[at].last:
            at += 1
        counts[at] += days[day]
    return counts


def _summed(pairs: Iterable[tuple[str, int]]) -> dict[str, int]:
    total: dict[str, int] = {}
    for day, n in pairs:
        total[day] = total.get(day, 0) + n
    return total


def _days(n: int) -> Callable[[date], date]:
    return lambda start: start + timedelta(days=n - 1)


def _month(start: date) -> date:
    return date(start.year, start.month, calendar.monthrange(start.year, start.month)[1])


def _years(n: int) -> Callable[[date], date]:
    return lambda start: date(min(9999, start.year // n * n + n - 1), 12, 31)
