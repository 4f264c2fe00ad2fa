"""Tiny court years, and a docket stamped from them."""

from contextlib import closing
from datetime import timedelta
from pathlib import Path

from attrs import frozen
from benchmarks.pool import CourtYear, Pool, played, record_termination
from benchmarks.tiers import Plan, stamp

from casestream.store.log import Log
from casestream.testing.simulator import HotlineTotals, YearTotals

COURTS = 7  # Over three years: the third round of copies has the factor 3.
FIRST = YearTotals(
    satisfied_first=6, parked_first=5, withdrawn_first=2, dismissed_first=1, satisfied_resumed=2, parked_resumed=2,
    pending_first=8, pending_resumed=1, claimed_satisfied_fen=9_000_000, claimed_other_fen=40_000_000,
    collected_other_fen=400_000,
)  # fmt: skip
SECOND = YearTotals(
    satisfied_first=3, parked_first=7, withdrawn_first=1, dismissed_first=2, satisfied_resumed=1, parked_resumed=3,
    pending_first=5, pending_resumed=2, claimed_satisfied_fen=7_000_001, claimed_other_fen=31_000_003,
    collected_other_fen=300_000,
)  # fmt: skip
CALLS = HotlineTotals(dispatches=5, officers=11, compelled=3, detained=2, closed=1, collected_fen=1_234_567)
YEARS = (
    CourtYear(code="内9901", year=2025, seed=1, totals=FIRST, hotline=CALLS),
    CourtYear(code="内9902", year=2023, seed=2, totals=SECOND, hotline=CALLS),
    CourtYear(code="内9903", year=2025, seed=3, totals=SECOND, hotline=CALLS),
)


@frozen
class Stamped:
    """A pool, a docket stamped from it, and the plan that it was written by."""

    pool: Pool
    place: Path
    plan: Plan


def stamped_in(folder: Path) -> Stamped:
    """Seven courts of three tiny years; one year has a termination that no rule let through."""
    pool = played(folder / "pool", YEARS, workers=1)
    terminate_unlawfully(pool.files[0], YEARS[0].code)
    return Stamped(pool, folder / "tier.db", stamp(pool, COURTS, folder / "tier.db"))


def terminate_unlawfully(file: Path, code: str, *, days: int = 0) -> None:
    """A 终本 that no rule let through, so that there is something to find: so many days after the round was opened."""
    with closing(Log(file)) as log:
        (opened,) = log.records("WHERE types.name = 'round.opened' AND number GLOB '*执恢*'", limit=1)
        record_termination(log, opened, opened.on + timedelta(days=days), f"{code}/x/{days}")
