"""German noun phrases: where one begins and ends, whether it names a person or body, the cases it can stand in."""

from __future__ import annotations

from collections.abc import Sequence

from rag.claims.found import Span
from rag.claims.lexicon import names
from rag.claims.light import AND, Noun, Reader, Token
from rag.claims.pieces import Piece
from rag.claims.quotations import Quotation

HARD = frozenset(";:().!?…")
_EVERYWHERE = frozenset("von vom am im aus für in bei beim zu zur an auf".split())
# Behind a verb "in Berlin" tells where it was said; "von", "vom" and "aus" belong to the noun.
INSIDE = frozenset("von vom aus".split())
_FEMININE = ("in", "ung", "schaft", "tät", "keit", "heit", "tion", "ei")
_NOT_FEMININE = ("ein", "zin", "min")
_CASES = {
    "der": "ndg", "die": "na", "das": "na", "dem": "d", "den": "ad", "des": "g",
    "ein": "na", "eine": "na", "einem": "d", "einen": "a", "einer": "dg", "eines": "g",
}  # fmt: skip
ENDINGS = {"em": "d", "en": "ad", "er": "ndg", "es": "nag", "e": "na"}

# Endings of whom interviews are given to.
_PRESS = ("zeitung", "agentur", "presse", "magazin", "blatt", "rundschau", "sender", "fernsehen", "rundfunk")


class GermanPhrases(Reader):
    """What German readers know of words and phrases."""

    def __init__(self, own: Sequence[Piece], quotes: Sequence[Quotation], language: str) -> None:
        super().__init__(own, quotes, language)
        self.compounded = (*(one for one in self.people if len(one) > 4), *self.lists["compound_ends"])
        self.idioms = tuple(one.lower() for one in self.lists["idioms"])
        given = names()
        self.given_names = given["feminine"] | given["masculine"]
        self.things = tuple(self.lists["not_people"])
        self.feminine = (*_FEMININE, *(one.lower() for one in self.lists["feminine"]))

    def genitive(self, word: Token) -> bool:
        """Whether it is "der" or "des"."""
        return word.lower in ("der", "des")

    def is_person(self, word: Token) -> bool:
        """By the lists, by the end of a compound, by the ending of an agent."""
        if not word.capital:
            return False
        lower = word.lower
        for form in (lower, *(lower.removesuffix(one) for one in ("s", "es", "n", "en", "er", "e", "nen"))):
            if form in self.people or form + "e" in self.people:
                return True
            if len(form) > 5 and form.endswith(self.compounded):
                return True
        known_thing = lower.endswith((*_NOT_FEMININE, *self.things))
        return len(lower) > 4 and lower.endswith(self.endings) and not known_thing

    def animate(self, noun: Noun) -> bool:
        """Whether its head names a person or body, or it is a name of several words."""
        words = [
            word for word in noun.words if word.word and word.capital and word.lower not in self.lists["determiners"]
        ]
        if not words or self._abstract(words[0]):
            return False
        own = [word for word in words if word.start < self._of(noun)] or words
        if any(self.is_person(word) for word in own[:3]):
            return True
        # Two capitals and no article: a name.
        return len(own) in (2, 3, 4) and noun.words[0] is own[0]

    def _of(self, noun: Noun) -> int:
        """Where the first genitive or preposition within a phrase stands: what is behind belongs to its head."""
        for word in list(noun.words)[1:]:
            if word.lower in self.lists["determiners"] or word.lower in self.lists["prepositions"]:
                return word.start
        return noun.words[-1].end

    def _abstract(self, word: Token) -> bool:
        if word.text in self.lists["offences"]:
            return True
        return word.lower.endswith(self.thing_endings) and not self.is_person(word)

    def could_inform(self, noun: Noun) -> bool:
        """Persons, bodies, and names of one word; no act or quality."""
        return not self._abstract(noun.words[-1]) and (self.animate(noun) or noun.words[0].capital)

    def speaks(self, noun: Noun) -> bool:
        """A person, a body, a name; "der Sturm" and "der Himmel" say nothing."""
        if self.animate(noun):
            return True
        first = noun.words[0]
        return first.lower not in self.lists["determiners"] and first.capital and not self._abstract(first)

    def noun(
        self,
        tokens: Sequence[Token],
        index: int,
        *,
        coordinated: bool = True,
        attached: frozenset[str] = _EVERYWHERE,
        genitive: bool = True,
    ) -> Noun | None:
        """The noun phrase at ``index`` with its genitives, appositions and what "und" joins to it.

        Args:
            tokens: the words of a piece.
            index: where it begins.
            coordinated: whether what "und" joins belongs to it.
            attached: the prepositions that may go on with it.
            genitive: whether "der" behind a noun is read as its genitive; as a dative of its own otherwise.
        """
        place = index
        if place < len(tokens) and tokens[place].lower in self.lists["determiners"]:
            place += 1
        while place < len(tokens) and (self._adjective(tokens, place) or tokens[place].text.isdigit()):
            place += 1
        start = place
        while place < len(tokens) and (self._name(tokens, place) or (tokens[place].text == "&" and place > start)):
            if place > start and not self._joins(tokens, index, place):
                break
            place += 1
        if place == start:
            return None
        last = place - 1
        while place + 1 < len(tokens):
            word, following = tokens[place], tokens[place + 1]
            after: Noun | None = None
            named = last > start and not self.is_person(tokens[last])
            if word.lower in ("der", "des", "dieser", "dieses", "seiner", "ihrer"):
                # A name takes no genitive: "sagte Hollerbach der Zeitung".
                told = start == index and not self.is_person(tokens[last]) and following.lower.endswith(_PRESS)
                if not named and not told and (genitive or word.lower in ("des", "dieses")):
                    after = self.noun(tokens, place, coordinated=False, attached=attached)
            elif word.lower in attached and (following.capital or following.lower in self.lists["determiners"]):
                after = self.noun(tokens, place + 1, coordinated=False, attached=attached)
                if after and any(self.is_time(one) for one in after.words):
                    after = None
            elif coordinated and word.lower in AND:
                if (
                    following.capital
                    or following.lower in self.lists["determiners"]
                    or self._adjective(tokens, place + 1)
                ):
                    after = self.noun(tokens, place + 1, coordinated=False, attached=attached)
            elif word.text == "," and self._apposes(tokens, index, place + 1):
                after = self.noun(tokens, place + 1, coordinated=False, attached=attached)
                if after is None or (after.last + 1 < len(tokens) and tokens[after.last + 1].word):
                    break
                return Noun(tokens, index, after.last)
            if after is None:
                break
            last = after.last
            place = last + 1
        return Noun(tokens, index, last)

    def _joins(self, tokens: Sequence[Token], first: int, place: int) -> bool:
        """Whether a second capital goes on with the phrase: a name behind a name or a role, a role behind "Hamburger"."""
        word = tokens[place]
        if self._abstract(word):
            return False
        head = next(
            (one for one in tokens[first : place + 1] if one.capital and one.lower not in self.lists["determiners"]),
            word,
        )
        if tokens[first].lower not in self.lists["determiners"] or word.text == "&":
            return True
        return (
            self.is_person(head)
            or self.is_person(word)
            or head.text.isupper()
            or any(one.lower in self.given_names for one in (head, word))
        )

    def _apposes(self, tokens: Sequence[Token], first: int, index: int) -> bool:
        """As in "Seine Schwester, Frauke Lüdtke," and "Piet Harders, pensionierter Akustiker,"."""
        if tokens[index].lower in self.lists["relative"] and not tokens[index].capital:
            return False
        after = self.noun(tokens, index, coordinated=False)
        if after is None or not (after.last + 1 >= len(tokens) or tokens[after.last + 1].text in (",", ".")):
            return False
        if tokens[first].lower in self.lists["determiners"]:
            return after.last > after.first and tokens[index].capital
        return self._adjective(tokens, index) or self.is_person(tokens[after.last])

    def _adjective(self, tokens: Sequence[Token], index: int) -> bool:
        word = tokens[index]
        if not word.word or word.capital or len(word.text) <= 3 or not word.lower.endswith(tuple(ENDINGS)):
            return False
        if any(word.lower in self.lists[one] for one in ("stops", "prepositions", "determiners", "have", "be")):
            return False
        if word.lower in self.forms or index + 1 >= len(tokens):
            return False
        return tokens[index + 1].capital or self._adjective(tokens, index + 1)

    def _name(self, tokens: Sequence[Token], index: int) -> bool:
        word = tokens[index]
        if not word.word or not word.capital or self.is_time(word):
            return False
        if index and tokens[index - 1].text not in HARD:
            return word.lower not in ("sie", "er", "wir", "ich")
        return not any(word.lower in self.lists[one] for one in ("prepositions", "stops", "determiners"))

    def cases(self, noun: Noun) -> str:
        """What article or adjective show: n(ominative), a(ccusative), d(ative), g(enitive); several letters leave a choice."""
        first = noun.words[0].lower
        if noun.words[0].lower not in self.lists["determiners"]:
            return "nad"
        shown = _CASES.get(first)
        if shown is None:
            ending = next((one for one in ENDINGS if first.endswith(one)), "")
            shown = ENDINGS.get(ending, "na") if first not in ("ihr", "zwei", "drei", "mehr") else "na"
        if shown == "ndg" and len(noun.words) > 2 and noun.words[1].lower.endswith("en") and not noun.words[1].capital:
            return "dg"  # "der torwalischen Seite": in the nominative it were "der torwalische"
        if shown == "ndg":
            # Feminine dative, masculine nominative: the noun's ending may tell.
            head = next((word for word in list(noun.words)[1:] if word.capital), None)
            if head:
                feminine = head.lower.endswith(self.feminine) and not head.lower.endswith(_NOT_FEMININE)
                return "dg" if feminine else "n"
        return shown

    def _possessor(self, tokens: Sequence[Token], noun: Noun) -> Span | None:
        """Whose thing is doubted: "die Aussage des Zeugen"."""
        for index in range(noun.first + 1, noun.last):
            if self.genitive(tokens[index]) or tokens[index].lower in ("von", "vom"):
                inner = self.noun(
                    tokens, index if self.genitive(tokens[index]) else index + 1, coordinated=False, attached=INSIDE
                )
                return inner.span if inner and any(self.is_person(word) for word in inner.words[:3]) else None
        return None

    def _accused(self, noun: Noun) -> Noun:
        """The accused without the accusation: "den Mann des Diebstahls"."""
        for index in range(noun.first + 1, noun.last):
            if self.genitive(noun.tokens[index]) and self._abstract(noun.tokens[index + 1]):
                return Noun(noun.tokens, noun.first, index - 1)
        return noun

    def _ending_at(self, tokens: Sequence[Token], end: int) -> Noun | None:
        """The phrase that ends right before a comma."""
        for start in range(end + 1):
            noun = self.noun(tokens, start)
            if noun and noun.last == end and (not start or tokens[start - 1].lower not in self.lists["determiners"]):
                return noun
        return None

    def _agrees(self, pronoun: str, noun: Noun) -> bool:
        first, cases = noun.words[0].lower, self.cases(noun)
        feminine = first in ("die", "eine", "seine", "ihre") or (first in ("der", "einer") and "n" not in cases)
        masculine = first in ("ein", "sein", "ihr", "den", "dem", "einen", "einem", "seinen", "ihren") or (
            first == "der" and "n" in cases
        )
        several = any(word.lower in AND for word in noun.words)
        many = (
            first in ("den", "die") and noun.words[-1].lower.endswith("n") and not noun.words[-1].lower.endswith("in")
        )
        if pronoun == "ihr":
            head = next((word for word in noun.words if word.capital), noun.words[0])
            return (feminine or head.lower.endswith(self.feminine)) and not many and not several
        if pronoun == "sie":
            return not masculine or many
        if pronoun in ("er", "ihm", "ihn"):
            return not feminine and not several and not (first == "den" and len(noun.words) > 2 and many)
        return several or first == "die" if pronoun == "ihnen" else True
