"""Names in text, and whether two of them name the same: inflected, in another script, or a place in another language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

import regex
from babel import Locale

from rag import analysis
from rag.answering.checks.words import Side, Word, load, words_of
from rag.claims.lexicon import names as first_names
from rag.claims.names import beginning, is_title, naming
from rag.claims.trees import PIPELINES, read

_PLACE_LANGUAGES = ("en", "fr", "es", "de", "it", "pt", "ru", "ar", "tr", "zh")
# Languages in which a capital tells a name from a noun.
_CAPITALS_TELL = frozenset({"en", "fr", "es", "it", "pt", "nl", "ru", "uk", "tr", "pl", "ro", "sv"})
# Languages that leave a name as it is, so that Robert is not Roberts.
_NAMES_STAY = frozenset({"en", "fr", "es", "it", "pt"})
# A country's name without its last letters, followed by these at the most, is its adjective: Armeni-an, arméni-enne.
_SHORTEST_STEM, _LONGEST_ENDING = 5, 6
# Sounds that transcriptions spell differently; letters that are left out are silent there.
_SOUNDS = (
    (r"tsch|tch|sch|sh|ch|zh|tj|dj|ts|tz|[szjç]", "s"), (r"x", "ks"), (r"kh|gh|ck|[ckqgh]", "k"), (r"ph|[fvw]", "v"), (r"th|[td]", "t"),
    (r"[bp]", "b"), (r"(.)\1+", r"\1"), (r"[aeiouy]", ""),
)  # fmt: skip
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
    return {word: point for point, word in load("places")["compass"].get(language, {}).items()}


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
    begin alike: ministry, ministère.
    """
    wanted, held_words = _kept(asked), _kept(printed or "")
    return 1 - len(_left_over(wanted, held_words)) / len(wanted) if wanted else 0.0


def unlike(asked: str, printed: str | None) -> bool:
    """Whether each of two namings has a country, a first name or a last word that the other lacks.

    The Armenian defence ministry is not the Azerbaijani one, nor Paul Vernay Marie Vernay, however much they share.
    """
    wanted, held_words = _kept(asked), _kept(printed or "")
    left, right = _left_over(wanted, held_words), _left_over(held_words, wanted)
    if not left or not right:
        return False
    if any(all(any(map(kind, words)) for words in (left, right)) for kind in (places, _genders)):
        return True
    last = [words[-1] for words in (wanted, held_words)]
    # Marine Le Pen and Jean-Marie Le Pen, whoever they are: another first name before the same last one.
    if len(left) == len(right) == 1 and all(
        words[0] in apart and len(words) > 1 and words[0][:1].isupper() and not is_title(words[0])
        for words, apart in ((wanted, left), (held_words, right))
    ):
        return True
    return last[0] in left and last[1] in right and all(one[:1].isupper() and not is_title(one) for one in last)


def _left_over(words: Sequence[str], others: Sequence[str]) -> list[str]:
    """The words that none of the others stands for."""
    return [one for one in words if not any(_stands_for(one, other) for other in others)]


def _stands_for(one: str, other: str) -> bool:
    if (places(one) and places(other)) or _woman_and_man(one, other):
        return same(one, other, near=False)
    # "Marie" begins like "mayor".
    begin_alike = beginning(_plain(one)) == beginning(_plain(other)) and bool(_genders(one)) == bool(_genders(other))
    return begin_alike or same(one, other, near=False)


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


@lru_cache(maxsize=20_000)
def places(word: str) -> frozenset[str]:
    """The countries, cities and bodies that a word can stand for, as codes; a capital stands for its country too."""
    plain = _plain(word)
    if len(plain) < 2:
        return frozenset()
    found = set(_bodies().get(word, ()))
    table, stems = _places()
    small = word[:1].islower()
    if not small:
        found |= _seats().get(plain, set())
    if plain in table:
        return frozenset(found | table[plain])
    beginnings = [
        (len(stem), code)
        for stem, code, short in stems.get(plain[:2], ())
        # In small letters only adjectives are meant: "libérée" is not of Liberia, "libérien" is. A beginning that is
        # all of a short word's letters must not take in whatever else begins so.
        if not (small and short) and plain.startswith(stem) and len(plain) - len(stem) <= _LONGEST_ENDING
    ]
    # The longest: what is Australian begins as what is Austrian does.
    longest = max((length for length, _ in beginnings), default=0)
    return frozenset(found | {code for length, code in beginnings if length == longest})


def bodies(text: str) -> frozenset[str]:
    """The bodies named in a text by their several words or their letters."""
    return frozenset(
        code
        for name, codes in _bodies().items()
        for code in codes
        if regex.search(rf"(?<!\p{{L}}){regex.escape(name)}(?!\p{{L}})", text)
    )


def bodies_at(text: str, start: int) -> frozenset[str]:
    """The bodies whose name, of several words, covers the word at ``start``."""
    return frozenset(
        code
        for name, codes in _bodies().items()
        for match in regex.finditer(rf"(?<!\p{{L}}){regex.escape(name)}(?!\p{{L}})", text)
        if match.start() <= start < match.end()
        for code in codes
    )


@lru_cache(maxsize=1)
def _bodies() -> dict[str, set[str]]:
    return {name: {code} for code, names in load("places")["bodies"].items() for name in names}


@lru_cache(maxsize=1)
def _places() -> tuple[dict[str, set[str]], dict[str, list[tuple[str, str, bool]]]]:
    """Whole words with their codes; beginnings of words with theirs, by their first two letters.

    The last says of a beginning that it is a country's name without all of its last vowels: Liber, of Liberia.
    """
    whole: dict[str, set[str]] = {}
    beginnings: dict[str, list[tuple[str, str, bool]]] = {}
    data = load("places")
    for language in _PLACE_LANGUAGES:
        for code, name in Locale(language).territories.items():
            if len(code) != 2 or " " in name.strip():
                continue
            plain = _plain(name)
            whole.setdefault(plain, set()).add(code)
            stem = regex.sub(r"[aeiouy]+$", "", plain)
            longer = regex.sub(r"[aeiouy]$", "", plain)
            if len(stem) >= _SHORTEST_STEM and plain.isascii():
                beginnings.setdefault(stem[:2], []).append((stem, code, stem != longer))
                if stem != longer:
                    beginnings[stem[:2]].append((longer, code, False))
    for group in ("adjectives", "cities"):
        for code, words in data[group].items():
            for word in words.split():
                plain = _plain(word)
                whole.setdefault(plain, set()).add(code)
                if len(plain) >= 4:
                    beginnings.setdefault(plain[:2], []).append((plain, code, False))
    return whole, beginnings


@lru_cache(maxsize=1)
def _seats() -> dict[str, set[str]]:
    """Capitals, which stand for their country; in small letters they are other words: drapeaux en berne."""
    found: dict[str, set[str]] = {}
    for code, words in load("places")["seats"].items():
        for word in words.split():
            found.setdefault(_plain(word), set()).add(code)
    return found


def opens(text: str, start: int) -> bool:
    """Whether a word stands first in its sentence, behind nothing but signs or an article's apostrophe."""
    return not regex.search(r"[\p{L}\p{N}]{2}", text[:start])


def _tagged(side: Side) -> set[int]:
    """Where the words stand that the tagger takes for names."""
    return {token.idx for token in read(side.text, side.language) if token.pos_ == "PROPN"}


def _bare(word: str) -> str:
    """The plain word without the Arabic article that is written in one with it: الكندي, Kindi."""
    return _plain(word[2:] if word.startswith("ال") and len(word) > 4 else word)


@lru_cache(maxsize=50_000)
def _plain(word: str) -> str:
    return analysis.transcribe(word)


@lru_cache(maxsize=50_000)
def _sounds(plain: str) -> str:
    """What a transcribed name keeps in every spelling."""
    first = "" if plain[:1] in "y" and plain[1:2] in "aeiou" else plain[:1] if plain[:1] in "aeiou" else ""
    for sound, letter in _SOUNDS:
        plain = regex.sub(sound, letter, plain)
    return first + plain
