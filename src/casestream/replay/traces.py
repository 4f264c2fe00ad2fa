"""What is behind a number: the events that a measure counts in one group, as columns, and how those of chunks become one."""

from collections.abc import Sequence

import numpy as np
from attrs import evolve, frozen

from casestream.kernel.calendar import Ints
from casestream.replay.chunk import Chunk
from casestream.replay.columns import contributions
from casestream.replay.groups import Question, days_left_out, groups_of, in_group

IN_ENVELOPE = ("position", "stream", "round", "on")
NONE: Ints = np.zeros(0, np.int64)


@frozen(eq=False)
class Trace:
    """Events: position, legal day and amount of each, with the docket's own numbers of its stream and round (0: none).

    `days` are those of the last dimension (`age`, `used_days`) where the name of the group leaves it out; 0 otherwise.
    """

    position: Ints = NONE
    stream: Ints = NONE
    round: Ints = NONE
    on: Ints = NONE
    amount: Ints = NONE
    days: Ints = NONE

    @property
    def columns(self) -> tuple[Ints, ...]:
        """The columns, in the order in which they are declared."""
        return self.position, self.stream, self.round, self.on, self.amount, self.days

    def __len__(self) -> int:
        return len(self.position)

    def take(self, places: Ints) -> "Trace":
        """Some of the events."""
        return Trace(*(column[places] for column in self.columns))

    def times(self, factor: int) -> "Trace":
        """The same events, each adding so many times as much."""
        return evolve(self, amount=self.amount * factor)

    def in_days(self) -> "Trace":
        """The same events, each adding its days."""
        return evolve(self, amount=self.days)


def traced(chunk: Chunk, question: Question, group: tuple[str, ...], courts: dict[int, str]) -> list[Trace]:
    """For each measure its events in a group of the first period; those that add nothing are left out.

    A name that leaves the last dimension out is that of all groups which begin with it.
    """
    found = []
    for measure in question.measures:
        kind, places, values = contributions(chunk, measure, question, question.scopes[0])
        amounts = np.ones(len(places), np.int64) if values is None else values
        groups = groups_of(chunk, measure, question, question.scopes[0])
        keep = in_group(groups, question, group, courts)[places] & (amounts != 0)
        position, stream, round, on = (chunk.column(kind, name)[places[keep]] for name in IN_ENVELOPE)
        days = days_left_out(groups, question, group)[places[keep]]
        found.append(Trace(position, stream, round, on, amounts[keep], days))
    return found


def in_order(traces: Sequence[Trace]) -> Trace:
    """Several traces as one, in the order of the log."""
    whole = Trace(
        *(np.concatenate(each) for each in zip(*(trace.columns for trace in [Trace(), *traces]), strict=True))
    )
    order = np.argsort(whole.position, kind="stable")
    return whole.take(order)
