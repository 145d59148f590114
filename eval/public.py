"""Scores on public question sets: PIAF, SQuAD 2.0 and XQuAD's language pairs.

``python -m eval.public --data DIR``, where DIR holds ``piaf_dev.json``, ``squad2_dev.json`` and
``xquad/xquad.LANG.json`` or some of them. Paragraphs become articles. Search is scored by the place of the right
paragraph, answers by whether the first citations hold the answer, the reader by the exact words it marks in the right
paragraph, refusals by how well the confidence tells answerable questions from others: those SQuAD 2.0 says are, and
PIAF's own with their whole Wikipedia article left out. Questions are about titles that nothing was trained on, unless
another split is asked for; all titles' paragraphs are searched.
"""

from __future__ import annotations

import json as json_module
import random
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from corpus import passages
from corpus.types import Article
from eval import libraries, metrics, runner, scoring, sets, splits, squad
from eval.sets import Question, QuestionSet
from rag import Library, settings
from rag.errors import OnRecordError, UsageError
from rag.models import reader
from rag.models.embedder import PassageText
from rag.types import Hit

PIAF = "piaf"
SQUAD = "squad2"
PAIRS = ("en>es", "en>de", "en>ru", "en>ar", "es>en", "de>en", "ru>en", "ar>en", "en>en", "es>es", "de>de")
# The first two are the ranking before anything is read.
_SCORES = ("fused@1", "fused@5", "success@1", "success@5", "mrr", "holds@1", "holds@3", "span_f1", "auroc")
_ALL = "all"
_SEED = 0


@dataclass(frozen=True, slots=True)
class Result:
    """One set's scores. ``indexing`` is in seconds, 0 when the library was in the cache; ``latency`` in milliseconds."""

    name: str
    articles: int
    questions: int
    scores: dict[str, float]
    indexing: float
    characters: int
    latency: dict[str, float]


class Watched:
    """A library that keeps in mind how the fusion ranked what was searched for, before it was read."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._ranked: dict[str, list[str]] = {}
        self.articles, self.as_chain, self.stats = library.articles, library.as_chain, library.stats
        self.settings = library.settings

    def search(self, query: str, k: int, filters: Mapping[str, Any]) -> list[Hit]:
        """Passages, best first."""
        found = self._library.retrieve(query, k, filters)
        order = sorted(found.passages, key=lambda one: -one.scored.score)
        self._ranked[query] = list(dict.fromkeys(one.article.id for one in order))
        return [one.hit() for one in found.passages]

    def fused(self, questions: Sequence[Question]) -> dict[str, float]:
        """For how many of the questions that were searched for the fusion has the right article first, or in five."""
        known = [
            (self._ranked[one.question], one.article_ids) for one in questions if one.answerable and one.article_ids
        ]
        return {
            f"fused@{k}": value
            for k in (1, 5)
            if (value := metrics.mean([metrics.success_at(k, *one) for one in known])) is not None
        }


def main(
    data: Annotated[Path, typer.Option(help="Folder with the sets' files.")],
    sample: Annotated[int, typer.Option(help="Questions of each set, drawn with a fixed seed; 0 for all.")] = 500,
    only: Annotated[
        list[str] | None, typer.Option("--set", help="piaf, squad2, or a pair such as en>ru; repeatable.")
    ] = None,
    split: Annotated[str, typer.Option(help="held, dev, train or all: which titles the questions are about.")] = "held",
    json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """Score public question sets."""
    if split not in (_ALL, *splits.SPLITS):
        raise UsageError(f"--split is {split!r}; expected one of {', '.join((_ALL, *splits.SPLITS))}.")
    errors = Console(stderr=True)
    results = []
    with Progress(console=errors, disable=not errors.is_terminal) as bars:
        for name in _names(data, only):
            imported = read(data, name)
            questions = chosen(data, name, imported, split, sample)
            results.append(_score(name, imported, questions, bars))
            # Told at once, so that a run that is cut short has told something.
            errors.print(f"{name}: {', '.join(f'{key} {value:.3f}' for key, value in results[-1].scores.items())}")
    if json:
        document = [{**{key: getattr(one, key) for key in one.__slots__}} for one in results]
        sys.stdout.write(json_module.dumps(document, ensure_ascii=False) + "\n")
    else:
        # Wide enough for every column where there is no terminal to fit.
        Console(width=None if sys.stdout.isatty() else 120).print(table(results))


def table(results: Sequence[Result]) -> Table:
    """The results for a terminal."""
    found = Table()
    for title in ("set", "articles", "questions", *_SCORES, "p50 ms", "p90 ms", "chars/s"):
        found.add_column(title, justify="left" if title == "set" else "right")
    for one in results:
        found.add_row(
            one.name,
            str(one.articles),
            str(one.questions),
            *(f"{one.scores[key]:.3f}" if key in one.scores else "" for key in _SCORES),
            *(f"{one.latency[key]:.0f}" for key in ("p50", "p90")),
            f"{one.characters / one.indexing:,.0f}" if one.indexing else "cached",
        )
    return found


def read(data: Path, name: str) -> squad.Imported:
    """A set of the folder by its name: ``piaf``, ``squad2`` or a pair such as ``en>ru``.

    An article's source is its title's number, by which all the others can be asked for.

    Raises:
        UsageError: there is no such set, or its file is missing.
    """
    files = _files(data, name)
    for one in files:
        if not one.is_file():
            raise UsageError(f"{data} holds no {one.name}. Name the folder of the sets with --data.")
    found = squad.read(files[0], files[1] if files[1:] and files[1] != files[0] else None)
    return replace(found, articles=tuple(with_source(found.articles)))


def with_source(articles: Sequence[Article]) -> list[Article]:
    """The articles with a source that is their title's number, by which all the others can be asked for."""
    numbers = {title: number for number, title in enumerate(dict.fromkeys(one.title for one in articles))}
    return [replace(one, source=f"t{numbers[one.title]:05}") for one in articles]


def chosen(data: Path, name: str, imported: squad.Imported, split: str, sample: int) -> list[Question]:
    """The questions about the titles of a split, at most ``sample`` of them drawn with a fixed seed; 0 for all."""
    lines = "\n".join(json_module.dumps(one) for one in imported.questions)
    questions = list(sets.parse(name, lines).questions)
    if split != _ALL:
        of = _split_of_titles(data, name, imported)
        questions = [one for one in questions if of.get(imported.titles[one.id]) == split]
    if sample and sample < len(questions):
        drawn = set(random.Random(_SEED).sample(range(len(questions)), sample))  # noqa: S311 - no secret
        questions = [one for number, one in enumerate(questions) if number in drawn]
    return questions


def without_answer(questions: Sequence[Question], articles: Sequence[Article]) -> list[Question]:
    """The same questions asked of all articles but those of the right paragraph's title."""
    sources = {one.id: one.source for one in articles}
    every = sorted(set(sources.values()))
    return [
        replace(
            one,
            id=f"{one.id}/without",
            answers=(),
            quotes=(),
            article_ids=(),
            answerable=False,
            filters={"source": [source for source in every if source != sources[one.article_ids[0]]]},
        )
        for one in questions
        if one.article_ids
    ]


def _split_of_titles(data: Path, name: str, imported: squad.Imported) -> dict[str, str]:
    if name == PIAF:
        order = dict.fromkeys(one.title for one in imported.articles)
        return {title: splits.of_piaf(number) for number, title in enumerate(order)}
    english = squad.read(_files(data, "en>en")[0])
    order = dict.fromkeys(one.title for one in english.articles)
    return {title: splits.of_xquad(number) for number, title in enumerate(order)}


def _files(data: Path, name: str) -> list[Path]:
    if name in (PIAF, SQUAD):
        return [data / f"{name}_dev.json"]
    if name.count(">") == 1:
        asked, held = name.split(">")
        return [data / "xquad" / f"xquad.{one}.json" for one in (held, asked)]
    raise UsageError(f"{name!r} is no set. Expected {PIAF}, {SQUAD} or a pair such as en>ru.")


def _names(data: Path, only: Sequence[str] | None) -> list[str]:
    """The sets asked for, or those that the folder holds."""
    if only:
        return list(only)
    found = [one for one in (PIAF, SQUAD, *PAIRS) if all(file.is_file() for file in _files(data, one))]
    if not found:
        raise UsageError(f"{data} holds none of piaf_dev.json, squad2_dev.json, xquad/xquad.LANG.json.")
    return found


def _score(name: str, imported: squad.Imported, questions: list[Question], bars: Progress) -> Result:
    articles = imported.articles
    span_f1 = _span_f1(questions, articles, bars)
    if name == PIAF:
        questions = questions + without_answer(questions, articles)
    indexing = bars.add_task(f"{name}: indexing", total=len(articles))
    started = time.perf_counter()
    library_name = name.rpartition(">")[2]
    built = False

    def indexed(done: float) -> None:
        nonlocal built
        built = True
        bars.update(indexing, completed=done)

    with libraries.cached(library_name, articles, progress=indexed) as library:
        seconds = time.perf_counter() - started if built else 0.0
        bars.update(indexing, completed=len(articles))
        asking = bars.add_task(f"{name}: asking", total=len(questions))
        watched = Watched(library)
        run = runner.run(QuestionSet(name, tuple(questions), ""), watched, _advance(bars, asking))
    scores = {key: one.value for key, one in scoring.totals(run.verdicts).items()}
    scores |= watched.fused(questions) | ({} if span_f1 is None else {"span_f1": span_f1})
    return Result(
        name=name,
        articles=len(articles),
        questions=len(questions),
        scores={key: scores[key] for key in _SCORES if key in scores},
        indexing=round(seconds, 1),
        characters=sum(len(one.text) for one in articles),
        latency=metrics.percentiles([one.given.milliseconds for one in run.verdicts]),
    )


def _advance(bars: Progress, task: Any) -> Callable[[int, int], None]:
    return lambda done, _: bars.update(task, completed=done)


def _span_f1(questions: Sequence[Question], articles: Sequence[Article], bars: Progress) -> float | None:
    """The mean token F1 of the exact words that the reader marks in the right paragraph."""
    by_id = {one.id: one for one in articles}
    bundled = reader.BundledReader(settings.load().cache)
    scores = []
    answerable = [one for one in questions if one.answers and one.article_ids]
    for one in bars.track(answerable, description="exact words"):
        article = by_id[one.article_ids[0]]
        texts = [
            PassageText(
                article.title,
                passage.text,
                tuple((s.start - passage.start, s.end - passage.start) for s in passage.sentences),
            )
            for passage in passages.split(article)
        ]
        readings = bundled.read(one.question, texts)
        marked = [
            (words.probability, text.text[words.start : words.end])
            for text, reading in zip(texts, readings, strict=True)
            for words in reading.found
            if words
        ]
        scores.append(metrics.token_f1(max(marked)[1] if marked else "", one.answers, article.language))
    return metrics.mean(scores)


if __name__ == "__main__":
    application = typer.Typer(add_completion=False)
    application.command()(main)
    try:
        application()
    except OnRecordError as error:
        sys.exit(str(error))
