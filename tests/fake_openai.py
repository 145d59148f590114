"""A server on loopback that speaks as OpenAI's does, and fails in every way that one can."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

FAILURES = {"wrong-key": 401, "nowhere": 404, "busy": 429}


class FakeOpenAI:
    """Replies with ``replies`` in turn, the last one again and again, each streamed in pieces of a few characters.

    The model's name chooses the failure: ``wrong-key``, ``nowhere``, ``busy``, ``slow``, ``cut``, ``empty``,
    ``endless``, ``full`` (it reaches the most tokens). ``asked`` keeps what was posted; ``stopped`` is set when a client hangs up while the model speaks.
    """

    def __init__(self, replies: Sequence[str] = ("",), piece: int = 3, pause: float = 0.0) -> None:
        self.replies = list(replies)
        self.asked: list[dict[str, Any]] = []
        self.stopped = threading.Event()
        self._piece = piece
        self._pause = pause
        fake = self

        class Handler(BaseHTTPRequestHandler):
            def log_message(self, *args: Any) -> None:
                pass

            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                fake.asked.append(body)
                try:
                    fake._reply(self, body["model"])
                except (BrokenPipeError, ConnectionResetError):
                    fake.stopped.set()

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}/v1"

    def _reply(self, handler: BaseHTTPRequestHandler, model: str) -> None:
        if model in FAILURES:
            body = json.dumps({"error": {"message": f"no: {model}", "type": "x"}}).encode()
            handler.send_response(FAILURES[model])
            handler.send_header("Content-Type", "application/json")
            handler.send_header("Content-Length", str(len(body)))
            handler.end_headers()
            handler.wfile.write(body)
            return
        if model == "slow":
            time.sleep(3)
        text = self.replies.pop(0) if len(self.replies) > 1 else self.replies[0]
        handler.send_response(200)
        handler.send_header("Content-Type", "text/event-stream")
        handler.send_header("Transfer-Encoding", "chunked")
        handler.end_headers()
        pieces = [text[at : at + self._piece] for at in range(0, len(text), self._piece)]
        if model == "empty":
            pieces = []
        while True:
            for number, piece in enumerate(pieces):
                if model == "cut" and number == len(pieces) // 2:
                    handler.connection.close()
                    return
                _event(handler, {"choices": [{"index": 0, "delta": {"role": "assistant", "content": piece}}]})
                time.sleep(self._pause)
            if model != "endless":
                break
        _event(
            handler, {"choices": [{"index": 0, "delta": {}, "finish_reason": "length" if model == "full" else "stop"}]}
        )
        _event(
            handler,
            {
                "choices": [],
                "usage": {"prompt_tokens": 11, "completion_tokens": len(pieces), "total_tokens": 11 + len(pieces)},
            },
        )
        _chunk(handler, b"data: [DONE]\n\n")
        _chunk(handler, b"")

    def __enter__(self) -> FakeOpenAI:
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *error: object) -> None:
        self._server.shutdown()
        self._server.server_close()


@contextmanager
def fake_openai(*replies: str, **options: Any) -> Iterator[FakeOpenAI]:
    with FakeOpenAI(replies or ("",), **options) as server:
        yield server


def _event(handler: BaseHTTPRequestHandler, value: dict[str, Any]) -> None:
    value = {"id": "x", "object": "chat.completion.chunk", "created": 0, "model": "fake", **value}
    _chunk(handler, f"data: {json.dumps(value)}\n\n".encode())


def _chunk(handler: BaseHTTPRequestHandler, data: bytes) -> None:
    handler.wfile.write(f"{len(data):x}\r\n".encode() + data + b"\r\n")
    handler.wfile.flush()
