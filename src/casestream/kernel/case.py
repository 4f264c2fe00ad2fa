"""A case as an index of its own events, and the words that conditions may ask of it.

The vocabulary is tiny on purpose: `has`, `count`, `total`, `first`, `last`, `latest`, `during`, `span_days`, each
within the whole case or within `this_round`, and `for_every` debtor or asset. One function written in these words
answers for one case (here, event by event: the reference) and for a column of a million (`casestream.replay.columns`).

Every stream is a `Case`: most are enforcement cases; a debtor, a hotline dispatch, a meeting have their own streams.
"""

from abc import ABC, abstractmethod
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable
from datetime import date
from functools import cache
from itertools import chain
from operator import itemgetter
from typing import Any, Protocol, TypeVar, cast

import numpy as np
from attrs import frozen

from casestream.kernel.calendar import Day
from casestream.kernel.errors import DeclarationError, TooMuch
from casestream.kernel.event import EMPTY, EVENTS, Event, EventClass
from casestream.kernel.values import fits
from casestream.kernel.words import AnyDay, Asked, Number, Truth, Where


@frozen
class AtLeast:
    """A `where=` test: the field is `bound` or more; a day, that day or later."""

    bound: int | date


def at_least(bound: int | date) -> AtLeast:
    """For `where=`: the integer field is `bound` or more, or the day is `bound` or later."""
    return AtLeast(bound)


DAY_TYPES = (date, date | None)
NUMBER_TYPES = (int, bool, int | None)


@cache
def member(field: Any) -> tuple[EventClass, str]:
    """The event class and the field name behind `SomeEvent.some_field`; a misspelt field fails in Python itself.

    Raises:
        DeclarationError: it is not a day or integer field of a declared event.
    """
    kind, name = getattr(field, "__objclass__", None), getattr(field, "__name__", "")
    if kind is None or kind not in EVENTS.by_class or EVENTS[kind].fields[name] not in DAY_TYPES + NUMBER_TYPES:
        raise DeclarationError(f"{field!r} is not a day or integer field of an event, like RoundOpened.claimed_fen")
    return kind, name


def check_where(kind: EventClass, where: Where) -> None:
    """Refuse a `where=` on a field that the event does not have, or with another type than the field's own.

    Raises:
        DeclarationError: which field, and what it may be compared with.
    """
    fields = EVENTS[kind].fields
    if unknown := [name for name in where if name not in fields]:
        raise DeclarationError(f"{kind.__name__} has no field {unknown}; it has {sorted(fields)}")
    for name, wanted in where.items():
        hint = fields[name]
        if isinstance(wanted, AtLeast):
            kinds = ((int, (int, int | None)), (date, DAY_TYPES))
            if not any(hint in hints and fits(wanted.bound, plain) for plain, hints in kinds):
                raise DeclarationError(f"{kind.__name__}.{name}: at_least is for numbers and days, not for {wanted!r}")
            continue
        options = wanted if isinstance(wanted, tuple) else (wanted,)
        if not all(fits(option, hint) for option in options):
            spelled = hint.__name__ if isinstance(hint, type) else hint
            raise DeclarationError(f"{kind.__name__}.{name} is compared with {spelled}, not with {wanted!r}")


def matches(event: Event, where: Where) -> bool:
    """Whether the event's own fields are as `where` says: equal, one of a tuple, or at least a bound."""
    for name, wanted in where.items():
        value = getattr(event, name)
        if isinstance(wanted, AtLeast):
            if value is None or value < wanted.bound:
                return False
        elif value not in wanted if isinstance(wanted, tuple) else value != wanted:
            return False
    return True


class Words(ABC):
    """The vocabulary over one case, one event at a time: the reference for every other engine."""

    @abstractmethod
    def _find(self, kind: EventClass) -> "list[tuple[int, Event]]":
        """The events of a kind in scope, each with its ordinal in the case."""

    @property
    @abstractmethod
    def this_round(self) -> "Words":
        """The same words, within the current round only."""

    def _matching(self, kind: EventClass, where: Where) -> "list[tuple[int, Event]]":
        found = self._find(kind)
        return [(ordinal, event) for ordinal, event in found if matches(event, where)] if where else found

    def has(self, kind: EventClass, where: Where = EMPTY) -> Truth:
        """Whether it ever happened."""
        return cast(Truth, np.bool_(bool(self._matching(kind, where))))

    def count(self, kind: EventClass, where: Where = EMPTY) -> Number:
        """How often it happened."""
        return cast(Number, np.int64(len(self._matching(kind, where))))

    def total(self, field: Any, where: Where = EMPTY) -> Number:
        """The sum of an integer field, written `SomeEvent.some_field`."""
        kind, name = member(field)
        amount = sum([int(getattr(event, name) or 0) for _, event in self._matching(kind, where)])
        if not -(2**63) <= amount < 2**63:
            raise TooMuch("合计超出 64 位整数", "a sum does not fit into 64 bits", "分开统计", "sum smaller parts")
        return cast(Number, np.int64(amount))

    def first(self, kind: EventClass, where: Where = EMPTY) -> Day:
        """The earliest legal day on which it happened, or NEVER."""
        return Day(min((event.on for _, event in self._matching(kind, where)), default=None))

    def last(self, kind: EventClass, where: Where = EMPTY) -> Day:
        """The latest legal day on which it happened, or NEVER."""
        return Day(max((event.on for _, event in self._matching(kind, where)), default=None))

    def latest(self, field: Any, where: Where = EMPTY) -> Any:
        """A day or integer field of the event written down last: NEVER or 0 when there is none."""
        kind, name = member(field)
        found = self._matching(kind, where)
        value = getattr(found[-1][1], name) if found else None
        if EVENTS[kind].fields[name] in DAY_TYPES:
            return Day(value)
        return cast(Number, np.int64(value or 0))

    def during(self, start: EventClass, end: EventClass) -> Truth:
        """Whether a span is open: a `start` was written down after the last `end`."""
        starts, ends = self._find(start), self._find(end)
        return cast(Truth, np.bool_(bool(starts) and (not ends or starts[-1][0] > ends[-1][0])))

    def span_days(self, start: EventClass, end: EventClass, today: AnyDay) -> Number:
        """Days within spans that begin with `start` and end with `end`; an open span runs to `today`."""
        spans = self._spans(start, end, cast(Day, today))
        return cast(Number, np.int64(sum(max(0, stop - begin) for begin, stop in spans)))

    def _spans(self, start: EventClass, end: EventClass, today: Day) -> "list[tuple[int, int]]":
        """Spans as (first ordinal day, last ordinal day): the first `start` opens, the first `end` after it closes."""
        spans, opened = [], None
        for _, event in sorted([*self._find(start), *self._find(end)], key=lambda pair: pair[0]):
            if type(event) is start and opened is None:
                opened = event.on
            elif type(event) is end and opened is not None:
                spans.append((opened.toordinal(), event.on.toordinal()))
                opened = None
        if opened is not None and today.ordinal is not None:
            spans.append((opened.toordinal(), today.ordinal))
        return spans

    def for_every(self, population: EventClass, test: Callable[[Asked], Truth], where: Where = EMPTY) -> Truth:
        """Whether `test` holds for each key (debtor, asset) that `population` events name. True when there is none."""
        name = population_key(population)
        field = EVENTS[population].keys[name]
        keys = {getattr(event, field) for _, event in self._matching(population, where)}
        return cast(Truth, np.bool_(all(test(Keyed(self, name, value)) for value in keys)))

    def about(self, key: str, decided: Asked) -> "Keyed":
        """The same words about the one debtor, asset … that the decided event names under `key`."""
        event = cast(Case, decided).events[0]
        return Keyed(self, key, getattr(event, key_field(type(event), key)))


def population_key(population: EventClass) -> str:
    """The name of the one key that a population event introduces.

    Raises:
        DeclarationError: it has no key field, or several.
    """
    keys = EVENTS[population].keys
    if len(keys) != 1:
        raise DeclarationError(
            f"{population.__name__} must have exactly one key field to be a population, not {len(keys)}"
        )
    return next(iter(keys))


class Keyed(Words):
    """The words about one debtor or one asset: events are those whose key field names it."""

    def __init__(self, words: Words, name: str, value: Any) -> None:
        self._words, self._name, self._value = words, name, value

    def _find(self, kind: EventClass) -> list[tuple[int, Event]]:
        field = key_field(kind, self._name)
        return [pair for pair in self._words._find(kind) if getattr(pair[1], field) == self._value]

    @property
    def this_round(self) -> "Keyed":
        """The same words about the same thing, within the current round only."""
        return Keyed(self._words.this_round, self._name, self._value)

    def for_every(self, population: EventClass, test: Callable[[Asked], Truth], where: Where = EMPTY) -> Truth:
        """Not asked: a condition goes over debtors or over assets, not over the assets of each debtor."""
        raise DeclarationError("for_every cannot be asked within for_every")


def key_field(kind: EventClass, name: str) -> str:
    """The field of `kind` that holds the key called `name`.

    Raises:
        DeclarationError: it has none.
    """
    try:
        return EVENTS[kind].keys[name]
    except KeyError:
        raise DeclarationError(
            f"{kind.__name__} has no key field {name!r}, so it cannot be asked for every {name}"
        ) from None


class _ThisRound(Words):
    def __init__(self, case: "Case") -> None:
        self._case = case

    def _find(self, kind: EventClass) -> list[tuple[int, Event]]:
        found = self._case._find(kind)
        return found[bisect_left(found, (self._case._round_start,)) :]

    @property
    def this_round(self) -> "_ThisRound":
        return self


def _in_order(found: list[list[tuple[int, Event]]]) -> list[tuple[int, Event]]:
    """Events of several kinds in the order of the log."""
    return found[0] if len(found) == 1 else sorted(chain(*found), key=itemgetter(0))


class Facet(Protocol):
    """State that one procedure keeps to itself: an immutable value with a start and a step."""

    def evolve(self, event: Event, /) -> Any:
        """The state after `event`."""


class Past(Protocol):
    """What a store knows of a stream without reading its events, how many and of which kinds, and how it reads a kind."""

    def __len__(self) -> int: ...

    @property
    def kinds(self) -> dict[EventClass, int]:
        """How many events there are of each kind, for the caller to keep."""

    def of(self, kind: EventClass, /) -> list[tuple[int, Event]]:
        """The events of a kind, each with its ordinal in the stream."""


class _Nothing:
    @property
    def kinds(self) -> dict[EventClass, int]:
        return {}

    def __len__(self) -> int:
        return 0

    def of(self, _: EventClass, /) -> list[tuple[int, Event]]:
        return []


NOTHING: Past = _Nothing()

X = TypeVar("X", bound=Event)
F = TypeVar("F", bound=Facet)


class Case(Words):
    """One stream, folded: every event in the order of the log, filed under its kind.

    `court` and `number` are those of the current round, `rounds` the case numbers so far, `version` the number of
    records read. `case[SomeFacet]` gives a procedure's private state.

    With a `past` the case begins with what a store holds. Of that it reads the events that open a round, for they say
    which court and numbers it has; any other kind when somebody first asks for it; and all when somebody wants `events`.
    """

    __slots__ = (
        "_by_kind", "_events", "_facets", "_past", "_round_start", "court", "id", "kind", "number", "rounds", "version",
    )  # fmt: skip

    def __init__(self, id: str, kind: str = "case", past: Past = NOTHING) -> None:
        self.id, self.kind = id, kind
        self.court = self.number = ""
        self.rounds: list[str] = []
        self.version = len(past)
        self._past = past
        self._events: list[Any] = [None] * self.version  # None where one has not been asked for.
        self._by_kind: dict[EventClass, list[tuple[int, Event]]] = {}
        self._round_start = 0
        self._facets: dict[type, Any] = {}
        if self.version:
            for ordinal, event in _in_order([found for kind in EVENTS.opening if (found := self._find(kind))]):
                self._open(ordinal, event)

    @property
    def events(self) -> list[Event]:
        """Every event in the order of the log."""
        if self._past is not NOTHING:
            for kind in self._past.kinds:
                for ordinal, event in self._find(kind):
                    self._events[ordinal] = event
            self._past = NOTHING  # Not before: what cannot be read is refused as often as it is asked for.
        return self._events

    @property
    def kinds(self) -> dict[EventClass, int]:
        """How many events there are of each kind; none is read for it."""
        kinds, past = self._past.kinds, len(self._past)
        if len(self._events) > past:
            for kind, times in Counter(map(type, self._events[past:])).items():
                kinds[kind] = kinds.get(kind, 0) + times
        return kinds

    def apply(self, *happened: Event) -> None:
        """Take in the next events of the stream."""
        opening, events = EVENTS.opening, self._events
        for event in happened:
            kind = type(event)
            if kind in opening:
                self._open(len(events), event)
            self._find(kind).append((len(events), event))
            events.append(event)
            if self._facets:
                self._facets = {facet: state.evolve(event) for facet, state in self._facets.items()}

    def _open(self, ordinal: int, event: Any) -> None:
        self.court, self.number = event.court, event.number  # @event checks that there are both.
        self.rounds.append(self.number)
        self._round_start = ordinal

    def _find(self, kind: EventClass) -> list[tuple[int, Event]]:
        found = self._by_kind.get(kind)
        if found is None:
            found = self._by_kind[kind] = self._past.of(kind)
        return found

    @property
    def this_round(self) -> Words:
        """The same words, within the current round only."""
        return _ThisRound(self)

    def all(self, kind: type[X], where: Where = EMPTY) -> "list[X]":
        """Every event of a kind, for decisions that need what conditions cannot ask."""
        return [cast(X, event) for _, event in self._matching(kind, where)]

    def last_event(self, kind: type[X], where: Where = EMPTY) -> "X | None":
        """The event of a kind that was written down last."""
        found = self.all(kind, where)
        return found[-1] if found else None

    def __getitem__(self, facet: type[F]) -> F:
        """A procedure's private state: folded on first asking, then kept up to date."""
        if facet not in self._facets:
            state = facet()
            for event in self.events:
                state = state.evolve(event)
            self._facets[facet] = state
        return cast(F, self._facets[facet])
