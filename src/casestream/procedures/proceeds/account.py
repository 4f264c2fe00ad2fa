"""执行款账 — what comes in and goes out, and what is collected, still owed, and held by the court.

Four things count as collected: money on the court's account, money paid straight to the creditor, things handed over
under a settlement, and things that a ruling gives in set-off. Only the first passes through the court's hands.

The account comes out to the fen: collected + outstanding = claimed + interest and fee that came on top − waived.
"""

from datetime import date

from casestream.kernel import AnyDay, Asked, Case, Event, Label, Number, Truth, condition, event, key
from casestream.kernel.event import field
from casestream.procedures.control import AssetDisposed, Disposal
from casestream.procedures.instruments import PROCEEDS
from casestream.procedures.proceeds.heads import added_in_round
from casestream.procedures.proceeds.sharing import SharePaid
from casestream.procedures.rounds import RoundOpened

# --- law ---

SET_OFF = (Disposal.SET_OFF_UNSOLD, Disposal.SET_OFF_AGREED)  # an asset that pays without becoming money
RELEASE_RULES = PROCEEDS.article("第十条", mark="K-high")

# --- events ---


class Source(Label):
    """Where money on the court's account came from."""

    DEDUCTION = "deduction", "扣划", "deduction from an account"
    PERFORMANCE = "performance", "被执行人交纳", "payment by the debtor"
    SALE = "sale", "变价款", "price of a thing sold"
    THIRD_PARTY = "third_party", "第三人履行", "payment by a third party"
    GUARANTOR = "guarantor", "担保人履行", "payment by a guarantor"


@event("proceeds.received", "执行款到账", "Proceeds received")
class ProceedsReceived(Event):
    """Money reached the court's account. `release_by` is the last day for its pay-out, as `calendar` counted."""

    amount_fen: int
    source: Source
    release_by: date
    calendar: str
    receipt: str = ""
    account: str = key("account", zh="案款账号", default="")


@event("proceeds.paid_to_creditor", "当事人自行给付", "Paid to the creditor")
class PaidToCreditor(Event):
    """Money went straight from the debtor to the creditor, and the creditor confirmed it."""

    amount_fen: int
    receipt: str = ""


@event("proceeds.performed_in_kind", "以物自行履行", "Performed in kind")
class PerformedInKind(Event):
    """The parties themselves handed goods over under a settlement, at the value that they agreed."""

    value_fen: int


@event("proceeds.released", "执行款发放", "Proceeds released")
class ProceedsReleased(Event):
    """Money left the court's account for the payee; by `release_by` the oldest money still there had to be paid out.

    `to_debtor`: the payee is a debtor of this case, who gets back what is more than the claim. `deferred`: the pay-out of
    that oldest money had been deferred, whatever came in since.
    """

    amount_fen: int
    payee: str = key("payee")
    voucher: str = ""
    relied_on: tuple[str, ...] = ()
    release_by: date | None = None
    to_debtor: bool = field(zh="退还被执行人", default=False)
    deferred: bool = field(zh="已批准延缓", default=False)


@event("proceeds.redirected", "执行款划转另案", "Proceeds redirected")
class ProceedsRedirected(Event):
    """Money due to a payee went to the case in which the payee is the debtor."""

    amount_fen: int
    payee: str = key("payee")
    to_case: str
    voucher: str = ""


@event("proceeds.fee_transferred", "执行申请费缴库", "Fee transferred")
class FeeTransferred(Event):
    """So much of the money on the court's account was the fee, and went to the treasury."""

    amount_fen: int
    voucher: str = ""


# --- state ---


def collected(case: Asked) -> Number:
    """What this round has brought in so far, for conditions; what other creditors were paid of it is not this case's."""
    return (
        case.this_round.total(ProceedsReceived.amount_fen)
        + case.this_round.total(PaidToCreditor.amount_fen)
        + case.this_round.total(PerformedInKind.value_fen)
        + case.this_round.total(AssetDisposed.realised_fen, {"method": SET_OFF})
        - case.this_round.total(SharePaid.amount_fen, {"own": False})
    )


def outstanding(case: Asked) -> Number:
    """What this round still has to bring in, for conditions; below zero there is a surplus, which is the debtor's."""
    return case.this_round.latest(RoundOpened.claimed_fen) + added_in_round(case) - collected(case)


def held(case: Asked) -> Number:
    """The money on the court's account that has not left it, whichever round it came in under."""
    return (
        case.total(ProceedsReceived.amount_fen)
        - case.total(ProceedsReleased.amount_fen)
        - case.total(ProceedsRedirected.amount_fen)
        - case.total(FeeTransferred.amount_fen)
    )


def oldest_held(case: Case) -> ProceedsReceived | None:
    """The oldest money still held: what left the account left it first in, first out."""
    held_fen = int(held(case))
    for receipt in reversed(case.all(ProceedsReceived)):
        held_fen -= receipt.amount_fen
        if held_fen <= 0:
            return receipt
    return None


def oldest_release_by(case: Case) -> date | None:
    """The day by which the oldest money still held has to be paid out."""
    oldest = oldest_held(case)
    return oldest.release_by if oldest else None


def collected_fen(case: Case) -> int:
    """What this round has brought in so far."""
    return int(collected(case))


def outstanding_fen(case: Case) -> int:
    """What this round still has to bring in; never below zero."""
    return max(0, int(outstanding(case)))


# --- conditions ---


@condition(RELEASE_RULES, en="An amount of money is more than nothing", met_by=("大于零的金额", "an amount above zero"))
def amount_is_positive(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """执行款到账、发放应当逐笔记载实际金额"""
    amount = (
        decided.total(ProceedsReceived.amount_fen)
        + decided.total(ProceedsReleased.amount_fen)
        + decided.total(ProceedsRedirected.amount_fen)
        + decided.total(PaidToCreditor.amount_fen)
        + decided.total(FeeTransferred.amount_fen)
    )
    return amount > 0


@condition(RELEASE_RULES, en="Money waits for its pay-out", met_by=ProceedsReceived)
def money_is_held(case: Asked, today: AnyDay) -> Truth:
    """执行款已到账尚未发放"""
    return held(case) > 0
