"""申请不予执行 — a party asks the court not to enforce: an award, a notarised instrument, or a claim that came too late."""

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
    field,
)
from casestream.procedures.filing import case_is_in_hand, debtors_of
from casestream.procedures.instruments import ji

# --- law ---

BEFORE_THE_END = ji(479)

# --- events ---


class RefusalGround(Label):
    """Why enforcement is refused."""

    AWARD = "award", "仲裁裁决不予执行", "an award that may not be enforced"
    NOTARISED = "notarised", "公证债权文书确有错误", "a notarised instrument with an error"
    LIMITATION = "limitation", "时效异议成立", "the debtor's objection that the two years had run"


@event("closing.refusal_requested", "申请不予执行", "Refusal requested")
class RefusalRequested(Event):
    """Somebody asks that enforcement be refused, on a ground. `by_debtor`: it is a debtor of the case."""

    ground: RefusalGround
    by: str = field(zh="申请人")
    by_debtor: bool = field(zh="被执行人提出", default=False)


# --- conditions ---


@condition(
    BEFORE_THE_END,
    en="The request comes before the enforcement has ended",
    met_by=("执行终结前提出", "a request while the enforcement goes on"),
)
def request_comes_before_the_end(case: Asked, today: AnyDay) -> Truth:
    """当事人请求不予执行仲裁裁决或者公证债权文书的，应当在执行终结前向执行法院提出"""
    return case_is_in_hand.test(case, today)


@condition(ji(481), en="The debtor objects that the two years had run", met_by=("被执行人提出", "a debtor's objection"))
def limitation_is_for_the_debtor(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """被执行人对申请执行时效期间提出异议，人民法院经审查异议成立的，裁定不予执行"""
    return ~decided.has(RefusalRequested, {"ground": RefusalGround.LIMITATION, "by_debtor": False})


MAY_REQUEST_REFUSAL = every(
    "refusal_request", "申请不予执行", "Requesting a refusal",
    request_comes_before_the_end, limitation_is_for_the_debtor,
    guards=RefusalRequested,
)  # fmt: skip

# --- decisions ---


@command("申请不予执行", "Request a refusal")
class RequestRefusal(Command):
    """Ask the court not to enforce."""

    ground: RefusalGround
    by: str


@decides(RequestRefusal)
def request_refusal(case: Case, ask: RequestRefusal) -> list[Event]:
    """Asked once by each on each ground."""
    if case.all(RefusalRequested, {"ground": ask.ground, "by": ask.by}):
        return []
    requested = RefusalRequested(on=ask.on, ground=ask.ground, by=ask.by, by_debtor=ask.by in debtors_of(case))
    MAY_REQUEST_REFUSAL.require(case, ask.on, requested)
    return [requested]
