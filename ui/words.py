"""Every word the page itself says, in English and French, and how it writes a date and a language's name.

What an answer says is worded by ``rag`` in the question's language; these are the words of the frame
around it, in the browser's language.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

from babel import Locale
from babel.dates import format_date

Words = Mapping[str, str]

ENGLISH: Final[Words] = {
    "locale": "en_GB",
    "name": "On Record",
    "tagline": "Ask the articles who said what. Every answer is made of quotations you can open.",
    "ask": "Ask",
    "question": "Your question",
    "placeholder": "Who said what?",
    "examples": "For example",
    "new": "New conversation",
    "conversation": "Questions and answers",
    "articles.one": "1 article",
    "articles.many": "{n} articles",
    "sources.one": "1 outlet",
    "sources.many": "{n} outlets",
    "languages.one": "1 language",
    "languages.many": "{n} languages",
    "empty": "The library holds no article yet. Add some on the terminal: onrecord add my-folder",
    "searching": "Reading the articles…",
    "cut": "The question was longer than {limit} characters; only its beginning was asked.",
    "failed": "The question could not be answered, because of an error on the server. Its log says more.",
    "refused": "Not on record",
    "nearest": "The nearest articles",
    "quotations": "Quotations",
    "quoted.one": "1 article quoted",
    "quoted.many": "{n} articles quoted",
    "seconds": "{n} s",
    "marker": "Open quotation {marker} in its article: {source}, {title}",
    "open": "Open the article",
    "hint": "A number opens the article at the quoted sentence.",
    "pane": "Article",
    "close": "Close the article",
    "original": "Read it on the publisher’s page",
    "by": "By {authors}",
    "untitled": "Untitled article",
    "undated": "undated",
    "unknown": "unnamed outlet",
    "loading": "Opening the article…",
    "missing": "This article is no longer in the library.",
    "offline": "The article could not be opened: the server does not answer.",
    "about": "What is said about “{title}”?",
    # rooms
    "rooms": "Rooms",
    "room.ask": "Ask",
    "room.claims": "Claims",
    "room.search": "Search",
    "room.articles": "Articles",
    "room.kept": "Conversations",
    "show": "Show",
    "more": "Show more",
    "broken": "This could not be shown: the server does not answer.",
    "shown.one": "1 shown",
    "shown.many": "{n} shown",
    "of": "{shown} of {all}",
    # answers
    "contested": "Contested",
    "claimed": "Claimed",
    "denied": "Denied",
    "checks": "What the check of each sentence found",
    "verdict.supported": "supported",
    "verdict.partly": "partly supported",
    "verdict.unsupported": "not supported",
    "rewritten": "Asked as:",
    "correct": "Correct it",
    "stance.accuse": "accusation",
    "stance.say": "statement",
    "stance.deny": "denial",
    "stance.confirm": "confirmation",
    "stance.warn": "warning",
    "stance.demand": "demand",
    "stance.promise": "promise",
    "stance.doubt": "doubt",
    "cite": "Cite",
    "copy": "Copy",
    "copied": "Copied.",
    "good": "A good answer",
    "bad": "Not a good answer",
    "remark": "What is wrong, or what is good about it?",
    "send": "Send",
    "thanks": "Noted.",
    "export": "Export",
    "export.turn": "This answer",
    "export.conversation": "The whole conversation",
    # filters
    "filters": "Filters",
    "filters.clear": "Clear all",
    "filters.drop": "Remove the filter {name}",
    "filters.note": "They hold for the next question, the search and the claims.",
    "filter.from": "From",
    "filter.to": "To",
    "filter.source": "Outlet",
    "filter.language": "Language",
    "filter.author": "Author",
    "histogram": "Articles over time. Drag over it to choose days, or write them below.",
    "find": "Find in the list",
    # claims and search
    "any": "any",
    "topic": "About",
    "speaker": "Who",
    "stance": "Stance",
    "target": "Against or about whom",
    "words": "Words",
    "column.speaker": "Who",
    "column.stance": "Stance",
    "column.target": "Whom",
    "column.what": "What",
    "column.when": "When",
    "column.where": "Where printed",
    "denied.by": "Denied by",
    "denies": "Answers a claim of",
    "claims.one": "1 claim",
    "claims.many": "{n} claims",
    "claims.none": "No claim fits. Try other words, or fewer filters.",
    "passages.one": "1 passage, the best first",
    "passages.many": "{n} passages, the best first",
    "search.none": "No passage was found. Try other words, or fewer filters.",
    "quotation": "Quotation",
    # plots
    "timeline": "Claims over time: above the line what is claimed, below it what is denied or doubted.",
    "accusations.one": "1 accusation",
    "accusations.many": "{n} accusations",
    "others.one": "1 other claim",
    "others.many": "{n} other claims",
    "denials.one": "1 denial or doubt",
    "denials.many": "{n} denials and doubts",
}

FRENCH: Final[Words] = {
    "locale": "fr_FR",
    "name": "On Record",
    "tagline": "Demandez aux articles qui a dit quoi. Chaque réponse est faite de citations que l’on peut ouvrir.",
    "ask": "Demander",
    "question": "Votre question",
    "placeholder": "Qui a dit quoi ?",
    "examples": "Par exemple",
    "new": "Nouvelle conversation",
    "conversation": "Questions et réponses",
    "articles.one": "1 article",
    "articles.many": "{n} articles",
    "sources.one": "1 journal",
    "sources.many": "{n} journaux",
    "languages.one": "1 langue",
    "languages.many": "{n} langues",
    "empty": "La bibliothèque ne contient encore aucun article. Ajoutez-en dans le terminal : onrecord add mon-dossier",
    "searching": "Lecture des articles…",
    "cut": "La question dépassait {limit} caractères ; seul le début a été posé.",
    "failed": "La question n’a pas pu recevoir de réponse, à cause d’une erreur du serveur. Son journal en dit plus.",
    "refused": "Rien dans les articles",
    "nearest": "Les articles les plus proches",
    "quotations": "Citations",
    "quoted.one": "1 article cité",
    "quoted.many": "{n} articles cités",
    "seconds": "{n} s",
    "marker": "Ouvrir la citation {marker} dans son article : {source}, {title}",
    "open": "Ouvrir l’article",
    "hint": "Un numéro ouvre l’article à la phrase citée.",
    "pane": "Article",
    "close": "Fermer l’article",
    "original": "Lire sur le site du journal",
    "by": "Par {authors}",
    "untitled": "Article sans titre",
    "undated": "sans date",
    "unknown": "journal non nommé",
    "loading": "Ouverture de l’article…",
    "missing": "Cet article n’est plus dans la bibliothèque.",
    "offline": "L’article n’a pas pu être ouvert : le serveur ne répond pas.",
    "about": "Que dit-on de « {title} » ?",
    # rooms
    "rooms": "Salles",
    "room.ask": "Demander",
    "room.claims": "Déclarations",
    "room.search": "Chercher",
    "room.articles": "Articles",
    "room.kept": "Conversations",
    "show": "Afficher",
    "more": "En afficher plus",
    "broken": "L’affichage a échoué : le serveur ne répond pas.",
    "shown.one": "1 affiché",
    "shown.many": "{n} affichés",
    "of": "{shown} sur {all}",
    # answers
    "contested": "Contesté",
    "claimed": "Affirmé",
    "denied": "Démenti",
    "checks": "Ce que la vérification de chaque phrase a donné",
    "verdict.supported": "étayé",
    "verdict.partly": "étayé en partie",
    "verdict.unsupported": "non étayé",
    "rewritten": "Question posée :",
    "correct": "La corriger",
    "stance.accuse": "accusation",
    "stance.say": "déclaration",
    "stance.deny": "démenti",
    "stance.confirm": "confirmation",
    "stance.warn": "avertissement",
    "stance.demand": "exigence",
    "stance.promise": "promesse",
    "stance.doubt": "doute",
    "cite": "Citer",
    "copy": "Copier",
    "copied": "Copié.",
    "good": "Une bonne réponse",
    "bad": "Pas une bonne réponse",
    "remark": "Qu’est-ce qui est faux, ou réussi ?",
    "send": "Envoyer",
    "thanks": "C’est noté.",
    "export": "Exporter",
    "export.turn": "Cette réponse",
    "export.conversation": "Toute la conversation",
    # filters
    "filters": "Filtres",
    "filters.clear": "Tout effacer",
    "filters.drop": "Retirer le filtre {name}",
    "filters.note": "Ils valent pour la prochaine question, la recherche et les déclarations.",
    "filter.from": "Du",
    "filter.to": "Au",
    "filter.source": "Journal",
    "filter.language": "Langue",
    "filter.author": "Auteur",
    "histogram": "Les articles dans le temps. Glissez pour choisir des jours, ou écrivez-les ci-dessous.",
    "find": "Trouver dans la liste",
    # claims and search
    "any": "toutes",
    "topic": "Sujet",
    "speaker": "Qui",
    "stance": "Position",
    "target": "Contre ou sur qui",
    "words": "Mots",
    "column.speaker": "Qui",
    "column.stance": "Position",
    "column.target": "Qui est visé",
    "column.what": "Quoi",
    "column.when": "Quand",
    "column.where": "Publié dans",
    "denied.by": "Démenti par",
    "denies": "Répond à une déclaration de",
    "claims.one": "1 déclaration",
    "claims.many": "{n} déclarations",
    "claims.none": "Aucune déclaration ne convient. Essayez d’autres mots, ou moins de filtres.",
    "passages.one": "1 passage",
    "passages.many": "{n} passages, les meilleurs d’abord",
    "search.none": "Aucun passage trouvé. Essayez d’autres mots, ou moins de filtres.",
    "quotation": "Citation",
    # plots
    "timeline": "Les déclarations dans le temps : au-dessus de la ligne ce qui est affirmé, au-dessous ce qui est démenti ou mis en doute.",
    "accusations.one": "1 accusation",
    "accusations.many": "{n} accusations",
    "others.one": "1 autre déclaration",
    "others.many": "{n} autres déclarations",
    "denials.one": "1 démenti ou doute",
    "denials.many": "{n} démentis et doutes",
}

LANGUAGES: Final[Mapping[str, Words]] = {"en": ENGLISH, "fr": FRENCH}


def words_for(accept_language: str | None) -> Words:
    """The words in the first language of an ``Accept-Language`` header that we speak; English otherwise."""
    wanted: list[tuple[float, str]] = []
    for item in (accept_language or "").split(","):
        tag, _, weight = item.strip().partition(";q=")
        try:
            wanted.append((float(weight or 1), tag[:2].lower()))
        except ValueError:
            continue
    # sorted() is stable: of two languages with the same weight the one named first wins.
    for preference, code in sorted(wanted, key=lambda pair: -pair[0]):
        if preference > 0 and code in LANGUAGES:
            return LANGUAGES[code]
    return ENGLISH


def count(words: Words, key: str, n: int) -> str:
    """``1 article`` or ``1,234 articles``: the form of ``key`` for ``n``, thousands set off as the language does."""
    separator = "\u202f" if words["locale"].startswith("fr") else ","
    return words[f"{key}.{'one' if n == 1 else 'many'}"].format(n=f"{n:,}".replace(",", separator))


def long_date(published: str, words: Words) -> str:
    """``2020-11-01`` as ``1 November 2020``; what is no ISO day comes back as it is."""
    try:
        return str(format_date(date.fromisoformat(published), format="long", locale=words["locale"]))
    except ValueError:
        return published


def language_name(code: str, words: Words) -> str:
    """``fr`` as ``French``; a code that nobody knows comes back as it is."""
    return str(Locale.parse(words["locale"]).languages.get(code.lower(), code))
