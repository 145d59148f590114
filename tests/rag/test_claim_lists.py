"""The word lists of claims: everything in them is read, and their README explains what they hold."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

import rag
from rag.claims.lexicon import LANGUAGES

PACKAGE = Path(rag.__file__).parent
LISTS = PACKAGE / "data" / "claims"
README = (LISTS / "README.md").read_text("utf-8")
IN_CODE = frozenset(
    name for path in (PACKAGE / "claims").glob("*.py") for name in re.findall(r'"([\w-]+)"', path.read_text("utf-8"))
)
# French and English have no list of them.
PREPOSITIONS = frozenset("de à contre sur auprès envers devant of on at into from for to with against as about".split())


def read(name: str) -> dict[str, Any]:
    return tomllib.loads((LISTS / f"{name}.toml").read_text("utf-8"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_list_of_a_language_is_read(language: str) -> None:
    lists = read(language)
    assert {*lists, *lists["words"], *lists.get("gender", {})} <= IN_CODE


def test_every_list_of_names_is_read() -> None:
    assert set(read("names")) <= IN_CODE


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_readme_explains_every_section(language: str) -> None:
    assert set(read(language)) <= set(re.findall(r"`\[+(\w+)\]+`", README))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("key", ["target", "needs"])
def test_the_readme_explains_every_target_and_need(language: str, key: str) -> None:
    lists = read(language)
    row = next(line for line in README.splitlines() if line.startswith(f"| `{key}` |"))
    prepositions = PREPOSITIONS | set(lists["words"].get("prepositions", "").split())
    used = {one for name in ("verbs", "adjectives") for entry in lists.get(name, ()) for one in entry.get(key, ())}
    assert used - prepositions <= set(re.findall(r"`([\w-]+)`", row))
