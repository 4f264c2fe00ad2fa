"""立案 — from the application for enforcement to a filed case with a handler."""

import re
from collections.abc import Callable
from datetime import date

from attrs import frozen

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
    deadline,
    decides,
    event,
    every,
    field,
    key,
)
from casestream.kernel.calendar import months_later
from casestream.kernel.case import Keyed
from casestream.kernel.errors import BadRequest, BeyondCalendar
from casestream.kernel.number import COURT
from casestream.procedures.instruments import FILING_AND_CLOSING, R35, R335, R373, WORK
from casestream.procedures.rounds import (
    ApplicationNotAccepted,
    ClosingMode,
    EnforcementAgainstDebtorEnded,
    Origin,
    RoundClosed,
    RoundOpened,
    StrikeOffReason,
    StruckOff,
    is_open,
    is_parked,
    open_round,
)

# --- law ---

FILING_CONDITIONS = WORK.article("第十八条").renumbered(date(2021, 1, 1), "第十六条")
WRONGLY_FILED = (StrikeOffReason.JURISDICTION, StrikeOffReason.EARLIER_COURT)
LIMITATION = Period(months=24)  # 民事诉讼法第二百五十条
SEVEN_DAYS = Period(days=7)

# --- events ---


class PartyKind(Label):
    """What a party is; several rules turn on it."""

    NATURAL = "natural", "自然人", "natural person"
    ENTERPRISE = "enterprise", "企业法人", "enterprise legal person"
    OTHER = "other", "其他组织", "other organisation"


class ClaimKind(Label):
    """What the basis orders the debtor to give."""

    MONEY = "money", "金钱给付", "money"
    THING = "thing", "交付财物", "a thing to be handed over"
    ACT = "act", "行为", "an act to be done or left undone"


@event("filing.applied", "申请执行", "Enforcement applied for")
class EnforcementApplied(Event):
    """A creditor asked for enforcement of a basis effective on `effective_on`, to be performed by `performance_due`.

    `in_time` tells whether the application came within two years. A late one is accepted all the same; whether it
    fails is for the debtor to raise (民诉法解释第四百八十一条). `content` is the thing or the act
    that a basis orders `beyond_money`.
    """

    basis: str
    cause: str
    court: str
    claimed_fen: int
    effective_on: date
    performance_due: date
    in_time: bool
    claim: ClaimKind = field(zh="给付类型", default=ClaimKind.MONEY)
    content: str = field(zh="给付内容", default="")
    beyond_money: bool = field(zh="含非金钱给付", default=False)


@event("filing.applicant_named", "申请执行人", "Applicant named")
class ApplicantNamed(Event):
    """A party who applies for enforcement, by the name that the case file prints.

    Where a court hands its own instrument over for enforcement (移送执行), that court is named.
    """

    applicant: str = key("applicant")
    kind: PartyKind


@event("filing.debtor_named", "被执行人", "Debtor named")
class DebtorNamed(Event):
    """A party against whom the enforcement goes."""

    debtor: str = key("debtor")
    kind: PartyKind


@event("filing.debtor_left", "被执行人退出", "Debtor left")
class DebtorLeft(Event):
    """The enforcement no longer goes against this debtor: somebody took its place, or a new application does not name it."""

    debtor: str = key("debtor")


@event("filing.applicant_left", "申请执行人退出", "Applicant left")
class ApplicantLeft(Event):
    """This applicant is no longer one: somebody took its place, or a new application is not its own."""

    applicant: str = key("applicant")


@event("filing.case_filed", "立案受理", "Case filed")
class CaseFiled(Event):
    """The conditions were met and the case was filed. `file_by` was the last day for it, as `calendar` counted."""

    basis: str
    file_by: date
    calendar: str
    relied_on: tuple[str, ...]


@event("filing.handler_assigned", "分案", "Handler assigned")
class HandlerAssigned(Event):
    """An officer took charge of the round. `assign_by` was the last day for it."""

    handler: str
    assign_by: date
    calendar: str


# --- deadlines ---

FILING_REVIEW = deadline(
    "filing_review", "立案审查", "decision on the filing", begins=EnforcementApplied,
    kept_by=(CaseFiled, ApplicationNotAccepted),
    citation=FILING_CONDITIONS, period=SEVEN_DAYS, node="203001001",
)  # fmt: skip
ASSIGNMENT = deadline(
    "assignment", "分案", "assignment of a handler", begins=RoundOpened, kept_by=HandlerAssigned,
    citation=R35.article("第二条"), period=SEVEN_DAYS, node="203001002",
)  # fmt: skip

# --- state ---


def asks_for_more_than_money(case: Asked) -> Truth:
    """Whether the basis orders a thing or an act, and the application, the last of them, says which."""
    return case.latest(EnforcementApplied.beyond_money) > 0


def every_debtor(case: Asked, test: Callable[[Asked], Truth]) -> Truth:
    """Whether `test` holds for each debtor that the case still goes against. True when there is none."""
    return case.for_every(DebtorNamed, lambda debtor: test(debtor) | ~is_still_a_debtor(debtor))


def is_still_a_debtor(debtor: Asked) -> Truth:
    """Whether the case still goes against this debtor: named, neither gone nor declared bankrupt; asked about one debtor."""
    return debtor.during(DebtorNamed, DebtorLeft) & debtor.during(DebtorNamed, EnforcementAgainstDebtorEnded)


def every_applicant(case: Asked, test: Callable[[Asked], Truth]) -> Truth:
    """Whether `test` holds for each party that still applies. True when there is none."""
    return case.for_every(ApplicantNamed, lambda party: test(party) | party.during(ApplicantLeft, ApplicantNamed))


def debtors_of(case: Case) -> list[str]:
    """The debtors that the case still goes against, in the order in which they were named."""
    named = dict.fromkeys(one.debtor for one in case.all(DebtorNamed))
    return [name for name in named if not bool(Keyed(case, "debtor", name).during(DebtorLeft, DebtorNamed))]


def applicants_of(case: Case) -> list[str]:
    """The parties that still apply, in the order in which they were named."""
    named = dict.fromkeys(one.applicant for one in case.all(ApplicantNamed))
    return [name for name in named if not bool(Keyed(case, "applicant", name).during(ApplicantLeft, ApplicantNamed))]


# --- conditions ---


@condition(
    R335.article("第一条"),
    en="One enforcement basis has one first-time case",
    met_by=("在原案号下继续执行，或者申请恢复执行", "go on under the existing number, or resume that case"),
)
def basis_is_not_yet_filed(case: Asked, today: AnyDay) -> Truth:
    """一个执行依据原则上只能立一个首次执行案件"""
    return ~case.has(CaseFiled)


@condition(
    FILING_CONDITIONS,
    en="No case number of this basis is open",
    met_by=("在原案号下继续执行", "go on under the number that is open"),
)
def no_round_is_open(case: Asked, today: AnyDay) -> Truth:
    """同一执行依据的执行案件尚未结案的，不再立案"""
    return ~is_open(case)


def case_left_without_enforcement(case: Asked, today: AnyDay) -> Truth:
    """驳回执行申请，或者因管辖权异议成立、其他法院立案在先而销案的，符合条件时可以再次申请立案"""
    wrongly_here = case.this_round.has(StruckOff, {"reason": WRONGLY_FILED})
    return wrongly_here | case.this_round.has(RoundClosed, {"mode": ClosingMode.DISMISSED})


@condition(FILING_CONDITIONS, en="An application is on file that no round has dealt with", met_by=EnforcementApplied)
def application_is_pending(case: Asked, today: AnyDay) -> Truth:
    """人民法院受理执行案件，应当有权利人的申请或者移送"""
    return case.during(EnforcementApplied, CaseFiled) & case.during(EnforcementApplied, ApplicationNotAccepted)


@condition(FILING_CONDITIONS, en="The instrument has taken effect", met_by=("生效法律文书", "an effective instrument"))
def instrument_is_effective(case: Asked, today: AnyDay) -> Truth:
    """申请或移送执行的法律文书已经生效"""
    return case.latest(EnforcementApplied.effective_on) <= today


@condition(
    FILING_CONDITIONS,
    en="The debtor has not performed within the period that the instrument sets",
    met_by=("待履行期限届满", "wait until the period for performance has run out"),
)
def performance_is_overdue(case: Asked, today: AnyDay) -> Truth:
    """义务人在生效法律文书确定的期限内未履行义务"""
    return case.latest(EnforcementApplied.performance_due) < today


@condition(
    FILING_CONDITIONS,
    en="The instrument orders something to be given, and the obligor is named",
    met_by=("给付内容与被执行人明确", "a definite content and a named debtor"),
)
def content_and_debtor_are_definite(case: Asked, today: AnyDay) -> Truth:
    """申请执行的法律文书有给付内容，且执行标的和被执行人明确"""
    of_money = case.latest(EnforcementApplied.claimed_fen) > 0
    of_another_kind = (case.latest(EnforcementApplied.claimed_fen) >= 0) & asks_for_more_than_money(case)
    return (of_money | of_another_kind) & case.has(DebtorNamed)


@condition(
    FILING_CONDITIONS,
    en="Somebody applies: a party, or the court that hands the instrument over",
    met_by=ApplicantNamed,
)
def applicant_is_named(case: Asked, today: AnyDay) -> Truth:
    """申请执行人是生效法律文书确定的权利人或者其继承人、权利承受人；移送执行的，写明移送的法院"""
    return case.has(ApplicantNamed)


@condition(
    FILING_AND_CLOSING.article("第十四条", mark="K-high"), en="The case is open under a case number", met_by=RoundOpened
)
def round_is_open(case: Asked, today: AnyDay) -> Truth:
    """案件已立案且尚未结案"""
    return is_open(case)


@condition(
    R373.article("第八条", mark="K-high"),
    en="The case is open, or was ended for want of assets only, so that what is owed stays owed",
    met_by=RoundOpened,
)
def case_is_in_hand(case: Asked, today: AnyDay) -> Truth:
    """案件在办；终结本次执行程序后，被执行人应当继续履行生效法律文书确定的义务"""
    return is_open(case) | is_parked(case)


BASIS_IS_FREE = basis_is_not_yet_filed.unless(
    case_left_without_enforcement, R335.article("第一条"), en="The case had left without being enforced"
)
MAY_FILE = every(
    "filing", "立案", "Filing",
    BASIS_IS_FREE, no_round_is_open, application_is_pending, instrument_is_effective, performance_is_overdue,
    content_and_debtor_are_definite, applicant_is_named,
)  # fmt: skip
MAY_ACT = every("open_round", "办理在办案件", "Acting in an open case", round_is_open)

# --- decisions ---


@frozen(kw_only=True)
class Party:
    """A party by the name that the file prints (masked names stay masked) and its kind."""

    name: str
    kind: PartyKind = PartyKind.NATURAL


@command("申请执行", "Apply for enforcement", begins=True)
class ApplyForEnforcement(Command):
    """Ask for enforcement. `case` is the enforcement basis (执行依据), the id under which the case lives from now on."""

    cause: str
    court: str
    claimed_fen: int
    effective_on: date
    performance_due: date
    applicants: tuple[Party, ...]
    debtors: tuple[Party, ...]
    claim: ClaimKind = ClaimKind.MONEY
    content: str = ""


@command("立案", "File the case")
class FileCase(Command):
    """File the case under its first number."""

    number: str


@command("分案", "Assign a handler")
class AssignHandler(Command):
    """Give the open round to an officer."""

    handler: str


def last_day_of_limitation(since: date, bench: Bench) -> date:
    """Two years on; a last day that is a holiday rolls (民事诉讼法第八十五条), where the holidays of its year are known."""
    try:
        return bench.calendar.due(since, LIMITATION).on
    except BeyondCalendar:
        return months_later(since, LIMITATION.months)


@decides(ApplyForEnforcement)
def apply_for_enforcement(case: Case, ask: ApplyForEnforcement, bench: Bench) -> list[Event]:
    """The application is recorded; whether it can be filed is decided next. A second one for a filed basis is refused."""
    if not re.fullmatch(COURT, ask.court):
        raise BadRequest(
            f"“{ask.court}”不是法院代字", f"{ask.court!r} is not the code of a court",
            "例如 内0624", "for instance 内0624",
        )  # fmt: skip
    applied = EnforcementApplied(
        on=ask.on, basis=ask.case, cause=ask.cause, court=ask.court, claimed_fen=ask.claimed_fen,
        effective_on=ask.effective_on, performance_due=ask.performance_due,
        in_time=ask.on <= last_day_of_limitation(ask.performance_due, bench), claim=ask.claim,
        content=ask.content, beyond_money=ask.claim is not ClaimKind.MONEY and bool(ask.content.strip()),
    )  # fmt: skip
    if case.last_event(EnforcementApplied) == applied:
        return []
    MAY_APPLY.require(case, ask.on)
    parties, debtors = {party.name for party in ask.applicants}, {party.name for party in ask.debtors}
    return [
        applied,
        *(ApplicantLeft(on=ask.on, applicant=name) for name in applicants_of(case) if name not in parties),
        *(DebtorLeft(on=ask.on, debtor=name) for name in debtors_of(case) if name not in debtors),
        *(ApplicantNamed(on=ask.on, applicant=party.name, kind=party.kind) for party in ask.applicants),
        *(DebtorNamed(on=ask.on, debtor=party.name, kind=party.kind) for party in ask.debtors),
    ]


MAY_APPLY = every("application", "申请执行", "Application", BASIS_IS_FREE, no_round_is_open)


@decides(FileCase)
def file_case(case: Case, ask: FileCase, bench: Bench) -> list[Event]:
    """The case is filed within seven days of the application (执行工作规定第十六条)."""
    applied = case.last_event(EnforcementApplied)
    if applied is None:
        raise BadRequest("尚未申请执行", "nothing was applied for", "先申请执行", "apply for enforcement first")
    opened = open_round(
        ask.number, ask.on, Origin.FILED, applied.claimed_fen, court=applied.court, received_on=applied.on
    )  # fmt: skip
    if case.number == opened.number:
        return []
    articles = MAY_FILE.require(case, ask.on)
    file_by = bench.calendar.due(applied.on, SEVEN_DAYS)
    filed = CaseFiled(
        on=ask.on, basis=applied.basis, file_by=file_by.on, calendar=file_by.calendar, relied_on=articles
    )  # fmt: skip
    return [filed, opened]


@decides(AssignHandler)
def assign_handler(case: Case, ask: AssignHandler, bench: Bench) -> list[Event]:
    """The handler is named within seven days of filing (法发〔2006〕35号第二条); naming the same one again is quiet."""
    MAY_ACT.require(case, ask.on)
    last = case.last_event(HandlerAssigned)
    if last and last.handler == ask.handler and bool(case.this_round.has(HandlerAssigned)):
        return []
    due = bench.calendar.due(case.all(RoundOpened)[-1].on, SEVEN_DAYS)
    return [HandlerAssigned(on=ask.on, handler=ask.handler, assign_by=due.on, calendar=due.calendar)]
