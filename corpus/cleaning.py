"""One article without the site around it: a text dump in, title, body, authors and date out. Pure.

A dump is read line by line. Each line gets a kind, by its shape (prose, a cut-off teaser, a short line)
and by the phrase lists of many languages. The body is the run of prose with the highest score; headings of
teasers and comments, log-in forms and a byline at the foot end it unless prose of the body's own
kind resumes after them. Nothing here knows a site. A text without any trace of a site passes whole.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from corpus import bodies, heads, sentences
from corpus.bylines import is_somebody
from corpus.decoding import tidy
from corpus.lines import NEXT, OPEN_END, Line, classify, unwrapped
from corpus.phrases import normal, phrases
from corpus.topic import Topic

_INNER_END = re.compile(rf"[^\W\d_]{{3}}[.!?…][\"'”’»)]*{NEXT}|[。！？؟।۔]\S")

# What no body holds, wherever it stands.
_DROPPED_ANYWHERE = frozenset(
    (
        "share",
        "ads",
        "related",
        "teaser",
        "comments",
        "login",
        "cookies",
        "newsletter",
        "footer",
        "notice",
        "caption",
        "handle",
    )
)
_CHROME = _DROPPED_ANYWHERE | {"menu", "byline", "date"}
# What a standfirst shares with its body at the least, where its place speaks for it.
_SUMMED_UP = 0.25
# A writer's biography is no longer than this, and says what they are or do.
_BIOGRAPHY = 400
_WRITES = re.compile(
    r",? (?:is (?:an?|the|our)\b|covers\b|writes\b|reports (?:on|from)\b|est (?:journaliste|grand reporter|correspondant|redact|chef)|couvre\b|"
    r"journaliste\b|ist (?:journalist|redakteur|korrespondent)|es (?:periodista|redactor|corresponsal)|e (?:giornalista|inviat))"
)


@dataclass(frozen=True, slots=True)
class Cleaned:
    """What a page's text holds. ``dropped``: every line that is in neither title nor text, in page order."""

    title: str
    text: str
    authors: tuple[str, ...] = ()
    published: str = ""
    dropped: tuple[str, ...] = ()


def clean(text: str, *, language: str = "", title: str = "") -> Cleaned:
    """The article in a text dump. ``text`` is empty when there is nothing but menus and forms.

    ``language`` (ISO 639-1) helps to read dates, ``title`` to tell where the site's head ends; both may be empty.
    """
    lines = [classify(line, gap) for line, gap in unwrapped(tidy(text))]
    if not lines:
        return Cleaned("", "")
    if all(line.kind in _CHROME for line in lines):
        return Cleaned("", "", dropped=tuple(line.text for line in lines))
    lines = _signed(_chronology(_subheadings(lines)))
    if _evidence(lines) < 2:
        return _plain(lines, language)
    lines = _teasers(_at_least_one_prose(lines))
    rejected = bodies.rejected(lines)
    span = bodies.best_run(lines, rejected)
    if span is None:
        if _mostly_chrome(lines):
            return Cleaned("", "", dropped=tuple(line.text for line in lines))
        return _plain(lines, language)
    first, last = span
    first, last = bodies.extended(lines, first, last, rejected)
    body = [
        index
        for index in range(first, last + 1)
        if index not in rejected and lines[index].kind not in _DROPPED_ANYWHERE and not _edge_matter(lines, index)
    ]
    if not body:
        return Cleaned("", "", dropped=tuple(line.text for line in lines))
    body = bodies.below_head(lines, body)
    first, last = body[0], body[-1]
    title_at = heads.title(lines, body, title)
    title = heads.bare_title(lines[title_at].text) if title_at is not None else ""
    body = [
        index for index in body if not (title and index <= first + 1 and normal(lines[index].text) == normal(title))
    ]
    topic = Topic(" ".join(lines[one].text for one in body))
    standfirsts = [
        index
        for index in range((title_at or 0) + 1 if title_at is not None else first, first)
        if index not in rejected and _standfirst(lines[index], topic, index - 1 == title_at)
    ]
    body = standfirsts + body
    authors = heads.authors(lines, last, rejected)
    own = without_biographies([lines[index].text for index in body], authors)
    body = body[: len(own)]
    kept = {*body, *(() if title_at is None else (title_at,))}
    return Cleaned(
        title=title,
        text=_joined([lines[index] for index in body]),
        authors=authors,
        published=heads.published(lines, last, language),
        dropped=tuple(line.text for index, line in enumerate(lines) if index not in kept),
    )


def body_paragraphs(paragraphs: list[str], title: str = "") -> list[str]:
    """The paragraphs of a body that an extractor found, without what it left of the site.

    No share line, teaser, caption or sign-up line, nothing after a comments heading, and not the title again at the top.
    """
    lines = [classify(paragraph, True) for paragraph in paragraphs if paragraph.strip()]
    lines = _teasers(_chronology(_subheadings(lines)))
    rejected = bodies.rejected(lines)
    kept = [
        line.text
        for index, line in enumerate(lines)
        if index not in rejected and line.kind not in _DROPPED_ANYWHERE and not _edge_matter(lines, index)
    ]
    while kept and title and normal(kept[0]) == normal(title):
        kept.pop(0)
    return kept


def is_standfirst(paragraph: str, topic: Topic, *, marked: bool = False) -> bool:
    """Whether a paragraph above a body sums it up rather than belonging to the site: it speaks of the same things.

    Less has to be the same where the page has it ``marked`` as part of the article.
    """
    line = classify(paragraph, True)
    return line.kind in ("prose", "sentence", "cut") and topic.overlap(paragraph) >= (_SUMMED_UP if marked else 0.5)


def goes_on(paragraph: str) -> bool:
    """Whether a paragraph that stands beside those of a body is prose of its own, and no notice of the site."""
    return classify(paragraph, True).kind == "prose" and sentences.ends(paragraph)


def is_own(text: str) -> bool:
    """Whether a heading or an item that stands among a body's paragraphs is none of the site's."""
    return classify(text, True).kind in ("prose", "sentence", "cut", "short", "bullet")


def without_biographies(paragraphs: list[str], authors: tuple[str, ...]) -> list[str]:
    """The paragraphs without those at the end that tell of the article's own writers: "Ann Lee covers justice from The Hague."."""
    kept = list(paragraphs)
    while len(kept) > 1 and len(kept[-1]) < _BIOGRAPHY and any(_tells_of(kept[-1], one) for one in authors):
        kept.pop()
    return kept


def _tells_of(paragraph: str, author: str) -> bool:
    """Whether a paragraph is somebody's name, or begins with it and says what they do."""
    plain, name = normal(paragraph), normal(author)
    rest = re.split(rf"^(?:(?:notre )?journaliste,? )?{re.escape(name)}\b", plain, maxsplit=1)
    return len(name.split()) > 1 and len(rest) == 2 and (not rest[1] or _WRITES.match(rest[1]) is not None)


# ------------------------------------------------------------------------------------------ structure


def _evidence(lines: list[Line]) -> int:
    """How much of a site is about the text: one lone word as "Top" may be a heading of somebody's notes."""
    total = 0
    for line in lines:
        if line.kind in ("handle", "date", "caption"):
            total += 1
        elif line.kind in _CHROME:
            total += 1 if line.kind == "menu" or len(normal(line.text).split()) < 2 else 2
    return total


def _mostly_chrome(lines: list[Line]) -> bool:
    chrome = sum(line.kind in _CHROME for line in lines)
    return chrome * 10 >= len(lines) * 3


def _at_least_one_prose(lines: list[Line]) -> list[Line]:
    """Where no paragraph ends with a full stop, those that hold whole sentences are the prose: some writers leave it off."""
    if any(line.kind == "prose" for line in lines):
        return lines
    return [
        replace(line, kind="prose")
        if line.kind == "cut" and (_INNER_END.search(line.text) or len(line.text) > 300)
        else line
        for line in lines
    ]


def _subheadings(lines: list[Line]) -> list[Line]:
    """Marks what a site has above its comments as a heading of the article where it is one, as "Réactions" may be.

    It is where prose follows and nobody talks below: no handle, no form, no day.
    """
    out = list(lines)
    told = _told(lines)
    for index, line in enumerate(lines):
        if (
            line.kind == "comments"
            and not any(char.isdigit() for char in line.text)
            and normal(line.text) in phrases().headings
            and {index - 1, index + 1} <= told
            and not any(one.kind in ("handle", "date", "login", "byline", "comments") for one in lines[index + 1 :])
        ):
            out[index] = replace(line, kind="short")
    return out


def _chronology(lines: list[Line]) -> list[Line]:
    """Marks the days above the entries of a chronology: two or more that stand alone between paragraphs.

    Above a comment stands its writer, and no paragraph.
    """
    out = list(lines)
    told = _told(lines)
    labels = phrases().prefixes["published"] + phrases().prefixes["updated"]
    days = [
        index
        for index, line in enumerate(lines)
        if line.kind == "date"
        and index + 1 in told
        and not normal(line.text).startswith(tuple(f"{one} " for one in labels if len(one) > 3))
    ]
    between = [index for index in days if index - 1 in told]
    if len(days) > 1 and between:
        # The first stands below the headline.
        for index in days if len(days) == len(between) + 1 and days[0] < between[0] else between:
            out[index] = replace(lines[index], kind="day")
    return out


def _signed(lines: list[Line]) -> list[Line]:
    """Marks somebody's name that stands alone above the day as the byline that it is."""
    return [
        replace(line, kind="byline", value=line.text)
        if line.kind == "short" and day is not None and day.kind == "date" and not day.gap and is_somebody(line.text)
        else line
        for line, day in zip(lines, [*lines[1:], None], strict=True)
    ]


def _told(lines: list[Line]) -> set[int]:
    return {index for index, line in enumerate(lines) if line.kind in ("prose", "sentence")}


def _teasers(lines: list[Line]) -> list[Line]:
    """Marks the headlines that stand under a heading such as "Read also" as teasers, up to where prose resumes."""
    out = list(lines)
    start = next((index for index, line in enumerate(lines) if line.kind == "prose"), len(lines))
    done = start
    for index in range(start, len(lines)):
        # Above the first prose such a phrase is an entry of the menu, and what follows may be the title.
        if index < done or lines[index].kind != "related" or lines[index].value:
            continue
        step = index + 1
        while step < len(lines) and lines[step].kind in (
            "short",
            "cut",
            "bullet",
            "date",
            "related",
            "ads",
            "sentence",
            "menu",
        ):
            # A sentence under the heading is a teaser only as long as no prose came: "Minister resigns!"
            step += 1
        taken = list(range(index + 1, step))
        done = step
        # One to three words right before prose are a subheading of the body, unless no headline came before them.
        resumes = step < len(lines) and lines[step].kind == "prose"
        if resumes and len(taken) > 1 and lines[taken[-1]].kind == "short" and len(lines[taken[-1]].text.split()) <= 3:
            taken.pop()
        for one in taken:
            if out[one].kind in ("short", "cut", "bullet", "sentence"):
                out[one] = replace(lines[one], kind="teaser")
    return out


def _edge_matter(lines: list[Line], index: int) -> bool:
    """Dates and bylines are no body at its beginning or end; between paragraphs a short byline line goes too."""
    line = lines[index]
    if line.kind == "byline":
        return True
    return line.kind == "date" and len(line.text) < 80


def _standfirst(line: Line, topic: Topic, under_title: bool) -> bool:
    """A summary between title and body: prose, or right under the title a long line, that speaks of the same things."""
    unstopped = line.kind == "cut" or (line.kind == "short" and len(line.text) >= 60)
    if line.kind not in ("prose", "sentence") and not (unstopped and under_title):
        return False
    # Full sentences right under the title need to share less.
    return topic.overlap(line.text) >= (_SUMMED_UP if under_title and line.kind == "prose" else 0.5)


# ------------------------------------------------------------------------------------------- plain text


def _plain(lines: list[Line], language: str) -> Cleaned:
    """A text without a site around it: all of it is body, but for a headline that stands apart above prose."""
    # A labelled day at the top is the text's own, whatever else it tells.
    top = [line for line in lines[:4] if line.kind == "date" and heads.is_labelled(line.text)]
    published = heads.published(top, len(top), language)
    head = lines[0].text
    apart = len(lines) > 1 and (lines[1].gap or head.startswith("# ")) and lines[1].kind == "prose"
    if apart and lines[0].kind in ("short", "cut") and heads.is_headline(head) and not OPEN_END.search(head):
        return Cleaned(heads.bare_title(head), _joined(lines[1:]), published=published)
    return Cleaned("", _joined(lines), published=published)


def _joined(lines: list[Line]) -> str:
    """Paragraphs apart by a blank line; verses and list items that stood line under line stay so."""
    out = ""
    for number, line in enumerate(lines):
        if not number:
            out = line.text
            continue
        close = not line.gap and line.kind != "prose" and lines[number - 1].kind != "prose"
        out += ("\n" if close else "\n\n") + line.text
    return out
