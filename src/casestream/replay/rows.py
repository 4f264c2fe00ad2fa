"""The reference engine: one case after the other, one event at a time, plain Python straight from the store.

Slow on purpose where slowness is clarity. Every other engine is right when it gives what this one gives.
"""

from collections.abc import Iterator
from datetime import date
from itertools import groupby
from typing import Any

import numpy as np
from attrs import frozen

from casestream.kernel.calendar import NEVER_ORDINAL, Day
from casestream.kernel.case import Case, matches
from casestream.kernel.event import Event, effective
from casestream.kernel.number import CaseNumber
from casestream.kernel.projection import Count, Fold, Measure, Projection, Scope, Span, Stage, Sum, When
from casestream.kernel.rule import Condition, Rule, only
from casestream.kernel.survey import Survey
from casestream.replay.horizon import EVERYTHING, Horizon
from casestream.replay.table import Finding, Group, Roll, Tally
from casestream.store.log import Log


@frozen
class Entry:
    """An effective event where it stands: its position, its court, its case number."""

    position: int
    court: str
    round: str
    event: Event


def histories(log: Log, horizon: Horizon = EVERYTHING) -> Iterator[tuple[str, list[Entry]]]:
    """Each stream with its effective events in order, as far as the horizon reaches."""
    for stream, rows in groupby(log.by_stream(horizon.last_position), key=lambda row: row[0]):
        entries = [Entry(position, court, round, event) for _, position, court, round, event in rows]
        stands = effective([(version, entry.event) for version, entry in enumerate(entries, 1)])
        yield (
            stream,
            [_with_event(entries[version - 1], event) for version, event in stands if event.on <= horizon.as_of],
        )


def _with_event(entry: Entry, event: Event) -> Entry:
    return entry if entry.event is event else Entry(entry.position, entry.court, entry.round, event)


def tally(
    log: Log, measures: list[Measure], projection: Projection, scopes: list[Scope], horizon: Horizon = EVERYTHING
) -> list[list[Tally]]:
    """For each period, for each plain measure its number in each group."""
    tallied: list[list[Tally]] = [[{} for _ in measures] for _ in scopes]
    for _, history in histories(log, horizon):
        for scope, tallies in zip(scopes, tallied, strict=True):
            for measure, groups in zip(measures, tallies, strict=True):
                for entry, amount in _contributions(measure, history, projection, scope):
                    group = _group(entry, projection)
                    groups[group] = groups.get(group, 0) + amount
    return tallied


def findings(log: Log, rule: Rule, horizon: Horizon = EVERYTHING) -> list[Finding]:
    """Every condition that did not hold just before a decision which the rule guards, in the order of the log."""
    found = []
    for stream, history in histories(log, horizon):
        case = Case(stream)
        for entry in history:
            if type(entry.event) is rule.guards:
                for unmet in rule.unmet(case, entry.event.on, only(entry.event)):
                    condition = unmet.condition
                    found.append(
                        Finding(
                            entry.position, condition.name, stream, entry.round, entry.event.on, unmet.article,
                            condition.zh, condition.en,
                        )
                    )  # fmt: skip
            case.apply(entry.event)
    return sorted(found)


def survey(log: Log, asked: Survey, today: date, horizon: Horizon = EVERYTHING) -> Roll:
    """What every stream of the survey's kind answers as it stands at the horizon."""
    wanted = log.streams_of(asked.kind)
    numbers: list[int] = []
    answers: dict[str, list[int]] = {label: [] for label in asked.questions}
    for stream, history in histories(log, horizon):
        if stream not in wanted or not history:
            continue
        case = Case(stream, asked.kind)
        case.apply(*(entry.event for entry in history))
        numbers.append(wanted[stream])
        for label, found in answers.items():
            found.append(_whole(asked.ask(label, case, Day(today))))
    return Roll(
        asked, np.array(numbers, np.int64), {label: np.array(found, np.int64) for label, found in answers.items()}
    )


def _whole(answer: Any) -> int:
    """An answer as a column holds it: a day as its ordinal, a truth as 0 or 1."""
    if isinstance(answer, Day):
        return NEVER_ORDINAL if answer.ordinal is None else answer.ordinal
    return int(answer)


def _group(entry: Entry, projection: Projection) -> Group:
    on = entry.event.on
    values = {
        "court": entry.court,
        "year": f"{on.year}",
        "quarter": f"{on.year}Q{(on.month + 2) // 3}",
        "month": f"{on.year}-{on.month:02}",
        "round_type": round_type(entry.round),
    }
    return tuple(values[dimension] for dimension in projection.by)


def round_type(number: str) -> str:
    """执, 执恢 … of a case number; '' outside a round."""
    return CaseNumber.parse(number).type if number.startswith("（") else ""


def in_scope(on: date, when: When, scope: Scope) -> bool:
    """Whether a legal day counts."""
    match when:
        case "before":
            return on < scope.since
        case "to_date":
            return on <= scope.until
    return scope.since <= on <= scope.until


Contributions = Iterator[tuple[Entry, int]]


def _contributions(measure: Measure, history: list[Entry], projection: Projection, scope: Scope) -> Contributions:
    match measure:
        case Count(per="event"):
            return ((entry, 1) for entry in _chosen(measure, history, scope))
        case Count():
            return _distinct(measure, history, projection, scope)
        case Sum():
            return ((entry, int(getattr(entry.event, measure.name) or 0)) for entry in _chosen(measure, history, scope))
        case Span():
            return _spans(measure, history, scope)
        case Stage():
            return _stages(measure, history, scope)
        case Fold():
            return _folded(measure, history, scope)
    raise TypeError(f"{type(measure).__name__} is no plain measure")


def _chosen(measure: Count | Sum, history: list[Entry], scope: Scope) -> Iterator[Entry]:
    case = Case("")
    for entry in history:
        if (
            type(entry.event) is measure.kind
            and matches(entry.event, measure.where)
            and (not measure.round_type or round_type(entry.round) in measure.round_type)
            and in_scope(entry.event.on, measure.when, scope)
            and (measure.given is None or _held(measure.given, case, entry.event))
        ):
            yield entry
        if measure.given is not None:
            case.apply(entry.event)


def _held(given: Condition | Rule, case: Case, event: Event) -> bool:
    decided = only(event)
    if isinstance(given, Rule):
        return given.holds(case, event.on, decided)
    return not given.citation.in_force(event.on) or bool(given.holds(case, Day(event.on), decided))


def _distinct(measure: Count, history: list[Entry], projection: Projection, scope: Scope) -> Contributions:
    """One for each case (or round) that has such an event in a group."""
    seen = set()
    for entry in _chosen(measure, history, scope):
        unit = (entry.round if measure.per == "round" else "", _group(entry, projection))
        if unit not in seen:
            seen.add(unit)
            yield entry, 1


def _spans(measure: Span, history: list[Entry], scope: Scope) -> Contributions:
    opened: Entry | None = None
    for entry in history:
        if measure.within == "round" and opened is not None and opened.round != entry.round:
            opened = None
        if type(entry.event) is measure.start and opened is None:
            opened = entry
        elif type(entry.event) is measure.end and opened is not None:
            if in_scope(entry.event.on, measure.when, scope):
                yield entry, max(0, (entry.event.on - opened.event.on).days)
            opened = None


def _stages(measure: Stage, history: list[Entry], scope: Scope) -> Contributions:
    last: dict[str, Entry] = {}
    for entry in history:
        if type(entry.event) in measure.among and entry.event.on <= scope.until:
            if measure.round_type and round_type(entry.round) not in measure.round_type:
                continue
            last[entry.round if measure.within == "round" else ""] = entry
    return ((entry, 1) for entry in last.values() if type(entry.event) is measure.kind)


def _folded(measure: Fold, history: list[Entry], scope: Scope) -> Contributions:
    state, last = measure.initial, None
    for entry in history:
        if entry.event.on <= scope.until:
            state, last = measure.step(state, entry.event), entry
    return iter([] if last is None else [(last, measure.figure(state))])
