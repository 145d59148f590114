"""One port for every face: the page, the addresses of its articles, and the JSON interface under ``/api``."""

from __future__ import annotations

import contextlib
import html
import ipaddress
import json
import logging
import socket
import threading
import time
import webbrowser
from collections.abc import AsyncIterator, Callable, Collection, Generator, Mapping, Sequence
from typing import Annotated, Any, Final, Literal
from urllib.parse import quote

import gradio as gr
import uvicorn
from fastapi import Depends, FastAPI, Header, Query, Request, Response
from fastapi.exception_handlers import http_exception_handler
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, JSONResponse
from fastapi.sse import format_sse_event
from fastapi_offline import FastAPIOffline
from pydantic import BeforeValidator, ConfigDict, Field, StringConstraints
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.types import Message as AsgiMessage

from corpus.ids import slug
from corpus.types import Article
from corpus.version import version
from rag import Library
from rag.claims import STANCES
from rag.errors import ArticleNotFound, OnRecordError, UsageError
from rag.types import Answer, Filters
from ui import conversations, export, login, mcp, monitoring, openai, parts, web
from ui.asking import history_of
from ui.bringing import Desk
from ui.conversations import Conversations, restored
from ui.exchange import Body, EventStream, faults, filters, is_openai, refused, status_of, storable
from ui.feedback import FILE as FEEDBACK
from ui.feedback import Feedback
from ui.feedback import line as feedback_line
from ui.limits import BodyLimit
from ui.render.articles import Mark, article_html
from ui.users import Users
from ui.visitors import LOOPBACK, Visitors
from ui.words import ENGLISH, words_for

MAX_QUESTION: Final = 4_000
MAX_K: Final = 200

# Gradio compiles its templates in the browser, hence 'unsafe-eval'; nothing may come from, or go to, anywhere else.
CONTENT_SECURITY_POLICY: Final = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self' 'unsafe-inline' 'unsafe-eval'",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "connect-src 'self'",
        "media-src 'self' data: blob:",
        "worker-src 'self' blob:",
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
    )
)
# The article's own page holds no script at all.
ARTICLE_POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"

log = logging.getLogger(__name__)

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=MAX_QUESTION)]


class Message(Body):
    """One earlier message of a conversation."""

    model_config = ConfigDict(extra="forbid")
    role: Literal["user", "assistant"]
    content: str


class Question(Body):
    """The body of ``POST /api/ask``."""

    model_config = ConfigDict(extra="forbid")
    question: Text
    history: list[Message] = Field(default_factory=list)
    filters: dict[str, Any] = Field(default_factory=dict)


class Judgement(Body):
    """The body of ``POST /api/feedback``."""

    model_config = ConfigDict(extra="forbid")
    good: bool
    note: Annotated[str, StringConstraints(max_length=2_000)] = ""
    conversation: str = ""
    turn: int = 0
    question: Annotated[str, StringConstraints(max_length=MAX_QUESTION)] = ""
    answer: dict[str, Any] | None = None
    history: list[Message] = Field(default_factory=list)
    filters: dict[str, Any] = Field(default_factory=dict)


def create_app(
    library: Library, examples: Sequence[str] = (), *, hosts: Collection[str] = LOOPBACK, users: Users | None = None
) -> FastAPI:
    """The web application over an open ``rag.Library``: ``/``, ``/article``, ``/api/...`` and ``/health``.

    ``examples`` are the questions the page offers, ``hosts`` the names it may be called by beside its addresses,
    ``users`` who may use it, everybody when None. The JSON interface answers errors as ``{"detail": ...}``: 404 for an
    article that is not there, 422 for what cannot be understood, 503 while another process is writing.
    """
    chain = library.as_chain()
    tools = mcp.server(library, chain)
    agents = mcp.application(tools)

    @contextlib.asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        async with tools.session_manager.run():
            yield

    # Offline: its documentation page brings its own script and style, where FastAPI's loads them from elsewhere.
    app = FastAPIOffline(
        title="On Record", summary="Ask press articles who said what.", version=version(), lifespan=lifespan
    )
    kept = Conversations(library.folder / conversations.FILE)

    feedback = Feedback(library.folder / FEEDBACK)

    # The last one added sees a request first.
    app.add_middleware(Visitors, hosts=hosts, users=users)
    app.add_middleware(BodyLimit)
    app.add_middleware(Headers)
    app.include_router(parts.router(library, Desk(library), kept))
    if users is not None:
        app.include_router(login.router(users, web.style()))

    @app.exception_handler(OnRecordError)
    async def explain(request: Request, error: OnRecordError) -> Response:
        if request.url.path.startswith("/part/"):
            return parts.failure(error)
        return refused(request.url.path, str(error), status_of(error))

    @app.exception_handler(RequestValidationError)
    async def refuse(request: Request, error: RequestValidationError) -> Response:
        return refused(request.url.path, faults(error), 422)

    @app.exception_handler(HTTPException)
    async def tell(request: Request, error: HTTPException) -> Response:
        if is_openai(request.url.path):
            return refused(request.url.path, error.detail, error.status_code)
        return await http_exception_handler(request, error)

    @app.get("/health")
    def health() -> dict[str, Any]:
        """Whether the library can be read, and how many articles it holds."""
        return {"status": "ok", "articles": library.stats().get("articles")}

    @app.get("/article", include_in_schema=False)
    def article_page(
        id: str,
        mark: Annotated[list[str] | None, Query()] = None,
        focus: int | None = None,
        fragment: bool = False,
        accept_language: Annotated[str | None, Header()] = None,
    ) -> HTMLResponse:
        """An article as the page opens it: whole, the cited sentences marked; a part of a page with ``fragment``."""
        words = words_for(accept_language)
        try:
            marks = [Mark.parse(one) for one in mark or ()]
        except ValueError as error:
            raise UsageError(str(error)) from None
        try:
            article = library.article(id)
        except ArticleNotFound:
            return HTMLResponse(_page(words["missing"], f"<p>{html.escape(words['missing'])}</p>", ""), 404)
        drawn = article_html(article, marks, focus, words)
        if not fragment:
            drawn = _page(article.title or words["untitled"], drawn, words["locale"][:2])
        return HTMLResponse(drawn, headers={"Content-Security-Policy": ARTICLE_POLICY, "Cache-Control": "no-store"})

    @app.post(
        "/api/ask",
        responses={200: {"content": {"text/event-stream": {}}, "description": "The answer, whole or as it grows."}},
    )
    def ask(body: Question, accept: Annotated[str, Header()] = "") -> Response:
        """An answer with its citations; with ``Accept: text/event-stream`` growing ones, each a whole JSON object.

        The events are named ``partial``, the last one ``answer``, or ``error`` when there is none.
        """
        inputs = {
            "question": body.question,
            "history": [message.model_dump() for message in body.history],
            "filters": _filters(body.filters),
        }
        if "text/event-stream" in accept:
            return EventStream(_events(chain, inputs))
        return JSONResponse(chain.invoke(inputs).to_dict())

    @app.post("/api/feedback")
    def judge(body: Judgement, request: Request) -> dict[str, Any]:
        """Notes whether an answer is good; it becomes a line of ``feedback.jsonl`` in the library's folder.

        Names a turn of a conversation kept for this reader, or the question with the answer as ``/api/ask`` gave it.
        """
        history = [message.model_dump() for message in body.history]
        question, answer, chosen = body.question, None, body.filters
        if body.conversation:
            shelf = kept.shelf(request.state.owner)
            if not shelf.judge(body.conversation, body.turn, body.good, body.note):
                raise UsageError("There is no such answer among your conversations.")
            turns = shelf.turns(body.conversation)
            judged = next(one for one in turns if one.number == body.turn)
            question, answer, chosen = judged.question, judged.answer, dict(judged.filters)
            history = history_of(turns[: turns.index(judged)])
        elif body.answer is not None:
            try:
                answer = restored({"question": question, "language": "", **body.answer})
            except (TypeError, AttributeError, ValueError):
                raise UsageError("The answer is none; send it as /api/ask gave it, or leave it out.") from None
        if not question.strip():
            raise UsageError('Name the "question", or the "conversation" and its "turn".')
        line = feedback_line(
            request.state.owner, question, answer, good=body.good, note=body.note, history=history, filters=chosen
        )
        feedback.put(line)
        return {"id": line["id"]}

    @app.get("/conversation/{name}", include_in_schema=False)
    def exported(
        name: str, request: Request, turn: int | None = None, accept_language: Annotated[str | None, Header()] = None
    ) -> Response:
        """A kept conversation, or one turn of it, as a file: ``/conversation/ID.md``, ``.html`` or ``.json``."""
        identifier, _, ending = name.rpartition(".")
        shelf = kept.shelf(request.state.owner)
        turns = [one for one in shelf.turns(identifier) if turn in (None, one.number)]
        if ending not in export.FORMATS or not turns:
            return JSONResponse({"detail": "There is no such conversation."}, 404)
        words = words_for(accept_language)
        found = shelf.conversation(identifier)
        title = turns[0].question if turn or found is None else found.name
        if ending == "md":
            text = export.markdown(title, turns, article_of, words)
        elif ending == "html":
            text = export.html(title, turns, article_of, words, web.style())
        else:
            text = export.as_json(title, turns, article_of)
        disposition = f"attachment; filename*=UTF-8''{quote(slug(title) or 'conversation')}.{ending}"
        headers = {"Content-Disposition": disposition, "Content-Security-Policy": ARTICLE_POLICY}
        return Response(text, headers=headers, media_type=f"{export.FORMATS[ending]}; charset=utf-8")

    def article_of(identifier: str) -> Article | None:
        try:
            return library.article(identifier)
        except ArticleNotFound:
            return None

    @app.get("/api/search")
    def search(
        chosen: Annotated[dict[str, Any], Depends(filters)],
        q: Annotated[str, Query(min_length=1, max_length=MAX_QUESTION, description="The words to search for.")],
        k: Annotated[int, Query(ge=1, le=MAX_K, description="How many passages at most.")] = 8,
    ) -> dict[str, Any]:
        """Passages, best first."""
        if not q.strip():
            raise UsageError("The query `q` holds no words.")
        began = time.perf_counter()
        hits = library.search(q, k=k, filters=_filters(chosen))
        milliseconds = round((time.perf_counter() - began) * 1000, 2)
        return {"query": q, "hits": [hit.to_dict() for hit in hits], "timings_ms": {"total": milliseconds}}

    @app.get("/api/claims")
    def claims(
        chosen: Annotated[dict[str, Any], Depends(filters)],
        q: Annotated[str, Query(max_length=MAX_QUESTION, description="What it is about; everything without.")] = "",
        speaker: Annotated[str, Query(description="Who says it, or words of the name.")] = "",
        stance: Annotated[str, Query(description=", ".join(STANCES))] = "",
        target: Annotated[str, Query(description="Against or about whom.")] = "",
    ) -> dict[str, Any]:
        """Who said what: nearest to the topic first, or the newest article first."""
        found = library.claims(q, speaker=speaker, stance=stance, target=target, filters=_filters(chosen))
        return {"claims": [one.to_dict() for one in found]}

    @app.get("/api/articles")
    def articles() -> dict[str, Any]:
        """Every article, newest first, without its text."""
        keys = ("id", "title", "source", "published", "language", "url")
        return {"articles": [{key: getattr(article, key) for key in keys} for article in library.articles()]}

    @app.get("/api/articles/{article_id:path}")
    def article(article_id: str, dropped: bool = False) -> dict[str, Any]:
        """One article whole; with ``dropped`` also what cleaning took out of its page."""
        found: dict[str, Any] = library.article(article_id).to_dict(dropped=dropped)
        return found

    @app.post("/api/articles")
    def add(
        body: Annotated[dict[str, Any] | list[dict[str, Any]], BeforeValidator(storable)],
    ) -> dict[str, Any]:
        """Adds one article, a list of them, or ``{"articles": [...]}``; the same id again updates it."""
        given = body.get("articles", [body]) if isinstance(body, dict) else body
        if not isinstance(given, list) or not given:
            raise UsageError('Nothing to add. Send an article, a list of articles, or {"articles": [...]}.')
        report: dict[str, Any] = library.add(given).to_dict()
        return report

    @app.delete("/api/articles")
    def remove_many(id: Annotated[list[str], Query(min_length=1)]) -> dict[str, Any]:
        """Removes the articles named by ``?id=...&id=...``, or none of them when one is not there."""
        library.remove(id)
        return {"removed": len(set(id))}

    @app.delete("/api/articles/{article_id:path}")
    def remove(article_id: str) -> dict[str, Any]:
        """Removes one article."""
        library.remove([article_id])
        return {"removed": 1}

    app.include_router(openai.router(chain))
    app.router.routes.extend(agents.routes)
    monitor = monitoring.Monitor(library)
    app.include_router(monitor.router())
    app.add_middleware(monitor.watch)

    gr.mount_gradio_app(
        app,
        web.build(library, chain, kept, examples),
        path="/",
        footer_links=[],
        run_history=False,
        ssr_mode=False,
        pwa=False,
        mcp_server=False,
        # Articles come by /part/file; Gradio's own way in stays shut.
        max_file_size=1,
        enable_monitoring=False,
        theme=web.theme(),
        head=web.head(),
    )
    return app


def serve(
    library: Library,
    host: str = "127.0.0.1",
    port: int = 7860,
    *,
    open_browser: bool = False,
    examples: Sequence[str] = (),
    hosts: Collection[str] = (),
    users: Users | None = None,
    insecure: bool = False,
    announce: Callable[[str], None] = print,
) -> None:
    """Serves until interrupted; ``announce`` gets the address once it answers. Port 0 takes any free one.

    ``hosts`` are further names that it may be called by, ``users`` who may use it.

    Raises:
        OnRecordError: the address cannot be listened on, for instance because the port is taken.
        UsageError: it is no address; or other machines can reach it, there are no users, and it was not told that it is
            to be ``insecure``.
    """
    listener = listen(host, port)
    if not (users or insecure or ipaddress.ip_address(listener.getsockname()[0]).is_loopback):
        listener.close()
        raise UsageError(
            f"Other machines could reach {host}, and anybody there could read and change the library. Name who may: "
            "`onrecord password NAME --auth readers.txt`, then `--auth readers.txt`; or say --insecure."
        )
    names = {*LOOPBACK, socket.gethostname(), socket.getfqdn(), *hosts}
    address = web_address(host, listener.getsockname()[1])
    config = uvicorn.Config(
        create_app(library, examples, hosts=names, users=users), log_level="warning", timeout_graceful_shutdown=2
    )
    # Beside the start of the page: loading the model takes seconds, and the first question would wait for it.
    threading.Thread(target=library.warm_up, daemon=True).start()
    server = _Server(config, ready=lambda: _ready(address, announce, open_browser))
    try:
        server.run(sockets=[listener])
    finally:
        listener.close()


def listen(host: str, port: int) -> socket.socket:
    """A listening socket.

    Raises:
        UsageError: that is no address.
        OnRecordError: it cannot be listened on, for instance because the port is taken.
    """
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0][0]
        listener = socket.socket(family, socket.SOCK_STREAM)
    except (OSError, OverflowError) as error:
        raise UsageError(
            f"{host}:{port} is no address to listen on ({error}). Choose another --host or --port."
        ) from None
    try:
        # A server that was just stopped leaves its port in TIME_WAIT, which is not taken.
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen()
    except (OSError, OverflowError) as error:
        listener.close()
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise OnRecordError(
            f"Cannot listen on {host}, port {port}: {reason}. Choose another port with --port, "
            "or --port 0 for any that is free."
        ) from None
    return listener


def web_address(host: str, port: int) -> str:
    """The address to type into a browser on this machine."""
    if host in ("0.0.0.0", "::", ""):  # noqa: S104 (read here, not listened on)
        host = "127.0.0.1"
    return f"http://{f'[{host}]' if ':' in host else host}:{port}/"


class Headers:
    """Plain ASGI, so that streams pass through untouched: the security headers a response does not set itself."""

    SET: Final = (
        ("Content-Security-Policy", CONTENT_SECURITY_POLICY),
        ("X-Content-Type-Options", "nosniff"),
        ("Referrer-Policy", "no-referrer"),
    )

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes the request on, and its response back with the headers."""

        async def sending(message: AsgiMessage) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self.SET:
                    headers.setdefault(name, value)
            await send(message)

        await self.app(scope, receive, sending)


class _Server(uvicorn.Server):
    """uvicorn, and a word when it answers."""

    def __init__(self, config: uvicorn.Config, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets=sockets)
        if self.started:
            self._ready()


def _ready(address: str, announce: Callable[[str], None], open_browser: bool) -> None:
    announce(f"On Record is at {address}  (Ctrl+C stops it)")
    if open_browser:
        # In a thread: some browsers keep the call until they are closed.
        threading.Thread(target=webbrowser.open, args=(address,), daemon=True).start()


def _events(chain: Any, inputs: Mapping[str, Any]) -> Generator[bytes]:
    try:
        for answer in chain.stream(inputs):
            name = "answer" if answer.complete else "partial"
            yield format_sse_event(event=name, data_str=_json(answer))
    except OnRecordError as error:
        yield format_sse_event(event="error", data_str=json.dumps({"detail": str(error)}))
    except Exception:
        log.exception("A streamed question could not be answered.")
        yield format_sse_event(event="error", data_str=json.dumps({"detail": ENGLISH["failed"]}))


def _json(answer: Answer) -> str:
    return json.dumps(answer.to_dict(), ensure_ascii=True)


def _filters(given: Mapping[str, Any]) -> dict[str, Any]:
    Filters.parse(given)  # raises UsageError here, before a stream has begun
    return dict(given)


def _page(title: str, body: str, language: str) -> str:
    return (
        f'<!doctype html><html lang="{language or "en"}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<meta name="robots" content="noindex"><title>{html.escape(title)}</title><style>{web.style()}</style></head>'
        f'<body class="page"><main>{body}</main></body></html>'
    )
