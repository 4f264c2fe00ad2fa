"""What was made fast still answers as the slow way does."""

import gc
import sqlite3
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from cases import COURT, DAY, applied, envelope, number
from casestream.kernel import Case, Event
from casestream.kernel.event import Annulled, Corrected
from casestream.procedures.filing import HandlerAssigned
from casestream.procedures.rounds import Origin, RoundOpened
from casestream.store.log import Log


@pytest.fixture
def log(place: Path) -> Iterator[Log]:
    """An empty log in a file."""
    opened = Log(place)
    yield opened
    opened.close()


OPENED = RoundOpened(on=DAY, number=number(1), court=COURT, origin=Origin.FILED, claimed_fen=1)
ASSIGNED = HandlerAssigned(on=DAY, handler="甲法官", assign_by=DAY, calendar="test")


def written(log: Log, name: str, *events: Event) -> list[Event]:
    """These events in a stream of their own, and the stream as it is read back."""
    log.append(Case(name), list(events), envelope(name))
    return log.case(name).events


def test_one_scan_folds_each_case_as_it_is_loaded_corrections_included(log: Log) -> None:
    written(log, "plain", applied(), OPENED, ASSIGNED)
    written(log, "mended", applied(), applied(), ASSIGNED, Annulled(on=DAY, of=3, reason="误录"))
    replaced = Corrected(on=DAY, of=1, event=applied(claimed_fen=7), reason="笔误")
    log.append(log.case("mended"), [replaced], envelope("later"))
    folded = {case.id: case for case in log.fold().values()}
    assert list(folded) == ["plain", "mended"]
    for name, case in folded.items():
        loaded = log.case(name)
        assert (case.events, case.version, case.number, case.court) == (
            loaded.events, loaded.version, loaded.number, loaded.court,
        )  # fmt: skip
    assert folded["mended"].version == 5
    assert [type(event) for event in folded["mended"].events].count(HandlerAssigned) == 0
    assert folded["mended"].events[0] == applied(claimed_fen=7)


def test_a_fold_keeps_of_each_case_what_it_is_asked_to_keep(log: Log) -> None:
    written(log, "a", applied(), OPENED)
    written(log, "b", applied())
    assert list(log.fold(lambda case: (case.id, case.number, case.version)).values()) == [
        ("a", number(1), 2), ("b", "", 1),
    ]  # fmt: skip


@pytest.mark.parametrize("enabled", [True, False])
def test_a_fold_leaves_the_garbage_collector_as_it_was_even_when_it_fails(log: Log, enabled: bool) -> None:
    written(log, "a", applied())
    before = gc.isenabled()
    try:
        (gc.enable if enabled else gc.disable)()
        assert log.fold(lambda _: gc.isenabled()) == {1: False}
        assert gc.isenabled() == enabled
        with suppress(ZeroDivisionError):
            log.fold(lambda _: 1 // 0)
        assert gc.isenabled() == enabled
    finally:
        (gc.enable if before else gc.disable)()


def test_a_type_code_of_a_batch_that_was_undone_may_come_to_mean_another_type(log: Log) -> None:
    assert written(log, "a", applied()) == [applied()]
    with suppress(ZeroDivisionError), log.batch():
        assert written(log, "b", ASSIGNED) == [ASSIGNED]
        raise ZeroDivisionError
    assert written(log, "c", OPENED) == [OPENED]
    assert written(log, "d", ASSIGNED, applied()) == [ASSIGNED, applied()]


def test_a_type_that_another_writer_brings_is_read_by_a_log_that_was_open_before(log: Log, place: Path) -> None:
    assert written(log, "a", applied()) == [applied()]
    other = Log(place)
    written(other, "b", ASSIGNED)
    other.close()
    assert log.case("b").events == [ASSIGNED]


def test_statements_are_parsed_once_not_at_every_use(log: Log) -> None:
    parsed: list[int] = []

    def noting(action: int, *_: str | None) -> int:
        parsed.append(action)
        return sqlite3.SQLITE_OK

    def use_two(cursor: Any) -> int:
        for position in range(5):
            cursor.execute("SELECT count(*) FROM events WHERE position > ?", (position,))
            cursor.execute("SELECT 1")
        return len(parsed)

    with log.reading() as cursor:
        connection = cursor.sqlite_cursor.connection
        connection.set_authorizer(noting)  # SQLite asks it whenever it parses.
        once = use_two(cursor)
        assert use_two(cursor) == once > 0
        connection.set_authorizer(None)
