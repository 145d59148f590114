"""The gate that a change has to pass: the ``held`` half over the sample articles, against floors in the repository.

``python -m eval.gate`` (``make eval``) exits 1 when a score lies below its floor. ``--raise`` lifts floors to the
present scores less the margin and never lowers one; lowering takes ``--lower SCORE``, and shows in the diff of
``floors.json``. For scores of which less is better the floor is the most that is allowed.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer

from eval import libraries, report, scoring, sets
from eval.runner import Run, run
from rag.errors import OnRecordError, UsageError

FLOORS = Path(__file__).with_name("floors.json")
SET = "held"
# Between a score and the floor that `--raise` sets. Vectors in bfloat16 and float32 rank a few questions in a
# thousand differently, so floors without a margin would fail on another CPU.
MARGIN = 0.02
# Kept out of the gate: they follow from the others or hang on how many outlets a story has.
_UNGATED = frozenset({"recall@10", "citation_recall"})


@dataclass(frozen=True, slots=True)
class Floors:
    """What is asked of the gated set: a bound for each score, and how many of its articles may be missing."""

    margin: float
    bounds: Mapping[str, float]
    missing_articles: int = 0


@dataclass(frozen=True, slots=True)
class Failure:
    """A score that lies on the wrong side of its floor; ``found`` is None when it is not scored any more."""

    key: str
    floor: float
    found: float | None

    def __str__(self) -> str:
        found = "not scored" if self.found is None else f"{self.found:.3f}"
        return f"{self.key}: {found}, floor {self.floor:.3f}"


def read(path: Path = FLOORS) -> Floors:
    """The floors of a file; raises UsageError when it is not one, and is empty when it is not there."""
    if not path.exists():
        return Floors(MARGIN, {})
    try:
        found = json.loads(path.read_text("utf-8"))
        bounds = {str(key): float(value) for key, value in found["floors"].items()}
        floors = Floors(float(found["margin"]), bounds, int(found.get("missing_articles", 0)))
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        raise UsageError(
            f'{path} holds no floors. Expected {{"margin": 0.02, "floors": {{"holds@3": 0.8}}}}.'
        ) from None
    unknown = sorted(set(bounds) - set(scoring.MEASURES))
    if unknown:
        raise UsageError(
            f"{path} has a floor for {unknown[0]!r}, which is no score. Scores: {', '.join(scoring.MEASURES)}."
        )
    return floors


def write(floors: Floors, path: Path = FLOORS) -> None:
    """Writes the floors, one a line, in the order of the scores, so that a lowered one shows in the diff."""
    ordered = {key: floors.bounds[key] for key in scoring.MEASURES if key in floors.bounds}
    document = {
        "set": SET, "margin": floors.margin, "missing_articles": floors.missing_articles, "floors": ordered
    }  # fmt: skip
    path.write_text(json.dumps(document, indent=1) + "\n", "utf-8")


def check(floors: Floors, found: Mapping[str, float], missing_articles: int) -> list[Failure]:
    """Every floor that is not reached; an article that is gone is a failure too, since what names it is not scored."""
    failures = [
        Failure(key, floor, found.get(key))
        for key, floor in floors.bounds.items()
        if key not in found or _below(key, found[key], floor)
    ]
    if missing_articles > floors.missing_articles:
        failures.append(Failure("missing_articles", floors.missing_articles, missing_articles))
    return failures


def raised(floors: Floors, found: Mapping[str, float]) -> Floors:
    """Floors at the present scores less the margin, wherever that is higher than they are."""
    bounds = dict(floors.bounds)
    for key, value in found.items():
        proposed = _bound(key, value, floors.margin)
        if key not in _UNGATED and (key not in bounds or _below(key, bounds[key], proposed)):
            bounds[key] = proposed
    return Floors(floors.margin, bounds, floors.missing_articles)


def lowered(floors: Floors, found: Mapping[str, float], keys: Iterable[str]) -> Floors:
    """The floors with those of ``keys`` at the present scores less the margin, if that is lower than they are.

    Raises:
        UsageError: one of ``keys`` has no floor or is not scored.
    """
    bounds = dict(floors.bounds)
    for key in keys:
        if key not in bounds or key not in found:
            raise UsageError(f"{key!r} has no floor that could be lowered. Floors: {', '.join(bounds) or 'none'}.")
        proposed = _bound(key, found[key], floors.margin)
        if _below(key, proposed, bounds[key]):
            bounds[key] = proposed
    return Floors(floors.margin, bounds, floors.missing_articles)


def main(
    raise_floors: Annotated[bool, typer.Option("--raise", help="Lift floors to the scores less the margin.")] = False,
    lower: Annotated[list[str] | None, typer.Option(metavar="SCORE", help="Lower this floor; repeatable.")] = None,
    report_folder: Annotated[Path | None, typer.Option("--report", help="Write a report here too.")] = None,
) -> None:
    """Score the held questions over the sample articles against the floors."""
    floors = read()
    done = _run()
    found = {key: total.value for key, total in scoring.totals(done.verdicts).items()}
    if report_folder:
        report.write(done, report_folder)
    _print_scores(found, floors, done)
    if lower:
        floors = lowered(floors, found, lower)
    if raise_floors:
        floors = raised(floors, found)
    if lower or raise_floors:
        write(floors)
        sys.stdout.write(
            f"Wrote {FLOORS.name}. Say in the commit why a floor was lowered.\n" if lower else f"Wrote {FLOORS.name}.\n"
        )
    failures = check(floors, found, done.missing)
    if not floors.bounds:
        sys.stdout.write("There are no floors yet: run `python -m eval.gate --raise` and commit floors.json.\n")
    for failure in failures:
        sys.stdout.write(f"Below its floor: {failure}\n")
    if failures or not floors.bounds:
        raise typer.Exit(1)
    sys.stdout.write("Every score reaches its floor.\n")


def _run() -> Run:
    questions = sets.load(SET)
    with libraries.cached("sample", libraries.sample_articles()) as library:
        return run(questions, library)


def _print_scores(found: Mapping[str, float], floors: Floors, done: Run) -> None:
    rows: Sequence[tuple[str, Any]] = [(key, found[key]) for key in scoring.MEASURES if key in found]
    for key, value in rows:
        floor = f"  floor {floors.bounds[key]:.3f}" if key in floors.bounds else ""
        sys.stdout.write(f"{key:20} {value:.3f}{floor}\n")
    for notice in done.notices:
        sys.stdout.write(notice + "\n")


def _bound(key: str, value: float, margin: float) -> float:
    """A floor the margin below a score; above it where less is better. Never outside 0 to 1."""
    moved = value - margin if scoring.MEASURES[key].higher else value + margin
    return round(min(1.0, max(0.0, moved)), 3)


def _below(key: str, value: float, floor: float) -> bool:
    """Whether ``value`` is worse than ``floor``."""
    return value < floor if scoring.MEASURES[key].higher else value > floor


if __name__ == "__main__":
    application = typer.Typer(add_completion=False)
    application.command()(main)
    try:
        application()
    except OnRecordError as error:
        sys.exit(str(error))
