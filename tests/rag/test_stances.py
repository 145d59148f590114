from __future__ import annotations

import pytest
from fakes import article

from rag import Library
from rag.stances import stances

BOTH = frozenset({"accuse", "deny"})


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("The governor ACCUSED the army of shelling the port.", "en", {"accuse"}),
        ("The army denies it.", "en", {"deny"}),
        ("The army denied the allegations.", "en", BOTH),
        ("The ferry left at noon.", "en", set()),
        ("Le gouverneur a accusé l’armée.", "fr", {"accuse"}),
        ("L’armée a démenti.", "fr", {"deny"}),
        ("L’armée nie.", "fr", {"deny"}),
        ("Le niveau du lac monte.", "fr", set()),
        ("El ejército rechazó la acusación.", "es", BOTH),
        ("Die Armee wies den Vorwurf zurück.", "de", BOTH),
        ("Министерство отвергло обвинения.", "ru", BOTH),
        ("军队否认了这一指控。", "zh", BOTH),
        ("نفى الجيش ذلك.", "ar", {"deny"}),
        ("The army denied it.", "xx", set()),
        ("The army denied it.", "", set()),
        ("", "en", set()),
    ],
)
def test_words_that_accuse_or_deny(text: str, language: str, expected: set[str]) -> None:
    assert stances(text, language) == expected


def test_a_dispute_shows_both_sides_among_the_first_three(library: Library) -> None:
    """Four near accusations and one denial, less near to the question."""
    library.add(
        [
            *(
                article(
                    f"The governor of {place} accused the army of shelling the port of Dbrnouk {day}.",
                    place,
                    source=place.title(),
                )
                for place, day in (
                    ("klow", "on Sunday before dawn"),
                    ("istow", "with rockets again"),
                    ("zlip", "during the harvest feast"),
                    ("tesznik", "twice within one week"),
                )
            ),
            article("The army of Borduria denied on Monday shelling the port of Dbrnouk.", "denial"),
            article("The cherries were late, and the school closed for the summer.", "cherries"),
        ]
    )
    cited = library.as_chain().invoke("Who accused the army of shelling the port of Dbrnouk?").citations
    first = [one.article_id for one in cited[:3]]
    assert "denial" in first and set(first) & {"klow", "istow", "zlip", "tesznik"}
    assert "cherries" not in [one.article_id for one in cited]
