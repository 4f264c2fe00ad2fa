"""交叉执行 — another court enforces, or helps, or drives: a superior court orders one of five modes.

| mode | the power | form | new number |
|---|---|---|---|
| 督促 supervised | stays | order (督促执行令), with a time limit | no |
| 指令 instructed | moves to another court below the one that decides | ruling | yes |
| 提级 elevated | moves up to the court that decides | ruling | yes |
| 集中 centralized | moves to the one court that collects the cases | ruling or decision | yes |
| 协同 collaborative | stays, other courts help | coordination | no |
"""

import re
from datetime import date
from functools import partial

from casestream.kernel import (
    AnyDay,
    Asked,
    Bench,
    Calendar,
    Case,
    Command,
    DueDate,
    Event,
    Period,
    Truth,
    command,
    condition,
    decides,
    event,
    every,
)
from casestream.kernel.errors import BadRequest
from casestream.kernel.number import COURT
from casestream.procedures.asset_search import AssetFound
from casestream.procedures.closing import act_is_owed
from casestream.procedures.cross_enforcement.modes import (
    MOVES,
    CrossMode,
    DecisionForm,
    Receiver,
    SixMonthsFor,
    Trigger,
    is_superior,
)
from casestream.procedures.entrusted import is_being_entrusted
from casestream.procedures.filing import EnforcementApplied
from casestream.procedures.instruments import AMENDED_2020, CROSS, PROCEDURE, R335, cpl
from casestream.procedures.proceeds import outstanding
from casestream.procedures.rounds import is_open, is_parked
from casestream.procedures.suspension import stopped_spans

# --- law ---

SUPERIOR_DECIDES = cpl(237)
# 执行程序解释 lost an article in 2020, so its 第十二条 of 2008 is 第十一条 since.
ORDER_OR_RULING = PROCEDURE.article("第十二条").renumbered(AMENDED_2020, "第十一条")
TAKE_OVER = PROCEDURE.article("第十三条").renumbered(AMENDED_2020, "第十二条")
MODES = CROSS.article("关于执行方式的规定", mark="K-med")
EX_OFFICIO = CROSS.article("关于依职权交叉执行的规定")
SUPERVISION = CROSS.article("关于监督管理的规定", mark="K-med")
ONE_CASE = R335.article("第一条", mark="DERIVED")
MOVED_CASES = R335.article("关于指定、提级、委托执行案件的规定", mark="K-med")
SIX_MONTHS = Period(months=6)  # 民事诉讼法第二百三十七条; 执行程序解释第十三条: stopped time is left out.

# --- events ---


@event("cross.ordered", "决定交叉执行", "Cross-enforcement ordered")
class CrossOrdered(Event):
    """`decided_by` ordered one of the five modes; `to_court` is to drive (督促: the court in charge), enforce or help.

    `by_superior` and `receiver` tell how the three courts stand to each other, as their codes and the court's settings
    showed on that day. `six_months_on` is the last of the six months after which the applicant may ask for this, stopped days
    left out, where the applicant did.
    """

    mode: CrossMode
    form: DecisionForm
    decided_by: str
    by_superior: bool
    from_court: str
    to_court: str
    receiver: Receiver
    trigger: Trigger
    wishes_considered: bool
    perform_by: date | None
    six_months_on: date | None
    calendar: str
    relied_on: tuple[str, ...] = ()
    ground: SixMonthsFor | None = None


@event("cross.supervision_lapsed", "督促期满未执结", "Supervision lapsed")
class SupervisionLapsed(Event):
    """The day `until` that an order to enforce had set went by, and the case was not enforced."""

    until: date


@event("cross.delay_excused", "认定有正当理由", "Delay excused")
class DelayExcused(Event):
    """The superior court found that the supervised court had a good reason."""

    reason: str


@event("cross.returned", "退回移送", "Transfer returned")
class CrossReturned(Event):
    """The new court gave the file back before it filed the case; the old round goes on."""

    reason: str


@event("cross.progress_reported", "交叉执行进展", "Progress reported")
class CrossProgressReported(Event):
    """The court that enforces told the one that decided how far it is, and whether that is substantive progress."""

    substantive: bool
    note: str


# --- conditions ---


@condition(
    SUPERIOR_DECIDES,
    en="A court above the one in charge decides",
    met_by=("由上级法院决定", "a superior court decides"),
)
def superior_decides(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """上一级（上级）人民法院可以责令原人民法院执行，也可以决定由本院执行或者指令其他人民法院执行"""
    return decided.has(CrossOrdered, {"by_superior": True})


@condition(
    MODES,
    en="The court named is the one that the mode calls for",
    met_by=(
        "督促指向原执行法院；提级由决定法院执行；指令、集中、协同指向决定法院辖区内的其他法院（集中、协同也可由决定法院承担）",
        "supervised: the court in charge; elevated: the decider; others: another court in the decider's area",
    ),
)
def receiver_fits_the_mode(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """督促执行由原执行法院执行，指令执行由辖区其他法院执行，提级执行由上级法院执行，集中、协同执行由指定法院承担"""
    supervised = {"mode": CrossMode.SUPERVISED, "receiver": Receiver.ORIGINAL}
    instructed = {"mode": CrossMode.INSTRUCTED, "receiver": Receiver.SUBORDINATE}
    elevated = {"mode": CrossMode.ELEVATED, "receiver": Receiver.DECIDER}
    joint = {
        "mode": (CrossMode.CENTRALIZED, CrossMode.COLLABORATIVE),
        "receiver": (Receiver.SUBORDINATE, Receiver.DECIDER),
    }
    one_court = decided.has(CrossOrdered, supervised) | decided.has(CrossOrdered, elevated)
    return one_court | decided.has(CrossOrdered, instructed) | decided.has(CrossOrdered, joint)


@condition(
    ORDER_OR_RULING,
    en="Supervision takes an order; moving the power takes a ruling, centralization a ruling or a decision",
    met_by=("督促用督促执行令，指令、提级用裁定", "an order for supervision, a ruling to move the power"),
)
def decision_takes_its_form(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """责令原人民法院限期执行的，发出督促执行令；决定由本院执行或者指令其他人民法院执行的，作出裁定"""
    supervised = {"mode": CrossMode.SUPERVISED, "form": DecisionForm.ORDER}
    moved = {"mode": (CrossMode.INSTRUCTED, CrossMode.ELEVATED), "form": DecisionForm.RULING}
    centralized = {"mode": CrossMode.CENTRALIZED, "form": (DecisionForm.RULING, DecisionForm.DECISION)}
    collaborative = {"mode": CrossMode.COLLABORATIVE, "form": DecisionForm.COORDINATION}
    power_moves = decided.has(CrossOrdered, moved) | decided.has(CrossOrdered, centralized)
    return power_moves | decided.has(CrossOrdered, supervised) | decided.has(CrossOrdered, collaborative)


@condition(
    ORDER_OR_RULING, en="An order to enforce sets a day", met_by=("写明执行期限", "set the day by which to enforce")
)
def supervision_sets_a_day(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """督促执行令应当确定执行期限"""
    return ~decided.has(CrossOrdered, {"mode": CrossMode.SUPERVISED}) | (
        decided.latest(CrossOrdered.perform_by) > today
    )


@condition(
    SUPERIOR_DECIDES,
    en="The case is open, or parked by 终本",
    met_by=("在办案件，或者终结本次执行程序的案件", "a case in hand, or parked by 终本"),
)
def case_is_unfinished(case: Asked, today: AnyDay) -> Truth:
    """案件未执行完结，包括已终结本次执行程序的案件"""
    return is_open(case) | is_parked(case)


@condition(
    MOVED_CASES, en="Something is left to be enforced", met_by=("未实际执行到位的部分", "a part that was not collected")
)
def something_is_left(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """受移送法院立案的申请执行标的金额，为原案未实际执行到位的部分"""
    return ~decided.has(CrossOrdered, MOVES) | (outstanding(case) > 0) | act_is_owed(case)


@condition(
    ONE_CASE,
    en="No transfer of the case is under way",
    met_by=("先受理或者退回前一移送", "the transfer before must be accepted or returned"),
)
def no_transfer_is_under_way(case: Asked, today: AnyDay) -> Truth:
    """一个执行依据原则上只能立一个首次执行案件，不得同时移送多家法院"""
    no_order_is_open = case.this_round.count(CrossOrdered, MOVES) <= case.this_round.count(CrossReturned)
    return no_order_is_open & ~is_being_entrusted(case)


@condition(
    EX_OFFICIO,
    en="Where no party asked for it, the parties' wishes were considered",
    met_by=("听取并考虑当事人意愿", "hear the parties"),
)
def wishes_were_considered(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """依职权决定交叉执行的，应当考虑当事人意愿"""
    asked_for = decided.has(CrossOrdered, {"trigger": Trigger.APPLICATION})
    return asked_for | decided.has(CrossOrdered, {"wishes_considered": True})


@condition(
    SUPERIOR_DECIDES,
    en="An applicant may ask once more than six months have passed since the application, stopped time left out",
    met_by=("自收到申请执行书之日起超过六个月", "wait until six months have passed"),
)
def six_months_passed_for_the_applicant(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """自收到申请执行书之日起超过六个月未执行的，申请执行人可以向上一级人民法院申请执行（中止、暂缓期间不计）"""
    has_waited = decided.latest(CrossOrdered.six_months_on) < today
    return has_waited | ~decided.has(CrossOrdered, {"trigger": Trigger.APPLICATION})


@condition(
    TAKE_OVER,
    en="A court that let the day of an order to enforce go by without a good reason is not merely ordered again",
    met_by=("裁定提级执行或者指令其他法院执行", "rule that the superior or another court enforces"),
)
def failed_supervision_is_not_repeated(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """执行法院在指定期限内无正当理由仍未执行完结的，上一级人民法院应当裁定由本院执行或者指令其他人民法院执行"""
    failed = case.this_round.during(SupervisionLapsed, DelayExcused)
    return ~decided.has(CrossOrdered, {"mode": CrossMode.SUPERVISED}) | ~failed


@condition(SUPERVISION, en="Cross-enforcement was ordered", met_by=CrossOrdered)
def cross_was_ordered(case: Asked, today: AnyDay) -> Truth:
    """对已决定交叉执行的案件报告进展、进行督办"""
    return case.first(CrossOrdered) <= today


MAY_ORDER_CROSS = every(
    "cross_order", "决定交叉执行", "Ordering cross-enforcement",
    superior_decides, receiver_fits_the_mode, decision_takes_its_form, supervision_sets_a_day, case_is_unfinished,
    something_is_left, no_transfer_is_under_way, wishes_were_considered, six_months_passed_for_the_applicant,
    failed_supervision_is_not_repeated,
    guards=CrossOrdered,
)  # fmt: skip
MAY_REPORT_PROGRESS = every(
    "cross_progress", "交叉执行进展", "Report of progress", cross_was_ordered, guards=CrossProgressReported
)
# --- decisions ---


@command("决定交叉执行", "Order cross-enforcement")
class OrderCross(Command):
    """Record the superior court's decision; `ground` is what the applicant, if he asked, waited six months for."""

    mode: CrossMode
    form: DecisionForm
    decided_by: str
    to_court: str
    trigger: Trigger = Trigger.SCREENING
    wishes_considered: bool = False
    perform_by: date | None = None
    ground: SixMonthsFor | None = None


@command("报告交叉执行进展", "Report progress")
class ReportCrossProgress(Command):
    """Tell the court that decided how far the enforcement is."""

    substantive: bool
    note: str


@decides(OrderCross)
def order_cross(case: Case, ask: OrderCross, bench: Bench) -> list[Event]:
    """A superior court decides, in the form of the mode; the same decision recorded again is quiet."""
    for court in (ask.decided_by, ask.to_court):
        if not re.fullmatch(COURT, court):
            raise BadRequest(
                f"“{court}”不是法院代字", f"{court!r} is not the code of a court", "例如 内06", "for instance 内06"
            )
    waited = _six_months(case, ask, bench.calendar)
    order = partial(
        CrossOrdered,
        on=ask.on, mode=ask.mode, form=ask.form, decided_by=ask.decided_by, from_court=case.court, to_court=ask.to_court,
        by_superior=is_superior(ask.decided_by, case.court, bench), receiver=_receiver(ask, case.court, bench),
        trigger=ask.trigger, wishes_considered=ask.wishes_considered, perform_by=ask.perform_by,
        six_months_on=waited.on if waited else None, calendar=waited.calendar if waited else "", ground=ask.ground,
    )  # fmt: skip
    last = case.last_event(CrossOrdered)
    if last and order(relied_on=last.relied_on) == last and not bool(case.during(CrossReturned, CrossOrdered)):
        return []
    articles = MAY_ORDER_CROSS.require(case, ask.on, order())
    return [order(relied_on=articles)]


def _six_months(case: Case, ask: OrderCross, calendar: Calendar) -> DueDate | None:
    """The last of the six months that an applicant has to wait (民事诉讼法第二百三十七条, 执行程序解释第十条).

    They run from the application, or from the day on which the assets were found.
    """
    kind = AssetFound if ask.ground is SixMonthsFor.FOUND_ASSETS else EnforcementApplied
    begun = case.first(kind).ordinal
    if ask.trigger is not Trigger.APPLICATION or begun is None:
        return None
    return calendar.due(date.fromordinal(begun), SIX_MONTHS, stopped=stopped_spans(case, ask.on))


@decides(ReportCrossProgress)
def report_cross_progress(case: Case, ask: ReportCrossProgress) -> list[Event]:
    """The court that decided drives the case to its end, so it is told how far the case is."""
    reported = CrossProgressReported(on=ask.on, substantive=ask.substantive, note=ask.note)
    if case.last_event(CrossProgressReported) == reported:
        return []
    MAY_REPORT_PROGRESS.require(case, ask.on)
    return [reported]


def _receiver(ask: OrderCross, in_charge: str, bench: Bench) -> Receiver:
    if ask.to_court == in_charge:
        return Receiver.ORIGINAL
    if ask.to_court == ask.decided_by:
        return Receiver.DECIDER
    return Receiver.SUBORDINATE if is_superior(ask.decided_by, ask.to_court, bench) else Receiver.OUTSIDE
