"""The built-in question sets are what their README promises: every gold quote stands in its article, no unanswerable
question has its answer in one, the halves share no question, and there are enough of every kind.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from corpus import sentences
from corpus.language import detect
from corpus.readers import read
from corpus.types import Article
from eval import sets
from rag.types import Filters

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "corpus" / "sample"
FOLDER = ROOT / "eval" / "questions"
HALVES = {
    half: [json.loads(line) for line in (FOLDER / f"{half}.jsonl").read_text("utf-8").splitlines()]
    for half in ("dev", "held")
}
ALL = [row for rows in HALVES.values() for row in rows]
ANSWERABLE = [row for row in ALL if row["answerable"]]
UNANSWERABLE = [row for row in ALL if not row["answerable"]]
LANGUAGES = ("ar", "de", "en", "es", "fr", "it", "ru", "tr", "zh")
STANCES = {"accuse", "say", "deny", "confirm", "warn", "demand", "promise", "doubt"}
PAIR = re.compile(r"[a-z]{2}>[a-z]{2}")
# Over both halves; each half holds at least two fifths of it.
WANTED = {
    "contested": 16, "cross-lingual": 70, "fr>en": 15, "en>fr": 15, "follow-up": 14, "unanswerable": 70,
    "trap-chrome": 10, "trap-reversed": 12, "trap-not-given": 8, "trap-wrong-event": 12, "off-corpus": 16,
}  # fmt: skip


def every(rows: Sequence[dict[str, Any]]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("row", rows, ids=[row["id"] for row in rows])


@pytest.mark.parametrize("half", HALVES)
def test_every_line_is_a_question(half: str) -> None:
    questions = sets.load(half).questions
    assert [one.id for one in questions] == [row["id"] for row in HALVES[half]]
    for question, row in zip(questions, HALVES[half], strict=True):
        assert question.quotes == tuple(row.get("quotes", ()))
        assert question.answers == tuple(row.get("answers", ()))
        assert question.answerable is row["answerable"]


def test_ids_are_unique_and_name_their_half() -> None:
    assert [name for name, count in Counter(row["id"] for row in ALL).items() if count > 1] == []
    for half, rows in HALVES.items():
        assert [row["id"] for row in rows if not row["id"].startswith(f"{half}-")] == []


def test_no_question_stands_in_both_halves() -> None:
    near = [
        (one["question"], other["question"])
        for one in HALVES["dev"]
        for other in HALVES["held"]
        if _alike(one["question"], other["question"])
    ]
    assert near == []


def test_no_fact_is_asked_for_in_both_halves() -> None:
    """Two questions in different words or languages are one when they share an answer and the sentence it stands in."""
    shared = [
        (one["id"], other["id"])
        for one in HALVES["dev"]
        for other in HALVES["held"]
        if _answers(one) & _answers(other) and set(one.get("quotes", ())) & set(other.get("quotes", ()))
    ]
    assert shared == []


def test_there_are_enough_of_every_kind() -> None:
    counts = {half: Counter(tag for row in rows for tag in row["tags"]) for half, rows in HALVES.items()}
    for half, rows in HALVES.items():
        counts[half]["any"] = len(rows)
        counts[half]["fact, number or date"] = sum(
            bool({"fact", "number", "date"} & set(row["tags"])) for row in rows if row["answerable"]
        )
        counts[half]["claims"] = sum(bool(row.get("claims")) for row in rows)
        counts[half]["filter"] = sum(bool(row.get("filters")) for row in rows)
        counts[half]["filter leaves nothing"] = sum(bool(row.get("filters")) and not row["answerable"] for row in rows)
        counts[half]["trap"] = sum(any(tag.startswith("trap-") for tag in row["tags"]) for row in rows)
        counts[half].update(f"cross-lingual {row['language']}" for row in rows if "cross-lingual" in row["tags"])
    wanted = WANTED | {
        "any": 240, "fact, number or date": 70, "claims": 45, "filter": 14, "filter leaves nothing": 4, "trap": 45,
        "cross-lingual es": 8, "cross-lingual de": 8, "cross-lingual ru": 8, "cross-lingual ar": 8,
    }  # fmt: skip
    assert {kind: counts["dev"][kind] + counts["held"][kind] for kind in wanted} == {
        kind: max(number, counts["dev"][kind] + counts["held"][kind]) for kind, number in wanted.items()
    }
    thin = [(half, kind) for half in HALVES for kind, number in wanted.items() if counts[half][kind] < 0.4 * number]
    assert thin == []


def test_tags_are_those_of_the_readme() -> None:
    table = (FOLDER / "README.md").read_text("utf-8").partition("## Tags")[2]
    known = {tag for line in table.splitlines() for tag in re.findall(r"`([^`]+)`", "|".join(line.split("|")[:2]))}
    known |= set(re.findall(r"`(near-miss|far)`", table))
    assert {tag for row in ALL for tag in row["tags"] if not PAIR.fullmatch(tag)} <= known


@every(ALL)
def test_the_language_is_that_of_the_question(row: dict[str, Any]) -> None:
    assert row["language"] in LANGUAGES
    assert detect(row["question"], LANGUAGES) == row["language"]


@every(ANSWERABLE)
def test_each_quote_stands_in_its_article(row: dict[str, Any]) -> None:
    texts = {name: articles()[name].text for name in row["article_ids"]}
    assert row["quotes"] and row["answers"]
    for quote in row["quotes"]:
        assert any(quote in text for text in texts.values()), quote
        assert "\n" not in quote and quote == quote.strip()
    for name, text in texts.items():
        assert any(quote in text for quote in row["quotes"]), f"{name} holds no quote"
    for answer in row["answers"]:
        assert any(answer in quote for quote in row["quotes"]), answer


@every(ANSWERABLE)
def test_tags_follow_from_the_gold(row: dict[str, Any]) -> None:
    tags = set(row["tags"])
    languages = {articles()[name].language for name in row["article_ids"]}
    crossing = row["language"] not in languages
    assert ("cross-lingual" in tags) is crossing
    expected = {f"{row['language']}>{one}" for one in languages} if crossing else set()
    assert {tag for tag in tags if PAIR.fullmatch(tag)} == expected
    assert ("follow-up" in tags) is bool(row.get("history"))
    assert "unanswerable" not in tags and not any(tag.startswith("trap-") for tag in tags)
    if "contested" in tags:
        assert len(row["sides"]) >= 2 and all(side and set(side) <= set(row["quotes"]) for side in row["sides"])
    if "who-said" in tags:
        assert row["claims"]


@every([row for row in ALL if row.get("filters")])
def test_the_gold_lies_inside_the_filter(row: dict[str, Any]) -> None:
    filters = Filters.parse(row["filters"])
    assert filters
    assert all(_passes(articles()[name], filters) for name in row.get("article_ids", ()))
    kinds = {"from": "filter-date", "to": "filter-date", "source": "filter-source", "language": "filter-language"}
    assert {kinds[name] for name in row["filters"]} == {tag for tag in row["tags"] if tag.startswith("filter-")}
    if row["answerable"]:
        # The filter makes a difference: it shuts out some of the articles.
        assert any(not _passes(article, filters) for article in articles().values())


@every([row for row in ALL if row.get("claims")])
def test_each_claim_names_parties_of_the_articles(row: dict[str, Any]) -> None:
    text = _fold("\n".join(articles()[name].text for name in row["article_ids"]))
    for claim in row["claims"]:
        assert set(claim) <= {"speaker", "stance", "target", "speakers", "targets"}
        assert claim["stance"] in STANCES
        assert any(_fold(name) in text for name in (claim["speaker"], *claim.get("speakers", ())))
        if claim["target"] is not None:
            assert any(_fold(name) in text for name in (claim["target"], *claim.get("targets", ())))


@every([row for row in ALL if row.get("history")])
def test_a_history_is_a_talk_in_turns(row: dict[str, Any]) -> None:
    roles = [turn["role"] for turn in row["history"]]
    assert roles == ["user", "assistant"] * (len(roles) // 2) and roles
    assert all(turn["content"].strip() for turn in row["history"])


@every(UNANSWERABLE)
def test_the_answer_is_in_no_article(row: dict[str, Any]) -> None:
    assert "answers" not in row and "quotes" not in row
    assert row["absent"] and all(row["absent"])
    assert found(row) == []
    for name in row.get("within", ()):
        assert name in articles()
    # A proof over sentences that do not exist proves nothing.
    if row.get("with"):
        assert next(_sentences(row), None) is not None
    for correction in row.get("corrections", ()):
        assert correction["quote"] in articles()[correction["article_id"]].text
    if "trap-not-given" in row["tags"]:
        assert row["corrections"]


@every([row for row in UNANSWERABLE if "trap-chrome" in row["tags"]])
def test_the_answer_of_a_chrome_trap_stands_on_a_page(row: dict[str, Any]) -> None:
    assert any(text in page for text in row["absent"] for page in pages())


def test_an_answer_that_is_there_is_found() -> None:
    """The proof sees what it must not find: a mayor who does stand in two articles, the shelter of another year."""
    assert len(found({"absent": ["piero gandolfi"]})) == 2
    assert found({"absent": ["grammar school"], "within": ["flood-en-2024-lowmere"]}) == []
    assert len(found({"absent": ["grammar school"], "within": ["flood-en-2018-lowmere"]})) == 1
    assert found({"absent": ["accused"], "with": [["Quayle"], ["Thorne"]]}) == []
    assert found({"absent": ["lawyer"], "with": [["Quayle", "Reyle"]]}) != []
    assert found({"absent": ["phosph"], "filters": {"from": "2021"}}) == []
    assert found({"absent": ["phosph"], "filters": {"from": "2020"}}) != []


def found(row: dict[str, Any]) -> list[str]:
    """The sentences in which one of the row's ``absent`` strings stands although it must not."""
    absent = [_fold(text) for text in row["absent"]]
    return [sentence for sentence in _sentences(row) if any(text in _fold(sentence) for text in absent)]


@cache
def articles() -> dict[str, Article]:
    """The sample as a library holds it: of two versions of one page, the later file."""
    return {article.id: article for path in sorted(SAMPLE.iterdir()) if path.suffix != ".md" for article in read(path)}


@cache
def pages() -> tuple[str, ...]:
    """Every page as it was saved, in one line each."""
    raw = (path.read_bytes() for path in SAMPLE.iterdir() if path.suffix != ".md")
    return tuple(" ".join(_decoded(data).split()) for data in raw)


def _decoded(data: bytes) -> str:
    encoding = re.search(rb'charset="?(windows-\d+)', data)
    return data.decode(encoding.group(1).decode("ascii") if encoding else "utf-8")


def _sentences(row: dict[str, Any]) -> Iterator[str]:
    filters = Filters.parse(row.get("filters"))
    groups = [[_fold(text) for text in group] for group in row.get("with", ())]
    for name, article in articles().items():
        if ("within" in row and name not in row["within"]) or not _passes(article, filters):
            continue
        for sentence in sentences.split(article.text, article.language):
            if all(any(text in _fold(sentence.text) for text in group) for group in groups):
                yield sentence.text


def _passes(article: Article, filters: Filters) -> bool:
    return (
        (not filters.since or article.published >= filters.since)
        and (not filters.until or "" < article.published <= filters.until)
        and (not filters.languages or article.language in filters.languages)
        and (not filters.sources or any(one.casefold() in article.source.casefold() for one in filters.sources))
    )


def _answers(row: dict[str, Any]) -> set[str]:
    return {_fold(text) for text in row.get("answers", ())}


def _fold(text: str) -> str:
    return text.casefold().replace("’", "'")


def _alike(one: str, other: str) -> bool:
    matcher = SequenceMatcher(None, _fold(one), _fold(other))
    if matcher.real_quick_ratio() > 0.7 and matcher.quick_ratio() > 0.7 and matcher.ratio() > 0.75:
        return True
    first, second = set(re.findall(r"\w+", _fold(one))), set(re.findall(r"\w+", _fold(other)))
    return min(len(first), len(second)) > 1 and len(first & second) / len(first | second) > 0.6
