"""Chat models of any provider, through LangChain: opened by name, streamed, and every failure of theirs in plain words.

A reply that was had before can be kept in a folder, one file each, so that a repeated run costs nothing.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from functools import lru_cache
from importlib import resources
from pathlib import Path
from string import Template
from typing import TYPE_CHECKING, Any

from rag.errors import ModelNotFound, UsageError

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel
    from langchain_core.messages import BaseMessage

log = logging.getLogger(__name__)

# Our optional dependencies, by provider.
_EXTRAS = {"openai": "openai", "ollama": "ollama", "anthropic": "anthropic", "mistralai": "mistral"}
# A reply beyond this is cut: it is no answer to a question any more.
LONGEST_REPLY = 6_000
_MOST_TOKENS = 1_200
# How clients name the end of a reply that reached the most tokens: OpenAI, Ollama, Anthropic, Mistral.
_ENDINGS = ("finish_reason", "done_reason", "stop_reason")
_CUT = frozenset({"length", "max_tokens", "model_length"})
# Seconds for the whole of a reply, as a multiple of those for its first word.
_WHOLE_REPLY = 4.0


class ModelFailed(Exception):
    """A chat model gave no usable reply; ``kind`` is the key of the words that say so, ``detail`` what was heard."""

    def __init__(self, kind: str, detail: str = "") -> None:
        super().__init__(kind, detail)
        self.kind = kind
        self.detail = detail


@dataclass(slots=True)
class Reply:
    """A reply as it comes: what it measured once it is over. Times are seconds from the call."""

    text: str = ""
    first_token: float = 0.0
    seconds: float = 0.0
    input_tokens: int = 0
    output_tokens: int = 0
    cached: bool = False
    cut: bool = False
    pieces: int = field(default=0, repr=False)

    @property
    def tokens_per_second(self) -> float:
        """Tokens a second after the first one; 0 when there was but one."""
        rest = self.seconds - self.first_token
        return (self.output_tokens - 1) / rest if rest > 0 and self.output_tokens > 1 else 0.0


class ChatModel:
    """A chat model with what every question to it shares."""

    def __init__(self, model: BaseChatModel, name: str, timeout: float = 60.0, replies: Path | None = None) -> None:
        self._model = model
        self.name = name
        self._timeout = timeout
        self._replies = replies

    def stream(self, messages: Sequence[BaseMessage], reply: Reply) -> Iterator[str]:
        """The reply's text so far, again and again as it grows; ``reply`` is filled in on the way.

        Closing the iterator closes the connection, which stops the model.

        Raises:
            ModelFailed: there was no reply, or it broke off before anything of it could be used.
        """
        kept = self._kept(messages)
        if kept and (stored := _read(kept)):
            reply.text, reply.cached, reply.cut = stored["text"], True, stored.get("cut", False)
            reply.input_tokens, reply.output_tokens = stored["input_tokens"], stored["output_tokens"]
            yield reply.text
            return
        yield from self._streamed(messages, reply)
        if kept:
            _keep(kept, self.name, reply)

    def _streamed(self, messages: Sequence[BaseMessage], reply: Reply) -> Iterator[str]:
        started = time.perf_counter()
        try:
            with closing(self._model.stream(list(messages))) as chunks:  # type: ignore[type-var]
                for chunk in chunks:
                    now = time.perf_counter() - started
                    _count(reply, chunk)
                    reply.cut = reply.cut or _is_cut(chunk)
                    text = str(chunk.text)
                    if text:
                        reply.first_token = reply.first_token or now
                        reply.pieces += 1
                        reply.text += text
                        yield reply.text
                    reply.seconds = now
                    if len(reply.text) > LONGEST_REPLY or now > self._timeout * _WHOLE_REPLY:
                        reply.cut = True
                        break
        except Exception as error:
            # Each provider's client has errors of its own; what they share is how they are named and numbered.
            reply.seconds = time.perf_counter() - started
            raise ModelFailed(_kind(error), _first_line(error)) from error
        reply.output_tokens = reply.output_tokens or reply.pieces
        if not reply.text.strip():
            raise ModelFailed("nothing")

    def _kept(self, messages: Sequence[BaseMessage]) -> Path | None:
        if self._replies is None:
            return None
        # Imported late: it takes a while, and answers without a chat model do without.
        from langchain_core.load import dumps

        # Not the name alone: one name may stand for two servers, or for other limits.
        said = json.dumps([dumps(self._model), [(one.type, one.text) for one in messages]], ensure_ascii=False)
        return self._replies / f"{hashlib.sha256(said.encode('utf-8', 'surrogatepass')).hexdigest()}.json"


def open_model(name: str, *, base_url: str = "", timeout: float = 60.0, replies: Path | None = None) -> ChatModel:
    """The chat model ``provider:name``; nothing is asked of it yet.

    Args:
        name: such as ``ollama:llama3.2``; with a ``base_url`` the provider may be left out.
        base_url: of a server that speaks as OpenAI's does (vLLM, llama.cpp, LM Studio).
        timeout: seconds to wait for its first word, and between two.
        replies: a folder that keeps replies.

    Raises:
        ModelNotFound: the provider's package is not installed, or it cannot be set up; the message says what to do.
        UsageError: the name names no provider.
    """
    # Imported late: it takes a second, and answers without a chat model do without.
    from langchain.chat_models import init_chat_model

    provider, _, rest = name.partition(":")
    if base_url and provider not in _EXTRAS:
        # A server's own name for a model may hold a colon: llama3.2:3b.
        provider, rest = "openai", name
    if not rest:
        raise UsageError(
            f"Expected a model as PROVIDER:NAME, such as ollama:llama3.2 or openai:gpt-4.1-mini, found {name!r}."
        )
    options: dict[str, Any] = {"timeout": timeout, "max_retries": 1, "max_tokens": _MOST_TOKENS}
    if provider == "ollama":
        options = {"client_kwargs": {"timeout": timeout}, "num_predict": _MOST_TOKENS, "temperature": 0}
    if provider == "openai":
        options["stream_usage"] = True
    if base_url:
        options |= {"base_url": base_url, "temperature": 0}
        if provider == "openai" and not os.environ.get("OPENAI_API_KEY"):
            # Servers of one's own ask for none, and the client insists on one.
            options["api_key"] = "none"
    try:
        model = init_chat_model(rest, model_provider=provider, **options)
    except ImportError as error:
        extra = _EXTRAS.get(provider)
        cure = f'pip install "onrecord[{extra}]"' if extra else f"pip install langchain-{provider.replace('_', '-')}"
        raise ModelNotFound(f"The model {name!r} needs a package that is not installed. Install it: {cure}") from error
    except ValueError as error:
        raise UsageError(f"The model {name!r} cannot be used: {_first_line(error)} Expected PROVIDER:NAME.") from error
    except Exception as error:
        # A client that cannot be set up says so in an error of its own: mostly that there is no key.
        raise ModelNotFound(f"The model {name!r} cannot be set up: {_first_line(error)}") from error
    return ChatModel(model, name, timeout, replies)


@lru_cache(maxsize=8)
def prompt(name: str) -> Template:
    """One of the texts in ``rag/data/prompts``."""
    return Template((resources.files("rag") / "data" / "prompts" / f"{name}.txt").read_text("utf-8").strip())


def _read(kept: Path) -> dict[str, Any]:
    """A reply that was kept; nothing when there is none, or none that can be read."""
    try:
        found = json.loads(kept.read_text("utf-8"))
        return found if {"text", "input_tokens", "output_tokens"} <= found.keys() else {}
    except (OSError, ValueError, AttributeError):
        return {}


def _keep(kept: Path, name: str, reply: Reply) -> None:
    """Keeps a reply, whole or not at all; that it cannot be kept is no reason not to use it."""
    stored = {
        "model": name,
        "text": reply.text,
        "input_tokens": reply.input_tokens,
        "output_tokens": reply.output_tokens,
        "cut": reply.cut,
    }
    unfinished = kept.with_suffix(f".{os.getpid()}.{threading.get_ident()}")
    try:
        kept.parent.mkdir(parents=True, exist_ok=True)
        unfinished.write_text(json.dumps(stored, ensure_ascii=False), "utf-8", "surrogatepass")
        unfinished.replace(kept)
    except OSError as error:
        log.warning("A reply cannot be kept in %s: %s", kept.parent, error)


def _is_cut(chunk: Any) -> bool:
    """Whether the client says that the reply ended because it was long enough."""
    said = getattr(chunk, "response_metadata", None) or {}
    return any(said.get(name) in _CUT for name in _ENDINGS)


def _count(reply: Reply, chunk: Any) -> None:
    usage = getattr(chunk, "usage_metadata", None)
    if usage:
        reply.input_tokens += int(usage.get("input_tokens") or 0)
        reply.output_tokens += int(usage.get("output_tokens") or 0)


def _kind(error: BaseException) -> str:
    """Which of the known failures an error is, by the status and the names of it and of what caused it."""
    seen: BaseException | None = error
    names: list[str] = []
    while seen is not None and len(names) < 6:
        status = getattr(seen, "status_code", None) or getattr(getattr(seen, "response", None), "status_code", None)
        if status in (401, 403):
            return "key"
        if status == 404:
            return "missing"
        if status == 429:
            return "limit"
        names.append(type(seen).__name__.lower())
        seen = seen.__cause__ or seen.__context__
    joined = " ".join(names)
    if "timeout" in joined:
        return "timeout"
    if "connect" in joined and "protocol" not in joined and "incomplete" not in str(error).lower():
        return "refused"
    if "protocol" in joined or "read" in joined or "jsondecode" in joined:
        return "cut"
    return "failed"


def _first_line(error: BaseException) -> str:
    line = (str(error).strip().splitlines() or [type(error).__name__])[0]
    return line[:200] if line.endswith((".", "!")) else line[:200] + "."
