"""Live views in a database of their own beside the docket: results, how far each has come, and what was set aside.

A result and the position up to which it counts are written in one transaction, and only by whoever still finds what the
new result was worked out from. So any number of processes may work on one view, be killed at any moment, and every record
counts once. How far a view has come stands in the `tracking` table of `eventsourcing`.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

from attrs import frozen
from eventsourcing.persistence import Tracking
from eventsourcing.sqlite import SQLiteCursor, SQLiteTrackingRecorder

from casestream.kernel.errors import UnknownName
from casestream.store.connections import IN_MEMORY, READ_ONLY, Datastore
from casestream.store.log import Log
from casestream.store.place import Translating

Key = tuple[int, tuple[str, ...]]  # The number of a measure, and a group.

LIVE = "live"  # The name of their file, beside the docket.

TABLES = (
    # One row a version of a view: a view whose definition has changed is another version, built beside the one in use.
    """CREATE TABLE IF NOT EXISTS views (
        version TEXT PRIMARY KEY, view TEXT NOT NULL, name TEXT NOT NULL, measures TEXT NOT NULL, anchor TEXT NOT NULL,
        in_use INTEGER NOT NULL)""",
    """CREATE TABLE IF NOT EXISTS tallies (
        version TEXT NOT NULL, measure INTEGER NOT NULL, cell TEXT NOT NULL, number BIGINT NOT NULL,
        PRIMARY KEY (version, measure, cell))""",
    """CREATE TABLE IF NOT EXISTS dead_letters (
        version TEXT NOT NULL, stream BIGINT NOT NULL, position BIGINT NOT NULL, counted_to BIGINT NOT NULL,
        error TEXT NOT NULL, failed_at BIGINT NOT NULL, PRIMARY KEY (version, stream))""",
)


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


class Views(SQLiteTrackingRecorder):
    """The live views of one docket."""

    def construct_create_table_statements(self) -> list[str]:
        """Upstream's table for positions, and ours."""
        return [*super().construct_create_table_statements(), *TABLES]

    def create_table(self) -> None:
        """Create the tables where there are none. Who only opens them does not wait for those who write."""
        with self.datastore.transaction(commit=False) as cursor:
            if _has_tables(cursor):
                return
        with self.datastore.transaction(commit=True) as cursor:
            if not _has_tables(cursor):
                self._create_table(cursor)

    def close(self) -> None:
        """Give back the connections."""
        self.datastore.close()

    # --- versions ---

    def add(self, version: str, view: str, name: str, measures: Sequence[str]) -> None:
        """A version of a view, at nothing; the first one of a view is in use."""
        with self.datastore.transaction(commit=False) as c:
            if _all(c, "SELECT 1 FROM views WHERE version=?", version):
                return
        with self.datastore.transaction(commit=True) as c:
            if not _all(c, "SELECT 1 FROM views WHERE version=?", version):
                in_use = 0 if _all(c, "SELECT 1 FROM views WHERE view=?", view) else 1
                named = json.dumps(measures, ensure_ascii=False)
                c.execute("INSERT INTO views VALUES (?,?,?,?,'',?)", (version, view, name, named, in_use))

    def listed(self) -> list[Version]:
        """Every version of every view."""
        with self.datastore.transaction(commit=False) as c:
            if not _has_tables(c):
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
        with self.datastore.transaction(commit=True) as c:
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
        with self.datastore.transaction(commit=False) as c:
            return self._standing(c, version)

    def result(self, version: str) -> tuple[Standing, dict[Key, int]]:
        """How far it has come, and what it had come to just there."""
        with self.datastore.transaction(commit=False) as c:
            rows = _all(c, "SELECT measure, cell, number FROM tallies WHERE version=?", version)
            return self._standing(c, version), {
                (measure, tuple(json.loads(cell))): number for measure, cell, number in rows
            }

    def advance(self, version: str, before: Standing, after: Standing, changes: Mapping[Key, int]) -> bool:
        """Add what the records between two standings change. False, and nothing, where somebody else was quicker."""
        with self.datastore.transaction(commit=True) as c:
            if self._standing(c, version) != before:
                return False
            self._add(c, version, changes)
            self._move(c, version, before, after)
        return True

    def reset(self, version: str, before: Standing) -> bool:
        """Back to nothing. False where somebody else was quicker."""
        with self.datastore.transaction(commit=True) as c:
            if self._standing(c, version) != before:
                return False
            self._clear(c, version)
        return True

    def _standing(self, c: SQLiteCursor, version: str) -> Standing:
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
            self._max_tracking_id(version, c) or 0, found[0][0], tuple(DeadLetter(*letter) for letter in letters)
        )  # fmt: skip

    def _add(self, c: SQLiteCursor, version: str, changes: Mapping[Key, int]) -> None:
        rows = [(version, key[0], json.dumps(key[1], ensure_ascii=False), number) for key, number in changes.items()]
        c.executemany(
            "INSERT INTO tallies VALUES (?,?,?,?) ON CONFLICT (version, measure, cell) "
            "DO UPDATE SET number = tallies.number + excluded.number", rows,
        )  # fmt: skip

    def _move(self, c: SQLiteCursor, version: str, before: Standing, after: Standing) -> None:
        if after.position > before.position:
            self._insert_tracking(c, Tracking(version, after.position))
        c.execute("UPDATE views SET anchor=? WHERE version=?", (after.anchor, version))
        if after.letters != before.letters:
            c.execute("DELETE FROM dead_letters WHERE version=?", (version,))
            c.executemany("INSERT INTO dead_letters VALUES (?,?,?,?,?,?)", _rows(version, after.letters))

    def _clear(self, c: SQLiteCursor, version: str) -> None:
        for table, key in (("tallies", "version"), ("dead_letters", "version"), ("tracking", "application_name")):
            c.execute(f"DELETE FROM {table} WHERE {key}=?", (version,))
        c.execute("UPDATE views SET anchor='' WHERE version=?", (version,))


def _rows(version: str, letters: Sequence[DeadLetter]) -> list[tuple[Any, ...]]:
    return [(version, each.stream, each.position, each.counted_to, each.error, each.failed_at) for each in letters]


def _all(cursor: SQLiteCursor, statement: str, *parameters: Any) -> list[Any]:
    cursor.execute(statement, parameters)
    found: list[Any] = cursor.fetchall()
    return found


def _has_tables(cursor: SQLiteCursor) -> bool:
    return bool(_all(cursor, "SELECT 1 FROM sqlite_master WHERE name='views'"))


class _Beside(Datastore):
    """The database beside a docket; its failures are told under its own place."""

    def __init__(self, place: str, uri: str) -> None:
        super().__init__(uri)
        self.place = place

    @contextmanager
    def transaction(self, *, commit: bool) -> Iterator[SQLiteCursor]:
        """A transaction that fails in our words.

        Raises:
            NotWritable, StoreFailed: it cannot be read or written.
        """
        with Translating(self.place), super().transaction(commit=commit) as cursor:
            yield cursor


def views_beside(log: Log, kind: type[Views] = Views, *, read_only: bool = False) -> Views:
    """The live views of a docket: in a file beside it (`Log.beside`); those of a docket in memory are in memory, too.

    Raises:
        NotWritable, StoreFailed: it cannot be opened.
    """
    place = log.beside(LIVE)
    uri = f"{IN_MEMORY}{uuid4().hex}?mode=memory&cache=shared" if place is None else place.as_uri()
    views = kind(_Beside(str(place or log.place), uri + READ_ONLY if read_only else uri))
    if not read_only:
        views.create_table()
    return views
