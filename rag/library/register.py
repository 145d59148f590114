"""Which stored article one to be added is a version of: the one under its id, at its address, or from its file."""

from __future__ import annotations

import os
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cached_property
from pathlib import PurePath
from typing import Literal

from corpus.duplicates import copy_key
from corpus.ids import derived_id, file_ids, normal_url, url_hashes
from corpus.readers import jsonl
from corpus.types import Article
from rag.library.store import Known

Fate = Literal["added", "updated", "unchanged", "duplicates"]


class Register:
    """What a library holds, article by article, while a call adds more.

    An id that was given identifies an article. One that was made of an address, a file's name or the article's words is
    no more than a name: there the article of the same address, file or words counts, by whatever id it was stored.
    """

    def __init__(self, known: Mapping[str, Known]) -> None:
        self._before = known
        self._known = dict(known)
        self._copies = {one.copy_key: identifier for identifier, one in known.items()}
        self._named: dict[str, str] = {}  # ids as they came in this call, with the ids they were stored under
        self._met: set[str] = set()  # ids under which an article of this call is stored
        self._placed: dict[str, set[str]] = defaultdict(set)  # digests of this call's articles by their ids

    def place(self, article: Article) -> tuple[Article, Fate]:
        """The article under its id in the library, and what becomes of it: a duplicate is left out."""
        given = article.id or derived_id(article)
        article = replace(article, id=self._id(article, given))
        fate = self._fate(article)
        self._named[given] = article.id
        self._met.add(article.id)
        self._placed[article.id].add(article.digest)
        return article, fate

    def expects(self, identifier: str) -> frozenset[str]:
        """The digests under which an article can be stored, as far as this call knows: none where its id was free."""
        before = self._before.get(identifier)
        return frozenset({*self._placed[identifier], *([before.digest] if before else [])})

    def _fate(self, article: Article) -> Fate:
        earlier, key = self._known.get(article.id), copy_key(article)
        if earlier and earlier.digest == article.digest:
            return "unchanged"
        if not earlier and key in self._copies:
            return "duplicates"
        # What an update takes back is no longer there to be a copy of.
        if earlier and self._copies.get(earlier.copy_key) == article.id:
            del self._copies[earlier.copy_key]
        self._known[article.id] = Known(article.digest, key, article.origin, article.url)
        self._copies[key] = article.id
        return "updated" if earlier else "added"

    def _id(self, article: Article, given: str) -> str:
        if article.url:
            return self._of_page(article, given) if _ending(given) in url_hashes(article.url) else given
        if article.origin and given in file_ids(article.origin):
            return self._of_file(article, given)
        return self._of_words(article, given) if given == derived_id(article) else given

    def _of_page(self, article: Article, given: str) -> str:
        """The id of the page at this address, which is another one when its headline was corrected."""
        page = normal_url(article.url)
        # Many articles may come with the address of the front page, and only their headlines tell them apart.
        if given in self._known or not re.search("[/?]", page):
            return given
        if given in self._named:
            return self._named[given]
        endings = (one for ending in {*url_hashes(article.url)} for one in self._endings[ending])
        held = [one for one in endings if normal_url(self._before[one].url) == page]
        # Of several nobody knows which it is, whatever of them this call has brought already.
        return held[0] if len(held) == 1 and held[0] not in self._met else given

    def _of_file(self, article: Article, given: str) -> str:
        """The id of the article of this file, else the first of its names that is free."""
        names = file_ids(article.origin)
        origins = _origins(article.origin)
        own = [one for one in names if one in self._known and self._known[one].origin in origins]
        if given in own:
            return given
        # Where its name was taken, the article of a file was once called after its words.
        found = self._single(own) or self._single(self._worded[article.origin])
        if found:
            return found
        for one in names[names.index(given) :]:
            if one not in self._known or self._known[one].digest == article.digest:
                return one
        return self._of_words(article, derived_id(article))

    def _of_words(self, article: Article, given: str) -> str:
        """An id made of title and text, with the outlet where another one prints the same, and is kept as well."""
        key = copy_key(article)
        return given if given not in self._known or self._known[given].copy_key == key else f"{given}-{key[:8]}"

    def _single(self, ids: Iterable[str]) -> str:
        """The only one of them, and empty where there is none or a choice; what this call stored is a different article."""
        left = [one for one in ids if one not in self._met]
        return left[0] if len(left) == 1 else ""

    @cached_property
    def _endings(self) -> Mapping[str, list[str]]:
        """The ids of earlier calls by what follows their last hyphen."""
        found: dict[str, list[str]] = defaultdict(list)
        for one in self._before:
            found[_ending(one)].append(one)
        return found

    @cached_property
    def _worded(self) -> Mapping[str, list[str]]:
        """The ids of earlier calls that were made of an article's words, by file; of JSON, which holds many, none."""
        found: dict[str, list[str]] = defaultdict(list)
        for one, known in self._before.items():
            made = not known.url and re.fullmatch("[0-9a-f]{8}", _ending(one)) and one not in file_ids(known.origin)
            if made and PurePath(known.origin).suffix.lower() not in jsonl.SUFFIXES:
                found[known.origin].append(one)
        return found


def _origins(origin: str) -> frozenset[str]:
    """Where an article's file is said to be: as it is said now, and as it was before links and owners were named."""
    upload = re.match("upload:[^/]*/(.*)", origin, re.DOTALL)
    return frozenset({origin, f"upload:{upload[1]}"} if upload else {origin, os.path.realpath(origin)})


def _ending(identifier: str) -> str:
    return identifier.rpartition("-")[2]
