"""The version of the installed package, for those who ask and for what it is recorded with."""

from __future__ import annotations

import importlib.metadata


def version() -> str:
    """Such as "0.1.0"; "0" where the package runs from a folder that was never installed."""
    try:
        return importlib.metadata.version("onrecord")
    except importlib.metadata.PackageNotFoundError:
        return "0"
