"""Draws the list of kept conversations, each to be gone on with, named, exported and deleted."""

from __future__ import annotations

from collections.abc import Sequence

from ui.conversations import MAX_NAME, Conversation
from ui.render.text import attribute, day, escape
from ui.render.turns import downloads_html
from ui.words import ENGLISH, Words, count


def kept_html(conversations: Sequence[Conversation], words: Words = ENGLISH, *, query: str = "") -> str:
    """The conversations in the order given; ``query`` is what they were looked up with."""
    if not conversations:
        return f'<p class="nothing" data-said>{escape(words["kept.nothing" if query else "kept.none"])}</p>'
    said = count(words, "kept", len(conversations))
    items = "".join(_item(one, words, query) for one in conversations)
    return f'<p class="facts" data-said>{escape(said)}</p><ul class="kept">{items}</ul>'


def _item(one: Conversation, words: Words, query: str) -> str:
    place = attribute(one.id)
    hidden = f'<input type="hidden" name="id" value="{place}"><input type="hidden" name="q" value="{attribute(query)}">'
    name = attribute(words["kept.name"])
    rename = (
        f'<form class="remark" method="post" action="part/kept/rename" data-into="part-kept">{hidden}'
        f'<input name="name" required maxlength="{MAX_NAME}" value="{attribute(one.name)}" aria-label="{name}">'
        f'<button type="submit">{escape(words["kept.rename"])}</button></form>'
    )
    delete = (
        f'<form method="post" action="part/kept/delete" data-into="part-kept">{hidden}'
        f'<button type="submit" class="plain">{escape(words["kept.delete"])}</button></form>'
    )
    return (
        f'<li><a class="name" href="./?c={place}" dir="auto">{escape(one.name)}</a>'
        f'<p class="about">{escape(count(words, "questions", one.questions))} · {day(one.changed[:10], words)}</p>'
        f"<details><summary>{escape(words['kept.more'])}</summary>{rename}"
        f'<p class="exports">{escape(words["export"])}: {downloads_html(f"conversation/{place}")}</p>{delete}</details></li>'
    )
