"""Copies are found across outlets, cut and reworded as editors do it; two reports of one event are none."""

from __future__ import annotations

import random

import pytest

from corpus.duplicates import alike, first_copies


def words(seed: int, count: int) -> list[str]:
    chosen = random.Random(seed)
    return [f"word{chosen.randrange(3000)}" for _ in range(count)]


def test_cut_and_reworded_copies_are_one_group_and_others_are_not() -> None:
    agency = words(1, 400)
    cut, rewritten = agency[:300], words(2, 60) + agency[60:]
    quoting = words(3, 340) + agency[:60]
    texts = [" ".join(words(4, 400)), " ".join(agency), " ".join(quoting), " ".join(cut).upper(), ", ".join(rewritten)]
    assert alike(texts) == [[1, 3, 4]]


def test_a_copy_of_a_copy_is_one_and_the_largest_group_comes_first() -> None:
    pair, chain = words(5, 200), words(6, 400)
    texts = [" ".join(pair), " ".join(pair), " ".join(chain[:300]), " ".join(chain[60:360]), " ".join(chain[120:])]
    assert alike(texts) == [[2, 3, 4], [0, 1]]
    assert alike([]) == [] and alike(["", "", "short", "short"]) == []


def test_boilerplate_of_many_articles_groups_nothing() -> None:
    house = words(7, 120)
    assert alike([" ".join([*house, *words(seed, 80)]) for seed in range(100, 160)]) == []


def test_first_copies_points_to_the_first_of_its_kind() -> None:
    texts = [
        "The mayor denied on Monday that the bridge was closed.",
        "Rain fell all day.",
        "The mayor denied on Tuesday that the bridge was closed.",
        "the mayor denied on monday that the bridge was closed",
        "",
    ]
    assert first_copies(texts, 0.4) == [0, 1, 0, 0, 4]
    assert first_copies(texts, 0.9) == [0, 1, 2, 0, 4]


@pytest.mark.timeout(60)
def test_sentences_that_share_a_common_sequence_are_compared_in_time() -> None:
    texts = [f"the ministry of health said word{n} word{7 * n} word{13 * n} more{n}" for n in range(12_000)]
    assert first_copies(texts, 0.5) == list(range(12_000))


def test_a_copy_all_of_whose_sequences_are_common_is_found() -> None:
    others = [f"he denied the claims {' '.join(words(seed, 8))}" for seed in range(200)]
    assert first_copies(["He denied the claims.", *others, "he denied the claims"], 0.5)[-1] == 0
