"""被执行人 — a debtor across its cases, and what must be known of it before it is handed over to bankruptcy.

The debtor is a stream of its own: its cases are linked to it, the consents, the findings on its means and the approvals
are recorded here once for all of them.
"""

from casestream.kernel import (
    AnyDay,
    Asked,
    Bench,
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
from casestream.kernel.errors import BadRequest
from casestream.kernel.event import field
from casestream.procedures.approval import check_other_voice
from casestream.procedures.filing import PartyKind
from casestream.procedures.instruments import BANKRUPTCY
from casestream.procedures.posts import Post, post_of

# --- law ---

CONDITIONS = BANKRUPTCY.article("第二条")
APPROVAL = BANKRUPTCY.article("第五条", mark="K-high")

# --- events ---


class ConsentBy(Label):
    """Who consented."""

    DEBTOR = "debtor", "被执行人", "the debtor"
    APPLICANT = "applicant", "申请执行人之一", "one of the applicants"


@event("bankruptcy.debtor_registered", "登记被执行人", "Debtor registered", stream="debtor", opens=True)
class DebtorRegistered(Event):
    """A debtor across its cases: `number` is its name or its unified social credit code, `court` the one that keeps it."""

    court: str
    number: str
    kind: PartyKind


@event("bankruptcy.case_linked", "关联案件", "Case linked", stream="debtor")
class CaseLinked(Event):
    """`case` goes against this debtor; `kept_here`: this log keeps it, so what befalls the debtor reaches it at once.

    `named` is what that case calls the debtor, where it is not the name of this stream.
    """

    case: str = key("case")
    kept_here: bool = True
    named: str = field(zh="案中名称", default="")


@event("bankruptcy.consent_recorded", "同意移送破产", "Consent recorded", stream="debtor")
class BankruptcyConsentRecorded(Event):
    """The debtor, or one applicant (`name`) in any of its cases, agreed to the hand-over."""

    by: ConsentBy
    name: str
    in_writing: bool


@event("bankruptcy.insolvency_found", "查明具备破产原因", "Insolvency found", stream="debtor")
class InsolvencyFound(Event):
    """What the court found about the debtor's means."""

    cannot_pay_due_debts: bool
    assets_below_debts: bool
    obviously_unable: bool


@event("bankruptcy.handover_approved", "审批移送破产", "Hand-over approved", stream="debtor")
class HandoverApproved(Event):
    """`approver`, of the panel or the president, said yes to this `proposal`: a hand-over, or the endings by a declaration."""

    post: Post
    proposal: str = key("proposal", zh="拟批事项", default="", sentence=True)
    approver: str = field(zh="批准人", default="")


@event("bankruptcy.dismissed", "驳回破产申请", "Petition dismissed", stream="debtor")
class BankruptcyDismissed(Event):
    """The accepted petition was dismissed and enforcement goes on; `noticed`: the parties were told so in writing."""

    reason: str
    noticed: bool


# --- conditions ---


@condition(CONDITIONS, en="The debtor is registered", met_by=DebtorRegistered)
def debtor_is_registered(debtor: Asked, today: AnyDay) -> Truth:
    """移送破产审查以同一被执行人为单位"""
    return debtor.first(DebtorRegistered) <= today


@condition(
    APPROVAL, en="The panel or the president acts", met_by=("由合议庭或者院长审批", "the panel or the president")
)
def approver_is_panel_or_president(debtor: Asked, today: AnyDay, decided: Asked) -> Truth:
    """移送破产审查由合议庭评议、院长签署"""
    return decided.has(HandoverApproved, {"post": (Post.PANEL, Post.PRESIDENT)})


MAY_LINK_CASE = every("debtor_case", "关联案件", "Linking a case", debtor_is_registered, guards=CaseLinked)
MAY_RECORD_CONSENT = every(
    "bankruptcy_consent", "同意移送破产", "Recording a consent", debtor_is_registered, guards=BankruptcyConsentRecorded
)
MAY_FIND_INSOLVENCY = every(
    "insolvency", "查明破产原因", "Finding insolvency", debtor_is_registered, guards=InsolvencyFound
)
MAY_APPROVE_HANDOVER = every(
    "bankruptcy_approval", "审批移送破产", "Approving a hand-over", debtor_is_registered, approver_is_panel_or_president,
    guards=HandoverApproved,
)  # fmt: skip
# --- decisions ---


@command("登记被执行人", "Register a debtor", kind="debtor", begins=True)
class RegisterDebtor(Command):
    """Begin the stream of a debtor. `case` is its name or its unified social credit code."""

    court: str
    kind: PartyKind


@command("关联案件", "Link a case", kind="debtor")
class LinkCase(Command):
    """Say that the case `linked` (its id or a case number) goes against this debtor."""

    linked: str
    kept_here: bool = True
    named: str = ""


@command("登记同意移送破产", "Record the consent", kind="debtor")
class RecordBankruptcyConsent(Command):
    """Record the consent of the debtor or of one applicant."""

    by: ConsentBy
    name: str
    in_writing: bool = True


@command("查明破产原因", "Find insolvency", kind="debtor")
class FindInsolvency(Command):
    """Record what was found about the debtor's means."""

    cannot_pay_due_debts: bool
    assets_below_debts: bool
    obviously_unable: bool


@command("审批移送破产", "Approve the hand-over", kind="debtor")
class ApproveHandover(Command):
    """Say yes to one proposal, `proposal_of(step)`: a hand-over, or the endings by a declaration."""

    proposal: str = ""


@decides(RegisterDebtor)
def register_debtor(debtor: Case, ask: RegisterDebtor) -> list[Event]:
    """A debtor is registered once; what was wrong is corrected."""
    if debtor.has(DebtorRegistered):
        return []
    return [DebtorRegistered(on=ask.on, court=ask.court, number=debtor.id, kind=ask.kind)]


@decides(LinkCase)
def link_case(debtor: Case, ask: LinkCase) -> list[Event]:
    """One case is linked once."""
    if debtor.has(CaseLinked, {"case": ask.linked}):
        return []
    MAY_LINK_CASE.require(debtor, ask.on)
    return [CaseLinked(on=ask.on, case=ask.linked, kept_here=ask.kept_here, named=ask.named)]


@decides(RecordBankruptcyConsent)
def record_consent(debtor: Case, ask: RecordBankruptcyConsent) -> list[Event]:
    """An oral consent is recorded too; the decision asks for one in writing."""
    consent = BankruptcyConsentRecorded(on=ask.on, by=ask.by, name=ask.name, in_writing=ask.in_writing)
    if consent in debtor.all(BankruptcyConsentRecorded):
        return []
    MAY_RECORD_CONSENT.require(debtor, ask.on)
    return [consent]


@decides(FindInsolvency)
def find_insolvency(debtor: Case, ask: FindInsolvency) -> list[Event]:
    """The latest finding counts."""
    found = InsolvencyFound(
        on=ask.on, cannot_pay_due_debts=ask.cannot_pay_due_debts, assets_below_debts=ask.assets_below_debts,
        obviously_unable=ask.obviously_unable,
    )  # fmt: skip
    if debtor.last_event(InsolvencyFound) == found:
        return []
    MAY_FIND_INSOLVENCY.require(debtor, ask.on)
    return [found]


@decides(ApproveHandover)
def approve_handover(debtor: Case, ask: ApproveHandover, bench: Bench) -> list[Event]:
    """The panel agrees, the president signs; each once to one proposal."""
    if not ask.proposal.strip():
        raise BadRequest(
            "审批移送破产未写明拟批事项", "the approval of the hand-over names no proposal",
            "写明受移送法院", "say to which court: proposal_of(step)",
        )  # fmt: skip
    post = post_of(bench.actor)
    if debtor.has(HandoverApproved, {"post": post, "proposal": ask.proposal}):
        return []
    approved = HandoverApproved(on=ask.on, post=post, proposal=ask.proposal, approver=bench.actor.id)
    MAY_APPROVE_HANDOVER.require(debtor, ask.on, approved)
    check_other_voice(debtor, approved)
    return [approved]
