"""Whether a written sentence is borne out by the sentences it cites.

Rules give reasons: what contradicts the sources, or is not in them, speaks against a sentence; what cannot be told leaves it in
doubt. A network reads the sentence together with what it cites. Another number, name or speaker always counts, a reason that
rests on likeness and word lists only when the network does not find the sentence borne out. ``eval/support`` measures the whole.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Protocol

from rag import settings as rag_settings
from rag.answering.checks.comparison import Comparison, Source
from rag.answering.checks.words import TokenEmbedder
from rag.models import embedder as embedders
from rag.models import support
from rag.settings import BUNDLED
from rag.types import Record

SUPPORTED, PARTLY, UNSUPPORTED = "supported", "partly", "unsupported"
# Reasons that rest on word lists and likeness. Of those found in sentences set aside that the network was sure of, 174
# spoke against true ones and 59 against false ones; of reasons of other kinds 66 and 52.
_OUTWEIGHED = frozenset({"meaning", "negation", "opposite", "stated as fact"})
# From this logit on the network does so (`python -m eval.support.calibrate`).
_SURE = 0.0


@dataclass(frozen=True, slots=True)
class Support(Record):
    """What a check found: ``supported``, ``partly`` or ``unsupported``, and why; no reason when supported."""

    verdict: str
    reasons: tuple[str, ...] = ()


def check_support(sentence: str, sources: Sequence[str | Mapping[str, Any]], question: str | None = None) -> Support:
    """Whether the sources bear out a sentence.

    Args:
        sentence: one sentence, without markers.
        sources: the sentences it cites, as texts or ``{"text", "language", "published", "source", "title", "context"}``,
            of which only the text is required.
        question: what the sentence answers, for a sentence that is none by itself ("On 30 October.").

    Raises:
        UsageError: a source is neither.
    """
    return bundled().check(sentence, sources, question)


class Bearing(Protocol):
    """What reads a sentence together with what it cites."""

    def logit(self, sentence: str, cited: Sequence[tuple[str, str]]) -> float:
        """How well the cited sentences, each (text, day), bear it out."""


@dataclass(frozen=True, slots=True)
class Findings:
    """What speaks against a sentence, and what leaves it in doubt."""

    wrong: tuple[str, ...]
    unclear: tuple[str, ...]

    @property
    def certain(self) -> bool:
        """Whether something speaks against it that the network does not outweigh, as another number does."""
        return any(reason.partition(":")[0] not in _OUTWEIGHED for reason in self.wrong)

    def verdict(self, logit: float, sure: float = _SURE) -> str:
        """Supported, partly or unsupported, with the network's logit; from ``sure`` on it outweighs what it can."""
        if self.certain or (self.wrong and logit < sure):
            return UNSUPPORTED
        return PARTLY if self.wrong or self.unclear else SUPPORTED


class Checker:
    """Checks sentences with one embedding and one network; the thresholds are those of the bundled ones."""

    def __init__(self, embedder: TokenEmbedder, network: Bearing) -> None:
        self._embedder = embedder
        self._network = network

    def check(self, sentence: str, sources: Sequence[Any], question: str | None = None) -> Support:
        """As ``check_support`` does."""
        cited = [source for one in sources if (source := Source.parse(one)).text.strip()]
        if not cited:
            return Support(UNSUPPORTED, ("no citation: nothing is cited that could bear this out",))
        if not any(char.isalnum() for char in sentence):
            return Support(UNSUPPORTED, ("empty: there is nothing to check",))
        found = self.findings(sentence, cited, question)
        # Most sentences need no network: nothing speaks against them, or something that it does not outweigh.
        logit = self.logit(sentence, cited) if found.wrong and not found.certain else 0.0
        return Support(found.verdict(logit), found.wrong or found.unclear)

    def findings(self, sentence: str, sources: Sequence[Any], question: str | None = None) -> Findings:
        """What the rules find about a sentence that cites something."""
        cited = [Source.parse(one) for one in sources]
        comparison = Comparison(self._embedder, sentence, cited, question or "")
        return Findings(tuple(dict.fromkeys(comparison.wrong())), tuple(dict.fromkeys(comparison.unclear())))

    def logit(self, sentence: str, sources: Sequence[Any]) -> float:
        """What the network makes of it."""
        cited = [Source.parse(one) for one in sources]
        return self._network.logit(sentence, [(one.text, one.published) for one in cited])


@lru_cache(maxsize=1)
def bundled() -> Checker:
    """The check with the models that come with this package."""
    cache = rag_settings.load().cache
    return Checker(embedders.for_setting(BUNDLED, cache), support.for_cache(cache))
