"""Show it: statistics, the tracking ledger, and how tables are drawn."""

from collections.abc import Callable
from datetime import date
from typing import Any

from casestream.kernel.calendar import Calendar
from casestream.kernel.errors import UnknownName
from casestream.kernel.projection import Dimension, Projection, Scope
from casestream.replay import Table, replay
from casestream.reports.ledger import Ledger, ledger
from casestream.reports.statistics import COURT, HOTLINE
from casestream.store.log import Log

__all__ = ["REPORTS", "Ledger", "Report", "report"]

Report = Table | Ledger
Maker = Callable[..., Report]


def _statistics(projection: Projection) -> Maker:
    def make(
        log: Log, *, since: date = date.min, until: date = date.max, by: tuple[Dimension, ...] | None = None,
        engine: str = "columns", **_: Any,
    ) -> Table:  # fmt: skip
        grouped = projection if by is None else projection.grouped(by)
        return replay(log, grouped, engine=engine, scope=Scope(since=since, until=until))

    return make


REPORTS: dict[str, Maker] = {"court": _statistics(COURT), "hotline": _statistics(HOTLINE), "ledger": ledger}


def report(log: Log, name: str, *, today: date, calendar: Calendar, **scope: Any) -> Report:
    """A named report. Statistics take `since`, `until`, `by` and `engine`; the ledger stands as of `today`.

    Raises:
        UnknownName: there is no such report.
    """
    if name not in REPORTS:
        raise UnknownName(
            f"没有名为“{name}”的报表",
            f"there is no report {name!r}",
            f"可用：{'、'.join(REPORTS)}",
            f"there are {', '.join(REPORTS)}",
        )
    return REPORTS[name](log, today=today, calendar=calendar, **scope)
