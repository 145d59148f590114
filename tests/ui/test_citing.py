"""References as the style guides print them, and BibTeX that no title can break."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from corpus.types import Article
from ui.citing import apa, bibtex, chicago

ASKED = date(2026, 1, 31)
ARTICLE = Article(
    "x", "id", "Klow accuses Borduria", "https://news.example/a_b?c=1&d=%C3%A9", "The Courier", ("Nora Blake", "Jean-Luc Hale"),
    "2021-03-02", "en",
)  # fmt: skip
BARE = Article("x", title="Who burnt the forest?")


def test_chicago() -> None:
    assert chicago(ARTICLE, ASKED) == (
        "Nora Blake and Jean-Luc Hale, “Klow accuses Borduria,” The Courier, March 2, 2021, "
        "https://news.example/a_b?c=1&d=%C3%A9."
    )
    three = replace(ARTICLE, authors=("A B", "C D", "E F"))
    assert chicago(three, ASKED).startswith("A B, C D, and E F, “")
    assert chicago(BARE, ASKED) == "“Who burnt the forest?” accessed January 31, 2026."


def test_apa() -> None:
    assert apa(ARTICLE, ASKED) == (
        "Blake, N., & Hale, J.-L. (2021, March 2). Klow accuses Borduria. The Courier. "
        "https://news.example/a_b?c=1&d=%C3%A9"
    )
    assert apa(BARE, ASKED) == "Who burnt the forest? (n.d.)."
    undated = replace(ARTICLE, authors=("Agence",), published="")
    assert apa(undated, ASKED) == (
        "Agence. (n.d.). Klow accuses Borduria. The Courier. "
        "Retrieved January 31, 2026, from https://news.example/a_b?c=1&d=%C3%A9"
    )


def test_bibtex() -> None:
    assert bibtex(ARTICLE, ASKED) == (
        "@article{blake2021klow-a561,\n"
        "  author = {Nora Blake and Jean-Luc Hale},\n"
        "  title = {{Klow accuses Borduria}},\n"
        "  journal = {The Courier},\n"
        "  date = {2021-03-02},\n"
        "  year = {2021},\n"
        "  month = {3},\n"
        "  url = {https://news.example/a_b?c=1&d=%C3%A9},\n"
        "  urldate = {2026-01-31},\n"
        "  langid = {en},\n"
        "}"
    )


def test_no_title_breaks_out_of_its_entry() -> None:
    hostile = replace(
        ARTICLE,
        title="100 % of } @comment{ \\input{x} $a_b^c$ ~ &",
        authors=("Reuters, AFP", "{x"),
        url="https://e.example/}%",
    )
    entry = bibtex(hostile, ASKED)
    plain = entry.replace("\\{", "").replace("\\}", "")
    depth = 0
    for at, char in enumerate(plain):
        depth += {"{": 1, "}": -1}.get(char, 0)
        assert depth > 0 or at in (len(plain) - 1, *range(9)), "the entry ends where it ends"
    assert depth == 0 and "{Reuters, AFP} and" in entry and r"100 \% of" in entry


@pytest.mark.parametrize(
    ("author", "inverted"),
    [
        ("Ursula von der Leyen", "von der Leyen, U."),
        ("Jean de La Fontaine", "de La Fontaine, J."),
        ("Martin Luther King Jr.", "King, M. L., Jr."),
        ("Ada King Lovelace", "Lovelace, A. K."),
    ],
)
def test_a_family_name_begins_at_its_particle(author: str, inverted: str) -> None:
    assert apa(replace(ARTICLE, authors=(author,)), ASKED).startswith(f"{inverted} (2021, March 2).")


def test_articles_in_any_script_have_keys_of_their_own() -> None:
    russian = replace(ARTICLE, title="Газопровод закрыт", source="Вестник", authors=())
    keys = {bibtex(replace(russian, id=one), ASKED).partition(",")[0] for one in ("a", "b")}
    assert len(keys) == 2 and all(one.startswith("@article{vestnik2021gazoprovod-") for one in keys)
