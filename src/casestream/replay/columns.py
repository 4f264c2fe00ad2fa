"""The fast engine's kernel: measures, rules and surveys over one chunk, and how the answers of chunks become one.

A chunk's answer is small and plain (arrays of codes and numbers), so that it can be made anywhere: here, in another process,
on another machine. What the answers come to must equal what `rows` says, digest by digest.
"""

from collections.abc import Iterable
from datetime import date
from functools import reduce
from operator import or_
from typing import Any, cast

import numpy as np
from attrs import frozen

from casestream.kernel.calendar import Days, Ints
from casestream.kernel.event import EventClass
from casestream.kernel.projection import Count, Measure, Scope, Span, Stage, Sum, When
from casestream.kernel.rule import Condition, Rule
from casestream.kernel.survey import Survey
from casestream.kernel.words import Asked
from casestream.replay.chunk import Chunk
from casestream.replay.groups import Question, Sums, groups_of, summed
from casestream.replay.part import ROUND_TYPE, Bools
from casestream.replay.words import Points

# --- measures ---


def tally(chunk: Chunk, question: Question) -> list[list[Sums]]:
    """For each period, for each measure the sums of its groups in this chunk."""
    found = []
    for scope in question.scopes:
        found.append([_tally(chunk, measure, question, scope) for measure in question.measures])
        for key in [key for key in chunk.answers if any(part is scope for part in key)]:  # Periods may be many.
            del chunk.answers[key]
    return found


def _tally(chunk: Chunk, measure: Measure, question: Question, scope: Scope) -> Sums:
    _, places, values = contributions(chunk, measure, question, scope)
    return summed(groups_of(chunk, measure, question, scope), places, values)


Contributions = tuple[EventClass, Ints, Ints | None]


def contributions(chunk: Chunk, measure: Measure, question: Question, scope: Scope) -> Contributions:
    """The events that a measure counts: their kind, their places among its rows, and how much each adds (None: one)."""
    match measure:
        case Count(per="event"):
            return measure.kind, _chosen(chunk, measure, scope), None
        case Count():
            return measure.kind, _distinct(chunk, measure, question, scope), None
        case Sum():
            places = _chosen(chunk, measure, scope)
            return measure.kind, places, chunk.field(measure.kind, measure.name).filled(0)[places]
        case Span():
            return measure.kind, *_spans(chunk, measure, scope)
        case Stage():
            return measure.kind, _stages(chunk, measure, scope), None
    raise TypeError(f"{type(measure).__name__} is no plain measure of columns")


def _in_scope(on: Ints, when: When, scope: Scope) -> Bools:
    since, until = scope.since.toordinal(), scope.until.toordinal()
    match when:
        case "before":
            return on < since
        case "to_date":
            return on <= until
    return (on >= since) & (on <= until)


def _of_type(chunk: Chunk, kind: EventClass, round_type: tuple[str, ...]) -> Bools:
    """The rows of a kind under case numbers of these types."""
    key = ("of type", kind, round_type)
    if key not in chunk.answers:
        types = chunk.field(kind, ROUND_TYPE)
        chunk.answers[key] = np.array([*(name in round_type for name in types.dictionary or ()), False])[types.values]
    return cast(Bools, chunk.answers[key])


def _chosen(chunk: Chunk, measure: Count | Sum | Span, scope: Scope) -> Ints:
    """The events that a measure may count, as places among the rows of their kind; worked out once for a chunk."""
    kind, where = measure.kind, tuple(measure.where.items())
    key = ("chosen", kind, where, measure.round_type, measure.when, scope)
    if key not in chunk.answers:
        keep = _kept(chunk, kind, measure.round_type, measure.when, scope)
        matching = chunk.matching(kind, measure.where)
        chunk.answers[key] = np.flatnonzero(keep) if isinstance(matching, slice) else matching[keep[matching]]
    places = cast(Ints, chunk.answers[key])
    if not isinstance(measure, Span) and measure.given is not None:
        places = places[_held(chunk, measure.given, kind)[places]]
    return places


def _kept(chunk: Chunk, kind: EventClass, round_type: tuple[str, ...], when: When, scope: Scope) -> Bools:
    """The rows of a kind in a period, under case numbers of these types, if any are named."""
    key = ("kept", kind, round_type, when, scope)
    if key not in chunk.answers:
        keep = _in_scope(chunk.column(kind, "on"), when, scope)
        chunk.answers[key] = keep & _of_type(chunk, kind, round_type) if round_type else keep
    return cast(Bools, chunk.answers[key])


def _held(chunk: Chunk, given: Condition | Rule, kind: EventClass) -> Bools:
    """For each row of a kind whether a condition or a rule held just before it; worked out once for a chunk."""
    key = ("held", given.name, id(given), kind)
    if key not in chunk.answers:
        rows = chunk.rows_of(kind)
        conditions = given.conditions if isinstance(given, Rule) else (given,)
        held = np.ones(len(rows), bool)
        for _, holds in _judged(chunk, conditions, kind):
            held &= holds
        chunk.answers[key] = held
    return cast(Bools, chunk.answers[key])


def asked_of(
    chunk: Chunk, conditions: Iterable[Condition], kind: EventClass
) -> Iterable[tuple[Condition, Bools, list[Any]]]:
    """Each condition, the rows of a kind that it binds, and its answers just before each of these."""
    rows, on = chunk.rows_of(kind), chunk.column(kind, "on")
    points: dict[bytes, tuple[Points, Days, Points]] = {}  # Conditions that bind at the same rows share what they find.
    for condition in conditions:
        citation = condition.citation
        binds = on >= citation.since.toordinal()
        if citation.until:
            binds &= on < citation.until.toordinal()
        key = np.packbits(binds).tobytes()
        if key not in points:
            bound = rows[binds]
            points[key] = Points.before(chunk, bound), Days(on[binds]), Points.at(chunk, bound, kind)
        case, today, decided = points[key]
        yield condition, binds, condition.answers(cast(Asked, case), cast(Any, today), cast(Asked, decided))


def _judged(chunk: Chunk, conditions: Iterable[Condition], kind: EventClass) -> Iterable[tuple[Condition, Bools]]:
    """Each condition, with whether it held, or did not bind, just before each row of a kind."""
    for condition, binds, answers in asked_of(chunk, conditions, kind):
        holds = np.ones(len(binds), bool)
        holds[binds] = reduce(or_, answers)
        yield condition, holds


def _distinct(chunk: Chunk, measure: Count, question: Question, scope: Scope) -> Ints:
    """The first event of each case (or round) in a group, as places among the rows of the kind."""
    places = _chosen(chunk, measure, scope)
    units = [chunk.column(measure.kind, "stream")[places]]
    if measure.per == "round":
        units.append(chunk.column(measure.kind, "round")[places])
    groups = groups_of(chunk, measure, question, scope).codes[places]
    _, first = np.unique(np.stack([*units, groups]), axis=1, return_index=True)
    return places[first]


def _spans(chunk: Chunk, measure: Span, scope: Scope) -> tuple[Ints, Ints]:
    """The ends that close a span in the period, as places among the rows of their kind, and the days of each."""
    starts, ends = chunk.rows_of(measure.start), chunk.rows_of(measure.end)
    rows = np.concatenate([starts, ends])
    order = np.argsort(rows, kind="stable")
    on = np.concatenate([chunk.column(measure.start, "on"), chunk.column(measure.end, "on")])[order]
    unit = np.searchsorted(chunk.starts[:-1], rows, "right")
    if measure.within == "round":
        unit = _runs(chunk)[np.searchsorted(chunk.rows_of(None), rows)]
    unit, is_start = unit[order], order < len(starts)
    after_start = np.zeros(len(rows), bool)
    after_start[1:] = is_start[:-1] & (unit[1:] == unit[:-1])
    opened = np.maximum.accumulate(np.where(is_start & ~after_start, np.arange(len(rows)), 0)) if len(rows) else rows
    wanted = np.zeros(len(rows), bool)
    wanted[len(starts) + _chosen(chunk, measure, scope)] = True
    closes = ~is_start & after_start & wanted[order]
    days = np.maximum(on - on[opened], 0)
    return order[closes] - len(starts), days[closes]


def _runs(chunk: Chunk) -> Ints:
    """Numbers that change with the case, or when any event of another round comes: a span is then forgotten."""
    stream, round = chunk.column(None, "stream"), chunk.column(None, "round")
    changed = np.zeros(len(round), np.int64)
    changed[1:] = (round[1:] != round[:-1]) | (stream[1:] != stream[:-1])
    return np.cumsum(changed)


def _stages(chunk: Chunk, measure: Stage, scope: Scope) -> Ints:
    """The rows of the measure's kind that are the last of their round (or case) among the kinds of the stage, as it wants.

    A case goes on from round to round and never back, so the rows of a round lie together.
    """
    rows, own = [], []
    units: dict[str, list[Ints]] = {"stream": [], "round": []} if measure.within == "round" else {"stream": []}
    for kind in dict.fromkeys(measure.among):
        places = np.flatnonzero(_kept(chunk, kind, measure.round_type, measure.when, scope))
        rows.append(chunk.rows_of(kind)[places])
        for name, unit in units.items():
            unit.append(chunk.column(kind, name)[places])
        own.append(places if kind is measure.kind else np.full(len(places), -1))
    order = np.argsort(np.concatenate(rows), kind="stable")
    last = np.ones(len(order), bool)
    last[:-1] = False
    for unit in units.values():
        numbers = np.concatenate(unit)[order]
        last[:-1] |= numbers[1:] != numbers[:-1]
    stands = np.concatenate(own)[order[last]]
    found: Ints = stands[stands >= 0]
    if not measure.where:
        return found
    fitting = np.zeros(len(chunk.column(measure.kind, "on")), bool)
    fitting[chunk.matching(measure.kind, measure.where)] = True
    return found[fitting[found]]


# --- rules and surveys ---


@frozen(eq=False)
class Failures:
    """Where conditions of a rule did not hold: which condition, and position, stream, round and day of the decision."""

    condition: Ints
    position: Ints
    stream: Ints
    round: Ints
    on: Ints


def failures(chunk: Chunk, rule: Rule) -> Failures:
    """Every condition that did not hold just before a decision which the rule guards."""
    kind = cast(EventClass, rule.guards)
    found = [np.flatnonzero(~holds) for _, holds in _judged(chunk, rule.conditions, kind)]
    places = np.concatenate([np.zeros(0, np.int64), *found])
    which = np.repeat(np.arange(len(found)), [len(each) for each in found])
    envelope = [chunk.column(kind, name)[places] for name in ("position", "stream", "round", "on")]
    return Failures(which, *envelope)


def answers(chunk: Chunk, survey: Survey, today: date) -> tuple[Ints, list[Ints]]:
    """The streams of the survey's kind that have anything to show, ascending, and a column for each question.

    A column is of the smallest whole numbers that hold it: most answers are truths and days, and all of them travel.
    """
    streams = chunk.streams(survey.kind)
    case = Points.after(chunk, streams - chunk.first)
    day = Days(np.full(len(streams), today.toordinal(), np.int64))
    found = [survey.ask(label, cast(Asked, case), cast(Any, day)) for label in survey.questions]
    plain = [each.ordinals if isinstance(each, Days) else each for each in found]
    return streams, [_narrow(np.broadcast_to(each, len(streams))) for each in plain]


def _narrow(values: Ints | Bools) -> Ints:
    low, high = int(values.min(initial=0)), int(values.max(initial=0))
    fitting = (kind for kind in (np.int8, np.int32) if np.iinfo(kind).min <= low and high <= np.iinfo(kind).max)
    narrow: Ints = values.astype(next(fitting, np.int64))
    return narrow
