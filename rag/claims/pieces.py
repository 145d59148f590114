"""Sentences cut into what is read as one: their own words, and their quotations."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.types import Sentence
from rag.claims.forms import clearer
from rag.claims.quotations import Quotation

# A sentence longer than this is a list or a table; the parser would be slow on it and wrong.
_LONGEST = 1500
_BROKEN = re.compile("[\ud800-\udfff]")
_DATELINE = re.compile(
    r"(?:[A-ZÀ-Þ][A-ZÀ-Þ'’ .-]+(?:\([^)]{1,40}\))?(?:, [A-Z][a-z]{2,8}\.? \d{1,2})?(?: \([^)]{1,40}\))? ?[–—-] |\d{1,2}[.:h] ?\d{2} ?(?:am|pm)?[.:] ?)"
)


@dataclass(frozen=True, slots=True)
class Piece:
    """What is parsed as one sentence: the string, and for each character its offset in the article.

    ``finite`` are the offsets of words that are no participles, whatever they look like to the parser.
    """

    text: str
    offsets: tuple[int, ...]
    finite: frozenset[int]
    sentence: int
    quoted: bool


def pieces(text: str, sentences: Sequence[Sentence], quotes: Sequence[Quotation], language: str) -> list[Piece]:
    """Cuts each sentence into its own words and its quotations; short quotations inside a clause stay in it."""
    found = []
    outer_starts, outer_ends = [quote.outer_start for quote in quotes], [quote.outer_end for quote in quotes]
    for number, sentence in enumerate(sentences):
        if sentence.end - sentence.start > _LONGEST:
            continue
        start = sentence.start
        if match := _DATELINE.match(text, start, sentence.end):
            start = match.end()
        inside = quotes[bisect_right(outer_ends, start) : bisect_left(outer_starts, sentence.end)]
        cut = [quote for quote in inside if _stands_alone(text, start, sentence.end, quote)]
        marks = {
            position for quote in inside if quote not in cut for position in (quote.outer_start, quote.outer_end - 1)
        }
        frame = [
            position
            for position in range(start, sentence.end)
            if position not in marks and not any(quote.outer_start <= position < quote.outer_end for quote in cut)
        ]
        for line in _lines(text, _tidied(text, frame, start)):
            found.append(_piece(text, line, number, quoted=False, language=language))
        for quote in cut:
            low, high = max(quote.start, start), min(quote.end, sentence.end)
            if low < high:
                found.append(_piece(text, list(range(low, high)), number, quoted=True, language=language))
    return found


def _piece(text: str, positions: list[int], number: int, quoted: bool, language: str) -> Piece:
    while positions and text[positions[0]].isspace():
        positions.pop(0)
    while positions and text[positions[-1]].isspace():
        positions.pop()
    # A no-break or thin space is a space to the parser.
    string = "".join(" " if text[one].isspace() else text[one] for one in positions)
    # Half of a surrogate pair is no character; the parser would refuse the whole text.
    string = _BROKEN.sub("\ufffd", string)
    if language == "en":
        string = string.replace("’", "'")  # the parser takes the curled one behind "nurses" for a closing mark
    string, offsets, finite = clearer(string, positions, language)
    return Piece(string, tuple(offsets), finite, number, quoted)


def _tidied(text: str, frame: list[int], start: int) -> list[int]:
    """Without the comma that followed a quotation cut from the front, and without one left alone."""
    position = 0
    if frame and frame[0] > start:
        while position < len(frame) and (text[frame[position]].isspace() or text[frame[position]] in ',.:!?…»”"–—-'):
            position += 1
    frame = frame[position:]
    return frame if any(text[one].isalnum() for one in frame) else []


def _lines(text: str, frame: list[int]) -> list[list[int]]:
    """A headline without a full stop parted from the sentence below it; a text broken in many lines stays whole."""
    breaks = [place for place, position in enumerate(frame) if text[position] == "\n"]
    if len(breaks) == 1 and text[frame[0] : frame[-1]].count("\n") == 1:
        above, below = frame[: breaks[0]], frame[breaks[0] + 1 :]
        if above and below and text[above[-1]].isalnum() and text[below[0]].isupper():
            return [above, below]
    return _parts(text, frame) if frame else []


def _parts(text: str, frame: list[int]) -> list[list[int]]:
    """The sentences that a semicolon parts, when each is long enough to be one."""
    parts: list[list[int]] = [[]]
    for position in frame:
        if text[position] == ";":
            parts.append([])
        else:
            parts[-1].append(position)
    if len(parts) > 1 and all(len(text[part[0] : part[-1] + 1].split()) >= 4 for part in parts if part) and all(parts):
        return parts
    return [frame]


def _stands_alone(text: str, start: int, end: int, quote: Quotation) -> bool:
    """Whether a quotation is a sentence of its own rather than a few words within one."""
    if quote.outer_start <= start and quote.outer_end >= end:
        return True
    before = text[start : quote.outer_start].rstrip() if quote.outer_start > start else ""
    after = text[quote.outer_end : end].lstrip() if quote.outer_end < end else ""
    words = len(text[quote.start : quote.end].split())
    ends = text[max(quote.end - 1, quote.outer_end - 3) : quote.outer_end + 1]
    stop = any(mark in ends for mark in ",.!?…")
    if not after.strip(".!?… ") and not before:
        return True
    if not before:
        return (words >= 2 and stop) or after[:1] in (",", ":") or words >= 5
    if before.endswith((":", ",")):
        return words >= 2
    first = text[quote.start]
    return first.isupper() and words >= 4 and stop
