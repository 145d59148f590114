from __future__ import annotations

import sqlite3

import pytest

from rag.analysis import fold, terms, transcribe


@pytest.mark.parametrize(
    ("one", "other", "language"),
    [
        ("accusé", "accusent", "fr"),
        ("accusation", "accuser", "fr"),
        ("Élysée", "elysee", "fr"),
        ("chevaux", "chevaux,", "fr"),
        ("bombing", "bombed", "en"),
        ("Häuser", "hauser", "de"),
        ("обстрелы", "обстрелов", "ru"),
        ("Straße", "STRASSE", "de"),
        ("ﬁnances", "finances", "en"),
        ("cafe\u0301", "café", "fr"),
        ("niño", "nino", "es"),
    ],
)
def test_forms_of_a_word_share_a_term(one: str, other: str, language: str) -> None:
    assert set(terms(one, language)) & set(terms(other, language))


def test_a_word_gives_its_stem_and_its_beginning() -> None:
    assert terms("accusations", "fr") == ["accus", "~accus"]
    assert terms("accusations", "") == ["accusations", "~accus"]
    assert terms("accusations", "xx") == ["accusations", "~accus"]


def test_a_name_is_the_same_in_another_script() -> None:
    assert set(terms("Алиев", "ru")) & set(terms("Aliev", "en")) == {"~aliev"}
    assert transcribe("Алиев") == "aliev"


def test_different_words_share_nothing() -> None:
    assert not set(terms("phosphore", "fr")) & set(terms("barrage", "fr"))


@pytest.mark.parametrize("apostrophe", "'’ʼ")
def test_an_elision_is_cut_off(apostrophe: str) -> None:
    assert set(terms("armée", "fr")) <= set(terms(f"l{apostrophe}armée qu{apostrophe}armée", "fr"))


def test_stop_words_and_single_letters_are_left_out_and_digits_kept() -> None:
    assert terms("Qui est le maire ?", "fr") == terms("maire", "fr")
    assert terms("the of and", "en") == []
    assert terms("x", "en") == [] and terms("5 dead", "en")[0] == "5"
    assert terms("où étaient-ils été", "fr") == terms("", "fr") == []


def test_scripts_without_spaces_are_cut_into_pairs() -> None:
    assert terms("北京大", "zh") == ["北京", "京大"]
    assert terms("京", "zh") == ["京"]
    assert set(terms("北京", "zh")) <= set(terms("他在北京大学。", "zh"))
    assert "ไท" in terms("ประเทศไทย", "th")


@pytest.mark.parametrize(
    ("text", "word", "language"),
    [
        ("हिन्दी भाषा में सरकार", "हिन्दी", "hi"),
        ("বাংলা ভাষা", "ভাষা", "bn"),
        ("தமிழ் மொழி", "மொழி", "ta"),
        ("كِتَابٌ جديد", "كتاب", "ar"),
        ("סֵפֶר", "ספר", "he"),
        ("e\u0301lu\u0327", "élu", "fr"),
    ],
)
def test_words_written_with_combining_signs_stay_whole(text: str, word: str, language: str) -> None:
    """Python's own idea of a word ends at every Indic vowel sign and Arabic or Hebrew point."""
    assert terms(word, language) and set(terms(word, language)) <= set(terms(text, language))


def test_terms_come_in_reading_order() -> None:
    assert terms("dam ferry", "en") == ["dam", "~dam", "ferri", "~ferry"]


def test_folding_takes_case_and_accents() -> None:
    assert fold("ÉLYSÉE") == "elysee" and fold("Ǆ") == "dz"


HOSTILE = [
    'he said "white" OR NEAR(a b) NOT c* -d ^e {f} : g',
    "l'armée\x00 d'un\u202e\u200b \ud800 mot",
    "a\u00a0b\u2003c\u3000d e\u0301\u0301\u0301\u0301",
    "👩‍👩‍👧‍👦 🇦🇿 family",
    "ـــــ كِتَابٌ ﷺ ﷽",
    "ﬃ ½ ² ① Ⅷ ㍿ ㎏",
    "हिन्दी தமிழ் ภาษาไทย မြန်မာ བོད་ཡིག 𠀀𠀁 한국어",
    "_under_score_ camelCase snake_case",
]


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("language", ["", "fr", "ar", "zh"])
def test_terms_are_safe_to_store_and_to_look_for(text: str, language: str) -> None:
    """Each can be quoted in a query of SQLite's full-text search, and finds exactly the text it came from."""
    found = terms(text, language)
    assert all(term and not set(term) & set(' "\t\n\x00') and not any(map(str.isspace, term)) for term in found)
    if any("\ud800" <= char <= "\udfff" for term in found for char in term):
        pytest.fail("a lone surrogate cannot be stored")
    connection = sqlite3.connect(":memory:")
    connection.execute("""CREATE VIRTUAL TABLE lexicon USING fts5 (terms, tokenize = "ascii tokenchars '~'")""")
    connection.execute("INSERT INTO lexicon (rowid, terms) VALUES (1, ?)", (" ".join(found),))
    connection.execute("INSERT INTO lexicon (rowid, terms) VALUES (2, 'zzz ~zzz')")
    for term in found:
        rows = connection.execute("SELECT rowid FROM lexicon WHERE lexicon MATCH ?", (f'"{term}"',)).fetchall()
        assert rows == [(1,)], term
