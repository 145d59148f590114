"""The check's network: a written sentence and what it cites read together, for whether that bears it out.

The same network as the reader's, with the same lowest layers and upper ones of its own (``support-v1.safetensors``;
``eval/support`` made them and ``support-v1.md`` is their card); of its heads only the first is used.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from rag.models import bundled, reader, weights

if TYPE_CHECKING:
    import torch
    from tokenizers import Tokenizer
    from torch import Tensor

    from rag.models.reader_network import ReaderNetwork

WEIGHTS = "support-v1.safetensors"
SHA256 = "bbba83960f58d29abf04db6462b2409e11ab8ab02e67d4e8557ab70fdc98864f"
# So many of the lowest layers are the reader's.
SHARED_LAYERS = 4


def laid_out(cited: Sequence[tuple[str, str]]) -> str:
    """Cited sentences, each (text, day), as the network reads them: behind their days, in their order."""
    return " ".join(f"{day}: {text}" if day else text for text, day in cited)


class SupportModel:
    """Loaded on first use; safe to use from several threads."""

    def __init__(self, cache: Path, path: Path | None = None) -> None:
        self._cache = cache
        self._path = path
        self._loading = threading.Lock()
        # A fast tokenizer must not be used by two threads at once.
        self._tokenizing = threading.Lock()
        self._parts: _Parts | None = None

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

    def _load(self) -> _Parts:
        with self._loading:
            if self._parts is None:
                from rag.models import reader_network

                folder = bundled.folder(self._cache)
                upper = self._path or weights.checked(WEIGHTS, SHA256)
                words, network = reader_network.load(folder, reader.weights_file(), upper)
                fast, number_format = reader_network.fastest(network)
                self._parts = _Parts(words, fast, number_format, reader_network.tokenizer(folder))
            return self._parts


@dataclass(frozen=True, slots=True)
class _Parts:
    """What reading needs, loaded."""

    words: Tensor  # (words, width) float32, mapped from the disk
    network: ReaderNetwork
    format: torch.dtype
    tokens: Tokenizer
