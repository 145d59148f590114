"""What the readers of Spanish, German and Italian share: tokens, noun phrases, antecedents, quotations, sources.

Word lists and patterns over tokens, without a parser: narrower than the reading from trees, and it says so, no
confidence is above .7. Where the marks of a language leave doubt about who is who, the claim is left out.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from rag.claims.conjugation import verb_forms
from rag.claims.found import Found, Span
from rag.claims.lexicon import Lexicon, lexicon
from rag.claims.pieces import Piece
from rag.claims.quotations import Quotation

AND = frozenset("y e ed und et sowie".split())
BUT = frozenset("y e ed und pero ma aber sino doch sondern".split())
_TOKEN = re.compile(r"\d+-[^\W\d_]+|[^\W\d_]+(?:[-.][^\W\d_]+)*['’]?|\d+(?:[.,]\d+)*|\S")
_SUREST = 0.7


@dataclass(frozen=True, slots=True)
class Token:
    """A word or mark, ``text`` at ``start`` to ``end`` of the article."""

    text: str
    lower: str
    start: int
    end: int

    @property
    def capital(self) -> bool:
        """Whether it begins with a capital letter."""
        return self.text.lstrip("0123456789-")[:1].isupper()

    @property
    def word(self) -> bool:
        """Whether it is a word rather than a mark or number."""
        return self.text[-1:].isalpha() or self.text[:1].isalpha()


@dataclass(frozen=True, slots=True)
class Noun:
    """A noun phrase: tokens ``first`` to ``last``, both included."""

    tokens: Sequence[Token]
    first: int
    last: int

    @property
    def span(self) -> Span:
        """Its place in the article."""
        return Span(self.tokens[self.first].start, self.tokens[self.last].end)

    @property
    def words(self) -> Sequence[Token]:
        """Its tokens."""
        return self.tokens[self.first : self.last + 1]


class Reader(ABC):
    """Reads the pieces of one text in order; what a language does its own way is abstract here."""

    def __init__(self, own: Sequence[Piece], quotes: Sequence[Quotation], language: str) -> None:
        self.language = language
        self.lexicon: Lexicon = lexicon(language)
        self.lists = self.lexicon.words
        self.forms = verb_forms(language)
        self.quotes = quotes
        self.pieces = own
        self.tokens = [_tokens(piece) for piece in own]
        self.found: list[Found] = []
        self._roles: set[tuple[Span | None, str, Span | None, int, Span | None]] = set()
        self.attributed: set[int] = set()
        # Who was spoken of, in order: the number of the piece, the phrase, whether it could be the subject.
        self.mentioned: list[tuple[int, Noun, bool]] = []
        # Of those, where somebody of whom no list tells whether they can speak opens a sentence: "La badante teme".
        self.unsure: set[Span] = set()
        # Whom a pronoun of a piece was found to mean: still the subject for the sentence behind it.
        self.resolved: tuple[int, Noun] | None = None
        self.people = frozenset(word.lower() for word in self.lists["people"] | self.lists["bodies"])
        self.claims = frozenset(word.lower() for word in self.lists["claim_nouns"])
        self.times = frozenset(word.lower() for word in self.lists["time"])
        self.endings = tuple(self.lexicon.lists["people_endings"])
        self.thing_endings = tuple(self.lexicon.lists["thing_endings"])
        # The quotation each piece was cut out of; the first one of a sentence; the first piece of a quotation.
        self._quote_of: dict[int, int] = {}
        self._quote_in: dict[int, int] = {}
        self._opening: dict[int, int] = {}
        starts = [quote.start for quote in quotes]
        for number, piece in enumerate(own):
            if not piece.quoted or not piece.offsets:
                continue
            at = bisect_right(starts, piece.offsets[0]) - 1
            if at >= 0 and piece.offsets[0] < quotes[at].outer_end:
                self._quote_of[number] = at
                self._quote_in.setdefault(piece.sentence, at)
                self._opening.setdefault(at, number)
        self._framed = {piece.sentence for piece in own if not piece.quoted}

    def read(self) -> list[Found]:
        """The claims in the order of their sentences."""
        for number, tokens in enumerate(self.tokens):
            if self.pieces[number].quoted:
                self._piece(number, tokens)
                self._orphan(number)
                continue
            self._sources(number, tokens)
            self._piece(number, tokens)
            self._nouns(number, tokens)
            self._mention(number, tokens)
            self._colon(number, tokens)
        return sorted(self.found, key=lambda one: one.sentence)

    @abstractmethod
    def _piece(self, number: int, tokens: Sequence[Token]) -> None:
        """Adds the claims that verbs make."""

    @abstractmethod
    def noun(self, tokens: Sequence[Token], index: int, *, coordinated: bool = True) -> Noun | None:
        """The noun phrase that begins at ``index``."""

    @abstractmethod
    def wrongdoer(self, tokens: Sequence[Token], start: int) -> Span | None:
        """The subject at ``start`` of a reported clause that tells a past act of a person or body."""

    @abstractmethod
    def is_person(self, word: Token) -> bool:
        """Whether a word names a person or a body of persons."""

    @abstractmethod
    def animate(self, noun: Noun) -> bool:
        """Whether the phrase names a person, a body or bears a name."""

    def might_speak(self, noun: Noun) -> bool:
        """Whether a phrase of which no list tells that somebody is meant may mean somebody all the same."""
        return False

    def sourced_wrongdoer(self, tokens: Sequence[Token], start: int) -> Span | None:
        """The wrongdoer of the clause beside "according to X"."""
        return self.wrongdoer(tokens, start)

    def genitive(self, word: Token) -> bool:
        """Whether the word is an article that itself says "of" (German)."""
        return False

    def is_time(self, word: Token) -> bool:
        """Whether it names a day, a month, a part of the day."""
        return word.lower in self.times

    # --- antecedents -------------------------------------------------------------------------------------

    def _mention(self, number: int, tokens: Sequence[Token]) -> None:
        """Notes who is spoken of in a sentence, for the pronouns of the next: the likely subject, and the others."""
        index, subject = 0, True
        if self.resolved and self.resolved[0] == number:
            self.mentioned.append((number, self.resolved[1], True))
            subject = False
        while index < len(tokens):
            word = tokens[index]
            noun = None
            if (
                word.word
                and (word.lower in self.lists["determiners"] or word.capital)
                and word.lower not in self.lists["prepositions"]
                and word.lower not in self.lists["stops"]
            ):
                noun = self.noun(tokens, index)
            if noun and self.animate(noun):
                before = tokens[index - 1].lower if index else ""
                free = before not in self.lists["prepositions"]
                self.mentioned.append((number, noun, free and subject))
                subject = subject and not free
            elif noun and not index and subject and self.might_speak(noun):
                self.mentioned.append((number, noun, True))
                self.unsure.add(noun.span)
                subject = False
            index = noun.last + 1 if noun and self.animate(noun) else index + 1

    def antecedent(self, number: int, pronoun: str = "", exclude: Span | None = None) -> Span | None:
        """Whom a pronoun or a missing subject means: the last subject that agrees, for want of one its only companion."""
        sentence = self.pieces[number].sentence
        fitting = [
            (self.pieces[place].sentence, noun, subject)
            for place, noun, subject in self.mentioned
            if 0 <= sentence - self.pieces[place].sentence <= 2 and noun.span != exclude and self._agrees(pronoun, noun)
        ]
        subjects = [noun for _, noun, subject in fitting if subject]
        nearest = subjects[-1:] or [noun for place, noun, _ in fitting if place == fitting[-1][0]]
        if len(nearest) != 1 or nearest[0].span in self.unsure:
            return None
        if exclude is None:
            self.resolved = number, nearest[0]
        return nearest[0].span

    def _agrees(self, pronoun: str, noun: Noun) -> bool:
        first = noun.tokens[noun.first].lower
        feminine = first in ("la", "una", "die", "eine", "seine", "ihre") or first.endswith("in")
        masculine = first in ("el", "un", "il", "lo", "der", "ein", "uno", "sein", "ihr", "den", "dem", "einen")
        several = any(word.lower in AND for word in noun.words) or first in ("los", "las", "i", "gli", "le", "unos")
        if pronoun in ("ella", "lei", "sie"):
            return not masculine
        if pronoun in ("él", "lui", "egli", "er", "ihm", "ihn", "gli"):
            return not feminine and not several
        if pronoun in ("ellos", "ellas", "loro", "ihnen", "les"):
            return several or first == "die"
        return True

    # --- results -----------------------------------------------------------------------------------------

    def add(
        self,
        number: int,
        speaker: Span | None,
        stance: str,
        target: Span | None,
        content: Span | None,
        confidence: float,
    ) -> None:
        """Keeps one claim; roles on the same words mean a misreading and are dropped."""
        if speaker and target and speaker.start < target.end and target.start < speaker.end:
            if stance != "say":
                return
            target = None
        if speaker is None and target is None:
            return
        sentence = self.pieces[number].sentence
        roles = speaker, stance, target, sentence, None if stance == "accuse" else content
        if roles in self._roles:
            return
        self._roles.add(roles)
        confidence = round(min(confidence, _SUREST), 2)
        self.found.append(Found(speaker, stance, target, content, sentence, confidence, stance == "deny"))

    # --- quotations --------------------------------------------------------------------------------------

    def quote_at(self, number: int) -> int | None:
        """The quotation cut out of the sentence of this piece, if there is one; none within a quotation."""
        piece = self.pieces[number]
        return None if piece.quoted else self._quote_in.get(piece.sentence)

    def quoted_before(self, number: int, word: Token) -> bool:
        """Whether the quotation of a piece's sentence stands before a word of the piece."""
        quote = self.quote_at(number)
        return quote is not None and self.quotes[quote].outer_end <= word.start

    def quoted(self, quote: int) -> Span:
        """What a quotation encloses."""
        return Span(self.quotes[quote].start, self.quotes[quote].end)

    def quoted_wrongdoer(self, quote: int) -> Span | None:
        """The wrongdoer of the first clause of a quotation."""
        place = self._opening.get(quote)
        return None if place is None else self.wrongdoer(self.tokens[place], 0)

    def _orphan(self, number: int) -> None:
        """A sentence that is all quotation is said by the speaker of the one before, or by its subject."""
        sentence = self.pieces[number].sentence
        quote = self._quote_of.get(number)
        if quote is None or quote in self.attributed or len(self.tokens[number]) < 4 or sentence in self._framed:
            return
        before = {one.speaker for one in self.found if one.sentence == sentence - 1 and one.stance == "say"}
        speaker = before.pop() if len(before) == 1 else self.antecedent(number)
        if speaker is None:
            return
        self.attributed.add(quote)
        self.add(number, speaker, "say", self.quoted_wrongdoer(quote), self.quoted(quote), 0.5)

    def _colon(self, number: int, tokens: Sequence[Token]) -> None:
        """As in "Name: «...»"; or "...: «...»" behind a sentence that lets its subject speak."""
        if len(tokens) < 2 or not ends_with_colon(tokens):
            return
        quote = self.quote_at(number)
        if quote is None or quote in self.attributed:
            return
        noun = self.noun(tokens, 0)
        sentence = self.pieces[number].sentence
        reported = {one.speaker for one in self.found if one.sentence == sentence and one.stance != "say"}
        speaker = None
        if noun and noun.last + 1 < len(tokens) and tokens[noun.last + 1].text == ":" and self.animate(noun):
            speaker = noun.span
        elif len(reported) == 1:
            speaker = reported.pop()
        if speaker is None:
            return
        self.attributed.add(quote)
        self.add(number, speaker, "say", self.quoted_wrongdoer(quote), self.quoted(quote), 0.6)

    # --- sources and nouns that report -------------------------------------------------------------------

    def _sources(self, number: int, tokens: Sequence[Token]) -> None:
        """As in "según la policía, ..." and "..., nach Angaben der Feuerwehr"; "para la economista Ana Ruiz, ..."."""
        if tokens and tokens[0].lower in self.lexicon.lists.get("for_sources", ()):
            noun = self.noun(tokens, 1)
            named = noun and any(word.capital for word in noun.words) and any(self.is_person(one) for one in noun.words)
            if noun and named and noun.last + 1 < len(tokens) and tokens[noun.last + 1].text == ",":
                self.source(number, tokens, noun, 0, noun.last + 1)
        for index in range(len(tokens)):
            for source in self.lexicon.lists["sources"]:
                parts = source.split()
                if [word.lower for word in tokens[index : index + len(parts)]] != parts:
                    continue
                if index and tokens[index - 1].lower in self.lists["determiners"]:
                    break  # Italian "un secondo figlio"
                start = index + len(parts)
                if start < len(tokens) and tokens[start].lower in ("von", "vom"):
                    start += 1
                noun = self.noun(tokens, start)
                if noun is not None and self.could_inform(noun):
                    self.source(number, tokens, noun, index, noun.last + 1)
                break

    def could_inform(self, noun: Noun) -> bool:
        """Whether "according to" this phrase names a source."""
        return self.animate(noun)

    def source(self, number: int, tokens: Sequence[Token], noun: Noun, first: int, after: int) -> None:
        """Adds what ``noun`` is the source of: the clause behind the phrase that ends before ``after``, or the one before it."""
        if after < len(tokens) and tokens[after].text == ",":
            after += 1
        behind = len(tokens) - after > first
        rest = tokens[after:] if behind else tokens[:first]
        content = _without_marks(rest)
        if content is None:
            return
        target = self.sourced_wrongdoer(tokens, after if behind else 0)
        self.add(number, noun.span, "say", target, content, 0.65)

    def _nouns(self, number: int, tokens: Sequence[Token]) -> None:
        """As in "Las acusaciones de X contra Y", "die Vorwürfe der X gegen Y"."""
        for frame in self.lexicon.nouns:
            names = {one.lower() for one in frame.lemmas}
            for index, token in enumerate(tokens):
                if token.lower not in names:
                    continue
                if any(word.lower in self.lists["negations"] for word in tokens[max(0, index - 2) : index]):
                    continue
                before = tokens[index - 1].lower if index else ""
                if (
                    not token.capital
                    and before not in self.lists["determiners"]
                    and before not in self.lists["prepositions"]
                ):
                    continue
                speaker: Noun | None = None
                target: Noun | None = None
                content: Span | None = None
                place = index + 1
                while place < min(len(tokens), index + 25):
                    word = tokens[place]
                    if word.lower in frame.against:
                        target = target or self.noun(tokens, place + 1, coordinated=False)
                        place = target.last if target else place
                    elif word.lower in frame.by:
                        noun = self.noun(tokens, place if self.genitive(word) else place + 1, coordinated=False)
                        if noun and self.animate(noun) and speaker is None:
                            speaker, place = noun, noun.last
                        elif noun and content is None:
                            content, place = noun.span, noun.last
                    elif word.lower in self.forms or word.lower in self.lists["have"] or word.text in ".;:":
                        break
                    place += 1
                if speaker and frame.stance != "accuse":
                    self.add(number, speaker.span, frame.stance, None, content, 0.6)
                elif speaker and target and self._named(target):
                    self.add(number, speaker.span, frame.stance, target.span, content, 0.6)

    def _named(self, noun: Noun) -> bool:
        return self.animate(noun) or any(word.capital for word in noun.words)

    def maker(self, tokens: Sequence[Token], noun: Noun) -> Span | None:
        """Who made the claim that ``noun`` names ("le accuse dell'armatore")."""
        place = next((one for one in range(noun.first, noun.last + 1) if tokens[one].lower in self.claims), -1)
        frame = self.lexicon.nouns[0]
        for index in range(place + 1, min(place + 4, noun.last + 2, len(tokens))) if place >= 0 else ():
            if tokens[index].lower in frame.by:
                inner = self.noun(tokens, index if self.genitive(tokens[index]) else index + 1, coordinated=False)
                return inner.span if inner and self.animate(inner) else None
        return None

    # --- clauses -----------------------------------------------------------------------------------------

    def mutual(self, tokens: Sequence[Token]) -> bool:
        """Whether a word of reciprocity stands among the tokens."""
        joined = " ".join(word.lower for word in tokens).replace("' ", "'")
        return any(one in joined for one in self.lexicon.lists["mutual"])

    def halves(self, noun: Noun) -> tuple[Span, Span] | None:
        """The two coordinated parts of a phrase."""
        places = [index for index in range(noun.first, noun.last + 1) if noun.tokens[index].lower in AND]
        if len(places) != 1 or not noun.first < places[0] < noun.last:
            return None
        comma = noun.tokens[places[0] - 1].text == ","
        left = Noun(noun.tokens, noun.first, places[0] - (2 if comma else 1))
        return left.span, Noun(noun.tokens, places[0] + 1, noun.last).span

    def until_end(self, tokens: Sequence[Token], start: int) -> Span | None:
        """From ``start`` to the last word, without the closing marks."""
        return _without_marks(tokens[start:])


def ends_with_colon(tokens: Sequence[Token]) -> bool:
    """Whether a quotation that was cut out stood behind a colon; what closed its sentence may follow."""
    marks = [word.text for word in tokens[-3:]]
    return ":" in marks and not any(mark[:1].isalnum() for mark in marks[marks.index(":") :])


def _tokens(piece: Piece) -> list[Token]:
    return [
        Token(
            match.group(),
            match.group().lower().replace("’", "'"),
            piece.offsets[match.start()],
            piece.offsets[match.end() - 1] + 1,
        )
        for match in _TOKEN.finditer(piece.text)
    ]


def _without_marks(tokens: Sequence[Token]) -> Span | None:
    words = [word for word in tokens if word.word or word.text[0].isdigit()]
    return Span(words[0].start, words[-1].end) if words else None
