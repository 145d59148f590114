"""Spanish and Italian noun phrases: where one begins and ends, and whether it names a person or body."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.claims.conjugation import PARTICIPLE
from rag.claims.found import Span
from rag.claims.lexicon import Frame
from rag.claims.light import AND, Noun, Reader, Token
from rag.claims.places import places

VERBLIKE = {
    "es": re.compile(r"\w{2,}(?:ó|aron|ieron|aba|aban|ará|arán|erá|irá)\Z"),
    "it": re.compile(r"\w{2,}(?:ò|arono|irono|ava|avano|eva|evano|erà|irà)\Z"),
}
_INFINITIVE = {
    "es": re.compile(r"\w+(?:ar|er|ir)(?:se|lo|la|los|las|le)?\Z"),
    "it": re.compile(r"(?:\w+(?:are|ere|ire|urre|orre|arre)|\w{2,}(?:ar|er|ir))(?:si|lo|la|li|le|ne|gli)?\Z"),
}
OF = frozenset("de del di del della dello dell' dei degli delle d'".split())
ABOUT = OF | frozenset("por per".split())
_ADJECTIVE = re.compile(
    r"\w+(?:al|il|ar|or|és|an[oa]|ic[oa]|os[oa]|iv[oa]|ari[oa]|ad[oa]|id[oa]|ist[aeio]|[ae]nt[ei]|ble|[ai]le|ese|[ai]l[ei]|esi|an[ie]"
    r"|ic[hi]e?|os[ie]|iv[ie]|ari|at[oaie]|it[oaie]|bil[ei]|ar[ei])(?:e?s)?\Z"
)
_GERUND = re.compile(r"[aáeéi]ndo(?:s[ei]|l[aeo]s?|gli|ne)?\Z")
_HARD = frozenset(";:()?!…»”«“—–")


class RomancePhrases(Reader):
    """What Spanish and Italian readers know of words and phrases."""

    def is_person(self, word: Token) -> bool:
        """By the lists, in either gender and number, and by the ending of an agent."""
        lower = word.lower
        if any(
            one in self.people
            for one in (lower, lower.removesuffix("s"), lower.removesuffix("es"), *(lower[:-1] + end for end in "oae"))
        ):
            return True
        return len(lower) > 5 and lower.endswith(self.endings)

    def animate(self, noun: Noun) -> bool:
        """Whether it begins with a person or body, or with a name."""
        words = [word for word in noun.words if word.word and word.lower not in self.lists["determiners"]]
        for word in words[:3]:
            if word.lower in self.lists["inside"]:
                break
            if self.is_person(word):
                return True
        return any(word.capital for word in words[:2]) and (noun.first > 0 or len(words) > 1 or words[0].capital)

    def could_inform(self, noun: Noun) -> bool:
        """Persons, bodies and names, not "lo que"."""
        return self.animate(noun) and noun.words[0].lower not in ("lo", "quanto")

    def _speaks(self, noun: Noun) -> bool:
        return self.animate(noun) or any(self.is_person(word) for word in noun.words[:3])

    def might_speak(self, noun: Noun) -> bool:
        """Whether beside something said even a noun that no list knows is a speaker: one with an article, no quality or act."""
        words = [word for word in noun.words if word.word]
        if len(words) < 2 or words[0].lower not in self.lists["determiners"]:
            return False
        head = next((word for word in words if word.lower not in self.lists["determiners"]), words[0])
        return not head.lower.endswith(self.thing_endings) and head.lower not in self.claims

    def noun(self, tokens: Sequence[Token], index: int, *, coordinated: bool = True) -> Noun | None:
        """With its complements behind "de", its apposition, and what "y" or "e" joins to it."""
        first = place = index
        while place < len(tokens) and tokens[place].lower in self.lists["determiners"] - {"al", "del"}:
            place += 1
        start = place
        while place < len(tokens) and self._nominal(tokens, place, place == start):
            if place > start and self._breaks_off(tokens, place):
                break
            place += 1
        if place == start:
            return None
        last = place - 1
        while place + 1 < len(tokens):
            word, following = tokens[place], tokens[place + 1]
            after: Noun | None = None
            if self._belongs(word, following):
                after = self.noun(tokens, place + 1, coordinated=False)
            elif coordinated and word.lower in AND:
                if following.lower in self.lists["determiners"] or following.capital:
                    after = self.noun(tokens, place + 1, coordinated=False)
                    after = after if after and self.animate(after) else None
            elif word.text == "," and self._apposes(tokens, first, last, place + 1):
                after = self.noun(tokens, place + 1, coordinated=False)
                if after is None or not self._closes(tokens, after.last + 1):
                    break
                last = after.last
                if coordinated and self._joined_behind(tokens, last):
                    other = self.noun(tokens, last + 3, coordinated=False)
                    last = other.last if other and self.animate(other) else last
                break
            if after is None:
                break
            last = after.last
            place = last + 1
        return Noun(tokens, first, last)

    def _breaks_off(self, tokens: Sequence[Token], place: int) -> bool:
        """Whether a verb begins behind a person or a name: "el testigo tiene", "La Paz ofrece", "la manager scarica la colpa"."""
        before, word = tokens[place - 1], tokens[place]
        if before.capital and not before.text.isupper() and not word.capital and word.word:
            quality = _ADJECTIVE.match(word.lower) or places(word.lower) or self.is_person(word)
            return not quality and word.lower not in AND and word.lower not in self.lists["inside"]
        behind = tokens[place + 1].lower if place + 1 < len(tokens) else ""
        acts = self.language == "it" and word.lower.endswith("a") and behind in self.lists["determiners"]
        known = word.capital or self.is_person(word)
        return self.is_person(before) and (self._present(word) or (acts and not known))

    def _present(self, word: Token) -> bool:
        """Whether a word behind a person looks like a verb in the present ("tiene", "tienen") and not like an adjective."""
        ends = word.lower.endswith(("en", "e") if self.language == "es" else ("e", "ono"))
        return (
            ends
            and not places(word.lower)
            and not word.capital
            and not _ADJECTIVE.match(word.lower)
            and not self.is_person(word)
        )

    def _belongs(self, word: Token, following: Token) -> bool:
        """Whether a preposition goes on with a noun phrase: "de" always, before a name also "en", "para", "al"."""
        if word.lower not in self.lists["inside"]:
            return False
        if self._infinitive(following) and following.lower not in self.people:
            return False
        return word.lower in OF or following.capital or following.lower in self.lists["determiners"] & {"la", "el"}

    def _closes(self, tokens: Sequence[Token], index: int) -> bool:
        """Whether an apposition ends here: a mark, or what cannot go on with a list."""
        if index >= len(tokens) or not tokens[index].word:
            return True
        return tokens[index].lower in self.lists["prepositions"] | self.lists["clause"]

    def _joined_behind(self, tokens: Sequence[Token], last: int) -> bool:
        """As in "..., Germán Lapuente, y la opositora"."""
        return (
            last + 3 < len(tokens)
            and tokens[last + 1].text == ","
            and tokens[last + 2].lower in AND
            and (tokens[last + 3].lower in self.lists["determiners"] or tokens[last + 3].capital)
        )

    def _apposes(self, tokens: Sequence[Token], first: int, last: int, index: int) -> bool:
        """As in "la interventora, Nuria Cabredo": a role and a name, in either order."""
        left = [word for word in tokens[first : last + 1] if word.word]
        if index + 1 >= len(tokens) or not left:
            return False
        right = tokens[index]
        role = left[0].lower in self.lists["determiners"] or any(
            self.is_person(word) and not word.capital for word in left
        )
        if right.capital:
            closed = {"determiners", "stops", "prepositions"}
            return role and tokens[index + 1].capital and not any(right.lower in self.lists[one] for one in closed)
        named = left[-1].capital and not role
        determined = right.lower in self.lists["determiners"] and self.is_person(tokens[index + 1])
        return named and (self.is_person(right) or determined)

    def _nominal(self, tokens: Sequence[Token], index: int, opening: bool) -> bool:
        """Whether a word can be part of a noun phrase."""
        word = tokens[index]
        if not word.word:
            return word.text == "&" or (word.text[0].isdigit() and not opening) or (word.text.isdigit() and opening)
        lower = word.lower
        if word.capital and index:
            return not self.is_time(word)
        if any(lower in self.lists[one] for one in ("prepositions", "relative", "have")):
            return False
        if self.is_time(word) or any(lower in self.lists[one] for one in ("stops", "be", "questions", "unreal")):
            return False
        if lower.endswith("mente") or (lower in self.lists["determiners"] and not opening):
            return False
        if lower in self.forms and not self._person_form(tokens, index) and lower not in self.claims:
            return False
        if lower in self.people:
            return True
        if not opening and self._infinitive(word):
            return False
        return not VERBLIKE[self.language].match(lower) and not _GERUND.search(lower)

    def _infinitive(self, word: Token) -> bool:
        lower = word.lower
        return bool(
            word.word
            and not places(lower)
            and not word.capital
            and _INFINITIVE[self.language].match(lower)
            and lower not in self.lists["no_infinitives"]
            and lower.removesuffix("es") not in self.lists["no_infinitives"]
            and not self.is_person(word)
        )

    def _person_form(self, tokens: Sequence[Token], index: int) -> bool:
        """As in "el acusado": a participle behind an article is a person."""
        before = tokens[index - 1].lower if index else ""
        led = before in self.lists["determiners"] or (
            before in self.lists["prepositions"] and self.is_person(tokens[index])
        )
        return led and bool(PARTICIPLE.search(tokens[index].lower))

    def _ending_at(self, tokens: Sequence[Token], end: int, depth: int = 0) -> Noun | None:
        """The noun phrase that ends at ``end``; a comma there closes an apposition or something to step over."""
        if end < 0 or depth > 3:
            return None
        if tokens[end].text == ",":
            inner = next((i for i in range(end - 1, -1, -1) if tokens[i].text in ",;:"), -1)
            left = self._ending_at(tokens, inner - 1, depth + 1) if inner > 0 else None
            if left is None:
                return None
            whole = self.noun(tokens, left.first)
            return whole if whole and left.last <= whole.last < end else left
        low = end
        while low > 0 and tokens[low - 1].text not in _HARD and tokens[low - 1].text != ",":
            low -= 1
        if low >= 2 and tokens[low - 1].text == "," and tokens[low].lower in AND:
            whole = self._ending_at(tokens, low - 1, depth + 1)
            joined = self.noun(tokens, whole.first) if whole else None
            if joined and joined.last == end:
                return joined
        for start in range(low, end + 1):
            if tokens[start].lower in self.lists["prepositions"] or not self._begins(tokens, start, low):
                continue
            noun = self.noun(tokens, start)
            if noun and noun.last == end:
                return noun
            if noun and noun.last > end:
                return Noun(tokens, noun.first, end)
        return None

    def _begins(self, tokens: Sequence[Token], start: int, low: int) -> bool:
        """Whether a noun phrase can begin at ``start``: not behind a preposition, not amid another phrase."""
        if start == low:
            return True
        before = tokens[start - 1]
        if before.lower in self.lists["prepositions"] | self.lists["determiners"]:
            return False
        if tokens[start].lower in self.lists["determiners"]:
            return True
        name = tokens[start].capital and start + 1 < len(tokens) and tokens[start + 1].capital and not before.capital
        return name or before.lower in self.lists["stops"] | self.lists["relative"] or not before.word

    def _without_content(self, tokens: Sequence[Token], noun: Noun, frame: Frame) -> Noun:
        """The accused without the accusation: "al alcalde de corrupción" ends before "de" unless the accusation follows."""
        if frame.stance != "accuse" or not frame.about:
            return noun
        following = noun.last + 1
        if following < len(tokens) and tokens[following].lower in ABOUT:
            return noun
        for index in range(noun.first + 1, noun.last):
            if tokens[index].lower not in ABOUT:
                continue
            inner = tokens[index + 1]
            if inner.lower in self.lists["determiners"] and index + 2 < len(tokens):
                inner = tokens[index + 2]
            if not inner.capital and not self.is_person(inner):
                return Noun(tokens, noun.first, index - 1)
        return noun

    def _without_gift(self, noun: Noun, frame: Frame) -> Noun:
        """As in "prometió a los agricultores ayudas": behind the person a noun that is no adjective begins the object."""
        if "to" not in frame.target or "noun" not in frame.needs:
            return noun
        for index in range(noun.first, noun.last):
            following = noun.tokens[index + 1]
            if self.is_person(noun.tokens[index]) and following.word and not following.capital:
                bare = following.lower not in self.lists["prepositions"] | AND and following.text != ","
                if bare and not _ADJECTIVE.match(following.lower):
                    return Noun(noun.tokens, noun.first, index)
                return noun
        return noun

    def _possessor(self, tokens: Sequence[Token], noun: Noun) -> Span | None:
        for index in range(noun.first + 1, noun.last):
            if tokens[index].lower in self.lists["inside"]:
                inner = self.noun(tokens, index + 1, coordinated=False)
                return inner.span if inner and any(self.is_person(word) for word in inner.words[:3]) else None
        return None
