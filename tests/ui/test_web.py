"""What the page does with a question, without a browser: growing conversations, errors in words, honest examples."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from corpus.types import Article
from rag import Library
from rag.errors import LibraryBusy
from rag.types import Answer
from ui.web import MAX_HISTORY, MAX_QUESTION, converse, example_questions, head, masthead_html
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


def test_a_conversation_grows_and_is_sent_along(library: Library) -> None:
    chain = library.as_chain()
    steps = list(converse(chain, "  Who accused Borduria of firing shells?  ", []))
    assert [len(turns) for _, turns in steps] == [0] * (len(steps) - 1) + [1]
    assert all('aria-busy="true"' in drawn for drawn, _ in steps[:-1]) and 'aria-busy="true"' not in steps[-1][0]
    first = steps[-1][1]
    assert first[0].question == "Who accused Borduria of firing shells?" and "[1]" in first[0].answer
    second = list(converse(chain, "And the ferry?", first))[-1]
    assert second[0].startswith(first[0].drawn) and len(second[1]) == 2


def test_a_follow_up_takes_the_latest_turns_with_it() -> None:
    chain = Chain(Answer("q", "a", "en"))
    turns: Any = []
    for number in range(MAX_HISTORY + 2):
        *_, (_, turns) = converse(chain, f"question {number}", turns)
    history = chain.asked[-1]["history"]
    assert len(history) == 2 * MAX_HISTORY
    assert history[-2:] == [
        {"role": "user", "content": f"question {MAX_HISTORY}"},
        {"role": "assistant", "content": "a"},
    ]


def test_a_long_question_is_cut_and_says_so() -> None:
    chain = Chain(Answer("q", "a", "en"))
    *_, (drawn, _) = converse(chain, "x" * (MAX_QUESTION + 1), [])
    assert len(chain.asked[0]["question"]) == MAX_QUESTION and "1,000 characters" in drawn
    *_, (drawn, _) = converse(chain, "x" * MAX_QUESTION, [])
    assert "characters" not in drawn


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ((LibraryBusy("Another process is <writing>."),), "Another process is &lt;writing&gt;."),
        ((ValueError("secret"),), ENGLISH["failed"]),
        ((Answer("q", "half", "en", complete=False),), ENGLISH["failed"]),
        ((), ENGLISH["failed"]),
    ],
)
def test_an_error_is_said_in_words_and_the_conversation_goes_on(answers: tuple[Any, ...], said: str) -> None:
    *_, (drawn, turns) = converse(Chain(*answers), "Who?", [])
    assert said in drawn and "secret" not in drawn and 'role="alert"' in drawn
    *_, (drawn, turns) = converse(Chain(Answer("q", "fine", "en")), "Again?", turns)
    assert len(turns) == 2 and said in drawn and "fine" in drawn


def test_examples_are_made_of_the_articles_own_titles() -> None:
    articles = [
        Article("x", title="A strike ends", source="A", language="en"),
        Article("x", title="A second piece of that outlet", source="A", language="en"),
        Article("x", title="Une grève finit", source="B", language="fr"),
        Article("x", title="Конец забастовки", source="C", language="ru"),
        Article("x", title="", source="D", language="en"),
        Article("x", title="“We are done”, says minister", source="E", language="en"),
        Article("x", title="Long " * 40, source="F", language="en"),
    ]
    assert example_questions(articles) == [
        "What is said about “A strike ends”?",
        "Que dit-on de « Une grève finit » ?",
    ]
    assert example_questions(articles, 1) == ["What is said about “A strike ends”?"]
    assert example_questions([]) == []


def test_the_masthead_counts_what_the_library_holds(library: Library) -> None:
    assert "4 articles · 4 outlets · 2 languages" in masthead_html(library, ENGLISH)
    assert "4 articles · 4 journaux · 2 langues" in masthead_html(library, FRENCH)
    library.remove([article.id for article in library.articles()])
    assert "onrecord add" in masthead_html(library, ENGLISH)


def test_style_and_script_lie_in_the_page_itself() -> None:
    text = head()
    assert "http://" not in text and "https://" not in text and "@import" not in text and "url(" not in text
    assert FRENCH["close"].encode("ascii", "backslashreplace").decode() in text
