"""German: the places of the verb and the cases tell who says what to whom.

A reporting verb is found with its bracket: the finite word, and at the end of the clause what belongs to it ("wirft ...
vor", "hat ... gewarnt"). Before the bracket stands one phrase, within it the others, behind it what is said. Of two
phrases the case decides, and where it leaves a choice, the order.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from rag.claims.conjugation import tail
from rag.claims.found import Span
from rag.claims.german_phrases import ENDINGS, HARD, INSIDE, GermanPhrases
from rag.claims.lexicon import Frame
from rag.claims.light import AND, BUT, Noun, Token

_MARKS = frozenset(",;:–—().!?…")
_PASSIVE = frozenset("wird werden wurde wurden werde würden worden".split())
_NEUTER_PRONOUNS = frozenset("das dies es alles".split())
_OBJECT_PRONOUNS = frozenset("ihn ihm ihr ihnen sie".split())
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


class German(GermanPhrases):
    """Reads German pieces."""

    def _must_speak(
        self, number: int, tokens: Sequence[Token], bracket: Bracket, noun: Noun, target: Noun | None
    ) -> bool:
        """Whoever blames somebody, or stands beside what is said, is a speaker even when no list knows the word."""
        if self._abstract(noun.words[-1]):
            return False
        if target is not None and self.animate(target) and self._wanted(bracket.frame) == "d":
            return True
        if bracket.frame.stance == "warn":
            return self.quote_at(number) is not None  # "droht, einzustürzen"
        blames = bracket.frame.stance == "accuse" and bracket.frame.needs == ("target",)
        clause = "clause" in bracket.frame.needs and self._reported(tokens, bracket.right) >= 0
        before = "clause" in bracket.frame.needs and self._reported_before(tokens, bracket, noun.span)
        return blames or clause or before or self.quote_at(number) is not None

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

    # --- verbs -------------------------------------------------------------------------------------------

    def _piece(self, number: int, tokens: Sequence[Token]) -> None:
        self._asides(number, tokens)
        before = len(self.found)
        last: Span | None = None
        for index, token in enumerate(tokens):
            if token.capital and index and tokens[index - 1].text not in HARD:
                continue
            for frame, kind in self.forms.get(token.lower, ()):
                bracket = self._bracket(tokens, index, frame, kind)
                if bracket is None:
                    continue
                if self._unreal(tokens, bracket):
                    break
                claimed, subject = self._report(number, tokens, bracket, last)
                last = subject or last
                if claimed:
                    break
            self._attribute(number, tokens, index)
            self._apposed(number, tokens, index)
        if len(self.found) == before:
            self._continued(number, tokens)

    def _report(
        self, number: int, tokens: Sequence[Token], bracket: Bracket, last: Span | None
    ) -> tuple[bool, Span | None]:
        """Adds the claim of one verb; whether the verb was read, and its subject."""
        frame = bracket.frame
        if frame.reflexive == "must" and not any(
            word.lower in self.lists["reflexive"]
            for word in tokens[bracket.first : self._bounds(tokens, bracket.right)[1] + 1]
        ):
            return False, None
        if bracket.final:
            return self._final(number, tokens, bracket)
        _, front, pronoun = self._vorfeld(tokens, bracket)
        if bracket.passive and bracket.left == bracket.right:
            front = None  # "Beschuldigt wird ...": the verb itself stands before
        stop = bracket.right if bracket.right > bracket.left else self._bounds(tokens, bracket.left)[1] + 1
        wanted = self._wanted(frame)
        splits = wanted == "d" and (front is None or front.preposition != "")
        field = list(self._phrases(tokens, bracket.left + 1, stop, genitive=not splits, inside=self._inside(bracket)))
        opening = front.noun if front and not front.preposition else None
        if frame.stance == "accuse" and self.mutual(tokens[bracket.left : stop]):
            self._mutual(number, tokens, bracket, opening)
            return True, None
        if bracket.passive:
            self._passive(number, tokens, bracket, [*([front] if front else []), *field])
            return True, None
        plain = [one.noun for one in field if not one.preposition]
        behind = [word.lower for word in tokens[bracket.left + 1 : bracket.left + 3]]
        nobody = pronoun in _NO_SPEAKER or (front is None and not pronoun and _NO_SPEAKER & set(behind[:1]))
        if nobody and frame.lemma != "heißen":
            return True, None
        subject: Span | None = None
        if frame.lemma == "heißen":
            source = next(
                (one.noun for one in field if one.preposition in ("aus", "von", "vom", "bei", "beim", "im", "in")), None
            )
            subject = source.span if source and "es" in (*behind, pronoun) else None
        elif pronoun in _SPEAKING:
            subject = self.antecedent(number, pronoun)
        elif pronoun in BUT:
            subject = last
        elif opening is None and behind[:1] and behind[0] in _SPEAKING:
            subject = self.antecedent(number, behind[0])
            behind = behind[1:]
        target: Noun | None = None
        if subject is None:
            if pronoun or (opening is None and frame.lemma == "heißen"):
                return True, None
            speaker, target = self._cast(opening, plain, wanted)
            if speaker is None or not (
                self.speaks(speaker) or self._must_speak(number, tokens, bracket, speaker, target)
            ):
                return speaker is not None, None
            subject = speaker.span
        elif wanted:
            target = next((one for one in [*([opening] if opening else []), *plain] if wanted in self.cases(one)), None)
        return self._complete(number, tokens, bracket, subject, target, front, field, set(behind) | {pronoun}), subject

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

    def _complete(
        self,
        number: int,
        tokens: Sequence[Token],
        bracket: Bracket,
        subject: Span,
        target: Noun | None,
        front: Phrase | None,
        field: list[Phrase],
        pronouns: set[str],
    ) -> bool:
        """Adds the claim when its verb has what it needs; the target where it is no plain object."""
        frame = bracket.frame
        wanted = self._wanted(frame)
        rest = [one.noun for one in field if not one.preposition and one.noun.span != subject]
        aimed: Span | None = None
        if target is not None and self._can_be_told(target, frame):
            rest = [one for one in rest if one.span != target.span]
            aimed = self._without_content(tokens, bracket, target, rest)
        elif wanted:
            pronoun = next(
                (one for one in ("ihm", "ihn", "ihnen", "ihr", "sie") if one in pronouns & _OBJECT_PRONOUNS), ""
            )
            if pronoun and not (pronoun == "sie" and subject.start > tokens[bracket.left].start and not target):
                aimed = self.antecedent(number, {"ihr": "sie"}.get(pronoun, pronoun), subject)
        phrases = [*([front] if front else []), *field]
        for one in phrases:
            if (
                aimed is None
                and one.preposition
                and one.preposition in frame.target
                and self._can_be_told(one.noun, frame)
            ):
                aimed = self._without_content(tokens, bracket, one.noun, rest)
        quote = self.quote_at(number)
        clause = self._reported(tokens, bracket.right)
        before = self._reported_before(tokens, bracket, subject) if quote is None and clause < 0 else False
        claim = next((one for one in rest if any(word.lower in self.claims for word in one.words)), None)
        if claim is None:
            claim = next(
                (one.noun for one in phrases if any(word.lower in self.claims for word in one.noun.words)), None
            )
        asked = self._asked(tokens, bracket)
        met = {
            "clause": clause >= 0 or before,
            "quote": quote is not None,
            "question": asked,
            "target": aimed is not None,
            "noun": bool(rest) or bool(_NEUTER_PRONOUNS & pronouns) or tokens[bracket.first].lower in _NEUTER_PRONOUNS,
            "claim": claim is not None or bool(_NEUTER_PRONOUNS & pronouns),
            **{one.preposition: True for one in phrases if one.preposition},
        }
        if not any(met.get(one, False) for one in frame.needs):
            return False
        if asked and frame.stance == "say" and "question" not in frame.needs and quote is None:
            return False
        if frame.stance == "deny" and any(one.words[-1].lower.endswith(self.idioms) for one in rest):
            return False
        content = self.until_end(tokens, bracket.right + 1) or (rest[0].span if rest else None)
        if quote is not None and frame.stance != "accuse":
            self.attributed.add(quote)
            content = self.quoted(quote)
        elif before:
            content = Span(tokens[0].start, tokens[bracket.left - 2].end)
        if "wrongdoer" in frame.target:
            aimed = None
            if clause >= 0:
                aimed = self.wrongdoer(tokens, clause)
            elif quote is not None:
                aimed = self.quoted_wrongdoer(quote)
            elif before:
                aimed = self.wrongdoer(tokens, 0)
        if "maker" in frame.target:
            aimed = self.maker(tokens, claim) if claim else None
        if "possessor" in frame.target:
            doubted = rest[0] if rest else next((one.noun for one in field if one.preposition in ("an", "am")), None)
            aimed = self._possessor(tokens, doubted) if doubted else None
        self.add(number, subject, frame.stance, aimed, content, 0.6)
        return True

    def _without_content(self, tokens: Sequence[Token], bracket: Bracket, target: Noun, rest: list[Noun]) -> Span:
        """As in "wirft der Opposition Stillstand vor": where nothing else tells the wrong, the last bare noun does."""
        words = target.words
        if bracket.frame.stance == "accuse" and self._wanted(bracket.frame) == "a":
            return self._accused(target).span
        gives = "noun" in bracket.frame.needs and self._wanted(bracket.frame) == "d"
        if gives and len(words) == 2 and self.is_person(words[0]) and words[0].lower.endswith("n"):
            # "Minister verspricht Bauern Hilfe"
            return Noun(tokens, target.first, target.first).span
        blames = bracket.frame.stance == "accuse" and self._wanted(bracket.frame) == "d"
        told = bool(rest) or self._reported(tokens, bracket.right) >= 0
        if not (blames or "noun" in bracket.frame.needs) or told or len(words) < 3:
            return target.span
        if words[-2].capital and self.is_person(words[-2]) and words[-1].lower not in self.given_names:
            return Noun(tokens, target.first, target.last - 1).span
        return target.span

    def _can_be_told(self, noun: Noun, frame: Frame) -> bool:
        """Accusations name anybody; promises, warnings and demands go to persons and bodies only."""
        head = next(
            (word for word in noun.words if word.capital and word.lower not in self.lists["determiners"]), noun.words[0]
        )
        if self._abstract(head):
            return False
        if frame.stance == "accuse" and frame.needs == ("target",) and "clause" not in frame.needs:
            return self.animate(noun) or frame.lemma not in (
                "kritisieren",
                "rügen",
                "an_prangern",
                "geißeln",
                "an_zeigen",
            )
        if "noun" not in frame.needs and self.speaks(noun):
            return True
        dative = self._wanted(frame) == "d" and noun.words[0].lower in self.lists["determiners"]
        return self.animate(noun) or self.cases(noun) == "d" or (dative and "d" in self.cases(noun))

    def _mutual(self, number: int, tokens: Sequence[Token], bracket: Bracket, opening: Noun | None) -> None:
        pair = self.halves(opening) if opening else None
        if pair:
            for one, other in (pair, pair[::-1]):
                self.add(number, one, "accuse", other, self.until_end(tokens, bracket.right + 1), 0.65)

    def _passive(self, number: int, tokens: Sequence[Token], bracket: Bracket, field: list[Phrase]) -> None:
        """As in "X wurde von Y beschuldigt", "dem Leiter wird vorgeworfen"."""
        frame = bracket.frame
        agent = next((one.noun for one in field if one.preposition in self.lists["agent"]), None)
        nouns = [self._accused(one.noun) for one in field if not one.preposition]
        case = "d" if self._wanted(frame) == "d" else "n"
        if frame.stance == "accuse":
            patient = next((one for one in nouns if case in self.cases(one) and self.speaks(one)), None)
            if patient:
                content = self.until_end(tokens, bracket.right + 1)
                accuser = self._accused(agent).span if agent else None
                self.add(number, accuser, "accuse", patient.span, content, 0.6)
        elif agent and self.animate(agent) and frame.stance in ("deny", "confirm") and nouns:
            self.add(number, agent.span, frame.stance, None, nouns[0].span, 0.55)

    def _apposed(self, number: int, tokens: Sequence[Token], index: int) -> None:
        """As in "Die Molkerei, von Imker Bolt der Lüge bezichtigt, ..."."""
        low, high = self._bounds(tokens, index)
        frame = next(
            (one for one, kind in self.forms.get(tokens[index].lower, ()) if kind == "participle" and not tail(one)),
            None,
        )
        if frame is None or frame.stance != "accuse" or index != high or low < 2 or self._auxiliary(tokens, index) >= 0:
            return
        field = list(self._phrases(tokens, low, index, inside=frozenset()))
        agent = next((one.noun for one in field if one.preposition in self.lists["agent"]), None)
        patient = self._ending_at(tokens, low - 2)
        if agent and patient and self.speaks(patient):
            self.add(number, self._accused(agent).span, "accuse", patient.span, None, 0.55)

    def _attribute(self, number: int, tokens: Sequence[Token], index: int) -> None:
        """As in "die von ihr der Kumpanei beschuldigte Fraktionsspitze"."""
        lower = tokens[index].lower
        form = next((lower.removesuffix(one) for one in ENDINGS if lower.endswith(one)), "")
        frame = next((one for one, kind in self.forms.get(form, ()) if kind == "participle" and not tail(one)), None)
        noun = self.noun(tokens, index + 1) if frame and frame.stance == "accuse" else None
        if noun is None or not self.animate(noun):
            return
        low, _ = self._bounds(tokens, index)
        for place in range(low, index - 1):
            if tokens[place].lower in self.lists["agent"]:
                agent = self.noun(tokens, place + 1)
                pronoun = {"ihr": "sie", "ihm": "er", "ihnen": "ihnen"}.get(tokens[place + 1].lower, "")
                speaker = agent.span if agent else self.antecedent(number, pronoun) if pronoun else None
                if speaker:
                    self.add(number, speaker, "accuse", noun.span, None, 0.55)

    def _final(self, number: int, tokens: Sequence[Token], bracket: Bracket) -> tuple[bool, Span | None]:
        """A clause with the verb at its end: "weil X dem Y ... vorwirft", "wie X mitteilte", "Mallin, die ... vorhält"."""
        frame, opener = bracket.frame, tokens[bracket.first].lower
        wanted = self._wanted(frame)
        field = list(self._phrases(tokens, bracket.first + 1, bracket.left, genitive=wanted != "d"))
        plain = [one.noun for one in field if not one.preposition]
        if opener in self.lists["relative"]:
            agent = next((one.noun for one in field if one.preposition in self.lists["agent"]), None)
            return self._relative(number, tokens, bracket, opener, plain, agent), None
        if bracket.passive:
            self._passive(number, tokens, bracket, field)
            return True, None
        subject, target = self._cast(None, plain, wanted)
        if opener == "wie":
            if frame.stance in ("say", "confirm", "warn") and subject and self.speaks(subject):
                around = tokens[: bracket.first] or tokens[bracket.right + 1 :]
                content = self.until_end(around, 0)
                goal = self.wrongdoer(tokens, 0) if bracket.first and "wrongdoer" in frame.target else None
                self.add(number, subject.span, frame.stance, goal, content, 0.6)
            return True, None
        pronoun = tokens[bracket.first + 1].lower
        speaker = subject.span if subject and self.speaks(subject) else None
        if subject is None and pronoun in _SPEAKING:
            speaker = self.antecedent(number, pronoun)
        if speaker is None:
            return True, None
        pronouns = {word.lower for word in tokens[bracket.first + 2 : bracket.left]}
        return self._complete(number, tokens, bracket, speaker, target, None, field, pronouns), None

    def _relative(
        self,
        number: int,
        tokens: Sequence[Token],
        bracket: Bracket,
        opener: str,
        plain: list[Noun],
        agent: Noun | None,
    ) -> bool:
        """The word before a relative clause as its speaker, or as the one spoken to."""
        antecedent = self._ending_at(tokens, bracket.first - 2)
        frame, wanted = bracket.frame, self._wanted(bracket.frame)
        if antecedent is None or not wanted:
            return True
        opening = antecedent.words[0]
        feminine = opening.lower in ("die", "eine", "seine", "ihre") or (
            self.is_person(opening) and opening.lower.endswith("in")
        )
        oblique = opener in ("dem", "den", "denen") or (opener == "der" and feminine)
        if bracket.passive:
            if frame.stance == "accuse" and oblique == (wanted == "d") and self.speaks(antecedent):
                self.add(number, agent.span if agent else None, "accuse", antecedent.span, None, 0.55)
            return True
        if oblique:
            if plain and "n" in self.cases(plain[0]) and self.speaks(plain[0]):
                self.add(number, plain[0].span, frame.stance, antecedent.span, None, 0.55)
            return True
        if not plain or not self.speaks(antecedent):
            return True
        certain = wanted == "d" or "n" not in self.cases(plain[0]) or opener == "der"
        if wanted in self.cases(plain[0]) and certain and self._can_be_told(plain[0], frame):
            self.add(
                number, antecedent.span, frame.stance, plain[0].span, plain[1].span if len(plain) > 1 else None, 0.55
            )
        return True

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

    def _asides(self, number: int, tokens: Sequence[Token]) -> None:
        """As in "Einer Umfrage zufolge ...", "..., so ein Sprecher"."""
        for index, word in enumerate(tokens):
            if word.lower in self.lists["after_sources"]:
                low = self._bounds(tokens, index)[0]
                for start in range(low, index):
                    noun = self.noun(tokens, start)
                    if noun and noun.last == index - 1:
                        self.source(number, tokens, noun, start, index + 1)
                        break
            if word.lower == "so" and index and tokens[index - 1].text in (",", "–"):
                noun = self.noun(tokens, index + 1, attached=INSIDE) if index + 1 < len(tokens) else None
                if (
                    noun
                    and self.speaks(noun)
                    and (
                        noun.last + 1 >= len(tokens)
                        or tokens[noun.last + 1].text in _MARKS
                        or tokens[noun.last + 1].lower in self.lists["prepositions"]
                    )
                ):
                    quote = self.quote_at(number)
                    if quote is not None:
                        self.attributed.add(quote)
                        self.add(number, noun.span, "say", self.quoted_wrongdoer(quote), self.quoted(quote), 0.6)
                    else:
                        self.add(
                            number,
                            noun.span,
                            "say",
                            self.wrongdoer(tokens, 0),
                            self.until_end(tokens[: index - 1], 0),
                            0.6,
                        )
            if word.lower == "so" and not index and (quote := self.quote_at(number)) is not None:
                noun = self.noun(tokens, 1, attached=INSIDE) if len(tokens) > 1 else None
                if noun and self.speaks(noun) and noun.last + 2 >= len(tokens):
                    self.attributed.add(quote)
                    self.add(number, noun.span, "say", self.quoted_wrongdoer(quote), self.quoted(quote), 0.6)

    def _continued(self, number: int, tokens: Sequence[Token]) -> None:
        """A sentence in the subjunctive of report goes on with what the speaker of the sentence before said."""
        if self.pieces[number].quoted:
            return
        place = next((i for i, word in enumerate(tokens) if word.lower in self.lists["subjunctive"] and i), -1)
        if place < 0 or self._bounds(tokens, place)[0] != 0:
            return
        _, front, pronoun = self._vorfeld(tokens, Bracket(Frame("", "say"), 0, place, place))
        if front is None and pronoun not in _SPEAKING:
            return
        sentence = self.pieces[number].sentence
        before = {one.speaker for one in self.found if one.sentence == sentence - 1 and one.speaker}
        if len(before) == 1 and not any(one.sentence == sentence for one in self.found):
            self.add(number, before.pop(), "say", self.wrongdoer(tokens, 0), self.until_end(tokens, 0), 0.5)

    def wrongdoer(self, tokens: Sequence[Token], start: int) -> Span | None:
        """Subject of a clause that tells a past act: "der Kassenwart habe Quittungen verbrannt", "dass die Bank gelogen hat"."""
        noun = self.noun(tokens, start)
        if noun is None or not self.speaks(noun) or "n" not in self.cases(noun):
            return None
        if noun.words[0].lower in ("unser", "unsere", "mein", "meine", "wir"):
            return None
        after = noun.last + 1
        if after >= len(tokens):
            return None
        end = self._bounds(tokens, after)[1]
        if tokens[after].lower in self.lists["wrong_aux"]:
            return noun.span if tokens[end].lower not in self.forms else None
        if tokens[end].lower in self.lists["wrong_aux"] and end > after:
            return noun.span if tokens[end - 1].lower not in self.forms else None
        return None

    def sourced_wrongdoer(self, tokens: Sequence[Token], start: int) -> Span | None:
        """As in "Nach Angaben von X soll Y ... verkauft haben"."""
        if start < len(tokens) and tokens[start].lower in {"soll", "sollen"} | self.lists["wrong_aux"]:
            noun = self.noun(tokens, start + 1, attached=INSIDE)
            end = self._bounds(tokens, start)[1]
            hearsay = tokens[start].lower in ("soll", "sollen")
            if noun and self.animate(noun) and (not hearsay or tokens[end].lower in ("haben", "hätten")):
                return noun.span
            return None
        return self.wrongdoer(tokens, start)
