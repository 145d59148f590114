"""A question to an answer: retrieve, read, answer, cite. The design on one screen, as a LangChain Runnable."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from langchain_core.runnables import Runnable, RunnableConfig

from corpus.decoding import repair
from rag.answering import evidence, extractive, follow_up, premise, prose, who_said, wording
from rag.answering.extractive import Line
from rag.answering.follow_up import Alone
from rag.answering.prose import Writer
from rag.claims import denials
from rag.claims.types import PrintedClaim
from rag.errors import UsageError
from rag.models.asked import Asked, AskedReader
from rag.reading import READ
from rag.retriever import Retrieval
from rag.types import Answer, Filters

Retrieve = Callable[[str, int, Filters], Retrieval]
ClaimsOf = Callable[[Iterable[str]], list[PrintedClaim]]
# Below this probability an answer is given as doubtful.
_DOUBT = 0.7
# Above this one the articles are near enough to show that a question has the roles reversed, even if none answers it.
_NEAR = 0.15
# How often claims alone answer a question that names no matter: of those read from unseen passages .85 have all roles
# right, and of such questions .8 are read right.
_TOLD = 0.7


@dataclass(frozen=True, slots=True)
class Inquiry:
    """A question with what surrounds it."""

    question: str
    history: tuple[Mapping[str, str], ...] = ()
    filters: Filters = field(default_factory=Filters)

    @classmethod
    def parse(cls, given: str | Mapping[str, Any]) -> Inquiry:
        """Reads a question, or ``{"question", "history", "filters"}``; raises UsageError on anything else."""
        if isinstance(given, str):
            given = {"question": given}
        if not isinstance(given, Mapping) or not isinstance(given.get("question"), str):
            raise UsageError('Expected a question, or a mapping with a string under "question".')
        unknown = sorted(set(given) - {"question", "history", "filters"})
        if unknown:
            raise UsageError(f"Unknown input {unknown[0]!r}. Known inputs: question, history, filters.")
        history = given.get("history") or ()
        if not isinstance(history, list | tuple) or not all(isinstance(one, Mapping) for one in history):
            raise UsageError('Expected a list of {"role", "content"} under "history".')
        # Lone surrogates come from a terminal of another encoding and from JSON's escapes, and no database takes them.
        turns = tuple(
            {name: repair(value) if isinstance(value, str) else value for name, value in one.items()} for one in history
        )
        return cls(repair(given["question"]).strip(), turns, Filters.parse(given.get("filters")))


class AnswerChain(Runnable[str | Mapping[str, Any], Answer]):
    """Answers questions over one library.

    ``stream`` gives growing answers, each whole in itself, the last one ``complete`` and equal to what ``invoke``
    gives but for its timings.
    """

    def __init__(
        self,
        retrieve: Retrieve,
        asked: AskedReader,
        claims_of: ClaimsOf,
        risk: float,
        writer: Writer | None = None,
    ) -> None:
        self._retrieve = retrieve
        self._asked = asked
        self._claims_of = claims_of
        self._risk = risk
        self._writer = writer

    def invoke(self, input: str | Mapping[str, Any], config: RunnableConfig | None = None, **kwargs: Any) -> Answer:
        """The answer; raises UsageError when the input cannot be understood."""
        return self._call_with_config(lambda given: _last(self._answers(given)), input, config, **kwargs)

    def stream(
        self, input: str | Mapping[str, Any], config: RunnableConfig | None = None, **kwargs: Any
    ) -> Iterator[Answer]:
        """Growing answers, the last one complete."""
        yield from self._answers(input)

    async def astream(
        self, input: str | Mapping[str, Any], config: RunnableConfig | None = None, **kwargs: Any
    ) -> AsyncIterator[Answer]:
        """Growing answers, the last one complete; the work is done in a thread."""
        answers = self._answers(input)
        while (answer := await asyncio.to_thread(next, answers, None)) is not None:
            yield answer

    def _answers(self, given: str | Mapping[str, Any]) -> Iterator[Answer]:
        started = time.perf_counter()
        inquiry = Inquiry.parse(given)
        asked = follow_up.alone(inquiry.question, inquiry.history, self._writer.model if self._writer else None)
        retrieval = self._retrieve(asked.question, READ, inquiry.filters)
        retrieved = time.perf_counter()
        ranked = evidence.quotations(retrieval)
        sure = evidence.confidence(retrieval, ranked)
        reading = retrieval.timings_ms.get("read", 0.0) / 1000
        blank = Answer(
            inquiry.question,
            "",
            wording.language_for(retrieval.language),
            confidence=round(sure, 4),
            rewritten=asked.question if asked.rewritten else None,
            usage=prose.usage([asked.reply]) if asked.reply else {},
        )

        def finished(answer: Answer) -> Answer:
            now = time.perf_counter()
            steps = {
                "retrieve": retrieved - started - reading,
                "read": reading,
                "answer": now - retrieved,
                "total": now - started,
            }
            own = {name: round(value * 1000, 2) for name, value in steps.items()}
            return replace(answer, timings_ms={**answer.timings_ms, **own})

        if asked.unclear:
            yield finished(replace(blank, answer=asked.unclear, confidence=0.0))
            return
        about = self._asks(asked, retrieval.question)
        claims = self._claims_of({one.article.id for one in ranked}) if about.stance else []
        linked = denials.across_articles(claims)
        about = who_said.acquainted(about, linked, {one.article for one in ranked}, retrieval.language)
        told = who_said.told(about, ranked, linked)
        if told:
            sure = max(sure, _TOLD)
            blank = replace(blank, confidence=round(sure, 4))
        against = who_said.contradicting(about, ranked, linked) if sure >= _NEAR else []
        if against:
            yield finished(_correction(blank, retrieval, about.speaker, against, claims))
            return
        answered = sure >= _NEAR and (told or who_said.answered(about, ranked, linked))
        # "Did Armenia deny it?" takes nothing for granted; the articles may still say who did. So may they of "Did Armenia
        # accuse Azerbaijan?", however sure it is that they speak of it.
        doubted = sure < self._risk or bool(about.whether and about.speaker and about.target)
        if sure >= _NEAR and not answered and doubted:
            turned = who_said.contradicting(replace(about, granted=True), ranked, linked)
            if turned:
                yield finished(_correction(blank, retrieval, about.speaker, turned, claims))
                return
        if sure < self._risk and not answered:
            yield finished(_refusal(blank, retrieval, bool(inquiry.filters)))
            return
        lines = who_said.select(about, ranked, linked) if about.stance else extractive.select(ranked)
        if not about.stance and (doer := premise.doer(retrieval.question, retrieval.language, lines)):
            yield finished(_correction(blank, retrieval, doer, lines[:1], []))
            return
        if not about.stance:
            claims = self._claims_of({one.quotation.article.id for one in lines})
        quoted = _quoted(blank, lines, claims, answered)
        if self._writer:
            # Quotations say so in their first line.
            unsure = wording.words(blank.language, "unsure") if sure < _DOUBT else None
            quoted = self._writer.answers(replace(blank, notice=unsure), ranked, retrieval.question, quoted)
        for answer in quoted:
            yield finished(answer)

    def _asks(self, alone: Alone, question: str) -> Asked:
        """Which claims a question asks for: a follow-up in its own words, about the matter of the question before it."""
        whole = self._asked.read(question)
        own = self._asked.read(alone.own) if alone.own else whole
        return replace(own, matter=own.matter or whole.matter) if own.stance else whole


def _quoted(blank: Answer, lines: Sequence[Line], claims: Sequence[PrintedClaim], answered: bool) -> Iterator[Answer]:
    """Growing answers made of quotations; ``answered`` when a claim such as was asked for is among the likeliest."""
    contested = who_said.contested(lines)
    doubtful = blank.confidence < _DOUBT
    opening = wording.words(blank.language, "contested" if contested else "doubtful" if doubtful else "found")
    if contested and doubtful and not answered:
        opening = f"{opening} {wording.words(blank.language, 'unsure')}"
    for count in range(1, len(lines) + 1):
        grown = _with_lines(blank, lines[:count], claims, opening)
        yield replace(grown, complete=count == len(lines))


def _correction(
    blank: Answer, retrieval: Retrieval, party: str, against: Sequence[Line], claims: Sequence[PrintedClaim]
) -> Answer:
    """A refusal of a question that has the roles reversed, with what the articles say instead."""
    reason = wording.words(blank.language, "reversed").format(speaker=wording.quoted(blank.language, party))
    refused = replace(blank, refused=True, reason=reason, nearest=extractive.nearest(retrieval))
    return _with_lines(refused, against, claims, reason)


def _with_lines(blank: Answer, lines: Sequence[Line], claims: Sequence[PrintedClaim], opening: str) -> Answer:
    """The answer that quotes these lines, with the claims of their sentences."""
    cited = extractive.citations(lines)
    shown = {(one.article_id, one.start) for one in cited}
    return replace(
        blank,
        answer=extractive.markdown(blank.language, lines, opening=opening),
        citations=cited,
        spans=extractive.spans(lines),
        claims=tuple(one for one in claims if (one.article_id, one.start) in shown),
        contests=extractive.contests(lines),
    )


def _refusal(blank: Answer, retrieval: Retrieval, filtered: bool) -> Answer:
    key = "silent" if retrieval.passages else "filtered" if filtered else "empty"
    reason = wording.words(blank.language, key)
    near = extractive.nearest(retrieval)
    return replace(
        blank, answer=extractive.refusal(blank.language, reason, near), refused=True, reason=reason, nearest=near
    )


def _last(answers: Iterator[Answer]) -> Answer:
    *_, answer = answers
    return answer
