"""Fits the two curves of ``rag/answering/evidence.py`` and writes ``rag/data/evidence.toml``.

``python -m eval.calibrate --data DIR`` (the folder of ``eval.public``). How likely a sentence answers, and how likely
the articles answer at all, are fitted on questions that the reader's weights were not learnt from: the public sets'
dev titles, the press stories set aside, and the ``dev`` half of the sample questions. Half of the questions fit, the
other half tell how well; then all of them fit what is written.

A developer's tool: it takes rag's own signals, so that what is fitted is what runs.
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import numpy as np
import typer
from numpy.typing import NDArray
from rich.console import Console
from rich.progress import Progress

from eval import libraries, metrics, public, runner, sets, splits
from eval.metrics import Place
from eval.reader import stories
from eval.sets import Question
from rag import Library
from rag.answering import evidence, follow_up
from rag.errors import OnRecordError, UsageError
from rag.reading import READ

# Over these the curves are fitted, each counting alike; the last two, which are press, twice.
PUBLIC = ("piaf", "squad2", "en>es", "en>ru", "ru>en", "de>de")
STORIES, SAMPLE = "stories", "sample"
_WEIGHTS = {STORIES: 2.0, SAMPLE: 2.0}
SENTENCE = ("sentence", "span", "rank", "behind", "fused", "words", "1")
ANSWER = ("rank", "loud", "near", "names", "1")
THRESHOLDS = (0.15, 0.3, 0.5, 0.7)
_HEADER = "# Weights of the two logistic curves of rag/answering/evidence.py, written by `python -m eval.calibrate`.\n"
# The inverse strength of the ridge penalty.
_C = 1.0
# Sentences of a question that are looked at: the likeliest by the curve in use, and no more, since the curve that is
# fitted has to tell among those.
_SENTENCES = 40

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Example:
    """A sentence or a question with its signals and whether it answers, or is answered."""

    set: str
    question: str
    answers: bool
    signals: Mapping[str, float]

    @property
    def fits(self) -> bool:
        """Whether it is in the half that is fitted on first."""
        return hashlib.sha256(self.question.removesuffix("/without").encode()).digest()[0] % 2 == 0


def main(
    data: Annotated[Path, typer.Option(help="Folder of the public sets.")],
    questions: Annotated[int, typer.Option(min=2, help="Questions of each public set.")] = 120,
    write: Annotated[bool, typer.Option(help="Write rag/data/evidence.toml.")] = False,
) -> None:
    """Fit the curves and print how well they do."""
    errors = Console(stderr=True)
    sentences: list[Example] = []
    answers: list[Example] = []
    with Progress(console=errors, disable=not errors.is_terminal) as bars:
        for name, library, asked in _sets(data, questions):
            with library:
                for question in bars.track(asked, description=name):
                    more, one = examples(name, library, question)
                    sentences += more
                    answers += one
            errors.print(name)
    curves = {}
    for title, names, found in (("sentence", SENTENCE, sentences), ("answer", ANSWER, answers)):
        sys.stdout.write(report(title, names, found) + "\n\n")
        curves[title] = fit(found, names)
    text = toml(_HEADER, curves)
    sys.stdout.write(text)
    if write:
        Path(evidence.__file__).parent.parent.joinpath("data", "evidence.toml").write_text(text, encoding="utf-8")


def examples(name: str, library: Library, question: Question) -> tuple[list[Example], list[Example]]:
    """The sentences of a question and the question itself; either may give none."""
    asked = follow_up.alone(question.question, question.history).question
    retrieval = library.retrieve(asked, READ, dict(question.filters))
    ranked = evidence.quotations(retrieval)
    if not ranked:
        return [], []
    found = []
    if question.quotes:
        gold = runner.gold(question, {one.retrieved.article.id: one.retrieved.article for one in ranked}).quotes
        for one in ranked[:_SENTENCES]:
            place = Place(one.article.id, one.start, one.end)
            right = any(metrics.is_cited(quote, [place]) for quote in gold)
            found.append(Example(name, question.id, right, one.signals))
    if question.answerable is None:
        return found, []
    return found, [Example(name, question.id, question.answerable, evidence.answer_signals(retrieval, ranked))]


def fit(found: Sequence[Example], names: Sequence[str]) -> dict[str, float]:
    """The curve's weights by name; raises UsageError when the examples are all of one kind."""
    # Imported late: it takes a second, and a wrong folder should be told at once.
    from sklearn.linear_model import LogisticRegression  # type: ignore[import-untyped]

    if len({one.answers for one in found}) < 2:
        raise UsageError("There are too few questions to fit on. Ask for more with --questions.")
    model = LogisticRegression(C=_C, max_iter=5000, fit_intercept=False)
    sizes = {name: sum(one.set == name for one in found) for name in {one.set for one in found}}
    weights = np.array([_WEIGHTS.get(one.set, 1.0) / sizes[one.set] for one in found])
    model.fit(
        np.array([[one.signals.get(name, 0.0) for name in names] for one in found]),
        np.array([one.answers for one in found]),
        sample_weight=weights * len(found) / weights.sum(),
    )
    return dict(zip(names, map(float, model.coef_[0]), strict=True))


def toml(header: str, curves: Mapping[str, Mapping[str, float]]) -> str:
    """The curves as the file that is read when answering."""
    return header + "\n".join(
        f"[{title}]\n" + "".join(f'"{name}" = {weight:.4f}\n' for name, weight in curve.items())
        for title, curve in curves.items()
    )


def probabilities(found: Sequence[Example], curve: Mapping[str, float]) -> Floats:
    """Of each example, (n,), 0 to 1."""
    sums = np.array([sum(weight * one.signals.get(name, 0.0) for name, weight in curve.items()) for one in found])
    shares: Floats = 1 / (1 + np.exp(-sums))
    return shares


def report(title: str, names: Sequence[str], found: Sequence[Example]) -> str:
    """A Markdown table: on the half not fitted on, by set, what the curve and each threshold do.

    Below it stand, for all of that half, the probabilities that were said beside the shares that were so.
    """
    curve = fit([one for one in found if one.fits], names)
    head = [title, "n", "AUROC", "Brier", *(f"kept / left out at {one:g}" for one in THRESHOLDS)]
    lines = ["| " + " | ".join(head) + " |", "|---" * len(head) + "|"]
    rest = [one for one in found if not one.fits]
    for name in (*dict.fromkeys(one.set for one in rest), "all"):
        chosen = [one for one in rest if name in ("all", one.set)]
        right = np.array([one.answers for one in chosen])
        sure = probabilities(chosen, curve)
        area = metrics.auroc(sure, right.astype(np.float64))
        off = metrics.brier(sure, right.astype(np.float64))
        cells = [name, str(len(chosen)), *("" if one is None else f"{one:.3f}" for one in (area, off))]
        if right.any() and not right.all():
            cells += [f"{np.mean(sure[right] >= one):.2f} / {np.mean(sure[~right] < one):.2f}" for one in THRESHOLDS]
        lines.append("| " + " | ".join(cells) + " |")
    told = metrics.reliability(probabilities(rest, curve), np.array([float(one.answers) for one in rest]))
    said = ", ".join(f"{share:.2f} of {count} where {mean:.2f} was said" for mean, share, count in told)
    return "\n".join([*lines, "", f"So it was: {said}."])


def _sets(data: Path, questions: int) -> Iterator[tuple[str, Library, list[Question]]]:
    for name in PUBLIC:
        imported = public.read(data, name)
        asked = public.chosen(data, name, imported, splits.DEV, questions)
        if name != public.SQUAD:
            asked += public.without_answer(asked[: questions // 2], imported.articles)
        yield name, libraries.cached(name.rpartition(">")[2], imported.articles), asked
    articles, asked = stories.read(splits.DEV)
    yield STORIES, libraries.cached(STORIES, articles), list(asked)
    yield SAMPLE, libraries.cached(SAMPLE, libraries.sample_articles()), list(sets.load("dev").questions)


if __name__ == "__main__":
    application = typer.Typer(add_completion=False)
    application.command()(main)
    try:
        application()
    except OnRecordError as error:
        sys.exit(str(error))
