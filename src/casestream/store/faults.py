"""What is wrong with a docket's file: the database's own checks, then every record read back and compared with its row."""

import json
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any
from uuid import UUID

from attrs import frozen

from casestream.kernel.errors import CasestreamError, StoreFailed
from casestream.kernel.event import EVENTS, Corrected, Event, EventType
from casestream.store.leaf import FIELDS, PROVEN, leaf_data
from casestream.store.log import Log
from casestream.store.regrown import Fault as Fault
from casestream.store.regrown import Regrown
from casestream.store.schema import SLOTS, promote, slot_of
from casestream.store.sealer import Sealer

PAGE = 10_000
UNBORNE = "SELECT number FROM rounds WHERE round IN (SELECT round FROM rounds EXCEPT SELECT round FROM events)"
Tell = Callable[[int, int, str], None]

ROWS = f"{PROVEN} WHERE position > ? ORDER BY position LIMIT ?"
# Each gives the positions of what is wrong.
STATEMENTS = (
    ("没有对应的命令记录", "no command answers for it",
     "SELECT position FROM events LEFT JOIN commands USING (command_id) "
     "WHERE first_position IS NULL OR position NOT BETWEEN first_position AND last_position"),
    ("已确认的记录缺失", "what was acknowledged is missing",
     "SELECT last_position FROM commands WHERE last_position > (SELECT coalesce(max(position), 0) FROM events)"),
    ("案号属于别的案件", "the case number belongs to another case",
     "SELECT position FROM events JOIN rounds USING (round) WHERE rounds.stream <> events.stream"),
    ("没有对应的记录：案件表中多出一行", "no record is of a stream that the table streams has",
     "SELECT 0 FROM (SELECT stream FROM streams EXCEPT SELECT stream FROM events) AS unborne"),
    ("有密封的内容，而案卷自称没有密钥库", "something in it is sealed, and the docket says that it has no key store",
     "SELECT min(position) FROM events WHERE sealed IS NOT NULL "
     "AND (SELECT value FROM docket WHERE key = 'keys') = '' HAVING count(*) > 0"),
)  # fmt: skip


def faults(log: Log, tell: Tell | None = None, regrown: Regrown | None = None) -> Iterator[Fault]:
    """Everything that is wrong with the log, a page of it in memory at a time.

    `regrown` compares the leaves with heads that somebody holds; without it, with the tree that is kept.
    """
    try:
        yield from _of_the_file(log)
        for zh, en, statement in STATEMENTS:
            for (position,) in _all(log, f"{statement} ORDER BY 1"):
                yield Fault(position, zh, en)
        with log.reading():  # What it says is translated, too, if it cannot be read.
            reading = _Reading(log, regrown or Regrown(log.recorder.hash, ()))
        yield from reading.faults(tell)
    except CasestreamError as error:  # A page of the file that SQLite cannot read at all.
        yield Fault(0, error.message("zh"), error.message("en"))


def _all(log: Log, statement: str, parameters: tuple[int, ...] = ()) -> list[Any]:
    with log.reading() as cursor:
        cursor.execute(statement, parameters)
        return list(cursor.fetchall())


def _of_the_file(log: Log) -> Iterator[Fault]:
    recorder = log.recorder
    with log.reading() as cursor:
        damage, orphans, (there, due) = recorder.damage(cursor), recorder.orphans(cursor), recorder.shape(cursor)
    for said in damage:
        yield Fault(0, f"数据库损坏：{said}", f"the database is damaged: {said}")
    for table, row, parent in orphans:
        where = row if table == "events" else 0
        yield Fault(
            where or 0,
            f"{table} 第 {row} 行引用的 {parent} 不存在",
            f"row {row} of {table} refers to no row of {parent}",
        )
    for name in sorted(due.keys() | there.keys()):
        if name not in there:
            yield Fault(0, f"缺少 {name}", f"{name} is missing")
        elif name not in due:
            yield Fault(0, f"{name} 不属于案卷", f"{name} does not belong into a docket")
        elif there[name] != due[name]:
            yield Fault(0, f"{name} 已不是建立时的样子", f"{name} is not as it was made")


@frozen
class Unread:
    """A record that the database cannot give."""

    position: int
    error: StoreFailed


class _Reading:
    """One reading of all records, in the order of the log."""

    def __init__(self, log: Log, regrown: Regrown) -> None:
        self.log, self.regrown, self.hash = log, regrown, log.recorder.hash
        self.types: dict[int, tuple[str, int, dict[str, str]]] = {}
        self.position, self.recorded_at = 0, 0
        self.versions: dict[int, int] = {}
        self.unborne: set[str] = set()  # Case numbers of no record, until one that corrects a number is read.

    def faults(self, tell: Tell | None) -> Iterator[Fault]:
        """What is wrong with the records."""
        yield from self._types()
        self.unborne = {number for (number,) in _all(self.log, UNBORNE)}
        total = self.log.last_position()
        while page := self._page():
            with self.log.reading() as cursor:
                for row in page:
                    yield from self._unread(cursor, row) if isinstance(row, Unread) else self._row(cursor, row)
            if tell:
                tell(self.position, total, "")
        for number in sorted(self.unborne):
            yield Fault(0, f"案号 {number} 没有记录", f"no record bears the case number {number}")
        with self.log.reading() as cursor:
            yield from self.regrown.end(cursor)

    def _types(self) -> Iterator[Fault]:
        """Read what the docket says of its types; where that cannot be, they are taken to have no columns of their own."""
        try:
            types = _all(self.log, "SELECT type, name, schema, slots FROM types")
        except StoreFailed as error:  # Then each record is one whose type cannot be read.
            yield Fault(0, error.message("zh"), error.message("en"))
            return
        for code, name, schema, text in types:
            slots = _slots(text, EVENTS.by_name.get(name), schema)
            if slots is None:
                yield Fault(
                    0, f"{name} 的列说明不可用：{text}", f"what the table types says of the columns of {name} is of no use: {text}"
                )  # fmt: skip
            self.types[code] = name, schema, slots or {}

    def _page(self) -> list[Any]:
        """The next rows; one by one where one of them cannot be read."""
        try:
            return _all(self.log, ROWS, (self.position, PAGE))
        except StoreFailed:
            following = "SELECT position FROM events WHERE position > ? ORDER BY position LIMIT ?"
            return [self._single(position) for (position,) in _all(self.log, following, (self.position, PAGE))]

    def _single(self, position: int) -> Any:
        try:
            (row,) = _all(self.log, ROWS, (position - 1, 1))
        except StoreFailed as error:
            return Unread(position, error)
        return row

    def _unread(self, cursor: Any, unread: Unread) -> Iterator[Fault]:
        yield from self._missing_before(unread.position)
        self.position = unread.position
        yield from self.regrown.take(cursor, unread.position, None)
        yield Fault(unread.position, unread.error.message("zh"), unread.error.message("en"))

    def _missing_before(self, position: int) -> Iterator[Fault]:
        if position != self.position + 1:
            yield Fault(self.position + 1, f"缺少至 {position - 1} 的记录", f"records are missing up to {position - 1}")

    def _row(self, cursor: Any, row: tuple[Any, ...]) -> Iterator[Fault]:
        *proven, leaf, stream, code = row
        told = dict(zip(FIELDS, proven, strict=True))
        position, version, recorded_at = told["position"], told["version"], told["recorded_at"]
        yield from self._missing_before(position)
        if version != (due := self.versions.get(stream, 0) + 1):
            yield Fault(position, f"版本 {version}，应为 {due}", f"version {version} where {due} is due")
        if recorded_at < self.recorded_at:
            yield Fault(position, "记录时刻早于前一条", "it was recorded before the one before it")
        self.position, self.versions[stream], self.recorded_at = position, version, recorded_at
        if self.hash.leaf(leaf_data(proven)) != leaf:
            yield Fault(
                position, "记录与其校验叶不符，已被改动", "the record is not what its leaf proves: it was altered"
            )
        yield from self.regrown.take(cursor, position, leaf)
        if code not in self.types:
            return  # The foreign key has told.
        name, schema, slot = self.types[code]
        try:
            event = self.log.codec.decode(name, schema, told["payload"])
        except CasestreamError as error:
            yield Fault(position, error.message("zh"), error.message("en"))
            return
        if isinstance(event, Corrected):
            self.unborne.discard(getattr(event.event, "number", ""))
        if self.log.seal.sealer is not None:
            yield from _unsealed(self.log.seal.sealer, event, told)
        for column, stored, said in _compared(event, schema, slot, told):
            yield Fault(
                position,
                f"{column} 列为 {stored!r}，内容为 {said!r}",
                f"column {column} has {stored!r}, the payload {said!r}",
            )


def _compared(event: Event, schema: int, slot: dict[str, str], row: dict[str, Any]) -> Iterator[tuple[str, Any, Any]]:
    """The columns that do not say what the payload says: their names, their values, and those of the payload."""
    event_type = EVENTS[type(event)]
    if row["day"] != event.on.toordinal():
        yield "day", _day(row["day"]), event.on.isoformat()
    if event_type.opens:
        opening: Any = event
        if row["court"] != opening.court:
            yield "court", row["court"], opening.court
        if row["round"] != opening.number:
            yield "number", row["round"], opening.number
    if schema != event_type.schema:
        return  # Columns of an old schema are not read: replay decodes the payload instead.
    told = dict(zip(SLOTS, promote(event), strict=True))
    for field, declared in slot_of(event_type).items():
        column = slot.get(field)
        if column in told and row[column] != told[declared]:
            yield column, row[column], told[declared]


def _unsealed(sealer: Sealer, event: Event, told: dict[str, Any]) -> Iterator[Fault]:
    """What is wrong with what a record keeps sealed, for who has the keys."""
    try:
        sealer.check(told["stream"], UUID(bytes=told["event_id"]), event, told["sealed"])
    except CasestreamError as error:
        yield Fault(told["position"], error.message("zh"), error.message("en"))


def _slots(text: str, event_type: EventType | None, schema: int) -> dict[str, str] | None:
    """Which field sits in which column, as the docket says it; None where it names what is no field, or no column."""
    try:
        slots: dict[str, str] = dict(json.loads(text))
        is_sound = len(set(slots.values()) & set(SLOTS)) == len(slots)
    except (ValueError, TypeError):
        return None
    if event_type is not None and schema == event_type.schema:
        is_sound = slots == slot_of(event_type)
    return slots if is_sound else None


def _day(ordinal: int) -> str | int:
    return date.fromordinal(ordinal).isoformat() if 0 < ordinal <= date.max.toordinal() else ordinal
