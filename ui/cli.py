"""The terminal: `onrecord`, one command a function.

With ``--json`` standard output holds one JSON document and nothing else; progress, notes and errors go to standard
error. Exit codes: 0 done, 1 failed, 2 wrong usage.
"""

from __future__ import annotations

import importlib.metadata
import io
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.text import Text

from corpus import readers
from corpus.decoding import repair
from corpus.types import Article
from corpus.version import version
from rag import Library
from rag import settings as rag_settings
from rag.claims import STANCES
from rag.errors import OnRecordError, UsageError
from rag.types import Answer, Rejection
from ui import demo as ui_demo
from ui import terminal
from ui import users as ui_users

# Further commands (`eval`, `import-squad`) are functions registered under this entry-point group, so that the faces
# need not import what measures them.
COMMANDS = "onrecord.commands"
# What typer makes of Ctrl+C.
_INTERRUPTED = 130

app = typer.Typer(
    help="Ask a folder of press articles who said what; the answer is made of quotations.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
# Text, since a path has already lost what tells that it is an address.
LibraryOption = Annotated[
    str | None,
    typer.Option(
        "--library", metavar="DIR", help="The library folder. [env: ONRECORD_LIBRARY; default: user data folder]"
    ),
]
EmbeddingOption = Annotated[
    str | None, typer.Option("--embedding", metavar="NAME", help="Another embedding model: a folder or a Hub name.")
]
JsonOption = Annotated[bool, typer.Option("--json", help="One JSON document on standard output.")]
FromOption = Annotated[
    str | None, typer.Option("--from", metavar="DATE", help="First day: 2020-11-01, 2020-11 or 2020.")
]
ToOption = Annotated[str | None, typer.Option("--to", metavar="DATE", help="Last day.")]
SourceOption = Annotated[list[str] | None, typer.Option("--source", metavar="S", help="Outlet, or a part of its name.")]
LanguageOption = Annotated[
    list[str] | None, typer.Option("--language", metavar="L", help="Article language, such as fr.")
]
AuthorOption = Annotated[list[str] | None, typer.Option("--author", metavar="A", help="Author, or a part of the name.")]
RiskOption = Annotated[
    float | None,
    typer.Option("--risk", help="Refuse below this estimated probability (0 to 1) that the articles answer."),
]
ModelOption = Annotated[
    str | None,
    typer.Option(
        "--model", metavar="PROVIDER:NAME", help="A chat model that writes the answer; each sentence is checked."
    ),
]
BaseUrlOption = Annotated[
    str | None,
    typer.Option(
        "--base-url",
        metavar="URL",
        help="A server that speaks as OpenAI's does; --model is then its name for the model.",
    ),
]


def main() -> None:
    """Runs the command line; the script ``onrecord`` of the installed package."""
    for stream in (sys.stdout, sys.stderr):
        # A terminal that cannot show a letter shows a question mark.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    for entry in importlib.metadata.entry_points(group=COMMANDS):
        app.command(entry.name)(entry.load())
    try:
        code = app(standalone_mode=False)
        if code == _INTERRUPTED:
            raise KeyboardInterrupt
        # Here, where it can still be said that a full disk does not take it.
        sys.stdout.flush()
    except (typer.Abort, KeyboardInterrupt):
        _fail("Stopped. What was stored stays stored.", 1)
    except UsageError as error:
        _fail(str(error), 2)
    except OnRecordError as error:
        _fail(str(error), 1)
    except OSError as error:
        _give_up_output()
        if isinstance(error, BrokenPipeError):
            sys.exit(1)
        place = "" if error.filename is None else f"{error.filename}: "
        _fail(f"{place}{error.strerror or error}. Look at the disk's free space and the permissions there.", 1)
    except Exception as error:
        # Click's own usage errors carry their exit code and know how to show themselves.
        show = getattr(error, "show", None)
        if not callable(show):
            raise
        show()
        sys.exit(int(getattr(error, "exit_code", 2)))
    # Without its standalone mode click gives back the code of an Exit.
    sys.exit(code if isinstance(code, int) else 0)


def _show_version(wanted: bool) -> None:
    if wanted:
        terminal.out.print(f"onrecord {version()}")
        raise typer.Exit


@app.callback()
def _of_every_command(
    version: Annotated[
        bool, typer.Option("--version", is_eager=True, callback=_show_version, help="Show the version and leave.")
    ] = False,
) -> None:
    pass


@app.command("demo")
def demo(
    port: Annotated[int, typer.Option("--port", metavar="N", min=0, max=65535)] = 7860,
    no_browser: Annotated[bool, typer.Option("--no-browser", help="Do not open a browser.")] = False,
) -> None:
    """Index the bundled sample articles (once) and serve the chat."""
    settings = rag_settings.load()
    with Library.open(ui_demo.demo_folder(settings)) as library:
        if not ui_demo.is_indexed(library.folder):
            with terminal.bar("Indexing the sample articles") as bar:
                terminal.show_rejected(ui_demo.index(library, bar.advance_to, bar.set_total))
        _serve(library, "127.0.0.1", port, open_browser=not no_browser, examples=ui_demo.EXAMPLES)


@app.command("serve")
def serve(
    library: LibraryOption = None,
    host: Annotated[str, typer.Option("--host", metavar="H")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", metavar="N", min=0, max=65535)] = 7860,
    open_browser: Annotated[bool, typer.Option("--open", help="Open a browser.")] = False,
    auth: Annotated[Path | None, typer.Option("--auth", metavar="FILE", help="Who may use it: see `password`.")] = None,
    insecure: Annotated[bool, typer.Option("--insecure", help="Let other machines in without --auth.")] = False,
    allow_host: Annotated[
        list[str] | None, typer.Option("--allow-host", metavar="NAME", help="A further name it may be called by.")
    ] = None,
    risk: RiskOption = None,
    embedding: EmbeddingOption = None,
    model: ModelOption = None,
    base_url: BaseUrlOption = None,
) -> None:
    """Serve the page and the JSON interface for a library."""
    users = None if auth is None else ui_users.Users.load(auth)
    with _open(library, risk=risk, embedding=embedding, model=model, base_url=base_url) as opened:
        _serve(opened, host, port, open_browser=open_browser, hosts=allow_host or (), users=users, insecure=insecure)


@app.command("password")
def password(
    name: Annotated[str, typer.Argument(metavar="NAME")],
    auth: Annotated[Path, typer.Option("--auth", metavar="FILE", help="The file of readers; made when absent.")],
) -> None:
    """Set the password of a reader of a shared server; it is asked for, and only its hash is written."""
    # Before anybody types a password twice.
    if not auth.parent.is_dir():
        raise UsageError(f"There is no folder {auth.parent} for {auth.name}. Make it, or name another --auth.")
    ui_users.set_password(auth, name, typer.prompt("Password", hide_input=True, confirmation_prompt=sys.stdin.isatty()))
    terminal.err.print(
        f"{terminal.plain(name)} may log in where the server is started with --auth {terminal.plain(str(auth))}."
    )


@app.command("add")
def add(
    sources: Annotated[list[str], typer.Argument(metavar="SOURCE...", help="Files, folders, patterns or addresses.")],
    library: LibraryOption = None,
    embedding: EmbeddingOption = None,
    as_json: JsonOption = False,
) -> None:
    """Read articles and index them; one that has changed replaces its earlier version."""
    unread: list[Rejection] = []
    with _open(library, create=True, embedding=embedding) as opened, terminal.bar("Reading and indexing") as bar:

        def articles() -> Iterator[Article]:
            read = readers.read_all(sources, lambda one: unread.append(Rejection(one.source, one.reason)))
            for number, article in enumerate(read, 1):
                bar.set_total(number)
                yield article

        # Read as they are stored: sources may hold more than the memory does, and what stops the reading of a feed
        # costs no page that was read long before.
        report = opened.add(articles(), progress=bar.advance_to)
    report = replace(report, rejected=(*unread, *report.rejected))
    if as_json:
        terminal.print_json(report.to_dict())
    else:
        terminal.show_rejected(report.rejected)
        terminal.out.print(
            f"{report.added} added, {report.updated} updated, {report.unchanged} unchanged, "
            f"{report.duplicates} duplicates, {len(report.rejected)} rejected in {report.seconds:.1f} s. "
            f"The library holds {report.articles} articles, {report.passages} passages."
        )
    if not report.added + report.updated + report.unchanged + report.duplicates:
        raise typer.Exit(1)


@app.command("list")
def list_articles(library: LibraryOption = None, as_json: JsonOption = False) -> None:
    """List the articles, newest first."""
    with _open(library) as opened:
        articles = opened.articles()
    if as_json:
        fields = ("id", "title", "source", "published", "language", "url")
        terminal.print_json({"articles": [{name: getattr(one, name) for name in fields} for one in articles]})
        return
    table = terminal.table("id", "date", "lang", "source", "title")
    for one in articles:
        table.add_row(*map(terminal.plain, (one.id, one.published, one.language, one.source, one.title)))
    terminal.out.print(table)


@app.command("show")
def show(
    article_id: Annotated[str, typer.Argument(metavar="ID", parser=repair)],
    library: LibraryOption = None,
    dropped: Annotated[bool, typer.Option("--dropped", help="Also what cleaning took out of the page.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Show one article as it was cleaned."""
    with _open(library) as opened:
        article = opened.article(article_id)
    if as_json:
        terminal.print_json(article.to_dict(dropped=dropped))
        return
    terminal.out.print(Text(terminal.printable(article.title), style="bold"))
    facts = (article.source, article.published, ", ".join(article.authors), article.language, article.url)
    terminal.out.print(Text(terminal.printable(" · ".join(filter(None, facts))), style="dim"))
    terminal.out.print()
    terminal.out.print(Text(terminal.printable(article.text)))
    if dropped:
        terminal.out.print()
        terminal.out.print(f"Dropped from the page ({len(article.dropped)}):", style="bold")
        for piece in article.dropped:
            terminal.out.print(Text("- " + terminal.printable(piece), style="dim"))


@app.command("remove")
def remove(
    ids: Annotated[list[str], typer.Argument(metavar="ID...", parser=repair)],
    library: LibraryOption = None,
    as_json: JsonOption = False,
) -> None:
    """Remove articles; all of those named, or none if one of them is not there."""
    with _open(library) as opened:
        opened.remove(ids)
    if as_json:
        terminal.print_json({"removed": ids})
    else:
        terminal.out.print(f"{len(ids)} removed.")


@app.command("stats")
def stats(library: LibraryOption = None, as_json: JsonOption = False) -> None:
    """Figures of a library."""
    with _open(library) as opened:
        figures = opened.stats()
    if as_json:
        terminal.print_json(figures)
        return
    table = terminal.table("", "")
    for name, value in figures.items():
        shown = (
            ", ".join(f"{key or '?'} {count}" for key, count in value.items()) if isinstance(value, Mapping) else value
        )
        table.add_row(name, terminal.plain(str(shown)))
    terminal.out.print(table)


@app.command("doctor")
def doctor(library: LibraryOption = None, as_json: JsonOption = False) -> None:
    """Look for damage in a library; a stale or damaged vector index is mended on the way. Exit code 1 if any is left."""
    with _open(library) as opened:
        problems = opened.problems()
    if as_json:
        terminal.print_json({"problems": problems})
    else:
        terminal.out.print("\n".join(terminal.plain(one) for one in problems) or "Nothing is wrong.")
    if problems:
        raise typer.Exit(1)


@app.command("search")
def search(
    query: Annotated[str, typer.Argument(metavar="WORDS", parser=repair)],
    k: Annotated[int, typer.Option("-k", min=1, max=1000, metavar="N", help="How many passages at most.")] = 8,
    library: LibraryOption = None,
    since: FromOption = None,
    until: ToOption = None,
    source: SourceOption = None,
    language: LanguageOption = None,
    author: AuthorOption = None,
    embedding: EmbeddingOption = None,
    as_json: JsonOption = False,
) -> None:
    """Search for passages, best first."""
    filters = _filters(since, until, source, language, author)
    with _open(library, embedding=embedding) as opened:
        found = opened.retrieve(query, k, filters)
    hits = [one.hit() for one in found.passages]
    if as_json:
        terminal.print_json(
            {"query": query, "hits": [one.to_dict() for one in hits], "timings_ms": dict(found.timings_ms)}
        )
        return
    for number, hit in enumerate(hits, 1):
        terminal.out.print(terminal.hit(number, hit))
    if not hits:
        terminal.out.print("No passage found.")


@app.command("claims")
def claims(
    topic: Annotated[
        str, typer.Argument(metavar="TOPIC", parser=repair, help="What it is about; everything without.")
    ] = "",
    speaker: Annotated[
        str, typer.Option("--speaker", metavar="S", parser=repair, help="Who says it, or words of the name.")
    ] = "",
    stance: Annotated[str, typer.Option("--stance", metavar="S", help=", ".join(STANCES) + ".")] = "",
    target: Annotated[str, typer.Option("--target", metavar="T", parser=repair, help="Against or about whom.")] = "",
    library: LibraryOption = None,
    since: FromOption = None,
    until: ToOption = None,
    source: SourceOption = None,
    language: LanguageOption = None,
    author: AuthorOption = None,
    as_json: JsonOption = False,
) -> None:
    """List who said what."""
    filters = _filters(since, until, source, language, author)
    with _open(library) as opened:
        found = opened.claims(topic, speaker=speaker, stance=stance, target=target, filters=filters)
    if as_json:
        terminal.print_json({"claims": [one.to_dict() for one in found]})
        return
    for one in found:
        terminal.out.print(terminal.claim(one))
    if not found:
        terminal.out.print("No claim found.")


@app.command("reindex")
def reindex(
    claims: Annotated[bool, typer.Option("--claims", help="Read anew who said what.")] = False,
    library: LibraryOption = None,
    as_json: JsonOption = False,
) -> None:
    """Compute anew what is derived from the articles."""
    if not claims:
        raise UsageError("Say what to compute anew: `onrecord reindex --claims`.")
    with _open(library) as opened, terminal.bar("Reading claims") as bar:
        bar.set_total(int(opened.stats()["articles"]))
        count = opened.reindex_claims(bar.advance_to)
    if as_json:
        terminal.print_json({"claims": count})
    else:
        terminal.out.print(f"{count} claims.")


@app.command("ask")
def ask(
    question: Annotated[str, typer.Argument(metavar="QUESTION")],
    library: LibraryOption = None,
    since: FromOption = None,
    until: ToOption = None,
    source: SourceOption = None,
    language: LanguageOption = None,
    author: AuthorOption = None,
    risk: RiskOption = None,
    embedding: EmbeddingOption = None,
    model: ModelOption = None,
    base_url: BaseUrlOption = None,
    as_json: JsonOption = False,
) -> None:
    """Answer a question with quotations."""
    filters = _filters(since, until, source, language, author)
    with _open(library, risk=risk, embedding=embedding, model=model, base_url=base_url) as opened:
        answer = _asked(opened, {"question": question, "filters": filters})
    if as_json:
        terminal.print_json(answer.to_dict())
    else:
        terminal.out.print(terminal.answer(answer))


def _serve(library: Library, host: str, port: int, **given: Any) -> None:
    # Loaded late: the web framework takes seconds, and the other commands do without.
    from ui.server import serve as run

    # Ctrl+C is how a server is ended, and no failure.
    with suppress(KeyboardInterrupt):
        run(library, host, port, announce=terminal.out.print, **given)


def _open(library: str | None, *, create: bool = False, **given: Any) -> Library:
    folder = rag_settings.load(library=library).library
    return Library.open(folder, create=create, **given)


def _asked(library: Library, given: Mapping[str, Any]) -> Answer:
    """The answer; while a chat model writes it, which takes its time, a terminal shows how far it is."""
    chain, model = library.as_chain(), library.settings.model
    if not (model and terminal.err.is_terminal):
        return chain.invoke(given)
    with terminal.err.status("Reading the articles") as status:
        for answer in chain.stream(given):
            status.update(f"{terminal.plain(model)} writes: {len(answer.answer.split())} words")
    return answer


def _filters(
    since: str | None, until: str | None, source: list[str] | None, language: list[str] | None, author: list[str] | None
) -> dict[str, Any]:
    given = {"from": since, "to": until, "source": source, "language": language, "author": author}
    return {name: value for name, value in given.items() if value}


def _give_up_output() -> None:
    """What standard output does not take is not tried again when Python leaves, which would say so in its own words."""
    try:
        sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _fail(message: str, code: int) -> None:
    terminal.err.print(terminal.plain(message), style="red")
    sys.exit(code)


if __name__ == "__main__":
    main()
