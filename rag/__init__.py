"""On Record: a library of articles that answers with quotations.

Names are loaded when first used, so that ``import rag`` costs nothing and loads no model.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from corpus.types import Article
    from rag.answering.verify import Support, check_support
    from rag.claims.extraction import extract_claims
    from rag.claims.types import Claim
    from rag.errors import OnRecordError
    from rag.library.local import Library
    from rag.types import AddReport, Answer, Citation, Filters, Hit

__all__ = [
    "AddReport",
    "Answer",
    "Article",
    "Citation",
    "Claim",
    "Filters",
    "Hit",
    "Library",
    "OnRecordError",
    "Support",
    "check_support",
    "extract_claims",
]

_HOMES = {
    "AddReport": "rag.types",
    "Answer": "rag.types",
    "Article": "corpus.types",
    "Citation": "rag.types",
    "Claim": "rag.claims.types",
    "Filters": "rag.types",
    "Hit": "rag.types",
    "Library": "rag.library.local",
    "OnRecordError": "rag.errors",
    "Support": "rag.answering.verify",
    "check_support": "rag.answering.verify",
    "extract_claims": "rag.claims.extraction",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'rag' has no attribute {name!r}")
    return getattr(importlib.import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted(__all__)
