"""Questions and their answers as statements, in English and French: "Who left?", "The mayor": "The mayor left".

What people ask about a text is worded freely, so are statements made of it. They need not be good style: true and false
ones are made in the same way.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from rag.claims import trees

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_SUBJECTS = frozenset({"nsubj", "nsubjpass", "nsubj:pass"})
_PREPOSITIONS = {
    "en": frozenset("in on at by from during after before since around near between until under to for with".split()),
    "fr": frozenset(
        "en à au aux dans sur par depuis après avant vers entre le la les l' dès pendant chez près".split()
    ),
}
# Where or when something is, of a bare name or year.
_PLACED = {"en": "in", "fr": "en"}
_COPULAS = frozenset("est sont était étaient fut furent".split())
_INVERTED = re.compile(r"\b([\wÀ-ÿ]+?)(?:-t)?-(il|elle|ils|elles|on)\b", re.IGNORECASE)
_WITHOUT_END = " ?？!."


def stated(question: str, answer: str, language: str) -> str | None:
    """The statement that the answer makes with its question, or None where that is not known.

    Why and how are never turned; nor are other languages than English and French.
    """
    made = {"en": _english, "fr": _french}.get(language)
    words, answer = question.strip(_WITHOUT_END), answer.strip(_WITHOUT_END)
    if made is None or not words or not answer:
        return None
    found = made(trees.pipeline(language)(words), answer)
    return f"{found[:1].upper()}{found[1:]}." if found else None


def _english(doc: Doc, answer: str) -> str | None:
    asking = next((one for one in doc[:2] if one.tag_ in ("WDT", "WP", "WRB")), None)
    if asking is None or (asking.i and doc[0].dep_ != "prep"):
        return None
    many = asking.lower_ == "how"
    if many and (asking.i + 1 >= len(doc) or doc[asking.i + 1].lower_ not in ("many", "much")):
        return None
    placed = asking.lower_ in ("when", "where")
    if asking.lower_ == "why":
        return None
    asked = doc[asking.i + 1].head if many else asking.head if asking.dep_ == "det" else asking
    root = next(one for one in doc if one.dep_ == "ROOT")
    end = asked.right_edge.i + 1 if asked.i < root.i else asked.i + 1
    end = min(end, next((one.i for one in doc[asked.i + 1 :] if one.pos_ in ("AUX", "VERB")), end))
    rest = doc[end:]
    if not len(rest):
        return None
    said = _counted(answer, doc[asking.i + 2 : end].text) if many else answer
    if asked.dep_ in _SUBJECTS and not asking.i and rest[0].lemma_ != "do":
        return f"{said} {rest.text}"
    if rest[0].pos_ != "AUX":
        return None
    if asked.dep_ == "attr" and rest[0].lemma_ == "be" and not placed and not asking.i:
        return f"{rest[1:].text} {rest[0].text} {said}" if len(rest) > 1 else None
    subject = next((one for one in doc if one.dep_ in _SUBJECTS and one.left_edge.i == end + 1), None)
    if subject is None:
        return None
    behind = subject.right_edge.i + 1
    if asking.i:
        said = f"{doc[0].lower_} {said}"
    elif placed:
        said = _at(said, "en")
    verb = asked.head
    if asked.dep_ == "dobj" and verb.i >= behind:
        behind_verb = 1 + max((one.i for one in verb.children if one.dep_ == "prt"), default=verb.i)
        middle, last = doc[behind:behind_verb].text, doc[behind_verb:].text
        return " ".join(filter(None, (doc[end + 1 : behind].text, rest[0].text, middle, said, last)))
    return " ".join(filter(None, (doc[end + 1 : behind].text, rest[0].text, doc[behind:].text, said)))


def _french(doc: Doc, answer: str) -> str | None:
    words = [one.lower_ for one in doc]
    if words[0] == "qui" and len(doc) > 2:
        if words[1] in _COPULAS and doc[2].pos_ in ("DET", "PROPN", "NOUN"):
            return f"{doc[2:].text} {words[1]} {answer}"
        known = doc[0].dep_ in _SUBJECTS and not _INVERTED.search(doc.text)
        return f"{answer} {doc[1:].text}" if known else None
    asking = next((i for i, one in enumerate(words[:2]) if re.fullmatch(r"quel(le)?s?|combien|où|quand", one)), None)
    if asking is None or len(doc) < asking + 3 or (asking and doc[0].pos_ != "ADP"):
        return None
    if not asking and words[0].startswith("quel") and words[1] in _COPULAS:
        return f"{doc[2:].text} {words[1]} {answer}"
    if words[asking].startswith("quel"):
        asked: Token = doc[asking].head
        if not asking and asked.dep_ in _SUBJECTS and not _INVERTED.search(doc.text):
            verb = next((one.i for one in doc if one.i > asked.i and one.pos_ in ("AUX", "VERB")), None)
            # "Quel réseau les navettes utilisent": what is asked for is no subject.
            if verb is None or doc[verb].pos_ != "AUX" or doc[asked.i + 1].pos_ == "DET":
                return None
            return f"{answer} {_from(doc, verb)}"
    return _uninverted(doc, asking, answer)


def _uninverted(doc: Doc, asking: int, answer: str) -> str | None:
    """As "En quelle année Marie est-elle née": "Marie est née en 1867"."""
    match = _INVERTED.search(doc.text)
    if match is None:
        return None
    # The parser hangs "le pont" below "quelle année"; the subject begins with the first noun that no preposition governs.
    before = [one for one in doc if one.i > asking and one.idx < match.start()]
    subject = next((one for one in before if one.pos_ in ("DET", "PROPN") and one.nbor(-1).pos_ != "ADP"), None)
    if subject is None:
        return None
    said = answer
    if doc[asking].lower_ == "combien":
        said = _counted(answer, re.sub(r"^d(e\s|['’])", "", doc[asking + 1 : subject.i].text))
    elif asking:
        said = f"{doc[0].lower_} {answer}"
    elif doc[asking].lower_ in ("où", "quand"):
        said = _at(answer, "fr")
    return f"{doc.text[subject.idx : match.start()]}{match.group(1)}{doc.text[match.end() :]} {said}"


def _counted(answer: str, what: str) -> str:
    """A number with what is counted, which may stand in the answer already."""
    named = {word.lower()[:4] for word in answer.split()}
    return answer if not what or any(word.lower()[:4] in named for word in what.split()) else f"{answer} {what}"


def _at(answer: str, language: str) -> str:
    first = answer.split(maxsplit=1)[0].lower()
    return answer if first in _PREPOSITIONS[language] else f"{_PLACED[language]} {answer}"


def _from(doc: Any, start: int) -> str:
    """The end of the question from a verb on, with the pronouns that stand before it."""
    while start and doc[start - 1].pos_ in ("PRON", "PART", "ADV") and doc[start - 1].lower_.rstrip("'’") in (
        "ne", "n", "se", "s", "y", "en", "le", "la", "l", "lui", "leur",
    ):  # fmt: skip
        start -= 1
    found: str = doc[start:].text
    return found
