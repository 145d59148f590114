"""German: a clause taken apart; the bracket of its verb, the phrases before and within it, what follows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from rag.claims.conjugation import tail
from rag.claims.found import Span
from rag.claims.german_phrases import HARD, INSIDE, GermanPhrases
from rag.claims.lexicon import Frame
from rag.claims.light import AND, BUT, Noun, Token

_MARKS = frozenset(",;:–—().!?…")
_PASSIVE = frozenset("wird werden wurde wurden werde würden worden".split())
_NEUTER_PRONOUNS = frozenset("das dies es alles".split())
_SPEAKING = frozenset("er sie".split())
_NO_SPEAKER = frozenset("ich wir man du es niemand keiner".split())


@dataclass(frozen=True, slots=True)
class Bracket:
    """A reporting verb: ``first`` opens its clause, ``left`` is the finite word, ``right`` the last word that belongs to it.

    ``final``: the clause ends with the verb ("weil ... vorwirft"), and ``left`` is its last word.
    """

    frame: Frame
    first: int
    left: int
    right: int
    final: bool = False
    passive: bool = False


@dataclass(frozen=True, slots=True)
class Phrase:
    """A noun phrase in a clause with its preposition, '' for none."""

    noun: Noun
    preposition: str


class GermanClauses(GermanPhrases):
    """Finds verbs with their brackets and the phrases around them."""

    # --- clauses -----------------------------------------------------------------------------------------

    def _bounds(self, tokens: Sequence[Token], index: int) -> tuple[int, int]:
        """First and last index of what stands around ``index`` between marks."""
        low = index
        while low > 0 and tokens[low - 1].text not in _MARKS:
            low -= 1
        high = index
        while high + 1 < len(tokens) and tokens[high + 1].text not in _MARKS:
            high += 1
        return low, high

    def _opener(self, tokens: Sequence[Token], low: int) -> str:
        """The word that makes a clause end with its verb, '' for none."""
        word = tokens[low].lower
        if word in self.lists["subordinate"] | self.lists["unreal_subordinate"]:
            return word
        if low and tokens[low - 1].text == "," and word in self.lists["relative"]:
            return word
        return ""

    def _inserted(self, tokens: Sequence[Token], comma: int, stop: int) -> int:
        """Where an insertion that ``comma`` opens ends: the comma that closes it, or -1."""
        return next((i for i in range(comma + 1, min(stop, len(tokens))) if tokens[i].text == ","), -1)

    def _bracket(self, tokens: Sequence[Token], index: int, frame: Frame, kind: str) -> Bracket | None:
        low, high = self._bounds(tokens, index)
        apart = tail(frame)
        opener = self._opener(tokens, low)
        if kind == "final":
            return Bracket(frame, low, index, index, final=True) if opener else None
        if kind == "participle":
            before = tuple(word.lower for word in tokens[index - len(apart) : index])
            if apart and not tokens[index].lower.startswith(apart[0]) and before != apart:
                return None
            behind = [word.lower for word in tokens[index + 1 : high + 1]]
            if opener and behind and behind[-1] in self.lists["have"] | self.lists["be"] | self.lists["subjunctive"]:
                return Bracket(frame, low, index, high, True, passive=bool(_PASSIVE & set(behind)))
            if index == low and behind[:1] and behind[0] in _PASSIVE - {"worden"}:
                return Bracket(frame, low, index + 1, index + 1, passive=True)  # "Beschuldigt wird auch ..."
            left = self._auxiliary(tokens, index)
            if left < 0:
                return None
            right = index + 1 if behind[:1] == ["worden"] else index
            passive = tokens[left].lower in self.lists["be"] | {"werde"}
            return Bracket(frame, self._bounds(tokens, left)[0], left, right, passive=passive)
        if apart:
            return self._parted(tokens, index, frame, apart, opener, low, high)
        if opener and index == high and not self._main_clause(tokens, low, index):
            return Bracket(frame, low, index, index, final=True)
        joint = next(
            (i for i in range(index + 1, high) if tokens[i].lower in BUT and not tokens[i + 1].capital), high + 1
        )
        if index < high and tokens[min(high, joint - 1)].lower in self.lists["particles"] and joint - 1 > index:
            return None  # "sagte ... ab": another verb
        if index == high and index > low and any(word.lower in self.lists["unreal"] for word in tokens[low:index]):
            return None  # an infinitive
        return Bracket(frame, low, index, index)

    def _parted(
        self,
        tokens: Sequence[Token],
        index: int,
        frame: Frame,
        apart: tuple[str, ...],
        opener: str,
        low: int,
        high: int,
    ) -> Bracket | None:
        """A verb whose other words end the clause, behind it or, in a subordinate clause, before it."""
        if opener and index == high and [word.lower for word in tokens[index - len(apart) : index]] == list(apart):
            return Bracket(frame, low, index, index, final=True)
        place = index + 1
        while place < len(tokens) and tokens[place].text not in HARD:
            if tokens[place].text == ",":
                closing = self._inserted(tokens, place, len(tokens))
                if closing < 0:
                    return None
                place = closing + 1
                continue
            end = place + len(apart) - 1
            if [word.lower for word in tokens[place : end + 1]] == list(apart):
                following = tokens[end + 1] if end + 1 < len(tokens) else None
                if following is None or not following.word or following.lower in BUT or len(apart[0]) > 4:
                    return Bracket(frame, low, index, end)
            place += 1
        return None

    def _main_clause(self, tokens: Sequence[Token], low: int, index: int) -> bool:
        """As in "..., der Anwalt erklärte, ...": one phrase before the verb, and more behind it."""
        if tokens[low].lower not in self.lists["relative"]:
            return False
        noun = self.noun(tokens, low)
        return noun is not None and noun.last == index - 1 and self.animate(noun)

    def _auxiliary(self, tokens: Sequence[Token], index: int) -> int:
        """The auxiliary that goes with a participle: in its clause, or before a clause inserted between the two."""
        low, _ = self._bounds(tokens, index)
        if low >= 2 and tokens[low - 1].text == ",":
            inserted, _ = self._bounds(tokens, low - 2)
            while inserted >= 2 and not self._opener(tokens, inserted) and tokens[inserted - 1].text == ",":
                inserted, _ = self._bounds(tokens, inserted - 2)
            if self._opener(tokens, inserted) and inserted >= 2:
                low, _ = self._bounds(tokens, inserted - 2)
        auxiliaries = self.lists["have"] | self.lists["be"] - {"worden"}
        for place in range(index - 1, low - 1, -1):
            if tokens[place].lower in auxiliaries and not self._opener(tokens, self._bounds(tokens, place)[0]):
                return place
        return -1

    def _unreal(self, tokens: Sequence[Token], bracket: Bracket) -> bool:
        """Negated, only possible, or behind "wenn"."""
        low = bracket.first
        if tokens[low].lower in self.lists["unreal_subordinate"] and bracket.final:
            return True
        if tokens[bracket.left].lower in self.lists["unreal"] - {"wird"}:
            return True
        high = max(bracket.right, self._bounds(tokens, bracket.right)[1])
        span = tokens[low : high + 1]
        for word, following in pairwise([*span, Token("", "", 0, 0)]):
            if word.lower in self.lists["negations"] and following.lower not in ("nur", "zuletzt", "mehr"):
                return True
            if word.lower in self.lists["unreal"] - {"wird"} and not bracket.final:
                return bracket.left == bracket.right
        return False

    def _inside(self, bracket: Bracket) -> frozenset[str]:
        """The prepositions that may belong to a noun within the bracket."""
        taken = {*bracket.frame.target, *bracket.frame.needs}
        if bracket.passive:
            taken |= self.lists["agent"]
        return frozenset(INSIDE - taken)

    def _wanted(self, frame: Frame) -> str:
        """The case of the target."""
        return {"object": "a", "to": "d"}.get(frame.target[0], "") if frame.target else ""

    def _vorfeld(self, tokens: Sequence[Token], bracket: Bracket) -> tuple[int, Phrase | None, str]:
        """What stands before the finite word: where it begins, a phrase, or a pronoun ("und" for the subject before)."""
        first, left = bracket.first, bracket.left
        if left > first and tokens[left - 1].lower in BUT:
            return left, None, tokens[left - 1].lower
        joint = next((i for i in range(left - 1, first - 1, -1) if tokens[i].lower in BUT | AND), -1)
        for start in dict.fromkeys((first, joint + 1)):
            place, end = start, left
            while place < end and tokens[place].lower in self.lists["stops"] - _SPEAKING - _NO_SPEAKER:
                if tokens[place].lower in self.lists["determiners"]:
                    break
                place += 1
            while (
                end > place
                and not tokens[end - 1].capital
                and tokens[end - 1].lower in self.lists["stops"] | {"selbst"}
            ):
                if tokens[end - 1].lower in _SPEAKING | _NO_SPEAKER:
                    break
                end -= 1
            if place == end - 1 and tokens[place].lower in _SPEAKING | _NO_SPEAKER | _NEUTER_PRONOUNS:
                return start, None, tokens[place].lower if tokens[place].lower not in ("das", "dies", "alles") else ""
            preposition = ""
            if place < end and tokens[place].lower in self.lists["prepositions"]:
                preposition = tokens[place].lower
                place += 1
            noun = self.noun(tokens, place) if place < end else None
            if noun and (noun.last == end - 1 or all(self._adverb(one) for one in tokens[noun.last + 1 : end])):
                return start, Phrase(noun, preposition), ""
        inserted = left == first and left >= 2 and tokens[left - 1].text == ","
        if inserted and (noun := self._before_comma(tokens, left - 1)) is not None:
            return noun.first, Phrase(noun, ""), ""
        return first, None, ""

    def _adverb(self, word: Token) -> bool:
        known = ("prepositions", "determiners", "relative", "have", "be", "unreal", "subjunctive")
        return word.word and not word.capital and not any(word.lower in self.lists[one] for one in known)

    def _before_comma(self, tokens: Sequence[Token], comma: int) -> Noun | None:
        """The subject before a comma that closes an apposition or a relative clause."""
        opening = next((i for i in range(comma - 1, 0, -1) if tokens[i].text == ","), -1)
        start = (
            next((i + 1 for i in range(opening - 1, -1, -1) if tokens[i].text in HARD), 0) if opening > 0 else opening
        )
        while 0 <= start < opening:
            noun = self.noun(tokens, start)
            bound = self.lists["prepositions"] | self.lists["determiners"]
            free = not start or tokens[start - 1].lower not in bound
            if noun and free and noun.last == comma - 1:
                return noun
            names_claim = noun is not None and any(word.lower in self.claims for word in noun.words)
            if noun and free and noun.last == opening - 1 and (names_claim or self._opener(tokens, opening + 1)):
                return noun
            start += 1
        return None

    def _phrases(
        self, tokens: Sequence[Token], start: int, stop: int, *, genitive: bool = True, inside: frozenset[str] = INSIDE
    ) -> Iterator[Phrase]:
        """The phrases from ``start`` to before ``stop``, without those of clauses inserted between commas."""
        index, stop = start, min(stop, len(tokens))
        while index < stop:
            word = tokens[index]
            if word.text == ",":
                closing = self._inserted(tokens, index, stop)
                if closing < 0:
                    return
                index = closing + 1
                continue
            if word.text in HARD:
                return
            preposition = ""
            if word.lower in self.lists["prepositions"]:
                preposition = word.lower
                index += 1
            noun = None
            if index < stop and (
                tokens[index].lower in self.lists["determiners"]
                or tokens[index].capital
                or tokens[index].text.isdigit()
                or self._adjective(tokens, index)
            ):
                noun = self.noun(
                    tokens[:stop],
                    index,
                    coordinated=not preposition,
                    attached=inside,
                    genitive=genitive or bool(preposition),
                )
            if noun is None:
                index += 0 if preposition else 1
                continue
            noun = Noun(tokens, noun.first, noun.last)
            if not any(self.is_time(one) for one in noun.words):
                yield Phrase(noun, preposition)
            index = noun.last + 1

    def _cast(self, opening: Noun | None, plain: list[Noun], wanted: str) -> tuple[Noun | None, Noun | None]:
        """Subject and object among the phrases without preposition."""
        nouns = [*([opening] if opening else []), *plain]
        if not nouns:
            return None, None
        first, *others = nouns
        if not wanted:
            return next(((one, None) for one in nouns if "n" in self.cases(one)), (None, None))
        fitting = [one for one in others if wanted in self.cases(one)]
        if "n" in self.cases(first) and (fitting or wanted not in self.cases(first)):
            return first, fitting[0] if fitting else None
        subject = next((one for one in others if "n" in self.cases(one)), None)
        if subject is not None and wanted in self.cases(first):
            return subject, first
        return (first, None) if "n" in self.cases(first) else (None, None)

    # --- what is said ------------------------------------------------------------------------------------

    def _reported(self, tokens: Sequence[Token], right: int) -> int:
        """First word of the clause that follows the comma: "dass ...", a verb-second clause, an infinitive with zu."""
        place = right + 1
        # "sagte er am Montag vor Journalisten, ..."
        while place < len(tokens) and tokens[place].text not in _MARKS:
            place += 1
        if place + 2 >= len(tokens) or tokens[place].text not in (",", ":"):
            return -1
        start = place + 1
        lower = tokens[start].lower
        if lower in self.lists["clause"]:
            return start + 1
        if lower in self.lists["subordinate"] | self.lists["unreal_subordinate"] | BUT or lower in (
            "so",
            "und",
            "oder",
        ):
            return -1
        low, high = self._bounds(tokens, start)
        if lower in self.lists["relative"] and not self._finite_second(tokens, low, high):
            return start if self._infinitive(tokens, low, high) else -1
        return start

    def _infinitive(self, tokens: Sequence[Token], low: int, high: int) -> bool:
        """Whether a clause ends with an infinitive: "... zu haben", "... vorzulegen"."""
        last = tokens[high].lower
        particle = next((one for one in self.lists["particles"] if last.startswith(one + "zu")), None)
        return last.endswith("n") and (bool(particle) or (high > low and tokens[high - 1].lower == "zu"))

    def _finite_second(self, tokens: Sequence[Token], low: int, high: int) -> bool:
        """Whether a phrase and then a finite auxiliary open the clause: "die Bank habe ..."."""
        noun = self.noun(tokens, low)
        if noun is None or noun.last >= high:
            return False
        following = tokens[noun.last + 1].lower
        return following in self.lists["have"] | self.lists["be"] | self.lists["subjunctive"] | self.lists["unreal"]

    def _reported_before(self, tokens: Sequence[Token], bracket: Bracket, subject: Span) -> bool:
        """As in "Die Grenze sei offen gewesen, betonte X": the verb opens its clause and the subject follows."""
        low = bracket.first
        return (
            bracket.left == low
            and low >= 3
            and tokens[low - 1].text == ","
            and subject.start > tokens[bracket.left].start
        ) or (bracket.left == low and low >= 3 and tokens[low - 1].text == "," and tokens[low + 1 : low + 2] != []
              and tokens[low + 1].lower in _SPEAKING)  # fmt: skip

    def _asked(self, tokens: Sequence[Token], bracket: Bracket) -> bool:
        place = self._bounds(tokens, bracket.right)[1] + 1
        return (
            place + 1 < len(tokens) and tokens[place].text == "," and tokens[place + 1].lower in self.lists["questions"]
        )
