"""Replies of chat models: which sentences there are, and what each of them cites, however it is written."""

from __future__ import annotations

import pytest

from rag.answering.markers import drafts, is_none, numbered


@pytest.mark.parametrize(
    ("reply", "language", "expected"),
    [
        (
            "The mayor resigned [S1, S2, and S3]. He left [S1 S2].",
            "en",
            [("The mayor resigned.", (1, 2, 3)), ("He left.", (1, 2))],
        ),
        ("Selon [S1] et [S2], le ministre a démissionné.", "fr", [("Le ministre a démissionné.", (1, 2))]),
        (
            "[S1] reports that the mayor resigned. He left [S2].",
            "en",
            [("The mayor resigned.", (1,)), ("He left.", (2,))],
        ),
        (
            "Il a dit : « Nous partirons. » [S1] Il est parti. [S2]",
            "fr",
            [("Il a dit : « Nous partirons. »", (1,)), ("Il est parti.", (2,))],
        ),
        (
            "Er sagte: „Wir gehen.“ [S1] Er ging [S2 und S3].",
            "de",
            [("Er sagte: „Wir gehen.“", (1,)), ("Er ging.", (2, 3))],
        ),
        (
            "The company (founded on 1950-03-11) closed [S1].",
            "en",
            [("The company (founded on 1950-03-11) closed.", (1,))],
        ),
        ("[S1] (Le Monde, 2023-01-02) Il est parti.", "fr", [("Il est parti.", (1,))]),
        ("12. März war der Prozess [S1].", "de", [("12. März war der Prozess.", (1,))]),
        ("He left［S3］.", "en", [("He left.", (3,))]),
        ("In [2023] he left [S1].", "en", [("In [2023] he left.", (1,))]),
    ],
)
def test_markers_are_read_as_models_write_them(
    reply: str, language: str, expected: list[tuple[str, tuple[int, ...]]]
) -> None:
    assert [(one.text, one.cited) for one in drafts(reply, range(1, 15), language)] == expected


def test_a_stretch_that_is_too_long_does_not_count_as_two() -> None:
    [one] = drafts("He came [S1-S14].", range(1, 15), "en")
    assert len(one.cited) > 4


def test_repairs_are_found_by_their_numbers() -> None:
    reply = "1. None of the workers was hurt [S1].\n**2.** He left [S2].\n3. NONE"
    assert numbered(reply) == {1: "None of the workers was hurt [S1].", 2: "He left [S2]."}
    assert is_none(" none. ") and not is_none("None of the workers was hurt.")
