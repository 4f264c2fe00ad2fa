"""执行申请费、实际费用 — the fee for the enforcement, by a table, and what a sale or an appraisal really cost.

Both are borne by the debtor; the fee is collected after the enforcement, the costs come out of what was realised.

Each bracket has its own rate, so the fee is the sum over the brackets, rounded once to the fen, half a fen up.
"""

from casestream.kernel import AnyDay, Asked, Case, Command, Event, Truth, command, condition, decides, every
from casestream.kernel.errors import NotAnAmount
from casestream.procedures.filing import case_is_in_hand
from casestream.procedures.instruments import AMENDED_2020, FEES, WORK
from casestream.procedures.proceeds.account import FeeTransferred, amount_is_positive, collected, held
from casestream.procedures.proceeds.heads import CostsCharged, FeeCharged, ReceiptAllocated
from casestream.procedures.proceeds.interest import claim_is_itemised

# --- law ---

TABLE = FEES.article("第十四条第（一）项", mark="K-high")
ACTUAL_COSTS = WORK.article("第四十九条").renumbered(AMENDED_2020, "第三十四条")
AFTERWARDS = FEES.article("第二十条第二款", mark="K-high")
SMALLEST_FEE_FEN = 50_00  # 不超过1万元的，每件交纳50元
BRACKETS_PER_MILLE = (  # (over how many fen, how many thousandths of what lies above)
    (10_000_00, 15), (500_000_00, 10), (5_000_000_00, 5), (10_000_000_00, 1),
)  # fmt: skip
WITHOUT_AMOUNT_FEN = (50_00, 500_00)  # 没有执行金额或者价额的，每件交纳50元至500元


def fee_fen(enforced_fen: int) -> int:
    """The fee for an amount that was enforced, in whole fen.

    Raises:
        NotAnAmount: the amount is negative.
    """
    if enforced_fen < 0:
        raise NotAnAmount("执行金额不能为负数", "what was enforced is not negative", "核对执行金额", "check the amount")
    upper = [over for over, _ in BRACKETS_PER_MILLE[1:]]
    thousandths = sum(
        rate * max(0, (min(enforced_fen, to) if to else enforced_fen) - over)
        for (over, rate), to in zip(BRACKETS_PER_MILLE, [*upper, None], strict=True)
    )
    return SMALLEST_FEE_FEN + (thousandths + 500) // 1000


# --- conditions ---


@condition(
    TABLE,
    en="The fee is charged once for a round",
    met_by=("本案号已计收，不再计收", "it was charged under this number already"),
)
def fee_is_not_yet_charged(case: Asked, today: AnyDay) -> Truth:
    """执行申请费每件交纳"""
    return ~case.this_round.has(FeeCharged)


@condition(
    TABLE,
    en="The fee is reckoned from what was enforced",
    met_by=("不超过本案已执行的金额", "at most what was collected"),
)
def fee_is_for_what_was_enforced(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """执行金额或者价额"""
    return decided.total(FeeCharged.base_fen) <= collected(case)


@condition(
    TABLE,
    en="Where there is no amount the fee is from CNY 50 to 500",
    met_by=("50元至500元", "a fee from CNY 50 to 500"),
)
def fee_without_amount_is_within_its_bounds(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """没有执行金额或者价额的，每件交纳50元至500元"""
    least, most = WITHOUT_AMOUNT_FEN
    fee = decided.total(FeeCharged.amount_fen)
    return (decided.total(FeeCharged.base_fen) > 0) | ((fee >= least) & (fee <= most))


@condition(
    AFTERWARDS,
    en="The fee is collected after the enforcement, out of what the debtor paid for it",
    met_by=("已抵充执行申请费的到账款", "money that was put to the fee"),
)
def fee_was_collected(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """执行申请费执行后交纳，由被执行人负担"""
    gone = case.total(FeeTransferred.amount_fen) + decided.total(FeeTransferred.amount_fen)
    return gone <= case.total(ReceiptAllocated.fee_fen)


@condition(
    AFTERWARDS, en="No more goes to the treasury than is on the account", met_by=("已到账的款项", "money received")
)
def fee_is_covered(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """从已到账的执行款中缴库"""
    return decided.total(FeeTransferred.amount_fen) <= held(case)


@condition(ACTUAL_COSTS, en="Something was really spent", met_by=("大于零的实际费用", "an amount above zero"))
def costs_are_something(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """组织变卖、拍卖被执行人财产所发生的实际费用，从所得价款中优先扣除"""
    return decided.total(CostsCharged.amount_fen) > 0


MAY_CHARGE_COSTS = every(
    "costs", "执行实际费用", "Actual costs",
    case_is_in_hand, claim_is_itemised, costs_are_something,
    guards=CostsCharged,
)  # fmt: skip
MAY_CHARGE_FEE = every(
    "fee", "执行申请费", "Enforcement fee",
    case_is_in_hand, claim_is_itemised, fee_is_not_yet_charged, fee_is_for_what_was_enforced,
    fee_without_amount_is_within_its_bounds,
    guards=FeeCharged,
)  # fmt: skip
MAY_TRANSFER_FEE = every(
    "fee_transfer", "执行申请费缴库", "Transfer of the fee",
    amount_is_positive, fee_was_collected, fee_is_covered,
    guards=FeeTransferred,
)  # fmt: skip

# --- decisions ---


@command("计收执行申请费", "Charge the enforcement fee")
class ChargeFee(Command):
    """Charge the debtor by the table for `enforced_fen`; where the case has no amount, for 0 and at `flat_fen`."""

    enforced_fen: int
    flat_fen: int = 0


@command("登记执行实际费用", "Charge actual costs")
class ChargeCosts(Command):
    """Put on the debtor's account what a step of the enforcement really cost; `voucher` is the bill."""

    what: str
    amount_fen: int
    voucher: str


@command("执行申请费缴库", "Transfer the fee")
class TransferFee(Command):
    """Pay the fee out of the court's account to the treasury; `voucher` is the number of the payment."""

    amount_fen: int
    voucher: str


@decides(ChargeFee)
def charge_fee(case: Case, ask: ChargeFee) -> list[Event]:
    """Nobody pays it in advance; the debtor owes it on top of the claim (诉讼费用交纳办法第二十条、第三十八条)."""
    amount_fen = fee_fen(ask.enforced_fen) if ask.enforced_fen else ask.flat_fen
    charged = FeeCharged(on=ask.on, base_fen=ask.enforced_fen, amount_fen=amount_fen)
    same = {"base_fen": charged.base_fen, "amount_fen": charged.amount_fen}
    if case.this_round.has(FeeCharged, same):
        return []
    MAY_CHARGE_FEE.require(case, ask.on, charged)
    return [charged]


@decides(ChargeCosts)
def charge_costs(case: Case, ask: ChargeCosts) -> list[Event]:
    """One bill is charged once."""
    if case.last_event(CostsCharged, {"voucher": ask.voucher}):
        return []
    charged = CostsCharged(on=ask.on, what=ask.what, amount_fen=ask.amount_fen, voucher=ask.voucher)
    MAY_CHARGE_COSTS.require(case, ask.on, charged)
    return [charged]


@decides(TransferFee)
def transfer_fee(case: Case, ask: TransferFee) -> list[Event]:
    """One payment is made once."""
    if case.last_event(FeeTransferred, {"voucher": ask.voucher}):
        return []
    transferred = FeeTransferred(on=ask.on, amount_fen=ask.amount_fen, voucher=ask.voucher)
    MAY_TRANSFER_FEE.require(case, ask.on, transferred)
    return [transferred]
