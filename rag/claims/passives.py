"""French and English: verbs whose subject is no speaker; passives, and those who accuse each other."""

from __future__ import annotations

from rag.claims.beings import Phrase
from rag.claims.complements import Complement
from rag.claims.found import Span
from rag.claims.lexicon import Frame
from rag.claims.references import Reference
from rag.claims.subjects import FIRST, RELATIVE_SUBJECT, THIRD
from rag.claims.targets import Targets
from rag.claims.trees import Tree, Word, plain_preposition
from rag.claims.verbs import VerbInfo, finite_verbs, match_frames


class Passives(Targets):
    """Reads passives and mutual accusations."""

    def _passive(self, number: int, tree: Tree, index: int, frame: Frame, about: VerbInfo) -> bool:
        """As in "X est accusé par Y de ...": the subject is the target; without an agent nobody speaks."""
        word = tree.words[index]
        agent = self._agent(number, tree, index)
        has_agent_words = any(
            one.lower in ("par", "by") for one in tree.words[index + 1 : index + 6] if one.pos == "ADP"
        )
        patient = self._patient(number, tree, index, about)
        if "to" in frame.target and frame.stance == "accuse":
            # "Il est reproché à l'ancien douanier de ..."
            patient = self._addressee(number, tree, index, about, None)
        complement = self._complement(tree, index, frame, None)
        if "told-infinitive" in frame.needs and complement.kind != "infinitive":
            return False  # "had been told by an engineer that": said, not ordered
        if frame.stance == "accuse":
            if patient is not None and patient.pronoun:
                patient = self._not_who_tells(number, tree, index, patient)
            alleged = "wrongdoer-any" in frame.target and complement.kind == "infinitive" and agent is None
            if alleged and patient is not None and self.phrases.animate(patient.phrase):
                # "is alleged to have siphoned off"
                self._add(number, None, "accuse", patient, complement.span, 0.8 * patient.sure)
                return True
            if (
                any(place in ("object", "object-person") for place in frame.target) is False
                and "to" not in frame.target
            ):
                return True
            if patient is None or not (self.phrases.animate(patient.phrase) or self._repaired(tree, patient.phrase)):
                return True
            if agent is None and has_agent_words:
                return True
            if frame.lemma in ("condemn", "condamner", "denounce", "dénoncer", "charge") and agent is None:
                return True
            if (
                agent is None
                and complement.kind not in ("infinitive", "clause", "oblique")
                and not self._about_after(tree, index, frame)
            ):
                return True
            if agent is not None and agent.phrase.overlaps(patient.phrase):
                return True
            self._add(
                number,
                agent.phrase if agent else None,
                "accuse",
                patient,
                _without_agent(self._passive_content(tree, index, frame, complement), agent),
                0.85 * patient.sure,
            )
            return True
        if complement.kind == "question" and frame.lemma in ("ask", "demander"):
            return True  # "asked whether": who asks demands nothing
        if agent is None:
            # "was urged to", "are warned that": nobody speaks, and a warning without source is no claim.
            return True
        if frame.stance in ("demand", "promise", "say", "doubt") and complement.kind not in (
            "infinitive",
            "clause",
            "question",
        ):
            return True
        told = complement.kind in ("clause", "infinitive", "question") or complement.mark in frame.about
        if frame.stance == "warn" and not told:
            return True  # "denies having been alerted by the operator"
        if (
            about.form == "passive-participle"
            and word.dep.startswith(("acl", "amod"))
            and frame.stance not in ("deny", "confirm", "warn", "demand")
        ):
            return True
        target: Reference | None = None
        if frame.stance in ("demand", "warn", "promise"):
            if patient and self.phrases.animate(patient.phrase):
                target = patient
        elif frame.stance == "deny" and patient and patient.phrase.word.lemma in self.lexicon.words["claim_nouns"]:
            target = self._speaker_of_noun(tree, patient.phrase.head)
        if frame.stance == "deny" and not (patient and patient.phrase.word.lemma in self.lexicon.words["claim_nouns"]):
            return True
        span = complement.span or (Span(patient.phrase.start, patient.phrase.end) if patient else None)
        self._add(number, agent.phrase, frame.stance, target, span, 0.8, refers=frame.stance == "deny")
        return True

    def _not_who_tells(self, number: int, tree: Tree, index: int, patient: Reference) -> Reference | None:
        """Whom "she" means in "The prosecutor said she was suspected": not who says so, unless nothing else than a name tells."""
        subject = next(iter(tree.children(index, "nsubj")), None)
        if subject is None or tree.words[index].dep != "ccomp":
            return patient
        teller = next(iter(tree.children(tree.words[index].head, "nsubj")), None)
        phrase = self.phrases.around(tree, teller.index) if teller and teller.pos != "PRON" else None
        if phrase is None or not phrase.overlaps(patient.phrase) or self.phrases.gender(phrase):
            return patient
        return self._resolve(number, tree, index, subject.lower, phrase)

    def _about_after(self, tree: Tree, index: int, frame: Frame) -> bool:
        return any(
            plain_preposition(word) in frame.about
            for word in tree.words[index + 1 : index + 4]
            if word.pos in ("ADP", "SCONJ")
        )

    def _passive_content(self, tree: Tree, index: int, frame: Frame, complement: Complement) -> Span | None:
        if complement.kind in ("infinitive", "clause"):
            return complement.span
        for preposition in frame.about:
            phrase = self._oblique(tree, index, preposition)
            if phrase:
                return Span(phrase.start, phrase.end)
        for child in tree.children(index, "pcomp"):
            return self._clause_span(tree, child.index, index)
        return None

    def _patient(self, number: int, tree: Tree, index: int, about: VerbInfo) -> Reference | None:
        word = tree.words[index]
        subjects = [one for one in tree.children(index, "nsubj") if one.index < index] or tree.children(index, "nsubj")
        above = tree.words[word.head]
        if (
            not subjects
            and about.form == "passive-participle"
            and self.lexicon.has("becoming", above.lemma)
            and above.index < index
        ):
            # "stands accused", "se retrouve accusé"
            found = self._subject(number, tree, above.index, self._as_clause(tree, above.index), plain=True)
            return found if isinstance(found, Reference) else None
        if subjects:
            subject = subjects[-1]
            if subject.lower in RELATIVE_SUBJECT:
                return self._antecedent(tree, index, subject)
            found = self._who(number, tree, subject.index, index, plain=True)
            return found if isinstance(found, Reference) else None
        if about.form == "finite":
            relative = [one for one in tree.words[max(0, index - 5) : index] if one.lower in ("qui", "who", "which")]
            if relative and word.dep == "acl:relcl":
                return self._antecedent(tree, index, relative[-1])
            if word.dep == "conj":
                found = self._subject(number, tree, word.head, self._as_clause(tree, word.head), plain=True)
                return found if isinstance(found, Reference) else None
            found = self._nearest_left(number, tree, index, plain=True)
            return found if isinstance(found, Reference) else None
        # A bare participle: "Accusé de X, Y ..." or "Y, accusé de X, ..." or "le voilà accusé".
        before = tree.words[index - 1] if index else None
        if before and before.lower in ("voilà", "voici"):
            clitic = tree.words[index - 2] if index > 1 else None
            if clitic and clitic.lower in ("le", "la", "les"):
                return self._resolve_around(number, tree, index, clitic.lower)
            return None
        if index == 0 or about.first == 0 or tree.words[about.first - 1].text in ("-", "–", "—"):
            main = next(
                (
                    one
                    for one in finite_verbs(tree)
                    if one.index > index and self._top(tree, one.index, index) and tree.children(one.index, "nsubj")
                ),
                None,
            )
            if main is None:
                return self._behind_comma(tree, index)
            follower = next((one for one in tree.children(main.index, "nsubj") if one.index > index), None)
            if follower is None or follower.lower in FIRST:
                return None
            subject = follower
            if subject.lower in THIRD:
                return self._resolve(number, tree, index, subject.lower, None)
            phrase = self.phrases.around(tree, subject.index)
            return Reference(phrase, 0.9) if phrase else None
        if word.dep.startswith("acl") or word.dep in ("amod", "advcl"):
            head = (
                word.head
                if word.dep.startswith(("acl", "amod")) and word.head < index
                else self._noun_ending_at(tree, index - 2 if before and before.text == "," else index - 1)
            )
            # "L'un des deux pilotes, accusé par": a pronoun with its noun.
            one_of = head >= 0 and tree.words[head].pos == "PRON" and tree.children(head, "nmod")
            if head < 0 or (tree.words[head].pos not in ("NOUN", "PROPN") and not one_of):
                return None
            if (before and before.text == ",") or (before and before.pos in ("NOUN", "PROPN", "ADJ", "ADV")):
                phrase = self.phrases.around(tree, head, stop=about.first)
                return self._agreeing(tree, phrase, word) if phrase else None
        return None

    def _agreeing(self, tree: Tree, phrase: Phrase, participle: Word) -> Reference | None:
        """The person of a run that a French participle agrees with, none when two would do.

        "La sœur de Malik Benali, accusé par la police": it is he who is accused.
        """
        if self.language != "fr":
            return Reference(phrase, 0.9)
        # By its ending: the tagger takes "accusée" for a masculine.
        gender = "f" if participle.lower.removesuffix("s").endswith("e") else "m"
        many = participle.lower.endswith(("és", "ées", "ies", "ues", "tes", "ses"))
        inner = [
            one
            for word in phrase.words()
            if word.index > phrase.head
            and word.pos in ("NOUN", "PROPN")
            and tree.case(word.index) == "de"
            and (one := self.phrases.around(tree, word.index, stop=participle.index))
            and (self.phrases.person_or_body(one.word) or len(one.words()) > 1)
            and self.phrases.animate(one)
        ]
        fit = [
            one
            for one in (phrase, *inner)
            if (not gender or self.phrases.gender(one) in ("", gender)) and self.phrases.plural(one) == many
        ]
        return Reference(fit[0], 0.9) if len(fit) == 1 else None

    def _behind_comma(self, tree: Tree, index: int) -> Reference | None:
        """As in "Accusé de X, Émile Petit nie": the phrase between a comma and a verb, where the tree shows no subject."""
        for word in tree.words[index + 1 :]:
            if word.text != "," or word.index + 1 >= len(tree):
                continue
            phrase = self.phrases.at(tree, word.index + 1)
            if phrase and self.phrases.animate(phrase) and phrase.last + 1 < len(tree):
                after = tree.words[phrase.last + 1]
                if after.pos in ("VERB", "AUX") or after.lower in ("ne", "n'", "se", "s'", "has", "had"):
                    return Reference(phrase, 0.8)
        return None

    def _top(self, tree: Tree, verb: int, participle: int) -> bool:
        """Whether a verb is not part of what the participle says."""
        return participle not in {one.index for one in tree.ancestors(verb)} and tree.words[verb].dep != "acl:relcl"

    def _resolve_around(self, number: int, tree: Tree, index: int, pronoun: str) -> Reference | None:
        """A pronoun whose person may stand in the sentence that follows ("le voilà accusé ... Bertrand L. n'a pas")."""
        found = self._resolve(number, tree, index, pronoun, None)
        if found:
            return found
        for later in range(number + 1, min(len(self.trees), number + 3)):
            if self.trees[later].quoted:
                continue
            for phrase, subject in self.mentions_of(later):
                if subject and self._fits(pronoun, phrase) > 0:
                    return Reference(phrase, 0.7, pronoun=True)
        return None

    def _mutual(self, tree: Tree, index: int, about: VerbInfo) -> bool:
        if not any(frame.stance == "accuse" for frame in match_frames(tree, index, self.lexicon)):
            return False
        after = " ".join(word.lower for word in tree.words[about.first : index + 9]).replace("' ", "'")
        if self.language == "fr":
            if about.reflexive and (
                any(one in after for one in self.lexicon.lists["mutual"]) or self._plural_subject(tree, index)
            ):
                return True
            return "l'autre" in after.split(" d'")[0][:60] and bool(self._each(tree, index))
        near = " ".join(word.lower for word in tree.words[index + 1 : index + 4])
        if near.startswith(("each other", "one another")):
            return True
        return "the other" in near and bool(self._each(tree, index))

    def _each(self, tree: Tree, index: int) -> bool:
        before = {word.lower for word in tree.words[max(0, index - 6) : index]}
        return bool(before & {"each", "chacun", "chacune", "both"})

    def _plural_subject(self, tree: Tree, index: int) -> bool:
        for child in tree.children(index, "nsubj"):
            phrase = self.phrases.around(tree, child.index)
            if phrase and (
                len(self.phrases.parts(phrase)) == 2 or child.lower in ("ils", "elles") or self.phrases.plural(phrase)
            ):
                return True
        return False

    def _mutual_claims(self, number: int, tree: Tree, index: int, frame: Frame, about: VerbInfo) -> bool:
        speaker = self._subject(number, tree, index, about, plain=True)
        parts: list[Phrase] = []
        if isinstance(speaker, Reference):
            parts = self.phrases.parts(speaker.phrase)
        if len(parts) != 2:
            parts = self._pair_before(number, index)
        if len(parts) != 2:
            return True
        span = self._complement(tree, index, frame, None).span
        for one, other in (parts, parts[::-1]):
            self._add(number, one, "accuse", Reference(other), span, 0.8)
        return True

    def _pair_before(self, number: int, index: int) -> list[Phrase]:
        """The last two persons or bodies named together ("between A and B")."""
        for earlier in range(number, max(-1, number - 3), -1):
            for phrase, _ in reversed(self.mentions_of(earlier)):
                if earlier == number and phrase.last >= index:
                    continue
                parts = self.phrases.parts(phrase)
                if len(parts) == 2 and all(self.phrases.animate(part) for part in parts):
                    return parts
        return []


def _without_agent(span: Span | None, agent: Reference | None) -> Span | None:
    """What is charged without who charges, where that stands at its end: "lying by Ann Holt"."""
    if span is None or agent is None or not span.start < agent.phrase.start or agent.phrase.end < span.end:
        return span
    words = agent.phrase.tree.words
    before = agent.phrase.first - 2
    return Span(span.start, words[before].end) if before >= 0 and words[before].end > span.start else span
