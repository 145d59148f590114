"""Fetching from a real server: what is refused, what is bounded, what an error says. No request leaves this machine."""

from __future__ import annotations

import gzip
import socket
import subprocess
import sys
import time
import zlib
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler
from typing import Any

import pytest

from corpus import fetching
from corpus.errors import UnreadableSource
from corpus.fetching import fetch, is_public
from corpus.readers import Rejected, read, read_all

PROSE = "The council voted on Tuesday to close the old bridge, which shopkeepers had defended for two years. " * 5
PAGE = f"<!doctype html><html lang=en><head><title>Bridge</title></head><body><article><p>{PROSE}</p></article>"
PUBLIC = "93.184.215.14"


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> dict[str, list[str]]:
    """Addresses by host name; each look-up takes the next, the last one stays. Other names are unknown."""
    table: dict[str, list[str]] = {}
    real = socket.getaddrinfo

    def look_up(host: Any, *args: Any, **options: Any) -> Any:
        name = host.decode() if isinstance(host, bytes) else host
        if name in table:
            found = table[name].pop(0) if len(table[name]) > 1 else table[name][0]
            return [entry for one in found.split() for entry in real(one, *args, **options)]
        options["flags"] = socket.AI_NUMERICHOST
        return real(host, *args[:1], **options)

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    return table


@pytest.fixture
def connected(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The addresses connected to; the public one leads to this machine."""
    calls: list[str] = []
    real = socket.create_connection

    def connect(address: tuple[str, int], *args: Any, **options: Any) -> socket.socket:
        calls.append(address[0])
        host = "127.0.0.1" if address[0] == PUBLIC else address[0]
        return real((host, address[1]), *args, **options)

    monkeypatch.setattr(socket, "create_connection", connect)
    return calls


def test_a_page(site: Any) -> None:
    got = fetch(site.page("/a?b=c", PAGE), allow_private=True)
    assert (got.data.decode(), got.url, got.media_type, got.charset) == (
        PAGE,
        f"{site.url}/a?b=c",
        "text/html",
        "utf-8",
    )
    assert "onrecord" in site.headers[0]["user-agent"]


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "localhost", "127.1", "2130706433", "0x7f000001", "0x7f.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1",
     "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1", "255.255.255.255", "[::1]", "[::]", "[fe80::1]", "[fd00::1]",
     "[ff02::1]", "[::ffff:127.0.0.1]", "[::ffff:a00:1]", "[64:ff9b::a9fe:a9fe]", "[2002:7f00:1::]", "127。0。0。1"],
)  # fmt: skip
def test_private_addresses_are_refused(host: str, connected: list[str]) -> None:
    with pytest.raises(UnreadableSource, match=r"private network.*Save the page"):
        fetch(f"http://{host}:9/x")
    assert connected == []


@pytest.mark.parametrize("found", ["10.0.0.1", f"{PUBLIC} 127.0.0.1", f"::1 {PUBLIC}"])
def test_names_with_a_private_address_are_refused(
    found: str, names: dict[str, list[str]], connected: list[str]
) -> None:
    names["paper.example"] = [found]
    with pytest.raises(UnreadableSource, match="private network"):
        fetch("http://paper.example/x")
    assert connected == []


def test_the_address_that_was_checked_is_the_one_connected_to(
    site: Any, names: dict[str, list[str]], connected: list[str]
) -> None:
    names["paper.example"] = [PUBLIC, "127.0.0.1"]
    site.page("/x", PAGE)
    assert fetch(f"http://paper.example:{site.port}/x").data == PAGE.encode()
    assert connected == [PUBLIC]
    assert site.headers[0]["host"] == f"paper.example:{site.port}"


def test_a_second_address_is_tried(site: Any, names: dict[str, list[str]], connected: list[str]) -> None:
    names["paper.example"] = ["127.0.0.2 127.0.0.1"]
    site.page("/x", PAGE)
    assert fetch(f"http://paper.example:{site.port}/x", allow_private=True).data
    assert connected == ["127.0.0.2", "127.0.0.1"]


@pytest.mark.parametrize(
    "target", ["http://10.0.0.1/admin", "http://localhost/", "//[::1]/x", "http://inside.example/"]
)
def test_redirects_to_private_addresses_are_refused(
    target: str, site: Any, names: dict[str, list[str]], connected: list[str]
) -> None:
    names.update({"paper.example": [PUBLIC], "inside.example": ["192.168.0.9"], "localhost": ["127.0.0.1"]})
    site.redirect("/x", target)
    with pytest.raises(UnreadableSource, match=r"leads to .*private network"):
        fetch(f"http://paper.example:{site.port}/x")
    assert connected == [PUBLIC] and site.asked == ["/x"]


def test_redirects_are_followed_to_their_end(site: Any) -> None:
    site.redirect("/1", "/2", 301)
    site.redirect("/2", f"http://localhost:{site.port}/3", 307)
    site.page("/3", PAGE)
    assert fetch(f"{site.url}/1#part", allow_private=True).url == f"http://localhost:{site.port}/3"


def test_at_most_five_redirects(site: Any) -> None:
    for number in range(9):
        site.redirect(f"/{number}", f"/{number + 1}")
    site.page("/9", PAGE)
    assert fetch(f"{site.url}/4", allow_private=True).url == f"{site.url}/9"
    with pytest.raises(UnreadableSource, match="more than 5 times"):
        fetch(f"{site.url}/3", allow_private=True)


@pytest.mark.parametrize("target", ["file:///etc/passwd", "ftp://127.0.0.1/x", "gopher://127.0.0.1/x", "http://"])
def test_redirects_to_other_schemes_are_refused(target: str, site: Any) -> None:
    with pytest.raises(UnreadableSource):
        fetch(site.redirect("/x", target), allow_private=True)
    assert site.asked == ["/x"]


@pytest.mark.parametrize(
    "url", ["ftp://x.example/a", "file:///etc/passwd", "http://", "http:///x", "https://[bad", "http://0177.0.0.1/",
            "http://a b.example/", "http://x.example:99999/", "http://\udcff.example/", "http://" + "a" * 300 + ".example/"]
)  # fmt: skip
def test_what_is_no_address(url: str, names: dict[str, list[str]]) -> None:
    with pytest.raises(UnreadableSource):
        fetch(url)


def test_an_unknown_host(names: dict[str, list[str]]) -> None:
    with pytest.raises(UnreadableSource, match=r"no host gone\.example.*Check the address"):
        fetch("https://gone.example/x")


def test_a_closed_port() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        with pytest.raises(UnreadableSource, match="cannot be reached"):
            fetch(f"http://127.0.0.1:{taken.getsockname()[1]}/", allow_private=True)


@pytest.mark.parametrize(
    ("status", "words"),
    [(403, "403 Forbidden.*Save the page"), (404, "404.*Check the address"), (429, "Try again later"),
     (500, "Try again later"), (304, "304")],
)  # fmt: skip
def test_errors_name_status_and_cure(status: int, words: str, site: Any) -> None:
    with pytest.raises(UnreadableSource, match=words):
        fetch(site.page("/x", "no", status=status), allow_private=True)


@pytest.mark.parametrize(
    "type", ["image/png", "application/pdf", "application/octet-stream", "image/svg+xml", "video/mp4"]
)
def test_other_types_are_refused(type: str, site: Any) -> None:
    with pytest.raises(UnreadableSource, match="Expected a page"):
        fetch(site.page("/x", PAGE, type), allow_private=True)


@pytest.mark.parametrize(
    "type", ["TEXT/HTML", "application/xhtml+xml", "text/plain; charset=utf-8", "application/rss+xml", "application/atom+xml",
             "text/xml", "application/xml", "application/json", "application/feed+json", "application/x-ndjson", None]
)  # fmt: skip
def test_types_that_can_be_read(type: str | None, site: Any) -> None:
    assert fetch(site.page("/x", PAGE, type), allow_private=True).data == PAGE.encode()


def test_a_length_that_is_too_large_is_not_waited_for(site: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "MAX_PAGE_BYTES", 1000)
    with pytest.raises(UnreadableSource, match="larger than"):
        fetch(site.page("/x", "short", Content_Length="1001"), allow_private=True)


def endless(piece: bytes, seconds: float, written: list[int]) -> Callable[[BaseHTTPRequestHandler], None]:
    def answer(request: BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        request.send_header("Content-Type", "text/html")
        request.end_headers()
        while sum(written) < 50_000_000:
            request.wfile.write(piece)
            request.wfile.flush()
            written.append(len(piece))
            time.sleep(seconds)

    return answer


def test_a_body_without_end_is_left_at_the_limit(site: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "MAX_PAGE_BYTES", 100_000)
    written: list[int] = []
    site.pages["/x"] = endless(b"x" * 10_000, 0.0, written)
    with pytest.raises(UnreadableSource, match="larger than"):
        fetch(f"{site.url}/x", allow_private=True)
    time.sleep(0.2)
    assert sum(written) < 40_000_000


def test_a_redirect_with_a_body_without_end(site: Any) -> None:
    def answer(request: BaseHTTPRequestHandler) -> None:
        request.send_response(302)
        request.send_header("Location", "/y")
        request.end_headers()
        for _ in range(2000):
            request.wfile.write(b"x" * 10_000)
            time.sleep(0.01)

    site.pages["/x"] = answer
    site.page("/y", PAGE)
    begin = time.monotonic()
    assert fetch(f"{site.url}/x", allow_private=True).url.endswith("/y")
    assert time.monotonic() - begin < 5


@pytest.mark.parametrize("encoding", ["gzip", "deflate"])
def test_packed_pages(encoding: str, site: Any) -> None:
    packed = gzip.compress(PAGE.encode()) if encoding == "gzip" else zlib.compress(PAGE.encode())
    assert fetch(site.page("/x", packed, Content_Encoding=encoding), allow_private=True).data == PAGE.encode()
    assert site.headers[0]["accept-encoding"] == "gzip, deflate"


def test_the_limit_holds_after_unpacking(site: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "MAX_PAGE_BYTES", 100_000)
    bomb = gzip.compress(b"\0" * 20_000_000)
    assert len(bomb) < 100_000
    with pytest.raises(UnreadableSource, match="larger than"):
        fetch(site.page("/x", bomb, Content_Encoding="gzip"), allow_private=True)


@pytest.mark.parametrize("encoding", ["gzip, gzip", "br", "zstd", "x-unknown"])
def test_packings_without_a_bound_are_refused(encoding: str, site: Any) -> None:
    with pytest.raises(UnreadableSource, match="packed as"):
        fetch(site.page("/x", gzip.compress(gzip.compress(b"x")), Content_Encoding=encoding), allow_private=True)


def test_a_packed_page_that_is_damaged(site: Any) -> None:
    with pytest.raises(UnreadableSource, match="garbled"):
        fetch(site.page("/x", b"no gzip at all", Content_Encoding="gzip"), allow_private=True)


def test_a_page_that_breaks_off(site: Any) -> None:
    with pytest.raises(UnreadableSource, match="breaks off"):
        fetch(site.page("/x", "short", Content_Length="500"), allow_private=True)


def test_no_http_at_all(site: Any) -> None:
    site.pages["/x"] = lambda request: request.wfile.write(b"SSH-2.0-OpenSSH_9\r\n\r\n")
    with pytest.raises(UnreadableSource, match="garbled"):
        fetch(f"{site.url}/x", allow_private=True)


def test_silence(site: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "READ_SECONDS", 0.3)
    site.pages["/x"] = lambda request: time.sleep(3)
    begin = time.monotonic()
    with pytest.raises(UnreadableSource, match="too long"):
        fetch(f"{site.url}/x", allow_private=True)
    assert time.monotonic() - begin < 2


def test_a_body_that_drips_ends_in_time(site: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "TOTAL_SECONDS", 0.6)
    site.pages["/x"] = endless(b"x", 0.05, [])
    begin = time.monotonic()
    with pytest.raises(UnreadableSource, match="too long"):
        fetch(f"{site.url}/x", allow_private=True)
    assert time.monotonic() - begin < 2


def test_headers_that_drip_end_in_time(site: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "TOTAL_SECONDS", 0.6)

    def answer(request: BaseHTTPRequestHandler) -> None:
        for letter in b"HTTP/1.1 200 OK\r\nX: " + b"x" * 200:
            request.wfile.write(bytes([letter]))
            request.wfile.flush()
            time.sleep(0.05)

    site.pages["/x"] = answer
    begin = time.monotonic()
    with pytest.raises(UnreadableSource, match="too long"):
        fetch(f"{site.url}/x", allow_private=True)
    assert time.monotonic() - begin < 2


def test_redirects_share_the_time(site: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "TOTAL_SECONDS", 0.6)
    for number in range(5):
        site.redirect(f"/{number}", f"/{number + 1}")
        quick = site.pages[f"/{number}"]
        site.pages[f"/{number}"] = lambda request, quick=quick: (time.sleep(0.3), quick(request))
    with pytest.raises(UnreadableSource, match="too long"):
        fetch(f"{site.url}/0", allow_private=True)


def test_a_password_is_used_and_not_shown(site: Any) -> None:
    site.page("/x", PAGE)
    got = fetch(f"http://ann:secret@127.0.0.1:{site.port}/x#top", allow_private=True)
    assert got.url == f"{site.url}/x" and site.headers[0]["authorization"].startswith("Basic ")
    with pytest.raises(UnreadableSource) as error:
        fetch(f"http://ann:secret@127.0.0.1:{site.port}/gone", allow_private=True)
    assert "404" in str(error.value) and "secret" not in str(error.value)


def test_the_proxy_of_the_environment(site: Any, names: dict[str, list[str]], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", site.url)
    site.page("http://paper.example/x", PAGE)
    assert fetch("http://paper.example/x").data == PAGE.encode()
    assert site.asked == ["http://paper.example/x"]


def test_a_proxy_is_no_way_into_the_private_network(
    site: Any, names: dict[str, list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", site.url)
    names["inside.example"] = ["10.0.0.1"]
    for url in ("http://inside.example/x", "http://169.254.169.254/x"):
        with pytest.raises(UnreadableSource, match="private network"):
            fetch(url)
    assert site.asked == []


def test_no_proxy_is_respected(site: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    assert fetch(site.page("/x", PAGE), allow_private=True).data


def test_a_proxy_of_another_kind(names: dict[str, list[str]], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("all_proxy", "socks5://127.0.0.1:9")
    with pytest.raises(UnreadableSource, match="HTTPS_PROXY"):
        fetch("http://paper.example/x")


@pytest.mark.parametrize("address", [PUBLIC, "2606:2800:21f:cb07::1", "64:ff9b::5db8:d70e", "::ffff:93.184.215.14"])
def test_public_addresses(address: str) -> None:
    assert is_public(address)


def test_a_page_becomes_an_article(site: Any) -> None:
    site.redirect("/old", "/2024/bridge-closed.html")
    site.page("/2024/bridge-closed.html", PAGE)
    (article,) = read(f"{site.url}/old", allow_private=True)
    assert article.text.startswith("The council voted") and article.title == "Bridge"
    assert article.url == article.origin == f"{site.url}/2024/bridge-closed.html"
    assert article.id.startswith("bridge-closed-")


def test_the_encoding_of_the_header_counts(site: Any) -> None:
    # Byte A4 is the euro sign in this encoding alone, so no guess finds it.
    text = (
        "Le pont coûtera 12 millions de € à la ville, a déclaré le maire, qui veut l'achever avant l'été prochain. " * 4
    )
    url = site.page("/x", text.encode("iso-8859-15"), "text/plain; charset=ISO-8859-15")
    (article,) = read(url, allow_private=True)
    assert article.text == text.strip()


def test_json_lines_at_an_address(site: Any) -> None:
    url = site.page("/news", f'{{"id": "a", "text": "{PROSE}"}}\n{{"id": "b"}}\n', "application/x-ndjson")
    rejected: list[Rejected] = []
    (article,) = read_all([url], rejected.append, allow_private=True)
    assert (article.id, article.origin) == ("a", url)
    assert [one.source for one in rejected] == [f"{url}:2"]


def test_read_all_goes_on_after_an_address_that_fails(site: Any) -> None:
    rejected: list[Rejected] = []
    sources = [f"{site.url}/gone", site.page("/empty", "<html><body></body></html>"), site.page("/x", PAGE)]
    (article,) = read_all(sources, rejected.append, allow_private=True)
    assert article.url == f"{site.url}/x"
    assert [one.source for one in rejected] == sources[:2] and "404" in rejected[0].reason


def test_private_addresses_are_refused_by_default(site: Any) -> None:
    with pytest.raises(UnreadableSource, match="private network"):
        list(read(site.page("/x", PAGE)))
    assert site.asked == []


def test_importing_the_readers_loads_neither_httpx_nor_feedparser() -> None:
    program = "import sys, corpus.readers; print({'httpx', 'httpcore', 'feedparser', 'lxml'} & set(sys.modules))"
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "set()"
