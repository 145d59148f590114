"""French and English: whom a claim is aimed at; an object, an addressee, or the wrongdoer of what is reported."""

from __future__ import annotations

from rag.claims.beings import Phrase
from rag.claims.complements import Complement
from rag.claims.lexicon import Frame, NounFrame
from rag.claims.references import POSSESSIVES, Reference
from rag.claims.subjects import FIRST, RELATIVE_SUBJECT, THIRD
from rag.claims.trees import Tree, plain_preposition
from rag.claims.verbs import VerbInfo, finite_verbs
from rag.claims.wrongs import Wrongs

TOPICS = frozenset(("sur", "over", "on", "about"))


class Targets(Wrongs):
    """Finds the target of a verb."""

    def _target(
        self,
        number: int,
        tree: Tree,
        index: int,
        frame: Frame,
        about: VerbInfo,
        speaker: Reference | str,
        complement: Complement,
    ) -> Reference | None:
        who = speaker.phrase if isinstance(speaker, Reference) else None
        openers = frozenset(frame.about)
        noun = complement.index if complement.kind in ("object", "oblique") else -1
        if frame.stance == "demand" and noun >= 0 and self.lexicon.has("own_acts", tree.words[noun].lemma):
            return self._owner(tree, noun)
        for place in frame.target:
            found: Reference | None = None
            if place in ("object", "object-person"):
                found = self._object_target(
                    number,
                    tree,
                    index,
                    about,
                    who,
                    openers,
                    person=place == "object-person" or frame.stance != "accuse",
                )
            elif place == "to":
                found = self._addressee(number, tree, index, about, who, bodies=frame.stance == "accuse")
            elif place in ("wrongdoer", "wrongdoer-any"):
                found = self._wrongdoer_of(number, tree, complement, who, sure=place == "wrongdoer-any")
            elif place == "subject":
                found = self._clause_subject(number, tree, complement, who)
            elif place == "for-subject":
                found = self._for_subject(tree, index)
            elif place == "possessor":
                found = self._possessor(tree, complement)
            elif place == "maker":
                found = self._maker(tree, index, complement)
            else:
                phrase = self._oblique(tree, index, place, openers)
                if phrase is None:
                    phrase = self._right_behind(tree, index, place) or self._further(tree, index, place)
                if phrase and (self.phrases.animate(phrase) or self._repaired(tree, phrase)):
                    found = Reference(phrase)
                elif phrase and phrase.word.lower in THIRD:
                    found = self._resolve(number, tree, index, phrase.word.lower, who)
            if found is not None:
                return found
        if frame.stance in ("demand", "warn"):
            return self._written_to(tree, index, who)
        return None

    def _written_to(self, tree: Tree, index: int, who: Phrase | None) -> Reference | None:
        """Who gets the letter that a demand stands in: "in a letter to X", "wrote to X demanding"."""
        for word in tree.words:
            noun = self.lexicon.has("messages", word.lemma) and word.pos == "NOUN"
            if not noun and not (self.lexicon.has("writes", word.lemma) and word.index < index):
                continue
            for opener in tree.words[word.index + 1 : word.index + 5]:
                if opener.pos in ("VERB", "AUX") and opener.morph.get("VerbForm") != "Part" and opener.tag != "VBN":
                    break
                if opener.pos == "ADP" and plain_preposition(opener) in ("à", "to") and opener.index + 1 < len(tree):
                    phrase = self.phrases.at(tree, opener.index + 1, closed=True)
                    if phrase and self.phrases.animate(phrase) and not (who and phrase.overlaps(who)):
                        return Reference(phrase, 0.8)
        return None

    def _right_behind(self, tree: Tree, index: int, preposition: str) -> Phrase | None:
        """A preposition right behind the verb, whatever the tree made of it."""
        after = index + 1
        if (
            after + 1 < len(tree)
            and tree.words[after].pos in ("ADP", "ADV")
            and plain_preposition(tree.words[after]) == preposition
        ):
            if preposition in ("auprès", "envers") and plain_preposition(tree.words[after + 1]) == "de":
                # "des pêcheurs" is article and noun, "de la ville" preposition, article and noun.
                after += 1
            return self.phrases.at(tree, after + 1) if after + 1 < len(tree) else None
        return None

    def _further(self, tree: Tree, index: int, preposition: str) -> Phrase | None:
        """A person or body behind the preposition, before the next verb, however the parser hung it."""
        for word in tree.words[index + 1 : index + 12]:
            if word.pos in ("VERB", "AUX") or word.text in (";", ":"):
                return None
            if word.pos == "ADP" and plain_preposition(word) == preposition and word.index + 1 < len(tree):
                phrase = self.phrases.at(tree, word.index + 1)
                if phrase and self.phrases.animate(phrase):
                    return phrase
        return None

    def _object_target(
        self,
        number: int,
        tree: Tree,
        index: int,
        about: VerbInfo,
        who: Phrase | None,
        openers: frozenset[str],
        person: bool,
    ) -> Reference | None:
        word = tree.words[index]
        for clitic in about.clitics:
            lower = tree.words[clitic].lower
            if lower in ("l'", "le", "la", "les"):
                if lower == "l'" and any(one.lemma == "avoir" for one in tree.children(index, "aux")):
                    lower = "la" if word.lower.endswith("e") else "le"  # "qui l'avait accusée": the participle tells
                return self._resolve(number, tree, index, lower, who, acts=False)
            if lower in ("nous", "vous", "me", "m'", "te", "t'"):
                return None
        relative = self._object_relative(tree, index)
        if relative is not None:
            return self._antecedent(tree, index, relative)
        for child in sorted(tree.children(index, "obj", "iobj", "dobj"), key=lambda one: one.index):
            if child.index < index or tree.case(child.index) or self.phrases.is_time(tree, child):
                continue
            if child.lower in THIRD:
                return self._resolve(number, tree, index, child.lower, who, acts=False)
            if child.lower in FIRST:
                return None
            phrase = self.phrases.around(tree, child.index, openers)
            if openers & {"de", "of"} and not person:
                phrase = self._without_charge(phrase)
            if phrase is None or (who is not None and phrase.overlaps(who)):
                continue
            return self._fit_target(phrase, person)
        after = index + 1
        while after < len(tree) and (
            tree.words[after].pos == "ADV"
            or self.phrases.is_time(tree, tree.words[after])
            or tree.words[after].lower in ("en", "cause", "du", "doigt", "garde", "back", "jointly")
        ):
            after += 1
        if after < len(tree) and tree.words[after].text == ",":
            # "accuse, photos à l'appui, la carrière"
            close = next((one.index for one in tree.words[after + 1 : after + 8] if one.text == ","), -1)
            if close > 0 and not any(one.pos in ("VERB", "AUX") for one in tree.words[after:close]):
                after = close + 1
        if after < len(tree) and tree.words[after].pos in ("DET", "NOUN", "PROPN", "ADJ", "NUM", "PRON"):
            if tree.words[after].lower in THIRD:
                return self._resolve(number, tree, index, tree.words[after].lower, who, acts=False)
            phrase = self.phrases.at(tree, after, openers)
            if phrase and not (who is not None and phrase.overlaps(who)) and "subj" not in tree.words[phrase.head].dep:
                return self._fit_target(phrase, person)
        if word.dep == "acl:relcl" and self.language == "en":
            # "the man the mayor accused of": the relative pronoun is left out.
            own = [child for child in tree.children(index, "nsubj") if child.index < index]
            if own and own[0].lower not in RELATIVE_SUBJECT and tree.words[word.head].index < own[0].index:
                phrase = self.phrases.around(tree, word.head, stop=own[0].index)
                return self._fit_target(phrase, person) if phrase else None
        return None

    def _fit_target(self, phrase: Phrase, person: bool) -> Reference | None:
        if person and (self.phrases.document(phrase) or self.lexicon.has("acts", phrase.word.lemma)):
            return None
        if self.phrases.animate(phrase):
            return Reference(phrase)
        repaired = self._repaired(phrase.tree, phrase)
        if repaired:
            return repaired
        if self._told_to(phrase.tree, phrase):
            return Reference(phrase, 0.9)
        return None if person or phrase.word.pos == "PRON" else Reference(phrase, 0.7)

    def _addressee(
        self, number: int, tree: Tree, index: int, about: VerbInfo, who: Phrase | None, bodies: bool = False
    ) -> Reference | None:
        for clitic in about.clitics:
            lower = tree.words[clitic].lower
            if lower in ("lui", "leur"):
                return self._resolve(number, tree, index, lower, who, acts=False)
            if lower in ("nous", "vous", "me", "m'", "te", "t'"):
                return None
        relative = self._dative_relative(tree, index)
        if relative is not None:
            return self._antecedent(tree, index, relative)
        for child in tree.children(index, "iobj"):
            if child.index > index and child.pos in ("NOUN", "PROPN", "PRON"):
                if child.lower in THIRD:
                    return self._resolve(number, tree, index, child.lower, who, acts=False)
                phrase = self.phrases.around(tree, child.index)
                if phrase and self.phrases.animate(phrase):
                    return Reference(phrase)
        for preposition in ("à", "auprès") if self.language == "fr" else ("to",):
            phrase = self._oblique(tree, index, preposition) or self._right_behind(tree, index, preposition)
            if phrase and who is not None and phrase.overlaps(who):
                continue
            if phrase and not bodies and self._inside_object(tree, index, phrase):
                continue
            if phrase and (self.phrases.animate(phrase) or self._repaired(tree, phrase) or self._told_to(tree, phrase)):
                return Reference(phrase)
        if self.language == "fr":
            phrase = self._further(tree, index, "à")
            if (
                phrase
                and (bodies or phrase.word.lemma in self.phrases.people)
                and not (who is not None and phrase.overlaps(who))
            ):
                return Reference(phrase, 0.9)
        return None

    def _inside_object(self, tree: Tree, index: int, phrase: Phrase) -> bool:
        """Whether a body hangs on the noun that is asked for: "un accès aux camps"."""
        noun = tree.words[phrase.word.head]
        return noun.pos == "NOUN" and noun.index > index and phrase.word.lemma not in self.phrases.people

    def _clause_subject(self, number: int, tree: Tree, complement: Complement, who: Phrase | None) -> Reference | None:
        if complement.kind == "quote" and complement.span is not None:
            for position in self._cut_out.get(complement.span.start, ()):
                other = self.trees[position]
                if other.words[0].lower not in ("que", "qu'", "let"):
                    return None
                for word in finite_verbs(other):
                    for child in other.children(word.index, "nsubj"):
                        phrase = self.phrases.around(other, child.index)
                        if phrase and self.phrases.animate(phrase):
                            return Reference(phrase)
            return None
        if complement.kind not in ("clause", "question", "infinitive") or complement.index < 0:
            return None
        marks = tree.children(complement.index, "mark", "obj")
        if any(one.lower in ("que", "qu'") and one.index and tree.words[one.index - 1].text == "," for one in marks):
            return None  # "un accès aux camps, que l'armée refuse"
        subjects = [one for one in tree.children(complement.index, "nsubj") if one.dep != "nsubj:pass"]
        for child in subjects:
            if child.lower in THIRD:
                found = self._resolve(number, tree, complement.index, child.lower, who)
                return found if found and who is not None and not found.phrase.overlaps(who) else None
            phrase = self.phrases.around(tree, child.index)
            if phrase and self.phrases.animate(phrase) and not self.phrases.first_person(phrase):
                if any(one.lower == "été" for one in tree.children(complement.index)):
                    return None
                if tree.words[complement.index].lemma in ("be", "être") and child.pos == "PRON":
                    return None
                return Reference(phrase, 0.9)
        return None

    def _for_subject(self, tree: Tree, index: int) -> Reference | None:
        """As in "called for X to resign": the noun between for and to."""
        for word in tree.words[index + 1 : index + 4]:
            if word.lower == "for":
                phrase = self.phrases.at(tree, word.index + 1)
                if (
                    phrase
                    and self.phrases.animate(phrase)
                    and phrase.last + 1 < len(tree)
                    and tree.words[phrase.last + 1].lower == "to"
                ):
                    return Reference(phrase, 0.9)
        return None

    def _possessor(self, tree: Tree, complement: Complement) -> Reference | None:
        """Whose thing is doubted or denounced: "the ministry's figures", "la parole du repreneur"."""
        noun = complement.index if complement.kind in ("object", "oblique") else -1
        if noun < 0 or tree.words[noun].pos not in ("NOUN", "PROPN"):
            return None
        if self.lexicon.has("acts", tree.words[noun].lemma):
            return self._doer(tree, noun)
        found = self._owner(tree, noun)
        if found is not None:
            return found
        # "the sums behind the opposition's plan": hung on the verb.
        if noun + 2 < len(tree) and tree.words[noun + 1].lower in ("behind", "in", "of"):
            phrase = self.phrases.at(tree, noun + 2)
            found = self._owner(tree, phrase.head) if phrase else None
            if found is not None:
                return found
        if complement.kind == "oblique":
            phrase = self.phrases.around(tree, noun)
            if phrase and self.phrases.animate(phrase):
                return Reference(phrase, 0.9)
        return None

    def _doer(self, tree: Tree, noun: int) -> Reference | None:
        """Who did an act, whose "de" or "of" names the victim: "le meurtre d'un enfant par un soldat"."""
        for word in tree.words[noun + 1 :]:
            if (word.pos in ("VERB", "AUX") and word.morph.get("VerbForm") != "Part") or word.text in (",", ";", ":"):
                return None
            if word.lower in ("par", "by") and word.index + 1 < len(tree):
                phrase = self.phrases.at(tree, word.index + 1)
                return Reference(phrase, 0.9) if phrase and self.phrases.animate(phrase) else None
        return None

    def _owner(self, tree: Tree, noun: int, depth: int = 0) -> Reference | None:
        """The person or body a thing belongs to or comes from, directly or by another thing of theirs."""
        for child in tree.children(noun, "nmod", "obl", "acl"):
            if child.dep.startswith("acl"):
                # "les mesures fournies par l'exploitant"
                agents = [one for one in tree.children(child.index) if tree.case(one.index) in ("par", "by")]
                for agent in agents:
                    phrase = self.phrases.around(tree, agent.index)
                    if phrase and self.phrases.animate(phrase):
                        return Reference(phrase, 0.85)
                continue
            own = child.dep == "nmod:poss" or tree.case(child.index) in ("de", "of", "by", "par")
            if child.pos not in ("NOUN", "PROPN") or not (own or tree.case(child.index) in ("behind", "in")):
                continue
            phrase = self.phrases.around(tree, child.index)
            # "un système de famille" belongs to no family.
            contracted = any(one.lower in ("du", "des") for one in tree.children(child.index, "case"))
            named = child.pos == "PROPN" or child.dep == "nmod:poss" or contracted
            somebody = named or tree.children(child.index, "det", "nmod:poss", "nummod")
            if own and somebody and phrase and self.phrases.animate(phrase) and not self.phrases.document(phrase):
                return Reference(phrase, 0.9)
            if depth < 2 and (found := self._owner(tree, child.index, depth + 1)):
                return found
        return None

    def _maker(self, tree: Tree, index: int, complement: Complement) -> Reference | None:
        """Who made the claim that is denied: "les accusations de X", "an accusation by X", "X's allegations"."""
        noun = complement.index if complement.kind == "object" else -1
        if complement.kind == "clause":
            noun = next((one.index for one in tree.children(index, "obj") if one.index > index), -1)
        if noun < 0 or tree.words[noun].lemma not in self.lexicon.words["claim_nouns"]:
            return None
        return self._speaker_of_noun(tree, noun)

    def _noun_frame(self, tree: Tree, noun: int) -> NounFrame | None:
        """The frame of a reporting noun, also of several words ("mise en garde")."""
        lemma = "_".join(word.lemma for word in tree.words[noun : noun + 3])
        return next(
            (one for one in self.lexicon.nouns if tree.words[noun].lemma in one.lemmas or lemma in one.lemmas), None
        )

    def _speaker_of_noun(self, tree: Tree, noun: int, number: int = -1) -> Reference | None:
        frame = self._noun_frame(tree, noun)
        by = frame.by if frame else frozenset({"de", "par", "by", "of", "from"})
        for child in tree.children(noun):
            if child.dep == "nmod:poss" and child.pos in ("NOUN", "PROPN"):
                phrase = self.phrases.around(tree, child.index, stop=noun)
                if (
                    phrase
                    and phrase.first
                    and tree.words[phrase.first - 1].lower == "as"
                    and phrase.first < phrase.head
                ):
                    phrase = Phrase(tree, phrase.head, phrase.head, phrase.last)  # "as absurd Norway's claim"
                if phrase and self.phrases.animate(phrase):
                    return Reference(phrase)
            if child.dep in ("nmod:poss", "det") and number >= 0 and child.lower in POSSESSIVES:
                pronoun = {"his": "he", "her": "she", "their": "they", "its": "it", "leurs": "ils", "leur": "ils"}.get(
                    child.lower, "l'"
                )
                return self._resolve(number, tree, noun, pronoun, None)
        # Everything up to the next finite verb: the parser hangs long chains of phrases anywhere.
        end = self._noun_reach(tree, noun)
        for index in range(noun + 1, end):
            word = tree.words[index]
            if word.pos not in ("ADP", "VERB") or plain_preposition(word) not in by:
                continue
            if self._inside_target(tree, noun, index):
                continue
            phrase = self.phrases.at(
                tree,
                index + 1,
                TOPICS | {"de", "of"} if plain_preposition(word) in ("par", "by", "from") else TOPICS,
                stop=end,
            )
            if phrase and self.phrases.animate(phrase):
                return Reference(phrase)
        return None

    def _inside_target(self, tree: Tree, noun: int, index: int) -> bool:
        """Whether a "de" belongs to a phrase that another preposition opened ("contre le maire de X")."""
        word = tree.words[index]
        if plain_preposition(word) not in ("de", "of", "from"):
            return False
        for before in range(index - 1, noun, -1):
            one = tree.words[before]
            if one.pos == "ADP" and plain_preposition(one) not in ("de", "of"):
                return one.lower not in ("à",) or tree.words[index - 1].lower not in ("encontre", "égard", "endroit")
        return False

    def _noun_reach(self, tree: Tree, noun: int) -> int:
        for word in tree.words[noun + 1 :]:
            if word.pos == "AUX" or (
                word.pos == "VERB"
                and (
                    word.morph.get("VerbForm", "Fin") == "Fin"
                    and word.tag not in ("VBN", "VBG")
                    and not (
                        word.tag == "VBD"
                        and tree.words[word.index + 1 : word.index + 2]
                        and tree.words[word.index + 1].lower in ("by", "against")
                    )
                )
            ):
                return word.index
            if word.lower in ("that", "que", "qui", "which", "who") or word.text in (";", ":"):
                return word.index
        return len(tree)
