"""The pairs of the check: well formed, apart from what is measured, and what is made from parallel texts."""

from __future__ import annotations

from itertools import islice

import pytest

from eval import splits
from eval.reader.data import Data, Paragraph
from eval.support import calibrate, pairs
from eval.support.calibrate import Example
from rag.answering.verify import PARTLY, SUPPORTED, UNSUPPORTED, Findings, Thresholds

LANGUAGES = {"ar", "de", "en", "es", "fr", "is", "it", "nl", "pl", "pt", "ru", "tr", "uk", "zh"}


def test_every_group_has_true_and_false_sentences_and_none_twice() -> None:
    groups = [group for split in (splits.TRAIN, splits.DEV) for group in pairs.written(split)]
    assert len(groups) == len({group[0].id.rpartition("-")[0] for group in groups})
    for group in groups:
        assert {one.supported for one in group} == {True, False}, group[0].id
        assert len({one.sentence for one in group}) == len(group), group[0].id
        assert {one.language for one in group} | {x["language"] for x in group[0].sources} <= LANGUAGES, group[0].id


@pytest.mark.parametrize("name", [*pairs.FITTED, *pairs.MEASURED])
def test_nothing_is_learnt_from_what_is_measured(name: str) -> None:
    learnt = {
        source["text"]
        for split in (splits.TRAIN, splits.DEV)
        for group in pairs.written(split)
        for source in group[0].sources
    }
    learnt |= {source["text"] for one in pairs.flat("dev") for source in one.sources}
    assert learnt.isdisjoint(source["text"] for one in pairs.flat(name) for source in one.sources)


def test_parallel_texts_give_translations_and_spoilt_ones() -> None:
    english = "Anna Berg met the mayor of Lund in 1962. It rained."
    french = "Anna Berg a rencontré le maire de Lund en 1962. Il pleuvait."
    bounds = {"en": ((0, 40), (41, len(english))), "fr": ((0, 47), (48, len(french)))}
    data = Data({"p": Paragraph("p", "Lund", {"en": english, "fr": french}, bounds)}, ())
    found = [one for group in islice(pairs.Parallel(data, seed=1).groups(), 60) for one in group]
    spoilt = {one.sentence for one in found if not one.supported}
    assert all("1962" in one.sentence and "Berg" in one.sentence for one in found if one.supported)
    assert any("1962" not in one for one in spoilt), "another number"
    assert any("Anna Lund met the mayor of Berg" in one for one in spoilt), "names exchanged"
    assert {one.language == one.sources[0]["language"] for one in found} == {True, False}


def example(number: int, supported: bool, logit: float, *wrong: str) -> Example:
    return Example(calibrate.ALIKE, number, supported, Findings(wrong, (), logit))


def test_thresholds_are_chosen_that_catch_most_and_reject_least() -> None:
    found = [example(i, True, 2.5) for i in range(40)]
    found += [example(i, True, 1.2, "meaning: X") for i in range(10)]
    found += [example(i, False, 0.2, "number: 3") for i in range(40)]
    found += [example(i, False, -2.8) for i in range(10)]
    thresholds = calibrate.chosen(found)
    assert [thresholds.verdict(one.findings) for one in found[:50]].count(UNSUPPORTED) == 0
    assert {thresholds.verdict(one.findings) for one in found[50:]} == {UNSUPPORTED}
    assert "false ones unsupported 1.000" in calibrate.told([(one, thresholds) for one in found])


def test_a_reason_counts_unless_the_network_is_sure_and_the_network_alone_when_it_is_sure_of_the_contrary() -> None:
    thresholds = Thresholds(alone=-3.0, beside=0.5)
    assert thresholds.verdict(Findings((), (), 0.0)) == SUPPORTED
    assert thresholds.verdict(Findings(("meaning: X has nothing like it",), (), 2.0)) == PARTLY
    assert thresholds.verdict(Findings(("meaning: X has nothing like it",), (), 0.2)) == UNSUPPORTED
    assert thresholds.verdict(Findings(("number: 3 stands in none",), (), 8.0)) == UNSUPPORTED
    assert thresholds.verdict(Findings((), ("name: X stands near",), 2.0)) == PARTLY
    assert thresholds.verdict(Findings((), (), -4.0)) == UNSUPPORTED
