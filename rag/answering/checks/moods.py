"""Sentences that tell nothing: questions, orders, and what speaks to whoever writes the answer.

Such a sentence bears nothing out, and a chat model is not shown it. An article can still be quoted with it.
"""

from __future__ import annotations

import regex

from corpus import sentences
from corpus.scripts import UNSPACED
from rag.answering.checks.words import Side, lists, pattern
from rag.claims.trees import PIPELINES, read

_QUESTION = regex.compile(r"[?？؟]\s*[\"'”’»)]*\s*$")
# Words of an answer that is no sentence, and of one where no parser tells.
_BARE, _FEW = 12, 2
# Characters of one where words are not set apart.
_FEW_LETTERS = 6
_SUBJECTS = ("nsubj", "nsubj:pass", "nsubjpass", "csubj", "expl", "expl:subj")
_QUOTES = regex.compile(r"«[^»]*»|“[^”]*”|\"[^\"]*\"|‘(?:[^’]|’(?=\p{L}))*’")


def bare(text: str, language: str) -> bool:
    """Whether a text is no sentence but an answer that needs its question: it has no finite verb, or is a few words."""
    if UNSPACED.search(text):
        return len(text) <= _FEW_LETTERS
    if len(text.split()) > _BARE:
        return False
    if language not in PIPELINES:
        return len(text.split()) <= _FEW
    verbs = [one for one in read(text, language) if one.pos_ in ("VERB", "AUX")]
    # "Vote!" orders, and is no answer.
    return not any("Fin" in one.morph.get("VerbForm") or (one.tag_ == "VB" and one.dep_ == "ROOT") for one in verbs)


def asks(text: str) -> bool:
    """Whether a text ends as a question, quotations left out."""
    return bool(_QUESTION.search(_QUOTES.sub(" ", text)))


def tells(text: str, language: str) -> bool:
    """Whether one sentence says that something is so."""
    own = _QUOTES.sub(" ", text)
    # An order to the model may well be in another language than the article it was put into.
    ordered = any(pattern("instruction", one).search(text.lower()) for one in lists()["instruction"])
    if ordered or asks(text):
        return False
    return language not in PIPELINES or not _orders(own, language)


def silent(side: Side) -> set[int]:
    """The words of a source that stand in sentences which tell nothing."""
    found: set[int] = set()
    for one in sentences.split(side.text, side.language):
        if not tells(one.text, side.language):
            found |= set(side.inside(one.start, one.end))
    return found


def _orders(text: str, language: str) -> bool:
    """Whether the main verb is an imperative: it has no subject, and the form of one."""
    for token in read(text, language):
        if token.dep_ != "ROOT" or token.pos_ not in ("VERB", "AUX"):
            continue
        subject = any(child.dep_ in _SUBJECTS for child in token.children)
        order = token.tag_ == "VB" if language == "en" else "Imp" in token.morph.get("Mood")
        helped = any(
            child.dep_ in ("aux", "auxpass") and child.lower_ not in ("do", "please") for child in token.children
        )
        return order and not subject and not helped
    return False
