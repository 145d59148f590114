"""French and English: from the trees of a text to its claims.

Each reporting word has a frame that says where its speaker and target stand. Where the tree leaves doubt who did
what, the claim is left out or its target is null: a reversed role is the worst error.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from babel import Locale

from rag.claims.found import Found, Span
from rag.claims.lexicon import Frame, Lexicon, NounFrame, lexicon
from rag.claims.phrases import Phrase, Phrases, mentions, words_between_comma
from rag.claims.quotations import Quotation
from rag.claims.trees import Tree, Word, plain_preposition
from rag.claims.verbs import VerbInfo, carried_by, finite_verbs, info, match_frames

_RELATIVE_SUBJECT = frozenset("qui who that which".split())
_RELATIVE_OBJECT = frozenset("que qu' whom that which who".split())
_ONE = frozenset("he him his she her il elle lui celui-ci celle-ci".split())
_CHARGE = frozenset(("de", "of", "for", "pour"))
_FIRST = frozenset("je j' nous i we tu vous you me us".split())
_EMPTY = frozenset("on ce c' ça cela it there this that ceci".split())
_THIRD = frozenset("il elle ils elles lui eux he she they it him her them celui-ci celle-ci ceux-ci".split())
_SOME = frozenset(
    "certains certaines plusieurs beaucoup d'autres autres some many several others both all critics tous toutes".split()
)
_QUESTIONS = frozenset("si s' if whether pourquoi why how comment quand when who où where what combien".split())


@dataclass(frozen=True, slots=True)
class Reference:
    """Who a subject or object is: a phrase, and how sure that is (pronouns less)."""

    phrase: Phrase
    sure: float = 1.0
    pronoun: bool = False


NOBODY = "nobody"


class Reader:
    """Reads the claims of one text from its trees, in order."""

    def __init__(self, trees: Sequence[Tree], quotes: Sequence[Quotation], language: str) -> None:
        self.trees = trees
        self.quotes = quotes
        self.lexicon: Lexicon = lexicon(language)
        self.phrases = Phrases(self.lexicon)
        self.language = language
        self.found: list[Found] = []
        self.attributed: set[int] = set()
        self._mentions: dict[int, list[tuple[Phrase, bool]]] = {}
        for tree in trees:
            self._retag(tree)

    def read(self) -> list[Found]:
        """Every claim of the text."""
        for number, tree in enumerate(self.trees):
            for index in range(len(tree)):
                self._word(number, tree, index)
            self._sources(number, tree)
            self._nouns(number, tree)
            if not tree.quoted:
                self._colon(number, tree)
        self._orphans()
        return self._settled()

    def _retag(self, tree: Tree) -> None:
        """A known noun that was taken for a verb behind another noun: "the county's environment inspectorate"."""
        opening = [word.lower for word in tree.words[:3]]
        if self.language == "fr" and opening[1:] == ["en", "cause"] and opening[0] in ("mis", "mise", "mises"):
            first = tree.words[0]
            first.pos, first.lemma, first.morph = "VERB", "mettre", {"VerbForm": "Part", "Tense": "Past"}
        for word in tree.words[1:]:
            before = tree.words[word.index - 1]
            if (
                word.pos == "VERB"
                and before.pos in ("NOUN", "PROPN", "ADJ")
                and self.language == "en"
                and word.lower in (self.lexicon.words["people"] | self.lexicon.words["bodies"])
                and word.lemma not in self.lexicon.frames
                and not tree.children(word.index, "nsubj", "obj", "aux")
            ):
                word.pos = "NOUN"
                word.dep, word.head = before.dep, before.head if before.head != before.index else word.index
                for child in before.children:
                    tree.words[child].head = word.index
                word.children.extend(before.children)
                before.children = []
                before.dep, before.head = "compound", word.index
                word.children.append(before.index)
                above = tree.words[word.head]
                if above.index != word.index:
                    above.children = [one for one in above.children if one not in (before.index, word.index)] + [
                        word.index
                    ]

    # --- verbs -------------------------------------------------------------------------------------------

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
            if self._frame(number, tree, index, frame, about):
                return
        self._support(number, tree, index)

    def _frame(self, number: int, tree: Tree, index: int, frame: Frame, about: VerbInfo) -> bool:
        """Tries one frame; whether it fitted, be it without giving a claim."""
        if about.negated or about.unreal:
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
        if frame.stance == "say" and tree.words[index].dep == "acl:relcl" and self._object_relative(tree, index):
            return False  # "ces bois, qu'ils croyaient plus sûrs"
        speaker = self._subject(number, tree, index, about)
        if speaker is None:
            return False
        quote = self._quote_of(tree, index)
        complement = self._complement(tree, index, frame, about, quote)
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
        if not self._satisfied(tree, index, frame, about, complement, target, quote):
            return False
        if speaker == NOBODY:
            if frame.stance != "accuse" or target is None:
                return True
            self._add(number, None, frame.stance, target, complement.span, 0.6)
            return True
        if not isinstance(speaker, Reference):
            return False
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
        if frame.lemma in ("swear", "jurer") and complement.kind == "clause" and self._told_as_done(tree, complement.index):
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

    def _told_as_done(self, tree: Tree, clause: int) -> bool:
        """Whether a clause tells the past: "swore that he had been sober" promises nothing."""
        words = [tree.words[clause], *tree.children(clause, "aux", "cop")]
        coming = any(one.lower in self.lexicon.words["modals"] for one in words) if self.language == "en" else any(
            one.morph.get("Tense") == "Fut" or one.morph.get("Mood") == "Cnd" for one in words
        )
        return not coming and any(one.lemma in ("have", "avoir", "be", "être") or one.tag == "VBD" for one in words)

    def text_of_quote_ends(self, quote: int, mark: str) -> bool:
        """Whether a quotation ends with ``mark``."""
        for tree in self.trees:
            if tree.quoted and len(tree):
                last = tree.words[-1]
                if (
                    self.quotes[quote].start <= last.start < self.quotes[quote].outer_end
                    and last.end >= self.quotes[quote].end
                ):
                    return last.text == mark
        return False

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

    # --- mutual ------------------------------------------------------------------------------------------

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
            parts = self._pair_before(number, tree, index)
        if len(parts) != 2:
            return True
        span = self._complement(tree, index, frame, about, None).span
        for one, other in (parts, parts[::-1]):
            self._add(number, one, "accuse", Reference(other), span, 0.8)
        return True

    def _pair_before(self, number: int, tree: Tree, index: int) -> list[Phrase]:
        """The last two persons or bodies named together ("between A and B")."""
        for earlier in range(number, max(-1, number - 3), -1):
            for phrase, _ in reversed(self.mentions_of(earlier)):
                if earlier == number and phrase.last >= index:
                    continue
                parts = self.phrases.parts(phrase)
                if len(parts) == 2 and all(self.phrases.animate(part) for part in parts):
                    return parts
        return []

    # --- subjects ----------------------------------------------------------------------------------------

    def mentions_of(self, number: int) -> list[tuple[Phrase, bool]]:
        """The persons and bodies of a tree in order."""
        if number not in self._mentions:
            found = list(mentions(self.phrases, self.trees[number]))
            self._mentions[number] = sorted(found, key=lambda one: one[0].first)
        return self._mentions[number]

    def _subject(
        self, number: int, tree: Tree, index: int, about: VerbInfo, plain: bool = False, hops: int = 0
    ) -> Reference | str | None:
        """Who does what the verb says: a reference, NOBODY for "on", None when unclear or unfit to speak."""
        if hops > 4:
            return None
        word = tree.words[index]
        if self.language == "fr":
            for one in tree.words[max(0, index - 3) : index + 3]:
                if one.text.startswith("-") and (pronoun := one.lower.removeprefix("-t").strip("-")) in (
                    "il",
                    "elle",
                    "ils",
                    "elles",
                    "on",
                ):
                    return NOBODY if pronoun == "on" else self._resolve(number, tree, index, pronoun, None)
        candidates = tree.children(index, "nsubj")
        candidates = [one for one in candidates if not one.dep.endswith("outer")]
        before = [one for one in candidates if one.index < index]
        chosen = next(reversed(before or candidates), None)
        if about.form in ("finite",) and chosen is not None:
            if chosen.lower in _RELATIVE_SUBJECT and chosen.pos in ("PRON", "DET", "SCONJ"):
                return self._antecedent(tree, index, chosen)
            if (
                len(before) == 2
                and not words_between_comma(tree, before[0].index, before[1].index)
                and before[1].pos != "PRON"
            ):
                # "Les aides-soignantes de la résidence Les Tamaris ont": a name inside the subject.
                chosen = before[0]
            if len(before) > 1 and any(
                one.lower in ("il", "elle", "he", "she", "they", "ils", "elles") for one in before
            ):
                chosen = next(one for one in before if one.lower in ("il", "elle", "he", "she", "they", "ils", "elles"))
            found = self._who(number, tree, chosen.index, index, plain=plain)
            if found is None and chosen.index < about.first - 1 and tree.words[about.first - 1].text == ",":
                # "Le pont, a précisé l'adjointe, rouvrira": the bridge is the subject of what she says.
                return self._inverted(number, tree, index, plain)
            if found is None and chosen.index > index:
                return self._nearest_left(number, tree, index, plain)
            return found
        if about.form == "finite":
            inverted = self._inverted(number, tree, index, plain)
            if inverted is not None:
                return inverted
            if word.dep == "conj" or (
                word.dep in ("parataxis", "dep") and not words_between_comma(tree, word.head, index)
            ):
                head = tree.words[word.head]
                head = _above_clause(tree, head, word)
                if head.pos in ("VERB", "AUX", "NOUN", "ADJ", "PROPN") and head.index < index:
                    return self._subject(number, tree, head.index, self._as_clause(tree, head.index), plain, hops + 1)
            if word.dep == "acl:relcl":
                relative = [
                    one for one in tree.words[max(0, index - 4) : index] if one.lower in ("qui", "who", "which")
                ]
                if relative:
                    return self._antecedent(tree, index, relative[-1])
            return self._nearest_left(number, tree, index, plain)
        if about.form == "infinitive":
            carrier = carried_by(tree, index, self.lexicon)
            if carrier >= 0:
                return self._subject(number, tree, carrier, self._as_clause(tree, carrier), plain, hops + 1)
            return None
        if about.form == "participle":
            return self._participle_subject(number, tree, index, plain, hops)
        return None

    def _as_clause(self, tree: Tree, index: int) -> VerbInfo:
        about = info(tree, index, self.lexicon)
        if tree.words[index].pos in ("NOUN", "ADJ", "PROPN") or about.form == "passive-participle":
            return replace(about, form="finite")
        return about

    def _who(self, number: int, tree: Tree, subject: int, verb: int, plain: bool = False) -> Reference | str | None:
        word = tree.words[subject]
        lower = word.lower
        if self.language == "fr" and lower in ("on", "l'on", "-on"):
            return NOBODY
        if lower.lstrip("-t").strip("-") in _THIRD or lower.strip("-") in _THIRD:
            return self._resolve(number, tree, verb, lower.strip("-").removeprefix("t-"), None)
        if lower.strip("-") in _FIRST:
            return None
        if word.pos == "PRON" and lower in _EMPTY:
            return None
        if subject < verb and tree.case(subject) and self.language == "fr":
            # "À la tribune, le conseiller ...": a circumstance was taken for the subject.
            other = next(
                (
                    one
                    for one in tree.children(subject, "appos", "conj")
                    if words_between_comma(tree, subject, one.index)
                ),
                None,
            )
            if other is None or other.index > verb:
                return None
            subject, word, lower = other.index, other, other.lower
        phrase = self.phrases.around(tree, subject, stop=verb if subject < verb else -1)
        if phrase is None:
            return None
        if word.pos == "NOUN" and not self.phrases.animate_word(tree, phrase.head):
            # "Les bottes pleines de boue, Jocelyne Abadirac montre ...": the name behind the comma is the subject.
            name = next(
                (
                    one
                    for one in tree.words[subject + 1 : phrase.last + 1]
                    if one.pos == "PROPN" and tree.words[one.index - 1].text == ","
                ),
                None,
            )
            if name is not None:
                own = self.phrases.around(tree, name.index, stop=verb)
                phrase = Phrase(tree, name.index, name.index, own.last) if own else phrase
        phrase = self._joined_left(tree, self._up_to_verb(tree, phrase, verb), verb)
        if word.pos in ("PRON", "DET", "ADJ") and lower not in _SOME and not self.phrases.animate(phrase):
            return None
        if self.phrases.first_person(phrase):
            if not tree.quoted:
                return Reference(phrase, 0.9)
            return None
        if not plain and not self.phrases.animate(phrase) and lower not in _SOME:
            return self._repaired(tree, phrase)
        return Reference(phrase)

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
                and words[first].pos in ("PROPN", "NOUN")
                and first - 1 < verb
            ):
                first -= 1
            if first < phrase.first and first and words[first - 1].pos == "DET":
                first -= 1
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

    def _repaired(self, tree: Tree, phrase: Phrase) -> Reference | None:
        """A subject that cannot speak: an unknown noun with a capital or an agent's ending may."""
        word = tree.words[phrase.head]
        if self.lexicon.has("not_people", word.lemma) or self.lexicon.has("not_people", word.lower.rstrip("s")):
            return None
        if not tree.children(phrase.head, "det", "nmod:poss", "nummod") and word.morph.get("Number") != "Plur":
            return None
        if self.language == "fr" and word.lower.rstrip("s").endswith(
            ("eur", "euse", "rice", "ier", "ière", "ien", "ienne", "ant", "ante", "aire")
        ):
            return Reference(phrase, 0.8)
        if self.language == "en" and word.lower.rstrip("s").endswith(
            ("er", "or", "ian", "ist", "ant", "eer", "ee", "folk")
        ):
            return Reference(phrase, 0.8)
        return None

    def _antecedent(self, tree: Tree, verb: int, relative: Word) -> Reference | None:
        """Whom "qui", "who" stands for: the noun the clause hangs on, checked against what stands before it."""
        words = tree.words
        clause = words[verb]
        while clause.dep == "conj" and clause.dep != "acl:relcl":
            clause = words[clause.head]
        head = clause.head if clause.dep == "acl:relcl" else -1
        before = relative.index - 1
        while before >= 0 and words[before].pos in ("PUNCT", "CCONJ", "ADP"):
            before -= 1
        if before < 0:
            return None
        if head < 0 or head >= relative.index:
            head = self._noun_ending_at(tree, before)
            if head < 0:
                return None
        phrase = self.phrases.around(tree, head, stop=relative.index)
        if phrase is None:
            return None
        comma = words[relative.index - 1].text == "," or clause.index != verb
        if not self.phrases.animate(phrase) or (phrase.last < before and not comma):
            other = self._noun_ending_at(tree, before)
            if other < 0:
                return None
            wider = self.phrases.around(tree, other, stop=relative.index)
            if wider is None or not self.phrases.animate(wider):
                return None
            return Reference(wider, 0.8)
        return Reference(phrase)

    def _noun_ending_at(self, tree: Tree, index: int) -> int:
        """The top noun of the run of words that ends at ``index``."""
        words = tree.words
        head = index
        while words[head].pos not in ("NOUN", "PROPN") and head:
            head -= 1
            if words[head].pos in ("VERB", "AUX"):
                return -1
        seen = set()
        while head not in seen:
            seen.add(head)
            above = words[head].head
            if (
                words[above].pos in ("NOUN", "PROPN")
                and above < head
                and not any(one.pos in ("VERB", "AUX") or one.text == "," for one in words[above:head])
            ):
                head = above
        return head

    def _inverted(self, number: int, tree: Tree, index: int, plain: bool) -> Reference | str | None:
        """The subject behind the verb, after a quotation or a reported clause: "..., a déclaré X", "said X"."""
        words = tree.words
        about = info(tree, index, self.lexicon)
        first = about.first
        opens = (
            first == 0
            or words[first - 1].text in (",", "?", "!", "…", ".", "–", "—", ")")
            or self._quote_right_before(tree, first)
        )
        if self.language == "fr" and first and words[first - 1].lower in ("comme", "ainsi", "que", "qu'", "l'"):
            opens = True
        if not opens:
            return None
        behind_comma = first and not self._quote_right_before(tree, first) and tree.words[first - 1].text == ","
        # Behind a comma only when a clause, or the subject of one, stands before it.
        told_before = any(
            (one.pos == "NOUN" and one.dep.startswith("nsubj")) or tree.children(one.index, "nsubj")
            for one in tree.words[:first]
        )
        if behind_comma and not told_before:
            return None
        after = index + 1
        # Fixed words of the verb ("a fait valoir son avocat"), adverbs and pronouns.
        while after < len(words) and (
            words[after].pos in ("ADV", "PART")
            or words[after].lower in ("t", "-t", "-t-")
            or words[after].lower
            in ("valoir", "savoir", "remarquer", "observer", "entendre", "garde", "en", "doute", "cause", "préciser")
            or self.phrases.is_time(tree, words[after])
        ):
            after += 1
        if (
            after < len(words)
            and words[after].lower.strip("-").removeprefix("t-") in ("il", "elle", "ils", "elles", "he", "she", "they")
        ) or (
            words[after].lower.strip("-").removeprefix("t-") == "on" and self.language == "fr"
            if after < len(words)
            else False
        ):
            return self._who(number, tree, after, index)
        if after < len(words) and words[after].pos == "PUNCT" and words[after].text == ",":
            # "a déclaré, mardi, X": a circumstance between commas.
            close = next((i for i in range(after + 1, min(len(words), after + 8)) if words[i].text == ","), -1)
            if close > 0:
                after = close + 1
        if after < len(words) and words[after].pos == "ADP":
            # "a promis aux riverains la maire": an addressee or circumstance stands first.
            skipped = self.phrases.at(tree, after + 1)
            if skipped is None or skipped.last + 1 >= len(words):
                return None
            following = skipped.last + 1
            if words[following].text == ",":
                following += 1
            if following >= len(words) or words[following].pos not in ("DET", "NOUN", "PROPN", "ADJ", "NUM"):
                return None
            after = following
        if after >= len(words):
            return None
        phrase = self.phrases.at(tree, after)
        if phrase is None:
            return None
        if not self.phrases.animate(phrase) and not plain:
            return self._repaired(tree, phrase)
        return Reference(phrase, 0.95)

    def _quote_right_before(self, tree: Tree, first: int) -> bool:
        """Whether a quotation was cut out right before word ``first``."""
        start = tree.words[first].start
        left = tree.words[first - 1].end if first else -1
        return any(left <= quote.outer_start and quote.outer_end <= start for quote in self.quotes)

    def _nearest_left(self, number: int, tree: Tree, index: int, plain: bool) -> Reference | str | None:
        """No subject in the tree: the phrase that ends right before the verb, if there is one."""
        about = info(tree, index, self.lexicon)
        before = about.first - 1
        while before >= 0 and (tree.words[before].pos in ("ADV",) or tree.words[before].lower in ("ne", "n'")):
            before -= 1
        if before < 0:
            return None
        word = tree.words[before]
        if word.pos == "PRON" or word.lower in _THIRD:
            if word.lower in _RELATIVE_SUBJECT:
                return self._antecedent(tree, index, word)
            return self._who(number, tree, before, index) if word.lower in _THIRD else None
        if word.text == ",":
            # "..., X, qui ..., accuse": too far to tell.
            before -= 1
        if before < 0 or tree.words[before].pos not in ("NOUN", "PROPN", "X", "NUM", "ADJ"):
            return None
        head = self._noun_ending_at(tree, before)
        if head < 0 or tree.words[head].pos not in ("NOUN", "PROPN"):
            return None
        if tree.words[head].dep.partition(":")[0] in ("obj", "obl", "iobj", "nmod") and tree.case(head):
            return None
        phrase = self.phrases.around(tree, head, stop=about.first)
        if phrase is None or not (plain or self.phrases.animate(phrase)):
            return None
        if tree.case(head):
            return None
        return Reference(phrase, 0.75)

    def _participle_subject(
        self, number: int, tree: Tree, index: int, plain: bool, hops: int
    ) -> Reference | str | None:
        """Who is "accusing": the participle's own subject, its noun when no comma parts them, else the main subject."""
        word = tree.words[index]
        own = [one for one in tree.children(index, "nsubj") if one.index < index]
        if own and own[-1].lower not in _RELATIVE_SUBJECT:
            return self._who(number, tree, own[-1].index, index, plain)
        first = index
        while (first and tree.words[first - 1].pos in ("ADV", "PART")) or (
            first and tree.words[first - 1].lower in ("en",)
        ):
            first -= 1
        comma = first == 0 or tree.words[first - 1].pos in ("PUNCT", "CCONJ")
        if (
            not comma
            and first
            and tree.words[first - 1].pos in ("NOUN", "PROPN")
            and (word.dep.startswith("acl") or word.dep == "amod")
        ):
            head = word.head if tree.words[word.head].pos in ("NOUN", "PROPN") and word.head < index else first - 1
            phrase = self.phrases.around(tree, head, stop=first)
            if phrase and self.phrases.animate(phrase):
                return Reference(phrase, 0.9)
            return None
        main = self._main_verb(tree, index)
        if main is None:
            return None
        return self._subject(number, tree, main.index, self._as_clause(tree, main.index), plain, hops + 1)

    def _main_verb(self, tree: Tree, index: int) -> Word | None:
        """The finite verb a participle belongs to: its governor, else the nearest one to the left, else to the right."""
        for above in tree.ancestors(index):
            if above.pos in ("VERB", "AUX") and tree.children(above.index, "nsubj"):
                subject = tree.children(above.index, "nsubj")[0]
                if subject.lower not in _RELATIVE_SUBJECT:
                    return above
        with_subject = [
            word
            for word in finite_verbs(tree)
            if word.index != index
            and tree.children(word.index, "nsubj")
            and tree.children(word.index, "nsubj")[0].lower not in _RELATIVE_SUBJECT
        ]
        left = [word for word in with_subject if word.index < index]
        if left:
            return left[-1]
        return with_subject[0] if with_subject else None

    # --- pronouns ----------------------------------------------------------------------------------------

    def _resolve(self, number: int, tree: Tree, verb: int, pronoun: str, exclude: Phrase | None) -> Reference | None:
        """The antecedent of a pronoun: subjects of the same sentence before it, then of the sentences before."""
        scored: list[tuple[float, int, Phrase]] = []
        aside = _is_aside(tree, verb)
        for back, earlier in enumerate(self._earlier(number)):
            spoken = {one.speaker.start for one in self.found if one.speaker}
            for phrase, subject in self.mentions_of(earlier):
                if aside and back == 0 and not any(one.text == ";" for one in tree.words[phrase.last : verb]):
                    # "It was Armenia, he said, that fired": what is said around the aside names somebody else.
                    continue
                if back == 0 and (phrase.last >= verb or (not subject and self._governs(tree, phrase, verb))):
                    continue
                options = [phrase]
                if pronoun not in ("ils", "elles", "eux", "they", "them", "leur", "les"):
                    parts = self.phrases.parts(phrase)
                    options = parts if len(parts) > 1 else [phrase]
                for option in options:
                    if exclude is not None and option.overlaps(exclude):
                        continue
                    fit = self._fits(pronoun, option)
                    if fit <= 0:
                        continue
                    # Who has spoken is likelier to go on speaking.
                    score = fit + (1.0 if subject else 0.0) + (0.6 if option.start in spoken else 0.0) - 1.2 * back
                    scored.append((score, -option.start, option))
        if not scored:
            return None
        scored.sort(key=lambda one: (one[0], one[1]), reverse=True)
        best = scored[0]
        rivals = [one for one in scored[1:] if best[0] - one[0] < 0.4 and not one[2].overlaps(best[2])]
        return Reference(best[2], 0.6 if rivals else 0.8, pronoun=True)

    def _governs(self, tree: Tree, phrase: Phrase, verb: int) -> bool:
        """Whether the phrase is an argument of the verb itself."""
        return tree.words[phrase.head].head == verb

    def _earlier(self, number: int) -> list[int]:
        """This tree and the up to three unquoted ones before it, nearest first."""
        found = [number]
        for earlier in range(number - 1, -1, -1):
            if self.trees[earlier].quoted:
                continue
            found.append(earlier)
            if len(found) == 4:
                break
        return found

    def _fits(self, pronoun: str, phrase: Phrase) -> float:
        """How well a phrase agrees with a pronoun: 0 not at all, up to 2."""
        plural, gender = self.phrases.plural(phrase), self.phrases.gender(phrase)
        if _is_bare(phrase, plural) or (pronoun in _ONE and self.phrases.nameless(phrase)):
            return 0.0
        if pronoun in ("he", "him", "his", "she", "her") and " ".join(
            one.text for one in phrase.words() if one.pos == "PROPN"
        ) in _territories(self.language):
            return 0.0
        if pronoun in ("ils", "elles", "eux", "ceux-ci", "les", "leur"):
            if not plural:
                return 0.0
            if pronoun == "elles":
                return 1.5 if gender == "f" else 0.0
            return 0.8 if gender == "f" and pronoun not in {"les", "leur"} else 1.5
        if pronoun in ("they", "them", "their"):
            if plural:
                return 1.5
            return 1.0 if self.phrases.is_body(phrase) else 0.4
        if plural:
            return 0.0
        if pronoun in ("l'", "lui", "se"):
            return 1.2
        if pronoun in ("il", "le", "celui-ci"):
            return 0.0 if gender == "f" else 1.5 if gender else 0.9
        if pronoun in ("elle", "la", "celle-ci"):
            return 0.0 if gender == "m" else 1.5 if gender else 0.9
        if pronoun == "it":
            return 1.4 if self.phrases.is_body(phrase) else 0.7 if phrase.word.pos == "PROPN" and not gender else 0.0
        if self.phrases.is_body(phrase) and not any(word.pos == "PROPN" for word in phrase.words()[-2:]):
            return 0.0
        if self.phrases.is_body(phrase) and not gender:
            return 0.0
        if pronoun in ("he", "him", "his"):
            return 0.0 if gender == "f" else 1.6 if gender else 1.0
        if pronoun in ("she", "her"):
            return 0.0 if gender == "m" else 1.6 if gender else 1.0
        return 0.0

    # --- complements -------------------------------------------------------------------------------------

    def _quote_of(self, tree: Tree, index: int) -> int | None:
        """The cut-out quotation that belongs to the verb: in the same sentence, with no other finite verb nearer."""
        if tree.quoted:
            return None
        own = tree.words[index]
        low, high = tree.words[0].start, tree.words[-1].end
        near: list[tuple[int, int]] = []
        for number, quote in enumerate(self.quotes):
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

    def _cut(self, quote: Quotation) -> bool:
        return any(
            tree.quoted and tree.words and quote.start <= tree.words[0].start < quote.outer_end for tree in self.trees
        )

    def _other_sentence(self, tree: Tree, quote: Quotation) -> bool:
        """Whether the quotation lies outside the sentence of the tree."""
        for other in self.trees:
            if (
                other.quoted
                and other.words
                and quote.start <= other.words[0].start < quote.outer_end
                and other.sentence == tree.sentence
            ):
                return False
        return True

    def _complement(self, tree: Tree, index: int, frame: Frame, about: VerbInfo, quote: int | None) -> Complement:
        """What is said: a quotation, a clause, an infinitive, a noun; in this order."""
        if quote is not None and frame.stance != "accuse":
            clause = self._clause(tree, index)
            if clause is None:
                return Complement("quote", -1, Span(self.quotes[quote].start, self.quotes[quote].end))
        clause = self._clause(tree, index)
        if clause is not None:
            word = tree.words[clause]
            kind = "clause"
            if any(child.lower in _QUESTIONS for child in tree.children(clause) if child.index < clause) or any(
                one.lower in _QUESTIONS for one in tree.words[index + 1 : index + 3] if clause > index
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
            and not (child.tag == "VBN" and not any(one.pos in ("AUX", "SCONJ", "PART") for one in tree.children(child.index)))
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
            if opener.lower in _QUESTIONS and opener.pos != "PUNCT" and not relative:
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
                    if one.index < about.first - 1 and tree.children(one.index, "nsubj") and one.dep != "acl:relcl"
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
        return None

    def _told_without_that(self, tree: Tree, verb: Word, clause: Word) -> bool:
        """As in "told the inquest it stood open": taken for a relative clause on whoever is told."""
        subjects = tree.children(clause.index, "nsubj")
        if self.language == "fr":
            # "a juré devant le juge qu'il était sobre": a "que" that is no pronoun, with a subject of its own.
            marks = tree.children(clause.index, "mark")
            return bool(subjects) and any(one.lower in ("que", "qu'") and one.pos == "SCONJ" for one in marks)
        if verb.lemma not in ("tell", "inform", "assure", "warn", "promise", "remind", "notify") or not subjects:
            return False
        return min(tree.subtree(clause.index)) == min(tree.subtree(subjects[0].index)) and subjects[0].lower not in _RELATIVE_OBJECT

    def _absolute(self, tree: Tree, index: int, child: Word) -> bool:
        """As in "answer the phones, most of them retired": behind an object and a comma, with no word that opens it."""
        if child.index < index or tree.children(child.index, "mark") or not tree.children(index, "obj"):
            return False
        first = min(tree.subtree(child.index))
        return first > 0 and tree.words[first - 1].text == ","

    def _postverbal(self, tree: Tree, index: int) -> bool:
        """Whether the verb has no subject in front: an inserted "a rappelé X"."""
        return not any(child.index < index for child in tree.children(index, "nsubj")) and index + 1 < len(tree) and tree.words[index + 1].pos in (
            "DET", "NOUN", "PROPN", "PRON", "ADJ", "ADV", "PART"
        )  # fmt: skip

    def _reported_mark(self, tree: Tree, index: int) -> bool:
        marks = [child.lower for child in tree.children(index, "mark", "case", "aux") if child.index < index]
        if self.language == "fr":
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
        return Span(tree.words[after[0]].start, tree.words[after[-1]].end)

    def _object(self, tree: Tree, index: int, about: frozenset[str] = frozenset()) -> Phrase | None:
        """The direct object as a phrase behind the verb."""
        for child in tree.children(index, "obj", "attr", "oprd"):
            if (
                child.index > index
                and not tree.case(child.index)
                and child.pos not in ("VERB", "AUX")
                and not self.phrases.is_time(tree, child)
            ):
                return self.phrases.around(tree, child.index, about)
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
            found = self.phrases.at(tree, after, about)
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

    def _satisfied(
        self,
        tree: Tree,
        index: int,
        frame: Frame,
        about: VerbInfo,
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
            if need == "that" and kind == "clause" and complement.mark in ("that", "que", "qu'"):
                return True
            if need == "question" and (
                kind == "question" or (quote is not None and self.text_of_quote_ends(quote, "?"))
            ):
                return True
            if need == "alone" and kind == "" and all(word.pos == "PUNCT" for word in tree.words[index + 1 :]):
                return True
            if need == "infinitive" and kind == "infinitive":
                return True
            if need == "quote" and quote is not None:
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
            if (
                need == "claim"
                and kind == "object"
                and tree.words[complement.index].lemma in self.lexicon.words["claim_nouns"]
            ):
                return True
            if (
                need == "fact"
                and kind == "object"
                and tree.words[complement.index].lemma in self.lexicon.words["facts"]
            ):
                return True
            if need == "object-infinitive" and target is not None and self._has_infinitive(tree, index):
                return True
            if need == "on-infinitive" and target is not None and self._has_infinitive(tree, index):
                return True
            if need == "infinitive-à" and target is not None and kind == "infinitive":
                return True
            if need == "noun-à" and target is not None and self._oblique(tree, index, "à"):
                return True
            if need == "noun-à" and frame.stance == "promise" and self._oblique(tree, index, "à"):
                return True
            if need == "object-for" and target is not None and self._oblique(tree, index, "for"):
                return True
            if (
                need in ("to-for", "to-infinitive")
                and target is not None
                and (self._oblique(tree, index, "for") or self._has_infinitive(tree, index))
            ):
                return True
            if need in ("of", "against", "for", "with", "to", "on", "de", "contre", "about", "sur") and (
                self._oblique(tree, index, need) is not None
                or complement.mark == need
                or any(child.dep == "pcomp" and self._mark(tree, child.index) == need for child in tree.children(index))
            ):
                return need != "with" or target is not None
        return False

    def _clausal_infinitive(self, frame: Frame) -> bool:
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

    # --- targets -----------------------------------------------------------------------------------------

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
                found = self._addressee(number, tree, index, about, who)
            elif place in ("wrongdoer", "wrongdoer-any"):
                found = self._wrongdoer_of(number, tree, complement, who, sure=place == "wrongdoer-any")
            elif place == "subject":
                found = self._clause_subject(number, tree, complement, who)
            elif place == "for-subject":
                found = self._for_subject(tree, index)
            elif place in ("possessor", "possessor-de", "de-person"):
                found = self._possessor(tree, complement)
            elif place == "maker":
                found = self._maker(tree, complement)
            else:
                phrase = self._oblique(tree, index, place, openers)
                if phrase is None:
                    phrase = self._right_behind(tree, index, place) or self._further(tree, index, place)
                if phrase and (self.phrases.animate(phrase) or self._repaired(tree, phrase)):
                    found = Reference(phrase)
                elif phrase and phrase.word.lower in _THIRD:
                    found = self._resolve(number, tree, index, phrase.word.lower, who)
            if found is not None:
                return found
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
            if child.lower in _THIRD:
                return self._resolve(number, tree, index, child.lower, who)
            if child.lower in _FIRST:
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
        if after < len(tree) and tree.words[after].pos in ("DET", "NOUN", "PROPN", "ADJ", "NUM", "PRON"):
            if tree.words[after].lower in _THIRD:
                return self._resolve(number, tree, index, tree.words[after].lower, who)
            phrase = self.phrases.at(tree, after, openers)
            if phrase and not (who is not None and phrase.overlaps(who)) and "subj" not in tree.words[phrase.head].dep:
                return self._fit_target(phrase, person)
        if word.dep == "acl:relcl" and self.language == "en":
            # "the man the mayor accused of": the relative pronoun is left out.
            own = [child for child in tree.children(index, "nsubj") if child.index < index]
            if own and own[0].lower not in _RELATIVE_SUBJECT and tree.words[word.head].index < own[0].index:
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

    def _object_relative(self, tree: Tree, index: int) -> Word | None:
        """The relative pronoun that is the verb's object ("que X accuse", "whom X accuses")."""
        word = tree.words[index]
        clause = word
        while clause.dep == "conj":
            clause = tree.words[clause.head]
        if clause.dep != "acl:relcl" and word.pos in ("VERB", "AUX") and not self._relative_at_start(tree, index):
            return None
        for child in tree.children(index):
            if (
                child.index < index
                and child.lower in _RELATIVE_OBJECT
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
        if mark is None or mark.index == 0 or any(word.pos in ("VERB", "AUX") for word in tree.words[: mark.index]):
            return False
        before = tree.words[mark.index - 1]
        return before.pos in ("NOUN", "PROPN") or (
            before.text == "," and mark.index > 1 and tree.words[mark.index - 2].pos in ("NOUN", "PROPN", "ADJ")
        )

    def _addressee(self, number: int, tree: Tree, index: int, about: VerbInfo, who: Phrase | None) -> Reference | None:
        for clitic in about.clitics:
            lower = tree.words[clitic].lower
            if lower in ("lui", "leur"):
                return self._resolve(number, tree, index, lower, who)
            if lower in ("nous", "vous", "me", "m'", "te", "t'"):
                return None
        for child in tree.children(index, "iobj"):
            if child.index > index and child.pos in ("NOUN", "PROPN", "PRON"):
                if child.lower in _THIRD:
                    return self._resolve(number, tree, index, child.lower, who)
                phrase = self.phrases.around(tree, child.index)
                if phrase and self.phrases.animate(phrase):
                    return Reference(phrase)
        for preposition in ("à", "auprès") if self.language == "fr" else ("to",):
            phrase = self._oblique(tree, index, preposition) or self._right_behind(tree, index, preposition)
            if phrase and who is not None and phrase.overlaps(who):
                continue
            if phrase and (
                self.phrases.animate(phrase)
                or self._repaired(tree, phrase)
                or self._told_to(tree, phrase)
            ):
                return Reference(phrase)
        return None

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
        if complement.kind not in ("clause", "question") or complement.index < 0:
            return None
        subjects = [one for one in tree.children(complement.index, "nsubj") if one.dep != "nsubj:pass"]
        for child in subjects:
            if child.lower in _THIRD:
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
        for child in tree.children(noun, "nmod", "obl"):
            if child.dep == "nmod:poss" or tree.case(child.index) in ("de", "of", "by", "par"):
                if child.pos not in ("NOUN", "PROPN"):
                    continue
                phrase = self.phrases.around(tree, child.index)
                if phrase and self.phrases.animate(phrase) and not self.phrases.document(phrase):
                    return Reference(phrase, 0.9)
        if complement.kind == "oblique":
            phrase = self.phrases.around(tree, noun)
            if phrase and self.phrases.animate(phrase):
                return Reference(phrase, 0.9)
        return None

    def _maker(self, tree: Tree, complement: Complement) -> Reference | None:
        """Who made the claim that is denied: "les accusations de X", "an accusation by X", "X's allegations"."""
        noun = complement.index if complement.kind == "object" else -1
        if noun < 0 or tree.words[noun].lemma not in self.lexicon.words["claim_nouns"]:
            return None
        return self._speaker_of_noun(tree, noun)

    # --- wrongs ------------------------------------------------------------------------------------------

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
        subject = subjects[0]
        if subject.lower in _FIRST or subject.lower in _EMPTY:
            return None
        if subject.lower in _RELATIVE_SUBJECT:
            return self._antecedent(tree, clause, subject)
        if not sure and word.pos == "VERB" and self._is_report(tree, clause):
            return None
        if not (sure or any(self._wrong(tree, one) for one in verbs)):
            return None
        own = any(one.lower in ("son", "sa", "ses", "leur", "leurs", "his", "her", "its", "their") for one in tree.children(subject.index))
        if own and info(tree, clause, self.lexicon).negated:
            return None  # "son pays n'avait jamais fourni d'armes" clears the speaker's own side
        if subject.lower in _THIRD:
            return self._other_person(number, tree, clause, subject.lower, who)
        phrase = self.phrases.around(tree, subject.index, stop=clause if subject.index < clause else -1)
        if phrase is not None and subject.index < clause:
            phrase = self._joined_left(tree, self._up_to_verb(tree, phrase, clause), clause)
        if phrase is not None and self.phrases.document(phrase):
            return None
        if phrase is None or (
            not self.phrases.animate(phrase) and not self._repaired(tree, phrase)
        ):
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
            if subject.lower in _RELATIVE_SUBJECT:
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
        if lemma in self.lexicon.words["wrongs_with_object"] and (about.reflexive or not tree.children(verb, "obj")) and not passive:
            return False  # "were hiding", "s'est cassé"
        if lemma in self.lexicon.words["wrongs"]:
            return not about.negated
        if about.reflexive and self.language == "fr":
            return False
        benign = lemma in self.lexicon.words["benign"]
        if about.negated:
            # What every honest body does and this one did not; "had not stolen" is no wrong.
            dutiful = benign or lemma in self.lexicon.words["duties"]
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

    # --- passives ----------------------------------------------------------------------------------------

    def _agent(self, number: int, tree: Tree, index: int) -> Reference | None:
        for child in tree.children(index):
            if child.index < index:
                continue
            case = tree.case(child.index)
            if child.dep == "obl:agent" or case in ("par", "by"):
                if child.pos == "PRON" and child.lower in _THIRD:
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

    def _without_charge(self, phrase: Phrase | None) -> Phrase | None:
        """An accuser or accused without the charge: "l'arbitre de menaces" ends before "de" unless a charge follows."""
        if phrase is None:
            return None
        tree = phrase.tree
        following = tree.words[phrase.last + 1] if phrase.last + 1 < len(tree) else None
        if following is not None and plain_preposition(following) in _CHARGE:
            return phrase
        for word in tree.words[phrase.head + 1 : phrase.last]:
            if word.pos not in ("ADP", "SCONJ") or plain_preposition(word) not in _CHARGE:
                continue
            inner = next((one for one in tree.words[word.index + 1 : phrase.last + 1] if one.pos in ("NOUN", "PROPN")), None)
            if inner and inner.pos == "NOUN" and not inner.text[:1].isupper() and not self.phrases.person_or_body(inner):
                named = tree.words[word.index + 2 : phrase.last + 1]
                if any(one.pos == "PROPN" for one in named) and plain_preposition(word) == "de":
                    continue  # "le milieu de terrain Amadou Kessy"
                last = word.index - 1
                while last > phrase.head and tree.words[last].pos == "PUNCT":
                    last -= 1
                return Phrase(tree, phrase.head, phrase.first, last)
        return phrase

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
        complement = self._complement(tree, index, frame, about, None)
        if frame.stance == "accuse":
            if (
                any(place in ("object", "object-person") for place in frame.target) is False
                and "to" not in frame.target
            ):
                return True
            if patient is None or not (
                self.phrases.animate(patient.phrase) or self._repaired(tree, patient.phrase)
            ):
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
                self._passive_content(tree, index, frame, complement),
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
        if (
            about.form == "passive-participle"
            and word.dep.startswith(("acl", "amod"))
            and frame.stance not in ("deny", "confirm")
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
        if subjects:
            subject = subjects[-1]
            if subject.lower in _RELATIVE_SUBJECT:
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
            if follower is None or follower.lower in _FIRST:
                return None
            subject = follower
            if subject.lower in _THIRD:
                return self._resolve(number, tree, index, subject.lower, None)
            phrase = self.phrases.around(tree, subject.index)
            return Reference(phrase, 0.9) if phrase else None
        if word.dep.startswith("acl") or word.dep in ("amod", "advcl"):
            head = (
                word.head
                if word.dep.startswith(("acl", "amod")) and word.head < index
                else self._noun_ending_at(tree, index - 2 if before and before.text == "," else index - 1)
            )
            if head < 0 or tree.words[head].pos not in ("NOUN", "PROPN"):
                return None
            if (before and before.text == ",") or (before and before.pos in ("NOUN", "PROPN", "ADJ", "ADV")):
                phrase = self.phrases.around(tree, head, stop=about.first)
                return Reference(phrase, 0.9) if phrase else None
        return None

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

    # --- nouns, sources, adjectives, colons --------------------------------------------------------------

    def _sources(self, number: int, tree: Tree) -> None:
        """As in "Selon X", "according to X": a say whose content is the rest of the sentence."""
        words = tree.words
        for index, _word in enumerate(words):
            start = self._source_at(tree, index)
            if start < 0 and index == 0 and self._for_source(tree):
                start = 1
            if start < 0:
                continue
            phrase: Phrase | None
            sure = 1.0
            if start < len(words) and words[start].lower in _THIRD:
                found = self._resolve(number, tree, index, words[start].lower, None)
                phrase, sure = (found.phrase, found.sure) if found else (None, 0.0)
                last = start
            else:
                phrase = self.phrases.at(tree, start, closed=True) if start < len(words) else None
                last = phrase.last if phrase else start
                if phrase and not (self.phrases.animate(phrase) or self._repaired(tree, phrase)):
                    phrase = None
            if phrase is None:
                continue
            main = self._main_clause(tree, index, last)
            quote = None if tree.quoted else self._quote_of(tree, index)
            target = self.wrongdoer(number, tree, main, phrase) if main is not None else None
            span = self._rest(tree, index, last)
            if quote is not None:
                self.attributed.add(quote)
                if main is None:
                    span = Span(self.quotes[quote].start, self.quotes[quote].end)
                    target = self._wrongdoer_of(number, tree, Complement("quote", -1, span), phrase)
            if span is None:
                continue
            if target is not None and target.phrase.overlaps(phrase):
                target = None
            self._add(number, phrase, "say", target, span, 0.85 * sure)

    def _for_source(self, tree: Tree) -> bool:
        """As in "Pour l'économiste Lucie Harambat, ...": a person with a name between "pour" and a comma opens the sentence."""
        if len(tree) < 4 or tree.words[0].lower not in self.lexicon.lists.get("for_sources", ()):
            return False
        phrase = self.phrases.at(tree, 1, closed=True)
        if phrase is None or phrase.last + 1 >= len(tree) or tree.words[phrase.last + 1].text != ",":
            return False
        words = phrase.words()
        return any(one.pos == "PROPN" for one in words) and any(
            one.lemma in self.lexicon.words["people"] for one in words
        )

    def _source_at(self, tree: Tree, index: int) -> int:
        """Index behind a source word that begins at ``index``, or -1."""
        words = tree.words
        for source in self.lexicon.lists["sources"]:
            parts = source.replace("'", "' ").split()
            lowers = [word.lower for word in words[index : index + len(parts)]]
            joined = " ".join(lowers)
            if lowers == parts or joined == " ".join(parts):
                return index + len(parts)
            whole = source.split()
            if [word.lower for word in words[index : index + len(whole)]] == whole:
                return index + len(whole)
            # "aux dires du gardien": the last word contracted with the article.
            if whole[-1] == "de" and len(whole) > 1:
                near = [plain_preposition(word) for word in words[index : index + len(whole)]]
                if near[-1:] == ["de"] and [word.lower for word in words[index : index + len(whole) - 1]] == whole[:-1]:
                    return index + len(whole)
        return -1

    def _main_clause(self, tree: Tree, start: int, last: int) -> int | None:
        """The main verb of the sentence outside ``start`` to ``last``."""
        outside = [word for word in finite_verbs(tree) if not start <= word.index <= last]
        for word in outside:
            if word.dep == "ROOT":
                return word.index
        root = next(
            (
                word
                for word in tree.words
                if word.head == word.index and word.dep == "ROOT" and not start <= word.index <= last
            ),
            None,
        )
        with_subject = [word for word in outside if tree.children(word.index, "nsubj") and word.dep != "acl:relcl"]
        if root is not None and tree.children(root.index, "nsubj"):
            return root.index
        if with_subject:
            return with_subject[0].index
        return outside[0].index if outside else None

    def _rest(self, tree: Tree, start: int, last: int) -> Span | None:
        before = [word for word in tree.words[:start] if word.pos != "PUNCT"]
        after = [word for word in tree.words[last + 1 :] if word.pos != "PUNCT"]
        part = after if len(after) >= len(before) else before
        return Span(part[0].start, part[-1].end) if part else None

    def _nouns(self, number: int, tree: Tree) -> None:
        """As in "Les accusations de X contre Y", "X's accusation that Y ..."."""
        for word in tree.words:
            frame = self._noun_frame(tree, word.index) if word.pos in ("NOUN", "PROPN") else None
            if frame is None:
                continue
            if any(
                child.lower in ("no", "aucun", "aucune", "sans", "any", "without")
                for child in tree.children(word.index)
            ):
                continue
            speaker = self._speaker_of_noun(tree, word.index, number)
            if frame.stance != "accuse":
                if speaker is not None and not speaker.pronoun:
                    self._add(number, speaker.phrase, frame.stance, None, None, 0.7)
                continue
            target, content = self._target_of_noun(number, tree, word.index, speaker)
            if target is None:
                target = self._denier(number, tree)
                if target is None or content is None or speaker is None:
                    continue
            if speaker is not None and speaker.phrase.overlaps(target.phrase):
                continue
            if speaker is None and content is None:
                continue
            if any(
                one.sentence == tree.sentence
                and one.stance == "accuse"
                and one.target == Span(target.phrase.start, target.phrase.end)
                for one in self.found
            ):
                continue
            self._add(number, speaker.phrase if speaker else None, frame.stance, target, content, 0.75)

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
                frozenset({"de", "of"}) if plain_preposition(word) in ("par", "by", "from") else frozenset(),
                stop=end,
            )
            if phrase and self.phrases.animate(phrase):
                return Reference(phrase)
        return None

    def _noun_frame(self, tree: Tree, noun: int) -> NounFrame | None:
        """The frame of a reporting noun, also of several words ("mise en garde")."""
        lemma = "_".join(word.lemma for word in tree.words[noun : noun + 3])
        return next(
            (one for one in self.lexicon.nouns if tree.words[noun].lemma in one.lemmas or lemma in one.lemmas), None
        )

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

    def _target_of_noun(
        self, number: int, tree: Tree, noun: int, speaker: Reference | None
    ) -> tuple[Reference | None, Span | None]:
        frame = self._noun_frame(tree, noun)
        assert frame is not None
        content: Span | None = None
        for child in tree.children(noun, "acl", "ccomp", "advcl"):
            marks = [one.lower for one in tree.children(child.index, "mark")]
            if child.pos in ("VERB", "AUX", "NOUN", "ADJ") and any(one in ("that", "que", "qu'") for one in marks):
                content = self._clause_span(tree, child.index, noun)
                for subject in tree.children(child.index, "nsubj"):
                    if subject.lower in _THIRD:
                        return None, content
                    phrase = self.phrases.around(tree, subject.index)
                    if phrase and self.phrases.animate(phrase):
                        return Reference(phrase, 0.9), content
        end = self._noun_reach(tree, noun)
        target: Reference | None = None
        for index in range(noun + 1, end):
            word = tree.words[index]
            lower = plain_preposition(word)
            if lower in frame.against and target is None:
                after = index + 1
                if (
                    lower in ("encontre", "égard", "endroit")
                    and after < end
                    and plain_preposition(tree.words[after]) == "de"
                ):
                    after += 1
                phrase = (
                    self.phrases.at(
                        tree, after, frozenset({"of", "over", "for"} if self.language == "en" else {"pour"}), stop=end
                    )
                    if after < len(tree)
                    else None
                )
                if phrase and phrase.word.pos in ("NOUN", "PROPN") and not self.phrases.is_time(tree, phrase.word):
                    target = Reference(phrase)
                elif after < len(tree) and tree.words[after].lower in _THIRD:
                    target = self._resolve(
                        number, tree, noun, tree.words[after].lower, speaker.phrase if speaker else None
                    )
            elif lower in ("de", "of") and content is None and word.pos == "ADP":
                phrase = self.phrases.at(tree, index + 1, frozenset(frame.against | frame.by), stop=end)
                if phrase and not self.phrases.animate(phrase):
                    content = Span(phrase.start, phrase.end)
        return target, content

    def _denier(self, number: int, tree: Tree) -> Reference | None:
        """Who denies the accusation in the same sentence: the one accused."""
        for one in self.found:
            if one.sentence == tree.sentence and one.stance == "deny" and one.speaker is not None:
                for phrase, _ in (pair for position in self._earlier(number) for pair in self.mentions_of(position)):
                    if phrase.start <= one.speaker.start < phrase.end:
                        return Reference(phrase, 0.9)
        return None

    def _support(self, number: int, tree: Tree, index: int) -> None:
        """As in "a opposé un démenti", "issued a warning": a verb and a noun that report together."""
        word = tree.words[index]
        if word.pos != "VERB":
            return
        for entry in self.lexicon.support:
            if word.lemma not in entry.verbs and not (
                word.lemma == "faire"
                and "faire_part" in entry.verbs
                and any(one.lower == "part" for one in tree.words[index + 1 : index + 3])
            ):
                continue
            noun = next(
                (
                    child
                    for child in tree.words[index + 1 : index + 9]
                    if child.lemma in entry.nouns and child.pos == "NOUN"
                ),
                None,
            )
            if noun is None or any(one.pos in ("VERB",) for one in tree.words[index + 1 : noun.index]):
                continue
            about = info(tree, index, self.lexicon)
            if about.negated or about.unreal or about.passive or about.form == "passive-participle":
                return
            if any(child.lower in ("aucun", "aucune", "no", "any") for child in tree.children(noun.index)):
                return
            if about.form == "infinitive" and carried_by(tree, index, self.lexicon) < 0:
                return
            speaker = self._subject(number, tree, index, about)
            if not isinstance(speaker, Reference):
                return
            target: Reference | None = None
            for preposition in entry.to:
                phrase = self._oblique(tree, index, preposition, _CHARGE) or next(
                    (
                        self.phrases.at(tree, child.index + 1, _CHARGE)
                        for child in tree.words[noun.index + 1 : noun.index + 6]
                        if child.pos == "ADP" and plain_preposition(child) == preposition
                    ),
                    None,
                )
                if phrase and self.phrases.animate(phrase) and not phrase.overlaps(speaker.phrase):
                    target = Reference(phrase)
                    break
            span = Span(noun.start, noun.end)
            if entry.stance == "deny":
                claim = next(
                    (
                        one
                        for one in tree.words
                        if one.lemma in self.lexicon.words["claim_nouns"] and one.index != noun.index
                    ),
                    None,
                )
                if claim is not None:
                    target = self._speaker_of_noun(tree, claim.index)
                    phrase = self.phrases.around(tree, claim.index)
                    span = Span(phrase.start, phrase.end) if phrase else span
                else:
                    target = None
            if entry.stance == "accuse" and target is None:
                return
            self._add(
                number, speaker.phrase, entry.stance, target, span, 0.75 * speaker.sure, refers=entry.stance == "deny"
            )
            return

    def _adjective(self, number: int, tree: Tree, index: int) -> None:
        """As in "are sceptical about X's figures"."""
        word = tree.words[index]
        frames = self.lexicon.adjectives.get(word.lemma) or self.lexicon.adjectives.get(word.lower)
        if not frames or word.dep not in ("acomp", "attr", "oprd", "ROOT", "conj", "xcomp") or word.head == index:
            return
        verb = tree.words[word.head]
        if verb.pos not in ("AUX", "VERB") or verb.lemma not in ("be", "remain", "stay", "sound", "seem"):
            return
        about = info(tree, verb.index, self.lexicon)
        if about.negated or about.unreal:
            return
        speaker = self._subject(number, tree, verb.index, replace(about, form="finite"))
        if not isinstance(speaker, Reference):
            return
        target: Reference | None = None
        span: Span | None = None
        for preposition in ("about", "of", "over"):
            phrase = self._oblique(tree, index, preposition)
            if phrase:
                span = Span(phrase.start, phrase.end)
                target = self._possessor(tree, Complement("oblique", phrase.head, span))
                break
        if span is None:
            clause = self._clause(tree, index)
            if clause is None:
                return
            span = self._clause_span(tree, clause, index)
            target = self._clause_subject(number, tree, Complement("clause", clause, span), speaker.phrase)
        self._add(number, speaker.phrase, frames[0].stance, target, span, 0.75 * speaker.sure)

    def _unlisted(self, number: int, tree: Tree, index: int) -> None:
        """An unlisted verb behind a quotation with its subject inverted speaks: "« ... », s'emporte X"."""
        word = tree.words[index]
        if tree.quoted or word.pos != "VERB" or self.language != "fr" or word.dep not in ("ROOT", "parataxis"):
            return
        about = info(tree, index, self.lexicon)
        if about.form != "finite" or about.negated or about.unreal or about.passive:
            return
        if not self._quote_right_before(tree, about.first) and not (
            about.first and tree.words[about.first - 1].text == "," and self._quote_right_before(tree, about.first - 1)
        ):
            return
        quote = self._quote_of(tree, index)
        if quote is None or quote in self.attributed:
            return
        speaker = self._inverted(number, tree, index, plain=False)
        if not isinstance(speaker, Reference):
            return
        self.attributed.add(quote)
        complement = Complement("quote", -1, Span(self.quotes[quote].start, self.quotes[quote].end))
        target = self._wrongdoer_of(number, tree, complement, speaker.phrase)
        self._add(number, speaker.phrase, "say", target, complement.span, 0.8 * speaker.sure)

    def _colon(self, number: int, tree: Tree) -> None:
        """A headline "Paul Dargentan : « ... »": the name alone before the colon speaks."""
        if not tree.words:
            return
        end = tree.words[-1].end
        start = tree.words[0].start
        if any(word.pos in ("VERB", "AUX") for word in tree.words):
            return
        for position, quote in enumerate(self.quotes):
            if position in self.attributed or not self._cut(quote) or self._other_sentence(tree, quote):
                continue
            if not tree.words[-1].text.endswith(":") and tree.words[-1].text != ":":
                continue
            phrase = self.phrases.at(tree, 0)
            if phrase is None or not self.phrases.animate(phrase) or quote.start < start:
                continue
            self.attributed.add(position)
            span = Span(quote.start, quote.end)
            target = self._wrongdoer_of(number, tree, Complement("quote", -1, span), phrase)
            self._add(number, phrase, "say", target, span, 0.8)

    def _orphans(self) -> None:
        """A sentence that is all quotation is said by the subject of the sentence before it."""
        for position, quote in enumerate(self.quotes):
            if position in self.attributed or not self._cut(quote):
                continue
            number = next(
                (
                    i
                    for i, tree in enumerate(self.trees)
                    if tree.quoted and tree.words and quote.start <= tree.words[0].start < quote.outer_end
                ),
                -1,
            )
            tree = self.trees[number]
            if any(
                other.sentence == tree.sentence
                and not other.quoted
                and any(word.pos != "PUNCT" for word in other.words)
                for other in self.trees
            ):
                continue
            if not any(word.pos in ("VERB", "AUX") for word in tree.words):
                continue
            speaker = self._speaker_before(number)
            if speaker is None:
                continue
            span = Span(quote.start, quote.end)
            target = self._wrongdoer_of(number, tree, Complement("quote", -1, span), speaker)
            self.attributed.add(position)
            self._add(number, speaker, "say", target, span, 0.65)

    def _speaker_before(self, number: int) -> Phrase | None:
        previous = next((i for i in range(number - 1, -1, -1) if not self.trees[i].quoted and self.trees[i].words), -1)
        if previous < 0 or self.trees[previous].sentence < self.trees[number].sentence - 2:
            return None
        for one in reversed(self.found):
            if one.sentence == self.trees[previous].sentence and one.speaker is not None and one.stance == "say":
                for phrase, _ in (pair for i in self._earlier(previous) for pair in self.mentions_of(i)):
                    if phrase.start <= one.speaker.start < phrase.end:
                        return phrase
        tree = self.trees[previous]
        roots = [word for word in tree.words if word.dep == "ROOT"]
        for root in [*roots, *finite_verbs(tree)]:
            for subject in tree.children(root.index, "nsubj"):
                found = self._who(previous, tree, subject.index, root.index)
                if isinstance(found, Reference) and not self.phrases.plural(found.phrase):
                    return (
                        found.phrase
                        if not self.phrases.is_body(found.phrase) or found.phrase.word.pos == "PROPN"
                        else None
                    )
                if isinstance(found, Reference):
                    return found.phrase
            if root.dep == "ROOT" and tree.children(root.index, "nsubj"):
                return None
        opening = self.phrases.at(tree, 0)
        if opening is None or not (self.phrases.animate(opening) or self._repaired(tree, opening)):
            return None
        # What the parser took for an adjective behind it is the verb ("L'apiculteur garde ses ruches").
        return opening if tree.words[opening.last].pos != "ADJ" else replace(opening, last=opening.head)

    # --- results -----------------------------------------------------------------------------------------

    def _add(
        self,
        number: int,
        speaker: Phrase | None,
        stance: str,
        target: Reference | None,
        content: Span | None,
        confidence: float,
        refers: bool = False,
    ) -> None:
        who = self._span(speaker) if speaker else None
        whom = self._span(target.phrase) if target else None
        if speaker and target and self.phrases.same_person(speaker, target.phrase):
            whom = None
        if (who is None or stance == "accuse") and whom is None and (who is None or target is not None):
            return
        self.found.append(Found(who, stance, whom, content, self.trees[number].sentence, round(confidence, 2), refers))

    def _span(self, phrase: Phrase) -> Span:
        """A phrase's place, with both marks of a quotation that it holds half of."""
        whole = self.phrases.whole(phrase)
        start, end = whole.start, whole.end
        for quote in self.quotes:
            if quote.outer_start < start < quote.outer_end <= end:
                start = quote.outer_start
            elif start <= quote.outer_start < end < quote.outer_end <= end + 2:
                end = quote.outer_end
        return Span(start, end)

    def _settled(self) -> list[Found]:
        """Sorted by place, one of each kind."""
        kept: list[Found] = []
        for one in sorted(self.found, key=lambda claim: (claim.sentence, claim.content.start if claim.content else 0)):
            same = [
                other
                for other in kept
                if other.speaker == one.speaker and other.stance == one.stance and other.sentence == one.sentence
                and (other.target == one.target) and (other.content == one.content or (one.stance in ("accuse", "say") and other.target == one.target and other.target is not None))
            ]  # fmt: skip
            if not same:
                kept.append(one)
        return kept


@dataclass(frozen=True, slots=True)
class Complement:
    """What is reported: its kind, the index of its head word, its place, the word that opens it."""

    kind: str
    index: int
    span: Span | None
    mark: str = ""
    verb: int = -1
    refers: bool = False


def _is_aside(tree: Tree, verb: int) -> bool:
    """Whether a reporting verb with its pronoun stands between commas, or behind one at the end: ", he said,"."""
    first = last = verb
    while first and (tree.words[first - 1].pos in ("AUX", "PRON", "ADV") or tree.words[first - 1].text.startswith("-")):
        first -= 1
    while last + 1 < len(tree) and (
        tree.words[last + 1].pos in ("AUX", "PRON") or tree.words[last + 1].text.startswith("-")
    ):
        last += 1
    behind = tree.words[last + 1].text if last + 1 < len(tree) else "."
    return first > 0 and tree.words[first - 1].text == "," and behind in (",", ".")


def _is_bare(phrase: Phrase, plural: bool) -> bool:
    """Whether a phrase is a common noun alone, as in "faire état", "en bloc": no pronoun stands for that."""
    return len(phrase.words()) == 1 and phrase.word.pos == "NOUN" and not (plural and phrase.word.lower.endswith("s"))


def _above_clause(tree: Tree, head: Word, joined: Word) -> Word:
    """The verb that shares its subject with ``joined``: its head, or the one above the reported clause.

    "said that three people had been killed, and blamed the rebels", "a répété sa demande que le maire parte, et a
    averti": who speaks goes on. The tense tells, which is then that of the verb above and not that of the clause.
    """
    if tree.children(joined.index, "nsubj"):
        return head
    compound, own = _has_perfect(tree, head), _has_perfect(tree, joined)
    if tree.language == "en":
        objects = any(one.index > joined.index for one in tree.children(joined.index, "obj"))
        outside = head.dep == "ccomp" and compound and not own and objects
    else:
        marked = any(one.lower in ("que", "qu'") for one in tree.children(head.index, "mark"))
        outside = marked and own and not compound
    above = next((one for one in tree.ancestors(head.index) if one.pos == "VERB"), None)
    if outside and above is not None and above.index < head.index and _has_perfect(tree, above) == own:
        return above
    return head


def _has_perfect(tree: Tree, verb: Word) -> bool:
    """Whether the verb is in a perfect tense, formed with "have" or "avoir"."""
    return any(one.lemma in ("have", "avoir") for one in tree.children(verb.index, "aux"))


@lru_cache(maxsize=4)
def _territories(language: str) -> frozenset[str]:
    """The names of the world's countries, from the Unicode locale data; no country is a he or a she in English news."""
    return frozenset(Locale(language).territories.values())
