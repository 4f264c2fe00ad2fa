"""执行款发放 — whatever the court holds goes to whom it is due, within thirty days, after a look at the payee."""

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
    decides,
    event,
    every,
    key,
)
from casestream.kernel.case import Keyed
from casestream.procedures.approval import Approved, Matter, needs_approval, proposal_of
from casestream.procedures.instruments import ORDOS_PLAN, cpl
from casestream.procedures.proceeds.account import (
    RELEASE_RULES,
    ProceedsReceived,
    ProceedsRedirected,
    ProceedsReleased,
    amount_is_positive,
    held,
)
from casestream.procedures.rounds import RoundOpened
from casestream.procedures.standstill import IMPOSED, SuspensionLifted, is_suspended

# --- law ---

# The check of the payee is a practice of the courts of Ordos. It was reported without its first day and its number,
# so it binds from the city's plan of April 2025 on, in these courts only: the intermediate court and the nine below it.
PAYEE_CHECK = ORDOS_PLAN.article("案款发放前强制核查", mark="K-med")


ORDOS_COURTS = (
    "内06", "内0602", "内0603", "内0621", "内0622", "内0623", "内0624", "内0625", "内0626", "内0627",
)  # fmt: skip

# --- events ---


class DeferralReason(Label):
    """Why a pay-out may wait (法发〔2017〕6号第十条)."""

    DISTRIBUTION = "distribution", "需要进行案款分配", "the money has to be distributed among creditors"
    FROZEN = "frozen", "因另案被保全或者冻结", "frozen for another case"
    UNCLAIMED = "unclaimed", "经通知未领取", "the payee was told and did not come"
    STAYED = "stayed", "案件中止或者暂缓执行", "the case is suspended or deferred"
    OTHER = "other", "其他正当理由", "another good reason"


@event("proceeds.payee_checked", "领款人核查", "Payee checked")
class PayeeChecked(Event):
    """Before the pay-out the court looked whether the payee is a debtor elsewhere, and for how much."""

    payee: str = key("payee")
    open_debts_fen: int


@event("proceeds.release_deferred", "延缓发放", "Release deferred")
class ReleaseDeferred(Event):
    """The pay-out may wait, for a reason that was approved."""

    reason: DeferralReason
    note: str = ""
    proposal: str = key("proposal", zh="拟批事项", default="", sentence=True)


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
    en="Before the pay-out the payee is checked: after the money came in, and anew after each redirection",
    met_by=PayeeChecked,
)
def payee_was_checked(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """案款发放前，应当核查领款人是否在其他执行案件中为被执行人"""
    payee = case.about("payee", decided)
    is_recent = payee.last(PayeeChecked) >= case.last(ProceedsReceived)
    return is_recent & ~payee.during(ProceedsRedirected, PayeeChecked)


@condition(
    PAYEE_CHECK,
    en="A payee who is a debtor elsewhere is not paid; the money goes to that case",
    met_by=ProceedsRedirected,
)
def payee_owes_nothing_elsewhere(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """领款人在其他执行案件中为被执行人的，案款不予直接发放，划转另案"""
    return case.about("payee", decided).latest(PayeeChecked.open_debts_fen) <= 0


def outside_ordos(case: Asked, today: AnyDay) -> Truth:
    """鄂尔多斯两级法院以外的法院未施行该项核查"""
    return ~case.this_round.has(RoundOpened, {"court": ORDOS_COURTS})


PAYEE_WAS_CHECKED = payee_was_checked.unless(
    outside_ordos, PAYEE_CHECK, en="The check is a practice of the courts of Ordos"
)
PAYEE_OWES_NOTHING = payee_owes_nothing_elsewhere.unless(
    outside_ordos, PAYEE_CHECK, en="The check is a practice of the courts of Ordos"
)


@condition(
    PAYEE_CHECK,
    en="Only money of a payee who is a debtor elsewhere goes to the other case, and no more than is owed there",
    met_by=PayeeChecked,
)
def payee_owes_that_much_elsewhere(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """领款人在其他执行案件中为被执行人的，案款划转另案，以其所负债务为限"""
    payee = case.about("payee", decided)
    is_owed = payee.latest(PayeeChecked.open_debts_fen) >= decided.total(ProceedsRedirected.amount_fen)
    return is_owed & ~payee.during(ProceedsRedirected, PayeeChecked)


@condition(
    PAYEE_CHECK,
    en="The case to which the money goes is named",
    met_by=("另案案号", "the number of the other case"),
)
def other_case_is_named(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """划转另案的，应当写明另案案号"""
    return ~decided.has(ProceedsRedirected, {"to_case": ""})


@condition(RELEASE_RULES, en="Money waits for its pay-out", met_by=ProceedsReceived)
def money_is_held(case: Asked, today: AnyDay) -> Truth:
    """执行款已到账尚未发放"""
    return held(case) > 0


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


MAY_RELEASE = every(
    "release", "执行款发放", "Release of proceeds",
    amount_is_positive, release_is_covered, PAYEE_WAS_CHECKED, PAYEE_OWES_NOTHING, payout_is_not_suspended,
    guards=ProceedsReleased,
)  # fmt: skip
MAY_REDIRECT = every(
    "redirection", "执行款划转另案", "Redirection of proceeds",
    amount_is_positive, release_is_covered, payee_owes_that_much_elsewhere, other_case_is_named,
    guards=ProceedsRedirected,
)  # fmt: skip
MAY_DEFER_RELEASE = every(
    "release_deferral", "延缓发放", "Deferral of a release",
    money_is_held, deferral_is_approved, other_deferral_is_explained,
    guards=ReleaseDeferred,
)  # fmt: skip
MAY_CHECK_PAYEE = every(
    "payee_check", "领款人核查", "Check of a payee",
    money_is_held,
    guards=PayeeChecked,
)  # fmt: skip

# --- decisions ---


@command("核查领款人", "Check the payee")
class CheckPayee(Command):
    """Record what the look into other cases found: `open_debts_fen` that the payee owes there."""

    payee: str
    open_debts_fen: int


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


@decides(CheckPayee)
def check_payee(case: Case, ask: CheckPayee) -> list[Event]:
    """The same finding on the same day, with no redirection in between, is one check."""
    checked = PayeeChecked(on=ask.on, payee=ask.payee, open_debts_fen=ask.open_debts_fen)
    redirected_since = Keyed(case, "payee", ask.payee).during(ProceedsRedirected, PayeeChecked)
    if case.last_event(PayeeChecked, {"payee": ask.payee}) == checked and not redirected_since:
        return []
    MAY_CHECK_PAYEE.require(case, ask.on)
    return [checked]


@decides(ReleaseProceeds)
def release_proceeds(case: Case, ask: ReleaseProceeds) -> list[Event]:
    """Money that came in before the round closed is paid out after it too: the thirty days do not stop."""
    if case.last_event(ProceedsReleased, {"voucher": ask.voucher}):
        return []
    released = partial(
        ProceedsReleased, on=ask.on, amount_fen=ask.amount_fen, payee=ask.payee, voucher=ask.voucher
    )  # fmt: skip
    return [released(relied_on=MAY_RELEASE.require(case, ask.on, released()))]


@decides(RedirectProceeds)
def redirect_proceeds(case: Case, ask: RedirectProceeds) -> list[Event]:
    """After a redirection the payee is checked anew, so that what is left can be paid."""
    if case.last_event(ProceedsRedirected, {"voucher": ask.voucher}):
        return []
    redirected = ProceedsRedirected(
        on=ask.on, amount_fen=ask.amount_fen, payee=ask.payee, to_case=ask.to_case, voucher=ask.voucher
    )  # fmt: skip
    MAY_REDIRECT.require(case, ask.on, redirected)
    return [redirected]


@decides(DeferRelease)
def defer_release(case: Case, ask: DeferRelease) -> list[Event]:
    """One reason holds until the next money arrives; for that money it is asked for again."""
    deferred = ReleaseDeferred(on=ask.on, reason=ask.reason, note=ask.note, proposal=proposal_of(ask))
    last = case.last_event(ReleaseDeferred)
    if last and case.during(ReleaseDeferred, ProceedsReceived) and (last.reason, last.note) == (ask.reason, ask.note):
        return []
    MAY_DEFER_RELEASE.require(case, ask.on, deferred)
    return [deferred]
