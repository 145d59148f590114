"""Weights of our own: files beside this module, checked by digest before they are used."""

from __future__ import annotations

import hashlib
from pathlib import Path

from rag.errors import ModelDamaged

_CURE = "Install onrecord again."


def checked(name: str, sha256: str) -> Path:
    """The file ``name`` beside this module.

    Raises:
        ModelDamaged: it is missing or its digest is not the expected one.
    """
    path = Path(__file__).with_name(name)
    if not path.is_file():
        raise ModelDamaged(f"{path} is missing. {_CURE}")
    with path.open("rb") as file:
        if not (found := hashlib.file_digest(file, "sha256").hexdigest()) == sha256:
            raise ModelDamaged(f"{path} is damaged: expected sha256 {sha256}, found {found}. {_CURE}")
    return path
