"""The reference engine: one case after the other, one event at a time, plain Python straight from the store.

Slow on purpose where slowness is clarity. Every other engine is right when it gives what this one gives.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache, partial
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

import numpy as np

from casestream.kernel.calendar import NEVER_ORDINAL, Day
from casestream.kernel.case import Case, matches
from casestream.kernel.event import Event, EventClass, Label, effective
from casestream.kernel.number import CaseNumber, region_of
from casestream.kernel.projection import (
    ATTRIBUTES,
    Count,
    Dimension,
    Fold,
    Measure,
    Projection,
    Scope,
    Span,
    Stage,
    Sum,
    When,
)
from casestream.kernel.rule import Condition, Rule, only
from casestream.kernel.survey import Survey
from casestream.replay.horizon import EVERYTHING, Horizon
from casestream.replay.table import Finding, Group, Roll, Tally
from casestream.store.log import ALL_STREAMS, Log
from casestream.store.stored import Needed


class Entry(NamedTuple):
    """An effective event where it stands: its position, its court, its case number."""

    position: int
    court: str
    round: str
    event: Event


def histories(
    log: Log, horizon: Horizon = EVERYTHING, needed: Needed | None = None, streams: tuple[int, int] = ALL_STREAMS
) -> Iterator[tuple[str, list[Entry]]]:
    """Each stream with its effective events in order, as far as the horizon reaches: all of them, or those `needed`."""
    for stream, rows in groupby(log.by_stream(horizon.last_position, needed, streams), key=itemgetter(0)):
        entries = {version: Entry(position, court, round, event) for _, position, court, round, event, version in rows}
        yield stream, standing(entries, horizon.as_of)


def standing(entries: Mapping[int, Entry], as_of: date = date.max) -> list[Entry]:
    """What stands of the events of a stream, by version, when those that mend others are worked in; up to a legal day."""
    stands = effective([(version, entry.event) for version, entry in entries.items()])
    return [_with_event(entries[version], event) for version, event in stands if event.on <= as_of]


def _with_event(entry: Entry, event: Event) -> Entry:
    return entry if entry.event is event else entry._replace(event=event)


def tally(
    log: Log, measures: list[Measure], projection: Projection, scopes: list[Scope], horizon: Horizon = EVERYTHING,
    streams: tuple[int, int] = ALL_STREAMS,
) -> list[list[Tally]]:  # fmt: skip
    """For each period, for each plain measure its number in each group; of the streams numbered from one up to another."""
    tallied: list[list[Tally]] = [[{} for _ in measures] for _ in scopes]
    for _, history in histories(log, horizon, needed_by(measures, projection.by), streams):
        looked_at, said = _looked_at(measures, history), said_in(history, projection.by)
        for scope, tallies in zip(scopes, tallied, strict=True):
            for measure, entries, groups in zip(measures, looked_at, tallies, strict=True):
                _count(measure, entries, partial(_group, projection.by, said, measure, scope), scope, groups)
    return tallied


def tally_of(measures: list[Measure], projection: Projection, scope: Scope, history: list[Entry]) -> list[Tally]:
    """For each plain measure what one stream contributes, group by group."""
    tallies: list[Tally] = [{} for _ in measures]
    said = said_in(history, projection.by)
    for measure, entries, groups in zip(measures, _looked_at(measures, history), tallies, strict=True):
        _count(measure, entries, partial(_group, projection.by, said, measure, scope), scope, groups)
    return tallies


def _count(measure: Measure, entries: list[Entry], name: "Naming", scope: Scope, groups: Tally) -> None:
    if not entries:
        return
    for entry, amount in _contributions(measure, entries, name, scope):
        group = name(entry)
        groups[group] = groups.get(group, 0) + amount


class Traced(NamedTuple):
    """An event behind a number: where it is, its legal day, how much it adds, and the days that the group left out."""

    position: int
    on: date
    amount: int
    days: int


def trace(
    log: Log, measures: list[Measure], projection: Projection, scope: Scope, group: Group, horizon: Horizon = EVERYTHING
) -> list[list[Traced]]:  # fmt: skip
    """For each plain measure the events that it counts in one group, in the order of the log; none that adds nothing.

    A name that leaves the last dimension, of days, out is that of all groups which begin with it.
    """
    found: list[list[Traced]] = [[] for _ in measures]
    for _, history in histories(log, horizon, needed_by(measures, projection.by)):
        said = said_in(history, projection.by)
        for measure, entries, events in zip(measures, _looked_at(measures, history), found, strict=True):
            name = partial(_group, projection.by, said, measure, scope)
            for entry, amount in _contributions(measure, entries, name, scope):
                own = name(entry)
                if amount and own[: len(group)] == group:
                    days = int(own[-1] or 0) if len(own) > len(group) else 0
                    events.append(Traced(entry.position, entry.event.on, amount, days))
    return [sorted(events) for events in found]


def needed_by(measures: list[Measure], by: tuple[Dimension, ...]) -> Needed | None:
    """The events that are enough for these measures in these groups; None where one looks at every event."""
    kinds: set[EventClass] = {ATTRIBUTES[dimension].kind for dimension in by if dimension in ATTRIBUTES}
    wholly: set[EventClass] = set()
    for measure in measures:
        match measure:
            case Count() | Sum():  # A condition asks what went before.
                (kinds if measure.given is None else wholly).add(measure.kind)
            case Stage():
                kinds.update(measure.among)
            case Span(within="case"):
                kinds.update((measure.start, measure.end))
            case _:  # A fold, or a span that ends where the case number changes.
                return None
    return Needed(frozenset(kinds), frozenset(wholly))


def _looked_at(measures: list[Measure], history: list[Entry]) -> list[list[Entry]]:
    """What each measure looks at: events of its own kind, or the whole history."""
    filed: dict[EventClass, list[Entry]] = {}
    for entry in history:
        filed.setdefault(type(entry.event), []).append(entry)
    looked_at = []
    for measure in measures:
        if isinstance(measure, Count | Sum):
            own = filed.get(measure.kind, [])
            looked_at.append(own if measure.given is None or not own else history)
        else:
            looked_at.append(history)
    return looked_at


def findings(log: Log, rule: Rule, horizon: Horizon = EVERYTHING) -> list[Finding]:
    """Every condition that did not hold just before a decision which the rule guards, in the order of the log."""
    return findings_under(log, [rule], horizon)[rule.name]


def findings_under(log: Log, rules: Sequence[Rule], horizon: Horizon = EVERYTHING) -> dict[str, list[Finding]]:
    """The findings under each of these rules, by its name, all from one reading of the log."""
    guarding: dict[EventClass, list[Rule]] = {}
    for rule in rules:
        if rule.guards is not None:
            guarding.setdefault(rule.guards, []).append(rule)
    found: dict[str, list[Finding]] = {rule.name: [] for rule in rules}
    for stream, history in histories(log, horizon):
        case = Case(stream)
        for entry in history:
            for rule in guarding.get(type(entry.event), ()):
                found[rule.name] += _unmet(rule, case, entry)
            case.apply(entry.event)
    return {name: sorted(each) for name, each in found.items()}


def _unmet(rule: Rule, case: Case, entry: Entry) -> Iterator[Finding]:
    for unmet in rule.unmet(case, entry.event.on, only(entry.event)):
        condition = unmet.condition
        yield Finding(
            entry.position,
            condition.name,
            case.id,
            entry.round,
            entry.event.on,
            unmet.article,
            condition.zh,
            condition.en,
        )


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


Said = dict[tuple[Dimension, str], str]


def said_in(history: list[Entry], by: tuple[Dimension, ...]) -> Said:
    """What a history says last about its groups, by dimension and round ('' for the whole case)."""
    said: Said = {}
    for dimension in by:
        if (attribute := ATTRIBUTES.get(dimension)) is not None:
            for entry in history:
                if type(entry.event) is attribute.kind:
                    value = getattr(entry.event, attribute.name)
                    unit = entry.round if attribute.within == "round" else ""
                    said[dimension, unit] = value.code if isinstance(value, Label) else value
    return said


def _group(by: tuple[Dimension, ...], said: Said, measure: Measure, scope: Scope, entry: Entry) -> Group:
    return tuple(_value(entry, dimension, said, measure, scope) for dimension in by)


def _value(entry: Entry, dimension: Dimension, said: Said, measure: Measure, scope: Scope) -> str:
    on = entry.event.on
    match dimension:
        case "court":
            return entry.court
        case "region":
            return region_of(entry.court)
        case "year":
            return f"{on.year}"
        case "quarter":
            return f"{on.year}Q{(on.month + 2) // 3}"
        case "month":
            return f"{on.year}-{on.month:02}"
        case "round_type":
            return round_type(entry.round)
        case "age":
            return _age(entry.event, measure, scope)
        case "used_days":
            used = getattr(entry.event, "used_days", None)
            return "" if used is None else f"{used}"
    attribute = ATTRIBUTES.get(dimension)
    return said.get((dimension, entry.round if attribute and attribute.within == "round" else ""), "")


def _age(happened: Event, measure: Measure, scope: Scope) -> str:
    """The days that what a Stage counts has stood there, or that an event came after the opening of which it tells."""
    if isinstance(measure, Stage):
        looked_at = scope.until.toordinal() if measure.when == "to_date" else scope.since.toordinal() - 1
        return f"{looked_at - happened.on.toordinal()}"
    opened_on = getattr(happened, "opened_on", None)
    return "" if opened_on is None else f"{(happened.on - opened_on).days}"


@lru_cache(maxsize=10_000)
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
Naming = Callable[[Entry], Group]


def _contributions(measure: Measure, history: list[Entry], name: Naming, scope: Scope) -> Contributions:
    match measure:
        case Count(per="event"):
            return ((entry, 1) for entry in _chosen(measure, history, scope))
        case Count():
            return _distinct(measure, history, name, scope)
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
    case = None if measure.given is None else Case("")
    for entry in history:
        if (
            type(entry.event) is measure.kind
            and _fits(measure, entry, scope)
            and _held(measure.given, case, entry.event)
        ):
            yield entry
        if case is not None:
            case.apply(entry.event)


def _fits(measure: Count | Sum | Span, entry: Entry, scope: Scope) -> bool:
    """Whether an event of the measure's kind is one of those that it wants."""
    return (
        matches(entry.event, measure.where)
        and (not measure.round_type or round_type(entry.round) in measure.round_type)
        and in_scope(entry.event.on, measure.when, scope)
    )


def _held(given: Condition | Rule | None, case: Case | None, event: Event) -> bool:
    if given is None or case is None:
        return True  # Nothing is asked.
    decided = only(event)
    if isinstance(given, Rule):
        return given.holds(case, event.on, decided)
    return not given.citation.in_force(event.on) or bool(given.holds(case, Day(event.on), decided))


def _distinct(measure: Count, history: list[Entry], name: Naming, scope: Scope) -> Contributions:
    """One for each case (or round) that has such an event in a group."""
    seen = set()
    for entry in _chosen(measure, history, scope):
        unit = (entry.round if measure.per == "round" else "", name(entry))
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
            if _fits(measure, entry, scope):
                yield entry, max(0, (entry.event.on - opened.event.on).days)
            opened = None


def _stages(measure: Stage, history: list[Entry], scope: Scope) -> Contributions:
    last: dict[str, Entry] = {}
    for entry in history:
        if type(entry.event) in measure.among and in_scope(entry.event.on, measure.when, scope):
            if measure.round_type and round_type(entry.round) not in measure.round_type:
                continue
            last[entry.round if measure.within == "round" else ""] = entry
    return (
        (entry, 1)
        for entry in last.values()
        if type(entry.event) is measure.kind and matches(entry.event, measure.where)
    )


def _folded(measure: Fold, history: list[Entry], scope: Scope) -> Contributions:
    state, last = measure.initial, None
    for entry in history:
        if entry.event.on <= scope.until:
            state, last = measure.step(state, entry.event), entry
    return iter([] if last is None else [(last, measure.figure(state))])
