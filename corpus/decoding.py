"""Bytes to text, whatever the encoding, and text to a form that offsets can rely on."""

from __future__ import annotations

import codecs
import re
import unicodedata

from corpus.language import detect

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DECLARED = re.compile(
    rb"""<meta[^>]+charset\s*=\s*["']?\s*([a-z0-9_:.-]+)|<\?xml[^>]+encoding\s*=\s*["']([a-z0-9_:.-]+)""", re.I
)
# What a page calls latin-1 or gb2312 browsers read as the larger set (WHATWG Encoding Standard, "names and labels").
_WIDER = {"iso8859-1": "cp1252", "ascii": "cp1252", "gb2312": "gb18030", "gbk": "gb18030", "shift_jis": "cp932",
          "euc_kr": "cp949", "iso8859-9": "cp1254"}  # fmt: skip
# Encodings of old files, and the languages that were written in them.
_LEGACY = {
    "cp1252": "en fr de es it pt nl sv da no fi is ca gl eu", "cp1251": "ru uk be bg sr mk", "cp932": "ja", "euc_jp": "ja",
    "gb18030": "zh", "big5": "zh", "cp949": "ko", "koi8_r": "ru", "cp1250": "pl cs sk hu ro hr sl sq", "cp1253": "el", "cp1254": "tr az",
    "cp1255": "he", "cp1256": "ar fa ur", "cp1257": "lv lt et", "cp1258": "vi", "cp874": "th",
}  # fmt: skip
_GUESS_BYTES = 50_000
# In UTF-8 with a stray byte. Text in other encodings has at most four valid characters to ten that are not.
_GOOD_TO_A_BAD = 10
# These begin with letters as a text may: "MZ: Good morning, minister."
_LETTERS = (b"MZ", b"BZh", b"RIFF", b"OggS", b"ID3")
_BINARY = re.compile(rb"[\x00-\x08\x0e-\x1f]")
_MAGIC = (b"%PDF", b"PK\x03\x04", b"\x89PNG", b"GIF8", b"\xff\xd8\xff", b"\x1f\x8b", b"\x7fELF", b"SQLite format 3",
          b"7z\xbc\xaf", b"\xd0\xcf\x11\xe0", b"\x00\x00\x00\x18ftyp", b"\xfd7zXZ")  # fmt: skip
# Zero-width space, joiners where no script needs them, direction marks, soft hyphen, BOM, object replacement.
_INVISIBLE = re.compile("[\u00ad\u200b\u2060\ufeff\u202a-\u202e\u2066-\u2069\ufffc]")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]")
_LINE_BREAK = re.compile("\r\n?|[\x0b\x0c\x1c-\x1e\x85\u2028]")
_SURROGATE = re.compile("[\ud800-\udfff]")


class NotText(ValueError):
    """The bytes are no text in any encoding."""


def decode(data: bytes, declared: str = "") -> str:
    """Text from bytes in any encoding.

    Tried in order: the byte order mark, UTF-8, ``declared`` (by an HTTP header, say), the page's own declaration, and
    last the most plausible legacy encoding.

    Raises:
        NotText: the bytes are an image, an archive or otherwise no text.
    """
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return data.decode(encoding, "replace")
    if data.startswith(_MAGIC) or (data.startswith(_LETTERS) and _BINARY.search(data[:64])):
        raise NotText
    wide = _bare_utf16(data)
    if wide:
        return data.decode(wide, "replace")
    if b"\x00" in data[:4096]:
        raise NotText
    found = _DECLARED.search(data[:4096])
    page = (found[1] or found[2]).decode("ascii", "replace") if found else ""
    # Text in another encoding is next to never valid UTF-8, so a page that is and says otherwise is mistaken.
    text = None if data.isascii() else _try(data, "utf-8") or _nearly_utf8(data)
    if text is not None:
        return text
    for name in (declared, page, "utf-8"):
        text = _try(data, name)
        if text is not None:
            return text
    return _guess(data)


def tidy(text: str) -> str:
    """One kind of line break, NFC, no control or invisible characters, no-break spaces kept.

    Idempotent. Zero-width (non-)joiners stay: Persian and Hindi spell with them.
    """
    text = _LINE_BREAK.sub("\n", text).replace("\u2029", "\n\n")
    text = _CONTROL.sub("", _INVISIBLE.sub("", repair(text)))
    return unicodedata.normalize("NFC", text)


def repair(text: str) -> str:
    """The same text with lone surrogates, which no file or database can hold, replaced by U+FFFD."""
    return _SURROGATE.sub("\ufffd", text)


def _try(data: bytes, name: str) -> str | None:
    if not name:
        return None
    try:
        codec = codecs.lookup(name).name
        return data.decode(_WIDER.get(codec, codec))
    except (LookupError, ValueError):
        # The codecs "undefined" and "idna" raise UnicodeError, a NUL in the name ValueError.
        return None


def _nearly_utf8(data: bytes) -> str | None:
    """UTF-8 with a few bytes that are none, as browsers read it: a page pasted together, a file cut in mid-character."""
    text = data.decode("utf-8", "replace")
    bad = text.count("\ufffd")
    good = sum(char > "\x7f" for char in text) - bad
    return text if 0 < bad * _GOOD_TO_A_BAD <= good else None


def _bare_utf16(data: bytes) -> str:
    """UTF-16 without a mark: of mostly Latin text every second byte is zero."""
    sample = data[:2000]
    if len(sample) < 8:
        return ""
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    half = len(sample) // 2
    if odd > half * 0.4 and even < half * 0.05:
        return "utf-16-le"
    if even > half * 0.4 and odd < half * 0.05:
        return "utf-16-be"
    return ""


def _guess(data: bytes) -> str:
    # Loaded late: most files are UTF-8 and never come here.
    from charset_normalizer import from_bytes

    sample = data[:_GUESS_BYTES]
    for encoding in ("cp932", "euc_jp"):
        text = _try(data, encoding)
        if text is not None and sum("\u3041" <= char <= "\u30fe" for char in text) > 0.15 * len(text):
            return text
    found = [match.encoding for match in from_bytes(sample, cp_isolation=list(_LEGACY))]
    if not found:
        raise NotText
    # It tells scripts apart well and neighbours badly (French in cp1252 from cp1250): the language that results decides.
    for encoding in found:
        if detect(sample.decode(encoding, "replace")) in _LEGACY.get(encoding, "").split():
            return data.decode(encoding, "replace")
    return data.decode(found[0], "replace")
