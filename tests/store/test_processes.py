"""One docket, several processes, any of which may be killed at any moment."""

import multiprocessing
import signal
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
import writer

import casestream
from cases import applied, applying, basis, envelope
from casestream.kernel import Case
from casestream.testing import CLERK
from places import query

# A server that forks is quick, and forks before any test has opened a docket.
PROCESSES: Any = multiprocessing.get_context(
    "forkserver" if "forkserver" in multiprocessing.get_all_start_methods() else "spawn"
)
if hasattr(PROCESSES, "set_forkserver_preload"):
    PROCESSES.set_forkserver_preload(["casestream"])


class Writer:
    """A process of its own that writes to the same docket."""

    def __init__(self, place: Path | str, who: str, work: str, count: int, *, open_late: bool = False) -> None:
        self.pipe, theirs = PROCESSES.Pipe()
        self.process = PROCESSES.Process(
            target=writer.write, args=(str(place), who, work, count, theirs), kwargs={"open_late": open_late}
        )
        self.process.start()
        theirs.close()

    def begin(self) -> None:
        """Let it begin, as soon as it is ready."""
        assert self.hear() == "ready"
        self.pipe.send("go")

    def hear(self) -> Any:
        """The next thing that it says."""
        return self.pipe.recv()

    def finish(self) -> list[Any]:
        """Whatever else it says until its end."""
        said = []
        with suppress(EOFError, ConnectionResetError):
            while True:
                said.append(self.pipe.recv())
        self.process.join()
        return said

    def kill(self) -> list[Any]:
        """End it without any chance to tidy up; what it had said but nobody had heard."""
        self.process.kill()
        return self.finish()


@pytest.fixture
def place(any_place: Path | str) -> Path | str:
    """All of this holds in every store."""
    return any_place


@pytest.fixture
def start(place: Path | str) -> Iterator[Callable[..., Writer]]:
    """Start a writer on the docket."""
    started: list[Writer] = []

    def run(*arguments: Any, **how: Any) -> Writer:
        started.append(Writer(place, *arguments, **how))
        return started[-1]

    yield run
    for each in started:
        each.kill()
        each.pipe.close()
        each.process.close()


Start = Callable[..., Writer]


def test_four_processes_append_two_hundred_each_and_no_position_is_lost_or_given_twice(
    place: Path | str, start: Start
) -> None:
    writers = [start(f"w{index}", "append", 200) for index in range(4)]
    for each in writers:
        each.begin()
    said = [position for each in writers for position in each.finish()]
    assert [each.process.exitcode for each in writers] == [0, 0, 0, 0]
    assert sorted(position for position, _ in said) == list(range(1, 801))
    with casestream.open(place) as docket:
        records = docket.log.records()
    assert [record.position for record in records] == list(range(1, 801))
    assert {(record.position, record.stream) for record in records} == set(said)
    moments = [record.recorded_at for record in records]
    assert moments == sorted(moments)


def test_processes_that_make_the_docket_at_the_same_moment_make_one(place: Path | str, start: Start) -> None:
    writers = [start(f"w{index}", "append", 1, open_late=True) for index in range(4)]
    for each in writers:
        assert each.hear() == "ready"
    assert isinstance(place, str) or not place.exists()
    for each in writers:
        each.pipe.send("go")
    said = [position for each in writers for position, _ in each.finish()]
    assert [each.process.exitcode for each in writers] == [0, 0, 0, 0]
    assert sorted(said) == [1, 2, 3, 4]
    assert query(place, "SELECT count(*) FROM events") == [(4,)]


def test_two_processes_that_want_the_same_numbers_share_them_out(place: Path | str, start: Start) -> None:
    count = 12
    writers = [start(who, "file", count) for who in ("left", "right")]
    for each in writers:
        each.begin()
    said = Counter(answer for each in writers for answer in each.finish())
    assert [each.process.exitcode for each in writers] == [0, 0]
    assert len(said) == 2 * count
    assert set(said.values()) == {1}  # Each number was filed once and refused once.
    with casestream.open(place) as docket:
        filed = [number for stream in docket.cases() for number in docket.case(stream).rounds]
        assert len(docket.cases()) == 2 * count
        assert len(filed) == len(set(filed)) == count
        assert docket.log.last_position() == 3 * 2 * count + 2 * count  # A refused filing left nothing behind.
        assert docket.log.is_gapless()


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs a signal that cannot be caught")
def test_what_was_acknowledged_survives_a_kill(place: Path | str, start: Start) -> None:
    acknowledged: list[Any] = []
    for kill in range(5):
        victim = start(f"r{kill}", "append", 100_000)
        victim.begin()
        acknowledged += [victim.hear() for _ in range(5 + 7 * kill)]
        acknowledged += victim.kill()
        assert victim.process.exitcode == -signal.SIGKILL
        with casestream.open(place) as docket:
            kept = [(record.position, record.stream) for record in docket.log.records()]
            assert docket.log.is_gapless()
        assert set(acknowledged) <= set(kept)
        assert len(kept) - len(acknowledged) <= kill + 1  # Each kill can hide one that was committed but not yet said.
    if isinstance(place, Path):
        assert query(place, "PRAGMA integrity_check") == [("ok",)]


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs a signal that cannot be caught")
def test_a_batch_that_is_killed_in_the_middle_leaves_nothing(place: Path | str, start: Start) -> None:
    with casestream.open(place) as docket:
        docket.handle(applying(1), CLERK)
        for kill in range(5):
            victim = start(f"r{kill}", "batch", 40)
            victim.begin()
            assert victim.hear() == 3 + kill + 120  # It was all written, and not yet committed.
            victim.kill()
            assert docket.log.last_position() == 3 + kill
            docket.log.append(Case(f"after-{kill}"), [applied()], envelope(f"after-{kill}"))  # The lock is free again.
        assert docket.cases() == [basis(1), *(f"after-{kill}" for kill in range(5))]
        assert docket.log.is_gapless()
