"""What the reader learns from: questions, the passages that answer them, and those that only seem to.

Public sets are split by title (``eval/splits.py``), so that no paragraph of a title that is reported on was ever read
in training. SQuAD 2.0, SQuAD-it and XQuAD share their paragraphs; they are joined by question id and split as one.
"""

from __future__ import annotations

import gzip
import json
import random
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from corpus import passages, sentences
from eval import splits
from eval.reader import stories
from rag import analysis
from rag.models.embedder import Embedder, PassageText
from rag.retriever import rarity

Span = tuple[int, int]

# Crossing languages is learnt from the languages asked for most; the others keep the model general.
_LANGUAGE_WEIGHTS = {"en": 6, "fr": 6, "es": 4, "de": 4, "ru": 4, "ar": 3, "it": 3}
_NEAR = 24
# Passages beside a question that none answers. The first named is the one that it was asked of.
_SILENT_SIZE = 2
_LEXICAL_WEIGHT = 0.4
# Of the questions with two names that are put otherwise, how many have them exchanged. What joins two takes both alike.
_TURNED = 0.7
_JOINED = re.compile(
    r"^\s*(?:,|&|et|and|e|y|und|и|ou|or|of|de|du|des|d['’])\s*(?:l['’]|the|la|le|les|der|die|das|el)?\s*$|\b(?:entre|between|zwischen)\b"
)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One text in the languages it exists in; ``spans`` of sentences are offsets into each version."""

    id: str
    title: str
    versions: Mapping[str, str]
    sentences: Mapping[str, tuple[Span, ...]]


@dataclass(slots=True)
class Asked:
    """A question in the languages it exists in, with where it is answered and where it is not.

    ``gold`` maps paragraph id to language to the spans that answer; ``near`` names paragraphs that do not answer,
    hardest first. No gold: the paragraphs are silent, and ``plausible`` tells like ``gold`` what only seems to answer.
    """

    id: str
    wordings: dict[str, str]
    gold: dict[str, dict[str, list[Span]]]
    near: list[str] = field(default_factory=list)
    plausible: dict[str, dict[str, list[Span]]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Data:
    """The questions of one split over their paragraphs."""

    paragraphs: Mapping[str, Paragraph]
    asked: tuple[Asked, ...]


@dataclass(frozen=True, slots=True)
class Pair:
    """One question beside one passage. Offsets are into ``text``; no ``spans``: the passage is silent."""

    question: str
    title: str
    text: str
    sentences: tuple[Span, ...]
    spans: tuple[Span, ...]


def piaf(folder: Path, split: str) -> Data:
    """PIAF's titles of one split."""
    groups = _load(folder / "piaf_dev.json")
    found: dict[str, Paragraph] = {}
    asked: list[Asked] = []
    for number, group in enumerate(groups):
        if splits.of_piaf(number) != split:
            continue
        for place, paragraph in enumerate(group["paragraphs"]):
            identifier = f"piaf/{number}/{place}"
            found[identifier] = _paragraph(identifier, _title(group), {"fr": paragraph["context"]})
            for item in paragraph["qas"]:
                spans = _answer_spans(paragraph["context"], item["answers"])
                asked.append(Asked(item["id"], {"fr": item["question"]}, {identifier: {"fr": spans}}))
    return Data(found, tuple(one for one in asked if all(_first(one.gold).values())))


def squad(folder: Path, split: str) -> Data:
    """SQuAD 2.0, SQuAD-it and XQuAD joined by question id, of one split."""
    files = {path.name.split(".")[1]: path for path in sorted((folder / "xquad").glob("xquad.*.json"))}
    numbers = {group["title"]: i for i, group in enumerate(_load(files["en"]))}
    sources: list[tuple[str, list[Any]]] = [("en", _load(folder / "squad2_dev.json"))]
    sources += [(language, _load(path)) for language, path in files.items()]
    sources.append(("it", _load(folder / "SQuAD_it-test.json.gz")))
    # Which text stands behind a question id: the paragraphs that share one are versions of one another.
    place_of: dict[str, str] = {}
    number_of_place: dict[str, int] = {}
    titles: dict[str, str] = {}
    versions: dict[str, dict[str, str]] = defaultdict(dict)
    wordings: dict[str, dict[str, str]] = defaultdict(dict)
    gold: dict[str, dict[str, list[Span]]] = defaultdict(dict)
    silent: set[str] = set()
    plausible: dict[str, list[Span]] = {}
    for language, groups in sources:
        for order, group in enumerate(groups):
            number = numbers.get(group["title"], -1)
            for place, paragraph in enumerate(group["paragraphs"]):
                ids = [item["id"] for item in paragraph["qas"]]
                known = next((place_of[one] for one in ids if one in place_of), f"squad/{language}/{order}/{place}")
                if language in versions[known] and versions[known][language] != paragraph["context"]:
                    continue
                versions[known][language] = paragraph["context"]
                titles.setdefault(known, _title(group))
                if number >= 0:
                    number_of_place[known] = number
                for item in paragraph["qas"]:
                    place_of.setdefault(item["id"], known)
                    wordings[item["id"]][language] = item["question"]
                    if item.get("is_impossible"):
                        silent.add(item["id"])
                        plausible[item["id"]] = _answer_spans(paragraph["context"], item.get("plausible_answers", ()))
                    elif spans := _answer_spans(paragraph["context"], item["answers"]):
                        gold[item["id"]].setdefault(language, spans)
    # Italian titles are worded otherwise: a group takes the number of any paragraph it shares.
    for group in sources[-1][1]:
        places = {place_of[item["id"]] for paragraph in group["paragraphs"] for item in paragraph["qas"]}
        shared = [number_of_place[one] for one in places if one in number_of_place]
        for one in places:
            if one not in number_of_place and shared:
                number_of_place[one] = max(set(shared), key=shared.count)
    chosen = {one for one in versions if one in number_of_place and splits.of_xquad(number_of_place[one]) == split}
    found = {one: _paragraph(one, titles[one], versions[one]) for one in sorted(chosen)}
    asked = [
        Asked(one, dict(wordings[one]), {} if one in silent else {place_of[one]: gold[one]})
        for one in sorted(place_of)
        if place_of[one] in chosen and (one in silent or gold.get(one))
    ]
    for question in asked:
        if not question.gold:
            question.near.append(place_of[question.id])
            if spans := plausible[question.id]:
                question.plausible[place_of[question.id]] = {"en": spans}
    return Data(found, tuple(asked))


def press(split: str) -> Data:
    """The press stories of one split: several passages tell one story, each a near miss for what others answer."""
    found: dict[str, Paragraph] = {}
    asked: list[Asked] = []
    for story in stories.load(split):
        texts = {one["id"]: one for one in story["passages"]}
        for one in texts.values():
            found[one["id"]] = _paragraph(one["id"], one["title"], {one["language"]: one["text"]})
        for number, item in enumerate(story["questions"]):
            gold: dict[str, dict[str, list[Span]]] = {}
            for answer in item["answers"]:
                text, language = texts[answer["passage"]]["text"], texts[answer["passage"]]["language"]
                start = text.index(answer["sentence"]) + answer["sentence"].index(answer["span"])
                gold.setdefault(answer["passage"], {language: []})[language].append(
                    (start, start + len(answer["span"]))
                )
            near = [one for one in texts if one not in gold]
            asked.append(Asked(f"{story['id']}q{number}", dict(item["question"]), gold, near))
    return Data(found, tuple(asked))


def joined(parts: Sequence[Data]) -> Data:
    """Several sets as one."""
    return Data(
        {key: value for part in parts for key, value in part.paragraphs.items()},
        tuple(one for part in parts for one in part.asked),
    )


def mine(data: Data, embedder: Embedder, progress: Callable[[str], None] = lambda _: None) -> None:
    """Appends to each question's ``near`` what hybrid retrieval ranks highest among the paragraphs that do not answer.

    Dense and lexical scores as the library computes them, over all paragraphs at once instead of an index.
    Languages: each question is asked in English, else French, else its first wording, of the paragraphs of that
    language; what is near in one language is near in its translations.
    """
    by_language: dict[str, list[Asked]] = defaultdict(list)
    for one in data.asked:
        by_language[next(x for x in ("fr", "en", *one.wordings) if x in one.wordings)].append(one)
    for language, asked in sorted(by_language.items()):
        pool = [one for one in data.paragraphs.values() if language in one.versions]
        progress(f"{language}: {len(asked)} questions, {len(pool)} paragraphs")
        vectors = np.stack([v.passage for v in embedder.embed_passages([_whole(one, language) for one in pool])])
        questions = embedder.embed_questions([one.wordings[language] for one in asked])
        dense = questions @ vectors.T
        lexical = _lexical(
            [f"{one.title} {one.versions[language]}" for one in pool],
            [one.wordings[language] for one in asked],
            language,
        )
        fused = _scaled(dense) * (1 - _LEXICAL_WEIGHT) + _scaled(lexical) * _LEXICAL_WEIGHT
        for one, row in zip(asked, fused, strict=True):
            best = (pool[i].id for i in np.argsort(-row)[: _NEAR + 8])
            one.near += [key for key in best if key not in one.gold and key not in one.near][:_NEAR]


class Sampler:
    """Groups of pairs for training, drawn anew each time: one question, what answers it, what does not."""

    def __init__(self, data: Data, seed: int, size: int = 3) -> None:
        self._data = data
        self._random = random.Random(seed)  # noqa: S311 - no secret
        self._size = size
        self._names = _names_by_title(data)

    def groups(self) -> Iterator[list[Pair]]:
        """Without end, every question once a pass in random order; pairs that answer come first."""
        order = list(self._data.asked)
        while True:
            self._random.shuffle(order)
            for asked in order:
                if group := self._group(asked):
                    yield group

    def _group(self, asked: Asked) -> list[Pair]:
        draw = self._random
        language = self._language(asked.wordings)
        question = self._reworded(asked.wordings[language])
        group: list[Pair] = []
        written = ""
        for key in draw.sample(sorted(asked.gold), min(len(asked.gold), 2)):
            versions = asked.gold[key]
            written = self._language(versions)
            pair = self._window(question, self._data.paragraphs[key], written, versions[written])
            if pair is None:
                continue
            group.append(pair)
            if len(group) == 1 and draw.random() < 0.35 and (cut := self._cut(pair)):
                group.append(cut)
            elif len(group) == 1 and draw.random() < 0.3 and (swapped := self._swapped(pair, language)):
                # About someone or something else, so this passage is silent; it does not compete with the others.
                group.append(swapped)
        if asked.gold and not group:
            return []
        near = list(asked.near)
        size = self._size if asked.gold else _SILENT_SIZE
        while near and len(group) < size:
            # The nearest most often; a geometric law over the list.
            key = near.pop(min(int(draw.expovariate(1 / 5.0)), len(near) - 1))
            paragraph = self._data.paragraphs[key]
            wanted = [one for one in (written, language) if one in paragraph.versions]
            chosen = draw.choice(wanted) if wanted and draw.random() < 0.8 else self._language(paragraph.versions)
            if pair := self._window(question, paragraph, chosen, []):
                group.append(pair)
        return sorted(group, key=lambda pair: not pair.spans)

    def _language(self, versions: Mapping[str, Any]) -> str:
        names = sorted(versions)
        return self._random.choices(names, [_LANGUAGE_WEIGHTS.get(one, 1) for one in names])[0]

    def _reworded(self, question: str) -> str:
        """As people type: now and then without a capital or a question mark."""
        draw = self._random.random()
        if draw < 0.1:
            return question.rstrip(" ?؟？").lower()
        return question.rstrip(" ?؟？") if draw < 0.2 else question

    def _window(self, question: str, paragraph: Paragraph, language: str, spans: Sequence[Span]) -> Pair | None:
        """Some whole sentences in a row, at most a passage, holding one of the spans at least."""
        draw = self._random
        text, bounds = paragraph.versions[language], paragraph.sentences[language]
        limit = passages.MAX_CHARS if draw.random() < 0.5 else draw.randint(300, passages.MAX_CHARS)
        if spans:
            span = draw.choice(list(spans))
            middle = next((i for i, (start, end) in enumerate(bounds) if start <= span[0] < end), None)
            if middle is None:
                return None
        else:
            middle = draw.randrange(len(bounds))
        first = last = middle
        while True:
            sides = []
            if first > 0 and bounds[last][1] - bounds[first - 1][0] <= limit:
                sides.append("before")
            if last + 1 < len(bounds) and bounds[last + 1][1] - bounds[first][0] <= limit:
                sides.append("after")
            if not sides:
                break
            if draw.choice(sides) == "before":
                first -= 1
            else:
                last += 1
        start, end = bounds[first][0], bounds[last][1]
        inside = tuple((a - start, b - start) for a, b in spans if start <= a and b <= end)
        if spans and not inside:
            return None
        return Pair(
            question,
            paragraph.title if draw.random() < 0.75 else "",
            text[start:end],
            tuple((a - start, b - start) for a, b in bounds[first : last + 1]),
            inside,
        )

    def _cut(self, pair: Pair) -> Pair | None:
        """The same passage without the sentences that answer: near, and silent."""
        kept = [one for one in pair.sentences if not any(one[0] < b and a < one[1] for a, b in pair.spans)]
        answers = {pair.text[a:b].casefold() for a, b in pair.spans}
        left = " ".join(pair.text[a:b] for a, b in kept)
        if not kept or len(left) < 150 or any(one in left.casefold() for one in answers):
            return None
        bounds, at = [], 0
        for start, end in kept:
            bounds.append((at, at + end - start))
            at += end - start + 1
        return Pair(pair.question, pair.title, left, tuple(bounds), ())

    def _swapped(self, pair: Pair, language: str) -> Pair | None:
        """The question put about another name or year, or of the one what was asked of the other: this passage does not answer it."""
        names = _names(pair.question)
        others = [one for one in self._names.get((pair.title, language), ()) if one not in pair.question]
        years = re.findall(r"\b(?:1[0-9]|20)\d\d\b", pair.question)
        if (turned := _exchanged(pair.question, names)) and self._random.random() < _TURNED:
            question = turned
        elif years:
            year = self._random.choice(years)
            question = pair.question.replace(year, str(int(year) + self._random.choice((-11, -3, -2, -1, 1, 2, 4, 10))))
        elif names and others:
            question = pair.question.replace(self._random.choice(names), self._random.choice(others))
        else:
            return None
        return Pair(question, pair.title, pair.text, pair.sentences, ())


def _exchanged(question: str, names: Sequence[str]) -> str:
    """The question with its first two names in each other's place; empty where it has not two, or takes both alike."""
    if len(set(names)) < len(names) or len(names) < 2:
        return ""
    one, two = names[:2]
    between = question[question.index(one) + len(one) : question.index(two)] if two in question else ""
    if _JOINED.search(between) or not between.strip() or one in two or two in one:
        return ""
    return question.replace(one, "\0").replace(two, one).replace("\0", two)


def _names_by_title(data: Data) -> dict[tuple[str, str], tuple[str, ...]]:
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    for asked in data.asked:
        for key in asked.gold:
            for language, wording in asked.wordings.items():
                found[data.paragraphs[key].title, language] |= set(_names(wording))
    return {key: tuple(sorted(names)) for key, names in found.items()}


def _names(question: str) -> list[str]:
    """Capitalised words in a row, the question's first word left out."""
    return [
        re.sub(r"['’]s?$", "", match.group())
        for match in re.finditer(r"(?<=[\s'’])[A-ZÀ-ÞА-Я][\w’'-]+(?:\s[A-ZÀ-ÞА-Я][\w’'-]+)*", question)
        if match.start() > 0
    ]


def _lexical(texts: Sequence[str], questions: Sequence[str], language: str) -> np.ndarray:
    """Shared words weighted by rarity, (questions, texts)."""
    postings: dict[str, list[int]] = defaultdict(list)
    for i, text in enumerate(texts):
        for term in set(analysis.terms(text, language)):
            postings[term].append(i)
    scores = np.zeros((len(questions), len(texts)), np.float32)
    for row, question in enumerate(questions):
        for term in set(analysis.terms(question, language)):
            if found := postings.get(term):
                scores[row, found] += rarity(len(found), len(texts))
    return scores


def _scaled(scores: np.ndarray) -> np.ndarray:
    low, high = scores.min(axis=1, keepdims=True), scores.max(axis=1, keepdims=True)
    scaled: np.ndarray = (scores - low) / np.maximum(high - low, 1e-6)
    return scaled


def _whole(paragraph: Paragraph, language: str) -> PassageText:
    return PassageText(paragraph.title, paragraph.versions[language][:1800], ())


def _paragraph(identifier: str, title: str, versions: Mapping[str, str]) -> Paragraph:
    return Paragraph(
        identifier,
        title,
        dict(versions),
        {
            language: tuple((one.start, one.end) for one in sentences.split(text, language))
            for language, text in versions.items()
        },
    )


def _answer_spans(context: str, marked: Sequence[Mapping[str, Any]]) -> list[Span]:
    spans = {
        (one["answer_start"], one["answer_start"] + len(one["text"]))
        for one in marked
        if one["text"] and context[one["answer_start"] : one["answer_start"] + len(one["text"])] == one["text"]
    }
    # Several people marked the answer; the one marked most is meant, the others overlap it.
    return _shortest(sorted(spans))


def _shortest(spans: Sequence[Span]) -> list[Span]:
    """Of overlapping spans the shortest; all that stand apart."""
    kept: list[Span] = []
    for span in sorted(spans, key=lambda one: one[1] - one[0]):
        if not any(span[0] < b and a < span[1] for a, b in kept):
            kept.append(span)
    return sorted(kept)


def _first(mapping: Mapping[str, dict[str, list[Span]]]) -> dict[str, list[Span]]:
    return next(iter(mapping.values()))


def _title(group: Mapping[str, Any]) -> str:
    return re.sub(r"<[^>]+>", "", str(group["title"])).replace("_", " ").strip()


def _load(path: Path) -> list[Any]:
    content = path.read_bytes()
    if path.suffix == ".gz":
        content = gzip.decompress(content)
    data: list[Any] = json.loads(content)["data"]
    return data
