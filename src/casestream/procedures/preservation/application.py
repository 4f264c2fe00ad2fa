"""申请财产保全 — before or during a suit, a court is asked to hold a respondent's property; it decides, and files it as 执保."""

from datetime import date

from casestream.kernel import (
    AnyDay,
    Asked,
    Bench,
    Case,
    CaseNumber,
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
)
from casestream.kernel.errors import BadRequest
from casestream.procedures.instruments import coercion

# --- law ---

# 保全 stands in the same part of the statute as the coercive measures, and was renumbered with them (2021: + 3).
IN_ACTION, PRE_ACTION = coercion(103), coercion(104)
FORTY_EIGHT_HOURS, TWO_DAYS = 48, Period(days=2)

# --- events ---


class PreservationKind(Label):
    """When the property is to be held."""

    PRE_ACTION = "pre_action", "诉前保全", "before the suit"
    IN_ACTION = "in_action", "诉讼保全", "during the suit"


@event("preservation.applied", "申请财产保全", "Preservation applied for", stream="preservation")
class PreservationApplied(Event):
    """`applicant` asks that property of `respondent` be held up to `amount_fen`; `secured`: with security.

    `decide_by` is the end of the 48 hours where they bind: before a suit, and wherever it is urgent.
    """

    kind: PreservationKind
    court: str
    applicant: str = field(zh="申请人")
    respondent: str = field(zh="被申请人")
    amount_fen: int
    urgent: bool
    secured: bool
    decide_by: date | None
    calendar: str


@event("preservation.ruled", "财产保全裁定", "Preservation ruled on", stream="preservation")
class PreservationRuled(Event):
    """The court granted or rejected it, so many whole `hours` after it had the application."""

    granted: bool = field(zh="准许")
    hours: int


@event("preservation.opened", "财产保全执行立案", "Preservation case filed", stream="preservation", opens=True)
class PreservationOpened(Event):
    """The ruling is being carried out under a 执保 number."""

    number: str
    court: str
    amount_fen: int


DECISION_TERM = deadline(
    "preservation_decision", "财产保全裁定（四十八小时）", "Decision on an urgent preservation, in 48 hours",
    begins=PreservationApplied, kept_by=PreservationRuled, due="decide_by", citation=PRE_ACTION,
)  # fmt: skip

# --- conditions ---


@condition(IN_ACTION, en="The application is new", met_by=("另行编立", "give it an id of its own"))
def preservation_is_new(case: Asked, today: AnyDay) -> Truth:
    """每一保全申请单独登记"""
    return ~case.has(PreservationApplied)


@condition(IN_ACTION, en="An amount is named", met_by=("大于零的保全数额", "an amount above zero"))
def preservation_has_an_amount(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """保全限于请求的范围"""
    return decided.total(PreservationApplied.amount_fen) > 0


@condition(IN_ACTION, en="An application is on file that was not decided", met_by=PreservationApplied)
def preservation_is_undecided(case: Asked, today: AnyDay) -> Truth:
    """人民法院接受申请后，应当作出裁定"""
    return case.has(PreservationApplied) & ~case.has(PreservationRuled)


@condition(PRE_ACTION, en="Before the suit the applicant gives security", met_by=("提供担保", "security"))
def pre_action_is_secured(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """申请人应当提供担保，不提供担保的，裁定驳回申请"""
    unsecured = case.has(PreservationApplied, {"kind": PreservationKind.PRE_ACTION, "secured": False})
    return ~decided.has(PreservationRuled, {"granted": True}) | ~unsecured


@condition(
    PRE_ACTION,
    en="Before the suit, and where it is urgent, the court decides within 48 hours",
    met_by=("接受申请后四十八小时内裁定", "a ruling within 48 hours"),
    soft=True,
)
def decided_within_forty_eight_hours(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """人民法院接受申请后，必须在四十八小时内作出裁定；诉讼中情况紧急的，亦同"""
    binds = case.has(PreservationApplied, {"kind": PreservationKind.PRE_ACTION}) | case.has(
        PreservationApplied, {"urgent": True}
    )
    return ~binds | (decided.total(PreservationRuled.hours) <= FORTY_EIGHT_HOURS)


@condition(IN_ACTION, en="The preservation was granted", met_by=PreservationRuled)
def preservation_was_granted(case: Asked, today: AnyDay) -> Truth:
    """裁定采取保全措施的，应当立即开始执行"""
    return case.has(PreservationRuled, {"granted": True})


@condition(IN_ACTION, en="It has no number yet", met_by=("使用已有案号", "use the number that it has"))
def preservation_has_no_number(case: Asked, today: AnyDay) -> Truth:
    """一案一号"""
    return ~case.has(PreservationOpened)


MAY_APPLY_FOR_PRESERVATION = every(
    "preservation_application", "申请财产保全", "Applying for preservation",
    preservation_is_new, preservation_has_an_amount,
    guards=PreservationApplied,
)  # fmt: skip
MAY_RULE_ON_PRESERVATION = every(
    "preservation_ruling", "财产保全裁定", "Ruling on preservation",
    preservation_is_undecided, pre_action_is_secured, decided_within_forty_eight_hours,
    guards=PreservationRuled,
)  # fmt: skip
MAY_FILE_PRESERVATION = every(
    "preservation_filing", "财产保全执行立案", "Filing a preservation",
    preservation_was_granted, preservation_has_no_number,
    guards=PreservationOpened,
)  # fmt: skip

# --- decisions ---


@command("申请财产保全", "Apply for preservation", kind="preservation", begins=True)
class ApplyForPreservation(Command):
    """Ask a court to hold property. `case` is the id of the preservation, its 执保 number where that is known already."""

    kind: PreservationKind
    court: str
    applicant: str
    respondent: str
    amount_fen: int
    urgent: bool = False
    secured: bool = False


@command("裁定财产保全", "Rule on preservation", kind="preservation")
class RuleOnPreservation(Command):
    """Grant or reject it, `hours` after the application was received."""

    granted: bool
    hours: int


@command("财产保全执行立案", "File a preservation", kind="preservation")
class FilePreservation(Command):
    """Carry the ruling out under a 执保 number."""

    number: str


@decides(ApplyForPreservation)
def apply_for_preservation(case: Case, ask: ApplyForPreservation, bench: Bench) -> list[Event]:
    """The 48 hours are kept as two days: days are the finest that a legal day counts in, hours stand in the ruling."""
    binds = ask.urgent or ask.kind is PreservationKind.PRE_ACTION
    due = bench.calendar.due(ask.on, TWO_DAYS) if binds else None
    applied = PreservationApplied(
        on=ask.on, kind=ask.kind, court=ask.court, applicant=ask.applicant, respondent=ask.respondent,
        amount_fen=ask.amount_fen, urgent=ask.urgent, secured=ask.secured, decide_by=due.on if due else None,
        calendar=due.calendar if due else "",
    )  # fmt: skip
    if case.last_event(PreservationApplied) == applied:
        return []
    MAY_APPLY_FOR_PRESERVATION.require(case, ask.on, applied)
    return [applied]


@decides(RuleOnPreservation)
def rule_on_preservation(case: Case, ask: RuleOnPreservation) -> list[Event]:
    """One ruling decides one application.

    Raises:
        BadRequest: the hours are negative.
    """
    if ask.hours < 0:
        raise BadRequest(
            f"hours = {ask.hours} 不能为负",
            f"hours = {ask.hours} cannot be negative",
            "自接受申请起的整小时数",
            "whole hours",
        )
    ruled = PreservationRuled(on=ask.on, granted=ask.granted, hours=ask.hours)
    if case.last_event(PreservationRuled) == ruled:
        return []
    MAY_RULE_ON_PRESERVATION.require(case, ask.on, ruled)
    return [ruled]


@decides(FilePreservation)
def file_preservation(case: Case, ask: FilePreservation) -> list[Event]:
    """The number is one of the court's 执保 numbers."""
    number, applied = CaseNumber.parse(ask.number), case.last_event(PreservationApplied)
    if case.number == str(number):
        return []
    years = {ask.on.year, applied.on.year if applied else ask.on.year}  # The year is that of receipt.
    if applied is None or (number.type, number.court) != ("执保", applied.court) or number.year not in years:
        raise BadRequest(
            f"{number} 不能用于财产保全执行", f"{number} cannot be the number of a preservation",
            "先登记申请，再用本院收案年度的执保案号", "record the application, then a 执保 number of its court and year",
        )  # fmt: skip
    opened = PreservationOpened(on=ask.on, number=str(number), court=applied.court, amount_fen=applied.amount_fen)
    MAY_FILE_PRESERVATION.require(case, ask.on, opened)
    return [opened]
