"""The language of articles and of short questions."""

from __future__ import annotations

import subprocess
import sys
import time

import pytest

from corpus.language import detect

# language, question. A miss of a few is allowed below; these are short on purpose.
QUESTIONS = [
    ("en", "who accused whom of white phosphorus use"),
    ("en", "Armenia accused Azerbaijan"),
    ("en", "Who is the mayor of Valence?"),
    ("en", "What is the capital of Peru?"),
    ("en", "who denied it"),
    ("en", "how many people died"),
    ("en", "white phosphorus"),
    ("en", "Did Gerald Thorne deny overloading the ferry?"),
    ("en", "and what about Turkey?"),
    ("fr", "qui a accusé qui ?"),
    ("fr", "et lui ?"),
    ("fr", "qui a nié ?"),
    ("fr", "combien de morts"),
    ("fr", "Qui est le maire de Valence ?"),
    ("fr", "phosphore blanc au Haut-Karabagh"),
    ("fr", "qu'a dit le ministre"),
    ("fr", "L'Arménie a-t-elle accusé l'Azerbaïdjan ?"),
    ("es", "¿Quién lo negó?"),
    ("es", "quién acusó a quién"),
    ("es", "cuántos muertos hubo"),
    ("es", "¿Qué dijo el alcalde sobre la presa?"),
    ("es", "fósforo blanco en Nagorno Karabaj"),
    ("de", "Wer hat wen beschuldigt?"),
    ("de", "wer bestritt den Vorwurf"),
    ("de", "Wie viele Tote gab es?"),
    ("de", "Was sagte der Minister über den Staudamm?"),
    ("de", "und was sagt er dazu?"),
    ("it", "chi ha accusato chi"),
    ("it", "chi lo ha smentito?"),
    ("it", "quante vittime ci sono state"),
    ("it", "Che cosa ha detto il sindaco della diga?"),
    ("pt", "quem acusou quem"),
    ("pt", "quem negou a acusação?"),
    ("pt", "quantas pessoas morreram"),
    ("pt", "O que disse o ministro sobre a barragem?"),
    ("nl", "wie beschuldigde wie"),
    ("nl", "wie ontkende het?"),
    ("nl", "hoeveel doden zijn er gevallen"),
    ("nl", "Wat zei de minister over de dam?"),
    ("ru", "кто кого обвинил"),
    ("ru", "кто это отрицал?"),
    ("ru", "сколько человек погибло"),
    ("ru", "Что сказал министр о белом фосфоре?"),
    ("uk", "хто кого звинуватив"),
    ("uk", "хто це заперечив?"),
    ("uk", "скільки людей загинуло"),
    ("uk", "Що сказав міністр про білий фосфор?"),
    ("ar", "من اتهم من"),
    ("ar", "من نفى ذلك؟"),
    ("ar", "كم عدد القتلى"),
    ("ar", "ماذا قال الوزير عن الفوسفور الأبيض؟"),
    ("tr", "kim kimi suçladı"),
    ("tr", "bunu kim yalanladı?"),
    ("tr", "kaç kişi öldü"),
    ("tr", "Bakan beyaz fosfor hakkında ne dedi?"),
    ("zh", "谁指责了谁"),
    ("zh", "谁否认了使用白磷？"),
    ("zh", "死了多少人"),
    ("ja", "誰が誰を非難したのか"),
    ("ja", "大臣は何と言いましたか"),
    ("el", "ποιος κατηγόρησε ποιον"),
    ("el", "ποιος το αρνήθηκε;"),
    ("hi", "किसने किस पर आरोप लगाया"),
    ("hi", "मंत्री ने क्या कहा?"),
    ("pl", "kto kogo oskarżył"),
    ("pl", "kto temu zaprzeczył?"),
    ("pl", "ile osób zginęło"),
    ("pl", "Co powiedział minister o białym fosforze?"),
    ("ro", "cine a acuzat pe cine"),
    ("ro", "cine a negat acuzația?"),
    ("ro", "câți oameni au murit"),
    ("ro", "Ce a spus ministrul despre fosforul alb?"),
    ("vi", "ai đã cáo buộc ai"),
    ("vi", "bao nhiêu người đã chết"),
    ("vi", "Bộ trưởng nói gì về phốt pho trắng?"),
    ("th", "ใครกล่าวหาใคร"),
    ("th", "รัฐมนตรีพูดว่าอะไร"),
    ("ko", "누가 누구를 비난했나"),
    ("he", "מי האשים את מי"),
    ("fa", "چه کسی این را انکار کرد؟"),
    ("sv", "vem anklagade vem"),
    ("cs", "kdo koho obvinil z použití bílého fosforu"),
]

MUST = [question for question in QUESTIONS if question[1] in (
    "who accused whom of white phosphorus use", "qui a accusé qui ?", "Wer hat wen beschuldigt?", "кто кого обвинил", "et lui ?",
    "Armenia accused Azerbaijan", "Who is the mayor of Valence?", "¿Quién lo negó?", "chi ha accusato chi",
)]  # fmt: skip

ARTICLES = [
    (
        "fr",
        "Le ministère de la Défense a rejeté cette allégation mardi, affirmant que le pays n’avait pas de telles munitions.",
    ),
    (
        "en",
        "The defence ministry rejected the allegation on Tuesday and said that no such munitions were in its arsenal.",
    ),
    (
        "pt",
        "O Ministério da Defesa rejeitou a acusação na terça-feira e disse que não tinha tais munições no seu arsenal.",
    ),
    (
        "es",
        "El Ministerio de Defensa rechazó el martes la acusación y dijo que no tenía tales municiones en su arsenal.",
    ),
    ("uk", "Міністерство оборони у вівторок відкинуло ці звинувачення й заявило, що таких боєприпасів у країни немає."),
    ("ru", "Министерство обороны во вторник отвергло эти обвинения и заявило, что таких боеприпасов у страны нет."),
]


@pytest.mark.parametrize(("language", "question"), MUST)
def test_questions_that_must_be_right(language: str, question: str) -> None:
    assert detect(question) == language


def test_short_questions_in_many_languages() -> None:
    wrong = [(question, detect(question), language) for language, question in QUESTIONS if detect(question) != language]
    assert len(wrong) <= len(QUESTIONS) * 0.05, wrong


def test_short_questions_among_the_languages_of_a_corpus() -> None:
    among = ["en", "fr", "es", "de", "ru", "ar", "zh", "it", "tr"]
    asked = [question for question in QUESTIONS if question[0] in among]
    wrong = [(text, detect(text, among), language) for language, text in asked if detect(text, among) != language]
    assert len(wrong) <= 1, wrong


@pytest.mark.parametrize(("language", "text"), ARTICLES)
def test_sentences(language: str, text: str) -> None:
    assert detect(text) == language
    assert detect(text * 20) == language


@pytest.mark.parametrize("text", ["", "   ", "1234 !!", "— … 2020", "\u0000", "\ud800"])
def test_nothing_to_go_by_is_no_language(text: str) -> None:
    assert detect(text) == ""


def test_among_excludes() -> None:
    assert detect("кто кого обвинил", among=["en", "fr"]) == ""
    assert detect("qui a accusé qui ?", among=["fr"]) == "fr"
    assert detect("qui a accusé qui ?", among=[]) == ""


def test_loads_late_and_quickly() -> None:
    code = (
        "import sys, time; import corpus.language; assert 'numpy' not in sys.modules and 'py3langid' not in sys.modules;"
        "t = time.perf_counter(); corpus.language.detect('qui a accusé qui ?'); print(time.perf_counter() - t)"
    )
    seconds = float(subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout)
    assert seconds < 6  # 0.4 s on an idle machine; the detectors that were left out take 12 s


def test_a_long_article_takes_milliseconds() -> None:
    text = ARTICLES[0][1] * 2000
    detect(text)
    start = time.perf_counter()
    detect(text)
    assert time.perf_counter() - start < 0.2


def test_the_languages_of_the_articles_are_likelier() -> None:
    known = ["fr", "en", "es", "de", "ru", "ar"]
    assert detect("Quel âge a Karim Benhaddou ?") == "pt"
    assert detect("Quel âge a Karim Benhaddou ?", familiar=known) != "pt"
    assert detect("white phosphorus?", familiar=["fr"]) == "en", "and yet a question may be in another"
    assert detect("Wer hat gelogen?", familiar=["fr"]) == "de"
