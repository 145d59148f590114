"""Articles that readers bring and take, and the way back: nothing is lost, and nobody undoes another's work."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from fakes import HashEmbedder
from fastapi.testclient import TestClient

from corpus.ids import derived_id
from corpus.types import Article
from rag import Library
from rag.errors import LibraryBusy
from ui import bringing
from ui.bringing import Desk
from ui.server import create_app

OLD = b"The bridge of Istow fell into the river on Thursday, the mayor said."
NEW = b"The bridge of Istow did not fall into the river at all, the mayor said."
NEWER = b"Nobody knows whether the bridge of Istow fell, and the mayor has gone."


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library.open(tmp_path / "brought.library", embedder=HashEmbedder()) as opened:
        yield opened


def texts(library: Library) -> list[str]:
    return sorted(one.text for one in library.articles())


def test_two_readers_files_of_one_name_are_two_articles(library: Library) -> None:
    desk = Desk(library)
    for owner, data in (("user:anne", OLD), ("user:bert", NEW), ("user:anne", NEWER)):
        assert not desk.add_file(owner, "article.txt", data).report.rejected
    assert texts(library) == sorted([NEWER.decode(), NEW.decode()]), "and each reader's is an update of the own one"


def test_undo_puts_back_what_a_file_had_replaced_whatever_its_id(library: Library) -> None:
    desk = Desk(library)
    for path in ("a/notes.txt", "b/notes.txt"):
        desk.add_file("me", path, OLD if path[0] == "a" else NEW)
    before = texts(library)
    for path in ("a/notes.txt", "b/notes.txt"):
        assert desk.undo("me", desk.add_file("me", path, NEWER).undo)
        assert texts(library) == before


def test_undo_puts_back_a_page_whose_headline_was_corrected(library: Library) -> None:
    desk = Desk(library)
    head = (
        '<!doctype html><link rel="canonical" href="https://x.example/2020/11/03/12345"><title>{0}</title><h1>{0}</h1>'
    )
    for title, text in (("The bridge of Istow fals", OLD), ("The bridge of Istow stands", NEW)):
        data = head.format(title).encode() + b"<article><p>" + text + b"</p><p>" + text + b"</p></article>"
        brought = desk.add_file("me", "page.html", data)
    assert brought.report.updated == 1 and desk.undo("me", brought.undo)
    assert [one.title for one in library.articles()] == ["The bridge of Istow fals"]


def test_undo_puts_an_article_back_beside_another_version_of_its_page(library: Library) -> None:
    desk = Desk(library)
    url = "https://x.example/2020/11/03/12345"
    versions = [Article(one.decode(), title=one.decode()[-20:], url=url) for one in (OLD, NEW)]
    library.restore([replace(one, id=derived_id(one)) for one in versions])
    assert desk.undo("me", desk.remove("me", [derived_id(versions[0])]))
    assert texts(library) == sorted([OLD.decode(), NEW.decode()])


def test_a_change_whose_undoing_fails_can_be_undone_again(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    desk = Desk(library)
    desk.add_file("me", "notes.txt", OLD)
    before = library.article("notes")
    token = desk.remove("me", ["notes"])
    with monkeypatch.context() as patched:
        patched.setattr(library, "restore", _busy)
        with pytest.raises(LibraryBusy):
            desk.undo("me", token)
    assert desk.undo("me", token) and library.article("notes") == before
    assert not desk.undo("me", token), "only once"


def test_what_another_reader_has_changed_since_stays(library: Library) -> None:
    desk = Desk(library)
    library.add([Article(OLD.decode(), id="kept")])
    library.add([Article(NEW.decode(), id="notes")])
    removed = desk.remove("anne", ["kept", "notes"])
    library.add([Article(NEWER.decode(), id="notes")])
    assert not desk.undo("anne", removed)
    assert texts(library) == sorted([OLD.decode(), NEWER.decode()]), "the other article came back"
    added = desk.add_file("anne", "report.txt", NEW).undo
    library.add([Article(NEW.decode() + " That was all.", id="report")])
    assert not desk.undo("anne", added) and library.article("report").text.endswith("That was all.")
    assert not desk.undo("bert", desk.remove("anne", ["report"])), "nobody undoes what another reader did"


def test_a_copy_that_came_since_keeps_nothing_out(library: Library) -> None:
    desk = Desk(library)
    library.add([Article(OLD.decode(), id="notes")])
    removed = desk.remove("me", ["notes"])
    library.add([Article(OLD.decode(), id="copy")])
    assert desk.undo("me", removed) and library.article("notes") and library.article("copy")


def test_what_was_removed_can_be_put_back_after_the_room_was_drawn_anew(library: Library) -> None:
    desk = Desk(library)
    desk.add_file("me", "report.txt", OLD)
    assert desk.last_removal("me") == ("", 0), "what was brought has its own way back"

    token = desk.remove("me", ["report"])
    assert desk.last_removal("me") == (token, 1) and desk.last_removal("anne") == ("", 0)
    with TestClient(create_app(library, []), base_url="http://localhost", headers={"Accept": "text/html"}) as client:
        client.post("/part/file", params={"path": "report.txt"}, content=OLD)
        client.post("/part/remove", data={"id": ["report"]})
        drawn = client.get("/part/articles").text
        assert "was removed" in drawn
        client.post("/part/undo", data={"token": drawn.partition('name="token" value="')[2].partition('"')[0]})
        assert "was removed" not in client.get("/part/articles").text and library.article("report")


def test_every_file_of_a_large_folder_can_be_undone(library: Library) -> None:
    desk = Desk(library)
    library.add([Article(OLD.decode() + str(n), id=str(n)) for n in range(210)])
    tokens = [desk.remove("me", [str(n)]) for n in range(210)]
    assert library.articles() == []
    assert desk.undo("me", tokens[0]) and desk.undo("me", tokens[-1]) and len(library.articles()) == 2


def test_the_page_says_when_not_all_could_be_undone_however_much_it_asks_for(library: Library) -> None:
    with TestClient(create_app(library, []), base_url="http://localhost") as client:
        client.get("/", headers={"Accept": "text/html"})  # the cookie that the reader is known by
        for gone in ([], ["gone"] * 1_200):
            drawn = client.post("/part/file?path=notes.txt", content=OLD).text
            token = drawn.partition('data-undo="')[2].partition('"')[0]
            drawn = client.post("/part/undo", data={"token": [*gone, token]}).text
            assert library.articles() == [] and ("Not all of it could be undone" in drawn) == bool(gone)


def test_the_oldest_changes_are_forgotten_first(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bringing, "MAX_ARTICLES", 2)
    desk = Desk(library)
    tokens = [desk.add_file("me", f"{n}.txt", OLD + str(n).encode()).undo for n in range(3)]
    assert [desk.undo("me", one) for one in tokens] == [False, True, True]
    library.add([Article(OLD.decode() + str(n), id=str(n)) for n in range(4)])
    assert desk.undo("me", desk.remove("me", ["1", "2", "3"])), "the last change can be undone however large it is"


def _busy(*_: object) -> None:
    raise LibraryBusy("Another process is writing.")
