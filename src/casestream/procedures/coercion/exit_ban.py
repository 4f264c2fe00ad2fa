"""限制出境 — a debtor who does not perform may not leave the country; for an entity, who answers for it may not."""

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
from casestream.procedures.coercion.appearance import Role
from casestream.procedures.coercion.reviewed import Decision, was_undone
from casestream.procedures.filing import DebtorNamed, PartyKind, case_is_in_hand
from casestream.procedures.instruments import AMENDED_2020, PROCEDURE, cpl
from casestream.procedures.notice import NoticeIssued, debtor_is_a_party

# --- law ---

# 执行程序解释 lost thirteen articles before these in 2020.
ON_APPLICATION = PROCEDURE.article("第三十六条").renumbered(AMENDED_2020, "第二十三条")
AGAINST_WHOM = PROCEDURE.article("第三十七条").renumbered(AMENDED_2020, "第二十四条")
LIFTING = PROCEDURE.article("第三十八条").renumbered(AMENDED_2020, "第二十五条")
OF_AN_ENTITY = (Role.LEGAL_REPRESENTATIVE, Role.HEAD, Role.RESPONSIBLE)

# --- events ---


class ExitBanEnd(Label):
    """Why an exit ban ends."""

    PERFORMED = "performed", "履行全部债务", "the whole debt was paid"
    SECURITY = "security", "提供充分有效的担保", "sufficient security was given"
    CONSENT = "consent", "申请执行人同意", "the applicant consents"
    REVIEWED = "reviewed", "复议撤销或者变更", "the superior court undid it"


@event("coercion.exit_ban_applied", "申请限制出境", "Exit ban applied for")
class ExitBanApplied(Event):
    """The applicant asked in writing that a debtor be kept in the country."""

    debtor: str = key("debtor")


@event("coercion.exit_banned", "限制出境", "Exit banned")
class ExitBanned(Event):
    """`person` may not leave: the debtor, a minor's or incapable debtor's statutory agent, or who answers for an entity."""

    debtor: str = key("debtor")
    person: str = key("person")
    role: Role
    ex_officio: bool


@event("coercion.exit_ban_lifted", "解除限制出境", "Exit ban lifted")
class ExitBanLifted(Event):
    """The person may leave again."""

    debtor: str = key("debtor")
    person: str = key("person")
    reason: ExitBanEnd


# --- conditions ---


@condition(
    cpl(266),
    en="The debtor has let the period of the notice pass without performing",
    met_by=("执行通知指定的履行期限届满", "the day to perform in the notice has passed"),
)
def debtor_did_not_perform(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """被执行人不履行法律文书确定的义务的，人民法院可以对其采取限制出境措施"""
    return case.about("debtor", decided).latest(NoticeIssued.perform_by) < today


@condition(ON_APPLICATION, en="The applicant asked for it, or the court acts of its own motion", met_by=ExitBanApplied)
def ban_was_asked_for(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """限制出境应当由申请执行人向执行法院提出书面申请；必要时，执行法院可以依职权决定"""
    asked = case.about("debtor", decided).has(ExitBanApplied)
    return asked | decided.has(ExitBanned, {"ex_officio": True})


@condition(
    AGAINST_WHOM,
    en="A person is kept: the natural debtor or a statutory agent, or who answers for an entity, by name",
    met_by=(
        "自然人被执行人或者其法定代理人；单位的法定代表人、主要负责人、直接责任人员，并写明姓名",
        "the natural debtor or the agent; for an entity the named representative",
    ),
)
def person_can_be_kept(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """被执行人为单位的，可以对其法定代表人、主要负责人或者影响债务履行的直接责任人员限制出境；无、限制行为能力人，对其法定代理人"""
    debtor = case.about("debtor", decided)
    natural = debtor.has(DebtorNamed, {"kind": PartyKind.NATURAL})
    entity = debtor.has(DebtorNamed, {"kind": (PartyKind.ENTERPRISE, PartyKind.OTHER)})
    own = natural & decided.has(ExitBanned, {"role": (Role.DEBTOR, Role.AGENT)})
    return (own | (entity & decided.has(ExitBanned, {"role": OF_AN_ENTITY}))) & ~decided.has(ExitBanned, {"person": ""})


@condition(LIFTING, en="The person is banned from leaving", met_by=ExitBanned)
def ban_is_in_force(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """在限制出境期间"""
    return case.about("person", decided).during(ExitBanned, ExitBanLifted)


@condition(LIFTING, en="The superior court undid the ban", met_by=("上级法院复议决定", "the superior court's decision"))
def ban_was_undone(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """上级人民法院经复议撤销或者变更限制出境决定的"""
    undone = was_undone(case.about("debtor", decided), Decision.EXIT_BAN)
    return ~decided.has(ExitBanLifted, {"reason": ExitBanEnd.REVIEWED}) | undone


MAY_APPLY_EXIT_BAN = every(
    "exit_ban_application", "申请限制出境", "Application for an exit ban",
    case_is_in_hand, debtor_is_a_party,
    guards=ExitBanApplied,
)  # fmt: skip
MAY_BAN_EXIT = every(
    "exit_ban", "限制出境", "Exit ban",
    case_is_in_hand, debtor_is_a_party, debtor_did_not_perform, ban_was_asked_for, person_can_be_kept,
    guards=ExitBanned,
)  # fmt: skip
MAY_LIFT_EXIT_BAN = every(
    "exit_ban_lifting", "解除限制出境", "Lifting of an exit ban", ban_is_in_force, ban_was_undone, guards=ExitBanLifted
)

# --- decisions ---


@command("申请限制出境", "Apply for an exit ban")
class ApplyExitBan(Command):
    """Take the applicant's written request."""

    debtor: str


@command("限制出境", "Ban the exit")
class BanExit(Command):
    """Keep a person in the country. Left out, the person is the debtor."""

    debtor: str
    role: Role = Role.DEBTOR
    person: str = ""
    ex_officio: bool = False


@command("解除限制出境", "Lift the exit ban")
class LiftExitBan(Command):
    """Let the person leave again."""

    debtor: str
    reason: ExitBanEnd
    person: str = ""


@decides(ApplyExitBan)
def apply_exit_ban(case: Case, ask: ApplyExitBan) -> list[Event]:
    """One request is taken once."""
    if case.all(ExitBanApplied, {"debtor": ask.debtor}):
        return []
    applied = ExitBanApplied(on=ask.on, debtor=ask.debtor)
    MAY_APPLY_EXIT_BAN.require(case, ask.on, applied)
    return [applied]


@decides(BanExit)
def ban_exit(case: Case, ask: BanExit) -> list[Event]:
    """Who is kept is not kept again; against the ban there is reconsideration (异议复议规定第九条)."""
    person = ask.person or (ask.debtor if ask.role is Role.DEBTOR else "")
    if bool(Keyed(case, "person", person).during(ExitBanned, ExitBanLifted)):
        return []
    banned = ExitBanned(on=ask.on, debtor=ask.debtor, person=person, role=ask.role, ex_officio=ask.ex_officio)
    MAY_BAN_EXIT.require(case, ask.on, banned)
    return [banned]


@decides(LiftExitBan)
def lift_exit_ban(case: Case, ask: LiftExitBan) -> list[Event]:
    """Must end on payment, may end on security or consent (执行程序解释第二十五条); ended once."""
    person = ask.person or ask.debtor
    lifted = ExitBanLifted(on=ask.on, debtor=ask.debtor, person=person, reason=ask.reason)
    banned = bool(Keyed(case, "person", person).during(ExitBanned, ExitBanLifted))
    if not banned and case.all(ExitBanLifted, {"person": person}):
        return []
    MAY_LIFT_EXIT_BAN.require(case, ask.on, lifted)
    return [lifted]
