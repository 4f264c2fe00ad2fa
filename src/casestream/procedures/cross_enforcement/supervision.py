"""督促期满与督办 — what follows when an order to enforce was not kept, and the deciding court's duty to see it through."""

from datetime import date, timedelta

from casestream.kernel import (
    AnyDay,
    Asked,
    Case,
    Command,
    Event,
    Truth,
    command,
    condition,
    deadline,
    decides,
    event,
    every,
    falls_due,
    field,
)
from casestream.procedures.cross_enforcement.modes import CrossMode
from casestream.procedures.cross_enforcement.order import (
    DECIDER_DRIVES,
    ORDER_OR_RULING,
    TAKE_OVER,
    CrossOrdered,
    DelayExcused,
    SupervisionLapsed,
    case_is_unfinished,
    cross_was_ordered,
)
from casestream.procedures.rounds import RoundClosed, is_open, is_parked

# --- law ---

SUPERVISED = {"mode": CrossMode.SUPERVISED}

# --- events ---


@event("cross.driven_to_end", "督办办结", "Driven to its end")
class CrossDrivenToEnd(Event):
    """The court that ordered cross-enforcement saw the case to its end. `by_decider`: it is that very court."""

    decided_by: str
    by_decider: bool = field(zh="系决定法院")


# --- deadlines ---

SUPERVISED_ENFORCEMENT = deadline(
    "supervised_enforcement",
    "督促执行期限",
    "day set by an order to enforce",
    begins=CrossOrdered,
    kept_by=RoundClosed,
    where=SUPERVISED,
    due="perform_by",
    citation=ORDER_OR_RULING,
)

# --- state ---


def supervision_failed(case: Asked) -> Truth:
    """Whether an order to enforce was not kept in this round, without a good reason."""
    return case.this_round.during(SupervisionLapsed, DelayExcused)


def order_has_lapsed(case: Asked) -> Truth:
    """Whether the last order to enforce of this round was recorded as not kept, whatever other mode was ordered since."""
    until = case.this_round.latest(CrossOrdered.perform_by, SUPERVISED)
    return case.this_round.latest(SupervisionLapsed.until) >= until


# --- conditions ---


@condition(
    TAKE_OVER,
    en="The day that the order to enforce set has gone by",
    met_by=("待督促执行令指定的期限届满", "wait until that day has gone by"),
)
def supervision_has_run_out(case: Asked, today: AnyDay) -> Truth:
    """督促执行令指定的期限已经届满"""
    return case.this_round.latest(CrossOrdered.perform_by, SUPERVISED) < today


@condition(
    TAKE_OVER,
    en="An order to enforce lapses once",
    met_by=("另行作出督促执行令", "another order to enforce"),
)
def order_has_not_lapsed_yet(case: Asked, today: AnyDay) -> Truth:
    """一件督促执行令期满只登记一次"""
    return ~order_has_lapsed(case)


@condition(TAKE_OVER, en="The order to enforce was not kept", met_by=SupervisionLapsed)
def supervision_had_lapsed(case: Asked, today: AnyDay) -> Truth:
    """执行法院在指定期限内未执行完结，说明理由的，由上级法院审查"""
    return supervision_failed(case)


@condition(
    DECIDER_DRIVES,
    en="The court that decided sees the case through",
    met_by=("由决定交叉执行的法院督办", "the court that ordered cross-enforcement"),
)
def decider_sees_it_through(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """谁决定交叉执行，谁督办至办结"""
    return decided.has(CrossDrivenToEnd, {"by_decider": True})


@condition(
    DECIDER_DRIVES,
    en="The case has come to its end; 终本 is none",
    met_by=("执行完毕、终结执行等方式结案", "a closing other than by 终本"),
)
def case_has_come_to_its_end(case: Asked, today: AnyDay) -> Truth:
    """交叉执行案件督办至实质办结，终结本次执行程序不是办结"""
    return case.this_round.has(RoundClosed) & ~is_open(case) & ~is_parked(case)


MAY_LAPSE_SUPERVISION = every(
    "supervision_lapse", "督促期满", "Lapse of supervision",
    supervision_has_run_out, case_is_unfinished, order_has_not_lapsed_yet,
    guards=SupervisionLapsed,
)  # fmt: skip
MAY_EXCUSE_DELAY = every(
    "supervision_excuse", "认定正当理由", "Excusing a delay", supervision_had_lapsed, guards=DelayExcused
)
MAY_DRIVE_TO_END = every(
    "cross_end", "督办办结", "Driving a case to its end", cross_was_ordered, decider_sees_it_through, case_has_come_to_its_end,
    guards=CrossDrivenToEnd,
)  # fmt: skip

# --- decisions ---


@command("登记督促期满", "Lapse supervision")
class LapseSupervision(Command):
    """Say that the day of an order to enforce went by and the case was not enforced."""


@command("认定有正当理由", "Excuse the delay")
class ExcuseDelay(Command):
    """Say that the supervised court had a good reason."""

    reason: str


@command("督办办结", "Drive to the end")
class DriveToEnd(Command):
    """Say that `decided_by`, which ordered cross-enforcement, saw the case to its end."""

    decided_by: str


@decides(LapseSupervision)
def lapse_supervision(case: Case, ask: LapseSupervision) -> list[Event]:
    """An order lapses once; what follows is another court's enforcement, or a good reason."""
    if order_has_lapsed(case):
        return []
    MAY_LAPSE_SUPERVISION.require(case, ask.on)
    supervised = case.all(CrossOrdered, SUPERVISED)[-1]
    return [SupervisionLapsed(on=ask.on, until=supervised.perform_by or ask.on)]


@falls_due(CrossOrdered)
def supervision_runs_out(case: Case, today: date) -> list[Command]:
    """On the day after the last the superior court knows that its order was not kept."""
    ordered = case.last_event(CrossOrdered, SUPERVISED)
    if ordered is None or ordered.perform_by is None or not MAY_LAPSE_SUPERVISION.holds(case, today):
        return []
    return [LapseSupervision(case=case.id, on=ordered.perform_by + timedelta(days=1))]


@decides(ExcuseDelay)
def excuse_delay(case: Case, ask: ExcuseDelay) -> list[Event]:
    """With a good reason the superior court may set a further day."""
    excused = DelayExcused(on=ask.on, reason=ask.reason)
    if case.last_event(DelayExcused) == excused and not bool(supervision_failed(case)):
        return []
    MAY_EXCUSE_DELAY.require(case, ask.on)
    return [excused]


@decides(DriveToEnd)
def drive_to_end(case: Case, ask: DriveToEnd) -> list[Event]:
    """The court that decided answers for the case until it is really closed."""
    ordered = case.last_event(CrossOrdered)
    driven = CrossDrivenToEnd(
        on=ask.on, decided_by=ask.decided_by, by_decider=bool(ordered and ordered.decided_by == ask.decided_by)
    )
    if case.last_event(CrossDrivenToEnd) == driven:
        return []
    MAY_DRIVE_TO_END.require(case, ask.on, driven)
    return [driven]
