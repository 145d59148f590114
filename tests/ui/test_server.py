"""The web application from outside: the page, the addresses of articles, the JSON interface and its errors."""

from __future__ import annotations

import json
import re
import socket
import threading
import time
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from fastapi.testclient import TestClient
from starlette.responses import PlainTextResponse

from rag import Library
from rag.errors import OnRecordError
from ui.limits import BodyLimit
from ui.server import MAX_K, create_app, listen, serve, web_address

QUESTION = "Who accused Borduria of having fired incendiary shells?"


@pytest.fixture
def client(library: Library) -> Iterator[TestClient]:
    with TestClient(create_app(library, ["Who accused whom?"]), base_url="http://localhost") as client:
        yield client


def test_health_counts_the_articles(client: TestClient) -> None:
    assert client.get("/health").json() == {"status": "ok", "articles": 4}


def test_an_answer_as_json(client: TestClient, library: Library) -> None:
    response = client.post("/api/ask", json={"question": QUESTION})
    answer = response.json()
    assert response.status_code == 200
    assert {"question", "answer", "refused", "reason", "citations", "spans", "claims", "model", "timings_ms"} <= set(
        answer
    )
    assert answer["question"] == QUESTION and answer["refused"] is False and "[1]" in answer["answer"]
    for citation in answer["citations"]:
        text = library.article(citation["article_id"]).text
        assert citation["quote"] == text[citation["start"] : citation["end"]]


def test_an_answer_as_it_grows(client: TestClient) -> None:
    headers = {"Accept": "text/event-stream"}
    with client.stream("POST", "/api/ask", json={"question": QUESTION}, headers=headers) as response:
        assert response.headers["content-type"].startswith("text/event-stream")
        events = [
            (re.search("^event: (.*)$", block, re.M)[1], json.loads(re.search("^data: (.*)$", block, re.M)[1]))  # type: ignore[index]
            for block in "".join(response.iter_text()).split("\n\n")
            if block
        ]
    assert [name for name, _ in events] == ["partial"] * (len(events) - 1) + ["answer"]
    assert [data["complete"] for _, data in events] == [False] * (len(events) - 1) + [True]
    whole = client.post("/api/ask", json={"question": QUESTION}).json()
    assert events[-1][1]["answer"] == whole["answer"] and events[-1][1]["citations"] == whole["citations"]


@pytest.mark.parametrize("library", [0.999], indirect=True, ids=["refusing"])
def test_a_refusal_is_an_answer(client: TestClient) -> None:
    answer = client.post("/api/ask", json={"question": "What is the capital of Peru?"}).json()
    assert answer["refused"] is True and answer["reason"] and answer["nearest"] and answer["citations"] == []


def test_filters_and_history_reach_the_answer(client: TestClient) -> None:
    body = {
        "question": "Qui a accusé la Bordurie d’avoir tiré des obus incendiaires ?",
        "history": [{"role": "user", "content": "Klow?"}, {"role": "assistant", "content": "Yes."}],
        "filters": {"language": ["fr"]},
    }
    answer = client.post("/api/ask", json=body).json()
    assert {citation["language"] for citation in answer["citations"]} == {"fr"}


@pytest.mark.parametrize(
    ("body", "word"),
    [
        ({}, "question"),
        ({"question": "   "}, "at least 1 character"),
        ({"question": "x" * 5000}, "at most"),
        ({"question": 3}, "string"),
        ({"question": "x", "filters": {"colour": "red"}}, "Unknown filter 'colour'"),
        ({"question": "x", "filters": {"from": "soon"}}, "is no date"),
        ({"question": "x", "history": [{"role": "king", "content": ""}]}, "assistant"),
        ({"question": "x", "histroy": []}, "histroy"),
    ],
)
def test_what_cannot_be_understood_is_refused_with_the_reason(client: TestClient, body: Any, word: str) -> None:
    for accept in ("application/json", "text/event-stream"):
        response = client.post("/api/ask", json=body, headers={"Accept": accept})
        assert response.status_code == 422
        assert word in json.dumps(response.json()["detail"], ensure_ascii=False)


def test_what_is_no_unicode_or_no_json_is_refused_like_anything_else(small: Library) -> None:
    client = TestClient(create_app(small, []), base_url="http://localhost")
    json_type, text = "application/json", "text/plain"
    for body, kind in (
        (rb'"\ud800"', json_type),
        (rb'{"\ud800": 1, "question": NaN, "messages": NaN, "articles": NaN}', json_type),
        (b"\xff", json_type),
        (b"\xff", text),
        (b'{"filters": ' + b"[" * 500 + b"]" * 500 + b"}", json_type),
    ):
        for path in ("/api/ask", "/api/feedback", "/api/articles", "/v1/chat/completions"):
            response = client.post(path, content=body, headers={"Content-Type": kind})
            assert response.status_code in (400, 422), (path, body)
            assert response.json()["error" if path.startswith("/v1") else "detail"]


def test_half_a_character_in_a_question_is_asked_as_one_that_is_unknown(small: Library) -> None:
    client = TestClient(create_app(small, []), base_url="http://localhost")
    half = {"question": "Who accused the army \ud800?", "history": [{"role": "user", "content": "\ud800"}]}
    for body, path in (
        ({**half, "filters": {"author": ["\ud800"]}}, "/api/ask"),
        ({**half, "good": True, "note": "\ud800"}, "/api/feedback"),
        ({"messages": [{"role": "user", "content": half["question"]}]}, "/v1/chat/completions"),
        ({"id": "\ud800", "text": "Half a character \ud800 is none."}, "/api/articles"),
    ):
        response = client.post(path, content=json.dumps(body), headers={"Content-Type": "application/json"})
        assert response.status_code == 200, path
    assert small.article("\ufffd").text == "Half a character \ufffd is none."
    assert "\ufffd" in (small.folder / "feedback.jsonl").read_text("utf-8")


def test_search_gives_passages(client: TestClient, library: Library) -> None:
    found = client.get("/api/search", params={"q": "incendiary shells Klow", "k": 2}).json()
    assert (
        found["query"] == "incendiary shells Klow" and 1 <= len(found["hits"]) <= 2 and "total" in found["timings_ms"]
    )
    for hit in found["hits"]:
        assert set(hit) >= {
            "article_id",
            "title",
            "source",
            "url",
            "published",
            "language",
            "text",
            "start",
            "end",
            "score",
        }
        assert hit["text"] == library.article(hit["article_id"]).text[hit["start"] : hit["end"]]
    only = client.get("/api/search", params={"q": "incendiary shells", "language": "fr"}).json()
    assert {hit["language"] for hit in only["hits"]} == {"fr"}


@pytest.mark.parametrize("query", ["", "?q=", "?q=%20", "?q=x&k=0", f"?q=x&k={MAX_K + 1}", "?q=x&from=tomorrow"])
def test_search_refuses_what_it_cannot_understand(client: TestClient, query: str) -> None:
    response = client.get(f"/api/search{query}")
    assert response.status_code == 422 and response.json()["detail"]


def test_claims_are_listed(client: TestClient, library: Library) -> None:
    found = client.get("/api/claims", params={"stance": "accuse", "language": "fr"}).json()["claims"]
    assert [(one["speaker"], one["language"]) for one in found] == [("Le gouverneur de Klow", "fr")]
    assert library.article(found[0]["article_id"]).text[found[0]["start"] : found[0]["end"]] == found[0]["quote"]
    assert client.get("/api/claims", params={"q": "incendiary shells", "speaker": "governor"}).json()["claims"]
    assert client.get("/api/claims", params={"stance": "shout"}).status_code == 422


def test_articles_are_listed_read_added_and_removed(client: TestClient, library: Library) -> None:
    listed = client.get("/api/articles").json()["articles"]
    assert len(listed) == 4 and set(listed[0]) == {"id", "title", "source", "published", "language", "url"}
    assert [one["published"] for one in listed] == sorted((one["published"] for one in listed), reverse=True)
    new = {
        "id": "a/b c?",
        "source": "Istow Mail",
        "text": "The bridge of Istow fell into the river on Thursday.",
        "title": "Bridge",
        "language": "en",
    }
    report = client.post("/api/articles", json=new).json()
    assert (report["added"], report["rejected"], report["articles"]) == (1, [], 5)
    read = client.get("/api/articles/a%2Fb%20c%3F").json()
    assert read["text"] == new["text"] and "dropped" not in read
    assert client.get("/api/articles/a%2Fb%20c%3F?dropped=true").json()["dropped"] == []
    assert client.delete("/api/articles/a%2Fb%20c%3F").json()["removed"] == 1
    assert client.get("/api/articles/a%2Fb%20c%3F").status_code == 404
    both = {"id": ["ferry", "none"]}
    assert client.delete("/api/articles", params=both).status_code == 404 and len(library.articles()) == 4
    assert client.delete("/api/articles", params={"id": ["ferry", "klow-obus"]}).json()["removed"] == 2
    assert len(client.get("/api/articles").json()["articles"]) == 2


def test_an_empty_list_of_articles_is_refused(client: TestClient) -> None:
    for body in ([], {"articles": []}, {"articles": "x"}):
        assert client.post("/api/articles", json=body).status_code == 422


def test_a_page_on_another_site_cannot_send_articles(client: TestClient) -> None:
    # What a form on a foreign page can send without the browser asking first.
    response = client.post("/api/articles", content='{"text": "x"}', headers={"Content-Type": "text/plain"})
    assert response.status_code == 422


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "localhost.evil.example:7860", ""])
def test_a_name_that_is_not_the_servers_own_is_refused(client: TestClient, host: str) -> None:
    """What a page sees after its own name was pointed at this machine."""
    for path in ("/", "/api/articles", "/gradio_api/info"):
        response = client.get(path, headers={"Host": host})
        assert response.status_code == 403 and "--allow-host" in response.text and "Klow" not in response.text


@pytest.mark.parametrize("host", ["localhost:7860", "127.0.0.1", "[::1]:7860", "LOCALHOST"])
def test_the_servers_own_names_are_known(client: TestClient, host: str) -> None:
    assert client.get("/health", headers={"Host": host}).status_code == 200


def test_another_sites_page_may_read_nothing_and_change_nothing(client: TestClient) -> None:
    foreign = {"Origin": "https://evil.example"}
    assert client.post("/api/articles", json={"text": "x"}, headers=foreign).status_code == 403
    assert client.delete("/api/articles/ferry", headers=foreign).status_code == 403
    assert client.post("/gradio_api/queue/join", json={}, headers={"Origin": "null"}).status_code == 403
    assert "access-control-allow-origin" not in client.get("/api/articles", headers=foreign).headers
    assert client.post("/api/articles", json={"text": "x"}, headers={"Origin": "http://localhost"}).status_code == 200


def test_parts_of_the_page_are_drawn_in_the_browsers_language(client: TestClient) -> None:
    french = {"Accept-Language": "fr"}
    claims = client.get("/part/claims", params={"sort": "-when", "upto": 1}, headers=french).text
    assert "mars 2021" in claims and claims.count("<tr>") == 2 and 'aria-sort="descending"' in claims
    assert 'name="upto" value="51"' in claims, "there is more to show"
    assert "Klow" in client.get("/part/search", params={"q": "incendiary shells", "source": "Courier"}).text
    assert "No passage" in client.get("/part/search", params={"q": "shells", "source": "nobody"}).text
    cited = client.get("/part/citation", params={"id": "klow-obus", "start": 0, "end": 22}).text
    assert "@article{lematin2021klow" in cited and "“Le gouverneur de Klow” (" in cited.replace(" a “", "“")
    wrong = client.get("/part/claims", params={"from": "<b>"})
    assert wrong.status_code == 422 and "&lt;b&gt;" in wrong.text and wrong.text.startswith("<p")
    assert client.get("/part/citation", params={"id": "none"}).status_code == 404


def test_feedback_from_other_programs(client: TestClient, library: Library) -> None:
    answer = client.post("/api/ask", json={"question": QUESTION}).json()
    said = client.post("/api/feedback", json={"question": QUESTION, "answer": answer, "good": True, "note": "right"})
    line = json.loads((library.folder / "feedback.jsonl").read_text("utf-8"))
    assert line["id"] == said.json()["id"] and line["quotes"] == [one["quote"] for one in answer["citations"]]
    for body in ({"good": True}, {"good": True, "conversation": "x", "turn": 1}, {"question": "x"}):
        assert client.post("/api/feedback", json=body).status_code == 422
    wrong = {"question": "x", "good": True, "answer": {"citations": [{"marker": 1}]}}
    assert client.post("/api/feedback", json=wrong).status_code == 422


def test_more_than_the_limit_is_refused_whether_or_not_its_length_is_told() -> None:
    async def swallow(scope: Any, receive: Any, send: Any) -> None:
        size, more = 0, True
        while more:
            message = await receive()
            size, more = size + len(message["body"]), message.get("more_body", False)
        await PlainTextResponse(str(size))(scope, receive, send)

    limited = TestClient(BodyLimit(swallow, 2 << 20))
    chunk = bytes(1 << 20)
    assert limited.post("/", content=chunk * 2).text == str(2 << 20)
    assert limited.post("/", content=chunk * 3).status_code == 413
    told = limited.post("/", content=iter([chunk, chunk, chunk]))
    assert told.status_code == 413 and "2 MB" in told.json()["detail"]


def test_the_limit_stands_before_every_address(client: TestClient) -> None:
    for path in ("/part/file?path=x", "/api/articles", "/gradio_api/upload"):
        assert client.post(path, headers={"Content-Length": str(10**10)}).status_code == 413
    told = client.post("/v1/chat/completions", headers={"Content-Length": str(10**10)})
    assert told.status_code == 413 and told.json()["error"]["type"] == "invalid_request_error", (
        "as OpenAI's clients expect"
    )
    held = client.post("/gradio_api/upload", files={"files": ("a.txt", b"more than one byte")})
    assert held.status_code == 413, "nothing comes in by Gradio's own way"


def test_a_browser_is_known_by_a_cookie_that_no_script_reads(client: TestClient) -> None:
    assert "set-cookie" not in client.get("/health").headers
    page = {"Accept": "text/html"}
    given = client.get("/", headers=page).headers["set-cookie"]
    assert "HttpOnly" in given and "SameSite=Lax" in given
    assert "set-cookie" not in client.get("/", headers=page).headers, "which it keeps"


@pytest.mark.parametrize("other", ["flag", "theme=dark mode", 'prefs={"a":1}', "ok=1"])
def test_a_browser_is_known_whatever_other_programs_keep_on_the_host(client: TestClient, other: str) -> None:
    token = client.get("/", headers={"Accept": "text/html"}).headers["set-cookie"].partition(";")[0]
    client.cookies.clear()
    for kept in (f"{other}; {token}", f"{token}; {other}"):
        assert "set-cookie" not in client.get("/", headers={"Accept": "text/html", "Cookie": kept}).headers


def test_an_unknown_article_is_404(client: TestClient) -> None:
    assert client.get("/api/articles/none").status_code == 404
    assert "none" in client.get("/api/articles/none").json()["detail"]
    assert client.get("/article", params={"id": "none"}).status_code == 404


def test_an_article_has_an_address_of_its_own(client: TestClient, library: Library) -> None:
    text = library.article("klow-obus").text
    params = {"id": "klow-obus", "mark": f"1:0-{text.index('.') + 1}", "focus": "1"}
    page = client.get("/article", params=params, headers={"Accept-Language": "fr"})
    assert page.text.startswith("<!doctype html>") and '<html lang="fr">' in page.text
    assert f"{text[: text.index('.') + 1]}</mark>" in page.text
    assert "script" not in page.headers["content-security-policy"]
    part = client.get("/article", params={**params, "fragment": "1"}).text
    assert part.startswith("<article") and "</mark>" in part
    assert client.get("/article", params={**params, "mark": "x"}).status_code == 422


def test_the_page_is_self_contained_and_may_reach_no_other_host(client: TestClient) -> None:
    page = client.get("/")
    assert page.status_code == 200 and "On Record" in page.text
    assert "connect-src 'self'" in page.headers["content-security-policy"]
    assert "default-src 'self'" in page.headers["content-security-policy"]
    assert page.headers["x-content-type-options"] == "nosniff"
    assert not re.findall(r'<(?:script|link|img)[^>]+(?:src|href)="(?:https?:)?//', page.text)


def test_a_taken_port_is_named_with_the_cure() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(OnRecordError, match=rf"port {port}.*--port"):
            listen("127.0.0.1", port)


@pytest.mark.parametrize(("host", "port"), [("no such host", 0), ("127.0.0.1", 99999), ("192.0.2.1", 0)])
def test_an_address_that_is_none_is_an_error(host: str, port: int) -> None:
    with pytest.raises(OnRecordError, match="--port"):
        listen(host, port)


def test_the_address_is_one_a_browser_takes() -> None:
    assert web_address("0.0.0.0", 80) == "http://127.0.0.1:80/"
    assert web_address("::1", 7860) == "http://[::1]:7860/"


def test_serving_announces_an_address_that_answers(library: Library) -> None:
    said: list[str] = []
    thread = threading.Thread(target=serve, args=(library,), kwargs={"port": 0, "announce": said.append}, daemon=True)
    thread.start()
    deadline = time.monotonic() + 60
    while not said and time.monotonic() < deadline:
        time.sleep(0.05)
    address = re.search(r"http://127\.0\.0\.1:\d+/", said[0])
    assert address is not None
    assert httpx.get(f"{address[0]}health").json()["status"] == "ok"
