"""Stories of the press and an encyclopedia's paragraphs, written to teach and to calibrate the reader, as articles and questions.

``eval/reader/stories/*.jsonl``, one story a line: ``{"id", "topic", "passages": [{"id", "language", "source", "published",
"title", "text"}], "questions": [{"question": {language: wording}, "kind", "answers": [{"passage", "span", "sentence"}]}]}``.
Everything in ``a`` to ``k`` and ``p`` to ``s`` is invented; ``l`` to ``o`` are of an encyclopedia's kind and tell what is known, or
invented, in words of our own. A question without answers is silent: near the story, and told by none of it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from corpus.types import Article
from eval import splits
from eval.sets import Question

FOLDER = Path(__file__).parent / "stories"


def load(split: str) -> Iterator[dict[str, Any]]:
    """The stories of one split, file by file."""
    for path in sorted(FOLDER.glob("*.jsonl")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines()):
            if splits.of_story(number) == split:
                yield json.loads(line)


def read(split: str) -> tuple[list[Article], list[Question]]:
    """The passages as articles, and each question in one of its languages, by turns."""
    articles: list[Article] = []
    questions: list[Question] = []
    for story in load(split):
        articles += [
            Article(
                text=one["text"],
                id=one["id"],
                title=one["title"],
                source=one["source"],
                published=one["published"],
                language=one["language"],
            )
            for one in story["passages"]
        ]
        for number, item in enumerate(story["questions"]):
            languages = sorted(item["question"])
            language = languages[len(questions) % len(languages)]
            questions.append(
                Question(
                    id=f"{story['id']}q{number}",
                    question=item["question"][language],
                    language=language,
                    answers=tuple(one["span"] for one in item["answers"]),
                    article_ids=tuple(dict.fromkeys(one["passage"] for one in item["answers"])),
                    quotes=tuple(dict.fromkeys(one["sentence"] for one in item["answers"])),
                    answerable=bool(item["answers"]),
                    tags=(item["kind"],),
                )
            )
    return articles, questions
