"""申请标的分项、放弃 — what the claim consists of, said once, and what of it is given up."""

from functools import reduce
from operator import or_

from casestream.kernel import AnyDay, Asked, Case, Command, Event, Truth, command, condition, decides, every
from casestream.kernel.errors import NotAnAmount
from casestream.procedures.filing import case_is_in_hand
from casestream.procedures.instruments import DELAY_INTEREST, FEES, cpl
from casestream.procedures.proceeds.heads import ClaimItemised, ClaimPart, ClaimWaived, Head, unpaid
from casestream.procedures.proceeds.interest import DAY_BEFORE_FIRST, FORMULA, claim_is_itemised
from casestream.procedures.rounds import RoundOpened

# --- law ---

WAIVER = cpl(268, "第一款第（一）项", mark="K-high")  # whoever may withdraw the whole may give up a part
FEE_IS_LET_OFF = FEES.article("第四十四条", mark="K-high")

# --- conditions ---


@condition(
    FORMULA,
    en="The claim is itemised once; from then on each head is kept by itself",
    met_by=("按已有的分项继续", "go on with the heads that there are"),
)
def claim_is_not_yet_itemised(case: Asked, today: AnyDay) -> Truth:
    """一个执行依据的金钱债务分项只列一次"""
    return ~case.has(ClaimItemised)


@condition(
    FORMULA,
    en="The heads make up what this round claims",
    met_by=("各分项之和等于申请标的", "heads that add up to the claim"),
)
def heads_make_up_the_claim(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """生效法律文书确定的一般债务利息与除一般债务利息之外的金钱债务分别列明，合计为申请标的"""
    heads = (
        decided.total(ClaimItemised.principal_fen)
        + decided.total(ClaimItemised.ordinary_interest_fen)
        + decided.total(ClaimItemised.earlier_interest_fen)
    )
    claimed = case.this_round.latest(RoundOpened.claimed_fen)
    return (heads >= claimed) & (heads <= claimed)


@condition(
    DELAY_INTEREST.article("第七条"),
    en="For days of delay before August 2014 the interest by the older rules is stated",
    met_by=("按当时规定计算的利息金额", "the interest by the rules of that time, as an amount"),
)
def earlier_interest_is_stated(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """本解释施行前的迟延履行期间债务利息按照之前的规定计算"""
    due = decided.latest(ClaimItemised.first_due_on)
    return (due >= DAY_BEFORE_FIRST) | decided.has(ClaimItemised, {"earlier_interest_stated": True})


@condition(WAIVER, en="Something is given up", met_by=("大于零的金额", "an amount above zero"))
def waived_is_something(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """权利人放弃的债权金额应当明确"""
    return decided.total(ClaimWaived.amount_fen) > 0


@condition(
    WAIVER,
    en="No more is given up under a head than is owed under it",
    met_by=("不超过该分项的未清偿数额", "at most what is unpaid under that head"),
)
def waived_is_owed(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """放弃或者免除的，以该分项尚未清偿的数额为限"""
    amount = decided.total(ClaimWaived.amount_fen)
    under = (decided.has(ClaimWaived, {"head": head}) & (amount <= unpaid(case, head)) for head in Head)
    return reduce(or_, under)


MAY_ITEMISE = every(
    "itemising", "申请标的分项", "Itemising of the claim",
    case_is_in_hand, claim_is_not_yet_itemised, heads_make_up_the_claim, earlier_interest_is_stated,
    guards=ClaimItemised,
)  # fmt: skip
MAY_WAIVE = every(
    "waiver", "放弃或者免除", "Waiver",
    case_is_in_hand, claim_is_itemised, waived_is_something, waived_is_owed,
    guards=ClaimWaived,
)  # fmt: skip

# --- decisions ---


@command("申请标的分项", "Itemise the claim")
class ItemiseClaim(Command):
    """Say which part of the claim is debt (by instalment, if any) and which is ordinary interest.

    `earlier_interest_fen` is the interest for delay before August 2014 by the older rules; None where it was not reckoned.
    """

    parts: tuple[ClaimPart, ...]
    ordinary_interest_fen: int = 0
    earlier_interest_fen: int | None = None


@command("放弃或者免除", "Waive a part of the claim")
class WaiveClaim(Command):
    """The creditor gives up an amount under a head; under `FEE` the court lets it off."""

    head: Head
    amount_fen: int


@decides(ItemiseClaim)
def itemise_claim(case: Case, ask: ItemiseClaim) -> list[Event]:
    """The same heads again are no news; other heads are a correction.

    Raises:
        NotAnAmount: a head is negative, or there is no debt at all.
    """
    principal_fen = sum(part.principal_fen for part in ask.parts)
    amounts = [*(part.principal_fen for part in ask.parts), ask.ordinary_interest_fen, ask.earlier_interest_fen or 0]
    if not ask.parts or min(amounts) < 0 or principal_fen == 0:
        raise NotAnAmount(
            "金钱债务及各分项金额不能为负数，且至少列明一笔金钱债务", "a debt and its heads are not negative, and there is a debt",
            "按生效法律文书逐笔列明", "itemise it as the instrument says",
        )  # fmt: skip
    itemised = ClaimItemised(
        on=ask.on, principal_fen=principal_fen, ordinary_interest_fen=ask.ordinary_interest_fen,
        earlier_interest_fen=ask.earlier_interest_fen or 0,
        earlier_interest_stated=ask.earlier_interest_fen is not None,
        first_due_on=min(part.due_on for part in ask.parts), parts=ask.parts,
    )  # fmt: skip
    last = case.last_event(ClaimItemised)
    if last and last.parts == ask.parts and last.ordinary_interest_fen == ask.ordinary_interest_fen:
        return []
    MAY_ITEMISE.require(case, ask.on, itemised)
    return [itemised]


@decides(WaiveClaim)
def waive_claim(case: Case, ask: WaiveClaim) -> list[Event]:
    """The same waiver on the same day is one waiver."""
    waived = ClaimWaived(on=ask.on, head=ask.head, amount_fen=ask.amount_fen)
    if waived in case.all(ClaimWaived):
        return []
    MAY_WAIVE.require(case, ask.on, waived)
    return [waived]
