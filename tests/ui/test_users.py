"""Readers of a shared server: passwords are hashed, guessing is slowed, and nobody gets in without one."""

from __future__ import annotations

import base64
import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from rag import Library
from rag.errors import UsageError
from ui.conversations import FILE, Conversations, Turn
from ui.server import create_app, serve
from ui.users import MAX_FAILURES, Users, set_password

PAGE = {"Accept": "text/html"}


@pytest.fixture
def readers(tmp_path: Path) -> Path:
    path = tmp_path / "readers.txt"
    set_password(path, "anne", "correct horse")
    set_password(path, "ben", "battery staple")
    return path


@pytest.fixture
def client(library: Library, readers: Path) -> Iterator[TestClient]:
    app = create_app(library, ["Who?"], users=Users.load(readers))
    with TestClient(app, base_url="http://localhost", follow_redirects=False) as client:
        yield client


def test_the_file_holds_no_password_and_is_nobody_elses(readers: Path) -> None:
    text = readers.read_text("utf-8")
    assert text.startswith("anne:$argon2id$") and "horse" not in text
    if os.name == "posix":
        assert stat.S_IMODE(readers.stat().st_mode) == 0o600
    set_password(readers, "anne", "another horse")
    users = Users.load(readers)
    assert users.check("anne", "another horse") and not users.check("anne", "correct horse")
    assert users.check("ben", "battery staple") and not users.check("nobody", "battery staple")


@pytest.mark.parametrize("text", ["anne:secret-password\n", "anne\n", ":$argon2id$x\n", "\n"])
def test_a_file_that_is_none_is_refused_without_repeating_it(text: str, tmp_path: Path) -> None:
    path = tmp_path / "readers.txt"
    path.write_text(text)
    with pytest.raises(UsageError, match="onrecord password") as error:
        Users.load(path)
    assert "secret" not in str(error.value)


@pytest.mark.parametrize(("name", "password"), [("", "long enough"), ("a:b", "long enough"), ("anne", "short")])
def test_names_and_passwords_that_will_not_do(name: str, password: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        set_password(tmp_path / "readers.txt", name, password)
    assert not (tmp_path / "readers.txt").exists()


def test_guessing_has_an_end_for_whom_guesses(readers: Path) -> None:
    users = Users.load(readers)
    assert not any(users.check("anne", f"guess {n}", "10.0.0.1") for n in range(MAX_FAILURES))
    assert not users.check("anne", "correct horse", "10.0.0.1"), "even the right one has to wait now"
    assert users.check("anne", "correct horse", "10.0.0.2") and users.check("ben", "battery staple", "10.0.0.1")


def test_nothing_is_shown_to_whom_has_not_logged_in(client: TestClient) -> None:
    assert client.get("/?c=abc", headers=PAGE).headers["location"] == "/login?next=%3Fc%3Dabc"
    for path in ("/api/articles", "/article?id=ferry", "/part/claims", "/gradio_api/info", "/docs", "/config"):
        response = client.get(path)
        assert response.status_code == 401 and "Basic" in response.headers["www-authenticate"], path
    assert client.post("/gradio_api/queue/join", json={}).status_code == 401
    assert client.post("/logout").status_code == 401
    unknown = client.post("/v1/chat/completions", json={})
    assert unknown.status_code == 401 and "name and password" in unknown.json()["error"]["message"]
    browser = client.get("/api/articles", headers={"Sec-Fetch-Mode": "cors"})
    assert "www-authenticate" not in browser.headers, "the page's own requests raise no window of the browser's"
    wrong = base64.b64encode(b"anne:wrong").decode()
    assert client.get("/api/articles", headers={"Authorization": f"Basic {wrong}"}).status_code == 401


def test_programs_send_name_and_password(client: TestClient) -> None:
    right = base64.b64encode(b"anne:correct horse").decode()
    for header in (f"Basic {right}", "Bearer anne:correct horse"):
        assert client.get("/api/articles", headers={"Authorization": header}).status_code == 200


def test_a_reader_logs_in_sees_the_own_conversations_alone_and_logs_out(client: TestClient, library: Library) -> None:
    kept = Conversations(library.folder / FILE)
    anne = kept.shelf("user:anne").keep(Turn("A matter of Anne's?", failure="x")).conversation
    wrong = client.post("/login", data={"name": "ben", "password": "<b>wrong"}, headers={"Accept-Language": "fr"})
    assert wrong.status_code == 403 and "ne vont pas ensemble" in wrong.text and "<b>" not in wrong.text
    for led, where in ((f"?c={anne}", f"./?c={anne}"), ("//evil.example", "./"), ("javascript:x", "./")):
        right = client.post("/login", data={"name": "ben", "password": "battery staple", "next": led})
        assert (right.status_code, right.headers["location"]) == (303, where)
    assert "HttpOnly" in right.headers["set-cookie"] and "samesite=lax" in right.headers["set-cookie"].lower()
    assert client.get("/", headers=PAGE).status_code == 200 and "Log out ben" in client.get("/part/masthead").text
    assert client.get(f"/conversation/{anne}.md").status_code == 404
    assert "Anne" not in client.get("/part/kept").text
    client.post("/part/kept/delete", data={"id": anne})
    assert len(kept.shelf("user:anne").list()) == 1
    assert client.post("/logout").status_code == 303
    assert client.get("/part/kept").status_code == 401


@pytest.mark.parametrize("host", ["0.0.0.0", "::"])
def test_other_machines_are_let_in_only_with_readers_or_when_told_so(library: Library, host: str) -> None:
    with pytest.raises(UsageError, match="--auth") as error:
        serve(library, host, 0)
    assert "--insecure" in str(error.value)
