"""Draws an answer: its words, its quotations framed, both sides of what is contested, and what a check found."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import groupby

from rag.types import Answer, Citation, Contest, Nearest, Statement
from ui.render.articles import Mark, article_address, citation_address
from ui.render.markdown import ALONE, INLINE, SLOTS, blocks, with_slots
from ui.render.text import about, attribute, escape, label, lang
from ui.words import ENGLISH, Words, count, reason


def answer_html(answer: Answer, words: Words = ENGLISH, *, anchor: str = "") -> str:
    """An answer, a growing one included: its words, its quotations framed with outlet, date and language.

    Each known ``[n]`` is a link that opens the article at the quotation. The two sides of a contested matter stand
    beside each other, where the first of their quotations would. A citation whose quotation the answer's text does
    not hold (prose by a chat model) is framed below it. A refusal gives its reason and the nearest articles.

    Away from the page, in a file of its own, the links lead to the elements whose ids are ``anchor`` with the marker.
    """
    above = f'<p class="notice" role="status">{escape(answer.notice)}</p>' if answer.notice else ""
    if answer.refused and not answer.citations:
        return above + _refusal(answer, words, opens=not anchor)
    drawing = _Drawing(answer, words, anchor)
    body = drawing.prose() if answer.statements else drawing.body()
    left = [citation for citation in answer.citations if citation.marker not in drawing.drawn]
    if left and answer.complete:
        below = [drawing.contest(one) for one in answer.contests if drawing.waits(one)]
        below += [drawing.quotation(citation) for citation in left if citation.marker not in drawing.drawn]
        body += label(words["quotations"]) + "".join(below)
    if answer.refused:
        # What was asked is not on record, and what is quoted says the contrary.
        body = label(words["refused"]) + body
        return f'{above}<div class="answer refused"{lang(answer.language)}>{body}</div>'
    return f'{above}<div class="answer"{lang(answer.language)}>{body}</div>'


class _Drawing:
    """Draws the blocks of one answer and remembers which citations have been drawn."""

    def __init__(self, answer: Answer, words: Words, anchor: str) -> None:
        self.answer = answer
        self.words = words
        self.anchor = anchor
        self.citations = answer.citations
        self.by_marker = {citation.marker: citation for citation in answer.citations}
        self.spans = {span.marker: (span.start, span.end) for span in answer.spans}
        self.drawn: set[int] = set()
        self.leads: dict[int, str] = {}  # who says a quotation and against whom, in the answer's words, by its marker

    def body(self) -> str:
        """The answer's Markdown, block by block."""
        read = list(blocks(with_slots(self.answer)))
        for _, text in read:
            alone = ALONE.fullmatch(text)
            if alone and alone["lead"]:
                for slot in SLOTS.findall(text):
                    self.leads[self.citations[int(slot)].marker] = alone["lead"]
        drawn = [self.block(kind, text) for kind, text in read]
        return "".join(
            f"<ul>{together}</ul>" if listed else together
            for listed, group in groupby(drawn, key=lambda block: block.startswith("<li"))
            if (together := "".join(group))
        )

    def prose(self) -> str:
        """The sentences of a chat model, each with its markers and a quiet mark of what its check found, or has yet to find."""
        sentences = " ".join(self.statement(one) for one in self.answer.statements)
        doubts = "".join(self.doubt(one) for one in self.answer.statements if one.verdict in ("partly", "unsupported"))
        listed = f'<ul class="doubts" aria-label="{attribute(self.words["checks"])}">{doubts}</ul>' if doubts else ""
        return f'<p class="prose" dir="auto">{sentences}</p>{listed}{self.left_out()}'

    def left_out(self) -> str:
        """What the model wrote and the articles do not bear out: there for whom wants to see it."""
        dropped = self.answer.dropped
        if not dropped:
            return ""
        listed = "".join(self.doubt(one) for one in dropped)
        return (
            f'<details class="cite"><summary>{escape(count(self.words, "leftout", len(dropped)))}</summary>'
            f'<ul class="doubts">{listed}</ul></details>'
        )

    def statement(self, one: Statement) -> str:
        links = "".join(self.marker(self.by_marker[n]) for n in one.markers if n in self.by_marker)
        return f'<span class="statement {_verdict(one)}">{escape(one.text)}{links}{self.check(one)}</span>'

    def check(self, one: Statement) -> str:
        verdict = _verdict(one)
        said = attribute(self.words[f"verdict.{verdict}"])
        return f'<span class="check {verdict}" role="img" aria-label="{said}" title="{said}"></span>'

    def doubt(self, one: Statement) -> str:
        beginning = one.text if len(one.text) <= 70 else one.text[:70].rsplit(" ", 1)[0] + "…"
        reasons = "; ".join(reason(self.words, one) for one in one.reasons)
        verdict = escape(self.words[f"verdict.{_verdict(one)}"])
        return (
            f'<li class="{_verdict(one)}">{self.check(one)} <strong>{verdict}</strong>'
            f' <q dir="auto">{escape(beginning)}</q>{f" — <bdi>{escape(reasons)}</bdi>" if reasons else ""}</li>'
        )

    def block(self, kind: str, text: str) -> str:
        quoted = [self.citations[int(slot)] for slot in SLOTS.findall(text)]
        if kind == "quote" and not quoted:
            markers = [int(n) for match in re.findall(r"\[([\d,\s]+)\]", text) for n in re.findall(r"\d+", match)]
            quoted = [self.by_marker[n] for n in markers if n in self.by_marker]
        if quoted and (kind == "quote" or ALONE.fullmatch(text)):
            return "".join(self.framed(citation) for citation in quoted)
        inline = self.inline(text)
        if kind == "quote":
            return f'<blockquote class="plain" dir="auto">{inline}</blockquote>'
        return f'<li dir="auto">{inline}</li>' if kind == "item" else f'<p dir="auto">{inline}</p>'

    def framed(self, citation: Citation) -> str:
        """The quotation, or the contest that it stands in, unless that is there already."""
        contests = [one for one in self.answer.contests if citation.marker in (*one.claimed, *one.denied)]
        if contests:
            return "".join(self.contest(one) for one in contests if self.waits(one))
        return self.quotation(citation)

    def waits(self, contest: Contest) -> bool:
        return not self.drawn.issuperset(n for n in (*contest.claimed, *contest.denied) if n in self.by_marker)

    def contest(self, contest: Contest) -> str:
        sides = "".join(
            f'<div class="side {name}"><h4 class="label">{escape(self.words[name])}</h4>'
            + "".join(self.quotation(self.by_marker[n]) for n in markers if n in self.by_marker)
            + "</div>"
            for name, markers in (("claimed", contest.claimed), ("denied", contest.denied))
        )
        title = attribute(self.words["contested"])
        return f'<section class="contest" aria-label="{title}">{label(self.words["contested"])}{sides}</section>'

    def quotation(self, citation: Citation) -> str:
        self.drawn.add(citation.marker)
        facts = about(citation.source, citation.published, citation.language, self.words)
        title = f' <cite dir="auto">{escape(citation.title)}</cite>' if citation.title else ""
        lead = self.leads.get(citation.marker, "")
        who = f'<p class="lead" dir="auto">{self.inline(lead)}</p>' if lead else ""
        cite = ""
        if self.answer.complete and not self.anchor:
            address = attribute(citation_address(citation.article_id, citation.start, citation.end))
            cite = (
                f'<details class="cite" data-part="{address}"><summary>{escape(self.words["cite"])}</summary>'
                '<div class="into"></div></details>'
            )
        return (
            f'<figure class="quotation">{who}<blockquote{lang(citation.language)} dir="auto">{self.quote(citation)}'
            f"</blockquote><figcaption>{self.marker(citation)} <span>{facts}{title}</span></figcaption>{cite}</figure>"
        )

    def quote(self, citation: Citation) -> str:
        start, end = self.spans.get(citation.marker, (0, 0))
        start, end = start - citation.start, end - citation.start
        quote = citation.quote
        if not 0 <= start < end <= len(quote) or end - start == len(quote):
            return escape(quote)
        return f'{escape(quote[:start])}<b class="span">{escape(quote[start:end])}</b>{escape(quote[end:])}'

    def marker(self, citation: Citation) -> str:
        if self.anchor:
            return f'<a class="marker" href="#{self.anchor}{citation.marker}">[{citation.marker}]</a>'
        marks = [
            Mark(other.marker, other.start, other.end)
            for other in self.citations
            if other.article_id == citation.article_id
        ]
        name = self.words["marker"].format(
            marker=citation.marker,
            source=citation.source or self.words["unknown"],
            title=citation.title or self.words["untitled"],
        )
        address = article_address(citation.article_id, marks, citation.marker)
        return (
            f'<a class="marker" data-article href="{attribute(address)}" aria-label="{attribute(name)}">'
            f"[{citation.marker}]</a>"
        )

    def inline(self, text: str) -> str:
        pieces: list[str] = []
        position, bold = 0, False
        for match in INLINE.finditer(text):
            pieces.append(escape(text[position : match.start()]))
            position = match.end()
            if match["slot"]:
                citation = self.citations[int(match["slot"])]
                self.drawn.add(citation.marker)
                pieces.append(f'<q{lang(citation.language)} dir="auto">{self.quote(citation)}</q>')
            elif match["escaped"]:
                pieces.append(escape(match["escaped"]))
            elif match["bold"]:
                bold = not bold
                pieces.append("<strong>" if bold else "</strong>")
            else:
                known = [self.by_marker.get(int(n)) for n in match["markers"].split(",")]
                linked = [self.marker(citation) for citation in known if citation is not None]
                pieces.append("".join(linked) if len(linked) == len(known) else escape(match[0]))
        pieces.append(escape(text[position:]))
        return "".join(pieces) + ("</strong>" if bold else "")


def _verdict(one: Statement) -> str:
    return one.verdict if one.verdict in ("supported", "partly", "unsupported") else "unchecked"


def _refusal(answer: Answer, words: Words, *, opens: bool) -> str:
    parts = [label(words["refused"])]
    if answer.reason or answer.answer:
        parts.append(f'<p class="reason" dir="auto">{escape(answer.reason or answer.answer)}</p>')
    if answer.nearest:
        parts.append(label(words["nearest"]) + _nearest(answer.nearest, words, opens=opens))
    return f'<div class="answer refused"{lang(answer.language)}>{"".join(parts)}</div>'


def _nearest(articles: Iterable[Nearest], words: Words, *, opens: bool) -> str:
    items = []
    for number, article in enumerate(articles, 1):
        marks = [Mark(number, article.start, article.end)] if article.quote else []
        place = article_address(article.article_id, marks, number if marks else None)
        address = f' data-article href="{attribute(place)}"' if opens else ""
        says = (
            f'<q class="says"{lang(article.language)} dir="auto">{escape(article.quote)}</q>' if article.quote else ""
        )
        title = escape(article.title or words["untitled"])
        facts = about(article.source, article.published, article.language, words)
        items.append(
            f'<li><a{address}{lang(article.language)} dir="auto">{title}</a><span class="about">{facts}</span>{says}</li>'
        )
    return f'<ul class="nearest">{"".join(items)}</ul>'
