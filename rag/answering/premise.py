"""A question that takes a deed for granted which the articles tell the other way round: "Why did X sue Y?" where Y sued X.

Who said what is compared claim by claim (``who_said.contradicting``); here it is what somebody did to somebody, by the order
of two names around one verb. Parsers of questions miss half of the verbs.
"""

from __future__ import annotations

from collections.abc import Sequence

import regex

from rag import analysis
from rag.answering.extractive import Line

# The quotations that may tell it.
_FIRST = 3
_TWO = 2
_GRANTS = regex.compile(
    r"\s*(?:¿\s*)?(?:why|when|where|how|(?:in|on|for|at|with|by|from) (?:what|which|how)|what for|"
    r"pourquoi|quand|où|comment|combien|(?:en|dans|pour|à|de|avec|sur|contre|pendant|depuis) (?:quel|combien|quoi)|"
    r"por qué|cuándo|cómo|dónde|warum|wann|wie|wo|perché|quando)\b",
    regex.IGNORECASE,
)
_NAME = regex.compile(r"(?<=[\s'’])\p{Lu}[\p{L}\p{M}-]+(?:\s\p{Lu}[\p{L}\p{M}-]+)*")
_PARTED = regex.compile(r"[,;:.()«»“”\"–—]")
_BY = regex.compile(r"\b(?:by|par|por|von|da|dal|dalla)\b", regex.IGNORECASE)


def doer(question: str, language: str, lines: Sequence[Line]) -> str:
    """Whom a question has do what the first quotations of its answer have done to them; empty for any other question.

    Only where two names and no comma stand around a verb that question and quotation share.
    """
    parties = [one.group() for one in _NAME.finditer(question)] if _GRANTS.match(question) else []
    if len(parties) != _TWO:
        return ""
    asked, verb = _told(question, parties, language)
    for one in lines[:_FIRST] if verb else ():
        told, _ = _told(one.quotation.text, parties, one.quotation.article.language, verb[0])
        if told:
            return asked if told != asked else ""
    return ""


def _told(text: str, parties: Sequence[str], language: str, verb: str = "") -> tuple[str, list[str]]:
    """Which of two parties acts on the other, and the words of meaning between them; empty where that is not plain.

    With a ``verb`` only where one of those words is it, as a stem.
    """
    last = [one.split()[-1] for one in parties]
    places = [list(regex.finditer(rf"(?<!\p{{L}}){regex.escape(one)}(?!\p{{L}})", text)) for one in last]
    if any(len(found) != 1 for found in places):
        return "", []
    (first, one), (second, other) = sorted(
        (found[0].start(), party) for found, party in zip(places, parties, strict=True)
    )
    between = text[first + len(one.split()[-1]) : second]
    words = analysis.terms(between, language)
    # "Sue" and "sued" are too short for one stem.
    said = not verb or any(
        one.startswith(verb) or (len(one) >= len(verb) - 1 and verb.startswith(one)) for one in words
    )
    if not words or not said or _PARTED.search(between):
        return "", []
    return (other if _BY.search(between) else one), words
