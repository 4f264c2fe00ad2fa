"""How long cases take: exact quantiles of what was closed, and the time to full enforcement of what was filed, as far as seen.

Of the rounds *closed* in the period the days used count, without those on which the clock stood. The time to full enforcement
is the estimate of Kaplan and Meier for the rounds *filed* in the period, in calendar days: a round that closed otherwise, or
is still open at the end of the period, is censored there. Everything is whole numbers and fractions; what cannot be said is
None. A quantile is the smallest number of days within which at least that share was closed.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from attrs import asdict, field, frozen

from casestream.kernel import Count, Projection, Stage, at_least
from casestream.kernel.errors import UnknownName
from casestream.kernel.projection import Dimension, Scope
from casestream.procedures.rounds import RoundClosed, RoundOpened
from casestream.replay import Rate, Table, replay, whole
from casestream.replay.horizon import EVERYTHING, Horizon
from casestream.replay.lineage import came_of_no_replay, column_among, row_among
from casestream.replay.table import Group
from casestream.replay.tabular import Series, Tabular
from casestream.reports.duration_cells import (
    HEADINGS,
    MARKS_DAYS,
    OF_MARKS,
    OF_QUANTILES,
    QUANTILES,
    Counted,
    DurationCell,
)
from casestream.reports.statistics import BOTH, DISPOSED, SATISFIED
from casestream.store.log import Log

GROUPS: tuple[Dimension, ...] = ("court", "round_type")

CLOSED = Projection(
    "days_used", "结案用时分布", "Days used by closed rounds",
    closed=Count(RoundClosed, where={"mode": DISPOSED}, round_type=BOTH),
)  # fmt: skip


def _filed_since(since: date) -> Projection:
    """Of the rounds filed since a day: how old they were when fully enforced, when closed otherwise, or are now."""
    filed = {} if since == date.min else {"opened_on": at_least(since)}
    return Projection(
        "age_of_rounds", "立案后历时分布", "Ages of rounds",
        satisfied=Count(RoundClosed, where={**filed, **SATISFIED}, round_type=BOTH, when="to_date"),
        closed=Count(RoundClosed, where=filed, round_type=BOTH, when="to_date"),
        pending=Stage(RoundOpened, (RoundOpened, RoundClosed), round_type=BOTH),
    )  # fmt: skip


@frozen
class Step:
    """On this many days after filing: how many were still at risk, how many of them were fully enforced, how many left."""

    days: int
    at_risk: int
    satisfied: int
    censored: int


@frozen(kw_only=True)
class DurationRow:
    """One group. `quantiles` are days in the order of `QUANTILES`; `steps` say how the filed rounds went on."""

    group: tuple[str, ...]
    closed: int
    days: int
    quantiles: tuple[int | None, ...]
    steps: tuple[Step, ...]

    @property
    def mean(self) -> Rate:
        """Days each."""
        return Rate(self.days, self.closed, "d")

    @property
    def filed(self) -> int:
        """How many rounds were filed in the period."""
        return self.steps[0].at_risk if self.steps else 0

    @property
    def satisfied(self) -> int:
        """How many of them are fully enforced."""
        return sum(step.satisfied for step in self.steps)

    def open_after(self, days: int) -> Fraction | None:
        """The share not yet fully enforced so many days after filing; None beyond what was seen, or where nothing was."""
        if not self.steps or days > self.steps[-1].days:
            return None
        return next((share for day, share in reversed(list(self._curve())) if day <= days), Fraction(1))

    def shown_share(self, days: int) -> str:
        """The share fully enforced so many days after filing, in percent with two decimals; a dash where it was not seen."""
        share = self.open_after(days)
        return "—" if share is None else f"{rounded((1 - share) * 100, 2)}%"

    def _curve(self) -> Iterator[tuple[int, Fraction]]:
        share = Fraction(1)
        for step in self.steps:
            share *= Fraction(step.at_risk - step.satisfied, step.at_risk)
            yield step.days, share

    def cell(self, column: str) -> int | str | Rate | None:
        """What stands in a column of `HEADINGS`; None where there is no figure."""
        if column in OF_QUANTILES:
            return self.quantiles[QUANTILES.index(OF_QUANTILES[column])]
        if column in OF_MARKS:
            days = OF_MARKS[column]
            return None if self.open_after(days) is None else self.shown_share(days)
        found: int | Rate | None = getattr(self, column)
        return found

    @property
    def median_days(self) -> int | None:
        """The days after filing by which half are fully enforced; None where that was not seen."""
        return next((days for days, share in self._curve() if share <= Fraction(1, 2)), None)

    def as_dict(self) -> dict[str, Any]:
        """The row for a machine; shares are fully enforced by so many days, rounded to four decimals."""
        shares = {days: self.open_after(days) for days in MARKS_DAYS}
        return {
            "group": list(self.group), "closed": self.closed, "days": self.days,
            "quantiles": dict(zip(map(str, QUANTILES), self.quantiles, strict=True)),
            "filed": self.filed, "satisfied": self.satisfied, "median_days": self.median_days,
            "satisfied_by": {f"{days}": None if one is None else str(rounded(1 - one, 4)) for days, one in shares.items()},
            "steps": [asdict(step) for step in self.steps],
        }  # fmt: skip


@frozen
class Durations(Tabular):
    """The durations of every group over a period."""

    scope: Scope
    by: tuple[Dimension, ...]
    rows: tuple[DurationRow, ...]
    counted: Counted | None = field(default=None, eq=False, repr=False)

    def explain(self, row: int | str | Group, column: str) -> DurationCell:
        """The rounds behind a cell, with their days. `row` and `column` are those of `Table.explain`, columns of `HEADINGS`.

        Raises:
            UnknownName: there is no such row or column.
            EmptyCell: no round is behind it, or it has no figure.
            BadRequest: the durations came of no replay.
        """
        name, found = column_among(HEADINGS, column), row_among(self.rows, row)
        if self.counted is None:
            raise came_of_no_replay()
        return self.counted.explain(found.group, name, found.cell(name))

    def cases(self, row: int | str | Group, column: str, *, of: str = "") -> tuple[str, ...]:
        """The ids of the cases behind a cell: those of its first part, or `of` another, by its name in `PARTS`.

        Raises:
            UnknownName, EmptyCell, BadRequest: as for `explain`; or the cell has no such part.
        """
        parts = self.explain(row, column).parts
        if of and of not in parts:
            raise UnknownName(
                f"该单元格没有“{of}”", f"the cell has no part {of!r}", f"可用：{'、'.join(parts)}", f"there are {', '.join(parts)}"
            )  # fmt: skip
        return parts[of or next(iter(parts))].cases

    def as_dict(self) -> dict[str, Any]:
        """The report for a machine."""
        return {
            "report": "durations", "by": list(self.by),
            "since": None if self.scope.since == date.min else self.scope.since.isoformat(),
            "until": self.scope.until.isoformat(), "rows": [row.as_dict() for row in self.rows], "digest": self.digest(),
        }  # fmt: skip

    def headline(self) -> tuple[str, str]:
        """What the table is, in Chinese and in English."""
        return f"执行案件用时（至 {self.scope.until}）", f"Durations (to {self.scope.until})"

    def series(self) -> list[Series]:
        """A column for each dimension and each number; the steps are left out."""
        rows = self.rows
        groups = [Series(name, "", name, "text", [row.group[at] for row in rows]) for at, name in enumerate(self.by)]
        return [
            *groups,
            Series("closed", "结案", "Closed", "whole", [row.closed for row in rows]),
            Series("days", "用时合计(日)", "Days", "whole", [row.days for row in rows]),
            Series("mean", "平均(日)", "Mean days", "figure", [row.mean for row in rows]),
            *(
                Series(f"p{int(share * 100)}", f"P{int(share * 100)}", f"P{int(share * 100)}", "whole", [
                    row.quantiles[at] for row in rows])
                for at, share in enumerate(QUANTILES)
            ),
            Series("filed", "立案", "Filed", "whole", [row.filed for row in rows]),
            Series("satisfied", "执行完毕", "Fully enforced", "whole", [row.satisfied for row in rows]),
            Series("median_days", "半数完毕(日)", "Days until half are enforced", "whole", [row.median_days for row in rows]),
        ]  # fmt: skip

    def digest(self) -> str:
        """A SHA-256 over every count of days: equal digests mean equal durations."""
        told = json.dumps([asdict(row) for row in self.rows], sort_keys=True)
        return hashlib.sha256(told.encode()).hexdigest()


def durations(
    log: Log, scope: Scope, *, by: tuple[Dimension, ...] = GROUPS, engine: str = "columns", horizon: Horizon = EVERYTHING
) -> Durations:  # fmt: skip
    """How long the rounds of a period took, in these groups.

    Raises:
        UnknownName: there is no such engine.
    """
    used = replay(log, CLOSED.grouped((*by, "used_days")), engine=engine, scope=scope, horizon=horizon)
    aged = replay(log, _filed_since(scope.since).grouped((*by, "age")), engine=engine, scope=scope, horizon=horizon)
    closed = _by_group(used, "closed")
    ages = {name: _by_group(aged, name) for name in ("satisfied", "closed", "pending")}
    longest = (scope.until - scope.since).days
    groups = sorted({*closed, *(group for found in ages.values() for group in found)})
    nothing: Counter[int] = Counter()
    rows = [
        _row(group, closed.get(group, nothing), [found.get(group, nothing) for found in ages.values()], longest)
        for group in groups
    ]
    return Durations(scope, by, tuple(row for row in rows if row.closed or row.steps), Counted(used, aged, longest))


def _by_group(table: Table, measure: str) -> dict[tuple[str, ...], Counter[int]]:
    """For each group how often each number of days, which is the last dimension, occurs."""
    found: dict[tuple[str, ...], Counter[int]] = {}
    for row in table.rows:
        *group, days = row.group
        if days and (count := whole(row[measure])):
            found.setdefault(tuple(group), Counter())[int(days)] += count
    return found


def _row(group: tuple[str, ...], used: Counter[int], ages: list[Counter[int]], longest: int) -> DurationRow:
    satisfied, closed, pending = ages
    open_now = Counter({age: count for age, count in pending.items() if 0 <= age <= longest})
    left = closed - satisfied + open_now
    return DurationRow(
        group=group, closed=used.total(), days=sum(days * count for days, count in used.items()),
        quantiles=tuple(quantile(used, share) for share in QUANTILES), steps=tuple(_steps(satisfied, left)),
    )  # fmt: skip


def _steps(satisfied: Mapping[int, int], left: Mapping[int, int]) -> Iterator[Step]:
    at_risk = sum(satisfied.values()) + sum(left.values())
    for days in sorted({*satisfied, *left}):
        step = Step(days, at_risk, satisfied.get(days, 0), left.get(days, 0))
        yield step
        at_risk -= step.satisfied + step.censored


def quantile(counts: Mapping[int, int], share: Fraction) -> int | None:
    """The smallest number within which at least that share of the counted lies; None where nothing was counted."""
    total, so_far = sum(counts.values()), 0
    for number in sorted(counts):
        so_far += counts[number]
        if so_far >= share * total:
            return number
    return None


def rounded(share: Fraction, digits: int) -> Decimal:
    """Rounded half up to so many decimals."""
    scale: int = 10**digits
    return Decimal((share * scale * 2 + 1) // 2).scaleb(-digits)
