"""Questions inside a conversation: by rules, by a chat model, and asked back."""

from __future__ import annotations

import pytest
from fake_openai import fake_openai

from rag import Library
from rag.answering import follow_up
from rag.models import chat


def talk(*said: str) -> list[dict[str, str]]:
    return [{"role": "assistant" if at % 2 else "user", "content": one} for at, one in enumerate(said)]


VERNAY = talk("Who denied the theft?", "Paul Vernay, the former mayor.")


@pytest.mark.parametrize(
    ("question", "history", "begins"),
    [
        ("When did he say so?", VERNAY, "When did Paul Vernay say so? (Who denied the theft?"),
        ("And his lawyer?", VERNAY, "And Paul Vernay's lawyer? ("),
        ("et elle ?", talk("Qui a parlé ?", "Claire Aubert et Paul Vernay ont parlé."), "et elle (Claire Aubert) ? ("),
        (
            "Pourquoi a-t-il quitté la capitale avant le vote ?",
            talk("Qui a promis ?", "- **Paul Vernay** a promis. [1] — Le Courrier du Soir, 3 novembre 2020"),
            "Pourquoi a-t-il quitté la capitale avant le vote (Paul Vernay) ? (Qui a promis ? Paul Vernay a promis.)",
        ),
        (
            "Y a-t-il des blessés ?",
            talk("Qui a parlé ?", "Jean Aubert et Paul Vernay ont parlé."),
            "Y a-t-il des blessés ? (Qui a parlé ?",
        ),
        (
            "Et la Russie, qu'a-t-elle dit ?",
            talk("Qui accuse qui ?", "L'Arménie accuse l'Azerbaïdjan."),
            "Et la Russie, qu'a-t-elle dit ? (Qui",
        ),
        (
            "when was that?",
            talk("Did the dam break?", "Yes, after the frost."),
            "when was that? (Did the dam break? Yes",
        ),
    ],
)
def test_a_question_that_leans_on_the_last_one_takes_it_along(
    question: str, history: list[dict[str, str]], begins: str
) -> None:
    found = follow_up.alone(question, history)
    assert found.rewritten and found.question.startswith(begins)


@pytest.mark.parametrize(
    ("question", "history", "expected"),
    [
        # A refusal with the nearest articles tells of nobody.
        (
            "What did he say about parliament?",
            talk(
                "What did Henrik Solberg warn of?",
                "The articles do not answer this.\n\nNearest articles:\n\n- Row in Vardo — The Northern Observer, 3 May 2024",
            ),
            "What did Henrik Solberg say about parliament? (What did Henrik Solberg warn of?)",
        ),
        # Who was asked about, not whom the answer names too; of "who accuses X" it is X who answers.
        (
            "À quoi a-t-il été condamné ?",
            talk(
                "Qu'a reconnu Fabien Coste à l'audience ?", "- « Fabien Coste a signé, mais Gérard Lambesc nie. » [1]"
            ),
            "À quoi a-t-il été condamné (Fabien Coste) ? (Qu'a reconnu Fabien Coste à l'audience ?)",
        ),
        (
            "What did he answer?",
            talk("Who accuses Henri Delmas of emptying the tills?", "- **Gérard Lambesc** accuses him. [1]"),
            "What did Henri Delmas answer? (Who accuses Henri Delmas of emptying the tills?)",
        ),
        # No body is a he.
        (
            "And how did his office react?",
            talk("What did Irina Dolj accuse Anton Verescu of?", "- “Dolj, leader of the Civic Alliance, spoke.” [1]"),
            "And how did Anton Verescu's office react? (What did Irina Dolj accuse Anton Verescu of?)",
        ),
        # "-elle" is the prosecutor, who stands before it.
        (
            "Quelle peine la procureure avait-elle requise contre lui ?",
            talk("Qu'a reconnu Fabien Coste à l'audience ?", "- « Fabien Coste a reconnu avoir signé. » [1]"),
            "Quelle peine la procureure avait-elle requise contre lui (Fabien Coste) ? (Qu'a reconnu Fabien Coste à l'audience ?)",
        ),
        (
            "А что ответила Тарсения?",
            talk("Кто обвинил Тарсению в нарушении перемирия?", "- Корвания обвинила Тарсению. [1]"),
            "А что ответила Тарсения? (Кто обвинил Тарсению в нарушении перемирия?)",
        ),
    ],
)
def test_whom_a_question_goes_on_about(question: str, history: list[dict[str, str]], expected: str) -> None:
    assert follow_up.alone(question, history) == follow_up.Alone(expected, rewritten=True)


PHOSPHORUS = talk(
    "Who accused whom of using white phosphorus?", "What the articles say:\n\n- **Armenia** [1] accused Azerbaijan."
)


@pytest.mark.parametrize(
    ("question", "history", "expected"),
    [
        ("And who denied it?", PHOSPHORUS, "And who denied using white phosphorus?"),
        ("And who denied?", PHOSPHORUS, "And who denied using white phosphorus?"),
        (
            "Et qui a démenti ?",
            talk("Qui accuse l'Azerbaïdjan d'utiliser du phosphore blanc ?", "L'Arménie."),
            "Et qui a démenti : utiliser du phosphore blanc ?",
        ),
        (
            "Et qui l'a nié ?",
            talk("Qui affirme que le barrage fuyait ?", "Un ingénieur."),
            "Et qui l'a nié : le barrage fuyait ?",
        ),
        (
            "Y quién lo negó?",
            talk("¿Quién acusó a Armenia de bombardear Terter?", "Bakú."),
            "Y quién lo negó: bombardear Terter?",
        ),
        (
            "Und wer bestreitet das?",
            talk("Wer wirft der Firma vor, Daten verkauft zu haben?", "Zwei Zeugen."),
            "Und wer bestreitet das: Daten verkauft zu haben?",
        ),
        (
            "And who confirmed it?",
            talk("Did the dam break?", "**Yes**."),
            "And who confirmed it? (Did the dam break? Yes.)",
        ),
    ],
)
def test_a_bare_question_for_who_denied_it_takes_the_claim_along(
    question: str, history: list[dict[str, str]], expected: str
) -> None:
    assert follow_up.alone(question, history) == follow_up.Alone(expected, rewritten=True)


TWO_FIRES = talk("What happened on Monday?", "A fire in Medra killed two; another fire near Savinsk destroyed a mill.")


@pytest.mark.parametrize(
    ("question", "history", "asked_back"),
    [
        ("When was the fire?", TWO_FIRES, "Which do you mean: the fire in Medra or the fire near Savinsk?"),
        (
            "When did it happen?",
            talk("Was there a fire or a flood in Medra?", "Both."),
            "Which do you mean: the fire or the flood in Medra?",
        ),
        (
            "Et c'était quand ?",
            talk(
                "Que s'est-il passé ?",
                "Un incendie à Medra a détruit un moulin. Une explosion à Savinsk a fait deux morts.",
            ),
            "De quoi parlez-vous : l’incendie à Medra ou l’explosion à Savinsk ?",
        ),
        ("When was it?", talk("Who saw the fire in Medra?", "Two men, after the explosion in Savinsk."), ""),
        ("When was the fire in Medra?", TWO_FIRES, ""),
        ("And who denied it?", TWO_FIRES, ""),
    ],
)
def test_a_question_that_could_mean_two_events_asks_back(
    question: str, history: list[dict[str, str]], asked_back: str
) -> None:
    assert follow_up.alone(question, history).unclear == asked_back


def test_the_chain_asks_back_between_two_events(stocked: Library) -> None:
    found = stocked.as_chain().invoke({"question": "When was the fire?", "history": TWO_FIRES})
    assert found.answer == "Which do you mean: the fire in Medra or the fire near Savinsk?" and not found.citations


@pytest.mark.parametrize(
    "question", ["Who won the election in Saravel?", "Qui a gagné l'élection du Saravel en 2023 ?"]
)
def test_a_question_that_stands_by_itself_is_left_alone(question: str) -> None:
    assert follow_up.alone(question, VERNAY) == follow_up.Alone(question)
    assert follow_up.alone("When did he say so?", []) == follow_up.Alone("When did he say so?")


def test_a_question_that_could_mean_two_asks_back() -> None:
    both = talk("Who spoke?", "Paul Vernay and Marc Aubert spoke.")
    assert follow_up.alone("What did he say?", both).unclear == "Whom do you mean: Paul Vernay or Marc Aubert?"
    assert not follow_up.alone("What did she say?", talk("Who spoke?", "Paul Vernay and Claire Aubert spoke.")).unclear


CHOICE = [
    *talk("Who spoke?", "Paul Vernay and Marc Aubert spoke."),
    *talk("What did he say?", "Whom do you mean: Paul Vernay or Marc Aubert?"),
]


@pytest.mark.parametrize(
    ("reply", "history", "expected"),
    [
        ("Paul Vernay", CHOICE, "What did Paul Vernay say? (Who spoke?"),
        ("Aubert", CHOICE, "What did Marc Aubert say? (Who spoke?"),
        ("Paul Vernay, the mayor", CHOICE, "What did Paul Vernay say? (Who spoke?"),
        (
            "Savinsk",
            [*TWO_FIRES, *talk("When was the fire?", "Which do you mean: the fire in Medra or the fire near Savinsk?")],
            "When was the fire? (the fire near Savinsk)",
        ),
    ],
)
def test_the_choice_between_those_asked_back_about_completes_the_question(
    reply: str, history: list[dict[str, str]], expected: str
) -> None:
    found = follow_up.alone(reply, history)
    assert found.rewritten and not found.unclear and found.question.startswith(expected)


@pytest.mark.parametrize(
    "new", ["Who won the election in Saravel in 2023?", "Where does Paul Vernay live?", "Who is Paul Vernay?"]
)
def test_what_is_no_choice_is_a_question_of_its_own(new: str) -> None:
    assert follow_up.alone(new, CHOICE) == follow_up.Alone(new)


def test_what_is_not_meant_is_not_chosen() -> None:
    assert "Vernay say" not in follow_up.alone("Not Paul Vernay", CHOICE).question


@pytest.mark.parametrize(
    ("new", "before", "expected"),
    [
        (
            "Et d'après les Orvaliens ?",
            "D'après les observateurs, combien d'habitants sont partis ?",
            "D'après les Orvaliens, combien d'habitants sont partis ?",
        ),
        (
            "And according to Baku?",
            "How many soldiers died, according to Yerevan?",
            "According to Baku, how many soldiers died?",
        ),
        ("Et selon Kiev ?", "Combien de soldats sont morts ?", "Selon Kiev, combien de soldats sont morts ?"),
    ],
)
def test_another_source_is_asked_what_the_first_was_asked(new: str, before: str, expected: str) -> None:
    assert follow_up.alone(new, talk(before, "Some.")).question == expected


def test_a_last_name_is_who_is_meant() -> None:
    found = follow_up.alone(
        "Et lui, que répond-il ?", talk("Que reproche Corinne Malassis à Vasseran ?", "Des fautes.")
    )
    assert "Vasseran" in found.own and "Malassis" not in found.own


def test_the_history_that_is_read_has_a_bound() -> None:
    assert len(follow_up.bounded(talk(*("x" * 900 for _ in range(40))))) == 2
    assert len(follow_up.bounded(talk(*("x" for _ in range(40))))) == 6
    assert len(follow_up.bounded(talk("y" * 9_000))[0]["content"]) == 1_000
    # A letter is up to three bytes, and a token about four of them.
    assert len(follow_up.bounded(talk("水" * 9_000))[0]["content"]) == 333


@pytest.mark.parametrize("length", [900, 1_990, 9_000])
def test_a_question_leans_on_the_one_before_however_long_the_answer_was(length: int) -> None:
    history = talk("Who accused whom of using white phosphorus?", "The articles say much. " * (length // 23))
    assert follow_up.alone("And who denied it?", history).question == "And who denied using white phosphorus?"


def test_the_chain_looks_for_the_rewritten_question_and_shows_it(stocked: Library) -> None:
    history = talk("Did the dam break early on Monday?", "Yes.")
    answer = stocked.as_chain().invoke({"question": "and what did engineers blame for it?", "history": history})
    assert answer.question == "and what did engineers blame for it?"
    assert answer.rewritten == "and what did engineers blame for it? (Did the dam break early on Monday?)"
    assert answer.citations[0].article_id == "dam"
    both = talk("Who spoke?", "Paul Vernay and Marc Aubert spoke.")
    asked_back = stocked.as_chain().invoke({"question": "What did he say?", "history": both})
    assert asked_back.answer == "Whom do you mean: Paul Vernay or Marc Aubert?" and not asked_back.citations


def test_a_model_words_it_unless_it_brings_in_someone_new() -> None:
    with fake_openai() as server:
        model = chat.open_model("openai:good", base_url=server.url)
        server.replies = ["When did Paul Vernay deny the theft?"]
        assert follow_up.alone("When did he say so?", VERNAY, model).question == "When did Paul Vernay deny the theft?"
        server.replies = ["When did Marc Aubert deny the theft?"]
        assert follow_up.alone("When did he say so?", VERNAY, model).question.startswith(
            "When did Paul Vernay say so? ("
        )
        assert "user: Who denied the theft?" in server.asked[0]["messages"][0]["content"]
        server.replies = ["<think>He is Vernay. Is he?</think>\nمتى نفى Paul Vernay السرقة؟"]
        assert follow_up.alone("When did he say so?", VERNAY, model).question == "متى نفى Paul Vernay السرقة؟"
        # A question that names nobody may stand by itself; a model can tell.
        server.replies, asked = ["How many people saw the theft?"], "How many people watched the trial until the end?"
        assert follow_up.alone(asked, VERNAY, model).question == server.replies[0]
        assert follow_up.alone(asked, VERNAY).question == asked
        # It stands by itself, so that nothing is asked back whatever was talked of.
        alone = "Which minister resigned after the attack was reported on television?"
        two = talk("What happened?", "An attack in Medra killed two; another attack near Savinsk burnt a mill.")
        server.replies = [alone]
        assert follow_up.alone(alone, two, model) == follow_up.alone(alone, two) == follow_up.Alone(alone)
