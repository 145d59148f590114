from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from fakes import article
from numpy.typing import NDArray

from rag.library.store import PassageRow, Store
from rag.library.vectors import FILE, VectorIndex

DIMENSION = 24


def units(count: int, seed: int = 5) -> NDArray[np.float32]:
    vectors = np.random.default_rng(seed).standard_normal((count, DIMENSION)).astype(np.float32)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def put(store: Store, vectors: NDArray[np.float32], name: str = "a") -> None:
    rows = [PassageRow(0, 1, np.array([(0, 1)], np.int32), one, one[None, :], ()) for one in vectors]
    store.put([(article("x", name), rows, ())])


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store(tmp_path / "store")
    put(opened, units(500))
    yield opened
    opened.close()


@pytest.fixture
def index(store: Store, tmp_path: Path) -> VectorIndex:
    return VectorIndex(store, tmp_path / "store", DIMENSION)


def brute_force(store: Store, question: NDArray[np.float32], k: int, allowed: NDArray[np.int64]) -> list[int]:
    vectors = store.vectors(allowed)
    cosines = vectors @ (question / np.linalg.norm(question))
    return [int(allowed[i]) for i in np.argsort(-cosines)[:k]]


@pytest.mark.parametrize("length", [1.0, 0.001, 37.0])
@pytest.mark.parametrize("k", [1, 10, 500])
def test_it_finds_what_brute_force_finds_with_questions_of_any_length(
    store: Store, index: VectorIndex, length: float, k: int
) -> None:
    ids = store.passage_ids()
    for question in units(5, seed=9):
        found = index.search(question * np.float32(length), k)
        assert [one for one, _ in found] == brute_force(store, question, k, ids)
        expected = store.vectors(np.array([one for one, _ in found])) @ question
        assert [score for _, score in found] == pytest.approx(expected.tolist(), abs=1e-5)


def test_among_the_allowed_it_finds_what_brute_force_finds(store: Store, index: VectorIndex) -> None:
    allowed = store.passage_ids()[3::7]
    for question in units(5, seed=9):
        assert [one for one, _ in index.search(question, 20, allowed)] == brute_force(store, question, 20, allowed)
    few = allowed[:3]
    assert sorted(one for one, _ in index.search(question, 20, few)) == few.tolist()
    assert index.search(question, 20, allowed[:0]) == []


def test_an_empty_index_finds_nothing(tmp_path: Path) -> None:
    empty = VectorIndex(Store(tmp_path / "empty"), tmp_path / "empty", DIMENSION)
    assert empty.search(units(1)[0], 5) == [] and empty.sample(10).shape == (0, DIMENSION)


def test_it_follows_the_store(store: Store, index: VectorIndex) -> None:
    put(store, units(3, seed=1), "b")
    index.sync()
    question = units(3, seed=1)[1]
    assert index.search(question, 1)[0][1] == pytest.approx(1.0, abs=1e-5)
    store.remove(["b"])
    index.sync()
    assert index.search(question, 1)[0][1] < 0.99 and len(index.ids) == 500
    put(store, units(4, seed=2), "a")
    index.sync()
    assert sorted(index.ids.tolist()) == store.passage_ids().tolist() and len(index.ids) == 4


def test_a_sample_is_spread_over_the_index(store: Store, index: VectorIndex) -> None:
    assert np.allclose(index.sample(10_000), store.vectors(index.ids))
    sample = index.sample(5)
    assert np.allclose(sample[[0, -1]], store.vectors(index.ids[[0, -1]])) and len(sample) == 5


def test_a_kept_file_is_used(store: Store, index: VectorIndex, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def unexpected(*_: object) -> None:
        raise AssertionError("the vectors were read from the store again")

    monkeypatch.setattr(Store, "vectors", unexpected)
    again = VectorIndex(store, tmp_path / "store", DIMENSION)
    assert again.search(units(1)[0], 3) == index.search(units(1)[0], 3)


def flip(at: int) -> Callable[[Path], None]:
    def damage(path: Path) -> None:
        data = bytearray(path.read_bytes())
        data[at] ^= 0x40
        path.write_bytes(data)

    return damage


def a_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


DAMAGES: dict[str, Callable[[Path], object]] = {
    "deleted": Path.unlink,
    "empty": lambda path: path.write_bytes(b""),
    "cut in the header": lambda path: path.write_bytes(path.read_bytes()[:20]),
    "cut after the header": lambda path: path.write_bytes(path.read_bytes()[:72]),
    "cut in the middle": lambda path: path.write_bytes(path.read_bytes()[:5000]),
    "longer": lambda path: path.write_bytes(path.read_bytes() + b"\0"),
    "garbage": lambda path: path.write_bytes(b"\xa5" * 9000),
    "first byte": flip(0),
    "stamp": flip(12),
    "digest": flip(50),
    "first byte of the index": flip(72),
    "in the middle": flip(9999),
    "last byte": flip(-1),
    "a folder": a_folder,
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_file_is_rebuilt(store: Store, index: VectorIndex, tmp_path: Path, damage: str) -> None:
    question = units(1, seed=3)[0]
    expected = index.search(question, 500)
    DAMAGES[damage](tmp_path / "store" / FILE)
    again = VectorIndex(store, tmp_path / "store", DIMENSION)
    assert again.search(question, 500) == expected
    assert VectorIndex(store, tmp_path / "store", DIMENSION).search(question, 500) == expected
    assert [path.name for path in (tmp_path / "store").glob(".*")] == []  # no half-written file is left


def test_a_stale_file_is_brought_up_to_date(store: Store, index: VectorIndex, tmp_path: Path) -> None:
    kept = (tmp_path / "store" / FILE).read_bytes()
    put(store, units(3, seed=1), "b")
    (tmp_path / "store" / FILE).write_bytes(kept)
    again = VectorIndex(store, tmp_path / "store", DIMENSION)
    assert sorted(again.ids.tolist()) == store.passage_ids().tolist()
    assert again.search(units(3, seed=1)[2], 1)[0][1] == pytest.approx(1.0, abs=1e-5)


def test_the_file_of_another_library_is_not_believed(store: Store, index: VectorIndex, tmp_path: Path) -> None:
    """As many changes and the very same passage ids, but other vectors."""
    other = Store(tmp_path / "other")
    put(other, units(500, seed=77))
    VectorIndex(other, tmp_path / "other", DIMENSION)
    assert other.generation == store.generation and (other.passage_ids() == store.passage_ids()).all()
    shutil.copy(tmp_path / "other" / FILE, tmp_path / "store" / FILE)
    question = units(1, seed=3)[0]
    again = VectorIndex(store, tmp_path / "store", DIMENSION)
    assert again.search(question, 5) == index.search(question, 5)


def test_a_passage_removed_by_another_process_meanwhile_is_left_out(
    store: Store, index: VectorIndex, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(store, units(3, seed=1), "b")
    other, real = Store(tmp_path / "store"), Store.vectors

    def removing(self: Store, ids: NDArray[np.int64]) -> NDArray[np.float32]:
        if other.counts()[0] == 2:
            other.remove(["b"])
        return real(self, ids)

    monkeypatch.setattr(Store, "vectors", removing)
    index.sync()
    assert sorted(index.ids.tolist()) == store.passage_ids().tolist() and len(index.ids) == 500


def test_a_cache_that_cannot_be_kept_does_not_stop_the_search(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    found = VectorIndex(store, tmp_path / "store", DIMENSION).search(units(1)[0], 5)
    assert len(found) == 5
    assert {path.name for path in (tmp_path / "store").iterdir()} == {
        "library.sqlite",
        "library.sqlite-wal",
        "library.sqlite-shm",
    }
