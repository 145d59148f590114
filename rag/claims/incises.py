"""French: who speaks told within the quotation, « Ils savaient, affirme-t-elle. On nous a laissés. », which is two quotations."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import regex

from rag.claims.forms import lemmas
from rag.claims.lexicon import lexicon
from rag.claims.quotations import Quotation

_PRONOUNS = r"(?:-t)?-(?:il|elle|ils|elles)\b"
_CLITIC = r"(?:(?:se|lui|leur|nous|me)\s|[sm]['’])?"
_PERFECT = r"(?:a|ont|avait|avaient|est|sont|était)"
# What may open the name of who speaks.
_NAMED = r"(?=l['’]\p{L}|(?:le|la|les|un|une|des|son|sa|ses|leurs?|ce|cette|cet|deux|trois|maître|M\.|MM\.|Mme|Mmes|Me|Mgr)\s|\p{Lu})"
_SENTENCE_END = regex.compile(r"(?<!\b(?:M|MM|Me|Dr|St))[.!?…]+(?=\s|$)")
# Behind a comma, what still belongs to who speaks or to when and where it was said.
_GOES_ON = regex.compile(
    r",\s+(?:un|une|le|la|les|l['’]|son|sa|M\.|Mme|\p{Lu}|qui|dont|âgée?|née?|lui|elle|lors|devant|avant|en|dans|au|à|sur|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|président|maire|porte-parole|secrétaire)"
)
_LONGEST_ASIDE = 160
_PARTICIPLE = regex.compile(r"ée?s?$")


def parted(text: str, quotes: Sequence[Quotation], language: str) -> tuple[Quotation, ...]:
    """The quotations in order, each cut at the words that tell who speaks; other languages put them outside the marks."""
    if language != "fr":
        return tuple(quotes)
    return tuple(part for one in quotes for part in _parts(text, one))


def _parts(text: str, quote: Quotation) -> list[Quotation]:
    found: list[Quotation] = []
    start = at = quote.start
    outer = quote.outer_start
    while match := _incises().search(text, at, quote.end):
        named = match.group("pronoun") is None
        end = at = _end(text, match.end(), quote.end, named=named)
        if named and (end == quote.end or " et " in text[match.end() : end]):
            continue  # "Il arrive, demande la clé et repart"
        found.append(Quotation(start, match.start(), outer, match.start()))
        while end < quote.end and (text[end].isspace() or text[end] in ",;:"):
            end += 1
        if end == quote.end:
            return found
        start = outer = at = end
    return [*found, Quotation(start, quote.end, outer, quote.outer_end)] if found else [quote]


def _end(text: str, start: int, stop: int, *, named: bool) -> int:
    """Where the words that tell who speaks end: with their sentence, or at the comma behind which the quotation goes on."""
    match = _SENTENCE_END.search(text, start, stop)
    sentence = match.end() if match else stop
    comma = text.find(",", start, sentence)
    while named and 0 <= comma < start + _LONGEST_ASIDE and _GOES_ON.match(text, comma):
        comma = text.find(",", comma + 1, sentence)
    return comma if comma >= 0 else sentence


@lru_cache(maxsize=1)
def _incises() -> regex.Pattern[str]:
    """The verb of an incise with its pronoun, or in front of a name, behind a comma or the end of a question."""
    lists = lexicon("fr")
    quoting = {frame.lemma for frames in lists.frames.values() for frame in frames if "quote" in frame.needs}
    forms = [form for form, lemma in lemmas("fr").items() if lemma in quoting and not form.endswith("ant")]
    past = "|".join(sorted({one for one in forms if one.endswith("é")} | lists.words["incise_participles"]))
    finite = "|".join(sorted({one for one in forms if not _PARTICIPLE.search(one)} | lists.words["incise_forms"]))
    adverb = r"(?:\s+\p{Ll}+ment)?"
    return regex.compile(
        rf"(?:,|(?<=[!?…]))\s+(?:"
        rf"(?P<pronoun>{_CLITIC}(?:(?:{finite}){_PRONOUNS}|{_PERFECT}{_PRONOUNS}{adverb}\s+(?:{past})e?s?\b))"
        rf"|{_CLITIC}(?:{_PERFECT}{adverb}\s+(?:{past})|(?:{finite}))\s+{_NAMED})"
    )
