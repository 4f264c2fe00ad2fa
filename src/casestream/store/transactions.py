"""What a recorder asks of its database: transactions that can be nested, one writer at a time, and how sound it is."""

import threading
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from typing import Any, ClassVar, Protocol, cast


class Cursor(Protocol):
    """What is asked of a database's cursor. `scan` gives the rows of a SELECT page by page, however many there are."""

    def execute(self, statement: str, parameters: Sequence[Any] = (), /) -> Any: ...
    def executemany(self, statement: str, parameters: Sequence[Sequence[Any]], /) -> Any: ...
    def fetchone(self) -> Any: ...
    def fetchall(self) -> list[Any]: ...
    def scan(
        self, statement: str, parameters: Sequence[Any] = (), *, size: int | None = ...
    ) -> Iterator[list[Any]]: ...


def among(numbers: Iterable[int]) -> str:
    """Whole numbers for `IN (…)`. Of none it is NULL, to which nothing is equal: PostgreSQL takes no empty list."""
    return ",".join(map(str, numbers)) or "NULL"


class Transactions(ABC):
    """Transactions on the database of a docket; which that is, is for the subclass to say."""

    datastore: Any
    durable: ClassVar[frozenset[tuple[str, str]]]  # What `durability` must be.

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._local = threading.local()

    # --- what the database says ---

    @abstractmethod
    def reading(self) -> AbstractContextManager[Cursor]:
        """A cursor that sees one state of the docket: that of the batch in hand, if this thread is in one."""

    @abstractmethod
    def fetch(self, statement: str, parameters: Sequence[Any] = ()) -> list[Any]:
        """All rows of one SELECT, which sees one state of the docket without any transaction around it."""

    @abstractmethod
    def is_open(self, cursor: Cursor) -> bool:
        """Whether the transaction is still there: a full disk may have the database roll it back of its own accord."""

    @abstractmethod
    def assert_open(self, cursor: Cursor) -> None:
        """What would follow a transaction that is gone must not be committed bit by bit: raise the database's error."""

    @abstractmethod
    def is_taken(self, error: Exception) -> bool:
        """Whether the database says that a unique key is there already."""

    @abstractmethod
    def transaction(self) -> AbstractContextManager[Cursor]:
        """A transaction of the only writer, committed durably at the end."""

    @abstractmethod
    def durability(self) -> tuple[str, str]:
        """What the database says of how it keeps what it acknowledges."""

    @abstractmethod
    def damage(self, c: Cursor) -> list[str]:
        """What the database itself finds damaged, in its own words."""

    @abstractmethod
    def orphans(self, c: Cursor) -> list[tuple[str, int, str]]:
        """The rows that refer to no row: their table, their number, and the table to which they ought to refer."""

    @abstractmethod
    def shape(self, c: Cursor) -> tuple[dict[str, str], dict[str, str]]:
        """Tables, indexes and triggers by name with how each is made: as it is, and as it should be."""

    # --- reading and writing in one transaction ---

    @contextmanager
    def writing(self) -> Iterator[Cursor]:
        """A cursor whose writes are committed together at the end, or not at all.

        Nested use joins the outer transaction behind a savepoint: what fails inside is undone, the rest may go on.
        """
        if (batch := self._batch) is not None:
            with self._step(batch):
                yield batch
            return
        try:
            with self.transaction() as cursor:
                self._local.batch, self.newest_answer = cursor, ""
                try:
                    yield cursor
                    self.assert_open(cursor)
                finally:
                    self._local.batch = None
        except BaseException:
            self.forget()
            raise

    @contextmanager
    def _step(self, batch: Cursor) -> Iterator[None]:
        self.assert_open(batch)
        batch.execute("SAVEPOINT step")
        answered = self.newest_answer
        try:
            yield
        except BaseException:
            self.newest_answer = answered
            self.forget()
            if self.is_open(batch):
                batch.execute("ROLLBACK TO step")
            raise
        finally:
            if self.is_open(batch):
                batch.execute("RELEASE step")

    @property
    def _batch(self) -> Cursor | None:
        return getattr(self._local, "batch", None)

    @property
    def is_writing(self) -> bool:
        """Whether this thread is in a transaction that may yet be rolled back."""
        return self._batch is not None

    @property
    def newest_answer(self) -> str:
        """The id of the last command that was answered in the transaction in hand, '' if none was."""
        return cast(str, self._local.newest_answer)

    @newest_answer.setter
    def newest_answer(self, command_id: str) -> None:
        self._local.newest_answer = command_id

    @abstractmethod
    def forget(self) -> None:
        """Forget what was learnt in a transaction that is rolled back."""
