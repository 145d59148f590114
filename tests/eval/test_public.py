"""Beside the reader's ranking stands the fusion's, which the reader had to better."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from fakes import HashEmbedder, OverlapReader, article

from eval.public import Watched
from eval.sets import Question
from rag import Library
from rag.models.embedder import PassageText
from rag.models.reader import Reading


class Contrary(OverlapReader):
    """Takes for the answer what shares no word with the question."""

    def read(self, question: str, passages: Sequence[PassageText]) -> list[Reading]:
        return [replace(one, rank=-20 * one.rank) for one in super().read(question, passages)]


def test_the_fusions_ranking_is_that_before_reading(tmp_path: Path) -> None:
    question = Question("q", "Who drew the bridge at Varenne?", article_ids=("bridge",), answerable=True)
    silent = replace(question, id="s", question="Who stole the mask?", article_ids=(), answerable=False)
    with Library.open(tmp_path / "l", embedder=HashEmbedder(), reader=Contrary()) as library:
        library.add([article("The bridge at Varenne was drawn by Louise Dupont.", "bridge")])
        library.add([article("A silver mask was stolen at night.", "mask")])
        watched = Watched(library)
        hits = watched.search(question.question, 5, {})
    assert [one.article_id for one in hits] == ["mask", "bridge"]
    assert watched.fused([question, silent]) == {"fused@1": 1.0, "fused@5": 1.0}
