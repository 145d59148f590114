"""The library as a LangChain retriever."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever

from rag.types import Filters


class LibraryRetriever(BaseRetriever):
    """Finds passages; each Document's ``page_content`` is the passage, its metadata the hit's other fields."""

    search: Callable[..., Any]
    k: int = 8
    filters: Filters = Filters()

    def _get_relevant_documents(
        self, query: str, *, run_manager: CallbackManagerForRetrieverRun | None = None
    ) -> list[Document]:
        documents = []
        for hit in self.search(query, self.k, self.filters):
            fields = hit.to_dict()
            text = fields.pop("text")
            documents.append(Document(page_content=text, metadata=fields))
        return documents
