"""Figures published and restated: the third thing that a docket does, by asking itself and then writing down the answer."""

from datetime import date

from casestream.docket.asking import Asking
from casestream.docket.handling import Handling
from casestream.kernel.event import Actor
from casestream.kernel.projection import Dimension
from casestream.reports.publication import publications, publishing
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

    def restatements(self, name: str | None = None) -> list[Restatement]:
        """Everything that was published (of one report, or all), beside what it would be today and why."""
        return [restatement(self.log, each) for each in publications(self.log, name)]
