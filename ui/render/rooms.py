"""Draws what stands before a reader has asked for anything: the masthead with the rooms, and each room's empty form."""

from __future__ import annotations

from typing import Any, Final

from corpus.readers import MAX_BYTES
from rag import Library
from rag.claims import STANCES
from ui.render.filters import options
from ui.render.text import attribute, escape
from ui.words import Words, count

ROOMS: Final = ("ask", "claims", "search", "articles", "kept")


def masthead_html(library: Library, words: Words, reader: str = "") -> str:
    """The page's name, what it is for, what the library holds, the rooms, and who is logged in."""
    stats = library.stats()
    held = {name: _size(stats.get(name)) for name in ("articles", "sources", "languages")}
    if held["articles"]:
        facts = " · ".join(count(words, name, n) for name, n in held.items() if n)
        holdings = f'<p class="holdings">{escape(facts)}</p>'
    else:
        holdings = f'<p class="holdings empty">{escape(words["empty"])}</p>'
    links = "".join(f'<a href="#{room}" data-room="{room}">{escape(words[f"room.{room}"])}</a>' for room in ROOMS)
    out = ""
    if reader:
        said = escape(words["logout"].format(reader=reader))
        out = (
            f'<form method="post" action="logout" class="out"><button type="submit" class="link">{said}</button></form>'
        )
    return (
        f'<header class="top"><h1 class="name"><a href="./">{escape(words["name"])}</a></h1>'
        f'<p class="tagline">{escape(words["tagline"])}</p>{holdings}'
        f'<nav class="rooms" aria-label="{attribute(words["rooms"])}">{links}</nav>'
        f'<a class="new quiet" href="./" aria-label="{attribute(words["new"])}" title="{attribute(words["new"])}">'
        f"{escape(words['new.short'])}</a>{out}</header>"
    )


def rooms_html(words: Words) -> str:
    """The rooms beside the first one, each a form and the place where its answer is drawn."""
    return "".join((_claims(words), _search(words), _articles(words), _kept(words)))


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


def _articles(words: Words) -> str:
    buttons = "".join(
        f'<label class="plain">{escape(words[key])}<input type="file" multiple{kind}></label>'
        for key, kind in (("bring.files", ""), ("bring.folder", " webkitdirectory"))
    )
    said = "".join(
        f' data-{key}="{attribute(words[f"bring.{key}"])}"' for key in ("waiting", "reading", "done", "large")
    )
    said += f' data-broken="{attribute(words["broken"])}"'
    bring = (
        f'<section id="bring" aria-label="{attribute(words["bring"])}" data-limit="{MAX_BYTES >> 20}"{said}>'
        f'<div class="drop"><p>{escape(words["bring.drop"])}</p><p class="choices">{buttons}</p></div>'
        f'<form class="asking" id="form-addresses"><label class="wide">{escape(words["bring.addresses"])}'
        f'<textarea name="addresses" rows="2" spellcheck="false"></textarea></label>'
        f'<button type="submit">{escape(words["bring.add"])}</button></form>'
        f'<div class="brought" hidden><p class="facts"><span class="sum"></span> '
        f'<button type="button" class="plain undo" hidden>{escape(words["bring.undo"])}</button></p><ul></ul></div></section>'
    )
    more = "".join(
        f'<details class="more-of" data-part="part/{name}" data-again><summary>{escape(words[name])}</summary>'
        '<div class="into"></div></details>'
        for name in ("figures", "copies")
    )
    form = (
        '<form class="asking" id="form-articles" action="part/articles" data-into="part-articles" data-eager>'
        f'{_field(words, "titles", "q", kind="search")}<button type="submit">{escape(words["show"])}</button></form>'
    )
    return _room("articles", words, bring + more + form)


def _kept(words: Words) -> str:
    form = (
        '<form class="asking" id="form-kept" action="part/kept" data-into="part-kept" data-eager>'
        f'{_field(words, "kept.find", "q", kind="search")}<button type="submit">{escape(words["show"])}</button></form>'
    )
    return _room("kept", words, form)


def _field(words: Words, key: str, name: str, kind: str = "text") -> str:
    return f'<label>{escape(words[key])} <input type="{kind}" name="{name}" maxlength="1000"></label>'


def _size(value: Any) -> int:
    """A count, whether the statistics give it as a number or as the things counted; what has no name is not one."""
    return value if isinstance(value, int) else sum(1 for name in value or () if name)
