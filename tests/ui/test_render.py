"""What the page draws: every quotation exact and escaped, every marker a link, nothing of an article ever markup."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

import ui
from corpus.types import Article
from rag.answering import checks, prose, verify
from rag.answering.checks.comparison import BARE
from rag.types import Answer, Citation, Contest, Facets, Nearest, Span, Statement
from ui.conversations import Turn
from ui.render.answers import answer_html
from ui.render.articles import Mark, article_address, article_html
from ui.render.filters import filters_html
from ui.render.library import figures_html
from ui.render.text import is_web_address
from ui.render.turns import turn_html
from ui.words import ENGLISH, FRENCH, FRENCH_REASONS, Words, count, number, reason, words_for

TEXT = (
    "Les autorités ont accusé l'armée. Le ministère a démenti.\n\n"
    "« C'est un mensonge », a-t-il dit.\nDeux lignes.\n\nDernier paragraphe."
)
ARTICLE = Article(
    TEXT,
    id="a/1 é",
    title="Un titre",
    url="https://example.org/a?b=1&c=2",
    source="Le Journal",
    authors=("Anne Dupont", "Jean Roux"),
    published="2020-11-01",
    language="fr",
)


class Page(HTMLParser):
    """Reads HTML back as a browser's tokenizer would: the elements with their attributes, and the text."""

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.inside: list[str] = []
        self.pieces: list[tuple[str, str]] = []
        self.feed(markup)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in ("br", "img", "input"):
            self.inside.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.inside.pop() == tag, "unbalanced markup"

    def handle_data(self, data: str) -> None:
        self.pieces.append((self.inside[-1] if self.inside else "", data))

    def all(self, tag: str, css: str = "") -> list[dict[str, str]]:
        return [attrs for name, attrs in self.elements if name == tag and css in [*attrs.get("class", "").split(), ""]]

    def text(self, tag: str = "") -> str:
        return "".join(data for inside, data in self.pieces if not tag or inside == tag)


def cite(marker: int, quote: str, article: Article = ARTICLE) -> Citation:
    start = article.text.index(quote)
    return Citation(
        marker, article.id, article.title, article.source, article.url, article.published, article.language,
        quote, start, start + len(quote),
    )  # fmt: skip


def answer(text: str, *citations: Citation, **more: object) -> Answer:
    return Answer("Who?", text, "en", citations=citations, **more)  # type: ignore[arg-type]


def hostile(quote: str) -> tuple[Article, Citation]:
    article = Article(quote, quote, quote, "javascript:x", quote, (quote,), "2020-11-0'", 'fr" onload="x')
    return article, Citation(
        1, quote, quote, quote, "javascript:x", "2020-11-0'", 'fr" onload="x', quote, 0, len(quote)
    )


def test_a_quotation_is_framed_with_outlet_date_and_language() -> None:
    quote = "Le ministère a démenti."
    page = Page(answer_html(answer(f"One article:\n\n> {quote} [1]\n", cite(1, quote))))
    assert page.text("blockquote") == quote
    assert page.all("blockquote")[0]["lang"] == "fr"
    assert "Le Journal" in page.text() and "1 November 2020" in page.text() and "French" in page.text()
    assert page.all("time") == [{"datetime": "2020-11-01"}]
    assert page.text("p") == "One article:"


def test_every_marker_is_a_link_that_names_the_article_and_marks_all_its_cited_sentences() -> None:
    first, second = cite(1, "Les autorités ont accusé l'armée."), cite(2, "Le ministère a démenti.")
    page = Page(answer_html(answer(f"> {first.quote} [1]\n\n> {second.quote} [2]", first, second)))
    links = page.all("a", "marker")
    assert page.text("a") == "[1][2]"
    address = urlsplit(links[1]["href"])
    query = parse_qs(address.query)
    assert (address.scheme, address.netloc, address.path, address.fragment) == ("", "", "article", "cited-2")
    assert query == {
        "id": ["a/1 é"],
        "mark": [f"1:{first.start}-{first.end}", f"2:{second.start}-{second.end}"],
        "focus": ["2"],
    }
    assert "Open quotation 2" in links[1]["aria-label"] and "Le Journal" in links[1]["aria-label"]


def test_markers_in_our_own_sentences_are_links_and_their_quotations_follow() -> None:
    first, second = cite(1, "Les autorités ont accusé l'armée."), cite(2, "Le ministère a démenti.")
    page = Page(answer_html(answer("**They** accused it [1], which it denied [2]. See [1, 2] and [7].", first, second)))
    assert [link["href"][-7:] for link in page.all("a")[:4]] == ["cited-1", "cited-2", "cited-1", "cited-2"]
    assert "[7]" in page.text("p"), "a number without a citation stays text"
    assert page.text("strong") == "They"
    assert page.text("blockquote") == first.quote + second.quote


def test_bullets_make_a_list_and_a_lone_quotation_in_one_is_framed() -> None:
    quote = "Le ministère a démenti."
    page = Page(answer_html(answer(f"Two things:\n\n- A first [1]\n- A second\n\n« {quote} » [1]", cite(1, quote))))
    assert [name for name, _ in page.elements if name in ("ul", "li")] == ["ul", "li", "li"]
    assert page.text("blockquote") == quote


@pytest.mark.parametrize(
    "quote",
    [
        "He said [2] and [1](javascript:alert(1)) and ![x](http://evil.example/x.png).",
        '<script>window.__pwned = 1</script><img src=x onerror="alert(1)">',
        "</blockquote></figure><h1>Breaking</h1> & &amp; 'single' \"double\"",
        "**not bold** _not_ `code` # no heading\n> no quotation\n- no bullet",
        "${alert(1)} {{constructor.constructor('alert(1)')()}} <%= 1 %>",
        "\ue0000\ue001 private-use characters \ue0017",
        "right \u202e to left \u2066 isolate",
        "javascript:alert(1) data:text/html,x [1] [1]",
    ],
)
@pytest.mark.parametrize("escaped", [False, True])
def test_article_text_is_never_markup_nor_marker(quote: str, escaped: bool) -> None:
    article, citation = hostile(quote)
    written = "".join(f"\\{char}" if char in "\\`*_{}[]()#+-.!<>|" else char for char in quote) if escaped else quote
    other = cite(2, "Le ministère a démenti.")
    page = Page(answer_html(answer(f"Said:\n\n> {written} [1]\n\n> {other.quote} [2]", citation, other)))
    assert [name for name, _ in page.elements].count("blockquote") == 2
    assert page.text("a") == "[1][2]"
    assert {name for name, _ in page.elements} <= {
        "div", "p", "figure", "blockquote", "figcaption", "a", "span", "bdi", "time", "cite", "details", "summary",
    }  # fmt: skip
    assert not [attrs for _, attrs in page.elements if any(name.startswith("on") for name in attrs)]
    assert all(urlsplit(link["href"]).path == "article" and not urlsplit(link["href"]).scheme for link in page.all("a"))
    assert all(urlsplit(one["data-part"])[:3] == ("", "", "part/citation") for one in page.all("details"))
    assert quote in page.text("blockquote")
    read = Page(article_html(article, [citation], 1))
    assert {name for name, _ in read.elements} <= {
        "article", "header", "p", "h1", "div", "mark", "br", "span", "bdi",
    }  # fmt: skip
    assert read.text("h1") == quote and "".join(read.text("mark").split()) == "".join(quote.split())


def test_the_exact_answer_inside_a_quotation_is_marked() -> None:
    citation = cite(1, "Les autorités ont accusé l'armée.")
    start = TEXT.index("l'armée")
    span = Span(1, "l'armée", start, start + 7, 0.9)
    page = Page(answer_html(answer(f"> {citation.quote} [1]", citation, spans=(span,))))
    assert page.text("b") == "l'armée"


def test_the_same_sentence_of_two_outlets_stays_two_quotations() -> None:
    quote = "Le ministère a démenti."
    first, second = cite(1, quote), replace(cite(2, quote), article_id="other", source="L'Autre")
    page = Page(answer_html(answer(f"> {quote} [1]\n\n> {quote} [2]", first, second)))
    assert page.text("a") == "[1][2]" and "L'Autre" in page.text()


def test_a_growing_answer_says_that_it_is_growing() -> None:
    quote = "Le ministère a démenti."
    growing = answer(f"> {quote} [1]", cite(1, quote), complete=False)
    asked = turn_html(Turn("Who?"))
    assert 'aria-busy="true"' in asked and ENGLISH["searching"] in asked
    grown = turn_html(Turn("Who?", growing))
    assert 'aria-busy="true"' in grown and quote in grown
    complete = replace(growing, complete=True, timings_ms={"total": 183.0})
    done = turn_html(Turn("Who?", complete), FRENCH, hint=True)
    assert 'aria-busy="false"' in done and "0,18 s" in done and "1 article cité" in done and FRENCH["hint"] in done


def test_both_sides_of_what_is_contested_stand_beside_each_other_once() -> None:
    accused, denied = cite(1, "Les autorités ont accusé l'armée."), cite(2, "Le ministère a démenti.")
    other = cite(3, "Dernier paragraphe.")
    text = (
        f"Contested:\n\n- **The \\<b\\>** accused **X**: « {accused.quote} » [1] — Le Journal\n"
        f"  - The ministry denied it: « {denied.quote} » [2]\n- « {other.quote} » [3]"
    )
    drawn = answer_html(answer(text, accused, denied, other, contests=(Contest((1,), (2,)),)))
    claimed, _, rest = drawn.partition('<div class="side denied">')
    against, _, after = rest.partition("</section>")
    assert accused.quote in unescape(claimed) and denied.quote in unescape(against) and other.quote in after
    assert '<p class="lead" dir="auto"><strong>The &lt;b&gt;</strong> accused <strong>X</strong>:</p>' in claimed
    assert "The ministry denied it:" in against
    assert (
        Page(drawn).text("blockquote").count(accused.quote) == Page(drawn).text("blockquote").count(denied.quote) == 1
    )


def test_a_refusal_that_quotes_the_contrary_is_drawn_with_its_quotations() -> None:
    quote = "Le ministère a démenti."
    page = Page(
        answer_html(answer(f"Not said:\n\n- « {quote} » [1]", cite(1, quote), refused=True, reason="Not said:"))
    )
    assert page.text("blockquote") == quote and page.text("a") == "[1]" and ENGLISH["refused"] in page.text("h3")


def test_a_sentence_of_prose_carries_what_its_check_found() -> None:
    first = cite(1, "Le ministère a démenti.")
    statements = (
        Statement("The <ministry> denied it.", (1,), "supported"),
        Statement("In November.", (1, 9), "partly", ("the month is <not> there",)),
    )
    page = Page(answer_html(answer("The <ministry> denied it. [1] …", first, statements=statements)))
    assert [one["aria-label"] for one in page.all("span", "check")] == [
        "supported",
        "partly supported",
        "partly supported",
    ]
    assert "The <ministry> denied it.[1]" in page.text() and "the month is <not> there" in page.text()
    assert page.text("blockquote") == first.quote, "its quotation follows"


@pytest.mark.parametrize("words", [ENGLISH, FRENCH], ids=["en", "fr"])
def test_what_a_chat_model_writes_is_marked_as_not_yet_checked_until_it_is(words: Words) -> None:
    wrote = (Statement("It burnt.", (1,)), Statement("He fled.", ()))
    growing = answer(
        "It burnt. [1] He fled.", cite(1, "Le ministère a démenti."), statements=wrote, model="a:<b>", complete=False
    )
    page = Page(turn_html(Turn("Who?", growing), words))
    assert [one["class"] for one in page.all("span", "statement")] == ["statement unchecked"] * 2
    assert [one["title"] for one in page.all("span", "check")] == [words["verdict.unchecked"]] * 2
    assert words["writing"].format(model="a:<b>") in page.text("p")
    half = replace(growing, statements=(replace(wrote[0], verdict="supported"), wrote[1]))
    page = Page(turn_html(Turn("Who?", half), words))
    assert [one["title"] for one in page.all("span", "check")] == [
        words["verdict.supported"],
        words["verdict.unchecked"],
    ]
    assert words["checking"].format(model="a:<b>") in page.text("p")
    checked = tuple(replace(one, verdict="supported") for one in wrote)
    done = turn_html(Turn("Who?", replace(growing, statements=checked, complete=True)), words)
    assert "unchecked" not in done and words["verdict.unchecked"] not in done and 'class="busy"' not in done


def test_the_speed_of_a_chat_model_stands_below_its_answer() -> None:
    said = answer("x", model="a:b", timings_ms={"total": 5400.0, "first_token": 812.4, "tokens_per_second": 12.34})
    facts = Page(turn_html(Turn("Who?", said))).text("span")
    assert facts == "5.4 sa:bfirst token after 0.81 s12.3\u00a0tokens/s"
    assert "premier token après 0,81 s" in turn_html(Turn("Who?", said), FRENCH)
    one = replace(said, timings_ms={"total": 5400.0, "first_token": 812.4, "tokens_per_second": 0.0})
    assert "tokens" not in turn_html(Turn("Who?", one)), "a reply of one token has no speed"
    assert "token" not in turn_html(Turn("Who?", replace(said, timings_ms={"total": 12.0}))), (
        "one that was kept neither"
    )


def test_quotations_that_take_the_place_of_a_models_words_are_not_said_to_be_written() -> None:
    growing = answer("> x", model="a:b", notice="It is silent.", complete=False)
    assert ENGLISH["searching"] in turn_html(Turn("Who?", growing))


def test_what_surrounds_the_prose_of_a_chat_model_is_drawn() -> None:
    left = Statement("He <fled>.", (1,), "unsupported", ("role reversed",))
    said = Answer(
        "And he?", "It burnt.", "en", statements=(Statement("It burnt.", (), "supported"),), dropped=(left,),
        notice="The <model> did not answer.", rewritten="And the <mayor>?",
    )  # fmt: skip
    page = Page(turn_html(Turn("And he?", said)))
    assert page.text("summary") == count(ENGLISH, "leftout", 1) and "“He" not in page.text("p")
    assert "He <fled>." in page.text() and "role reversed" in page.text()
    assert page.all("p", "notice") == [{"class": "notice", "role": "status"}] and "The <model>" in page.text("p")
    assert page.all("button", "link")[0]["data-fill"] == "And the <mayor>?"
    same = replace(said, rewritten="And he?")
    assert not Page(turn_html(Turn("And he?", same))).all("button", "link"), "nothing to correct"


def test_a_kept_answer_can_be_judged_exported_and_shows_its_filters() -> None:
    turn = Turn(
        "Who?", answer("x"), {"from": "2020-11-01", "source": ["<Le Monde>"]},
        "2026-01-02T03:04:05+00:00", conversation="abc", number=2, good=False, note="<wrong>",
    )  # fmt: skip
    page = Page(turn_html(turn))
    assert [one["aria-pressed"] for one in page.all("button", "thumb")] == ["false", "true"]
    assert page.all("input")[0]["value"] == "<wrong>"
    assert "conversation/abc.md?turn=2" in [one["href"] for one in page.all("a")]
    assert "From 1 November 2020" in page.text() and "Outlet <Le Monde>" in page.text()
    assert not Page(turn_html(replace(turn, number=0))).all("button", "thumb"), "what is not kept cannot be judged"


def test_a_refusal_gives_its_reason_and_articles_that_can_be_opened() -> None:
    nearest = Nearest("a/1 é", "Un <titre>", "Le Journal", "", "2020-11-01", "fr")
    page = Page(answer_html(Answer("Who?", "x", "en", refused=True, reason="Nothing <here>.", nearest=(nearest,))))
    assert "Nothing <here>." in page.text("p")
    assert page.all("a") == [{"data-article": "", "href": article_address("a/1 é"), "lang": "fr", "dir": "auto"}]
    assert page.text("a") == "Un <titre>"
    said = replace(nearest, quote="Il a dit <non>.", start=3, end=18)
    page = Page(answer_html(Answer("Who?", "x", "en", refused=True, reason="Nothing.", nearest=(said,))))
    assert page.text("q") == "Il a dit <non>." and page.all("a")[0]["href"].endswith("mark=1%3A3-18&focus=1#cited-1")


def test_every_word_of_the_page_is_said_somewhere() -> None:
    files = Path(ui.__file__).parent.rglob("*")
    sources = "".join(
        one.read_text("utf-8") for one in files if one.suffix in (".py", ".js") and one.name != "words.py"
    )
    for key in ENGLISH:
        # A form of a number, or one of several that are put together: "articles.one", f"verdict.{...}".
        stem, _, form = key.rpartition(".")
        plural = (f'"{stem}"', f"'{stem}'") if form in ("one", "other") else ()
        assert any(said in sources for said in (f'"{key}"', f"'{key}'", f'"{stem}.{{', *plural)), key


def test_questions_and_errors_are_escaped() -> None:
    for drawn in (turn_html(Turn("<b>x"), note="<i>"), turn_html(Turn("<b>x", failure="<i>"))):
        assert not Page(drawn).all("b") and not Page(drawn).all("i")


def test_an_article_is_drawn_whole_with_its_cited_sentences_marked() -> None:
    first, second = cite(1, "Les autorités ont accusé l'armée."), cite(2, "« C'est un mensonge », a-t-il dit.")
    page = Page(article_html(ARTICLE, [first, second], focus=2))
    assert page.text("mark") == first.quote + second.quote
    assert [(mark["id"], mark.get("class")) for mark in page.all("mark")] == [("cited-1", None), ("cited-2", "focus")]
    body = "".join(data for inside, data in page.pieces if inside in ("p", "mark", "br"))
    assert "".join(body.split()).endswith("".join(TEXT.split())), "nothing of the text is lost"
    assert len(page.all("br")) == 1, "a line break inside a paragraph is kept"
    assert page.text("h1") == "Un titre"
    assert "Anne Dupont" in page.text() and "Jean Roux" in page.text()
    original = page.all("a")[0]
    assert original == {
        "href": ARTICLE.url, "target": "_blank", "rel": "noopener noreferrer nofollow",
    }  # fmt: skip
    assert [attrs["lang"] for attrs in page.all("div", "text")] == ["fr"]


def test_marks_may_overlap_cross_paragraphs_and_lie_outside_the_text() -> None:
    length = len(TEXT)
    marks = [
        Mark(1, 0, 20),
        Mark(2, 10, 70),
        Mark(3, length - 5, length + 50),
        Mark(4, length + 1, length + 9),
        Mark(5, 0, 9),
    ]
    page = Page(article_html(ARTICLE, marks, focus=2))
    ids = [attrs["id"] for _, attrs in page.elements if "id" in attrs]
    assert sorted(ids) == ["cited-1", "cited-2", "cited-3", "cited-5"]
    focused = "".join(data for inside, data in page.pieces if inside == "mark")
    assert "".join(focused.split()) == "".join((TEXT[:70] + TEXT[-5:]).split())


@pytest.mark.parametrize(
    "url",
    ["", "javascript:alert(1)", "data:text/html,x", "//evil.example", "ftp://x/y", "http://", "java\nscript:x",
     "https://x y", "http://[bad", " https://example.org", "JAVASCRIPT:alert(1)//http://x"],
)  # fmt: skip
def test_only_web_addresses_become_links(url: str) -> None:
    assert not is_web_address(url)
    assert not Page(article_html(replace(ARTICLE, url=url))).all("a")


def test_a_web_address_is_kept() -> None:
    assert is_web_address("https://example.org/a?b=1&c=2#d") and is_web_address("http://localhost:80/")


def test_an_article_that_says_nothing_about_itself_is_drawn() -> None:
    page = Page(article_html(Article("Text \x00 with \udcff bytes.")))
    assert ENGLISH["untitled"] in page.text("h1") and ENGLISH["undated"] in page.text()
    assert page.text().isprintable()
    page.text().encode()


def test_marks_are_parsed_at_the_edge() -> None:
    assert Mark.parse("3:10-25") == Mark(3, 10, 25) and str(Mark(3, 10, 25)) == "3:10-25"
    for text in ("", "1", "1:2", "a:1-2", "1:-2-3", "1:1-2 ", "1:1-9999999999", "١:1-2"):
        with pytest.raises(ValueError, match="is no mark"):
            Mark.parse(text)


def test_the_words_follow_the_browsers_language() -> None:
    assert words_for("fr-CA,fr;q=0.9,en;q=0.8") is FRENCH
    assert words_for("de,en;q=0.5,fr;q=0.7") is FRENCH
    assert words_for("en-US,fr") is ENGLISH
    assert words_for(None) is ENGLISH and words_for("nonsense;q=x,,;") is ENGLISH and words_for("fr;q=0") is ENGLISH
    assert ENGLISH.keys() == FRENCH.keys()


def test_every_reason_of_the_check_is_worded_in_french() -> None:
    files = [*Path(checks.__file__).parent.glob("*.py"), Path(verify.__file__), Path(prose.__file__)]
    sources = "".join(one.read_text("utf-8") for one in files)
    kinds = {BARE, *re.findall(r"[ (]f?\"([a-z][a-z ]+): ", sources)}
    assert {"number", "role reversed", "stated as fact", "no citation", "markup", "meaning"} <= kinds
    assert kinds == FRENCH_REASONS.keys()
    assert reason(ENGLISH, "number: 3 stands in none of the cited sentences").startswith("number: 3")
    assert reason(FRENCH, "number: 3 stands in none of the cited sentences").startswith("«\u00a03\u00a0»\u00a0: ")
    assert reason(FRENCH, "entity: “car” here, “bus” in the source").startswith("«\u00a0car\u00a0»\u00a0: ")
    assert reason(FRENCH, "unheard of: a reason to come") == "unheard of: a reason to come"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (ENGLISH, ["0 articles", "1 article", "2 articles", "12,345 articles", "1,000,000 articles"]),
        (FRENCH, ["0 article", "1 article", "2 articles", "12\u202f345 articles", "1\u202f000\u202f000 articles"]),
    ],
    ids=["en", "fr"],
)
def test_what_is_counted_takes_the_form_that_the_language_has_for_the_number(words: Words, said: list[str]) -> None:
    assert [count(words, "articles", n) for n in (0, 1, 2, 12345, 1_000_000)] == said


def test_numbers_are_set_as_the_language_does() -> None:
    assert (number(ENGLISH, 1234.5, 2), number(FRENCH, 1234.5, 2)) == ("1,234.50", "1\u202f234,50")
    facets = Facets({"Le Matin": 1234}, {}, {}, {"2021-03-01": 1, "2021-03-03": 1}, {})
    drawn = figures_html({"articles": 1236, "bytes": 2_345_678}, facets, FRENCH)
    assert "2,3 Mo" in drawn and '<span class="number">1\u202f234</span>' in drawn
    assert "2 mars 2021: 0 article<" in drawn, "an empty bar"
    assert "<small>1\u202f234</small>" in filters_html(facets, FRENCH)
