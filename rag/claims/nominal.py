"""French and English: reports without a reporting verb; nouns, adjectives, colons, quotations alone."""

from __future__ import annotations

from dataclasses import replace

from rag.claims.antecedents import CHARGE
from rag.claims.beings import Phrase
from rag.claims.complements import Complement
from rag.claims.found import Span
from rag.claims.lexicon import NounFrame, Support
from rag.claims.quotations import Quotation
from rag.claims.references import POSSESSIVES, Reference
from rag.claims.sources import Sources
from rag.claims.subjects import THIRD
from rag.claims.trees import Tree, plain_preposition
from rag.claims.verbs import carried_by, disowned, finite_verbs, info

# What opens the content of an accusation: "selon lesquelles ses drones".
_WHICH = frozenset("laquelle lesquelles lequel lesquels".split())


class Nominal(Sources):
    """Reads what reports beside the verbs."""

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
            above = tree.words[word.head]
            if above.lemma in self.lexicon.words["retracting"] and word.dep.partition(":")[0] in (
                "obj",
                "nsubj",
                "obl",
            ):
                continue
            if disowned(tree, word.index, self.lexicon):
                continue
            speaker = self._speaker_of_noun(tree, word.index, number)
            clause = self._opened(tree, word.index, frame) if frame.opens else -1
            if frame.opens and clause < 0:
                continue
            if frame.stance != "accuse":
                if speaker is None or (speaker.pronoun and not frame.opens):
                    continue
                aimed = self.wrongdoer(number, tree, clause, speaker.phrase) if frame.stance == "say" else None
                self._add(number, speaker.phrase, frame.stance, aimed, None, 0.7)
                continue
            target, content = self._target_of_noun(number, tree, word.index, frame, speaker)
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

    def _opened(self, tree: Tree, noun: int, frame: NounFrame) -> int:
        """The clause or infinitive that tells what is claimed or promised, by its own word, or -1."""
        end = min(len(tree), noun + 9)
        for child in tree.children(noun, "acl", "ccomp", "advcl", "xcomp"):
            if not noun < child.index or child.pos not in ("VERB", "AUX", "ADJ", "NOUN"):
                continue
            infinitive = child.morph.get("VerbForm") == "Inf"
            if (infinitive and "infinitive" in frame.opens) or any(
                word.lower in frame.opens for word in tree.words[noun + 1 : min(end, child.index)]
            ):
                return child.index
        return -1

    def _target_of_noun(
        self, number: int, tree: Tree, noun: int, frame: NounFrame, speaker: Reference | None
    ) -> tuple[Reference | None, Span | None]:
        content: Span | None = None
        for child in tree.children(noun, "acl", "ccomp", "advcl"):
            marks = [one.lower for one in tree.children(child.index, "mark")]
            # "Les accusations de X selon lesquelles ses drones ont franchi la frontière"
            marks += [one.lower for one in tree.words[noun + 1 : child.index] if one.lower in _WHICH]
            if child.pos in ("VERB", "AUX", "NOUN", "ADJ") and any(
                one in ("that", "que", "qu'", *_WHICH) for one in marks
            ):
                content = self._clause_span(tree, child.index, noun)
                for subject in tree.children(child.index, "nsubj"):
                    own = any(one.lower in POSSESSIVES for one in tree.children(subject.index, "det", "nmod:poss"))
                    if subject.lower in THIRD or own:
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
                elif after < len(tree) and tree.words[after].lower in THIRD:
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
            if entry.by:
                self._under_fire(number, tree, noun.index, entry, speaker)
                return
            target: Reference | None = None
            for preposition in entry.to:
                phrase = self._oblique(tree, index, preposition, CHARGE) or next(
                    (
                        self.phrases.at(tree, child.index + 1, CHARGE)
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

    def _under_fire(self, number: int, tree: Tree, noun: int, entry: Support, target: Reference) -> None:
        """As in "came under fire from X": the subject is the target."""
        for word in tree.words[noun + 1 : noun + 5]:
            if word.pos == "ADP" and plain_preposition(word) in entry.by and word.index + 1 < len(tree):
                phrase = self.phrases.at(tree, word.index + 1, CHARGE | {"over"})
                if phrase and self.phrases.animate(phrase) and not phrase.overlaps(target.phrase):
                    self._add(number, phrase, entry.stance, target, None, 0.75 * target.sure)
                return

    def _adjective(self, number: int, tree: Tree, index: int) -> None:
        """As in "are sceptical about X's figures"."""
        word = tree.words[index]
        frames = self.lexicon.adjectives.get(word.lemma) or self.lexicon.adjectives.get(word.lower)
        if not frames:
            return
        copulas = self.lexicon.words["copulas"]
        copula = next((one for one in tree.children(index, "cop") if one.lemma in copulas), None)
        verb = copula or tree.words[word.head]
        if verb.index == index or verb.pos not in ("AUX", "VERB") or verb.lemma not in copulas or verb.index > index:
            return
        about = info(tree, index if copula else verb.index, self.lexicon)
        if about.negated or about.unreal:
            return
        speaker = self._subject(number, tree, index if copula else verb.index, replace(about, form="finite"))
        if not isinstance(speaker, Reference):
            return
        target: Reference | None = None
        span: Span | None = None
        # "Sceptiques quant au calendrier" hangs on the verb.
        obliques = [self._oblique(tree, index, one) for one in ("about", "of", "over", "sur")]
        for phrase in (*obliques, self._oblique(tree, verb.index, "à") if self._behind(tree, index, "quant") else None):
            if phrase and frames[0].needs[0] != "clause":
                span = Span(phrase.start, phrase.end)
                target = self._possessor(tree, Complement("oblique", phrase.head, span))
                break
        if span is None:
            clause = self._clause(tree, index) or self._clause(tree, verb.index)
            if clause is None or clause <= index:
                return
            span = self._clause_span(tree, clause, index)
            said = Complement("clause", clause, span)
            if frames[0].stance == "say":
                target = self._wrongdoer_of(number, tree, said, speaker.phrase)
            else:
                target = self._clause_subject(number, tree, said, speaker.phrase)
        self._add(number, speaker.phrase, frames[0].stance, target, span, 0.75 * speaker.sure)

    def _adjective_behind(self, tree: Tree, index: int) -> bool:
        """Whether a reporting adjective with what it is about follows the verb."""
        after = tree.words[index + 1] if index + 1 < len(tree) else None
        reports = after is not None and (
            after.lemma in self.lexicon.adjectives or after.lower in self.lexicon.adjectives
        )
        return reports and self._behind(tree, index + 1, "sur", "quant", "que", "qu'")

    @staticmethod
    def _behind(tree: Tree, index: int, *words: str) -> bool:
        return index + 1 < len(tree) and tree.words[index + 1].lower in words

    def _unlisted(self, number: int, tree: Tree, index: int) -> None:
        """An unlisted verb behind a quotation with its subject inverted speaks: "« ... », s'emporte X"."""
        word = tree.words[index]
        if tree.quoted or word.dep not in ("ROOT", "parataxis") or not word.text[:1].islower():
            return
        about = info(tree, index, self.lexicon)
        mistaken = index == 0 and word.pos in ("NOUN", "ADJ", "ADV") and not tree.children(index, "det", "case")
        if not mistaken and (word.pos != "VERB" or about.form not in ("finite", "passive-participle")):
            return
        if about.negated or about.unreal or (about.passive and about.form == "finite"):
            return
        if not self._quote_right_before(tree, about.first) and not (
            about.first and tree.words[about.first - 1].text == "," and self._quote_right_before(tree, about.first - 1)
        ):
            return
        quote = self._quote_of(tree, index)
        if quote is None or quote in self.attributed:
            return
        speaker = self._inverted(number, tree, index, plain=False)
        if not isinstance(speaker, Reference) or speaker.phrase.word.index == index:
            return
        self.attributed.add(quote)
        complement = Complement("quote", -1, Span(self.quotes[quote].start, self.quotes[quote].end))
        target = self._wrongdoer_of(number, tree, complement, speaker.phrase)
        self._add(number, speaker.phrase, "say", target, complement.span, 0.8 * speaker.sure)

    def _colon(self, number: int, tree: Tree) -> None:
        """A headline "Paul Dargentan : « ... »", "X se montre sceptique : « ... »": who is named before the colon speaks."""
        if not tree.words:
            return
        for position in sorted(self._quotes_in.get(tree.sentence, ())):
            quote = self.quotes[position]
            if position in self.attributed:
                continue
            if not tree.words[-1].text.endswith(":") and tree.words[-1].text != ":":
                continue
            if quote.start < tree.words[-1].start:
                continue
            phrase = self._before_colon(number, tree)
            if phrase is None:
                continue
            self.attributed.add(position)
            span = Span(quote.start, quote.end)
            target = self._wrongdoer_of(number, tree, Complement("quote", -1, span), phrase)
            doubts = any(
                frame.stance == "doubt" for word in tree.words for frame in self.lexicon.adjectives.get(word.lemma, ())
            )
            self._add(number, phrase, "doubt" if doubts else "say", target, span, 0.8)

    def _before_colon(self, number: int, tree: Tree) -> Phrase | None:
        """The name alone, or the subject of the main verb."""
        if not any(word.pos in ("VERB", "AUX") for word in tree.words):
            phrase = self.phrases.at(tree, 0)
            return phrase if phrase and self.phrases.animate(phrase) else None
        roots = [word for word in tree.words if word.dep == "ROOT"]
        root = next((word for word in roots if word.pos == "VERB"), roots[0] if roots else None)
        if root is None:
            return None
        about = self._as_clause(tree, root.index)
        subject = self._subject(number, tree, root.index, about) if about.form == "finite" else None
        return subject.phrase if isinstance(subject, Reference) and not self.phrases.document(subject.phrase) else None

    def _orphans(self) -> None:
        """A sentence that is all quotation is said by the subject of the sentence before it."""
        framed = {
            tree.sentence for tree in self.trees if not tree.quoted and any(word.pos != "PUNCT" for word in tree.words)
        }
        for position, quote in enumerate(self.quotes):
            if position in self.attributed or not self._cut(quote):
                continue
            number = self._cut_out[quote.start][0]
            tree = self.trees[number]
            if tree.sentence in framed or self._opens_paragraph(quote):
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

    def _opens_paragraph(self, quote: Quotation) -> bool:
        """Whether a quotation opens a paragraph that goes on behind it, or is a line without an end, which is a heading."""
        start, end = quote.outer_start, quote.outer_end
        while start and self.text[start - 1] == " ":
            start -= 1
        if not start or self.text[start - 1] != "\n":
            return False
        line = self.text.find("\n", end)
        behind = self.text[end : line if line >= 0 else len(self.text)].strip()
        if not behind:
            return self.text[quote.end - 1] not in ".!?…"
        return behind[0] not in ".!?…" or bool(behind[1:].strip())

    def _speaker_before(self, number: int) -> Phrase | None:
        previous = next((i for i in range(number - 1, -1, -1) if not self.trees[i].quoted and self.trees[i].words), -1)
        if previous < 0 or self.trees[previous].sentence < self.trees[number].sentence - 2:
            return None
        for one in reversed(self.found):
            if one.sentence != self.trees[previous].sentence or one.speaker is None:
                continue
            earlier = self._earlier(previous) if one.stance == "say" else []
            known: list[Phrase] = [phrase for i in earlier for phrase, _ in self.mentions_of(i)]
            known += self._speakers.get(previous, ())
            for phrase in known:
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
