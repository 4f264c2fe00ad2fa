"""Writers in a queue: each gets its turn, none gets in with another, one that dies does not stop the rest."""

import multiprocessing
import os
import signal
import time
from multiprocessing.connection import Connection
from pathlib import Path
from threading import Thread

import pytest

import casestream
from cases import applied, envelope
from casestream.kernel import Case
from casestream.kernel.errors import StoreFailed
from casestream.store import connections
from casestream.store.queue import Queue

pytest.importorskip("fcntl")


def test_one_at_a_time_and_the_next_when_the_first_leaves(tmp_path: Path) -> None:
    one, other = Queue(tmp_path / "q"), Queue(tmp_path / "q")
    assert one.enter(1)
    assert not other.enter(0.05)
    one.leave()
    assert other.enter(1)
    assert not one.enter(0.05)
    other.leave()
    for queue in (one, other):
        queue.close()
    assert not (tmp_path / "q").exists()


def test_who_waited_too_long_does_not_keep_the_others_out(tmp_path: Path) -> None:
    one, late, next_one = (Queue(tmp_path / "q") for _ in range(3))
    assert one.enter(1)
    assert not late.enter(0.05)
    one.leave()
    assert next_one.enter(5)
    for queue in (one, late, next_one):
        queue.close()


def test_who_holds_a_file_that_was_taken_away_waits_for_the_new_one(tmp_path: Path) -> None:
    one, other, third = (Queue(tmp_path / "q") for _ in range(3))
    for queue in (one, other):
        assert queue.enter(1)
        queue.leave()
    other.close()
    assert not (tmp_path / "q").exists()
    assert third.enter(1)
    assert not one.enter(0.05)  # It holds the old file open, and waits for the new one all the same.
    third.leave()
    for queue in (one, other, third):
        queue.close()


def hold(path: str, pipe: Connection) -> None:
    """Enter and stay."""
    queue = Queue(Path(path))
    queue.enter(10)
    pipe.send("in")
    time.sleep(600)


def test_a_killed_writer_lets_the_next_in(tmp_path: Path) -> None:
    ours, theirs = multiprocessing.Pipe()
    holder = multiprocessing.get_context("spawn").Process(target=hold, args=(str(tmp_path / "q"), theirs))
    holder.start()
    assert ours.recv() == "in"
    early, queue = Queue(tmp_path / "q"), Queue(tmp_path / "q")
    assert not early.enter(0.05)
    os.kill(holder.pid or 0, signal.SIGKILL)
    assert queue.enter(10)
    queue.close()
    holder.join()
    holder.close()


def test_a_writer_whose_turn_does_not_come_is_told_so(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "LOCK_TIMEOUT_SECONDS", 0.1)
    with casestream.open(place) as docket:
        queue = Queue(Path(f"{place}-queue"))
        assert queue.enter(1)
        with pytest.raises(StoreFailed, match="other processes"):
            docket.log.append(Case("a"), [applied()], envelope("a"))
        queue.leave()
        docket.log.append(Case("a"), [applied()], envelope("a"))
        queue.close()


def test_threads_and_dockets_of_one_process_take_turns_too(place: Path) -> None:
    def write(name: str) -> None:
        with casestream.open(place) as docket:
            for index in range(20):
                docket.log.append(Case(f"{name}{index}"), [applied()], envelope(f"{name}{index}"))

    threads = [Thread(target=write, args=(name,)) for name in "abcd"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with casestream.open(place) as docket:
        assert docket.log.is_gapless()
        assert docket.log.last_position() == 80
