"""What a replay gives: numbers in groups, rates that keep their denominator, findings with their article."""

import hashlib
import json
from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from attrs import asdict, field, frozen

from casestream.kernel.calendar import Ints
from casestream.kernel.errors import BadRequest
from casestream.kernel.projection import Measure, Projection, Ratio, Scope
from casestream.kernel.survey import Survey
from casestream.replay.rate import Rate as Rate
from casestream.replay.tabular import Kind, Series, Tabular

if TYPE_CHECKING:
    from casestream.replay.lineage import Explanation, Origin, PeriodOrigin

Group = tuple[str, ...]
Tally = dict[Group, int]
Part = Literal["numerator", "denominator"]


Cell = int | Rate


def whole(cell: Cell) -> int:
    """The whole number in a cell that holds one.

    Raises:
        TypeError: it holds a rate.
    """
    if isinstance(cell, Rate):
        raise TypeError(cell)
    return cell


@frozen
class Row:
    """One group with its cells by the name of the measure."""

    group: Group
    cells: Mapping[str, Cell]

    def __getitem__(self, measure: str) -> Cell:
        return self.cells[measure]


@frozen(kw_only=True)
class ReplayReceipt:
    """What a replay was asked, of which records, and what it came to: enough to run it again and see whether it agrees.

    `definition` is the hash of what is counted, `digest` that of the result. The records are those at the positions 1 to
    `last_position`; `anchor` is the fingerprint of the last of them. `as_of`, `since` and `until` are legal days or None.
    """

    projection: str
    definition: str
    by: tuple[str, ...]
    since: str | None
    until: str | None
    as_of: str | None
    engine: str
    last_position: int
    anchor: str
    digest: str

    def as_dict(self) -> dict[str, Any]:
        """The receipt for a machine."""
        return asdict(self)


@frozen
class Table(Tabular):
    """The rows of a projection over a period, sorted by group; with a `receipt` where it comes of a replay."""

    projection: Projection
    rows: tuple[Row, ...]
    scope: Scope = field(factory=Scope)
    receipt: ReplayReceipt | None = field(default=None, eq=False)
    origin: "Origin | PeriodOrigin | None" = field(default=None, eq=False, repr=False)

    def explain(self, row: "int | str | Group", column: str) -> "Explanation":
        """The events behind a cell: those of its numerator and those of its denominator, found out now.

        `row` is a place among the rows or a group, as names or as they are printed; `column` a measure or its heading.

        Raises:
            UnknownName: there is no such row or column.
            EmptyCell: no event is behind it.
            BadRequest: the table came of no replay.
        """
        from casestream.replay.lineage import came_of_no_replay, column_of, row_among

        name, found = column_of(self, column), row_among(self.rows, row)
        if self.origin is None:
            raise came_of_no_replay()
        return self.origin.explain(self, found, name)

    def cases(self, row: "int | str | Group", column: str, *, of: Part = "numerator") -> tuple[str, ...]:
        """The ids of the cases behind a cell; of a ratio those `of` its numerator, or `of` its denominator.

        Raises:
            UnknownName, EmptyCell, BadRequest: as for `explain`; or it is no ratio and has no denominator.
        """
        explained = self.explain(row, column)
        if of == "numerator":
            return explained.numerator.cases
        if explained.denominator is None:
            raise BadRequest(
                f"“{column}”不是比率，没有分母",
                f"{column} is no ratio and has no denominator",
                "不写 of",
                "leave `of` out",
            )
        return explained.denominator.cases

    def as_dict(self) -> dict[str, Any]:
        """The table for a machine: every rate with numerator, denominator and value."""
        return {
            "report": self.projection.name,
            "zh": self.projection.zh,
            "en": self.projection.en,
            "by": list(self.projection.by),
            "since": None if self.scope.since == date.min else self.scope.since.isoformat(),
            "until": None if self.scope.until == date.max else self.scope.until.isoformat(),
            "columns": [self._column(name) for name in self.projection.measures],
            "rows": [
                {"group": list(row.group), **{name: _plain_cell(cell) for name, cell in row.cells.items()}}
                for row in self.rows
            ],
            "definition": self.projection.definition_hash(),
            "digest": self.digest(),
        }

    def _column(self, name: str) -> dict[str, str]:
        measure = self.projection.measures[name]
        column = {"name": name, "zh": measure.zh, "en": measure.en, "note": measure.note}
        if isinstance(measure, Ratio):
            column |= {"numerator": measure.numerator, "denominator": measure.denominator}
        return column

    def headline(self) -> tuple[str, str]:
        """What the table is, in Chinese and in English."""
        return self.projection.zh, self.projection.en

    def series(self) -> list[Series]:
        """A column for each dimension, then one for each measure."""
        groups = [
            Series(name, "", name, "text", [row.group[index] for row in self.rows])
            for index, name in enumerate(self.projection.by)
        ]
        return groups + [
            Series(name, measure.zh, measure.en, _kind(measure), [row[name] for row in self.rows])
            for name, measure in self.projection.measures.items()
        ]

    def digest(self) -> str:
        """A SHA-256 over every group and number: equal digests mean equal tables."""
        plain = [[list(row.group), {name: _plain_cell(cell) for name, cell in row.cells.items()}] for row in self.rows]
        return hashlib.sha256(json.dumps(plain, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def _kind(measure: Measure) -> Kind:
    return "figure" if isinstance(measure, Ratio) else "whole"


def _plain_cell(cell: Cell) -> Any:
    if isinstance(cell, Rate):
        value = cell.value()
        return {
            "numerator": cell.numerator,
            "denominator": cell.denominator,
            "value": None if value is None else str(value),
            "unit": cell.unit,
        }
    return cell


@frozen(order=True)
class Finding:
    """A condition that did not hold just before a decision which needed it: where, and under which article."""

    position: int
    condition: str
    stream: str = field(order=False)
    round: str = field(order=False)
    on: date = field(order=False)
    article: str = field(order=False)
    zh: str = field(order=False)
    en: str = field(order=False)


@frozen(eq=False)
class Roll:
    """The answers to a survey: for each case, by its stream number in the docket, one integer a question.

    `streams` is int64 and ascending, every column int64 of the same length; a truth is 0 or 1, a day its ordinal.
    """

    survey: Survey
    streams: Ints
    columns: Mapping[str, Ints]

    def digest(self) -> str:
        """A SHA-256 over every stream and answer: equal digests mean equal rolls."""
        whole = hashlib.sha256(json.dumps(list(self.columns)).encode())
        for column in (self.streams, *self.columns.values()):
            whole.update(np.ascontiguousarray(column, "<i8").tobytes())
        return whole.hexdigest()

    def __len__(self) -> int:
        return len(self.streams)
