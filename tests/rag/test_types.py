from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import pytest

from rag.errors import OnRecordError, UsageError
from rag.types import AddReport, Answer, Citation, Filters, Hit, Rejection, parse_date

HIT = Hit("a", "Title", "Outlet", "https://x.example/", "2020-11-01", "fr", "Le texte", 3, 11, 0.5)
CITATION = Citation(1, "a", "Title", "Outlet", "", "", "fr", "Le texte", 3, 11)


@pytest.mark.parametrize(
    ("given", "first", "latest"),
    [
        ("2020", "2020-01-01", "2020-12-31"),
        (2020, "2020-01-01", "2020-12-31"),
        ("2020-02", "2020-02-01", "2020-02-29"),
        ("2021-02", "2021-02-01", "2021-02-28"),
        ("2020-12", "2020-12-01", "2020-12-31"),
        ("2020-11-01", "2020-11-01", "2020-11-01"),
        (" 2020-11-01 ", "2020-11-01", "2020-11-01"),
        ("2020-11-01T23:59:00Z", "2020-11-01", "2020-11-01"),
        (date(2020, 11, 1), "2020-11-01", "2020-11-01"),
        (datetime(2020, 11, 1, 12), "2020-11-01", "2020-11-01"),
    ],
)
def test_a_date_is_the_first_or_the_latest_day_it_can_mean(given: object, first: str, latest: str) -> None:
    assert parse_date(given) == first
    assert parse_date(given, latest=True) == latest


@pytest.mark.parametrize(
    "given", ["yesterday", "2020-13", "2020-02-30", "01/11/2020", "2020-00", "0", "-", "9999999999", "1e3"]
)
def test_what_is_no_date_is_refused_with_the_ways_to_write_one(given: str) -> None:
    with pytest.raises(UsageError, match=r"2020-11-01, 2020-11 or 2020"):
        parse_date(given)


def test_filters_read_the_names_of_the_json_format() -> None:
    found = Filters.parse({"from": "2020-10", "to": 2020, "source": "Le Matin", "language": ["fr", "en"], "author": ()})
    assert found == Filters("2020-10-01", "2020-12-31", ("Le Matin",), ("fr", "en"), ())
    assert Filters.parse(found) is found
    assert found and not Filters() and Filters.parse(None) == Filters.parse({}) == Filters()


def test_empty_filters_mean_all() -> None:
    assert not Filters.parse({"from": "", "to": None, "source": [" "], "language": [], "author": ""})


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"since": "2020"}, "Unknown filter 'since'. Known filters: from, to, source, language, author."),
        ({"from": "soon"}, "'soon' is no date"),
        ({"from": "2021", "to": "2020"}, "2021-01-01 lies after its last day 2020-12-31"),
    ],
)
def test_filters_that_cannot_be_understood_are_refused(given: Mapping[str, Any], said: str) -> None:
    with pytest.raises(UsageError) as caught:
        Filters.parse(given)
    assert said in str(caught.value)


@pytest.mark.parametrize("given", [{"source": 5}, {"language": {"fr": 1}.values()}, 7, "from", ["from"]])
def test_filters_of_another_type_are_no_traceback(given: Any) -> None:
    try:
        found = Filters.parse(given)
    except UsageError:
        return
    assert found == Filters.parse({"language": [1]})  # an iterable of values is as good as a list


def test_a_usage_error_is_a_value_error_too() -> None:
    assert issubclass(UsageError, OnRecordError) and issubclass(UsageError, ValueError)


def test_a_record_is_frozen_and_reads_as_a_mapping() -> None:
    assert HIT["article_id"] == HIT.article_id == "a" and HIT["end"] == 11
    assert list(HIT) == [item.name for item in dataclasses.fields(Hit)] and len(HIT) == 10
    assert dict(**HIT) == HIT.to_dict() and isinstance(HIT, Mapping)
    assert "text" in HIT and "to_dict" not in HIT and HIT.get("to_dict") is None
    with pytest.raises(KeyError):
        HIT["to_dict"]
    with pytest.raises(dataclasses.FrozenInstanceError):
        HIT.score = 1.0  # type: ignore[misc]


def test_an_answer_is_plain_json_all_the_way_down() -> None:
    answer = Answer(
        "Qui ?", "« Le texte » [1]", "fr", citations=(CITATION,), claims=({"speaker": "A"},), timings_ms={"total": 1.0}
    )
    found = json.loads(json.dumps(answer.to_dict()))
    assert found["citations"] == [dict(CITATION)]
    assert found["claims"] == [{"speaker": "A"}] and found["spans"] == [] and found["timings_ms"] == {"total": 1.0}
    assert {"question", "answer", "refused", "reason", "nearest", "model"} <= set(found)
    assert found["refused"] is False and found["reason"] is None and found["model"] is None


def test_an_add_report_has_the_fields_of_the_json_format() -> None:
    report = AddReport(1, 2, 3, 4, (Rejection("a.txt", "It is empty."),), 5, 6, 0.5)
    assert report.to_dict() == {
        "added": 1,
        "updated": 2,
        "unchanged": 3,
        "duplicates": 4,
        "rejected": [{"source": "a.txt", "reason": "It is empty."}],
        "articles": 5,
        "passages": 6,
        "seconds": 0.5,
        "changed": [],
    }


def test_a_filter_holds_nothing_that_a_database_does_not_take() -> None:
    found = Filters.parse({"source": "caf\udce9", "author": ["a", "b\ud800"]})
    assert (found.sources, found.authors) == (("caf\ufffd",), ("a", "b\ufffd"))
