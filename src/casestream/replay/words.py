"""The vocabulary over columns: every word of `casestream.kernel.words` asked at many points of the log at once.

A point is a row p of the log and stands for the case just before p: its events are the rows from the start of its
case (or round) up to, not including, p. Rows are sorted by case, so each answer is a pair of binary searches and a
running sum or a running extreme that begins anew with each case.
"""

from collections.abc import Callable
from datetime import date
from functools import cached_property
from typing import Any, cast

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from casestream.kernel.calendar import NEVER_ORDINAL, Days, Ints
from casestream.kernel.case import DAY_TYPES, AtLeast, check_where, key_field, member, population_key
from casestream.kernel.errors import DeclarationError, TooMuch
from casestream.kernel.event import EMPTY, EVENTS, EventClass
from casestream.kernel.words import Asked, Truth, Where
from casestream.replay.load import Columns

Bools = NDArray[np.bool_]
SPREAD = 1 << 32  # Larger than any ordinal day, so that a running extreme can be lifted over all earlier cases.


@frozen(eq=False)
class Entity:
    """For each point the debtor, asset … that is asked about, as a code; -1 where there is none."""

    key: str
    codes: Ints


class Points:
    """The words at many points: `start[i]` is the first row that counts for point i, `end[i]` the first that does not.

    `level` says what begins at `start`: a case, a round, or (for the event being decided) a single row.
    """

    def __init__(
        self, columns: Columns, start: Ints, end: Ints, level: str = "case", entity: Entity | None = None
    ) -> None:
        self._columns, self._start, self._end, self._level, self._entity = columns, start, end, level, entity

    @classmethod
    def before(cls, columns: Columns, rows: Ints) -> "Points":
        """The cases as they stood just before each of these rows."""
        return cls(columns, columns.start[rows], rows)

    @classmethod
    def at(cls, columns: Columns, rows: Ints) -> "Points":
        """Each of these rows alone: the event that a decision wrote."""
        return cls(columns, rows, rows + 1, "row")

    @property
    def this_round(self) -> "Points":
        """The same words, within the round that was current just before each point."""
        previous = np.maximum(self._end - 1, 0)
        inside = self._end > self._start
        start = np.where(inside, self._columns.round_start[previous], self._end) if len(self._end) else self._start
        level = "round" if self._level == "case" else self._level
        return Points(self._columns, np.maximum(start, self._start), self._end, level, self._entity)

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
        values = self._numbers(kind, name, rows)
        if len(values) and float(np.abs(values).max()) * len(values) >= 2.0**63:
            return _checked_total(values, low, high)
        running = np.concatenate([np.zeros(1, np.int64), np.cumsum(values)])
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
        if not len(rows):
            return Days(np.full(len(low), NEVER_ORDINAL, np.int64))
        segment = self._segments(rows)
        lifted = np.maximum.accumulate(sign * self._columns.on[rows] + segment * SPREAD)
        running = sign * (lifted - segment * SPREAD)
        return Days(np.where(high > low, running[np.maximum(high - 1, 0)], NEVER_ORDINAL))

    def latest(self, field: Any, where: Where = EMPTY) -> Any:
        """A day or integer field of the event written down last: NEVER or 0 when there is none."""
        kind, name = member(field)
        rows, low, high = self._range(kind, where)
        is_day = EVENTS[kind].fields[name] in DAY_TYPES
        missing = NEVER_ORDINAL if is_day else 0
        values = self._numbers(kind, name, rows, missing)
        result = np.full(len(low), missing, np.int64)
        if len(values):
            result = np.where(high > low, values[np.maximum(high - 1, 0)], missing)
        return Days(result) if is_day else result

    def during(self, start: EventClass, end: EventClass) -> Bools:
        """Whether a span is open: a `start` was written down after the last `end`."""
        result: Bools = self._last_row(start) > self._last_row(end)
        return result

    def _last_row(self, kind: EventClass) -> Ints:
        rows, low, high = self._range(kind, EMPTY)
        if not len(rows):
            return np.full(len(low), -1, np.int64)
        return np.where(high > low, rows[np.maximum(high - 1, 0)], -1)

    def span_days(self, start: EventClass, end: EventClass, today: Days) -> Ints:
        """Days within spans that begin with `start` and end with `end`; an open span runs to `today`."""
        starts, ends = self._placed(start, EMPTY), self._placed(end, EMPTY)
        places = np.concatenate([starts, ends])
        order = np.argsort(places, kind="stable")
        places, is_start = places[order], (np.arange(len(places)) < len(starts))[order]
        low, high = self._search(places)
        if not len(places):
            return np.zeros(len(low), np.int64)
        rows = places % (len(self._columns) + 1)
        segment, on = self._segments(rows, places // (len(self._columns) + 1)), self._columns.on[rows]
        after_start = np.zeros(len(rows), bool)
        after_start[1:] = is_start[:-1] & (segment[1:] == segment[:-1])
        opens, closes = is_start & ~after_start, ~is_start & after_start
        index = np.arange(len(rows))
        opened = np.maximum.accumulate(np.where(opens, index, -1))  # Where the span that is closed or open began.
        closed_days = np.where(closes, np.maximum(on - on[np.maximum(opened, 0)], 0), 0)
        running = np.concatenate([np.zeros(1, np.int64), np.cumsum(closed_days)])
        last = np.maximum(high - 1, 0)
        still_open = (high > low) & is_start[last]
        since = on[np.maximum(opened[last], 0)]
        open_days = np.where(still_open & cast(Any, today.came()), np.maximum(today.ordinals - since, 0), 0)
        result: Ints = running[high] - running[low] + open_days
        return result

    def for_every(self, population: EventClass, test: Callable[[Asked], Truth], where: Where = EMPTY) -> Bools:
        """Whether `test` holds for each key that `population` events name: the first of each case, the second, …"""
        if self._entity is not None:
            raise DeclarationError("for_every cannot be asked within for_every")
        key = population_key(population)
        rows, _, _ = self._range(population, where)
        codes = self._index.entities(population, key)[np.searchsorted(self._columns.rows_of(population), rows)]
        segment = self._segments(rows)
        _, new = np.unique(np.stack([segment, codes]), axis=1, return_index=True) if len(rows) else (None, rows)
        new = np.sort(new)
        rows, codes = rows[new], codes[new]
        low, high = np.searchsorted(rows, self._start), np.searchsorted(rows, self._end)
        holds = np.ones(len(low), bool)
        for nth in range(int((high - low).max(initial=0))):
            there = low + nth < high
            entity = Entity(key, np.where(there, codes[np.minimum(low + nth, len(codes) - 1)], -1))
            one = Points(self._columns, self._start, self._end, self._level, entity)
            holds &= ~there | cast(Any, test(cast(Asked, one)))
        return holds

    def about(self, key: str, decided: "Points") -> "Points":
        """The same words about the one debtor, asset … that the decided event names under `key`."""
        codes = self._index.entity_at(key)[decided._start]
        return Points(self._columns, self._start, self._end, self._level, Entity(key, codes))

    # --- where the rows of a kind lie ---

    @cached_property
    def _index(self) -> "KeyIndex":
        return key_index(self._columns)

    def _range(self, kind: EventClass, where: Where) -> tuple[Ints, Ints, Ints]:
        """The rows of a kind in the order of this asker, and for each point the range of them that counts."""
        places = self._placed(kind, where)
        low, high = self._search(places)
        return places % (len(self._columns) + 1), low, high

    def _placed(self, kind: EventClass, where: Where) -> Ints:
        """Rows as places: the row itself, lifted by its entity when one is asked about; ascending."""
        rows = matching(self._columns, kind, where)
        if self._entity is None:
            return rows
        field = key_field(kind, self._entity.key)
        codes = self._index.entities(kind, self._entity.key, field)[np.searchsorted(self._columns.rows_of(kind), rows)]
        result: Ints = np.sort(codes * (len(self._columns) + 1) + rows)
        return result

    def _search(self, places: Ints) -> tuple[Ints, Ints]:
        if self._entity is None:
            return np.searchsorted(places, self._start), np.searchsorted(places, self._end)
        lift = self._entity.codes * (len(self._columns) + 1)
        low, high = np.searchsorted(places, lift + self._start), np.searchsorted(places, lift + self._end)
        nobody = self._entity.codes < 0
        return np.where(nobody, 0, low), np.where(nobody, 0, high)

    def _segments(self, rows: Ints, entities: Ints | None = None) -> Ints:
        """Ascending numbers that change where a case (round, row; entity) begins."""
        columns = self._columns
        begins = {"case": columns.start, "round": columns.round_start}.get(self._level)
        unit = rows if begins is None else begins[rows]
        changed = np.zeros(len(rows), np.int64)
        changed[1:] = unit[1:] != unit[:-1]
        if entities is None and self._entity is not None:
            entities = self._index.entity_at(self._entity.key)[rows]
        if entities is not None:
            changed[1:] |= entities[1:] != entities[:-1]
        return np.cumsum(changed)

    def _numbers(self, kind: EventClass, name: str, rows: Ints, missing: int = 0) -> Ints:
        values = numbers(self._columns, kind, name, missing)
        return values[np.searchsorted(self._columns.rows_of(kind), rows)]


def _checked_total(values: Ints, low: Ints, high: Ints) -> Ints:
    """Sums over ranges of values so large that some sum might not fit: exact, or refused.

    Raises:
        TooMuch: a sum does not fit into 64 bits.
    """
    running = np.concatenate([np.zeros(1, np.int64), np.cumsum(values)])
    about = np.concatenate([[0.0], np.cumsum(values.astype(float))])
    # The running sum may wrap around; a difference of two of its values is exact all the same, unless it wraps itself.
    result: Ints = running[high] - running[low]
    if float(np.abs(about[high] - about[low] - result).max(initial=0)) >= 2.0**62:
        raise TooMuch("合计超出 64 位整数", "a sum does not fit into 64 bits", "分开统计", "sum smaller parts")
    return result


def numbers(columns: Columns, kind: EventClass, name: str, missing: int = 0) -> Ints:
    """An integer, bool or day field of every event of a kind as int64, with `missing` for None."""
    values = columns.values(kind, name)
    return np.fromiter((missing if value is None else int(value) for value in values), np.int64, len(values))


def matching(columns: Columns, kind: EventClass, where: Where) -> Ints:
    """The rows of a kind whose own fields are as `where` says, ascending."""
    rows = columns.rows_of(kind)
    if not where:
        return rows
    check_where(kind, where)
    chosen = np.ones(len(rows), bool)
    for name, wanted in where.items():
        values = columns.values(kind, name)
        if isinstance(wanted, AtLeast):
            chosen &= np.fromiter((value is not None and value >= wanted.bound for value in values), bool, len(values))
        else:
            options = {_plain(option) for option in (wanted if isinstance(wanted, tuple) else (wanted,))}
            chosen &= np.fromiter((value in options for value in values), bool, len(values))
    return rows[chosen]


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.toordinal()
    return getattr(value, "code", value)


class KeyIndex:
    """Which debtor, asset … each event names: one number for each (stream, key value), the same for all kinds."""

    def __init__(self, columns: Columns) -> None:
        self._columns = columns
        self._codes: dict[tuple[str, int, Any], int] = {}
        self._of_kind: dict[tuple[EventClass, str], Ints] = {}
        self._at: dict[str, Ints] = {}

    def entities(self, kind: EventClass, key: str, field: str = "") -> Ints:
        """The number of what each event of a kind names under a key, in row order."""
        found = self._of_kind.get((kind, key))
        if found is None:
            values = self._columns.values(kind, field or EVENTS[kind].keys[key])
            streams = self._columns.stream[self._columns.rows_of(kind)].tolist()
            found = self._of_kind[kind, key] = np.fromiter(
                (
                    self._codes.setdefault((key, stream, value), len(self._codes))
                    for stream, value in zip(streams, values, strict=True)
                ),
                np.int64,
                len(values),
            )
        return found

    def entity_at(self, key: str) -> Ints:
        """For each row of the log the number of what it names under a key, -1 where it names nothing."""
        found = self._at.get(key)
        if found is None:
            found = np.full(len(self._columns), -1, np.int64)
            for kind in self._columns.kinds:
                if key in EVENTS[kind].keys:
                    found[self._columns.rows_of(kind)] = self.entities(kind, key)
            self._at[key] = found
        return found


def key_index(columns: Columns) -> KeyIndex:
    """The one key index of these columns."""
    index = columns.__dict__.get("_key_index")
    if index is None:
        index = columns.__dict__["_key_index"] = KeyIndex(columns)
    return cast(KeyIndex, index)
