"""Publication: a statistics table turned into what a court publishes, and what was published turned into a table again."""

import re
from collections.abc import Iterator
from datetime import date

from attrs import frozen

from casestream.kernel.errors import BadRequest, UnknownName
from casestream.kernel.event import Record
from casestream.kernel.number import COURT, below
from casestream.kernel.projection import Dimension, Projection, Ratio, Scope
from casestream.procedures.figures import FiguresPublished, PublishedRow, PublishFigures
from casestream.replay import Cell, Rate, Row, Table, replay, whole
from casestream.replay.horizon import Horizon, pinned
from casestream.reports.periods import MONTHS
from casestream.reports.tables import STATISTICS
from casestream.store.log import Log
from casestream.store.merkle import root
from casestream.store.tree import kept


@frozen
class Publication:
    """What a court published, and the record by which it did so."""

    record: Record
    event: FiguresPublished

    @property
    def scope(self) -> Scope:
        """The period."""
        return Scope(since=self.event.since, until=self.event.until)

    @property
    def projection(self) -> Projection | None:
        """What was counted, as this program counts it today; None where it knows no such report."""
        table = STATISTICS.get(self.event.report)
        return table.grouped(tuple(self.event.by)) if table else None  # type: ignore[arg-type]

    def table(self) -> Table:
        """The table as it was published.

        Raises:
            UnknownName: this program has no such report.
        """
        if self.projection is None:
            raise _unknown(self.event.report)
        return published_table(self.projection, self.event)


def question(name: str, by: tuple[Dimension, ...] | None) -> Projection:
    """The report that is to be published, in groups that name the court.

    Raises:
        UnknownName: there is no such table of statistics.
        BadRequest: it is to be grouped by time.
    """
    if name not in STATISTICS:
        raise _unknown(name)
    groups = STATISTICS[name].by if by is None else by
    if set(groups) & MONTHS.keys():
        raise BadRequest(
            "发布的数据属于一个期间，不能再按时间分组", "what is published is of one period and not grouped by time",
            "逐月、逐季发布", "publish each month or quarter by itself",
        )  # fmt: skip
    return STATISTICS[name].grouped(groups if "court" in groups else ("court", *groups))


def _unknown(name: str) -> UnknownName:
    return UnknownName(
        f"没有名为“{name}”的统计报表", f"there is no table of statistics {name!r}",
        f"可用：{'、'.join(STATISTICS)}", f"there are {', '.join(STATISTICS)}",
    )  # fmt: skip


def figures(log: Log, projection: Projection, scope: Scope, court: str, horizon: Horizon) -> Table:
    """The table of a court and of the courts below it."""
    return of_court(replay(log, projection, scope=scope, horizon=horizon), court)


def of_court(table: Table, court: str) -> Table:
    """The rows of a court and of those below it, by their codes."""
    at = table.projection.by.index("court")
    rows = tuple(row for row in table.rows if row.group[at] == court or below(row.group[at], court))
    return Table(table.projection, rows, table.scope)


def publishing(
    log: Log, name: str, *, since: date, until: date, court: str, by: tuple[Dimension, ...] | None, on: date
) -> PublishFigures:
    """The command that publishes a report of a court for a period, as the log has it now.

    Raises:
        UnknownName: there is no such report, or no such court.
        BadRequest: the period ends before it begins, or the groups are groups of time.
    """
    if not re.fullmatch(COURT, court):
        raise UnknownName(
            f"“{court}”不是法院代字", f"{court!r} is not the code of a court", "例如 内0624", "for instance 内0624"
        )
    projection, scope, horizon = question(name, by), Scope(since=since, until=until), pinned(log, Horizon())
    table = figures(log, projection, scope, court, horizon)
    plain = tuple(name for name, measure in projection.measures.items() if not isinstance(measure, Ratio))
    rows = tuple(PublishedRow(group=row.group, numbers=tuple(whole(row[name]) for name in plain)) for row in table.rows)
    return PublishFigures(
        case=stream_of(name, court, scope, projection.by), on=on, court=court, report=name, since=since, until=until,
        by=projection.by, measures=plain, rows=rows, definition=projection.definition_hash(),
        last_position=horizon.last_position, root=root_at(log, horizon.last_position), digest=table.digest(),
    )  # fmt: skip


def stream_of(name: str, court: str, scope: Scope, by: tuple[str, ...]) -> str:
    """The id of a publication: one for each report, court, period and grouping."""
    return f"统计发布/{court}/{name}/{scope.since}/{scope.until}/{'+'.join(by)}"


def root_at(log: Log, last_position: int) -> str:
    """The root of the log over the records up to a position, with the name of its hash; '' of none."""
    if not last_position:
        return ""
    hash = log.recorder.hash
    with log.reading() as cursor:
        return f"{hash.name}:{root(last_position, kept(cursor, hash), hash).hex()}"


def publications(log: Log, name: str | None = None) -> Iterator[Publication]:
    """What was published, in the order of the log; of one report or of all."""
    for record in log.of_kinds([FiguresPublished]):
        if isinstance(record.event, FiguresPublished) and name in (None, record.event.report):
            yield Publication(record, record.event)


def published_table(projection: Projection, event: FiguresPublished) -> Table:
    """The numbers of a publication as a table; a measure that it did not have yet is 0, a rate follows from its numbers."""
    rows = []
    for published in event.rows:
        numbers = dict(zip(event.measures, published.numbers, strict=True))
        cells: dict[str, Cell] = {}
        for name, measure in projection.measures.items():
            if isinstance(measure, Ratio):
                cells[name] = Rate(numbers.get(measure.numerator, 0), numbers.get(measure.denominator, 0), measure.unit)
            else:
                cells[name] = numbers.get(name, 0)
        rows.append(Row(published.group, cells))
    return Table(projection, tuple(rows), Scope(since=event.since, until=event.until))
