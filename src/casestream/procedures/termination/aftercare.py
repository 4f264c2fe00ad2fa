"""终本之后 — the five years of looking again, every six months."""

from datetime import date

from casestream.kernel import AnyDay, Asked, Case, Command, Event, Truth, command, condition, decides, event, every
from casestream.kernel.calendar import months_later
from casestream.procedures.instruments import R373
from casestream.procedures.rounds import ClosingMode, RoundClosed
from casestream.procedures.termination.ending import QUERY_MONTHS, RoundTerminated

# --- law ---

LAST_QUERY = 10  # 法〔2016〕373号第九条: every six months, for five years
AFTERCARE = R373.article("第九条")

# --- events ---


@event("termination.post_query", "终本后查询", "Queried after the ending")
class PostTerminationQueried(Event):
    """The `n`-th of the ten half-yearly queries, due on `due_on`; the applicant was told what it found."""

    n: int
    due_on: date
    found: bool
    told: bool = True


# --- conditions ---


@condition(AFTERCARE, en="The last round was ended for want of assets", met_by=RoundTerminated)
def round_is_parked(case: Asked, today: AnyDay) -> Truth:
    """终结本次执行程序后"""
    return case.this_round.has(RoundClosed, {"mode": ClosingMode.CURRENT_TERMINATED})


@condition(AFTERCARE, en="The five years of queries are not over", met_by=("五年内共十次查询", "ten queries, no more"))
def five_years_are_not_over(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """终结本次执行程序后的五年内，执行法院应当每六个月通过网络执行查控系统查询一次被执行人的财产"""
    return decided.total(PostTerminationQueried.n) <= LAST_QUERY


@condition(AFTERCARE, en="The applicant is told the result", met_by=("告知申请执行人", "tell the applicant"))
def applicant_is_told(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """并将查询结果告知申请执行人"""
    return decided.has(PostTerminationQueried, {"told": True})


MAY_QUERY_AFTERWARDS = every(
    "post_query", "终本后查询", "Query after the ending", round_is_parked, five_years_are_not_over, applicant_is_told,
    guards=PostTerminationQueried,
)  # fmt: skip

# --- decisions ---


@command("登记终本后查询", "Record a query after the ending")
class RecordPostTerminationQuery(Command):
    """Record what a half-yearly query found, and that the applicant was told."""

    found: bool
    told: bool


@decides(RecordPostTerminationQuery)
def record_post_query(case: Case, ask: RecordPostTerminationQuery) -> list[Event]:
    """A late query takes its turn late; one made before the next half-year begins is a further query of the same turn."""
    terminated = case.last_event(RoundTerminated)
    served_on = terminated.served_on if terminated else ask.on
    done = case.last_event(PostTerminationQueried) if case.this_round.has(PostTerminationQueried) else None
    turn = done.n if done else 0
    n = turn if done and ask.on <= done.due_on else turn + 1
    queried = PostTerminationQueried(
        on=ask.on, n=n, due_on=months_later(served_on, QUERY_MONTHS * n), found=ask.found, told=ask.told
    )  # fmt: skip
    if done == queried:
        return []
    MAY_QUERY_AFTERWARDS.require(case, ask.on, queried)
    return [queried]
