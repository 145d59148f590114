"""Every score as a pure function of values: what is right, what was given. None where nothing can be scored.

Ranking measures follow Manning, Raghavan and Schütze, *Introduction to Information Retrieval* (2008), chapter 8;
exact match and F1 SQuAD (Rajpurkar et al., 2016); the risk-coverage curve El-Yaniv and Wiener (2010) and Geifman
and El-Yaniv (2017); the bootstrap Efron and Tibshirani (1993), chapter 13.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
Score = float | None

# More quotations than these are not asked of one answer: see ``citation_recall_of``.
ENOUGH_QUOTES = 5

# What SQuAD's normalisation drops, for the languages whose articles it makes sense for.
_ARTICLES = {
    "en": "a an the",
    "fr": "le la les l un une des",
    "es": "el la los las un una unos unas",
    "de": "der die das den dem des ein eine einen einem einer eines",
    "it": "il lo la i gli le l un uno una",
}
# Articles, determiners and possessives that two namings of one party differ by.
_DETERMINERS = frozenset(
    " ".join(_ARTICLES.values()).split()
    + "s d du de of del della dello degli dei delle al au aux its his her their son sa ses leur leurs su sus".split()
    + "sein seine ihr ihre seiner ihrer von vom suo sua suoi sue di da this that ce cet cette ces".split()
)
# Scripts without spaces between words: each character is a token.
_UNSPACED = r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\u0e00-\u0eff\u1780-\u17ff\u1000-\u109f]"
_TOKEN = re.compile(rf"{_UNSPACED}|(?:(?!{_UNSPACED})\S)+")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a text stands: characters ``start`` to ``end`` of an article."""

    article_id: str
    start: int
    end: int


# A gold quote: every place where it stands. An agency text that three outlets print is one quote with three places.
GoldQuote = Sequence[Place]


@dataclass(frozen=True, slots=True)
class Interval:
    """A difference with its bootstrap interval. ``n`` questions were compared."""

    difference: float
    low: float
    high: float
    n: int


# Rankings.


def ranking(ids: Iterable[str]) -> tuple[str, ...]:
    """The articles of a list of passages, in the order in which each first appears."""
    return tuple(dict.fromkeys(ids))


def recall_at(k: int, ranked: Sequence[str], relevant: Sequence[str]) -> Score:
    """``|relevant among the first k| / |relevant|``."""
    wanted = set(relevant)
    return len(wanted & set(ranked[:k])) / len(wanted) if wanted else None


def success_at(k: int, ranked: Sequence[str], relevant: Sequence[str]) -> Score:
    """1 when any relevant article is among the first ``k``, else 0."""
    return float(bool(set(relevant) & set(ranked[:k]))) if relevant else None


def reciprocal_rank(ranked: Sequence[str], relevant: Sequence[str]) -> Score:
    """1 / rank of the first relevant article, 0 when there is none; its mean is MRR."""
    if not relevant:
        return None
    return next((1 / rank for rank, one in enumerate(ranked, 1) if one in set(relevant)), 0.0)


def ndcg_at(k: int, ranked: Sequence[str], relevant: Sequence[str]) -> Score:
    """DCG over the best possible DCG, relevance 0 or 1 (Järvelin and Kekäläinen, 2002).

    ``DCG = sum over ranks i <= k of rel(i) / log2(i + 1)``.
    """
    wanted = set(relevant)
    if not wanted:
        return None
    gain = sum(1 / math.log2(rank + 1) for rank, one in enumerate(ranked[:k], 1) if one in wanted)
    return gain / sum(1 / math.log2(rank + 1) for rank in range(1, min(k, len(wanted)) + 1))


# Short answers.


def tokens(text: str, language: str = "") -> list[str]:
    """SQuAD's normalisation for any script: NFKC, lower case, no punctuation, no articles of ``language``.

    An apostrophe separates ("l'eau" loses its article in French). A character of a script without spaces is a
    token. A text of articles alone keeps them.
    """
    # Letters, numbers and the marks that belong to them, such as the vowels of Devanagari.
    plain = unicodedata.normalize("NFKC", text).casefold()
    found = _TOKEN.findall("".join(char if unicodedata.category(char)[0] in "LNM" else " " for char in plain))
    kept = [one for one in found if one not in _ARTICLES.get(language, "").split()]
    return kept or found


def exact(given: str, answers: Sequence[str], language: str = "") -> Score:
    """1 when the normalised text equals one of the answers, else 0."""
    if not answers:
        return None
    return float(any(tokens(given, language) == tokens(one, language) for one in answers))


def token_f1(given: str, answers: Sequence[str], language: str = "") -> Score:
    """The best, over the answers, of ``2PR / (P + R)`` on the tokens in common, counted with multiplicity."""
    if not answers:
        return None
    return max(_f1(tokens(given, language), tokens(one, language)) for one in answers)


def _f1(given: Sequence[str], gold: Sequence[str]) -> float:
    same = sum((Counter(given) & Counter(gold)).values())
    return 2 * same / (len(given) + len(gold)) if same else 0.0


def holds_text(quote: str, answers: Iterable[str]) -> bool:
    """Whether the quote holds one of the answers as whole words ("12" does not stand in "2012")."""
    words = tokens(quote)
    return any(_inside(tokens(answer), words) for answer in answers)


def _inside(part: Sequence[str], whole: Sequence[str]) -> bool:
    return bool(part) and any(
        list(part) == list(whole[at : at + len(part)]) for at in range(len(whole) - len(part) + 1)
    )


# Citations.


def locate(quote: str, text: str) -> list[tuple[int, int]]:
    """Start and end of every place where ``quote`` stands in ``text``, runs of white space counting as one."""
    # A byte-order mark inside a text is no character anyone quotes.
    words = quote.replace("\ufeff", " ").split()
    return [found.span() for found in re.finditer(r"\s+".join(map(re.escape, words)), text)] if words else []


def same_place(one: Place, other: Place) -> bool:
    """Whether two places share at least half of the shorter one."""
    if one.article_id != other.article_id:
        return False
    shared = min(one.end, other.end) - max(one.start, other.start)
    return shared > 0 and 2 * shared >= min(one.end - one.start, other.end - other.start)


def is_cited(gold: GoldQuote, cited: Sequence[Place]) -> bool:
    """Whether a citation is, or overlaps by half of the shorter, one of the quote's places."""
    return any(same_place(one, place) for one in cited for place in gold)


def citation_precision(cited: Sequence[Place], gold: Sequence[GoldQuote]) -> Score:
    """The share of citations that are, or overlap by half of the shorter, a gold quote; None without either."""
    if not cited or not gold:
        return None
    return sum(any(is_cited(quote, [one]) for quote in gold) for one in cited) / len(cited)


def citation_recall(cited: Sequence[Place], gold: Sequence[GoldQuote]) -> Score:
    """The share of gold quotes that a citation covers."""
    return citation_recall_of(len(gold), cited, gold)


def citation_recall_of(enough: int, cited: Sequence[Place], gold: Sequence[GoldQuote]) -> Score:
    """``min(1, covered / min(gold, enough))``: recall for answers that need not quote every outlet.

    A story told by eight outlets has gold quotes that say the same thing, and an answer that cites a few of them is
    better than one that cites all. Which of them are equal is not part of a question set, so this does not guess:
    it asks for no more than ``enough`` of them. Read it with the share of answers whose first three citations
    hold the answer (one right quotation suffices) and with plain recall (every one counts).
    """
    if not gold:
        return None
    return min(1.0, sum(is_cited(quote, cited) for quote in gold) / min(len(gold), enough))


def sides_cited(cited: Sequence[Place], sides: Sequence[Sequence[GoldQuote]]) -> Score:
    """The share of a dispute's sides of which a quote is cited."""
    return sum(any(is_cited(quote, cited) for quote in side) for side in sides) / len(sides) if sides else None


# Who said what.


def same_name(one: object, other: object) -> bool:
    """Whether two namings may mean one party: the words of the shorter all stand in the longer.

    Case, accents, articles, determiners and possessives do not count: "Azerbaijan's defence ministry" is "the
    defence ministry". No name matches only no name.
    """
    first, second = _name(one), _name(other)
    if not first or not second:
        return first == second
    return first <= second or second <= first


def _name(value: object) -> frozenset[str]:
    text = unicodedata.normalize("NFKD", str(value or "").casefold())
    words = tokens("".join(char for char in text if not unicodedata.combining(char)))
    return frozenset(word for word in words if word not in _DETERMINERS) or frozenset(words)


def same_claim(given: Mapping[str, Any], gold: Mapping[str, Any]) -> bool:
    """Whether speaker, stance and target are all right; what the gold claim does not carry is not compared.

    A gold claim may list other namings of the same party, in other languages say, under ``speakers`` and ``targets``.
    """
    return all(
        key not in gold
        or (
            given.get(key) == gold[key]
            if key == "stance"
            else any(same_name(given.get(key), name) for name in (gold[key], *gold.get(f"{key}s", ())))
        )
        for key in ("speaker", "stance", "target")
    )


def role_accuracy(given: Sequence[Mapping[str, Any]], gold: Sequence[Mapping[str, Any]]) -> Score:
    """The share of gold claims of which one given claim has speaker, stance and target all right."""
    return sum(any(same_claim(one, wanted) for one in given) for wanted in gold) / len(gold) if gold else None


def roles_reversed(given: Sequence[Mapping[str, Any]], gold: Sequence[Mapping[str, Any]]) -> Score:
    """1 when a given claim swaps speaker and target of a gold one and is no gold claim itself, else 0.

    None when no gold claim has both a speaker and a target.
    """
    swappable = [one for one in gold if one.get("speaker") and one.get("target")]
    if not swappable:
        return None
    swapped = [
        {
            **one,
            "speaker": one["target"],
            "speakers": one.get("targets", ()),
            "target": one["speaker"],
            "targets": one.get("speakers", ()),
        }
        for one in swappable
    ]
    return float(
        any(
            any(same_claim(one, wrong) for wrong in swapped) and not any(same_claim(one, right) for right in gold)
            for one in given
        )
    )


# Refusing. Arrays of one length, a question each: refused and answerable are 0 or 1.


def refusal_precision(refused: Numbers, answerable: Numbers) -> Score:
    """Refused and unanswerable, over refused."""
    return _share(1 - answerable, refused)


def refusal_recall(refused: Numbers, answerable: Numbers) -> Score:
    """Refused and unanswerable, over unanswerable."""
    return _share(refused, 1 - answerable)


def _share(values: Numbers, among: Numbers) -> Score:
    total = float(among.sum())
    return float((values * among).sum()) / total if total else None


def auroc(confidence: Numbers, answerable: Numbers) -> Score:
    """The chance that an answerable question has a higher confidence than an unanswerable one, ties half.

    Mann-Whitney U over the number of pairs.
    """
    positive = np.sort(confidence[answerable > 0.5])
    negative = confidence[answerable <= 0.5]
    if not len(positive) or not len(negative):
        return None
    below = np.searchsorted(positive, negative, "left")
    at_most = np.searchsorted(positive, negative, "right")
    wins = (len(positive) - at_most) + 0.5 * (at_most - below)
    return float(wins.sum() / (len(positive) * len(negative)))


def risk_coverage(confidence: Numbers, wrong: Numbers) -> tuple[Numbers, Numbers]:
    """Coverage and risk, (n,) each: when the i surest of n questions are answered, the share that is wrong.

    Among questions of equal confidence the order is unknown, so each stands for their mean.
    """
    order = np.argsort(-confidence, kind="stable")
    _, group, counts = np.unique(-confidence[order], return_inverse=True, return_counts=True)
    means = np.bincount(group, weights=wrong[order]) / counts
    number = np.arange(1, len(order) + 1)
    return number / len(order), np.cumsum(means[group]) / number


def aurc(confidence: Numbers, wrong: Numbers) -> Score:
    """The area under the risk-coverage curve: the mean risk over all coverages. Lower is better."""
    return float(risk_coverage(confidence, wrong)[1].mean()) if len(wrong) else None


def brier(probability: Numbers, happened: Numbers) -> Score:
    """The mean square of what a probability is off (Brier 1950): 0 is perfect, .25 is an even guess each time."""
    return float(np.mean((probability - happened) ** 2)) if len(probability) else None


def reliability(probability: Numbers, happened: Numbers, parts: int = 5) -> list[tuple[float, float, int]]:
    """Mean probability, share that happened, and number, of each of so many equal parts of 0 to 1 that holds any."""
    part = np.minimum((probability * parts).astype(int), parts - 1)
    return [
        (float(probability[part == one].mean()), float(happened[part == one].mean()), int((part == one).sum()))
        for one in np.unique(part)
    ]


# Over many questions.


def mean(values: Iterable[Score]) -> Score:
    """The mean of the scores there are."""
    given = [one for one in values if one is not None]
    return math.fsum(given) / len(given) if given else None


def percentiles(values: Sequence[float], ranks: Sequence[int] = (50, 90, 99)) -> dict[str, float]:
    """``{"p50": ...}`` with linear interpolation, in the unit of ``values``; empty without values."""
    return {f"p{rank}": float(np.percentile(values, rank)) for rank in ranks} if len(values) else {}


def bootstrap_of_mean(
    values: Numbers, *, resamples: int = 10_000, level: float = 0.95, seed: int = 0
) -> Interval | None:
    """The percentile interval of the mean of paired differences, one a question; None without any."""
    if not len(values):
        return None
    generator = np.random.default_rng(seed)
    # A thousand draws at a time: 40 MB for a set of 5,000 questions.
    sizes = [min(1000, resamples - at) for at in range(0, resamples, 1000)]
    drawn = [values[generator.integers(0, len(values), (size, len(values)))].mean(axis=1) for size in sizes]
    return _interval(float(values.mean()), np.concatenate(drawn), len(values), level)


def bootstrap(
    n: int,
    difference: Callable[[NDArray[np.intp]], Score],
    *,
    resamples: int = 10_000,
    level: float = 0.95,
    seed: int = 0,
) -> Interval | None:
    """The percentile interval of any difference between two runs over the same ``n`` questions.

    ``difference`` takes the indices of the questions drawn, with repetition. Draws for which it gives None are
    left out; None when it has nothing to say of all questions.
    """
    whole = difference(np.arange(n)) if n else None
    if whole is None:
        return None
    generator = np.random.default_rng(seed)
    drawn = (difference(generator.integers(0, n, n)) for _ in range(resamples))
    return _interval(whole, np.array([one for one in drawn if one is not None]), n, level)


def _interval(whole: float, drawn: Numbers, n: int, level: float) -> Interval:
    tail = (1 - level) / 2
    # Differences that are equal but for the last bit of a sum are no difference.
    low, high = (round(float(one), 12) for one in np.quantile(drawn, [tail, 1 - tail]))
    return Interval(round(whole, 12), low, high, n)
