"""A written sentence beside what it cites: what speaks against it, and what leaves it in doubt, each with its reason.

Numbers, days and names are looked for in the sources; what is said to be done by whom, denied or not, is compared; words are
laid beside the nearest ones of the sources.
"""

from __future__ import annotations

from bisect import bisect
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any

import regex

from corpus import dates
from corpus.language import detect
from corpus.scripts import UNSPACED
from rag.analysis import lowered
from rag.answering.checks import clock, days, kinds, measures, moods, names, polarity, quantities
from rag.answering.checks.days import Day
from rag.answering.checks.quantities import Quantity
from rag.answering.checks.roles import Roles, refers
from rag.answering.checks.words import SAME, Alignment, Match, TokenEmbedder, Word, ends_with, pattern, sides, words_of
from rag.claims import extract_all, parties, places
from rag.errors import UsageError
from rag.models.support import together
from rag.stances import stances

BARE = "bare"
# Below this cosine a sentence and its sources have nothing to do with each other.
_NEAR = 0.82
# A content word whose nearest source word is farther than this is not in the sources; the second is for one language.
_FOREIGN, _FOREIGN_NEAR = 0.38, 0.57
# One such word may be another way of saying it, unless it is as far as this; two are not.
_STRANGE, _STRANGE_NEAR = 0.28, 0.45
# A word in capitals that is at least as near as this to a word of another language is its translation.
_TRANSLATED = 0.6
_TRANSLATED_LETTERS = 0.4
# Turkish denies inside the verb, where no list of words finds it.
_NEGATION_UNREAD = frozenset({"tr"})
# Words that link and say nothing.
_LINKS = frozenset(
    "pourtant cependant toutefois neanmoins donc ainsi egalement notamment desormais however though although meanwhile therefore "
    "moreover instead despite besides hingegen dagegen jedoch allerdings deshalb zudem sowie sin embargo ademas mientras tuttavia "
    "invece pero inoltre quindi contudo porem entretanto".split()
)
# Words between a number and the thing counted, and characters.
_COUNTED = 3
# How far a number may be off that is said to be about, over or under so large, and two that are both rough.
_NEARLY, _ABOUT, _ROUGHLY, _FAR = 0.05, 0.1, 0.2, 0.25
# What stands between the beginning and the end of a change, with its unit.
_FROM_TO = regex.compile(
    r"\s*(?:%|percent|per cent|pour cent|euros?|dollars?|millions?|prozent|por ciento|per cento)?\s*(?:to|à|a|auf|bis|al?|до)\s+(?:\p{L}{1,3}\s)?[€$£]?\s*"
)
_MEASURED = frozenset({"euro", "dollar", "pound", "percent"})
_BESIDE = 20


@dataclass(frozen=True, slots=True)
class Source:
    """A cited sentence. ``context`` is what stands around it: names may be taken from there."""

    text: str
    language: str = ""
    published: str = ""
    source: str = ""
    title: str = ""
    context: str = ""

    @classmethod
    def parse(cls, given: Any) -> Source:
        """Reads a text, or a mapping with one under "text" or "quote"; raises UsageError on anything else."""
        if isinstance(given, Source):
            return given
        if isinstance(given, str):
            return cls(given)
        if isinstance(given, Mapping):
            text = given.get("text", given.get("quote"))
            if isinstance(text, str):
                rest = {
                    name: str(given.get(name) or "") for name in ("language", "published", "source", "title", "context")
                }
                # Whatever the caller calls a date: a day, or none.
                rest["published"] = dates.find(rest["published"], rest["language"])
                return cls(text, **rest)
        raise UsageError('Expected sources as texts, or as mappings with a string under "text".')


class Comparison:
    """One sentence and its sources, read."""

    def __init__(self, embedder: TokenEmbedder, sentence: str, cited: Sequence[Source], question: str) -> None:
        self._cited = cited
        languages = [one.language.partition("-")[0].lower() or detect(one.text) for one in cited]
        language = detect(sentence) or detect(sentence, among=sorted({*languages, "en", "fr"} - {""}))
        texts = [sentence, *(one.text for one in cited)]
        read = sides(embedder, texts, [language, *languages])
        self._sentence, self._sources = read[0], read[1:]
        self._aligned = Alignment(self._sentence, self._sources)
        self._claims = extract_all(texts, [language, *languages])
        self._roles = Roles(self._aligned, self._claims[0], self._claims[1:])
        self._question = question
        self._days = days.days(sentence, language)
        self._times = clock.times(sentence)
        self._ordinals = measures.ordinals(sentence, language)
        # What is read as a time, a place in an order or a date counts nothing.
        read_else = [(one.start, one.end) for one in self._times] + [(one.start, one.end) for one in self._ordinals]
        self._numbers = quantities.quantities(sentence, language, [*read_else, *days.spans(self._days)])
        self._held_days: list[Day] = []
        self._held_numbers: list[tuple[int, Quantity]] = []
        for number, (one, side) in enumerate(zip(cited, self._sources, strict=True)):
            written = days.days(side.text, side.language)
            self._held_days += days.known_days(side.text, side.language, one.published, written)
            # A day without its month may count as well: 3日 is three days or the third.
            dated = [(day.start, day.end) for day in written if day.month]
            found = quantities.known_quantities(side.text, side.language, dated)
            self._held_numbers += [(number, quantity) for quantity in found]

    @cached_property
    def stated(self) -> str:
        """What the sentence states: itself, or behind its question when it is no sentence without that."""
        sentence = self._sentence.text
        bare = self._question and moods.bare(sentence, self._sentence.language)
        return together(self._question, sentence) if bare else sentence

    @property
    def _bare(self) -> bool:
        return self.stated != self._sentence.text

    @property
    def _asked_what_is_said(self) -> bool:
        """Whether a bare answer's question asks what somebody says, so that the answer need not say that it is said."""
        if not self._bare:
            return False
        language = detect(self._question) or self._sentence.language
        says = pattern("hedge", language).search(lowered(self._question))
        return says is not None or bool(stances(self._question, language))

    def wrong(self) -> Iterator[str]:
        """What speaks against the sentence."""
        if moods.asks(self._sentence.text):
            yield "mood: it asks, and tells nothing"
        yield from self._wrong_numbers()
        yield from self._wrong_fractions()
        yield from self._wrong_days()
        yield from self._wrong_times()
        yield from self._wrong_names()
        yield from self._roles.wrong()
        if not self._asked_what_is_said and (reason := self._roles.stated_as_fact()):
            yield reason
        yield from self._wrong_polarity()
        yield from self._wrong_kinds()
        yield from self._wrong_meaning()

    def unclear(self) -> Iterator[str]:
        """What leaves the sentence in doubt."""
        if self._bare:
            yield f"{BARE}: it says something only together with its question"
        for name in self._missing_names:
            if self._in_context(name.text):
                yield f"name: {name.text} stands near the cited sentence, not in it"
        for day in self._days:
            if self._is_published(day):
                yield "date: it is the article's own; the cited sentence names none"
        yield from self._roles.unclear()

    def confirmed(self) -> bool:
        """Whether the sources have the sentence's claims, with their roles."""
        return self._roles.confirmed()

    # Numbers and dates.

    def _wrong_numbers(self) -> Iterator[str]:
        known = [one for _, one in self._held_numbers]
        years = {day.year for day in self._held_days if day.year}
        for number in self._numbers:
            shown = self._sentence.text[number.start : number.end]
            if quantities.is_idiom(number, self._sentence.text):
                continue
            # "On two days of the week", of which the source gives the names.
            if number.unit == "day" and number.value == len(days.weekdays(self._held_days)):
                continue
            same = [one for one in known if one.value == number.value] or self._about_as_many(number, known)
            decade = quantities.decade(number, self._sentence.text)
            if not same and decade >= 0:
                same = [
                    one
                    for side, one in self._held_numbers
                    if quantities.decade(one, self._sources[side].text) == decade
                ]
            if not same and not number.unit and (number.value in years or number.value == len(self._cited) > 1):
                continue
            if not same:
                yield f"number: {shown} stands in none of the cited sentences"
            elif number.unit and all(one.unit and one.unit != number.unit for one in same):
                yield f"unit: {shown} is {number.unit} here, {same[0].unit} in the source"
            elif reason := self._other_unit(number, same, shown):
                yield reason
            elif reason := self._counts_other(number):
                yield reason
        yield from self._wrong_order()

    def _about_as_many(self, number: Quantity, known: Sequence[Quantity]) -> list[Quantity]:
        """The source's numbers that one may stand for: rough ones, or those that it is said to be about, over or under."""
        text, language = self._sentence.text, self._sentence.language
        before = text[: number.start].lower().rstrip(" €$£\u00a0")
        if quantities.is_year(number.value) and self._dates(number):
            least, most = 0.0, 0.0
        elif ends_with("above", language, before):
            least, most = 0.0, _FAR
        elif ends_with("below", language, before):
            least, most = -_FAR, 0.0
        else:
            most = _NEARLY if ends_with("about", language, before) else 0.0
            least = -most
        found = []
        for one in known:
            off = (one.value - number.value) / number.value if number.value else 1.0
            # "A dozen" for 11, "two dozen" for "une vingtaine".
            rough = _ROUGHLY if number.about and one.about else _ABOUT if number.about or one.about else 0.0
            if abs(off) <= rough if rough else least <= off <= most:
                found.append(one)
        return found

    def _dates(self, number: Quantity) -> bool:
        """Whether a number stands for a year rather than for so many things: nothing that is counted follows it."""
        behind = next((one for one in self._sentence.words if one.start >= number.end), None)
        return self._sentence.text[number.start : number.end].isdigit() and not (
            behind and behind.content and behind.start - number.end <= 1
        )

    def _wrong_order(self) -> Iterator[str]:
        """Numbers, without one or in an order, that are the source's others: hundreds, the third quarter; from 7 to 5."""
        read = [(one.start, one.end) for one in self._numbers]
        here, there = measures.magnitudes(self._sentence.text, self._sentence.language, read), set[int]()
        for number, one in enumerate(self._sources):
            counted = [(held.start, held.end) for side, held in self._held_numbers if side == number]
            there |= measures.magnitudes(one.text, one.language, counted)
        fits = {power for power in here for _, one in self._held_numbers if 10**power <= one.value < 20 * 10**power}
        if here and there and not here & there and not fits:
            yield "number: the source speaks of another order of magnitude"
        held = [ordinal for one in self._sources for ordinal in measures.ordinals(one.text, one.language)]
        for ordinal in self._ordinals:
            places = {other.place for other in held if other.name == ordinal.name}
            if places and ordinal.place not in places:
                yield f"number: it is another {ordinal.name} in the source"
        for start, end in self._stretches(self._sentence.text, self._numbers):
            for side, source in enumerate(self._sources):
                own = [one for number, one in self._held_numbers if number == side]
                turned = [(one.value, other.value) for one, other in self._stretches(source.text, own)]
                straight = (start.value, end.value) in turned
                if not straight and start.value != end.value and (end.value, start.value) in turned:
                    yield f"number: from {end.value:g} to {start.value:g} in the source"

    @staticmethod
    def _stretches(text: str, numbers: Sequence[Quantity]) -> list[tuple[Quantity, Quantity]]:
        """Numbers that stand for where something began and where it ended: from 7% to 5%."""
        return [
            (one, other) for one, other in pairwise(numbers) if _FROM_TO.fullmatch(text[one.end : other.start].lower())
        ]

    def _other_unit(self, number: Quantity, same: Sequence[Quantity], shown: str) -> str:
        """Whether a sum of money or a share stands for a count, or the other way round."""
        known = [one for _, one in self._held_numbers]
        if number.unit in _MEASURED and not any(one.unit for one in same):
            # The source has another number of that unit.
            if any(one.unit == number.unit for one in known):
                return f"unit: {shown} is {number.unit} here, and counts something else in the source"
        elif not number.unit and all(one.unit in _MEASURED for one in same):
            word = next((one for one in self._sentence.words if one.start >= number.end), None)
            if word and word.content and word.start - number.end <= 1 and not quantities.is_unit(word.text):
                return f"unit: {shown} is {same[0].unit} in the source, and counts “{word.text}” here"
        return ""

    def _wrong_fractions(self) -> Iterator[str]:
        here = measures.fractions(self._sentence.text)
        there = {name for one in self._sources for name in measures.fractions(one.text)}
        if here and there and not here & there:
            yield f"number: {' '.join(sorted(here))} here, {' '.join(sorted(there))} in the source"

    def _counts_other(self, number: Quantity) -> str:
        """Whether a number counts something here that another number counts in the sources."""
        if quantities.is_year(number.value):
            return ""
        counted = [i for i, one in enumerate(self._sentence.words) if one.start >= number.end][:_COUNTED]
        for i in counted:
            match = self._aligned.best(i)
            word = self._sentence.words[i]
            if quantities.is_unit(word.text) or any(one.start <= word.start < one.end for one in self._numbers):
                continue
            if not word.content or not match or match.score < SAME:
                continue
            there = self._sources[match.source].words[match.word]
            if UNSPACED.search(word.text + there.text):
                # The number stands inside such a word, and the one before it in another clause.
                return ""
            own = [one for number_of, one in self._held_numbers if number_of == match.source]
            before = [one for one in own if one.end <= there.start and there.start - one.end <= _BESIDE]
            nearest = max(before, key=lambda one: one.end, default=None)
            # "40 of its 220 flights", "from 12 to 15 lira": both count the same thing.
            beside = nearest and any(
                one.value == number.value and there.start - one.end <= _BESIDE and one is not nearest for one in before
            )
            if (
                nearest
                and nearest.value != number.value
                and not beside
                and any(one.value == number.value for one in own)
            ):
                return (
                    f"number: {self._sentence.text[number.start : number.end]} goes with “{word.text}” here; "
                    f"in the source {self._sources[match.source].text[nearest.start : nearest.end]} does"
                )
            return ""
        return ""

    def _wrong_days(self) -> Iterator[str]:
        named = days.weekdays(self._held_days)
        for day in self._days:
            shown = self._sentence.text[day.start : day.end]
            if day.weekday >= 0:
                if day.weekday not in named:
                    yield f"date: {shown} is not the day in the cited sentences"
            elif not any(self._is(day, one) for one in self._held_days) and not self._is_published(day):
                yield f"date: {shown} stands in none of the cited sentences"

    def _wrong_times(self) -> Iterator[str]:
        held = [time for one in self._sources for time in clock.times(one.text)]
        for time in self._times:
            # "Between 20 and 22 hours": the source's hour may not look like one.
            hours = (time.hour, time.minutes // 60)
            bare = time.minutes % 60 == 0 and any(one.value in hours for _, one in self._held_numbers)
            if not bare and not any(time.fits(one) for one in held):
                yield f"time: {self._sentence.text[time.start : time.end]} stands in none of the cited sentences"

    @staticmethod
    def _is(day: Day, other: Day) -> bool:
        """Whether a source's date says at least what the sentence's does."""
        known = (not day.month or other.month) and (not day.day or other.day) and (not day.year or other.year)
        return bool(known) and other.weekday in (-1, day.weekday, other.weekday) and day.fits(other)

    def _is_published(self, day: Day) -> bool:
        """Whether a date is that of an article, when no cited sentence names another."""
        if not day.month or any(self._is(day, one) for one in self._held_days):
            return False
        dates = [tuple(map(int, one.published.split("-"))) for one in self._cited if one.published]
        return any(
            (not day.year or day.year == year) and day.month == month and (not day.day or day.day == number)
            for year, month, number in dates
        ) and not any(one.month for one in self._held_days)

    # Names.

    @cached_property
    def _missing_names(self) -> list[Word]:
        own = {word.folded for word in self._sentence.words}
        # An outlet is named by its whole name: it may be called whatever a page says.
        about = [
            one.source
            for one in self._cited
            if one.source and {word.folded for word in words_of(one.source, "") if word.content} <= own
        ]
        spans = [(one.start, one.end) for one in self._days]
        return [
            name
            for name in names.names(self._sentence)
            if not any(start <= name.start < end for start, end in spans)
            and not names.held(name, self._sentence, self._sources, about)
            and not self._translated(name)
        ]

    def _translated(self, name: Word) -> bool:
        """Whether a word in capitals is one that the sources have in another language: Fisherman, pêcheur."""
        # What a body's several words name, a country's name or its seat may: États-Unis, American, Washington.
        body = places.bodies_at(self._sentence.text, name.start)
        if known := body or places.places(name.text):
            return any(
                known & places.bodies(one.text) or (body and any(body & places.places(word.text) for word in one.words))
                for one in self._sources
            )
        match = self._aligned.best(self._sentence.words.index(name))
        foreign = match is not None and self._sources[match.source].language != self._sentence.language
        # An acronym is another one in each language, and near to nothing.
        # The first word of a sentence has its capital for that.
        doubtful = (name.text.isupper() and len(name.text) > 1) or names.opens(self._sentence.text, name.start)
        least = _TRANSLATED_LETTERS if doubtful else _TRANSLATED
        return foreign and match is not None and match.score >= least

    def _in_context(self, name: str) -> bool:
        """Whether a name stands around a cited sentence or in its headline, and that sentence has a word in its place."""
        return any(
            parties.same(name, word, near=False)
            for one, side, claims in zip(self._cited, self._sources, self._claims[1:], strict=True)
            if refers(side, claims)
            for word in regex.findall(r"[\p{L}\p{M}]+", f"{one.title} {one.context}")
        )

    def _wrong_names(self) -> Iterator[str]:
        for name in self._missing_names:
            if names.turned_compass(name, self._sentence, self._sources):
                yield f"entity: another {name.text} in the source, by its point of the compass"
            elif not self._in_context(name.text):
                yield f"name: {name.text} stands in none of the cited sentences"

    # Polarity and meaning.

    def _wrong_polarity(self) -> Iterator[str]:
        here = polarity.denied(self._sentence, self._claims[0])
        there = [polarity.denied(side, claims) for side, claims in zip(self._sources, self._claims[1:], strict=True)]
        hedges = self._spans("hedge")
        parts: dict[int, tuple[list[str], list[str], list[str]]] = {}
        beside = [polarity.beside(side) for side in (self._sentence, *self._sources)]
        starts = [start for start, _ in polarity.clauses(self._sentence.text, self._sentence.language)]
        # "Which X denied" denies here, in so many words, what stands beside it there.
        agreed_denials = [
            (one.content_start, one.content_end)
            for one in self._claims[0]
            if one.stance == "deny" and self._roles.has(one)
        ]
        for i in self._aligned.content():
            word = self._sentence.words[i]
            match = self._aligned.best(i)
            if not match or match.score < SAME or word.text[:1].isupper():
                continue
            if any(start <= word.start < end for start, end in agreed_denials):
                continue
            same = here[i] == there[match.source][match.word]
            kept, turned, close = parts.setdefault(bisect(starts, word.start), ([], [], []))
            if not same and (i in beside[0] or match.word in beside[1 + match.source]):
                close.append(word.text)
            if any(a <= word.start < b for a, b in hedges):
                continue
            source = self._sources[match.source]
            if _NEGATION_UNREAD & {source.language, self._sentence.language}:
                continue
            if (
                polarity.negates(self._sentence, i) != polarity.negates(source, match.word)
                and here[i] != there[match.source][match.word]
            ):
                yield f"negation: “{word.text}” here, “{source.words[match.word].text}” in the source"
            elif self._denied_beside(i, match, here, there, match.score):
                yield f"negation: “{word.text}” here, “{source.words[match.word].text}” in the source"
            (kept if same else turned).append(word.text)
        # Clauses are cut elsewhere in another language: there one word more proves nothing.
        least = 1 if all(one.language == self._sentence.language for one in self._sources) else 2
        denies = any(one.stance == "deny" for claims in self._claims for one in claims)
        for kept, turned, close in parts.values():
            # What a negation reaches is doubtful but for the words beside it.
            if len(turned) >= len(kept) + least and (denies or close):
                yield f"negation: “{turned[-1]}” is denied on one side and not on the other"
        agreed = any(here) and any(kept for kept, _, _ in parts.values())
        said, held = (
            polarity.stance_words(self._sentence),
            {one for side in self._sources for one in polarity.stance_words(side)},
        )
        if not agreed and len(said) == 1 and len(held) == 1 and said != held:
            yield f"stance: the sentence has words that {said.pop()}, the source words that {held.pop()}"
        elif (pair := polarity.opposite(self._sentence, self._sources)) and not self._two_sides(*pair):
            yield f"opposite: “{pair[0]}” here, “{pair[1]}” in the source"

    def _two_sides(self, here: str, there: str) -> bool:
        """Whether two words tell one exchange from its two sides: "lost to" is "beat". Who did it is compared elsewhere."""
        languages = {one.language for one in self._sources}
        return any(
            pattern(one, self._sentence.language).match(here)
            and any(pattern(other, language).match(there) for language in languages)
            for one, other in (("gives", "takes"), ("takes", "gives"))
        )

    def _denied_beside(
        self, i: int, match: Match, here: Sequence[bool], there: Sequence[Sequence[bool]], score: float
    ) -> bool:
        """Whether a word stands close to a negation on one side while the other side has none at all."""
        source = self._sources[match.source]
        if score < _TRANSLATED or here[i] == there[match.source][match.word]:
            return False
        close = i in polarity.beside(self._sentence), match.word in polarity.beside(source)
        other = there[match.source] if close[0] else here
        return close[0] != close[1] and not any(other)

    def _wrong_kinds(self) -> Iterator[str]:
        for here, there in kinds.exchanged(self._sentence, self._sources):
            yield f"entity: “{here}” here, “{there}” in the source"
        for word in kinds.happened(self._sentence, self._sources):
            yield f"overclaim: that someone or something was “{word}” is not in the source"

    def _wrong_meaning(self) -> Iterator[str]:
        cosine = max(float(self._sentence.pooled @ one.pooled) for one in self._sources)
        # A bare answer is about what was asked.
        if cosine < _NEAR and not self._bare:
            yield "topic: the cited sentences are about something else"
            return
        silent = [moods.silent(one) for one in self._sources]
        matches = [match for i in self._aligned.content() if (match := self._aligned.best(i))]
        if matches and 2 * sum(one.word in silent[one.source] for one in matches) >= len(matches):
            yield "mood: the cited sentence asks or orders, and tells nothing"
        elif not matches and not self._numbers and not self._days and not names.names(self._sentence):
            yield "empty: there is nothing that could be checked"
        scores = self._coverage()
        if not scores:
            return
        ordered = sorted(scores)
        least, word = ordered[0]
        near = all(one.language == self._sentence.language for one in self._sources)
        mean = sum(score for score, _ in scores) / len(scores)
        second = ordered[1][0] if len(ordered) > 1 else least
        if self._bare and least < (_FOREIGN_NEAR if near else _FOREIGN):
            # What is said in answer has to be there, as the question that it leans on need not be.
            yield f"topic: the cited sentences hold nothing like “{word}”"
        if (
            least < (_STRANGE_NEAR if near else _STRANGE)
            or second < (_FOREIGN_NEAR if near else _FOREIGN)
            or (len(scores) > 1 and mean < SAME)
        ):
            yield f"meaning: “{word}” has nothing like it in the cited sentences"

    def _coverage(self) -> list[tuple[float, str]]:
        """How near the sources come to each content word that no other check looks at."""
        hedges = self._spans("hedge")
        taken = [(day.start, day.end) for day in self._days] + [(one.start, one.end) for one in self._numbers]
        named = {one.start for one in names.names(self._sentence)}
        found = []
        for i in self._aligned.content():
            word = self._sentence.words[i]
            if word.folded in _LINKS or word.start in named or any(a <= word.start < b for a, b in (*hedges, *taken)):
                continue
            match = self._aligned.best(i)
            found.append((match.score if match else 0.0, word.text))
        return found

    def _spans(self, name: str) -> list[tuple[int, int]]:
        """Where the words of a list stand in the sentence."""
        found = pattern(name, self._sentence.language).finditer(lowered(self._sentence.text))
        return [(match.start(), match.end()) for match in found]
