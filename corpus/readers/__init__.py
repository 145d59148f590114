"""Files, folders and addresses to articles: one file a format in this folder, chosen by name and then by content."""

from __future__ import annotations

import glob
import os
import re
import stat
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from corpus import decoding
from corpus.errors import NoArticle, SourceError, UnreadableSource, unforeseen
from corpus.fetching import fetch
from corpus.ids import derived_id, file_ids
from corpus.readers import feed, html, jsonl, text
from corpus.types import Article

__all__ = ["Rejected", "derived_id", "expand", "is_url", "read", "read_all", "read_bytes"]

# A press article is some kilobytes; a file beyond this is a dump of something else and would only exhaust memory.
MAX_BYTES = 64 * 1024 * 1024
# JSON lines are read as a stream, so a corpus in one file may be larger.
MAX_JSONL_BYTES = 4 * 1024 * 1024 * 1024

_HTML = frozenset((".html", ".htm", ".xhtml", ".shtml", ".php", ".aspx"))
_LOOKS_HTML = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:(?><!--.*?-->)\s*)*+<(?:!doctype\s+html|html|head|body|article|div|p|meta|title|h1)\b",
    re.IGNORECASE | re.DOTALL,
)
_LOOKS_JSON = re.compile(r'\s*(?:\[\s*)?\{\s*"')
_LOOKS_XML = re.compile(r"\s*<\?xml\b")


@dataclass(frozen=True, slots=True)
class Rejected:
    """A source, or one line or entry of it ("news.jsonl:12", a page a feed names), that gave no article, and why."""

    source: str
    reason: str


OnReject = Callable[[Rejected], None]


def is_url(source: str) -> bool:
    """Whether a source is an address on the web rather than a path."""
    return bool(re.match(r"[a-z][a-z0-9+.-]+://", source, re.IGNORECASE))


def expand(sources: Iterable[str | os.PathLike[str]]) -> list[str]:
    """Every file and address the sources stand for, each once, the files of one source sorted by path.

    A folder stands for all files below it, a pattern (``*``, ``?``, ``[``, ``**``) for the files it matches; hidden
    files and folders are skipped unless named, and so are pipes and devices. An address stands for itself, and ``~``
    at the beginning for the home folder.

    Raises:
        UnreadableSource: a path does not exist, or a pattern or folder holds no file.
    """
    found: dict[str, None] = {}
    for given in sources:
        source = os.fspath(given)
        if is_url(source):
            found[source] = None
            continue
        path = _typed(source)
        try:
            if path.is_dir():
                files = _files_below(path)
                if not files:
                    raise UnreadableSource(f"The folder {source} holds no file to read.")
            elif path.exists():
                files = [str(path)]
            elif glob.has_magic(source):
                files = sorted(
                    file
                    for match in glob.glob(str(path), recursive=True)
                    for file in (_files_below(Path(match)) if os.path.isdir(match) else [match])
                    if not _is_special(file)
                )
                if not files:
                    raise UnreadableSource(f"No file matches {source}.")
            else:
                raise UnreadableSource(f"There is no file or folder {source}. Check the spelling of the path.")
        except (OSError, ValueError) as error:
            raise UnreadableSource(f"{source} cannot be looked at: {_cause(error)}.") from error
        found.update(dict.fromkeys(files))
    return list(found)


def read(
    source: str | os.PathLike[str], on_reject: OnReject | None = None, *, allow_private: bool = False
) -> Iterator[Article]:
    """The articles in one file or at one address, each with an id and its origin.

    A path is taken as it is; ``expand`` is for one that somebody typed.
    A file with one article and no URL of its own names it after itself (``NAME.txt`` gives ``NAME``).
    A feed stands for the pages its entries name, which are fetched one after the other.
    Lines of a JSONL file and entries of a feed that hold no article go to ``on_reject``; without it the other
    articles still come, and then the first such line is raised.
    ``allow_private`` also reads from addresses on this machine and in its private network.

    Raises:
        UnreadableSource: missing, not permitted, too large, or in no format that can be read.
        NoArticle: it holds nothing but menus, forms or white space.
    """
    name = os.fspath(source)
    if is_url(name):
        page = fetch(name, allow_private=allow_private)
        yield from read_bytes(
            page.data, name, url=page.url, declared=page.charset, on_reject=on_reject, allow_private=allow_private
        )
        return
    path = Path(name)
    suffix = path.suffix.lower()
    try:
        size = path.stat().st_size
        # The file's own name, not that of what a link leads to: it names the article.
        origin = str(path.parent.resolve() / path.name)
        if path.is_dir():
            raise UnreadableSource(f"{name} is a folder; expand() lists its files.")
        if suffix in (".jsonl", ".ndjson") and size > MAX_BYTES:
            if size > MAX_JSONL_BYTES:
                raise UnreadableSource(f"{name} is larger than {MAX_JSONL_BYTES >> 30} GB. Split it.")
            with path.open("rb") as stream, unforeseen(name):
                for article in _reporting(name, jsonl.read_lines(stream), on_reject):
                    yield replace(article, origin=origin)
            return
        # A pipe or a device tells no size beforehand.
        with path.open("rb") as stream:
            data = stream.read(MAX_BYTES + 1)
    except OSError as error:
        raise UnreadableSource(f"{name} cannot be read: {_cause(error)}.") from error
    if len(data) > MAX_BYTES:
        raise UnreadableSource(
            f"{name} is larger than {MAX_BYTES >> 20} MB, too much for one page. Split it, or use .jsonl."
        )
    for article in read_bytes(data, name, on_reject=on_reject, allow_private=allow_private):
        yield article if article.origin else replace(article, origin=origin)


def read_bytes(
    data: bytes,
    name: str,
    *,
    url: str = "",
    declared: str = "",
    on_reject: OnReject | None = None,
    allow_private: bool = False,
) -> Iterator[Article]:
    """The articles in the bytes of a file or page called ``name``.

    ``url`` is where they came from, when that is an address; ``declared`` an encoding some header named.
    The pages that a feed names are fetched, as ``read`` does with the same ``allow_private``.

    Raises:
        UnreadableSource, NoArticle: as ``read`` does.
    """
    with unforeseen(name):
        for article in _parsed(data, name, url, declared, on_reject, allow_private):
            yield article if article.origin else replace(article, origin=url)


def read_all(
    sources: Iterable[str | os.PathLike[str]], on_reject: OnReject, *, allow_private: bool = False
) -> Iterator[Article]:
    """The articles of many sources; whatever gives none goes to ``on_reject`` and the rest is still read.

    Two files of one call that have the same name in different folders get different ids: the second is
    called after its folder too, and a third by its path.
    """
    owners: dict[str, str] = {}
    for source in sources:
        try:
            files = expand([source])
        except SourceError as error:
            on_reject(Rejected(os.fspath(source), str(error)))
            continue
        for file in files:
            try:
                for article in read(file, on_reject, allow_private=allow_private):
                    yield _distinct(article, owners)
            except SourceError as error:
                on_reject(Rejected(file, str(error)))


def _parsed(
    data: bytes, name: str, url: str, declared: str, on_reject: OnReject | None, allow_private: bool
) -> Iterator[Article]:
    try:
        content = decoding.decode(data, declared)
    except decoding.NotText:
        raise UnreadableSource(f"{name} is no text, HTML, JSON file or feed. Convert it to one of these.") from None
    if not content.strip():
        raise NoArticle(f"{name} is empty.")
    suffix = "" if url else Path(name).suffix.lower()
    stem = "" if url else decoding.tidy(Path(name).stem).strip()
    if suffix not in _HTML and feed.is_feed(content):
        items = feed.read(content, name, lambda link: fetch(link, allow_private=allow_private), url)
        yield from _reporting(name, items, on_reject)
        return
    if suffix in jsonl.SUFFIXES or (suffix not in _HTML and _LOOKS_JSON.match(content[:2000])):
        records = jsonl.records(content)
        if records is not None:
            yield from _reporting(name, records, on_reject)
            return
        if suffix in jsonl.SUFFIXES:
            raise UnreadableSource(
                f'{name} is not valid JSON. Expected one object with a "text" a line, or a list of them.'
            )
    if suffix in _HTML or _LOOKS_HTML.match(content[:4000]):
        article = html.read(content, url=url)
    elif _LOOKS_XML.match(content[:200]):
        raise UnreadableSource(f"{name} is XML, but neither a page nor a feed. Convert it to text, HTML or JSON lines.")
    else:
        article = text.read(content, url=url)
    if not article.text:
        raise NoArticle(f"{name} holds no article text, only menus, forms or white space.")
    yield replace(article, id=stem) if stem and not article.url else replace(article, id=derived_id(article))


def _distinct(article: Article, owners: dict[str, str]) -> Article:
    ids = file_ids(article.origin)
    if article.url or article.id != ids[0]:
        return article
    free = next((one for one in ids if owners.get(one, article.origin) == article.origin), ids[-1])
    owners[free] = article.origin
    return replace(article, id=free)


def _reporting(
    name: str, items: Iterator[Article | jsonl.BadLine | feed.BadEntry], on_reject: OnReject | None
) -> Iterator[Article]:
    first: Rejected | None = None
    count = 0
    for item in items:
        if isinstance(item, Article):
            count += 1
            yield item if item.id else replace(item, id=derived_id(item))
            continue
        place = item.source if isinstance(item, feed.BadEntry) else f"{name}:{item.line}"
        rejected = Rejected(place, item.reason)
        first = first or rejected
        if on_reject:
            on_reject(rejected)
    if first and not on_reject:
        raise UnreadableSource(f"{first.source}: {first.reason}")
    if not count and not first:
        raise NoArticle(f"{name} holds no article.")


def _typed(source: str) -> Path:
    """The path that somebody typed; ``~`` alone or with a user's name is a home folder, ``~$report.docx`` a file."""
    try:
        return Path(source).expanduser()
    except RuntimeError:
        return Path(source)


def _files_below(folder: Path) -> list[str]:
    files = []
    for parent, folders, names in os.walk(folder):
        folders[:] = sorted(one for one in folders if not one.startswith("."))
        files += [os.path.join(parent, one) for one in names if not one.startswith(".")]
    return sorted(file for file in files if not _is_special(file))


def _is_special(file: str) -> bool:
    """Whether it is a pipe, a socket or a device, which may never end; a broken link is none, and reading it tells so."""
    try:
        return not stat.S_ISREG(os.stat(file).st_mode)
    except OSError:
        return False


def _cause(error: OSError | ValueError) -> str:
    return (getattr(error, "strerror", None) or str(error)).lower()
