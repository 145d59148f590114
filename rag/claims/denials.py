"""Which denial answers which allegation, in one article and across articles; pure.

A denial answers what its own speaker is accused of, and only when both are about the same matter: the same words, or
across languages the same week, or the same accuser and a name beside the parties'.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache

import regex

from corpus.duplicates import SAME_WORDS, overlap
from rag import analysis
from rag.claims.found import Found
from rag.claims.lexicon import LANGUAGES, lexicon
from rag.claims.names import keys, likeness, naming
from rag.claims.parties import of_other_places, same
from rag.claims.types import Claim, Place, PrintedClaim

# A name of one claim is that of another when so many of its words are.
_ALIKE = 0.5
# A denial that names no matter of its own ("denied the allegation") answers one at most so many sentences before it.
_NEAR = 2
# And one that names the accused ("the ministry rejected these accusations") answers one so far before it.
_NEAR_NAMED = 5
# What a claim is called, and behind it what it claims: "rejected the claim of a depot".
_OF_WHAT = re.compile(r"\s(?:of|that|de|du|des|selon|que|qu['’]|von|dass|di|che|del)\b.*|\sd['’].*", re.DOTALL)
# Who speaks for somebody else: a lawyer, a spokeswoman, the family, whoever is "his".
_FOR_OTHERS = re.compile(
    r"\b(?:avocat|porte-parole|conseil|défen[sd]|lawyer|attorney|counsel|solicitor|spokes|representat|représentant|anwält|anwalt|sprecher|"
    r"rechtsanw|abogad|portavo[zc]|avvocat|legale|famil|entourage|office|bureau)|\b(?:his|her|their|its|son|sa|ses|leur|leurs|sein|seine|ihr|ihre|su|sus|suo|sua)\b"
)
_CAPITALS = regex.compile(r"(?<=\p{L}[\s-]|['’(«“\"])\p{Lu}\p{L}{3,}")
# Two sentences are about one matter when they share so many words beside the parties and the words of accusing.
_SHARED = 2
# Papers in two languages are on one story for about so many days.
_DAYS = 7
# So many allegations before and after a denial, by date, are looked at for each word of a name.
_CANDIDATES = 200
# A denial in the same article stands at most so many claims behind the allegation.
_FARTHEST = 100
# The languages' words for accusing stand for every language that is not read by rules.
_OTHER = "en"


def in_one_article(claims: Sequence[Claim], found: Sequence[Found], language: str) -> list[int]:
    """For each claim of an article the index of the allegation that it denies, -1 when it denies none.

    ``found`` are the readings that the claims were made of, in the same order.
    """
    return [_denied(at, claims, found, language) if claim.stance == "deny" else -1 for at, claim in enumerate(claims)]


def across_articles(claims: Iterable[PrintedClaim]) -> list[PrintedClaim]:
    """The claims in their order, each with the places in other articles that deny it or that it denies, behind its own."""
    every = list(claims)
    accused: dict[str, list[tuple[str, int]]] = {}
    for at, one in enumerate(every):
        for key in keys(one.target or "") if _alleges(one) else ():
            accused.setdefault(key, []).append((one.published, at))
    for dated in accused.values():
        dated.sort()
    denied_by: dict[int, list[Place]] = {}
    denies: dict[int, list[Place]] = {}
    for at, denial in enumerate(every):
        if denial.stance != "deny" or not denial.speaker:
            continue
        near: set[int] = set()
        for key in keys(denial.speaker):
            dated = accused.get(key, [])
            middle = bisect_left(dated, (denial.published, 0))
            near.update(one for _, one in dated[max(0, middle - _CANDIDATES) : middle + _CANDIDATES])
        for other in sorted(near):
            claim = every[other]
            if claim.article_id != denial.article_id and _answers(denial, claim):
                _join(denied_by.setdefault(other, list(claim.denied_by)), denial)
                _join(denies.setdefault(at, list(denial.denies)), claim)
    return [
        replace(
            one,
            denied_by=tuple(denied_by.get(at, one.denied_by)),
            denies=tuple(denies.get(at, one.denies)),
        )
        for at, one in enumerate(every)
    ]


def place(claim: PrintedClaim) -> Place:
    """Where a claim stands, as others refer to it."""
    return Place(claim.speaker, claim.quote, claim.article_id, claim.start, claim.end)


def _denied(at: int, claims: Sequence[Claim], found: Sequence[Found], language: str) -> int:
    """The allegation against the denier or of the same matter, the likeliest and then the nearest one."""
    denial, own = claims[at], found[at]
    content, parties = denial.content or "", [denial.speaker, denial.target]
    if own.refers:
        # "This allegation" names no matter, "the claim of a depot" does.
        named_so = _OF_WHAT.search(content)
        content, parties = named_so.group() if named_so else "", [denial.speaker]
    matter = _matter(content, parties, language)
    best, most, further = -1, 0.0, -1
    for index in range(max(0, at - _FARTHEST), min(len(claims), at + _NEAR + 1)):
        claim = claims[index]
        back = own.sentence - found[index].sentence
        if index == at or back < 0 or not _alleges(claim) or _accuses(claim, denial):
            continue
        named = _party(denial.speaker, claim.target) or _party(denial.target, claim.speaker)
        if back > _NEAR and not named:
            continue
        shared = len(matter & _matter(claim.quote, (claim.speaker, claim.target), language))
        if back > _NEAR and not shared:
            # "These accusations" are those right before, and only for want of one those a little further up.
            # Nor does who is accused deny something else before the accusation was answered.
            itself = claim.stance == "accuse" and denial.speaker == claim.target
            if back <= _NEAR_NAMED and ((own.refers and not matter) or itself):
                further = index
            continue
        if matter and not named and not shared:
            continue  # "In a separate case, the council denied blocking a permit."
        if not named and not matter and _apart(denial.speaker, claim.target):
            continue  # "The UN accuses Sudan of hiding evidence. Ethiopia denies it."
        score = 2.0 * named + min(shared, _SHARED) + 1 / (1 + back) + index / 1000
        if score > most:
            best, most = index, score
    return best if best >= 0 else further


def _answers(denial: PrintedClaim, claim: PrintedClaim) -> bool:
    """Whether a denial of one article answers an allegation of another."""
    return _party(denial.speaker, claim.target) and not _accuses(claim, denial) and on_one_matter(denial, claim)


def on_one_matter(denial: PrintedClaim, claim: PrintedClaim) -> bool:
    """Whether a denial and an allegation are about the same: the same words, or across languages the same week."""
    parties = (denial.speaker, denial.target, claim.speaker, claim.target)
    text = " ".join((denial.quote, *(one.quote for one in denial.denies if one.article_id == denial.article_id)))
    if denial.language == claim.language:
        shared = _matter(text, parties, denial.language) & _matter(claim.quote, parties, claim.language)
        return len(shared) >= _SHARED
    if _days_apart(denial.published, claim.published) <= _DAYS:
        return True
    # The same two accuse each other of many things: a place or a person has to be the same as well.
    accused_by = any(_party(one.speaker, claim.speaker) for one in denial.denies) or _party(
        denial.target, claim.speaker
    )
    return accused_by and bool(_names(text, parties) & _names(claim.quote, parties))


def _alleges(claim: Claim | PrintedClaim) -> bool:
    """Whether a claim says of somebody what can be denied: "X confirmed that Y had fired" accuses Y."""
    return claim.stance == "accuse" or (claim.stance in ("say", "confirm") and claim.target is not None)


def _accuses(claim: Claim | PrintedClaim, denial: Claim | PrintedClaim) -> bool:
    """Whether who denies is rather the one who accuses: "the Bordurian army" and "the Bordurian opposition" are alike."""
    likeness = _likeness(denial.speaker, claim.speaker)
    return likeness >= _ALIKE and likeness >= _likeness(denial.speaker, claim.target)


def _party(one: str | None, other: str | None) -> bool:
    """Whether two namings can mean one party; a naming that is missing means none."""
    return _likeness(one, other) >= _ALIKE


def _apart(denier: str | None, accused: str | None) -> bool:
    """Whether who denies can neither be who is accused nor speak for them: another country, somebody else's full name."""
    if not denier or not accused or _FOR_OTHERS.search(denier.lower()):
        return False
    one, other = naming(denier), naming(accused)
    if len(one.person) > 1 and len(other.person) > 1:
        return not same(one.person[-1], other.person[-1], near=False)
    return of_other_places(denier, accused)


def _likeness(one: str | None, other: str | None) -> float:
    return likeness(one, other) if one and other else 0.0


def _matter(text: str, parties: Iterable[str | None], language: str) -> set[str]:
    """The words of a sentence beside those of the parties and of accusing and denying."""
    named = {term for one in parties if one for term in _stems(one, language)}
    return _stems(text, language) - named - _reporting(language)


def _names(text: str, parties: Iterable[str | None]) -> set[str]:
    """The names of a text beside those of the parties, as they are known in any language."""
    own = {key for one in parties if one for key in keys(one)}
    return {key for name in _CAPITALS.findall(text) for key in keys(name)} - own


def _stems(text: str, language: str) -> set[str]:
    return {term for term in analysis.terms(text, language) if term[0].isalnum()}


@lru_cache(maxsize=16)
def _reporting(language: str) -> frozenset[str]:
    words = lexicon(language if language in LANGUAGES else _OTHER)
    listed = [*words.frames, *words.words.get("claim_nouns", ()), *words.words.get("time", ())]
    nouns = [one for frame in words.nouns for one in frame.lemmas]
    return frozenset(_stems(" ".join(one.replace("_", " ") for one in (*listed, *nouns)), language))


def _days_apart(one: str, other: str) -> int:
    try:
        return abs((date.fromisoformat(one[:10]) - date.fromisoformat(other[:10])).days)
    except ValueError:
        return _DAYS + 1


def _join(places: list[Place], claim: PrintedClaim) -> None:
    """Adds where a claim stands, unless another outlet's copy of it is there."""
    if all(overlap(claim.quote, one.quote) < SAME_WORDS for one in places):
        places.append(place(claim))
