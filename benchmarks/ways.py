"""The ways in which a question of the large pairs is asked: our engines, the stock library, DuckDB, Polars, a raw scan."""

from collections.abc import Callable
from functools import partial
from typing import Any

from attrs import frozen

from benchmarks import figures, targets
from benchmarks.asked import findings, roll, table
from benchmarks.by_hand import HANDS
from benchmarks.gauge import Way
from benchmarks.pair import digest
from benchmarks.scan import Scan, columns_read
from casestream.procedures.termination import MAY_TERMINATE
from casestream.replay import Finding, Roll, Table
from casestream.replay.engines import Run, here
from casestream.replay.pool import cores, in_processes
from casestream.replay.segments.layout import Segment
from casestream.reports.statistics import COURT

RUNS: dict[str, Run] = {targets.COLUMNS: here, targets.POOL: in_processes}
PERIOD = (figures.SINCE, figures.UNTIL)


def digest_of_table(found: Table) -> str:
    """Of a table every figure, as the stock side tells them."""
    return digest(figures.figures(found))


def digest_of_findings(found: list[Finding]) -> str:
    """Of findings where, and which condition.

    Raises:
        ValueError: there are none, so that nothing would be compared.
    """
    if not found:
        raise ValueError("nothing was found in a pool that holds what is unlawful")
    return digest([[each.position, each.condition] for each in found])


def digest_of_roll(found: Roll) -> str:
    """Of a roll every answer, by the numbers of the streams."""
    return found.digest()[:16]


@frozen
class Question:
    """One question: how segments are asked, and what makes a digest of the answer."""

    work: str
    ask: Callable[[list[Segment], Run], Any]
    answers: Callable[[Any], str]

    def ways(self, segments: list[Segment], *names: str, rounds: int = 3) -> list[Way]:
        """Our ways of it."""
        return [
            Way(name, partial(self.ask, segments, RUNS[name]), self.answers, rounds)
            for name in names or tuple(RUNS)
        ]  # fmt: skip

    def scans(self, segment: Segment, rounds: int = 3) -> list[Way]:
        """The limit: the same columns, read and summed."""
        scan = Scan(columns_read(lambda: self.ask([segment], here)))
        return [
            Way(targets.SCAN, partial(scan.here, segment), lambda total: digest([total]), rounds),
            Way(targets.SCAN_POOL, partial(scan.pooled, segment, cores()), lambda total: digest([total]), rounds),
        ]


def _tabled(projection: Any) -> Callable[[list[Segment], Run], Table]:
    return lambda segments, run: table(segments, projection, run, *PERIOD)


QUESTIONS = {
    question.work: question
    for question in (
        Question(targets.FIGURES, _tabled(figures.FIGURES), digest_of_table),
        Question(targets.COURT, _tabled(COURT), digest_of_table),
        Question(targets.STATE, lambda segments, run: roll(segments, figures.STATE, run), digest_of_roll),
        Question(targets.LEDGER, lambda segments, run: roll(segments, figures.LEDGER, run), digest_of_roll),
        Question(targets.RECHECK, lambda segments, run: findings(segments, MAY_TERMINATE, run), digest_of_findings),
        Question(
            targets.TWO, lambda segments, run: findings(segments, figures.TWO_CONDITIONS, run), digest_of_findings
        ),
    )
}


def by_hand(work: str, segment: Segment, rounds: int = 3) -> list[Way]:
    """DuckDB and Polars over the same files; none for a question that was not written by hand."""
    folder = segment.folder
    return [
        way
        for hand in HANDS
        for of, way in (
            (targets.FIGURES, Way(hand.name, partial(hand.figures, folder, *PERIOD), digest, rounds)),
            (targets.LEDGER, Way(hand.name, partial(hand.ledger, folder), digest_of_roll, rounds)),
            (targets.TWO, Way(hand.name, partial(hand.violations, folder), lambda found: digest(list(map(list, found))), rounds)),
        )
        if of == work
    ]  # fmt: skip
