"""The fitter tells answered questions from silent ones, and takes the right title out for the silent ones."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from eval import calibrate, squad
from eval.calibrate import Example
from rag import Library
from rag.answering import silence
from rag.answering.silence import Signals
from rag.errors import UsageError

STORIES = {
    "The_bridge": [("Who drew the bridge at Varenne?", "The bridge at Varenne was drawn by Louise Dupont.")],
    "The_mine": [("When was the Karaoluk mine closed?", "The Karaoluk mine was closed in 1994 after a flood.")],
    "The_ferry": [("How many passengers drowned?", "Twelve passengers drowned when the ferry sank.")],
    "The_museum": [("What was stolen from the museum?", "A silver mask was stolen from the museum at night.")],
}


def example(title: int, answers: bool, near: float, words: float = 0.0, know: bool = False) -> Example:
    return Example("made", title, answers, Signals(near, words, know))


def made() -> list[Example]:
    """Answered ones are nearer; where words know, they share more of them."""
    generator = random.Random(3)
    found = []
    for title in range(200):
        know = title % 4 < 2
        found.append(example(title, True, generator.gauss(0.85, 0.02), generator.uniform(0.4, 1), know))
        found.append(example(title, False, generator.gauss(0.78, 0.02), generator.uniform(0, 0.5), know))
    return found


def imported() -> squad.Imported:
    from corpus.types import Article

    articles, questions = [], []
    for title, pairs in STORIES.items():
        for question, text in pairs:
            articles.append(Article(text=text, id=title, title=title, language="en"))
            questions.append({"id": title, "question": question, "answerable": True, "article_ids": [title]})
    return squad.Imported(tuple(articles), (*questions, {"id": "x", "question": "Who?", "answerable": False}))


def command(*arguments: str) -> Any:
    application = typer.Typer()
    application.command()(calibrate.main)
    return CliRunner().invoke(application, arguments)


def test_the_curve_separates_titles_it_has_not_seen() -> None:
    examples = made()
    curve = calibrate.fit(examples)
    near, words, _, _ = curve.weights
    assert near > 0 and words > 0
    odd = [one for one in examples if one.title % 2]
    sure = curve.probability(odd)
    assert min(sure[[one.answers for one in odd]].mean(), 1 - sure[[not one.answers for one in odd]].mean()) > 0.7
    assert sum((p > 0.5) == one.answers for p, one in zip(sure, odd, strict=True)) > 0.85 * len(odd)


def test_only_even_titles_are_fitted_on() -> None:
    examples = made()
    turned = [Example(one.pair, one.title, one.answers != bool(one.title % 2), one.signals) for one in examples]
    assert calibrate.fit(turned) == calibrate.fit(examples)


def test_the_curve_is_the_one_that_answers_use() -> None:
    in_use = calibrate.Curve((silence._NEAR, silence._WORDS, silence._WORDS_KNOW, silence._INTERCEPT))
    for one in made()[:20]:
        assert in_use.probability([one])[0] == pytest.approx(silence.confidence(one.signals))


def test_examples_of_one_kind_cannot_be_fitted() -> None:
    with pytest.raises(UsageError, match="--questions"):
        calibrate.fit([one for one in made() if one.answers])


def test_the_table_reports_odd_titles_at_every_threshold() -> None:
    examples = [example(0, True, 0.9), example(0, False, 0.7), example(1, True, 0.9), example(1, False, 0.7)]
    curve = calibrate.Curve((100.0, 0.0, 0.0, -80.0))
    text = calibrate.markdown(curve, examples)
    assert "| 100.00 | 0.00 | 0.00 | -80.00 |" in text
    row = text.splitlines()[-1].split(" | ")
    assert row[:3] == ["| made", "2", "1.000"]
    assert len(row) == 4 + len(calibrate.THRESHOLDS) and row[4] == "1.000 / 1.000"


def test_every_question_is_seen_answered_and_with_its_title_taken_out(tmp_path: Path) -> None:
    given = imported()
    with Library.open(tmp_path / "stories.library") as library:
        library.add(given.articles)
        found = list(calibrate.examples("en>en", given, library, 10))
    assert len(found) == 2 * len(STORIES), "a question that nothing answers is left out"
    for with_it, without in zip(found[::2], found[1::2], strict=True):
        assert (with_it.answers, without.answers) == (True, False) and with_it.title == without.title
        assert with_it.signals.near > without.signals.near and with_it.signals.words > without.signals.words
    assert {one.title for one in found} == {0, 1, 2, 3}


def test_the_command_prints_the_numbers_and_the_table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = [
        {
            "title": title,
            "paragraphs": [
                {
                    "context": text,
                    "qas": [{"id": title, "question": question, "answers": [{"text": text, "answer_start": 0}]}],
                }
                for question, text in pairs
            ],
        }
        for title, pairs in STORIES.items()
    ]
    (tmp_path / "xquad").mkdir()
    (tmp_path / "xquad" / "xquad.en.json").write_text(json.dumps({"data": data}), "utf-8")
    cached = calibrate.libraries.cached
    monkeypatch.setattr(
        calibrate.libraries, "cached", lambda *given, **more: cached(*given, folder=tmp_path / "kept", **more)
    )
    done = command("--data", str(tmp_path), "--pair", "en>en")
    assert done.exit_code == 0, done.output
    assert "| near | words_know * words | words_know | 1 |" in done.stdout
    assert "| en>en | 4 |" in done.stdout


def test_what_is_not_there_is_told_with_its_cure(tmp_path: Path) -> None:
    missing = command("--data", str(tmp_path / "nowhere"))
    assert isinstance(missing.exception, UsageError)
    assert "piaf_dev.json is not there" in str(missing.exception) and "--data" in str(missing.exception)
    assert "en>ru" in str(command("--data", str(tmp_path), "--pair", "english").exception)
