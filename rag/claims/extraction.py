"""Claims from text: sentences and quotations, then the trees (French, English) or lighter readers (Spanish, German, Italian)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from corpus.language import detect
from corpus.sentences import split
from corpus.types import Sentence
from rag.claims import by_model, denials, incises
from rag.claims.found import Found
from rag.claims.german import German
from rag.claims.light import Reader as LightReader
from rag.claims.pieces import Piece, pieces
from rag.claims.quotations import quotations
from rag.claims.roles import Reader
from rag.claims.romance import Romance
from rag.claims.trees import PIPELINES, Tree, parse
from rag.claims.types import Claim
from rag.models.chat import ChatModel

LIGHT: Mapping[str, type[LightReader]] = {"es": Romance, "it": Romance, "de": German}


def extract_claims(text: str, language: str = "") -> tuple[Claim, ...]:
    """Who says what in ``text``, in reading order.

    Args:
        text: any text; markup is read as text.
        language: ISO 639-1 code; empty, it is detected. Other languages than fr, en, es, de, it give nothing.

    Raises:
        ModuleNotFoundError: the spaCy pipeline of a French or English text is not installed.
    """
    return extract_all([text], [language])[0]


def extract_all(
    texts: Sequence[str], languages: Sequence[str], model: ChatModel | None = None
) -> list[tuple[Claim, ...]]:
    """``extract_claims`` of each text, in order, faster for many: sentences of all texts are parsed in batches.

    A chat ``model`` reads the languages that are not read otherwise.
    """
    codes = [
        (language or (detect(text) if text.strip() else "")).partition("-")[0].lower()
        for text, language in zip(texts, languages, strict=True)
    ]
    results: list[tuple[Claim, ...]] = [()] * len(texts)
    for code in PIPELINES:
        chosen = [number for number, one in enumerate(codes) if one == code]
        for number, claims in zip(chosen, _parsed([texts[number] for number in chosen], code), strict=True):
            results[number] = claims
    for number, code in enumerate(codes):
        if code in LIGHT:
            sentences = split(texts[number], code)
            quotes = incises.parted(texts[number], quotations(texts[number]), code)
            reader = LIGHT[code](pieces(texts[number], sentences, quotes, code), quotes, code)
            results[number] = _claims(texts[number], sentences, reader.read(), code)
        elif model and code not in PIPELINES and texts[number].strip():
            sentences = split(texts[number], code)
            results[number] = _claims(texts[number], sentences, by_model.read(sentences, model), code)
    return results


def _parsed(texts: Sequence[str], language: str) -> Iterable[tuple[Claim, ...]]:
    prepared = []
    every: list[Piece] = []
    for text in texts:
        sentences = split(text, language)
        quotes = incises.parted(text, quotations(text), language)
        own = pieces(text, sentences, quotes, language)
        prepared.append((text, sentences, quotes, len(own)))
        every.extend(own)
    trees = iter(parse([(piece.text, piece.offsets, piece.finite) for piece in every], language) if every else ())
    ordered = iter(every)
    for text, sentences, quotes, count in prepared:
        own_trees = []
        for _ in range(count):
            piece = next(ordered)
            own_trees.append(Tree(next(trees), piece.sentence, piece.quoted, language))
        yield _claims(
            text, sentences, Reader(text, [tree for tree in own_trees if tree.words], quotes, language).read(), language
        )


def _claims(text: str, sentences: Sequence[Sentence], found: Sequence[Found], language: str) -> tuple[Claim, ...]:
    claims: list[Claim] = []
    for one in found:
        sentence = sentences[one.sentence]
        parts: dict[str, Any] = {}
        for name, span in (("speaker", one.speaker), ("target", one.target), ("content", one.content)):
            parts[name] = text[span.start : span.end] if span else None
            parts[f"{name}_start"] = span.start if span else -1
            parts[f"{name}_end"] = span.end if span else -1
        claims.append(
            Claim(
                stance=one.stance,
                quote=sentence.text,
                start=sentence.start,
                end=sentence.end,
                confidence=one.confidence,
                **parts,
            )
        )
    denied = denials.in_one_article(claims, found, language)
    return tuple(replace(claim, denies=index) for claim, index in zip(claims, denied, strict=True))
