"""Ways to cite a newspaper article: a Chicago note, an APA reference, a BibTeX entry. Pure.

Written out here for the one kind of work that a library holds. A processor for the Citation Style Language would
bring two megabytes of schemas and needs its styles besides, for three patterns of one line.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Final

from anyascii import anyascii

from corpus.types import Article

_SPECIAL: Final = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "%": r"\%", "$": r"\$", "&": r"\&", "#": r"\#", "_": r"\_",
    "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
}  # fmt: skip
_MONTHS: Final = "January February March April May June July August September October November December".split()


def chicago(article: Article, asked: date) -> str:
    """The note of the Chicago Manual of Style (17th edition, 14.191): the day it was looked at where none is printed."""
    title = article.title or "Untitled article"
    closing = "" if title.endswith(("?", "!")) else ","
    parts = [f"{_listed(article.authors, 'and')}," if article.authors else "", f"“{title}{closing}”"]
    tail = [part for part in (article.source, _month_first(article.published)) if part]
    if not article.published:
        tail.append(f"accessed {_month_first(asked.isoformat())}")
    if article.url:
        tail.append(article.url)
    return " ".join(filter(None, (*parts, ", ".join(tail)))) + "."


def apa(article: Article, asked: date) -> str:
    """The reference of the APA's Publication Manual (7th edition, 10.1 example 16)."""
    authors = _listed([_inverted(name) for name in article.authors], "&", always_comma=True)
    published = _day(article.published)
    when = f"({published.year}, {_MONTHS[published.month - 1]} {published.day})." if published else "(n.d.)."
    title = _ended(article.title or "Untitled article")
    lead = [_ended(authors), when, title] if authors else [title, when]
    source = _ended(article.source) if article.source else ""
    found = article.url
    if found and not published:
        found = f"Retrieved {_month_first(asked.isoformat())}, from {found}"
    return " ".join(filter(None, (*lead, source, found)))


def bibtex(article: Article, asked: date) -> str:
    """An ``@article`` entry that BibTeX and biblatex both read."""
    published = _day(article.published)
    values = {
        "author": " and ".join(f"{{{_tex(name)}}}" if "," in name else _tex(name) for name in article.authors),
        "title": f"{{{_tex(article.title or 'Untitled article')}}}",
        "journal": _tex(article.source),
        "date": article.published if published else "",
        "year": f"{published.year}" if published else "",
        "month": f"{published.month}" if published else "",
        # What would end the value has no place in an address; a percent sign does no harm in this field.
        "url": re.sub(r"[{}\\\s]", lambda match: "".join(f"%{byte:02X}" for byte in match[0].encode()), article.url),
        "urldate": asked.isoformat() if article.url else "",
        "langid": article.language,
    }
    lines = "".join(f"  {name} = {{{value}}},\n" for name, value in values.items() if value)
    return f"@article{{{_key(article, published)},\n{lines}}}"


_GENERATIONS: Final = frozenset(("jr", "sr", "ii", "iii", "iv"))
STYLES: Final[Mapping[str, Callable[[Article, date], str]]] = {"Chicago": chicago, "APA": apa, "BibTeX": bibtex}


def _listed(names: Sequence[str], word: str, *, always_comma: bool = False) -> str:
    if len(names) < 2:
        return "".join(names)
    comma = "," if len(names) > 2 or always_comma else ""
    return f"{', '.join(names[:-1])}{comma} {word} {names[-1]}"


def _inverted(name: str) -> str:
    """``Ada King Lovelace`` as ``Lovelace, A. K.``; one word, or a name with a comma, stays as it is.

    A family name begins at its particle (``von der Leyen, U.``), and what tells generations apart stands last (``King, M. L., Jr.``).
    """
    words = name.split()
    generation = words.pop() if len(words) > 2 and words[-1].strip(".").casefold() in _GENERATIONS else ""
    if len(words) < 2 or "," in name:
        return name
    family = next((i for i, word in enumerate(words) if i and word[0].islower()), len(words) - 1)
    initials = " ".join("-".join(f"{part[0]}." for part in word.split("-") if part) for word in words[:family])
    return ", ".join(filter(None, (" ".join(words[family:]), initials, generation)))


def _ended(text: str) -> str:
    return text if text.endswith((".", "?", "!")) else f"{text}."


def _day(published: str) -> date | None:
    try:
        return date.fromisoformat(published)
    except ValueError:
        return None


def _month_first(published: str) -> str:
    day = _day(published)
    return f"{_MONTHS[day.month - 1]} {day.day}, {day.year}" if day else published


def _tex(text: str) -> str:
    return "".join(_SPECIAL.get(char, char) for char in " ".join(text.split()))


def _key(article: Article, published: date | None) -> str:
    first = article.authors[0].split()[-1] if article.authors and article.authors[0].split() else article.source
    word = next((one for one in re.findall(r"\w+", article.title) if len(one) > 3), "")
    parts = (first, str(published.year) if published else "", word)
    plain = re.sub(r"[^a-z0-9]", "", anyascii("".join(parts)).lower()) or "article"
    # Two stories of one outlet and year may begin with the same word, and a key names one of them.
    return f"{plain}-{hashlib.sha256(article.id.encode()).hexdigest()[:4]}"
