"""Show it: statistics, the tracking ledger, and how tables are drawn."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from casestream.kernel.calendar import Calendar
from casestream.kernel.errors import BadRequest, UnknownName
from casestream.kernel.event import EMPTY
from casestream.kernel.projection import Dimension, Scope
from casestream.replay import Table
from casestream.replay.horizon import EVERYTHING, Horizon, pinned
from casestream.reports.deadlines import Deadlines, deadlines
from casestream.reports.durations import GROUPS, Durations, durations
from casestream.reports.ledger import Ledger, ledger
from casestream.reports.periods import replay_by
from casestream.reports.stock import Stock, stock
from casestream.reports.tables import STATISTICS
from casestream.store.log import Log

__all__ = ["REPORTS", "STATISTICS", "Deadlines", "Durations", "Ledger", "Report", "Stock", "report"]

Report = Table | Durations | Ledger | Deadlines | Stock
STANDING = ("ledger", "deadlines", "stock")  # They stand as of a day.
DURATIONS = "durations"
REPORTS = (*STATISTICS, DURATIONS, *STANDING)


def report(
    log: Log, name: str, *, today: date, calendar: Calendar, since: date | None = None, until: date | None = None,
    by: tuple[Dimension, ...] | None = None, engine: str | None = None, horizon: Horizon = EVERYTHING,
    settings: Mapping[str, Any] = EMPTY,
) -> Report:  # fmt: skip
    """A named report. Statistics and durations cover `since` to `until`, grouped `by`; the others stand as of `until`, or today.

    Raises:
        UnknownName: there is no such report.
        BadRequest: what stands as of a day is asked for a beginning, groups or an engine.
    """
    horizon = pinned(log, horizon)  # Whoever asks about a cell later asks about the same records.
    if name in STANDING:
        # Of the three only the stock has movements, and is counted by an engine.
        taken = (since, None, engine) if name == "stock" else (None, None, None)
        if (since, by, engine) != taken:
            raise BadRequest(
                f"{name} 只有截止日，没有起始日、分组和引擎", f"{name} has a day, but no beginning, no groups and no engine",
                "只给 until", "give `until` only",
            )  # fmt: skip
        day = until or today
        if name == "stock":
            return stock(log, today=day, since=since, engine=engine or "columns", horizon=horizon)
        if name == "ledger":
            return ledger(log, today=day, calendar=calendar, settings=settings, horizon=horizon)
        return deadlines(log, today=day, calendar=calendar, settings=settings, horizon=horizon)
    if name == DURATIONS:
        scope = Scope(since=since or date.min, until=until or today)
        groups = GROUPS if by is None else by
        return durations(log, scope, by=groups, engine=engine or "columns", horizon=horizon)
    if name not in STATISTICS:
        raise UnknownName(
            f"没有名为“{name}”的报表",
            f"there is no report {name!r}",
            f"可用：{'、'.join(REPORTS)}",
            f"there are {', '.join(REPORTS)}",
        )
    projection, scope = STATISTICS[name], Scope(since=since or date.min, until=until or date.max)
    return replay_by(log, projection, projection.by if by is None else by, scope, engine or "columns", horizon)
