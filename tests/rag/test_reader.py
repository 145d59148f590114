"""The bundled reader: its weights are the expected ones, and it reads in several languages."""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np
import pytest
import torch
from fakes import article
from tokenizers import Tokenizer, models, pre_tokenizers
from transformers import BertConfig, BertForSequenceClassification, PreTrainedTokenizerFast

from corpus import passages
from rag.errors import ModelDamaged, ModelNotFound
from rag.models import reader as readers
from rag.models import reader_network, weights
from rag.models.embedder import PassageText
from rag.models.reader import BundledReader, HubRanker, Reading

FLOOD = (
    "La rivière a emporté le pont de Karvel dans la nuit de mardi. Le préfet, Louis Amadou, a accusé l'entreprise Sogetra "
    "d'avoir négligé l'entretien des piles. L'entreprise a rejeté cette accusation. Le pont avait été construit en 1962."
)
WEATHER = "Il fera beau dimanche sur tout le pays. Les températures atteindront 24 degrés dans le sud."
# Asked in five languages, answered in French.
WHO = {
    "fr": "Qui a accusé Sogetra ?",
    "en": "Who accused Sogetra of neglecting the bridge?",
    "es": "¿Quién acusó a Sogetra?",
    "de": "Wer hat Sogetra beschuldigt?",
    "ru": "Кто обвинил компанию Sogetra?",
}


def text(body: str, title: str = "") -> PassageText:
    (passage,) = passages.split(article(body, language="fr"))
    return PassageText(title, passage.text, tuple((one.start, one.end) for one in passage.sentences))


@pytest.fixture(scope="module")
def reader(cache: Path) -> BundledReader:
    return BundledReader(cache)


def best(reading: Reading) -> int:
    return int(np.argmax(reading.sentences))


def marked(reading: Reading, body: str) -> str:
    words = max((one for one in reading.found if one), key=lambda one: one.probability)
    return body[words.start : words.end]


def test_the_weights_are_the_expected_ones_and_small() -> None:
    path = readers.weights_file()
    assert hashlib.sha256(path.read_bytes()).hexdigest() == readers.SHA256
    assert path.stat().st_size <= 25_000_000


def test_damaged_weights_are_refused_with_the_cure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(weights, "__file__", str(tmp_path / "weights.py"))
    with pytest.raises(ModelDamaged, match=r"missing.*Install onrecord again"):
        readers.weights_file()
    (tmp_path / readers.WEIGHTS).write_bytes(b"half a file")
    with pytest.raises(ModelDamaged, match=r"damaged.*Install onrecord again"):
        readers.weights_file()


def test_it_reads_in_the_format_of_this_cpu_as_in_float32(
    reader: BundledReader, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    passages = [text(FLOOD), text(WEATHER), text(FLOOD, "Le pont de Karvel"), text(WEATHER + " " + FLOOD)]
    fast = [one.rank for question in WHO.values() for one in reader.read(question, passages)]
    monkeypatch.setattr("rag.models.reader_network.fastest", lambda network: (network, torch.float32))
    exact = BundledReader(cache)
    slow = [one.rank for question in WHO.values() for one in exact.read(question, passages)]
    # Eight-bit products were off by .9 of a logit on average.
    assert np.abs(np.subtract(fast, slow)).mean() < 0.15


@pytest.mark.parametrize("language", WHO)
def test_it_finds_who_accused_in_any_language(reader: BundledReader, language: str) -> None:
    flood, weather = reader.read(WHO[language], [text(FLOOD), text(WEATHER)])
    assert flood.rank > weather.rank and flood.silent < weather.silent
    assert best(flood) == 1
    assert "Amadou" in marked(flood, FLOOD)


def test_a_passage_that_is_near_and_silent_is_told_from_one_that_answers(reader: BundledReader) -> None:
    answers, silent = (reader.read(one, [text(FLOOD)])[0] for one in ("En quelle année le pont de Karvel a-t-il été construit ?", "Combien de personnes vivent à Karvel ?"))  # fmt: skip
    assert answers.rank > silent.rank and answers.silent < silent.silent
    assert marked(answers, FLOOD) == "1962"


def test_readings_come_in_the_order_given_whatever_the_lengths(reader: BundledReader) -> None:
    texts = [text(WEATHER), text(FLOOD), text(WEATHER[:40]), text(FLOOD + " " + WEATHER)]
    together = reader.read(WHO["fr"], texts)
    apart = [BundledReader.read(reader, WHO["fr"], [one])[0] for one in texts]
    for one, other, given in zip(together, apart, texts, strict=True):
        assert one.rank == pytest.approx(other.rank, abs=0.25)
        assert len(one.sentences) == len(one.found) == len(given.sentences)


def test_offsets_of_exact_words_lie_inside_their_sentence(reader: BundledReader) -> None:
    given = text(FLOOD, "Le pont de Karvel emporté")
    (reading,) = reader.read(WHO["fr"], [given])
    for (start, end), words in zip(given.sentences, reading.found, strict=True):
        assert words and start <= words.start < words.end <= end
        assert 0 <= words.probability <= 1
    assert 0 <= reading.silent <= 1


def test_a_passage_longer_than_the_window_is_read_as_far_as_it_goes(reader: BundledReader) -> None:
    sentences = "Une phrase sans rapport avec la question posée. " * 120
    bounds = tuple((i * 48, i * 48 + 47) for i in range(120))
    (reading,) = reader.read(WHO["fr"], [PassageText("", sentences.strip(), bounds)])
    assert reading.found[0] is not None and reading.found[-1] is None
    assert len(reading.sentences) == 120 and np.isfinite(reading.sentences).all()


def test_a_long_question_leaves_room_for_the_passage(reader: BundledReader) -> None:
    tokens = reader._load().tokens
    passage = FLOOD * 3
    (encoded,) = reader_network.encode(tokens, "谁指责了谁？" * 200, [("", passage)])
    assert (encoded.offsets[:, 1] > 0).sum() == (
        reader_network.encode(tokens, "?", [("", passage)])[0].offsets[:, 1] > 0
    ).sum()


@pytest.mark.parametrize("question", ["?", "x" * 5000, "\u202e\u0000 <b>", "谁指责了谁？", "\ufdfa" * 400])
def test_odd_questions_are_read(reader: BundledReader, question: str) -> None:
    (reading,) = reader.read(question, [text(FLOOD)])
    assert np.isfinite(reading.rank)


def test_nothing_to_read_loads_nothing(tmp_path: Path) -> None:
    assert BundledReader(tmp_path / "nowhere").read("Who?", []) == []
    assert not (tmp_path / "nowhere").exists()


def test_a_ranking_model_that_is_not_there_is_named_with_the_cure(tmp_path: Path) -> None:
    assert readers.ranker_for_setting("bundled") is None
    ranker = readers.ranker_for_setting(str(tmp_path / "no-model"))
    assert isinstance(ranker, HubRanker)
    assert ranker.rank("Who?", []) == []
    with pytest.raises(ModelNotFound, match=r"no-model.*'ranker'"):
        ranker.rank("Who?", [text(FLOOD)])


def cross_encoder(folder: Path, labels: int) -> str:
    """A tiny one with random weights, in a folder."""
    torch.manual_seed(1)
    words = {word: at for at, word in enumerate(["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "who", "rain", "dam"])}
    tokens = Tokenizer(models.WordLevel(words, unk_token="[UNK]"))
    tokens.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    config = BertConfig(
        vocab_size=len(words),
        hidden_size=8,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=8,
        num_labels=labels,
    )
    model = BertForSequenceClassification(config)
    torch.nn.init.constant_(model.classifier.bias, 5.0)
    model.save_pretrained(folder)
    PreTrainedTokenizerFast(tokenizer_object=tokens, pad_token="[PAD]", model_max_length=64).save_pretrained(folder)
    return str(folder)


def test_a_cross_encoder_of_a_folder_ranks(tmp_path: Path) -> None:
    ranker = HubRanker(cross_encoder(tmp_path / "one", 1))
    ranker.warm_up()
    passages = [text("The dam broke."), text("Rain fell on who?"), text("The dam broke.")]
    first, second, third = ranker.rank("Who?", passages)
    assert first == third != second
    assert min(first, second) > 2, "raw scores, not pressed between 0 and 1"


def test_a_cross_encoder_of_several_scores_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelNotFound, match=r"3 scores.*'ranker'"):
        HubRanker(cross_encoder(tmp_path / "three", 3)).warm_up()
