"""What the reader says decides the order; what was not read stands behind."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from fakes import ALL, HashEmbedder, OverlapReader, article, numbered

from rag import Library, reading
from rag.models.embedder import PassageText

QUESTION = "Who blamed frost when the dam broke?"


class Backwards:
    """A ranker that likes best what names the ferry."""

    def __init__(self) -> None:
        self.asked: list[int] = []

    def rank(self, question: str, passages: Sequence[PassageText]) -> list[float]:
        self.asked.append(len(passages))
        return [0.62 if "ferry" in one.text else 0.6 for one in passages]

    def warm_up(self) -> None:
        """Nothing to load."""


def test_the_reader_puts_first_what_answers(stocked: Library) -> None:
    found = stocked.retrieve(QUESTION, 4)
    assert found.passages[0].article.id == "dam"
    ranks = [one.rank for one in found.passages]
    assert ranks == sorted(ranks, reverse=True) and all(0 <= one <= 1 for one in ranks)
    assert all(one.reading for one in found.passages)
    assert found.timings_ms["read"] >= 0


def test_no_more_is_read_than_is_worth_it(library: Library) -> None:
    library.add(numbered(30))
    found = library.retrieve("What does the report say of filling words?", 60)
    read = [one for one in found.passages if one.reading]
    assert len(read) == reading.READ < len(found.passages)
    assert list(found.passages[: reading.READ]) == read
    ranks = [one.rank for one in found.passages]
    assert all(one >= other - 1e-6 for one, other in pairwise(ranks))


def test_as_many_are_read_for_one_hit_as_for_many(folder: Path) -> None:
    """Otherwise the first hit would depend on how many were asked for."""
    reader = OverlapReader()
    with Library.open(folder, embedder=HashEmbedder(), reader=reader) as library:
        library.add(ALL)
        first = library.search(QUESTION, k=1)
        assert len(reader.read_texts) == len(ALL)
        assert library.search(QUESTION, k=4)[:1] == first


def test_a_ranker_orders_and_the_reader_still_reads(stocked: Library) -> None:
    found = stocked.retrieve(QUESTION, 4)
    ranker = Backwards()
    turned = reading.read(found, OverlapReader(), ranker)
    assert turned.passages[0].article.id == "ferry" and ranker.asked == [4]
    ranks = [one.reading.rank for one in turned.passages if one.reading]
    own = [one.reading.rank for one in found.passages if one.reading]
    assert ranks[0] == max(ranks) and len(ranks) == len(own) == 4
    # On the reader's scale, whatever the ranker's is.
    assert np.mean(ranks) == pytest.approx(np.mean(own)) and np.std(ranks) == pytest.approx(np.std(own))


def test_the_reader_gets_the_passage_with_its_title_and_sentences(library: Library) -> None:
    library.add([article("One thing happened. Another thing followed.", "a", title="Two things")])
    (one,) = library.retrieve("What happened?", 1).passages
    (text,) = [reading._text(one)]
    assert text.title == "Two things"
    assert [text.text[start:end] for start, end in text.sentences] == ["One thing happened.", "Another thing followed."]


@pytest.mark.parametrize("k", [1, 3])
def test_an_empty_library_reads_nothing(library: Library, k: int) -> None:
    assert library.retrieve("Who?", k).passages == ()
