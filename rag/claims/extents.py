"""French and English: how far the phrase of a subject reaches, where the parser cuts it short or takes in too much."""

from __future__ import annotations

from rag.claims.antecedents import Antecedents
from rag.claims.beings import Phrase
from rag.claims.lexicon import is_given_name
from rag.claims.trees import Tree, plain_preposition
from rag.claims.verbs import info


class Extents(Antecedents):
    """Widens and narrows phrases."""

    def _last_person(self, phrase: Phrase) -> Phrase:
        """Of two people with nothing but a comma between them the last: "battue par le maire, Jean Dupont, Anne Morel a"."""
        words = phrase.tree.words
        comma = next((one.index for one in phrase.words() if one.text == ","), -1)
        names = (words[phrase.first : comma], words[comma + 1 : phrase.last + 1]) if comma > 0 else ([], [])
        both = all(len(run) > 1 and all(one.pos == "PROPN" for one in run) for run in names) and any(
            is_given_name(run[0].text) for run in names
        )
        behind_comma = phrase.first > 0 and words[phrase.first - 1].text == ","
        return Phrase(phrase.tree, comma + 1, comma + 1, phrase.last) if both and behind_comma else phrase

    def _up_to_verb(self, tree: Tree, phrase: Phrase, verb: int) -> Phrase:
        """A subject with the words that part it from its verb, when no comma does: "le collectif Place libre"."""
        if phrase.last >= verb:
            return phrase
        first = info(tree, verb, self.lexicon).first
        gap = tree.words[phrase.last + 1 : first]
        if gap and gap[0].pos == "DET" and len(gap) > 1 and gap[1].text[:1].isupper():
            gap = gap[1:]
        if (
            not gap
            or len(gap) > 4
            or any(
                one.pos not in ("NOUN", "PROPN", "ADJ", "X", "ADV", "NUM") or self.phrases.is_time(tree, one)
                for one in gap
            )
        ):
            return phrase
        if gap[0].pos == "ADV" and (self.language == "en" or gap[0].lower.endswith("ment") or len(gap[0].text) < 6):
            return phrase
        return Phrase(tree, phrase.head, phrase.first, first - 1)

    def _joined_left(self, tree: Tree, phrase: Phrase, verb: int) -> Phrase:
        """A coordination whose first part the parser left out ("Paris et Berlin ont"), a title before a name."""
        words = tree.words
        first = phrase.first
        if self.language == "en":
            while (
                first
                and words[first - 1].pos in ("NOUN", "ADJ", "PROPN")
                and words[first - 1].lemma not in self.lexicon.words["claim_nouns"]
                and words[first].pos in ("PROPN", "NOUN")
                and first - 1 < verb
                and words[max(0, first - 2)].lower != "whose"
            ):
                first -= 1
            if first < phrase.first and first and words[first - 1].pos == "DET":
                first -= 1
            phrase = Phrase(tree, phrase.head, first, phrase.last)
        elif first < verb:
            before, named = first, words[first].text[:1].isupper()
            while named and before and words[before - 1].pos in ("ADJ", "NOUN", "PROPN"):
                before -= 1
            if _owned(tree, before):
                # "La directrice de l'Ehpad Les Glycines, Corinne Abribat, a": a subject has no preposition before it.
                head = before - 2
                first = head
                while first and words[first - 1].pos in ("ADJ", "DET") and words[first].pos != "DET":
                    first -= 1
                phrase = Phrase(tree, head, first, phrase.last)
            elif words[first].pos == "PROPN" and 0 < before < first and words[before - 1].pos == "DET":
                # "Le groupe agroalimentaire Morvan a dit": a name that the parser cut from what it names.
                first = before - 1
                phrase = Phrase(tree, phrase.head, first, phrase.last)
        if (
            first >= 2
            and words[first - 1].pos == "CCONJ"
            and words[first - 1].lower in ("et", "and")
            and phrase.last < verb
        ):
            before = first - 2
            while (
                before > 0
                and words[before - 1].pos in ("NOUN", "PROPN", "DET", "ADJ", "NUM", "ADP", "PART")
                and words[before].pos != "PUNCT"
            ):
                before -= 1
            run = words[before : first - 1]
            opens = before == 0 or words[before - 1].pos in ("PUNCT", "SCONJ")
            if (
                opens
                and run
                and run[0].pos != "ADP"
                and any(one.pos in ("NOUN", "PROPN") for one in run)
                and not any(one.pos in ("VERB", "AUX") for one in run)
            ):
                return Phrase(tree, phrase.head, before, phrase.last)
        return phrase

    def _before_addressee(self, phrase: Phrase) -> Phrase:
        """Who speaks without whom it is told to: "le chef de la diplomatie à son homologue"."""
        words = phrase.tree.words
        for word in words[phrase.head + 1 : phrase.last]:
            if word.pos == "ADP" and plain_preposition(word) in ("à", "to"):
                told = self.phrases.at(phrase.tree, word.index + 1)
                if told and told.word.lemma in self.phrases.people:
                    return Phrase(phrase.tree, phrase.head, phrase.first, word.index - 1)
        return phrase

    def _with_name_before(self, phrase: Phrase) -> Phrase:
        """A role between commas with the name before it: "Jean-Luc Vidal, adjoint aux finances, a accusé"."""
        words, last = phrase.tree.words, phrase.first - 2
        if last < 1 or words[last + 1].text != "," or phrase.word.pos != "NOUN":
            return phrase
        if words[phrase.first].lower in ("un", "une", "a", "an"):
            # "L'Observatoire des munitions (OME), une organisation non gouvernementale, affirme"
            opener = self.phrases.at(phrase.tree, 0)
            named = opener is not None and any(one.text[:1].isupper() for one in opener.words()[1:])
            clause = any(one.pos in ("VERB", "AUX") or one.text in (",", ":") for one in words[: last + 1])
            return Phrase(phrase.tree, opener.head, 0, phrase.last) if opener and named and not clause else phrase
        if words[phrase.first].pos == "DET":
            return phrase
        first = last
        while first and words[first - 1].pos == "PROPN" and words[first].pos == "PROPN":
            first -= 1
        named = first < last and words[last].pos == "PROPN" and is_given_name(words[first].text)
        return Phrase(phrase.tree, first, first, phrase.last) if named else phrase


def _owned(tree: Tree, first: int) -> bool:
    """Whether the words from ``first`` on are somebody's whom a noun before them names: "la présidente du" collectif."""
    words = tree.words
    return first > 1 and words[first - 1].lower in ("de", "d'", "du", "des") and words[first - 2].pos == "NOUN"
