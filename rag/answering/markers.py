"""A chat model's reply to sentences with the numbers they cite.

The model is asked for [S3]. It may also write [S3, S4], [S3][S4], (S3), [3], [S3-S5], a marker before or behind the
full stop, a reply in a code fence, or half a marker while the reply still grows.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from corpus import sentences

NO_ANSWER = "NO ANSWER"
# A space belongs to the S alone: shared with the separator, every space of a list would double the ways to read it.
_NUMBER = r"(?:S\s?)?\d{1,3}"
_AND = r"(?:and|et|y|und|e|ou|or|oder|и)"
# "S1, S2, and S3", "S1 et S2", "S1 S2".
_BETWEEN = rf"(?:\s*[,;&/–、،，-]\s*(?:{_AND}\s+)?|\s+{_AND}\s+|\s+(?=S))"
_SEVERAL = rf"{_NUMBER}(?:{_BETWEEN}{_NUMBER})*"
_MARKER = re.compile(
    rf"\[\s*(?:{_SEVERAL})\s*\]|［\s*(?:{_SEVERAL})\s*］|【\s*(?:{_SEVERAL})\s*】|\(\s*(?=S)(?:{_SEVERAL})\s*\)",
    re.IGNORECASE,
)
_HALF = re.compile(r"[\[【(][\s\d,;&/S–-]*$", re.IGNORECASE)
_LONGEST_RANGE = 10
_RANGE = re.compile(r"(\d{1,3})\s*[–-]\s*S?\s?(\d{1,3})", re.IGNORECASE)
_FENCE = re.compile(r"^[^\S\n]*(?:```|~~~).*$", re.MULTILINE)
_THOUGHT = re.compile(r"<think(?:ing)?>.*?(?:</think(?:ing)?>|\Z)", re.DOTALL | re.IGNORECASE)
# Repetitions are bounded, or a reply of nothing but brackets or dots would be read to its end from each of them.
_IMAGE = re.compile(r"!\[[^\]]{0,500}\]\s*\([^)]*\)?")
_LINK = re.compile(r"\[([^\]]{0,500})\]\s*\([^)]{0,2000}\)")
_TAG = re.compile(r"</?[a-z!][^>]*>?", re.IGNORECASE)
# At most 64 characters before the @ (RFC 5321) and 63 in each part of a host (RFC 1035).
_HOST = r"\b(?:[\w-]{1,63}\.){1,8}"
_ADDRESS = re.compile(
    rf"(?:https?|ftp|data|javascript)\s?:\S+|\bwww\.\S+|[\w.+-]{{1,64}}@[\w-]+\.\w+|{_HOST}[a-z]{{2,24}}/\S+",
    re.IGNORECASE,
)
# Without a path it may be the name of a company.
_BARE_HOST = re.compile(rf"{_HOST}(?:com|net|org|info|biz|xyz|io|app|dev|example)\b", re.IGNORECASE)
# "12. März" opens a sentence, and no item of a list.
_LIST = re.compile(
    r"^\s*(?:[-*•>#]+|\d{1,2}[.)](?!\s+(?:januar|jänner|februar|märz|april|mai|juni|juli|august|september|oktober|november|dezember)\b))\s+",
    re.IGNORECASE,
)
_EMPHASIS = re.compile(r"\*\*|__|`|(?<!\w)\*(?=\w)|(?<=\w)\*(?!\w)")
# What small models copy from the prompt: the number in front, the place in brackets.
_IN_FRONT = re.compile(r"^\s*S\s?(\d{1,3})\s*[:.)]\s*(?=\S)", re.IGNORECASE)
_PLACE = re.compile(rf"^(\s*+(?:{_MARKER.pattern})?+\s*+)\([^()]*\d{{4}}-\d{{2}}-\d{{2}}\)\s*", re.IGNORECASE)
# "Selon [S1] et [S2], le ministre ...", "[S3] reports that ...": the number stands for who tells it.
_ACCORDING = re.compile(
    rf"^\s*(?:according to|as (?:stated|reported) in|per|selon|d['’]après|laut|según|secondo|segundo)\s+"
    rf"((?:{_MARKER.pattern})(?:\s*(?:,|{_AND})?\s*(?:{_MARKER.pattern}))*+)\s*[,:]\s*(?=\w)",
    re.IGNORECASE,
)
_REPORTS = re.compile(
    rf"^\s*((?:(?:{_MARKER.pattern})\s*)+)(?:reports?|says?|states?|notes?|indicates?|rapporte|indique|affirme|dit|précise|berichtet|sagt|dice|informa)\s+"
    r"(?:that\s+|que\s+|qu['’]|dass\s+|che\s+)(?=\w)",
    re.IGNORECASE,
)
_OPEN, _CLOSE = "\ue000", "\ue001"
_HELD = re.compile(rf"{_OPEN}(\d+){_CLOSE}")
_ENDS = ".!?…。！？؟"
_BEHIND = re.compile(rf"((?<![{_ENDS}])[{_ENDS}]++(?:[\"'”“’»)]|\s»)*+)(\s*(?:{_OPEN}\d+{_CLOSE}\s*)+)")
_GROUP = re.compile(rf"((?:{_OPEN}\d+{_CLOSE}\s*)+)")
_OPENED, _CLOSED = re.compile(rf"\s*{_OPEN}"), re.compile(rf"{_CLOSE}\s*[{_ENDS}]?\s*$")


@dataclass(frozen=True, slots=True)
class Draft:
    """One sentence of a reply without its markers; ``cited`` are the known numbers, in order, each once.

    ``unknown`` are numbers that were never given to the model; ``markup`` says that it held a link, an image or a tag.
    """

    text: str
    cited: tuple[int, ...]
    unknown: tuple[int, ...] = ()
    markup: bool = False


def drafts(
    reply: str, known: Collection[int], language: str, *, named: Collection[str] = (), growing: bool = False
) -> list[Draft]:
    """The sentences of a reply.

    Args:
        reply: what a model wrote.
        known: the numbers that it was given.
        language: the reply's.
        named: hosts that the articles name ("booking.com"), which are no markup.
        growing: whether more is to come, so that half a marker at the end is left out.
    """
    text = spoken(reply)
    if growing:
        text = _HALF.sub("", text)
    groups: list[list[int]] = []

    def hold(match: re.Match[str]) -> str:
        groups.append(_numbers(match.group()))
        return f"{_OPEN}{len(groups) - 1}{_CLOSE}"

    found: list[Draft] = []
    for line in text.replace(_OPEN, "").replace(_CLOSE, "").splitlines():
        line = _PLACE.sub(r"\1", _IN_FRONT.sub(r"[S\1] ", _LIST.sub("", line)))
        for told in (_ACCORDING, _REPORTS):
            if match := told.match(line):
                # In front, from where they are put behind what they belong to.
                rest = line[match.end() :]
                line = f"{''.join(_MARKER.findall(match[1]))} {rest[:1].upper()}{rest[1:]}"
        # A marker that is a link's text stays a marker; what it would lead to goes.
        line = re.sub(rf"({_MARKER.pattern})\([^)]{{0,2000}}\)", r"\1", line, flags=re.IGNORECASE)
        line = _behind_each(_MARKER.sub(hold, line), language)
        for one in sentences.split(line, language):
            draft = _draft(one.text, groups, known, named)
            if draft.text:
                found.append(draft)
            elif draft.cited and found:
                # A marker on a line of its own belongs to the sentence before.
                last = found[-1]
                found[-1] = Draft(
                    last.text, tuple(dict.fromkeys((*last.cited, *draft.cited))), last.unknown, last.markup
                )
    return found


def hosts(text: str) -> set[str]:
    """The hosts that a text names without a path, in lower case."""
    return {match.group().lower() for match in _BARE_HOST.finditer(text)}


def spoken(reply: str) -> str:
    """A reply without what a reasoning model thinks before it, and without the marks of a code block."""
    return _FENCE.sub("", _THOUGHT.sub("", reply))


def is_no_answer(reply: str) -> bool:
    """Whether the model says that the sentences do not answer, and cites none for it."""
    said = spoken(reply)
    bare = re.sub(r"[^a-z ]", "", _MARKER.sub("", said).lower()).strip()
    return bare == NO_ANSWER.lower() or (bare.startswith(NO_ANSWER.lower()) and not _MARKER.search(said))


def numbered(reply: str) -> dict[int, str]:
    """The lines of a reply that begin with a number, by that number."""
    found: dict[int, str] = {}
    for line in spoken(reply).splitlines():
        match = re.match(r"[-*_(]*\s*(\d{1,2})\s*[.):]\s*[*_]*\s*(.+)", line.lstrip())
        if match and not re.fullmatch(r"\W*none\W*", match[2], re.IGNORECASE):
            found.setdefault(int(match[1]), match[2].strip())
    return found


def is_none(reply: str) -> bool:
    """Whether a model says that a sentence cannot be put right."""
    return re.fullmatch(r"\W*none\W*", spoken(reply), re.IGNORECASE) is not None or not spoken(reply).strip()


def _behind_each(line: str, language: str) -> str:
    """A line with every marker before the end of the sentence that it belongs to."""
    if _OPENED.match(line) and not _CLOSED.search(line):
        # In front of what they belong to, which may be several sentences.
        parts = _GROUP.split(line)
        line = " ".join(
            f"{one.text} {group}"
            for group, said in zip(parts[1::2], parts[2::2], strict=True)
            for one in sentences.split(said, language)
        )
    return _BEHIND.sub(r"\2\1 ", line)


def _draft(text: str, groups: list[list[int]], known: Collection[int], named: Collection[str]) -> Draft:
    cited = list(dict.fromkeys(number for match in _HELD.finditer(text) for number in groups[int(match[1])]))
    bare = _HELD.sub("", text)
    plain = _ADDRESS.sub("", _TAG.sub("", _LINK.sub(r"\1", _IMAGE.sub("", bare))))
    plain = _BARE_HOST.sub(lambda match: match.group() if match.group().lower() in named else "", plain)
    markup = len(plain) != len(bare)
    # The space that a marker leaves before a sign; French puts its own before others.
    plain = re.sub(r"\s+([.,…])", r"\1", " ".join(_EMPHASIS.sub("", plain).split()))
    if not any(char.isalnum() for char in plain):
        plain = ""
    return Draft(
        plain,
        tuple(number for number in cited if number in known),
        tuple(number for number in cited if number not in known),
        markup,
    )


def _numbers(marker: str) -> list[int]:
    found: list[int] = []
    for match in _RANGE.finditer(marker):
        first, last = int(match[1]), int(match[2])
        # Of a stretch that is too long so many count that it cites at random.
        if first < last:
            found += range(first, min(last, first + _LONGEST_RANGE) + 1)
    return list(dict.fromkeys([*found, *map(int, re.findall(r"\d+", marker))]))
