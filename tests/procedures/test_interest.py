"""Interest and payment for delay: the formula to the fen, the day on which it begins and ends, and what it runs on."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given as drawn
from hypothesis import strategies as st
from paths import BASIS, CLAIMED_FEN, FILED, path_to_filing

from casestream.kernel.errors import NotAnAmount
from casestream.procedures.proceeds import (
    AccrueInterest,
    AllocateReceipt,
    ClaimItemised,
    ClaimPart,
    DelayPaymentFixed,
    FixDelayPayment,
    Head,
    InterestAccrued,
    InterestPaused,
    InterestResumed,
    ItemiseClaim,
    PauseInterest,
    ReceiptAllocated,
    ReceiveProceeds,
    ResumeInterest,
    Source,
    WaiveClaim,
    doubled_interest_fen,
    unpaid,
)
from casestream.procedures.proceeds.interest import RATE_DENOMINATOR, RATE_NUMERATOR
from casestream.procedures.standstill import Suspended, SuspensionLifted, SuspensionReason
from casestream.testing import given
from casestream.testing.scenario import Given

DAY = timedelta(days=1)
DUE = date(2024, 1, 31)
DEBT_FEN = 10_000_000  # CNY 100,000: CNY 17.50 a day


def itemise(*parts: ClaimPart, ordinary_fen: int = 0, earlier_fen: int | None = None) -> ItemiseClaim:
    whole = ClaimPart(principal_fen=CLAIMED_FEN, due_on=FILED)
    return ItemiseClaim(
        case=BASIS, on=FILED, parts=parts or (whole,), ordinary_interest_fen=ordinary_fen,
        earlier_interest_fen=earlier_fen,
    )  # fmt: skip


def filed(*parts: ClaimPart, claimed_fen: int = CLAIMED_FEN) -> Given:
    return given(*path_to_filing(claimed_fen=claimed_fen), itemise(*parts))


def accrue(on: date) -> AccrueInterest:
    return AccrueInterest(case=BASIS, on=on)


def pay(on: date, amount_fen: int, receipt: str = "回单1") -> list[Any]:
    return [
        ReceiveProceeds(case=BASIS, on=on, amount_fen=amount_fen, source=Source.PERFORMANCE, receipt=receipt),
        AllocateReceipt(case=BASIS, on=on, reference=receipt),
    ]


# --- the formula ---


def test_the_rate_is_the_one_of_the_interpretation() -> None:
    assert RATE_NUMERATOR * 1_000_000 == 175 * RATE_DENOMINATOR  # 0.0175 % is 175 in a million


@pytest.mark.parametrize(("days", "fen"), [(-1, 0), (0, 0), (1, 1_750), (2, 3_500), (365, 638_750)])
def test_it_runs_from_the_day_after_the_last_day_for_performance(days: int, fen: int) -> None:
    assert doubled_interest_fen([(DUE, DEBT_FEN)], [], DUE + days * DAY) == fen


def test_the_day_of_the_payment_counts_and_the_next_does_not() -> None:
    paid = [(DUE + 10 * DAY, DEBT_FEN)]
    totals = [doubled_interest_fen([(DUE, DEBT_FEN)], paid, DUE + days * DAY) for days in (9, 10, 11, 500)]
    assert totals == [15_750, 17_500, 17_500, 17_500]


def test_what_is_paid_in_part_stops_for_that_part_only() -> None:
    paid = [(DUE + 10 * DAY, DEBT_FEN // 2)]
    assert doubled_interest_fen([(DUE, DEBT_FEN)], paid, DUE + 20 * DAY) == 17_500 + 8_750


def test_each_instalment_runs_from_its_own_day() -> None:
    due = [(DUE, DEBT_FEN // 2), (DUE + 10 * DAY, DEBT_FEN // 2)]
    assert doubled_interest_fen(due, [], DUE + 20 * DAY) == 875 * 20 + 875 * 10


def test_paused_days_do_not_count() -> None:
    stopped = [(DUE + 5 * DAY, DUE + 8 * DAY)]
    assert doubled_interest_fen([(DUE, DEBT_FEN)], [], DUE + 10 * DAY, stopped) == 7 * 1_750


@pytest.mark.parametrize(
    ("due", "until", "days"),
    [
        (date(2014, 7, 30), date(2014, 7, 31), 0),
        (date(2014, 7, 30), date(2014, 8, 1), 1),
        (date(2014, 7, 31), date(2014, 8, 1), 1),
        (date(2014, 8, 1), date(2014, 8, 1), 0),
        (date(2014, 8, 1), date(2014, 8, 2), 1),
        (date(2009, 1, 1), date(2014, 8, 10), 10),
    ],
)
def test_the_formula_counts_days_from_the_first_of_august_2014(due: date, until: date, days: int) -> None:
    assert doubled_interest_fen([(due, DEBT_FEN)], [], until) == days * 1_750


@pytest.mark.parametrize(("fen_a_day", "fen"), [(2_857, 0), (2_858, 1), (8_571, 1), (8_572, 2)])
def test_half_a_fen_rounds_up_once(fen_a_day: int, fen: int) -> None:
    """2,857 × 7 / 40,000 = 0.499975; 2,858 makes 0.50015."""
    assert doubled_interest_fen([(DUE, fen_a_day)], [], DUE + DAY) == fen


@pytest.mark.parametrize(("due", "paid"), [([(DUE, -1)], []), ([(DUE, 5)], [(DUE, -1)])])
def test_no_interest_on_a_negative_principal(due: Any, paid: Any) -> None:
    with pytest.raises(NotAnAmount, match="negative principal"):
        doubled_interest_fen(due, paid, DUE + DAY)


@drawn(
    st.integers(0, 10**11),
    st.lists(st.tuples(st.integers(0, 800), st.integers(0, 10**9)), max_size=6),
    st.lists(st.integers(0, 900), max_size=5),
)
def test_reckoning_often_comes_to_the_same_as_reckoning_once(
    debt: int, payments: list[tuple[int, int]], stops: list[int]
) -> None:
    paid = [(DUE + days * DAY, fen) for days, fen in payments]
    end = DUE + 900 * DAY
    once = doubled_interest_fen([(DUE, debt)], paid, end)
    totals = [doubled_interest_fen([(DUE, debt)], paid, DUE + days * DAY) for days in sorted(stops)]
    increments = [after - before for before, after in zip([0, *totals], [*totals, once], strict=True)]
    assert sum(increments) == once
    assert min(increments) >= 0
    assert once * RATE_DENOMINATOR <= debt * 900 * RATE_NUMERATOR + RATE_DENOMINATOR


# --- itemising ---


def test_the_claim_is_itemised_once_and_to_the_fen() -> None:
    part = ClaimPart(principal_fen=3_500_000, due_on=FILED)
    path = given(*path_to_filing())
    path.when(itemise(part, ordinary_fen=500_000)).then(
        ClaimItemised(
            on=FILED, principal_fen=3_500_000, ordinary_interest_fen=500_000, earlier_interest_fen=0,
            earlier_interest_stated=False, first_due_on=FILED, parts=(part,),
        )
    )  # fmt: skip
    for ordinary_fen in (499_999, 500_001):
        path.when(itemise(part, ordinary_fen=ordinary_fen)).then_refused("heads_make_up_the_claim")
    done = path.also(itemise(part, ordinary_fen=500_000))
    done.when(itemise(part, ordinary_fen=500_000)).then_nothing()
    done.when(itemise()).then_refused("claim_is_not_yet_itemised")


@pytest.mark.parametrize(
    "command",
    [
        itemise(ClaimPart(principal_fen=-1, due_on=FILED)),
        itemise(ClaimPart(principal_fen=CLAIMED_FEN, due_on=FILED), ordinary_fen=-1),
        itemise(ClaimPart(principal_fen=0, due_on=FILED), ordinary_fen=CLAIMED_FEN),
        itemise(ClaimPart(principal_fen=CLAIMED_FEN, due_on=FILED), earlier_fen=-1),
        ItemiseClaim(case=BASIS, on=FILED, parts=()),
    ],
)
def test_a_negative_or_missing_debt_is_no_claim(command: ItemiseClaim) -> None:
    with pytest.raises(NotAnAmount):
        given(*path_to_filing()).when(command)


@pytest.mark.parametrize(
    ("due", "refused"), [(date(2014, 7, 30), True), (date(2014, 7, 31), False), (date(2014, 8, 1), False)]
)
def test_days_of_delay_before_august_2014_go_by_the_older_rules(due: date, refused: bool) -> None:
    path = given(*path_to_filing())
    outcome = path.when(itemise(ClaimPart(principal_fen=CLAIMED_FEN, due_on=due)))
    if refused:
        outcome.then_refused("earlier_interest_is_stated")
    else:
        outcome.then(ClaimItemised)
    part = ClaimPart(principal_fen=CLAIMED_FEN - 1_000, due_on=due)
    path.when(itemise(part, earlier_fen=1_000)).then(ClaimItemised)


# --- accrual in a case ---


def test_what_was_reckoned_is_not_reckoned_again() -> None:
    path = filed(ClaimPart(principal_fen=CLAIMED_FEN, due_on=FILED))
    path.when(accrue(FILED)).then_nothing()
    path.also(accrue(FILED + 10 * DAY)).when(accrue(FILED + 10 * DAY)).then_nothing()
    path.when(accrue(FILED + 11 * DAY)).then(
        InterestAccrued(on=FILED + 11 * DAY, amount_fen=700, until=FILED + 11 * DAY)
    )  # fmt: skip


def test_interest_needs_an_itemised_claim() -> None:
    given(*path_to_filing()).when(accrue(FILED)).then_refused("claim_is_itemised")


@pytest.mark.parametrize(("on", "refused"), [(date(2014, 7, 31), True), (date(2014, 8, 1), False)])
def test_before_the_interpretation_the_formula_is_refused(on: date, refused: bool) -> None:
    early = date(2014, 7, 1)
    path = given(*path_to_filing(filed=early))
    path.also(
        ItemiseClaim(
            case=BASIS, on=early, parts=(ClaimPart(principal_fen=CLAIMED_FEN, due_on=early),), earlier_interest_fen=0
        )
    )  # fmt: skip
    if refused:
        path.when(accrue(on)).then_refused("formula_is_in_force")
    else:
        path.when(accrue(on)).then(InterestAccrued(on=on, amount_fen=700, until=on))


def test_ordinary_interest_bears_no_doubled_interest() -> None:
    part = ClaimPart(principal_fen=1_000_000, due_on=FILED)
    path = given(*path_to_filing(), itemise(part, ordinary_fen=3_000_000))
    path.when(accrue(FILED + 40 * DAY)).then(
        InterestAccrued(on=FILED + 40 * DAY, amount_fen=7_000, until=FILED + 40 * DAY)
    )  # fmt: skip


def test_a_waived_debt_bears_no_interest_after_that_day() -> None:
    path = filed().also(WaiveClaim(case=BASIS, on=FILED + 10 * DAY, head=Head.PRINCIPAL, amount_fen=CLAIMED_FEN // 2))
    path.also(accrue(FILED + 20 * DAY))
    assert int(unpaid(path.case, Head.DOUBLED_INTEREST)) == 7_000 + 3_500


def test_money_of_an_earlier_day_takes_interest_off_again() -> None:
    """A payment is booked on the day it came, though interest was reckoned to a later day meanwhile."""
    path = filed().also(accrue(FILED + 20 * DAY))
    receipt = ReceiveProceeds(
        case=BASIS, on=FILED + 10 * DAY, amount_fen=CLAIMED_FEN // 2, source=Source.PERFORMANCE, receipt="回单1"
    )
    allocate = AllocateReceipt(case=BASIS, on=FILED + 21 * DAY, reference="回单1")
    taken_off, allocated = path.also(receipt).when(allocate).then(InterestAccrued, ReceiptAllocated).events
    assert taken_off == InterestAccrued(on=allocate.on, amount_fen=-3_500, until=FILED + 20 * DAY)
    assert isinstance(allocated, ReceiptAllocated)
    assert allocated.runs_to == FILED + 10 * DAY


def test_a_retrial_stops_the_doubled_part() -> None:
    where = {"reason": SuspensionReason.RETRIAL}
    path = filed().also(
        Suspended(on=FILED + 10 * DAY, **where),  # type: ignore[arg-type]
        SuspensionLifted(on=FILED + 30 * DAY, noticed=True, **where),  # type: ignore[arg-type]
        accrue(FILED + 40 * DAY),
    )
    # The day of the suspension is the first that does not count, the day of its end the first that counts again.
    assert int(unpaid(path.case, Head.DOUBLED_INTEREST)) == 20 * 700


def test_another_suspension_does_not_stop_it() -> None:
    path = filed().also(
        Suspended(on=FILED + 10 * DAY, reason=SuspensionReason.THIRD_PARTY_OBJECTION), accrue(FILED + 40 * DAY)
    )
    assert int(unpaid(path.case, Head.DOUBLED_INTEREST)) == 40 * 700


def test_a_review_that_the_debtor_did_not_ask_for_stops_it() -> None:
    pause = PauseInterest(case=BASIS, on=FILED + 10 * DAY, debtor_asked=False)
    resume = ResumeInterest(case=BASIS, on=FILED + 30 * DAY)
    filed().when(pause).then_refused("case_waits_for_the_review")
    path = filed().also(Suspended(on=FILED + 10 * DAY, reason=SuspensionReason.OTHER, note="审查"))
    path.when(PauseInterest(case=BASIS, on=pause.on, debtor_asked=True)).then_refused("debtor_did_not_ask")
    path.when(resume).then_refused("interest_is_paused")
    path.when(pause).then(InterestPaused(on=pause.on, debtor_asked=False))
    path.also(pause).when(pause).then_nothing()
    path.when(resume).then(InterestResumed(on=resume.on))
    path.also(resume).when(resume).then_nothing()
    path.also(accrue(FILED + 40 * DAY))
    assert int(unpaid(path.case, Head.DOUBLED_INTEREST)) == 20 * 700


# --- payment for delay ---


@pytest.mark.parametrize(
    ("loss_fen", "amount_fen", "refused"),
    [(500, 999, True), (500, 1_000, False), (500, 1_001, True), (0, 1, False), (0, 0, True), (-1, 5, True)],
)
def test_the_payment_for_delay_is_twice_the_loss(loss_fen: int, amount_fen: int, refused: bool) -> None:
    fix = FixDelayPayment(case=BASIS, on=FILED, obligation="腾房", loss_fen=loss_fen, amount_fen=amount_fen)
    if refused:
        filed().when(fix).then_refused("payment_is_twice_the_loss")
    else:
        filed().when(fix).then(DelayPaymentFixed)
        filed().also(fix).when(fix).then_nothing()
