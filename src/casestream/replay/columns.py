"""The fast engine: the same measures and rules over arrays, a whole log at a time.

This first one holds the log in memory. What it says must equal what `rows` says, digest by digest.
"""

from datetime import date
from typing import Any, cast

import numpy as np

from casestream.kernel.calendar import Days, Ints
from casestream.kernel.projection import Count, Fold, Measure, Projection, Scope, Span, Stage, Sum, When
from casestream.kernel.rule import Condition, Rule
from casestream.kernel.words import Asked
from casestream.replay import rows as reference
from casestream.replay.horizon import Horizon
from casestream.replay.load import Columns
from casestream.replay.table import Finding, Tally
from casestream.replay.words import Bools, Points, matching, numbers
from casestream.store.log import Log


def tally(log: Log, measures: list[Measure], projection: Projection, scopes: list[Scope]) -> list[list[Tally]]:
    """For each period, for each plain measure its number in each group."""
    columns = Columns(log)
    folds = [(index, measure) for index, measure in enumerate(measures) if isinstance(measure, Fold)]
    folded = (
        reference.tally(
            log, [fold for _, fold in folds], projection, scopes, Horizon(last_position=columns.last_position)
        )
        if folds
        else []
    )
    tallied = [
        [Tally() if isinstance(measure, Fold) else _tally(columns, measure, projection, scope) for measure in measures]
        for scope in scopes
    ]
    for tallies, by_rows in zip(tallied, folded, strict=False):
        for (index, _), result in zip(folds, by_rows, strict=True):
            tallies[index] = result
    return tallied


def findings(log: Log, rule: Rule) -> list[Finding]:
    """Every condition that did not hold just before a decision which the rule guards, in the order of the log."""
    columns = Columns(log)
    decisions = columns.rows_of(cast(Any, rule.guards))
    found = []
    for condition in rule.conditions:
        for row in decisions[~_holds(columns, condition, decisions)].tolist():
            on = date.fromordinal(int(columns.on[row]))
            found.append(
                Finding(
                    int(columns.position[row]), condition.name, columns.streams[int(columns.stream[row])],
                    columns.rounds[int(columns.round[row])], on, condition.citation.on(on), condition.zh, condition.en,
                )
            )  # fmt: skip
    return sorted(found)


def _holds(columns: Columns, given: Condition | Rule, rows: Ints) -> Bools:
    """Whether a condition held, or did not bind, just before each of these rows."""
    if isinstance(given, Rule):
        held = np.ones(len(rows), bool)
        for one in given.conditions:
            held &= _holds(columns, one, rows)
        return held
    on = columns.on[rows]
    citation = given.citation
    binds = (on >= citation.since.toordinal()) & (on < (citation.until.toordinal() if citation.until else np.inf))
    chosen = rows[binds]
    case, decided = Points.before(columns, chosen), Points.at(columns, chosen)
    result = np.ones(len(rows), bool)
    result[binds] = given.holds(cast(Asked, case), cast(Any, Days(columns.on[chosen])), cast(Asked, decided))
    return result


def _tally(columns: Columns, measure: Measure, projection: Projection, scope: Scope) -> Tally:
    match measure:
        case Count(per="event"):
            rows = _chosen(columns, measure, scope)
            return _grouped(columns, rows, np.ones(len(rows), np.int64), projection)
        case Count():
            return _distinct(columns, measure, projection, scope)
        case Sum():
            rows = _chosen(columns, measure, scope)
            values = numbers(columns, measure.kind, measure.name)[np.searchsorted(columns.rows_of(measure.kind), rows)]
            return _grouped(columns, rows, values, projection)
        case Span():
            return _grouped(columns, *_spans(columns, measure, scope), projection)
        case Stage():
            rows = _stages(columns, measure, scope)
            return _grouped(columns, rows, np.ones(len(rows), np.int64), projection)
    raise TypeError(f"{type(measure).__name__} is no plain measure")


def _in_scope(on: Ints, when: When, scope: Scope) -> Bools:
    since, until = scope.since.toordinal(), scope.until.toordinal()
    match when:
        case "before":
            return on < since
        case "to_date":
            return on <= until
    return (on >= since) & (on <= until)


def _of_type(columns: Columns, rows: Ints, round_type: tuple[str, ...]) -> Ints:
    if not round_type:
        return rows
    wanted = [code for code, name in columns.round_types.items() if name in round_type]
    return rows[np.isin(columns.round[rows], wanted)]


def _chosen(columns: Columns, measure: Count | Sum, scope: Scope) -> Ints:
    rows = _of_type(columns, matching(columns, measure.kind, measure.where), measure.round_type)
    rows = rows[_in_scope(columns.on[rows], measure.when, scope)]
    if measure.given is not None:
        rows = rows[_holds(columns, measure.given, rows)]
    return rows


def _distinct(columns: Columns, measure: Count, projection: Projection, scope: Scope) -> Tally:
    rows = _chosen(columns, measure, scope)
    units = columns.round[rows] if measure.per == "round" else np.zeros(len(rows), np.int64)
    keys = np.stack([columns.stream[rows], units, *_dimensions(columns, rows, projection)])
    _, first = np.unique(keys, axis=1, return_index=True)
    return _grouped(columns, rows[first], np.ones(len(first), np.int64), projection)


def _spans(columns: Columns, measure: Span, scope: Scope) -> tuple[Ints, Ints]:
    starts, ends = columns.rows_of(measure.start), columns.rows_of(measure.end)
    rows = np.concatenate([starts, ends])
    is_start = np.arange(len(rows)) < len(starts)
    order = np.argsort(rows, kind="stable")
    rows, is_start = rows[order], is_start[order]
    same = columns.stream[rows[1:]] == columns.stream[rows[:-1]]
    if measure.within == "round":
        # A span is forgotten when any event of another round comes in between, as the reference forgets it.
        runs = np.cumsum(np.concatenate([[0], (columns.round[1:] != columns.round[:-1])])) if len(columns) else rows
        same &= runs[rows[1:]] == runs[rows[:-1]]
    after_start = np.zeros(len(rows), bool)
    after_start[1:] = is_start[:-1] & same
    closes = ~is_start & after_start
    opened = np.maximum.accumulate(np.where(is_start & ~after_start, np.arange(len(rows)), 0)) if len(rows) else rows
    days = np.maximum(columns.on[rows] - columns.on[rows[opened]], 0)
    closes &= _in_scope(columns.on[rows], measure.when, scope)
    return rows[closes], days[closes]


def _stages(columns: Columns, measure: Stage, scope: Scope) -> Ints:
    among = np.sort(np.concatenate([columns.rows_of(kind) for kind in measure.among]))
    among = _of_type(columns, among[columns.on[among] <= scope.until.toordinal()], measure.round_type)
    units = columns.round[among] if measure.within == "round" else np.zeros(len(among), np.int64)
    order = np.lexsort([among, units, columns.stream[among]])
    among, units = among[order], units[order]
    last = np.ones(len(among), bool)
    last[:-1] = (columns.stream[among[1:]] != columns.stream[among[:-1]]) | (units[1:] != units[:-1])
    stand = among[last]
    return stand[np.isin(stand, columns.rows_of(measure.kind))]


def _dimensions(columns: Columns, rows: Ints, projection: Projection) -> list[Ints]:
    """For each dimension a whole number for each row."""
    months = (
        (columns.on[rows] - date(1970, 1, 1).toordinal())
        .astype("datetime64[D]")
        .astype("datetime64[M]")
        .astype(np.int64)
    )
    found: dict[str, Any] = {
        "court": lambda: columns.court[rows],
        "year": lambda: months // 12,
        "quarter": lambda: months // 3,
        "month": lambda: months,
        "round_type": lambda: _round_type_codes(columns)[columns.round[rows]],
    }
    return [found[dimension]() for dimension in projection.by]


def _type_names(columns: Columns) -> list[str]:
    return sorted(set(columns.round_types.values()))


def _round_type_codes(columns: Columns) -> Ints:
    names = _type_names(columns)
    codes = np.zeros(max(columns.round_types) + 1, np.int64)
    for code, name in columns.round_types.items():
        codes[code] = names.index(name)
    return codes


def _name(columns: Columns, dimension: str, code: int) -> str:
    match dimension:
        case "court":
            return str(columns.courts[code])
        case "year":
            return f"{1970 + code}"
        case "quarter":
            return f"{1970 + code // 4}Q{code % 4 + 1}"
        case "month":
            return f"{1970 + code // 12}-{code % 12 + 1:02}"
    return _type_names(columns)[code]


def _grouped(columns: Columns, rows: Ints, values: Ints, projection: Projection) -> Tally:
    """Exact sums of values by group: integers only, whatever their size."""
    if not projection.by:
        return {(): _exact_sum(values)} if len(rows) else {}
    keys = np.stack(_dimensions(columns, rows, projection))
    groups, inverse = np.unique(keys, axis=1, return_inverse=True)
    order = np.argsort(inverse.reshape(-1), kind="stable")
    bounds = np.searchsorted(inverse.reshape(-1)[order], np.arange(groups.shape[1] + 1))
    return {
        tuple(_name(columns, dimension, int(code)) for dimension, code in zip(projection.by, groups[:, index], strict=True)):
            _exact_sum(values[order[bounds[index] : bounds[index + 1]]])
        for index in range(groups.shape[1])
    }  # fmt: skip


def _exact_sum(values: Ints) -> int:
    """An exact sum: in 64 bits when it surely fits, in Python integers when it might not."""
    if len(values) and float(np.abs(values).max()) * len(values) >= 2.0**62:
        return sum(values.tolist())
    return int(values.sum())
