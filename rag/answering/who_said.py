"""A question about claims, answered with claims: who says it, against whom, and beside it who denies it; pure.

Sentences that answer but of which no claim was read stay in the answer as they are, so that a claim which the reading
of claims missed is not lost.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from corpus.duplicates import SAME_WORDS, overlap
from rag.answering.checks.names import alike
from rag.answering.evidence import Quotation
from rag.answering.extractive import LIKELY_IN_DISPUTE, MOST_CITED, SHARE_IN_DISPUTE, Line
from rag.claims.lexicon import LANGUAGES
from rag.claims.types import Place, PrintedClaim
from rag.models.asked import Asked

# A name of the question is a claim's when so many of its words are.
_ALIKE = 0.5
# What is kept of a sentence's probability: by a claim that is not of the party asked about, when some claim is; by a
# sentence with claims of other kinds alone; by one without any, in a language whose claims are read.
_OF_ANOTHER = 0.5
_OF_ANOTHER_KIND = 0.5
_UNCLAIMED = 0.6
# A denial belongs beside its accusation even when it is hardly like an answer to the question.
_LIKELY_DENIAL = 0.01
_MOST_DENIALS = 2
# What shows a question to be the wrong way round stands among so many quotations.
_FIRST = 3
# A dispute shows both sides among so many quotations.
_BOTH_SIDES = 3
# "X confirmed that Y had fired" accuses Y.
_ALLEGING = frozenset({"say", "confirm", "warn"})


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A claim of a sentence that may answer."""

    quotation: Quotation
    claim: PrintedClaim | None
    score: float


def select(asked: Asked, ranked: Sequence[Quotation], claims: Iterable[PrintedClaim]) -> list[Line]:
    """The lines of the answer: claims of the stance that is asked for, each with its denials behind it, and the rest.

    ``ranked`` are the question's quotations, likeliest first, ``claims`` those of their articles.
    """
    stood = _by_sentence(claims)
    candidates = _candidates(asked, ranked, stood)
    denials = [
        _Candidate(one, claim, one.probability)
        for one in ranked
        for claim in stood.get((one.article.id, one.start), ())
        if claim.stance == "deny" and one.probability >= _LIKELY_DENIAL
    ]
    least = max(LIKELY_IN_DISPUTE, SHARE_IN_DISPUTE * max((one.score for one in candidates), default=0.0))
    groups: list[list[_Candidate]] = []
    for one in candidates:
        if groups and one.score < least:
            break
        if any(_same(one, other) for group in groups for other in group):
            continue
        groups.append([one])
        if asked.stance == "accuse" and one.claim:
            for denial in (denial for denial in denials if _denies(denial.claim, one.claim)):
                known = any(_same(denial, other) for group in groups for other in group)
                if not known and len(groups[-1]) <= _MOST_DENIALS:
                    groups[-1].append(denial)
    if asked.stance in ("accuse", "deny"):
        _show_both_sides(groups, ranked)
    return _lines(groups)[:MOST_CITED]


def answered(asked: Asked, ranked: Sequence[Quotation], claims: Iterable[PrintedClaim]) -> bool:
    """Whether one of the likeliest sentences holds a claim of the stance and of the party that are asked for.

    That somebody says something is no sign: of those asked about, many say many things.
    """
    stood = _by_sentence(claims)
    return asked.stance not in ("", "say") and any(
        _fits(asked.stance, claim) and _as_asked(asked, claim)
        for one in ranked[:_FIRST]
        if one.probability >= LIKELY_IN_DISPUTE
        for claim in stood.get((one.article.id, one.start), ())
    )


def contradicting(asked: Asked, ranked: Sequence[Quotation], claims: Iterable[PrintedClaim]) -> list[Line]:
    """The claims that show a question to take for granted what the articles say the other way round; none otherwise.

    "Why did Armenia deny it?" where the articles have Armenia accuse and Azerbaijan deny. That the claim asked about
    was not found is no contradiction: the articles may hold it in words that were not read.
    """
    if not asked.granted or not asked.speaker:
        return []
    stood = _by_sentence(claims)
    near = [
        (at, one, claim)
        for at, one in enumerate(ranked)
        if one.probability >= _LIKELY_DENIAL
        for claim in stood.get((one.article.id, one.start), ())
    ]
    if any(_fits(asked.stance, claim) and _is(asked.speaker, claim.speaker) for _, _, claim in near):
        return []
    lines: list[Line] = []
    for at, one, claim in near:
        known = any(overlap(one.text, line.quotation.text) >= SAME_WORDS for line in lines)
        if at < _FIRST and _reversed(asked, claim) and not known:
            lines.append(Line(one, claim))
    return lines


def _show_both_sides(groups: list[list[_Candidate]], ranked: Sequence[Quotation]) -> None:
    """Puts the side that is missing among the first into their number, told by its words where claims are not read."""
    for side in ("deny", "accuse"):
        shown = [one for group in groups for one in group][:_BOTH_SIDES]
        if any(one.claim.stance == side if one.claim else side in one.quotation.stances for one in shown):
            continue
        other = next((one for one in ranked if side in one.stances and one.probability >= _LIKELY_DENIAL), None)
        if other is None:
            continue
        # Behind the accusation that it denies it stays, and both move up.
        behind = next((group for group in groups if any(one.quotation is other for one in group[1:])), None)
        groups[:] = [group for group in groups if group is not behind and group[0].quotation is not other]
        groups.insert(1, behind or [_Candidate(other, None, other.probability)])


def _lines(groups: Sequence[Sequence[_Candidate]]) -> list[Line]:
    lines: list[Line] = []
    for group in groups:
        first = len(lines)
        lines += [Line(one.quotation, one.claim, answers=first if at else None) for at, one in enumerate(group)]
    return lines


def _candidates(
    asked: Asked, ranked: Sequence[Quotation], stood: dict[tuple[str, int], list[PrintedClaim]]
) -> list[_Candidate]:
    """Every sentence with its best fitting claim, best first."""
    fitting = [
        (one, claim)
        for one in ranked
        for claim in stood.get((one.article.id, one.start), ())
        if _fits(asked.stance, claim)
    ]
    speaker_known = any(_is(asked.speaker, claim.speaker) for _, claim in fitting)
    target_known = any(_is(asked.target, claim.target) for _, claim in fitting)
    best: dict[tuple[str, int], _Candidate] = {}
    for one, claim in fitting:
        score = one.probability
        if speaker_known and not _is(asked.speaker, claim.speaker):
            score *= _OF_ANOTHER
        if target_known and not _is(asked.target, claim.target):
            score *= _OF_ANOTHER
        key = (one.article.id, one.start)
        if key not in best or best[key].score < score:
            best[key] = _Candidate(one, claim, score)
    any_fits = bool(best)
    for one in ranked:
        key = (one.article.id, one.start)
        weight = 1.0
        if any_fits and one.article.language in LANGUAGES:
            weight = _OF_ANOTHER_KIND if key in stood else _UNCLAIMED
        best.setdefault(key, _Candidate(one, None, one.probability * weight))
    return sorted(best.values(), key=lambda one: -one.score)


def _by_sentence(claims: Iterable[PrintedClaim]) -> dict[tuple[str, int], list[PrintedClaim]]:
    found: dict[tuple[str, int], list[PrintedClaim]] = {}
    for one in claims:
        found.setdefault((one.article_id, one.start), []).append(one)
    return found


def _fits(stance: str, claim: PrintedClaim) -> bool:
    """Whether a claim is of the kind that is asked for."""
    if stance == "accuse":
        return claim.stance == "accuse" or (claim.stance in _ALLEGING and claim.target is not None)
    if stance == "say":
        return claim.speaker is not None
    # Asked whether someone confirms, a denial answers too.
    return claim.stance == stance or (stance == "confirm" and claim.stance == "deny")


def _is(asked: str, name: str | None) -> bool:
    return bool(asked) and alike(asked, name) >= _ALIKE


def _denies(denial: PrintedClaim | None, claim: PrintedClaim) -> bool:
    """Whether a denial answers a claim: as it was read in their article, or because who is accused denies."""
    if denial is None or denial.speaker is None:
        return False
    if Place(claim.speaker, claim.quote, claim.article_id, claim.start, claim.end) in denial.denies:
        return True
    return _is(denial.speaker, claim.target) or _is(claim.target or "", denial.speaker)


def _as_asked(asked: Asked, claim: PrintedClaim) -> bool:
    """Whether a claim has a party where the question has it."""
    return _is(asked.speaker, claim.speaker) or (not asked.speaker and _is(asked.target, claim.target))


def _reversed(asked: Asked, claim: PrintedClaim) -> bool:
    """Whether a claim has who is asked about on the other side: accused, not accuser; denied, not denying."""
    if claim.stance == "deny" and claim.denies:
        accuser = any(_is(asked.speaker, one.speaker) for one in claim.denies)
        accused = _is(asked.speaker, claim.speaker) and any(_is(asked.target, one.speaker) for one in claim.denies)
        if (asked.stance == "deny" and accuser) or (asked.stance == "accuse" and accused):
            return True
    if asked.stance == "confirm":
        party = claim.speaker if claim.stance == "deny" else claim.target
        return (claim.stance == "deny" or _fits("accuse", claim)) and _is(asked.speaker, party)
    return _fits(asked.stance, claim) and (
        _is(asked.speaker, claim.target) or (_is(asked.target, claim.speaker) and _is(asked.speaker, claim.quote))
    )


def _same(one: _Candidate, other: _Candidate) -> bool:
    """Whether their sentences say the same in the same words."""
    return overlap(one.quotation.text, other.quotation.text) >= SAME_WORDS
