"""Every sample article, read from its file, is what ``sample_truth.jsonl`` says it is."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from corpus import passages, sentences
from corpus.readers import read
from corpus.types import Article

SAMPLE = Path(__file__).resolve().parents[2] / "corpus" / "sample"
TRUTH = [json.loads(line) for line in Path(__file__).with_name("sample_truth.jsonl").read_text("utf-8").splitlines()]
# What belongs to sites, in any of the samples' languages.
CHROME = (
    "Cookie",
    "cookies",
    "Log in",
    "Se connecter",
    "Mot de passe",
    "Retour en haut",
    "Share on",
    "Partager",
    "Newsletter",
)


@pytest.mark.parametrize("truth", TRUTH, ids=[f"{row['file']}#{row.get('id', '')}" for row in TRUTH])
def test_article(truth: dict[str, Any]) -> None:
    article = _article(truth)
    assert article.title == truth["title"]
    assert article.language == truth["language"]
    assert article.published == truth["published"]
    assert list(article.authors) == truth["authors"]
    assert article.url == truth["url"]
    assert article.text.startswith(truth["first"])
    assert article.text.endswith(truth["last"])
    assert [phrase for phrase in truth["absent"] if phrase in article.text] == []
    if not truth["file"].endswith(".txt"):  # a dump names its outlet nowhere that could be told from a slogan
        assert article.source == truth["source"]
    assert article.id == (truth.get("id") or article.id) != ""
    assert "Sample article written for On Record" not in article.text


@pytest.mark.parametrize("truth", TRUTH, ids=[f"{row['file']}#{row.get('id', '')}" for row in TRUTH])
def test_sentences_and_passages_are_the_text(truth: dict[str, Any]) -> None:
    article = _article(truth)
    split = sentences.split(article.text, article.language)
    assert len(split) >= 4
    assert all(article.text[one.start : one.end] == one.text for one in split)
    parts = passages.split(article)
    assert [one for part in parts for one in part.sentences] == list(split)
    assert all(article.text[one.start : one.end] == one.text for one in parts)


def test_what_was_dropped_can_be_seen() -> None:
    for truth in TRUTH:
        if truth["file"].endswith((".html", ".txt")):
            article = _article(truth)
            dropped = " ".join(article.dropped)
            assert "Sample article written for On Record" in dropped
            for phrase in truth["absent"]:
                assert " ".join(phrase.split()) in " ".join(dropped.split()), truth["file"]


def _article(truth: dict[str, Any]) -> Article:
    articles = list(read(SAMPLE / truth["file"]))
    if truth["file"].endswith(".jsonl"):
        return next(article for article in articles if article.id == truth["id"])
    (article,) = articles
    return article
