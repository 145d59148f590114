"""``GET /metrics``: what a server counts, in Prometheus' format."""

from __future__ import annotations

import time

from fastapi import APIRouter, Response
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from rag import Library

# Addresses that are counted by name; what else is asked for falls under "other", or a stranger could fill the memory.
_PATHS = (
    "/api/ask",
    "/api/search",
    "/api/claims",
    "/api/articles",
    "/api/feedback",
    "/v1/chat/completions",
    "/article",
    "/health",
    "/mcp",
)


class Monitor:
    """Counts the requests of one server."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._registry = CollectorRegistry()
        self._requests = Counter(
            "onrecord_requests", "Requests by address and status.", ("path", "status"), registry=self._registry
        )
        self._seconds = Histogram(
            "onrecord_request_seconds",
            "Seconds from a request to the end of its response.",
            ("path",),
            registry=self._registry,
        )
        self._articles = Gauge("onrecord_articles", "Articles in the library.", registry=self._registry)
        self._passages = Gauge("onrecord_passages", "Passages in the library.", registry=self._registry)

    def router(self) -> APIRouter:
        """``/metrics``."""
        routes = APIRouter()

        @routes.get("/metrics", include_in_schema=False)
        def metrics() -> Response:
            stats = self._library.stats()
            self._articles.set(stats["articles"])
            self._passages.set(stats["passages"])
            return Response(generate_latest(self._registry), media_type=CONTENT_TYPE_LATEST)

        return routes

    def watch(self, app: ASGIApp) -> ASGIApp:
        """The application, its requests counted; plain ASGI, so that streams pass through untouched."""

        async def watched(scope: Scope, receive: Receive, send: Send) -> None:
            if scope["type"] != "http":
                await app(scope, receive, send)
                return
            path = next((one for one in _PATHS if scope["path"] == one or scope["path"].startswith(one + "/")), "other")
            started, status = time.perf_counter(), 500

            async def sending(message: Message) -> None:
                nonlocal status
                if message["type"] == "http.response.start":
                    status = message["status"]
                await send(message)

            try:
                await app(scope, receive, sending)
            finally:
                self._requests.labels(path, str(status)).inc()
                self._seconds.labels(path).observe(time.perf_counter() - started)

        return watched
