"""Money in, money out: thirty days, never more than there is, and in Ordos not to a payee who owes elsewhere."""

from datetime import date
from typing import Any

import pytest
from paths import APPLICANT, BASIS, CLAIMED_FEN, FILED, endorsed, path_to_filing, path_to_termination, terminate

from casestream.procedures.approval import proposal_of
from casestream.procedures.control import AssetDisposed, Disposal
from casestream.procedures.proceeds import (
    CheckPayee,
    DeferralReason,
    DeferRelease,
    PaidToCreditor,
    PayeeChecked,
    PerformedInKind,
    ProceedsReceived,
    ProceedsRedirected,
    ProceedsReleased,
    ReceiveProceeds,
    RecordDirectPayment,
    RedirectProceeds,
    ReleaseDeferred,
    ReleaseProceeds,
    Source,
    collected_fen,
    outstanding_fen,
)
from casestream.procedures.rounds import ClosingMode, Origin, RoundClosed, RoundOpened
from casestream.procedures.standstill import Suspended, SuspensionLifted, SuspensionReason
from casestream.testing import given
from casestream.testing.scenario import Given, approved

ORDOS_DAY = date(2025, 6, 3)  # after the city's plan
LATE = {"filed": date(2025, 3, 3), "number": "（2025）内0624执123号"}


def receive(on: date, amount_fen: int = 1_000_000, receipt: str = "回单1") -> ReceiveProceeds:
    return ReceiveProceeds(case=BASIS, on=on, amount_fen=amount_fen, source=Source.PERFORMANCE, receipt=receipt)


def release(on: date, amount_fen: int = 1_000_000, voucher: str = "付款1") -> ReleaseProceeds:
    return ReleaseProceeds(case=BASIS, on=on, amount_fen=amount_fen, payee=APPLICANT, voucher=voucher)


def check(on: date, open_debts_fen: int = 0) -> CheckPayee:
    return CheckPayee(case=BASIS, on=on, payee=APPLICANT, open_debts_fen=open_debts_fen)


def redirect(
    on: date, amount_fen: int, voucher: str = "划转1", to_case: str = "（2025）内0602执9号"
) -> RedirectProceeds:
    return RedirectProceeds(
        case=BASIS, on=on, amount_fen=amount_fen, payee=APPLICANT, to_case=to_case, voucher=voucher
    )  # fmt: skip


def in_2024() -> Given:
    return given(*path_to_filing())


def in_2025() -> Given:
    return given(*path_to_filing(**LATE), receive(ORDOS_DAY))  # type: ignore[arg-type]


# --- receipt ---


def test_thirty_days_for_the_pay_out_are_stored_with_the_receipt() -> None:
    received = in_2024().when(receive(date(2024, 1, 10))).events[0]
    assert isinstance(received, ProceedsReceived)
    assert (received.release_by, received.amount_fen) == (date(2024, 2, 9), 1_000_000)


def test_a_last_day_within_the_spring_festival_moves_behind_it() -> None:
    received = in_2024().when(receive(date(2024, 1, 12))).events[0]
    assert isinstance(received, ProceedsReceived)
    assert received.release_by == date(2024, 2, 18)  # 11 February lies in the holiday; the 18th, a Sunday, is worked


def test_one_bank_slip_is_booked_once() -> None:
    in_2024().also(receive(FILED)).when(receive(FILED)).then_nothing()
    in_2024().also(receive(FILED)).when(receive(FILED, receipt="回单2")).then(ProceedsReceived)


@pytest.mark.parametrize("amount_fen", [0, -1])
def test_no_money_is_no_receipt(amount_fen: Any) -> None:
    in_2024().when(receive(FILED, amount_fen)).then_refused("amount_is_positive")


def test_money_is_booked_to_an_open_round() -> None:
    given(path_to_filing()[0]).when(receive(FILED)).then_refused("case_is_in_hand")


# --- release ---


def test_before_the_city_s_plan_money_is_paid_without_a_check() -> None:
    released = in_2024().also(receive(FILED)).when(release(FILED)).events[0]
    assert isinstance(released, ProceedsReleased)
    assert released.relied_on == (
        "法发〔2017〕6号第十条", "民事诉讼法（2023年修正）第二百六十七条", "执行工作规定（2020年修正）第七十七条",
        "民诉法解释（2022年修正）第五百零九条", "执行工作规定（2020年修正）第三十四条",
    )  # fmt: skip


@pytest.mark.parametrize(("amount_fen", "refused"), [(999_999, False), (1_000_000, False), (1_000_001, True)])
def test_no_more_is_paid_than_came_in(amount_fen: Any, refused: Any) -> None:
    outcome = in_2024().also(receive(FILED)).when(release(FILED, amount_fen))
    if refused:
        outcome.then_refused("release_is_covered")
    else:
        outcome.then(ProceedsReleased)


def test_what_was_paid_is_not_paid_again() -> None:
    paid = in_2024().also(receive(FILED), release(FILED, 600_000))
    paid.when(release(FILED, 600_000)).then_nothing()
    paid.when(release(FILED, 400_001, "付款2")).then_refused("release_is_covered")
    paid.when(release(FILED, 400_000, "付款2")).then(ProceedsReleased)


def test_nothing_is_paid_where_nothing_came_in() -> None:
    in_2024().when(release(FILED)).then_refused("release_is_covered")
    in_2024().also(receive(FILED)).when(release(FILED, 0)).then_refused("amount_is_positive")


def test_money_is_paid_out_after_the_round_was_ended_too() -> None:
    path = given(*path_to_termination()).also(receive(date(2024, 4, 1)), *endorsed(terminate()), terminate())
    path.when(release(date(2024, 4, 20))).then(ProceedsReleased)


# --- the check of the payee ---


def test_in_ordos_nothing_is_paid_before_the_payee_was_checked() -> None:
    in_2025().when(release(ORDOS_DAY)).then_refused("payee_was_checked")
    in_2025().also(check(ORDOS_DAY)).when(release(ORDOS_DAY)).then(ProceedsReleased)


@pytest.mark.parametrize(("paid_on", "refused"), [(date(2025, 3, 31), False), (date(2025, 4, 1), True)])
def test_the_check_binds_from_the_day_of_the_plan(paid_on: Any, refused: Any) -> None:
    path = given(*path_to_filing(**LATE), receive(date(2025, 3, 20)))  # type: ignore[arg-type]
    outcome = path.when(release(paid_on))
    if refused:
        outcome.then_refused("payee_was_checked")
    else:
        outcome.then(ProceedsReleased)


def test_a_check_from_before_the_money_came_says_nothing() -> None:
    path = given(*path_to_filing(**LATE), receive(date(2025, 5, 6)), check(date(2025, 5, 7)))  # type: ignore[arg-type]
    path.also(receive(ORDOS_DAY, receipt="回单2"))
    path.when(release(ORDOS_DAY)).then_refused("payee_was_checked")
    path.also(check(ORDOS_DAY)).when(release(ORDOS_DAY)).then(ProceedsReleased)


def test_a_payee_who_owes_elsewhere_is_redirected_and_not_paid() -> None:
    owing = in_2025().also(check(ORDOS_DAY, 300_000))
    owing.when(release(ORDOS_DAY)).then_refused("payee_owes_nothing_elsewhere")
    owing.when(redirect(ORDOS_DAY, 300_000)).then(
        ProceedsRedirected(
            on=ORDOS_DAY, amount_fen=300_000, payee=APPLICANT, to_case="（2025）内0602执9号", voucher="划转1"
        )
    )
    owing.also(redirect(ORDOS_DAY, 300_000)).when(redirect(ORDOS_DAY, 300_000)).then_nothing()


def test_after_a_redirection_the_payee_is_checked_anew_and_the_rest_is_paid() -> None:
    owing = in_2025().also(check(ORDOS_DAY, 300_000), redirect(ORDOS_DAY, 300_000))
    owing.when(release(ORDOS_DAY, 700_000)).then_refused("payee_was_checked", "payee_owes_nothing_elsewhere")
    owing.also(check(ORDOS_DAY))
    owing.when(release(ORDOS_DAY, 700_001)).then_refused("release_is_covered")
    owing.when(release(ORDOS_DAY, 700_000)).then(ProceedsReleased)


def test_a_court_outside_ordos_pays_without_the_check() -> None:
    opened = RoundOpened(
        on=ORDOS_DAY, number="（2025）甘1223执1号", court="甘1223", origin=Origin.TRANSFERRED, claimed_fen=CLAIMED_FEN
    )
    given(*path_to_filing()).also(opened, receive(ORDOS_DAY)).when(release(ORDOS_DAY)).then(ProceedsReleased)


def test_a_court_outside_ordos_pays_a_payee_who_owes_elsewhere_too() -> None:
    opened = RoundOpened(
        on=ORDOS_DAY, number="（2025）甘1223执1号", court="甘1223", origin=Origin.TRANSFERRED, claimed_fen=CLAIMED_FEN
    )
    path = given(*path_to_filing()).also(opened, receive(ORDOS_DAY), check(ORDOS_DAY, 300_000))
    path.when(release(ORDOS_DAY)).then(ProceedsReleased)


def test_a_redirection_moves_money_that_is_there() -> None:
    owing = in_2025().also(check(ORDOS_DAY, 2_000_000))
    owing.when(redirect(ORDOS_DAY, 0)).then_refused("amount_is_positive")
    owing.when(redirect(ORDOS_DAY, 1_000_001)).then_refused("release_is_covered")
    owing.when(redirect(ORDOS_DAY, 1_000_000)).then(ProceedsRedirected)


@pytest.mark.parametrize(("amount_fen", "refused"), [(300_000, False), (300_001, True)])
def test_no_more_is_redirected_than_the_payee_owes(amount_fen: Any, refused: Any) -> None:
    outcome = in_2025().also(check(ORDOS_DAY, 300_000)).when(redirect(ORDOS_DAY, amount_fen))
    if refused:
        outcome.then_refused("payee_owes_that_much_elsewhere")
    else:
        outcome.then(ProceedsRedirected)


def test_a_redirection_names_the_other_case_and_follows_a_check() -> None:
    in_2025().when(redirect(ORDOS_DAY, 1)).then_refused("payee_owes_that_much_elsewhere")
    in_2025().also(check(ORDOS_DAY, 300_000)).when(redirect(ORDOS_DAY, 1, to_case="")).then_refused(
        "other_case_is_named"
    )


def test_a_check_is_recorded_once_and_needs_money() -> None:
    in_2025().when(check(ORDOS_DAY, 5)).then(PayeeChecked(on=ORDOS_DAY, payee=APPLICANT, open_debts_fen=5))
    in_2025().also(check(ORDOS_DAY)).when(check(ORDOS_DAY)).then_nothing()
    in_2024().when(check(FILED)).then_refused("money_is_held")


# --- deferral ---


def defer(reason: DeferralReason = DeferralReason.UNCLAIMED, note: str = "") -> DeferRelease:
    return DeferRelease(case=BASIS, on=FILED, reason=reason, note=note)


APPROVE = approved(defer())


def test_a_pay_out_waits_for_an_approved_reason() -> None:
    held = in_2024().also(receive(FILED))
    held.when(defer()).then_refused("deferral_is_approved")
    held.also(APPROVE).when(defer()).then(
        ReleaseDeferred(on=FILED, reason=DeferralReason.UNCLAIMED, proposal=proposal_of(defer()))
    )


def test_one_approval_serves_one_deferral() -> None:
    held = in_2024().also(receive(FILED), APPROVE, defer())
    held.when(defer()).then_nothing()
    held.when(defer(DeferralReason.FROZEN)).then_refused("deferral_is_approved")


def test_another_reason_is_put_into_words() -> None:
    unexplained, explained = defer(DeferralReason.OTHER), defer(DeferralReason.OTHER, "领款人身份待核")
    held = in_2024().also(receive(FILED), approved(unexplained), approved(explained))
    held.when(unexplained).then_refused("other_deferral_is_explained")
    held.when(explained).then(ReleaseDeferred)


def test_nothing_is_deferred_where_nothing_is_held() -> None:
    in_2024().also(APPROVE).when(defer()).then_refused("money_is_held")


# --- what counts as collected ---


def test_four_ways_of_performing_count_and_a_sale_counts_by_its_money() -> None:
    path = in_2024().also(
        receive(FILED, 100),
        PaidToCreditor(on=FILED, amount_fen=20),
        PerformedInKind(on=FILED, value_fen=3),
        AssetDisposed(on=FILED, asset="羊", realised_fen=4, method=Disposal.SET_OFF_UNSOLD),
        AssetDisposed(on=FILED, asset="车", realised_fen=50_000, method=Disposal.AUCTION),
    )
    assert collected_fen(path.case) == 127
    assert outstanding_fen(path.case) == CLAIMED_FEN - 127


def test_each_round_collects_for_itself_and_a_surplus_is_not_a_debt() -> None:
    path = in_2024().also(receive(FILED, CLAIMED_FEN + 5))
    assert outstanding_fen(path.case) == 0
    path.also(
        RoundClosed(
            on=FILED, mode=ClosingMode.CURRENT_TERMINATED, claimed_fen=1, collected_fen=0, opened_on=FILED, used_days=0
        ),
        RoundOpened(on=FILED, number="（2024）内0624执恢1号", court="内0624", origin=Origin.RESUMED, claimed_fen=7),
    )
    assert (collected_fen(path.case), outstanding_fen(path.case)) == (0, 7)


def test_what_the_creditor_confirms_is_recorded_once() -> None:
    pay = RecordDirectPayment(case=BASIS, on=FILED, amount_fen=50, receipt="收条1")
    in_2024().when(pay).then(PaidToCreditor(on=FILED, amount_fen=50, receipt="收条1"))
    in_2024().also(pay).when(pay).then_nothing()
    in_2024().when(RecordDirectPayment(case=BASIS, on=FILED, amount_fen=0, receipt="收条2")).then_refused(
        "amount_is_positive"
    )


def test_a_direct_payment_after_the_ending_is_recorded_and_one_before_the_filing_is_not() -> None:
    pay = RecordDirectPayment(case=BASIS, on=date(2024, 5, 6), amount_fen=50, receipt="收条1")
    given(*path_to_termination(), terminate()).when(pay).then(PaidToCreditor)
    given(path_to_filing()[0]).when(pay).then_refused("case_was_filed")


@pytest.mark.parametrize(
    ("reason", "refused"),
    [(SuspensionReason.BANKRUPTCY, True), (SuspensionReason.RETRIAL, True), (SuspensionReason.APPLICANT_AGREES, False)],
)
def test_money_waits_while_the_law_suspends_the_case_but_not_while_the_applicant_agreed_to(
    reason: SuspensionReason, refused: bool
) -> None:
    outcome = in_2024().also(receive(FILED), Suspended(on=FILED, reason=reason)).when(release(FILED))
    if refused:
        outcome.then_refused("payout_is_not_suspended")
    else:
        outcome.then(ProceedsReleased)
    lifted = SuspensionLifted(on=FILED, reason=reason, noticed=True)
    in_2024().also(receive(FILED), Suspended(on=FILED, reason=reason), lifted).when(release(FILED)).then(
        ProceedsReleased
    )
