"""What the page does with a question, without a browser: growing conversations that are kept, and errors in words."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

import pytest

from rag import Library
from rag.answering.follow_up import MAX_MESSAGES, bounded
from rag.errors import LibraryBusy
from rag.types import Answer
from ui.asking import MAX_QUESTION, Step, converse
from ui.conversations import Conversations, Shelf
from ui.words import ENGLISH, FRENCH


class Chain:
    """Answers every question with the same answers, and remembers what it was asked."""

    def __init__(self, *answers: Answer | Exception) -> None:
        self.answers = answers
        self.asked: list[dict[str, Any]] = []

    def stream(self, inputs: dict[str, Any]) -> Iterator[Answer]:
        self.asked.append(inputs)
        for answer in self.answers:
            if isinstance(answer, Exception):
                raise answer
            yield answer


class Silent(Chain):
    """Says the beginning of an answer and then nothing more until it is told to; ``closed`` when it was given up."""

    def __init__(self, *answers: Answer) -> None:
        super().__init__(*answers)
        self.speak = threading.Event()
        self.closed = threading.Event()
        self.ended = False  # whether all of it was made

    def stream(self, inputs: dict[str, Any]) -> Iterator[Answer]:
        try:
            yield Answer("q", "half a sentence", "en", complete=False)
            assert self.speak.wait(30)
            yield from super().stream(inputs)
            self.ended = True
        finally:
            self.closed.set()


@pytest.fixture
def shelf() -> Shelf:
    return Conversations(None).shelf("reader")


def last(chain: Any, shelf: Shelf, conversation: str, question: str, **more: Any) -> Step:
    *_, step = converse(chain, shelf, conversation, question, **more)
    return step


def test_a_conversation_grows_is_kept_and_goes_on(library: Library, shelf: Shelf) -> None:
    chain = library.as_chain()
    steps = list(converse(chain, shelf, "", "  Who accused Borduria of firing shells?  "))
    assert [bool(one.conversation) for one in steps] == [False] * (len(steps) - 1) + [True]
    assert all('aria-busy="true"' in one.drawn for one in steps[:-1]) and 'aria-busy="true"' not in steps[-1].drawn
    (first,) = shelf.turns(steps[-1].conversation)
    assert first.question == "Who accused Borduria of firing shells?"
    assert first.answer is not None and "[1]" in first.answer.answer
    second = last(chain, shelf, steps[-1].conversation, "And the ferry?")
    assert second.conversation == steps[-1].conversation and len(shelf.turns(second.conversation)) == 2
    assert second.drawn.count('class="question"') == 2


def test_a_follow_up_takes_the_latest_turns_and_the_filters_with_it(shelf: Shelf) -> None:
    chain = Chain(Answer("q", "a", "en"))
    step = Step("", "")
    for number in range(MAX_MESSAGES):
        step = last(
            chain, shelf, step.conversation, f"question {number}", filters={"from": "2020", "to": "", "other": "x"}
        )
    history = chain.asked[-1]["history"]
    assert len(history) == MAX_MESSAGES and bounded(history) == history, "as much as is read of it"
    assert history[-2:] == [
        {"role": "user", "content": f"question {MAX_MESSAGES - 2}"},
        {"role": "assistant", "content": "a"},
    ]
    assert chain.asked[-1]["filters"] == {"from": "2020"} == shelf.turns(step.conversation)[-1].filters


def test_a_conversation_of_somebody_else_is_not_gone_on_with(shelf: Shelf) -> None:
    chain = Chain(Answer("q", "secret", "en"))
    theirs = last(chain, shelf._store.shelf("another"), "", "a private question").conversation
    mine = last(chain, shelf, theirs, "mine")
    assert mine.conversation != theirs and "private" not in mine.drawn
    assert chain.asked[-1]["history"] == []


def test_a_long_question_is_cut_and_says_so(shelf: Shelf) -> None:
    chain = Chain(Answer("q", "a", "en"))
    step = last(chain, shelf, "", "x" * (MAX_QUESTION + 1))
    assert len(chain.asked[0]["question"]) == MAX_QUESTION and "1,000 characters" in step.drawn
    french = last(chain, shelf, "", "x" * (MAX_QUESTION + 1), words=FRENCH)
    assert "1\u202f000 caractères" in french.drawn
    assert "characters" not in last(chain, shelf, "", "x" * MAX_QUESTION).drawn


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ((LibraryBusy("Another process is <writing>."),), "Another process is &lt;writing&gt;."),
        ((ValueError("secret"),), ENGLISH["failed"]),
        ((Answer("q", "half", "en", complete=False),), ENGLISH["failed"]),
        ((), ENGLISH["failed"]),
    ],
)
def test_an_error_is_said_in_words_and_the_conversation_goes_on(
    answers: tuple[Any, ...], said: str, shelf: Shelf
) -> None:
    step = last(Chain(*answers), shelf, "", "Who?")
    assert said in step.drawn and "secret" not in step.drawn and 'role="alert"' in step.drawn
    step = last(Chain(Answer("q", "fine", "en")), shelf, step.conversation, "Again?")
    assert len(shelf.turns(step.conversation)) == 2 and said in step.drawn and "fine" in step.drawn


def test_an_answer_is_shown_even_where_it_cannot_be_kept(shelf: Shelf) -> None:
    shelf._store._connection.execute("PRAGMA query_only = ON")
    step = last(Chain(Answer("q", "fine", "en")), shelf, "", "Who?")
    assert "fine" in step.drawn and not step.conversation


def test_a_stopped_answer_ends_at_once_and_nothing_of_it_stays(shelf: Shelf) -> None:
    chain, stop = Silent(Answer("q", "a whole one", "en")), threading.Event()
    steps = converse(chain, shelf, "", "Who?", stop=stop)
    next(steps)
    assert "half a sentence" in next(steps).drawn
    stop.set()
    (last_step,) = steps
    assert not chain.speak.is_set(), "it was not waited for"
    assert ENGLISH["stopped"] in last_step.drawn and 'aria-busy="false"' in last_step.drawn
    assert "half" not in last_step.drawn
    (kept,) = shelf.turns(last_step.conversation)
    assert (kept.question, kept.answer, kept.failure) == ("Who?", None, ENGLISH["stopped"])
    chain.speak.set()
    assert chain.closed.wait(30) and not chain.ended
    assert last(Chain(Answer("q", "fine", "en")), shelf, last_step.conversation, "Again?").drawn.count("half") == 0


def test_a_reader_who_leaves_stops_the_answer(shelf: Shelf) -> None:
    chain = Silent(Answer("q", "half", "en", complete=False), Answer("q", "a whole one", "en"))
    steps = converse(chain, shelf, "", "Who?")
    next(steps), next(steps)
    steps.close()  # type: ignore[attr-defined]
    chain.speak.set()
    assert chain.closed.wait(30) and not chain.ended and not shelf.list()


def test_an_answer_that_is_complete_cannot_be_stopped(shelf: Shelf) -> None:
    stop = threading.Event()
    for step in converse(Chain(Answer("q", "fine", "en")), shelf, "", "Who?", stop=stop):
        if step.conversation:
            stop.set()
    (kept,) = shelf.turns(step.conversation)
    assert kept.answer is not None and not kept.failure and "fine" in step.drawn


def test_a_panic_of_a_library_in_another_language_is_a_failure_and_no_endless_wait(shelf: Shelf) -> None:
    class Panic(BaseException):
        pass

    class Breaking(Chain):
        def stream(self, inputs: dict[str, Any]) -> Iterator[Answer]:
            yield Answer("q", "half", "en", complete=False)
            raise Panic

    step = last(Breaking(), shelf, "", "Who?")
    (kept,) = shelf.turns(step.conversation)
    assert kept.failure and kept.answer is None
