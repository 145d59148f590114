"""Scores the check of written sentences: ``python -m eval.support.score dev|held|fresh|unseen [--errors]``.

Each pair is a sentence, the sentences it cites, and what the check should say. A false pair is caught when it is called
unsupported; a true one is rejected when it is. What is called partly supported is counted apart.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rag import check_support

HERE = Path(__file__).parent


@dataclass(slots=True)
class Score:
    """Counts of verdicts by what they should be, and for the false pairs by their kind."""

    verdicts: Counter[tuple[str, str]] = field(default_factory=Counter)
    kinds: dict[str, Counter[str]] = field(default_factory=dict)

    def share(self, gold: str, *verdicts: str) -> float:
        """The share of the ``gold`` pairs that got one of the verdicts; 0 when there are none."""
        total = sum(count for (wanted, _), count in self.verdicts.items() if wanted == gold)
        return sum(self.verdicts[gold, one] for one in verdicts) / total if total else 0.0

    @property
    def caught(self) -> float:
        """Share of the false pairs called unsupported."""
        return self.share("unsupported", "unsupported")

    @property
    def rejected(self) -> float:
        """Share of the true pairs called unsupported."""
        return self.share("supported", "unsupported")


def pairs(half: str) -> list[dict[str, Any]]:
    """The pairs of one set; no two sets share a source."""
    return [json.loads(line) for line in (HERE / f"{half}.jsonl").read_text("utf-8").splitlines()]


def score(rows: Sequence[dict[str, Any]], *, errors: bool = False) -> Score:
    """Checks every pair; ``errors`` prints what was judged wrongly."""
    found = Score()
    for row in rows:
        result = check_support(row["sentence"], row["sources"])
        found.verdicts[row["verdict"], result.verdict] += 1
        found.kinds.setdefault(row["kind"], Counter())[result.verdict] += 1
        if errors and result.verdict != row["verdict"]:
            sources = " | ".join(one["text"] for one in row["sources"])
            sys.stdout.write(
                f"{row['verdict']} -> {result.verdict} [{row['id']} {row['kind']}] {row['sentence']}\n    << {sources}\n"
                + "".join(f"    {reason}\n" for reason in result.reasons)
            )
    return found


def report(found: Score) -> str:
    """The score as a few lines of text."""
    lines = [
        f"false pairs: {found.caught:.3f} unsupported, {found.share('unsupported', 'partly'):.3f} partly, "
        f"{found.share('unsupported', 'supported'):.3f} called supported",
        f"true pairs: {found.rejected:.3f} unsupported, {found.share('supported', 'partly'):.3f} partly, "
        f"{found.share('supported', 'supported'):.3f} called supported",
    ]
    lines += [f"  {kind}: {dict(counts)}" for kind, counts in sorted(found.kinds.items())]
    return "\n".join(lines) + "\n"


def main() -> None:
    """Runs from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("half", choices=("dev", "held", "fresh", "unseen"))
    parser.add_argument("--errors", action="store_true", help="Print what was judged wrongly (dev only).")
    chosen = parser.parse_args()
    if chosen.errors and chosen.half != "dev":
        parser.error("What is only measured stays unseen: --errors works on dev.")
    sys.stdout.write(report(score(pairs(chosen.half), errors=chosen.errors)))


if __name__ == "__main__":
    main()
