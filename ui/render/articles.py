"""Draws an article, its cited sentences marked, and the addresses that open it so."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final
from urllib.parse import urlencode

from corpus.types import Article
from rag.types import Citation
from ui.render.text import about, attribute, escape, is_web_address, lang
from ui.words import ENGLISH, Words

_PARAGRAPH_END: Final = re.compile(r"\n[^\S\n]*\n\s*")


@dataclass(frozen=True, slots=True)
class Mark:
    """A sentence to highlight in an article: ``article.text[start:end]``, under ``marker``'s number."""

    marker: int
    start: int
    end: int

    @classmethod
    def parse(cls, text: str) -> Mark:
        """Reads ``1:120-240``; raises ValueError on anything else."""
        match = re.fullmatch(r"(\d{1,4}):(\d{1,9})-(\d{1,9})", text, re.ASCII)
        if match is None:
            raise ValueError(f"{text!r} is no mark. Write it as marker:start-end, for instance 1:120-240.")
        return cls(*(int(group) for group in match.groups()))

    def __str__(self) -> str:
        return f"{self.marker}:{self.start}-{self.end}"


def article_html(
    article: Article, marks: Iterable[Mark | Citation] = (), focus: int | None = None, words: Words = ENGLISH
) -> str:
    """The whole article, its cited sentences in ``<mark>``; the one numbered ``focus`` is distinguished.

    The first piece of each marked sentence has the id ``cited-<marker>``. Marks outside the text are cut to it.
    The link to the publisher's page is there only for an http or https address.
    """
    kicker = about(article.source, article.published, article.language, words)
    title = article.title or words["untitled"]
    head = f'<p class="kicker">{kicker}</p><h1 dir="auto">{escape(title)}</h1>'
    if article.authors:
        # One author's name may hold direction overrides; <bdi> keeps them from the next one.
        names = ", ".join(f"<bdi>{escape(name)}</bdi>" for name in article.authors)
        head += f'<p class="byline">{escape(words["by"]).replace("{authors}", names)}</p>'
    if is_web_address(article.url):
        head += (
            f'<p class="original"><a href="{attribute(article.url)}" target="_blank"'
            f' rel="noopener noreferrer nofollow">{escape(words["original"])}</a></p>'
        )
    body = "".join(
        f'<p dir="auto">{_marked(article.text, start, end, marks_inside, focus)}</p>'
        for start, end, marks_inside in _paragraphs(article.text, tuple(marks))
    )
    return (
        f'<article class="paper"><header>{head}</header>'
        f'<div class="text"{lang(article.language)} dir="auto">{body}</div></article>'
    )


def article_address(article_id: str, marks: Sequence[Mark] = (), focus: int | None = None) -> str:
    """The page's own address of an article, relative to the page, with the sentences to mark in it."""
    query: list[tuple[str, str]] = [("id", article_id), *(("mark", str(mark)) for mark in marks)]
    if focus is None:
        return f"article?{urlencode(query, errors='replace')}"
    # The fragment scrolls to the sentence where the address is opened in a tab of its own.
    return f"article?{urlencode([*query, ('focus', str(focus))], errors='replace')}#cited-{focus}"


def citation_address(article_id: str, start: int, end: int) -> str:
    """Where the ways to cite a sentence of an article are drawn, relative to the page."""
    return f"part/citation?{urlencode({'id': article_id, 'start': start, 'end': end}, errors='replace')}"


def _paragraphs(text: str, marks: Sequence[Mark | Citation]) -> Iterator[tuple[int, int, tuple[Mark | Citation, ...]]]:
    starts = [0, *(match.end() for match in _PARAGRAPH_END.finditer(text))]
    ends = [*(match.start() for match in _PARAGRAPH_END.finditer(text)), len(text)]
    for start, end in zip(starts, ends, strict=True):
        if text[start:end].strip():
            yield start, end, tuple(mark for mark in marks if mark.start < end and mark.end > start)


def _marked(text: str, start: int, end: int, marks: Sequence[Mark | Citation], focus: int | None) -> str:
    """``text[start:end]`` escaped, cut wherever a mark begins or ends."""
    borders = {start, end}
    for mark in marks:
        borders |= {min(max(mark.start, start), end), min(max(mark.end, start), end)}
    cuts = sorted(borders)
    pieces: list[str] = []
    for left, right in pairwise(cuts):
        piece = "<br>".join(escape(line) for line in text[left:right].split("\n"))
        inside = [mark for mark in marks if mark.start <= left and right <= mark.end]
        if not inside:
            pieces.append(piece)
            continue
        # One element has one id, and two sentences may begin together: further ids sit on empty anchors.
        first, *others = [f' id="cited-{mark.marker}"' for mark in inside if max(mark.start, 0) == left] or [""]
        anchors = "".join(f"<span{anchor}></span>" for anchor in others)
        shown = ' class="focus"' if any(mark.marker == focus for mark in inside) else ""
        numbers = " ".join(f"[{mark.marker}]" for mark in inside)
        pieces.append(f'{anchors}<mark{first}{shown} tabindex="-1" data-marker="{numbers}">{piece}</mark>')
    return "".join(pieces)
