"""French and English: who is said to have done wrong; the subject or agent of a clause that tells a wrong."""

from __future__ import annotations

from rag.claims.beings import Phrase
from rag.claims.complements import Complement, Complements
from rag.claims.references import POSSESSIVES, Reference
from rag.claims.subjects import EMPTY, FIRST, RELATIVE_SUBJECT, THIRD
from rag.claims.trees import Tree
from rag.claims.verbs import finite_verbs, info, match_frames


class Wrongs(Complements):
    """Finds the wrongdoer of what is reported."""

    def _wrongdoer_of(
        self, number: int, tree: Tree, complement: Complement, who: Phrase | None, sure: bool = False
    ) -> Reference | None:
        if complement.kind == "quote" and complement.span is not None:
            for position in self._cut_out.get(complement.span.start, ()):
                other = self.trees[position]
                for word in finite_verbs(other):
                    if word.dep == "ROOT" or word.dep in ("conj", "parataxis"):
                        found = self.wrongdoer(position, other, word.index, who)
                        if found:
                            return found
                found = self._verbless_wrong(other)
                if found:
                    return found
            return None
        if complement.kind in ("clause", "question") and complement.index >= 0:
            return self.wrongdoer(number, tree, complement.index, who, sure)
        return None

    def _verbless_wrong(self, tree: Tree) -> Reference | None:
        """A wrong whose verb was taken for a noun or adjective: "La direction masque trois ans sans entretien"."""
        if self.language != "fr" or any(word.pos in ("VERB", "AUX") for word in tree.words):
            return None
        phrase = self.phrases.at(tree, 0)
        if phrase is None or not self.phrases.animate(phrase):
            return None
        for word in tree.words[phrase.first + 1 : phrase.last + 3]:
            if word.index > phrase.head and word.lower.removesuffix("nt") + "r" in self.lexicon.words["wrongs"]:
                return Reference(Phrase(tree, phrase.head, phrase.first, word.index - 1), 0.7)
        return None

    def wrongdoer(
        self, number: int, tree: Tree, clause: int, who: Phrase | None, sure: bool = False
    ) -> Reference | None:
        """The subject of a reported clause, when the clause says that this person or body did something wrong."""
        verbs = [clause, *(child.index for child in tree.children(clause, "conj") if child.pos in ("VERB", "AUX"))]
        word = tree.words[clause]
        subjects = [one for one in tree.children(clause, "nsubj") if one.dep == "nsubj"]
        cleft = self._cleft(tree, clause)
        if cleft is not None:
            return cleft
        if tree.children(clause, "nsubj:pass") or info(tree, clause, self.lexicon).passive:
            agent = self._agent(number, tree, clause)
            return agent if isinstance(agent, Reference) and self._wrong(tree, clause, passive=True) else None
        if not subjects:
            return None
        # Of two the one that does not speak: "L'ONG, pour qui le groupe a trompé"
        others = [one for one in subjects if who is None or one.start >= who.end or one.end <= who.start]
        subject = (others or subjects)[0]
        if subject.lower in FIRST or subject.lower in EMPTY:
            return None
        if subject.lower in RELATIVE_SUBJECT:
            return self._antecedent(tree, clause, subject)
        if not sure and word.pos == "VERB" and self._is_report(tree, clause):
            return None
        if not (sure or any(self._wrong(tree, one) for one in verbs)):
            return None
        own = any(one.lower in POSSESSIVES for one in tree.children(subject.index))
        if own and info(tree, clause, self.lexicon).negated:
            return None  # "son pays n'avait jamais fourni d'armes" clears the speaker's own side
        if subject.lower in THIRD:
            return self._other_person(number, tree, clause, subject.lower, who)
        phrase = self.phrases.around(tree, subject.index, stop=clause if subject.index < clause else -1)
        if phrase is not None and subject.index < clause:
            phrase = self._joined_left(tree, self._up_to_verb(tree, phrase, clause), clause)
        if phrase is not None and self.phrases.document(phrase):
            return None
        if phrase is None or (not self.phrases.animate(phrase) and not self._repaired(tree, phrase)):
            return None
        if self.phrases.first_person(phrase):
            return None
        return Reference(phrase, 0.9)

    def _is_report(self, tree: Tree, clause: int) -> bool:
        frames = match_frames(tree, clause, self.lexicon)
        for frame in frames:
            if frame.stance == "say" and self._clause(tree, clause) is None:
                continue
            # "the firm dismissed her": a verb that needs a claim reports nothing without one.
            if frame.needs == ("claim",) and not any(
                child.lemma in self.lexicon.words["claim_nouns"] for child in tree.children(clause, "obj")
            ):
                continue
            return True
        return False

    def _other_person(self, number: int, tree: Tree, verb: int, pronoun: str, who: Phrase | None) -> Reference | None:
        """A pronoun inside what somebody says: somebody else only when it cannot be the speaker.

        Whom a quotation means by "they" nobody can tell.
        """
        if who is None or tree.quoted or self._fits(pronoun, who) > 0:
            return None
        return self._resolve(number, tree, verb, pronoun, who)

    def _cleft(self, tree: Tree, clause: int) -> Reference | None:
        """As in "c'est que X avait oublié", "it was X that sank it": the wrong stands one clause further down."""
        word = tree.words[clause]
        if word.lemma not in ("être", "be", "c'") and not any(
            child.lower in ("c'", "ce", "it") for child in tree.children(clause, "nsubj")
        ):
            return None
        attributes = tree.children(clause, "attr")
        for child in [
            *tree.children(clause, "ccomp", "acl", "advcl", "xcomp"),
            *(one for attribute in attributes for one in tree.children(attribute.index, "acl")),
        ]:
            if child.pos not in ("VERB", "AUX"):
                continue
            subject = next((one for one in tree.children(child.index, "nsubj")), None)
            if subject is None or not self._wrong(tree, child.index):
                continue
            if subject.lower in RELATIVE_SUBJECT:
                return self._antecedent(tree, child.index, subject)
            phrase = self.phrases.around(tree, subject.index)
            if phrase and self.phrases.animate(phrase):
                return Reference(phrase, 0.85)
        return None

    def _wrong(self, tree: Tree, verb: int, passive: bool = False) -> bool:
        """Whether what the verb says of its subject is a wrong.

        Listed wrongs always are; what every honest body does never is unless negated; any other act is one
        when it is told as done (past, perfect) or as hearsay, which in reported speech it mostly is.
        """
        word = tree.words[verb]
        about = info(tree, verb, self.lexicon)
        aux = [child for child in tree.children(verb) if child.dep.startswith("aux") or child.pos == "AUX"]
        if word.pos not in ("VERB", "AUX"):
            return False
        lemma = word.lemma
        if self.language == "fr":
            conditional = any(one.morph.get("Mood") == "Cnd" for one in aux)
            future = (
                word.morph.get("Tense") == "Fut"
                or word.morph.get("Mood") == "Cnd"
                or any(one.morph.get("Tense") == "Fut" for one in aux)
            )
            past = (
                (bool(aux) and word.morph.get("VerbForm") == "Part")
                or word.morph.get("Tense") in ("Past",)
                or conditional
            )
            imperfect = word.morph.get("Tense") == "Imp"
            if any(child.lower in ("soit", "soient") for child in aux):
                past = False
        else:
            lowers = {one.lower for one in aux}
            if lowers & (self.lexicon.words["modals"] - {"would"}) or ("would" in lowers and "have" not in lowers):
                return False
            conditional = any(child.lower in ("allegedly", "reportedly") for child in tree.children(verb, "advmod"))
            future = False
            past = word.tag in ("VBD", "VBN") or bool(lowers & {"had", "has", "have", "did"})
            imperfect = False
        if future or ("vouloir" in self.lexicon.words["benign"] and lemma in ("falloir",)):
            return False
        victims = {"nous", "me", "m'"} if self.language == "fr" else {"us", "me", "our", "my"}
        hurt = any(
            child.lower in victims
            for child in tree.children(verb)
            if "subj" not in child.dep
            or (child.index == verb - 1 and self.language == "fr" and len(tree.children(verb, "nsubj")) > 1)
        ) or (
            self.language == "en"
            and any(
                one.lower in victims
                for child in tree.children(verb, "obj", "obl")
                for one in tree.children(child.index)
            )
        )
        if (
            lemma in self.lexicon.words["wrongs_with_object"]
            and (about.reflexive or not tree.children(verb, "obj"))
            and not passive
        ):
            return False  # "were hiding", "s'est cassé"
        if lemma in self.lexicon.words["wrongs"]:
            return not about.negated
        if about.reflexive and self.language == "fr":
            return False
        benign = lemma in self.lexicon.words["benign"]
        if about.negated:
            # What every honest body does and this one did not; "had not stolen" is no wrong.
            dutiful = (benign and not (imperfect and self._no_more(tree, verb))) or lemma in self.lexicon.words[
                "duties"
            ]
            return hurt or (
                dutiful and lemma not in ("être", "avoir", "be", "have", "pouvoir", "can", "savoir", "know")
            )
        if any(one.lower in ("sans", "without") for one in tree.words[verb + 1 : verb + 5]) and (
            not benign
            or any(
                tree.case(child.index) in ("sans", "without") and child.pos == "VERB" for child in tree.children(verb)
            )
        ):
            return True
        if passive:
            return past and not benign
        if hurt and not benign:
            return True
        if conditional and lemma not in ("être", "be"):
            return True
        return (past or (imperfect and lemma not in ("compter",))) and not benign

    def _no_more(self, tree: Tree, verb: int) -> bool:
        """Whether an act is only told to have ceased ("ne sortait plus")."""
        return any(child.lower == "plus" for child in tree.children(verb, "advmod"))

    def _agent(self, number: int, tree: Tree, index: int) -> Reference | None:
        for child in tree.children(index):
            if child.index < index:
                continue
            case = tree.case(child.index)
            if child.dep == "obl:agent" or case in ("par", "by"):
                if child.pos == "PRON" and child.lower in THIRD:
                    return self._resolve(number, tree, index, child.lower, None)
                phrase = self._without_charge(self.phrases.around(tree, child.index))
                if phrase and (self.phrases.animate(phrase) or self._repaired(tree, phrase)):
                    return Reference(phrase)
        # "accusée d'avoir tardé par la famille": the agent behind an active infinitive is the accuser.
        for clause in tree.children(index, "xcomp", "pcomp"):
            if any(one.lower in ("été", "been", "being", "be") for one in tree.children(clause.index)):
                continue
            for child in tree.children(clause.index):
                if child.dep == "obl:agent" or tree.case(child.index) in ("par", "by"):
                    phrase = self.phrases.around(tree, child.index)
                    if phrase and self.phrases.animate(phrase):
                        return Reference(phrase, 0.8)
        for word in tree.words[index + 1 : index + 8]:
            if word.pos in ("VERB", "AUX"):
                break
            if word.lower in ("par", "by"):
                phrase = self._without_charge(self.phrases.at(tree, word.index + 1))
                if phrase and self.phrases.animate(phrase):
                    return Reference(phrase, 0.9)
        return None
