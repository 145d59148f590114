"""Which namings mean one party: "Aliev", "Ilham Aliev" and "le président azerbaïdjanais Ilham Aliev"; pure.

Persons are told by their names, everything else by all of its words: "the ministry" and "the defence ministry" stay
apart, as do "Bakou" and "le ministère azerbaïdjanais de la Défense". Two people of one surname are never joined by it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import lru_cache

import regex

from rag import analysis
from rag.claims import lexicon

# A word with its inner hyphens, an elided article or genitive by itself, and what separates.
_TOKEN = regex.compile(r"[\p{L}\p{N}]+(?:-[\p{L}\p{N}]+)*|[^\s\p{L}\p{N}]")
_ENDS = frozenset(',;:()[]«»“”"–—')
# Letters that languages write for one sound: Wagner, Vagner; Qatar, Katar; Zelensky, Selenskyj.
_LETTERS = {"w": "v", "q": "k", "c": "k", "z": "s"}
_FIRST = str.maketrans(_LETTERS)
_OTHERWISE = frozenset("".join([*_LETTERS, *_LETTERS.values()]))
# Behind the first letter a name keeps its consonants in another language, and mostly its vowels other than i.
_SOUNDS = str.maketrans({**_LETTERS, **dict.fromkeys("aeiouyjh", "")})
_SPELLING = str.maketrans({**_LETTERS, **dict.fromkeys("iyjh", "")})
_BEGINNING = 3
# What makes the person behind it another than the one who is named.
_GENITIVES = frozenset("of for by against de du d des del della dello dell dei di von vom der l al au à ' ’".split())
_LONG_TITLE = 7


@dataclass(frozen=True, slots=True)
class Naming:
    """A naming taken apart: its words in plain Latin letters without articles, and the person's name among them."""

    words: frozenset[str]
    person: tuple[str, ...] = ()  # in order, without titles; empty when no person is named
    printed: str = ""  # the person's name as it is written
    titled: bool = False  # a title or a description stands beside the name, so it is a person's


@lru_cache(maxsize=50_000)
def naming(name: str) -> Naming:
    """Takes a naming apart."""
    tokens = [one.group() for one in _TOKEN.finditer(name)]
    words = frozenset(plain for one in tokens if (plain := analysis.transcribe(one)).isalnum() and not _is_small(one))
    chosen: tuple[int, int] | None = None
    for first, last in _runs(tokens):
        bare = first
        while bare < last - 1 and (not tokens[bare].isalnum() or is_title(tokens[bare])):
            bare += 1
        before, after = tokens[bare - 1] if bare else "", tokens[last] if last < len(tokens) else ""
        if before in ("'", "’") and bare > 1 and tokens[bare - 2].lower() == "d":
            before = "de"
        if _described(tokens, bare):
            continue  # "critics of President Paul Crane", "l'avocat du ministre Marc Lanoix"
        if _is_small(before) or (after and after not in _ENDS):
            continue  # "de la Défense", "Armenian authorities", "Azerbaijan's army"
        # A full name that opens the naming is whose it is; what follows describes: "Hikmet Hajiyev, aide to ...".
        if chosen is None or (last - bare >= chosen[1] - chosen[0] and chosen[0] > 0):
            chosen = (bare, last)
    if chosen is None:
        return Naming(words)
    first, last = chosen
    own = [one for one in tokens[first:last] if one.isalnum() or "-" in one]
    beside = any(one.isalpha() and not _is_small(one) for one in tokens[:first] + tokens[last:])
    return Naming(words, tuple(map(_plain, own)), " ".join(own), beside)


def grouped(names: Iterable[str | None]) -> dict[str, str]:
    """Each naming with the name of its group: a person's fullest name, otherwise the most frequent wording."""
    counts = Counter(name for name in names if name)
    parts = {name: naming(name) for name in counts}
    full = _full(parts.values())
    known = {_sounds(one) for one in parts.values() if len(one.person) > 1}
    keys = {name: _key(one, full, known) for name, one in parts.items()}
    shown: dict[object, Counter[str]] = {}
    for name, key in keys.items():
        person = parts[name].printed if isinstance(key, tuple) else ""
        # The fullest name of a person is shown, so that short ones do not count.
        weight = counts[name] if not person or len(parts[name].person) > 1 else 0
        shown.setdefault(key, Counter())[person or name] += weight
    return {name: shown[key].most_common(1)[0][0] for name, key in keys.items()}


def likeness(one: str, other: str) -> float:
    """The share, 0 to 1, of a name's words that begin or are spelt as words of the other, whichever share is the larger.

    Quick, for comparing many; ``rag.answering.checks.names.alike`` knows places, ministries and inflections too.
    """
    shared = keys(one) & keys(other)
    if not shared:
        return 0.0
    a, b = _marks(one), _marks(other)
    found = (sum(not word.isdisjoint(shared) for word in words) for words in (a, b))
    return min(found) / min(len(a), len(b))


@lru_cache(maxsize=50_000)
def keys(name: str) -> frozenset[str]:
    """What a naming's words are known by in any language; of two namings that are alike at all one is the same."""
    return frozenset().union(*_marks(name))


@lru_cache(maxsize=50_000)
def _marks(name: str) -> tuple[frozenset[str], ...]:
    """For each beginning of a naming's words: itself and the words' spellings, which stand behind a mark."""
    found: dict[str, set[str]] = {}
    for word in naming(name).words:
        found.setdefault(beginning(word), set()).add(f"={_spelling(word)}")
    return tuple(frozenset((one, *spellings)) for one, spellings in found.items())


def is_plural(name: str) -> bool:
    """Whether a verb that follows the name stands in the plural, as far as its first words tell."""
    # "Hervé Quillivic, 67 ans": an age says nothing of how many they are.
    words = regex.sub(r",\s*\d.*$", "", name).split()
    if not words:
        return False
    first = words[0].lower()
    if first in _lists()["plural_words"] or any(one.lower() in _lists()["conjunctions"] for one in words):
        return True
    if first.split("’")[0].split("'")[0] in _lists()["singular_words"]:
        return False
    # "Armenian authorities in Nagorno-Karabakh": the noun is the last word before a preposition.
    noun = next((at for at, one in enumerate(words) if at and _is_small(one.rstrip(","))), len(words))
    head = words[noun - 1].rstrip(",")
    return head.islower() and head.endswith("s") and not head.endswith("ss") and (noun > 1 or len(words) > 1)


def _key(one: Naming, full: Set[tuple[str, ...]], known: Set[tuple[str, ...]]) -> tuple[str, ...] | frozenset[str]:
    """Equal for namings of one party; ``full`` are people for certain, ``known`` also those who may be."""
    if not one.person:
        return one.words
    if len(one.person) > 1:
        return _sounds(one) if _sounds(one) in full else one.words
    same = {person for person in known if person[-1] == _sound(one.person[0])}
    return next(iter(same)) if len(same) == 1 and same <= full else frozenset(one.person)


def _full(namings: Iterable[Naming]) -> frozenset[tuple[str, ...]]:
    """First and last names, as they sound, of those who are people for certain."""
    firsts = _lists()["first_names"]
    return frozenset(_sounds(one) for one in namings if len(one.person) > 1 and (one.titled or one.person[0] in firsts))


def _sounds(one: Naming) -> tuple[str, ...]:
    return (_sound(one.person[0]), _sound(one.person[-1]))


def _sound(word: str) -> str:
    # Where the first letter is one that is written otherwise elsewhere, the vowels have to tell: Cohen is not Kohn.
    if word[:1] in _OTHERWISE:
        return _spelling(word)
    return word[:1].translate(_FIRST) + word[1:].translate(_SOUNDS) if len(word) > _BEGINNING else word


def _spelling(word: str) -> str:
    """The word with one letter for each sound: Qatar and Katar alike."""
    return word[:1].translate(_FIRST) + word[1:].translate(_SPELLING) if len(word) > _BEGINNING else word


def beginning(word: str) -> str:
    """What a word of a naming keeps in other languages and word classes: its first letter and the next two consonants."""
    if word.isdigit():
        return word
    return (word[:1] + word[1:].translate(_SOUNDS))[:_BEGINNING]


def _runs(tokens: list[str]) -> list[tuple[int, int]]:
    """Stretches of words with a capital that are no abbreviation, a particle between two of them included."""
    found: list[tuple[int, int]] = []
    for at, token in enumerate(tokens):
        if not token[:1].isupper() or (token.isupper() and len(token) > 1) or _is_small(token):
            continue
        if found and (found[-1][1] == at or _joined(tokens, found[-1][1], at)):
            found[-1] = (found[-1][0], at + 1)
        else:
            found.append((at, at + 1))
    return found


def _joined(tokens: list[str], end: int, at: int) -> bool:
    """Whether what stands between two capitals belongs to a name: van der, al-, the full stop of an initial."""
    between = tokens[end:at]
    return all(one in _lists()["particles"] for one in between) or (
        between == ["."] and (len(tokens[end - 1]) == 1 or is_title(tokens[end - 1]))
    )


def is_title(token: str) -> bool:
    """Whether a word is a title, or a German word that ends in one: Museumsdirektorin."""
    plain, titles = _plain(token), _lists()["titles"]
    return plain in titles or any(plain.endswith(one) for one in titles if len(one) >= _LONG_TITLE)


def _is_small(token: str) -> bool:
    return token.lower() in _lists()["small_words"]


def _plain(token: str) -> str:
    return analysis.transcribe(token)


def _described(tokens: Sequence[str], bare: int) -> bool:
    """Whether a name, with the titles and roles before it, only describes who is named before."""
    left = bare
    while left and (is_title(tokens[left - 1]) or tokens[left - 1] == "." or tokens[left - 1].lower() in roles()):
        left -= 1
    return 1 < left < bare and tokens[left - 1].lower() in _GENITIVES


@lru_cache(maxsize=1)
def roles() -> frozenset[str]:
    """Words for people, of all languages, in lower case."""
    return frozenset(
        word.lower() for language in lexicon.LANGUAGES for word in lexicon.lexicon(language).words["people"]
    )


@lru_cache(maxsize=1)
def _lists() -> Mapping[str, frozenset[str]]:
    """The lists of names.toml, first names and titles in plain Latin letters."""
    lists = lexicon.names()
    return {
        **lists,
        "first_names": frozenset(map(_plain, lists["feminine"] | lists["masculine"])),
        "titles": frozenset(map(_plain, lists["titles"])),
    }
