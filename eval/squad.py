"""Any file in SQuAD's format as articles and questions: each paragraph becomes an article.

SQuAD 1.1 and 2.0, plain or gzipped; XQuAD, PIAF, FQuAD, SQuAD-it and the like have the same format.
"""

from __future__ import annotations

import gzip
import json
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from corpus import sentences
from corpus.ids import slug
from corpus.language import detect
from corpus.types import Article, Sentence
from rag.errors import UsageError

_GZIP = b"\x1f\x8b"


@dataclass(frozen=True, slots=True)
class Imported:
    """Articles, and questions as objects of the contract's format.

    ``titles`` names by question id the title of the article that was asked about, also where it does not answer.
    """

    articles: tuple[Article, ...]
    questions: tuple[Mapping[str, Any], ...]
    titles: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Given:
    """An answer as the file gives it; ``start`` is its offset into the passage, -1 where none is given."""

    text: str
    start: int


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question with the article it was asked of."""

    article: Article
    item: Mapping[str, Any]
    answers: tuple[_Given, ...] = ()


def read(path: Path, questions: Path | None = None) -> Imported:
    """The articles of a file and its questions.

    With ``questions``, another file's questions of the same ids take the place of the file's own: questions in one
    language over passages in another. Ids that only one of the two has are left out.

    Raises:
        UsageError: a file cannot be read or is not in SQuAD's format.
    """
    asked = list(_asked(path))
    articles = tuple(dict.fromkeys(one.article for one in asked))
    asked = [one for one in asked if one.item]
    wording = {str(one.item["id"]): str(one.item["question"]) for one in asked}
    if questions:
        other = {str(one.item["id"]): str(one.item["question"]) for one in _asked(questions) if one.item}
        wording = {key: other[key] for key in wording if key in other}
        if not wording:
            raise UsageError(f"{questions} and {path} have no question id in common; give files of one parallel set.")
    language = language_of(list(wording.values()))
    seen: set[str] = set()
    found = []
    for one in asked:
        key = str(one.item["id"])
        if key in wording and key not in seen:
            seen.add(key)
            found.append(_question(one, wording[key], language))
    return Imported(articles, tuple(found), {str(one.item["id"]): one.article.title for one in asked})


def write(imported: Imported, folder: Path) -> tuple[Path, Path]:
    """Writes ``articles.jsonl`` and ``questions.jsonl`` into ``folder``, which is created when absent."""
    folder.mkdir(parents=True, exist_ok=True)
    articles, questions = folder / "articles.jsonl", folder / "questions.jsonl"
    for path, rows in (
        (articles, [_plain(one) for one in imported.articles]),
        (questions, imported.questions),
    ):
        path.write_text("".join(json.dumps(one, ensure_ascii=False) + "\n" for one in rows), "utf-8")
    return articles, questions


def language_of(texts: Sequence[str]) -> str:
    """The language most of the texts are in, as far as it can be told from the first hundred."""
    counts = Counter(filter(None, (detect(one) for one in texts[:100])))
    return counts.most_common(1)[0][0] if counts else ""


def _asked(path: Path) -> Iterator[_Asked]:
    """Every question of a file with its article; an article without questions comes once, with an empty question."""
    groups = _groups(path)
    try:
        language = language_of([one["context"] for group in groups for one in group["paragraphs"][:1]])
        taken: set[str] = set()
        known: dict[tuple[str, str], Article] = {}
        for group in groups:
            title = str(group.get("title") or "").replace("_", " ").strip()
            for number, paragraph in enumerate(group["paragraphs"], 1):
                text = paragraph["context"]
                # A library holds no copies, so a paragraph printed twice is one article.
                if (title, text) not in known:
                    identifier = _free(f"{slug(title) or slug(path.stem)}-{number:03}", taken)
                    known[title, text] = Article(text=text, id=identifier, title=title, language=language)
                article = known[title, text]
                for item in paragraph.get("qas") or [{}]:
                    if item and not (isinstance(item["question"], str) and "id" in item):
                        raise TypeError
                    yield _Asked(article, item, _answers(path, item))
    except (KeyError, TypeError, AttributeError):
        raise UsageError(
            f'{path} is not in SQuAD\'s format. Expected {{"data": [{{"title", "paragraphs": [{{"context", "qas": '
            f'[{{"id", "question", "answers"}}]}}]}}]}}.'
        ) from None


def _answers(path: Path, item: Mapping[str, Any]) -> tuple[_Given, ...]:
    """A question's answers: SQuAD's list of them, or a list of texts beside one of offsets, as Hugging Face writes it."""
    given = item.get("answers") or []
    try:
        if isinstance(given, Mapping):
            texts, starts = list(given["text"]), list(given["answer_start"])
            given = [{"text": one, "answer_start": at} for one, at in zip(texts, starts, strict=True)]
        found = tuple(
            _Given(one["text"], -1 if one.get("answer_start") is None else int(one["answer_start"])) for one in given
        )
        if all(isinstance(one.text, str) for one in found):
            return found
    except (KeyError, TypeError, ValueError, AttributeError):
        pass
    raise UsageError(
        f"{path}: the answers of the question {str(item.get('id'))!r} cannot be read. Expected "
        '[{"text", "answer_start"}], or {"text": [], "answer_start": []}.'
    )


def _groups(path: Path) -> list[Any]:
    try:
        content = path.read_bytes()
        if content.startswith(_GZIP):
            content = gzip.decompress(content)
        data = json.loads(content)
    except (OSError, EOFError, zlib.error, ValueError) as error:
        raise UsageError(f"{path} cannot be read as JSON: {error}.") from None
    if not isinstance(data, dict) or not isinstance(data.get("data"), list) or not data["data"]:
        raise UsageError(f'{path} is not in SQuAD\'s format: expected a list under "data".')
    return list(data["data"])


def _free(wanted: str, taken: set[str]) -> str:
    found, number = wanted, 1
    while found in taken:
        number += 1
        found = f"{wanted}-{number}"
    taken.add(found)
    return found


def _question(asked: _Asked, wording: str, language: str) -> dict[str, Any]:
    article, item, answers = asked.article, asked.item, asked.answers
    found: dict[str, Any] = {"id": str(item["id"]), "question": wording, "language": language}
    if item.get("is_impossible"):
        # What SQuAD 2.0 lists as answers here is plausible and wrong.
        found["answerable"] = False
    elif answers:
        found["answerable"] = True
        found["answers"] = list(dict.fromkeys(one.text for one in answers))
        found["article_ids"] = [article.id]
        found["quotes"] = list(dict.fromkeys(quote for one in answers for quote in _sentences_of(one, article)))
    if language and article.language and language != article.language:
        found["tags"] = ["cross-lingual"]
    return found


def _sentences_of(answer: _Given, article: Article) -> list[str]:
    """The sentences that an answer stands in; none when it is not in the text."""
    text, start = answer.text, answer.start
    if not text.strip():
        return []
    if start < 0 or article.text[start : start + len(text)] != text:
        # SQuAD-it and other translated sets count some offsets wrongly; the nearest place is the one that was meant.
        places = [at for at in range(len(article.text)) if article.text.startswith(text, at)]
        if not places:
            return []
        start = min(places, key=lambda at: abs(at - start))
    end = start + len(text)
    return [one.text for one in _split(article) if one.start < end and start < one.end]


@lru_cache(maxsize=16)
def _split(article: Article) -> tuple[Sentence, ...]:
    # Kept, because the questions of a paragraph follow one another.
    return sentences.split(article.text, article.language)


def _plain(article: Article) -> dict[str, str]:
    return {"id": article.id, "title": article.title, "text": article.text, "language": article.language}
