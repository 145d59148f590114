"""Draws the passages that a search found."""

from __future__ import annotations

from collections.abc import Sequence

from rag.types import Hit
from ui.render.articles import Mark, article_address
from ui.render.text import about, attribute, escape, lang
from ui.words import ENGLISH, Words, count


def hits_html(hits: Sequence[Hit], words: Words = ENGLISH) -> str:
    """The passages, best first, each with the link that opens its article there."""
    if not hits:
        return f'<p class="nothing" data-said>{escape(words["search.none"])}</p>'
    items = "".join(_hit(number, hit, words) for number, hit in enumerate(hits, 1))
    said = count(words, "passages", len(hits))
    return f'<p class="facts" data-said>{escape(said)}</p><ol class="hits">{items}</ol>'


def _hit(number: int, hit: Hit, words: Words) -> str:
    address = attribute(article_address(hit.article_id, [Mark(number, hit.start, hit.end)], number))
    title = escape(hit.title or words["untitled"])
    return (
        f'<li class="hit"><h3><a data-article href="{address}"{lang(hit.language)} dir="auto">{title}</a></h3>'
        f'<p class="about">{about(hit.source, hit.published, hit.language, words)}</p>'
        f'<p class="passage"{lang(hit.language)} dir="auto">{escape(hit.text)}</p></li>'
    )
