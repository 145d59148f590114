"""Spanish and Italian: reporting verbs with their groups, and the subjects of those verbs."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.claims.found import Span
from rag.claims.lexicon import Frame
from rag.claims.light import BUT, Noun, Token, ends_with_colon
from rag.claims.romance_phrases import OF, VERBLIKE, RomancePhrases

_SPANISH_GERUND = re.compile(r"(\w+)(?:á|é)(ndo)(l[oae]s?)\Z")
_ITALIAN_GERUND = re.compile(r"(\w+[ae]ndo)(l[oaie]|gli)\Z")
_PERSONAL = frozenset("él ella ellos ellas lui lei loro".split())
_FEMININE_ARTICLES = {"es": frozenset(("la", "las")), "it": frozenset(("la", "le", "l'"))}
_AFTER = frozenset("dopo tras por per".split())
_HAVING = frozenset("haber aver avere".split())
_FUTURE = re.compile(r"(?:rá|rán|ría|rían|rà|ranno|rebbe|rebbero)\Z")
# What ends a measure of time that has passed, within so many words.
_LATER = frozenset("dopo después tarde prima antes".split())
_LATER_IN = 5


@dataclass(slots=True)
class Verb:
    """A reporting form in its clause: the group from ``first`` to ``last``, what it is, its pronouns."""

    frame: Frame
    kind: str
    first: int
    last: int
    passive: bool = False
    reflexive: bool = False
    clitics: tuple[str, ...] = ()


class RomanceVerbs(RomancePhrases):
    """Finds verbs and who is their subject."""

    def _without_clitic(self, lower: str) -> tuple[str, tuple[str, ...]]:
        """As in "acusándolo": "acusando" and "lo"."""
        if match := _SPANISH_GERUND.match(lower) if self.language == "es" else None:
            vowel = "a" if "ándo" in lower else "e"
            return match.group(1) + vowel + match.group(2), (match.group(3),)
        if match := _ITALIAN_GERUND.match(lower) if self.language == "it" else None:
            return match.group(1), (match.group(2),)
        return lower, ()

    def _before_infinitive(self, tokens: Sequence[Token], index: int) -> tuple[tuple[Frame, str], ...]:
        """As in "Tras acusar a X, ..."."""
        frames = self.lexicon.frames.get(tokens[index].lower, ())
        before = [" ".join(word.lower for word in tokens[max(0, index - size) : index]) for size in (1, 2)]
        if not frames or not any(one in self.lexicon.lists["before_infinitive"] for one in before):
            return ()
        return tuple((frame, "gerund") for frame in frames if "_" not in frame.lemma)

    def _verb(
        self, tokens: Sequence[Token], index: int, frame: Frame, kind: str, enclitic: tuple[str, ...]
    ) -> Verb | None:
        """The group around a form; None when the form reports nothing here: a noun, a name, negated, only possible."""
        extra = frame.lemma.split("_")[1:]
        if [word.lower for word in tokens[index + 1 : index + 1 + len(extra)]] != extra:
            return None
        if tokens[index].capital and index and tokens[index - 1].text not in ".!?:»”" and kind != "gerund":
            return None
        first = index
        auxiliaries: list[str] = []
        clitics = list(enclitic)
        reflexive = False
        while first:
            lower = tokens[first - 1].lower
            if lower in self.lists["have"] or lower in self.lists["be"]:
                auxiliaries.append(lower)
            elif lower in self.lists["reflexive"]:
                reflexive = True
            elif lower in self.lists["clitics"] and self._is_clitic(tokens, first - 1, index, kind, bool(auxiliaries)):
                clitics.append(lower)
            elif lower in self.lists["negations"]:
                return None
            elif not self._adverb(tokens[first - 1]):
                break
            first -= 1
        has = any(one in self.lists["have"] for one in auxiliaries)
        passive = kind == "participle" and not has and any(one in self.lists["be"] for one in auxiliaries)
        # Spanish "ha sido acusado", Italian "è stato accusato".
        passive = passive or (kind == "participle" and any(one in ("sido", "stato", "stata") for one in auxiliaries))
        if self.language == "it" and reflexive:
            passive = False
        before = tokens[first - 1].lower if first else ""
        if _HAVING & set(auxiliaries):
            # "Dopo aver accusato X, Y ..."; "nega di aver accusato" accuses nobody.
            if not _AFTER & {word.lower for word in tokens[max(0, first - 1) : index]}:
                return None
            kind = "gerund"
        if kind == "participle" and not auxiliaries:
            if before in BUT and any(word.lower in self.lists["have"] for word in tokens[:first]):
                kind = "finite"  # "ha reclamado X y acusado a Y"
            elif first == 0 or before == ",":
                passive = True
            else:
                return None
        bare = kind == "finite" and not auxiliaries and not clitics and not reflexive
        if bare and (before in self.lists["determiners"] or before in self.lists["prepositions"]):
            return None
        if any(word.lower in self.lists["unreal"] for word in tokens[max(0, first - 2) : index]):
            return None
        if before in self.lists["negations"] or (self.language == "es" and before == "si"):
            return None
        if self._negated_subject(tokens, first) or (frame.reflexive == "must" and not reflexive):
            return None
        return Verb(frame, kind, first, index + len(extra), passive, reflexive, tuple(clitics))

    def _is_clitic(self, tokens: Sequence[Token], place: int, index: int, kind: str, auxiliary: bool) -> bool:
        """Whether "la", "lo", "le" is a pronoun here rather than an article."""
        if kind not in ("finite", "participle") or (kind == "participle" and not auxiliary):
            return False
        if place and tokens[place - 1].lower in self.lists["prepositions"]:
            return False
        following = tokens[index + 1].lower if index + 1 < len(tokens) else ""
        if not auxiliary and following in OF and tokens[place].lower in _FEMININE_ARTICLES[self.language]:
            return False  # "la demanda de plazas"
        # "la denuncia": the nouns among the forms are feminine.
        noun = tokens[index].lower in self.claims and tokens[place].lower in _FEMININE_ARTICLES[self.language]
        return not noun or auxiliary

    def _adverb(self, word: Token) -> bool:
        lower = word.lower
        if not word.word or lower in BUT or lower in self.lists["questions"] or lower in _PERSONAL:
            return False
        return lower in self.lists["stops"] or lower.endswith("mente")

    def _negated_subject(self, tokens: Sequence[Token], first: int) -> bool:
        """As in "Ningún testigo ha confirmado": a negation in the clause before the verb."""
        for index in range(first - 1, max(first - 5, -1), -1):
            if not tokens[index].word:
                return False
            if tokens[index].lower in self.lists["negations"]:
                return True
        return False

    def _coming(self, tokens: Sequence[Token], start: int) -> bool:
        """Whether a future or conditional follows."""
        return any(_FUTURE.search(word.lower) for word in tokens[start : start + 12])

    def _auxiliary(self, tokens: Sequence[Token], verb: Verb) -> bool:
        return any(word.lower in self.lists["be"] | self.lists["have"] for word in tokens[verb.first : verb.last])

    def _clause_end(self, tokens: Sequence[Token], start: int) -> int:
        return next(
            (
                i
                for i in range(start, len(tokens))
                if tokens[i].text in ",;:." or tokens[i].lower in self.lists["clause"]
            ),
            len(tokens),
        )

    # --- the subject -------------------------------------------------------------------------------------

    def _subject(self, number: int, tokens: Sequence[Token], verb: Verb, last: Span | None) -> Span | None:
        before = tokens[verb.first - 1] if verb.first else None
        if verb.kind == "gerund":
            return self._main_subject(tokens, verb)
        if before is not None and before.lower in BUT and verb.first > 1:
            if last:
                return last
            relative = next((i for i in range(verb.first - 1, 0, -1) if tokens[i].lower in self.lists["relative"]), -1)
            if (
                relative > 0
                and tokens[relative - 1].text == ","
                and not any(word.text == "," for word in tokens[relative : verb.first])
            ):
                # "Indaga sull'impresa, che respinge ogni addebito e accusa": the clause's own subject goes on.
                noun = self._ending_at(tokens, relative - 2)
                return noun.span if noun and self.animate(noun) else None
            opening = self._first_noun(tokens)
            return opening.span if opening else None
        if before is not None and before.lower in self.lists["relative"] | self.lists["clause"]:
            return self._relative_subject(tokens, verb)
        if before is not None and before.lower in _PERSONAL:
            return self.antecedent(number, before.lower)
        inverted = self._inverted(number, tokens, verb)
        noun = self._left(tokens, verb.first)
        started = not any(self._finite(word) for word in tokens[: verb.first])
        if noun is not None and (inverted is None or started) and (self._speaks(noun) or self.might_speak(noun)):
            return noun.span
        if (
            inverted is None
            and not started
            and verb.frame.stance == "say"
            and before is not None
            and before.text == ","
        ):
            # "..., hanno raccontato alcuni passeggeri": behind a clause even an unknown word is the speaker.
            behind = self._behind(tokens, verb.last + 1)
            inverted = behind if behind and self.might_speak(behind) else None
        if noun is not None and inverted is None:
            return None
        if inverted is not None:
            return inverted.span
        if verb.frame.stance == "accuse" and self.quoted_before(number, tokens[verb.first]):
            return None
        if self.pieces[number].quoted:
            return None  # "«Mi chiesero di tacere», racconta X": whoever asked, not who tells it
        quoted = ends_with_colon(tokens) and self.quote_at(number) is not None
        if (
            verb.first == 0
            or (verb.first == 1 and tokens[0].lower in BUT)
            or (started and quoted and tokens[verb.first - 1].text != ",")
        ):
            # A dropped subject: the person last spoken of.
            sentence = self.pieces[number].sentence
            previous = [one.speaker for one in self.found if one.speaker and sentence - one.sentence in (0, 1)]
            subject = self.antecedent(number)
            # Of several who spoke, the subject of the sentence before: "..., como sostiene el club" is an aside.
            return subject if not previous or subject in previous else previous[-1]
        return None

    def _finite(self, word: Token) -> bool:
        """Whether a word looks like a finite verb."""
        lower = word.lower
        known = lower in self.forms or lower in self.lists["have"] or lower in self.lists["be"]
        return known or bool(VERBLIKE[self.language].match(lower))

    def _main_subject(self, tokens: Sequence[Token], verb: Verb) -> Span | None:
        """Whose act a gerund or an infinitive is: the subject behind its comma, or the one that opens the sentence."""
        comma = next((i for i in range(verb.last, len(tokens) - 1) if tokens[i].text == ","), -1)
        opens = not any(self._clause_mark(word) for word in tokens[: verb.first])
        led = opens and verb.first <= 3 and comma > 0
        noun = self.noun(tokens, comma + 1) if led else self._first_noun(tokens)
        return noun.span if noun and self.animate(noun) else None

    def _clause_mark(self, word: Token) -> bool:
        return word.text in (",", ";", ":")

    def _relative_subject(self, tokens: Sequence[Token], verb: Verb) -> Span | None:
        """As in "La candidata, que acusó a ...": the phrase before "que"."""
        place = verb.first - 2
        if place >= 0 and tokens[place].text == ",":
            place -= 1
        if place < 0 or tokens[place].lower in self.forms:
            return None
        noun = self._ending_at(tokens, place)
        return noun.span if noun and self.animate(noun) else None

    def _left(self, tokens: Sequence[Token], first: int) -> Noun | None:
        """The phrase that ends right before the verb group, with an apposition between commas."""
        end = first - 1
        while end >= 0 and (self.is_time(tokens[end]) or tokens[end].lower.endswith("mente")):
            end -= 1
            while end >= 0 and tokens[end].lower in ("el", "la", "de", "este", "lo", "il", "di"):
                end -= 1
        return self._ending_at(tokens, end)

    def _inverted(self, number: int, tokens: Sequence[Token], verb: Verb) -> Noun | None:
        """A subject behind its verb: "..., dijo X", "Lo ha annunciato il sindaco", "Dijo el alcalde que"."""
        before = tokens[verb.first - 1] if verb.first else None
        if before is not None and before.text not in (",", "»", "”", "?", "!", "…", "—", "–"):
            return None
        noun = self._behind(tokens, verb.last + 1)
        if noun is None:
            return None
        said = verb.frame.stance == "say" or self.quote_at(number) is not None or before is not None
        pronoun = bool({"lo", "l'"} & set(verb.clitics))
        follows = noun.last + 1 < len(tokens) and tokens[noun.last + 1].lower in self.lists["clause"]
        # "«Es un engaño», denunció la portavoz": behind a quotation; "acusa a la portavoz" accuses her.
        behind_quote = (
            self.quoted_before(number, tokens[verb.first]) and tokens[verb.last + 1].lower not in self.lists["to"]
        )
        if (verb.frame.stance == "accuse" and not behind_quote) or not (said or pronoun or follows):
            return None
        speaks = self._speaks(noun) or (self.quote_at(number) is not None and self.might_speak(noun))
        return noun if speaks and not any(word.lower in self.claims for word in noun.words) else None

    def _behind(self, tokens: Sequence[Token], after: int) -> Noun | None:
        """The phrase behind a verb, over adverbs, times and an addressee."""
        while after < len(tokens):
            word = tokens[after]
            if (later := _afterwards(tokens, after)) > after:
                after = later
            elif word.lower in self.lists["to"]:
                addressee = self.noun(tokens, after + 1, coordinated=False)
                if addressee is None:
                    return None
                after = addressee.last + 1
            elif word.text.isdigit() or self.is_time(word) or (self._adverb(word) and not word.capital):
                after += 1
            elif (
                word.lower in ("este", "il", "el", "questo")
                and after + 1 < len(tokens)
                and self.is_time(tokens[after + 1])
            ):
                after += 2
            else:
                break
        if after >= len(tokens):
            return None
        word = tokens[after]
        if word.lower in self.lists["determiners"] or word.capital or self.is_person(word):
            return self.noun(tokens, after)
        return None

    def _first_noun(self, tokens: Sequence[Token]) -> Noun | None:
        """The phrase that opens the sentence, behind a comma when a preposition opens it."""
        for index, token in enumerate(tokens[:12]):
            if token.lower in self.lists["prepositions"]:
                comma = next((i for i in range(index, min(len(tokens), index + 14)) if tokens[i].text == ","), -1)
                noun = self.noun(tokens, comma + 1) if comma > 0 else None
                return noun if noun and self.animate(noun) else None
            if token.word and token.lower not in self.lists["stops"]:
                noun = self.noun(tokens, index)
                return noun if noun and self.animate(noun) else None
        return None

    def _fronted(self, tokens: Sequence[Token]) -> Noun | None:
        """As in "Alla sindaca l'opposizione rimprovera ..."."""
        noun = self.noun(tokens, 1) if tokens[0].lower in self.lists["to"] else None
        return noun if noun and self._speaks(noun) else None

    def _relative_object(self, tokens: Sequence[Token], verb: Verb) -> Noun | None:
        """As in "El exdirector, al que la Fiscalía acusa", "il commercialista, che la Guardia di finanza accusa"."""
        subject = self._left(tokens, verb.first)
        if subject is None or subject.first < 2:
            return None
        place = subject.first - 1
        if tokens[place].lower not in self.lists["relative"]:
            return None
        marked = tokens[place - 1].lower in self.lists["to"] or tokens[place - 2].lower in self.lists["to"]
        if not marked and self.language == "es":
            return None
        place -= 1
        while place > 0 and (
            tokens[place].lower in self.lists["to"] or tokens[place].lower in ("la", "el", "los", "las")
        ):
            place -= 1
        if tokens[place].text == ",":
            place -= 1
        noun = self._ending_at(tokens, place)
        return noun if noun and self.animate(noun) else None


def _afterwards(tokens: Sequence[Token], start: int) -> int:
    """Index behind "poche ore dopo", "unos días más tarde", which says when something was said; ``start`` where nothing does."""
    for index in range(start, min(len(tokens), start + _LATER_IN)):
        word = tokens[index]
        if word.capital or not (word.word or word.text.isdigit()):
            break
        if word.lower in _LATER:
            return index + 1
    return start
