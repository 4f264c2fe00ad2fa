"""分配方案异议之诉 — how an objection to the plan ends: by a suit and its judgment, or taken over because nobody opposed it.

While a suit goes on the disputed amount is kept back and the rest is paid; without a suit in time the plan stays.
"""

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
    deadline,
    decides,
    event,
    every,
    key,
)
from casestream.kernel.case import Keyed
from casestream.kernel.errors import BadRequest
from casestream.kernel.event import field, value
from casestream.procedures.distribution.dispute import (
    DISPUTE,
    ObjectionNotified,
    OppositionNotified,
    is_opposed,
    objected,
    objection_is_opposed,
    party_objected,
)
from casestream.procedures.distribution.plan import PlanObjected, PlanPartyListed, ShareAwarded, awarded, claims_on
from casestream.procedures.instruments import AMENDED_2020, PROCEDURE
from casestream.procedures.proceeds import DistributionPlanned

# --- law ---

SUIT = PROCEDURE.article("第二十六条").renumbered(AMENDED_2020, "第十八条")

# --- events ---


@event("distribution.sued", "分配方案异议之诉", "Plan sued upon")
class PlanSued(Event):
    """The objector sued those who are against the objection."""

    party: str = key("party", zh="异议人")


@event("distribution.share_escrowed", "提存争议款", "Disputed share escrowed")
class ShareEscrowed(Event):
    """While the suit goes on, so much of the creditor's share is kept back."""

    party: str = key("party", zh="异议人")
    creditor: str = key("payee", zh="债权人")
    amount_fen: int


class PlanChange(Label):
    """Why the shares are others now."""

    UNOPPOSED = "unopposed", "异议无人反对", "nobody was against the objection"
    JUDGMENT = "judgment", "生效判决", "a judgment"


@event("distribution.amended", "修正分配方案", "Plan amended")
class PlanAmended(Event):
    """The objection, or the suit, of a party came to its end, and the shares are as awarded along with this."""

    party: str = key("party", zh="异议人")
    change: PlanChange = field(zh="修正原因")


SUING = deadline(
    "plan_suit", "提起分配方案异议之诉", "suit upon a plan of distribution", begins=OppositionNotified, kept_by=PlanSued,
    citation=DISPUTE, due="sue_by", key="party",
)  # fmt: skip

# --- state ---


def is_sued_upon(party: Asked) -> Truth:
    """Whether this party's suit goes on."""
    return party.during(PlanSued, PlanObjected) & ~party.during(PlanAmended, PlanSued)


def suit_was_missed(party: Asked, today: AnyDay) -> Truth:
    """Whether the days to sue have passed without a suit: the plan stays as it was."""
    told = party.during(OppositionNotified, PlanObjected)
    return told & (party.latest(OppositionNotified.sue_by) < today) & ~party.during(PlanSued, PlanObjected)


# --- conditions ---


@condition(
    DISPUTE,
    en="The suit comes within fifteen days of the notice",
    met_by=("收到通知之日起十五日内起诉", "a suit within fifteen days"),
)
def plan_suit_is_in_time(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """异议人可以自收到通知之日起十五日内，以提出反对意见的债权人、被执行人为被告，向执行法院提起诉讼"""
    party = case.about("party", decided)
    return party.during(OppositionNotified, PlanObjected) & (party.latest(OppositionNotified.sue_by) >= today)


@condition(SUIT, en="The suit goes on", met_by=PlanSued)
def suit_goes_on(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """诉讼期间进行分配的，执行法院应当提存与争议债权数额相应的款项"""
    return is_sued_upon(case.about("party", decided))


@condition(SUIT, en="What is escrowed is what is disputed", met_by=("与争议债权数额相应的款项", "the disputed amount"))
def escrow_is_what_is_disputed(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """提存与争议债权数额相应的款项"""
    disputed = case.about("party", decided).latest(PlanObjected.disputed_fen)
    return decided.total(ShareEscrowed.amount_fen) >= disputed


@condition(
    DISPUTE,
    en="By the objector's opinion the plan is changed once everybody was told and nobody was against it in fifteen days",
    met_by=("通知全部未异议人且十五日内无人反对", "notice to everybody, and fifteen days without opposition"),
)
def nobody_opposed_in_time(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """自收到通知之日起十五日内未提出反对意见的，执行法院依异议人的意见对分配方案审查修正后进行分配"""

    def silent(party: Asked) -> Truth:
        told = party.during(ObjectionNotified, PlanPartyListed)
        return objected(party) | (told & (party.latest(ObjectionNotified.oppose_by) < today))

    passed = case.for_every(PlanPartyListed, silent) & ~is_opposed(case)
    return passed | decided.has(PlanAmended, {"change": PlanChange.JUDGMENT})


@condition(SUIT, en="A judgment changes the plan only where a suit goes on", met_by=PlanSued)
def judgment_ends_a_suit(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """按照生效判决进行分配"""
    return ~decided.has(PlanAmended, {"change": PlanChange.JUDGMENT}) | is_sued_upon(case.about("party", decided))


@condition(
    DISPUTE,
    en="An objection is dealt with once",
    met_by=("按已修正的方案分配", "pay by the plan as amended"),
)
def objection_is_open(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """对异议的处理"""
    return ~case.about("party", decided).during(PlanAmended, PlanObjected)


MAY_SUE_ON_PLAN = every(
    "plan_suit", "分配方案异议之诉", "Suit upon the plan",
    party_objected, objection_is_opposed, plan_suit_is_in_time,
    guards=PlanSued,
)  # fmt: skip
MAY_ESCROW = every(
    "escrow", "提存争议款", "Escrow of a disputed share",
    suit_goes_on, escrow_is_what_is_disputed,
    guards=ShareEscrowed,
)  # fmt: skip
MAY_AMEND_PLAN = every(
    "plan_amendment", "修正分配方案", "Amendment of the plan",
    party_objected, objection_is_open, nobody_opposed_in_time, judgment_ends_a_suit,
    guards=PlanAmended,
)  # fmt: skip

# --- decisions ---


@value
class Share:
    """What one creditor gets."""

    creditor: str
    fen: int


@command("提起分配方案异议之诉", "Sue upon the plan")
class SueOnPlan(Command):
    """The objector sued."""

    party: str


@command("提存争议款", "Escrow a disputed share")
class EscrowShare(Command):
    """Keep back what that party's suit is about."""

    party: str


@command("修正分配方案", "Amend the plan")
class AmendPlan(Command):
    """Set every creditor's share anew: as the objector says, unopposed, or as a judgment says. The sum stays the same."""

    party: str
    change: PlanChange
    shares: tuple[Share, ...]


@decides(SueOnPlan)
def sue_on_plan(case: Case, ask: SueOnPlan) -> list[Event]:
    """One suit for one objection."""
    if bool(Keyed(case, "party", ask.party).during(PlanSued, PlanObjected)):
        return []
    sued = PlanSued(on=ask.on, party=ask.party)
    MAY_SUE_ON_PLAN.require(case, ask.on, sued)
    return [sued]


@decides(EscrowShare)
def escrow_share(case: Case, ask: EscrowShare) -> list[Event]:
    """As much as all suits about that creditor's share dispute together; the same again is no news."""
    about = Keyed(case, "party", ask.party)
    if bool(about.during(ShareEscrowed, PlanSued)):
        return []
    objection = case.last_event(PlanObjected, {"party": ask.party})
    creditor, disputed_fen = (objection.against, objection.disputed_fen) if objection else ("", 0)
    kept = case.last_event(ShareEscrowed, {"creditor": creditor})
    still_kept = kept is not None and bool(Keyed(case, "payee", creditor).during(ShareEscrowed, ShareAwarded))
    amount_fen = disputed_fen + (kept.amount_fen if kept and still_kept else 0)
    escrowed = ShareEscrowed(on=ask.on, party=ask.party, creditor=creditor, amount_fen=amount_fen)
    MAY_ESCROW.require(case, ask.on, escrowed)
    return [escrowed]


@decides(AmendPlan)
def amend_plan(case: Case, ask: AmendPlan) -> list[Event]:
    """The shares as the objector or the judgment has them.

    Raises:
        BadRequest: a creditor is missing or named twice, a share is negative, or the sum is another than the plan's.
    """
    plan = case.last_event(DistributionPlanned)
    claims = claims_on(case, plan.debtor) if plan else []
    before = {each.creditor: each.share_fen for each in case.all(ShareAwarded)}
    creditors = list(dict.fromkeys(claim.creditor for claim in claims))
    shares = {share.creditor: share.fen for share in ask.shares}
    amended = PlanAmended(on=ask.on, party=ask.party, change=ask.change)
    if bool(Keyed(case, "party", ask.party).during(PlanAmended, PlanObjected)) and shares == before:
        return []
    total_fen = sum(before[creditor] for creditor in creditors if creditor in before)
    is_whole = len(ask.shares) == len(shares) and sorted(shares) == sorted(creditors)
    if not is_whole or min(shares.values(), default=0) < 0 or sum(shares.values()) != total_fen:
        raise BadRequest(
            f"修正后的份额应当逐一列明全部债权人，且合计为 {total_fen} 分",
            f"amended shares name every creditor once and sum to {total_fen} fen",
            "、".join(creditors), ", ".join(creditors),
        )  # fmt: skip
    MAY_AMEND_PLAN.require(case, ask.on, amended)
    return [amended, *awarded(case, ask.on, claims, shares)]
