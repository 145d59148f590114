"""The parts of the page that its forms ask for, as HTML: claims, passages, articles, kept conversations.

A part is drawn in the browser's language for the page's own script, which puts it in its place. What cannot be
understood is said in words, in that place too.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from math import inf
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Header, Query, Request
from fastapi.responses import HTMLResponse
from starlette.concurrency import run_in_threadpool

from rag import Library
from rag.errors import OnRecordError
from ui.bringing import Desk
from ui.conversations import Conversations
from ui.exchange import filters, status_of
from ui.render.citations import citations_html
from ui.render.claims import PAGE, claims_html
from ui.render.filters import filters_html
from ui.render.kept import kept_html
from ui.render.library import PAGE as ARTICLES
from ui.render.library import articles_html, copies_html, dropped_html, figures_html, outcome_html
from ui.render.rooms import masthead_html
from ui.render.search import hits_html
from ui.render.text import escape
from ui.words import words_for

# Lines of a table at most: a browser draws that many without a pause.
MAX_LINES = 2_000
# Passages that a search shows.
HITS = 20
# Said as errors are, in English.
NOT_UNDONE = (
    "Not all of it could be undone: articles have been changed since, or the change is too long ago. The list below is "
    "what the library holds now."
)

Language = Annotated[str | None, Header(alias="accept-language")]
Words = Annotated[str, Query(max_length=1_000)]
Typed = Annotated[str, Form(max_length=1_000)]
Several = Annotated[list[str] | None, Query()]


def router(library: Library, desk: Desk, kept: Conversations) -> APIRouter:
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

    @parts.get("/articles")
    def articles(
        request: Request,
        accept_language: Language = None,
        q: Words = "",
        upto: Annotated[int, Query(ge=1, le=MAX_LINES)] = ARTICLES,
    ) -> str:
        # The room may have been drawn anew since something was removed: the way back is still there.
        token, gone = desk.last_removal(request.state.owner)
        return articles_html(
            library.articles(), words_for(accept_language), query=q, upto=upto, undo=[token] if token else [], gone=gone
        )

    @parts.post("/remove")
    def remove(
        request: Request,
        id: Annotated[list[str] | None, Form()] = None,
        q: Typed = "",
        accept_language: Language = None,
    ) -> str:
        token = desk.remove(request.state.owner, id) if id else ""
        drawn = words_for(accept_language)
        return articles_html(library.articles(), drawn, query=q, undo=[token] if token else [], gone=len(set(id or ())))

    @parts.post("/undo")
    async def undo(request: Request, accept_language: Language = None) -> str:
        # A dropped folder makes one change of each of its files, and a form usually ends at a thousand fields.
        async with request.form(max_fields=inf) as form:
            tokens = [str(one) for one in form.getlist("token")]
        return await run_in_threadpool(undone, request.state.owner, tokens, accept_language)

    def undone(owner: str, tokens: Sequence[str], accept_language: str | None) -> str:
        left, whole, failure = list(tokens), True, ""
        try:
            while left:
                whole &= desk.undo(owner, left[-1])
                left.pop()
        except OnRecordError as error:
            # What is left can be tried again.
            failure = str(error)
        said = failure or ("" if whole else NOT_UNDONE)
        above = f'<p class="failure" data-said>{escape(said)}</p>' if said else ""
        return above + articles_html(library.articles(), words_for(accept_language), undo=left)

    @parts.get("/dropped")
    def dropped(id: str, accept_language: Language = None) -> str:
        return dropped_html(library.article(id), words_for(accept_language))

    @parts.get("/figures")
    def figures(accept_language: Language = None) -> str:
        return figures_html(library.stats(), library.facets(), words_for(accept_language))

    @parts.get("/copies")
    def copies(accept_language: Language = None) -> str:
        return copies_html(library.copies(), words_for(accept_language))

    @parts.get("/masthead")
    def masthead(request: Request, accept_language: Language = None) -> str:
        return masthead_html(library, words_for(accept_language), request.state.reader)

    @parts.get("/filters")
    def filter_form(accept_language: Language = None) -> str:
        return filters_html(library.facets(), words_for(accept_language))

    @parts.post("/file")
    async def file(
        request: Request, path: Annotated[str, Query(max_length=4_000)], accept_language: Language = None
    ) -> str:
        data = await request.body()
        outcome = await run_in_threadpool(desk.add_file, request.state.owner, path, data)
        return outcome_html(outcome.report, outcome.undo, words_for(accept_language))

    @parts.post("/address")
    def address(
        request: Request, address: Annotated[str, Form(max_length=4_000)], accept_language: Language = None
    ) -> str:
        outcome = desk.add_address(request.state.owner, address.strip())
        return outcome_html(outcome.report, outcome.undo, words_for(accept_language))

    @parts.get("/kept")
    def conversations(request: Request, q: Words = "", accept_language: Language = None) -> str:
        return kept_html(kept.shelf(request.state.owner).list(q), words_for(accept_language), query=q)

    @parts.post("/kept/rename")
    def rename(request: Request, id: Typed, name: Typed = "", q: Typed = "", accept_language: Language = None) -> str:
        kept.shelf(request.state.owner).rename(id, name)
        return conversations(request, q, accept_language)

    @parts.post("/kept/delete")
    def delete(request: Request, id: Typed, q: Typed = "", accept_language: Language = None) -> str:
        kept.shelf(request.state.owner).delete(id)
        return conversations(request, q, accept_language)

    return parts


def failure(error: OnRecordError) -> HTMLResponse:
    """An error in the place where the part would be."""
    return HTMLResponse(f'<p class="failure" data-said>{escape(str(error))}</p>', status_of(error))
