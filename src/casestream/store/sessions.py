"""Sessions of a PostgreSQL database that keep what they acknowledge: writers in a queue, and no commit left in doubt.

Two clients of one database wait for each other on an advisory lock of the docket, taken before they read: so positions have
no gaps, and whoever follows the log sees a record only after every record before it. A lock on the table would do as much,
but vacuuming needs that too, and each would hold up the other.
"""

import os
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import lru_cache
from itertools import count
from time import monotonic, sleep
from typing import Any, TypeVar

import psycopg
from eventsourcing import persistence
from eventsourcing.persistence import ConnectionUnavailableError
from eventsourcing.postgres import PostgresDatastore
from psycopg import Connection
from psycopg.pq import TransactionStatus
from psycopg.rows import DictRow, tuple_row
from psycopg.sql import SQL, Identifier
from psycopg.types.composite import CompositeInfo, register_composite

from casestream.kernel.errors import CommitUnknown, StoreFailed
from casestream.store.connections import LOCK_TIMEOUT_SECONDS
from casestream.store.schema import APPLICATION_ID
from casestream.store.server import Server

T = TypeVar("T")

PAGE = 10_000
IDLE_SESSIONS = 5
DOUBT_SECONDS = 60
PAUSE_SECONDS = 0.02

READ = "BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY"
# Every statement sees what was committed before it, whatever the server's default: so what is read under the lock is newest.
BEGIN = "BEGIN ISOLATION LEVEL READ COMMITTED"
# Whoever listens is told when this is committed. The number of the transaction says afterwards what became of it.
WRITE = (
    f"{BEGIN}; NOTIFY {{channel}}; "
    f"SELECT pg_advisory_xact_lock({APPLICATION_ID}, hashtext(current_schema())), CAST(pg_current_xact_id() AS text) AS id"
)
OPEN = (TransactionStatus.INTRANS, TransactionStatus.INERROR)
_NUMBERS = count(1)


@lru_cache(maxsize=1024)
def translated(statement: str) -> bytes:
    """SQL of this package, where parameters are marked by `?`, as psycopg takes it."""
    return statement.replace("%", "%%").replace("?", "%s").encode()


class Cursor:
    """A cursor that takes the SQL of this package."""

    def __init__(self, connection: Connection[DictRow]) -> None:
        self.connection = connection
        self._cursor = connection.cursor(binary=True, row_factory=tuple_row)

    @property
    def status(self) -> TransactionStatus:
        """How the transaction stands."""
        return self.connection.info.transaction_status

    def execute(self, statement: str, parameters: Sequence[Any] = ()) -> "Cursor":
        """Run one statement."""
        self._cursor.execute(translated(statement), parameters)
        return self

    def executemany(self, statement: str, parameters: Sequence[Sequence[Any]]) -> None:
        """Run one statement for each of many rows, without waiting for each."""
        self._cursor.executemany(translated(statement), parameters)

    def fetchone(self) -> Any:
        """The next row, None after the last."""
        return self._cursor.fetchone()

    def fetchall(self) -> list[Any]:
        """All rows that are left."""
        return self._cursor.fetchall()

    def scan(self, statement: str, parameters: Sequence[Any] = (), *, size: int | None = None) -> Iterator[list[Any]]:
        """The rows of a SELECT, at most `size` of them at a time; the others stay with the server meanwhile.

        Who does not read to the end leaves the rest to the end of the transaction: when a forgotten iterator is collected,
        the session may be somebody else's.
        """
        name = f"scan_{next(_NUMBERS)}"
        self.execute(f"DECLARE {name} NO SCROLL CURSOR FOR {statement}", parameters)
        page = self.connection.cursor(binary=True, row_factory=tuple_row)
        fetch = f"FETCH FORWARD {size or PAGE} FROM {name}".encode()
        while rows := page.execute(fetch, prepare=False).fetchall():
            yield rows
        page.execute(f"CLOSE {name}".encode())


class Datastore(PostgresDatastore):
    """The sessions of one process with one docket.

    There are as many as are needed at once, and one that writes. Those that the server has ended are replaced unseen,
    as long as they were idle.
    """

    begin_writing = WRITE

    def __init__(self, server: Server) -> None:
        super().__init__("", "", "", "", "", schema=server.schema, originator_id_type="text")
        self.server = server
        self.channel = f"casestream_{server.schema}"[:63]
        self._begin_writing = SQL(self.begin_writing).format(channel=Identifier(self.channel))
        self._idle: deque[Connection[DictRow]] = deque()
        self._process, self._inherited = os.getpid(), self._idle
        self._writer = threading.Lock()
        self._is_closed = False

    # --- what a recorder needs ---

    def fetch(self, statement: str, parameters: Sequence[Any] = ()) -> list[Any]:
        """All rows of one SELECT, which sees one state of the docket of itself."""
        with _telling():
            session, rows = self._first(lambda session: Cursor(session).execute(statement, parameters).fetchall())
            self._give_back(session)
            return rows

    @contextmanager
    def reading(self) -> Iterator[Cursor]:
        """A transaction that sees one state of the docket."""
        with _telling():
            session, _ = self._first(lambda session: session.execute(READ))
            try:
                yield Cursor(session)
            finally:
                self._give_back(session)

    @contextmanager
    def writing(self, is_written: Callable[[], bool | None] | None = None) -> Iterator[Cursor]:
        """A transaction of the only writer, durable when this ends without an error.

        `is_written` tells of a row that only this transaction wrote whether it is there; None when it wrote none such.
        Without it nobody looks up how a commit ended whose session broke off: that is for who finds out by doing it again.

        Raises:
            CommitUnknown: the session broke off while the transaction was being committed, and nobody could say how it ended.
            StoreFailed: it broke off, and nothing was written.
        """
        if not self._writer.acquire(timeout=LOCK_TIMEOUT_SECONDS):
            raise ConnectionUnavailableError("Timed out waiting for return of writer")
        try:
            with _telling():
                session, transaction = self._first(self._begun)
                try:
                    yield Cursor(session)
                    self._commit(session, transaction, is_written)
                finally:
                    self._give_back(session)
        finally:
            self._writer.release()

    def _begun(self, session: Connection[DictRow]) -> str:
        cursor = session.execute(self._begin_writing)
        while cursor.nextset():
            pass
        row = cursor.fetchone()
        return str(row and row["id"])

    @contextmanager
    def listening(self) -> Iterator[Callable[[float], object]]:
        """What waits so many seconds at most for the next commit of whoever it be, from now on."""
        with self.get_connection() as session:
            session.execute(SQL("LISTEN {}").format(Identifier(self.channel)))
            try:
                yield lambda seconds: next(session.notifies(timeout=seconds, stop_after=1), None)
            finally:
                with suppress(psycopg.Error):
                    session.execute("UNLISTEN *")

    # --- the end of a transaction ---

    def _commit(
        self, session: Connection[DictRow], transaction: str, is_written: Callable[[], bool | None] | None
    ) -> None:  # fmt: skip
        try:
            session.execute("COMMIT")
        except psycopg.Error as error:
            if not session.broken or is_written is None:
                raise  # The server has said no, or it need not be known.
            if not self._is_committed(transaction, is_written, error):
                raise StoreFailed(
                    f"与 {self.server} 的连接中断，未写入任何内容", f"the session with {self.server} broke off; nothing was written",
                    "以同一 command_id 重试", "retry with the same command id",
                ) from error  # fmt: skip

    def _is_committed(self, transaction: str, is_written: Callable[[], bool | None], error: Exception) -> bool:
        """What became of a transaction whose session broke off when it was asked to commit.

        The server tells it, once it runs again. After a crash it gives the number of a transaction that was lost to another
        one; so `committed` is believed only where what was written is there.
        """
        deadline = monotonic() + DOUBT_SECONDS
        while monotonic() < deadline:
            try:
                ((status,),) = self.fetch("SELECT pg_xact_status(CAST(? AS xid8))", (transaction,))
                if status == "aborted":
                    return False
                if status == "committed" and (found := is_written()) is not None:
                    return found
                if status != "in progress":
                    break
            except persistence.DataError:  # It lies in the future: the server crashed before it was committed.
                return False
            except persistence.PersistenceError:
                pass  # The server is not there again yet.
            sleep(PAUSE_SECONDS)
        raise CommitUnknown(
            f"与 {self.server} 的连接在提交时中断，不知是否已写入",
            f"the session with {self.server} broke off at the commit; whether it was written is not known",
            "以同一 command_id 重试：已写入的，将由日志答复", "retry with the same command id: what was written is answered from the log",
        ) from error  # fmt: skip

    # --- sessions ---

    def register_type_adapters(self) -> None:
        """The composite types of stock recorders beside the docket, in a schema of any name; the docket has none."""
        with self.get_connection() as session:
            for name in self.db_type_names - self.psycopg_type_adapters.keys():
                if info := CompositeInfo.fetch(session, Identifier(self.schema, name)):
                    register_composite(info, session)
                    self.psycopg_type_adapters[name] = info
                    self.psycopg_python_types[name] = info.python_type

    def _first(self, act: Callable[[Connection[DictRow]], T]) -> tuple[Connection[DictRow], T]:
        """Do what begins the use of a session. One that has died in its idleness has done nothing: another takes its place."""
        while True:
            is_fresh, session = self._take()
            try:
                return session, act(session)
            except BaseException as error:
                was_idle = session.broken and not is_fresh and isinstance(error, psycopg.OperationalError)
                session.close()
                if not was_idle:
                    raise

    def _take(self) -> tuple[bool, Connection[DictRow]]:
        if self._is_closed:
            raise StoreFailed("案卷已经关闭", "the docket is closed", "重新打开案卷", "open the docket again")
        if self._process != os.getpid():  # A fork has sessions of its own; those of its parent stay open.
            self._process, self._inherited, self._idle = os.getpid(), self._idle, deque()
        with suppress(IndexError):
            return False, self._idle.pop()
        return True, self.server.session()

    def _give_back(self, session: Connection[DictRow]) -> None:
        if session.info.transaction_status in OPEN:
            with suppress(psycopg.Error):
                session.rollback()
        is_clean = session.info.transaction_status == TransactionStatus.IDLE
        if is_clean and len(self._idle) < IDLE_SESSIONS and not self._is_closed:
            self._idle.append(session)
        else:
            session.close()

    @contextmanager
    def get_connection(self) -> Iterator[Connection[DictRow]]:
        """A session for what `eventsourcing` does by itself."""
        with _telling():
            session, _ = self._first(lambda session: session.execute("SELECT 1"))
            try:
                for info in self.psycopg_type_adapters.values():
                    register_composite(info, session)
                yield session
            finally:
                self._give_back(session)

    def close(self) -> None:
        """End every session; one that is in use, when it is given back."""
        self._is_closed = True
        with suppress(IndexError):  # Another thread may take the last one.
            while True:
                self._idle.pop().close()


@contextmanager
def _telling() -> Iterator[None]:
    """Errors of psycopg as those of `eventsourcing`, as stock recorders raise them."""
    try:
        yield
    except psycopg.Error as error:
        kinds = (kind.__name__ for kind in type(error).__mro__ if kind.__module__ == "psycopg")
        name = next((name for name in kinds if hasattr(persistence, name)), "PersistenceError")
        raise getattr(persistence, name)(str(error)) from error
