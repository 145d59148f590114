"""The browser page: rooms to ask, to look through claims, passages and articles, and the conversations that were kept.

Gradio carries the question and the growing answer. Everything else is a form that ``static/rooms.js`` sends to an
address of ``ui.parts``, whose answer is the part of the page it names. What is shown is drawn by ``ui.render``.
"""

from __future__ import annotations

import html
import json
import re
import threading
import time
from collections.abc import Iterator, Sequence
from importlib import resources
from itertools import islice
from typing import Any, Final

import gradio as gr

from corpus.types import Article
from rag import Library
from rag.chain import AnswerChain
from ui.asking import converse
from ui.conversations import Conversations
from ui.render.filters import filters_html
from ui.render.rooms import masthead_html, rooms_html
from ui.render.turns import conversation_html
from ui.words import ENGLISH, LANGUAGES, words_for

# Questions answered at a time over all visitors: beyond a few they only slow each other down on a CPU.
CONCURRENCY: Final = 4
# Examples made of titles: as many as fit below the question box of a laptop, each on one line of a wide window.
MAX_EXAMPLES: Final = 5
MAX_TITLE: Final = 64
# What the page's scripts say themselves.
# The button that was pressed goes; the focus goes on to the question box.
_ASKED: Final = (
    "(question, current) => { document.querySelector('#question textarea').focus();"
    " return [question, current, window.onRecordFilters?.() ?? {}]; }"
)
_DOUBLE_CLICK: Final = 0.5  # seconds
_SPOKEN: Final = ("pane", "close", "loading", "missing", "offline", "broken", "copied", "thanks", "searching")
_SCRIPTS: Final = ("page.js", "rooms.js", "filters.js", "bring.js")
_STYLES: Final = ("page.css", "rooms.css", "answer.css", "library.css")


def build(
    library: Library, chain: AnswerChain, conversations: Conversations, examples: Sequence[str] = ()
) -> gr.Blocks:
    """The page over a library and its chain; ``examples`` are questions to click, by default made of its newest titles."""
    questions = list(examples) or example_questions(library.articles())
    # Answers that grow: the page they grow on, what stops them, and when they began (seconds).
    running: list[tuple[str, threading.Event, float]] = []

    page = gr.Blocks(title=ENGLISH["name"], analytics_enabled=False, fill_width=True)
    with page:
        current = gr.State("")  # the id of the conversation that goes on
        chosen = gr.JSON(visible=False)  # the filters, which the script adds to every question
        with gr.Column(elem_id="record"):
            masthead = gr.HTML(masthead_html(library, ENGLISH), elem_id="masthead", **_PLAIN)
            filters = gr.HTML("", elem_id="filters", **_PLAIN)
            with gr.Column(elem_id="room-ask"):
                conversation = gr.HTML("", elem_id="conversation", **_PLAIN)
                with gr.Row(elem_id="composer"):
                    box = gr.Textbox(
                        label=ENGLISH["question"],
                        placeholder=ENGLISH["placeholder"],
                        show_label=False,
                        container=False,
                        lines=1,
                        max_lines=6,
                        autofocus=True,
                        scale=1,
                        elem_id="question",
                    )
                    button = gr.Button(ENGLISH["ask"], variant="primary", scale=0, elem_id="ask")
                    halt = gr.Button(ENGLISH["stop"], scale=0, elem_id="stop")
                with gr.Column(elem_id="examples", visible=bool(questions)):
                    heading = gr.HTML(_label(ENGLISH["examples"]), **_PLAIN)
                    chips = [gr.Button(question, elem_classes="example") for question in questions]
            rooms = gr.HTML("", elem_id="rooms", **_PLAIN)

        def greet(request: gr.Request) -> tuple[Any, ...]:
            words = words_for(request.headers.get("accept-language"))
            resumed = str(request.query_params.get("c", ""))
            turns = conversations.shelf(request.state.owner).turns(resumed)
            return (
                masthead_html(library, words, request.state.reader),
                filters_html(library.facets(), words),
                rooms_html(words),
                gr.update(label=words["question"], placeholder=words["placeholder"]),
                words["ask"],
                words["stop"],
                _label(words["examples"]),
                conversation_html(turns, words),
                resumed if turns else "",
            )

        def ask(question: str, now: str, filters: dict[str, Any] | None, request: gr.Request) -> Iterator[Any]:
            if not question.strip():
                yield gr.skip(), gr.skip(), gr.skip()
                return
            words = words_for(request.headers.get("accept-language"))
            shelf = conversations.shelf(request.state.owner)
            growing = (str(request.session_hash), threading.Event(), time.monotonic())
            running.append(growing)
            try:
                # The box is emptied once, and then left to the reader, who may be writing the next question.
                emptied: Any = ""
                for step in converse(chain, shelf, now, question, filters, words, growing[1]):
                    yield emptied, step.drawn, step.conversation
                    emptied = gr.skip()
            finally:
                running.remove(growing)

        def stop(request: gr.Request) -> None:
            for page_asking, event, began in tuple(running):
                # Stop comes to stand where Ask was: the second click of a double click is none of it.
                if page_asking == request.session_hash and time.monotonic() - began > _DOUBLE_CLICK:
                    event.set()

        greeted = page.load(
            greet,
            None,
            [masthead, filters, rooms, box, button, halt, heading, conversation, current],
            show_progress="hidden",
            api_visibility="private",
        )
        greeted.then(None, None, None, js="() => window.onRecordReady?.()", api_visibility="private")
        for source, event in ((box, box.submit), (box, button.click), *((chip, chip.click) for chip in chips)):
            event(
                ask,
                [source, current, chosen],
                [box, conversation, current],
                js=_ASKED,
                show_progress="hidden",
                concurrency_limit=CONCURRENCY,
                concurrency_id="ask",
                api_visibility="private",
            )
        # Gradio's own ``cancels`` would end the event without a last word: what had grown would stay as if it counted.
        halt.click(
            stop,
            js="() => { document.querySelector('#question textarea').focus(); return []; }",
            show_progress="hidden",
            concurrency_limit=None,
            api_visibility="private",
        )
    return page


def example_questions(articles: Sequence[Article], limit: int = MAX_EXAMPLES) -> list[str]:
    """Questions about the articles' own short titles, in languages we can word them in, one for each outlet."""
    questions: list[str] = []
    seen: set[str] = set()
    for article in articles:
        words = LANGUAGES.get(article.language)
        # A title with quotation marks of its own would stand between two kinds of them.
        if words is None or not 0 < len(article.title) <= MAX_TITLE or re.search('["“”«»„]', article.title):
            continue
        if article.source in seen:
            continue
        seen.add(article.source)
        questions.append(words["about"].format(title=article.title))
    return list(islice(questions, limit))


def head() -> str:
    """The page's own style sheet and scripts, for the document's head: nothing is fetched from elsewhere."""
    table = {language: {key: words[key] for key in _SPOKEN} for language, words in LANGUAGES.items()}
    spoken = json.dumps(table, ensure_ascii=True).replace("</", "<\\/")
    script = "\n".join(map(_static, _SCRIPTS)).replace("/*WORDS*/ {}", spoken)
    return f"<style>{style()}</style>\n<script>{script}</script>"


def style() -> str:
    """The style sheet of the page, and of an article on a page of its own."""
    return "\n".join(map(_static, _STYLES))


def theme() -> gr.themes.Base:
    """Gradio's plainest theme, with the system's fonts."""
    return gr.themes.Base(font=["system-ui", "sans-serif"], font_mono=["ui-monospace", "monospace"])


_PLAIN: Final[dict[str, Any]] = {"apply_default_css": False, "js_on_load": None}


def _label(text: str) -> str:
    return f'<p class="label">{html.escape(text)}</p>'


def _static(name: str) -> str:
    return (resources.files("ui") / "static" / name).read_text(encoding="utf-8")
