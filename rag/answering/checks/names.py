"""Names in text, and whether two of them name the same: inflected, in another script, or a place in another language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

import regex
from babel import Locale

from rag import analysis
from rag.answering.checks.words import Side, Word, words_of
from rag.claims.names import is_title
from rag.claims.parties import same
from rag.claims.places import listed, places
from rag.claims.trees import PIPELINES, read

# Languages in which a capital tells a name from a noun.
_CAPITALS_TELL = frozenset({"en", "fr", "es", "it", "pt", "nl", "ru", "uk", "tr", "pl", "ro", "sv"})
# Languages that leave a name as it is, so that Robert is not Roberts.
_NAMES_STAY = frozenset({"en", "fr", "es", "it", "pt"})
# Words that are written with a capital and name nobody.
_TITLES = frozenset(
    "mr mrs ms dr sir lord mayor president minister director captain judge professor councillor doctor "
    "spokesman spokeswoman spokesperson chairman chairwoman envoy governor gouverneur gouverneure minister ministre ministra ministro министр "
    "m mme mlle me general bishop king queen i monday tuesday wednesday thursday friday saturday sunday january february march april may june july "
    "august september october november december".split()
)


_MINISTRY = regex.compile(
    r"(?:minist\p{L}*|secr[eé]tari\p{L}*|министерств\p{L}*)\s(?:\p{L}+\s)?(?:of\s|for\s|de\s|du\s|des\s|del\s|della\s|für\s|do\s|da\s)?(?:la\s|l['’]|the\s)?$",
    regex.IGNORECASE,
)


_ARABIC = regex.compile(r"\p{Arabic}")
# Articles and particles inside a name: Al-Kindi, El Mansour.
_PARTICLES = frozenset("al el de la le van von bin ben ibn abu abou das dos da di du".split())


def names(side: Side) -> list[Word]:
    """The words of a sentence that name someone or something: in capitals, or a country's name or adjective."""
    capitals = side.language in _CAPITALS_TELL
    proper = _tagged(side) if side.language in PIPELINES else None
    found = []
    for number, one in enumerate(side.words):
        title = one.folded in _TITLES or is_title(one.text) or one.folded in _PARTICLES
        if places(one.text) and not title and not _other_word(one.text, side.language):
            found.append(one)
            continue
        if not capitals or not one.text[:1].isupper() or title or (len(one.text) < 2):
            continue
        first = opens(side.text, one.start)
        # The article of an Arabic name: An-Nidaa, Ash-Sharq.
        if len(one.text) <= 3 and side.text[one.end : one.end + 1] == "-":
            continue
        # Le ministère de la Défense, the Ministry of Health: what a ministry is for is no name.
        if _MINISTRY.search(side.text[: one.start]):
            continue
        followed = number + 1 < len(side.words) and side.words[number + 1].text[:1].isupper()
        if proper is not None:
            if one.start in proper if first else one.content or one.text.isupper() or one.start in proper:
                found.append(one)
        elif not first or followed:
            found.append(one)
    return found


def _other_word(word: str, language: str) -> bool:
    """Whether a word in small letters is none of a country's, however alike: "sued" is no Swede, une réunion no island.

    English writes what belongs to a country with a capital, French the country itself.
    """
    return word[:1].islower() and (language == "en" or (language == "fr" and word in _french_countries()))


@lru_cache(maxsize=1)
def _french_countries() -> frozenset[str]:
    return frozenset(analysis.lowered(name.removeprefix("La ")) for name in Locale("fr").territories.values())


def held(name: Word, side: Side, sources: Sequence[Side], about: Iterable[str] = ()) -> bool:
    """Whether a name of ``side`` stands in one of the sources, or in the texts ``about`` them (outlet, title).

    A country with a point of the compass is another country: South Sudan.
    """
    stem = (analysis.terms(name.text, side.language) or [name.folded])[0]
    number = side.words.index(name)
    own = _compass(side, number) if places(name.text) else ""
    for source in sources:
        near = source.language == side.language
        # "Republicans" are Republican; of a person's name no letter goes.
        stays = {side.language, source.language} <= _NAMES_STAY and (not near or _in_full_name(side, number))
        for i, other in enumerate(source.words):
            same_stem = (
                near
                and stem == source.stems[i]
                and (not stays or name.folded == other.folded or name.text[:1].islower())
            )
            if not same_stem and not same(name.text, other.text, near, stays=stays):
                continue
            told = bool(_points(side.language) and _points(source.language))
            if (
                not told
                or not places(name.text)
                or own == _compass(source, i)
                or places(name.text) != places(other.text)
            ):
                return True
    return any(same(name.text, other.text, near=True) for text in about for other in words_of(text, side.language))


def _in_full_name(side: Side, number: int) -> bool:
    """Whether a capital stands right before a name, as a first name does."""
    before = side.words[number - 1] if number else None
    return before is not None and before.text[:1].isupper() and side.text[before.end : side.words[number].start] == " "


def turned_compass(name: Word, side: Side, sources: Sequence[Side]) -> bool:
    """Whether sources name the same country from the other end: North Korea, Corée du Sud."""
    own = _compass(side, side.words.index(name))
    there = {
        _compass(source, i)
        for source in sources
        for i, other in enumerate(source.words)
        if places(name.text) & places(other.text)
    }
    return bool(own) and bool(there) and own not in there and "" not in there


def _compass(side: Side, number: int) -> str:
    """The point of the compass that belongs to a country's name: North Korea, Corée du Nord, sud-soudanais; or nothing."""
    words = side.words
    before = words[number - 1] if number else None
    points = _points(side.language)
    if before and before.folded in points:
        # Only what is written as a name, or in one with it: not "northern Syria".
        gap = side.text[before.end : words[number].start]
        if gap == "-" or (gap == " " and before.text[:1].isupper()):
            return points[before.folded]
    behind = [one for one in words[number + 1 : number + 3] if one.folded not in ("du", "del", "do")][:1]
    if (
        behind
        and behind[0].folded in points
        and behind[0].text[:1].isupper()
        and side.language in ("fr", "es", "pt", "it")
    ):
        between = side.text[words[number].end : behind[0].start].strip().lower()
        if between in ("du", "del", "do", "-", ""):
            return points[behind[0].folded]
    return ""


@lru_cache(maxsize=16)
def _points(language: str) -> Mapping[str, str]:
    """Words for points of the compass, by the point."""
    return {word: point for point, word in listed()["compass"].get(language, {}).items()}


def opens(text: str, start: int) -> bool:
    """Whether a word stands first in its sentence, behind nothing but signs or an article's apostrophe."""
    return not regex.search(r"[\p{L}\p{N}]{2}", text[:start])


def _tagged(side: Side) -> set[int]:
    """Where the words stand that the tagger takes for names."""
    return {token.idx for token in read(side.text, side.language) if token.pos_ == "PROPN"}
