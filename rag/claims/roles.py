"""French and English: from the trees of a text to its claims.

Each reporting word has a frame that says where its speaker and target stand. Where the tree leaves doubt who did
what, the claim is left out or its target is null: a reversed role is the worst error. The parts of the reading build
on each other: references, antecedents, extents, subjects, clauses, complements, targets, passives, sources, nominal; here they come together.
"""

from __future__ import annotations

from dataclasses import replace

from rag.claims.complements import Complement
from rag.claims.found import Found, Span
from rag.claims.lexicon import Frame
from rag.claims.nominal import Nominal
from rag.claims.references import Reference
from rag.claims.subjects import NOBODY
from rag.claims.trees import Tree
from rag.claims.verbs import VerbInfo, asks, carried_by, disowned, info, match_frames

_SUBJECT_PRONOUNS = frozenset(("il", "elle", "ils", "elles", "he", "she", "it", "they"))
_OBJECT_PRONOUNS = frozenset(("l'", "le", "la", "les", "lui", "leur", "him", "her", "it", "them"))


class Reader(Nominal):
    """Reads the claims of one text from its trees, in order."""

    def read(self) -> list[Found]:
        """Every claim of the text."""
        for number, tree in enumerate(self.trees):
            if asks(tree):
                continue
            for index in range(len(tree)):
                self._word(number, tree, index)
            self._sources(number, tree)
            self._accounts(number, tree)
            self._nouns(number, tree)
            if not tree.quoted:
                self._colon(number, tree)
            self._take_up(number, tree)
            self._note_subject(number, tree)
        self._orphans()
        return self._settled()

    def _word(self, number: int, tree: Tree, index: int) -> None:
        frames = match_frames(tree, index, self.lexicon)
        word = tree.words[index]
        if not frames:
            self._support(number, tree, index)
            self._adjective(number, tree, index)
            self._unlisted(number, tree, index)
            return
        if word.dep.startswith("aux"):
            return
        about = info(tree, index, self.lexicon)
        for frame in frames:
            if frame.reflexive == "must" and not about.reflexive:
                continue
            if frame.reflexive == "no" and about.reflexive and not self._mutual(tree, index, about):
                continue
            if "described" in frame.needs and self._adjective_behind(tree, index):
                continue  # "se disent sceptiques": what the adjective tells
            if self._frame(number, tree, index, frame, about):
                return
        self._support(number, tree, index)

    def _frame(self, number: int, tree: Tree, index: int, frame: Frame, about: VerbInfo) -> bool:
        """Tries one frame; whether it fitted, be it without giving a claim."""
        if about.negated != frame.negated or about.unreal or disowned(tree, index, self.lexicon):
            return False
        if about.form == "infinitive":
            carrier = carried_by(tree, index, self.lexicon)
            if carrier < 0:
                return False
            outer = info(tree, carrier, self.lexicon)
            if (outer.negated and tree.words[carrier].lemma not in ("cesser", "cease")) or outer.unreal:
                return False
            if outer.form == "infinitive" and carried_by(tree, carrier, self.lexicon) < 0:
                return False
        elif about.form == "participle" and self._governed(tree, index):
            return False
        if frame.stance == "accuse" and frame.lemma in ("accuser",) and self._idiom(tree, index):
            return True
        if self._mutual(tree, index, about):
            return self._mutual_claims(number, tree, index, frame, about)
        if (
            about.form == "passive-participle"
            and frame.stance == "say"
            and not any(word.lower in ("par", "by") for word in tree.words[index + 1 : index + 3])
        ):
            # "..., a chemist, Paul Venn, estimated": taken for a participle of what stands before it.
            about = replace(about, form="finite", passive=False)
        if about.passive:
            return self._passive(number, tree, index, frame, about)
        relative = tree.words[index].dep == "acl:relcl" and self._object_relative(tree, index)
        if frame.stance == "say" and self._as_told(tree, about):
            return self._told_otherwise(number, tree, index, about)
        if frame.stance == "say" and (relative or self._behind_que(tree, index)):
            return False  # "ces bois, qu'ils croyaient plus sûrs"
        speaker = self._subject(number, tree, index, about)
        if speaker is None:
            return False
        quote = self._quote_of(tree, index)
        complement = self._complement(tree, index, frame, quote)
        if frame.stance == "deny" and (complement.kind in ("", "oblique") or complement.index < index):
            complement = self._claim_before(tree, about) or complement
        if (
            complement.kind == "object"
            and isinstance(speaker, Reference)
            and complement.span is not None
            and (
                complement.span.start < speaker.phrase.end
                and speaker.phrase.start < complement.span.end
                and not speaker.pronoun
            )
        ):
            complement = Complement("", -1, None)
        if self._reduced(tree, index, about, complement):
            return True
        target = self._target(number, tree, index, frame, about, speaker, complement)
        if (
            target is None
            and frame.stance == "accuse"
            and quote is not None
            and not any(place == "to" for place in frame.target)
        ):
            # "X accuse : « Y a vendu nos forêts »"
            complement = Complement("quote", -1, Span(self.quotes[quote].start, self.quotes[quote].end))
            target = self._wrongdoer_of(
                number, tree, complement, speaker.phrase if isinstance(speaker, Reference) else None
            )
        if not self._satisfied(tree, index, frame, complement, target, quote):
            return False
        if speaker == NOBODY:
            if frame.stance != "accuse" or target is None or not self.phrases.animate(target.phrase):
                return True
            self._add(number, None, frame.stance, target, complement.span, 0.6)
            return True
        if not isinstance(speaker, Reference):
            return False
        if (
            frame.stance == "accuse"
            and target is not None
            and (complement.kind in ("", "object") or frame.lemma in ("soupçonner", "suspecter"))
            and not (self.phrases.animate(target.phrase) or target.pronoun or self._repaired(tree, target.phrase))
        ):
            # "Accusait une légère avance", "soupçonne un règlement de comptes": a thing is accused of something or not at all.
            return True
        if frame.stance == "warn" and complement.kind == "infinitive" and self.phrases.guessed(speaker.phrase):
            return True  # "la statue menace de tomber"
        if (
            complement.kind == "object"
            and frame.stance in ("confirm", "promise")
            and (
                self.phrases.guessed(speaker.phrase)
                or self.phrases.document(speaker.phrase)
                or self._counts_people(tree, frame, complement.index)
            )
        ):
            return True  # "le télescope a confirmé sa valeur"
        if frame.stance == "accuse" and speaker.pronoun and isinstance(target, Reference) and target.pronoun:
            said, meant = (
                next((one.lower for one in tree.children(index, *kinds) if one.lower in known), "")
                for kinds, known in ((("nsubj",), _SUBJECT_PRONOUNS), (("obj", "iobj"), _OBJECT_PRONOUNS))
            )
            if said and meant and self._fits(said, target.phrase) > 0 and self._fits(meant, speaker.phrase) > 0:
                # "La présidente a été critiquée par la directrice. Elle l'accuse": nobody can tell who whom.
                return True
        if tree.quoted and speaker.pronoun:
            # "She promised me ...", he said: whom a quotation means by "she" nobody can tell.
            return True
        if frame.lemma == "call" and "for" in frame.needs and tree.children(index, "obj", "oprd"):
            return True  # "called it a day for the history books"
        if frame.lemma in ("condamner", "condemn", "charge") and self.lexicon.has("courts", speaker.phrase.word.lemma):
            return True
        if isinstance(target, Reference) and target.phrase.overlaps(speaker.phrase):
            # Both ends on one phrase: the tree is wrong somewhere.
            if "wrongdoer" not in frame.target and "subject" not in frame.target:
                return True
            target = None
        if quote is not None:
            self.attributed.add(quote)
        stance = frame.stance
        if (
            stance == "demand"
            and quote is not None
            and complement.kind == "quote"
            and frame.lemma in ("demander", "ask")
        ) and self.text_of_quote_ends(quote, "?"):
            stance = "doubt"
        if (
            frame.lemma in ("swear", "jurer")
            and complement.kind in ("clause", "infinitive")
            and self._told_as_done(tree, complement.index)
        ):
            stance = "say"
        sure = 0.9 * speaker.sure * (target.sure if isinstance(target, Reference) else 1.0)
        self._add(
            number,
            speaker.phrase,
            stance,
            target if isinstance(target, Reference) else None,
            complement.span,
            sure,
            refers=frame.stance == "deny" and complement.refers,
        )
        return True

    def _reduced(self, tree: Tree, index: int, about: VerbInfo, complement: Complement) -> bool:
        """Whether the verb stands in a relative clause without its "who were": "Applicants denied a visa can appeal"."""
        if (
            self.language != "en"
            or about.form != "finite"
            or complement.kind not in ("clause", "infinitive")
            or complement.mark
        ):
            return False
        clause = complement.index
        finite = any(
            one.tag == "MD" or one.lower in self.lexicon.words["modals"] for one in tree.children(clause, "aux")
        )
        return index < clause and finite and not tree.children(clause, "nsubj", "nsubj:pass", "expl")

    def _counts_people(self, tree: Tree, frame: Frame, noun: int) -> bool:
        """Whether persons are confirmed, which is no claim: "confirmed eleven children"."""
        return frame.stance == "confirm" and tree.words[noun].lemma in self.phrases.people

    def _as_told(self, tree: Tree, about: VerbInfo) -> bool:
        """Whether "contrairement à ce que", "comme l'", "contrary to what" opens the verb's clause."""
        before = " ".join(word.lower for word in tree.words[max(0, about.first - 9) : about.first + 1])
        return any(opener in before for opener in self.lexicon.lists.get("told_openers", ()))

    def _told_otherwise(self, number: int, tree: Tree, index: int, about: VerbInfo) -> bool:
        """As in "contrairement à ce qu'affirme l'agence": a say whose content stands elsewhere."""
        speaker = self._subject(number, tree, index, about)
        if not isinstance(speaker, Reference):
            phrase = self.phrases.at(tree, index + 1) if index + 1 < len(tree) else None
            speaker = Reference(phrase, 0.9) if phrase and self.phrases.animate(phrase) else None
        if isinstance(speaker, Reference):
            self._add(number, speaker.phrase, "say", None, None, 0.7 * speaker.sure)
        return True

    def _behind_que(self, tree: Tree, index: int) -> bool:
        """Whether ", que" and a subject stand right before: what is believed is the noun before them."""
        if index + 1 < len(tree) and tree.words[index + 1].lower in ("que", "qu'"):
            return False  # it has a clause of its own
        before = [word.lower for word in tree.words[max(0, index - 3) : index]]
        return any(one in ("qu'", "que") and "," in before[:place] for place, one in enumerate(before))

    def _governed(self, tree: Tree, index: int) -> bool:
        """A gerund behind a preposition or as an object ("without accusing", "stopped short of blaming")."""
        word = tree.words[index]
        before = tree.words[index - 1] if index else None
        if word.dep in ("pcomp", "csubj", "pobj", "nsubj", "compound", "amod"):
            return True
        if word.dep == "xcomp" and not (before and before.text == ","):
            return True
        if any(
            child.lower in ("sans", "without", "before", "avant", "instead", "rather", "despite")
            for child in tree.children(index, "mark", "case")
        ):
            return True
        return bool(before and before.lower in ("without", "of", "from", "before", "by", "despite", "instead", "sans"))

    def _idiom(self, tree: Tree, index: int) -> bool:
        for child in tree.children(index, "obj", "nmod", "obl", "xcomp", "conj"):
            if child.index > index and not tree.case(child.index) and self.lexicon.has("idioms", child.lemma):
                return True
        after = tree.words[index + 1 : index + 5]
        return any(
            word.lemma in self.lexicon.words["idioms"] or word.lower in self.lexicon.words["idioms"]
            for word in after[:3]
        )

    def _settled(self) -> list[Found]:
        """Sorted by place, one of each kind."""
        kept: dict[tuple[Span | None, str, Span | None, int, Span | None], Found] = {}
        for one in sorted(self.found, key=lambda claim: (claim.sentence, claim.content.start if claim.content else 0)):
            aimed = one.stance in ("accuse", "say") and one.target is not None
            kept.setdefault((one.speaker, one.stance, one.target, one.sentence, None if aimed else one.content), one)
        return list(kept.values())
