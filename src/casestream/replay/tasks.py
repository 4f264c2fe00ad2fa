"""Tasks: what is asked of a whole log, as one question to each chunk and a way to put the answers together.

A task and a chunk's answer can be sent to another process: whoever runs a task (`casestream.replay.engines`) only decides
where the chunks are asked.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Protocol, cast

import numpy as np
from attrs import frozen

from casestream.kernel.number import region_of
from casestream.kernel.projection import ATTRIBUTES, Measure, Projection, Scope
from casestream.kernel.rule import Rule
from casestream.kernel.survey import Survey
from casestream.replay import columns, groups, traces
from casestream.replay.chunk import Chunk
from casestream.replay.source import Plan, Source
from casestream.replay.table import Finding, Group, Roll, Tally

Answer = Any


class Task(Protocol):
    """A question to each chunk. Answers are NumPy arrays in lists and tuples, so that they can be kept and sent."""

    def ask(self, chunk: Chunk) -> Answer:
        """The answer of one chunk."""


def ask(task: Task, plan: Plan) -> Answer:
    """The answer of one chunk, which is read for it and let go afterwards."""
    chunk = plan.chunk()
    try:
        return task.ask(chunk)
    finally:
        chunk.release()


def _regions(courts: Mapping[int, str], size: int) -> tuple[int, ...]:
    """For each code of a court the code that stands for its region: the smallest of those that lie in it."""
    first: dict[str, int] = {}
    for code, name in sorted(courts.items()):
        first.setdefault(region_of(name), code)
    return tuple(first[region_of(courts[code])] if code in courts else code for code in range(size))


@frozen
class TallyTask:
    """Plain measures over periods."""

    question: groups.Question

    @classmethod
    def of(
        cls, measures: Sequence[Measure], projection: Projection, scopes: Sequence[Scope], source: Source
    ) -> "TallyTask":
        """The task for these measures, in the groups of a projection."""
        courts = max(source.courts, default=0) + 1
        said = tuple((dimension, ATTRIBUTES[dimension]) for dimension in projection.by if dimension in ATTRIBUTES)
        return cls(
            groups.Question(
                tuple(measures), projection.by, tuple(scopes), courts, _regions(source.courts, courts), said
            )
        )

    def ask(self, chunk: Chunk) -> Answer:
        """For each period, for each measure the sums of its groups."""
        return columns.tally(chunk, self.question)

    def _total(self, every: Sequence[Answer], period: int, measure: int) -> groups.Sums:
        return groups.total((answer[period][measure] for answer in every), self.question)

    def together(self, answers: Iterable[Answer], source: Source) -> list[list[Tally]]:
        """The tallies of the log."""
        every = list(answers)
        return [
            [
                groups.named(self._total(every, period, measure), self.question, source.courts)
                for measure in range(len(self.question.measures))
            ]
            for period in range(len(self.question.scopes))
        ]


@frozen
class TraceTask:
    """The events that plain measures count in one group of a period; `courts` names every court code."""

    question: groups.Question
    group: Group
    courts: dict[int, str]

    def ask(self, chunk: Chunk) -> Answer:
        """For each measure its events."""
        return traces.traced(chunk, self.question, self.group, self.courts)

    def together(self, answers: Iterable[Answer], source: Source) -> list[traces.Trace]:
        """For each measure its events, in the order of the log."""
        every = list(answers)
        return [traces.in_order([answer[which] for answer in every]) for which in range(len(self.question.measures))]


@frozen
class RecheckTask:
    """A rule, at every decision that it guards."""

    rule: Rule

    def ask(self, chunk: Chunk) -> Answer:
        """Where its conditions did not hold."""
        return columns.failures(chunk, self.rule)

    def together(self, answers: Iterable[Answer], source: Source) -> list[Finding]:
        """The findings, in the order of the log."""
        every = [cast(columns.Failures, answer) for answer in answers]
        streams = source.stream_ids({stream for each in every for stream in each.stream.tolist()})
        rounds = source.round_numbers({round for each in every for round in each.round.tolist()})
        found = []
        for each in every:
            plain = (each.condition, each.position, each.stream, each.round, each.on)
            for which, position, stream, round, ordinal in zip(*(column.tolist() for column in plain), strict=True):
                condition, on = self.rule.conditions[which], date.fromordinal(ordinal)
                found.append(
                    Finding(
                        position, condition.name, streams[stream], rounds.get(round, ""), on, condition.citation.on(on),
                        condition.zh, condition.en,
                    )
                )  # fmt: skip
        return sorted(found)


@frozen
class SurveyTask:
    """A survey, on a day."""

    survey: Survey
    today: date

    def ask(self, chunk: Chunk) -> Answer:
        """The streams, and a column for each question."""
        return columns.answers(chunk, self.survey, self.today)

    def together(self, answers: Iterable[Answer], source: Source) -> Roll:
        """The roll of the log."""
        most = source.bounds[-1] - source.bounds[0]  # What is not filled takes no memory: an answer is held once.
        streams, *laid = [np.empty(most, np.int64) for _ in range(1 + len(self.survey.questions))]
        end = 0
        for found, columns_found in answers:
            begin, end = end, end + len(found)
            streams[begin:end] = found
            for index, column in enumerate(laid):
                column[begin:end] = columns_found[index]
        by_question = zip(self.survey.questions, (column[:end] for column in laid), strict=True)
        return Roll(self.survey, streams[:end], dict(by_question))
