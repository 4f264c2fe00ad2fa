"""What is written by hand over the same files answers as casestream does."""

from datetime import date

import pytest
from benchmarks import figures
from benchmarks.asked import findings, roll, table
from benchmarks.scan import Scan, columns_read
from benchmarks.stamped import stamp_segments

from casestream.replay.engines import here
from casestream.replay.segments.layout import Segment
from courts import COURTS, stamped_in, terminate_unlawfully

pytest.importorskip("duckdb")
pytest.importorskip("polars")

from benchmarks.by_hand import HANDS, Hand

PERIODS = [(figures.SINCE, figures.UNTIL), (date(2023, 4, 3), date(2023, 12, 31)), (date(2020, 1, 1), date(2030, 1, 1))]


@pytest.fixture(scope="module", params=[1 << 20, 700], ids=["one chunk", "many chunks"])
def segment(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Segment:
    """Seven courts of three tiny years, one of them with two unlawful terminations: one too early, one too late."""
    folder = tmp_path_factory.mktemp("by_hand")
    pool = stamped_in(folder).pool
    terminate_unlawfully(pool.files[0], pool.years[0].code, days=400)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("benchmarks.stamped.CHUNK_RECORDS", request.param)
        return stamp_segments(pool, COURTS, folder / "segments")


@pytest.fixture(params=HANDS, ids=lambda hand: hand.name)
def hand(request: pytest.FixtureRequest) -> Hand:
    """Each library."""
    found: Hand = request.param
    return found


@pytest.mark.parametrize("period", PERIODS, ids=str)
def test_figures(hand: Hand, segment: Segment, period: tuple[date, date]) -> None:
    ours = figures.figures(table([segment], figures.FIGURES, here, *period))
    assert ours
    assert hand.figures(segment.folder, *period) == ours


def test_ledger(hand: Hand, segment: Segment) -> None:
    ours, theirs = roll([segment], figures.LEDGER, here), hand.ledger(segment.folder)
    for name, column in ours.columns.items():
        assert theirs.columns[name].tolist() == column.tolist(), name
        assert len(set(column.tolist())) > 1, name
    assert theirs.digest() == ours.digest()


def test_violations(hand: Hand, segment: Segment) -> None:
    ours = [(found.position, found.condition) for found in findings([segment], figures.TWO_CONDITIONS, here)]
    assert {condition for _, condition in ours} == {"three_months_have_passed", "network_was_queried"}
    assert hand.violations(segment.folder) == ours


def test_the_raw_scan_reads_what_the_question_reads(segment: Segment) -> None:
    def ask() -> object:
        return table([segment], figures.FIGURES, here, figures.SINCE, figures.UNTIL)

    read = columns_read(ask)
    assert ("round.closed", "collected_fen") in read
    assert not any(name == "notice.issued" for name, _ in read)
    scan = Scan(read)
    assert scan.here(segment) == scan.pooled(segment, 2) != 0
