"""A web page: trafilatura finds the body and what the page says of itself, our line rules finish the work."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from corpus import bylines, cleaning, dates
from corpus.decoding import tidy
from corpus.ids import normal_url
from corpus.language import detect
from corpus.phrases import normal
from corpus.topic import Topic
from corpus.types import Article

_HIDDEN = frozenset(("script", "style", "noscript", "template", "head", "svg", "iframe", "object", "canvas", "math"))
_INLINE = frozenset(
    "a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd label mark q rp rt ruby s samp small span strong sub sup "
    "time tt u var wbr".split()
)
# Below this a body that precision mode found is checked against what the wider search finds.
_SHORT_BODY = 250
# Where less of the extractor's body than this is prose, the page has no structure it knows (tables, <br>): the dump reading wins.
_MIN_AGREEMENT = 0.5
# An article may have a footer of its own, with its day.
_OTHERS = (
    "//aside | //nav | //footer[not(ancestor::article)] | "
    "//*[@id='comments' or contains(concat(' ', normalize-space(@class), ' '), ' comments ')]"
)


def read(content: str, url: str = "") -> Article:
    """The article on a page; ``text`` is empty when there is none. It has no id yet.

    ``url`` is where the page was fetched from; the page's own canonical address wins over it where it is of the same
    site, since anybody can write another site's address into a page.
    """
    # Loaded late: lxml, justext and the rest take half a second.
    import lxml.html
    from trafilatura import extract_metadata, load_html

    content = tidy(content)
    tree = load_html(content)
    if tree is None:
        return Article(text="", url=url)
    meta: Any = extract_metadata(_own(tree), default_url=url or None, date_config=_date_options(), extensive=False)
    page = lxml.html.fromstring(_without_declaration(content))
    blocks = list(_blocks(page))
    title = _title(meta)
    # The page read as a text dump: a second opinion, which sees comments that are marked up as articles.
    cleaned = cleaning.clean("\n\n".join(blocks), language=detect(" ".join(blocks)), title=title)
    elements = _elements(page)
    holder = _holder(cleaned.text, elements)
    paragraphs = _confirmed(
        cleaning.body_paragraphs(_extracted(content), title), blocks, cleaned.text, title, elements, holder
    )
    body = "\n\n".join(paragraphs)
    apart = [one for one in paragraphs if not _held(elements, one, holder)]
    if _agreement(apart, cleaned.text, len(body)) < _MIN_AGREEMENT or (
        len(body) < _SHORT_BODY and len(cleaned.text) > 2 * len(body)
    ):
        body = cleaned.text
        title = title or cleaned.title
    authors = _authors(meta) or _named_author(page) or cleaned.authors
    body = "\n\n".join(cleaning.without_biographies(body.split("\n\n"), authors))
    own = _own_url(meta, url)
    language = detect(body) or _declared_language(tree)
    return Article(
        text=body,
        title=title,
        url=own,
        source=_source(meta) or _site_in_title(page, title, blocks),
        authors=authors,
        published=_published(meta, language) or cleaned.published,
        language=language,
        dropped=tuple(_dropped(blocks, body, title)),
    )


def _own(tree: Any) -> Any:
    """The tree, from which is taken what tells of other texts: a teaser's day, a comment's, the writer of a live page's entry."""
    for node in tree.xpath(_OTHERS):
        node.drop_tree()
    for script in tree.iterfind(".//script[@type='application/ld+json']"):
        try:
            data = json.loads(script.text or "")
        except ValueError:
            continue
        script.text = json.dumps(_without_entries(data))
    return tree


def _without_entries(data: Any) -> Any:
    if isinstance(data, list):
        return [_without_entries(one) for one in data]
    if isinstance(data, dict):
        return {key: _without_entries(one) for key, one in data.items() if key not in ("liveBlogUpdate", "comment")}
    return data


def _extracted(content: str) -> list[str]:
    from trafilatura import bare_extraction

    best: list[str] = []
    for precision in (True, False):
        found: Any = bare_extraction(
            content,
            favor_precision=precision,
            favor_recall=not precision,
            include_comments=False,
            include_tables=False,
            with_metadata=False,
        )
        text = tidy(found.text or "") if found is not None else ""
        lines = [line.strip() for line in text.split("\n") if line.strip()]
        if sum(map(len, lines)) > sum(map(len, best)):
            best = lines
        if sum(map(len, best)) >= _SHORT_BODY:
            break
    return best


def _confirmed(
    paragraphs: list[str], blocks: list[str], dumped: str, title: str, elements: Mapping[str, Element], holder: str
) -> list[str]:
    """The extractor's paragraphs in page order, without those outside the run of prose the page holds as a dump.

    Only the edges are judged: inside the run the extractor decides, but for headings and items of the body's own that it left
    out. Around the run go on the paragraphs of elements like those that hold the body: a box of teasers amid the body does
    not end it, nor does each post of a live page. A standfirst that the dump has and the extractor lacks is put in.
    """
    places = _places(blocks)
    known = [places[key] for paragraph in dumped.split("\n\n") if (key := _key(paragraph)) in places]
    if not known:
        return paragraphs
    first, last = min(known), max(known)
    heading = max((index for index in range(first) if normal(blocks[index]) == normal(title)), default=-1)
    topic = Topic(dumped)
    out: list[tuple[int, str]] = []
    previous = first
    for paragraph in paragraphs:
        place = places.get(_key(paragraph))
        if place is None:
            out.append((previous, paragraph))
        elif (
            first <= place <= last
            or (heading < place < first and cleaning.is_standfirst(paragraph, topic, marked=True))
            or (place > heading and _held(elements, paragraph, holder) and cleaning.goes_on(paragraph))
        ):
            out.append((place, paragraph))
            previous = place
    out += _left_out(blocks, {place for place, _ in out}, elements, holder)
    # A standfirst that the extractor left out: between the headline and its first paragraph.
    begins = min((place for place, _ in out), default=-1)
    if heading >= 0:
        out += [
            (place, blocks[place])
            for place in dict.fromkeys(known)
            if heading < place < begins and cleaning.is_standfirst(blocks[place], topic)
        ]
    return [paragraph for _, paragraph in sorted(out, key=lambda pair: pair[0])]


def _left_out(
    blocks: list[str], taken: set[int], elements: Mapping[str, Element], holder: str
) -> Iterator[tuple[int, str]]:
    """The headings and items between the paragraphs that were taken, with their places, which stand in the like elements."""
    for index in range(min(taken, default=0), max(taken, default=0)):
        one = elements.get(_key(blocks[index]))
        if index not in taken and one and one.tag != "p" and one.holder == holder and cleaning.is_own(blocks[index]):
            yield index, blocks[index]


@dataclass(frozen=True, slots=True)
class Element:
    """What a text stands in: its tag, and the tags and classes of all that hold it, the same for every post of a live page."""

    tag: str
    holder: str


def _elements(page: Any) -> dict[str, Element]:
    """The page's paragraphs, headings and items that are more than a link, by their text."""
    found: dict[str, Element] = {}
    paths: dict[Any, str] = {}
    for node in page.iter("p", "li", "h2", "h3", "h4"):
        text = node.text_content()
        linked = sum(len(link.text_content()) for link in node.iter("a"))
        if 2 * linked < len(text.strip()):
            # An item's list stands where a paragraph does.
            above = node.getparent() if node.tag != "li" or node.getparent() is None else node.getparent().getparent()
            found.setdefault(_key(text), Element(str(node.tag), _path(above, paths)))
    return found


def _path(node: Any, known: dict[Any, str]) -> str:
    """The tags and classes from an element up to the page, without their numbers; each element's is worked out once."""
    if node is not None and node not in known:
        above = [f"{one.tag}.{one.get('class') or ''}" for one in (node, *node.iterancestors())]
        known[node] = re.sub(r"\d+", "", "/".join(above))
    return known.get(node, "")


def _holder(dumped: str, elements: Mapping[str, Element]) -> str:
    """What most paragraphs of the dump's body stand in; empty where they stand in none."""
    own = [elements[key] for paragraph in dumped.split("\n\n") if (key := _key(paragraph)) in elements]
    inside = Counter(one.holder for one in own if one.tag == "p")
    return inside.most_common(1)[0][0] if inside else ""


def _held(elements: Mapping[str, Element], paragraph: str, holder: str) -> bool:
    one = elements.get(_key(paragraph))
    return bool(holder) and one is not None and one.holder == holder


def _places(blocks: list[str]) -> dict[str, int]:
    places: dict[str, int] = {}
    for index, block in enumerate(blocks):
        places.setdefault(_key(block), index)
    return places


def _key(text: str) -> str:
    return re.sub(r"\W+", "", text)[:80]


def _agreement(apart: list[str], dumped: str, size: int) -> float:
    """Share of the extractor's body, of ``size`` characters, that the dump reading has or that stands where the body does."""
    flat = re.sub(r"\W+", "", dumped)
    missing = sum(len(part) for part in apart if re.sub(r"\W+", "", part) not in flat)
    return 1 - missing / size if size else 0.0


def _date_options() -> dict[str, Any]:
    # No extensive search: it takes any year in a footer for the date, and a wrong date is worse than none.
    return {
        "original_date": True,
        "extensive_search": False,
        "outputformat": "%Y-%m-%d",
        "min_date": "1850-01-01",
        "max_date": (date.today() + timedelta(days=2)).isoformat(),
    }


def _blocks(tree: Any) -> Iterator[str]:
    """The visible text of a page, a block element each, in page order."""
    parts: list[str] = []

    def flush() -> Iterator[str]:
        lines = [re.sub(r"\s+", " ", line).strip() for line in "".join(parts).split("\n")]
        parts.clear()
        yield from filter(None, lines)

    def walk(node: Any) -> Iterator[str]:
        tag = node.tag
        if not isinstance(tag, str) or tag.lower() in _HIDDEN:
            return
        tag = tag.lower()
        if tag == "br":
            parts.append("\n")
            return
        if tag not in _INLINE:
            yield from flush()
        if node.text:
            parts.append(re.sub(r"\s+", " ", node.text))
        for child in node:
            yield from walk(child)
            if child.tail:
                parts.append(re.sub(r"\s+", " ", child.tail))
        if tag not in _INLINE:
            yield from flush()

    yield from walk(tree)
    yield from flush()


def _dropped(blocks: list[str], body: str, title: str) -> Iterator[str]:
    kept = re.sub(r"\s+", " ", body)
    for block in blocks:
        if block not in kept and block != title:
            yield block


def _title(meta: Any) -> str:
    title = re.sub(r"\s+", " ", tidy(meta.title or "")).strip()
    for site in filter(None, (meta.sitename, meta.hostname)):
        title = re.sub(rf"\s*[|–—·•:»-]\s*{re.escape(site)}\s*$", "", title, flags=re.IGNORECASE)
    return title


def _site_in_title(tree: Any, title: str, blocks: list[str]) -> str:
    """The outlet's name after the headline in <title> ("Headline - Outlet"), where the page also shows it by itself."""
    whole = re.sub(r"\s+", " ", tree.findtext(".//title") or "").strip()
    parts = re.split(r"\s+[|–—·•:»-]\s+", whole)
    if len(parts) > 1 and len(parts[-1].split()) <= 6 and normal(parts[-1]) in {normal(block) for block in blocks}:
        return parts[-1] if normal(parts[-1]) != normal(title) else ""
    return ""


def _own_url(meta: Any, url: str) -> str:
    found = str(meta.url or "").strip()
    named = re.match(r"https?://[^/\s]+\.?[^/\s]*", found) and normal_url(found)
    return found if named and (not url or _site(found) == _site(url)) else url


def _site(url: str) -> str:
    """The host of an address, without what marks the same site's other forms."""
    return re.sub(r"(?:^|(?<=\.))(?:m|mobile|amp)\.", "", re.split(r"[/?]", normal_url(url), maxsplit=1)[0])


def _source(meta: Any) -> str:
    return re.sub(r"\s+", " ", tidy(meta.sitename or "")).strip().removeprefix("@")


def _named_author(tree: Any) -> tuple[str, ...]:
    """<meta name="author"> as the page gives it, where the extractor refuses a single word: agencies have one."""
    given = [tidy(node.get("content") or "") for node in tree.iterfind(".//meta[@name='author']")]
    return tuple(dict.fromkeys(name for one in given for name in bylines.names(bylines.without_byline(one))))


def _authors(meta: Any) -> tuple[str, ...]:
    parts = [one for one in re.split(r"\s*;\s*", tidy(meta.author or "")) if one]
    named = [bylines.names(bylines.without_byline(part)) for part in parts]
    # A part that is no name comes of a biography, and so do the others: "Dermot has covered the sport; Often".
    return tuple(dict.fromkeys(name for one in named for name in one)) if all(named) else ()


def _published(meta: Any, language: str) -> str:
    return dates.find(str(meta.date or ""), language)


def _declared_language(tree: Any) -> str:
    root = tree.getroottree().getroot()
    code = (root.get("lang") or root.get("{http://www.w3.org/XML/1998/namespace}lang") or "").strip().lower()
    return code.split("-")[0].split("_")[0][:2] if re.match(r"[a-z]{2}(?:[-_]|$)", code) else ""


def _without_declaration(content: str) -> str:
    """Lxml refuses text that still declares an encoding."""
    return re.sub(r"^\s*<\?xml[^>]*\?>", "", content)
