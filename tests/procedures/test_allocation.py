"""What a receipt pays first, the fee, and an account that comes out to the fen."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given as drawn
from hypothesis import settings
from hypothesis import strategies as st
from paths import APPLICANT, BASIS, CLAIMED_FEN, DEBTOR, FILED, path_to_filing

from casestream.cli import _state_text
from casestream.kernel.errors import BadRequest, NotAnAmount, SettingMissing
from casestream.kernel.rule import only
from casestream.procedures.asset_search import AssetClass, RecordAsset
from casestream.procedures.closing import CloseSatisfied, EnforcementSatisfied
from casestream.procedures.control import (
    Disposal,
    DisposeAsset,
    Measure,
    SealAsset,
    SetOffGround,
)
from casestream.procedures.control.sold import SaleRulingServed
from casestream.procedures.proceeds import (
    AccrueInterest,
    AgreeOrder,
    AllocateReceipt,
    ChargeCosts,
    ChargeFee,
    ClaimPart,
    ClaimWaived,
    CostsCharged,
    DelayPaymentFixed,
    FeeCharged,
    FeeTransferred,
    FixDelayPayment,
    Head,
    InterestAccrued,
    ItemiseClaim,
    OrderAgreed,
    PaidToCreditor,
    PerformedInKind,
    ProceedsReceived,
    ProceedsReleased,
    ReceiptAllocated,
    ReceiveProceeds,
    RecordDirectPayment,
    ReleaseProceeds,
    Source,
    TransferFee,
    WaiveClaim,
    collected_fen,
    fee_fen,
    held,
    outstanding,
    unallocated_fen,
    unpaid,
)
from casestream.procedures.proceeds.order import MAY_ALLOCATE
from casestream.procedures.rounds import RoundClosed
from casestream.procedures.set_off import RuleSetOff
from casestream.reports.state import case_state
from casestream.testing import evolve, given
from casestream.testing.scenario import Given

DAY = timedelta(days=1)
ORDINARY_FEN = 500_000
PRINCIPAL_FEN = CLAIMED_FEN - ORDINARY_FEN
PRINCIPAL_FIRST, INTEREST_FIRST = ({"first_within_the_debt": code} for code in ("principal", "ordinary_interest"))


def itemised(settings_: dict[str, Any] | None = None, ordinary_fen: int = 0) -> Given:
    part = ClaimPart(principal_fen=CLAIMED_FEN - ordinary_fen, due_on=FILED)
    itemise = ItemiseClaim(case=BASIS, on=FILED, parts=(part,), ordinary_interest_fen=ordinary_fen)
    return given(*path_to_filing(), itemise, settings=settings_)


def receive(on: date, amount_fen: int, source: Source = Source.PERFORMANCE, receipt: str = "回单1") -> ReceiveProceeds:
    return ReceiveProceeds(case=BASIS, on=on, amount_fen=amount_fen, source=source, receipt=receipt)


def allocate(on: date, reference: str = "回单1", asset: str = "") -> AllocateReceipt:
    return AllocateReceipt(case=BASIS, on=on, reference=reference, asset=asset)


def last_allocation(path: Given) -> ReceiptAllocated:
    allocated = path.case.last_event(ReceiptAllocated)
    assert allocated is not None
    return allocated


# --- order of satisfaction ---


def test_the_debt_comes_before_the_doubled_interest() -> None:
    on = FILED + 100 * DAY  # CNY 7 a day on CNY 40,000
    path = itemised().also(receive(on, CLAIMED_FEN + 30_000))
    accrued, allocated = path.when(allocate(on)).then(InterestAccrued, ReceiptAllocated).events
    assert accrued == InterestAccrued(on=on, amount_fen=70_000, until=on)
    assert allocated == ReceiptAllocated(
        on=on, reference="回单1", runs_to=on, amount_fen=CLAIMED_FEN + 30_000, principal_fen=CLAIMED_FEN,
        doubled_interest_fen=30_000,
    )  # fmt: skip
    path.also(allocate(on)).when(allocate(on)).then_nothing()
    assert int(outstanding(path.case)) == 40_000


def test_too_little_leaves_the_doubled_interest_unpaid() -> None:
    on = FILED + 100 * DAY
    path = itemised().also(receive(on, CLAIMED_FEN - 1), allocate(on))
    assert last_allocation(path).doubled_interest_fen == 0
    assert int(unpaid(path.case, Head.PRINCIPAL)) == 1


def test_an_agreed_order_goes_before_the_law_s() -> None:
    order = (
        Head.DOUBLED_INTEREST, Head.ORDINARY_INTEREST, Head.PRINCIPAL, Head.EARLIER_INTEREST, Head.DELAY_PAYMENT,
        Head.FEE, Head.COSTS,
    )  # fmt: skip
    agree = AgreeOrder(case=BASIS, on=FILED, order=order)
    on = FILED + 100 * DAY
    path = itemised(ordinary_fen=ORDINARY_FEN)
    path.when(agree).then(OrderAgreed(on=FILED, order=order))
    path.also(agree).when(agree).then_nothing()
    path.also(receive(on, 600_000), allocate(on))
    paid = last_allocation(path)
    assert (paid.doubled_interest_fen, paid.ordinary_interest_fen, paid.principal_fen) == (61_250, 500_000, 38_750)
    with pytest.raises(BadRequest, match="每项一次"):
        path.when(AgreeOrder(case=BASIS, on=FILED, order=(Head.FEE,)))
    given(*path_to_filing()).when(agree).then_refused("claim_is_itemised")


@pytest.mark.parametrize(("setting", "principal_fen"), [(PRINCIPAL_FIRST, 600_000), (INTEREST_FIRST, 100_000)])
def test_within_the_debt_the_court_has_set_what_comes_first(setting: dict[str, Any], principal_fen: int) -> None:
    path = itemised(setting, ordinary_fen=ORDINARY_FEN).also(receive(FILED, 600_000), allocate(FILED))
    assert last_allocation(path).principal_fen == principal_fen


def test_without_that_setting_nothing_is_guessed() -> None:
    path = itemised(ordinary_fen=ORDINARY_FEN).also(receive(FILED, 600_000))
    with pytest.raises(SettingMissing, match="first_within_the_debt"):
        path.when(allocate(FILED))


def test_a_log_that_paid_doubled_interest_first_is_found() -> None:
    path = itemised().also(receive(FILED, 5))
    wrong = ReceiptAllocated(on=FILED, reference="回单1", runs_to=FILED, amount_fen=5, doubled_interest_fen=5)
    short = ReceiptAllocated(on=FILED, reference="回单1", runs_to=FILED + DAY, amount_fen=5, principal_fen=4)
    names = {unmet.condition.name for unmet in MAY_ALLOCATE.unmet(path.case, FILED, only(wrong))}
    assert names == {"debt_comes_before_doubled_interest"}
    names = {unmet.condition.name for unmet in MAY_ALLOCATE.unmet(path.case, FILED, only(short))}
    assert names == {"parts_make_up_the_amount", "interest_stops_with_the_payment"}


def test_what_was_never_collected_is_not_allocated() -> None:
    with pytest.raises(BadRequest, match="回单9"):
        itemised().when(allocate(FILED, "回单9"))
    given(*path_to_filing()).also(receive(FILED, 5)).when(allocate(FILED)).then_refused("claim_is_itemised")


def test_money_from_a_sale_stops_interest_with_the_ruling() -> None:
    found = RecordAsset(case=BASIS, on=FILED, asset="车", debtor=DEBTOR, asset_class=AssetClass.MOVABLE, value_fen=9)
    seal = SealAsset(case=BASIS, on=FILED, asset="车", measure=Measure.SEAL, expires_on=date(2025, 1, 7))
    ruled, arrived = FILED + 50 * DAY, FILED + 70 * DAY
    sold = DisposeAsset(case=BASIS, on=ruled, asset="车", method=Disposal.AUCTION, realised_fen=CLAIMED_FEN)
    served = SaleRulingServed(on=ruled, asset="车", buyer="买受人", price_fen=CLAIMED_FEN)
    path = itemised().also(found, seal, served, sold, receive(arrived, CLAIMED_FEN, Source.SALE))
    with pytest.raises(BadRequest, match="须写明已处置的财产"):
        path.when(allocate(arrived))
    with pytest.raises(BadRequest, match="须写明已处置的财产"):
        path.when(allocate(arrived, asset="船"))
    accrued, allocated = path.when(allocate(arrived, asset="车")).then(InterestAccrued, ReceiptAllocated).events
    assert accrued == InterestAccrued(on=arrived, amount_fen=50 * 700, until=ruled)
    assert isinstance(allocated, ReceiptAllocated)
    assert allocated.runs_to == ruled


def test_a_thing_in_set_off_and_money_to_the_creditor_are_allocated_too() -> None:
    found = RecordAsset(case=BASIS, on=FILED, asset="羊", debtor=DEBTOR, asset_class=AssetClass.MOVABLE, value_fen=9)
    seal = SealAsset(case=BASIS, on=FILED, asset="羊", measure=Measure.SEAL, expires_on=date(2025, 1, 7))
    rule = RuleSetOff(
        case=BASIS, on=FILED + DAY, asset="羊", value_fen=1_000_000, ground=SetOffGround.CONSENT, both_consent=True
    )
    direct = RecordDirectPayment(case=BASIS, on=FILED + 2 * DAY, amount_fen=50, receipt="收条1")
    path = itemised().also(found, seal, rule, direct, PerformedInKind(on=FILED + 3 * DAY, value_fen=7))
    assert unallocated_fen(path.case) == 1_000_057
    for reference in ("抵债 羊", "收条1", "以物履行 1"):
        path.also(allocate(FILED + 4 * DAY, reference))
    assert unallocated_fen(path.case) == 0
    assert [each.amount_fen for each in path.case.all(ReceiptAllocated)] == [1_000_000, 50, 7]


def test_two_slips_of_one_number_are_two_amounts() -> None:
    direct = RecordDirectPayment(case=BASIS, on=FILED, amount_fen=50, receipt="回单1")
    path = itemised().also(receive(FILED, 70), direct, allocate(FILED), allocate(FILED))
    path.when(allocate(FILED)).then_nothing()
    assert [each.amount_fen for each in path.case.all(ReceiptAllocated)] == [70, 50]


def test_an_itemised_claim_is_not_closed_before_interest_was_reckoned_to_the_end() -> None:
    on = FILED + 10 * DAY
    close = CloseSatisfied(case=BASIS, on=on, noticed=True)
    pay_out = ReleaseProceeds(case=BASIS, on=on, amount_fen=CLAIMED_FEN, payee=APPLICANT, voucher="付1")
    path = itemised().also(receive(on, CLAIMED_FEN), pay_out)
    path.when(close).then_refused("receipts_were_allocated")
    path.also(allocate(on)).when(close).then_refused("nothing_is_outstanding")
    path.also(WaiveClaim(case=BASIS, on=on, head=Head.DOUBLED_INTEREST, amount_fen=7_000))
    path.when(close).then(EnforcementSatisfied, RoundClosed)


# --- waiver ---


@pytest.mark.parametrize(
    ("amount_fen", "refused"),
    [(CLAIMED_FEN, ""), (CLAIMED_FEN + 1, "waived_is_owed"), (0, "waived_is_something")],
)
def test_no_more_is_waived_than_is_owed(amount_fen: int, refused: str) -> None:
    waive = WaiveClaim(case=BASIS, on=FILED, head=Head.PRINCIPAL, amount_fen=amount_fen)
    if refused:
        itemised().when(waive).then_refused(refused)
    else:
        path = itemised().also(waive)
        path.when(waive).then_nothing()
        assert int(outstanding(path.case)) == 0


def test_each_head_is_waived_by_itself() -> None:
    path = itemised()
    path.when(WaiveClaim(case=BASIS, on=FILED, head=Head.FEE, amount_fen=1)).then_refused("waived_is_owed")
    path.also(receive(FILED, 10), ChargeFee(case=BASIS, on=FILED, enforced_fen=10))
    path.when(WaiveClaim(case=BASIS, on=FILED, head=Head.FEE, amount_fen=50_00)).then(ClaimWaived)


# --- the fee ---

YUAN = 100


@pytest.mark.parametrize(
    ("enforced_yuan", "fee"),
    [
        (0, 50_00), (1, 50_00), (9_999, 50_00), (10_000, 50_00), (10_001, 50_02),
        (499_999, 7_399_99), (500_000, 7_400_00), (500_001, 7_400_01),
        (4_999_999, 52_399_99), (5_000_000, 52_400_00), (5_000_001, 52_400_01),
        (9_999_999, 77_400_00), (10_000_000, 77_400_00), (10_000_001, 77_400_00), (20_000_000, 87_400_00),
    ],
)  # fmt: skip
def test_the_table_of_fees_at_each_step(enforced_yuan: int, fee: int) -> None:
    assert fee_fen(enforced_yuan * YUAN) == fee


@pytest.mark.parametrize(("enforced_fen", "fee"), [(10_000_33, 5_000), (10_000_34, 5_001), (10_001_00, 5_002)])
def test_half_a_fen_of_fee_rounds_up(enforced_fen: int, fee: int) -> None:
    assert fee_fen(enforced_fen) == fee


@drawn(st.integers(0, 10**13), st.integers(0, 10**9))
def test_the_fee_never_falls_and_never_outgrows_the_highest_rate(enforced: int, more: int) -> None:
    assert fee_fen(enforced) <= fee_fen(enforced + more) <= fee_fen(enforced) + more * 15 // 1000 + 1


def test_there_is_no_fee_for_a_negative_amount() -> None:
    with pytest.raises(NotAnAmount):
        fee_fen(-1)


def test_the_fee_is_charged_for_what_was_enforced_and_paid_last() -> None:
    on = FILED + 10 * DAY
    charge = ChargeFee(case=BASIS, on=on, enforced_fen=CLAIMED_FEN)
    itemised().when(charge).then_refused("fee_is_for_what_was_enforced")
    path = itemised().also(receive(on, CLAIMED_FEN), allocate(on))
    path.when(charge).then(FeeCharged(on=on, base_fen=CLAIMED_FEN, amount_fen=500_00))
    path.also(charge).when(charge).then_nothing()
    path.when(ChargeFee(case=BASIS, on=on, enforced_fen=1)).then_refused("fee_is_not_yet_charged")
    assert int(outstanding(path.case)) == 7_000 + 500_00
    path.when(TransferFee(case=BASIS, on=on, amount_fen=1, voucher="缴1")).then_refused("fee_was_collected")
    path.also(receive(on, 57_000, receipt="回单2"), allocate(on, "回单2"))
    assert (last_allocation(path).doubled_interest_fen, last_allocation(path).fee_fen) == (7_000, 50_000)
    path.when(TransferFee(case=BASIS, on=on, amount_fen=50_001, voucher="缴1")).then_refused("fee_was_collected")
    transfer = TransferFee(case=BASIS, on=on, amount_fen=50_000, voucher="缴1")
    path.when(transfer).then(FeeTransferred(on=on, amount_fen=50_000, voucher="缴1"))
    path.also(transfer).when(transfer).then_nothing()
    assert int(held(path.case)) == CLAIMED_FEN + 7_000
    assert int(outstanding(path.case)) == 0


def test_no_more_fee_goes_to_the_treasury_than_is_on_the_account() -> None:
    path = itemised().also(
        RecordDirectPayment(case=BASIS, on=FILED, amount_fen=CLAIMED_FEN + 50_000, receipt="收条1"),
        ChargeFee(case=BASIS, on=FILED, enforced_fen=CLAIMED_FEN),
        allocate(FILED, "收条1"),
    )
    path.when(TransferFee(case=BASIS, on=FILED, amount_fen=50_000, voucher="缴1")).then_refused("fee_is_covered")
    path.when(TransferFee(case=BASIS, on=FILED, amount_fen=0, voucher="缴1")).then_refused("amount_is_positive")


@pytest.mark.parametrize(
    ("flat_fen", "refused"), [(49_99, True), (50_00, False), (500_00, False), (500_01, True)]
)  # fmt: skip
def test_a_case_without_an_amount_costs_fifty_to_five_hundred(flat_fen: int, refused: bool) -> None:
    outcome = itemised().when(ChargeFee(case=BASIS, on=FILED, enforced_fen=0, flat_fen=flat_fen))
    if refused:
        outcome.then_refused("fee_without_amount_is_within_its_bounds")
    else:
        outcome.then(FeeCharged)


def test_actual_costs_come_out_first_and_each_bill_once() -> None:
    bill = ChargeCosts(case=BASIS, on=FILED, what="评估", amount_fen=3_000, voucher="发票1")
    given(*path_to_filing()).when(bill).then_refused("claim_is_itemised")
    itemised().when(evolve(bill, amount_fen=0)).then_refused("costs_are_something")
    itemised().when(bill).then(CostsCharged(on=FILED, what="评估", amount_fen=3_000, voucher="发票1"))
    path = itemised().also(bill)
    path.when(bill).then_nothing()
    assert int(outstanding(path.case)) == CLAIMED_FEN + 3_000
    path.also(receive(FILED, 5_000), allocate(FILED))
    assert (last_allocation(path).costs_fen, last_allocation(path).principal_fen) == (3_000, 2_000)


# --- the account comes out (invariant 4) ---

STEPS = st.lists(
    st.tuples(
        st.sampled_from(
            ["accrue", "receive", "direct", "kind", "allocate", "fee", "costs", "waive", "delay", "release"]
        ),
        st.integers(1, 3_000_000),
        st.sampled_from(list(Head)),
    ),
    max_size=24,
)


def play(path: Given, steps: list[tuple[str, int, Head]]) -> None:
    """Whatever of the drawn steps is lawful happens, a day after the one before."""
    pending: list[str] = []
    for n, (what, fen, head) in enumerate(steps):
        on = FILED + (n + 1) * DAY
        reference = pending[0] if pending else "无"
        commands: dict[str, Any] = {
            "accrue": AccrueInterest(case=BASIS, on=on),
            "receive": receive(on, fen, receipt=f"回单{n}"),
            "direct": RecordDirectPayment(case=BASIS, on=on, amount_fen=fen, receipt=f"收条{n}"),
            "kind": PerformedInKind(on=on, value_fen=fen),
            "allocate": allocate(on, reference),
            "fee": ChargeFee(case=BASIS, on=on, enforced_fen=fen),
            "costs": ChargeCosts(case=BASIS, on=on, what="评估", amount_fen=fen // 100 + 1, voucher=f"发票{n}"),
            "waive": WaiveClaim(case=BASIS, on=on, head=head, amount_fen=fen // 10 + 1),
            "delay": FixDelayPayment(case=BASIS, on=on, obligation=f"义务{n}", loss_fen=0, amount_fen=fen),
            "release": ReleaseProceeds(case=BASIS, on=on, amount_fen=fen, payee=APPLICANT, voucher=f"付{n}"),
        }
        if what == "allocate" and not pending:
            continue
        command = commands[what]
        if what == "kind":
            path.also(command)
            pending.append(f"以物履行 {len(path.case.all(PerformedInKind))}")
            continue
        outcome = path.when(command)
        if outcome.refusal is None:
            path.also(*outcome.events)
            if what in ("receive", "direct"):
                pending.append(command.receipt)
            if what == "allocate":
                pending.pop(0)


@settings(max_examples=150, deadline=None)
@drawn(STEPS, st.sampled_from([PRINCIPAL_FIRST, INTEREST_FIRST]))
def test_payments_and_what_is_outstanding_make_up_what_is_owed(
    steps: list[tuple[str, int, Head]], setting: dict[str, str]
) -> None:
    path = itemised(setting, ordinary_fen=ORDINARY_FEN)
    play(path, steps)
    case = path.case
    came_in = {
        "account": sum(each.amount_fen for each in case.all(ProceedsReceived)),
        "creditor": sum(each.amount_fen for each in case.all(PaidToCreditor)),
        "kind": sum(each.value_fen for each in case.all(PerformedInKind)),
    }
    went_out = sum(each.amount_fen for each in case.all(ProceedsReleased))
    went_out += sum(each.amount_fen for each in case.all(FeeTransferred))
    on_top = sum(each.amount_fen for each in case.all(InterestAccrued))
    on_top += sum(each.amount_fen for each in case.all(FeeCharged))
    on_top += sum(each.amount_fen for each in case.all(DelayPaymentFixed))
    on_top += sum(each.amount_fen for each in case.all(CostsCharged))
    waived = sum(each.amount_fen for each in case.all(ClaimWaived))
    left = int(outstanding(case))
    assert went_out + int(held(case)) == came_in["account"]
    assert sum(came_in.values()) == collected_fen(case)
    assert came_in["account"] + came_in["creditor"] + left == CLAIMED_FEN + on_top - waived - came_in["kind"]
    surplus = sum(each.surplus_fen for each in case.all(ReceiptAllocated))
    assert left == sum(int(unpaid(case, head)) for head in Head) - surplus - unallocated_fen(case)
    paid = sum(each.doubled_interest_fen for each in case.all(ReceiptAllocated))
    if paid:
        assert int(unpaid(case, Head.PRINCIPAL)) + int(unpaid(case, Head.ORDINARY_INTEREST)) <= 0


def test_a_person_sees_the_heads() -> None:
    on = FILED + 100 * DAY
    path = itemised().also(receive(on, CLAIMED_FEN), allocate(on), receive(on, 5, receipt="回单2"))
    state = case_state(path.case)
    assert [(each.head, each.owed_fen, each.unpaid_fen) for each in state.heads] == [
        (Head.PRINCIPAL, CLAIMED_FEN, 0), (Head.DOUBLED_INTEREST, 70_000, 70_000),
    ]  # fmt: skip
    assert state.unallocated_fen == 5
    assert state.as_dict()["heads"][1] == {
        "head": "doubled_interest", "owed_fen": 70_000, "unpaid_fen": 70_000,
    }  # fmt: skip
    assert "  加倍部分债务利息" in _state_text(state, "zh")
    bare = case_state(given(*path_to_filing()).case)
    assert bare.heads == ()
    assert "金钱债务" not in _state_text(bare, "zh")
