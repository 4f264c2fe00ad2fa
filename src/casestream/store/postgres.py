"""A docket in one schema of a PostgreSQL database: the recorder that `eventsourcing` writes through.

The sessions are in `sessions`, the address in `server`; what it writes, in `recorder`.
"""

import os
import re
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from threading import Event
from time import monotonic
from typing import Any, cast

from eventsourcing.persistence import ApplicationRecorder
from eventsourcing.postgres import PostgresApplicationRecorder, PostgresFactory
from eventsourcing.utils import Environment, strtobool
from psycopg.errors import InFailedSqlTransaction, UniqueViolation
from psycopg.pq import TransactionStatus

from casestream.kernel.errors import NotDurable
from casestream.store.recorder import HASH, DocketRecorder
from casestream.store.schema import APPLICATION_ID, SCHEMA_VERSION, TABLES, made
from casestream.store.server import APPLICATION, Server
from casestream.store.sessions import BEGIN, OPEN, Cursor, Datastore
from casestream.store.transactions import Cursor as AnyCursor

# What SQLite calls otherwise. Text is compared byte by byte, as it is there, whatever the language of the database.
SPELLINGS = {
    " STRICT, WITHOUT ROWID": "", " WITHOUT ROWID": "", " STRICT": "", "INTEGER": "BIGINT", "BLOB": "BYTEA", "TEXT": 'TEXT COLLATE "C"',
}  # fmt: skip
ASK_SECONDS = 0.1
REFERENCES = re.compile(r"(\w+) INTEGER(?: NOT NULL)? REFERENCES (\w+)")
STAY = " BEGIN RAISE EXCEPTION 'events are never %', TG_ARGV[0]; END "
TRIGGERS = (
    f"CREATE FUNCTION events_stay() RETURNS trigger LANGUAGE plpgsql AS $${STAY}$$",
    "CREATE TRIGGER events_stay BEFORE UPDATE ON events EXECUTE FUNCTION events_stay('edited')",
    "CREATE TRIGGER events_last BEFORE DELETE OR TRUNCATE ON events EXECUTE FUNCTION events_stay('deleted')",
    "ALTER TABLE events ENABLE ALWAYS TRIGGER events_stay",  # For a replica, too.
    "ALTER TABLE events ENABLE ALWAYS TRIGGER events_last",
)


def spelled(statement: str) -> str:
    """A statement that makes a table or an index, in the words of PostgreSQL."""
    for word, spelling in SPELLINGS.items():
        statement = statement.replace(word, spelling)
    return statement


class Recorder(DocketRecorder, PostgresApplicationRecorder):
    """The recorder of a docket in PostgreSQL."""

    datastore: Datastore

    def __init__(self, datastore: Datastore, *, events_table_name: str = "events") -> None:
        super().__init__(datastore, events_table_name=events_table_name)
        self.channel_name = datastore.channel

    def create_table(self) -> None:
        """Create the tables in a new docket. What is there was checked when it was opened."""
        with self.datastore.reading() as cursor:
            if _is_made(cursor):
                return  # Who only opens a docket does not wait for those who write to it.
        with self.transaction() as cursor:
            if _is_made(cursor):
                return
            for statement in TABLES:
                if not statement.startswith("CREATE TRIGGER"):
                    cursor.execute(spelled(statement))
            for statement in TRIGGERS:
                cursor.execute(statement)
            self.found(cursor)
            marks = {"application": APPLICATION, "schema": str(SCHEMA_VERSION)}
            cursor.executemany("INSERT INTO docket VALUES (?,?)", list(marks.items()))

    @contextmanager
    def reading(self) -> Iterator[AnyCursor]:
        """A cursor that sees one state of the docket: that of the batch in hand, if this thread is in one."""
        if (batch := self._batch) is not None:
            yield batch
        else:
            with self.datastore.reading() as cursor:
                yield cursor

    def fetch(self, statement: str, parameters: Sequence[Any] = ()) -> list[Any]:
        """All rows of one SELECT, which sees one state of the docket without any transaction around it."""
        if (batch := self._batch) is not None:
            batch.execute(statement, parameters)
            return batch.fetchall()
        return self.datastore.fetch(statement, parameters)

    def transaction(self) -> AbstractContextManager[AnyCursor]:
        """A transaction that takes the lock of the docket before it reads."""
        return self.datastore.writing(self._is_answered)

    def _is_answered(self) -> bool | None:
        """Whether the newest answer that this thread wrote is there; None when it wrote none."""
        if not (command_id := self.newest_answer):
            return None
        return bool(self.datastore.fetch("SELECT 1 FROM commands WHERE command_id = ?", (command_id,)))

    def is_open(self, cursor: AnyCursor) -> bool:
        """Whether PostgreSQL has the transaction still, be it one in which a statement failed."""
        return cast(Cursor, cursor).status in OPEN

    def assert_open(self, cursor: AnyCursor) -> None:
        """Where a statement fails outside any step, the transaction fails with it, and would be rolled back silently.

        Raises:
            InFailedSqlTransaction: it has failed, or is gone.
        """
        if cast(Cursor, cursor).status != TransactionStatus.INTRANS:
            raise InFailedSqlTransaction("a statement failed, and with it the transaction")

    def is_taken(self, error: Exception) -> bool:
        """Whether PostgreSQL says that a unique key is there already."""
        return isinstance(error, UniqueViolation)

    durable = frozenset({("on", "on"), ("on", "remote_apply")})

    def durability(self) -> tuple[str, str]:
        """`fsync` and `synchronous_commit`."""
        ((fsync, synchronous_commit),) = self.fetch(
            "SELECT current_setting('fsync'), current_setting('synchronous_commit')"
        )
        return fsync, synchronous_commit

    def damage(self, c: AnyCursor) -> list[str]:
        """Nothing: a damaged page makes itself known when it is read. `pg_amcheck` looks at a server's indexes as a whole."""
        return []

    def orphans(self, c: AnyCursor) -> list[tuple[str, int, str]]:
        """What a superuser can leave behind, who may load rows past every foreign key."""
        found = []
        for statement in TABLES:
            for column, parent in REFERENCES.findall(statement):
                table, row = statement.split()[2], statement.split()[4]
                c.execute(
                    f"SELECT {table}.{row} FROM {table} LEFT JOIN {parent} AS parent ON parent.{column} = {table}.{column} "
                    f"WHERE {table}.{column} IS NOT NULL AND parent.{column} IS NULL ORDER BY 1"
                )
                found += [(table, int(number), parent) for (number,) in c.fetchall()]
        return found

    def shape(self, c: AnyCursor) -> tuple[dict[str, str], dict[str, str]]:
        """Our tables and finished indexes by name, and every trigger on `events` with what it does: as it is, as it should be."""
        due = {made(statement): STAY if statement.startswith("CREATE TRIGGER") else "" for statement in TABLES}
        c.execute(
            "SELECT relname, '' FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace "
            "LEFT JOIN pg_index ON indexrelid = pg_class.oid WHERE nspname = current_schema() AND indisvalid IS NOT FALSE "
            "UNION SELECT tgname, CASE tgenabled WHEN 'A' THEN prosrc ELSE '' END FROM pg_trigger JOIN pg_proc ON pg_proc.oid = tgfoid "
            "WHERE tgrelid = CAST('events' AS regclass) AND NOT tgisinternal AND tgenabled <> 'D'"
        )
        return {name: how for name, how in c.fetchall() if how or name in due}, due

    def wait_for_more(self, position: int, stopping: Event, timeout_seconds: float) -> int:
        """The newest position: as soon as it is beyond `position`, when the time is up, or when `stopping` is set.

        The server tells when something was committed; it is asked all the same now and then.
        """
        deadline = monotonic() + timeout_seconds
        with self.datastore.listening() as hear:
            while (newest := self.max_notification_id() or 0) <= position and not stopping.is_set():
                left = deadline - monotonic()
                if left <= 0:
                    break
                hear(min(left, ASK_SECONDS))
        return newest

    def max_notification_id(self) -> int | None:
        """The newest position, None in an empty docket."""
        ((position,),) = self.fetch("SELECT max(position) FROM events")
        return cast(int | None, position)


def _is_made(cursor: AnyCursor) -> bool:
    # Not `to_regclass`, which may answer from what this session knew before it waited for whoever made the docket.
    cursor.execute(
        "SELECT 1 FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace "
        "WHERE relname = 'docket' AND nspname = current_schema()"
    )
    return cursor.fetchone() is not None


class Beside(Datastore):
    """Live views in the schema of their docket, where every host finds the same ones.

    Their writers wait in a queue of their own, so they hold up nobody who writes to the docket, nor wake who follows it.
    """

    begin_writing = (
        f"{BEGIN}; SELECT pg_advisory_xact_lock({APPLICATION_ID}, hashtext(current_schema() || '.live')), "
        "CAST(pg_current_xact_id() AS text) AS id"
    )

    def key(self, column: str) -> str:
        """A column of text of any length, as a key: an index has room for some 2,700 bytes."""
        return f"left({column}, 500), hashtextextended({column}, 0), hashtextextended({column}, 1)"

    def tables(self, c: AnyCursor) -> set[str]:
        """The names that tables, indexes and the like bear in this schema."""
        c.execute(
            "SELECT relname FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace "
            "WHERE nspname = current_schema()"
        )
        return {name for (name,) in c.fetchall()}

    def spelled(self, statement: str) -> str:
        """A statement that makes a table, in the words of PostgreSQL."""
        return spelled(statement)


class Factory(PostgresFactory):
    """Chooses this module's recorder and datastore; `eventsourcing` finds it through `PERSISTENCE_MODULE`.

    Raises:
        NotDurable: `POSTGRES_ENABLE_DB_FUNCTIONS` is set.
    """

    application_recorder_class: Any = Recorder

    def __init__(self, env: Any, server: Server | None = None) -> None:
        named = dict.fromkeys(
            (self.POSTGRES_DBNAME, self.POSTGRES_HOST, self.POSTGRES_USER, self.POSTGRES_PASSWORD), ""
        )
        super().__init__(env if server is None else Environment(env.name, {**named, **env}))
        for given in (self.env, os.environ):
            if strtobool(given.get(self.POSTGRES_ENABLE_DB_FUNCTIONS) or "no"):
                raise NotDurable(
                    "设置了 POSTGRES_ENABLE_DB_FUNCTIONS：那些函数不加锁，订阅者会漏读",
                    "POSTGRES_ENABLE_DB_FUNCTIONS is set: those functions take no lock, and whoever follows the log misses records",
                    "删去此项设置", "take that setting away",
                )  # fmt: skip
        self.datastore.close()
        self.datastore: Datastore = Datastore(server or self._server())

    def _server(self) -> Server:
        """The server that the settings of `eventsourcing` name."""
        names = {"dbname": self.POSTGRES_DBNAME, "host": self.POSTGRES_HOST, "port": self.POSTGRES_PORT,
                 "user": self.POSTGRES_USER, "password": self.POSTGRES_PASSWORD}  # fmt: skip
        parameters = {name: self.env.get(key) for name, key in names.items()}
        return Server(parameters, self.env.get(self.POSTGRES_SCHEMA) or "public")

    def application_recorder(self) -> ApplicationRecorder:
        """The recorder, its tables made."""
        recorder: Recorder = self.application_recorder_class(self.datastore)
        recorder.hash_name = self.env.get(HASH) or recorder.hash_name
        recorder.create_table()
        return recorder
