"""French and English: whom a claim is aimed at; an object, an addressee, or the wrongdoer of what is reported."""

from __future__ import annotations

from rag.claims.complements import Complement, Complements
from rag.claims.lexicon import Frame, NounFrame
from rag.claims.phrases import Phrase
from rag.claims.references import Reference
from rag.claims.subjects import EMPTY, FIRST, RELATIVE_SUBJECT, THIRD
from rag.claims.trees import Tree, plain_preposition
from rag.claims.verbs import VerbInfo, finite_verbs, info, match_frames

TOPICS = frozenset(("sur", "over", "on", "about"))
CHARGE = frozenset(("de", "of", "for", "pour"))


class Targets(Complements):
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
            elif place in ("possessor", "possessor-de", "de-person"):
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
                return self._resolve(number, tree, index, lower, who)
            if lower in ("nous", "vous", "me", "m'", "te", "t'"):
                return None
        relative = self._object_relative(tree, index)
        if relative is not None:
            return self._antecedent(tree, index, relative)
        for child in sorted(tree.children(index, "obj", "iobj", "dobj"), key=lambda one: one.index):
            if child.index < index or tree.case(child.index) or self.phrases.is_time(tree, child):
                continue
            if child.lower in THIRD:
                return self._resolve(number, tree, index, child.lower, who)
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
                return self._resolve(number, tree, index, tree.words[after].lower, who)
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
        if person and self.phrases.document(phrase):
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
                return self._resolve(number, tree, index, lower, who)
            if lower in ("nous", "vous", "me", "m'", "te", "t'"):
                return None
        relative = self._dative_relative(tree, index)
        if relative is not None:
            return self._antecedent(tree, index, relative)
        for child in tree.children(index, "iobj"):
            if child.index > index and child.pos in ("NOUN", "PROPN", "PRON"):
                if child.lower in THIRD:
                    return self._resolve(number, tree, index, child.lower, who)
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

    def _wrongdoer_of(
        self, number: int, tree: Tree, complement: Complement, who: Phrase | None, sure: bool = False
    ) -> Reference | None:
        if complement.kind == "quote" and complement.span is not None:
            for position, other in enumerate(self.trees):
                if other.quoted and other.words and complement.span.start <= other.words[0].start < complement.span.end:
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

    def _clause_subject(self, number: int, tree: Tree, complement: Complement, who: Phrase | None) -> Reference | None:
        if complement.kind == "quote" and complement.span is not None:
            for other in self.trees:
                if other.quoted and other.words and complement.span.start <= other.words[0].start < complement.span.end:
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
            if own and phrase and self.phrases.animate(phrase) and not self.phrases.document(phrase):
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
        own = any(
            one.lower in ("son", "sa", "ses", "leur", "leurs", "his", "her", "its", "their")
            for one in tree.children(subject.index)
        )
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
        """A pronoun inside what somebody says: somebody else only when it cannot be the speaker."""
        if who is None or self._fits(pronoun, who) > 0:
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

    def _without_charge(self, phrase: Phrase | None) -> Phrase | None:
        """An accuser or accused without the charge: "l'arbitre de menaces" ends before "de" unless a charge follows."""
        if phrase is None:
            return None
        tree = phrase.tree
        following = tree.words[phrase.last + 1] if phrase.last + 1 < len(tree) else None
        if following is not None and plain_preposition(following) in CHARGE:
            return phrase
        for word in tree.words[phrase.head + 1 : phrase.last]:
            if word.lower in ("des", "du") and tree.words[word.index - 1].text[:1].isupper():
                continue  # "la Cour des comptes": charges have no article
            if word.pos not in ("ADP", "SCONJ") or plain_preposition(word) not in CHARGE:
                continue
            inner = next(
                (one for one in tree.words[word.index + 1 : phrase.last + 1] if one.pos in ("NOUN", "PROPN")), None
            )
            if (
                inner
                and inner.pos == "NOUN"
                and not inner.text[:1].isupper()
                and not self.phrases.person_or_body(inner)
            ):
                named = tree.words[word.index + 2 : phrase.last + 1]
                if any(one.pos == "PROPN" for one in named) and plain_preposition(word) == "de":
                    continue  # "le milieu de terrain Amadou Kessy"
                last = word.index - 1
                while last > phrase.head and tree.words[last].pos == "PUNCT":
                    last -= 1
                return Phrase(tree, phrase.head, phrase.first, last)
        return phrase

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
                if phrase and self.phrases.animate(phrase):
                    return Reference(phrase)
            if (
                child.dep in ("nmod:poss", "det")
                and number >= 0
                and child.lower in ("his", "her", "their", "its", "ses", "son", "sa", "leurs", "leur")
            ):
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
                frozenset({"de", "of"}) if plain_preposition(word) in ("par", "by", "from") else TOPICS,
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
                if child.dep == "obl:agent" or (tree.case(child.index) in ("par", "by") and self.language == "fr"):
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
