"""债权分项 — what is owed, head by head: the debt of the instrument, the interest for delay, the fee, and what of it was paid.

A claim has to be itemised once; from then on each head is kept by itself. What was collected and not yet put to a head
stays visible, so that the account comes out to the fen (`outstanding` in `account`).
"""

from datetime import date

from casestream.kernel import Asked, Event, Label, Number, event
from casestream.kernel.event import field, value

# --- events ---


class Head(Label):
    """Under which head an amount is owed."""

    PRINCIPAL = "principal", "除一般债务利息之外的金钱债务", "money debt without ordinary interest"
    ORDINARY_INTEREST = "ordinary_interest", "一般债务利息", "ordinary interest"
    EARLIER_INTEREST = "earlier_interest", "2014年8月1日前的迟延履行利息", "interest for delay before August 2014"
    DOUBLED_INTEREST = "doubled_interest", "加倍部分债务利息", "doubled part of the interest"
    DELAY_PAYMENT = "delay_payment", "迟延履行金", "payment for delay"
    FEE = "fee", "执行申请费", "enforcement fee"
    COSTS = "costs", "执行实际费用", "actual costs"


@value
class ClaimPart:
    """An instalment of the debt, and the last day for it; a debt without a period is due when the instrument takes effect."""

    principal_fen: int = field(zh="金钱债务")
    due_on: date = field(zh="履行期间届满日")


@event("proceeds.claim_itemised", "申请标的分项", "Claim itemised")
class ClaimItemised(Event):
    """What the claim consists of. `principal_fen` is the sum of the parts, `first_due_on` the earliest of their days.

    `earlier_interest_fen` is the interest for delay before August 2014 as the court reckoned it under the older rules,
    `earlier_interest_stated` whether it was reckoned at all.
    """

    principal_fen: int = field(zh="金钱债务")
    ordinary_interest_fen: int = field(zh="一般债务利息")
    earlier_interest_fen: int = field(zh="2014年8月1日前的迟延履行利息")
    earlier_interest_stated: bool = field(zh="已计算2014年8月1日前的利息")
    first_due_on: date = field(zh="最早履行届满日")
    parts: tuple[ClaimPart, ...] = field(zh="分期")


@event("proceeds.interest_accrued", "加倍部分债务利息", "Doubled interest accrued")
class InterestAccrued(Event):
    """The doubled part of the interest up to and with `until`: `amount_fen` is what comes on top of what was accrued.

    Below zero where money turned out to have been taken, or a debt waived, before the day of the last reckoning.
    """

    amount_fen: int
    until: date


@event("proceeds.delay_payment_fixed", "迟延履行金", "Payment for delay fixed")
class DelayPaymentFixed(Event):
    """What the debtor pays for not doing in time, under `obligation`, something other than paying money."""

    obligation: str = field(zh="非金钱给付义务")
    loss_fen: int = field(zh="已造成的损失")
    amount_fen: int


@event("proceeds.fee_charged", "执行申请费", "Enforcement fee charged")
class FeeCharged(Event):
    """The fee for the enforcement, by the table, for `base_fen` that was enforced; 0 where there is no amount."""

    base_fen: int = field(zh="执行金额")
    amount_fen: int


@event("proceeds.costs_charged", "执行实际费用", "Actual costs charged")
class CostsCharged(Event):
    """What a sale, an appraisal, a transport really cost; the debtor bears it, and it comes out of what was realised first."""

    what: str
    amount_fen: int
    voucher: str


@event("proceeds.claim_waived", "放弃或者免除", "Claim waived")
class ClaimWaived(Event):
    """The creditor gave up, or the court let off (`FEE`), an amount under one head."""

    head: Head = field(zh="债权分项")
    amount_fen: int


@event("proceeds.allocated", "执行款抵充", "Receipt allocated")
class ReceiptAllocated(Event):
    """An amount that was collected, `reference`, is put to the heads; interest on that part ran to `runs_to`."""

    reference: str = field(zh="到账凭证")
    runs_to: date = field(zh="计息截止日")
    amount_fen: int
    principal_fen: int = field(zh="金钱债务", default=0)
    ordinary_interest_fen: int = field(zh="一般债务利息", default=0)
    earlier_interest_fen: int = field(zh="2014年8月1日前的迟延履行利息", default=0)
    doubled_interest_fen: int = field(zh="加倍部分债务利息", default=0)
    delay_payment_fen: int = field(zh="迟延履行金", default=0)
    fee_fen: int = field(zh="执行申请费", default=0)
    costs_fen: int = field(zh="执行实际费用", default=0)
    surplus_fen: int = field(zh="余款", default=0)


# --- state ---

OWED = {
    Head.PRINCIPAL: ClaimItemised.principal_fen, Head.ORDINARY_INTEREST: ClaimItemised.ordinary_interest_fen,
    Head.EARLIER_INTEREST: ClaimItemised.earlier_interest_fen, Head.DOUBLED_INTEREST: InterestAccrued.amount_fen,
    Head.DELAY_PAYMENT: DelayPaymentFixed.amount_fen, Head.FEE: FeeCharged.amount_fen,
    Head.COSTS: CostsCharged.amount_fen,
}  # fmt: skip
PAID = {
    Head.PRINCIPAL: ReceiptAllocated.principal_fen, Head.ORDINARY_INTEREST: ReceiptAllocated.ordinary_interest_fen,
    Head.EARLIER_INTEREST: ReceiptAllocated.earlier_interest_fen,
    Head.DOUBLED_INTEREST: ReceiptAllocated.doubled_interest_fen,
    Head.DELAY_PAYMENT: ReceiptAllocated.delay_payment_fen, Head.FEE: ReceiptAllocated.fee_fen,
    Head.COSTS: ReceiptAllocated.costs_fen,
}  # fmt: skip


def owed(case: Asked, head: Head) -> Number:
    """Everything ever owed under a head, in every round, less what was waived."""
    return case.total(OWED[head]) - case.total(ClaimWaived.amount_fen, {"head": head})


def unpaid(case: Asked, head: Head) -> Number:
    """What is still owed under a head, in fen."""
    return owed(case, head) - case.total(PAID[head])


def added_in_round(case: Asked) -> Number:
    """What came on top of this round's claim: interest and payment for delay, the fee, costs; less what was waived."""
    words = case.this_round
    return (
        words.total(InterestAccrued.amount_fen)
        + words.total(DelayPaymentFixed.amount_fen)
        + words.total(FeeCharged.amount_fen)
        + words.total(CostsCharged.amount_fen)
        - words.total(ClaimWaived.amount_fen)
    )
