"""A run over a small library whose every answer is known: what is scored, what is not, and that it repeats."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from corpus.types import Article
from eval import report, runner, scoring, sets
from eval.runner import Run
from eval.sets import QuestionSet
from rag.errors import UsageError
from rag.settings import Settings
from rag.types import Answer, Citation, Hit, Span, Statement

BRIDGE = Article(
    id="bridge",
    title="The bridge",
    language="en",
    source="The Post",
    text="The Varenne bridge is 210 metres long. It was opened in 1931.\n\nThe mayor accused the builder of fraud.",
)
PONT = Article(id="pont", title="Le pont", language="fr", text="Le pont de Varenne mesure 210 mètres. Il date de 1931.")
FERRY = Article(
    id="ferry", title="The ferry", language="en", text="The ferry sank on Monday. Twelve people were saved."
)
ARTICLES = (BRIDGE, PONT, FERRY)


class FakeLibrary:
    """Ranks the articles as told and answers with the sentences told, by question; real articles, real offsets."""

    settings = Settings(passage_chars=500)

    def __init__(self, told: Mapping[str, Mapping[str, Any]], articles: tuple[Article, ...] = ARTICLES) -> None:
        self.told = told
        self.held = {one.id: one for one in articles}
        self.asked: list[Mapping[str, Any]] = []

    def articles(self) -> list[Article]:
        return list(self.held.values())

    def search(self, query: str, k: int, filters: Mapping[str, Any]) -> list[Hit]:
        ids = self.told.get(query, {}).get("ranked", ())
        return [Hit(one, "", "", "", "", "", "x", 0, 1, 1.0) for one in ids][:k]

    def as_chain(self) -> Any:
        return SimpleNamespace(invoke=self.invoke)

    def stats(self) -> dict[str, Any]:
        return {"passages": 7, "embedding": "none"}

    def invoke(self, given: Mapping[str, Any]) -> Answer:
        self.asked.append(given)
        told = self.told[given["question"]]
        cited = []
        for number, (identifier, quote) in enumerate(told.get("cited", ()), 1):
            article = self.held[identifier]
            start = article.text.index(quote)
            cited.append(
                Citation(number, identifier, "", "", "", "", article.language, quote, start, start + len(quote))
            )
        return Answer(
            given["question"],
            "",
            "en",
            refused=not cited,
            confidence=told.get("confidence", 0.5),
            citations=tuple(cited),
            spans=tuple(Span(1, text, 0, len(text), 1.0) for text in told.get("spans", ())),
            claims=tuple(told.get("claims", ())),
        )


LONG = "How long is the bridge?"
LENGTH = "The Varenne bridge is 210 metres long."
TOLD: Mapping[str, Mapping[str, Any]] = {
    LONG: {
        "ranked": ["ferry", "bridge", "bridge", "pont"],
        "cited": [("bridge", "It was opened in 1931."), ("pont", "Le pont de Varenne mesure 210 mètres.")],
        "confidence": 0.8,
    },
    "De quand date le pont ?": {
        "ranked": ["bridge"],
        "cited": [("bridge", "It was opened in 1931.")],
        "confidence": 0.9,
    },
    "Who swam?": {"ranked": ["ferry"], "cited": [("ferry", "The ferry sank on Monday.")], "confidence": 0.3},
    "Who flew?": {"ranked": ["ferry"], "confidence": 0.1},
    "And the ferry?": {"cited": [("ferry", "Twelve people were saved.")], "confidence": 0.7},
    "Anything else?": {"ranked": ["ferry"], "cited": [("ferry", "The ferry sank on Monday.")]},
}
QUESTIONS = (
    {
        "id": "long", "question": LONG, "language": "en", "answerable": True, "answers": ["210 metres", "210 mètres"],
        "article_ids": ["bridge", "pont"], "quotes": [LENGTH, "Le pont de Varenne mesure 210 mètres."], "tags": ["number"],
    },
    {
        "id": "date", "question": "De quand date le pont ?", "language": "fr", "answerable": True, "answers": ["1931"],
        "article_ids": ["bridge"], "tags": ["number", "cross-lingual"],
    },
    {"id": "swam", "question": "Who swam?", "answerable": False},
    {"id": "flew", "question": "Who flew?", "answerable": False},
    {
        "id": "ferry", "question": "And the ferry?", "language": "en", "answerable": True, "article_ids": ["ferry"],
        "quotes": ["Twelve people\nwere saved."], "history": [{"role": "user", "content": "Tell me of the bridge"}],
        "filters": {"language": "en"},
    },
    {"id": "bare", "question": "Anything else?"},
)  # fmt: skip


def question_set(*changes: Mapping[str, Any]) -> QuestionSet:
    return sets.parse("small", "\n".join(json.dumps(one) for one in changes or QUESTIONS))


def a_run(told: Mapping[str, Mapping[str, Any]] = TOLD, *questions: Mapping[str, Any]) -> Run:
    return runner.run(question_set(*questions), FakeLibrary(told))


def scores_of(run: Run, identifier: str) -> Mapping[str, float | None]:
    return next(one.scores for one in run.verdicts if one.given.question.id == identifier)


def test_ranking_counts_articles_not_passages() -> None:
    scores = scores_of(a_run(), "long")
    assert scores["success@1"] == 0 and scores["success@5"] == 1
    assert scores["recall@5"] == 1 and scores["mrr"] == 0.5


def test_citations_are_judged_by_answers_and_quotes() -> None:
    run = a_run()
    long = scores_of(run, "long")
    assert (long["holds@1"], long["holds@3"]) == (0, 1)
    assert (long["citation_precision"], long["citation_recall"]) == (0.5, 0.5)
    # no gold quote, but the answer stands in a citation of the right article
    assert scores_of(run, "date")["holds@1"] == 1
    assert scores_of(run, "date")["citation_recall"] is None


def test_an_answer_in_another_article_does_not_count() -> None:
    told = {**TOLD, "De quand date le pont ?": {"cited": [("pont", "Il date de 1931.")]}}
    assert scores_of(a_run(told), "date")["holds@3"] == 0


def test_history_and_filters_reach_the_chain_and_ranking_is_not_scored_there() -> None:
    library = FakeLibrary(TOLD)
    run = runner.run(question_set(), library)
    asked = next(one for one in library.asked if one["question"] == "And the ferry?")
    assert asked["history"] == [{"role": "user", "content": "Tell me of the bridge"}]
    assert asked["filters"] == {"language": "en"}
    scores = scores_of(run, "ferry")
    assert scores["success@1"] is None and scores["mrr"] is None
    assert scores["holds@1"] == 1 and scores["citation_recall"] == 1


def test_what_a_question_does_not_carry_is_not_scored() -> None:
    run = a_run()
    assert set(scores_of(run, "bare").values()) == {None}
    unanswerable = scores_of(run, "swam")
    assert {key for key, value in unanswerable.items() if value is not None} == {"refusal_right"}


def test_totals_by_hand() -> None:
    totals = scoring.totals(a_run().verdicts)
    assert totals["holds@1"] == scoring.Total(round(2 / 3, 6), 3)
    assert totals["success@1"] == scoring.Total(0.5, 2)
    assert totals["refusal_precision"].value == 1 and totals["refusal_recall"].value == 0.5
    assert totals["auroc"].value == 1
    # by confidence: .9 right, .8 right, .7 right, .3 and .1 unanswerable
    assert totals["aurc"].value == pytest.approx((0 + 0 + 0 + 1 / 4 + 2 / 5) / 5)
    assert "exact" not in totals and "role_accuracy" not in totals


def test_short_answers_are_scored_once_the_system_gives_any() -> None:
    told = {**TOLD, LONG: {**TOLD[LONG], "spans": ["the 210 metres"]}}
    run = a_run(told)
    assert (scores_of(run, "long")["exact"], scores_of(run, "long")["f1"]) == (1, 1)
    # this one could have had a short answer too
    assert scores_of(run, "date")["exact"] == 0
    assert scores_of(run, "ferry")["exact"] is None


def test_roles_are_scored_once_the_system_gives_claims() -> None:
    claim = {"speaker": "The mayor", "stance": "accuse", "target": "the builder"}
    question = {"id": "who", "question": "Who accused whom?", "claims": [claim], "article_ids": ["bridge"]}
    cited = {"cited": [("bridge", "The mayor accused the builder of fraud.")]}
    without = a_run({"Who accused whom?": cited}, question)
    assert scores_of(without, "who")["role_accuracy"] is None
    reverse = {**claim, "speaker": "the builder", "target": "the mayor"}
    wrong = a_run({"Who accused whom?": {**cited, "claims": [reverse]}}, question)
    assert (scores_of(wrong, "who")["role_accuracy"], scores_of(wrong, "who")["roles_reversed"]) == (0, 1)
    right = a_run({"Who accused whom?": {**cited, "claims": [claim]}}, question)
    assert (scores_of(right, "who")["role_accuracy"], scores_of(right, "who")["roles_reversed"]) == (1, 0)


def test_articles_the_library_lacks_are_told_and_not_counted() -> None:
    questions = [dict(QUESTIONS[0], article_ids=["bridge", "gone"]), dict(QUESTIONS[1], article_ids=["lost"])]
    run = a_run(TOLD, *questions)
    assert run.missing == 2 and "2 articles" in run.notices[0]
    assert scores_of(run, "long")["recall@5"] == 1
    assert scores_of(run, "date")["holds@3"] is None and scores_of(run, "date")["success@1"] is None


def test_a_gold_quote_that_stands_nowhere_is_told_and_counts_as_not_cited() -> None:
    run = a_run(TOLD, dict(QUESTIONS[0], quotes=[LENGTH, "This was never written."]))
    assert "1 gold quotes" in run.notices[0]
    assert scores_of(run, "long")["citation_recall"] == 0


def test_each_side_of_a_dispute_wants_a_citation() -> None:
    sides = [["It was opened in 1931."], [LENGTH]]
    assert scores_of(a_run(TOLD, dict(QUESTIONS[0], sides=sides)), "long")["sides_cited"] == 0.5
    assert scores_of(a_run(), "long")["sides_cited"] is None


def test_pairs_of_languages() -> None:
    pairs = {one.given.question.id: one.given.pair for one in a_run().verdicts}
    assert pairs["date"] == "fr>en" and pairs["ferry"] == "en>en" and pairs["long"] == "en>several"
    assert pairs["swam"] == ""


def test_two_runs_give_the_same_scores() -> None:
    first, second = report.scores(a_run()), report.scores(a_run())
    del first["run"], second["run"]
    assert json.dumps(first) == json.dumps(second)


def test_the_corpus_digest_changes_with_any_article_and_not_with_their_order() -> None:
    digest = runner.corpus_digest(ARTICLES)
    assert digest == runner.corpus_digest(reversed(ARTICLES))
    assert digest != runner.corpus_digest([replace(BRIDGE, text=BRIDGE.text + " More."), PONT, FERRY])
    assert digest != runner.corpus_digest([BRIDGE, PONT])


def test_progress_is_told() -> None:
    told: list[tuple[int, int]] = []
    runner.run(question_set(), FakeLibrary(TOLD), lambda done, total: told.append((done, total)))
    assert told == [(number, 6) for number in range(1, 7)]


def test_an_empty_library_is_an_error() -> None:
    with pytest.raises(UsageError, match="no articles"):
        runner.run(question_set(), FakeLibrary(TOLD, ()))


def rows(run: Run) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(json.dumps(report.scores(run)))["questions"]
    return found


def many(right: int, *, confidence: float = 0.5) -> Run:
    """Forty questions, of which the first ``right`` are answered rightly."""
    told, questions = {}, []
    for number in range(40):
        quote = "It was opened in 1931." if number < right else LENGTH
        told[f"Question {number}?"] = {"ranked": ["bridge"], "cited": [("bridge", quote)], "confidence": confidence}
        questions.append(
            {"id": str(number), "question": f"Question {number}?", "answers": ["1931"], "article_ids": ["bridge"]}
        )
    return a_run(told, *questions)


def test_a_significant_loss_is_seen_and_noise_is_not() -> None:
    before = rows(many(30))
    assert not scoring.compare(before, rows(many(30))).lost
    assert not scoring.compare(before, rows(many(29))).lost
    lost = scoring.compare(before, rows(many(20)))
    assert lost.lost and lost.common == 40
    change = next(one for one in lost.changes if one.measure.key == "holds@1")
    assert change.interval is not None and change.interval.difference == pytest.approx(-0.25)
    assert change.interval.low < -0.25 < change.interval.high < 0
    assert scoring.compare(rows(many(20)), before).lost is False


def test_a_higher_aurc_is_a_loss() -> None:
    changes = {one.measure.key: one for one in scoring.compare(rows(many(30)), rows(many(20))).changes}
    assert changes["aurc"].loss and not changes["aurc"].gain
    changes = {one.measure.key: one for one in scoring.compare(rows(many(20)), rows(many(30))).changes}
    assert changes["aurc"].gain and changes["holds@1"].gain


def test_a_score_that_is_gone_is_a_loss() -> None:
    told = {**TOLD, LONG: {**TOLD[LONG], "spans": ["210 metres"]}}
    found = scoring.compare(rows(a_run(told)), rows(a_run()))
    assert [one.measure.key for one in found.changes if one.loss] == ["exact", "f1"]


def test_only_questions_that_did_not_change_are_compared() -> None:
    before = rows(a_run())
    after = rows(a_run(TOLD, dict(QUESTIONS[0], tags=["changed"]), *QUESTIONS[1:]))
    found = scoring.compare(before, after)
    assert (found.common, found.others) == (5, 1)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("{", "line 2"),
        ("[]", "JSON object"),
        ('{"id": "x"}', '"question"'),
        ('{"id": "x", "question": "y", "answers": "z"}', '"answers"'),
        ('{"id": "x", "question": "y", "answerable": "no"}', '"answerable"'),
        ('{"id": "x", "question": "y", "claims": ["z"]}', '"claims"'),
        ('{"id": "a", "question": "y"}', "given before"),
    ],
)
def test_a_bad_line_is_named(line: str, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        sets.parse("bad", '{"id": "a", "question": "b"}\n' + line)


def test_unknown_and_empty_sets_are_refused() -> None:
    with pytest.raises(UsageError, match="dev, held"):
        sets.load("nowhere.jsonl")
    with pytest.raises(UsageError, match="no question"):
        sets.parse("empty", "\n")


def test_sets_are_joined_unless_their_ids_clash() -> None:
    one, two = sets.parse("one", '{"id": "a", "question": "b"}'), sets.parse("two", '{"id": "c", "question": "d"}')
    joined = sets.join([one, two])
    assert joined.name == "one+two" and [(q.id, q.set) for q in joined.questions] == [("a", "one"), ("c", "two")]
    with pytest.raises(UsageError, match="both have"):
        sets.join([one, replace(one, name="again")])


def test_a_chat_models_work_is_counted_and_priced() -> None:
    def written(verdicts: Sequence[str], notice: str | None = None) -> Answer:
        return Answer(
            "q",
            "a",
            "en",
            statements=tuple(Statement("s", (1,), one) for one in verdicts),
            dropped=(Statement("d", ()),),
            notice=notice,
            model="openai:x",
            usage={"calls": 2, "input_tokens": 1000, "output_tokens": 50},
        )

    counted = runner._prose(
        [written(["supported", "partly"]), written([], "The model failed."), Answer("q", "a", "en")]
    )
    assert counted == {
        "answers": 2, "quoted_instead": 1, "supported": 1, "partly": 1, "dropped": 2, "calls": 4,
        "input_tokens_per_question": 1000.0, "output_tokens_per_question": 50.0,
    }  # fmt: skip
    assert runner._prose([Answer("q", "a", "en")]) == {}
