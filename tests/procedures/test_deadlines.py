"""Deadlines of a whole docket: what is due, what was missed and by how much, on any day and by both clocks."""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

import casestream
from cases import DAY, applying, assigning, basis, filing
from casestream.cli import run
from casestream.docket import Docket
from casestream.kernel import Event, Period
from casestream.kernel.errors import BadRequest, NotAValue
from casestream.procedures.notice import IssueNotice
from casestream.procedures.termination import RecordPostTerminationQuery
from casestream.reports.deadlines import Deadlines
from casestream.testing import CLERK, JUDGE
from casestream.testing.scenario import who_may

DAYS = timedelta(days=1)
RECORDED = datetime(2025, 9, 16, 4, tzinfo=UTC)


@pytest.fixture
def docket() -> Iterator[Docket]:
    """Case 1: filed, never given to anybody. Case 2: given to a handler nine days later, who sent the notice at once."""
    with casestream.open(clock=lambda: RECORDED) as docket:
        for n in (1, 2):
            docket.handle(applying(n), CLERK)
            docket.handle(filing(n), CLERK)
        given = DAY + 9 * DAYS
        docket.handle(assigning(2, JUDGE.id, given), CLERK)
        docket.handle(IssueNotice(case=basis(2), on=given, debtor="邬某", perform_by=given + 10 * DAYS), JUDGE)
        yield docket


def report(docket: Docket, **asked: object) -> Deadlines:
    found = docket.report("deadlines", **asked)  # type: ignore[arg-type]
    assert isinstance(found, Deadlines)
    return found


def standing(found: Deadlines, name: str) -> list[tuple[str, date | None, int]]:
    return [(row.stream, row.kept, row.overdue_days) for row in found.rows if row.deadline == name]


def test_a_term_is_listed_while_it_is_open_and_for_ever_when_it_was_kept_late(docket: Docket) -> None:
    due = DAY + 7 * DAYS
    assert standing(report(docket, until=due), "assignment") == [(basis(1), None, 0), (basis(2), None, 0)]
    assert standing(report(docket, until=due + DAYS), "assignment") == [(basis(1), None, 1), (basis(2), None, 1)]
    late = standing(report(docket, until=due + 30 * DAYS), "assignment")
    assert late == [(basis(1), None, 30), (basis(2), DAY + 9 * DAYS, 2)]


def test_counts_are_watched_and_overdue(docket: Docket) -> None:
    counts = {each.deadline: (each.watched, each.overdue) for each in report(docket, until=DAY + 20 * DAYS).counts}
    assert counts["filing_review"] == (2, 0)
    assert counts["assignment"] == (2, 2)
    assert counts["notice"] == (2, 1)
    assert counts["handler_notice"] == (1, 0)


def test_both_clocks(docket: Docket) -> None:
    before = RECORDED - timedelta(seconds=1)
    assert report(docket, until=DAY + 20 * DAYS, known_at=before).rows == ()
    seen = report(docket, until=DAY + 20 * DAYS, as_of=DAY + 8 * DAYS)
    assert standing(seen, "assignment") == [(basis(1), None, 13), (basis(2), None, 13)]


def test_a_court_sets_its_own_length(docket: Docket) -> None:
    docket.settings["deadlines"] = {"assignment": Period(days=3)}
    assert standing(report(docket, until=DAY + 4 * DAYS), "assignment")[0][2] == 1
    docket.settings["deadlines"] = {"assignmint": Period(days=3)}
    with pytest.raises(NotAValue, match="assignmint"):
        report(docket)


def test_it_has_a_day_and_nothing_else(docket: Docket) -> None:
    with pytest.raises(BadRequest):
        docket.report("deadlines", engine="rows")


def test_the_queries_after_an_ending_fall_due_every_six_months_for_five_years(tmp_path: Path) -> None:
    from paths import BASIS, FILED, first_day_of_ending, path_to_termination, terminate

    moment = {"now": datetime(2030, 1, 2, 4, tzinfo=UTC)}
    with casestream.open(tmp_path / "court.db", clock=lambda: moment["now"]) as docket:
        for step in (*path_to_termination(), terminate()):
            assert not isinstance(step, Event)
            docket.handle(*(step if isinstance(step, tuple) else (step, who_may(step))))
        ended = first_day_of_ending(FILED)
        due = date(ended.year, ended.month + 6, ended.day)
        (first,) = [row for row in report(docket, until=due + DAYS).rows if row.node == "203001040"]
        assert (first.due, first.overdue_days) == (due, 1)
        docket.handle(RecordPostTerminationQuery(case=BASIS, on=due, found=False, told=True), JUDGE)
        (second,) = [row for row in report(docket, until=due).rows if row.node == "203001040"]
        assert second.due == date(ended.year + 1, ended.month, ended.day)


def test_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "court.db"
    with casestream.open(path, clock=lambda: RECORDED) as docket:
        docket.handle(applying(1), CLERK)
        docket.handle(filing(1), CLERK)
    assert run(["report", "deadlines", str(path), "--until", "2025-04-01", "--lang", "en"]) == 0
    shown = capsys.readouterr().out
    assert "assignment of a handler" in shown
    assert "overdue" in shown
    assert run(["report", "deadlines", str(path), "--until", "2025-04-01", "--json", "--known-at", "2025-01-01"]) == 0
    assert json.loads(capsys.readouterr().out)["rows"] == []
