"""French and English: whom the words of a text refer to, and where its claims are kept."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from rag.claims.beings import AGENTS, Phrase, territories, unknown
from rag.claims.found import Found, Span
from rag.claims.lexicon import Lexicon, lexicon
from rag.claims.phrases import Phrases, mentions
from rag.claims.places import places
from rag.claims.quotations import Quotation
from rag.claims.trees import Tree, plain_preposition
from rag.claims.verbs import finite_verbs

POSSESSIVES = frozenset("son sa ses leur leurs its their his her".split())
ONE = frozenset("he him his she her il elle lui celui-ci celle-ci".split())

# What speaks for an antecedent: that it acts, where a subject is meant; that something was done to it, where an object is.
_SUBJECT, _TAKEN_UP, _DONE_TO, _ACTS_THERE = 1.0, 1.6, 1.0, 0.5
_OBJECTS = frozenset("l' le la les lui leur him her them".split())
_PAST = ("é", "ée", "és", "ées")
# A sentence whose subject is one of a group goes on about whom the last sentence that began with one of it meant.
_SAME = tuple(
    frozenset(one.split()) for one in ("il lui he him", "elle lui she her", "ils eux they them", "elles they them")
)
# A city by its bare name, which is hardly called "he" or "she".
_BARE_PLACE = 0.3
# What these open names nobody whom a pronoun could take up.
_EACH = frozenset("chaque chacun chacune aucun aucune tout toute each every any no".split())


@dataclass(frozen=True, slots=True)
class Reference:
    """Who a subject or object is: a phrase, and how sure that is (pronouns less)."""

    phrase: Phrase
    sure: float = 1.0
    pronoun: bool = False


class References:
    """The trees of one text in order, the persons and bodies they name, what pronouns mean; claims are added here."""

    def __init__(self, text: str, trees: Sequence[Tree], quotes: Sequence[Quotation], language: str) -> None:
        self.text = text
        self.trees = trees
        self.quotes = quotes
        self.lexicon: Lexicon = lexicon(language)
        self.phrases = Phrases(self.lexicon)
        self.language = language
        self.found: list[Found] = []
        self.attributed: set[int] = set()
        self._mentions: dict[int, list[tuple[Phrase, bool]]] = {}
        self._spoken: set[int] = set()  # where the phrases of the speakers begin
        self._aimed_at: set[int] = set()  # where the phrases of the targets begin
        self._taken_up: dict[int, list[Phrase]] = {}  # whom the object pronouns of a tree mean
        # A tree's subject or source that is a pronoun, and whom it means, None where nobody can tell.
        self._meant: dict[int, tuple[str, Phrase | None]] = {}
        self._speakers: dict[int, list[Phrase]] = {}  # who speaks in a tree, where the parser may have seen nobody
        for tree in trees:
            self._retag(tree)
        self._outer_starts = [quote.outer_start for quote in quotes]
        self._outer_ends = [quote.outer_end for quote in quotes]
        # By the start of a quotation the numbers of the trees cut out of it; by a sentence its cut-out quotations.
        self._cut_out: dict[int, list[int]] = {}
        self._quotes_in: dict[int, set[int]] = {}
        starts = [quote.start for quote in quotes]
        for number, tree in enumerate(trees):
            if not tree.quoted or not tree.words:
                continue
            at = bisect_right(starts, tree.words[0].start) - 1
            if at >= 0 and tree.words[0].start < quotes[at].outer_end:
                self._cut_out.setdefault(starts[at], []).append(number)
                self._quotes_in.setdefault(tree.sentence, set()).add(at)

    def _retag(self, tree: Tree) -> None:
        """A known noun that was taken for a verb behind another noun: "the county's environment inspectorate"."""
        if len(tree) > 1 and tree.words[1].text == "," and tree.words[0].pos not in ("PROPN", "NOUN", "VERB"):
            # "Helsinki, averti par": a name that the tagger took for an adverb.
            first = tree.words[0]
            if first.text.isalpha() and first.text[:1].isupper() and unknown(first, self.language):
                first.pos = "PROPN"
        first, behind = tree.words[0], tree.words[1] if len(tree) > 1 else None
        opens = behind is not None and plain_preposition(behind) in ("par", "de", "pour", "à")
        if self.language == "fr" and opens and first.lower.endswith(_PAST) and not self.phrases.person_or_body(first):
            # "Visé par une plainte, le patron répond": no noun.
            first.pos, first.morph = "VERB", {"VerbForm": "Part", "Tense": "Past"}
        opening = [word.lower for word in tree.words[:3]]
        if self.language == "fr" and opening[1:] == ["en", "cause"] and opening[0] in ("mis", "mise", "mises"):
            first = tree.words[0]
            first.pos, first.lemma, first.morph = "VERB", "mettre", {"VerbForm": "Part", "Tense": "Past"}
        for word, behind in zip(tree.words[1:], tree.words[2:], strict=False):
            named = behind.pos == "PROPN" and behind.dep == "flat:name" and behind.head == word.index
            if self.language == "fr" and named and word.text[:1].isupper() and word.pos in ("NOUN", "ADJ", "X", "VERB"):
                # "Raconte Petra Dolnik": a first name that the tagger took for a noun.
                word.pos = "PROPN"
        for word in tree.words[1:]:
            before = tree.words[word.index - 1]
            if (
                word.pos == "VERB"
                and before.pos in ("NOUN", "PROPN", "ADJ")
                and self.language == "en"
                and word.lower in (self.lexicon.words["people"] | self.lexicon.words["bodies"])
                and word.lemma not in self.lexicon.frames
                and not tree.children(word.index, "nsubj", "obj", "aux")
                and before not in tree.ancestors(word.index)
                and word not in tree.ancestors(before.index)
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

    def mentions_of(self, number: int) -> list[tuple[Phrase, bool]]:
        """The persons and bodies of a tree in order."""
        if number not in self._mentions:
            found = list(mentions(self.phrases, self.trees[number]))
            self._mentions[number] = sorted(found, key=lambda one: one[0].first)
        return self._mentions[number]

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

    def _resolve(
        self,
        number: int,
        tree: Tree,
        verb: int,
        pronoun: str,
        exclude: Phrase | None,
        aside: bool = True,
        acts: bool = True,
    ) -> Reference | None:
        """The antecedent of a pronoun: subjects of the same sentence before it, then of the sentences before.

        ``aside`` when a verb between commas speaks of somebody else than its own sentence does; ``acts`` when the pronoun
        is a subject, which goes on from subjects; one to whom something is done goes on from those.
        """
        before = self._before(number)
        if acts and exclude is None and self._goes_on(number, before, verb, pronoun):
            _, same = self._meant[before]
            self._meant.setdefault(number, (pronoun, same))
            return Reference(same, 0.75, pronoun=True) if same else None
        scored: list[tuple[float, int, Phrase]] = []
        aside = aside and _is_aside(tree, verb)
        for back, earlier in enumerate(self._earlier(number)):
            mentioned = [
                (phrase, self._role(phrase, subject or _is_topic(phrase), acts))
                for phrase, subject in self.mentions_of(earlier)
            ]
            if back and self._is_held_by_pronoun(self.trees[earlier]):
                mentioned = [(phrase, 0.0) for phrase, _ in mentioned]
            mentioned += [(phrase, _SUBJECT if acts else 0.0) for phrase in self._speakers.get(earlier, ())]
            if not acts and earlier != number:
                mentioned += [(phrase, _TAKEN_UP) for phrase in self._taken_up.get(earlier, ())]
            for phrase, role in mentioned:
                if aside and back == 0 and not any(one.text in (";", ":") for one in tree.words[phrase.last : verb]):
                    # "It was Armenia, he said, that fired": what is said around the aside names somebody else.
                    continue
                if _labels(phrase):
                    continue
                if back == 0 and (phrase.last >= verb or (role < _SUBJECT and self._governs(tree, phrase, verb))):
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
                    spoken = 0.6 if acts and option.start in self._spoken else 0.0
                    score = fit + role + spoken - 1.2 * back
                    if fit > _BARE_PLACE or score > 0:
                        scored.append((score, -option.start, option))
        if not scored:
            return None
        scored.sort(key=lambda one: (one[0], one[1]), reverse=True)
        best = scored[0]
        rivals = [one for one in scored[1:] if best[0] - one[0] < 0.4 and not one[2].overlaps(best[2])]
        if acts and exclude is None:
            self._meant.setdefault(number, (pronoun, best[2]))
        return Reference(best[2], 0.6 if rivals else 0.8, pronoun=True)

    def _goes_on(self, number: int, before: int, verb: int, pronoun: str) -> bool:
        """Whether a pronoun means whom that of the sentence ``before`` meant: it had no other subject, and there is none here.

        "Il accuse le ministre. « Ici, on ramasse les débris », déplore-t-il": he goes on, and the minister says nothing.
        """
        meant, _ = self._meant.get(before, ("", None))
        if not any(pronoun in same and meant in same for same in _SAME):
            return False
        if not self._is_held_by_pronoun(self.trees[before]) and any(
            subject and self._fits(pronoun, one) > 0 for one, subject in self.mentions_of(before)
        ):
            return False
        return not any(
            subject and one.last < verb and self._fits(pronoun, one) > 0 for one, subject in self.mentions_of(number)
        )

    def _note_subject(self, number: int, tree: Tree) -> None:
        """Notes whom a sentence is about that a pronoun is the subject of, or that nobody can tell."""
        if tree.quoted or number in self._meant:
            return
        roots = [word for word in finite_verbs(tree) if word.dep == "ROOT"]
        opener = next((one for root in roots for one in tree.children(root.index, "nsubj")), None)
        if opener is None or not any(opener.lower in same for same in _SAME):
            return
        if self._resolve(number, tree, opener.head, opener.lower, None) is None:
            self._meant[number] = (opener.lower, None)

    def _before(self, number: int) -> int:
        """The number of the unquoted tree before this one, or -1."""
        return next((one for one in range(number - 1, -1, -1) if not self.trees[one].quoted), -1)

    def _is_held_by_pronoun(self, tree: Tree) -> bool:
        """Whether a sentence tells what "he" holds, of whom the next goes on: "Pour lui, le tribunal « s'est trompé ». Il accuse"."""
        lists = self.lexicon.lists
        opening = "".join(f"{word.lower} " for word in tree.words[:4]).replace("' ", "'")
        source = next(
            (one for one in (*lists["sources"], *lists.get("for_sources", ())) if opening.startswith(f"{one} ")), ""
        )
        return bool(source) and opening.removeprefix(f"{source} ").partition(" ")[0] in ONE | {"eux", "them"}

    def _role(self, phrase: Phrase, subject: bool, acts: bool) -> float:
        """What speaks for a phrase by the part it has in its own sentence."""
        if acts:
            return _SUBJECT if subject else 0.0
        if phrase.start in self._aimed_at or phrase.word.dep in ("obj", "nsubj:pass"):
            return _DONE_TO
        return _ACTS_THERE if subject else 0.0

    def _take_up(self, number: int, tree: Tree) -> None:
        """Notes whom the object pronouns of a sentence mean, since those that follow go on from them."""
        for word in () if tree.quoted else tree.words:
            if (
                word.pos != "PRON"
                or word.lower not in _OBJECTS
                or word.dep.partition(":")[0] not in ("obj", "iobj", "obl")
            ):
                continue
            subjects = [self.phrases.around(tree, one.index) for one in tree.children(word.head, "nsubj")]
            found = self._resolve(number, tree, word.head, word.lower, next(filter(None, subjects), None), acts=False)
            if found is not None:
                self._taken_up.setdefault(number, []).append(found.phrase)

    def _governs(self, tree: Tree, phrase: Phrase, verb: int) -> bool:
        """Whether the phrase is an argument of the verb itself."""
        return tree.words[phrase.head].head == verb

    def _fits(self, pronoun: str, phrase: Phrase) -> float:
        """How well a phrase agrees with a pronoun: 0 not at all, up to 2."""
        plural, gender = self.phrases.plural(phrase), self.phrases.gender(phrase)
        if _is_bare(phrase, plural) or (pronoun in ONE and self.phrases.nameless(phrase)):
            return 0.0
        if phrase.words()[0].lower in _EACH:
            return 0.0
        if (
            pronoun in ("il", "elle")
            and len(phrase.words()) == 1
            and phrase.word.pos == "PROPN"
            and places(phrase.word.text)
        ):
            return _BARE_PLACE
        if pronoun in ("he", "him", "his", "she", "her") and " ".join(
            one.text for one in phrase.words() if one.pos == "PROPN"
        ) in territories(self.language):
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

    def _repaired(self, tree: Tree, phrase: Phrase) -> Reference | None:
        """A subject that cannot speak: an unknown noun with a capital or an agent's ending may."""
        word = tree.words[phrase.head]
        if self.lexicon.has("not_people", word.lemma) or self.lexicon.has("not_people", word.lower.rstrip("s")):
            return None
        if not tree.children(phrase.head, "det", "nmod:poss", "nummod") and word.morph.get("Number") != "Plur":
            return None
        if self.language == "fr" and word.lower.rstrip("s").endswith((*AGENTS, "ère", "ant", "ante", "aire")):
            return Reference(phrase, 0.8)
        if self.language == "en" and word.lower.rstrip("s").endswith(
            ("er", "or", "ian", "ist", "ant", "eer", "ee", "folk")
        ):
            return Reference(phrase, 0.8)
        return None

    def _cut(self, quote: Quotation) -> bool:
        return quote.start in self._cut_out

    def _other_sentence(self, tree: Tree, quote: Quotation) -> bool:
        """Whether the quotation lies outside the sentence of the tree."""
        return all(self.trees[number].sentence != tree.sentence for number in self._cut_out.get(quote.start, ()))

    def _quote_right_before(self, tree: Tree, first: int) -> bool:
        """Whether a quotation was cut out right before word ``first``."""
        start = tree.words[first].start
        left = tree.words[first - 1].end if first else -1
        after = bisect_left(self._outer_starts, left)
        return after < len(self.quotes) and self._outer_ends[after] <= start

    def text_of_quote_ends(self, quote: int, mark: str) -> bool:
        """Whether a quotation ends with ``mark``."""
        for number in self._cut_out.get(self.quotes[quote].start, ()):
            last = self.trees[number].words[-1]
            if last.end >= self.quotes[quote].end:
                return last.text == mark
        return False

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
        if who is not None:
            self._spoken.add(who.start)
            if speaker is not None and speaker.tree is self.trees[number]:
                self._speakers.setdefault(number, []).append(speaker)
        if target is not None:
            self._aimed_at.add(target.phrase.start)
        self.found.append(Found(who, stance, whom, content, self.trees[number].sentence, round(confidence, 2), refers))

    def _span(self, phrase: Phrase) -> Span:
        """A phrase's place, with both marks of a quotation that it holds half of."""
        whole = self.phrases.whole(phrase)
        start, end = whole.start, whole.end
        first, after = bisect_right(self._outer_ends, start), bisect_left(self._outer_starts, end)
        for quote in self.quotes[first:after]:
            if quote.outer_start < start < quote.outer_end <= end:
                start = quote.outer_start
            elif start <= quote.outer_start < end < quote.outer_end <= end + 2:
                end = quote.outer_end
        return Span(start, end)


def _is_topic(phrase: Phrase) -> bool:
    """Whether a sentence is announced to be about it: "Quant à l'assureur Mutagri, il table sur 35 %"."""
    before = phrase.tree.words[max(0, phrase.first - 2) : phrase.first]
    return [one.lower for one in before] in (["quant", "à"], ["quant", "au"], ["quant", "aux"], ["as", "for"])


def _labels(phrase: Phrase) -> bool:
    """Whether a name in capitals only tells who speaks in a transcript, who calls himself "I": "ROWAN PETRIE: He told me ..."."""
    behind = phrase.tree.words[phrase.last + 1 : phrase.last + 2]
    capitals = all(word.text.isupper() for word in phrase.words() if word.text.isalpha())
    return phrase.first == 0 and capitals and bool(behind) and behind[0].text == ":"


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
    alone = len(phrase.words()) == 1 and phrase.word.pos == "NOUN" and not (plural and phrase.word.lower.endswith("s"))
    # "Quant au rectorat": the article is in the preposition.
    contracted = phrase.first > 0 and phrase.tree.words[phrase.first - 1].lower in ("au", "du")
    return alone and not contracted
