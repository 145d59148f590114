"""Passages: whole sentences, each once, in windows of even length."""

from __future__ import annotations

import time

import pytest

from corpus import passages, sentences
from corpus.types import Article

SENTENCE = "The council voted on Tuesday to close the old bridge. "


def article(text: str) -> Article:
    return Article(text=text, language="en")


def paragraphs(*counts: int) -> str:
    return "\n\n".join((SENTENCE * count).strip() for count in counts)


@pytest.mark.parametrize("size", [1, 60, 200, 900, 100_000])
def test_every_sentence_once_and_whole(size: int) -> None:
    text = paragraphs(3, 1, 8, 2, 30) + "\n\n" + "word " * 300 + "end."
    parts = passages.split(article(text), max_chars=size)
    assert [one for part in parts for one in part.sentences] == list(sentences.split(text, "en"))
    for part in parts:
        assert text[part.start : part.end] == part.text
        assert part.start == part.sentences[0].start and part.end == part.sentences[-1].end
        assert len(part.text) <= size or len(part.sentences) == 1


def test_a_short_article_is_one_passage() -> None:
    (part,) = passages.split(article(paragraphs(2, 3)))
    assert part.text == paragraphs(2, 3)


def test_breaks_fall_between_paragraphs() -> None:
    text = paragraphs(8, 8, 8)  # 431 characters each: two fit into 900, and a paragraph and a half would too
    for part in passages.split(article(text), max_chars=700):
        assert part.text == paragraphs(8)


def test_no_crumb_at_the_end() -> None:
    parts = passages.split(article(paragraphs(18)), max_chars=900)  # 16 sentences fill a window, two would be left over
    assert len(parts) == 2
    assert min(len(part.text) for part in parts) > 400


def test_a_subheading_goes_with_what_it_announces() -> None:
    text = paragraphs(8) + "\n\nWhat happens now\n\n" + paragraphs(8)
    _first, second = passages.split(article(text), max_chars=500)
    assert second.text.startswith("What happens now")


def test_what_a_few_characters_say_in_chinese_counts_twice() -> None:
    text = "水库大坝周一清晨决堤。" * 100
    parts = passages.split(article(text), max_chars=900)
    assert max(len(one.text) for one in parts) <= 450 and "".join(one.text for one in parts) == text


def test_nothing_gives_nothing() -> None:
    assert passages.split(article("")) == ()
    assert passages.split(article(" \n\n ")) == ()


def test_an_impossible_window_is_refused() -> None:
    with pytest.raises(ValueError, match="max_chars"):
        passages.split(article("One."), max_chars=0)


def test_a_very_long_article_is_quick() -> None:
    text = paragraphs(*[5] * 4000)
    start = time.perf_counter()
    parts = passages.split(article(text))
    assert time.perf_counter() - start < 10
    assert len(parts) > 1000
