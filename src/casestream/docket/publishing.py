"""Figures published and restated: the third thing that a docket does, by asking itself and then writing down the answer."""

from datetime import date
from typing import Any

from casestream.docket.asking import Asking
from casestream.docket.handling import Handling
from casestream.kernel.errors import BadRequest, UnknownName
from casestream.kernel.event import Actor
from casestream.kernel.projection import Dimension
from casestream.replay import Table
from casestream.reports.publication import publications, publishing, question
from casestream.reports.restatement import Restatement, restatement
from casestream.requests import Receipt


class Publishing(Handling, Asking):
    """What a docket publishes, and what would be published today."""

    def publish(
        self, name: str, *, since: date, until: date, actor: Actor, by: tuple[Dimension, ...] | None = None,
        on: date | None = None,
    ) -> Receipt:  # fmt: skip
        """Publish a table of statistics of the actor's court, and of the courts below it, for a period that is over.

        The figures are written down with the receipt of their replay. Published already and still the same, nothing is
        written.

        Raises:
            Refused: the period is not over, or other figures were published for it.
            UnknownName: there is no such report or court.
            BadRequest: the period ends before it begins, or the groups are groups of time.
        """
        with self._lock:
            command = publishing(
                self.log, name, since=since, until=until, court=actor.court, by=by, on=on or self._today()
            )
            return self.handle(command, actor)

    def published(
        self, name: str, *, since: date | None = None, until: date | None = None, by: tuple[Dimension, ...] | None = None,
        **asked: Any,
    ) -> Table:  # fmt: skip
        """The table of a period as it was published, of every court that did so.

        Raises:
            UnknownName: there is no such report, or nothing was published of it for this period and these groups.
            BadRequest: an engine, or another clock, is asked for: what was published is what it is.
        """
        if asked:
            raise BadRequest(
                f"已发布的数据不接受 {'、'.join(asked)}", f"what was published takes no {', '.join(asked)}",
                "只给期间和分组", "give the period and the groups only",
            )  # fmt: skip
        projection = question(name, by)
        found = [
            each.table()
            for each in publications(self.log, name)
            if (each.event.since, each.event.until, each.event.by) == (since, until, projection.by)
        ]
        if not found:
            raise UnknownName(
                f"{name} 尚未发布 {since} 至 {until} 的数据", f"{name} was not published for {since} to {until}",
                "用 casestream restate 查看已发布的期间", "casestream restate lists what was published",
            )  # fmt: skip
        rows = {row.group: row for table in found for row in table.rows}
        return Table(projection, tuple(row for _, row in sorted(rows.items())), found[0].scope)

    def restatements(self, name: str | None = None) -> list[Restatement]:
        """Everything that was published (of one report, or all), beside what it would be today and why."""
        return [restatement(self.log, each) for each in publications(self.log, name)]
