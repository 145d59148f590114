"""Draws the library itself: its articles, what cleaning dropped, copies, figures, and what became of what was brought."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from corpus.types import Article
from rag.types import AddReport, Facets
from ui.render.articles import article_address
from ui.render.plots import bars_html, histogram_html
from ui.render.text import about, attribute, escape, lang
from ui.words import ENGLISH, Words, count, language_name, number

PAGE: Final = 50
# Bars of one kind; the rest of a long list says little.
_MOST: Final = 12


def articles_html(
    articles: Sequence[Article],
    words: Words = ENGLISH,
    *,
    query: str = "",
    upto: int = PAGE,
    undo: Sequence[str] = (),
    gone: int = 0,
) -> str:
    """The articles whose title, outlet or author holds the words of ``query``, newest first, to read and to remove.

    What the tokens ``undo`` stand for can be undone; ``gone`` articles were removed by it, 0 when it was something else.
    """
    wanted = query.casefold().split()
    fitting = [one for one in articles if all(word in _searched(one) for word in wanted)]
    shown = fitting[:upto]
    back = _undo(gone, undo, words) if undo else ""
    said = words["of"].format(shown=len(shown), all=count(words, "articles", len(fitting)))
    rows = "".join(_row(one, words) for one in shown)
    more = ""
    if len(fitting) > upto:
        more = (
            f'<p class="more"><button type="submit" form="form-articles" name="upto" value="{upto + PAGE}">'
            f"{escape(words['more'])}</button></p>"
        )
    remove = f'<button type="submit" class="plain">{escape(words["remove"])}</button>' if shown else ""
    return (
        f'{back}<form class="shelf" method="post" action="part/remove" data-into="part-articles">'
        f'<input type="hidden" name="q" value="{attribute(query)}">'
        f'<p class="facts"><span data-said>{escape(said)}</span> {remove}</p><ul class="articles">{rows}</ul></form>{more}'
    )


def dropped_html(article: Article, words: Words = ENGLISH) -> str:
    """What cleaning took out of the article's page, in page order."""
    if not article.dropped:
        return f'<p class="nothing">{escape(words["dropped.none"])}</p>'
    pieces = "".join(f'<li dir="auto">{escape(piece)}</li>' for piece in article.dropped)
    return f'<ol class="dropped"{lang(article.language)}>{pieces}</ol>'


def copies_html(groups: Sequence[Sequence[Article]], words: Words = ENGLISH) -> str:
    """Articles that print the same text, the earliest of each group first."""
    if not groups:
        return f'<p class="nothing">{escape(words["copies.none"])}</p>'
    drawn = "".join(
        f"<li><ul>{''.join(f'<li>{_link(one, words)}</li>' for one in group)}</ul></li>" for group in groups
    )
    return f'<p class="hint">{escape(words["copies.note"])}</p><ol class="copies">{drawn}</ol>'


def figures_html(stats: Mapping[str, Any], facets: Facets, words: Words = ENGLISH) -> str:
    """The library's figures as plots."""
    numbers = [
        count(words, "articles", stats["articles"]),
        count(words, "sources", len([name for name in facets.sources if name])),
        count(words, "languages", len([name for name in facets.languages if name])),
        count(words, "claims", sum(facets.stances.values())),
        words["megabytes"].format(n=number(words, stats["bytes"] / 1e6, 1)),
    ]
    named = [(name or words["unknown"], n) for name, n in facets.sources.items()]
    languages = [(language_name(code, words) if code else "?", n) for code, n in facets.languages.items()]
    stances = [(words[f"stance.{stance}"], n) for stance, n in facets.stances.items()]
    plots = (
        bars_html(words["filter.source"], named[:_MOST], words),
        bars_html(words["filter.language"], languages[:_MOST], words),
        bars_html(words["room.claims"], stances, words),
        bars_html(words["filter.author"], list(facets.authors.items())[:_MOST], words),
    )
    return (
        f'<p class="numbers">{escape(" · ".join(numbers))}</p>{histogram_html(facets.days, words)}'
        f'<div class="figures">{"".join(plots)}</div>'
    )


def outcome_html(report: AddReport, undo: str, words: Words = ENGLISH) -> str:
    """What became of one file or address: counts, and each rejection with its reason."""
    counts = [
        count(words, name, getattr(report, name))
        for name in ("added", "updated", "unchanged", "duplicates")
        if getattr(report, name)
    ]
    refused = "".join(
        f'<li class="failure"><bdi>{escape(one.reason if one.source in one.reason else f"{one.source}: {one.reason}")}</bdi></li>'
        for one in report.rejected
    )
    token = f' data-undo="{attribute(undo)}"' if undo else ""
    summary = escape(", ".join(counts)) if counts else escape(words["added.none"])
    listed = f'<ul class="rejected">{refused}</ul>' if refused else ""
    return f'<span class="outcome {"done" if counts else "none"}"{token}>{summary}</span>{listed}'


def _row(article: Article, words: Words) -> str:
    pick = attribute(words["pick"].format(title=article.title or words["untitled"]))
    part = attribute("part/dropped?" + article_address(article.id).partition("?")[2])
    dropped = ""
    if article.dropped:
        dropped = (
            f'<details data-part="{part}"><summary>{escape(count(words, "dropped", len(article.dropped)))}</summary>'
            '<div class="into"></div></details>'
        )
    return (
        f'<li><input type="checkbox" name="id" value="{attribute(article.id)}" aria-label="{pick}">'
        f"<div>{_link(article, words)}{dropped}</div></li>"
    )


def _link(article: Article, words: Words) -> str:
    facts = about(article.source, article.published, article.language, words)
    return (
        f'<a data-article href="{attribute(article_address(article.id))}"{lang(article.language)} dir="auto">'
        f'{escape(article.title or words["untitled"])}</a> <span class="about">{facts}</span>'
    )


def _undo(gone: int, tokens: Sequence[str], words: Words) -> str:
    said = escape(count(words, "removed", gone)) if gone else ""
    hidden = "".join(f'<input type="hidden" name="token" value="{attribute(one)}">' for one in tokens)
    return (
        f'<form class="undone" method="post" action="part/undo" data-into="part-articles" role="status">{said} {hidden}'
        f'<button type="submit" class="plain">{escape(words["undo"])}</button></form>'
    )


def _searched(article: Article) -> str:
    return " ".join((article.title, article.source, *article.authors, article.published)).casefold()
