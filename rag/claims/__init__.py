"""Claims: who said what, against or about whom, read from press sentences."""

from rag.claims.extraction import extract_all, extract_claims
from rag.claims.types import STANCES, Claim

__all__ = ["STANCES", "Claim", "extract_all", "extract_claims"]
