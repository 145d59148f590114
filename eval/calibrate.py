"""Fits the curve by which an answer's probability is told: the numbers at the top of ``rag/answering/silence.py``.

``python -m eval.calibrate --data DIR`` (the folder of ``eval.public``) prints Markdown. Each question is retrieved
once and looked at twice: with what was found, and with every passage of the right title taken out, when the articles
left are silent. A logistic regression is fitted on the titles of even number and reported on the others.

A developer's tool: it takes rag's own signals, so that what is fitted is what runs.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated

import numpy as np
import typer
from numpy.typing import NDArray
from rich.console import Console
from rich.progress import Progress, TaskID

from eval import libraries, metrics, squad
from eval.public import PIAF, with_source
from rag import Library
from rag.answering import extractive, silence
from rag.answering.silence import Signals
from rag.errors import OnRecordError, UsageError

# Question language and article language. The first is asked twice as many questions: the only one of native French.
PAIRS = ("piaf", "en>en", "en>es", "en>ru", "ru>en")
THRESHOLDS = (0.15, 0.25, 0.4, 0.5)
NAMES = ("near", "words_know * words", "words_know", "1")

_QUESTIONS = 250
# Enough that passages are left when those of the right title are taken out: PIAF's longest has 30 paragraphs.
_PASSAGES = 60
# The inverse strength of the ridge penalty, on all four numbers alike. The nearness of a passage spans .2, so an
# unbounded fit would give it hundreds.
_C = 100.0
_SEED = 1

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Example:
    """A question's signals over some articles; ``title`` is the number of the article's that was asked about."""

    pair: str
    title: int
    answers: bool  # whether the articles answer
    signals: Signals

    @property
    def features(self) -> tuple[float, float, float, float]:
        """What the curve weighs, in the order of ``NAMES``."""
        know = float(self.signals.words_know)
        return (self.signals.near, know * self.signals.words, know, 1.0)


@dataclass(frozen=True, slots=True)
class Curve:
    """The logistic curve's numbers, in the order of ``NAMES``."""

    weights: tuple[float, ...]

    def probability(self, examples: Sequence[Example]) -> Floats:
        """Of each example, (n,), 0 to 1."""
        sums = np.array([one.features for one in examples]) @ np.array(self.weights)
        found: Floats = 1 / (1 + np.exp(-sums))
        return found


def main(
    data: Annotated[Path, typer.Option(help="Folder with piaf_dev.json and xquad/xquad.LANG.json.")],
    pair: Annotated[
        list[str] | None,
        typer.Option(help=f"piaf, or languages such as en>ru; repeatable. Default: {', '.join(PAIRS)}."),
    ] = None,
    questions: Annotated[int, typer.Option(min=2, help="Questions of each pair; twice as many of piaf.")] = _QUESTIONS,
) -> None:
    """Fit the probability that the articles answer, and print it."""
    errors = Console(stderr=True)
    found: list[Example] = []
    files = {one: _files(data, one) for one in pair or PAIRS}
    with Progress(console=errors, disable=not errors.is_terminal) as bars:
        for name, (held, asked) in files.items():
            imported = squad.read(held, asked)
            articles = with_source(imported.articles)
            imported = squad.Imported(tuple(articles), imported.questions)
            indexing = bars.add_task(f"{name}: indexing", total=len(articles))

            library_name = name.rpartition(">")[2]
            with libraries.cached(library_name, articles, progress=_mover(bars, indexing)) as library:
                bars.update(indexing, completed=len(articles))
                wanted = questions * (2 if name == PIAF else 1)
                moved = _mover(bars, bars.add_task(f"{name}: asking", total=wanted))
                found += examples(name, imported, library, wanted, moved)
    sys.stdout.write(markdown(fit(found), found) + "\n")


def examples(
    pair: str,
    imported: squad.Imported,
    library: Library,
    questions: int,
    progress: Callable[[float], None] | None = None,
) -> Iterator[Example]:
    """Two examples of each question, drawn with a fixed seed: answered, and with the right title's passages taken out.

    The library holds exactly the imported articles. A question of which nothing is left gives one example alone.
    """
    titles = {title: number for number, title in enumerate(dict.fromkeys(one.title for one in imported.articles))}
    numbers = {one.id: titles[one.title] for one in imported.articles}
    answerable = [one for one in imported.questions if one.get("answerable")]
    random.Random(_SEED).shuffle(answerable)  # noqa: S311 - no secret
    for done, question in enumerate(answerable[:questions], 1):
        title = numbers[question["article_ids"][0]]
        whole = library.retrieve(question["question"], _PASSAGES)
        others = tuple(one for one in whole.passages if numbers[one.article.id] != title)
        for retrieval, answers in ((whole, True), (replace(whole, passages=others), False)):
            ranked = extractive.quotations(retrieval)
            if ranked:
                yield Example(pair, title, answers, silence.signals(ranked, whole.floor))
        if progress:
            progress(done)


def fit(examples: Sequence[Example]) -> Curve:
    """The curve of the examples whose titles have even numbers; raises UsageError when they are all of one kind."""
    # Imported late: it takes a second, and a wrong folder should be told at once.
    from sklearn.linear_model import LogisticRegression  # type: ignore[import-untyped]

    even = [one for one in examples if one.title % 2 == 0]
    if len({one.answers for one in even}) < 2:
        raise UsageError("There are too few questions to fit on. Ask for more with --questions.")
    model = LogisticRegression(C=_C, max_iter=5000, fit_intercept=False)
    model.fit(np.array([one.features for one in even]), np.array([one.answers for one in even]))
    return Curve(tuple(float(one) for one in model.coef_[0]))


def markdown(curve: Curve, examples: Sequence[Example]) -> str:
    """The numbers, and for the titles not fitted on what they and those in use do at the thresholds."""
    lines = ["| " + " | ".join(NAMES) + " |", "|---" * len(NAMES) + "|"]
    lines += ["| " + " | ".join(f"{one:.2f}" for one in curve.weights) + " |", ""]
    head = ["pair", "n", "AUROC", "in use", *(f"kept / refused at {one:g}" for one in THRESHOLDS)]
    lines += ["| " + " | ".join(head) + " |", "|---" * len(head) + "|"]
    odd = [one for one in examples if one.title % 2]
    for pair in dict.fromkeys(one.pair for one in odd):
        chosen = [one for one in odd if one.pair == pair]
        answers = np.array([one.answers for one in chosen])
        sure = curve.probability(chosen)
        used = np.array([silence.confidence(one.signals) for one in chosen])
        cells = [pair, str(len(chosen)), _area(answers, sure), _area(answers, used)]
        cells += [
            f"{np.mean(sure[answers] >= threshold):.3f} / {np.mean(sure[~answers] < threshold):.3f}"
            if answers.any() and not answers.all()
            else ""
            for threshold in THRESHOLDS
        ]
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines)


def _mover(bars: Progress, task: TaskID) -> Callable[[float], None]:
    return lambda done: bars.update(task, completed=done)


def _area(answers: NDArray[np.bool_], sure: Floats) -> str:
    area = metrics.auroc(sure, answers.astype(np.float64))
    return "" if area is None else f"{area:.3f}"


def _files(data: Path, pair: str) -> tuple[Path, Path | None]:
    """The file of the articles, and that of the questions unless it is the same one."""
    if pair == PIAF:
        held, asked = data / "piaf_dev.json", None
    elif pair.count(">") == 1:
        first, second = pair.split(">")
        held = data / "xquad" / f"xquad.{second}.json"
        asked = data / "xquad" / f"xquad.{first}.json" if first != second else None
    else:
        raise UsageError(f"{pair!r} is no pair. Expected {PIAF} or languages such as en>ru.")
    for one in (held, asked):
        if one and not one.is_file():
            raise UsageError(f"{one} is not there. Name the folder of piaf_dev.json and xquad/ with --data.")
    return held, asked


if __name__ == "__main__":
    application = typer.Typer(add_completion=False)
    application.command()(main)
    try:
        application()
    except OnRecordError as error:
        sys.exit(str(error))
