"""Who does what to whom: by the dependency parse of French and English, and by the order of names in any language."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from rag.answering.checks.words import Side, pattern
from rag.claims.trees import PIPELINES, read

_DOERS = ("nsubj", "csubj")
_OBJECTS = ("obj", "dobj", "iobj", "obl:arg", "obl", "obl:mod")
_DIRECT = ("obj", "dobj", "nsubj:pass", "nsubjpass")
_DONE_TO = ("nsubj:pass", "nsubjpass")
_BY = ("obl:agent", "agent")
_PREPOSITIONS = ("prep", "dative")
# What belongs to a noun as its name: the envoy Tobias Renner, son associé Hadrien Costes.
_NAMED = ("compound", "flat", "flat:name", "appos", "nmod", "name")
# Behind the verb, the words of one to whom something is done: sold to, livre à.
_RECEIVING = frozenset("to à au aux from contre against".split())
_MEASURES = frozenset("an année jour mois semaine heure minute % point fois euro dollar rapport".split())
_BY_WORDS = frozenset("par by".split())


@dataclass(frozen=True, slots=True)
class Action:
    """A verb with who does it and to whom, as indices of a side's words: each the noun and its names."""

    doer: tuple[int, ...]
    verb: int
    object: tuple[int, ...]
    direct: bool = True  # nothing but the verb governs the object, no "through" or "from"


def actions(side: Side) -> list[Action]:
    """The verbs of a text that have both; none in other languages than French and English."""
    if side.language not in PIPELINES:
        return []
    places = {one.start: i for i, one in enumerate(side.words)}
    found = []
    for token in read(side.text, side.language):
        if token.pos_ not in ("VERB", "AUX", "ADJ") or token.idx not in places:
            continue
        doers, objects = _around(token)
        # "a vendu deux navires au Norvik": French hangs the receiver below the thing.
        objects += [
            below
            for one in objects
            for below in one.children
            if below.dep_ == "nmod" and any(case.lower_ in _RECEIVING for case in below.children)
        ]
        for doer in doers:
            for other in objects:
                one, two = _words(doer, places), _words(other, places)
                if one and two and not set(one) & set(two):
                    found.append(
                        Action(
                            one,
                            places[token.idx],
                            two,
                            token.pos_ == "VERB" and (other.dep_ in _DIRECT or _is_receiver(other)),
                        )
                    )
    return found


def turned(side: Side, first: int, second: int) -> bool:
    """Whether the later of two names is the one that acts on the earlier: "was beaten by", "von ... geschlagen"."""
    one, two = side.words[first], side.words[second]
    between, behind = side.text[one.end : two.start].lower(), side.text[two.end :].lower()[:15]
    return bool(pattern("by", side.language).search(between[-22:])) or bool(
        pattern("by_behind", side.language).match(behind.strip())
    )


def gives_or_takes(side: Side, start: int, end: int) -> set[str]:
    """``gives`` or ``takes``, where the words between two offsets tell one side of an exchange: sells, buys."""
    text = side.text[start:end].lower()
    return {name for name in ("gives", "takes") if pattern(name, side.language).search(text)}


def _is_receiver(token: Any) -> bool:
    """Whether a noun stands behind "to": sold to the navy, vendu au musée."""
    return token.head.lower_ == "to" or any(case.lower_ in ("à", "au", "aux") for case in token.children)


def _around(token: Any) -> tuple[list[Any], list[Any]]:
    """Who does what a verb says, and to whom."""
    children = list(token.children)
    doers = [one for one in children if one.dep_ in _DOERS]
    objects = [one for one in children if one.dep_ in _OBJECTS] + list(_behind_prepositions(children))
    done_to = [one for one in children if one.dep_ in _DONE_TO]
    if done_to:
        return [*_named_by(children)], done_to
    head = token.head
    if not doers and head.i != token.i and head.pos_ in ("VERB", "AUX"):
        above, below = _around(head)
        if token.dep_ == "conj":
            # "met the commander and urged him": the same one does it, and "him" is the commander.
            doers = above
            objects = [one for one in objects if one.pos_ != "PRON"] or below
        elif token.dep_ == "xcomp":
            # "ordered the company to pay": who is ordered pays.
            direct = [one for one in below if one.dep_ in ("obj", "dobj")]
            doers = direct or above
    return doers, objects


def _words(token: Any, places: dict[int, int]) -> tuple[int, ...]:
    """A noun and what names it, as indices."""
    tokens = [
        token,
        *(
            one
            for one in token.children
            if one.dep_ in _NAMED and not any(c.dep_ in ("case", "prep") for c in one.children)
        ),
    ]
    tokens += [below for one in tokens[1:] for below in one.children if below.dep_ in _NAMED]
    return tuple(
        sorted(
            {
                places[one.idx]
                for one in tokens
                if one.idx in places and one.pos_ in ("NOUN", "PROPN", "VERB", "ADJ", "PRON")
            }
        )
    )


def _behind_prepositions(children: Sequence[Any]) -> Iterator[Any]:
    """English hangs the noun below its preposition: call on the council."""
    for one in children:
        if one.dep_ in _PREPOSITIONS and one.lower_ not in _BY_WORDS:
            yield from (below for below in one.children if below.dep_ == "pobj")


def _acts(token: Any) -> bool:
    """Whether a noun can do something: what production is multiplied by in five years, and the years, do nothing."""
    return token.pos_ in ("NOUN", "PROPN", "PRON") and not token.like_num and token.lemma_.lower() not in _MEASURES


def _named_by(children: Sequence[Any]) -> Iterator[Any]:
    """Who does what is done: by the court, par le tribunal."""
    for one in children:
        if one.dep_ in _BY:
            below = [inner for inner in one.children if inner.dep_ == "pobj"]
            yield below[0] if below else one
        elif one.dep_ in ("obl:mod", "obl:arg", "obl") and any(case.lower_ in _BY_WORDS for case in one.children):
            yield from [one] if _acts(one) else []
