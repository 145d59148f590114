"""The terminal: exit codes, clean standard output, the fields of the JSON format, and nothing that drives a terminal."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest
import typer
from fake_openai import fake_openai
from rich.console import Console

from corpus import readers
from corpus.types import Article
from rag import Library
from rag.models import embedder as embedders
from rag.models.embedder import Embedder
from rag.settings import load
from ui import cli, demo, terminal

ROOT = Path(__file__).resolve().parent.parent.parent

HIT = {"article_id", "title", "source", "url", "published", "language", "text", "start", "end", "score"}
ANSWER = {"question", "answer", "refused", "reason", "citations", "spans", "claims", "model", "timings_ms", "nearest"}
CITATION = {"marker", "article_id", "title", "source", "url", "published", "language", "quote", "start", "end"}
ARTICLE = {"id", "title", "text", "url", "source", "authors", "published", "language"}
ADDED = {"added", "updated", "unchanged", "duplicates", "rejected", "articles", "passages", "seconds"}

HTML = """<!doctype html><html lang="fr"><head><title>Le pont est fermé - Le Matin</title>
<meta property="og:site_name" content="Le Matin"><meta property="article:published_time" content="2021-05-04T08:00:00Z">
</head><body><nav><a href="/">Accueil</a> <a href="/sport">Sport</a> <a href="/meteo">Météo</a></nav>
<article><h1>Le pont est fermé</h1>
<p>Le pont de Dbrnouk a été fermé mardi matin à cause d’une fissure que des plongeurs avaient découverte la veille.</p>
<p>La mairie a annoncé que les travaux dureraient trois mois et que les bus passeraient par la vallée.</p>
<p>Les commerçants du quartier ont demandé une aide à la région, qui n’a pas encore répondu à leur lettre.</p>
</article><footer>Mentions légales - Cookies - Tous droits réservés</footer></body></html>"""


@dataclass(frozen=True)
class Run:
    """What a command left behind."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The one document on standard output."""
        return json.loads(self.out)


Onrecord = Callable[..., Run]


@pytest.fixture
def onrecord(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], embedder: Embedder) -> Onrecord:
    """Runs ``onrecord`` in this process, with the bundled model that the other tests loaded already."""
    monkeypatch.setattr(embedders, "for_setting", lambda *_: embedder)

    def run(*arguments: object) -> Run:
        monkeypatch.setattr(sys, "argv", ["onrecord", *map(str, arguments)])
        capsys.readouterr()
        try:
            cli.main()
            code = 0
        except SystemExit as leaving:
            code = leaving.code if isinstance(leaving.code, int) else 0 if leaving.code is None else 1
        out, err = capsys.readouterr()
        return Run(code, out, err)

    return run


@pytest.fixture
def news(built: Path, own_library: Path) -> Path:
    """The default library of this test, with the articles of the other tests of the faces in it."""
    return copytree(built, own_library)


def process(*arguments: object, **environment: str) -> Run:
    """Runs ``onrecord`` as a user does, in a process of its own."""
    found = subprocess.run(
        [sys.executable, "-m", "ui.cli", *map(str, arguments)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=ROOT,
        env={**os.environ, **environment},
        timeout=120,
        check=False,
    )
    return Run(found.returncode, found.stdout, found.stderr)


# The whole way, as a user goes it.


def test_from_a_folder_to_an_answer(onrecord: Onrecord, tmp_path: Path) -> None:
    (tmp_path / "press").mkdir()
    (tmp_path / "press" / "bridge.html").write_text(HTML, encoding="utf-8")
    library = tmp_path / "my.library"
    added = onrecord("add", tmp_path / "press", "--library", library, "--json")
    assert added.code == 0, added.err
    assert set(added.json) >= ADDED and added.json["added"] == 1 and added.json["rejected"] == []
    asked = process("ask", "Why was the bridge of Dbrnouk closed?", "--json", ONRECORD_LIBRARY=str(library))
    assert asked.code == 0, asked.err
    answer = asked.json
    assert set(answer) >= ANSWER and answer["refused"] is False and answer["model"] is None
    text = onrecord("show", "bridge", "--library", library, "--json").json["text"]
    assert "Mentions légales" not in text
    first = answer["citations"][0]
    assert set(first) >= CITATION and (first["marker"], first["article_id"]) == (1, "bridge")
    assert "fissure" in first["quote"] and first["quote"] == text[first["start"] : first["end"]]
    assert (first["source"], first["published"], first["language"]) == ("Le Matin", "2021-05-04", "fr")
    assert {"retrieve", "read", "answer", "total"} <= set(answer["timings_ms"])


# JSON.


def test_add_counts_and_names_what_it_left_out(onrecord: Onrecord, tmp_path: Path) -> None:
    folder = tmp_path / "press"
    folder.mkdir()
    (folder / "bridge.html").write_text(HTML, encoding="utf-8")
    (folder / "photo.jpg").write_bytes(b"\xff\xd8\xff\xe0\x00\x10JFIF" + bytes(range(256)) * 20)
    (folder / "empty.txt").write_text("")
    lines = [{"id": "a1", "text": "The mayor resigned on Friday."}, {"id": "a2", "title": "no text"}]
    (folder / "news.jsonl").write_text("\n".join(map(json.dumps, lines)) + "\nnot json\n", encoding="utf-8")
    run = onrecord("add", folder, tmp_path / "nowhere", "--json")
    assert run.code == 0
    assert {key: run.json[key] for key in ("added", "updated", "unchanged", "duplicates", "articles")} == {
        "added": 2,
        "updated": 0,
        "unchanged": 0,
        "duplicates": 0,
        "articles": 2,
    }
    assert [Path(one["source"]).name for one in run.json["rejected"]] == [
        "empty.txt",
        "news.jsonl:2",
        "news.jsonl:3",
        "photo.jpg",
        "nowhere",
    ]
    assert all(one["reason"] for one in run.json["rejected"])
    again = onrecord("add", folder, "--json").json
    assert (again["added"], again["unchanged"], again["articles"]) == (0, 2, 2)
    told = onrecord("add", folder)
    assert told.code == 0 and "2 unchanged" in told.out and "photo.jpg" in told.err and "photo.jpg" not in told.out


def test_add_fails_when_nothing_could_be_read(onrecord: Onrecord, tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_text("")
    run = onrecord("add", tmp_path / "empty.txt", "--json")
    assert run.code == 1 and run.json["added"] == 0 and len(run.json["rejected"]) == 1


def test_what_was_added_stays_when_the_reading_of_the_rest_is_stopped(
    onrecord: Onrecord, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def pages(*_: object) -> Iterator[Article]:
        # More than is stored at a time.
        yield from (Article(f"The mayor of town {n} resigned.", id=f"a{n}", language="en") for n in range(150))
        raise KeyboardInterrupt

    monkeypatch.setattr(readers, "read_all", pages)
    run = onrecord("add", tmp_path / "feed.xml")
    assert run.code == 1 and "What was stored stays stored" in run.err
    assert len(onrecord("list", "--json").json["articles"]) == 128


def test_add_says_why_the_library_took_no_article(
    onrecord: Onrecord, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        readers, "read_all", lambda *_: iter([Article("The mayor resigned.", id="a", published="soon")])
    )
    run = onrecord("add", tmp_path)
    assert run.code == 1 and "1 rejected" in run.out and "'soon'" in run.err


def test_files_of_one_name_added_one_after_the_other_are_both_kept(onrecord: Onrecord, tmp_path: Path) -> None:
    for place, body in (("a", "The mayor resigned on Friday."), ("b", "The harbour froze over in the night.")):
        (tmp_path / place).mkdir()
        (tmp_path / place / "report.txt").write_text(body)
        assert onrecord("add", tmp_path / place / "report.txt", "--json").json["added"] == 1
    listed = onrecord("list", "--json").json["articles"]
    assert len(listed) == 2 and "report" in {one["id"] for one in listed}


def test_list_and_show(onrecord: Onrecord, news: Path) -> None:
    run = onrecord("list", "--json")
    assert run.code == 0 and run.err == ""
    articles = run.json["articles"]
    assert all({"id", "title", "source", "published", "language", "url"} <= set(one) for one in articles)
    assert len(articles) == 4 and [one["published"] for one in articles] == sorted(
        (one["published"] for one in articles), reverse=True
    )
    shown = onrecord("show", "ferry", "--json")
    assert shown.code == 0 and set(shown.json) == ARTICLE and shown.json["id"] == "ferry"
    with Library.open(news) as library:
        assert shown.json == library.article("ferry").to_dict()


def test_show_dropped(onrecord: Onrecord, tmp_path: Path) -> None:
    (tmp_path / "bridge.html").write_text(HTML, encoding="utf-8")
    onrecord("add", tmp_path / "bridge.html")
    assert "dropped" not in onrecord("show", "bridge", "--json").json
    dropped = onrecord("show", "bridge", "--dropped", "--json").json["dropped"]
    assert any("Mentions légales" in one for one in dropped)
    assert "Mentions légales" in onrecord("show", "bridge", "--dropped").out
    assert "Mentions légales" not in onrecord("show", "bridge").out


def test_search(onrecord: Onrecord, news: Path) -> None:
    run = onrecord("search", "ferry lost its rudder", "-k", "2", "--json")
    assert run.code == 0 and set(run.json) >= {"query", "hits", "timings_ms"}
    assert run.json["query"] == "ferry lost its rudder" and len(run.json["hits"]) == 2
    assert all(set(one) >= HIT for one in run.json["hits"])
    first = run.json["hits"][0]
    assert first["article_id"] == "ferry"
    text = onrecord("show", "ferry", "--json").json["text"]
    assert first["text"] == text[first["start"] : first["end"]]


def test_claims(onrecord: Onrecord, news: Path) -> None:
    run = onrecord("claims", "incendiary shells", "--stance", "accuse", "--json")
    assert run.code == 0 and set(run.json) == {"claims"} and run.json["claims"]
    for one in run.json["claims"]:
        assert one["stance"] == "accuse"
        assert onrecord("show", one["article_id"], "--json").json["text"][one["start"] : one["end"]] == one["quote"]
    assert {one["speaker"] for one in run.json["claims"]} <= {"The governor of Klow", "Le gouverneur de Klow"}
    assert onrecord("claims", "--speaker", "nobody of that name").out == "No claim found.\n"
    assert onrecord("claims", "--stance", "shout").code == 2
    assert onrecord("reindex").code == 2
    before = onrecord("claims", "--json").json["claims"]
    assert onrecord("reindex", "--claims", "--json").json == {"claims": len(before)}
    assert onrecord("claims", "--json").json["claims"] == before


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        (["--language", "fr"], {"klow-obus"}),
        (["--source", "harbour news"], {"ferry"}),
        (["--source", "harbour", "--source", "matin"], {"ferry", "klow-obus"}),
        (["--from", "2021-02-12", "--to", "2021-02"], {"ferry"}),
        (["--from", "2030"], set()),
        (["--author", "nobody"], set()),
    ],
)
def test_filters(onrecord: Onrecord, news: Path, filters: list[str], expected: set[str]) -> None:
    found = onrecord("search", "shells", "-k", "50", "--json", *filters)
    assert found.code == 0 and {one["article_id"] for one in found.json["hits"]} == expected
    asked = onrecord("ask", "Who fired shells?", "--json", "--risk", "0.000001", *filters)
    assert asked.code == 0 and {one["article_id"] for one in asked.json["citations"]} <= expected
    assert asked.json["refused"] is not bool(expected)


def test_a_refusal_is_an_answer(onrecord: Onrecord, news: Path) -> None:
    run = onrecord("ask", "What is the capital of Peru?", "--risk", "0.999", "--json")
    assert run.code == 0 and set(run.json) >= ANSWER
    assert run.json["refused"] is True and run.json["reason"] and run.json["citations"] == []
    assert {"article_id", "title", "source", "url", "published", "language"} <= set(run.json["nearest"][0])
    said = onrecord("ask", "Quelle est la capitale du Pérou ?", "--risk", "0.999")
    assert said.code == 0 and "Les articles ne répondent pas" in said.out


def test_an_answer_in_words_names_its_sources(onrecord: Onrecord, news: Path) -> None:
    run = onrecord("ask", "Who accused the Bordurian army of firing shells?", "--risk", "0.000001")
    assert run.code == 0 and "[1]" in run.out and "\\" not in run.out
    answer = onrecord("ask", "Who accused the Bordurian army of firing shells?", "--risk", "0.000001", "--json").json
    for one in answer["citations"]:
        assert f"{one['article_id']}:{one['start']}-{one['end']}" in run.out or "\u202e" in one["quote"] + one["title"]


def test_a_terminal_shows_that_a_chat_model_writes(
    onrecord: Onrecord, news: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with fake_openai("A ferry lost its rudder on Friday [S1].") as server:
        asked = ("ask", "What did the ferry lose?", "--risk", "0.000001", "--model", "m", "--base-url", server.url)
        piped = onrecord(*asked)
        monkeypatch.setattr(terminal, "err", Console(stderr=True, force_terminal=True, width=100))
        shown = onrecord(*asked)
    assert piped.err == "" and shown.out == piped.out and server.asked
    assert re.search(r"m writes: \d+ words", shown.err)


def test_remove(onrecord: Onrecord, news: Path) -> None:
    assert onrecord("remove", "ferry", "nobody").code == 1
    assert len(onrecord("list", "--json").json["articles"]) == 4
    run = onrecord("remove", "ferry", "klow-obus", "--json")
    assert run.code == 0 and run.json
    assert len(onrecord("list", "--json").json["articles"]) == 2
    assert onrecord("show", "ferry", "--json").code == 1


def test_stats_and_doctor(onrecord: Onrecord, news: Path) -> None:
    stats = onrecord("stats", "--json")
    assert stats.code == 0 and stats.json["articles"] == 4 and stats.json["passages"] >= 4
    assert stats.json["languages"]["fr"] == 1
    healthy = onrecord("doctor", "--json")
    assert healthy.code == 0 and healthy.json == {"problems": []}
    (news / "vectors.faiss").write_bytes(b"damaged")
    assert onrecord("doctor").code == 0 and (news / "vectors.faiss").stat().st_size > 1000
    data = bytearray((news / "library.sqlite").read_bytes())
    data[8192:] = b"\xa5" * (len(data) - 8192)
    (news / "library.sqlite").write_bytes(data)
    for name in ("library.sqlite-wal", "library.sqlite-shm"):
        (news / name).unlink(missing_ok=True)
    damaged = onrecord("doctor")
    assert damaged.code == 1 and "Traceback" not in damaged.err and damaged.out + damaged.err


@pytest.mark.parametrize(
    "arguments",
    [["list"], ["show", "ferry"], ["stats"], ["search", "ferry"], ["ask", "Who lost a rudder?"], ["doctor"]],
)
def test_with_json_standard_output_is_one_document(onrecord: Onrecord, news: Path, arguments: list[str]) -> None:
    run = onrecord(*arguments, "--json")
    assert run.code == 0 and isinstance(run.json, dict) and run.out.endswith("}\n")
    plain = onrecord(*arguments)
    assert plain.code == 0 and plain.out.strip() and plain.err == ""


# Errors.


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["list", "--nonsense"],
        ["nonsense"],
        ["show"],
        ["add"],
        ["search"],
        ["search", "x", "-k", "0"],
        ["search", "x", "-k", "many"],
        ["search", ""],
        ["search", "x", "--from", "soon"],
        ["search", "x", "--from", "2021", "--to", "2020"],
        ["ask", ""],
        ["ask", "x", "--to", "2020-13-01"],
        ["ask", "x", "--risk", "7"],
        ["ask", "x", "--model", "gpt"],
        ["serve", "--port", "70000"],
        ["serve", "--risk", "7"],
    ],
    ids=" ".join,
)
def test_wrong_usage_is_exit_code_2(onrecord: Onrecord, news: Path, arguments: list[str]) -> None:
    run = onrecord(*arguments)
    assert run.code == 2 and run.out + run.err
    if arguments:
        assert run.out == "" and "Traceback" not in run.err
    if "--from" in arguments or "--to" in arguments:
        assert "20" in run.err


@pytest.mark.parametrize(
    "command", [["list"], ["stats"], ["show", "x"], ["search", "x"], ["ask", "x"], ["remove", "x"], ["doctor"]]
)
def test_a_library_that_is_not_there_is_named_and_not_made(
    onrecord: Onrecord, tmp_path: Path, command: list[str]
) -> None:
    run = onrecord(*command, "--library", tmp_path / "nowhere", "--json")
    assert run.code == 1 and run.out == "" and "nowhere" in run.err and "onrecord add" in run.err
    assert not (tmp_path / "nowhere").exists()


def test_output_that_nobody_takes_is_a_failure_in_words(news: Path) -> None:
    with Path("/dev/full").open("w") as full:
        found = subprocess.run(
            [sys.executable, "-m", "ui.cli", "list", "--json"],
            stdout=full, stderr=subprocess.PIPE, text=True, cwd=ROOT, timeout=120, check=False,
        )  # fmt: skip
    assert found.returncode == 1 and found.stderr.startswith("No space left") and "Traceback" not in found.stderr


def test_a_file_that_cannot_be_written_is_named(onrecord: Onrecord, monkeypatch: pytest.MonkeyPatch) -> None:
    def denied(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied", "/srv/news")

    monkeypatch.setattr(Library, "open", denied)
    run = onrecord("list")
    assert run.code == 1 and run.err.startswith("/srv/news: Permission denied.")


def test_no_password_is_asked_for_a_file_that_cannot_be(
    onrecord: Onrecord, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(typer, "prompt", lambda *_, **__: pytest.fail("asked"))
    run = onrecord("password", "anne", "--auth", tmp_path / "nowhere" / "readers.txt")
    assert run.code == 2 and "nowhere" in run.err


def test_what_is_no_library_is_named(onrecord: Onrecord, tmp_path: Path) -> None:
    (tmp_path / "holiday.jpg").touch()
    for path in (tmp_path, tmp_path / "holiday.jpg"):
        run = onrecord("list", "--library", path)
        assert run.code == 1 and run.out == "" and "library" in run.err and "Traceback" not in run.err


def test_the_home_folder_may_be_written_as_a_tilde(
    onrecord: Onrecord, news: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(news.parent))
    monkeypatch.setenv("ONRECORD_LIBRARY", f"~/{news.name}")
    assert len(onrecord("list", "--json").json["articles"]) == 4
    monkeypatch.delenv("ONRECORD_LIBRARY")
    assert len(onrecord("list", f"--library=~/{news.name}", "--json").json["articles"]) == 4


def test_an_address_is_no_library(onrecord: Onrecord, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "report.txt").write_text("The mayor resigned on Friday.")
    monkeypatch.chdir(tmp_path)
    run = onrecord("add", "report.txt", "--library", "http://cluster:19530")
    assert run.code == 2 and "http://cluster:19530" in run.err
    assert [path.name for path in tmp_path.iterdir()] == ["report.txt"]


def test_each_embedding_has_a_library_of_the_sample_articles() -> None:
    folders = {demo.demo_folder(load(**given)) for given in ({}, {"embedding": "x"}, {"passage_chars": 500})}
    assert len(folders) == 3


@pytest.mark.parametrize(
    "arguments",
    [
        ["show", "caf\udce9"],
        ["remove", "caf\udce9"],
        ["claims", "--source", "caf\udce9"],
        ["claims", "caf\udce9", "--speaker", "\udce9", "--target", "\udce9"],
        ["search", "caf\udce9"],
        ["ask", "Who closed the caf\udce9?"],
    ],
    ids=lambda arguments: arguments[0],
)
def test_a_byte_of_another_encoding_is_no_traceback(onrecord: Onrecord, news: Path, arguments: list[str]) -> None:
    run = onrecord(*arguments, "--json")
    assert run.code == (1 if arguments[0] in ("show", "remove") else 0) and "Traceback" not in run.err


def test_a_file_whose_name_is_of_another_encoding_is_read(onrecord: Onrecord, tmp_path: Path) -> None:
    path = tmp_path / "caf\udce9.txt"
    path.write_text("The mayor resigned on Friday.")
    assert onrecord("add", path, "--json").json["added"] == 1


def test_a_misspelt_variable_is_wrong_usage(onrecord: Onrecord, news: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ONRECORD_LIBARY", "x")
    run = onrecord("list")
    assert run.code == 2 and "ONRECORD_LIBARY" in run.err


def test_an_id_that_is_not_there(onrecord: Onrecord, news: Path) -> None:
    run = onrecord("show", "no [bold]body[/bold]", "--json")
    assert run.code == 1 and run.out == "" and "no [bold]body[/bold]" in run.err and "onrecord list" in run.err


def test_version(onrecord: Onrecord) -> None:
    run = onrecord("--version")
    assert run.code == 0 and re.fullmatch(r"onrecord \d[\d.]*\n", run.out)
    assert "who said what" in onrecord("--help").out


def test_a_port_that_is_taken_is_a_failure_and_no_wrong_usage(onrecord: Onrecord, news: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        run = onrecord("serve", "--port", taken.getsockname()[1])
    assert run.code == 1 and "--port 0" in run.err


def test_a_server_that_is_stopped_has_not_failed(
    onrecord: Onrecord, news: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("ui.server.serve", stopped)
    run = onrecord("serve")
    assert (run.code, run.err) == (0, "")


def test_help_names_the_commands(onrecord: Onrecord) -> None:
    run = onrecord("--help")
    assert run.code == 0
    for command in ("demo", "add", "list", "show", "remove", "stats", "doctor", "search", "ask", "serve"):
        assert re.search(rf"^\W*{command}\b", run.out, re.MULTILINE), command


def test_a_reader_that_stops_early_is_no_traceback(own_library: Path, embedder: Embedder) -> None:
    with Library.open(own_library, embedder=embedder) as library:
        library.add([Article("the keeper said so " * 20_000, id="long")])
    for arguments in ("show long --json", "show long"):
        found = subprocess.run(
            f"{sys.executable} -m ui.cli {arguments} | head -c 10",
            shell=True,
            capture_output=True,
            text=True,
            cwd=ROOT,
            timeout=60,
            check=False,
        )
        assert len(found.stdout) == 10 and "Traceback" not in found.stderr and "Error" not in found.stderr


def test_an_output_that_has_not_every_letter_is_no_traceback(onrecord: Onrecord, news: Path) -> None:
    run = process("list", PYTHONIOENCODING="ascii")
    assert run.code == 0 and "klow-obus" in run.out, run.err
    run = process("show", "klow-obus", "--json", PYTHONIOENCODING="ascii")
    assert run.code == 0, run.err
    assert run.json == onrecord("show", "klow-obus", "--json").json


# What an article may do to a terminal: nothing.

ESCAPES = (
    "\x1b[31mred\x1b[0m \x1b]0;title\x07 \x9b31m \x90payload\x9c back\x08\x08\x08 \r over \x7f \u202ereversed\u202c "
    "\x0bvertical\x0cform [bold red]rich[/bold red] [link=http://evil.example]link[/link] \x00 \x85next"
)


def test_articles_do_not_drive_the_terminal(onrecord: Onrecord, own_library: Path, embedder: Embedder) -> None:
    with Library.open(own_library, embedder=embedder) as library:
        library.add(
            [
                Article(
                    f"The keeper of the lighthouse said: {ESCAPES}. It was dark.",
                    id="esc\x1b[2J",
                    title=f"Lighthouse {ESCAPES}",
                    source=f"Outlet {ESCAPES}",
                    authors=(ESCAPES,),
                    url=f"http://x.example/{ESCAPES}",
                    published="2021-02-01",
                    language="en",
                    dropped=(ESCAPES,),
                )
            ]
        )
    for arguments in (
        ["list"],
        ["show", "esc\x1b[2J", "--dropped"],
        ["stats"],
        ["search", "lighthouse"],
        ["ask", "What did the keeper of the lighthouse say?", "--risk", "0.000001"],
        ["ask", "What did the keeper of the lighthouse say?", "--risk", "0.999"],
        ["remove", "nobody\x1b[2J"],
    ):
        run = onrecord(*arguments)
        shown = run.out + run.err
        assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", shown), (arguments, shown)
        if arguments[0] in ("show", "search", "list"):
            assert "[bold red]rich[/bold red]" in shown  # rich's own markup is text too
        # JSON keeps the text as it is; its escapes are the format's own.
        if arguments[0] in ("list", "search"):
            assert "\x1b" not in onrecord(*arguments, "--json").out
    assert onrecord("show", "esc\x1b[2J", "--json").json["title"] == f"Lighthouse {ESCAPES}"


def test_a_long_title_is_not_cut_in_a_pipe(onrecord: Onrecord, own_library: Path, embedder: Embedder) -> None:
    title = "A title " + "that goes on and on " * 20 + "to its end"
    with Library.open(own_library, embedder=embedder) as library:
        library.add([Article("The keeper said so.", id="an-article-with-a-long-name-" + "x" * 60, title=title)])
    (line,) = [one for one in onrecord("list").out.splitlines() if "an-article" in one]
    assert title in line and "x" * 60 in line
