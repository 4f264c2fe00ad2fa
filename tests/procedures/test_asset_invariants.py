"""Whatever a court tries with an asset: no measure is longer than the law allows, no rank moves, nothing lapsed is sold."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from assets import CASE, MEASURES, ON, days, found
from hypothesis import given as drawn
from hypothesis import settings
from hypothesis import strategies as st

from casestream.kernel import Command
from casestream.kernel.calendar import months_later
from casestream.procedures.asset_search import AssetClass
from casestream.procedures.auction import HandMeasureOver, RecordTransferRequest
from casestream.procedures.control import (
    ActivateQueuedMeasure,
    AssetDisposed,
    AssetReleased,
    AssetSealed,
    Disposal,
    DisposeAsset,
    Measure,
    MeasureHandedOver,
    MeasureTakenOver,
    QueuedMeasureActivated,
    ReleaseReason,
    RenewSeal,
    SealAsset,
    TakeMeasureOver,
)
from casestream.procedures.control.sold import EquityPublished, SaleRulingServed
from casestream.procedures.cross_enforcement import CrossAccepted
from casestream.procedures.lifting import ReleaseAsset
from casestream.procedures.rounds import Origin, RoundOpened
from casestream.testing.scenario import Given

START = date(2018, 3, 12)
EXPIRES = date(2025, 9, 10)
MOST_MONTHS = {
    AssetClass.DEPOSIT: 12, AssetClass.MOVABLE: 24, AssetClass.VEHICLE: 24, AssetClass.REAL_ESTATE: 36,
    AssetClass.EQUITY: 36, AssetClass.OTHER_RIGHT: 36,
}  # fmt: skip
STEPS = ("seal", "renew", "activate", "release", "dispose", "ask", "hand over", "take over")
Try = tuple[str, int, int, int]
tries = st.lists(
    st.tuples(st.sampled_from(STEPS), st.integers(0, 200), st.integers(1, 40), st.integers(1, 3)), max_size=14
)  # fmt: skip


def asked(what: str, on: date, months: int, rank: int, asset_class: AssetClass) -> Command:
    """One attempt."""
    of: dict[str, Any] = {"case": CASE, "on": on, "asset": "财产"}
    until = months_later(on, months)
    method = Disposal.DEDUCTION if asset_class is AssetClass.DEPOSIT else Disposal.SALE
    steps: dict[str, Callable[[], Command]] = {
        "seal": lambda: SealAsset(**of, measure=MEASURES[asset_class], expires_on=until, rank=rank),
        "renew": lambda: RenewSeal(**of, expires_on=until),
        "activate": lambda: ActivateQueuedMeasure(**of),
        "release": lambda: ReleaseAsset(**of, reason=ReleaseReason.OTHER, note="查封有误"),
        "dispose": lambda: DisposeAsset(**of, method=method, realised_fen=1),
        "ask": lambda: RecordTransferRequest(**of, to_court="内0602", to_case="另案"),
        "hand over": lambda: HandMeasureOver(**of),
        "take over": lambda: TakeMeasureOver(
            **of, from_court="内0602", from_case="另案", starts_on=on, expires_on=until, rank=rank
        ),
    }  # fmt: skip
    return steps[what]()


def lived(asset_class: AssetClass, attempts: list[Try]) -> Given:
    """A case in which all this was tried, and what the law allows was done."""
    path, on = found(asset_class, START), START
    path.also(
        EquityPublished(on=on, asset="财产"), SaleRulingServed(on=on, asset="财产", buyer="买受人", price_fen=1)
    )  # fmt: skip
    for what, later, months, rank in attempts:
        on += days(later)
        step = asked(what, on, months, rank, asset_class)
        if path.when(step).refusal is None:
            path.also(step)
    return path


@settings(max_examples=150, deadline=None)
@drawn(st.sampled_from(list(AssetClass)), tries)
def test_no_measure_outlives_the_law_and_no_rank_moves(asset_class: AssetClass, attempts: list[Try]) -> None:
    held: AssetSealed | None = None
    first_place = False
    for event in lived(asset_class, attempts).case.events:
        match event:
            case AssetSealed():
                assert event.expires_on <= months_later(event.starts_on, MOST_MONTHS[asset_class])
                if event.renews:
                    assert held is not None
                    assert event.on <= held.expires_on
                    assert event.starts_on == held.expires_on
                    assert event.rank == (1 if first_place else held.rank)
                held, first_place = event, event.rank == 1
            case QueuedMeasureActivated():
                assert held is not None
                assert event.on <= held.expires_on
                first_place = True
            case MeasureHandedOver():
                assert held is not None
                assert (event.rank, event.expires_on) == (1, held.expires_on)
                assert first_place
            case MeasureTakenOver():
                assert event.rank == 1
            case AssetDisposed(method=Disposal.SALE):
                assert held is not None
                assert first_place
                assert held.starts_on <= event.on <= held.expires_on or held.renews
                held = None
            case AssetReleased() | AssetDisposed():
                held = None


@pytest.mark.parametrize("what", STEPS)
def test_every_kind_of_step_succeeds_in_some_life(what: str) -> None:
    """Otherwise the property above would hold of nothing."""
    queued = [("seal", 0, 12, 2), ("take over", 1, 3, 1)]
    lives: dict[str, list[Try]] = {
        "seal": [("seal", 0, 12, 1)], "renew": [("seal", 0, 12, 1), ("renew", 1, 14, 1)],
        "activate": [("seal", 0, 12, 2), ("activate", 1, 1, 1)], "release": [("seal", 0, 12, 1), ("release", 1, 1, 1)],
        "dispose": [("seal", 0, 12, 1), ("dispose", 1, 1, 1)], "ask": [("seal", 0, 12, 1), ("ask", 61, 1, 1)],
        "hand over": [("seal", 0, 12, 1), ("ask", 61, 1, 1), ("hand over", 1, 1, 1)], "take over": queued,
    }  # fmt: skip
    attempts = lives[what]
    before = len(lived(AssetClass.REAL_ESTATE, attempts[:-1]).case.events)
    assert len(lived(AssetClass.REAL_ESTATE, attempts).case.events) > before


def test_a_transfer_moves_the_case_and_neither_rank_nor_days() -> None:
    """The new court holds under the old court's rank and term, and renews at that rank (委托执行规定第六条)."""
    path = found().also(SealAsset(case=CASE, on=ON, asset="财产", measure=Measure.SEAL, expires_on=EXPIRES, rank=2))
    before = path.case.all(AssetSealed)
    path.also(
        CrossAccepted(on=ON + days(30), number="（2025）内0602执9号", from_court="内0624", from_number="（2025）内0624执200号"),
        RoundOpened(
            on=ON + days(30), number="（2025）内0602执9号", court="内0602", origin=Origin.TRANSFERRED, claimed_fen=1
        ),
    )  # fmt: skip
    assert path.case.all(AssetSealed) == before
    renewed = path.when(RenewSeal(case=CASE, on=EXPIRES, asset="财产", expires_on=EXPIRES + days(300))).events[0]
    assert isinstance(renewed, AssetSealed)
    assert (renewed.rank, renewed.starts_on) == (2, EXPIRES)
    lapsed = RenewSeal(case=CASE, on=EXPIRES + days(1), asset="财产", expires_on=EXPIRES + days(300))
    path.when(lapsed).then_refused("renewal_is_in_time")
