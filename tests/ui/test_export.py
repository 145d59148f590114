"""What is taken away says what was asked, when, and where every quotation stands; nothing of an article is markup in it."""

from __future__ import annotations

import json

from corpus.types import Article
from rag.types import Answer, Citation, Statement
from ui import export
from ui.conversations import Turn
from ui.words import ENGLISH, FRENCH

QUOTE = "It *burnt* <b>all</b> day [2]."
ARTICLE = Article(
    QUOTE, "a", "A <i>fire</i>", "https://e.example/a", "The Courier", ("Nora Blake",), "2021-03-02", "en"
)
CITED = Citation(1, "a", ARTICLE.title, ARTICLE.source, ARTICLE.url, ARTICLE.published, "en", QUOTE, 0, len(QUOTE))
TURNS = [
    Turn("Who <i>burnt</i> it?", Answer("Who?", f"Said:\n\n> {QUOTE} [1]", "en", citations=(CITED,)), {"source": "C*"}, "2026-01-31T10:00:00+00:00"),
    Turn("And?", failure="It <failed>.", asked="2026-01-31T10:01:00+00:00"),
]  # fmt: skip
REFERENCE = "Nora Blake, “A <i>fire</i>,” The Courier, March 2, 2021, https://e.example/a."


def article_of(identifier: str) -> Article | None:
    return ARTICLE if identifier == "a" else None


def test_markdown() -> None:
    text = export.markdown("My * name", TURNS, article_of, ENGLISH)
    assert text.startswith("# My \\* name\n") and "Asked on 31 January 2026 · Outlet C\\*" in text
    assert "“It \\*burnt\\* \\<b\\>all\\</b\\> day \\[2\\].” — Nora Blake, “A \\<i\\>fire" in text
    assert "It \\<failed\\>." in text


def test_what_is_doubtful_stays_so_when_it_is_taken_along() -> None:
    answer = Answer(
        "And who?", "It burnt it. [1]", "en", citations=(CITED,), notice="This is <doubtful>.", rewritten="And who burnt it?",
        statements=(Statement("It burnt it.", (1,), "partly", ()),),
    )  # fmt: skip
    turns = [Turn("And who?", answer, {}, "2026-01-31T10:00:00+00:00")]
    text = export.markdown("A name", turns, article_of, ENGLISH)
    assert "This is \\<doubtful\\>." in text and "It burnt it. [1] *(" in text and "Asked as: And who burnt it?" in text
    assert "Asked as: And who burnt it?" in export.html("A name", turns, article_of, ENGLISH, "")


def test_html_stands_by_itself() -> None:
    text = export.html("A name", TURNS, article_of, FRENCH, "")
    assert '<a class="marker" href="#reference-1-1">[1]</a>' in text and 'id="reference-1-1"' in text
    assert "<b>all" not in text and "<i>" not in text and "data-article" not in text and "data-part" not in text
    assert "31 janvier 2026" in text and "Nora Blake" in text and "It &lt;failed&gt;." in text


def test_json() -> None:
    value = json.loads(export.as_json("A name", TURNS, article_of))
    first, second = value["turns"]
    assert first["references"] == {"1": REFERENCE} and first["answer"]["citations"][0]["quote"] == QUOTE
    assert first["asked"].startswith("2026-01-31") and first["filters"] == {"source": "C*"}
    assert second["answer"] is None and second["failure"] == "It <failed>."


def test_an_article_that_has_gone_is_cited_by_what_the_answer_knew() -> None:
    value = json.loads(export.as_json("A name", TURNS[:1], lambda _: None))
    assert value["turns"][0]["references"]["1"] == REFERENCE.removeprefix("Nora Blake, ")
