"""财产处置 — turning an asset into money, or saying why it cannot be."""

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
    key,
)
from casestream.kernel.event import field
from casestream.kernel.rule import Condition, Test
from casestream.procedures.asset_search import (
    AssetClass,
    AssetFound,
    AssetRuledUnenforceable,
    ExemptItem,
    Unenforceable,
)
from casestream.procedures.contested import OBJECT_IS_FREE
from casestream.procedures.control.exempt import (
    ExemptionEnded,
    exempt_thing_is_not_sold,
    necessary_dwelling_is_not_sold,
)
from casestream.procedures.control.live import deduction_is_within_the_balance, deduction_leaves_the_floor
from casestream.procedures.control.measure_transfer import MeasureHandedOver, asset_was_not_handed_over
from casestream.procedures.control.sealing import (
    QUEUE,
    SEALED_FIRST,
    AssetDisposed,
    AssetReleased,
    AssetSealed,
    Disposal,
    Measure,
    QueuedMeasureActivated,
    ReleaseReason,
    about_asset,
    asset_is_held,
    asset_was_found,
    is_class,
    is_sealed,
    measure_has_not_lapsed,
    owner,
)
from casestream.procedures.control.sold import (
    DIRECT_SALE,
    SetOffRuled,
    equity_freeze_took_effect,
    perishable_is_sold_directly,
    sale_was_ruled,
)
from casestream.procedures.filing import round_is_open
from casestream.procedures.instruments import AMENDED_2020, AUCTION, R373, SEIZURE, ji
from casestream.procedures.rounds import RoundOpened
from casestream.procedures.standstill import (
    PERISHABLES,
    enforcement_is_not_deferred,
    enforcement_is_not_suspended,
    its_debtor_is_not_bankrupt,
    its_debtor_is_not_suspended,
    only_bankruptcy_stops,
)

# --- law ---

SET_OFF_IS_RULED = AUCTION.article("第二十三条").renumbered(AMENDED_2020, "第二十条")
CANNOT_BE_SOLD = R373.article("第四条", mark="K-high")
EXEMPT = SEIZURE.article("第五条").renumbered(AMENDED_2020, "第三条")  # a dwelling: the next article
RESERVE = AUCTION.article("第八条").renumbered(AMENDED_2020, "第五条")
SMALL_DEPOSIT = R373.article("第四条", mark="K-med")  # the qualified-终本 check exempts small balances
EXEMPT_MONEY = (ExemptItem.LIVING_COSTS, ExemptItem.TREATY, ExemptItem.BY_LAW)
SMALL_DEPOSIT_FEN, SMALL_DEPOSIT_SHARE = 1_000_00, 20  # under CNY 1,000 and at most a twentieth of the claim

# --- events ---


class SaleAttempt(Label):
    """Which attempt to sell failed."""

    FIRST_AUCTION = "first_auction", "第一次拍卖", "first auction"
    SECOND_AUCTION = "second_auction", "第二次拍卖", "second auction"
    THIRD_AUCTION = "third_auction", "第三次拍卖", "third auction"
    SALE = "sale", "变卖", "sale without auction"


@event("control.asset_unsold", "流拍", "Asset unsold")
class AssetUnsold(Event):
    """An attempt to sell found no buyer at the reserve price."""

    asset: str = key("asset")
    attempt: SaleAttempt
    reserve_fen: int = 0
    debtor: str = key("debtor", default="")
    perishable: bool = field(zh="易腐或季节性物品", default=False)


@event("control.set_off_declined", "不接受抵债", "Set-off declined")
class SetOffDeclined(Event):
    """The applicant does not take the unsold asset, or by law may not be given it."""

    asset: str = key("asset")


# --- conditions ---


def assets_are_dealt_with(case: Asked) -> Truth:
    """Whether each found asset was disposed of, cannot be, is sold by another court, or turned out a third party's (终本合格核查第6项)."""

    def dealt_with(asset: Asked) -> Truth:
        gone = asset.during(AssetDisposed, AssetFound) | asset.has(AssetReleased, {"reason": ReleaseReason.THIRD_PARTY})
        elsewhere = asset.during(MeasureHandedOver, AssetFound)
        ruled = asset.during(AssetRuledUnenforceable, AssetFound) & asset.during(
            AssetRuledUnenforceable, ExemptionEnded
        )
        return gone | elsewhere | ruled

    return case.for_every(AssetFound, dealt_with)


@condition(QUEUE, en="The court is first in the queue", met_by=QueuedMeasureActivated)
def court_is_first_in_rank(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """轮候查封自在先查封解除之时起自动生效；生效前不得处分"""
    asset = case.about("asset", decided)
    return (asset.latest(AssetSealed.rank) <= 1) | asset.during(QueuedMeasureActivated, AssetSealed)


@condition(SEALED_FIRST, en="Only a deposit is deducted", met_by=("财产须为银行存款", "a bank deposit"))
def deducted_is_a_deposit(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """银行存款等可以直接扣划的财产"""
    return ~decided.has(AssetDisposed, {"method": Disposal.DEDUCTION}) | is_class(case, decided, AssetClass.DEPOSIT)


RULE_SET_OFF = "以物抵债须另行裁定（RuleSetOff）", "a ruling of set-off (RuleSetOff), which has conditions of its own"


def _is_ruled(case: Asked, decided: Asked, method: Disposal) -> Truth:
    """A set-off carries out the ruling just made. Only that ruling's rule asks whether a settlement is behind it."""
    ruled = case.about("asset", decided).during(SetOffRuled, AssetDisposed)
    return ~decided.has(AssetDisposed, {"method": method}) | ruled


@condition(SET_OFF_IS_RULED, en="An unsold asset is set off by a ruling", met_by=RULE_SET_OFF)
def set_off_of_the_unsold_is_ruled(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """以流拍的财产抵债的，人民法院应当作出裁定"""
    return _is_ruled(case, decided, Disposal.SET_OFF_UNSOLD)


@condition(ji(491), en="A set-off by consent takes a ruling", met_by=RULE_SET_OFF)
def set_off_by_consent_is_ruled(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """依法定程序裁定以物抵债的，标的物所有权自抵债裁定送达接受抵债物的债权人时转移"""
    return _is_ruled(case, decided, Disposal.SET_OFF_AGREED)


@condition(
    SEALED_FIRST,
    en="What is realised is nothing or more",
    met_by=("变价款不得为负数", "an amount that is not negative"),
)
def realised_is_not_negative(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """查封财产变价所得"""
    return decided.total(AssetDisposed.realised_fen) >= 0


def _claims(decided: Asked, reason: Unenforceable) -> Truth:
    return decided.has(AssetRuledUnenforceable, {"reason": reason})


@condition(CANNOT_BE_SOLD, en="The asset was put up again and found no buyer", met_by=AssetUnsold)
def sale_failed(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """被执行人的财产经拍卖、变卖未成交"""
    last_attempts = (SaleAttempt.SECOND_AUCTION, SaleAttempt.THIRD_AUCTION, SaleAttempt.SALE)
    unsold = case.about("asset", decided).has(AssetUnsold, {"attempt": last_attempts})
    return ~_claims(decided, Unenforceable.UNSOLD) | unsold


@condition(CANNOT_BE_SOLD, en="The applicant does not, or may not, take it in set-off", met_by=SetOffDeclined)
def set_off_was_declined(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """申请执行人不接受抵债或者依法不能交付其抵债，又不能采取强制管理等其他执行措施"""
    asset = case.about("asset", decided)
    # Each attempt has a reserve price of its own, so who declined before the last one was not asked about it.
    declined = asset.last(SetOffDeclined) >= asset.last(AssetUnsold)
    return ~_claims(decided, Unenforceable.UNSOLD) | declined


@condition(
    CANNOT_BE_SOLD,
    en="A vehicle or vessel is sealed in the register and was never physically seized",
    met_by=("已登记查封且未能实际扣押的车辆、船舶", "a vehicle or vessel sealed in the register only"),
)
def vehicle_is_sealed_on_paper_only(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """在登记机关查封的车辆、船舶等财产，未能实际扣押"""
    asset = case.about("asset", decided)
    on_paper = is_sealed(asset, today) & ~asset.has(AssetSealed, {"measure": Measure.SEIZE})
    return ~_claims(decided, Unenforceable.NOT_SEIZED) | (is_class(case, decided, AssetClass.VEHICLE) & on_paper)


@condition(SMALL_DEPOSIT, en="Only a deposit is small change", met_by=("财产须为银行存款", "a bank deposit"))
def small_asset_is_a_deposit(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """小额存款可以不予处置"""
    return ~_claims(decided, Unenforceable.SMALL_DEPOSIT) | is_class(case, decided, AssetClass.DEPOSIT)


@condition(SMALL_DEPOSIT, en="The balance is under CNY 1,000", met_by=("扣划该存款", "deduct the deposit"))
def balance_is_under_a_thousand(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """存款余额不足一千元"""
    balance = case.about("asset", decided).latest(AssetFound.value_fen)
    return ~_claims(decided, Unenforceable.SMALL_DEPOSIT) | (balance < SMALL_DEPOSIT_FEN)


@condition(SMALL_DEPOSIT, en="The balance is at most 5 % of the claim", met_by=("扣划该存款", "deduct the deposit"))
def balance_is_a_small_part_of_the_claim(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """存款余额不超过执行标的额的百分之五"""
    balance = case.about("asset", decided).latest(AssetFound.value_fen)
    is_small = balance * SMALL_DEPOSIT_SHARE <= case.latest(RoundOpened.claimed_fen)
    return ~_claims(decided, Unenforceable.SMALL_DEPOSIT) | is_small


@condition(EXEMPT, en="What is exempt is on the list of the law", met_by=("写明豁免事项", "the exempt item"))
def exempt_item_is_named(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """人民法院对被执行人的下列财产不得查封、扣押、冻结：生活必需品、必需的生活费用、荣誉表彰物品等"""
    unnamed = decided.has(AssetRuledUnenforceable, {"exempt_item": ExemptItem.NONE})
    return ~_claims(decided, Unenforceable.EXEMPT) | ~unnamed


@condition(
    EXEMPT,
    en="Of deposits only what one lives on or a law exempts, of real estate only a dwelling that is needed; no share",
    met_by=(
        "可以豁免的物品、生活费用，或者生活必需的居住房屋",
        "a thing or living costs that can be exempt, or a dwelling",
    ),
)
def asset_can_be_exempt(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """豁免的是生活、教育、医疗等必需的物品和法律规定的财产；必需的居住房屋可以查封，但不得拍卖、变卖或者抵债"""
    is_home = decided.has(AssetRuledUnenforceable, {"exempt_item": ExemptItem.DWELLING})
    home = is_home & is_class(case, decided, AssetClass.REAL_ESTATE)
    thing = ~is_home & is_class(case, decided, AssetClass.MOVABLE, AssetClass.VEHICLE, AssetClass.OTHER_RIGHT)
    money = decided.has(AssetRuledUnenforceable, {"exempt_item": EXEMPT_MONEY}) & is_class(
        case, decided, AssetClass.DEPOSIT
    )
    return ~_claims(decided, Unenforceable.EXEMPT) | home | thing | money


@condition(RESERVE, en="The auction had a reserve price", met_by=("大于零的保留价", "a reserve price above zero"))
def reserve_was_set(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """拍卖应当确定保留价"""
    return decided.total(AssetUnsold.reserve_fen) > 0


def perishables_cannot_wait(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """对被执行人的季节性商品、鲜活、易腐烂变质以及其他不宜长期保存的物品，应当及时变价处置"""
    perishable = {"perishable": True}
    sold = decided.has(AssetDisposed, perishable) | decided.has(AssetUnsold, perishable)
    return sold & is_class(case, decided, AssetClass.MOVABLE) & only_bankruptcy_stops(case)


def going_on(cannot_wait: Test) -> tuple[Condition, ...]:
    """Nothing stands still, except what a hand-over to bankruptcy stops and perishable goods cannot wait for."""
    reason = "Perishable goods are sold in time"
    return (
        enforcement_is_not_suspended.unless(cannot_wait, PERISHABLES, en=reason), enforcement_is_not_deferred,
        its_debtor_is_not_suspended.unless(cannot_wait, PERISHABLES, en=reason), its_debtor_is_not_bankrupt,
        *OBJECT_IS_FREE,
    )  # fmt: skip


GOES_ON = going_on(perishables_cannot_wait)
SALE_IS_RULED = sale_was_ruled.unless(perishable_is_sold_directly, DIRECT_SALE, en="Perishable goods are sold directly")
MAY_OFFER = every(
    "failed_sale", "流拍", "Failed sale",
    round_is_open, asset_was_found, asset_is_held, measure_has_not_lapsed, court_is_first_in_rank,
    reserve_was_set, *GOES_ON,
    guards=AssetUnsold,
)  # fmt: skip
MAY_DECLINE = every(
    "set_off", "不接受抵债", "Declining a set-off",
    asset_was_found,
    guards=SetOffDeclined,
)  # fmt: skip
MAY_DISPOSE = every(
    "disposal", "财产处置", "Disposal",
    round_is_open, asset_was_found, asset_is_held, measure_has_not_lapsed, court_is_first_in_rank,
    deducted_is_a_deposit, equity_freeze_took_effect, SALE_IS_RULED,
    set_off_of_the_unsold_is_ruled, set_off_by_consent_is_ruled, realised_is_not_negative,
    exempt_thing_is_not_sold, necessary_dwelling_is_not_sold, asset_was_not_handed_over, deduction_is_within_the_balance,
    deduction_leaves_the_floor, *GOES_ON,
    guards=AssetDisposed,
)  # fmt: skip
MAY_RULE_UNENFORCEABLE = every(
    "unenforceable", "财产不能处置", "Ruling an asset unenforceable",
    asset_was_found, sale_failed, set_off_was_declined, vehicle_is_sealed_on_paper_only,
    small_asset_is_a_deposit, balance_is_under_a_thousand, balance_is_a_small_part_of_the_claim,
    exempt_item_is_named, asset_can_be_exempt,
    guards=AssetRuledUnenforceable,
)  # fmt: skip

# --- decisions ---


@command("不接受抵债", "Decline a set-off")
class DeclineSetOff(Command):
    """Say that the applicant does not or may not take the asset."""

    asset: str


@command("处置财产", "Dispose of an asset")
class DisposeAsset(Command):
    """Deduct a deposit, or sell perishable goods directly.

    Every other sale takes a ruling (`ServeSaleRuling`) or is the debtor's own (`RecordSelfRealised`); to give the asset
    to the creditor takes one too (`RuleSetOff`).
    """

    asset: str
    method: Disposal
    realised_fen: int
    perishable: bool = False


@command("认定财产不能处置", "Rule an asset unenforceable")
class RuleUnenforceable(Command):
    """Say why a found asset is not disposed of."""

    asset: str
    reason: Unenforceable
    exempt_item: ExemptItem = ExemptItem.NONE


@decides(DeclineSetOff)
def decline_set_off(case: Case, ask: DeclineSetOff) -> list[Event]:
    """Said once about each failed attempt."""
    if about_asset(case, ask.asset).during(SetOffDeclined, AssetUnsold):
        return []
    declined = SetOffDeclined(on=ask.on, asset=ask.asset)
    MAY_DECLINE.require(case, ask.on, declined)
    return [declined]


@decides(DisposeAsset)
def dispose(case: Case, ask: DisposeAsset) -> list[Event]:
    """Only by the court that holds the asset first, under a measure that has not lapsed (查封扣押冻结规定第二十六、二十七条)."""
    disposed = AssetDisposed(
        on=ask.on, asset=ask.asset, realised_fen=ask.realised_fen, method=ask.method, debtor=owner(case, ask.asset),
        perishable=ask.perishable,
    )  # fmt: skip
    if disposed in case.all(AssetDisposed):
        return []
    MAY_DISPOSE.require(case, ask.on, disposed)
    return [disposed]


@decides(RuleUnenforceable)
def rule_unenforceable(case: Case, ask: RuleUnenforceable) -> list[Event]:
    """A ruling stands until the asset is found at another value, or its exemption ends."""
    last = case.last_event(AssetRuledUnenforceable, {"asset": ask.asset})
    asset = about_asset(case, ask.asset)
    stands = asset.during(AssetRuledUnenforceable, AssetFound) & asset.during(AssetRuledUnenforceable, ExemptionEnded)
    if last and last.reason is ask.reason and stands:
        return []
    ruled = AssetRuledUnenforceable(on=ask.on, asset=ask.asset, reason=ask.reason, exempt_item=ask.exempt_item)
    MAY_RULE_UNENFORCEABLE.require(case, ask.on, ruled)
    return [ruled]
