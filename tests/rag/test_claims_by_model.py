"""Claims of languages that a chat model has to read: what it says counts as far as the article bears it out."""

from __future__ import annotations

import json
from pathlib import Path

from fake_openai import FakeOpenAI, fake_openai
from fakes import HashEmbedder, OverlapReader, WordedQuestions

from rag import Library

TEXT = "Мэр Тарска обвинил завод в утечке. Завод это отверг. Он назвал обвинение ложью. Шёл дождь."
GOOD = [
    {"sentence": 0, "speaker": "Мэр Тарска", "stance": "accuse", "target": "завод"},
    {"sentence": 1, "speaker": "Завод", "stance": "deny", "target": None},
    {"sentence": 2, "speaker": "Завод", "stance": "say", "target": None},
]
BAD = [
    {"sentence": 0, "speaker": "The mayor", "stance": "accuse", "target": "завод"},
    {"sentence": 3, "speaker": "Мэр Тарска", "stance": "say", "target": None},
    {"sentence": 0, "speaker": "Мэр Тарска", "stance": "praise", "target": "завод"},
    {"sentence": 9, "speaker": "Завод", "stance": "say", "target": None},
    {"sentence": 1, "speaker": None, "stance": "deny", "target": None},
    {"sentence": True, "speaker": "Завод", "stance": "say", "target": None},
    ["sentence"],
]


def reply(lines: list[object]) -> str:
    return "Here they are:\n" + "\n".join(json.dumps(one, ensure_ascii=False) for one in lines)


def library_with(folder: Path, fake: FakeOpenAI, model: str) -> Library:
    return Library.open(
        folder,
        embedder=HashEmbedder(),
        reader=OverlapReader(),
        asked=WordedQuestions(),
        model=f"openai:{model}",
        base_url=fake.url,
    )


def test_what_stands_in_the_text_counts_and_nothing_else(folder: Path) -> None:
    with fake_openai(reply([*GOOD, *BAD])) as fake, library_with(folder, fake, "good") as library:
        library.add([{"id": "tarsk", "text": TEXT, "language": "ru"}])
        claims = library.claims()
        assert [(one.speaker, one.stance, one.target) for one in claims] == [
            ("Мэр Тарска", "accuse", "завод"),
            ("Завод", "deny", None),
            ("Завод", "say", None),
        ]
        assert [one.start for one in claims[0].denied_by] == [claims[1].start]
        for one in claims:
            assert TEXT[one.start : one.end] == one.quote and one.confidence < 0.5
        assert "[0] Мэр Тарска" in fake.asked[0]["messages"][0]["content"]


def test_languages_with_a_reader_of_our_own_ask_no_model(folder: Path) -> None:
    with fake_openai("") as fake, library_with(folder, fake, "good") as library:
        library.add([{"id": "en", "text": "The mayor accused the mill of lying. It rained.", "language": "en"}])
        assert [one.stance for one in library.claims()] == ["accuse"] and fake.asked == []


def test_a_model_that_fails_loses_its_claims_and_no_article(folder: Path) -> None:
    with fake_openai("") as fake, library_with(folder, fake, "nowhere") as library:
        assert library.add([{"id": "tarsk", "text": TEXT, "language": "ru"}]).added == 1
        assert library.claims() == [] and fake.asked
