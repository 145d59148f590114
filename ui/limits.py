"""How much a request may send: what is larger is refused before it is read to its end."""

from __future__ import annotations

from typing import Final

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from corpus.readers import MAX_BYTES
from ui.exchange import refused

# A file as large as the readers take, and room for what surrounds it in JSON.
MAX_BODY: Final = MAX_BYTES + 1024 * 1024


class _TooLarge(Exception):
    pass


class BodyLimit:
    """Plain ASGI: counts what comes in, whatever the request said of its length."""

    def __init__(self, app: ASGIApp, limit: int = MAX_BODY) -> None:
        self.app = app
        self.limit = limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes the request on, or answers 413."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        received, begun = 0, False
        length = Headers(scope=scope).get("content-length", "")

        async def counting() -> Message:
            nonlocal received
            message = await receive()
            if message["type"] == "http.request":
                received += len(message.get("body", b""))
                if received > self.limit:
                    raise _TooLarge
            return message

        async def sending(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            if length.isascii() and length.isdigit() and int(length) > self.limit:
                raise _TooLarge
            await self.app(scope, counting, sending)
        except _TooLarge:
            if not begun:
                detail = f"This is larger than {self.limit >> 20} MB, the most that is taken at a time. Split it."
                await refused(scope["path"], detail, 413)(scope, receive, send)
