"""Words of a sentence beside those of its sources, each with the source word that is nearest in meaning.

The nearness is that of the bundled model's token vectors inside their sentence, less the mean that all of them
share (``rag/data/support/background.toml``). It works across languages: a word and its translation have a cosine of .5
to .9 in the dev half of ``eval/support``, unrelated words less than .45.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib import resources
from typing import Any, Protocol

import numpy as np
import regex

from rag import analysis
from rag.models.embedder import TokenVectors, Vectors

_WORD = regex.compile(r"[\p{L}\p{N}][\p{L}\p{N}\p{M}]*")
_ARABIC = regex.compile(r"\p{Arabic}")
# Stop words that mean something here: a list for searching leaves them out, a comparison must not.
_SAYS = frozenset("say says said saying tell told dire dit disent fire bill side".split())
# From here on two words count as the same in meaning.
SAME = 0.5


class TokenEmbedder(Protocol):
    """What comparing words needs of a model."""

    def embed_tokens(self, texts: Sequence[str]) -> list[TokenVectors]:
        """The tokens of each text."""

    def embed_questions(self, questions: Sequence[str]) -> Vectors:
        """float32 (n, dim), unit length."""


@dataclass(frozen=True, slots=True)
class Word:
    """One word: ``text[start:end]`` of its sentence or source; ``content`` when it is neither a stop word nor a number."""

    text: str
    start: int
    end: int
    content: bool

    @property
    def folded(self) -> str:
        """The word in lower case without accents."""
        return analysis.fold(self.text)


@dataclass(frozen=True)
class Side:
    """A sentence, or one source, with its words; ``vectors`` (words, dim) are centred and of unit length."""

    text: str
    language: str
    words: tuple[Word, ...]
    vectors: Vectors
    pooled: Vectors

    def inside(self, start: int, end: int) -> list[int]:
        """The indices of the words between two offsets."""
        return [i for i, one in enumerate(self.words) if one.start >= start and one.end <= end]

    @cached_property
    def stems(self) -> tuple[str, ...]:
        """Each word's stem in its language."""
        return tuple((analysis.terms(one.text, self.language) or [one.folded])[0] for one in self.words)


@dataclass(frozen=True, slots=True)
class Match:
    """The source word nearest to a word: ``sources[source].words[word]``; 1 where they are the same word."""

    source: int
    word: int
    score: float


class Alignment:
    """A sentence's words, each with its nearest source word."""

    def __init__(self, sentence: Side, sources: Sequence[Side]) -> None:
        self.sentence = sentence
        self.sources = tuple(sources)
        self.scores = [sentence.vectors @ source.vectors.T for source in sources]
        for scores, source in zip(self.scores, sources, strict=True):
            if source.language == sentence.language:
                same = np.array([[one == other for other in source.stems] for one in sentence.stems], np.bool_)
                # One word stands twice: the one in the like place is still the nearer.
                scores[same] = 0.9 + 0.1 * scores[same]

    def best(self, word: int, among: Mapping[int, Sequence[int]] | None = None) -> Match | None:
        """The nearest source word to a word of the sentence, of all or of those ``among`` each source's."""
        found: Match | None = None
        for number, scores in enumerate(self.scores):
            columns = range(scores.shape[1]) if among is None else among.get(number, ())
            for column in columns:
                if found is None or scores[word, column] > found.score:
                    found = Match(number, column, float(scores[word, column]))
        return found

    def content(self, start: int = 0, end: int | None = None) -> list[int]:
        """The content words of the sentence between two offsets."""
        end = len(self.sentence.text) if end is None else end
        return [i for i in self.sentence.inside(start, end) if self.sentence.words[i].content]


def sides(embedder: TokenEmbedder, texts: Sequence[str], languages: Sequence[str]) -> list[Side]:
    """Each text with its words."""
    mean = _mean(embedder)
    pooled = embedder.embed_questions(texts)
    found = []
    for text, language, tokens, whole in zip(texts, languages, embedder.embed_tokens(texts), pooled, strict=True):
        words, vectors = [], []
        for one in words_of(text, language):
            inside = (tokens.offsets[:, 1] > one.start) & (tokens.offsets[:, 1] <= one.end)
            # A text longer than the model's window has words that it did not read.
            if inside.any():
                words.append(one)
                vectors.append(tokens.vectors[inside].mean(axis=0) - mean)
        stacked = np.stack(vectors) if vectors else np.zeros((0, len(mean)), np.float32)
        lengths = np.linalg.norm(stacked, axis=1, keepdims=True)
        found.append(Side(text, language, tuple(words), stacked / np.maximum(lengths, 1e-9), whole))
    return found


def words_of(text: str, language: str) -> list[Word]:
    """The words of a text in reading order."""
    stopped = analysis.stop_words(language)
    found = []
    for match in _WORD.finditer(text):
        folded = analysis.fold(match.group())
        content = len(folded) > 1 and not folded[0].isdigit() and (folded not in stopped or folded in _SAYS)
        found.append(Word(match.group(), match.start(), match.end(), content))
    return found


@lru_cache(maxsize=1)
def lists() -> Mapping[str, Any]:
    """The word lists of ``rag/data/support/words.toml``."""
    return load("words")


def load(name: str) -> dict[str, Any]:
    """One data file of ``rag/data/support``."""
    return tomllib.loads((resources.files("rag") / "data" / "support" / f"{name}.toml").read_text("utf-8"))


@lru_cache(maxsize=128)
def pattern(name: str, language: str) -> regex.Pattern[str]:
    """The word list ``name`` of a language as one pattern over lower-case text; it matches nothing without a list."""
    return beginnings(lists()[name].get(language, ()))


def ends_with(name: str, language: str, text: str) -> bool:
    """Whether a text in lower case ends with one of the words of the list ``name``."""
    return any(regex.search(rf"(?<!\p{{L}}){regex.escape(one)}$", text) for one in lists()[name].get(language, ()))


def beginnings(words: Sequence[str]) -> regex.Pattern[str]:
    """One pattern for beginnings of words; a full stop after one matches the whole word alone."""
    if not words:
        return regex.compile(r"(?!)")
    parts = []
    for word in words:
        body = regex.escape(word.removesuffix("."), literal_spaces=True).replace(" ", r"\s+")
        before = (
            r"(?<![\p{L}\p{N}])"
            if word[:1].isalpha() and not word.startswith("n't") and not word.startswith("n’t")
            else ""
        )
        if _ARABIC.match(word):
            # "And", "so" and the article are written in one with the word.
            before += "(?:[وفبل]?(?:ال)?)"
        parts.append(before + body + (r"(?![\p{L}\p{N}])" if word.endswith(".") else r"[\p{L}]*"))
    return regex.compile("|".join(parts))


_means: dict[int, Vectors] = {}


def _mean(embedder: TokenEmbedder) -> Vectors:
    """The mean of the word vectors of plain text."""
    key = id(embedder)
    if key not in _means:
        found = embedder.embed_tokens(load("background")["sentences"])
        _means[key] = np.concatenate([one.vectors for one in found]).mean(axis=0)
    return _means[key]
