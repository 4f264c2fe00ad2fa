"""The SQLite file: durable, never edited, told of when it is full, read by eventsourcing too."""

import shutil
import sqlite3
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from eventsourcing.application import Repository

import casestream
from cases import applied, applying, envelope, filing, grown
from casestream.docket import Docket
from casestream.kernel import Case, Event
from casestream.kernel.errors import NotDurable, StoreFailed
from casestream.store.log import Log
from casestream.testing import CLERK


def query(place: Path | str, statement: str) -> list[Any]:
    """What is in the file, past casestream."""
    connection = sqlite3.connect(place)
    try:
        return connection.execute(statement).fetchall()
    finally:
        connection.close()


# --- what the database promises ---


def test_every_connection_writes_through_to_the_disk(place: Path) -> None:
    log = Log(place)
    assert log.durability() == ("full", "wal")
    with log.recorder.reading() as one, log.recorder.datastore.plain_transaction(commit=False) as other:
        for cursor in (one, other):
            cursor.execute("PRAGMA synchronous")
            assert cursor.fetchone()[0] == 2
            cursor.execute("PRAGMA foreign_keys")
            assert cursor.fetchone()[0] == 1
    log.close()


class Lax(sqlite3.Connection):
    """A connection that keeps less than it is told to: `synchronous=NORMAL` loses the newest commits with the power."""

    def execute(self, sql: str, *args: Any) -> sqlite3.Cursor:
        """Weaken the one pragma, run all the rest."""
        return super().execute(sql.replace("synchronous=FULL", "synchronous=NORMAL"), *args)


def deaf(sql: str) -> str:
    """The same statement, but for the wish for write-ahead logging, which is only asked about."""
    return "PRAGMA journal_mode" if sql.startswith("PRAGMA journal_mode=WAL") else sql


class Rollback(sqlite3.Connection):
    """A connection to a place that cannot take write-ahead logging, as some network drives cannot."""

    def execute(self, sql: str, *args: Any) -> sqlite3.Cursor:
        """Everything but that."""
        return super().execute(deaf(sql), *args)

    def cursor(self, *args: Any, **kwargs: Any) -> Any:
        """A cursor as deaf as the connection."""
        return super().cursor(DeafCursor)


class DeafCursor(sqlite3.Cursor):
    """A cursor of such a connection."""

    def execute(self, sql: str, *args: Any) -> "DeafCursor":
        """Everything but that."""
        return super().execute(deaf(sql), *args)


@pytest.mark.parametrize(("weakened", "said"), [(Lax, "it has 1, wal"), (Rollback, "it has 2, delete")])
def test_a_database_that_does_not_keep_what_it_acknowledges_is_refused(
    place: Path, monkeypatch: pytest.MonkeyPatch, weakened: type[sqlite3.Connection], said: str
) -> None:
    monkeypatch.setattr(sqlite3, "connect", partial(sqlite3.connect, factory=weakened))
    with pytest.raises(NotDurable, match=said):
        casestream.open(place)
    monkeypatch.undo()
    casestream.open(place).close()  # The same place, not weakened, is taken.


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE events SET payload = x'00'",
        "UPDATE events SET day = day + 1 WHERE position = 2",
        "DELETE FROM events",
        "DELETE FROM events WHERE position = 3",
    ],
)
def test_events_are_neither_edited_nor_deleted(docket: Docket, place: Path, statement: str) -> None:
    docket.handle(applying(1), CLERK)
    before = query(place, "SELECT * FROM events")
    connection = sqlite3.connect(place)
    with pytest.raises(sqlite3.IntegrityError, match="never"):
        connection.execute(statement)
    connection.close()
    assert query(place, "SELECT * FROM events") == before
    assert len(before) == 3


def test_a_replaced_position_is_refused_too(docket: Docket, place: Path) -> None:
    docket.handle(applying(1), CLERK)
    connection = sqlite3.connect(place)
    with pytest.raises(sqlite3.IntegrityError):
        connection.execute("INSERT INTO events SELECT * FROM events WHERE position = 1")
    connection.close()


# --- a disk that is full ---


def fill(log: Log, spare_pages: int) -> None:
    """Let the database grow by so many pages and no more."""
    with log.recorder.datastore.plain_transaction(commit=False) as cursor:
        cursor.execute("PRAGMA page_count")
        pages = cursor.fetchone()[0]
        cursor.execute(f"PRAGMA max_page_count={pages + spare_pages}")


def append_until_full(log: Log) -> tuple[int, StoreFailed]:
    """How many appends of ten went well before one failed, and how it failed."""
    for index in range(1000):
        try:
            log.append(Case(f"s{index}"), [applied()] * 10, envelope(f"c{index}"))
        except StoreFailed as error:
            return index, error
    return pytest.fail("the disk never became full")


def test_a_full_disk_is_told_and_nothing_acknowledged_is_lost(place: Path) -> None:
    log = Log(place)
    fill(log, 20)
    went_well, failure = append_until_full(log)
    assert "full" in failure.en
    assert went_well > 0
    assert log.last_position() == went_well * 10
    assert log.is_gapless()
    fill(log, 1_000_000)
    log.append(Case("later"), [applied()], envelope("later"))
    assert log.last_position() == went_well * 10 + 1
    log.close()
    assert query(place, "PRAGMA integrity_check") == [("ok",)]


def test_a_batch_on_a_full_disk_is_undone_as_a_whole_even_if_the_failure_is_caught(place: Path) -> None:
    log = Log(place)
    log.append(Case("before"), [applied()], envelope("before"))
    fill(log, 20)
    failures = 0

    def batch() -> None:
        nonlocal failures
        with log.batch():
            for index in range(60):
                try:
                    log.append(Case(f"s{index}"), [applied()] * 10, envelope(f"c{index}"))
                except StoreFailed:
                    failures += 1

    with pytest.raises(StoreFailed, match="rolled the transaction back"):
        batch()
    assert failures
    assert log.last_position() == 1
    assert log.streams() == ["before"]
    fill(log, 1_000_000)
    log.append(Case("after"), [applied()], envelope("after"))
    assert log.last_position() == 2
    log.close()


# --- what `eventsourcing` itself reads ---


def test_a_repository_of_eventsourcing_projects_a_stream(log_of_two: Log) -> None:
    repository: Repository[Any] = log_of_two.repository
    assert type(repository) is Repository

    def project(case: Case | None, events: Any) -> Case:
        return grown(case or Case("a"), *events)

    case: Any = repository.get("a", projector_func=project)
    assert case.version == 3
    assert [happened.claimed_fen for happened in case.events] == [1, 2, 5]
    at_two: Any = repository.get("a", version=2, projector_func=project)
    assert [happened.claimed_fen for happened in at_two.events] == [1, 2]


@pytest.fixture
def log_of_two(place: Path) -> Iterator[Log]:
    """Two streams, their events mixed: positions 1 2 (a) 3 4 (b) 5 (a)."""
    log = Log(place)
    first: list[Event] = [applied(claimed_fen=1), applied(claimed_fen=2)]
    log.append(Case("a"), first, envelope("one"))
    log.append(Case("b"), [applied(claimed_fen=3), applied(claimed_fen=4)], envelope("two"))
    log.append(grown(Case("a"), *first), [applied(claimed_fen=5)], envelope("three"))
    yield log
    log.close()


def test_stored_events_are_selected_by_version_and_order(log_of_two: Log) -> None:
    def versions(**asked: Any) -> list[int]:
        return [stored.originator_version for stored in log_of_two.recorder.select_events("a", **asked)]

    assert versions() == [1, 2, 3]
    assert versions(gt=1) == [2, 3]
    assert versions(lte=2) == [1, 2]
    assert versions(gt=1, lte=2) == [2]
    assert versions(desc=True, limit=2) == [3, 2]
    assert versions(limit=1) == [1]
    assert log_of_two.recorder.select_events("nobody") == []


def test_notifications_come_in_pages(log_of_two: Log) -> None:
    recorder = log_of_two.recorder

    def ids(start: int | None, limit: int, stop: int | None = None, **asked: Any) -> list[int]:
        return [found.id for found in recorder.select_notifications(start, limit, stop, **asked)]

    assert recorder.max_notification_id() == 5
    assert ids(None, 10) == [1, 2, 3, 4, 5]
    assert ids(1, 2) == [1, 2]
    assert ids(3, 2) == [3, 4]
    assert ids(5, 2) == [5]
    assert ids(6, 2) == []
    assert ids(2, 10, 4) == [2, 3, 4]
    assert ids(2, 2, inclusive_of_start=False) == [3, 4]
    assert ids(1, 10, topics=["filing.applied:1"]) == [1, 2, 3, 4, 5]
    assert ids(1, 10, topics=["filing.applied:2", "round.opened:1"]) == []


def test_a_section_of_the_notification_log_decodes_to_the_events(log_of_two: Log) -> None:
    section = log_of_two.notification_log["2,4"]
    assert [item.id for item in section.items] == [2, 3, 4]
    assert [item.originator_id for item in section.items] == ["a", "b", "b"]
    events: list[Any] = [log_of_two.mapper.to_domain_event(item) for item in section.items]
    assert [happened.claimed_fen for happened in events] == [2, 3, 4]


def test_an_empty_log_has_no_notification(place: Path) -> None:
    log = Log(place)
    assert not log.recorder.max_notification_id()
    assert log.recorder.select_notifications(None, 10) == []
    log.close()


# --- places ---


@pytest.mark.parametrize("name", ["案卷 2025.db", "100%.db", "a?b#c.db", "x&mode=memory"])
def test_a_docket_may_have_any_name_that_a_file_may_have(tmp_path: Path, name: str) -> None:
    for _ in range(2):  # Made, then found again.
        with casestream.open(tmp_path / name) as docket:
            docket.handle(applying(1), CLERK)
            docket.handle(filing(1), CLERK)
    with casestream.open(tmp_path / name, create=False) as docket:
        assert docket.log.last_position() == 5
    assert query(tmp_path / name, "SELECT count(*) FROM events") == [(5,)]


def test_the_environment_of_the_process_does_not_reach_into_the_log(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PERSISTENCE_MODULE", "eventsourcing.popo")
    monkeypatch.setenv("SQLITE_DBNAME", ":memory:")
    monkeypatch.setenv("COMPRESSOR_TOPIC", "zlib")
    monkeypatch.setenv("CASESTREAM_SQLITE_DBNAME", ":memory:")
    with casestream.open(place) as docket:
        docket.handle(applying(1), CLERK)
    assert query(place, "SELECT count(*) FROM events") == [(3,)]
    assert query(place, "SELECT payload FROM events LIMIT 1")[0][0].startswith(b"{")


def test_dockets_in_memory_know_nothing_of_one_another() -> None:
    with casestream.open() as one, casestream.open() as other:
        one.handle(applying(1), CLERK)
        assert (one.log.last_position(), other.log.last_position()) == (3, 0)


def test_a_copy_of_the_closed_file_is_the_docket(docket: Docket, place: Path, tmp_path: Path) -> None:
    docket.handle(applying(1), CLERK)
    docket.close()
    shutil.copy(place, tmp_path / "copy.db")
    with casestream.open(tmp_path / "copy.db", create=False) as copy:
        assert copy.log.last_position() == 3
