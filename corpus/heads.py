"""What stands above a body in a text dump: its headline, who wrote it, and the day of publication."""

from __future__ import annotations

import re

from corpus import dates
from corpus.bylines import names
from corpus.lines import BULLET, WORD, Line
from corpus.phrases import normal, phrases
from corpus.scripts import WIDE
from corpus.topic import Topic

# What speaks for a line right above the first byline or day.
_ABOVE_BYLINE = 0.35
# A standfirst.
_TWO_SENTENCES = re.compile(r"[^\W\d_]{2}\.[\"'”’»)]*\s+[\W]?[^\W\d_a-z].*\.[\"'”’»)]*\Z")
# Fewer words than these in capitals are a site's or a section's name.
_SHOUTED = 6
_RUBRIC = re.compile(r"\s[/>›»|]\s")
# What follows a site's name, and no headline.
_SITE = frozenset(("menu", "login", "newsletter", "cookies", "related", "footer"))


def title(lines: list[Line], body: list[int], known: str) -> int | None:
    """The headline above the body: of the lines that look like one, the first that shares most words with the body."""
    if known:
        wanted = normal(known)
        places = [index for index in range(body[0] + 1) if normal(lines[index].text) == wanted]
        if places:
            return places[-1]
    topic = Topic(" ".join(lines[one].text for one in body))
    signed = next((index for index in range(body[0]) if lines[index].kind in ("byline", "date")), -1)
    best: tuple[float, int] | None = None
    for index in range(body[0]):
        line = lines[index]
        if line.kind not in ("short", "cut", "sentence") and not (line.kind == "prose" and len(line.text) < 140):
            continue
        if not is_headline(line.text):
            continue
        value = topic.overlap(line.text) + (0.25 if line.text[-1] != "." else 0.0)
        # An outlet's name is of one to three words, and often stands in the article too.
        value += 0.3 if len(WORD.findall(line.text)) >= 4 else 0.0 if WIDE.search(line.text) else -0.3
        value -= 0.9 if _TWO_SENTENCES.search(line.text) else 0.0
        # Who wrote it, or when, stands below the headline, with a standfirst between them at the most.
        value += _ABOVE_BYLINE if 0 < signed - index <= 3 else 0.0
        # A dump begins with the site's name above its menu; the name of the section stands in capitals.
        value -= 0.3 if lines[index + 1].kind in _SITE and best is None else 0.0
        value -= 0.4 if line.text.isupper() and len(WORD.findall(line.text)) < _SHOUTED else 0.0
        if best is None or value > best[0] + 0.15:
            best = (value, index)
    return best[1] if best else None


def is_headline(text: str) -> bool:
    """Whether a line is neither too short nor too long for a headline, and no item of a list."""
    wide = len(WIDE.findall(text))
    words = len(WORD.findall(text))
    if text.isupper() and _RUBRIC.search(text):
        return False  # "SPORTS / CYCLING"
    return len(text) <= 220 and (wide >= 6 or words >= 3 or (words == 2 and len(text) >= 12)) and not BULLET.match(text)


def bare_title(text: str) -> str:
    """A headline without the marks that make it one in Markdown."""
    return re.sub(r"^#{1,6}\s+", "", text).strip()


def authors(lines: list[Line], last: int, rejected: set[int]) -> tuple[str, ...]:
    """The names of all bylines above the comments below the body, from the top, at most six; a teaser's writer is none."""
    found: list[str] = []
    after = next((i for i in range(last + 1, len(lines)) if lines[i].kind in ("comments", "login")), len(lines))
    for index, line in enumerate(lines[:after]):
        teased = index in rejected or (index and lines[index - 1].kind == "teaser")
        if line.kind == "byline" and not teased:
            for name in names(line.value):
                if name.casefold() not in {one.casefold() for one in found}:
                    found.append(name)
    return tuple(found[:6])


def published(lines: list[Line], last: int, language: str) -> str:
    """The date of publication: a labelled date first, then one alone on its line, never a date of an update."""
    labelled, bare = "", ""
    stop = next(
        (i for i in range(last + 1, len(lines)) if lines[i].kind in ("related", "comments", "login")), len(lines)
    )
    table = phrases().prefixes
    for line in lines[:stop]:
        if line.kind not in ("date", "byline") or not any(char.isdigit() for char in line.text):
            continue
        text = line.text
        if normal(text).startswith(table["updated"]):
            # "Updated: 1 November | Published: 31 October"
            text = next((part for part in re.split(r"\s[|•·–—-]\s|,\s(?=\D)", text) if is_labelled(part)), "")
        day = dates.find(text, language)
        if not day:
            continue
        if is_labelled(text):
            labelled = labelled or day
        bare = bare or day
    return labelled or bare


def is_labelled(text: str) -> bool:
    """Whether a text begins by saying that what follows is the day of publication."""
    plain = normal(text)
    return any(
        plain.startswith((prefix + " ", prefix + ":")) or plain == prefix
        for prefix in phrases().prefixes["published"]
        if len(prefix) > 3
    )
