"""Pairs made from others and from public texts: copies, whole or with something left out, and copies made untrue.

What a hand writes beside a source is mostly worded otherwise when it is true and nearly a copy when it is false, and a
network takes the one for the sign of the other. These give it copies of both sorts, translations, true sentences beside
sources that do not bear them out, statements made of questions and their answers, and bare answers.
"""

from __future__ import annotations

import itertools
import random
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from eval.reader.data import Asked, Data, Paragraph, Span
from eval.support.pairs import Pair
from eval.support.stated import stated
from rag.answering.checks.words import lists, pattern
from rag.claims import trees
from rag.models.support import together

COPY, SPOILT, ELSEWHERE, ANSWER = "copy", "spoilt", "elsewhere", "answer"
# Capitalised words in a row, or a number.
_NAME = re.compile(r"(?<=[\s'’«“\"(])[A-ZÀ-ÞА-ЯЁ][\w’'-]+(?:\s[A-ZÀ-ÞА-ЯЁ][\w’'-]+)*")
_NUMBER = re.compile(r"(?<![\w.,])\d{1,4}(?![\w]|[.,]\d)")
_PART = re.compile(r"[,;]\s")
_QUOTES = '«»“”"„'
# Words that make what is left behind true only with them.
_CONDITIONS = frozenset(
    "if unless except only si sauf unless seul seulement wenn falls außer nur se salvo solo sólo если".split()
)
# Of a sentence's words, how many a part that is left out may have at the most; who says it is named in a few.
_LEFT_OUT, _OPENING, _NAMED = 0.4, 0.3, 6
_INDICATIVE = {"aurait": "a", "auraient": "ont", "serait": "est", "seraient": "sont"}
_CLITICS = frozenset("me te se le la les lui leur y en nous vous m t s l".split())
_WITHOUT_NOT = {
    "en": re.compile(r"(?:(?<=\w)n['’]t| not)\b"),
    "fr": re.compile(r"\bn(?:e |['’])(\w+) pas\b"),
    "de": re.compile(r" nicht\b"),
    "es": re.compile(r"\bno (?=\w)"),
    "it": re.compile(r"\bnon (?=\w)"),
    "pt": re.compile(r"\bnão (?=\w)"),
    "ru": re.compile(r"\bне (?=\w)"),
}


# Characters of a sentence of public texts.
_SHORTEST, _LONGEST = 30, 400
# Written sentences of a group beside its copies, and as what is cited.
_WRITTEN_BESIDE, _WRITTEN_FALSE = 7, 2
# Kinds of written sentences that say most of what their source says.
_WHOLE = frozenset({"paraphrase", "translation", "attribution"})
# Kinds of written sentences that say the contrary of what theirs say, or say it of somebody else.
_CONTRARY = frozenset({"role", "stance", "negation", "speaker"})
# The share of bare answers that end with a full stop, as sentences do.
_WITH_STOP = 0.5
# The share of the groups that also cite something that has nothing to do with the sentence.
_CITE_MORE = 0.2
# The language of questions that a text only seems to answer.
_ASKED_IN = "en"
# The share of the answers that are put beside another sentence too.
_ELSEWHERE = 0.4
# The share of the answers beside which the sentence before theirs is cited too.
_ONE_MORE = 0.5


def from_written(groups: Sequence[list[Pair]], draw: random.Random) -> Iterator[list[Pair]]:
    """Two groups of each: its sentences beside copies of its source, and beside one of its true sentences as source."""
    for group in groups:
        other = draw.choice(groups)[0].sources[0]
        near = [name for source in (*group[0].sources, other) for name in names_of(source["text"])]
        source = draw.choice(group[0].sources)
        asked = replace(group[0], sentence=source["text"], language=source["language"], supported=True)
        found = copies(asked, draw, near) + draw.sample(group, min(_WRITTEN_BESIDE, len(group)))
        true = [one for one in group if one.supported]
        if true:
            found += copies(draw.choice(true), draw, near)[1:]
        if draw.random() < _CITE_MORE:
            found = [replace(one, sources=_shuffled((*one.sources, other), draw)) for one in found]
        yield found
        whole = [one for one in true if one.kind in _WHOLE]
        if whole:
            said = draw.choice(whole)
            cited = ({"text": said.sentence, "language": said.language},)
            false = [one for one in group if not one.supported]
            beside = copies(said, draw, near)[:3] + draw.sample(false, min(_WRITTEN_FALSE, len(false)))
            yield [replace(one, sources=cited) for one in beside]


def beside_others(groups: Sequence[list[Pair]], draw: random.Random) -> Iterator[list[Pair]]:
    """One of each group's true sentences beside its source, a false sentence of the group as source, and another story.

    So the same words, worded freely, are true beside one source and untrue beside others. What is false by a detail that
    the sentence may not touch, or for saying more than its source, may still bear it out and is not used.
    """
    for group in groups:
        other = draw.choice(groups)[0].sources[:1]
        true = [one for one in group if one.supported]
        untrue = [one for one in group if one.kind in _CONTRARY]
        if not true or group[0].sources[:1] == other:
            continue
        said = draw.choice(true)
        found = [said, replace(said, sources=other, supported=False, kind=ELSEWHERE)]
        if untrue:
            contrary = draw.choice(untrue)
            source = {"text": contrary.sentence, "language": contrary.language}
            found.append(replace(said, sources=(source,), supported=False, kind=contrary.kind))
        yield found


class Parallel:
    """Pairs from public texts: a sentence beside its paragraph or a translation of that, whole or spoilt."""

    def __init__(self, data: Data, draw: random.Random) -> None:
        self._random = draw
        # Sentences are translations of one another where every version has as many.
        self._paragraphs = [
            one for one in data.paragraphs.values() if len({len(bounds) for bounds in one.sentences.values()}) == 1
        ]

    def groups(self) -> Iterator[list[Pair]]:
        """Without end, pairs that share their source."""
        draw = self._random
        while True:
            paragraph = draw.choice(self._paragraphs)
            languages = sorted(paragraph.versions)
            here, there = draw.choice(languages), draw.choice(languages)
            count = len(paragraph.sentences[here])
            first = draw.randrange(count)
            last = min(count, first + draw.choice((1, 1, 2, 3)))
            start, end = paragraph.sentences[there][first][0], paragraph.sentences[there][last - 1][1]
            source = ({"text": paragraph.versions[there][start:end], "language": there},)
            said = [paragraph.versions[here][a:b] for a, b in paragraph.sentences[here]]
            one = said[draw.randrange(first, last)]
            if not _SHORTEST < len(one) < _LONGEST:
                continue
            beside = [other for i, other in enumerate(said) if not first <= i < last]
            near = [name for other in beside for name in names_of(other)]
            pair = Pair("", one, here, source, True, COPY)
            found = copies(pair, draw, near)
            if beside and draw.random() < 0.3:
                found.append(replace(pair, sentence=draw.choice(beside), supported=False, kind=SPOILT))
            yield found


class Answered:
    """Answers beside the sentences they stand in or others: as statements, or bare behind their question.

    A question that its text does not answer, with what only seems to answer it, is a false one.
    """

    def __init__(self, data: Data, draw: random.Random) -> None:
        self._random = draw
        self._data = data
        self._asked: dict[str, list[Asked]] = {}
        self._silent: dict[str, list[Asked]] = {}
        for one in data.asked:
            for key in one.gold:
                self._asked.setdefault(key, []).append(one)
            for key in one.plausible:
                self._silent.setdefault(key, []).append(one)
        self._keys = sorted(key for key, asked in self._asked.items() if len(asked) > 1)

    def bare(self) -> Iterator[list[Pair]]:
        """Without end, bare answers of which most are to one question; as ``together`` puts them."""
        while True:
            if found := self._group(self._bare):
                yield found

    def statements(self) -> Iterator[list[Pair]]:
        """Without end, statements made of questions about one text, and such statements spoilt."""
        while True:
            if not (found := self._group(stated)):
                continue
            spoilt = [one for one in copies(found[0], self._random) if not one.supported]
            yield found + spoilt[:1]

    def _group(self, worded: Callable[[str, str, str], str | None]) -> list[Pair]:
        """A true pair, then false ones: another answer, another sentence, a question that the text is silent on."""
        draw = self._random
        key = draw.choice(self._keys)
        paragraph = self._data.paragraphs[key]
        one, *others = draw.sample(self._asked[key], len(self._asked[key]))
        there = draw.choice(sorted(one.gold[key]))
        common = sorted(set(one.wordings) & set(one.gold[key]))
        if not common:
            return []
        here = draw.choice(common)
        answer = _answer(paragraph, one.gold[key][here], here)
        answers = [_answer(paragraph, other.gold[key][here], here) for other in others if here in other.gold[key]]
        # What is of the same kind seems to answer.
        another = min(answers, key=lambda other: _kind(other) != _kind(answer), default=answer)
        start, end = one.gold[key][there][0]
        holding = _holding(paragraph, there, (start, end))
        sentence = worded(one.wordings[here], answer, here)
        if not holding or sentence is None:
            return []
        cited = self._cited(paragraph, there, self._with_more(holding))
        pair = Pair("", sentence, here, cited, True, ANSWER)
        found = [pair]
        wrong = worded(one.wordings[here], another, here)
        if wrong and answer not in another and another not in answer:
            found.append(replace(pair, sentence=wrong, supported=False))
        beside = [i for i in range(len(paragraph.sentences[there])) if i not in holding]
        if beside and draw.random() < _ELSEWHERE:
            elsewhere = self._cited(paragraph, there, [draw.choice(beside)])
            # Another sentence may say it too.
            if paragraph.versions[there][start:end] not in elsewhere[0]["text"]:
                found.append(replace(pair, sources=elsewhere, supported=False))
        if key in self._silent:
            silent = draw.choice(self._silent[key])
            spans = silent.plausible[key][_ASKED_IN]
            seeming = worded(silent.wordings[_ASKED_IN], _answer(paragraph, spans, _ASKED_IN), _ASKED_IN)
            if seeming:
                cited = self._cited(paragraph, _ASKED_IN, self._with_more(_holding(paragraph, _ASKED_IN, spans[0])))
                found.append(Pair("", seeming, _ASKED_IN, cited, False, ANSWER))
        return found

    def _bare(self, question: str, answer: str, _: str) -> str:
        if self._random.random() < _WITH_STOP:
            answer = f"{answer[:1].upper()}{answer[1:]}."
        return together(question, answer)

    def _with_more(self, holding: Sequence[int]) -> list[int]:
        """The sentence before too, now and then: it names whom the next one calls "he"."""
        return list(range(max(0, holding[0] - (self._random.random() < _ONE_MORE)), holding[-1] + 1))

    @staticmethod
    def _cited(paragraph: Paragraph, language: str, sentences: Sequence[int]) -> tuple[dict[str, str], ...]:
        bounds = paragraph.sentences[language]
        text = paragraph.versions[language][bounds[sentences[0]][0] : bounds[sentences[-1]][1]]
        return ({"text": text, "language": language},)


def _answer(paragraph: Paragraph, spans: Sequence[Span], language: str) -> str:
    start, end = spans[0]
    return paragraph.versions[language][start:end].strip()


def _kind(answer: str) -> str:
    if any(char.isdigit() for char in answer):
        return "number"
    return "name" if answer[:1].isupper() else "words"


def _holding(paragraph: Paragraph, language: str, span: Span) -> list[int]:
    """The sentences that a span stands in."""
    return [i for i, (start, end) in enumerate(paragraph.sentences[language]) if start < span[1] and end > span[0]]


def copies(one: Pair, draw: random.Random, names: Sequence[str] = ()) -> list[Pair]:
    """Pairs like ``one`` with its sentence as it is, with less in it, and spoilt by up to two changes.

    ``one`` is to be supported; ``names`` stand in its neighbourhood, not in what it cites.
    """
    text, language = one.sentence, one.language
    found = [(text, True)]
    if less := shortened(text, language, draw):
        found.append((less, True))
    spoilt = [
        renumbered(text, draw),
        exchanged(text, draw),
        renamed(text, names, draw),
        negated(text, language, draw),
        asserted(text, language, draw),
    ]
    changed = [other for other in spoilt if other and other != text]
    found += [(other, False) for other in draw.sample(changed, min(2, len(changed)))]
    return [replace(one, sentence=said, supported=right, kind=COPY if right else SPOILT) for said, right in found]


def shortened(sentence: str, language: str, draw: random.Random) -> str | None:
    """The sentence without one of its parts between commas, where nothing that is left depends on that."""
    parts = _parts(sentence, language)
    words = len(sentence.split())
    left_out = [
        (start, end)
        for (start, end), hedged in parts
        if not hedged and len(sentence[start:end].split()) <= (_LEFT_OUT if start else _OPENING) * words
    ]
    return _without(sentence, draw.choice(left_out)) if left_out else None


def asserted(sentence: str, language: str, draw: random.Random) -> str | None:
    """The sentence stated as fact: without the part that names who says it, or in the indicative."""
    found = [
        _without(sentence, (start, end))
        for (start, end), hedged in _parts(sentence, language)
        if hedged and len(sentence[start:end].split()) <= _NAMED
    ]
    if language == "fr":
        conditional = re.compile(rf"\b({'|'.join(_INDICATIVE)})\b")
        found += [conditional.sub(lambda match: _INDICATIVE[match.group()], sentence)] * bool(
            conditional.search(sentence)
        )
    return draw.choice(found) if found else None


def renumbered(sentence: str, draw: random.Random) -> str | None:
    """The sentence with another number in the place of one."""
    places = list(_NUMBER.finditer(sentence))
    if not places:
        return None
    one = draw.choice(places)
    value = int(one.group())
    other = value + draw.choice((-3, -2, -1, 1, 2, 3, 10)) if value > 3 else value + draw.randint(1, 4)
    return sentence[: one.start()] + str(other) + sentence[one.end() :]


def exchanged(sentence: str, draw: random.Random) -> str | None:
    """The sentence with two of its names exchanged."""
    places = list(_NAME.finditer(sentence))
    if len(places) < 2:
        return None
    one, other = sorted(draw.sample(places, 2), key=lambda match: match.start())
    if one.group() == other.group():
        return None
    between = sentence[one.end() : other.start()]
    # "A and B" is the same as "B and A".
    if len(between.split()) < 2:
        return None
    return sentence[: one.start()] + other.group() + between + one.group() + sentence[other.end() :]


def renamed(sentence: str, names: Sequence[str], draw: random.Random) -> str | None:
    """The sentence with another name in the place of one."""
    places = list(_NAME.finditer(sentence))
    others = [one for one in names if one not in sentence]
    if not places or not others:
        return None
    one = draw.choice(places)
    return sentence[: one.start()] + draw.choice(others) + sentence[one.end() :]


def names_of(text: str) -> list[str]:
    """What looks like a name inside a text."""
    return [match.group() for match in _NAME.finditer(text)]


def negated(sentence: str, language: str, draw: random.Random) -> str | None:
    """The contrary: a negation taken away, or put to one finite verb where the language is parsed."""
    if (found := _WITHOUT_NOT.get(language)) and found.search(sentence):
        return found.sub(lambda match: match.group(1) if match.groups() else "", sentence, count=1)
    if language not in ("en", "fr") or pattern("negation", language).search(sentence.lower()):
        return None
    tokens = list(trees.pipeline(language)(sentence))
    finite = [
        one
        for one in tokens
        if one.pos_ in ("VERB", "AUX")
        and sentence[one.idx - 1 : one.idx] in ("", " ", "'", "’")
        and "Fin" in one.morph.get("VerbForm")
        and one.morph.get("Mood") != ["Imp"]
    ]
    if not finite:
        return None
    verb = draw.choice(finite[:2])
    start, end = verb.idx, verb.idx + len(verb)
    if language == "fr":
        first = verb.i
        while first and tokens[first - 1].lower_.strip("'’") in _CLITICS and tokens[first - 1].pos_ == "PRON":
            first -= 1
        begin = tokens[first].idx
        word = "n'" if sentence[begin].lower() in "aeiouéèêhâîy" else "ne "
        return f"{sentence[:begin]}{word}{sentence[begin:end]} pas{sentence[end:]}"
    if verb.lemma_ == "be" or verb.pos_ == "AUX":
        return f"{sentence[:end]} not{sentence[end:]}"
    helper = "did" if verb.tag_ == "VBD" else "does" if verb.tag_ == "VBZ" else "do"
    return f"{sentence[:start]}{helper} not {verb.lemma_}{sentence[end:]}"


def _shuffled(sources: Sequence[dict[str, str]], draw: random.Random) -> tuple[dict[str, str], ...]:
    return tuple(draw.sample(sources, len(sources)))


def _parts(sentence: str, language: str) -> list[tuple[tuple[int, int], bool]]:
    """Where parts stand that can be left out, each with whether it says by whom or how surely the rest is told."""
    hedge, negation = pattern("hedge", language), pattern("negation", language)
    if language not in lists()["hedge"] or any(char in sentence for char in _QUOTES):
        return []
    cuts = [(match.start(), match.end()) for match in _PART.finditer(sentence)]
    body = len(sentence.rstrip(" .!?"))
    edges = [(0, 0), *cuts, (body, body)]
    found = []
    for (start, begin), (end, after) in itertools.pairwise(edges):
        part = sentence[begin:end].lower()
        words = part.split()
        if len(edges) == 2 or len(words) < 2 or words[0] in _CONDITIONS or negation.search(part):
            continue
        # The beginning goes with the comma behind it, other parts with the one before them.
        if begin == 0 and len(cuts) > 1:  # "The mayor, a lawyer, has left"
            continue
        found.append(((begin, after) if begin == 0 else (start, end), bool(hedge.search(part))))
    return found


def _without(sentence: str, part: tuple[int, int]) -> str:
    start, end = part
    # An insertion goes with both its commas.
    after = sentence[end:].removeprefix(",") if start else sentence[end:]
    left = sentence[:start] + after
    return left[:1].upper() + left[1:]
