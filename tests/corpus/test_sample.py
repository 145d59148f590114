"""The sample articles are what the README of their folder promises: many, mixed, marked, and known exactly.

``sample_truth.jsonl`` holds a line per article: its title, date, authors and outlet as the page gives them (an empty
value: the page does not say), the first and last words of its body, and phrases of the page that are no part of it.
"""

from __future__ import annotations

import html
import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "corpus" / "sample"
TRUTH = [json.loads(line) for line in Path(__file__).with_name("sample_truth.jsonl").read_text("utf-8").splitlines()]
MARK = "Sample article written for On Record; the outlet and the text are invented."
GENERATOR = '<meta name="generator" content="On Record sample articles">'
INLINE = "a|abbr|b|em|font|i|span|strong"
CHARSET = re.compile(rb'charset="?([\w-]+)', re.IGNORECASE)

pages = pytest.mark.parametrize("truth", TRUTH, ids=[f"{row['file']}#{row.get('id', '')}" for row in TRUTH])


def test_every_file_is_described() -> None:
    assert {row["file"] for row in TRUTH} == {path.name for path in SAMPLE.iterdir() if path.suffix != ".md"}
    readme = (SAMPLE / "README.md").read_text("utf-8")
    assert [row["file"] for row in TRUTH if f"| {row['file']} " not in readme] == []


def test_the_sample_is_large_and_mixed() -> None:
    assert len({row["file"] for row in TRUTH}) >= 40
    languages = Counter(row["language"] for row in TRUTH)
    assert languages["fr"] >= 16 and languages["en"] >= 16
    assert min(languages["es"], languages["de"]) >= 3
    assert min(languages["ru"], languages["ar"]) >= 2
    assert min(languages["it"], languages["tr"], languages["zh"]) >= 1
    forms = Counter(Path(row["file"]).suffix for row in TRUTH)
    assert forms[".html"] >= 25 and forms[".txt"] >= 12 and 3 <= forms[".jsonl"] <= 4


def test_legacy_encodings_are_among_them() -> None:
    assert {_encoding(path) for path in SAMPLE.glob("*.html")} == {"utf-8", "windows-1251", "windows-1252"}


def test_one_page_was_saved_twice_and_corrected_in_between() -> None:
    addresses = Counter(row["url"] for row in TRUTH if row["url"])
    twice = [address for address, count in addresses.items() if count > 1]
    assert len(twice) == 1 and addresses[twice[0]] == 2
    older, newer = sorted(row["file"] for row in TRUTH if row["url"] == twice[0])
    assert "dateModified" not in _raw(SAMPLE / older) and "dateModified" in _raw(SAMPLE / newer)


@pages
def test_it_carries_the_mark(truth: dict[str, Any]) -> None:
    raw = _raw(SAMPLE / truth["file"])
    if truth["file"].endswith(".html"):
        assert GENERATOR in raw
        assert MARK in _seen(SAMPLE / truth["file"])
    elif truth["file"].endswith(".txt"):
        assert raw.rstrip().endswith(MARK)
    else:
        assert [row["note"] for row in _records(truth["file"])] == [MARK] * len(_records(truth["file"]))


@pages
def test_the_page_holds_what_the_truth_says(truth: dict[str, Any]) -> None:
    if truth["file"].endswith(".jsonl"):
        (record,) = [row for row in _records(truth["file"]) if row["id"] == truth["id"]]
        assert _fold(record["text"]).startswith(truth["first"]) and _fold(record["text"]).endswith(truth["last"])
        for name in ("title", "language", "published", "authors", "source", "url"):
            assert record[name] == truth[name]
        return
    seen = _seen(SAMPLE / truth["file"])
    assert truth["first"] and truth["last"] and len(truth["absent"]) >= 2
    for phrase in (truth["title"], truth["first"], truth["last"], *truth["absent"], *truth["authors"]):
        assert phrase in seen
    body = seen[seen.index(truth["first"]) : seen.index(truth["last"]) + len(truth["last"])]
    assert len(body) > (350 if truth["language"] == "zh" else 1200)
    if truth["source"]:
        assert truth["source"] in seen


def _encoding(path: Path) -> str:
    found = CHARSET.search(path.read_bytes())
    return found.group(1).decode("ascii").lower() if found else "utf-8"


def _raw(path: Path) -> str:
    return path.read_bytes().decode(_encoding(path) if path.suffix == ".html" else "utf-8")


def _seen(path: Path) -> str:
    """The page as one line of visible text: scripts out, tags stripped, entities decoded, white space folded."""
    text = _raw(path)
    if path.suffix == ".html":
        text = re.sub(r"<(script|style)\b.*?</\1>", " ", text, flags=re.DOTALL)
        text = re.sub(rf"</?(?:{INLINE})\b[^>]*>", "", text, flags=re.IGNORECASE)
        text = html.unescape(re.sub(r"<[^>]*>", " ", text))
    return _fold(text)


def _records(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (SAMPLE / name).read_text("utf-8").splitlines()]


def _fold(text: str) -> str:
    return " ".join(text.split())
