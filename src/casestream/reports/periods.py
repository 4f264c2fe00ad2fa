"""Statistics month by month (quarter, year): each period a table of its own, with its own opening and pending.

A stock such as 旧存 or 未结 belongs to no month of an event: it stands at the first or the last day of a period. So a table
that is grouped by time is as many tables as there are periods, told in one.
"""

from datetime import date, timedelta

from casestream.kernel.calendar import months_later
from casestream.kernel.projection import Dimension, Projection, Scope
from casestream.replay import Rate, Row, Table, replay_periods
from casestream.replay.horizon import EVERYTHING, Horizon
from casestream.replay.lineage import PeriodOrigin
from casestream.store.log import Log

MONTHS: dict[Dimension, int] = {"month": 1, "quarter": 3, "year": 12}  # The finest first.


def replay_by(
    log: Log, projection: Projection, by: tuple[Dimension, ...], scope: Scope, engine: str, horizon: Horizon = EVERYTHING
) -> Table:  # fmt: skip
    """The projection in these groups over a period; groups of time are periods of their own.

    Raises:
        UnknownName: there is no such engine.
    """
    times = [dimension for dimension in MONTHS if dimension in by]
    if not times:
        return replay_periods(log, projection.grouped(by), [scope], engine=engine, horizon=horizon)[0]
    within = _clamped(log, scope)
    if within is None:
        return Table(projection.grouped(by), (), scope)
    others = projection.grouped(tuple(dimension for dimension in by if dimension not in MONTHS))
    tables = replay_periods(log, others, _periods(within, MONTHS[times[0]]), engine=engine, horizon=horizon)
    told = {
        _group(row, table.scope.since, by, others.by): (table, row)
        for table in tables
        for row in table.rows
        if any(cell for cell in row.cells.values() if not isinstance(cell, Rate))
    }
    rows = tuple(Row(group, told[group][1].cells) for group in sorted(told))
    origin = PeriodOrigin({group: (table, row.group) for group, (table, row) in told.items()})
    return Table(projection.grouped(by), rows, scope, origin=origin)


def _clamped(log: Log, scope: Scope) -> Scope | None:
    """The part of a period in which the log has events; None for a log without any there."""
    with log.reading() as cursor:
        cursor.execute("SELECT min(day), max(day) FROM events")
        first, last = cursor.fetchone()
    if first is None:
        return None
    since = scope.since if scope.since != date.min else date.fromordinal(first)
    until = scope.until if scope.until != date.max else date.fromordinal(last)
    return Scope(since=since, until=until) if since <= until else None


def _periods(scope: Scope, months: int) -> list[Scope]:
    """The calendar periods of a scope; the first and the last may be cut short."""
    begin = date(scope.since.year, (scope.since.month - 1) // months * months + 1, 1)
    periods = []
    while begin <= scope.until:
        end = months_later(begin, months) - timedelta(days=1)
        periods.append(Scope(since=max(begin, scope.since), until=min(end, scope.until)))
        begin = months_later(begin, months)
    return periods


def _group(row: Row, day: date, by: tuple[Dimension, ...], others: tuple[Dimension, ...]) -> tuple[str, ...]:
    names: dict[str, str] = dict(zip(others, row.group, strict=True))
    names |= {
        "year": f"{day.year}",
        "quarter": f"{day.year}Q{(day.month + 2) // 3}",
        "month": f"{day.year}-{day.month:02}",
    }
    return tuple(names[dimension] for dimension in by)
