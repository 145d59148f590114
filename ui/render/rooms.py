"""Draws what stands before a reader has asked for anything: the masthead with the rooms, and each room's empty form."""

from __future__ import annotations

from typing import Any, Final

from rag import Library
from rag.claims import STANCES
from ui.render.filters import options
from ui.render.text import attribute, escape
from ui.words import Words, count

ROOMS: Final = ("ask", "claims", "search", "articles", "kept")


def masthead_html(library: Library, words: Words) -> str:
    """The page's name, what it is for, what the library holds, and the rooms."""
    stats = library.stats()
    held = {name: _size(stats.get(name)) for name in ("articles", "sources", "languages")}
    if held["articles"]:
        facts = " · ".join(count(words, name, n) for name, n in held.items() if n)
        holdings = f'<p class="holdings">{escape(facts)}</p>'
    else:
        holdings = f'<p class="holdings empty">{escape(words["empty"])}</p>'
    links = "".join(f'<a href="#{room}" data-room="{room}">{escape(words[f"room.{room}"])}</a>' for room in ROOMS)
    return (
        f'<header class="top"><h1 class="name"><a href="./">{escape(words["name"])}</a></h1>'
        f'<p class="tagline">{escape(words["tagline"])}</p>{holdings}'
        f'<nav class="rooms" aria-label="{attribute(words["rooms"])}">{links}</nav>'
        f'<a class="new quiet" href="./">{escape(words["new"])}</a></header>'
    )


def rooms_html(words: Words) -> str:
    """The rooms beside the first one, each a form and the place where its answer is drawn."""
    return "".join((_claims(words), _search(words)))


def _room(name: str, words: Words, form: str) -> str:
    return (
        f'<section class="room" id="room-{name}" aria-label="{attribute(words[f"room.{name}"])}">{form}'
        f'<div class="part" id="part-{name}"></div></section>'
    )


def _claims(words: Words) -> str:
    stances = [("", words["any"]), *((stance, words[f"stance.{stance}"]) for stance in STANCES)]
    form = (
        f'<form class="asking" id="form-claims" action="part/claims" data-into="part-claims" data-filtered data-eager>'
        f"{_field(words, 'topic', 'q', kind='search')}{_field(words, 'speaker', 'speaker')}"
        f'<label>{escape(words["stance"])} <select name="stance">{options(stances)}</select></label>'
        f'{_field(words, "target", "target")}<button type="submit">{escape(words["show"])}</button></form>'
    )
    return _room("claims", words, form)


def _search(words: Words) -> str:
    form = (
        '<form class="asking" id="form-search" action="part/search" data-into="part-search" data-filtered>'
        f'{_field(words, "words", "q", kind="search")}<button type="submit">{escape(words["room.search"])}</button></form>'
    )
    return _room("search", words, form)


def _field(words: Words, key: str, name: str, kind: str = "text") -> str:
    return f'<label>{escape(words[key])} <input type="{kind}" name="{name}" maxlength="1000"></label>'


def _size(value: Any) -> int:
    """A count, whether the statistics give it as a number or as the things counted; what has no name is not one."""
    return value if isinstance(value, int) else sum(1 for name in value or () if name)
