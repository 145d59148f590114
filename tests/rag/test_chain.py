from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from fakes import ALL, HashEmbedder, OverlapReader, WordedQuestions, article, numbered
from langchain_core.documents import Document
from langchain_core.output_parsers import StrOutputParser
from langchain_core.retrievers import BaseRetriever
from langchain_core.runnables import Runnable, RunnableLambda

from rag import Library
from rag.answering.extractive import escape
from rag.answering.wording import Framing, day, framed, languages, words
from rag.chain import AnswerChain, Inquiry
from rag.claims import STANCES
from rag.errors import UsageError
from rag.models.asked import Asked
from rag.types import Answer

QUESTION = "Who blamed frost when the dam broke?"


def timeless(answer: Answer) -> Answer:
    return replace(answer, timings_ms={})


def refusing(library: Library) -> AnswerChain:
    """Over the same articles, a chain that refuses every question."""
    return AnswerChain(library.retrieve, library._asked, library._claims_of, risk=1 - 1e-9)


# Questions.


def test_a_question_holds_nothing_that_a_database_does_not_take() -> None:
    found = Inquiry.parse({"question": "who \ud800", "history": [{"role": "user", "content": "the caf\udce9"}]})
    assert found.question == "who \ufffd" and found.history == ({"role": "user", "content": "the caf\ufffd"},)


# Answers.


def test_the_best_sentence_is_quoted_first(stocked: Library) -> None:
    answer = stocked.as_chain().invoke(QUESTION)
    first = answer.citations[0]
    assert not answer.refused and answer.reason is None and answer.complete
    assert first.article_id == "dam" and "frost" in first.quote
    assert (first.title, first.source, first.url) == ("Dam breaks", "The Valley Post", "https://post.example/dam")
    assert (first.published, first.language) == ("2021-03-01", "en")
    assert answer.question == QUESTION and answer.language == "en" and answer.model is None
    assert 0 < answer.confidence <= 1


def test_markers_and_citations_match_one_to_one(stocked: Library) -> None:
    answer = stocked.as_chain().invoke("What do they say of the dam, the ferry and the school?")
    assert len(answer.citations) > 1
    assert re.findall(r"(?<!\\)\[(\d+)\]", answer.answer) == [str(one.marker) for one in answer.citations]
    for one in answer.citations:
        assert escape(one.quote) in answer.answer
        assert one.quote == stocked.article(one.article_id).text[one.start : one.end]


@pytest.mark.parametrize(
    ("text", "language", "question", "expected"),
    [
        (
            "The governor spoke for an hour about the harbour and its long history. The army denied it. He left.",
            "en",
            "Who denied it?",
            "The army denied it.",
        ),
        (
            "部长在电视讲话中指责军队周日炮击了北部山区的城市，造成许多居民受伤。军队否认了指控。",
            "zh",
            "军队否认了指控吗？",
            "军队否认了指控。",
        ),
    ],
)
def test_a_short_sentence_can_be_the_answer(
    library: Library, text: str, language: str, question: str, expected: str
) -> None:
    """A denial is often three words, and ten characters are a whole sentence of Chinese."""
    library.add([article(text, "short", language=language)])
    assert expected in [one.quote for one in library.as_chain().invoke(question).citations]


def test_the_same_words_are_cited_once(library: Library) -> None:
    """Three outlets print one agency text; a fourth says something else."""
    agency = "The governor accused the army of shelling the forest of Klow on Sunday."
    library.add([article(agency, f"a{number}", source=f"Outlet {number}") for number in range(3)])
    library.add([article("The army denied the shelling of the forest near Klow, and blamed rebels.", "denial")])
    answer = library.as_chain().invoke("Who accused the army of shelling the forest of Klow?")
    assert [one.quote for one in answer.citations].count(agency) == 1


def test_timings_are_milliseconds_by_step(stocked: Library) -> None:
    timings = stocked.as_chain().invoke(QUESTION).timings_ms
    assert {"retrieve", "read", "answer", "total"} <= set(timings)
    assert all(0 <= value < 60_000 for value in timings.values())
    assert timings["total"] == pytest.approx(timings["retrieve"] + timings["read"] + timings["answer"], abs=1.0)


# Ways to ask.


def test_a_question_alone_and_a_mapping_get_the_same(stocked: Library) -> None:
    chain = stocked.as_chain()
    assert isinstance(chain, Runnable)
    alone = timeless(chain.invoke(QUESTION))
    assert timeless(chain.invoke({"question": f"  {QUESTION}\n"})) == alone
    assert timeless(chain.invoke({"question": QUESTION, "history": [], "filters": {}})) == alone
    assert timeless(chain.invoke({"question": QUESTION, "history": None, "filters": None})) == alone


def test_batch_answers_in_order(stocked: Library) -> None:
    questions = [QUESTION, "What did the ferry lose?", {"question": "Where are the cherries?"}]
    answers = stocked.as_chain().batch(questions)
    assert [answer.citations[0].article_id for answer in answers] == ["dam", "ferry", "orchard"]


def test_a_stream_grows_to_what_invoke_gives(stocked: Library) -> None:
    question = "What do they say of the dam, the ferry and the school?"
    chain = stocked.as_chain()
    *growing, last = chain.stream(question)
    assert growing and last.complete and not any(one.complete for one in growing)
    assert timeless(last) == timeless(chain.invoke(question))
    for earlier, later in zip(growing, [*growing[1:], last], strict=True):
        assert later.answer.startswith(earlier.answer) and len(later.answer) > len(earlier.answer)
        assert later.citations[: len(earlier.citations)] == earlier.citations
        assert re.findall(r"(?<!\\)\[(\d+)\]", earlier.answer) == [str(one.marker) for one in earlier.citations]


def test_asking_asynchronously(stocked: Library) -> None:
    async def ask() -> tuple[Answer, list[Answer], list[Answer]]:
        chain = stocked.as_chain()
        streamed = [answer async for answer in chain.astream(QUESTION)]
        return await chain.ainvoke(QUESTION), streamed, await chain.abatch([QUESTION, QUESTION])

    alone, streamed, batch = asyncio.run(ask())
    expected = timeless(stocked.as_chain().invoke(QUESTION))
    assert timeless(alone) == timeless(streamed[-1]) == timeless(batch[0]) == timeless(batch[1]) == expected
    assert [timeless(one) for one in streamed] == [timeless(one) for one in stocked.as_chain().stream(QUESTION)]


def test_it_composes_with_other_runnables(stocked: Library) -> None:
    chain = (
        RunnableLambda(str.strip) | stocked.as_chain() | RunnableLambda(lambda one: one["answer"]) | StrOutputParser()
    )
    assert "frost" in chain.invoke(f"  {QUESTION}  ")


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"question": "Who?", "filter": {}}, "'filter'. Known inputs: question, history, filters."),
        ({"query": "Who?"}, "question"),
        ({"question": 5}, "question"),
        (5, "question"),
        (None, "question"),
        ([], "question"),
        ("", "empty"),
        ({"question": " \n "}, "empty"),
        ({"question": "Who?", "filters": {"from": "soon"}}, "'soon' is no date"),
        ({"question": "Who?", "filters": {"since": "2020"}}, "Unknown filter 'since'"),
    ],
)
def test_what_cannot_be_understood_is_a_usage_error(stocked: Library, given: Any, said: str) -> None:
    chain = stocked.as_chain()
    with pytest.raises(UsageError) as caught:
        chain.invoke(given)
    assert said in str(caught.value)
    with pytest.raises(UsageError):
        list(chain.stream(given))


def test_filters_hold_for_citations_and_for_the_nearest(stocked: Library) -> None:
    asked = {"question": QUESTION, "filters": {"source": "harbour"}}
    answer = stocked.as_chain().invoke(asked)
    assert {one.source for one in answer.citations} == {"Harbour News"}
    refused = refusing(stocked).invoke(asked)
    assert {one.source for one in refused.nearest} == {"Harbour News"}


# Refusals.


def test_an_empty_library_refuses(library: Library) -> None:
    answer = library.as_chain().invoke(QUESTION)
    assert answer.refused and answer.complete and answer.citations == answer.nearest == ()
    assert answer.reason == answer.answer == words("en", "empty")


def test_filters_that_leave_nothing_refuse(stocked: Library) -> None:
    answer = stocked.as_chain().invoke({"question": QUESTION, "filters": {"language": "ru"}})
    assert answer.refused and answer.reason == words("en", "filtered") and answer.nearest == ()


def test_a_refusal_says_why_and_lists_the_nearest_articles(stocked: Library) -> None:
    answer = refusing(stocked).invoke("Le barrage a cédé lundi, qui a démenti tout retard ?")
    assert answer.refused and answer.citations == () and answer.language == "fr"
    assert answer.reason == words("fr", "silent") and answer.answer.startswith(answer.reason)
    assert answer.nearest[0].article_id == "barrage" and len(answer.nearest) == 3
    assert len({one.article_id for one in answer.nearest}) == 3
    for one in answer.nearest:
        assert escape(one.title) in answer.answer
    assert "30 novembre 2020" in answer.answer
    assert "[1]" not in answer.answer


def test_the_refusal_of_a_stream_is_one_complete_answer(stocked: Library) -> None:
    chain = refusing(stocked)
    (only,) = chain.stream(QUESTION)
    assert only.refused and only.complete and timeless(only) == timeless(chain.invoke(QUESTION))


def test_the_setting_decides_below_which_probability_it_refuses(folder: Any, embedder: HashEmbedder) -> None:
    with Library.open(folder, embedder=embedder, reader=OverlapReader(), asked=WordedQuestions(), risk=1e-9) as library:
        library.add(ALL)
        sure = library.as_chain().invoke(QUESTION).confidence
    assert 0 < sure < 1
    for risk, refused in ((sure * 0.99, False), (min(sure * 1.01, 1 - 1e-9), True)):
        with Library.open(
            folder, embedder=embedder, reader=OverlapReader(), asked=WordedQuestions(), risk=risk
        ) as library:
            answer = library.as_chain().invoke(QUESTION)
            assert answer.refused is refused and answer.confidence == sure


# Wording and escaping.

ASKED = {
    "en": "Who accused the army of shelling the village on Sunday?",
    "fr": "Qui a accusé l’armée d’avoir bombardé le village dimanche ?",
    "es": "¿Quién acusó al ejército de bombardear el pueblo el domingo?",
    "de": "Wer hat der Armee vorgeworfen, das Dorf am Sonntag beschossen zu haben?",
    "it": "Chi ha accusato l’esercito di aver bombardato il villaggio domenica?",
    "ru": "Кто обвинил армию в обстреле деревни в воскресенье?",
    "zh": "谁指责军队炮击村庄？",
}


@pytest.mark.parametrize("language", ASKED)
def test_the_words_around_are_in_the_questions_language(stocked: Library, language: str) -> None:
    worded = language if language in languages() else "en"
    answer = stocked.as_chain().invoke(ASKED[language])
    assert answer.language == worded
    said = {key: words(worded, key) for key in ("found", "doubtful", "contested", "unsure")}
    doubted = f"{said['contested']} {said['unsure']}"
    assert answer.answer.splitlines()[0] in {said["found"], said["doubtful"], said["contested"], doubted}
    dated = [one for one in answer.citations if one.published]
    assert dated and all(escape(day(worded, one.published)) in answer.answer for one in dated)
    # Quotations stay in the articles' language and as they are.
    assert all(escape(one.quote) in answer.answer for one in answer.citations)
    refused = refusing(stocked).invoke(ASKED[language])
    assert refused.answer.startswith(words(worded, "silent")) and words(worded, "nearest") in refused.answer


def test_every_language_has_every_phrase_of_its_own() -> None:
    for key in ("found", "doubtful", "unsure", "shortened", "empty", "filtered", "silent", "nearest", "untitled"):
        assert len({words(language, key) for language in languages()}) == len(languages())
    for language in languages():
        for stance in STANCES:
            alone, against = (framed(language, [Framing(stance, "X", target)]) for target in ("", "Y"))
            assert "X" in alone and "Y" not in alone and "X" in against and "Y" in against
            assert not set("[]{}|/") & set(alone + against)
        one, many = (framed(language, [Framing("deny", "X", several=several)]) for several in (False, True))
        # Arabic, Turkish and Chinese need no other verb, English has one form in the past.
        assert (one != many) == (language not in ("en", "ar", "tr", "zh"))
    assert day("fr", "2020-11-01") == "1 novembre 2020" and day("en", "") == "" == day("xx", "")
    assert words("xx", "found") == words("", "found") == words("en", "found")


MARKUP = "*mayor* _said_ `no` <b>[now](javascript:x)</b> ![i](u) # ~~a~~ | $x$ &amp; \\ {y} [1]"


def unescaped(markdown: str) -> str:
    return re.sub(r"\\(.)", r"\1", markdown)


def test_article_text_is_never_markup(library: Library) -> None:
    library.add([article(f"The mayor of the town said this: {MARKUP}.", "m", title=MARKUP, source=MARKUP)])
    for answer in (library.as_chain().invoke("What did the mayor say?"), refusing(library).invoke("What did he say?")):
        bare = re.sub(r"\\[\W_]", "", answer.answer)  # what is escaped is text
        # What is left unescaped: the list's hyphen and the marker.
        assert not re.search(r"[*_`<>#~|$&{}!()\\]", bare)
        assert re.findall(r"\[.*?\]", bare) == ([] if answer.refused else ["[1]"])
        assert MARKUP in unescaped(answer.answer)
        assert len(answer.answer.splitlines()) == (5 if answer.refused else 3)


@pytest.mark.parametrize(
    "breaking", ["\n- item", "\r# heading", "\n\n> quote", "\u2028x", "\x0bx", "\x0c", "\n1. one", "\n===\n"]
)
def test_article_text_stays_on_its_line(breaking: str) -> None:
    assert len(escape(f"A title{breaking} end").splitlines()) == 1


# The retriever.


def test_the_retriever_gives_documents_with_the_hits_fields(stocked: Library) -> None:
    retriever = stocked.as_retriever(k=2)
    assert isinstance(retriever, BaseRetriever)
    documents = retriever.invoke(QUESTION)
    assert all(isinstance(one, Document) for one in documents) and len(documents) == 2
    for document, hit in zip(documents, stocked.search(QUESTION, k=2), strict=True):
        fields: Mapping[str, Any] = hit.to_dict()
        assert document.page_content == fields.pop("text") and document.metadata == fields
    assert asyncio.run(retriever.ainvoke(QUESTION)) == documents
    assert retriever.batch([QUESTION]) == [documents]


def test_the_retriever_keeps_to_its_k_and_filters(library: Library) -> None:
    library.add([*ALL, *numbered(20)])
    assert len(library.as_retriever().invoke("report")) == 8
    found = library.as_retriever(k=20, filters={"language": "fr"}).invoke("report")
    assert [one.metadata["article_id"] for one in found] == ["barrage"]
    with pytest.raises(UsageError):
        library.as_retriever(filters={"since": "2020"})


class FirstQuestionHeard:
    """Takes a follow-up that has the question before it put behind for that one, an accusation, and any other for a denial."""

    def read(self, question: str) -> Asked:
        return Asked("accuse", 1.0, matter="selling the quay") if "(" in question else Asked("deny", 1.0)


def test_a_follow_up_asks_in_its_own_words_about_the_matter_of_the_question_before(folder: Path) -> None:
    history = [
        {"role": "user", "content": "Who accused the harbour office of selling the quay?"},
        {"role": "assistant", "content": "The mayor."},
    ]
    said = "The mayor accused the harbour office of selling the quay. Later the harbour office denied selling the quay."
    with Library.open(
        folder, embedder=HashEmbedder(), reader=OverlapReader(), asked=FirstQuestionHeard(), risk=1e-9
    ) as library:
        library.add([article(said, "quay"), article("The cherries were late.", "cherries")])
        answer = library.as_chain().invoke({"question": "And the reply of the office in detail?", "history": history})
    assert answer.citations[0].quote == "Later the harbour office denied selling the quay."
