"""Whether what a sentence says is said or denied: negations, denials and opposites, word by word."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import pairwise

import regex

from rag.analysis import lowered
from rag.answering.checks.words import Side, beginnings, lists, pattern
from rag.claims.types import Claim
from rag.stances import first as stance_at
from rag.stances import stances

_MARKS = regex.compile(r"[,;:.!?()—–،؛]")
# Words that stand close to a negation, before it ("ne parle pas") and behind it.
_BESIDE_BEFORE, _BESIDE_BEHIND = 1, 3
# Words that "without" and its like reach.
_REACH = 4
# "Ne produit plus", and not "ne produit plus que".
_NO_MORE = regex.compile(r"(?<!\p{L})n(?:e\s|['’])(?:\p{L}+['’\s]\s?){1,3}?plus(?!\p{L}|\s(?:que|qu['’]|de\s\d))")
# "rejected the claim that ...": what the noun's content is goes on behind it.
_GOES_ON = regex.compile(r"\s+(?:that|of|que|qu['’]|de|d['’]|selon|dass)\b[^;.]*")


def clauses(text: str, language: str) -> list[tuple[int, int]]:
    """The text cut at its signs and at words that open a clause, as offsets."""
    cuts = {0, len(text)}
    cuts |= {match.end() for match in _MARKS.finditer(text) if not _inside_number(text, match.start())}
    cuts |= {match.start() for match in pattern("clause", language).finditer(lowered(text))}
    ordered = sorted(cuts)
    return [(start, end) for start, end in pairwise(ordered) if text[start:end].strip()]


def denied(side: Side, claims: Sequence[Claim]) -> list[bool]:
    """For each word whether it stands in what is negated or denied, not both."""
    lower = lowered(side.text)
    blanked = pattern("not_negation", side.language).sub(lambda match: " " * len(match.group()), lower)
    flags = [False] * len(side.words)
    near = pattern("without", side.language)
    for start, end in clauses(side.text, side.language):
        # "ne ... ni ... ni", "n'a jamais rien": several words, one negation.
        found = list(pattern("negation", side.language).finditer(blanked, start, end))
        if side.language == "fr":
            found += _NO_MORE.finditer(blanked, start, end)
        wide = [match for match in found if not near.fullmatch(match.group())]
        inside = side.inside(start, end)
        reached = set(inside) if wide else set()
        for match in found:
            behind = [i for i in inside if side.words[i].end > match.start()]
            reached |= set(behind[:_REACH])
        for i in reached:
            flags[i] = True
        # "does not rule out": turned twice.
        if pattern("excluding", side.language).search(lower, start, end):
            for i in inside:
                flags[i] = not flags[i]
    for start, end in _denials(side, claims):
        for i in side.inside(start, end):
            flags[i] = not flags[i]
    return flags


def opposite(sentence: Side, sources: Sequence[Side]) -> tuple[str, str] | None:
    """A word of the sentence and one of the sources that say the contrary, where the sources say nothing else."""
    said = sentence.text.lower()
    held = " ".join(one.text.lower() for one in sources)
    for one, other in _opposites():
        for here, there in ((one, other), (other, one)):
            word = here.search(said)
            if word and not there.search(said) and not here.search(held) and (found := there.search(held)):
                return word.group(), found.group()
    return None


def _denials(side: Side, claims: Sequence[Claim]) -> Iterable[tuple[int, int]]:
    """Where the contents of denials stand; where no claim tells, all that follows a word of denial."""
    own = [one for one in claims if one.stance == "deny"]
    for one in own:
        others = [other for other in claims if other is not one and other.speaker_start >= 0]
        # "He said so; his lawyer denied this": what is denied was said before, and is said there.
        if one.content_start < 0 or any(one.content_start <= other.speaker_start < one.content_end for other in others):
            continue
        more = _GOES_ON.match(side.text, one.content_end)
        yield one.content_start, more.end() if more else one.content_end
    if not own and (behind := stance_at(side.text, side.language, "deny")) >= 0 and _of_words(side, behind):
        yield (
            behind,
            next((end for start, end in clauses(side.text, side.language) if start <= behind < end), len(side.text)),
        )


def _of_words(side: Side, behind: int) -> bool:
    """Whether what is denied was said: a bill that is rejected was not."""
    words = side.text[:behind].lower().split()
    rejects = words and pattern("rejecting", side.language).match(words[-1])
    return not rejects or bool(pattern("allegations", "all").search(side.text.lower()))


def negates(side: Side, word: int) -> bool:
    """Whether a word by itself is a negation: unknown, unable."""
    text = side.words[word].text.lower()
    alone = pattern("negation", side.language).fullmatch(text) is not None
    # What "without" goes with has a word of its own elsewhere: sans-abri, homeless; без вести, missing.
    return alone and not pattern("without", side.language).fullmatch(text)


def beside(side: Side) -> set[int]:
    """The words that stand close to a negation: nobody was hurt, n'a pas signé."""
    blanked = pattern("not_negation", side.language).sub(lambda match: " " * len(match.group()), lowered(side.text))
    found: set[int] = set()
    for match in pattern("negation", side.language).finditer(blanked):
        if pattern("without", side.language).fullmatch(match.group()):
            continue
        before = [i for i, one in enumerate(side.words) if one.end <= match.start()]
        behind = [i for i, one in enumerate(side.words) if one.start >= match.end()]
        if pattern("nobody", side.language).fullmatch(match.group()):
            # "None of the 23 children was hurt": it reaches as far as its clause.
            end = next((end for start, end in clauses(side.text, side.language) if start <= match.start() < end), 0)
            found |= {i for i in behind if side.words[i].end <= end}
        found |= {*before[-_BESIDE_BEFORE:], *behind[:_BESIDE_BEHIND]}
    return found


def stance_words(side: Side) -> set[str]:
    """``deny`` and ``confirm``, where the text has words of them."""
    found = {"deny"} & stances(side.text, side.language)
    return found | ({"confirm"} if pattern("confirm", side.language).search(side.text.lower()) else set())


def _inside_number(text: str, at: int) -> bool:
    return text[at - 1 : at].isdigit() and text[at + 1 : at + 2].isdigit()


@lru_cache(maxsize=1)
def _opposites() -> list[tuple[regex.Pattern[str], regex.Pattern[str]]]:
    return [(beginnings(pair["one"]), beginnings(pair["other"])) for pair in lists()["opposites"]]
