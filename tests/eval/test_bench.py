"""The benchmark measures what it says: the same articles on both sides, real questions, an honest verdict."""

from __future__ import annotations

import importlib.util
import json
from collections import Counter
from collections.abc import Sequence
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import typer
from fakes import OverlapReader
from typer.testing import CliRunner

from corpus import sentences
from corpus.duplicates import copy_key
from eval import bench, libraries
from eval.bench import Answering, FillEmbedder, Indexing, Machine, Pass
from rag import Library
from rag.errors import UsageError
from rag.models.embedder import PassageText, Vectors

AMX = Machine("a processor", 2, True, "2.13.0", 0.1)
PLAIN = Machine("a processor", 2, False, "2.13.0", 0.1)


class Embedder:
    """Stands for a model: every question's vector points along the first axis."""

    name = "standing"
    dimension = 32

    def embed_passages(self, passages: Sequence[PassageText], progress: Any = None) -> list[Any]:
        raise AssertionError("the fill embeds no passage")

    def embed_questions(self, questions: Sequence[str]) -> Vectors:
        return np.eye(1, self.dimension, dtype=np.float32).repeat(len(questions), axis=0)


def command(*arguments: str) -> Any:
    application = typer.Typer()
    application.command()(bench.main)
    return CliRunner().invoke(application, arguments)


def test_recombined_articles_are_of_the_samples_sentences_and_no_copies() -> None:
    samples = libraries.sample_articles()
    known = {found.text for one in samples for found in sentences.split(one.text, one.language)}
    made = list(islice(bench.recombined(samples), 3 * len(samples)))
    assert len({copy_key(one) for one in made}) == len(made) == len({one.id for one in made})
    assert Counter(one.language for one in made) == {
        language: 3 * count for language, count in Counter(one.language for one in samples).items()
    }
    for one in made[: len(samples)]:
        for paragraph in one.text.split("\n\n"):
            assert any(paragraph.startswith(sentence) for sentence in known)
    assert [one.text for one in made] == [one.text for one in islice(bench.recombined(samples), len(made))]


def test_as_many_characters_are_taken_as_asked_for() -> None:
    found = bench.taken(None, 20_000)
    length = sum(len(one.text) for one in found)
    assert length >= 20_000 > length - len(found[-1].text)


def test_copies_are_left_out_since_only_one_side_would_embed_them(tmp_path: Path) -> None:
    lines = [{"id": str(n), "title": "T", "text": f"The bridge of {'Arden' if n < 2 else 'Bellac'}."} for n in range(3)]
    path = tmp_path / "articles.jsonl"
    path.write_text("\n".join(map(json.dumps, lines)), "utf-8")
    assert [one.id for one in bench.taken(path, None)] == ["0", "2"]
    assert len(bench.taken(path, 1)) == 1


def test_a_folder_without_articles_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"holds no article.*onrecord add"):
        bench.taken(tmp_path, None)


def test_without_the_extras_the_command_names_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bench, "_EXTRAS", ("json", "langchain_of_nobody"))
    with pytest.raises(UsageError, match=r"langchain-of-nobody.*pip install onrecord\[bench\]"):
        bench.check_extras()
    failed = command("--chars", "1000")
    assert isinstance(failed.exception, UsageError) and "onrecord[bench]" in str(failed.exception)


def test_speed_is_all_characters_over_all_seconds() -> None:
    found = Indexing(3, 6000, (Pass(10.0, 8), Pass(20.0, 8)), (Pass(2.0, 9), Pass(4.0, 9)))
    assert (found.plain_speed, found.own_speed, found.ratio) == (400.0, 2000.0, 5.0)


def test_the_verdict_on_indexing_needs_bfloat16_units() -> None:
    slow = Indexing(3, 6000, (Pass(6.0, 8),), (Pass(3.0, 9),))
    fast = Indexing(3, 6000, (Pass(6.0, 8),), (Pass(2.0, 9),))
    verdicts = [
        bench.document(on, "x", one, None)["indexing"]["met"] for on, one in ((AMX, slow), (AMX, fast), (PLAIN, slow))
    ]
    assert verdicts == [False, True, None]


def test_the_verdict_on_answers_is_of_the_medians() -> None:
    def verdict(total: float, read: float, machine: Machine = PLAIN) -> tuple[bool, bool]:
        steps = {key: {"p50": value, "p90": 900.0, "p99": 900.0} for key, value in (("total", total), ("read", read))}
        found = bench.document(machine, "x", None, Answering(10_000, 50, 1.0, steps, {}))["answering"]
        return found["met"], found["reading_met"]

    assert verdict(299.9, 0.0) == (True, True) and verdict(300.0, 0.0) == (False, True)
    assert verdict(800.0, 599.0) == (True, True) and verdict(800.0, 600.0) == (True, False)
    assert verdict(400.0, 201.0, AMX) == (True, False)


def test_the_fill_gives_unit_vectors_that_differ_and_questions_the_real_ones() -> None:
    embedder = FillEmbedder(Embedder())
    passages = [PassageText("", "One. Two.", ((0, 4), (5, 9))), PassageText("", "One.", ((0, 4),))]
    found = embedder.embed_passages(passages)
    assert [one.sentences.shape for one in found] == [(2, 32), (1, 32)]
    vectors = np.concatenate([np.stack([one.passage for one in found]), *(one.sentences for one in found)])
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert (vectors @ vectors.T - np.eye(len(vectors))).max() < 0.9
    assert embedder.embed_questions(["Who?"])[0, 0] == 1 and embedder.milliseconds > 0


def test_answers_are_timed_over_a_library_of_the_size_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = []
    opened = Library.as_chain

    def as_chain(library: Library) -> Any:
        chain = opened(library)
        whole = chain.invoke
        monkeypatch.setattr(chain, "invoke", lambda question: answers.append(whole(question)) or answers[-1])
        return chain

    monkeypatch.setattr(Library, "as_chain", as_chain)
    found = bench.answering(300, 12, Embedder(), OverlapReader())
    assert 300 <= found.passages < 320 and found.questions == 12
    assert tuple(found.steps) == bench.STEPS
    for values in found.steps.values():
        assert 0 <= values["p50"] <= values["p90"] <= values["p99"]
    assert found.steps["total"]["p50"] == pytest.approx(
        np.median([one.timings_ms["total"] for one in answers[-12:]]), abs=0.01
    )
    assert all(one.citations and not one.refused for one in answers), "every question goes the whole way"


def test_a_new_process_answers_from_the_folder(tmp_path: Path) -> None:
    with Library.open(tmp_path / "cold.library") as library:
        library.add([{"title": "Bridge", "text": "Mayor Ana Ruiz denied that the bridge had been closed."}])
    cold = bench._cold(tmp_path / "cold.library", "Who denied it?")
    assert set(cold) == {"import", "open", "first answer", "process"}
    assert cold["process"] >= sum(value for key, value in cold.items() if key != "process") > 0


def test_both_sides_index_with_the_same_weights() -> None:
    for name in bench._EXTRAS:
        if importlib.util.find_spec(name) is None:
            pytest.skip(f"{name} is of the extra `bench`")
    found = bench.indexing(bench.taken(None, 3000), 1)
    assert found.characters >= 3000 and len(found.plain) == len(found.own) == 1
    assert found.plain[0].pieces >= 3 and found.own[0].pieces >= 3
    assert found.plain_speed > 0 and found.own_speed > 0


def test_the_command_prints_one_document(monkeypatch: pytest.MonkeyPatch) -> None:
    steps = {step: {"p50": 1.0, "p90": 2.0, "p99": 3.0} for step in bench.STEPS}
    monkeypatch.setattr(bench, "answering", lambda passages, questions: Answering(passages, questions, 1.0, steps, {}))
    done = command("--part", "answering", "--passages", "70", "--questions", "50", "--json")
    assert done.exit_code == 0
    printed = json.loads(done.stdout)
    assert printed["answering"]["passages"] == 70 and printed["answering"]["steps"] == steps
    assert "indexing" not in printed and isinstance(printed["machine"]["bfloat16"], bool)
    shown = command("--part", "answering")
    assert "10,000 passages" in shown.output and "Reading 1 ms" in shown.output
