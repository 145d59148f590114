"""Times of day in text, 15h45 and quarter to four alike in figures, and whether two can be the same."""

from __future__ import annotations

from dataclasses import dataclass

import regex

# 15h45, 15 h 45, 15:45, 15 Uhr 45; 15.45 with "Uhr" or "a.m." behind it. Of 3:2 nobody knows that it is a time.
_MINUTES = r"(?:(?P<hours>\s?[hH]\s?|\sUhr\s|\s(?:heures?|horas|hours)\s)|[:：])(?P<minute>[0-5]\d)(?!\d|[:.]\d|\s?(?:%|km|min))"
_POINT = r"\.(?P<point>[0-5]\d)(?=\s?(?:Uhr|[ap]\.?\s?m\b))"
_HALF = (
    r"(?:\s?(?P<half>[ap])\.?\s?m\b\.?"
    r"|\s(?P<morning>du matin|in the morning|de la mañana|morgens|del mattino|di mattina)\b"
    r"|\s(?P<later>du soir|de l['’]après-midi|in the (?:afternoon|evening)|de la (?:tarde|noche)|nachmittags|abends|del pomeriggio|di sera)\b)"
)
# A whole hour is a time where it is said to be one: "20 heures" may be how long something took.
_AT = r"(?P<at>(?<=\b(?:à|vers|dès|avant|après|jusqu['’]à|les|alle|ore|las|às|um|gegen|ab|at)\s))"
_WHOLE = r"\s?(?:h(?![\p{L}\p{N}])|heures?\b|horas\b|Uhr\b|o['’]clock\b)"
_CLOCK = regex.compile(
    rf"(?<![\p{{L}}\p{{N}}.,:]){_AT}?(?P<hour>2[0-4]|[01]?\d)"
    rf"(?:(?:{_MINUTES}|{_POINT}){_HALF}?|(?P<noon>{_HALF})|(?P<whole>{_WHOLE}){_HALF}?)",
    regex.IGNORECASE,
)
# These say by themselves that the hour is one of the clock.
_SURELY = ("uhr", "o'clock", "o’clock")
# What stands before how long something took.
_LASTS = regex.compile(
    r"(?:\b(?:en|pendant|durant|duré|dure|dauerte|durante|duró)|\b(?:vol|trajet|film|durée|match|spectacle|retard|concert|débat|audition|audience) de)\s$",
    regex.IGNORECASE,
)
_DAY, _HALF_DAY = 24 * 60, 12 * 60


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day at ``start:end`` of a text: minutes since midnight, or since noon as well (``either``).

    ``hour`` is the number as it is written.
    """

    minutes: int
    either: bool
    hour: int
    start: int
    end: int

    def fits(self, other: Clock) -> bool:
        """Whether the two can be the same time: "3:45" is 15h45 as well."""
        round_the_clock = _HALF_DAY if self.either or other.either else _DAY
        return (self.minutes - other.minutes) % round_the_clock == 0


def times(text: str) -> list[Clock]:
    """The times of day that a text names in figures, in reading order."""
    found = []
    for match in _CLOCK.finditer(text):
        half = (match["half"] or ("a" if match["morning"] else "p" if match["later"] else "")).lower()
        whole = (match["whole"] or "").strip().lower()
        if whole and match["at"] is None and whole not in _SURELY and not half:
            continue
        hour, minute = int(match["hour"]), int(match["minute"] or match["point"] or 0)
        if half and 1 <= hour <= 12:
            hour = hour % 12 + (12 if half == "p" else 0)
        # "2h30" is how long something took where it is said to last so.
        if (match["hours"] or whole) and _LASTS.search(text[: match.start()]):
            continue
        # With a nought before it, an "h" or "Uhr" behind it, it is one of twenty-four.
        of_24 = (
            match["hour"].startswith("0") or bool(match["hours"]) or bool(whole and whole not in ("o'clock", "o’clock"))
        )
        twelve = not half and 1 <= hour <= 12 and not of_24
        found.append(Clock((hour * 60 + minute) % _DAY, twelve, int(match["hour"]), match.start(), match.end()))
    return found
