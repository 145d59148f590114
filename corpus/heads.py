"""What stands above a body in a text dump: its headline, who wrote it, and the day of publication."""

from __future__ import annotations

import re

from corpus import dates
from corpus.bylines import names
from corpus.lines import BULLET, WORD, Line
from corpus.phrases import normal, phrases
from corpus.scripts import WIDE
from corpus.topic import Topic


def title(lines: list[Line], body: list[int], known: str) -> int | None:
    """The headline above the body: of the lines that look like one, the first that shares most words with the body."""
    if known:
        wanted = normal(known)
        places = [index for index in range(body[0] + 1) if normal(lines[index].text) == wanted]
        if places:
            return places[-1]
    topic = Topic(" ".join(lines[one].text for one in body))
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
        if best is None or value > best[0] + 0.15:
            best = (value, index)
    return best[1] if best else None


def is_headline(text: str) -> bool:
    """Whether a line is neither too short nor too long for a headline, and no item of a list."""
    wide = len(WIDE.findall(text))
    words = len(WORD.findall(text))
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
