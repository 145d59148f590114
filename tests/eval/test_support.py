"""The pairs of the check: well formed, apart from what is measured, and what is made from parallel texts."""

from __future__ import annotations

import random
from collections.abc import Callable
from itertools import islice

import pytest

from eval import splits
from eval.reader.data import Data, Paragraph
from eval.support import calibrate, pairs, varied
from eval.support.calibrate import Example
from rag.answering.verify import PARTLY, SUPPORTED, UNSUPPORTED, Findings

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
    found = [one for group in islice(varied.Parallel(data, random.Random(1)).groups(), 60) for one in group]
    spoilt = {one.sentence for one in found if not one.supported}
    assert all("1962" in one.sentence and "Berg" in one.sentence for one in found if one.supported)
    assert any("1962" not in one for one in spoilt), "another number"
    assert any("Anna Lund met the mayor of Berg" in one for one in spoilt), "names exchanged"
    assert {one.language == one.sources[0]["language"] for one in found} == {True, False}


@pytest.mark.parametrize(
    ("change", "sentence", "language", "expected"),
    [
        (
            varied.shortened,
            "The mayor, a lawyer, has left the council.",
            "en",
            "The mayor has left the council.",
        ),
        (
            varied.shortened,
            "In May, the mayor has left the council for good.",
            "en",
            "The mayor has left the council for good.",
        ),
        # What says who tells it, or on what condition, is no mere detail.
        (varied.shortened, "According to Lund, the mayor has left the council.", "en", None),
        (varied.shortened, "If the vote fails, the mayor leaves the council.", "en", None),
        (
            varied.asserted,
            "According to Lund, the mayor has left the council.",
            "en",
            "The mayor has left the council.",
        ),
        (varied.asserted, "Le maire aurait quitté le conseil.", "fr", "Le maire a quitté le conseil."),
        (varied.asserted, "The mayor has left the council.", "en", None),
        (varied.negated, "The mayor has left.", "en", "The mayor has not left."),
        (varied.negated, "The mayor left.", "en", "The mayor did not leave."),
        (varied.negated, "The mayor has not left.", "en", "The mayor has left."),
        (varied.negated, "Le maire l'a quitté.", "fr", "Le maire ne l'a pas quitté."),
        (varied.negated, "Le maire n'a pas quitté le conseil.", "fr", "Le maire a quitté le conseil."),
    ],
)
def test_a_sentence_is_shortened_or_made_untrue(
    change: Callable[[str, str, random.Random], str | None], sentence: str, language: str, expected: str | None
) -> None:
    assert change(sentence, language, random.Random(1)) == expected


def test_copies_of_a_source_are_true_until_something_is_changed_in_them() -> None:
    source = "The army accused Bardia on Monday of shelling 14 villages near Lund."
    false = pairs.Pair("x-2", "Lund was shelled.", "en", ({"text": source, "language": "en"},), False, "fact")
    true = pairs.Pair("x-1", "L'armée met Bardia en cause.", "fr", false.sources, True, "paraphrase")
    groups = list(varied.from_written([[true, false]] * 20, random.Random(1)))
    assert {one.sources[0]["text"] for group in groups for one in group} == {source, true.sentence}
    said = {one.sentence: one.supported for group in groups for one in group}
    assert said[source] is said[true.sentence] is True
    assert said[false.sentence] is False
    assert said["The army did not accuse Bardia on Monday of shelling 14 villages near Lund."] is False
    assert said["The army accused Lund on Monday of shelling 14 villages near Bardia."] is False


def test_the_table_counts_what_each_threshold_makes_of_true_and_false_sentences() -> None:
    likeness, number = Findings(("meaning: X has nothing like it",), ()), Findings(("number: 3 stands in none",), ())
    found = [Example(True, likeness, 1.5), Example(True, Findings((), ()), -2.0)]
    found += [Example(False, likeness, -1.5), Example(False, number, 4.0)]
    assert "false ones unsupported 1.000, partly 0.000, true ones unsupported 0.500" in calibrate.told(found, 99.0)
    assert "false ones unsupported 1.000, partly 0.000, true ones unsupported 0.000, partly 0.500" in calibrate.told(
        found, 0.0
    )


def test_likeness_counts_unless_the_network_is_sure_and_a_number_always() -> None:
    likeness = Findings(("meaning: X has nothing like it",), ())
    assert Findings((), ()).verdict(-9.0) == SUPPORTED
    assert likeness.verdict(2.0) == PARTLY
    assert likeness.verdict(-0.2) == UNSUPPORTED
    assert Findings(("number: 3 stands in none", *likeness.wrong), ()).verdict(8.0) == UNSUPPORTED
    assert Findings((), ("name: X stands near",)).verdict(2.0) == PARTLY
