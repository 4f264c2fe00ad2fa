"""迟延履行期间的债务利息、迟延履行金 — what a debtor owes for being late.

Doubled part = unpaid debt (without ordinary interest) × 0.0175 % a day × days. The days run from the day on which the
period for performance ends, that day not counted, to the day of the payment, of the deduction, or of the ruling on a
sale or set-off, that day counted. Days before 1 August 2014 go by the older rules (双倍贷款利率), which no formula here
covers: the court states that interest as an amount. The sum over all days is rounded once, half a fen up, so that it
does not depend on how often it is reckoned.
"""

from collections.abc import Iterable
from datetime import date
from itertools import pairwise

from casestream.kernel import AnyDay, Asked, Case, Command, Event, Truth, command, condition, decides, event, every
from casestream.kernel.calendar import elapsed_days
from casestream.kernel.errors import NotAnAmount
from casestream.kernel.event import field
from casestream.procedures.filing import case_is_in_hand
from casestream.procedures.instruments import DELAY_INTEREST, cpl, ji
from casestream.procedures.proceeds.heads import (
    ClaimItemised,
    ClaimWaived,
    DelayPaymentFixed,
    Head,
    InterestAccrued,
    ReceiptAllocated,
)
from casestream.procedures.standstill import (
    Suspended,
    SuspensionLifted,
    SuspensionReason,
    is_deferred,
    is_suspended,
)

# --- law ---

RATE_NUMERATOR, RATE_DENOMINATOR = 7, 40_000  # 日万分之一点七五: 0.000175 = 7/40000
FORMULA = DELAY_INTEREST.article("第一条")
SPAN = DELAY_INTEREST.article("第二条、第三条")
NOT_COUNTED = DELAY_INTEREST.article("第三条第三款")
FIRST_DAY = date(2014, 8, 1)  # 法释〔2014〕8号第七条
DAY_BEFORE_FIRST = date(2014, 7, 31)
DELAY_IS_DOUBLED = cpl(264)
LOSS_TIMES = 2  # 民诉法解释第五百零五条

# --- events ---


@event("proceeds.interest_paused", "加倍部分利息停止计算", "Doubled interest paused")
class InterestPaused(Event):
    """The basis is under review and enforcement waits for it: from today on the doubled part does not run."""

    debtor_asked: bool = field(zh="因被执行人申请")


@event("proceeds.interest_resumed", "加倍部分利息继续计算", "Doubled interest resumed")
class InterestResumed(Event):
    """The review is over: from today on the doubled part runs again."""


# --- state ---

Amounts = Iterable[tuple[date, int]]
Span = tuple[date, date]


def doubled_interest_fen(due: Amounts, paid: Amounts, until: date, stopped: Iterable[Span] = ()) -> int:
    """The doubled part in whole fen from the day of each debt up to and with `until`.

    `due`: each part of the debt with the last day for it. `paid`: what was paid of it, each with the day to which
    interest on that part runs. `stopped`: spans that do not count, `(from, day on which counting goes on)`.

    Raises:
        NotAnAmount: a debt or a payment is negative.
    """
    debts, payments, spans = list(due), list(paid), list(stopped)
    if any(fen < 0 for _, fen in (*debts, *payments)):
        raise NotAnAmount(
            "未清偿的金钱债务不能为负数", "interest cannot run on a negative principal", "核对本金与已还金额",
            "check the principal and what was paid",
        )  # fmt: skip
    changes = [(max(day, DAY_BEFORE_FIRST), fen) for day, fen in debts] + [(day, -fen) for day, fen in payments]
    days = sorted({day for day, _ in changes if day < until} | {until})
    fen_days = 0
    for since, to in pairwise(days):
        unpaid_fen = max(0, sum(fen for day, fen in changes if day <= since))
        fen_days += unpaid_fen * elapsed_days(since, to, stopped=spans)
    return (2 * RATE_NUMERATOR * fen_days + RATE_DENOMINATOR) // (2 * RATE_DENOMINATOR)


def pauses(case: Case, today: date) -> list[Span]:
    """The spans in which the doubled part does not run: for a retrial, or for a review that the debtor did not ask for."""
    retrial = {"reason": SuspensionReason.RETRIAL, "debtor": ""}
    return [
        *_spans(case.all(Suspended, retrial), case.all(SuspensionLifted, retrial), today),
        *_spans(case.all(InterestPaused), case.all(InterestResumed), today),
    ]


def _spans(starts: Iterable[Event], ends: Iterable[Event], today: date) -> list[Span]:
    last_days = [end.on for end in ends]
    return [(start.on, last_days[n] if n < len(last_days) else today) for n, start in enumerate(starts)]


def interest_fen(case: Case, until: date, also_paid: Amounts = ()) -> int:
    """All of the doubled part up to and with `until`: on the claim as itemised, less what was put to it or waived."""
    itemised = case.last_event(ClaimItemised)
    if itemised is None:
        return 0
    waived = case.all(ClaimWaived, {"head": Head.PRINCIPAL})
    paid = [(each.runs_to, each.principal_fen) for each in case.all(ReceiptAllocated)]
    paid += [(each.on, each.amount_fen) for each in waived]
    due = [(part.due_on, part.principal_fen) for part in itemised.parts]
    return doubled_interest_fen(due, [*paid, *also_paid], until, pauses(case, until))


def accrued(case: Case, on: date, until: date, also_paid: Amounts = ()) -> InterestAccrued | None:
    """The reckoning up to `until`, or to the day of the last one if that is later; None when nothing changes."""
    reckoned = [each.until for each in case.all(InterestAccrued)]
    to = max([until, *reckoned])
    amount_fen = interest_fen(case, to, also_paid) - int(case.total(InterestAccrued.amount_fen))
    return InterestAccrued(on=on, amount_fen=amount_fen, until=to) if amount_fen else None


# --- conditions ---


@condition(FORMULA, en="The claim is itemised", met_by=ClaimItemised)
def claim_is_itemised(case: Asked, today: AnyDay) -> Truth:
    """加倍部分债务利息以债务人尚未清偿的生效法律文书确定的除一般债务利息之外的金钱债务为基数"""
    return case.has(ClaimItemised)


@condition(
    DELAY_IS_DOUBLED,
    en="Interest by the formula runs from August 2014; before that the older rules went, which the court reckons itself",
    met_by=("按当时规定另行计算后列入申请标的", "reckon it by the older rules and state it with the claim"),
)
def formula_is_in_force(case: Asked, today: AnyDay) -> Truth:
    """本解释施行前的迟延履行期间债务利息按照之前的规定计算；施行后的按照本解释计算"""
    return today >= FIRST_DAY


@condition(NOT_COUNTED, en="The case is suspended or deferred for that review", met_by=Suspended)
def case_waits_for_the_review(case: Asked, today: AnyDay) -> Truth:
    """对生效法律文书审查而中止或者暂缓执行的期间，不计算加倍部分债务利息"""
    return is_suspended(case) | is_deferred(case, today)


@condition(
    NOT_COUNTED,
    en="The debtor did not ask for the review: one that he asked for stops nothing",
    met_by=("非因被执行人的申请而审查", "a review that the debtor did not ask for"),
)
def debtor_did_not_ask(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """非因被执行人的申请"""
    return decided.has(InterestPaused, {"debtor_asked": False})


@condition(NOT_COUNTED, en="The doubled part does not run now", met_by=InterestPaused)
def interest_is_paused(case: Asked, today: AnyDay) -> Truth:
    """加倍部分债务利息已停止计算"""
    return case.during(InterestPaused, InterestResumed)


@condition(
    ji(505),
    en="Where a loss was caused, the payment is twice the loss",
    met_by=("损失金额的双倍", "twice the loss"),
)
def payment_is_twice_the_loss(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """已经造成损失的，双倍补偿申请执行人已经受到的损失；没有造成损失的，迟延履行金可以由人民法院根据具体案件情况决定"""
    loss, payment = decided.total(DelayPaymentFixed.loss_fen), decided.total(DelayPaymentFixed.amount_fen)
    doubled = loss * LOSS_TIMES
    return (payment > 0) & (loss >= 0) & ((loss <= 0) | ((payment >= doubled) & (payment <= doubled)))


MAY_ACCRUE = every(
    "interest", "加倍部分债务利息", "Doubled interest",
    claim_is_itemised, formula_is_in_force,
    guards=InterestAccrued,
)  # fmt: skip
MAY_PAUSE_INTEREST = every(
    "interest_pause", "加倍部分利息停止计算", "Pause of the doubled interest",
    case_waits_for_the_review, debtor_did_not_ask,
    guards=InterestPaused,
)  # fmt: skip
MAY_RESUME_INTEREST = every(
    "interest_resumption", "加倍部分利息继续计算", "Resumption of the doubled interest",
    interest_is_paused,
    guards=InterestResumed,
)  # fmt: skip
MAY_FIX_DELAY_PAYMENT = every(
    "delay_payment", "迟延履行金", "Payment for delay",
    case_is_in_hand, claim_is_itemised, payment_is_twice_the_loss,
    guards=DelayPaymentFixed,
)  # fmt: skip

# --- decisions ---


@command("计算加倍部分债务利息", "Reckon the doubled interest")
class AccrueInterest(Command):
    """Reckon the doubled part up to and with today."""


@command("加倍部分利息停止计算", "Pause the doubled interest")
class PauseInterest(Command):
    """Say that enforcement waits for a review of the basis, and whether the debtor asked for it."""

    debtor_asked: bool


@command("加倍部分利息继续计算", "Resume the doubled interest")
class ResumeInterest(Command):
    """Say that the review is over."""


@command("确定迟延履行金", "Fix the payment for delay")
class FixDelayPayment(Command):
    """For one obligation other than money: the loss that was caused, 0 for none, and what the debtor pays for the delay."""

    obligation: str
    loss_fen: int
    amount_fen: int


@decides(AccrueInterest)
def accrue_interest(case: Case, ask: AccrueInterest) -> list[Event]:
    """What comes on top of the last reckoning; the same day again brings nothing."""
    MAY_ACCRUE.require(case, ask.on)
    reckoning = accrued(case, ask.on, ask.on)
    return [reckoning] if reckoning else []


@decides(PauseInterest)
def pause_interest(case: Case, ask: PauseInterest) -> list[Event]:
    """A review pauses it once (法释〔2014〕8号第三条第三款)."""
    paused = InterestPaused(on=ask.on, debtor_asked=ask.debtor_asked)
    if bool(case.during(InterestPaused, InterestResumed)):
        return []
    MAY_PAUSE_INTEREST.require(case, ask.on, paused)
    return [paused]


@decides(ResumeInterest)
def resume_interest(case: Case, ask: ResumeInterest) -> list[Event]:
    """What runs already is not set running again."""
    if case.has(InterestResumed) and not bool(case.during(InterestPaused, InterestResumed)):
        return []
    MAY_RESUME_INTEREST.require(case, ask.on)
    return [InterestResumed(on=ask.on)]


@decides(FixDelayPayment)
def fix_delay_payment(case: Case, ask: FixDelayPayment) -> list[Event]:
    """Each obligation costs its payment once (民诉法解释第五百零五条)."""
    if case.last_event(DelayPaymentFixed, {"obligation": ask.obligation}):
        return []
    fixed = DelayPaymentFixed(
        on=ask.on, obligation=ask.obligation, loss_fen=ask.loss_fen, amount_fen=ask.amount_fen
    )  # fmt: skip
    MAY_FIX_DELAY_PAYMENT.require(case, ask.on, fixed)
    return [fixed]
