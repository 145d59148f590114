"""What stands beside a noun phrase behind a comma: the same person once more, an aside, or another clause."""

from __future__ import annotations

from rag.claims.beings import AGENTS, Beings
from rag.claims.lexicon import is_given_name
from rag.claims.trees import Tree, Word, plain_preposition

# Prepositions of place, and relative words.
PLACES = frozenset(
    "in at from of outside near behind inside around under over downstream upstream for along across between above "
    "de dans sur sous chez en à entre près hors pour".split()
)
RELATIVES = frozenset(
    "qui que qu' dont où lequel laquelle lesquels lesquelles who which that whom whose where when".split()
)


class Appositions(Beings):
    """Joins "the minister" and "Luc Darmont", whichever of them the parser took for the head."""

    def apposition(
        self, tree: Tree, first: int, last: int, head: int, limit: int, about: frozenset[str], closed: bool
    ) -> tuple[int, int, int]:
        """Joins "the minister" and "Luc Darmont" across a comma, whichever of them the parser took for the head."""
        words = tree.words
        # to the right: ", Luc Darmont," or ", porte-parole de ..."
        related = last + 2 < limit and words[last + 2].lower in RELATIVES
        if last + 2 < limit and words[last + 1].text == "," and not related and self.animate_word(tree, head):
            after = last + 2
            other = self._chunk(tree, after, limit, about)
            if (
                other
                and not self._opens_clause(tree, head, other)
                and (self._apposes(tree, (first, last), other) or self._parenthetic(tree, head, other))
            ):
                closes = (
                    other[1] + 1 >= len(words)
                    or words[other[1] + 1].pos in ("PUNCT", "VERB", "AUX")
                    or words[other[1] + 1].lower in RELATIVES
                    or words[other[1] + 1].pos in ("ADP", "ADV", "SCONJ", "PRON")
                )
                if closed and not (other[1] + 1 < len(words) and words[other[1] + 1].text == ","):
                    closes = False
                if closes and not (other[1] + 1 < len(words) and words[other[1] + 1].pos == "CCONJ"):
                    last = other[1]
            elif after + 1 < limit and words[after + 1].lower == "ans" and words[after].pos in ("NUM", "DET"):
                last = after + 1  # "Josette, 71 ans"
        # to the left: the parser took the name for the subject
        if first >= 2 and words[first - 1].text == "," and words[head].pos == "PROPN":
            before = self._chunk_before(tree, first - 2)
            subject = words[head].dep.startswith("nsubj") and words[head].head > last
            # "Mis en cause par le docteur, Castérot a": a name that its own verb follows has no comma before it but this.
            led = ("VERB", "AUX", "ADP") if last + 1 < len(words) and words[last + 1].text != "," else ("VERB", "AUX")
            governed = before and before[0] and words[before[0] - 1].pos in led
            if before and not (subject and governed) and self._apposes(tree, before[:2], (first, last)):
                first, head = before[0], before[2]
        return first, last, head

    def _opens_clause(self, tree: Tree, head: int, other: tuple[int, int]) -> bool:
        """Whether the other is the subject of a later verb and this one an object: "Accused of threatening his wife, Dan Pike denied ..."."""
        words = tree.words
        if words[head].dep.startswith("nsubj"):
            return False
        above = words[words[head].head]
        governed = above.index < head and above.pos == "VERB" and above.morph.get("VerbForm") in ("Inf", "Part", "Ger")
        return governed and any(
            words[one].dep.startswith("nsubj") and words[one].head > other[1] for one in range(other[0], other[1] + 1)
        )

    def _parenthetic(self, tree: Tree, head: int, other: tuple[int, int]) -> bool:
        """As in "son éditeur, les éditions du Grand Phare, a falsifié": closed by a comma right before the head's own verb."""
        words = tree.words
        after = other[1] + 1
        if after + 1 >= len(words) or words[after].text != "," or not words[head].dep.startswith("nsubj"):
            return False
        verb = words[head].head
        return 0 <= verb - after <= 6 and all(
            one.pos in ("AUX", "ADV", "PRON", "PART", "VERB") for one in words[after + 1 : verb + 1]
        )

    def _chunk(self, tree: Tree, start: int, limit: int, about: frozenset[str]) -> tuple[int, int] | None:
        words = tree.words
        if start >= limit or words[start].pos not in ("PROPN", "NOUN", "DET", "ADJ", "X"):
            return None
        index = start
        seen_noun = False
        while index < limit:
            word = words[index]
            if word.pos in ("NOUN", "PROPN", "X"):
                if self.is_time(tree, word) and word.pos != "PROPN":
                    break
                seen_noun = True
            elif word.pos in ("DET", "ADJ", "NUM") or word.lower in ("'s", "-", "&"):
                if seen_noun and word.pos == "DET" and words[index - 1].pos not in ("ADP", "CCONJ", "DET"):
                    break
            elif (
                word.pos == "ADP"
                and plain_preposition(word) in PLACES
                and seen_noun
                and plain_preposition(word) not in (about - {"de", "of"})
            ):
                following = words[index + 1] if index + 1 < limit else None
                if following is None or following.pos not in ("DET", "NOUN", "PROPN", "ADJ", "NUM"):
                    break
                if plain_preposition(word) in about and following.pos not in {"PROPN", "DET"}:
                    break
            else:
                break
            index += 1
        index -= 1
        while index > start and words[index].pos in ("ADP", "DET", "PUNCT", "ADV"):
            index -= 1
        return (start, index) if seen_noun and index >= start else None

    def _chunk_before(self, tree: Tree, end: int) -> tuple[int, int, int] | None:
        words = tree.words
        index = end
        while index >= 0 and (
            words[index].pos in ("NOUN", "PROPN", "DET", "ADJ", "NUM")
            or words[index].lower in ("'s", "-")
            or words[index].dep == "nmod:poss"
            or (
                words[index].pos == "ADP"
                and plain_preposition(words[index]) in ("de", "of", "for", "en", "at", "in", "à")
                and index > 0
                and words[index - 1].pos in ("NOUN", "PROPN", "ADJ")
            )
        ):
            index -= 1
        start = index + 1
        while start < end and words[start].pos in ("ADP", "PUNCT"):
            start += 1
        if start > end:
            return None
        # A preposition in front makes it a circumstance ("À Brémont, Paul ..."), unless it is the very case of the pair.
        if (
            start
            and words[start - 1].pos == "ADP"
            and plain_preposition(words[start - 1]) not in ("de", "par", "by", "of", "à", "to", "contre", "against")
        ):
            return None
        behind_comma = start == 1 or (start > 1 and words[start - 2].pos == "PUNCT")
        if behind_comma and words[start - 1].pos in ("ADP", "SCONJ"):
            return None
        for head in range(start, end + 1):
            if words[head].pos == "NOUN" and (
                self.lexicon.language != "en" or head == end or words[head + 1].pos not in ("NOUN", "PROPN")
            ):
                return start, end, head
        return None

    def _apposes(self, tree: Tree, left: tuple[int, int], right: tuple[int, int]) -> bool:
        """One side a name, the other a common noun that can be a person or body."""
        words = tree.words
        one, other = words[left[0] : left[1] + 1], words[right[0] : right[1] + 1]
        if any(_common(word) for word in one) and any(
            word.pos == "PROPN" and word.text[:1].isupper() for word in one[1:]
        ):
            # "la directrice de Texval, Maud Irigay": a name behind "de" is not hers.
            names_own = [
                word
                for word in one[1:]
                if word.pos == "PROPN"
                and not tree.case(word.index)
                and not any(tree.words[above].pos == "ADP" for above in range(max(left[0], word.index - 3), word.index))
            ]
            if names_own and right[0] > left[1]:
                return False
        if left[1] < right[0] and self._body_and_person(one, other):
            return False  # "devant le tribunal de Rodez, Jean-Luc Vidal"
        named_right = other[0].pos == "PROPN" or (
            other[0].text[:1].isupper() and len(other) > 1 and other[1].pos == "PROPN"
        )
        common_left = any(_common(word) and self.person_or_body(word) for word in one)
        if named_right and common_left and not any(word.pos == "CCONJ" for word in other):
            return all(word.pos in ("PROPN", "NOUN", "ADP", "DET", "ADJ", "X", "PUNCT") for word in other)
        named_left = one[-1].pos == "PROPN" or one[0].pos == "PROPN" or sum(word.text[:1].isupper() for word in one) > 1
        role_right = self._first_noun(other)
        if not named_left or role_right is None:
            return False
        # "Denis Crouzet, éclusier à la retraite": a bare noun behind a name
        bare = other[0] is role_right and role_right.lower.endswith(AGENTS) and left[1] < right[0]
        unlisted = bare and role_right.lemma not in self.lexicon.words["not_people"]
        return self.person_or_body(role_right) or (self.lexicon.language == "fr" and unlisted)

    def _body_and_person(self, one: list[Word], other: list[Word]) -> bool:
        """Whether somebody's full name stands behind an institution, which it cannot be."""
        head = next((word for word in one if word.pos == "NOUN"), None)
        body = head is not None and head.lemma in self.bodies and head.lemma not in self.people
        return body and len(other) > 1 and is_given_name(other[0].text)

    def _first_noun(self, words: list[Word]) -> Word | None:
        if self.lexicon.language == "en":
            found = None
            for word in words:
                if word.pos in ("NOUN", "PROPN"):
                    found = word
                elif found and word.pos in ("ADP", "VERB"):
                    break
            for word in words:
                if word.pos == "ADP":
                    break
                if word.pos == "NOUN":
                    found = word
            return found
        return next((word for word in words if word.pos == "NOUN"), None)


def _common(word: Word) -> bool:
    return word.pos == "NOUN" and (word.text[:1].islower() or word.index == 0)
