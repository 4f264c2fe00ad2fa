"""The questions of the large pairs, put to segments without a store, here or in the pool."""

from collections.abc import Sequence
from datetime import date
from typing import Any, cast

from attrs import frozen

from benchmarks import figures
from casestream.kernel.projection import Measure, Projection, Scope
from casestream.kernel.rule import Rule
from casestream.kernel.survey import Survey
from casestream.replay import Finding, Roll, Table, replay
from casestream.replay.engines import Run
from casestream.replay.horizon import EVERYTHING, Horizon
from casestream.replay.segments.layout import Segment
from casestream.replay.source import Source
from casestream.replay.table import Tally
from casestream.replay.tasks import RecheckTask, SurveyTask, TallyTask
from casestream.store.log import Log

NO_LOG = cast(Any, None)  # Segments answer alone.


@frozen
class OverSegments:
    """An engine that asks segments and no docket."""

    segments: tuple[Segment, ...]
    run: Run

    def tally(
        self, log: Log, measures: list[Measure], projection: Projection, scopes: list[Scope], horizon: Horizon = EVERYTHING
    ) -> list[list[Tally]]:  # fmt: skip
        """For each period, for each plain measure its number in each group."""
        source = Source(self.segments, None, horizon)
        task = TallyTask.of(measures, projection, scopes, source)
        return task.together(self.run(task, source.plans()), source)

    def findings(self, log: Log, rule: Rule, horizon: Horizon = EVERYTHING) -> list[Finding]:
        """Every condition that did not hold just before a decision which the rule guards."""
        source, task = Source(self.segments, None, horizon), RecheckTask(rule)
        return task.together(self.run(task, source.plans()), source)

    def survey(self, log: Log, asked: Survey, today: date, horizon: Horizon = EVERYTHING) -> Roll:
        """What every stream of the survey's kind answers."""
        source, task = Source(self.segments, None, horizon), SurveyTask(asked, today)
        return task.together(self.run(task, source.plans()), source)


def table(segments: Sequence[Segment], projection: Projection, run: Run, since: date, until: date) -> Table:
    """A projection over a period."""
    engine = OverSegments(tuple(segments), run)
    return replay(NO_LOG, projection, engine=engine, scope=Scope(since=since, until=until))


def roll(segments: Sequence[Segment], survey: Survey, run: Run) -> Roll:
    """A survey on the day of the figures."""
    return OverSegments(tuple(segments), run).survey(NO_LOG, survey, figures.TODAY)


def findings(segments: Sequence[Segment], rule: Rule, run: Run) -> list[Finding]:
    """A rule, at every decision that it guards."""
    return OverSegments(tuple(segments), run).findings(NO_LOG, rule)
