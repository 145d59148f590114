from __future__ import annotations

import pytest

from rag.claims.names import grouped, is_plural, keys, likeness, naming
from rag.claims.parties import alike, unlike


def test_one_person_under_many_namings_is_one_group() -> None:
    people = ["Aliev", "Ilham Aliev", "le président azerbaïdjanais Ilham Aliev", "President Ilham Aliyev"]
    groups = grouped(
        [*people, "Bakou", "le ministère azerbaïdjanais de la Défense", "le ministère arménien de la Défense"]
    )
    assert {groups[one] for one in people} == {"Ilham Aliev"}
    assert len(set(groups.values())) == 4


def test_one_person_in_the_spellings_of_two_languages_is_one_group() -> None:
    groups = grouped(["President Volodymyr Zelenskyy", "der Präsident Wolodymyr Selenskyj", "Zelensky", "Selenskyj"])
    assert len(set(groups.values())) == 1


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("Qatar", "Katar", 1.0),
        ("Wagner", "Vagner", 1.0),
        ("Zelenskyy", "Selenskyj", 1.0),
        ("Kyiv", "Kiev", 1.0),
        ("Canada", "Kanada", 1.0),
        ("Azerbaijan", "Aserbaidschan", 1.0),
        ("the Qatari ministry", "das Ministerium von Katar", 1.0),
        ("China", "Kenya", 0.0),
        ("Crimea", "Kremlin", 0.0),
        ("The welders", "Coach Velde", 0.0),
        ("", "Qatar", 0.0),
    ],
)
def test_names_are_alike_in_the_spellings_of_other_languages(one: str, other: str, expected: float) -> None:
    assert likeness(one, other) == likeness(other, one) == expected
    assert bool(keys(one) & keys(other)) == bool(expected)


def test_a_surname_of_two_people_joins_neither() -> None:
    groups = grouped(["Verdier", "Paul Verdier, ancien ministre", "Judge Anne Verdier"])
    assert groups["Verdier"] == "Verdier"
    assert groups["Judge Anne Verdier"] == "Anne Verdier"
    assert groups["Paul Verdier, ancien ministre"] == "Paul Verdier"


def test_a_surname_is_joined_to_a_person_not_to_what_only_ends_in_it() -> None:
    groups = grouped(["Mme Marchetti", "la direttrice del museo, Elena Marchetti", "Clean Velna", "Velna"])
    assert groups["Mme Marchetti"] == "Elena Marchetti"
    assert groups["Velna"] == "Velna" and groups["Clean Velna"] == "Clean Velna"


def test_articles_do_not_make_another_party() -> None:
    groups = grouped(["CTL", "la CTL", "la CTL", "The Board", "the Board of Trade"])
    assert groups["CTL"] == groups["la CTL"] == "la CTL"
    assert groups["The Board"] != groups["the Board of Trade"]


@pytest.mark.parametrize(
    ("name", "person"),
    [
        ("La maire de Saint-Aubrac, Odile Ferrand", "Odile Ferrand"),
        ("Museumsdirektorin Elena Marchetti", "Elena Marchetti"),
        ("der Bürgermeister Hans Kraus", "Hans Kraus"),
        ("Hikmet Hajiyev, foreign policy aide to President Ilham Aliyev", "Hikmet Hajiyev"),
        ("M. Oudin", "Oudin"),
        ("opponents of Senator Paul Crane", ""),
        ("L'avocat du ministre Marc Lanoix", ""),
        ("le chef du parti Marc Lanoix", "Marc Lanoix"),
        ("le président azerbaïdjanais Ilham Aliev", "Ilham Aliev"),
        ("Pr Odile Ferrand", "Odile Ferrand"),
        ("Armenian authorities in Nagorno-Karabakh", ""),
        ("Azerbaijan's defence ministry", ""),
        ("le ministère de la Défense", ""),
        ("CTL", ""),
        ("", ""),
        ("，。", ""),
    ],
)
def test_the_person_in_a_naming(name: str, person: str) -> None:
    assert naming(name).printed == person


def test_alike_reads_across_languages_and_word_classes() -> None:
    assert alike("Armenia", "Les autorités arméniennes du Haut-Karabagh") == 1
    assert alike("Armenia", "le ministère azerbaïdjanais de la Défense") == 0
    assert alike("Баку", "Baku") == 1
    assert alike("Yerevan", "Les autorités arméniennes") == 1
    assert alike("the ministry", "le ministère") == 1
    assert alike("", "Baku") == 0 == alike("Baku", None)


def test_a_person_is_told_by_the_name_and_a_body_by_its_letters() -> None:
    assert alike("le général Mersha", "Le général Tessema") == 0
    assert alike("Konaté", "Deux anciens lieutenants de Salif Konaté") == 0
    assert alike("Salif Konaté", "Konaté") == 0.5
    assert alike("Konaté", "L'ancien chef rebelle Salif Konaté") == 1
    assert alike("the WHO", "The World Health Organization") == 1 and not unlike(
        "the WHO", "The World Health Organization"
    )
    assert alike("the CMA", "The Food Standards Agency") == 0


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Les autorités arméniennes du Haut-Karabagh", True),
        ("Armenian authorities in Nagorno-Karabakh", True),
        ("Le ministère azerbaïdjanais de la Défense", False),
        ("l’opposition", False),
        ("Paul Verdier et Anne Lemaire", True),
        ("The police press office", False),
        ("Moscow", False),
        ("Orrin Seaways", False),
        ("Hervé Quillivic, 67 ans", False),
        ("", False),
    ],
)
def test_the_number_of_a_verb_behind_a_name(name: str, expected: bool) -> None:
    assert is_plural(name) is expected


@pytest.mark.parametrize(
    ("one", "other"), [("Daniel Cohen", "Daniel Kohn"), ("Marc Colin", "Marc Klein"), ("Paul Simon", "Paul Zeman")]
)
def test_a_letter_that_is_written_otherwise_elsewhere_makes_no_other_name_of_one(one: str, other: str) -> None:
    assert len(set(grouped([one, other]).values())) == 2
