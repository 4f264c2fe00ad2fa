"""Run it: one definition, several engines, one answer.

`rows` is the reference: one event at a time, plain Python. `columns` gives the same answer over arrays. An engine is
admitted only by giving the same digest, word by word (`tests/replay`).
"""

from collections.abc import Iterator
from typing import Protocol

from casestream.kernel.errors import DeclarationError, UnknownName
from casestream.kernel.projection import Measure, Projection, Ratio, Scope, Sumwise
from casestream.kernel.rule import Rule
from casestream.replay import columns, rows
from casestream.replay.table import Cell, Finding, Group, Rate, Row, Table, Tally
from casestream.store.log import Log

__all__ = ["ENGINES", "Cell", "Finding", "Rate", "Row", "Table", "recheck", "replay"]


class Engine(Protocol):
    """What a way to run projections and rules must offer."""

    def tally(
        self, log: Log, measures: list[Measure], projection: Projection, scopes: list[Scope]
    ) -> list[list[Tally]]:
        """For each period, for each plain measure its number in each group; groups at zero may be left out."""

    def findings(self, log: Log, rule: Rule) -> list[Finding]:
        """Every condition that did not hold just before a decision which the rule guards, in the order of the log."""


ENGINES: dict[str, Engine] = {"rows": rows, "columns": columns}


def _engine(name: str) -> Engine:
    if name not in ENGINES:
        raise UnknownName(
            f"没有名为“{name}”的引擎",
            f"there is no engine {name!r}",
            f"可用：{'、'.join(ENGINES)}",
            f"there are {', '.join(ENGINES)}",
        )
    return ENGINES[name]


def _plain(measure: Measure) -> Iterator[Measure]:
    if isinstance(measure, Sumwise):
        for _, term in measure.terms:
            yield from _plain(term)
    elif not isinstance(measure, Ratio):
        yield measure


def replay(log: Log, projection: Projection, *, engine: str = "columns", scope: Scope | None = None) -> Table:
    """Run a projection over the whole log.

    Raises:
        UnknownName: there is no such engine.
    """
    return replay_periods(log, projection, [scope or Scope()], engine=engine)[0]


def replay_periods(log: Log, projection: Projection, scopes: list[Scope], *, engine: str = "columns") -> list[Table]:
    """Run a projection over several periods of one state of the log: a table for each.

    Raises:
        UnknownName: there is no such engine.
    """
    plain = [part for measure in projection.measures.values() for part in _plain(measure)]
    tallied = _engine(engine).tally(log, plain, projection, scopes)
    return [_table(projection, plain, tallies, scope) for tallies, scope in zip(tallied, scopes, strict=True)]


def _table(projection: Projection, plain: list[Measure], tallies: list[Tally], scope: Scope) -> Table:
    tally_of = {id(measure): tally for measure, tally in zip(plain, tallies, strict=True)}

    def number(measure: Measure, group: Group) -> int:
        if isinstance(measure, Sumwise):
            return sum(sign * number(term, group) for sign, term in measure.terms)
        return tally_of[id(measure)].get(group, 0)

    def cell(measure: Measure, group: Group) -> Cell:
        if isinstance(measure, Ratio):
            over, under = projection.measures[measure.numerator], projection.measures[measure.denominator]
            return Rate(number(over, group), number(under, group), measure.unit)
        return number(measure, group)

    groups = {group for tally in tallies for group, value in tally.items() if value} or (
        {()} if not projection.by else set()
    )
    table_rows = [
        Row(group, {name: cell(measure, group) for name, measure in projection.measures.items()})
        for group in sorted(groups)
    ]
    return Table(projection, tuple(table_rows), scope)


def recheck(log: Log, rule: Rule, *, engine: str = "columns") -> list[Finding]:
    """Judge every decision in the log that the rule guards again, under the law of its day.

    Raises:
        UnknownName: there is no such engine.
        DeclarationError: the rule does not say what it guards.
    """
    if rule.guards is None:
        raise DeclarationError(f"rule {rule.name!r} names no event that it guards")
    return _engine(engine).findings(log, rule)
