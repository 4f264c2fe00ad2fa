"""预交叉 — the pool of parked cases that the court in charge must look into itself before another court comes in.

A practice of the courts of Ordos since April 2025: cases closed by 终本 are screened, the court in charge has a limited
time to find a way, and what it could not solve goes up for cross-enforcement.
"""

from datetime import date, timedelta

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
    falls_due,
    setting,
)
from casestream.procedures.closing import EnforcementTerminated, act_is_owed
from casestream.procedures.instruments import ORDOS_PLAN
from casestream.procedures.proceeds import outstanding
from casestream.procedures.rounds import RoundOpened, is_open, is_parked
from casestream.procedures.settlement import EnforcementResumed, SettlementRecorded, is_performed
from casestream.procedures.suspension import Suspended, SuspensionReason

# --- law ---

POOL = ORDOS_PLAN.article("动态筛查、限期自查")
PRE_CROSS_WINDOW_DAYS = setting(
    "pre_cross_window_days", "预交叉执行限期自查天数", "days of the self-check in the pre-cross window", example=60
)

# --- events ---


class ScreenReason(Label):
    """Why a parked case goes into the pool."""

    WHEREABOUTS = "whereabouts", "被执行人下落不明", "debtor's whereabouts unknown"
    ELSEWHERE = "elsewhere", "财产在外地", "property elsewhere"
    UNDISPOSED = "undisposed", "财产长期未处置", "property long undisposed of"
    INTERFERENCE = "interference", "受干扰或者利害影响", "interference"
    RELATED = "related", "关联、系列案件", "related cases or a series"
    STOCK = "stock", "终本存量排查", "review of the terminated stock"


class PoolExit(Label):
    """How a case left the pool before the period ran out."""

    RESUMED = "resumed", "恢复执行", "resumed"
    PERFORMED = "performed", "履行完毕", "performed"
    SETTLED = "settled", "执行和解", "settled"
    TERMINATED = "terminated", "终结执行", "enforcement terminated"
    BANKRUPTCY = "bankruptcy", "移送破产", "handed over to bankruptcy"


@event("precross.screened", "预交叉筛查", "Screened for pre-cross")
class PreCrossScreened(Event):
    """A case parked by 终本 was put into the pool of 预交叉."""

    reason: ScreenReason


@event("precross.window_opened", "预交叉限期自查", "Pre-cross window opened")
class PreCrossWindowOpened(Event):
    """The court in charge has until `until` to find a way itself."""

    until: date
    calendar: str


@event("precross.resolved", "预交叉化解", "Pre-cross resolved")
class PreCrossResolved(Event):
    """The court in charge found a way."""

    mode: PoolExit


@event("precross.expired", "预交叉期满", "Pre-cross expired")
class PreCrossExpired(Event):
    """The period ran out and nothing had moved."""


@event("cross.referred", "报请交叉执行", "Referred to cross-enforcement")
class CrossReferred(Event):
    """The case was put before the superior court for one of the five modes."""


# --- state ---


def is_unanswered(case: Asked) -> Truth:
    """Whether a window was opened after which the case was recorded neither as resolved nor as expired."""
    not_resolved = case.during(PreCrossWindowOpened, PreCrossResolved)
    return not_resolved & case.during(PreCrossWindowOpened, PreCrossExpired)


def in_pool(case: Asked) -> Truth:
    """Whether the self-check is running: its window is unanswered, and the case still parked in the round it began in."""
    same_round = case.during(PreCrossWindowOpened, RoundOpened)
    return is_unanswered(case) & same_round & ~is_open(case) & is_parked(case)


# --- conditions ---


@condition(POOL, en="The case is parked by 终本", met_by=("终结本次执行程序的案件", "a case whose round ended by 终本"))
def case_is_parked(case: Asked, today: AnyDay) -> Truth:
    """对终结本次执行程序案件动态筛查，纳入预交叉执行"""
    return ~is_open(case) & is_parked(case)


@condition(POOL, en="What the self-check came to was not recorded yet", met_by=PreCrossWindowOpened)
def self_check_is_unanswered(case: Asked, today: AnyDay) -> Truth:
    """预交叉执行限期自查的结果尚未登记"""
    return is_unanswered(case)


@condition(
    POOL,
    en="What became of the case is what the exit says",
    met_by=(
        "恢复执行、履行完毕、和解、终结执行、移送破产的事实",
        "the resumption, payment, settlement or ending itself",
    ),
)
def exit_is_borne_out(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """限期自查化解的，案件已经恢复执行、履行完毕、达成和解、终结执行或者移送破产"""

    def says(mode: PoolExit) -> Truth:
        return decided.has(PreCrossResolved, {"mode": mode})

    performed = ((outstanding(case) <= 0) & ~act_is_owed(case)) | is_performed(case)
    in_bankruptcy = case.this_round.has(Suspended, {"reason": SuspensionReason.BANKRUPTCY})
    ended = case.during(EnforcementTerminated, PreCrossWindowOpened)
    return (
        (says(PoolExit.RESUMED) & case.during(EnforcementResumed, PreCrossWindowOpened))
        | (says(PoolExit.PERFORMED) & performed)
        | (says(PoolExit.SETTLED) & case.during(SettlementRecorded, PreCrossWindowOpened))
        | (says(PoolExit.TERMINATED) & ended)
        | (says(PoolExit.BANKRUPTCY) & (in_bankruptcy | ended))
    )


@condition(POOL, en="The case is in the pool", met_by=PreCrossWindowOpened)
def case_is_in_the_pool(case: Asked, today: AnyDay) -> Truth:
    """案件在预交叉执行限期自查期间"""
    return in_pool(case)


@condition(
    POOL, en="The period for the self-check has run out", met_by=("等待限期届满", "wait until the period has run out")
)
def window_has_run_out(case: Asked, today: AnyDay) -> Truth:
    """限期自查期限届满"""
    return case.latest(PreCrossWindowOpened.until) < today


@condition(POOL, en="The self-check expired without a result", met_by=PreCrossExpired)
def self_check_failed(case: Asked, today: AnyDay) -> Truth:
    """限期自查后仍未化解的，推进交叉执行"""
    return case.during(PreCrossExpired, PreCrossWindowOpened)


MAY_SCREEN = every(
    "precross_screening", "预交叉筛查", "Screening for pre-cross", case_is_parked, guards=PreCrossScreened
)
MAY_RESOLVE = every(
    "precross_resolution",
    "预交叉化解",
    "Resolving pre-cross",
    self_check_is_unanswered,
    exit_is_borne_out,
    guards=PreCrossResolved,
)
MAY_EXPIRE = every(
    "precross_expiry",
    "预交叉期满",
    "Expiry of pre-cross",
    case_is_in_the_pool,
    window_has_run_out,
    guards=PreCrossExpired,
)
MAY_REFER = every("cross_referral", "报请交叉执行", "Referral", self_check_failed, case_is_parked, guards=CrossReferred)

# --- decisions ---


@command("预交叉筛查", "Screen for pre-cross")
class ScreenForPreCross(Command):
    """Put a parked case into the pool."""

    reason: ScreenReason


@command("预交叉化解", "Resolve pre-cross")
class ResolvePreCross(Command):
    """Say that the court in charge found a way itself."""

    mode: PoolExit


@command("预交叉期满", "Expire pre-cross")
class ExpirePreCross(Command):
    """Say that the period ran out without a result."""


@command("报请交叉执行", "Refer to cross-enforcement")
class ReferToCross(Command):
    """Put the case before the superior court."""


@decides(ScreenForPreCross)
def screen_for_pre_cross(case: Case, ask: ScreenForPreCross, bench: Bench) -> list[Event]:
    """The pool and the period for the self-check; its length was not published, so the court must set it."""
    if bool(in_pool(case)):
        return []
    MAY_SCREEN.require(case, ask.on)
    days: int = bench.setting(PRE_CROSS_WINDOW_DAYS)
    until = bench.calendar.due(ask.on, Period(days=days))
    return [
        PreCrossScreened(on=ask.on, reason=ask.reason),
        PreCrossWindowOpened(on=ask.on, until=until.on, calendar=until.calendar),
    ]


@decides(ResolvePreCross)
def resolve_pre_cross(case: Case, ask: ResolvePreCross) -> list[Event]:
    """A case leaves the pool once."""
    resolved = PreCrossResolved(on=ask.on, mode=ask.mode)
    if case.last_event(PreCrossResolved) == resolved and not bool(case.during(PreCrossWindowOpened, PreCrossResolved)):
        return []
    MAY_RESOLVE.require(case, ask.on, resolved)
    return [resolved]


@decides(ExpirePreCross)
def expire_pre_cross(case: Case, ask: ExpirePreCross) -> list[Event]:
    """Nobody need find a way in time; that nobody did is what is recorded."""
    if bool(case.during(PreCrossExpired, PreCrossWindowOpened)):
        return []
    MAY_EXPIRE.require(case, ask.on)
    return [PreCrossExpired(on=ask.on)]


@falls_due(PreCrossWindowOpened)
def window_runs_out(case: Case, today: date) -> list[Command]:
    """On the day after the window the self-check is over, whoever remembers it."""
    opened = case.last_event(PreCrossWindowOpened)
    if opened is None or opened.until >= today or not bool(in_pool(case)):
        return []
    return [ExpirePreCross(case=case.id, on=opened.until + timedelta(days=1))]


@decides(ReferToCross)
def refer_to_cross(case: Case, ask: ReferToCross) -> list[Event]:
    """What the self-check could not solve goes up."""
    if bool(case.during(CrossReferred, PreCrossWindowOpened)):
        return []
    MAY_REFER.require(case, ask.on)
    return [CrossReferred(on=ask.on)]
