"""Floors hold, are only ever raised by themselves, and are lowered by name alone."""

from __future__ import annotations

import json
from pathlib import Path
from shutil import copytree, ignore_patterns
from types import SimpleNamespace
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

import rag
from eval import gate, libraries, scoring
from eval.gate import Floors
from eval.scoring import Total
from rag import Library
from rag.errors import UsageError

FLOORS = Floors(0.02, {"holds@3": 0.8, "aurc": 0.3})


def test_scores_at_or_above_their_floors_pass() -> None:
    assert gate.check(FLOORS, {"holds@3": 0.8, "aurc": 0.3, "mrr": 0.0}, 0) == []


def test_what_lies_below_its_floor_or_above_its_ceiling_fails() -> None:
    failures = gate.check(FLOORS, {"holds@3": 0.799, "aurc": 0.301}, 0)
    assert [one.key for one in failures] == ["holds@3", "aurc"]


def test_a_score_that_is_gone_fails() -> None:
    (failure,) = gate.check(FLOORS, {"holds@3": 0.9}, 0)
    assert failure.key == "aurc" and "not scored" in str(failure)


def test_an_article_that_is_gone_fails() -> None:
    (failure,) = gate.check(FLOORS, {"holds@3": 0.9, "aurc": 0.1}, 1)
    assert failure.key == "missing_articles"


def test_raising_never_lowers() -> None:
    found = gate.raised(FLOORS, {"holds@3": 0.9, "aurc": 0.4, "mrr": 0.5, "roles_reversed": 0.0})
    assert found.bounds == {"holds@3": 0.88, "aurc": 0.3, "mrr": 0.48, "roles_reversed": 0.02}
    assert gate.raised(FLOORS, {"holds@3": 0.5, "aurc": 0.2}).bounds == {"holds@3": 0.8, "aurc": 0.22}
    assert gate.raised(FLOORS, {"holds@3": 0.81}).bounds["holds@3"] == 0.8


def test_lowering_takes_the_score_s_name_and_touches_no_other() -> None:
    found = gate.lowered(FLOORS, {"holds@3": 0.6, "aurc": 0.5}, ["holds@3"])
    assert found.bounds == {"holds@3": 0.58, "aurc": 0.3}
    assert gate.lowered(FLOORS, {"holds@3": 0.9, "aurc": 0.5}, ["holds@3"]).bounds["holds@3"] == 0.8
    assert gate.lowered(FLOORS, {"holds@3": 0.9, "aurc": 0.5}, ["aurc"]).bounds["aurc"] == 0.52
    with pytest.raises(UsageError, match="mrr"):
        gate.lowered(FLOORS, {"mrr": 0.1}, ["mrr"])


def test_floors_are_written_one_a_line_and_read_back(tmp_path: Path) -> None:
    path = tmp_path / "floors.json"
    gate.write(FLOORS, path)
    assert gate.read(path) == FLOORS
    assert '  "holds@3": 0.8,\n' in path.read_text("utf-8")
    assert gate.read(tmp_path / "absent.json").bounds == {}


@pytest.mark.parametrize("content", ["", "[]", '{"margin": 0.02}', '{"margin": 0.02, "floors": {"nonsense": 1}}'])
def test_files_that_hold_no_floors_are_refused(content: str, tmp_path: Path) -> None:
    (tmp_path / "floors.json").write_text(content, "utf-8")
    with pytest.raises(UsageError, match=r"floors\.json"):
        gate.read(tmp_path / "floors.json")


def command(monkeypatch: pytest.MonkeyPatch, path: Path, scores: dict[str, float], *arguments: str) -> Any:
    run = SimpleNamespace(verdicts=(), missing=0, notices=())
    monkeypatch.setattr(gate, "_run", lambda: run)
    monkeypatch.setattr(scoring, "totals", lambda verdicts: {key: Total(value, 10) for key, value in scores.items()})
    monkeypatch.setattr(gate, "read", lambda: read(path))
    monkeypatch.setattr(gate, "write", lambda floors: write(floors, path))
    application = typer.Typer()
    application.command()(gate.main)
    return CliRunner().invoke(application, arguments)


read, write = gate.read, gate.write


def test_the_command_checks_raises_and_lowers(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    path = tmp_path / "floors.json"
    assert command(monkeypatch, path, {"mrr": 0.9}).exit_code == 1, "without floors nothing passes"
    assert command(monkeypatch, path, {"mrr": 0.9}, "--raise").exit_code == 0
    assert json.loads(path.read_text("utf-8"))["floors"] == {"mrr": 0.88}
    below = command(monkeypatch, path, {"mrr": 0.8})
    assert below.exit_code == 1 and "mrr: 0.800, floor 0.880" in below.output
    assert command(monkeypatch, path, {"mrr": 0.8}, "--raise").exit_code == 1
    assert json.loads(path.read_text("utf-8"))["floors"] == {"mrr": 0.88}
    assert command(monkeypatch, path, {"mrr": 0.8}, "--lower", "mrr").exit_code == 0
    assert json.loads(path.read_text("utf-8"))["floors"] == {"mrr": 0.78}


def test_the_floors_of_the_repository_can_be_read() -> None:
    assert set(gate.read().bounds) <= set(scoring.MEASURES)


@pytest.mark.parametrize(
    "name", ["rag/data/claims/en.toml", "rag/claims/lexicon.py", "rag/library/store.py", "corpus/cleaning.py"]
)
def test_what_decides_what_a_library_holds_builds_it_anew(tmp_path: Path, name: str) -> None:
    top = Path(str(rag.__file__)).parent.parent
    for package in ("rag", "corpus"):
        copytree(top / package, tmp_path / package, ignore=ignore_patterns("*.safetensors", "sample", "__pycache__"))
    before = libraries.storing_digest(tmp_path)
    assert before == libraries.storing_digest(top)
    (tmp_path / name).write_text((tmp_path / name).read_text("utf-8") + "\n# touched\n", "utf-8")
    assert libraries.storing_digest(tmp_path) != before


def test_a_library_whose_claims_a_chat_model_read_is_another_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Library, "add", lambda *_, **__: None)
    folders = set()
    for model in ("", "openai:x"):
        with libraries.cached("few", libraries.sample_articles()[:1], folder=tmp_path, model=model) as library:
            folders.add(library.folder)
    assert len(folders) == 2


def test_a_cached_library_is_built_once_and_anew_when_articles_change(tmp_path: Path) -> None:
    articles = libraries.sample_articles()
    assert len({one.id for one in articles}) >= 40
    with libraries.cached("few", articles[:2], folder=tmp_path) as first:
        assert {one.id for one in first.articles()} == {one.id for one in articles[:2]}
    with libraries.cached("few", articles[:2], folder=tmp_path) as second:
        assert second.folder == first.folder
    with libraries.cached("few", articles[:3], folder=tmp_path) as third:
        assert third.folder != first.folder and len(third.articles()) == 3
    assert len(list(tmp_path.iterdir())) == 2, "nothing half built is left behind"
