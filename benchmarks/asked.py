"""The questions of the large pairs, put to segments without a store, here or in the pool."""

from collections.abc import Sequence
from datetime import date
from typing import Any, cast

import pyarrow.parquet as pq
from attrs import frozen

from benchmarks import figures
from casestream.kernel.projection import Measure, Projection, Scope
from casestream.kernel.rule import Rule
from casestream.kernel.survey import Survey
from casestream.replay import Finding, Judged, Roll, Table, replay
from casestream.replay.engines import Run
from casestream.replay.horizon import EVERYTHING, Horizon
from casestream.replay.judging import judged_by_columns
from casestream.replay.segments.layout import Segment
from casestream.replay.source import Source
from casestream.replay.table import Group, Tally
from casestream.replay.tail import Store
from casestream.replay.tasks import RecheckTask, SurveyTask, TallyTask, TraceTask
from casestream.replay.traces import Trace
from casestream.store.log import Log

NO_LOG = cast(Any, None)  # Segments answer alone.


@frozen
class NoStore:
    """In the place of a store where there is no docket: nothing comes after what is sealed, and its files name things."""

    segments: tuple[Segment, ...]
    last_position: int
    courts: dict[int, str]

    def names(self, table: str, columns: str, wanted: set[int]) -> dict[int, str]:
        """What these codes of a table stand for."""
        key, value = columns.split(", ")
        found: dict[int, str] = {}
        for segment in self.segments if wanted else ():
            rows = pq.read_table(segment.file(table), columns=[key, value], filters=[(key, "in", sorted(wanted))])
            found |= dict(zip(rows[key].to_pylist(), rows[value].to_pylist(), strict=True))
        return found


@frozen
class OverSegments:
    """An engine that asks segments and no docket."""

    segments: tuple[Segment, ...]
    run: Run

    def tally(
        self, log: Log, measures: list[Measure], projection: Projection, scopes: list[Scope], horizon: Horizon
    ) -> list[list[Tally]]:
        """For each period, for each plain measure its number in each group."""
        source = self._source(horizon)
        task = TallyTask.of(measures, projection, scopes, source)
        return task.together(self.run(task, source.plans()), source)

    def findings(self, log: Log, rule: Rule, horizon: Horizon) -> list[Finding]:
        """Every condition that did not hold just before a decision which the rule guards."""
        source, task = self._source(horizon), RecheckTask(rule)
        return task.together(self.run(task, source.plans()), source)

    def trace(
        self, log: Log, measures: list[Measure], projection: Projection, scope: Scope, group: Group, horizon: Horizon
    ) -> list[Trace]:
        """For each plain measure the events that it counts in one group."""
        source = self._source(horizon)
        task = TraceTask(TallyTask.of(measures, projection, [scope], source).question, group, source.courts)
        return task.together(self.run(task, source.plans()), source)

    def judge(self, log: Log, rules: Sequence[Rule], horizon: Horizon) -> Judged:
        """Every decision that the rules guard: how many, and those of which there is something to tell."""
        source, task = self._source(horizon), judged_by_columns(rules)
        return task.together(self.run(task, source.plans()), source)

    def survey(self, log: Log, asked: Survey, today: date, horizon: Horizon) -> Roll:
        """What every stream of the survey's kind answers."""
        source, task = self._source(horizon), SurveyTask(asked, today)
        return task.together(self.run(task, source.plans()), source)

    def _source(self, horizon: Horizon) -> Source:
        last = min(self.segments[-1].manifest.last, horizon.last_position)
        return Source(self.segments, cast(Store, NoStore(self.segments, last, {})), horizon)


def table(segments: Sequence[Segment], projection: Projection, run: Run, since: date, until: date) -> Table:
    """A projection over a period."""
    engine = OverSegments(tuple(segments), run)
    return replay(NO_LOG, projection, engine=engine, scope=Scope(since=since, until=until))


def roll(segments: Sequence[Segment], survey: Survey, run: Run) -> Roll:
    """A survey on the day of the figures."""
    return OverSegments(tuple(segments), run).survey(NO_LOG, survey, figures.TODAY, EVERYTHING)


def findings(segments: Sequence[Segment], rule: Rule, run: Run) -> list[Finding]:
    """A rule, at every decision that it guards."""
    return OverSegments(tuple(segments), run).findings(NO_LOG, rule, EVERYTHING)
