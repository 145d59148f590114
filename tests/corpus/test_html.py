"""Web pages: the body whole and alone, and what the page says of itself."""

from __future__ import annotations

import json

import pytest

from corpus.readers import html

BODY = (
    "The council of Brackwater voted on Tuesday to close the old swing bridge, a decision that shopkeepers had fought for two years.",
    "“It is the end of the lower town,” said Hester Quill, who runs the chandlery by the west ramp. The mayor denied that.",
    "An engineer’s report had warned in March that two of the bearings were cracked. The council had first called it exaggerated.",
    "A ferry will run every ten minutes from June. It will cost nothing in the first year, the mayor promised.",
)
TITLE = "Brackwater closes its swing bridge"


def page(body: str = "", head: str = "", title: str = f"<h1>{TITLE}</h1>") -> str:
    body = body or "".join(f"<p>{one}</p>" for one in BODY)
    return (
        f'<!doctype html><html lang="en-GB"><head><title>{TITLE} | Brackwater Courier</title>{head}</head><body>'
        '<div class="consent"><p>We use cookies to measure our audience.</p><button>Accept all</button></div>'
        "<nav><ul><li>Home</li><li>News</li><li>Sport</li></ul></nav>"
        f"<main><article>{title}<p class=byline>By Ada Finch</p><div class=text>{body}</div></article></main>"
        "<section class=comments><h3>Comments</h3><p>They have been planning this for years and never asked us about it at all.</p></section>"
        "<footer><p>© 2020 Brackwater Courier. All rights reserved.</p></footer></body></html>"
    )


def test_the_body_and_nothing_else() -> None:
    article = html.read(page())
    assert tuple(article.text.split("\n\n")) == BODY
    assert article.title == TITLE
    assert article.authors == ("Ada Finch",)
    assert article.language == "en"


def test_dropped_is_the_rest_of_the_visible_page_in_order() -> None:
    dropped = html.read(page("<script>var x = 1</script>" + "".join(f"<p>{one}</p>" for one in BODY))).dropped
    assert dropped[0] == "We use cookies to measure our audience."
    assert dropped[-1].startswith("© 2020")
    assert dropped.index("Home") < dropped.index("Comments")
    assert not any("var x" in piece or piece in BODY or piece == TITLE for piece in dropped)


@pytest.mark.parametrize(
    "intruder",
    [
        "<p>Read also: Ten bridges that shaped the county</p>",
        "<p>Share on Facebook</p>",
        "<p>Subscribe to our newsletter and get the best of the week in your inbox.</p>",
        "<p>Photo: Tom Reed / Courier</p>",
        "<p>Advertisement</p>",
        "<div><p>Read also</p><p>Ten bridges that shaped the county</p></div>",
        f"<h2>{TITLE}</h2>",
    ],
)
def test_boxes_amid_the_body_go(intruder: str) -> None:
    parts = [f"<p>{one}</p>" for one in BODY]
    place = 0 if intruder.startswith("<h2>") else 2
    article = html.read(page("".join([*parts[:place], intruder, *parts[place:]])))
    assert tuple(article.text.split("\n\n")) == BODY


def test_subheadings_and_lists_stay() -> None:
    parts = [f"<p>{one}</p>" for one in BODY]
    body = "".join(
        [
            parts[0],
            "<h2>A long quarrel</h2>",
            *parts[1:3],
            "<ul><li>a free ferry</li><li>a footbridge</li></ul>",
            parts[3],
        ]
    )
    text = html.read(page(body)).text
    for piece in (*BODY, "A long quarrel", "a free ferry", "a footbridge"):
        assert piece in text


def test_json_ld() -> None:
    data = {
        "@context": "https://schema.org", "@type": "NewsArticle", "headline": TITLE, "datePublished": "2020-11-03T08:00:00Z",
        "dateModified": "2021-05-06", "author": [{"@type": "Person", "name": "Ada Finch"}, {"@type": "Person", "name": "Tom Reed"}],
        "publisher": {"@type": "Organization", "name": "Brackwater Courier"},
    }  # fmt: skip
    article = html.read(page(head=f'<script type="application/ld+json">{json.dumps(data)}</script>'))
    assert (article.published, article.authors, article.source) == (
        "2020-11-03",
        ("Ada Finch", "Tom Reed"),
        "Brackwater Courier",
    )


def test_opengraph() -> None:
    head = (
        '<meta property="og:title" content="Brackwater closes its swing bridge"><meta property="og:site_name" content="Courier">'
        '<meta property="og:url" content="https://courier.example/bridge"><meta property="article:published_time" content="2020-11-03">'
        '<meta property="article:modified_time" content="2022-01-01">'
    )
    article = html.read(page(head=head))
    assert (article.title, article.source, article.url, article.published) == (
        TITLE, "Courier", "https://courier.example/bridge", "2020-11-03",
    )  # fmt: skip


def test_a_visible_date_and_no_invented_one() -> None:
    assert (
        html.read(
            page(title=f"<h1>{TITLE}</h1><p>Published on 3 November 2020</p><p>Updated on 9 May 2022</p>")
        ).published
        == "2020-11-03"
    )
    assert html.read(page()).published == ""


def test_the_page_s_own_address_wins() -> None:
    own = '<link rel="canonical" href="https://courier.example/bridge">'
    for url in ("https://courier.example/copy?x=1", "http://www.courier.example/b", "https://m.courier.example/b", ""):
        assert html.read(page(head=own), url=url).url == "https://courier.example/bridge"
    assert html.read(page(), url="https://courier.example/copy").url == "https://courier.example/copy"


@pytest.mark.parametrize("head", ['<link rel="canonical" href="{}">', '<meta property="og:url" content="{}">'])
def test_a_fetched_page_cannot_take_another_site_s_address(head: str) -> None:
    content = page(head=head.format("https://good.example/2020/real-story"))
    for url in ("https://evil.example/x", "https://good.example.evil.example/x", "https://evil.example/good.example"):
        assert html.read(content, url=url).url == url


def test_an_old_page_of_tables_and_line_breaks() -> None:
    body = "<br><br>".join(BODY)
    content = (
        f"<HTML><HEAD><TITLE>{TITLE} - Brackwater Courier</TITLE></HEAD><BODY><TABLE><TR><TD><B>Brackwater Courier</B></TD></TR>"
        f"<TR><TD>Home<BR>News<BR>Sport</TD><TD><H1>{TITLE}</H1><I>By Ada Finch</I><HR>{body}<HR><B>Comments</B><BR>Nobody asked us.</TD></TR>"
        "</TABLE></BODY></HTML>"
    )
    article = html.read(content)
    assert tuple(article.text.split("\n\n")) == BODY
    assert (article.title, article.authors, article.source) == (TITLE, ("Ada Finch",), "Brackwater Courier")


def test_markup_written_as_text_stays_text() -> None:
    body = (
        "".join(f"<p>{one}</p>" for one in BODY[:3])
        + "<p>He wrote &lt;script&gt;alert(1)&lt;/script&gt; on the wall, the police said.</p>"
    )
    assert "He wrote <script>alert(1)</script> on the wall" in html.read(page(body)).text


@pytest.mark.parametrize(
    "content", ["<html></html>", "<p>", "<!doctype html>", "<html><body><nav>Home</nav></body></html>", "<" * 500]
)
def test_pages_without_an_article(content: str) -> None:
    assert html.read(content).text == ""


def test_deep_nesting() -> None:
    def nested(depth: int) -> str:
        return page("<div>" * depth + "".join(f"<p>{one}</p>" for one in BODY) + "</div>" * depth)

    assert BODY[1] in html.read(nested(150)).text
    html.read(nested(5000))  # the parser gives up at 256; nothing may crash


def test_a_teaser_or_a_comment_dates_no_article() -> None:
    teaser = '<aside><h3>Most read</h3><ul><li><a href="/x">A flood</a> <time datetime="2015-06-07">7 June 2015</time></li></ul></aside>'
    comments = '<section class="comments"><h2>Comments</h2><p>Well said! <time datetime="2023-06-07">7 June 2023</time></p></section>'
    body = "".join(f"<p>{one}</p>" for one in BODY)
    for other in (teaser, comments):
        assert html.read(page(f"{body}{other}")).published == ""


def test_the_entries_of_a_live_page_are_not_the_page() -> None:
    data = {
        "@context": "https://schema.org",
        "@type": "LiveBlogPosting",
        "headline": TITLE,
        "author": {"@type": "Person", "name": "Ann Reed"},
        "liveBlogUpdate": [
            {"@type": "BlogPosting", "headline": "Minister denies", "author": {"@type": "Person", "name": "Bo Ek"}}
        ],
    }
    article = html.read(page(head=f'<script type="application/ld+json">{json.dumps(data)}</script>'))
    assert article.title == TITLE and article.authors == ("Ann Reed",)


@pytest.mark.parametrize(
    "box",
    [
        "<p>Read also: The strike goes on in Orlat</p>",
        '<div><h3>On the same subject</h3><ul><li><a href="/x">The strike goes on in Orlat for a second month</a></li></ul></div>',
    ],
)
def test_paragraphs_behind_a_box_of_teasers_belong_to_the_body(box: str) -> None:
    body = "".join(f"<p>{one}</p>" for one in BODY)
    last = "The prefect will receive them on Monday. A march is planned."
    others = (
        '<section><h2>Most read</h2><p><a href="/y">A dog was saved from the sea near Brest after a long night.</a></p>'
        "<p>A motorist drove at 210 km/h on the ring road of Rennes.</p></section>"
    )
    text = html.read(page(f"<article>{body}{box}<p>{last}</p></article>{others}")).text
    assert text.endswith(last) and "motorist" not in text and "dog" not in text


@pytest.mark.parametrize("tag", ['header><p class="chapo"', 'div class="standfirst"', 'h2 class="subtitle"'])
def test_a_standfirst_is_part_of_the_text(tag: str) -> None:
    summary = (
        "After two years of quarrels the council closes the old swing bridge of Brackwater; a ferry will run from June."
    )
    closed = "</p></header>" if tag.startswith("header") else f"</{tag.split(maxsplit=1)[0]}>"
    assert summary in html.read(page(title=f"<h1>{TITLE}</h1><{tag}>{summary}{closed}")).text


def test_every_post_of_a_live_page_is_read() -> None:
    posts = "".join(
        f"<article><time>1{hour}:05 22 March 2024</time><h3>{head}</h3><p>{told}</p><button>Share this post</button></article>"
        for hour, (head, told) in enumerate(
            [
                ("Two drivers missing", "Police in Ostra say two lorry drivers have been missing since the explosion."),
                ("Engineers filmed", "The ministry has published a video which shows engineers at the third pillar."),
                ("What we know", "The middle span of the bridge, 84 metres long, has fallen into the river."),
                ("Good morning", "Residents on both banks report a very loud explosion shortly after five o'clock."),
            ]
        )
    )
    others = "<aside><h2>Top stories</h2><p>A dog was saved from the sea near Brest after a long night.</p></aside>"
    text = html.read(
        f"<html><head><title>Ostra bridge blown up</title></head><body><nav><ul><li>Home</li><li>News</li></ul></nav>"
        f"<main><h1>Ostra bridge blown up</h1><section>{posts}</section></main>{others}</body></html>"
    ).text
    for told in ("two lorry drivers", "third pillar", "84 metres", "loud explosion", "Engineers filmed"):
        assert told in text
    assert "dog" not in text and "Share" not in text
