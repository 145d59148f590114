"""The reader's network: one transformer over question and passage together, with three heads.

Twelve layers of 384 (21 million parameters without the word table, which is the bundled embedding's, frozen). Input
``<s> question </s> </s> title. text </s>``; the state of ``<s>`` says how well the passage answers, the token states
where the exact answer starts and ends (``<s>`` itself: nowhere), and the mean over each sentence's tokens whether
that sentence answers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.torch import load_file, save_file
from tokenizers import Tokenizer
from torch import Tensor, nn
from transformers import BertConfig
from transformers.models.bert.modeling_bert import BertModel

from rag.errors import ModelDamaged
from rag.models import workers

# A passage of 900 characters with its title and a question is 300 tokens in most languages.
MAX_TOKENS = 448
# The first so many tokens of a question are read, so that a passage has its room whatever is asked.
_MAX_QUESTION_TOKENS = 128
_MAX_QUESTION_CHARS = 400
_PAD = 1
_SCALE = ":scale"
_WORDS = "embeddings.word_embeddings.weight"


@dataclass(frozen=True, slots=True)
class Encoded:
    """One question beside one passage as tokens."""

    ids: NDArray[np.int64]  # (tokens,)
    offsets: NDArray[np.int64]  # (tokens, 2) characters of the passage's text; -1, -1 for all else


@dataclass(frozen=True, slots=True)
class Output:
    """What the heads say of n pairs, padded to the longest."""

    rank: Tensor  # (n,)
    spans: Tensor  # (n, tokens, 2) start and end; position 0 stands for no answer
    sentences: list[Tensor]  # n times (sentences,)


class ReaderNetwork(nn.Module):
    """The transformer without its word table, and the heads."""

    def __init__(self, config: BertConfig) -> None:
        super().__init__()
        self.encoder = BertModel(config, add_pooling_layer=False)
        width = config.hidden_size
        self.rank = nn.Sequential(nn.Linear(width, width), nn.Tanh(), nn.Linear(width, 1))
        self.span = nn.Linear(width, 2)
        self.sentence = nn.Linear(width, 1)

    def forward(self, words: Tensor, mask: Tensor, sentences: Sequence[Sequence[NDArray[np.bool_]]]) -> Output:
        """Word vectors (n, tokens, width), mask (n, tokens), and for each pair the tokens of each sentence."""
        states = self.encoder(inputs_embeds=words, attention_mask=mask).last_hidden_state
        scored = self.sentence(states).squeeze(-1).float()
        # The mean of the scores is the score of the mean: the head is linear.
        means = [
            torch.stack([row[torch.from_numpy(inside)].mean() if inside.any() else row[0] for inside in tokens])
            if tokens
            else row[:0]
            for row, tokens in zip(scored, sentences, strict=True)
        ]
        return Output(self.rank(states[:, 0]).squeeze(-1).float(), self.span(states).float(), means)


def save(weights: Mapping[str, Tensor], path: Path) -> None:
    """Writes the trained tensors: matrices in eight bits with one float32 scale a row, all else in float16."""
    tensors: dict[str, Tensor] = {}
    for name, value in weights.items():
        if value.dim() == 2 and value.shape[0] > 1:
            scale = value.abs().amax(dim=1).clamp(min=1e-8) / 127
            tensors[name] = torch.round(value / scale[:, None]).to(torch.int8)
            tensors[name + _SCALE] = scale.float()
        else:
            tensors[name] = value.to(torch.float16)
    save_file({name: value.contiguous() for name, value in tensors.items()}, path)


def load(folder: Path, *paths: Path) -> tuple[Tensor, ReaderNetwork]:
    """The word table (words, width) float32 of the bundled embedding in ``folder``, and the trained network, float32.

    Of several files of weights a later one counts where it has a tensor.
    """
    words, network = start(folder)
    for path in paths:
        network.load_state_dict(unpacked(path), strict=False)
    return words, network.eval()


def unpacked(path: Path) -> dict[str, Tensor]:
    """The tensors that ``save`` wrote, float32, by name."""
    packed = load_file(path)
    return {
        name: value.float() * packed[name + _SCALE][:, None] if name + _SCALE in packed else value.float()
        for name, value in packed.items()
        if not name.endswith(_SCALE)
    }


def start(folder: Path) -> tuple[Tensor, ReaderNetwork]:
    """The word table, and the network with the bundled embedding's weights and fresh heads."""
    tensors = load_file(folder / "model.safetensors")
    words = tensors.pop(_WORDS)
    network = ReaderNetwork(configuration(folder))
    missing, unexpected = network.encoder.load_state_dict(tensors, strict=False)
    if unexpected or set(missing) - {_WORDS}:
        raise ModelDamaged(f"The bundled model in {folder} does not fit: {missing}, {unexpected}. Delete that folder.")
    network.encoder.embeddings.word_embeddings.requires_grad_(False)
    return words, network


def fastest(network: ReaderNetwork) -> tuple[ReaderNetwork, torch.dtype]:
    """The network in the number format that this CPU multiplies fastest without reading otherwise, and its input's.

    bfloat16 where there are units for it, float32 elsewhere. torch's eight-bit products, which round what goes in to
    seven bits, are not used: on 48 press passages they told those that answer with an AUROC of .85, float32 with .95.
    """
    number_format = torch.bfloat16 if workers.has_bfloat16() else torch.float32
    return network.to(number_format), number_format


@dataclass(frozen=True, slots=True)
class Loaded:
    """What reading needs."""

    words: Tensor  # (words, width) float32, mapped from the disk
    network: ReaderNetwork
    format: torch.dtype
    tokens: Tokenizer


def loaded(folder: Path, *paths: Path) -> Loaded:
    """The network of these files of weights, ready to read on this CPU."""
    words, network = load(folder, *paths)
    return Loaded(words, *fastest(network), tokenizer(folder))


def configuration(folder: Path) -> BertConfig:
    """The bundled embedding's sizes, without its word table and without dropout."""
    config = BertConfig.from_pretrained(folder)
    config.vocab_size = 4
    config.hidden_dropout_prob = 0.0
    # With attention dropout a training step takes three times as long.
    config.attention_probs_dropout_prob = 0.0
    # A question's twenty passages take 296 ms instead of 388 with it; its gradient is slower than the plain one's.
    config._attn_implementation = "sdpa"
    return config


def tokenizer(folder: Path) -> Tokenizer:
    """The bundled embedding's tokenizer, cutting passages that are too long."""
    found: Tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    found.enable_truncation(MAX_TOKENS, strategy="only_second")
    return found


def encode(tokens: Tokenizer, question: str, passages: Sequence[tuple[str, str]]) -> list[Encoded]:
    """One question beside each (title, text)."""
    heads = [f"{title}. " if title else "" for title, _ in passages]
    asked = _beginning(tokens, question[:_MAX_QUESTION_CHARS])
    pairs: list[Any] = [(asked, head + text) for head, (_, text) in zip(heads, passages, strict=True)]
    found = []
    for head, encoding in zip(heads, tokens.encode_batch(pairs), strict=True):
        offsets = np.array(encoding.offsets, np.int64) - len(head)
        of_text = np.array([one == 1 for one in encoding.sequence_ids]) & (offsets[:, 1] > 0)
        of_text &= offsets[:, 1] > offsets[:, 0]
        found.append(Encoded(np.array(encoding.ids, np.int64), np.where(of_text[:, None], offsets, -1)))
    return found


def _beginning(tokens: Tokenizer, question: str) -> str:
    """As much of a question as is read: a character can be many tokens."""
    # As the second text of a pair, which alone may be cut.
    found = tokens.encode("", question)
    ends = [end for (_, end), text in zip(found.offsets, found.sequence_ids, strict=True) if text == 1 and end]
    return question if len(ends) <= _MAX_QUESTION_TOKENS else question[: ends[_MAX_QUESTION_TOKENS - 1]]


def padded(batch: Sequence[Encoded]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Ids and mask, (n, tokens)."""
    width = max(len(one.ids) for one in batch)
    ids = np.full((len(batch), width), _PAD, np.int64)
    mask = np.zeros((len(batch), width), np.int64)
    for row, one in enumerate(batch):
        ids[row, : len(one.ids)] = one.ids
        mask[row, : len(one.ids)] = 1
    return ids, mask


def sentence_tokens(one: Encoded, width: int, bounds: Sequence[tuple[int, int]]) -> list[NDArray[np.bool_]]:
    """For each sentence (characters of the passage's text) which of ``width`` tokens are its own."""
    ends = np.full(width, -1, np.int64)
    ends[: len(one.offsets)] = one.offsets[:, 1]
    # By its end, because a word's first token may count the space before it as its own.
    return [(ends > start) & (ends <= end) for start, end in bounds]
