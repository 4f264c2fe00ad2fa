"""Before filing: the demand, the month for a settlement, and how it ends."""

from datetime import date, timedelta

import pytest

from casestream.kernel.errors import BadRequest
from casestream.procedures.pre_enforcement import (
    DemandPerformance,
    EndPreSettlement,
    GoToFiling,
    PreEnforcementDemanded,
    PreEnforcementResolved,
    PreOutcome,
    PreSettlementFailed,
    PreSettlementOpened,
    PreSettlementReached,
    ResolveFirst,
    SettleFirst,
    TrySettlement,
    WentToFiling,
    month_runs_out,
)
from casestream.testing import evolve, given

ON, LAST = date(2025, 3, 12), date(2025, 4, 14)  # The month ends on a Saturday, so on the Monday after.
DEMAND = DemandPerformance(
    case="督促1号", on=date(2025, 3, 3), court="内0624", basis="（2025）内0624民初1号", debtor="乙", claimed_fen=100_00,
    perform_by=date(2025, 3, 10),
)  # fmt: skip
TRY = TrySettlement(case="督促1号", on=ON, consented=True)
SETTLE = SettleFirst(case="督促1号", on=LAST, agreed_fen=90_00, perform_by=date(2025, 4, 30))
END = EndPreSettlement(case="督促1号", on=LAST + timedelta(days=1), expired=True)
PAID = ResolveFirst(case="督促1号", on=date(2025, 3, 8), outcome=PreOutcome.PERFORMED, paid_fen=100_00)
GO = GoToFiling(case="督促1号", on=LAST + timedelta(days=2), enforcement="（2025）内0624民初1号")


def test_a_demand_is_made_once_for_an_amount_and_leaves_days() -> None:
    given().when(DEMAND).then(PreEnforcementDemanded)
    given(DEMAND).when(DEMAND).then_nothing()
    given(DEMAND).when(evolve(DEMAND, claimed_fen=1)).then_refused("demand_is_new")
    given().when(evolve(DEMAND, claimed_fen=0)).then_refused("demand_claims_something")
    given().when(evolve(DEMAND, perform_by=DEMAND.on)).then_refused("demand_leaves_days")
    given().when(evolve(DEMAND, perform_by=DEMAND.on + timedelta(days=1))).then(PreEnforcementDemanded)


def test_the_parties_have_one_month() -> None:
    (opened,) = given(DEMAND).when(TRY).then(PreSettlementOpened).events
    assert isinstance(opened, PreSettlementOpened)
    assert opened.until == LAST
    given(DEMAND, TRY).when(evolve(SETTLE, on=LAST - timedelta(days=1))).then(PreSettlementReached)
    given(DEMAND, TRY).when(SETTLE).then(PreSettlementReached)
    given(DEMAND, TRY).when(evolve(SETTLE, on=LAST + timedelta(days=1))).then_refused("settled_within_a_month")
    given(DEMAND, TRY, SETTLE).when(SETTLE).then_nothing()


def test_they_try_once_and_of_their_own_will() -> None:
    given(DEMAND).when(evolve(TRY, consented=False)).then_refused("parties_consent_to_try")
    given(DEMAND, TRY).when(TRY).then_nothing()
    given(DEMAND, TRY, END).when(evolve(TRY, on=END.on)).then_refused("settlement_is_tried_once")
    with pytest.raises(BadRequest):
        given(DEMAND, TRY).when(evolve(SETTLE, agreed_fen=0))


def test_the_attempt_ends_with_its_month_or_when_a_party_leaves() -> None:
    given(DEMAND, TRY).when(evolve(END, on=LAST)).then_refused("month_is_over_or_a_party_left")
    given(DEMAND, TRY).when(evolve(END, on=ON, expired=False)).then(PreSettlementFailed)
    given(DEMAND, TRY).when(END).then(PreSettlementFailed)
    given(DEMAND, TRY, END).when(END).then_nothing()
    given(DEMAND).when(evolve(END, expired=False)).then_refused("settlement_is_being_tried")
    assert month_runs_out(given(DEMAND, TRY).case, LAST) == []
    assert month_runs_out(given(DEMAND, TRY).case, LAST + timedelta(days=1)) == [END]
    assert month_runs_out(given(DEMAND, TRY, SETTLE).case, LAST + timedelta(days=1)) == []


def test_it_ends_in_performance_or_in_a_filing() -> None:
    given(DEMAND).when(PAID).then(PreEnforcementResolved)
    given(DEMAND, PAID).when(PAID).then_nothing()
    given(DEMAND, PAID).when(GO).then_refused("matter_is_pending")
    given(DEMAND).when(evolve(PAID, paid_fen=0)).then_refused("something_was_performed")
    given(DEMAND).when(evolve(PAID, outcome=PreOutcome.WITHDRAWN, paid_fen=0)).then(PreEnforcementResolved)
    given(DEMAND).when(evolve(PAID, outcome=PreOutcome.SETTLED)).then_refused("settlement_had_been_reached")
    settled = evolve(PAID, on=date(2025, 4, 20), outcome=PreOutcome.SETTLED)
    given(DEMAND, TRY, SETTLE).when(settled).then(PreEnforcementResolved)
    given(DEMAND, TRY, END).when(GO).then(WentToFiling)
    given(DEMAND, TRY, END, GO).when(GO).then_nothing()
