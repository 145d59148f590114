from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from fakes import (
    ALL,
    BARRAGE,
    DAM,
    DIMENSION,
    FERRY,
    UNDATED,
    HashEmbedder,
    OverlapReader,
    WordedQuestions,
    article,
    cosine,
    numbered,
)

from corpus.types import Article
from rag import Library
from rag.errors import ArticleNotFound, LibraryBusy, LibraryError, LibraryMismatch, NotALibrary, UsageError
from rag.library import built_with, local
from rag.settings import BUNDLED
from rag.types import AddReport, Rejection


def counts(report: AddReport) -> tuple[int, int, int, int]:
    return report.added, report.updated, report.unchanged, report.duplicates


def ids(found: list[Any]) -> list[str]:
    return [one.article_id for one in found]


# Adding.


def test_facets_count_what_filters_choose_from(library: Library) -> None:
    library.add(
        [
            article("One. Two.", "a", source="A", authors=("X", "Y"), published="2021-02-01", language="fr"),
            article("Three. Four.", "b", source="A", authors=("X",), published="2020-01-01"),
            article("Five. Six.", "c", source="B", published="2020-01-01"),
        ]
    )
    facets = library.facets()
    assert list(facets.sources.items()) == [("A", 2), ("B", 1)] and facets.languages == {"en": 2, "fr": 1}
    assert list(facets.authors.items()) == [("X", 2), ("Y", 1)]
    assert list(facets.days.items()) == [("2020-01-01", 2), ("2021-02-01", 1)]


def test_copies_are_grouped_the_earliest_first(library: Library) -> None:
    text = " ".join(f"The dispatch says number{n}." for n in range(60))
    for name, source, published in (("c", "C", ""), ("b", "B", "2021-02-01"), ("a", "A", "2021-01-01")):
        library.add([article(text, name, source=source, published=published)])
    library.add(ALL)
    assert [[one.id for one in group] for group in library.copies()] == [["a", "b", "c"]]


def test_the_second_add_changes_nothing_and_embeds_nothing(library: Library, embedder: HashEmbedder) -> None:
    first = library.add(ALL)
    assert counts(first) == (4, 0, 0, 0) and (first.articles, first.passages, first.rejected) == (4, 4, ())
    done = len(embedder.passages)
    again = library.add(ALL)
    assert counts(again) == (0, 0, 4, 0) and (again.articles, again.passages) == (4, 4)
    assert len(embedder.passages) == done == 4


def test_a_changed_article_replaces_its_earlier_version(stocked: Library) -> None:
    later = replace(FERRY, text="The ferry was found. Its rudder was not.")
    report = stocked.add([later, DAM])
    assert counts(report) == (0, 1, 1, 0) and report.changed == ("ferry",)
    assert stocked.article("ferry").text == later.text and len(stocked.articles()) == 4
    assert all("Passengers" not in hit.text for hit in stocked.search("passengers waited until midnight"))
    assert stocked.search("found")[0].text == later.text


@pytest.mark.parametrize("change", [{"title": "New"}, {"published": "2022-01-01"}, {"authors": ("X",)}, {"url": "u"}])
def test_whatever_a_reader_sees_is_a_change(stocked: Library, change: dict[str, Any]) -> None:
    assert counts(stocked.add([replace(FERRY, **change)])) == (0, 1, 0, 0)
    assert stocked.article("ferry") == replace(FERRY, **change)


def test_a_copy_in_the_same_outlet_is_left_out_and_one_in_another_is_kept(stocked: Library) -> None:
    spaced = replace(FERRY, id="copy", text=FERRY.text.replace(" ", "  ").upper())
    printed = replace(FERRY, id="agency", source="The Valley Post")
    assert counts(stocked.add([spaced, printed])) == (1, 0, 0, 1)
    with pytest.raises(ArticleNotFound):
        stocked.article("copy")
    assert stocked.article("agency").source == "The Valley Post"


def test_copies_within_one_call_are_found(library: Library) -> None:
    assert counts(library.add([FERRY, replace(FERRY, id="copy"), DAM])) == (2, 0, 0, 1)


def test_what_an_update_took_back_is_no_longer_there_to_be_copied(stocked: Library) -> None:
    moved = [replace(FERRY, text="Corrected: nothing was lost."), replace(FERRY, id="elsewhere")]
    assert counts(stocked.add(moved)) == (1, 1, 0, 0)
    assert stocked.article("elsewhere").text == FERRY.text


def test_of_two_versions_in_one_call_the_later_counts(library: Library) -> None:
    versions = [article("First version.", "a"), *numbered(3), article("Second version.", "a")]
    report = library.add(versions)
    assert report.articles == 4 and library.article("a").text == "Second version."
    assert counts(library.add(versions[-1:])) == (0, 0, 1, 0)


def test_mappings_are_read_as_the_json_format(library: Library) -> None:
    given = {
        "id": 7,
        "title": "Un titre",
        "text": "  Le maire a démenti.\r\n\tRien de plus. ",
        "url": "https://x.example/a",
        "source": "Le Matin",
        "authors": ["Ana", "Bo"],
        "published": "2020-11-01",
        "language": "fr-FR",
    }
    assert counts(library.add([given, {"text": "Only a text."}])) == (2, 0, 0, 0)
    found = library.article("7")
    assert found.to_dict() == {**given, "id": "7", "language": "fr"}
    (other,) = [one for one in library.articles() if one.id != "7"]
    assert other.id and other.text == "Only a text."
    assert counts(library.add([{"text": "Only a text."}])) == (0, 0, 1, 0)  # the id is made from the content


def test_what_is_no_article_is_rejected_and_the_rest_added(library: Library) -> None:
    wrong: list[Any] = [
        {"title": "no text"},
        {"text": 5},
        {"text": " \n "},
        {"text": "x", "published": "soon"},
        {"text": "x", "authors": 5},
        {"text": "x", "title": []},
        "a string",
        None,
        Article(""),
        Article(" … "),
        Article("A text.", published="1 Nov 2020"),
        Article("A text.", published="2020-11"),
    ]
    report = library.add([DAM, *wrong, FERRY], rejected=[Rejection("a.pdf", "It is no text.")])
    assert counts(report) == (2, 0, 0, 0) and report.articles == 2
    assert report.rejected[0] == Rejection("a.pdf", "It is no text.")
    assert [one.source for one in report.rejected[1:]] == [f"article {number}" for number in range(2, 14)]
    assert all(one.reason for one in report.rejected) and "published" in report.rejected[4].reason


def test_nothing_to_add(library: Library) -> None:
    report = library.add([])
    assert counts(report) == (0, 0, 0, 0) and (report.articles, report.passages) == (0, 0)
    assert library.search("anything") == [] and library.articles() == []


def test_articles_of_one_name_from_two_files_are_both_kept(library: Library) -> None:
    one = article("The first report.", "report", origin="/a/report.txt")
    other = article("Another report altogether.", "report", origin="/b/report.txt")
    assert counts(library.add([one])) == (1, 0, 0, 0)
    assert counts(library.add([other])) == (1, 0, 0, 0)
    assert sorted(found.text for found in library.articles()) == [other.text, one.text]
    assert library.article("report").text == one.text
    assert counts(library.add([one, other])) == (0, 0, 2, 0)


def test_a_file_or_page_that_changed_updates_its_article(library: Library) -> None:
    library.add(
        [article("Old.", "report", origin="/a/report.txt"), article("Old page.", "p", url="u", origin="/a/p.html")]
    )
    assert counts(library.add([article("New.", "report", origin="/a/report.txt")])) == (0, 1, 0, 0)
    assert counts(library.add([article("New page.", "p", url="u", origin="/b/saved.html")])) == (0, 1, 0, 0)
    assert sorted(found.text for found in library.articles()) == ["New page.", "New."]


def test_an_article_keeps_everything_it_came_with(library: Library) -> None:
    one = replace(DAM, dropped=("Menu", "Share"), origin="/a/dam.html")
    library.add([one])
    assert library.article("dam") == one


def test_lone_surrogates_are_replaced_and_no_offset_moves(library: Library) -> None:
    report = library.add([article("Un \ud800 deux. Trois \udfff.", "s", title="\ud83d", authors=("\udc00",))])
    assert counts(report) == (1, 0, 0, 0)
    found = library.article("s")
    assert (found.text, found.title, found.authors) == ("Un \ufffd deux. Trois \ufffd.", "\ufffd", ("\ufffd",))


def test_progress_grows_to_the_number_of_articles(library: Library) -> None:
    told: list[float] = []
    library.add([*numbered(150), DAM, DAM, {"text": ""}], progress=told.append)
    assert told == sorted(told) and told[-1] == pytest.approx(152)
    assert any(value != int(value) for value in told) or len(set(told)) > 100


def test_many_articles_are_embedded_once_each(library: Library, embedder: HashEmbedder) -> None:
    report = library.add(numbered(300))
    assert counts(report) == (300, 0, 0, 0) and len(embedder.passages) == report.passages == 300
    assert library.search("word257", k=1)[0].article_id == "n257"


def test_what_was_stored_before_a_source_failed_stays(library: Library) -> None:
    def failing() -> Iterator[Article]:
        yield from numbered(200)
        raise OSError("the disk was pulled out")

    with pytest.raises(OSError, match="pulled out"):
        library.add(failing())
    kept = len(library.articles())
    assert 0 < kept <= 250 and library.search("word5", k=1)[0].article_id == "n5"
    assert counts(library.add(numbered(200))) == (200 - kept, 0, kept, 0)


# Removing, listing.


def test_a_removed_article_is_found_no_more(stocked: Library) -> None:
    stocked.remove(["ferry", "dam"])
    assert {one.id for one in stocked.articles()} == {"barrage", "orchard"}
    assert not {"ferry", "dam"} & set(ids(stocked.search("ferry dam rudder", k=50)))
    with pytest.raises(ArticleNotFound, match="'ferry'"):
        stocked.article("ferry")
    assert counts(stocked.add([FERRY])) == (1, 0, 0, 0)


def test_all_named_are_removed_or_none(stocked: Library) -> None:
    with pytest.raises(ArticleNotFound, match="'nobody'"):
        stocked.remove(["ferry", "nobody"])
    assert len(stocked.articles()) == 4
    stocked.remove("ferry")  # one id alone is not a list of letters
    assert len(stocked.articles()) == 3


def test_articles_are_listed_newest_first(stocked: Library) -> None:
    assert stocked.articles() == [DAM, FERRY, BARRAGE, UNDATED]


def test_stats_and_problems(stocked: Library, folder: Path) -> None:
    figures = stocked.stats()
    assert (figures["articles"], figures["passages"], figures["dimension"]) == (4, 4, DIMENSION)
    assert figures["languages"] == {"en": 3, "fr": 1} and figures["sources"]["Harbour News"] == 2
    assert figures["library"] == str(folder) and figures["bytes"] > 10_000
    assert stocked.problems() == []


# Searching.


def test_nearness_worked_out_by_hand(stocked: Library) -> None:
    found = stocked.retrieve("rudder midnight", k=4)
    best = found.passages[0]
    # Title and text of FERRY are ten different words, its sentences five and four.
    assert best.article == FERRY
    assert best.scored.dense == pytest.approx(cosine(2, 2, 10), abs=1e-5)
    assert best.scored.sentence_scores == pytest.approx([cosine(1, 2, 5), cosine(1, 2, 4)], abs=1e-3)
    # No other article shares a word with the question.
    assert [one.scored.dense for one in found.passages[1:]] == pytest.approx([cosine(0, 2, 5)] * 3, abs=1e-5)


def test_hits_come_best_first_with_every_field(stocked: Library) -> None:
    hits = stocked.search("The ferry lost its rudder.", k=3)
    assert hits[0].to_dict() == {
        "article_id": "ferry",
        "title": "Ferry adrift",
        "source": "Harbour News",
        "url": "",
        "published": "2021-02-12",
        "language": "en",
        "text": FERRY.text,
        "start": 0,
        "end": len(FERRY.text),
        "score": hits[0].score,
    }
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert hits[0].score > hits[1].score and hits[-1].score >= 0 and hits[0].score <= 1 + 1e-6


def test_a_word_is_found_by_its_stem_though_no_vector_shares_it(stocked: Library) -> None:
    assert stocked.search("engineer blames", k=1, filters={"language": "en"})[0].article_id == "dam"


def test_words_do_not_speak_for_passages_of_another_language(library: Library) -> None:
    """The question is French; "maire" in the English text is no reason to rank it first."""
    library.add([BARRAGE, article("Maire retard maire retard.", "noise", title="Noise"), *numbered(5)])
    found = library.retrieve("Pourquoi le maire a-t-il démenti tout retard du barrage ?", k=9)
    assert found.language == "fr"
    by_id = {one.article.id: one for one in found.passages}
    assert by_id["barrage"].scored.lexical > 0 and by_id["noise"].scored.lexical == 0
    assert found.passages[0].article.id == "barrage"


def test_with_no_article_in_the_questions_language_nearness_alone_ranks(library: Library) -> None:
    library.add(
        [
            article("Ferry maire démenti retard barrage.", "four", title="t"),
            article("Maire.", "one", title="u"),
            *numbered(4),
        ]
    )
    found = library.retrieve("Le maire a démenti tout retard du barrage.", k=6)
    assert found.language == "fr" and all(
        one.scored.lexical == 0 and not one.scored.words_know for one in found.passages
    )
    means = [(one.scored.dense + float(one.scored.sentence_scores.max())) / 2 for one in found.passages]
    assert means == sorted(means, reverse=True) and found.passages[0].article.id == "four"


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({"from": "2021"}, {"dam", "ferry"}),
        ({"to": "2020"}, {"barrage"}),
        ({"from": "2021-02-12", "to": "2021-02-12"}, {"ferry"}),
        ({"source": "harbour"}, {"ferry", "orchard"}),
        ({"source": ["harbour", "courrier"]}, {"ferry", "orchard", "barrage"}),
        ({"language": "fr"}, {"barrage"}),
        ({"author": "íñiguez"}, {"dam"}),
        ({"language": "en", "source": "valley post"}, {"dam"}),
        ({"language": "ru"}, set()),
        ({}, {"dam", "ferry", "barrage", "orchard"}),
    ],
)
def test_filters_hold_for_every_hit(stocked: Library, filters: dict[str, Any], expected: set[str]) -> None:
    for question in ("the dam and the ferry", "le barrage", "cherries"):
        assert set(ids(stocked.search(question, k=50, filters=filters))) == expected


def test_a_filter_finds_what_lies_far_beyond_the_nearest(library: Library) -> None:
    """The one article of the outlet is the least near of 301 and still found."""
    library.add([*numbered(300), article("Something quite different.", "odd", source="Odd Outlet")])
    assert ids(library.search("report number5 filling part", k=5, filters={"source": "odd"})) == ["odd"]


@pytest.mark.parametrize(
    ("question", "k", "said"), [("", 5, "empty"), (" \n", 5, "empty"), ("x", 0, "k is 0"), ("x", -1, "k is -1")]
)
def test_questions_that_cannot_be_understood(stocked: Library, question: str, k: int, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        stocked.search(question, k=k)


@pytest.mark.parametrize(
    "question",
    ['"', "' OR 1=1 --", "*", "???", "NEAR(a b, 2) AND NOT c", "\x00", "\ud800 ferry", "a" * 100_000, "👩‍👩‍👧"],
)
def test_no_question_breaks_the_search(stocked: Library, question: str) -> None:
    assert len(stocked.search(question, k=4)) == 4


def test_fewer_hits_than_asked_for_when_there_are_fewer(stocked: Library) -> None:
    assert len(stocked.search("the", k=1000)) == 4 and len(stocked.search("the", k=2)) == 2


# Opening.


def test_what_was_added_is_there_on_the_next_opening(folder: Path, embedder: HashEmbedder) -> None:
    with Library.open(str(folder), embedder=embedder, reader=OverlapReader(), asked=WordedQuestions()) as library:
        library.add(ALL)
        expected = library.search("the ferry and its rudder", k=9)
    later = HashEmbedder()
    with Library.open(folder, embedder=later, reader=OverlapReader(), asked=WordedQuestions()) as again:
        assert again.search("the ferry and its rudder", k=9) == expected
        assert later.passages == [] and later.questions == ["the ferry and its rudder"]


@pytest.mark.parametrize("damage", ["delete", "cut", "flip"])
def test_a_damaged_index_is_rebuilt_without_embedding_anything_again(
    folder: Path, embedder: HashEmbedder, damage: str
) -> None:
    with Library.open(folder, embedder=embedder, reader=OverlapReader(), asked=WordedQuestions()) as library:
        library.add([*ALL, *numbered(50)])
        expected = library.search("word7 ferry", k=9)
    path = folder / "vectors.faiss"
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    {"delete": path.unlink, "cut": lambda: path.write_bytes(data[:100]), "flip": lambda: path.write_bytes(data)}[
        damage
    ]()
    later = HashEmbedder()
    with Library.open(folder, embedder=later, reader=OverlapReader(), asked=WordedQuestions()) as again:
        assert again.search("word7 ferry", k=9) == expected
    assert later.passages == []


def test_another_model_or_passage_length_is_a_mismatch_that_names_both(folder: Path) -> None:
    Library.open(
        folder, embedder=HashEmbedder("hash"), reader=OverlapReader(), asked=WordedQuestions(), passage_chars=500
    ).close()
    with pytest.raises(LibraryMismatch, match=r"'hash'.*'other'.*--library"):
        Library.open(
            folder, embedder=HashEmbedder("other"), reader=OverlapReader(), asked=WordedQuestions(), passage_chars=500
        )
    with pytest.raises(LibraryMismatch, match=r"'500'.*'900'"):
        Library.open(folder, embedder=HashEmbedder("hash"), reader=OverlapReader(), asked=WordedQuestions())
    Library.open(
        folder, embedder=HashEmbedder("hash"), reader=OverlapReader(), asked=WordedQuestions(), passage_chars=500
    ).close()


def test_a_library_that_is_only_to_be_opened_is_not_made(folder: Path, embedder: HashEmbedder) -> None:
    with pytest.raises(LibraryError, match="onrecord add"):
        Library.open(folder, create=False, embedder=embedder, reader=OverlapReader(), asked=WordedQuestions())
    assert not folder.exists()


def named_embedders(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(local.embedders, "for_setting", lambda name, cache: HashEmbedder(name))
    monkeypatch.delenv("ONRECORD_EMBEDDING", raising=False)


def test_a_library_is_opened_with_the_embedding_it_was_built_with(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    named_embedders(monkeypatch)
    Library.open(folder, embedding="some/model").close()
    with Library.open(folder) as library:
        assert library.stats()["embedding"] == library.settings.embedding == "some/model"
    for other in ("other/model", BUNDLED):
        with pytest.raises(LibraryMismatch, match=r"'some/model'.*ONRECORD_EMBEDDING"):
            Library.open(folder, embedding=other)


def test_a_models_folder_is_found_from_any_other_folder(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    named_embedders(monkeypatch)
    (tmp_path / "model").mkdir()
    monkeypatch.chdir(tmp_path)
    Library.open(folder, embedding="model").close()
    monkeypatch.chdir("/")
    with Library.open(folder) as library:
        assert library.settings.embedding == str(tmp_path / "model")


def test_other_passage_rules_are_cured_by_no_embedding(
    folder: Path, embedder: HashEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    Library.open(folder, embedder=embedder).close()
    monkeypatch.setattr(built_with, "RULES_VERSION", "next")
    with pytest.raises(LibraryMismatch, match=r"passage rules '1'.*version of On Record.*--library"):
        Library.open(folder, embedder=embedder)


def test_passages_are_as_long_as_the_setting_says(folder: Path, embedder: HashEmbedder) -> None:
    with Library.open(
        folder, embedder=embedder, reader=OverlapReader(), asked=WordedQuestions(), passage_chars=250
    ) as library:
        report = library.add(numbered(10))
        assert report.passages == 30
        assert all(hit.end - hit.start <= 250 for hit in library.search("word3", k=30))


def test_what_is_no_library_is_refused(tmp_path: Path, embedder: HashEmbedder) -> None:
    (tmp_path / "holiday.jpg").touch()
    with pytest.raises(NotALibrary, match="holiday"):
        Library.open(tmp_path, embedder=embedder, reader=OverlapReader(), asked=WordedQuestions())
    with pytest.raises(UsageError, match="folder"):
        Library.open("milvus://cluster:19530", embedder=embedder, reader=OverlapReader(), asked=WordedQuestions())
    with pytest.raises(UsageError, match="speed"):
        Library.open(tmp_path / "new", embedder=embedder, reader=OverlapReader(), asked=WordedQuestions(), speed=3)
    assert not (tmp_path / "new").exists()


def test_a_closed_library_says_so(stocked: Library) -> None:
    stocked.close()
    with pytest.raises(LibraryError, match="closed"):
        stocked.search("ferry")


def test_what_another_process_stores_meanwhile_is_not_replaced(tmp_path: Path) -> None:
    ours = Article("The bridge fell on Monday night.", id="1", origin="/news/first/1.txt", language="en")
    theirs = Article("The mayor denied every word of it.", id="1", origin="/news/second/1.txt", language="en")
    given: dict[str, Any] = {"embedder": HashEmbedder(), "reader": OverlapReader(), "asked": WordedQuestions()}
    with Library.open(tmp_path / "x", **given) as library, Library.open(tmp_path / "x", **given) as other:

        def meanwhile() -> Iterator[Article]:
            other.add([theirs])
            yield ours

        with pytest.raises(LibraryBusy, match="Add the articles again"):
            library.add(meanwhile())
        assert [one.text for one in library.articles()] == [theirs.text]
        assert library.add([ours]).added == 1
        assert {one.text for one in library.articles()} == {ours.text, theirs.text}
