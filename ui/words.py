"""Every word the page itself says, in English and French, and how it writes a date, a number and a language's name.

What an answer says is worded by ``rag`` in the question's language; these are the words of the frame
around it, in the browser's language.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Final

from babel import Locale
from babel.dates import format_date
from babel.numbers import format_decimal

Words = Mapping[str, str]

# What a reason of the check quotes of the sentence, or begins with.
_NAMED = re.compile("“([^”]*)”")
_FIRST = re.compile(r"^ (\S.*?) (?:stands|is) (?=in none|near|not the day|\w+ (?:here|in))")

ENGLISH: Final[Words] = {
    "locale": "en_GB",
    "name": "On Record",
    "tagline": "Ask the articles who said what. Every answer is made of quotations you can open.",
    "ask": "Ask",
    "question": "Your question",
    "placeholder": "Who said what?",
    "examples": "For example",
    "new": "New conversation",
    "new.short": "New",
    "conversation": "Questions and answers",
    "articles.one": "{n} article",
    "articles.other": "{n} articles",
    "sources.one": "{n} outlet",
    "sources.other": "{n} outlets",
    "languages.one": "{n} language",
    "languages.other": "{n} languages",
    "empty": "The library holds no article yet. Bring some under Articles.",
    "searching": "Reading the articles…",
    "writing": "{model} is writing. Nothing of it is checked yet.",
    "checking": "Every sentence that {model} wrote is being checked…",
    "cut": "The question was longer than {limit} characters; only its beginning was asked.",
    "stop": "Stop",
    "stopped": "You stopped this answer before it was complete. Nothing of it is kept.",
    "failed": "The question could not be answered, because of an error on the server. Its log says more.",
    "refused": "Not on record",
    "nearest": "The nearest articles",
    "quotations": "Quotations",
    "quoted.one": "{n} article quoted",
    "quoted.other": "{n} articles quoted",
    "seconds": "{n} s",
    "first_token": "first token after {n} s",
    "tokens_per_second": "{n}\u00a0tokens/s",
    "marker": "Open quotation {marker} in its article: {source}, {title}",
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
    "of": "{shown} of {all}",
    # answers
    "contested": "Contested",
    "claimed": "Claimed",
    "denied": "Denied",
    "checks": "What the check of each sentence found",
    "verdict.supported": "supported",
    "verdict.partly": "partly supported",
    "verdict.unsupported": "not supported",
    "verdict.unchecked": "not yet checked",
    "leftout.one": "{n} sentence was left out that the articles do not bear out",
    "leftout.other": "{n} sentences were left out that the articles do not bear out",
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
    "printed.in": "Also printed in",
    "claims.one": "{n} claim",
    "claims.other": "{n} claims",
    "claims.none": "No claim fits. Try other words, or fewer filters.",
    "passages.one": "{n} passage, the best first",
    "passages.other": "{n} passages, the best first",
    "search.none": "No passage was found. Try other words, or fewer filters.",
    "quotation": "Quotation",
    # the library
    "bring": "Bring articles",
    "bring.drop": "Drop files or folders here: web pages, texts, JSON lines.",
    "bring.files": "Choose files",
    "bring.folder": "Choose a folder",
    "bring.addresses": "Addresses of pages or of a feed, one a line",
    "bring.add": "Add",
    "bring.waiting": "waiting",
    "bring.reading": "reading…",
    "bring.done": "{done} of {all} done",
    "bring.large": "Larger than {limit} MB, the most that is taken. Split it.",
    "bring.undo": "Undo all of it",
    "undo": "Undo",
    "undone": "Undone.",
    "remove": "Remove the ticked ones",
    "removed.one": "{n} article was removed.",
    "removed.other": "{n} articles were removed.",
    "pick": "Tick “{title}”",
    "added.one": "{n} added",
    "added.other": "{n} added",
    "added.none": "nothing was added",
    "updated.one": "{n} updated",
    "updated.other": "{n} updated",
    "unchanged.one": "{n} unchanged",
    "unchanged.other": "{n} unchanged",
    "duplicates.one": "{n} is there already",
    "duplicates.other": "{n} are there already",
    "dropped.one": "{n} piece of the page was dropped",
    "dropped.other": "{n} pieces of the page were dropped",
    "dropped.none": "Nothing was dropped.",
    "figures": "Figures",
    "copies": "The same text in several places",
    "copies.none": "No two articles print the same text.",
    "copies.note": "Each group is one text, first where it was printed first. Who copied it adds no second witness.",
    "megabytes": "{n} MB on disk",
    "titles": "Words of the title, the outlet or the author",
    # kept conversations
    "kept.none": "Nothing was asked yet. What you ask is kept here, for you alone.",
    "kept.nothing": "No conversation holds these words.",
    "kept.one": "{n} conversation",
    "kept.other": "{n} conversations",
    "kept.find": "Words of the questions or answers",
    "kept.name": "Name of the conversation",
    "kept.rename": "Rename",
    "kept.more": "Rename, export, delete",
    "kept.delete": "Delete for good",
    "questions.one": "{n} question",
    "questions.other": "{n} questions",
    "asked.on": "Asked on {day}",
    # readers
    "login": "Log in",
    "login.name": "Name",
    "login.password": "Password",
    "login.wrong": "This name and password do not belong together.",
    "login.wait": "Too many wrong passwords. Try again in five minutes.",
    "logout": "Log out {reader}",
    # plots
    "timeline": "Claims over time: above the line what is claimed, below it what is denied or doubted.",
    "accusations.one": "{n} accusation",
    "accusations.other": "{n} accusations",
    "others.one": "{n} other claim",
    "others.other": "{n} other claims",
    "denials.one": "{n} denial or doubt",
    "denials.other": "{n} denials and doubts",
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
    "new.short": "Nouvelle",
    "conversation": "Questions et réponses",
    "articles.one": "{n} article",
    "articles.other": "{n} articles",
    "sources.one": "{n} journal",
    "sources.other": "{n} journaux",
    "languages.one": "{n} langue",
    "languages.other": "{n} langues",
    "empty": "La bibliothèque ne contient encore aucun article. Ajoutez-en sous Articles.",
    "searching": "Lecture des articles…",
    "writing": "{model} écrit. Rien n’en est encore vérifié.",
    "checking": "Chaque phrase écrite par {model} est en cours de vérification…",
    "cut": "La question dépassait {limit} caractères ; seul le début a été posé.",
    "stop": "Arrêter",
    "stopped": "Vous avez arrêté cette réponse avant qu’elle soit complète. Rien n’en est gardé.",
    "failed": "La question n’a pas pu recevoir de réponse, à cause d’une erreur du serveur. Son journal en dit plus.",
    "refused": "Rien dans les articles",
    "nearest": "Les articles les plus proches",
    "quotations": "Citations",
    "quoted.one": "{n} article cité",
    "quoted.other": "{n} articles cités",
    "seconds": "{n} s",
    "first_token": "premier token après {n} s",
    "tokens_per_second": "{n}\u00a0tokens/s",
    "marker": "Ouvrir la citation {marker} dans son article : {source}, {title}",
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
    "of": "{shown} sur {all}",
    # answers
    "contested": "Contesté",
    "claimed": "Affirmé",
    "denied": "Démenti",
    "checks": "Ce que la vérification de chaque phrase a donné",
    "verdict.supported": "étayé",
    "verdict.partly": "étayé en partie",
    "verdict.unsupported": "non étayé",
    "verdict.unchecked": "pas encore vérifié",
    "leftout.one": "{n} phrase a été écartée, que les articles n’étayent pas",
    "leftout.other": "{n} phrases ont été écartées, que les articles n’étayent pas",
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
    "printed.in": "Publié aussi dans",
    "claims.one": "{n} déclaration",
    "claims.other": "{n} déclarations",
    "claims.none": "Aucune déclaration ne convient. Essayez d’autres mots, ou moins de filtres.",
    "passages.one": "{n} passage",
    "passages.other": "{n} passages, les meilleurs d’abord",
    "search.none": "Aucun passage trouvé. Essayez d’autres mots, ou moins de filtres.",
    "quotation": "Citation",
    # the library
    "bring": "Apporter des articles",
    "bring.drop": "Déposez ici des fichiers ou des dossiers : pages web, textes, lignes JSON.",
    "bring.files": "Choisir des fichiers",
    "bring.folder": "Choisir un dossier",
    "bring.addresses": "Adresses de pages ou d’un flux, une par ligne",
    "bring.add": "Ajouter",
    "bring.waiting": "en attente",
    "bring.reading": "lecture…",
    "bring.done": "{done} sur {all} faits",
    "bring.large": "Plus de {limit} Mo, le maximum accepté. Divisez-le.",
    "bring.undo": "Tout annuler",
    "undo": "Annuler",
    "undone": "Annulé.",
    "remove": "Retirer ceux qui sont cochés",
    "removed.one": "{n} article a été retiré.",
    "removed.other": "{n} articles ont été retirés.",
    "pick": "Cocher « {title} »",
    "added.one": "{n} ajouté",
    "added.other": "{n} ajoutés",
    "added.none": "rien n’a été ajouté",
    "updated.one": "{n} mis à jour",
    "updated.other": "{n} mis à jour",
    "unchanged.one": "{n} inchangé",
    "unchanged.other": "{n} inchangés",
    "duplicates.one": "{n} s’y trouve déjà",
    "duplicates.other": "{n} s’y trouvent déjà",
    "dropped.one": "{n} morceau de la page a été écarté",
    "dropped.other": "{n} morceaux de la page ont été écartés",
    "dropped.none": "Rien n’a été écarté.",
    "figures": "Chiffres",
    "copies": "Le même texte à plusieurs endroits",
    "copies.none": "Aucun texte ne paraît deux fois.",
    "copies.note": "Chaque groupe est un seul texte, d’abord là où il a paru d’abord. Qui l’a repris n’est pas un second témoin.",
    "megabytes": "{n} Mo sur le disque",
    "titles": "Mots du titre, du journal ou de l’auteur",
    # kept conversations
    "kept.none": "Rien n’a encore été demandé. Ce que vous demandez est gardé ici, pour vous seul.",
    "kept.nothing": "Aucune conversation ne contient ces mots.",
    "kept.one": "{n} conversation",
    "kept.other": "{n} conversations",
    "kept.find": "Mots des questions ou des réponses",
    "kept.name": "Nom de la conversation",
    "kept.rename": "Renommer",
    "kept.more": "Renommer, exporter, supprimer",
    "kept.delete": "Supprimer définitivement",
    "questions.one": "{n} question",
    "questions.other": "{n} questions",
    "asked.on": "Question posée le {day}",
    # readers
    "login": "Se connecter",
    "login.name": "Nom",
    "login.password": "Mot de passe",
    "login.wrong": "Ce nom et ce mot de passe ne vont pas ensemble.",
    "login.wait": "Trop de mots de passe faux. Réessayez dans cinq minutes.",
    "logout": "Déconnecter {reader}",
    # plots
    "timeline": "Les déclarations dans le temps : au-dessus de la ligne ce qui est affirmé, au-dessous ce qui est démenti ou mis en doute.",
    "accusations.one": "{n} accusation",
    "accusations.other": "{n} accusations",
    "others.one": "{n} autre déclaration",
    "others.other": "{n} autres déclarations",
    "denials.one": "{n} démenti ou doute",
    "denials.other": "{n} démentis et doutes",
}

# Why a sentence is not simply supported, by the kind that the check names before a colon; it writes English itself.
FRENCH_REASONS: Final[Words] = {
    "number": "ce nombre n’est pas dans la source",
    "unit": "l’unité, ou ce qui est compté, diffère de la source",
    "date": "cette date n’est pas dans la phrase citée",
    "time": "cette heure n’est pas dans la phrase citée",
    "name": "ce nom n’est pas dans la phrase citée",
    "entity": "la source parle d’autre chose",
    "role reversed": "les rôles sont inversés",
    "wrong speaker": "ce n’est pas lui qui le dit dans la source",
    "wrong target": "ce n’est pas lui que la source met en cause",
    "stance": "la source prend une autre position",
    "stated as fact": "la source le rapporte sans l’affirmer",
    "overclaim": "la source n’en dit pas tant",
    "negation": "l’une nie, l’autre non",
    "opposite": "c’est le contraire de la source",
    "meaning": "la source ne le dit pas",
    "topic": "la source parle d’autre chose",
    "mood": "c’est une question ou un ordre, non une information",
    "empty": "il n’y a rien à vérifier",
    "no citation": "rien n’est cité",
    "citations": "trop de phrases sont citées",
    "markup": "un lien, une image ou une balise, qu’aucune réponse ne peut contenir",
    "roles not confirmed": "les rôles ne sont pas confirmés par la source",
    "bare": "ne dit quelque chose qu’avec la question",
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
    """``1 article`` or ``1,234 articles``: the form of ``key`` that the language has for ``n``.

    French has a form of its own for millions ("un million d’articles"), which is for numbers in letters.
    """
    form = Locale.parse(words["locale"]).plural_form(n)
    return words[f"{key}.{'one' if form == 'one' else 'other'}"].format(n=number(words, n))


def reason(words: Words, said: str) -> str:
    """A reason of the check in the page's language, with the words of the sentence that it names: kept as it is in English."""
    kind, _, detail = said.partition(":")
    if words is not FRENCH or kind not in FRENCH_REASONS:
        return said
    named = _NAMED.findall(detail) or _FIRST.findall(detail)
    return "".join(f"«\u00a0{one}\u00a0»\u00a0: " for one in named[:1]) + FRENCH_REASONS[kind]


def number(words: Words, n: float, digits: int = 0) -> str:
    """``1,234.50`` with two ``digits`` behind the point, set as the language does."""
    return str(format_decimal(n, f"#,##0.{'0' * digits}", words["locale"]))


def long_date(published: str, words: Words) -> str:
    """``2020-11-01`` as ``1 November 2020``; what is no ISO day comes back as it is."""
    try:
        return str(format_date(date.fromisoformat(published), format="long", locale=words["locale"]))
    except ValueError:
        return published


def language_name(code: str, words: Words) -> str:
    """``fr`` as ``French``; a code that nobody knows comes back as it is."""
    return str(Locale.parse(words["locale"]).languages.get(code.lower(), code))
