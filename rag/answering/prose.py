"""Answers that a chat model writes, every sentence of which is checked before it counts.

The model gets numbered sentences and cites their numbers; the quotations are cut from the articles here. What the
articles do not bear out is asked for once more with the reason, and then dropped. Whenever that leaves too little, the
answer made of quotations takes its place and says why.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from babel import Locale
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, SystemMessage

from corpus.duplicates import SAME_WORDS, overlap
from rag.answering import extractive, markers, wording
from rag.answering.checks import moods
from rag.answering.evidence import Quotation
from rag.answering.extractive import Line
from rag.answering.markers import Draft
from rag.answering.verify import UNSUPPORTED, Support
from rag.claims.types import PrintedClaim
from rag.models.chat import ChatModel, ModelFailed, Reply, prompt
from rag.types import Answer, Statement

# What a prompt holds at the most: about 1,500 tokens, which leaves room in the smallest windows (4,096).
MOST_SENTENCES = 14
_MOST_CHARS = 5_000
_MOST_CLAIMS = 2
# A sentence that cites more than this cites at random.
_MOST_CITED = 4
# Below this share of the sentences written the answer is no longer what the model meant to say.
_ENOUGH = 1 / 3

# Seconds between two growing answers: to the eye the text flows, and a long reply is not read anew for each of its words.
_PAUSE = 0.1

Check = Callable[[str, Sequence[Mapping[str, Any]], str | None], Support]
ClaimsOf = Callable[[Iterable[str]], list[PrintedClaim]]


@dataclass(frozen=True, slots=True)
class Written:
    """A sentence of the reply with its verdict, none before it was checked."""

    draft: Draft
    support: Support | None = None

    @property
    def kept(self) -> bool:
        """Whether it stays in the answer: it was not found unsupported."""
        return self.support is None or self.support.verdict != UNSUPPORTED


class Writer:
    """Writes answers with one chat model."""

    def __init__(self, model: ChatModel, check: Check, claims_of: ClaimsOf) -> None:
        self._model = model
        self._check = check
        self._claims_of = claims_of

    @property
    def model(self) -> ChatModel:
        """The chat model."""
        return self._model

    def answers(
        self, blank: Answer, ranked: Sequence[Quotation], asked: str, quoted: Iterator[Answer]
    ) -> Iterator[Answer]:
        """Growing answers, the last one complete.

        Args:
            blank: the answer's question, language and confidence.
            ranked: the sentences that may answer, best first.
            asked: the question as it stands by itself.
            quoted: the answer made of quotations, used when the model's cannot be.
        """
        shown = select(ranked)
        named = {host for one in shown for host in markers.hosts(one.text)}
        numbers = range(1, len(shown) + 1)
        messages = [
            SystemMessage(prompt("system").substitute(language=_language(blank.language))),
            HumanMessage(prompt("answer").substitute(sentences=self._sentences(shown), question=asked)),
        ]
        replies = [Reply()]
        try:
            shown_at = 0.0
            for growing in self._model.stream(messages, replies[0]):
                if time.perf_counter() - shown_at < _PAUSE:
                    continue
                shown_at = time.perf_counter()
                drafts = markers.drafts(growing, numbers, blank.language, named=named, growing=True)
                yield self._answer(blank, shown, [Written(one) for one in drafts], replies)
            reply = replies[0].text
            if markers.is_no_answer(reply):
                raise ModelFailed("unanswered")
            drafts = markers.drafts(reply, numbers, blank.language, named=named)
            if replies[0].cut:
                # What it was cut in the middle of is no sentence.
                drafts = drafts[:-1]
            if not drafts:
                raise ModelFailed("cut" if replies[0].cut else "nothing")
            written = [Written(one) for one in _each_once(drafts)]
            for i, one in enumerate(written):
                written[i] = replace(one, support=self._judge(one.draft, shown, asked))
                yield self._answer(blank, shown, written, replies)
            if any(not one.kept for one in written):
                wrong = [i for i, one in enumerate(written) if not one.kept]
                talk = [*messages, AIMessage(reply), HumanMessage(_repair(written, wrong))]
                replies.append(Reply())
                for _ in self._again(talk, replies[-1]):
                    # Nothing new to see, but a reader who has left is noticed here.
                    yield self._answer(blank, shown, written, replies)
                written = self._mended(written, wrong, shown, asked, replies[-1], named, blank.language)
            kept = [one for one in written if one.kept]
            if not kept or len(kept) < _ENOUGH * len(written):
                yield from self._instead(quoted, "unborne", "", replies, [one for one in written if not one.kept])
                return
            notice = wording.words(blank.language, "shortened").format(model=self._model.name) if replies[0].cut else ""
            yield replace(
                self._answer(blank, shown, written, replies),
                notice=" ".join(filter(None, (blank.notice, notice))) or None,
                complete=True,
            )
        except ModelFailed as failure:
            yield from self._instead(quoted, failure.kind, failure.detail, replies, ())

    def _sentences(self, shown: Sequence[Quotation]) -> str:
        """The sentences with their numbers, their place and what was read of who says what."""
        claims: dict[tuple[str, int], list[str]] = {}
        for claim in self._claims_of({one.article.id for one in shown}):
            parts = f"{claim.speaker or 'someone'} · {claim.stance}" + (f" · {claim.target}" if claim.target else "")
            claims.setdefault((claim.article_id, claim.start), []).append(_plain(parts))
        lines = []
        for number, one in enumerate(shown, 1):
            place = ", ".join(filter(None, (_plain(one.article.source), one.article.published)))
            said = "; ".join(claims.get((one.article.id, one.start), ())[:_MOST_CLAIMS])
            lines.append(
                f"[S{number}] ({place or 'no date'}) {_plain(one.text)}"
                + (f"\n     who says what: {said}" if said else "")
            )
        return "\n".join(lines)

    def _judge(self, draft: Draft, shown: Sequence[Quotation], asked: str) -> Support:
        if draft.markup:
            return Support(UNSUPPORTED, ("markup: a link, an image or a tag, which no answer may hold",))
        if not draft.cited:
            unknown = ", ".join(f"S{one}" for one in draft.unknown)
            return Support(
                UNSUPPORTED,
                (f"no citation: there is no sentence {unknown}" if unknown else "no citation: it cites no sentence",),
            )
        if len(draft.cited) > _MOST_CITED:
            return Support(
                UNSUPPORTED, (f"citations: it cites {len(draft.cited)} sentences, more than can bear out one",)
            )
        return self._check(draft.text, [_source(shown[number - 1]) for number in draft.cited], asked)

    def _again(self, messages: Sequence[BaseMessage], reply: Reply) -> Iterator[None]:
        """Asks for sentences once more and fills in ``reply``, now and then giving way; a failure leaves it empty."""
        given_way = 0.0
        try:
            for _ in self._model.stream(messages, reply):
                if time.perf_counter() - given_way >= _PAUSE:
                    given_way = time.perf_counter()
                    yield
        except ModelFailed:
            # The first reply stands without what was to be mended.
            reply.text = ""

    def _mended(
        self,
        written: Sequence[Written],
        wrong: Sequence[int],
        shown: Sequence[Quotation],
        asked: str,
        reply: Reply,
        named: Collection[str],
        language: str,
    ) -> list[Written]:
        """What was written, with those sentences put right that the model could put right."""
        lines = markers.numbered(reply.text)
        if len(wrong) == 1 and not lines and not markers.is_none(reply.text):
            # Asked for one sentence, a model may well leave its number out.
            lines = {1: " ".join(markers.spoken(reply.text).split())}
        if reply.cut and lines:
            # What it was cut in the middle of is no sentence.
            del lines[max(lines)]
        found = list(written)
        for number, i in enumerate(wrong, 1):
            again = markers.drafts(lines.get(number, ""), range(1, len(shown) + 1), language, named=named)[:1]
            if (
                again
                and again[0] != written[i].draft
                and all(again[0].text != one.draft.text for j, one in enumerate(found) if j != i)
            ):
                second = Written(again[0], self._judge(again[0], shown, asked))
                if second.kept:
                    found[i] = second
        return found

    def _answer(
        self, blank: Answer, shown: Sequence[Quotation], written: Sequence[Written], replies: Sequence[Reply]
    ) -> Answer:
        """The answer as far as it is: its citations numbered in the order of their use."""
        kept, dropped = [one for one in written if one.kept], [one for one in written if not one.kept]
        order: dict[int, int] = {}
        for one in kept:
            for number in one.draft.cited:
                order.setdefault(number, len(order) + 1)
        used = [Line(shown[number - 1]) for number in order]
        cited = extractive.citations(used)
        places = {(one.article_id, one.start) for one in cited}
        checked = bool(written) and all(one.support for one in written)
        return replace(
            blank,
            answer=" ".join(
                extractive.escape(one.draft.text) + "".join(f" [{order[number]}]" for number in one.draft.cited)
                for one in kept
            ),
            citations=cited,
            spans=extractive.spans(used),
            claims=tuple(
                one
                for one in self._claims_of({one.article_id for one in cited})
                if (one.article_id, one.start) in places
            )
            if checked
            else (),
            statements=tuple(_statement(one, [order[number] for number in one.draft.cited]) for one in kept),
            dropped=tuple(_statement(one, []) for one in dropped),
            model=self._model.name,
            usage=_usage(blank, replies),
            timings_ms=_timings(replies),
            complete=False,
        )

    def _instead(
        self, quoted: Iterator[Answer], kind: str, detail: str, replies: Sequence[Reply], dropped: Sequence[Written]
    ) -> Iterator[Answer]:
        """The answer made of quotations, with a word on why."""
        for one in quoted:
            yield replace(
                one,
                notice=wording.notice(one.language, kind, self._model.name, detail),
                dropped=tuple(_statement(other, []) for other in dropped),
                model=self._model.name,
                usage=_usage(one, replies),
                timings_ms={**one.timings_ms, **_timings(replies)},
            )


def select(ranked: Sequence[Quotation]) -> list[Quotation]:
    """The sentences that a model is shown: best first, none twice in other words, as many as a prompt holds.

    Questions and orders are left out: they answer nothing, and what orders an article holds are none of the model's.
    """
    chosen: list[Quotation] = []
    room = _MOST_CHARS
    for one in ranked:
        told = len(one.text) <= room and moods.tells(one.text, one.article.language)
        if told and all(overlap(one.text, other.text) < SAME_WORDS for other in chosen):
            chosen.append(one)
            room -= len(one.text)
        if len(chosen) == MOST_SENTENCES:
            break
    return chosen


def _source(one: Quotation) -> dict[str, str]:
    article, passage = one.article, one.retrieved.passage
    return {
        "text": one.text,
        "language": article.language,
        "published": article.published,
        "source": article.source,
        "title": article.title,
        "context": article.text[passage.start : passage.end],
    }


def _statement(one: Written, numbers: Sequence[int]) -> Statement:
    support = one.support or Support("")
    return Statement(one.draft.text, tuple(numbers), support.verdict, tuple(support.reasons))


def _repair(written: Sequence[Written], wrong: Sequence[int]) -> str:
    """What asks for the sentences at these places once more, each with the reasons against it."""
    lines = [
        f"{number}. {written[i].draft.text} {' '.join(f'[S{one}]' for one in written[i].draft.cited)}\n   Reason: "
        + "; ".join((written[i].support or Support("")).reasons)
        for number, i in enumerate(wrong, 1)
    ]
    return prompt("repair").substitute(sentences="\n".join(lines))


def _each_once(drafts: Iterable[Draft]) -> list[Draft]:
    """The sentences, those left out that were written before: a small model likes to go round in circles."""
    first: dict[str, Draft] = {}
    for one in drafts:
        first.setdefault(one.text, one)
    return list(first.values())


def usage(replies: Sequence[Reply]) -> dict[str, int]:
    """Calls, and tokens read and written, of some replies; one that was kept is no call."""
    return {
        "calls": sum(not one.cached for one in replies),
        "input_tokens": sum(one.input_tokens for one in replies),
        "output_tokens": sum(one.output_tokens for one in replies),
    }


def _usage(blank: Answer, replies: Sequence[Reply]) -> dict[str, int]:
    """What an answer takes in all: what was asked of the model before it, and these replies."""
    return {name: blank.usage.get(name, 0) + count for name, count in usage(replies).items()}


def _timings(replies: Sequence[Reply]) -> dict[str, float]:
    first = replies[0]
    if not first.first_token:
        return {}
    return {"first_token": round(first.first_token * 1000, 2), "tokens_per_second": round(first.tokens_per_second, 2)}


def _plain(text: str) -> str:
    """Article text on one line in which nothing looks like one of our markers."""
    return re.sub(r"[\[\]【】]", "|", " ".join(text.split()))


def _language(code: str) -> str:
    return str(Locale("en").languages.get(code, "English"))
