class _German(_Reader):
    """German: the finite verb's place and the cases tell who is who."""

    def noun(
        self, tokens: Sequence[Token], index: int, *, about: bool = False, coordinated: bool = True
    ) -> Noun | None:
        del about
        place = index
        if place < len(tokens) and tokens[place].lower in self.lists["determiners"]:
            place += 1
        while place < len(tokens) and self._adjective(tokens, place):
            place += 1
        start = place
        while place < len(tokens) and (self._name(tokens, place) or (tokens[place].text == "&" and place > start)):
            if place > start and self._abstract(tokens[place]):
                break
            place += 1
        if place == start:
            return None
        last = place - 1
        while place + 1 < len(tokens):
            word, following = tokens[place], tokens[place + 1]
            if word.lower in ("der", "des", "dieser", "dieses", "seiner", "ihrer"):
                after = self.noun(tokens, place, coordinated=False)
                # A second "der" phrase is a genitive only right behind its noun, and a name takes none.
                if after is None or (tokens[last].capital and last > start and not self._person(tokens[last])):
                    break
                if word.lower == "der" and self._person(tokens[last]) is False and False:
                    break
                last = after.last
            elif word.lower in ("von", "vom", "am", "im", "aus", "für", "in", "bei", "beim", "zu", "zur") and (
                following.capital or following.lower in self.lists["determiners"]
            ):
                after = self.noun(tokens, place + 1, coordinated=False)
                if (
                    after is None
                    or any(self._time(one) for one in after.words())
                    or (word.lower in ("von", "vom") and not coordinated)
                ):
                    break
                last = after.last
            elif (
                coordinated
                and word.lower in _AND
                and (
                    following.capital
                    or following.lower in self.lists["determiners"]
                    or self._adjective(tokens, place + 1)
                )
            ):
                after = self.noun(tokens, place + 1, coordinated=False)
                if after is None:
                    break
                last = after.last
            elif word.text == "," and self._apposes(tokens, index, last, place + 1):
                after = self.noun(tokens, place + 1, coordinated=False)
                if after is None:
                    break
                if after.last + 1 < len(tokens) and tokens[after.last + 1].word:
                    break
                last = after.last
                break
            else:
                break
            place = last + 1
        return Noun(tokens, index, last)

    def _apposes(self, tokens: Sequence[Token], first: int, last: int, index: int) -> bool:
        if index >= len(tokens) or (tokens[index].lower in self.lists["relative"] and tokens[index].lower != ""):
            return False
        left = tokens[first : last + 1]
        role = left[0].lower in self.lists["determiners"]
        after = (
            self.noun(tokens, index, coordinated=False)
            if tokens[index].capital or self._adjective(tokens, index)
            else None
        )
        if after is None:
            return False
        closed = after.last + 1 >= len(tokens) or tokens[after.last + 1].text in (",", ".")
        return closed and (
            (role and after.last > after.first)
            or (not role and self._adjective(tokens, index))
            or (self._person(tokens[after.last]) and not role)
        )

    def _adjective(self, tokens: Sequence[Token], index: int) -> bool:
        word = tokens[index]
        return (
            word.word and not word.capital and word.lower.endswith(("e", "en", "er", "es", "em"))
            and word.lower not in self.lists["stops"] and word.lower not in self.lists["prepositions"] and word.lower not in self.lists["determiners"]
            and word.lower not in self.forms and word.lower not in self.lists["have"] and word.lower not in self.lists["be"] and len(word.text) > 3
            and index + 1 < len(tokens) and (tokens[index + 1].capital or self._adjective(tokens, index + 1))
        )  # fmt: skip

    def _name(self, tokens: Sequence[Token], index: int) -> bool:
        word = tokens[index]
        if not word.word or not word.capital or self._time(word):
            return False
        if index == 0:
            return (
                word.lower not in self.lists["prepositions"]
                and word.lower not in self.lists["stops"]
                and word.lower not in self.lists["determiners"]
            )
        return word.lower not in ("sie", "er", "wir", "ich") or False

    # --- verbs -------------------------------------------------------------------------------------------

    def _piece(self, number: int, tokens: list[Token]) -> None:
        last: Span | None = None
        for index, token in enumerate(tokens):
            if token.capital and index:
                continue
            for frame, kind in self.forms.get(token.lower, ()):
                found = self._try(number, tokens, index, frame, kind, last)
                if found is not False:
                    last = found if isinstance(found, Span) else last
                    break
            if token.lower in ("gibt", "gab", "geben", "gaben", "gegeben") and any(
                word.text == "Schuld" for word in tokens[index : index + 9]
            ):
                self._blame(number, tokens, index, last)

    def _blame(self, number: int, tokens: Sequence[Token], index: int, last: Span | None) -> None:
        """As in "gibt Zulieferer Kessloh die Schuld"."""
        subject = last if index and tokens[index - 1].lower in _BUT else None
        if subject is None:
            noun = self.noun(tokens, 0)
            subject = noun.span if noun and noun.last == index - 1 else None
        target = self.noun(tokens, index + 1, coordinated=False)
        if subject and target and not any(word.text == "Schuld" for word in target.words()):
            self.add(number, subject, "accuse", target.span, None, 0.55)

    def _clause(self, tokens: Sequence[Token], index: int) -> tuple[int, int]:
        """First and last index of the clause around ``index``: between commas, colons and dashes."""
        low = index
        while low > 0 and tokens[low - 1].text not in (",", ";", ":", "–", "—"):
            low -= 1
        high = index
        while high + 1 < len(tokens) and tokens[high + 1].text not in (",", ";", ":", ".", "!", "?", "–", "—"):
            high += 1
        return low, high

    def _try(
        self, number: int, tokens: Sequence[Token], index: int, frame: Frame, kind: str, last: Span | None
    ) -> Span | bool:
        particle, _, _ = frame.lemma.rpartition("_")
        low, high = self._clause(tokens, index)
        word = tokens[index]
        clause = tokens[low : high + 1]
        if (particle and not word.lower.startswith(particle.split("_")[0])) or frame.lemma == "wissen_wollen":
            # A parted verb needs its particle at the end of the clause.
            particles = {"wissen": ("wissen",)}.get(particle, (particle.split("_")[0],))
            place = next(
                (
                    i
                    for i in range(index + 1, high + 1)
                    if tokens[i].lower in particles and (i == high or tokens[i + 1].lower in _BUT)
                ),
                -1,
            )
            if place < 0:
                # "wirft X vor, ...": the particle may end the clause before a comma.
                return False
            high = place
        elif (
            kind == "finite"
            and index < high
            and tokens[high].lower in ("vor", "ein", "an", "mit", "zurück", "ab", "hinzu", "fest", "aus", "zu", "auf")
            and not particle
        ):
            return False
        v2 = index
        passive = False
        final = kind == "final"
        at_end = index == high or (index + 1 == high and tokens[high].lower in ("worden", "haben", "hat"))
        if kind == "participle" or (at_end and kind == "finite" and self._auxiliary(tokens, index) >= 0):
            v2 = self._auxiliary(tokens, index)
            if v2 < 0:
                return False
            passive = tokens[v2].lower in self.lists["be"] or any(
                one.lower in ("worden", "wurde", "wurden") for one in tokens[index : index + 3]
            )
            if any(one.lower in self.lists["unreal"] - {"wird"} for one in tokens[v2 : v2 + 1]):
                return False
            if low > v2:
                low = self._clause(tokens, v2)[0]
        elif (
            kind == "finite"
            and index == high
            and index > low
            and low
            and tokens[low].lower in self.lists["relative"] | self.lists["clause"]
        ):
            final = True
        if any(
            one.lower in self.lists["negations"]
            for one in tokens[min(v2, low) : high + 2 if high + 1 < len(tokens) else high + 1]
            if one.word
        ):
            return True
        if any(one.lower in self.lists["unreal"] - {"wird", "soll", "sollen"} for one in clause):
            return True
        if final:
            return self._relative(number, tokens, low, index, frame)
        return self._main(number, tokens, low, v2, index, high, frame, passive, last)

    def _auxiliary(self, tokens: Sequence[Token], index: int) -> int:
        """The auxiliary that goes with a participle: the nearest to the left."""
        for place in range(index - 1, -1, -1):
            lower = tokens[place].lower
            if lower in self.lists["have"] or (lower in self.lists["be"] and lower != "worden"):
                low, high = self._clause(tokens, place)
                inserted = (
                    low
                    and tokens[low - 1].text == ","
                    and tokens[low].lower in self.lists["relative"] | self.lists["clause"]
                    and index > high
                )
                if not inserted and not (place == high and index > high):
                    return place
        return -1

    def _case(self, tokens: Sequence[Token], noun: Noun) -> str:
        """What the article shows: n(ominative), a(ccusative), d(ative), or several letters when it leaves a choice."""
        first = tokens[noun.first].lower
        table = {
            "der": "nd", "die": "na", "das": "na", "dem": "d", "den": "ad", "ein": "na", "eine": "na", "einem": "d", "einen": "a", "einer": "d",
            "sein": "na", "seine": "na", "seinem": "d", "seinen": "ad", "seiner": "d", "ihr": "na", "ihre": "na", "ihrem": "d", "ihren": "ad", "ihrer": "d",
        }  # fmt: skip
        if first == "der":
            # Masculine nominative or feminine dative: the noun's ending may tell.
            word = next((one for one in noun.words()[1:] if one.capital), None)
            if word and word.lower.endswith(("in", "ung", "schaft", "tät", "keit", "heit", "tion", "ei", "spitze")):
                return "d"
            return "nd"
        return table.get(first, "nad")

    def _main(
        self,
        number: int,
        tokens: Sequence[Token],
        low: int,
        v2: int,
        index: int,
        high: int,
        frame: Frame,
        passive: bool,
        last: Span | None,
    ) -> Span | bool:
        field_nouns = self._middle(tokens, v2 + 1, (index if index != v2 else high + 1))
        front: Noun | None = None
        subject: Span | None = None
        if v2 > low:
            first = tokens[low].lower
            if first in ("sie", "er") and v2 == low + 1:
                subject = self.antecedent(number, first)
                if subject is None:
                    return True
            elif first not in self.lists["prepositions"] and (
                first not in self.lists["stops"] or first in self.lists["determiners"]
            ):
                noun = self.noun(tokens, low)
                if noun and noun.last == v2 - 1:
                    front = noun
            elif first in _BUT and v2 == low + 1:
                subject = last
        if v2 > 0 and tokens[v2 - 1].lower in _BUT and subject is None:
            subject = last
            front = None
        if front is None and subject is None and v2 == low and low >= 2 and tokens[low - 1].text == ",":
            # "Piet Harders, pensionierter Akustiker, bezweifelt": the subject ends at the comma.
            front = self._before_comma(tokens, low - 1, v2)
        elif front is None and subject is None and v2 > low:
            outer = self._before_comma(tokens, v2 - 1, v2) if tokens[v2 - 1].text == "," else None
            front = outer
        plain = [noun for noun, preposition in field_nouns if not preposition]
        pronoun = next(
            (one.lower for one in tokens[v2 + 1 : v2 + 3] if one.lower in ("sie", "er") and not (False)),
            None,
        )
        object_pronoun = next(
            (one.lower for one in tokens[v2 + 1 : v2 + 3] if one.lower in ("ihn", "ihm", "ihr", "ihnen", "sie")), None
        )
        if frame.stance == "accuse" and self.mutual(tokens[v2 : index + 1] if index > v2 else tokens[v2 : high + 1]):
            pair = self.halves(front) if front else None
            if pair:
                for one, other in (pair, pair[::-1]):
                    self.add(number, one, "accuse", other, self._after(tokens, high), 0.65)
            return True
        if passive:
            return self._passive(number, tokens, frame, front, field_nouns, index, high)
        others = list(plain)
        fronted_target: Noun | None = None
        if subject is None and front is not None:
            case = self._case(tokens, front)
            if others and frame.target and frame.target[0] in ("object", "to"):
                second = self._case(tokens, others[0])
                wanted = "d" if "to" in frame.target else "a"
                if case in ("d", "a") or "n" not in case:
                    fronted_target = front
                elif wanted in case and wanted not in second and "n" in second:
                    fronted_target = front
            elif "n" not in case:
                fronted_target = front
            if fronted_target is None:
                if not self._speaks(front):
                    return True
                subject = front.span
            elif others:
                subject = others.pop(0).span
        elif subject is None:
            if pronoun and not others:
                subject = self.antecedent(number, pronoun)
            elif others and "n" in self._case(tokens, others[0]):
                if not self._speaks(others[0]):
                    return True
                subject = others.pop(0).span
            elif pronoun:
                subject = self.antecedent(number, pronoun)
        quote = self.quote_at(number) if not self.pieces[number].quoted else None
        if frame.lemma == "heißen":
            source = next(
                (
                    noun
                    for noun, preposition in field_nouns
                    if preposition in ("aus", "von", "vom", "bei", "beim", "im", "in")
                ),
                None,
            )
            if source is None or not any(one.lower == "es" for one in tokens[v2 + 1 : v2 + 3]):
                return True
            subject = source.span
        if subject is None:
            return False
        speaker = Noun(tokens, 0, 0)
        del speaker
        target: Span | None = fronted_target.span if fronted_target else None
        content = self._after(tokens, high)
        if target is None and any(one in ("object", "to") for one in frame.target):
            wanted = "d" if frame.target[0] == "to" else "a"
            fit = next(
                (
                    noun
                    for noun in others
                    if wanted in self._case(tokens, noun) and self._can_be_told(tokens, noun, frame)
                ),
                None,
            )
            if fit is None and "to" in frame.target and "object" in frame.target:
                fit = others[0] if others else None
            if fit is not None:
                target = fit.span
                others.remove(fit)
            elif object_pronoun and not (object_pronoun == pronoun and subject is not None and front is None):
                target = self.antecedent(
                    number, {"ihr": "sie", "sie": "sie"}.get(object_pronoun, object_pronoun), subject
                )
        if frame.target and frame.target[0] in ("von", "vom"):
            fit = next((noun for noun, preposition in field_nouns if preposition in ("von", "vom")), None)
            if fit is None and low < v2 and tokens[low].lower in ("von", "vom"):
                fit = self.noun(tokens, low + 1)
            target = fit.span if fit else None
        clause = self._reported(tokens, high, frame)
        claim = next((noun for noun in others if any(word.lower in self.claims for word in noun.words())), None)
        question = (
            high + 2 < len(tokens)
            and tokens[high + 1].text == ","
            and tokens[high + 2].lower in self.lists["questions"]
        )
        before = (
            quote is None
            and low >= 3
            and tokens[low - 1].text == ","
            and v2 == low
            and subject.start > tokens[v2].start
        )
        fits = any(
            (need == "clause" and (clause >= 0 or before))
            or (need == "quote" and quote is not None)
            or (need == "question" and question)
            or (need == "target" and target is not None)
            or (
                need == "noun"
                and (bool(others) or any(preposition in ("an", "am", "vor") for _, preposition in field_nouns))
            )
            or (need == "claim" and claim is not None)
            for need in frame.needs
        )
        if not fits:
            return False
        if question and frame.stance == "say" and "question" not in frame.needs and quote is None:
            return False
        if quote is not None and frame.stance not in ("accuse",):
            self.attributed.add(quote)
            content = Span(self.quotes[quote].start, self.quotes[quote].end)
        if "wrongdoer" in frame.target:
            target = (
                self.quoted_wrongdoer(quote)
                if quote is not None and clause < 0
                else self.wrongdoer(tokens, clause)
                if clause >= 0
                else None
            )
        if "maker" in frame.target and claim is not None:
            place = next(i for i in range(claim.first, claim.last + 1) if tokens[i].lower in self.claims)
            target = self.maker(tokens, place)
        if content is None and others:
            content = others[0].span
        self.add(number, subject, frame.stance, target, content, 0.6)
        return subject

    def _can_be_told(self, tokens: Sequence[Token], noun: Noun, frame: Frame) -> bool:
        """Accusations name anybody; promises, warnings and demands go to persons and bodies only."""
        if self._abstract(tokens[noun.first]):
            return False
        return frame.stance == "accuse" or self.animate(noun) or self._case(tokens, noun) == "d"

    def _speaks(self, noun: Noun) -> bool:
        """A person, a body, a name; "der Sturm" and "der Himmel" say nothing."""
        return self.animate(noun) or (
            noun.tokens[noun.first].lower not in self.lists["determiners"]
            and not self._abstract(noun.tokens[noun.first])
        )

    def _before_comma(self, tokens: Sequence[Token], comma: int, verb: int) -> Noun | None:
        """The subject before a comma that closes an apposition or a relative clause."""
        del verb
        opening = next((i for i in range(comma - 1, 0, -1) if tokens[i].text == ","), -1)
        if opening < 0:
            return None
        start = 0
        while start < opening:
            noun = self.noun(tokens, start, coordinated=True)
            if (
                noun
                and noun.last in (opening - 1, comma - 1)
                and (start == 0 or tokens[start - 1].lower not in self.lists["prepositions"])
            ):
                return noun
            start += 1
        return None

    def _middle(self, tokens: Sequence[Token], start: int, stop: int) -> list[tuple[Noun, str]]:
        """The phrases of the middle field with their prepositions."""
        found: list[tuple[Noun, str]] = []
        index = start
        while index < min(stop, len(tokens)):
            word = tokens[index]
            if word.text in (",", ";", ":"):
                # A relative clause may part the field: step over to its end.
                closing = next((i for i in range(index + 1, stop) if tokens[i].text == ","), -1)
                if closing < 0:
                    break
                index = closing + 1
                continue
            preposition = ""
            if word.lower in self.lists["prepositions"]:
                preposition = word.lower
                index += 1
            if index < len(tokens) and (
                tokens[index].lower in self.lists["determiners"]
                or tokens[index].capital
                or self._adjective(tokens, index)
            ):
                noun = self.noun(tokens, index, coordinated=not preposition)
                if noun:
                    if noun.last >= stop:
                        noun = Noun(tokens, noun.first, stop - 1)
                    if not any(self._time(one) for one in noun.words()):
                        found.append((noun, preposition))
                    index = noun.last + 1
                    continue
            index += 1
        return found

    def _passive(
        self,
        number: int,
        tokens: Sequence[Token],
        frame: Frame,
        front: Noun | None,
        nouns: list[tuple[Noun, str]],
        index: int,
        high: int,
    ) -> bool:
        agent = next((noun for noun, preposition in nouns if preposition in self.lists["agent"]), None)
        if frame.stance == "accuse":
            patient = front or next((noun for noun, preposition in nouns if not preposition), None)
            if patient is not None:
                self.add(
                    number,
                    agent.span if agent else None,
                    "accuse",
                    patient.span,
                    self._after(tokens, max(high, index)),
                    0.6,
                )
        return True

    def _after(self, tokens: Sequence[Token], high: int) -> Span | None:
        start = high + 1
        while start < len(tokens) and (not tokens[start].word or tokens[start].lower in ("worden", "dass")):
            start += 1
        last = len(tokens) - 1
        while last > start and not tokens[last].word:
            last -= 1
        return Span(tokens[start].start, tokens[last].end) if start < len(tokens) and start <= last else None

    def _reported(self, tokens: Sequence[Token], high: int, frame: Frame) -> int:
        """First word of the clause that follows the comma: "dass ...", a verb-second clause, an infinitive with zu."""
        place = high + 1
        if place + 2 >= len(tokens) or tokens[place].text not in (",", ":"):
            return -1
        start = place + 1
        if tokens[start].lower in self.lists["clause"]:
            return start + 1
        if (
            tokens[start].lower in ("der", "die", "das")
            and self._clause(tokens, start)[1] < len(tokens)
            and tokens[self._clause(tokens, start)[1]].lower in self.forms
        ):
            return -1
        if frame.stance in ("say", "warn", "promise", "confirm", "deny", "demand", "doubt", "accuse") and not (
            tokens[start].lower in _BUT
            or tokens[start].lower in ("wenn", "falls", "weil", "als", "obwohl", "nachdem", "wie", "wobei")
        ):
            return start
        return -1

    def _relative(self, number: int, tokens: Sequence[Token], low: int, index: int, frame: Frame) -> Span | bool:
        """As in "Mallin, die dem Landesamt Schlamperei vorhält": a clause with the verb at its end."""
        if not low or tokens[low - 1].text != "," or tokens[low].lower not in self.lists["relative"]:
            return False
        relative = tokens[low].lower
        antecedent: Noun | None = None
        for start in range(low - 1):
            noun = self.noun(tokens, start, coordinated=False)
            if (
                noun
                and noun.last == low - 2
                and (start == 0 or tokens[start - 1].lower not in self.lists["determiners"])
            ):
                antecedent = noun
                break
        if antecedent is None:
            return False
        nouns = [noun for noun, preposition in self._middle(tokens, low + 1, index) if not preposition]
        if not nouns:
            return False
        if relative in ("dem", "den", "denen"):
            self.add(number, nouns[0].span, frame.stance, antecedent.span, None, 0.55)
            return antecedent.span
        wanted = "d" if "to" in frame.target else "a"
        if "n" in self._case(tokens, nouns[0]) and wanted not in self._case(tokens, nouns[0]):
            return False
        if frame.target and frame.target[0] in ("object", "to"):
            self.add(
                number, antecedent.span, frame.stance, nouns[0].span, nouns[1].span if len(nouns) > 1 else None, 0.55
            )
        return antecedent.span

    def wrongdoer(self, tokens: Sequence[Token], start: int) -> Span | None:
        """Subject of a subjunctive clause: "der Kassenwart habe Quittungen verbrannt", "dass die Bank gelogen hat"."""
        noun = self.noun(tokens, start)
        if (
            noun is None
            or not self.animate(noun)
            or tokens[noun.first].lower in ("unser", "unsere", "mein", "meine", "wir")
        ):
            return None
        if "n" not in self._case(tokens, noun):
            return None
        after = noun.last + 1
        if after < len(tokens) and tokens[after].lower in self.lists["wrong_aux"]:
            end = self._clause(tokens, after)[1]
            if tokens[end].lower in self.forms:
                return None
            return noun.span
        end = self._clause(tokens, min(after, len(tokens) - 1))[1]
        if tokens[end].lower in self.lists["wrong_aux"] and end > after:
            return noun.span if tokens[end - 1].lower not in self.forms else None
        return None

    def sourced_wrongdoer(self, tokens: Sequence[Token], start: int) -> Span | None:
        """As in "Nach Angaben von X soll Y ... verkauft haben"."""
        if start < len(tokens) and tokens[start].lower in ("soll", "sollen", "hat", "haben", "habe", "hatte"):
            noun = self.noun(tokens, start + 1)
            end = self._clause(tokens, start)[1]
            if (
                noun
                and self.animate(noun)
                and (tokens[start].lower not in ("soll", "sollen") or tokens[end].lower in ("haben", "hätten"))
            ):
                return noun.span
            return None
        return self.wrongdoer(tokens, start)
