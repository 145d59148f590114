"""Metrics against cases worked by hand and against ir-measures and scikit-learn."""

from __future__ import annotations

import random

import ir_measures
import numpy as np
import pytest
from sklearn.metrics import brier_score_loss, roc_auc_score

from eval import metrics
from eval.metrics import Place


def test_ranking_is_the_order_of_first_appearance() -> None:
    assert metrics.ranking(["b", "a", "b", "c", "a"]) == ("b", "a", "c")


def test_ranking_measures_by_hand() -> None:
    ranked, relevant = ("x", "a", "y", "b"), ("a", "b", "c")
    assert metrics.recall_at(2, ranked, relevant) == pytest.approx(1 / 3)
    assert metrics.recall_at(4, ranked, relevant) == pytest.approx(2 / 3)
    assert metrics.success_at(1, ranked, relevant) == 0
    assert metrics.success_at(2, ranked, relevant) == 1
    assert metrics.reciprocal_rank(ranked, relevant) == 0.5
    # gains at ranks 2 and 4: .6309 + .4307; best at 1, 2, 3: 1 + .6309 + .5
    assert metrics.ndcg_at(10, ranked, relevant) == pytest.approx((0.63093 + 0.43068) / (1 + 0.63093 + 0.5), abs=1e-4)
    assert metrics.reciprocal_rank(("x",), relevant) == 0


def test_without_a_right_article_nothing_is_scored() -> None:
    assert metrics.recall_at(5, ("a",), ()) is None
    assert metrics.success_at(5, ("a",), ()) is None
    assert metrics.reciprocal_rank(("a",), ()) is None
    assert metrics.ndcg_at(5, ("a",), ()) is None


def test_ranking_measures_agree_with_ir_measures() -> None:
    generator = random.Random(7)
    names = [f"d{number}" for number in range(30)]
    ours: dict[str, list[float]] = {"R@5": [], "R@10": [], "RR": [], "nDCG@10": [], "Success@5": []}
    qrels, run = [], []
    for query in map(str, range(60)):
        ranked = generator.sample(names, generator.randint(1, 30))
        relevant = generator.sample(names, generator.randint(1, 6))
        qrels += [ir_measures.Qrel(query, one, 1) for one in relevant]
        run += [ir_measures.ScoredDoc(query, one, 100.0 - place) for place, one in enumerate(ranked)]
        ours["R@5"].append(metrics.recall_at(5, ranked, relevant) or 0)
        ours["R@10"].append(metrics.recall_at(10, ranked, relevant) or 0)
        ours["RR"].append(metrics.reciprocal_rank(ranked, relevant) or 0)
        ours["nDCG@10"].append(metrics.ndcg_at(10, ranked, relevant) or 0)
        ours["Success@5"].append(metrics.success_at(5, ranked, relevant) or 0)
    measures = [ir_measures.parse_measure(one) for one in ours]
    theirs = {str(one): value for one, value in ir_measures.calc_aggregate(measures, qrels, run).items()}
    for name, values in ours.items():
        assert metrics.mean(values) == pytest.approx(theirs[name], abs=1e-6), name


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("The Eiffel Tower!", "en", ["eiffel", "tower"]),
        ("L’Arménie", "fr", ["arménie"]),
        ("l'eau et la terre", "fr", ["eau", "et", "terre"]),
        ("die Würde des Menschen", "de", ["würde", "menschen"]),
        ("el 12 % de los niños", "es", ["12", "de", "niños"]),
        ("dell’acqua, gli amici", "it", ["dell", "acqua", "amici"]),
        ("the", "en", ["the"]),
        ("the", "", ["the"]),
        ("北京1949年", "zh", ["北", "京", "1949", "年"]),
        ("ＡＢＣ１２", "", ["abc12"]),
        ("Она сказала: «нет».", "ru", ["она", "сказала", "нет"]),
        ("हिन्दी", "hi", ["हिन्दी"]),
        ("...", "en", []),
    ],
)
def test_tokens(text: str, language: str, expected: list[str]) -> None:
    assert metrics.tokens(text, language) == expected


def test_exact_match_and_f1_by_hand() -> None:
    assert metrics.exact("the Eiffel Tower", ["Eiffel tower."], "en") == 1
    assert metrics.exact("Eiffel", ["Eiffel tower"], "en") == 0
    # 2 common of 3 given and 2 gold: P 2/3, R 1
    assert metrics.token_f1("old Eiffel Tower", ["Eiffel Tower", "Paris"], "en") == pytest.approx(0.8)
    # multiplicity: one "a b" against "a a b"
    assert metrics.token_f1("x x y", ["x y"]) == pytest.approx(0.8)
    assert metrics.token_f1("Lyon", ["Paris"]) == 0
    assert metrics.token_f1("", ["Paris"]) == 0
    assert metrics.exact("Paris", []) is None and metrics.token_f1("Paris", []) is None


def test_an_answer_is_held_as_whole_words() -> None:
    assert metrics.holds_text("Il y a eu 12 morts, selon la mairie.", ["12"])
    assert not metrics.holds_text("En 2012, la mairie se taisait.", ["12"])
    assert metrics.holds_text("La population de l'Arménie a fui.", ["L’Arménie"])
    assert metrics.holds_text("会议在北京举行。", ["北京"])
    assert not metrics.holds_text("anything", ["", "..."])


def test_quotes_are_located_whatever_the_white_space() -> None:
    text = "One.\n\nTwo  three\nfour. Two three four."
    found = metrics.locate("Two three four.", text)
    assert [text[start:end] for start, end in found] == ["Two  three\nfour.", "Two three four."]
    assert metrics.locate("\ufeffOne.", text) == [(0, 4)]
    assert metrics.locate("Two (three)", text) == [] and metrics.locate(" ", text) == []


def test_two_places_are_one_when_they_share_half_of_the_shorter() -> None:
    assert metrics.same_place(Place("a", 0, 100), Place("a", 95, 105))
    assert not metrics.same_place(Place("a", 0, 100), Place("a", 96, 105))
    assert metrics.same_place(Place("a", 0, 100), Place("a", 10, 20))
    assert not metrics.same_place(Place("a", 0, 10), Place("a", 10, 20))
    assert not metrics.same_place(Place("a", 0, 10), Place("b", 0, 10))


def test_citation_precision_and_recall_by_hand() -> None:
    gold = [[Place("a", 0, 10)], [Place("a", 50, 60), Place("b", 5, 15)], [Place("c", 0, 9)]]
    cited = [Place("b", 5, 15), Place("a", 20, 30), Place("a", 52, 60)]
    assert metrics.citation_precision(cited, gold) == pytest.approx(2 / 3)
    assert metrics.citation_recall(cited, gold) == pytest.approx(1 / 3)
    assert metrics.citation_recall([], gold) == 0
    assert metrics.citation_precision([], gold) is None
    assert metrics.citation_precision(cited, []) is None and metrics.citation_recall(cited, []) is None
    # a quote that stands nowhere is never covered
    assert metrics.citation_recall([Place("a", 0, 10)], [[Place("a", 0, 10)], []]) == 0.5


def test_recall_with_enough_quotes() -> None:
    gold = [[Place("a", start, start + 10)] for start in range(0, 100, 10)]
    assert metrics.citation_recall_of(5, [Place("a", 0, 10)], gold) == pytest.approx(1 / 5)
    assert metrics.citation_recall_of(5, [Place("a", 0, 100)], gold) == 1
    assert metrics.citation_recall_of(5, [Place("a", 0, 10)], gold[:2]) == 0.5


def test_sides_cited_by_hand() -> None:
    sides = [[[Place("a", 0, 10)], [Place("b", 0, 10)]], [[Place("c", 0, 10)]]]
    assert metrics.sides_cited([Place("b", 0, 10), Place("a", 0, 10)], sides) == 0.5
    assert metrics.sides_cited([Place("b", 0, 10), Place("c", 2, 10)], sides) == 1
    assert metrics.sides_cited([Place("b", 0, 10)], []) is None


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Azerbaijan's defence ministry", "the Defence Ministry", True),
        ("le ministère de la Défense", "Ministère de la défense azerbaïdjanais", True),
        ("les autorités arméniennes", "LES AUTORITES ARMENIENNES", True),
        ("Armenia", "Azerbaijan", False),
        ("Mayor Dupont", "Mayor Durand", False),
        ("", "Armenia", False),
        (None, "", True),
        ("The", "the", True),
    ],
)
def test_names(one: str | None, other: str, same: bool) -> None:
    assert metrics.same_name(one, other) is same
    assert metrics.same_name(other, one) is same


def test_roles_must_all_be_right() -> None:
    gold = [
        {"speaker": "Armenia", "stance": "accuse", "target": "Azerbaijan"},
        {"speaker": "the defence ministry of Azerbaijan", "stance": "deny", "target": None},
    ]
    assert metrics.role_accuracy(gold, gold) == 1
    assert metrics.role_accuracy([{**gold[0], "stance": "deny"}], gold) == 0
    assert metrics.role_accuracy([gold[0]], gold) == 0.5
    assert metrics.role_accuracy([{**gold[1], "target": "Armenia"}], gold) == 0
    assert metrics.role_accuracy([], gold) == 0
    assert metrics.role_accuracy(gold, []) is None
    # what the gold claim does not carry is not compared
    assert metrics.role_accuracy([gold[0]], [{"speaker": "Armenia", "stance": "accuse"}]) == 1


def test_other_namings_of_a_party_are_right_too() -> None:
    gold = [
        {"speaker": "Armenia", "speakers": ["l’Arménie"], "stance": "accuse", "target": "Baku", "targets": ["Bakou"]}
    ]
    assert metrics.role_accuracy([{"speaker": "L’Arménie", "stance": "accuse", "target": "Bakou"}], gold) == 1
    assert metrics.role_accuracy([{"speaker": "La France", "stance": "accuse", "target": "Bakou"}], gold) == 0
    assert metrics.roles_reversed([{"speaker": "Bakou", "stance": "accuse", "target": "l’Arménie"}], gold) == 1


def test_reversed_roles_are_seen() -> None:
    gold = [{"speaker": "Armenia", "stance": "accuse", "target": "Azerbaijan"}]
    reverse = {"speaker": "Azerbaijan", "stance": "accuse", "target": "Armenia"}
    assert metrics.roles_reversed([reverse], gold) == 1
    assert metrics.roles_reversed(gold, gold) == 0
    assert metrics.roles_reversed([reverse], [*gold, reverse]) == 0
    assert metrics.roles_reversed([reverse], [{"speaker": "Armenia", "stance": "say"}]) is None


def test_refusals_by_hand() -> None:
    refused, answerable = np.array([1, 1, 0, 0, 0.0]), np.array([0, 1, 0, 1, 1.0])
    assert metrics.refusal_precision(refused, answerable) == 0.5
    assert metrics.refusal_recall(refused, answerable) == 0.5
    assert metrics.refusal_precision(np.zeros(2), np.ones(2)) is None
    assert metrics.refusal_recall(np.zeros(2), np.ones(2)) is None


def test_brier_by_hand_and_as_scikit_learn() -> None:
    assert metrics.brier(np.array([1.0, 0.5, 0.0]), np.array([1, 1, 1.0])) == pytest.approx((0 + 0.25 + 1) / 3)
    assert metrics.brier(np.array([]), np.array([])) is None
    probability, happened = np.array([0.1, 0.9, 0.8, 0.3]), np.array([0, 1, 1, 0.0])
    assert metrics.brier(probability, happened) == pytest.approx(brier_score_loss(happened, probability))


def test_reliability_lays_what_was_said_beside_what_happened() -> None:
    found = metrics.reliability(np.array([0.1, 0.19, 0.5, 1.0, 0.9]), np.array([0, 1, 1, 1, 0.0]))
    assert [(round(said, 3), share, count) for said, share, count in found] == [
        (0.145, 0.5, 2),
        (0.5, 1.0, 1),
        (0.95, 0.5, 2),
    ]


def test_auroc_by_hand_and_as_scikit_learn() -> None:
    # pairs: .9 > .5, .9 > .2, .5 = .5, .5 > .2
    assert metrics.auroc(np.array([0.9, 0.5, 0.5, 0.2]), np.array([1, 1, 0, 0.0])) == pytest.approx(3.5 / 4)
    assert metrics.auroc(np.array([0.9]), np.array([1.0])) is None
    generator = np.random.default_rng(3)
    confidence, answerable = generator.integers(0, 20, 300) / 20, (generator.random(300) < 0.6).astype(float)
    assert metrics.auroc(confidence, answerable) == pytest.approx(roc_auc_score(answerable, confidence))


def test_risk_coverage_by_hand() -> None:
    confidence, wrong = np.array([0.2, 0.9, 0.6, 0.4]), np.array([1.0, 0.0, 1.0, 0.0])
    coverage, risk = metrics.risk_coverage(confidence, wrong)
    assert coverage.tolist() == [0.25, 0.5, 0.75, 1]
    assert risk.tolist() == pytest.approx([0, 0.5, 1 / 3, 0.5])
    assert metrics.aurc(confidence, wrong) == pytest.approx((0 + 0.5 + 1 / 3 + 0.5) / 4)
    assert metrics.aurc(np.array([]), np.array([])) is None


def test_equal_confidence_knows_nothing_whatever_the_order() -> None:
    wrong = np.array([0.0, 0.0, 1.0, 1.0])
    assert metrics.aurc(np.full(4, 0.5), wrong) == pytest.approx(0.5)
    assert metrics.aurc(np.full(4, 0.5), wrong[::-1]) == pytest.approx(0.5)


def test_means_and_percentiles() -> None:
    assert metrics.mean([1.0, None, 0.0]) == 0.5
    assert metrics.mean([None]) is None
    assert metrics.percentiles([0, 10, 20, 30, 40]) == {"p50": 20, "p90": 36, "p99": pytest.approx(39.6)}
    assert metrics.percentiles([]) == {}


def test_bootstrap_intervals() -> None:
    same = metrics.bootstrap_of_mean(np.zeros(40))
    assert same is not None and (same.difference, same.low, same.high, same.n) == (0, 0, 0, 40)
    gains = np.array([1.0] * 30 + [0.0] * 70)
    interval = metrics.bootstrap_of_mean(gains)
    assert interval is not None and interval.difference == pytest.approx(0.3)
    # normal approximation: .3 -+ 1.96 * sqrt(.3 * .7 / 100)
    assert interval.low == pytest.approx(0.21, abs=0.015) and interval.high == pytest.approx(0.39, abs=0.015)
    assert metrics.bootstrap_of_mean(gains) == interval
    general = metrics.bootstrap(100, lambda drawn: float(gains[drawn].mean()))
    assert general is not None
    assert general.low == pytest.approx(interval.low, abs=0.02) and general.high == pytest.approx(
        interval.high, abs=0.02
    )
    assert metrics.bootstrap_of_mean(np.array([])) is None and metrics.bootstrap(0, lambda drawn: 1.0) is None
