"""The library as a model of OpenAI's kind, and what a server counts."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from browsing import running
from fake_openai import fake_openai
from fakes import HashEmbedder, OverlapReader, WordedQuestions
from fastapi.testclient import TestClient

from eval.attacks import run as attacks
from rag import Library
from rag.errors import LibraryBusy, LibraryError, ModelDamaged, UsageError
from rag.types import Answer, Citation, Statement
from ui.openai import content
from ui.server import create_app

QUESTION = "Who accused Borduria of having fired incendiary shells?"


@pytest.fixture
def client(library: Library) -> Iterator[TestClient]:
    with TestClient(create_app(library, []), base_url="http://127.0.0.1") as client:
        yield client


def ask(client: TestClient, **more: Any) -> Any:
    return client.post(
        "/v1/chat/completions", json={"model": "x", "messages": [{"role": "user", "content": QUESTION}], **more}
    )


def events(text: str) -> list[str]:
    """What a stream says, its comments left out."""
    return [line.removeprefix("data: ") for line in text.split("\n\n") if line.startswith("data: ")]


def test_a_chat_client_gets_the_answer_and_where_its_numbers_lead(client: TestClient) -> None:
    found = ask(client, temperature=0.3).json()
    whole = client.post("/api/ask", json={"question": QUESTION}).json()
    message = found["choices"][0]["message"]
    assert found["object"] == "chat.completion" and message["role"] == "assistant"
    assert message["content"].startswith(whole["answer"])
    assert f"[1] {whole['citations'][0]['title']}" in message["content"]
    assert found["onrecord"]["citations"] == whole["citations"]
    assert client.get("/v1/models").json()["data"][0]["id"] == "onrecord"


def test_a_stream_adds_up_to_the_whole(client: TestClient) -> None:
    lines = events(ask(client, stream=True).text)
    assert lines[-1] == "[DONE]"
    chunks = [json.loads(line) for line in lines[:-1]]
    assert len(chunks) > 3 and {one["object"] for one in chunks} == {"chat.completion.chunk"}
    text = "".join(one["choices"][0]["delta"].get("content", "") for one in chunks)
    assert text == ask(client).json()["choices"][0]["message"]["content"]
    assert chunks[-1]["choices"][0]["finish_reason"] == "stop"


def test_earlier_messages_are_the_conversation(client: TestClient) -> None:
    messages = [
        {"role": "system", "content": "Be brief."},
        {"role": "user", "content": [{"type": "text", "text": QUESTION}]},
        {"role": "assistant", "content": "Syldavia."},
        {"role": "user", "content": "And when was that?"},
    ]
    found = client.post("/v1/chat/completions", json={"messages": messages}).json()
    assert found["onrecord"]["rewritten"] == f"And when was that? ({QUESTION})"


def test_a_request_without_a_question_is_an_error_as_openai_words_them(client: TestClient) -> None:
    response = client.post("/v1/chat/completions", json={"messages": [{"role": "assistant", "content": "Hello."}]})
    assert response.status_code == 400 and "user" in response.json()["error"]["message"]


def test_a_body_that_is_none_is_an_error_as_openai_words_them(small: Library) -> None:
    client = TestClient(create_app(small, []), base_url="http://localhost")
    for body in ({}, {"messages": []}, {"messages": [{"role": "king", "content": "x"}]}, [], {"messages": 3}):
        response = client.post("/v1/chat/completions", json=body)
        error = response.json()["error"]
        assert response.status_code == 400 and error["type"] == "invalid_request_error" and "body" in error["message"]


@pytest.mark.parametrize(
    ("raised", "status", "kind", "said"),
    [
        (UsageError("unclear"), 400, "invalid_request_error", "unclear"),
        (LibraryBusy("busy"), 503, "server_error", "busy"),
        (LibraryError("broken"), 500, "server_error", "broken"),
        (ModelDamaged("damaged"), 500, "server_error", "damaged"),
        (ZeroDivisionError("secret"), 500, "server_error", "because of an error on the server"),
    ],
)
def test_what_goes_wrong_on_the_server_may_be_asked_again(
    small: Library, monkeypatch: pytest.MonkeyPatch, raised: Exception, status: int, kind: str, said: str
) -> None:
    def retrieve(*_: Any) -> None:
        raise raised

    monkeypatch.setattr(small, "retrieve", retrieve)
    client = TestClient(create_app(small, []), base_url="http://localhost")
    response = ask(client)
    error = response.json()["error"]
    assert response.status_code == status and error["type"] == kind and said in error["message"]
    *_, told, done = events(ask(client, stream=True).text)
    assert json.loads(told) == response.json() and done == "[DONE]"


def test_a_stream_counts_its_tokens_where_that_is_asked_for(small: Library) -> None:
    client = TestClient(create_app(small, []), base_url="http://localhost")
    *chunks, last, _ = events(ask(client, stream=True, stream_options={"include_usage": True}).text)
    assert json.loads(last)["choices"] == [] and json.loads(last)["usage"]["total_tokens"] == 0
    assert all(json.loads(one)["usage"] is None and json.loads(one)["choices"] for one in chunks)
    assert "usage" not in json.loads(events(ask(client, stream=True, stream_options=None).text)[-2])


def test_nothing_of_an_article_is_drawn_or_loaded_by_a_chat_client() -> None:
    planted = [one.text for one in attacks.own()] + ["Dam ![p](https://evil.example/p.png) <img src=//evil.example/x>"]
    addresses = (
        "https://e.example/![p](https://evil.example/p.png)<img>",
        "javascript:run(1)",
        "https://e.example/a_b",
    )
    assert sum(bool(attacks.ALIVE.search(one)) for one in planted) > 2
    for attack in planted:
        cited = tuple(
            Citation(number, "a", attack, attack, address, "2021-03-01", "en", "It broke.", 0, 9)
            for number, address in enumerate(addresses, 1)
        )
        text = content(Answer("Who?", "“It broke.” [1]", "en", citations=cited, rewritten=attack, notice=attack))
        assert not attacks.ALIVE.search(text) and "javascript:" not in text.replace("\\", "").partition("[2]")[2]
        assert text.count("https://e.example/") == 2 and "https://e.example/a_b" in text


def test_a_chat_client_sees_doubts_and_how_it_was_understood_in_the_answers_language() -> None:
    cited = (Citation(1, "a", "Le barrage", "", "", "", "fr", "Il a cédé.", 0, 10),)
    said = (Statement("Il a cédé (lundi).", (1,), "supported"), Statement("Le gel l’a rompu.", (1,), "partly"))
    answer = Answer("Et lui ?", "", "fr", citations=cited, statements=said, rewritten="Et le barrage ?")
    assert content(answer) == (
        "Il a cédé \\(lundi\\). [1] Le gel l’a rompu. [1] *(étayé en partie)*\n\n"
        "[1] Le barrage\n\nQuestion posée : Et le barrage ?"
    )
    assert "Verstanden als: Was?" in content(Answer("?", "Nichts.", "de", rewritten="Was?"))


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("v1/chat/completions", {"messages": [{"role": "user", "content": QUESTION}], "stream": True}),
        ("api/ask", {"question": QUESTION}),
    ],
)
def test_a_client_that_leaves_stops_the_model(small: Library, path: str, body: Any) -> None:
    headers = {"Accept": "text/event-stream"}
    models = {"embedder": HashEmbedder(), "reader": OverlapReader(), "asked": WordedQuestions()}
    with fake_openai("The governor accused the army [S1]. " * 200, pause=0.02) as server:
        asking = {"model": "openai:good", "base_url": server.url, "risk": 1e-9, **models}
        with (
            Library.open(small.folder, **asking) as library,
            running(library, []) as address,
            httpx.stream("POST", f"{address}{path}", json=body, headers=headers, timeout=60) as response,
        ):
            heard = (":", "event: partial")  # of an answer that grows
            assert any(line.startswith(heard) for line in response.iter_lines())
            response.close()
            assert server.stopped.wait(10)


def test_requests_are_counted_and_strangers_cannot_name_counters(client: TestClient) -> None:
    ask(client)
    for number in range(3):
        client.get(f"/nowhere/{number}")
    text = client.get("/metrics").text
    assert 'onrecord_requests_total{path="/v1/chat/completions",status="200"} 1.0' in text
    assert 'onrecord_requests_total{path="other",status="404"} 3.0' in text
    assert "onrecord_articles 4.0" in text
