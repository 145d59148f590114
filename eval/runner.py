"""A question set asked of a library, as any user would ask: every answer judged, and what is needed to repeat it."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Protocol

from corpus.types import Article
from corpus.version import version
from eval import metrics, scoring
from eval.metrics import Place
from eval.scoring import Given, Gold, Verdict
from eval.sets import Question, QuestionSet
from rag.errors import UsageError
from rag.types import Answer, Hit

# Passages searched for the ranking of articles; ten articles are in it unless most passages are of few articles.
_PASSAGES = 50
_SEVERAL = "several"

Progress = Callable[[int, int], None]


class Chain(Protocol):
    """What ``Library.as_chain()`` gives."""

    def invoke(self, input: Mapping[str, Any]) -> Answer:
        """The answer to ``{"question", "history", "filters"}``."""


class Asked(Protocol):
    """What a run needs of a library."""

    def articles(self) -> list[Article]:
        """Every article."""

    def search(self, query: str, k: int, filters: Mapping[str, Any]) -> list[Hit]:
        """Passages, best first."""

    def as_chain(self) -> Any:
        """A ``Chain``."""

    def stats(self) -> dict[str, Any]:
        """The library's figures, among them ``passages`` and ``embedding``."""

    @property
    def settings(self) -> Any:
        """A pydantic model of the settings."""


@dataclass(frozen=True, slots=True)
class Run:
    """A question set's verdicts over one library. ``seconds`` and ``date`` alone differ from run to run.

    ``prose`` counts what a chat model did; it is empty without one.
    """

    questions: QuestionSet
    verdicts: tuple[Verdict, ...]
    corpus: Mapping[str, Any]
    settings: Mapping[str, Any]
    model: str | None
    version: str
    notices: tuple[str, ...]
    prose: Mapping[str, float]
    missing: int
    date: str
    seconds: float


def run(questions: QuestionSet, library: Asked, progress: Progress | None = None) -> Run:
    """Asks every question, in the set's order; ``progress`` is told how many of how many are done.

    A question with a history is not searched for, since search takes no history; nor is one that no article answers.
    They have no scores of ranking.

    Raises:
        UsageError: the library holds no article, or a question's filters cannot be understood.
    """
    started = time.perf_counter()
    articles = {one.id: one for one in library.articles()}
    if not articles:
        raise UsageError("The library holds no articles. Add some with `onrecord add`, or name another with --library.")
    chain = library.as_chain()
    # The first search loads the model, and loading is no part of an answer's time.
    library.search(questions.questions[0].question, 1, {})
    answers = []
    for number, question in enumerate(questions.questions, 1):
        try:
            answers.append(_ask(question, library, chain, articles))
        except UsageError as error:
            raise UsageError(f"Question {question.id!r} of {questions.name}: {error}") from error
        if progress:
            progress(number, len(questions.questions))
    missing = {one for question in questions.questions for one in question.article_ids} - articles.keys()
    settings = library.settings.model_dump(mode="json", exclude={"library", "cache"})
    stats = library.stats()
    return Run(
        questions=questions,
        verdicts=scoring.judge(answers),
        corpus={
            "digest": corpus_digest(articles.values()),
            "articles": len(articles),
            "passages": stats["passages"],
            "embedding": stats["embedding"],
        },
        settings=settings,
        model=next((one.answer.model for one in answers if one.answer.model), None),
        version=version(),
        notices=_notices(missing, answers),
        prose=_prose([one.answer for one in answers]),
        missing=len(missing),
        date=datetime.now(UTC).isoformat(timespec="seconds"),
        seconds=round(time.perf_counter() - started, 3),
    )


def corpus_digest(articles: Iterable[Article]) -> str:
    """SHA-256 over the ids and digests of all articles, whatever their order."""
    lines = sorted(f"{one.id}\x1f{one.digest}" for one in articles)
    return hashlib.sha256("\x1e".join(lines).encode("utf-8", "surrogatepass")).hexdigest()


def gold(question: Question, articles: Mapping[str, Article]) -> Gold:
    """What is right among the articles that are there.

    A quote that stands in none of them has no place and so is never cited; when the library holds none of the
    question's articles there is no gold at all.
    """
    held = tuple(dict.fromkeys(one for one in question.article_ids if one in articles))
    if question.article_ids and not held:
        return Gold()

    def places(quote: str) -> tuple[Place, ...]:
        return tuple(Place(one, start, end) for one in held for start, end in metrics.locate(quote, articles[one].text))

    return Gold(
        held, tuple(map(places, question.quotes)), tuple(tuple(map(places, quotes)) for quotes in question.sides)
    )


def _ask(question: Question, library: Asked, chain: Chain, articles: Mapping[str, Article]) -> Given:
    ranked = None
    if not question.history and question.answerable is not False:
        hits = library.search(question.question, _PASSAGES, question.filters)
        ranked = metrics.ranking(one.article_id for one in hits)
    asked = {"question": question.question, "history": list(question.history), "filters": dict(question.filters)}
    started = time.perf_counter()
    answer = chain.invoke(asked)
    milliseconds = (time.perf_counter() - started) * 1000
    right = gold(question, articles)
    return Given(question, right, answer, ranked, _pair(question, right, articles), round(milliseconds, 2))


def _pair(question: Question, right: Gold, articles: Mapping[str, Article]) -> str:
    """``fr>en``: the question's language and that of the articles that answer; empty when there are none."""
    languages = {articles[one].language or "?" for one in right.articles}
    if not languages:
        return ""
    return f"{question.language or '?'}>{languages.pop() if len(languages) == 1 else _SEVERAL}"


def _prose(answers: Sequence[Answer]) -> dict[str, float]:
    """Sentences by their verdict, answers given as quotations instead, and tokens, of which a question's share is a mean."""
    written = [one for one in answers if one.model]
    if not written:
        return {}
    statements = [statement for one in written for statement in one.statements]
    return {
        "answers": len(written),
        "quoted_instead": sum(one.notice is not None for one in written),
        "supported": sum(one.verdict == "supported" for one in statements),
        "partly": sum(one.verdict == "partly" for one in statements),
        "dropped": sum(len(one.dropped) for one in written),
        "calls": sum(one.usage.get("calls", 0) for one in written),
        **{
            f"{kind}_tokens_per_question": round(
                sum(one.usage.get(f"{kind}_tokens", 0) for one in written) / len(written), 1
            )
            for kind in ("input", "output")
        },
    }


def _notices(missing: set[str], answers: Sequence[Given]) -> tuple[str, ...]:
    found = []
    if missing:
        some = ", ".join(sorted(missing)[:3])
        found.append(
            f"The set names {len(missing)} articles that the library does not hold ({some}{', ...' if len(missing) > 3 else ''}); "
            "they are not counted."
        )
    unplaced = sum(not place for one in answers for place in one.gold.quotes)
    if unplaced:
        found.append(f"{unplaced} gold quotes stand in none of their articles; they count as not cited.")
    return tuple(found)
