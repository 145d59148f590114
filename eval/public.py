"""Scores on public question sets: PIAF, SQuAD 2.0 and XQuAD's language pairs.

``python -m eval.public --data DIR``, where DIR holds ``piaf_dev.json``, ``squad2_dev.json`` and
``xquad/xquad.LANG.json`` or some of them. Paragraphs become articles. Search is scored by the place of the right
paragraph, answers by whether the first citations hold the answer, refusals by how well the confidence tells
answerable questions from others: those SQuAD 2.0 says are, and PIAF's own with their whole Wikipedia article left out.
"""

from __future__ import annotations

import json as json_module
import random
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from corpus.types import Article
from eval import libraries, metrics, runner, scoring, sets, squad
from eval.sets import Question, QuestionSet
from rag.errors import OnRecordError, UsageError

PIAF = "piaf"
SQUAD = "squad2"
PAIRS = ("en>es", "en>de", "en>ru", "en>ar", "es>en", "de>en", "ru>en", "ar>en", "en>en", "es>es", "de>de")
_SCORES = ("success@1", "success@5", "mrr", "holds@1", "holds@3", "auroc")
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


def main(
    data: Annotated[Path, typer.Option(help="Folder with the sets' files.")],
    sample: Annotated[int, typer.Option(help="Questions of each set, drawn with a fixed seed; 0 for all.")] = 500,
    only: Annotated[
        list[str] | None, typer.Option("--set", help="piaf, squad2, or a pair such as en>ru; repeatable.")
    ] = None,
    titles: Annotated[str, typer.Option(help="all, even or odd: which titles the questions are about.")] = "all",
    json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """Score public question sets."""
    if titles not in ("all", "even", "odd"):
        raise UsageError(f"--titles is {titles!r}; expected all, even or odd.")
    errors = Console(stderr=True)
    results = []
    with Progress(console=errors, disable=not errors.is_terminal) as bars:
        for name, imported in _sets(data, only):
            results.append(_score(name, imported, sample, titles, bars))
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


def with_source(articles: Sequence[Article]) -> list[Article]:
    """The articles with a source that is their title's number, by which all the others can be asked for."""
    numbers = {title: number for number, title in enumerate(dict.fromkeys(one.title for one in articles))}
    return [replace(one, source=f"t{numbers[one.title]:05}") for one in articles]


def _sets(data: Path, only: Sequence[str] | None) -> Iterator[tuple[str, squad.Imported]]:
    wanted = list(only or (PIAF, SQUAD, *PAIRS))
    found = False
    for name in wanted:
        if name in (PIAF, SQUAD):
            files = [data / f"{name}_dev.json"]
        elif ">" in name:
            asked, held = name.split(">", 1)
            files = [data / "xquad" / f"xquad.{one}.json" for one in (held, asked)]
        else:
            raise UsageError(f"{name!r} is no set. Expected {PIAF}, {SQUAD} or a pair such as en>ru.")
        if all(one.is_file() for one in files):
            found = True
            yield name, squad.read(files[0], files[1] if files[1:] and files[1] != files[0] else None)
        elif only:
            raise UsageError(f"{data} holds no {files[0].name}.")
    if not found:
        raise UsageError(f"{data} holds none of piaf_dev.json, squad2_dev.json, xquad/xquad.LANG.json.")


def _score(name: str, imported: squad.Imported, sample: int, titles: str, bars: Progress) -> Result:
    articles = with_source(imported.articles)
    questions = _sampled(name, imported, sample, titles)
    if name == PIAF:
        questions += _without_answer(questions, articles)
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
        run = runner.run(QuestionSet(name, tuple(questions), ""), library, _advance(bars, asking))
    totals = scoring.totals(run.verdicts)
    return Result(
        name=name,
        articles=len(articles),
        questions=len(questions),
        scores={key: totals[key].value for key in _SCORES if key in totals},
        indexing=round(seconds, 1),
        characters=sum(len(one.text) for one in articles),
        latency=metrics.percentiles([one.given.milliseconds for one in run.verdicts]),
    )


def _advance(bars: Progress, task: Any) -> Callable[[int, int], None]:
    return lambda done, _: bars.update(task, completed=done)


def _sampled(name: str, imported: squad.Imported, sample: int, titles: str) -> list[Question]:
    lines = "\n".join(json_module.dumps(one) for one in imported.questions)
    questions = list(sets.parse(name, lines).questions)
    if titles != "all":
        order = {title: number for number, title in enumerate(dict.fromkeys(one.title for one in imported.articles))}
        parity = {one.id: order[one.title] % 2 == (titles == "odd") for one in imported.articles}
        questions = [one for one in questions if any(parity[article] for article in one.article_ids)]
    if sample and sample < len(questions):
        chosen = set(random.Random(_SEED).sample(range(len(questions)), sample))  # noqa: S311 - no secret
        questions = [one for number, one in enumerate(questions) if number in chosen]
    return questions


def _without_answer(questions: Sequence[Question], articles: Sequence[Article]) -> list[Question]:
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
    ]


if __name__ == "__main__":
    application = typer.Typer(add_completion=False)
    application.command()(main)
    try:
        application()
    except OnRecordError as error:
        sys.exit(str(error))
