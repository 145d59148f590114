"""Feeds from a real server and from files: which page wins, what the feed fills in, what is left out and why."""

from __future__ import annotations

import json
import time
from html import escape
from pathlib import Path
from typing import Any

import pytest

from corpus.errors import NoArticle, UnreadableSource
from corpus.readers import Rejected, feed, html, read, read_all, read_bytes
from corpus.types import Article

BRIDGE = "The council voted on Tuesday to close the old bridge, which shopkeepers had defended for two years. "
HARBOUR = "The harbour master said that no ship would leave before the storm had passed over the northern islands. "


@pytest.fixture(autouse=True)
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The pauses that were made, without their time."""
    made: list[float] = []
    monkeypatch.setattr(time, "sleep", made.append)
    return made


def page(prose: str, head: str = "<title>On the page</title>") -> str:
    body = "".join(f"<p>{prose * 2}{number} more would follow.</p>" for number in range(3))
    return f"<!doctype html><html lang=en><head>{head}</head><body><article>{body}</article></body></html>"


def item(link: str, description: str = "A teaser.", more: str = "") -> str:
    return f"<item><title>In the feed</title><link>{link}</link><description>{escape(description)}</description>{more}</item>"


def rss(*items: str, title: str = "The Courier") -> str:
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<!-- made by hand -->\n<rss version="2.0"'
        ' xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<channel><title>{title}</title><language>en-GB</language>{''.join(items)}</channel></rss>"
    )


def atom(*links: str) -> str:
    entries = "".join(
        f'<entry><title>In the feed</title><link href="{link}"/><author><name>Ann Reed</name></author>'
        "<updated>2020-11-04T00:10:00+02:00</updated></entry>"
        for link in links
    )
    return f'<feed xmlns="http://www.w3.org/2005/Atom"><title type="html">Sea &amp;amp; Shore</title>{entries}</feed>'


def all_of(*sources: Any) -> tuple[list[Article], list[Rejected]]:
    rejected: list[Rejected] = []
    return list(read_all(sources, rejected.append, allow_private=True)), rejected


@pytest.mark.parametrize(
    ("type", "content"),
    [
        ("application/rss+xml", rss(item("/a"), item("/b"))),
        ("application/xml", atom("a", "b")),
        ("text/html", atom("/a", "/b")),
        ("application/feed+json", json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "Sea",
                                              "items": [{"id": "1", "url": "/a"}, {"id": "2", "url": "b"}]})),
    ],
)  # fmt: skip
def test_each_entry_is_read_from_its_page(type: str, content: str, site: Any, pauses: list[float]) -> None:
    site.page("/a", page(BRIDGE))
    site.page("/b", page(HARBOUR))
    articles, rejected = all_of(site.page("/feed", content, type))
    assert rejected == []
    assert [one.text[:11] for one in articles] == ["The council", "The harbour"]
    assert [one.url for one in articles] == [one.origin for one in articles] == [f"{site.url}/a", f"{site.url}/b"]
    assert len({one.id for one in articles} - {""}) == 2
    assert site.asked == ["/feed", "/a", "/b"] and pauses == [feed.PAUSE_SECONDS]


def test_the_feed_fills_what_the_page_leaves_open(site: Any) -> None:
    more = (
        "<pubDate>Tue, 03 Nov 2020 00:30:00 +0200</pubDate><author>desk@courier.example (Ann Reed)</author>"
        "<dc:creator>Paul Grant</dc:creator>"
    )
    site.page("/a", page(BRIDGE, ""))
    ((article,), _) = all_of(site.page("/feed", rss(item("/a", more=more)), "text/xml"))
    # The day where it was published: in Greenwich it was still the second.
    assert (article.title, article.source, article.published) == ("In the feed", "The Courier", "2020-11-03")
    assert set(article.authors) == {"Ann Reed", "Paul Grant"}


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("desk@courier.example (Ann Reed)", ("Ann Reed",)),
        ("desk@courier.com (Ann Reed)", ("Ann Reed",)),
        ("Ann Reed &lt;ann@courier.press&gt;", ("Ann Reed",)),
        ("desk@courier.com", ()),
        ("By Ann Reed and Paul Grant", ("Ann Reed", "Paul Grant")),
    ],
)
def test_authors_come_without_their_mail(given: str, expected: tuple[str, ...], site: Any) -> None:
    site.page("/a", page(BRIDGE, ""))
    content = rss(item("/a", more=f"<author>{given}</author>"))
    ((article,), _) = all_of(site.page("/feed", content, "text/xml"))
    assert article.authors == expected


def test_what_the_page_says_wins(site: Any) -> None:
    head = (
        '<title>On the page</title><meta property="og:site_name" content="The Herald"><meta name="author" content="Rose Hill">'
        '<meta property="article:published_time" content="2020-10-30T08:00:00Z">'
    )
    more = "<pubDate>Tue, 03 Nov 2020 10:00:00 GMT</pubDate><dc:creator>Paul Grant</dc:creator>"
    site.page("/a", page(BRIDGE, head))
    ((article,), _) = all_of(site.page("/feed", rss(item("/a", more=more)), "text/xml"))
    assert (article.title, article.source, article.published) == ("On the page", "The Herald", "2020-10-30")
    assert article.authors == ("Rose Hill",)


def test_titles_lose_their_markup(site: Any) -> None:
    site.page("/a", page(BRIDGE, ""))
    content = rss(
        item("/a").replace("In the feed", "A &lt;b&gt;bridge&lt;/b&gt; &amp;amp; more"),
        title="R&amp;amp;D <![CDATA[<i>News</i>]]>",
    )
    ((article,), _) = all_of(site.page("/feed", content, "text/xml"))
    assert (article.title, article.source) == ("A bridge & more", "R&D News")


def whole(prose: str) -> str:
    return f"<content:encoded><![CDATA[<p>{prose * 3}</p><p>{prose * 2}And it <a href='/z'>ends</a> here.</p>]]></content:encoded>"


def test_a_page_that_is_gone_is_read_from_a_feed_that_holds_it_whole(site: Any) -> None:
    more = whole(HARBOUR) + "<pubDate>Tue, 03 Nov 2020 10:00:00 GMT</pubDate>"
    ((article,), rejected) = all_of(site.page("/feed", rss(item("/gone", more=more)), "text/xml"))
    assert rejected == []
    assert article.text.startswith(HARBOUR.strip()) and article.text.endswith("And it ends here.")
    assert (article.title, article.source, article.published) == ("In the feed", "The Courier", "2020-11-03")
    assert article.url == f"{site.url}/gone" and article.language == "en"


def test_a_page_that_shows_less_than_half_gives_way(site: Any) -> None:
    site.page("/a", f"<html><body><article><p>{HARBOUR}</p></article></body></html>")
    ((article,), _) = all_of(site.page("/feed", rss(item("/a", more=whole(HARBOUR))), "text/xml"))
    assert article.text.endswith("And it ends here.")


@pytest.mark.parametrize("teaser", ["A teaser.", HARBOUR * 5 + "It was then that […]", HARBOUR * 5 + "It was then…"])
def test_a_teaser_is_no_article(teaser: str, site: Any) -> None:
    site.page("/b", page(BRIDGE))
    articles, rejected = all_of(site.page("/feed", rss(item("/gone", teaser), item("/b")), "text/xml"))
    assert [one.url for one in articles] == [f"{site.url}/b"]
    assert [one.source for one in rejected] == [f"{site.url}/gone"]
    assert "404" in rejected[0].reason and "no whole text" in rejected[0].reason


def test_without_on_reject_the_others_come_and_then_the_error(site: Any) -> None:
    site.page("/b", page(BRIDGE))
    found = read(site.page("/feed", rss(item("/gone"), item("/b")), "text/xml"), allow_private=True)
    assert next(found).url == f"{site.url}/b"
    with pytest.raises(UnreadableSource, match="/gone"):
        next(found)


def test_a_page_that_leads_to_the_front_page_is_gone(site: Any) -> None:
    site.redirect("/a", "/")
    site.page("/", page(BRIDGE))
    articles, rejected = all_of(site.page("/feed", rss(item("/a")), "text/xml"))
    assert articles == [] and "front page" in rejected[0].reason


@pytest.mark.parametrize("type", ["application/json", "text/xml"])
def test_an_entry_that_leads_to_no_page(type: str, site: Any) -> None:
    site.page("/a", '{"x": 1}' if "json" in type else rss(item("/feed")), type)
    articles, rejected = all_of(site.page("/feed", rss(item("/a")), "text/xml"))
    assert articles == [] and "no page" in rejected[0].reason
    assert site.asked == ["/feed", "/a"]


def test_entries_cannot_reach_the_private_network(site: Any) -> None:
    content = rss(item(f"{site.url}/a"), item("http://169.254.169.254/x"), item("file:///etc/passwd"))
    rejected: list[Rejected] = []
    assert list(read_bytes(content.encode(), "f.xml", on_reject=rejected.append)) == []
    assert [one.source for one in rejected] == [f"{site.url}/a", "http://169.254.169.254/x", "f.xml:3"]
    assert "private network" in rejected[0].reason and "names no page" in rejected[2].reason
    assert site.asked == []


@pytest.mark.parametrize("name", ["feed.xml", "feed.rss", "feed.atom", "feed"])
def test_a_feed_in_a_file(name: str, site: Any, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_text(atom(site.page("/a", page(BRIDGE))), "utf-8")
    ((article,), rejected) = all_of(path)
    assert rejected == [] and article.url == article.origin == f"{site.url}/a"
    assert article.source == "Sea & Shore"


def test_an_entry_without_an_address_comes_from_the_file(tmp_path: Path) -> None:
    path = tmp_path / "feed.xml"
    path.write_text(rss(item("", more=whole(HARBOUR))), "utf-8")
    ((article,), _) = all_of(path)
    assert article.url == "" and article.origin == str(path) and article.id


def test_an_encoding_that_the_feed_declares(site: Any, tmp_path: Path) -> None:
    path = tmp_path / "feed.xml"
    path.write_bytes(
        rss(item(site.page("/a", page(BRIDGE))), title="Le Réveil").replace("UTF-8", "iso-8859-1").encode("latin-1")
    )
    ((article,), _) = all_of(path)
    assert article.source == "Le Réveil"


def test_each_page_once(site: Any) -> None:
    site.page("/a", page(BRIDGE))
    articles, _ = all_of(site.page("/feed", rss(item("/a"), item("/a")), "text/xml"))
    assert len(articles) == 1 and site.asked == ["/feed", "/a"]


def test_a_site_that_only_fails_is_left_alone(site: Any) -> None:
    links = [f"/gone{number}" for number in range(6)]
    _, rejected = all_of(site.page("/feed", rss(*map(item, links)), "text/xml"))
    assert site.asked == ["/feed", *links[: feed.MAX_FAILURES]]
    assert len(rejected) == 6 and "in a row" in rejected[-1].reason


def test_more_entries_than_a_feed_has(site: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feed, "MAX_ENTRIES", 1)
    site.page("/a", page(BRIDGE))
    articles, rejected = all_of(site.page("/feed", rss(item("/a"), item("/b")), "text/xml"))
    assert len(articles) == 1 and site.asked == ["/feed", "/a"]
    assert "2 entries" in rejected[0].reason


def test_entities_neither_grow_nor_read_files(tmp_path: Path, site: Any) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("hidden treasure", "utf-8")
    grow = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    doctype = f'<!DOCTYPE rss [<!ENTITY x SYSTEM "{secret.as_uri()}"><!ENTITY e0 "aaaaaaaaaa">{grow}]>'
    content = (
        rss(item(site.page("/a", page(BRIDGE, ""))))
        .replace("<rss", f"{doctype}<rss")
        .replace("In the feed", "T &x; &e9;")
    )
    path = tmp_path / "feed.xml"
    path.write_text(content, "utf-8")
    ((article,), _) = all_of(path)
    assert "treasure" not in article.title and len(article.title) < 100


def test_a_feed_without_entries(site: Any) -> None:
    with pytest.raises(NoArticle, match="without entries"):
        list(read(site.page("/feed", rss(), "text/xml"), allow_private=True))


@pytest.mark.parametrize("rest", ['"items": 3}', '"items": [', '"title": "x"}', '"items":' + "[" * 100_000])
def test_a_json_feed_that_is_none(rest: str, site: Any) -> None:
    content = '{"version": "https://jsonfeed.org/version/1", ' + rest
    _, rejected = all_of(site.page("/feed", content, "application/json"))
    assert len(rejected) == 1


def test_json_items_of_any_shape(site: Any) -> None:
    items = [1, {"url": 3}, {"url": "https://[bad"}, {"url": "/a", "authors": "x", "title": ["y"], "date_published": 5},
             {"content_text": HARBOUR * 5, "authors": [{"name": "Ann Reed"}], "date_published": "2020-11-03T01:00:00Z"}]  # fmt: skip
    site.page("/a", page(BRIDGE))
    content = json.dumps({"items": items, "version": "https://jsonfeed.org/version/1"})
    articles, rejected = all_of(site.page("/feed", content, "application/json"))
    assert [one.url for one in articles] == [f"{site.url}/a", ""] and len(rejected) == 2
    assert (articles[1].authors, articles[1].published) == (("Ann Reed",), "2020-11-03")


def test_other_xml_is_not_read_as_text(tmp_path: Path) -> None:
    path = tmp_path / "data.xml"
    path.write_text(f'<?xml version="1.0"?><records><record>{BRIDGE * 5}</record></records>', "utf-8")
    with pytest.raises(UnreadableSource, match="neither a page nor a feed"):
        list(read(path))


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (rss(), True),
        ('<?xml version="1.0"?><rdf:RDF xmlns:rdf="x"></rdf:RDF>', True),
        ('<a:feed xmlns:a="http://www.w3.org/2005/Atom"></a:feed>', True),
        ("<!doctype html><html><body><rss>", False),
        ("<feedback>", False),
        ('<?xml version="1.0"?>\n<!-- a -->\n<!-- b --><!DOCTYPE rss [<!ENTITY a "b">]>\n<rss>', True),
        ("<!-- a -->\n" * 40 + "<html>", False),
        ("<?php a ?>\n" * 40 + "<html>", False),
        ('{"version": "https://jsonfeed.org/version/1"}', True),
        ('{"text": "They agreed on https://jsonfeed.org/version/1"}', False),
    ],
)
def test_what_a_feed_looks_like(content: str, expected: bool) -> None:
    assert feed.is_feed(content) is expected


def test_a_page_that_makes_its_reader_fail_leaves_the_others(site: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(content: str, url: str = "", reader: Any = html.read) -> Article:
        if "trap" in content:
            raise IndexError("list index out of range")
        return reader(content, url=url)

    monkeypatch.setattr("corpus.readers.html.read", fail)
    site.page("/a", page(HARBOUR + " A trap."))
    site.page("/b", page(BRIDGE))
    feed_page = rss(item(f"{site.url}/a"), item(f"{site.url}/b"))
    (article,), (rejected,) = all_of(site.page("/feed", feed_page, "text/xml"))
    assert article.url.endswith("/b") and rejected.source.endswith("/a") and "IndexError" in rejected.reason


def test_titles_of_nothing_but_half_tags_are_quick() -> None:
    start = time.perf_counter()
    assert feed._plain("<a" * 150_000) == "<a" * 150_000
    assert time.perf_counter() - start < 5


def test_origin_of_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name, content in {
        "a.txt": BRIDGE,
        "b.html": page(BRIDGE),
        "c.jsonl": json.dumps({"id": "c", "text": BRIDGE}),
    }.items():
        Path(name).write_text(content, "utf-8")
        (article,) = read(name)
        assert article.origin == str(tmp_path.resolve() / name)
    monkeypatch.setattr("corpus.readers.MAX_BYTES", 10)
    (article,) = read("c.jsonl")
    assert article.origin == str(tmp_path.resolve() / "c.jsonl")
