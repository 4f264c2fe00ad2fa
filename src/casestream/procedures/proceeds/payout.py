"""执行款发放 — whatever the court holds goes to whom it is due, within thirty days, after a look at the payee."""

from datetime import date
from functools import partial

from casestream.kernel import (
    AnyDay,
    Asked,
    Case,
    Command,
    Event,
    Label,
    Truth,
    command,
    condition,
    deadline,
    decides,
    event,
    every,
    key,
)
from casestream.procedures.approval import Approved, Matter, needs_approval, proposal_of
from casestream.procedures.filing import DebtorNamed
from casestream.procedures.instruments import AMENDED_2020, WORK, cpl, ji
from casestream.procedures.proceeds.account import (
    RELEASE_RULES,
    FeeTransferred,
    ProceedsReceived,
    ProceedsRedirected,
    ProceedsReleased,
    amount_is_positive,
    held,
    money_is_held,
    oldest_held,
    outstanding,
)
from casestream.procedures.proceeds.fee import ACTUAL_COSTS
from casestream.procedures.proceeds.heads import ClaimItemised
from casestream.procedures.proceeds.payee import (
    PAYEE_CHECK,
    PAYEE_OWES_NOTHING,
    PAYEE_WAS_CHECKED,
    PayeeChecked,
    payee_owes_that_much_elsewhere,
)
from casestream.procedures.proceeds.sharing import SharePaid, is_shared
from casestream.procedures.rounds import ANY_CLOSING
from casestream.procedures.standstill import (
    IMPOSED,
    DeferralEnded,
    Deferred,
    SuspensionLifted,
    is_deferred,
    is_suspended,
)

# --- law ---

DEFERRED_BY_SUPERIOR = WORK.article("第一百三十五条").renumbered(AMENDED_2020, "第七十七条")

# --- events ---


class DeferralReason(Label):
    """Why a pay-out may wait (法发〔2017〕6号第十条)."""

    DISTRIBUTION = "distribution", "需要进行案款分配", "the money has to be distributed among creditors"
    FROZEN = "frozen", "因另案被保全或者冻结", "frozen for another case"
    UNCLAIMED = "unclaimed", "经通知未领取", "the payee was told and did not come"
    STAYED = "stayed", "案件中止或者暂缓执行", "the case is suspended or deferred"
    OTHER = "other", "其他正当理由", "another good reason"


@event("proceeds.release_deferred", "延缓发放", "Release deferred")
class ReleaseDeferred(Event):
    """The pay-out may wait, for a reason that was approved."""

    reason: DeferralReason
    note: str = ""
    proposal: str = key("proposal", zh="拟批事项", default="", sentence=True)


RELEASE = deadline(
    "release", "执行款发放", "release of proceeds", begins=ProceedsReceived,
    kept_by=(ProceedsReleased, ProceedsRedirected, FeeTransferred, ReleaseDeferred), citation=RELEASE_RULES, due="release_by",
    node="203001029", outlives=ANY_CLOSING, amount="amount_fen",
)  # fmt: skip
PAPERWORK = deadline(
    "payment_processing", "办理款物支付手续", "paperwork of a pay-out", begins=ProceedsReceived,
    kept_by=(PayeeChecked, ProceedsReleased, ProceedsRedirected, FeeTransferred, ReleaseDeferred), citation=RELEASE_RULES,
    due="release_by", node="203001028", official=False, outlives=ANY_CLOSING, amount="amount_fen",
)  # fmt: skip

# --- conditions ---


@condition(
    RELEASE_RULES,
    en="No more is paid out than has come in",
    met_by=("不超过已到账未发放的数额", "at most what is still on the account"),
)
def release_is_covered(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """执行款应当在已到账的数额内发放"""
    leaving = decided.total(ProceedsReleased.amount_fen) + decided.total(ProceedsRedirected.amount_fen)
    return leaving <= held(case)


@condition(
    PAYEE_CHECK,
    en="The case to which the money goes is named",
    met_by=("另案案号", "the number of the other case"),
)
def other_case_is_named(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """划转另案的，应当写明另案案号"""
    return ~decided.has(ProceedsRedirected, {"to_case": ""})


@condition(RELEASE_RULES, en="The deferral was approved", met_by=Approved)
def deferral_is_approved(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """延缓发放执行款的，应当报经批准"""
    proposal = case.about("proposal", decided)
    return proposal.count(Approved, {"matter": Matter.DEFERRED_RELEASE}) > proposal.count(ReleaseDeferred)


@condition(
    RELEASE_RULES,
    en="A good reason that the list does not name is stated",
    met_by=("写明理由", "state the reason"),
)
def other_deferral_is_explained(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """有其他正当理由需要延缓发放的，应当写明理由"""
    return ~decided.has(ReleaseDeferred, {"reason": DeferralReason.OTHER, "note": ""})


@condition(
    cpl(267),
    en="No reason that the law imposes suspends the case; waiting that the applicant agreed to keeps no money back",
    met_by=SuspensionLifted,
)
def payout_is_not_suspended(case: Asked, today: AnyDay) -> Truth:
    """因移送破产审查、案外人异议、再审等情形中止执行的，中止期间不发放执行款"""
    return ~is_suspended(case, IMPOSED)


@condition(
    DEFERRED_BY_SUPERIOR,
    en="No superior court has the case deferred; a deferral that the applicant agreed to keeps no money back",
    met_by=DeferralEnded,
)
def payout_is_not_deferred_by_a_superior(case: Asked, today: AnyDay) -> Truth:
    """上级法院通知暂缓执行的，暂缓期间不发放执行款"""
    by_superior = case.latest(Deferred.until, {"by_superior": True}) >= today
    return ~(is_deferred(case, today) & by_superior)


@condition(
    ji(509),
    en="Money that creditors share is paid out by the plan of distribution",
    met_by=SharePaid,
)
def shared_money_goes_by_the_plan(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """多个债权人对执行财产申请参与分配的，执行法院应当制作财产分配方案，按照分配方案进行分配"""
    payee = case.about("payee", decided)
    amount = decided.total(ProceedsReleased.amount_fen) + decided.total(ProceedsRedirected.amount_fen)
    gone = payee.during(ProceedsReleased, SharePaid) | payee.during(ProceedsRedirected, SharePaid)
    awarded = payee.has(SharePaid) & ~gone & (amount <= payee.latest(SharePaid.amount_fen))
    return ~is_shared(case) | awarded


@condition(
    ACTUAL_COSTS,
    en="What came in beyond the claim and its costs goes back to the debtor",
    met_by=("退还被执行人", "a pay-out to the debtor"),
    soft=True,
)
def surplus_goes_back_to_the_debtor(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """所得价款超出执行标的数额和执行费用的部分，应当退还被执行人"""
    # Only an itemised claim says what is owed to the fen; and a settlement may promise more, so it is found, not refused.
    owed = outstanding(case)  # below zero there is a surplus
    amount = decided.total(ProceedsReleased.amount_fen) + decided.total(ProceedsRedirected.amount_fen)
    leaves_it = (owed >= 0) | (amount <= held(case) + owed)
    return leaves_it | decided.has(ProceedsReleased, {"to_debtor": True}) | ~case.has(ClaimItemised)


@condition(
    RELEASE_RULES,
    en="Money is paid out within thirty days, unless the deferral was approved",
    met_by=("三十日内发放，或者报批延缓发放", "a pay-out within thirty days, or an approved deferral"),
    soft=True,
)
def release_is_in_time(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """执行款应当在到账后三十日内发放，经批准延缓发放的除外"""
    is_late = decided.latest(ProceedsReleased.release_by) < today
    was_deferred = decided.has(ProceedsReleased, {"deferred": True}) | case.during(ReleaseDeferred, ProceedsReceived)
    return ~is_late | was_deferred


MAY_RELEASE = every(
    "release", "执行款发放", "Release of proceeds",
    amount_is_positive, release_is_covered, PAYEE_WAS_CHECKED, PAYEE_OWES_NOTHING, payout_is_not_suspended,
    payout_is_not_deferred_by_a_superior, shared_money_goes_by_the_plan, surplus_goes_back_to_the_debtor,
    release_is_in_time,
    guards=ProceedsReleased,
)  # fmt: skip
MAY_REDIRECT = every(
    "redirection", "执行款划转另案", "Redirection of proceeds",
    amount_is_positive, release_is_covered, payee_owes_that_much_elsewhere, other_case_is_named,
    payout_is_not_suspended, payout_is_not_deferred_by_a_superior, shared_money_goes_by_the_plan,
    surplus_goes_back_to_the_debtor,
    guards=ProceedsRedirected,
)  # fmt: skip
MAY_DEFER_RELEASE = every(
    "release_deferral", "延缓发放", "Deferral of a release",
    money_is_held, deferral_is_approved, other_deferral_is_explained,
    guards=ReleaseDeferred,
)  # fmt: skip
# --- decisions ---


@command("发放执行款", "Release proceeds")
class ReleaseProceeds(Command):
    """Pay money out. `voucher` is the number of the payment, so that one payment is made once."""

    amount_fen: int
    payee: str
    voucher: str


@command("划转另案", "Redirect proceeds")
class RedirectProceeds(Command):
    """Pay what is due to a payee into the case in which the payee is the debtor."""

    amount_fen: int
    payee: str
    to_case: str
    voucher: str


@needs_approval(Matter.DEFERRED_RELEASE, {"reason": "情形", "note": "理由"})
@command("延缓发放执行款", "Defer the release")
class DeferRelease(Command):
    """Let the pay-out wait, for an approved reason."""

    reason: DeferralReason
    note: str = ""


@decides(ReleaseProceeds)
def release_proceeds(case: Case, ask: ReleaseProceeds) -> list[Event]:
    """Money that came in before the round closed is paid out after it too: the thirty days do not stop."""
    if case.last_event(ProceedsReleased, {"voucher": ask.voucher}):
        return []
    return [release(case, ask.on, ask.amount_fen, ask.payee, ask.voucher)]


def release(case: Case, on: date, amount_fen: int, payee: str, voucher: str) -> ProceedsReleased:
    """The pay-out, with the articles that it relies on.

    Raises:
        Refused: the law does not allow it.
    """
    oldest, deferral = oldest_held(case), case.last_event(ReleaseDeferred)
    released = partial(
        ProceedsReleased, on=on, amount_fen=amount_fen, payee=payee, voucher=voucher,
        release_by=oldest.release_by if oldest else None, to_debtor=bool(case.has(DebtorNamed, {"debtor": payee})),
        deferred=oldest is not None and deferral is not None and oldest.on <= deferral.on,
    )  # fmt: skip
    return released(relied_on=MAY_RELEASE.require(case, on, released()))


@decides(RedirectProceeds)
def redirect_proceeds(case: Case, ask: RedirectProceeds) -> list[Event]:
    """After a redirection the payee is checked anew, so that what is left can be paid."""
    if case.last_event(ProceedsRedirected, {"voucher": ask.voucher}):
        return []
    return [redirection(case, ask)]


def redirection(case: Case, ask: RedirectProceeds) -> ProceedsRedirected:
    """The redirection that is asked for.

    Raises:
        Refused: the law does not allow it.
    """
    redirected = ProceedsRedirected(
        on=ask.on, amount_fen=ask.amount_fen, payee=ask.payee, to_case=ask.to_case, voucher=ask.voucher
    )  # fmt: skip
    MAY_REDIRECT.require(case, ask.on, redirected)
    return redirected


@decides(DeferRelease)
def defer_release(case: Case, ask: DeferRelease) -> list[Event]:
    """One reason holds until the next money arrives; for that money it is asked for again."""
    deferred = ReleaseDeferred(on=ask.on, reason=ask.reason, note=ask.note, proposal=proposal_of(ask))
    last = case.last_event(ReleaseDeferred)
    if last and case.during(ReleaseDeferred, ProceedsReceived) and (last.reason, last.note) == (ask.reason, ask.note):
        return []
    MAY_DEFER_RELEASE.require(case, ask.on, deferred)
    return [deferred]
