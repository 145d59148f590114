"""The tools of /mcp, called over HTTP as the protocol has it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient

from rag import Library
from ui.server import create_app


@pytest.fixture
def client(library: Library) -> Iterator[TestClient]:
    with TestClient(create_app(library, []), base_url="http://127.0.0.1") as client:
        yield client


def rpc(client: TestClient, method: str, **parameters: Any) -> Any:
    response = client.post(
        "/mcp",
        json={"jsonrpc": "2.0", "id": 1, "method": method, "params": parameters},
        headers={"Accept": "application/json, text/event-stream", "MCP-Protocol-Version": "2025-06-18"},
    )
    assert response.status_code == 200, response.text
    return response.json()["result"]


def call(client: TestClient, name: str, **arguments: Any) -> Any:
    result = rpc(client, "tools/call", name=name, arguments=arguments)
    return result["content"][0]["text"] if result.get("isError") else result["structuredContent"]


def test_an_agent_finds_four_tools(client: TestClient) -> None:
    tools = rpc(client, "tools/list")["tools"]
    assert [one["name"] for one in tools] == ["search_articles", "ask", "who_said", "read_article"]
    assert all(one["description"] for one in tools)


def test_the_tools_give_what_the_json_interface_gives(client: TestClient) -> None:
    question = "Who accused Borduria of having fired incendiary shells?"
    answer, whole = call(client, "ask", question=question), client.post("/api/ask", json={"question": question}).json()
    assert answer["answer"] == whole["answer"] and answer["citations"] == whole["citations"]
    hit = call(client, "search_articles", query="incendiary shells", k=1)["hits"][0]
    article = call(client, "read_article", article_id=hit["article_id"])
    assert article["text"][hit["start"] : hit["end"]] == hit["text"]
    accusations = call(client, "who_said", stance="accuse")["claims"]
    assert accusations and {one["stance"] for one in accusations} == {"accuse"}


def test_what_cannot_be_done_is_said_in_words(client: TestClient) -> None:
    assert "nowhere" in call(client, "read_article", article_id="nowhere")
    assert "accuse, say, deny" in call(client, "who_said", stance="shout")
