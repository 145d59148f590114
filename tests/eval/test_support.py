"""The pairs of the check: well formed, apart from what is measured, and what is made from parallel texts."""

from __future__ import annotations

from itertools import islice

import numpy as np
import pytest

from eval import splits
from eval.reader.data import Data, Paragraph
from eval.support import calibrate, pairs
from eval.support.calibrate import Example
from rag.answering.verify import KINDS, PARTLY, SUPPORTED, UNSUPPORTED, Curve, Findings

LANGUAGES = {"ar", "de", "en", "es", "fr", "is", "it", "nl", "pl", "pt", "ru", "tr", "uk", "zh"}


def test_every_group_has_true_and_false_sentences_and_none_twice() -> None:
    groups = [group for split in (splits.TRAIN, splits.DEV) for group in pairs.written(split)]
    assert len(groups) == len({group[0].id.rpartition("-")[0] for group in groups})
    for group in groups:
        assert {one.supported for one in group} == {True, False}, group[0].id
        assert len({one.sentence for one in group}) == len(group), group[0].id
        assert {one.language for one in group} | {x["language"] for x in group[0].sources} <= LANGUAGES, group[0].id


@pytest.mark.parametrize("name", pairs.MEASURED)
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
    return Example(number, "any", supported, Findings(wrong, (), logit))


def test_the_fit_weighs_the_network_and_the_reasons_and_rejects_few_true_sentences() -> None:
    draw = np.random.default_rng(0)
    found = [example(i, True, float(draw.normal(1.5))) for i in range(200)]
    found += [example(i, False, float(draw.normal(-1.5)), *(["number: 3"] if i % 2 else [])) for i in range(200)]
    curve = calibrate.fit(found, ("logit", *KINDS))
    assert curve.weights["logit"] > 0 > curve.weights["number"]
    verdicts = [curve.verdict(one.findings) for one in found]
    assert sum(one == UNSUPPORTED for one in verdicts[:200]) / 200 == pytest.approx(0.08, abs=0.01)
    assert sum(one == UNSUPPORTED for one in verdicts[200:]) / 200 > 0.9


def test_what_is_likely_but_has_a_reason_against_it_is_partly_supported() -> None:
    curve = Curve({"logit": 1.0, "name": -1.0, "1": 0.0}, 0.4)
    assert curve.verdict(Findings((), (), 2.0)) == SUPPORTED
    assert curve.verdict(Findings(("name: X stands in none",), (), 2.0)) == PARTLY
    assert curve.verdict(Findings((), ("name: X stands near",), 2.0)) == PARTLY
    assert curve.verdict(Findings((), (), -2.0)) == UNSUPPORTED
