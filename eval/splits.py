"""Which titles of the public sets, and which press stories, are trained on, chosen by, and reported.

*train*: the reader's weights are learnt from them. *dev*: curves and thresholds are fitted on them. *held*: reported,
and read by nothing before. Numbers count from 0 in the file's order. PIAF's held titles are odd, since fusion was
tuned on the even ones. SQuAD 2.0, SQuAD-it and XQuAD share paragraphs: all three go by XQuAD's order.
"""

from __future__ import annotations

TRAIN, DEV, HELD = "train", "dev", "held"
SPLITS = (TRAIN, DEV, HELD)


def of_piaf(number: int) -> str:
    """The split of a PIAF title."""
    return HELD if number % 4 == 3 else DEV if number % 16 == 6 else TRAIN


def of_xquad(number: int) -> str:
    """The split of an XQuAD title."""
    return HELD if number % 4 == 2 else DEV if number % 16 == 15 else TRAIN


def of_story(number: int) -> str:
    """The split of a press story of ``eval/reader/stories``, by its number in its file."""
    return DEV if number % 8 == 7 else TRAIN


def of_support(number: int) -> str:
    """The split of a line of ``eval/support/written`` or ``contrasts``, by its number in its file."""
    return DEV if number % 10 == 9 else TRAIN
