"""恢复执行 — a parked or terminated case goes on under a new number (执恢), for what is still outstanding."""

from datetime import date
from functools import partial

from casestream.kernel import (
    AnyDay,
    Asked,
    Bench,
    Case,
    Command,
    Event,
    Truth,
    command,
    condition,
    decides,
    every,
)
from casestream.procedures.asset_search import AssetFound, ClueResult, ClueVerified
from casestream.procedures.closing import (
    EnforcementTerminated,
    StrikeOffReason,
    StruckOff,
    TerminationGround,
    act_is_owed,
)
from casestream.procedures.filing import last_day_of_limitation
from casestream.procedures.instruments import FILING_AND_CLOSING, R373, SETTLEMENT, cpl, ji
from casestream.procedures.proceeds import outstanding, outstanding_fen
from casestream.procedures.rounds import ClosingMode, Origin, RoundClosed, is_open, is_parked, open_round
from casestream.procedures.settlement import (
    EnforcementResumed,
    ResumptionGround,
    SettlementBreached,
    SettlementRecorded,
    SettlementSetAside,
    SettlementSued,
    is_broken,
)
from casestream.procedures.suspension import agreed_suspensions_end
from casestream.procedures.termination import PostTerminationQueried, RoundTerminated

__all__ = ["MAY_RESUME", "EnforcementResumed", "ResumeEnforcement", "ResumptionGround"]

# --- law ---

PARKED_MODES = (ClosingMode.CURRENT_TERMINATED, ClosingMode.TERMINATED)
# The court that entrusted struck the case off when it left; the court that returns it strikes off its own round.
ENTRUSTED_AWAY = (StrikeOffReason.ENTRUSTED, StrikeOffReason.ENTRUSTMENT_RETURNED)
WITHDRAWN = (TerminationGround.WITHDRAWN, TerminationGround.SETTLED_AND_WITHDRAWN)
RESUMABLE = FILING_AND_CLOSING.article("第六条")
SETTLED_END = FILING_AND_CLOSING.article("第六条第（二）项")

EX_OFFICIO = (ResumptionGround.PROPERTY_FOUND, ResumptionGround.ENTRUSTMENT_RETURNED)
ON_APPLICATION = tuple(ground for ground in ResumptionGround if ground not in EX_OFFICIO)


# --- conditions ---


def _on(decided: Asked, *grounds: ResumptionGround) -> Truth:
    """Whether the resumption rests on one of these grounds."""
    return decided.has(EnforcementResumed, {"ground": grounds})


@condition(
    RESUMABLE,
    en="The last round was ended for want of assets, or enforcement was terminated",
    met_by=("原案以终本或者终结执行结案", "a round that ended by 终本 or by termination"),
)
def round_may_be_resumed(case: Asked, today: AnyDay) -> Truth:
    """以终结本次执行程序、终结执行方式结案的，可以恢复执行"""
    return ~is_open(case) & case.this_round.has(RoundClosed, {"mode": PARKED_MODES})


def entrusted_case_came_back(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """因委托执行结案后，受托法院退回委托的"""
    left = case.this_round.has(StruckOff, {"reason": ENTRUSTED_AWAY})
    return ~is_open(case) & left & _on(decided, ResumptionGround.ENTRUSTMENT_RETURNED)


@condition(
    R373.article("第九条"),
    en="After the ending, property was found and verified",
    met_by=("财产线索查证属实", "an asset, a verified clue, or a query that finds something"),
)
def property_was_found(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """申请执行人发现被执行人有可供执行财产的，或者执行法院查询发现财产的，经核查属实应当恢复执行"""
    asset = case.during(AssetFound, RoundClosed)
    clue = case.during(ClueVerified, RoundClosed) & (
        case.last(ClueVerified, {"result": ClueResult.ASSET}) >= case.last(RoundClosed)
    )
    query = case.this_round.has(PostTerminationQueried, {"found": True})
    return ~_on(decided, ResumptionGround.PROPERTY_FOUND) | asset | clue | query


@condition(
    RESUMABLE,
    en="Property is looked for again after an ending for want of assets",
    met_by=RoundTerminated,
)
def property_ground_follows_termination(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """以终结本次执行程序方式结案，申请执行人申请或者依职权恢复执行的"""
    return ~_on(decided, ResumptionGround.PROPERTY_FOUND) | is_parked(case)


@condition(cpl(241, "第二款"), en="The settlement was broken", met_by=SettlementBreached)
def settlement_was_not_kept(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """当事人不履行和解协议的，可以根据当事人的申请恢复对原生效法律文书的执行"""
    return ~_on(decided, ResumptionGround.SETTLEMENT_BREACHED) | is_broken(case)


@condition(
    SETTLED_END,
    en="A settlement is resumed from where it left the case: ended for want of assets, or by a withdrawal",
    met_by=(
        "原案以终本或者因撤回申请终结执行结案",
        "a round that ended by 终本, or because the application was withdrawn",
    ),
)
def settlement_left_the_case_resumable(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """和解后撤回申请而终结执行的，或者终结本次执行程序的，因不履行和解协议恢复执行；被宣告破产、执行依据被撤销等终结的，不再恢复"""
    withdrawn = case.this_round.has(EnforcementTerminated, {"ground": WITHDRAWN})
    by_settlement = _on(decided, ResumptionGround.SETTLEMENT_BREACHED, ResumptionGround.SETTLEMENT_BY_FRAUD)
    return ~by_settlement | is_parked(case) | withdrawn


@condition(
    SETTLEMENT.article("第九条"),
    en="The applicant did not choose to sue on the settlement instead",
    met_by=("未就和解协议起诉", "no suit on the settlement"),
)
def applicant_did_not_sue(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """申请执行人可以申请恢复执行原生效法律文书，也可以就履行执行和解协议提起诉讼"""
    sued = case.during(SettlementSued, SettlementRecorded)
    return ~_on(decided, ResumptionGround.SETTLEMENT_BREACHED) | ~sued


@condition(
    cpl(241, "第二款"), en="The settlement came about by fraud or duress, or was undone", met_by=SettlementSetAside
)
def settlement_was_set_aside(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """申请执行人因受欺诈、胁迫与被执行人达成和解协议的，可以根据当事人的申请恢复执行"""
    return ~_on(decided, ResumptionGround.SETTLEMENT_BY_FRAUD) | case.during(SettlementSetAside, SettlementRecorded)


@condition(
    RESUMABLE,
    en="The case had gone to another court",
    met_by=("原案因委托执行结案", "a round that closed because the case was entrusted"),
)
def case_had_been_entrusted(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """因委托执行结案的，受托法院以委托错误退回"""
    gone = case.this_round.has(StruckOff, {"reason": ENTRUSTED_AWAY}) | case.this_round.has(
        EnforcementTerminated, {"ground": TerminationGround.TRANSFERRED}
    )
    return ~_on(decided, ResumptionGround.ENTRUSTMENT_RETURNED) | gone


@condition(
    ji(518),
    en="Whoever applies again had withdrawn the application",
    met_by=("原案因撤回申请终结执行", "a termination because the application was withdrawn"),
)
def application_had_been_withdrawn(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """因撤销申请而终结执行后，当事人在申请执行时效期间内再次申请执行的，人民法院应当受理"""
    withdrawn = case.this_round.has(EnforcementTerminated, {"ground": WITHDRAWN})
    return ~_on(decided, ResumptionGround.REAPPLIED) | withdrawn


@condition(
    RESUMABLE,
    en="Only found property and a returned entrustment are taken up without an application",
    met_by=("申请执行人申请恢复执行", "an application by the applicant"),
)
def applicant_asks_where_he_must(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """发现可供执行的财产的，可以依申请或者依职权恢复执行；其他情形依当事人申请"""
    return ~decided.has(EnforcementResumed, {"ground": ON_APPLICATION, "ex_officio": True})


@condition(
    SETTLEMENT.article("第十七条"),
    en="Something is still outstanding after what was performed is deducted",
    met_by=("尚有未履行部分", "an outstanding amount"),
)
def something_is_left_to_resume(case: Asked, today: AnyDay) -> Truth:
    """恢复执行后，已经履行的部分应当依法扣除"""
    return (outstanding(case) > 0) | act_is_owed(case)


MAY_RESUME = every(
    "resumption", "恢复执行", "Resumption",
    round_may_be_resumed.unless(entrusted_case_came_back, RESUMABLE, en="An entrusted case came back"),
    property_was_found, property_ground_follows_termination, settlement_was_not_kept, applicant_did_not_sue,
    settlement_was_set_aside, settlement_left_the_case_resumable,
    case_had_been_entrusted, application_had_been_withdrawn, applicant_asks_where_he_must,
    something_is_left_to_resume,
    guards=EnforcementResumed,
)  # fmt: skip

# --- decisions ---


@command("恢复执行", "Resume enforcement")
class ResumeEnforcement(Command):
    """Go on under a 执恢 number, on the applicant's application or `ex_officio`."""

    number: str
    ground: ResumptionGround
    ex_officio: bool = False


def _court(case: Case, ask: ResumeEnforcement) -> str:
    """The court that goes on: where an entrusted case came back, the one that it came back to."""
    struck = case.last_event(StruckOff, {"reason": StrikeOffReason.ENTRUSTMENT_RETURNED})
    came_back = ask.ground is ResumptionGround.ENTRUSTMENT_RETURNED and struck is not None
    return struck.to_court or case.court if came_back and struck else case.court


def _in_time(case: Case, ask: ResumeEnforcement, bench: Bench) -> bool:
    """Whether the application came within its two years; found property and returned cases have no limitation."""
    last_day = date.max
    if ask.ground is ResumptionGround.SETTLEMENT_BREACHED:
        settled = case.last_event(SettlementRecorded)
        last_day = last_day_of_limitation(settled.perform_by, bench) if settled else date.max
    elif ask.ground is ResumptionGround.REAPPLIED:
        withdrawn = case.last_event(EnforcementTerminated)
        last_day = last_day_of_limitation(withdrawn.on, bench) if withdrawn else date.max
    return ask.on <= last_day


@decides(ResumeEnforcement)
def resume_enforcement(case: Case, ask: ResumeEnforcement, bench: Bench) -> list[Event]:
    """What was performed, also after the closing, is deducted: the new round claims what is outstanding."""
    claimed_fen = outstanding_fen(case)
    opened = open_round(ask.number, ask.on, Origin.RESUMED, claimed_fen, court=_court(case, ask))
    if case.number == opened.number:
        return []
    resumed = partial(
        EnforcementResumed,
        on=ask.on, ground=ask.ground, claimed_fen=claimed_fen, ex_officio=ask.ex_officio,
        in_time=_in_time(case, ask, bench),
    )  # fmt: skip
    articles = MAY_RESUME.require(case, ask.on, resumed())
    return [resumed(relied_on=articles), opened, *agreed_suspensions_end(case, ask.on)]
