from __future__ import annotations

import pytest
from fakes import article

from rag import Library
from rag.answering import evidence, who_said
from rag.chain import AnswerChain
from rag.claims.parties import alike, unlike
from rag.models.asked import Asked

MORNING = article(
    "The Bordurian opposition accused the army of shelling the port of Dbrnouk on Sunday. "
    "The army denied this accusation. Ships waited outside the port of Dbrnouk.",
    "morning",
    source="Morning Post",
    published="2021-05-03",
)
EVENING = article(
    "The army of Borduria denied shelling the port of Dbrnouk in any way.", "evening", source="Evening Star"
)
CHERRIES = article("The cherries were late, and the school closed for the summer.", "cherries")


@pytest.fixture
def port(library: Library) -> Library:
    library.add([MORNING, EVENING, CHERRIES])
    return library


def test_an_accusation_stands_with_its_denials_and_is_called_contested(port: Library) -> None:
    answer = port.as_chain().invoke("Who accused the army of shelling the port of Dbrnouk?")
    quotes = [one.quote for one in answer.citations]
    assert quotes[0].startswith("The Bordurian opposition accused")
    assert {"morning", "evening"} == {one.article_id for one in answer.citations[:3]}
    assert answer.contests and answer.contests[0].claimed == (1,) and set(answer.contests[0].denied) == {2, 3}
    assert "**The Bordurian opposition** accused **the army**: “" in answer.answer
    assert "**The army** denied it" in answer.answer or "**The army of Borduria** denied it" in answer.answer


def test_a_denial_is_as_near_to_a_question_as_what_it_denies(library: Library) -> None:
    library.add([MORNING, CHERRIES])
    answer = library.as_chain().invoke("Who denied shelling the port of Dbrnouk?")
    assert answer.citations[0].quote == "The army denied this accusation."
    assert "**The army** denied it" in answer.answer


def test_accusations_of_two_outlets_with_one_denial_are_one_contest(library: Library) -> None:
    library.add(
        [
            MORNING,
            article(
                "The mayor of Dbrnouk also accused the army of having aimed at the port, with forty shells.", "noon"
            ),
        ]
    )
    answer = library.as_chain().invoke("Who accused the army of shelling the port of Dbrnouk?")
    (contest,) = answer.contests
    by_marker = {one.marker: one for one in answer.citations}
    assert {by_marker[one].article_id for one in contest.claimed} == {"morning", "noon"}
    assert [by_marker[one].quote for one in contest.denied] == ["The army denied this accusation."]
    assert answer.answer.count("denied this accusation") == 1


@pytest.mark.parametrize(
    ("question", "frame"),
    [
        (
            "Qui a accusé l’armée d’avoir bombardé le port de Dbrnouk ? accuse the army",
            "accuse **the army**\u00a0: «\u00a0",
        ),
        ("¿Quién acusó al ejército de bombardear el puerto de Dbrnouk? accuse the army", "acusa a **the army**: «"),
        (
            "Wer beschuldigt die Armee, den Hafen von Dbrnouk? accuse the army",
            "beschuldigt **the army**: „",
        ),
    ],
)
def test_the_frame_is_in_the_language_of_the_question(port: Library, question: str, frame: str) -> None:
    assert frame in port.as_chain().invoke(question).answer


def test_who_denied_gets_denials(port: Library) -> None:
    answer = port.as_chain().invoke("Who denied shelling the port of Dbrnouk?")
    assert "denied" in answer.citations[0].quote
    place = (answer.citations[0].article_id, answer.citations[0].start)
    assert [one["stance"] for one in answer.claims if (one["article_id"], one["start"]) == place] == ["deny"]


def test_a_question_with_the_roles_reversed_is_corrected(port: Library) -> None:
    answer = port.as_chain().invoke("Why did opposition deny the army accusation on the port of Dbrnouk?")
    assert answer.refused and "opposition" in (answer.reason or "")
    assert answer.citations[0].quote == "The army denied this accusation."
    assert "[1]" in answer.answer and answer.nearest


def test_a_question_with_the_denier_reversed_is_corrected_by_a_denial_in_another_article(library: Library) -> None:
    """The accusation of whom the question calls the denier stands first; what shows it is the denial elsewhere."""
    library.add(
        [
            article("Armenia accused Borduria of shelling the port of Dbrnouk.", "charge", source="Morning Post"),
            article("Borduria denied shelling the port of Dbrnouk at all.", "denial", source="Evening Star"),
        ]
    )
    answer = library.as_chain().invoke("Why did Armenia deny shelling the port of Dbrnouk?")
    assert answer.refused and "Armenia" in (answer.reason or "")
    assert [one.article_id for one in answer.citations] == ["denial"]


def test_a_question_that_is_about_no_claim_is_answered_as_before(port: Library) -> None:
    answer = port.as_chain().invoke("Ships outside the port of Dbrnouk?")
    assert answer.citations[0].quote.startswith("Ships waited")
    assert "**" not in answer.answer and not answer.contests


def test_a_denial_behind_a_late_accusation_moves_up_with_it_and_is_cited_once(library: Library) -> None:
    library.add(
        [
            article(f"The governor of {place} accused the army of shelling the port of Dbrnouk {day}.", place)
            for place, day in (
                ("Klow", "on Sunday before dawn"),
                ("Istow", "with rockets again"),
                ("Zlip", "during the harvest feast"),
            )
        ]
    )
    library.add(
        [
            article(
                "The sailors accused the army of shelling the port with guns. The fleet denied this accusation on the port of Dbrnouk.",
                "late",
            )
        ]
    )
    answer = library.as_chain().invoke("Who accused the army of shelling the port of Dbrnouk?")
    places = [(one.article_id, one.start) for one in answer.citations]
    assert len(places) == len(set(places))
    denial = next(one for one in answer.citations if one.quote.startswith("The fleet denied"))
    assert denial.marker <= 3 and answer.contests[0].denied == (denial.marker,)


def test_a_question_without_a_matter_is_answered_by_claims_however_little_they_resemble_it(library: Library) -> None:
    library.add(
        [
            article("The ministry of trade stated that it would pay for the bridge of Zlin.", "bridge"),
            article("The ferrymen denied having seen anybody.", "ferry"),
            CHERRIES,
        ]
    )
    chain = library.as_chain()
    answer = chain.invoke("Who denied?")
    assert not answer.refused and answer.citations[0].article_id == "ferry"
    assert "**The ferrymen** denied it" in answer.answer
    other = chain.invoke("Who denied the nightly theft of forty oil paintings from the royal castle museum?")
    assert other.confidence < answer.confidence
    # What is promised in other words is given with the words that it was given in.
    answer = chain.invoke("Who promised?")
    assert not answer.refused and "**The ministry of trade** said: “" in answer.answer
    assert {one.article_id for one in answer.citations} == {"bridge"}


def test_who_denied_does_not_lose_its_claim_to_the_other_side(library: Library) -> None:
    library.add(
        [
            article(
                "The opposition stated that the army had shelled the port of Dbrnouk. The army rejected this allegation.",
                "port",
            )
        ]
    )
    answer = library.as_chain().invoke("Who denied shelling the port of Dbrnouk?")
    assert "- **The army** denied it" in answer.answer
    assert sum("rejected this allegation" in one.quote for one in answer.citations) == 1


def test_a_mutual_accusation_is_told_both_ways(library: Library) -> None:
    library.add([article("Syldavia and Borduria accused each other of burning the forest of Klow.", "forest")])
    answer = library.as_chain().invoke("Who accused whom of burning the forest of Klow?")
    assert "**Syldavia** accused **Borduria**; **Borduria** accused **Syldavia**: “" in answer.answer
    assert len(answer.citations) == 1


def test_a_question_that_takes_nothing_for_granted_is_told_who_did_instead_of_nothing(library: Library) -> None:
    library.add([article("Syldavia accused Borduria of burning the forest. Borduria denied the charge.", "forest")])
    chain = library.as_chain()
    answer = AnswerChain(chain._retrieve, chain._asked, chain._claims_of, risk=1.0).invoke(
        "Did Borduria accuse Syldavia of arson?"
    )
    assert answer.refused and answer.citations and "Syldavia** accused **Borduria" in answer.answer


@pytest.mark.parametrize(
    ("asked", "printed", "expected"),
    [
        ("Armenian defence ministry", "The Azerbaijani defence ministry", True),
        ("Marie Vernay", "Paul Vernay, the mayor of Medra", True),
        ("President Macron", "President Putin", True),
        ("mayor of Lyon", "the mayor of Paris", True),
        ("Nigeria", "Niger", True),
        ("mayor Paul Vernay", "Vernay, the mayor of Medra", False),
        ("Armenia", "Armenian authorities in Nagorno-Karabakh", False),
        ("le ministère arménien de la Défense", "the Armenian Defence Ministry", False),
        ("Foreign Minister Lavrov", "Außenminister Lawrow", False),
    ],
)
def test_a_party_that_shares_words_is_another_by_its_country_or_name(asked: str, printed: str, expected: bool) -> None:
    assert unlike(asked, printed) is expected


@pytest.mark.parametrize(
    ("one", "other", "apart"),
    [
        ("Marine Le Pen", "Jean-Marie Le Pen", True),
        ("Karim Benhaddou", "Nadia Benhaddou", True),
        ("President Ilham Aliyev", "Ilham Aliyev", False),
        ("Mme Corre", "Anne Corre", False),
        ("General Pike", "Colonel Pike", False),
    ],
)
def test_two_people_of_one_surname_are_two(one: str, other: str, apart: bool) -> None:
    assert unlike(one, other) is apart


def test_a_denial_of_another_matter_is_not_the_other_side(library: Library) -> None:
    library.add(
        [
            article("The Bordurian opposition accused the army of shelling the port of Dbrnouk.", "port"),
            article("The dean of Istow denied that the army liked shelling ships off the port of Dbrnouk.", "survey"),
        ]
    )
    answer = library.as_chain().invoke("Who accused the army of shelling the port of Dbrnouk?")
    assert answer.citations[0].article_id == "port" and not answer.contests
    assert len(answer.citations) < 2 or answer.citations[1].article_id != "survey"


def test_what_a_question_quotes_is_brought_first(library: Library) -> None:
    library.add(
        [
            article("The coach was weary. “They stole this match from us”, the captain added on Sunday.", "match"),
            article("They said that this club stole players from us before the match.", "players"),
        ]
    )
    answer = library.as_chain().invoke("Who said “They stole this match from us”?")
    assert answer.citations and "stole this match" in answer.citations[0].quote


def test_a_question_whether_is_corrected_however_sure_it_is_that_the_articles_speak_of_it(library: Library) -> None:
    library.add([article("Borduria accused Syldavia of shelling the port of Dbrnouk.", "port"), CHERRIES])
    answer = library.as_chain().invoke("Did Syldavia accuse Borduria of shelling the port of Dbrnouk?")
    assert answer.refused and answer.citations[0].quote.startswith("Borduria accused")
    asked_for = library.as_chain().invoke("Who accused Syldavia of shelling the port of Dbrnouk?")
    assert not asked_for.refused


@pytest.mark.parametrize(("word", "marked"), [("often", True), ("never", False)])
def test_words_that_a_sentence_denies_are_not_its_answer(library: Library, word: str, marked: bool) -> None:
    library.add([article(f"Samples {word} held phosphorus.", "soil"), CHERRIES])
    answer = library.as_chain().invoke(f"Have samples {word} held what?")
    assert answer.citations and bool(answer.spans) is marked


def test_who_admitted_is_not_answered_by_denials(library: Library) -> None:
    library.add(
        [
            article(
                "Colonel Desta of Borduria admitted an error of fire at Nahda. Syldavia denied an error of fire at Nahda.",
                "nahda",
            ),
            CHERRIES,
        ]
    )
    answer = library.as_chain().invoke("Who admitted an error of fire at Nahda?")
    assert answer.citations[0].quote.startswith("Colonel Desta")
    assert "**Syldavia** denied" not in answer.answer


def test_one_sentence_with_both_sides_keeps_the_claim_that_was_asked_for(library: Library) -> None:
    told = "Lidia Moraru accused Turkey of supplying Korvania with the drones, which Ankara denied within hours."
    library.add([article(told, "drones"), CHERRIES])
    chain = library.as_chain()
    for question, first in (
        ("Who denied supplying Korvania with drones?", "**Ankara** denied"),
        ("Who accused Turkey of supplying Korvania with drones?", "**Lidia Moraru** accused"),
    ):
        answer = chain.invoke(question)
        assert len(answer.citations) == 1 and f"- {first}" in answer.answer
        assert answer.answer.startswith("This is contested"), answer.answer


def test_another_dispute_further_down_contests_nothing(library: Library) -> None:
    library.add(
        [
            article("The opposition accused the police of burning the library of Klow.", "library"),
            article("The zoo accused the vet of burning the barn. The vet denied burning the barn.", "barn"),
        ]
    )
    answer = library.as_chain().invoke("Who accused the police of burning the library of Klow?")
    assert answer.citations[0].article_id == "library" and not answer.answer.startswith("This is contested")


def test_of_several_denials_the_one_on_the_matter_comes_first(library: Library) -> None:
    library.add(
        [
            article(
                "The ministry of Syldavia denied that the hospital of Halmer had been chosen as a target.", "target"
            ),
            article("The ministry of Syldavia denied that its aircraft had been in the area of Halmer.", "aircraft"),
        ]
    )
    answer = library.as_chain().invoke("Who denied that aircraft had been in the area of Halmer?")
    assert answer.citations[0].article_id == "aircraft"


def test_a_deed_told_the_other_way_round_is_corrected(library: Library) -> None:
    library.add([article("Marlow sued Kessel in May because a shipment of glass had come late.", "suit"), CHERRIES])
    chain = library.as_chain()
    turned = chain.invoke("Why did Kessel sue Marlow?")
    assert turned.refused and "Kessel" in turned.reason and turned.citations[0].quote.startswith("Marlow sued")
    straight = chain.invoke("Why did Marlow sue Kessel?")
    assert not straight.refused and straight.citations[0].quote.startswith("Marlow sued")


@pytest.mark.parametrize(
    ("question", "holds"),
    [
        ("According to Voss, how many employees joined the walkout?", "1,100"),
        ("How many employees joined the walkout, according to the union?", "2,300"),
    ],
)
def test_a_figure_is_the_one_of_whom_it_is_asked_from(library: Library, question: str, holds: str) -> None:
    library.add(
        [
            article(
                "The walkout at the Halven depot began on Monday. According to the union, 2,300 employees took part in the "
                "walkout. Voss put the number at 1,100 and said lorries were leaving on time.",
                "walkout",
            ),
            CHERRIES,
        ]
    )
    assert holds in library.as_chain().invoke(question).citations[0].quote


def test_a_party_is_known_by_its_other_namings(library: Library) -> None:
    library.add(
        [
            article(
                "The mayor, Gerald Lantoine, demanded an inquiry. The candidate Anne Morel accused the gendarmes of a betrayal "
                "in the vote. Gerald Lantoine accused the prefecture of betrayal.",
                "vote",
            ),
            CHERRIES,
        ]
    )
    answer = library.as_chain().invoke("Whom did mayor accuse of a betrayal in the vote?")
    assert answer.citations[0].quote.startswith("Gerald Lantoine accused the prefecture")


def test_a_sentence_that_names_the_source_comes_before_others_without_a_claim(library: Library) -> None:
    library.add(
        [
            article(
                "According to the union, 2,300 employees took part in the walkout. How many employees joined the walkout "
                "was open. Voss had 1,100 employees in the walkout on her list.",
                "walkout",
            ),
            CHERRIES,
        ]
    )
    answer = library.as_chain().invoke("According to Voss, how many employees joined the walkout?")
    assert "1,100" in answer.citations[0].quote


def test_another_country_s_denial_does_not_come_first(library: Library) -> None:
    library.add(
        [
            article("Cambodia denied shelling the pagoda and the monks in Samraong.", "cambodia"),
            article("Thailand has its own account of the shelling of the pagoda.", "thailand"),
        ]
    )
    answer = library.as_chain().invoke("Why did Thailand deny shelling the pagoda and the monks?")
    assert answer.citations[0].article_id == "thailand"


def test_a_neighbour_that_is_not_named_turns_a_question_round(library: Library) -> None:
    library.add(
        [
            article("Bangkok accused its neighbour of laying the mine that maimed three soldiers in October.", "mine"),
            CHERRIES,
        ]
    )
    answer = library.as_chain().invoke("Why did Cambodia accuse Thailand of laying the mine that maimed soldiers?")
    assert answer.refused and answer.citations[0].quote.startswith("Bangkok accused its neighbour")


def test_a_director_is_meant_whose_article_has_the_place(library: Library) -> None:
    library.add(
        [
            article("The site director said no order had been moved. The plant at Selby makes bottles.", "selby"),
            article("The site director said no valve had been opened at night. The plant at Rye makes paint.", "rye"),
        ]
    )
    asked = Asked("say", 1.0, speaker="the director of Rye")
    known = who_said.acquainted(asked, library.claims(), library.articles(), "en")
    assert known.speakers == {("rye", "The site director")}


def test_a_claim_that_hardly_answers_puts_nothing_behind(library: Library) -> None:
    library.add(
        [
            article(
                "The clerk announced that 1,204 residents had turned down the flood wall. The flood wall was turned down before.",
                "wall",
            ),
            article("Piet Harms denied everything.", "goat"),
        ]
    )
    ranked = evidence.quotations(library.retrieve("How many residents had turned down the flood wall?"))
    lines = who_said.select(Asked("deny", 1.0, matter="the flood wall"), ranked, library.claims())
    assert "1,204" in lines[0].quotation.text


def test_what_names_the_source_is_no_word_of_another(library: Library) -> None:
    library.add(
        [
            article(
                "The cleaning will cost the association Clear Rye 85 million euros, said Fulvio Marangon. "
                "How much the cleaning will cost is not known.",
                "cost",
            ),
            CHERRIES,
        ]
    )
    answer = library.as_chain().invoke("According to the association Clear Rye, how much will the cleaning cost?")
    assert "85 million" in answer.citations[0].quote


@pytest.mark.parametrize(
    ("asked", "printed", "same"),
    [
        ("the father of Aitor Berrondo", "Aitor Berrondo", False),
        ("le maire de Rochebrune", "Rochebrune", False),
        ("l'avocat de Hellmond", "the company's lawyer, Laurent Quesnay", True),
        ("l'avocat de Hellmond", "l'avocat d'Orvanne", False),
    ],
)
def test_who_is_told_by_somebody_elses_name(asked: str, printed: str, same: bool) -> None:
    assert (alike(asked, printed) >= 0.5 and not unlike(asked, printed)) is same
