"""What a question's candidates are when questions are asked at the same time."""

from __future__ import annotations

from typing import Any

from fakes import HashEmbedder, article

from rag import Library
from rag.retriever import HybridRetriever


class Interrupted(HybridRetriever):
    """Whenever it looks at what it keeps of the other languages, another thread's question is answered right after."""

    def __init__(self, *parts: Any) -> None:
        self.kept: dict[str, Any] = {}
        super().__init__(*parts)

    @property
    def _elsewhere(self) -> Any:
        found = self.kept["now"]
        self.kept["now"] = self.kept.get("other", found)
        return found

    @_elsewhere.setter
    def _elsewhere(self, value: Any) -> None:
        self.kept["now"] = value


def test_a_question_in_another_language_does_not_change_where_this_one_looks(library: Library) -> None:
    library.add([article("The ferry sank.", "en", language="en"), article("Le pont tombe.", "fr", language="fr")])
    retriever = Interrupted(library._store, library._index, HashEmbedder())

    def articles_of(found: Any) -> list[str]:
        return [one.article for one in library._store.passages(found.tolist()).values()]

    retriever._others("fr")
    french = retriever._elsewhere
    assert articles_of(retriever._others("en")) == ["fr"]
    retriever.kept["other"] = french
    assert articles_of(retriever._others("en")) == ["fr"]
