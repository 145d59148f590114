"""Whatever the text, every hit and citation is ``article.text[start:end]``."""

from __future__ import annotations

import time
from itertools import pairwise

import pytest
from fakes import article

from rag import Library

SENTENCE = "Le ministre a accusé l’armée d’avoir tiré des obus sur la ville. "
TEXTS = {
    "one word": "Démenti",
    "one letter": "A",
    "no letter but a digit": "— 5 —",
    "emoji": "👩‍👩‍👧‍👦 a dit 🇦🇿 non ! Le 🏳️‍🌈 flotte. 𝕋𝕙𝕖 𝕞𝕒𝕪𝕠𝕣 accused 𝒏𝒐𝒃𝒐𝒅𝒚.",
    "combining": "E\u0301lyse\u0301e a de\u0301menti. Z\u0351\u036b\u0343\u036a\u0302\u036b\u033d\u034f\u0334 a accuse\u0301 l\u2019arme\u0301e.",
    "NUL and controls": "Le maire\x00 a dit\x07 non. \x1b[31mIl a démenti\x1b[0m.\x85Puis rien.\u2028Et la fin.",
    "line ends": "Un.\r\nDeux trois.\rQuatre.\n\n\n\n  Cinq six.  \t \n Sept huit neuf.",
    "blanks around": "\n\n \u00a0\u3000 Le maire a dit non. \u200b\ufeff \n",
    "right to left": "اتهم الوزير الجيش بقصف المدينة. ونفى الجيش ذلك.\n\nהשר האשים את הצבא. הצבא הכחיש.",
    "overrides": "\u202eThe mayor accused\u202c nobody.\u2067 He denied.\u2069",
    "no spaces": "部长指责军队炮击城市。军队否认了这一指控。北京大学的学生在场。",
    "Thai": "รัฐมนตรีกล่าวหากองทัพว่ายิงถล่มเมือง กองทัพปฏิเสธข้อกล่าวหานี้",
    "Hindi": "मंत्री ने सेना पर शहर पर गोलाबारी का आरोप लगाया। सेना ने इनकार किया।",
    "markup": "<script>alert(1)</script> The mayor [said](http://x.example) **no**. &amp; `code` | $x$",
    "ligatures and widths": "Les ﬁnances ½ ﷽ ＦＵＬＬ İstanbul ẞ ŉ. Le maire a dit ﬁn.",
    "same sentence again": "The mayor said no. " * 40 + "\n\n" + "The mayor said no. " * 40,
    "abbreviations": "M. Dupont (p. 5) a dit à l'O.N.U. que non... Qui? Lui!? «Oui.» Fin",
    "no end mark": "the mayor of the town accused the army " * 100,
    "one endless word": "x" * 20_000 + " accused.",
    "private use and unassigned": "\ue000\U000f0000 The mayor \u0378 said\ufffe no\uffff.",
}


def assert_exact(library: Library, question: str) -> int:
    """Checks every hit and citation of the question; how many there were."""
    hits = library.search(question, k=50)
    for hit in hits:
        text = library.article(hit.article_id).text
        assert hit.text == text[hit.start : hit.end] and hit.text.strip()
    answer = library.as_chain().invoke(question)
    for one in answer.citations:
        text = library.article(one.article_id).text
        assert one.quote == text[one.start : one.end] and one.quote.strip()
    assert [one.marker for one in answer.citations] == list(range(1, len(answer.citations) + 1))
    return len(hits) + len(answer.citations)


@pytest.mark.parametrize("name", TEXTS)
@pytest.mark.parametrize("language", ["", "fr", "zh"])
def test_hits_and_citations_are_the_text_between_their_offsets(library: Library, name: str, language: str) -> None:
    given = article(TEXTS[name], "weird", language=language, title=TEXTS[name][:40])
    library.add([given, article("Another article of no interest at all.", "other")])
    assert library.article("weird").text == TEXTS[name]
    assert library.problems() == []
    found = assert_exact(library, TEXTS[name][:60])
    assert found >= 2
    assert_exact(library, "Who accused the army?")
    assert {hit.article_id for hit in library.search("mayor", k=50)} == {"weird", "other"}


def test_all_of_them_in_one_library(library: Library) -> None:
    library.add([article(text, name, language="") for name, text in TEXTS.items()])
    for text in TEXTS.values():
        assert assert_exact(library, text[-50:] + " x") > 2


def test_the_passages_hold_every_sentence_once_and_all_words(library: Library) -> None:
    library.add([article(SENTENCE * 60 + "\n\n" + SENTENCE * 60, "long", language="fr")])
    hits = sorted(library.search("obus", k=1000), key=lambda hit: hit.start)
    assert len(hits) > 5 and all(hit.end <= following.start for hit, following in pairwise(hits))
    text = library.article("long").text
    assert "".join("".join(hit.text.split()) for hit in hits) == "".join(text.split())


@pytest.mark.parametrize(
    "text", [SENTENCE * 16_000, "the mayor of the town accused the army " * 26_000], ids=["many", "one"]
)
def test_a_megabyte_on_one_line(library: Library, text: str) -> None:
    assert len(text) > 1_000_000
    # Of this process, as others may keep the cores busy; reading 16,000 sentences takes a third of it. What grows with the square takes more.
    started = time.process_time()
    assert library.add([article(text, "large", language="fr"), article("Small.", "small")]).added == 2
    assert assert_exact(library, "Qui a accusé the army ?") > 1
    assert time.process_time() - started < 150
