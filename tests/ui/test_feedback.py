"""A judgement becomes a question that ``onrecord eval`` reads, and says no more than the reader did."""

from __future__ import annotations

import json
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from subprocess import run
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


@pytest.mark.parametrize("mark", ["\u2028", "\u2029", "\x85", "\x0b", "\r\n"])
def test_a_line_break_of_any_kind_in_a_note_parts_no_line(tmp_path: Path, mark: str) -> None:
    feedback = Feedback(tmp_path / "feedback.jsonl")
    for reader in ("me", "other", "me"):
        feedback.put(line(reader, f"Who{mark}?", ANSWER, good=True, note=f"one{mark}two"))
    found = sets.load(str(tmp_path / "feedback.jsonl")).questions
    assert len(found) == 2 and found[0].question == f"Who{mark}?"


def test_what_an_editor_left_in_the_file_stays_and_hinders_nothing(tmp_path: Path) -> None:
    file = tmp_path / "feedback.jsonl"
    left = [b"not JSON", b"[1]", b'{"question": "without id"}', b'"caf\xe9"']
    file.write_bytes(b"\n\n".join(left))
    feedback = Feedback(file)
    for good in (True, False):
        feedback.put(line("me", "Who?", ANSWER, good=good))
    *kept, last = file.read_bytes().splitlines()
    assert kept == left and json.loads(last)["tags"] == ["feedback", "bad"]


def test_readers_of_several_servers_lose_no_line(tmp_path: Path) -> None:
    file = tmp_path / "feedback.jsonl"
    program = (
        "import sys; from pathlib import Path; from ui.feedback import Feedback\n"
        "for n in range(40): Feedback(Path(sys.argv[1])).put({'id': sys.argv[2] + str(n), 'question': 'x'})"
    )
    with ThreadPoolExecutor() as pool:
        list(pool.map(lambda name: run([sys.executable, "-c", program, file, name], check=True), ("a", "b")))
    assert len(sets.load(str(file)).questions) == 80
