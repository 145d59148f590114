"""What the commands print: progress on standard error, results as text for a person or as JSON for a program."""

from __future__ import annotations

import json
import sys
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from rag.claims.types import PrintedClaim
from rag.types import Answer, Hit, Rejection

# Piped output is never folded or cut.
_PIPE_WIDTH = 10_000
out = Console(soft_wrap=True, highlight=False, width=None if sys.stdout.isatty() else _PIPE_WIDTH)
err = Console(stderr=True, soft_wrap=True, highlight=False)


@dataclass(slots=True)
class Bar:
    """A progress bar on standard error, silent when that is no terminal."""

    progress: Progress
    task: Any

    def set_total(self, total: int) -> None:
        """Sets how many articles there are."""
        self.progress.update(self.task, total=total)

    def advance_to(self, done: float) -> None:
        """Sets how many are done, parts of one included."""
        self.progress.update(self.task, completed=done)


@contextmanager
def bar(what: str) -> Iterator[Bar]:
    """A bar under this heading, shown while the context lasts."""
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), _Count(), TimeElapsedColumn())
    with Progress(*columns, console=err, disable=not err.is_terminal) as progress:
        yield Bar(progress, progress.add_task(what, total=None))


class _Count(MofNCompleteColumn):
    """Whole articles, though progress comes in parts of them."""

    def render(self, task: Any) -> Text:
        total = "?" if task.total is None else str(int(task.total))
        return Text(f"{int(task.completed)}/{total} articles", style="progress.download")


def show_rejected(rejected: Sequence[Rejection]) -> None:
    """Tells on standard error what was left out, and why."""
    for one in rejected:
        where = "" if one.source in one.reason else f"{one.source}: "
        err.print(f"Left out: {plain(where + one.reason)}")


def hit(number: int, found: Hit) -> Text:
    """One passage that a search found: headline, where it stands, its text."""
    where = " · ".join(filter(None, (found.source, found.published, found.language, found.article_id)))
    text = Text(f"{number}. {printable(found.title)}\n", style="bold")
    text.append(f"   {printable(where)} · {found.score:.3f}\n", style="dim not bold")
    text.append("   " + printable(" ".join(found.text.split())) + "\n", style="not bold")
    return text


def claim(found: PrintedClaim) -> Text:
    """Who said what, the sentence, who denies it, and where it stands."""
    parts = (found.speaker or "(nobody named)", found.stance, found.target and f"-> {found.target}")
    text = Text(printable(" ".join(filter(None, parts))) + "\n", style="bold")
    where = " · ".join(filter(None, (found.source, found.published, found.language, found.article_id)))
    text.append(f"   {printable(' '.join(found.quote.split()))}\n", style="not bold")
    for other in found.denied_by:
        text.append(f"   denied by {printable(other.speaker or '(nobody named)')}\n", style="not bold")
    return text.append(f"   {printable(where)}:{found.start}-{found.end}\n", style="dim not bold")


def answer(given: Answer) -> Text:
    """The answer for a terminal: the Markdown without its escapes, then where each quotation stands."""
    text = Text()
    if given.notice:
        text.append(printable(given.notice) + "\n\n", style="yellow")
    text.append(printable(_unescaped(given.answer)) + "\n")
    for statement in given.statements:
        if statement.verdict != "supported":
            text.append(
                f"\n{printable(statement.text)} ({'; '.join(map(printable, statement.reasons))})\n", style="yellow"
            )
    for one in given.citations:
        where = " · ".join(filter(None, (one.title, one.source, one.published, one.language)))
        text.append(f"\n[{one.marker}] {printable(where)}", style="dim")
        text.append(
            f"\n    {printable(one.article_id)}:{one.start}-{one.end} {printable(one.url)}".rstrip(), style="dim"
        )
    return text


def _unescaped(markdown: str) -> str:
    return markdown.replace("\\\\", "\0").replace("\\", "").replace("\0", "\\")


def printable(text: str) -> str:
    """Article text without the control characters by which it could drive a terminal."""
    return "".join(char for char in text if char in "\n\t" or char.isprintable() or unicodedata.category(char) == "Zs")


def plain(text: str) -> str:
    """The same for what may hold markup of the console's own."""
    return escape(printable(text))


def table(*columns: str) -> Table:
    """An empty table with these headings; without any, one of names and values."""
    made = Table(box=None, pad_edge=False, show_header=any(columns), header_style="dim")
    for column in columns:
        made.add_column(column, no_wrap=column in ("id", "date", "lang"))
    return made


def print_json(value: Any) -> None:
    """One document on standard output, in ASCII where that takes no more."""
    ascii_only = "utf" not in (sys.stdout.encoding or "").lower()
    sys.stdout.write(json.dumps(value, ensure_ascii=ascii_only, indent=2) + "\n")
