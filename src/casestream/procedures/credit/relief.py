"""解除与删除 — a restriction is lifted, an entry deleted."""

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
    event,
    every,
    field,
    key,
)
from casestream.procedures.asset_search import ClueResult, ClueVerified
from casestream.procedures.credit.listing import (
    SINCE_2017,
    TERM,
    ListedAsDefaulter,
    RemovalReason,
    RemovedFromDefaulterList,
    is_listed,
)
from casestream.procedures.credit.restriction import (
    ConsumptionRestrictionLifted,
    LiftReason,
    about_debtor,
    is_restricted,
)
from casestream.procedures.filing import asks_for_more_than_money
from casestream.procedures.instruments import CONSUMPTION, DEFAULTERS
from casestream.procedures.proceeds.account import outstanding
from casestream.procedures.rounds import ClosingMode, RoundClosed
from casestream.procedures.settlement.standing import SettlementPerformed, is_performed
from casestream.procedures.standstill import Suspended, SuspensionReason, is_suspended, stands

# --- law ---

THREE_WORKING_DAYS_TO_DELETE = Period(working_days=3)  # 失信名单规定第十条
QUERIES_IN_VAIN = 2
# 失信名单规定第二条第二款: active performance deletes early; every other reason waits for the end of the term.
OF_AN_ENTRY_WITH_A_TERM = (
    RemovalReason.TERM_ENDED, RemovalReason.CORRECTED, RemovalReason.PERFORMED, RemovalReason.SETTLED,
    RemovalReason.WRONGLY_LISTED,
)  # fmt: skip
DELETION = DEFAULTERS.article("第十条", mark="K-high", since=SINCE_2017)

# --- events ---


# The queries have a procedure of their own, later in a case (`procedures.termination`); a deletion asks what they found.
@event("termination.post_query", "终本后查询", "Queried after the ending")
class PostTerminationQueried(Event):
    """The `n`-th of the ten half-yearly queries, due on `due_on`; the applicant was told what it found.

    `next_due_on` is the last day for the next one, None after the tenth.
    """

    n: int
    due_on: date
    found: bool
    told: bool = True
    next_due_on: date | None = field(zh="下次查询期限", default=None)


# So has the certificate for whose sake an applicant confirms the performance (`procedures.incentives`).
@event("incentives.performance_confirmed", "申请执行人确认履行", "Performance confirmed")
class PerformanceConfirmed(Event):
    """An applicant confirmed that the debtor performed."""

    debtor: str = key("debtor")
    applicant: str = key("applicant")


# --- conditions ---


@condition(
    CONSUMPTION.article("第一条第二款", mark="K-high", since=date(2015, 7, 22)),
    en="Who is on the defaulter list stays restricted",
    met_by=RemovedFromDefaulterList,
)
def debtor_is_not_listed(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """纳入失信被执行人名单的被执行人，人民法院应当对其采取限制消费措施"""
    return ~is_listed(case.about("debtor", decided), today)


@condition(DELETION, en="The reason has arisen", met_by=("删除事由须已发生", "a reason that has arisen"))
def reason_has_arisen(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """具有应当删除情形之一的，人民法院应当在三个工作日内删除失信信息"""
    return decided.latest(RemovedFromDefaulterList.arose_on) <= today


@condition(
    DELETION, en="The term of the entry has run out", met_by=("纳入期限届满", "the last day of the term has passed")
)
def term_has_run_out(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """有纳入期限的，期限届满后三个工作日内删除失信信息"""
    ended = case.about("debtor", decided).latest(ListedAsDefaulter.until) < today
    return ~decided.has(RemovedFromDefaulterList, {"reason": RemovalReason.TERM_ENDED}) | ended


@condition(TERM, en="Only an entry with a term is deleted early", met_by=("纳入有期限", "an entry with a term"))
def early_deletion_shortens_a_term(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """失信被执行人积极履行义务或者主动纠正失信行为的，可以决定提前删除失信信息"""
    has_a_term = case.about("debtor", decided).latest(ListedAsDefaulter.until).came()
    return ~decided.has(RemovedFromDefaulterList, {"reason": RemovalReason.CORRECTED}) | has_a_term


@condition(DELETION, en="The current procedure was terminated", met_by=RoundClosed)
def procedure_was_terminated(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """终结本次执行程序后，通过网络执行查控系统查询两次以上未发现可供执行财产"""
    terminated = case.this_round.has(RoundClosed, {"mode": ClosingMode.CURRENT_TERMINATED})
    return ~decided.has(RemovedFromDefaulterList, {"reason": RemovalReason.NO_ASSETS}) | terminated


@condition(DELETION, en="Since then two queries found nothing", met_by=PostTerminationQueried)
def two_queries_found_nothing(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """通过网络执行查控系统查询被执行人财产两次以上，未发现有可供执行财产"""
    found = case.this_round.has(PostTerminationQueried, {"found": True})
    in_vain = (case.this_round.count(PostTerminationQueried) >= QUERIES_IN_VAIN) & ~found
    return ~decided.has(RemovedFromDefaulterList, {"reason": RemovalReason.NO_ASSETS}) | in_vain


@condition(
    DELETION,
    en="Since then nobody gave a clue that led to property",
    met_by=("申请执行人或者其他人未提供有效财产线索", "no clue that leads to property"),
)
def nobody_gave_a_good_clue(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """且申请执行人或者其他人未提供有效财产线索的"""
    led_to_property = case.last(ClueVerified, {"result": ClueResult.ASSET}) >= case.last(RoundClosed)
    good = case.during(ClueVerified, RoundClosed) & led_to_property
    return ~decided.has(RemovedFromDefaulterList, {"reason": RemovalReason.NO_ASSETS}) | ~good


@condition(
    DELETION,
    en="Everything is performed or enforced, or an applicant confirms that this debtor performed",
    met_by=("义务履行完毕，或者申请执行人确认履行", "full performance, or an applicant's confirmation"),
)
def debtor_performed(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """被执行人已履行生效法律文书确定的义务或人民法院已执行完毕的"""
    paid = (outstanding(case) <= 0) & ~asks_for_more_than_money(case)
    enforced = case.this_round.has(RoundClosed, {"mode": ClosingMode.SATISFIED})
    confirmed = case.about("debtor", decided).has(PerformanceConfirmed)
    rests_on_it = decided.has(RemovedFromDefaulterList, {"reason": RemovalReason.PERFORMED})
    return ~rests_on_it | paid | enforced | confirmed | is_performed(case)


@condition(DELETION, en="A settlement was performed to the end", met_by=SettlementPerformed)
def settlement_behind_it_was_performed(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """当事人达成执行和解协议且已履行完毕的"""
    return ~decided.has(RemovedFromDefaulterList, {"reason": RemovalReason.SETTLED}) | is_performed(case)


@condition(DELETION, en="Enforcement is suspended for a retrial or a bankruptcy", met_by=Suspended)
def enforcement_was_suspended(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """因审判监督或破产程序，人民法院依法裁定对失信被执行人中止执行的"""
    reasons = (SuspensionReason.RETRIAL, SuspensionReason.BANKRUPTCY)
    suspended = is_suspended(case, reasons) | stands(case.about("debtor", decided), reasons)
    return ~decided.has(RemovedFromDefaulterList, {"reason": RemovalReason.SUSPENDED}) | suspended


@condition(DELETION, en="The case ended in the way that is the reason", met_by=RoundClosed)
def case_ended_that_way(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """人民法院依法裁定不予执行的，或者裁定终结执行的"""
    terminated = case.this_round.has(RoundClosed, {"mode": ClosingMode.TERMINATED})
    refused = case.this_round.has(RoundClosed, {"mode": ClosingMode.REFUSED})
    return (~decided.has(RemovedFromDefaulterList, {"reason": RemovalReason.TERMINATED}) | terminated) & (
        ~decided.has(RemovedFromDefaulterList, {"reason": RemovalReason.REFUSED}) | refused
    )


@condition(
    DELETION,
    en="An entry with a term stands for its term, unless the debtor performs or makes the default good",
    met_by=("纳入期限届满，或者积极履行、主动纠正", "the end of the term, performance, or the default made good"),
)
def term_is_kept(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """有纳入期限的，不适用前款规定；纳入期限届满后三个工作日内删除失信信息"""
    has_a_term = case.about("debtor", decided).latest(ListedAsDefaulter.until).came()
    return ~has_a_term | decided.has(RemovedFromDefaulterList, {"reason": OF_AN_ENTRY_WITH_A_TERM})


@condition(
    DELETION,
    en="The entry is deleted within three working days of its reason",
    met_by=("事由发生后三个工作日内", "within three working days of the reason"),
    soft=True,
)
def deletion_is_in_time(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """具有应当删除情形之一的，人民法院应当在三个工作日内删除失信信息"""
    return ~(decided.latest(RemovedFromDefaulterList.remove_by) < today)


MAY_LIFT = every(
    "restriction_lifting", "解除限制消费", "Lifting a restriction",
    debtor_is_not_listed,
    guards=ConsumptionRestrictionLifted,
)  # fmt: skip
MAY_REMOVE = every(
    "defaulter_removal", "删除失信信息", "Removal from the defaulter list",
    reason_has_arisen, term_has_run_out, early_deletion_shortens_a_term, procedure_was_terminated,
    two_queries_found_nothing, nobody_gave_a_good_clue, debtor_performed, settlement_behind_it_was_performed,
    enforcement_was_suspended, case_ended_that_way, term_is_kept, deletion_is_in_time,
    guards=RemovedFromDefaulterList,
)  # fmt: skip

# --- decisions ---


@command("解除限制消费", "Lift a restriction on consumption")
class LiftConsumptionRestriction(Command):
    """Let a debtor spend freely again."""

    debtor: str
    reason: LiftReason


@command("删除失信信息", "Remove from the defaulter list")
class RemoveFromDefaulterList(Command):
    """Delete an entry for a reason that arose on `arose_on` (for a term that ran out: its last day)."""

    debtor: str
    reason: RemovalReason
    arose_on: date | None = None


@decides(LiftConsumptionRestriction)
def lift_restriction(case: Case, ask: LiftConsumptionRestriction) -> list[Event]:
    """Nothing is lifted where nothing is in force; who is listed is not freed before the entry is deleted."""
    if not is_restricted(about_debtor(case, ask.debtor)):
        return []
    lifted = ConsumptionRestrictionLifted(on=ask.on, debtor=ask.debtor, reason=ask.reason)
    MAY_LIFT.require(case, ask.on, lifted)
    return [lifted]


@decides(RemoveFromDefaulterList)
def remove_from_list(case: Case, ask: RemoveFromDefaulterList, bench: Bench) -> list[Event]:
    """Within three working days of the reason; a later deletion is recorded with its last day (失信名单规定第十条)."""
    if not about_debtor(case, ask.debtor).during(ListedAsDefaulter, RemovedFromDefaulterList):
        return []
    listed = case.all(ListedAsDefaulter, {"debtor": ask.debtor})[-1]
    ended_on = listed.until if ask.reason is RemovalReason.TERM_ENDED else None
    arose_on = ask.arose_on or min(ended_on or ask.on, ask.on)
    # A reason still to come is refused below; no calendar need reach so far.
    due = bench.calendar.due(min(arose_on, ask.on), THREE_WORKING_DAYS_TO_DELETE)
    removed = RemovedFromDefaulterList(
        on=ask.on, debtor=ask.debtor, reason=ask.reason, arose_on=arose_on, remove_by=due.on, calendar=due.calendar
    )  # fmt: skip
    MAY_REMOVE.require(case, ask.on, removed)
    return [removed]
