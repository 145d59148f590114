"""The bundled model as the library uses it."""

from __future__ import annotations

import threading
from pathlib import Path

import numpy as np
import pytest

from corpus.types import Article
from rag import Library
from rag.errors import ModelNotFound
from rag.models.embedder import PassageText, SentenceTransformerEmbedder, Vectors, for_setting

FR = "L’armée bordure a accusé la Syldavie d’avoir bombardé le port. Le ministère syldave a rejeté cette accusation."
EN = "The dam broke on Monday after a night of frost. Nobody was hurt, the mayor said."
RU = "Власти обвинили армию в обстреле города. Министерство обороны отвергло эти обвинения."


def passage(text: str, title: str = "", *bounds: tuple[int, int]) -> PassageText:
    if not bounds:
        cut = text.find(". ") + 1
        bounds = ((0, cut), (cut + 1, len(text))) if cut else ((0, len(text)),)
    return PassageText(title, text, bounds)


def unit(vectors: Vectors) -> bool:
    return bool(np.allclose(np.linalg.norm(vectors, axis=-1), 1, atol=1e-5))


def test_shapes_and_lengths(model: SentenceTransformerEmbedder) -> None:
    assert model.dimension == 384 and "e5-small" in model.name
    three = ((0, 5), (6, 10), (11, len(EN)))
    found = model.embed_passages(
        [passage(FR, "Titre"), passage(EN), PassageText("", EN, three), PassageText("t", "x", ())]
    )
    assert [one.passage.shape for one in found] == [(384,)] * 4
    assert [one.sentences.shape for one in found] == [(2, 384), (2, 384), (3, 384), (0, 384)]
    assert all(one.passage.dtype == one.sentences.dtype == np.float32 for one in found)
    assert all(unit(one.passage) and unit(one.sentences) for one in found)
    questions = model.embed_questions(["Who?", "Qui a accusé l’armée ?"])
    assert questions.shape == (2, 384) and questions.dtype == np.float32 and unit(questions)
    assert model.embed_questions([]).shape == (0, 384) and model.embed_passages([]) == []


def test_a_vector_does_not_depend_on_what_it_is_embedded_with(model: SentenceTransformerEmbedder) -> None:
    # bfloat16 keeps 8 bits; what padding changes lies far below what tells texts apart.
    texts = [FR, EN, RU, EN * 6, "Non.", FR * 3]
    together = model.embed_passages([passage(text, "T") for text in texts])
    for text, found in zip(texts, together, strict=True):
        (alone,) = model.embed_passages([passage(text, "T")])
        assert float(alone.passage @ found.passage) > 0.999
        assert float((alone.sentences * found.sentences).sum(axis=1).min()) > 0.995
    assert float(together[0].passage @ together[1].passage) < 0.95  # and different texts differ by far more


def test_passages_and_questions_come_back_in_the_order_given(model: SentenceTransformerEmbedder) -> None:
    texts = [f"Report {number} names the harbour of Dbrnouk. " * (1 + number * 5 % 7) for number in range(24)]
    told: list[int] = []
    found = model.embed_passages([passage(text) for text in texts], told.append)
    assert told == sorted(told) and told[-1] == 24
    for number in (0, 11, 23):
        (alone,) = model.embed_passages([passage(texts[number])])
        assert int(np.argmax([float(alone.passage @ one.passage) for one in found])) == number
    questions = ["Who is the mayor?", "x " * 300, "Wo ist der Hafen?"]
    vectors = model.embed_questions(questions)
    for number, question in enumerate(questions):
        assert float(model.embed_questions([question])[0] @ vectors[number]) > 0.999


def test_the_title_counts(model: SentenceTransformerEmbedder) -> None:
    bare, titled = model.embed_passages([passage(EN), passage(EN, "Earthquake in Dbrnouk")])
    question = model.embed_questions(["earthquake in Dbrnouk"])[0]
    assert float(titled.passage @ question) > float(bare.passage @ question) + 0.01


def test_a_question_and_a_passage_of_the_same_words_are_told_apart(model: SentenceTransformerEmbedder) -> None:
    """The model wants "query: " and "passage: " before them."""
    text = "the dam broke on Monday"
    (found,) = model.embed_passages([passage(text)])
    assert float(found.passage @ model.embed_questions([text])[0]) < 0.9999


@pytest.mark.parametrize(
    ("question", "text", "right"),
    [
        ("Who rejected the accusation?", FR, 1),
        ("Who accused Syldavia of bombing the port?", FR, 0),
        ("Wer wurde verletzt?", EN, 1),
        ("Quand le barrage a-t-il cédé ?", EN, 0),
        ("Who rejected the accusations?", RU, 1),
    ],
)
def test_a_question_is_nearest_to_the_sentence_that_answers_in_another_language(
    model: SentenceTransformerEmbedder, question: str, text: str, right: int
) -> None:
    (found,) = model.embed_passages([passage(text)])
    scores = found.sentences @ model.embed_questions([question])[0]
    assert int(np.argmax(scores)) == right


def test_a_question_is_nearest_to_the_passage_that_answers_in_another_language(
    model: SentenceTransformerEmbedder,
) -> None:
    passages = np.stack([one.passage for one in model.embed_passages([passage(text) for text in (FR, EN, RU)])])
    questions = model.embed_questions(
        ["Who bombed the port of Syldavia?", "Barrage rompu par le gel", "обстрел города"]
    )
    assert (questions @ passages.T).argmax(axis=1).tolist() == [0, 1, 2]


def test_cosines_of_known_pairs(model: SentenceTransformerEmbedder) -> None:
    """multilingual-e5's cosines lie between .7 and 1: the same, a translation, something else, in this order."""
    same, translated, other = (
        float(pair[0] @ pair[1])
        for pair in (
            model.embed_questions([one, two])
            for one, two in (
                ("The mayor denied it.", "The mayor denied it."),
                ("The mayor denied it.", "Le maire l’a démenti."),
                ("The mayor denied it.", "Photosynthesis needs sunlight."),
            )
        )
    )
    assert same == pytest.approx(1, abs=1e-3) and translated > 0.88 and 0.65 < other < translated - 0.05


@pytest.mark.parametrize(
    "text", [EN * 60, "x" * 30_000, "部长指责军队。" * 700, "🙂" * 3000, "\x00 \u202e \ufffd a", " "]
)
def test_long_and_strange_texts_give_finite_vectors(model: SentenceTransformerEmbedder, text: str) -> None:
    """Longer ones than the model's 512 tokens are read up to there; sentences beyond get the passage's vector."""
    bounds = ((0, max(1, len(text) // 100)), (len(text) - 1, len(text)))
    (found,) = model.embed_passages([PassageText("Title", text, bounds)])
    assert np.isfinite(found.passage).all() and np.isfinite(found.sentences).all() and unit(found.passage)
    assert unit(found.sentences)
    if len(text) > 4000:
        assert float(found.sentences[1] @ found.passage) == pytest.approx(1, abs=1e-5)
    assert unit(model.embed_questions([text]))


def test_threads_share_one_model(model: SentenceTransformerEmbedder) -> None:
    questions = [f"Who accused the mayor of town number {number}?" for number in range(8)]
    expected = model.embed_questions(questions)
    found: dict[int, Vectors] = {}

    def ask(number: int) -> None:
        found[number] = model.embed_questions([questions[number]])[0]

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert all(float(found[number] @ expected[number]) > 0.999 for number in range(8))


def test_a_model_that_is_not_there_is_named_with_its_cure(tmp_path: Path) -> None:
    embedder = for_setting(str(tmp_path / "no-model"), tmp_path)
    with pytest.raises(ModelNotFound, match=r"no-model.*--embedding"):
        embedder.embed_questions(["Who?"])


def test_nothing_is_loaded_before_it_is_needed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ONRECORD_CACHE", str(tmp_path / "cache"))
    with Library.open(tmp_path / "news.library") as library:
        assert library.articles() == [] and library.stats()["dimension"] == 384
    assert not (tmp_path / "cache").exists()


def test_a_library_over_the_real_model_answers_across_languages(
    tmp_path: Path, model: SentenceTransformerEmbedder
) -> None:
    with Library.open(tmp_path / "news.library", embedder=model) as library:
        library.add(
            [
                Article(
                    FR, id="fr", title="Le port bombardé", source="Le Matin", published="2020-10-05", language="fr"
                ),
                Article(EN, id="en", title="Dam breaks", source="The Post", published="2020-11-02", language="en"),
            ]
        )
        for question in ("Who accused Syldavia of bombing the port?", "Wer hat den Vorwurf zurückgewiesen?"):
            hit = library.search(question, k=2)[0]
            assert hit.article_id == "fr" and hit.text == FR[hit.start : hit.end]
        answer = library.as_chain().invoke("Who accused Syldavia of bombing the port?")
        assert not answer.refused and answer.citations[0].quote == FR[: FR.index(". ") + 1]
        assert library.as_chain().invoke("What is the capital of Peru?").refused
