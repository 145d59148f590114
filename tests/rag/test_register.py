"""An article is replaced by a newer version of itself alone, by whatever id the library knows it."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from fakes import article

from corpus.duplicates import copy_key
from corpus.ids import derived_id
from corpus.readers import read_all
from corpus.types import Article
from rag import Library
from rag.library.register import Register
from rag.library.store import Known


def counts(library: Library, *articles: Article) -> tuple[int, int, int, int]:
    report = library.add(articles)
    return report.added, report.updated, report.unchanged, report.duplicates


def texts(library: Library) -> list[str]:
    return sorted(one.text for one in library.articles())


def page(text: str, url: str, title: str = "A headline", **more: str) -> Article:
    """An article as the readers make it of a page."""
    made = article(text, "", title=title, url=url, **more)
    return replace(made, id=derived_id(made))


def register_of(*stored: Article) -> Register:
    return Register({one.id: Known(one.digest, copy_key(one), one.origin, one.url) for one in stored})


# Files.


def test_a_file_does_not_replace_what_came_without_one(library: Library) -> None:
    library.add([{"id": "notes", "text": "Posted by a program."}])
    assert counts(library, article("In a file.", "notes", origin="/b/notes.txt")) == (1, 0, 0, 0)
    assert library.article("notes").text == "Posted by a program." and library.article("b-notes").text == "In a file."


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_file_names_are_compared_in_one_unicode_form(library: Library, form: str) -> None:
    name = unicodedata.normalize(form, "Été")
    assert counts(library, article("The first.", "Été", origin=f"/a/{name}.txt")) == (1, 0, 0, 0)
    assert counts(library, article("Another.", "Été", origin=f"/b/{name}.txt")) == (1, 0, 0, 0)
    assert texts(library) == ["Another.", "The first."]


def test_a_file_that_changed_is_updated_whatever_it_is_called(library: Library, tmp_path: Path) -> None:
    def add(*folders: str) -> tuple[int, int, int, int]:
        sources = [str(tmp_path / "news" / one) for one in folders]
        return counts(library, *read_all(sources, lambda one: pytest.fail(one.reason)))

    def write(name: str, text: str) -> None:
        folder = tmp_path / "news" / name
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "report.txt").write_text(f"The council of {name} voted on Tuesday to {text}.", "utf-8")

    for name in ("a", "b", "c/b"):
        write(name, "wait")
    assert add("b") == (1, 0, 0, 0) and add("a") == (1, 0, 0, 0) and add("c") == (1, 0, 0, 0)
    assert {one.id for one in library.articles()} == {"report", "a-report", "b-report"}
    for name in ("a", "b", "c/b"):
        write(name, "leave")
    # All at once the readers give the name itself to the first.
    assert add(".") == (0, 3, 0, 0)
    for name in ("a", "b", "c/b"):
        write(name, "stay")
    assert [add(name) for name in ("c/b", "a", "b")] == [(0, 1, 0, 0)] * 3
    assert all("stay" in one for one in texts(library)) and len(library.articles()) == 3


def test_a_link_and_an_upload_are_known_by_where_they_were_said_to_be_before(tmp_path: Path) -> None:
    (tmp_path / "2020.txt").touch()
    (tmp_path / "latest.txt").symlink_to(tmp_path / "2020.txt")
    linked = article("Old.", "latest", origin=str((tmp_path / "2020.txt").resolve()))
    uploaded = article("Old too.", "notes", origin="upload:notes.txt")
    register = register_of(linked, uploaded)
    for one, origin in ((linked, str(tmp_path / "latest.txt")), (uploaded, "upload:anne/notes.txt")):
        placed, fate = register.place(replace(one, text="New.", origin=origin))
        assert (placed.id, fate) == (one.id, "updated")
    # One reader's upload is still not another's.
    theirs, fate = register.place(article("Mine.", "notes", origin="upload:bert/notes.txt"))
    assert theirs.id != "notes" and fate == "added"


def test_a_file_whose_every_name_is_taken_is_kept(library: Library) -> None:
    one = article("Of the file.", "report", origin="/b/report.txt")
    for _ in range(4):
        place, fate = register_of(*library.articles()).place(one)
        assert fate == "added"
        library.add([{"id": place.id, "text": f"Given the id {place.id}."}])
    assert len(library.articles()) == 4
    assert counts(library, one)[0] == 1 and len(library.articles()) == 5


EARLIER = article("As it was.", "as-it-was-1234abcd", origin="/b/report.txt")


@pytest.mark.parametrize(
    ("stored", "expected"),
    [
        ([], "as-it-was-1234abcd"),
        # Two of them: which one is it?
        ([replace(EARLIER, id="other-5678abcd")], "b-report"),
        ([article("x", "report-of-the-day", origin="/b/report.txt")], "as-it-was-1234abcd"),
    ],
)
def test_a_file_once_called_after_its_words_keeps_that_id(stored: Sequence[Article], expected: str) -> None:
    taken = article("Elsewhere.", "report", origin="/a/report.txt")
    register = register_of(taken, EARLIER, *stored)
    later, fate = register.place(article("As it is now.", "report", origin="/b/report.txt"))
    assert (later.id, fate) == (expected, "updated" if expected == EARLIER.id else "added")


@pytest.mark.parametrize("origin", ["/b/report.jsonl", "/b/report.json"])
def test_of_a_file_of_many_none_is_another(origin: str) -> None:
    many = [article(f"Text {n}.", f"2020110{n}", origin=origin) for n in range(2)]
    register = register_of(many[0])
    assert [register.place(one)[1] for one in many] == ["unchanged", "added"]
    assert register_of(many[0]).place(article("Own.", "report", origin=origin))[0].id == "report"


# Pages.


@pytest.mark.parametrize(
    "url", ["https://x.example/2020/11/03/12345", "https://x.example/?p=123", "https://x.example/news.php?4711"]
)
def test_a_page_whose_headline_was_corrected_is_updated(library: Library, url: str) -> None:
    first, later = page("The dam broke.", url, "Dam brakes"), page("The dam broke in two.", url, "Dam breaks")
    assert counts(library, first) == (1, 0, 0, 0)
    assert counts(library, later) == (0, 1, 0, 0)
    assert library.articles() == [replace(later, id=first.id)]
    assert counts(library, replace(later, url=f"http://www.{url.removeprefix('https://')}#top")) == (0, 1, 0, 0)
    assert counts(library, page("Elsewhere.", f"{url}6")) == (1, 0, 0, 0)


def test_addresses_that_differ_in_a_bare_parameter_are_two_pages(library: Library) -> None:
    pages = [page(f"Story {n}.", f"https://x.example/news.php?{n}") for n in (4711, 4712)]
    assert counts(library, *pages) == (2, 0, 0, 0) and texts(library) == ["Story 4711.", "Story 4712."]


@pytest.mark.parametrize("url", ["https://x.example/news.php?4711", "https://x.example/a?page=&id=7"])
def test_a_page_stored_while_bare_parameters_did_not_count_keeps_its_id(url: str) -> None:
    bare = url.replace("?4711", "").replace("page=&", "")
    stored = replace(page("Old.", url), id=page("Old.", bare).id)
    assert stored.id != page("Old.", url).id
    assert register_of(stored).place(page("New.", url)) == (replace(page("New.", url), id=stored.id), "updated")


def test_pages_that_have_an_address_in_common_are_not_mistaken_for_each_other() -> None:
    front = "https://x.example/"
    register = register_of(page("One.", front, "First"))
    assert register.place(page("Two.", front, "Second"))[1] == "added"
    day = "https://x.example/2020/11/03/"
    days = [page(f"{n}.", day, title) for n, title in enumerate(("First", "Second", "Third"))]
    register = register_of()
    assert [register.place(one)[1] for one in days] == ["added"] * 3
    # An id that was given says which article it is.
    given = replace(days[0], id="p1")
    assert register_of(given).place(days[1])[1] == "added"
    assert register_of(days[0]).place(given)[0].id == "p1"


def test_of_several_pages_at_one_address_a_new_one_replaces_none() -> None:
    url = "https://site.example/2020/"
    first, second, third, new = (page(f"Text {n}.", url, title=f"Headline {n}") for n in range(4))
    register = register_of(first, second, third)
    placed = [register.place(one) for one in (second, third, new)]
    assert [fate for _, fate in placed] == ["unchanged", "unchanged", "added"]
    assert placed[-1][0].id not in {first.id, second.id, third.id}


def test_a_page_that_comes_twice_in_one_call_is_one_article() -> None:
    url = "https://x.example/2020/11/03/12345"
    register = register_of(page("One.", url, "Frist"))
    later = [page("Two.", url, "First"), page("Three.", url, "First")]
    assert [register.place(one) for one in later] == [
        (replace(one, id=page("One.", url, "Frist").id), "updated") for one in later
    ]


# Articles without a name.


def test_what_two_outlets_print_is_kept_of_both(library: Library) -> None:
    printed = [article("The dam broke.", "", title="Dam", source=one, origin="/x/all.jsonl") for one in ("A", "B", "")]
    assert counts(library, *printed) == (3, 0, 0, 0)
    assert counts(library, *printed) == (0, 0, 3, 0)
    assert counts(library, replace(printed[1], published="2020-11-01")) == (0, 1, 0, 0)


# With a way back.


def test_earlier_versions_are_known_and_put_back(library: Library) -> None:
    url = "https://x.example/2020/11/03/12345"
    stored = [article("Old.", "report", origin="/a/report.txt"), page("Old page.", url, "Old"), article("Kept.", "k")]
    library.add(stored)
    later = [
        article("New.", "a-report", origin="/a/report.txt"), page("New page.", url, "New"), article("Fresh.", "f"),
        article("", "empty"),
    ]  # fmt: skip
    assert {one.id for one in library.earlier(later)} == {stored[0].id, stored[1].id}
    earlier = library.earlier(later)
    report = library.add(later)
    assert report.changed == (stored[0].id, stored[1].id, "f") and report.updated == 2
    library.restore(earlier)
    assert texts(library) == ["Fresh.", "Kept.", "Old page.", "Old."]
    assert library.search("old page")[0].text == "Old page."


def test_what_is_put_back_replaces_nothing_else(library: Library) -> None:
    url = "https://x.example/2020/11/03/12345"
    versions = [page("Old page.", url, "Old"), page("New page.", url, "New"), article("Old page.", "copy")]
    library.restore(versions)
    library.remove([versions[0].id])
    library.restore(versions[:1])
    assert texts(library) == ["New page.", "Old page.", "Old page."]
