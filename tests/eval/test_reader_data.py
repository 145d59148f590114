"""What the reader learns from is split by title, and its silent pairs are silent."""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from eval import splits, training
from eval.reader import data, score, stories, train
from eval.reader.data import Asked, Data, Pair, Paragraph, Sampler
from rag.models.embedder import PassageText
from rag.models.reader import Found, Reading


def squad(title: str, context: str, *pairs: tuple[str, str, str], language: str = "en") -> dict[str, Any]:
    return {
        "title": title,
        "paragraphs": [
            {
                "context": context,
                "qas": [
                    {
                        "id": key,
                        "question": question,
                        "is_impossible": not answer,
                        "answers": [{"text": answer, "answer_start": context.index(answer)}] if answer else [],
                        "plausible_answers": []
                        if answer
                        else [{"text": "town", "answer_start": context.index("town")}],
                    }
                    for key, question, answer in pairs
                ],
            }
        ],
    }


def write(path: Path, groups: list[dict[str, Any]]) -> None:
    import gzip

    path.parent.mkdir(parents=True, exist_ok=True)
    content = json.dumps({"data": groups}).encode()
    path.write_bytes(gzip.compress(content) if path.suffix == ".gz" else content)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    titles = [f"Title_{number}" for number in range(20)]
    contexts = {title: f"{title} was founded by Ada {i}. It stands in town {i}." for i, title in enumerate(titles)}
    english = [squad(one, contexts[one], (one, f"Who founded {one}?", contexts[one].split(" by ")[1].split(".")[0])) for one in titles]  # fmt: skip
    spanish = [squad(one, f"Fue Ada {i} quien fundó {one}.", (one, f"¿Quién fundó {one}?", f"Ada {i}")) for i, one in enumerate(titles)]  # fmt: skip
    italian = [squad(f"Voce {i}", f"Ada {i} fondò {one} molto tempo fa.", (one, f"Chi fondò {one}?", f"Ada {i}")) for i, one in enumerate(titles)]  # fmt: skip
    two = [squad(one, contexts[one], (f"{one}-no", f"Who destroyed {one}?", "")) for one in titles[:4]]
    write(tmp_path / "xquad" / "xquad.en.json", english)
    write(tmp_path / "xquad" / "xquad.es.json", spanish)
    write(tmp_path / "SQuAD_it-test.json.gz", italian)
    write(tmp_path / "squad2_dev.json", two)
    write(tmp_path / "piaf_dev.json", [squad(f"P{i}", f"Le pont {i} date de 19{i:02}.", (f"p{i}", f"De quand date le pont {i} ?", f"19{i:02}")) for i in range(20)])  # fmt: skip
    return tmp_path


def test_no_title_is_in_two_splits(folder: Path) -> None:
    for read in (data.piaf, data.squad):
        parts = {split: read(folder, split) for split in splits.SPLITS}
        titles = [{one.title for one in part.paragraphs.values()} for part in parts.values()]
        texts = [
            {text for one in part.paragraphs.values() for text in one.versions.values()} for part in parts.values()
        ]
        for found in (titles, texts):
            assert all(found) and sum(map(len, found)) == len(set.union(*found))


def test_versions_of_one_paragraph_are_joined_by_question_id(folder: Path) -> None:
    part = data.squad(folder, splits.TRAIN)
    joined = next(one for one in part.paragraphs.values() if "Title_0 " in one.versions["en"])
    assert set(joined.versions) == {"en", "es", "it"}, "the Italian title is another, its questions are not"
    asked = {one.id: one for one in part.asked}
    assert set(asked["Title_0"].wordings) == {"en", "es", "it"}
    for language, spans in asked["Title_0"].gold[joined.id].items():
        assert [joined.versions[language][a:b] for a, b in spans] == ["Ada 0"]
    assert asked["Title_0-no"].gold == {} and asked["Title_0-no"].near == [joined.id]
    [(a, b)] = asked["Title_0-no"].plausible[joined.id]["en"]
    assert joined.versions["en"][a:b] == "town", "what only seems to answer is known"


def long_data() -> Data:
    sentences = [f"Sentence number {i} tells of matter {i} and of nothing besides that." for i in range(30)]
    text = " ".join(sentences)
    bounds, at = [], 0
    for one in sentences:
        bounds.append((at, at + len(one)))
        at += len(one) + 1
    other = "Quite another text that says nothing of the kind. It goes on for a while, and then it ends here."
    start = text.index("matter 12")
    return Data(
        {
            "long": Paragraph("long", "Long Story", {"en": text}, {"en": tuple(bounds)}),
            "other": Paragraph("other", "Other", {"en": other}, {"en": ((0, 49), (50, len(other)))}),
        },
        (Asked("q", {"en": "What does Sentence Twelve tell of?"}, {"long": {"en": [(start, start + 9)]}}, ["other"]),),
    )


def test_groups_hold_what_answers_first_and_what_is_silent() -> None:
    for group in islice(Sampler(long_data(), seed=1).groups(), 60):
        assert group[0].spans and not group[-1].spans
        for pair in group:
            assert len(pair.text) <= 900
            assert all(pair.text[a:b] == "matter 12" for a, b in pair.spans)
            assert pair.sentences and all(0 <= a < b <= len(pair.text) for a, b in pair.sentences)
            if not pair.spans and pair.question == group[0].question:
                assert "matter 12" not in pair.text


def test_the_same_seed_draws_the_same_groups() -> None:
    one, other = ([*islice(Sampler(long_data(), seed=7).groups(), 20)] for _ in range(2))
    assert one == other
    assert one != [*islice(Sampler(long_data(), seed=8).groups(), 20)]


def test_no_paragraph_is_drawn_twice_beside_a_question() -> None:
    given = long_data()
    for group in islice(Sampler(given, seed=3).groups(), 60):
        assert sum(pair.text.startswith("Quite another") or "goes on" in pair.text for pair in group) <= 1


@pytest.mark.parametrize(
    ("question", "exchanged"),
    [
        ("Why did Kessel sue Marlow?", "Why did Marlow sue Kessel?"),
        (
            "Pourquoi Kessel a-t-il poursuivi la société Marlow ?",
            "Pourquoi Marlow a-t-il poursuivi la société Kessel ?",
        ),
        ("Why did Kessel and Marlow meet?", ""),
        ("What happened between Kessel and Marlow?", ""),
        ("Who sued Marlow?", ""),
    ],
)
def test_of_the_one_is_asked_what_is_told_of_the_other(question: str, exchanged: str) -> None:
    assert data._exchanged(question, data._names(question)) == exchanged


def test_a_silent_question_gives_silent_pairs_alone() -> None:
    given = long_data()
    given.asked[0].gold.clear()
    for group in islice(Sampler(given, seed=2).groups(), 20):
        assert group and not any(pair.spans for pair in group)


def test_every_story_is_whole() -> None:
    """Spans stand in their sentences and sentences in their passages; silent questions have no answer."""
    seen: set[str] = set()
    for split in (splits.TRAIN, splits.DEV):
        for story in stories.load(split):
            assert story["id"] not in seen
            seen.add(story["id"])
            texts = {one["id"]: one["text"] for one in story["passages"]}
            assert len(texts) == 4
            for item in story["questions"]:
                assert {"fr", "en"} <= set(item["question"]) and (item["kind"] == "silent") == (not item["answers"])
                for answer in item["answers"]:
                    assert answer["sentence"] in texts[answer["passage"]] and answer["span"] in answer["sentence"]
    assert len(seen) > 140


def test_stories_become_articles_and_questions() -> None:
    articles, questions = stories.read(splits.DEV)
    by_id = {one.id: one for one in articles}
    assert len(by_id) == len(articles) and len({one.id for one in questions}) == len(questions)
    assert {one.language for one in questions} >= {"fr", "en", "es", "de", "ru"}
    for one in questions:
        assert one.answerable == bool(one.quotes)
        assert all(any(quote in by_id[key].text for key in one.article_ids) for quote in one.quotes)


def test_span_loss_is_least_where_the_answer_is() -> None:
    import numpy as np

    from rag.models.reader_network import Encoded

    offsets = np.array([[-1, -1], [-1, -1], [0, 3], [4, 8], [9, 12], [-1, -1]])
    encoded = Encoded(np.arange(6), offsets)
    pair = Pair("Who?", "", "Ada came home", ((0, 13),), ((4, 8),))
    right, wrong, null = (torch.zeros(6, 2) for _ in range(3))
    right[3], wrong[4], null[0] = 9.0, 9.0, 9.0
    losses = [float(train._span_loss(one, encoded, pair)) for one in (right, wrong, null)]
    assert losses[0] < 0.1 < min(losses[1:])
    silent = Pair("Who?", "", "Ada came home", ((0, 13),), ())
    assert float(train._span_loss(null, encoded, silent)) < 0.1 < float(train._span_loss(right, encoded, silent))


def test_batches_hold_every_text_once_and_like_lengths() -> None:

    draw = random.Random(1)
    lengths = [draw.randint(10, 300) for _ in range(40)]
    found = training.batches(lengths, tokens=1200)
    assert sorted(i for batch in found for i in batch) == list(range(40))
    assert all(max(lengths[i] for i in batch) * len(batch) <= 1200 for batch in found)


class Marking:
    """A reader that likes what holds a word, and marks that word."""

    name = "marking"

    def __init__(self, word: str) -> None:
        self._word = word

    def read(self, question: str, passages: Sequence[PassageText]) -> list[Reading]:
        return [self._reading(one) for one in passages]

    def _reading(self, one: PassageText) -> Reading:
        at = one.text.find(self._word)
        held = np.array([float(start <= at < end) for start, end in one.sentences], np.float32)
        found = Found(at, at + len(self._word), 0.9) if at >= 0 else None
        return Reading(float(at >= 0), 0.1, held, tuple(found if one else None for one in held))

    def warm_up(self) -> None:
        """Nothing to load."""


@pytest.mark.parametrize(
    ("word", "expected"),
    [("Ada Berg", [1.0, 1.0, 1.0, 1.0]), ("rain", [0.0, 0.0, 0.0, 0.5])],
)
def test_a_reader_is_scored_by_what_it_puts_first_marks_and_finds_silent(word: str, expected: list[float]) -> None:
    right = Pair("Who?", "", "Ada Berg founded it. It stands.", ((0, 20), (21, 31)), ((0, 8),))
    silent = Pair("Who?", "", "It stands in the rain.", ((0, 22),), ())
    found = score.score(Marking(word), [[right, silent], [right, silent]])
    assert list(found.values()) == expected
    assert list(found) == ["right passage first", "best sentence answers", "span F1", "AUROC"]


def test_only_questions_that_a_passage_answers_are_scored() -> None:
    paragraphs = {
        key: Paragraph(key, "Lund", {"en": text}, {"en": ((0, len(text)),)})
        for key, text in (("a", "Ada Berg founded Lund."), ("b", "It rains in Lund."))
    }
    asked = (
        Asked("1", {"en": "Who founded Lund?"}, {"a": {"en": [(0, 8)]}}, ["b"]),
        Asked("2", {"en": "Who left Lund?"}, {}, ["b"]),
    )
    groups = score.answered(Data(paragraphs, asked), 3)
    assert len(groups) == 3
    for group in groups:
        assert [bool(one.spans) for one in group] == [True, False]
