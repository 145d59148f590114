"""The few words of Markdown that an answer's own text may hold, with its quotations taken out beforehand.

A quotation is never read out of the Markdown: its place is found, a slot stands there instead, and what is drawn
there is ``citation.quote``. What remains are our own few words, of which only paragraphs, bullets, quotation blocks,
``**bold**`` and ``[n]`` are understood; everything else stays the text it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from rag.types import Answer

# Where a quotation stood in the Markdown: private-use characters around its citation's index.
_SLOT: Final = "\ue000{}\ue001"
SLOTS: Final = re.compile("\ue000(\\d+)\ue001")
_PRIVATE: Final = re.compile("[\ue000\ue001]")

INLINE: Final = re.compile(
    "\ue000(?P<slot>\\d+)\ue001"
    r"|\\(?P<escaped>[!-/:-@\[-`{-~])"
    r"|\[(?P<markers>\d{1,3}(?:\s*,\s*\d{1,3})*)\]"
    r"|(?P<bold>\*\*)"
)
# A quotation by itself, maybe behind who says it and a colon: quotation marks, its marker, and after a dash whose it is,
# which its frame says too.
ALONE: Final = re.compile(
    "(?:(?P<lead>[^\ue000]*\\w[^\ue000]*:)[^\\w\ue000]*|[^\\w\ue000]*)(?:\ue000\\d+\ue001(?:[^\\w\ue000—[]|\\[[\\d,\\s]+\\])*)+(?:—.*)?",
    re.DOTALL,
)
_BULLET: Final = re.compile(r"\s*(?:[-*•]|\d{1,3}[.)])\s+")


def with_slots(answer: Answer) -> str:
    """The answer's Markdown with a slot in the place of every quotation, the longest taken first.

    A quotation is found as it is, with Markdown's backslashes in it, and broken over lines.
    """
    text = _PRIVATE.sub("", answer.answer)
    waiting: dict[str, list[int]] = {}
    for index, citation in enumerate(answer.citations):
        waiting.setdefault(_PRIVATE.sub("", citation.quote).strip(), []).append(index)
    for quote in sorted(filter(None, waiting), key=len, reverse=True):
        indices = waiting[quote]

        def slot(match: re.Match[str], indices: list[int] = indices) -> str:
            # Two outlets may print the same sentence: each occurrence takes the next of them.
            return _SLOT.format(indices.pop(0) if len(indices) > 1 else indices[0])

        text = re.sub(_anywhere(quote), slot, text)
    return text


def blocks(text: str) -> Iterator[tuple[str, str]]:
    """``("paragraph" | "item" | "quote", text)`` in reading order."""
    kind, lines = "", list[str]()
    for line in [*text.splitlines(), ""]:
        stripped = line.strip()
        if not stripped:
            new, content = "", ""
        elif stripped.startswith(">"):
            new, content = "quote", stripped.lstrip("> ")
        elif bullet := _BULLET.match(line):
            new, content = "item", line[bullet.end() :].strip()
        else:
            new, content = kind if kind == "item" else "paragraph", stripped
        starts = new != kind or (new == "item" and _BULLET.match(line) is not None)
        if starts and lines:
            yield kind, " ".join(filter(None, lines))
            lines = []
        kind = new
        if new:
            lines.append(content)


def _anywhere(quote: str) -> str:
    words = quote.split()
    return r"\s+(?:>\s*)*".join("".join(rf"\\?{re.escape(char)}" for char in word) for word in words)
