"""Draws who said what: a table to sort, each line leading to its sentence, and the claims over time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any, Final

from rag.claims.types import PrintedClaim
from ui.render.articles import Mark, article_address
from ui.render.plots import timeline_html
from ui.render.text import attribute, day, escape, lang
from ui.words import ENGLISH, Words, count

# Lines shown at first, and with every "show more".
PAGE: Final = 50
COLUMNS: Final = ("speaker", "stance", "target", "what", "when", "where")
_KEYS: Final[dict[str, Callable[[PrintedClaim], Any]]] = {
    "speaker": lambda one: (one.who or one.speaker or "\uffff").casefold(),
    "stance": lambda one: one.stance,
    "target": lambda one: (one.against or one.target or "\uffff").casefold(),
    "what": lambda one: (one.content or one.quote).casefold(),
    "when": lambda one: one.published or "9999",
    "where": lambda one: (one.source or "\uffff").casefold(),
}


def claims_html(claims: Sequence[PrintedClaim], words: Words = ENGLISH, *, sort: str = "", upto: int = PAGE) -> str:
    """The timeline and the first ``upto`` lines of the table.

    ``sort`` is a column, with a minus before it for the other direction; without one the order is that of ``claims``.
    """
    if not claims:
        return f'<p class="nothing" data-said>{escape(words["claims.none"])}</p>'
    column = sort.removeprefix("-")
    if column in _KEYS:
        claims = sorted(claims, key=_KEYS[column], reverse=sort.startswith("-"))
    shown = claims[:upto]
    stances = Counter((one.published, one.stance) for one in claims if one.published)
    rows = "".join(_row(one, words) for one in shown)
    headings = "".join(_heading(name, sort, words) for name in COLUMNS)
    more = ""
    if len(claims) > upto:
        more = (
            f'<p class="more"><input type="hidden" form="form-claims" name="sort" value="{attribute(sort)}">'
            f'<button type="submit" form="form-claims" name="upto" value="{upto + PAGE}">{escape(words["more"])}</button></p>'
        )
    said = words["of"].format(shown=len(shown), all=count(words, "claims", len(claims)))
    return (
        f'{timeline_html(stances, words)}<p class="facts" data-said>{escape(said)}</p>'
        f'<table class="claims"><thead><tr>{headings}</tr></thead><tbody>{rows}</tbody></table>{more}'
    )


def _heading(name: str, sort: str, words: Words) -> str:
    state = {name: "ascending", f"-{name}": "descending"}.get(sort, "")
    following = f"-{name}" if sort == name else name
    aria = f' aria-sort="{state}"' if state else ""
    return (
        f'<th scope="col"{aria}><button type="submit" form="form-claims" name="sort" value="{following}" data-key="{name}">'
        f"{escape(words[f'column.{name}'])}</button></th>"
    )


def _row(one: PrintedClaim, words: Words) -> str:
    def cell(name: str, drawn: str) -> str:
        return f'<td class="{name}" data-column="{attribute(words[f"column.{name}"])}">{drawn}</td>'

    address = attribute(article_address(one.article_id, [Mark(1, one.start, one.end)], 1))
    # The speaker and the rest stand in the quote; the whole sentence is what a reader has to see.
    quote = f'<a data-article href="{address}"{lang(one.language)} dir="auto">{_quote(one)}</a>'
    others = "".join(
        f'<p class="answered">{escape(words[key])} <bdi>{escape(place.speaker or "—")}</bdi></p>'
        for key, places in (("denied.by", one.denied_by), ("denies", one.denies))
        for place in places
    )
    cells = (
        cell("speaker", _party(one.who, one.speaker)),
        cell("stance", f'<span class="pill {one.stance}">{escape(words[f"stance.{one.stance}"])}</span>'),
        cell("target", _party(one.against, one.target)),
        cell("what", quote + others),
        cell("when", day(one.published, words) if one.published else escape(words["undated"])),
        cell("where", _places(one, words)),
    )
    return f"<tr>{''.join(cells)}</tr>"


def _party(name: str | None, printed: str | None) -> str:
    """The name by which a party is listed, and below it how it is named here where that differs."""
    if not printed:
        return '<span class="nobody">—</span>'
    if not name or name == printed:
        return f"<bdi>{escape(printed)}</bdi>"
    return f'<bdi>{escape(name)}</bdi><small class="printed"><bdi>{escape(printed)}</bdi></small>'


def _places(one: PrintedClaim, words: Words) -> str:
    """The outlet, and the others that print the same, each with the link to its sentence."""
    others = "".join(
        f'<li><a data-article href="{attribute(article_address(place.article_id, [Mark(1, place.start, place.end)], 1))}">'
        f"<bdi>{escape(place.source or words['unknown'])}</bdi></a></li>"
        for place in one.printed_in
        if (place.article_id, place.start) != (one.article_id, one.start)
    )
    own = f"<bdi>{escape(one.source or words['unknown'])}</bdi>"
    return f'{own}<ul class="places" aria-label="{attribute(words["printed.in"])}">{others}</ul>' if others else own


def _quote(one: PrintedClaim) -> str:
    """The sentence with what is claimed in it set off."""
    at = one.quote.find(one.content) if one.content else -1
    if at < 0 or not one.content:
        return escape(one.quote)
    end = at + len(one.content)
    return f"{escape(one.quote[:at])}<b>{escape(one.quote[at:end])}</b>{escape(one.quote[end:])}"
