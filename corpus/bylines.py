"""The people that a byline names."""

from __future__ import annotations

import re

from corpus.phrases import lookup, normal, phrases
from corpus.scripts import WIDE

_NAME_WORD = re.compile(r"(?:[^\W\d_]['’])?[^\W\d_][^\W\d_.'’-]*(?:[-'’][^\W\d_]+)*\.?")
_PARTICLES = frozenset(
    "de du des da do dos di della del von van der den zu le la al el bin ben ibn e y i und et and".split()
)
_NOBODY = frozenset("admin administrator administrateur webmaster root editor staff user guest redaktion".split())
# What somebody is at a paper, and where they write from: neither is another name.
_ROLES = frozenset(
    "correspondent editor reporter writer columnist producer journaliste journalist rédacteur rédactrice correspondant correspondante "
    "envoyé envoyée redakteur redakteurin korrespondent korrespondentin corresponsal redactor redactora giornalista inviato".split()
)
_WHERE = re.compile(r"\s(?:in|à|from|depuis|aus|desde)\s(?=[^\W\d_a-z])")
_JOIN = re.compile(r"\s*(?:,|;|&|/|، |、|\bet\b|\band\b|\bund\b|\by\b|\be\b|\ben\b|\boraz\b|\bи\b|\bта\b|\bve\b)\s*")


def without_byline(text: str) -> str:
    """A byline without its "By", "Par", "Von"."""
    plain = normal(text)
    for prefix in phrases().prefixes["byline"]:
        if plain.startswith(prefix + " "):
            return after_prefix(text, prefix)
    return text


def names(text: str) -> tuple[str, ...]:
    """The people in the text of a byline, () when it does not look like names: "Ann Lee and Bo Ek" gives two."""
    text = re.split(r"\s[|•·–—-]\s|\(|\d|\s@", text.strip(" :-–—|•·\t").lstrip("."), maxsplit=1)[0].strip(" ,:;-–—|")
    if not text or len(text) > 120 or text[-1] in "!?…":
        return ()
    found = []
    for part in _JOIN.split(text):
        part = part.strip(" ,") if re.search(r"\s[^\W\d_]\.$", part) else part.strip(" .,")
        if not part:
            continue
        part = _WHERE.split(part, maxsplit=1)[0]
        words = part.split()
        if words and words[-1].casefold() in _ROLES:
            continue  # "By Anna Berg, Health Correspondent"
        if WIDE.search(part):
            if len(part) > 12:
                return ()
        elif len(words) > 5 or not all(_NAME_WORD.fullmatch(word) for word in words):
            return ()
        elif (
            any(
                word[0].islower() and word.casefold() not in _PARTICLES and not re.match(r"[dl]['’][^\W\d_a-z]", word)
                for word in words
            )
            or part.islower()
        ):
            return ()
        if part.casefold() not in _NOBODY and not lookup(part) and not _dates(part):
            found.append(part)
    if found and len(found[0].split()) > 1 and "," in text:
        # "Annegret Kern, Weiden": where she writes from is one word.
        found = [one for one in found if len(one.split()) > 1 or one.isupper() or WIDE.search(one)]
    return tuple(dict.fromkeys(found))


def is_somebody(text: str) -> bool:
    """Whether a text is the name of one person and nothing else."""
    found = names(text)
    return len(found) == 1 and found[0] == text.strip() and 2 <= len(text.split()) <= 4 and not text.isupper()


def _dates(text: str) -> bool:
    """Whether a text is the label of a day ("UPDATED"), or says of a day what happened on it: "mis à jour à"."""
    known, plain = phrases().prefixes, normal(text)
    return any(
        plain == one or (" " in one and f"{plain} ".startswith(f"{one} "))
        for one in (*known["published"], *known["updated"])
    )


def after_prefix(text: str, prefix: str) -> str:
    """What follows a prefix given in normal form."""
    words = len(prefix.split())
    return " ".join(re.sub(r"^[\W\d_]+", "", text).split()[words:])
