"""A question about claims, answered with claims: who says it, against whom, and beside it who denies it; pure.

Sentences that answer but of which no claim was read stay in the answer as they are, so that a claim which the reading
of claims missed is not lost.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from corpus.duplicates import SAME_WORDS, overlap
from corpus.types import Article
from rag import analysis
from rag.answering.evidence import CAPITAL_NOUNS, Quotation, holds
from rag.answering.extractive import LIKELY_IN_DISPUTE, MOST_CITED, SHARE_IN_DISPUTE, Line
from rag.claims import denials
from rag.claims.commitments import commits
from rag.claims.lexicon import LANGUAGES
from rag.claims.names import grouped, naming
from rag.claims.parties import alike, of_other_places, unlike
from rag.claims.types import Place, PrintedClaim
from rag.models.asked import Asked

# A name of the question is a claim's when so many of its words are.
_ALIKE = 0.5
# What is kept of a sentence's probability: by a claim that is not of the party asked about, when some claim is; by a
# sentence with claims of other kinds alone; by one without any, in a language whose claims are read.
_OF_ANOTHER = 0.5
_OF_SOMEBODY_ELSE = 0.2
_OF_ANOTHER_KIND = 0.5
# By a claim of somebody else, when it is asked what one says: of "according to X, how many" Y's figure is a wrong answer.
_OF_ANOTHER_SOURCE = 0.03
_UNCLAIMED = 0.6
# What fits is no reason to put the rest behind when it is less likely than this share of the likeliest.
_AT_ALL = 0.05
# A claim that fits answers, though its sentence is no likelier than this.
_LIKELY_CLAIM = 0.1
# A denial belongs beside its accusation even when it is hardly like an answer to the question.
_LIKELY_DENIAL = 0.01
_MOST_DENIALS = 2
# What shows a question to be the wrong way round stands among so many quotations.
_FIRST = 3
# A denial of an accusation that was found too shows it from further down.
_FIRST_LINKED = 10
# A dispute shows both sides among so many quotations.
_BOTH_SIDES = 3
# What is kept of a sentence's probability when its claim promises in another word than "promise".
_OTHERWISE_WORDED = 0.7
# A question that has more words than these beside its names, or where it has no names, asks about something.
_FEW_WORDS, _FEW_WORDS_ALONE = 6, 4
# A question about a matter and no party is answered by a claim of its kind in a sentence so near in meaning, on the
# scale of evidence. Of the handful it was set by, a matter that the article tells stood at .81, one that it does not at .75.
_ON_THE_MATTER = 0.79
# Of two sides the one that is not named: "Bangkok accused its neighbour".
_OTHER_SIDE = re.compile(
    r"\b(?:neighbou?rs?|voisine?s?|vecin[oa]s?|nachbar\w*|vicin[oaei]|rivals?|rival[ei]s?|rivaux|rivalen?|adversar\w+|avversari\w*|adversaires?|gegner\w*)\b",
    re.IGNORECASE,
)
# "X confirmed that Y had fired" accuses Y.
_ALLEGING = frozenset({"say", "confirm", "warn"})


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A claim of a sentence that may answer."""

    quotation: Quotation
    claim: PrintedClaim | None
    score: float
    mutual: PrintedClaim | None = None


def select(asked: Asked, ranked: Sequence[Quotation], claims: Iterable[PrintedClaim]) -> list[Line]:
    """The lines of the answer: claims of the stance that is asked for, each with its denials behind it, and the rest.

    ``ranked`` are the question's quotations, likeliest first, ``claims`` those of their articles, linked across them.
    """
    stood = _by_sentence(claims)
    candidates = _candidates(asked, ranked, stood)
    denying = [
        _Candidate(one, claim, one.probability)
        for one in ranked
        for claim in stood.get((one.article.id, one.start), ())
        if claim.stance == "deny" and one.probability >= _LIKELY_DENIAL
    ]
    least = max(LIKELY_IN_DISPUTE, SHARE_IN_DISPUTE * max((one.score for one in candidates), default=0.0))
    groups: list[list[_Candidate]] = []
    disputed: list[tuple[_Candidate, _Candidate]] = []
    for one in candidates:
        if groups and one.score < least:
            break
        if any(_same(one, other) for group in groups for other in group):
            continue
        groups.append([one])
        if asked.stance == "accuse" and one.claim:
            for denial in (denial for denial in denying if _denies(denial.claim, one.claim)):
                shown = next((other for group in groups for other in group if _same(denial, other)), None)
                if shown is None and len(groups[-1]) <= _MOST_DENIALS:
                    shown = denial
                    groups[-1].append(denial)
                if shown is not None and shown is not one and shown.claim and shown.claim.stance == "deny":
                    disputed.append((one, shown))
    if asked.stance in ("accuse", "deny"):
        _show_both_sides(groups, ranked, stood)
    if asked.stance == "deny":
        shown_now = [one for group in groups for one in group]
        disputed += [
            (one, denial)
            for one in shown_now
            for denial in shown_now
            if one.claim and one.claim.stance != "deny" and denial.claim and _denies(denial.claim, one.claim)
        ]
    return _lines(groups, disputed)[:MOST_CITED]


def answered(asked: Asked, ranked: Sequence[Quotation], claims: Iterable[PrintedClaim]) -> bool:
    """Whether a claim of the stance, and of the party or on the matter that are asked for, is among the likeliest.

    That somebody says something is no sign: of those asked about, many say many things. What answers a question that names
    no matter is found by ``told``.
    """
    stood = _by_sentence(claims)
    return any(
        _fits(asked.stance, claim)
        and (
            (one.nearness >= _ON_THE_MATTER and _holds_names(asked.matter, one))
            or (one.probability >= _LIKELY_CLAIM and not _no_party(asked))
        )
        and (_as_asked(asked, claim) or _no_party(asked))
        for one in ranked[:_FIRST]
        if asked.stance not in ("", "say")
        for claim in stood.get((one.article.id, one.start), ())
    )


def _holds_names(matter: str, one: Quotation) -> bool:
    """Whether an article has the names of a matter: who denied a fire at Rochebrune did not deny one elsewhere."""
    return all(holds(one.article, word) for word in re.findall(r"(?<=\W)[A-ZÀ-Þ]\w{3,}", f" {matter}"))


def told(asked: Asked, ranked: Sequence[Quotation], claims: Iterable[PrintedClaim]) -> bool:
    """Whether claims alone answer: the question names no matter, and who it names, if anyone, said such a thing.

    "What did Russia promise?", "Who denied it?": however little a sentence resembles the question, its claim answers.
    """
    stood = _by_sentence(claims)
    return any(_tells(asked, claim) for one in ranked for claim in stood.get((one.article.id, one.start), ()))


def contested(lines: Sequence[Line]) -> bool:
    """Whether what an answer says first is denied by somebody, or a denial: another dispute further down is not its own."""
    first = lines[0]
    both = {one.stance for one in (first.claim, first.mutual) if one} >= {"accuse", "deny"}
    return both or bool(first.denies) or any(0 in one.denies for one in lines)


def contradicting(asked: Asked, ranked: Sequence[Quotation], claims: Iterable[PrintedClaim]) -> list[Line]:
    """The claims that show a question to take for granted what the articles say the other way round; none otherwise.

    "Why did Armenia deny it?" where the articles have Armenia accuse and Azerbaijan deny. That the claim asked about
    was not found is no contradiction: the articles may hold it in words that were not read.
    """
    if not asked.granted or not asked.speaker:
        return []
    stood = _by_sentence(claims)
    likely = {(one.article.id, one.start): one.probability for one in ranked}
    near = [
        (at, one, claim)
        for at, one in enumerate(ranked)
        for claim in stood.get((one.article.id, one.start), ())
        if max([one.probability, *(likely.get((of.article_id, of.start), 0.0) for of in claim.denies)])
        >= _LIKELY_DENIAL
    ]
    if any(_said_so(asked, claim) for _, _, claim in near):
        return []
    # What the question calls the denier's stands high as an accusation of theirs, its denial may stand low.
    accused = {
        denials.place(claim) for at, _, claim in near if at < _FIRST and _is_speaker(asked, claim, claim.speaker)
    }
    lines: list[Line] = []
    for at, one, claim in near:
        known = any(overlap(one.text, line.quotation.text) >= SAME_WORDS for line in lines)
        answers = asked.stance == "deny" and not accused.isdisjoint(claim.denies)
        first = at < (_FIRST_LINKED if claim.denies else _FIRST)
        if (first or answers) and len(lines) < _FIRST and _reversed(asked, claim) and not known:
            lines.append(Line(one, claim))
    return lines


def _said_so(asked: Asked, claim: PrintedClaim) -> bool:
    """Whether who is asked about did say such a thing, of whom is asked about where another claim only names somebody."""
    to_target = claim.stance == asked.stance or not asked.target or _is_target(asked, claim, claim.target)
    return _fits(asked.stance, claim) and to_target and _is_speaker(asked, claim, claim.speaker)


def _show_both_sides(
    groups: list[list[_Candidate]], ranked: Sequence[Quotation], stood: dict[tuple[str, int], list[PrintedClaim]]
) -> None:
    """Puts the side that is missing among the first into their number, told by its words where no claim is read."""

    def takes(side: str, one: Quotation) -> tuple[bool, PrintedClaim | None]:
        held = stood.get((one.article.id, one.start))
        if not held:
            return side in one.stances, None
        claim = next((claim for claim in held if _fits(side, claim)), None)
        return claim is not None, claim

    for side in ("deny", "accuse"):
        shown = [one for group in groups for one in group][:_BOTH_SIDES]
        first = [group[0] for group in groups[:1]]
        if any(
            (_fits(side, one.claim) if one.claim else takes(side, one.quotation)[0])
            and (one in first or _of_dispute(side, one.claim, one.quotation, first))
            for one in shown
        ):
            continue
        openers = [group[0] for group in groups]
        other, told = None, None
        for one in ranked:
            fits, claim = takes(side, one)
            if fits and one.probability >= _LIKELY_DENIAL and _of_dispute(side, claim, one, openers):
                other, told = one, claim
                break
        if other is None:
            continue
        same = next((group for group in groups if group[0].quotation is other and group[0] in shown), None)
        if same is not None and told is not None:
            # One sentence has both sides: "X accused Turkey of it, which Ankara denied".
            same[0] = replace(same[0], mutual=told)
            continue
        # Behind the accusation that it denies it stays, and both move up.
        behind = next((group for group in groups if any(one.quotation is other for one in group[1:])), None)
        groups[:] = [group for group in groups if group is not behind and group[0].quotation is not other]
        groups.insert(1, behind or [_Candidate(other, told, other.probability)])


def _of_dispute(side: str, claim: PrintedClaim | None, one: Quotation, shown: Sequence[_Candidate]) -> bool:
    """Whether a denial or accusation is the other side of one that is shown, and not of another matter.

    Where both claims are read, the one has to answer the other, or its party to be the other's; else they have to stand in
    one article.
    """
    for candidate in shown:
        other = candidate.claim
        if claim is None or other is None:
            if one.article.id == candidate.quotation.article.id:
                return True
            continue
        denial, accusation = (claim, other) if side == "deny" else (other, claim)
        meets = not denial.denies and _is(accusation.target or "", denial.speaker)
        if _denies(denial, accusation) or (meets and denials.on_one_matter(denial, accusation)):
            return True
    return False


def _lines(groups: Sequence[Sequence[_Candidate]], disputed: Sequence[tuple[_Candidate, _Candidate]]) -> list[Line]:
    """The groups' members one after the other; ``disputed`` are pairs of a claim and its denial, wherever they stand."""
    shown = [one for group in groups for one in group]
    place = {id(one): at for at, one in enumerate(shown)}
    denied: dict[int, list[int]] = {}
    for claim, denial in disputed:
        # What was moved up for the sake of both sides may have taken a place.
        if id(claim) in place and id(denial) in place:
            denied.setdefault(place[id(denial)], []).append(place[id(claim)])
    return [
        Line(one.quotation, one.claim, one.mutual, tuple(sorted(denied.get(at, ())))) for at, one in enumerate(shown)
    ]


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
    speaker_known = any(_is_speaker(asked, claim, claim.speaker) for _, claim in fitting)
    target_known = any(_is_target(asked, claim, claim.target) for _, claim in fitting)
    likely = {(one.article.id, one.start): one.probability for one in ranked}
    best: dict[tuple[str, int], _Candidate] = {}
    orders: dict[tuple[str, int], tuple[float, bool]] = {}
    on_matter = _on_matter(asked, [claim for _, claim in fitting])
    for one, claim in fitting:
        score = one.probability
        if asked.stance != "confirm":
            # "The ministry rejected this": what a denial is about stands in the sentence that it denies.
            score = max([score, *(likely.get((other.article_id, other.start), 0.0) for other in claim.denies)])
        elif claim.stance == "deny" and not _is_speaker(asked, claim, claim.speaker):
            continue  # "Who admitted it?" is not answered by whoever denies something
        if _tells(asked, claim):
            # Of such claims the likelier sentences still come first.
            score = 0.5 + score / 2
        if claim.stance != asked.stance and asked.stance == "promise":
            score *= _OTHERWISE_WORDED
        score *= _of_speaker(asked, one, claim, speaker_known) * _of_party(
            asked.target, claim.target, is_asked=_is_target(asked, claim, claim.target), known=target_known
        )
        if on_matter and denials.place(claim) not in on_matter:
            score *= _OF_ANOTHER
        key = (one.article.id, one.start)
        # Of two claims in one sentence that fit alike, the one of the very stance: who had denied it admits it now.
        order = (score, claim.stance == asked.stance)
        if key not in orders or orders[key] < order:
            orders[key] = order
            best[key] = _Candidate(one, claim, score, _mutual(asked, claim, stood[key]))
    # Claims of the kind come first where one is anything like an answer beside what is likeliest, or a source is named.
    top = max((one.probability for one in ranked), default=0.0)
    any_fits = any(one.score >= _AT_ALL * top for one in best.values())
    first = any_fits or (asked.stance == "say" and bool(asked.speaker))
    for one in ranked:
        key = (one.article.id, one.start)
        weight = 1.0
        if first and one.article.language in LANGUAGES and not _tells_itself(asked, one, key in stood):
            weight = _OF_ANOTHER_KIND if key in stood else _UNCLAIMED
        best.setdefault(key, _Candidate(one, None, one.probability * weight))
    return sorted(best.values(), key=lambda one: -one.score)


def _of_speaker(asked: Asked, one: Quotation, claim: PrintedClaim, known: bool) -> float:
    """What is kept of a claim's score for who makes it."""
    is_asked = _is_speaker(asked, claim, claim.speaker)
    if asked.stance == "say" and asked.speaker and claim.speaker and not is_asked:
        if _is(asked.speaker, one.text):
            return 1.0  # "Per l'associazione Acque Vive ne serviranno 85: la stima, precisa il suo presidente, ..."
        # Who is asked for by a role alone may stand under a name that nothing joins to it.
        return _OF_ANOTHER_SOURCE if known or _proper(asked.speaker) else _OF_ANOTHER
    return _of_party(asked.speaker, claim.speaker, is_asked=is_asked, known=known)


def _of_party(asked: str, name: str | None, *, is_asked: bool, known: bool) -> float:
    """What is kept of a claim's score for a party of it; ``known`` when some claim has the one that is asked about."""
    apart = bool(asked and name) and unlike(asked, name)
    if is_asked or not (known or apart):
        return 1.0
    return _OF_SOMEBODY_ELSE if apart and (known or of_other_places(asked, name)) else _OF_ANOTHER


def _tells_itself(asked: Asked, one: Quotation, claimed: bool) -> bool:
    """Whether a sentence without a claim names who is asked about: "Voss put the number at 1,100"."""
    return asked.stance == "say" and not claimed and bool(asked.speaker) and _is(asked.speaker, one.text)


def _on_matter(asked: Asked, claims: Sequence[PrintedClaim]) -> set[Place]:
    """The claims that hold words of the matter asked about, in its language; nothing where that tells none apart."""
    if not asked.matter:
        return set()
    found, told = set(), set()
    for one in claims:
        said = " ".join((one.quote, *(other.quote for other in one.denies)))
        if set(analysis.terms(asked.matter, one.language)) & set(analysis.terms(said, one.language)):
            found.add(denials.place(one))
            told.add(one.language)
    # Words of one language tell nothing of claims in another.
    return found | {denials.place(one) for one in claims if one.language not in told} if found else set()


def _mutual(asked: Asked, claim: PrintedClaim, beside: Iterable[PrintedClaim]) -> PrintedClaim | None:
    """The claim of its sentence that is the same the other way round, for a question that names neither side."""
    if not _no_party(asked) or not claim.target:
        return None
    turned = (claim.stance, claim.target, claim.speaker)
    return next((one for one in beside if (one.stance, one.speaker, one.target) == turned), None)


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
    if stance == "promise" and claim.stance == "say":
        # "The ministry stated that it would send all the help that is needed."
        return claim.speaker is not None and commits(claim.content or "", claim.language)
    # Asked whether someone confirms, a denial answers too.
    return claim.stance == stance or (stance == "confirm" and claim.stance == "deny")


def acquainted(asked: Asked, claims: Iterable[PrintedClaim], articles: Iterable[Article], language: str) -> Asked:
    """The question with the namings of its parties in the claims: Gérard Lantoine for "le maire", once called so.

    Of "the director of Selby" a director is meant whose article has that name in it; ``language`` is the question's.
    """
    namings = {(one.article_id, name) for one in claims for name in (one.speaker, one.target) if name}
    groups: dict[str, set[tuple[str, str]]] = {}
    shown = grouped(name for _, name in namings)
    for place, name in namings:
        groups.setdefault(shown[name], set()).add((place, name))
    by_id = {one.id: one for one in articles}

    def named(party: str) -> frozenset[tuple[str, str]]:
        proper = [] if language in CAPITAL_NOUNS else _proper(party)
        own = {
            (place, name)
            for place, name in namings
            if _is(party, name)
            and (
                alike(party, name) == 1.0
                or all(_is(word, name) or (place in by_id and holds(by_id[place], word)) for word in proper)
            )
        }
        # By a name people are the same in every article, by an office only in their own.
        people = {shown[name] for _, name in own if naming(name).person}
        return frozenset(own.union(*(groups[one] for one in people)))

    return replace(
        asked,
        speakers=named(asked.speaker) if asked.speaker else frozenset(),
        targets=named(asked.target) if asked.target else frozenset(),
    )


def _proper(party: str) -> list[str]:
    """The names in a party's naming, without articles."""
    known = naming(party).words
    words = re.findall(r"[A-ZÀ-ÞА-Я][\w-]+", party)
    return [one for one in words if analysis.transcribe(one) in known]


def _is_speaker(asked: Asked, claim: PrintedClaim | Place, name: str | None) -> bool:
    return bool(name) and (claim.article_id, name) in asked.speakers


def _is_target(asked: Asked, claim: PrintedClaim | Place, name: str | None) -> bool:
    return bool(name) and (claim.article_id, name) in asked.targets


def _is(asked: str, name: str | None) -> bool:
    return bool(asked) and alike(asked, name) >= _ALIKE and not unlike(asked, name)


def _denies(denial: PrintedClaim | None, claim: PrintedClaim) -> bool:
    """Whether a denial answers a claim, or a copy of it."""
    return denial is not None and any(
        one == denials.place(claim) or overlap(one.quote, claim.quote) >= SAME_WORDS for one in denial.denies
    )


def _no_party(asked: Asked) -> bool:
    return not asked.speaker and not asked.target


def _tells(asked: Asked, claim: PrintedClaim) -> bool:
    """Whether a claim answers a question that names no matter."""
    if (
        not asked.stance
        or asked.matter
        or asked.others > (_FEW_WORDS_ALONE if _no_party(asked) else _FEW_WORDS)
        or not _fits(asked.stance, claim)
    ):
        return False
    if _no_party(asked):
        # "Who said what?" is answered by everything and so by nothing.
        return asked.stance != "say"
    return (not asked.speaker or _is_speaker(asked, claim, claim.speaker)) and (
        not asked.target or _is_target(asked, claim, claim.target)
    )


def _as_asked(asked: Asked, claim: PrintedClaim) -> bool:
    """Whether a claim has a party where the question has it."""
    return _is_speaker(asked, claim, claim.speaker) or (not asked.speaker and _is_target(asked, claim, claim.target))


def _reversed(asked: Asked, claim: PrintedClaim) -> bool:
    """Whether a claim has who is asked about on the other side: accused, not accuser; denied, not denying."""
    if claim.stance == "deny" and claim.denies:
        accuser = any(_is_speaker(asked, one, one.speaker) for one in claim.denies)
        accused = _is_speaker(asked, claim, claim.speaker) and any(
            _is_target(asked, one, one.speaker) for one in claim.denies
        )
        if (asked.stance == "deny" and accuser) or (asked.stance == "accuse" and accused):
            return True
    if asked.stance == "confirm":
        party = claim.speaker if claim.stance == "deny" else claim.target
        return (claim.stance == "deny" or _fits("accuse", claim)) and _is_speaker(asked, claim, party)
    return _fits(asked.stance, claim) and (
        _is_speaker(asked, claim, claim.target)
        or (
            _is_target(asked, claim, claim.speaker)
            and (_is(asked.speaker, claim.quote) or _OTHER_SIDE.search(claim.target or "") is not None)
        )
    )


def _same(one: _Candidate, other: _Candidate) -> bool:
    """Whether their sentences say the same in the same words."""
    return overlap(one.quotation.text, other.quotation.text) >= SAME_WORDS
