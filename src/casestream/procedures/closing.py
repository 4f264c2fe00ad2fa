"""结案 — the ways in which a round ends for good: performed, terminated, struck off, refused or dismissed.

Each writes two events: its own, with what its article asks for, and the closing of the round, which statistics count.
The end for want of assets (终本) only parks a round; it has a file of its own.
"""

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
    decides,
    event,
    every,
)
from casestream.procedures.filing import EnforcementApplied, round_is_open
from casestream.procedures.instruments import (
    AMENDED_2020,
    FILING_AND_CLOSING,
    PROCEDURE,
    R335,
    SETTLEMENT,
    WORK,
    cpl,
    ji,
)
from casestream.procedures.proceeds import (
    ProceedsReleased,
    collected_fen,
    held,
    outstanding,
)
from casestream.procedures.rounds import ClosingMode, Origin, Round, RoundClosed, RoundOpened, close_round
from casestream.procedures.settlement import (
    SettlementPerformed,
    SettlementRecorded,
    SettlementSued,
    is_being_performed,
    is_performed,
)
from casestream.procedures.suspension import DeferralEnded, SuspensionLifted, is_deferred, is_suspended, stopped_spans

# --- law ---

SATISFIED = FILING_AND_CLOSING.article("第十五条", mark="K-high")
TERMINATED = FILING_AND_CLOSING.article("第十七条", mark="K-high")
STRUCK_OFF = FILING_AND_CLOSING.article("第十八条", mark="K-high")
DISMISSED = FILING_AND_CLOSING.article("第二十条", mark="K-high")
RESUMED_MODES = FILING_AND_CLOSING.article("第二十二条", mark="K-high")
TRANSFER_IS_STRUCK_OFF = R335.article("第一条", mark="K-med")
TRANSFER_WAS_TERMINATED = FILING_AND_CLOSING.article("第十七条第（十）至（十二）项", until=R335.since)
MAJOR_MATTERS = WORK.article("第五条")
REASONED_RULING = WORK.article("第一百零六条").renumbered(AMENDED_2020, "第六十二条")

# --- events ---


class TerminationGround(Label):
    """Why enforcement is terminated (民事诉讼法第二百六十八条, 法发〔2014〕26号第十七条)."""

    WITHDRAWN = "withdrawn", "申请人撤销申请", "the applicant withdrew the application"
    BASIS_REVOKED = "basis_revoked", "执行依据被撤销", "the basis was revoked"
    NO_ESTATE = "no_estate", "被执行人死亡且无遗产、无义务承担人", "the debtor died, without estate or successor"
    SUPPORT_CREDITOR_DIED = (
        "support_creditor_died",
        "追索赡养费等案件权利人死亡",
        "the creditor of a support claim died",
    )
    HARDSHIP = "hardship", "因生活困难无力偿还借款", "a debtor of a loan with no means, income or capacity for work"
    SETTLED_AND_WITHDRAWN = "settled_and_withdrawn", "和解后撤回申请", "settled, and the application withdrawn"
    SETTLEMENT_SUED = "settlement_sued", "就和解协议起诉", "a suit was taken on the settlement"
    ENTITY_GONE = "entity_gone", "被执行组织终止且无承受人", "the entity is gone, without assets or successor"
    BANKRUPT = "bankrupt", "被执行人被宣告破产", "the debtor was declared bankrupt"
    TRANSFERRED = "transferred", "提级、指定、委托执行", "taken to another court"
    OTHER = "other", "其他应当终结的情形", "another good reason"


class StrikeOffReason(Label):
    """Why a case leaves the docket (法发〔2014〕26号第十八条, 法明传〔2018〕335号)."""

    JURISDICTION = "jurisdiction", "管辖权异议成立", "an objection to jurisdiction succeeded"
    EARLIER_COURT = "earlier_court", "其他法院立案在先", "another competent court filed earlier"
    ENTRUSTMENT_RETURNED = "entrustment_returned", "退回委托", "the entrustment was returned"
    TRANSFERRED = "transferred", "提级、指定、委托执行", "taken to another court"


TO_ANOTHER_COURT = (StrikeOffReason.JURISDICTION, StrikeOffReason.EARLIER_COURT, StrikeOffReason.TRANSFERRED)


class RefusalGround(Label):
    """Why enforcement is refused."""

    AWARD = "award", "仲裁裁决不予执行", "an award that may not be enforced"
    NOTARISED = "notarised", "公证债权文书确有错误", "a notarised instrument with an error"
    LIMITATION = "limitation", "时效异议成立", "the debtor's objection that the two years had run"


@event("closing.satisfied", "执行完毕", "Enforcement satisfied")
class EnforcementSatisfied(Event):
    """Everything was performed. `noticed`: a closing notice was served, or the parties confirmed in writing."""

    noticed: bool
    by_settlement: bool
    relied_on: tuple[str, ...] = ()


@event("closing.terminated", "终结执行", "Enforcement terminated")
class EnforcementTerminated(Event):
    """A ruling ended the enforcement; it takes effect when it is served (民事诉讼法第二百六十九条)."""

    ground: TerminationGround
    served_on: date
    reviewed: bool
    note: str = ""
    relied_on: tuple[str, ...] = ()


@event("closing.struck_off", "销案", "Case struck off")
class StruckOff(Event):
    """The case left the docket; `to_court` goes on with it."""

    reason: StrikeOffReason
    to_court: str = ""
    property_handed_over: bool = False
    high_court_consents: bool = False
    relied_on: tuple[str, ...] = ()


@event("closing.refused", "不予执行", "Enforcement refused")
class EnforcementRefused(Event):
    """A ruling refused to enforce the basis, on the debtor's request."""

    ground: RefusalGround
    reviewed: bool
    relied_on: tuple[str, ...] = ()


@event("closing.dismissed", "驳回申请", "Application dismissed")
class ApplicationDismissed(Event):
    """After the filing it turned out that the conditions for filing were not met."""

    reason: str
    relied_on: tuple[str, ...] = ()


# --- state ---


def close(case: Case, on: date, mode: ClosingMode) -> RoundClosed:
    """The closing of the current round, with what was collected in it and the days that do not count taken out."""
    return close_round(case, on, mode, collected_fen(case), stopped_spans(case, on))


# --- conditions ---


@condition(
    FILING_AND_CLOSING.article("第二十三条第（一）项", mark="K-high"),
    en="A suspended case is not closed",
    met_by=SuspensionLifted,
)
def case_is_not_suspended(case: Asked, today: AnyDay) -> Truth:
    """人民法院裁定中止执行的，不得作结案处理"""
    return ~is_suspended(case)


@condition(
    FILING_AND_CLOSING.article("第二十三条第（二）项", mark="K-high"),
    en="A deferred case is not closed",
    met_by=DeferralEnded,
)
def case_is_not_deferred(case: Asked, today: AnyDay) -> Truth:
    """人民法院决定暂缓执行的，不得作结案处理"""
    return ~is_deferred(case, today)


@condition(
    FILING_AND_CLOSING.article("第二十三条第（三）项", mark="K-high"),
    en="A settlement that is not fully performed does not close a case",
    met_by=SettlementPerformed,
)
def settlement_is_not_pending(case: Asked, today: AnyDay) -> Truth:
    """执行和解协议未全部履行完毕，且不符合终结本次执行程序、终结执行条件的，不得作结案处理"""
    return ~is_being_performed(case)


@condition(SATISFIED, en="Everything claimed was performed", met_by=("全部执行到位", "collect all that is outstanding"))
def nothing_is_outstanding(case: Asked, today: AnyDay) -> Truth:
    """生效法律文书确定的执行内容全部执行完毕"""
    return outstanding(case) <= 0


def settlement_was_fully_performed(case: Asked, today: AnyDay) -> Truth:
    """执行和解协议履行完毕的，人民法院作执行结案处理"""
    return is_performed(case)


@condition(SATISFIED, en="The money received was paid out", met_by=ProceedsReleased)
def money_was_paid_out(case: Asked, today: AnyDay) -> Truth:
    """执行款已经全部发放"""
    return held(case) <= 0


@condition(
    SATISFIED,
    en="A closing notice was served, or the parties confirmed in writing",
    met_by=("结案通知书或者当事人书面确认", "a closing notice, or a written confirmation"),
)
def closing_was_noticed(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """执行完毕应当制作结案通知书并发送当事人，双方书面认可或者口头认可并记入笔录的除外"""
    return decided.has(EnforcementSatisfied, {"noticed": True})


@condition(
    cpl(269),
    en="The ruling was served: it takes effect on service",
    met_by=("裁定书送达当事人", "service of the ruling"),
)
def termination_was_served(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """终结执行的裁定，送达当事人后立即生效"""
    return decided.latest(EnforcementTerminated.served_on) <= today


@condition(
    MAJOR_MATTERS,
    en="Three officers or more discussed it and the president approved",
    met_by=("三名以上执行员讨论并报院长批准", "a discussion by three officers and the president's approval"),
)
def matter_was_reviewed(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """执行程序中重大事项的办理，应由三名以上执行员讨论，并报经院长批准"""
    return decided.has(EnforcementTerminated, {"reviewed": True}) | decided.has(EnforcementRefused, {"reviewed": True})


@condition(REASONED_RULING, en="The ruling states its reason", met_by=("写明终结的理由", "state the reason"))
def other_ground_is_stated(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """终结执行的裁定书应当写明终结执行的理由和法律依据"""
    return ~decided.has(EnforcementTerminated, {"ground": TerminationGround.OTHER, "note": ""})


@condition(
    ji(464),
    en="Whoever withdraws because of a settlement has settled",
    met_by=SettlementRecorded,
)
def withdrawal_follows_a_settlement(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """达成和解协议后请求撤回执行申请的，人民法院可以裁定终结执行"""
    rests_on_it = decided.has(EnforcementTerminated, {"ground": TerminationGround.SETTLED_AND_WITHDRAWN})
    return ~rests_on_it | is_being_performed(case)


@condition(SETTLEMENT.article("第十四条"), en="The court took the suit on the settlement", met_by=SettlementSued)
def suit_on_settlement_was_taken(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """申请执行人就履行执行和解协议提起诉讼，执行法院受理后，可以裁定终结原生效法律文书的执行"""
    rests_on_it = decided.has(EnforcementTerminated, {"ground": TerminationGround.SETTLEMENT_SUED})
    return ~rests_on_it | case.during(SettlementSued, SettlementRecorded)


@condition(
    TRANSFER_IS_STRUCK_OFF,
    en="A case taken to another court is struck off, not terminated",
    met_by=("以销案方式结案", "strike the case off"),
)
def transfer_is_not_a_termination(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """指定执行、提级执行、委托执行的，原案以销案方式结案"""
    return ~decided.has(EnforcementTerminated, {"ground": TerminationGround.TRANSFERRED})


@condition(
    TRANSFER_WAS_TERMINATED,
    en="A case taken to another court is terminated, not struck off",
    met_by=("以终结执行方式结案", "terminate enforcement"),
)
def transfer_is_not_a_strike_off(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """被上级法院提级执行、指定其他法院执行、委托执行且受托法院已立案的，以终结执行方式结案"""
    return ~decided.has(StruckOff, {"reason": StrikeOffReason.TRANSFERRED})


@condition(STRUCK_OFF, en="The court that goes on with the case is named", met_by=("接收法院", "the receiving court"))
def receiving_court_is_named(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """案件移送、撤销后由有管辖权的其他法院执行"""
    return ~decided.has(StruckOff, {"reason": TO_ANOTHER_COURT, "to_court": ""})


@condition(
    PROCEDURE.article("第二条"),
    en="Property under control goes to the court that filed earlier",
    met_by=("移交已控制的财产", "hand the controlled property over"),
)
def property_was_handed_over(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """其他有管辖权的法院已经立案的，应当撤销案件；已经采取执行措施的，应当将控制的财产交先立案的法院处理"""
    return ~decided.has(StruckOff, {"reason": StrikeOffReason.EARLIER_COURT, "property_handed_over": False})


@condition(
    STRUCK_OFF,
    en="An entrustment is returned with the high court's consent",
    met_by=("高级人民法院同意", "the high court's consent"),
)
def high_court_consents_to_return(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """受托法院报经高级人民法院同意退回委托的，作销案处理"""
    return ~decided.has(
        StruckOff, {"reason": StrikeOffReason.ENTRUSTMENT_RETURNED, "high_court_consents": False}
    )  # fmt: skip


@condition(
    RESUMED_MODES,
    en="A resumed case ends as performed, terminated, or terminated for now",
    met_by=("执行完毕、终本或者终结执行", "performance, termination, or termination for now"),
)
def round_is_not_resumed(case: Asked, today: AnyDay) -> Truth:
    """恢复执行案件的结案方式包括执行完毕、终结本次执行程序、终结执行"""
    return ~case.this_round.has(RoundOpened, {"origin": Origin.RESUMED})


def case_goes_to_another_court(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """指定执行、提级执行、委托执行的，原案一律以销案方式结案"""
    return decided.has(StruckOff, {"reason": StrikeOffReason.TRANSFERRED})


@condition(
    ji(481),
    en="Only a late application can be refused for lateness",
    met_by=("申请执行时效期间已届满", "an application made after the two years"),
)
def application_was_late(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """被执行人对申请执行时效期间提出异议，经审查异议成立的，裁定不予执行"""
    rests_on_it = decided.has(EnforcementRefused, {"ground": RefusalGround.LIMITATION})
    return ~rests_on_it | case.has(EnforcementApplied, {"in_time": False})


@condition(DISMISSED, en="The condition for filing that is not met is stated", met_by=("写明理由", "state the reason"))
def dismissal_is_reasoned(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """立案后发现不符合受理条件的，裁定驳回申请"""
    return ~decided.has(ApplicationDismissed, {"reason": ""})


MAY_CLOSE_SATISFIED = every(
    "satisfaction", "执行完毕", "Satisfaction",
    round_is_open,
    nothing_is_outstanding.unless(
        settlement_was_fully_performed, SETTLEMENT.article("第八条"), en="A settlement was performed to the end"
    ),
    money_was_paid_out, case_is_not_suspended, case_is_not_deferred, settlement_is_not_pending, closing_was_noticed,
    guards=EnforcementSatisfied,
)  # fmt: skip
MAY_TERMINATE_ENFORCEMENT = every(
    "enforcement_termination", "终结执行", "Termination of enforcement",
    round_is_open, termination_was_served, matter_was_reviewed, other_ground_is_stated,
    withdrawal_follows_a_settlement, suit_on_settlement_was_taken, transfer_is_not_a_termination,
    guards=EnforcementTerminated,
)  # fmt: skip
IN_ANOTHER_COURT = "The case is taken to another court"
MAY_STRIKE_OFF = every(
    "strike_off", "销案", "Striking off",
    round_is_open, receiving_court_is_named, property_was_handed_over, high_court_consents_to_return,
    transfer_is_not_a_strike_off,
    round_is_not_resumed.unless(case_goes_to_another_court, TRANSFER_IS_STRUCK_OFF, en=IN_ANOTHER_COURT),
    case_is_not_suspended.unless(case_goes_to_another_court, TRANSFER_IS_STRUCK_OFF, en=IN_ANOTHER_COURT),
    case_is_not_deferred.unless(case_goes_to_another_court, TRANSFER_IS_STRUCK_OFF, en=IN_ANOTHER_COURT),
    settlement_is_not_pending.unless(case_goes_to_another_court, TRANSFER_IS_STRUCK_OFF, en=IN_ANOTHER_COURT),
    guards=StruckOff,
)  # fmt: skip
MAY_REFUSE = every(
    "refusal", "不予执行", "Refusal of enforcement",
    round_is_open, matter_was_reviewed, application_was_late, round_is_not_resumed,
    case_is_not_suspended, case_is_not_deferred,
    guards=EnforcementRefused,
)  # fmt: skip
MAY_DISMISS = every(
    "dismissal", "驳回申请", "Dismissal of the application",
    round_is_open, dismissal_is_reasoned, round_is_not_resumed, case_is_not_suspended, case_is_not_deferred,
    guards=ApplicationDismissed,
)  # fmt: skip

# --- decisions ---


@command("执行完毕结案", "Close as satisfied")
class CloseSatisfied(Command):
    """Close the round as performed; `noticed`: closing notice served, or written confirmation."""

    noticed: bool


@command("终结执行", "Terminate enforcement")
class TerminateEnforcement(Command):
    """Close the round by a ruling that was served on `served_on`; `reviewed`: discussed by three, approved by the president."""

    ground: TerminationGround
    served_on: date
    reviewed: bool
    note: str = ""


@command("销案", "Strike off")
class StrikeOff(Command):
    """Take the round off the docket."""

    reason: StrikeOffReason
    to_court: str = ""
    property_handed_over: bool = False
    high_court_consents: bool = False


@command("不予执行", "Refuse enforcement")
class RefuseEnforcement(Command):
    """Close the round by a ruling that refuses enforcement."""

    ground: RefusalGround
    reviewed: bool


@command("驳回执行申请", "Dismiss the application")
class DismissApplication(Command):
    """Close the round because the case should not have been filed."""

    reason: str


def is_closed_as(case: Case, mode: ClosingMode) -> bool:
    """Whether the current round is closed in this mode already."""
    return not case[Round].is_open and case[Round].mode is mode


@decides(CloseSatisfied)
def close_satisfied(case: Case, ask: CloseSatisfied) -> list[Event]:
    """Performed to the last fen and paid out, or a settlement performed to the end (执行和解规定第八条)."""
    if is_closed_as(case, ClosingMode.SATISFIED):
        return []
    by_settlement = bool(case.during(SettlementPerformed, SettlementRecorded))
    satisfied = partial(EnforcementSatisfied, on=ask.on, noticed=ask.noticed, by_settlement=by_settlement)
    articles = MAY_CLOSE_SATISFIED.require(case, ask.on, satisfied())
    return [satisfied(relied_on=articles), close(case, ask.on, ClosingMode.SATISFIED)]


@decides(TerminateEnforcement)
def terminate_enforcement(case: Case, ask: TerminateEnforcement) -> list[Event]:
    """A ground for termination closes a suspended case too (法发〔2014〕26号第十七条、第二十三条)."""
    if is_closed_as(case, ClosingMode.TERMINATED):
        return []
    terminated = partial(
        EnforcementTerminated,
        on=ask.on, ground=ask.ground, served_on=ask.served_on, reviewed=ask.reviewed, note=ask.note,
    )  # fmt: skip
    articles = MAY_TERMINATE_ENFORCEMENT.require(case, ask.on, terminated())
    return [terminated(relied_on=articles), close(case, ask.on, ClosingMode.TERMINATED)]


@decides(StrikeOff)
def strike_off(case: Case, ask: StrikeOff) -> list[Event]:
    """A case struck off is not counted; the court that goes on with it counts it (法明传〔2018〕335号)."""
    if is_closed_as(case, ClosingMode.STRUCK_OFF):
        return []
    struck_off = partial(
        StruckOff,
        on=ask.on, reason=ask.reason, to_court=ask.to_court, property_handed_over=ask.property_handed_over,
        high_court_consents=ask.high_court_consents,
    )  # fmt: skip
    articles = MAY_STRIKE_OFF.require(case, ask.on, struck_off())
    return [struck_off(relied_on=articles), close(case, ask.on, ClosingMode.STRUCK_OFF)]


@decides(RefuseEnforcement)
def refuse_enforcement(case: Case, ask: RefuseEnforcement) -> list[Event]:
    """The request comes before the enforcement has ended (民诉法解释第四百七十九条)."""
    if is_closed_as(case, ClosingMode.REFUSED):
        return []
    refused = partial(EnforcementRefused, on=ask.on, ground=ask.ground, reviewed=ask.reviewed)
    articles = MAY_REFUSE.require(case, ask.on, refused())
    return [refused(relied_on=articles), close(case, ask.on, ClosingMode.REFUSED)]


@decides(DismissApplication)
def dismiss_application(case: Case, ask: DismissApplication) -> list[Event]:
    """Filed, and then found not to meet the conditions of filing (法发〔2014〕26号第二十条)."""
    if is_closed_as(case, ClosingMode.DISMISSED):
        return []
    dismissed = partial(ApplicationDismissed, on=ask.on, reason=ask.reason)
    articles = MAY_DISMISS.require(case, ask.on, dismissed())
    return [dismissed(relied_on=articles), close(case, ask.on, ClosingMode.DISMISSED)]
