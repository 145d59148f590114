"""Verb forms that taggers take for nouns or adjectives, given to the parser in a tense that looks like nothing else.

"Le syndicat dément tout": the tagger reads an adverb; "le syndicat démentait tout" it reads right. The words of the
tree keep the places of the original form, so only the parser sees the other tense.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

from rag.claims.lexicon import lexicon

_WORD = re.compile(r"[^\W\d_]+(?:[’'](?=[^\W\d_]))?|\S")
_PRONOUNS = frozenset("il elle on ils elles qui ne n' lui".split())
_LAWYER = "Maître"
_SUBJECTS = frozenset("il elle on ils elles qui".split())


def clearer(text: str, offsets: Sequence[int], language: str) -> tuple[str, list[int], frozenset[int]]:
    """The text without asides and with doubtful forms exchanged, and for each of its characters the offset in the article.

    The offsets at which an exchanged form begins come third: such a word is no participle, whatever it looks like.
    """
    for aside in _asides(language):
        for match in reversed(list(aside.finditer(text))):
            start, end = match.span()
            if text[:start].endswith(", ") and text[end : end + 1] == ",":
                start, end = start - 2, end + 1  # both commas go with what stands between them
            text = text[:start] + text[end:]
            offsets = [*offsets[:start], *offsets[end:]]
    table = _exchanges(language)
    if not table:
        return text, list(offsets), frozenset()
    tokens = list(_WORD.finditer(text))
    lowers = [token.group().lower().replace("’", "'") for token in tokens]
    parts: list[str] = []
    places: list[int] = []
    exchanged: set[int] = set()
    last = 0
    for index, token in enumerate(tokens):
        if _lawyer(tokens, index, language):
            parts += [text[last : token.start()], _LAWYER]
            places += [
                *offsets[last : token.start()],
                *([offsets[token.start()]] * (len(_LAWYER) - 1)),
                offsets[token.end() - 1],
            ]
            last = token.end()
            continue
        instead = table.get(lowers[index])
        if instead is None or not token.group().islower() or not _verb_place(lowers, tokens, index, language):
            continue
        parts.append(text[last : token.start()])
        places.extend(offsets[last : token.start()])
        parts.append(instead)
        own = offsets[token.start() : token.end()]
        # The last character keeps the last offset, so that the word still ends where it did.
        places.extend([*(own[min(place, len(own) - 1)] for place in range(len(instead) - 1)), own[-1]])
        exchanged.add(own[0])
        last = token.end()
    parts.append(text[last:])
    places.extend(offsets[last:])
    return "".join(parts), places, frozenset(exchanged)


def _lawyer(tokens: Sequence[re.Match[str]], index: int, language: str) -> bool:
    """Whether "Me" is a French lawyer's title, which taggers take for a pronoun: "Me Bertrand Salaün"."""
    following = tokens[index + 1].group() if index + 1 < len(tokens) else ""
    return language == "fr" and tokens[index].group() == "Me" and following[:1].isupper() and following[1:].islower()


def _verb_place(lowers: Sequence[str], tokens: Sequence[re.Match[str]], index: int, language: str) -> bool:
    """Whether a verb can stand here: no article or preposition before it, and behind it what verbs take."""
    lists = lexicon(language).words
    before = lowers[index - 1] if index else ""
    after = lowers[index + 1] if index + 1 < len(lowers) else ""
    if not before:
        # A small letter opens only what follows a quotation: "«...», soupire Lucie".
        return language == "fr"
    if before in lists["before_nouns"]:
        return False
    if language == "fr":
        if before in _SUBJECTS:
            return True
        if before in ("l'", "la", "le", "les"):
            return index > 1 and lowers[index - 2] in _PRONOUNS
        if after in ("et", "mais") and lowers[index] in lexicon(language).raw["clearer"]:
            return True
        return (
            after in lists["after_verbs"]
            or after.endswith("ment")
            or after in (":", ",", ".", "")
            or tokens[index + 1].group()[:1].isupper()
        )
    if not before[:1].isalpha() or before == "s":
        return False
    if before in _exchanges(language).values() and lowers[index - 2 : index - 1] != ["the"]:
        return False  # "denied claims that": a verb stands before it already
    if lowers[index] in lists["verb_forms"] and (after in (".", "") or after in _openers(lowers[index], language)):
        return True  # "whom the shop accuses of": no noun takes that word
    if lowers[index] in lists["verbs_only"]:
        return True  # "Doctors at the hospital accuse managers": no noun looks so
    if after not in lists["after_verbs"]:
        return False
    # A base form is a verb only behind a plural; "s" forms behind anything that is no determiner.
    return lowers[index].endswith("s") or before.endswith("s") or before in ("who", "they", "people", "men", "women")


@lru_cache(maxsize=4)
def _asides(language: str) -> tuple[re.Pattern[str], ...]:
    """Fixed words that part a verb from its object and say nothing of who says what: "out of hand"."""
    return tuple(re.compile(one) for one in lexicon(language).lists.get("asides", ()))


@lru_cache(maxsize=64)
def _openers(form: str, language: str) -> frozenset[str]:
    """The prepositions that open what the verb of this form is about."""
    lists = lexicon(language)
    past = _exchanges(language).get(form)
    return frozenset(
        opener
        for lemma, frames in lists.frames.items()
        if form.startswith(lemma[:-1]) and _exchanges(language).get(lemma) == past
        for frame in frames
        for opener in frame.about
    )


@lru_cache(maxsize=4)
def lemmas(language: str) -> Mapping[str, str]:
    """Forms of the listed verbs and their lemma, for what the lemmatiser does not know."""
    lists = lexicon(language)
    known = set(lists.frames) | lists.words["wrongs"]
    table: dict[str, str] = {}
    for form, instead in _exchanges(language).items():
        if form in known:
            table[instead] = form
            continue
        lemma = max(known, key=lambda one: (_shared(one, form), -len(one)))
        table[instead] = table[form] = lemma
    if language == "fr":
        for lemma in (one for one in known if one.endswith("er")):
            for ending in ("é", "ée", "és", "ées", "ant", "a", "èrent", "aient", "ait"):
                table.setdefault(lemma[:-2] + ending, lemma)
    return table


def _shared(one: str, other: str) -> int:
    """How many letters two words begin with alike."""
    return next(
        (place for place, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other))
    )


@lru_cache(maxsize=4)
def _exchanges(language: str) -> Mapping[str, str]:
    lists = lexicon(language)
    table: dict[str, str] = {}
    if language == "fr":
        stems = {lemma for lemma in lists.frames if lemma.endswith("er")} | {
            lemma for lemma in lists.words["wrongs"] if lemma.endswith("er")
        }
        for lemma in stems - {"accuser_réception", "aller"}:
            stem = lemma[:-2]
            soft = stem + "e" if stem.endswith("g") else stem[:-1] + "ç" if stem.endswith("c") else stem
            table[stem + "e"] = soft + "ait"
            table[stem + "ent"] = soft + "aient"
            if "é" in stem[-3:]:
                place = stem.rindex("é")
                table[stem[:place] + "è" + stem[place + 1 :] + "e"] = soft + "ait"
                table[stem[:place] + "è" + stem[place + 1 :] + "ent"] = soft + "aient"
            elif stem.endswith(("el", "et")) and len(stem) > 3:
                table[stem + stem[-1] + "e"] = soft + "ait"
                table[stem + stem[-1] + "ent"] = soft + "aient"
        table.update(lists.raw.get("clearer", {}))
    elif language == "en":
        for lemma in (lemma for lemma in lists.frames if "_" not in lemma):
            past = lists.raw.get("clearer", {}).get(lemma) or (
                lemma[:-1] + "ied" if lemma.endswith("y") else lemma + "d" if lemma.endswith("e") else lemma + "ed"
            )
            third = (
                lemma[:-1] + "ies"
                if lemma.endswith("y")
                else lemma + "es"
                if lemma.endswith(("s", "sh", "ch"))
                else lemma + "s"
            )
            table[third] = past
            table[lemma] = past
    return table
