"""One article without the site around it: a text dump in, title, body, authors and date out. Pure.

A dump is read line by line. Each line gets a kind, by its shape (prose, a cut-off teaser, a short line)
and by the phrase lists of many languages. The body is the run of prose with the highest score; headings of
teasers and comments, log-in forms and a byline at the foot end it unless prose of the body's own
kind resumes after them. Nothing here knows a site. A text without any trace of a site passes whole.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from corpus import heads, sentences
from corpus.bylines import is_somebody
from corpus.decoding import tidy
from corpus.lines import OPEN_END, WORD, Line, classify, unwrapped
from corpus.phrases import normal, phrases
from corpus.scripts import WIDE
from corpus.topic import Topic

# Bounded: from each of a row of dots ("Contents . . . . 12") it would otherwise be read to the row's end.
_NEXT = r"\s\W{0,20}[^\W\d_]"
_INNER_END = re.compile(rf"[^\W\d_]{{3}}[.!?…][\"'”’»)]*{_NEXT}|[。！？؟।۔]\S")
_SENTENCE_END = re.compile(rf"[.!?…][\"'”’»)]*(?={_NEXT}|\s*\Z)|[。！？؟।۔]")

# Score of a line by its kind; prose counts by length (see _score). Found on the bundled samples: the measure
# is flat for changes of a third in any of them.
_SCORES = {
    "sentence": 0.4, "day": 0.1, "cut": -0.6, "short": -0.35, "bullet": -0.1, "menu": -1.0, "share": -1.2, "ads": -0.5, "related": -1.5,
    "teaser": -0.8, "comments": -2.0, "login": -2.0, "cookies": -2.0, "newsletter": -0.8, "footer": -1.5, "notice": -1.5,
    "byline": -0.5, "date": -0.3, "caption": -0.3, "handle": -1.0,
}  # fmt: skip
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
# A newsletter form or a row of share buttons amid the body must not outweigh the half of it that follows.
_DEAREST_GAP = -2.5
# A paragraph that stands apart from the body and yet shares this much of its longer words with it belongs to it.
_SAME_TOPIC = 0.35
# What a standfirst shares with its body at the least, where its place speaks for it.
_SUMMED_UP = 0.25
# And what one last paragraph does behind a form, which may tell something new.
_SOMETHING_SHARED = 0.1
# A byline so near the beginning of what was taken for the body ends the article's head.
_HEAD = 6
# A writer's biography is no longer than this, and says what they are or do.
_BIOGRAPHY = 400
_WRITES = re.compile(
    r",? (?:is (?:an?|the|our)\b|covers\b|writes\b|reports (?:on|from)\b|est (?:journaliste|grand reporter|correspondant|redact|chef)|couvre\b|"
    r"journaliste\b|ist (?:journalist|redakteur|korrespondent)|es (?:periodista|redactor|corresponsal)|e (?:giornalista|inviat))"
)
# A paragraph as long as this in front of a box amid the body begins it.
_LONG_ENOUGH = 1.2


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
    rejected = _rejected(lines)
    span = _best_run([_score(line, index in rejected) for index, line in enumerate(lines)], _headed(lines))
    if span is None:
        if _mostly_chrome(lines):
            return Cleaned("", "", dropped=tuple(line.text for line in lines))
        return _plain(lines, language)
    first, last = span
    first, last = _extended(lines, first, last, rejected)
    body = [
        index
        for index in range(first, last + 1)
        if index not in rejected and lines[index].kind not in _DROPPED_ANYWHERE and not _edge_matter(lines, index)
    ]
    if not body:
        return Cleaned("", "", dropped=tuple(line.text for line in lines))
    body = _below_head(lines, body)
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
    rejected = _rejected(lines)
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


def _rejected(lines: list[Line]) -> set[int]:
    """Lines that stand in a part of the page which is no body: comments, teasers, forms, all after a byline at the foot."""
    marks = [
        index
        for index, line in enumerate(lines)
        if (line.kind in ("related", "comments", "login") and not (line.kind == "related" and line.value))
        or line.kind in ("byline", "handle")
    ]
    rejected: set[int] = set()
    after = sum(_mass(line) for line in lines)
    own = _Prose()
    seen = 0
    talk = sum(line.kind in ("handle", "date") for line in lines)
    for number, index in enumerate(marks):
        for one in range(seen, index + 1):
            after -= _mass(lines[one])
            talk -= lines[one].kind in ("handle", "date")
            if one not in rejected:
                own.add(lines[one])
        seen = index + 1
        if not own.count:
            continue
        kind = lines[index].kind
        if kind == "comments":
            if own.chars >= 200 and (own.chars >= 0.3 * after or talk > 1):
                rejected.update(range(index + 1, len(lines)))
                break
            continue
        if kind in ("byline", "handle") and own.chars < max(600, after) and own.count < 3:
            continue
        if own.chars < 0.25 * after and kind != "related":
            continue
        stop = marks[number + 1] if number + 1 < len(marks) else len(lines)
        segment = _Prose()
        for one in range(index + 1, stop):
            segment.add(lines[one])
        if not _resumes(own, segment, kind):
            rejected.update(range(index + 1, stop))
    return rejected


@dataclass(slots=True)
class _Prose:
    """Sums over the prose of a stretch of lines."""

    count: int = 0
    chars: int = 0
    sentences: int = 0
    paragraphs: list[str] = field(default_factory=list)
    talk: bool = False  # somebody's name or a day stands above it, as above a comment

    def add(self, line: Line) -> None:
        self.talk = self.talk or line.kind in ("handle", "date", "byline")
        if line.kind == "prose":
            self.paragraphs.append(line.text)
            self.count += 1
            self.chars += len(line.text)
            self.sentences += _sentence_count(line.text)


def _resumes(own: _Prose, segment: _Prose, kind: str) -> bool:
    """Whether the prose after a mark is the body's own: as long as the body's paragraphs, not one-sentence teasers."""
    # Behind a form one paragraph may be the last of the body, if it speaks of what the body does and nobody talks there.
    lone = kind == "login" and segment.count == 1 and not segment.talk
    if lone and Topic(" ".join(own.paragraphs)).overlap(segment.paragraphs[0]) < _SOMETHING_SHARED:
        return False
    if segment.count < (1 if kind == "related" or lone else 2):
        return False
    length = segment.chars / segment.count * own.count / own.chars
    if length < 0.5:
        return False
    one_liners = own.sentences >= 1.6 * own.count and segment.sentences < 1.2 * segment.count
    return not (one_liners and length < 0.8)


def _sentence_count(text: str) -> int:
    return max(1, len(_SENTENCE_END.findall(text)))


def _mass(line: Line) -> int:
    return len(line.text) if line.kind == "prose" else 0


def _score(line: Line, rejected: bool) -> float:
    if rejected:
        return -3.0
    if line.kind == "prose":
        return min(3.0, max(0.8, len(WIDE.sub("xxx", line.text)) / 120))
    return _SCORES[line.kind]


def _headed(lines: list[Line]) -> set[int]:
    """The prose that has a line like a headline somewhere between it and the prose before."""
    found: set[int] = set()
    headline = False
    for index, line in enumerate(lines):
        if line.kind == "prose":
            if headline:
                found.add(index)
            headline = False
        elif line.kind in ("short", "cut") and len(WORD.findall(line.text)) >= 4:
            headline = True
    return found


def _best_run(scores: list[float], headed: set[int]) -> tuple[int, int] | None:
    """First and last index of the run with the highest sum, gaps between prose costing at most ``_DEAREST_GAP``.

    ``headed`` are the places that something like a headline stands before, where a body may begin.
    """
    best: tuple[float, int, int] | None = None
    total, start, gap, count = 0.0, -1, 0.0, 0
    for index, score in enumerate(scores):
        if score <= 0:
            gap = gap + score if score <= -3.0 else max(_DEAREST_GAP, gap + score)
            continue
        # Two paragraphs or more are a body already, which no form in their midst undoes.
        begun = count > 1 or (count == 1 and total >= _LONG_ENOUGH and index not in headed)
        cost = max(gap, -0.6 * total) if begun and gap >= _DEAREST_GAP else gap
        if start < 0 or total + cost <= 0:
            total, start, count = 0.0, index, 0
        else:
            total += cost
        gap = 0.0
        total += score
        count += 1
        if best is None or total > best[0]:
            best = (total, start, index)
    if best is None or best[0] < 0.8:
        return None
    return best[1], best[2]


def _extended(lines: list[Line], first: int, last: int, rejected: set[int]) -> tuple[int, int]:
    """Takes in what belongs to the body at its end.

    The last paragraphs, which stand alone after a box amid the body, a closing short sentence, the items of a list, verses.
    """
    topic = Topic(" ".join(line.text for line in lines[first : last + 1] if line.kind == "prose"))
    for index in range(last + 1, len(lines)):
        if index in rejected or lines[index].kind in ("comments", "cookies", "footer", "byline", "handle"):
            break
        if lines[index].kind == "prose" and topic.overlap(lines[index].text) >= _SAME_TOPIC:
            last = index
    while last + 1 < len(lines) and last + 1 not in rejected:
        line = lines[last + 1]
        verse = (
            line.kind == "short"
            and not line.gap
            and last + 2 < len(lines)
            and lines[last + 2].kind in ("short", "sentence")
            and not lines[last + 2].gap
        ) or (line.kind in ("short", "sentence") and not line.gap and lines[last].kind == "short")
        announces = (
            line.kind == "short"
            and line.text[-1] in ":："
            and last + 2 < len(lines)
            and lines[last + 2].kind == "bullet"
        )
        if line.kind in ("sentence", "bullet") or verse or announces:
            last += 1
        else:
            break
    return first, last


def _below_head(lines: list[Line], body: list[int]) -> list[int]:
    """The body without the headline and the standfirst that ran into it: a byline or a day stands below them."""
    for index in range(body[0], min(body[0] + _HEAD, body[-1])):
        if lines[index].kind not in ("byline", "date"):
            continue
        above, below = ([one for one in body if (one < index) is side] for side in (True, False))
        headed = any(lines[one].kind != "prose" for one in above[:2])
        if above and headed and sum(_mass(lines[one]) for one in above) * 4 < sum(_mass(lines[one]) for one in below):
            return below
    return body


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
