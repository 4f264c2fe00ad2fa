"""What is wrong with a docket's file: the database's own checks, then every record read back and compared with its row."""

import json
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any
from uuid import UUID

from attrs import frozen

from casestream.kernel.errors import CasestreamError, NotReversible
from casestream.kernel.event import EVENTS, Event
from casestream.store.log import Log
from casestream.store.schema import SLOTS, TABLES, promote, slot_of

PAGE = 10_000
Tell = Callable[[int, int, str], None]

ROWS = f"""
    SELECT position, events.stream, version, type, day, recorded_at, code, number, {", ".join(SLOTS)}, payload, streams.id,
           event_id, sealed
    FROM events LEFT JOIN courts USING (court) LEFT JOIN rounds USING (round) LEFT JOIN streams ON streams.stream = events.stream
    WHERE position > ? ORDER BY position LIMIT ?
"""
# Each gives the positions of what is wrong.
STATEMENTS = (
    ("没有对应的命令记录", "no command answers for it",
     "SELECT position FROM events LEFT JOIN commands USING (command_id) "
     "WHERE first_position IS NULL OR position NOT BETWEEN first_position AND last_position"),
    ("已确认的记录缺失", "what was acknowledged is missing",
     "SELECT last_position FROM commands WHERE last_position > (SELECT coalesce(max(position), 0) FROM events)"),
    ("案号属于别的案件", "the case number belongs to another case",
     "SELECT position FROM events JOIN rounds USING (round) WHERE rounds.stream <> events.stream"),
)  # fmt: skip


@frozen
class Fault:
    """One thing that is wrong: at which position of the log (0: in the file as a whole), and what."""

    position: int
    zh: str
    en: str


def faults(log: Log, tell: Tell | None = None) -> Iterator[Fault]:
    """Everything that is wrong with the log, a page of it in memory at a time."""
    try:
        yield from _of_the_file(log)
        for zh, en, statement in STATEMENTS:
            for (position,) in _all(log, statement):
                yield Fault(position, zh, en)
        yield from _Reading(log).faults(tell)
    except CasestreamError as error:  # A page of the file that SQLite cannot read at all.
        yield Fault(0, error.message("zh"), error.message("en"))


def _all(log: Log, statement: str) -> list[Any]:
    with log.reading() as cursor:
        cursor.execute(statement)
        return list(cursor.fetchall())


def _of_the_file(log: Log) -> Iterator[Fault]:
    for (said,) in _all(log, "PRAGMA quick_check"):
        if said != "ok":
            yield Fault(0, f"数据库损坏：{said}", f"the database is damaged: {said}")
    for table, row, parent, _ in _all(log, "PRAGMA foreign_key_check"):
        where = row if table == "events" else 0
        yield Fault(
            where or 0,
            f"{table} 第 {row} 行引用的 {parent} 不存在",
            f"row {row} of {table} refers to no row of {parent}",
        )
    there = {name for (name,) in _all(log, "SELECT name FROM sqlite_master")}
    for statement in TABLES:
        name = statement.replace("UNIQUE ", "").split()[2]
        if name not in there:
            yield Fault(0, f"缺少 {name}", f"{name} is missing")


class _Reading:
    """One reading of all records, in the order of the log."""

    def __init__(self, log: Log) -> None:
        self.log = log
        types = _all(log, "SELECT type, name, schema, slots FROM types")
        self.types = {code: (name, schema, _slots(slots)) for code, name, schema, slots in types}
        self.position, self.recorded_at = 0, 0
        self.versions: dict[int, int] = {}

    def faults(self, tell: Tell | None) -> Iterator[Fault]:
        """What is wrong with the records."""
        total = self.log.last_position()
        while page := self._page():
            for row in page:
                yield from self._row(row)
            if tell:
                tell(self.position, total, "")

    def _page(self) -> list[Any]:
        with self.log.reading() as cursor:
            cursor.execute(ROWS, (self.position, PAGE))
            return list(cursor.fetchall())

    def _row(self, row: tuple[Any, ...]) -> Iterator[Fault]:
        (
            position,
            stream,
            version,
            code,
            day,
            recorded_at,
            court,
            number,
            *slots,
            payload,
            name_of_stream,
            event_id,
            sealed,
        ) = row
        if position != self.position + 1:
            yield Fault(self.position + 1, f"缺少至 {position - 1} 的记录", f"records are missing up to {position - 1}")
        if version != (due := self.versions.get(stream, 0) + 1):
            yield Fault(position, f"版本 {version}，应为 {due}", f"version {version} where {due} is due")
        if recorded_at < self.recorded_at:
            yield Fault(position, "记录时刻早于前一条", "it was recorded before the one before it")
        self.position, self.versions[stream], self.recorded_at = position, version, recorded_at
        if code not in self.types:
            return  # The foreign key has told.
        name, schema, slot = self.types[code]
        try:
            event = self.log.codec.decode(name, schema, payload)
        except CasestreamError as error:
            yield Fault(position, error.message("zh"), error.message("en"))
            return
        if (sealer := self.log.seal.sealer) is not None:
            try:
                sealer.check(name_of_stream, UUID(bytes=event_id), event, sealed)
            except CasestreamError as error:
                yield Fault(position, error.message("zh"), error.message("en"))
        for column, stored, told in _compared(event, schema, slot, (day, court, number, slots)):
            yield Fault(
                position,
                f"{column} 列为 {stored!r}，内容为 {told!r}",
                f"column {column} has {stored!r}, the payload {told!r}",
            )


def _compared(event: Event, schema: int, slot: dict[str, str], row: tuple[Any, ...]) -> Iterator[tuple[str, Any, Any]]:
    """The columns that do not say what the payload says: their names, their values, and those of the payload."""
    day, court, number, slots = row
    event_type = EVENTS[type(event)]
    if day != event.on.toordinal():
        yield "day", _day(day), event.on.isoformat()
    if event_type.opens:
        opening: Any = event
        if court != opening.court:
            yield "court", court, opening.court
        if number != opening.number:
            yield "number", number, opening.number
    if schema != event_type.schema:
        return  # Columns of an old schema are not read: replay decodes the payload instead.
    told, stored = dict(zip(SLOTS, promote(event), strict=True)), dict(zip(SLOTS, slots, strict=True))
    for field, declared in slot_of(event_type).items():
        column = slot.get(field)
        if column in stored and stored[column] != told[declared]:
            yield column, stored[column], told[declared]


def _slots(text: str) -> dict[str, str]:
    """Which field sits in which column, as the docket says it.

    Raises:
        NotReversible: it says nothing that can be read.
    """
    try:
        return dict(json.loads(text))
    except (ValueError, TypeError) as error:
        raise NotReversible(
            f"types 表的列说明无法读出：{text}", f"what the table types says of its columns cannot be read: {text}"
        ) from error


def _day(ordinal: int) -> str | int:
    return date.fromordinal(ordinal).isoformat() if 0 < ordinal <= date.max.toordinal() else ordinal
