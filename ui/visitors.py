"""Who may ask this server, and who is asking: the name it is called by, the page that calls it, and the reader.

A server on one's own machine is reached by every page open in the browser. Two checks keep those out: a request
must name the server by an address or by a name of its own (a page whose name was pointed at 127.0.0.1 calls it by
its own, "DNS rebinding"), and a request that changes something must not come from a page of another site.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import ipaddress
import re
import secrets
from collections.abc import Collection, Mapping
from typing import Final
from urllib.parse import quote, urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import cookie_parser
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ui.exchange import refused
from ui.users import Users

# The name by which every machine calls itself.
LOOPBACK: Final = ("localhost",)
COOKIE: Final = "onrecord_reader"
_COOKIE_DAYS: Final = 400  # the longest that browsers keep one
_TOKEN: Final = re.compile(r"[\w-]{32}", re.ASCII)
_SAFE: Final = ("GET", "HEAD", "OPTIONS")


class Visitors:
    """Plain ASGI, so that streams pass through untouched.

    Refuses what is called by a name that is neither an IP address nor one of ``hosts``, and what another site's page
    sends. ``request.state.owner`` is then whose conversations are meant, ``request.state.reader`` a name to show.

    Without ``users`` everybody may ask, and a reader is a browser, known by a cookie that only this server reads. With
    them a reader logs in at ``/login``; programs send name and password with every request (HTTP Basic, or
    ``Bearer name:password`` where a client only knows an API key).
    """

    def __init__(self, app: ASGIApp, hosts: Collection[str] = LOOPBACK, users: Users | None = None) -> None:
        self.app = app
        self.hosts = {one.casefold() for one in hosts}
        self.users = users

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
        token = cookie(headers)
        state = scope.setdefault("state", {})
        if self.users is not None:
            state["reader"] = await self._reader(self.users, scope, headers, token)
            state["owner"] = f"user:{state['reader']}"
            if not state["reader"] and scope["path"] != "/login":
                await _log_in_first(scope, headers)(scope, receive, send)
                return
            await self.app(scope, receive, send)
            return
        fresh = "" if _TOKEN.fullmatch(token) else secrets.token_urlsafe(24)
        # The file of conversations holds no key that opens them.
        state["owner"] = "browser:" + hashlib.sha256((fresh or token).encode()).hexdigest()
        state["reader"] = ""

        # A program that keeps no cookies needs none.
        keeps = "text/html" in headers.get("accept", "")

        async def sending(message: Message) -> None:
            if fresh and keeps and message["type"] == "http.response.start":
                secure = "; Secure" if scope.get("scheme") == "https" else ""
                MutableHeaders(scope=message).append(
                    "Set-Cookie",
                    f"{COOKIE}={fresh}; HttpOnly; SameSite=Lax; Path=/; Max-Age={_COOKIE_DAYS * 86400}{secure}",
                )
            await send(message)

        await self.app(scope, receive, sending)

    def _refusal(self, scope: Scope, headers: Headers) -> str:
        host = headers.get("host", "")
        name = host_name(host)
        if name not in self.hosts and not _is_address(name):
            return (
                f"This server is not called {host[:100]!r}. Use its address, or one of its names "
                f"({', '.join(sorted(self.hosts))}), or start it with --allow-host NAME."
            )
        origin = headers.get("origin", "")
        changes = scope["type"] == "websocket" or scope["method"] not in _SAFE
        if changes and origin and urlsplit(origin).netloc.casefold() != host.casefold():
            return f"A page of {origin[:100]} may not send anything to this server."
        return ""

    async def _reader(self, users: Users, scope: Scope, headers: Headers, token: str) -> str:
        name = users.reader(token) if token else ""
        if name:
            return name
        name, password = _credentials(headers.get("authorization", ""))
        right = bool(name) and await run_in_threadpool(users.check_again, name, password, place_of(scope))
        return name if right else ""


def host_name(host: str) -> str:
    """The name in a Host header, without its port and the brackets of an IPv6 address."""
    name, _, port = host.rpartition(":")
    name = name if name and port.isascii() and port.isdigit() else host
    return name.removeprefix("[").removesuffix("]").casefold()


def cookie(headers: Mapping[str, str]) -> str:
    """The reader's token, or nothing; what other programs of this host keep beside it may be anything."""
    return cookie_parser(headers.get("cookie", "")).get(COOKIE, "")


def place_of(scope: Scope) -> str:
    """The network address that a request comes from."""
    return str((scope.get("client") or ("", 0))[0])


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def _credentials(authorization: str) -> tuple[str, str]:
    kind, _, value = authorization.partition(" ")
    if kind.casefold() == "basic":
        try:
            value = base64.b64decode(value.strip(), validate=True).decode("utf-8")
        except (binascii.Error, UnicodeDecodeError):
            return "", ""
    elif kind.casefold() != "bearer":
        return "", ""
    name, _, password = value.partition(":")
    return name, password


def _log_in_first(scope: Scope, headers: Headers) -> Response:
    if scope["type"] == "http" and scope["method"] == "GET" and "text/html" in headers.get("accept", ""):
        query = scope.get("query_string", b"").decode("latin-1")
        asked = f"?next={quote(f'?{query}')}" if query else ""
        return RedirectResponse(f"/login{asked}", 303)
    # A browser that sees this header asks by itself, over the page that is open; only programs are told.
    known = {} if "sec-fetch-mode" in headers else {"WWW-Authenticate": 'Basic realm="On Record", charset="UTF-8"'}
    return refused(scope["path"], "Log in at /login, or send a name and password (HTTP Basic).", 401, known)
