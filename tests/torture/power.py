"""Power cuts: the writes of a real docket are recorded, and replayed onto a disk that loses its power anywhere between."""

import random
import shutil
import sqlite3
import tempfile
from collections import Counter
from itertools import islice
from multiprocessing.connection import Connection
from pathlib import Path

from eventsourcing.sqlite import SQLiteConnection

import casestream
from casestream.store import connections
from casestream.store.faults import faults
from torture import batches
from torture.disk import Disk, Loss
from torture.nursery import Nursery
from torture.promise import Outcome, Scale, progress
from torture.shim import Deed, Shim, compiled, deeds

# The docket is closed between the sessions; in the longest the log is carried over into the database while it is open.
SESSIONS = (20, 20, 160)
IN_MEMORY = Path("/dev/shm")  # noqa: S108  # For speed alone: the cuts are made up, a disk adds nothing.
OPENED_EVERY = 20


class NormalPool(connections.Pool):
    """The known-bad configuration: the log is not synced when it is committed."""

    def _create_connection(self) -> SQLiteConnection:
        connection = super()._create_connection()
        connection.cursor().execute("PRAGMA synchronous=NORMAL")
        return connection


def record(place: Path, log: Path, is_normal: bool, pipe: Connection) -> None:
    """Write batches, acknowledge them, and have all of it recorded."""
    if is_normal:
        connections.Pool = NormalPool  # type: ignore[misc]  # In a process of its own.
    shim = Shim(place.parent)
    shim.record(log)
    numbers = iter(range(1, sum(SESSIONS) + 1))
    for count in SESSIONS:
        with casestream.open(place) as docket:
            for number in islice(numbers, count):
                batches.write(docket, number)
                shim.acknowledge(number)
    pipe.send("done")


class Cuts:
    """What was found after cuts: how often something acknowledged was missing, and of how many files that were damaged."""

    def __init__(self) -> None:
        self.made = self.cuts_that_lost = self.lost = self.partial = self.damaged = 0

    def look(self, place: Path, acknowledged: int) -> None:
        """Judge one disk after its cut: `acknowledged` batches must be there, perhaps one more, each whole."""
        self.made += 1
        if not acknowledged or self.made % OPENED_EVERY == 0:
            self._go_on(place)
        try:
            kept = batches.found(place)
            is_sound = batches.is_sound(place)
        except sqlite3.DatabaseError:
            kept, is_sound = Counter(), False
        missing = set(range(1, acknowledged + 1)) - set(kept)
        self.lost += len(missing)
        self.cuts_that_lost += bool(missing)
        self.partial += len(batches.partial(kept))
        self.damaged += not is_sound or sorted(kept) != list(range(1, len(kept) + 1))

    def _go_on(self, place: Path) -> None:
        """Open the docket as if nothing had happened, and write the next batch."""
        with casestream.open(place) as docket:
            next_number = len(batches.found(place)) + 1
            self.partial += batches.write(docket, next_number)
            self.damaged += bool(list(faults(docket.log)))


def recorded(nursery: Nursery, *, is_normal: bool) -> list[Deed]:
    """What the writer of a docket did to its files."""
    with tempfile.TemporaryDirectory() as made:
        place, log = Path(made) / "docket" / "court.db", Path(made) / "log"
        place.parent.mkdir()
        if nursery.start(record, place, log, is_normal).rest() != ["done"]:
            raise AssertionError("the writer that was to be recorded has failed")
        return list(deeds(log))


def cut(nursery: Nursery, count: int, *, is_normal: bool) -> Cuts:
    """One cut at every point while the docket is being made, and so many anywhere later, each with another loss."""
    chance, cuts, done = random.Random(5), Cuts(), recorded(nursery, is_normal=is_normal)
    making = next(index for index, deed in enumerate(done) if deed.kind == "a")
    points = [*range(1, making + 1), *sorted(chance.randrange(making, len(done)) + 1 for _ in range(count))]
    disk, at, acknowledged = Disk(), 0, 0
    with tempfile.TemporaryDirectory(dir=IN_MEMORY if IN_MEMORY.is_dir() else None) as scratch:
        for point in points:
            for deed in done[at:point]:
                if deed.kind == "a":
                    acknowledged = deed.offset
                else:
                    disk.do(deed)
            at = point
            directory = Path(scratch) / "disk"
            directory.mkdir()
            disk.cut(directory, chance.choice(list(Loss)), chance)
            cuts.look(directory / "court.db", acknowledged)
            shutil.rmtree(directory)
            progress("control: power cut, synchronous=NORMAL" if is_normal else "power cut", cuts.made, len(points))
    return cuts


def measure(scale: Scale) -> Outcome:
    """The cuts, then some with `synchronous=NORMAL`."""
    with Nursery(compiled()) as nursery:
        full = cut(nursery, scale.of(300, 10_000), is_normal=False)
        normal = cut(nursery, scale.of(50, 1_000), is_normal=True)
    return Outcome(
        figure=f"{full.made:,} cuts, {full.lost} acknowledged batches lost, {full.partial} partial, {full.damaged} damaged",
        kept=full.lost == full.partial == full.damaged == 0,
        control=f"synchronous=NORMAL: {normal.cuts_that_lost:,} of {normal.made:,} cuts lose, {normal.lost:,} batches in all",
        control_failed=normal.lost > 0,
    )
