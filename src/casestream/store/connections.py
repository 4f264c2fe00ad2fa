"""Connections to a docket that keep what they acknowledge: `synchronous=FULL` set and asserted, writers in a queue."""

import sqlite3
import time
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any, cast
from urllib.parse import unquote, urlsplit

from eventsourcing.persistence import ConnectionPoolClosedError, ConnectionUnavailableError
from eventsourcing.sqlite import (
    SQLiteConnection,
    SQLiteConnectionPool,
    SQLiteCursor,
    SQLiteDatastore,
    SQLiteTransaction,
)

from casestream.kernel.errors import NotDurable, StoreFailed
from casestream.store.queue import Queue

LOCK_TIMEOUT_SECONDS = 60
STATEMENTS = 128
PAGE = 10_000
FULL = 2

# The URIs of dockets: what follows is not to be found in that of a file, where `?` and the like are quoted.
IN_MEMORY = "file:casestream-"
READ_ONLY = "?mode=ro"
READ_WRITE = "?mode=rw"
IMMUTABLE = "?immutable=1"
QUEUE = "-queue"


class Cursor(SQLiteCursor):
    """A cursor that can also be read a page at a time."""

    def scan(self, statement: str, parameters: Sequence[Any] = (), *, size: int | None = None) -> Iterator[list[Any]]:
        """The rows of a SELECT, at most `size` of them at a time."""
        self.sqlite_cursor.execute(statement, parameters)
        while rows := self.sqlite_cursor.fetchmany(size or PAGE):
            yield rows


class Connection(SQLiteConnection):
    """A connection with cursors of our kind."""

    def cursor(self) -> Cursor:
        """A cursor of our kind."""
        return Cursor(self._sqlite_conn.cursor())

    def fetch(self, statement: str, parameters: Sequence[Any]) -> list[Any]:
        """All rows of one SELECT."""
        return self._sqlite_conn.execute(statement, parameters).fetchall()


class _Transaction(SQLiteTransaction):
    """Writers take the lock when they begin, not when they first write."""

    def __enter__(self) -> SQLiteCursor:
        cursor = self.connection.cursor()
        cursor.execute("BEGIN IMMEDIATE" if self.commit else "BEGIN")
        return cursor


class Pool(SQLiteConnectionPool):
    """Connections that keep what they acknowledge. Threads wait for one another as long as for other processes.

    In memory, where writing and reading exclude each other, the stock pool keeps the order. In a file who reads waits for
    nobody, and who writes for the other writers only: there one lock does, and the stock pool's semaphore and conditions,
    which cost as much as a short read, are passed by.
    """

    def __init__(self, db_name: str) -> None:
        self._idle: deque[SQLiteConnection] = deque()
        super().__init__(db_name=db_name, lock_timeout=LOCK_TIMEOUT_SECONDS, pool_timeout=LOCK_TIMEOUT_SECONDS)
        self._queue = Queue(Path(unquote(urlsplit(db_name).path) + QUEUE))
        self.is_read_only = db_name.endswith((READ_ONLY, IMMUTABLE))

    @staticmethod
    def detect_memory_mode(db_name: str) -> bool:
        """Whether it is a docket in memory. The stock pool thinks so of any path that holds `:memory:`."""
        return db_name.startswith(IN_MEMORY)

    def get_connection(self, timeout: float | None = None, *, is_writer: bool | None = None) -> SQLiteConnection:
        """A connection for writing or for reading, to be given back.

        Raises:
            ConnectionPoolClosedError: there are none any more.
            ConnectionUnavailableError: another writes for longer than anybody waits.
        """
        if self.is_sqlite_memory_mode:
            return super().get_connection(timeout, is_writer=is_writer)
        if is_writer:
            self._take_turn(self.pool_timeout if timeout is None else timeout)
        try:
            if self.closed:
                raise ConnectionPoolClosedError
            try:
                connection = self._idle.pop()
            except IndexError:
                connection = self._create_connection()
        except BaseException:
            if is_writer:
                self._end_turn()
            raise
        connection.is_writer = is_writer
        return connection

    def _take_turn(self, timeout_seconds: float) -> None:
        """Behind the other writers: the threads of this process, then the processes on this file."""
        if not self._writer_lock.acquire(timeout=timeout_seconds):
            raise ConnectionUnavailableError("Timed out waiting for return of writer")
        if not self._queue.enter(timeout_seconds):
            self._writer_lock.release()
            raise ConnectionUnavailableError("Timed out waiting for the writers of other processes")

    def _end_turn(self) -> None:
        self._queue.leave()
        self._writer_lock.release()

    def put_connection(self, conn: SQLiteConnection) -> None:
        """Take a connection back."""
        if self.is_sqlite_memory_mode:
            super().put_connection(conn)
            return
        was_writer, conn.is_writer = conn.is_writer, None
        self._idle.append(conn)
        if was_writer:
            self._end_turn()
        if self.closed or len(self._idle) > self.pool_size:
            self._close_idle()

    def close(self) -> None:
        """Close every connection; one that is in use, when it is given back."""
        super().close()
        self._close_idle()
        self._queue.close()

    def _close_idle(self) -> None:
        with suppress(IndexError):  # Another thread may take the last one.
            while True:
                self._idle.pop().close()

    def _create_connection(self) -> SQLiteConnection:
        is_written = not (self.is_sqlite_memory_mode or self.is_read_only)
        if is_written and not self.is_journal_mode_wal:
            self._switch_to_wal()
            self.is_journal_mode_wal = True
        # The stock pool says `cached_statements=True`, which is room for one: every statement would be parsed each time.
        raw = sqlite3.connect(
            self.db_name, uri=True, timeout=LOCK_TIMEOUT_SECONDS, isolation_level=None, check_same_thread=False,
            cached_statements=STATEMENTS,
        )  # fmt: skip
        raw.execute("PRAGMA foreign_keys=ON")
        if is_written:
            raw.execute("PRAGMA synchronous=FULL")
            raw.execute("PRAGMA fullfsync=ON")
            self._assert_durable(raw)
        return Connection(sqlite_conn=raw, max_age=self.max_age)

    def _switch_to_wal(self) -> None:
        """Turn on write-ahead logging. That needs the file for itself, and SQLite does not queue for it as for a lock."""
        deadline = time.monotonic() + LOCK_TIMEOUT_SECONDS
        with closing(sqlite3.connect(self.db_name, uri=True, timeout=LOCK_TIMEOUT_SECONDS)) as raw:
            while True:
                try:
                    raw.execute("PRAGMA journal_mode=WAL")
                except sqlite3.OperationalError as error:
                    if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                        raise
                    time.sleep(0.01)
                else:
                    return

    def _assert_durable(self, raw: sqlite3.Connection) -> None:
        synchronous = raw.execute("PRAGMA synchronous").fetchone()[0]
        journal = raw.execute("PRAGMA journal_mode").fetchone()[0]
        if synchronous != FULL or journal != "wal":
            raise NotDurable(
                f"数据库未能置为 synchronous=FULL、WAL（现为 {synchronous}、{journal}）：已确认的记录可能丢失",
                f"the database would not take synchronous=FULL and WAL (it has {synchronous}, {journal})",
                "把案卷放在支持 WAL 的本地磁盘上", "keep the docket on a local disk that supports WAL",
            )  # fmt: skip


class Datastore(SQLiteDatastore):
    """The pool, in our kind."""

    def __init__(self, db_name: str) -> None:
        super().__init__(db_name, lock_timeout=LOCK_TIMEOUT_SECONDS, originator_id_type="text")
        self.pool.close()
        self.pool = Pool(db_name)

    def fetch(self, statement: str, parameters: Sequence[Any]) -> list[Any]:
        """All rows of one SELECT. It sees one state of the docket of itself, so no transaction is put around it.

        Raises:
            StoreFailed: the docket has been closed.
        """
        connection = self._connection(commit=False)
        try:
            return connection.fetch(statement, parameters)
        finally:
            self.pool.put_connection(connection)

    @contextmanager
    def transaction(self, *, commit: bool) -> Iterator[SQLiteCursor]:
        """The same for recorders of `eventsourcing` itself, which read a row by the names of its columns."""
        with self.plain_transaction(commit=commit) as cursor:
            cursor.sqlite_cursor.row_factory = sqlite3.Row
            yield cursor

    @contextmanager
    def plain_transaction(self, *, commit: bool) -> Iterator[SQLiteCursor]:
        """A read transaction, or a write transaction that starts with `BEGIN IMMEDIATE`.

        Raises:
            StoreFailed: the docket has been closed.
        """
        connection = self._connection(commit=commit)
        try:
            with _Transaction(connection, commit=commit) as cursor, cursor:
                yield cursor
        finally:
            self.pool.put_connection(connection)

    def _connection(self, *, commit: bool) -> Connection:
        try:
            return cast(Connection, self.pool.get_connection(is_writer=commit))
        except ConnectionPoolClosedError as error:
            raise StoreFailed(
                "案卷已经关闭", "the docket is closed", "重新打开案卷", "open the docket again"
            ) from error  # fmt: skip
