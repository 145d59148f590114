"""What can be set: one frozen value, read from keyword arguments and ``ONRECORD_*`` variables.

Unknown names are refused, so that a misspelt setting is an error and not a silence.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated, Any

import platformdirs
from pydantic import BeforeValidator, Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from rag.errors import UsageError

APP = "onrecord"
BUNDLED = "bundled"
_PREFIX = "ONRECORD_"


def folder(given: str | os.PathLike[str]) -> Path:
    """The folder that a user names, its ``~`` expanded, which a shell does at the start of a word only.

    Raises:
        UsageError: it is an address, or the ``~`` of nobody.
    """
    # Before it becomes a path, which would take one of the two slashes away.
    if "://" in os.fspath(given):
        raise UsageError(f"{given} is an address, where a folder on this machine is expected. Name a folder.")
    try:
        return Path(given).expanduser()
    except RuntimeError as error:
        raise UsageError(f"The folder {given} cannot be found: {error} Write the path without `~`.") from None


Folder = Annotated[Path, BeforeValidator(folder)]


class Settings(BaseSettings):
    """Everything that changes what a library holds or how a question is answered."""

    model_config = SettingsConfigDict(env_prefix=_PREFIX, frozen=True, extra="forbid", env_ignore_empty=True)

    library: Folder = Field(
        default_factory=lambda: platformdirs.user_data_path(APP) / "news.library",
        description="The library folder of the terminal.",
    )
    cache: Folder = Field(
        default_factory=lambda: platformdirs.user_cache_path(APP), description="Where unpacked models are kept."
    )
    embedding: str = Field(
        BUNDLED, description="'bundled', a folder, or a Hub name that sentence-transformers can load."
    )
    ranker: str = Field(
        BUNDLED, description="'bundled', a folder, or the Hub name of a cross-encoder that ranks passages in its place."
    )
    # 900 characters are about 200 tokens of French: one idea of a press article, well under the model's 512.
    passage_chars: int = Field(900, ge=100, le=4000, description="The longest passage, in characters.")
    # On the dev half of the sample questions this refuses half of those that no article answers, and one in twenty of
    # the others; where to stand between the two is the user's to say.
    risk: float = Field(
        0.5, gt=0, lt=1, description="Refuse below this estimated probability that the articles answer."
    )
    model: str = Field(
        "", description="The chat model that writes answers, as PROVIDER:NAME; without one they are quotations."
    )
    base_url: str = Field(
        "", description="The address of a server that speaks as OpenAI's does: vLLM, llama.cpp, LM Studio."
    )
    timeout: float = Field(60.0, gt=0, description="Seconds to wait for a chat model's next word.")
    replies: Folder | None = Field(None, description="A folder that keeps a chat model's replies for the next time.")


def load(**given: Any) -> Settings:
    """Settings from the environment, overridden by those given that are not None.

    Raises:
        UsageError: a name is unknown or a value out of range; the message says which and what is allowed.
    """
    known = Settings.model_fields
    for name in sorted(os.environ):
        if name.startswith(_PREFIX) and name.removeprefix(_PREFIX).lower() not in known:
            raise UsageError(
                f"The environment sets {name}, which is no setting. Settings: "
                f"{', '.join(_PREFIX + key.upper() for key in known)}."
            )
    try:
        return Settings(**{name: value for name, value in given.items() if value is not None})
    except ValidationError as error:
        first = error.errors()[0]
        if isinstance(cause := first.get("ctx", {}).get("error"), UsageError):
            raise cause from None
        name = ".".join(str(part) for part in first["loc"])
        raise UsageError(f"The setting {name} = {first.get('input')!r} cannot be used: {first['msg']}.") from None
