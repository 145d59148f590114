"""Where a text quotes: pairs of quotation marks, across sentences, with the offsets of what they enclose."""

from __future__ import annotations

import re
from dataclasses import dataclass

# The mark that opens, and those that may close it. German closes with what English opens with.
_PAIRS = {"«": "»", "»": "«", "“": "”", "„": "“”", "‹": "›", "‘": "’", '"': '"', "「": "」"}
_MARKS = re.compile(r"[«»“”„‹›‘’\"「」]")
# A quotation left open runs to the end of its paragraph, and none is longer than this.
_LONGEST = 3000


@dataclass(frozen=True, slots=True)
class Quotation:
    """``text[start:end]`` is what the marks enclose, without white space; the marks stand at ``outer``."""

    start: int
    end: int
    outer_start: int
    outer_end: int


def quotations(text: str) -> tuple[Quotation, ...]:
    """The quotations of ``text`` in order, the outer one where one holds another. A mark without partner is skipped."""
    found: list[Quotation] = []
    position = 0
    while match := _MARKS.search(text, position):
        position = match.end()
        opener = match.group()
        closers = _PAIRS.get(opener)
        if not closers or not _opens(text, match.start(), opener):
            continue
        end = _closing(text, position, opener, closers)
        if end < 0:
            continue
        start, stop = position, end
        while start < stop and text[start].isspace():
            start += 1
        while stop > start and (text[stop - 1].isspace() or text[stop - 1] in ",;"):
            stop -= 1
        if start < stop:
            found.append(Quotation(start, stop, match.start(), end + 1))
        position = end + 1
    return tuple(found)


def _opens(text: str, index: int, mark: str) -> bool:
    before = text[index - 1] if index else " "
    after = text[index + 1 : index + 2]
    if mark == "»":  # German: »...«; after a word it closes something else
        return bool(after) and not after.isspace() and (before.isspace() or before in "(:—–-")
    if mark in '"‘':
        return bool(after) and not after.isspace() and (before.isspace() or before in "([—–-:'")
    return True


def _closing(text: str, start: int, opener: str, closers: str) -> int:
    limit = min(len(text), start + _LONGEST)
    blank = text.find("\n\n", start, limit)
    limit = blank if blank >= 0 else limit
    depth = 0
    for index in range(start, limit):
        char = text[index]
        if char == opener and opener not in closers and opener != "‘":
            depth += 1
        elif char in closers:
            if opener == "‘" and (text[index + 1 : index + 2].isalnum()):
                continue  # an apostrophe
            if depth == 0:
                return index
            depth -= 1
    return -1
