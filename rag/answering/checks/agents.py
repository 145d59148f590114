"""Who does what to whom, by the dependency parse of French and English sentences."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from rag.answering.checks.words import Side
from rag.claims.trees import PIPELINES, pipeline

_DOERS = ("nsubj", "csubj")
_OBJECTS = ("obj", "dobj", "iobj", "dative", "obl:arg", "obl", "pobj")
_DONE_TO = ("nsubj:pass", "nsubjpass")
_BY = ("obl:agent", "agent")


@dataclass(frozen=True, slots=True)
class Action:
    """A verb with who does it and to what, as indices of a side's words."""

    doer: int
    verb: int
    object: int


def actions(side: Side) -> list[Action]:
    """The verbs of a text that have both; none in other languages than French and English."""
    if side.language not in PIPELINES:
        return []
    places = {one.start: i for i, one in enumerate(side.words)}
    found = []
    for token in pipeline(side.language)(side.text):
        if token.pos_ not in ("VERB", "AUX", "ADJ"):
            continue
        children = list(token.children)
        doers = [one for one in children if one.dep_ in _DOERS]
        objects = [one for one in children if one.dep_ in _OBJECTS] + list(_behind_prepositions(children))
        done_to = [one for one in children if one.dep_ in _DONE_TO]
        if done_to:
            doers, objects = [*_named_by(children)], done_to
        found += [
            Action(places[doer.idx], places[token.idx], places[other.idx])
            for doer in doers
            for other in objects
            if {doer.idx, token.idx, other.idx} <= places.keys()
        ]
    return found


def _behind_prepositions(children: list[Any]) -> Iterator[Any]:
    """English hangs the noun below its preposition: call on the council."""
    for one in children:
        if one.dep_ == "prep":
            yield from (below for below in one.children if below.dep_ == "pobj")


def _named_by(children: list[Any]) -> Iterator[Any]:
    """Who does what is done: by the court, par le tribunal."""
    for one in children:
        if one.dep_ in _BY:
            below = [inner for inner in one.children if inner.dep_ == "pobj"]
            yield below[0] if below else one
