"""The stock side of the tiers holds the same events and, asked its own documented way, gives the same answers."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from benchmarks import figures
from benchmarks.pair import digest
from benchmarks.stock import Court, open_court
from benchmarks.stock_case import CLASSES, CourtCase, fields
from benchmarks.stock_court import NEEDED, court_statistics, fold, state, write

from casestream.kernel.event import Record
from casestream.kernel.projection import Scope
from casestream.replay import replay, rows
from casestream.store.log import Log
from courts import Stamped, stamped_in

PERIODS = [
    (date(2025, 1, 1), date(2025, 9, 16)),
    (date(2023, 4, 3), date(2023, 12, 31)),
    (date(2020, 1, 1), date(2030, 1, 1)),
]


@pytest.fixture(scope="module")
def stamped(tmp_path_factory: pytest.TempPathFactory) -> Stamped:
    """Seven courts of three tiny years."""
    return stamped_in(tmp_path_factory.mktemp("stock"))


@pytest.fixture(scope="module")
def court(stamped: Stamped) -> Iterator[Court]:
    """The same log on the stock side."""
    place = stamped.place.parent / "stock.db"
    assert write(stamped.place, place) == len(stamped.plan)
    opened = open_court(place)
    yield opened
    opened.close()


@pytest.fixture
def log(stamped: Stamped) -> Iterator[Log]:
    """The stamped docket."""
    opened = Log(stamped.place, create=False)
    yield opened
    opened.close()


def happened(record: Record) -> Any:
    """The same event on the stock side, made by its own constructor."""
    created = {"originator_topic": "benchmarks.stock_case:CourtCase"} if record.version == 1 else {}
    return CLASSES[record.type](
        originator_id=CourtCase.create_id(record.stream), originator_version=record.version,
        timestamp=record.recorded_at, **created, **fields(record.event),
    )  # fmt: skip


def test_every_row_is_the_one_that_mapper_and_recorder_would_have_written(
    log: Log, court: Court, tmp_path: Path
) -> None:
    records = log.records()
    with closing(open_court(tmp_path / "documented.db")) as documented:
        documented.recorder.insert_events([documented.mapper.to_stored_event(happened(record)) for record in records])
        whole = "SELECT rowid, * FROM stored_events ORDER BY rowid"
        with closing(sqlite3.connect(tmp_path / "documented.db")) as file:
            due = file.execute(whole).fetchall()
    with closing(sqlite3.connect(court.env["SQLITE_DBNAME"])) as file:
        assert file.execute(whole).fetchall() == due


def test_a_case_triggered_and_saved_as_documented_is_the_case_that_was_written_in_bulk(
    log: Log, court: Court, tmp_path: Path
) -> None:
    (number,) = rows_of(log, "SELECT number FROM rounds WHERE number GLOB '*执恢*' LIMIT 1")
    first, *others = log.history(log.require(number))
    case = CourtCase._create(CLASSES[first.type], **fields(first.event))
    for record in others:
        case.trigger_event(CLASSES[record.type], **fields(record.event))
    with closing(open_court(tmp_path / "saved.db")) as other:
        other.save(case)
        saved: Any = other.repository.get(case.id)
    written: Any = court.repository.get(case.id)
    assert saved.answers(figures.TODAY) == written.answers(figures.TODAY)
    assert saved.count == written.count == len(others) + 1


def rows_of(log: Log, statement: str) -> list[Any]:
    """The first column of what the docket answers."""
    with log.reading() as cursor:
        cursor.execute(statement)
        return [row[0] for row in cursor.fetchall()]


@pytest.mark.parametrize("period", PERIODS, ids=str)
def test_the_figures_of_both_sides_are_the_same(log: Log, court: Court, period: tuple[date, date]) -> None:
    since, until = period
    table = replay(log, figures.FIGURES, engine="rows", scope=Scope(since=since, until=until))
    ours = digest(figures.figures(table))
    assert len(table.rows) == 7 if period == PERIODS[2] else table.rows
    assert digest(court_statistics(court, since, until)) == ours
    assert digest(court_statistics(court, since, until, NEEDED)) == ours
    assert digest(court_statistics(court, since, date(2025, 1, 2))) != ours if until > date(2025, 1, 2) else True


def test_a_projection_that_does_not_hear_of_a_kind_is_found_out(log: Log, court: Court) -> None:
    since, until = PERIODS[2]
    table = replay(log, figures.FIGURES, engine="rows", scope=Scope(since=since, until=until))
    for kind in NEEDED[1:3]:
        heard = [other for other in NEEDED if other != kind]
        assert digest(court_statistics(court, since, until, heard)) != digest(figures.figures(table))


def test_the_state_of_every_case_is_the_same_on_both_sides(stamped: Stamped, log: Log, court: Court) -> None:
    cases = fold(court)
    roll = rows.survey(log, figures.STATE, figures.TODAY)
    theirs, ours = state(cases, figures.TODAY), figures.answers(log, roll)
    assert len(ours) == len(roll) > 100
    assert sum(case.count for case in cases) == len(stamped.plan)
    assert digest(theirs) == digest(ours)
    for label, column in roll.columns.items():
        if label not in ("is_suspended", "is_listed"):
            assert len(set(column.tolist())) > 1, f"{label} tells no case from another"
