"""French and English: the clause or infinitive that a verb reports, wherever the tree has left it."""

from __future__ import annotations

from rag.claims.beings import words_between_comma
from rag.claims.found import Span
from rag.claims.subjects import Subjects
from rag.claims.trees import Tree, Word, plain_preposition
from rag.claims.verbs import finite_verbs, info

RELATIVE_OBJECT = frozenset("que qu' whom that which who".split())
QUESTIONS = frozenset("si s' if whether pourquoi why how comment quand when who où where what combien".split())
# Prepositions whose infinitive tells when or how something is said: "avant de quitter la salle".
_BESIDE = frozenset("avant après sans afin".split())


class Clauses(Subjects):
    """Finds reported clauses."""

    def _mark(self, tree: Tree, clause: int) -> str:
        for child in tree.children(clause, "mark", "case"):
            if child.index < clause:
                return plain_preposition(child)
        return ""

    def _is_infinitive(self, tree: Tree, index: int) -> bool:
        word = tree.words[index]
        if word.morph.get("VerbForm") == "Inf" or (
            word.tag == "VBG" and not any(one.lemma == "be" for one in tree.children(index, "aux"))
        ):
            return not tree.children(index, "nsubj")
        if self.language == "en" and any(child.lower == "to" for child in tree.children(index, "aux", "mark")):
            return True
        return any(
            child.morph.get("VerbForm") in ("Inf", "Ger") or child.tag == "VBG"
            for child in tree.children(index, "aux", "cop")
        )

    def _clause(self, tree: Tree, index: int) -> int | None:
        """The clause or infinitive that the verb reports, by its own word; None when there is none."""
        word = tree.words[index]
        options = [
            child
            for child in tree.children(index, "ccomp", "xcomp", "csubj")
            if child.pos in ("VERB", "AUX", "ADJ", "NOUN", "PROPN", "PRON", "ADV")
            and not self._absolute(tree, index, child)
            and not (
                child.tag == "VBN"
                and not (child.index < index and tree.children(child.index, "nsubj"))
                and not any(one.pos in ("AUX", "SCONJ", "PART") for one in tree.children(child.index))
            )
        ]
        options += [
            child
            for child in tree.children(index, "advcl", "pcomp", "obl", "parataxis", "acl", "dep", "obj")
            if child.index > index
            and self._reported_mark(tree, child.index)
            and (child.pos in ("VERB", "AUX") or tree.children(child.index, "cop"))
        ]
        # An infinitive that the parser hung on the object: "accuse X de faire", "urged X to do".
        if not options:
            for noun in tree.children(index, "obj", "iobj", "obl", "nsubj"):
                if noun.index > index and noun.lemma not in self.lexicon.words["claim_nouns"]:
                    for child in tree.children(noun.index, "acl", "advcl", "xcomp", "ccomp", "pcomp"):
                        if (
                            (child.pos in ("VERB", "AUX") or tree.children(child.index, "cop"))
                            and (child.dep != "acl:relcl" or self._told_without_that(tree, word, child))
                            and (child.dep == "acl:relcl" or self._reported_mark(tree, child.index))
                        ):
                            options.append(child)
        # "se demandent pourquoi la police a attendu": a question word right behind the verb opens the clause.
        for opener in tree.words[index + 1 : index + 3]:
            relative = opener.lower in ("who", "where", "qui", "où") and opener.index > index + 1
            if opener.lower in QUESTIONS and opener.pos != "PUNCT" and not relative:
                if tree.words[opener.head].index > opener.index:
                    return opener.head
                clause = next(
                    (
                        one
                        for one in finite_verbs(tree)
                        if one.index > opener.index
                        and (one.head == index or one.dep == "ROOT" or tree.children(one.index, "nsubj"))
                    ),
                    None,
                )
                if clause is not None:
                    return clause.index
        options = [child for child in options if not self._on_object(tree, index, child)]
        after = [child for child in options if child.index > index]
        before = [child for child in options if child.index < index and words_between_comma(tree, child.index, index)]
        if after:
            return after[0].index
        if before:
            return before[-1].index
        # "S, a rappelé X": the parser may have taken the reported clause for the head.
        about = info(tree, index, self.lexicon)
        if (
            word.dep in ("parataxis", "conj", "dep", "advcl", "ccomp", "acl:relcl", "advcl:cleft", "ROOT")
            and about.first
            and tree.words[about.first - 1].text == ","
        ):
            if word.dep == "ROOT":
                left = [
                    one
                    for one in finite_verbs(tree)
                    if one.index < about.first - 1
                    and tree.children(one.index, "nsubj")
                    and one.dep not in ("acl:relcl", "parataxis")
                ]
                return left[0].index if left else None
            if (
                word.head > index
                and word.dep in ("parataxis", "advcl", "ccomp")
                and tree.words[word.head].pos in ("VERB", "AUX")
                and not tree.children(index, "mark")
            ):
                return word.head
            if (
                word.head < index
                and tree.words[word.head].pos in ("VERB", "AUX", "ADJ", "NOUN")
                and not tree.children(index, "mark")
            ) and self._postverbal(tree, index):
                return word.head
        if word.dep == "parataxis" and word.head > index and not tree.children(index, "mark", "obj"):
            return word.head
        # "S, X estimated": a whole clause, a comma, and then the subject of the verb.
        root = next((one for one in finite_verbs(tree) if one.dep == "ROOT"), None)
        if (
            (
                root is not None
                and root.index < index
                and root.index != word.head
                and tree.children(root.index, "nsubj")
                and word.dep in ("acl", "parataxis", "dep", "conj", "advcl")
            )
            and any(one.text == "," for one in tree.words[root.index : index])
            and index not in [child.index for child in tree.children(root.index, "conj")]
        ):
            return root.index if word.dep == "acl" else None
        return self._all_before(tree, index, about.first)

    def _on_object(self, tree: Tree, index: int, clause: Word) -> bool:
        """Whether a French "que" clause only tells more of the verb's object: "annonce un plan que les syndicats rejettent"."""
        opener = next((one for one in tree.children(clause.index, "mark", "obj") if one.lower in ("que", "qu'")), None)
        if self.language != "fr" or opener is None or not index < opener.index < clause.index:
            return False
        parted = tree.words[opener.index - 1].text == ","
        last = opener.index - 1 - parted
        objects = [
            one
            for one in tree.children(index, "obj")
            if index < one.index <= last and not tree.case(one.index) and not self.phrases.is_time(tree, one)
        ]
        if not objects or any(one.pos in ("VERB", "AUX") for one in tree.words[objects[-1].index : last + 1]):
            return False
        told = (
            self.phrases.animate_word(tree, objects[-1].index) or objects[-1].lemma in self.lexicon.words["claim_nouns"]
        )
        own = any(one.index > clause.index for one in tree.children(clause.index, "obj", "ccomp", "xcomp"))
        return parted or not (told or own)

    def _all_before(self, tree: Tree, index: int, first: int) -> int | None:
        """The clause told before ", tempère le procureur", whatever the verb was hung on."""
        if not first or tree.words[first - 1].text != "," or self.language != "fr":
            return None
        below = tree.children(index, "nsubj", "obj")
        if any(child.index < index for child in below) or not any(child.index > index for child in below):
            return None
        left = [
            one
            for one in finite_verbs(tree)
            if one.index < first - 1 and tree.children(one.index, "nsubj", "expl") and one.dep != "acl:relcl"
        ]
        return left[0].index if left else None

    def _absolute(self, tree: Tree, index: int, child: Word) -> bool:
        """As in "answer the phones, most of them retired": behind an object and a comma, with no word that opens it."""
        if child.index < index or tree.children(child.index, "mark") or not tree.children(index, "obj"):
            return False
        first = min(tree.subtree(child.index))
        return first > 0 and tree.words[first - 1].text == ","

    def _told_without_that(self, tree: Tree, verb: Word, clause: Word) -> bool:
        """As in "told the inquest it stood open": taken for a relative clause on whoever is told."""
        subjects = tree.children(clause.index, "nsubj")
        if self.language == "fr":
            # "a juré devant le juge qu'il était sobre": a "que" that is no pronoun, with a subject of its own.
            # Nor is it one where the clause has an object of its own: "exige du maire qu'il publie le contrat".
            opener = next(
                (one for one in tree.children(clause.index, "mark", "obj") if one.lower in ("que", "qu'")), None
            )
            own = any(one.index > clause.index for one in tree.children(clause.index, "obj"))
            return bool(subjects) and opener is not None and ((opener.dep == "mark" and opener.pos == "SCONJ") or own)
        if not self.lexicon.has("tells", verb.lemma) or not subjects:
            return False
        if any(one.lower == "that" for one in tree.children(clause.index, "mark")):
            return True
        return (
            min(tree.subtree(clause.index)) == min(tree.subtree(subjects[0].index))
            and subjects[0].lower not in RELATIVE_OBJECT
        )

    def _postverbal(self, tree: Tree, index: int) -> bool:
        """Whether the verb has no subject in front: an inserted "a rappelé X"."""
        return not any(child.index < index for child in tree.children(index, "nsubj")) and index + 1 < len(tree) and tree.words[index + 1].pos in (
            "DET", "NOUN", "PROPN", "PRON", "ADJ", "ADV", "PART"
        )  # fmt: skip

    def _reported_mark(self, tree: Tree, index: int) -> bool:
        marks = [child.lower for child in tree.children(index, "mark", "case", "aux") if child.index < index]
        if self.language == "fr":
            if _BESIDE.intersection(marks):
                return False
            return any(one in ("de", "d'", "que", "qu'", "à", "si", "pour") for one in marks) or (
                tree.words[index].morph.get("VerbForm") == "Inf" and bool(marks)
            )
        return any(one in ("that", "to", "of", "for", "whether", "if", "with", "over") for one in marks)

    def _clause_span(self, tree: Tree, clause: int, verb: int) -> Span:
        indices = [one for one in tree.subtree(clause) if tree.words[one].pos != "PUNCT"]
        aside = verb in indices and clause > verb
        if verb in indices and not aside:
            # The verb hangs below the clause it reports: the clause is what stands before it.
            about = info(tree, verb, self.lexicon)
            indices = [one for one in indices if one < about.first]
        # "The order, he claims, came from above": the clause is all around it.
        after = [one for one in indices if aside or (one > verb) == (clause > verb)] or [clause]
        while (
            len(after) > 1
            and tree.words[after[0]].lower in ("que", "qu'", "that", "de", "d'", "of", "to", "for", "à", "with")
            and after[0] < clause
        ):
            after.pop(0)
        first = after[0]
        if first and first - 1 != verb and tree.words[first - 1].lower in ("ne", "n'"):
            first -= 1  # "assure n'avoir rien su"
        return Span(tree.words[first].start, tree.words[after[-1]].end)
