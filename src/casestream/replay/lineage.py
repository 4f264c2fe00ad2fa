"""Lineage: what is behind a cell of a table, found out for that one cell when somebody asks.

A number comes apart into the events that it counts, each with what it adds; a ratio into those of its numerator and those of
its denominator. Where a difference counts the same round up and down again (旧存 is what was opened less what was closed),
the round is left out: what remains is what stands, and still adds up to the cell.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

import numpy as np
from attrs import evolve, field, frozen

from casestream.kernel.calendar import Ints
from casestream.kernel.errors import BadRequest, EmptyCell, UnknownName
from casestream.kernel.projection import Measure, Projection, Ratio, Scope, Sumwise
from casestream.replay.horizon import Horizon
from casestream.replay.table import Cell, Group, Row, Table
from casestream.replay.tail import Store, Told
from casestream.replay.traces import Trace, in_order
from casestream.store.log import Log

if TYPE_CHECKING:
    from casestream.replay.engines import Engine

EVERY_GROUP = ("全部", "all", "")
SHOWN = 12  # Names of rows that an error lists.


@frozen(kw_only=True)
class Line:
    """One event behind a number, and how much of the number it is: 1 or -1, an amount in fen, days.

    `on` is its legal day as it stands now, `recorded_at` when it was first written down, `number` the 案号 of its round.
    """

    position: int
    case: str
    number: str
    event: str
    on: date
    recorded_at: datetime
    amount: int

    def as_dict(self) -> dict[str, Any]:
        """The line for a machine."""
        return {
            "position": self.position, "case": self.case, "number": self.number, "event": self.event,
            "on": self.on.isoformat(), "recorded_at": self.recorded_at.isoformat(), "amount": self.amount,
        }  # fmt: skip


@frozen(eq=False, slots=False)
class Lineage:
    """The events behind the number of a measure, in the order of the log. Cases and lines are read when they are asked for."""

    name: str
    measure: Measure
    trace: Trace
    log: Log = field(repr=False)

    def __len__(self) -> int:
        return len(self.trace)

    @property
    def total(self) -> int:
        """What the events add up to: the number itself."""
        return sum(self.trace.amount.tolist())

    @cached_property
    def cases(self) -> tuple[str, ...]:
        """The ids of the cases, in the order in which they appear in the log."""
        numbers = list(dict.fromkeys(self.trace.stream.tolist()))
        ids = Store(self.log).names("streams", "stream, id", set(numbers))
        return tuple(ids[number] for number in numbers)

    def lines(self, first: int = 0, last: int | None = None) -> list[Line]:
        """Some of the events, or all."""
        asked = slice(first, last)
        positions = self.trace.position[asked].tolist()
        told = Store(self.log).told(set(positions))
        days, amounts = self.trace.on[asked].tolist(), self.trace.amount[asked].tolist()
        return [_line(told[at], at, *each) for at, *each in zip(positions, days, amounts, strict=True)]

    def digest(self) -> str:
        """A SHA-256 over every event and what it adds: equal digests mean equal lineage."""
        whole = hashlib.sha256(self.name.encode())
        for column in self.trace.columns:
            whole.update(np.ascontiguousarray(column, "<i8").tobytes())
        return whole.hexdigest()

    def as_dict(self, limit: int | None = None) -> dict[str, Any]:
        """The lineage for a machine; `limit` cuts the lines short, never the cases or the total."""
        return {
            "measure": self.name, "zh": self.measure.zh, "en": self.measure.en, "note": self.measure.note,
            "total": self.total, "events": len(self), "cases": list(self.cases), "digest": self.digest(),
            "lines": [line.as_dict() for line in self.lines(0, limit)],
        }  # fmt: skip


def _line(told: Told, position: int, on: int, amount: int) -> Line:
    return Line(
        position=position, case=told.stream, number=told.number, event=told.type, on=date.fromordinal(on),
        recorded_at=told.recorded_at, amount=amount,
    )  # fmt: skip


@frozen(eq=False)
class Explanation:
    """A cell and what is behind it. `denominator` is there for a ratio only."""

    projection: Projection
    scope: Scope
    group: Group
    name: str
    cell: Cell
    numerator: Lineage
    denominator: Lineage | None

    @property
    def parts(self) -> tuple[Lineage, ...]:
        """The numerator, and the denominator if there is one."""
        return (self.numerator,) if self.denominator is None else (self.numerator, self.denominator)

    def as_dict(self, limit: int | None = None) -> dict[str, Any]:
        """The explanation for a machine."""
        return {
            "report": self.projection.name, "group": list(self.group), "measure": self.name,
            "since": None if self.scope.since == date.min else self.scope.since.isoformat(),
            "until": None if self.scope.until == date.max else self.scope.until.isoformat(),
            "cell": self.cell if isinstance(self.cell, int) else str(self.cell),
            "numerator": self.numerator.as_dict(limit),
            "denominator": None if self.denominator is None else self.denominator.as_dict(limit),
        }  # fmt: skip


@frozen
class Origin:
    """Where a table came from, so that a cell of it can be asked about: the log, the engine, and how far it looked."""

    log: Log = field(repr=False)
    engine: "Engine"
    horizon: Horizon

    def explain(self, table: Table, row: Row, name: str) -> Explanation:
        """What is behind a cell.

        Raises:
            EmptyCell: nothing is.
        """
        measures = table.projection.measures
        measure = measures[name]
        names = (measure.numerator, measure.denominator) if isinstance(measure, Ratio) else (name,)
        parts = [self.lineage(table, row.group, each) for each in names]
        if not any(map(len, parts)):
            raise EmptyCell(
                f"“{measure.zh or name}”在 {_label(row.group)} 没有可列的事件",
                f"no event is behind {measure.en or name} of {_label(row.group)}",
                "选择有数字的单元格", "ask about a cell that has a figure",
            )  # fmt: skip
        return Explanation(table.projection, table.scope, row.group, name, row[name], *parts, *[None][: 2 - len(parts)])

    def lineage(self, table: Table, group: Group, name: str) -> Lineage:
        """The events behind a number; of all groups that begin with the given one where it leaves out the last, of days."""
        measure = table.projection.measures[name]
        terms = list(_terms(measure))
        plain = [term for _, term in terms]
        traces = self.engine.trace(self.log, plain, table.projection, table.scope, group, self.horizon)
        whole = in_order([trace.times(sign) for (sign, _), trace in zip(terms, traces, strict=True)])
        return Lineage(name, measure, _standing(whole), self.log)


def _terms(measure: Measure, sign: int = 1) -> Iterator[tuple[int, Measure]]:
    """The plain measures of which a measure is the sum, each added or taken away."""
    if not isinstance(measure, Sumwise):
        yield sign, measure
        return
    for factor, term in measure.terms:
        yield from _terms(term, sign * factor)


def _standing(trace: Trace) -> Trace:
    """The events of those rounds that do not cancel out, each once, with what it adds in all."""
    if not (trace.amount < 0).any():
        return trace
    _, unit = np.unique(np.stack([trace.stream, trace.round]), axis=1, return_inverse=True)
    trace = trace.take(np.flatnonzero(_sums(unit, trace.amount)[unit]))
    _, first, event = np.unique(trace.position, return_index=True, return_inverse=True)
    amount = _sums(event, trace.amount)
    return evolve(trace.take(first), amount=amount).take(np.flatnonzero(amount))


def _sums(unit: Ints, amounts: Ints) -> Ints:
    """The sum of the amounts of each unit."""
    sums = np.zeros(int(unit.max(initial=-1)) + 1, np.int64)
    np.add.at(sums, unit, amounts)
    return sums


@frozen
class PeriodOrigin:
    """Where a table of periods came from: a table for each, which `tables` gives by the group, with the group in it."""

    tables: dict[Group, tuple[Table, Group]]

    def explain(self, table: Table, row: Row, name: str) -> Explanation:
        """What is behind a cell: that of the period's own table.

        Raises:
            EmptyCell: nothing is.
        """
        period, group = self.tables[row.group]
        return evolve(period.explain(group, name), group=row.group, projection=table.projection)


def came_of_no_replay() -> BadRequest:
    """The answer where a table that was not counted here is asked what is behind it."""
    return BadRequest(
        "该表并非由重放得出，没有可查的事件", "the table came of no replay, so no events can be looked up",
        "用 docket.report 或 docket.replay 取表", "take the table from docket.report or docket.replay",
    )  # fmt: skip


# --- which cell is meant ---


class Grouped(Protocol):
    """A row of any table: it has the names of its group."""

    @property
    def group(self) -> Group:
        """The names, one for each dimension."""


R = TypeVar("R", bound=Grouped)


def row_among(rows: Sequence[R], asked: int | str | Group) -> R:
    """The row at a place, or of a group: its names, or how they are printed.

    Raises:
        UnknownName: there is none.
    """
    if isinstance(asked, int):
        found = rows[asked] if -len(rows) <= asked < len(rows) else None
    else:
        words = tuple(asked.split()) if isinstance(asked, str) else tuple(asked)
        whole = () if isinstance(asked, str) and asked.strip() in EVERY_GROUP else words
        found = next((row for row in rows if row.group in (words, whole)), None)
    if found is None:
        names = [_label(row.group) for row in rows[:SHOWN]]
        more = "…" if len(rows) > SHOWN else ""
        raise UnknownName(
            f"表中没有“{_label(asked)}”这一行", f"the table has no row {_label(asked)!r}",
            f"可用：{'、'.join(names)}{more}" if names else "该表没有数据行",
            f"there are {', '.join(names)}{more}" if names else "the table has no rows",
        )  # fmt: skip
    return found


def column_of(table: Table, asked: str) -> str:
    """The name of the measure that is meant: by its name, or as its column is headed in Chinese or English.

    Raises:
        UnknownName: there is none.
    """
    return column_among({name: (each.zh, each.en) for name, each in table.projection.measures.items()}, asked)


def column_among(headings: Mapping[str, tuple[str, str]], asked: str) -> str:
    """The name of the column that is meant: by its name, or as it is headed in Chinese or English, with its unit or without.

    Raises:
        UnknownName: there is none.
    """
    for name, heads in headings.items():
        said = (name, *heads)
        if asked in said or asked in {head.removesuffix("(分)").removesuffix(" (fen)") for head in said}:
            return name
    raise UnknownName(
        f"表中没有“{asked}”这一列", f"the table has no column {asked!r}",
        f"可用：{'、'.join(zh or name for name, (zh, _) in headings.items())}", f"there are {', '.join(headings)}",
    )  # fmt: skip


def _label(group: int | str | Group) -> str:
    if isinstance(group, tuple):
        return " ".join(group) or "全部/all"
    return str(group)
