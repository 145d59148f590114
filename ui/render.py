"""Draws answers and articles as HTML. Pure: values in, text out.

Articles are untrusted, so nothing here parses them as markup. A quotation is never read out of the
answer's Markdown: its place in the Markdown is found, and ``citation.quote`` is drawn there, escaped.
What remains of the Markdown are our own few words, of which only paragraphs, bullets, quotation blocks,
``**bold**`` and ``[n]`` are understood; everything else stays the text it is.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import Final
from urllib.parse import urlencode, urlsplit

from corpus.types import Article
from rag.types import Answer, Citation, Nearest
from ui.words import ENGLISH, Words, count, language_name, long_date

# Where a quotation stood in the Markdown: private-use characters around its citation's index.
_SLOT: Final = "\ue000{}\ue001"
_SLOTS: Final = re.compile("\ue000(\\d+)\ue001")
_PRIVATE: Final = re.compile("[\ue000\ue001]")

_INLINE: Final = re.compile(
    "\ue000(?P<slot>\\d+)\ue001"
    r"|\\(?P<escaped>[!-/:-@\[-`{-~])"
    r"|\[(?P<markers>\d{1,3}(?:\s*,\s*\d{1,3})*)\]"
    r"|(?P<bold>\*\*)"
)
# A quotation by itself: quotation marks, its marker, and after a dash whose it is, which its frame says too.
_ALONE: Final = re.compile("[^\\w\ue000]*(?:\ue000\\d+\ue001(?:[^\\w\ue000—[]|\\[[\\d,\\s]+\\])*)+(?:—.*)?", re.DOTALL)
_BULLET: Final = re.compile(r"\s*(?:[-*•]|\d{1,3}[.)])\s+")
_LANGUAGE: Final = re.compile(r"[a-zA-Z]{2,3}(?:-[a-zA-Z0-9]{2,8})*")
_PARAGRAPH_END: Final = re.compile(r"\n[^\S\n]*\n\s*")
# Characters no page should carry: C0 and C1 controls other than tab and line feed, and lone surrogates,
# which cannot be sent as UTF-8 at all.
_UNPRINTABLE: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
# Direction overrides. Element borders hold them in ordinary text; an attribute has no such border.
_BIDI: Final = re.compile("[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]")


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


def answer_html(answer: Answer, words: Words = ENGLISH) -> str:
    """An answer, a growing one included: its words, its quotations framed with outlet, date and language.

    Each known ``[n]`` is a link that opens the article at the quotation. A citation whose quotation the
    answer's text does not hold (prose by a chat model) is framed below it. A refusal gives its reason and
    the nearest articles.
    """
    if answer.refused:
        return _refusal(answer, words)
    drawing = _Drawing(answer, words)
    blocks = [drawing.block(kind, text) for kind, text in _blocks(_with_slots(answer))]
    body = ""
    for listed, group in groupby(blocks, key=lambda block: block.startswith("<li")):
        together = "".join(group)
        body += f"<ul>{together}</ul>" if listed else together
    left = [citation for citation in answer.citations if citation.marker not in drawing.drawn]
    if left and answer.complete:
        body += f'<h3 class="label">{_text(words["quotations"])}</h3>'
        body += "".join(drawing.quotation(citation) for citation in left)
    return f'<div class="answer"{_lang(answer.language)}>{body}</div>'


def turn_html(
    question: str,
    answer: Answer | None,
    words: Words = ENGLISH,
    *,
    seconds: float | None = None,
    note: str = "",
    hint: bool = False,
) -> str:
    """A question and what is known of its answer so far; ``answer`` is None while nothing is.

    ``note`` is a remark about the question in our own words, ``seconds`` the time the answer took; with ``hint``
    the reader is told once what the numbers do.
    """
    busy = answer is None or not answer.complete
    parts = [f'<h2 class="question" dir="auto">{_text(question)}</h2>']
    if note:
        parts.append(f'<p class="note" role="status">{_text(note)}</p>')
    if answer is not None:
        parts.append(answer_html(answer, words))
    if busy:
        parts.append(f'<p class="busy" role="status">{_text(words["searching"])}</p>')
    elif answer is not None:
        facts = [] if seconds is None else [words["seconds"].format(n=_seconds(seconds, words))]
        if answer.citations:
            facts.insert(0, count(words, "quoted", len({citation.article_id for citation in answer.citations})))
        if answer.model:
            facts.append(answer.model)
        if hint and answer.citations:
            facts.append(words["hint"])
        parts.append(f'<p class="facts">{" · ".join(f"<span>{_text(fact)}</span>" for fact in facts)}</p>')
    return f'<section class="turn" aria-busy="{"true" if busy else "false"}">{"".join(parts)}</section>'


def failure_html(question: str, message: str) -> str:
    """A question that met an error, in our own words."""
    return (
        f'<section class="turn" aria-busy="false"><h2 class="question" dir="auto">{_text(question)}</h2>'
        f'<p class="failure" role="alert">{_text(message)}</p></section>'
    )


def article_html(
    article: Article, marks: Iterable[Mark | Citation] = (), focus: int | None = None, words: Words = ENGLISH
) -> str:
    """The whole article, its cited sentences in ``<mark>``; the one numbered ``focus`` is distinguished.

    The first piece of each marked sentence has the id ``cited-<marker>``. Marks outside the text are cut to it.
    The link to the publisher's page is there only for an http or https address.
    """
    kicker = _about(article.source, article.published, article.language, words)
    title = article.title or words["untitled"]
    head = f'<p class="kicker">{kicker}</p><h1 dir="auto">{_text(title)}</h1>'
    if article.authors:
        # One author's name may hold direction overrides; <bdi> keeps them from the next one.
        names = ", ".join(f"<bdi>{_text(name)}</bdi>" for name in article.authors)
        head += f'<p class="byline">{_text(words["by"]).replace("{authors}", names)}</p>'
    if is_web_address(article.url):
        head += (
            f'<p class="original"><a href="{_attribute(article.url)}" target="_blank"'
            f' rel="noopener noreferrer nofollow">{_text(words["original"])}</a></p>'
        )
    body = "".join(
        f'<p dir="auto">{_marked(article.text, start, end, marks_inside, focus)}</p>'
        for start, end, marks_inside in _paragraphs(article.text, tuple(marks))
    )
    return (
        f'<article class="paper"><header>{head}</header>'
        f'<div class="text"{_lang(article.language)} dir="auto">{body}</div></article>'
    )


def article_address(article_id: str, marks: Sequence[Mark] = (), focus: int | None = None) -> str:
    """The page's own address of an article, relative to the page, with the sentences to mark in it."""
    query: list[tuple[str, str]] = [("id", article_id), *(("mark", str(mark)) for mark in marks)]
    if focus is None:
        return f"article?{urlencode(query, errors='replace')}"
    # The fragment scrolls to the sentence where the address is opened in a tab of its own.
    return f"article?{urlencode([*query, ('focus', str(focus))], errors='replace')}#cited-{focus}"


def is_web_address(url: str) -> bool:
    """Whether a link may lead there: http or https, a host, no white space or control character."""
    if not url or re.search(r"[\s\x00-\x20\x7f]", url):
        return False
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.netloc)


class _Drawing:
    """Draws the blocks of one answer and remembers which citations have been drawn."""

    def __init__(self, answer: Answer, words: Words) -> None:
        self.words = words
        self.citations = answer.citations
        self.by_marker = {citation.marker: citation for citation in answer.citations}
        self.spans = {span.marker: (span.start, span.end) for span in answer.spans}
        self.drawn: set[int] = set()

    def block(self, kind: str, text: str) -> str:
        quoted = [self.citations[int(slot)] for slot in _SLOTS.findall(text)]
        if kind == "quote" and not quoted:
            markers = [int(n) for match in re.findall(r"\[([\d,\s]+)\]", text) for n in re.findall(r"\d+", match)]
            quoted = [self.by_marker[n] for n in markers if n in self.by_marker]
        if quoted and (kind == "quote" or _ALONE.fullmatch(text)):
            return "".join(self.quotation(citation) for citation in quoted)
        inline = self._inline(text)
        if kind == "quote":
            return f'<blockquote class="plain" dir="auto">{inline}</blockquote>'
        return f'<li dir="auto">{inline}</li>' if kind == "item" else f'<p dir="auto">{inline}</p>'

    def quotation(self, citation: Citation) -> str:
        self.drawn.add(citation.marker)
        about = _about(citation.source, citation.published, citation.language, self.words)
        title = f' <cite dir="auto">{_text(citation.title)}</cite>' if citation.title else ""
        return (
            f'<figure class="quotation"><blockquote{_lang(citation.language)} dir="auto">{self._quote(citation)}'
            f"</blockquote><figcaption>{self._marker(citation)} <span>{about}{title}</span></figcaption></figure>"
        )

    def _quote(self, citation: Citation) -> str:
        start, end = self.spans.get(citation.marker, (0, 0))
        start, end = start - citation.start, end - citation.start
        quote = citation.quote
        if not 0 <= start < end <= len(quote) or end - start == len(quote):
            return _text(quote)
        return f'{_text(quote[:start])}<b class="span">{_text(quote[start:end])}</b>{_text(quote[end:])}'

    def _marker(self, citation: Citation) -> str:
        marks = [
            Mark(other.marker, other.start, other.end)
            for other in self.citations
            if other.article_id == citation.article_id
        ]
        label = self.words["marker"].format(
            marker=citation.marker,
            source=citation.source or self.words["unknown"],
            title=citation.title or self.words["untitled"],
        )
        address = article_address(citation.article_id, marks, citation.marker)
        return (
            f'<a class="marker" data-article href="{_attribute(address)}" aria-label="{_attribute(label)}">'
            f"[{citation.marker}]</a>"
        )

    def _inline(self, text: str) -> str:
        pieces: list[str] = []
        position, bold = 0, False
        for match in _INLINE.finditer(text):
            pieces.append(_text(text[position : match.start()]))
            position = match.end()
            if match["slot"]:
                citation = self.citations[int(match["slot"])]
                self.drawn.add(citation.marker)
                pieces.append(f'<q{_lang(citation.language)} dir="auto">{self._quote(citation)}</q>')
            elif match["escaped"]:
                pieces.append(_text(match["escaped"]))
            elif match["bold"]:
                bold = not bold
                pieces.append("<strong>" if bold else "</strong>")
            else:
                known = [self.by_marker.get(int(n)) for n in match["markers"].split(",")]
                linked = [self._marker(citation) for citation in known if citation is not None]
                pieces.append("".join(linked) if len(linked) == len(known) else _text(match[0]))
        pieces.append(_text(text[position:]))
        return "".join(pieces) + ("</strong>" if bold else "")


def _refusal(answer: Answer, words: Words) -> str:
    parts = [f'<h3 class="label">{_text(words["refused"])}</h3>']
    if answer.reason or answer.answer:
        parts.append(f'<p class="reason" dir="auto">{_text(answer.reason or answer.answer)}</p>')
    if answer.nearest:
        items = "".join(f"<li>{_nearest(article, words)}</li>" for article in answer.nearest)
        parts.append(f'<h3 class="label">{_text(words["nearest"])}</h3><ul class="nearest">{items}</ul>')
    return f'<div class="answer refused"{_lang(answer.language)}>{"".join(parts)}</div>'


def _nearest(article: Nearest, words: Words) -> str:
    address = _attribute(article_address(article.article_id))
    title = _text(article.title or words["untitled"])
    about = _about(article.source, article.published, article.language, words)
    return (
        f'<a data-article href="{address}"{_lang(article.language)} dir="auto">{title}</a>'
        f'<span class="about">{about}</span>'
    )


def _about(source: str, published: str, language: str, words: Words) -> str:
    parts = [f'<bdi class="outlet">{_text(source or words["unknown"])}</bdi>']
    if published:
        day = _text(long_date(published, words))
        valid = re.fullmatch(r"\d{4}-\d\d-\d\d", published, re.ASCII) is not None
        parts.append(f'<time datetime="{published}">{day}</time>' if valid else f"<bdi>{day}</bdi>")
    else:
        parts.append(f"<span>{_text(words['undated'])}</span>")
    if language:
        parts.append(f"<bdi>{_text(language_name(language, words))}</bdi>")
    return '<span class="dot"> · </span>'.join(parts)


def _with_slots(answer: Answer) -> str:
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


def _anywhere(quote: str) -> str:
    words = quote.split()
    return r"\s+(?:>\s*)*".join("".join(rf"\\?{re.escape(char)}" for char in word) for word in words)


def _blocks(text: str) -> Iterator[tuple[str, str]]:
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
        piece = "<br>".join(_text(line) for line in text[left:right].split("\n"))
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


def _seconds(seconds: float, words: Words) -> str:
    text = f"{seconds:.2f}" if seconds < 1 else f"{seconds:.1f}"
    return text.replace(".", ",") if words["locale"].startswith("fr") else text


def _text(value: str) -> str:
    return html.escape(_UNPRINTABLE.sub("\ufffd", value))


def _attribute(value: str) -> str:
    return html.escape(_UNPRINTABLE.sub("\ufffd", _BIDI.sub("", value)))


def _lang(code: str) -> str:
    return f' lang="{code}"' if _LANGUAGE.fullmatch(code) else ""
