"""A judgement becomes a question that ``onrecord eval`` reads, and says no more than the reader did."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from eval import sets
from rag.types import Answer, Citation
from ui.feedback import Feedback, line

CITED = Citation(1, "a", "t", "s", "u", "", "en", "It burnt.", 0, 9)
ANSWER = Answer("Who?", "“It burnt.” [1]", "en", citations=(CITED,))
REFUSAL = Answer("Who?", "Nothing.", "en", refused=True)


@pytest.mark.parametrize(
    ("answer", "good", "said"),
    [
        (ANSWER, True, (True, ("a",), ("It burnt.",))),
        (ANSWER, False, (None, (), ())),
        (REFUSAL, True, (False, (), ())),
        (REFUSAL, False, (True, (), ())),
        (None, True, (None, (), ())),
    ],
)
def test_a_line_says_what_the_judgement_says(answer: Answer | None, good: bool, said: Any) -> None:
    value = line("me", "Who?", answer, good=good, history=[{"role": "user", "content": "x"}], filters={"from": "2020"})
    (read,) = sets.parse("feedback", json.dumps(value)).questions
    assert (read.answerable, read.article_ids, read.quotes) == said
    assert read.tags == ("feedback", "good" if good else "bad")
    assert read.history == ({"role": "user", "content": "x"},) and read.filters == {"from": "2020"}


def test_a_change_of_mind_replaces_the_line_and_other_readers_keep_theirs(tmp_path: Path) -> None:
    feedback = Feedback(tmp_path / "feedback.jsonl")
    for reader, good, note in (("me", True, ""), ("other", True, ""), ("me", False, "wrong\nman")):
        feedback.put(line(reader, "Who?", ANSWER, good=good, note=note))
    found = sets.load(str(tmp_path / "feedback.jsonl")).questions
    assert [one.tags[1] for one in found] == ["good", "bad"] and len({one.id for one in found}) == 2
