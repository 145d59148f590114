"""German: the places of the verb and the cases tell who says what to whom.

A reporting verb is found with its bracket: the finite word, and at the end of the clause what belongs to it ("wirft ...
vor", "hat ... gewarnt"). Before the bracket stands one phrase, within it the others, behind it what is said. Of two
phrases the case decides, and where it leaves a choice, the order.
"""

from __future__ import annotations

from collections.abc import Sequence

from rag.claims.conjugation import tail
from rag.claims.found import Span
from rag.claims.german_clauses import _MARKS, _NEUTER_PRONOUNS, _NO_SPEAKER, _SPEAKING, Bracket, GermanClauses, Phrase
from rag.claims.german_phrases import ENDINGS, HARD, INSIDE
from rag.claims.lexicon import Frame
from rag.claims.light import BUT, Noun, Token

_OBJECT_PRONOUNS = frozenset("ihn ihm ihr ihnen sie".split())


class German(GermanClauses):
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

    def _no_subject(self, opening: Noun, plain: Sequence[Noun], wanted: str) -> bool:
        """Whether a lone word before the verb is an adverb, the subject standing behind: "Später beschuldigte die Bank den Kunden"."""
        if opening.first != opening.last or self.animate(opening):
            return False
        subject = next((one for one in plain if "n" in self.cases(one) and self.animate(one)), None)
        if subject is None:
            return False
        object_stands = any(one is not subject and wanted in self.cases(one) for one in plain)
        return not wanted or object_stands or self.cases(subject) == "n"

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
        if opening is not None and self._no_subject(opening, plain, wanted):
            front = opening = None
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
                aimed = self.antecedent(number, pronoun, subject)
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
        if frame.lemma == "schreiben" and rest and quote is None:
            return False  # "schreibt rote Zahlen"
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
                pronoun = tokens[place + 1].lower
                known = pronoun in ("ihr", "ihm", "ihnen")
                speaker = agent.span if agent else self.antecedent(number, pronoun) if known else None
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
