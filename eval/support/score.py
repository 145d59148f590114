"""Scores the check of written sentences: ``python -m eval.support.score dev|held|fresh|unseen|strangers [--errors]``.

Each pair is a sentence, the sentences it cites, and what the check should say. A false pair is caught when it is called
unsupported; a true one is rejected when it is. What is called partly supported is counted apart.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from eval.support import pairs
from eval.support.pairs import Pair
from rag import check_support
from rag.answering.verify import SUPPORTED, UNSUPPORTED


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
        return self.share(UNSUPPORTED, UNSUPPORTED)

    @property
    def rejected(self) -> float:
        """Share of the true pairs called unsupported."""
        return self.share(SUPPORTED, UNSUPPORTED)


def score(judged: Sequence[Pair], *, errors: bool = False) -> Score:
    """Checks every pair; ``errors`` prints what was judged wrongly."""
    found = Score()
    for one in judged:
        result = check_support(one.sentence, one.sources)
        wanted = SUPPORTED if one.supported else UNSUPPORTED
        found.verdicts[wanted, result.verdict] += 1
        found.kinds.setdefault(one.kind, Counter())[result.verdict] += 1
        if errors and result.verdict != wanted:
            sources = " | ".join(source["text"] for source in one.sources)
            sys.stdout.write(
                f"{wanted} -> {result.verdict} [{one.id} {one.kind}] {one.sentence}\n    << {sources}\n"
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
    parser.add_argument("half", choices=("dev", *pairs.FITTED, *pairs.MEASURED))
    parser.add_argument("--errors", action="store_true", help="Print what was judged wrongly (dev only).")
    chosen = parser.parse_args()
    if chosen.errors and chosen.half != "dev":
        parser.error("What is only measured stays unseen: --errors works on dev.")
    sys.stdout.write(report(score(pairs.flat(chosen.half), errors=chosen.errors)))


if __name__ == "__main__":
    main()
