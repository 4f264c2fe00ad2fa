"""不予受理、驳回破产申请 — the bankruptcy court does not accept, or dismisses what it accepted: enforcement goes on."""

from casestream.kernel import AnyDay, Asked, Case, Command, Event, Truth, command, condition, decides, every
from casestream.procedures.bankruptcy.debtor import BankruptcyDismissed
from casestream.procedures.bankruptcy.handover import (
    BankruptcyAccepted,
    BankruptcyDeclared,
    BankruptcyNotAccepted,
    bankruptcy_was_accepted,
    handover_was_decided,
    materials_arrived,
    ruling_is_open,
)
from casestream.procedures.instruments import BANKRUPTCY
from casestream.procedures.suspension.suspending import WRITTEN_NOTICE

# --- law ---

DISMISSAL = BANKRUPTCY.article("第十八条", mark="K-med")

# --- conditions ---


@condition(DISMISSAL, en="The debtor was not declared bankrupt", met_by=("未宣告破产", "no declaration of bankruptcy"))
def bankruptcy_was_not_declared(debtor: Asked, today: AnyDay) -> Truth:
    """受移送法院作出驳回申请裁定的，执行法院应当恢复对被执行人的执行"""
    return ~debtor.has(BankruptcyDeclared)


@condition(
    WRITTEN_NOTICE,
    en="The parties are told in writing that enforcement goes on",
    met_by=("书面通知当事人", "a written notice"),
)
def going_on_was_noticed(debtor: Asked, today: AnyDay, decided: Asked) -> Truth:
    """裁定不予受理的，执行法院应当恢复执行，并书面通知当事人"""
    return decided.has(BankruptcyNotAccepted, {"noticed": True})


@condition(
    WRITTEN_NOTICE,
    en="The parties are told in writing that enforcement goes on after the dismissal",
    met_by=("书面通知当事人", "a written notice"),
)
def dismissal_was_noticed(debtor: Asked, today: AnyDay, decided: Asked) -> Truth:
    """恢复执行应当书面通知当事人"""
    return decided.has(BankruptcyDismissed, {"noticed": True})


MAY_NOT_ACCEPT_BANKRUPTCY = every(
    "bankruptcy_refusal", "裁定不予受理破产", "Refusal of bankruptcy",
    handover_was_decided, materials_arrived, ruling_is_open, going_on_was_noticed, guards=BankruptcyNotAccepted,
)  # fmt: skip
MAY_DISMISS_BANKRUPTCY = every(
    "bankruptcy_dismissal", "驳回破产申请", "Dismissal of the petition",
    bankruptcy_was_accepted, bankruptcy_was_not_declared, dismissal_was_noticed, guards=BankruptcyDismissed,
)  # fmt: skip

# --- decisions ---


@command("登记不予受理破产", "Record refusal", kind="debtor")
class RecordBankruptcyNotAccepted(Command):
    """Record that the bankruptcy court did not accept, and whether the parties were told in writing."""

    reason: str
    noticed: bool


@command("登记驳回破产申请", "Record the dismissal", kind="debtor")
class RecordBankruptcyDismissed(Command):
    """Record that the bankruptcy court dismissed the petition after all, and whether the parties were told in writing."""

    reason: str
    noticed: bool


@decides(RecordBankruptcyNotAccepted)
def record_not_accepted(debtor: Case, ask: RecordBankruptcyNotAccepted) -> list[Event]:
    """The materials come back and enforcement goes on (民诉法解释第五百一十三条)."""
    if debtor.has(BankruptcyNotAccepted):
        return []
    refused = BankruptcyNotAccepted(on=ask.on, reason=ask.reason, noticed=ask.noticed)
    MAY_NOT_ACCEPT_BANKRUPTCY.require(debtor, ask.on, refused)
    return [refused]


@decides(RecordBankruptcyDismissed)
def record_dismissed(debtor: Case, ask: RecordBankruptcyDismissed) -> list[Event]:
    """Each acceptance is dismissed once; enforcement goes on in every linked case."""
    last = debtor.last_event(BankruptcyDismissed)
    if last and last.reason == ask.reason and not debtor.during(BankruptcyAccepted, BankruptcyDismissed):
        return []
    dismissed = BankruptcyDismissed(on=ask.on, reason=ask.reason, noticed=ask.noticed)
    MAY_DISMISS_BANKRUPTCY.require(debtor, ask.on, dismissed)
    return [dismissed]
