"""JSONL and JSON: the text exactly as given, bad lines reported and the others read."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from corpus.errors import NoArticle, UnreadableSource
from corpus.readers import Rejected, read
from corpus.types import Article


def write(tmp_path: Path, *lines: Any, name: str = "news.jsonl") -> Path:
    path = tmp_path / name
    path.write_text("\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines), "utf-8")
    return path


def test_every_field(tmp_path: Path) -> None:
    item = {
        "id": "a1", "title": "T", "text": "Le ministre a nié.", "url": "https://x.example/a", "source": "S", "authors": ["A B", "C D"],
        "published": "2020-11-01", "language": "fr",
    }  # fmt: skip
    (article,) = read(write(tmp_path, item))
    assert article.to_dict() == item


def test_the_text_is_taken_as_given(tmp_path: Path) -> None:
    text = "Share\r\n\tLog in \u200b e\u0301  \n\n\n trailing "
    (article,) = read(write(tmp_path, {"text": text}))
    assert article.text == text
    assert article.dropped == ()


def test_lone_surrogates_do_not_survive(tmp_path: Path) -> None:
    (article,) = read(write(tmp_path, '{"text": "a\\ud800b", "title": "\\udc00"}'))
    assert article.text == "a\ufffdb"
    article.title.encode("utf-8")


def test_missing_ids_are_derived_and_stable(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        {"text": "One thing happened."},
        {"text": "Two.", "url": "https://www.x.example/news/bridge-closed.html?utm_source=a"},
    )
    first, second = read(path)
    assert [first.id, second.id] == [article.id for article in read(path)]
    assert second.id.startswith("bridge-closed-")
    (later,) = read(
        write(
            tmp_path, {"text": "Two, corrected.", "url": "http://x.example/news/bridge-closed.html#top"}, name="b.jsonl"
        )
    )
    assert later.id == second.id
    assert first.id != second.id != ""


def test_numbers_are_ids_too(tmp_path: Path) -> None:
    (article,) = read(write(tmp_path, {"id": 7, "text": "One."}))
    assert article.id == "7"


BAD = [
    ("{broken", "JSON"),
    ('{"a":' * 100_000, "nested too deeply"),
    ('{"title": "no text"}', "text"),
    ('{"text": 5}', "text"),
    ('{"text": "  "}', "empty"),
    ('["list"]', "object"),
    ('{"text": "a b", "title": 5}', "title"),
    ('{"text": "a b", "authors": 5}', "authors"),
    ('{"text": "a b", "published": "soon"}', "published"),
    ('{"text": "a b", "published": "2020-13-45"}', "published"),
]


@pytest.mark.parametrize(("line", "word"), BAD)
def test_a_bad_line_is_reported_and_the_rest_is_read(line: str, word: str, tmp_path: Path) -> None:
    path = write(tmp_path, {"id": "a", "text": "One."}, "", line, {"id": "b", "text": "Two."})
    rejected: list[Rejected] = []
    assert [article.id for article in read(path, rejected.append)] == ["a", "b"]
    (one,) = rejected
    assert one.source == f"{path}:3"
    assert word in one.reason


def test_without_a_callback_the_bad_line_is_raised_after_the_good_ones(tmp_path: Path) -> None:
    path = write(tmp_path, {"id": "a", "text": "One."}, "{broken", {"id": "b", "text": "Two."})
    found: list[Article] = []
    with pytest.raises(UnreadableSource, match=r"news\.jsonl:2"):
        found.extend(read(path))
    iterator = read(path)
    assert [next(iterator).id, next(iterator).id] == ["a", "b"]


def test_a_list_an_object_and_a_wrapper(tmp_path: Path) -> None:
    items = [{"id": "a", "text": "One."}, {"id": "b", "text": "Two."}]
    for name, content in (("l.json", items), ("w.json", {"articles": items})):
        path = tmp_path / name
        path.write_text(json.dumps(content, indent=1), "utf-8")
        assert [article.id for article in read(path)] == ["a", "b"]
    path = tmp_path / "o.json"
    path.write_text(json.dumps(items[0], indent=1), "utf-8")
    assert [article.id for article in read(path)] == ["a"]


def test_json_under_another_name(tmp_path: Path) -> None:
    path = write(tmp_path, {"id": "a", "text": "One."}, {"id": "b", "text": "Two."}, name="dump.txt")
    assert [article.id for article in read(path)] == ["a", "b"]


def test_text_after_all(tmp_path: Path) -> None:
    path = tmp_path / "note.txt"
    path.write_text('{"this is no JSON" said the note, and the minister denied it on Tuesday.', "utf-8")
    (article,) = read(path)
    assert article.id == "note"


def test_broken_json(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    path.write_text("[1, 2", "utf-8")
    with pytest.raises(UnreadableSource, match="valid JSON"):
        list(read(path))
    path.write_text("[" * 100_000, "utf-8")
    with pytest.raises(UnreadableSource, match="valid JSON"):
        list(read(path))
    path.write_text("[]", "utf-8")
    with pytest.raises(NoArticle):
        list(read(path))


def test_a_large_file_is_read_as_a_stream(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("corpus.readers.MAX_BYTES", 100)
    path = write(tmp_path, *({"id": str(i), "text": f"Story number {i}."} for i in range(50)), "{bad")
    rejected: list[Rejected] = []
    assert len(list(read(path, rejected.append))) == 50
    assert rejected[0].source.endswith(":51")


def test_language_is_found_where_it_is_not_given(tmp_path: Path) -> None:
    first, second = read(
        write(
            tmp_path, {"text": "Le ministre a nié l'accusation mardi."}, {"text": "He denied it.", "language": "en-GB"}
        )
    )
    assert (first.language, second.language) == ("fr", "en")
