"""终本清仓 — the stock of cases parked by 终本 on a day: how old it is, what left it, and how the half-yearly queries stand.

How the clearing rate is reckoned was never published, so both ways are told, each with numerator and denominator: what left
over the stock at the beginning, and over that stock with what came in meanwhile.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import date, timedelta
from functools import partial
from typing import Any

from attrs import asdict, field, frozen

from casestream.kernel import AnyDay, Asked, Count, Projection, Stage, Truth, at_least, condition
from casestream.kernel.calendar import months_later
from casestream.kernel.case import Case
from casestream.kernel.errors import EmptyCell
from casestream.kernel.event import EventClass, effective
from casestream.kernel.projection import Measure, Scope
from casestream.procedures.credit import PostTerminationQueried
from casestream.procedures.cross_enforcement import CrossAccepted
from casestream.procedures.instruments import R373
from casestream.procedures.rounds import ClosingMode, LeftStock, RoundClosed, RoundOpened, StockExit, is_parked
from casestream.procedures.termination import RoundTerminated
from casestream.replay import Explanation, Row, Table, replay, whole
from casestream.replay.horizon import EVERYTHING, Horizon
from casestream.replay.lineage import column_among, row_among
from casestream.replay.rate import Rate
from casestream.replay.table import Group
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

    @property
    def group(self) -> Group:
        """The court, as the one name of the group."""
        return (self.court,)


@frozen
class Stock(Tabular):
    """The stock of every court as of `today`; entries and exits are those since `since`."""

    since: date
    today: date
    rows: tuple[StockRow, ...]
    moves: Table | None = field(default=None, eq=False, repr=False)
    # Of a court: read when one of its cells is explained.
    stays: "Callable[[str], Sequence[Stay]]" = field(default=lambda _: (), eq=False, repr=False)

    def explain(self, row: int | str | Group, column: str) -> "StockCell | Explanation":
        """The stays behind a cell, or the events of the queries made. `row` is a place or a court, `column` one of `HEADINGS`.

        Raises:
            UnknownName: there is no such court or column.
            EmptyCell: nothing is behind it.
        """
        name, court = column_among(HEADINGS, column), row_among(self.rows, row).court
        if name == QUERIES_MADE and self.moves:
            return self.moves.explain((court,), name)
        stays = self.stays(court)
        parts = [
            tuple(stay for stay in stays if stay.court == court and self._counts(stay, each))
            for each in RATES.get(name, ((name,),))
        ]
        if not any(parts):
            raise EmptyCell(
                f"“{column}”在 {court} 没有可列的案件", f"no case is behind {column} of {court}",
                "选择有数字的单元格", "ask about a cell that has a figure",
            )  # fmt: skip
        return StockCell(court=court, column=name, numerator=parts[0], denominator=parts[1] if len(parts) > 1 else None)

    def _counts(self, stay: "Stay", columns: tuple[str, ...]) -> bool:
        return any(COLUMNS[column](stay, self.since, self.today) for column in columns)

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

    case: str
    number: str
    court: str
    entered_on: date
    left_on: date | None
    exit: str
    queries: tuple[date, ...]
    next_due_on: date | None

    def is_in(self, day: date) -> bool:
        """Whether the case was in the stock at the end of `day`."""
        return self.entered_on <= day and (self.left_on is None or self.left_on > day)


@frozen(kw_only=True)
class StockCell:
    """A cell of the stock and the stays behind it; `denominator` is there for a rate only."""

    court: str
    column: str
    numerator: tuple[Stay, ...]
    denominator: tuple[Stay, ...] | None

    def as_dict(self, limit: int | None = None) -> dict[str, Any]:
        """The cell for a machine; `limit` cuts the lists short, never the counts."""
        parts = {"numerator": self.numerator, "denominator": self.denominator}
        return {
            "report": "stock", "group": [self.court], "measure": self.column,
            **{
                name: None if stays is None else {"total": len(stays), "stays": [_plain(stay) for stay in stays[:limit]]}
                for name, stays in parts.items()
            },
        }  # fmt: skip


def _plain(stay: Stay) -> dict[str, Any]:
    left = stay.left_on and stay.left_on.isoformat()
    return {
        "case": stay.case, "number": stay.number, "entered_on": stay.entered_on.isoformat(), "left_on": left, "exit": stay.exit
    }  # fmt: skip


# --- what counts as what: of a stay, the first day of the period, and the day of the report ---


def _opening(stay: Stay, since: date, today: date) -> bool:
    return stay.is_in(since - timedelta(days=1))


def _entered(stay: Stay, since: date, today: date) -> bool:
    return since <= stay.entered_on <= today


def _left(stay: Stay, since: date, today: date) -> bool:
    return stay.left_on is not None and since <= stay.left_on <= today


def _there(stay: Stay, since: date, today: date) -> bool:
    return stay.is_in(today)


def _left_by(way: str, stay: Stay, since: date, today: date) -> bool:
    return _left(stay, since, today) and stay.exit == way


def _aged(age: int, stay: Stay, since: date, today: date) -> bool:
    return stay.is_in(today) and _age(stay.entered_on, today) == age


def _overdue(stay: Stay, since: date, today: date) -> bool:
    return stay.is_in(today) and stay.next_due_on is not None and stay.next_due_on < today


COLUMNS: dict[str, Callable[[Stay, date, date], bool]] = {
    "opening": _opening, "entered": _entered, "left": _left, "stock": _there, "queries_overdue": _overdue,
    **{way: partial(_left_by, way) for way in EXITS},
    **{f"age_{index}": partial(_aged, index) for index in range(len(AGES))},
    "past_five_years": partial(_aged, len(AGES) - 1),
}  # fmt: skip
QUERIES_MADE = "queries_made"
RATES = {
    "cleared_of_opening": (("left",), ("opening",)), "cleared_of_all": (("left",), ("opening", "entered"))
}  # fmt: skip
HEADINGS = {
    "opening": ("期初", "Opening"), "entered": ("新增", "Entered"), "stock": ("期末", "Stock"),
    "queries_overdue": ("查询逾期", "Overdue"), "cleared_of_opening": ("出清率(期初)", "Cleared/opening"),
    "cleared_of_all": ("出清率(期初+新增)", "Cleared/all"), "left": ("出清", "Left"), **EXITS,
    **{f"age_{index}": (zh, en) for index, (_, zh, en) in enumerate(AGES)},
    QUERIES_MADE: ("已查询(次)", "Queries"), "past_five_years": ("超过五年", "Past five years"),
}  # fmt: skip


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
        queries_made=Count(PostTerminationQueried, zh="已查询(次)", en="Queries"),
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
    return Stock(scope.since, today, tuple(rows), moves, partial(_stays, log, moves, horizon))


def _stays(log: Log, moves: Table, horizon: Horizon, court: str) -> list[Stay]:
    """Every stay in the stock of a court in the period of its movements, or still in it: only its cases are read."""
    cases: dict[str, None] = {}
    for measure in ("opening", "entered", "stock"):
        with suppress(EmptyCell):
            cases |= dict.fromkeys(moves.cases((court,), measure))
    return [stay for case in cases for stay in stays_of(_as_of(log, case, moves.scope.until, horizon))]


def _as_of(log: Log, stream: str, today: date, horizon: Horizon) -> Case:
    """A case with what is known of it within the horizon."""
    known = [record for record in log.history(stream) if record.position <= horizon.last_position]
    until, case = min(today, horizon.as_of), Case(stream, "case")
    case.apply(*(event for _, event in effective([(each.version, each.event) for each in known]) if event.on <= until))
    return case


def stays_of(case: Case) -> list[Stay]:
    """Each time that the case lay in the stock, in order. What another court accepts while it lies there leaves crossed."""
    stays: list[Stay] = []
    entered: date | None = None
    court, number, way, due = "", "", "resumed", None
    queries: tuple[date, ...] = ()
    for happened in case.events:
        match happened:
            case RoundOpened():
                if entered:
                    stays.append(Stay(case.id, number, court, entered, happened.on, way, queries, due))
                entered, court, number = None, happened.court, happened.number
            case LeftStock() if entered:
                stays.append(Stay(case.id, number, court, entered, happened.on, happened.reason.code, queries, due))
                entered = None
            case RoundClosed(mode=ClosingMode.CURRENT_TERMINATED):
                entered, way, queries = happened.on, "resumed", ()
            case RoundTerminated(next_query_by=due_on):
                due = due_on
            case PostTerminationQueried(next_due_on=due_on):
                due, queries = due_on, (*queries, happened.on)
            case CrossAccepted():
                way = "crossed"
    return [*stays, Stay(case.id, number, court, entered, None, "", queries, due)] if entered else stays


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
