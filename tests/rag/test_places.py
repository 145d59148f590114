"""Countries by their names, adjectives and capitals, in whatever language."""

from __future__ import annotations

import pytest

from rag.claims.parties import alike, unlike
from rag.claims.places import places


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("TH", "Thailand Thai thaïlandaise tailandés Bangkok Бангкок тайский"),
        ("KH", "Cambodia cambodgien camboyano kambodschanisch 金边 Пномпень"),
        ("ET", "Ethiopia éthiopienne etíope äthiopisch Addis-Abeba эфиопского"),
        ("ER", "Eritrea érythréen eritreisch Asmara أسمرة"),
        ("RS", "Serbia serbe serbio Serbs Belgrade Белграда"),
        ("XK", "Kosovo kosovare Pristina Приштины"),
        ("UA", "Ukraine ukrainien Kyiv Kiev Киевом"),
        ("LY", "Libya libyen libio libysch Tripoli"),
        ("UZ", "Uzbekistan ouzbek usbekisch Tashkent Tachkent"),
        ("EG", "Egypt égyptien egipcio egiziano Cairo Kairo Caire"),
    ],
)
def test_a_country_is_told_by_its_name_its_adjective_and_its_capital(code: str, words: str) -> None:
    assert {word: code in places(word) for word in words.split()} == dict.fromkeys(words.split(), True)


@pytest.mark.parametrize(
    "word",
    ["François", "Francesca", "Roman", "Georges", "Sofia", "muscat", "lettre", "Ghani", "libérée", "من", "check"],
)
def test_a_word_that_begins_alike_or_is_a_name_is_no_country(word: str) -> None:
    assert not places(word)


def test_belgrade_is_not_belgian() -> None:
    assert places("Belgrade") == places("Белград") == {"RS"}


@pytest.mark.parametrize(
    ("asked", "printed"),
    [
        ("La Thaïlande", "The Thai military"),
        ("Addis-Abeba", "le chef d'état-major éthiopien, le général Hailu Kebede"),
        ("Asmara", "L'Érythrée"),
        ("Cambodia", "Phnom Penh"),
        ("Serbia", "Сербская сторона"),
        ("the union", "le syndicat"),
        ("der Armeesprecher", "el portavoz del ejército"),
    ],
)
def test_who_speaks_for_a_country_is_the_country(asked: str, printed: str) -> None:
    assert alike(asked, printed) == 1.0
    assert not unlike(asked, printed)
