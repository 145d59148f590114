"""How fast: indexing beside the plain recipe in one run, and answering over a library of 10,000 passages.

``python -m eval.bench``. Both sides index the same articles with the same weights, in turns, each in a process of its
own that has loaded and warmed its model before the clock starts. The plain recipe is LangChain's: recursive splitter
of 1,000 characters with 200 of overlap, HuggingFaceEmbeddings in float32, FAISS from documents, all in memory. Ours is
``Library.add`` into a folder on disk: passages and a vector for every sentence, search terms, one synced file.
"""

from __future__ import annotations

import importlib.util
import json as json_module
import multiprocessing
import os
import platform
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from enum import StrEnum
from itertools import cycle
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import typer
from rich.console import Console
from rich.table import Table

from corpus import passages, readers, sentences
from corpus.duplicates import copy_key
from corpus.types import Article
from eval import libraries, metrics, sets
from rag import Library
from rag import settings as rag_settings
from rag.errors import OnRecordError, UsageError
from rag.models import bundled, workers
from rag.models import embedder as embedders
from rag.models.embedder import Embedder, PassageText, PassageVectors, Vectors
from rag.models.reader import Reader

# What is aimed at: ours over the plain recipe on a CPU with bfloat16 units, the median answer but for reading, and the
# median reading of its passages with and without such units.
RATIO = 3.0
MEDIAN_MS = 300.0
READING_MS = {True: 200.0, False: 600.0}
STEPS = ("embed", "retrieve", "read", "answer", "total")

_EXTRAS = ("langchain_text_splitters", "langchain_huggingface", "langchain_community")
_SEED = 0
# Asked before the clock starts, beside the questions themselves.
_WARM_UP = 5
# Far below any probability, so that every question walks the whole way to its citations.
_NEVER_REFUSE = 1e-300
# Sentences in a paragraph of a recombined article, and articles put in one call of ``add``.
_PARAGRAPH = 4
_FILL = 100

_COLD = """
import json, sys, time
started = time.perf_counter()
from rag import Library
imported = time.perf_counter()
with Library.open(sys.argv[1]) as library:
    opened = time.perf_counter()
    answer = library.as_chain().invoke(sys.argv[2])
    answered = time.perf_counter()
steps = {"import": imported - started, "open": opened - imported, "first answer": answered - opened}
print(json.dumps({key: round(value, 3) for key, value in steps.items()}))
"""


class Part(StrEnum):
    """What can be measured by itself."""

    INDEXING = "indexing"
    ANSWERING = "answering"


@dataclass(frozen=True, slots=True)
class Machine:
    """Where it was measured. ``load`` is the run queue's mean over the minute before, which ought to be near 0."""

    cpu: str
    cores: int
    bfloat16: bool
    torch: str
    load: float


@dataclass(frozen=True, slots=True)
class Pass:
    """One indexing of all articles: its seconds, and the passages or chunks that came of them."""

    seconds: float
    pieces: int


@dataclass(frozen=True, slots=True)
class Indexing:
    """Both sides' speed in characters of article text a second, each over all its rounds."""

    articles: int
    characters: int
    plain: tuple[Pass, ...]
    own: tuple[Pass, ...]

    @property
    def plain_speed(self) -> float:
        """The plain recipe's characters a second."""
        return self._speed(self.plain)

    @property
    def own_speed(self) -> float:
        """Our characters a second."""
        return self._speed(self.own)

    @property
    def ratio(self) -> float:
        """How many times as fast as the plain recipe we are."""
        return self.own_speed / self.plain_speed

    def _speed(self, rounds: Sequence[Pass]) -> float:
        return self.characters * len(rounds) / sum(one.seconds for one in rounds)


@dataclass(frozen=True, slots=True)
class Answering:
    """Milliseconds of each step over all questions, by percentile, and seconds of a process's first answer."""

    passages: int
    questions: int
    fill_seconds: float
    steps: dict[str, dict[str, float]]  # step -> {"p50", "p90", "p99"}
    cold: dict[str, float]  # "import", "open", "first answer", "process"


class FillEmbedder:
    """Fills a library fast: passages get pseudo-random unit vectors, questions are embedded by the real model.

    It has the real model's name, so the library opens as one of it. How long a question takes does not depend on
    where the vectors point: exact search looks at all of them, and as many candidates are read either way. (Here the
    nearest by vector and the nearest by words are different passages, so that more are read than in a real library.)
    """

    def __init__(self, real: Embedder) -> None:
        self._real = real
        self._generator = np.random.default_rng(_SEED)
        self.milliseconds = 0.0  # of the last call of ``embed_questions``

    @property
    def name(self) -> str:
        """The real model's name."""
        return self._real.name

    @property
    def dimension(self) -> int:
        """The real model's."""
        return self._real.dimension

    def embed_passages(
        self, passages: Sequence[PassageText], progress: Callable[[int], None] | None = None
    ) -> list[PassageVectors]:
        """Vectors that say nothing, each of unit length."""
        found = [PassageVectors(self._units(1)[0], self._units(len(one.sentences))) for one in passages]
        if progress:
            progress(len(found))
        return found

    def embed_questions(self, questions: Sequence[str]) -> Vectors:
        """The real model's vectors; the time they took stays in ``milliseconds``."""
        started = time.perf_counter()
        vectors = self._real.embed_questions(questions)
        self.milliseconds = (time.perf_counter() - started) * 1000
        return vectors

    def _units(self, n: int) -> Vectors:
        vectors = self._generator.standard_normal((n, self.dimension), np.float32)
        unit: Vectors = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
        return unit


def main(
    articles: Annotated[
        Path | None, typer.Option(help="File or folder to index; the sample articles, recombined, without it.")
    ] = None,
    chars: Annotated[
        int | None, typer.Option(min=1, help="Characters to index: 200,000 of the samples, or all of --articles.")
    ] = None,
    rounds: Annotated[int, typer.Option(min=1, help="How often each side indexes, in turns.")] = 2,
    passages: Annotated[int, typer.Option(min=1, help="Passages of the library that answers.")] = 10_000,
    questions: Annotated[int, typer.Option(min=1, help="Questions asked of it.")] = 100,
    part: Annotated[Part | None, typer.Option(help="One part alone.")] = None,
    json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """Measure indexing beside the plain recipe, and answering."""
    if part is not Part.ANSWERING:
        check_extras()
    found_on = machine()
    source = f"{articles}" if articles else "the sample articles' sentences, recombined"
    indexed = answered = None
    if part is not Part.ANSWERING:
        indexed = indexing(taken(articles, chars), rounds)
    if part is not Part.INDEXING:
        answered = answering(passages, questions)
    if json:
        sys.stdout.write(json_module.dumps(document(found_on, source, indexed, answered), ensure_ascii=False) + "\n")
    else:
        show(Console(), found_on, source, indexed, answered)


def check_extras() -> None:
    """Raises UsageError when the plain recipe's packages are not installed."""
    absent = [one for one in _EXTRAS if importlib.util.find_spec(one) is None]
    if absent:
        raise UsageError(
            f"The plain recipe needs {', '.join(one.replace('_', '-') for one in absent)}, which is not installed. "
            "Run `pip install onrecord[bench]`, or measure answers alone with --part answering."
        )


def machine() -> Machine:
    """This machine, as it is now."""
    import torch  # takes seconds

    return Machine(
        cpu=_cpu(),
        cores=len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1,
        bfloat16=workers.has_bfloat16(),
        torch=str(torch.__version__),
        load=round(os.getloadavg()[0], 2) if hasattr(os, "getloadavg") else 0.0,
    )


def taken(path: Path | None, chars: int | None) -> list[Article]:
    """What is indexed: the path's articles up to ``chars`` characters, or as many characters made of the samples.

    Copies are left out, because a library would not embed them and the plain recipe would.

    Raises:
        UsageError: the path holds no article.
    """
    if path:
        given: Iterable[Article] = readers.read_all([str(path)], lambda rejected: None)
    else:
        given, chars = recombined(libraries.sample_articles()), chars or 200_000
    found: dict[str, Article] = {}
    length = 0
    for one in given:
        if chars is not None and length >= chars:
            break
        if one.text.strip() and copy_key(one) not in found:
            found[copy_key(one)] = one
            length += len(one.text)
    if not found:
        raise UsageError(f"{path} holds no article. Name a file or folder that `onrecord add` can read.")
    return list(found.values())


def recombined(articles: Sequence[Article]) -> Iterator[Article]:
    """Articles without end, each of the length and language of a given one, of sentences drawn from its language."""
    generator = random.Random(_SEED)  # noqa: S311 - no secret
    pools: dict[str, list[str]] = {}
    for one in articles:
        pools.setdefault(one.language, []).extend(found.text for found in sentences.split(one.text, one.language))
    for number, pattern in enumerate(cycle(articles)):
        drawn: list[str] = []
        while sum(map(len, drawn)) < len(pattern.text):
            drawn.append(generator.choice(pools[pattern.language]))
        paragraphs = (" ".join(drawn[at : at + _PARAGRAPH]) for at in range(0, len(drawn), _PARAGRAPH))
        yield Article(
            text="\n\n".join(paragraphs),
            id=f"recombined-{number}",
            title=f"{pattern.title} {number}",
            source="recombined",
            language=pattern.language,
        )


def indexing(articles: Sequence[Article], rounds: int) -> Indexing:
    """Both sides' times, in turns; raises UsageError when the plain recipe's packages are missing."""
    check_extras()
    cache = rag_settings.load().cache
    weights = bundled.folder(cache)
    # A process each: our embedder gives every thread one core, and torch keeps that for the whole process.
    context = multiprocessing.get_context("spawn")
    with (
        ProcessPoolExecutor(1, context, _load_plain, (weights,)) as plain,
        ProcessPoolExecutor(1, context, _load_own, (cache,)) as own,
    ):
        first = articles[:1]
        plain.submit(_plain_pass, first).result()
        own.submit(_own_pass, first).result()
        passes = [
            (plain.submit(_plain_pass, articles).result(), own.submit(_own_pass, articles).result())
            for _ in range(rounds)
        ]
    return Indexing(
        articles=len(articles),
        characters=sum(len(one.text) for one in articles),
        plain=tuple(one for one, _ in passes),
        own=tuple(one for _, one in passes),
    )


def answering(
    n_passages: int, n_questions: int, real: Embedder | None = None, reader: Reader | None = None
) -> Answering:
    """Times of questions, one after another, over a library of so many passages in a folder of its own.

    ``real`` embeds the questions and ``reader`` reads for them; without them, those that the settings name. The first
    answer of a process is timed with the latter alone.
    """
    chosen = rag_settings.load()
    embedder = FillEmbedder(real or embedders.for_setting(chosen.embedding, chosen.cache))
    asked = _questions(n_questions)
    with tempfile.TemporaryDirectory(prefix="onrecord-bench-") as place:
        folder = Path(place) / "bench.library"
        started = time.perf_counter()
        with Library.open(folder, embedder=embedder, reader=reader, risk=_NEVER_REFUSE) as library:
            total = _fill(library, n_passages)
            filled = time.perf_counter() - started
        cold = {} if real else _cold(folder, asked[0])
        with Library.open(folder, embedder=embedder, reader=reader, risk=_NEVER_REFUSE) as library:
            chain = library.as_chain()
            for question in asked[:_WARM_UP]:
                chain.invoke(question)
            times: dict[str, list[float]] = {step: [] for step in STEPS}
            for question in asked:
                found = dict(chain.invoke(question).timings_ms)
                found["embed"] = embedder.milliseconds
                found["retrieve"] -= embedder.milliseconds
                for step in STEPS:
                    times[step].append(found[step])
    steps = {step: _rounded(metrics.percentiles(values)) for step, values in times.items()}
    return Answering(total, len(asked), round(filled, 1), steps, cold)


def document(found_on: Machine, source: str, indexed: Indexing | None, answered: Answering | None) -> dict[str, Any]:
    """Everything measured, ready for JSON. ``met`` is null where the aim is for another kind of CPU."""
    found: dict[str, Any] = {"machine": asdict(found_on)}
    if indexed:
        found["indexing"] = {
            "source": source,
            **asdict(indexed),
            "plain_characters_per_second": round(indexed.plain_speed),
            "own_characters_per_second": round(indexed.own_speed),
            "ratio": round(indexed.ratio, 2),
            "target": RATIO,
            "met": indexed.ratio >= RATIO if found_on.bfloat16 else None,
        }
    if answered:
        reading = answered.steps["read"]["p50"]
        rest = answered.steps["total"]["p50"] - reading
        found["answering"] = {
            **asdict(answered),
            "target_ms": MEDIAN_MS,
            "met": rest < MEDIAN_MS,
            "reading_target_ms": READING_MS[found_on.bfloat16],
            "reading_met": reading < READING_MS[found_on.bfloat16],
        }
    return found


def show(
    console: Console, found_on: Machine, source: str, indexed: Indexing | None, answered: Answering | None
) -> None:
    """The same for people."""
    units = "with bfloat16 units" if found_on.bfloat16 else "without bfloat16 units"
    console.print(
        f"{found_on.cpu}, {found_on.cores} cores, {units}, torch {found_on.torch}, load before {found_on.load}"
    )
    if indexed:
        table = Table(title=f"Indexing {indexed.articles} articles, {indexed.characters:,} characters: {source}")
        table.add_column("")
        for title in ("pieces", "seconds of each round", "characters a second"):
            table.add_column(title, justify="right")
        for name, rounds, speed in (
            ("plain recipe, float32", indexed.plain, indexed.plain_speed),
            ("On Record", indexed.own, indexed.own_speed),
        ):
            seconds = ", ".join(f"{one.seconds:.1f}" for one in rounds)
            table.add_row(name, str(rounds[0].pieces), seconds, f"{speed:,.0f}")
        console.print(table)
        aim = f"{RATIO:g} and more on a CPU with bfloat16 units, which this one "
        console.print(f"Ratio {indexed.ratio:.2f}; aimed at: {aim}{'has' if found_on.bfloat16 else 'has not'}.")
    if answered:
        table = Table(title=f"Answering {answered.questions} questions over {answered.passages:,} passages, in ms")
        table.add_column("")
        for rank in next(iter(answered.steps.values())):
            table.add_column(rank, justify="right")
        for step, values in answered.steps.items():
            table.add_row(step, *(f"{one:.1f}" for one in values.values()))
        console.print(table)
        reading = answered.steps["read"]["p50"]
        rest = answered.steps["total"]["p50"] - reading
        console.print(
            f"Median but for reading {rest:.0f} ms; aimed at: under {MEDIAN_MS:.0f} ms. Reading {reading:.0f} ms; aimed at: "
            f"under {READING_MS[found_on.bfloat16]:.0f} ms."
        )
        if answered.cold:
            console.print("A new process: " + ", ".join(f"{key} {value:.2f} s" for key, value in answered.cold.items()))


# Indexing, in the processes.

_loaded: Any = None


def _load_plain(weights: Path) -> None:
    global _loaded  # noqa: PLW0603 - a process's own
    # Of an extra, and heavy.
    from langchain_huggingface import HuggingFaceEmbeddings  # type: ignore[import-not-found,unused-ignore]
    from transformers.utils import logging as transformers_logging

    # It says at length that the pooler, which nobody uses, has no weights.
    transformers_logging.set_verbosity_error()  # type: ignore[no-untyped-call]
    transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    _loaded = HuggingFaceEmbeddings(
        model_name=str(weights), model_kwargs={"device": "cpu", "model_kwargs": {"dtype": "float32"}}
    )


def _plain_pass(articles: Sequence[Article]) -> Pass:
    from langchain_community.vectorstores import FAISS  # type: ignore[import-not-found,unused-ignore]
    from langchain_core.documents import Document
    from langchain_text_splitters import RecursiveCharacterTextSplitter  # type: ignore[import-not-found,unused-ignore]

    documents = [Document(page_content=one.text, metadata={"title": one.title, "id": one.id}) for one in articles]
    started = time.perf_counter()
    chunks = RecursiveCharacterTextSplitter(chunk_size=1000, chunk_overlap=200).split_documents(documents)
    FAISS.from_documents(chunks, _loaded)
    return Pass(round(time.perf_counter() - started, 3), len(chunks))


def _load_own(cache: Path) -> None:
    global _loaded  # noqa: PLW0603 - a process's own
    _loaded = embedders.for_setting(rag_settings.BUNDLED, cache)


def _own_pass(articles: Sequence[Article]) -> Pass:
    with ExitStack() as stack:
        place = stack.enter_context(tempfile.TemporaryDirectory(prefix="onrecord-bench-"))
        started = time.perf_counter()
        library = stack.enter_context(Library.open(Path(place) / "bench.library", embedder=_loaded))
        report = library.add(articles)
        return Pass(round(time.perf_counter() - started, 3), report.passages)


# Answering.


def _fill(library: Library, wanted: int) -> int:
    """Adds recombined articles until there are ``wanted`` passages, or a few more; how many there are then."""
    most = library.settings.passage_chars
    waiting: list[Article] = []
    total = coming = 0
    for article in recombined(libraries.sample_articles()):
        waiting.append(article)
        coming += len(passages.split(article, most))
        if total + coming >= wanted or len(waiting) == _FILL:
            total = library.add(waiting).passages
            waiting, coming = [], 0
        if total >= wanted:
            break
    return total


def _questions(wanted: int) -> list[str]:
    """So many of the built-in questions, as they would be typed, in a random order that is always the same."""
    known = [one.question for one in sets.join([sets.load(name) for name in sets.BUILT_IN]).questions]
    random.Random(_SEED).shuffle(known)  # noqa: S311 - no secret
    return [one for one, _ in zip(cycle(known), range(wanted), strict=False)]


def _cold(folder: Path, question: str) -> dict[str, float]:
    """Seconds of the steps to the first answer in a process of its own, and of the whole process."""
    started = time.perf_counter()
    done = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-c", _COLD, str(folder), question], capture_output=True, text=True, check=False
    )
    whole = time.perf_counter() - started
    if done.returncode:
        raise OnRecordError(f"The first answer of a new process failed: {done.stderr.strip().splitlines()[-1:]}")
    steps: dict[str, float] = json_module.loads(done.stdout.splitlines()[-1])
    return {**steps, "process": round(whole, 3)}


def _rounded(values: dict[str, float]) -> dict[str, float]:
    return {key: round(value, 2) for key, value in values.items()}


def _cpu() -> str:
    information = Path("/proc/cpuinfo")
    if information.is_file():
        for line in information.read_text("utf-8", "replace").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


if __name__ == "__main__":
    application = typer.Typer(add_completion=False)
    application.command()(main)
    try:
        application()
    except OnRecordError as error:
        sys.exit(str(error))
