"""The pool's years hold 终本 that no rule let through: few, found by every engine and by hand, and nothing else is found."""

from contextlib import closing
from pathlib import Path

import pytest
from attrs import evolve
from benchmarks import figures
from benchmarks.asked import findings
from benchmarks.pool import YEARS, Pool, played
from benchmarks.stamped import stamp_segments
from benchmarks.tiers import stamp

from casestream.procedures.termination import MAY_TERMINATE
from casestream.replay import recheck
from casestream.replay.engines import here
from casestream.replay.pool import in_processes
from casestream.store.log import Log
from courts import YEARS as TINY_YEARS

UNLAWFUL = 5
COURTS = 3


@pytest.fixture(scope="module")
def pool(tmp_path_factory: pytest.TempPathFactory) -> Pool:
    """A lawful tiny year, and one that took over some 终本 that are not."""
    lawful, other = TINY_YEARS[:2]
    return played(tmp_path_factory.mktemp("pool"), (lawful, evolve(other, unlawful=UNLAWFUL)), workers=1)


def test_of_200_terminations_about_one_is_unlawful() -> None:
    for year in YEARS:
        assert 150 < (year.totals.parked_first + year.totals.parked_resumed) / year.unlawful < 250


def test_what_was_recorded_is_found_and_nothing_else(pool: Pool) -> None:
    for year, file in zip(pool.years, pool.files, strict=True):
        with closing(Log(file)) as log:
            recorded = log.records("WHERE command_id GLOB '*/recorded/*'")
            found = recheck(log, MAY_TERMINATE, engine="rows")
            assert recheck(log, MAY_TERMINATE) == found
            assert len(recorded) == year.unlawful
            assert {each.position for each in found} == {record.position for record in recorded}
            assert all(record.on <= year.until for record in recorded)
            assert len({record.stream for record in recorded}) == year.unlawful


def test_a_tier_shows_them_to_every_engine_and_to_those_who_wrote_it_by_hand(pool: Pool, tmp_path: Path) -> None:
    by_hand = pytest.importorskip("benchmarks.by_hand")
    laid = stamp(pool, COURTS, tmp_path / "tier.db")
    segment = stamp_segments(pool, COURTS, tmp_path / "segments")
    with closing(Log(tmp_path / "tier.db", create=False)) as log:
        for rule in (MAY_TERMINATE, figures.TWO_CONDITIONS):
            wanted = [(each.position, each.condition) for each in recheck(log, rule, engine="rows")]
            assert len({position for position, _ in wanted}) == UNLAWFUL * (laid.year == 1).sum() > 0
            for run in (here, in_processes):
                assert [(each.position, each.condition) for each in findings([segment], rule, run)] == wanted
    assert len({condition for _, condition in wanted}) == len(figures.TWO_CONDITIONS.conditions)
    for hand in by_hand.HANDS:
        assert hand.violations(segment.folder) == wanted
