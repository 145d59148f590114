"""Whole sentences grouped to the window an embedder reads well.

The cut is the cheapest over the whole article (dynamic programming), so passages come out of even
length, break where paragraphs break, and leave no crumb at the end.
"""

from __future__ import annotations

from itertools import accumulate, pairwise

from corpus import sentences as _sentences
from corpus.scripts import DENSE
from corpus.types import Article, Passage, Sentence

MAX_CHARS = 900
# Cost of breaking inside a paragraph, against a squared share of unfilled window: as dear as leaving two windows half empty.
_INSIDE_PARAGRAPH = 0.5
# Cost of leaving a subheading at the end of a passage, away from what it announces.
_AFTER_HEADING = 0.3
_HEADING_CHARS = 90


def split(article: Article, max_chars: int = MAX_CHARS) -> tuple[Passage, ...]:
    """The passages of an article, in reading order, without overlap.

    Every sentence is in exactly one passage; a passage spans at most ``max_chars`` characters unless it is
    one single longer sentence. Chinese, Japanese and Korean characters count twice.

    Raises:
        ValueError: ``max_chars`` is below 1.
    """
    return group(article.text, _sentences.split(article.text, article.language), max_chars)


def group(text: str, sentences: tuple[Sentence, ...], max_chars: int = MAX_CHARS) -> tuple[Passage, ...]:
    """Passages from sentences that are already split; offsets are into ``text``."""
    if max_chars < 1:
        raise ValueError(f"max_chars must be at least 1, not {max_chars}.")
    count = len(sentences)
    best = [0.0] + [float("inf")] * count
    cut = [0] * (count + 1)
    breaks = [0.0] + [_break_cost(text, left, right) for left, right in pairwise(sentences)]
    breaks.append(0.0)
    # 900 characters of Chinese are 580 tokens, 900 Latin letters 200 to 300.
    dense = [0, *accumulate(len(DENSE.findall(one.text)) for one in sentences)]
    for stop in range(1, count + 1):
        for first in range(stop - 1, -1, -1):
            length = sentences[stop - 1].end - sentences[first].start + dense[stop] - dense[first]
            if length > max_chars and first < stop - 1:
                break
            unfilled = max(0.0, 1 - length / max_chars)
            cost = best[first] + breaks[first] + unfilled * unfilled
            if cost < best[stop]:
                best[stop], cut[stop] = cost, first
    bounds = []
    stop = count
    while stop:
        bounds.append((cut[stop], stop))
        stop = cut[stop]
    passages = []
    for first, stop in reversed(bounds):
        chosen = sentences[first:stop]
        start, end = chosen[0].start, chosen[-1].end
        passages.append(Passage(start, end, text[start:end], chosen))
    return tuple(passages)


def _break_cost(text: str, left: Sentence, right: Sentence) -> float:
    if "\n" not in text[left.end : right.start]:
        return _INSIDE_PARAGRAPH
    heading = len(left.text) <= _HEADING_CHARS and not (_sentences.ends(left.text) or left.text[-1] in "»”\"')")
    return _AFTER_HEADING if heading else 0.0
