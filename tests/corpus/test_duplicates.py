from __future__ import annotations

from corpus.duplicates import first_copies


def test_first_copies_points_to_the_first_of_its_kind() -> None:
    texts = [
        "The mayor denied on Monday that the bridge was closed.",
        "Rain fell all day.",
        "The mayor denied on Tuesday that the bridge was closed.",
        "the mayor denied on monday that the bridge was closed",
        "",
    ]
    assert first_copies(texts, 0.4) == [0, 1, 0, 0, 4]
    assert first_copies(texts, 0.9) == [0, 1, 2, 0, 4]
