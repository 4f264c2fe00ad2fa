"""执行完毕 — everything was performed and paid out, or a settlement was performed to the end."""

from functools import partial

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
)
from casestream.procedures.closing.obstacles import (
    case_is_not_deferred,
    case_is_not_suspended,
    close,
    is_closed_as,
    settlement_is_not_pending,
)
from casestream.procedures.filing import EnforcementApplied, asks_for_more_than_money, case_is_in_hand, round_is_open
from casestream.procedures.instruments import FILING_AND_CLOSING, SETTLEMENT, cpl
from casestream.procedures.proceeds import (
    ClaimItemised,
    ProceedsReleased,
    ReceiptAllocated,
    collected,
    held,
    outstanding,
)
from casestream.procedures.rounds import ClosingMode
from casestream.procedures.settlement import SettlementPerformed, SettlementRecorded, is_performed

# --- law ---

SATISFIED = FILING_AND_CLOSING.article("第十五条", mark="K-high")

NOT_MONEY = cpl(263, mark="K-high")

# --- events ---


class HowPerformed(Label):
    """How a thing was handed over or an act done (民事诉讼法第二百六十条、第二百六十三条)."""

    BY_DEBTOR = "by_debtor", "被执行人履行", "by the debtor"
    BY_FORCE = "by_force", "强制交付或者迁出", "by force"
    BY_ANOTHER = "by_another", "代履行", "by another, at the debtor's cost"


@event("closing.satisfied", "执行完毕", "Enforcement satisfied")
class EnforcementSatisfied(Event):
    """Everything was performed. `noticed`: a closing notice was served, or the parties confirmed in writing."""

    noticed: bool
    by_settlement: bool
    relied_on: tuple[str, ...] = ()


@event("closing.act_performed", "非金钱给付履行", "Act performed")
class ActPerformed(Event):
    """The thing was handed over, or the act was done, as the basis orders; `how` it came about."""

    how: HowPerformed


# --- state ---


def act_is_owed(case: Asked) -> Truth:
    """Whether the basis orders a thing or an act that was not yet handed over or done."""
    return asks_for_more_than_money(case) & ~case.during(ActPerformed, EnforcementApplied)


# --- conditions ---


@condition(
    NOT_MONEY,
    en="The thing was handed over, the act was done",
    met_by=("交付财物或者完成行为", "hand the thing over, or do the act"),
)
def act_was_performed(case: Asked, today: AnyDay) -> Truth:
    """生效法律文书确定交付财物或者完成行为的，全部履行后为执行完毕"""
    return ~act_is_owed(case)


@condition(NOT_MONEY, en="The basis orders a thing or an act", met_by=("非金钱给付", "a claim other than money"))
def basis_orders_an_act(case: Asked, today: AnyDay) -> Truth:
    """法律文书指定交付的财物，应当交付；判决、裁定和其他法律文书指定的行为，应当履行"""
    return asks_for_more_than_money(case)


@condition(SATISFIED, en="Everything claimed was performed", met_by=("全部执行到位", "collect all that is outstanding"))
def nothing_is_outstanding(case: Asked, today: AnyDay) -> Truth:
    """生效法律文书确定的执行内容全部执行完毕"""
    return outstanding(case) <= 0


def settlement_was_fully_performed(case: Asked, today: AnyDay) -> Truth:
    """执行和解协议履行完毕的，人民法院作执行结案处理"""
    return is_performed(case)


@condition(SATISFIED, en="The money received was paid out", met_by=ProceedsReleased)
def money_was_paid_out(case: Asked, today: AnyDay) -> Truth:
    """执行款已经全部发放"""
    return held(case) <= 0


@condition(
    SATISFIED,
    en="Where the claim is itemised, all that came in was put to its heads, so that interest is reckoned to the end",
    met_by=ReceiptAllocated,
)
def receipts_were_allocated(case: Asked, today: AnyDay) -> Truth:
    """申请标的已经分项的，到账款应当逐笔抵充，加倍部分债务利息计算至履行完毕之日"""
    allocated = case.this_round.total(ReceiptAllocated.amount_fen)
    return ~case.has(ClaimItemised) | (collected(case) <= allocated)


@condition(
    SATISFIED,
    en="A closing notice was served, or the parties confirmed in writing",
    met_by=("结案通知书或者当事人书面确认", "a closing notice, or a written confirmation"),
)
def closing_was_noticed(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """执行完毕应当制作结案通知书并发送当事人，双方书面认可或者口头认可并记入笔录的除外"""
    return decided.has(EnforcementSatisfied, {"noticed": True})


MAY_RECORD_ACT = every(
    "act", "非金钱给付履行", "Performance of an act", case_is_in_hand, basis_orders_an_act, guards=ActPerformed,
)  # fmt: skip
MAY_CLOSE_SATISFIED = every(
    "satisfaction", "执行完毕", "Satisfaction",
    round_is_open,
    nothing_is_outstanding.unless(
        settlement_was_fully_performed, SETTLEMENT.article("第八条"), en="A settlement was performed to the end"
    ),
    receipts_were_allocated.unless(
        settlement_was_fully_performed, SETTLEMENT.article("第八条"), en="A settlement was performed to the end"
    ),
    act_was_performed.unless(
        settlement_was_fully_performed, SETTLEMENT.article("第八条"), en="A settlement was performed to the end"
    ),
    money_was_paid_out, case_is_not_suspended, case_is_not_deferred, settlement_is_not_pending, closing_was_noticed,
    guards=EnforcementSatisfied,
)  # fmt: skip

# --- decisions ---


@command("登记非金钱给付履行", "Record the performance of an act")
class RecordAct(Command):
    """Say that the thing was handed over, or the act done."""

    how: HowPerformed


@decides(RecordAct)
def record_act(case: Case, ask: RecordAct) -> list[Event]:
    """Done once for each application."""
    if case.during(ActPerformed, EnforcementApplied):
        return []
    MAY_RECORD_ACT.require(case, ask.on)
    return [ActPerformed(on=ask.on, how=ask.how)]


@command("执行完毕结案", "Close as satisfied")
class CloseSatisfied(Command):
    """Close the round as performed; `noticed`: closing notice served, or written confirmation."""

    noticed: bool


@decides(CloseSatisfied)
def close_satisfied(case: Case, ask: CloseSatisfied) -> list[Event]:
    """Performed to the last fen and paid out, or a settlement performed to the end (执行和解规定第八条)."""
    if is_closed_as(case, ClosingMode.SATISFIED):
        return []
    by_settlement = bool(case.during(SettlementPerformed, SettlementRecorded))
    satisfied = partial(EnforcementSatisfied, on=ask.on, noticed=ask.noticed, by_settlement=by_settlement)
    articles = MAY_CLOSE_SATISFIED.require(case, ask.on, satisfied())
    return [satisfied(relied_on=articles), close(case, ask.on, ClosingMode.SATISFIED)]
