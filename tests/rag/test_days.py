"""Dates: two days of one month, what yesterday and last year were, and days of the week in their forms."""

from __future__ import annotations

import pytest

from rag.answering.checks.days import days, known_days


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("The meeting took place on March 12 and 13.", "en", {(3, 12), (3, 13)}),
        ("La réunion a eu lieu les 12 et 13 mars.", "fr", {(3, 12), (3, 13)}),
        ("from March 3 to 5", "en", {(3, 3), (3, 4), (3, 5)}),
        ("The hearing is set for Sept. 12.", "en", {(9, 12)}),
        ("le premier mars, puis le 11-Septembre", "fr", {(3, 1), (9, 11)}),
        ("En mars 15 soldats ont été tués.", "fr", {(3, 0)}),
        ("the 9/11 attacks", "en", {(9, 11)}),
        ("в октябре 2023", "ru", {(10, 0)}),
        ("في تموز", "ar", {(7, 0)}),
    ],
)
def test_days_and_months_are_read(text: str, language: str, expected: set[tuple[int, int]]) -> None:
    assert {(one.month, one.day) for one in days(text, language)} == expected


@pytest.mark.parametrize(
    ("text", "language", "weekday"),
    [("am Montagabend", "de", 0), ("в среду", "ru", 2), ("يوم الإثنين", "ar", 0), ("w środę", "pl", 2)],
)
def test_days_of_the_week_are_read_in_their_forms(text: str, language: str, weekday: int) -> None:
    assert [one.weekday for one in days(text, language)] == [weekday]


@pytest.mark.parametrize(
    ("text", "language", "published", "expected"),
    [
        ("Le ministre a démissionné hier.", "fr", "2024-03-10", (2024, 3, 9)),
        ("Er trat vorgestern zurück.", "de", "2024-03-10", (2024, 3, 8)),
        ("Il a été arrêté le 28 décembre dernier.", "fr", "2024-01-05", (2023, 12, 28)),
        ("L'an dernier, l'entreprise a perdu 3 millions.", "fr", "2024-03-10", (2023, 0, 0)),
        ("Last month the firm closed.", "en", "2024-01-10", (2023, 12, 0)),
        ("Il y a deux jours, il est parti.", "fr", "2024-03-10", (2024, 3, 8)),
        ("It closed three years ago.", "en", "2024-03-10", (2021, 0, 0)),
        ("Le maire a démissionné jeudi dernier.", "fr", "2024-03-13", (2024, 3, 7)),
    ],
)
def test_what_lies_from_the_day_of_writing_is_worked_out(
    text: str, language: str, published: str, expected: tuple[int, int, int]
) -> None:
    assert expected in {(one.year, one.month, one.day) for one in known_days(text, language, published)}


def test_a_day_that_is_named_by_yesterday_or_last_is_no_other() -> None:
    assert all(one.day in (0, 9) for one in known_days("Le ministre a démissionné hier.", "fr", "2024-03-10"))
    assert all(one.day in (0, 7) for one in known_days("Il est parti jeudi dernier.", "fr", "2024-03-13"))
    assert not any(one.day == 11 for one in known_days("Salió por la mañana.", "es", "2024-03-10"))


def test_no_date_or_number_of_an_article_makes_the_reading_fail() -> None:
    assert any(one.month == 1 for one in days("ngày 5 tháng 1", "vi"))
    known_days(f"It closed {'9' * 400} years ago.", "en", "2024-03-10")
    assert not any(one.day == 20 for one in days("On March 12, 20 people were killed.", "en"))
