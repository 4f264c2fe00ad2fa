"""What is behind a cell of the durations: rounds, each with its days.

Of the closed rounds a quantile leads to those that took exactly so many days, to those that took no more, and to all. Of the
filed rounds a share of Kaplan and Meier leads to those that were fully enforced by then, to those that were censored by then
(closed otherwise, or still open at the end of the period), and to those that were still at risk afterwards.
"""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import numpy as np
from attrs import field, frozen

from casestream.kernel.errors import EmptyCell
from casestream.kernel.projection import Count
from casestream.procedures.rounds import RoundClosed
from casestream.replay import Lineage, Rate, Table
from casestream.replay.lineage import Origin
from casestream.replay.part import Bools
from casestream.replay.table import Group
from casestream.replay.traces import Trace, in_order

QUANTILES = (Fraction(1, 4), Fraction(1, 2), Fraction(3, 4), Fraction(9, 10))
MARKS_DAYS = (90, 180, 365)
OF_QUANTILES = {f"p{int(share * 100)}": share for share in QUANTILES}
OF_MARKS = {f"satisfied_by_{days}": days for days in MARKS_DAYS}
HEADINGS: Mapping[str, tuple[str, str]] = {
    "closed": ("结案", "Closed"), "days": ("用时合计(日)", "Days"), "mean": ("平均(日)", "Mean (d)"),
    **{name: (name.upper(), name.upper()) for name in OF_QUANTILES},
    "filed": ("立案", "Filed"), "satisfied": ("执行完毕", "Enforced"),
    **{name: (f"{days}日内完毕", f"in {days} d") for name, days in OF_MARKS.items()},
    "median_days": ("半数完毕(日)", "Half (d)"),
}  # fmt: skip
PARTS: Mapping[str, tuple[str, str]] = {
    "closed": ("结案", "Closed"), "at": ("恰为该日数", "In exactly so many days"), "within": ("不超过该日数", "In so many days or fewer"),
    "satisfied": ("执行完毕", "Fully enforced"), "censored": ("删失", "Censored"), "at_risk": ("其后仍在险", "At risk afterwards"),
}  # fmt: skip
ROUNDS = Count(RoundClosed, zh="用时(日)", en="Days")  # How the lines are headed: each round adds its days.


@frozen(kw_only=True)
class DurationCell:
    """A cell of the durations; each of its `parts` is rounds that add their days, under a name of `PARTS`."""

    group: Group
    column: str
    cell: int | str | Rate
    parts: Mapping[str, Lineage]

    def as_dict(self, limit: int | None = None) -> dict[str, Any]:
        """The cell for a machine; `limit` cuts the lines short, never the cases or the counts."""
        return {
            "report": "durations", "group": list(self.group), "measure": self.column,
            "cell": self.cell if isinstance(self.cell, int) else str(self.cell),
            "parts": {
                name: {**part.as_dict(limit), "zh": PARTS[name][0], "en": PARTS[name][1]} for name, part in self.parts.items()
            },
        }  # fmt: skip


@frozen(eq=False)
class Counted:
    """What the durations were counted of: the tables of the days used and of the ages, each with its origin.

    What is pending counts up to an age of `longest` days: it was filed in the period.
    """

    used: Table = field(repr=False)
    aged: Table = field(repr=False)
    longest: int

    def explain(self, group: Group, column: str, cell: int | str | Rate | None) -> DurationCell:
        """The rounds behind a cell.

        Raises:
            EmptyCell: there are none, or the cell has no figure.
        """
        of_filed = column in OF_MARKS or column in ("filed", "satisfied", "median_days")
        found = (
            {} if cell is None else self._filed(group, column, cell) if of_filed else self._closed(group, column, cell)
        )
        if not any(map(len, found.values())):
            zh, en = HEADINGS[column]
            where = " ".join(group)
            raise EmptyCell(
                f"“{zh}”在 {where} 没有可列的案件，或者期内尚未观察到",
                f"no case is behind {en} of {where}, or it was not seen in the period",
                "选择有数字的单元格", "ask about a cell that has a figure",
            )  # fmt: skip
        return DurationCell(group=group, column=column, cell=cell if cell is not None else "—", parts=found)

    def _closed(self, group: Group, column: str, cell: int | str | Rate) -> dict[str, Lineage]:
        closed = _origin(self.used).lineage(self.used, group, "closed")
        found = {"closed": _in_days("closed", closed, closed.trace)}
        if column in OF_QUANTILES and isinstance(cell, int):
            days = closed.trace.days
            found = {
                "at": _in_days("at", closed, _those(closed.trace, days == cell)),
                "within": _in_days("within", closed, _those(closed.trace, days <= cell)), **found,
            }  # fmt: skip
        return found

    def _filed(self, group: Group, column: str, cell: int | str | Rate) -> dict[str, Lineage]:
        lived, origin = {}, _origin(self.aged)
        for name in ("satisfied", "closed", "pending"):
            lived[name] = origin.lineage(self.aged, group, name)
        satisfied, pending = lived["satisfied"], lived["pending"].trace
        closed = lived["closed"].trace
        left = in_order([
            _those(closed, ~np.isin(closed.position, satisfied.trace.position)),
            _those(pending, (pending.days >= 0) & (pending.days <= self.longest)),
        ])  # fmt: skip
        if column == "satisfied":
            return {"satisfied": _in_days("satisfied", satisfied, satisfied.trace)}
        last = cell if column == "median_days" and isinstance(cell, int) else OF_MARKS.get(column)
        after = in_order([satisfied.trace, left])
        by_then = {
            "satisfied": satisfied.trace if last is None else _those(satisfied.trace, satisfied.trace.days <= last),
            "censored": left if last is None else _those(left, left.days <= last),
        }  # fmt: skip
        if last is not None:
            by_then["at_risk"] = _those(after, after.days > last)
        if column == "median_days":
            by_then = {"at": _those(satisfied.trace, satisfied.trace.days == last), **by_then}
        return {name: _in_days(name, satisfied, trace) for name, trace in by_then.items()}


def _origin(table: Table) -> Origin:
    assert isinstance(table.origin, Origin)  # noqa: S101 # It was replayed as one period.
    return table.origin


def _those(trace: Trace, which: Bools) -> Trace:
    return trace.take(np.flatnonzero(which))


def _in_days(name: str, of: Lineage, trace: Trace) -> Lineage:
    """Rounds that each add their days."""
    return Lineage(name, ROUNDS, trace.in_days(), of.log)
