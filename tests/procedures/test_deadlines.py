"""Deadlines of a whole docket: what is due, what was missed and by how much, on any day and by both clocks."""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

import casestream
from cases import COURT, DAY, applying, assigning, basis, envelope, filing
from casestream.cli import run
from casestream.docket import Docket
from casestream.kernel import Case, Event, Period
from casestream.kernel.errors import BadRequest, NotAValue
from casestream.procedures.control import AssetSealed, Measure
from casestream.procedures.credit import PostTerminationQueried
from casestream.procedures.filing import DebtorLeft, DebtorNamed, HandlerAssigned, PartyKind
from casestream.procedures.notice import IssueNotice, NoticeIssued
from casestream.procedures.proceeds import ProceedsReceived, ProceedsReleased, Source
from casestream.procedures.rounds import ClosingMode, LeftStock, Origin, RoundClosed, RoundOpened, StockExit
from casestream.procedures.termination import RecordPostTerminationQuery, RoundTerminated
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


@pytest.mark.parametrize(
    ("lengths", "days"),
    [
        (Period(days=3), 3), (3, 3), ({"days": 3}, 3), ({"working_days": 3}, 3), ({"days": 3, "court": COURT}, 3),
        ({"days": 3, "court": "甘1223"}, 7), ({"days": 3, "since": DAY}, 3), ({"days": 3, "since": DAY + DAYS}, 7),
        ([{"days": 2}, {"days": 3, "court": COURT}, {"days": 4, "court": "甘1223"}], 3),
        ([{"days": 2, "since": DAY}, {"days": 3, "court": COURT, "since": DAY - DAYS}], 3),
        ([{"days": 3, "since": DAY}, {"days": 2}, {"days": 1, "since": DAY - DAYS}, {"days": 9, "since": DAY + DAYS}], 3),
        ([{"days": 2, "court": COURT}, {"days": 3, "court": COURT, "since": DAY}], 3),
    ],
)  # fmt: skip
def test_a_court_sets_its_own_length_since_a_day(docket: Docket, lengths: object, days: int) -> None:
    docket.settings["deadlines"] = {"assignment": lengths}
    due = [row.due for row in report(docket, until=DAY + DAYS).rows if row.deadline == "assignment"]
    assert due == [DAY + days * DAYS] * 2


@pytest.mark.parametrize(
    "lengths",
    ["3", 0, -3, True, 3.0, None, {}, {"days": 0}, {"days": "3"}, {"hours": 3}, {"days": 3, "months": 1}, {"court": COURT},
     {"days": 3, "court": 15}, {"days": 3, "since": "2025-01-01"}, [3, "4"]],
)  # fmt: skip
def test_what_is_no_length_is_refused(docket: Docket, lengths: object) -> None:
    docket.settings["deadlines"] = {"assignment": lengths}
    with pytest.raises(NotAValue, match="assignment"):
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


FIRST, SECOND = "（2025）内0624执9号", "（2025）甘1223执7号"


def opened(on: date = DAY, number: str = FIRST, court: str = COURT) -> RoundOpened:
    return RoundOpened(on=on, number=number, court=court, origin=Origin.FILED, claimed_fen=100)


def closed(mode: ClosingMode, on: date) -> RoundClosed:
    return RoundClosed(on=on, mode=mode, claimed_fen=100, collected_fen=0, opened_on=DAY, used_days=(on - DAY).days)


def told(*events: Event, until: date) -> Deadlines:
    """The report on one case of which these are the facts."""
    with casestream.open(clock=lambda: datetime(2030, 1, 2, 4, tzinfo=UTC)) as docket:
        docket.log.append(Case("（2024）内0624民初9号", "case"), list(events), envelope("facts"))
        return report(docket, until=until)


def lines(found: Deadlines, *names: str) -> list[tuple[str, str, str]]:
    return [(row.deadline, row.about, row.number) for row in found.rows if row.deadline in names]


def test_a_measure_is_renewed_though_its_round_was_parked_or_moved_but_not_after_a_full_end() -> None:
    sealed = AssetSealed(on=DAY, asset="房产", measure=Measure.SEAL, starts_on=DAY, expires_on=DAY + 365 * DAYS)
    ended, until = DAY + 100 * DAYS, DAY + 400 * DAYS
    parked = (opened(), sealed, closed(ClosingMode.CURRENT_TERMINATED, ended))
    assert lines(told(*parked, until=until), "seal_expiry") == [("seal_expiry", "房产", FIRST)]
    moved = (opened(), sealed, closed(ClosingMode.TRANSFERRED_OUT, ended), opened(ended, SECOND, "甘1223"))
    assert lines(told(*moved, until=until), "seal_expiry") == [("seal_expiry", "房产", SECOND)]
    gone = LeftStock(on=ended, reason=StockExit.PERFORMED, remove_by=ended, calendar="")
    assert lines(told(*parked, gone, until=until), "seal_expiry") == []
    assert lines(told(opened(), sealed, closed(ClosingMode.SATISFIED, ended), until=until), "seal_expiry") == []


def test_what_the_old_court_missed_is_its_own_and_does_not_grow_in_the_new_one() -> None:
    names = ("assignment", "network_query_start", "offline_search_done")
    ended = DAY + 20 * DAYS
    events = (opened(), closed(ClosingMode.TRANSFERRED_OUT, ended), opened(ended, SECOND, "甘1223"))
    rows = [row for row in told(*events, until=ended + 90 * DAYS).rows if row.deadline in names]
    assert sorted(row.deadline for row in rows if row.number == SECOND) == sorted(names)
    missed = {row.deadline: row.overdue_days for row in rows if row.number == FIRST}
    due = {row.deadline: row.due for row in rows if row.number == FIRST}
    assert missed == {name: (ended - day).days for name, day in due.items()}
    assert missed.keys() == {"assignment", "network_query_start"}  # Offline there was time until after the transfer.
    assert [row[2] for row in lines(told(opened(), until=ended + 90 * DAYS), *names)] == [FIRST] * 3


def test_what_was_kept_late_bears_the_number_under_which_it_was_kept() -> None:
    given_on, ended = DAY + 9 * DAYS, DAY + 20 * DAYS
    assigned = HandlerAssigned(on=given_on, handler="甲", assign_by=DAY + 7 * DAYS, calendar="")
    later = HandlerAssigned(on=ended, handler="乙", assign_by=ended, calendar="")
    moved = (closed(ClosingMode.TRANSFERRED_OUT, ended), opened(ended, SECOND, "甘1223"), later)
    found = told(opened(), assigned, *moved, until=ended + 30 * DAYS)
    assert [(row.number, row.kept) for row in found.rows if row.deadline == "assignment"] == [(FIRST, given_on)]


def test_money_is_to_be_paid_out_after_the_closing_and_each_receipt_counts() -> None:
    ended, until = DAY + 20 * DAYS, DAY + 90 * DAYS
    came = [
        ProceedsReceived(on=DAY, amount_fen=fen, source=Source.PERFORMANCE, release_by=DAY + 30 * DAYS, calendar="")
        for fen in (1_000, 900_000)
    ]
    paid = ProceedsReleased(on=DAY + DAYS, amount_fen=1_000, payee="吴某")
    found = told(opened(), *came, paid, closed(ClosingMode.SATISFIED, ended), until=until)
    assert [(each.watched, each.overdue) for each in found.counts if each.deadline == "release"] == [(2, 1)]
    assert lines(found, "release") == [("release", "", FIRST)]


def test_each_debtor_has_the_notice() -> None:
    named = [DebtorNamed(on=DAY, debtor=name, kind=PartyKind.NATURAL) for name in ("邬某", "丙", "丁")]
    notice = NoticeIssued(on=DAY + DAYS, debtor="邬某", issue_by=DAY, perform_by=DAY, calendar="")
    left = DebtorLeft(on=DAY + DAYS, debtor="丁")
    found = told(*named, opened(), notice, left, until=DAY + 11 * DAYS)
    assert lines(found, "notice") == [("notice", "丙", FIRST)]
    assert [(each.watched, each.overdue) for each in found.counts if each.deadline == "notice"] == [(3, 1)]


def test_nothing_is_queried_of_a_case_that_left_the_stock() -> None:
    ended = DAY + 100 * DAYS
    due = ended + 180 * DAYS
    parked = (
        opened(), RoundTerminated(on=ended, unpaid_fen=1, served_on=ended, next_query_by=due, relied_on=()),
        closed(ClosingMode.CURRENT_TERMINATED, ended),
    )  # fmt: skip
    assert lines(told(*parked, until=due + DAYS), "first_post_query") == [("first_post_query", "", FIRST)]
    queried = PostTerminationQueried(
        on=due, n=1, due_on=due, found=False, told=True, next_due_on=due + 180 * DAYS
    )  # fmt: skip
    gone = LeftStock(on=due, reason=StockExit.PERFORMED, remove_by=due, calendar="")
    assert lines(told(*parked, queried, until=due + 200 * DAYS), "next_post_query") == [("next_post_query", "", FIRST)]
    assert lines(told(*parked, gone, until=due + 200 * DAYS), "first_post_query") == []
    assert lines(told(*parked, queried, gone, until=due + 200 * DAYS), "next_post_query") == []


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


def test_the_ledger_and_the_list_of_terms_go_by_the_settings_of_a_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, own = tmp_path / "court.db", tmp_path / "court.toml"
    with casestream.open(path, clock=lambda: RECORDED) as docket:
        docket.handle(applying(1), CLERK)
        docket.handle(filing(1), CLERK)
    own.write_text(f'deadlines.assignment = [{{ days = 3, court = "{COURT}", since = 2025-01-01 }}]', encoding="utf-8")
    for name in ("ledger", "deadlines"):
        asked = ["report", name, str(path), "--until", "2025-03-15", "--json", "--settings"]
        assert run([*asked, str(own)]) == 0
        rows = json.loads(capsys.readouterr().out)["rows"]
        assert [row["overdue_days"] for row in rows if row.get("deadline", "assignment") == "assignment"] == [2]
        assert run([*asked, str(tmp_path / "none.toml")]) == 2
        capsys.readouterr()
