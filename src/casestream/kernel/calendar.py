"""Days, periods and due dates as procedural law counts them.

* `Day` is one legal day, `Days` a column of them; both answer the same words, so a condition written once is asked of
  one case or of a million. A day that never came is `NEVER`: every comparison with it is false.
* `Calendar` knows holidays and make-up workdays (injected and versioned) and computes due dates: the first day is
  excluded, months clamp, the last day rolls past days off, stopped days are added (民事诉讼法第八十五条).
"""

from calendar import monthrange
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from functools import cache, cached_property
from typing import Any, cast
from zoneinfo import ZoneInfo

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from casestream.kernel import holidays
from casestream.kernel.errors import BeyondCalendar, DeclarationError
from casestream.kernel.words import AnyDay, Number, Truth

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

NEVER_ORDINAL = np.iinfo(np.int64).min
EPOCH = date(1970, 1, 1).toordinal()
COURT_TIME = ZoneInfo("Asia/Shanghai")  # In which a moment falls on a legal day.


def months_later(day: date, months: int) -> date:
    """`day` plus whole months; a day that the month does not have becomes its last (31 January + 3 → 30 April)."""
    year, month0 = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month0 + 1, min(day.day, monthrange(year, month0 + 1)[1]))


class Day:
    """One legal day, or NEVER. Comparisons give `numpy.bool_`, so that `~` means *not*."""

    __slots__ = ("ordinal",)

    def __init__(self, day: date | None) -> None:
        self.ordinal: int | None = None if day is None else day.toordinal()

    def _compare(self, other: Any, how: Any) -> Truth:
        if isinstance(other, Days):
            return cast(Truth, NotImplemented)  # Python then asks the column, the other way round.
        there = other.toordinal() if isinstance(other, date) else other.ordinal
        holds = self.ordinal is not None and there is not None and how(self.ordinal, there)
        return cast(Truth, np.bool_(holds))

    def __lt__(self, other: Any) -> Truth:
        return self._compare(other, int.__lt__)

    def __le__(self, other: Any) -> Truth:
        return self._compare(other, int.__le__)

    def __gt__(self, other: Any) -> Truth:
        return self._compare(other, int.__gt__)

    def __ge__(self, other: Any) -> Truth:
        return self._compare(other, int.__ge__)

    def plus_days(self, days: int) -> "Day":
        """So many calendar days later; NEVER stays NEVER."""
        return self if self.ordinal is None else Day(date.fromordinal(self.ordinal + days))

    def plus_months(self, months: int) -> "Day":
        """So many months later, clamped to the month's last day; NEVER stays NEVER."""
        return self if self.ordinal is None else Day(months_later(date.fromordinal(self.ordinal), months))

    def rolled(self) -> "Day":
        """This day, or the first working day after it, as the notices have it; in a year without a notice it stays."""
        if self.ordinal is None:
            return self
        day, notices = date.fromordinal(self.ordinal), _notices()
        while day.year in notices.off and not notices.is_working_day(day):
            day += timedelta(days=1)
        return Day(day)

    def days_off_before(self) -> Number:
        """How many days off, as the notices have them, end with the day before: past so many a last day rolled to this one."""
        if self.ordinal is None:
            return cast(Number, np.int64(0))
        notices, found = _notices(), 0
        day = date.fromordinal(self.ordinal) - timedelta(days=1)
        while day.year in notices.off and not notices.is_working_day(day):
            day, found = day - timedelta(days=1), found + 1
        return cast(Number, np.int64(found))

    def came(self) -> Truth:
        """Whether this day ever came."""
        return cast(Truth, np.bool_(self.ordinal is not None))

    def __repr__(self) -> str:
        return "NEVER" if self.ordinal is None else date.fromordinal(self.ordinal).isoformat()


class Days:
    """A column of legal days: int64 proleptic ordinals, with `NEVER_ORDINAL` for days that never came."""

    __slots__ = ("ordinals",)

    def __init__(self, ordinals: Ints) -> None:
        self.ordinals = ordinals

    def _compare(self, other: Any, how: Any) -> Truth:
        there = other.ordinals if isinstance(other, Days) else _ordinal(other)
        return cast(Truth, how(self.ordinals, there) & (self.ordinals != NEVER_ORDINAL) & (there != NEVER_ORDINAL))

    def __lt__(self, other: Any) -> Truth:
        return self._compare(other, np.less)

    def __le__(self, other: Any) -> Truth:
        return self._compare(other, np.less_equal)

    def __gt__(self, other: Any) -> Truth:
        return self._compare(other, np.greater)

    def __ge__(self, other: Any) -> Truth:
        return self._compare(other, np.greater_equal)

    def plus_days(self, days: int) -> "Days":
        """So many calendar days later; NEVER stays NEVER."""
        return Days(np.where(self.ordinals == NEVER_ORDINAL, NEVER_ORDINAL, self.ordinals + days))

    def plus_months(self, months: int) -> "Days":
        """So many months later, clamped to the month's last day; NEVER stays NEVER."""
        never = self.ordinals == NEVER_ORDINAL
        into_table = np.where(never, 0, self.ordinals - FIRST_TABLED)
        later = _months_later(months)
        if len(into_table) and not 0 <= into_table.min() <= into_table.max() < len(later):
            return Days(np.where(never, NEVER_ORDINAL, _shifted(np.where(never, EPOCH, self.ordinals), months)))
        return Days(np.where(never, NEVER_ORDINAL, later[into_table]))

    def rolled(self) -> "Days":
        """These days, or the first working days after them, as the notices have it; in a year without a notice they stay."""
        first, later = _rolled_days()
        into_table = self.ordinals - first  # NEVER wraps around to far outside.
        known = (into_table >= 0) & (into_table < len(later))
        return Days(np.where(known, later[np.where(known, into_table, 0)], self.ordinals))

    def days_off_before(self) -> Number:
        """How many days off, as the notices have them, end with the day before: past so many a last day rolled to this one."""
        first, found = _days_off_before()
        into_table = self.ordinals - first  # NEVER wraps around to far outside.
        known = (into_table >= 0) & (into_table < len(found))
        return cast(Number, np.where(known, found[np.where(known, into_table, 0)], 0))

    def came(self) -> Truth:
        """Whether each day ever came."""
        return cast(Truth, self.ordinals != NEVER_ORDINAL)


FIRST_TABLED, TABLED_DAYS = date(1900, 1, 1).toordinal(), 110_000


@cache
def _months_later(months: int) -> Ints:
    """For each day from 1900 on, for three centuries, the ordinal of the day so many months later."""
    return _shifted(np.arange(FIRST_TABLED, FIRST_TABLED + TABLED_DAYS), months)


def _shifted(ordinals: Ints, months: int) -> Ints:
    days = (ordinals - EPOCH).astype("datetime64[D]")
    month = days.astype("datetime64[M]")
    into_month = (days - month.astype("datetime64[D]")).astype(np.int64)
    target = month + months
    first = target.astype("datetime64[D]").astype(np.int64)
    length = (target + 1).astype("datetime64[D]").astype(np.int64) - first
    shifted: Ints = first + np.minimum(into_month, length - 1) + EPOCH
    return shifted


def _ordinal(day: Day | date) -> int:
    """One day as a column holds it."""
    ordinal = day.toordinal() if isinstance(day, date) else day.ordinal
    return NEVER_ORDINAL if ordinal is None else ordinal


NEVER = Day(None)


def days_after(day: AnyDay, days: int) -> AnyDay:
    """So many calendar days after `day`, the first day not counted."""
    return day.plus_days(days)


def months_after(day: AnyDay, months: int) -> AnyDay:
    """So many months after `day`, clamped. "超过三个月" is `months_after(filed, 3) < today`: strictly more."""
    return day.plus_months(months)


@frozen(kw_only=True)
class Period:
    """A length of procedural time: calendar `days`, `working_days` (工作日) or `months`. With none of them: that very day.

    Raises:
        DeclarationError: more than one is given.
    """

    days: int = 0
    working_days: int = 0
    months: int = 0

    def __attrs_post_init__(self) -> None:
        if sum(map(bool, (self.days, self.working_days, self.months))) > 1:
            raise DeclarationError(f"{self} has more than one length")


@frozen
class DueDate:
    """The last day of a period, with the version of the calendar that said so: stored, never recomputed."""

    on: date
    calendar: str


def _days_of(year: int, ranges: str) -> Iterable[date]:
    for part in ranges.split():
        first, _, last = part.partition("..")
        day = date.fromisoformat(f"{year}-{first}")
        end = date.fromisoformat(f"{year}-{last or first}")
        while day <= end:
            yield day
            day += timedelta(days=1)


@frozen
class Calendar:
    """Which days are worked. `off` and `on` map a year to its moved days, as `holidays.OFF` and `holidays.ON` do."""

    version: str = holidays.VERSION
    off: Mapping[int, str] = field(factory=lambda: holidays.OFF, hash=False, repr=False)
    on: Mapping[int, str] = field(factory=lambda: holidays.ON, hash=False, repr=False)

    @cached_property
    def _off_days(self) -> frozenset[date]:
        return frozenset(day for year, ranges in self.off.items() for day in _days_of(year, ranges))

    @cached_property
    def _on_days(self) -> frozenset[date]:
        return frozenset(day for year, ranges in self.on.items() for day in _days_of(year, ranges))

    def is_working_day(self, day: date) -> bool:
        """Whether courts work on `day`: not a statutory holiday, not a weekend unless made up for.

        Raises:
            BeyondCalendar: no holiday notice is known for that year.
        """
        if day.year not in self.off:
            raise BeyondCalendar(
                f"节假日历 {self.version} 不含 {day.year} 年",
                f"calendar {self.version} has no holiday notice for {day.year}",
                f"载入国务院办公厅关于 {day.year} 年节假日安排的通知（Calendar(version, off, on)）",
                f"give a Calendar(version, off, on) with the State Council's notice for {day.year}",
            )
        return day in self._on_days or (day.weekday() < 5 and day not in self._off_days)

    def roll(self, day: date) -> date:
        """`day`, or the first working day after it when it is a day off (民事诉讼法第八十五条第三款)."""
        while not self.is_working_day(day):
            day += timedelta(days=1)
        return day

    def due(self, start: date, period: Period, *, stopped: Iterable[tuple[date, date]] = ()) -> DueDate:
        """The last day of `period` from `start`: the first day is excluded, the last rolls past days off.

        `stopped` are spans `(from, to)` that are not counted (扣除): `from` is the first day not counted, `to` the
        day on which counting goes on. Overlapping spans count once.

        Raises:
            BeyondCalendar: the period runs into a year without a holiday notice.
        """
        spans = sorted(stopped)
        if period.working_days:
            return DueDate(self._worked(start, period.working_days, spans), self.version)
        end = months_later(start, period.months) if period.months else start + timedelta(days=period.days)
        added = 0
        while True:  # Every stopped day before the end moves the end, which may bring further stopped days before it.
            found = stopped_days(spans, start, end)
            if found == added:
                return DueDate(self.roll(end), self.version)
            end, added = end + timedelta(days=found - added), found

    def _worked(self, start: date, days: int, spans: list[tuple[date, date]]) -> date:
        """The day on which so many working days after `start` have run; a stopped one is not among them."""
        day = start
        while days:
            day += timedelta(days=1)
            days -= self.is_working_day(day) and not any(begin <= day < stop for begin, stop in spans)
        return day


def stopped_days(spans: Iterable[tuple[date, date]], start: date, end: date) -> int:
    """How many days after `start` up to and including `end` lie in the `(from, to)` spans; overlaps count once."""
    total, covered = 0, start + timedelta(days=1)
    for begin, stop in sorted(spans):
        begin, stop = max(begin, covered), min(stop, end + timedelta(days=1))
        if begin < stop:
            total += (stop - begin).days
            covered = stop
    return total


@cache
def _notices() -> Calendar:
    """The calendar of the notices that are known here."""
    return Calendar()


@cache
def _rolled_days() -> tuple[int, Ints]:
    """The first day of the notices, and for each day of them the ordinal of the day to which it rolls."""
    days, works = _noticed_days()
    next_worked = np.minimum.accumulate(np.where(works, days, days[-1] + 1)[::-1])[::-1]
    return int(days[0]), next_worked


@cache
def _days_off_before() -> tuple[int, Ints]:
    """The second day of the notices, and for each day from there to that after the last how many days off end before it."""
    days, works = _noticed_days()
    last_worked = np.maximum.accumulate(np.where(works, days, days[0] - 1))
    return int(days[0]) + 1, days - last_worked


def _noticed_days() -> tuple[Ints, Bools]:
    """Every day of the years whose notices are known, by its ordinal, and whether it is worked."""
    calendar = _notices()
    days = np.arange(date(min(calendar.off), 1, 1).toordinal(), date(max(calendar.off), 12, 31).toordinal() + 1)
    return days, np.array([calendar.is_working_day(date.fromordinal(day)) for day in days.tolist()])


def elapsed_days(start: date, end: date, *, stopped: Iterable[tuple[date, date]] = ()) -> int:
    """Calendar days from `start` to `end`, the first day excluded and the stopped days taken out."""
    return max(0, (end - start).days - stopped_days(stopped, start, end))
