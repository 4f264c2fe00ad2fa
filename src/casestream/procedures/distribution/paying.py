"""按方案分配 — a share is paid once the plan stands, or as far as it is not disputed; then the distribution ends."""

from casestream.kernel import AnyDay, Asked, Case, Command, Event, Truth, command, condition, decides, every
from casestream.procedures.distribution.dispute import objected
from casestream.procedures.distribution.plan import PLAN, PlanObjected, PlanPartyListed, PlanServed, ShareAwarded
from casestream.procedures.distribution.suit import PlanAmended, PlanSued, ShareEscrowed, is_sued_upon, suit_was_missed
from casestream.procedures.filing import ApplicantNamed
from casestream.procedures.instruments import ji
from casestream.procedures.once import gone_on
from casestream.procedures.proceeds import (
    DistributionApplied,
    DistributionEnded,
    RedirectProceeds,
    SharePaid,
    is_shared,
    redirection,
    release,
)

# --- law ---

PAYING = ji(510)

# --- conditions ---


@condition(
    PLAN,
    en="Everybody was served with the plan, and the fifteen days to object have passed",
    met_by=PlanServed,
)
def days_to_object_have_passed(case: Asked, today: AnyDay) -> Truth:
    """送达各债权人和被执行人，自收到分配方案之日起十五日内可以提出异议"""

    def silent(party: Asked) -> Truth:
        served = party.during(PlanServed, PlanPartyListed)
        return objected(party) | (served & (party.latest(PlanServed.object_by) < today))

    return case.for_every(PlanPartyListed, silent)


@condition(
    PAYING,
    en="Each objection was taken over, dropped for want of a suit, or its amount is kept back while the suit goes on",
    met_by=PlanAmended,
)
def objections_are_dealt_with(case: Asked, today: AnyDay) -> Truth:
    """异议人逾期未提起诉讼的，执行法院按照原分配方案进行分配；诉讼期间进行分配的，应当提存与争议债权数额相应的款项"""

    def dealt_with(party: Asked) -> Truth:
        kept_back = is_sued_upon(party) & party.during(ShareEscrowed, PlanSued)
        return ~objected(party) | party.during(PlanAmended, PlanObjected) | suit_was_missed(party, today) | kept_back

    return case.for_every(PlanPartyListed, dealt_with)


@condition(PLAN, en="The creditor has a share that large, and what is disputed of it stays", met_by=ShareAwarded)
def share_covers_it(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """按照财产分配方案确定的份额支付，提存的款项除外"""
    creditor = case.about("payee", decided)
    paying = creditor.total(SharePaid.amount_fen) + decided.total(SharePaid.amount_fen)
    share = creditor.latest(ShareAwarded.share_fen) + creditor.latest(ShareAwarded.paid_before_fen)
    kept = paying + creditor.latest(ShareEscrowed.amount_fen) <= share
    return (paying <= share) & (~creditor.during(ShareEscrowed, ShareAwarded) | kept)


@condition(PLAN, en="A share is more than nothing", met_by=("大于零的金额", "an amount above zero"))
def share_is_something(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """分配款逐笔支付"""
    return decided.total(SharePaid.amount_fen) > 0


@condition(PLAN, en="Creditors take part, and their shares are set", met_by=ShareAwarded)
def shares_are_set(case: Asked, today: AnyDay) -> Truth:
    """已制作财产分配方案"""
    return is_shared(case) & case.during(ShareAwarded, DistributionApplied)


@condition(PLAN, en="Every share was paid", met_by=SharePaid)
def every_share_is_paid(case: Asked, today: AnyDay) -> Truth:
    """按照分配方案分配完毕"""
    return case.for_every(
        ShareAwarded,
        lambda creditor: (
            creditor.total(SharePaid.amount_fen)
            >= creditor.latest(ShareAwarded.share_fen) + creditor.latest(ShareAwarded.paid_before_fen)
        ),
    )


MAY_PAY_SHARE = every(
    "share", "分配款支付", "Payment of a share",
    shares_are_set, days_to_object_have_passed, objections_are_dealt_with, share_is_something, share_covers_it,
    guards=SharePaid,
)  # fmt: skip
MAY_END_DISTRIBUTION = every(
    "distribution_end", "参与分配终结", "End of a distribution",
    shares_are_set, every_share_is_paid,
    guards=DistributionEnded,
)  # fmt: skip

# --- decisions ---


@command("支付分配款", "Pay a share")
class PayShare(Command):
    """Pay a creditor its share or a part of it; into `to_case` where the creditor is a debtor there."""

    creditor: str
    amount_fen: int
    voucher: str
    to_case: str = ""


@command("参与分配终结", "End the distribution")
class EndDistribution(Command):
    """Say that every share was paid."""


@decides(PayShare)
def pay_share(case: Case, ask: PayShare) -> list[Event]:
    """The share and the pay-out, which has conditions of its own: the check of the payee, suspension, the account."""
    if case.last_event(SharePaid, {"voucher": ask.voucher}):
        return []
    own = bool(case.has(ApplicantNamed, {"applicant": ask.creditor}))
    paid = SharePaid(on=ask.on, payee=ask.creditor, amount_fen=ask.amount_fen, own=own, voucher=ask.voucher)
    MAY_PAY_SHARE.require(case, ask.on, paid)
    then = gone_on(case, paid)
    if ask.to_case:
        elsewhere = RedirectProceeds(
            case=ask.case, on=ask.on, amount_fen=ask.amount_fen, payee=ask.creditor, to_case=ask.to_case,
            voucher=ask.voucher,
        )  # fmt: skip
        return [paid, redirection(then, elsewhere)]
    return [paid, release(then, ask.on, ask.amount_fen, ask.creditor, ask.voucher)]


@decides(EndDistribution)
def end_distribution(case: Case, ask: EndDistribution) -> list[Event]:
    """What is still owed stays owed; property found later is enforced as before (民诉法解释第五百零八条)."""
    if case.has(DistributionEnded) and not bool(is_shared(case)):
        return []
    MAY_END_DISTRIBUTION.require(case, ask.on)
    return [DistributionEnded(on=ask.on)]
