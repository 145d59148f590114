"""The commands that measuring adds to the terminal: ``eval`` and ``import-squad``.

Each is a function with typer's annotations, registered as an entry point of the group ``onrecord.commands``; the
terminal finds them there and does not import this module by name.
"""

from __future__ import annotations

import errno
import json as json_module
import os
import sys
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from eval import libraries, report, scoring, sets, squad
from eval.runner import Run, run
from rag import Library
from rag import settings as rag_settings
from rag.errors import UsageError

_LIBRARY = "ONRECORD_LIBRARY"


def evaluate(
    set_names: Annotated[list[str], typer.Argument(metavar="SET...", help="A .jsonl file, or one of: dev, held.")],
    library: Annotated[
        str | None, typer.Option(envvar=_LIBRARY, help="The library; for dev and held, the sample articles' own.")
    ] = None,
    baseline: Annotated[Path | None, typer.Option(help="scores.json of an earlier run; exit 1 on a loss.")] = None,
    report_folder: Annotated[
        Path | None, typer.Option("--report", help="Folder for scores, answers and a page.")
    ] = None,
    risk: Annotated[
        float | None, typer.Option(help="Refuse below this estimated probability (0 to 1) that the articles answer.")
    ] = None,
    model: Annotated[
        str | None, typer.Option("--model", metavar="PROVIDER:NAME", help="A chat model that writes the answers.")
    ] = None,
    base_url: Annotated[
        str | None, typer.Option("--base-url", metavar="URL", help="A server that speaks as OpenAI's does.")
    ] = None,
    prices: Annotated[
        str | None, typer.Option(metavar="IN/OUT", help="Of a million tokens, to reckon a question's cost: 0.15/0.60.")
    ] = None,
    alone: Annotated[
        bool, typer.Option("--no-history", help="Ask what belongs to a conversation as if it stood alone.")
    ] = False,
    json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """Score question sets on a library. Replies of a chat model are kept, so that a repeated run costs nothing."""
    questions = sets.join([sets.load(one) for one in set_names])
    if alone:
        questions = replace(questions, questions=tuple(replace(one, history=()) for one in questions.questions))
    earlier = report.read_scores(baseline) if baseline else None
    if report_folder:
        _make(report_folder, "--report")
    errors = Console(stderr=True)
    with (
        Progress(
            TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(), console=errors,
            disable=not errors.is_terminal,
        ) as bars,
        _open(library, set_names, bars, {"risk": risk, **_model(model, base_url)}) as opened,
    ):  # fmt: skip
        asking = bars.add_task("Asking", total=len(questions.questions))
        done = run(questions, opened, lambda at, _: bars.update(asking, completed=at))
    done = priced(done, prices) if prices else done
    found = report.scores(done)
    compared = scoring.compare(earlier["questions"], found["questions"]) if earlier else None
    if json:
        if compared:
            found["comparison"] = report.comparison(compared)
        sys.stdout.write(json_module.dumps(found, ensure_ascii=False) + "\n")
    else:
        console = Console()
        console.print(report.table(done, compared))
        if compared:
            console.print(
                f"Compared over {compared.common} questions ({compared.others} are not the same in both runs): "
                + ("significantly worse in what is red." if compared.lost else "nothing significantly worse.")
            )
    if report_folder:
        # After the scores, which took minutes and are not to be lost with a disk that has become full.
        sys.stdout.flush()
        report.write(done, report_folder, compared)
        errors.print(f"Report: {report_folder / 'index.html'}")
    if compared and compared.lost:
        sys.exit(1)


def import_squad(
    file: Annotated[Path, typer.Argument(help="A file in SQuAD's format, .gz too.")],
    out: Annotated[Path, typer.Option(help="Folder for articles.jsonl and questions.jsonl.")],
    questions: Annotated[
        Path | None, typer.Option(help="Ask the questions of this file, in another language, of FILE's passages.")
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """Turn a SQuAD-format file into articles.jsonl and questions.jsonl."""
    _make(out, "--out")
    imported = squad.read(file, questions)
    written = squad.write(imported, out)
    counts = {"articles": len(imported.articles), "questions": len(imported.questions)}
    if json:
        document = {**counts, "files": [str(one) for one in written]}
        sys.stdout.write(json_module.dumps(document, ensure_ascii=False) + "\n")
    else:
        sys.stdout.write(
            f"{counts['articles']} articles in {written[0]}, {counts['questions']} questions in {written[1]}\n"
        )


def _make(folder: Path, option: str) -> None:
    """Makes the folder of what a long work will write; raises UsageError when there can be none."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if not os.access(folder, os.W_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
    except OSError as error:
        raise UsageError(
            f"{folder} cannot be written to: {error.strerror}. Name another folder with {option}."
        ) from None


def priced(done: Run, prices: str) -> Run:
    """The run with what a question costs; raises UsageError when the prices are no two numbers."""
    try:
        given, taken = (float(one) for one in prices.split("/"))
    except ValueError:
        raise UsageError(f"Expected two prices of a million tokens such as 0.15/0.60, found {prices!r}.") from None
    if not done.prose:
        return done
    tokens = (done.prose["input_tokens_per_question"] * given, done.prose["output_tokens_per_question"] * taken)
    return replace(done, prose={**done.prose, "cost_per_question": round(sum(tokens) / 1e6, 8)})


def _model(model: str | None, base_url: str | None) -> dict[str, Any]:
    """The settings of a chat model, its replies kept unless a folder for them is set."""
    chosen = rag_settings.load(model=model, base_url=base_url)
    if not chosen.model:
        return {}
    return {"model": chosen.model, "base_url": chosen.base_url, "replies": chosen.replies or chosen.cache / "replies"}


def _open(library: str | None, set_names: list[str], bars: Progress, settings: dict[str, Any]) -> Library:
    if library is None and all(one in sets.BUILT_IN and not Path(one).is_file() for one in set_names):
        articles = libraries.sample_articles()
        building = bars.add_task("Indexing the sample articles", total=len(articles))
        opened = libraries.cached(
            "sample", articles, progress=lambda at: bars.update(building, completed=at), **settings
        )
        bars.update(building, completed=len(articles))
        return opened
    # Scores over an empty library say nothing.
    return Library.open(rag_settings.load(library=library).library, create=False, **settings)
