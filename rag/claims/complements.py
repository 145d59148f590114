"""French and English: what a verb says; quotation, clause, infinitive or noun, and whether that is what it needs."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass

from rag.claims.beings import AGENTS, Phrase
from rag.claims.clauses import QUESTIONS, RELATIVE_OBJECT, Clauses
from rag.claims.found import Span
from rag.claims.lexicon import Frame
from rag.claims.references import Reference
from rag.claims.trees import Tree, Word, plain_preposition
from rag.claims.verbs import VerbInfo, info, match_frames

# How far behind its verb a number may stand.
_FIGURE_NEAR = 13


@dataclass(frozen=True, slots=True)
class Complement:
    """What is reported: its kind, the index of its head word, its place, the word that opens it."""

    kind: str
    index: int
    span: Span | None
    mark: str = ""
    verb: int = -1
    refers: bool = False


class Complements(Clauses):
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
                # "For which it blames": what it is blamed for.
                and not (self.language == "en" and tree.case(child.index))
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
            if need == "figure" and self._figure(tree, index, frame):
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
        """Whether a noun is what can be owned up to: a listed one, a number of some ("quatre morts"), the speaker's ("sa défaite")."""
        if tree.words[noun].lemma in self.lexicon.words["facts"] or tree.children(noun, "nummod"):
            return True
        own = any(child.lower in ("son", "sa", "ses", "leur", "leurs") for child in tree.children(noun, "det", "nmod"))
        person = self.phrases.animate_word(tree, noun) or tree.words[noun].lemma.endswith(AGENTS)
        return own and tree.words[noun].pos == "NOUN" and not person

    def _dismissed(self, tree: Tree, index: int, claim: int) -> bool:
        """Whether what a claim is called does not make it a serious one ("described the claims as baseless")."""
        return not any(
            word.lemma in self.lexicon.words["weighty"] for word in tree.words[index + 1 :] if word.index != claim
        )

    def _figure(self, tree: Tree, index: int, frame: Frame) -> bool:
        """Whether a number follows: "put the toll at 15", "parle de sept morts"; behind one of ``about`` where there is some."""
        opened = not frame.about
        for word in tree.words[index + 1 : index + _FIGURE_NEAR]:
            if word.pos == "VERB" or word.text in (";", ":"):
                return False
            opened = opened or plain_preposition(word) in frame.about
            if opened and (word.pos == "NUM" or word.like_number or "NumType" in word.morph):
                return True
        return False

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
