"""The steps of a training: every core takes its share, and a run that was stopped goes on as if it had not been."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
import typer
from torch import nn
from transformers import BertConfig
from typer.testing import CliRunner

from eval import export
from eval.training import Learner, Schedule, split_off
from rag.models import reader_network, workers

STEPS = 60


@pytest.fixture(autouse=True)
def two_cores_in_float32(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The same on every machine; the number of threads is put back."""
    monkeypatch.setattr(workers, "cores", lambda: 2)
    monkeypatch.setattr(workers, "has_bfloat16", lambda: False)
    threads = torch.get_num_threads()
    yield
    torch.set_num_threads(threads)


def test_the_file_that_weights_are_written_to_has_to_be_named(tmp_path: Path) -> None:
    application = typer.Typer()
    application.command()(export.main)
    torch.save({"weights": {}}, tmp_path / "checkpoint.pt")
    found = CliRunner().invoke(application, [str(tmp_path / "checkpoint.pt")])
    assert found.exit_code == 2 and "--out" in found.output


def test_what_did_not_learn_comes_from_the_weights_it_started_with(tmp_path: Path) -> None:
    application = typer.Typer()
    application.command()(export.main)
    whole, learnt = tmp_path / "whole", tmp_path / "checkpoint.pt"
    reader_network.save({"low": torch.full((2, 2), 3.0), "high": torch.zeros(2, 2)}, whole)
    torch.save({"weights": {"high": torch.eye(2)}}, learnt)
    found = CliRunner().invoke(application, [str(learnt), "--out", str(tmp_path / "out"), "--start", str(whole)])
    assert found.exit_code == 0, found.output
    written = reader_network.unpacked(tmp_path / "out")
    assert torch.allclose(written["low"], torch.full((2, 2), 3.0)) and torch.allclose(written["high"], torch.eye(2))
    again = [str(learnt), "--out", str(tmp_path / "out"), "--start", str(whole), "--kept", "0.3"]
    assert CliRunner().invoke(application, again).exit_code == 0
    assert torch.allclose(reader_network.unpacked(tmp_path / "out")["high"], 0.7 * torch.eye(2), atol=0.01)


class Run:
    """Learns that a number's double is wanted; keeps what each step drew and how often it was saved."""

    def __init__(self, steps: int) -> None:
        torch.manual_seed(1)
        network: Any = nn.Linear(1, 1)
        self.learner = Learner(network, Schedule(0.05, steps, 5, 20))
        self.shares: list[int] = []
        self.saved = 0

    def to(self, out: Path) -> list[float]:
        """The weights at the end."""
        self.learner.run(out, self._draws, self._gradients, self._save)
        return [float(one.detach().sum()) for one in self.learner.masters.values()]

    def _draws(self, step: int) -> Iterator[list[float]]:
        while True:
            step += 1
            yield [step % 7 / 7, step % 5 / 5, step % 3 / 3]

    def _gradients(self, network: Any, groups: Any) -> dict[str, float]:
        self.shares.append(len(groups))
        given = torch.tensor(groups)[:, None]
        loss = ((network(given) - 2 * given) ** 2).mean()
        (loss / len(self.learner.copies)).backward()
        return {"loss": float(loss.detach())}

    def _save(self) -> None:
        self.saved += 1


def test_it_learns_on_every_core_and_shows_and_saves_how(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run = Run(STEPS)
    slope, _ = run.to(tmp_path)
    assert abs(slope - 2) < 1
    assert sorted(run.shares) == [1] * STEPS + [2] * STEPS
    assert run.saved == 2, "at step 50 and at the end"
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 6 and lines[-1].startswith("60/60 loss ")
    assert float(lines[-1].split()[2]) < float(lines[0].split()[2])
    assert {one.name for one in tmp_path.iterdir()} == {"checkpoint.pt", "curves.png"}


def test_a_stopped_run_goes_on_as_if_it_had_not_been(tmp_path: Path) -> None:
    whole, stopped = tmp_path / "whole", tmp_path / "stopped"
    whole.mkdir()
    stopped.mkdir()
    cut = Run(STEPS)

    def stop() -> None:
        raise KeyboardInterrupt

    cut._save = stop  # type: ignore[method-assign]
    with pytest.raises(KeyboardInterrupt):
        cut.to(stopped)
    again = Run(STEPS)
    assert again.to(stopped) == Run(STEPS).to(whole)
    assert len(again.shares) == 2 * 10, "the last ten steps alone"


def test_a_network_without_its_lowest_layers_reads_what_they_gave() -> None:
    config = BertConfig(vocab_size=4, hidden_size=8, num_hidden_layers=3, num_attention_heads=2, intermediate_size=16)
    network = reader_network.ReaderNetwork(config).eval()
    words, mask = torch.randn(2, 5, 8), torch.tensor([[1] * 5, [1, 1, 1, 0, 0]])
    sentences = [[np.array([0, 1, 1, 0, 0], np.bool_)]] * 2
    with torch.no_grad():
        whole = network(words, mask, sentences)
        lower = split_off(network, 2)
        states = lower(inputs_embeds=words, attention_mask=mask).last_hidden_state
        upper = network(states, mask, sentences)
    assert torch.allclose(whole.rank, upper.rank, atol=1e-5)
    assert torch.allclose(whole.spans[1, :3], upper.spans[1, :3], atol=1e-5)
    assert not torch.allclose(states, words)
