"""Show it: statistics, the tracking ledger, and how tables are drawn."""

from datetime import date

from casestream.kernel.calendar import Calendar
from casestream.kernel.errors import BadRequest, UnknownName
from casestream.kernel.projection import Dimension, Projection, Scope
from casestream.replay import Table
from casestream.reports.ledger import Ledger, ledger
from casestream.reports.periods import replay_by
from casestream.reports.statistics import COURT, HOTLINE, ROUNDS
from casestream.store.log import Log

__all__ = ["REPORTS", "Ledger", "Report", "report"]

Report = Table | Ledger
STATISTICS: dict[str, Projection] = {"court": COURT, "hotline": HOTLINE, "rounds": ROUNDS}
REPORTS = (*STATISTICS, "ledger")


def report(
    log: Log, name: str, *, today: date, calendar: Calendar, since: date | None = None, until: date | None = None,
    by: tuple[Dimension, ...] | None = None, engine: str | None = None,
) -> Report:  # fmt: skip
    """A named report. Statistics cover `since` to `until`, grouped `by`; the ledger stands as of `until`, or of today.

    Raises:
        UnknownName: there is no such report.
        BadRequest: the ledger is asked for a beginning, groups or an engine.
    """
    if name == "ledger":
        if (since, by, engine) != (None, None, None):
            raise BadRequest(
                "台账只有截止日，没有起始日、分组和引擎", "the ledger has a day, but no beginning, no groups and no engine",
                "只给 until", "give `until` only",
            )  # fmt: skip
        return ledger(log, today=until or today, calendar=calendar)
    if name not in STATISTICS:
        raise UnknownName(
            f"没有名为“{name}”的报表",
            f"there is no report {name!r}",
            f"可用：{'、'.join(REPORTS)}",
            f"there are {', '.join(REPORTS)}",
        )
    projection, scope = STATISTICS[name], Scope(since=since or date.min, until=until or date.max)
    return replay_by(log, projection, projection.by if by is None else by, scope, engine or "columns")
