"""Draws the ways to cite an article, each to be copied."""

from __future__ import annotations

from datetime import date

from corpus.types import Article
from ui.citing import STYLES
from ui.render.text import attribute, escape
from ui.words import ENGLISH, Words


def citations_html(article: Article, quote: str, asked: date, words: Words = ENGLISH) -> str:
    """The quotation with its reference in each style, and a button beside each that copies it."""
    lines = []
    for name, style in STYLES.items():
        copy = f'<button type="button" class="copy" aria-label="{attribute(words["copy"])}: {name}">{escape(words["copy"])}</button>'
        lines.append(
            f'<div data-copied><dt>{name} {copy}</dt><dd class="copied" dir="auto">{escape(style(article, asked))}</dd></div>'
        )
    if quote:
        copy = f'<button type="button" class="copy" aria-label="{attribute(words["copy"])}: {attribute(words["quotation"])}">{escape(words["copy"])}</button>'
        shown = escape(f"“{quote}” ({STYLES['Chicago'](article, asked).removesuffix('.')})")
        lines.insert(
            0,
            f'<div data-copied><dt>{escape(words["quotation"])} {copy}</dt><dd class="copied" dir="auto">{shown}</dd></div>',
        )
    return f'<dl class="styles">{"".join(lines)}</dl>'
