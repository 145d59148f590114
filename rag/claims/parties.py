"""Whether two words, or two namings, mean the same: inflected, in another script, a place or an office in another language; pure."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import regex

from rag import analysis
from rag.claims.lexicon import names as first_names
from rag.claims.names import beginning, is_title, naming, roles
from rag.claims.offices import offices
from rag.claims.places import places

_OF = frozenset("of de du d des del della di von".split())

# Sounds that transcriptions spell differently; letters that are left out are silent there.
_SOUNDS = (
    (r"tsch|tch|sch|sh|ch|zh|tj|dj|ts|tz|[szjç]", "s"), (r"x", "ks"), (r"kh|gh|ck|[ckqgh]", "k"), (r"ph|[fvw]", "v"), (r"th|[td]", "t"),
    (r"[bp]", "b"), (r"(.)\1+", r"\1"), (r"[aeiouy]", ""),
)  # fmt: skip


def same(one: str, other: str, near: bool, *, stays: bool = False) -> bool:
    """Whether two words name the same.

    Args:
        one: a word.
        other: a word.
        near: both are of one language, where spelling decides.
        stays: both are of languages that leave a name as it is.
    """
    if _plain(one) == _plain(other) or places(one) & places(other):
        return True
    # However alike they are written: Niger and Nigeria, Louis and Louise.
    if (places(one) and places(other)) or _woman_and_man(one, other):
        return False
    a, b = (_bare(one), _bare(other)) if not near else (_plain(one), _plain(other))
    # Arabic leaves vowels out, so that what sounds alike may be short: فارس, Fares. A word in small letters is no name.
    alike_by_sound = (
        len(_sounds(a)) >= 3 and _sounds(a) == _sounds(b) and not (one[:1].islower() or other[:1].islower())
    )
    if not near and ((a == b and len(a) >= 4) or (alike_by_sound and not stays)):
        return True
    if min(len(a), len(b)) < 4 or a[0].isdigit() or not (one[:1].isupper() or not one[:1].islower()):
        return False
    if a.startswith(b) or b.startswith(a):
        # Inflection: Lowmere's, Москвы.
        return not stays and abs(len(a) - len(b)) <= 2 and min(len(a), len(b)) >= 5
    if near or stays:
        return a.replace("y", "i") == b.replace("y", "i") or (stays and not near and _sounds(a) == _sounds(b))
    sounds, longer = _sounds(a), _sounds(b)
    return len(sounds) >= 4 and longer[: len(sounds)] == sounds and len(longer) - len(sounds) <= 1


def alike(asked: str, printed: str | None) -> float:
    """The share, 0 to 1, of an asked name's words that stand in a printed one, in whatever language and script.

    Names, places and adjectives made of them count as one ("Yerevan", "les autorités arméniennes"), and so do words that
    begin alike: ministry, ministère; so do capitals that are another's first letters (WHO). A person is told by the name:
    General Mersha is no other general, and a lieutenant of Salif Konaté is not Salif Konaté.
    """
    person, whose = naming(asked), naming(printed or "").person
    if whose and not any(map(places, whose)) and _attends(whose[-1], asked):
        return 0.0  # who is asked about is his father
    if person.person and printed and not any(map(places, person.person)):
        if _attends(person.person[-1], printed):
            return 0.0
        if person.titled and naming(printed).person:
            asked, printed = person.printed, naming(printed).printed
    if _abbreviates(asked, printed or "") or _abbreviates(printed or "", asked):
        return 1.0
    wanted, held_words = _kept(asked), _kept(printed or "")
    return 1 - len(_left_over(wanted, held_words)) / len(wanted) if wanted else 0.0


def unlike(asked: str, printed: str | None) -> bool:
    """Whether each of two namings has a country, a first name or a last word that the other lacks.

    The Armenian defence ministry is not the Azerbaijani one, nor Paul Vernay Marie Vernay, however much they share.
    """
    if _abbreviates(asked, printed or "") or _abbreviates(printed or "", asked):
        return False
    wanted, held_words = _kept(asked), _kept(printed or "")
    left, right = _left_over(wanted, held_words), _left_over(held_words, wanted)
    if not left or not right:
        return False
    if any(all(any(map(kind, words)) for words in (left, right)) for kind in (places, _genders)):
        return True
    persons = [bool(naming(one or "").person) for one in (asked, printed)]
    if persons[0] != persons[1] and len(left) < len(wanted):
        return False  # "l'avocat de Hellmond", "the company's lawyer, Laurent Quesnay"
    last = [words[-1] for words in (wanted, held_words)]
    # Marine Le Pen and Jean-Marie Le Pen, whoever they are: another first name before the same last one.
    if len(left) == len(right) == 1 and all(
        words[0] in apart and len(words) > 1 and words[0][:1].isupper() and not is_title(words[0])
        for words, apart in ((wanted, left), (held_words, right))
    ):
        return True
    return last[0] in left and last[1] in right and all(one[:1].isupper() and not is_title(one) for one in last)


def of_other_places(one: str, other: str | None) -> bool:
    """Whether each of two namings names a country, city or body, and they share none."""
    first, second = ({place for word in _kept(name or "") for place in places(word)} for name in (one, other))
    return bool(first and second) and first.isdisjoint(second)


def _abbreviates(short: str, long: str) -> bool:
    """Whether a naming's capitals are the first letters of another's words: WHO, the World Health Organization."""
    letters = next((one for one in regex.findall(r"\p{Lu}{2,6}\b", short)), "")
    words = regex.findall(r"\p{Lu}[\p{Ll}\p{M}]+", long)
    return bool(letters) and any(
        "".join(word[0] for word in words[at : at + len(letters)]) == letters for at in range(len(words))
    )


def _attends(name: str, printed: str) -> bool:
    """Whether a naming is of people who are only told by somebody's name: "two former lieutenants of Salif Konaté"."""
    words = regex.findall(r"\p{L}[\p{L}\p{M}]*", printed)
    at = next((i for i, word in enumerate(words) if _plain(word) == name), 0)
    before = words[:at]
    behind_of = next((i for i, word in enumerate(before) if word.lower() in _OF), -1)
    return behind_of > 0 and any(
        {word.lower(), word.lower().removesuffix("s")} & roles() for word in before[:behind_of]
    )


def _left_over(words: Sequence[str], others: Sequence[str]) -> list[str]:
    """The words that none of the others stands for."""
    return [one for one in words if not any(_stands_for(one, other) for other in others)]


def _stands_for(one: str, other: str) -> bool:
    if (places(one) and places(other)) or _woman_and_man(one, other):
        return same(one, other, near=False)
    # "Marie" begins like "mayor".
    begin_alike = beginning(_plain(one)) == beginning(_plain(other)) and bool(_genders(one)) == bool(_genders(other))
    return begin_alike or bool(offices(_plain(one)) & offices(_plain(other))) or same(one, other, near=False)


def _woman_and_man(one: str, other: str) -> bool:
    """Whether one is a woman's first name and the other a man's."""
    first, second = _genders(one), _genders(other)
    return bool(first and second) and not first & second


def _genders(word: str) -> set[str]:
    """Whose first name a word is; in other than Latin letters an inflected one may be spelt as another."""
    if not word.isascii() or not word[:1].isupper():
        return set()
    return {kind for kind in ("feminine", "masculine") if word.lower() in first_names()[kind]}


def _kept(name: str) -> list[str]:
    """The words of a naming without articles and prepositions, each once."""
    known = naming(name).words
    return list(
        {
            _plain(one): one
            for one in regex.findall(r"[\p{L}\p{N}\p{M}]+(?:-[\p{L}\p{N}\p{M}]+)*", name)
            if _plain(one) in known
        }.values()
    )


def _bare(word: str) -> str:
    """The plain word without the Arabic article that is written in one with it: الكندي, Kindi."""
    return _plain(word[2:] if word.startswith("ال") and len(word) > 4 else word)


@lru_cache(maxsize=50_000)
def _sounds(plain: str) -> str:
    """What a transcribed name keeps in every spelling."""
    first = "" if plain[:1] in "y" and plain[1:2] in "aeiou" else plain[:1] if plain[:1] in "aeiou" else ""
    for sound, letter in _SOUNDS:
        plain = regex.sub(sound, letter, plain)
    return first + plain


@lru_cache(maxsize=50_000)
def _plain(word: str) -> str:
    return analysis.transcribe(word)
