"""The stock of parked cases: its ages, its exits, both clearing rates, and its half-yearly queries."""

from datetime import UTC, date, datetime, timedelta

import pytest
from attrs import evolve

import casestream
from cases import envelope
from casestream.docket import Docket
from casestream.kernel import Case, Event
from casestream.kernel.calendar import months_later
from casestream.kernel.errors import BadRequest
from casestream.procedures.credit import PostTerminationQueried
from casestream.procedures.cross_enforcement import CrossAccepted
from casestream.procedures.rounds import ClosingMode, LeftStock, Origin, RoundClosed, RoundOpened, StockExit
from casestream.procedures.settlement import EnforcementResumed, ResumptionGround
from casestream.procedures.termination import RoundTerminated
from casestream.reports import Stock
from casestream.reports.stock import StockCell

TODAY = date(2026, 6, 30)
NOW = datetime(2026, 11, 20, 4, tzinfo=UTC)


def parked(n: int, on: date) -> list[Event]:
    """An imported round that ended by 终本 on a day."""
    opened = on - timedelta(days=120)
    number = f"（{opened.year}）内0624执{n}号"
    return [
        RoundOpened(on=opened, number=number, court="内0624", origin=Origin.FILED, claimed_fen=100),
        RoundTerminated(on=on, unpaid_fen=100, served_on=on, next_query_by=months_later(on, 6), relied_on=()),
        RoundClosed(
            on=on, mode=ClosingMode.CURRENT_TERMINATED, claimed_fen=100, collected_fen=0, opened_on=opened, used_days=120
        ),
    ]  # fmt: skip


def resumed(n: int, on: date, *, crossed: bool = False) -> list[Event]:
    how: Event
    if crossed:
        how = CrossAccepted(on=on, number=f"（{on.year}）内0624执{n}号", from_court="内0624", from_number="")
    else:
        how = EnforcementResumed(
            on=on, ground=ResumptionGround.PROPERTY_FOUND, claimed_fen=100, ex_officio=True, in_time=True
        )
    kind = "执" if crossed else "执恢"
    opened = RoundOpened(
        on=on, number=f"（{on.year}）内0624{kind}{n}号", court="内0624", origin=Origin.RESUMED, claimed_fen=100
    )
    return [how, opened]


def docket(*histories: list[Event]) -> Docket:
    book = casestream.open(clock=lambda: NOW)
    for n, events in enumerate(histories):
        book.log.append(Case(f"案{n}", "case"), events, evolve(envelope(f"c{n}"), recorded_at=NOW))
    return book


def the_stock(*histories: list[Event], since: date = date(2026, 1, 1)) -> Stock:
    with docket(*histories) as book:
        found = book.report("stock", since=since, until=TODAY)
    assert isinstance(found, Stock)
    return found


@pytest.mark.parametrize(
    ("entered", "age"),
    [
        (date(2026, 6, 30), 0), (date(2025, 12, 30), 0), (date(2025, 12, 29), 1), (date(2024, 6, 30), 1),
        (date(2024, 6, 29), 2), (date(2021, 6, 30), 2), (date(2021, 6, 29), 3),
    ],
)  # fmt: skip
def test_a_case_is_in_the_age_that_its_day_gives(entered: date, age: int) -> None:
    (row,) = the_stock(parked(1, entered)).rows
    assert [index for index, count in enumerate(row.ages) if count] == [age]
    assert row.past_five_years == (age == 3)


def test_exits_are_told_by_how_they_left_and_both_rates_have_their_parts() -> None:
    old, day = date(2025, 3, 3), date(2026, 3, 2)
    (row,) = the_stock(
        parked(1, old), [*parked(2, old), *resumed(12, day)], [*parked(3, old), *resumed(13, day, crossed=True)],
        parked(4, day), [*parked(5, old), *resumed(15, date(2025, 12, 31))],
    ).rows  # fmt: skip
    assert (row.opening, row.entered, row.stock) == (3, 1, 2)
    assert row.exits == {"resumed": 1, "crossed": 1, "performed": 0, "settled": 0, "terminated": 0, "bankrupt": 0}
    assert (row.cleared_of_opening, row.cleared_of_all) == ((2, 3), (2, 4))


def test_a_case_crossed_before_its_ending_and_reopened_is_listed_as_resumed() -> None:
    """What was accepted before the case was parked says nothing of how it left; nor does the number opened without a resumption."""
    before, day = date(2025, 1, 6), date(2026, 3, 2)
    accepted, opened = resumed(2, before, crossed=True)
    with docket(
        [accepted, opened, *parked(2, date(2025, 3, 3))[1:], resumed(12, day)[1]],
        [*parked(3, date(2025, 3, 3)), *resumed(13, day, crossed=True), *parked(13, date(2026, 4, 1))[1:], resumed(23, TODAY)[1]],
    ) as book:  # fmt: skip
        stock = book.report("stock", since=date(2026, 1, 1), until=TODAY)
        assert isinstance(stock, Stock)
        assert (stock.rows[0].exits["resumed"], stock.rows[0].exits["crossed"]) == (2, 1)
        for way, left_on in (("resumed", [day, TODAY]), ("crossed", [day])):
            cell = stock.explain("内0624", way)
            assert isinstance(cell, StockCell)
            assert [stay.left_on for stay in cell.numerator] == left_on


@pytest.mark.parametrize("reason", StockExit)
def test_a_case_that_ends_for_good_leaves_the_stock(reason: StockExit) -> None:
    left = LeftStock(on=date(2026, 3, 2), reason=reason, remove_by=date(2026, 3, 5), calendar="cn")
    (row,) = the_stock([*parked(1, date(2025, 3, 3)), left], parked(2, date(2025, 3, 3))).rows
    assert (row.opening, row.stock, row.exits[reason.code], row.cleared_of_opening) == (2, 1, 1, (1, 2))


def test_a_case_that_comes_back_to_the_stock_counts_again() -> None:
    (row,) = the_stock([*parked(1, date(2025, 3, 3)), *resumed(11, date(2026, 2, 2)), *parked(21, TODAY)[1:]]).rows
    assert (row.opening, row.entered, row.stock, row.exits["resumed"]) == (1, 1, 1, 1)


@pytest.mark.parametrize(("entered", "overdue"), [(date(2025, 12, 30), 0), (date(2025, 12, 29), 1)])
def test_a_query_is_overdue_on_the_day_after_its_six_months(entered: date, overdue: int) -> None:
    (row,) = the_stock(parked(1, entered)).rows
    assert (row.queries_made, row.queries_overdue) == (0, overdue)


def test_a_query_that_was_made_moves_the_next_one_on() -> None:
    entered = date(2025, 12, 1)

    def query(on: date) -> Event:
        return PostTerminationQueried(
            on=on, n=1, due_on=months_later(entered, 6), found=False, told=True, next_due_on=months_later(entered, 12)
        )  # fmt: skip

    (row,) = the_stock([*parked(1, entered), query(TODAY)]).rows
    assert (row.queries_made, row.queries_overdue) == (1, 0)
    (row,) = the_stock([*parked(1, entered), query(date(2025, 12, 31)), query(TODAY), *resumed(11, TODAY)]).rows
    assert (row.stock, row.queries_made) == (0, 1)  # It has left; what was queried in the period was queried.


def test_a_docket_without_parked_cases_has_no_rows_and_the_stock_takes_no_groups() -> None:
    assert the_stock().rows == ()
    with docket() as book, pytest.raises(BadRequest):
        book.report("stock", by=("court",))
