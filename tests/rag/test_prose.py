"""Answers of a chat model over real HTTP: what is cited and kept, and every way in which a server fails."""

from __future__ import annotations

import asyncio
import socket
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from fake_openai import FakeOpenAI, fake_openai
from fakes import ALL, HashEmbedder, OverlapReader
from langchain.chat_models import init_chat_model
from langchain_core.messages import HumanMessage

from rag import Library
from rag.answering import markers, verify
from rag.errors import ModelNotFound, UsageError
from rag.models import chat
from rag.types import Answer

QUESTION = "Why did the dam break early on Monday, what did engineers blame?"
FROST = "Engineers blamed frost for it."


@pytest.fixture(autouse=True)
def plain_check(monkeypatch: pytest.MonkeyPatch) -> None:
    """A check that can be worked out by hand: a sentence is borne out when all its longer words stand in what it cites."""

    def check(_: verify.Checker, sentence: str, sources: Any, question: str | None = None) -> verify.Support:
        held = " ".join(one["text"] for one in sources).lower()
        missing = [word for word in sentence.lower().strip(".").split() if len(word) > 4 and word not in held]
        return verify.Support("unsupported", (f"word: {missing[0]}",)) if missing else verify.Support("supported")

    monkeypatch.setattr(verify.Checker, "check", check)


@pytest.fixture
def asking(folder: Path) -> Iterator[Callable[..., Library]]:
    """Opens the stocked library with a chat model."""
    opened: list[Library] = []

    def open_with(server: FakeOpenAI | str, model: str = "good", **settings: Any) -> Library:
        url = server if isinstance(server, str) else server.url
        library = Library.open(
            folder,
            embedder=HashEmbedder(),
            reader=OverlapReader(),
            risk=1e-9,
            model=f"openai:{model}",
            base_url=url,
            **settings,
        )
        opened.append(library)
        library.add(ALL)
        return library

    yield open_with
    for library in opened:
        library.close()


def numbers(server: FakeOpenAI) -> dict[str, int]:
    """The sentences of the first prompt, with the numbers that the model saw."""
    prompt = server.asked[0]["messages"][1]["content"]
    return {
        line.partition(") ")[2]: int(line[2 : line.index("]")]) for line in prompt.splitlines() if line.startswith("[S")
    }


def number_of(library: Library, text: str) -> int:
    """The number that a sentence will have in the prompt for QUESTION."""
    with fake_openai("NO ANSWER") as server:
        chain = Library.open(
            library.folder,
            embedder=HashEmbedder(),
            reader=OverlapReader(),
            risk=1e-9,
            model="openai:x",
            base_url=server.url,
        ).as_chain()
        chain.invoke(QUESTION)
        return numbers(server)[text]


def test_markers_become_quotations_numbered_in_order_of_use(asking: Callable[..., Library]) -> None:
    with fake_openai(pause=0.02) as server:
        library = asking(server)
        frost, broke, denied = (
            number_of(library, one) for one in (FROST, "The dam broke early on Monday.", "The mayor denied any delay.")
        )
        server.replies = [
            f"```\nEngineers blamed frost [S{frost}][S99]. The dam broke early on Monday. [S{broke}, S{frost}]\n```\n"
            f"* The mayor denied any delay (S{denied}).\n"
        ]
        growing = list(library.as_chain().stream(QUESTION))
    answer = growing[-1]
    assert answer.answer == (
        "Engineers blamed frost. [1] The dam broke early on Monday. [2] [1] The mayor denied any delay. [3]"
    )
    assert [one.quote for one in answer.citations] == [
        FROST,
        "The dam broke early on Monday.",
        "The mayor denied any delay.",
    ]
    for one in answer.citations:
        assert library.article(one.article_id).text[one.start : one.end] == one.quote
    assert [(one.markers, one.verdict) for one in answer.statements] == [
        ((1,), "supported"),
        ((2, 1), "supported"),
        ((3,), "supported"),
    ]
    assert answer.complete and answer.model == "openai:good"
    assert answer.usage["input_tokens"] == 11 and answer.timings_ms["first_token"] > 0
    # While it grows no sentence counts as checked, and half a marker is never seen.
    unchecked = [one for one in growing if one.statements and not one.statements[0].verdict]
    assert unchecked and not unchecked[0].complete
    assert not any("S" + str(frost) in one.answer or one.answer.endswith("[") for one in growing)


def test_what_is_not_borne_out_is_asked_for_once_more_and_then_dropped(asking: Callable[..., Library]) -> None:
    with fake_openai() as server:
        library = asking(server)
        frost = number_of(library, FROST)
        server.replies = [
            f"Engineers blamed sabotage [S{frost}]. Engineers blamed frost [S{frost}]. Nobody noticed anything. The pope resigned [S{frost}].",
            f"1. Engineers blamed the frost. [S{frost}]\n2. NONE\n3. The pope resigned yesterday [S{frost}]",
        ]
        answer = library.as_chain().invoke(QUESTION)
    assert len(server.asked) == 2
    again = server.asked[1]["messages"][-1]["content"]
    assert "word: sabotage" in again and "no citation" in again
    assert [one.text for one in answer.statements] == ["Engineers blamed the frost.", "Engineers blamed frost."]
    assert [one.text for one in answer.dropped] == ["Nobody noticed anything.", "The pope resigned."]
    assert answer.dropped[1].reasons == ("word: resigned",)
    assert "pope" not in answer.answer and answer.usage["calls"] == 2


def test_too_little_left_gives_the_quotations_and_says_so(asking: Callable[..., Library]) -> None:
    with fake_openai("The pope resigned [S1].") as server:
        library = asking(server)
        answer = library.as_chain().invoke(QUESTION)
        quoted = library.as_chain("").invoke(QUESTION)
    assert (answer.answer, answer.citations) == (quoted.answer, quoted.citations)
    assert (
        answer.notice
        == "The articles bear out too little of what the model openai:good wrote. Quotations are given instead."
    )
    assert [one.text for one in answer.dropped] == ["The pope resigned."] and not answer.statements


@pytest.mark.parametrize(
    ("model", "said"),
    [
        ("wrong-key", "refused the key"),
        ("nowhere", "There is no model openai:nowhere"),
        ("busy", "rate limit"),
        ("slow", "did not reply in time"),
        ("cut", "broke off"),
        ("empty", "empty reply"),
    ],
)
def test_every_failure_ends_in_a_clear_message_and_the_quotations(
    asking: Callable[..., Library], model: str, said: str
) -> None:
    with fake_openai("Engineers blamed frost for it, they say [S1]. And more.") as server:
        library = asking(server, model, timeout=1)
        growing = list(library.as_chain().stream(QUESTION))
        answer = growing[-1]
        assert said in (answer.notice or "") and "Quotations are given instead." in (answer.notice or "")
        quoted = library.as_chain("").invoke(QUESTION)
    assert answer.complete and answer.answer == quoted.answer and answer.citations == quoted.citations


def test_a_server_that_is_not_there(asking: Callable[..., Library]) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}/v1"
        answer = asking(url, timeout=2).as_chain().invoke(QUESTION)
    assert "could not be reached" in (answer.notice or "") and answer.citations


def test_an_endless_reply_is_cut_and_its_whole_sentences_count(asking: Callable[..., Library]) -> None:
    with fake_openai(piece=200) as server:
        library = asking(server, "endless")
        server.replies = [f"Engineers blamed frost for it [S{number_of(library, FROST)}]. "]
        answer = library.as_chain().invoke(QUESTION)
    assert [one.text for one in answer.statements] == [FROST]
    assert answer.complete and "cut short" in (answer.notice or "")


def test_a_reply_that_reached_the_most_tokens_is_cut(asking: Callable[..., Library], tmp_path: Path) -> None:
    with fake_openai() as server:
        library = asking(server, "full", replies=tmp_path / "replies")
        server.replies = [f"Engineers blamed frost for it [S{number_of(library, FROST)}]. Frost was bl"]
        first = library.as_chain().invoke(QUESTION)
        assert [one.text for one in first.statements] == [FROST] and not first.dropped
        assert (first.notice or "").endswith(
            "The reply of the model openai:full was cut short; its whole sentences are given."
        )
        # Kept as what it is.
        again = library.as_chain().invoke(QUESTION)
        assert (again.answer, again.notice, again.usage["calls"]) == (first.answer, first.notice, 0)
        server.replies = ["<think>Let me see. Let me"]
        answer = asking(server, "full").as_chain().invoke(QUESTION)
    assert "broke off" in (answer.notice or "") and answer.citations


def test_a_doubtful_answer_in_prose_says_so(folder: Path) -> None:
    with fake_openai() as server:
        library = Library.open(folder, embedder=HashEmbedder(), reader=OverlapReader(), risk=1e-9)
        library.add(ALL)
        server.replies = [f"Engineers blamed frost for it [S{number_of(library, FROST)}]."]
        chain = library.as_chain(init_chat_model("good", model_provider="openai", base_url=server.url, api_key="x"))
        said = {}
        for confidence in (0.6, 0.8):
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr("rag.answering.evidence.confidence", lambda *_, found=confidence: found)
                answer = chain.invoke(QUESTION)
            said[answer.confidence] = answer.notice
        library.close()
    assert said == {0.6: "The articles may not answer this.", 0.8: None}


def test_a_reader_who_leaves_stops_the_model(asking: Callable[..., Library]) -> None:
    with fake_openai("Engineers blamed frost for it [S1]. " * 40, pause=0.05) as server:
        chain = asking(server).as_chain()
        stream = chain.stream(QUESTION)
        next(stream)
        stream.close()
        assert server.stopped.wait(5)
        server.stopped.clear()

        async def leave() -> None:
            async for _ in chain.astream(QUESTION):
                break

        asyncio.run(leave())
        assert server.stopped.wait(5)


def test_a_reader_who_leaves_stops_the_second_reply_too(asking: Callable[..., Library]) -> None:
    with fake_openai(pause=0.05) as server:
        library = asking(server)
        frost = number_of(library, FROST)
        server.replies = [f"The pope resigned [S{frost}].", f"1. Engineers blamed frost [S{frost}]. " * 40]
        stream = library.as_chain().stream(QUESTION)
        while len(server.asked) < 2:
            next(stream)
        next(stream)
        stream.close()
        assert server.stopped.wait(5)


def test_no_answer_is_no_statement(asking: Callable[..., Library]) -> None:
    with fake_openai("NO ANSWER.") as server:
        answer = asking(server).as_chain().invoke(QUESTION)
    assert "found no answer" in (answer.notice or "") and answer.citations


def test_links_images_and_tags_never_reach_the_answer(asking: Callable[..., Library]) -> None:
    with fake_openai() as server:
        library = asking(server)
        frost = number_of(library, FROST)
        server.replies = [
            f"Engineers ![x](http://evil.example/?q=1) blamed it [S{frost}]. <b>Frost</b> was it [S{frost}]. "
            f"[Blamed](http://evil.example) engineers [S{frost}]. Engineers blamed *frost* [S{frost}]. Frost it was, www.evil.example [S{frost}]. "
            f"Engineers blamed frost for it [S{frost}].",
            "1. NONE\n2. NONE\n3. NONE\n4. Frost ![x](http://evil.example) [S{frost}]",
        ]
        answer: Answer = library.as_chain().invoke(QUESTION)
    assert answer.answer == "Engineers blamed frost. [1] Engineers blamed frost for it. [1]"
    assert len(answer.dropped) == 4 and all("markup" in one.reasons[0] for one in answer.dropped)


def test_a_kept_reply_costs_nothing(asking: Callable[..., Library], tmp_path: Path) -> None:
    with fake_openai() as server:
        library = asking(server, replies=tmp_path / "replies")
        server.replies = [f"Engineers blamed frost for it [S{number_of(library, FROST)}]."]
        first = library.as_chain().invoke(QUESTION)
        second = library.as_chain().invoke(QUESTION)
    assert first.answer == second.answer == "Engineers blamed frost for it. [1]"
    assert len(server.asked) == 1 and (first.usage["calls"], second.usage["calls"]) == (1, 0)


def test_a_kept_reply_is_of_one_server_and_of_one_set_of_limits(tmp_path: Path) -> None:
    said = [HumanMessage("Who?")]
    with fake_openai("One.") as one, fake_openai("Two.") as two:
        replies = []
        for url, most in ((one.url, 9), (two.url, 9), (one.url, 8), (one.url, 9)):
            client = init_chat_model("m", model_provider="openai", base_url=url, api_key="x", max_tokens=most)
            reply = chat.Reply()
            list(chat.ChatModel(client, "m", replies=tmp_path).stream(said, reply))
            replies.append((reply.text, reply.cached))
    assert replies == [("One.", False), ("Two.", False), ("One.", False), ("One.", True)]
    assert len(list(tmp_path.iterdir())) == 3


def test_a_reply_that_cannot_be_kept_or_read_is_asked_for(tmp_path: Path) -> None:
    with fake_openai("One.") as server:
        model = chat.open_model("m", base_url=server.url, replies=tmp_path / "file")
        (tmp_path / "file").write_text("in the way")
        reply = chat.Reply()
        list(model.stream([HumanMessage("Who?")], reply))
        assert reply.text == "One."
        model = chat.open_model("m", base_url=server.url, replies=tmp_path / "folder")
        list(model.stream([HumanMessage("Who?")], chat.Reply()))
        (kept,) = (tmp_path / "folder").iterdir()
        kept.write_text("{", "utf-8")
        reply = chat.Reply()
        list(model.stream([HumanMessage("Who?")], reply))
    assert (reply.text, reply.cached) == ("One.", False)


def test_a_servers_own_name_may_hold_a_colon() -> None:
    with fake_openai("One.") as server:
        list(chat.open_model("llama3.2:3b", base_url=server.url).stream([HumanMessage("Who?")], chat.Reply()))
        list(chat.open_model("openai:gpt", base_url=server.url).stream([HumanMessage("Who?")], chat.Reply()))
    assert [one["model"] for one in server.asked] == ["llama3.2:3b", "gpt"]


def test_a_missing_integration_names_its_extra(asking: Callable[..., Library], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "langchain_anthropic", None)
    library = asking("http://127.0.0.1:9/v1")
    with pytest.raises(ModelNotFound, match=r'pip install "onrecord\[anthropic\]"'):
        library.as_chain("anthropic:claude-x")
    with pytest.raises(UsageError, match="PROVIDER:NAME"):
        Library.open(library.folder, embedder=HashEmbedder(), base_url="").as_chain("gpt")


@pytest.mark.parametrize(
    ("reply", "expected"),
    [
        ("It fell [S1-S3].", [("It fell.", (1, 2, 3))]),
        ("It fell 【S2】. He left. [2] [S3]", [("It fell.", (2,)), ("He left.", (2, 3))]),
        ("It fell.\n[S2]", [("It fell.", (2,))]),
        ("<think>[S1] hm.</think>1. It fell [s2; S2].", [("It fell.", (2,))]),
        ("It fell (in 2019) [S1].", [("It fell (in 2019).", (1,))]),
        ("It fell [S7].", [("It fell.", ())]),
        ("S2: (The Post, 2020-11-01) It fell.", [("It fell.", (2,))]),
        ("It fell [ S 1 , S2 and 3 ]. He left [1,2;S3].", [("It fell.", (1, 2, 3)), ("He left.", (1, 2, 3))]),
        (
            "It fell... [S1] Write to a.b@post.example or www.x.y or a.b.com/c now.",
            [("It fell...", (1,)), ("Write to or or now.", ())],
        ),
        ("[S1] It fell. [S2] He left. It rained.", [("It fell.", (1,)), ("He left.", (2,)), ("It rained.", (2,))]),
        ("[S1] It fell [S2].", [("It fell.", (1, 2))]),
        ("Ask at evil.fr/x or bit.ly/y or Booking.com [S1].", [("Ask at or or.", (1,))]),
        ("", []),
    ],
)
def test_markers_are_read_however_they_are_written(reply: str, expected: list[Any]) -> None:
    assert [(one.text, one.cited) for one in markers.drafts(reply, {1, 2, 3}, "en")] == expected


def test_a_host_that_the_articles_name_is_no_address() -> None:
    (draft,) = markers.drafts("Booking.com denied it [S1].", {1}, "en", named=markers.hosts("It sued Booking.com."))
    assert (draft.text, draft.markup) == ("Booking.com denied it.", False)
    assert markers.drafts("Evil.com denied it [S1].", {1}, "en", named={"booking.com"})[0].markup


@pytest.mark.parametrize(
    ("reply", "expected"),
    [
        ("NO ANSWER", True),
        ("**No answer.** The sentences are about a dam.", True),
        ("NO ANSWER [S1].", True),
        ("No answer has come from Ankara [S1].", False),
        ("The mayor gave no answer.", False),
    ],
)
def test_no_answer_is_told_from_an_answer_that_begins_so(reply: str, expected: bool) -> None:
    assert markers.is_no_answer(reply) is expected


@pytest.mark.parametrize(
    "reply",
    [
        "It says so [1" + ", 2" * 40 + " and others].",
        *(
            unit * (60_000 // len(unit))
            for unit in ("[", "![", "[x](", "[1-", "1", "a.", "a-", ".", "\n", " ", "[" + " " * 9999)
        ),
    ],
    ids=lambda reply: reply[:4],
)
def test_hostile_replies_are_quick(reply: str) -> None:
    start = time.perf_counter()
    markers.drafts(reply, {1, 2, 3}, "en")
    markers.drafts(reply, {1, 2, 3}, "en", growing=True)
    markers.numbered(reply)
    assert time.perf_counter() - start < 6


def test_half_a_marker_is_not_shown() -> None:
    whole = "It fell [S1, S2]. He left [S3]."
    for end in range(1, len(whole)):
        for one in markers.drafts(whole[:end], {1, 2, 3}, "en", growing=True):
            assert "[" not in one.text and "S1" not in one.text


def test_a_sentence_that_only_lacked_its_citation_is_kept_with_it(asking: Callable[..., Library]) -> None:
    with fake_openai() as server:
        library = asking(server)
        frost = number_of(library, FROST)
        server.replies = ["Engineers blamed frost.", f"1. Engineers blamed frost. [S{frost}]"]
        answer = library.as_chain().invoke(QUESTION)
    assert [(one.text, one.verdict) for one in answer.statements] == [("Engineers blamed frost.", "supported")]
