"""裁定结案 — a ruling ends the enforcement: terminated (终结执行), or dismissed (驳回申请); `refusal` says when it is refused."""

from datetime import date
from functools import partial
from typing import Any

from casestream.kernel import (
    AnyDay,
    Asked,
    Bench,
    Case,
    Command,
    Event,
    Label,
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
from casestream.procedures.approval import BOTH, MAJOR_MATTERS, Matter, is_approved_by_both, needs_approval, proposal_of
from casestream.procedures.closing.obstacles import (
    TRANSFER_IS_STRUCK_OFF,
    TRANSFER_WAS_TERMINATED,
    case_is_not_deferred,
    case_is_not_suspended,
    close,
    is_closed_as,
    round_is_not_resumed,
    settlement_is_not_pending,
)
from casestream.procedures.filing import DebtorNamed, PartyKind, case_is_in_hand, every_debtor, round_is_open
from casestream.procedures.instruments import AMENDED_2020, FILING_AND_CLOSING, SETTLEMENT, WORK, cpl, ji
from casestream.procedures.rounds import ClosingMode, LeftStock, RoundClosed, RoundOpened, StockExit, is_parked
from casestream.procedures.settlement import SettlementRecorded, SettlementSued, is_being_performed
from casestream.procedures.standstill import BasisRevoked, EnforcementAgainstDebtorEnded

# --- law ---

DISMISSED = FILING_AND_CLOSING.article("第二十条", mark="K-high")
REASONED_RULING = WORK.article("第一百零六条").renumbered(AMENDED_2020, "第六十二条")
THREE_DAYS = Period(days=3)  # 法〔2016〕373号第十三条: a parked case that was terminated leaves the stock.

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


BY_RULING = (StockExit.TERMINATED, StockExit.BANKRUPT)
OF_CITIZENS = (TerminationGround.NO_ESTATE, TerminationGround.HARDSHIP)


@event("closing.terminated", "终结执行", "Enforcement terminated")
class EnforcementTerminated(Event):
    """A ruling ended the enforcement; it takes effect when it is served (民事诉讼法第二百六十九条).

    Panel and president approved the `proposal` in the case; `reviewed`: they did so elsewhere, as with a declaration of
    bankruptcy, which ends all cases of the debtor, or before this log began.
    """

    ground: TerminationGround
    served_on: date
    reviewed: bool = False
    note: str = ""
    relied_on: tuple[str, ...] = ()
    filing_notice: str = field(zh="受理案号或者立案通知", default="")
    proposal: str = key("proposal", zh="所批事项", default="", sentence=True)


@event("closing.dismissed", "驳回申请", "Application dismissed")
class ApplicationDismissed(Event):
    """After the filing it turned out that the conditions for filing were not met."""

    reason: str
    relied_on: tuple[str, ...] = ()


# --- conditions ---


@condition(
    cpl(269),
    en="The ruling was served: it takes effect on service",
    met_by=("裁定书送达当事人", "service of the ruling"),
)
def termination_was_served(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """终结执行的裁定，送达当事人后立即生效"""
    return _is_served(case, today, decided.latest(EnforcementTerminated.served_on)) | _is_served(
        case, today, decided.latest(EnforcementAgainstDebtorEnded.served_on)
    )


def _is_served(case: Asked, today: AnyDay, served: AnyDay) -> Truth:
    """Whether a ruling was served by today, and not before there was a case number to rule under."""
    return (served <= today) & ~(served < case.last(RoundOpened))


@condition(MAJOR_MATTERS, en="The panel discussed the termination and the president approved it", met_by=BOTH)
def termination_was_approved(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """执行程序中重大事项的办理，应由三名以上执行员讨论，并报经院长批准"""
    elsewhere = decided.has(EnforcementTerminated, {"reviewed": True})
    return elsewhere | is_approved_by_both(case, decided, Matter.ENFORCEMENT_TERMINATION, EnforcementTerminated)


@condition(MAJOR_MATTERS, en="The ending against one debtor was discussed and approved", met_by=BOTH)
def ending_against_debtor_was_approved(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """执行程序中重大事项的办理，应由三名以上执行员讨论，并报经院长批准"""
    return decided.has(EnforcementAgainstDebtorEnded, {"reviewed": True})


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
    en="A case that went to another court is terminated when that court has filed it",
    met_by=("受托、受指定法院的立案通知", "the receiving court's notice that it filed the case"),
)
def other_court_has_filed(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """被上级人民法院提级、指定其他法院执行，或者委托执行且受托法院已立案的，可以以终结执行方式结案"""
    moved = {"ground": TerminationGround.TRANSFERRED, "filing_notice": ""}
    return ~decided.has(EnforcementTerminated, moved)


@condition(DISMISSED, en="The condition for filing that is not met is stated", met_by=("写明理由", "state the reason"))
def dismissal_is_reasoned(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """立案后发现不符合受理条件的，裁定驳回申请"""
    return ~decided.has(ApplicationDismissed, {"reason": ""})


def _every_debtor_is(case: Asked, *kinds: PartyKind) -> Truth:
    return every_debtor(case, lambda debtor: debtor.has(DebtorNamed, {"kind": kinds}))


@condition(
    cpl(268),
    en="Only a citizen dies without an estate or has no means of living",
    met_by=("被执行人为公民", "a debtor who is a natural person"),
)
def ground_of_citizens_is_for_citizens(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """作为被执行人的公民死亡，无遗产可供执行；因生活困难无力偿还借款，无收入来源，又丧失劳动能力的"""
    rests_on_it = decided.has(EnforcementTerminated, {"ground": OF_CITIZENS})
    return ~rests_on_it | _every_debtor_is(case, PartyKind.NATURAL)


@condition(
    FILING_AND_CLOSING.article("第十七条", mark="K-high"),
    en="Only an entity ends without assets or successor",
    met_by=("被执行人为法人或者其他组织", "a debtor that is an entity"),
)
def ground_of_entities_is_for_entities(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """作为被执行人的企业法人或者其他组织被撤销、注销、吊销营业执照或者歇业、终止后既无财产可供执行，又无义务承受人"""
    rests_on_it = decided.has(EnforcementTerminated, {"ground": TerminationGround.ENTITY_GONE})
    return ~rests_on_it | _every_debtor_is(case, PartyKind.ENTERPRISE, PartyKind.OTHER)


@condition(
    ji(513),
    en="Only an enterprise is declared bankrupt",
    met_by=("被执行人为企业法人", "a debtor that is an enterprise"),
)
def bankrupt_is_an_enterprise(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """被执行人住所地人民法院裁定宣告被执行人（企业法人）破产的，执行法院应当裁定终结对该被执行人的执行"""
    rests_on_it = decided.has(EnforcementTerminated, {"ground": TerminationGround.BANKRUPT})
    return ~rests_on_it | _every_debtor_is(case, PartyKind.ENTERPRISE)


@condition(
    ji(513),
    en="A bankruptcy ends the case by the declaration in the debtor's stream",
    met_by=("在被执行人案卷登记宣告破产", "record the declaration in the debtor's stream"),
)
def bankruptcy_was_declared(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """被执行人住所地人民法院裁定宣告被执行人破产的，执行法院应当裁定终结对该被执行人的执行"""
    return ~decided.has(EnforcementTerminated, {"ground": TerminationGround.BANKRUPT, "reviewed": False})


@condition(
    cpl(268),
    en="An effective instrument revoked the basis",
    met_by=BasisRevoked,
)
def basis_was_revoked_first(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """据以执行的法律文书被撤销的，人民法院裁定终结执行"""
    rests_on_it = decided.has(EnforcementTerminated, {"ground": TerminationGround.BASIS_REVOKED})
    return ~rests_on_it | case.has(BasisRevoked)


@condition(ji(513), en="Whoever is declared bankrupt in a case of several is an enterprise", met_by=DebtorNamed)
def bankrupt_debtor_is_an_enterprise(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """裁定宣告被执行人破产的，终结对该被执行人的执行；被执行人为企业法人"""
    return case.about("debtor", decided).has(DebtorNamed, {"kind": PartyKind.ENTERPRISE})


MAY_TERMINATE_ENFORCEMENT = every(
    "enforcement_termination", "终结执行", "Termination of enforcement",
    case_is_in_hand, termination_was_served, termination_was_approved, other_ground_is_stated,
    withdrawal_follows_a_settlement, suit_on_settlement_was_taken, transfer_is_not_a_termination,
    other_court_has_filed,
    ground_of_citizens_is_for_citizens, ground_of_entities_is_for_entities, bankrupt_is_an_enterprise,
    bankruptcy_was_declared, basis_was_revoked_first,
    guards=EnforcementTerminated,
)  # fmt: skip
MAY_END_AGAINST_DEBTOR = every(
    "ending_against_debtor", "对该被执行人终结执行", "Ending against one debtor",
    case_is_in_hand, termination_was_served, ending_against_debtor_was_approved, bankrupt_debtor_is_an_enterprise,
    guards=EnforcementAgainstDebtorEnded,
)  # fmt: skip
MAY_DISMISS = every(
    "dismissal", "驳回申请", "Dismissal of the application",
    round_is_open, dismissal_is_reasoned, round_is_not_resumed, case_is_not_suspended, case_is_not_deferred,
    settlement_is_not_pending,
    guards=ApplicationDismissed,
)  # fmt: skip

# --- decisions ---


@needs_approval(Matter.ENFORCEMENT_TERMINATION, {"ground": "事由", "note": "说明"})
@command("终结执行", "Terminate enforcement")
class TerminateEnforcement(Command):
    """End the enforcement by a ruling that was served on `served_on`.

    An open round is closed; one that was ended for want of assets leaves the stock.
    """

    ground: TerminationGround
    served_on: date
    note: str = ""
    filing_notice: str = ""


@command("驳回执行申请", "Dismiss the application")
class DismissApplication(Command):
    """Close the round because the case should not have been filed."""

    reason: str


@decides(TerminateEnforcement)
def terminate_enforcement(case: Case, ask: TerminateEnforcement, bench: Bench) -> list[Event]:
    """A ground for termination closes a suspended case too (法发〔2014〕26号第十七条、第二十三条)."""
    return _terminate(
        case, ask.on, bench, ground=ask.ground, served_on=ask.served_on, note=ask.note, filing_notice=ask.filing_notice,
        proposal=proposal_of(ask),
    )  # fmt: skip


def end_by_declaration(case: Case, on: date, bench: Bench, *, served_on: date, reviewed: bool) -> list[Event]:
    """The last debtor was declared bankrupt; the endings were approved with the declaration (第五百一十三条)."""
    return _terminate(case, on, bench, ground=TerminationGround.BANKRUPT, served_on=served_on, reviewed=reviewed)


def _terminate(case: Case, on: date, bench: Bench, *, ground: TerminationGround, **ruling: Any) -> list[Event]:
    if is_closed_as(case, ClosingMode.TERMINATED) or case.this_round.has(LeftStock, {"reason": BY_RULING}):
        return []
    terminated = partial(EnforcementTerminated, on=on, ground=ground, **ruling)
    articles = MAY_TERMINATE_ENFORCEMENT.require(case, on, terminated())
    return [terminated(relied_on=articles), _end(case, on, ground, bench)]


def _end(case: Case, on: date, ground: TerminationGround, bench: Bench) -> RoundClosed | LeftStock:
    """A parked round is closed already: it leaves the stock within three days (法〔2016〕373号第十三条)."""
    if not bool(is_parked(case)):
        return close(case, on, ClosingMode.TERMINATED)
    reason = StockExit.BANKRUPT if ground is TerminationGround.BANKRUPT else StockExit.TERMINATED
    due = bench.calendar.due(on, THREE_DAYS)
    return LeftStock(on=on, reason=reason, remove_by=due.on, calendar=due.calendar)


def end_against_debtor(case: Case, on: date, debtor: str, *, served_on: date, reviewed: bool) -> list[Event]:
    """One of several debtors was declared bankrupt; against the others the round stays open (第五百一十三条)."""
    if case.has(EnforcementAgainstDebtorEnded, {"debtor": debtor}):
        return []
    ended = partial(EnforcementAgainstDebtorEnded, on=on, debtor=debtor, served_on=served_on, reviewed=reviewed)
    return [ended(relied_on=MAY_END_AGAINST_DEBTOR.require(case, on, ended()))]


@decides(DismissApplication)
def dismiss_application(case: Case, ask: DismissApplication) -> list[Event]:
    """Filed, and then found not to meet the conditions of filing (法发〔2014〕26号第二十条)."""
    if is_closed_as(case, ClosingMode.DISMISSED):
        return []
    dismissed = partial(ApplicationDismissed, on=ask.on, reason=ask.reason)
    articles = MAY_DISMISS.require(case, ask.on, dismissed())
    return [dismissed(relied_on=articles), close(case, ask.on, ClosingMode.DISMISSED)]
