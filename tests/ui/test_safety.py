"""For everyone, and safe, in a real browser: fifty articles that attack, a page for every reader, nothing from elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from browsing import Visit, running, visiting
from playwright.sync_api import Browser, expect

from corpus.types import Article
from rag import Library
from rag.models.embedder import Embedder
from rag.models.reader import Reader

RUN = "window.__pwned=1"
# What has broken other readers' pages: scripts, handlers, links that run, pictures and styles that call, templates,
# Markdown, text that runs backwards, text that ends the element it stands in.
ATTACKS = (
    f"<script>{RUN}</script>",
    f'<img src=x onerror="{RUN}">',
    f"<svg><animate onbegin='{RUN}' attributeName=x dur=1s>",
    f"<svg/onload={RUN}>",
    f'<iframe srcdoc="<script>parent.{RUN.removeprefix("window.")}</script>"></iframe>',
    f"<a href='javascript:{RUN}'>click</a>",
    f"[click](javascript:{RUN})",
    f"[click](data:text/html,<script>{RUN}</script>)",
    "![x](http://evil.example/a.png)",
    '<img src="http://evil.example/b.png">',
    "<style>@import url(http://evil.example/c.css); body{display:none}</style>",
    "<link rel=stylesheet href=http://evil.example/d.css>",
    "<base href=http://evil.example/>",
    '<meta http-equiv="refresh" content="0;url=http://evil.example/">',
    '<form action="http://evil.example/"><button>Ask</button></form>',
    f"<details open ontoggle={RUN}>",
    f"<input autofocus onfocus={RUN}>",
    f"<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror={RUN}&gt;'>",
    f"<noscript><p title='</noscript><img src=x onerror={RUN}>'>",
    f"</textarea></title></style></script><script>{RUN}</script>",
    f'" onmouseover="{RUN}" x="',
    f"' autofocus onfocus='{RUN}' x='",
    f"`${{{RUN}}}` ${{{RUN}}}",
    "{{constructor.constructor('" + RUN + "')()}}",
    f"<%= {RUN} %> #{{{RUN}}}",
    "\u202eevas ot kcilc\u202c \u2066\u2067\u200f",
    f"&lt;img src=x onerror={RUN}&gt; &#60;script&#62;",
    f"<object data='data:text/html,<script>{RUN}</script>'></object>",
    f"<video><source onerror={RUN}></video>",
    "[1] [2](http://evil.example) **bold** > # - `x` \\[1\\]",
    f"<template><script>{RUN}</script></template>",
    "\x00\x1b]8;;http://evil.example\x07x",
    f"<!--><img src=x onerror={RUN}>-->",
)


def hostile(number: int) -> Article:
    attack, other = ATTACKS[number % len(ATTACKS)], ATTACKS[(number * 7 + 3) % len(ATTACKS)]
    urls = (f"javascript:{RUN}", f"data:text/html,<script>{RUN}</script>", f'https://e.example/"onclick="{RUN}')
    text = (
        f"The {attack} ministry accused the {other} army on Monday of having burnt lighthouse {number}.\n\n"
        f"The army {attack} denied that it had burnt the lighthouse. {other} “{attack}” said the keeper {number}."
    )
    return Article(
        text, f"{number} {attack}", f"{attack} Lighthouse {number}", urls[number % 3], f"{other} Post", (f"{attack} Hale", other),
        f"2021-03-{number % 28 + 1:02}", "en", dropped=(attack, other),
    )  # fmt: skip


@pytest.fixture
def attacked(tmp_path: Path, embedder: Embedder, reader: Reader) -> Iterator[str]:
    """A server over fifty articles that attack in every field."""
    with Library.open(tmp_path / "attacked.library", embedder=embedder, reader=reader, risk=0.001) as library:
        assert library.add(hostile(number) for number in range(50)).added == 50
        with running(library, []) as address:
            yield address


def test_nothing_of_fifty_hostile_articles_runs_or_calls_out(attacked: str, browser: Browser) -> None:
    with visiting(browser, attacked) as visit:
        page = visit.page
        visit.ask(f"Who accused the army of having burnt the lighthouse? {ATTACKS[1]}")
        for figure in page.locator("figure.quotation").all():
            figure.locator(".cite summary").click()
        expect(page.locator(".styles").last).to_be_visible()
        page.locator("a.marker").first.click()
        expect(page.locator("#pane mark.focus")).to_be_visible()
        page.keyboard.press("Escape")
        with page.expect_download() as waiting:
            page.locator(".deeds .export summary").click()
            page.get_by_role("link", name="HTML").last.click()
        page.get_by_role("button", name="Filters").click()
        expect(page.locator("#filter-form .ticks input").nth(20)).to_be_attached()
        page.locator("#filter-form .ticks").first.locator("input").first.check()
        page.get_by_role("button", name="Remove the filter").click()
        page.get_by_role("button", name="Filters").click()
        visit.enter("claims")
        expect(page.locator("table.claims tbody tr").nth(20)).to_be_visible()
        visit.enter("search")
        page.locator("#form-search input").fill("lighthouse")
        page.keyboard.press("Enter")
        expect(page.locator(".hit").nth(10)).to_be_visible()
        visit.enter("articles")
        expect(page.locator(".articles > li")).to_have_count(50)
        page.locator(".articles details summary").first.click()
        expect(page.locator(".dropped")).to_be_visible()
        page.get_by_text("Figures", exact=True).click()
        expect(page.locator(".figures .bars").first).to_be_visible()
        page.get_by_text("The same text in several places").click()
        visit.picture("hostile")
        visit.enter("kept")
        expect(page.locator(".kept .name")).to_contain_text("<img src=x onerror=")
        strange = (
            "script, style, iframe, object, embed, base, meta, img, video, template, form[action^=http], [onerror]"
        )
        assert (
            page.locator(f":is(#record, #pane) :is({strange}, [onload], [onfocus], a[href^='javascript:'])").count()
            == 0
        )
        visit.unharmed()
        page.set_content(Path(waiting.value.path()).read_text("utf-8"))
        expect(page.locator("main.exported .references li").first).to_be_visible()
        assert page.locator("script, img, iframe, [onerror]").count() == 0
        assert page.evaluate("window.__pwned") is None and visit.dialogs == []


@pytest.fixture
def address(library: Library) -> Iterator[str]:
    with running(library, ["Who accused Borduria of having fired incendiary shells at Klow?"]) as address:
        yield address


def faults(visit: Visit) -> list[str]:
    """What axe-core holds to be serious or critical, in words, with where it is."""
    found = Axe().run(visit.page).response["violations"]
    return [
        f"{one['id']}: {node['html'][:160]} ({node['failureSummary'][:200]})"
        for one in found
        if one["impact"] in ("serious", "critical")
        for node in one["nodes"]
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_room_is_usable_with_a_screen_reader_and_readable(address: str, browser: Browser, scheme: str) -> None:
    with visiting(browser, address, color_scheme=scheme, reduced_motion="reduce") as visit:
        page = visit.page
        assert faults(visit) == []
        visit.ask("Who accused Borduria of having fired incendiary shells at Klow?")
        page.locator(".cite summary").first.click()
        page.locator(".deeds .export summary").click()
        page.get_by_role("button", name="Filters").click()
        page.get_by_label("Harbour News").check()
        page.locator("a.marker").first.click()
        expect(page.locator("#pane mark.focus")).to_be_visible()
        visit.picture(f"reading-{scheme}")
        assert faults(visit) == []
        page.keyboard.press("Escape")
        page.get_by_role("button", name="Remove the filter").click()
        page.get_by_role("button", name="Filters").click()
        for room, there in (("claims", "table.claims"), ("articles", ".articles > li"), ("kept", ".kept > li")):
            visit.enter(room)
            page.locator(there).first.wait_for()
            if room != "claims":
                page.locator(f"#room-{room} details:has(.into, form) > summary").first.click()
            page.wait_for_timeout(300)
            assert faults(visit) == [], room
        visit.enter("search")
        page.locator("#form-search input").fill("incendiary shells")
        page.keyboard.press("Enter")
        page.locator(".hit").first.wait_for()
        assert faults(visit) == [], "search"


ARABIC = (
    "اتهم حاكم كلو يوم الأحد جيش بوردوريا بإطلاق قذائف حارقة على الغابة. ونفت وزارة الدفاع في بوردوريا ذلك يوم الاثنين."
)


def test_an_article_written_from_right_to_left_is_shown_so(library: Library, browser: Browser) -> None:
    article = Article(
        ARABIC,
        "klow-ar",
        "كلو تتهم بوردوريا",
        "https://news.example/ar",
        "صحيفة الساحل",
        published="2021-03-03",
        language="ar",
    )
    assert library.add([article]).added == 1
    with running(library, []) as address, visiting(browser, address) as visit:
        page = visit.page
        visit.ask("من اتهم جيش بوردوريا بإطلاق قذائف حارقة؟")
        figure = page.locator("figure.quotation").filter(has_text="اتهم حاكم كلو")
        expect(figure.locator("blockquote")).to_have_css("direction", "rtl")
        expect(figure.locator("blockquote")).to_have_attribute("lang", "ar")
        expect(page.locator(".turn h2")).to_have_css("direction", "rtl")
        marker = figure.locator("a.marker")
        marker.click()
        expect(page.locator("#pane mark.focus")).to_contain_text("اتهم حاكم كلو")
        for place in ("#pane h1", "#pane .text p"):
            expect(page.locator(place).first).to_have_css("direction", "rtl")
        # The first word stands on the right, behind its marker.
        box, text = page.locator("#pane mark.focus").bounding_box(), page.locator("#pane .text").bounding_box()
        assert box is not None and text is not None
        assert box["x"] + box["width"] > text["x"] + text["width"] - 4
        visit.picture("right-to-left")
        visit.enter("search")
        page.locator("#form-search input").fill("قذائف حارقة")
        page.keyboard.press("Enter")
        for title, wanted in (("كلو تتهم بوردوريا", "rtl"), ("Klow’s governor accuses Borduria", "ltr")):
            hit = page.locator(".hit").filter(has_text=title).first
            for place in ("h3 a", ".passage"):
                expect(hit.locator(place)).to_have_css("direction", wanted)
        visit.picture("right-to-left-search")
        visit.unharmed()


def test_the_keyboard_alone_reaches_every_room_and_filter(address: str, browser: Browser) -> None:
    with visiting(browser, address) as visit:
        page = visit.page

        def tab_to(selector: str) -> None:
            for _ in range(60):
                page.keyboard.press("Tab")
                if page.evaluate("selector => document.activeElement.matches(selector)", selector):
                    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
                    assert outline != "none", f"the focus on {selector} is seen"
                    return
            raise AssertionError(f"Tab does not reach {selector}.")

        page.locator("body").evaluate("() => { document.activeElement.blur(); window.scrollTo(0, 0); }")
        tab_to("#filters .opener")
        page.keyboard.press("Enter")
        tab_to("#filter-form input[name=source]")
        page.keyboard.press("Space")
        expect(page.locator("#chips button")).to_have_count(1)
        page.keyboard.press("Escape")
        expect(page.locator("#filters .opener")).to_be_focused()
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        expect(page.locator("#chips button")).to_have_count(0)
        expect(page.locator("#filters .opener")).to_be_focused()
        page.locator("body").evaluate("() => document.activeElement.blur()")
        tab_to("nav.rooms a[data-room=claims]")
        page.keyboard.press("Enter")
        page.locator("table.claims").wait_for()
        tab_to(".claims th button")
        page.keyboard.press("Enter")
        expect(page.locator("th[aria-sort=ascending]")).to_have_count(1)
        expect(page.locator("th[aria-sort=ascending] button")).to_be_focused()  # drawn anew, and where it was
        tab_to(".claims td a")
        focused = page.evaluate("document.activeElement.href")
        page.evaluate("window.onRecordFiltersChanged()")
        page.wait_for_function("!document.querySelector('#room-claims [aria-busy]')")
        assert page.evaluate("document.activeElement.href") == focused
        expect(page.locator("th[aria-sort=ascending]")).to_have_count(1)
        page.keyboard.press("Enter")
        expect(page.locator("#pane mark.focus")).to_be_focused()
        page.keyboard.press("Escape")
        assert page.evaluate("document.activeElement.matches('.claims td a')")


@pytest.mark.parametrize(("width", "locale"), [(360, "fr-FR"), (2560, "en-GB")])
def test_no_room_is_wider_than_its_window(address: str, browser: Browser, width: int, locale: str) -> None:
    with visiting(browser, address, viewport={"width": width, "height": 740}, locale=locale) as visit:
        page = visit.page
        page.locator("#filters .opener").click()
        for room in ("ask", "claims", "search", "articles", "kept"):
            visit.enter(room)
            page.wait_for_timeout(250)
            visit.picture(f"{room}-{width}")
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), room
            wide = """() => [...document.querySelectorAll('#record *')].filter(one => one.checkVisibility()
                && !one.closest('svg, .ticks, thead, [aria-hidden]') && one.getBoundingClientRect().right > innerWidth + 1)
                .map(one => one.outerHTML.slice(0, 120))"""
            assert page.evaluate(wide) == [], room
        visit.unharmed()
