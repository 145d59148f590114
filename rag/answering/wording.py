"""The few words around quotations, in the question's language (``data/wording.toml``); English where it is not there."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from importlib import resources
from typing import Any

from babel.dates import format_date


def languages() -> tuple[str, ...]:
    """The languages that answers can be worded in."""
    return tuple(_wording())


def language_for(language: str) -> str:
    """The language the system words its answer in, for a question in ``language``."""
    return language if language in _wording() else "en"


def words(language: str, key: str) -> str:
    """One phrase in the question's language."""
    return str(_wording()[language_for(language)]["words"][key])


def every(*keys: str) -> list[tuple[str, str]]:
    """These phrases in every language, each behind its language."""
    return [(language, words(language, key)) for language in languages() for key in keys]


def openings() -> list[str]:
    """The lines that open an answer, in every language."""
    return [phrase for _, phrase in every("found", "contested", "doubtful", "unsure")]


@dataclass(frozen=True, slots=True)
class Framing:
    """What a frame says: who takes which stance, against or about whom; empty names are left out."""

    stance: str
    speaker: str = ""
    target: str = ""
    several: bool = False  # the speaker takes a verb in the plural


def framed(language: str, framings: Sequence[Framing]) -> str:
    """Who says what against whom, up to the colon before the quotation; empty without a framing."""
    wording = _wording()[language_for(language)]
    frames = wording["frames"]
    said = []
    for one in framings:
        text = frames[one.stance].split(" / ")[-1 if one.target else 0]
        text = re.sub(r"\[(.*?)\]", r"\1" if one.target else "", text)
        text = re.sub(r"([\w’-]+)\|([\w’-]+)", r"\2" if one.several else r"\1", text)
        said.append(text.format(x=one.speaker or frames["nobody"], y=one.target))
    return str(wording["parting"]).join(said) + str(wording["colon"]) if said else ""


def notice(language: str, kind: str, model: str, detail: str = "") -> str:
    """Why quotations are given although a chat model was asked."""
    said = words(language, kind).format(model=model, detail=detail)
    return f"{said} {words(language, 'instead')}"


def quoted(language: str, text: str) -> str:
    """The text between quotation marks of the question's language."""
    return str(_wording()[language_for(language)]["quotes"]).format(text)


def day(language: str, published: str) -> str:
    """An ISO day as a reader of the language writes it; empty stays empty."""
    return format_date(date.fromisoformat(published), "long", locale=language_for(language)) if published else ""


@lru_cache(maxsize=1)
def _wording() -> Mapping[str, Mapping[str, Any]]:
    path = resources.files("rag") / "data" / "wording.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))
