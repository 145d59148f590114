"""How the bundled networks learn on a CPU: float32 masters, a copy of the network a core, a schedule, checkpoints.

In bfloat16 with float32 master weights where the CPU has units for it; elsewhere in float32.
"""

from __future__ import annotations

import copy
import os
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from rag.models import workers
from rag.models.reader_network import ReaderNetwork

_WEIGHT_DECAY = 0.01
_TOKENS_A_BATCH = 2600

_SHOW_EVERY, _SAVE_EVERY = 10, 50


@dataclass(frozen=True, slots=True)
class Schedule:
    """The learning rate warms up, stays, and falls in a straight line over the last ``cooldown`` steps."""

    rate: float
    steps: int
    warmup: int
    cooldown: int

    def at(self, step: int) -> float:
        """The rate of the step with this number, from 0."""
        return self.rate * min((step + 1) / self.warmup, 1.0, (self.steps - step) / self.cooldown)


class Learner:
    """Steps of learning: each core takes a part of a step with its own copy, and the gradients are added.

    A copy a core, each computing in one thread: all cores on each product would wait for the slowest. While other
    programs kept both cores busy, a step took 35 seconds that way and 10 this way.
    """

    def __init__(self, network: ReaderNetwork, schedule: Schedule) -> None:
        torch.set_num_threads(1)
        self.step = 0
        self.type = torch.bfloat16 if workers.has_bfloat16() else torch.float32
        self._schedule = schedule
        # The optimiser sees float32 weights: a step of 1e-4 would vanish in bfloat16's eight bits.
        self.masters = {
            name: one.detach().clone().float().requires_grad_(True)
            for name, one in network.named_parameters()
            if one.requires_grad
        }
        network.to(self.type)
        self.copies = [network, *(copy.deepcopy(network) for _ in range(workers.cores() - 1))]
        masters = list(self.masters.values())
        self._optimiser = torch.optim.AdamW(
            [
                {"params": [one for one in masters if one.dim() > 1], "weight_decay": _WEIGHT_DECAY},
                {"params": [one for one in masters if one.dim() <= 1], "weight_decay": 0.0},
            ],
            betas=(0.9, 0.98),
        )

    def run(
        self,
        out: Path,
        draws: Callable[[int], Iterator[Sequence[Any]]],
        gradients: Callable[[ReaderNetwork, Sequence[Any]], dict[str, float]],
        saved: Callable[[], None] = lambda: None,
    ) -> None:
        """Learns to the last step, going on from the checkpoint in ``out`` if there is one; ``curves.png`` shows the losses.

        Args:
            out: folder of the checkpoint and the plot.
            draws: steps of groups of examples, from a step's number on; each core takes a share of the groups.
            gradients: adds those of some groups to a network's and gives its losses, which are to be divided by
                ``len(copies)`` before their gradient is taken.
            saved: called after each checkpoint.
        """
        curve = self._resume(out / "checkpoint.pt")
        waiting = draws(self.step)
        while self.step < self._schedule.steps:
            started = time.monotonic()
            groups = next(waiting)
            losses = self._learn([groups[i :: len(self.copies)] for i in range(len(self.copies))], gradients)
            curve.append(losses | {"step": self.step, "seconds": time.monotonic() - started})
            if self.step % _SHOW_EVERY == 0:
                recent = curve[-_SHOW_EVERY:]
                shown = " ".join(
                    f"{name} {np.mean([one[name] for one in recent]):.3f}" for name in (*losses, "seconds")
                )
                print(f"{self.step}/{self._schedule.steps} {shown}", flush=True)
            if self.step % _SAVE_EVERY == 0 or self.step == self._schedule.steps:
                self._save(out / "checkpoint.pt", curve)
                plot(curve, list(losses), out / "curves.png")
                saved()

    def _learn(
        self, parts: Sequence[Sequence[Any]], gradients: Callable[[ReaderNetwork, Sequence[Any]], dict[str, float]]
    ) -> dict[str, float]:
        """One step, a part a core; the means of the losses come back."""
        running = [workers.pool().submit(gradients, one, part) for one, part in zip(self.copies, parts, strict=True)]
        losses = [one.result() for one in running]
        self._update()
        self.step += 1
        return {name: sum(one[name] for one in losses) / len(losses) for name in losses[0]}

    def _save(self, path: Path, curve: Sequence[dict[str, float]]) -> None:
        """Writes a checkpoint; a kill while saving leaves the last one whole."""
        state: dict[str, Any] = {
            "step": self.step,
            "curve": list(curve),
            "optimiser": self._optimiser.state_dict(),
            "weights": {name: master.detach() for name, master in self.masters.items()},
        }
        partial = path.with_suffix(".partial")
        torch.save(state, partial)
        os.replace(partial, path)

    def _resume(self, path: Path) -> list[dict[str, float]]:
        """Goes on from a checkpoint, if there is one; gives its curve."""
        if not path.is_file():
            return []
        state = torch.load(path, weights_only=True)
        self.step = state["step"]
        for name, master in self.masters.items():
            master.data.copy_(state["weights"][name])
        self._optimiser.load_state_dict(state["optimiser"])
        self._to_copies()
        curve: list[dict[str, float]] = state["curve"]
        return curve

    def _update(self) -> None:
        parameters = [dict(one.named_parameters()) for one in self.copies]
        for name, master in self.masters.items():
            found = [one[name].grad for one in parameters]
            gradients = [one.float() for one in found if one is not None]
            # A head that takes no part in this training has none.
            master.grad = torch.stack(gradients).sum(0) if gradients else None
            for one in parameters:
                one[name].grad = None
        torch.nn.utils.clip_grad_norm_(self.masters.values(), 1.0)
        for group in self._optimiser.param_groups:
            group["lr"] = self._schedule.at(self.step)
        self._optimiser.step()
        self._to_copies()

    def _to_copies(self) -> None:
        with torch.no_grad():
            for one in self.copies:
                for name, parameter in one.named_parameters():
                    if name in self.masters:
                        parameter.copy_(self.masters[name])


def split_off(network: ReaderNetwork, layers: int) -> Any:
    """Takes so many of the lowest layers out of a network, which then reads their states in place of words.

    What they gave before comes from the encoder that is returned, so that it can be had once and without a gradient.
    """
    lower: Any = copy.deepcopy(network.encoder)
    del lower.encoder.layer[layers:]
    network.encoder.embeddings = _Passed()  # type: ignore[assignment]
    for i in range(layers):
        network.encoder.encoder.layer[i] = _Passed()
    return lower


class _Passed(nn.Module):
    """Stands for what the lowest layers have done already."""

    def forward(self, states: Tensor | None = None, *_: Any, inputs_embeds: Tensor | None = None, **__: Any) -> Tensor:
        """The states that came."""
        found = inputs_embeds if states is None else states
        assert found is not None  # noqa: S101 - one of the two is given
        return found


def batches(lengths: Sequence[int], tokens: int = _TOKENS_A_BATCH) -> list[list[int]]:
    """Indices of texts of these lengths in batches of like length, longest first."""
    found: list[list[int]] = []
    for i in sorted(range(len(lengths)), key=lambda i: -lengths[i]):
        if found and lengths[found[-1][0]] * (len(found[-1]) + 1) <= tokens:
            found[-1].append(i)
        else:
            found.append([i])
    return found


def attend_plainly(network: ReaderNetwork) -> None:
    """Fused attention is the faster one to read with, the plain one to learn with."""
    network.encoder.config._attn_implementation = "eager"


def plot(curve: Sequence[dict[str, float]], names: Sequence[str], path: Path) -> None:
    """The losses of these names, each a mean over fifty steps."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(figsize=(8, 4.5))
    for name in names:
        values = np.array([one[name] for one in curve])
        window = min(50, len(values))
        smooth = np.convolve(values, np.ones(window) / window, "valid")
        axes.plot([one["step"] for one in curve][window - 1 :], smooth, label=name)
    axes.set(xlabel="step", ylabel="loss (mean of fifty steps)")
    axes.legend(frameon=False)
    figure.tight_layout()
    figure.savefig(path, dpi=120)
    pyplot.close(figure)
