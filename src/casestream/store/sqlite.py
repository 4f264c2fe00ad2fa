"""A docket in one SQLite file (or in memory): the recorder that `eventsourcing` writes through.

What the stock recorder leaves open is closed here: positions are explicit and gapless, and the whole envelope is in the
row. How it is connected to the file is in `connections`.
"""

import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from eventsourcing.persistence import Notification, StoredEvent
from eventsourcing.sqlite import (
    SQLiteApplicationRecorder,
    SQLiteCursor,
    SQLiteDatastore,
    SQLiteFactory,
)

from casestream.kernel.errors import ChangedMeanwhile, NumberTaken
from casestream.kernel.event import EVENTS, Actor, Corrected, Event, EventClass, Record
from casestream.store.connections import Datastore
from casestream.store.following import Followed
from casestream.store.records import StoredRecord, micros, moment
from casestream.store.schema import APPLICATION_ID, SCHEMA_VERSION, TABLES, promote, slots_json

INSERT = f"INSERT INTO events VALUES ({','.join('?' * 20)})"


def _is_empty(cursor: SQLiteCursor) -> bool:
    cursor.execute("SELECT count(*) FROM sqlite_master")
    return bool(cursor.fetchone()[0] == 0)


def _is_open(cursor: SQLiteCursor) -> bool:
    return cursor.sqlite_cursor.connection.in_transaction


def _assert_open(cursor: SQLiteCursor) -> None:
    """A full disk makes SQLite roll back of its own accord; what would follow must not be committed bit by bit.

    Raises:
        OperationalError: the transaction is gone.
    """
    if not _is_open(cursor):
        raise sqlite3.OperationalError("the database has rolled the transaction back")


class Codes:
    """The small integers that stand for types, courts, actors, streams and rounds in the rows of `events`."""

    def __init__(self) -> None:
        self.types: dict[EventClass, int] = {}
        self.courts: dict[str, int] = {}
        self.actors: dict[Actor, int] = {}
        self.rounds: dict[str, int] = {}
        self.streams: dict[str, int] = {}


class Recorder(Followed, SQLiteApplicationRecorder):
    """Writes records with their envelope, positions gapless from 1, one number for one case."""

    def __init__(self, datastore: SQLiteDatastore, events_table_name: str = "events") -> None:
        super().__init__(datastore, events_table_name)
        self._codes = Codes()
        self._local = threading.local()
        self.select_max_notification_id_statement = "SELECT MAX(position) FROM events"

    def construct_create_table_statements(self) -> list[str]:
        """The tables of an empty docket, stamped with casestream's id and schema version."""
        return [*TABLES, f"PRAGMA application_id={APPLICATION_ID}", f"PRAGMA user_version={SCHEMA_VERSION}"]

    def create_table(self) -> None:
        """Create the tables in a new docket, leave an existing one alone. What is there was checked when it was opened."""
        with self.datastore.transaction(commit=False) as cursor:
            if not _is_empty(cursor):
                return  # Who only opens a docket does not wait for those who write to it.
        with self.datastore.transaction(commit=True) as cursor:
            if _is_empty(cursor):
                self._create_table(cursor)

    # --- reading and writing in one transaction ---

    @contextmanager
    def reading(self) -> Iterator[SQLiteCursor]:
        """A cursor that sees one state of the docket: that of the batch in hand, if this thread is in one."""
        if (batch := self._batch) is not None:
            yield batch
        else:
            with self.datastore.transaction(commit=False) as cursor:
                yield cursor

    def fetch(self, statement: str, parameters: Sequence[Any] = ()) -> list[Any]:
        """All rows of one SELECT, which sees one state of the docket without any transaction around it."""
        if (batch := self._batch) is not None:
            batch.execute(statement, parameters)
            return cast(list[Any], batch.fetchall())
        return cast(Datastore, self.datastore).fetch(statement, parameters)

    @contextmanager
    def writing(self) -> Iterator[SQLiteCursor]:
        """A cursor whose writes are committed together at the end, or not at all.

        Nested use joins the outer transaction behind a savepoint: what fails inside is undone, the rest may go on.
        """
        if (batch := self._batch) is not None:
            _assert_open(batch)
            batch.execute("SAVEPOINT step")
            try:
                yield batch
            except BaseException:
                self._codes = Codes()
                if _is_open(batch):
                    batch.execute("ROLLBACK TO step")
                raise
            finally:
                if _is_open(batch):
                    batch.execute("RELEASE step")
            return
        try:
            with self.datastore.transaction(commit=True) as cursor:
                self._local.batch = cursor
                try:
                    yield cursor
                    _assert_open(cursor)
                except BaseException:
                    self._codes = Codes()  # Codes given out in a transaction that is rolled back stand for nothing.
                    raise
                finally:
                    self._local.batch = None
        except BaseException:
            self._codes = Codes()  # The commit itself may fail too.
            raise

    @property
    def _batch(self) -> SQLiteCursor | None:
        return getattr(self._local, "batch", None)

    @property
    def is_writing(self) -> bool:
        """Whether this thread is in a transaction that may yet be rolled back."""
        return self._batch is not None

    def head(self, c: SQLiteCursor) -> tuple[int, datetime]:
        """The position and the moment of the newest record; 0 and the epoch in an empty docket."""
        c.execute("SELECT position, recorded_at FROM events ORDER BY position DESC LIMIT 1")
        position, recorded_at = c.fetchone() or (0, 0)
        return position, moment(recorded_at)

    def insert_events(self, stored_events: Sequence[StoredEvent], **kwargs: Any) -> Sequence[int] | None:
        """Insert records in one transaction and give their positions."""
        records = [cast(StoredRecord, stored).record for stored in stored_events]
        with self.writing() as cursor:
            self.insert(cursor, records, [stored.state for stored in stored_events], **kwargs)
        return [record.position for record in records]

    def insert(self, c: SQLiteCursor, records: Sequence[Record], payloads: Sequence[bytes], *, asked: str = "") -> None:
        """Insert the records of one command, which asked `asked`, at the positions that they bring.

        Raises:
            ChangedMeanwhile: the stream has grown since it was read.
            NumberTaken: an opening event brings a number that is borne already.
        """
        if not records:
            return
        first = records[0]
        rows = self._rows(c, records, payloads)
        try:
            c.executemany(INSERT, rows)
        except sqlite3.IntegrityError as error:
            if error.sqlite_errorname != "SQLITE_CONSTRAINT_UNIQUE":
                raise
            raise ChangedMeanwhile(
                f"{first.stream} 在读取之后已被他人变更", f"{first.stream} changed since it was read",
                "重新读取后再试", "read it again and retry",
            ) from error  # fmt: skip
        c.execute(
            "INSERT INTO commands VALUES (?,?,?,?,'')",
            (first.command_id, asked, first.position, records[-1].position),
        )

    def _rows(self, c: SQLiteCursor, records: Sequence[Record], payloads: Sequence[bytes]) -> list[tuple[Any, ...]]:
        """The rows of one command: so of one stream, actor and moment."""
        first, types, courts, rounds = records[0], self._codes.types, self._codes.courts, self._codes.rounds
        stream, actor = self._stream(c, first.stream, first.kind), self._actor(c, first.actor)
        recorded_at = micros(first.recorded_at)
        rows = []
        for record, payload in zip(records, payloads, strict=True):
            event, number = record.event, record.round
            kind = type(event)
            if kind is Corrected or kind in EVENTS.opening:
                self._take_number(c, record, stream)
            rows.append((
                record.position, stream, record.version, types.get(kind) or self._type(c, event),
                event.on.toordinal(), recorded_at, courts.get(record.court) or self._court(c, record.court),
                (rounds.get(number) or self._round(c, number)) if number else None, *promote(event), payload,
                actor, record.event_id.bytes, record.command_id, record.correlation_id, record.causation_id,
            ))  # fmt: skip
        return rows

    # --- codes ---

    def _code(self, c: SQLiteCursor, find: str, key: tuple[Any, ...], insert: str, values: tuple[Any, ...]) -> int:
        """The code of a name, found or given out; the caller keeps it in `_codes`."""
        c.execute(find, key)
        row = c.fetchone()
        if row is None:
            c.execute(insert, values)
            row = (c.lastrowid,)
        return int(row[0])

    def _type(self, c: SQLiteCursor, event: Event) -> int:
        event_type = EVENTS[type(event)]
        name = (event_type.name, event_type.schema)
        code = self._codes.types[type(event)] = self._code(
            c, "SELECT type FROM types WHERE name=? AND schema=?", name,
            "INSERT INTO types (name, schema, slots) VALUES (?,?,?)", (*name, slots_json(event_type)),
        )  # fmt: skip
        return code

    def _court(self, c: SQLiteCursor, name: str) -> int:
        code = self._codes.courts[name] = self._code(
            c, "SELECT court FROM courts WHERE code=?", (name,), "INSERT INTO courts (code) VALUES (?)", (name,)
        )
        return code

    def _actor(self, c: SQLiteCursor, actor: Actor) -> int:
        code = self._codes.actors.get(actor)
        if code is None:
            key = (actor.id, actor.court, actor.post)
            code = self._codes.actors[actor] = self._code(
                c, "SELECT actor FROM actors WHERE id=? AND court=? AND post=?", key,
                "INSERT INTO actors (id, court, post) VALUES (?,?,?)", key,
            )  # fmt: skip
        return code

    def _stream(self, c: SQLiteCursor, id: str, kind: str) -> int:
        code = self._codes.streams.get(id)
        if code is None:
            code = self._codes.streams[id] = self._code(
                c, "SELECT stream FROM streams WHERE id=?", (id,),
                "INSERT INTO streams (id, kind) VALUES (?,?)", (id, kind),
            )  # fmt: skip
        return code

    def _round(self, c: SQLiteCursor, number: str) -> int:
        c.execute("SELECT round FROM rounds WHERE number=?", (number,))
        code = self._codes.rounds[number] = int(c.fetchone()[0])
        return code

    def _take_number(self, c: SQLiteCursor, record: Record, stream: int) -> None:
        """The number that an opening event brings, or one that is corrected."""
        corrected: Any = record.event.event if isinstance(record.event, Corrected) else None
        if corrected is not None:
            if EVENTS[type(corrected)].opens:
                self._give_number(c, corrected.number, stream, again=True)
        elif record.round:
            self._give_number(c, record.round, stream, again=False)

    def _give_number(self, c: SQLiteCursor, number: str, stream: int, *, again: bool) -> None:
        c.execute("SELECT stream FROM rounds WHERE number=?", (number,))
        bearer = c.fetchone()
        if bearer is None:
            c.execute("INSERT INTO rounds (number, stream) VALUES (?,?)", (number, stream))
        elif not again or bearer[0] != stream:
            raise NumberTaken(
                f"案号 {number} 已被使用", f"{number} is a number that is borne already",
                "每一案号只用于一个案件（法〔2015〕137号）", "each number belongs to one case (法〔2015〕137号)",
            )  # fmt: skip

    # --- what `eventsourcing` itself reads ---

    def select_events(
        self, originator_id: UUID | str, *, gt: int | None = None, lte: int | None = None, desc: bool = False,
        limit: int | None = None,
    ) -> Sequence[StoredEvent]:  # fmt: skip
        """The records of one stream, for `Repository.get`."""
        order, limited = "DESC" if desc else "ASC", -1 if limit is None else limit
        statement = (
            "SELECT version, name, schema, payload FROM events JOIN types USING (type) JOIN streams USING (stream) "
            f"WHERE id=? AND version>? AND version<=? ORDER BY version {order} LIMIT ?"
        )
        with self.reading() as c:
            c.execute(statement, (str(originator_id), gt or 0, 2**62 if lte is None else lte, limited))
            return [
                StoredEvent(originator_id, version, f"{name}:{schema}", state)
                for version, name, schema, state in c.fetchall()
            ]

    def select_notifications(
        self, start: int | None, limit: int, stop: int | None = None, topics: Sequence[str] = (), *,
        inclusive_of_start: bool = True,
    ) -> Sequence[Notification]:  # fmt: skip
        """The records from a position on, for `notification_log`; topics are `name:schema`."""
        marks = ",".join("?" * len(topics))
        statement = (
            "SELECT position, streams.id, version, name, schema, payload FROM events "
            "JOIN types USING (type) JOIN streams USING (stream) WHERE position>=? AND position<=? "
            f"{f'AND name || char(58) || schema IN ({marks}) ' if topics else ''}ORDER BY position LIMIT ?"
        )
        first = (start or 0) + (0 if inclusive_of_start else 1)
        with self.reading() as c:
            c.execute(statement, (first, 2**62 if stop is None else stop, *topics, limit))
            rows = c.fetchall()
        return [
            Notification(stream, version, f"{name}:{schema}", state, at)
            for at, stream, version, name, schema, state in rows
        ]


class Factory(SQLiteFactory):
    """Chooses this module's recorder and datastore; `eventsourcing` finds it through `PERSISTENCE_MODULE`."""

    application_recorder_class = Recorder

    def __init__(self, env: Any) -> None:
        super().__init__(env)
        self.datastore.close()
        self.datastore = Datastore(self.datastore.pool.db_name)
