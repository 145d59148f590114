"""Sentences and silence are weighed by what reader and retriever measured."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from fakes import HashEmbedder, OverlapReader, WordedQuestions, article

from rag import Library
from rag.answering import evidence, extractive
from rag.retriever import Retrieval

TEXT = "The dam broke early on Monday. Engineers blamed frost for it. The mayor denied any delay."


@pytest.fixture
def retrieval(library: Library) -> Retrieval:
    library.add([article(TEXT, "dam"), article("The ferry lost its rudder.", "ferry")])
    return library.retrieve("Who blamed frost when the dam broke?", 5)


def test_quotations_are_whole_sentences_likeliest_first(retrieval: Retrieval) -> None:
    found = evidence.quotations(retrieval)
    chances = [one.probability for one in found]
    assert chances == sorted(chances, reverse=True) and all(0 < one < 1 for one in chances)
    assert found[0].text == "Engineers blamed frost for it."
    assert {one.text for one in found} >= {"The mayor denied any delay.", "The ferry lost its rudder."}
    words = found[0].found
    assert words and found[0].start <= words.start < words.end <= found[0].end


def test_what_answers_is_surer_than_what_does_not(library: Library, retrieval: Retrieval) -> None:
    silent = library.retrieve("Which minister resigned over the villa in Krasnova?", 5)
    sure, unsure = (evidence.confidence(one, evidence.quotations(one)) for one in (retrieval, silent))
    assert 0 <= unsure < sure <= 1


def test_nothing_read_is_no_evidence(folder: Path) -> None:
    with Library.open(folder, embedder=HashEmbedder(), reader=OverlapReader(), asked=WordedQuestions()) as library:
        nothing = library.retrieve("Who?", 3)
    assert evidence.quotations(nothing) == [] and evidence.confidence(nothing, []) == 0.0


@pytest.mark.parametrize(
    ("question", "language", "share"),
    [
        ("Qui a parlé à Varenne en 1994 ?", "fr", 1.0),
        ("Qui a parlé à Dijon en 1994 ?", "fr", 0.5),
        ("Что сказал Дюпон в Варенне?", "ru", 1.0),
        ("Where is the bridge?", "en", 1.0),
    ],
)
def test_names_and_years_are_looked_for_in_any_script(
    library: Library, question: str, language: str, share: float
) -> None:
    library.add([article("Louise Dupont a ouvert le pont de Varenne en mars 1994.", "a", language="fr")])
    found = library.retrieve(question, 1)
    assert found.language == language
    assert evidence._names_held(found, found.passages[0].article) == pytest.approx(share)


def test_headings_are_not_quoted_beside_sentences(library: Library) -> None:
    library.add([article("Dam and frost\n\nEngineers blamed frost for the dam.", "h")])
    found = evidence.quotations(library.retrieve("Who blamed frost for the dam?", 3))
    assert [one.text for one in found] == ["Engineers blamed frost for the dam."]


@pytest.mark.parametrize(
    ("said", "question"),
    [
        ("« Le gel a rompu le barrage, pas nous. »", "Qui a rompu le barrage ?"),
        ("„Der Frost hat den Damm gebrochen.“", "Was hat den Damm gebrochen?"),
        ("The frost broke the dam.[3]", "What broke the dam?"),
    ],
)
def test_short_direct_speech_is_quoted(library: Library, said: str, question: str) -> None:
    library.add([article(f"{TEXT}\n\n{said}\n\n{TEXT}", "dam")])
    found = evidence.quotations(library.retrieve(question, 3))
    assert said in [one.text for one in found]


def test_a_sentence_printed_twice_is_cited_once(library: Library) -> None:
    library.add([article(TEXT, "dam", title="A"), article(TEXT.replace("Monday", "Tuesday"), "copy", title="B")])
    ranked = evidence.quotations(library.retrieve("Who blamed frost?", 5))
    assert sum("blamed frost" in one.text for one in ranked) == 2
    assert sum("blamed frost" in one.quotation.text for one in extractive.select(ranked)) == 1


def test_every_outlet_is_heard_before_one_is_heard_twice(library: Library) -> None:
    said = (
        "Minister Adam mourned the dam. Two bishops prayed at its wall. Farmers asked for seed. A senator left office. "
        "Engineers looked for cracks. Schools in Ystad stayed shut. The army sent forty tents. Banks lent without interest. "
        "Insurers promised to pay soon. A poet wrote an ode."
    )
    library.add([article(said, "one")])
    library.add(
        [
            article("The union reacted to the dam as well.", "two"),
            article("Nobody in Lund reacted to the dam.", "three"),
        ]
    )
    retrieval = library.retrieve("Who reacted to the dam?", 5)
    ranked = evidence.quotations(retrieval)
    # All as likely as one another, the long article's first.
    ranked = [replace(one, probability=0.9) for one in sorted(ranked, key=lambda one: one.article.id != "one")]
    chosen = [line.quotation.article.id for line in extractive.select(ranked)]
    assert len(chosen) == extractive.MOST_CITED and {"two", "three"} <= set(chosen)


def test_exact_words_are_told_with_their_place(stocked: Library) -> None:
    answer = stocked.as_chain().invoke("Who blamed frost when the dam broke?")
    assert answer.spans
    for one in answer.spans:
        cited = next(citation for citation in answer.citations if citation.marker == one.marker)
        assert cited.start <= one.start < one.end <= cited.end
        assert stocked.article(cited.article_id).text[one.start : one.end] == one.text


@pytest.mark.parametrize(
    ("question", "named", "lowered"),
    [
        ("Who shelled the river port in Klow?", "Klow woke to smoke.", True),
        # Nothing has the name.
        ("Who shelled the river port in Klow?", "Medra woke to smoke.", False),
        # The capital of what the article names.
        ("Who shelled the river port in Bangkok?", "Bangkok woke to smoke.", False),
    ],
)
def test_an_article_without_the_names_asked_about_gives_way_to_one_that_has_them(
    library: Library, question: str, named: str, lowered: bool
) -> None:
    told = "The river port of Thailand was shelled on Sunday by rebels who came from the hills."

    def likely() -> float:
        return next(one.probability for one in evidence.quotations(library.retrieve(question)) if one.text == told)

    library.add([article(told, "hills")])
    before = likely()
    library.add([article(f"{named} The port was shelled by soldiers of the guard.", "other")])
    assert (likely() < 0.6 * before) is lowered
