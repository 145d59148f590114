"""A library: a folder of articles that can be searched and asked."""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from corpus import passages as corpus_passages
from corpus.decoding import repair
from corpus.duplicates import alike
from corpus.readers import jsonl
from corpus.types import Article, Passage
from rag import analysis, reading
from rag import settings as rag_settings
from rag.answering import evidence, verify
from rag.answering.prose import Writer
from rag.answering.verify import Checker
from rag.chain import AnswerChain
from rag.claims import extract_all, printed
from rag.claims.types import Claim, PrintedClaim
from rag.errors import LibraryError, OnRecordError, UsageError
from rag.langchain import LibraryRetriever
from rag.library import built_with
from rag.library.register import Fate, Register
from rag.library.store import PassageRow, Store
from rag.library.vectors import VectorIndex
from rag.models import chat, support
from rag.models import embedder as embedders
from rag.models import reader as readers
from rag.models.asked import AskedReader, BundledAskedReader
from rag.models.embedder import Embedder, PassageText, PassageVectors, SentenceTransformerEmbedder
from rag.models.reader import Reader
from rag.retriever import HybridRetriever, Retrieval
from rag.settings import BUNDLED, Settings
from rag.types import AddReport, Facets, Filters, Hit, Rejection, parse_date

if TYPE_CHECKING:
    from types import TracebackType

    from langchain_core.language_models import BaseChatModel

_log = logging.getLogger(__name__)

# Embedded and stored at a time: enough to sort by length, little enough that a kill costs seconds of work.
_CHUNK_PASSAGES = 128
# Articles whose claims are read and stored in one go.
_CLAIM_ARTICLES = 32

Progress = Callable[[float], None]


class Library:
    """Articles with their index, in one folder.

    Safe to use from several threads, and to read while another process adds. Use ``Library.open``; as a context manager it closes itself.
    """

    def __init__(
        self,
        store: Store,
        folder: Path,
        embedder: Embedder,
        reader: Reader,
        asked: AskedReader,
        settings: Settings,
    ) -> None:
        self._store = store
        self._folder = folder
        self._embedder = embedder
        self._reader = reader
        self._asked = asked
        self._ranker = readers.ranker_for_setting(settings.ranker)
        self._settings = settings
        self._index = VectorIndex(store, folder, embedder.dimension)
        self._retriever = HybridRetriever(store, self._index, embedder)

    @classmethod
    def open(
        cls,
        path: str | os.PathLike[str],
        *,
        create: bool = True,
        embedder: Embedder | None = None,
        reader: Reader | None = None,
        asked: AskedReader | None = None,
        **settings: Any,
    ) -> Library:
        """Opens the library folder at ``path``, made when absent unless ``create`` is False. No model is loaded yet.

        ``settings`` are those of ``rag.settings.Settings``; ``embedder`` takes the place of the one they name, and
        ``reader`` and ``asked`` of the bundled ones. Where no embedding is set, it is the one the library was built with.

        Raises:
            LibraryError: there is no such folder, and none is to be created.
            NotALibrary: the path holds something else, or its database is damaged.
            LibraryMismatch: it was built with another embedding model or other passage rules.
            UsageError: a setting is unknown or out of range.
        """
        chosen = rag_settings.load(**settings)
        folder = rag_settings.folder(path)
        if not create and not os.path.exists(folder):
            raise LibraryError(f"There is no library at {folder}. Add articles first: `onrecord add FOLDER`.")
        store = Store(folder)
        try:
            if embedder is None:
                chosen = chosen.model_copy(update={"embedding": built_with.embedding(store, chosen)})
                embedder = embedders.for_setting(chosen.embedding, chosen.cache)
            built_with.check(store, folder, embedder, chosen)
            return cls(
                store,
                folder,
                embedder,
                reader or readers.BundledReader(chosen.cache),
                asked or BundledAskedReader(chosen.cache),
                chosen,
            )
        except BaseException:
            store.close()
            raise

    def warm_up(self) -> None:
        """Loads the models, some seconds' work, so that the first question need not wait for them."""
        self._embedder.embed_questions(["?"])
        self._reader.warm_up()
        if self._ranker:
            self._ranker.warm_up()
        self._asked.read("?")

    @property
    def folder(self) -> Path:
        """Where the library lies."""
        return self._folder

    @property
    def settings(self) -> Settings:
        """The settings it was opened with."""
        return self._settings

    def close(self) -> None:
        """Closes the files; the library cannot be used afterwards."""
        self._store.close()

    def __enter__(self) -> Library:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    # Articles in and out.

    def add(
        self,
        articles: Iterable[Article | Mapping[str, Any]],
        *,
        progress: Progress | None = None,
        rejected: Sequence[Rejection] = (),
    ) -> AddReport:
        """Adds articles, each replacing its earlier version where it has changed.

        That is the article of the same id; of one whose id was made of its address or its file's name, the article of the
        same address or file, which keeps the id it has. What is stored stays stored if a later one fails.
        Mappings have the fields of the JSON format. One that holds no article is rejected with the reason and the
        rest is added; ``rejected`` are earlier ones, to be reported with them. ``progress`` is told how many
        articles are done, in parts of an article.

        Raises:
            LibraryBusy: another process is writing, or has stored another article under the id of one of these.
        """
        started = time.perf_counter()
        refused = list(rejected)
        register = Register(self._store.known())
        counts: dict[Fate, int] = {"added": 0, "updated": 0, "unchanged": 0, "duplicates": 0}
        seen = 0.0
        changed: dict[str, None] = {}
        waiting: list[tuple[Article, tuple[Passage, ...]]] = []

        def flush() -> None:
            nonlocal seen
            self._index_articles(
                waiting, None if progress is None else lambda part: progress(seen + part), register.expects
            )
            seen += len(waiting)
            waiting.clear()

        for number, given in enumerate(articles, 1):
            try:
                article = _parsed(given)
            except ValueError as error:
                refused.append(Rejection(f"article {number}", str(error)))
                continue
            article, fate = register.place(article)
            counts[fate] += 1
            if fate in ("added", "updated"):
                changed[article.id] = None
                # The same article twice in one call: the later version is the one that counts.
                waiting[:] = [pair for pair in waiting if pair[0].id != article.id]
                waiting.append(self._split(article))
                if sum(len(passages) for _, passages in waiting) >= _CHUNK_PASSAGES:
                    flush()
            else:
                seen += 1
            if progress:
                progress(seen)
        flush()
        self._index.sync()
        total, passages = self._store.counts()
        seconds = round(time.perf_counter() - started, 3)
        return AddReport(
            **counts,
            rejected=tuple(refused),
            articles=total,
            passages=passages,
            seconds=seconds,
            changed=tuple(changed),
        )

    def earlier(self, articles: Iterable[Article]) -> list[Article]:
        """The stored articles that ``add`` would replace by these, or find unchanged."""
        register = Register(self._store.known())
        ids = []
        for given in articles:
            with suppress(ValueError):
                ids.append(register.place(_parsed(given))[0].id)
        return list(self._store.articles_by_id(ids).values())

    def restore(self, articles: Sequence[Article]) -> None:
        """Puts articles back as they were, each under its own id, whatever else the library holds; all of them or none.

        Raises:
            LibraryBusy: another process is writing.
        """
        self._index_articles([self._split(one) for one in articles], None)
        self._index.sync()

    def remove(self, ids: Sequence[str]) -> None:
        """Removes articles; all of them or none.

        Raises:
            ArticleNotFound: one of them is not there.
        """
        self._store.remove([ids] if isinstance(ids, str) else ids)
        self._index.sync()

    def articles(self) -> list[Article]:
        """Every article, newest first, those without a date last."""
        return self._store.articles()

    def article(self, article_id: str) -> Article:
        """One article; raises ArticleNotFound when there is none of that id."""
        return self._store.article(article_id)

    def copies(self) -> list[tuple[Article, ...]]:
        """Articles that print the same text, the largest group first; within a group the earliest first, undated last."""
        articles = self.articles()
        groups = alike([one.text for one in articles])
        return [
            tuple(sorted((articles[at] for at in group), key=lambda one: one.published or "9999")) for group in groups
        ]

    # Searching and asking.

    def retrieve(self, question: str, k: int = 8, filters: Filters | Mapping[str, Any] | None = None) -> Retrieval:
        """Like ``search``, with everything the answering steps need to know of each passage.

        Raises:
            UsageError: the question is empty, ``k`` is below 1, or a filter cannot be understood.
        """
        if not question.strip():
            raise UsageError("The question is empty. Ask something, for example: who accused whom?")
        if k < 1:
            raise UsageError(f"k is {k}; at least one passage has to be asked for.")
        found = self._retriever.retrieve(question.strip(), max(k, reading.READ), Filters.parse(filters))
        read = reading.read(found, self._reader, self._ranker)
        return replace(read, passages=read.passages[:k])

    def search(self, query: str, k: int = 8, filters: Filters | Mapping[str, Any] | None = None) -> list[Hit]:
        """The passages that answer best, best first, fewer than ``k`` when there are fewer.

        Raises:
            UsageError: as ``retrieve`` does.
        """
        return [one.hit() for one in self.retrieve(query, k, filters).passages]

    def claims(
        self,
        topic: str = "",
        *,
        speaker: str = "",
        stance: str = "",
        target: str = "",
        filters: Filters | Mapping[str, Any] | None = None,
    ) -> list[PrintedClaim]:
        """Who said what: about a topic, nearest first, or everything, newest article first.

        ``speaker`` and ``target`` match when their words stand in the claim's, whatever the case, accents and script.
        Namings of one party are told by ``who`` and ``against``; what many outlets print is one claim.
        A topic is looked up as a question is, so it gives the claims of the passages found.

        Raises:
            UsageError: there is no such stance, or a filter cannot be understood.
        """
        wanted = Filters.parse(filters)
        if not topic.strip():
            every = [
                one for article, own in self._store.claims(filters=wanted) for one in printed.printed(article, own)
            ]
            return printed.chosen(printed.together(every), speaker, stance, target)
        ranked = evidence.quotations(self.retrieve(topic, reading.READ, wanted))
        nearness = {(one.article.id, one.start): one.nearness for one in ranked}
        held = self._claims_of({identifier for identifier, _ in nearness})
        return printed.chosen(printed.together(printed.nearest(held, nearness)), speaker, stance, target)

    def _claims_of(self, ids: Iterable[str]) -> list[PrintedClaim]:
        """The claims of the articles of these ids."""
        return [one for article, own in self._store.claims(ids) for one in printed.printed(article, own)]

    def as_retriever(self, k: int = 8, filters: Filters | Mapping[str, Any] | None = None) -> LibraryRetriever:
        """A LangChain retriever; each Document holds a passage, with the hit's other fields as metadata."""
        return LibraryRetriever(search=self.search, k=k, filters=Filters.parse(filters))

    def as_chain(self, model: str | BaseChatModel | None = None) -> AnswerChain:
        """A LangChain Runnable from ``{"question", "history", "filters"}`` (or a question alone) to an Answer.

        ``model`` is a chat model as PROVIDER:NAME, or one of LangChain's, by default the setting's; with an empty name
        answers are quotations.

        Raises:
            ModelNotFound: its package is not installed, or it cannot be set up.
            UsageError: the name cannot be understood.
        """
        chosen = self._settings.model if model is None else model
        writer = self._writer(chosen) if chosen else None
        return AnswerChain(self.retrieve, self._asked, self._claims_of, risk=self._settings.risk, writer=writer)

    def _writer(self, model: str | BaseChatModel) -> Writer:
        chosen = self._settings
        if isinstance(model, str):
            opened = self._chat(model)
        else:
            opened = chat.ChatModel(model, model.get_name(), chosen.timeout, chosen.replies)
        return Writer(opened, self._checker().check, self._claims_of)

    def _checker(self) -> Checker:
        # Its thresholds are those of the bundled model, whatever the library was embedded with.
        if isinstance(self._embedder, SentenceTransformerEmbedder) and self._settings.embedding == BUNDLED:
            return Checker(self._embedder, support.for_cache(self._settings.cache))
        return verify.bundled()

    def _chat(self, name: str) -> chat.ChatModel:
        chosen = self._settings
        return chat.open_model(name, base_url=chosen.base_url, timeout=chosen.timeout, replies=chosen.replies)

    # Looking after it.

    def stats(self) -> dict[str, Any]:
        """Figures of the library, ready for JSON."""
        articles, passages = self._store.counts()
        files = [path for path in self._folder.iterdir() if path.is_file()]
        return {
            "library": str(self._folder),
            "articles": articles,
            "passages": passages,
            "languages": self._store.languages(),
            "sources": self._store.sources(),
            "embedding": self._embedder.name,
            "reader": self._reader.name,
            "dimension": self._embedder.dimension,
            "passage_chars": self._settings.passage_chars,
            "bytes": sum(path.stat().st_size for path in files),
        }

    def facets(self) -> Facets:
        """What filters can choose from, with counts."""
        store = self._store
        return Facets(store.sources(), store.languages(), store.authors(), store.days(), store.stances())

    def reindex_claims(self, progress: Progress | None = None) -> int:
        """Reads the claims of every article anew and says how many there are; what is done stays done when it stops."""
        articles, count = self.articles(), 0
        for first in range(0, len(articles), _CLAIM_ARTICLES):
            claims = self._read_claims(articles[first : first + _CLAIM_ARTICLES])
            self._store.put_claims(claims)
            count += sum(map(len, claims.values()))
            if progress:
                progress(min(first + _CLAIM_ARTICLES, len(articles)))
        return count

    def _read_claims(self, articles: Sequence[Article]) -> dict[str, tuple[Claim, ...]]:
        """Each article's claims by its id; a title is not read, since it names no speaker that its text does not."""
        model = self._chat(self._settings.model) if self._settings.model else None
        try:
            found = extract_all([one.text for one in articles], [one.language for one in articles], model)
        except OnRecordError:
            raise
        except Exception:
            if len(articles) > 1:
                return {name: claims for one in articles for name, claims in self._read_claims([one]).items()}
            # Grammar never ends: a sentence that the rules fail on must not keep an article out of the library.
            _log.warning("The claims of %r could not be read; it is kept without them.", articles[0].id, exc_info=True)
            found = [()]
        return {one.id: claims for one, claims in zip(articles, found, strict=True)}

    def problems(self) -> list[str]:
        """What is wrong with the stored articles, in words; empty when nothing is.

        The vector index, a cache of them, is mended on opening.
        """
        return self._store.problems()

    def _split(self, article: Article) -> tuple[Article, tuple[Passage, ...]]:
        return article, corpus_passages.split(article, self._settings.passage_chars)

    def _index_articles(
        self,
        articles: Sequence[tuple[Article, tuple[Passage, ...]]],
        progress: Progress | None,
        expects: Callable[[str], Collection[str]] | None = None,
    ) -> None:
        """Embeds the passages of several articles together and stores each article whole; ``expects`` as ``Store.put``."""
        if not articles:
            return
        texts = [_text(article, passage) for article, passages in articles for passage in passages]
        share = len(articles) / max(1, len(texts))
        vectors = iter(
            self._embedder.embed_passages(texts, None if progress is None else lambda done: progress(done * share))
        )
        claims = self._read_claims([article for article, _ in articles])
        self._store.put(
            [
                (article, [_row(article, passage, next(vectors)) for passage in passages], claims[article.id])
                for article, passages in articles
            ],
            expects,
        )


def _parsed(given: Article | Mapping[str, Any]) -> Article:
    if isinstance(given, Article):
        if not any(char.isalnum() for char in given.text):
            raise ValueError("The article's text is empty.")
        return _storable(given)
    if isinstance(given, Mapping):
        return jsonl.article(dict(given))
    raise ValueError(f"Expected an Article or a mapping, found {type(given).__name__}.")


def _storable(article: Article) -> Article:
    """The article as a database can hold it; raises ValueError when its date is none."""
    if article.published and parse_date(article.published) != article.published:
        raise ValueError(f'"published" is {article.published!r}; expected an ISO date such as "2020-11-01".')
    values = {item.name: getattr(article, item.name) for item in fields(article)}
    repaired: dict[str, Any] = {
        name: repair(value) if isinstance(value, str) else tuple(map(repair, value)) for name, value in values.items()
    }
    return Article(**repaired)


def _text(article: Article, passage: Passage) -> PassageText:
    offsets = tuple((one.start - passage.start, one.end - passage.start) for one in passage.sentences)
    return PassageText(article.title, passage.text, offsets)


def _row(article: Article, passage: Passage, vectors: PassageVectors) -> PassageRow:
    return PassageRow(
        start=passage.start,
        end=passage.end,
        sentences=np.array([(one.start, one.end) for one in passage.sentences], np.int32).reshape(-1, 2),
        vector=vectors.passage,
        sentence_vectors=vectors.sentences,
        terms=analysis.terms(f"{article.title}\n{passage.text}", article.language),
    )
