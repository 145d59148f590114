"""Files, folders, patterns; which format a file is in; the id an article gets."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from corpus.errors import NoArticle, UnreadableSource
from corpus.ids import derived_id, file_ids, normal_url, slug
from corpus.readers import Rejected, expand, is_url, read, read_all
from corpus.types import Article

PROSE = "The council voted on Tuesday to close the old bridge, which shopkeepers had defended for two years."
PAGE = f"<!doctype html><html lang=en><head><title>Bridge</title></head><body><article><p>{PROSE}</p><p>{PROSE}</p></article>"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("b.txt", "a.txt", "sub/c.txt", ".hidden.txt", ".git/d.txt", "sub/.e/f.txt"):
        path = tmp_path / "news" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(PROSE, "utf-8")
    return tmp_path / "news"


def test_a_folder_is_its_files_sorted_without_the_hidden(folder: Path) -> None:
    assert [os.path.relpath(file, folder) for file in expand([folder])] == ["a.txt", "b.txt", "sub/c.txt"]


def test_patterns(folder: Path) -> None:
    assert [Path(file).name for file in expand([str(folder / "*.txt")])] == ["a.txt", "b.txt"]
    assert [Path(file).name for file in expand([str(folder / "**" / "*.txt")])] == ["a.txt", "b.txt", "c.txt"]


def test_each_file_once_in_the_order_given(folder: Path) -> None:
    files = expand([folder / "b.txt", folder, "https://x.example/a", str(folder / "*.txt")])
    assert [Path(file).name for file in files] == ["b.txt", "a.txt", "c.txt", "a"]


def test_a_hidden_file_that_is_named_is_read(folder: Path) -> None:
    assert expand([folder / ".hidden.txt"]) == [str(folder / ".hidden.txt")]


@pytest.mark.parametrize("missing", ["nowhere.txt", "no/where", "*.nothing", "a\0b", "x" * 5000])
def test_what_is_not_there(missing: str, tmp_path: Path) -> None:
    with pytest.raises(UnreadableSource):
        expand([f"{tmp_path}/{missing}"])


def test_a_name_with_brackets_is_a_file_before_it_is_a_pattern(tmp_path: Path) -> None:
    path = tmp_path / "story [1].txt"
    path.write_text(PROSE, "utf-8")
    assert expand([path]) == [str(path)]


def test_an_empty_folder(tmp_path: Path) -> None:
    with pytest.raises(UnreadableSource, match="no file"):
        expand([tmp_path])


@pytest.mark.parametrize("source", [".", "*", "~$story.txt", "~$*"])
def test_a_file_whose_name_begins_with_a_tilde_is_no_home_folder(
    source: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "~$story.txt").write_text(PROSE, "utf-8")
    rejected: list[Rejected] = []
    assert [one.id for one in read_all(["~nosuchuser/x", source], rejected.append)] == ["~$story"]
    assert [one.source for one in rejected] == ["~nosuchuser/x"] and "no file or folder" in rejected[0].reason


def test_a_tilde_that_was_typed_is_the_home_folder(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    assert expand(["~/news/a.txt"]) == [str(folder / "a.txt")]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes in folders")
def test_a_pipe_in_a_folder_is_no_file_of_it(folder: Path) -> None:
    os.mkfifo(folder / "pipe.txt")
    (folder / "gone.txt").symlink_to(folder / "nowhere.txt")
    for source in (folder, folder / "*.txt"):
        names = [Path(file).name for file in expand([source])]
        assert "pipe.txt" not in names and "a.txt" in names and "gone.txt" in names


@pytest.mark.skipif(not os.path.exists("/dev/zero"), reason="there is no such device")
def test_what_never_ends_is_too_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("corpus.readers.MAX_BYTES", 1000)
    with pytest.raises(UnreadableSource, match="larger"):
        list(read("/dev/zero"))


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("page.html", PAGE), ("page.txt", PAGE), ("page", PAGE), ("page.xyz", PAGE), ("page.htm", PAGE),
        ("text.txt", PROSE), ("text", PROSE), ("text.xyz", PROSE), ("text.md", PROSE),
    ],
)  # fmt: skip
def test_the_format_is_found(name: str, content: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_text(content, "utf-8")
    (article,) = read(path)
    assert article.text in (PROSE, f"{PROSE}\n\n{PROSE}")
    assert article.id == Path(name).stem
    assert article.language == "en"


def test_a_file_names_its_article(tmp_path: Path) -> None:
    path = tmp_path / "Éte\u0301 2020 – le pont.txt"
    path.write_text(PROSE, "utf-8")
    (article,) = read(path)
    assert article.id == "Été 2020 – le pont"


def test_a_page_with_an_address_is_named_after_it(tmp_path: Path) -> None:
    page = PAGE.replace("<title>", '<link rel="canonical" href="https://www.x.example/news/bridge-closed"><title>')
    (tmp_path / "saved.html").write_text(page, "utf-8")
    (article,) = read(tmp_path / "saved.html")
    assert article.url == "https://www.x.example/news/bridge-closed"
    assert article.id.startswith("bridge-closed-")


@pytest.mark.parametrize(
    "content", ["Log in\nRegister\n\nForgot password?", "<html><body><nav><a>Home</a></nav></body></html>", "   "]
)
def test_no_article(content: str, tmp_path: Path) -> None:
    path = tmp_path / "menu.txt"
    path.write_text(content, "utf-8")
    with pytest.raises(NoArticle, match=r"menu\.txt"):
        list(read(path))


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(UnreadableSource):
        list(read(tmp_path))


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read anything")
def test_a_file_that_may_not_be_read(tmp_path: Path) -> None:
    path = tmp_path / "secret.txt"
    path.write_text(PROSE, "utf-8")
    path.chmod(0)
    with pytest.raises(UnreadableSource, match="permi"):
        list(read(path))


def test_a_file_too_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("corpus.readers.MAX_BYTES", 10)
    path = tmp_path / "large.txt"
    path.write_text(PROSE, "utf-8")
    with pytest.raises(UnreadableSource, match="larger"):
        list(read(path))


def test_read_all_goes_on_after_a_bad_source(folder: Path, tmp_path: Path) -> None:
    (folder / "bad.txt").write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00")
    rejected: list[Rejected] = []
    articles = list(read_all([tmp_path / "missing", folder], rejected.append))
    assert [article.id for article in articles] == ["a", "b", "c"]
    assert [Path(one.source).name for one in rejected] == ["missing", "bad.txt"]
    assert all(one.reason for one in rejected)


@pytest.mark.parametrize("name", ["b.html", "b.txt", "b.jsonl"])
def test_read_all_goes_on_after_a_reader_that_fails(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*given: object, **named: object) -> Article:
        raise IndexError("list index out of range")

    for reader in ("html.read", "text.read", "jsonl.article"):
        monkeypatch.setattr(f"corpus.readers.{reader}", fail)
    (tmp_path / name).write_text('{"text": "One."}' if name.endswith("jsonl") else PROSE, "utf-8")
    monkeypatch.setattr("corpus.readers.MAX_BYTES", 15 if name.endswith("jsonl") else 1000)
    rejected: list[Rejected] = []
    assert not list(read_all([tmp_path, tmp_path / "missing"], rejected.append))
    assert [Path(one.source).name for one in rejected] == [name, "missing"]
    assert "IndexError: list index out of range" in rejected[0].reason
    with pytest.raises(UnreadableSource) as caught:
        list(read(tmp_path / name))
    assert isinstance(caught.value.__cause__, IndexError)


def test_a_page_that_begins_with_many_comments_is_told_at_once(tmp_path: Path) -> None:
    (tmp_path / "story").write_text("<!-- a -->\n" * 40 + "<section>" + PROSE, "utf-8")
    assert len(list(read(tmp_path / "story"))) == 1


def test_read_all_tells_files_of_one_name_apart(tmp_path: Path) -> None:
    for name in ("one/index.txt", "two/index.txt", "one/two/index.txt"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"{PROSE} This is {name}.", "utf-8")
    articles = list(read_all([tmp_path], lambda one: None))
    ids = [article.id for article in articles]
    assert ids == ["index", "two-index", ids[2]] and re.fullmatch("two-index-[0-9a-f]{8}", ids[2])
    assert all(article.id in file_ids(article.origin) for article in articles)
    (tmp_path / "two" / "index.txt").write_text(f"{PROSE} It was corrected.", "utf-8")
    assert (
        ids == [article.id for article in read_all([tmp_path, tmp_path / "two" / ".." / "one"], lambda one: None)][:3]
    )


def test_one_file_by_two_paths_is_one_article(folder: Path) -> None:
    articles = list(read_all([folder / "a.txt", folder / "sub" / ".." / "a.txt"], lambda one: None))
    assert [article.id for article in articles] == ["a", "a"]


def test_a_link_to_a_file_has_its_own_name(folder: Path) -> None:
    (folder / "latest.txt").symlink_to(folder / "a.txt")
    (article,) = read(folder / "latest.txt")
    assert article.id == "latest" and article.id in file_ids(article.origin)


@pytest.mark.parametrize(
    ("origin", "ids"),
    [
        ("/x/b/Éte\u0301.txt", ("Été", "b-Été")), ("/x/b/a\u200b\x07 b.txt", ("a b", "b-a b")), ("/report.txt", ("report",)),
        ("upload:user:anne/article.txt", ("article",)),
        ("upload:browser:0f/b/article.txt", ("article", "b-article")), ("upload:article.txt", ("article",)), ("/x/b/caf\udce9.txt", ("caf\ufffd", "b-caf\ufffd")),
    ],
)  # fmt: skip
def test_what_a_file_may_be_called(origin: str, ids: tuple[str, ...]) -> None:
    assert file_ids(origin)[:-1] == ids and re.fullmatch(f"{ids[-1]}-[0-9a-f]{{8}}", file_ids(origin)[-1])


def test_addresses() -> None:
    assert is_url("https://x.example") and is_url("FTP://x") and not is_url("C:\\x") and not is_url("a/b.txt")
    assert normal_url("http://www.x.example/a/?utm_source=b&id=3#top") == normal_url("https://x.example/a?id=3")
    assert normal_url("https://x.example/a?id=3") != normal_url("https://x.example/a?id=4")
    assert normal_url("https://x.example/news.php?4711") != normal_url("https://x.example/news.php?4712")
    assert normal_url("https://x.example/a?page=&id=3&fbclid") == normal_url("https://x.example/a?id=3&page=")


@pytest.mark.parametrize(
    "url", ["https://[bad/x", "https://x.example:99999999/a", "http://", "https://x.example/%ff%fe"]
)
def test_a_broken_address_still_gives_an_id(url: str) -> None:
    assert derived_id(Article(text="One.", url=url))


def test_slug() -> None:
    assert slug("L’Été à Montorge : le pont !") == "l-ete-a-montorge-le-pont"
    assert slug("Мост закрыт") == "мост-закрыт"
    assert slug("旧桥关闭") == "旧桥关闭"
    assert slug("../../etc/passwd") == "etc-passwd"
    assert len(slug("word " * 100)) <= 48
    assert slug("!!!") == ""
