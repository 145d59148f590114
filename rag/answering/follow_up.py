"""A question inside a conversation, made one that can be understood without it.

By rules: a pronoun that can mean one person alone is replaced by the name; a bare "And who denied it?" gets the claim that
the question before was about; to all else what it was about is put behind. What could mean two people or two events
asks back (``events.py``). A chat model, where there is one, words it anew; what it words is used only if it names nobody who was not named.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from importlib import resources

import regex
from langchain_core.messages import HumanMessage

from corpus.language import detect
from rag import analysis
from rag.answering import events, markers, wording
from rag.answering.checks.words import lists, pattern, words_of
from rag.claims import places
from rag.claims.lexicon import is_given_name, lexicon
from rag.claims.lexicon import names as first_names
from rag.models.asked import according
from rag.models.chat import ChatModel, ModelFailed, Reply, prompt

# The messages at the end of a conversation that a question may refer to: three questions and their answers.
MAX_MESSAGES = 6
# What is read of them together, and of one of them, in tokens. A token is about four bytes: four letters of English, two
# of Arabic, one character of Chinese and a third.
_TOKENS, _MESSAGE_TOKENS, _TOKEN_BYTES = 600, 250, 4
_LONGEST = 400
# A question of so few words that mean something leans on the one before it, if it names nobody.
_SHORT = 2
_ASKS = re.compile(r"[?？؟]")
_MARKDOWN = re.compile(r"\*+|\[\d+\]|^\s*[-#>]+\s", re.MULTILINE)
# Where a quotation stands: its outlet is nobody that the talk is of.
_PLACE = re.compile(r"(?<=\])\s+— [^\n]*")
_NAME = regex.compile(r"\p{Lu}[\p{L}\p{M}’'-]+(?:\s+(?:de|van|von|al|el|bin|du|della)?\s*\p{Lu}[\p{L}\p{M}’'-]+)+")


@dataclass(frozen=True, slots=True)
class Alone:
    """The question to look for; ``rewritten`` when it is not the one that was asked. ``unclear`` asks back.

    ``own`` is the question without the one before it that was put behind, empty where none was. ``reply`` is what a chat
    model was asked for it.
    """

    question: str
    rewritten: bool = False
    unclear: str = ""
    own: str = field(default="", compare=False)
    reply: Reply | None = field(default=None, compare=False)


def alone(question: str, history: Sequence[Mapping[str, str]], model: ChatModel | None = None) -> Alone:
    """The question as it stands by itself; one without a history, or that does not lean on it, is left as it is."""
    talk = bounded(history)
    before, offered = _asked_back(talk)
    if choice := _choice(question, offered):
        # The question that was asked back about, now that it is known whom or what it means.
        return replace(_alone(before, talk[:-2], model, choice), rewritten=True)
    return _alone(question, talk, model)


def _alone(question: str, talk: Sequence[Mapping[str, str]], model: ChatModel | None, choice: str = "") -> Alone:
    asked, answered = _last(talk)
    if not asked:
        return Alone(question)
    language = detect(question) or detect(asked) or "en"
    leaning = leans(question, language)
    if not leaning and not (model and not _names(question, language)):
        return Alone(question)
    if sourced := _of_source(question, asked, language):
        return Alone(sourced, rewritten=True)
    people = _people(asked, answered)
    pronoun = _pronoun(question, language)
    meant = [one for one in people if not pronoun or _can_be(one, pronoun, language)]
    if pronoun and not meant:
        meant = _last_names(asked)
    if pronoun and len(meant) > 1:
        meant = [one for one in meant if _known_name(one)] or meant
        # Who was asked about is spoken of; of "who" did it whoever the answer names, but who answers it is the accused.
        about = _pattern("who", language).match(asked.strip()) and not _pattern("replies", language).search(question)
        meant = [one for one in meant if (one in asked) is not bool(about)] or meant
    if choice:
        named = f"{_replaced(question, pronoun, choice, language)} ({_topic(asked, answered)})" if pronoun else ""
        return Alone(named or f"{question} ({choice})", rewritten=True)
    if leaning and pronoun and len(meant) > 1:
        listed = f" {wording.words(language, 'or')} ".join(meant[:3])
        return Alone(question, unclear=wording.words(language, "ambiguous").format(names=listed))
    stance = _asks_claim(question, language)
    meant_events = [] if pronoun or stance else events.meant(question, language, (asked, plain(answered)))
    if leaning and len(meant_events) > 1:
        listed = f" {wording.words(language, 'or')} ".join(meant_events[:3])
        return Alone(question, unclear=wording.words(language, "which").format(names=listed))
    reply = Reply() if model else None
    if model and reply and (worded := _by_model(question, talk, model, reply)):
        return Alone(worded, rewritten=worded != question, reply=reply)
    if not leaning:
        return Alone(question, reply=reply)
    if stance and not pronoun and (claim := _claim(asked, language)):
        return Alone(_with_claim(question, claim, language), rewritten=True, reply=reply)
    named = _replaced(question, pronoun, meant[0], language) if pronoun and meant else question
    return Alone(f"{named} ({_topic(asked, answered)})", rewritten=True, own=named, reply=reply)


def bounded(history: Sequence[Mapping[str, str]]) -> list[Mapping[str, str]]:
    """The end of a conversation, as much as is read of it: of a long message its beginning, the last question always."""
    kept: list[Mapping[str, str]] = []
    room = _TOKENS * _TOKEN_BYTES
    for one in reversed(history[-MAX_MESSAGES:]):
        content = str(one.get("content") or "").encode("utf-8", "replace")[: _MESSAGE_TOKENS * _TOKEN_BYTES]
        room -= len(content)
        if room < 0 and any(other["role"] == "user" for other in kept):
            break
        kept.append({"role": str(one.get("role") or ""), "content": content.decode("utf-8", "ignore")})
    return kept[::-1]


def _asked_back(talk: Sequence[Mapping[str, str]]) -> tuple[str, list[str]]:
    """The question that was last asked back about, and what was offered to mean; nothing if the last message is no such."""
    if len(talk) < 2 or (talk[-2]["role"], talk[-1]["role"]) != ("user", "assistant"):
        return "", []
    for language, template in wording.every("ambiguous", "which"):
        before, _, behind = template.partition("{names}")
        said = talk[-1]["content"].strip()
        if said.startswith(before) and said.endswith(behind):
            offered = said[len(before) : len(said) - len(behind)]
            return talk[-2]["content"], offered.split(f" {wording.words(language, 'or')} ")
    return "", []


def _choice(reply: str, offered: Sequence[str]) -> str:
    """Which of those offered a reply names, empty where it names none or several, or asks something else."""
    if any(pattern("negation", one).search(reply.lower()) for one in lists()["negation"]):
        return ""
    said = {one.folded for one in words_of(reply, "") if one.content}
    shares = [len(said & {one.folded for one in words_of(option, "") if one.content}) for option in offered]
    best = max(shares, default=0)
    # A reply is the choice and little else: "Paul Vernay, the mayor".
    if not best or shares.count(best) > 1 or len(said) > best + _SHORT:
        return ""
    if _ASKS.search(reply) and len(words_of(reply, "")) > best:
        # "Who is Vernay?" asks something else.
        return ""
    return offered[shares.index(best)]


def leans(question: str, language: str) -> bool:
    """Whether a question cannot be understood without the one before it."""
    lower = question.lower().replace("’", "'").strip()
    lists = _lists()
    if any(re.match(rf"{re.escape(one)}\b", lower) for one in lists["connectives"].get(language, ())):
        return True
    # "Pourquoi a-t-il démissionné ?", and not "Pourquoi le maire a-t-il démissionné ?" nor "Y a-t-il des blessés ?".
    if _pattern("inverted", language).match(_pattern("impersonal", language).sub(" ", lower)):
        return True
    words = set(re.findall(r"[\w-]+'?", lower))
    content = [one for one in words_of(question, language) if one.content]
    if words & set(lists["persons"].get(language, ())):
        return True
    named = _names(question, language)
    if words & set(lists["things"].get(language, ())):
        return not named or len(content) <= 2 * _SHORT
    return len(content) <= _SHORT and not named


def _names(question: str, language: str) -> bool:
    """Whether a question names someone or somewhere."""
    content = [one for one in words_of(question, language) if one.content]
    return any(
        places.places(one.text) or (one.text[:1].isupper() and not _opens(question, one.start)) for one in content
    )


def _last(history: Sequence[Mapping[str, str]]) -> tuple[str, str]:
    """The last question and its answer, empty where there is none."""
    for at in range(len(history) - 1, -1, -1):
        if history[at].get("role") == "user":
            answers = [one["content"] for one in history[at + 1 :] if one.get("role") == "assistant"]
            return history[at]["content"], _told(answers[0]) if answers else ""
    return "", ""


def _told(answer: str) -> str:
    """What an answer tells, without outlets and dates; a refusal with the titles of the nearest articles tells nothing."""
    for _, nearest in wording.every("nearest"):
        answer, found, _ = answer.partition(nearest)
        if found:
            break
    for _, silent in wording.every("silent", "empty", "filtered"):
        answer = answer.replace(silent, "")
    return _PLACE.sub("", answer)


def _of_source(question: str, asked: str, language: str) -> str:
    """One question of "According to X, how many ...?" and "And according to Y?" behind it; empty for any other."""
    bare = question.strip().rstrip(" ?¿")
    for one in _lists()["connectives"].get(language, ()):
        bare = re.sub(rf"^{re.escape(one)}\b\s*,?\s*", "", bare, flags=re.IGNORECASE)
    if not according(language).fullmatch(bare):
        return ""
    before = according(detect(asked) or language).sub("", asked).strip(" ,¿")
    before = re.sub(r",\s*(?=\?|$)", "", before)
    return f"{bare[:1].upper()}{bare[1:]}, {before[:1].lower()}{before[1:]}" if before.rstrip(" ?") else ""


def _last_names(asked: str) -> list[str]:
    """The people whom a question calls by their last names alone."""
    return [
        match.group()
        for match in regex.finditer(r"(?<=\s)\p{Lu}[\p{L}\p{M}’-]+(?=\s*[?,.]|\s+\p{Ll}|$)", asked)
        if not places.places(match.group()) and not regex.search(r"\p{Lu}[\p{L}\p{M}’'-]+\s$", asked[: match.start()])
    ]


def _people(asked: str, answered: str) -> list[str]:
    """The people named last, the answer's first, each once under the longest form of the name."""
    found: list[str] = []
    for text in (answered, asked):
        for match in _NAME.finditer(text):
            name = match.group().strip()
            if any(places.places(word) for word in name.split()) or any(name in one or one in name for one in found):
                continue
            if _is_body(name):
                continue
            if _known_name(name) or not _opens(text, match.start()):
                found.append(name)
    return found


def _is_body(name: str) -> bool:
    """Whether a name is an institution's or an outlet's, of which nobody says "he": Civic Alliance, The Northern Observer."""
    words = [one.lower() for one in name.split()]
    opens = words[0] in ("the", "la", "le", "les", "el", "die", "der")
    named = any(words[-1] in lexicon(language).words["bodies"] for language in ("en", "fr"))
    return not _known_name(name) and (opens or named)


def _known_name(name: str) -> bool:
    return is_given_name(name.split(maxsplit=1)[0])


def _opens(text: str, start: int) -> bool:
    return start == 0 or text[:start].rstrip()[-1:] in ".!?"


def _pronoun(question: str, language: str) -> str:
    """The first word that stands for a person, as it is written; empty when there is none."""
    words = "|".join(map(re.escape, _lists()["persons"].get(language, ()) or ["(?!)"]))
    text = _pattern("impersonal", language).sub(" ", question.replace("’", "'"))
    # "Quelle peine la procureure avait-elle requise contre lui ?": behind a verb that has its subject it stands for nobody.
    doubled = language == "fr" and not _pattern("inverted", language).match(text.lower().strip())
    found = re.search(rf"(?<!\w){'(?<!-)' if doubled else ''}(?:{words})(?![\w])", text, re.IGNORECASE)
    return found.group() if found else ""


def _can_be(name: str, pronoun: str, language: str) -> bool:
    """Whether the pronoun's gender allows the name's."""
    lists, first = _lists(), name.split(maxsplit=1)[0].lower()
    if pronoun.lower() in lists["neutral"].get(language, ()):
        return True
    feminine = pronoun.lower() in lists["feminine"].get(language, ())
    return first not in first_names()["masculine" if feminine else "feminine"]


def _replaced(question: str, pronoun: str, name: str, language: str) -> str:
    if language == "en" and pronoun.lower() in _lists()["possessive"]["en"]:
        # "her" before a noun belongs to her, before anything else it is her.
        name = f"{name}'s" if pronoun.lower() != "her" or re.search(r"\bher\s+[a-z]{3,}", question) else name
    elif language not in ("en", "es") and not re.search(
        rf"(?:,|-t-|-)\s*{pronoun}\b|\b{pronoun}\s*[?,]", question, re.IGNORECASE
    ):
        return f"{question.rstrip(' ?')}, {name} ?" if language == "fr" else f"{question} {name}"
    elif language == "fr":
        return re.sub(r"\s*\?\s*$", "", question) + f" ({name}) ?"
    return re.sub(rf"(?<!\w){re.escape(pronoun)}(?!\w)", name, question, count=1)


def _topic(asked: str, answered: str) -> str:
    """What the question before was about: itself, and where it says little the beginning of its answer.

    More of the answer would find the answer's own sentences again.
    """
    content = [one for one in words_of(asked, detect(asked)) if one.content]
    told = plain(answered)[:200].strip() if len(content) <= _SHORT else ""
    return " ".join(filter(None, (asked.strip(), told)))


def plain(answer: str) -> str:
    """An answer's words without what this program puts around them: its opening, Markdown and markers."""
    bare = re.sub(r"\\([^\w\s])", r"\1", _MARKDOWN.sub("", answer))
    for opening in wording.openings():
        bare = bare.replace(opening, "")
    return " ".join(bare.split())


def _asks_claim(question: str, language: str) -> bool:
    """Whether a question asks who accuses, says, denies or confirms, and says of nothing what."""
    content = [one for one in words_of(question, language) if one.content]
    own = _pattern("asks_claim", language).search(question.lower().replace("’", "'"))
    return own is not None and len(content) <= _SHORT


def _claim(asked: str, language: str) -> str:
    """The claim that a question was about: of "who accused whom of using phosphorus", "using phosphorus"; empty for none."""
    found = _pattern("claim", detect(asked) or language).search(asked.strip().rstrip(" ?."))
    return next((one for one in found.groups() if one), "").strip() if found else ""


def _with_claim(question: str, claim: str, language: str) -> str:
    """The question with the claim in the place of its "it", or behind it."""
    bare = question.strip().rstrip(" ?").rstrip()
    if language == "en" and (found := re.search(r"\s(?:it|this|that|so)$", bare)):
        bare = bare[: found.start()]
    mark = " ?" if language == "fr" else "?"
    fits = language == "en" and re.match(r"(?:the|a|an|any|having|\w+ing)\b", claim)
    return f"{bare} {claim}{mark}" if fits else f"{bare}{' :' if language == 'fr' else ':'} {claim}{mark}"


def _by_model(question: str, history: Sequence[Mapping[str, str]], model: ChatModel, reply: Reply) -> str:
    """The question in the model's words, which fill in ``reply``; empty when they cannot be used."""
    talk = "\n".join(f"{one['role']}: {one['content']}" for one in history)
    try:
        for _ in model.stream([HumanMessage(prompt("rewrite").substitute(history=talk, question=question))], reply):
            pass
    except ModelFailed:
        return ""
    said = markers.spoken(reply.text)
    worded = next((line.strip(" \"'«»“”*") for line in said.splitlines() if line.strip()), "")
    known = {analysis.transcribe(one.text) for one in words_of(f"{talk} {question}", "")}
    new = [one for one in re.findall(r"(?<=\s)[^\W\d_]\w+|\d+", worded) if one[0].isupper() or one[0].isdigit()]
    usable = len(worded) <= _LONGEST and _ASKS.search(worded) and all(analysis.transcribe(one) in known for one in new)
    return worded if usable else ""


@lru_cache(maxsize=16)
def _pattern(name: str, language: str) -> re.Pattern[str]:
    """The patterns of a list as one; it matches nothing for a language without."""
    return re.compile("|".join(_lists()[name].get(language, ())) or r"(?!)", re.IGNORECASE)


@lru_cache(maxsize=1)
def _lists() -> dict[str, dict[str, list[str]]]:
    found: dict[str, dict[str, list[str]]] = tomllib.loads(
        (resources.files("rag") / "data" / "follow_up.toml").read_text("utf-8")
    )
    return found
