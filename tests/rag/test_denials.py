"""Which denial stands beside which accusation: of the same party and the same matter, in one article and across."""

from __future__ import annotations

from corpus.types import Article
from rag.claims import denials, extract_claims
from rag.claims.printed import printed, together
from rag.claims.types import PrintedClaim

BRIDGE = "The fishermen accused the port authority of wrecking the swing bridge."
FUEL = "The fishermen accused the port authority of stealing diesel fuel."


def read(text: str, identifier: str, language: str = "en", published: str = "2024-05-02") -> list[PrintedClaim]:
    """The claims of an article with this text."""
    article = Article(text, id=identifier, language=language, published=published)
    return printed(article, extract_claims(text, language))


def denied(claims: list[PrintedClaim]) -> list[tuple[str, list[str]]]:
    """Each accusation with the sentences that deny it."""
    return [(one.quote, [other.quote for other in one.denied_by]) for one in claims if one.stance == "accuse"]


def test_in_one_article_a_denial_stands_beside_the_accusation_of_its_matter_alone() -> None:
    denial = "The port authority denied stealing any fuel."
    assert denied(read(f"{FUEL} {BRIDGE} {denial}", "one")) == [(FUEL, [denial]), (BRIDGE, [])]
    assert denied(read(f"{BRIDGE} {FUEL} {denial}", "one")) == [(BRIDGE, []), (FUEL, [denial])]


def test_a_denial_without_a_matter_of_its_own_answers_the_last_accusation_before_it() -> None:
    denial = "The port authority denied the allegation."
    assert denied(read(f"{FUEL} {BRIDGE} {denial}", "one")) == [(FUEL, []), (BRIDGE, [denial])]


def test_who_is_accused_by_name_denies_it_in_other_words_a_little_further_down() -> None:
    accusation = "Sarvania accused Oskaria on Thursday of sending commandos across the pass."
    between = "Its minister spoke of forty men. She showed wire cutters. She left at noon."
    denial = "Oskaria denied that its forces had left their barracks."
    assert denied(read(f"{accusation} {between} {denial}", "one"))[0] == (accusation, [denial])
    far = " ".join(["Nothing more was known that evening."] * 6)
    assert denied(read(f"{accusation} {far} {denial}", "one"))[0] == (accusation, [])


def test_nobody_denies_what_they_accuse_others_of() -> None:
    text = "The port authority accused the fishermen of stealing fuel. The port authority denied the allegation."
    assert denied(read(text, "one")) == [("The port authority accused the fishermen of stealing fuel.", [])]


def test_across_articles_the_accused_deny_the_same_matter() -> None:
    denial = "The port authority denied stealing any diesel fuel."
    claims = together([*read(f"{FUEL} {BRIDGE}", "one"), *read(denial, "two")])
    assert denied(claims) == [(FUEL, [denial]), (BRIDGE, [])]
    answer = claims[-1]
    assert [(one.article_id, one.quote) for one in answer.denies] == [("one", FUEL)]


def test_a_denial_of_somebody_else_answers_nothing() -> None:
    claims = together([*read(FUEL, "one"), *read("The coastguard denied stealing any diesel fuel.", "two")])
    assert denied(claims) == [(FUEL, [])]


def test_across_languages_papers_of_one_week_are_on_one_matter() -> None:
    accusation = read("L'Arménie a accusé l'Azerbaïdjan d'avoir bombardé l'hôpital.", "fr", "fr", "2020-10-30")
    same = read("Azerbaijan denied shelling a hospital.", "en", published="2020-11-01")
    later = read("Azerbaijan denied shelling a hospital.", "late", published="2021-03-01")
    assert denied(together([*accusation, *same]))[0][1] == ["Azerbaijan denied shelling a hospital."]
    assert denied(together([*accusation, *later]))[0][1] == []


def test_a_denial_answers_under_the_name_that_its_language_spells_otherwise() -> None:
    accusation = read("Armenia accused Qatar of shelling a hospital.", "en")
    denial = read("Katar wies die Vorwürfe zurück.", "de", "de", "2024-05-03")
    assert denied(together([*accusation, *denial]))[0][1] == ["Katar wies die Vorwürfe zurück."]


def test_what_two_outlets_print_alike_is_one_denial() -> None:
    denial = "The port authority denied stealing any diesel fuel."
    claims = denials.across_articles([*read(FUEL, "one"), *read(denial, "two"), *read(denial, "three")])
    assert denied(claims) == [(FUEL, [denial])]


def test_a_denial_of_another_party_about_another_matter_answers_nothing() -> None:
    told = "Prosecutors accused the banker of fraud."
    assert denied(read(f"{told} In a separate case, the city council denied blocking a permit.", "one")) == [(told, [])]


def test_across_languages_the_same_two_accuse_each_other_of_more_than_one_thing() -> None:
    accusation = read(
        "La Russie accuse l'Ukraine d'avoir utilisé du phosphore blanc près d'Oulka.", "fr", "fr", "2023-10-19"
    )
    other = read(
        "Russia accused Ukraine of shelling the hospital in Drenova. Ukraine denied the strike.",
        "en",
        published="2023-03-22",
    )
    same = read("Russia accused Ukraine of firing at Oulka. Ukraine denied the claim.", "late", published="2024-01-20")
    assert denied(together([*accusation, *other]))[0][1] == []
    assert denied(together([*accusation, *same]))[0][1] == ["Ukraine denied the claim."]


def test_who_rejects_another_claim_does_not_deny_this_one() -> None:
    text = (
        "Meskovia accused Torvalia of shelling the central hospital in Drenova. Torvalia denied the strike and blamed an explosion at "
        "a depot. The hospital's director, Lidia Kern, rejected the claim of a depot."
    )
    accusation, denials_of_it = denied(read(text, "one"))[0]
    assert accusation.startswith("Meskovia accused") and all(
        not one.startswith("The hospital") for one in denials_of_it
    )


def test_this_allegation_is_the_one_right_before_whoever_was_accused_further_up() -> None:
    shelling = "On Sunday the leaders of Karsk accused the Bordurian forces of shelling Dbrnouk."
    phosphorus = "The Syldavian authorities of Karsk said that Bordurian armed forces had used phosphorus."
    denial = "The Bordurian defence ministry rejected this allegation."
    text = f"{shelling} It rained. The town was empty. {phosphorus} {denial}"
    claims = read(text, "one")
    denier = next(one for one in claims if one.stance == "deny")
    assert [one.quote for one in denier.denies] == [phosphorus]
    without = read(f"{shelling} It rained. The town was empty. {denial}", "two")
    assert denied(without) == [(shelling, [denial])], "and for want of one, the one further up that names the denier"
