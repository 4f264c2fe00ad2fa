"""A docket in one SQLite file (or in memory): the recorder that `eventsourcing` writes through.

How it is connected to the file is in `connections`; what it writes, in `recorder`.
"""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from typing import Any, cast

from eventsourcing.persistence import ApplicationRecorder
from eventsourcing.sqlite import SQLiteApplicationRecorder, SQLiteFactory

from casestream.store.connections import Cursor, Datastore
from casestream.store.migrations import migrate
from casestream.store.recorder import HASH, DocketRecorder
from casestream.store.schema import APPLICATION_ID, SCHEMA_VERSION, TABLES, made
from casestream.store.transactions import Cursor as AnyCursor

SYNCHRONOUS = {0: "off", 1: "normal", 2: "full", 3: "extra"}


class Recorder(DocketRecorder, SQLiteApplicationRecorder):
    """The recorder of a docket in SQLite."""

    datastore: Datastore

    def __init__(self, datastore: Datastore, events_table_name: str = "events") -> None:
        super().__init__(datastore, events_table_name)
        self.select_max_notification_id_statement = "SELECT MAX(position) FROM events"

    def construct_create_table_statements(self) -> list[str]:
        """The tables of an empty docket, stamped with casestream's id and schema version."""
        return [*TABLES, f"PRAGMA application_id={APPLICATION_ID}", f"PRAGMA user_version={SCHEMA_VERSION}"]

    def create_table(self) -> None:
        """Create the tables in a new docket, bring an old one up to date. What is there was checked when it was opened."""
        with self.datastore.plain_transaction(commit=False) as cursor:
            if _version(cursor) == SCHEMA_VERSION:
                return  # Who only opens a docket does not wait for those who write to it.
        with self.datastore.plain_transaction(commit=True) as cursor:
            if (version := _version(cursor)) == SCHEMA_VERSION:
                return
            if version:
                migrate(cast(Cursor, cursor), version)
                return
            self._create_table(cursor)
            self.found(cast(Cursor, cursor))

    @contextmanager
    def reading(self) -> Iterator[AnyCursor]:
        """A cursor that sees one state of the docket: that of the batch in hand, if this thread is in one."""
        if (batch := self._batch) is not None:
            yield batch
        else:
            with self.datastore.plain_transaction(commit=False) as cursor:
                yield cast(Cursor, cursor)

    def fetch(self, statement: str, parameters: Sequence[Any] = ()) -> list[Any]:
        """All rows of one SELECT, which sees one state of the docket without any transaction around it."""
        if (batch := self._batch) is not None:
            batch.execute(statement, parameters)
            return batch.fetchall()
        return self.datastore.fetch(statement, parameters)

    def transaction(self) -> AbstractContextManager[AnyCursor]:
        """A transaction that begins with `BEGIN IMMEDIATE`."""
        return cast(AbstractContextManager[AnyCursor], self.datastore.plain_transaction(commit=True))

    def is_open(self, cursor: AnyCursor) -> bool:
        """Whether SQLite has the transaction still."""
        return cast(Cursor, cursor).sqlite_cursor.connection.in_transaction

    def assert_open(self, cursor: AnyCursor) -> None:
        """A full disk makes SQLite roll back of its own accord.

        Raises:
            OperationalError: the transaction is gone.
        """
        if not self.is_open(cursor):
            raise sqlite3.OperationalError("the database has rolled the transaction back")

    def is_taken(self, error: Exception) -> bool:
        """Whether SQLite says that a unique key is there already."""
        name = "SQLITE_CONSTRAINT_UNIQUE"
        return isinstance(error, sqlite3.IntegrityError) and error.sqlite_errorname == name

    durable = frozenset({("full", "wal")})

    def durability(self) -> tuple[str, str]:
        """`synchronous` and `journal_mode`."""
        with self.reading() as cursor:
            cursor.execute("PRAGMA synchronous")
            (synchronous,) = cursor.fetchone()
            cursor.execute("PRAGMA journal_mode")
            (journal,) = cursor.fetchone()
        return SYNCHRONOUS[synchronous], journal

    def damage(self, c: AnyCursor) -> list[str]:
        """What `integrity_check` says."""
        c.execute("PRAGMA integrity_check")
        return [said for (said,) in c.fetchall() if said != "ok"]

    def orphans(self, c: AnyCursor) -> list[tuple[str, int, str]]:
        """What `foreign_key_check` says."""
        c.execute("PRAGMA foreign_key_check")
        return [(table, row, parent) for table, row, parent, _ in c.fetchall()]

    def shape(self, c: AnyCursor) -> tuple[dict[str, str], dict[str, str]]:
        """Every table, index and trigger by name with the statement that made it: as it is, and as it should be."""
        c.execute("SELECT name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite@_%' ESCAPE '@'")
        return dict(c.fetchall()), {made(statement): statement for statement in TABLES}


class Beside(Datastore):
    """Live views in a SQLite file beside that of their docket, or in memory."""

    def reading(self) -> AbstractContextManager[AnyCursor]:
        """A cursor that sees one state of the views."""
        return cast(AbstractContextManager[AnyCursor], self.plain_transaction(commit=False))

    def writing(self) -> AbstractContextManager[AnyCursor]:
        """A transaction that begins with `BEGIN IMMEDIATE`."""
        return cast(AbstractContextManager[AnyCursor], self.plain_transaction(commit=True))

    def key(self, column: str) -> str:
        """A column of text of any length, as a key."""
        return column

    def tables(self, c: AnyCursor) -> set[str]:
        """What the file declares."""
        c.execute("SELECT name FROM sqlite_master")
        return {name for (name,) in c.fetchall()}

    def spelled(self, statement: str) -> str:
        """A statement that makes a table, as it is."""
        return statement


def _version(cursor: Any) -> int:
    cursor.execute("PRAGMA user_version")
    return int(cursor.fetchone()[0])


class Factory(SQLiteFactory):
    """Chooses this module's recorder and datastore; `eventsourcing` finds it through `PERSISTENCE_MODULE`."""

    application_recorder_class: Any = Recorder

    def __init__(self, env: Any) -> None:
        super().__init__(env)
        self.datastore.close()
        self.datastore = Datastore(self.datastore.pool.db_name)

    def application_recorder(self) -> ApplicationRecorder:
        """The recorder, its tables made or brought up to date."""
        recorder: Recorder = self.application_recorder_class(self.datastore)
        recorder.hash_name = self.env.get(HASH) or recorder.hash_name
        recorder.create_table()
        return recorder
