"""财产分配方案 — how the money is shared, and the service of it on every creditor and on the debtor.

From service each has fifteen days to object. The plan is reckoned here, from the applications; nobody writes shares in.
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
    deadline,
    decides,
    event,
    every,
    key,
)
from casestream.kernel.case import Keyed
from casestream.kernel.errors import BadRequest
from casestream.kernel.event import field
from casestream.procedures.distribution.shares import Claim, shared
from casestream.procedures.filing import every_applicant, round_is_open
from casestream.procedures.instruments import AMENDED_2020, PROCEDURE, ji
from casestream.procedures.proceeds import (
    DistributionApplied,
    DistributionEnded,
    DistributionPlanned,
    Head,
    ProceedsReceived,
    SharePaid,
    held,
    is_shared,
    unpaid,
)

# --- law ---

PLAN = ji(509)
SHARES = ji(508)
OBJECTIONS = PROCEDURE.article("第二十五条").renumbered(AMENDED_2020, "第十七条")
FIFTEEN_DAYS = Period(days=15)

# --- events ---


@event("distribution.share_awarded", "分配份额", "Share awarded")
class ShareAwarded(Event):
    """What the plan, or what came of an objection to it, gives one creditor; `paid_before_fen` was paid it before."""

    creditor: str = key("payee", zh="债权人")
    claim_fen: int = field(zh="债权金额")
    share_fen: int = field(zh="分配份额")
    paid_before_fen: int = field(zh="此前已付", default=0)


@event("distribution.party_listed", "分配方案受送达人", "Party to a plan listed")
class PlanPartyListed(Event):
    """A creditor, or the debtor: whoever has to be served with the plan and may object to it."""

    party: str = key("party", zh="当事人")


@event("distribution.plan_served", "送达分配方案", "Plan served")
class PlanServed(Event):
    """One of them received the plan; `object_by` is the last day for its objection."""

    party: str = key("party", zh="当事人")
    object_by: date = field(zh="异议期限")
    calendar: str


@event("distribution.plan_objected", "对分配方案提出异议", "Plan objected to")
class PlanObjected(Event):
    """A creditor or the debtor says, in writing, that the share of `against` is wrong by `disputed_fen`."""

    party: str = key("party", zh="异议人")
    against: str = field(zh="所涉债权人")
    disputed_fen: int = field(zh="争议金额")
    in_writing: bool = True


OBJECTION = deadline(
    "plan_objection", "对分配方案的异议", "objection to a plan of distribution", begins=PlanServed, kept_by=PlanObjected,
    citation=PLAN, due="object_by", key="party",
)  # fmt: skip

# --- conditions ---


@condition(PLAN, en="Several creditors take part", met_by=DistributionApplied)
def several_creditors_take_part(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """多个债权人对执行财产申请参与分配的，执行法院应当制作财产分配方案"""
    return is_shared(case) & (decided.latest(DistributionPlanned.creditors) >= 2)


@condition(PLAN, en="The applicants of this case take part with their claims", met_by=DistributionApplied)
def applicants_take_part(case: Asked, today: AnyDay) -> Truth:
    """本案申请执行人的债权一并列入分配方案"""
    return every_applicant(case, lambda applicant: applicant.has(DistributionApplied))


@condition(SHARES, en="What is shared lies on the account", met_by=ProceedsReceived)
def shared_money_is_held(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """参与分配执行中，分配执行所得价款"""
    amount = decided.total(DistributionPlanned.amount_fen)
    return (amount > 0) & (amount <= held(case))


@condition(
    SHARES,
    en="What the enforcement cost, as charged to the debtor, comes out of what it brought",
    met_by=("已计收、不超过执行所得的执行费用", "costs that were charged and do not exceed it"),
)
def costs_come_first(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """执行所得价款扣除执行费用，并清偿应当优先受偿的债权后，对于普通债权，原则上按照比例受偿"""
    costs = decided.total(DistributionPlanned.costs_fen)
    charged = unpaid(case, Head.COSTS) + unpaid(case, Head.FEE)
    return (costs >= 0) & (costs <= charged) & (costs <= decided.total(DistributionPlanned.amount_fen))


@condition(
    PLAN,
    en="There is one plan, and a new one only for a new creditor before anything was paid",
    met_by=("就已有方案提出异议", "an objection to the plan that there is"),
)
def plan_is_needed(case: Asked, today: AnyDay) -> Truth:
    """财产分配方案作出后，非依法定程序不得变更"""
    planned = case.during(DistributionPlanned, DistributionEnded)
    return (~planned | case.during(DistributionApplied, DistributionPlanned)) & ~case.during(
        SharePaid, DistributionEnded
    )


@condition(PLAN, en="That party is one of the plan", met_by=PlanPartyListed)
def party_is_of_the_plan(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """送达各债权人和被执行人"""
    return is_shared(case) & case.about("party", decided).has(PlanPartyListed)


@condition(OBJECTIONS, en="The objection is in writing", met_by=("书面异议", "a written objection"))
def objection_is_in_writing(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """债权人或者被执行人对分配方案有异议的，应当向执行法院提出书面异议"""
    return decided.has(PlanObjected, {"in_writing": True})


@condition(
    PLAN,
    en="The objection comes within fifteen days of the plan",
    met_by=("收到分配方案之日起十五日内提出", "an objection within fifteen days"),
)
def objection_is_in_time(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """应当自收到分配方案之日起十五日内提出书面异议"""
    party = case.about("party", decided)
    return party.during(PlanServed, PlanPartyListed) & (party.latest(PlanServed.object_by) >= today)


@condition(
    OBJECTIONS, en="The objection is about something", met_by=("大于零的争议金额", "a disputed amount above zero")
)
def something_is_disputed(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """对分配方案的异议应当明确争议的债权数额"""
    return decided.total(PlanObjected.disputed_fen) > 0


MAY_PLAN = every(
    "distribution_plan", "财产分配方案", "Plan of distribution",
    round_is_open, several_creditors_take_part, applicants_take_part, shared_money_is_held, costs_come_first,
    plan_is_needed,
    guards=DistributionPlanned,
)  # fmt: skip
MAY_SERVE_PLAN = every(
    "plan_service", "送达分配方案", "Service of the plan", party_is_of_the_plan,
    guards=PlanServed,
)  # fmt: skip
MAY_OBJECT_TO_PLAN = every(
    "plan_objection", "对分配方案提出异议", "Objection to the plan",
    party_is_of_the_plan, objection_is_in_writing, objection_is_in_time, something_is_disputed,
    guards=PlanObjected,
)  # fmt: skip

# --- decisions ---


@command("制作财产分配方案", "Make a plan of distribution")
class MakePlan(Command):
    """Share what came in on these receipts among everybody who takes part in that debtor's property."""

    debtor: str
    receipts: tuple[str, ...]
    costs_fen: int = 0


@command("送达分配方案", "Serve the plan")
class ServePlan(Command):
    """Say that a creditor or the debtor received the plan today."""

    party: str


@command("对分配方案提出异议", "Object to the plan")
class ObjectToPlan(Command):
    """Say, in writing, by how much the share of `against` is wrong."""

    party: str
    against: str
    disputed_fen: int
    in_writing: bool = True


def claims_on(case: Case, debtor: str) -> list[Claim]:
    """The claims on one debtor's property in this distribution, the last application of each creditor and footing."""
    ended = max((ordinal for ordinal, _ in case._find(DistributionEnded)), default=-1)
    last: dict[tuple[str, str], Claim] = {}
    for ordinal, applied in case._find(DistributionApplied):
        if isinstance(applied, DistributionApplied) and ordinal > ended and applied.debtor == debtor:
            claim = Claim(applied.creditor, applied.claim_fen, applied.rank, applied.place)
            last[applied.creditor, applied.rank.code] = claim
    return list(last.values())


@decides(MakePlan)
def make_plan(case: Case, ask: MakePlan) -> list[Event]:
    """The plan, each creditor's share, and the list of those who are to be served.

    Raises:
        BadRequest: a receipt is not on record, or is shared by an earlier plan.
    """
    money = {each.receipt: each.amount_fen for each in case.all(ProceedsReceived)}
    ended = bool(case.has(DistributionEnded))
    taken = {slip for plan in case.all(DistributionPlanned) if ended for slip in plan.receipts}
    if wrong := [slip for slip in ask.receipts if slip not in money or slip in taken]:
        raise BadRequest(
            f"到账凭证{wrong}未登记或者已分配", f"the receipts {wrong} are not on record, or were shared before",
            "写明本案已到账、未分配的凭证号", "name receipts of this case that were not shared yet",
        )  # fmt: skip
    amount_fen = sum(money[slip] for slip in dict.fromkeys(ask.receipts))
    claims = claims_on(case, ask.debtor)
    planned = DistributionPlanned(
        on=ask.on, debtor=ask.debtor, receipts=ask.receipts, amount_fen=amount_fen, costs_fen=ask.costs_fen,
        creditors=len({claim.creditor for claim in claims}),
    )  # fmt: skip
    last = case.last_event(DistributionPlanned)
    if last == planned and not bool(case.during(DistributionApplied, DistributionPlanned)):
        return []
    MAY_PLAN.require(case, ask.on, planned)
    awards = awarded(case, ask.on, claims, shared(amount_fen - ask.costs_fen, claims))
    parties = dict.fromkeys((*(claim.creditor for claim in claims), ask.debtor))
    return [planned, *awards, *(PlanPartyListed(on=ask.on, party=party) for party in parties)]


def awarded(case: Case, on: date, claims: list[Claim], shares: dict[str, int]) -> list[ShareAwarded]:
    """Each creditor's share as an event, with what it was paid before this distribution."""
    result = []
    for creditor, share_fen in shares.items():
        earlier = case.last_event(ShareAwarded, {"creditor": creditor})
        going_on = earlier is not None and bool(case.during(ShareAwarded, DistributionEnded))
        paid_fen = (
            earlier.paid_before_fen
            if earlier and going_on
            else int(case.total(SharePaid.amount_fen, {"payee": creditor}))
        )
        claim_fen = sum(claim.fen for claim in claims if claim.creditor == creditor)
        result.append(
            ShareAwarded(on=on, creditor=creditor, claim_fen=claim_fen, share_fen=share_fen, paid_before_fen=paid_fen)
        )
    return result


@decides(ServePlan)
def serve_plan(case: Case, ask: ServePlan, bench: Bench) -> list[Event]:
    """Served once for each plan; the fifteen days begin with it."""
    due = bench.calendar.due(ask.on, FIFTEEN_DAYS)
    served = PlanServed(on=ask.on, party=ask.party, object_by=due.on, calendar=due.calendar)
    if bool(Keyed(case, "party", ask.party).during(PlanServed, PlanPartyListed)):
        return []
    MAY_SERVE_PLAN.require(case, ask.on, served)
    return [served]


@decides(ObjectToPlan)
def object_to_plan(case: Case, ask: ObjectToPlan) -> list[Event]:
    """The same objection again is one objection."""
    objected = PlanObjected(
        on=ask.on, party=ask.party, against=ask.against, disputed_fen=ask.disputed_fen, in_writing=ask.in_writing
    )  # fmt: skip
    last = case.last_event(PlanObjected, {"party": ask.party})
    same = last is not None and (last.against, last.disputed_fen) == (ask.against, ask.disputed_fen)
    if same and bool(Keyed(case, "party", ask.party).during(PlanObjected, PlanPartyListed)):
        return []
    MAY_OBJECT_TO_PLAN.require(case, ask.on, objected)
    return [objected]
