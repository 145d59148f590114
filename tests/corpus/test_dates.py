"""Dates and numbers of Chinese, Japanese and Korean, by their offsets; what looks like one and is none."""

from __future__ import annotations

import pytest

from corpus import dates, numerals


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("事件发生在2020年11月3日上午", [(2020, 11, 3, "2020年11月3日")]),
        ("于2020/11/03首飞", [(2020, 11, 3, "2020/11/03")]),
        ("2020-11-3, 2020.11.05", [(2020, 11, 3, "2020-11-3"), (2020, 11, 5, "2020.11.05")]),
        ("二〇二四年十一月三日", [(2024, 11, 3, "二〇二四年十一月三日")]),
        ("令和6年8月20日、令和元年5月", [(2024, 8, 20, "令和6年8月20日"), (2019, 5, 0, "令和元年5月")]),
        ("公開日：２０２４年８月１８日", [(2024, 8, 18, "２０２４年８月１８日")]),
        ("2020년 11월 3일에", [(2020, 11, 3, "2020년 11월 3일")]),
        ("高铁8月18日停运，19日晚更正", [(0, 8, 18, "8月18日"), (0, 0, 19, "19日")]),
        ("去年11月3人死亡", [(0, 11, 0, "11月")]),
        ("停运3个月，3日間、3日後、3일 동안, 3개월, 台風3号", []),
        ("2020年13月3日、三四月", []),
        ("2月29日", [(0, 2, 29, "2月29日")]),
        ("2020年の選挙", []),
    ],
)
def test_dates_are_read_as_far_as_they_are_written(text: str, expected: list[tuple[int, int, int, str]]) -> None:
    assert [(one.year, one.month, one.day, text[one.start : one.end]) for one in dates.written(text)] == expected


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("8月18日：2024年8月20日", "2024-08-20"),
        ("令和6年8月20日", "2024-08-20"),
        ("8月20日", ""),
        ("0999-08-20", ""),
        ("3 mai 2020, 2020-11-03", "2020-05-03"),
    ],
)
def test_an_article_is_of_a_full_day(text: str, day: str) -> None:
    assert dates.find(text) == day


@pytest.mark.parametrize(
    ("run", "value"),
    [
        ("七十二", 72), ("十", 10), ("一百", 100), ("三千零五", 3005), ("二〇二四", 2024), ("两", 2), ("9,400", 9400),
        ("1万2千", 12_000), ("3.5亿", 350_000_000), ("1億2000万", 120_000_000), ("1.3万亿", 1_300_000_000_000),
        ("1만 2천", 12_000), ("3억5천만", 350_000_000), ("２０", 20), ("三四十", None), ("五六", None),
    ],
)  # fmt: skip
def test_numerals_are_counted_by_their_powers_of_ten(run: str, value: float | None) -> None:
    assert numerals.value(run) == value
    assert numerals.NUMBER.findall(f"约{run}人") == [run]
