"""A question typed on the page to the conversation as it is drawn: growing answers, kept when they are complete."""

from __future__ import annotations

import logging
import sqlite3
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from rag.answering.follow_up import MAX_MESSAGES
from rag.errors import OnRecordError
from rag.types import Answer
from ui.conversations import Shelf, Turn
from ui.render.turns import conversation_html, turn_html
from ui.words import ENGLISH, Words, number

# Characters. A question beyond this is a pasted text, and more than the embedder reads: its beginning is asked.
MAX_QUESTION: Final = 1_000

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Step:
    """A conversation at one moment: how it looks, and the id it is kept under, empty while nothing of it is."""

    drawn: str
    conversation: str


def converse(
    chain: Any,
    shelf: Shelf,
    conversation: str,
    question: str,
    filters: Mapping[str, Any] | None = None,
    words: Words = ENGLISH,
) -> Iterator[Step]:
    """Asks, and yields the conversation as the answer grows; errors are drawn and kept, never raised."""
    question = question.strip()
    note = words["cut"].format(limit=number(words, MAX_QUESTION)) if len(question) > MAX_QUESTION else ""
    before = shelf.turns(conversation)
    above = conversation_html(before, words)
    turn = Turn(question[:MAX_QUESTION], filters=chosen(filters), conversation=conversation if before else "")

    def step(turn: Turn) -> Step:
        drawn = turn_html(turn, words, note=note, hint=not before)
        return Step(above + drawn, turn.conversation)

    yield step(turn)
    try:
        for grown in _answers(chain, turn, before):
            yield step(_kept(shelf, grown) if grown.answer and grown.answer.complete else grown)
    except OnRecordError as error:
        yield step(_kept(shelf, replace(turn, failure=str(error))))
    except Exception:
        log.exception("A question could not be answered.")
        yield step(_kept(shelf, replace(turn, failure=words["failed"])))


def history_of(turns: Sequence[Turn]) -> list[dict[str, str]]:
    """The latest turns as the messages that a follow-up question may refer to."""
    messages = [
        {"role": role, "content": content}
        for one in turns
        for role, content in (("user", one.question), ("assistant", one.answer.answer if one.answer else ""))
    ]
    return messages[-MAX_MESSAGES:]


def _answers(chain: Any, turn: Turn, before: Sequence[Turn]) -> Iterator[Turn]:
    history = history_of(before)
    began = time.perf_counter()
    answer: Answer | None = None
    for answer in chain.stream({"question": turn.question, "history": history, "filters": dict(turn.filters)}):
        if answer.complete and "total" not in answer.timings_ms:
            took = {"total": round((time.perf_counter() - began) * 1000, 2)}
            answer = replace(answer, timings_ms={**answer.timings_ms, **took})
        yield replace(turn, answer=answer)
    if answer is None or not answer.complete:
        raise RuntimeError("The answer's stream ended before the answer was complete.")


def _kept(shelf: Shelf, turn: Turn) -> Turn:
    """The turn as it is kept; as it is when the disk does not take it, since the reader has the answer all the same."""
    try:
        return shelf.keep(turn)
    except sqlite3.Error:
        log.exception("A conversation could not be kept.")
        return turn


def chosen(filters: Mapping[str, Any] | None) -> dict[str, Any]:
    """The filters that are set, under the names the chain knows."""
    names = ("from", "to", "source", "language", "author")
    return {name: value for name in names if (value := (filters or {}).get(name))}
