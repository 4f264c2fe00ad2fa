"""清偿顺序 — which head an amount that was collected pays first.

The debt of the instrument comes before the doubled part of the interest, unless the parties agreed otherwise
(法释〔2014〕8号第四条). What comes first within that debt, principal or ordinary interest, no verified source says: a court
sets it. Actual costs come out of what was realised before anything else (执行工作规定第三十四条); the fee, which is collected
after enforcement (诉讼费用交纳办法第二十条), comes last.
"""

from collections.abc import Sequence
from datetime import date

from casestream.kernel import (
    AnyDay,
    Asked,
    Bench,
    Case,
    Command,
    Event,
    Truth,
    command,
    condition,
    decides,
    event,
    every,
    setting,
)
from casestream.kernel.errors import BadRequest
from casestream.kernel.event import field
from casestream.procedures.control import AssetDisposed
from casestream.procedures.instruments import DELAY_INTEREST
from casestream.procedures.proceeds.heads import Head, ReceiptAllocated, unpaid
from casestream.procedures.proceeds.interest import accrued, claim_is_itemised
from casestream.procedures.proceeds.takings import Collection, unallocated

# --- law ---

ORDER = DELAY_INTEREST.article("第四条")
RUNS_TO = DELAY_INTEREST.article("第三条第一款、第二款")
LATER_HEADS = (Head.EARLIER_INTEREST, Head.DOUBLED_INTEREST, Head.DELAY_PAYMENT, Head.FEE)
FIRST_WITHIN_THE_DEBT = setting(
    "first_within_the_debt", "金钱债务与一般债务利息的清偿先后", "whether principal or ordinary interest is paid first",
    example=Head.ORDINARY_INTEREST.code,
    choices=(Head.PRINCIPAL.code, Head.ORDINARY_INTEREST.code),
)  # fmt: skip

# --- events ---


@event("proceeds.order_agreed", "约定清偿顺序", "Order of satisfaction agreed")
class OrderAgreed(Event):
    """The parties agreed in which order the heads are paid."""

    order: tuple[Head, ...] = field(zh="清偿顺序")


# --- state ---


def order_of_heads(case: Case, bench: Bench) -> tuple[Head, ...]:
    """The order that binds in this case: the parties' own, or the law's.

    Raises:
        SettingMissing: there is ordinary interest, nothing was agreed, and the court has not set which comes first.
    """
    agreed = case.last_event(OrderAgreed)
    if agreed:
        return agreed.order
    debt = [Head.PRINCIPAL, Head.ORDINARY_INTEREST]
    if int(unpaid(case, Head.ORDINARY_INTEREST)) and bench.setting(FIRST_WITHIN_THE_DEBT) != Head.PRINCIPAL.code:
        debt.reverse()
    return (Head.COSTS, *debt, *LATER_HEADS)


def shared_out(amount_fen: int, owed: Sequence[tuple[Head, int]]) -> dict[Head, int]:
    """An amount put to heads one after the other, each up to what is owed under it. What is left is surplus."""
    parts: dict[Head, int] = {}
    for head, fen in owed:
        parts[head] = min(amount_fen, max(0, fen))
        amount_fen -= parts[head]
    return parts


# --- conditions ---


@condition(
    ORDER, en="An amount is put to heads that make it up", met_by=("各分项之和等于到账金额", "parts that add up")
)
def parts_make_up_the_amount(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """每笔到账款应当逐项抵充"""
    parts = (
        decided.total(ReceiptAllocated.principal_fen)
        + decided.total(ReceiptAllocated.ordinary_interest_fen)
        + decided.total(ReceiptAllocated.earlier_interest_fen)
        + decided.total(ReceiptAllocated.doubled_interest_fen)
        + decided.total(ReceiptAllocated.delay_payment_fen)
        + decided.total(ReceiptAllocated.fee_fen)
        + decided.total(ReceiptAllocated.costs_fen)
        + decided.total(ReceiptAllocated.surplus_fen)
    )
    amount = decided.total(ReceiptAllocated.amount_fen)
    return (parts >= amount) & (parts <= amount)


@condition(
    ORDER,
    en="The debt of the instrument is paid before the doubled part of the interest",
    met_by=("先清偿生效法律文书确定的金钱债务", "pay the debt of the instrument first"),
)
def debt_comes_before_doubled_interest(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """应当先清偿生效法律文书确定的金钱债务，再清偿加倍部分债务利息"""
    left = (
        unpaid(case, Head.PRINCIPAL)
        + unpaid(case, Head.ORDINARY_INTEREST)
        - decided.total(ReceiptAllocated.principal_fen)
        - decided.total(ReceiptAllocated.ordinary_interest_fen)
    )
    return (decided.total(ReceiptAllocated.doubled_interest_fen) <= 0) | (left <= 0)


def parties_agreed_otherwise(case: Asked, today: AnyDay) -> Truth:
    """当事人对清偿顺序另有约定的除外"""
    return case.has(OrderAgreed)


@condition(
    RUNS_TO,
    en="Interest on a part runs no further than the day on which the money came",
    met_by=("履行、划拨、裁定生效之日", "the day of payment, deduction or ruling"),
)
def interest_stops_with_the_payment(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """相应部分的加倍部分债务利息计算至每次履行完毕之日、划拨提取之日、成交裁定或者抵债裁定生效之日"""
    return decided.latest(ReceiptAllocated.runs_to) <= today


MAY_AGREE_ORDER = every(
    "order", "约定清偿顺序", "Agreement on the order of satisfaction",
    claim_is_itemised,
    guards=OrderAgreed,
)  # fmt: skip
MAY_ALLOCATE = every(
    "allocation", "执行款抵充", "Allocation of a receipt",
    claim_is_itemised, parts_make_up_the_amount, interest_stops_with_the_payment,
    debt_comes_before_doubled_interest.unless(parties_agreed_otherwise, ORDER, en="The parties agreed on another order"),
    guards=ReceiptAllocated,
)  # fmt: skip

# --- decisions ---


@command("约定清偿顺序", "Agree on the order of satisfaction")
class AgreeOrder(Command):
    """The parties agreed on the order of the heads, each named once."""

    order: tuple[Head, ...]


@command("执行款抵充", "Allocate a receipt")
class AllocateReceipt(Command):
    """Put an amount that was collected to the heads. `reference` is its receipt; for things `抵债 …` and `以物履行 n`,
    for an applicant's share in a distribution `分配 …`, and `执行费用 n` for the costs kept back in it.

    `asset` is the thing whose price or balance it is: interest then stops with its ruling or deduction.
    """

    reference: str
    asset: str = ""


@decides(AgreeOrder)
def agree_order(case: Case, ask: AgreeOrder) -> list[Event]:
    """The last agreement counts.

    Raises:
        BadRequest: a head is missing or named twice.
    """
    if sorted(head.code for head in ask.order) != sorted(head.code for head in Head):
        raise BadRequest(
            "清偿顺序应当逐一列明全部分项，每项一次", "the order names every head, each once",
            "、".join(head.zh for head in Head), ", ".join(head.code for head in Head),
        )  # fmt: skip
    agreed = OrderAgreed(on=ask.on, order=ask.order)
    last = case.last_event(OrderAgreed)
    if last and last.order == ask.order:
        return []
    MAY_AGREE_ORDER.require(case, ask.on, agreed)
    return [agreed]


@decides(AllocateReceipt)
def allocate_receipt(case: Case, ask: AllocateReceipt, bench: Bench) -> list[Event]:
    """Interest is reckoned up to the day of the payment, then the amount is put to the heads in their order.

    Raises:
        BadRequest: nothing was collected under that reference, or the thing behind it was not named or not disposed of.
        SettingMissing: see `order_of_heads`.
    """
    MAY_ACT_ON_HEADS.require(case, ask.on)
    piece = next((each for each in unallocated(case) if each.reference == ask.reference), None)
    if piece is None and case.last_event(ReceiptAllocated, {"reference": ask.reference}):
        return []
    if piece is None:
        raise BadRequest(
            f"未登记凭证为“{ask.reference}”的到账款", f"nothing was collected under {ask.reference!r}",
            "先登记到账、自行给付或者抵债", "record the receipt, the direct payment or the set-off first",
        )  # fmt: skip
    runs_to = _runs_to(case, piece, ask.asset)
    order = [head for head in order_of_heads(case, bench) if head in piece.heads]
    owed = {head: int(unpaid(case, head)) for head in order}
    principal_fen = shared_out(piece.amount_fen, list(owed.items())).get(Head.PRINCIPAL, 0)
    reckoning = accrued(case, ask.on, runs_to, [(runs_to, principal_fen)])
    if reckoning and Head.DOUBLED_INTEREST in owed:
        owed[Head.DOUBLED_INTEREST] += reckoning.amount_fen
    parts = shared_out(piece.amount_fen, list(owed.items()))
    allocated = ReceiptAllocated(
        on=ask.on, reference=ask.reference, runs_to=runs_to, amount_fen=piece.amount_fen,
        surplus_fen=piece.amount_fen - sum(parts.values()),
        **{f"{head.code}_fen": fen for head, fen in parts.items()},
    )  # fmt: skip
    MAY_ALLOCATE.require(case, ask.on, allocated)
    return [reckoning, allocated] if reckoning else [allocated]


MAY_ACT_ON_HEADS = every("heads", "债权分项", "Acting on the heads of a claim", claim_is_itemised)


def _runs_to(case: Case, piece: Collection, asset: str) -> date:
    """The day of payment; of what the court realised, the day of the deduction or of the ruling (第三条第二款)."""
    if not piece.realised:
        return piece.on
    disposed = case.last_event(AssetDisposed, {"asset": asset})
    if disposed is None or disposed.on > piece.on:
        raise BadRequest(
            f"“{piece.reference}”是扣划或者变价款，须写明已处置的财产",
            f"{piece.reference!r} is money from a deduction or sale: name the thing that was disposed of",
            "先登记扣划或者成交裁定", "record the deduction or the ruling on the sale first",
        )  # fmt: skip
    return disposed.on
