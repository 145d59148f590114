"""French and English: what a verb says; quotation, clause, infinitive or noun, and whether that is what it needs."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass

from rag.claims.beings import AGENTS, Phrase, words_between_comma
from rag.claims.found import Span
from rag.claims.lexicon import Frame
from rag.claims.references import Reference
from rag.claims.subjects import Subjects
from rag.claims.trees import Tree, Word, plain_preposition
from rag.claims.verbs import VerbInfo, finite_verbs, info, match_frames

RELATIVE_OBJECT = frozenset("que qu' whom that which who".split())
# Prepositions whose infinitive tells when or how something is said: "avant de quitter la salle".
_BESIDE = frozenset("avant après sans afin".split())
QUESTIONS = frozenset("si s' if whether pourquoi why how comment quand when who où where what combien".split())


@dataclass(frozen=True, slots=True)
class Complement:
    """What is reported: its kind, the index of its head word, its place, the word that opens it."""

    kind: str
    index: int
    span: Span | None
    mark: str = ""
    verb: int = -1
    refers: bool = False


class Complements(Subjects):
    """Finds what is reported."""

    def _quote_of(self, tree: Tree, index: int) -> int | None:
        """The cut-out quotation that belongs to the verb: in the same sentence, with no other finite verb nearer."""
        if tree.quoted:
            return None
        own = tree.words[index]
        low, high = tree.words[0].start, tree.words[-1].end
        near: list[tuple[int, int]] = []
        within = range(bisect_right(self._outer_starts, low), bisect_left(self._outer_starts, high))
        for number in {*self._quotes_in.get(tree.sentence, ()), *within}:
            quote = self.quotes[number]
            if not self._cut(quote):
                continue
            before = quote.outer_end <= low and not self._other_sentence(tree, quote)
            after = quote.outer_start >= high and not self._other_sentence(tree, quote)
            inside = low < quote.outer_start < high
            if before or after or inside:
                near.append((min(abs(own.start - quote.outer_end), abs(quote.outer_start - own.end)), number))
        if not near:
            return None
        _, number = min(near)
        quote = self.quotes[number]
        # Another reporting verb between this one and the quotation takes it.
        for word in tree.words:
            if (
                word.index != index
                and word.pos == "VERB"
                and (own.start < word.start < quote.start or quote.end < word.start < own.start)
                and match_frames(tree, word.index, self.lexicon)
                and word.head != index
                and info(tree, word.index, self.lexicon).form == "finite"
            ):
                return None
        return number

    def _complement(self, tree: Tree, index: int, frame: Frame, quote: int | None) -> Complement:
        """What is said: a quotation, a clause, an infinitive, a noun; in this order."""
        if quote is not None and frame.stance != "accuse":
            clause = self._clause(tree, index)
            if clause is None:
                return Complement("quote", -1, Span(self.quotes[quote].start, self.quotes[quote].end))
        clause = self._clause(tree, index)
        if clause is not None:
            word = tree.words[clause]
            kind = "clause"
            if any(child.lower in QUESTIONS for child in tree.children(clause) if child.index < clause) or any(
                one.lower in QUESTIONS for one in tree.words[index + 1 : index + 3] if clause > index
            ):
                kind = "question"
            elif self._is_infinitive(tree, clause):
                kind = "infinitive"
            return Complement(
                kind, clause, self._clause_span(tree, clause, index), mark=self._mark(tree, clause), verb=word.index
            )
        noun = self._object(tree, index)
        if (
            noun is not None
            and frame.stance in ("accuse", "warn")
            and ({"object", "object-person"} & set(frame.target) and frame.about)
        ):
            for preposition in frame.about:
                found = self._oblique(tree, index, preposition)
                if found:
                    return Complement("oblique", found.head, Span(found.start, found.end), mark=preposition)
            if "object" in frame.target:
                return Complement("", -1, None)
        if noun is not None:
            refers = (
                noun.word.lemma in self.lexicon.words["claim_nouns"]
                and noun.words()[0].lower in self.lexicon.words["referring"]
            )
            return Complement("object", noun.head, Span(noun.start, noun.end), refers=refers)
        for preposition in (*frame.about, "de", "of", "on", "for", "à", "to", "contre"):
            found = self._oblique(tree, index, preposition)
            if found:
                return Complement("oblique", found.head, Span(found.start, found.end), mark=preposition)
        return Complement("", -1, None)

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
        if verb in indices:
            # The verb hangs below the clause it reports: the clause is what stands before it.
            about = info(tree, verb, self.lexicon)
            indices = [one for one in indices if one < about.first]
        after = [one for one in indices if (one > verb) == (clause > verb)] or [clause]
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

    def _object(self, tree: Tree, index: int) -> Phrase | None:
        """The direct object as a phrase behind the verb."""
        for child in tree.children(index, "obj", "attr", "oprd"):
            if (
                child.index > index
                and not tree.case(child.index)
                and child.pos not in ("VERB", "AUX")
                and not self.phrases.is_time(tree, child)
            ):
                return self.phrases.around(tree, child.index)
        # Behind a date or a circumstance between commas: "ont réclamé vendredi, sous les fenêtres, le retour".
        words = tree.words
        after = index + 1
        while after < len(words) and (words[after].pos == "ADV" or self.phrases.is_time(tree, words[after])):
            after += 1
        if after < len(words) and words[after].text == ",":
            close = next((one for one in range(after + 1, min(len(words), after + 12)) if words[one].text == ","), -1)
            if close < 0 or any(one.pos in ("VERB", "AUX") for one in words[after:close]):
                return None
            after = close + 1
        if after < len(words) and (words[after].pos in ("DET", "NUM") or words[after].lower == "des"):
            found = self.phrases.at(tree, after)
            # A subject of this very verb, or of another clause, is no object; a far-off verb's subject is a slip.
            if found and found.word.dep.startswith("nsubj") and found.word.head <= found.last + 2:
                return None
            return found
        return None

    def _oblique(self, tree: Tree, index: int, preposition: str, about: frozenset[str] = frozenset()) -> Phrase | None:
        """The noun with this preposition below the verb or its object, behind the verb."""
        heads = [index, *(child.index for child in tree.children(index, "obj", "iobj", "xcomp", "ccomp", "obl"))]
        for head in heads:
            for child in tree.children(head):
                if (
                    child.index > index
                    and child.pos in ("NOUN", "PROPN", "PRON", "NUM", "ADJ")
                    and tree.case(child.index) == preposition
                    and child.dep != "acl:relcl"
                ):
                    phrase = self.phrases.around(tree, child.index, about)
                    if phrase and phrase.first > index:
                        return phrase
        return None

    def _object_relative(self, tree: Tree, index: int) -> Word | None:
        """The relative pronoun that is the verb's object ("que X accuse", "whom X accuses")."""
        word = tree.words[index]
        clause = word
        while clause.dep == "conj":
            clause = tree.words[clause.head]
        if clause.dep != "acl:relcl" and word.pos in ("VERB", "AUX") and not self._relative_at_start(tree, index):
            # "The regulator, which the firm accuses of": hung on the firm, as if it were accused.
            own = self.language == "en" and clause.dep == "acl" and not tree.children(index, "obj")
            return self._relative_before(tree, info(tree, index, self.lexicon)) if own else None
        if (
            self.language == "fr"
            and tree.case(clause.head)
            and any(one.lower in ("c'", "ce") for one in tree.words[:2])
        ):
            return None  # "C'est par un communiqué que le groupe a annoncé"
        for child in tree.children(index):
            if (
                child.index < index
                and child.lower in RELATIVE_OBJECT
                and child.pos in ("PRON", "SCONJ", "DET")
                and "subj" not in child.dep
            ):
                return child
        return None

    def _relative_at_start(self, tree: Tree, index: int) -> bool:
        """As in "Les pompiers, que le préfet accuse": a "que" behind the first noun, before any other verb."""
        mark = next(
            (child for child in tree.children(index) if child.lower in ("que", "qu'", "whom") and child.index < index),
            None,
        )
        if mark is None or mark.index == 0:
            return False
        if mark.pos != "PRON" and any(word.pos in ("VERB", "AUX") for word in tree.words[: mark.index]):
            return False
        before = tree.words[mark.index - 1]
        return before.pos in ("NOUN", "PROPN") or (
            before.text == "," and mark.index > 1 and tree.words[mark.index - 2].pos in ("NOUN", "PROPN", "ADJ")
        )

    def _satisfied(
        self,
        tree: Tree,
        index: int,
        frame: Frame,
        complement: Complement,
        target: Reference | None,
        quote: int | None,
    ) -> bool:
        if not frame.needs:
            return True
        kind = complement.kind
        for need in frame.needs:
            if need == "clause" and (
                kind in ("clause", "question") or (kind == "infinitive" and self._clausal_infinitive(frame))
            ):
                return True
            # "The bridge had not been inspected, a report found": in front a clause needs no "that".
            if (
                need == "that"
                and kind == "clause"
                and (complement.mark in ("that", "que", "qu'") or 0 <= complement.index < index)
            ):
                return True
            if need == "question" and (
                kind == "question" or (quote is not None and self.text_of_quote_ends(quote, "?"))
            ):
                return True
            if need == "alone" and kind in ("", "oblique"):
                return True
            if need == "infinitive" and kind == "infinitive":
                return True
            if need == "quote" and quote is not None:
                return True
            if kind == "object" and complement.refers and complement.span is None and need in ("object", "claim"):
                return True
            if need == "object" and kind == "object":
                noun = tree.words[complement.index]
                if (
                    frame.stance in ("confirm", "deny", "promise", "demand", "doubt")
                    and noun.pos == "PRON"
                    and noun.lower
                    not in ("tout", "cela", "ça", "it", "this", "that", "everything", "all", "both", "any")
                ):
                    continue
                return True
            if need == "target" and target is not None:
                return True
            if need == "described" and any(one.pos in ("ADJ", "VERB") for one in tree.words[index + 1 : index + 3]):
                return True
            if need == "told" and target is not None and self._told_something(tree, target.phrase, frame):
                return True
            if need == "told" and any(self._oblique(tree, index, one) or complement.mark == one for one in frame.about):
                return True
            if need == "innocence" and kind == "object" and tree.words[complement.index].lemma == "innocence":
                return True
            if (
                need in ("claim", "claim-as")
                and kind == "object"
                and tree.words[complement.index].lemma in self.lexicon.words["claim_nouns"]
            ):
                return need == "claim" or self._dismissed(tree, index, complement.index)
            if need == "claim" and any(
                phrase is not None and phrase.word.lemma in self.lexicon.words["claim_nouns"]
                for phrase in (self._oblique(tree, index, opener) for opener in frame.about)
            ):
                return True
            if (
                need == "charge"
                and kind == "object"
                and self.lexicon.has("charges", tree.words[complement.index].lemma)
            ):
                return True
            if (
                need == "body-infinitive"
                and kind in ("infinitive", "clause")
                and any(one.lower == "to" for one in tree.children(complement.index, "aux", "mark"))
                and target is not None
                and self.phrases.is_body(target.phrase)
            ):
                return True
            if (
                need == "told-infinitive"
                and target is not None
                and kind == "infinitive"
                and self._told_to(tree, target.phrase)
            ):
                return True
            if need == "finding" and kind == "object" and self._noun_clause(tree, complement.index):
                return True
            if need == "quoted" and self._quoted_after(tree, index):
                return True
            if need == "fact" and kind == "object" and self._fact(tree, complement.index):
                return True
            if need == "target-infinitive" and target is not None and self._has_infinitive(tree, index):
                return True
            if need == "infinitive-à" and target is not None and kind == "infinitive":
                return True
            if need == "noun-à" and target is not None and self._oblique(tree, index, "à"):
                return True
            if need == "noun-à" and frame.stance == "promise" and self._oblique(tree, index, "à"):
                return True
            if need == "target-for" and target is not None and self._oblique(tree, index, "for"):
                return True
            if need in ("of", "against", "for", "with", "to", "on", "de", "contre", "about", "sur", "as", "à") and (
                self._oblique(tree, index, need) is not None
                or complement.mark == need
                or any(child.dep == "pcomp" and self._mark(tree, child.index) == need for child in tree.children(index))
            ):
                return need != "with" or target is not None
        return False

    def _told_something(self, tree: Tree, phrase: Phrase, frame: Frame) -> bool:
        """Whether what somebody is told follows them: "warned the companies that", "alerte les casinos sur"."""
        if phrase.tree is not tree or phrase.last + 1 >= len(tree):
            return False
        after = tree.words[phrase.last + 1]
        return after.lower in ("que", "qu'", "that", ":", "not", "to") or plain_preposition(after) in frame.about

    def _noun_clause(self, tree: Tree, noun: int) -> bool:
        """Whether "that" and a clause follow a noun that reports or proves: "found no evidence that"."""
        return tree.words[noun].lemma in self.lexicon.words["claim_nouns"] and any(
            word.lower == "that" for word in tree.words[noun + 1 : noun + 3]
        )

    def _told_to(self, tree: Tree, phrase: Phrase) -> bool:
        """Whether an infinitive follows the phrase: whoever is told to do something can do it."""
        after = phrase.last + 1
        if after + 1 >= len(tree) or phrase.word.pos not in ("NOUN", "PROPN"):
            return False
        opener, verb = tree.words[after], tree.words[after + 1]
        if verb.lower == "be":
            return False
        return plain_preposition(opener) in ("de", "à", "to") and (
            verb.morph.get("VerbForm") == "Inf" or verb.lower in ("ne", "not") or verb.tag == "VB"
        )

    def _claim_before(self, tree: Tree, about: VerbInfo) -> Complement | None:
        """The claim that a relative clause denies: "ce que X conteste", "a charge X denied", "which X denies"."""
        commas = 0
        for place in range(about.first - 1, max(-1, about.first - 10), -1):
            word = tree.words[place]
            if word.pos in ("VERB", "AUX"):
                return None
            if word.lower in ("que", "qu'") and place and tree.words[place - 1].lower == "ce":
                return Complement("object", place - 1, None, refers=True)
            if word.lower == "which" and place and tree.words[place - 1].text == ",":
                return Complement("object", place, None, refers=True)
            if (
                self.language == "en"
                and word.lemma in self.lexicon.words["claim_nouns"]
                and place > 1
                and tree.words[place - 1].lower in ("a", "an")
                and tree.words[place - 2].text == ","
            ):
                return Complement("object", place, None, refers=True)
            if word.text == ",":
                commas += 1
                if commas > 2:  # a name between two may stand beside the subject
                    return None
        return None

    def _fact(self, tree: Tree, noun: int) -> bool:
        """Whether a noun is what can be owned up to: a listed one, or a thing of the speaker's ("sa défaite")."""
        if tree.words[noun].lemma in self.lexicon.words["facts"]:
            return True
        own = any(child.lower in ("son", "sa", "ses", "leur", "leurs") for child in tree.children(noun, "det", "nmod"))
        person = self.phrases.animate_word(tree, noun) or tree.words[noun].lemma.endswith(AGENTS)
        return own and tree.words[noun].pos == "NOUN" and not person

    def _dismissed(self, tree: Tree, index: int, claim: int) -> bool:
        """Whether what a claim is called does not make it a serious one ("described the claims as baseless")."""
        return not any(
            word.lemma in self.lexicon.words["weighty"] for word in tree.words[index + 1 :] if word.index != claim
        )

    def _quoted_after(self, tree: Tree, index: int) -> bool:
        """Whether a few words in quotation marks stand behind the verb in its sentence."""
        start, end = tree.words[index].end, tree.words[-1].end
        return bisect_left(self._outer_starts, start) < bisect_left(self._outer_starts, end)

    def _clausal_infinitive(self, frame: Frame) -> bool:
        if self.lexicon.has("writes", frame.lemma):
            return False  # "wrote to demand": what for, not what
        return frame.stance in ("say", "deny", "confirm", "accuse") or (
            self.language == "en" and frame.stance == "promise"
        )

    def _has_infinitive(self, tree: Tree, index: int) -> bool:
        if any(self._is_infinitive(tree, child.index) for child in tree.children(index, "xcomp", "ccomp", "advcl")):
            return True
        return any(
            word.lower == "to" and tree.words[word.index + 1].pos in ("VERB", "AUX", "ADV")
            for word in tree.words[index + 1 : -1]
        )

    def _told_as_done(self, tree: Tree, clause: int) -> bool:
        """Whether a clause tells the past: "swore that he had been sober" promises nothing."""
        words = [tree.words[clause], *tree.children(clause, "aux", "cop")]
        coming = (
            any(one.lower in self.lexicon.words["modals"] for one in words)
            if self.language == "en"
            else any(one.morph.get("Tense") == "Fut" or one.morph.get("Mood") == "Cnd" for one in words)
        )
        return not coming and any(one.lemma in ("have", "avoir", "be", "être") or one.tag == "VBD" for one in words)
