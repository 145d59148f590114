"""French and English: who says what a verb says; its subject, wherever the tree has left it."""

from __future__ import annotations

from dataclasses import replace

from rag.claims.antecedents import THIS_ONE
from rag.claims.beings import Phrase, unknown, words_between_comma
from rag.claims.extents import Extents
from rag.claims.references import Reference
from rag.claims.trees import Tree, Word
from rag.claims.verbs import VerbInfo, carried_by, finite_verbs, info

RELATIVE_SUBJECT = frozenset("qui who that which".split())
FIRST = frozenset("je j' nous i we tu vous you me us".split())
EMPTY = frozenset("on ce c' ça cela it there this that ceci".split())
THIRD = frozenset("il elle ils elles lui eux he she they it him her them celui-ci celle-ci ceux-ci".split())
SOME = frozenset(
    "certains certaines plusieurs beaucoup d'autres autres some many several others both all critics tous toutes".split()
)
# What opens a clause that is inserted behind a noun.
INSERTED = frozenset(
    "qui que qu' dont où lequel laquelle lesquels lesquelles auquel auxquels who whom whose which where".split()
)
DATIVE = frozenset("qui auquel laquelle auxquels auxquelles".split())
CLITICS = frozenset("me m' te t' se s' lui leur nous vous le la les l' y en".split())
LATTER = frozenset(("cette dernière", "ce dernier", "ces derniers", "ces dernières", "the latter"))
NOBODY = "nobody"


class Subjects(Extents):
    """Finds the speaker of a verb."""

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
        apart = self._embedded(number, tree, about) or self._parted(tree, index, about)
        if apart is not None:
            return apart
        candidates = tree.children(index, "nsubj")
        candidates = [one for one in candidates if not one.dep.endswith("outer")]
        before = [one for one in candidates if one.index < index]
        chosen = next(reversed(before or candidates), None)
        if about.form == "finite" and chosen is not None and chosen.lower in ("lui", "leur"):
            # "« ... », lui a répondu la sous-préfète": whom it is told to was taken for who tells it.
            inverted = self._inverted(number, tree, index, plain)
            if isinstance(inverted, Reference):
                return inverted
        if about.form == "finite" and chosen is not None:
            if chosen.lower in RELATIVE_SUBJECT and chosen.pos in ("PRON", "DET", "SCONJ"):
                return self._antecedent(tree, index, chosen)
            if (
                len(before) == 2
                and before[0].lemma not in self.lexicon.words["claim_nouns"]
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
            if own := self._joined_by_comma(tree, about):
                return own
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

    def _embedded(self, number: int, tree: Tree, about: VerbInfo) -> Reference | None:
        """The subject between a relative pronoun that is none itself and the verb: "à qui l'ONG reproche"."""
        opener = self._relative_before(tree, about)
        if about.form != "finite" or opener is None:
            return None
        if " ".join(one.lower for one in tree.words[opener.index + 1 : opener.index + 3]) in LATTER:
            return self._latter(number, tree, opener.index + 2)
        phrase = self.phrases.at(tree, opener.index + 1, stop=about.first)
        if phrase is None or phrase.word.pos == "PRON" or phrase.last < about.first - 2:
            return None
        return Reference(phrase, 0.95) if self.phrases.animate(phrase) else None

    def _parted(self, tree: Tree, index: int, about: VerbInfo) -> Reference | None:
        """The subject that opens the sentence, when a clause between commas parts it from its verb.

        "L'industriel, dont l'usine emploie 340 salariés, dément": the parser takes the nearest noun, or loses the verb.
        """
        words, close = tree.words, about.first - 1
        if about.form != "finite" or close < 3 or words[close].text != ",":
            return None
        phrase = self.phrases.at(tree, 0)
        while phrase and any(one.text == "," for one in phrase.words()):
            comma = next(one.index for one in phrase.words() if one.text == ",")
            phrase = Phrase(tree, phrase.head, 0, comma - 1) if phrase.head < comma else None
        if phrase is None or phrase.last + 1 >= close or words[phrase.last + 1].text != ",":
            return None
        if phrase.word.pos == "PRON" or not self.phrases.animate(phrase) or self.phrases.first_person(phrase):
            return None
        opener = words[phrase.last + 2]
        inside = words[phrase.last + 2 : close]
        acts = any(one.pos in ("VERB", "AUX") for one in inside[1:])
        participle = opener.pos in ("VERB", "ADJ") and opener.morph.get("VerbForm") == "Part" and not acts
        relative = opener.lower in INSERTED and acts
        if not (relative or participle) or any(one.text in (";", ":") for one in inside):
            return None
        # "Le maire, qui est malade, a annoncé l'adjointe, démissionnera": an aside with its own subject behind it.
        behind = self.phrases.at(tree, index + 1) if index + 1 < len(words) else None
        aside = (
            behind is not None
            and behind.last + 1 < len(words)
            and words[behind.last + 1].text == ","
            and any(one.index > behind.last for one in finite_verbs(tree))
        )
        return None if aside else Reference(phrase, 0.9)

    def _joined_by_comma(self, tree: Tree, about: VerbInfo) -> Reference | None:
        """The subject of a clause that a comma joins: "La CGT revendique 4 000 manifestants, la police en dénombre 1 200"."""
        words, last = tree.words, about.first - 1
        while last > 0 and (words[last].lower in CLITICS or words[last].lower in ("ne", "n'")):
            last -= 1
        if self.language != "fr" or last < 2 or words[last].pos not in ("NOUN", "PROPN"):
            return None
        head = self._noun_ending_at(tree, last)
        phrase = self.phrases.around(tree, head, stop=about.first) if head > 0 else None
        if phrase is None or phrase.last != last or words[phrase.first - 1].text != "," or not phrase.first:
            return None
        return Reference(phrase, 0.8) if self.phrases.animate(phrase) else None

    def _relative_before(self, tree: Tree, about: VerbInfo) -> Word | None:
        """The "que", "à qui", "whom" behind a noun that opens the verb's clause, when only a subject stands between."""
        for place in range(about.first - 1, max(0, about.first - 9), -1):
            word, before = tree.words[place], tree.words[place - 1]
            if word.pos in ("VERB", "AUX") or word.text == ",":
                return None
            if word.lower in DATIVE and (before.lower == "à" or word.lower.startswith("aux") or word.lower == "auquel"):
                return word
            if word.lower in ("que", "qu'", "whom", "which"):
                relative = before.pos in ("NOUN", "PROPN", "ADJ") or before.text == "," or before.lower == "ce"
                return word if relative else None
        return None

    def _dative_relative(self, tree: Tree, index: int) -> Word | None:
        """The "à qui", "auquel" that is whom the verb's act goes to."""
        opener = self._relative_before(tree, info(tree, index, self.lexicon))
        return opener if opener is not None and opener.lower in DATIVE else None

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
        if lower in THIS_ONE:
            return self._latter(number, tree, subject)
        if lower.lstrip("-t").strip("-") in THIRD or lower.strip("-") in THIRD:
            return self._resolve(number, tree, verb, lower.strip("-").removeprefix("t-"), None)
        if lower.strip("-") in FIRST:
            return None
        if word.pos == "PRON" and lower in EMPTY:
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
        if " ".join(one.lower for one in tree.words[max(0, subject - 1) : subject + 1]) in LATTER:
            return self._latter(number, tree, subject)
        phrase = self.phrases.around(tree, subject, stop=verb if subject < verb else -1)
        if phrase is None:
            return None
        listed = self.phrases.person_or_body(tree.words[phrase.head])
        opening = phrase.head == 0 and word.pos == "PROPN" and not listed and not unknown(word, self.language)
        if opening or (word.pos == "NOUN" and not self.phrases.animate_word(tree, phrase.head)):
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
        phrase = self._last_person(self._joined_left(tree, self._up_to_verb(tree, phrase, verb), verb))
        if phrase.first and tree.words[phrase.first - 1].pos == "ADP" and phrase.last < verb:
            # "Through his lawyer, Father Marchant rejected": the subject stands behind the comma.
            comma = next((one.index for one in phrase.words() if one.text == ","), -1)
            if comma > 0:
                after = self.phrases.at(tree, comma + 1, stop=verb)
                phrase = after if after and self.phrases.animate(after) else phrase
        if word.pos in ("PRON", "DET", "ADJ") and lower not in SOME and not self.phrases.animate(phrase):
            return None
        if self.phrases.first_person(phrase):
            if not tree.quoted:
                return Reference(phrase, 0.9)
            return None
        if not plain and not self.phrases.animate(phrase) and lower not in SOME:
            told = any(one.lower in ("que", "qu'") for one in tree.words[verb + 1 : verb + 4])
            if told and tree.children(phrase.head, "det") and self.phrases.may_tell(phrase):
                return Reference(phrase, 0.75)
            return self._repaired(tree, phrase)
        return Reference(phrase)

    def _inverted(self, number: int, tree: Tree, index: int, plain: bool) -> Reference | str | None:
        """The subject behind the verb, after a quotation or a reported clause: "..., a déclaré X", "said X"."""
        words = tree.words
        about = info(tree, index, self.lexicon)
        first = about.first
        while self.language == "fr" and first and words[first - 1].lower in CLITICS and words[first - 1].pos == "PRON":
            first -= 1
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
            (one.pos == "NOUN" and one.dep.startswith("nsubj"))
            or one.dep.startswith("expl:subj")
            or tree.children(one.index, "nsubj")
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
            if skipped is None:
                return None
            named = self.phrases.named_alone(skipped)
            following = named if named > after else skipped.last + 1
            if following >= len(words):
                return None
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
        if not self.phrases.animate(phrase) and not plain and not self.phrases.likely(phrase):
            return self._repaired(tree, phrase)
        return Reference(self._before_addressee(phrase), 0.95)

    def _nearest_left(self, number: int, tree: Tree, index: int, plain: bool) -> Reference | str | None:
        """No subject in the tree: the phrase that ends right before the verb, if there is one."""
        about = info(tree, index, self.lexicon)
        before = about.first - 1
        while before >= 0 and (tree.words[before].pos in ("ADV",) or tree.words[before].lower in ("ne", "n'")):
            before -= 1
        if before < 0:
            return None
        word = tree.words[before]
        if word.pos == "PRON" or word.lower in THIRD:
            if word.lower in RELATIVE_SUBJECT:
                return self._antecedent(tree, index, word)
            return self._who(number, tree, before, index) if word.lower in THIRD else None
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
        return Reference(self._with_name_before(phrase), 0.75)

    def _participle_subject(
        self, number: int, tree: Tree, index: int, plain: bool, hops: int
    ) -> Reference | str | None:
        """Who is "accusing": the participle's own subject, its noun when no comma parts them, else the main subject."""
        word = tree.words[index]
        own = [one for one in tree.children(index, "nsubj") if one.index < index]
        if own and own[-1].lower not in RELATIVE_SUBJECT:
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
            if phrase and self.phrases.animate(phrase) and not self.phrases.document(phrase):
                return Reference(phrase, 0.9)
            accuses = any(frame.stance == "accuse" for frame in self.lexicon.frames.get(word.lemma, ()))
            if phrase is None or not self.phrases.document(phrase) or not accuses:
                return None  # only of a paper its author speaks: "filed a suit accusing", not "the papers showing"
        main = self._main_verb(tree, index)
        if main is None:
            return None
        return self._subject(number, tree, main.index, self._as_clause(tree, main.index), plain, hops + 1)

    def _main_verb(self, tree: Tree, index: int) -> Word | None:
        """The finite verb a participle belongs to: its governor, else the nearest one to the left, else to the right."""
        for above in tree.ancestors(index):
            if above.pos in ("VERB", "AUX") and tree.children(above.index, "nsubj"):
                subject = tree.children(above.index, "nsubj")[0]
                if subject.lower not in RELATIVE_SUBJECT:
                    return above
        with_subject = [
            word
            for word in finite_verbs(tree)
            if word.index != index
            and tree.children(word.index, "nsubj")
            and tree.children(word.index, "nsubj")[0].lower not in RELATIVE_SUBJECT
        ]
        left = [word for word in with_subject if word.index < index]
        if left:
            return left[-1]
        if with_subject:
            return with_subject[0]
        # "..., a lancé X, accusant Y": who says it stands behind the verb, where the parser sees an object.
        return next((one for one in tree.ancestors(index) if one.pos == "VERB" and one.index < index), None)


def _above_clause(tree: Tree, head: Word, joined: Word) -> Word:
    """The verb that shares its subject with ``joined``: its head, or the one above the reported clause.

    "said that three people had been killed, and blamed the rebels", "a répété sa demande que le maire parte, et a
    averti": who speaks goes on. The tense tells, which is then that of the verb above and not that of the clause.
    """
    if tree.children(joined.index, "nsubj"):
        return head
    compound, own = _has_perfect(tree, head), _has_perfect(tree, joined)
    if tree.language == "en":
        # "... and warned of a crisis", "... and warned that"
        after = tree.words[joined.index + 1].lower if joined.index + 1 < len(tree) else ""
        objects = any(one.index > joined.index for one in tree.children(joined.index, "obj"))
        over = (compound and not own) or _time(tree, joined) == _time(tree, tree.words[head.head]) != _time(tree, head)
        outside = head.dep == "ccomp" and over and (objects or after in ("of", "against", "that"))
    else:
        marked = any(one.lower in ("que", "qu'") for one in tree.children(head.index, "mark"))
        outside = marked and own and not compound
    above = next((one for one in tree.ancestors(head.index) if one.pos == "VERB"), None)
    if outside and above is not None and above.index < head.index and _has_perfect(tree, above) == own:
        return above
    return head


def _time(tree: Tree, verb: Word) -> str:
    """Whether an English verb group is in the present or in the past, by its finite word."""
    finite = next(iter(tree.children(verb.index, "aux")), verb)
    return {"VBZ": "present", "VBP": "present", "VBD": "past"}.get(finite.tag, "")


def _has_perfect(tree: Tree, verb: Word) -> bool:
    """Whether the verb is in a perfect tense, formed with "have" or "avoir"."""
    return any(one.lemma in ("have", "avoir") for one in tree.children(verb.index, "aux"))
