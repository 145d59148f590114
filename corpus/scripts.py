"""Characters of scripts that want a rule of their own, one by one: where no space parts words, where few make a word."""

from __future__ import annotations

import re

_HAN = "\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_KANA = "\u3040-\u30ff"
_HANGUL = "\uac00-\ud7af"
_THAI_TO_KHMER = "\u0e00-\u0eff\u0f00-\u0fff\u1000-\u109f\u1780-\u17ff"

# No space between words: Han, kana, Thai, Lao, Tibetan, Myanmar, Khmer.
UNSPACED = re.compile(f"[{_HAN}{_KANA}{_THAI_TO_KHMER}]")
# Two or three make a word.
DENSE = re.compile(f"[{_HAN}{_KANA}{_HANGUL}]")
# Either: few characters say as much as many Latin letters.
WIDE = re.compile(f"[{_HAN}{_KANA}{_HANGUL}{_THAI_TO_KHMER}]")
