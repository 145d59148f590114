"""Press articles as clean, dated, named text: reading, cleaning, sentences and passages. No model, no index.

Importing this package loads nothing heavy; readers and the language detector load what they need when used.
"""

from corpus.errors import NoArticle, OnRecordError, SourceError, UnreadableSource
from corpus.types import Article, Passage, Sentence

__all__ = ["Article", "NoArticle", "OnRecordError", "Passage", "Sentence", "SourceError", "UnreadableSource"]
