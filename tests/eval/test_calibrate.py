"""The fitter tells what answers from what does not, on the half it has not seen, and fits the curves in use."""

from __future__ import annotations

import random
import tomllib
from importlib import resources
from pathlib import Path

import pytest
from fakes import HashEmbedder, OverlapReader, WordedQuestions, article

from eval import calibrate
from eval.calibrate import ANSWER, SENTENCE, Example
from eval.sets import Question
from rag import Library
from rag.errors import UsageError

NAMES = ("near", "words", "1")


def made(count: int = 200) -> list[Example]:
    """What answers is nearer and shares more words."""
    generator = random.Random(3)
    found = []
    for number in range(count):
        for answers in (True, False):
            near = generator.gauss(0.85 if answers else 0.78, 0.02)
            words = generator.uniform(0.4, 1) if answers else generator.uniform(0, 0.5)
            found.append(Example("made", f"q{number}", answers, {"near": near, "words": words, "1": 1.0}))
    return found


def test_the_curve_separates_questions_it_has_not_seen() -> None:
    examples = made()
    curve = calibrate.fit([one for one in examples if one.fits], NAMES)
    assert curve["words"] > 0 and set(curve) == set(NAMES)
    rest = [one for one in examples if not one.fits]
    assert 0.3 * len(examples) < len(rest) < 0.7 * len(examples)
    sure = calibrate.probabilities(rest, curve)
    assert sum((p > 0.5) == one.answers for p, one in zip(sure, rest, strict=True)) > 0.85 * len(rest)


def test_a_question_and_its_twin_without_the_answer_are_in_one_half() -> None:
    for number in range(50):
        one, other = (Example("made", f"q{number}{end}", True, {}) for end in ("", "/without"))
        assert one.fits == other.fits


def test_sets_count_alike_however_large() -> None:
    """A hundred times the examples of one set do not drown the other."""
    small = [Example("small", f"s{i}", i % 2 == 0, {"near": float(i % 2), "1": 1.0}) for i in range(20)]
    large = [Example("large", f"l{i}", i % 2 == 1, {"near": float(i % 2), "1": 1.0}) for i in range(2000)]
    assert abs(calibrate.fit(small + large, ("near", "1"))["near"]) < 0.2


def test_examples_of_one_kind_cannot_be_fitted() -> None:
    with pytest.raises(UsageError, match="--questions"):
        calibrate.fit([one for one in made() if one.answers], NAMES)


def test_the_report_tells_each_set_and_all_of_them() -> None:
    rows = calibrate.report("answer", NAMES, made()).splitlines()
    assert rows[0].startswith("| answer | n | AUROC | Brier |") and len(rows) == 6
    assert rows[2].split(" | ")[0] == "| made" and rows[3].split(" | ")[0] == "| all"
    assert float(rows[2].split(" | ")[2]) > 0.95 and float(rows[2].split(" | ")[3]) < 0.1
    assert rows[5].startswith("So it was: 0.") and rows[5].endswith(" was said.")


def test_the_curves_in_use_weigh_what_is_fitted() -> None:
    curves = tomllib.loads((resources.files("rag") / "data" / "evidence.toml").read_text("utf-8"))
    assert set(curves) == {"sentence", "answer"}
    assert set(curves["sentence"]) == set(SENTENCE) and set(curves["answer"]) == set(ANSWER)


def test_a_question_gives_its_sentences_and_itself(tmp_path: Path) -> None:
    text = "The bridge at Varenne was drawn by Louise Dupont. It was opened in spring."
    question = Question(
        "q",
        "Who drew the bridge at Varenne?",
        article_ids=("bridge",),
        quotes=("The bridge at Varenne was drawn by Louise Dupont.",),
        answerable=True,
    )
    with Library.open(
        tmp_path / "l", embedder=HashEmbedder(), reader=OverlapReader(), asked=WordedQuestions()
    ) as library:
        library.add([article(text, "bridge"), article("A silver mask was stolen at night.", "mask")])
        sentences, asked = calibrate.examples("made", library, question)
    assert [one.answers for one in asked] == [True]
    assert sorted(one.answers for one in sentences) == [False, False, True]
    right = next(one for one in sentences if one.answers)
    assert all(right.signals["sentence"] > one.signals["sentence"] for one in sentences if one is not right)
