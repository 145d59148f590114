"""What happened, as a conversation names it, and whether "it" in the next question can mean two of those things; pure.

An event is a word for one ("the fire", "un séisme") with the place behind it. Two are told apart by that word, or by two places.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources


@dataclass(frozen=True, slots=True)
class Event:
    """``noun`` in lower case, ``place`` with its preposition or empty, and the words to name it by."""

    noun: str
    place: str
    shown: str


def meant(question: str, language: str, told: Sequence[str]) -> list[str]:
    """The events of what was ``told`` that a question which names none by itself can mean, in the order told.

    Of the texts told, the first that names an event counts: what the question before asked about goes before what its
    answer mentions. Empty when the question speaks of none: it has neither "it" nor a word for an event, or it says which.
    """
    lower = question.lower().replace("’", "'")
    words = set(re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*'?", lower))
    own = named(question, language)
    if any(one.place for one in own):
        return []
    known = next((found for one in told if (found := named(one, language))), [])
    nouns = {one.noun for one in own}
    if nouns & {one.noun for one in known}:
        known = [one for one in known if one.noun in nouns]
    elif not words & set(_lists()["any_event"].get(language, ())) and (
        nouns or not words & set(_lists()["one_thing"].get(language, ()))
    ):
        return []
    return [one.shown for one in known]


def named(text: str, language: str) -> list[Event]:
    """The events of a text, each once."""
    nouns, around = _lists()["events"].get(language, ()), _lists()["event_words"].get(language)
    if not around:
        return []
    before, behind = around
    found: list[Event] = []
    for match in re.finditer(
        rf"(?<!\w)(?P<before>(?i:{before}))(?P<noun>(?i:{'|'.join(map(re.escape, nouns))}))(?!\w)(?P<place>{behind})?",
        text,
    ):
        noun, place = match["noun"].lower(), (match["place"] or "").strip()
        same = next(
            (one for one in found if one.noun == noun and (not place or not one.place or one.place == place)), None
        )
        if same is None:
            found.append(Event(noun, place, _definite(match.group().strip(), language)))
        elif place and not same.place:
            found[found.index(same)] = Event(noun, place, _definite(match.group().strip(), language))
    return found


def _definite(words: str, language: str) -> str:
    """An event named as known: "a fire in Medra" is now the fire in Medra."""
    if language == "en":
        return re.sub(r"^(?:an?|another|this|that)\b", "the", words, flags=re.IGNORECASE)
    if language == "es":
        return re.sub(
            r"^una?\b", lambda one: "la" if one.group().lower() == "una" else "el", words, flags=re.IGNORECASE
        )
    if language == "fr":
        bare = re.sub(r"^(?:une?|ce|cette|cet)\s", "", words, flags=re.IGNORECASE)
        if bare == words:
            return words[:1].lower() + words[1:]
        feminine = re.match(r"(?:une|cette)\s", words, re.IGNORECASE)
        return f"l’{bare}" if bare[:1] in "aeiouyéèê" else f"{'la' if feminine else 'le'} {bare}"
    return words[:1].lower() + words[1:]


@lru_cache(maxsize=1)
def _lists() -> dict[str, dict[str, Sequence[str]]]:
    found: dict[str, dict[str, Sequence[str]]] = tomllib.loads(
        (resources.files("rag") / "data" / "follow_up.toml").read_text("utf-8")
    )
    return found
