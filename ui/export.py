"""Kept answers as a file to work with: Markdown, HTML or JSON, every quotation with its reference. Pure."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, Final

from corpus.types import Article
from rag.answering.extractive import escape as escape_markdown
from rag.types import Citation
from ui.citing import chicago
from ui.conversations import Turn
from ui.exchange import as_markdown
from ui.render.answers import answer_html
from ui.render.filters import chips_html, shown
from ui.render.text import escape, lang
from ui.words import Words, long_date

ArticleOf = Callable[[str], Article | None]


def markdown(name: str, turns: Sequence[Turn], article_of: ArticleOf, words: Words) -> str:
    """Each question as a heading, the answer with its [n], and under these the quotations with their references."""
    lines = [f"# {escape_markdown(name)}", ""]
    for turn in turns:
        lines += [f"## {escape_markdown(turn.question)}", "", f"*{escape_markdown(_circumstances(turn, words))}*", ""]
        if turn.answer is None:
            lines += [escape_markdown(turn.failure), ""]
            continue
        lines += [as_markdown(turn.answer), ""]
        for citation in turn.answer.citations:
            quote, reference = escape_markdown(citation.quote), escape_markdown(_reference(citation, turn, article_of))
            lines.append(f"\\[{citation.marker}\\] “{quote}” — {reference}")
            lines.append("")
    return "\n".join(lines).rstrip() + "\n"


def html(name: str, turns: Sequence[Turn], article_of: ArticleOf, words: Words, style: str) -> str:
    """A page that stands by itself; each [n] leads to its reference below the answer."""
    body = "".join(_turn_html(number, turn, article_of, words) for number, turn in enumerate(turns, 1))
    return (
        f'<!doctype html><html lang="{words["locale"][:2]}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(name)}</title><style>{style}</style></head>"
        f'<body class="page"><main id="record" class="exported"><h1 dir="auto">{escape(name)}</h1>{body}</main></body></html>'
    )


def as_json(name: str, turns: Sequence[Turn], article_of: ArticleOf) -> str:
    """``{"conversation", "turns": [{"question", "asked", "filters", "answer", "references", "good", "note"}]}``.

    ``answer`` is what ``/api/ask`` gives, ``references`` a Chicago note under each marker.
    """
    value: dict[str, Any] = {"conversation": name, "turns": []}
    for turn in turns:
        cited = turn.answer.citations if turn.answer else ()
        value["turns"].append(
            {
                "question": turn.question,
                "asked": turn.asked,
                "filters": dict(turn.filters),
                "answer": turn.answer.to_dict() if turn.answer else None,
                "failure": turn.failure,
                "references": {str(one.marker): _reference(one, turn, article_of) for one in cited},
                "good": turn.good,
                "note": turn.note,
            }
        )
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"


FORMATS: Final[Mapping[str, str]] = {"md": "text/markdown", "html": "text/html", "json": "application/json"}


def _turn_html(number: int, turn: Turn, article_of: ArticleOf, words: Words) -> str:
    parts = [
        f'<h2 class="question" dir="auto">{escape(turn.question)}</h2>',
        f'<p class="note">{escape(_asked(turn, words))}</p>{chips_html(turn.filters, words)}',
    ]
    if turn.answer is None:
        return f'<section class="turn">{"".join(parts)}<p class="failure">{escape(turn.failure)}</p></section>'
    anchor = f"reference-{number}-"
    references = "".join(
        f'<li id="{anchor}{one.marker}">[{one.marker}] <q{lang(one.language)} dir="auto">{escape(one.quote)}</q>'
        f" — <bdi>{escape(_reference(one, turn, article_of))}</bdi></li>"
        for one in turn.answer.citations
    )
    parts.append(answer_html(turn.answer, words, anchor=anchor))
    listed = f'<ul class="references">{references}</ul>' if references else ""
    return f'<section class="turn">{"".join(parts)}{listed}</section>'


def _circumstances(turn: Turn, words: Words) -> str:
    """When it was asked, and with which filters."""
    filters = [
        f"{words[f'filter.{name}']} {shown(name, value, words)}"
        for name, given in turn.filters.items()
        for value in ([given] if isinstance(given, str) else given)
        if f"filter.{name}" in words
    ]
    return " · ".join([_asked(turn, words), *filters])


def _asked(turn: Turn, words: Words) -> str:
    """When it was asked, and as what where it was looked for in other words."""
    day = words["asked.on"].format(day=long_date(turn.asked[:10], words))
    rewritten = turn.answer.rewritten if turn.answer else None
    return f"{day} · {words['rewritten']} {rewritten}" if rewritten and rewritten != turn.question else day


def _reference(citation: Citation, turn: Turn, article_of: ArticleOf) -> str:
    """The Chicago note; from the citation alone where the article has gone, which then names no author."""
    article = article_of(citation.article_id) or Article(
        "",
        title=citation.title,
        url=citation.url,
        source=citation.source,
        published=citation.published,
        language=citation.language,
    )
    return chicago(article, date.fromisoformat(turn.asked[:10]))
