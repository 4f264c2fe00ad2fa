"""终本清仓 — the stock of cases parked by 终本 on a day: how old it is, what left it, and how the half-yearly queries stand.

How the clearing rate is reckoned was never published, so both ways are told, each with numerator and denominator: what left
over the stock at the beginning, and over that stock with what came in meanwhile.
"""

import hashlib
import json
from collections import Counter
from datetime import date
from typing import Any

from attrs import asdict, frozen

from casestream.kernel.calendar import months_later
from casestream.kernel.case import Case
from casestream.kernel.event import Event
from casestream.procedures.credit import PostTerminationQueried
from casestream.procedures.cross_enforcement import CrossAccepted
from casestream.procedures.rounds import ClosingMode, LeftStock, RoundClosed, RoundOpened
from casestream.procedures.settlement import EnforcementResumed
from casestream.procedures.termination import RoundTerminated
from casestream.replay.horizon import EVERYTHING, Horizon
from casestream.replay.rate import Rate
from casestream.replay.tabular import Series, Tabular
from casestream.store.log import Log

AGES = (
    (6, "不满6个月", "up to 6 months"), (24, "6个月至2年", "6 to 24 months"), (60, "2年至5年", "2 to 5 years"),
    (None, "5年以上", "more than 5 years"),
)  # fmt: skip
EXITS = {
    "resumed": ("恢复执行", "resumed"), "crossed": ("交叉执行", "cross-enforced"), "performed": ("履行完毕", "performed"),
    "settled": ("和解履行完毕", "settled"), "terminated": ("终结执行", "terminated"), "bankrupt": ("宣告破产", "bankrupt"),
}  # fmt: skip


@frozen(kw_only=True)
class StockRow:
    """The stock of one court. `ages` are counts in the order of `AGES`; a rate is (numerator, denominator).

    Queries made are those of the period, of whatever became of the case; overdue are those of the stock that is there.
    """

    court: str
    opening: int
    entered: int
    exits: dict[str, int]
    stock: int
    ages: tuple[int, ...]
    cleared_of_opening: tuple[int, int]
    cleared_of_all: tuple[int, int]
    queries_made: int
    queries_overdue: int
    past_five_years: int


@frozen
class Stock(Tabular):
    """The stock of every court as of `today`; entries and exits are those since `since`."""

    since: date
    today: date
    rows: tuple[StockRow, ...]

    def as_dict(self) -> dict[str, Any]:
        """The report for a machine."""
        return {
            "report": "stock", "since": self.since.isoformat(), "today": self.today.isoformat(),
            "ages": [en for _, _, en in AGES], "rows": [asdict(row) for row in self.rows], "digest": self.digest(),
        }  # fmt: skip

    def headline(self) -> tuple[str, str]:
        """What the table is, in Chinese and in English."""
        return (
            f"终本库存（{self.since} 至 {self.today}）",
            f"Stock of current terminations ({self.since} to {self.today})",
        )

    def series(self) -> list[Series]:
        """A column for each number; the ways out and the ages each have their own."""

        def whole(name: str, zh: str, en: str, values: list[int]) -> Series:
            return Series(name, zh, en, "whole", values)

        rows = self.rows
        return [
            Series("court", "法院", "Court", "text", [row.court for row in rows]),
            whole("opening", "期初库存", "Opening", [row.opening for row in rows]),
            whole("entered", "期内入库", "Entered", [row.entered for row in rows]),
            *(whole(f"left_{way}", *told, [row.exits[way] for row in rows]) for way, told in EXITS.items()),
            whole("stock", "期末库存", "Stock", [row.stock for row in rows]),
            *(whole(f"age_{at}", zh, en, [row.ages[at] for row in rows]) for at, (_, zh, en) in enumerate(AGES)),
            Series("cleared_of_opening", "出清率（占期初）", "Cleared of the opening", "figure", [
                Rate(*row.cleared_of_opening) for row in rows]),
            Series("cleared_of_all", "出清率（占期初加入库）", "Cleared of opening and entered", "figure", [
                Rate(*row.cleared_of_all) for row in rows]),
            whole("queries_made", "期内已查", "Queries made", [row.queries_made for row in rows]),
            whole("queries_overdue", "逾期未查", "Queries overdue", [row.queries_overdue for row in rows]),
            whole("past_five_years", "超过五年", "Past five years", [row.past_five_years for row in rows]),
        ]  # fmt: skip

    def digest(self) -> str:
        """A SHA-256 over every row."""
        told = json.dumps([asdict(row) for row in self.rows], sort_keys=True)
        return hashlib.sha256(told.encode()).hexdigest()


@frozen
class Stay:
    """A case's time in the stock: in `court` from one day to another, or still there; how it left."""

    court: str
    entered_on: date
    left_on: date | None
    exit: str
    queries: tuple[date, ...]
    next_due_on: date | None

    def is_in(self, day: date) -> bool:
        """Whether the case was in the stock at the end of `day`."""
        return self.entered_on <= day and (self.left_on is None or self.left_on > day)


def stock(log: Log, *, today: date, since: date | None = None, horizon: Horizon = EVERYTHING) -> Stock:
    """The stock as of `today`, as far as the horizon knows; movements since `since`, or since the year began."""
    begin = since or date(today.year, 1, 1)
    cases = log.fold(until=min(today, horizon.as_of), last_position=horizon.last_position).values()
    stays = [stay for case in cases if case.kind == "case" for stay in stays_of(case)]
    courts = sorted({stay.court for stay in stays})
    return Stock(
        begin, today, tuple(_row(court, [s for s in stays if s.court == court], begin, today) for court in courts)
    )


def stays_of(case: Case) -> list[Stay]:
    """Each time that the case lay in the stock, in order."""
    stays: list[Stay] = []
    entered: date | None = None
    court, way, due = "", "resumed", None
    queries: tuple[date, ...] = ()
    for happened in case.events:
        match happened:
            case RoundOpened():
                if entered:
                    stays.append(Stay(court, entered, happened.on, way, queries, due))
                entered, court = None, happened.court
            case LeftStock() if entered:
                stays.append(Stay(court, entered, happened.on, happened.reason.code, queries, due))
                entered = None
            case RoundClosed(mode=ClosingMode.CURRENT_TERMINATED):
                entered, queries = happened.on, ()
            case RoundTerminated(next_query_by=due_on):
                due = due_on
            case PostTerminationQueried(next_due_on=due_on):
                due, queries = due_on, (*queries, happened.on)
            case _:
                way = _way(happened, way)
    return [*stays, Stay(court, entered, None, "", queries, due)] if entered else stays


def _way(happened: Event, before: str) -> str:
    """How a case that leaves the stock leaves it."""
    if isinstance(happened, CrossAccepted):
        return "crossed"
    return "resumed" if isinstance(happened, EnforcementResumed) else before


def _age(entered: date, today: date) -> int:
    return next(
        index for index, (months, _, _) in enumerate(AGES) if not months or today <= months_later(entered, months)
    )


def _row(court: str, stays: list[Stay], since: date, today: date) -> StockRow:
    before = date.fromordinal(since.toordinal() - 1)
    opening = sum(stay.is_in(before) for stay in stays)
    entered = sum(since <= stay.entered_on <= today for stay in stays)
    exits = Counter(stay.exit for stay in stays if stay.left_on and since <= stay.left_on <= today)
    there = [stay for stay in stays if stay.is_in(today)]
    ages = Counter(_age(stay.entered_on, today) for stay in there)
    left = sum(exits.values())
    return StockRow(
        court=court, opening=opening, entered=entered, exits={way: exits[way] for way in EXITS}, stock=len(there),
        ages=tuple(ages[index] for index in range(len(AGES))),
        cleared_of_opening=(left, opening), cleared_of_all=(left, opening + entered),
        queries_made=sum(since <= on <= today for stay in stays for on in stay.queries),
        queries_overdue=sum(stay.next_due_on is not None and stay.next_due_on < today for stay in there),
        past_five_years=ages[len(AGES) - 1],
    )  # fmt: skip
