"""One question's answer to its scores, many questions' scores to totals, two runs to their differences."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from eval import metrics
from eval.metrics import Interval, Place, Score
from eval.sets import Question
from rag.types import Answer

# The correctness that refusals and the risk-coverage curve are judged by.
CORRECT = "holds@3"


@dataclass(frozen=True, slots=True)
class Measure:
    """A score's name, what it says, and whether a higher one is better."""

    key: str
    label: str
    higher: bool = True


# Each question has a value or none, and the score is their mean.
MEANS = (
    Measure("success@1", "right article first"),
    Measure("success@5", "right article in first five"),
    Measure("recall@5", "articles found in first five"),
    Measure("recall@10", "articles found in first ten"),
    Measure("mrr", "mean reciprocal rank"),
    Measure("ndcg@10", "nDCG of first ten"),
    Measure("holds@1", "first citation holds the answer"),
    Measure("holds@3", "first three citations hold the answer"),
    Measure("citation_precision", "citations that are right"),
    Measure("citation_recall", "gold quotes cited"),
    Measure("citation_recall_5", "gold quotes cited, five suffice"),
    Measure("sides_cited", "sides of a dispute cited"),
    Measure("exact", "exact match of the short answer"),
    Measure("f1", "token F1 of the short answer"),
    Measure("role_accuracy", "who said what: all roles right"),
    Measure("roles_reversed", "who said what: roles reversed", higher=False),
    Measure("refusal_right", "refused or answered rightly"),
)
# Scores of all questions together.
WHOLES = (
    Measure("refusal_precision", "refusals that are right"),
    Measure("refusal_recall", "unanswerable questions refused"),
    Measure("auroc", "confidence tells answerable from not (AUROC)"),
    Measure("aurc", "area under the risk-coverage curve", higher=False),
)
MEASURES = {one.key: one for one in (*MEANS, *WHOLES)}


@dataclass(frozen=True, slots=True)
class Gold:
    """What is right, as the library holds it: articles that are there, quotes and sides' quotes with their places."""

    articles: tuple[str, ...] = ()
    quotes: tuple[tuple[Place, ...], ...] = ()
    sides: tuple[tuple[tuple[Place, ...], ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Given:
    """What a question got. ``ranked`` are articles as search found them, None when search was not asked."""

    question: Question
    gold: Gold
    answer: Answer
    ranked: tuple[str, ...] | None
    pair: str
    milliseconds: float


@dataclass(frozen=True, slots=True)
class Verdict:
    """A question with its answer and its scores; a score is None where nothing can be scored.

    ``wrong`` is 1 when answering is a mistake: the first citations do not hold the answer, or there is none to hold.
    """

    given: Given
    scores: Mapping[str, Score]
    wrong: Score


@dataclass(frozen=True, slots=True)
class Total:
    """A score over ``n`` questions."""

    value: float
    n: int


@dataclass(frozen=True, slots=True)
class Change:
    """A score's difference from the baseline. Without an interval it is no longer scored at all."""

    measure: Measure
    interval: Interval | None

    @property
    def gain(self) -> bool:
        """Whether the interval lies wholly on the better side."""
        return self.interval is not None and (self.interval.low > 0 if self.measure.higher else self.interval.high < 0)

    @property
    def loss(self) -> bool:
        """Whether the interval lies wholly on the worse side, or the score was lost altogether."""
        return self.interval is None or (self.interval.high < 0 if self.measure.higher else self.interval.low > 0)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Differences from a baseline over the ``common`` questions.

    ``others`` are in one of the two runs alone, or were changed in between.
    """

    common: int
    others: int
    changes: tuple[Change, ...]

    @property
    def lost(self) -> bool:
        """Whether anything got significantly worse."""
        return any(one.loss for one in self.changes)


def judge(answers: Sequence[Given]) -> tuple[Verdict, ...]:
    """The verdict on each.

    A short answer or a claim is scored only when the system gives such at all, in any of its answers; then a
    question that should have one and has none scores 0.
    """
    spans = any(one.answer.spans for one in answers)
    claims = any(one.answer.claims for one in answers)
    return tuple(_verdict(one, spans=spans, claims=claims) for one in answers)


def _verdict(given: Given, *, spans: bool, claims: bool) -> Verdict:
    question, gold, answer = given.question, given.gold, given.answer
    scores: dict[str, Score] = dict.fromkeys(one.key for one in MEANS)
    unanswerable = question.answerable is False
    if not unanswerable and given.ranked is not None and gold.articles:
        ranked = given.ranked
        scores["success@1"] = metrics.success_at(1, ranked, gold.articles)
        scores["success@5"] = metrics.success_at(5, ranked, gold.articles)
        scores["recall@5"] = metrics.recall_at(5, ranked, gold.articles)
        scores["recall@10"] = metrics.recall_at(10, ranked, gold.articles)
        scores["mrr"] = metrics.reciprocal_rank(ranked, gold.articles)
        scores["ndcg@10"] = metrics.ndcg_at(10, ranked, gold.articles)
    # Questions whose articles the library lacks cannot be cited rightly, and are not scored.
    absent = bool(question.article_ids) and not gold.articles
    if not unanswerable and not absent:
        cited = [Place(one.article_id, one.start, one.end) for one in answer.citations]
        if question.answers or gold.quotes:
            holds = [
                _holds(one.quote, place, question, gold) for one, place in zip(answer.citations, cited, strict=True)
            ]
            scores["holds@1"], scores["holds@3"] = float(any(holds[:1])), float(any(holds[:3]))
        scores["citation_precision"] = metrics.citation_precision(cited, gold.quotes)
        scores["citation_recall"] = metrics.citation_recall(cited, gold.quotes)
        scores["citation_recall_5"] = metrics.citation_recall_of(metrics.ENOUGH_QUOTES, cited, gold.quotes)
        scores["sides_cited"] = metrics.sides_cited(cited, gold.sides)
        if spans and question.answers:
            text, language = _span(answer, question)
            scores["exact"] = metrics.exact(text, question.answers, language)
            scores["f1"] = metrics.token_f1(text, question.answers, language)
    if claims and question.claims:
        scores["role_accuracy"] = metrics.role_accuracy(answer.claims, question.claims)
        scores["roles_reversed"] = metrics.roles_reversed(answer.claims, question.claims)
    if question.answerable is not None:
        scores["refusal_right"] = float(answer.refused != question.answerable)
    right = scores[CORRECT]
    return Verdict(given, scores, 1.0 if unanswerable else None if right is None else 1.0 - right)


def _holds(quote: str, place: Place, question: Question, gold: Gold) -> bool:
    """Whether a citation overlaps a gold quote, or holds an answer and is of one of the named articles."""
    if any(metrics.is_cited(one, [place]) for one in gold.quotes):
        return True
    named = not question.article_ids or place.article_id in question.article_ids
    return named and metrics.holds_text(quote, question.answers)


def _span(answer: Answer, question: Question) -> tuple[str, str]:
    """The first short answer, empty when there is none, and the language whose articles do not count in it."""
    if not answer.spans:
        return "", question.language
    first = answer.spans[0]
    language = next((one.language for one in answer.citations if one.marker == first.marker), question.language)
    return first.text, language


# Totals.


def totals(verdicts: Sequence[Verdict]) -> dict[str, Total]:
    """Every score that can be given, in the order of the measures."""
    return _totals([row(one) for one in verdicts])


def row(verdict: Verdict) -> dict[str, Any]:
    """What totals and comparisons need of a verdict, ready for JSON."""
    answer, question = verdict.given.answer, verdict.given.question
    return {
        "digest": question.digest,
        "answerable": question.answerable,
        "refused": answer.refused,
        "confidence": answer.confidence,
        "wrong": verdict.wrong,
        "scores": {key: value if value is None else round(value, 6) for key, value in verdict.scores.items()},
    }


def is_row(value: object) -> bool:
    """Whether it is a row as ``row`` gives it, read from a file."""

    def is_number(one: object) -> bool:
        return isinstance(one, int | float)

    return (
        isinstance(value, Mapping)
        and isinstance(value.get("digest"), str)
        and isinstance(value.get("refused"), bool)
        and is_number(value.get("confidence"))
        and all(name in value and (value[name] is None or is_number(value[name])) for name in ("answerable", "wrong"))
        and isinstance(scores := value.get("scores"), Mapping)
        and all(one is None or is_number(one) for one in scores.values())
    )


def _totals(rows: Sequence[Mapping[str, Any]]) -> dict[str, Total]:
    found: dict[str, Total] = {}
    for measure in MEANS:
        values = [one["scores"].get(measure.key) for one in rows]
        value = metrics.mean(values)
        if value is not None:
            found[measure.key] = Total(round(value, 6), sum(one is not None for one in values))
    for measure in WHOLES:
        known = _known(rows, measure.key)
        value = _whole(measure.key, _columns(known)) if known else None
        if value is not None:
            found[measure.key] = Total(round(value, 6), len(known))
    return found


def _known(rows: Iterable[Mapping[str, Any]], key: str) -> list[Mapping[str, Any]]:
    """The questions that a score of the whole counts."""
    return [one for one in rows if one["wrong" if key == "aurc" else "answerable"] is not None]


def _columns(rows: Sequence[Mapping[str, Any]]) -> dict[str, metrics.Numbers]:
    names = ("refused", "answerable", "confidence", "wrong")
    return {name: np.array([np.nan if one[name] is None else one[name] for one in rows], float) for name in names}


def _whole(key: str, columns: Mapping[str, metrics.Numbers]) -> Score:
    if key == "refusal_precision":
        return metrics.refusal_precision(columns["refused"], columns["answerable"])
    if key == "refusal_recall":
        return metrics.refusal_recall(columns["refused"], columns["answerable"])
    if key == "auroc":
        return metrics.auroc(columns["confidence"], columns["answerable"])
    return metrics.aurc(columns["confidence"], columns["wrong"])


# Two runs.


def compare(baseline: Mapping[str, Any], current: Mapping[str, Any], *, resamples: int = 10_000) -> Comparison:
    """Each score's difference, current minus baseline, over the questions that are the same in both.

    Both are rows by question id. A score that the baseline has and the current run has nowhere is a loss.
    """
    same = [one for one in baseline if one in current and baseline[one]["digest"] == current[one]["digest"]]
    before, after = [baseline[one] for one in same], [current[one] for one in same]
    changes = []
    for measure in MEANS:
        pairs = [
            (one["scores"].get(measure.key), two["scores"].get(measure.key))
            for one, two in zip(before, after, strict=True)
        ]
        values = np.array([new - old for old, new in pairs if old is not None and new is not None])
        if any(old is not None for old, _ in pairs):
            changes.append(Change(measure, metrics.bootstrap_of_mean(values, resamples=resamples)))
    for measure in WHOLES:
        n, difference = _difference_of_wholes(measure.key, before, after)
        interval = metrics.bootstrap(n, difference, resamples=resamples)
        if interval:
            changes.append(Change(measure, interval))
    return Comparison(len(same), len(set(baseline) | set(current)) - len(same), tuple(changes))


def _difference_of_wholes(
    key: str, before: Sequence[Mapping[str, Any]], after: Sequence[Mapping[str, Any]]
) -> tuple[int, Callable[[NDArray[np.intp]], Score]]:
    """How many questions count in both, and the difference over those drawn of them."""
    counted = [pair for pair in zip(before, after, strict=True) if all(_known([one], key) for one in pair)]
    old, new = _columns([one for one, _ in counted]), _columns([one for _, one in counted])

    def difference(drawn: NDArray[np.intp]) -> Score:
        first = _whole(key, {name: values[drawn] for name, values in old.items()})
        second = _whole(key, {name: values[drawn] for name, values in new.items()})
        return None if first is None or second is None else second - first

    return len(counted), difference
