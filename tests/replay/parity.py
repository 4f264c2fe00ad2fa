"""The parity check itself: what the reference says about a log, and where the columns say otherwise.

The tests call it, and so do the mutants: a check that no mutant has failed proves nothing.
"""

from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import groupby
from typing import Any, cast

import numpy as np
from attrs import field, frozen

from casestream.kernel import AnyDay, Asked, Case, Day, Event, Projection
from casestream.kernel.calendar import NEVER_ORDINAL, Days
from casestream.kernel.projection import Ratio, Scope, Sumwise
from casestream.kernel.rule import Rule, only
from casestream.replay import Finding, Horizon, Judged, Roll, Table, judge, recheck, replay, replay_periods, survey
from casestream.replay.chunk import Chunk
from casestream.replay.lineage import Origin
from casestream.replay.rows import histories
from casestream.replay.source import Source
from casestream.replay.table import Group
from casestream.replay.table import whole as number
from casestream.replay.words import Points
from casestream.store.log import Log

from .projections import EVERYTHING, GROUPINGS, RULES, SCOPES, spelled
from .questions import QUESTIONS, Question
from .surveys import ASKINGS, Asking

Reading = tuple[Projection, Scope]
Told = list[list[int]]  # The columns of a trace.
AMOUNT, DAYS = 4, 5  # Where in it these two are.


def readings() -> Iterator[Reading]:
    """Everything in each grouping over the whole time, and over each scope in some groupings."""
    for grouping in GROUPINGS:
        yield EVERYTHING.grouped(grouping), Scope()
    for index, scope in enumerate(SCOPES[1:]):
        for grouping in ((), GROUPINGS[1 + index % 5], GROUPINGS[6 + index]):
            yield EVERYTHING.grouped(grouping), scope


@frozen(slots=False, eq=False)
class Subject:
    """A log, what is asked about it, and what the reference answers: found out once, whoever is compared with it.

    Each of the differences may be asked of another log with the same records, laid in another way, and of any engine.
    """

    log: Log
    questions: Sequence[Question] = QUESTIONS
    readings: Sequence[Reading] = field(factory=lambda: tuple(readings()))
    rules: Sequence[Rule] = RULES
    surveys: Sequence[Asking] = ASKINGS
    horizon: Horizon = Horizon()  # noqa: RUF009 # It is frozen.

    def differences(self, log: Log | None = None, engine: str = "columns") -> Iterator[str]:
        """Every difference between an engine and the reference, in words, measures, findings and surveys."""
        if engine == "columns":
            yield from self.word_differences(log)
        yield from self.survey_differences(log, engine)
        yield from self.finding_differences(log, engine)
        yield from self.table_differences(log, engine)
        yield from self.trace_differences(log, engine)
        yield from self.judging_differences(log, engine)

    # --- words ---

    @cached_property
    def kinds(self) -> list[type[Event]]:
        """The kind of the event at each row."""
        return [type(entry.event) for _, history in histories(self.log, self.horizon) for entry in history]

    @cached_property
    def answers(self) -> list[list[Any]]:
        """For each question the reference's answers, row by row."""
        answers: list[list[Any]] = [[] for _ in self.questions]
        for _, history in histories(self.log, self.horizon):
            case = Case("")
            for entry in history:
                today, decided = Day(entry.event.on), only(entry.event)
                for question, found in zip(self.questions, answers, strict=True):
                    if not question.at or type(entry.event) in question.at:
                        found.append(plain(question.ask(cast(Asked, case), cast(AnyDay, today), decided)))
                case.apply(entry.event)
        return answers

    def word_differences(self, log: Log | None = None) -> Iterator[str]:
        """Every question that the columns answer otherwise, at the first row where they do."""
        chunks = [plan.chunk() for plan in Source.of(log or self.log, self.horizon).plans()]
        shown = sum(len(chunk.rows_of(None)) for chunk in chunks)
        if shown != len(self.kinds):
            yield f"{shown} rows instead of {len(self.kinds)}"
            return
        for question, expected in zip(self.questions, self.answers, strict=True):
            rows, found = self.column_answers(chunks, question)
            for row, wanted, got in zip(rows, expected, found, strict=True):
                if wanted != got:
                    yield f"{question.name} at row {row}: {got} instead of {wanted}"
                    break

    def column_answers(self, chunks: Sequence[Chunk], question: Question) -> tuple[list[int], list[Any]]:
        """The rows at which a question can be asked, and the answers of the columns there."""
        rows = [row for row, kind in enumerate(self.kinds) if not question.at or kind in question.at]
        found, first = [], 0
        for chunk in chunks:
            shown = chunk.rows_of(None)
            here = [row - first for row in rows if first <= row < first + len(shown)]
            found += ask(chunk, question, here)
            first += len(shown)
        return rows, found

    # --- measures and findings ---

    @cached_property
    def tables(self) -> list[Table]:
        """What the reference counts."""
        return [
            replay(self.log, projection, engine="rows", scope=scope, horizon=self.horizon)
            for projection, scope in self.readings
        ]

    def table_differences(self, log: Log | None = None, engine: str = "columns") -> Iterator[str]:
        """Every table whose digest is another one in columns. Neighbours in the same groups are periods of one replay."""
        expected = iter(self.tables)
        for by, neighbours in groupby(self.readings, lambda reading: reading[0].by):
            projections, scopes = zip(*neighbours, strict=True)
            tables = replay_periods(log or self.log, projections[0], list(scopes), engine=engine, horizon=self.horizon)
            for scope, found, wanted in zip(scopes, tables, expected, strict=False):
                if found.digest() != wanted.digest():
                    yield f"by {spelled(by)} {spelled(scope)}: {_first_difference(wanted, found)}"

    @cached_property
    def traces(self) -> list[dict[Group, list[Told]]]:
        """For each reading, in its first group, the events that the reference finds behind every plain measure.

        Where the last dimension is of days, also in all groups that begin like the first.
        """
        found = [{group: traced(table, group) for group in asked_about(table)} for table in self.tables]
        for table, told in zip(self.tables, found, strict=True):
            for group, events in told.items():
                rows = [row for row in table.rows if row.group[: len(group)] == group]
                for name, each in zip(plain_measures(table), events, strict=True):
                    assert sum(each[AMOUNT]) == sum(number(row[name]) for row in rows), (
                        "what is behind a cell does not add up to it"
                    )
                    if len(group) < len(table.projection.by):
                        days = sum(day * amount for day, amount in zip(each[DAYS], each[AMOUNT], strict=True))
                        assert days == sum(int(row.group[-1] or 0) * number(row[name]) for row in rows), "other days"
        return found

    def trace_differences(self, log: Log | None = None, engine: str = "columns") -> Iterator[str]:
        """Every measure behind which an engine finds other events."""
        for (projection, scope), expected in zip(self.readings, self.traces, strict=True):
            table = replay(log or self.log, projection, engine=engine, scope=scope, horizon=self.horizon)
            for group, wanted in expected.items():
                for name, *both in zip(plain_measures(table), traced(table, group), wanted, strict=True):
                    if both[0] != both[1]:
                        yield f"behind {name} of {group} {spelled(scope)}: {both[0]} instead of {both[1]}"

    @cached_property
    def findings(self) -> list[list[Finding]]:
        """What the reference finds."""
        return [recheck(self.log, rule, engine="rows", horizon=self.horizon) for rule in self.rules]

    def finding_differences(self, log: Log | None = None, engine: str = "columns") -> Iterator[str]:
        """Every rule under which the columns find something else."""
        for rule, expected in zip(self.rules, self.findings, strict=True):
            found = recheck(log or self.log, rule, engine=engine, horizon=self.horizon)
            if [whole(one) for one in found] != [whole(one) for one in expected]:
                yield f"rule {rule.name}: {len(found)} findings, {len(expected)} expected"

    @cached_property
    def judged(self) -> Judged:
        """How the reference judges every decision again."""
        return judge(self.log, self.rules, engine="rows", horizon=self.horizon)

    def judging_differences(self, log: Log | None = None, engine: str = "columns") -> Iterator[str]:
        """Every decision that an engine judges otherwise, or counts elsewhere."""
        found = judge(log or self.log, self.rules, engine=engine, horizon=self.horizon)
        if found.counts != self.judged.counts:
            yield f"decisions: {found.counts} instead of {self.judged.counts}"
        if found.digest() != self.judged.digest():
            there = set(map(repr, self.judged.decisions))
            other = next((each for each in found.decisions if repr(each) not in there), "one is missing")
            yield f"{len(found.decisions)} decisions told of, {len(self.judged.decisions)} expected: {other}"

    @cached_property
    def rolls(self) -> list[Roll]:
        """What the reference says of every stream."""
        return [survey(self.log, asked, today, engine="rows", horizon=self.horizon) for asked, today in self.surveys]

    def survey_differences(self, log: Log | None = None, engine: str = "columns") -> Iterator[str]:
        """Every survey whose roll is another one."""
        for (asked, today), expected in zip(self.surveys, self.rolls, strict=True):
            found = survey(log or self.log, asked, today, engine=engine, horizon=self.horizon)
            if found.digest() != expected.digest():
                labels = [
                    label
                    for label in asked.questions
                    if found.columns[label].tolist() != expected.columns[label].tolist()
                ]
                yield f"survey {asked.name}: {found.streams.tolist()} for {expected.streams.tolist()}, {labels}"


def plain_measures(table: Table) -> list[str]:
    """The measures of a table that are neither sums of others nor ratios."""
    return [name for name, each in table.projection.measures.items() if not isinstance(each, Ratio | Sumwise)]


def asked_about(table: Table) -> list[Group]:
    """The first group of a table, and its name without a last dimension that is of days."""
    groups = [row.group for row in table.rows[:1]]
    return groups + [group[:-1] for group in groups if table.projection.by[-1:] in (("age",), ("used_days",))]


def traced(table: Table, group: Group) -> list[Told]:
    """The columns of what is behind each plain measure in a group."""
    assert isinstance(table.origin, Origin)
    measures = [table.projection.measures[name] for name in plain_measures(table)]
    origin = table.origin
    found = origin.engine.trace(origin.log, measures, table.projection, table.scope, group, origin.horizon)
    return [[column.tolist() for column in trace.columns] for trace in found]


def ask(chunk: Chunk, question: Question, shown: Sequence[int]) -> list[Any]:
    """The answers of a chunk at some of the rows that it shows."""
    chosen = np.array(shown, np.int64)
    rows, on = chunk.rows_of(None)[chosen], chunk.column(None, "on")[chosen]
    case, decided = Points.before(chunk, rows), Points.at(chunk, rows)
    answer = question.ask(cast(Asked, case), cast(AnyDay, Days(on)), cast(Asked, decided))
    values: Any = answer.ordinals if isinstance(answer, Days) else answer
    return cast("list[Any]", np.broadcast_to(values, len(rows)).tolist())


def sampled_differences(log: Log, questions: Sequence[Question], sample: Sequence[int]) -> Iterator[str]:
    """The same for a log of one long case: the columns answer at every row, the reference at a few."""
    ((chunk,), case) = [plan.chunk() for plan in Source.of(log).plans()], Case("")
    answers = {question.name: ask(chunk, question, range(len(chunk))) for question in questions}
    ((_, history),) = histories(log)
    wanted = set(sample)
    for row, entry in enumerate(history):
        if row in wanted:
            today, decided = Day(entry.event.on), only(entry.event)
            for question in questions:
                expected = plain(question.ask(cast(Asked, case), cast(AnyDay, today), decided))
                if answers[question.name][row] != expected:
                    yield f"{question.name} at row {row}: {answers[question.name][row]} instead of {expected}"
        case.apply(entry.event)


def plain(answer: Any) -> Any:
    """An answer of the reference as a plain bool or int: a day as its ordinal."""
    if isinstance(answer, Day):
        return NEVER_ORDINAL if answer.ordinal is None else answer.ordinal
    return answer.item()


def whole(finding: Finding) -> tuple[Any, ...]:
    """A finding in full: two of them compare by position and condition alone."""
    return (
        finding.position, finding.condition, finding.stream, finding.round, finding.on, finding.article, finding.zh,
        finding.en,
    )  # fmt: skip


def _first_difference(expected: Table, found: Table) -> str:
    here, there = ({row.group: row.cells for row in table.rows} for table in (expected, found))
    for group in sorted(here.keys() | there.keys()):
        wanted, got = here.get(group, {}), there.get(group, {})
        for name in expected.projection.measures:
            if wanted.get(name) != got.get(name):
                return f"{name} of {group} is {got.get(name)} instead of {wanted.get(name)}"
    return "only the order of the rows"
