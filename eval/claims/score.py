"""Scores claim extraction against the gold: ``python -m eval.claims.score dev|other_hand|third|... [--errors]``.

A claim is right when speaker, stance and target are: compared after folding case, a leading article and
punctuation, an absent one equal to an absent one. What is said is not compared.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rag.claims import STANCES, Claim, extract_all

HERE = Path(__file__).parent
# Built with: our own half, and passages that others wrote. The rest is only ever measured.
SEEN = ("dev", "other_hand", "third", "constructions", "agency_seen")
MEASURED = ("held", "fresh", "agency")
Key = tuple[str, str, str]

_ARTICLE = re.compile(
    r"^(?:(?:the|an?|this|that|these|those|le|la|les|un|une|des|du|au|aux|ce|cet|cette|ces|"
    r"el|los|las|una|unos|unas|del|al|der|die|das|dem|den|ein|eine|einem|einen|einer|eines|"
    r"il|lo|i|gli|uno|dal|dai|dallo|dalla|dei|degli|delle|della|dello|nel|zum|zur|vom|beim)\s+|[ld]['’]|un['’]|all['’]|dall['’]|dell['’])"
)


@dataclass(slots=True)
class Score:
    """Counts of one language: claims right, found, in the gold; the rest is explained by ``report``."""

    right: int = 0
    found: int = 0
    gold: int = 0
    claimless: int = 0
    invented: int = 0
    reversed: int = 0
    paired: int = 0
    confusion: Counter[tuple[str, str]] = field(default_factory=Counter)

    @property
    def precision(self) -> float:
        """Share of found claims that are right; 1 when none was found."""
        return self.right / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        """Share of the gold's claims that were found; 1 when there are none."""
        return self.right / self.gold if self.gold else 1.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0


def folded(name: str | None) -> str:
    """A name in lower case without its leading article and punctuation; '' for none."""
    text = (name or "").strip().casefold().replace("’", "'")
    text = _ARTICLE.sub("", text, count=1)
    return " ".join(re.sub(r"[^\w\s]", " ", text).split())


def key(claim: Claim | Mapping[str, Any]) -> Key:
    """Speaker, stance and target, ready to compare."""
    return folded(claim["speaker"]), str(claim["stance"]), folded(claim["target"])


def compare(row: Mapping[str, Any], claims: Sequence[Claim], score: Score) -> tuple[list[Key], list[Key]]:
    """Adds one passage to ``score``; returns the missed and the wrong claims."""
    gold, found = Counter(key(one) for one in row["claims"]), Counter(key(one) for one in claims)
    both = gold & found
    score.right += both.total()
    score.found += found.total()
    score.gold += gold.total()
    if not row["claims"]:
        score.claimless += 1
        score.invented += bool(claims)
    missed, wrong = list((gold - both).elements()), list((found - both).elements())
    if row.get("pair"):
        score.paired += 1
    for speaker, stance, target in wrong:
        # Reversed: what the gold says of the two the other way round.
        if (
            speaker
            and target
            and any(other == (target, stance, speaker) for other in gold)
            and (speaker, stance, target) not in gold
        ):
            score.reversed += 1
    for one in both.elements():
        score.confusion[one[1], one[1]] += 1
    left = list(wrong)
    for one in missed:
        near = next((other for other in left if other[0] == one[0]), None)
        if near:
            left.remove(near)
        score.confusion[one[1], near[1] if near else "-"] += 1
    for one in left:
        score.confusion["-", one[1]] += 1
    return missed, wrong


def report(scores: Mapping[str, Score]) -> str:
    """A table by language, then the confusion of stances over all languages and in each (rows: gold, columns: found)."""
    lines = ["language  precision  recall     F1  claims  claimless with a claim  roles reversed (passages in pairs)"]
    for name, one in scores.items():
        share = one.invented / one.claimless if one.claimless else 0.0
        lines.append(
            f"{name:8}  {one.precision:9.3f}  {one.recall:6.3f}  {one.f1:5.3f}  {one.gold:6}  "
            f"{one.invented:3}/{one.claimless:<3} ({share:5.1%})         {one.reversed:3} ({one.paired})"
        )
    for name in sorted(scores, key=lambda one: one != "all"):
        lines += ["", *_confusion(scores[name].confusion, name)]
    return "\n".join(lines)


def _confusion(counts: Mapping[tuple[str, str], int], name: str) -> list[str]:
    columns = [*STANCES, "-"]
    rows = [row for row in columns if any(counts.get((row, column)) for column in columns)]
    lines = [f"{name}: gold \\ found".ljust(18) + "".join(f"{column:>8}" for column in columns)]
    return lines + [f"{row:18}" + "".join(f"{counts.get((row, column), 0):8}" for column in columns) for row in rows]


def read(name: str) -> list[dict[str, Any]]:
    """The passages of one part: one of SEEN or MEASURED."""
    return [json.loads(line) for line in (HERE / f"{name}.jsonl").read_text("utf-8").splitlines() if line.strip()]


def measure(
    rows: Sequence[Mapping[str, Any]],
) -> tuple[dict[str, Score], list[tuple[Mapping[str, Any], list[Key], list[Key]]]]:
    """Scores by language and over all, and the passages with an error: what was missed, what was wrong."""
    scores: dict[str, Score] = {}
    errors = []
    extracted = extract_all([row["text"] for row in rows], [row["language"] for row in rows])
    for row, claims in zip(rows, extracted, strict=True):
        missed, wrong = compare(row, claims, scores.setdefault(row["language"], Score()))
        if missed or wrong:
            errors.append((row, missed, wrong))
    whole = Score()
    for one in scores.values():
        for name in ("right", "found", "gold", "claimless", "invented", "reversed", "paired"):
            setattr(whole, name, getattr(whole, name) + getattr(one, name))
        whole.confusion += one.confusion
    return {**scores, "all": whole}, errors


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints the report; 2 when the unseen part is asked for its errors."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("part", choices=(*SEEN, *MEASURED), nargs="?", default="dev")
    parser.add_argument(
        "--errors", action="store_true", help="list what is wrong, passage by passage (not of what is only measured)"
    )
    parser.add_argument("--language", default="", help="one language only")
    options = parser.parse_args(arguments)
    if options.errors and options.part not in SEEN:
        print(f"What is only measured stays unseen: --errors works on {', '.join(SEEN)}.", file=sys.stderr)
        return 2
    rows = [row for row in read(options.part) if options.language in ("", row["language"])]
    scores, errors = measure(rows)
    if options.errors:
        for row, missed, wrong in errors:
            print(row["id"], row["text"])
            for mark, keys in (("-", missed), ("+", wrong)):
                for speaker, stance, target in keys:
                    print(f"   {mark} {stance:8} {speaker or '∅'}  ->  {target or '∅'}")
        print()
    print(report(scores))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
