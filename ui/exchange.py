"""What every HTTP face makes of a request's body and filters, and of what goes wrong."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from typing import Annotated, Any, Final

from fastapi import Query
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, StreamingResponse
from pydantic import BaseModel, model_validator
from starlette.types import Receive, Scope, Send

from corpus.decoding import repair
from rag.answering import wording
from rag.answering.extractive import escape
from rag.errors import ArticleNotFound, LibraryBusy, OnRecordError, SourceError, UsageError
from rag.types import Answer

# Below this path clients expect what OpenAI's service answers.
OPENAI: Final = "/v1"


def storable(value: Any) -> Any:
    """What was read from JSON, with lone surrogates in its strings and keys replaced: JSON can write them, UTF-8 cannot.

    Raises:
        ValueError: it is nested too deeply.
    """
    try:
        return _repaired(value)
    except RecursionError:
        raise ValueError("It is nested too deeply.") from None


class Body(BaseModel):
    """A JSON body, its strings as a file or database can hold them."""

    _storable = model_validator(mode="before")(storable)


class EventStream(StreamingResponse):
    """Server-sent events. When the client leaves they are closed, which stops the model that is asked for them."""

    def __init__(self, events: Generator[bytes]) -> None:
        super().__init__(events, media_type="text/event-stream", headers={"Cache-Control": "no-cache"})
        self._events = events

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Sends them."""
        try:
            await super().__call__(scope, receive, send)
        finally:
            # At once: left to the garbage collector, the model would go on for nobody.
            self._events.close()


def is_openai(path: str) -> bool:
    """Whether clients of OpenAI's kind ask for a path."""
    return f"{path}/".startswith(f"{OPENAI}/")


def refused(path: str, detail: Any, status: int, headers: Mapping[str, str] | None = None) -> JSONResponse:
    """Why a request for ``path`` is not answered, as clients of that path expect it.

    OpenAI's clients ask again after a status of 500 and above, never after one of 400.
    """
    if not is_openai(path):
        return JSONResponse({"detail": detail}, status, headers)
    status = 400 if status == 422 else status
    return JSONResponse(openai_error(detail, status), status, headers)


def openai_error(detail: str | list[dict[str, Any]], status: int) -> dict[str, Any]:
    """An error as OpenAI words it: a reason, or those of a request that cannot be understood, under the HTTP status."""
    if not isinstance(detail, str):
        detail = "; ".join(f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in detail)
    kind = "server_error" if status >= 500 else "invalid_request_error"
    return {"error": {"message": detail, "type": kind, "param": None, "code": None}}


def faults(error: RequestValidationError) -> list[dict[str, Any]]:
    """What is wrong with a request, and where: not what was sent, which need not be anything that JSON can hold."""
    return [{name: one[name] for name in ("type", "loc", "msg")} for one in error.errors()]


def status_of(error: OnRecordError) -> int:
    """The HTTP status of an error."""
    if isinstance(error, ArticleNotFound):
        return 404
    if isinstance(error, LibraryBusy):
        return 503
    return 422 if isinstance(error, UsageError | SourceError) else 500


def as_markdown(answer: Answer) -> str:
    """The answer below its notice, with a word behind the sentences of a chat model that are only partly borne out.

    Nothing of an article is Markdown or HTML in it.
    """
    text = answer.answer
    if answer.statements:
        partly = f" *({wording.words(answer.language, 'partly')})*"
        text = " ".join(
            escape(one.text) + "".join(f" [{n}]" for n in one.markers) + (partly if one.verdict == "partly" else "")
            for one in answer.statements
        )
    return f"{escape(answer.notice)}\n\n{text}" if answer.notice else text


def _repaired(value: Any) -> Any:
    if isinstance(value, str):
        return repair(value)
    if isinstance(value, list):
        return [_repaired(one) for one in value]
    if isinstance(value, dict):
        return {repair(key): _repaired(one) for key, one in value.items()}
    return value


def filters(
    since: Annotated[str | None, Query(alias="from", description="First day, for instance 2020-10-01.")] = None,
    until: Annotated[str | None, Query(alias="to", description="Last day.")] = None,
    source: Annotated[list[str] | None, Query(description="Outlet; may be repeated.")] = None,
    language: Annotated[list[str] | None, Query(description="ISO 639-1 code; may be repeated.")] = None,
    author: Annotated[list[str] | None, Query(description="Author; may be repeated.")] = None,
) -> dict[str, Any]:
    """The filters of an address, those that are set; as a dependency of a route."""
    given = {"from": since, "to": until, "source": source, "language": language, "author": author}
    return {name: value for name, value in given.items() if value}
