"""Records straight from the store, as parts: the tail that is not sealed yet, or a whole log that never was."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, NamedTuple

import numpy as np

from casestream.replay.part import ENVELOPE, Loose, Reader, Readers
from casestream.replay.rows import round_type
from casestream.store.codec import known_type
from casestream.store.log import Log
from casestream.store.records import moment
from casestream.store.transactions import among

# A row of the query: what `part.ENVELOPE` names, the code of the type, the payload.
QUERY = """
    SELECT stream, version, position, day, court, coalesce(round, 0), type, payload FROM events
    WHERE {} ORDER BY stream, version
"""
PAGE = 100_000
FEW = 500


TOLD = """
    SELECT position, streams.id, coalesce(number, ''), name, recorded_at FROM events
    JOIN streams USING (stream) JOIN types USING (type) LEFT JOIN rounds USING (round) WHERE position IN ({})
"""


class Told(NamedTuple):
    """Of a record: the id of its stream, the number of its round, the name of its type, when it was written down."""

    stream: str
    number: str
    type: str
    recorded_at: datetime


class Store:
    """One state of a docket: its records up to `last_position`, the newest when this was made (or the one given).

    `courts` names every court code in it, `types` gives name and schema of every type code, `readers` its decoder.
    """

    def __init__(self, log: Log, last_position: int | None = None) -> None:
        self.log = log
        with log.reading() as cursor:  # One state of the docket: what is written meanwhile is for the next replay.
            cursor.execute("SELECT coalesce(max(position), 0) FROM events")
            (newest,) = cursor.fetchone()
            self.last_position = int(newest) if last_position is None else min(int(newest), last_position)
            cursor.execute("SELECT type, name, schema FROM types")
            self.types: dict[int, tuple[str, int]] = {code: (name, schema) for code, name, schema in cursor.fetchall()}
            cursor.execute("SELECT court, code FROM courts")
            self.courts: dict[int, str] = dict(cursor.fetchall())
            cursor.execute("SELECT coalesce(max(stream), 0) FROM streams")
            self.last_stream = int(cursor.fetchone()[0])
        self.readers: Readers = {
            code: Reader(known_type(name, schema).event_class, schema) for code, (name, schema) in self.types.items()
        }

    def tail(self, after: int) -> Loose:
        """The records after a position, of all streams."""
        return self._read("position > ? AND position <= ?", (after, self.last_position))

    def streams(self, first: int, last: int, after: int = 0) -> Loose:
        """The records after a position of the streams from `first` up to, not including, `last`."""
        limits = (first, last, after, self.last_position)
        return self._read("stream >= ? AND stream < ? AND position > ? AND position <= ?", limits)

    def _read(self, where: str, parameters: tuple[int, ...]) -> Loose:
        columns: list[list[Any]] = [[np.zeros(0, np.int64)] for _ in range(len(ENVELOPE) + 1)]
        payloads: list[bytes] = []
        with self.log.reading() as cursor:
            for rows in cursor.scan(QUERY.format(where), parameters, size=PAGE):
                *numbers, page = zip(*rows, strict=True)
                payloads += page
                for column, values in zip(columns, numbers, strict=True):
                    column.append(np.array(values, np.int64))
            *envelope, codes = (np.concatenate(column) for column in columns)
            types = {
                round: round_type(number)
                for round, number in _named(cursor, "rounds", "round, number", np.unique(envelope[-1]).tolist())
            }
            kinds = dict(_named(cursor, "streams", "stream, kind", np.unique(envelope[0]).tolist()))
        return Loose(dict(zip(ENVELOPE, envelope, strict=True)), codes, payloads, self.readers, types, kinds)

    def names(self, table: str, columns: str, wanted: set[int]) -> dict[int, str]:
        """What these codes of a table stand for."""
        with self.log.reading() as cursor:
            found = dict(_named(cursor, table, columns, sorted(wanted)))
        return {code: name for code, name in found.items() if code in wanted}

    def places(self, positions: set[int]) -> dict[int, tuple[int, int]]:
        """The numbers of stream and round (0: none) of the records at these positions."""
        with self.log.reading() as cursor:
            found = _named(cursor, "events", "position, stream, coalesce(round, 0)", sorted(positions))
        return {position: (stream, round) for position, stream, round in found if position in positions}

    def told(self, positions: set[int]) -> dict[int, Told]:
        """What the records at these positions say of themselves."""
        found: dict[int, Told] = {}
        wanted = sorted(positions)
        with self.log.reading() as cursor:
            for first in range(0, len(wanted), FEW):
                asked = wanted[first : first + FEW]
                cursor.execute(TOLD.format(among(asked)))
                for position, stream, number, type, recorded_at in cursor.fetchall():
                    found[position] = Told(stream, number, type, moment(recorded_at))
        return found

    def sizes(self, after: int, least_stream: int) -> Iterator[tuple[int, int]]:
        """Each stream from a number on, with how many records it has after a position; those without any left out."""
        with self.log.reading() as cursor:
            cursor.execute(
                "SELECT stream, count(*) FROM events WHERE stream >= ? AND position > ? AND position <= ? "
                "GROUP BY stream ORDER BY stream",
                (least_stream, after, self.last_position),
            )
            yield from cursor.fetchall()


def _named(cursor: Any, table: str, columns: str, wanted: list[int]) -> list[tuple[Any, ...]]:
    """Names of codes: of a few by their keys, of many from the stretch of the table in which they lie."""
    key = columns.partition(",")[0]
    if len(wanted) <= FEW:
        cursor.execute(f"SELECT {columns} FROM {table} WHERE {key} IN ({among(wanted)})")
    else:
        cursor.execute(f"SELECT {columns} FROM {table} WHERE {key} BETWEEN ? AND ?", (wanted[0], wanted[-1]))
    found: list[tuple[Any, ...]] = cursor.fetchall()
    return found
