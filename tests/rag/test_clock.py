"""Times of day: read in every form that the press has for them, and compared where a written sentence names one."""

from __future__ import annotations

import pytest

from rag import check_support
from rag.answering.checks.clock import times


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("à 15h45 et 15 h 30, puis pendant 9h", ["15:45", "15:30"]),
        ("at 3:45 p.m. on Tuesday, 9 a.m. and 12 a.m.", ["15:45", "9:00", "0:00"]),
        ("um 15.45 Uhr, 20 Uhr und 7 Uhr 05", ["15:45", "20:00", "7:05"]),
        ("vers 20 heures, et à 5 h du soir", ["20:00", "17:00"]),
        ("alle ore 18:30, a las 18 horas", ["18:30", "18:00"]),
        ("20 heures de négociations, les 35 heures, 24h", []),
        ("won 3:2, then 25:20; the record is 12:45.3", []),
        ("à 20 hectares, at 5 million, at 12 hours of talks", []),
    ],
)
def test_times_are_read_and_durations_are_not(text: str, expected: list[str]) -> None:
    assert [f"{one.minutes // 60}:{one.minutes % 60:02}" for one in times(text)] == expected


@pytest.mark.parametrize(
    ("sentence", "source", "borne_out"),
    [
        ("The meeting began at 3:45 p.m.", "La réunion a commencé à 15h45.", True),
        ("The meeting began at 3:30 p.m.", "La réunion a commencé à 15h45.", False),
        ("La réunion a commencé à 15 h 30.", "La réunion a commencé à 15h45.", False),
        ("La réunion a commencé à 15h45.", "The meeting began at 3:45.", True),
        ("Le couvre-feu commence à 21 heures.", "Le couvre-feu commencera à 20h.", False),
        ("The curfew starts at 8 p.m.", "Le couvre-feu est en vigueur entre 20 et 23 heures.", True),
    ],
)
def test_another_time_is_not_the_sources(sentence: str, source: str, borne_out: bool) -> None:
    found = check_support(sentence, [source])

    assert any(one.startswith("time:") for one in found.reasons) is not borne_out
    assert (found.verdict != "unsupported") or not borne_out
