"""Noun phrases: where one begins and ends, whether it names a person or a body, its gender and number."""

from __future__ import annotations

from collections.abc import Iterator

from rag.claims.appositions import PLACES, RELATIVES, Appositions
from rag.claims.beings import Phrase, words_between_comma
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
_SINGULAR = frozenset("l' le la un une ce cet cette son sa mon ma".split())
_PLURAL = frozenset("les des ces ses leurs nos vos plusieurs certains certaines deux trois quatre cinq six sept huit neuf dix "
                    "these those several two three four five six seven eight nine ten many some both few".split())  # fmt: skip


class Phrases(Appositions):
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
        if "whose" in (words[first].lower, words[max(0, first - 1)].lower) and words[head].pos == "PROPN":
            first = next(one for one in range(first, head + 1) if words[one].pos == "PROPN")
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
            first, last, head = self.apposition(tree, first, last, head, limit, about, closed)
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
            if self._capital(word) and not self.is_time(tree, word) and word.lower not in RELATIVES:
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
            if child.index in allowed or child.dep == "acl:relcl" or child.lower in RELATIVES:
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
        return case in PLACES or (
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
            if before.lower == "whose" or (first > 1 and words[first - 2].lower in ("whose", "as")):
                break  # "whose ministry Norway blamed", "as absurd Norway's claim"
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
        parted = sum(one.text == "," for one in words[phrase.head : last + 1]) > 1
        if parted and words[last - 1].text == "," and words[last].pos != "PROPN":
            last -= 2  # "son directeur, Loïc Peyrard, produit": the verb, taken for one thing more that he is
        return Phrase(phrase.tree, phrase.head, first, last)

    def named_alone(self, phrase: Phrase) -> int:
        """Where somebody's whole name begins in a phrase, behind what is no title: "la presse Ingrid Vasseur"; -1 for none."""
        words = phrase.tree.words
        for word in words[phrase.first : phrase.last + 1]:
            spoken_at = word.index and self.lexicon.has("instruments", words[word.index - 1].lemma)
            if word.pos == "PROPN" and (spoken_at or is_given_name(word.text)):
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
            if tree.words[index].pos == "CCONJ"
            and tree.words[index].lower in ("et", "and")
            and not self._within_name(tree, index)
        ]
        if len(split) == 1:
            left, right = self._trim(tree, phrase.first, split[0] - 1), self._trim(tree, split[0] + 1, phrase.last)
            if left and right:
                return [self._headed(tree, *left), self._headed(tree, *right)]
        if not split:
            return [phrase]
        found = [self.around(tree, head, conj=False) for head in heads]
        return [one for one in found if one]

    def _within_name(self, tree: Tree, joint: int) -> bool:
        """Whether an "and" joins parts of one name: "the Food and Drug Administration", "l'Agence de l'eau et de l'énergie"."""
        one = tree.words[tree.words[joint].head]
        if tree.language == "en":
            return one.index < joint < one.head and one.dep in ("compound", "nmod", "amod")
        first = tree.words[one.head]
        return one.dep == "conj" and first.index < joint and tree.case(one.index) == tree.case(first.index) == "de"

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
