"""The FAISS index of the passages' vectors: a cache of the store, rebuilt whenever it is missing, damaged or stale.

Exact inner product over unit vectors, so cosine. The file is written beside the old one, synced and renamed; it
begins with the stamp of the store's change that it holds and a digest of what follows.
"""

from __future__ import annotations

import hashlib
import os
import struct
import threading
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rag.library.store import Store, Vectors

FILE = "vectors.faiss"
_HEADER = struct.Struct("<8s32s32s")
_MAGIC = b"ORecVec2"
# Read from the store at a time while rebuilding: 6 MB of vectors.
_CHUNK = 4096


class VectorIndex:
    """Passage ids by nearness to a question, kept in step with the store."""

    def __init__(self, store: Store, folder: Path, dimension: int) -> None:
        self._store = store
        self._path = folder / FILE
        self._dimension = dimension
        self._lock = threading.RLock()
        _one_thread()
        # Of a file with another stamp nothing is kept: its ids may stand for other passages.
        self._stamp: str | None = store.stamp
        self._index = self._read(self._stamp)
        if self._index is None:
            self._index, self._stamp = self._empty(), None
        self.sync()

    @property
    def ids(self) -> NDArray[np.int64]:
        """The passages in the index, in its own order."""
        import faiss

        found: NDArray[np.int64] = faiss.vector_to_array(self._index.id_map).astype(np.int64)
        return found

    def sync(self) -> None:
        """Brings the index to the store's last change, from stored vectors; nothing is embedded again."""
        with self._lock:
            while (stamp := self._store.stamp) != self._stamp:
                try:
                    self._catch_up()
                except KeyError:
                    continue  # another process has removed a passage between the two looks; look again
                self._stamp = stamp
                self._write(stamp)

    def _catch_up(self) -> None:
        wanted, held = self._store.passage_ids(), self.ids
        gone = np.setdiff1d(held, wanted, assume_unique=True)
        if len(gone):
            self._index.remove_ids(gone)
        new = np.setdiff1d(wanted, held, assume_unique=True)
        for at in range(0, len(new), _CHUNK):
            chunk = new[at : at + _CHUNK]
            self._index.add_with_ids(self._store.vectors(chunk), chunk)

    def search(self, vector: Vectors, k: int, allowed: NDArray[np.int64] | None = None) -> list[tuple[int, float]]:
        """The nearest passages as (id, cosine), best first, fewer than ``k`` when there are fewer.

        ``vector`` may have any length but zero.
        """
        import faiss

        unit = (vector / max(float(np.linalg.norm(vector)), 1e-12)).astype(np.float32)
        parameters = None
        if allowed is not None:
            parameters = faiss.SearchParameters(sel=faiss.IDSelectorBatch(allowed))  # type: ignore[call-arg]
        with self._lock:
            wanted = min(k, self._index.ntotal)
            if wanted == 0:
                return []
            scores, ids = self._index.search(unit[None, :], wanted, params=parameters)
        return [(int(i), float(score)) for i, score in zip(ids[0], scores[0], strict=True) if i >= 0]

    def sample(self, most: int) -> Vectors:
        """At most ``most`` of the vectors, spread evenly over the index, float32 (n, dim)."""
        with self._lock:
            total = self._index.ntotal
            rows: NDArray[np.int64] = np.unique(np.linspace(0, max(0, total - 1), min(most, total)).astype(np.int64))
            vectors = np.empty((len(rows), self._dimension), np.float32)
            for at, row in enumerate(rows):
                vectors[at] = self._index.index.reconstruct(int(row))
            return vectors

    def _empty(self) -> Any:
        import faiss

        return faiss.IndexIDMap2(faiss.IndexFlatIP(self._dimension))

    def _read(self, stamp: str) -> Any:
        """The kept index when it is whole and of this stamp, else None."""
        import faiss

        try:
            data = self._path.read_bytes()
        except OSError:
            return None
        if len(data) < _HEADER.size:
            return None
        magic, found, digest = _HEADER.unpack_from(data)
        payload = memoryview(data)[_HEADER.size :]
        if magic != _MAGIC or found.rstrip(b"\0") != stamp.encode() or hashlib.sha256(payload).digest() != digest:
            return None
        index = faiss.deserialize_index(np.frombuffer(payload, np.uint8))
        return index if index.d == self._dimension else None

    def _write(self, stamp: str) -> None:
        import faiss

        payload = faiss.serialize_index(self._index).tobytes()
        partial = self._path.with_name(f".{FILE}.{os.getpid()}")
        try:
            with partial.open("wb") as file:
                file.write(_HEADER.pack(_MAGIC, stamp.encode(), hashlib.sha256(payload).digest()))
                file.write(payload)
                file.flush()
                os.fsync(file.fileno())
            partial.replace(self._path)
        except OSError:
            # A cache that cannot be kept (a read-only folder, a full disk) only costs the next start its time.
            partial.unlink(missing_ok=True)


def _one_thread() -> None:
    """One thread for FAISS.

    For a single question its threads mostly wait for each other: 24 ms instead of 1.3 over 10,000 passages while
    another process is busy.
    """
    import faiss

    faiss.omp_set_num_threads(1)
