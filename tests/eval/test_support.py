"""The pairs of the check: well formed, apart from what is measured, and what is made from parallel texts."""

from __future__ import annotations

import random
from collections.abc import Callable
from itertools import islice

import pytest

from eval import splits
from eval.reader.data import Asked, Data, Paragraph
from eval.support import calibrate, pairs, varied
from eval.support.stated import stated
from rag.answering import curves, verify
from rag.answering.verify import CURVE, PARTLY, SIGNALS, SUPPORTED, UNSUPPORTED, Findings

LANGUAGES = {"ar", "de", "en", "es", "fr", "is", "it", "nl", "pl", "pt", "ru", "tr", "uk", "zh"}


def test_every_group_has_true_and_false_sentences_and_none_twice() -> None:
    groups = [group for split in (splits.TRAIN, splits.DEV) for group in pairs.written(split)]
    assert len(groups) == len({group[0].id.rpartition("-")[0] for group in groups})
    for group in groups:
        assert {one.supported for one in group} == {True, False}, group[0].id
        assert len({one.sentence for one in group}) == len(group), group[0].id
        assert {one.language for one in group} | {x["language"] for x in group[0].sources} <= LANGUAGES, group[0].id


def test_every_contrast_has_a_source_that_bears_it_out_and_one_that_does_not() -> None:
    groups = [group for split in (splits.TRAIN, splits.DEV) for group in pairs.contrasts(split)]
    assert len({one.id for group in groups for one in group}) == 3 * len(groups)
    for group in groups:
        assert {one.supported for one in group} == {True, False}, group[0].id
        assert len({one.sources[0]["text"] for one in group}) == 3, group[0].id
        assert len({one.sentence for one in group}) == 1, group[0].id
        assert {one.language for one in group} | {one.sources[0]["language"] for one in group} <= LANGUAGES


@pytest.mark.parametrize("of_split", [pairs.written, pairs.contrasts])
def test_no_group_is_learnt_from_and_set_aside(of_split: Callable[[str], list[list[pairs.Pair]]]) -> None:
    learnt, aside = (
        {source["text"] for group in of_split(split) for one in group for source in one.sources}
        for split in (splits.TRAIN, splits.DEV)
    )
    assert aside and learnt.isdisjoint(aside)


@pytest.mark.parametrize("name", [*pairs.FITTED, *pairs.MEASURED])
def test_nothing_is_learnt_from_what_is_measured(name: str) -> None:
    learnt = {
        source["text"]
        for split in (splits.TRAIN, splits.DEV)
        for of_split in (pairs.written, pairs.contrasts)
        for group in of_split(split)
        for one in group
        for source in one.sources
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


def test_a_true_sentence_stands_beside_sources_that_do_not_bear_it_out() -> None:
    def pair(said: str, source: str, kind: str) -> pairs.Pair:
        return pairs.Pair(kind, said, "en", ({"text": source, "language": "en"},), kind == "paraphrase", kind)

    dam = "The mayor blamed the builder."
    groups = [
        [pair("The builder is at fault, she says.", dam, "paraphrase"), pair("The builder blamed her.", dam, "role")],
        [
            pair("Lund won.", "Lund beat Ystad.", "paraphrase"),
            pair("Lund won by two goals.", "Lund beat Ystad.", "addition"),
        ],
    ]
    beside = [group for seed in range(9) for group in varied.beside_others(groups, random.Random(seed))]
    said = {(one.sentence, one.sources[0]["text"], one.supported) for group in beside for one in group}
    assert said == {
        ("The builder is at fault, she says.", dam, True),
        ("The builder is at fault, she says.", "The builder blamed her.", False),
        ("The builder is at fault, she says.", "Lund beat Ystad.", False),
        # What says more than the source bears the sentence out all the same.
        ("Lund won.", "Lund beat Ystad.", True),
        ("Lund won.", dam, False),
    }


def test_bare_answers_stand_behind_their_question() -> None:
    texts = {"en": "Anna met Bo in 1962. It rained in Ystad.", "fr": "Anna a vu Bo en 1962. Il pleuvait à Ystad."}
    bounds = {
        language: ((0, text.index(".") + 1), (text.index(".") + 2, len(text))) for language, text in texts.items()
    }

    def asked(name: str, wordings: dict[str, str], answer: str) -> Asked:
        gold = {language: [(text.index(answer), text.index(answer) + len(answer))] for language, text in texts.items()}
        return Asked(name, wordings, {"p": gold})

    both = (asked("1", {"en": "When?", "fr": "Quand ?"}, "1962"), asked("2", {"en": "Where did it rain?"}, "Ystad"))
    data = Data({"p": Paragraph("p", "Lund", texts, bounds)}, both)
    groups = islice(varied.Answered(data, random.Random(1)).bare(), 90)
    said = {(one.sentence.rstrip("."), one.sources[0]["text"][:5], one.supported) for group in groups for one in group}
    assert {("When? 1962", "Anna ", True), ("Quand ? 1962", "Anna ", True), ("When? 1962", "It ra", False)} <= said
    assert {("When? Ystad", "Anna ", False), ("Where did it rain? Ystad", "Il pl", True)} <= said
    assert not any(right for sentence, _, right in said if sentence in ("When? Ystad", "Where did it rain? 1962"))


@pytest.mark.parametrize(
    ("language", "question", "answer", "statement"),
    [
        ("en", "Who left the city?", "the mayor", "The mayor left the city."),
        ("en", "What was sold to the navy?", "Two ships", "Two ships was sold to the navy."),
        ("en", "How many soldiers were killed?", "twelve", "Twelve soldiers were killed."),
        ("en", "In what country is Ystad located?", "Sweden", "Ystad is located in Sweden."),
        ("en", "When was the bridge built?", "1962", "The bridge was built in 1962."),
        ("en", "What is the capital of Sweden?", "Stockholm", "The capital of Sweden is Stockholm."),
        ("en", "What did the army destroy in May?", "a bridge", "The army did destroy a bridge in May."),
        ("en", "Why did the mayor leave?", "his health", None),
        ("fr", "Qui a détruit le pont ?", "L'armée", "L'armée a détruit le pont."),
        ("fr", "Quelle est la capitale de la Suède ?", "Stockholm", "La capitale de la Suède est Stockholm."),
        ("fr", "En quelle année Marie Curie est-elle née ?", "1867", "Marie Curie est née en 1867."),
        ("fr", "Pourquoi le maire est-il parti ?", "sa santé", None),
        ("de", "Wer hat die Brücke zerstört?", "die Armee", None),
    ],
)
def test_a_question_and_its_answer_become_a_statement(
    language: str, question: str, answer: str, statement: str | None
) -> None:
    assert stated(question, answer, language) == statement


def test_statements_are_false_where_the_text_is_silent_and_where_another_answer_is_put() -> None:
    text = "Anna met Bo in Lund. It rained in Ystad."
    bounds = ((0, 20), (21, len(text)))

    def asked(question: str, answer: str, *, silent: bool = False) -> Asked:
        spans = {"p": {"en": [(text.index(answer), text.index(answer) + len(answer))]}}
        return Asked(question, {"en": question}, {} if silent else spans, plausible=spans if silent else {})

    data = Data(
        {"p": Paragraph("p", "Rain", {"en": text}, {"en": bounds})},
        (
            asked("Where was Anna seen?", "Lund"),
            asked("Where was rain seen?", "Ystad"),
            asked("Who met Anna?", "Bo", silent=True),
        ),
    )
    groups = islice(varied.Answered(data, random.Random(1)).statements(), 60)
    said = {(one.sentence, one.sources[0]["text"], one.supported) for group in groups for one in group}
    assert ("Anna was seen in Lund.", text[:20], True) in said
    assert ("Anna was seen in Ystad.", text[:20], False) in said
    assert ("Anna was seen in Lund.", text[21:], False) in said
    assert ("Bo met Anna.", text[:20], False) in said


def found(*wrong: str, logit: float, unclear: tuple[str, ...] = ()) -> Findings:
    return Findings(wrong, unclear, logit)


def test_reasons_and_network_are_weighed_together() -> None:
    name, likeness = "name: Barda stands in none", "meaning: X has nothing like it"
    assert found(logit=4.0).verdict == SUPPORTED and found(logit=4.0).reasons == ()
    assert found(logit=-4.0).verdict == UNSUPPORTED and found(logit=-4.0).reasons[0].startswith("meaning")
    assert found(name, logit=-4.0).verdict == UNSUPPORTED
    # What speaks against a sentence shows, whatever the network says.
    assert found(name, logit=9.0).verdict == PARTLY and found(name, logit=9.0).reasons == (name,)
    assert found(likeness, logit=0.1).verdict == PARTLY and found(likeness, logit=-0.1).verdict == UNSUPPORTED
    fact = "stated as fact: in the source someone says it"
    assert found(name, fact, logit=0.0).probability < found(name, logit=0.0).probability < found(logit=0.0).probability


@pytest.mark.parametrize(
    "reason",
    [
        "number: 3 stands in none",
        "role reversed: A on B",
        "entity: “farmer” here",
        "mood: it only asks",
        "topic: it is another",
    ],
)
def test_another_number_or_role_counts_however_sure_the_network_is(reason: str) -> None:
    assert found(reason, logit=9.0).verdict == UNSUPPORTED


def test_what_stands_around_the_cited_sentence_is_no_matter_for_the_network() -> None:
    around = ("name: Vernay stands near the cited sentence, not in it",)
    assert found(logit=4.0, unclear=around).verdict == found(logit=-4.0, unclear=around).verdict == PARTLY
    assert found(logit=-4.0, unclear=("roles not confirmed",)).verdict == UNSUPPORTED


def test_the_curve_in_use_weighs_what_is_fitted() -> None:
    assert set(curves.load(CURVE)["supported"]) == set(SIGNALS)


def test_pairs_of_one_source_are_fitted_together(monkeypatch: pytest.MonkeyPatch) -> None:
    class Checker:
        def findings(self, sentence: str, sources: object) -> Findings:
            return found("number: 3 stands in none", logit=-1.5)

    monkeypatch.setattr(verify, "bundled", Checker)
    one, other = pairs.flat("dev")[:2]
    examples = calibrate.examples("dev", [one, other])
    assert [x.answers for x in examples] == [one.supported, other.supported]
    assert (examples[0].question == examples[1].question) is (one.sources == other.sources)
    assert examples[0].signals["network"] == -1.5 and examples[0].signals["quantity"] == 1.0
