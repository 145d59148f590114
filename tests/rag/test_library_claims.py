"""Claims in a library: read when an article is added, found by topic and by party, gone with their article."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from fakes import HashEmbedder, OverlapReader, WordedQuestions

from rag import Library
from rag.claims import Claim, extract_all
from rag.errors import UsageError

HARBOUR = {
    "id": "harbour",
    "title": "Harbour row",
    "source": "The Quay",
    "published": "2024-05-02",
    "language": "en",
    "text": "The dockers' union accused the port authority of hiding the crane report. The port authority denied the "
    "allegation. Rain fell all day.",
}
ECOLE = {
    "id": "ecole",
    "title": "L'école fermée",
    "published": "2024-05-03",
    "language": "fr",
    "text": "La maire Élise Kervadec a accusé le rectorat d'avoir caché le rapport. Il pleuvait.",
}


@pytest.fixture
def library(folder: Path) -> Iterator[Library]:
    with Library.open(
        folder, embedder=HashEmbedder(), reader=OverlapReader(), asked=WordedQuestions(), risk=1e-9
    ) as opened:
        opened.add([HARBOUR, ECOLE])
        yield opened


def test_newest_article_first_and_each_quote_in_its_place(library: Library) -> None:
    claims = library.claims()
    assert [(one.article_id, one.stance) for one in claims] == [
        ("ecole", "accuse"),
        ("harbour", "accuse"),
        ("harbour", "deny"),
    ]
    for one in claims:
        assert library.article(one.article_id).text[one.start : one.end] == one.quote
    assert claims[1].source == "The Quay" and claims[1].published == "2024-05-02"


def test_an_article_whose_claims_cannot_be_read_is_kept_without_them(
    folder: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def failing(texts: Sequence[str], languages: Sequence[str], model: object = None) -> list[tuple[Claim, ...]]:
        if any("maire" in one for one in texts):
            raise RecursionError
        return extract_all(texts, languages)

    monkeypatch.setattr("rag.library.local.extract_all", failing)
    with Library.open(folder, embedder=HashEmbedder(), reader=OverlapReader(), asked=WordedQuestions()) as opened:
        assert opened.add([ECOLE, HARBOUR]).added == 2
        assert {one.article_id for one in opened.claims()} == {"harbour"}
        assert opened.article("ecole").text == ECOLE["text"]
    assert "'ecole' could not be read" in caplog.text


def test_a_denial_and_what_it_denies_know_each_other(library: Library) -> None:
    accusation, denial = library.claims(filters={"language": "en"})
    assert [one.start for one in accusation.denied_by] == [denial.start]
    assert [one.speaker for one in accusation.denied_by] == ["The port authority"]
    assert [one.start for one in denial.denies] == [accusation.start]
    assert accusation.denies == denial.denied_by == ()


def test_parties_and_stances(library: Library) -> None:
    assert [one.article_id for one in library.claims(speaker="elise KERVADEC")] == ["ecole"]
    assert [one.stance for one in library.claims(target="port authority")] == ["accuse"]
    assert [one.stance for one in library.claims(stance="deny")] == ["deny"]
    assert library.claims(speaker="rectorat") == [], "the accused is not the accuser"
    with pytest.raises(UsageError, match="accuse, say, deny"):
        library.claims(stance="shout")


def test_a_topic_puts_the_nearest_first(library: Library) -> None:
    assert library.claims("denied allegation")[0].stance == "deny"
    assert library.claims("crane report hiding")[0].article_id == "harbour"


def test_an_answer_has_the_claims_of_its_citations(library: Library) -> None:
    answer = library.as_chain().invoke("Who accused the port authority of hiding the crane report?")
    cited = {(one.article_id, one.start) for one in answer.citations}
    assert {(one["article_id"], one["start"]) for one in answer.claims} <= cited
    first = answer.claims[0]
    assert (first["speaker"], first["stance"], first["target"]) == (
        "The dockers' union",
        "accuse",
        "the port authority",
    )
    assert answer.to_dict()["claims"][0]["denied_by"][0]["quote"] == "The port authority denied the allegation."


def test_claims_go_with_their_article_and_its_changes(library: Library) -> None:
    library.add([{**HARBOUR, "text": "The union promised a strike on Monday."}])
    assert [one.stance for one in library.claims(filters={"language": "en"})] == ["promise"]
    library.remove(["ecole", "harbour"])
    assert library.claims() == []


def test_a_library_without_claims_gets_them(library: Library, folder: Path) -> None:
    """As the layout before claims left it."""
    before = library.claims()
    library.close()
    with sqlite3.connect(folder / "library.sqlite") as connection:
        connection.execute("DROP TABLE claim")
        connection.execute("PRAGMA user_version = 1")
    connection.close()
    with Library.open(folder, embedder=HashEmbedder(), reader=OverlapReader(), asked=WordedQuestions()) as opened:
        assert opened.claims() == []
        done: list[float] = []
        assert opened.reindex_claims(done.append) == len(before) == 3
        assert opened.claims() == before and done[-1] == 2


def test_namings_of_one_speaker_are_listed_under_one_name(library: Library) -> None:
    library.add(
        [{"id": "suite", "language": "fr", "text": "Mme Kervadec a promis une réunion lundi. Il pleuvait encore."}]
    )
    claims = library.claims(speaker="Élise Kervadec")
    assert [(one.speaker, one.who) for one in claims] == [
        ("La maire Élise Kervadec", "Élise Kervadec"),
        ("Mme Kervadec", "Élise Kervadec"),
    ]


def test_what_two_outlets_print_is_one_claim_with_two_sources(library: Library) -> None:
    copy = {**HARBOUR, "id": "copy", "source": "Coast Daily", "published": "2024-05-01"}
    copy["text"] = f"By our own reporter. {HARBOUR['text']}"
    library.add([copy])
    accusations = library.claims(stance="accuse", filters={"language": "en"})
    assert [one.source for one in accusations] == ["The Quay"]
    assert [one.source for one in accusations[0].printed_in] == ["The Quay", "Coast Daily"]
    for one in accusations[0].printed_in:
        assert library.article(one.article_id).text[one.start : one.end] == accusations[0].quote
