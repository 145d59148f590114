"""Sentence boundaries with exact offsets, in many languages.

A boundary is proposed at every mark that can end a sentence and then confirmed or refused by what
stands on both sides of it: abbreviations, initials, ordinals, quotation marks, the case of the next
word. The word lists are data (``corpus/data/sentences``).

Why not a library: over news prose sentencex 1.0 splits at "M. Dupont", "O.N.U." and "Dr. Martin",
and pysbd 0.3 is unmaintained, three hundred times slower, and changes the text it is given.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from itertools import pairwise

from corpus.types import Sentence

# Marks of scripts in which no space need follow, and marks that never stand in an abbreviation.
_WIDE = "。！？｡︒"
_PLAIN_END = "؟।॥۔։።፧။។៕᠃"
_CLOSERS = r"\"'”’»›)\]}』」）】》〉］｣"
_OPENERS = "\"'“‘„‚«‹([{『「（【《〈［｢¿¡—–-•*·"

_MARK = re.compile(
    rf"(?P<mark>[.!?…{_WIDE}{_PLAIN_END}⁇⁈⁉‼;]+)"
    # “ and « close in German and Danish; after a space » closes only when no word follows directly (« ... »).
    rf"(?P<close>(?:[{_CLOSERS}“«‹](?![^\W_])|(?<=[{_WIDE}])[{_CLOSERS}”]|[ \u00a0\u202f]?[»›](?![^\W_]))*)"
    r"(?:\[\d{1,3}\])*"
)
# A mark, what closes behind it with or without a blank, and the numbers of notes.
_END = re.compile(rf"[.!?…{_WIDE}{_PLAIN_END}⁇⁈⁉‼](?:[ \u00a0\u202f]?[{_CLOSERS}“«‹])*(?:\s?\[\d{{1,3}}\])*\s*\Z")
# Scripts that write no mark at a sentence's end: Thai, Lao.
_UNMARKED = re.compile(r"[\u0e00-\u0eff]")
_BLANK_LINE = re.compile(r"\n[^\S\n]*(?:\n[^\S\n]*)+")
_LAST_TOKEN = re.compile(r"[^\s\"“”«»„()\[\]‘/—–]+\Z")
_NEXT_WORD = re.compile(r"[^\W_]+(?:[.’'-][^\W_]+)*")
_DOTTED = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]\Z")
_BULLET = re.compile(r"[-–—•*·▪►●]\s|\(?\d{1,2}[.)]\s|[a-z]\)\s")
_QUOTE_PARTICLE = re.compile(r"[とってなのにはをがもでや、，：]")
_THAI_SPACE = re.compile(r"(?<=[\u0e00-\u0e7f]) +(?=[\u0e00-\u0e7f])")
# Thai writes a space where other scripts put a comma or a stop; clauses are joined up to about one spoken sentence.
_THAI_LENGTH = 90


@dataclass(frozen=True, slots=True)
class _Rules:
    titles: frozenset[str]
    before_number: frozenset[str]
    maybe: frozenset[str]
    starters: frozenset[str]
    months: frozenset[str]
    ordinals: bool
    question: str
    tells: re.Pattern[str] | None


def split(text: str, language: str = "") -> tuple[Sentence, ...]:
    """The sentences of ``text`` in reading order.

    Every character that is not white space belongs to exactly one sentence, no sentence crosses a
    blank line, none begins or ends with white space, and ``text[s.start:s.end] == s.text``.
    ``language`` is an ISO 639-1 code; an unknown or empty one uses rules most of Europe shares.
    """
    rules = rules_for(language)
    sentences = []
    for start, end in _blocks(text):
        for a, b in _pieces(text, start, end, rules):
            while a < b and text[a].isspace():
                a += 1
            while b > a and text[b - 1].isspace():
                b -= 1
            if a < b:
                sentences.append(Sentence(a, b, text[a:b]))
    return tuple(sentences)


def ends(text: str) -> bool:
    """Whether a text ends as a sentence does, not as a heading; in a script without end marks every text does."""
    return bool(_END.search(text[-40:]) or _UNMARKED.search(text))


def _blocks(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for gap in _BLANK_LINE.finditer(text):
        yield start, gap.start()
        start = gap.end()
    yield start, len(text)


def _pieces(text: str, start: int, end: int, rules: _Rules) -> Iterator[tuple[int, int]]:
    for line_start, line_end in _lines(text, start, end):
        last = line_start
        for match in _MARK.finditer(text, line_start, line_end):
            if match.end() >= line_end:
                break
            if _ends_sentence(text, last, line_end, match, rules):
                yield from _thai(text, last, match.end())
                last = match.end()
        yield from _thai(text, last, line_end)


def _lines(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """A block's lines, where a line break means something; a block wrapped at a fixed width is one line."""
    block = text[start:end]
    lines = block.split("\n")
    if len(lines) == 1:
        yield start, end
        return
    width = max(len(line) for line in lines)
    # A wrapped line could not have taken the next line's first word within the width of the block.
    wrapped = (
        len(lines) > 1
        and width <= 100
        and all(
            len(line.rstrip()) + 1 + len((following.split() or [""])[0]) > width - 3
            for line, following in pairwise(lines)
        )
    )
    position = last = start
    for index, line in enumerate(lines):
        position += len(line) + 1
        following = lines[index + 1].lstrip() if index + 1 < len(lines) else ""
        if not following:
            continue
        if _BULLET.match(following) or not (wrapped or following[0].islower()):
            yield last, position - 1
            last = position
    yield last, end


def _ends_sentence(text: str, start: int, end: int, match: re.Match[str], rules: _Rules) -> bool:
    mark, after = match["mark"], match.end()
    following = text[after]
    final = mark[-1]
    if final == ";":
        return rules.question == ";" and following.isspace() and _opens(text, after, end) != "lower"
    if final in _WIDE:
        # 「...。」と語った : what follows the closing bracket still belongs to the sentence.
        return not (_QUOTE_PARTICLE.match(following) if match["close"] else mark in "！？" and following == "と")
    if final in _PLAIN_END:
        return True
    if not following.isspace():
        return _glued(text, start, match, rules)
    case = _opens(text, after, end)
    if case in ("lower", "mark"):
        return False
    if final in "!?⁇⁈⁉‼" or "!" in mark or "?" in mark:
        # “Who paid?” Ann Lee asked: who said it still belongs to what was said.
        return not (match["close"] and rules.tells and rules.tells.match(text, after, min(end, after + 90)))
    if final == "…" or len(mark) > 1:
        return text[match.start() - 1 : match.start()] not in ("[", "(")
    return _full_stop_ends(text, start, end, match, rules, case)


def _full_stop_ends(text: str, start: int, end: int, match: re.Match[str], rules: _Rules, case: str) -> bool:
    dot = match.start()
    found = _last_token(text, start, dot)
    if not found:
        return True
    raw = found.group()
    token = raw.casefold().strip("*_,;:")
    bare = re.split("['’]", token)[-1] or token
    # An enumerator alone at the start of a sentence: "1. The ...", "a. The ...".
    if (
        (raw.isdigit() or len(raw) == 1)
        and len(raw) < 3
        and not text[max(start, found.start() - 9) : found.start()].strip()
    ):
        return False
    if match["close"] and not match["close"].startswith(")"):
        return True
    word_match = _NEXT_WORD.search(text, match.end(), min(end, match.end() + 60))
    word = word_match.group().casefold() if word_match else ""
    starter = re.split("['’]", word)[0] in rules.starters or word in rules.starters
    if bare in rules.titles:
        return False
    two_words = " ".join(text[max(start, found.start() - 6) : dot].casefold().split()[-2:])
    if two_words in rules.titles:
        return False
    # German street names end in it: "Hauptstr. 5".
    numbered = bare in rules.before_number or (rules.ordinals and bare.endswith("str"))
    if numbered and case == "digit":
        return False
    if bare in rules.maybe or two_words in rules.maybe:
        return starter
    if _DOTTED.search(token) or (len(bare) == 1 and bare.isalpha() and bare < "\u3000"):
        # The next is an initial too: В. В. Путин, although в is a word that sentences begin with.
        initial = word_match is not None and len(word) == 1 and text[word_match.end() : word_match.end() + 1] == "."
        return starter and not initial
    if rules.ordinals and token.isdigit() and len(token) <= 2:
        return starter and word not in rules.months
    # A Roman ordinal before a noun: "Ludwig XIV. Frankreich" is as likely an end; only German style languages dot it.
    if rules.ordinals and raw.isupper() and re.fullmatch("[IVX]+", raw):
        return starter
    return True


def _glued(text: str, start: int, match: re.Match[str], rules: _Rules) -> bool:
    """Whether a mark with no space after it ends a sentence: "... en 1994.Le président" lost its space."""
    if match["mark"] not in (".", "!", "?") and not match["close"]:
        return False
    after = match.end()
    if not text[after].isupper():
        return False
    found = _last_token(text, start, match.start())
    if not found or not re.search(r"[^\W\d_]{3}\Z|\d{4}\Z", found.group()) or "." in found.group():
        return False
    word = _NEXT_WORD.match(text, after)
    return bool(word) and re.split("['’.]", word.group().casefold())[0] in rules.starters  # type: ignore[union-attr]


def _last_token(text: str, start: int, end: int) -> re.Match[str] | None:
    """The word right before ``end``; looked for in the last 40 characters only, which keeps the whole linear."""
    return _LAST_TOKEN.search(text, max(start, end - 40), end)


def _opens(text: str, position: int, end: int) -> str:
    """What the next sentence would begin with: upper, lower, digit, mark (a comma and the like), none."""
    dashed = False
    while position < end:
        char = text[position]
        if char.isspace():
            position += 1
        elif char in _OPENERS:
            dashed = True
            position += 1
        elif char.isalpha():
            # iPhone, eBay: a small letter and then a capital open a sentence well enough.
            if char.islower() and text[position + 1 : position + 2].isupper():
                return "upper"
            return "lower" if char.islower() else "upper"
        elif char.isdigit():
            return "digit"
        elif char in ",;:)%/" and not dashed:
            return "mark"
        else:
            return "other"
    return "none"


def _thai(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    if end - start <= _THAI_LENGTH or not any("\u0e00" <= char <= "\u0e7f" for char in text[start : start + 40]):
        yield start, end
        return
    last = start
    for gap in _THAI_SPACE.finditer(text, start, end):
        if gap.start() - last >= _THAI_LENGTH and end - gap.end() >= _THAI_LENGTH // 3:
            yield last, gap.start()
            last = gap.end()
    yield last, end


@lru_cache(maxsize=64)
def rules_for(language: str) -> _Rules:
    """The word lists of a language, those of a close relative, or what most of Europe shares."""
    folder = resources.files("corpus") / "data" / "sentences"
    code = {"da": "sv", "no": "sv", "nb": "sv", "nn": "sv", "be": "ru", "gl": "pt", "ca": "es"}.get(language, language)
    file = folder / f"{code}.toml"
    if not re.fullmatch("[a-z]{2}", code) or not file.is_file():
        file = folder / "other.toml"
    data = tomllib.loads(file.read_text("utf-8"))
    shared = tomllib.loads((folder / "other.toml").read_text("utf-8"))["shared"]
    ordinals = bool(data.get("ordinals")) or language in (
        "da", "no", "nb", "nn", "fi", "et", "lv", "cs", "sk", "sl", "hr", "sr", "bs", "hu", "is"
    )  # fmt: skip
    return _Rules(
        titles=frozenset((*data["titles"], *shared)),
        before_number=frozenset(data["before_number"]),
        maybe=frozenset(data["maybe"]),
        starters=frozenset(data["starters"]),
        months=frozenset(data.get("months", ())),
        ordinals=ordinals,
        question=data.get("question", ""),
        tells=_tells(data["tells"]) if "tells" in data else None,
    )


def _tells(verbs: list[str]) -> re.Pattern[str]:
    """Who said what stands before: a name, and a verb that tells of speech."""
    return re.compile(
        rf"\s+(?:[A-Z][\w.’'-]*\s+(?:(?:of|de|van|von|der|al|bin)\s+){{0,2}}){{1,6}}(?:{'|'.join(verbs)})\b"
    )
