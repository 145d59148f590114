"""The page in a real browser on a real server: ask, read, open the quotation; and an article that attacks the reader."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from browsing import Visit, running, visiting
from playwright.sync_api import Browser, Page, expect

from rag import Library

QUESTION = "Who accused Borduria of having fired incendiary shells at Klow?"
ATTACK = "What did the lighthouse keeper say of the lighthouse lamp?"
OFF_CORPUS = "What is the capital of Peru?"


@pytest.fixture
def address(library: Library) -> Iterator[str]:
    """A running server's address."""
    with running(library, [QUESTION]) as address:
        yield address


@pytest.fixture
def visit(browser: Browser, address: str, request: pytest.FixtureRequest) -> Iterator[Visit]:
    with visiting(browser, address, **getattr(request, "param", {})) as seen:
        expect(seen.page.locator("#question textarea")).to_be_visible()
        yield seen


def in_view(page: Page, selector: str) -> bool:
    """Whether an element lies wholly in the window and nothing else lies over its middle."""
    script = """selector => {
        const element = document.querySelector(selector), box = element.getClientRects()[0];
        const top = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
        return box.top >= 0 && box.bottom <= innerHeight && (top === element || element.contains(top));
    }"""
    return bool(page.evaluate(script, selector))


def settle(page: Page, selector: str) -> None:
    """Waits until smooth scrolling has come to rest."""
    script = """async selector => {
        const wait = () => new Promise(done => setTimeout(done, 100));
        for (let last = NaN, i = 0; i < 50; i++) {
            const now = document.querySelector(selector).getBoundingClientRect().top;
            if (now === last) return;
            last = now;
            await wait();
        }
    }"""
    page.evaluate(script, selector)


def test_a_marker_opens_the_article_at_the_quoted_sentence(visit: Visit, library: Library) -> None:
    page = visit.page
    visit.ask(QUESTION)
    answer = page.locator(".turn .answer")
    expect(answer.locator("a.marker").first).to_have_text("[1]")
    figures = answer.locator("figure.quotation")
    wanted = figures.filter(has_text="The ministry of defence of Borduria denied")
    quote = wanted.locator("blockquote").inner_text()
    assert quote in library.article("klow-shells").text
    expect(wanted).to_contain_text("The Klow Courier")
    expect(wanted).to_contain_text("2 March 2021")
    wanted.locator("a.marker").click()
    expect(page.locator("#pane h1")).to_have_text(library.article("klow-shells").title)
    expect(page.locator("#pane mark.focus")).to_have_text(quote)
    settle(page, "#pane mark.focus")
    assert in_view(page, "#pane mark.focus"), "the article is scrolled to the sentence"
    assert page.locator("#pane").evaluate("pane => pane.scrollTop") > 500, "which lies far down in it"
    assert page.locator("#pane mark").count() >= 2, "other cited sentences of the same answer are marked too"
    expect(page.locator('a.marker[aria-current="true"]')).to_have_count(1)
    boxes = [page.locator(one).bounding_box() for one in ("#conversation", "#pane")]
    assert boxes[0] and boxes[1] and boxes[0]["x"] + boxes[0]["width"] <= boxes[1]["x"], (
        "the article is beside the answer"
    )
    colours = page.evaluate(
        "() => ['#pane mark.focus', '#pane mark:not(.focus)', '#pane']"
        ".map(one => getComputedStyle(document.querySelector(one)).backgroundColor)"
    )
    assert len(set(colours)) == 3, "the opened sentence, the other cited ones and the page differ in colour"
    page.get_by_role("button", name="Close the article").click()
    expect(page.locator("#pane")).to_be_hidden()
    visit.unharmed()


def test_the_keyboard_alone_asks_opens_and_closes(visit: Visit) -> None:
    page = visit.page
    page.keyboard.type(QUESTION)  # the box has the focus from the start
    page.keyboard.press("Enter")
    visit.answered()
    expect(page.locator("#question textarea")).to_have_value("")
    page.locator("body").evaluate("body => { document.activeElement.blur(); window.scrollTo(0, 0); }")
    for _ in range(15):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.matches('a.marker')"):
            break
    marker = page.evaluate("document.activeElement.textContent")
    assert marker == "[1]"
    page.keyboard.press("Enter")
    expect(page.locator("#pane mark.focus")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#pane")).to_be_hidden()
    assert page.evaluate("document.activeElement.textContent") == marker, "the focus is back where it came from"


def test_a_conversation_keeps_its_answers_and_their_citations(visit: Visit) -> None:
    page = visit.page
    page.get_by_role("button", name=QUESTION).click()  # an example
    visit.answered(1)
    visit.ask("Which company promised refunds to all ferry passengers?", 2)
    visit.ask("   ", 2)
    page.wait_for_timeout(500)
    expect(page.locator(".turn")).to_have_count(2)
    page.locator(".turn").nth(1).locator("a.marker").first.click()
    expect(page.locator("#pane h1")).to_have_text("Ferry adrift off Dbrnouk")
    page.locator(".turn").nth(0).locator("a.marker").first.click()
    expect(page.locator("#pane h1")).not_to_have_text("Ferry adrift off Dbrnouk")
    # The way to a new one is there to be clicked, and nothing lies over it.
    page = visit.page
    page.keyboard.press("Escape")
    page.get_by_role("link", name="New conversation").click()
    visit.ready()
    expect(page.locator(".turn")).to_have_count(0)


@pytest.mark.parametrize("library", [0.999], indirect=True, ids=["refusing"])
def test_a_refusal_lists_articles_that_open(visit: Visit) -> None:
    page = visit.page
    visit.ask(OFF_CORPUS)
    expect(page.locator(".turn .refused")).to_be_visible()
    expect(page.locator(".turn a.marker")).to_have_count(0)
    nearest = page.locator(".turn .nearest a").first
    title = nearest.inner_text()
    nearest.click()
    expect(page.locator("#pane h1")).to_have_text(title)
    said = page.locator(".turn .nearest .says").first.inner_text()
    expect(page.locator("#pane mark.focus")).to_have_text(said.strip("“”"))


def test_a_very_long_question_is_cut_with_a_word(visit: Visit) -> None:
    visit.ask(QUESTION + " x" * 2000)
    expect(visit.page.locator(".turn .note")).to_contain_text("1,000 characters")
    assert len(visit.page.locator(".turn .question").inner_text()) <= 1000


def test_a_hostile_article_stays_text(visit: Visit, library: Library) -> None:
    page = visit.page
    visit.ask(ATTACK)
    figure = page.locator("figure.quotation").first
    hostile = next(article for article in library.articles() if "Lighthouse" in article.title)
    assert "<script>window.__pwned=1</script>" in figure.inner_text()
    assert "lamp [2] was [broken](javascript:window.__pwned=1)" in figure.inner_text()
    expect(figure.locator("a")).to_have_count(1)
    figure.locator("a.marker").click()
    expect(page.locator("#pane h1")).to_have_text(hostile.title)
    expect(page.locator("#pane mark.focus")).to_contain_text("<img src=x onerror=")
    for scope in (".turn", "#pane"):
        expect(page.locator(scope).locator("script, img, iframe, svg, [onerror], [onload]")).to_have_count(0)
    expect(page.locator("#pane a")).to_have_count(0)
    page.goto(visit.address + figure_address(page, visit))
    expect(page.locator("mark.focus")).to_contain_text("lighthouse keeper")
    visit.unharmed()


def figure_address(page: Page, visit: Visit) -> str:
    """The address of the article's own page, as a middle click would open it."""
    href = page.locator("figure.quotation a.marker").first.get_attribute("href")
    assert href is not None and href.startswith("article?")
    return href


def test_a_question_is_text_too(visit: Visit) -> None:
    visit.ask('<img src=x onerror="window.__pwned=1"> ${window.__pwned=1} {{1}} accused Borduria incendiary shells')
    expect(visit.page.locator(".turn .question")).to_contain_text('<img src=x onerror="window.__pwned=1"> ${window')
    visit.unharmed()


@pytest.mark.parametrize(
    "visit",
    [
        pytest.param({"viewport": {"width": 360, "height": 640}}, id="360"),
        pytest.param({"viewport": {"width": 360, "height": 640}, "color_scheme": "dark"}, id="360-dark"),
        pytest.param({"viewport": {"width": 768, "height": 1024}}, id="768"),
        pytest.param({"viewport": {"width": 2560, "height": 1300}}, id="2560"),
    ],
    indirect=True,
)
def test_no_window_scrolls_sideways(visit: Visit) -> None:
    page = visit.page
    overflow = (
        "[...document.querySelectorAll('html, body, #pane')].filter(one => one.scrollWidth > one.clientWidth).length"
    )
    assert page.evaluate(overflow) == 0
    visit.ask(ATTACK + " " + "x" * 400)
    assert page.evaluate(overflow) == 0
    page.locator("a.marker").first.click()
    expect(page.locator("#pane mark.focus")).to_be_visible()
    assert page.evaluate(overflow) == 0
    settle(page, "#pane mark.focus")
    assert in_view(page, "#pane mark.focus")
    box = page.locator("#pane").bounding_box()
    width = page.viewport_size["width"]  # type: ignore[index]
    assert box is not None and (box["width"] == width) is (width < 1000), "a narrow window shows the article alone"
    page.keyboard.press("Escape")
    expect(page.locator("#question textarea")).to_be_visible()


@pytest.mark.parametrize("visit", [pytest.param({"color_scheme": "dark"}, id="dark")], indirect=True)
def test_a_dark_system_gets_a_dark_page(visit: Visit) -> None:
    for selector in ("body", "#record"):
        colour = visit.page.locator(selector).evaluate("one => getComputedStyle(one).color")
        assert min(int(part) for part in colour[4:-1].split(",")) > 180, "light text"
    background = visit.page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert max(int(part) for part in background[4:-1].split(",")) < 60


@pytest.mark.parametrize("visit", [pytest.param({"locale": "fr-FR"}, id="fr")], indirect=True)
def test_a_french_browser_gets_french_words(visit: Visit) -> None:
    page = visit.page
    expect(page.get_by_role("button", name="Demander")).to_be_visible()
    expect(page.locator("#question textarea")).to_have_attribute("placeholder", "Qui a dit quoi ?")
    visit.ask(QUESTION)
    expect(page.locator("figure.quotation").first).to_contain_text("2 mars 2021")
    page.locator("a.marker").first.click()
    expect(page.get_by_role("button", name="Fermer l’article")).to_be_visible()
    assert page.evaluate("document.documentElement.lang") == "fr"


@pytest.mark.parametrize("visit", [pytest.param({"reduced_motion": "reduce"}, id="reduced")], indirect=True)
def test_reduced_motion_is_respected(visit: Visit) -> None:
    page = visit.page
    visit.ask(QUESTION)
    page.evaluate("""() => { window.behaviours = []; const to = Element.prototype.scrollTo;
        Element.prototype.scrollTo = function (options) { behaviours.push(options.behavior); to.call(this, options); } }""")
    page.locator("a.marker").first.click()
    expect(page.locator("#pane mark.focus")).to_be_visible()
    assert page.evaluate("behaviours") == ["auto"]


def test_an_article_that_has_gone_is_said_to_be_gone(visit: Visit, library: Library) -> None:
    visit.ask(QUESTION)
    library.remove([article.id for article in library.articles()])
    visit.page.locator("a.marker").first.click()
    expect(visit.page.locator("#pane .state")).to_contain_text("no longer in the library")


def test_the_page_loads_without_calling_anyone(visit: Visit) -> None:
    assert visit.page.locator("footer").count() == 0 or not visit.page.locator("footer").first.is_visible()
    assert visit.page.title() == "On Record"
    visit.unharmed()
