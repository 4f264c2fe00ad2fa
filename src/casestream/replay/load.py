"""The log as arrays in memory: every stream in one piece, the streams in the order in which they began.

Reads the promoted columns of the store, no payloads; corrections and annulments are worked in, so what stands in the
arrays is what today's knowledge has.
"""

import json
from collections.abc import Callable
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from casestream.kernel.calendar import Ints
from casestream.kernel.event import EVENTS, Annulled, Corrected, Event, EventClass
from casestream.kernel.number import CaseNumber
from casestream.store.codec import known_type
from casestream.store.log import Log
from casestream.store.schema import LABEL_SLOTS, NUMBER_SLOTS

Objects = NDArray[np.object_]
QUERY = """
    SELECT events.stream, position, type, day, court, coalesce(round, 0), label_1, label_2,
           number_1, number_2, number_3, number_4
    FROM events ORDER BY stream, version
"""


class Columns:
    """The effective events of a log, one array a column, sorted by stream and version.

    `stream`, `position`, `on` (ordinal day), `court`, `round` are int64; `kind` holds the index of the event class in
    `kinds`. `start[i]` is the first row of row i's stream, `round_start[i]` the row that opened its round (or `start`).
    """

    def __init__(self, log: Log) -> None:
        self._log = log
        with log.reading() as cursor:  # One state of the docket: what is written meanwhile is for the next replay.
            self._names(cursor)
            cursor.execute(QUERY)
            rows = cursor.fetchall()
        self._decoders = log.decoders()
        raw = list(zip(*rows, strict=True)) or [()] * 12
        self.stream, self.position, codes, self.on, self.court, self.round = (
            np.array(raw[i], np.int64) for i in range(6)
        )
        self.kind = self._kind_of[codes] if len(codes) else codes
        self.last_position = int(self.position.max(initial=0))  # The newest that these columns have seen.
        self._slots: dict[str, Objects] = {
            slot: np.fromiter(raw[6 + i], object, len(rows)) for i, slot in enumerate(LABEL_SLOTS + NUMBER_SLOTS)
        }
        self._mended: dict[int, Event] = {}
        self._mend()
        self._find_starts()

    def _names(self, cursor: Any) -> None:
        cursor.execute("SELECT type, name, schema, slots FROM types")
        types = cursor.fetchall()
        cursor.execute("SELECT court, code FROM courts")
        self.courts = dict(cursor.fetchall())
        cursor.execute("SELECT round, number FROM rounds")
        self.rounds = {0: "", **dict(cursor.fetchall())}
        cursor.execute("SELECT stream, id FROM streams")
        self.streams = dict(cursor.fetchall())
        classes = [known_type(name, schema).event_class for _, name, schema, _ in types]
        self.kinds: list[EventClass] = list(dict.fromkeys(classes))
        self._kind_of = np.full(max((code for code, *_ in types), default=0) + 1, -1, np.int64)
        self._slot_of: dict[EventClass, dict[str, str]] = {}
        for (code, _, schema, slots), event_class in zip(types, classes, strict=True):
            self._kind_of[code] = self.kinds.index(event_class)
            # A field that an old schema did not promote, or promoted elsewhere, is read from the payloads instead.
            known = json.loads(slots) if schema == EVENTS[event_class].schema else {}
            before = self._slot_of.get(event_class, known)
            self._slot_of[event_class] = {field: slot for field, slot in known.items() if before.get(field) == slot}

    def _mend(self) -> None:
        """Replace corrected events in place and drop annulled ones. The last word about a version counts."""
        mending = [self.kinds.index(kind) for kind in (Corrected, Annulled) if kind in self.kinds]
        verdicts: dict[tuple[int, int], Event] = {}
        for row in np.flatnonzero(np.isin(self.kind, mending)).tolist():
            verdict: Any = self._decode([int(self.position[row])])[0]
            first = int(np.searchsorted(self.stream, self.stream[row]))
            verdicts[first, verdict.of] = verdict
        keep = np.ones(len(self.stream), bool)
        for (first, version), verdict in verdicts.items():
            row = first + version - 1
            if version < 1 or row >= len(keep) or self.stream[row] != self.stream[first]:
                continue  # The stream has no such version.
            if isinstance(verdict, Annulled):
                keep[row] = False
            elif isinstance(verdict, Corrected):
                self._replace(row, verdict.event)
        if verdicts:
            for name in ("stream", "position", "on", "court", "round", "kind"):
                setattr(self, name, getattr(self, name)[keep])
            self._slots = {slot: values[keep] for slot, values in self._slots.items()}

    def _replace(self, row: int, event: Event) -> None:
        self._mended[int(self.position[row])] = event
        self.on[row] = event.on.toordinal()
        kind = type(event)
        if kind not in self.kinds:
            self.kinds.append(kind)
        self.kind[row] = self.kinds.index(kind)
        for field, slot in self._slot_of.get(kind, {}).items():
            self._slots[slot][row] = _plain(getattr(event, field))

    def _find_starts(self) -> None:
        rows = np.arange(len(self.stream), dtype=np.int64)
        begins = np.ones(len(rows), bool)
        begins[1:] = self.stream[1:] != self.stream[:-1]
        self.start = np.maximum.accumulate(np.where(begins, rows, 0)) if len(rows) else rows
        opening = np.isin(self.kind, [index for index, kind in enumerate(self.kinds) if EVENTS[kind].opens])
        self.round_start = np.maximum.accumulate(np.where(begins | opening, rows, 0)) if len(rows) else rows

    def __len__(self) -> int:
        return len(self.stream)

    @cached_property
    def round_types(self) -> dict[int, str]:
        """The type code (执, 执恢 …) of each round."""
        return {
            code: CaseNumber.parse(number).type if number.startswith("（") else ""
            for code, number in self.rounds.items()
        }

    def rows_of(self, kind: EventClass) -> Ints:
        """The rows of one kind, ascending."""
        if kind not in self.kinds:
            return np.empty(0, np.int64)
        cached: Ints | None = self._rows_of.get(kind)
        if cached is None:
            cached = self._rows_of[kind] = np.flatnonzero(self.kind == self.kinds.index(kind))
        return cached

    @cached_property
    def _rows_of(self) -> dict[EventClass, Ints]:
        return {}

    @cached_property
    def _values(self) -> dict[tuple[EventClass, str], Objects]:
        return {}

    def values(self, kind: EventClass, field: str) -> Objects:
        """One field of every event of a kind, in row order: label codes, whole numbers, ordinal days, plain text."""
        found = self._values.get((kind, field))
        if found is None:
            found = self._values[kind, field] = self._read_values(kind, field)
        return found

    def _read_values(self, kind: EventClass, field: str) -> Objects:
        rows = self.rows_of(kind)
        slot = self._slot_of.get(kind, {}).get(field)
        if slot is not None:
            return self._slots[slot][rows]
        events = self._decode([int(position) for position in self.position[rows]])
        return np.fromiter((_plain(getattr(event, field)) for event in events), object, len(events))

    def _decode(self, positions: list[int]) -> list[Event]:
        """The events at these positions, corrected ones as corrected."""
        return [
            self._mended.get(position) or self._decoders[code](payload)
            for position, code, payload in self._log.payloads(positions)
        ]


def _plain(value: Any) -> Any:
    plain: Callable[[], Any] | None = getattr(value, "toordinal", None)
    return plain() if plain else getattr(value, "code", value)
