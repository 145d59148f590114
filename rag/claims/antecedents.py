"""French and English: whom "celui-ci", "qui" and "which" stand for."""

from __future__ import annotations

from rag.claims.beings import Phrase
from rag.claims.references import Reference, References
from rag.claims.trees import Tree, Word, plain_preposition

# Prepositions that open what somebody is accused of.
CHARGE = frozenset(("de", "of", "for", "pour"))
# Words for whom was named last, alone and behind "ce" or "cette", with the pronoun of their gender and number.
THIS_ONE = {"celui-ci": "il", "celle-ci": "elle", "ceux-ci": "ils", "celles-ci": "elles"}
_LAST_NAMED = {**THIS_ONE, "dernière": "elle", "dernier": "il", "derniers": "ils", "dernières": "elles"}


class Antecedents(References):
    """Finds the noun that a relative clause or a demonstrative is about."""

    def _latter(self, number: int, tree: Tree, subject: int) -> Reference | None:
        """Whom "cette dernière", "celle-ci", "the latter" means: the person or body of that gender named last."""
        pronoun = _LAST_NAMED.get(tree.words[subject].lower, "")
        for earlier in self._earlier(number):
            for phrase, _ in reversed(self.mentions_of(earlier)):
                if earlier == number and phrase.last >= subject - 1:
                    continue
                if self.trees[earlier].sentence == tree.sentence and _within_charge(phrase, tree):
                    continue
                # Of "le général et son conseiller" the last, of "une milice dirigée par Barthélemy Zoungo" he.
                led = [
                    one
                    for word in phrase.words()
                    if word.pos == "PROPN"
                    and word.dep == "obl:agent"
                    and (one := self.phrases.around(phrase.tree, word.index, stop=phrase.last + 1))
                    and self._fits(pronoun, one) > 0
                ]
                if led and pronoun:
                    return Reference(led[-1], 0.7, pronoun=True)
                options = [phrase] if pronoun in ("ils", "elles") else reversed(self.phrases.parts(phrase))
                for option in options:
                    if not pronoun or self._fits(pronoun, option) > 0:
                        # "A accusé Paul Servan de mensonge, ce que celui-ci nie"
                        return Reference(self._without_charge(option) or option, 0.8, pronoun=True)
        return None

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
            # "Her publisher of inventing sources": what somebody does is a charge, whoever it is done to.
            act = tree.words[word.index + 1].tag == "VBG"
            if act or (
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
        led = self._led_by(tree, phrase, relative)
        if led is not None:
            return None if led.phrase.overlaps(phrase) else led
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

    def _led_by(self, tree: Tree, phrase: Phrase, relative: Word) -> Reference | None:
        """What a relative clause behind its leader is about: "the fund run by Gideon Strauss, which accused".

        The phrase itself where nobody can tell ("la société, présidée par Rowan Petrie, qui nie"); None where it is led by nobody.
        """
        words = tree.words
        above = words[phrase.word.head]
        named = phrase.word.pos == "PROPN" and not self.phrases.is_body(phrase)
        if phrase.word.dep != "obl:agent" or not above.dep.startswith("acl") or not named:
            return None
        noun = above.head
        if self.language == "fr":
            parted = words[above.index - 1].text == "," and words[relative.index - 1].text == ","
            return Reference(phrase, 0.5) if parted else None
        if relative.lower != "which":
            return None
        while words[noun].dep == "appos":
            noun = words[noun].head
        found = self.phrases.around(tree, noun, stop=above.index)
        return Reference(found, 0.8) if found and self.phrases.animate(found) else Reference(phrase, 0.5)

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


def _within_charge(phrase: Phrase, tree: Tree) -> bool:
    """Whether a clause that is over tells of it what somebody did: "reproche à X d'avoir refusé la commission ; celle-ci"."""
    return phrase.tree is not tree and any(
        above.dep in ("acl", "xcomp", "advcl") and above.pos == "VERB" for above in phrase.tree.ancestors(phrase.head)
    )
