"""Names for articles that bring none: readable, and the same whenever the same article is read again."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from pathlib import PurePath
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

from corpus.decoding import repair, tidy
from corpus.types import Article

_SLUG_CHARS = 48
# Parameters that say where a reader came from, not what the page is.
_TRACKING = re.compile(r"utm_|fbclid|gclid|mc_|at_|xtor|ref$|source$|share$|amp$", re.I)


def derived_id(article: Article) -> str:
    """An id from the article's URL, or from its title and text when it has none.

    It ends in a hash of the URL alone (``url_hashes``), by which a later version of a page is known whatever its headline.
    """
    if article.url:
        key = normal_url(article.url)
        path = unquote(re.sub(r"^[^/]*//[^/]*|[?#].*$", "", article.url)).rstrip("/")
        name = re.sub(r"\.[a-z]{2,5}$", "", path.rsplit("/", 1)[-1]) or article.title
        if not re.search(r"[^\W\d_]{3}", name):
            name = article.title or name
    else:
        key = f"{article.title}\x1f{article.text}"
        name = article.title or article.text[:60]
    stem = slug(name)
    return f"{stem}-{_short(key)}" if stem else _short(key)


def file_ids(origin: str) -> tuple[str, ...]:
    """The ids of an article that is named after its file, most wanted first.

    The file's name, the same after its folder's, and this with a hash of ``origin``, its whole path. Of an upload
    (``upload:OWNER/PATH``) the owner is not named.
    """
    path = PurePath(re.sub("^upload:(?:[^/]*/)?", "", repair(origin)))
    name = tidy(path.stem).strip()
    longer = "-".join(filter(None, (slug(path.parent.name), name)))
    return tuple(dict.fromkeys((name, longer, f"{longer}-{_short(repair(origin))}")))


def url_hashes(url: str) -> tuple[str, str]:
    """What ends the id of a page of this URL: as it is made now, and as it was while values alone counted (``?4711`` did not)."""
    return _short(normal_url(url)), _short(_normal(url, with_blank=False))


def normal_url(url: str) -> str:
    """The address without scheme, ``www.``, fragment, tracking parameters and final slash; a malformed one as it is."""
    return _normal(url, with_blank=True)


def slug(text: str) -> str:
    """Lower-case words of any script joined by hyphens, at most 48 characters, cut between words."""
    plain = unicodedata.normalize("NFKD", text).casefold()
    plain = "".join(
        char for char in plain if not unicodedata.combining(char) or (not char.isascii() and ord(char) > 0x36F)
    )
    words = re.findall(r"\w+", unicodedata.normalize("NFC", plain).replace("_", " "))
    out = ""
    for word in words:
        if out and len(out) + 1 + len(word) > _SLUG_CHARS:
            break
        out = f"{out}-{word}" if out else word[:_SLUG_CHARS]
    return out


def _normal(url: str, *, with_blank: bool) -> str:
    try:
        parts = urlsplit(url.strip())
        port = f":{parts.port}" if parts.port not in (None, 80, 443) else ""
    except ValueError:
        return url.strip()
    pairs = parse_qsl(parts.query, keep_blank_values=with_blank)
    query = urlencode(sorted(pair for pair in pairs if not _TRACKING.match(pair[0])))
    host = (parts.hostname or "").removeprefix("www.")
    return f"{host}{port}{unquote(parts.path).rstrip('/')}{'?' + query if query else ''}"


def _short(key: str) -> str:
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:8]
