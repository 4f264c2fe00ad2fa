"""The log: records in, cases and records out, over `eventsourcing`'s application, mapper and recorder."""

import gc
import os
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import date, datetime
from pathlib import Path
from typing import Any, TypeVar, cast, overload
from uuid import UUID

from attrs import frozen
from eventsourcing.application import Application
from eventsourcing.persistence import InfrastructureFactory, Mapper, StoredEvent
from eventsourcing.utils import Environment, EnvType

import casestream.procedures  # noqa: F401  # Registers every event that a log may hold.
from casestream.kernel.case import Case
from casestream.kernel.errors import LogRewritten, UnknownCase
from casestream.kernel.event import EVENTS, Actor, Event, EventClass, Record
from casestream.store import stored
from casestream.store.codec import Codec, known_type
from casestream.store.hashing import Hash
from casestream.store.place import MEMORY as MEMORY
from casestream.store.place import Translating, absolute, database
from casestream.store.recorder import HASH, LAST, DocketRecorder
from casestream.store.records import Envelope, StoredRecord, micros, moment, records_of
from casestream.store.sealer import Seal, Sealer
from casestream.store.server import Server, is_server
from casestream.store.stored import Decoders, Needed, Row, Types

KNOWN_STREAMS = 100_000
ALL_STREAMS = (0, LAST)

T = TypeVar("T")

RECORDS = """
    SELECT position, streams.id, kind, version, types.name, types.schema, recorded_at, courts.code, number,
           actors.id, actors.court, actors.post, event_id, command_id, correlation_id, causation_id, payload
    FROM events JOIN types USING (type) JOIN streams USING (stream) JOIN courts ON courts.court = events.court
    JOIN actors USING (actor) LEFT JOIN rounds USING (round)
"""


class RecordMapper(Mapper[str]):
    """Between records and stored bytes: the codec decides, `eventsourcing` carries."""

    codec = Codec()

    def to_stored_event(self, domain_event: Any) -> StoredEvent:
        """A record with its payload encoded, and proven to decode to the same."""
        record = cast(Record, domain_event)
        topic, state = f"{record.type}:{record.schema}", self.codec.encode(record.event)
        return StoredRecord(record.stream, record.version, topic, state, record)

    def to_domain_event(self, stored_event: StoredEvent) -> Any:
        """The bare event: what `Repository.get` hands to a projector function."""
        name, _, schema = stored_event.topic.rpartition(":")
        return self.codec.decode(name, int(schema), stored_event.state)


@frozen
class Answer:
    """The answer that a command got: what it `asked`, its records, and for one that could not follow, its refusal."""

    asked: str
    records: list[Record]
    refusal: str


class Log(Application[str]):
    """One docket's log: in memory, in a PostgreSQL database, or in a file. `create=False` refuses to make a new one.

    `place` is `":memory:"`, an address `postgresql://user:password@host/database?schema=court`, or a path; what it says
    of itself in `place` never holds the password.

    A new docket is proven by `hash`, for ever: `sha256`, or `sm3`. One that is there has its own.

    Raises:
        NotADocket, NewerDocket, OlderDocket, NotWritable, NotDurable, StoreFailed: the place cannot be opened as a docket.
        UnknownName: there is no such hash.
    """

    name = "casestream"
    recorder: DocketRecorder

    def __init__(
        self, place: str | Path = MEMORY, *, create: bool = True, hash: str = "sha256", sealer: Sealer | None = None
    ) -> None:
        Hash(hash)  # One that is not to be had is refused before there is a docket.
        self.server = Server.at(str(place)).checked(create=create) if is_server(place) else None
        self.place = absolute(place) if self.server is None else str(self.server)
        settings = {HASH: hash}
        if self.server is None:
            settings["PERSISTENCE_MODULE"] = "casestream.store.sqlite:Factory"
            settings["SQLITE_DBNAME"] = database(self.place, create=create)
        with Translating(self.place):
            super().__init__(settings)
        self.codec = RecordMapper.codec
        self._types = Types()
        self._known: dict[str, tuple[int, str]] = {}
        self.seal = Seal(self.place, sealer)
        self.seal.claim(self.recorder)

    @property
    def is_in_memory(self) -> bool:
        """Whether the docket ends with the process."""
        return self.place == MEMORY

    def beside(self, name: str) -> Path | None:
        """Where what is kept beside the docket lies, such as its segments: a path of this name; None in memory.

        Beside a file, next to it. Of a docket in a server what only saves work lies in the user's cache.
        """
        if self.server is None:
            return None if self.is_in_memory else Path(f"{self.place}.{name}")
        cache = Path(os.environ.get("XDG_CACHE_HOME") or "~/.cache").expanduser() / "casestream"
        with suppress(OSError):  # Whoever then writes there tells why it cannot be.
            cache.mkdir(parents=True, exist_ok=True)
        return cache / f"{self.recorder.says('id')}.{name}"

    @property
    def is_in_file(self) -> bool:
        """Whether the docket is a file, which other programs can read, too."""
        return self.server is None and not self.is_in_memory

    def construct_env(self, name: str, env: EnvType | None = None) -> Environment:
        """Only what is given here counts; the environment of the process does not reach into the log."""
        return Environment(name, dict(env or {}))

    def construct_factory(self, env: Environment) -> InfrastructureFactory[Any]:
        """What makes the recorder: for a file or memory by the settings, for a server by its address, which nobody is shown."""
        if self.server is None:
            return super().construct_factory(env)
        from casestream.store.postgres import Factory

        return Factory(env, self.server)

    def construct_mapper(self) -> Mapper[str]:
        """The mapper for records."""
        return self.factory.mapper(mapper_class=RecordMapper)

    # --- writing ---

    @contextmanager
    def batch(self) -> Iterator[None]:
        """Everything written inside is committed together, durably, once; or, after an error, not at all."""
        with Translating(self.place), self.recorder.writing():
            yield

    def append(self, case: Case, events: Sequence[Event], envelope: Envelope) -> list[Record]:
        """Write the next events of a stream and give them back as records with their positions.

        Raises:
            ChangedMeanwhile: the stream has grown since `case` was read.
            NumberTaken: an opening event brings a number that another case bears.
        """
        payloads = [self.codec.encode(event) for event in events]
        with Translating(self.place), self.recorder.writing() as cursor:
            last, newest = self.recorder.head(cursor)
            # A clock that has gone back writes the moment of the newest record: later in the log is never earlier.
            records = records_of(case, events, envelope, last, max(envelope.recorded_at, newest))
            self.seal.check(cursor, last)
            # Not `self.save`: its checks against run-time protocols cost as much as all the rest.
            self.recorder.insert(cursor, records, payloads, asked=envelope.asked, sealed=self.seal.sealed(records))
        return records

    # --- reading ---

    @contextmanager
    def reading(self) -> Iterator[Any]:
        """A cursor that sees one state of the docket, for whoever reads tables of the store."""
        with Translating(self.place), self.recorder.reading() as cursor:
            yield cursor

    def answered(self, command_id: str) -> Answer | None:
        """What a command with this id asked and brought about, if it was ever answered."""
        answers = self._answers("command_id = ?", command_id)
        return answers[0] if answers else None

    def followed(self, event_id: UUID) -> list[Answer]:
        """What an event set off in other streams, in the order of the commands, the refused ones included."""
        return self._answers("command_id >= ? AND command_id < ?", f"{event_id.hex}/", f"{event_id.hex}0")

    def _answers(self, where: str, *wanted: str) -> list[Answer]:
        with self.reading() as cursor:
            cursor.execute(
                f"SELECT asked, first_position, last_position, refusal FROM commands WHERE {where} "
                "ORDER BY length(command_id), command_id", wanted,
            )  # fmt: skip
            found = cursor.fetchall()
        return [
            Answer(asked, self.records("WHERE position BETWEEN ? AND ?", (first, last)), refusal)
            for asked, first, last, refusal in found
        ]

    def remember(self, command_id: str, asked: str, refusal: str = "") -> None:
        """Keep the answer to a command that brought nothing about, so that a retry gets the same."""
        with Translating(self.place), self.recorder.writing() as cursor:
            self.recorder.answer(cursor, command_id, asked, refusal=refusal)

    def stream(self, name: str) -> str | None:
        """The id of the stream that has this id or bears, or bore, this canonical case number."""
        with self.reading() as cursor:
            cursor.execute(
                "SELECT id FROM streams WHERE id=? UNION "
                "SELECT id FROM rounds JOIN streams USING (stream) WHERE number=?", (name, name),
            )  # fmt: skip
            found = cursor.fetchone()
        return found[0] if found else None

    def streams(self, kind: str = "case") -> list[str]:
        """The ids of all streams of a kind, in the order in which they began."""
        with self.reading() as cursor:
            cursor.execute("SELECT id FROM streams WHERE kind=? ORDER BY stream", (kind,))
            return [row[0] for row in cursor.fetchall()]

    def streams_of(self, kind: str) -> dict[str, int]:
        """The docket's own number of each stream of a kind, by its id."""
        with self.reading() as cursor:
            cursor.execute("SELECT id, stream FROM streams WHERE kind=?", (kind,))
            return dict(cursor.fetchall())

    def case(self, stream: str) -> Case:
        """One stream, folded, as today's knowledge has it. An empty case if there is no such stream yet."""
        with Translating(self.place):  # A stream and its first event come together, so two reads cannot disagree.
            known = self._known.get(stream) or self._find(stream)
            if known is None:
                return Case(stream)
            code, kind = known
            rows = self.recorder.fetch("SELECT type, payload FROM events WHERE stream=? ORDER BY version", (code,))
        try:
            return stored.case(stream, kind, rows, self._types)
        except KeyError:  # A type that this log has not met before.
            with self.reading() as cursor:
                return stored.case(stream, kind, rows, self._types_in(cursor))

    def _find(self, stream: str) -> tuple[int, str] | None:
        """The number and the kind of a stream. Both are for ever once they are committed, so they are kept."""
        found = self.recorder.fetch("SELECT stream, kind FROM streams WHERE id=?", (stream,))
        if not found:
            return None
        if not self.recorder.is_writing:
            if len(self._known) >= KNOWN_STREAMS:
                self._known.clear()
            self._known[stream] = found[0]
        return cast(tuple[int, str], found[0])

    def decoders(self) -> Decoders:
        """For each type code in this docket, the function that decodes it.

        Raises:
            UnknownEventType, NewerDocket: the log holds something that this program cannot read.
        """
        with self.reading() as cursor:
            return self._types_in(cursor).decoders

    def _types_in(self, cursor: Any) -> Types:
        cursor.execute("SELECT type, name, schema FROM types")
        types = Types()
        for code, name, schema in cursor.fetchall():
            types.add(code, known_type(name, schema).event_class, self.codec.decoder(name, schema))
        if not self.recorder.is_writing:  # A committed code means one thing for ever; one of a batch may yet be undone.
            self._types = types
        return types

    def records(self, where: str = "", parameters: Sequence[Any] = (), limit: int = LAST) -> list[Record]:
        """Records in the order of the log, those that a WHERE clause of this package selects."""
        with self.reading() as cursor:
            cursor.execute(f"{RECORDS} {where} ORDER BY position LIMIT ?", (*parameters, limit))
            return [self._read(row) for row in cursor.fetchall()]

    def _read(self, row: tuple[Any, ...]) -> Record:
        (position, stream, kind, version, name, schema, recorded_at, court, number, actor, actor_court, post, event_id,
         command_id, correlation_id, causation_id, payload) = row  # fmt: skip
        return Record(
            position=position, stream=stream, kind=kind, version=version, event_id=UUID(bytes=event_id), type=name,
            recorded_at=moment(recorded_at), court=court, round=number or "", actor=Actor(actor, actor_court, post),
            command_id=command_id, correlation_id=correlation_id, causation_id=causation_id, schema=schema,
            event=self.codec.decode(name, schema, payload),
        )  # fmt: skip

    def of_kinds(self, kinds: Sequence[EventClass], after: int = 0, limit: int = LAST) -> list[Record]:
        """The records of these kinds beyond a position, in the order of the log."""
        names = [EVENTS[kind].name for kind in kinds]
        known = ", ".join("?" * len(names))
        return self.records(
            f"WHERE type IN (SELECT type FROM types WHERE name IN ({known})) AND position > ?", (*names, after), limit
        )

    def history(self, stream: str) -> list[Record]:
        """Every record of one stream, corrections included, nothing left out."""
        return self.records("WHERE streams.id=?", (stream,))

    def by_stream(
        self, last_position: int = LAST, needed: Needed | None = None, streams: tuple[int, int] = ALL_STREAMS
    ) -> Iterator[tuple[str, int, str, str, Event, int]]:
        """Events up to a position as (stream, position, court, case number, event, version), stream after stream.

        All of them, or those `needed` and perhaps others; of the `streams` numbered from one up to, not including, another.
        """
        with self.reading() as cursor:
            types = self._types_in(cursor)
            decoders, wanted = types.decoders, "" if needed is None else f"AND {types.selecting(needed)}"
            scanned = cursor.scan(
                "SELECT streams.id, position, code, coalesce(number, ''), type, payload, version FROM events "
                "JOIN streams USING (stream) JOIN courts USING (court) LEFT JOIN rounds USING (round) "
                "WHERE position <= ? AND events.stream >= ? AND events.stream < ? "
                f"{wanted} ORDER BY events.stream, version", (last_position, *streams),
            )  # fmt: skip
            for rows in scanned:
                for stream, position, court, number, code, payload, version in rows:
                    yield stream, position, court, number, decoders[code](payload), version

    @overload
    def fold(self, *, until: date = ..., last_position: int = ...) -> dict[int, Case]: ...
    @overload
    def fold(self, keep: Callable[[Case], T], until: date = ..., last_position: int = ...) -> dict[int, T]: ...
    def fold(
        self, keep: Callable[[Case], Any] = lambda case: case, until: date = date.max, last_position: int = LAST
    ) -> dict[int, Any]:
        """Every stream, folded in one scan, with its events up to a legal day and a position, by the docket's own numbers.

        Of each case stays what `keep` makes of it, so that a large docket need not be held in memory as cases.
        """
        told: defaultdict[int, list[Row]] = defaultdict(list)
        with _not_collecting(), self.reading() as cursor:
            types = self._types_in(cursor)
            cursor.execute("SELECT stream, id, kind FROM streams ORDER BY stream")
            streams = cursor.fetchall()
            scanned = cursor.scan(
                "SELECT type, payload, stream FROM events WHERE position <= ? ORDER BY position", (last_position,)
            )
            for rows in scanned:
                for row in rows:
                    told[row[2]].append(row)
            return {
                stream: keep(stored.case(name, kind, told.pop(stream, []), types, until))
                for stream, name, kind in streams
            }

    def last_position(self) -> int:
        """The position of the newest record, 0 in an empty docket."""
        with self.reading() as cursor:
            cursor.execute("SELECT coalesce(max(position), 0) FROM events")
            return int(cursor.fetchone()[0])

    def position_at(self, moment: datetime) -> int:
        """The position of the newest record that was written at this moment or before, 0 if there was none."""
        known, none = 0, self.last_position() + 1
        with self.reading() as cursor:
            while none - known > 1:  # Later in the log is never earlier in time.
                middle = (known + none) // 2
                cursor.execute("SELECT recorded_at FROM events WHERE position = ?", (middle,))
                if (found := cursor.fetchone()) is None:
                    raise LogRewritten.found(f"位置 {middle} 没有记录", f"no record is at position {middle}")
                known, none = (middle, none) if found[0] <= micros(moment) else (known, middle)
        return known

    def is_gapless(self) -> bool:
        """Whether positions run from 1 without a gap, and versions within each stream."""
        broken = "SELECT 1 FROM events GROUP BY stream HAVING max(version) <> count(*)"
        with self.reading() as cursor:
            cursor.execute("SELECT count(*) = coalesce(max(position), 0) FROM events")
            (is_whole,) = cursor.fetchone()
            cursor.execute(f"{broken} LIMIT 1")
            return bool(is_whole) and cursor.fetchone() is None

    def durability(self) -> tuple[str, str]:
        """What the database says of how it keeps what it acknowledges: of SQLite `synchronous` and `journal_mode`."""
        return self.recorder.durability()

    def require(self, name: str) -> str:
        """The stream with this id or case number.

        Raises:
            UnknownCase: there is none.
        """
        stream = self.stream(name)
        if stream is None:
            raise UnknownCase(
                f"本案卷中没有“{name}”", f"this docket holds no {name!r}",
                "用 casestream ls 查看已有案件；新案先用 ApplyForEnforcement 申请",
                "see casestream ls for what there is; a new case begins with ApplyForEnforcement",
            )  # fmt: skip
        return stream


@contextmanager
def _not_collecting() -> Iterator[None]:
    """Without the cyclic garbage collector: it would walk all that is being built again and again, and find nothing."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
