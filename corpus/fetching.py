"""One address on the web to its bytes, guarded: what an address may reach, how long it may take, how much it may send.

An article's links and a site's redirects are written by strangers, and the program often runs inside a network that
trusts it. So every connection, that of each redirect included, goes to an address that was looked up once, found to
be public, and is then used itself: a name that answers differently the second time it is asked gains nothing.

Where the environment names a proxy (``HTTPS_PROXY`` and its like, ``NO_PROXY`` respected) the proxy is used, as curl
and httpx do. The proxy then looks names up, so a name that this machine cannot find is left to it; one that this
machine finds to be private is refused all the same.

``robots.txt`` is not consulted: nothing is crawled. Only addresses that a user named are asked for, and the entries
of a feed that a user named, which its publisher offers to programs.
"""

from __future__ import annotations

import ipaddress
import re
import socket
import time
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, cast

from corpus.errors import UnreadableSource
from corpus.version import version

if TYPE_CHECKING:
    import ssl

    import httpcore
    import httpx

# Seconds: to connect to one address, of silence, and for everything from the first name looked up to the last byte.
CONNECT_SECONDS = 10.0
READ_SECONDS = 15.0
TOTAL_SECONDS = 60.0
# After decompression. The largest newspaper front pages are some 5 MB.
MAX_PAGE_BYTES = 16 * 1024 * 1024
MAX_REDIRECTS = 5

_ACCEPT = "text/html,application/xhtml+xml,application/xml;q=0.9,application/json;q=0.8,text/plain;q=0.8"
# Read by corpus.readers; a page that names no type is judged by its content.
_READABLE = re.compile(
    r"|text/(?:html|plain|xml|markdown)"
    r"|application/(?:xml|(?:xhtml|rss|atom|rdf)\+xml|json|feed\+json|x-ndjson|ndjson|jsonl|json-?lines|json-seq)"
)
# Deflate's best ratio is 1032 (zlib's technical notes), so a piece of 64 KB from the network unpacks to 66 MB at worst
# before it is counted. Brotli and zstd know no such bound, so they are not asked for.
_ENCODINGS = ("", "identity", "gzip", "deflate")
# Addresses of the old world inside those of the new: the translator of 64:ff9b::/96 (RFC 6052) connects to the former.
_TRANSLATED = ipaddress.IPv6Network("64:ff9b::/96")
_CURE = "Save the page in a browser and add the file."


@dataclass(frozen=True, slots=True)
class Fetched:
    """What an address gave.

    ``data`` is decompressed, ``url`` the address after redirects, without password and fragment; ``media_type`` and
    ``charset`` are those of the Content-Type header, each empty where it names none.
    """

    data: bytes
    url: str
    media_type: str = ""
    charset: str = ""


def fetch(url: str, *, allow_private: bool = False) -> Fetched:
    """The page at an http or https address.

    ``allow_private`` also reaches this machine and its private network, which is refused otherwise.

    Raises:
        UnreadableSource: the address is malformed, private, not there, too slow, too large or of no type that can be
            read; the message says which and what to do.
    """
    # Loaded late: a tenth of a second that reading files does not need.
    import httpcore
    import httpx

    guard = _Guard(url, allow_private)
    try:
        with httpx.Client(
            transport=cast("httpx.BaseTransport", _Transport(guard)),
            headers={"User-Agent": _user_agent(), "Accept": _ACCEPT, "Accept-Encoding": "gzip, deflate"},
            timeout=httpx.Timeout(READ_SECONDS, connect=CONNECT_SECONDS),
            trust_env=False,  # the transport sees to proxies and certificates
        ) as client:
            request = client.build_request("GET", url)
            for _ in range(MAX_REDIRECTS + 1):
                if request.url.scheme not in ("http", "https") or not request.url.host:
                    raise UnreadableSource(f"{guard.name(request.url.host)} is no http or https address.")
                # Redirects one by one: httpx would read the body of each to its end, however long.
                response = client.send(request, stream=True, follow_redirects=False)
                if response.next_request is None:
                    return _received(response, guard)
                request = response.next_request
            raise UnreadableSource(
                f"{guard.url} is redirected more than {MAX_REDIRECTS} times. Give the final address."
            )
    except httpx.InvalidURL as error:
        raise UnreadableSource(f"{guard.url} is no address: {str(error).rstrip('.').lower()}.") from error
    except (httpcore.TimeoutException, TimeoutError) as error:
        raise UnreadableSource(f"{guard.url} takes too long to answer. Try again later.") from error
    except (httpcore.ConnectError, httpcore.ProxyError) as error:
        raise UnreadableSource(
            f"{guard.url} cannot be reached: {_cause(error)}. Check the address and the connection."
        ) from error
    except (httpx.HTTPError, httpcore.NetworkError, httpcore.ProtocolError) as error:
        raise UnreadableSource(f"{guard.url} breaks off or is garbled: {_cause(error)}. Try again later.") from error


def _received(response: httpx.Response, guard: _Guard) -> Fetched:
    """The body of a final response, counted as it comes."""
    url = guard.url
    if not response.is_success:
        raise UnreadableSource(f"{url} answers {_status(response)}")
    media_type = response.headers.get("content-type", "").partition(";")[0].strip().lower()
    if not _READABLE.fullmatch(media_type):
        raise UnreadableSource(f"{url} is of type {media_type[:80]}. Expected a page, a feed, text or JSON.")
    encoding = response.headers.get("content-encoding", "").strip().lower()
    if encoding not in _ENCODINGS:
        raise UnreadableSource(f"{url} is packed as {encoding[:80]}, which was not asked for. {_CURE}")
    too_large = UnreadableSource(
        f"{url} is larger than {MAX_PAGE_BYTES >> 20} MB, too much for one page. Download it and add the file."
    )
    length = response.headers.get("content-length", "")
    if len(length) > 18 or (length.isdecimal() and int(length) > MAX_PAGE_BYTES):
        raise too_large
    data = bytearray()
    for piece in response.iter_bytes():
        data += piece
        if len(data) > MAX_PAGE_BYTES:
            raise too_large
    final = response.url.copy_with(username=None, password=None, fragment=None)
    return Fetched(bytes(data), str(final), media_type, response.charset_encoding or "")


def _status(response: httpx.Response) -> str:
    code = response.status_code
    if code in (401, 402, 403, 407, 451):
        cure = f"It asks for a log-in or keeps programs out. {_CURE}"
    elif code in (404, 410):
        cure = "The page is not there. Check the address."
    elif code == 429:
        cure = "It was asked too often. Try again later."
    elif code >= 500:
        cure = "The site has trouble. Try again later."
    else:
        cure = _CURE
    return f"{code} {response.reason_phrase}".strip() + f". {cure}"


class _Guard:
    """What holds for one fetch, all its redirects together: its time, and whom it may speak to."""

    def __init__(self, url: str, allow_private: bool) -> None:
        self.url = re.sub(r"(?<=//)[^/?#]*@", "", url)  # as errors show it: without a password
        self._allow_private = allow_private
        self._end = time.monotonic() + TOTAL_SECONDS

    def left(self, seconds: float | None) -> float:
        """The seconds a step may take, at most ``seconds``; raises TimeoutError when none are left."""
        left = self._end - time.monotonic()
        if left <= 0:
            raise TimeoutError
        return left if seconds is None else min(left, seconds)

    def name(self, host: str) -> str:
        """How an error names a host: after the address that led there."""
        return self.url if host in self.url else f"{self.url} leads to {host[:80]}, which"

    def addresses(self, host: str, port: int) -> list[str]:
        """The IP addresses of a host, all of them permitted.

        Raises:
            UnreadableSource: the host is not found, or one of its addresses is not public. One suffices: no site of
                the open web mixes them, and a name that was set up to be asked until it answers well does.
        """
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            raise _HostNotFound(
                f"{self.name(host)} cannot be found: there is no host {host[:80]}. Check the address and the connection."
            ) from error
        addresses = list(dict.fromkeys(str(info[4][0]) for info in found))
        if not self._allow_private and not all(map(is_public, addresses)):
            raise UnreadableSource(
                f"{self.name(host)} lies on this machine or in a private network, which is not read from. {_CURE}"
            )
        return addresses


class _HostNotFound(UnreadableSource):
    """No address is known for a name; a proxy may know one."""


def is_public(address: str) -> bool:
    """Whether an IP address is one of the open internet: not of this machine, a private network, a link, a group."""
    ip = ipaddress.ip_address(address)
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour
        if ip in _TRANSLATED:
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(str(inner))
        if ip.is_site_local:
            return False
    return ip.is_global and not (ip.is_multicast or ip.is_reserved or ip.is_unspecified)


class _Backend:
    """An httpcore.NetworkBackend that connects to what the guard permits and hands out streams that keep its time."""

    def __init__(self, guard: _Guard, *, to_proxy: bool = False) -> None:
        self._guard = guard
        self._to_proxy = to_proxy

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> _Stream:
        import httpcore

        # The proxy is the choice of whoever set the environment, and most often a private address.
        addresses = [host] if self._to_proxy else self._guard.addresses(host, port)
        for number, address in enumerate(addresses, 1):
            try:
                stream = httpcore.SyncBackend().connect_tcp(
                    address, port, self._guard.left(timeout), local_address, socket_options
                )
                return _Stream(stream, self._guard)
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                if number == len(addresses):
                    raise
        raise httpcore.ConnectError(f"{host} has no address")


class _Stream:
    """An httpcore.NetworkStream that ends in time: a byte every few seconds would satisfy any other timeout."""

    def __init__(self, stream: httpcore.NetworkStream, guard: _Guard) -> None:
        self._stream = stream
        self._guard = guard

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._guard.left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._guard.left(timeout))

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> _Stream:
        stream = self._stream.start_tls(ssl_context, server_hostname, self._guard.left(timeout))
        return _Stream(stream, self._guard)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)

    def close(self) -> None:
        self._stream.close()


class _Transport:
    """An httpx.BaseTransport over connections of our own: httpx.HTTPTransport takes no network backend."""

    def __init__(self, guard: _Guard) -> None:
        self._guard = guard
        self._pools: list[httpcore.ConnectionPool] = []

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        import httpcore
        import httpx

        url = request.url
        pool = self._pool(url)
        self._pools.append(pool)
        answer = pool.handle_request(
            httpcore.Request(
                request.method,
                httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path),
                headers=request.headers.raw,
                extensions=request.extensions,
            )
        )
        body = cast("Iterable[bytes]", answer.stream)
        return httpx.Response(answer.status, headers=answer.headers, content=body, extensions=answer.extensions)

    def close(self) -> None:
        for pool in self._pools:
            pool.close()

    def __enter__(self) -> _Transport:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _pool(self, url: httpx.URL) -> httpcore.ConnectionPool:
        """The way to one host: straight, or through the proxy that the environment names for it."""
        import httpcore
        import httpx

        backend = cast("httpcore.NetworkBackend", _Backend(self._guard))
        named = _proxy(url.scheme, url.host)
        if not named:
            return httpcore.ConnectionPool(_certificates(), network_backend=backend)
        try:
            proxy = httpx.Proxy(named if "://" in named else f"http://{named}")
        except (ValueError, httpx.InvalidURL):
            proxy = None
        if proxy is None or proxy.url.scheme not in ("http", "https"):
            raise UnreadableSource(
                f"{self._guard.url} would go through a proxy of a kind that is not supported. "
                "Name an http:// proxy in HTTPS_PROXY and HTTP_PROXY, or none."
            )
        port = url.port or {"http": 80, "https": 443}[url.scheme]
        with suppress(_HostNotFound):
            self._guard.addresses(url.host, port)
        return httpcore.HTTPProxy(
            str(proxy.url),
            proxy_auth=proxy.raw_auth,
            ssl_context=_certificates(),
            network_backend=cast("httpcore.NetworkBackend", _Backend(self._guard, to_proxy=True)),
        )


def _proxy(scheme: str, host: str) -> str:
    """The proxy the environment names for a host, empty for none."""
    from urllib.request import getproxies, proxy_bypass

    named = getproxies()
    found = named.get(scheme) or named.get("all") or ""
    return "" if not found or proxy_bypass(host) else found


@lru_cache(maxsize=1)
def _certificates() -> ssl.SSLContext:
    """The certificates trusted, those named by SSL_CERT_FILE and SSL_CERT_DIR before httpx's own; 20 ms to read."""
    import httpx

    return httpx.create_ssl_context()


@lru_cache(maxsize=1)
def _user_agent() -> str:
    """The name the program gives itself, in the form of programs that read the web's pages."""
    return f"Mozilla/5.0 (compatible; onrecord/{version()})"


def _cause(error: Exception) -> str:
    return (str(error) or type(error).__name__).rstrip(".")
