"""执前督促与和解前置 — before a case is filed the debtor is asked to perform, and the parties try to settle.

This is no enforcement: a stream of its own ends in performance, or in filing. How long a settlement is tried before filing
is for each court to set (随州: a month at most). Limitation and the seven days for filing run on meanwhile.
"""

from datetime import date

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
    falls_due,
    field,
    setting,
)
from casestream.kernel.errors import BadRequest
from casestream.procedures.instruments import PRE_DEMAND, PRE_SETTLEMENT

# --- law ---

DEMAND = PRE_DEMAND.article("立案前督促履行")
TRY_FIRST = PRE_SETTLEMENT.article("和解前置期限一个月")
PRE_SETTLEMENT_MONTHS = setting(
    "pre_settlement_months", "和解前置期限（月）", "months for which the parties try to settle before filing", example=1
)

# --- events ---


class PreOutcome(Label):
    """How it ended without a filing."""

    PERFORMED = "performed", "自动履行", "performed voluntarily"
    SETTLED = "settled", "和解并履行", "settled, and performed"
    WITHDRAWN = "withdrawn", "权利人撤回", "withdrawn by the creditor"


@event("pre_enforcement.demanded", "执前督促", "Pre-enforcement demand", stream="pre_enforcement", opens=True)
class PreEnforcementDemanded(Event):
    """The court asked the debtor of `basis` to perform by `perform_by`; `number` is that of the demand."""

    court: str
    number: str
    basis: str
    debtor: str
    claimed_fen: int
    perform_by: date


@event("pre_enforcement.settlement_opened", "启动和解前置", "Pre-settlement opened", stream="pre_enforcement")
class PreSettlementOpened(Event):
    """The parties agreed to try a settlement before filing, until `until`, the end of the court's own term, as `calendar` counted."""

    consented: bool
    until: date
    calendar: str


@event("pre_enforcement.settled", "执前和解", "Settled before filing", stream="pre_enforcement")
class PreSettlementReached(Event):
    """They agreed on `agreed_fen`, to be performed by `perform_by`."""

    agreed_fen: int
    perform_by: date


@event("pre_enforcement.settlement_failed", "和解前置期满", "Pre-settlement failed", stream="pre_enforcement")
class PreSettlementFailed(Event):
    """The term ran out without a settlement, or a party did not want to go on."""

    expired: bool = field(zh="期满")


@event("pre_enforcement.resolved", "执前化解", "Resolved before filing", stream="pre_enforcement")
class PreEnforcementResolved(Event):
    """It ended without a case; `paid_fen` was performed."""

    outcome: PreOutcome
    paid_fen: int = field(zh="履行金额")


@event("pre_enforcement.filed", "转执行立案", "Went on to filing", stream="pre_enforcement")
class WentToFiling(Event):
    """The creditor applies for enforcement after all; `case` is the enforcement case."""

    case: str


# --- deadlines ---

PRE_SETTLEMENT_TERM = deadline(
    "pre_settlement",
    "和解前置期限",
    "term of the settlement before filing",
    begins=PreSettlementOpened,
    kept_by=(PreSettlementReached, PreSettlementFailed, PreEnforcementResolved, WentToFiling),
    due="until",
    citation=TRY_FIRST,
    official=False,
)
DEMANDED_PERFORMANCE = deadline(
    "pre_enforcement_demand",
    "执前督促履行期限",
    "performance after a pre-enforcement demand",
    begins=PreEnforcementDemanded,
    kept_by=(PreEnforcementResolved, PreSettlementOpened, WentToFiling),
    due="perform_by",
    citation=DEMAND,
    official=False,
)

# --- state ---


def is_pending(demand: Asked) -> Truth:
    """Whether neither performance nor a filing ended it."""
    return demand.has(PreEnforcementDemanded) & ~demand.has(PreEnforcementResolved) & ~demand.has(WentToFiling)


def is_being_tried(demand: Asked) -> Truth:
    """Whether the parties are trying to settle."""
    not_reached = demand.during(PreSettlementOpened, PreSettlementReached)
    return is_pending(demand) & not_reached & demand.during(PreSettlementOpened, PreSettlementFailed)


# --- conditions ---


@condition(DEMAND, en="The demand is new", met_by=("另编督促编号", "give this demand its own number"))
def demand_is_new(demand: Asked, today: AnyDay) -> Truth:
    """一份文书督促一次"""
    return ~demand.has(PreEnforcementDemanded)


@condition(DEMAND, en="The debtor has days left to perform", met_by=("将来的履行期限", "a day still to come"))
def demand_leaves_days(demand: Asked, today: AnyDay, decided: Asked) -> Truth:
    """督促履行应当给予合理的履行期限"""
    return decided.latest(PreEnforcementDemanded.perform_by) > today


@condition(DEMAND, en="Something is claimed", met_by=("大于零的金额", "an amount above zero"))
def demand_claims_something(demand: Asked, today: AnyDay, decided: Asked) -> Truth:
    """督促履行生效法律文书确定的给付义务"""
    return decided.total(PreEnforcementDemanded.claimed_fen) > 0


@condition(DEMAND, en="The matter is still pending before filing", met_by=PreEnforcementDemanded)
def matter_is_pending(demand: Asked, today: AnyDay) -> Truth:
    """尚在执行立案前督促、和解阶段"""
    return is_pending(demand) & (demand.first(PreEnforcementDemanded) <= today)


@condition(TRY_FIRST, en="The parties consent", met_by=("双方同意和解前置", "the consent of both sides"))
def parties_consent_to_try(demand: Asked, today: AnyDay, decided: Asked) -> Truth:
    """和解前置以当事人自愿为前提"""
    return decided.has(PreSettlementOpened, {"consented": True})


@condition(TRY_FIRST, en="A settlement is tried once", met_by=("直接立案执行", "file the case"))
def settlement_is_tried_once(demand: Asked, today: AnyDay) -> Truth:
    """和解前置以一次为限"""
    return ~demand.has(PreSettlementOpened)


@condition(TRY_FIRST, en="The parties are trying to settle", met_by=PreSettlementOpened)
def settlement_is_being_tried(demand: Asked, today: AnyDay) -> Truth:
    """正在执行前和解期间"""
    return is_being_tried(demand)


@condition(
    TRY_FIRST, en="They settle within the court's term", met_by=("期限内达成和解，否则及时立案", "settle within the term, or file")
)  # fmt: skip
def settled_within_the_term(demand: Asked, today: AnyDay) -> Truth:
    """执行前和解在本院规定的和解前置期限内达成"""
    return demand.latest(PreSettlementOpened.until) >= today


@condition(
    TRY_FIRST, en="Its failure is recorded when a party withdraws or when the term is over",
    met_by=("期满，或者一方不同意继续", "the end of the term, or a party that will not go on"),
)  # fmt: skip
def term_is_over_or_a_party_left(demand: Asked, today: AnyDay, decided: Asked) -> Truth:
    """期满未达成和解，或者一方明确不同意的，终止和解前置"""
    is_over = demand.latest(PreSettlementOpened.until) < today
    return decided.has(PreSettlementFailed, {"expired": False}) | is_over


@condition(
    TRY_FIRST, en="What they agreed on is still to be performed", met_by=("将来的履行期限", "a day still to come")
)
def agreed_day_lies_ahead(demand: Asked, today: AnyDay, decided: Asked) -> Truth:
    """执行前和解约定的履行期限尚未届满"""
    return decided.latest(PreSettlementReached.perform_by) >= today


@condition(
    DEMAND,
    en="All that was demanded, or agreed on, was performed",
    met_by=("全部履行，或者转执行立案", "performance in full, or filing"),
)
def all_of_it_was_performed(demand: Asked, today: AnyDay, decided: Asked) -> Truth:
    """自动履行的，履行全部督促金额；和解履行的，履行全部和解金额"""
    paid = decided.total(PreEnforcementResolved.paid_fen)
    performed = decided.has(PreEnforcementResolved, {"outcome": PreOutcome.PERFORMED})
    settled = decided.has(PreEnforcementResolved, {"outcome": PreOutcome.SETTLED})
    in_full = performed & (paid >= demand.latest(PreEnforcementDemanded.claimed_fen))
    as_agreed = settled & (paid >= demand.latest(PreSettlementReached.agreed_fen))
    return in_full | as_agreed | decided.has(PreEnforcementResolved, {"outcome": PreOutcome.WITHDRAWN})


@condition(TRY_FIRST, en="A settlement had been reached", met_by=PreSettlementReached)
def settlement_had_been_reached(demand: Asked, today: AnyDay, decided: Asked) -> Truth:
    """以和解履行方式化解的，已达成执行前和解"""
    return ~decided.has(PreEnforcementResolved, {"outcome": PreOutcome.SETTLED}) | demand.has(PreSettlementReached)


MAY_DEMAND = every(
    "pre_enforcement_demand", "执前督促", "Pre-enforcement demand", demand_is_new, demand_leaves_days,
    demand_claims_something,
    guards=PreEnforcementDemanded,
)  # fmt: skip
MAY_TRY_SETTLEMENT = every(
    "pre_settlement", "启动和解前置", "Opening a pre-settlement", matter_is_pending, parties_consent_to_try,
    settlement_is_tried_once,
    guards=PreSettlementOpened,
)  # fmt: skip
MAY_SETTLE_FIRST = every(
    "pre_settlement_reached", "执前和解", "Settlement before filing", matter_is_pending, settlement_is_being_tried,
    settled_within_the_term, agreed_day_lies_ahead,
    guards=PreSettlementReached,
)  # fmt: skip
MAY_FAIL_TO_SETTLE = every(
    "pre_settlement_failed", "和解前置期满", "Failure of a pre-settlement", settlement_is_being_tried,
    term_is_over_or_a_party_left,
    guards=PreSettlementFailed,
)  # fmt: skip
MAY_RESOLVE_FIRST = every(
    "pre_enforcement_resolved", "执前化解", "Resolution before filing", matter_is_pending, all_of_it_was_performed,
    settlement_had_been_reached,
    guards=PreEnforcementResolved,
)  # fmt: skip
MAY_GO_TO_FILING = every(
    "pre_enforcement_filed", "转执行立案", "Going on to filing", matter_is_pending, guards=WentToFiling
)

# --- decisions ---


@command("执前督促", "Demand performance", kind="pre_enforcement", begins=True)
class DemandPerformance(Command):
    """Ask the debtor to perform before a case is filed. `case` is the number of the demand."""

    court: str
    basis: str
    debtor: str
    claimed_fen: int
    perform_by: date


@command("启动和解前置", "Try a settlement", kind="pre_enforcement")
class TrySettlement(Command):
    """Begin the term in which the parties try to settle."""

    consented: bool = False


@command("执前和解", "Settle before filing", kind="pre_enforcement")
class SettleFirst(Command):
    """Record what they agreed on."""

    agreed_fen: int
    perform_by: date


@command("和解前置终止", "End the pre-settlement", kind="pre_enforcement")
class EndPreSettlement(Command):
    """Say that there was no settlement; `expired`: because the term ran out."""

    expired: bool


@command("执前化解", "Resolve before filing", kind="pre_enforcement")
class ResolveFirst(Command):
    """End it without a case."""

    outcome: PreOutcome
    paid_fen: int = 0


@command("转执行立案", "Go to filing", kind="pre_enforcement")
class GoToFiling(Command):
    """Say that the creditor applies for enforcement; `enforcement` is the case."""

    enforcement: str


@decides(DemandPerformance)
def demand_performance(demand: Case, ask: DemandPerformance) -> list[Event]:
    """One demand under one number."""
    demanded = PreEnforcementDemanded(
        on=ask.on, court=ask.court, number=demand.id, basis=ask.basis, debtor=ask.debtor, claimed_fen=ask.claimed_fen,
        perform_by=ask.perform_by,
    )  # fmt: skip
    if demand.last_event(PreEnforcementDemanded) == demanded:
        return []
    MAY_DEMAND.require(demand, ask.on, demanded)
    return [demanded]


@decides(TrySettlement)
def try_settlement(demand: Case, ask: TrySettlement, bench: Bench) -> list[Event]:
    """It lasts as long as the court has set, and delays a filing no longer than that."""
    months: int = bench.setting(PRE_SETTLEMENT_MONTHS)
    due = bench.calendar.due(ask.on, Period(months=months))
    opened = PreSettlementOpened(on=ask.on, consented=ask.consented, until=due.on, calendar=due.calendar)
    if demand.last_event(PreSettlementOpened) == opened:
        return []
    MAY_TRY_SETTLEMENT.require(demand, ask.on, opened)
    return [opened]


@decides(SettleFirst)
def settle_first(demand: Case, ask: SettleFirst) -> list[Event]:
    """The parties perform it themselves."""
    if ask.agreed_fen <= 0:
        raise BadRequest(
            "和解金额应当大于零", "a settlement is about an amount above zero", "填写和解金额", "give the amount"
        )
    reached = PreSettlementReached(on=ask.on, agreed_fen=ask.agreed_fen, perform_by=ask.perform_by)
    if demand.last_event(PreSettlementReached) == reached:
        return []
    MAY_SETTLE_FIRST.require(demand, ask.on, reached)
    return [reached]


@decides(EndPreSettlement)
def end_pre_settlement(demand: Case, ask: EndPreSettlement) -> list[Event]:
    """Then the case is filed without further delay."""
    failed = PreSettlementFailed(on=ask.on, expired=ask.expired)
    if demand.last_event(PreSettlementFailed) == failed:
        return []
    MAY_FAIL_TO_SETTLE.require(demand, ask.on, failed)
    return [failed]


@falls_due(PreSettlementOpened)
def term_runs_out(demand: Case, today: date) -> list[Command]:
    """On the first day after the term the attempt is over."""
    opened = demand.last_event(PreSettlementOpened)
    if opened is None or not bool(is_being_tried(demand)) or opened.until >= today:
        return []
    return [EndPreSettlement(case=demand.id, on=date.fromordinal(opened.until.toordinal() + 1), expired=True)]


@decides(ResolveFirst)
def resolve_first(demand: Case, ask: ResolveFirst) -> list[Event]:
    """It ends once."""
    resolved = PreEnforcementResolved(on=ask.on, outcome=ask.outcome, paid_fen=ask.paid_fen)
    if demand.last_event(PreEnforcementResolved) == resolved:
        return []
    MAY_RESOLVE_FIRST.require(demand, ask.on, resolved)
    return [resolved]


@decides(GoToFiling)
def go_to_filing(demand: Case, ask: GoToFiling) -> list[Event]:
    """The application itself is one of the case (`casestream.procedures.filing`)."""
    filed = WentToFiling(on=ask.on, case=ask.enforcement)
    if demand.last_event(WentToFiling) == filed:
        return []
    MAY_GO_TO_FILING.require(demand, ask.on)
    return [filed]
