"""Written sentences beside their sources: what a reader would not let pass, and what only looks wrong."""

from __future__ import annotations

import pytest

from rag import check_support

FALSE = [
    # numbers
    ("More than 2,000 people attended the march.", "Environ 1 950 personnes ont participé à la marche."),
    ("About 2020, the company moved to Lyon.", "L'entreprise s'est installée à Lyon en 1960."),
    ("Nearly 300 people died.", "Plus de 300 personnes sont mortes."),
    ("Hundreds of soldiers were killed.", "Des milliers de soldats ont été tués."),
    ("Sales fell in the second quarter.", "Les ventes ont reculé au quatrième trimestre."),
    ("A third of the workers voted for the strike.", "Les deux tiers des ouvriers ont voté pour la grève."),
    ("Unemployment rose from 7% to 5%.", "Unemployment rose from 5% to 7%."),
    # names
    ("North Korea's president visited Paris.", "Le président sud-coréen s'est rendu à Paris."),
    ("The bombing hit East Jerusalem.", "Le bombardement a touché Jérusalem-Ouest."),
    ("Catholics demonstrated in Belfast.", "Des protestants ont manifesté à Belfast."),
    ("According to the army, 20 people were killed.", "Selon les rebelles, 20 personnes ont été tuées."),
    # roles
    ("The villagers attacked the soldiers.", "The soldiers attacked the villagers."),
    ("The rebels killed the soldiers.", "Les soldats ont tué les rebelles."),
    ("The bank bought the shares from the insurer.", "La banque a vendu les actions à l'assureur."),
    ("The company lent 2 million euros to the bank.", "L'entreprise a emprunté 2 millions d'euros à la banque."),
    # accusations told as fact beside another claim
    ("The army tortured prisoners and the UN demands an inquiry.", "Amnesty accuses the army of torturing prisoners; the UN demands an inquiry."),
    ("The factory produces cars.", "L'usine ne produit plus de voitures."),
]  # fmt: skip
TRUE = [
    ("On March 12, 20 people were killed.", "Le 12 mars, vingt personnes ont été tuées."),
    ("The bomb was hidden in a bin.", "La bombe était cachée dans une poubelle."),
    ("North Korea fired a missile.", "Pyongyang a tiré un missile, selon la Corée du Sud."),
    ("The army retook Goma.", "Les soldats congolais ont repris Goma aux rebelles."),
    ("Ligue 1: 15 fans were hurt.", "Ligue 1 : 15 supporters ont été blessés."),
    ("The fire spread for miles.", "Le feu s'est étendu sur des dizaines de kilomètres."),
    ("Three quarters of the workers voted for the strike.", "Tre quarti dei lavoratori hanno votato per lo sciopero."),
    ("The meeting took place on March 12 and 13.", "La réunion a eu lieu les 12 et 13 mars."),
    ("Several hundred people marched.", "Plusieurs centaines de personnes ont défilé."),
    ("About two dozen people were hurt.", "Une vingtaine de personnes ont été blessées."),
    ("A new vessel was delivered to the navy.", "Un bâtiment neuf a été livré à la marine."),
    ("The 19th century house burnt down.", "La maison du XIXe siècle a brûlé."),
    ("The library bought 500 books.", "La bibliothèque a acheté 500 livres."),
    ("The US sanctioned the company.", "Les États-Unis ont sanctionné l'entreprise."),
    ("South Sudan's army bombed a market.", "L'armée sud-soudanaise a bombardé un marché."),
    ("The minister and his wife left the country.", "Le ministre et sa femme ont quitté le pays avec leurs fils."),
    ("Police opened fire on demonstrators.", "La police a tiré sur des manifestants après une explosion."),
    ("Officers arrested three students.", "La police a arrêté trois lycéens."),
    ("Production has tripled in five years.", "La production a été multipliée par trois en cinq ans."),
    ("The factory no longer produces cars.", "L'usine ne produit plus de voitures."),
    ("The insurer bought the shares from the bank.", "La banque a vendu les actions à l'assureur."),
    ("The soldiers killed the rebels.", "Les soldats ont tué les rebelles."),
    ("The court released its ruling.", "La cour a rendu son arrêt."),
]


@pytest.mark.parametrize(("sentence", "source"), FALSE)
def test_what_the_source_says_otherwise_is_not_supported(sentence: str, source: str) -> None:
    assert check_support(sentence, [source]).verdict == "unsupported"


@pytest.mark.parametrize(("sentence", "source"), TRUE)
def test_what_the_source_says_in_other_words_is_not_rejected(sentence: str, source: str) -> None:
    assert check_support(sentence, [source]).verdict != "unsupported"


def test_names_of_languages_that_leave_them_as_they_are() -> None:
    assert check_support("Paul Robert was elected.", ["Paul Roberts was elected."]).verdict != "supported"
    assert (
        check_support("Yesterday's vote in Москва was quiet.", ["Голосование в Москве прошло спокойно."]).verdict
        != "unsupported"
    )


@pytest.mark.parametrize(
    ("sentence", "source"),
    [
        ("The army killed nine of the twelve hostages.", "L'armée a tué neuf des douze otages."),
        ("Republicans voted it down.", "Republican senators voted it down."),
        ("Les drapeaux sont en berne à Paris.", "Flags are at half-mast in Paris."),
    ],
)
def test_no_number_and_no_name_is_missed_that_is_there(sentence: str, source: str) -> None:
    assert not any(one.startswith(("number", "name", "entity")) for one in check_support(sentence, [source]).reasons)
