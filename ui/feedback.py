"""What readers think of answers, as a question set beside the library that ``onrecord eval`` reads."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from filelock import FileLock

from rag.types import Answer

FILE: Final = "feedback.jsonl"


class Feedback:
    """The file of judged answers, one question a line; a second judgement of the same answer replaces the first.

    Safe to use from several threads, and from several servers on one library.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = FileLock(path.with_suffix(".lock"), mode=0o600)

    def put(self, line: Mapping[str, Any]) -> None:
        """Writes the line; whole or not at all. What stands there and is no question stays as it is."""
        with self._lock:
            # In bytes, and parted at line feeds alone: JSON leaves U+2028 and the like inside a line as they are.
            kept = self._path.read_bytes().split(b"\n") if self._path.exists() else []
            others = [one for one in kept if one.strip() and _id(one) != line["id"]]
            beside = self._path.with_suffix(".new")
            beside.touch(mode=0o600)
            beside.write_bytes(b"\n".join([*others, json.dumps(line, ensure_ascii=False).encode()]) + b"\n")
            os.replace(beside, self._path)


def line(
    reader: str,
    question: str,
    answer: Answer | None,
    *,
    good: bool,
    note: str = "",
    history: Sequence[Mapping[str, str]] = (),
    filters: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """The question with what the judgement says about its right answer, and no more than it says.

    A good answer's quotations answer the question; a good refusal means that nothing does, a bad one that something
    does. What the right answer to a badly answered question is, only the note may know.
    """
    told = {"question": question, "history": [dict(one) for one in history], "filters": dict(filters or {})}
    key = hashlib.sha256(json.dumps([reader, told], sort_keys=True).encode()).hexdigest()[:16]
    value: dict[str, Any] = {"id": f"feedback-{key}", **told, "tags": ["feedback", "good" if good else "bad"]}
    if answer is not None:
        value["language"] = answer.language
        if answer.refused:
            value["answerable"] = not good
        elif good:
            value["answerable"] = True
            value["article_ids"] = list(dict.fromkeys(one.article_id for one in answer.citations))
            value["quotes"] = [one.quote for one in answer.citations]
    if note:
        value["note"] = note
    return {name: one for name, one in value.items() if one not in ([], {}, "")}


def _id(line: bytes) -> str:
    """The id of a line's question; empty for a line that is none, as an editor may leave it."""
    try:
        value = json.loads(line)
    except ValueError:
        return ""
    return str(value.get("id", "")) if isinstance(value, dict) else ""
