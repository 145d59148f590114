"""The lines of a text dump, each with its kind: by its shape, and by the phrase lists of many languages."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from corpus import dates
from corpus.bylines import after_prefix, names
from corpus.phrases import lookup, normal, phrases
from corpus.scripts import WIDE

TERMINAL = re.compile(r"[.!?…。！？؟।॥۔։;][\"'”’»›)\]」』）“]*(?:\s?[»”])?(?:\s?\[\d+\])*\s*\Z")
# Bounded: from each of a row of dots ("Contents . . . . 12") it would otherwise be read to the row's end.
NEXT = r"\s\W{0,20}[^\W\d_]"
OPEN_END = re.compile(r"[:：,，、;–—-]\s*\Z")
BULLET = re.compile(r"\s*(?:[-–—•*·▪►●◦‣]\s+|\(?\d{1,2}[.)]\s+|[a-z]\)\s+)\S")
WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
# COVID-19 and F-16 are none, nor are clock times and quantities: 14h30, 100km.
_HANDLE = re.compile(
    r"(?![^\W\d_a-z]+-?\d+\Z)(?!\d{1,4}[^\W\d_]{1,4}\d{0,2}\Z)(?:@[\w.]{2,30}|(?=\S*[^\W\d_])(?=\S*\d)[\w.-]{4,24}|[^\W\d]+_[\w]+)"
)
_READING_TIME = re.compile(
    r"\s[-–—|•·]\s[^\d|•·]{0,24}\b(?:lecture|read(?:ing)?|lesezeit|lectura|lettura|leitura|чтения)\b[^\d]{0,12}\d{1,2}\s?min\w*\.?\Z|\s[-–—|•·]\s\d{1,2}[ -]min\w*(?: \w+){0,2}\Z",
    re.IGNORECASE,
)
# "Éloi Sarthoulet, le 4 septembre à 22:47", "T. Bonnefoy - 27 sept. 2024 à 18:30 | mis à jour à 19:05".
_SIGNED = re.compile(r"(?P<names>[^\W\d_][^\d|•·–—,-]{3,60}?)\s*(?:,|[|•·–—-](?=\s))\s*(?P<day>\D{0,12}\d.*)\Z")
# "Publié le 3 avril 2024 par Mathilde Ruscassier".
_DATED_BYLINE = re.compile(r"(?P<day>.*\d.*?)\s(?:par|by|von|por|di)\s(?P<names>[^\d]+)\Z", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Line:
    """One line; its kind is "prose", "sentence", "cut", "short", "bullet", "day" (of a chronology's entry), or what of a site it is ("share", "byline" ...)."""

    text: str
    kind: str
    gap: bool  # a blank line stands before it
    value: str = ""  # a byline's names, a date line's date text


def unwrapped(text: str) -> list[tuple[str, bool]]:
    """(line, whether a blank line stands before it); lines broken at a fixed width are joined again."""
    raw = [line.rstrip() for line in text.split("\n")]
    width = _wrap_width(raw)
    parts: list[list[str]] = []
    gaps: list[bool] = []
    gap, previous = True, ""
    for line in raw:
        stripped = line.strip()
        if not stripped:
            gap = True
            continue
        word = stripped.split()[0]
        joins = (
            width
            and not gap
            and len(previous) + 1 + len(word) > width - 4
            and not BULLET.match(stripped)
            and line[:1] == previous[:1].replace("\xa0", " ") * (previous[:1] == " ") + line[:1] * (previous[:1] != " ")
        )
        if joins:
            parts[-1].append(stripped)
        else:
            parts.append([re.sub(r"[ \t\xa0]{2,}", lambda m: m[0] if "\t" in m[0] else " ", stripped)])
            gaps.append(gap)
        gap, previous = False, line
    return [(_rejoined(line), gap) for line, gap in zip(parts, gaps, strict=True)]


def _rejoined(parts: list[str]) -> str:
    """Broken lines as one, a word that was parted at their end whole again."""
    out: list[str] = []
    for part in parts:
        if out and out[-1][-1] == "-" and out[-1][-2:-1].isalpha() and part[:1].islower():
            out[-1] = out[-1][:-1]
        elif out:
            out.append(" ")
        out.append(part)
    return "".join(out)


def _wrap_width(lines: list[str]) -> int:
    """The column a text is wrapped at, 0 when it is not: many lines stop just short of one width in mid-sentence."""
    pairs = [(a, b) for a, b in pairwise(lines) if a.strip() and b.strip()]
    if len(pairs) < 2:
        return 0
    lengths = sorted(len(a) for a, _ in pairs)
    width = max(lengths[int(len(lengths) * 0.95) :] or lengths)
    if not 40 <= width <= 110:
        return 0
    full = [(a, b) for a, b in pairs if len(a) + 1 + len(b.split()[0]) > width - 4]
    open_ended = sum(not TERMINAL.search(a) for a, _ in full)
    return width if len(full) * 2 >= len(pairs) and open_ended * 2 >= len(full) and len(full) >= 2 else 0


def classify(text: str, gap: bool) -> Line:
    """A line with its kind; ``gap``: a blank line stands before it."""
    size = len(WIDE.sub("xxx", text))
    kind, value = _phrase_kind(text, size)
    if kind:
        return Line(text, kind, gap, value)
    terminal = bool(TERMINAL.search(text)) or (size > 200 and bool(OPEN_END.search(text)))
    words = len(WORD.findall(text))
    if BULLET.match(text) and size < 200:
        kind = "bullet"
    elif re.search("[\u0e00-\u0e7f\u0e80-\u0eff\u1780-\u17ff]", text) and size > 240:
        kind = "prose"
    elif terminal and (size >= 60 or words >= 9):
        kind = "prose"
    elif terminal and words:
        kind = "sentence"
    elif size >= 90:
        kind = "cut"
    else:
        kind = "short"
    return Line(text, kind, gap)


@lru_cache(maxsize=4096)
def _phrase_kind(text: str, size: int) -> tuple[str, str]:
    if size <= 240:
        found = lookup(text)
        if size <= 120 and _counted_comments(text):
            return "comments", ""
        if found == "menu" and _holds_day(text):
            return "date", text
        if found:
            return found, ""
    if size > 420:
        return "", ""
    # Two hundred patterns cost 0.1 ms a line; none of them is shorter than this.
    if (size >= 12 or text[0] in "©(") and phrases().notice.match(text.lstrip("*•-–—→►▶ \t")):
        return "notice", ""
    if size > 240:
        return "", ""
    found, value = _prefixed(text, size)
    if not found and not re.search(r"\s", text) and _HANDLE.fullmatch(text) and not WIDE.search(text):
        return "handle", ""
    return found, value


def _counted_comments(text: str) -> bool:
    """Whether a line begins with a word for comments and their number, whatever follows: "Commentaires (3) — réservés aux abonnés"."""
    counted = re.match(r"([^(]+)\(\d+\)", text)
    return counted is not None and phrases().exact.get(normal(counted[1])) == "comments"


def _holds_day(text: str) -> bool:
    """Whether one entry of a row is a labelled day: "Published: 17 May 2024 | No. 114/24 | Print"."""
    table = phrases().prefixes
    labels = table["published"] + table["updated"]
    return any(
        dates.is_date_line(part, labels) and normal(part).startswith(labels) for part in re.split(r"\s[|•·–—-]\s", text)
    )


def _prefixed(text: str, size: int) -> tuple[str, str]:
    table = phrases().prefixes
    plain = normal(text)
    label, colon, rest = _label(text)
    if colon:
        if label in table["related"]:
            return "related", rest
        # "More from the paper: ...", "À lire dans le même numéro : ...": the label goes on, the headline has no full stop.
        if (
            rest
            and text.rstrip()[-1] != "."
            and any(label.startswith(one + " ") for one in table["related"] if " " in one)
        ):
            return "related", rest
        if label in table["byline"]:
            found = names(rest)
            if found:
                return "byline", rest
        if (label in table["published"] or label in table["updated"]) and dates.find(rest):
            return "date", text
        if label in table["caption"] and size <= 200:
            return "caption", ""
    if re.match(r"\s*(?:©|\(c\)|📷|📸)", text) and size <= 160:
        return "caption", ""
    bracketed = re.match(r"\s*\[([^\W\d_]+)\]\s", text)
    if bracketed and normal(bracketed[1]) in table["caption"] and size <= 200:
        return "caption", ""
    if size <= 120:
        for prefix in table["byline"]:
            if plain.startswith(prefix + " "):
                rest = after_prefix(text, prefix)
                found = names(rest)
                # "By Monday" is no author: without a colon a byline needs a first name and a surname.
                # An agency is one word, and "By" or "Par" with one word is a whole line only in a byline.
                agency = prefix in ("by", "par") and len(rest.split()) == 1 and len(rest) > 3
                # Nor is "Von der Leyen", a name that begins as one.
                if (
                    found
                    and not rest[0].islower()
                    and (agency or all(len(one.split()) > 1 or WIDE.search(one) or one.isupper() for one in found))
                ):
                    return "byline", rest
    if size <= 140 and (signed := _SIGNED.match(text)) and dates.is_moment(signed["day"]):
        people = names(signed["names"])
        if people and all(len(one.split()) > 1 for one in people):
            return "byline", signed["names"]
    dated = _DATED_BYLINE.match(text) if size <= 120 else None
    if dated and dates.is_date_line(dated["day"], table["published"] + table["updated"]) and names(dated["names"]):
        return "byline", dated["names"]
    if size <= 120 and dates.find(text, "fr"):
        for part in re.split(r"\.\s+|\s[|•·–—-]\s|,\s", text):
            kind, value = _prefixed(part, len(part)) if part != text and not dates.find(part, "fr") else ("", "")
            if kind == "byline":
                return kind, value
    if size <= 110 and dates.is_date_line(_READING_TIME.sub("", text), table["published"] + table["updated"]):
        return "date", text
    return "", ""


def _label(text: str) -> tuple[str, bool, str]:
    head, colon, rest = re.sub("：", ":", text).partition(":")
    if not colon or len(head) > 40:
        head, colon, rest = re.sub("[>»→|/／]", ":", text).partition(":")
    return normal(head), bool(colon) and len(head) <= 40, rest.strip()
