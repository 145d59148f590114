"""Who may ask this server, and who is asking: the name it is called by, the page that calls it, and whose browser it is.

A server on one's own machine is reached by every page open in the browser. Two checks keep those out: a request
must name the server by a name of its own (a page whose name was pointed at 127.0.0.1 calls it by its own, "DNS
rebinding"), and a request that changes something must not come from a page of another site.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Collection
from http.cookies import CookieError, SimpleCookie
from typing import Final
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

# The names by which a machine calls itself.
LOOPBACK: Final = ("localhost", "127.0.0.1", "::1")
COOKIE: Final = "onrecord_reader"
_COOKIE_DAYS: Final = 400  # the longest that browsers keep one
_TOKEN: Final = re.compile(r"[\w-]{32}", re.ASCII)
_SAFE: Final = ("GET", "HEAD", "OPTIONS")


class Visitors:
    """Plain ASGI, so that streams pass through untouched.

    Refuses what is not called by one of ``hosts`` (every name is one when it is None) and what another site's page
    sends. ``request.state.owner`` is then the reader: a browser, known by a cookie that only this server reads.
    """

    def __init__(self, app: ASGIApp, hosts: Collection[str] | None = None) -> None:
        self.app = app
        self.hosts = None if hosts is None else {one.casefold() for one in hosts}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes the request on, or answers why not."""
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        refusal = self._refusal(scope, headers)
        if refusal:
            await PlainTextResponse(refusal, 403)(scope, receive, send)
            return
        token = _cookie(headers)
        fresh = "" if _TOKEN.fullmatch(token) else secrets.token_urlsafe(24)
        # The file of conversations holds no key that opens them.
        scope.setdefault("state", {})["owner"] = "browser:" + hashlib.sha256((fresh or token).encode()).hexdigest()

        async def sending(message: Message) -> None:
            if fresh and message["type"] == "http.response.start":
                secure = "; Secure" if scope.get("scheme") == "https" else ""
                MutableHeaders(scope=message).append(
                    "Set-Cookie",
                    f"{COOKIE}={fresh}; HttpOnly; SameSite=Lax; Path=/; Max-Age={_COOKIE_DAYS * 86400}{secure}",
                )
            await send(message)

        await self.app(scope, receive, sending)

    def _refusal(self, scope: Scope, headers: Headers) -> str:
        host = headers.get("host", "")
        if self.hosts is not None and host_name(host) not in self.hosts:
            return (
                f"This server is not called {host[:100]!r}. Use one of its own names: {', '.join(sorted(self.hosts))}; "
                "or start it with --allow-host NAME."
            )
        origin = headers.get("origin", "")
        changes = scope["type"] == "websocket" or scope["method"] not in _SAFE
        if changes and origin and urlsplit(origin).netloc.casefold() != host.casefold():
            return f"A page of {origin[:100]} may not send anything to this server."
        return ""


def host_name(host: str) -> str:
    """The name in a Host header, without its port and the brackets of an IPv6 address."""
    name, _, port = host.rpartition(":")
    name = name if name and port.isascii() and port.isdigit() else host
    return name.removeprefix("[").removesuffix("]").casefold()


def _cookie(headers: Headers) -> str:
    try:
        found = SimpleCookie(headers.get("cookie", "")).get(COOKIE)
    except CookieError:
        return ""
    return found.value if found else ""
