"""Draws a conversation: each question, its answer as it grows, and what can be done with the answer."""

from __future__ import annotations

from collections.abc import Iterable

from rag.types import Answer
from ui.conversations import Turn
from ui.render.answers import answer_html
from ui.render.filters import chips_html
from ui.render.text import attribute, escape
from ui.words import ENGLISH, Words, count, number

EXPORTS = {"md": "Markdown", "html": "HTML", "json": "JSON"}


def conversation_html(turns: Iterable[Turn], words: Words = ENGLISH) -> str:
    """Kept turns, in their order; the address of the conversation is in the first of them."""
    return "".join(turn_html(turn, words) for turn in turns)


def turn_html(turn: Turn, words: Words = ENGLISH, *, note: str = "", hint: bool = False) -> str:
    """A question and what is known of its answer so far.

    ``note`` is a remark about the question in our own words; with ``hint`` the reader is told once what the numbers
    do. Only a kept turn can be judged and exported.
    """
    answer = turn.answer
    busy = not turn.failure and (answer is None or not answer.complete)
    parts = [f'<h2 class="question" dir="auto">{escape(turn.question)}</h2>', chips_html(turn.filters, words)]
    rewritten = answer.rewritten if answer else None
    if rewritten and rewritten != turn.question:
        parts.append(
            f'<p class="rewritten">{escape(words["rewritten"])} <q dir="auto">{escape(rewritten)}</q> '
            f'<button type="button" class="link" data-fill="{attribute(rewritten)}">{escape(words["correct"])}</button></p>'
        )
    if note:
        parts.append(f'<p class="note" role="status">{escape(note)}</p>')
    if answer is not None:
        parts.append(answer_html(answer, words))
    if turn.failure:
        parts.append(f'<p class="failure" role="alert">{escape(turn.failure)}</p>')
    elif busy:
        parts.append(f'<p class="busy" role="status">{escape(_doing(answer, words))}</p>')
    elif answer is not None:
        deeds = _deeds(turn, words) if turn.number else ""
        parts.append(f'<div class="foot">{_facts(answer, words, hint=hint)}{deeds}</div>')
    place = f' data-conversation="{attribute(turn.conversation)}"' if turn.conversation else ""
    return f'<section class="turn" aria-busy="{"true" if busy else "false"}"{place}>{"".join(parts)}</section>'


def _doing(answer: Answer | None, words: Words) -> str:
    """What goes on while an answer grows. Without sentences it is quotations that grow, in the place of a model's words."""
    if answer is None or not answer.model or not (answer.statements or answer.dropped):
        return words["searching"]
    checked = answer.dropped or any(one.verdict for one in answer.statements)
    return words["checking" if checked else "writing"].format(model=answer.model)


def _facts(answer: Answer, words: Words, *, hint: bool) -> str:
    facts = []
    if answer.citations:
        facts.append(count(words, "quoted", len({citation.article_id for citation in answer.citations})))
    if "total" in answer.timings_ms:
        facts.append(words["seconds"].format(n=_seconds(answer.timings_ms["total"], words)))
    if answer.model:
        facts.append(answer.model)
    # Both are 0 or absent where there was nothing to measure: a reply of one token, or one that was kept.
    if first := answer.timings_ms.get("first_token"):
        facts.append(words["first_token"].format(n=_seconds(first, words)))
    if speed := answer.timings_ms.get("tokens_per_second"):
        facts.append(words["tokens_per_second"].format(n=number(words, speed, 1)))
    if hint and answer.citations:
        facts.append(words["hint"])
    return f'<p class="facts">{" · ".join(f"<span>{escape(fact)}</span>" for fact in facts)}</p>'


def _deeds(turn: Turn, words: Words) -> str:
    place = attribute(turn.conversation)
    thumbs = "".join(
        f'<button type="button" class="thumb {name}" data-good="{value}" aria-label="{attribute(words[name])}"'
        f' title="{attribute(words[name])}" aria-pressed="{"true" if turn.good is (name == "good") else "false"}"></button>'
        for name, value in (("good", "true"), ("bad", "false"))
    )
    remark = attribute(words["remark"])
    form = (
        f'<form class="remark" hidden><input name="note" maxlength="2000" aria-label="{remark}" placeholder="{remark}"'
        f' value="{attribute(turn.note)}"><button type="submit">{escape(words["send"])}</button></form>'
    )
    lines = "".join(
        f"<p>{escape(words[key])} " + downloads_html(f"conversation/{place}", query) + "</p>"
        for key, query in (("export.turn", f"?turn={turn.number}"), ("export.conversation", ""))
    )
    exports = f'<details class="export"><summary>{escape(words["export"])}</summary><div>{lines}</div></details>'
    return f'<div class="deeds" data-conversation="{place}" data-turn="{turn.number}">{thumbs}{exports}{form}</div>'


def downloads_html(address: str, query: str = "") -> str:
    """Links to the exports of a kept conversation."""
    return " ".join(f'<a download href="{address}.{ending}{query}">{name}</a>' for ending, name in EXPORTS.items())


def _seconds(milliseconds: float, words: Words) -> str:
    return number(words, milliseconds / 1000, 2 if milliseconds < 1000 else 1)
