"""What tells a question about claims from others: small heads on the middle of the bundled embedding.

The states of its ninth layer are read as they are, nothing of the transformer is trained. From an attention-weighted and a plain mean of the
question's tokens one head says which stance is asked about, and whether the question takes it for granted ("why did
Armenia deny"); the other says of each token whether it names who speaks, who is spoken against or to, or what about.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.torch import load_file
from tokenizers import Tokenizer
from torch import Tensor, nn

from rag.models import reader_network, workers

# Of layers 5, 7, 9 and 11, the held questions' stance is read best from the ninth.
LAYERS = 9
LABELS = ("", "accuse", "say", "deny", "confirm", "warn", "demand", "promise", "doubt")
ROLES = ("", "speaker", "target", "matter")
_PROMPT = "query: "
_HIDDEN = 128


@dataclass(frozen=True, slots=True)
class States:
    """One question's token states (tokens, width), and each token's characters (tokens, 2); 0, 0 for special ones."""

    states: Tensor
    offsets: NDArray[np.int64]


class AskedNetwork(nn.Module):
    """The two heads."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.norm = nn.LayerNorm(width)
        self.attention = nn.Linear(width, 1)
        self.stance = nn.Sequential(nn.Linear(2 * width, _HIDDEN), nn.ReLU(), nn.Linear(_HIDDEN, len(LABELS) + 1))
        self.role = nn.Sequential(nn.Linear(2 * width, _HIDDEN), nn.ReLU(), nn.Linear(_HIDDEN, len(ROLES)))

    def forward(self, states: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        """Logits of the labels, then of taking for granted (n, labels + 1), and of the roles (n, tokens, roles).

        From states (n, tokens, width) and their mask (n, tokens).
        """
        states = self.norm(states)
        weights = self.attention(states).squeeze(-1).masked_fill(~mask, -1e9).softmax(-1)
        chosen = (weights[..., None] * states).sum(1)
        mean = (states * mask[..., None]).sum(1) / mask.sum(1, keepdim=True)
        roles = self.role(torch.cat([states, chosen[:, None].expand_as(states)], -1))
        return self.stance(torch.cat([chosen, mean], -1)), roles


class QuestionStates:
    """The bundled embedding's first layers, as the heads read them; bfloat16 where the CPU has units for it."""

    def __init__(self, folder: Path) -> None:
        self._words, network = reader_network.start(folder)
        network.eval()
        self._encoder = network.encoder
        self._encoder.encoder.layer = self._encoder.encoder.layer[:LAYERS]
        self._format = torch.bfloat16 if workers.has_bfloat16() else torch.float32
        self._encoder.to(self._format)  # type: ignore[arg-type]
        self._tokens: Tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokens.enable_truncation(reader_network.MAX_TOKENS)

    @property
    def width(self) -> int:
        """Length of a state."""
        return int(self._words.shape[1])

    def of(self, questions: Sequence[str]) -> list[States]:
        """The states of each question, in the order given."""
        encoded = self._tokens.encode_batch([_PROMPT + one for one in questions])
        ids, mask = reader_network.padded(
            [reader_network.Encoded(np.array(one.ids, np.int64), np.array(one.offsets, np.int64)) for one in encoded]
        )
        with torch.inference_mode():
            words = nn.functional.embedding(torch.from_numpy(ids), self._words).to(self._format)
            states = self._encoder(inputs_embeds=words, attention_mask=torch.from_numpy(mask)).last_hidden_state.float()
        found = []
        for row, one in enumerate(encoded):
            offsets = np.maximum(np.array(one.offsets, np.int64) - len(_PROMPT), 0)
            found.append(States(states[row, : len(offsets)], offsets))
        return found


def load(path: Path, width: int) -> AskedNetwork:
    """The trained heads."""
    network = AskedNetwork(width)
    network.load_state_dict({name: value.float() for name, value in load_file(path).items()})
    return network.eval()
