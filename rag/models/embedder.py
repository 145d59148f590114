"""Text to vectors: passages with their sentences in one pass, and questions."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import as_completed
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from rag.errors import ModelNotFound
from rag.models import bundled, workers
from rag.settings import BUNDLED

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

Vectors = NDArray[np.float32]

_CURE = (
    "Expected is a folder or a Hub name that sentence-transformers can load. A library needs the one it was built with; "
    "a new one takes the bundled one where --embedding names none."
)
# Padded tokens in one batch: 16 passages of 900 characters. Larger batches are no faster on two cores.
_BATCH_TOKENS = 4096


@dataclass(frozen=True, slots=True)
class PassageText:
    """What is embedded of a passage: its article's title, its text, and its sentences' offsets into that text."""

    title: str
    text: str
    sentences: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class PassageVectors:
    """The vectors of one passage, each of unit length.

    ``sentences`` are means over the sentence's own tokens as the model read them inside the whole passage (late
    chunking, arXiv 2409.04701): "rejected this allegation" is near to what was alleged in the sentence before,
    and it costs no second pass.
    """

    passage: Vectors  # (dim,)
    sentences: Vectors  # (number of sentences, dim)


@dataclass(frozen=True, slots=True)
class TokenVectors:
    """The model's tokens of one text, in reading order, as it read them inside the text; special tokens left out."""

    offsets: NDArray[np.int64]  # (n, 2): the characters each token covers
    vectors: Vectors  # (n, dim), not of unit length


class _Forward(NamedTuple):
    """What the model makes of one padded batch of n texts."""

    states: Vectors  # (n, tokens, dim)
    pooled: Vectors  # (n, dim), unit length
    offsets: NDArray[np.int64]  # (n, tokens, 2): characters of the text each token covers
    lengths: NDArray[np.int64]  # (n,): tokens that are not padding


class Embedder(Protocol):
    """What a library needs of an embedding model."""

    @property
    def name(self) -> str:
        """Names the vectors: two embedders of one name give the same ones."""

    @property
    def dimension(self) -> int:
        """The length of every vector."""

    def embed_passages(
        self, passages: Sequence[PassageText], progress: Callable[[int], None] | None = None
    ) -> list[PassageVectors]:
        """The vectors of each passage, in the order given; ``progress`` is told how many are done, now and then."""

    def embed_questions(self, questions: Sequence[str]) -> Vectors:
        """float32 (n, dim), unit length."""


class SentenceTransformerEmbedder:
    """Any model of sentence-transformers, loaded on first use.

    On a CPU with bfloat16 units the weights run in bfloat16 (measured: 13,460 tokens a second against 3,208 on two
    cores with AMX); without them float32 is the faster one by far, and is used.
    """

    def __init__(
        self, name: str, folder_or_hub: Callable[[], str], dimension: int | None = None, cure: str = _CURE
    ) -> None:
        self._cure = cure
        self._name = name
        self._source = folder_or_hub
        self._dimension = dimension
        self._model: SentenceTransformer | None = None
        self._loading = threading.Lock()
        # A fast tokenizer changes its padding while it works and must not be used by two threads at once.
        self._tokenizing = threading.Lock()

    @property
    def name(self) -> str:
        """Names the vectors."""
        return self._name

    @property
    def dimension(self) -> int:
        """The length of every vector; loads the model when nobody said it."""
        if self._dimension is None:
            self._dimension = int(self._load().get_embedding_dimension() or 0)
        return self._dimension

    def embed_passages(
        self, passages: Sequence[PassageText], progress: Callable[[int], None] | None = None
    ) -> list[PassageVectors]:
        """The vectors of each passage, in the order given; ``progress`` is told how many are done, now and then."""
        prompt = self._prompt("document", "passage")
        heads = [f"{prompt}{passage.title}. " if passage.title else prompt for passage in passages]
        texts = [head + passage.text for head, passage in zip(heads, passages, strict=True)]
        found: list[PassageVectors | None] = [None] * len(texts)
        done = 0
        for batch, (states, pooled, offsets, lengths) in self._forward_all(texts):
            for row, i in enumerate(batch):
                found[i] = _pool(
                    states[row, : lengths[row]],
                    pooled[row],
                    offsets[row][: lengths[row]] - len(heads[i]),
                    passages[i].sentences,
                )
            done += len(batch)
            if progress:
                progress(done)
        return [vectors for vectors in found if vectors is not None]

    def embed_questions(self, questions: Sequence[str]) -> Vectors:
        """float32 (n, dim), unit length."""
        prompt = self._prompt("query")
        texts = [prompt + question for question in questions]
        vectors = np.zeros((len(texts), self.dimension), np.float32)
        for batch, forward in self._forward_all(texts):
            vectors[batch] = forward.pooled
        return vectors

    def embed_tokens(self, texts: Sequence[str]) -> list[TokenVectors]:
        """The tokens of each text, in the order given."""
        prompt = self._prompt("query")
        found: dict[int, TokenVectors] = {}
        for batch, (states, _, offsets, lengths) in self._forward_all([prompt + text for text in texts]):
            for row, i in enumerate(batch):
                own = offsets[row, : lengths[row]] - len(prompt)
                real = (own[:, 1] > own[:, 0]) & (own[:, 1] > 0)
                found[i] = TokenVectors(own[real], states[row, : lengths[row]][real])
        return [found[i] for i in range(len(texts))]

    def _prompt(self, *names: str) -> str:
        prompts: dict[str, str] = getattr(self._load(), "prompts", None) or {}
        return next((prompts[name] for name in names if prompts.get(name)), "")

    def _batches(self, texts: Sequence[str]) -> list[list[int]]:
        """Indices of ``texts`` in batches of like length, so that little is computed on padding.

        The longest come first, so that memory that does not suffice shows at once.
        """
        order = sorted(range(len(texts)), key=lambda i: len(texts[i]), reverse=True)
        batches: list[list[int]] = []
        for i in order:
            # Two characters a token is the densest press text (Chinese aside, where truncation bounds it).
            width = min(len(texts[batches[-1][0]]) // 3 + 8, 512) if batches else 0
            if batches and width * (len(batches[-1]) + 1) <= _BATCH_TOKENS:
                batches[-1].append(i)
            else:
                batches.append([i])
        return batches

    def _forward_all(self, texts: Sequence[str]) -> Iterator[tuple[list[int], _Forward]]:
        """The model's output batch by batch with each batch's indices, in no order that means anything."""
        self._load()
        batches = self._batches(texts)
        running = {workers.pool().submit(self._forward, [texts[i] for i in batch]): batch for batch in batches}
        for finished in as_completed(running):
            yield running[finished], finished.result()

    def _forward(self, texts: list[str]) -> _Forward:
        import torch

        model = self._load()
        with self._tokenizing:
            encoded = model.tokenizer(
                texts,
                padding=True,
                truncation=True,
                max_length=model.max_seq_length,
                return_tensors="pt",
                return_offsets_mapping=True,
            )
        offsets = encoded.pop("offset_mapping").numpy()
        lengths = encoded["attention_mask"].sum(dim=1).numpy()
        with torch.inference_mode():
            output = model(dict(encoded))
        return _Forward(
            output["token_embeddings"].float().numpy(),
            _unit(output["sentence_embedding"].float().numpy()),
            offsets,
            lengths,
        )

    def _load(self) -> SentenceTransformer:
        with self._loading:
            if self._model is None:
                self._model = self._loaded()
            return self._model

    def _loaded(self) -> SentenceTransformer:
        # Imported late: it takes seconds, and many commands need no model.
        import torch
        from sentence_transformers import SentenceTransformer
        from transformers.utils import logging as transformers_logging

        source = self._source()
        transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]
        logging.getLogger("transformers").setLevel(logging.ERROR)
        try:
            model: Any = SentenceTransformer(source, device="cpu")
        except (OSError, ValueError) as error:
            raise ModelNotFound(
                f"The embedding model {source!r} cannot be loaded: {str(error).splitlines()[0]} {self._cure}"
            ) from error
        if workers.has_bfloat16():
            model = model.to(torch.bfloat16)
        model.eval()
        return model  # type: ignore[no-any-return]


def for_setting(embedding: str, cache: Path) -> SentenceTransformerEmbedder:
    """The embedder that the setting names; nothing is loaded yet."""
    if embedding == BUNDLED:
        return SentenceTransformerEmbedder(
            f"{bundled.NAME}@{bundled.SHA256[:12]}",
            lambda: str(bundled.folder(cache)),
            bundled.DIMENSION,
            cure=f"Delete the unpacked copy in {cache}; it is written anew.",
        )
    return SentenceTransformerEmbedder(embedding, lambda: embedding)


def _pool(
    states: Vectors, pooled: Vectors, offsets: NDArray[np.int64], sentences: tuple[tuple[int, int], ...]
) -> PassageVectors:
    """Means of the token states of each sentence; a sentence past the model's window gets the passage's vector."""
    vectors = np.empty((len(sentences), len(pooled)), np.float32)
    real = offsets[:, 1] > offsets[:, 0]
    for i, (start, end) in enumerate(sentences):
        # By its end, because a word's first token may count the space before it as its own.
        inside = real & (offsets[:, 1] > start) & (offsets[:, 1] <= end)
        vectors[i] = states[inside].mean(axis=0) if inside.any() else pooled
    return PassageVectors(pooled, _unit(vectors))


def _unit(vectors: Vectors) -> Vectors:
    lengths = np.linalg.norm(vectors, axis=-1, keepdims=True)
    unit: Vectors = (vectors / np.maximum(lengths, 1e-12)).astype(np.float32)
    return unit
