"""What the words around a verb say about it: voice, negation, mood, subject, complements."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rag.claims.forms import lemmas
from rag.claims.lexicon import Frame, Lexicon
from rag.claims.trees import Tree, Word

_CLITICS_FR = frozenset("l' le la les lui leur nous vous me m' te t'".split())
_REFLEXIVE_FR = frozenset("se s'".split())
_CONDITIONAL = frozenset("si if unless whether".split())
# What a question begins with, and the pronouns behind the verb of a French one.
_ASKING = {
    "en": frozenset(
        "who whom whose what which when where why how did does do has have is was are were will would can could should".split()
    ),
    "fr": frozenset("pourquoi comment qui que qu' quand quel quelle quels quelles où combien est".split()),
}
_ASKING_PRONOUNS = frozenset("-il -elle -ils -elles -on -ce -t-il -t-elle -t-ils -t-elles -t-on -t -vous -nous".split())


@dataclass(frozen=True, slots=True)
class VerbInfo:
    """How a reporting verb is used. ``form``: finite, participle (-ant, -ing), passive participle or infinitive."""

    form: str
    passive: bool
    negated: bool
    reflexive: bool
    unreal: bool
    first: int
    clitics: tuple[int, ...] = ()


def match_frames(tree: Tree, index: int, lexicon: Lexicon) -> tuple[Frame, ...]:
    """The frames a word may use, those with more fixed words first; empty when it is no reporting verb."""
    word = tree.words[index]
    lemma = word.lemma
    if word.pos not in ("VERB", "AUX"):
        lemma = _mistagged(word, lexicon)
    elif lemma not in lexicon.frames:
        lemma = (_guess(word.lower, lexicon) if tree.language == "en" else "") or lemmas(tree.language).get(
            word.lower, lemma
        )
    if not lemma or lemma not in lexicon.frames:
        return ()
    found = []
    for frame in lexicon.frames[lemma]:
        extra = frame.lemma.split("_")[1:]
        if not extra or _has_words(tree, index, extra):
            found.append(frame)
    longest = max((frame.lemma.count("_") for frame in found), default=0)
    return tuple(frame for frame in found if frame.lemma.count("_") == longest)


def _has_words(tree: Tree, index: int, extra: list[str]) -> bool:
    if extra == ["en"]:
        return any(word.lower == "en" for word in tree.words[max(0, index - 3) : index])
    # "tiennent le capitaine du port pour responsable"
    reach = 12 if extra[0] in ("pour", "responsible", "responsable") else 5
    after = [word.lower for word in tree.words[index + 1 : index + reach]]
    for start in range(len(after)):
        if after[start : start + len(extra)] == extra:
            return True
    lemmas = [word.lemma for word in tree.words[index + 1 : index + 5]]
    return any(lemmas[start : start + len(extra)] == extra for start in range(len(lemmas)))


def _mistagged(word: Word, lexicon: Lexicon) -> str:
    """The verb behind a form that the tagger took for a noun or adjective, when the form is hardly ever one."""
    if word.lower not in lexicon.words.get("verb_forms", ()) or (word.pos == "PROPN" and word.index > 0):
        return ""
    return _guess(word.lower, lexicon)


def _guess(form: str, lexicon: Lexicon) -> str:
    endings = (
        ("ies", "y"),
        ("ied", "y"),
        ("es", "e"),
        ("es", ""),
        ("ed", "e"),
        ("ed", ""),
        ("s", ""),
        ("ing", "e"),
        ("ing", ""),
    )
    for ending, instead in endings:
        if form.endswith(ending) and (stem := form.removesuffix(ending) + instead) in lexicon.frames:
            return stem
    if len(form) > 5 and form.endswith("ted") and form[:-3] in lexicon.frames:
        return form[:-3]
    return form if form in lexicon.frames else ""


def info(tree: Tree, index: int, lexicon: Lexicon) -> VerbInfo:
    """Reads the verb's auxiliaries, negation and pronouns."""
    return _french(tree, index, lexicon) if tree.language == "fr" else _english(tree, index, lexicon)


def _group_start(tree: Tree, index: int) -> int:
    """First word of the verb group: auxiliaries, clitics, negation, adverbs right before the verb."""
    first = index
    while first:
        word = tree.words[first - 1]
        if (
            word.pos in ("AUX", "PART")
            or (word.pos == "ADV" and word.index)
            or (
                word.pos == "PRON"
                and (word.lower in _CLITICS_FR or word.lower in _REFLEXIVE_FR or word.lower in ("y", "en"))
                and word.dep not in ("nsubj", "nsubj:pass")
            )
        ):
            first -= 1
            continue
        break
    return first


def _french(tree: Tree, index: int, lexicon: Lexicon) -> VerbInfo:
    word = tree.words[index]
    own = [child for child in tree.children(index) if child.index < index]
    aux = [
        child
        for child in own
        if child.dep.startswith("aux")
        or child.dep == "cop"
        or (child.pos == "AUX" and child.lemma in ("être", "avoir"))
    ]
    # "Le barrage était sûr, avait assuré l'ingénieur": what a comma parts from the verb is no auxiliary of it.
    aux = [one for one in aux if not any(word.text == "," for word in tree.words[one.index : index])]
    start = _group_start(tree, index)
    if not aux:
        aux = [one for one in tree.words[start:index] if one.pos == "AUX" and one.lemma in ("être", "avoir")]
    first = min([start, *(one.index for one in aux)])
    if aux and all(one.lower in ("voilà", "voici") for one in aux):
        aux = []
    # No adverb stands between a French subject and its verb: what was taken for one belongs to the subject.
    while first < index and tree.words[first].pos == "ADV" and tree.words[first].lower not in ("ne", "n'"):
        first += 1
    near = [
        one
        for one in tree.words[max(0, first - 3) : index]
        if one.index >= first or one.lower in ("ne", "n'") or one.lower in _REFLEXIVE_FR or one.lower in _CLITICS_FR
    ]
    # A subject pronoun between them closes the group to the left.
    reach = [one for one in near if one.head in (index, word.head) or one.index >= first]
    reflexive = any(one.lower in _REFLEXIVE_FR for one in reach)
    clitics = tuple(
        one.index for one in reach if one.lower in _CLITICS_FR and one.pos == "PRON" and "subj" not in one.dep
    )
    form = word.morph.get("VerbForm", "Fin")
    tense = word.morph.get("Tense", "")
    if form == "Inf" and word.lower.endswith("ant"):
        form, tense = "Part", "Pres"  # whatever the tagger makes of "accusant"
    if (
        aux
        and form in ("Fin", "Inf", "Part")
        and word.lower.endswith(
            (
                "é",
                "ée",
                "és",
                "ées",
                "i",
                "is",
                "it",
                "u",
                "ue",
                "us",
                "ues",
                "ies",
                "ie",
                "ite",
                "ites",
                "ise",
                "ises",
                "s",
                "t",
                "te",
                "tes",
            )
        )
    ):
        form, tense = "Part", "Past"
    be = [one for one in aux if one.lemma == "être"]
    passive = bool(be) and not reflexive
    unreal = any(_conditional_or_future(one) for one in (*aux, word))
    if word.morph.get("Mood") == "Imp" and not tree.children(index, "nsubj"):
        unreal = False
    infinitive = form == "Inf" or any(one.morph.get("VerbForm") == "Inf" for one in aux)
    participle_aux = any(one.lower == "ayant" for one in aux)
    if infinitive:
        kind = "infinitive"
    elif (
        (form == "Part" and tense == "Pres")
        or (word.lower.endswith("ant") and form == "Part" and not aux)
        or participle_aux
    ):
        kind = "participle"
    elif form == "Part" and not aux:
        kind = "finite" if reflexive or _shares_auxiliary(tree, index) else "passive-participle"
    else:
        kind = "finite"
    if kind == "finite" and form == "Part" and not aux and _shares_auxiliary(tree, index):
        passive = info(tree, word.head, lexicon).passive
    negated = _negated_french(tree, index, first, lexicon)
    return VerbInfo(
        kind,
        passive or kind == "passive-participle",
        negated,
        reflexive,
        unreal or _conditional(tree, index),
        first,
        clitics,
    )


def _conditional_or_future(word: Word) -> bool:
    """By the analysis and by the ending: the tagger takes rare imperfects for conditionals."""
    if word.morph.get("Mood") == "Cnd":
        return word.lower.endswith(("rais", "rait", "raient", "rions", "riez"))
    return word.morph.get("Tense") == "Fut" and word.lower.endswith(("ra", "rai", "ras", "ront", "rons", "rez"))


def _shares_auxiliary(tree: Tree, index: int) -> bool:
    """As in "a claqué la porte et accusé ses pairs": the participle is coordinated to one that has an auxiliary."""
    word = tree.words[index]
    if word.dep != "conj":
        return False
    head = tree.words[word.head]
    if head.pos not in ("VERB", "AUX"):
        return False
    return any(child.pos == "AUX" or child.dep.startswith("aux") for child in tree.children(head.index)) or (
        head.dep == "conj" and _shares_auxiliary(tree, head.index)
    )


def _negated_french(tree: Tree, index: int, first: int, lexicon: Lexicon) -> bool:
    around = tree.words[max(0, first - 2) : index + 4]
    ne = [one for one in around if one.lower in ("ne", "n'") and one.index < index]
    # The particle must belong to this verb, not to a clause before or behind it.
    ne = [one for one in ne if one.head == index or one.index >= first or tree.words[one.head].dep.startswith("aux")]
    if any(child.lower in lexicon.words["none"] for child in tree.children(index, "nsubj", "nsubj:pass")):
        return True
    if any(one.lower == "ni" for one in tree.words[max(0, index - 2) : index]):
        return True
    if not ne:
        return any(one.lower == "sans" for one in tree.words[max(0, first - 1) : index])
    words = {one.lower for one in tree.words[ne[0].index : index + 4]}
    if words & lexicon.words["negations"] or any(one.lower in lexicon.words["none"] for one in tree.words[: index + 4]):
        return True
    return not any(one.lower in ("que", "qu'") for one in tree.words[index + 1 : index + 3])


def _english(tree: Tree, index: int, lexicon: Lexicon) -> VerbInfo:
    word = tree.words[index]
    aux = [
        child
        for child in tree.children(index)
        if child.index < index and (child.dep.startswith("aux") or child.pos == "AUX")
    ]
    start = _group_start(tree, index)
    if not aux:
        aux = [one for one in tree.words[start:index] if one.pos == "AUX" or (one.lower == "to" and one.pos == "PART")]
    first = min([start, *(one.index for one in aux)])
    lowers = [one.lower for one in aux]
    modals = lexicon.words["modals"]
    unreal = any(one in modals for one in lowers)
    to = "to" in lowers
    be = any(
        one.lemma == "be" or one.lower in ("'s", "'re", "was", "were", "is", "are", "been", "being") for one in aux
    )
    have = any(one.lemma == "have" for one in aux)
    do = any(one.lemma == "do" for one in aux)
    tag = word.tag
    past_form = word.lower.endswith("ed") or tag in ("VBD", "VBN")
    subject = tree.children(index, "nsubj")
    passive = (be and not have and past_form and tag != "VBG") or (
        have and any(one.lower == "been" for one in aux) and tag != "VBG"
    )
    if any(one.lower == "being" for one in aux):
        passive = True
    passive = passive or (any(child.dep == "nsubj:pass" for child in tree.children(index)) and be)
    # "Oslo, warned by Moscow, sent": what has "by" right behind it and no object was done to its subject.
    parted = not subject or any(one.text == "," for one in tree.words[subject[-1].index : index])
    by = past_form and not aux and parted and tree.words[index + 1 : index + 2] and tree.words[index + 1].lower == "by"
    if to:
        kind = "infinitive"
    elif tag == "VBG" and not be:
        kind = "participle"
    elif by and not tree.children(index, "obj"):
        kind = "passive-participle"
    elif (past_form and not aux and not subject and tag == "VBN") or (
        any(one.lower == "being" for one in aux) and not be
    ):
        kind = "finite" if word.dep == "conj" and _finite_head(tree, word) else "passive-participle"
    elif tag == "VB" and not aux and not (do or have):
        kind = "finite" if subject or word.dep == "conj" else "infinitive"
    else:
        kind = "finite"
    if kind == "finite" and word.dep == "conj" and not aux:
        head = tree.words[word.head]
        if head.pos in ("VERB", "AUX") and head.index < index and not subject:
            shared = info(tree, head.index, lexicon)
            unreal = unreal or (shared.unreal and tag in ("VB",))
            if tag == "VBN" and shared.passive:
                passive = True
            if shared.form == "infinitive" and tag == "VB":
                kind = "infinitive"
    negated = any(
        one.lower in ("not", "n't", "never", "hardly", "scarcely", "neither", "nor")
        and (one.head == index or one.index >= first)
        for one in tree.words[max(0, first - 3) : index]
        if one.pos != "CCONJ" or one.head == index
    ) or any(child.dep == "advmod" and child.lower in ("not", "never", "n't") for child in tree.children(index))
    # "Neither confirmed nor denied": the parser hangs "nor" on the first verb.
    negated = negated or (first > 0 and tree.words[first - 1].lower == "nor")
    for child in tree.children(index, "nsubj", "nsubj:pass"):
        if child.lower in lexicon.words["none"] or any(
            one.lower in ("no", "neither", "none") for one in tree.children(child.index)
        ):
            negated = True
    return VerbInfo(
        kind,
        passive or kind == "passive-participle",
        negated,
        _english_reflexive(tree, index),
        unreal or _conditional(tree, index),
        first,
    )


def _finite_head(tree: Tree, word: Word) -> bool:
    head = tree.words[word.head]
    return head.pos in ("VERB", "AUX") and bool(tree.children(head.index, "nsubj", "aux") or head.tag in ("VBD", "VBZ"))


def _english_reflexive(tree: Tree, index: int) -> bool:
    return any(child.lower in ("itself", "himself", "herself", "themselves") for child in tree.children(index, "obj"))


def _conditional(tree: Tree, index: int) -> bool:
    """Whether the verb itself stands in an if-clause."""
    return any(
        child.lower in _CONDITIONAL and child.lower not in ("whether",) for child in tree.children(index, "mark")
    ) and tree.words[index].dep.startswith("advcl")


def carried_by(tree: Tree, index: int, lexicon: Lexicon) -> int:
    """The verb that governs an infinitive and leaves it true ("tient à démentir"), or -1."""
    word = tree.words[index]
    if word.head == index:
        return -1
    head = tree.words[word.head]
    if head.pos not in ("VERB", "AUX"):
        return -1
    if word.dep == "conj":
        return carried_by(tree, head.index, lexicon)
    before = [one.lower for one in tree.words[max(0, index - 3) : index]]
    if head.lemma in lexicon.words["carriers"] and word.dep in ("xcomp", "ccomp", "advcl", "obl", "acl"):
        return head.index
    if (
        tree.language == "fr"
        and "pour" in before
        and word.dep in ("advcl", "xcomp", "acl", "obl", "obl:mod", "advcl:cleft")
    ):
        return head.index
    if tree.language == "en" and before[-1:] == ["to"] and word.dep == "advcl":
        return head.index
    return -1


def asks(tree: Tree) -> bool:
    """Whether a sentence is a question, which takes nothing for said: "Did Russia accuse Norway of spying?"."""
    last = next((word for word in reversed(tree.words) if word.text not in ("»", "”", '"', "'", ")")), None)
    if last is None or last.text != "?":
        return False
    # "... accuse-t-il": behind a verb French asks with a pronoun. Else the first word tells, behind "and" and "so".
    if tree.language == "fr" and any(word.lower in _ASKING_PRONOUNS for word in tree.words):
        return True
    # "CARMEL ASHBY: Did it accuse ...?"
    label = next((word.index + 1 for word in tree.words[:5] if word.text == ":"), 0)
    opening = next((word for word in tree.words[label:] if word.pos not in ("PUNCT", "CCONJ", "INTJ")), last)
    return opening.lower in _ASKING[tree.language] or (tree.language == "en" and opening.pos == "AUX")


def disowned(tree: Tree, index: int, lexicon: Lexicon) -> bool:
    """Whether what a verb says is told to be untrue, or denied: "It is not true that X accused Y", "denied that X had accused Y"."""
    word = tree.words[index]
    seen = {index}
    while word.head not in seen:
        head = tree.words[word.head]
        seen.add(head.index)
        dep = word.dep.partition(":")[0]
        below = tree.children(head.index)
        negated = any(one.lower in lexicon.words["negations"] for one in below if one.dep == "advmod")
        if dep in ("ccomp", "csubj") or (dep == "nsubj" and word.lemma in lexicon.words["claim_nouns"]):
            told = {head.lower, *(one.lower for one in below if one.dep in ("acomp", "attr", "xcomp"))}
            if told & lexicon.words["untrue"] and not negated:
                return True
            if told & lexicon.words["true"] and negated:
                return True
        if dep == "ccomp":
            nobody = any(
                one.lower in lexicon.words["none"]
                or any(below.lower in lexicon.words["none"] for below in tree.children(one.index))
                for one in tree.children(head.index, "nsubj")
            )
            denies = any(
                frame.stance == "deny" and not frame.negated for frame in match_frames(tree, head.index, lexicon)
            )
            if head.index < word.index and (nobody or (denies and not negated)):
                return True
        elif dep not in ("acl", "conj", "csubj") and not (dep == "nsubj" and word.pos == "NOUN"):
            return False
        word = head
    return False


def finite_verbs(tree: Tree) -> Iterator[Word]:
    """The verbs that carry a clause."""
    for word in tree.words:
        if word.pos in ("VERB", "AUX") and not word.dep.startswith("aux") and word.dep != "cop":
            yield word
