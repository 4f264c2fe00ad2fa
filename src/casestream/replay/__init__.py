"""Run it: one definition, several engines, one answer.

`rows` is the reference: one event at a time, plain Python. `columns` gives the same answer over arrays, chunk by chunk;
`pool` and `spark` ask the same chunks elsewhere. An engine is admitted only by giving the same digest, word by word
(`tests/replay`).
"""

from collections.abc import Sequence
from datetime import date

from attrs import evolve

from casestream.kernel.errors import DeclarationError, ExtraMissing, UnknownName
from casestream.kernel.projection import Projection, Scope
from casestream.kernel.rule import Rule
from casestream.kernel.survey import Survey
from casestream.replay import rows
from casestream.replay.engines import Columnar, Engine, RowByRow, here, watched
from casestream.replay.horizon import EVERYTHING, Horizon, pinned
from casestream.replay.judging import Judged
from casestream.replay.kept import Kept
from casestream.replay.lineage import Explanation, Line, Lineage, Origin
from casestream.replay.pool import in_processes
from casestream.replay.receipt import question_hash, receipt_of
from casestream.replay.segments.layout import Segment
from casestream.replay.spark import on_spark
from casestream.replay.table import Cell, Finding, Rate, Roll, Row, Table, whole
from casestream.replay.tabling import plain_measures, tabled
from casestream.replay.watch import Watch, nobody
from casestream.store.log import Log
from casestream.telemetry import Operation

__all__ = [
    "ENGINES",
    "Cell",
    "Explanation",
    "Finding",
    "Horizon",
    "Judged",
    "Line",
    "Lineage",
    "Rate",
    "Roll",
    "Row",
    "Table",
    "judge",
    "recheck",
    "reference",
    "replay",
    "replayed",
    "seal",
    "survey",
    "whole",
]


ENGINES: dict[str, Engine] = {
    "rows": RowByRow(),
    "columns": Columnar(here),
    "pool": Columnar(in_processes),
    "spark": Columnar(on_spark, can_fold=False),
}


def _engine(name: str | Engine) -> Engine:
    if not isinstance(name, str):
        return name
    if name not in ENGINES:
        raise UnknownName(
            f"没有名为“{name}”的引擎",
            f"there is no engine {name!r}",
            f"可用：{'、'.join(ENGINES)}",
            f"there are {', '.join(ENGINES)}",
        )
    return ENGINES[name]


def replay(
    log: Log, projection: Projection, *, engine: str | Engine = "columns", scope: Scope | None = None,
    horizon: Horizon = EVERYTHING,
) -> Table:  # fmt: skip
    """Run a projection over the log, as far as the horizon reaches.

    Raises:
        UnknownName: there is no such engine.
    """
    return replay_periods(log, projection, [scope or Scope()], engine=engine, horizon=horizon)[0]


def replay_periods(
    log: Log,
    projection: Projection,
    scopes: list[Scope],
    *,
    engine: str | Engine = "columns",
    horizon: Horizon = EVERYTHING,
) -> list[Table]:
    """Run a projection over several periods of one state of the log: a table for each.

    Raises:
        UnknownName: there is no such engine.
    """
    runs = _engine(engine)
    plain = plain_measures(projection)
    tallied = runs.tally(log, plain, projection, scopes, horizon)
    origin = Origin(log, runs, horizon)
    return [
        evolve(tabled(projection, plain, tallies, scope), origin=origin)
        for tallies, scope in zip(tallied, scopes, strict=True)
    ]


def reference(log: Log, projection: Projection, scope: Scope, horizon: Horizon, *, streams: tuple[int, int]) -> Table:
    """What the reference counts in the streams numbered from one up to, not including, another."""
    plain = plain_measures(projection)
    (tallies,) = rows.tally(log, plain, projection, [scope], horizon, streams)
    return tabled(projection, plain, tallies, scope)


def recheck(log: Log, rule: Rule, *, engine: str | Engine = "columns", horizon: Horizon = EVERYTHING) -> list[Finding]:
    """Judge every decision in the log that the rule guards again, under the law of its day.

    Raises:
        UnknownName: there is no such engine.
        DeclarationError: the rule does not say what it guards.
    """
    if rule.guards is None:
        raise DeclarationError(f"rule {rule.name!r} names no event that it guards")
    return _engine(engine).findings(log, rule, horizon)


def judge(
    log: Log, rules: Sequence[Rule], *, engine: str | Engine = "columns", horizon: Horizon = EVERYTHING
) -> Judged:
    """Judge every decision in the log that one of the rules guards again: all rules in one reading.

    Raises:
        UnknownName: there is no such engine.
        TooMuch: a rule has more than 62 conditions.
    """
    return _engine(engine).judge(log, rules, horizon)


def survey(
    log: Log, asked: Survey, today: date, *, engine: str | Engine = "columns", horizon: Horizon = EVERYTHING
) -> Roll:
    """Put the questions of a survey to every case, as it stands at the horizon, on a day.

    Raises:
        UnknownName: there is no such engine.
    """
    return _engine(engine).survey(log, asked, today, horizon)


def replayed(
    log: Log, projection: Projection, scope: Scope, horizon: Horizon, *, engine: str = "columns", watch: Watch = nobody,
    resumable: bool = False,
) -> Table:  # fmt: skip
    """Run a projection and give its table with a receipt. `watch` sees how far it is; a `resumable` one keeps its answers.

    Raises:
        UnknownName: there is no such engine.
    """
    horizon = pinned(log, horizon)
    kept = None
    if resumable and (place := log.beside("replay")):
        kept = Kept(place, question_hash(projection, scope, engine))
    with Operation("replay", projection=projection.name, engine=engine, last_position=horizon.last_position):
        table = replay(log, projection, engine=watched(_engine(engine), watch, kept), scope=scope, horizon=horizon)
    return evolve(table, receipt=receipt_of(table, log, horizon, engine))


def seal(log: Log, *, watch: Watch = nobody, processes: int = 1) -> Segment | None:
    """Seal what is not sealed yet; None when all of it is.

    Raises:
        ExtraMissing: pyarrow is not installed.
        NotSealed: the disk is full, or the place cannot be written.
    """
    try:
        from casestream.replay.segments.build import build
    except ImportError as error:
        raise ExtraMissing.of("pyarrow", "columns") from error
    return build(log, watch=watch, processes=processes)
