"""Before filing: the demand, the month for a settlement, and how it ends."""

from datetime import date, timedelta

import pytest

from casestream.kernel.errors import BadRequest, SettingMissing
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
    term_runs_out,
)
from casestream.testing import evolve, given
from casestream.testing.scenario import Given, Step

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


def begun(*steps: Step) -> Given:
    return given(*steps, settings={"pre_settlement_months": 1})


def test_a_demand_is_made_once_for_an_amount_and_leaves_days() -> None:
    begun().when(DEMAND).then(PreEnforcementDemanded)
    begun(DEMAND).when(DEMAND).then_nothing()
    begun(DEMAND).when(evolve(DEMAND, claimed_fen=1)).then_refused("demand_is_new")
    begun().when(evolve(DEMAND, claimed_fen=0)).then_refused("demand_claims_something")
    begun().when(evolve(DEMAND, perform_by=DEMAND.on)).then_refused("demand_leaves_days")
    begun().when(evolve(DEMAND, perform_by=DEMAND.on + timedelta(days=1))).then(PreEnforcementDemanded)


def test_the_parties_have_one_month() -> None:
    (opened,) = begun(DEMAND).when(TRY).then(PreSettlementOpened).events
    assert isinstance(opened, PreSettlementOpened)
    assert opened.until == LAST
    begun(DEMAND, TRY).when(evolve(SETTLE, on=LAST - timedelta(days=1))).then(PreSettlementReached)
    begun(DEMAND, TRY).when(SETTLE).then(PreSettlementReached)
    begun(DEMAND, TRY).when(evolve(SETTLE, on=LAST + timedelta(days=1))).then_refused("settled_within_the_term")
    begun(DEMAND, TRY, SETTLE).when(SETTLE).then_nothing()


def test_how_long_they_try_is_for_the_court_to_set() -> None:
    with pytest.raises(SettingMissing, match="pre_settlement_months"):
        given(DEMAND).when(TRY)
    (opened,) = given(DEMAND, settings={"pre_settlement_months": 2}).when(TRY).then(PreSettlementOpened).events
    assert isinstance(opened, PreSettlementOpened)
    assert opened.until == date(2025, 5, 12)


def test_what_they_agree_on_is_due_on_a_day_that_is_not_over() -> None:
    tried = begun(DEMAND, TRY)
    for early in (100, 1):
        tried.when(evolve(SETTLE, perform_by=SETTLE.on - timedelta(days=early))).then_refused("agreed_day_lies_ahead")
    tried.when(evolve(SETTLE, perform_by=SETTLE.on)).then(PreSettlementReached)


def test_they_try_once_and_of_their_own_will() -> None:
    begun(DEMAND).when(evolve(TRY, consented=False)).then_refused("parties_consent_to_try")
    begun(DEMAND, TRY).when(TRY).then_nothing()
    begun(DEMAND, TRY, END).when(evolve(TRY, on=END.on)).then_refused("settlement_is_tried_once")
    with pytest.raises(BadRequest):
        begun(DEMAND, TRY).when(evolve(SETTLE, agreed_fen=0))


def test_the_attempt_ends_with_its_month_or_when_a_party_leaves() -> None:
    begun(DEMAND, TRY).when(evolve(END, on=LAST)).then_refused("term_is_over_or_a_party_left")
    begun(DEMAND, TRY).when(evolve(END, on=ON, expired=False)).then(PreSettlementFailed)
    begun(DEMAND, TRY).when(END).then(PreSettlementFailed)
    begun(DEMAND, TRY, END).when(END).then_nothing()
    begun(DEMAND).when(evolve(END, expired=False)).then_refused("settlement_is_being_tried")
    assert term_runs_out(begun(DEMAND, TRY).case, LAST) == []
    assert term_runs_out(begun(DEMAND, TRY).case, LAST + timedelta(days=1)) == [END]
    assert term_runs_out(begun(DEMAND, TRY, SETTLE).case, LAST + timedelta(days=1)) == []


def test_it_ends_in_performance_or_in_a_filing() -> None:
    begun(DEMAND).when(PAID).then(PreEnforcementResolved)
    begun(DEMAND, PAID).when(PAID).then_nothing()
    begun(DEMAND, PAID).when(GO).then_refused("matter_is_pending")
    for paid_fen in (0, 1, 100_00 - 1):
        begun(DEMAND).when(evolve(PAID, paid_fen=paid_fen)).then_refused("all_of_it_was_performed")
    begun(DEMAND).when(evolve(PAID, paid_fen=100_00 + 1)).then(PreEnforcementResolved)
    begun(DEMAND).when(evolve(PAID, outcome=PreOutcome.WITHDRAWN, paid_fen=0)).then(PreEnforcementResolved)
    begun(DEMAND).when(evolve(PAID, outcome=PreOutcome.SETTLED)).then_refused("settlement_had_been_reached")
    settled = evolve(PAID, on=date(2025, 4, 20), outcome=PreOutcome.SETTLED, paid_fen=90_00)
    begun(DEMAND, TRY, SETTLE).when(settled).then(PreEnforcementResolved)
    begun(DEMAND, TRY, SETTLE).when(evolve(settled, paid_fen=90_00 - 1)).then_refused("all_of_it_was_performed")
    begun(DEMAND, TRY, END).when(GO).then(WentToFiling)
    begun(DEMAND, TRY, END, GO).when(GO).then_nothing()
