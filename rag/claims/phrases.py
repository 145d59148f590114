"""Noun phrases: where one begins and ends, whether it names a person or a body, its gender and number."""

from __future__ import annotations

from collections.abc import Iterator

from rag.claims.beings import AGENTS, Beings, Phrase, words_between_comma
from rag.claims.lexicon import is_given_name
from rag.claims.names import is_title
from rag.claims.trees import Tree, Word, plain_preposition

# What may hang to the left and to the right of a noun and belong to its phrase.
_LEFT = (
    "det",
    "nummod",
    "amod",
    "compound",
    "nmod",
    "flat",
    "predet",
    "quantmod",
    "advmod",
    "fixed",
    "case",
    "appos",
    "cc",
)
_RIGHT = (
    "nmod",
    "flat",
    "amod",
    "appos",
    "conj",
    "cc",
    "compound",
    "nummod",
    "fixed",
    "acl",
    "case",
    "det",
    "obl",
    "dep",
)
_PLACE = frozenset(
    "in at from of outside near behind inside around under over downstream upstream for along across between above "
    "de dans sur sous chez en à entre près hors pour".split()
)
_RELATIVE = frozenset(
    "qui que qu' dont où lequel laquelle lesquels lesquelles who which that whom whose where when".split()
)
_SINGULAR = frozenset("l' le la un une ce cet cette son sa mon ma".split())
_PLURAL = frozenset("les des ces ses leurs nos vos plusieurs certains certaines deux trois quatre cinq six sept huit neuf dix "
                    "these those several two three four five six seven eight nine ten many some both few".split())  # fmt: skip


class Phrases(Beings):
    """Reads the noun phrases of one language's trees."""

    def at(
        self, tree: Tree, index: int, about: frozenset[str] = frozenset(), stop: int = -1, closed: bool = False
    ) -> Phrase | None:
        """The phrase that begins at word ``index``, or None when no noun follows there."""
        head = index
        while head < len(tree) and (
            tree.words[head].pos in ("DET", "ADJ", "NUM", "ADV")
            or (
                tree.words[head].dep in ("det", "amod", "nummod", "nmod:poss", "compound")
                and tree.words[head].pos not in ("NOUN", "PROPN")
            )
            or tree.words[head].lower in ("'s", "’s", "'")
            or (head == index and tree.words[head].lower == "des")
        ):
            head += 1
        if head >= len(tree) or tree.words[head].pos not in ("NOUN", "PROPN", "PRON", "X"):
            last = tree.words[head - 1] if index < head else None
            if last is None or last.pos not in ("ADJ", "NUM") or not last.text[:1].isalpha():
                return None
            head -= 1
        # Climb from a modifier to the noun it belongs to, as long as that stands within the same run of words.
        seen = {head}
        while True:
            word = tree.words[head]
            above = word.head
            if (
                above in seen
                or word.dep.partition(":")[0] not in ("compound", "nmod", "amod", "flat", "det")
                or above <= head
            ):
                break
            if tree.words[above].pos not in ("NOUN", "PROPN") or any(
                one.pos in ("VERB", "PUNCT", "ADP", "AUX") for one in tree.words[head:above]
            ):
                break
            seen.add(above)
            head = above
        phrase = self.around(tree, head, about, stop, closed=closed)
        if phrase is None or phrase.last < index:
            return None
        return Phrase(tree, head, max(index, phrase.first) if phrase.first <= index else index, phrase.last)

    def around(
        self,
        tree: Tree,
        head: int,
        about: frozenset[str] = frozenset(),
        stop: int = -1,
        conj: bool = True,
        closed: bool = False,
    ) -> Phrase | None:
        """The whole phrase of the noun ``head``, apposition included, without preposition, relative clause or date.

        Args:
            tree: the sentence.
            head: index of the noun.
            about: prepositions that open what is said about the phrase and so end it.
            stop: a word index at which the phrase must have ended.
            conj: whether coordinated nouns belong to it.
            closed: whether an apposition must be closed by a second comma ("selon le maire, Luc Darmont, ...").
        """
        words = tree.words
        if words[head].pos == "PRON" and not tree.children(head, "nmod", "det"):
            return Phrase(tree, head, head, head)
        head = self._name_head(tree, head)
        allowed = {head}
        self._collect(tree, head, allowed, about, conj, depth=0, closed=closed)
        first = head
        while first - 1 in allowed or (first and self._bridge(tree, first - 1, allowed, -1)):
            first -= 1
        while first < head and (words[first].pos in ("PUNCT", "ADV", "CCONJ", "ADP") and words[first].dep != "amod"):
            first += 1
        # "s'est interrogé X": clitics and numbers of hours never open a phrase.
        limit = stop if stop >= 0 else len(words)
        last = head
        while last + 1 < limit and (last + 1 in allowed or self._bridge(tree, last + 1, allowed, 1)):
            # An article right behind a noun opens another phrase.
            if (
                words[last + 1].pos == "DET"
                and words[last].pos in ("NOUN", "PROPN", "ADJ")
                and words[last + 1].text[:1].islower()
            ):
                break
            last += 1
        while last > head and (
            words[last].pos in ("PUNCT", "ADP", "CCONJ", "DET") and words[last].lower not in ("'s",)
        ):
            last -= 1
        last = self._name_behind(tree, head, last, limit)
        if conj:
            first, last, head = self._apposition(tree, first, last, head, limit, about, closed)
        # A possessive ending belongs to what follows it, unless a name ends in it ("outside St Bride's").
        if words[last].lower in ("'s", "'") and last > head and words[last].pos == "PART":
            following = words[last + 1].pos if last + 1 < len(words) else ""
            if following in ("NOUN", "ADJ", "PROPN"):
                last -= 1
        return Phrase(tree, head, first, last)

    def _name_behind(self, tree: Tree, head: int, last: int, limit: int) -> int:
        """Takes in a name right behind ("l'usine Daubrac", "la société Granulats du Morvent") however it was hung."""
        words = tree.words
        while last + 1 < limit:
            word = words[last + 1]
            if self._capital(word) and not self.is_time(tree, word) and word.lower not in _RELATIVE:
                above = words[word.head]
                if word.dep.startswith("nsubj") and word.head != words[head].head and above.index > word.index:
                    break
                last += 1
                continue
            linked = word.lower in ("de", "du", "d'", "des", "&", "of", "la", "le", "l'") and words[last].pos != "PUNCT"
            if linked and last > head and self._capital(words[last]) and last + 2 < limit:
                step = 2 if words[last + 2].lower not in ("la", "le", "l'") or last + 3 >= limit else 3
                if self._capital(words[last + step]) and not self.is_time(tree, words[last + step]):
                    last += step
                    continue
            break
        return last

    def _capital(self, word: Word) -> bool:
        return word.text[:1].isupper() and word.pos not in ("PRON", "SCONJ", "PUNCT")

    def _name_head(self, tree: Tree, head: int) -> int:
        while tree.words[head].dep.startswith("flat") and tree.words[head].head < head:
            head = tree.words[head].head
        return head

    def _collect(
        self,
        tree: Tree,
        index: int,
        allowed: set[int],
        about: frozenset[str],
        conj: bool,
        depth: int,
        closed: bool = False,
    ) -> None:
        if depth > 12:
            return
        for child in tree.children(index):
            dep = child.dep.partition(":")[0]
            if child.index in allowed or child.dep == "acl:relcl" or child.lower in _RELATIVE:
                continue
            if not conj and depth == 0 and dep in ("conj", "cc"):
                continue
            if closed and child.index > index and words_between_comma(tree, index, child.index):
                continue
            if dep in ("conj", "cc"):
                if child.pos in {"VERB", "AUX"}:
                    continue
                if dep == "conj" and any(one.pos == "VERB" for one in tree.children(child.index, "cop", "aux")):
                    continue
                if dep == "conj" and tree.children(child.index, "nsubj", "aux", "cop"):
                    continue
                # "X demande A et le retour": a conjunct behind a comma and a verb is another clause.
            if child.index < index:
                if dep not in _LEFT or (dep == "case" and depth == 0 and child.lower not in ("'s",)):
                    continue
                if dep == "advmod" and (
                    child.pos != "ADV"
                    or child.lower in ("aussi", "also", "then", "alors", "puis", "notamment", "even", "même", "only")
                ):
                    continue
                if dep in ("nmod", "appos") and child.pos == "VERB":
                    continue
            else:
                if dep not in _RIGHT and child.dep not in ("nmod:poss", "obl:arg", "obl:mod"):
                    continue
                if self.is_time(tree, child) or (
                    dep in ("nmod", "obl", "dep") and not self._nominal_tail(tree, child, about, depth)
                ):
                    continue
                if dep == "acl" and not self._participle_tail(tree, child, index):
                    continue
                if dep == "amod" and words_between_comma(tree, index, child.index):
                    continue
                if dep == "appos" and child.pos == "PRON":
                    continue
            allowed.add(child.index)
            if dep == "acl":
                allowed.update(one for one in tree.subtree(child.index) if self._no_relative(tree, one))
            else:
                self._collect(tree, child.index, allowed, about, True, depth + 1, closed)

    def _no_relative(self, tree: Tree, index: int) -> bool:
        return tree.words[index].dep != "acl:relcl" and not any(
            above.dep == "acl:relcl" for above in tree.ancestors(index)
        )

    def _nominal_tail(self, tree: Tree, word: Word, about: frozenset[str], depth: int) -> bool:
        case = tree.case(word.index)
        if not case:
            return word.dep.partition(":")[0] in ("nmod", "flat") or word.pos in ("PROPN", "NUM", "NOUN")
        if word.pos in ("VERB", "AUX"):
            return False
        if depth == 0 and case in about:
            if case not in ("of", "de"):
                return False
            above = tree.words[word.head]
            if above.text[:1].isupper() and above.index and above.pos == "NOUN" and word.index - above.index <= 2:
                return True
            return word.pos == "PROPN" or self.person_or_body(word) or self._later(tree, word.index, about)
        return case in _PLACE or (
            case in ("to", "against", "with", "by", "about") and (depth > 0 or self._subject_tail(tree, word))
        )

    def _subject_tail(self, tree: Tree, word: Word) -> bool:
        """Whether the noun it hangs on is a subject in front of its verb: then all between belongs to it."""
        above = tree.words[word.head]
        return above.dep.startswith("nsubj") and above.head > word.index and self.lexicon.language == "en"

    def _later(self, tree: Tree, index: int, about: frozenset[str]) -> bool:
        """Whether another opener follows before the next finite verb, so that this one belongs to the name."""
        for word in tree.words[index + 1 : index + 14]:
            if word.pos in ("VERB", "AUX") and word.morph.get("VerbForm") not in ("Inf", "Part") and word.tag != "VBG":
                return False
            if word.lower in ("that", "que", "qu'"):
                return tree.words[word.index - 1].pos not in ("CCONJ", "PUNCT")
            if word.lower in ("qui", "who", ",", ";"):
                return False
            if word.pos in ("ADP", "SCONJ", "PART") and plain_preposition(word) in about and word.index + 1 < len(tree):
                return tree.words[word.index + 1].pos not in ("DET", "PROPN")
        return False

    def _participle_tail(self, tree: Tree, word: Word, head: int) -> bool:
        """A participle that tells which one is meant ("chargée du logement", "named Reed"): close by, no comma."""
        if word.pos not in ("VERB", "ADJ", "NOUN") or words_between_comma(tree, head, word.index):
            return False
        if word.morph.get("VerbForm") == "Inf" or tree.children(word.index, "mark"):
            return False
        if word.tag == "VBG" or word.morph.get("Tense") == "Pres":
            return word.lemma not in self.lexicon.frames
        return word.lemma not in self.lexicon.frames or tree.words[head].lemma in self.lexicon.words["claim_nouns"]

    def _bridge(self, tree: Tree, index: int, allowed: set[int], step: int) -> bool:
        """A comma, hyphen or clitic between two allowed words."""
        word = tree.words[index]
        following = index + step
        return (
            0 <= following < len(tree)
            and following in allowed
            and (word.pos == "PUNCT" or word.lower in ("'s", "&", "-", "'"))
            and word.text not in (":", ";", "—", "–", "(", ")")
        )

    def _apposition(
        self, tree: Tree, first: int, last: int, head: int, limit: int, about: frozenset[str], closed: bool
    ) -> tuple[int, int, int]:
        """Joins "the minister" and "Luc Darmont" across a comma, whichever of them the parser took for the head."""
        words = tree.words
        # to the right: ", Luc Darmont," or ", porte-parole de ..."
        related = last + 2 < limit and words[last + 2].lower in _RELATIVE
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
                    or words[other[1] + 1].lower in _RELATIVE
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
            governed = before and before[0] and words[before[0] - 1].pos in ("VERB", "AUX")
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
        index, depth = start, 0
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
                and plain_preposition(word) in _PLACE
                and seen_noun
                and plain_preposition(word) not in (about - {"de", "of"})
            ):
                following = words[index + 1] if index + 1 < limit else None
                if following is None or following.pos not in ("DET", "NOUN", "PROPN", "ADJ", "NUM"):
                    break
                if plain_preposition(word) in about and following.pos not in {"PROPN", "DET"}:
                    break
                if plain_preposition(word) not in ("de", "of", "en") and not seen_noun:
                    break
                depth += 1
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

    def same_person(self, one: Phrase, other: Phrase) -> bool:
        """Whether both end in the same name: "Mr Thorne" and "Its managing director, Gerald Thorne"."""
        left, right = one.words()[-1], other.words()[-1]
        return left.pos == right.pos == "PROPN" and left.lower == right.lower

    def whole(self, phrase: Phrase) -> Phrase:
        """The phrase from its article or possessor on ("Verdier's" of "'s lawyer"), without what follows a closing comma."""
        words, first, last = phrase.tree.words, phrase.first, phrase.last
        while first:
            before, word = words[first - 1], words[first]
            if word.lower in ("'s", "'") and before.pos in ("PROPN", "NOUN"):
                first -= 1
                while first and words[first - 1].pos in ("PROPN", "NOUN", "ADJ", "DET"):
                    first -= 1
                break
            title = word.text[:1].isupper() and before.pos in ("NOUN", "PROPN", "X") and before.dep != "obj"
            # "A confirmé à la presse Ingrid Vasseur": whom it is told to is no title of hers.
            title = title and not (self.named_alone(phrase) == first and phrase.tree.case(before.index))
            titled = before.text[:1].isupper() and is_title(before.text) and word.text[:1].isupper()
            if titled or (
                title and (before.text[:1].isupper() or word.head == before.index or self.person_or_body(before))
            ):
                first -= 1
                continue
            own = before.pos == "DET" or before.dep in ("det", "nummod", "nmod:poss", "amod")
            if (
                word.pos != "DET"
                and not (word.pos == "PROPN" and before.pos == "DET")
                and own
                and before.lower not in ("au", "aux", "du")
                and before.pos in ("DET", "NUM", "ADJ", "PRON")
                and first <= before.head <= last
            ):
                first -= 1
            else:
                break
        for index in range(phrase.head + 1, last):
            after = words[index + 1]
            emphatic = after.lower in ("eux", "elles", "lui", "elle") and index + 1 == last
            if words[index].text == "," and (emphatic or (after.pos == "ADP" and after.lower in ("de", "d'", "of"))):
                last = index - 1
                break
        return Phrase(phrase.tree, phrase.head, first, last)

    def named_alone(self, phrase: Phrase) -> int:
        """Where somebody's whole name begins in a phrase, behind what is no title: "la presse Ingrid Vasseur"; -1 for none."""
        words = phrase.tree.words
        for word in words[phrase.first : phrase.last + 1]:
            if word.pos == "PROPN" and is_given_name(word.text):
                before = words[word.index - 1] if word.index else None
                bare = before is not None and before.pos in ("NOUN", "PROPN") and before.lemma not in self.people
                return word.index if bare else -1
        return -1

    def plural(self, phrase: Phrase) -> bool:
        """Whether the phrase takes a plural pronoun; a coordination does."""
        if (
            any(word.pos == "CCONJ" and word.lower in ("et", "and") for word in phrase.words())
            and len(self.parts(phrase)) > 1
        ):
            return True
        if phrase.words()[0].lower in _SINGULAR:
            return False  # whatever the tagger makes of "l'ONG"
        if phrase.word.morph.get("Number") == "Plur":
            return True
        return phrase.words()[0].lower in _PLURAL

    def parts(self, phrase: Phrase) -> list[Phrase]:
        """The coordinated phrases one by one; a phrase without coordination alone."""
        tree = phrase.tree
        heads = [phrase.head]
        todo = [phrase.head]
        while todo:
            for child in tree.children(todo.pop(), "conj"):
                if phrase.first <= child.index <= phrase.last and child.index not in heads:
                    heads.append(child.index)
                    todo.append(child.index)
        heads.sort()
        # The parser may have hung the second part below the first one's name.
        split = [
            index
            for index in range(phrase.first, phrase.last + 1)
            if tree.words[index].pos == "CCONJ" and tree.words[index].lower in ("et", "and")
        ]
        if len(split) == 1:
            left, right = self._trim(tree, phrase.first, split[0] - 1), self._trim(tree, split[0] + 1, phrase.last)
            if left and right:
                return [self._headed(tree, *left), self._headed(tree, *right)]
        if not split:
            return [phrase]
        found = [self.around(tree, head, conj=False) for head in heads]
        return [one for one in found if one]

    def _trim(self, tree: Tree, first: int, last: int) -> tuple[int, int] | None:
        while last >= first and tree.words[last].pos == "PUNCT":
            last -= 1
        while first <= last and tree.words[first].pos in ("PUNCT", "ADP"):
            first += 1
        return (first, last) if first <= last else None

    def _headed(self, tree: Tree, first: int, last: int) -> Phrase:
        for index in range(first, last + 1):
            word = tree.words[index]
            if word.pos in ("NOUN", "PROPN") and not first <= word.head <= last:
                return Phrase(tree, index, first, last)
        for index in range(first, last + 1):
            if tree.words[index].pos in ("NOUN", "PROPN"):
                return Phrase(tree, index, first, last)
        return Phrase(tree, first, first, last)


def _common(word: Word) -> bool:
    return word.pos == "NOUN" and (word.text[:1].islower() or word.index == 0)


def mentions(phrases: Phrases, tree: Tree) -> Iterator[tuple[Phrase, bool]]:
    """The persons and bodies a sentence names, whole phrases, and whether each is a subject."""
    taken: list[Phrase] = []
    order = sorted(range(len(tree)), key=lambda index: (0 if "subj" in tree.words[index].dep else 1, index))
    for index in order:
        word = tree.words[index]
        dep = word.dep.partition(":")[0]
        if word.pos not in ("NOUN", "PROPN", "NUM", "ADJ", "X") or dep not in (
            "nsubj", "obj", "iobj", "obl", "ROOT", "nmod", "conj", "appos", "attr", "dep", "oprd", "parataxis", "xcomp"
        ):  # fmt: skip
            continue
        if word.pos in ("NUM", "ADJ") and dep != "nsubj":
            continue
        phrase = phrases.around(tree, index)
        if phrase is None or any(phrase.overlaps(one) for one in taken) or not phrases.animate(phrase):
            continue
        if phrases.document(phrase):
            continue
        taken.append(phrase)
        yield phrase, dep == "nsubj" or phrase.first == 0
