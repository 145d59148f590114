from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest
from fakes import article

from corpus.types import Article
from rag.errors import ArticleNotFound, LibraryBusy, LibraryError, NotALibrary
from rag.library import database
from rag.library.database import FILE
from rag.library.store import PassageRow, Store
from rag.types import Filters


def row(number: int, *terms: str, dimension: int = 4) -> PassageRow:
    """A passage whose vector is the unit along axis ``number``."""
    vector = np.zeros(dimension, np.float32)
    vector[number % dimension] = 1
    return PassageRow(0, 5, np.array([(0, 5)], np.int32), vector, vector[None, :], terms)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store(tmp_path / "store")
    yield opened
    opened.close()


def put(store: Store, *articles: Article, terms: Sequence[str] = ("word",)) -> None:
    store.put([(one, [row(number, *terms)], ()) for number, one in enumerate(articles)])


def test_what_is_put_comes_back_the_same(store: Store) -> None:
    one = Article(
        "Body é\x00 with NUL 👩‍👩‍👧‍👦",
        "id/../weird'\"",
        "Title\x00",
        "https://x.example/",
        "Outlet",
        ("A", "Bé"),
        "2020-11-01",
        "fr",
        ("menu", "share"),
        "/somewhere/a.txt",
    )
    passages = [row(0, "a"), row(1, "b")]
    store.put([(one, passages, ())])
    assert store.article(one.id) == one and store.articles() == [one]
    assert store.articles_by_id([one.id, "other"]) == {one.id: one}
    found = store.passages(store.passage_ids())
    assert [kept.article for kept in found.values()] == [one.id] * 2
    for kept, given in zip(found.values(), passages, strict=True):
        assert (kept.start, kept.end, kept.language) == (0, 5, "fr")
        assert kept.vector.tolist() == given.vector.tolist() and kept.sentences.tolist() == [[0, 5]]
        assert kept.sentence_vectors.tolist() == given.sentence_vectors.tolist()
    assert store.problems() == []


def test_an_article_of_the_same_id_is_replaced_whole(store: Store) -> None:
    put(store, article("old text", "a"), terms=("old",))
    before = store.passage_ids()
    put(store, article("new text", "a"), terms=("new",))
    assert store.counts() == (1, 1) and store.article("a").text == "new text"
    assert store.match(["old"], (), 9) == [] and len(store.match(["new"], (), 9)) == 1
    # A passage's id is never given to another one, so an index can tell the two apart.
    assert not set(before.tolist()) & set(store.passage_ids().tolist())


def test_all_articles_of_a_call_are_put_or_none(store: Store) -> None:
    put(store, article("first", "a"))
    stamp = store.stamp

    def failing() -> Iterator[tuple[Article, list[PassageRow], tuple[()]]]:
        yield article("changed", "a"), [row(0)], ()
        yield article("second", "b"), [row(1)], ()
        raise RuntimeError("the embedder failed")

    with pytest.raises(RuntimeError):
        store.put(failing())
    assert [one.text for one in store.articles()] == ["first"]
    assert (store.counts(), store.stamp) == ((1, 1), stamp)
    put(store, article("second", "b"))  # and the store is not left locked
    assert store.counts() == (2, 2)


def test_all_are_removed_or_none(store: Store) -> None:
    put(store, article("one", "a"), article("two", "b"), terms=("word",))
    with pytest.raises(ArticleNotFound, match=r"'c'.*onrecord list"):
        store.remove(["a", "c"])
    assert store.counts() == (2, 2)
    store.remove(["a"])
    assert store.counts() == (1, 1) and len(store.match(["word"], (), 9)) == 1
    assert store.frequencies(["word"]) == {"word": 1}


def test_every_change_raises_the_generation_and_changes_the_stamp(store: Store) -> None:
    seen = [(store.generation, store.stamp)]
    put(store, article("one", "a"))
    seen.append((store.generation, store.stamp))
    put(store, article("two", "a"))
    seen.append((store.generation, store.stamp))
    store.remove(["a"])
    seen.append((store.generation, store.stamp))
    assert [generation for generation, _ in seen] == [0, 1, 2, 3]
    assert len({stamp for _, stamp in seen}) == 4
    store.set_meta({"key": "value"})
    assert (store.generation, store.stamp) == seen[-1] and store.meta("key") == "value"


def test_articles_come_newest_first_and_undated_last(store: Store) -> None:
    days = ["2020-01-01", "", "2021-01-01", "2020-06-01", ""]
    put(store, *(article("x", f"a{number}", published=day) for number, day in enumerate(days)))
    assert [one.id for one in store.articles()] == ["a2", "a3", "a0", "a1", "a4"]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({}, "abcd"),
        ({"from": "2020-11-01"}, "bc"),
        ({"to": "2020-11-01"}, "ab"),
        ({"from": "2020-11-01", "to": "2020-11-01"}, "b"),
        ({"from": "2022"}, ""),
        ({"source": "matin"}, "ab"),
        ({"source": ["matin", "VALLÉE"]}, "abc"),
        ({"source": "%"}, ""),
        ({"author": "íñiguez"}, "a"),
        ({"author": "ÍÑIGUEZ"}, "a"),
        ({"language": "FR"}, "ab"),
        ({"language": ["ru", "en"]}, "cd"),
        ({"language": "fr", "source": "soir"}, "b"),
        ({"language": "fr'; DROP TABLE article; --"}, ""),
    ],
)
def test_filters(store: Store, given: dict[str, object], expected: str) -> None:
    put(
        store,
        article("x", "a", published="2020-01-31", source="Le Matin", language="fr", authors=("Ana Íñiguez",)),
        article("x", "b", published="2020-11-01", source="Le Matin du Soir", language="fr", authors=("Bo", "Cy")),
        article("x", "c", published="2021-05-01", source="Courrier de la Vallée", language="ru"),
        article("x", "d", source="", language="en"),
    )
    passages = store.passages(store.passage_ids(Filters.parse(given)))
    assert "".join(sorted(one.article for one in passages.values())) == expected


def test_match_is_bm25_over_the_languages_and_passages_asked_for(store: Store) -> None:
    texts = {"a": "rare rare", "b": "rare common", "c": "common", "d": "common"}
    store.put(
        [
            (article("x", name, language="fr" if name == "b" else "en"), [row(number, *terms.split())], ())
            for number, (name, terms) in enumerate(texts.items())
        ]
    )
    ids = store.passage_ids()

    def names(found: list[tuple[int, float]]) -> str:
        assert found == sorted(found, key=lambda pair: (-pair[1], pair[0]))
        kept = store.passages(one for one, _ in found)
        return "".join(kept[one].article for one, _ in found)

    assert names(store.match(["rare"], (), 9)) == "ab"
    assert names(store.match(["rare", "common"], (), 2)) == "ba"
    assert names(store.match(["rare"], ("en",), 9)) == "a"
    assert names(store.match(["rare"], ("de",), 9)) == ""
    assert names(store.match(["common"], (), 9, ids[2:])) == "cd"
    assert names(store.match(["rare"], (), 9, ids[:0])) == ""
    assert store.match([], (), 9) == store.match(["unknown"], (), 9) == []
    assert store.frequencies(["rare", "common", "unknown"]) == {"rare": 2, "common": 3}


def test_terms_of_other_scripts_and_marks_are_found_as_they_are(store: Store) -> None:
    for number, term in enumerate(["~aliev", "aliev", "北京", "обстрел", "सरकार", "OR", "near"]):
        store.put([(article("x", f"a{number}"), [row(number, term)], ())])
    for number, term in enumerate(["~aliev", "aliev", "北京", "обстрел", "सरकार"]):
        found = store.passages(one for one, _ in store.match([term], (), 9))
        assert [one.article for one in found.values()] == [f"a{number}"], term


def test_vectors_come_in_the_order_asked(store: Store) -> None:
    store.put([(article("x", "a"), [row(number) for number in range(4)], ())])
    ids = store.passage_ids()
    assert store.vectors(ids[::-1]).argmax(axis=1).tolist() == [3, 2, 1, 0]


# What is no library, and what is damaged.


def other_database(folder: Path) -> None:
    folder.mkdir()
    with sqlite3.connect(folder / FILE) as connection:
        connection.execute("CREATE TABLE article (id)")


def newer_layout(folder: Path) -> None:
    Store(folder).close()
    with sqlite3.connect(folder / FILE) as connection:
        connection.execute("PRAGMA user_version = 999")


def garbage(folder: Path) -> None:
    folder.mkdir()
    (folder / FILE).write_bytes(b"not a database " * 1000)


def a_file(folder: Path) -> None:
    folder.write_text("hello")


def other_things(folder: Path) -> None:
    folder.mkdir()
    (folder / "holiday.jpg").write_bytes(b"\xff\xd8")


def inside_a_file(folder: Path) -> None:
    folder.parent.mkdir()
    folder.parent.rmdir()
    folder.parent.write_text("a file where the folder's parent should be")


def folder_for_a_file(folder: Path) -> None:
    (folder / FILE).mkdir(parents=True)


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (other_database, "another program"),
        (newer_layout, "layout 999"),
        (garbage, "not a database"),
        (a_file, "is a file"),
        (other_things, "holiday.jpg"),
        (inside_a_file, "cannot be opened"),
        (folder_for_a_file, "cannot be opened"),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_what_is_no_library_is_refused_and_left_as_it_is(tmp_path: Path, make: object, said: str) -> None:
    folder = tmp_path / "sub" / "store" if make is inside_a_file else tmp_path / "store"
    assert callable(make)
    make(folder)
    before = contents(tmp_path)
    with pytest.raises(NotALibrary, match=said) as caught:
        Store(folder)
    assert "--library" in str(caught.value)
    assert contents(tmp_path) == before


def test_a_folder_that_cannot_be_looked_at_is_no_library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(NotALibrary, match="cannot be opened"):
        Store(tmp_path / ("x" * 300))

    def forbidden(path: Path) -> bool:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "is_file", forbidden)
    with pytest.raises(NotALibrary, match=r"Permission denied.*--library"):
        Store(tmp_path / "store")


def contents(folder: Path) -> dict[Path, bytes]:
    """Every file below the folder but SQLite's own shared memory, which a reader may write."""
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file() and not path.name.endswith("-shm")}


def test_an_empty_folder_and_an_empty_file_become_a_library(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "killed").mkdir()
    (tmp_path / "killed" / FILE).touch()  # a kill just after the file was made
    for name in ("empty", "killed"):
        opened = Store(tmp_path / name)
        put(opened, article("x", "a"))
        assert opened.counts() == (1, 1)
        opened.close()


@pytest.mark.parametrize("keep", [0.2, 0.5, 0.9])
def test_a_database_cut_short_is_an_error_of_ours(tmp_path: Path, keep: float) -> None:
    opened = Store(tmp_path / "store")
    put(opened, *(article(f"text {number} " * 200, f"a{number}") for number in range(50)))
    opened.close()
    data = (tmp_path / "store" / FILE).read_bytes()
    (tmp_path / "store" / FILE).write_bytes(data[: int(len(data) * keep)])

    def use() -> None:
        cut = Store(tmp_path / "store")
        # It opens only when what was lost is not needed for that; then the doctor sees it.
        assert cut.problems()
        cut.articles()
        cut.vectors(cut.passage_ids())

    with pytest.raises(LibraryError, match=r"--library|doctor"):
        use()


def test_passages_outside_their_text_are_found(store: Store) -> None:
    put(store, article("shrt", "a"))  # its passage ends at 5
    assert store.problems() == ["A passage of a lies outside its text."]


# Writers.


def test_a_writer_waits_for_another_and_then_writes(store: Store, tmp_path: Path) -> None:
    other = sqlite3.connect(tmp_path / "store" / FILE, isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    threading.Timer(0.3, other.execute, ("COMMIT",)).start()
    started = time.perf_counter()
    put(store, article("x", "a"))
    assert time.perf_counter() - started > 0.2 and store.counts() == (1, 1)


def test_a_writer_that_waits_too_long_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "_WAIT_SECONDS", 0.1)
    opened = Store(tmp_path / "store")
    put(opened, article("x", "a"))
    other = sqlite3.connect(tmp_path / "store" / FILE, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    for write in (lambda: put(opened, article("y", "b")), lambda: opened.remove(["a"])):
        with pytest.raises(LibraryBusy, match="Another process"):
            write()
    assert opened.counts() == (1, 1)  # reading goes on
    second = Store(tmp_path / "store")  # and so does opening
    assert second.article("a").text == "x"
    other.execute("ROLLBACK")
    put(opened, article("y", "b"))
    assert second.counts() == (2, 2)


def test_a_folder_that_cannot_be_written_is_not_called_busy(tmp_path: Path) -> None:
    opened = Store(tmp_path / "store")
    put(opened, article("x", "a"))
    opened._database._connection.execute("PRAGMA query_only = ON")
    with pytest.raises(LibraryError, match=r"cannot be written: .*readonly") as caught:
        put(opened, article("y", "b"))
    assert not isinstance(caught.value, LibraryBusy)
    assert opened.counts() == (1, 1)


def test_a_closed_store_says_so(store: Store) -> None:
    store.close()
    with pytest.raises(LibraryError, match="closed"):
        store.counts()
    with pytest.raises(LibraryError, match="closed"):
        put(store, article("x", "a"))


@pytest.mark.parametrize("page", [3, 6])
def test_a_damaged_page_is_a_problem_with_its_cure(tmp_path: Path, page: int) -> None:
    store = Store(tmp_path / "store")
    put(store, *(article(f"word{number} " * 400, f"n{number}") for number in range(30)))
    store.close()
    file = tmp_path / "store" / FILE
    data = bytearray(file.read_bytes())
    data[page * 4096 : page * 4096 + 200] = b"\xa5" * 200
    file.write_bytes(data)
    damaged = Store(tmp_path / "store")
    problems = damaged.problems()
    damaged.close()
    assert any("Put it back from a copy" in one for one in problems)
