"""A real chat model over a real wire: SmolLM2, 135 million parameters, served by llama.cpp on loopback.

It is about the worst writer there is, so what is tested is that nobody is misled by it and that an answer is had.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from eval import small_model
from rag import Library
from rag.errors import ModelNotFound

QUESTION = "Why did the dam break early on Monday, what did engineers blame?"


@pytest.fixture(scope="module")
def smollm() -> Iterator[str]:
    """The server's address."""
    try:
        with small_model.served() as url:
            yield url
    except ModelNotFound as error:
        pytest.skip(str(error))


def test_the_worst_model_streams_misleads_nobody_and_leaves_a_useful_answer(stocked: Library, smollm: str) -> None:
    model = small_model.client(smollm, 60)
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
    told = small_model.told(answer)
    assert all(one["cited"] for one in told["statements"]) and told["notice"] == answer.notice
