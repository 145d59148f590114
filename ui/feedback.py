"""What readers think of answers, as a question set beside the library that ``onrecord eval`` reads."""

from __future__ import annotations

import hashlib
import json
import os
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from rag.types import Answer

FILE: Final = "feedback.jsonl"


class Feedback:
    """The file of judged answers, one question a line; a second judgement of the same answer replaces the first."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()

    def put(self, line: Mapping[str, Any]) -> None:
        """Writes the line; whole or not at all."""
        with self._lock:
            kept = self._path.read_text("utf-8").splitlines() if self._path.exists() else []
            others = [one for one in kept if json.loads(one)["id"] != line["id"]]
            beside = self._path.with_suffix(".new")
            beside.touch(mode=0o600)
            beside.write_text("\n".join([*others, json.dumps(line, ensure_ascii=False)]) + "\n", "utf-8")
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
