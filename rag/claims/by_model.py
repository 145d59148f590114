"""Claims read by a chat model, for the languages that no reader of ours reads; what it says is checked against the text.

A claim counts only when its parties stand, letter for letter, in the sentence it names or in one of the two before
it. Who is speaker and who is target cannot be checked that way: such claims carry a low confidence.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator, Sequence
from typing import Any

from langchain_core.messages import HumanMessage

from corpus.types import Sentence
from rag.claims.found import Found, Span
from rag.claims.types import STANCES
from rag.models.chat import ChatModel, ModelFailed, Reply, prompt

CONFIDENCE = 0.4
# Sentences of one call: some 1,500 tokens, which leaves room for the reply in the smallest windows.
_MOST_SENTENCES = 24
_MOST_CHARS = 5_000
# A pronoun's name stands at most so many sentences before.
_BEFORE = 2

log = logging.getLogger(__name__)


def read(sentences: Sequence[Sentence], model: ChatModel) -> list[Found]:
    """The claims of one article's sentences in reading order; none of those that a call failed for, which is logged."""
    found: list[Found] = []
    for first, batch in _batches(sentences):
        listed = "\n".join(f"[{first + at}] {' '.join(one.text.split())}" for at, one in enumerate(batch))
        reply = Reply()
        try:
            for _ in model.stream([HumanMessage(prompt("claims").substitute(sentences=listed))], reply):
                pass
        except ModelFailed as failure:
            log.warning("The model %s read no claims of a part of an article (%s).", model.name, failure.kind)
            continue
        found.extend(one for line in reply.text.splitlines() if (one := _checked(line, sentences)))
    # A model may say a thing twice; the order of the sentences is the article's.
    return sorted(dict.fromkeys(found), key=lambda one: one.sentence)


def _batches(sentences: Sequence[Sentence]) -> Iterator[tuple[int, Sequence[Sentence]]]:
    first = chars = 0
    for at, one in enumerate(sentences):
        if at > first and (at - first == _MOST_SENTENCES or chars + len(one.text) > _MOST_CHARS):
            yield first, sentences[first:at]
            first, chars = at, 0
        chars += len(one.text)
    if first < len(sentences):
        yield first, sentences[first:]


def _checked(line: str, sentences: Sequence[Sentence]) -> Found | None:
    """A line of the reply as a claim, or nothing when it is none or the text does not bear it out."""
    try:
        given: Any = json.loads(line.strip().strip("`,"))
    except ValueError:
        return None
    if not isinstance(given, dict) or given.get("stance") not in STANCES:
        return None
    number = given.get("sentence")
    if not isinstance(number, int) or isinstance(number, bool) or not 0 <= number < len(sentences):
        return None
    names = [given.get("speaker"), given.get("target")]
    spans = [_place(name, number, sentences) if isinstance(name, str) and name.strip() else None for name in names]
    # A party that is named and stands nowhere makes the whole line doubtful.
    if any(name and not span for name, span in zip(names, spans, strict=True)) or spans[0] == spans[1]:
        return None
    return Found(spans[0], given["stance"], spans[1], None, number, CONFIDENCE)


def _place(name: str, number: int, sentences: Sequence[Sentence]) -> Span | None:
    for one in reversed(sentences[max(0, number - _BEFORE) : number + 1]):
        at = one.text.find(name.strip())
        if at >= 0:
            return Span(one.start + at, one.start + at + len(name.strip()))
    return None
