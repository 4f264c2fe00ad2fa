"""What every store does alike: records with their envelope and their leaf, positions gapless from 1, one number for one case.

The SQL here is written once, with `?` for parameters, in what SQLite and PostgreSQL both understand.
"""

from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any, cast
from uuid import UUID, uuid4

from eventsourcing.persistence import Notification, StoredEvent

from casestream.kernel.errors import ChangedMeanwhile, LogRewritten, NumberTaken
from casestream.kernel.event import EVENTS, Actor, Corrected, Event, EventClass, Record
from casestream.store.following import Followed
from casestream.store.hashing import Hash
from casestream.store.leaf import Leaves, leaf_data
from casestream.store.records import StoredRecord, micros, moment
from casestream.store.schema import SLOTS, promote, slots_json
from casestream.store.transactions import Cursor, Transactions
from casestream.store.tree import grow

INSERT = f"INSERT INTO events VALUES ({','.join('?' * 22)})"
ANSWER = "INSERT INTO commands VALUES (?,?,?,?,?)"
LAST = 2**62
NOBODY = Actor("", "", "")
FOREIGN = "foreign"
HASH = "CASESTREAM_HASH"  # The name of the setting by which a new docket is told its hash.


class Codes:
    """The small integers that stand for types, courts, actors, streams and rounds in the rows of `events`."""

    def __init__(self) -> None:
        self.types: dict[EventClass, int] = {}
        self.courts: dict[str, int] = {}
        self.actors: dict[Actor, int] = {}
        self.rounds: dict[str, int] = {}
        self.streams: dict[str, int] = {}


class DocketRecorder(Transactions, Followed):
    """Writes and reads the tables of a docket; which database holds them is for the subclass to say."""

    hash_name = "sha256"  # Of a docket that is made anew; one that is there says its own.

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._codes = Codes()
        self._hash: Hash | None = None

    def forget(self) -> None:
        """The codes given out in a transaction that is rolled back stand for nothing."""
        self._codes = Codes()

    def found(self, c: Cursor) -> None:
        """Give a new docket its id and its hash."""
        told = {"id": uuid4().hex, "hash": self.hash_name, "keys": ""}
        c.executemany("INSERT INTO docket VALUES (?,?)", list(told.items()))

    @property
    def hash(self) -> Hash:
        """The hash of this docket's proof."""
        if self._hash is None:
            self._hash = Hash(self.says("hash"))
        return self._hash

    def says(self, key: str) -> str:
        """What is true of this docket as a whole: its `id`, the `hash` of its proof, the `keys` that seal it.

        Raises:
            LogRewritten: it does not say.
        """
        rows = self.fetch("SELECT value FROM docket WHERE key = ?", (key,))
        if not rows:
            raise LogRewritten.found(f"docket 表缺少 {key}", f"the table docket has no {key}")
        return str(rows[0][0])

    def head(self, c: Cursor) -> tuple[int, datetime]:
        """The position and the moment of the newest record; 0 and the epoch in an empty docket."""
        c.execute("SELECT position, recorded_at FROM events ORDER BY position DESC LIMIT 1")
        position, recorded_at = c.fetchone() or (0, 0)
        return position, moment(recorded_at)

    def insert(
        self, c: Cursor, records: Sequence[Record], payloads: Sequence[bytes], *, asked: str = "",
        sealed: Sequence[bytes | None] | None = None,
    ) -> None:  # fmt: skip
        """Insert the records of one command, which asked `asked`, at the positions that they bring.

        `sealed` is what is personal in each of them, in the form in which it is kept.

        Raises:
            ChangedMeanwhile: the stream has grown since it was read.
            NumberTaken: an opening event brings a number that is borne already.
        """
        if not records:
            return
        first = records[0]
        rows = self._rows(c, records, payloads, sealed or [None] * len(records))
        try:
            c.executemany(INSERT, rows)
        except Exception as error:
            if not self.is_taken(error):
                raise
            raise ChangedMeanwhile(
                f"{first.stream} 在读取之后已被他人变更", f"{first.stream} changed since it was read",
                "重新读取后再试", "read it again and retry",
            ) from error  # fmt: skip
        grow(c, self.hash, first.position - 1, records[-1].position)
        self.answer(c, first.command_id, asked, (first.position, records[-1].position))

    def answer(
        self, c: Cursor, command_id: str, asked: str, positions: tuple[int, int] = (0, 0), refusal: str = ""
    ) -> None:  # fmt: skip
        """Keep the answer to a command: the first and the last position of its records, or its refusal."""
        c.execute(ANSWER, (command_id, asked, *positions, refusal))
        self.newest_answer = command_id

    def _rows(
        self, c: Cursor, records: Sequence[Record], payloads: Sequence[bytes], seals: Sequence[bytes | None]
    ) -> list[tuple[Any, ...]]:
        """The rows of one command: so of one stream, actor and moment."""
        first, types, courts, rounds = records[0], self._codes.types, self._codes.courts, self._codes.rounds
        stream, actor = self._stream(c, first.stream, first.kind), self._actor(c, first.actor)
        recorded_at, leaf, leaves = micros(first.recorded_at), self.hash.leaf, Leaves(first)
        rows = []
        for record, payload, sealed in zip(records, payloads, seals, strict=True):
            event, number = record.event, record.round
            kind = type(event)
            if kind is Corrected or kind in EVENTS.opening:
                self._take_number(c, record, stream)
            slots, day, event_id = promote(event), event.on.toordinal(), record.event_id.bytes
            rows.append((
                record.position, stream, record.version, types.get(kind) or self._type(c, event), day, recorded_at,
                courts.get(record.court) or self._court(c, record.court),
                (rounds.get(number) or self._round(c, number)) if number else None, *slots, payload,
                actor, event_id, record.command_id, record.correlation_id, record.causation_id,
                sealed, leaf(leaves.data(record, event_id, day, slots, payload, sealed)),
            ))  # fmt: skip
        return rows

    # --- codes ---

    def _code(self, c: Cursor, table: str, **named: Any) -> int:
        """The code of a name in a table of codes, found or given out; the caller keeps it in `_codes`."""
        key, columns = table[:-1], ", ".join(named)
        known = " AND ".join(f"{name}=?" for name in named if name not in ("kind", "slots"))
        c.execute(
            f"SELECT {key} FROM {table} WHERE {known}",
            [value for name, value in named.items() if name not in ("kind", "slots")],
        )
        row = c.fetchone()
        if row is None:
            marks = ",".join("?" * len(named))
            c.execute(f"SELECT coalesce(max({key}), 0) + 1 FROM {table}")
            row = c.fetchone()
            c.execute(f"INSERT INTO {table} ({key}, {columns}) VALUES (?,{marks})", (row[0], *named.values()))
        return int(row[0])

    def _type(self, c: Cursor, event: Event) -> int:
        kind = EVENTS[type(event)]
        code = self._code(c, "types", name=kind.name, schema=kind.schema, slots=slots_json(kind))
        self._codes.types[type(event)] = code
        return code

    def _court(self, c: Cursor, name: str) -> int:
        code = self._codes.courts[name] = self._code(c, "courts", code=name)
        return code

    def _actor(self, c: Cursor, actor: Actor) -> int:
        code = self._codes.actors.get(actor)
        if code is None:
            code = self._code(c, "actors", id=actor.id, court=actor.court, post=actor.post)
            self._codes.actors[actor] = code
        return code

    def _stream(self, c: Cursor, id: str, kind: str) -> int:
        code = self._codes.streams.get(id)
        if code is None:
            code = self._codes.streams[id] = self._code(c, "streams", id=id, kind=kind)
        return code

    def _round(self, c: Cursor, number: str) -> int:
        c.execute("SELECT round FROM rounds WHERE number=?", (number,))
        code = self._codes.rounds[number] = int(c.fetchone()[0])
        return code

    def _take_number(self, c: Cursor, record: Record, stream: int) -> None:
        """The number that an opening event brings, or one that is corrected."""
        corrected: Any = record.event.event if isinstance(record.event, Corrected) else None
        if corrected is not None:
            if EVENTS[type(corrected)].opens:
                self._give_number(c, corrected.number, stream, again=True)
        elif record.round:
            self._give_number(c, record.round, stream, again=False)

    def _give_number(self, c: Cursor, number: str, stream: int, *, again: bool) -> None:
        c.execute("SELECT stream FROM rounds WHERE number=?", (number,))
        bearer = c.fetchone()
        if bearer is None:
            self._code(c, "rounds", number=number, stream=stream)
        elif not again or bearer[0] != stream:
            raise NumberTaken(
                f"案号 {number} 已被使用", f"{number} is a number that is borne already",
                "每一案号只用于一个案件（法〔2015〕137号）", "each number belongs to one case (法〔2015〕137号)",
            )  # fmt: skip

    # --- what `eventsourcing` itself writes and reads ---

    def insert_events(self, stored_events: Sequence[StoredEvent], **kwargs: Any) -> Sequence[int] | None:
        """Insert records in one transaction and give their positions.

        Events of another application of `eventsourcing` have neither envelope nor legal day; they are kept as they are,
        under the kind `foreign`, nobody's act, and proven like all others.
        """
        if not stored_events:
            return []
        with self.writing() as c:
            if isinstance(stored_events[0], StoredRecord):
                records = [cast(StoredRecord, stored).record for stored in stored_events]
                self.insert(c, records, [stored.state for stored in stored_events], **kwargs)
                return [record.position for record in records]
            return self._insert_foreign(c, stored_events)

    def _insert_foreign(self, c: Cursor, stored_events: Sequence[StoredEvent]) -> list[int]:
        last, newest = self.head(c)
        recorded_at, actor, court = micros(newest), self._actor(c, NOBODY), self._court(c, "")
        topics = {stored.topic for stored in stored_events}
        types = {name: self._code(c, "types", name=name, schema=0, slots="{}") for name in topics}
        rows, empty = [], (None,) * len(SLOTS)
        for position, stored in enumerate(stored_events, last + 1):
            stream, version, name = str(stored.originator_id), stored.originator_version, stored.topic
            event_id = sha256(f"{stream}/{version}".encode()).digest()[:16]
            command_id = f"{FOREIGN}/{position}"
            proven = (
                position, stream, FOREIGN, version, event_id, name, 0, 0, recorded_at, "", None, *empty, "", "", "",
                command_id, command_id, "", stored.state, None,
            )  # fmt: skip
            rows.append((
                position, self._stream(c, stream, FOREIGN), version, types[name], 0, recorded_at, court, None, *empty,
                stored.state, actor, event_id, command_id, command_id, "", None, self.hash.leaf(leaf_data(proven)),
            ))  # fmt: skip
        c.executemany(INSERT, rows)
        positions = range(last + 1, last + 1 + len(rows))
        c.executemany(ANSWER, [(f"{FOREIGN}/{position}", "", position, position, "") for position in positions])
        self.newest_answer = f"{FOREIGN}/{positions[-1]}"
        grow(c, self.hash, last, last + len(rows))
        return list(positions)

    def select_events(
        self, originator_id: UUID | str, *, gt: int | None = None, lte: int | None = None, desc: bool = False,
        limit: int | None = None,
    ) -> Sequence[StoredEvent]:  # fmt: skip
        """The records of one stream, for `Repository.get`."""
        rows = self.fetch(
            "SELECT version, name, types.schema, payload FROM events JOIN types USING (type) JOIN streams USING (stream) "
            f"WHERE id=? AND version>? AND version<=? ORDER BY version {'DESC' if desc else 'ASC'} LIMIT ?",
            (
                str(originator_id),
                -1 if gt is None else gt,
                LAST if lte is None else lte,
                LAST if limit is None else limit,
            ),
        )
        return [
            StoredEvent(originator_id, version, topic(name, schema), bytes(state))
            for version, name, schema, state in rows
        ]

    def select_notifications(
        self, start: int | None, limit: int, stop: int | None = None, topics: Sequence[str] = (), *,
        inclusive_of_start: bool = True,
    ) -> Sequence[Notification]:  # fmt: skip
        """The records from a position on, for `notification_log`; topics are `name:schema`."""
        marks = ",".join("?" * len(topics))
        wanted = f"AND {TOPIC} IN ({marks}) " if topics else ""
        first = (start or 0) + (0 if inclusive_of_start else 1)
        rows = self.fetch(
            "SELECT position, streams.id, kind, version, name, types.schema, payload FROM events "
            "JOIN types USING (type) JOIN streams USING (stream) WHERE position>=? AND position<=? "
            f"{wanted}ORDER BY position LIMIT ?",
            (first, LAST if stop is None else stop, *topics, limit),
        )
        return [
            Notification(self._named(stream, kind), version, topic(name, schema), bytes(state), at)
            for at, stream, kind, version, name, schema, state in rows
        ]

    @staticmethod
    def _named(stream: str, kind: str) -> UUID | str:
        return UUID(stream) if kind == FOREIGN else stream


TOPIC = "CASE types.schema WHEN 0 THEN name ELSE name || ':' || CAST(types.schema AS TEXT) END"


def topic(name: str, schema: int) -> str:
    """What `eventsourcing` calls a type: those of other applications have their own name and no schema."""
    return f"{name}:{schema}" if schema else name
