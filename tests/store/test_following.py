"""Following a log: what is there, then what comes; nothing twice, nothing left out, whoever writes and however it ends."""

import multiprocessing
import sqlite3
import threading
import time
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

import casestream
from cases import applied, applying, envelope
from casestream.docket import Docket
from casestream.kernel import Case
from casestream.kernel.errors import BadRequest, NotReached, NotReversible, StoreFailed
from casestream.store import following
from casestream.store.log import Log
from casestream.testing import CLERK

WRITERS, EACH = 3, 60
PROCESSES: Any = multiprocessing.get_context("spawn")


def append(log: Log, who: str, count: int) -> None:
    for index in range(count):
        log.append(Case(f"{who}-{index}"), [applied(), applied()], envelope(f"{who}-{index}"))


def write(place: str, who: str) -> None:
    with closing(Log(place)) as log:
        append(log, who, EACH)


@pytest.fixture
def place(any_place: Path | str) -> Path | str:
    """A place in each store."""
    return any_place


@pytest.fixture
def small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages so small that every test turns some."""
    monkeypatch.setattr(following, "PAGE_RECORDS", 7)


def test_gives_what_is_there_and_then_what_comes(docket: Docket, small_pages: None) -> None:
    append(docket.log, "before", 10)
    later = threading.Thread(target=append, args=(docket.log, "after", 10))
    with docket.subscribe(after=4) as records:
        later.start()
        positions = [next(records).position for _ in range(36)]
        assert records.position == 40
    later.join()
    assert positions == list(range(5, 41))


def test_misses_and_doubles_nothing_that_other_processes_write(
    docket: Docket, place: Path | str, small_pages: None
) -> None:
    writers = [PROCESSES.Process(target=write, args=(str(place), f"w{n}")) for n in range(WRITERS)]
    for writer in writers:
        writer.start()
    with docket.subscribe() as records:
        seen = [next(records) for _ in range(2 * WRITERS * EACH)]
    for writer in writers:
        writer.join()
        assert writer.exitcode == 0
    assert [record.position for record in seen] == list(range(1, len(seen) + 1))
    assert seen == docket.log.records()


def test_may_begin_beyond_what_is_there(docket: Docket, small_pages: None) -> None:
    append(docket.log, "before", 1)
    with docket.subscribe(after=3) as records:
        append(docket.log, "after", 2)
        assert next(records).position == 4


def test_ends_at_once_when_it_is_stopped(docket: Docket) -> None:
    append(docket.log, "a", 2)
    records = docket.subscribe()
    assert next(records).position == 1
    records.stop()
    assert list(records) == []
    waiting = docket.subscribe(after=4)
    threading.Timer(0.05, waiting.stop).start()
    assert list(waiting) == []


def test_ends_with_an_error_when_the_docket_is_closed(place: Path | str) -> None:
    with casestream.open(place) as docket:
        records = docket.subscribe()
    with pytest.raises(StoreFailed):
        next(records)


def test_nobody_follows_inside_a_batch(docket: Docket) -> None:
    """What a batch has written may be undone: whoever had seen it would have seen what never was."""
    records = docket.subscribe()
    with docket.batch():
        docket.handle(applying(1), CLERK)
        with pytest.raises(BadRequest):
            next(records)
        with pytest.raises(BadRequest):
            docket.wait_for(1)
    assert next(records).position == 1


def test_what_cannot_be_read_comes_after_all_that_can(tmp_path: Path) -> None:
    with casestream.open(tmp_path / "bad.db") as docket:
        append(docket.log, "a", 5)
        with closing(sqlite3.connect(tmp_path / "bad.db")) as connection:
            connection.execute("DROP TRIGGER events_stay")
            connection.execute("UPDATE events SET payload=x'7b' WHERE position=8")
            connection.commit()
        records = docket.subscribe(after=2)
        assert [next(records).position for _ in range(5)] == [3, 4, 5, 6, 7]
        for _ in range(2):  # It stays where it is: nothing is skipped.
            with pytest.raises(NotReversible):
                next(records)


def test_waits_until_the_log_has_come_to_a_position(docket: Docket, place: Path | str) -> None:
    append(docket.log, "a", 1)
    docket.wait_for(2)
    threading.Timer(0.05, write, args=(str(place), "w")).start()
    docket.wait_for(2 + 2 * EACH)
    assert docket.log.last_position() == 2 + 2 * EACH
    with pytest.raises(NotReached) as late:
        docket.wait_for(1_000, timeout_seconds=0.01)
    assert "122" in late.value.message("en")


def test_topics_that_never_come_do_not_keep_it_busy(docket: Docket, monkeypatch: pytest.MonkeyPatch) -> None:
    append(docket.log, "a", 5)
    asked = []
    select = docket.log.recorder.select_notifications

    def counting(*arguments: Any, **named: Any) -> Any:
        asked.append(arguments)
        return select(*arguments, **named)

    monkeypatch.setattr(docket.log.recorder, "select_notifications", counting)
    subscription = docket.log.recorder.subscribe(topics=["nothing:1"])
    threading.Timer(0.2, subscription.stop).start()
    assert list(subscription) == []
    assert len(asked) == 1


def test_looks_soon_at_first_and_less_often_later() -> None:
    looked: list[float] = []

    def never() -> bool:
        looked.append(time.monotonic())
        return False

    assert not following.until(never, threading.Event(), 0.3)
    assert 5 < len(looked) < 30
