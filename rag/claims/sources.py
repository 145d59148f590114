"""French and English: whose word a sentence is, told by a source beside it: "selon X", "according to X", "by her own account"."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

from rag.claims.beings import Phrase
from rag.claims.complements import Complement
from rag.claims.found import Span
from rag.claims.lexicon import lexicon
from rag.claims.passives import Passives
from rag.claims.references import Reference
from rag.claims.subjects import THIRD
from rag.claims.trees import Tree, plain_preposition
from rag.claims.verbs import finite_verbs


class Sources(Passives):
    """Reads the sources that a sentence names."""

    def _sources(self, number: int, tree: Tree) -> None:
        """As in "Selon X", "according to X": a say whose content is the rest of the sentence."""
        words = tree.words
        starts = [self._source_at(tree, one) for one in range(len(words))]
        openers = [index for index, start in enumerate(starts) if start >= 0]
        for index, start in enumerate(starts):
            opened = start < 0 and index == 0 and tree.words[0].lower in self.lexicon.lists.get("for_sources", ())
            named = opened and self._for_source(tree)
            relative = start < 0 and index > 1 and self._whom_source(tree, index)
            if opened:
                start = 1
            if relative:
                start = index
            if start < 0:
                continue
            phrase: Phrase | None
            sure = 1.0
            if relative:
                found = self._antecedent(tree, index, words[index + 1])
                phrase, sure, last = found.phrase if found else None, 0.9, index + 1
            elif start < len(words) and words[start].lower in THIRD:
                # Not as with "he said": "une photo prise, selon lui, à Boulia" is whose sentence it is.
                found = self._resolve(number, tree, index, words[start].lower, None, aside=False)
                phrase, sure = (found.phrase, found.sure) if found else (None, 0.0)
                last = start
            else:
                # "De source syndicale": what the source is called stands behind it.
                start -= words[start - 1].lower in ("source", "sources")
                stop = self._next_figure(tree, start) if len(openers) > 1 else -1
                phrase = self.phrases.at(tree, start, stop=stop, closed=True) if start < len(words) else None
                last = phrase.last if phrase else start
                if phrase and (
                    not (self.phrases.animate(phrase) or self._repaired(tree, phrase))
                    or self.phrases.first_person(phrase)
                ):
                    phrase = None  # "selon nos informations" names nobody
            if phrase is None:
                continue
            main = self._main_clause(tree, index, last)
            if relative:
                main = next((one.index for one in finite_verbs(tree) if one.index > index + 1), None)
            quote = None if tree.quoted else self._quote_of(tree, index)
            target = self.wrongdoer(number, tree, main, phrase) if main is not None else None
            if opened and not named and (target is None or words[last + 1].text != ","):
                continue  # "Pour Sarah, la nuit a été longue"
            span = self._rest(tree, index, last)
            if len(openers) > 1 and index in openers:
                span = self._own_part(tree, openers, index, last)
                target = None
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

    def _next_figure(self, tree: Tree, start: int) -> int:
        """Where the next figure begins behind a source: "44 morts d'après le gouvernement et de 52 d'après les médecins"."""
        words = tree.words
        for index in range(start + 1, len(words) - 1):
            joint = words[index].pos == "CCONJ" or words[index].text == ","
            if joint and (words[index + 1].pos in ("ADP", "NUM", "VERB", "AUX") or words[index + 1].like_number):
                return index
        return -1

    def _own_part(self, tree: Tree, openers: Sequence[int], index: int, last: int) -> Span | None:
        """What one of several sources of a sentence says: what stands between it and the next, or the one before."""
        at = openers.index(index)
        if openers[0] <= 1:
            part = tree.words[last + 1 : openers[at + 1] if at + 1 < len(openers) else len(tree)]
        else:
            begin = 0
            if at:
                figure = self._next_figure(tree, openers[at - 1] + 1)
                begin = figure if 0 <= figure < index else index
            part = tree.words[begin:index]
        own = list(part)
        while own and (own[0].pos in ("PUNCT", "CCONJ", "ADP") or not own[0].text.strip()):
            own.pop(0)
        while own and own[-1].pos in ("PUNCT", "CCONJ"):
            own.pop()
        return Span(own[0].start, own[-1].end) if own else None

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

    def _whom_source(self, tree: Tree, index: int) -> bool:
        """As in "X, pour qui le maire a menti, ...": the relative clause tells what X holds."""
        return (
            tree.words[index].lower in self.lexicon.lists.get("for_sources", ())
            and index + 1 < len(tree)
            and tree.words[index + 1].lower in ("qui", "lequel", "laquelle")
            and tree.words[index - 1].text == ","
        )

    def _account_at(self, tree: Tree, index: int) -> int:
        """Index of the noun of "on X's account", "by her own account" that "on" or "by" opens at ``index``, or -1."""
        if tree.words[index].lower not in ("on", "by", "in", "to") or tree.words[index].pos != "ADP":
            return -1
        for word in tree.words[index + 2 : index + 9]:
            if word.pos in ("VERB", "AUX", "PUNCT"):
                return -1
            if self.lexicon.has("accounts", word.lemma) and tree.children(word.index, "nmod:poss"):
                return word.index
        return -1

    def _accounts(self, number: int, tree: Tree) -> None:
        """As in "On the prosecutor's account, ...", "By her own account, Tessa Moran ..."."""
        for index in range(len(tree)):
            noun = self._account_at(tree, index)
            if noun < 0:
                continue
            main = self._main_clause(tree, index, noun)
            owner = tree.children(noun, "nmod:poss")[-1]
            found: Reference | str | None
            if owner.pos == "PRON" or owner.lower in ("his", "her", "their", "its"):
                phrase = self.phrases.at(tree, noun + 2) if noun + 2 < len(tree) else None
                if phrase and self.phrases.animate(phrase):
                    found = Reference(phrase)
                else:
                    found = self._subject(number, tree, main, self._as_clause(tree, main)) if main is not None else None
            else:
                phrase = self.phrases.around(tree, owner.index, stop=noun)
                found = Reference(phrase) if phrase and self.phrases.animate(phrase) else None
            span = self._rest(tree, index, noun)
            if isinstance(found, Reference) and span is not None:
                target = self.wrongdoer(number, tree, main, found.phrase) if main is not None else None
                if target is not None and target.phrase.overlaps(found.phrase):
                    target = None
                self._add(number, found.phrase, "say", target, span, 0.8 * found.sure)

    def _source_at(self, tree: Tree, index: int) -> int:
        """Index behind a source word that begins at ``index``, or -1."""
        words = tree.words
        for parts in _sources_by_first(self.language).get(words[index].lower, ()):
            behind = words[index : index + len(parts)]
            lowers = [word.lower for word in behind]
            # "aux dires du gardien": the last word contracted with the article.
            if lowers == list(parts) or (
                lowers[:-1] == list(parts[:-1]) and len(parts) > 1 and plain_preposition(behind[-1]) == parts[-1]
            ):
                return index + len(parts)
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


@lru_cache(maxsize=4)
def _sources_by_first(language: str) -> Mapping[str, tuple[tuple[str, ...], ...]]:
    """The words that name a source, by the first of them; "d'après" may come as one word or as two."""
    found: dict[str, list[tuple[str, ...]]] = {}
    for source in lexicon(language).lists["sources"]:
        for parts in dict.fromkeys((tuple(source.split()), tuple(source.replace("'", "' ").split()))):
            found.setdefault(parts[0], []).append(parts)
    return {first: tuple(sources) for first, sources in found.items()}
