"""By how much new records move a result: what their streams contribute up to the newest, less what they did before.

Only what a new record can move is worked out: a count moves by events of its own kind, whatever else is written.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from attrs import frozen

from casestream.kernel.errors import LogError
from casestream.kernel.event import EVENTS, EventClass
from casestream.kernel.projection import Count, Measure, Projection, Scope, Span, Stage, Sum
from casestream.replay.rows import Entry, needed_by, standing, tally_of
from casestream.replay.table import Tally
from casestream.replay.tabling import plain_measures
from casestream.store.codec import known_type
from casestream.store.log import Log
from casestream.store.stored import MENDING
from casestream.store.tracking import Key
from casestream.store.transactions import among

STREAMS_AT_ONCE = 500
MENDING_NAMES = frozenset(EVENTS[kind].name for kind in MENDING)
ROWS = """
    SELECT events.stream, position, version, type, code, coalesce(number, ''), payload
    FROM events JOIN courts USING (court) LEFT JOIN rounds USING (round)
    WHERE events.stream IN ({}) AND position <= ? ORDER BY events.stream, version
"""


class Written(NamedTuple):
    """A record as it lies in the store, undecoded."""

    position: int
    version: int
    type: int
    court: str
    round: str
    payload: bytes


@frozen
class Fresh:
    """The new records of a stream: where they stand, and the codes of their types."""

    positions: Sequence[int]
    types: frozenset[int]


class Increments:
    """The increments of one projection over one period."""

    def __init__(self, log: Log, projection: Projection, scope: Scope) -> None:
        self.log, self.projection, self.scope = log, projection, scope
        self.plain = plain_measures(projection)
        self._types: dict[int, tuple[str, int]] = {}
        self._mended: set[int] = (
            set()
        )  # The streams that hold a correction or an annulment, as far as they were looked for.
        self._looked_to = 0

    def fresh(self, after: int, last: int) -> dict[int, Fresh]:
        """The records after one position up to another, stream by stream."""
        positions: defaultdict[int, list[int]] = defaultdict(list)
        types: defaultdict[int, set[int]] = defaultdict(set)
        with self.log.reading() as cursor:
            cursor.execute(
                "SELECT stream, position, type FROM events WHERE position > ? AND position <= ? ORDER BY position",
                (after, last),
            )
            for stream, position, code in cursor.fetchall():
                positions[stream].append(position)
                types[stream].add(code)
            cursor.execute("SELECT type, name, schema FROM types")
            self._types = {code: (name, schema) for code, name, schema in cursor.fetchall()}
            self._look_for_mended(cursor, last)
        return {stream: Fresh(found, frozenset(types[stream])) for stream, found in positions.items()}

    def _look_for_mended(self, cursor: Any, last: int) -> None:
        """Once over the whole log, then over what is new. A correction may even be of a version that is still to come."""
        codes = [code for code, (name, _) in self._types.items() if name in MENDING_NAMES]
        if codes and last > self._looked_to:
            cursor.execute(
                f"SELECT DISTINCT stream FROM events WHERE type IN ({among(codes)}) "
                "AND position > ? AND position <= ?", (self._looked_to, last),
            )  # fmt: skip
            self._mended |= {stream for (stream,) in cursor.fetchall()}
        self._looked_to = max(self._looked_to, last)

    def moved(self, stream: int, fresh: Fresh) -> list[int]:
        """The numbers of the measures that a stream's new records can move: all, where its past is mended.

        So it is, too, where a type is unknown: who counts it will be told.
        """
        every = range(len(self.plain))
        try:
            kinds = {known_type(*self._types[code]).event_class for code in fresh.types}
        except LogError:
            return list(every)
        return [number for number in every if stream in self._mended or _moves(self.plain[number], kinds)]

    def written(self, streams: Sequence[int], last: int) -> dict[int, list[Written]]:
        """Every record of these streams up to a position."""
        found: defaultdict[int, list[Written]] = defaultdict(list)
        for first in range(0, len(streams), STREAMS_AT_ONCE):
            some = ",".join(map(str, streams[first : first + STREAMS_AT_ONCE]))
            with self.log.reading() as cursor:
                cursor.execute(ROWS.format(some), (last,))
                for stream, *row in cursor.fetchall():
                    found[stream].append(Written(*row))
        return found

    def change(self, numbers: Sequence[int], records: Iterable[Written], before: int, after: int) -> Counter[Key]:
        """What a stream contributes to these measures with its records up to one position, less that up to another.

        Raises:
            UnknownEventType, NewerDocket: one of its types is unknown.
            Exception: whatever decoding an event, or showing it to the projection, raises.
        """
        measures = [self.plain[number] for number in numbers]
        entries = self._decoded(measures, [record for record in records if record.position <= after])
        then = {version: entry for version, entry in entries.items() if entry.position <= before}
        change = _numbered(numbers, tally_of(measures, self.projection, self.scope, standing(entries)))
        change.subtract(_numbered(numbers, tally_of(measures, self.projection, self.scope, standing(then))))
        return Counter({key: number for key, number in change.items() if number})

    def _decoded(self, measures: list[Measure], records: list[Written]) -> dict[int, Entry]:
        """The events that the measures look at, by version: all, where they look at all or one of them mends another."""
        kinds = {code: known_type(*self._types[code]).event_class for code in {record.type for record in records}}
        needed = needed_by(measures, self.projection.by)
        if needed is None or not (needed.wholly | MENDING).isdisjoint(kinds.values()):
            wanted: set[int] = set(kinds)
        else:
            wanted = {code for code, kind in kinds.items() if kind in needed.kinds}
        decoders = {code: self.log.codec.decoder(*self._types[code]) for code in wanted}
        return {
            record.version: Entry(record.position, record.court, record.round, decoders[record.type](record.payload))
            for record in records
            if record.type in wanted
        }


def _moves(measure: Measure, kinds: set[EventClass]) -> bool:
    """Whether events of these kinds can change what a measure counts where nothing is mended: those that it counts can."""
    match measure:
        case Count() | Sum() | Span():
            return measure.kind in kinds
        case Stage():
            return not kinds.isdisjoint(measure.among)
    return True


def numbered(tallies: Iterable[Tally]) -> Counter[Key]:
    """Tallies, one a plain measure, as numbers by measure and group."""
    return _numbered(range(2**31), tallies)


def _numbered(numbers: Sequence[int], tallies: Iterable[Tally]) -> Counter[Key]:
    found = zip(numbers, tallies, strict=False)
    return Counter({(measure, group): n for measure, tally in found for group, n in tally.items() if n})
