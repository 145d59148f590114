from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from rag.fusion import LEXICAL_WEIGHT, fuse


def floats(*values: float) -> NDArray[np.float32]:
    return np.array(values, np.float32)


def flags(*values: bool) -> NDArray[np.bool_]:
    return np.array(values, np.bool_)


ALL = flags(True, True, True)


def test_worked_out_by_hand() -> None:
    # Nearness over the floor .5 and the best .9: 1, .5, 0. Words over the best 8: 0, 1, .25.
    found = fuse(floats(0.9, 0.7, 0.5), floats(0, 8, 2), ALL, floor=0.5, weight=0.4)
    assert found == pytest.approx([0.6, 0.6 * 0.5 + 0.4, 0.1], abs=1e-6)
    assert found.dtype == np.float32


def test_the_weight_moves_the_ranking_from_nearness_to_words() -> None:
    dense, lexical = floats(0.9, 0.7, 0.5), floats(0, 8, 10)
    assert np.argsort(-fuse(dense, lexical, ALL, 0.5, weight=0.0)).tolist() == [0, 1, 2]
    assert np.argsort(-fuse(dense, lexical, ALL, 0.5, weight=1.0)).tolist() == [2, 1, 0]
    assert fuse(dense, lexical, ALL, 0.5) == pytest.approx(fuse(dense, lexical, ALL, 0.5, weight=LEXICAL_WEIGHT))


def test_with_no_shared_word_the_ranking_is_the_dense_one() -> None:
    dense = floats(0.82, 0.86, 0.84)
    found = fuse(dense, floats(0, 0, 0), ALL, floor=0.8)
    assert found == pytest.approx([1 / 3, 1, 2 / 3], abs=1e-4)


def test_passages_of_another_language_are_ranked_by_nearness_alone() -> None:
    """Words cannot know them: they neither gain by their absence nor lose by it."""
    dense, know = floats(0.9, 0.8, 0.7), flags(False, True, False)
    found = fuse(dense, floats(0, 5, 0), know, floor=0.5)
    assert found[[0, 2]] == pytest.approx([1.0, 0.5], abs=1e-6)
    assert found[1] == pytest.approx(0.6 * 0.75 + 0.4, abs=1e-6)
    # Whatever the words of the one passage they know, the others keep their scores.
    assert fuse(dense, floats(0, 0.01, 0), know, floor=0.5)[[0, 2]] == pytest.approx(found[[0, 2]])


def test_a_score_of_words_that_do_not_know_is_not_looked_at() -> None:
    know = flags(True, True, False)
    assert fuse(floats(0.9, 0.8, 0.7), floats(1, 2, 99), know, 0.5) == pytest.approx(
        fuse(floats(0.9, 0.8, 0.7), floats(1, 2, 0), know, 0.5)
    )


def test_with_no_passage_in_the_questions_language_the_ranking_is_the_dense_one() -> None:
    dense = floats(0.6, 0.9, 0.7)
    found = fuse(dense, floats(3, 0, 9), flags(False, False, False), floor=0.5)
    assert found == pytest.approx([0.25, 1.0, 0.5], abs=1e-6)


def test_below_the_floor_is_zero_and_nothing_leaves_zero_to_one() -> None:
    found = fuse(floats(0.9, 0.3, -1.0), floats(0, 0, 4), ALL, floor=0.5)
    assert found == pytest.approx([0.6, 0.0, 0.4], abs=1e-6)
    random = np.random.default_rng(7)
    for _ in range(50):
        dense, lexical = random.uniform(-1, 1, 9).astype("f4"), random.uniform(0, 30, 9).astype("f4")
        found = fuse(dense, lexical, random.random(9) < 0.5, float(random.uniform(-1, 1)))
        assert np.isfinite(found).all() and found.min() >= 0 and found.max() <= 1 + 1e-6


def test_equal_scores_and_single_candidates_do_not_divide_by_zero() -> None:
    assert fuse(floats(0.7), floats(0), flags(True), floor=0.7) == pytest.approx([0.0])
    assert fuse(floats(0.7, 0.7), floats(2, 2), flags(True, True), floor=0.7) == pytest.approx([0.4, 0.4])
    assert len(fuse(floats(), floats(), np.zeros(0, np.bool_), floor=0.0)) == 0
