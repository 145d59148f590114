from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from rag.errors import UsageError
from rag.settings import BUNDLED, Settings, load


def test_the_defaults_lie_in_the_users_folders(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ONRECORD_LIBRARY")
    monkeypatch.delenv("ONRECORD_CACHE", raising=False)
    found = load()
    assert found.library.is_absolute() and "onrecord" in str(found.library)
    assert found.cache.is_absolute() and "onrecord" in str(found.cache)
    assert (found.embedding, found.passage_chars) == (BUNDLED, 900) and 0 < found.risk < 1


def test_what_is_given_goes_before_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ONRECORD_RISK", "0.125")
    monkeypatch.setenv("ONRECORD_LIBRARY", "/srv/news.library")
    assert load().risk == 0.125 and load().library == Path("/srv/news.library")
    assert load(risk=0.5, library=None).risk == 0.5 and load(library=None).library == Path("/srv/news.library")


def test_a_folders_tilde_is_the_users_home_wherever_it_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/anne")
    monkeypatch.setenv("ONRECORD_LIBRARY", "~/news")
    found = load(cache="~/cache", replies=Path("~/replies"))
    assert (found.library, found.cache, found.replies) == tuple(
        Path("/home/anne", name) for name in ("news", "cache", "replies")
    )
    with pytest.raises(UsageError, match="~nosuch/x"):
        load(library="~nosuch/x")


def test_an_address_is_no_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ONRECORD_LIBRARY", "milvus://cluster:19530")
    with pytest.raises(UsageError, match=r"^milvus://cluster:19530 is an address"):
        load()


def test_a_misspelt_variable_is_named_with_those_that_exist(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ONRECORD_LIBARY", "/srv")
    with pytest.raises(UsageError, match=r"ONRECORD_LIBARY, which is no setting.*ONRECORD_LIBRARY"):
        load()


@pytest.mark.parametrize(
    "given", [{"risk": 0}, {"risk": 1}, {"risk": "high"}, {"passage_chars": 99}, {"passage_chars": 4001}, {"speed": 3}]
)
def test_a_value_that_cannot_be_used_is_named(given: dict[str, Any]) -> None:
    ((name, value),) = given.items()
    with pytest.raises(UsageError) as caught:
        load(**given)
    assert name in str(caught.value) and repr(value) in str(caught.value)


def test_a_value_of_the_environment_that_cannot_be_used_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ONRECORD_PASSAGE_CHARS", "many")
    with pytest.raises(UsageError, match="passage_chars = 'many'"):
        load()


def test_settings_are_frozen() -> None:
    with pytest.raises(ValidationError):
        Settings().risk = 0.9  # type: ignore[misc]
