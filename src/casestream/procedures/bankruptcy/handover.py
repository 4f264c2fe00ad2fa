"""移送破产审查 — the decision to hand a debtor over to bankruptcy, and what the bankruptcy court rules.

What it means for each case against the debtor is said in `linked_cases`.
"""

import re
from datetime import date
from functools import partial

from casestream.kernel import (
    AnyDay,
    Asked,
    Bench,
    Case,
    Command,
    Event,
    Period,
    Truth,
    command,
    condition,
    decides,
    event,
    every,
    field,
    key,
)
from casestream.kernel.errors import BadRequest
from casestream.kernel.number import COURT, PROVINCES
from casestream.procedures.approval import BOTH, MAJOR_MATTERS, Matter, Post, needs_approval, proposal_of
from casestream.procedures.bankruptcy.debtor import (
    APPROVAL,
    CONDITIONS,
    BankruptcyConsentRecorded,
    BankruptcyDismissed,
    CaseLinked,
    DebtorRegistered,
    HandoverApproved,
    InsolvencyFound,
    debtor_is_registered,
)
from casestream.procedures.filing import PartyKind
from casestream.procedures.instruments import BANKRUPTCY, cpl, ji

# --- law ---

FORUM, ONCE = BANKRUPTCY.article("第三条"), BANKRUPTCY.article("第十九条", mark="K-med")
SUSPENSION, DECISION, CONSEQUENCES = ji(511), ji(512), ji(513)
FIVE_DAYS = Period(days=5)  # 法发〔2017〕2号: the decision is served on the parties (K-high).
INTERMEDIATE = rf"[兵军{PROVINCES}][0-9]{{2}}"  # 内06: basic courts have four digits, 最高法 none.
THIRTY_DAYS, SEVEN_DAYS = (
    Period(days=30),
    Period(days=7),
)  # 民诉法解释第五百一十二条; 法发〔2017〕2号: the property goes over.

# --- events ---


@event("bankruptcy.handover_decided", "决定移送破产审查", "Hand-over decided", stream="debtor")
class BankruptcyHandoverDecided(Event):
    """The enforcing court decided to hand the debtor over to `to_court`; the parties are served by `serve_by`.

    `to_intermediate` and `high_court_approved` tell why that court may take it. Measures stay in force until acceptance,
    and the court that decided renews them.
    """

    to_court: str
    to_intermediate: bool
    high_court_approved: bool
    serve_by: date
    calendar: str
    relied_on: tuple[str, ...] = ()
    proposal: str = key("proposal", zh="拟批事项", default="", sentence=True)


@event("bankruptcy.materials_sent", "移送破产材料", "Materials sent", stream="debtor")
class MaterialsSent(Event):
    """The materials reached the court of the debtor's domicile, which rules by `decide_by`."""

    decide_by: date
    calendar: str


@event("bankruptcy.accepted", "裁定受理破产", "Bankruptcy accepted", stream="debtor")
class BankruptcyAccepted(Event):
    """The bankruptcy court accepted, `petitioned` by a party itself or after a hand-over: the property goes by `hand_over_by`."""

    hand_over_by: date
    calendar: str
    petitioned: bool = field(zh="当事人自行申请", default=False)


@event("bankruptcy.property_handed_over", "解除保全并移交财产", "Property handed over", stream="debtor")
class PropertyHandedOver(Event):
    """The measures in one linked case were lifted and its property went to the administrator."""

    case: str = key("case")


@event("bankruptcy.not_accepted", "裁定不予受理破产", "Bankruptcy not accepted", stream="debtor")
class BankruptcyNotAccepted(Event):
    """The materials came back and enforcement goes on; `noticed`: the parties were told so in writing."""

    reason: str
    noticed: bool


@event("bankruptcy.declared", "宣告破产", "Bankruptcy declared", stream="debtor")
class BankruptcyDeclared(Event):
    """The debtor was declared bankrupt: enforcement against it ends, by rulings in its cases.

    `served_on` is the day by which those rulings were served; panel and president approved the `proposal` of them here,
    or, `reviewed`, before this log began.
    """

    served_on: date
    reviewed: bool = False
    proposal: str = key("proposal", zh="所批事项", default="", sentence=True)


# --- state ---


def handed_over(debtor: Asked) -> Truth:
    """Whether the hand-over was decided and has not failed."""
    not_refused = debtor.during(BankruptcyHandoverDecided, BankruptcyNotAccepted)
    return not_refused & debtor.during(BankruptcyHandoverDecided, BankruptcyDismissed)


# --- conditions ---


@condition(CONDITIONS, en="At least one case against the debtor is linked", met_by=CaseLinked)
def cases_are_linked(debtor: Asked, today: AnyDay) -> Truth:
    """被执行人已有执行案件"""
    return debtor.has(CaseLinked)


@condition(
    CONDITIONS,
    en="The debtor is an enterprise legal person",
    met_by=("被执行人为企业法人；自然人、其他组织适用参与分配", "an enterprise; others go by distribution"),
)
def debtor_is_an_enterprise(debtor: Asked, today: AnyDay) -> Truth:
    """被执行人为企业法人"""
    return debtor.has(DebtorRegistered, {"kind": PartyKind.ENTERPRISE})


@condition(CONDITIONS, en="The debtor or one applicant consents in writing", met_by=BankruptcyConsentRecorded)
def somebody_consents_in_writing(debtor: Asked, today: AnyDay) -> Truth:
    """被执行人或者有关被执行人的任何一个执行案件的申请执行人书面同意将执行案件移送破产审查"""
    return debtor.has(BankruptcyConsentRecorded, {"in_writing": True})


@condition(CONDITIONS, en="The debtor cannot pay debts that are due", met_by=InsolvencyFound)
def debts_due_cannot_be_paid(debtor: Asked, today: AnyDay) -> Truth:
    """被执行人不能清偿到期债务"""
    return debtor.latest(InsolvencyFound.cannot_pay_due_debts) > 0


@condition(
    CONDITIONS, en="Its assets are below its debts, or it obviously lacks the ability to pay", met_by=InsolvencyFound
)
def debtor_is_insolvent(debtor: Asked, today: AnyDay) -> Truth:
    """被执行人的资产不足以清偿全部债务或者明显缺乏清偿能力"""
    below = debtor.latest(InsolvencyFound.assets_below_debts) > 0
    return below | (debtor.latest(InsolvencyFound.obviously_unable) > 0)


@condition(
    FORUM,
    en="The receiving court is an intermediate one, or the high court approved a basic one",
    met_by=(
        "由被执行人住所地中级人民法院管辖，或者经高级人民法院批准",
        "an intermediate court, or the high court's approval",
    ),
)
def forum_is_right(debtor: Asked, today: AnyDay, decided: Asked) -> Truth:
    """执行案件移送破产审查，由被执行人住所地人民法院管辖，以中级人民法院管辖为原则，经高级人民法院批准可由基层人民法院审理"""
    intermediate = decided.has(BankruptcyHandoverDecided, {"to_intermediate": True})
    return intermediate | decided.has(BankruptcyHandoverDecided, {"high_court_approved": True})


@condition(APPROVAL, en="The collegial panel agreed", met_by=("合议庭评议同意", "the panel agrees"))
def panel_agreed(debtor: Asked, today: AnyDay, decided: Asked) -> Truth:
    """经合议庭评议同意"""
    return debtor.about("proposal", decided).has(HandoverApproved, {"post": Post.PANEL})


@condition(APPROVAL, en="The president signed", met_by=("院长签署移送决定", "the president signs"))
def president_signed(debtor: Asked, today: AnyDay, decided: Asked) -> Truth:
    """由院长签署移送决定"""
    return debtor.about("proposal", decided).has(HandoverApproved, {"post": Post.PRESIDENT})


@condition(
    ONCE,
    en="The hand-over of this debtor was not refused before",
    met_by=("当事人直接向有管辖权的法院申请破产", "a party applies for bankruptcy itself"),
)
def handover_did_not_fail_before(debtor: Asked, today: AnyDay) -> Truth:
    """受移送法院裁定不予受理后，不得重复启动移送破产审查程序"""
    return ~debtor.has(BankruptcyNotAccepted)


@condition(SUSPENSION, en="The hand-over was decided before", met_by=BankruptcyHandoverDecided)
def handover_was_decided(debtor: Asked, today: AnyDay, decided: Asked) -> Truth:
    """执行法院作出移送决定，中止对该被执行人的执行；当事人自行申请破产的，不以移送为前提"""
    return decided.has(BankruptcyAccepted, {"petitioned": True}) | handed_over(debtor) & (
        debtor.last(BankruptcyHandoverDecided) <= today
    )


@condition(DECISION, en="The materials are with the bankruptcy court", met_by=MaterialsSent)
def materials_arrived(debtor: Asked, today: AnyDay, decided: Asked) -> Truth:
    """被执行人住所地人民法院自收到执行案件相关材料之日起三十日内裁定是否受理；当事人自行申请的，不以移送材料为前提"""
    return decided.has(BankruptcyAccepted, {"petitioned": True}) | (debtor.last(MaterialsSent) <= today)


@condition(DECISION, en="The bankruptcy court has not ruled yet", met_by=("该裁定已作出", "it has ruled already"))
def ruling_is_open(debtor: Asked, today: AnyDay, decided: Asked) -> Truth:
    """是否受理的裁定尚未作出"""
    not_refused = ~debtor.has(BankruptcyNotAccepted) | decided.has(BankruptcyAccepted, {"petitioned": True})
    return ~debtor.during(BankruptcyAccepted, BankruptcyDismissed) & not_refused


@condition(CONSEQUENCES, en="Bankruptcy was accepted before", met_by=BankruptcyAccepted)
def bankruptcy_was_accepted(debtor: Asked, today: AnyDay) -> Truth:
    """被执行人住所地人民法院已裁定受理破产案件"""
    return debtor.during(BankruptcyAccepted, BankruptcyDismissed) & (debtor.first(BankruptcyAccepted) <= today)


@condition(CONSEQUENCES, en="The case is one of this debtor", met_by=CaseLinked)
def case_is_linked(debtor: Asked, today: AnyDay, decided: Asked) -> Truth:
    """解除对被执行人财产的保全措施，限于该被执行人的执行案件"""
    return debtor.about("case", decided).has(CaseLinked)


@condition(
    cpl(269), en="The rulings that end its cases were served", met_by=("裁定书送达当事人", "service of the rulings")
)
def endings_were_served(debtor: Asked, today: AnyDay, decided: Asked) -> Truth:
    """终结执行的裁定，送达当事人后立即生效"""
    return decided.latest(BankruptcyDeclared.served_on) <= today


@condition(MAJOR_MATTERS, en="Panel and president approved the rulings that end its cases", met_by=BOTH)
def endings_were_approved(debtor: Asked, today: AnyDay, decided: Asked) -> Truth:
    """执行程序中重大事项的办理，应由三名以上执行员讨论，并报经院长批准"""
    both = panel_agreed.test(debtor, today, decided) & president_signed.test(debtor, today, decided)
    return decided.has(BankruptcyDeclared, {"reviewed": True}) | both


MAY_HAND_OVER_TO_BANKRUPTCY = every(
    "bankruptcy_hand_over", "决定移送破产审查", "Hand-over to bankruptcy",
    debtor_is_registered, cases_are_linked, debtor_is_an_enterprise, somebody_consents_in_writing,
    debts_due_cannot_be_paid, debtor_is_insolvent, forum_is_right, panel_agreed, president_signed,
    handover_did_not_fail_before,
    guards=BankruptcyHandoverDecided,
)  # fmt: skip
MAY_SEND_MATERIALS = every(
    "bankruptcy_materials", "移送破产材料", "Sending materials", handover_was_decided, guards=MaterialsSent
)
MAY_ACCEPT_BANKRUPTCY = every(
    "bankruptcy_acceptance", "裁定受理破产", "Acceptance of bankruptcy",
    handover_was_decided, materials_arrived, ruling_is_open, guards=BankruptcyAccepted,
)  # fmt: skip
MAY_HAND_OVER_PROPERTY = every(
    "bankruptcy_property", "移交财产", "Handing property over", bankruptcy_was_accepted, case_is_linked,
    guards=PropertyHandedOver,
)  # fmt: skip
MAY_DECLARE = every(
    "bankruptcy_declaration", "宣告破产", "Declaration of bankruptcy",
    bankruptcy_was_accepted, endings_were_served, endings_were_approved, guards=BankruptcyDeclared,
)  # fmt: skip

# --- decisions ---


@needs_approval(
    Matter.BANKRUPTCY_HANDOVER, {"to_court": "受移送法院", "high_court_approved": "经高级人民法院批准"},
    approved_as=HandoverApproved,
)  # fmt: skip
@command("决定移送破产审查", "Decide the hand-over", kind="debtor")
class DecideBankruptcyHandover(Command):
    """Hand the debtor over to the court of its domicile."""

    to_court: str
    high_court_approved: bool = False


@command("移送破产材料", "Send the materials", kind="debtor")
class SendMaterials(Command):
    """Record that the materials reached the bankruptcy court."""


@command("登记受理破产", "Record acceptance", kind="debtor")
class RecordBankruptcyAccepted(Command):
    """Record that the bankruptcy court accepted; `petitioned` when a party applied to it, without a hand-over."""

    petitioned: bool = False


@command("登记移交财产", "Record the property handed over", kind="debtor")
class HandOverProperty(Command):
    """Record that the measures in the linked case were lifted and the property went over."""

    linked: str


@needs_approval(Matter.BANKRUPTCY_ENDING, {}, approved_as=HandoverApproved)
@command("登记宣告破产", "Record the declaration", kind="debtor")
class RecordBankruptcyDeclared(Command):
    """Record that the debtor was declared bankrupt and that the rulings ending its cases, once approved, were served."""

    served_on: date


@decides(DecideBankruptcyHandover)
def decide_handover(debtor: Case, ask: DecideBankruptcyHandover, bench: Bench) -> list[Event]:
    """All conditions together; the parties are served within five days. Decided already, it is not decided again."""
    if bool(handed_over(debtor)):
        return []
    if not re.fullmatch(COURT, ask.to_court):
        raise BadRequest(
            f"“{ask.to_court}”不是法院代字", f"{ask.to_court!r} is not the code of a court",
            "例如 内06", "for instance 内06",
        )  # fmt: skip
    due = bench.calendar.due(ask.on, FIVE_DAYS)
    decided = partial(
        BankruptcyHandoverDecided,
        on=ask.on, to_court=ask.to_court, to_intermediate=bool(re.fullmatch(INTERMEDIATE, ask.to_court)),
        high_court_approved=ask.high_court_approved, serve_by=due.on, calendar=due.calendar, proposal=proposal_of(ask),
    )  # fmt: skip
    articles = MAY_HAND_OVER_TO_BANKRUPTCY.require(debtor, ask.on, decided())
    return [decided(relied_on=articles)]


@decides(SendMaterials)
def send_materials(debtor: Case, ask: SendMaterials, bench: Bench) -> list[Event]:
    """The thirty days run from the day on which the bankruptcy court has the materials (民诉法解释第五百一十二条)."""
    if debtor.has(MaterialsSent):
        return []
    MAY_SEND_MATERIALS.require(debtor, ask.on)
    due = bench.calendar.due(ask.on, THIRTY_DAYS)
    return [MaterialsSent(on=ask.on, decide_by=due.on, calendar=due.calendar)]


@decides(RecordBankruptcyAccepted)
def record_accepted(debtor: Case, ask: RecordBankruptcyAccepted, bench: Bench) -> list[Event]:
    """Within seven days the measures are lifted and the property goes over; a late ruling is recorded all the same."""
    if debtor.during(BankruptcyAccepted, BankruptcyDismissed):
        return []
    due = bench.calendar.due(ask.on, SEVEN_DAYS)
    accepted = BankruptcyAccepted(
        on=ask.on, hand_over_by=due.on, calendar=due.calendar, petitioned=ask.petitioned
    )  # fmt: skip
    MAY_ACCEPT_BANKRUPTCY.require(debtor, ask.on, accepted)
    return [accepted]


@decides(HandOverProperty)
def hand_over_property(debtor: Case, ask: HandOverProperty) -> list[Event]:
    """Once for each linked case."""
    if debtor.has(PropertyHandedOver, {"case": ask.linked}):
        return []
    handed = PropertyHandedOver(on=ask.on, case=ask.linked)
    MAY_HAND_OVER_PROPERTY.require(debtor, ask.on, handed)
    return [handed]


@decides(RecordBankruptcyDeclared)
def record_declared(debtor: Case, ask: RecordBankruptcyDeclared) -> list[Event]:
    """A declaration ends the enforcement against the debtor (民诉法解释第五百一十三条)."""
    if debtor.has(BankruptcyDeclared):
        return []
    declared = BankruptcyDeclared(on=ask.on, served_on=ask.served_on, proposal=proposal_of(ask))
    MAY_DECLARE.require(debtor, ask.on, declared)
    return [declared]
