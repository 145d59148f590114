"""The rooms of the page in a real browser: filters, claims, search, articles brought and removed, conversations kept."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from browsing import Visit, running, visiting
from playwright.sync_api import Browser, expect

from eval import sets
from rag import Library

QUESTION = "Who accused Borduria of having fired incendiary shells at Klow?"


@pytest.fixture
def address(library: Library) -> Iterator[str]:
    with running(library, [QUESTION]) as address:
        yield address


@pytest.fixture
def visit(browser: Browser, address: str) -> Iterator[Visit]:
    with visiting(browser, address) as seen:
        yield seen


def test_filters_are_chips_and_hold_for_questions_searches_and_claims(visit: Visit) -> None:
    page = visit.page
    page.get_by_role("button", name="Filters").click()
    # A drag over the histogram, from its first bar to the fifth part of it: February alone.
    box = page.locator("#filter-form .histogram svg").bounding_box()
    assert box is not None
    y = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + 2, y)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.5, y, steps=4)
    page.mouse.up()
    assert page.locator("#filter-form [name=from]").input_value() == "2021-02-01"
    assert "2021-02-12" <= page.locator("#filter-form [name=to]").input_value() < "2021-03-01"
    page.get_by_label("Harbour News").check()
    chips = page.locator("#chips button")
    expect(chips).to_have_count(3)
    expect(chips.last).to_contain_text("Harbour News")
    visit.picture("filters")
    page.get_by_role("checkbox", name="Harbour News").focus()
    page.keyboard.press("Escape")
    expect(page.locator("#filter-form")).to_be_hidden()

    visit.ask("Which company promised refunds?")
    turn = page.locator(".turn")
    expect(turn.locator(".chips")).to_contain_text("Outlet Harbour News")
    expect(turn.locator("figure.quotation .outlet").first).to_have_text("Harbour News")
    assert set(turn.locator("figure.quotation .outlet").all_inner_texts()) == {"Harbour News"}

    visit.enter("search")
    page.locator("#form-search input").fill("incendiary shells")
    page.keyboard.press("Enter")
    expect(page.locator(".hit")).to_have_count(1)
    expect(page.locator(".hit .outlet")).to_have_text("Harbour News")

    visit.enter("claims")
    rows = page.locator("table.claims tbody tr")
    expect(rows).to_have_count(1)
    page.get_by_role("button", name="Clear all").click()
    expect(chips).to_have_count(0)
    expect(rows.nth(2)).to_be_visible()
    visit.unharmed()


def test_claims_are_sorted_chosen_and_lead_to_their_sentence(visit: Visit, library: Library) -> None:
    page = visit.page
    visit.enter("claims")
    rows = page.locator("table.claims tbody tr")
    expect(rows).to_have_count(len(library.claims()))
    expect(page.locator(".plot.timeline")).to_be_visible()
    heading = page.get_by_role("columnheader", name="When")
    for direction, ordered in (("ascending", sorted), ("descending", lambda them: sorted(them, reverse=True))):
        heading.get_by_role("button").click()
        expect(heading).to_have_attribute("aria-sort", direction)
        days = [one.get_attribute("datetime") or "" for one in page.locator("td.when time").all()]
        assert days == ordered(days) and len(set(days)) > 1
    page.get_by_label("Stance").select_option("deny")
    denials = library.claims(stance="deny")
    expect(rows).to_have_count(len(denials))
    row = rows.filter(has_text="ministry of defence")
    expect(row.locator(".pill")).to_have_text("denial")
    row.locator("a[data-article]").click()
    expect(page.locator("#pane mark.focus")).to_contain_text("denied on Monday")
    visit.picture("claims")
    page.keyboard.press("Escape")
    page.get_by_label("Who", exact=True).fill("nobody at all")
    page.get_by_role("button", name="Show", exact=True).first.click()
    expect(page.locator("#part-claims")).to_contain_text("No claim fits")
    expect(page.locator("#said")).to_contain_text("No claim fits")  # a screen reader hears of it


def test_articles_are_brought_removed_and_every_change_undone(visit: Visit, library: Library, tmp_path: Path) -> None:
    page = visit.page
    folder = tmp_path / "paper"
    (folder / "deep").mkdir(parents=True)
    (folder / ".hidden.txt").write_text("A hidden file is left out, whatever it says about the forest.")
    (folder / "good.txt").write_text("The mayor of Zlin denied on Tuesday that the bridge had been closed for repairs.")
    (folder / "deep" / "good.txt").write_text(
        "Another paper of that name says that the bridge of Zlin was open all day."
    )
    (folder / "bad.bin").write_bytes(bytes(range(256)) * 40)
    before = {one.id for one in library.articles()}

    visit.enter("articles")
    page.locator("#bring input[webkitdirectory]").set_input_files(folder)
    expect(page.locator("#bring .sum")).to_have_text("3 of 3 done", timeout=60_000)
    lines = page.locator(".brought > ul > li")
    expect(lines.filter(has_text="good.txt").filter(has_text="1 added")).to_have_count(2)
    expect(lines.filter(has_text="bad.bin")).to_contain_text("is no text, HTML, JSON file or feed")
    visit.picture("brought")
    added = {one.id for one in library.articles()} - before
    assert len(added) == 2, "two files of one name are two articles"
    expect(page.locator(".articles > li")).to_have_count(6)

    page.locator("#form-addresses textarea").fill("http://127.0.0.1:9/private\nno-address")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.locator("#bring .sum")).to_have_text("2 of 2 done", timeout=60_000)
    expect(lines.nth(1)).to_contain_text("no web address")
    assert len(library.articles()) == 6, "nothing of this machine's own network is read"

    page.get_by_label("Words of the title, the outlet or the author").fill("ferry")
    page.locator("#form-articles button").click()
    expect(page.locator(".articles > li")).to_have_count(1)
    page.get_by_label("Tick “Ferry adrift off Dbrnouk”").check()
    page.get_by_role("button", name="Remove the ticked ones").click()
    expect(page.locator(".undone")).to_contain_text("1 article was removed")
    assert "ferry" not in {one.id for one in library.articles()}
    page.locator(".undone").get_by_role("button", name="Undo").click()
    expect(page.locator(".articles > li")).to_have_count(6)
    assert library.article("ferry").published == "2021-02-12"

    late = folder / "late.txt"
    late.write_text("The harbour master of Zlin confirmed on Wednesday that the bridge was closed after all.")
    page.locator("#bring input:not([webkitdirectory])[type=file]").set_input_files([late, folder / "good.txt"])
    expect(page.locator("#bring .sum")).to_have_text("2 of 2 done", timeout=60_000)
    expect(lines.last).to_contain_text("1 unchanged")
    page.get_by_role("button", name="Undo all of it").click()
    expect(page.locator("#bring .brought")).to_be_hidden()
    expect(page.locator(".articles > li")).to_have_count(6)
    page.get_by_text("Figures", exact=True).click()
    expect(page.locator(".figures .bars").first).to_be_visible()
    page.get_by_text("The same text in several places").click()
    expect(page.locator("#room-articles")).to_contain_text("No two articles print the same text")
    visit.unharmed()


def test_a_dropped_folder_is_walked(visit: Visit, library: Library, tmp_path: Path) -> None:
    page = visit.page
    folder = tmp_path / "dropped"
    (folder / "deep" / "er").mkdir(parents=True)
    (folder / ".git").mkdir()
    (folder / ".git" / "config.txt").write_text("What stands in a hidden folder is nobody's article.")
    (folder / "first.txt").write_text(
        "The mayor of Zlin denied on Tuesday that the bridge had been closed for repairs."
    )
    (folder / "deep" / "er" / "second.txt").write_text("The ferrymen of Zlin accused the mayor of having closed it.")
    alone = tmp_path / "third.txt"
    alone.write_text("A third paper saw nobody on the bridge of Zlin on Wednesday, and no barrier either.")
    visit.enter("articles")
    box = page.locator("#bring").bounding_box()
    assert box is not None
    # As the system's file manager does it: what is dropped are paths, which the browser turns into entries.
    session = page.context.new_cdp_session(page)
    data = {"items": [], "files": [str(folder), str(alone)], "dragOperationsMask": 1}
    for kind in ("dragEnter", "dragOver", "drop"):
        place = {"x": box["x"] + box["width"] / 2, "y": box["y"] + 30}
        session.send("Input.dispatchDragEvent", {"type": kind, "data": data, **place})
        if kind == "dragOver":
            expect(page.locator("#bring.over")).to_be_visible()
            visit.picture("dropping")
    expect(page.locator("#bring .sum")).to_have_text("3 of 3 done", timeout=60_000)
    names = page.locator(".brought > ul > li .name").all_inner_texts()
    assert sorted(names) == ["dropped/deep/er/second.txt", "dropped/first.txt", "third.txt"]
    expect(page.locator(".articles > li")).to_have_count(7)
    texts = [library.article(one.id).text for one in library.articles()]
    assert any("accused the mayor" in text for text in texts) and not any("nobody's article" in text for text in texts)
    visit.unharmed()


def test_a_conversation_is_kept_for_its_reader_alone_and_can_be_taken_along(
    visit: Visit, browser: Browser, address: str, library: Library
) -> None:
    page = visit.page
    visit.ask(QUESTION)
    figure = page.locator("figure.quotation").filter(has_text="The governor of Klow accused")
    figure.locator(".cite summary").click()
    expect(figure.locator(".styles")).to_contain_text("Blake, N., & Hale, T. (2021, March 2).")
    expect(figure.locator(".styles")).to_contain_text("@article{blake2021klow")

    page.get_by_role("button", name="Not a good answer").click()
    page.locator(".remark input").fill("It was the <other> army.")
    page.keyboard.press("Enter")
    expect(page.locator("#said")).to_have_text("Noted.")
    (judged,) = sets.load(str(library.folder / "feedback.jsonl")).questions
    assert (judged.question, judged.tags) == (QUESTION, ("feedback", "bad"))
    visit.picture("judged")
    page.get_by_role("button", name="A good answer", exact=True).click()
    expect(page.get_by_role("button", name="A good answer", exact=True)).to_have_attribute("aria-pressed", "true")
    (judged,) = sets.load(str(library.folder / "feedback.jsonl")).questions
    assert judged.answerable is True and "klow-shells" in judged.article_ids
    assert all(any(quote in library.article(one).text for one in judged.article_ids) for quote in judged.quotes)

    page.locator(".deeds .export summary").click()
    for name in ("Markdown", "HTML", "JSON"):
        with page.expect_download() as waiting:
            page.locator(".deeds .export p").last.get_by_role("link", name=name).click()
        text = Path(waiting.value.path()).read_text("utf-8")
        assert QUESTION in text and "The Klow Courier" in text and "https://news.example/klow" in text
        assert name != "JSON" or json.loads(text)["turns"][0]["references"]["1"]

    page.reload()
    visit.ready()
    visit.answered(1)
    expect(page.get_by_role("button", name="A good answer", exact=True)).to_have_attribute("aria-pressed", "true")
    visit.ask("Which company promised refunds?", 2)
    kept = page.url
    visit.enter("kept")
    item = page.locator(".kept > li")
    expect(item).to_contain_text("2 questions")
    item.get_by_text("Rename, export, delete").click()
    visit.picture("kept")
    item.get_by_label("Name of the conversation").fill("The <b>forest</b>")
    item.get_by_role("button", name="Rename").click()
    expect(item.locator(".name")).to_have_text("The <b>forest</b>")

    with visiting(browser, address) as other:
        other.page.goto(kept)
        other.ready()
        other.page.wait_for_timeout(300)
        expect(other.page.locator(".turn")).to_have_count(0)
        other.enter("kept")
        expect(other.page.locator("#part-kept")).to_contain_text("Nothing was asked yet")
        identifier = kept.partition("c=")[2].partition("#")[0]
        assert other.page.request.get(f"{address}conversation/{identifier}.md").status == 404

    page.get_by_label("Words of the questions or answers").fill("REFUNDS")
    page.locator("#form-kept button").click()
    expect(item).to_have_count(1)
    item.locator(".name").click()
    visit.ready()
    visit.answered(2)
    visit.enter("kept")
    item.get_by_text("Rename, export, delete").click()
    item.get_by_role("button", name="Delete for good").click()
    expect(page.locator("#part-kept")).to_contain_text("Nothing was asked yet")
    visit.unharmed()
