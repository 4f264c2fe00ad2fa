"""委托执行（催办与退回） — what the sender may do when nothing happens, and how a case goes back."""

import re
from datetime import date

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
    days_after,
    deadline,
    decides,
    event,
    every,
    field,
)
from casestream.kernel.errors import BadRequest
from casestream.kernel.number import COURT
from casestream.procedures.closing import EnforcementSatisfied, EnforcementTerminated, strike_off_returned
from casestream.procedures.cross_enforcement import is_superior
from casestream.procedures.entrusted import EntrustmentReturned, EntrustmentReturnReason, EntrustmentSent
from casestream.procedures.entrustment.sending import (
    BEGUN_THERE,
    PAPERS,
    EntrustedBegun,
    EntrustmentFiled,
    EntrustmentReceived,
    PapersAsked,
    is_filed_there,
    is_with_entrusted_court,
    papers_are_missing,
)
from casestream.procedures.instruments import ENTRUSTMENT
from casestream.procedures.rounds import is_open
from casestream.procedures.termination import RoundTerminated

# --- law ---

RETURNED = ENTRUSTMENT.article("第九条", mark="K-high")
SIX_MONTHS_THERE = ENTRUSTMENT.article("第十一条", mark="K-high")
SENT_BACK = Period(days=15)

# --- events ---


@event("entrustment.instruction_asked", "请求指令执行", "Instruction asked for")
class InstructionAsked(Event):
    """The sender asked `superior` to instruct the court that was entrusted; `is_above` it, as codes and settings showed."""

    superior: str = field(zh="受托法院的上级法院")
    is_above: bool = field(zh="系受托法院的上级法院")


# --- deadlines ---

TO_FINISH = deadline(
    "entrusted_enforcement", "受托案件执结", "enforcement of an entrusted case", begins=EntrustmentFiled,
    kept_by=(EnforcementSatisfied, EnforcementTerminated, RoundTerminated, EntrustmentReturned),
    period=Period(months=6), stops=True, citation=SIX_MONTHS_THERE,
)  # fmt: skip

# --- conditions ---


@condition(
    BEGUN_THERE,
    en="Fifteen days went by since the letter came in",
    met_by=("收到委托函件之日起满十五日", "wait until fifteen days have gone by"),
)
def fifteen_days_went_by(case: Asked, today: AnyDay) -> Truth:
    """受委托人民法院自收到委托函件之日起十五日内不执行的，委托人民法院可以请求其上级人民法院指令执行"""
    return days_after(case.last(EntrustmentReceived), 15) < today


@condition(BEGUN_THERE, en="It did not begin", met_by=("受托法院未开始执行", "no beginning of the entrusted court"))
def nothing_was_begun(case: Asked, today: AnyDay) -> Truth:
    """受委托人民法院未开始执行"""
    return ~case.during(EntrustedBegun, EntrustmentReceived)


@condition(BEGUN_THERE, en="The letter is with the court that was entrusted still", met_by=EntrustmentReceived)
def letter_is_there_still(case: Asked, today: AnyDay) -> Truth:
    """委托函件在受委托人民法院，未退回、未另行移送"""
    return is_with_entrusted_court(case) & is_open(case)


@condition(
    BEGUN_THERE,
    en="The superior of the court that was entrusted is asked",
    met_by=("受托法院的上级法院", "a court above the one that was entrusted"),
)
def superior_of_the_entrusted_court_is_asked(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """委托人民法院可以请求受委托人民法院的上级人民法院指令受委托人民法院执行"""
    return decided.has(InstructionAsked, {"is_above": True})


@condition(RETURNED, en="The case is with the court that was entrusted", met_by=EntrustmentReceived)
def case_is_with_the_entrusted_court(case: Asked, today: AnyDay) -> Truth:
    """受托法院退回委托的案件尚在受托法院"""
    return (case.last(EntrustmentReceived) <= today) & is_with_entrusted_court(case) & is_open(case)


@condition(
    RETURNED,
    en="The high court consented, except where papers are missing",
    met_by=("层报所在辖区高级人民法院审批同意", "the consent of the high court"),
)
def high_court_consented(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """受托法院退回委托的，应当层报所在辖区高级人民法院审批"""
    has_papers_missing = decided.has(EntrustmentReturned, {"reason": EntrustmentReturnReason.PAPERS_MISSING})
    return has_papers_missing | (decided.latest(EntrustmentReturned.approved_on) <= today)


@condition(
    RETURNED,
    en="It goes back within fifteen days of the consent",
    met_by=("高级人民法院同意后十五日内退回", "fifteen days from the consent"),
    soft=True,
)
def returned_within_fifteen_days(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """高级人民法院同意退回后，受托法院应当在十五日内将有关委托手续和案卷材料退回委托法院"""
    has_papers_missing = decided.has(EntrustmentReturned, {"reason": EntrustmentReturnReason.PAPERS_MISSING})
    return has_papers_missing | (decided.latest(EntrustmentReturned.return_by) >= today)


@condition(
    PAPERS,
    en="For missing papers it goes back only after the thirty days went by without a word",
    met_by=("补办期限届满仍未补办也未说明", "the end of the days for the papers"),
)
def papers_were_not_supplied(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """委托法院既不补办又不说明原因的，视为撤回委托，受托法院可以将委托材料退回委托法院"""
    has_papers_missing = decided.has(EntrustmentReturned, {"reason": EntrustmentReturnReason.PAPERS_MISSING})
    is_over = papers_are_missing(case) & (case.latest(PapersAsked.supply_by) < today)
    return ~has_papers_missing | is_over


MAY_ASK_INSTRUCTION = every(
    "entrustment_instruction", "请求指令执行", "Asking for an instruction",
    fifteen_days_went_by, nothing_was_begun, letter_is_there_still, superior_of_the_entrusted_court_is_asked,
    guards=InstructionAsked,
)  # fmt: skip
MAY_RETURN_ENTRUSTMENT = every(
    "entrustment_return", "退回委托", "Return of an entrustment",
    case_is_with_the_entrusted_court, high_court_consented, returned_within_fifteen_days, papers_were_not_supplied,
    guards=EntrustmentReturned,
)  # fmt: skip

# --- decisions ---


@command("请求指令执行", "Ask for an instruction")
class AskInstruction(Command):
    """Ask the superior of the court that was entrusted."""

    superior: str


@command("退回委托", "Return the entrustment")
class ReturnEntrustment(Command):
    """Send the case back; `approved_on`: the day on which the high court consented."""

    reason: EntrustmentReturnReason
    approved_on: date | None = None


@decides(AskInstruction)
def ask_instruction(case: Case, ask: AskInstruction, bench: Bench) -> list[Event]:
    """After fifteen days without a beginning (民事诉讼法第二百四十条第二款)."""
    if not re.fullmatch(COURT, ask.superior):
        raise BadRequest(
            f"“{ask.superior}”不是法院代字",
            f"{ask.superior!r} is not the code of a court",
            "例如 甘12",
            "for instance 甘12",
        )
    sent = case.last_event(EntrustmentSent)
    is_above = sent is not None and is_superior(ask.superior, sent.to_court, bench)
    asked = InstructionAsked(on=ask.on, superior=ask.superior, is_above=is_above)
    if case.last_event(InstructionAsked) == asked:
        return []
    MAY_ASK_INSTRUCTION.require(case, ask.on, asked)
    return [asked]


@decides(ReturnEntrustment)
def return_entrustment(case: Case, ask: ReturnEntrustment, bench: Bench) -> list[Event]:
    """A case that was filed is struck off and may be resumed by the sender; one that was not goes on there as it was."""
    filed = case.last_event(EntrustmentFiled) if bool(is_filed_there(case)) else None
    sender = filed.from_court if filed else case.court
    due = bench.calendar.due(ask.approved_on, SENT_BACK).on if ask.approved_on else None
    returned = EntrustmentReturned(
        on=ask.on, reason=ask.reason, to_court=sender, approved_on=ask.approved_on, return_by=due
    )  # fmt: skip
    last = case.last_event(EntrustmentReturned)
    is_known = last and (last.on, last.reason, last.approved_on) == (ask.on, ask.reason, ask.approved_on)
    if is_known and not case.during(EntrustmentSent, EntrustmentReturned):
        return []
    MAY_RETURN_ENTRUSTMENT.require(case, ask.on, returned)
    return [returned, *(strike_off_returned(case, ask.on, sender) if filed else [])]
