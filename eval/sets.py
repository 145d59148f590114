"""Question sets: reading them, and what one question carries.

One JSON object a line. All but ``id`` and ``question`` are optional; what a question does not carry is not
scored. ``dev`` and ``held`` are built in, over the sample articles.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import resources
from pathlib import Path
from typing import Any

from rag.errors import UsageError

BUILT_IN = ("dev", "held")


@dataclass(frozen=True, slots=True)
class Question:
    """One question with whatever is known about its right answer.

    ``answers`` are wordings of the short answer, each right by itself. ``quotes`` stand word for word in one of
    the articles ``article_ids``. ``sides`` are the quotes of each side of a dispute. ``answerable`` is None when the set does not say. ``digest`` changes with
    anything in the question's line.
    """

    id: str
    question: str
    language: str = ""
    answers: tuple[str, ...] = ()
    article_ids: tuple[str, ...] = ()
    quotes: tuple[str, ...] = ()
    answerable: bool | None = None
    claims: tuple[Mapping[str, Any], ...] = ()
    sides: tuple[tuple[str, ...], ...] = ()
    history: tuple[Mapping[str, str], ...] = ()
    filters: Mapping[str, Any] = field(default_factory=dict)
    tags: tuple[str, ...] = ()
    set: str = ""
    digest: str = ""


@dataclass(frozen=True, slots=True)
class QuestionSet:
    """Questions in their file's order. ``digest`` is the SHA-256 of all of them."""

    name: str
    questions: tuple[Question, ...]
    digest: str


def load(name: str) -> QuestionSet:
    """The set of a file, or one of the built-in ones.

    Raises:
        UsageError: there is no such set, or a line of it cannot be understood; the message says which.
    """
    path = Path(name).expanduser()
    if path.is_file():
        return parse(path.stem, _text(path))
    built_in = resources.files("eval") / "questions" / f"{name}.jsonl"
    if name in BUILT_IN and built_in.is_file():
        return parse(name, built_in.read_text("utf-8"))
    raise UsageError(f"No question set {name!r}. Name a .jsonl file or one of {', '.join(BUILT_IN)}.")


def parse(name: str, text: str) -> QuestionSet:
    """The set in a JSONL text; raises UsageError as ``load`` does."""
    questions: list[Question] = []
    seen: set[str] = set()
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            question = _question(json.loads(line), name)
        except ValueError as error:
            raise UsageError(f"{name}, line {number}: {error}") from None
        if question.id in seen:
            raise UsageError(f"{name}, line {number}: the id {question.id!r} was given before. Ids must differ.")
        seen.add(question.id)
        questions.append(question)
    if not questions:
        raise UsageError(f"{name} holds no question. Expected one JSON object a line.")
    return QuestionSet(name, tuple(questions), _digest(one.digest for one in questions))


def join(sets: Sequence[QuestionSet]) -> QuestionSet:
    """Several sets as one; raises UsageError when two of them use one id."""
    if len(sets) == 1:
        return sets[0]
    owners: dict[str, str] = {}
    for one in sets:
        for question in one.questions:
            if question.id in owners:
                raise UsageError(f"{owners[question.id]} and {one.name} both have a question {question.id!r}.")
            owners[question.id] = one.name
    return QuestionSet(
        "+".join(one.name for one in sets),
        tuple(question for one in sets for question in one.questions),
        _digest(one.digest for one in sets),
    )


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{path} cannot be read as UTF-8: {error}.") from None


def _question(item: Any, name: str) -> Question:
    if not isinstance(item, dict):
        raise ValueError("expected a JSON object.")
    for key in ("id", "question"):
        if not isinstance(item.get(key), str) or not item[key].strip():
            raise ValueError(f'expected a string under "{key}".')
    answerable = item.get("answerable")
    if answerable is not None and not isinstance(answerable, bool):
        raise ValueError('expected true or false under "answerable".')
    filters = item.get("filters") or {}
    if not isinstance(filters, dict):
        raise ValueError('expected an object under "filters".')
    return Question(
        id=item["id"],
        question=item["question"],
        language=_string(item, "language"),
        answers=_strings(item, "answers"),
        article_ids=_strings(item, "article_ids"),
        quotes=_strings(item, "quotes"),
        answerable=answerable,
        claims=_objects(item, "claims"),
        sides=tuple(_strings({"sides": one}, "sides") for one in item.get("sides") or ()),
        history=_objects(item, "history"),
        filters=filters,
        tags=_strings(item, "tags"),
        set=name,
        digest=_digest([json.dumps(item, sort_keys=True, ensure_ascii=False)]),
    )


def _string(item: Mapping[str, Any], key: str) -> str:
    value = item.get(key) or ""
    if not isinstance(value, str):
        raise ValueError(f'expected a string under "{key}".')
    return value


def _strings(item: Mapping[str, Any], key: str) -> tuple[str, ...]:
    value = item.get(key) or []
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise ValueError(f'expected a list of strings under "{key}".')
    return tuple(value)


def _objects(item: Mapping[str, Any], key: str) -> tuple[Mapping[str, Any], ...]:
    value = item.get(key) or []
    if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
        raise ValueError(f'expected a list of objects under "{key}".')
    return tuple(value)


def _digest(parts: Iterable[str]) -> str:
    return hashlib.sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).hexdigest()
