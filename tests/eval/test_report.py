"""What a run leaves behind: scores for a program, a page that a browser shows, the commands of the terminal."""

from __future__ import annotations

import importlib.metadata
import io
import json
import re
from contextlib import nullcontext
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
import typer
from playwright.sync_api import sync_playwright
from rich.console import Console
from typer.testing import CliRunner

from corpus.types import Article
from eval import cli, report, runner, scoring, sets
from eval.runner import Run
from rag import Library
from rag.errors import LibraryError, UsageError
from rag.settings import Settings
from rag.types import Answer, Citation, Hit

HOSTILE = "<script>document.title='owned'</script> said the mayor & <img src=x onerror=alert(1)> left."
ARTICLES = (
    Article(id="a<b>", title="Hostile", language="en", text=f"{HOSTILE} The bridge is 210 metres long."),
    Article(id="pont", title="Le pont", language="fr", text="Le pont mesure 210 mètres. Il date de 1931."),
)


class FakeLibrary:
    """Cites the first article's first sentence, surer the longer the question."""

    settings = Settings(passage_chars=500)

    def articles(self) -> list[Article]:
        return list(ARTICLES)

    def search(self, query: str, k: int, filters: Any) -> list[Hit]:
        return [Hit(one.id, "", "", "", "", "", "x", 0, 1, 1.0) for one in ARTICLES]

    def as_chain(self) -> Any:
        return self

    def stats(self) -> dict[str, Any]:
        return {"passages": 2, "embedding": "none"}

    def invoke(self, given: Any) -> Answer:
        quote = Citation(1, "a<b>", "", "", "", "", "en", HOSTILE, 0, len(HOSTILE))
        refused = given["question"].startswith("No")
        return Answer(
            given["question"], "", "en", refused=refused, reason="<b>silent</b>" if refused else None,
            confidence=min(1.0, len(given["question"]) / 40), citations=() if refused else (quote,),
        )  # fmt: skip


LINES = (
    {"id": "1", "question": "What <i>did</i> the mayor say?", "language": "en", "answerable": True, "quotes": [HOSTILE],
     "article_ids": ["a<b>"], "tags": ["<u>tag</u>"], "claims": [{"speaker": "<s>", "stance": "say", "target": None}]},
    {"id": "2", "question": "Combien mesure le pont ?", "language": "fr", "answerable": True, "answers": ["210"],
     "article_ids": ["pont"]},
    {"id": "3", "question": "Nobody?", "answerable": False},
    {"id": "4", "question": "Who?", "answerable": False},
    {"id": "5", "question": "Nothing known of this one"},
)  # fmt: skip


@pytest.fixture(scope="module")
def run() -> Run:
    questions = sets.parse("small <set>", "\n".join(json.dumps(one) for one in LINES))
    return runner.run(questions, FakeLibrary())


def test_scores_hold_what_a_comparison_and_a_repetition_need(run: Run) -> None:
    found = json.loads(json.dumps(report.scores(run)))
    assert found["set"]["name"] == "small <set>" and len(found["set"]["digest"]) == 64
    assert found["corpus"]["digest"] == runner.corpus_digest(ARTICLES) and found["corpus"]["embedding"] == "none"
    assert found["settings"]["passage_chars"] == 500 and "risk" in found["settings"]
    assert found["model"] is None and "version" in found
    assert found["scores"]["holds@1"] == {"value": 0.5, "n": 2}
    assert found["groups"]["pair"]["fr>fr"]["holds@1"]["value"] == 0
    assert found["groups"]["tag"]["<u>tag</u>"]["holds@1"]["value"] == 1
    assert set(found["run"]["latency_ms"]) == {"p50", "p90", "p99"}
    # where a library lies says nothing of its scores, and is nobody's business
    assert "library" not in found["settings"] and "cache" not in found["settings"]


def test_the_folder_holds_scores_answers_and_page(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "new" / "report"
    report.write(run, folder)
    assert report.read_scores(folder / "scores.json")["questions"].keys() == {"1", "2", "3", "4", "5"}
    lines = [json.loads(line) for line in (folder / "questions.jsonl").read_text("utf-8").splitlines()]
    assert [one["verdict"] for one in lines] == ["right", "wrong", "right", "answered", "unscored"]
    assert lines[0]["answer"]["citations"][0]["quote"] == HOSTILE
    assert lines[0]["expected"]["quotes"] == [HOSTILE] and lines[0]["articles_found"] == ["a<b>", "pont"]


class Tags(HTMLParser):
    """Counts tags and gathers addresses."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.addresses: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.addresses += [value or "" for name, value in attrs if name in ("src", "href", "xlink:href")]


def test_the_page_needs_nothing_beside_itself_and_article_text_is_no_markup(run: Run) -> None:
    page = report.page(run)
    tags = Tags()
    tags.feed(page)
    assert not {"script", "img", "i", "u", "s", "link", "iframe"} & set(tags.tags)
    assert all(one.startswith("#") for one in tags.addresses)
    assert "&lt;script&gt;" in page and "&lt;u&gt;tag&lt;/u&gt;" in page
    # risk-coverage, recall by pair, confidence, latency
    assert tags.tags.count("svg") == 4
    assert "prefers-color-scheme: dark" in page and "var(--first)" in page


def test_the_page_is_the_same_for_the_same_run(run: Run) -> None:
    assert report.page(run) == report.page(run)


def test_a_browser_shows_the_page(run: Run, tmp_path: Path, browser_path: str) -> None:
    report.write(run, tmp_path)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path, args=["--no-sandbox"])
        page = browser.new_page()
        said: list[str] = []
        page.on("console", lambda message: said.append(message.text))
        page.on("dialog", lambda dialog: said.append(dialog.message))
        page.goto((tmp_path / "index.html").as_uri())
        assert page.title() == "small <set> – On Record, scores" and said == []
        assert page.locator("svg").count() == 4
        assert all(box["width"] > 200 and box["height"] > 100 for box in page.locator("svg").evaluate_all(
            "all => all.map(one => one.getBoundingClientRect().toJSON())"))  # fmt: skip
        assert page.locator("details:visible").count() == 5
        page.locator("label", has_text="wrong 1").click()
        assert page.locator("details:visible").count() == 1
        page.locator("details:visible summary").click()
        assert page.locator("details:visible blockquote").first.inner_text().startswith("<script>")
        paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
        page.emulate_media(color_scheme="dark")
        assert page.evaluate("getComputedStyle(document.body).backgroundColor") != paper
        browser.close()


def test_the_table_shows_every_score_and_difference(run: Run) -> None:
    rows = report.scores(run)["questions"]
    worse = {key: {**one, "scores": {**one["scores"], "holds@1": 1.0}} for key, one in rows.items()}
    console = Console(width=140, file=io.StringIO())
    with console.capture() as captured:
        console.print(report.table(run, scoring.compare(worse, rows)))
    text = captured.get()
    line = next(line for line in text.splitlines() if "first citation holds" in line)
    assert re.search(r"0\.500 .* -0\.500 ", line)
    for key in scoring.totals(run.verdicts):
        assert scoring.MEASURES[key].label[:20] in text
    assert "p99" in text


def test_no_baseline_is_taken_from_other_files(tmp_path: Path) -> None:
    row = {"digest": "d", "answerable": True, "refused": False, "confidence": 0.5, "wrong": None, "scores": {"mrr": 1}}
    rows = [{**row, name: "x"} for name in row if name != "digest"] + [{**row, "scores": {"mrr": "high"}}, {}, 7]
    for content in ("", "[]", '{"scores": {}}', *(json.dumps({"questions": {"q": one}}) for one in rows)):
        (tmp_path / "x.json").write_text(content, "utf-8")
        with pytest.raises(UsageError):
            report.read_scores(tmp_path / "x.json")
    with pytest.raises(UsageError):
        report.read_scores(tmp_path / "absent.json")


# The commands, over a real library.


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("real") / "news.library"
    texts = {
        "bridge": "The Varenne bridge is 210 metres long. It was opened in 1931 by the mayor.",
        "ferry": "The ferry Aurelia sank on Monday off Skarra. Twelve passengers were saved by fishermen.",
        "strike": "Les dockers du port de Lorn ont voté la grève mardi. Ils demandent une hausse de salaire.",
    }
    with Library.open(folder) as opened:
        opened.add([{"id": key, "text": text} for key, text in texts.items()])
    return folder


def command(*arguments: str | Path) -> Any:
    application = typer.Typer()
    application.command("eval")(cli.evaluate)
    application.command("import-squad")(cli.import_squad)
    return CliRunner().invoke(application, [str(one) for one in arguments])


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("set") / "mine.jsonl"
    lines = [
        {"id": "b", "question": "How long is the Varenne bridge?", "answers": ["210 metres"], "article_ids": ["bridge"]},
        {"id": "f", "question": "Who saved the passengers of the ferry?", "answers": ["fishermen"], "article_ids": ["ferry"]},
        {"id": "s", "question": "What did the dockers vote for?", "quotes": ["Les dockers du port de Lorn ont voté la grève mardi."],
         "article_ids": ["strike"], "language": "en"},
    ]  # fmt: skip
    path.write_text("\n".join(json.dumps(one) for one in lines), "utf-8")
    return path


def test_eval_scores_a_real_library_the_same_twice(library: Path, asked: Path, tmp_path: Path) -> None:
    first = command("eval", asked, "--library", library, "--report", tmp_path / "one", "--json")
    assert first.exit_code == 0, first.output
    found = json.loads(first.stdout)
    assert found["scores"]["success@1"] == {"value": 1.0, "n": 3}
    assert found["scores"]["holds@1"]["value"] == 1.0
    assert found["groups"]["pair"]["en>fr"]["holds@1"]["n"] == 1
    second = command("eval", asked, "--library", library, "--baseline", tmp_path / "one" / "scores.json", "--json")
    assert second.exit_code == 0
    again = json.loads(second.stdout)
    assert not again.pop("comparison")["significant_loss"]
    assert {**again, "run": None} == {**found, "run": None}


def test_eval_leaves_with_1_after_a_significant_loss(library: Path, tmp_path: Path) -> None:
    lines = [
        {"id": str(n), "question": f"Who saved the passengers of ferry {n}?", "answers": ["fishermen"], "article_ids": ["bridge"]}
        for n in range(12)
    ]  # fmt: skip
    path = tmp_path / "mine.jsonl"
    path.write_text("\n".join(json.dumps(one) for one in lines), "utf-8")
    assert command("eval", path, "--library", library, "--report", tmp_path / "one").exit_code == 0
    baseline = report.read_scores(tmp_path / "one" / "scores.json")
    for row in baseline["questions"].values():
        row["scores"]["holds@1"] = 1.0
    (tmp_path / "better.json").write_text(json.dumps(baseline), "utf-8")
    lost = command("eval", path, "--library", library, "--baseline", tmp_path / "better.json")
    assert lost.exit_code == 1 and "significantly worse" in " ".join(lost.stdout.split())


def test_eval_leaves_conversations_out_when_told_to(
    library: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    talk = [{"role": "user", "content": "Who saved them?"}, {"role": "assistant", "content": "Fishermen."}]
    path = tmp_path / "talk.jsonl"
    path.write_text(json.dumps({"id": "t", "question": "And who sank?", "history": talk}), "utf-8")
    asked: list[int] = []
    plain = cli.run
    monkeypatch.setattr(
        cli, "run", lambda given, *rest: asked.append(len(given.questions[0].history)) or plain(given, *rest)
    )
    for more in ((), ("--no-history",)):
        assert command("eval", path, "--library", library, *more).exit_code == 0
    assert asked == [2, 0]


def test_eval_makes_no_library(asked: Path, tmp_path: Path) -> None:
    found = command("eval", asked, "--library", tmp_path / "absent")
    assert isinstance(found.exception, LibraryError) and "onrecord add" in str(found.exception)
    assert not (tmp_path / "absent").exists()


def test_where_nothing_can_be_written_nothing_is_asked(
    asked: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cli, "run", lambda *_: pytest.fail("asked"))
    taken = tmp_path / "taken"
    taken.touch()
    for arguments in (("eval", asked, "--report", taken), ("import-squad", asked, "--out", taken)):
        found = command(*arguments)
        assert isinstance(found.exception, UsageError) and "taken" in str(found.exception)


def test_the_risk_that_is_measured_can_be_set(
    run: Run, asked: Path, library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[float] = []
    monkeypatch.setattr(cli, "run", lambda questions, opened, told: (seen.append(opened.settings.risk), run)[1])
    assert command("eval", asked, "--library", library, "--risk", "0.875", "--json").exit_code == 0
    assert seen == [0.875]


def test_a_report_that_cannot_be_written_takes_no_scores_along(
    run: Run, asked: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(cli, "_open", lambda *_: nullcontext())
    monkeypatch.setattr(cli, "run", lambda *_: run)
    monkeypatch.setattr(report, "write", full)
    found = command("eval", asked, "--report", tmp_path, "--json")
    assert isinstance(found.exception, OSError) and json.loads(found.stdout)["scores"]


def test_import_squad_writes_both_files(tmp_path: Path) -> None:
    context = "The Varenne bridge is 210 metres long."
    qas = [{"id": "q", "question": "How long?", "answers": [{"text": "210 metres", "answer_start": 22}]}]
    path = tmp_path / "squad.json"
    path.write_text(json.dumps({"data": [{"title": "B", "paragraphs": [{"context": context, "qas": qas}]}]}), "utf-8")
    found = command("import-squad", path, "--out", tmp_path / "out", "--json")
    assert found.exit_code == 0, found.output
    document = json.loads(found.stdout)
    assert (document["articles"], document["questions"]) == (1, 1)
    assert json.loads((tmp_path / "out" / "questions.jsonl").read_text("utf-8"))["quotes"] == [context]


def test_the_terminal_finds_the_commands() -> None:
    try:
        importlib.metadata.distribution("onrecord")
    except importlib.metadata.PackageNotFoundError:
        pytest.skip("the package is not installed")
    found = {one.name: one.load() for one in importlib.metadata.entry_points(group="onrecord.commands")}
    assert found["eval"] is cli.evaluate and found["import-squad"] is cli.import_squad
