"""Show it: statistics, the tracking ledger, and how tables are drawn."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from casestream.kernel.calendar import Calendar
from casestream.kernel.errors import BadRequest, UnknownName
from casestream.kernel.event import EMPTY
from casestream.kernel.projection import Dimension, Projection, Scope
from casestream.replay import Table
from casestream.replay.horizon import EVERYTHING, Horizon, pinned
from casestream.reports.cooperation import CROSS, LINKAGES, PRE_ENFORCEMENT
from casestream.reports.deadlines import Deadlines, deadlines
from casestream.reports.ledger import Ledger, ledger
from casestream.reports.measures import COERCION, CREDIT, PETITIONS
from casestream.reports.periods import replay_by
from casestream.reports.statistics import COURT, HOTLINE, ROUNDS
from casestream.reports.stock import Stock, stock
from casestream.store.log import Log

__all__ = ["REPORTS", "Deadlines", "Ledger", "Report", "Stock", "report"]

Report = Table | Ledger | Deadlines | Stock
STATISTICS: dict[str, Projection] = {
    table.name: table
    for table in (COURT, HOTLINE, ROUNDS, COERCION, CREDIT, PETITIONS, CROSS, LINKAGES, PRE_ENFORCEMENT)
}
STANDING = ("ledger", "deadlines", "stock")  # They stand as of a day.
REPORTS = (*STATISTICS, *STANDING)


def report(
    log: Log, name: str, *, today: date, calendar: Calendar, since: date | None = None, until: date | None = None,
    by: tuple[Dimension, ...] | None = None, engine: str | None = None, horizon: Horizon = EVERYTHING,
    settings: Mapping[str, Any] = EMPTY,
) -> Report:  # fmt: skip
    """A named report. Statistics cover `since` to `until`, grouped `by`; ledger and deadlines stand as of `until`, or today.

    Raises:
        UnknownName: there is no such report.
        BadRequest: what stands as of a day is asked for a beginning, groups or an engine.
    """
    if name in STANDING:
        moved_since = since if name == "stock" else None  # Of the three only the stock has movements.
        if (since, by, engine) != (moved_since, None, None):
            raise BadRequest(
                f"{name} 只有截止日，没有起始日、分组和引擎", f"{name} has a day, but no beginning, no groups and no engine",
                "只给 until", "give `until` only",
            )  # fmt: skip
        day = until or today
        if name == "stock":
            return stock(log, today=day, since=since, horizon=horizon)
        if name == "ledger":
            return ledger(log, today=day, calendar=calendar, settings=settings, horizon=horizon)
        return deadlines(log, today=day, calendar=calendar, settings=settings, horizon=horizon)
    if name not in STATISTICS:
        raise UnknownName(
            f"没有名为“{name}”的报表",
            f"there is no report {name!r}",
            f"可用：{'、'.join(REPORTS)}",
            f"there are {', '.join(REPORTS)}",
        )
    horizon = pinned(log, horizon)  # Whoever asks about a cell later asks about the same records.
    projection, scope = STATISTICS[name], Scope(since=since or date.min, until=until or date.max)
    return replay_by(log, projection, projection.by if by is None else by, scope, engine or "columns", horizon)
