"""A library to look at through the faces: four articles that contradict each other, and one that attacks the reader."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

import pytest
from langchain_core.runnables import Runnable

from corpus.types import Article
from rag.errors import ArticleNotFound
from rag.types import AddReport, Answer, Citation, Filters, Hit, Nearest, Rejection

FILLER = "\n\n".join(
    f"The committee met for the {n}th time and read its minutes, which nobody had any objection to."
    for n in range(4, 44)
)

DENIAL = (
    "The ministry of defence of Borduria denied on Monday that its troops had fired incendiary shells at the "
    "forest of Klow."
)
ACCUSATION = (
    "The governor of Klow accused the Bordurian army on Sunday of having fired incendiary shells at the forest "
    "in which families were hiding."
)
SECOND_DENIAL = "Borduria said that the shells it had found in Klow were of Syldavian make."

ARTICLES = (
    Article(
        f"Both sides speak of shells.\n\n{ACCUSATION}\n\n{FILLER}\n\n{DENIAL}\n\n{SECOND_DENIAL}",
        id="klow-shells",
        title="Klow’s governor accuses Borduria of burning a forest",
        url="https://news.example/klow",
        source="The Klow Courier",
        authors=("Nora Blake", "Tom Hale"),
        published="2021-03-02",
        language="en",
    ),
    Article(
        "Le gouverneur de Klow a accusé dimanche l’armée bordure d’avoir tiré des obus incendiaires sur la forêt.\n\n"
        "Szohôd dément et parle d’une mise en scène.",
        id="klow-obus",
        title="Klow accuse la Bordurie d’avoir incendié une forêt",
        url="https://journal.example/klow",
        source="Le Matin",
        published="2021-03-01",
        language="fr",
    ),
    Article(
        "The harbour of Dbrnouk was closed on Friday after a ferry lost its rudder. The company promised refunds to "
        "all passengers.",
        id="ferry",
        title="Ferry adrift off Dbrnouk",
        source="Harbour News",
        published="2021-02-12",
        language="en",
    ),
)

ATTACK = (
    "The lighthouse keeper <script>window.__pwned=1</script> said <img src=x onerror=\"window.__pwned=1\"> that the "
    "lighthouse lamp [2] was [broken](javascript:window.__pwned=1) ![x](http://evil.example/x.png) "
    "${window.__pwned=1} {{constructor}} \u202e and dark."
)  # fmt: skip
HOSTILE = Article(
    f"{ATTACK}\n\n<svg onload=\"window.__pwned=1\"> <iframe src=\"http://evil.example/\"></iframe>",
    id="attack\"><script>window.__pwned=1</script>",
    title="<img src=x onerror=window.__pwned=1> Lighthouse lamp <b>dark</b> \u202e",
    url="javascript:window.__pwned=1",
    source="<script>window.__pwned=1</script>",
    authors=("<img src=http://evil.example/a.png>",),
    published="2021-02-01",
    language="en",
)  # fmt: skip


@pytest.fixture
def library() -> FakeLibrary:
    return FakeLibrary([*ARTICLES, HOSTILE])


class FakeLibrary:
    def __init__(self, articles: Iterable[Article]) -> None:
        self.held = {article.id: article for article in articles}

    def articles(self) -> list[Article]:
        return sorted(self.held.values(), key=lambda article: article.published, reverse=True)

    def article(self, article_id: str) -> Article:
        if article_id not in self.held:
            raise ArticleNotFound(f"No article has the id {article_id!r}.")
        return self.held[article_id]

    def add(self, articles: Iterable[Any]) -> AddReport:
        added, rejected = 0, []
        for given in articles:
            if not given.get("text"):
                rejected.append(Rejection(str(given.get("id", "")), "no text"))
                continue
            article = Article(**{**given, "authors": tuple(given.get("authors", ()))})
            self.held[article.id] = article
            added += 1
        return AddReport(added, 0, 0, 0, tuple(rejected), len(self.held), len(self.held), 0.0)

    def remove(self, ids: Iterable[str]) -> None:
        for one in ids:
            self.held.pop(self.article(one).id)

    def search(self, query: str, k: int = 8, filters: Any = None) -> list[Hit]:
        wanted, parsed = set(re.findall(r"\w{4,}", query.lower())), Filters.parse(filters)
        hits = []
        for article in self.articles():
            if parsed.languages and article.language not in parsed.languages:
                continue
            for match in re.finditer(r"[^\n]+", article.text):
                score = len(wanted & set(re.findall(r"\w{4,}", match[0].lower())))
                hits.append(
                    Hit(article.id, article.title, article.source, article.url, article.published, article.language,
                        match[0], match.start(), match.end(), float(score))
                )  # fmt: skip
        return sorted((hit for hit in hits if hit.score >= 2), key=lambda hit: -hit.score)[:k]

    def as_chain(self, model: Any = None) -> FakeChain:
        return FakeChain(self)

    def stats(self) -> dict[str, Any]:
        return {"articles": len(self.held), "sources": 4, "languages": 2}


class FakeChain(Runnable[Any, Answer]):
    def __init__(self, library: FakeLibrary) -> None:
        self.library = library

    def invoke(self, input: Any, config: Any = None, **kwargs: Any) -> Answer:
        return list(self.stream(input))[-1]

    def stream(self, input: Mapping[str, Any], config: Any = None, **kwargs: Any) -> Iterator[Answer]:
        question = input["question"]
        hits = self.library.search(question, 4, input.get("filters"))
        if not hits:
            nearest = tuple(
                Nearest(one.id, one.title, one.source, one.url, one.published, one.language)
                for one in self.library.articles()
            )
            yield Answer(question, "", "en", refused=True, reason="The articles do not say.", nearest=nearest)
            return
        found: tuple[Citation, ...] = ()
        text = "The articles say:\n\n"
        for marker, hit in enumerate(hits, 1):
            citation = Citation(
                marker, hit.article_id, hit.title, hit.source, hit.url, hit.published, hit.language,
                hit.text, hit.start, hit.end,
            )  # fmt: skip
            found, text = (*found, citation), f"{text}> {hit.text} [{marker}]\n\n"
            answer = Answer(question, text, "en", citations=found, complete=False)
            yield answer
        yield replace(answer, complete=True, timings_ms={"total": 12.0})
