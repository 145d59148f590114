"""The check's network: a written sentence and what it cites read together, for whether that bears it out.

The same network as the reader's, with the same lowest layers and upper ones of its own (``support-v2.safetensors``;
``eval/support`` made them and ``support-v2.md`` is their card); of its heads only the first is used.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from rag.models import bundled, reader, weights

if TYPE_CHECKING:
    from rag.models.reader_network import Loaded

WEIGHTS = "support-v2.safetensors"
SHA256 = "a6f3c245218e49c05c98c11006caaab7a1276a627f48a183baa1cf7e22c0dc93"
# So many of the lowest layers are the reader's.
SHARED_LAYERS = 4


def laid_out(cited: Sequence[tuple[str, str]]) -> str:
    """Cited sentences, each (text, day), as the network reads them: behind their days, in their order."""
    return " ".join(f"{day}: {text}" if day else text for text, day in cited)


def together(question: str, answer: str) -> str:
    """A bare answer, which says nothing by itself, as the network reads it: behind its question."""
    return f"{question} {answer}"


class SupportModel:
    """Loaded on first use; safe to use from several threads."""

    def __init__(self, cache: Path, path: Path | None = None) -> None:
        self._cache = cache
        self._path = path
        self._loading = threading.Lock()
        # A fast tokenizer must not be used by two threads at once.
        self._tokenizing = threading.Lock()
        self._loaded: Loaded | None = None

    def logit(self, sentence: str, cited: Sequence[tuple[str, str]]) -> float:
        """How well the cited sentences, each (text, day), bear the sentence out; 0 is even odds before calibration.

        Raises:
            ModelNotFound: the bundled model that the weights stand on is missing.
            ModelDamaged: the weights' digest is not the expected one.
        """
        import torch
        from torch.nn import functional

        from rag.models import reader_network

        parts = self._load()
        with self._tokenizing:
            encoded = reader_network.encode(parts.tokens, sentence, [("", laid_out(cited))])
        ids, mask = reader_network.padded(encoded)
        with torch.inference_mode():
            words = functional.embedding(torch.from_numpy(ids), parts.words).to(parts.format)
            return float(parts.network(words, torch.from_numpy(mask), [()]).rank[0])

    def _load(self) -> Loaded:
        with self._loading:
            if self._loaded is None:
                from rag.models import reader_network

                upper = self._path or weights.checked(WEIGHTS, SHA256)
                self._loaded = reader_network.loaded(bundled.folder(self._cache), reader.weights_file(), upper)
            return self._loaded


@lru_cache(maxsize=1)
def for_cache(cache: Path) -> SupportModel:
    """The one model of this process, so that every chain that checks shares it; nothing is loaded yet."""
    return SupportModel(cache)
