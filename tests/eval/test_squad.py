"""SQuAD-format files become articles and questions, whatever their version, language or wrapping."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from corpus import readers
from eval import sets, squad
from rag.errors import UsageError

FRENCH = "Le pont de Varenne a été inauguré en 1931. M. Dupont l’a dessiné.\n\nIl mesure 210 mètres, selon la mairie."
ENGLISH = "The Varenne bridge was opened in 1931. Mr. Dupont drew it.\n\nIt is 210 metres long, the town hall says."


def wrapped(context: str, qas: list[dict[str, Any]], title: str = "Pont_de_Varenne") -> dict[str, Any]:
    return {"version": "v2.0", "data": [{"title": title, "paragraphs": [{"context": context, "qas": qas}]}]}


def asked(identifier: str, question: str, context: str, answer: str, **more: Any) -> dict[str, Any]:
    answers = [{"text": answer, "answer_start": context.index(answer)}]
    return {"id": identifier, "question": question, "answers": answers, **more}


def written(folder: Path, name: str, content: Any) -> Path:
    path = folder / name
    path.write_text(json.dumps(content), "utf-8")
    return path


@pytest.fixture
def french(tmp_path: Path) -> Path:
    qas = [
        asked("q1", "Combien mesure le pont de Varenne ?", FRENCH, "210 mètres"),
        asked("q2", "Qui a dessiné le pont ?", FRENCH, "Dupont"),
        {"id": "q3", "question": "Qui a peint le pont ?", "is_impossible": True, "answers": [],
         "plausible_answers": [{"text": "Dupont", "answer_start": 46}]},
    ]  # fmt: skip
    return written(tmp_path, "french.json", wrapped(FRENCH, qas))


def test_a_paragraph_becomes_an_article_exactly_as_given(french: Path) -> None:
    imported = squad.read(french)
    (article,) = imported.articles
    assert article.text == FRENCH
    assert (article.id, article.title, article.language) == ("pont-de-varenne-001", "Pont de Varenne", "fr")


def test_questions_carry_answers_and_the_sentences_that_hold_them(french: Path) -> None:
    first, second, third = squad.read(french).questions
    assert first["answers"] == ["210 mètres"] and first["answerable"] is True
    assert first["quotes"] == ["Il mesure 210 mètres, selon la mairie."]
    assert first["article_ids"] == ["pont-de-varenne-001"] and first["language"] == "fr"
    assert second["quotes"] == ["M. Dupont l’a dessiné."]
    assert third == {"id": "q3", "question": "Qui a peint le pont ?", "language": "fr", "answerable": False}


def test_answers_as_hugging_face_writes_them_are_read(tmp_path: Path) -> None:
    starts = [FRENCH.index("210"), None]
    answers = {"text": ["210 mètres", "210"], "answer_start": starts}
    path = written(tmp_path, "h.json", wrapped(FRENCH, [{"id": "q", "question": "Combien ?", "answers": answers}]))
    (found,) = squad.read(path).questions
    assert found["answers"] == ["210 mètres", "210"]
    assert found["quotes"] == ["Il mesure 210 mètres, selon la mairie."]


@pytest.mark.parametrize(
    "answers",
    [[{"answer_start": 3}], [{"text": None}], [{"text": "x", "answer_start": "soon"}], ["x"], {"text": "x"},
     {"text": ["x", "y"], "answer_start": [1]}, {"answer_start": [1]}, 7],
)  # fmt: skip
def test_answers_that_cannot_be_read_name_their_question(tmp_path: Path, answers: Any) -> None:
    path = written(tmp_path, "a.json", wrapped(FRENCH, [{"id": "q7", "question": "Qui ?", "answers": answers}]))
    with pytest.raises(UsageError, match=r"a\.json: the answers of the question 'q7'"):
        squad.read(path)


def test_gzip_is_told_by_its_content(french: Path, tmp_path: Path) -> None:
    packed = tmp_path / "packed.data"
    packed.write_bytes(gzip.compress(french.read_bytes()))
    assert squad.read(packed).questions == squad.read(french).questions


def test_questions_of_another_language_over_these_passages(french: Path, tmp_path: Path) -> None:
    qas = [
        asked("q1", "How long is the Varenne bridge?", ENGLISH, "210 metres"),
        asked("other", "Who opened the bridge?", ENGLISH, "Dupont"),
    ]
    english = written(tmp_path, "english.json", wrapped(ENGLISH, qas))
    imported = squad.read(french, english)
    (question,) = imported.questions
    assert imported.articles[0].text == FRENCH
    assert question["question"] == "How long is the Varenne bridge?"
    assert (question["language"], question["tags"], question["answers"]) == ("en", ["cross-lingual"], ["210 mètres"])


def test_files_without_common_questions_are_refused(french: Path, tmp_path: Path) -> None:
    other = written(tmp_path, "other.json", wrapped(ENGLISH, [asked("x", "How long is it?", ENGLISH, "210 metres")]))
    with pytest.raises(UsageError, match="no question id in common"):
        squad.read(french, other)


def test_a_wrong_offset_is_mended_and_a_missing_answer_has_no_quote(tmp_path: Path) -> None:
    qas = [
        {"id": "a", "question": "How long is it?", "answers": [{"text": "210 metres", "answer_start": 3}]},
        {"id": "b", "question": "How wide is it?", "answers": [{"text": "12 metres", "answer_start": 3}]},
        {"id": "c", "question": "How old is it?"},
    ]
    first, second, third = squad.read(written(tmp_path, "x.json", wrapped(ENGLISH, qas))).questions
    assert first["quotes"] == ["It is 210 metres long, the town hall says."]
    assert second["quotes"] == [] and second["answers"] == ["12 metres"]
    assert "answerable" not in third and "answers" not in third


def test_ids_are_stable_and_differ(tmp_path: Path) -> None:
    data = {
        "data": [
            {"title": "Same", "paragraphs": [{"context": f"Paragraph {n} of one.", "qas": []} for n in range(2)]},
            {"title": "Same", "paragraphs": [{"context": "A paragraph of two.", "qas": []}]},
            {"paragraphs": [{"context": "Without a title."}]},
        ]
    }
    path = written(tmp_path, "some file.json", data)
    ids = [one.id for one in squad.read(path).articles]
    assert ids == ["same-001", "same-002", "same-001-2", "some-file-001"]
    assert ids == [one.id for one in squad.read(path).articles]


def test_a_paragraph_printed_twice_is_one_article(tmp_path: Path) -> None:
    qas = [asked("a", "How long is it?", ENGLISH, "210 metres")]
    more = [asked("b", "Who drew it?", ENGLISH, "Dupont")]
    content = wrapped(ENGLISH, qas)
    content["data"][0]["paragraphs"].append({"context": ENGLISH, "qas": more})
    imported = squad.read(written(tmp_path, "x.json", content))
    assert len(imported.articles) == 1
    assert {tuple(one["article_ids"]) for one in imported.questions} == {(imported.articles[0].id,)}


def test_what_is_written_is_read_back(french: Path, tmp_path: Path) -> None:
    articles, questions = squad.write(squad.read(french), tmp_path / "out" / "folder")
    (article,) = readers.read_all([articles], lambda rejected: pytest.fail(str(rejected)))
    assert article.text == FRENCH and article.id == "pont-de-varenne-001"
    loaded = sets.load(str(questions))
    assert [one.answerable for one in loaded.questions] == [True, True, False]
    for question in loaded.questions:
        assert all(quote in article.text for quote in question.quotes)


@pytest.mark.parametrize(
    "content", ["", "[]", "{}", '{"data": []}', '{"data": [{"title": "x"}]}', '{"data": [1]}', "\x00"]
)
def test_other_files_are_refused_with_their_name(content: str, tmp_path: Path) -> None:
    path = tmp_path / "other.json"
    path.write_text(content, "utf-8")
    with pytest.raises(UsageError, match=r"other\.json"):
        squad.read(path)


def test_a_broken_gzip_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "broken.json.gz"
    path.write_bytes(gzip.compress(b"{}" * 1000)[:30])
    with pytest.raises(UsageError, match="broken"):
        squad.read(path)
