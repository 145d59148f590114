"""What the page is before anything is asked: honest examples, what the library holds, no foreign address."""

from __future__ import annotations

import re

from corpus.types import Article
from rag import Library
from ui.render.rooms import masthead_html
from ui.web import example_questions, head
from ui.words import ENGLISH, FRENCH


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
    assert ENGLISH["empty"] in masthead_html(library, ENGLISH)


def test_style_and_script_lie_in_the_page_itself() -> None:
    text = head()
    text = text.replace("http://www.w3.org/2000/svg", "")  # a name, not an address
    assert set(re.findall(r"url\(.(\w+:)", text)) <= {"data:"}
    assert "http://" not in text and "https://" not in text and "@import" not in text
    assert FRENCH["close"].encode("ascii", "backslashreplace").decode() in text
