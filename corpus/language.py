"""Which language a text or a short question is in.

Scripts that one language owns decide at once. Otherwise py3langid (1.1 MB, its own model) gives
probabilities, and for short texts the function words of each language are weighed in, because a
character model alone takes "et lui ?" for Italian.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from corpus.sentences import rules_for

# Letters that one language among those of the press owns.
_SCRIPTS = {
    "HANGUL": "ko", "HIRAGANA": "ja", "KATAKANA": "ja", "THAI": "th", "GREEK": "el", "HEBREW": "he", "ARMENIAN": "hy",
    "GEORGIAN": "ka", "TAMIL": "ta", "TELUGU": "te", "KANNADA": "kn", "MALAYALAM": "ml", "GUJARATI": "gu",
    "GURMUKHI": "pa", "BENGALI": "bn", "SINHALA": "si", "KHMER": "km", "LAO": "lo", "MYANMAR": "my", "ETHIOPIC": "am",
    "TIBETAN": "bo", "ORIYA": "or",
}  # fmt: skip
_MANY = {
    "CYRILLIC": ("ru", "uk", "be", "bg", "sr", "mk", "kk", "ky", "mn"),
    "ARABIC": ("ar", "fa", "ur", "ps", "ug", "ku"),
    "DEVANAGARI": ("hi", "mr", "ne"),
}
# Languages a question is taken for only when asked (``among``): a few words of them look like a bigger neighbour.
_LATIN = (
    "en", "fr", "de", "es", "it", "pt", "nl", "pl", "ro", "tr", "vi", "cs", "sk", "hu", "sv", "da", "no", "fi", "et",
    "lv", "lt", "hr", "sl", "sq", "ca", "id", "ms", "sw", "az", "eu", "gl", "af", "ga", "is", "eo", "la", "tl",
)  # fmt: skip
_RARE = frozenset(("ca", "gl", "eu", "af", "ga", "eo", "la", "ms", "tl", "sw", "sq", "et", "sl", "is", "az"))
# What more people ask in is likelier before a word is read: "Armenia accused Azerbaijan" could else be Romanian.
_PRIOR = {"en": 1.0, "fr": 0.4, "es": 0.4, "de": 0.4, "ru": 0.4, "ar": 0.4, "hi": 0.6}
_LETTERS = {
    "uk": "іїєґ", "be": "ў", "sr": "ђћџљњј", "mk": "ѓќѕ", "kk": "әғқңөұһ", "ru": "ыэё", "fa": "پچژگی", "ur": "ٹڈڑںےہ",
    "de": "ß", "es": "ñ¿¡", "pt": "ãõ", "ro": "ășțţş", "pl": "ąćęłńśźż", "tr": "ğış", "vi": "đơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ",
    "cs": "řěů", "hu": "őű", "sv": "å", "fr": "œ", "da": "æø",
}  # fmt: skip
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
# Above this many letters the character model alone is right; below it function words are added.
_LONG = 400
# Bits a function word and a tell-tale letter weigh against the model's log-probability.
_WORD_WEIGHT = 2.2
_LETTER_WEIGHT = 1.5
_MIN_MARGIN = 0.3
# What a familiar language gains: "Quel âge a Karim ?" could else be Portuguese. With 1.0 "white phosphorus" is French over
# French articles.
_FAMILIAR = 0.7


def detect(text: str, among: Iterable[str] | None = None, *, familiar: Iterable[str] = ()) -> str:
    """The language of ``text`` as an ISO 639-1 code, or "" when unsure.

    Args:
        text: any text.
        among: the only candidates; all languages when it is not given.
        familiar: languages that are likelier before a word is read, such as those of the articles a question is about.
    """
    allowed = frozenset(among) if among is not None else None
    sample = text[:8000]
    script = _script(sample)
    if not script:
        return ""
    if script == "CJK":
        return _first(("zh",), allowed)
    if script in _SCRIPTS:
        return _first((_SCRIPTS[script],), allowed)
    candidates = _MANY.get(script) or (_LATIN if script == "LATIN" else ())
    if allowed is not None:
        candidates = tuple(code for code in candidates if code in allowed)
    if not candidates:
        return ""
    scores = _scores(sample, candidates, restricted=allowed is not None)
    for code in scores.keys() & set(familiar):
        scores[code] += _FAMILIAR
    ranked = sorted(scores, key=lambda code: scores[code], reverse=True)
    if len(ranked) > 1 and scores[ranked[0]] - scores[ranked[1]] < _MIN_MARGIN:
        return ""
    return ranked[0]


def _first(codes: tuple[str, ...], allowed: frozenset[str] | None) -> str:
    return codes[0] if allowed is None or codes[0] in allowed else ""


def _script(text: str) -> str:
    counts: Counter[str] = Counter()
    for char in text[:2000]:
        if char.isalpha():
            name = unicodedata.name(char, "")
            counts["CJK" if name.startswith("CJK") else name.split(" ", 1)[0].split("-", 1)[0]] += 1
    if not counts:
        return ""
    # Japanese writes both: a tenth of kana among the ideographs is Japanese, and so is "HALFWIDTH KATAKANA".
    kana = counts["HIRAGANA"] + counts["KATAKANA"]
    if kana and kana * 10 >= counts["CJK"] and kana + counts["CJK"] >= counts["LATIN"]:
        return "HIRAGANA"
    return counts.most_common(1)[0][0]


def _scores(text: str, candidates: tuple[str, ...], *, restricted: bool) -> dict[str, float]:
    letters = sum(char.isalpha() for char in text)
    known = dict(_identifier().rank(text))
    scores = {code: math.log(max(known.get(code, 0.0), 1e-6)) for code in candidates}
    if not restricted:
        for code in _RARE & scores.keys():
            scores[code] -= 1.0
        for code in _PRIOR.keys() & scores.keys():
            scores[code] += _PRIOR[code]
    if letters > _LONG:
        return scores
    words = [word.casefold().replace("’", "'") for word in _WORD.findall(text)]
    pieces = words + [part for word in words if "'" in word for part in word.split("'")]
    lowered = text.casefold()
    for code in candidates:
        listed = _function_words(code)
        hits = sum(_WORD_WEIGHT if word in listed[0] else 0.8 if word in listed[1] else 0.0 for word in pieces)
        scores[code] += hits * 3 / max(3, len(words)) + hits * 0.35
        own = _LETTERS.get(code, "")
        scores[code] += _LETTER_WEIGHT * min(3, sum(char in own for char in lowered))
    return scores


@lru_cache(maxsize=1)
def _identifier() -> Any:
    # Loaded late: numpy and the model take 0.2 s, which ``import corpus`` must not.
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


@lru_cache(maxsize=64)
def _function_words(code: str) -> tuple[frozenset[str], frozenset[str]]:
    """The starters of the sentence data (strong), and the words of stopwords-iso (weak)."""
    # Loaded late: its word lists are half a megabyte of JSON.
    from stopwordsiso import has_lang, stopwords

    weak = frozenset(stopwords(code)) if has_lang(code) else frozenset()
    return rules_for(code).starters, weak
