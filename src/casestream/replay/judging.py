"""Every decision of the log judged again: which of the rule's conditions bound it, held, were excused, and what it relied on.

Of the decisions of which there is nothing to tell stays only how many there are. The others (`Decision`) keep what an
auditor asks: the conditions that fail, the grounds that excuse, and the articles that the decision itself named.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from functools import lru_cache
from itertools import chain
from typing import Any, cast

import numpy as np
from attrs import field, frozen

from casestream.kernel.calendar import EPOCH, Day, Ints, months_later
from casestream.kernel.case import Case
from casestream.kernel.errors import TooMuch
from casestream.kernel.event import EVENTS, EventClass
from casestream.kernel.number import TYPE_CODES
from casestream.kernel.rule import Condition, Exemption, Rule, only
from casestream.replay.chunk import Chunk
from casestream.replay.columns import asked_of
from casestream.replay.horizon import Horizon
from casestream.replay.part import CODEC, ROUND_TYPE, Bools
from casestream.replay.rows import Entry, histories, round_type
from casestream.replay.source import Source
from casestream.store.log import Log

RELIED_ON = "relied_on"
MOST = 62  # Conditions, or grounds, of one rule: as many as fit into 64 bits.
YEAR_0, MONTHS = 1900, 3600
ENVELOPE = ("position", "stream", "round", "on", "court")

Place = tuple[str, str, str, str]
"""Of a decision: its rule, court, month (2025-03) and type of round (执, 执恢 …)."""


@frozen(order=True)
class Decision:
    """One decision of which there is something to tell; `unmet` names conditions, `excused` also the ground, by its place.

    `relied_on` are the articles that the event names, None where such an event names none; `holds` and `fails` those of the
    conditions that bound it and held, or did not, as the rule answers now.
    """

    position: int
    rule: str
    stream: str = field(order=False)
    number: str = field(order=False)
    on: date = field(order=False)
    court: str = field(order=False)
    unmet: tuple[str, ...] = field(order=False)
    excused: tuple[tuple[str, int], ...] = field(order=False)
    relied_on: tuple[str, ...] | None = field(order=False)
    holds: tuple[str, ...] = field(order=False)
    fails: tuple[str, ...] = field(order=False)

    @property
    def month(self) -> str:
        """The month of its legal day."""
        return f"{self.on.year}-{self.on.month:02}"

    @property
    def not_met_now(self) -> tuple[str, ...]:
        """The articles on which it relied and which are not met as the rule answers now."""
        return tuple(each for each in self.relied_on or () if each in self.fails and each not in self.holds)

    @property
    def not_named_then(self) -> tuple[str, ...]:
        """The articles that are met as the rule answers now, and on which it did not rely."""
        return () if self.relied_on is None else tuple(each for each in self.holds if each not in self.relied_on)

    @property
    def beyond_the_rule(self) -> tuple[str, ...]:
        """The articles on which it relied and of which the rule does not speak on that day: they are not judged again."""
        return tuple(each for each in self.relied_on or () if each not in (*self.holds, *self.fails))

    @property
    def differs(self) -> bool:
        """Whether it names other articles than those that hold now."""
        return bool(self.not_met_now or self.not_named_then or self.beyond_the_rule)


@frozen(eq=False)
class Judged:
    """All decisions under some rules: how many there are in each place, and those of which there is something to tell."""

    counts: dict[Place, int]
    decisions: tuple[Decision, ...]

    def digest(self) -> str:
        """A SHA-256 over every count and decision: equal digests mean equal answers."""
        told = [*sorted(self.counts.items()), *map(repr, self.decisions)]
        return hashlib.sha256(repr(told).encode()).hexdigest()


# --- one decision as bits: bit i is condition i, or ground i ---


def grounds(rule: Rule) -> list[tuple[Condition, int, Exemption]]:
    """Every ground that excuses a condition of the rule, with its place among those of the condition."""
    return [(each, place, ground) for each in rule.conditions for place, ground in enumerate(each.exemptions)]


@lru_cache(1 << 12)
def _articles(rule: Rule, day: date, wanted: int) -> tuple[str, ...]:
    """The articles of these conditions as a decision of the day prints them, each once."""
    named = (each.citation.on(day) for place, each in enumerate(rule.conditions) if wanted >> place & 1)
    return tuple(dict.fromkeys(named))


def _has_something(rule: Rule, day: date, bits: tuple[int, int, int], relied_on: tuple[str, ...] | None) -> bool:
    bound, unmet, excused = bits
    differs = relied_on is not None and set(relied_on) != set(_articles(rule, day, bound & ~unmet))
    return bool(unmet or excused or differs)


def _decision(
    rule: Rule, envelope: tuple[int, str, str, date, str], bits: tuple[int, int, int], relied_on: tuple[str, ...] | None
) -> Decision:  # fmt: skip
    position, stream, number, on, court = envelope
    bound, unmet, excused = bits
    return Decision(
        position=position, rule=rule.name, stream=stream, number=number, on=on, court=court,
        unmet=tuple(each.name for place, each in enumerate(rule.conditions) if unmet >> place & 1),
        excused=tuple((each.name, at) for place, (each, at, _) in enumerate(grounds(rule)) if excused >> place & 1),
        relied_on=relied_on, holds=_articles(rule, on, bound & ~unmet), fails=_articles(rule, on, unmet),
    )  # fmt: skip


def _checked(rules: Sequence[Rule]) -> list[Rule]:
    """The rules that name what they guard.

    Raises:
        TooMuch: one of them has more conditions, or grounds, than bits.
    """
    for rule in rules:
        if max(len(rule.conditions), len(grounds(rule))) > MOST:
            raise TooMuch(
                f"规则 {rule.name} 的条件超过 {MOST} 项", f"rule {rule.name} has more than {MOST} conditions",
                "拆成几条规则", "divide it into several",
            )  # fmt: skip
    return [rule for rule in rules if rule.guards is not None]


# --- the reference, event by event ---


def judged_in_rows(log: Log, rules: Sequence[Rule], horizon: Horizon) -> Judged:
    """Every decision that these rules guard, one event at a time.

    Raises:
        TooMuch: a rule has more conditions than bits.
    """
    guarding: dict[EventClass, list[Rule]] = {}
    for rule in _checked(rules):
        guarding.setdefault(cast(EventClass, rule.guards), []).append(rule)
    counts: Counter[Place] = Counter()
    found: list[Decision] = []
    for stream, history in histories(log, horizon):
        case = Case(stream)
        for entry in history:
            for rule in guarding.get(type(entry.event), ()):
                counts[_place(rule, entry)] += 1
                bits, relied_on = _bits(rule, case, entry), getattr(entry.event, RELIED_ON, None)
                if _has_something(rule, entry.event.on, bits, relied_on):
                    envelope = (entry.position, stream, entry.round, entry.event.on, entry.court)
                    found.append(_decision(rule, envelope, bits, relied_on))
            case.apply(entry.event)
    return Judged(dict(counts), tuple(sorted(found)))


def _place(rule: Rule, entry: Entry) -> Place:
    on = entry.event.on
    return rule.name, entry.court, f"{on.year}-{on.month:02}", round_type(entry.round)


def _bits(rule: Rule, case: Case, entry: Entry) -> tuple[int, int, int]:
    bound = unmet = excused = first = 0
    decided = only(entry.event)
    for place, each in enumerate(rule.conditions):
        if each.citation.in_force(entry.event.on):
            bound |= 1 << place
            own, *others = map(bool, each.answers(case, Day(entry.event.on), decided))
            if not own:
                excused |= 1 << (first + others.index(True)) if any(others) else 0
                unmet |= 0 if any(others) else 1 << place
        first += len(each.exemptions)
    return bound, unmet, excused


# --- columns ---


@frozen(eq=False)
class Found:
    """What one chunk answers about a rule: how many decisions in each place, and those of which there is something to tell.

    `places` are numbers of court, month and type of round in one. `relied_on` are places in `texts`, -1 for none.
    """

    places: Ints
    numbers: Ints
    envelope: list[Ints]
    bits: list[Ints]
    relied_on: Ints
    texts: list[str]


@frozen
class JudgeTask:
    """Some rules, at every decision that they guard."""

    rules: tuple[Rule, ...]

    def ask(self, chunk: Chunk) -> list[Found | None]:
        """What is found under each rule."""
        return [_found(chunk, rule) if len(chunk.rows_of(rule.guards)) else None for rule in self.rules]

    def together(self, answers: Iterable[list[Found | None]], source: Source) -> Judged:
        """All of the log."""
        every = [(rule, found) for answer in answers for rule, found in zip(self.rules, answer, strict=True) if found]
        streams = source.stream_ids({number for _, found in every for number in found.envelope[1].tolist()})
        rounds = source.round_numbers({number for _, found in every for number in found.envelope[2].tolist()})
        counts: Counter[Place] = Counter()
        decisions: list[Decision] = []
        for rule, found in every:
            for place, number in zip(found.places.tolist(), found.numbers.tolist(), strict=True):
                counts[rule.name, *_named(place, source.courts)] += number
            plain = zip(*(column.tolist() for column in (*found.envelope, *found.bits, found.relied_on)), strict=True)
            for position, stream, round, on, court, *bits, code in plain:
                envelope = (
                    position,
                    streams[stream],
                    rounds.get(round, ""),
                    date.fromordinal(on),
                    source.courts[court],
                )
                decisions.append(_decision(rule, envelope, cast(Any, tuple(bits)), _read(found.texts, code)))
        return Judged(dict(counts), tuple(sorted(decisions)))


def judged_by_columns(rules: Sequence[Rule]) -> JudgeTask:
    """The task for these rules.

    Raises:
        TooMuch: a rule has more conditions than bits.
    """
    return JudgeTask(tuple(_checked(rules)))


def _found(chunk: Chunk, rule: Rule) -> Found:
    kind = cast(EventClass, rule.guards)
    bits = _bit_columns(chunk, rule, kind)
    envelope = [chunk.column(kind, name) for name in ENVELOPE]
    codes, texts = np.full(len(bits[0]), -1), list[str]()
    if RELIED_ON in EVENTS[kind].fields:
        named = chunk.field(kind, RELIED_ON)
        codes, texts = named.values.astype(np.int64), list(named.dictionary or ())
    places, numbers = np.unique(_places(chunk, kind, envelope), return_counts=True)
    told = np.flatnonzero(_notable(rule, envelope[3], bits, codes, texts))
    used, codes = np.unique(codes[told], return_inverse=True)
    codes = codes - int(np.count_nonzero(used < 0))
    return Found(
        places, numbers, [column[told] for column in envelope], [column[told] for column in bits], codes,
        [texts[code] for code in used.tolist() if code >= 0],
    )  # fmt: skip


def _bit_columns(chunk: Chunk, rule: Rule, kind: EventClass) -> list[Ints]:
    """For each decision the conditions that bound it, those that failed, and the grounds that excused."""
    length = len(chunk.rows_of(kind))
    bound, unmet, excused = (np.zeros(length, np.int64) for _ in range(3))
    first = 0
    for place, (condition, binds, answers) in enumerate(asked_of(chunk, rule.conditions, kind)):
        bound[binds] |= 1 << place
        open_: Bools = np.ones(int(binds.sum()), bool) & ~np.asarray(answers[0])
        for at, answer in enumerate(answers[1:]):
            excuses = open_ & answer
            excused[binds] |= excuses.astype(np.int64) << (first + at)
            open_ &= ~excuses
        unmet[binds] |= open_.astype(np.int64) << place
        first += len(condition.exemptions)
    return [bound, unmet, excused]


def _notable(rule: Rule, on: Ints, bits: list[Ints], codes: Ints, texts: list[str]) -> Bools:
    """The decisions of which there is something to tell. Those that are alike in every respect are looked at once."""
    bound, unmet, excused = bits
    notable: Bools = (unmet | excused) != 0
    if texts:
        alike = np.stack([np.searchsorted(_turns(rule), on, "right"), bound, unmet, codes])
        _, first, which = np.unique(alike, axis=1, return_index=True, return_inverse=True)
        differs = [
            _has_something(
                rule, date.fromordinal(int(on[at])), (int(bound[at]), int(unmet[at]), 0), _read(texts, int(codes[at]))
            )
            for at in first.tolist()
        ]
        notable |= np.array(differs, bool)[which.reshape(-1)]
    return notable


def _turns(rule: Rule) -> Ints:
    """The days on which an article of the rule comes to be printed otherwise, ascending."""
    citations = [each.citation for each in rule.conditions]
    versions = chain.from_iterable((version.since for version in each.instrument.versions) for each in citations)
    numbers = chain.from_iterable((since for since, _ in each.later_numbers) for each in citations)
    return np.array(sorted({day.toordinal() for day in chain(versions, numbers)}), np.int64)


def _places(chunk: Chunk, kind: EventClass, envelope: list[Ints]) -> Ints:
    days = (envelope[3] - EPOCH).astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    types = chunk.field(kind, ROUND_TYPE)
    codes = np.array([*map(TYPE_CODES.index, types.dictionary or ()), 0], np.int64)[types.values]
    months = days + (1970 - YEAR_0) * 12
    found: Ints = (envelope[4] * MONTHS + months) * len(TYPE_CODES) + codes
    return found


def _named(place: int, courts: dict[int, str]) -> tuple[str, str, str]:
    rest, code = divmod(place, len(TYPE_CODES))
    court, month = divmod(rest, MONTHS)
    on = months_later(date(YEAR_0, 1, 1), month)
    return courts[court], f"{on.year}-{on.month:02}", TYPE_CODES[code]


def _read(texts: list[str], code: int) -> tuple[str, ...] | None:
    return _articles_in(texts[code]) if code >= 0 else None


@lru_cache(1 << 12)
def _articles_in(text: str) -> tuple[str, ...]:
    return tuple(CODEC.value(text, tuple[str, ...]))
