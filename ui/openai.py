"""``POST /v1/chat/completions``: the library as a model of OpenAI's kind, so that any chat client can ask it."""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import Iterator
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Response
from fastapi.responses import JSONResponse, StreamingResponse
from pydantic import BaseModel, ConfigDict, Field

from rag.chain import AnswerChain
from rag.errors import OnRecordError
from rag.types import Answer

MODEL = "onrecord"
MAX_QUESTION = 4_000


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


class ChatRequest(BaseModel):
    """The body. Temperature and the like are taken and not used."""

    model_config = ConfigDict(extra="ignore")
    model: str = MODEL
    messages: Annotated[list[ChatMessage], Field(min_length=1)]
    stream: bool = False


def router(chain: AnswerChain) -> APIRouter:
    """``/v1/chat/completions`` and ``/v1/models`` over a library's chain."""
    routes = APIRouter(prefix="/v1", tags=["openai"])

    @routes.get("/models")
    def models() -> dict[str, Any]:
        """The one model there is."""
        return {"object": "list", "data": [{"id": MODEL, "object": "model", "created": 0, "owned_by": MODEL}]}

    @routes.post("/chat/completions", responses={200: {"content": {"text/event-stream": {}}}})
    def complete(body: ChatRequest) -> Response:
        """An answer to the last user message; the ones before are the conversation. ``onrecord`` holds it with its citations."""
        talk = [{"role": one.role, "content": one.text} for one in body.messages if one.role in ("user", "assistant")]
        if not talk or talk[-1]["role"] != "user" or not talk[-1]["content"].strip():
            return _failed("The last message has to be a user's, with some text in it.", 400)
        asked = {"question": talk[-1]["content"][:MAX_QUESTION], "history": talk[:-1]}
        head = {"id": f"chatcmpl-{uuid.uuid4().hex}", "created": int(time.time()), "model": MODEL}
        if body.stream:
            events = _events(chain.stream(asked), head)
            return StreamingResponse(events, media_type="text/event-stream", headers={"Cache-Control": "no-cache"})
        try:
            answer = chain.invoke(asked)
        except OnRecordError as error:
            return _failed(str(error), 400)
        message = {"role": "assistant", "content": _content(answer), "refusal": None}
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


def _events(answers: Iterator[Answer], head: dict[str, Any]) -> Iterator[str]:
    """The answer's growth as chunks. What was sent cannot be taken back, so only what will stay is sent."""
    head = {**head, "object": "chat.completion.chunk"}

    def chunk(delta: dict[str, Any], finish: str | None = None, **more: Any) -> str:
        choice = {"index": 0, "delta": delta, "finish_reason": finish}
        return f"data: {json.dumps({**head, 'choices': [choice], **more})}\n\n"

    yield chunk({"role": "assistant", "content": ""})
    sent, last = "", None
    try:
        for last in answers:
            # Sentences of a chat model are sent when they are checked; quotations as they come.
            text = _content(last) if last.complete or (not last.statements and not last.model) else ""
            if text.startswith(sent) and len(text) > len(sent):
                yield chunk({"content": text[len(sent) :]})
                sent = text
    except OnRecordError as error:
        yield f"data: {json.dumps({'error': {'message': str(error), 'type': 'invalid_request_error'}})}\n\n"
    else:
        yield chunk({}, "stop", onrecord=last.to_dict() if last else None)
    yield "data: [DONE]\n\n"


def _content(answer: Answer) -> str:
    """The answer with its notice in front and, once complete, where each number leads."""
    text = f"{answer.notice}\n\n{answer.answer}" if answer.notice else answer.answer
    if not answer.complete or not answer.citations:
        return text
    places = (
        f"[{one.marker}] " + " · ".join(filter(None, (one.title, one.source, one.published, one.url)))
        for one in answer.citations
    )
    return text + "\n\n" + "\n".join(places)


def _usage(answer: Answer) -> dict[str, int]:
    given, taken = answer.usage.get("input_tokens", 0), answer.usage.get("output_tokens", 0)
    return {"prompt_tokens": given, "completion_tokens": taken, "total_tokens": given + taken}


def _failed(message: str, status: int) -> JSONResponse:
    return JSONResponse(
        {"error": {"message": message, "type": "invalid_request_error", "param": None, "code": None}}, status
    )
