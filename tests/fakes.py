"""An embedder and a reader whose results can be worked out by hand, and small articles to put into libraries."""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus.types import Article
from rag.models.asked import Asked, asks_whether
from rag.models.embedder import PassageText, PassageVectors
from rag.models.reader import Found, Reading

Vectors = NDArray[np.float32]
DIMENSION = 4096
# Cosine of two texts without a common word. The bundled model's lie between .7 and 1, and the probability that an
# answer is given with is fitted to them.
APART = 0.75


def cosine(shared: int, one: int, other: int) -> float:
    """What ``HashEmbedder`` makes of two texts of ``one`` and ``other`` different words, ``shared`` of them in both."""
    return float(APART + (1 - APART) * shared / (one * other) ** 0.5)


class HashEmbedder:
    """A text is the set of its words, each word one dimension, beside a dimension that all texts share; unit length.

    The cosine of two texts is ``cosine`` above. Words that end in the same number count as one word, which no other
    word falls together with. It keeps what it is asked.
    """

    def __init__(self, name: str = "hash", dimension: int = DIMENSION) -> None:
        self._name = name
        self._dimension = dimension
        self.passages: list[str] = []
        self.questions: list[str] = []

    @property
    def name(self) -> str:
        return self._name

    @property
    def dimension(self) -> int:
        return self._dimension

    def embed_passages(
        self, passages: Sequence[PassageText], progress: Callable[[int], None] | None = None
    ) -> list[PassageVectors]:
        found = []
        for done, one in enumerate(passages, 1):
            self.passages.append(one.text)
            sentences = [self.vector(one.text[start:end]) for start, end in one.sentences]
            found.append(PassageVectors(self.vector(f"{one.title} {one.text}"), np.stack(sentences)))
            if progress:
                progress(done)
        return found

    def embed_questions(self, questions: Sequence[str]) -> Vectors:
        self.questions.extend(questions)
        return np.stack([self.vector(one) for one in questions])

    def vector(self, text: str) -> Vectors:
        vector = np.zeros(self._dimension, np.float32)
        half = self._dimension // 2
        for word in set(words(text)) or {""}:
            number = re.fullmatch(r"[a-z]+([0-9]{1,6})", word)
            hashed = 1 + zlib.crc32(word.encode("utf-8", "surrogatepass")) % (half - 1)
            vector[half + int(number[1]) % half if number else hashed] = 1
        unit: Vectors = vector / np.linalg.norm(vector) * np.float32((1 - APART) ** 0.5)
        unit[0] = APART**0.5
        return unit


class OverlapReader:
    """Reads by counting: a sentence answers as far as it holds the question's longer words, a passage as far as its best one.

    The exact words are the first run of words that the sentence has and the question has not. It keeps what it is asked.
    """

    name = "overlap"

    def __init__(self) -> None:
        self.read_texts: list[str] = []

    def warm_up(self) -> None:
        pass

    def read(self, question: str, passages: Sequence[PassageText]) -> list[Reading]:
        self.read_texts += [one.text for one in passages]
        asked = {one for one in words(question) if len(one) > 3 or not one.isascii()}
        return [self._reading(asked, one) for one in passages]

    def _reading(self, asked: set[str], passage: PassageText) -> Reading:
        shares, found = [], []
        for start, end in passage.sentences:
            matches = list(re.finditer(r"\w+", passage.text[start:end]))
            held = {one.group().lower() for one in matches}
            shares.append(len(asked & held) / max(1, len(asked)))
            new = next((one for one in matches if one.group().lower() not in asked), None)
            found.append(Found(start + new.start(), start + new.end(), shares[-1]) if new else None)
        logits = np.array([16 * one - 4 for one in shares], np.float32)
        best = float(logits.max(initial=-4.0))
        return Reading(best, 1 - max(shares, default=0.0), logits, tuple(found))


class WordedQuestions:
    """Reads a question about claims by plain words: "Who accused the army", "Why did Armenia deny", "according to the union"."""

    def read(self, question: str) -> Asked:
        match = re.search(
            r"(?:(?P<granted>why )?did (?P<speaker>\w+) )?(?P<verb>accuse|deny|denie|promise)d?(?: (?P<target>the \w+|(?-i:[A-Z])\w+))?",
            question,
            re.IGNORECASE,
        )
        source = re.search(r"according to ((?:the )?\w+)", question, re.IGNORECASE)
        if source:
            return Asked("say", 1.0, source[1])
        if match is None:
            return Asked(probability=1.0)
        stance = {"denie": "deny"}.get(match["verb"].lower(), match["verb"].lower())
        target = match["target"] or "" if stance == "accuse" else ""
        matter = question[match.end() :].strip(" ?")
        return Asked(
            stance,
            1.0,
            match["speaker"] or "",
            target,
            matter,
            whether=asks_whether(question),
            granted=bool(match["granted"]),
        )


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


def article(text: str, identifier: str = "", **fields: Any) -> Article:
    return Article(text, id=identifier, **{"language": "en", **fields})


def numbered(count: int, first: int = 0) -> Iterator[Article]:
    """Short articles ``n0``, ``n1``..., each with a word of its own (``word0``), of three paragraphs of 170 characters."""
    for number in range(first, first + count):
        yield article(
            "\n\n".join(
                f"Paragraph {part} of report number{number} names word{number} and little else. "
                f"It goes on with some{number} filling {part} words so that a passage is full after two of its sentences."
                for part in ("one", "two", "three")
            ),
            f"n{number}",
            title=f"Report {number}",
        )


# Four articles that no two tests need to word again. By hand: see test_library.py.
DAM = article(
    "The dam broke early on Monday. Engineers blamed frost for it. The mayor denied any delay.",
    "dam",
    title="Dam breaks",
    source="The Valley Post",
    published="2021-03-01",
    authors=("Ana Íñiguez", "Bo Lind"),
    url="https://post.example/dam",
)
FERRY = article(
    "The ferry lost its rudder. Passengers waited until midnight.",
    "ferry",
    title="Ferry adrift",
    source="Harbour News",
    published="2021-02-12",
)
BARRAGE = article(
    "Le barrage a cédé dans la nuit de lundi. Le maire a démenti tout retard.",
    "barrage",
    title="Le barrage cède",
    source="Le Courrier de la Vallée",
    published="2020-11-30",
    language="fr",
)
UNDATED = article(
    "An orchard of cherries stands behind the school.", "orchard", title="Cherries", source="Harbour News"
)
ALL = (DAM, FERRY, BARRAGE, UNDATED)
