"""Forms of the reporting verbs of Spanish, German and Italian: regular ones derived, irregular ones from ``[forms]``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from rag.claims.lexicon import Frame, lexicon

# What a form can be in its clause: finite, participle, gerund; in German also final, a finite form that has its particle
# before it ("vorwirft") and so closes a subordinate clause.
PARTICIPLE = re.compile(
    r"(?:[ai]d[oa]s?|(?:at|it|ut)[oai]|dich[oa]s?|escrit[oa]s?|puest[oa]s?|dett[oaie]|scritt[oaie]|chiest[oaie]|mess[oaie]"
    r"|respint[oaie]|aggiunt[oaie]|rispost[oaie]|conclus[oaie]|pretes[oaie]|fatt[oaie]|espress[oaie]|difes[oaie]|vist[oaie])\Z"
)
_INSEPARABLE = ("be", "ver", "er", "ent", "ge", "zer", "unter", "wider", "miss", "hinter", "prophe")
_ROMANCE = {
    "es": {
        "ar": "a an ó aron aba aban ado ada ados adas ando",
        "er": "e en ió ieron ía ían ido ida idos idas iendo",
        "ir": "e en ió ieron ía ían ido ida idos idas iendo",
    },
    "it": {
        "are": "a ano ò arono ava avano ato ata ati ate ando",
        "ere": "e ono é erono ette eva evano uto uta uti ute endo",
        "ire": "e ono isce iscono ì irono iva ivano ito ita iti ite endo",
    },
}


def tail(frame: Frame) -> tuple[str, ...]:
    """The words of a German verb that stand apart from it: ``vor`` of ``vor_werfen``."""
    return tuple(frame.lemma.lower().split("_")[:-1])


@lru_cache(maxsize=4)
def verb_forms(language: str) -> Mapping[str, tuple[tuple[Frame, str], ...]]:
    """Every form in lower case with its frames and what it is, verbs of several words first, finite last."""
    lists = lexicon(language)
    irregular: Mapping[str, str] = lists.raw.get("forms", {})
    table: dict[str, list[tuple[Frame, str]]] = {}
    for frames in lists.frames.values():
        for frame in frames:
            forms = _german(frame, irregular) if language == "de" else _romance(frame, irregular, language)
            for form, kind in dict.fromkeys(forms):
                table.setdefault(form, []).append((frame, kind))
    return {
        form: tuple(sorted(frames, key=lambda one: (-one[0].lemma.count("_"), one[1] == "finite")))
        for form, frames in table.items()
    }


def _romance(frame: Frame, irregular: Mapping[str, str], language: str) -> list[tuple[str, str]]:
    lemma = frame.lemma.partition("_")[0]
    if given := irregular.get(frame.lemma) or irregular.get(lemma):
        return [(form, _kind(form, form)) for form in given.split()]
    infinitive = next(one for one in _ROMANCE[language] if lemma.endswith(one))
    stem = lemma.removesuffix(infinitive)
    return [(stem + ending, _kind(stem + ending, ending)) for ending in _ROMANCE[language][infinitive].split()]


def _kind(form: str, ending: str) -> str:
    """What a form is; a regular one tells by its ending alone ("dubit-a" is finite, "sment-ita" is not)."""
    if form.endswith("ndo"):
        return "gerund"
    return "participle" if PARTICIPLE.search(ending) or ending == "ate" else "finite"


def _german(frame: Frame, irregular: Mapping[str, str]) -> list[tuple[str, str]]:
    verb = frame.lemma.rpartition("_")[2]
    finite, participle = _german_verb(verb, irregular)
    before = tail(frame)
    if len(before) != 1 or before[0] not in lexicon("de").words["particles"]:
        return [*((form, "finite") for form in finite), (participle, "participle")]
    particle = before[0]
    # "warf ... vor" and "vorwarf", "vorgeworfen".
    return [
        *((form, "finite") for form in finite),
        *((particle + form, "final") for form in finite),
        (particle + participle, "participle"),
    ]


def _german_verb(verb: str, irregular: Mapping[str, str]) -> tuple[list[str], str]:
    """Third persons of present and past, indicative and subjunctive; the participle."""
    if given := irregular.get(verb):
        *finite, participle = given.split()
        return [*finite, verb, verb.removesuffix("n")], participle
    stem = verb.removesuffix("en") if verb.endswith("en") else verb.removesuffix("n")
    soft = "e" if stem.endswith(("t", "d", "chn", "ffn")) else ""
    participle = stem + soft + "t"
    if not verb.startswith(_INSEPARABLE) and not verb.endswith("ieren"):
        participle = "ge" + participle
    past = stem + soft + "te"
    return [stem + soft + "t", past, past + "n", verb, verb.removesuffix("n")], participle
