"""关键节点平均超期数: the nodes overdue at a closing are those whose terms the report of deadlines counts as missed."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest

import casestream
from cases import envelope
from casestream.docket import Docket
from casestream.kernel import Case, Day, Event
from casestream.kernel.calendar import Calendar, Days
from casestream.kernel.deadline import DEADLINES, Lengths
from casestream.kernel.event import evolve
from casestream.kernel.projection import Projection
from casestream.kernel.rule import Condition, only
from casestream.procedures.filing import DebtorNamed, EnforcementApplied, HandlerAssigned, PartyKind
from casestream.procedures.nodes import NODES
from casestream.procedures.notice import NoticeIssued
from casestream.procedures.rounds import ClosingMode, Origin, RoundClosed, RoundOpened
from casestream.procedures.suspension import ClockReason, ClockRestarted, ClockStopped
from casestream.replay import Rate, Table, replay
from casestream.replay.rows import histories
from casestream.reports.deadlines import terms_of
from casestream.reports.indicators import INDICATORS
from casestream.reports.key_nodes import LOCAL, NATIONAL, closed_within_term
from casestream.reports.statistics import DISPOSED
from casestream.testing.life import plan_life, sample_settings
from casestream.testing.simulator import StoryClock, play

TERMS = {
    "filed_in_time": "filing_review", "assigned_in_time": "assignment", "notified_in_time": "notice",
    "clues_checked_in_time": "clue_check", "closed_within_term": "time_limit",
    "queried_in_time": "network_query_start", "searched_in_time": "offline_search_done",
}  # fmt: skip
NODE_CONDITIONS = {each.name: each for each in NATIONAL + LOCAL}
CALENDAR = Calendar()
LENGTHS = Lengths(CALENDAR)
COURT = "内0624"


@pytest.fixture(scope="module")
def lives() -> Iterator[Docket]:
    """Whole lives, with days late here and there."""
    clock = StoryClock()
    with casestream.open(clock=clock, settings=sample_settings()) as docket:
        play(docket, clock, plan_life(COURT, date(2023, 1, 1), date(2023, 12, 31), 120, seed=3), label="nodes")
        yield docket


def closings(docket: Docket) -> Iterator[tuple[Case, RoundClosed]]:
    """Each closing of a first-time case as it stands after corrections, and the case just before it."""
    for stream, entries in histories(docket.log):
        case = Case(stream)
        for happened in (entry.event for entry in entries):
            if isinstance(happened, RoundClosed) and happened.mode in DISPOSED and "执恢" not in case.number:
                yield case, happened
            case.apply(happened)


def missed(case: Case, name: str, closed: RoundClosed) -> bool:
    """Whether a term of this round was missed by the closing, as the report of deadlines would say on that day."""
    return any(
        term.overdue_days(closed.on) > 0
        for term in terms_of(case, DEADLINES[name], LENGTHS, closed.on)
        if term.number == case.number
    )


@pytest.mark.parametrize("name", TERMS)
def test_a_node_is_overdue_where_the_report_of_deadlines_counts_a_missed_term(name: str, lives: Docket) -> None:
    node, seen = NODE_CONDITIONS[name], 0
    for case, closed in closings(lives):
        seen += 1
        assert bool(node.holds(case, Day(closed.on), only(closed))) != missed(case, TERMS[name], closed), case.number
    assert seen > 100


def test_every_node_is_one_of_the_table_of_nodes() -> None:
    assert len(NODE_CONDITIONS) == 7
    codes = [DEADLINES[name].node for name in TERMS.values()]
    assert len(set(codes)) == 7
    assert set(codes) <= NODES.keys()
    assert {DEADLINES[TERMS[each.name]].official for each in LOCAL} == {False}
    assert all(DEADLINES[TERMS[each.name]].official for each in NATIONAL)


def test_the_indicator_is_what_the_conditions_say_and_every_engine_says_so(lives: Docket) -> None:
    late, closed_first = Counter[str](), 0
    for case, closed in closings(lives):
        closed_first += 1
        for node in NATIONAL + LOCAL:
            late[node.name] += not node.holds(case, Day(closed.on), only(closed))
    expected = {
        "overdue_nodes_first": sum(late[each.name] for each in NATIONAL),
        "overdue_nodes_local_first": sum(late.values()), "closed_first": closed_first,
    }  # fmt: skip
    measures: dict[str, Any] = {name: INDICATORS.measures[name] for name in (*expected, "overdue_nodes_each")}
    asked = Projection("nodes", "节点", "Nodes", **measures)
    tables = [replay(lives.log, asked, engine=engine) for engine in ("rows", "columns", "pool")]
    assert len({table.digest() for table in tables}) == 1
    (row,) = tables[0].rows
    assert {name: row[name] for name in expected} == expected
    assert min(expected.values()) > 0
    assert row["overdue_nodes_each"] == Rate(expected["overdue_nodes_first"], closed_first, "x")


def ask(node: Condition, *events: Event, on: date) -> bool:
    case = Case("案")
    case.apply(*events)
    return bool(node.holds(case, Day(on)))


MONDAY = date(2025, 4, 14)
OPENED = RoundOpened(on=MONDAY, number=f"（2025）{COURT}执1号", court=COURT, origin=Origin.FILED, claimed_fen=1)


@pytest.mark.parametrize(
    ("after", "closed_after", "in_time"),
    [(7, 30, True), (8, 30, False), (None, 30, False), (None, 7, True), (None, 8, False)],
)
def test_a_node_that_was_never_passed_is_overdue_once_its_day_is_gone(
    after: int | None, closed_after: int, in_time: bool
) -> None:
    assigned = NODE_CONDITIONS["assigned_in_time"]
    day = MONDAY + timedelta(days=after or 0)
    done = [HandlerAssigned(on=day, handler="甲", assign_by=day, calendar="")] if after else []
    assert ask(assigned, OPENED, *done, on=MONDAY + timedelta(days=closed_after)) is in_time


def test_a_last_day_off_rolls_to_the_next_working_day() -> None:
    """Ten days from 23 April 2025 end in the holidays of May: the next working day is 6 May."""
    notified = NODE_CONDITIONS["notified_in_time"]
    named = DebtorNamed(on=date(2025, 4, 23), debtor="吴某", kind=PartyKind.NATURAL)
    for day, in_time in ((date(2025, 5, 6), True), (date(2025, 5, 7), False)):
        issued = NoticeIssued(on=day, debtor="吴某", issue_by=day, perform_by=day, calendar="")
        assert ask(notified, named, OPENED, issued, on=date(2025, 6, 3)) is in_time


def test_what_was_due_before_the_first_number_counts_under_that_number_only() -> None:
    applied = EnforcementApplied(
        on=date(2025, 1, 6), basis="依据", cause="借款", court=COURT, claimed_fen=1, effective_on=date(2025, 1, 1),
        performance_due=date(2025, 1, 2), in_time=True,
    )  # fmt: skip
    filed = NODE_CONDITIONS["filed_in_time"]
    again = evolve(OPENED, number=f"（2025）{COURT}执2号")
    assert not ask(filed, applied, OPENED, on=date(2025, 6, 3))
    assert ask(filed, applied, OPENED, again, on=date(2025, 6, 3))


def test_one_day_and_a_column_roll_alike() -> None:
    days = [
        date(2007, 12, 31),
        date(2008, 1, 1),
        date(2025, 10, 1),
        date(2026, 12, 31),
        date(2027, 1, 2),
        date(1, 1, 1),
    ]
    days += [date(2024, 9, 1) + timedelta(days=n) for n in range(400)]
    column = Days(np.array([*(day.toordinal() for day in days), np.iinfo(np.int64).min])).rolled()
    assert column.ordinals.tolist()[:-1] == [Day(day).rolled().ordinal for day in days]
    assert Day(None).rolled().ordinal is None
    assert column.ordinals.tolist()[-1] == np.iinfo(np.int64).min
    assert Day(date(2025, 10, 1)).rolled().ordinal == date(2025, 10, 9).toordinal()


def test_a_day_and_a_column_know_the_days_off_before_and_a_last_day_rolls_past_as_many() -> None:
    years = CALENDAR.off
    edges = [date(min(years), 1, 1), date(max(years), 12, 31)]
    days = [edge + timedelta(days=n) for edge in edges for n in range(-9, 10)] + [date(1, 1, 2), date(9999, 12, 31)]
    days += [date(2024, 9, 1) + timedelta(days=n) for n in range(400)]
    column = Days(np.array([*(day.toordinal() for day in days), np.iinfo(np.int64).min])).days_off_before()
    found = [int(Day(day).days_off_before()) for day in days]
    assert np.array(column).tolist() == [*found, int(Day(None).days_off_before())]
    assert int(Day(None).days_off_before()) == 0
    assert int(Day(date(2025, 10, 9)).days_off_before()) == 8
    for day, off in zip(days[:-2], found[:-2], strict=True):
        reach_it = [bool(Day(day - timedelta(days=n)).rolled() >= day) for n in range(1, off + 2)]
        assert reach_it == [True] * off + [False]


def test_the_table_heads_both_variants(lives: Docket) -> None:
    table = lives.report("indicators", by=("court",))
    assert isinstance(table, Table)
    found = table.explain(COURT, "关键节点平均超期数(含地方期限)")
    assert isinstance(found.cell, Rate)
    assert found.numerator.total == found.cell.numerator
    assert all(line.amount > 0 and line.event == "round.closed" for line in found.numerator.lines(0, 20))


@pytest.mark.parametrize(
    ("opened", "closed", "stood", "in_time"),
    [
        (date(2025, 4, 5), date(2025, 10, 9), 0, True),  # 5 October is a holiday; so is every day up to the 8th.
        (date(2025, 4, 5), date(2025, 10, 10), 0, False),
        (date(2025, 4, 5), date(2025, 10, 10), 4, False),  # With four days more the last day is the 9th itself,
        (date(2025, 4, 5), date(2025, 10, 10), 5, True),  # with five the 10th.
        (date(2025, 3, 28), date(2025, 10, 9), 2, False),  # 30 September is worked.
        (date(2025, 3, 28), date(2025, 10, 9), 3, True),  # 1 October is not.
        (date(2025, 4, 5), date(2025, 10, 11), 0, False),
    ],
)
def test_the_six_months_and_the_days_not_counted_end_as_the_deadline_does(
    opened: date, closed: date, stood: int, in_time: bool
) -> None:
    """The case closes on the last day of its term or after it, as the deadline has it, and every engine says so."""
    used = (closed - opened).days - stood
    began = evolve(OPENED, on=opened)
    stops = [
        ClockStopped(on=opened + timedelta(days=9), reason=ClockReason.APPRAISAL),
        ClockRestarted(on=opened + timedelta(days=9 + stood), reason=ClockReason.APPRAISAL),
    ]
    ended = RoundClosed(
        on=closed, mode=ClosingMode.SATISFIED, claimed_fen=1, collected_fen=1, opened_on=opened, used_days=used
    )
    case = Case("案")
    case.apply(began, *stops)
    assert bool(closed_within_term.holds(case, Day(closed), only(ended))) is in_time
    assert missed(case, "time_limit", ended) is not in_time
    asked = Projection("term", "期限", "Term", in_term_first=INDICATORS.measures["in_term_first"])
    with casestream.open() as docket:
        docket.log.append(Case("案"), [began, *stops, ended], envelope("案"))
        tables = [replay(docket.log, asked, engine=engine) for engine in ("rows", "columns", "pool")]
    assert len({table.digest() for table in tables}) == 1
    assert [row["in_term_first"] for row in tables[0].rows] == [int(in_time)]


@pytest.mark.parametrize(("day", "article"), [(date(2020, 12, 31), "第一百零七条"), (date(2021, 1, 1), "第六十三条")])
def test_the_term_is_cited_by_the_number_that_its_article_had(day: date, article: str) -> None:
    assert closed_within_term.citation.article_on(day) == article == DEADLINES["time_limit"].citation.article_on(day)
