"""Engines: where the chunks of a log are asked. One definition and one kernel; here, in several processes, or on Spark."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from itertools import chain, pairwise
from typing import Protocol, TypeVar

import numpy as np
from attrs import evolve, frozen

from casestream.kernel.errors import EngineCannot
from casestream.kernel.projection import Fold, Measure, Projection, Scope
from casestream.kernel.rule import Rule
from casestream.kernel.survey import Survey
from casestream.replay import rows
from casestream.replay.horizon import Horizon, pinned
from casestream.replay.judging import Judged, judged_by_columns, judged_in_rows
from casestream.replay.kept import Kept
from casestream.replay.source import Plan, Source, chunk_ends, state_of
from casestream.replay.table import Finding, Group, Roll, Tally
from casestream.replay.tail import Store
from casestream.replay.tasks import Answer, RecheckTask, SurveyTask, TallyTask, Task, TraceTask, ask
from casestream.replay.traces import Trace
from casestream.replay.watch import Watch, nobody
from casestream.store.log import Log

Run = Callable[[Task, Iterable[Plan]], Iterator[Answer]]


class Engine(Protocol):
    """What a way to run projections, rules and surveys must offer."""

    def tally(
        self, log: Log, measures: list[Measure], projection: Projection, scopes: list[Scope], horizon: Horizon
    ) -> list[list[Tally]]:
        """For each period, for each plain measure its number in each group; groups at zero may be left out."""

    def trace(
        self, log: Log, measures: list[Measure], projection: Projection, scope: Scope, group: Group, horizon: Horizon
    ) -> list[Trace]:
        """For each plain measure the events that it counts in one group, in the order of the log."""

    def findings(self, log: Log, rule: Rule, horizon: Horizon) -> list[Finding]:
        """Every condition that did not hold just before a decision which the rule guards, in the order of the log."""

    def judge(self, log: Log, rules: Sequence[Rule], horizon: Horizon) -> Judged:
        """Every decision that the rules guard: how many, and those of which there is something to tell."""

    def survey(self, log: Log, asked: Survey, today: date, horizon: Horizon) -> Roll:
        """What every stream of the survey's kind answers as it stands at the horizon."""


@frozen
class Columnar:
    """An engine over columns: `run` asks the chunks and gives their answers in order.

    `can_fold` says whether it has the log at hand, row by row. `watch` is told how many records are
    done, of how many. `kept` holds the answers of an earlier run that was broken off.
    """

    run: Run
    watch: Watch = nobody
    kept: Kept | None = None
    can_fold: bool = True

    def tally(
        self, log: Log, measures: list[Measure], projection: Projection, scopes: list[Scope], horizon: Horizon
    ) -> list[list[Tally]]:
        """For each period, for each plain measure its number in each group. A Fold is run row by row, by the reference."""
        source = Source.of(log, horizon)
        plain, folds = self._divided(measures)
        task = TallyTask.of(plain, projection, scopes, source)
        tallied = task.together(self.answers(task, source), source)
        folded = rows.tally(log, folds, projection, scopes, source.seen) if folds else [[] for _ in scopes]
        return [_in_order(measures, *both) for both in zip(tallied, folded, strict=True)]

    def trace(
        self, log: Log, measures: list[Measure], projection: Projection, scope: Scope, group: Group, horizon: Horizon
    ) -> list[Trace]:
        """For each plain measure its events in one group. A Fold is run row by row, by the reference."""
        source = Source.of(log, horizon)
        plain, folds = self._divided(measures)
        task = TraceTask(TallyTask.of(plain, projection, [scope], source).question, group, source.courts)
        found = task.together(self.answers(task, source), source)
        return _in_order(measures, found, _traced(log, folds, projection, scope, group, source.seen) if folds else [])

    def _divided(self, measures: list[Measure]) -> tuple[list[Measure], list[Measure]]:
        """The measures for columns, and those that go row by row."""
        folds: list[Measure] = [measure for measure in measures if isinstance(measure, Fold)]
        if folds and not self.can_fold:
            names = "、".join(fold.name for fold in folds if isinstance(fold, Fold))
            raise EngineCannot(
                f"该引擎不能运行 Fold（{names}）：Fold 逐行运行", f"this engine cannot run a Fold ({names}): it goes row by row",
                "改用 rows、columns 或 pool", "use rows, columns or pool",
            )  # fmt: skip
        return [measure for measure in measures if not isinstance(measure, Fold)], folds

    def findings(self, log: Log, rule: Rule, horizon: Horizon) -> list[Finding]:
        """Every condition that did not hold just before a decision which the rule guards, in the order of the log."""
        source, task = Source.of(log, horizon), RecheckTask(rule)
        return task.together(self.answers(task, source), source)

    def judge(self, log: Log, rules: Sequence[Rule], horizon: Horizon) -> Judged:
        """Every decision that the rules guard: how many, and those of which there is something to tell."""
        source, task = Source.of(log, horizon), judged_by_columns(rules)
        return task.together(self.answers(task, source), source)

    def survey(self, log: Log, asked: Survey, today: date, horizon: Horizon) -> Roll:
        """What every stream of the survey's kind answers as it stands at the horizon."""
        source, task = Source.of(log, horizon), SurveyTask(asked, today)
        return task.together(self.answers(task, source), source)

    def answers(self, task: Task, source: Source) -> Iterator[Answer]:
        """The answers of all chunks, in order; those that were kept are not asked again."""
        kept = self.kept and self.kept.of(source.bounds, source.state())

        def others(known: set[int]) -> Iterator[Answer]:
            return self.run(task, source.plans(but=known))

        found = kept.completed(others, len(source)) if kept else others(set())
        for done, answer in enumerate(found, 1):
            yield answer
            self.watch(source.last_position * done // len(source), source.last_position)


@frozen
class RowByRow:
    """The reference as an engine, stretch of streams after stretch, so that it can be watched and broken off."""

    watch: Watch = nobody
    kept: Kept | None = None

    def tally(
        self, log: Log, measures: list[Measure], projection: Projection, scopes: list[Scope], horizon: Horizon
    ) -> list[list[Tally]]:
        """For each period, for each plain measure its number in each group."""
        store = Store(log, horizon.last_position)
        seen = Horizon(as_of=horizon.as_of, last_position=store.last_position)
        bounds = [1, *chunk_ends(store.sizes(0, 1))]
        stretches = list(pairwise(bounds))
        kept = self.kept and self.kept.of(bounds, state_of(log, seen, store.courts))

        def others(known: set[int]) -> Iterator[list[list[Tally]]]:
            asked = [each for number, each in enumerate(stretches) if number not in known]
            return (rows.tally(log, measures, projection, scopes, seen, streams) for streams in asked)

        whole: list[list[Tally]] = [[{} for _ in measures] for _ in scopes]
        for done, found in enumerate(kept.completed(others, len(stretches)) if kept else others(set()), 1):
            for tallies, more in zip(chain(*whole), chain(*found), strict=True):
                for group, number in more.items():
                    tallies[group] = tallies.get(group, 0) + number
            self.watch(store.last_position * done // len(stretches), store.last_position)
        return whole

    def trace(
        self, log: Log, measures: list[Measure], projection: Projection, scope: Scope, group: Group, horizon: Horizon
    ) -> list[Trace]:
        """For each plain measure the events that it counts in one group, in the order of the log."""
        return _traced(log, measures, projection, scope, group, pinned(log, horizon))

    def findings(self, log: Log, rule: Rule, horizon: Horizon) -> list[Finding]:
        """Every condition that did not hold just before a decision which the rule guards, in the order of the log."""
        return rows.findings(log, rule, pinned(log, horizon))

    def judge(self, log: Log, rules: Sequence[Rule], horizon: Horizon) -> Judged:
        """Every decision that the rules guard: how many, and those of which there is something to tell."""
        return judged_in_rows(log, rules, pinned(log, horizon))

    def survey(self, log: Log, asked: Survey, today: date, horizon: Horizon) -> Roll:
        """What every stream of the survey's kind answers as it stands at the horizon."""
        return rows.survey(log, asked, today, pinned(log, horizon))


def _traced(
    log: Log, measures: list[Measure], projection: Projection, scope: Scope, group: Group, horizon: Horizon
) -> list[Trace]:  # fmt: skip
    """What the reference traces, as columns; the store knows the numbers of streams and rounds."""
    found = rows.trace(log, measures, projection, scope, group, horizon)
    places = Store(log, horizon.last_position).places({each.position for events in found for each in events})
    return [
        Trace(*np.array(
            [(at, *places[at], on.toordinal(), amount, days) for at, on, amount, days in events], np.int64
        ).reshape(-1, 6).T)
        for events in found
    ]  # fmt: skip


T = TypeVar("T")


def _in_order(measures: Sequence[Measure], tallied: list[T], folded: list[T]) -> list[T]:
    plain, folds = iter(tallied), iter(folded)
    return [next(folds) if isinstance(measure, Fold) else next(plain) for measure in measures]


def here(task: Task, plans: Iterable[Plan]) -> Iterator[Answer]:
    """Ask one chunk after the other, in this thread."""
    return (ask(task, plan) for plan in plans)


def watched(engine: Engine, watch: Watch, kept: Kept | None) -> Engine:
    """The same engine, watched, and with a place for answers."""
    return evolve(engine, watch=watch, kept=kept) if isinstance(engine, Columnar | RowByRow) else engine
