"""终本之后 — the five years of looking again, every six months."""

from casestream.kernel import AnyDay, Asked, Case, Command, Event, Truth, command, condition, deadline, decides, every
from casestream.kernel.calendar import months_later
from casestream.procedures.credit import PostTerminationQueried
from casestream.procedures.instruments import R373
from casestream.procedures.rounds import PARKING, LeftStock, RoundOpened, is_parked
from casestream.procedures.termination.ending import QUERY_MONTHS, RoundTerminated

# --- law ---

AFTERCARE = R373.article("第九条")
QUERIES = 10  # every six months for five years
FIRST_QUERY = deadline(
    "first_post_query",
    "终本后首次查询",
    "first query after the ending",
    begins=RoundTerminated,
    kept_by=(PostTerminationQueried, RoundOpened, LeftStock),
    outlives=PARKING,
    citation=AFTERCARE,
    due="next_query_by",
    node="203001040",
)
NEXT_QUERY = deadline(
    "next_post_query",
    "终本后再次查询",
    "next query after the ending",
    begins=PostTerminationQueried,
    kept_by=(PostTerminationQueried, RoundOpened, LeftStock),
    outlives=PARKING,
    citation=AFTERCARE,
    due="next_due_on",
    node="203001040",
)

# --- conditions ---


@condition(AFTERCARE, en="The last round was ended for want of assets", met_by=RoundTerminated)
def round_is_parked(case: Asked, today: AnyDay) -> Truth:
    """终结本次执行程序后"""
    return is_parked(case)


@condition(
    AFTERCARE,
    en="The applicant is told what the query found",
    met_by=("将查询结果告知申请执行人", "tell the applicant"),
    soft=True,
)
def applicant_was_told(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """终结本次执行程序后的五年内，执行法院应当每六个月通过网络执行查控系统查询一次被执行人的财产，并将查询结果告知申请执行人"""
    return decided.has(PostTerminationQueried, {"told": True})


@condition(
    AFTERCARE,
    en="Each query is made within its six months",
    met_by=("每六个月查询一次", "a query every six months"),
    soft=True,
)
def query_is_in_time(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """执行法院应当每六个月查询一次被执行人的财产"""
    return decided.latest(PostTerminationQueried.due_on) >= today


MAY_QUERY_AFTERWARDS = every(
    "post_query", "终本后查询", "Query after the ending", round_is_parked, applicant_was_told, query_is_in_time,
    guards=PostTerminationQueried,
)  # fmt: skip

# --- decisions ---


@command("登记终本后查询", "Record a query after the ending")
class RecordPostTerminationQuery(Command):
    """Record what a half-yearly query found, and whether the applicant was told."""

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
    following = months_later(served_on, QUERY_MONTHS * (n + 1)) if n < QUERIES else None
    queried = PostTerminationQueried(
        on=ask.on, n=n, due_on=months_later(served_on, QUERY_MONTHS * n), found=ask.found, told=ask.told,
        next_due_on=following,
    )  # fmt: skip
    if done == queried:
        return []
    MAY_QUERY_AFTERWARDS.require(case, ask.on, queried)
    return [queried]
