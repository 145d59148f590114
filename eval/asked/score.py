"""Scores the reading of questions about claims: ``python -m eval.asked.score dev|held``; dev also says what is wrong."""

from __future__ import annotations

import sys

from eval.asked.train import judged
from rag import settings
from rag.models.asked import Asked, BundledAskedReader


def main(half: str) -> None:
    """Prints the share of questions whose stance, and whose parties, are read rightly."""
    reader = BundledAskedReader(settings.load().cache)
    questions = judged(half)
    read = [reader.read(text) for _, _, text, _, _ in questions]
    right = [one.stance == stance for one, (_, stance, *_) in zip(read, questions, strict=True)]
    about = [bool(one.stance) == bool(stance) for one, (_, stance, *_) in zip(read, questions, strict=True)]
    parties = [
        (one.speaker, one.target) == (speaker, target)
        for one, (*_, speaker, target) in zip(read, questions, strict=True)
    ]
    swapped = [_swapped(one, speaker, target) for one, (*_, speaker, target) in zip(read, questions, strict=True)]
    print(f"{len(questions)} questions: stance {_share(right)}, about claims or not {_share(about)}, ", end="")
    print(f"parties {_share(parties)}, parties swapped {sum(swapped)}")
    if half == "dev":
        for one, (language, stance, text, speaker, target) in zip(read, questions, strict=True):
            if (one.stance, one.speaker, one.target) != (stance, speaker, target):
                print(f"{language} {text}  [{stance}; {speaker}; {target}]  read as {one}")


def _swapped(one: Asked, speaker: str, target: str) -> bool:
    return bool((one.speaker and one.speaker == target) or (one.target and one.target == speaker))


def _share(values: list[bool]) -> str:
    return f"{sum(values) / len(values):.2f}"


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "dev")
