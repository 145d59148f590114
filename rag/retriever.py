"""A question to the passages that may answer it: dense and lexical candidates, fused into one ranking."""

from __future__ import annotations

import math
import time
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from corpus.language import detect
from corpus.types import Article
from rag import analysis, fusion
from rag.library.store import Store, StoredPassage
from rag.library.vectors import VectorIndex
from rag.models.embedder import Embedder, Vectors
from rag.models.reader import Reading
from rag.types import Filters, Hit

# Candidates taken from each side. Recall of the fused ranking is flat beyond 100 on PIAF.
CANDIDATES = 100
# Vectors that show how near a passage is that has nothing to do with the question.
_BACKGROUND = 2048


@dataclass(frozen=True, slots=True)
class Term:
    """A search term of the question, with how rare it is in the library."""

    text: str
    weight: float  # inverse document frequency in nats, above 0


@dataclass(frozen=True, slots=True)
class Scored:
    """A passage with what speaks for it."""

    passage: StoredPassage
    dense: float  # cosine of question and passage
    lexical: float  # BM25; 0 where no word is shared or words cannot know
    score: float  # fused, 0 to 1
    sentence_scores: Vectors  # (n,) cosine of the question and each sentence
    words_know: bool  # whether the passage is in a language in which the question's words can be looked for


@dataclass(frozen=True, slots=True)
class Retrieved:
    """A scored passage with its article, and with what the reader makes of it once it was read."""

    scored: Scored
    article: Article
    reading: Reading | None = None
    rank: float = 0.0  # 0 to 1, higher is better; orders the passages of one question

    @property
    def passage(self) -> StoredPassage:
        """The passage as it lies in the library."""
        return self.scored.passage

    def hit(self) -> Hit:
        """The passage as the JSON format has it."""
        article, passage = self.article, self.passage
        return Hit(
            article_id=article.id,
            title=article.title,
            source=article.source,
            url=article.url,
            published=article.published,
            language=article.language,
            text=article.text[passage.start : passage.end],
            start=passage.start,
            end=passage.end,
            score=round(self.rank, 6),
        )


@dataclass(frozen=True, slots=True)
class Retrieval:
    """What a question found: passages best first, and what it was understood to be."""

    question: str
    language: str  # ISO 639-1, or empty when it could not be told
    terms: tuple[Term, ...]
    passages: tuple[Retrieved, ...]
    floor: float  # cosine of a passage that has nothing to do with the question
    timings_ms: Mapping[str, float]


class HybridRetriever:
    """Vectors and words over one library."""

    def __init__(self, store: Store, index: VectorIndex, embedder: Embedder) -> None:
        self._store = store
        self._index = index
        self._embedder = embedder
        self._background: tuple[int, Vectors] | None = None
        self._elsewhere: tuple[tuple[int, str], NDArray[np.int64]] = ((-1, ""), np.empty(0, np.int64))

    def retrieve(self, question: str, k: int, filters: Filters) -> Retrieval:
        """At most ``k`` passages, best first; none when the library is empty or the filters leave nothing."""
        started = time.perf_counter()
        languages = tuple(self._store.languages())
        known = [one for one in languages if one]
        language = detect(question, familiar=known) or detect(question, among=known)
        vector = self._embedder.embed_questions([question])[0]
        embedded = time.perf_counter()

        self._index.sync()
        allowed = self._store.passage_ids(filters) if filters else None
        terms = self._terms(question, (language,) if language else languages)
        wanted = max(CANDIDATES, k)
        near = self._near(vector, language, wanted, allowed)
        worded = dict(self._store.match((t.text for t in terms), (language,) if language else (), wanted, allowed))
        passages = self._store.passages(near.keys() | worded.keys())
        floor = self._floor(vector)
        ranked = _rank(vector, passages, worded, language, floor)[:k]
        articles = self._store.articles_by_id(one.passage.article for one in ranked)
        # An article that another process removed in this moment is not found any more.
        found = tuple(
            Retrieved(one, articles[one.passage.article], rank=one.score)
            for one in ranked
            if one.passage.article in articles
        )
        timings = {"embed": _ms(embedded - started), "retrieve": _ms(time.perf_counter() - started)}
        return Retrieval(question, language, terms, found, floor, timings)

    def _near(self, vector: Vectors, language: str, wanted: int, allowed: NDArray[np.int64] | None) -> dict[int, float]:
        """The nearest passages, and the nearest in other languages than the question's.

        Without the second search a hundred near ones in the question's language would keep those out of sight.
        """
        near = dict(self._index.search(vector, wanted, allowed))
        if language and len(near) == wanted:
            others = self._others(language)
            elsewhere = others if allowed is None else np.intersect1d(others, allowed, assume_unique=True)
            near |= dict(self._index.search(vector, wanted // 2, elsewhere))
        return near

    def _others(self, language: str) -> NDArray[np.int64]:
        """The ids of the passages in other languages."""
        generation = self._store.generation
        # Looked at once: another thread's question may put other ids in its place at any moment.
        known, ids = self._elsewhere
        if known != (generation, language):
            wanted = tuple(one for one in self._store.languages() if one != language)
            ids = self._store.passage_ids(Filters(languages=wanted)) if wanted else np.empty(0, np.int64)
            self._elsewhere = ((generation, language), ids)
        return ids

    def _terms(self, question: str, languages: tuple[str, ...]) -> tuple[Term, ...]:
        texts = list(dict.fromkeys(term for one in languages for term in analysis.terms(question, one)))
        counts = self._store.frequencies(texts)
        total = self._store.counts()[1]
        return tuple(Term(text, rarity(counts.get(text, 0), total)) for text in texts)

    def _floor(self, vector: Vectors) -> float:
        generation = self._store.generation
        if self._background is None or self._background[0] != generation:
            self._background = (generation, self._index.sample(_BACKGROUND))
        scores = self._background[1] @ vector
        return float(scores.min(initial=1.0))


def _rank(
    vector: Vectors, passages: Mapping[int, StoredPassage], worded: Mapping[int, float], language: str, floor: float
) -> list[Scored]:
    """Every candidate, best first."""
    if not passages:
        return []
    order = sorted(passages)
    sentences = [passages[one].sentence_vectors @ vector for one in order]
    dense = np.array([float(passages[one].vector @ vector) for one in order], np.float32)
    # The passage as a whole and its best sentence say different things; their mean ranks better than either.
    best = np.array([float(scores.max(initial=-1.0)) for scores in sentences], np.float32)
    near: Vectors = (dense + best) * np.float32(0.5)
    lexical = np.array([worded.get(one, 0.0) for one in order], np.float32)
    know = np.array([not language or passages[one].language == language for one in order], np.bool_)
    fused = fusion.fuse(fusion.across(near, know), lexical, know, floor)
    return [
        Scored(passages[order[i]], float(dense[i]), float(lexical[i]), float(fused[i]), sentences[i], bool(know[i]))
        for i in np.argsort(-fused, kind="stable")
    ]


def rarity(count: int, total: int) -> float:
    """BM25's inverse document frequency, in nats: of a term in ``count`` of ``total`` passages."""
    return math.log(1 + (total - count + 0.5) / (count + 0.5))


def _ms(seconds: float) -> float:
    return round(seconds * 1000, 2)
