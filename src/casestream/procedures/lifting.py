"""解除查封 — letting go of an asset: for excess (超标的额), unsold and not taken, and the other cases of 第二十八条."""

from casestream.kernel import (
    AnyDay,
    Asked,
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
from casestream.kernel.event import field
from casestream.procedures.asset_search import AssetClass, AssetFound
from casestream.procedures.closing import EnforcementTerminated, TerminationGround
from casestream.procedures.contested import CLAIM_UPHELD, ContestSettled, is_excluded
from casestream.procedures.control.disposal import AssetUnsold, SetOffDeclined
from casestream.procedures.control.sealing import AssetReleased, AssetSealed, ReleaseReason, about_asset, is_sealed
from casestream.procedures.filing import asks_for_more_than_money
from casestream.procedures.instruments import AMENDED_2020, EQUITY, SEIZURE
from casestream.procedures.once import once
from casestream.procedures.proceeds import ProceedsReceived
from casestream.procedures.proceeds.account import outstanding
from casestream.procedures.rounds import PARKING_OR_MOVE, ClosingMode, RoundClosed

# --- law ---

NO_EXCESS = SEIZURE.article("第二十一条").renumbered(AMENDED_2020, "第十九条")
LIFTED = SEIZURE.article("第三十一条").renumbered(AMENDED_2020, "第二十八条")
SEVEN_DAYS = Period(days=7)  # 股权规定第五条第二款

# --- events ---


@event("control.excess_found", "明显超标的额查封", "Excess of sealing found")
class ExcessFound(Event):
    """What is sealed is worth clearly more than the claim and the costs, so this asset is to be let go."""

    asset: str = key("asset")
    sealed_fen: int = field(zh="查封财产价额")
    owed_fen: int = field(zh="债权及执行费用")
    indivisible: bool = field(zh="不可分物", default=False)
    nothing_else: bool = field(zh="无其他可供执行财产", default=False)
    of_equity: bool = field(zh="股权", default=False)


LIFT_EXCESS = deadline(
    "excess_lifting", "解除超标的额冻结股权", "Lifting of an excess freeze of equity",
    begins=ExcessFound, kept_by=AssetReleased, citation=EQUITY.article("第五条第二款"), period=SEVEN_DAYS, key="asset",
    where={"of_equity": True}, outlives=PARKING_OR_MOVE,
)  # fmt: skip

# --- conditions ---


@condition(NO_EXCESS, en="The asset is sealed", met_by=("须为在控财产", "an asset that is held"))
def excess_is_of_a_sealed_asset(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """发现超标的额查封、扣押、冻结的，应当及时解除对超标的额部分财产的查封、扣押、冻结"""
    return is_sealed(case.about("asset", decided), today)


@condition(
    NO_EXCESS, en="What is sealed is worth more than the claim and costs", met_by=("超出债权额", "a greater value")
)
def sealed_exceeds_the_claim(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """以其价额足以清偿法律文书确定的债权额及执行费用为限，不得明显超标的额查封、扣押、冻结"""
    return decided.total(ExcessFound.sealed_fen) > decided.total(ExcessFound.owed_fen)


@condition(
    NO_EXCESS,
    en="A thing that cannot be divided stays sealed when there is nothing else",
    met_by=("可分物或者另有足够财产", "a thing that can be divided, or other property"),
)
def indivisible_only_thing_stays(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """该财产为不可分物且被执行人无其他可供执行的财产或者其他财产不足以清偿债务的除外"""
    return ~decided.has(ExcessFound, {"indivisible": True, "nothing_else": True})


@condition(NO_EXCESS, en="The excess was found", met_by=ExcessFound)
def excess_was_found(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """根据被执行人的申请或者依职权认定超标的额"""
    excess = case.about("asset", decided).during(ExcessFound, AssetReleased)
    return ~decided.has(AssetReleased, {"reason": ReleaseReason.EXCESS}) | excess


@condition(LIFTED, en="It was unsold, and nobody takes it in set-off", met_by=SetOffDeclined)
def unsold_was_declined(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """查封、扣押、冻结的财产流拍或者变卖不成，申请执行人和其他执行债权人又不同意接受抵债"""
    asset = case.about("asset", decided)
    declined = asset.has(AssetUnsold) & asset.during(SetOffDeclined, AssetUnsold)
    return ~decided.has(AssetReleased, {"reason": ReleaseReason.UNSOLD}) | declined


@condition(CLAIM_UPHELD, en="A ruling or a judgment says that it is a third party's", met_by=ContestSettled)
def third_party_was_right(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """查封、扣押、冻结案外人财产的"""
    excluded = is_excluded(case.about("asset", decided))
    return ~decided.has(AssetReleased, {"reason": ReleaseReason.THIRD_PARTY}) | excluded


@condition(LIFTED, en="Nothing is owed any more", met_by=ProceedsReceived)
def debt_was_paid(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """债务已经清偿的"""
    money = (outstanding(case) <= 0) & ~asks_for_more_than_money(case)
    paid = money | case.this_round.has(RoundClosed, {"mode": ClosingMode.SATISFIED})
    return ~decided.has(AssetReleased, {"reason": ReleaseReason.PAID}) | paid


@condition(
    LIFTED,
    en="The applicant withdrew, or says in writing that the measure or the claim is given up",
    met_by=("申请执行人撤回申请或者书面放弃", "a withdrawal, or the applicant's written word"),
)
def applicant_gave_it_up(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """申请执行人撤回执行申请或者放弃债权的"""
    withdrawn = case.this_round.has(EnforcementTerminated, {"ground": TerminationGround.WITHDRAWN})
    given_up = withdrawn | decided.has(AssetReleased, {"consented": True})
    return ~decided.has(AssetReleased, {"reason": ReleaseReason.WITHDRAWN}) | given_up


@condition(LIFTED, en="The applicant consents to the security", met_by=("申请执行人同意", "the applicant's consent"))
def applicant_consents_to_the_security(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """被执行人提供担保且申请执行人同意解除查封、扣押、冻结的"""
    return ~decided.has(AssetReleased, {"reason": ReleaseReason.SECURITY, "consented": False})


@condition(LIFTED, en="Another reason is stated", met_by=("写明理由", "state the reason"))
def other_lifting_is_explained(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """人民法院认为应当解除查封、扣押、冻结的其他情形，写明理由"""
    return ~decided.has(AssetReleased, {"reason": ReleaseReason.OTHER, "note": ""})


MAY_FIND_EXCESS = every(
    "excess", "明显超标的额", "Excess of sealing",
    excess_is_of_a_sealed_asset, sealed_exceeds_the_claim, indivisible_only_thing_stays,
    guards=ExcessFound,
)  # fmt: skip
MAY_LIFT = every(
    "asset_release", "解除查封", "Lifting of a measure",
    excess_was_found, unsold_was_declined, third_party_was_right, debt_was_paid, applicant_gave_it_up,
    applicant_consents_to_the_security, other_lifting_is_explained,
    guards=AssetReleased,
)  # fmt: skip

# --- decisions ---


@command("认定超标的额查封", "Find an excess of sealing")
class FindExcess(Command):
    """Say what all that is sealed is worth, what is owed with costs, and which asset is to be let go."""

    asset: str
    sealed_fen: int
    owed_fen: int
    indivisible: bool = False
    nothing_else: bool = False


@command("解除查封、扣押、冻结", "Release an asset")
class ReleaseAsset(Command):
    """Lift the measure; `consented`: the applicant agrees in writing. Another reason is stated in `note`."""

    asset: str
    reason: ReleaseReason
    consented: bool = False
    note: str = ""


@decides(FindExcess)
def find_excess(case: Case, ask: FindExcess) -> list[Event]:
    """On the debtor's application or by the court itself (查封扣押冻结规定第十九条)."""
    found = ExcessFound(
        on=ask.on, asset=ask.asset, sealed_fen=ask.sealed_fen, owed_fen=ask.owed_fen, indivisible=ask.indivisible,
        nothing_else=ask.nothing_else, of_equity=bool(case.all(AssetFound, {"asset": ask.asset, "asset_class": AssetClass.EQUITY})),
    )  # fmt: skip
    return once(case, MAY_FIND_EXCESS, found, undone_by=(AssetReleased,))


@decides(ReleaseAsset)
def release(case: Case, ask: ReleaseAsset) -> list[Event]:
    """Where nothing is held there is nothing to lift; a lapsed measure may still be lifted from the register."""
    if not about_asset(case, ask.asset).during(AssetSealed, AssetReleased):
        return []
    released = AssetReleased(
        on=ask.on, asset=ask.asset, reason=ask.reason, consented=ask.consented, note=ask.note
    )  # fmt: skip
    MAY_LIFT.require(case, ask.on, released)
    return [released]
