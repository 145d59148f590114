"""A question typed on the page to the conversation as it is drawn: growing answers, kept when they are complete."""

from __future__ import annotations

import logging
import queue
import sqlite3
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
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
# Seconds between two looks at whether an answer was stopped.
_GLANCE: Final = 0.1

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
    stop: threading.Event | None = None,
) -> Iterator[Step]:
    """Asks, and yields the conversation as the answer grows; errors are drawn and kept, never raised.

    Once ``stop`` is set the answer is given up: what there was of it has not been checked, and is neither drawn nor kept.
    """
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
        for grown in _answers(chain, turn, before, stop or threading.Event()):
            yield step(_kept(shelf, grown) if grown.answer and grown.answer.complete else grown)
    except _Stopped:
        yield step(_kept(shelf, replace(turn, failure=words["stopped"])))
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


class _Stopped(Exception):
    """The reader has stopped the answer."""


def _answers(chain: Any, turn: Turn, before: Sequence[Turn], stop: threading.Event) -> Iterator[Turn]:
    history = history_of(before)
    began = time.perf_counter()
    answer: Answer | None = None
    asked = {"question": turn.question, "history": history, "filters": dict(turn.filters)}
    for answer in _until(stop, chain.stream(asked)):
        if answer.complete and "total" not in answer.timings_ms:
            took = {"total": round((time.perf_counter() - began) * 1000, 2)}
            answer = replace(answer, timings_ms={**answer.timings_ms, **took})
        yield replace(turn, answer=answer)
    if answer is None or not answer.complete:
        raise RuntimeError("The answer's stream ended before the answer was complete.")


def _until(stop: threading.Event, answers: Iterator[Answer]) -> Iterator[Answer]:
    """The answers as far as the complete one; ``stop`` ends them at once, even while a model is silent for a minute.

    For that they are made in a thread of their own, which closes them after the one that it is at. A reader who leaves
    stops them as well.

    Raises:
        _Stopped: ``stop`` was set before the complete one.
        OnRecordError: as making them does.
        RuntimeError: making them failed in another way.
    """
    made: queue.SimpleQueue[Answer | BaseException | None] = queue.SimpleQueue()

    def make() -> None:
        try:
            with closing(answers):  # type: ignore[type-var]
                for one in answers:
                    made.put(one)
                    if stop.is_set():
                        return
            made.put(None)
        # A library in another language panics with errors of its own, which are no Exception.
        except BaseException as error:
            made.put(error)

    threading.Thread(target=make, name="answer", daemon=True).start()
    try:
        while not stop.is_set():
            try:
                one = made.get(timeout=_GLANCE)
            except queue.Empty:
                continue
            if isinstance(one, OnRecordError):
                raise one
            if isinstance(one, BaseException):
                raise RuntimeError("The answer could not be made.") from one
            if one is None:
                return
            yield one
            if one.complete:
                return
        raise _Stopped
    finally:
        stop.set()


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
