"""Conversations are kept whole, found again, and are nobody else's."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from rag.errors import LibraryError
from rag.types import Answer, Citation, Contest, Nearest, Span, Statement
from ui.conversations import MAX_NAME, Conversations, Shelf, Turn, restored

ANSWER = Answer(
    "Who?",
    "“It burnt.” [1] — Zürich",
    "en",
    confidence=0.5,
    citations=(Citation(1, "a", "t", "s", "u", "2020-11-01", "en", "It burnt.", 0, 9),),
    spans=(Span(1, "burnt", 3, 8, 0.9),),
    claims=({"speaker": "X", "denied_by": [{"speaker": "Y"}]},),
    contests=(Contest((1,), (2, 3)),),
    statements=(Statement("It burnt.", (1,), "partly", ("why",)),),
    dropped=(Statement("It fell.", (), "unsupported"),),
    notice="n",
    nearest=(Nearest("a", "t", "s", "u", "", "en", "It burnt.", 0, 9),),
    model="p:m",
    timings_ms={"total": 1.5},
)


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Conversations(tmp_path / "kept.sqlite").shelf("me")


def test_what_is_kept_comes_back_as_it_was(shelf: Shelf, tmp_path: Path) -> None:
    kept = shelf.keep(Turn("Who?", ANSWER, {"from": "2020", "source": ["A"]}))
    shelf.keep(Turn("And then?", failure="It failed.", conversation=kept.conversation))
    first, second = Conversations(tmp_path / "kept.sqlite").shelf("me").turns(kept.conversation)
    assert first == kept and first.answer == ANSWER
    assert (second.question, second.answer, second.failure, second.number) == ("And then?", None, "It failed.", 2)


def test_an_answer_with_fields_of_another_version_is_still_read() -> None:
    value = {**ANSWER.to_dict(), "later": 1, "citations": [{**ANSWER.citations[0].to_dict(), "later": 1}]}
    assert restored(value) == ANSWER


def test_one_readers_conversations_are_not_there_for_another(shelf: Shelf) -> None:
    mine = shelf.keep(Turn("A private matter?", ANSWER)).conversation
    other = shelf._store.shelf("other")
    assert other.list() == [] == other.list("private") and other.turns(mine) == []
    assert not other.rename(mine, "theirs") and not other.delete(mine) and not other.judge(mine, 1, True, "")
    assert other.keep(Turn("Hers", conversation=mine)).conversation != mine
    assert [one.name for one in shelf.list()] == ["A private matter?"] and len(shelf.turns(mine)) == 1
    assert shelf.turns(mine)[0].good is None


def test_they_are_named_found_judged_and_deleted(shelf: Shelf) -> None:
    first = shelf.keep(Turn("Who burnt the forest?", ANSWER, asked="2026-01-01T00:00:00+00:00")).conversation
    second = shelf.keep(Turn("Où est le maire ?", asked="2026-01-02T00:00:00+00:00")).conversation
    assert [one.id for one in shelf.list()] == [second, first]
    assert [one.id for one in shelf.list(" FOREST")] == [first]
    assert [one.id for one in shelf.list("ZÜRICH")] == [first], "in the answer, whatever the case"
    assert [one.id for one in shelf.list("où")] == [second]
    assert shelf.list("100%") == [] == shelf.list("citations"), "no pattern, and not the names of fields"
    assert shelf.rename(first, f"  The   fire {'x' * 200}") and shelf.list("the fire")[0].name.startswith("The fire x")
    assert len(shelf.list("the fire")[0].name) == MAX_NAME
    assert shelf.judge(first, 1, False, "wrong man") and not shelf.judge(first, 2, True, "")
    assert (shelf.turns(first)[0].good, shelf.turns(first)[0].note) == (False, "wrong man")
    assert shelf.delete(first) and not shelf.delete(first)
    assert [one.id for one in shelf.list()] == [second] and shelf.turns(first) == []


def test_what_is_deleted_is_gone_from_the_file_that_only_its_owner_may_read(shelf: Shelf, tmp_path: Path) -> None:
    gone = shelf.keep(Turn("unmistakable-words")).conversation
    shelf.delete(gone)
    shelf._store._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    assert b"unmistakable-words" not in (tmp_path / "kept.sqlite").read_bytes()
    if os.name == "posix":
        assert stat.S_IMODE((tmp_path / "kept.sqlite").stat().st_mode) == 0o600


def test_a_damaged_file_is_named_with_its_cure(tmp_path: Path) -> None:
    path = tmp_path / "conversations.sqlite"
    path.write_bytes(b"no database at all, but long enough to be read as one")
    with pytest.raises(LibraryError, match="move it away"):
        Conversations(path)
