"""Who said what where it is easily read wrong: whom a word means, what nobody claims, whose figure is whose."""

from __future__ import annotations

import pytest

from rag.claims import extract_claims

Role = tuple[str | None, str, str | None]

# A text, and a claim that it has.
MEANT: list[tuple[str, str, Role]] = [
    # What an object pronoun means goes on from objects.
    ("fr", "Gérard Lambesc a nié les faits. Le parquet lui reproche un vol. Maryse Teyssèdre l'accuse de mensonge.",
     ("Maryse Teyssèdre", "accuse", "Gérard Lambesc")),
    ("fr", "Paul Durand a démissionné. Le préfet le remplace par Luc Petit. L'opposition l'accuse d'avoir volé.",
     ("L'opposition", "accuse", "Paul Durand")),
    ("fr", "Paul Durand a été entendu mardi. Le juge l'a mis en examen. Sa sœur l'accuse de mensonge.",
     ("Sa sœur", "accuse", "Paul Durand")),
    ("fr", "Le syndicat reproche au ministre Paul Durand d'avoir menti. L'opposition l'accuse aussi de fraude.",
     ("L'opposition", "accuse", "ministre Paul Durand")),
    # Who speaks where the parser sees nobody is still whom the next pronoun means.
    ("fr", "Ils étaient 2 100 selon la gendarmerie.\n\n« On nous empoisonne », a tonné au mégaphone Gwenaëlle Rival, "
     "présidente du collectif Eaux vives. Elle reproche à l'État d'avoir caché des analyses.",
     ("Gwenaëlle Rival, présidente du collectif Eaux vives", "accuse", "l'État")),
    ("fr", "L'attaque est attribuée à une milice dirigée par Barthélemy Zoungo. Ce dernier rejette ces allégations.",
     ("Barthélemy Zoungo", "deny", None)),
    ("en", "ROWAN PETRIE: Because I believed Martin Lind. He told me that the data were sound.",
     ("Martin Lind", "say", None)),
    # A body led by somebody.
    ("en", "It is a victory for Peregrine Capital, the hedge fund run by Gideon Strauss, which accused Calloway of hiding losses.",
     ("Peregrine Capital, the hedge fund", "accuse", "Calloway")),
    # One name with an "and" in it.
    ("en", "Officials of the Competition and Markets Authority met the fitter Keith Brannigan. He accused Calloway of hiding mould.",
     ("the fitter Keith Brannigan", "accuse", "Calloway")),
    ("en", "The Bakers and Millers Union accused the firm of lying.", ("The Bakers and Millers Union", "accuse", "the firm")),
    ("en", "France and Germany accused Russia of lying.", ("France and Germany", "accuse", "Russia")),
    # A clause between commas parts a subject from its verb.
    ("fr", "Jacques Belot, qui siège au conseil et ne partage avec l'opposante que le nom, dit avoir prévenu le maire dès février.",
     ("Jacques Belot", "say", None)),
    ("fr", "L'industriel, dont l'usine de Pont-Vert emploie 340 salariés, dément toute négligence.", ("L'industriel", "deny", None)),
    ("fr", "Le docteur Marc Tessier, que la commission n'a pas entendu, nie toujours avoir fourni le produit.",
     ("Le docteur Marc Tessier", "deny", None)),
    ("fr", "La championne du monde de pagaie, contrôlée positive en mars, met en cause le docteur Marc Tessier.",
     ("La championne du monde de pagaie", "accuse", "le docteur Marc Tessier")),
    # What he holds of somebody else goes on about him.
    ("fr", "Paul Morin a annoncé qu'il ferait appel. Pour lui, le tribunal « s'est trompé ». Il accuse la préfecture de trahison.",
     ("Paul Morin", "accuse", "la préfecture")),
    ("fr", "Paul Morin a protesté. « Nous n'avons fait que répondre au juge », lui a répondu la sous-préfète, Mireille Charron.",
     ("la sous-préfète, Mireille Charron", "say", None)),
    # Who speaks, told within the quotation.
    ("fr", "Trois maisons ont été détruites. « On a entendu siffler, raconte Petra Dolnik, une bergère. Qui a tiré, je n'en sais rien. »",
     ("Petra Dolnik, une bergère", "say", None)),
    ("fr", "La championne a parlé. « C'est lui qui m'a donné ces gélules, a-t-elle déclaré mercredi. Il a dit que c'était permis. »",
     ("La championne", "say", None)),
    ("fr", "« Notre armée n'a rien bombardé, s'est indigné le porte-parole du ministère, Luc Petit, et elle ne le fera pas. »",
     ("le porte-parole du ministère, Luc Petit", "say", None)),
    # Figures, each its own source's.
    ("fr", "La CGT revendique 4 000 manifestants, la police en dénombre 1 200.", ("la police", "say", None)),
    ("fr", "La Serbie parle de sept morts.", ("La Serbie", "say", None)),
    ("en", "Voss put the number at 1,100.", ("Voss", "say", None)),
    ("en", "The Indian embassy counts 112.", ("The Indian embassy", "say", None)),
    ("fr", "La Libye reconnaît quatre morts dans ses rangs.", ("La Libye", "confirm", None)),
    ("fr", "Battue par le maire sortant, Gérard Lantoine, Nadia Belkhodja a dénoncé un système de procurations truquées.",
     ("Nadia Belkhodja", "accuse", None)),
    ("en", "Bangkok says the raid answered an attack in Kap Choeng, for which it blames Phnom Penh.", ("Bangkok", "accuse", "Phnom Penh")),
    # What was said hours later.
    ("it", "«È falso», ha detto la premier Pimchanok Suwannarat. «Mentite», ha replicato poche ore dopo il suo omologo Sok Vichea.",
     ("il suo omologo Sok Vichea", "say", None)),
    # A country's adjective is no infinitive.
    ("es", "Belgrado imputa los disparos a la policía kosovar.", ("Belgrado", "accuse", "la policía kosovar")),
    # Roles and names that the parser parts.
    ("fr", "Mercredi, devant le tribunal de Rodez, Jean-Luc Vidal, adjoint aux finances, a accusé Gérard Lambesc de vol.",
     ("Jean-Luc Vidal, adjoint aux finances", "accuse", "Gérard Lambesc")),
    ("fr", "Costume gris, voix sourde, Gérard Lambesc, 71 ans, a nié les faits.", ("Gérard Lambesc, 71 ans", "deny", None)),
    ("fr", "Visé par une plainte, le patron de l'usine, Paul Rivet, répond. Il met en cause la mairie.",
     ("le patron de l'usine, Paul Rivet", "accuse", "la mairie")),
    ("fr", "Le syndicat accuse la maire de Vaulx-la-Garde, Inès Chaabane, d'attiser les tensions.",
     ("Le syndicat", "accuse", "la maire de Vaulx-la-Garde, Inès Chaabane")),
    ("fr", "Le procureur accuse en retour Khartoum de stocker des munitions.", ("Le procureur", "accuse", "Khartoum")),
    ("en", "The minister, whose ministry Norway blamed for the leak, resigned.", ("Norway", "accuse", "The minister")),
    # Participles that agree with a woman, agents behind what is charged.
    ("fr", "La Russie, accusée par Kiev de crimes de guerre, dément.", ("Kiev", "accuse", "La Russie")),
    ("fr", "La maire, accusée par le préfet de mensonge, dément.", ("le préfet", "accuse", "La maire")),
    ("en", "Tom Reed was accused of lying by Ann Holt.", ("Ann Holt", "accuse", "Tom Reed")),
    # Behind a quotation a verb of accusing has its subject behind it.
    ("it", "Il sindaco ha presentato il piano. «È un inganno ai danni dei pescatori», accusa la consigliera Anna Rossi.",
     ("la consigliera Anna Rossi", "say", None)),
    ("es", "La empresa lo comunicó el lunes. «Nos mintió a la cara», denunció el presidente del comité, Xurxo Vilariño.",
     ("el presidente del comité, Xurxo Vilariño", "say", None)),
    # British quotation marks.
    ("en", "Colm Farrelly stormed: 'It's robbery. She gets a fortune, my members get a P45.'\n\nHe accused Calloway of lying.",
     ("Colm Farrelly", "accuse", "Calloway")),
    # Whose photograph it is, "selon lui".
    ("fr", "Le Tchad n'a rien confirmé. Le procureur, Firmin Bozoum, a produit une photo prise, selon lui, à Boulia.",
     ("Le procureur, Firmin Bozoum", "say", None)),
    # Behind a colon the subject of the sentence goes on, not who spoke before.
    ("fr", "L'avocat du groupe maintient la plainte. La nuit a divisé les syndicats. Bruno Lescaze (FO) accuse la CGT d'avoir saboté la "
     "négociation : une prime était, dit-il, « sur la table lundi ».", ("Bruno Lescaze", "say", None)),
    ("fr", "La chambre d'agriculture arrive à 46 %. Pauline Dessertenne, qui exploite onze hectares, accuse Mutagri de retarder les visites : "
     "en mai, explique-t-elle, les bourgeons auront poussé.", ("Pauline Dessertenne", "say", None)),
    # A pronoun behind a sentence whose subject was one too.
    ("fr", "Une phrase de trop pour le maire de Morvigny, Sadio Berger. Il accuse le ministre d'attiser la colère. « Ici, on ramasse les "
     "débris », déplore-t-il.", ("le maire de Morvigny, Sadio Berger", "say", None)),
    ("fr", "La chambre arrive à 46 %. Le président du syndicat, Luc Chauvirey, se trompe. Quant à l'assureur Mutagri, il table sur 35 % et annonce "
     "ses propres experts.", ("l'assureur Mutagri", "say", None)),
    # A woman who is called by a masculine noun; a city that spoke before her.
    ("fr", "Erevan reconnaît des tirs. À l'hôpital, le docteur Lilit Hovsepian a vu arriver les blessés. « Les plaies sont petites », raconte-t-elle.",
     ("le docteur Lilit Hovsepian", "say", None)),
    # A tense that is that of the verb above, a number too.
    ("en", "Baku says nine people were killed in Zarqala and blames Armenia.", ("Baku", "accuse", "Armenia")),
    # How far a subject reaches.
    ("fr", "La présidente du collectif Eau claire accuse le préfet, Hubert Delcassan, d'avoir caché une analyse.",
     ("La présidente du collectif Eau claire", "accuse", "le préfet, Hubert Delcassan")),
    ("fr", "L'Observatoire des munitions explosives (OME), une organisation non gouvernementale, y affirme que des roquettes « ont été tirées ».",
     ("L'Observatoire des munitions explosives (OME), une organisation non gouvernementale", "say", None)),
    ("fr", "L'entreprise conteste : son directeur, Loïc Peyrard, produit un relevé à 3 degrés et suggère que les plats ont attendu deux heures.",
     ("son directeur, Loïc Peyrard", "say", None)),
    ("en", "Kestrane–Novalys says he was let go over unpaid invoices.", ("Kestrane–Novalys", "say", None)),
    ("es", "El canciller exigió una indemnización. La Paz ofrece 35 millones y precisa que no se trata de una reparación.",
     ("La Paz", "say", None)),
    ("it", "La manager scarica la colpa sul vecchio proprietario, il gruppo Orvanne. «Abbiamo comprato una discarica», ha detto.",
     ("La manager", "say", None)),
    # To be told that is no order.
    ("en", "Senator Carla Ibáñez said she had been told by an engineer that repairs had been cut.", ("an engineer", "say", None)),
    # Whom "she" means in what somebody says of a suspicion.
    ("en", "Police arrested the opposition leader Clarisse Mbeyo. The prosecutor, Modibo Fall-Tano, said she was suspected of having known of the plot.",
     (None, "accuse", "the opposition leader Clarisse Mbeyo")),
    ("de", "Brandl widerspricht: Der Betriebsrat sei am 20. Februar unterrichtet worden.", ("Brandl", "deny", None)),
]  # fmt: skip
# A text, and a role that nobody in it has.
NOBODY: list[tuple[str, str, Role]] = [
    ("fr", "Le jeune homme est mort mardi.\n\n« Ils l'ont frappé à terre. » Devant le commissariat, Samira Belkacem a "
     "accusé les policiers de mensonge.", ("Le jeune homme", "say", None)),
    ("fr", "Le maire a accusé le préfet de mensonge.\n\n« Je n'ai jamais menti »\n\n« Je n'ai jamais menti », a répondu le préfet.",
     ("Le maire", "say", None)),
    ("fr", "La société Helixa, présidée par Rowan Petrie, qui nie toute fraude, a saisi le tribunal.", ("Rowan Petrie", "deny", None)),
    ("fr", "Le directeur du bureau, Paul Morin, soupçonne un règlement de comptes entre contrebandiers.",
     ("Le directeur du bureau, Paul Morin", "accuse", "un règlement")),
    ("fr", "L'association dénonce « un système de famille ».", ("L'association", "accuse", "famille")),
    ("fr", "Le gouvernement a annoncé un plan que les syndicats rejettent.", ("Le gouvernement", "say", "les syndicats")),
    ("en", "The council, the paper said, was asked for money by the theatre.", ("the theatre", "demand", "The council")),
    ("en", "Russia dismissed as absurd Norway's claim that its ships had cut the cable.", ("absurd Norway", "say", None)),
    # Whom a subject's pronoun means that nobody can tell.
    ("fr", "Le rapport de la mission renvoie les deux camps dos à dos. Il n'a trouvé aucun indice d'un camp d'entraînement. Mais il estime que le "
     "général savait.", ("un camp d'entraînement", "say", None)),
    ("fr", "Port-Lamine et Nbari s'accusent. La première reproche à la seconde d'avoir refusé la commission d'enquête ; celle-ci affirme que c'est "
     "son voisin qui s'est retiré.", ("la commission d'enquête", "say", None)),
    ("fr", "La soigneuse Marta Olazar a confirmé ses voyages. Mis en cause par le docteur en juillet, Castérot lui a rendu la monnaie de sa pièce. "
     "Il l'accuse désormais d'avoir monté un trafic.", ("le docteur en juillet, Castérot", "accuse", "La soigneuse Marta Olazar")),
    ("en", "The judges found that the firm had withheld the documents showing that orders were moved to its Czech plant.", ("the firm", "say", None)),
    ("en", "Olazar laughed when that was put to her.", ("Olazar", "say", None)),
    ("fr", "« L'armée n'a jamais utilisé ces munitions », a affirmé le colonel Rauf Taghizadé. D'après lui, les tirs visaient une batterie. Quant aux "
     "cylindres présentés à la presse, ils proviendraient, toujours selon lui, « des propres stocks » de l'armée arménienne, qui les aurait disposés.",
     ("la presse", "say", None)),
    # Within a quotation a subject that is left out is not who is quoted.
    ("it", "«Mi chiesero di cancellare i valori», ha raccontato Maffei.", ("Maffei", "demand", None)),
    ("it", "La procura di Novara indaga sull'impresa, che respinge ogni addebito e punta il dito contro il committente boliviano.",
     ("La procura di Novara indaga", "accuse", "il committente boliviano")),
    ("it", "Il direttore, Gilles Pommerat, è stato sospeso: Valtresca gli rimprovera di non aver trasmesso alla sede i rapporti.",
     ("Valtresca", "accuse", "sede")),
    # A woman and no women; who sold what to whom stands by the way.
    ("de", "Die Gebühren, die Hellmond seinen Töchtern in Rechnung stelle, seien geprüft worden. Scharf ging der Konzernchef mit der CGT ins Gericht. "
     "Er warf ihr vor, die Direktorin als Geisel genommen zu haben.", ("der Konzernchef mit der CGT", "accuse", "seinen Töchtern in Rechnung")),
    ("de", "Nach Konzernangaben schreibt das Werk seit Jahren rote Zahlen, zuletzt ein Minus von sieben Millionen.", ("das Werk", "say", None)),
]  # fmt: skip
# Questions, charges that are told to be untrue or that are taken back: nobody accuses anybody.
UNCLAIMED = [
    ("en", "Did Russia accuse Norway of spying?"),
    ("en", "CARMEL ASHBY: Did it accuse Ines Kallberg of theft?"),
    ("en", "Has the bank denied the charge?"),
    ("fr", "Le ministre a-t-il accusé la banque de fraude ?"),
    ("fr", "Pourquoi la Russie accuse-t-elle la Norvège d'espionnage ?"),
    ("en", "It is not true that Norway accused Russia of sabotage."),
    ("en", "The claim that Norway accused Russia of sabotage is false."),
    ("en", "Reports that Norway had accused Russia of sabotage were wrong."),
    ("en", "No one believes that Norway accused Russia of sabotage."),
    ("fr", "Il est faux que la Norvège ait accusé la Russie de sabotage."),
    ("en", "Norway withdrew its accusation against Russia."),
    ("en", "Norway retracted its accusation that Russia had cut the cable."),
    ("fr", "La Norvège a retiré son accusation contre la Russie."),
]


def _roles(text: str, language: str) -> list[Role]:
    return [(one.speaker, one.stance, one.target) for one in extract_claims(text, language)]


@pytest.mark.parametrize(("language", "text", "expected"), MEANT)
def test_whom_a_word_means(language: str, text: str, expected: Role) -> None:
    assert expected in _roles(text, language)


@pytest.mark.parametrize(("language", "text", "role"), NOBODY)
def test_who_does_not_say_it(language: str, text: str, role: Role) -> None:
    found = _roles(text, language)

    assert role not in found


@pytest.mark.parametrize(("language", "text"), UNCLAIMED)
def test_what_is_asked_or_untrue_or_taken_back_is_no_claim(language: str, text: str) -> None:
    assert extract_claims(text, language) == ()


def test_a_denial_that_somebody_accused_is_one_claim() -> None:
    assert _roles("The ministry denied that Norway had accused Russia of sabotage.", "en") == [
        ("The ministry", "deny", None)
    ]


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("fr", "Ils étaient 2 100 selon la gendarmerie, 6 000 selon les organisateurs.",
         {"la gendarmerie": "Ils étaient 2 100", "les organisateurs": "6 000"}),
        ("fr", "Le bilan est de 44 morts d'après le gouvernement et de 52 d'après les médecins.",
         {"le gouvernement": "Le bilan est de 44 morts", "les médecins": "52"}),
        ("en", "The protest drew 500 people according to police and 2,000 according to organisers.",
         {"police": "The protest drew 500 people", "organisers": "2,000"}),
        ("fr", "Selon le préfet, deux hommes sont morts, et selon les familles, quatre.",
         {"le préfet": "deux hommes sont morts", "les familles": "quatre"}),
    ],
)  # fmt: skip
def test_each_of_two_sources_has_its_own_figure(language: str, text: str, expected: dict[str, str]) -> None:
    assert {one.speaker: one.content for one in extract_claims(text, language)} == expected


@pytest.mark.parametrize(
    ("text", "content"),
    [
        ("« Je n'ai rien volé », a déclaré le maire avant de quitter la salle.", "Je n'ai rien volé"),
        ("La préfecture assure n'avoir eu connaissance d'aucun incident.", "n'avoir eu connaissance d'aucun incident"),
        ("L'ONU a demandé une enquête, que le Soudan accepte et que l'Éthiopie refuse.", "une enquête"),
        ("Khartoum exige des excuses, que l'Éthiopie n'a aucune intention de présenter.", "des excuses"),
    ],
)
def test_what_is_said(text: str, content: str) -> None:
    assert [one.content for one in extract_claims(text, "fr")] == [content]


@pytest.mark.parametrize(
    ("text", "linked"),
    [
        ("L'ONU accuse le Soudan d'avoir caché des preuves. L'Éthiopie dément.", False),
        ("L'ONU accuse le Soudan d'avoir caché des preuves. Khartoum dément.", True),
        ("L'ONU accuse Paul Durand de fraude. Marie Lenoir rejette ces accusations.", False),
        ("L'ONU accuse Paul Durand de fraude. Son avocate, Marie Lenoir, rejette ces accusations.", True),
        ("L'ONU accuse Chimex de fraude. Le patron, Jean Petit, dément.", True),
    ],
)
def test_another_country_or_person_denies_nothing_for_the_accused(text: str, linked: bool) -> None:
    claims = extract_claims(text, "fr")
    (denial,) = (one for one in claims if one.stance == "deny")
    assert (denial.denies >= 0) is linked


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("La championne a parlé. « C'est lui qui m'a donné ces gélules, a-t-elle déclaré mercredi. Il a menti. »",
         ["C'est lui qui m'a donné ces gélules", "Il a menti."]),
        ("« On a entendu siffler, raconte Petra Dolnik, une bergère. Qui a tiré, je n'en sais rien. »",
         ["On a entendu siffler", "Qui a tiré, je n'en sais rien."]),
        ("« Il arrive, demande la clé et repart », raconte le gardien.", ["Il arrive, demande la clé et repart"]),
    ],
)  # fmt: skip
def test_who_speaks_within_a_quotation_is_no_part_of_what_is_said(text: str, said: list[str]) -> None:
    assert [one.content for one in extract_claims(text, "fr")] == said


def test_what_is_said_around_an_aside_is_the_whole_of_it() -> None:
    (claim,) = extract_claims("The speed, Corinne Jaulin argued, was an impression formed in half a second.", "en")
    assert claim.content == "The speed, Corinne Jaulin argued, was an impression formed in half a second"
