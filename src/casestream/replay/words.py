"""The vocabulary over columns: every word of `casestream.kernel.words` asked at many points of a chunk at once.

A point is a row p and stands for the case just before p: its events are the rows from the start of its case (or round) up
to, not including, p. Rows are sorted by case, so each answer is a pair of binary searches and a running sum or a running
extreme that begins anew with each case. What is worked out about the rows of a kind is kept with the chunk; what is found
for the points, with the points.
"""

from collections.abc import Callable
from functools import cached_property
from typing import Any, cast

import numpy as np
from attrs import field, frozen

from casestream.kernel.calendar import NEVER_ORDINAL, Days, Ints
from casestream.kernel.case import DAY_TYPES, key_field, member, population_key
from casestream.kernel.errors import DeclarationError, TooMuch
from casestream.kernel.event import EMPTY, EVENTS, EventClass
from casestream.kernel.words import Asked, Truth, Where
from casestream.replay.chunk import Chunk, Places
from casestream.replay.part import Bools

SPREAD = 1 << 32  # Larger than any ordinal day, so that a running extreme can be lifted over all earlier cases.
NOBODY = -1


@frozen(eq=False)
class Entity:
    """For each point the debtor, asset … that is asked about, as its number in the chunk; NOBODY where there is none."""

    key: str
    codes: Ints
    there: Bools


@frozen(eq=False, slots=False)
class Rows:
    """The rows of a kind that some words look at, in the order in which they look: by entity if one is asked about.

    `at` are their places among the rows of the kind, `places` what a point searches: the row, lifted by its entity.
    """

    chunk: Chunk
    kind: EventClass
    at: Places
    places: Ints
    is_keyed: bool
    _kept: dict[Any, Ints] = field(factory=dict)

    @classmethod
    def of(cls, chunk: Chunk, kind: EventClass, where: Where, key: str | None) -> "Rows":
        """The rows of a kind that match, worked out once for a chunk."""
        name = ("rows", kind, tuple(where.items()), key)
        found = chunk.answers.get(name)
        if found is None:
            found = chunk.answers[name] = cls._find(chunk, kind, where, key)
        return cast(Rows, found)

    @classmethod
    def _find(cls, chunk: Chunk, kind: EventClass, where: Where, key: str | None) -> "Rows":
        at = chunk.matching(kind, where)
        if key is None:
            return cls(chunk, kind, at, chunk.rows_of(kind)[at], False)
        places = _lifted(chunk, kind, key)[at]
        if not (places[1:] > places[:-1]).all():
            order = np.argsort(places, kind="stable")  # Nearly in order: fifteen times as fast as the usual sort.
            at, places = order if isinstance(at, slice) else at[order], places[order]
        return cls(chunk, kind, at, places, True)

    @cached_property
    def rows(self) -> Ints:
        """The rows, in the order of the places."""
        rows: Ints = self.chunk.rows_of(self.kind)[self.at] if self.is_keyed else self.places
        return rows

    def on(self) -> Ints:
        """The legal days."""
        days: Ints = self.chunk.column(self.kind, "on")[self.at]
        return days

    def numbers(self, name: str, missing: int = 0) -> Ints:
        """An integer, bool or day field, with `missing` for None."""
        values: Ints = self.chunk.field(self.kind, name).filled(missing)[self.at]
        return values

    def units(self, level: str) -> Ints:
        """Numbers that change where a case or round begins, or where another entity comes."""
        if level == "case" and self.is_keyed:  # An entity is one of its case: its rows need not be looked up.
            return units(self.chunk, level, self.places, self.places)
        return units(self.chunk, level, self.rows, self.places if self.is_keyed else None)

    def extremes(self, level: str, sign: int) -> Ints:
        """For each row the latest (sign 1) or earliest (-1) day so far within its case or round and entity."""
        found = self._kept.get((level, sign))
        if found is None:
            lift = self.units(level) * SPREAD
            found = self._kept[level, sign] = sign * (np.maximum.accumulate(sign * self.on() + lift) - lift)
        return found

    def running(self, name: str) -> Ints:
        """Running sums of an integer field: one more than there are rows, from 0. They may wrap around."""
        found = self._kept.get(name)
        if found is None:
            found = self._kept[name] = _running(self.numbers(name))
        return found


def _lifted(chunk: Chunk, kind: EventClass, key: str) -> Ints:
    """The rows of a kind, each lifted by what it names under a key."""
    name = ("lifted", kind, key)
    found = chunk.answers.get(name)
    if found is None:
        key_field(kind, key)  # Or it cannot be asked about at all.
        found = chunk.entities(kind, key) * (len(chunk) + 1)
        found += chunk.rows_of(kind)
        chunk.answers[name] = found
    return cast(Ints, found)


def units(chunk: Chunk, level: str, rows: Ints, places: Ints | None) -> Ints:
    """Ascending numbers that change where a case (a round; an entity, if rows lie in `places`) begins."""
    changed = np.zeros(len(rows), np.int64)
    if level == "row":
        changed[1:] = 1
    if level == "round" or (level == "case" and places is None):
        unit = np.searchsorted(chunk.bounds[level], rows, "right")
        changed[1:] = unit[1:] != unit[:-1]
    if places is not None:  # An entity is one of its case, so where it changes a case may begin as well.
        entity = places // (len(chunk) + 1)
        changed[1:] |= entity[1:] != entity[:-1]
    return np.cumsum(changed)


class Points:
    """The words at many points: `start[i]` is the first row that counts for point i, `end[i]` the first that does not.

    `level` says what begins at `start`: a case, a round, or (for the event being decided, of a `kind`) a single row.
    """

    def __init__(
        self, chunk: Chunk, start: Ints, end: Ints, level: str = "case", entity: Entity | None = None,
        kind: EventClass | None = None,
    ) -> None:  # fmt: skip
        self._chunk, self._start, self._end, self._level, self._entity, self._kind = (
            chunk, start, end, level, entity, kind
        )  # fmt: skip
        self._found: dict[Any, Any] = {}

    @classmethod
    def before(cls, chunk: Chunk, rows: Ints) -> "Points":
        """The cases as they stood just before each of these rows."""
        cases = chunk.starts[:-1]
        return cls(chunk, cases[np.searchsorted(cases, rows, "right") - 1], rows)

    @classmethod
    def at(cls, chunk: Chunk, rows: Ints, kind: EventClass | None = None) -> "Points":
        """Each of these rows alone, all of one kind if it is given: the event that a decision wrote."""
        return cls(chunk, rows, rows + 1, "row", kind=kind)

    @classmethod
    def after(cls, chunk: Chunk, streams: Ints) -> "Points":
        """These streams, counted from the chunk's first, as they stand at the end."""
        return cls(chunk, chunk.starts[streams], chunk.starts[streams + 1])

    @cached_property
    def this_round(self) -> "Points":
        """The same words, within the round that was current just before each point."""
        bounds = self._chunk.bounds["round"]
        # The last bound before the end; a point at which its case begins has no row, and stays without.
        begun = bounds[np.maximum(np.searchsorted(bounds, self._end) - 1, 0)] if len(bounds) else self._start
        start = np.minimum(np.maximum(begun, self._start), self._end)
        level = "round" if self._level == "case" else self._level
        return Points(self._chunk, start, self._end, level, self._entity, self._kind)

    def has(self, kind: EventClass, where: Where = EMPTY) -> Bools:
        """Whether it ever happened."""
        _, low, high = self._range(kind, where)
        return high > low

    def count(self, kind: EventClass, where: Where = EMPTY) -> Ints:
        """How often it happened."""
        _, low, high = self._range(kind, where)
        return high - low

    def total(self, field: Any, where: Where = EMPTY) -> Ints:
        """The sum of an integer field."""
        kind, name = member(field)
        rows, low, high = self._range(kind, where)
        values = rows.numbers(name)
        if len(values) and float(np.abs(values).max()) * len(values) >= 2.0**63:
            return _checked_total(values, low, high)
        running = rows.running(name)
        result: Ints = running[high] - running[low]
        return result

    def first(self, kind: EventClass, where: Where = EMPTY) -> Days:
        """The earliest legal day on which it happened, or NEVER."""
        return self._extreme(kind, where, -1)

    def last(self, kind: EventClass, where: Where = EMPTY) -> Days:
        """The latest legal day on which it happened, or NEVER."""
        return self._extreme(kind, where, 1)

    def _extreme(self, kind: EventClass, where: Where, sign: int) -> Days:
        rows, low, high = self._range(kind, where)
        return Days(_last_of(rows.extremes(self._level, sign), low, high, NEVER_ORDINAL))

    def latest(self, field: Any, where: Where = EMPTY) -> Any:
        """A day or integer field of the event written down last: NEVER or 0 when there is none."""
        kind, name = member(field)
        rows, low, high = self._range(kind, where)
        is_day = EVENTS[kind].fields[name] in DAY_TYPES
        missing = NEVER_ORDINAL if is_day else 0
        result = _last_of(rows.numbers(name, missing), low, high, missing)
        return Days(result) if is_day else result

    def during(self, start: EventClass, end: EventClass) -> Bools:
        """Whether a span is open: a `start` was written down after the last `end`."""
        result: Bools = self._last_row(start) > self._last_row(end)
        return result

    def _last_row(self, kind: EventClass) -> Ints:
        rows, low, high = self._range(kind, EMPTY)
        return _last_of(rows.rows, low, high, -1)

    def span_days(self, start: EventClass, end: EventClass, today: Days) -> Ints:
        """Days within spans that begin with `start` and end with `end`; an open span runs to `today`."""
        spans = Spans.of(self._chunk, start, end, self._key, self._level)
        low, high = self._search(spans.places)
        if not len(spans.places):
            return np.zeros(len(low), np.int64)
        last = np.maximum(high - 1, 0)
        still_open = (high > low) & spans.is_start[last]
        open_days = np.where(still_open & cast(Any, today.came()), np.maximum(today.ordinals - spans.since[last], 0), 0)
        result: Ints = spans.running[high] - spans.running[low] + open_days
        return result

    def for_every(self, population: EventClass, test: Callable[[Asked], Truth], where: Where = EMPTY) -> Bools:
        """Whether `test` holds for each key that `population` events name: the first of each case, the second, …"""
        if self._entity is not None:
            raise DeclarationError("for_every cannot be asked within for_every")
        holds = np.ones(len(self._end), bool)
        for one in self._each(population, where):
            holds &= ~cast(Entity, one._entity).there | cast(Any, test(cast(Asked, one)))
        return holds

    def _each(self, population: EventClass, where: Where) -> "list[Points]":
        """The words about the first debtor, asset … of each point, about the second, …"""
        name = ("each", population, tuple(where.items()))
        found = self._found.get(name)
        if found is None:
            key = population_key(population)
            rows, codes = self._named(population, key, where)
            low, high = np.searchsorted(rows, self._start), np.searchsorted(rows, self._end)
            found = self._found[name] = []
            for nth in range(int((high - low).max(initial=0))):
                there = low + nth < high
                entity = Entity(key, np.where(there, codes[np.minimum(low + nth, len(codes) - 1)], NOBODY), there)
                found.append(Points(self._chunk, self._start, self._end, self._level, entity, self._kind))
        return cast("list[Points]", found)

    def _named(self, population: EventClass, key: str, where: Where) -> tuple[Ints, Ints]:
        """The rows that name somebody of their case (or round) for the first time, and whom."""
        name = ("named", population, tuple(where.items()), self._level)
        found = self._chunk.answers.get(name)
        if found is None:
            plain = Rows.of(self._chunk, population, where, None)
            codes = self._chunk.entities(population, key)[plain.at]
            unit = units(self._chunk, self._level, plain.rows, None)
            _, new = np.unique(codes * (unit.max(initial=0) + 1) + unit, return_index=True)
            new = np.sort(new)
            found = self._chunk.answers[name] = plain.rows[new], codes[new]
        return cast("tuple[Ints, Ints]", found)

    def about(self, key: str, decided: "Points") -> "Points":
        """The same words about the one debtor, asset … that the decided event names under `key`."""
        codes = np.full(len(decided._start), NOBODY, np.int64)
        for kind in [decided._kind] if decided._kind else self._chunk.kinds():
            if key in EVENTS[kind].keys:
                rows = self._chunk.rows_of(kind)
                place = np.searchsorted(rows, decided._start)
                there = rows[np.minimum(place, len(rows) - 1)] == decided._start if len(rows) else place < 0
                codes[there] = self._chunk.entities(kind, key)[place[there]]
        return Points(self._chunk, self._start, self._end, self._level, Entity(key, codes, codes >= 0), self._kind)

    # --- where the rows of a kind lie ---

    @property
    def _key(self) -> str | None:
        return None if self._entity is None else self._entity.key

    def _range(self, kind: EventClass, where: Where) -> tuple[Rows, Ints, Ints]:
        """The rows of a kind in the order of this asker, and for each point the range of them that counts."""
        name = (kind, tuple(where.items()))
        found = self._found.get(name)
        if found is None:
            rows = Rows.of(self._chunk, kind, where, self._key)
            found = self._found[name] = (rows, *self._search(rows.places))
        return cast("tuple[Rows, Ints, Ints]", found)

    def _search(self, places: Ints) -> tuple[Ints, Ints]:
        if self._entity is None:
            return np.searchsorted(places, self._start), np.searchsorted(places, self._end)
        lift = self._entity.codes * (len(self._chunk) + 1)
        if self._entity.there.all():
            return np.searchsorted(places, lift + self._start), np.searchsorted(places, lift + self._end)
        low, high, there = (
            np.zeros(len(lift), np.int64),
            np.zeros(len(lift), np.int64),
            np.flatnonzero(self._entity.there),
        )
        low[there] = np.searchsorted(places, (lift + self._start)[there])
        high[there] = np.searchsorted(places, (lift + self._end)[there])
        return low, high


@frozen(eq=False)
class Spans:
    """Spans between two kinds of events: where one may look, which places begin one, since when, and the days so far."""

    places: Ints
    is_start: Bools
    since: Ints
    running: Ints

    @classmethod
    def of(cls, chunk: Chunk, start: EventClass, end: EventClass, key: str | None, level: str) -> "Spans":
        """The spans of a chunk, worked out once."""
        name = ("spans", start, end, key, level)
        found = chunk.answers.get(name)
        if found is None:
            found = chunk.answers[name] = cls._find(chunk, start, end, key, level)
        return cast(Spans, found)

    @classmethod
    def _find(cls, chunk: Chunk, start: EventClass, end: EventClass, key: str | None, level: str) -> "Spans":
        starts, ends = Rows.of(chunk, start, EMPTY, key), Rows.of(chunk, end, EMPTY, key)
        places = np.concatenate([starts.places, ends.places])
        order = np.argsort(places, kind="stable")
        places, is_start = places[order], (np.arange(len(places)) < len(starts.places))[order]
        on = np.concatenate([starts.on(), ends.on()])[order]
        unit = units(chunk, level, np.concatenate([starts.rows, ends.rows])[order], None if key is None else places)
        after_start = np.zeros(len(places), bool)
        after_start[1:] = is_start[:-1] & (unit[1:] == unit[:-1])
        opens, closes = is_start & ~after_start, ~is_start & after_start
        # Where the span that is closed or open began.
        opened = np.maximum.accumulate(np.where(opens, np.arange(len(places)), -1)) if len(places) else places
        since = on[np.maximum(opened, 0)]
        return cls(places, is_start, since, _running(np.where(closes, np.maximum(on - since, 0), 0)))


def _running(values: Ints) -> Ints:
    result: Ints = np.concatenate([np.zeros(1, np.int64), np.cumsum(values)])
    return result


def _last_of(values: Ints, low: Ints, high: Ints, missing: int) -> Ints:
    """For each range the last of its values."""
    if not len(values):
        return np.full(len(low), missing, np.int64)
    return np.where(high > low, values[np.maximum(high - 1, 0)], missing)


def _checked_total(values: Ints, low: Ints, high: Ints) -> Ints:
    """Sums over ranges of values so large that some sum might not fit: exact, or refused.

    Raises:
        TooMuch: a sum does not fit into 64 bits.
    """
    running = _running(values)
    about = np.concatenate([[0.0], np.cumsum(values.astype(float))])
    # The running sum may wrap around; a difference of two of its values is exact all the same, unless it wraps itself.
    result: Ints = running[high] - running[low]
    if float(np.abs(about[high] - about[low] - result).max(initial=0)) >= 2.0**62:
        raise TooMuch("合计超出 64 位整数", "a sum does not fit into 64 bits", "分开统计", "sum smaller parts")
    return result
