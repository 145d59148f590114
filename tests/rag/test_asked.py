"""The bundled reading of questions about claims, with its real weights; the questions are in no training set."""

from __future__ import annotations

import pytest

from rag import settings
from rag.claims.parties import alike
from rag.errors import ModelDamaged
from rag.models import asked as asked_models
from rag.models.asked import BundledAskedReader, asks_whether, told_by


@pytest.fixture(scope="module")
def reader() -> BundledAskedReader:
    return BundledAskedReader(settings.load().cache)


@pytest.mark.parametrize(
    ("question", "stance", "speaker", "target"),
    [
        ("Who accused the zoo keeper of negligence?", "accuse", "", "the zoo keeper"),
        ("What did the growers accuse the mill of?", "accuse", "the growers", "the mill"),
        ("Qui a accusé le directeur du zoo de négligence ?", "accuse", "", "le directeur du zoo"),
        ("Wer beschuldigt Borduria?", "accuse", "", "Borduria"),
        ("Who denied that the bees were poisoned?", "deny", "", ""),
        ("Que répond Vesna Tolar ?", "say", "Vesna Tolar", ""),
        ("Qui nie l'empoisonnement des abeilles ?", "deny", "", ""),
        ("¿Quién negó el envenenamiento?", "deny", "", ""),
        ("Quem negou a acusação?", "deny", "", ""),
        ("What did the zoo promise?", "promise", "the zoo", ""),
        ("How many bees died in the valley?", "", "", ""),
        ("Combien d'abeilles sont mortes ?", "", "", ""),
        ("В каком году построили зоопарк?", "", "", ""),
    ],
)
def test_what_a_question_asks(
    reader: BundledAskedReader, question: str, stance: str, speaker: str, target: str
) -> None:
    read = reader.read(question)
    assert read.stance == stance
    # Whether an article or a preposition is taken along makes no difference to which party is meant.
    for found, wanted in ((read.speaker, speaker), (read.target, target)):
        assert alike(wanted, found) >= 0.5 if wanted else not found


def test_why_takes_for_granted_what_did_does_not(reader: BundledAskedReader) -> None:
    why = reader.read("Why did Borduria deny shelling the port?")
    assert (why.stance, why.speaker, why.granted) == ("deny", "Borduria", True)
    assert not reader.read("Did Borduria deny shelling the port?").granted


@pytest.mark.parametrize(
    ("question", "speaker"),
    [
        ("Qu'a nié Sophie Delmas ?", "Sophie Delmas"),
        ("Qu'a reproché Jean-Luc Vidal à Gérard Lambesc ?", "Jean-Luc Vidal"),
        ("What did Marie Vernay deny?", "Marie Vernay"),
    ],
)
def test_a_name_is_read_whole(reader: BundledAskedReader, question: str, speaker: str) -> None:
    assert reader.read(question).speaker == speaker


@pytest.mark.parametrize(
    ("question", "whether"),
    [
        ("Qu'a reproché Vidal à Lambesc ?", False),
        ("Was warf Obermann dem Sudan vor?", False),
        ("Womit drohte die Gewerkschaft?", False),
        ("Was the bridge closed?", True),
        ("Le maire a-t-il démenti ?", True),
    ],
)
def test_what_asks_whether(question: str, whether: bool) -> None:
    assert asks_whether(question) is whether


def test_odd_questions_are_read_too(reader: BundledAskedReader) -> None:
    for question in ("?", "\ud83d", "who " * 2000, "谁" * 500, "Who accused \x00 whom?"):
        assert 0 <= reader.read(question).probability <= 1


def test_damaged_weights_say_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asked_models, "SHA256", "0" * 64)
    with pytest.raises(ModelDamaged, match="Install onrecord again"):
        asked_models.weights_file()


@pytest.mark.parametrize(
    ("question", "source"),
    [
        ("Pourquoi, selon le patron de Halven, le four est-il perdu ?", "le patron de Halven"),
        ("How many shots were fired, according to the police union?", "the police union"),
        ("A que velocidade ia o carro segundo a inspecção da polícia?", "a inspecção da polícia"),
        ("Secondo il sindaco, chi ha mentito?", "il sindaco"),
        ("Chi ha vinto il secondo turno?", ""),
        ("Who won the race?", ""),
    ],
)
def test_whose_version_is_asked_for(question: str, source: str) -> None:
    assert told_by(question) == source
