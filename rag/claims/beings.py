"""French and English: whether a noun phrase means somebody who can speak or do wrong, and whom; its gender."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from babel import Locale

from rag.claims.lexicon import Lexicon, is_given_name, names
from rag.claims.lexicon import lexicon as lexicon_of
from rag.claims.trees import Tree, Word, pipeline

_FIRST_PERSON = frozenset("nos notre mes mon ma our my".split())
_SECOND = frozenset("vos votre tes ton ta your".split())


# Endings of French nouns for who does a thing.
AGENTS = ("eur", "euse", "rice", "ier", "ière", "ien", "ienne")


@dataclass(frozen=True, slots=True)
class Phrase:
    """The words ``first`` to ``last`` (both included) of ``tree`` around the noun ``head``."""

    tree: Tree
    head: int
    first: int
    last: int

    @property
    def start(self) -> int:
        """Offset of the first character in the article."""
        return self.tree.words[self.first].start

    @property
    def end(self) -> int:
        """Offset behind the last character in the article."""
        return self.tree.words[self.last].end

    @property
    def word(self) -> Word:
        """The head noun."""
        return self.tree.words[self.head]

    def words(self) -> list[Word]:
        """Every word of the phrase."""
        return self.tree.words[self.first : self.last + 1]

    def overlaps(self, other: Phrase) -> bool:
        """Whether both share a character."""
        return self.start < other.end and other.start < self.end


class Beings:
    """Tells persons and bodies from things."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self.people = lexicon.words["people"]
        self.bodies = lexicon.words["bodies"] | lexicon.words["documents"]
        self.time = lexicon.words["time"]
        self.endings = tuple(lexicon.lists.get("people_endings", ()))

    def is_time(self, tree: Tree, word: Word) -> bool:
        """Whether it names a day, a month, a part of the day."""
        if (
            word.lemma in ("an", "année", "year", "mois", "month")
            and tree.case(word.index) in ("de", "of")
            and tree.children(word.index, "nummod")
        ):
            return False
        if word.lemma in self.time or word.lower in self.time:
            return True
        return (
            any(child.lemma in self.time or child.lower in self.time for child in tree.children(word.index, "compound"))
            and word.pos != "PROPN"
        )

    def person_or_body(self, word: Word) -> bool:
        """Whether the word by itself names a person or a body."""
        lemma, lower = word.lemma, word.lower
        for one in (
            lemma,
            lower,
            lower.removesuffix("s"),
            lower.rpartition("-")[2],
            lower.partition("-")[0],
            lower.removesuffix("s").rpartition("-")[2],
        ):
            if one in self.people or one in self.bodies:
                return True
        if lower.endswith("year-old"):
            return True
        if self.endings and lower.removesuffix("s").endswith(self.endings):
            return True
        # Only subjects: meaning alone would make agents of "racisme" and "inaction".
        return (
            word.pos == "NOUN"
            and word.dep in ("nsubj", "obl:agent")
            and word.text[:1].islower()
            and by_neighbours(lemma, self.lexicon)
        )

    def likely(self, phrase: Phrase) -> bool:
        """Whether an unlisted noun means a person or body, where only those can stand (behind "..., a dit")."""
        word = phrase.word
        return word.pos == "NOUN" and word.text[:1].islower() and by_neighbours(word.lemma, self.lexicon)

    def may_tell(self, phrase: Phrase) -> bool:
        """Whether an unlisted French noun may be who tells something: unknown to the vectors, or not plainly a thing."""
        word = phrase.word
        if self.lexicon.language != "fr" or word.pos != "NOUN" or not word.text[:1].islower():
            return False
        if word.lemma.endswith(tuple(self.lexicon.lists["thing_endings"])) or any(
            word.lemma in self.lexicon.words[one] for one in ("things", "not_people", "time")
        ):
            return False
        beings, _ = _nearest(word.lemma, "fr")
        return beings not in (0, 1)

    def guessed(self, phrase: Phrase) -> bool:
        """Whether only the form or the meaning of an unlisted common noun makes it a person or body."""
        word = phrase.word
        if word.pos != "NOUN" or any(one.pos == "PROPN" or one.text[:1].isupper() for one in phrase.words()[1:]):
            return False
        forms = (word.lemma, word.lower, word.lower.removesuffix("s"), word.lower.rpartition("-")[2])
        return not any(one in self.people or one in self.bodies for one in forms)

    def animate_word(self, tree: Tree, index: int) -> bool:
        """Whether the noun can speak or do wrong: a person, a body, a name."""
        word = tree.words[index]
        if word.pos == "PRON":
            return False
        if self.person_or_body(word):
            return True
        if word.text[:1].islower() and word.pos == "PROPN":
            return False
        if index == 0 and self._unheard(tree, word):
            return True
        if word.pos == "PROPN" or (
            word.text[:1].isupper() and index > 0 and tree.words[index - 1].text not in (".", ":")
        ):
            return not self.is_time(tree, word)
        # "le gardien Ilan Kovarec", "l'usine Daubrac": a name right behind decides for an unknown noun.
        for child in tree.children(index, "appos", "flat", "nmod"):
            if child.pos == "PROPN" and child.index > index and not tree.case(child.index):
                return not words_between_comma(tree, index, child.index)
        # "sand dredger operator": English compounds end in their head; French agents end in -eur, -ant.
        return False

    def _unheard(self, tree: Tree, word: Word) -> bool:
        """Whether a capital that opens a sentence without article is a country or a word that the pipeline does not know."""
        if word.pos != "NOUN" or tree.children(word.index, "det") or not word.text.isalpha():
            return False
        if self.lexicon.language == "fr" and len(tree) > 1 and tree.words[1].pos in ("VERB", "AUX"):
            return word.morph.get("Number") != "Plur"  # "Interpol alerte": a French noun has an article before its verb
        # Belgium and Bahrain stand in the English dictionary, where the tagger takes them for nouns.
        return word.text in territories(self.lexicon.language) or unknown(word, self.lexicon.language)

    def animate(self, phrase: Phrase) -> bool:
        """Whether the phrase names somebody who can speak or do wrong."""
        if any(word.lower in _SECOND for word in phrase.words()[:1]):
            return False
        if self.animate_word(phrase.tree, phrase.head):
            return True
        words = phrase.tree.words
        # "le milieu de terrain Amadou Kessy": a first name in it, unless the head is a thing ("la rue Victor Hugo").
        thing = any(phrase.word.lemma in self.lexicon.words.get(one, ()) for one in ("things", "not_people"))
        if not thing and any(
            word.index > phrase.head + 1
            and word.pos == "PROPN"
            and is_given_name(word.text)
            and words[word.index - 1].pos == "NOUN"
            for word in phrase.words()
        ):
            return True
        # A number or pronoun stands for the persons of its complement: "trois de ses voisins", "one of the drivers".
        head = words[phrase.head]
        if head.pos in ("NUM", "PRON", "DET", "ADJ") or self.lexicon.has("quantities", head.lemma):
            return any(self.animate_word(phrase.tree, index) for index in range(phrase.head + 1, phrase.last + 1)) or (
                head.pos == "NUM"
            )
        return False

    def nameless(self, phrase: Phrase) -> bool:
        """Whether one capital stands alone that no he or she goes with: a place behind a preposition, a plural that opens a sentence."""
        words = phrase.words()
        if len(words) != 1 or words[0].pos != "PROPN":
            return False
        word = words[0]
        if is_given_name(word.text):
            return False
        opening_plural = word.index == 0 and word.lower.endswith("s") and self.lexicon.language == "en"
        return opening_plural or bool(phrase.tree.case(word.index))

    def first_person(self, phrase: Phrase) -> bool:
        """Whether it belongs to the speakers themselves: "nos chauffeurs", "our drivers"."""
        return any(word.lower in _FIRST_PERSON for word in phrase.words()[:2])

    def document(self, phrase: Phrase) -> bool:
        """Whether it is a paper, which speaks but does nothing."""
        listed = self.lexicon.words["documents"]
        return phrase.word.lemma in listed or phrase.word.lower in listed

    def is_body(self, phrase: Phrase) -> bool:
        """Whether it is a group or institution rather than one person."""
        word = phrase.word
        return word.lemma in self.bodies or word.lower in self.bodies

    def gender(self, phrase: Phrase) -> str:
        """``m``, ``f`` or '' when nothing tells. French goes by grammar, English by sex; both know first names."""
        word = phrase.word
        if self.lexicon.language == "fr":
            for one in phrase.words() if not self._of_either(phrase) else ():
                if one.index > phrase.head:
                    break
                if one.lower in ("le", "un", "ce", "cet", "du", "au", "ancien", "nouveau"):
                    return "m"
                if one.lower in ("la", "une", "cette", "ancienne", "nouvelle", "sa", "ma"):
                    return "f"
        else:
            for one in phrase.words():
                if self.lexicon.has("feminine", one.lower.rstrip(".")) and one.index <= phrase.head + 1:
                    return "f"
                if self.lexicon.has("masculine", one.lower.rstrip(".")) and one.index <= phrase.head + 1:
                    return "m"
        listed = names()
        for one in phrase.words():
            if one.pos not in ("PROPN", "NOUN", "X") or not one.text[:1].isupper() or one.text.isupper():
                continue
            lower = one.lower
            if lower in listed["feminine"] and lower not in listed["masculine"]:
                return "f"
            if lower in listed["masculine"] and lower not in listed["feminine"]:
                return "m"
        if self.lexicon.language == "fr":
            tells = word.pos != "PROPN" and not self._of_either(phrase)
            return {"Masc": "m", "Fem": "f"}.get(word.morph.get("Gender", ""), "") if tells else ""
        capitals = [one for one in phrase.words() if one.pos == "PROPN"]
        if (
            len(capitals) >= 2
            and not self.is_body(phrase)
            and capitals[0].lower.endswith(tuple(listed["feminine_endings"]))
        ):
            return "f"
        return ""

    def _of_either(self, phrase: Phrase) -> bool:
        """Whether its noun is masculine for women too and a name follows: "le docteur Lilit Hovsepian"."""
        named = any(one.pos == "PROPN" and one.text[:1].isupper() for one in phrase.words() if one.index > phrase.head)
        return named and self.lexicon.has("either_gender", phrase.word.lemma)


@lru_cache(maxsize=1)
def _labelled(language: str) -> tuple[Any, Any] | None:
    """Unit vectors of the listed nouns and whether each names a person or body; None without vectors."""
    if language != "fr":
        return None
    vocabulary = pipeline(language).vocab
    lists = lexicon_of(language).words
    nouns = [(word, True) for word in sorted(lists["people"] | lists["bodies"])]
    nouns += [(word, False) for word in sorted(lists["things"] | lists["not_people"])]
    rows = [(vocabulary[word].vector, label) for word, label in nouns if vocabulary[word].has_vector]
    matrix = np.array([vector for vector, _ in rows], dtype=np.float32)
    return matrix / np.linalg.norm(matrix, axis=1, keepdims=True), np.array([label for _, label in rows])


@lru_cache(maxsize=20000)
def _neighbours(lemma: str, language: str) -> bool:
    labelled = _labelled(language)
    if labelled is None:
        return False
    beings, nearest = _nearest(lemma, language)
    # Five neighbours, four of them persons or bodies, and near ones: fewer let "rumeur" and "loyer" pass.
    return beings >= 4 and nearest > 0.35


def _nearest(lemma: str, language: str) -> tuple[int, float]:
    """How many of a noun's five nearest listed ones are persons or bodies, and how near the nearest is; -1 when unknown."""
    labelled, entry = _labelled(language), pipeline(language).vocab[lemma]
    if labelled is None or not entry.has_vector or not entry.vector_norm:
        return -1, 0.0
    matrix, labels = labelled
    near = matrix @ (entry.vector / entry.vector_norm)
    best = np.argsort(-near)[:5]
    return int(labels[best].sum()), float(near[best[0]])


def unknown(word: Word, language: str) -> bool:
    """Whether a word in small letters stands neither in the French vectors nor in the English dictionary of the pipeline."""
    if language == "fr":
        return not pipeline("fr").vocab[word.lower].has_vector
    return not any(one in _dictionary() for one in (word.lower, word.lemma, word.lower.removesuffix("s")))


@lru_cache(maxsize=1)
def _dictionary() -> frozenset[str]:
    """The English words that the pipeline's lemmatiser knows."""
    parts = pipeline("en").get_pipe("lemmatizer").lookups.get_table("lemma_index")
    return frozenset(word for words in parts.values() for word in words)


@lru_cache(maxsize=4)
def territories(language: str) -> frozenset[str]:
    """The names of the world's countries, from the Unicode locale data; no country is a he or a she in English news."""
    return frozenset(Locale(language).territories.values())


def by_neighbours(lemma: str, lexicon: Lexicon) -> bool:
    """Whether an unlisted French noun stands nearest to listed persons and bodies in the pipeline's word vectors."""
    if (
        lexicon.language != "fr"
        or lemma.endswith(tuple(lexicon.lists["thing_endings"]))
        or lemma in lexicon.words["not_people"]
        or lemma in lexicon.words["things"]
    ):
        return False
    return _neighbours(lemma, lexicon.language)


def words_between_comma(tree: Tree, one: int, other: int) -> bool:
    """Whether a comma, semicolon or colon stands between two words."""
    low, high = sorted((one, other))
    return any(word.text in (",", ";", ":", "–", "—") for word in tree.words[low:high])
