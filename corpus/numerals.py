"""Numbers as Chinese, Japanese and Korean text writes them: 七十二, 二〇二四, 1万2千, 3.5亿, 1만 2천."""

from __future__ import annotations

import re

LETTERS = r"\u3005\u3007\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\uac00-\ud7af"
"""Han, kana and Hangul, for a class of a pattern: what stands beside a number there without a space."""

_UNITS = {**dict(zip("〇一二三四五六七八九", range(10), strict=True)), "零": 0, "两": 2, "兩": 2, "両": 2}
_SMALL = {"十": 10, "百": 100, "千": 1000, "십": 10, "백": 100, "천": 1000}
# Each counts all that stands since the last of them: 1億2000万 is 1 times one and 2000 times the other.
_LARGE = {
    "万": 10**4, "萬": 10**4, "만": 10**4, "亿": 10**8, "億": 10**8, "억": 10**8, "兆": 10**12, "조": 10**12,
}  # fmt: skip
_FIGURES = r"\d{1,3}(?:,\d{3})+(?!\d)(?:\.\d+)?|\d+(?:\.\d+)?"
# Hangul has syllables for the powers of ten that mean other things where no number is before them: 만 is "only".
NUMBER = re.compile(
    rf"(?:{_FIGURES}|[〇零一二三四五六七八九两兩十百千万萬亿億兆]|(?<=[\d십백천만억조])[십백천만억조]|(?<=[만억조])\s(?=\d))+"
)
"""A run of text that may be a number; ``value`` says whether it is one."""
_PART = re.compile(rf"{_FIGURES}|\S")


def value(run: str) -> float | None:
    """The number that ``run`` writes, None for no single one: 三四十 is thirty or forty."""
    parts = _PART.findall(run)
    if len(parts) > 2 and all(part in _UNITS for part in parts):
        # 二〇二四: figures one by one; two of them are "five or six".
        return float("".join(str(_UNITS[part]) for part in parts))
    total = section = 0.0
    figure: float | None = None
    for part in parts:
        if part in _SMALL:
            section += (1 if figure is None else figure) * _SMALL[part]
            figure = None
        elif part in _LARGE:
            section += figure or 0
            # 1.3万亿: the second counts the first.
            total = total + section * _LARGE[part] if section else (total or 1) * _LARGE[part]
            section, figure = 0.0, None
        elif len(parts) > 1 and part in "〇零":
            continue
        elif figure is not None:
            return None
        else:
            figure = float(_UNITS[part] if part in _UNITS else part.replace(",", ""))
    return total + section + (figure or 0)
