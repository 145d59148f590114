"""Bytes to text: whatever the encoding, the same words."""

from __future__ import annotations

import codecs
from pathlib import Path

import pytest

from corpus.decoding import NotText, decode, repair, tidy
from corpus.errors import NoArticle, UnreadableSource
from corpus.readers import read

FRENCH = (
    "Le conseil municipal a voté mardi la fermeture du vieux pont, que défendaient les commerçants « des deux rives ».\n\n"
    "La maire, Hélène Caradec, dément : « L’été dernier déjà, le rapport était jugé exagéré », a-t-elle répété."
)
RUSSIAN = (
    "Городской совет проголосовал во вторник за закрытие старого моста, который отстаивали торговцы.\n\n"
    "«Это конец нижнего города», — заявила хозяйка лавки. Мэр это отрицает и обещает паром."
)
JAPANESE = "町議会は火曜日、古い橋を閉鎖することを決めた。商店主たちは二年間反対してきた。\n\n「下町の終わりだ」と店主は語った。町長は否定した。"
CHINESE = (
    "镇议会星期二投票决定关闭旧桥，两岸的商户两年来一直反对这一决定。\n\n“这是下城的末日。”店主说。镇长否认了这一说法。"
)


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (FRENCH, "utf-8"), (FRENCH, "utf-8-sig"), (FRENCH, "utf-16"), (FRENCH, "utf-16-le"), (FRENCH, "utf-16-be"), (FRENCH, "cp1252"),
        (FRENCH, "utf-32"), (RUSSIAN, "utf-8"), (RUSSIAN, "utf-16"), (RUSSIAN, "cp1251"), (JAPANESE, "shift_jis"), (JAPANESE, "utf-8"),
        (CHINESE, "gb18030"), (CHINESE, "utf-8"), (CHINESE, "utf-16"),
    ],
)  # fmt: skip
def test_a_text_file_in_any_encoding(text: str, encoding: str, tmp_path: Path) -> None:
    path = tmp_path / "story.txt"
    path.write_bytes(text.encode(encoding))
    (article,) = read(path)
    assert article.text == text


@pytest.mark.parametrize(
    ("text", "encoding", "declared"),
    [
        (FRENCH, "cp1252", "windows-1252"), (FRENCH, "cp1252", "iso-8859-1"), (RUSSIAN, "cp1251", "windows-1251"),
        (RUSSIAN.replace("«", '"').replace("»", '"').replace("—", "-"), "koi8-r", "koi8-r"), (JAPANESE, "shift_jis", "Shift_JIS"), (JAPANESE, "euc_jp", "euc-jp"), (CHINESE, "gb18030", "gb2312"),
        (FRENCH, "utf-8", "utf-8"), (FRENCH, "utf-8", "nonsense"), (FRENCH, "utf-8", "us-ascii"),
    ],
)  # fmt: skip
def test_a_page_that_declares_its_encoding(text: str, encoding: str, declared: str, tmp_path: Path) -> None:
    body = "".join(f"<p>{part}</p>" for part in text.split("\n\n"))
    page = f'<html><head><meta http-equiv="Content-Type" content="text/html; charset={declared}"></head><body><article>{body}</article>'
    path = tmp_path / "story.html"
    path.write_bytes(page.encode(encoding))
    (article,) = read(path)
    assert article.text == text


def test_a_header_comes_before_the_page() -> None:
    assert decode("été".encode("cp1252"), declared="windows-1252") == "été"


@pytest.mark.parametrize("name", ["undefined", "idna", "punycode", "rot13"])
def test_an_encoding_that_reads_no_text_is_passed_over(name: str) -> None:
    page = f'<meta charset="{name}"><p>{FRENCH}'.encode("cp1252")
    assert FRENCH in decode(page)
    assert FRENCH in decode(page, declared=name)
    assert FRENCH in decode(page, declared=f"{name}\0")


@pytest.mark.parametrize(
    "data", [b"\x89PNG\r\n\x1a\n....", b"%PDF-1.7 ...", b"PK\x03\x04....", bytes(range(256)) * 8, b"\x1f\x8b\x08abc"]
)
def test_binary_is_no_text(data: bytes, tmp_path: Path) -> None:
    with pytest.raises(NotText):
        decode(data)
    path = tmp_path / "thing.txt"
    path.write_bytes(data)
    with pytest.raises(UnreadableSource, match=r"thing\.txt"):
        list(read(path))


@pytest.mark.parametrize("data", [b"", b"   \n", codecs.BOM_UTF8, codecs.BOM_UTF16_LE])
def test_empty_files_hold_no_article(data: bytes, tmp_path: Path) -> None:
    path = tmp_path / "empty.txt"
    path.write_bytes(data)
    with pytest.raises(NoArticle):
        list(read(path))


def test_tidy() -> None:
    assert tidy("a\r\nb\rc\u2028d\u2029e") == "a\nb\nc\nd\n\ne"
    assert tidy("e\u0301te\u0301") == "été"
    assert tidy("zero\u200bwidth\ufeff soft\u00adhyphen\x00\x07 \u202eright\u202c") == "zerowidth softhyphen right"
    assert tidy("می\u200cخواهم") == "می\u200cخواهم"
    assert tidy("1\u00a0200") == "1\u00a0200"
    text = "a\r\n\u200be\u0301\x07"
    assert tidy(tidy(text)) == tidy(text)


def test_lone_surrogates_are_replaced() -> None:
    assert repair("a\ud800b") == "a\ufffdb"
    tidy("\udfff").encode("utf-8")


@pytest.mark.parametrize("text", [FRENCH, RUSSIAN, JAPANESE])
def test_a_stray_byte_is_one_unknown_character(text: str) -> None:
    data = text.encode()
    half = data.index(b"\n\n")
    for declared in ("utf-8", "iso-8859-1", ""):
        found = decode(data[:half] + b"\xa9" + data[half:], declared)
        assert found == text.replace("\n\n", "\ufffd\n\n"), "as browsers read it"
    assert decode(data[: half - 1] if text is RUSSIAN else data + "é".encode()[:1]).rstrip("\ufffd")[:40] == text[:40]


def test_letters_that_some_files_begin_with_may_begin_a_text() -> None:
    assert decode(b"MZ: Herr Minister, stimmt das? - Nein.").startswith("MZ: Herr")
    with pytest.raises(NotText):
        decode(b"MZ\x90\x00\x03\x00\x00\x00")
