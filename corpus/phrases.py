"""The phrases a site wraps around its articles, from ``corpus/data/chrome``, ready to match against one line."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

# When two lists hold the same phrase ("video" is a menu entry and a teaser heading) the earlier one here wins.
_PRIORITY = ("comments", "login", "cookies", "newsletter", "related", "share", "ads", "footer", "menu")
_PREFIXES = ("byline", "published", "updated", "caption", "related")
_MARKS = re.compile("[\u0300-\u036f\u064b-\u0652\u0670]")
_EDGES = re.compile(r"^(?:[\d.,\s]+[kKmM]?\s+)?[\W\d_]+|(?<![\W\d_])[\W\d_]+$")
_SPACES = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Phrases:
    """``exact``: normal form of a whole line -> its list. ``prefixes``: list -> normal forms, longest first.

    ``headings``: normal forms of what may stand above a part of an article as well.
    """

    exact: dict[str, str]
    prefixes: dict[str, tuple[str, ...]]
    notice: re.Pattern[str]
    headings: frozenset[str]
    longest: int


def normal(line: str) -> str:
    """Lower case, no accents on Latin or Arabic letters, no counters, icons or punctuation at the ends."""
    plain = unicodedata.normalize("NFC", _MARKS.sub("", unicodedata.normalize("NFD", line.casefold())))
    plain = _SPACES.sub(" ", plain.replace("’", "'").replace("‘", "'"))
    return _EDGES.sub("", _EDGES.sub("", plain)).strip()


@lru_cache(maxsize=1)
def phrases() -> Phrases:
    """All languages together: a page in one language carries buttons in another."""
    exact: dict[str, str] = {}
    prefixes: dict[str, set[str]] = {name: set() for name in _PREFIXES}
    notices: list[str] = []
    folder = resources.files("corpus") / "data" / "chrome"
    tables = [
        tomllib.loads(file.read_text("utf-8"))
        for file in sorted(folder.iterdir(), key=lambda file: file.name)
        if file.name.endswith(".toml")
    ]
    for name in reversed(_PRIORITY):
        for table in tables:
            for phrase in table.get(name, ()):
                key = normal(phrase)
                if key:
                    exact[key] = name
    for table in tables:
        notices += table.get("notice", ())
        for name in _PREFIXES:
            prefixes[name].update(filter(None, map(normal, table.get(name, ()))))
    return Phrases(
        exact=exact,
        prefixes={name: tuple(sorted(found, key=lambda one: (-len(one), one))) for name, found in prefixes.items()},
        notice=re.compile("|".join(f"(?:{one})" for one in notices), re.IGNORECASE),
        headings=frozenset(normal(one) for table in tables for one in table.get("heading", ())),
        longest=max(len(key.split()) for key in exact),
    )


def lookup(line: str) -> str:
    """The list a whole line belongs to, "" for none; a row of menu entries on one line counts as ``menu``."""
    table = phrases()
    key = normal(line)
    if not key:
        return ""
    if key in table.exact:
        return table.exact[key]
    parts = [part for part in (normal(one) for one in re.split(r"\s*[|•·»>/›«,;\t]\s*|\s{3,}|\s[-–—]\s", line)) if part]
    if len(parts) > 1:
        known = [table.exact.get(part, "") for part in parts]
        if sum(map(bool, known)) * 2 > len(parts) and all(len(part) <= 40 for part in parts):
            strong = [one for one in known if one and one != "menu"]
            return strong[0] if len(strong) == len(parts) else "menu"
        if (
            len(parts) > 3
            and re.search(r"[|•·»>›]", line)
            and max(map(len, parts)) <= 30
            and line.rstrip()[-1] not in ".!?…"
        ):
            return "menu"
    return _row(key.split(), table)


def _row(words: list[str], table: Phrases) -> str:
    """A row such as "Home Politics Sport Culture": a line of nothing but known phrases, at least three of them."""
    if not 3 <= len(words) <= 40:
        return ""
    count, index, kinds = 0, 0, set()
    while index < len(words):
        if words[index].isdigit():
            index += 1  # "12 comments"
            continue
        for size in range(min(table.longest, len(words) - index), 0, -1):
            kind = table.exact.get(" ".join(words[index : index + size]))
            if kind:
                kinds.add(kind)
                count += 1
                index += size
                break
        else:
            return ""
    if count < 3:
        return ""
    return kinds.pop() if len(kinds) == 1 else "menu"
