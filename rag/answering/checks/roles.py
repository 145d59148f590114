"""Who said what, against whom, and whether it was said or happened: a sentence's claims against those of its sources."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import regex

from rag.analysis import lowered
from rag.answering.checks import agents, kinds, names
from rag.answering.checks.words import SAME, Alignment, Match, Side, lists, pattern
from rag.claims import parties, places
from rag.claims.trees import PIPELINES
from rag.claims.types import Claim
from rag.stances import stances

# Shares of a claim's content words that lie in another claim, from which on it is that claim's content. The dev half
# of eval/support is flat between .4 and .7.
_MOST = 0.6
_SOME = 0.3
# A word that points to the wrong part of a claim must be nearer than a chance likeness.
_SURE = 0.6
_SUREST = 0.72
# Languages in which who does it stands before to whom it is done.
_ORDER_TELLS = frozenset({"es", "it", "pt", "tr"})
# Verbs, and nouns across, that are one; and by how much the roles exchanged fit better than the roles as they stand.
_VERBS = 0.5
_CLEARLY = 0.4
# By how much each of two nouns has to be nearer.
_NEARER = 0.08
# Content words that stand outside a sentence's own claims, from which on they tell something themselves.
_TOLD_BESIDE = 3
_PRONOUNS = frozenset(
    "he she it they we i you who il elle ils elles on nous vous je qui ce cela lui leur él ella ellos ellas er sie es wir lui lei loro".split()
)
_CONTRARY = {
    ("confirm", "deny"): "an admission or confirmation stands for a denial",
    ("deny", "confirm"): "a denial stands for an admission or confirmation",
    ("confirm", "doubt"): "a confirmation stands for a doubt",
    ("doubt", "confirm"): "a doubt stands for a confirmation",
    ("promise", "deny"): "a promise stands for a denial",
}


@dataclass(frozen=True, slots=True)
class Held:
    """A claim of one source."""

    source: int
    claim: Claim


def refers(side: Side, claims: Sequence[Claim]) -> bool:
    """Whether a source speaks of someone without a name: "he", or "the mayor" as who says it or whom it is against."""
    if pattern("pronouns", side.language).search(side.text.lower()):
        return True
    parts = [text for one in claims for text in (one.speaker, one.target) if text]
    return any(text[:1].islower() and not any(word[:1].isupper() for word in text.split()) for text in parts)


class Roles:
    """Compares the claims of a sentence, ``said``, with those of its sources, ``held`` by source."""

    def __init__(self, aligned: Alignment, said: Sequence[Claim], held: Sequence[Sequence[Claim]]) -> None:
        self._aligned = aligned
        self._said = said
        self._held = [Held(number, claim) for number, claims in enumerate(held) for claim in claims]

    def wrong(self) -> Iterator[str]:
        """Reasons why the sentence gives its sources' words to others, or turns what they mean."""
        for one in self._said:
            speaker, target = self._words(one, "speaker"), self._words(one, "target")
            content = self._words(one, "content")
            if speaker and target and (reason := self._reversed(one, speaker, target)):
                yield reason
            elif speaker and (
                reason := self._other_speaker(one, speaker, content) or self._other_stance(one, speaker, content)
            ):
                yield reason
            elif one.stance == "accuse" and target and (reason := self._other_target(speaker, target)):
                yield reason
            if reason := self._contrary(one, speaker, content):
                yield reason
        yield from self._swapped()

    def unclear(self) -> Iterator[str]:
        """Reasons why the roles cannot be told from the sources."""
        for one in self._said:
            speaker, target = self._words(one, "speaker"), self._words(one, "target")
            if one.stance != "accuse" or not speaker or not target:
                continue
            if not any(self._points(speaker, h, "speaker") and self._points(target, h, "target") for h in self._held):
                yield f"roles not confirmed: no claim read from the sources has {one.speaker} accuse {one.target}"

    def confirmed(self) -> bool:
        """Whether each of the sentence's claims of a stance of its own is one that the sources have, by the same speaker."""
        taken = [one for one in self._said if one.stance != "say"]
        return bool(taken) and all(self.has(one) for one in taken) and self._claims_are_all()

    def has(self, one: Claim) -> bool:
        """Whether the sources have a claim of the sentence: who says it, how, against whom and most of what."""
        speaker, target = self._words(one, "speaker"), self._words(one, "target")
        content = self._words(one, "content")
        return bool(speaker) and any(
            h.claim.stance == one.stance
            and self._points(speaker, h, "speaker")
            and (not target or self._points(target, h, "target"))
            and (not content or self._share(content, h) >= _MOST)
            for h in self._held
        )

    def _reversed(self, one: Claim, speaker: Sequence[int], target: Sequence[int]) -> str:
        straight = [
            h
            for h in self._held
            if self._points(speaker, h, "speaker") and (self._points(target, h, "target") or not h.claim.target)
        ]
        crossed = [h for h in self._held if self._points(speaker, h, "target") and self._points(target, h, "speaker")]
        if crossed and not straight:
            claim = crossed[0].claim
            return f"role reversed: in the source, {claim.speaker} speaks ({claim.stance}) of {claim.target}"
        return ""

    def _other_speaker(self, one: Claim, speaker: Sequence[int], content: Sequence[int]) -> str:
        own = [h for h in self._held if self._points(speaker, h, "speaker")]
        others = [
            h for h in self._held if h not in own and h.claim.speaker and h.claim.speaker.lower() not in _PRONOUNS
        ]
        if not own:
            # Across languages a common noun points to the wrong part too easily: association, Mieterbund.
            sure = _SURE if self._named(speaker) or self._near() else _SUREST
            for h in others:
                if any(self._points(self._words(said, "speaker"), h, "speaker") for said in self._said):
                    continue
                if self._points(speaker, h, "target", sure) or self._points(speaker, h, "content", sure):
                    return f"wrong speaker: in the source, {h.claim.speaker} speaks ({h.claim.stance})"
            known = any((match := self._aligned.best(i)) and match.score >= sure for i in speaker)
            for h in others:
                language = self._aligned.sources[h.source].language
                apart = kinds.apart(one.speaker or "", self._aligned.sentence.language, h.claim.speaker or "", language)
                if (known or apart) and self._share(content, h) >= SAME:
                    return f"wrong speaker: in the source, {h.claim.speaker} says this ({h.claim.stance})"
            return ""
        shares = [(self._share(content, h), h) for h in others]
        best, theirs = max(shares, key=lambda pair: pair[0], default=(0.0, None))
        # A sentence that puts two sources together has words of both.
        merged = theirs is not None and all(h.source != theirs.source for h in own)
        if (
            theirs
            and best >= _MOST + (_SOME if merged else 0)
            and best - max(self._share(content, h) for h in own) >= _SOME
        ):
            return f"wrong speaker: in the source, {theirs.claim.speaker} says this ({theirs.claim.stance})"
        return ""

    def _other_stance(self, one: Claim, speaker: Sequence[int], content: Sequence[int]) -> str:
        """Whether another one takes this stance on this, and who is named here takes others alone."""
        own = [h for h in self._held if self._points(speaker, h, "speaker")]
        others = [h for h in self._held if h not in own and h.claim.speaker and h.claim.stance == one.stance]
        if not own or one.stance in ("say", "accuse") or any(h.claim.stance in (one.stance, "say") for h in own):
            return ""
        for h in others:
            if self._share(content, h) >= SAME:
                return f"wrong speaker: in the source, {h.claim.speaker} says this ({h.claim.stance})"
        return ""

    def _other_target(self, speaker: Sequence[int], target: Sequence[int]) -> str:
        accusing = [h for h in self._held if h.claim.stance == "accuse" and h.claim.target]
        own = [h for h in accusing if not speaker or self._points(speaker, h, "speaker")]
        if own and not any(self._points(target, h, "target") or self._points(target, h, "content") for h in own):
            return f"wrong target: the source accuses {own[0].claim.target}"
        return ""

    def _contrary(self, one: Claim, speaker: Sequence[int], content: Sequence[int]) -> str:
        own = [h for h in self._held if not speaker or self._points(speaker, h, "speaker")]
        if not own and speaker and not self._named(speaker):
            own = self._held
        near = [h for h in own if not content or self._share(content, h) >= _SOME] or own
        if any(h.claim.stance == one.stance for h in near):
            return ""
        for h in near:
            if reason := _CONTRARY.get((one.stance, h.claim.stance)):
                return f"stance: {reason} by {h.claim.speaker or 'the speaker'}"
        return ""

    def stated_as_fact(self) -> str:
        """Why the sentence tells as fact what its sources only have somebody say; empty where it does not."""
        sentence = self._aligned.sentence
        if asked := self._done_at_request():
            return asked
        # "They were told to": that someone told them is no word of who tells us.
        attributed = [one for one in self._said if one.speaker or one.stance in ("accuse", "deny", "doubt")]
        # "The army tortured prisoners and the UN demands an inquiry": who demands does not tell of the prisoners.
        told, rest = self._told_beside(attributed)
        if pattern("hedge", sentence.language).search(rest) or (attributed and len(told) < _TOLD_BESIDE):
            return ""
        places = [
            match for i in told if (match := self._aligned.best(i)) and match.score >= SAME and not self._speaks(match)
        ]
        if not places or (attributed and len(places) < _TOLD_BESIDE):
            return ""
        inside = [
            next((h for h in self._held if h.source == place.source and self._inside(place.word, h)), None)
            for place in places
        ]
        claimed = [h for h in inside if h]
        if len(claimed) >= _MOST * len(places):
            first = claimed[0].claim
            return f"stated as fact: in the source it is what {first.speaker or 'someone'} says ({first.stance})"
        for number, source in enumerate(self._aligned.sources):
            if any(h.source == number for h in self._held) or not any(place.source == number for place in places):
                continue
            said = pattern("alleged", source.language).search(source.text.lower())
            said = said or pattern("tells", source.language).search(source.text.lower())
            accuses = "accuse" in stances(source.text, source.language)
            if said or (accuses and not stances(sentence.text, sentence.language)):
                return f"stated as fact: the source only alleges it{f' ({said.group()})' if said else ''}"
        return ""

    def _told_beside(self, claims: Sequence[Claim]) -> tuple[list[int], str]:
        """The content words outside the clauses of a sentence's claims, and its text in lower case without those."""
        sentence = self._aligned.sentence
        lower = lowered(sentence.text)
        spans = []
        for one in claims:
            places = [
                (start, end)
                for start, end in (
                    (one.speaker_start, one.speaker_end), (one.target_start, one.target_end), (one.content_start, one.content_end)
                )
                if start >= 0
            ]  # fmt: skip
            spans.append(
                (min((start for start, _ in places), default=0), max((end for _, end in places), default=len(lower)))
            )
        for start, end in spans:
            lower = lower[:start] + " " * (end - start) + lower[end:]
        told = [i for i in self._aligned.content() if not any(a <= sentence.words[i].start < b for a, b in spans)]
        return told, lower

    def _claims_are_all(self) -> bool:
        """Whether next to nothing is said beside the claims, so that the sentence is borne out where they are."""
        told, _ = self._told_beside(self._said)
        return len(told) < _TOLD_BESIDE

    def _done_at_request(self) -> str:
        """Whether something is told as done, at someone's request, that the source only has someone ask for."""
        sentence = self._aligned.sentence
        lower = lowered(sentence.text)
        cut = pattern("at_request", sentence.language).search(lower)
        if not cut or cut.start() < 12 or pattern("hedge", sentence.language).search(lower, 0, cut.start()):
            return ""
        told = [i for i in self._aligned.content(0, cut.start()) if sentence.words[i].text[:1].islower()]
        verbs = [i for i in told if (match := self._aligned.best(i)) and match.score >= SAME]
        asks = [one for one in self._aligned.sources if pattern("asks", one.language).search(one.text.lower())]
        if len(verbs) >= 2 and len(asks) == len(self._aligned.sources):
            return "stated as fact: in the source someone asks for it, and nobody says that it was done"
        return ""

    def _swapped(self) -> Iterator[str]:
        """Verbs whose doer and whose object have changed places, and names that have."""
        sources = [(number, one) for number, side in enumerate(self._aligned.sources) for one in agents.actions(side)]
        for here in agents.actions(self._aligned.sentence):
            turned = None
            for number, there in sources:
                if self._score(here.verb, number, there.verb) < _VERBS:
                    continue
                kept = (self._any(here.doer, number, there.doer), self._any(here.object, number, there.object))
                crossed = (self._any(here.doer, number, there.object), self._any(here.object, number, there.doer))
                # What one sells the other buys: who does the one does not do the other.
                if self._exchange(here.verb, number, there.verb):
                    kept, crossed = crossed, kept
                if min(crossed) >= _VERBS and (sum(crossed) >= sum(kept) + _CLEARLY or _each_nearer(crossed, kept)):
                    turned = turned or (number, there)
                elif min(kept) >= _VERBS and _each_nearer(kept, crossed):
                    turned = None
                    break
            if turned:
                number, there = turned
                words = self._aligned.sources[number].words
                yield f"role reversed: in the source, {words[there.doer[-1]].text} does it to {words[there.object[-1]].text}"
                return
        yield from self._inverted()
        yield from self._turned()

    def _inverted(self) -> Iterator[str]:
        """A doer and an object that stand in the other order in a source of a language whose order tells."""
        sentence = self._aligned.sentence
        for one in filter(lambda action: action.direct, agents.actions(sentence)):
            for number, source in enumerate(self._aligned.sources):
                if source.language not in _ORDER_TELLS:
                    continue
                verb = self._mutual((one.verb,), number)
                doer, other = self._mutual(one.doer, number), self._mutual(one.object, number)
                if min(verb, doer, other) < 0 or len({verb, doer, other}) < 3 or self._exchange(one.verb, number, verb):
                    continue
                # A pronoun does nothing here, and of a word that stands twice nobody knows which is meant.
                texts = [word.folded for word in source.words]
                if any(not source.words[j].content or texts.count(texts[j]) > 1 for j in (doer, other)):
                    continue
                first, second = sorted((doer, other))
                between = source.text[source.words[first].end : source.words[second].start].lower()
                if regex.search(r"[,;:]", between) or pattern("clause", source.language).search(between):
                    continue
                if (doer > other) != agents.turned(source, first, second):
                    yield f"role reversed: in the source, {source.words[other].text} does it to {source.words[doer].text}"
                    return

    def _mutual(self, words: Sequence[int], number: int) -> int:
        """The source word that is nearest to one of these words and to which none is nearer; -1 where there is none."""
        scores = self._aligned.scores[number]
        for i in reversed(words):
            if scores.shape[1] and scores[i].max() >= _VERBS:
                j = int(scores[i].argmax())
                if int(scores[:, j].argmax()) == i:
                    return j
        return -1

    def _turned(self) -> Iterator[str]:
        """Two names of which the other one acts here: they stand the other way round, or the verb is turned."""
        sentence = self._aligned.sentence
        own = self._parties(sentence)
        # Who says what is compared claim by claim; and behind what is said a speaker may stand where he likes.
        behind = any(one.speaker and one.speaker_start > one.content_start for one in self._said)
        if len(own) != 2 or behind or any(h.claim.speaker for h in self._held):
            return
        for source in self._aligned.sources:
            if self._said and source.language in PIPELINES:
                continue
            near = sentence.language == source.language
            standing = [
                [
                    j
                    for j, word in enumerate(source.words)
                    if any(parties.same(sentence.words[i].text, word.text, near) for i in group)
                    and not self._is_place(source, word.start)
                ]
                for group in own
            ]
            if not all(standing) or set(standing[0]) & set(standing[1]):
                continue
            first, second = standing
            inverted = first[0] > second[0]
            low, high = (second, first) if inverted else (first, second)
            # A name that stands twice, before and behind the other, tells nothing.
            if low[-1] > high[0]:
                continue
            turned = agents.turned(sentence, own[0][-1], own[1][0]) != agents.turned(source, low[-1], high[0])
            here = agents.gives_or_takes(sentence, 0, len(sentence.text))
            there = agents.gives_or_takes(source, 0, len(source.text))
            exchanged = len(here) == len(there) == 1 and here != there
            if inverted != (turned != exchanged):
                one, other = source.words[first[-1]].text, source.words[second[-1]].text
                yield f"role reversed: {one} and {other} have changed places against the source"

    def _parties(self, side: Side) -> list[tuple[int, ...]]:
        """The names of a text, those that stand side by side as one."""
        found: list[tuple[int, ...]] = []
        known = {one.start for one in names.names(side)}
        for i, one in enumerate(side.words):
            if one.start not in known or one.text[:1].islower() or self._is_place(side, one.start):
                continue
            if found and side.text[side.words[found[-1][-1]].end : one.start] in (" ", "-", " & "):
                found[-1] = (*found[-1], i)
            else:
                found.append((i,))
        return found

    @staticmethod
    def _is_place(side: Side, start: int) -> bool:
        """Whether a preposition of place stands before a name, or it is someone's that is spoken of: Turania's bank."""
        before = side.text[:start].lower().rstrip()
        behind = regex.match(r"\p{L}+['’]s\b", side.text[start:])
        return behind is not None or any(
            regex.search(rf"(?<!\p{{L}}){regex.escape(one.removesuffix('.'))}$", before)
            for one in lists()["where"].get(side.language, ())
        )

    def _exchange(self, here: int, number: int, there: int) -> bool:
        """Whether one verb gives what the other takes: sells and buys."""
        sentence, source = self._aligned.sentence, self._aligned.sources[number]
        one, two = sentence.words[here], source.words[there]
        a, b = agents.gives_or_takes(sentence, one.start, one.end), agents.gives_or_takes(source, two.start, two.end)
        return bool(a and b and a != b)

    def _any(self, words: Sequence[int], number: int, others: Sequence[int]) -> float:
        """How near a noun with its names is to one of a source; names decide where both have some."""
        sentence, source = self._aligned.sentence, self._aligned.sources[number]
        near = sentence.language == source.language
        own = [i for i in words if _is_name(sentence, i, source)]
        known = [j for j in others if _is_name(source, j, sentence)]
        if own and known:
            return float(
                any(parties.same(sentence.words[i].text, source.words[j].text, near) for i in own for j in known)
            )
        return max((self._score(i, number, j) for i in words for j in others), default=0.0)

    def _score(self, word: int, number: int, other: int) -> float:
        """How near a word of the sentence is to a word of a source; a place is its name or nothing."""
        sentence, source = self._aligned.sentence, self._aligned.sources[number]
        one, two = sentence.words[word], source.words[other]
        if places.places(one.text) or places.places(two.text):
            return float(parties.same(one.text, two.text, near=sentence.language == source.language))
        return float(self._aligned.scores[number][word, other])

    # Words and the parts of claims.

    def _words(self, claim: Claim, part: str) -> list[int]:
        """The words of a part that can be compared; a pronoun is nobody that can."""
        start, end = getattr(claim, f"{part}_start"), getattr(claim, f"{part}_end")
        if start < 0:
            return []
        sentence = self._aligned.sentence
        inside = self._heads(sentence, start, end) if part != "content" else sentence.inside(start, end)
        if part != "content" and len(inside) == 1 and sentence.words[inside[0]].folded in _PRONOUNS:
            return []
        return [i for i in inside if sentence.words[i].content or sentence.words[i].text.isupper()]

    @staticmethod
    def _heads(side: Side, start: int, end: int) -> list[int]:
        """The words that name a speaker, without what stands behind a preposition: of "nurses at the hospital", nurses."""
        found: list[int] = []
        for part in regex.finditer(r"[^,]+", side.text[start:end]):
            cut = pattern("inside", side.language).search(part.group().lower(), 1)
            stop = start + part.start() + (cut.start() if cut else len(part.group()))
            found += side.inside(start + part.start(), stop)
        return found or side.inside(start, end)

    def _near(self) -> bool:
        """Whether all sources are in the sentence's language."""
        return all(one.language == self._aligned.sentence.language for one in self._aligned.sources)

    def _named(self, words: Sequence[int]) -> list[int]:
        sentence = self._aligned.sentence
        return [i for i in words if sentence.words[i].text[:1].isupper() or places.places(sentence.words[i].text)]

    def _points(self, words: Sequence[int], held: Held, part: str, least: float = SAME) -> bool:
        """Whether words of the sentence mean something within a part of a source's claim.

        Names decide where there are any: a name points to the same name alone.
        """
        start, end = getattr(held.claim, f"{part}_start"), getattr(held.claim, f"{part}_end")
        if start < 0:
            return False
        sentence, source = self._aligned.sentence, self._aligned.sources[held.source]
        inside = set(source.inside(start, end) if part == "content" else self._heads(source, start, end))
        near = sentence.language == source.language
        own = self._named(words)
        for i in own:
            if any(parties.same(sentence.words[i].text, source.words[j].text, near) for j in inside):
                return True
        for i in words:
            match = self._aligned.best(i)
            if match and match.source == held.source and match.word in inside and match.score >= least:
                # A place is matched by its name or not at all.
                if i in own and places.places(sentence.words[i].text):
                    continue
                return True
        return False

    def _share(self, words: Sequence[int], held: Held) -> float:
        """The share of words whose nearest source word lies in the content of a source's claim."""
        matches = [match for i in words if (match := self._aligned.best(i)) and match.score >= SAME]
        if not matches:
            return 0.0
        return sum(one.source == held.source and self._covers(one.word, held) for one in matches) / len(matches)

    def _covers(self, word: int, held: Held) -> bool:
        """Whether a source word belongs to what a claim is about: a denial is about what others say there ("which X denied")."""
        others = [h for h in self._held if h.source == held.source and h.claim.speaker != held.claim.speaker]
        return self._inside(word, held) or (
            held.claim.stance == "deny" and any(self._inside(word, one) for one in others)
        )

    def _speaks(self, match: Match) -> bool:
        """Whether a source word is part of a speaker's name."""
        one = self._aligned.sources[match.source].words[match.word]
        return any(
            h.source == match.source and h.claim.speaker_start <= one.start < h.claim.speaker_end for h in self._held
        )

    def _inside(self, word: int, held: Held) -> bool:
        """Whether a source word stands in what a claim says, or in whom it is against."""
        one = self._aligned.sources[held.source].words[word]
        claim = held.claim
        return any(
            start >= 0 and start <= one.start and one.end <= end
            for start, end in ((claim.content_start, claim.content_end), (claim.target_start, claim.target_end))
        )


def _is_name(side: Side, word: int, other: Side) -> bool:
    """Whether a word has its capital as a name; the first has it for that unless it has it amid the other text too."""
    one = side.words[word]
    if not one.text[:1].isupper():
        return False
    return bool(word) or any(same.folded == one.folded and same.text[:1].isupper() for same in other.words[1:])


def _each_nearer(one: tuple[float, float], other: tuple[float, float]) -> bool:
    """Whether both nouns are clearly nearer one way round: villagers and soldiers are near each other, and not the same."""
    return all(a >= b + _NEARER for a, b in zip(one, other, strict=True))
