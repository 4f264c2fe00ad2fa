"""A disk that fails or is full: at every single write, sync, cut, creation and removal that a docket's life consists of.

The n-th of them fails, once, or on and on until the disk is whole again, for every n until none is left to fail.
"""

import errno
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from multiprocessing.connection import Connection
from pathlib import Path

from attrs import Factory, define, frozen
from eventsourcing.sqlite import SQLiteConnection

import casestream
from casestream.docket import Docket
from casestream.kernel.errors import CasestreamError
from casestream.store import connections
from torture import batches
from torture.nursery import Nursery
from torture.promise import Outcome, Scale, progress
from torture.shim import FOR_EVER, Shim, compiled

BATCHES = 12
PAGES_OF_THE_LOG = 40  # So few that the log is carried over into the database several times in one life.
PATIENCE = 3


@frozen
class Failure:
    """How the disk fails: which kinds of calls (see `shim.c`), how many of them, and with which error."""

    says: str
    kinds: str
    times: int
    error: int


FAILURES = (
    Failure("EIO once", "cwtsu", 1, errno.EIO),
    Failure("EIO until mended", "cwtsu", FOR_EVER, errno.EIO),
    Failure("disk full until there is room", "cwt", FOR_EVER, errno.ENOSPC),
)


class SmallLogPool(connections.Pool):
    """Connections that carry the log over into the database often."""

    def _create_connection(self) -> SQLiteConnection:
        connection = super()._create_connection()
        connection.cursor().execute(f"PRAGMA wal_autocheckpoint={PAGES_OF_THE_LOG}")
        return connection


class NoJournalPool(connections.Pool):
    """The known-bad configuration: nothing that was begun can be undone."""

    def _create_connection(self) -> SQLiteConnection:
        connection = super()._create_connection()
        connection.cursor().execute("PRAGMA journal_mode=OFF")
        return connection

    def _switch_to_wal(self) -> None:
        pass

    def _assert_durable(self, raw: object) -> None:
        pass


@define
class Life:
    """What a docket on a failing disk has been through."""

    failed_calls: int = 0
    acknowledged: list[int] = Factory(list)
    refused: Counter[str] = Factory(Counter)
    untyped: list[str] = Factory(list)
    gave_up: bool = False


class Endurance:
    """A docket that is used on, whatever the disk does: a batch that was refused is asked for again."""

    def __init__(self, place: Path, shim: Shim) -> None:
        self.place, self.shim, self.life = place, shim, Life()

    def live(self) -> Life:
        """Open, write half of the batches, close; and once more."""
        for numbers in (range(1, BATCHES // 2 + 1), range(BATCHES // 2 + 1, BATCHES + 1)):
            docket = self._opened()
            if docket is not None:
                with closing(docket):
                    for number in numbers:
                        self._write(docket, number)
        self.life.failed_calls = self.shim.failed
        return self.life

    def _opened(self) -> Docket | None:
        for _ in self._attempts():
            try:
                return casestream.open(self.place)
            except Exception as error:  # noqa: BLE001  # Which ones come is what is asked.
                self._note(error)
        return None

    def _write(self, docket: Docket, number: int) -> None:
        for _ in self._attempts():
            try:
                batches.write(docket, number)
            except Exception as error:  # noqa: BLE001
                self._note(error)
            else:
                self.life.acknowledged.append(number)
                return

    def _attempts(self) -> Iterator[None]:
        """A few; then the disk is mended, and one more."""
        for _ in range(PATIENCE):
            yield
        self.shim.mend()
        yield
        self.life.gave_up = True

    def _note(self, error: Exception) -> None:
        if isinstance(error, CasestreamError):
            self.life.refused[type(error).__name__] += 1
        else:
            self.life.untyped.append(repr(error))


def endure(place: Path, failure: Failure, first: int, pool: type[connections.Pool], pipe: Connection) -> None:
    """One life of a docket, on a disk whose `first` call, counted from 1, fails."""
    connections.Pool = pool  # type: ignore[misc]  # In a process of its own.
    shim = Shim(place.parent)
    shim.fail(failure.kinds, first, failure.times, failure.error)
    pipe.send(Endurance(place, shim).live())


@define
class Sweep:
    """What all the lives of a sweep came to."""

    points: int = 0
    refused: Counter[str] = Factory(Counter)
    falsely_acknowledged: int = 0
    damaged: int = 0
    untyped: list[str] = Factory(list)
    stuck: int = 0

    def judge(self, place: Path, life: Life) -> None:
        """Look at what one life has left behind: what was acknowledged, whole; and a docket that can be used on."""
        self.points += 1
        self.refused.update(life.refused)
        self.untyped += life.untyped
        self.stuck += life.gave_up
        try:
            kept = batches.found(place)
            self.falsely_acknowledged += len(set(life.acknowledged) - set(kept))
            self.damaged += bool(batches.partial(kept)) or not batches.is_sound(place)
            with casestream.open(place) as docket:
                self.stuck += batches.write(docket, BATCHES + 1)
        except Exception as error:  # noqa: BLE001  # Of the known-bad configuration anything can come.
            self.damaged += 1
            self.untyped.append(repr(error))


def sweep(
    nursery: Nursery, failure: Failure, pool: type[connections.Pool], into: Sweep, *, step: int, at_most: int = FOR_EVER
) -> None:
    """Let one call after the other fail, every `step`th, until a life passes that needs none of them."""
    for first in range(1, at_most, step):
        with tempfile.TemporaryDirectory() as directory:
            place = Path(directory) / "court.db"
            child = nursery.start(endure, place, failure, first, pool)
            try:
                life = child.hear()
            except EOFError:
                life = Life(untyped=["the process died"])
            child.rest()
            if not life.failed_calls and not life.untyped:
                progress(failure.says, first - 1, first - 1)
                return
            into.judge(place, life)


def measure(scale: Scale) -> Outcome:
    """The sweeps, then one over a docket without a journal."""
    swept, control = Sweep(), Sweep()
    with Nursery(compiled()) as nursery:
        for failure in FAILURES:
            sweep(nursery, failure, SmallLogPool, swept, step=scale.of(23, 1))
        sweep(nursery, FAILURES[0], NoJournalPool, control, step=scale.of(7, 1), at_most=scale.of(100, 400))
    sys.stderr.writelines(f"{text}\n" for text in sorted(set(swept.untyped)))
    refused = ", ".join(f"{count:,} {name}" for name, count in swept.refused.most_common())
    return Outcome(
        figure=f"{swept.points:,} points of failure (EIO once, EIO and disk full until mended): "
        f"{swept.falsely_acknowledged} falsely acknowledged, {swept.damaged} dockets damaged, {len(swept.untyped)} untyped "
        f"errors, {swept.stuck} that did not go on; refused: {refused}",
        kept=swept.falsely_acknowledged == swept.damaged == swept.stuck == 0 and not swept.untyped,
        control=f"without a journal: {control.damaged} of {control.points} dockets damaged",
        control_failed=control.damaged > 0,
    )
