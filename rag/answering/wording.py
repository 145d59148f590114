"""The few words around quotations, in the question's language: English, French, Spanish, German; English otherwise."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

from babel.dates import format_date

LANGUAGES = ("en", "fr", "es", "de")

_WORDS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "en": {
            "found": "What the articles say:",
            "contested": "This is contested: what some claim, others deny.",
            "reversed": "The articles do not say so of {speaker}. What they say:",
            "doubtful": "The articles may not answer this. The nearest they say:",
            "empty": "The library holds no articles yet.",
            "filtered": "No article passes the filters.",
            "silent": "The articles do not answer this.",
            "nearest": "Nearest articles:",
            "untitled": "untitled",
            "instead": "Quotations are given instead.",
            "key": "The model {model} refused the key, or there was none.",
            "missing": "There is no model {model} at that address.",
            "limit": "The model {model} takes no more requests for now (rate limit).",
            "timeout": "The model {model} did not reply in time.",
            "refused": "The model {model} could not be reached.",
            "cut": "The reply of the model {model} broke off.",
            "nothing": "The model {model} gave an empty reply.",
            "failed": "The model {model} failed: {detail}",
            "unborne": "The articles bear out too little of what the model {model} wrote.",
            "unanswered": "The model {model} found no answer in the sentences.",
            "ambiguous": "Whom do you mean: {names}?",
            "which": "Which do you mean: {names}?",
            "or": "or",
        },
        "fr": {
            "found": "Ce que disent les articles :",
            "contested": "C’est contesté : ce que les uns affirment, les autres le démentent.",
            "reversed": "Les articles ne disent pas cela de {speaker}. Ce qu’ils disent :",
            "doubtful": "Les articles ne répondent peut-être pas à cette question. Ce qu’ils disent de plus proche :",
            "empty": "La bibliothèque ne contient encore aucun article.",
            "filtered": "Aucun article ne passe les filtres.",
            "silent": "Les articles ne répondent pas à cette question.",
            "nearest": "Articles les plus proches :",
            "untitled": "sans titre",
            "instead": "Voici des citations à la place.",
            "key": "Le modèle {model} a refusé la clé, ou il n’y en avait pas.",
            "missing": "Il n’y a pas de modèle {model} à cette adresse.",
            "limit": "Le modèle {model} n’accepte plus de requêtes pour le moment (limite de débit).",
            "timeout": "Le modèle {model} n’a pas répondu à temps.",
            "refused": "Le modèle {model} est injoignable.",
            "cut": "La réponse du modèle {model} s’est interrompue.",
            "nothing": "La réponse du modèle {model} est vide.",
            "failed": "Le modèle {model} a échoué : {detail}",
            "unborne": "Les articles confirment trop peu de ce que le modèle {model} a écrit.",
            "unanswered": "Le modèle {model} n’a pas trouvé de réponse dans les phrases.",
            "ambiguous": "De qui parlez-vous : {names} ?",
            "which": "De quoi parlez-vous : {names} ?",
            "or": "ou",
        },
        "es": {
            "found": "Lo que dicen los artículos:",
            "contested": "Hay versiones opuestas: lo que unos afirman, otros lo niegan.",
            "reversed": "Los artículos no dicen eso de {speaker}. Lo que dicen:",
            "doubtful": "Es posible que los artículos no respondan a esto. Lo más cercano que dicen:",
            "empty": "La biblioteca aún no contiene artículos.",
            "filtered": "Ningún artículo pasa los filtros.",
            "silent": "Los artículos no responden a esta pregunta.",
            "nearest": "Artículos más cercanos:",
            "untitled": "sin título",
            "instead": "En su lugar se dan citas.",
            "key": "El modelo {model} rechazó la clave, o no había ninguna.",
            "missing": "No hay ningún modelo {model} en esa dirección.",
            "limit": "El modelo {model} no acepta más peticiones por ahora (límite de uso).",
            "timeout": "El modelo {model} no respondió a tiempo.",
            "refused": "No se pudo llegar al modelo {model}.",
            "cut": "La respuesta del modelo {model} se interrumpió.",
            "nothing": "El modelo {model} dio una respuesta vacía.",
            "failed": "El modelo {model} falló: {detail}",
            "unborne": "Los artículos respaldan muy poco de lo que escribió el modelo {model}.",
            "unanswered": "El modelo {model} no encontró respuesta en las frases.",
            "ambiguous": "¿A quién se refiere: {names}?",
            "which": "¿A qué se refiere: {names}?",
            "or": "o",
        },
        "de": {
            "found": "Was die Artikel sagen:",
            "contested": "Das ist umstritten: Was die einen behaupten, bestreiten die anderen.",
            "reversed": "Das sagen die Artikel nicht über {speaker}. Was sie sagen:",
            "doubtful": "Die Artikel beantworten das vielleicht nicht. Am nächsten kommt:",
            "empty": "Die Bibliothek enthält noch keine Artikel.",
            "filtered": "Kein Artikel passt zu den Filtern.",
            "silent": "Die Artikel beantworten diese Frage nicht.",
            "nearest": "Nächstliegende Artikel:",
            "untitled": "ohne Titel",
            "instead": "Stattdessen folgen Zitate.",
            "key": "Das Modell {model} hat den Schlüssel abgelehnt, oder es gab keinen.",
            "missing": "Unter dieser Adresse gibt es kein Modell {model}.",
            "limit": "Das Modell {model} nimmt zurzeit keine Anfragen mehr an (Ratenbegrenzung).",
            "timeout": "Das Modell {model} hat nicht rechtzeitig geantwortet.",
            "refused": "Das Modell {model} ist nicht erreichbar.",
            "cut": "Die Antwort des Modells {model} ist abgebrochen.",
            "nothing": "Das Modell {model} hat leer geantwortet.",
            "failed": "Das Modell {model} ist gescheitert: {detail}",
            "unborne": "Die Artikel belegen zu wenig von dem, was das Modell {model} schrieb.",
            "unanswered": "Das Modell {model} fand in den Sätzen keine Antwort.",
            "ambiguous": "Wen meinen Sie: {names}?",
            "which": "Was meinen Sie: {names}?",
            "or": "oder",
        },
    }
)
# Who says what, and against, to or about whom: {x} speaks, "one|several" is the verb after one and after several, and
# what stands in brackets is left out where no {y} is named; or a slash parts the wordings without and with {y}.
_FRAMES: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "en": {
            "nobody": "Someone not named",
            "accuse": "{x} made an accusation / {x} accused {y}",
            "say": "{x} said[ about {y}]",
            "deny": "{x} denied it[, answering {y}]",
            "confirm": "{x} confirmed[ about {y}]",
            "warn": "{x} warned[ {y}]",
            "demand": "{x} demanded[ of {y}]",
            "promise": "{x} promised[ {y}]",
            "doubt": "{x} voiced doubt[ about {y}]",
        },
        "fr": {
            "nobody": "Quelqu’un qui n’est pas nommé",
            "accuse": "{x} accuse|accusent[ {y}]",
            "say": "{x} déclare|déclarent[, à propos de {y}]",
            "deny": "{x} dément|démentent[, face à {y}]",
            "confirm": "{x} confirme|confirment[, à propos de {y}]",
            "warn": "{x} met|mettent en garde[ {y}]",
            "demand": "{x} demande|demandent[, à l’adresse de {y}]",
            "promise": "{x} promet|promettent[, à l’adresse de {y}]",
            "doubt": "{x} doute|doutent[, à propos de {y}]",
        },
        "es": {
            "nobody": "Alguien a quien no se nombra",
            "accuse": "{x} acusa|acusan[ a {y}]",
            "say": "{x} dice|dicen[, sobre {y}]",
            "deny": "{x} lo niega|niegan[, frente a {y}]",
            "confirm": "{x} confirma|confirman[, sobre {y}]",
            "warn": "{x} advierte|advierten[ a {y}]",
            "demand": "{x} exige|exigen[ a {y}]",
            "promise": "{x} promete|prometen[ a {y}]",
            "doubt": "{x} duda|dudan[, sobre {y}]",
        },
        "de": {
            "nobody": "Jemand, der nicht genannt wird,",
            "accuse": "{x} erhebt|erheben einen Vorwurf / {x} beschuldigt|beschuldigen {y}",
            "say": "{x} sagt|sagen[ über {y}]",
            "deny": "{x} bestreitet|bestreiten das[ gegenüber {y}]",
            "confirm": "{x} bestätigt|bestätigen[, über {y}]",
            "warn": "{x} warnt|warnen[ {y}]",
            "demand": "{x} fordert|fordern[ von {y}]",
            "promise": "{x} verspricht|versprechen[ {y}]",
            "doubt": "{x} zweifelt|zweifeln[ an {y}]",
        },
    }
)
_COLON = MappingProxyType({"en": ": ", "fr": " : ", "es": ": ", "de": ": "})
_QUOTES = MappingProxyType({"en": "“{}”", "fr": "« {} »", "es": "«{}»", "de": "„{}“"})


def language_for(language: str) -> str:
    """The language the system words its answer in, for a question in ``language``."""
    return language if language in _WORDS else "en"


def words(language: str, key: str) -> str:
    """One phrase in the question's language."""
    return _WORDS[language_for(language)][key]


def openings() -> list[str]:
    """The lines that open an answer, in every language."""
    return [phrases[key] for phrases in _WORDS.values() for key in ("found", "contested", "doubtful")]


def frame(language: str, stance: str, speaker: str, target: str, *, several: bool) -> str:
    """Who says what against whom, up to the colon before the quotation; empty names are left out."""
    language = language_for(language)
    frames = _FRAMES[language]
    text = frames[stance].split(" / ")[-1 if target else 0]
    text = re.sub(r"\[(.*?)\]", r"\1" if target else "", text)
    text = re.sub(r"(\w+)\|(\w+)", r"\2" if several else r"\1", text)
    return text.format(x=speaker or frames["nobody"], y=target) + _COLON[language]


def notice(language: str, kind: str, model: str, detail: str = "") -> str:
    """Why quotations are given although a chat model was asked."""
    said = words(language, kind).format(model=model, detail=detail)
    return f"{said} {words(language, 'instead')}"


def quoted(language: str, text: str) -> str:
    """The text between quotation marks of the question's language."""
    return _QUOTES[language_for(language)].format(text)


def day(language: str, published: str) -> str:
    """An ISO day as a reader of the language writes it; empty stays empty."""
    return format_date(date.fromisoformat(published), "long", locale=language_for(language)) if published else ""
