"""Where in a page's lines the body stands: the run of prose with the highest score, without what stands amid it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from corpus.lines import NEXT, WORD, Line
from corpus.scripts import WIDE
from corpus.topic import Topic

_SENTENCE_END = re.compile(rf"[.!?…][\"'”’»)]*(?={NEXT}|\s*\Z)|[。！？؟।۔]")

# Score of a line by its kind; prose counts by length (see _score). Found on the bundled samples: the measure
# is flat for changes of a third in any of them.
_SCORES = {
    "sentence": 0.4, "day": 0.1, "cut": -0.6, "short": -0.35, "bullet": -0.1, "menu": -1.0, "share": -1.2, "ads": -0.5, "related": -1.5,
    "teaser": -0.8, "comments": -2.0, "login": -2.0, "cookies": -2.0, "newsletter": -0.8, "footer": -1.5, "notice": -1.5,
    "byline": -0.5, "date": -0.3, "caption": -0.3, "handle": -1.0,
}  # fmt: skip
# A newsletter form or a row of share buttons amid the body must not outweigh the half of it that follows.
_DEAREST_GAP = -2.5
# A paragraph that stands apart from the body and yet shares this much of its longer words with it belongs to it.
_SAME_TOPIC = 0.35
# And what one last paragraph does behind a form, which may tell something new.
_SOMETHING_SHARED = 0.1
# A byline so near the beginning of what was taken for the body ends the article's head.
_HEAD = 6
# A paragraph as long as this in front of a box amid the body begins it.
_LONG_ENOUGH = 1.2


def rejected(lines: list[Line]) -> set[int]:
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


def _score(line: Line, out: bool) -> float:
    if out:
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


def best_run(lines: list[Line], out: set[int]) -> tuple[int, int] | None:
    """First and last index of the run with the highest sum, gaps between prose costing at most ``_DEAREST_GAP``.

    ``out`` are the lines that are rejected. A body may begin anew where something like a headline stands before prose.
    """
    scores, headed = [_score(line, index in out) for index, line in enumerate(lines)], _headed(lines)
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


def extended(lines: list[Line], first: int, last: int, out: set[int]) -> tuple[int, int]:
    """Takes in what belongs to the body at its end.

    The last paragraphs, which stand alone after a box amid the body, a closing short sentence, the items of a list, verses.
    """
    topic = Topic(" ".join(line.text for line in lines[first : last + 1] if line.kind == "prose"))
    for index in range(last + 1, len(lines)):
        if index in out or lines[index].kind in ("comments", "cookies", "footer", "byline", "handle"):
            break
        if lines[index].kind == "prose" and topic.overlap(lines[index].text) >= _SAME_TOPIC:
            last = index
    while last + 1 < len(lines) and last + 1 not in out:
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


def below_head(lines: list[Line], body: list[int]) -> list[int]:
    """The body without the headline and the standfirst that ran into it: a byline or a day stands below them."""
    for index in range(body[0], min(body[0] + _HEAD, body[-1])):
        if lines[index].kind not in ("byline", "date"):
            continue
        above, below = ([one for one in body if (one < index) is side] for side in (True, False))
        headed = any(lines[one].kind != "prose" for one in above[:2])
        if above and headed and sum(_mass(lines[one]) for one in above) * 4 < sum(_mass(lines[one]) for one in below):
            return below
    return body
