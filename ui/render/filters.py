"""Draws the filters: the form a reader sets them in, with a histogram of the articles over time, and their chips."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from rag.types import Facets
from ui.render.plots import histogram_html
from ui.render.text import attribute, escape
from ui.words import ENGLISH, Words, language_name, long_date, number

# Names in one list beyond which it gets a box to find them with.
_LONG: Final = 8


def chips_html(filters: Mapping[str, Any], words: Words = ENGLISH) -> str:
    """The filters a question was asked with, as chips; nothing without any."""
    chips = [
        f'<li class="chip">{escape(words[f"filter.{name}"])} <bdi>{escape(shown(name, value, words))}</bdi></li>'
        for name, given in filters.items()
        for value in ([given] if isinstance(given, str) else given)
        if f"filter.{name}" in words
    ]
    return f'<ul class="chips" aria-label="{attribute(words["filters"])}">{"".join(chips)}</ul>' if chips else ""


def filters_html(facets: Facets, words: Words = ENGLISH) -> str:
    """The form: two days with the histogram to drag on, outlets, languages and authors to tick.

    The page's script reads it, writes the chips and sends it along; nothing is submitted.
    """
    days = "".join(
        f'<label>{escape(words[f"filter.{name}"])} <input type="date" name="{name}"'
        f' data-chip="{attribute(words[f"filter.{name}"])}"></label>'
        for name in ("from", "to")
    )
    lists = "".join(
        _ticks(name, counts, words)
        for name, counts in (("source", facets.sources), ("language", facets.languages), ("author", facets.authors))
        if any(counts)
    )
    return (
        f'<div class="bar"><button type="button" class="opener" aria-expanded="false" aria-controls="filter-form">'
        f'{escape(words["filters"])}</button><ul class="chips" id="chips" aria-label="{attribute(words["filters"])}"'
        f' data-drop="{attribute(words["filters.drop"])}" hidden></ul>'
        f'<button type="button" class="link clear" hidden>{escape(words["filters.clear"])}</button></div>'
        f'<form id="filter-form" hidden><p class="hint">{escape(words["filters.note"])}</p>'
        f'<div class="when">{histogram_html(facets.days, words)}<div class="days">{days}</div></div>'
        f'<div class="lists">{lists}</div></form>'
    )


def _ticks(name: str, counts: Mapping[str, int], words: Words) -> str:
    title = words[f"filter.{name}"]
    named = [value for value in counts if value]
    find = ""
    if len(named) > _LONG:
        hint = attribute(words["find"])
        find = f'<input type="search" class="find" aria-label="{hint}: {attribute(title)}" placeholder="{hint}">'
    ticks = "".join(
        f'<label><input type="checkbox" name="{name}" value="{attribute(value)}" data-chip="{attribute(title)}"'
        f' data-shown="{attribute(shown(name, value, words))}"> <span class="name"><bdi>{escape(shown(name, value, words))}</bdi></span>'
        f" <small>{number(words, counts[value])}</small></label>"
        for value in named
    )
    return f'<fieldset><legend>{escape(title)}</legend>{find}<div class="ticks">{ticks}</div></fieldset>'


def shown(name: str, value: str, words: Words) -> str:
    """A filter's value as a reader writes it."""
    if name == "language":
        return language_name(value, words)
    return long_date(value, words) if name in ("from", "to") else value


def options(values: Iterable[tuple[str, str]], chosen: Sequence[str] = ()) -> str:
    """``<option>`` elements of (value, shown)."""
    return "".join(
        f'<option value="{attribute(value)}"{" selected" if value in chosen else ""}>{escape(shown)}</option>'
        for value, shown in values
    )
