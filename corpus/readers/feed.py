"""A feed (RSS, Atom, JSON Feed): the article behind each entry, read from its page, or from the feed where it is whole."""

from __future__ import annotations

import io
import re
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from html import escape
from typing import Any
from urllib.parse import urljoin, urlsplit

from corpus import bylines, dates, decoding
from corpus.errors import NoArticle, SourceError, UnreadableSource, unforeseen
from corpus.fetching import Fetched
from corpus.ids import normal_url
from corpus.readers import html, jsonl, text
from corpus.types import Article

# Seconds between two pages: a feed names dozens of pages of one site, and no site minds a page a second.
PAUSE_SECONDS = 1.0
# Feeds hold 10 to 200 entries; a file with more is no feed, and each entry is a request to somebody's server.
MAX_ENTRIES = 1000
# After so many failures in a row a site is down, or does not want us, and is left alone.
MAX_FAILURES = 3
# Characters from which an entry's own text counts as the article: WordPress cuts its excerpts after 55 words, some 350.
MIN_CONTENT = 400

# Atomic: what stood for one comment must not be tried again as two, or thirty comments take minutes.
_FEED = re.compile(
    r"\s*(?:(?><\?.*?\?>|<!--.*?-->|<!doctype\s+(?:rss|feed|rdf)[^\[>]*(?:\[.*?\]\s*)?>)\s*)*+"
    r"<(?:\w+:)?(?:rss|feed|rdf)[\s>]",
    re.IGNORECASE | re.DOTALL,
)
_JSON_FEED = re.compile(r'\s*\{.*?"version"\s*:\s*"https?:\\?/\\?/jsonfeed\.org\\?/version', re.DOTALL)
_CUT_OFF = re.compile(r"(?:…|\.\.\.)[\])]?\s*$")
_MARKUP = re.compile(r"</?[a-z][^<>]*>|&#?\w+;", re.IGNORECASE)
_MAIL = re.compile(r"<?\S+@\S+>?")


@dataclass(frozen=True, slots=True)
class BadEntry:
    """An entry that gave no article: its address, or the feed's name and its number in it, and why."""

    source: str
    reason: str


@dataclass(frozen=True, slots=True)
class _Entry:
    """What a feed says of one article; empty where it says nothing. ``link`` is an http address or empty."""

    link: str
    title: str
    source: str
    authors: tuple[str, ...]
    published: str
    language: str
    content: str
    is_html: bool


def is_feed(content: str) -> bool:
    """Whether a text is a feed, judged by its beginning."""
    head = content[:8000]
    return bool(_FEED.match(head) or _JSON_FEED.match(head))


def read(content: str, name: str, fetch: Callable[[str], Fetched], url: str = "") -> Iterator[Article | BadEntry]:
    """The articles of a feed in its order, one request after the other, each as it comes. They have no id yet.

    ``fetch`` gets the page at an address; ``url`` is where the feed was fetched from, which its relative links need.
    What the page says of an article wins, the feed fills the gaps.

    Raises:
        NoArticle: the feed holds no entry.
        UnreadableSource: it is no feed after all.
    """
    found = _json_entries(content, name, url) if _JSON_FEED.match(content[:8000]) else _xml_entries(content, url)
    if not found:
        raise NoArticle(f"{name} is a feed without entries.")
    pages = _Pages(fetch)
    seen: set[str] = set()
    for number, entry in enumerate(found[:MAX_ENTRIES], 1):
        if entry.link in seen:
            continue
        if entry.link:
            seen.add(entry.link)
        place = entry.link or f"{name}:{number}"
        try:
            with unforeseen(place):
                item = _article(entry, place, pages)
        except UnreadableSource as error:
            item = BadEntry(place, str(error))
        yield item
    if len(found) > MAX_ENTRIES:
        yield BadEntry(name, f"The feed holds {len(found)} entries; those after the first {MAX_ENTRIES} were left out.")


class _Pages:
    """The pages of entries, politely: a pause before each but the first, and no more from a site that only fails."""

    def __init__(self, fetch: Callable[[str], Fetched]) -> None:
        self._fetch = fetch
        self._failures: Counter[str] = Counter()
        self._asked = False

    def article(self, link: str) -> Article:
        """The article on the page at ``link``; raises SourceError when there is none."""
        host = urlsplit(link).netloc
        if self._failures[host] >= MAX_FAILURES:
            raise UnreadableSource(f"{link} was not asked for, since {MAX_FAILURES} pages of {host} in a row failed.")
        if self._asked:
            time.sleep(PAUSE_SECONDS)
        self._asked = True
        try:
            page = self._fetch(link)
        except SourceError:
            self._failures[host] += 1
            raise
        self._failures[host] = 0
        return _page_article(page, link)


def _page_article(page: Fetched, link: str) -> Article:
    # What is gone often leads to the front page, which is no article of that name.
    if urlsplit(page.url).path in ("", "/") and urlsplit(link).path not in ("", "/"):
        raise NoArticle(f"{link} leads to the front page of the site.")
    try:
        content = decoding.decode(page.data, page.charset)
    except decoding.NotText:
        raise UnreadableSource(f"{link} is no page.") from None
    if "json" in page.media_type or is_feed(content):
        raise UnreadableSource(f"{link} is no page but {page.media_type or 'a feed'}.")
    plain = page.media_type == "text/plain"
    article = text.read(content, url=page.url) if plain else html.read(content, url=page.url)
    if not article.text:
        raise NoArticle(f"{link} holds no article text, only menus, forms or white space.")
    return replace(article, origin=page.url)


def _article(entry: _Entry, place: str, pages: _Pages) -> Article | BadEntry:
    own = _from_content(entry)
    try:
        if not entry.link:
            raise UnreadableSource("The entry names no page.")
        article = pages.article(entry.link)
    except SourceError as error:
        if own is None:
            return BadEntry(place, f"{error} The feed holds no whole text of it either.")
        return own
    # A page behind a pay wall or built by scripts shows a few lines of what the feed gives whole.
    if own is not None and len(own.text) > 2 * len(article.text):
        return own
    # Of a page that names no outlet the host's name was taken; the feed's is better.
    host = normal_url(article.url).partition("/")[0]
    named = article.source if article.source.removeprefix("www.") != host else ""
    return replace(
        article,
        title=article.title or entry.title,
        source=named or entry.source or article.source,
        authors=article.authors or entry.authors,
        published=article.published or entry.published,
        language=article.language or entry.language,
    )


def _from_content(entry: _Entry) -> Article | None:
    """The article as the feed itself holds it; None when that is a teaser."""
    if len(entry.content) < MIN_CONTENT:
        return None
    if entry.is_html:
        title = escape(entry.title)
        page = f"<title>{title}</title><body><article><h1>{title}</h1>{entry.content}</article>"
        article = html.read(f"<!doctype html><html>{page}</html>", url=entry.link)
    else:
        article = text.read(entry.content, url=entry.link)
    if len(article.text) < MIN_CONTENT or _CUT_OFF.search(article.text):
        return None
    # Here the feed is the page: a date or a name in the text alone says less than it does.
    return replace(
        article,
        title=entry.title or article.title,
        url=entry.link,
        source=entry.source,
        authors=entry.authors or article.authors,
        published=entry.published or article.published,
        language=article.language or entry.language,
        origin=entry.link,
    )


def _xml_entries(content: str, url: str) -> list[_Entry]:
    # Loaded late: only a feed needs it.
    import feedparser

    # Already decoded, so the declaration of an encoding no longer holds. Bytes in a stream, since feedparser takes a
    # string for an address or a path. No sanitizing: the markup ends in our own reader, which keeps text alone.
    data = re.sub(r"^\s*<\?xml[^>]*\?>", "", content).encode("utf-8", "replace")
    headers = {"content-type": "application/xml; charset=utf-8", "content-location": url}
    parsed: Any = feedparser.parse(
        io.BytesIO(data), response_headers=headers, sanitize_html=False, resolve_relative_uris=False
    )
    whole = parsed.feed
    return [_xml_entry(entry, whole) for entry in parsed.entries]


def _xml_entry(entry: Any, whole: Any) -> _Entry:
    contents = [(one.get("value") or "", one.get("type") or "") for one in entry.get("content") or ()]
    contents.append((entry.get("summary") or "", (entry.get("summary_detail") or {}).get("type") or ""))
    content, kind = max(contents, key=lambda one: len(one[0]))
    # RSS names no type for a description, and most hold HTML.
    is_html = kind != "text/plain" or bool(_MARKUP.search(content))
    return _Entry(
        link=_address(entry.get("link")),
        title=_plain(entry.get("title")),
        source=_plain((entry.get("source") or {}).get("title")) or _plain(whole.get("title")),
        authors=_authors(one.get("name") for one in entry.get("authors") or ()),
        published=_day(entry),
        language=_language(entry.get("language") or whole.get("language")),
        content=decoding.tidy(content),
        is_html=is_html,
    )


def _day(entry: Any) -> str:
    """The day of publication where the publisher is, not in Greenwich; that of the last change where no other is given."""
    for field in ("published", "created", "updated"):
        day = dates.find(str(entry.get(field) or ""))
        if day:
            return day
        parsed = entry.get(f"{field}_parsed")
        if parsed:
            return time.strftime("%Y-%m-%d", parsed)
    return ""


def _json_entries(content: str, name: str, url: str) -> list[_Entry]:
    try:
        whole = jsonl.loads(content)
        items = whole.get("items") or []
    except (ValueError, AttributeError) as error:
        raise UnreadableSource(f"{name} is a JSON feed that breaks off or is garbled: {error}.") from error
    if not isinstance(items, list):
        raise UnreadableSource(f'{name} is a JSON feed without a list of "items".')
    return [_json_entry(item, whole, url) for item in items if isinstance(item, dict)]


def _json_entry(item: dict[str, Any], whole: dict[str, Any], url: str) -> _Entry:
    def words(*names: str) -> str:
        return next((item[one] for one in names if isinstance(item.get(one), str) and item[one].strip()), "")

    given = item.get("authors") or [item.get("author")]
    markup = words("content_html")
    return _Entry(
        link=_address(words("url", "external_url"), url),
        title=_plain(words("title")),
        source=_plain(whole.get("title")),
        authors=_authors(one.get("name") for one in given if isinstance(one, dict)) if isinstance(given, list) else (),
        published=dates.find(words("date_published", "date_modified")),
        language=_language(words("language") or whole.get("language")),
        content=decoding.tidy(markup or words("content_text")),
        is_html=bool(markup),
    )


def _address(value: object, base: str = "") -> str:
    try:
        found = urljoin(base, str(value or "").strip())
        parts = urlsplit(found)
    except ValueError:
        return ""
    return found if value and parts.scheme in ("http", "https") and parts.netloc else ""


def _authors(given: Iterable[object]) -> tuple[str, ...]:
    """Names out of "mail@x.example (Ann Reed)" and its like."""
    bare = [_bare_name(_plain(one)) for one in given]
    return tuple(dict.fromkeys(name for one in bare for name in bylines.names(bylines.without_byline(one))))


def _bare_name(name: str) -> str:
    # feedparser 6.0.14 cuts an address in a long domain in two: "desk@x.press (Ann Reed)" gives "ess (Ann Reed".
    found = re.search(r"@\S*\s*\(([^()]+)\)\s*$|\(([^()]+)$", name)
    return found[1] or found[2] if found else _MAIL.sub(" ", name).strip(" ()")


def _plain(value: object) -> str:
    """A title as words: feeds write it with or without markup and rarely say which."""
    found = decoding.tidy(value) if isinstance(value, str) else ""
    if _MARKUP.search(found):
        import lxml.html

        found = str(lxml.html.fromstring(f"<div>{found}</div>").text_content())
    return re.sub(r"\s+", " ", found).strip()


def _language(value: object) -> str:
    found = re.match(r"([a-z]{2})(?:[-_]|$)", str(value or "").strip().lower())
    return found[1] if found else ""
