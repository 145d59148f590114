"""The page that asks for a name and a password, where a server has readers of its own."""

from __future__ import annotations

import re
from typing import Annotated, Final

from fastapi import APIRouter, Form, Header, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from ui.render.text import attribute, escape
from ui.users import SESSION_SECONDS, Users
from ui.visitors import COOKIE, cookie, place_of
from ui.words import Words, words_for

# Where a reader may be led after logging in: the page, or one of its conversations.
_NEXT: Final = re.compile(r"(\?c=[\w-]{1,64})?", re.ASCII)

Language = Annotated[str | None, Header(alias="accept-language")]


def router(users: Users, style: str) -> APIRouter:
    """``/login`` and ``/logout``."""
    routes = APIRouter(include_in_schema=False)

    @routes.get("/login")
    def form(next: str = "", accept_language: Language = None) -> HTMLResponse:
        return HTMLResponse(_page(words_for(accept_language), style, _led(next)))

    @routes.post("/login")
    def log_in(
        request: Request,
        name: Annotated[str, Form(max_length=200)] = "",
        password: Annotated[str, Form(max_length=2_000)] = "",
        next: Annotated[str, Form(max_length=200)] = "",
        accept_language: Language = None,
    ) -> Response:
        words, place = words_for(accept_language), place_of(request.scope)
        if not users.check(name, password, place):
            said = words["login.wait" if users.blocked(name, place) else "login.wrong"]
            return HTMLResponse(_page(words, style, _led(next), name, said), 403)
        response = RedirectResponse(f"./{_led(next)}", 303)
        secure = request.url.scheme == "https"
        response.set_cookie(COOKIE, users.log_in(name), SESSION_SECONDS, httponly=True, samesite="lax", secure=secure)
        return response

    @routes.post("/logout")
    def log_out(request: Request) -> Response:
        users.log_out(cookie(request.headers))
        response = RedirectResponse("./login", 303)
        response.delete_cookie(COOKIE)
        return response

    return routes


def _led(next: str) -> str:
    return next if _NEXT.fullmatch(next) else ""


def _page(words: Words, style: str, next: str, name: str = "", said: str = "") -> str:
    alert = f'<p class="failure" role="alert">{escape(said)}</p>' if said else ""
    return (
        f'<!doctype html><html lang="{words["locale"][:2]}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex">'
        f"<title>{escape(words['name'])}</title><style>{style}</style></head>"
        f'<body class="page"><main id="record" class="login"><h1>{escape(words["name"])}</h1>'
        f'<form class="asking" method="post" action="login">{alert}<input type="hidden" name="next" value="{attribute(next)}">'
        f'<label>{escape(words["login.name"])} <input name="name" required autocomplete="username" value="{attribute(name)}"></label>'
        f"<label>{escape(words['login.password'])} "
        '<input type="password" name="password" required autocomplete="current-password"></label>'
        f'<button type="submit">{escape(words["login"])}</button></form></main></body></html>'
    )
