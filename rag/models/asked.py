"""What a question about claims asks, by meaning and in any language of the bundled embedding.

"Who accused whom", "¿Quién lo negó?", "пообещала ли Армения ...": which stance, of which speaker, against which target.
``eval/asked`` makes the weights, ``asked-v3.safetensors``, and says how well they read.
"""

from __future__ import annotations

import re
import threading
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np
import regex
from numpy.typing import NDArray

from corpus.decoding import repair
from corpus.language import detect
from corpus.scripts import UNSPACED
from rag.models import bundled, weights

if TYPE_CHECKING:
    from rag.models.asked_network import AskedNetwork, QuestionStates

WEIGHTS = "asked-v3.safetensors"
SHA256 = "802a7466cde721127cc5b31e75a47a3aa6857ab9950e33b2b726ea37511e6a37"
_MOST_CHARS = 400
# A question is about claims when its likeliest stance is this likely.
_LIKELY = 0.4
# To reply is to say something, and to deny something only where that is said: the heads take the one for the other.
_REPLIES = re.compile(
    r"\b(?:répon\w+|répliqu\w+|repl(?:y|ied|ies)|respon(?:d|ds|ded|se|ses)|respond\w+|respuesta|antwort\w*|rispo\w+)\b",
    re.IGNORECASE,
)
_DENIES = re.compile(
    r"\b(?:den(?:y|ied|ies|ial)|reject\w*|dément\w*|ni(?:e|é|er|ent)|reje\w+|neg\w+|nieg\w+|desm\w+|bestr\w+|smenti\w*)\b",
    re.IGNORECASE,
)
# What opens a question that asks for something, rather than whether something is so.
_ASKS_FOR = re.compile(
    r"\bqu['’]|\b(?:who\w*|what|why|when|where|which|how|qui|que|quoi|pourquoi|quand|où|comment|combien|quel\w*|lequel|qué|quién\w*|por qué|cuándo|cuánt\w*|cómo|dónde|"
    r"wer|wen|wem|wessen|warum|wieso|weshalb|wann|wo|wie|welche\w*|wo(?:für|mit|vor|zu|ran|rauf|rüber|von|durch|gegen)|chi|cosa|perché|quando|dove|come|quanto|quem|porque|кто|кого|что|почему|когда|где|как|сколько)\b|من|ماذا|لماذا|متى|أين",
    re.IGNORECASE,
)
# What a name is widened by: an article needs its noun, a name its other parts, "le maire de" its town.
_ARTICLE_ALONE = regex.compile(r"\s*(?:le|la|les|l['’]|the|el|los|las|der|die|das|den|dem|il|lo|gli)\s*")
_NEXT_WORDS = regex.compile(r"\s*[\p{L}’'-]+(?:\s\p{Lu}[\p{L}’'-]+)*")
_NAME_BEHIND = regex.compile(r"(?:-\p{L}+|\s\p{Lu}[\p{L}-]+)+")
_OPEN = regex.compile(r"\s(?:de|du|des|d['’]|of|von|del|della)\s*$")
_NAME_BEFORE = regex.compile(r"\p{Lu}[\p{L}-]+\s(?:(?:de|van|von|al|el|bin|du|della|di|da)\s)?$")
# A name holds a token that belongs to it at least with the first of these, and its neighbours with the second.
_NAMED = 0.5
_JOINED = 0.2
# That the question has a claim the wrong way round is said only when its speaker is told this surely.
_CERTAIN = 0.8


@dataclass(frozen=True, slots=True)
class Asked:
    """Which claims a question asks for. ``stance`` is empty for a question that is about no claim.

    ``speaker``, ``target`` and ``matter``, what the claims are about, are the question's words for them, empty where it
    names none: "What did Russia say?" has no matter.
    """

    stance: str = ""
    probability: float = 0.0  # of the likeliest reading, 0 to 1
    speaker: str = ""
    target: str = ""
    matter: str = ""
    others: int = 0  # how many words of the question are in none of these
    whether: bool = False  # it asks whether something is so, and for nothing else
    granted: bool = False  # it takes for granted that this speaker, surely told, said so, as "why" and "when" do
    # The namings of speaker and target in the claims that are looked at, each with the id of its article.
    speakers: frozenset[tuple[str, str]] = frozenset()
    targets: frozenset[tuple[str, str]] = frozenset()


class AskedReader(Protocol):
    """What an answer needs to know of its question."""

    def read(self, question: str) -> Asked:
        """What it asks."""


class BundledAskedReader:
    """The heads beside this module, on the bundled embedding; loaded on first use."""

    def __init__(self, cache: Path) -> None:
        self._cache = cache
        self._loading = threading.Lock()
        self._parts: tuple[QuestionStates, AskedNetwork] | None = None

    def read(self, question: str) -> Asked:
        """What a question asks; its first 400 characters count.

        Raises:
            ModelNotFound: the bundled embedding is missing.
            ModelDamaged: the weights are missing or not the expected ones.
        """
        import torch

        from rag.models.asked_network import LABELS, ROLES

        source, network = self._load()
        text = repair(question[:_MOST_CHARS])
        states = source.of([text])[0]
        with torch.inference_mode():
            stances, roles = network(states.states[None], torch.ones(1, len(states.offsets), dtype=torch.bool))
        shares = stances[0, :-1].softmax(-1)
        best = int(shares.argmax())
        likely = roles.softmax(-1)[0].numpy()
        # A word names one party, whichever is the likelier.
        likely[:, 1:] *= likely[:, 1:] == likely[:, 1:].max(axis=1, keepdims=True)
        names, certain = {}, {}
        for at, role in enumerate(ROLES):
            if role:
                names[role], certain[role] = _words(text, states.offsets, likely[:, at], named=role != "matter")
        # Nor does a name whose parts are read differently stand for two parties: the surer reading is kept.
        one, other = names["speaker"], names["target"]
        if one and other and (one in other or other in one):
            names[min(("speaker", "target"), key=certain.__getitem__)] = ""
        version = told_by(text)
        if not version and (not LABELS[best] or shares[best] < _LIKELY):
            return Asked(probability=float(shares[best]))
        if version:
            names["speaker"] = version
            names.update(
                {role: "" for role in ("target", "matter") if names[role] in version or version in names[role]}
            )
            # How many died "according to X" is a matter, of which X may have said nothing.
            names["matter"] = names["matter"] or according().sub(" ", text).strip(" ,?¿؟")
        if LABELS[best] != "accuse" and names["target"] in names["matter"]:
            # "Qui nie l'empoisonnement des abeilles ?": what is denied to have been done to them.
            names["target"] = ""
        others = _count(text) - sum(_count(name) for name in names.values())
        granted = bool(stances[0, -1] > 0) and certain["speaker"] >= _CERTAIN
        replies = _REPLIES.search(text) and not _DENIES.search(text)
        stance = "say" if (LABELS[best] == "deny" and replies) or not LABELS[best] else LABELS[best]
        return Asked(
            stance,
            float(shares[best]),
            names["speaker"],
            names["target"],
            names["matter"],
            others=max(0, others),
            whether=asks_whether(text),
            granted=granted,
        )

    def _load(self) -> tuple[QuestionStates, AskedNetwork]:
        with self._loading:
            if self._parts is None:
                from rag.models import asked_network

                source = asked_network.QuestionStates(bundled.folder(self._cache))
                self._parts = (source, asked_network.load(weights_file(), source.width))
            return self._parts


def told_by(question: str) -> str:
    """Whose version a question asks for, by the words that say so: "Pourquoi, selon le préfet, ..."; empty for nobody's."""
    found = according().search(question)
    return found["source"].strip(" '’") if found else ""


@lru_cache(maxsize=32)
def according(language: str = "") -> regex.Pattern[str]:
    """What asks for somebody's version, with who that is, up to a comma or the end, as its group ``source``.

    In one language, "(?!)" where none is known, or in all of them.
    """
    listed = tomllib.loads((resources.files("rag") / "data" / "versions.toml").read_text("utf-8"))
    words = "|".join(listed.values()) if not language else listed.get(language, "(?!)")
    return regex.compile(rf"(?<!\w)(?:{words})\s+(?P<source>[^,;:?!؟،()]{{2,70}})", regex.IGNORECASE)


def asks_whether(question: str) -> bool:
    """Whether a question asks whether something is so: it has no word that asks who, what or when."""
    # "Was" asks for something in German and whether something is so in English.
    if question.lower().startswith("was ") and detect(question, among=("de", "en")) == "de":
        return False
    return _ASKS_FOR.search(question) is None


def weights_file() -> Path:
    """The heads' weights; raises ModelDamaged when they are missing or not the expected ones."""
    return weights.checked(WEIGHTS, SHA256)


def _count(text: str) -> int:
    """How many words; where writing parts none, two characters count as one."""
    unspaced = len(UNSPACED.findall(text))
    return len(re.findall(r"\w+", UNSPACED.sub(" ", text))) + (unspaced + 1) // 2


def _words(text: str, offsets: NDArray[np.int64], likely: NDArray[np.float32], *, named: bool) -> tuple[str, float]:
    """The likeliest stretch of neighbouring tokens, widened to whole words, and how likely it is; empty when none is.

    Of somebody ``named`` the whole name counts: Sophie Delmas where the heads saw Delmas.
    """
    runs: list[list[int]] = []
    for at in np.flatnonzero((offsets[:, 1] > offsets[:, 0]) & (likely > _JOINED)):
        if runs and offsets[at, 0] <= offsets[runs[-1][-1], 1] + 1:
            runs[-1].append(int(at))
        else:
            runs.append([int(at)])
    best = max(runs, key=lambda run: float(likely[run].sum()), default=[])
    if not best or likely[best].max() < _NAMED:
        return "", 0.0
    start, end = int(offsets[best[0], 0]), int(offsets[best[-1], 1])
    while start and text[start].isalnum() and text[start - 1].isalnum():
        start -= 1
    while end < len(text) and text[end - 1].isalnum() and text[end].isalnum():
        end += 1
    if named:
        start, end = _whole_name(text, start, end)
    words = text[start:end].strip(" ,;:?¿!\"'’“”«»()").removesuffix("'s").removesuffix("’s")
    return words, float(likely[best].mean())


def _whole_name(text: str, start: int, end: int) -> tuple[int, int]:
    """A stretch of a question with the parts of a name that it cuts off: hyphened, in front, behind an article or a title."""
    while start > 1 and text[start - 1] in "-–" and text[start - 2].isalnum():
        start -= 1
        while start and text[start - 1].isalnum():
            start -= 1
    if _ARTICLE_ALONE.fullmatch(text, start, end) and (behind := _NEXT_WORDS.match(text, end)):
        end = behind.end()
    if (behind := _NAME_BEHIND.match(text, end)) and (
        text[start:end].rpartition(" ")[2][:1].isupper() or _OPEN.search(text[:end])
    ):
        end = behind.end()
    # The first word of a question has its capital for that.
    while text[start : start + 1].isupper() and (before := _NAME_BEFORE.search(text, 0, start)) and before.start():
        start = before.start()
    return start, end
