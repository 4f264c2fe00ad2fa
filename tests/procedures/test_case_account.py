"""One case, one account; money that no case has claimed; and what keeps a receipt or a pay-out back."""

from datetime import date, timedelta
from typing import Any

import pytest
from paths import APPLICANT, BASIS, CLAIMED_FEN, DEBTOR, FILED, path_to_filing

import casestream
from casestream.kernel import Calendar, Period
from casestream.kernel.deadline import DEADLINES, Lengths, terms
from casestream.kernel.errors import SettingMissing
from casestream.kernel.rule import only
from casestream.procedures.asset_search import AssetClass, RecordAsset
from casestream.procedures.control import Disposal, DisposeAsset, Measure, SealAsset
from casestream.procedures.proceeds import (
    MAY_RELEASE,
    CaseAccountOpened,
    CheckPayee,
    ClaimMoney,
    ClaimPart,
    DeferralReason,
    DeferRelease,
    ItemiseClaim,
    OpenCaseAccount,
    ProceedsReceived,
    ProceedsRedirected,
    ProceedsReleased,
    ReceiveProceeds,
    ReceiveUnclaimed,
    RedirectProceeds,
    ReleaseProceeds,
    Source,
    UnclaimedClaimed,
    UnclaimedReceived,
    held,
)
from casestream.procedures.proceeds.unclaimed import MAY_CLAIM
from casestream.procedures.standstill import DeferralEnded, Deferred, Suspended, SuspensionReason
from casestream.testing import CLERK, given
from casestream.testing.scenario import Given, approved

DAY = timedelta(days=1)
SETTINGS = {"unclaimed_claim_days": 3}


def receive(on: date = FILED, amount_fen: int = 1_000, receipt: str = "回单1", **other: Any) -> ReceiveProceeds:
    options = {"source": Source.PERFORMANCE, **other}
    return ReceiveProceeds(case=BASIS, on=on, amount_fen=amount_fen, receipt=receipt, **options)


def release(on: date, amount_fen: int = 1_000) -> ReleaseProceeds:
    return ReleaseProceeds(case=BASIS, on=on, amount_fen=amount_fen, payee=APPLICANT, voucher="付款1")


def filed() -> Given:
    return given(*path_to_filing())


# --- one case, one account ---

OPEN = OpenCaseAccount(case=BASIS, on=FILED, account="6222-1")


def test_money_comes_to_the_account_of_the_case() -> None:
    filed().when(OPEN).then(CaseAccountOpened(on=FILED, account="6222-1"))
    path = filed().also(OPEN)
    path.when(OPEN).then_nothing()
    path.when(OpenCaseAccount(case=BASIS, on=FILED, account="6222-2")).then_refused("case_has_no_account_yet")
    received = path.when(receive()).then(ProceedsReceived).events[0]
    assert isinstance(received, ProceedsReceived)
    assert received.account == "6222-1"
    path.when(receive(account="6222-1")).then(ProceedsReceived)
    path.when(receive(account="6222-2")).then_refused("money_comes_to_the_case_account")


def test_a_case_without_an_account_of_its_own_gets_money_as_before() -> None:
    filed().when(receive()).then(ProceedsReceived)
    given(path_to_filing()[0]).when(OPEN).then_refused("case_is_in_hand")


# --- deductions while the case stands still ---

FOUND = RecordAsset(case=BASIS, on=FILED, asset="存款", debtor=DEBTOR, asset_class=AssetClass.DEPOSIT, value_fen=1_000)
FROZEN = SealAsset(case=BASIS, on=FILED, asset="存款", measure=Measure.FREEZE, expires_on=date(2025, 1, 7))
DEDUCTED = DisposeAsset(case=BASIS, on=FILED, asset="存款", method=Disposal.DEDUCTION, realised_fen=1_000)


@pytest.mark.parametrize(
    ("stop", "condition"),
    [
        (Suspended(on=FILED, reason=SuspensionReason.BANKRUPTCY), "deduction_is_not_suspended"),
        (Suspended(on=FILED, reason=SuspensionReason.THIRD_PARTY_OBJECTION), "deduction_is_not_suspended"),
        (Deferred(on=FILED, until=FILED + 30 * DAY, secured=True, consented=True), "deduction_is_not_deferred"),
    ],
)
def test_nothing_is_deducted_while_the_case_stands_still(stop: Any, condition: str) -> None:
    deduction = receive(FILED + DAY, source=Source.DEDUCTION)
    filed().also(stop).when(deduction).then_refused(condition)
    filed().also(stop).when(receive(FILED + DAY)).then(ProceedsReceived)  # the debtor pays of his own will
    under_way = filed().also(FOUND, FROZEN, DEDUCTED, stop)
    under_way.when(deduction).then(ProceedsReceived)
    under_way.when(receive(FILED + DAY, 1_001, source=Source.DEDUCTION)).then_refused(condition)
    under_way.also(deduction).when(receive(FILED + DAY, 1, "回单2", source=Source.DEDUCTION)).then_refused(condition)


def test_waiting_that_the_applicant_agreed_to_stops_no_deduction() -> None:
    path = filed().also(Suspended(on=FILED, reason=SuspensionReason.APPLICANT_AGREES))
    path.when(receive(source=Source.DEDUCTION)).then(ProceedsReceived)


# --- a superior's deferral ---


@pytest.mark.parametrize(
    ("by_superior", "days", "refused"), [(True, 29, True), (True, 30, True), (True, 31, False), (False, 29, False)]
)
def test_a_superior_s_deferral_keeps_money_back_to_its_last_day(by_superior: bool, days: int, refused: bool) -> None:
    deferred = Deferred(on=FILED, until=FILED + 30 * DAY, secured=True, consented=True, by_superior=by_superior)
    path = filed().also(receive(), deferred)
    outcome = path.when(release(FILED + days * DAY))
    if refused:
        outcome.then_refused("payout_is_not_deferred_by_a_superior")
        path.also(DeferralEnded(on=FILED)).when(release(FILED + days * DAY)).then(ProceedsReleased)
    else:
        outcome.then(ProceedsReleased)


def test_money_is_not_redirected_while_it_is_kept_back() -> None:
    redirect = RedirectProceeds(
        case=BASIS, on=FILED, amount_fen=500, payee=APPLICANT, to_case="（2025）内0602执9号", voucher="划1"
    )
    path = filed().also(receive(), CheckPayee(case=BASIS, on=FILED, payee=APPLICANT, open_debts_fen=500))
    path.when(redirect).then(ProceedsRedirected)
    path.also(Suspended(on=FILED, reason=SuspensionReason.RETRIAL)).when(redirect).then_refused(
        "payout_is_not_suspended"
    )


# --- thirty days (invariant 6) ---

ON = date(2024, 5, 6)
LAST = date(2024, 6, 5)


@pytest.mark.parametrize(("on", "late"), [(LAST - DAY, False), (LAST, False), (LAST + DAY, True)])
def test_a_late_pay_out_is_lawful_and_found(on: date, late: bool) -> None:
    path = filed().also(receive(ON))
    released = path.when(release(on)).then(ProceedsReleased).events[0]
    assert isinstance(released, ProceedsReleased)
    assert released.release_by == LAST
    missed = [unmet.condition.name for unmet in MAY_RELEASE.unmet(path.case, on, only(released))]
    assert missed == (["release_is_in_time"] if late else [])
    deferral = DeferRelease(case=BASIS, on=ON, reason=DeferralReason.FROZEN)
    path.also(approved(deferral), deferral)
    assert MAY_RELEASE.holds(path.case, on, only(released))


def test_the_oldest_money_goes_out_first() -> None:
    path = filed().also(receive(ON), receive(ON + 30 * DAY, 500, "回单2"), release(ON + DAY))
    second = ReleaseProceeds(case=BASIS, on=ON + 40 * DAY, amount_fen=500, payee=APPLICANT, voucher="付款2")
    released = path.when(second).events[0]
    assert isinstance(released, ProceedsReleased)
    assert released.release_by == date(2024, 7, 5)


def test_a_court_may_set_a_shorter_term_for_the_pay_out() -> None:
    path = filed().also(receive(ON))
    law, own = (Lengths(Calendar(), own) for own in ({}, {"release": Period(days=5)}))
    assert [term.due_on for term in terms(path.case, DEADLINES["release"], law)] == [LAST]
    assert [term.due_on for term in terms(path.case, DEADLINES["release"], own)] == [date(2024, 5, 11)]
    path.also(release(ON + 3 * DAY))
    assert [term.kept_on for term in terms(path.case, DEADLINES["release"], law)] == [ON + 3 * DAY]


# --- surplus ---


@pytest.mark.parametrize("itemised", [True, False])
@pytest.mark.parametrize(("extra_fen", "too_much"), [(-1, False), (0, False), (1, True)])
def test_a_surplus_that_does_not_go_back_to_the_debtor_is_found(extra_fen: int, too_much: bool, itemised: bool) -> None:
    path = filed()
    if itemised:
        part = ClaimPart(principal_fen=CLAIMED_FEN, due_on=FILED)
        path.also(ItemiseClaim(case=BASIS, on=FILED, parts=(part,)))
    path.also(receive(amount_fen=CLAIMED_FEN + 700))
    released = path.when(release(FILED, CLAIMED_FEN + extra_fen)).then(ProceedsReleased).events[0]
    missed = [unmet.condition.name for unmet in MAY_RELEASE.unmet(path.case, FILED, only(released))]
    assert missed == (["surplus_goes_back_to_the_debtor"] if too_much and itemised else [])
    path.also(release(FILED, CLAIMED_FEN))
    back = ReleaseProceeds(case=BASIS, on=FILED, amount_fen=700, payee=DEBTOR, voucher="退1")
    returned = path.when(back).then(ProceedsReleased).events[0]
    assert isinstance(returned, ProceedsReleased)
    assert returned.to_debtor
    assert MAY_RELEASE.holds(path.case, FILED, only(returned))


# --- unclaimed money ---

SLIP = ReceiveUnclaimed(case="待认领-1", on=ON, amount_fen=900, source=Source.PERFORMANCE, payer="不详")
CLAIM = ClaimMoney(case="待认领-1", on=ON + 2 * DAY, to_case=BASIS)


def slip() -> Given:
    return given(SLIP, settings=SETTINGS)


def test_the_days_to_claim_are_the_court_s_own() -> None:
    with pytest.raises(SettingMissing, match="unclaimed_claim_days"):
        given().when(SLIP)
    received = given(settings=SETTINGS).when(SLIP).then(UnclaimedReceived).events[0]
    assert isinstance(received, UnclaimedReceived)
    assert received.claim_by == date(2024, 5, 9)
    slip().when(SLIP).then_nothing()
    again = ReceiveUnclaimed(case="待认领-1", on=ON, amount_fen=901, source=Source.PERFORMANCE, payer="不详")
    slip().when(again).then_refused("slip_is_new")
    nothing = ReceiveUnclaimed(case="待认领-2", on=ON, amount_fen=0, source=Source.PERFORMANCE, payer="不详")
    given(settings=SETTINGS).when(nothing).then_refused("unclaimed_is_something")


@pytest.mark.parametrize(("days", "late"), [(2, False), (3, False), (4, True)])
def test_a_late_claim_is_booked_all_the_same(days: int, late: bool) -> None:
    claimed = UnclaimedClaimed(on=ON + days * DAY, case=BASIS, receipt="待认领-1")
    slip().when(ClaimMoney(case="待认领-1", on=claimed.on, to_case=BASIS)).then(claimed)
    missed = [unmet.condition.name for unmet in MAY_CLAIM.unmet(slip().case, claimed.on, only(claimed))]
    assert missed == (["claimed_in_time"] if late else [])


def test_money_is_claimed_once() -> None:
    slip().also(CLAIM).when(CLAIM).then_nothing()
    other = ClaimMoney(case="待认领-1", on=ON + 2 * DAY, to_case="（2024）内0624民初9号")
    slip().also(CLAIM).when(other).then_refused("money_waits_to_be_claimed")


def test_claimed_money_is_booked_to_its_case() -> None:
    with casestream.open(settings=SETTINGS) as docket:
        for step in path_to_filing():
            command, actor = step if isinstance(step, tuple) else (step, CLERK)
            docket.handle(command, actor)  # type: ignore[arg-type]
        docket.handle(SLIP, CLERK)
        docket.handle(CLAIM, CLERK)
        case = docket.case(BASIS)
        assert int(held(case)) == 900
        received = case.last_event(ProceedsReceived)
        assert received is not None
        assert (received.receipt, received.on) == ("待认领-1", CLAIM.on)
        assert docket.history(BASIS)[-1].causation_id
