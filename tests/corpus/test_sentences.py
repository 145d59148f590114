"""Sentence boundaries: each case is written with | between its sentences."""

from __future__ import annotations

import time
from typing import SupportsIndex

import pytest

from corpus import sentences
from corpus.sentences import split

CASES = [
    # English
    ("en", "He left. |She stayed."),
    ("en", "Dr. Martin met Mr. Dupont and Mrs. Lee. |They agreed."),
    ("en", "Gen. Smith spoke to Lt. Col. Brown and Prof. Adams. |Nobody answered."),
    ("en", "The U.S. President arrived. |He left at once."),
    ("en", "He lives in the U.S. |The house is small."),
    ("en", "The U.N. Security Council met. |It voted."),
    ("en", "It happened at 5 p.m. on Monday. |Nobody was hurt."),
    ("en", "It happened at 5 p.m. |The ship sank at once."),
    ("en", "See No. 5 on the list. |It is new."),
    ("en", "He said no. |The union agreed."),
    ("en", "Prices rose 3.5 per cent to $1.25. |Analysts were surprised."),
    ("en", "J. K. Rowling and George R. R. Martin wrote it. |Both denied it."),
    ("en", "Wait... what? |No!"),
    ("en", "“We are still searching,” she said. |“We have hope.” |Nobody else spoke."),
    ("en", "“Who fired?” he asked. |“Nobody!” |He left."),
    ("en", "“Who fired?” Ann Lee asked. |“Nobody!” Mayor Tom de Witt said. |He left."),
    ("en", "Defense Sec. Ann Lee and Atty. Tom Witt met. |They agreed."),
    ("ru", "Министр С. В. Лавров заявил это. |Он ушёл."),
    ("it", "Il giudice G. A. Rossi ha negato. |Nulla di più."),
    ("en", "He asked who had fired (nobody knew). |The minister shrugged."),
    ("en", "Apple Inc. said so. |Orrin Seaways Ltd. denied it."),
    ("en", "They met on Nov. 3 in Baku. |On Jan. 12 they met again."),
    ("en", "Cats, dogs, etc. are banned. |Birds are not."),
    ("en", "The company (Smith & Co.) closed. |Workers protested."),
    ("en", "He arrived from St. Petersburg. |It rained."),
    ("en", "Smith v. Jones was decided in 1998. |It still counts."),
    ("en", "The iPhone sold well. |iPads did not."),
    ("en", "It ended in 1994.|The war began again."),
    ("en", "Visit example.com for details. |The site is new."),
    ("en", "Is it true?! |Yes."),
    ("en", "He cited a study.[12] |It was wrong."),
    ("en", "The answer is E. |The others are wrong."),
    ("en", "‘It is false.’ |Then he hung up."),
    ("en", "1. The first point is clear. |2. The second is not."),
    ("en", "Nagorno-Karabakh ... remains disputed. |Talks go on."),
    ("en", "He said [...] that it was over. |It was not."),
    ("en", "Yahoo! said it would appeal. |The court waited."),
    # French
    ("fr", "M. Dupont est venu le 1er nov. à Paris. |Il est reparti."),
    ("fr", "L’O.N.U. a refusé. |Le Dr. Martin aussi."),
    ("fr", "« Qui a tiré ? », a-t-il demandé. |Personne n’a répondu."),
    ("fr", "« Personne ! » |Il est parti."),
    ("fr", "« Je n’ai rien fait. » |Le juge a souri."),
    ("fr", "«Je n’ai rien fait.» |Le juge a souri."),
    ("fr", "Mme Roux et MM. Blanc et Noir ont nié. |Me Quertier aussi."),
    ("fr", "Il est né en 45 av. J.-C. à Rome. |Il y mourut."),
    ("fr", "L’art. 12 et le no. 5 sont abrogés. |La loi change."),
    ("fr", "Le rapport compte 3,5 millions d’euros... et des questions. |Lesquelles ?"),
    ("fr", "Pourquoi ? |Parce que. |Bon !"),
    ("fr", "Il a dit : « Non. |Jamais. » |Puis il est sorti."),
    ("fr", "Le S.A.R. est arrivé. |La foule attendait."),
    ("fr", "Les États-Unis (É.-U.) ont refusé. |Le Canada aussi."),
    ("fr", "Selon l’agence, p. ex. Reuters, c’est faux. |Rien n’est sûr."),
    ("fr", "Il habite bd. Voltaire, près de St. Ambroise. |Il y dort."),
    ("fr", "Cela coûte 1 200 € env. 30 % de plus. |Trop cher."),
    ("fr", "La guerre s’est finie en 1994.|Le président l’a redit."),
    ("fr", "Que sait-on ? |– Peu de choses. |Le reste suivra."),
    # German
    ("de", "Am 1. November sagte Dr. Müller nichts. |Er schwieg."),
    ("de", "Der 2. Weltkrieg endete 1945. |Danach kam Frieden."),
    ("de", "Das war 2020. |Der Krieg begann im Herbst."),
    ("de", "Er sagte: „Das ist falsch.“ |Dann ging er."),
    ("de", "»Nein.« |Dann kam er."),
    ("de", "»Wer war das?«, fragte sie. |Keiner antwortete."),
    ("de", "Es gab z. B. Äpfel, d. h. Obst. |Alle aßen."),
    ("de", "Prof. Dr. Weber wohnt in der Hauptstr. 5 in Kiel. |Er ist alt."),
    ("de", "Rund 3,5 Mio. Euro fehlen. |Das ist viel."),
    ("de", "Am 15. 3. 2021 kam er. |Sie nicht."),
    ("de", "Papst Johannes Paul II. starb in Rom. |Er war alt."),
    ("de", "Er kam um 17.30 Uhr an. |Niemand wartete."),
    ("de", "Das sagte Abg. Meier, geb. 1960. |Er lachte."),
    # Spanish, Italian, Portuguese
    ("es", "¿Quién lo negó? |El Sr. Pérez, de EE. UU., lo negó. |Nada más."),
    ("es", "Llegó a las 5 p. m. del lunes. |Se fue pronto."),
    ("es", "¡No! |¿Por qué? |La Sra. Gómez calló."),
    ("es", "«No pedimos eso.» |El alcalde calló."),
    ("es", "Vive en la Av. Libertad núm. 5. |Es grande."),
    ("it", "Il sig. Rossi e la dott.ssa Bianchi negano. |Il gen. Verdi conferma."),
    ("it", "«Non c’è pericolo.» |Così ha detto l’on. Neri."),
    ("it", "Nel 44 a.C. morì Cesare. |Fu la fine."),
    ("pt", "O Sr. Silva e a Dra. Souza negaram. |O prof. Costa confirmou."),
    ("pt", "Foi às 15h30. |Ninguém viu."),
    # Dutch, Polish, Turkish, Romanian, Greek
    ("nl", "Dhr. Jansen en mevr. De Vries ontkenden. |Prof. Bakker zweeg."),
    ("nl", "Dat is o.a. bekend. |De rest niet."),
    ("pl", "Prof. Nowak i gen. Kowalski zaprzeczyli. |To było w 2020 r. w Warszawie."),
    ("pl", "Mieszka przy ul. Długiej m.in. z psem. |Jest stary."),
    ("tr", "Prof. Dr. Yılmaz 1. Kasım günü konuştu. |Kimse dinlemedi."),
    ("tr", "Kim yaptı? |Bunu kimse bilmiyor."),
    ("ro", "Dl. Popescu a negat. |Dna. Ionescu nu."),
    ("el", "Ποιος το είπε; |Κανείς δεν ξέρει."),
    # Russian, Ukrainian
    ("ru", "А. С. Пушкин родился в 1799 г. в Москве. |Он жил на ул. Ленина."),
    ("ru", "Это было в 2020 г. |Он отказался."),
    ("ru", "«Кто это сделал?» — спросил он. |Никто не ответил."),
    ("ru", "Погибли 15 тыс. человек, т. е. много. |Война шла дальше."),
    ("ru", "«Нет.» |Потом он ушёл."),
    ("uk", "Це сталося у 2020 р. в Києві. |Він відмовився."),
    # scripts without capitals
    ("ar", "من اتهم من؟ |نفى الوزير ذلك. |ثم غادر."),
    ("ar", "قال: «لا.» |ثم خرج!"),
    ("fa", "چه کسی گفت؟ |هیچ‌کس نگفت."),
    ("ur", "اس نے کہا۔ |وہ چلا گیا۔"),
    ("hi", "मंत्री ने क्या कहा? |उसने मना किया। |वह गया।"),
    ("zh", "他说：“不。”|然后走了。|真的吗？|是的！"),
    ("zh", "价格上涨了3.5%。|没有人说话……"),
    ("ja", "「行く。」と語った。|彼は去った。"),
    ("ja", "本当ですか？|はい！"),
    ("ko", "그는 부인했다. |누가 했는가? |아무도 모른다."),
    ("hy", "Նա հերքեց։ |Հետո գնաց։"),
    ("bn", "সে বলল। |সে গেল।"),
    # no language given
    ("", "Dr. Martin left. |He denied it. |Who knows?"),
    ("xx", "One. |Two!"),
    # line structure
    ("en", "Background|\n\nThe war began in 2020. |It ended soon."),
    ("en", "- one item|\n- another item|\n- a third"),
    (
        "en",
        "The headline without a stop|\nThe text begins here and it goes on for a while, as texts do, until it ends.",
    ),
    ("en", "A paragraph a line ends here.|\nAnother paragraph begins. |It ends."),
    (
        "en",
        "The ministry of defence rejected the claim on Tuesday and said that no\n"
        "such munitions were in the arsenal of the country, which it has said for\nmany years. |Nobody believed it.",
    ),
]


@pytest.mark.parametrize(("language", "marked"), CASES, ids=lambda value: value[:40])
def test_boundaries(language: str, marked: str) -> None:
    text = marked.replace("|", "")
    expected = [part.strip() for part in marked.split("|")]
    assert [sentence.text for sentence in split(text, language)] == expected


def test_there_are_many_cases() -> None:
    assert len(CASES) >= 80


@pytest.mark.parametrize("language", ["en", "fr", "de", "ar", "zh", "th", "", "el"])
def test_offsets_cover_the_text(language: str) -> None:
    texts = [marked.replace("|", "") for _, marked in CASES]
    text = "\n\n".join(texts) + "  \n\n \t\n" + "   trailing words   \n"
    end = 0
    for sentence in split(text, language):
        assert text[sentence.start : sentence.end] == sentence.text
        assert sentence.text == sentence.text.strip() != ""
        assert not text[end : sentence.start].strip()
        assert "\n\n" not in sentence.text
        end = sentence.end
    assert not text[end:].strip()


@pytest.mark.parametrize("text", ["", " ", "\n\n\n", "\ufeff", "...", "?", ".", "a", "\u2028", "»", "\ud800. A"])
def test_odd_texts(text: str) -> None:
    for sentence in split(text, "en"):
        assert text[sentence.start : sentence.end] == sentence.text


def test_a_thai_paragraph_is_cut_at_spaces() -> None:
    clause = "รัฐมนตรีปฏิเสธข้อกล่าวหาดังกล่าวเมื่อวันอังคารที่ผ่านมา"
    text = " ".join([clause] * 8)
    sentences = split(text, "th")
    assert 2 <= len(sentences) <= 8
    assert all(len(sentence.text) < 250 for sentence in sentences)
    assert "".join(sentence.text for sentence in sentences).replace(" ", "") == text.replace(" ", "")


def test_a_long_text_takes_no_longer_than_its_length() -> None:
    text = "The U.S. President met Gen. Smith at 5 p.m. on Monday. He lives in the U.S. The end. " * 6000
    start = time.perf_counter()
    count = len(split(text, "en"))
    seconds = time.perf_counter() - start
    assert count == 18000
    assert seconds < 5  # 0.6 s on two old cores; a quadratic splitter takes minutes


class Sliced(str):
    """A text that counts the characters taken out of it."""

    taken = 0

    def __getitem__(self, key: SupportsIndex | slice) -> str:
        found = super().__getitem__(key)
        Sliced.taken += len(found)
        return found


def test_initials_do_not_take_their_whole_line_again_and_again() -> None:
    text = Sliced("A. B. " * 500)
    Sliced.taken = 0
    assert split(text, "de")
    assert Sliced.taken < 50 * len(text)


@pytest.mark.parametrize("unit", [".", "a. ", "\n", '" ', "[1] ", "?! ", "A.B.", "« ", " ", "\n- "])
def test_hostile_repetition_is_quick(unit: str) -> None:
    text = unit * (200_000 // len(unit))
    start = time.perf_counter()
    split(text, "en")
    assert time.perf_counter() - start < 5


@pytest.mark.parametrize(
    "text",
    [
        "It denied it.",
        "« Nous n’avons jamais tiré sur des civils. »",
        "« Nous n’avons jamais tiré sur des civils.\u202f»",
        "„Wir haben nichts gewusst.“",
        "»Vi vidste ingenting.«",
        "It denied it.[4]",
        "He asked: “Why?” [12]",
        "ہم نے انکار کیا۔",
        "Մենք հերքում ենք։",
        "我们否认。”",
        "เราไม่เคยยิงพลเรือน",
    ],
)
def test_a_sentence_ends_as_one_in_every_script(text: str) -> None:
    assert sentences.ends(text)


@pytest.mark.parametrize(
    "text", ["Dam and frost", "Terter, 27 October", "« Une guerre »", "Read also:", "Chapter 4 [2]", ""]
)
def test_a_heading_does_not(text: str) -> None:
    assert not sentences.ends(text)
