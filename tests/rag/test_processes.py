"""Kills, a second process, and threads: a library holds whole articles only, whatever happens beside it."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from fakes import DAM, HashEmbedder, OverlapReader, WordedQuestions, article, numbered

from corpus import passages as corpus_passages
from rag import Library

Start = Callable[..., "subprocess.Popen[str]"]

ADD = """
import os, signal, sys
from fakes import HashEmbedder, OverlapReader, WordedQuestions, numbered
from rag import Library
from rag.library import store, vectors

def die(*_):
    os.kill(os.getpid(), signal.SIGKILL)

def at_call(function, number):
    calls = iter(range(1, 10**9))
    return lambda *given: die() if next(calls) == number else function(*given)

folder, where, total = sys.argv[1], sys.argv[2], int(sys.argv[3])
library = Library.open(folder, embedder=HashEmbedder(), reader=OverlapReader(), asked=WordedQuestions(), passage_chars=250)
if where == "in the first transaction":
    store._article_row = at_call(store._article_row, 20)
elif where == "in a later transaction":
    store._article_row = at_call(store._article_row, 60)
elif where == "before the index is renamed":
    os.fsync = die
library.add(numbered(total))
print("done", flush=True)
"""
TOTAL = 100


def run(process: subprocess.Popen[str], expected: int) -> str:
    out, err = process.communicate(timeout=60)
    assert process.returncode == expected, err
    return out


def assert_whole(library: Library) -> None:
    """Every article has all its passages, every passage its terms, and all of them are found."""
    assert library.problems() == []
    articles = library.articles()
    expected = {(one.id, part.start, part.end) for one in articles for part in corpus_passages.split(one, 250)}
    store = library._store
    ids = store.passage_ids().tolist()
    found = store.passages(ids).values()
    assert {(one.article, one.start, one.end) for one in found} == expected and len(found) == len(expected)
    assert [row[0] for row in store._database.all("SELECT rowid FROM lexicon ORDER BY rowid")] == ids
    assert sorted(library._index.ids.tolist()) == ids


@pytest.mark.parametrize(
    ("where", "least", "most"),
    [
        ("in the first transaction", 0, 0),
        ("in a later transaction", 1, 59),
        ("before the index is renamed", TOTAL, TOTAL),
    ],
)
def test_a_kill_leaves_whole_articles_and_adding_goes_on(
    folder: Path, python: Start, where: str, least: int, most: int
) -> None:
    run(python(ADD, folder, where, TOTAL), -signal.SIGKILL)
    later = HashEmbedder()
    with Library.open(
        folder, embedder=later, reader=OverlapReader(), asked=WordedQuestions(), passage_chars=250
    ) as library:
        assert later.passages == []  # the index is made from stored vectors
        kept = len(library.articles())
        assert least <= kept <= most
        assert_whole(library)
        report = library.add(numbered(TOTAL))
        assert (report.added, report.unchanged, report.articles) == (TOTAL - kept, kept, TOTAL)
        assert_whole(library)
        assert library.search("word99", k=1)[0].article_id == "n99"


def test_a_kill_at_any_moment(folder: Path, python: Start) -> None:
    """From outside, whenever it happens to fall; three times over the same library."""
    for _ in range(3):
        process = python(ADD, folder, "nowhere", 3000)
        deadline = time.monotonic() + 30
        before = count(folder)
        while process.poll() is None and count(folder) <= before and time.monotonic() < deadline:
            time.sleep(0.01)
        process.kill()
        process.communicate(timeout=30)
        with Library.open(
            folder, embedder=HashEmbedder(), reader=OverlapReader(), asked=WordedQuestions(), passage_chars=250
        ) as library:
            assert_whole(library)
            assert len(library.articles()) > 0


def count(folder: Path) -> int:
    try:
        with sqlite3.connect(f"file:{folder}/library.sqlite?mode=ro", uri=True) as connection:
            return int(connection.execute("SELECT count(*) FROM article").fetchone()[0])
    except sqlite3.Error:
        return 0


def test_a_reader_sees_what_another_process_adds_changes_and_removes(folder: Path, python: Start) -> None:
    code = """
import sys
from dataclasses import replace
from fakes import DAM, FERRY, HashEmbedder, OverlapReader, WordedQuestions
from rag import Library
library = Library.open(sys.argv[1], embedder=HashEmbedder(), reader=OverlapReader(), asked=WordedQuestions())
for command in sys.stdin:
    if command.strip() == "add": library.add([FERRY])
    if command.strip() == "change": library.add([replace(FERRY, text="The zeppelin landed.")])
    if command.strip() == "remove": library.remove(["ferry"])
    print("done", flush=True)
"""
    with Library.open(folder, embedder=HashEmbedder(), reader=OverlapReader(), asked=WordedQuestions()) as library:
        library.add([DAM])
        process = python(code, folder, stdin=subprocess.PIPE)
        assert process.stdin and process.stdout

        def tell(command: str) -> None:
            assert process.stdin and process.stdout
            process.stdin.write(command + "\n")
            process.stdin.flush()
            assert process.stdout.readline() == "done\n"

        assert [hit.article_id for hit in library.search("rudder")] == ["dam"]
        tell("add")
        assert [hit.article_id for hit in library.search("rudder")] == ["ferry", "dam"]
        tell("change")
        assert library.search("zeppelin")[0].text == "The zeppelin landed."
        tell("remove")
        assert [hit.article_id for hit in library.search("rudder zeppelin")] == ["dam"]
        process.stdin.close()
        assert process.wait(30) == 0


def test_processes_that_open_a_new_library_at_once_all_get_it(tmp_path: Path, python: Start) -> None:
    """Many rounds: switching to write-ahead logging, making the tables and looking at the folder can each collide."""
    code = """
import sys
from pathlib import Path
from rag.library.store import Store
print("ready", flush=True)
for line in sys.stdin:
    Store(Path(line.strip())).close()
    print("opened", flush=True)
"""
    processes = [python(code, tmp_path, stdin=subprocess.PIPE) for _ in range(5)]

    def heard(word: str) -> None:
        for process in processes:
            assert process.stdout and process.stdout.readline() == word + "\n", process.communicate()[1]

    heard("ready")
    for number in range(40):
        for process in processes:
            assert process.stdin
            process.stdin.write(f"{tmp_path / str(number)}.library\n")
            process.stdin.flush()
        heard("opened")
    for process in processes:
        run(process, 0)


def test_two_processes_adding_at_once_lose_nothing(folder: Path, python: Start) -> None:
    code = """
import sys
from fakes import HashEmbedder, OverlapReader, WordedQuestions, numbered
from rag import Library
with Library.open(sys.argv[1], embedder=HashEmbedder(), reader=OverlapReader(), asked=WordedQuestions()) as library:
    for first in range(int(sys.argv[2]), int(sys.argv[2]) + 60, 20):
        library.add(numbered(20, first))
"""
    processes = [python(code, folder, first) for first in (0, 1000)]
    for process in processes:
        run(process, 0)
    with Library.open(folder, embedder=HashEmbedder(), reader=OverlapReader(), asked=WordedQuestions()) as library:
        assert len(library.articles()) == 120
        assert {library.search(f"word{number}", k=1)[0].article_id for number in (0, 59, 1000, 1059)} == {
            "n0",
            "n59",
            "n1000",
            "n1059",
        }


def test_threads_search_and_ask_while_another_adds_and_removes(folder: Path) -> None:
    failures: list[BaseException] = []
    done = threading.Event()

    def guarded(work: Callable[[], None]) -> Callable[[], None]:
        def run() -> None:
            try:
                work()
            except BaseException as error:
                failures.append(error)

        return run

    with Library.open(
        folder, embedder=HashEmbedder(), reader=OverlapReader(), asked=WordedQuestions(), risk=1e-9
    ) as library:
        library.add([article("A steady word stands here.", "steady")])

        def write() -> None:
            for first in range(0, 120, 20):
                library.add(numbered(20, first))
                library.remove([f"n{first + 3}", f"n{first + 4}"])

        def read() -> None:
            rounds = 0
            while not done.is_set() or rounds < 3:
                rounds += 1
                hits = library.search("a steady report", k=20)
                assert "steady" in {hit.article_id for hit in hits}
                assert all(len(hit.text) == hit.end - hit.start for hit in hits)
                answer = library.as_chain().invoke("Who keeps a steady word?")
                assert answer.citations and not answer.refused

        writer = threading.Thread(target=guarded(write))
        readers = [threading.Thread(target=guarded(read)) for _ in range(3)]
        for thread in (writer, *readers):
            thread.start()
        writer.join(60)
        done.set()
        for thread in readers:
            thread.join(60)
        assert not failures, failures[0]
        assert len(library.articles()) == 1 + 120 - 12
        assert sorted(library._index.ids.tolist()) == library._store.passage_ids().tolist()


@pytest.mark.parametrize(
    ("code", "unwanted"),
    [
        (
            "import rag",
            ("torch", "transformers", "sentence_transformers", "faiss", "gradio", "fastapi", "langchain_core"),
        ),
        ("from rag import Library", ("torch", "transformers", "sentence_transformers", "faiss", "gradio", "fastapi")),
        ("import rag; rag.Article, rag.Filters, rag.OnRecordError", ("torch", "faiss", "langchain_core", "gradio")),
        (
            "import sys; from rag import Library; Library.open(sys.argv[1]).articles()",
            ("torch", "transformers", "sentence_transformers", "gradio", "fastapi"),
        ),
    ],
)
def test_importing_loads_no_model_and_no_web_framework(
    python: Start, folder: Path, code: str, unwanted: tuple[str, ...]
) -> None:
    out = run(python(f"{code}\nimport sys\nprint([n for n in {unwanted!r} if n in sys.modules])", folder), 0)
    assert out == "[]\n"


def test_names_that_rag_does_not_have() -> None:
    import rag

    assert set(rag.__all__) <= set(dir(rag)) and all(getattr(rag, name) for name in rag.__all__)
    with pytest.raises(AttributeError, match="nothing_of_the_kind"):
        rag.nothing_of_the_kind  # noqa: B018


def test_every_module_of_rag_can_be_the_first_to_be_imported(python: Start) -> None:
    """A loop through a package's ``__init__`` shows only to those who enter it at the wrong place."""
    code = """
import importlib, pkgutil, sys, traceback
import rag
names = ["rag", *(module.name for module in pkgutil.walk_packages(rag.__path__, "rag."))]
for name in names:
    for loaded in [one for one in sys.modules if one.split(".")[0] in ("rag", "corpus")]:
        del sys.modules[loaded]
    try:
        importlib.import_module(name)
    except ImportError as error:
        print(name, error)
"""
    assert run(python(code), 0) == ""
