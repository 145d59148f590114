"""Tables that settle how passages are ranked: dense, lexical and fused, by language pair; candidates; imbalance.

``python -m eval.ablation --data DIR`` (the folder of ``eval.public``) prints Markdown. It works on stored vectors and
terms, so weights and fusions cost no embedding; ``--passage-chars`` and ``--no-titles`` build libraries of their own.
Choose on the titles of even number (``--titles even``), report on the others.

A developer's tool: it takes rag's own parts, so that what is measured is what runs.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated

import numpy as np
import typer
from numpy.typing import NDArray

from corpus.types import Article
from eval import libraries, squad
from eval.public import PIAF, SQUAD, with_source
from rag import analysis, fusion
from rag import settings as rag_settings
from rag.errors import OnRecordError, UsageError
from rag.library.store import Store
from rag.models import embedder as embedders
from rag.models.embedder import Embedder, Vectors
from rag.retriever import CANDIDATES

LANGUAGES = ("en", "es", "de", "ru", "ar")
WEIGHTS = tuple(round(0.1 * step, 1) for step in range(11))
GAPS = (0.0, 0.01, 0.02, 0.03, 0.04, 0.05, 0.06)
# Of reciprocal rank fusion (Cormack, Clarke and Buettcher, 2009).
_RRF = 60
_QUESTIONS = 400
_FOLDS = 10
# A bound on how many passages a library may have here: everything is scored, nothing is approximated.
_MOST = 100_000

Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Passages:
    """Every passage of a library: vectors, its sentences' vectors one below another, article and title numbers."""

    language: str
    store: Store
    ids: NDArray[np.int64]  # (n,)
    articles: tuple[str, ...]  # (n,)
    titles: NDArray[np.int64]  # (n,)
    vectors: Vectors  # (n, dim)
    sentences: Vectors  # (sentences, dim)
    firsts: NDArray[np.int64]  # (n,) row of each passage's first sentence


@dataclass(frozen=True, slots=True)
class Asked:
    """A question: its vector, the article that answers and its title's number."""

    text: str
    language: str
    article: str
    title: int
    vector: Vectors  # (dim,)


@dataclass(frozen=True, slots=True)
class Signals:
    """What is known of every passage for one question; (n,) each."""

    whole: Vectors  # cosine of question and passage
    best: Vectors  # cosine of question and its nearest sentence
    lexical: Vectors  # BM25, 0 where no word is shared or the passage is in another language
    know: Mask  # whether words can know
    right: Mask  # whether the passage is of the right article
    group: NDArray[np.int64]  # the article's number

    def only(self, kept: NDArray[np.intp]) -> Signals:
        """The same for some of the passages."""
        return Signals(*(getattr(self, name)[kept] for name in self.__slots__))

    @property
    def dense(self) -> Vectors:
        """As the retriever has it: the mean of the passage's cosine and that of its nearest sentence."""
        mean: Vectors = ((self.whole + self.best) / 2).astype(np.float32)
        return mean


Ranker = Callable[[Signals], Vectors]


@dataclass(frozen=True, slots=True)
class Row:
    """How often the right article came first and in the first five, and the mean reciprocal rank."""

    first: float
    five: float
    mrr: float
    n: int

    def __str__(self) -> str:
        return f"{self.first:.3f} / {self.five:.3f}"


def main(
    data: Annotated[Path, typer.Option(help="Folder with piaf_dev.json, squad2_dev.json, xquad/.")],
    titles: Annotated[str, typer.Option(help="even (to choose on), odd (to report on) or all.")] = "odd",
    questions: Annotated[int, typer.Option(help="Questions of each pair.")] = _QUESTIONS,
    table: Annotated[
        list[str] | None, typer.Option(help="fusion, weights, candidates, imbalance, gap, passages; repeatable.")
    ] = None,
    gap: Annotated[
        float, typer.Option(help="Added to cosines across languages, in every table but that of gaps.")
    ] = fusion.LANGUAGE_GAP,
) -> None:
    """Print the tables."""
    wanted = table or ["fusion", "weights", "candidates", "imbalance", "gap"]
    if titles not in ("even", "odd", "all"):
        raise UsageError(f"--titles is {titles!r}; expected even, odd or all.")
    bench = Bench(data, titles, questions, gap)
    tables: Mapping[str, Callable[[], str]] = {
        "fusion": bench.fusion,
        "weights": bench.weights,
        "candidates": bench.candidates,
        "imbalance": bench.imbalance,
        "gap": bench.gaps,
        "passages": bench.passages,
    }
    unknown = [one for one in wanted if one not in tables]
    if unknown:
        raise UsageError(f"{unknown[0]!r} is no table. Tables: {', '.join(tables)}.")
    for one in wanted:
        sys.stdout.write(tables[one]() + "\n\n")
        sys.stdout.flush()


# Rankers.


def dense(signals: Signals) -> Vectors:
    """Vectors alone, as the retriever has them."""
    return signals.dense


def lexical(signals: Signals) -> Vectors:
    """Words alone."""
    return signals.lexical


def minmax(weight: float = fusion.LEXICAL_WEIGHT) -> Ranker:
    """The retriever's fusion at a weight."""
    return lambda one: fusion.fuse(one.dense, one.lexical, one.know, float(one.whole.min()), weight)


def blind(signals: Signals) -> Vectors:
    """Min-max with equal weights in which words vote everywhere: no shared word counts against a passage."""
    return _unit(signals.dense) + _unit(signals.lexical)


def reciprocal(signals: Signals) -> Vectors:
    """Reciprocal rank fusion; a passage that shares no word has no lexical rank."""
    worded = np.where(signals.lexical > 0, 1 / (_RRF + _ranks(signals.lexical)), 0)
    return (1 / (_RRF + _ranks(signals.dense)) + worded).astype(np.float32)


FUSIONS: Mapping[str, Ranker] = {
    "passage vector": lambda one: one.whole,
    "nearest sentence": lambda one: one.best,
    "dense (mean)": dense,
    "lexical": lexical,
    "reciprocal rank": reciprocal,
    "min-max, blind": blind,
    f"min-max {fusion.LEXICAL_WEIGHT}": minmax(),
}


def candidates(signals: Signals, number: int) -> Signals:
    """The passages that either side brings: the nearest by passage vector, and those that share words, best first."""
    near = np.argsort(-signals.whole, kind="stable")[:number]
    worded = np.argsort(-signals.lexical, kind="stable")[:number]
    kept = np.union1d(near, worded[signals.lexical[worded] > 0])
    return signals.only(kept)


def across(signals: Signals, gap: float) -> Signals:
    """The signals with ``gap`` added to cosines of passages that are not in the question's language.

    The model puts texts of one language nearer to each other than what they say warrants.
    """
    added = np.where(signals.know, 0, gap).astype(np.float32)
    return replace(signals, whole=signals.whole + added, best=signals.best + added)


def evaluate(signals: Iterable[Signals], ranker: Ranker, number: int = CANDIDATES) -> Row:
    """The right article's place among articles, each at its best passage, over all questions."""
    places = []
    for one in signals:
        chosen = candidates(one, number)
        order = np.argsort(-ranker(chosen), kind="stable")
        groups = list(dict.fromkeys(chosen.group[order].tolist()))
        right = set(chosen.group[chosen.right].tolist())
        places.append(next((place for place, group in enumerate(groups, 1) if group in right), 0))
    found = np.array(places, float)
    if not len(found):
        return Row(0.0, 0.0, 0.0, 0)
    inverse = np.where(found > 0, 1 / np.maximum(found, 1), 0)
    return Row(
        float((found == 1).mean()), float(((found > 0) & (found <= 5)).mean()), float(inverse.mean()), len(found)
    )


# Data.


class Bench:
    """The sets of a folder with their libraries, each loaded once."""

    def __init__(self, data: Path, titles: str, questions: int, gap: float) -> None:
        self._data = data
        self._titles = titles
        self._number = questions
        self._gap = gap
        settings = rag_settings.load()
        self._embedder: Embedder = embedders.for_setting(settings.embedding, settings.cache)
        self._held: dict[tuple[str, int, bool], Passages] = {}
        self._asked: dict[tuple[str, str], list[Asked]] = {}

    def fusion(self) -> str:
        """Each ranker by language pair, and how far the fusion lies below its better half."""
        rows = []
        for pair, signals in self._pairs():
            found = {name: evaluate(signals, ranker) for name, ranker in FUSIONS.items()}
            fused = found[list(FUSIONS)[-1]]
            better = max(found["dense (mean)"].first, found["lexical"].first)
            better_five = max(found["dense (mean)"].five, found["lexical"].five)
            rows.append(
                [
                    pair,
                    str(fused.n),
                    *map(str, found.values()),
                    f"{fused.first - better:+.3f} / {fused.five - better_five:+.3f}",
                ]
            )
        return _markdown(["pair", "n", *FUSIONS, "fused - better half"], rows, "Right article first / in first five")

    def weights(self) -> str:
        """The retriever's fusion at every lexical weight, right article first."""
        rows = [
            [pair, *(f"{evaluate(signals, minmax(weight)).first:.3f}" for weight in WEIGHTS)]
            for pair, signals in self._pairs()
        ]
        return _markdown(["pair", *map(str, WEIGHTS)], rows, "Right article first, by lexical weight")

    def candidates(self) -> str:
        """The retriever's ranking over fewer and more candidates of each side."""
        numbers = (10, 25, 50, 100, 200, 400)
        rows = [
            [pair, *(str(evaluate(signals, minmax(), number)) for number in numbers)] for pair, signals in self._pairs()
        ]
        return _markdown(["pair", *map(str, numbers)], rows, "Right article first / in first five, by candidates")

    def passages(self) -> str:
        """Passage length, and titles embedded with the passages or not; each embeds the corpus anew."""
        rows = []
        for chars in (300, 600, 900, 1400):
            signals = list(self._signals(PIAF, PIAF, chars=chars))
            rows.append([str(chars), *(str(evaluate(signals, one)) for one in (dense, lexical, minmax()))])
        signals = list(self._signals(PIAF, PIAF, titled=False))
        default = rag_settings.load().passage_chars
        rows.append([f"{default}, no titles", *(str(evaluate(signals, one)) for one in (dense, lexical, minmax()))])
        return _markdown(["characters", "dense", "lexical", "fused"], rows, "PIAF by passage length")

    def imbalance(self) -> str:
        """English answers in a corpus that is mostly in the question's language, against one that is half and half.

        A tenth of XQuAD's titles is held in English; the rest, about other matters, in the question's language
        (nine to one) or so that half of all passages are English. Every title is once in the tenth. The last rows have
        nine parts PIAF and one part SQuAD 2.0, against half and half of the same size, asked in English.
        """
        rows = []
        for language in LANGUAGES[1:]:
            for name, ranker in (("dense", dense), ("fused", minmax())):
                even = evaluate([across(one, self._gap) for one in self._mixed(language, 0.5)], ranker)
                most = evaluate([across(one, self._gap) for one in self._mixed(language, 0.9)], ranker)
                rows.append([f"{language}>en, {language} and en", name, str(even), str(most), _gap(most, even)])
        for name, ranker in (("dense", dense), ("fused", minmax())):
            even, most = (
                evaluate([across(one, self._gap) for one in self._beside_french(share)], ranker) for share in (0.5, 0.9)
            )
            rows.append(["en>en, fr and en", name, str(even), str(most), _gap(most, even)])
        return _markdown(
            ["answers in English", "ranking", "half and half", "nine to one", "difference"],
            rows,
            "One language with many more articles: right article first / in first five",
        )

    def gaps(self) -> str:
        """What is won across languages, and lost within one, when cosines across languages are lifted by a gap.

        Half of XQuAD's titles are held in English and half in the question's language, and the answer is in the
        one or the other; then a tenth is in English, with the answer.
        """
        rows = []
        for language in LANGUAGES[1:]:
            for name, drawn in (
                (f"{language}>{language}, half en", self._halves(language, language)),
                (f"{language}>en, half {language}", self._halves(language, "en")),
                (f"{language}>en, nine tenths {language}", self._mixed(language, 0.9)),
            ):
                signals = list(drawn)
                rows.append([name, *(str(evaluate([across(one, gap) for one in signals], minmax())) for gap in GAPS)])
        return _markdown(["pair", *map(str, GAPS)], rows, "Right article first / in first five, by language gap")

    def _pairs(self) -> Iterable[tuple[str, list[Signals]]]:
        yield "fr>fr (PIAF)", list(self._signals(PIAF, PIAF))
        yield "en>en (SQuAD 2.0)", list(self._signals(SQUAD, SQUAD))
        for asked, held in [("en", one) for one in LANGUAGES] + [(one, "en") for one in LANGUAGES[1:]] + [
            (one, one) for one in LANGUAGES[1:]
        ]:  # fmt: skip
            yield f"{asked}>{held} (XQuAD)", list(self._signals(asked, held))

    def _signals(self, asked: str, held: str, *, chars: int = 0, titled: bool = True) -> Iterable[Signals]:
        passages = self._passages(held, chars, titled)
        return (across(signals_of(one, [passages]), self._gap) for one in self._questions(asked, held))

    def _mixed(self, language: str, share: float) -> Iterable[Signals]:
        """A tenth of the titles in English and the question's language with ``share`` of the corpus."""
        english, other = self._passages("en"), self._passages(language)
        count = int(max(english.titles.max(), other.titles.max())) + 1
        order = np.random.default_rng(0).permutation(count)
        fold = np.empty(count, int)
        fold[order] = np.arange(count) % _FOLDS
        # Of the other nine tenths, which are English too when the shares are even: four of nine.
        english_too = np.random.default_rng(1).permutation(count) % (_FOLDS - 1) < round((1 - share) * _FOLDS - 1)
        for one in self._questions(language, "en"):
            mine = fold == fold[one.title]
            in_english = mine | (english_too & ~mine)
            whole = signals_of(one, [english, other])
            kept = np.concatenate([in_english[english.titles], ~in_english[other.titles]])
            yield whole.only(np.flatnonzero(kept))

    def _halves(self, language: str, answers: str) -> Iterable[Signals]:
        """Half of the titles in English and half in the question's language, the right one in ``answers``."""
        english, other = self._passages("en"), self._passages(language)
        count = int(max(english.titles.max(), other.titles.max())) + 1
        half = np.random.default_rng(0).permutation(count) % 2 == 0
        for one in self._questions(language, "en"):
            in_english = half.copy()
            in_english[one.title] = answers == "en"
            kept = np.concatenate([in_english[english.titles], ~in_english[other.titles]])
            yield signals_of(one, [english, other]).only(np.flatnonzero(kept))

    def _beside_french(self, share: float) -> Iterable[Signals]:
        """English questions with French passages making up ``share`` of 930 passages."""
        english, french = self._passages(SQUAD), self._passages(PIAF)
        size = min(930, len(french.ids))
        gold_titles = set(range(0, int(english.titles.max()) + 1, 8))
        mine = np.flatnonzero(np.isin(english.titles, list(gold_titles)))[: size // 10]
        others = np.setdiff1d(np.arange(len(english.ids)), mine)
        wanted = round(size * (1 - share))
        held = np.concatenate([mine, np.random.default_rng(0).permutation(others)[: max(0, wanted - len(mine))]])
        beside = np.random.default_rng(1).permutation(len(french.ids))[: round(size * share)] + len(english.ids)
        answerable = {english.articles[at] for at in mine}
        for one in self._questions(SQUAD, SQUAD, among=answerable):
            yield signals_of(one, [english, french]).only(np.concatenate([held, beside]))

    def _passages(self, name: str, chars: int = 0, titled: bool = True) -> Passages:
        key = (name, chars, titled)
        if key not in self._held:
            imported = squad.read(self._file(name))
            numbers = {title: at for at, title in enumerate(dict.fromkeys(one.title for one in imported.articles))}
            articles = [one if titled else replace(one, title="") for one in with_source(imported.articles)]
            sys.stderr.write(f"{name}: {len(articles)} articles\n")
            library = libraries.cached(name, articles, passage_chars=chars or None)
            self._held[key] = _loaded(
                Store(library.folder), imported.articles, {one.id: numbers[one.title] for one in imported.articles}
            )
            library.close()
        return self._held[key]

    def _questions(self, asked: str, held: str, among: set[str] | None = None) -> list[Asked]:
        """Questions with an answer, spread evenly over those of the chosen titles."""
        imported = squad.read(self._file(held), self._file(asked) if asked != held else None)
        numbers = {title: at for at, title in enumerate(dict.fromkeys(one.title for one in imported.articles))}
        title = {one.id: numbers[one.title] for one in imported.articles}
        kept = [
            one
            for one in imported.questions
            if one.get("article_ids")
            and (among is None or one["article_ids"][0] in among)
            and (
                among is not None
                or self._titles == "all"
                or title[one["article_ids"][0]] % 2 == (self._titles == "odd")
            )
        ]
        rows = np.unique(np.linspace(0, len(kept) - 1, min(self._number, len(kept))).astype(int))
        kept = [kept[int(row)] for row in rows if kept]
        key = (asked, f"{held}{sorted(among) if among else ''}")
        if key not in self._asked:
            vectors = self._embedder.embed_questions([one["question"] for one in kept])
            self._asked[key] = [
                Asked(one["question"], one["language"], one["article_ids"][0], title[one["article_ids"][0]], vector)
                for one, vector in zip(kept, vectors, strict=True)
            ]
        return self._asked[key]

    def _file(self, name: str) -> Path:
        path = self._data / (f"{name}_dev.json" if name in (PIAF, SQUAD) else f"xquad/xquad.{name}.json")
        if not path.is_file():
            raise UsageError(f"{self._data} holds no {path.name}.")
        return path


def signals_of(asked: Asked, libraries_: Sequence[Passages]) -> Signals:
    """What the libraries know of one question, their passages one after another."""
    whole = np.concatenate([one.vectors @ asked.vector for one in libraries_])
    best = np.concatenate([np.maximum.reduceat(one.sentences @ asked.vector, one.firsts) for one in libraries_])
    terms = analysis.terms(asked.text, asked.language)
    worded = []
    for one in libraries_:
        scores = np.zeros(len(one.ids), np.float32)
        matches = one.store.match(terms, (asked.language,) if asked.language else (), _MOST)
        if matches:
            ids, values = zip(*matches, strict=True)
            scores[np.searchsorted(one.ids, np.array(ids))] = values
        worded.append(scores)
    names = [article for one in libraries_ for article in one.articles]
    # Parallel libraries name the same paragraph alike; where both are asked, either is right and both are one group.
    numbers = {name: at for at, name in enumerate(dict.fromkeys(names))}
    know = [np.full(len(one.ids), not asked.language or one.language == asked.language) for one in libraries_]
    return Signals(
        whole.astype(np.float32),
        best.astype(np.float32),
        np.concatenate(worded),
        np.concatenate(know),
        np.array([name == asked.article for name in names]),
        np.array([numbers[name] for name in names], np.int64),
    )


def _loaded(store: Store, articles: Sequence[Article], titles: Mapping[str, int]) -> Passages:
    ids = np.sort(store.passage_ids())
    stored = store.passages(ids)
    rows = [stored[int(one)] for one in ids]
    lengths = np.array([len(one.sentence_vectors) for one in rows])
    return Passages(
        language=articles[0].language,
        store=store,
        ids=ids,
        articles=tuple(one.article for one in rows),
        titles=np.array([titles[one.article] for one in rows]),
        vectors=np.stack([one.vector for one in rows]),
        sentences=np.concatenate([one.sentence_vectors for one in rows]),
        firsts=np.concatenate([[0], np.cumsum(lengths)[:-1]]).astype(np.int64),
    )


def _unit(values: Vectors) -> Vectors:
    span = float(values.max() - values.min())
    return (values - values.min()) / span if span > 0 else values * 0


def _ranks(values: Vectors) -> NDArray[np.int64]:
    ranks = np.empty(len(values), np.int64)
    ranks[np.argsort(-values, kind="stable")] = np.arange(1, len(values) + 1)
    return ranks


def _gap(found: Row, other: Row) -> str:
    return f"{found.first - other.first:+.3f} / {found.five - other.five:+.3f}"


def _markdown(head: Sequence[str], rows: Sequence[Sequence[str]], title: str) -> str:
    lines = [f"**{title}**", "", "| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    return "\n".join([*lines, *("| " + " | ".join(row) + " |" for row in rows)])


if __name__ == "__main__":
    application = typer.Typer(add_completion=False)
    application.command()(main)
    try:
        application()
    except OnRecordError as error:
        sys.exit(str(error))
