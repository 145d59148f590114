"""Where a text quotes: pairs of quotation marks, across sentences, with the offsets of what they enclose."""

from __future__ import annotations

import re
from dataclasses import dataclass

import regex

# The mark that opens, and those that may close it. German closes with what English opens with.
_PAIRS = {"«": "»", "»": "«", "“": "”", "„": "“”", "‹": "›", "‘": "’", '"': '"', "「": "」", "'": "'"}
_MARKS = re.compile(r"[«»“”„‹›‘’\"「」']")
# British papers quote with apostrophes: one that no letter stands before opens, one that none follows may close, surely
# behind the end of a sentence. Those of "the nurses' strike" and "the '90s" do neither.
_STRAIGHT = regex.compile(r"(?<![\p{L}\p{N}'])'(?=\p{L})|(?<=[\p{L}\p{N}.,!?…])'(?![\p{L}\p{N}'])|\n\n")
_SURE_END = ".,!?…"
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
    partners: dict[str, dict[int, int]] = {}
    position = 0
    while match := _MARKS.search(text, position):
        position = match.end()
        opener = match.group()
        closers = _PAIRS.get(opener)
        if not closers or not _opens(text, match.start(), opener):
            continue
        if opener not in partners:
            partners[opener] = _straight(text) if opener == "'" else _partners(text, opener, closers)
        end = partners[opener].get(match.start(), -1)
        if not position <= end < position + _LONGEST or text.find("\n\n", position, end) >= 0:
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
    if mark == "'":
        return after.isalpha() and not (before.isalnum() or before == "'")
    if mark in '"‘':
        return bool(after) and not after.isspace() and (before.isspace() or before in "([—–-:'")
    return True


def _straight(text: str) -> dict[int, int]:
    """Where each apostrophe that opens a quotation is closed: in its paragraph, by the first that surely does."""
    found: dict[int, int] = {}
    opened, likely = -1, -1
    for match in _STRAIGHT.finditer(text):
        at = match.start()
        mark = match.group() == "'"
        opens = mark and not (at and (text[at - 1].isalnum() or text[at - 1] in _SURE_END))
        if opens or not mark:
            if opened >= 0 and likely >= 0:
                found[opened] = likely
            opened, likely = (at if opens else -1), -1
        elif opened >= 0 and text[at - 1] in _SURE_END:
            found[opened] = at
            opened, likely = -1, -1
        elif opened >= 0 and likely < 0 and text[at - 1] != "s":
            likely = at
    if opened >= 0 and likely >= 0:
        found[opened] = likely
    return found


def _partners(text: str, opener: str, closers: str) -> dict[int, int]:
    """Where each opening mark is closed, in one pass: the nearest one left open, or all that are when it does not nest."""
    nests = opener not in closers and opener != "‘"
    found: dict[int, int] = {}
    unclosed: list[int] = []
    for match in re.finditer(f"[{opener}{closers}]", text):
        at = match.start()
        apostrophe = opener == "‘" and text[at + 1 : at + 2].isalnum()
        if match.group() in closers and not apostrophe:
            closed = unclosed[-1:] if nests else unclosed
            found.update(dict.fromkeys(closed, at))
            del unclosed[len(unclosed) - len(closed) :]
        if match.group() == opener:
            unclosed.append(at)
    return found
