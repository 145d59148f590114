"""The scorer of the claims gold, on answers worked out by hand."""

from __future__ import annotations

import dataclasses

import pytest

from eval.claims import score
from rag.claims import Claim

BLANK = Claim(None, "say", None, None, "", 0, 0, -1, -1, -1, -1, -1, -1, 1.0)


def claim(speaker: str | None, stance: str, target: str | None) -> Claim:
    return dataclasses.replace(BLANK, speaker=speaker, stance=stance, target=target)


def test_names_are_compared_without_article_case_and_marks() -> None:
    assert score.folded("L’usine Daubrac") == score.folded("usine daubrac") != score.folded("usine")
    assert score.folded("The mayor, Ann Lee,") == "mayor ann lee"
    assert score.folded(None) == ""


def test_counts_of_one_passage() -> None:
    counts = score.Score()
    row = {
        "claims": [
            {"speaker": "A", "stance": "accuse", "target": "B"},
            {"speaker": "C", "stance": "say", "target": None},
        ],
        "pair": "p1",
    }
    missed, wrong = score.compare(row, (claim("B", "accuse", "A"), claim("c", "say", None)), counts)
    assert (counts.right, counts.found, counts.gold, counts.reversed, counts.paired) == (1, 2, 2, 1, 1)
    assert missed == [("a", "accuse", "b")] and wrong == [("b", "accuse", "a")]
    assert counts.precision == counts.recall == counts.f1 == 0.5


def test_a_claim_invented_in_a_claimless_passage_counts_once() -> None:
    counts = score.Score()
    score.compare({"claims": []}, (claim("A", "say", None), claim("B", "say", None)), counts)
    score.compare({"claims": []}, (), counts)
    assert (counts.claimless, counts.invented) == (2, 1)


def test_the_unseen_half_lists_no_errors(capsys: pytest.CaptureFixture[str]) -> None:
    assert score.main(["held", "--errors"]) == 2
    assert capsys.readouterr().out == ""


def test_the_halves_share_no_passage_and_hold_every_stance() -> None:
    dev, other, held = score.read("dev"), score.read("other_hand"), score.read("held")
    assert not {row["text"] for row in (*dev, *other)} & {row["text"] for row in held}
    assert {one["stance"] for row in dev for one in row["claims"]} == set(score.STANCES)
    assert len(dev) + len(held) >= 400


@pytest.mark.parametrize("part", score.SEEN)
def test_what_the_seen_parts_must_reach(part: str) -> None:
    """Well under what was measured when it was written, so that a broken rule fails and a changed comma does not."""
    scores, _ = score.measure(score.read(part))
    if part in ("constructions", "agency_seen"):
        # The newest, on which the rules still have to grow; the light languages have a dozen claims there.
        assert scores["fr"].f1 > 0.85 and scores["en"].f1 > 0.85 and scores["all"].f1 > 0.85
    else:
        assert scores["fr"].f1 > 0.88 and scores["en"].f1 > 0.9
        assert min(one.f1 for language, one in scores.items() if language in ("es", "de", "it", "all")) > 0.88
    assert scores["all"].reversed == 0
    assert scores["all"].invented / scores["all"].claimless < 0.03
