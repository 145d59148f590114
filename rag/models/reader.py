"""The reader: question and passage read together, for a rank, for the sentences that answer and for the exact words.

The weights in ``reader-v4.safetensors`` are one byte each (signed, one float scale a row); ``eval/reader`` made them
and ``reader-v4.md`` is their card. The word table is the bundled embedding's.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from concurrent.futures import as_completed
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from rag.errors import ModelNotFound
from rag.models import bundled, weights, workers
from rag.models.embedder import PassageText
from rag.settings import BUNDLED

if TYPE_CHECKING:
    from sentence_transformers import CrossEncoder

    from rag.models.reader_network import Encoded, Loaded

WEIGHTS = "reader-v4.safetensors"
SHA256 = "0c05ec1bcad422eab3b322796c6e5bcee94aca97c025e4365f7a13b4282a23f6"
# Padded tokens in one batch: small, so that two cores end at the same time and little is computed on padding.
_BATCH_TOKENS = 900
# Readings kept for the next question.
_KEPT = 200
# The longest exact answer, in tokens.
_LONGEST_SPAN = 40

Scores = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Found:
    """The likeliest exact answer inside one sentence; offsets are into the passage's text."""

    start: int
    end: int
    probability: float  # 0 to 1, over all spans of the passage and none


@dataclass(frozen=True, slots=True)
class Reading:
    """What the reader makes of one passage; logits, so 0 is even odds."""

    rank: float  # that the passage answers
    silent: float  # probability, 0 to 1, that no span of it is the answer
    sentences: Scores  # (n,) that the sentence answers
    found: tuple[Found | None, ...]  # n; None where a sentence lies past the reader's window


class Reader(Protocol):
    """What an answer needs of a reader."""

    @property
    def name(self) -> str:
        """Names the reader and its weights."""

    def read(self, question: str, passages: Sequence[PassageText]) -> list[Reading]:
        """One reading a passage, in the order given."""

    def warm_up(self) -> None:
        """Loads what reading needs."""


class Ranker(Protocol):
    """A cross-encoder that orders passages and knows no more."""

    def rank(self, question: str, passages: Sequence[PassageText]) -> list[float]:
        """One score a passage, higher is better; on what scale is the ranker's own matter."""

    def warm_up(self) -> None:
        """Loads what ranking needs."""


class BundledReader:
    """The reader whose weights come with this package, loaded on first use.

    On a CPU with bfloat16 units it runs in bfloat16, on others in float32.
    """

    def __init__(self, cache: Path, weights: Path | None = None) -> None:
        self._cache = cache
        self._path = weights
        self._loading = threading.Lock()
        # A fast tokenizer must not be used by two threads at once.
        self._tokenizing = threading.Lock()
        self._loaded: Loaded | None = None
        self._kept: dict[tuple[str, PassageText], Reading] = {}

    @property
    def name(self) -> str:
        """Names the reader and its weights."""
        return f"{WEIGHTS.removesuffix('.safetensors')}@{SHA256[:12]}"

    def warm_up(self) -> None:
        """Loads the weights."""
        self._load()

    def read(self, question: str, passages: Sequence[PassageText]) -> list[Reading]:
        """One reading a passage, in the order given.

        Raises:
            ModelNotFound: the weights or the bundled model they stand on are missing.
            ModelDamaged: their digest is not the expected one.
        """
        keys = [(question, one) for one in passages]
        # Looked up once: another thread may put another in its place meanwhile.
        kept = self._kept
        known = {key: kept[key] for key in keys if key in kept}
        fresh = [key for key in dict.fromkeys(keys) if key not in known]
        known |= zip(fresh, self._read_all(question, [one for _, one in fresh]), strict=True)
        # Searched, then asked; asked again with other filters: the same passages come back at once.
        rest = {key: one for key, one in kept.items() if key not in known}
        self._kept = dict(list((rest | known).items())[-_KEPT:])
        return [known[key] for key in keys]

    def _read_all(self, question: str, passages: Sequence[PassageText]) -> list[Reading]:
        if not passages:
            return []
        from rag.models import reader_network

        parts = self._load()
        with self._tokenizing:
            encoded = reader_network.encode(parts.tokens, question, [(one.title, one.text) for one in passages])
        running = {
            workers.pool().submit(self._read, [encoded[i] for i in batch], [passages[i] for i in batch]): batch
            for batch in _batches(encoded)
        }
        found: dict[int, Reading] = {}
        for finished in as_completed(running):
            found |= zip(running[finished], finished.result(), strict=True)
        return [found[i] for i in range(len(passages))]

    def _read(self, batch: Sequence[Encoded], passages: Sequence[PassageText]) -> list[Reading]:
        import torch
        from torch.nn import functional

        from rag.models import reader_network

        parts = self._load()
        ids, mask = reader_network.padded(batch)
        bounds = [
            reader_network.sentence_tokens(one, ids.shape[1], passage.sentences)
            for one, passage in zip(batch, passages, strict=True)
        ]
        with torch.inference_mode():
            words = functional.embedding(torch.from_numpy(ids), parts.words).to(parts.format)
            output = parts.network(words, torch.from_numpy(mask), bounds)
        return [
            _reading(float(output.rank[i]), output.spans[i].numpy(), output.sentences[i].numpy(), one, passage)
            for i, (one, passage) in enumerate(zip(batch, passages, strict=True))
        ]

    def _load(self) -> Loaded:
        with self._loading:
            if self._loaded is None:
                from rag.models import reader_network

                self._loaded = reader_network.loaded(bundled.folder(self._cache), self._path or weights_file())
            return self._loaded


class HubRanker:
    """Any cross-encoder of sentence-transformers, by folder or Hub name, loaded on first use."""

    def __init__(self, folder_or_hub: str) -> None:
        self._source = folder_or_hub
        self._model: CrossEncoder | None = None
        self._loading = threading.Lock()
        # A fast tokenizer must not be used by two threads at once.
        self._ranking = threading.Lock()

    def warm_up(self) -> None:
        """Loads the model.

        Raises:
            ModelNotFound: it cannot be loaded, or gives several scores a pair.
        """
        self._load()

    def rank(self, question: str, passages: Sequence[PassageText]) -> list[float]:
        """One score a passage, higher is better.

        Raises:
            ModelNotFound: it cannot be loaded, or gives several scores a pair.
        """
        if not passages:
            return []
        pairs = [(question, f"{one.title}. {one.text}" if one.title else one.text) for one in passages]
        model = self._load()
        # Imported late: it takes seconds.
        from torch.nn import Identity

        with self._ranking:
            # Without the sigmoid that some models bring: it presses what is far apart together.
            found = model.predict(pairs, show_progress_bar=False, activation_fn=Identity())
        return [float(one) for one in found]

    def _load(self) -> CrossEncoder:
        with self._loading:
            if self._model is None:
                # Imported late: it takes seconds.
                from sentence_transformers import CrossEncoder

                try:
                    model = CrossEncoder(self._source, device="cpu")
                except (OSError, ValueError) as error:
                    raise ModelNotFound(
                        f"The ranking model {self._source!r} cannot be loaded: {str(error).splitlines()[0]} Give a "
                        "folder or a Hub name of a cross-encoder, or leave the setting 'ranker' out."
                    ) from error
                if model.num_labels != 1:
                    raise ModelNotFound(
                        f"The ranking model {self._source!r} gives {model.num_labels} scores where one is needed. Give "
                        "a cross-encoder for ranking (one label), or leave the setting 'ranker' out."
                    )
                self._model = model
            return self._model


def ranker_for_setting(ranker: str) -> Ranker | None:
    """What ranks in the bundled reader's place, or nothing; nothing is loaded yet."""
    return None if ranker == BUNDLED else HubRanker(ranker)


def weights_file() -> Path:
    """The reader's weights; raises ModelDamaged when they are missing or not the expected ones."""
    return weights.checked(WEIGHTS, SHA256)


def _batches(encoded: Sequence[Encoded]) -> list[list[int]]:
    """Indices in batches of like length, longest first."""
    found: list[list[int]] = []
    for i in sorted(range(len(encoded)), key=lambda i: -len(encoded[i].ids)):
        if found and len(encoded[found[-1][0]].ids) * (len(found[-1]) + 1) <= _BATCH_TOKENS:
            found[-1].append(i)
        else:
            found.append([i])
    return found


def _reading(rank: float, spans: Scores, sentences: Scores, encoded: Encoded, passage: PassageText) -> Reading:
    """One pair's output in words: ``spans`` (tokens, 2) are the start and end logits."""
    offsets = encoded.offsets
    allowed = np.zeros(len(spans), np.bool_)
    allowed[0] = True
    allowed[: len(offsets)] |= offsets[:, 1] > 0
    start, end = (_softmax(np.where(allowed, spans[:, i], -np.inf)) for i in (0, 1))
    found: list[Found | None] = []
    for first, last in passage.sentences:
        inside = np.flatnonzero((offsets[:, 1] > first) & (offsets[:, 1] <= last))
        if not len(inside):
            found.append(None)
            continue
        likely = np.triu(start[inside][:, None] * end[inside][None, :])
        likely = np.tril(likely, _LONGEST_SPAN - 1)
        a, b = np.unravel_index(int(likely.argmax()), likely.shape)
        begin, end_of_words = max(first, int(offsets[inside[a], 0])), min(last, int(offsets[inside[b], 1]))
        # A word's first token may hold the space before it.
        begin += len(passage.text[begin:end_of_words]) - len(passage.text[begin:end_of_words].lstrip())
        found.append(Found(begin, end_of_words, float(likely[a, b])) if begin < end_of_words else None)
    return Reading(rank, float(start[0] * end[0]), sentences.astype(np.float32), tuple(found))


def _softmax(logits: Scores) -> Scores:
    powers = np.exp(logits - logits.max())
    shares: Scores = powers / powers.sum()
    return shares
