"""Fixtures that more than one room needs, and the settings that keep a test run away from the user's own files."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

# No test may call a model hub or report home; set before any library reads them.
os.environ["HF_HUB_OFFLINE"] = "1"
os.environ["TRANSFORMERS_OFFLINE"] = "1"
os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
os.environ["LANGSMITH_TRACING"] = "false"


@pytest.fixture(autouse=True)
def own_library(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A default library that is this test's own: a forgotten ``--library`` must not write to the user's."""
    folder = tmp_path_factory.mktemp("default") / "default.library"
    monkeypatch.setenv("ONRECORD_LIBRARY", str(folder))
    return folder


@pytest.fixture(scope="session")
def browser_path() -> str:
    """The path of Chromium or Chrome, for Playwright's ``executable_path``; tests that use it are marked ``browser``."""
    found = subprocess.run(
        ["sh", str(ROOT / "scripts" / "browser.sh")], capture_output=True, text=True, check=False, timeout=30
    )
    if found.returncode:
        pytest.fail(found.stderr, pytrace=False)
    return found.stdout.strip()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks as ``browser`` every test that asks for the browser, so that ``-m "not browser"`` leaves it out."""
    for item in items:
        if "browser_path" in getattr(item, "fixturenames", ()):
            item.add_marker("browser")
