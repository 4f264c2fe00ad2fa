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

from casestream.kernel import AnyDay, Asked, Count, Projection, Stage, Truth, at_least, condition
from casestream.kernel.calendar import months_later
from casestream.kernel.event import EventClass
from casestream.kernel.projection import Measure, Scope
from casestream.procedures.credit import PostTerminationQueried
from casestream.procedures.cross_enforcement import CrossAccepted
from casestream.procedures.instruments import R373
from casestream.procedures.rounds import ClosingMode, LeftStock, RoundClosed, RoundOpened, StockExit, is_parked
from casestream.procedures.termination import RoundTerminated
from casestream.replay import Row, replay, whole
from casestream.replay.horizon import EVERYTHING, Horizon
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
class Stock:
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

    def digest(self) -> str:
        """A SHA-256 over every row."""
        told = json.dumps([asdict(row) for row in self.rows], sort_keys=True)
        return hashlib.sha256(told.encode()).hexdigest()


# --- what is counted ---

MOVES = (RoundClosed, RoundOpened, LeftStock)  # What enters the stock, and what leaves it.
PARKED = {"mode": ClosingMode.CURRENT_TERMINATED}
IN_STOCK = Stage(RoundClosed, MOVES, within="case", where=PARKED)
QUERIES = (
    RoundTerminated,
    PostTerminationQueried,
    RoundOpened,
    LeftStock,
)  # The last of the first two says when the next is due.


@condition(R373.article("第十三条"), en="The round stands ended for want of assets", met_by=RoundTerminated)
def lies_in_the_stock(case: Asked, today: AnyDay) -> Truth:
    """案件在终本库中"""
    return is_parked(case)


def _due_later(kind: EventClass, name: str, today: date) -> Measure:
    """Cases whose next query, as this kind of event says, is not due yet, or not any more."""
    return Stage(kind, QUERIES, within="case", where={name: at_least(today)})


def _moves(today: date) -> Projection:
    """The movements of a period that ends today."""
    return Projection(
        "stock_moves", "终本存量变动", "Movements of the stock", ("court",),
        opening=Stage(RoundClosed, MOVES, within="case", where=PARKED, when="before"),
        entered=Count(RoundClosed, where=PARKED),
        stock=IN_STOCK,
        crossed=Count(CrossAccepted, given=lies_in_the_stock),
        **{reason.code: Count(LeftStock, where={"reason": reason}) for reason in StockExit},
        queries_made=Count(PostTerminationQueried),
        queries_overdue=(
            Stage(RoundTerminated, QUERIES, within="case") + Stage(PostTerminationQueried, QUERIES, within="case")
            - _due_later(RoundTerminated, "next_query_by", today) - _due_later(PostTerminationQueried, "next_due_on", today)
            - Stage(PostTerminationQueried, QUERIES, within="case", where={"next_due_on": None})
        ),
    )  # fmt: skip


AGES_OF_STOCK = Projection("stock_ages", "终本存量账龄", "Ages of the stock", ("court", "age"), stock=IN_STOCK)


def stock(
    log: Log, *, today: date, since: date | None = None, engine: str = "columns", horizon: Horizon = EVERYTHING
) -> Stock:
    """The stock as of `today`, as far as the horizon knows; movements since `since`, or since the year began."""
    scope = Scope(since=since or date(today.year, 1, 1), until=today)
    moves = replay(log, _moves(today), engine=engine, scope=scope, horizon=horizon)
    ages = replay(log, AGES_OF_STOCK, engine=engine, scope=scope, horizon=horizon)
    by_age: dict[str, Counter[int]] = {}
    for row in ages.rows:
        court, days = row.group
        entered = date.fromordinal(today.toordinal() - int(days))
        by_age.setdefault(court, Counter())[_age(entered, today)] += whole(row["stock"])
    rows = (_row(row, by_age.get(row.group[0], Counter())) for row in moves.rows)
    return Stock(scope.since, today, tuple(rows))


def _age(entered: date, today: date) -> int:
    return next(
        index for index, (months, _, _) in enumerate(AGES) if not months or today <= months_later(entered, months)
    )


def _row(row: Row, ages: Counter[int]) -> StockRow:
    told = {name: whole(cell) for name, cell in row.cells.items()}
    left = told["opening"] + told["entered"] - told["stock"]
    others = {way: told[way] for way in EXITS if way != "resumed"}
    return StockRow(
        court=row.group[0], opening=told["opening"], entered=told["entered"],
        exits={"resumed": left - sum(others.values()), **others}, stock=told["stock"],
        ages=tuple(ages[index] for index in range(len(AGES))),
        cleared_of_opening=(left, told["opening"]), cleared_of_all=(left, told["opening"] + told["entered"]),
        queries_made=told["queries_made"], queries_overdue=told["queries_overdue"], past_five_years=ages[len(AGES) - 1],
    )  # fmt: skip
