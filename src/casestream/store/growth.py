"""How a docket's log grows: its records as they are committed, and what has come since a position."""

from collections.abc import Sequence
from datetime import datetime
from operator import attrgetter
from threading import Event

from casestream.kernel.errors import BadRequest
from casestream.kernel.event import Record
from casestream.store.following import Following
from casestream.store.log import Log
from casestream.store.place import Translating
from casestream.store.records import moment
from casestream.store.transactions import among


def follow(log: Log, after: int = 0) -> Following[Record]:
    """The records after a position in the order of the log, and whatever is written later, as it is committed."""

    def wait(position: int, stopping: Event, timeout_seconds: float) -> int:
        return wait_for_more(log, position, stopping, timeout_seconds)

    def read(position: int, limit: int) -> list[Record]:
        return log.records("WHERE position > ?", (position,), limit)

    return Following(wait, read, attrgetter("position"), after)


def wait_for_more(log: Log, position: int, stopping: Event, timeout_seconds: float) -> int:
    """The newest position: as soon as it is beyond `position`, when the time is up, or when `stopping` is set.

    Raises:
        BadRequest: this thread is in a batch, whose records may yet be undone, and which nobody else can end.
    """
    if log.recorder.is_writing:
        raise BadRequest(
            "批次之内不能等待或订阅", "nobody can follow the log, or wait for it, inside a batch",
            "在批次结束后进行", "do it after the batch",
        )  # fmt: skip
    with Translating(log.place):
        return log.recorder.wait_for_more(position, stopping, timeout_seconds)


def stream_ids(log: Log, streams: Sequence[int]) -> dict[int, str]:
    """The ids of streams, by the docket's own numbers."""
    with log.reading() as cursor:
        cursor.execute(f"SELECT stream, id FROM streams WHERE stream IN ({among(streams)})")
        return dict(cursor.fetchall())


def recorded_at(log: Log, position: int) -> datetime | None:
    """When the record at a position was written; None where there is none."""
    with log.reading() as cursor:
        cursor.execute("SELECT recorded_at FROM events WHERE position = ?", (position,))
        row = cursor.fetchone()
    return row and moment(row[0])
