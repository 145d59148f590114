"""The browser page: a question box, a conversation of cited answers, and articles that open beside it.

Gradio carries the question and the growing answer; what it shows is drawn by ``ui.render``. The links in an
answer are real addresses (``ui.server``), which ``static/page.js`` opens beside it instead of in a new tab.
"""

from __future__ import annotations

import html
import json
import logging
import re
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib import resources
from itertools import islice
from typing import Any, Final

import gradio as gr

from corpus.types import Article
from rag import Library
from rag.errors import OnRecordError
from rag.types import Answer
from ui.render import failure_html, turn_html
from ui.words import ENGLISH, LANGUAGES, Words, count, words_for

# Characters. A question beyond this is a pasted text, and more than the embedder reads: its beginning is asked.
MAX_QUESTION: Final = 1_000
# Turns of the conversation that a follow-up question may refer to.
MAX_HISTORY: Final = 6
# Questions answered at a time over all visitors: beyond a few they only slow each other down on a CPU.
CONCURRENCY: Final = 4
# Examples made of titles: as many as fit below the question box of a laptop, each on one line of a wide window.
MAX_EXAMPLES: Final = 5
MAX_TITLE: Final = 64

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Turn:
    """One question of a conversation: what a follow-up needs to know of it, and how it was drawn."""

    question: str
    answer: str
    drawn: str


def build(library: Library, examples: Sequence[str] = ()) -> gr.Blocks:
    """The page over a library; ``examples`` are questions to click, by default made of its newest titles."""
    chain = library.as_chain()
    questions = list(examples) or example_questions(library.articles())

    page = gr.Blocks(title=ENGLISH["name"], analytics_enabled=False, fill_width=True)
    with page:
        turns = gr.State([])
        with gr.Column(elem_id="record"):
            masthead = gr.HTML(masthead_html(library, ENGLISH), elem_id="masthead", **_PLAIN)
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
            with gr.Column(elem_id="examples", visible=bool(questions)):
                heading = gr.HTML(_label(ENGLISH["examples"]), **_PLAIN)
                chips = [gr.Button(question, elem_classes="example") for question in questions]

        def greet(request: gr.Request) -> tuple[Any, ...]:
            words = words_for(request.headers.get("accept-language"))
            return (
                masthead_html(library, words),
                gr.update(label=words["question"], placeholder=words["placeholder"]),
                words["ask"],
                _label(words["examples"]),
            )

        def ask(question: str, before: list[Turn], request: gr.Request) -> Iterator[tuple[Any, ...]]:
            if not question.strip():
                yield gr.skip(), gr.skip(), gr.skip()
                return
            words = words_for(request.headers.get("accept-language"))
            # The box is emptied once, and then left to the reader, who may be writing the next question.
            emptied: Any = ""
            for drawn, after in converse(chain, question, before, words):
                yield emptied, drawn, after
                emptied = gr.skip()

        greeted = page.load(
            greet, None, [masthead, box, button, heading], show_progress="hidden", api_visibility="private"
        )
        greeted.then(None, None, None, js="() => window.onRecordReady?.()", api_visibility="private")
        for source, event in ((box, box.submit), (box, button.click), *((chip, chip.click) for chip in chips)):
            event(
                ask,
                [source, turns],
                [box, conversation, turns],
                show_progress="hidden",
                concurrency_limit=CONCURRENCY,
                concurrency_id="ask",
                api_visibility="private",
            )
    return page


def converse(
    chain: Any, question: str, before: Sequence[Turn], words: Words = ENGLISH
) -> Iterator[tuple[str, list[Turn]]]:
    """Asks, and yields the conversation's HTML and turns as the answer grows; errors are drawn, never raised."""
    question = question.strip()
    note = words["cut"].format(limit=f"{MAX_QUESTION:,}") if len(question) > MAX_QUESTION else ""
    question = question[:MAX_QUESTION]
    above = "".join(turn.drawn for turn in before)
    history = [
        {"role": role, "content": content}
        for turn in before[-MAX_HISTORY:]
        for role, content in (("user", turn.question), ("assistant", turn.answer))
    ]
    yield above + turn_html(question, None, words, note=note), list(before)

    began = time.perf_counter()
    answer: Answer | None = None
    try:
        for answer in chain.stream({"question": question, "history": history, "filters": {}}):
            seconds = answer.timings_ms.get("total", (time.perf_counter() - began) * 1000) / 1000
            drawn = turn_html(question, answer, words, seconds=seconds, note=note, hint=not before)
            after = [*before, Turn(question, answer.answer, drawn)] if answer.complete else list(before)
            yield above + drawn, after
        if answer is None or not answer.complete:
            raise RuntimeError("The answer's stream ended before the answer was complete.")
    except OnRecordError as error:
        drawn = failure_html(question, str(error))
        yield above + drawn, [*before, Turn(question, "", drawn)]
    except Exception:
        log.exception("A question could not be answered.")
        drawn = failure_html(question, words["failed"])
        yield above + drawn, [*before, Turn(question, "", drawn)]


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


def masthead_html(library: Library, words: Words) -> str:
    """The page's name, what it is for, and what the library holds."""
    stats = library.stats()
    held = {name: _size(stats.get(name)) for name in ("articles", "sources", "languages")}
    if held["articles"]:
        facts = " · ".join(count(words, name, n) for name, n in held.items() if n)
        holdings = f'<p class="holdings">{html.escape(facts)}</p>'
    else:
        holdings = f'<p class="holdings empty">{html.escape(words["empty"])}</p>'
    return (
        f'<header class="top"><h1 class="name"><a href="./">{html.escape(words["name"])}</a></h1>'
        f'<p class="tagline">{html.escape(words["tagline"])}</p>{holdings}'
        f'<a class="new quiet" href="./">{html.escape(words["new"])}</a></header>'
    )


def head() -> str:
    """The page's own style sheet and script, for the document's head: nothing is fetched from elsewhere."""
    keys = ("pane", "close", "loading", "missing", "offline")
    table = {language: {key: words[key] for key in keys} for language, words in LANGUAGES.items()}
    script = _static("page.js").replace("/*WORDS*/ {}", json.dumps(table, ensure_ascii=True).replace("</", "<\\/"))
    return f"<style>{style()}</style>\n<script>{script}</script>"


def style() -> str:
    """The style sheet of the page, and of an article on a page of its own."""
    return _static("page.css")


def theme() -> gr.themes.Base:
    """Gradio's plainest theme, with the system's fonts."""
    return gr.themes.Base(font=["system-ui", "sans-serif"], font_mono=["ui-monospace", "monospace"])


_PLAIN: Final[dict[str, Any]] = {"apply_default_css": False, "js_on_load": None}


def _label(text: str) -> str:
    return f'<p class="label">{html.escape(text)}</p>'


def _size(value: Any) -> int:
    """A count, whether the statistics give it as a number or as the things counted; what has no name is not one."""
    return value if isinstance(value, int) else sum(1 for name in value or () if name)


def _static(name: str) -> str:
    return (resources.files("ui") / "static" / name).read_text(encoding="utf-8")
