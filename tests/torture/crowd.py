"""Eight processes append to one file at once: every position once, nobody refused, nobody waits long."""

import sqlite3
import tempfile
import time
from contextlib import closing
from multiprocessing.connection import Connection
from pathlib import Path

from attrs import frozen
from eventsourcing.sqlite import SQLiteCursor

import casestream
from cases import applied, envelope
from casestream.kernel import Case
from casestream.kernel.errors import CasestreamError
from casestream.store import connections, queue
from torture.nursery import Nursery
from torture.promise import Outcome, Scale, progress

PROCESSES = 8
EVENTS_OF_A_STREAM = 10
WORST_WAIT_SECONDS = 1.0
APPENDS_PER_SECOND = 2_000


class _Deferred(connections._Transaction):
    """The known-bad configuration: the lock is taken when something is written, after the position has been read; and no queue."""

    def __enter__(self) -> SQLiteCursor:
        cursor = self.connection.cursor()
        cursor.execute("BEGIN")
        return cursor


@frozen
class Appended:
    """What one process has to say: the positions it was given, how often it was refused, and how long it once waited."""

    positions: list[int]
    refused: int
    worst_seconds: float
    ended: float


def append(place: Path, who: int, count: int, is_deferred: bool, pipe: Connection) -> None:
    """So many appends of one event each, once the word is given."""
    positions, refused, worst = [], 0, 0.0
    with casestream.open(place) as docket:
        if is_deferred:
            connections._Transaction = _Deferred  # type: ignore[misc]  # In a process of its own.
            queue.HAS_LOCKS = False
        pipe.send("ready")
        pipe.recv()
        for index in range(count):
            if index % EVENTS_OF_A_STREAM == 0:
                case = Case(f"{who}-{index}")
            asked = time.perf_counter()
            try:
                (record,) = docket.log.append(case, [applied(claimed_fen=index)], envelope(f"{who}-{index}"))
            except CasestreamError:
                refused += 1
                continue
            worst = max(worst, time.perf_counter() - asked)
            positions.append(record.position)
            case.version += 1
    pipe.send(Appended(positions, refused, worst, time.monotonic()))


@frozen
class Crowd:
    """What all of them came to."""

    given: list[int]
    stored: list[int]
    refused: int
    worst_seconds: float
    seconds: float

    @property
    def per_second(self) -> float:
        """Appends a second, all together."""
        return len(self.given) / self.seconds


def gather(nursery: Nursery, count: int, *, is_deferred: bool) -> Crowd:
    """Eight at once, so many appends each, on a file of this machine's disk."""
    with tempfile.TemporaryDirectory() as directory:
        place = Path(directory) / "court.db"
        children = [nursery.start(append, place, who, count, is_deferred) for who in range(PROCESSES)]
        for child in children:
            child.hear()
        began = time.monotonic()
        for child in children:
            child.pipe.send("go")
        said: list[Appended] = []
        for child in children:
            said += child.rest()
            progress("control: deferred" if is_deferred else "processes that are done", len(said), PROCESSES)
        with closing(sqlite3.connect(place)) as connection:
            stored = [position for (position,) in connection.execute("SELECT position FROM events ORDER BY position")]
    return Crowd(
        given=sorted(position for each in said for position in each.positions), stored=stored,
        refused=sum(each.refused for each in said), worst_seconds=max(each.worst_seconds for each in said),
        seconds=max(each.ended for each in said) - began,
    )  # fmt: skip


def measure(scale: Scale) -> Outcome:
    """The crowd, then one that begins its transactions as they are begun by default."""
    count = scale.of(250, 10_000)
    with Nursery() as nursery:
        crowd = gather(nursery, count, is_deferred=False)
        control = gather(nursery, scale.of(50, 1_000), is_deferred=True)
    every = list(range(1, PROCESSES * count + 1))
    is_quick = crowd.worst_seconds <= WORST_WAIT_SECONDS and crowd.per_second >= APPENDS_PER_SECOND
    return Outcome(
        figure=f"positions {crowd.stored[0]:,} to {crowd.stored[-1]:,}{'' if crowd.stored == every else ' WITH GAPS'}, "
        f"{crowd.refused} refused, worst wait {crowd.worst_seconds:.2f} s, {crowd.per_second:,.0f} durable appends/s together",
        kept=crowd.given == crowd.stored == every and crowd.refused == 0 and (scale is Scale.SHORT or is_quick),
        control=f"deferred BEGIN, position read first: {control.refused:,} of {control.refused + len(control.given):,} refused",
        control_failed=control.refused > 0,
    )
