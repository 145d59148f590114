"""Whether a written sentence is borne out by the sentences it cites.

A network reads the sentence together with what it cites. Rules give reasons: what contradicts the sources, or is not in them,
speaks against a sentence; what cannot be told leaves it in doubt. A logistic curve weighs both (``rag/data/support/verdict.toml``,
fitted by ``python -m eval.support.calibrate``). ``eval/support`` measures the whole.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Protocol

from rag import settings as rag_settings
from rag.answering import curves
from rag.answering.checks.comparison import BARE, Comparison, Source
from rag.answering.checks.words import TokenEmbedder
from rag.models import embedder as embedders
from rag.models import support
from rag.settings import BUNDLED
from rag.types import Record

SUPPORTED, PARTLY, UNSUPPORTED = "supported", "partly", "unsupported"
CURVE = "support/verdict.toml"
# Below the first probability a sentence counts as not borne out, from the second on as borne out.
_UNSUPPORTED, _SUPPORTED = 0.4, 0.5
# Reasons of these kinds speak of one thing and weigh alike. One of meaning, that a word has nothing like it in the sources,
# is found of true sentences as often as of false ones: it weighs nothing, but the network has to be sure (0: even odds).
_SURE = 0.0
_QUANTITY, _NAME, _ROLES, _FACT, _POLARITY, _MEANING = "quantity", "name", "roles", "fact", "polarity", "meaning"
_WEIGHED = {
    "number": _QUANTITY, "unit": _QUANTITY, "date": _QUANTITY, "time": _QUANTITY, "name": _NAME, "entity": _NAME, "role reversed": _ROLES,
    "wrong speaker": _ROLES, "wrong target": _ROLES, "stance": _ROLES, "stated as fact": _FACT, "overclaim": _FACT,
    "negation": _POLARITY, "opposite": _POLARITY,
}  # fmt: skip
# What the network does not outweigh, however sure it is: another number, another role, another kind of thing. Nor anything
# that has no weight: another topic, of which it has seen nothing, or a source that only asks or orders.
_OUTWEIGHED = {kind for kind, group in _WEIGHED.items() if group in (_NAME, _FACT, _POLARITY)} - {"entity"} | {_MEANING}
# What leaves it open whether the roles are those of the source; other doubts come from around the cited sentence.
_OPEN_ROLES, _SAME_ROLES = "roles not confirmed", "roles confirmed"
_UNBORNE = "meaning: the cited sentences do not say this"
# What a curve is fitted over.
SIGNALS = ("network", _QUANTITY, _NAME, _ROLES, _FACT, _POLARITY, _OPEN_ROLES, _SAME_ROLES, "1")


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
    """What the rules find to speak against a sentence, and to leave it in doubt; the network's logit.

    ``confirmed``: who takes which stance against whom is read from the sources just so; it counts where nothing is wrong.
    """

    wrong: tuple[str, ...]
    unclear: tuple[str, ...]
    logit: float
    confirmed: bool = False

    @property
    def signals(self) -> dict[str, float]:
        """What the probability is weighed from; what is absent is 0."""
        found = {_WEIGHED[kind]: 1.0 for kind in self._kinds & _WEIGHED.keys()}
        found[_OPEN_ROLES] = float(any(one.startswith(_OPEN_ROLES) for one in self.unclear))
        return found | {_SAME_ROLES: float(self.confirmed and not self.wrong), "network": self.logit, "1": 1.0}

    @property
    def probability(self) -> float:
        """How likely the sentence is borne out, 0 to 1."""
        return curves.probability(curves.load(CURVE)["supported"], self.signals)

    @property
    def verdict(self) -> str:
        """Supported, partly or unsupported."""
        # What is read around the cited sentence is not there for the network, of bare answers it has seen none, and it does
        # not know capitals from countries.
        from_around = any(not one.startswith(_OPEN_ROLES) for one in self.unclear)
        spared = not self.wrong and (from_around or self.confirmed)
        # Of a bare answer nothing is left when a part of it is wrong.
        if self.wrong and any(one.startswith(BARE) for one in self.unclear):
            return UNSUPPORTED
        if self._kinds - _OUTWEIGHED or (_MEANING in self._kinds and self.logit < _SURE):
            return UNSUPPORTED
        if self.probability < _UNSUPPORTED and not spared:
            return UNSUPPORTED
        return PARTLY if self.wrong or self.unclear or self.probability < _SUPPORTED else SUPPORTED

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why it is not simply supported."""
        found = self.wrong or self.unclear
        return found if found or self.verdict == SUPPORTED else (_UNBORNE,)

    @property
    def _kinds(self) -> set[str]:
        return {reason.partition(":")[0] for reason in self.wrong}


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
        return Support(found.verdict, found.reasons)

    def findings(self, sentence: str, sources: Sequence[Any], question: str | None = None) -> Findings:
        """What is found about a sentence that cites something."""
        cited = [Source.parse(one) for one in sources]
        comparison = Comparison(self._embedder, sentence, cited, question or "")
        return Findings(
            tuple(dict.fromkeys(comparison.wrong())),
            tuple(dict.fromkeys(comparison.unclear())),
            self._network.logit(comparison.stated, [(one.text, one.published) for one in cited]),
            comparison.confirmed(),
        )


@lru_cache(maxsize=1)
def bundled() -> Checker:
    """The check with the models that come with this package."""
    cache = rag_settings.load().cache
    return Checker(embedders.for_setting(BUNDLED, cache), support.for_cache(cache))
