"""The few words around quotations, in the question's language: English, French, Spanish, German; English otherwise."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

from babel.dates import format_date

LANGUAGES = ("en", "fr", "es", "de")

_WORDS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "en": {
            "found": "What the articles say:",
            "doubtful": "The articles may not answer this. The nearest they say:",
            "empty": "The library holds no articles yet.",
            "filtered": "No article passes the filters.",
            "silent": "The articles do not answer this.",
            "nearest": "Nearest articles:",
            "untitled": "untitled",
        },
        "fr": {
            "found": "Ce que disent les articles :",
            "doubtful": "Les articles ne répondent peut-être pas à cette question. Ce qu’ils disent de plus proche :",
            "empty": "La bibliothèque ne contient encore aucun article.",
            "filtered": "Aucun article ne passe les filtres.",
            "silent": "Les articles ne répondent pas à cette question.",
            "nearest": "Articles les plus proches :",
            "untitled": "sans titre",
        },
        "es": {
            "found": "Lo que dicen los artículos:",
            "doubtful": "Es posible que los artículos no respondan a esto. Lo más cercano que dicen:",
            "empty": "La biblioteca aún no contiene artículos.",
            "filtered": "Ningún artículo pasa los filtros.",
            "silent": "Los artículos no responden a esta pregunta.",
            "nearest": "Artículos más cercanos:",
            "untitled": "sin título",
        },
        "de": {
            "found": "Was die Artikel sagen:",
            "doubtful": "Die Artikel beantworten das vielleicht nicht. Am nächsten kommt:",
            "empty": "Die Bibliothek enthält noch keine Artikel.",
            "filtered": "Kein Artikel passt zu den Filtern.",
            "silent": "Die Artikel beantworten diese Frage nicht.",
            "nearest": "Nächstliegende Artikel:",
            "untitled": "ohne Titel",
        },
    }
)
_QUOTES = MappingProxyType({"en": "“{}”", "fr": "« {} »", "es": "«{}»", "de": "„{}“"})


def language_for(language: str) -> str:
    """The language the system words its answer in, for a question in ``language``."""
    return language if language in _WORDS else "en"


def words(language: str, key: str) -> str:
    """One phrase in the question's language."""
    return _WORDS[language_for(language)][key]


def quoted(language: str, text: str) -> str:
    """The text between quotation marks of the question's language."""
    return _QUOTES[language_for(language)].format(text)


def day(language: str, published: str) -> str:
    """An ISO day as a reader of the language writes it; empty stays empty."""
    return format_date(date.fromisoformat(published), "long", locale=language_for(language)) if published else ""
