"""Spanish, German, Italian: claims by word lists and patterns over tokens, without a parser.

The reading is narrower than the one from trees and says so: no confidence is above .7. What decides the roles are the
marks these languages carry themselves: "a" before a Spanish person, "da" and "por" before an agent, the German cases
and the place of the verb. Where they leave doubt, the claim is left out.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from corpus.types import Sentence
from rag.claims.found import Found, Span
from rag.claims.lexicon import Frame, Lexicon, lexicon
from rag.claims.pieces import Piece, pieces
from rag.claims.quotations import Quotation

_TOKEN = re.compile(r"[^\W\d_]+(?:[-.][^\W\d_]+)*['’]?|\d+(?:[.,]\d+)*|\S")
_PARTICIPLE = re.compile(
    r"(?:[ai]d[oa]s?|ando|(?:at|it|ut)[oaie]|dicho|escrito|puesto|detto|scritto|chiesto|promesso|ammesso|respint[oae]|aggiunto|risposto|concluso|messo|preteso|fatto)\Z"
)
_VERBLIKE = {
    "es": re.compile(r"\w{2,}(?:ó|aron|ieron|aba|aban|ará|arán|erá|irá)\Z"),
    "it": re.compile(r"\w{2,}(?:ò|arono|irono|ava|avano|eva|evano|erà|irà)\Z"),
}
_INFINITIVE = {
    "es": re.compile(r"\w+(?:ar|er|ir)(?:se|lo|la|los|las|le)?\Z"),
    "it": re.compile(r"(?:\w+(?:are|ere|ire)|\w{2,}(?:ar|er|ir))(?:si|lo|la|li|le|ne)?\Z"),
}
_DE_INSEPARABLE = ("be", "ver", "er", "ent", "ge", "zer", "unter", "wider")
_AND = frozenset("y e ed und et sowie".split())
_BUT = frozenset("y e ed und pero ma aber sino doch".split())


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
        return self.text[:1].isupper()

    @property
    def word(self) -> bool:
        """Whether it is a word rather than a mark or number."""
        return self.text[:1].isalpha()


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

    def words(self) -> Sequence[Token]:
        """Its tokens."""
        return self.tokens[self.first : self.last + 1]


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


@lru_cache(maxsize=4)
def verb_forms(language: str) -> dict[str, list[tuple[Frame, str]]]:
    """Every form of the listed verbs with its frames and kind."""
    lists = lexicon(language)
    table: dict[str, list[tuple[Frame, str]]] = {}
    for frames in lists.frames.values():
        for frame in frames:
            given = lists.raw.get("forms", {}).get(frame.lemma)
            forms = given.split() if given else _conjugated(frame.lemma, language)
            for form in forms:
                table.setdefault(form, []).append((frame, _kind(form, frame.lemma, language)))
    return table


def _kind(form: str, lemma: str, language: str) -> str:
    if language == "de":
        particle, _, rest = lemma.rpartition("_")
        if particle and form.startswith(particle):
            return (
                "participle"
                if form[len(particle) :].startswith("ge") or (form.endswith("t") and rest.startswith(_DE_INSEPARABLE))
                else "final"
            )
        return "participle" if form.startswith("ge") and not lemma.startswith("ge") else "finite"
    if form.endswith("ndo"):
        return "gerund"
    return "participle" if _PARTICIPLE.search(form) else "finite"


def _conjugated(lemma: str, language: str) -> list[str]:
    if language == "de":
        particle, _, verb = lemma.rpartition("_")
        stem = verb.removesuffix("en") if verb.endswith("en") else verb.removesuffix("n")
        soft = "e" if stem.endswith(("t", "d", "chn", "ffn")) else ""
        present, past, participle = stem + soft + "t", stem + soft + "te", stem + soft + "t"
        if not verb.startswith(_DE_INSEPARABLE) and not verb.endswith("ieren") and not verb.startswith("wiederhol"):
            participle = "ge" + participle
        forms = [present, past, past + "n", verb]
        if particle:
            forms += [particle + present, particle + past]
        return [*forms, particle + participle]
    stem, ending = lemma[:-2], lemma[-2:]
    if language == "es":
        if ending == "ar":
            return [stem + one for one in "a an ó aron aba aban ado ada ados adas ando".split()]
        return [stem + one for one in "e en ió ieron ía ían ido ida idos idas iendo".split()]
    stem, ending = lemma[:-3], lemma[-3:]
    hard = stem + "h" if stem.endswith(("c", "g")) and ending == "are" else stem
    del hard
    if ending == "are":
        return [stem + one for one in "a ano ò arono ava avano ato ata ati ate ando".split()]
    if ending == "ire":
        return [stem + one for one in "e ono isce iscono ì irono iva ivano ito ita iti ite endo".split()]
    return [stem + one for one in "e ono é erono ette eva evano uto uta uti ute endo".split()]


def read_lightly(text: str, sentences: Sequence[Sentence], quotes: Sequence[Quotation], language: str) -> list[Found]:
    """The claims of a text in order; surer ones have a higher confidence, none above .7."""
    own = pieces(text, sentences, quotes, language)
    reader: _Reader = _German(own, quotes, language) if language == "de" else _Romance(own, quotes, language)
    return reader.read()


class _Reader:
    """What the three languages share: phrases, antecedents, quotations."""

    def __init__(self, own: Sequence[Piece], quotes: Sequence[Quotation], language: str) -> None:
        self.language = language
        self.lexicon: Lexicon = lexicon(language)
        self.lists = self.lexicon.words
        self.forms = verb_forms(language)
        self.quotes = quotes
        self.pieces = own
        self.tokens = [self._tokens(piece) for piece in own]
        self.found: list[Found] = []
        self.attributed: set[int] = set()
        self.subjects: list[tuple[int, Noun]] = []
        self.people = frozenset(word.lower() for word in self.lists["people"] | self.lists["bodies"])
        self.claims = frozenset(word.lower() for word in self.lists["claim_nouns"])
        self.endings = tuple(self.lexicon.lists["people_endings"])

    def _tokens(self, piece: Piece) -> list[Token]:
        return [
            Token(
                match.group(),
                match.group().lower().replace("’", "'"),
                piece.offsets[match.start()],
                piece.offsets[match.end() - 1] + 1,
            )
            for match in _TOKEN.finditer(piece.text)
        ]

    def read(self) -> list[Found]:
        for number, tokens in enumerate(self.tokens):
            if not self.pieces[number].quoted:
                self._sources(number, tokens)
            self._piece(number, tokens)
            if not self.pieces[number].quoted:
                self._nouns(number, tokens)
                self._note_subject(number, tokens)
                self._colon(number, tokens)
            else:
                self._orphan(number)
        return sorted(self.found, key=lambda one: one.sentence)

    def _piece(self, number: int, tokens: list[Token]) -> None:
        raise NotImplementedError

    def noun(
        self, tokens: Sequence[Token], index: int, *, about: bool = False, coordinated: bool = True
    ) -> Noun | None:
        raise NotImplementedError

    # --- phrases -----------------------------------------------------------------------------------------

    def animate(self, noun: Noun) -> bool:
        """Whether the phrase names a person, a body or bears a name."""
        words = [word for word in noun.words() if word.word and word.lower not in self.lists["determiners"]]
        for word in words[:3]:
            if word.lower in self.lists["inside"]:
                break
            if self._person(word):
                return True
        if self.language == "de":
            return (
                sum(word.capital for word in words) >= 2
                and len(words) <= 4
                and not any(self._abstract(word) for word in words[:1])
            )
        return any(word.capital for word in words[:2]) and not (
            len(words) == 1 and noun.first == 0 and not words[0].capital
        )

    def _abstract(self, word: Token) -> bool:
        if word.text in self.lists.get("offences", ()):
            return True
        endings = ("ung", "heit", "keit", "tion", "ismus", "erei", "tät", "nis", "tum")
        return word.lower.endswith(endings) and not self._person(word)

    def _person(self, word: Token) -> bool:
        lower = word.lower
        for one in (
            lower,
            lower.removesuffix("s"),
            lower.removesuffix("es"),
            lower.removesuffix("n"),
            lower.removesuffix("en"),
            lower[:-1] + "o",
            lower[:-1] + "a",
            lower[:-1] + "e",
        ):
            if one in self.people:
                return True
        if self.language == "de":
            return word.capital and len(lower) > 5 and lower.endswith(self.endings)
        return len(lower) > 5 and lower.endswith(self.endings)

    def _time(self, word: Token) -> bool:
        return word.lower in {one.lower() for one in self.lists["time"]}

    # --- antecedents -------------------------------------------------------------------------------------

    def _note_subject(self, number: int, tokens: Sequence[Token]) -> None:
        """The phrase that opens the sentence, for the pronouns of the next."""
        index = 0
        while index < len(tokens):
            word = tokens[index]
            if (
                word.word
                and (word.lower in self.lists["determiners"] or word.capital)
                and word.lower not in self.lists["prepositions"]
                and word.lower not in self.lists["stops"]
            ):
                noun = self.noun(tokens, index)
                before = tokens[index - 1].lower if index else ""
                if noun and self.animate(noun) and before not in self.lists["prepositions"]:
                    self.subjects.append((number, noun))
                    return
                if noun:
                    index = noun.last
            index += 1

    def antecedent(self, number: int, pronoun: str = "", exclude: Span | None = None) -> Span | None:
        """Whom a pronoun or a missing subject means: the last subject that agrees."""
        for place, noun in reversed(self.subjects):
            if self.pieces[number].sentence - self.pieces[place].sentence > 2:
                return None
            if noun.span != exclude and self._agrees(pronoun, noun):
                return noun.span
        return None

    def _agrees(self, pronoun: str, noun: Noun) -> bool:
        first = noun.tokens[noun.first].lower
        feminine = first in ("la", "una", "die", "eine", "seine", "ihre", "l'") or noun.tokens[
            noun.first
        ].lower.endswith("in")
        masculine = first in ("el", "un", "il", "lo", "der", "ein", "uno", "sein", "ihr")
        several = any(word.lower in _AND for word in noun.words()) or first in (
            "los",
            "las",
            "i",
            "gli",
            "le",
            "unos",
            "unas",
        )
        if pronoun in ("ella", "lei", "sie"):
            return not masculine
        if pronoun in ("él", "lui", "egli", "er", "ihm", "ihn", "gli"):
            return not (feminine and first != "l'") and not several
        if pronoun in ("ellos", "ellas", "loro", "ihnen", "les"):
            return several or first in ("die",)
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
        if speaker is None and target is None:
            return
        if speaker and target and speaker.start < target.end and target.start < speaker.end:
            if stance != "say":
                return
            target = None
        one = Found(
            speaker,
            stance,
            target,
            content,
            self.pieces[number].sentence,
            round(min(confidence, 0.7), 2),
            stance == "deny",
        )
        if not any(
            other.speaker == one.speaker
            and other.stance == one.stance
            and other.target == one.target
            and other.sentence == one.sentence
            and (other.content == one.content or stance == "accuse")
            for other in self.found
        ):
            self.found.append(one)

    def quote_at(self, number: int) -> int | None:
        """The quotation cut out of the sentence of this piece, if there is one."""
        sentence = self.pieces[number].sentence
        for place, piece in enumerate(self.pieces):
            if piece.quoted and piece.sentence == sentence:
                for index, quote in enumerate(self.quotes):
                    if quote.start <= piece.offsets[0] < quote.outer_end:
                        return index
            del place
        return None

    def quoted_wrongdoer(self, quote: int) -> Span | None:
        """The wrongdoer of the first clause of a quotation."""
        for place, piece in enumerate(self.pieces):
            if piece.quoted and self.quotes[quote].start <= piece.offsets[0] < self.quotes[quote].outer_end:
                return self.wrongdoer(self.tokens[place], 0)
        return None

    def wrongdoer(self, tokens: Sequence[Token], start: int) -> Span | None:
        """The subject at ``start`` of a reported clause that tells a past act of a person or body."""
        raise NotImplementedError

    def _orphan(self, number: int) -> None:
        """A sentence that is all quotation is said by the subject of the one before."""
        sentence = self.pieces[number].sentence
        if any(piece.sentence == sentence and not piece.quoted for piece in self.pieces):
            return
        index = next(
            (
                i
                for i, quote in enumerate(self.quotes)
                if quote.start <= self.pieces[number].offsets[0] < quote.outer_end
            ),
            None,
        )
        if index is None or index in self.attributed or len(self.tokens[number]) < 4:
            return
        speaker = next(
            (one.speaker for one in reversed(self.found) if one.sentence == sentence - 1 and one.stance == "say"), None
        ) or self.antecedent(number)
        if speaker is None:
            return
        self.attributed.add(index)
        quote = self.quotes[index]
        self.add(number, speaker, "say", self.quoted_wrongdoer(index), Span(quote.start, quote.end), 0.5)

    def _colon(self, number: int, tokens: Sequence[Token]) -> None:
        """As in "Name: «...»"."""
        if len(tokens) < 2 or tokens[-1].text != ":":
            return
        quote = self.quote_at(number)
        noun = self.noun(tokens, 0)
        if (
            quote is None
            or quote in self.attributed
            or noun is None
            or noun.last != len(tokens) - 2
            or not self.animate(noun)
        ):
            return
        self.attributed.add(quote)
        self.add(
            number,
            noun.span,
            "say",
            self.quoted_wrongdoer(quote),
            Span(self.quotes[quote].start, self.quotes[quote].end),
            0.6,
        )

    def _sources(self, number: int, tokens: Sequence[Token]) -> None:
        for index in range(len(tokens)):
            for source in self.lexicon.lists["sources"]:
                parts = source.split()
                if [word.lower for word in tokens[index : index + len(parts)]] != parts:
                    continue
                start = index + len(parts)
                if start < len(tokens) and tokens[start].lower in ("von", "vom"):
                    start += 1
                noun = self.noun(tokens, start)
                if noun is None or not self.animate(noun):
                    continue
                after = noun.last + 1
                if after < len(tokens) and tokens[after].text == ",":
                    after += 1
                rest = tokens[after:] if len(tokens) - after > index else tokens[:index]
                if not rest:
                    continue
                target = self.sourced_wrongdoer(
                    tokens, after if rest is not tokens[:index] and after < len(tokens) else 0
                )
                self.add(
                    number,
                    noun.span,
                    "say",
                    target,
                    Span(
                        rest[0].start,
                        rest[-1].end if rest[-1].word else rest[-2].end if len(rest) > 1 else rest[-1].end,
                    ),
                    0.65,
                )

    def sourced_wrongdoer(self, tokens: Sequence[Token], start: int) -> Span | None:
        """The wrongdoer of the clause beside "according to X"."""
        return self.wrongdoer(tokens, start)

    def _nouns(self, number: int, tokens: Sequence[Token]) -> None:
        """As in "Las acusaciones de X contra Y", "die Vorwürfe der X gegen Y"."""
        for frame in self.lexicon.nouns:
            names = {one.lower() for one in frame.lemmas}
            for index, token in enumerate(tokens):
                if token.lower not in names or (
                    index and any(word.lower in self.lists["negations"] for word in tokens[max(0, index - 2) : index])
                ):
                    continue
                if (
                    self.language != "de"
                    and index
                    and tokens[index - 1].lower not in self.lists["determiners"]
                    and tokens[index - 1].lower not in self.lists["prepositions"]
                ):
                    continue
                speaker: Noun | None = None
                target: Noun | None = None
                content: Span | None = None
                place = index + 1
                while place < len(tokens) and place < index + 25:
                    word = tokens[place]
                    if word.lower in frame.against:
                        target = target or self.noun(tokens, place + 1, about=True, coordinated=False)
                        place = target.last if target else place
                    elif word.lower in frame.by:
                        # In German the article itself is the genitive: "der Abgeordneten".
                        begin = place if self.language == "de" and word.lower in ("der", "des") else place + 1
                        noun = self.noun(tokens, begin, coordinated=False)
                        if noun and self.animate(noun) and speaker is None:
                            if begin == place and self.language != "de":
                                noun = Noun(tokens, place + 1, noun.last)
                            speaker = noun
                            place = noun.last
                        elif noun and content is None:
                            content = noun.span
                            place = noun.last
                    elif word.lower in self.forms or word.lower in self.lists["have"] or word.text in ".;:":
                        break
                    place += 1
                if speaker and target and self._named(target):
                    self.add(number, speaker.span, frame.stance, target.span, content, 0.6)

    def _named(self, noun: Noun) -> bool:
        return self.animate(noun) or any(word.capital for word in noun.words())

    def maker(self, tokens: Sequence[Token], index: int) -> Span | None:
        """Who made the claim named at ``index`` ("le accuse dell'armatore")."""
        frame = self.lexicon.nouns[0]
        if index + 1 < len(tokens) and tokens[index + 1].lower in frame.by:
            begin = index + 1 if self.language == "de" and tokens[index + 1].lower in ("der", "des") else index + 2
            noun = self.noun(tokens, begin, coordinated=False)
            if noun and self.animate(noun):
                return noun.span
        return None

    def negated(self, tokens: Sequence[Token], low: int, high: int) -> bool:
        """Whether a negation stands between, in the same clause."""
        for index in range(high, low - 1, -1):
            if index < len(tokens):
                if tokens[index].text in (",", ";", ":"):
                    return False
                if tokens[index].lower in self.lists["negations"]:
                    return True
        return False

    def mutual(self, tokens: Sequence[Token]) -> bool:
        """Whether a word of reciprocity stands in the sentence."""
        joined = " ".join(word.lower for word in tokens).replace("' ", "'")
        return any(one in joined for one in self.lexicon.lists["mutual"])

    def halves(self, noun: Noun) -> tuple[Span, Span] | None:
        """The two coordinated parts of a phrase."""
        places = [index for index in range(noun.first, noun.last + 1) if noun.tokens[index].lower in _AND]
        if len(places) != 1 or not noun.first < places[0] < noun.last:
            return None
        left, right = Noun(noun.tokens, noun.first, places[0] - 1), Noun(noun.tokens, places[0] + 1, noun.last)
        return left.span, right.span


class _Romance(_Reader):
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
                and word.lower in _AND
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
            any(self._person(word) and not word.capital for word in left) or left[0].lower in self.lists["determiners"]
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
            self._person(right) or (right.lower in self.lists["determiners"] and self._person(tokens[index + 1]))
        )

    def _nominal(self, tokens: Sequence[Token], index: int, opening: bool) -> bool:
        word = tokens[index]
        if not word.word:
            return word.text.isdigit() or word.text == "&" or (bool(re.match(r"\d", word.text)) and not opening)
        lower = word.lower
        if lower in self.lists["prepositions"] or lower in self.lists["relative"] or lower in self.lists["have"]:
            return False
        if word.capital and index:
            return not self._time(word)
        if (
            lower in self.lists["stops"]
            or self._time(word)
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
            and bool(_PARTICIPLE.search(tokens[index].lower))
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
        return not any(word.lower in ("de", "di") for word in later) and not self._person(following)

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
                and lower not in _BUT
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
            if first == 0 or tokens[first - 1].lower in _BUT:
                if first and tokens[first - 1].lower in _BUT:
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
        while end >= 0 and (self._time(tokens[end]) or tokens[end].lower.endswith("mente")):
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
        if before is not None and before.lower in _BUT:
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
            and (tokens[after].lower in self.lists["stops"] or self._time(tokens[after]))
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
            tokens[after].lower in self.lists["determiners"] or tokens[after].capital or self._person(tokens[after])
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
        return any(self._person(word) for word in noun.words()[:3])

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
                and any(word.lower in self.claims for word in noun_after.words())
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
                or self._time(tokens[after])
                or tokens[after].lower.endswith("mente")
            )
            and not (tokens[after].capital and not self._time(tokens[after]))
        ):
            if tokens[after].lower in _BUT:
                break
            after += 1
        if (
            after < len(tokens)
            and tokens[after].lower in ("el", "il", "lo", "questo", "este")
            and after + 1 < len(tokens)
            and self._time(tokens[after + 1])
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
            and (tokens[after].lower in self.lists["stops"] or self._time(tokens[after]))
            and tokens[after].lower not in _BUT
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
