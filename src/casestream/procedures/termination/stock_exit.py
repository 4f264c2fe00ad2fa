"""移出终本库 — a parked case whose debt is settled after all leaves the stock, without a round of its own.

The debtor of a parked case must go on performing (第八条). Who pays everything while nothing was resumed ends the matter:
the case is taken off the information base within three days, and cannot be resumed any more. So it is with one in which
enforcement is terminated by a ruling; the ruling itself takes it off (`closing`).
"""

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
    decides,
    every,
)
from casestream.procedures.closing import ActPerformed, EnforcementTerminated, act_is_owed
from casestream.procedures.closing.rulings import BY_RULING
from casestream.procedures.instruments import R373
from casestream.procedures.proceeds import (
    PaidToCreditor,
    PerformedInKind,
    ProceedsReceived,
    ProceedsReleased,
    held,
    outstanding,
)
from casestream.procedures.rounds import LeftStock, StockExit
from casestream.procedures.settlement import SettlementPerformed, is_performed
from casestream.procedures.termination.aftercare import round_is_parked

# --- law ---

REMOVAL = R373.article("第十三条", mark="K-high")
THREE_DAYS = Period(days=3)

# --- conditions ---


@condition(REMOVAL, en="Everything that was owed is performed", met_by=ProceedsReceived)
def everything_is_performed(case: Asked, today: AnyDay) -> Truth:
    """生效法律文书确定的义务履行完毕的，从终本案件信息库中移除"""
    return ((outstanding(case) <= 0) & ~act_is_owed(case)) | is_performed(case)


@condition(REMOVAL, en="The money received was paid out", met_by=ProceedsReleased)
def its_money_was_paid_out(case: Asked, today: AnyDay) -> Truth:
    """执行款已经全部发放"""
    return held(case) <= 0


@condition(
    REMOVAL,
    en="It is taken off within three days of the last payment",
    met_by=("三日内移除", "removal within three days"),
    soft=True,
)
def removed_within_three_days(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """应当在三日内将案件从终本案件信息库中移除"""
    return decided.latest(LeftStock.remove_by) >= today


def enforcement_was_terminated(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """依法裁定终结执行的，从终本案件信息库中移除"""
    return decided.has(LeftStock, {"reason": BY_RULING}) & case.this_round.has(EnforcementTerminated)


MAY_LEAVE_STOCK = every(
    "stock_exit", "移出终本库", "Leaving the stock", round_is_parked,
    everything_is_performed.unless(enforcement_was_terminated, REMOVAL, en="A ruling terminated the enforcement"),
    its_money_was_paid_out.unless(enforcement_was_terminated, REMOVAL, en="A ruling terminated the enforcement"),
    removed_within_three_days,
    guards=LeftStock,
)  # fmt: skip

# --- decisions ---


@command("移出终本库", "Leave the stock")
class LeaveStock(Command):
    """Take a parked case that was performed after all off the stock."""


@decides(LeaveStock)
def leave_stock(case: Case, ask: LeaveStock, bench: Bench) -> list[Event]:
    """Removed within three days (法〔2016〕373号第十三条); the round stays closed as it was."""
    if case.this_round.has(LeftStock):
        return []
    due = bench.calendar.due(_settled_on(case, ask), THREE_DAYS)
    reason = StockExit.SETTLED if bool(is_performed(case)) else StockExit.PERFORMED
    left = LeftStock(on=ask.on, reason=reason, remove_by=due.on, calendar=due.calendar)
    MAY_LEAVE_STOCK.require(case, ask.on, left)
    return [left]


def _settled_on(case: Case, ask: LeaveStock) -> date:
    """The day of the last pay-out or performance, or today where there was none."""
    kinds = (ProceedsReleased, PaidToCreditor, PerformedInKind, ActPerformed, SettlementPerformed)
    return max((one.on for kind in kinds for one in case.all(kind)), default=ask.on)
