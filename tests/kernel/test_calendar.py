"""Days and due dates as procedural law counts them."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casestream.kernel import NEVER, Calendar, Day, Period, elapsed_days
from casestream.kernel.calendar import NEVER_ORDINAL, Days, months_later, stopped_days
from casestream.kernel.errors import BeyondCalendar, DeclarationError

CALENDAR = Calendar()
FRIDAY = date(2025, 9, 26)
ANY_DAY = st.dates(date(1950, 1, 1), date(2150, 12, 31))
MAYBE_DAY = st.none() | ANY_DAY
COVERED = st.dates(date(2008, 1, 1), date(2025, 6, 30))
SPANS = st.lists(st.tuples(st.integers(-10, 60), st.integers(0, 30)), max_size=4)


def due(start: date, stopped: Sequence[tuple[date, date]] = (), **length: int) -> date:
    return CALENDAR.due(start, Period(**length), stopped=stopped).on


# --- working days and rolling ---


@pytest.mark.parametrize(
    ("day", "worked"),
    [
        (date(2025, 9, 26), True),
        (date(2025, 9, 27), False),
        (date(2025, 9, 28), True),  # A Sunday made up for National Day.
        (date(2025, 9, 30), True),
        (date(2025, 10, 1), False),
        (date(2025, 10, 8), False),
        (date(2025, 10, 9), True),
        (date(2025, 10, 11), True),  # A Saturday made up for it.
        (date(2025, 10, 12), False),
    ],
)
def test_knows_holidays_weekends_and_made_up_workdays(day: date, worked: bool) -> None:
    assert CALENDAR.is_working_day(day) is worked


def test_the_first_day_is_not_counted() -> None:
    assert due(date(2025, 3, 3), days=1) == date(2025, 3, 4)
    assert due(date(2025, 3, 3), working_days=1) == date(2025, 3, 4)


@pytest.mark.parametrize(
    ("start", "last"),
    [
        (date(2025, 9, 23), date(2025, 9, 30)),  # The day before the holiday stands.
        (date(2025, 9, 24), date(2025, 10, 9)),  # The first day of it rolls past all eight.
        (date(2025, 10, 1), date(2025, 10, 9)),
        (date(2025, 10, 2), date(2025, 10, 9)),
    ],
)
def test_the_last_day_rolls_past_national_day(start: date, last: date) -> None:
    assert due(start, days=7) == last


def test_a_made_up_sunday_is_a_last_day() -> None:
    assert date(2025, 9, 28).weekday() == 6
    assert due(date(2025, 9, 21), days=7) == date(2025, 9, 28)


def test_working_days_count_across_spring_festival() -> None:
    # 24 Jan 2025 is a Friday; Sunday 26 is made up; 28 Jan to 4 Feb are off.
    assert due(date(2025, 1, 24), working_days=1) == date(2025, 1, 26)
    assert due(date(2025, 1, 24), working_days=2) == date(2025, 1, 27)
    assert due(date(2025, 1, 24), working_days=3) == date(2025, 2, 5)
    assert due(date(2025, 1, 24), working_days=6) == date(2025, 2, 8)  # A made-up Saturday.


def test_a_due_date_keeps_the_version_of_the_calendar_that_said_so() -> None:
    ours = Calendar("court-1", off={2025: "03-04"}, on={2025: ""})
    answer = ours.due(date(2025, 3, 3), Period(days=1))
    assert (answer.on, answer.calendar) == (date(2025, 3, 5), "court-1")
    assert CALENDAR.due(date(2025, 3, 3), Period(days=1)).calendar == CALENDAR.version != "court-1"


@pytest.mark.parametrize(
    ("start", "length"),
    [
        (date(2026, 12, 31), Period(days=1)),
        (date(2026, 12, 31), Period(working_days=1)),
        (date(2026, 9, 30), Period(months=6)),
        (date(2007, 6, 1), Period(days=1)),
    ],
)
def test_a_year_without_a_holiday_notice_is_not_guessed(start: date, length: Period) -> None:
    with pytest.raises(BeyondCalendar) as refused:
        CALENDAR.due(start, length)
    year = "2007" if start.year == 2007 else "2027"
    assert year in refused.value.en
    assert year in refused.value.zh


def test_the_last_day_of_the_last_known_year_is_still_counted() -> None:
    assert due(date(2026, 12, 30), days=1) == date(2026, 12, 31)


@pytest.mark.parametrize("length", [{"days": 1, "months": 1}, {"days": 3, "working_days": 3}])
def test_a_period_has_no_two_lengths(length: dict[str, int]) -> None:
    with pytest.raises(DeclarationError):
        Period(**length)


def test_a_period_without_length_ends_on_its_own_day_or_the_next_one_worked() -> None:
    assert due(date(2025, 3, 3)) == date(2025, 3, 3)
    assert due(date(2025, 10, 1)) == date(2025, 10, 9)


# --- months ---


@pytest.mark.parametrize(
    ("start", "months", "last"),
    [
        (date(2025, 1, 31), 1, date(2025, 2, 28)),
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2024, 2, 29), 48, date(2028, 2, 29)),
        (date(2025, 8, 31), 1, date(2025, 9, 30)),
        (date(2025, 12, 31), 2, date(2026, 2, 28)),
        (date(2025, 11, 30), 1, date(2025, 12, 30)),
        (date(2025, 3, 31), -1, date(2025, 2, 28)),
    ],
)
def test_months_clamp_to_the_last_day_of_the_month(start: date, months: int, last: date) -> None:
    assert months_later(start, months) == last


# --- stopped days ---


def test_stopped_days_are_added_to_the_period() -> None:
    # 3 June 2025 + 10 days is Friday 13; three stopped days make it Monday 16.
    assert due(date(2025, 6, 3), days=10) == date(2025, 6, 13)
    assert due(date(2025, 6, 3), [(date(2025, 6, 5), date(2025, 6, 8))], days=10) == date(2025, 6, 16)
    assert due(date(2025, 6, 3), [(date(2025, 6, 5), date(2025, 6, 9))], days=10) == date(2025, 6, 17)


def test_overlapping_spans_stop_the_clock_once() -> None:
    both = [(date(2025, 6, 5), date(2025, 6, 8)), (date(2025, 6, 6), date(2025, 6, 9))]
    assert due(date(2025, 6, 3), both, days=10) == due(
        date(2025, 6, 3), [(date(2025, 6, 5), date(2025, 6, 9))], days=10
    )
    assert stopped_days(both, date(2025, 6, 3), date(2025, 6, 13)) == 4
    assert stopped_days(list(reversed(both)), date(2025, 6, 3), date(2025, 6, 13)) == 4


def test_spans_at_the_edges_count_only_what_lies_inside() -> None:
    start, end = date(2025, 6, 10), date(2025, 6, 20)
    assert stopped_days([(date(2025, 6, 1), start)], start, end) == 0
    assert stopped_days([(date(2025, 6, 1), date(2025, 6, 11))], start, end) == 0  # The first day never counts.
    assert stopped_days([(date(2025, 6, 1), date(2025, 6, 12))], start, end) == 1
    assert stopped_days([(end, date(2025, 6, 30))], start, end) == 1  # The last day does.
    assert stopped_days([(end + timedelta(1), date(2025, 6, 30))], start, end) == 0
    assert stopped_days([(date(2025, 6, 15), date(2025, 6, 15))], start, end) == 0


def test_a_stopped_span_that_moves_the_end_can_bring_in_another() -> None:
    first, second = (date(2025, 6, 5), date(2025, 6, 10)), (date(2025, 6, 16), date(2025, 6, 20))
    assert due(date(2025, 6, 3), [second], days=10) == date(2025, 6, 13)  # Alone, it lies beyond the end.
    assert due(date(2025, 6, 3), [first], days=10) == date(2025, 6, 18)
    assert due(date(2025, 6, 3), [first, second], days=10) == date(2025, 6, 23)  # 13 + 5 + 4 = 22, a Sunday.


def test_elapsed_days_leave_out_stopped_days_and_never_fall_below_nothing() -> None:
    assert elapsed_days(date(2025, 6, 3), date(2025, 6, 13)) == 10
    assert elapsed_days(date(2025, 6, 3), date(2025, 6, 13), stopped=[(date(2025, 6, 5), date(2025, 6, 8))]) == 7
    assert elapsed_days(date(2025, 6, 13), date(2025, 6, 3)) == 0


def counted(start: date, length: int, stopped: Sequence[tuple[date, date]], *, working: bool) -> date:
    """The naive answer: tick off one day after another."""
    day, left = start, length
    while left:
        day += timedelta(days=1)
        stands_still = any(begin <= day < stop for begin, stop in stopped)
        left -= not stands_still and (not working or CALENDAR.is_working_day(day))
    while not CALENDAR.is_working_day(day):
        day += timedelta(days=1)
    return day


@settings(max_examples=150, deadline=None)
@given(COVERED, st.integers(1, 90), SPANS, st.booleans())
def test_a_due_day_is_the_one_that_ticking_off_days_gives(
    start: date, length: int, spans: list[tuple[int, int]], working: bool
) -> None:
    stopped = [(start + timedelta(begin), start + timedelta(begin + long)) for begin, long in spans]
    period = Period(working_days=length) if working else Period(days=length)
    assert CALENDAR.due(start, period, stopped=stopped).on == counted(start, length, stopped, working=working)


# --- one day, and a column of days ---


def column(*days: date | None) -> Days:
    return Days(np.array([NEVER_ORDINAL if day is None else day.toordinal() for day in days], np.int64))


def same(one: Day, many: Days, index: int) -> bool:
    ordinal = int(many.ordinals[index])
    return one.ordinal == (None if ordinal == NEVER_ORDINAL else ordinal)


@settings(max_examples=100, deadline=None)
@given(st.lists(MAYBE_DAY, min_size=1, max_size=6), st.integers(-1200, 1200), st.integers(-20_000, 20_000))
def test_one_day_and_a_column_move_alike(days: list[date | None], months: int, by: int) -> None:
    many = column(*days)
    for index, day in enumerate(days):
        assert same(Day(day).plus_months(months), many.plus_months(months), index)
        assert same(Day(day).plus_days(by), many.plus_days(by), index)
        assert bool(Day(day).came()) is bool(np.asarray(many.came())[index]) is (day is not None)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(MAYBE_DAY, MAYBE_DAY), min_size=1, max_size=6))
def test_one_day_and_a_column_compare_alike(pairs: list[tuple[date | None, date | None]]) -> None:
    left, right = column(*(pair[0] for pair in pairs)), column(*(pair[1] for pair in pairs))
    for how in ("__lt__", "__le__", "__gt__", "__ge__"):
        many = np.asarray(getattr(left, how)(right))
        ones = [bool(getattr(Day(one), how)(Day(other))) for one, other in pairs]
        assert many.tolist() == ones
        plain = [
            one is not None and other is not None and bool(getattr(one, how)(other)) for one, other in pairs
        ]  # fmt: skip
        assert ones == plain


@pytest.mark.parametrize("how", ["__lt__", "__le__", "__gt__", "__ge__"])
@pytest.mark.parametrize("other", [NEVER, Day(FRIDAY), FRIDAY])
def test_every_comparison_with_a_day_that_never_came_is_false(how: str, other: Any) -> None:
    assert not getattr(NEVER, how)(other)
    assert not getattr(Day(FRIDAY), how)(NEVER)
    assert repr(NEVER) == "NEVER"
    assert repr(Day(FRIDAY)) == "2025-09-26"


def test_not_of_a_comparison_is_its_opposite() -> None:
    earlier: Any = Day(FRIDAY) < Day(FRIDAY)
    assert bool(~earlier) is True  # With plain bools this would be -1, which is true whatever the answer.
    assert bool(~~earlier) is False
