"""The parts of the page that its forms ask for, as HTML: claims, passages, ways to cite.

A part is drawn in the browser's language for the page's own script, which puts it in its place. What cannot be
understood is said in words, in that place too.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header, Query
from fastapi.responses import HTMLResponse

from rag import Library
from rag.errors import ArticleNotFound, OnRecordError, UsageError
from ui.render.citations import citations_html
from ui.render.claims import PAGE, claims_html
from ui.render.search import hits_html
from ui.render.text import escape
from ui.words import words_for

# Lines of a table at most: a browser draws that many without a pause.
MAX_LINES = 2_000
# Passages that a search shows.
HITS = 20

Language = Annotated[str | None, Header(alias="accept-language")]
Words = Annotated[str, Query(max_length=1_000)]
Several = Annotated[list[str] | None, Query()]


def filters(
    since: Annotated[str, Query(alias="from")] = "",
    until: Annotated[str, Query(alias="to")] = "",
    source: Several = None,
    language: Several = None,
    author: Several = None,
) -> dict[str, Any]:
    """The filters of an address, those that are set; as a dependency of a route."""
    given = {"from": since, "to": until, "source": source, "language": language, "author": author}
    return {name: value for name, value in given.items() if value}


def router(library: Library) -> APIRouter:
    """The addresses below ``/part/``."""
    parts = APIRouter(prefix="/part", include_in_schema=False, default_response_class=HTMLResponse)
    chosen = Depends(filters)

    @parts.get("/claims")
    def claims(
        accept_language: Language = None,
        q: Words = "",
        speaker: Words = "",
        stance: Words = "",
        target: Words = "",
        sort: Words = "",
        upto: Annotated[int, Query(ge=1, le=MAX_LINES)] = PAGE,
        filters: dict[str, Any] = chosen,
    ) -> str:
        found = library.claims(q, speaker=speaker, stance=stance, target=target, filters=filters)
        return claims_html(found, words_for(accept_language), sort=sort, upto=upto)

    @parts.get("/search")
    def search(accept_language: Language = None, q: Words = "", filters: dict[str, Any] = chosen) -> str:
        hits = library.search(q, HITS, filters) if q.strip() else []
        return hits_html(hits, words_for(accept_language))

    @parts.get("/citation")
    def citation(id: str, start: int = 0, end: int = 0, accept_language: Language = None) -> str:
        article = library.article(id)
        quote = " ".join(article.text[max(0, start) : max(0, end)].split())
        return citations_html(article, quote, datetime.now(UTC).date(), words_for(accept_language))

    return parts


def failure(error: OnRecordError) -> HTMLResponse:
    """An error in the place where the part would be."""
    status = 404 if isinstance(error, ArticleNotFound) else 422 if isinstance(error, UsageError) else 500
    return HTMLResponse(f'<p class="failure" data-said>{escape(str(error))}</p>', status)
