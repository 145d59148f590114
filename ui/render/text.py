"""Text of strangers as HTML text, attributes and links, and the lines that every drawing shares."""

from __future__ import annotations

import html
import re
from typing import Final
from urllib.parse import urlsplit

from ui.words import Words, language_name, long_date

# Characters no page should carry: C0 and C1 controls other than tab and line feed, and lone surrogates,
# which cannot be sent as UTF-8 at all.
_UNPRINTABLE: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
# Direction overrides. Element borders hold them in ordinary text; an attribute has no such border.
_BIDI: Final = re.compile("[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]")
_LANGUAGE: Final = re.compile(r"[a-zA-Z]{2,3}(?:-[a-zA-Z0-9]{2,8})*")
_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


def escape(value: str) -> str:
    """The value as the content of an element."""
    return html.escape(_UNPRINTABLE.sub("\ufffd", value))


def attribute(value: str) -> str:
    """The value as an attribute in double quotes."""
    return html.escape(_UNPRINTABLE.sub("\ufffd", _BIDI.sub("", value)))


def lang(code: str) -> str:
    """`` lang="fr"``; nothing for what is no language tag."""
    return f' lang="{code}"' if _LANGUAGE.fullmatch(code) else ""


def label(value: str) -> str:
    """A small heading in our own words."""
    return f'<h3 class="label">{escape(value)}</h3>'


def day(published: str, words: Words) -> str:
    """A date as a reader writes it; what is no ISO day comes back as it is."""
    written = escape(long_date(published, words))
    return f'<time datetime="{published}">{written}</time>' if _DAY.fullmatch(published) else f"<bdi>{written}</bdi>"


def about(source: str, published: str, language: str, words: Words) -> str:
    """Outlet, date and language of an article on one line."""
    parts = [f'<bdi class="outlet">{escape(source or words["unknown"])}</bdi>']
    parts.append(day(published, words) if published else f"<span>{escape(words['undated'])}</span>")
    if language:
        parts.append(f"<bdi>{escape(language_name(language, words))}</bdi>")
    return '<span class="dot"> · </span>'.join(parts)


def is_web_address(url: str) -> bool:
    """Whether a link may lead there: http or https, a host, no white space or control character."""
    if not url or re.search(r"[\s\x00-\x20\x7f]", url):
        return False
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.netloc)
