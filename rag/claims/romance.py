"""Spanish and Italian: who says what, from "a" before a person, "por" and "da" before an agent, and the place of the subject."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from rag.claims.conjugation import PARTICIPLE
from rag.claims.found import Span
from rag.claims.lexicon import Frame
from rag.claims.light import AND, BUT, Noun, Reader, Token

_VERBLIKE = {
    "es": re.compile(r"\w{2,}(?:ó|aron|ieron|aba|aban|ará|arán|erá|irá)\Z"),
    "it": re.compile(r"\w{2,}(?:ò|arono|irono|ava|avano|eva|evano|erà|irà)\Z"),
}
_INFINITIVE = {
    "es": re.compile(r"\w+(?:ar|er|ir)(?:se|lo|la|los|las|le)?\Z"),
    "it": re.compile(r"(?:\w+(?:are|ere|ire)|\w{2,}(?:ar|er|ir))(?:si|lo|la|li|le|ne)?\Z"),
}


@dataclass(slots=True)
class Verb:
    """A reporting form in its clause: the group from ``first`` to ``index``, voice and kind (finite, participle, gerund)."""

    index: int
    first: int
    frame: Frame
    kind: str
    passive: bool = False
    reflexive: bool = False
    end: int = -1
    clitics: list[str] = field(default_factory=list)


class Romance(Reader):
    """Spanish and Italian."""

    def noun(
        self, tokens: Sequence[Token], index: int, *, about: bool = False, coordinated: bool = True
    ) -> Noun | None:
        first = index
        # Contracted prepositions hold the article: the phrase begins behind them.
        place = index
        while (
            place < len(tokens)
            and tokens[place].lower in self.lists["determiners"]
            and tokens[place].lower not in ("al", "del")
        ):
            place += 1
        start = place
        while place < len(tokens) and self._nominal(tokens, place, place == start):
            place += 1
        if place == start:
            return None
        last = place - 1
        while place + 1 < len(tokens):
            word = tokens[place]
            following = tokens[place + 1]
            if word.lower in self.lists["inside"] and not (about and self._opens_content(tokens, place)):
                after = self.noun(tokens, place + 1, about=about, coordinated=False)
                if after is None or (
                    _INFINITIVE[self.language].match(following.lower)
                    and not following.capital
                    and following.lower not in self.people
                ):
                    break
                if (
                    word.lower in ("en", "para", "al", "alla", "all'")
                    and not after.tokens[after.first].capital
                    and word.lower not in ("al", "alla", "all'")
                ):
                    break
                if word.lower in ("al", "alla", "all'") and not following.capital:
                    break
                last = after.last
                place = last + 1
                continue
            if (
                coordinated
                and word.lower in AND
                and (following.lower in self.lists["determiners"] or following.capital)
            ):
                after = self.noun(tokens, place + 1, about=about, coordinated=False)
                if after is None or not self.animate(after):
                    break
                last = after.last
                place = last + 1
                continue
            if word.text == "," and coordinated is not None and self._apposes(tokens, first, last, place + 1):
                after = self.noun(tokens, place + 1, coordinated=False, about=about)
                if after is None:
                    break
                closing = tokens[after.last + 1].text if after.last + 1 < len(tokens) else "."
                if (
                    not closing[:1].isalpha()
                    or tokens[after.last + 1].lower in self.lists["prepositions"]
                    or tokens[after.last + 1].lower in self.lists["clause"]
                ):
                    last = after.last
                break
            break
        return Noun(tokens, first, last)

    def _apposes(self, tokens: Sequence[Token], first: int, last: int, index: int) -> bool:
        """As in "la interventora, Nuria Cabredo": a role and a name, in either order."""
        if index + 1 > len(tokens) - 1:
            return False
        left = [word for word in tokens[first : last + 1] if word.word]
        right = tokens[index]
        if not left:
            return False
        role_left = (
            any(self.is_person(word) and not word.capital for word in left) or left[0].lower in self.lists["determiners"]
        )
        named = any(word.capital for word in left[-1:]) and not role_left
        if (
            right.capital
            and right.lower not in self.lists["determiners"]
            and right.lower not in self.lists["stops"]
            and right.lower not in self.lists["prepositions"]
        ):
            return role_left and tokens[index + 1].capital
        return named and (
            self.is_person(right) or (right.lower in self.lists["determiners"] and self.is_person(tokens[index + 1]))
        )

    def _nominal(self, tokens: Sequence[Token], index: int, opening: bool) -> bool:
        word = tokens[index]
        if not word.word:
            return word.text.isdigit() or word.text == "&" or (bool(re.match(r"\d", word.text)) and not opening)
        lower = word.lower
        if lower in self.lists["prepositions"] or lower in self.lists["relative"] or lower in self.lists["have"]:
            return False
        if word.capital and index:
            return not self.is_time(word)
        if (
            lower in self.lists["stops"]
            or self.is_time(word)
            or lower in self.lists["be"]
            or lower in self.lists["questions"]
        ):
            return False
        if (
            lower in self.lists["unreal"]
            or lower.endswith("mente")
            or (lower in self.lists["determiners"] and not opening)
        ):
            return False
        if lower in self.forms and not self.person_form(tokens, index) and lower not in self.claims:
            return False
        if lower in self.lists["bodies"] or lower in self.lists["people"]:
            return True
        if not opening and _INFINITIVE[self.language].match(lower):
            return False
        return not _VERBLIKE[self.language].match(lower) and not lower.endswith("ndo")

    def person_form(self, tokens: Sequence[Token], index: int) -> bool:
        """As in "el acusado": a participle behind an article is a person."""
        before = tokens[index - 1].lower if index else ""
        return (
            before in self.lists["determiners"]
            and bool(PARTICIPLE.search(tokens[index].lower))
            and not tokens[index].lower.endswith("ndo")
        )

    def _opens_content(self, tokens: Sequence[Token], index: int) -> bool:
        """Whether a "de" tells the accusation: before an infinitive or a bare noun without a later "de"."""
        if tokens[index].lower not in ("de", "di", "d'"):
            return False
        following = tokens[index + 1]
        if following.lower in self.lists["determiners"] or following.capital:
            return False
        if _INFINITIVE[self.language].match(following.lower):
            return True
        later = list(tokens[index + 2 : index + 8])
        return not any(word.lower in ("de", "di") for word in later) and not self.is_person(following)

    def is_person(self, word: Token) -> bool:
        lower = word.lower
        if any(
            one in self.people
            for one in (lower, lower.removesuffix("s"), lower.removesuffix("es"), *(lower[:-1] + end for end in "oae"))
        ):
            return True
        return len(lower) > 5 and lower.endswith(self.endings)

    def animate(self, noun: Noun) -> bool:
        words = [word for word in noun.words if word.word and word.lower not in self.lists["determiners"]]
        for word in words[:3]:
            if word.lower in self.lists["inside"]:
                break
            if self.is_person(word):
                return True
        return any(word.capital for word in words[:2]) and not (
            len(words) == 1 and noun.first == 0 and not words[0].capital
        )

    # --- verbs -------------------------------------------------------------------------------------------

    def _piece(self, number: int, tokens: list[Token]) -> None:
        last_subject: Span | None = None
        for index, token in enumerate(tokens):
            for frame, kind in self.forms.get(token.lower, ()):
                verb = self._verb(tokens, index, frame, kind)
                if verb is None:
                    continue
                done, subject = self._claim(number, tokens, verb, last_subject)
                last_subject = subject or last_subject
                if done:
                    break
        if self.language == "it":
            self._cleft_object_first(number, tokens)

    def _verb(self, tokens: Sequence[Token], index: int, frame: Frame, kind: str) -> Verb | None:
        extra = frame.lemma.split("_")[1:]
        if extra and [word.lower for word in tokens[index + 1 : index + 1 + len(extra)]] != extra:
            return None
        if (
            tokens[index].capital
            and index
            and tokens[index - 1].text not in ".!?:»”"
            and index > 0
            and kind != "gerund"
        ):
            return None
        first = index
        passive = reflexive = False
        clitics: list[str] = []
        aux = False
        while first:
            lower = tokens[first - 1].lower
            if lower in self.lists["have"] or lower in self.lists["be"]:
                aux = True
                passive = passive or lower in self.lists["be"]
                first -= 1
            elif lower in self.lists["reflexive"]:
                reflexive = True
                first -= 1
            elif (
                lower in self.lists["clitics"]
                and (kind == "finite" or aux)
                and (first < 2 or tokens[first - 2].lower not in self.lists["prepositions"])
            ):
                if (
                    kind == "finite"
                    and not aux
                    and lower in ("la", "lo", "los", "las", "le", "l'", "gli")
                    and tokens[index].lower in self.claims
                ):
                    return None
                clitics.append(lower)
                first -= 1
            elif (
                (lower in self.lists["stops"] or lower.endswith("mente"))
                and lower not in BUT
                and lower not in self.lists["questions"]
                and tokens[first - 1].word
                and first > 0
                and lower not in ("él", "ella", "lui", "lei", "ellos", "loro", "él")
            ):
                if tokens[first - 1].lower in self.lists["negations"]:
                    return None
                first -= 1
            else:
                break
        if aux and self.language == "it" and reflexive:
            passive = False
        if (
            aux
            and self.language == "it"
            and passive
            and kind == "participle"
            and any(tokens[one].lower in self.lists["have"] for one in range(first, index))
        ):
            passive = False
        if kind == "participle" and not aux:
            if first == 0 or tokens[first - 1].lower in BUT:
                if first and tokens[first - 1].lower in BUT:
                    kind = "finite"  # "ha reclamado X y acusado a Y"
                    if not any(word.lower in self.lists["have"] for word in tokens[:first]):
                        return None
                else:
                    passive = True
            else:
                return None
        before = tokens[first - 1].lower if first else ""
        if (
            kind == "finite"
            and not aux
            and not clitics
            and (before in self.lists["determiners"] or before in self.lists["prepositions"])
        ):
            return None
        if any(word.lower in self.lists["unreal"] for word in tokens[max(0, first - 2) : index]) or self.negated(
            tokens, max(0, first - 3), index - 1
        ):
            return None
        if before in ("ni", "né", "sin", "senza") or (
            before in ("si", "se") and self.language == "es" and before == "si"
        ):
            return None
        if frame.reflexive == "must" and not reflexive:
            return None
        return Verb(index, first, frame, kind, passive, reflexive, index + len(extra), clitics)

    def _claim(self, number: int, tokens: Sequence[Token], verb: Verb, last: Span | None) -> tuple[bool, Span | None]:
        frame = verb.frame
        after = verb.end + 1
        lower_after = tokens[after].lower if after < len(tokens) else ""
        if frame.stance == "accuse" and any(word.lower in self.lists["idioms"] for word in tokens[after : after + 3]):
            return True, None
        if frame.stance == "accuse" and self.mutual(tokens) and verb.reflexive:
            noun = self._left(tokens, verb)
            pair = self.halves(noun) if noun else None
            if pair:
                content = self._content(tokens, after)
                for one, other in (pair, pair[::-1]):
                    self.add(number, one, "accuse", other, content, 0.65)
            return True, None
        if (
            verb.reflexive
            and frame.reflexive == "no"
            and not verb.clitics
            and frame.stance != "say"
            and not (frame.stance == "accuse" and self.language == "es")
        ):
            return False, None
        if frame.stance == "accuse" and verb.reflexive and self.language == "es":
            return self._impersonal(number, tokens, verb), None
        if verb.passive:
            return self._passive(number, tokens, verb), None
        speaker = self._subject(number, tokens, verb, last)
        if speaker is None:
            return False, None
        if frame.lemma in ("condenar", "condannare", "denunciar") and any(
            self.lexicon.has("courts", word) for word in self._spoken(tokens, speaker)
        ):
            return True, speaker
        quote = self.quote_at(number) if not self.pieces[number].quoted else None
        target, content, fits = self._complement(number, tokens, verb, speaker, quote)
        if not fits:
            return False, None
        if quote is not None and frame.stance in ("say", "promise", "warn", "demand", "deny", "confirm"):
            self.attributed.add(quote)
        self.add(number, speaker, frame.stance, target, content, 0.65)
        del lower_after
        return True, speaker

    def _spoken(self, tokens: Sequence[Token], span: Span) -> list[str]:
        return [word.lower for word in tokens if span.start <= word.start < span.end]

    def _impersonal(self, number: int, tokens: Sequence[Token], verb: Verb) -> bool:
        """As in "Al entrenador se le acusa de": nobody speaks."""
        if tokens[0].lower in self.lists["to"]:
            noun = self.noun(tokens, 1)
            if noun:
                self.add(number, None, "accuse", noun.span, self._content(tokens, verb.end + 1), 0.6)
        return True

    def _passive(self, number: int, tokens: Sequence[Token], verb: Verb) -> bool:
        frame = verb.frame
        patient: Span | None = None
        if verb.first == 0 and verb.kind == "participle":
            comma = next((i for i in range(verb.end, len(tokens) - 1) if tokens[i].text == ","), -1)
            noun = self.noun(tokens, comma + 1) if comma > 0 else None
            patient = noun.span if noun and self.animate(noun) else None
        else:
            noun = self._left(tokens, verb)
            patient = noun.span if noun else (self.antecedent(number) if verb.first == 0 else None)
        agent: Noun | None = None
        after = verb.end + 1
        if after < len(tokens) and tokens[after].lower in self.lists["agent"]:
            agent = self.noun(tokens, after + 1, about=True)
        if frame.stance == "accuse" and patient:
            if agent is None and (
                after >= len(tokens) or tokens[after].lower not in ("de", "di", "del", "della", "dello", "dell'", "d'")
            ):
                return True
            begin = agent.last + 1 if agent else after
            if begin < len(tokens) and tokens[begin].text == ",":
                begin += 1
            self.add(number, agent.span if agent else None, "accuse", patient, self._content(tokens, begin), 0.65)
        elif agent and frame.stance in ("deny", "confirm") and self.animate(agent):
            self.add(number, agent.span, frame.stance, None, patient, 0.55)
        return True

    def _left(self, tokens: Sequence[Token], verb: Verb) -> Noun | None:
        """The phrase that ends right before the verb group, with an apposition between commas."""
        end = verb.first - 1
        while end >= 0 and (self.is_time(tokens[end]) or tokens[end].lower.endswith("mente")):
            end -= 1
            while end >= 0 and tokens[end].lower in ("el", "la", "de", "este", "lo", "il", "di"):
                end -= 1
        return self._ending_at(tokens, end)

    def _ending_at(self, tokens: Sequence[Token], end: int, depth: int = 0) -> Noun | None:
        if end < 0 or depth > 3:
            return None
        if tokens[end].text == ",":
            # What stands between commas: an apposition, or something to step over.
            inner = next((i for i in range(end - 1, -1, -1) if tokens[i].text in (",", ";", ":")), -1)
            if inner >= 0:
                left = self._ending_at(tokens, inner - 1, depth + 1)
                if left is not None:
                    whole = self.noun(tokens, left.first)
                    return whole if whole and whole.last >= left.last else left
                return None
            # Only one comma: what stands before it belongs elsewhere.
            return None
        boundary = end
        while boundary >= 0 and tokens[boundary].text not in (";", ":", "(", ")") and (tokens[boundary].text != ","):
            boundary -= 1
        for start in range(boundary + 1, end + 1):
            before = tokens[start - 1].lower if start else ""
            if before in self.lists["prepositions"] or (before in self.lists["determiners"] and start - 1 > boundary):
                continue
            if tokens[start].lower in self.lists["prepositions"] and tokens[start].lower not in ("l'",):
                continue
            noun = self.noun(tokens, start)
            if noun and noun.last == end:
                return noun
            if noun and noun.last > end:
                return Noun(tokens, noun.first, end)
        return None

    def _subject(self, number: int, tokens: Sequence[Token], verb: Verb, last: Span | None) -> Span | None:
        before = tokens[verb.first - 1] if verb.first else None
        if verb.kind == "gerund":
            if verb.first == 0:
                comma = next((i for i in range(verb.end, len(tokens) - 1) if tokens[i].text == ","), -1)
                noun = self.noun(tokens, comma + 1) if comma > 0 else None
                return noun.span if noun and self.animate(noun) else None
            if before and before.text != ",":
                return None
            opening = self._first_noun(tokens)
            return opening.span if opening else None
        if before is not None and before.lower in BUT:
            return last or (opening.span if (opening := self._first_noun(tokens)) else None)
        if before is not None and before.lower in self.lists["relative"] | self.lists["clause"]:
            place = verb.first - 2
            if place >= 0 and tokens[place].text == ",":
                place -= 1
            if place >= 0 and tokens[place].lower not in self.forms:
                noun = self._ending_at(tokens, place)
                return noun.span if noun and self.animate(noun) else None
            return None
        if before is not None and before.lower in ("él", "ella", "lui", "lei", "ellos", "loro", "ellas"):
            return self.antecedent(number, before.lower)
        noun = self._left(tokens, verb)
        if noun is not None:
            return (
                noun.span
                if self.animate(noun)
                or (noun.tokens[noun.first].lower in self.lists["determiners"] and self._could_speak(noun))
                else None
            )
        opens = before is None or before.text in (",", "»", "?", "!", "…", "—", "–")
        if not opens:
            return None
        after = verb.end + 1
        while (
            after < len(tokens)
            and (tokens[after].lower in self.lists["stops"] or self.is_time(tokens[after]))
            and not tokens[after].capital
        ):
            after += 1
        if after < len(tokens) and tokens[after].lower in self.lists["to"]:
            # "ha promesso ai residenti la cooperativa": the addressee stands first.
            addressee = self.noun(tokens, after + 1)
            if (
                addressee
                and addressee.last + 1 < len(tokens)
                and (tokens[addressee.last + 1].lower in self.lists["determiners"])
                and self.quote_at(number) is not None
            ):
                found = self.noun(tokens, addressee.last + 1)
                return found.span if found and self.animate(found) else None
        elif after < len(tokens) and (
            tokens[after].lower in self.lists["determiners"] or tokens[after].capital or self.is_person(tokens[after])
        ):
            inverted = (
                verb.frame.stance == "say"
                or self.quote_at(number) is not None
                or (before is not None and self.language == "es")
            )
            found = self.noun(tokens, after)
            if found and inverted and self.animate(found):
                return found.span
            if found and inverted and verb.frame.stance == "say" and self._could_speak(found):
                return found.span
        if before is None:
            # A dropped subject: the person last spoken of.
            previous = next(
                (
                    one.speaker
                    for one in reversed(self.found)
                    if one.speaker and self.pieces[number].sentence - one.sentence in (0, 1)
                ),
                None,
            )
            return previous or self.antecedent(number)
        return None

    def _could_speak(self, noun: Noun) -> bool:
        return any(self.is_person(word) for word in noun.words[:3])

    def _first_noun(self, tokens: Sequence[Token]) -> Noun | None:
        for index, token in enumerate(tokens[:12]):
            if token.lower in self.lists["prepositions"]:
                comma = next((i for i in range(index, min(len(tokens), index + 14)) if tokens[i].text == ","), -1)
                if comma < 0:
                    return None
                noun = self.noun(tokens, comma + 1)
                return noun if noun and self.animate(noun) else None
            if token.word and token.lower not in self.lists["stops"]:
                noun = self.noun(tokens, index)
                return noun if noun and self.animate(noun) else None
        return None

    # --- complements -------------------------------------------------------------------------------------

    def _complement(
        self, number: int, tokens: Sequence[Token], verb: Verb, speaker: Span, quote: int | None
    ) -> tuple[Span | None, Span | None, bool]:
        frame = verb.frame
        after = verb.end + 1
        target: Span | None = None
        content: Span | None = None
        clause = self._clause_start(tokens, after)
        pronoun = next(
            (one for one in verb.clitics if one in ("le", "les", "lo", "la", "los", "las", "gli", "l'", "li")), None
        )
        if "to" in frame.target or "object" in frame.target:
            target, after = self._person_target(number, tokens, verb, speaker, pronoun)
        infinitive = self._infinitive_at(tokens, after)
        noun_after = self._plain_noun(tokens, after)
        question = next(
            (i for i in range(after, min(len(tokens), after + 2)) if tokens[i].lower in self.lists["questions"]), -1
        )
        if clause >= 0:
            content = self._until(tokens, clause)
            if "wrongdoer" in frame.target:
                target = self.wrongdoer(tokens, clause)
        elif quote is not None and frame.stance != "accuse":
            content = Span(self.quotes[quote].start, self.quotes[quote].end)
            if "wrongdoer" in frame.target:
                target = self.quoted_wrongdoer(quote)
        elif question >= 0:
            content = self._until(tokens, question)
        elif infinitive >= 0:
            content = self._until(tokens, infinitive)
        elif noun_after is not None:
            content = noun_after.span
        elif frame.stance == "accuse":
            content = self._content(tokens, after)
        if "maker" in frame.target and noun_after is not None:
            place = next(
                (i for i in range(noun_after.first, noun_after.last + 1) if tokens[i].lower in self.claims), -1
            )
            target = self.maker(tokens, place) if place >= 0 else None
        if "possessor" in frame.target and noun_after is not None:
            target = self._possessor(tokens, noun_after)
        before_clause = clause < 0 and quote is None and self._clause_before(tokens, verb, speaker)
        if before_clause and "wrongdoer" in frame.target:
            target = self.wrongdoer(tokens, 0)
            content = Span(tokens[0].start, tokens[verb.first - 2].end) if verb.first >= 2 else None
        fits = any(
            (need == "clause" and (clause >= 0 or before_clause or (infinitive >= 0 and frame.stance != "say")))
            or (need == "quote" and quote is not None)
            or (
                need == "question"
                and (question >= 0 or (clause >= 0 and tokens[clause].lower in self.lists["questions"]))
            )
            or (need == "noun" and noun_after is not None)
            or (need == "target" and target is not None)
            or (need == "infinitive" and infinitive >= 0)
            or (
                need == "claim"
                and noun_after is not None
                and any(word.lower in self.claims for word in noun_after.words)
            )
            for need in frame.needs
        )
        if (
            frame.stance == "say"
            and clause >= 0
            and tokens[clause].lower in self.lists["questions"]
            and "question" not in frame.needs
        ):
            fits = False
        if frame.stance == "demand" and question >= 0 and clause < 0:
            # "ha chiesto se": asks, demands nothing.
            self.add(number, speaker, "say", None, content, 0.55)
            return None, None, False
        return target, content, fits

    def _clause_before(self, tokens: Sequence[Token], verb: Verb, speaker: Span) -> bool:
        """As in "Los abonos cesaron en 2022, asegura la compañía"."""
        return (
            verb.frame.stance == "say"
            and verb.first >= 3
            and tokens[verb.first - 1].text == ","
            and speaker.start > tokens[verb.index].start
        )

    def _clause_start(self, tokens: Sequence[Token], after: int) -> int:
        """The word behind "que" near the verb."""
        for index in range(after, min(len(tokens), after + 12)):
            if tokens[index].text in (";", ":") or (tokens[index].lower in self.forms and index > after):
                return -1
            if tokens[index].lower in self.lists["clause"]:
                before = tokens[index - 1]
                near = index == after or before.lower in ("de", "a") or before.text == "," or index - after <= 8
                return index + 1 if near and index + 1 < len(tokens) else -1
        return -1

    def _person_target(
        self, number: int, tokens: Sequence[Token], verb: Verb, speaker: Span, pronoun: str | None
    ) -> tuple[Span | None, int]:
        frame = verb.frame
        after = verb.end + 1
        while (
            after < len(tokens)
            and (
                tokens[after].lower in self.lists["stops"]
                or self.is_time(tokens[after])
                or tokens[after].lower.endswith("mente")
            )
            and not (tokens[after].capital and not self.is_time(tokens[after]))
        ):
            if tokens[after].lower in BUT:
                break
            after += 1
        if (
            after < len(tokens)
            and tokens[after].lower in ("el", "il", "lo", "questo", "este")
            and after + 1 < len(tokens)
            and self.is_time(tokens[after + 1])
        ):
            after += 2
        marked = after < len(tokens) and tokens[after].lower in self.lists["to"]
        if (
            not marked
            and tokens[after : after + 1]
            and tokens[after].lower in ("de", "di")
            and frame.stance == "accuse"
        ):
            # "culpa de ellos a su contable"
            later = next(
                (i for i in range(after, min(len(tokens), after + 5)) if tokens[i].lower in self.lists["to"]), -1
            )
            if later > 0:
                after, marked = later, True
        wants_mark = self.language == "es" or "to" in frame.target
        if (marked and wants_mark) or (
            not wants_mark
            and after < len(tokens)
            and (tokens[after].lower in self.lists["determiners"] or tokens[after].capital)
            and not marked
        ):
            start = after + 1 if marked else after
            noun = self.noun(tokens, start, about=True)
            if (noun and noun.span.start >= speaker.end) or (noun and noun.span.end <= speaker.start):
                if "object" in frame.target and not wants_mark and not self.animate(noun) and frame.stance != "accuse":
                    return None, after
                return noun.span, noun.last + 1
        if pronoun:
            return self.antecedent(
                number, {"le": "", "gli": "lui", "les": "les"}.get(pronoun, ""), speaker
            ), verb.end + 1
        if "to" in frame.target and (self.language == "es" or (self.language == "it" and not marked)):
            # "chiede un incontro al sindaco"
            for index in range(after, min(len(tokens) - 1, after + 10)):
                if tokens[index].text in ",;:" or tokens[index].lower in self.lists["clause"]:
                    break
                if tokens[index].lower in self.lists["to"]:
                    noun = self.noun(tokens, index + 1, about=True)
                    if noun and self.animate(noun):
                        return noun.span, after
        return None, verb.end + 1

    def _infinitive_at(self, tokens: Sequence[Token], after: int) -> int:
        for index in range(after, min(len(tokens), after + 3)):
            if (
                tokens[index].word
                and not tokens[index].capital
                and _INFINITIVE[self.language].match(tokens[index].lower)
                and (index == after or tokens[index - 1].lower in ("de", "di", "a", "ad", "con"))
                and tokens[index].lower not in self.people
            ):
                return index
        return -1

    def _plain_noun(self, tokens: Sequence[Token], after: int) -> Noun | None:
        while (
            after < len(tokens)
            and (tokens[after].lower in self.lists["stops"] or self.is_time(tokens[after]))
            and tokens[after].lower not in BUT
        ):
            after += 1
        if (
            after < len(tokens)
            and tokens[after].lower in ("de", "di", "della", "del", "dell'", "dei", "delle")
            and after + 1 < len(tokens)
        ):
            after += 1
        if after >= len(tokens) or not tokens[after].word or tokens[after].lower in self.lists["prepositions"]:
            return None
        if tokens[after].lower in ("todo", "tutto"):
            return Noun(tokens, after, after)
        return self.noun(tokens, after)

    def _possessor(self, tokens: Sequence[Token], noun: Noun) -> Span | None:
        for index in range(noun.first + 1, noun.last):
            if tokens[index].lower in self.lists["inside"]:
                inner = self.noun(tokens, index + 1, coordinated=False)
                if inner and self._could_speak(inner):
                    return inner.span
                return None
        return None

    def _content(self, tokens: Sequence[Token], after: int) -> Span | None:
        index = next(
            (
                i
                for i in range(after, min(len(tokens), after + 12))
                if tokens[i].lower in ("de", "di", "por", "per", "d'")
            ),
            -1,
        )
        return self._until(tokens, index + 1) if index >= 0 and index + 1 < len(tokens) else None

    def _until(self, tokens: Sequence[Token], start: int) -> Span | None:
        last = len(tokens) - 1
        while last > start and not tokens[last].word and not tokens[last].text[0].isdigit():
            last -= 1
        return Span(tokens[start].start, tokens[last].end) if start <= last else None

    def wrongdoer(self, tokens: Sequence[Token], start: int) -> Span | None:
        if start < len(tokens) and tokens[start].lower in ("fue", "fueron", "è", "fu", "furono", "era"):
            # "fue la federación quien rellenó", "fue él quien firmó"
            noun = self.noun(
                tokens,
                start + 2
                if tokens[start + 1 : start + 2] and tokens[start + 1].lower in ("stato", "stata")
                else start + 1,
            )
            if (
                noun
                and noun.last + 1 < len(tokens)
                and tokens[noun.last + 1].lower in ("quien", "quienes", "que", "a", "ad", "che")
            ):
                return noun.span if self.animate(noun) else None
            return None
        noun = self.noun(tokens, start)
        if noun is None or (not self.animate(noun) and not self._could_speak(noun)):
            return None
        if tokens[noun.first].lower in (
            "nuestro",
            "nuestra",
            "nuestros",
            "nuestras",
            "nostro",
            "nostra",
            "nostri",
            "nostre",
            "mi",
            "mio",
            "mia",
        ):
            return None
        place = noun.last + 1
        while place < len(tokens) and (
            tokens[place].lower in self.lists["clitics"]
            or tokens[place].lower in ("no", "non", "ya", "già", "también", "anche", "nunca", "mai")
        ):
            place += 1
        if place >= len(tokens):
            return None
        verb = tokens[place].lower
        following = tokens[place + 1].lower if place + 1 < len(tokens) else ""
        if verb in self.lists["wrong_aux"]:
            hearsay = verb in ("habría", "habrían", "avrebbe", "avrebbero")
            if (
                following in self.forms
                or (not hearsay and following in self.lists["benign"])
                or following in ("sido", "stato", "stata", "stati", "state", "tenido", "avuto")
            ):
                return None
            return noun.span
        if verb in self.forms or verb in self.lists["benign"] or verb in self.lists["unreal"]:
            return None
        if _VERBLIKE[self.language].match(verb) and not verb.endswith(("rá", "rán", "rà")):
            return noun.span
        return None

    def _cleft_object_first(self, number: int, tokens: Sequence[Token]) -> None:
        """As in "A denunciare X è stata Y"."""
        if len(tokens) < 6 or tokens[0].lower not in ("a", "ad"):
            return
        lemma = tokens[1].lower
        frames = self.lexicon.frames.get(lemma, ())
        place = next(
            (
                i
                for i in range(2, len(tokens) - 2)
                if tokens[i].lower in ("è", "sono", "fu") and tokens[i + 1].lower.startswith("stat")
            ),
            -1,
        )
        if not frames or place < 0 or "object" not in frames[0].target:
            return
        target, speaker = self.noun(tokens, 2, about=True), self.noun(tokens, place + 2)
        if target and speaker and target.last < place:
            self.add(number, speaker.span, frames[0].stance, target.span, None, 0.6)


