"""Live views beside the docket: results, how far each has come, and what was set aside.

A result and the position up to which it counts are written in one transaction, and only by whoever still finds what the
new result was worked out from. So any number of processes may work on one view, be killed at any moment, and every record
counts once. How far a view has come stands in a `tracking` table as `eventsourcing` has it.

Beside a docket in a file they lie in a database of their own; on a server in tables of their own, in the docket's schema.
The SQL is written once, with `?` for parameters, in what SQLite and PostgreSQL both understand.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from typing import Any, ClassVar, Protocol, cast
from uuid import uuid4

from attrs import frozen
from eventsourcing.persistence import IntegrityError, Tracking, TrackingRecorder

from casestream.kernel.errors import NotWritable, UnknownName
from casestream.store import sqlite
from casestream.store.connections import IN_MEMORY, READ_ONLY
from casestream.store.log import Log
from casestream.store.place import Translating
from casestream.store.transactions import Cursor

Key = tuple[int, tuple[str, ...]]  # The number of a measure, and a group.

LIVE = "live"  # The name of their file, beside that of the docket.

TABLES = (
    """CREATE TABLE tracking (
        application_name TEXT, notification_id INTEGER, PRIMARY KEY (application_name)) WITHOUT ROWID""",
    # One row a version of a view: a view whose definition has changed is another version, built beside the one in use.
    """CREATE TABLE views (
        version TEXT PRIMARY KEY, view TEXT NOT NULL, name TEXT NOT NULL, measures TEXT NOT NULL, anchor TEXT NOT NULL,
        in_use INTEGER NOT NULL)""",
    """CREATE TABLE tallies (
        version TEXT NOT NULL, measure INTEGER NOT NULL, cell TEXT NOT NULL, number BIGINT NOT NULL)""",
    """CREATE TABLE dead_letters (
        version TEXT NOT NULL, stream BIGINT NOT NULL, position BIGINT NOT NULL, counted_to BIGINT NOT NULL,
        error TEXT NOT NULL, failed_at BIGINT NOT NULL, PRIMARY KEY (version, stream))""",
)
NAMES = {statement.split()[2] for statement in TABLES}
ONE_ROW_A_NAME = ("__migration__", 1)  # So `eventsourcing` knows that a table of positions is of its newer kind.


@frozen(order=True)
class DeadLetter:
    """A record that a view cannot take, and with it its stream, which stays counted up to `counted_to`.

    `stream` is the docket's number of the stream, `failed_at` microseconds since 1970 UTC, `error` what was raised.
    """

    stream: int
    position: int
    counted_to: int
    error: str
    failed_at: int


@frozen
class Standing:
    """How far a version of a view has come: up to which position, the fingerprint of that record, what is set aside."""

    position: int = 0
    anchor: str = ""
    letters: tuple[DeadLetter, ...] = ()


@frozen(kw_only=True)
class Version:
    """A version of a view as it is listed; `measures` names those that its numbers stand for, in order."""

    version: str
    view: str
    name: str
    measures: tuple[str, ...]
    in_use: bool
    standing: Standing


class Database(Protocol):
    """The database in which live views lie: one writer at a time, and readers who wait for nobody."""

    def reading(self) -> AbstractContextManager[Cursor]: ...
    def writing(self) -> AbstractContextManager[Cursor]: ...
    def key(self, column: str, /) -> str: ...
    def tables(self, c: Cursor, /) -> set[str]: ...
    def spelled(self, statement: str, /) -> str: ...
    def close(self) -> None: ...


class Views(TrackingRecorder):
    """The live views of one docket, at a place by which its failures are told."""

    statements: ClassVar[tuple[str, ...]] = TABLES

    def __init__(self, database: Database, place: str) -> None:
        self.database, self.place = database, place

    def create_table(self) -> None:
        """Create the tables where there are none. Who only opens them does not wait for those who write.

        Raises:
            NotWritable, StoreFailed: they cannot be made.
        """
        with self.reading() as c:
            if self._has_tables(c):
                return
        with self.writing() as c:
            if self._has_tables(c):
                return
            if taken := sorted(NAMES & self.database.tables(c)):
                raise NotWritable(
                    f"{self.place} 中已有别的表 {'、'.join(taken)}，不能建立实时视图",
                    f"{self.place} has other tables named {', '.join(taken)}, so there can be no live views",
                    "给那些表改名，或者移到别的模式", "rename those tables, or move them to another schema",
                )  # fmt: skip
            for statement in self.statements:
                c.execute(self.database.spelled(statement))
            c.execute(f"CREATE UNIQUE INDEX tallies_by_cell ON tallies (version, measure, {self.database.key('cell')})")
            c.execute("INSERT INTO tracking VALUES (?,?)", ONE_ROW_A_NAME)

    def _has_tables(self, c: Cursor) -> bool:
        return self.database.tables(c) >= NAMES

    @contextmanager
    def reading(self) -> Iterator[Cursor]:
        """A cursor that sees one state of the views, and fails in our words."""
        with Translating(self.place), self.database.reading() as c:
            yield c

    @contextmanager
    def writing(self) -> Iterator[Cursor]:
        """The transaction of their only writer, which fails in our words."""
        with Translating(self.place), self.database.writing() as c:
            yield c

    def close(self) -> None:
        """Give back the connections."""
        self.database.close()

    # --- what `eventsourcing` asks of whoever keeps positions; it is told in its own words ---

    def insert_tracking(self, tracking: Tracking) -> None:
        """Keep a position.

        Raises:
            IntegrityError: one as far is kept already.
        """
        with self.database.writing() as c:
            self._track(c, tracking)

    def max_tracking_id(self, application_name: str) -> int | None:
        """The position that is kept under a name; None where there is none."""
        with self.database.reading() as c:
            return self._tracked(c, application_name)

    def _track(self, c: Cursor, tracking: Tracking) -> None:
        kept = _all(
            c, "INSERT INTO tracking VALUES (?,?) ON CONFLICT (application_name) DO UPDATE "
            "SET notification_id = excluded.notification_id WHERE tracking.notification_id < excluded.notification_id "
            "RETURNING notification_id", tracking.application_name, tracking.notification_id,
        )  # fmt: skip
        if not kept:
            raise IntegrityError(f"{tracking.application_name} has come to {tracking.notification_id} already")

    def _tracked(self, c: Cursor, name: str) -> int | None:
        ((position,),) = _all(c, "SELECT max(notification_id) FROM tracking WHERE application_name=?", name)
        return cast(int | None, position)

    # --- versions ---

    def add(self, version: str, view: str, name: str, measures: Sequence[str]) -> None:
        """A version of a view, at nothing; the first one of a view is in use."""
        with self.reading() as c:
            if _all(c, "SELECT 1 FROM views WHERE version=?", version):
                return
        with self.writing() as c:
            if not _all(c, "SELECT 1 FROM views WHERE version=?", version):
                in_use = 0 if _all(c, "SELECT 1 FROM views WHERE view=?", view) else 1
                named = json.dumps(measures, ensure_ascii=False)
                c.execute("INSERT INTO views VALUES (?,?,?,?,'',?)", (version, view, name, named, in_use))

    def listed(self) -> list[Version]:
        """Every version of every view."""
        with self.reading() as c:
            if not self._has_tables(c):
                return []
            rows = _all(c, "SELECT version, view, name, measures, in_use FROM views ORDER BY name, view, version")
            return [
                Version(
                    version=version,
                    view=view,
                    name=name,
                    measures=tuple(json.loads(measures)),
                    in_use=bool(in_use),
                    standing=self._standing(c, version),
                )
                for version, view, name, measures, in_use in rows
            ]

    def switch(self, version: str, view: str) -> None:
        """Use this version from now on; the others are given up."""
        with self.writing() as c:
            for (other,) in _all(c, "SELECT version FROM views WHERE view=? AND version<>?", view, version):
                self._clear(c, other)
                c.execute("DELETE FROM views WHERE version=?", (other,))
            c.execute("UPDATE views SET in_use=1 WHERE version=?", (version,))

    # --- one version ---

    def standing(self, version: str) -> Standing:
        """How far it has come.

        Raises:
            UnknownName: it was given up for another version.
        """
        with self.reading() as c:
            return self._standing(c, version)

    def result(self, version: str) -> tuple[Standing, dict[Key, int]]:
        """How far it has come, and what it had come to just there."""
        with self.reading() as c:
            rows = _all(c, "SELECT measure, cell, number FROM tallies WHERE version=?", version)
            return self._standing(c, version), {
                (measure, tuple(json.loads(cell))): number for measure, cell, number in rows
            }

    def advance(self, version: str, before: Standing, after: Standing, changes: Mapping[Key, int]) -> bool:
        """Add what the records between two standings change. False, and nothing, where somebody else was quicker."""
        with self.writing() as c:
            if self._standing(c, version) != before:
                return False
            self._add(c, version, changes)
            self._move(c, version, before, after)
        return True

    def reset(self, version: str, before: Standing) -> bool:
        """Back to nothing. False where somebody else was quicker."""
        with self.writing() as c:
            if self._standing(c, version) != before:
                return False
            self._clear(c, version)
        return True

    def _standing(self, c: Cursor, version: str) -> Standing:
        found = _all(c, "SELECT anchor FROM views WHERE version=?", version)
        if not found:
            raise UnknownName(
                "此视图已改用另一定义", "this view is of another definition now",
                "用现行的定义重新打开视图", "open the view anew, with the definition in use",
            )  # fmt: skip
        letters = _all(
            c, "SELECT stream, position, counted_to, error, failed_at FROM dead_letters WHERE version=? ORDER BY stream",
            version,
        )  # fmt: skip
        return Standing(
            self._tracked(c, version) or 0, found[0][0], tuple(DeadLetter(*letter) for letter in letters)
        )  # fmt: skip

    def _add(self, c: Cursor, version: str, changes: Mapping[Key, int]) -> None:
        rows = [(version, key[0], json.dumps(key[1], ensure_ascii=False), number) for key, number in changes.items()]
        c.executemany(
            f"INSERT INTO tallies VALUES (?,?,?,?) ON CONFLICT (version, measure, {self.database.key('cell')}) "
            "DO UPDATE SET number = tallies.number + excluded.number", rows,
        )  # fmt: skip

    def _move(self, c: Cursor, version: str, before: Standing, after: Standing) -> None:
        if after.position > before.position:
            self._track(c, Tracking(version, after.position))
        c.execute("UPDATE views SET anchor=? WHERE version=?", (after.anchor, version))
        if after.letters != before.letters:
            c.execute("DELETE FROM dead_letters WHERE version=?", (version,))
            c.executemany("INSERT INTO dead_letters VALUES (?,?,?,?,?,?)", _rows(version, after.letters))

    def _clear(self, c: Cursor, version: str) -> None:
        for table, key in (("tallies", "version"), ("dead_letters", "version"), ("tracking", "application_name")):
            c.execute(f"DELETE FROM {table} WHERE {key}=?", (version,))
        c.execute("UPDATE views SET anchor='' WHERE version=?", (version,))


def _rows(version: str, letters: Sequence[DeadLetter]) -> list[tuple[Any, ...]]:
    return [(version, each.stream, each.position, each.counted_to, each.error, each.failed_at) for each in letters]


def _all(cursor: Cursor, statement: str, *parameters: Any) -> list[Any]:
    cursor.execute(statement, parameters)
    found: list[Any] = cursor.fetchall()
    return found


def views_beside(log: Log, kind: type[Views] = Views, *, read_only: bool = False) -> Views:
    """The live views of a docket, beside it. Read only, nothing is made where there are none.

    Raises:
        NotWritable, StoreFailed: they cannot be opened.
    """
    if log.server is not None:
        from casestream.store import postgres

        views = kind(postgres.Beside(log.server), log.place)
    elif (place := log.beside(LIVE)) is None:
        views = kind(sqlite.Beside(f"{IN_MEMORY}{uuid4().hex}?mode=memory&cache=shared"), log.place)
    else:
        views = kind(sqlite.Beside(place.as_uri() + READ_ONLY if read_only else place.as_uri()), str(place))
    if not read_only:
        try:
            views.create_table()
        except BaseException:
            views.close()
            raise
    return views
