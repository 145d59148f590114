"""The claims of articles with where they are printed: which are wanted, which deny which, and which matter to a topic."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields, replace
from typing import Any

from corpus.duplicates import SAME_WORDS, first_copies
from corpus.types import Article
from rag import analysis
from rag.claims import denials
from rag.claims.names import grouped
from rag.claims.types import STANCES, Claim, Place, PrintedClaim, Printing
from rag.errors import UsageError

_COPIED = tuple(
    item.name for item in fields(PrintedClaim) if item.name in {one.name for one in fields(Claim)} - {"denies"}
)


def printed(article: Article, claims: Sequence[Claim]) -> list[PrintedClaim]:
    """The claims of one article, in their order; ``claims`` are all of it, since denials refer to others by index."""
    places = [Place(one.speaker, one.quote, article.id, one.start, one.end) for one in claims]
    denied_by: dict[int, list[Place]] = defaultdict(list)
    for place, denial in zip(places, claims, strict=True):
        denied_by[denial.denies].append(place)
    found = []
    for number, one in enumerate(claims):
        values = {name: getattr(one, name) for name in _COPIED}
        found.append(
            PrintedClaim(
                **values,
                article_id=article.id,
                title=article.title,
                source=article.source,
                url=article.url,
                published=article.published,
                language=article.language,
                denied_by=tuple(denied_by.get(number, ())),
                denies=(places[one.denies],) if one.denies >= 0 else (),
            )
        )
    return found


def together(claims: Sequence[PrintedClaim]) -> list[PrintedClaim]:
    """The claims with their parties named alike, their denials elsewhere, and what several outlets print as one claim."""
    claims = denials.across_articles(claims)
    groups = grouped(name for one in claims for name in (one.speaker, one.target))
    named = [replace(one, who=groups.get(one.speaker or ""), against=groups.get(one.target or "")) for one in claims]
    # The same words of one article twice are two claims: a sentence may hold one each against two parties.
    firsts = first_copies([one.quote for one in named], SAME_WORDS)
    found: dict[tuple[Any, ...], list[PrintedClaim]] = {}
    for at, (one, first) in enumerate(zip(named, firsts, strict=True)):
        key: tuple[Any, ...] = (first, one.stance, one.who, one.against)
        if any(other.article_id == one.article_id for other in found.get(key, ())):
            key = (*key, at)
        found.setdefault(key, []).append(one)
    return [
        replace(
            same[0],
            printed_in=tuple(map(_printing, same)),
            denied_by=tuple(dict.fromkeys(one for claim in same for one in claim.denied_by)),
            denies=tuple(dict.fromkeys(one for claim in same for one in claim.denies)),
        )
        for same in found.values()
    ]


def _printing(one: PrintedClaim) -> Printing:
    return Printing(**{item.name: getattr(one, item.name) for item in fields(Printing)})


def chosen(claims: Iterable[PrintedClaim], speaker: str, stance: str, target: str) -> list[PrintedClaim]:
    """The claims whose speaker and target hold the words of these names, in any script, and of that stance.

    The name by which all namings of a party are listed counts as well.

    Raises:
        UsageError: there is no such stance.
    """
    if stance and stance not in STANCES:
        raise UsageError(f"Unknown stance {stance!r}. Known stances: {', '.join(STANCES)}.")
    return [
        one
        for one in claims
        if (not stance or one.stance == stance)
        and (_names(one.speaker, speaker) or _names(one.who, speaker))
        and (_names(one.target, target) or _names(one.against, target))
    ]


def nearest(claims: Iterable[PrintedClaim], nearness: Mapping[tuple[str, int], float]) -> list[PrintedClaim]:
    """Those whose sentence, by article and start, is in ``nearness``; the nearest first, reading order among equals."""
    held = [one for one in claims if (one.article_id, one.start) in nearness]
    return sorted(held, key=lambda one: -nearness[one.article_id, one.start])


def _names(name: str | None, wanted: str) -> bool:
    return set(_words(wanted)) <= set(_words(name or ""))


def _words(name: str) -> list[str]:
    return [analysis.transcribe(word) for word in re.findall(r"\w+", name)]
