"""Spanish and Italian: who says what, from the place of the verb, "a" before a person, "por" and "da" before an agent.

A reporting verb is found with its group (auxiliaries, pronouns, adverbs). Its subject stands right before it, behind it
when something said stands before, or in the sentence before; its complements follow.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.claims.conjugation import PARTICIPLE
from rag.claims.found import Span
from rag.claims.light import Noun, Token, ends_with_colon
from rag.claims.romance_phrases import ABOUT, OF
from rag.claims.romance_verbs import _PERSONAL, RomanceVerbs, Verb

_PAST = {
    "es": re.compile(r"\w{2,}(?:ó|aron|ieron|aba|aban)\Z"),
    "it": re.compile(r"\w{2,}(?:ò|arono|irono|ava|avano|eva|evano)\Z"),
}
_OBJECT_CLITICS = frozenset("le les lo la los las gli l' li".split())


@dataclass(frozen=True, slots=True)
class Complement:
    """What follows a verb: whom it aims at, what is said, which of its needs are met."""

    target: Span | None
    content: Span | None
    met: frozenset[str]


# What a court sentences somebody to.
_PENALTIES = frozenset(
    "años año meses mes días pena prisión cárcel muerte pagar multa cadena anni anno mesi mese giorni carcere ergastolo morte pagare multa reclusione".split()
)


class Romance(RomanceVerbs):
    """Reads Spanish and Italian pieces."""

    # --- verbs -------------------------------------------------------------------------------------------

    def _piece(self, number: int, tokens: Sequence[Token]) -> None:
        last: Span | None = None
        self.reading = number
        for index, token in enumerate(tokens):
            lower, clitics = self._without_clitic(token.lower)
            if self._reported_by(number, tokens, index):
                continue
            infinitives = self._before_infinitive(tokens, index)
            for frame, kind in (*infinitives, *self.forms.get(lower, ())):
                verb = self._verb(tokens, index, frame, kind, clitics)
                if verb is None:
                    continue
                done, subject = self._claim(number, tokens, verb, last)
                last = subject or last
                if done:
                    break
        self._cleft(number, tokens)

    def _claim(self, number: int, tokens: Sequence[Token], verb: Verb, last: Span | None) -> tuple[bool, Span | None]:
        """Adds the claim of one verb; whether the verb was read, and its subject."""
        frame = verb.frame
        after = verb.last + 1
        if frame.stance == "accuse" and any(word.lower in self.lists["idioms"] for word in tokens[after : after + 3]):
            return True, None
        if frame.stance == "accuse" and verb.reflexive and self.mutual(tokens):
            noun = self._left(tokens, verb.first)
            pair = self.halves(noun) if noun else None
            for one, other in (pair, pair[::-1]) if pair else ():
                self.add(number, one, "accuse", other, self._content(tokens, after), 0.65)
            return True, None
        if frame.stance == "accuse" and verb.reflexive and self.language == "es":
            return self._impersonal(number, tokens, verb), None
        if verb.reflexive and frame.reflexive == "no" and not verb.clitics and frame.stance != "say":
            return False, None
        if verb.passive:
            return self._passive(number, tokens, verb), None
        speaker = self._subject(number, tokens, verb, last)
        if speaker is None:
            return False, None
        if frame.lemma in ("condenar", "condannare", "denunciar") and (
            any(self.lexicon.has("courts", word.lower) for word in tokens if speaker.start <= word.start < speaker.end)
            or (frame.lemma != "denunciar" and _sentenced(tokens, after))
        ):
            return True, speaker
        quote = self.quote_at(number)
        if frame.stance == "accuse" and quote is not None and speaker.start > tokens[verb.last].start:
            # "«Nos mintió», denunció la portavoz": what is charged is the quotation.
            self.attributed.add(quote)
            target = self.quoted_wrongdoer(quote)
            stance = "say" if target is None and "target" in frame.needs else "accuse"
            self.add(number, speaker, stance, target, self.quoted(quote), 0.65)
            return True, speaker
        complement = self._complement(number, tokens, verb, speaker, quote)
        stance = frame.stance
        denied = {"infinitive"} if stance in ("deny", "confirm") else set()
        if not complement.met & ({"quote", "that"} | denied):
            noun = self._left(tokens, verb.first)
            if noun is not None and noun.span == speaker and not self._speaks(noun):
                return True, None
        if frame.lemma in ("jurar", "giurare") and "that" in complement.met and not self._coming(tokens, verb.last + 1):
            stance = "say"  # "swore that he had been sober" promises nothing
        asks = "question" in complement.met and "question" not in frame.needs
        if asks and stance == "say":
            return False, None
        if asks and stance == "demand" and "clause" not in complement.met:
            stance = "say"  # "ha chiesto se": asks, demands nothing
        elif not self._met(tokens, verb, complement):
            return False, None
        # "respinge le accuse: «...»" is two claims: the quotation is left to what reads the colon.
        colon = ends_with_colon(tokens) and "noun" in complement.met and stance != "say"
        if quote is not None and stance != "accuse" and not colon:
            self.attributed.add(quote)
        target = complement.target if stance == frame.stance else None
        self.add(number, speaker, stance, target, complement.content, 0.65)
        return True, speaker

    def _met(self, tokens: Sequence[Token], verb: Verb, complement: Complement) -> bool:
        """Whether a verb has what it needs; in a relative clause ("que admite un máximo de ...") a noun is not enough."""
        met = complement.met & set(verb.frame.needs)
        relative = verb.first > 0 and tokens[verb.first - 1].lower in self.lists["relative"]
        return bool(met - {"noun", "alone"} if relative and verb.frame.stance in ("say", "confirm", "demand") else met)

    def _impersonal(self, number: int, tokens: Sequence[Token], verb: Verb) -> bool:
        """As in "Al entrenador se le acusa de": nobody speaks."""
        noun = self.noun(tokens, 1) if tokens[0].lower in self.lists["to"] else None
        if noun:
            self.add(number, None, "accuse", noun.span, self._content(tokens, verb.last + 1), 0.6)
        return True

    def _passive(self, number: int, tokens: Sequence[Token], verb: Verb) -> bool:
        """As in "X fue acusado por Y", "X, acusado de fraude, ...", "Acusado por Y, X ..."."""
        frame, after = verb.frame, verb.last + 1
        patient: Noun | None = None
        resolved: Span | None = None
        if verb.first == 0 and verb.kind == "participle" and tokens[0].text == tokens[verb.last].text:
            comma = next((i for i in range(verb.last, len(tokens) - 1) if tokens[i].text == ","), -1)
            patient = self.noun(tokens, comma + 1) if comma > 0 else None
            patient = patient if patient and self.animate(patient) else None
        elif verb.kind == "participle" and tokens[verb.first - 1].text == "," and not self._auxiliary(tokens, verb):
            patient = self._ending_at(tokens, verb.first - 2)
            patient = patient if patient and self.animate(patient) else None
        else:
            patient = self._left(tokens, verb.first)
            if patient is None and verb.first == 0:
                resolved = self.antecedent(number)
        if "to" in frame.target and patient is None:
            patient = self._fronted(tokens)
        end = self._clause_end(tokens, after)
        agent = next(
            (
                noun
                for index in range(after, end)
                if tokens[index].lower in self.lists["agent"]
                and (noun := self.noun(tokens, index + 1))
                and (self.animate(noun) or (self.language == "it" and not self._infinitive(tokens[index + 1])))
            ),
            None,
        )
        hit = patient.span if patient else resolved
        if frame.stance == "accuse" and hit:
            about = after < len(tokens) and tokens[after].lower in ABOUT
            if agent is None and not about:
                return True
            if agent and frame.about:
                agent = self._without_content(tokens, agent, frame)
            if agent and agent.first - 1 == after:
                after = agent.last + 1  # what is charged stands behind who charges
            tokens = tokens[: self._clause_end(tokens, after)]
            self.add(number, agent.span if agent else None, "accuse", hit, self._content(tokens, after), 0.65)
        elif agent and frame.stance in ("deny", "confirm") and patient:
            self.add(number, agent.span, frame.stance, None, patient.span, 0.55)
        return True

    def _reported_by(self, number: int, tokens: Sequence[Token], index: int) -> bool:
        """As in "..., según informó la policía", "secondo quanto riferito dai carabinieri", "come ha detto X"."""
        stances = {frame.stance for frame, _ in self.forms.get(tokens[index].lower, ())}
        if not stances & {"say", "confirm", "warn"}:
            return False
        first = index
        while first and tokens[first - 1].lower in self.lists["have"] | self.lists["be"] | self.lists["clitics"]:
            first -= 1
        before = [" ".join(word.lower for word in tokens[max(0, first - size) : first]) for size in (3, 2, 1)]
        marker = next((one for one in before if one in self.lexicon.lists["reported_by"]), None)
        start = index + 1
        if marker is None or start >= len(tokens):
            return False
        if tokens[start].lower in self.lists["agent"]:
            start += 1
        noun = self._behind(tokens, start)
        if noun is None or not self.animate(noun):
            return False
        first -= len(marker.split())
        self.source(number, tokens, noun, first, noun.last + 1 if first == 0 else len(tokens))
        return True

    # --- complements -------------------------------------------------------------------------------------

    def _complement(
        self, number: int, tokens: Sequence[Token], verb: Verb, speaker: Span, quote: int | None
    ) -> Complement:
        frame = verb.frame
        target, after = None, verb.last + 1
        if "to" in frame.target or "object" in frame.target:
            target, after = self._aimed(number, tokens, verb, speaker)
        if "con" in frame.target and after < len(tokens) and tokens[after].lower in ("con", "col"):
            noun = self.noun(tokens, after + 1)
            if noun:
                target, after = noun.span, noun.last + 1
        plain = self._plain_noun(tokens, after)
        if plain and (plain.span in (speaker, target) or plain.span.start == speaker.start):
            plain = None
        clause = self._clause_start(tokens, verb.last + 1, plain)
        question = next(
            (i for i in range(after, min(len(tokens), after + 2)) if tokens[i].lower in self.lists["questions"]), -1
        )
        if clause >= 0 and tokens[clause].lower in self.lists["questions"]:
            question = clause
        infinitive = self._infinitive_at(tokens, after)
        before = clause < 0 and quote is None and self._said_before(tokens, verb, speaker)
        met = {
            "clause": clause >= 0 or before or (infinitive >= 0 and frame.stance not in ("warn",)),
            "that": clause >= 0 or before,
            "quote": quote is not None,
            "question": question >= 0,
            "noun": plain is not None,
            "target": target is not None,
            "infinitive": infinitive >= 0,
            "lo": bool({"lo", "l'"} & set(verb.clitics)),
            "alone": after >= len(tokens) or tokens[after].text == "." or speaker.start >= tokens[after].start,
            "claim": plain is not None and any(word.lower in self.claims for word in plain.words),
        }
        if after < len(tokens):
            met[tokens[after].lower] = True
        names = frozenset(name for name, holds in met.items() if holds)
        content: Span | None = None
        # «No sabíamos nada», afirmó el gerente, que dirigía la red: the clause is about him, the quotation is what he said.
        if clause >= 0 and not (quote is not None and speaker.start > tokens[verb.last].start):
            content = self.until_end(tokens, clause)
        elif quote is not None and frame.stance != "accuse":
            content = self.quoted(quote)
        elif before:
            content = self.until_end(tokens[: verb.first], 0)
        elif question >= 0 or infinitive >= 0:
            content = self.until_end(tokens, question if question >= 0 else infinitive)
        elif plain is not None:
            content = plain.span
        elif frame.stance == "accuse":
            content = self._content(tokens, after)
        if "wrongdoer" in frame.target and target is None:
            if clause >= 0:
                target = self.wrongdoer(tokens, clause)
            elif quote is not None and frame.stance != "accuse":
                target = self.quoted_wrongdoer(quote)
            elif before:
                target = self.wrongdoer(tokens, 0)
        if plain is not None and "maker" in frame.target:
            target = self.maker(tokens, plain) or self._published(tokens, plain)
        if plain is not None and "possessor" in frame.target:
            target = self._possessor(tokens, plain)
        return Complement(target, content, names)

    def _published(self, tokens: Sequence[Token], plain: Noun) -> Span | None:
        """As in "la información publicada por el diario"."""
        if not any(word.lower in self.claims for word in plain.words):
            return None
        for index in range(plain.first + 1, min(plain.last + 3, len(tokens) - 1)):
            if PARTICIPLE.search(tokens[index - 1].lower) and tokens[index].lower in self.lists["agent"]:
                noun = self.noun(tokens, index + 1)
                return noun.span if noun and self.animate(noun) else None
        return None

    def _said_before(self, tokens: Sequence[Token], verb: Verb, speaker: Span) -> bool:
        """As in "Los abonos cesaron en 2022, asegura la compañía"."""
        return verb.first >= 3 and tokens[verb.first - 1].text == "," and speaker.start > tokens[verb.last].start

    def _clause_start(self, tokens: Sequence[Token], after: int, plain: Noun | None) -> int:
        """The word behind "que" near the verb; the "que" behind an object is a relative."""
        for index in range(after, min(len(tokens), after + 12)):
            if tokens[index].text in (";", ":") or (tokens[index].lower in self.forms and index > after):
                return -1
            if tokens[index].lower in self.lists["clause"]:
                relative = plain is not None and index > plain.last
                return index + 1 if index + 1 < len(tokens) and not relative else -1
        return -1

    def _aimed(self, number: int, tokens: Sequence[Token], verb: Verb, speaker: Span) -> tuple[Span | None, int]:
        """Whom a verb is aimed at: behind "a", as a plain object in Italian, as a pronoun, before "al que"; and what follows."""
        frame = verb.frame
        after = verb.last + 1
        while after < len(tokens) and (self._adverb(tokens[after]) or self.is_time(tokens[after])):
            after += 1
        if (
            after + 1 < len(tokens)
            and tokens[after].lower in ("el", "il", "lo", "este", "questo")
            and self.is_time(tokens[after + 1])
        ):
            after += 2
        if [word.lower for word in tokens[after : after + 3]] in (["a", "su", "vez"], ["a", "sua", "volta"]):
            after += 3
        marked = after < len(tokens) and tokens[after].lower in self.lists["to"]
        if not marked and frame.stance == "accuse" and after < len(tokens) and tokens[after].lower in OF:
            # "culpa de ellos a su contable"
            later = next(
                (i for i in range(after, min(len(tokens), after + 5)) if tokens[i].lower in self.lists["to"]), -1
            )
            # Not "gli rimprovera di non aver scritto alla sede": to whom somebody else did what.
            done = any(self._infinitive(word) or word.lower in ("aver", "haber") for word in tokens[after:later])
            if later > 0 and not done and not _OBJECT_CLITICS & set(verb.clitics):
                after, marked = later, True
        by_mark = self.language == "es" or "to" in frame.target
        plain = after < len(tokens) and (
            tokens[after].lower in self.lists["determiners"] or tokens[after].capital or self.is_person(tokens[after])
        )
        if marked if by_mark else plain and not marked:
            noun = self.noun(tokens, after + 1 if marked else after)
            if noun and (noun.span.start >= speaker.end or noun.span.end <= speaker.start):
                noun = self._without_gift(self._without_content(tokens, noun, frame), frame)
                if frame.stance != "accuse" and not by_mark and not self._speaks(noun):
                    return None, after
                return noun.span, noun.last + 1
        if (relative := self._relative_object(tokens, verb)) is not None:
            return relative.span, after
        pronoun = next((one for one in verb.clitics if one in _OBJECT_CLITICS), None)
        # "lo anunció": what was said, not who was told.
        if pronoun and (frame.stance == "accuse" or pronoun not in ("lo", "l'", "la")):
            agreeing = {"gli": "lui", "les": "les"}.get(pronoun, "")
            return self.antecedent(number, agreeing, speaker), verb.last + 1
        if "to" in frame.target and not marked:
            # "chiede un incontro al sindaco"
            for index in range(after, min(len(tokens) - 1, after + 10)):
                if tokens[index].text in ",;:" or tokens[index].lower in self.lists["clause"]:
                    break
                if (
                    tokens[index].lower in self.lists["to"]
                    and tokens[index - 1].lower not in self.lists["before_place"]
                ):
                    noun = self.noun(tokens, index + 1)
                    if noun and self.animate(noun) and noun.span != speaker:
                        return noun.span, after
            if (fronted := self._fronted(tokens)) and fronted.span.end <= speaker.start:
                return fronted.span, after
        return None, verb.last + 1

    def _infinitive_at(self, tokens: Sequence[Token], after: int) -> int:
        for index in range(after, min(len(tokens), after + 3)):
            led = index == after or tokens[index - 1].lower in ("de", "di", "a", "ad", "con")
            if led and self._infinitive(tokens[index]):
                return index
        return -1

    def _plain_noun(self, tokens: Sequence[Token], after: int) -> Noun | None:
        """The object behind a verb; also behind a partitive "de", "di"."""
        articles = self.lists["determiners"]
        while after < len(tokens) and (
            (self._adverb(tokens[after]) and tokens[after].lower not in articles) or self.is_time(tokens[after])
        ):
            after += 1
        if after + 1 < len(tokens) and tokens[after].lower in OF:
            after += 1
        if after >= len(tokens) or not tokens[after].word or tokens[after].lower in self.lists["prepositions"]:
            return None
        if tokens[after].lower in ("todo", "tutto"):
            return Noun(tokens, after, after)
        return self.noun(tokens, after)

    def _content(self, tokens: Sequence[Token], after: int) -> Span | None:
        place = next((i for i in range(after, min(len(tokens), after + 12)) if tokens[i].lower in ABOUT), -1)
        return self.until_end(tokens, place + 1) if place >= 0 else None

    # --- wrongdoers --------------------------------------------------------------------------------------

    def wrongdoer(self, tokens: Sequence[Token], start: int) -> Span | None:
        """As in "el contable había firmado", "fue la federación quien rellenó"."""
        if start < len(tokens) and tokens[start].lower in ("fue", "fueron", "è", "fu", "furono", "era"):
            return self._cleft_wrongdoer(tokens, start + 1)
        noun = self.noun(tokens, start)
        if noun is None or not self._speaks(noun) or any(word.lower in self.lists["ours"] for word in noun.words[:2]):
            return None
        place = noun.last + 1
        skipped = self.lists["clitics"] | {"ya", "già", "también", "anche"}
        while place < len(tokens) and tokens[place].lower in skipped:
            place += 1
        if place >= len(tokens):
            return None
        verb = tokens[place].lower
        following = tokens[place + 1].lower if place + 1 < len(tokens) else ""
        if verb in self.lists["wrong_aux"]:
            hearsay = verb in ("habría", "habrían", "avrebbe", "avrebbero")
            state = following in ("sido", "stato", "stata", "stati", "state", "tenido", "avuto")
            if following in self.forms or state or (not hearsay and following in self.lists["benign"]):
                return None
            return noun.span
        if verb in self.forms or verb in self.lists["benign"] or verb in self.lists["unreal"]:
            return None
        return noun.span if _PAST[self.language].match(verb) else None

    def _cleft_wrongdoer(self, tokens: Sequence[Token], start: int) -> Span | None:
        """As in "fue la federación quien rellenó", "è stato lui a firmare"."""
        if start < len(tokens) and tokens[start].lower in ("stato", "stata"):
            start += 1
        if start < len(tokens) and tokens[start].lower in _PERSONAL:
            return self.antecedent(self.reading, tokens[start].lower)
        noun = self.noun(tokens, start)
        after = tokens[noun.last + 1].lower if noun and noun.last + 1 < len(tokens) else ""
        if noun and after in ("quien", "quienes", "que", "a", "ad", "che") and self.animate(noun):
            return noun.span
        return None

    def _cleft(self, number: int, tokens: Sequence[Token]) -> None:
        """As in Italian "A denunciare X è stata Y"."""
        if self.language != "it" or len(tokens) < 6 or tokens[0].lower not in ("a", "ad"):
            return
        frame = next(iter(self.lexicon.frames.get(tokens[1].lower, ())), None)
        place = next(
            (
                i
                for i in range(2, len(tokens) - 2)
                if tokens[i].lower in ("è", "sono", "fu") and tokens[i + 1].lower.startswith("stat")
            ),
            -1,
        )
        if frame is None or place < 0 or "object" not in frame.target:
            return
        target, speaker = self.noun(tokens, 2), self.noun(tokens, place + 2)
        if target and speaker and target.last < place:
            self.add(number, speaker.span, frame.stance, target.span, None, 0.6)


def _sentenced(tokens: Sequence[Token], after: int) -> bool:
    """Whether a court's sentence follows: "lo condenó a dieciocho meses de prisión"."""
    for index in range(after, min(len(tokens) - 1, after + 8)):
        if tokens[index].lower in ("a", "ad", "alla", "all'") and any(
            word.lower in _PENALTIES for word in tokens[index + 1 : index + 4]
        ):
            return True
    return False
