"""``POST /v1/chat/completions``: the library as a model of OpenAI's kind, so that any chat client can ask it."""

from __future__ import annotations

import json
import logging
import time
import uuid
from collections.abc import Generator, Iterator
from typing import Annotated, Any, Literal
from urllib.parse import quote

from fastapi import APIRouter, Response
from fastapi.responses import JSONResponse
from fastapi.sse import format_sse_event
from pydantic import BaseModel, ConfigDict, Field

from rag.answering import wording
from rag.answering.extractive import escape
from rag.chain import AnswerChain
from rag.errors import OnRecordError
from rag.types import Answer, Citation
from ui.exchange import OPENAI, Body, EventStream, as_markdown, openai_error, refused, status_of
from ui.render.text import is_web_address
from ui.words import ENGLISH

MODEL = "onrecord"
MAX_QUESTION = 4_000

log = logging.getLogger(__name__)


class ChatMessage(BaseModel):
    """One message; its content is a text, or parts of which those of type ``text`` count."""

    model_config = ConfigDict(extra="ignore")
    role: Literal["system", "developer", "user", "assistant", "tool"]
    content: str | list[dict[str, Any]] | None = None

    @property
    def text(self) -> str:
        """The content as one text."""
        if isinstance(self.content, list):
            return "\n".join(str(one.get("text", "")) for one in self.content if one.get("type") == "text")
        return self.content or ""


class StreamOptions(BaseModel):
    """What a stream holds beside the answer: with ``include_usage`` its tokens, in a last chunk."""

    model_config = ConfigDict(extra="ignore")
    include_usage: bool = False


class ChatRequest(Body):
    """The body. Temperature and the like are taken and not used."""

    model_config = ConfigDict(extra="ignore")
    model: str = MODEL
    messages: Annotated[list[ChatMessage], Field(min_length=1)]
    stream: bool = False
    stream_options: StreamOptions | None = None


def router(chain: AnswerChain) -> APIRouter:
    """``/v1/chat/completions`` and ``/v1/models`` over a library's chain."""
    routes = APIRouter(prefix=OPENAI, tags=["openai"])

    @routes.get("/models")
    def models() -> dict[str, Any]:
        """The one model there is."""
        return {"object": "list", "data": [{"id": MODEL, "object": "model", "created": 0, "owned_by": MODEL}]}

    @routes.post("/chat/completions", responses={200: {"content": {"text/event-stream": {}}}})
    def complete(body: ChatRequest) -> Response:
        """An answer to the last user message; the ones before are the conversation. ``onrecord`` holds it with its citations."""
        talk = [{"role": one.role, "content": one.text} for one in body.messages if one.role in ("user", "assistant")]
        if not talk or talk[-1]["role"] != "user" or not talk[-1]["content"].strip():
            return refused(OPENAI, "The last message has to be a user's, with some text in it.", 400)
        asked = {"question": talk[-1]["content"][:MAX_QUESTION], "history": talk[:-1]}
        head = {"id": f"chatcmpl-{uuid.uuid4().hex}", "created": int(time.time()), "model": MODEL}
        if body.stream:
            with_usage = body.stream_options is not None and body.stream_options.include_usage
            return EventStream(_events(chain.stream(asked), head, with_usage=with_usage))
        try:
            answer = chain.invoke(asked)
        except Exception as error:
            return refused(OPENAI, *_reason(error))
        message = {"role": "assistant", "content": content(answer), "refusal": None}
        return JSONResponse(
            {
                **head,
                "object": "chat.completion",
                "choices": [{"index": 0, "message": message, "finish_reason": "stop", "logprobs": None}],
                "usage": _usage(answer),
                "onrecord": answer.to_dict(),
            }
        )

    return routes


def content(answer: Answer) -> str:
    """The answer as Markdown, its notice in front; once complete, below it where each number leads and how it was asked.

    Clients draw what they get, so nothing of an article may be Markdown or HTML.
    """
    parts = [as_markdown(answer)]
    if answer.complete and answer.citations:
        parts.append("\n".join(f"[{one.marker}] {_place(one)}" for one in answer.citations))
    if answer.complete and answer.rewritten:
        parts.append(wording.words(answer.language, "understood").format(question=escape(answer.rewritten)))
    return "\n\n".join(parts)


def _events(answers: Iterator[Answer], head: dict[str, Any], *, with_usage: bool) -> Generator[bytes]:
    """The answer's growth as chunks. What was sent cannot be taken back, so only what will stay is sent."""
    head = {**head, "object": "chat.completion.chunk"}
    if with_usage:
        head["usage"] = None

    def chunk(delta: dict[str, Any], finish: str | None = None, **more: Any) -> bytes:
        return _event({**head, "choices": [{"index": 0, "delta": delta, "finish_reason": finish}], **more})

    yield chunk({"role": "assistant", "content": ""})
    sent, last = "", None
    try:
        for last in answers:
            # Sentences of a chat model are sent when they are checked; quotations as they come.
            text = content(last) if last.complete or (not last.statements and not last.model) else ""
            if text.startswith(sent) and len(text) > len(sent):
                yield chunk({"content": text[len(sent) :]})
                sent = text
            else:
                # A comment, which clients skip: one that has left is noticed here, and the model stopped.
                yield format_sse_event(comment="writing")
    except Exception as error:
        yield _event(openai_error(*_reason(error)))
    else:
        yield chunk({}, "stop", onrecord=last.to_dict() if last else None)
        if with_usage and last:
            yield _event({**head, "choices": [], "usage": _usage(last)})
    yield format_sse_event(data_str="[DONE]")


def _event(value: dict[str, Any]) -> bytes:
    return format_sse_event(data_str=json.dumps(value))


def _place(one: Citation) -> str:
    # In an address nothing can be escaped by a backslash.
    address = quote(one.url, safe=":/?#@&=+,;%~") if is_web_address(one.url) else ""
    return " · ".join(filter(None, (escape(one.title), escape(one.source), one.published, address)))


def _usage(answer: Answer) -> dict[str, int]:
    given, taken = answer.usage.get("input_tokens", 0), answer.usage.get("output_tokens", 0)
    return {"prompt_tokens": given, "completion_tokens": taken, "total_tokens": given + taken}


def _reason(error: Exception) -> tuple[str, int]:
    if isinstance(error, OnRecordError):
        return str(error), status_of(error)
    log.error("A chat client's question could not be answered.", exc_info=error)
    return ENGLISH["failed"], 500
