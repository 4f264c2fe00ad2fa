"""查封、扣押、冻结与处置 — taking hold of what was found, keeping hold of it, and turning it into money."""

from datetime import date
from typing import cast

from casestream.kernel import (
    AnyDay,
    Asked,
    Case,
    Command,
    Day,
    Event,
    Label,
    Truth,
    command,
    condition,
    decides,
    event,
    every,
    key,
    months_after,
)
from casestream.kernel.case import Keyed
from casestream.procedures.asset_search import AssetClass, AssetFound, AssetRuledUnenforceable, Unenforceable
from casestream.procedures.filing import round_is_open
from casestream.procedures.instruments import AMENDED_2020, R373, SEIZURE, ji
from casestream.procedures.rounds import RoundOpened

# --- law ---

JI_SINCE = date(2015, 2, 4)  # 民诉法解释 replaced the shorter terms of 2004.
MOST = ji(485)
MOST_BEFORE = SEIZURE.article("第二十九条", mark="K-high", until=JI_SINCE)
QUEUE = SEIZURE.article("第二十八条").renumbered(AMENDED_2020, "第二十六条")
LAPSE = SEIZURE.article("第三十条").renumbered(AMENDED_2020, "第二十七条")
LIVE = SEIZURE.article("第十二条").renumbered(AMENDED_2020, "第十条")
SEALED_FIRST = ji(484, mark="K-high")
CANNOT_BE_SOLD = R373.article("第四条", mark="K-high")
SMALL_DEPOSIT = R373.article("第四条", mark="K-med")  # the qualified-终本 check exempts small balances
SMALL_DEPOSIT_FEN, SMALL_DEPOSIT_SHARE = 1_000_00, 20  # under CNY 1,000 and at most a twentieth of the claim
MOVABLES = (AssetClass.MOVABLE, AssetClass.VEHICLE)
RIGHTS = (AssetClass.REAL_ESTATE, AssetClass.EQUITY, AssetClass.OTHER_RIGHT)

# --- events ---


class Measure(Label):
    """How the court takes hold of an asset."""

    SEAL = "seal", "查封", "sealing"
    SEIZE = "seize", "扣押", "seizure"
    FREEZE = "freeze", "冻结", "freezing"


class ReleaseReason(Label):
    """Why a measure is lifted (查封扣押冻结规定第二十八条, 第十九条)."""

    THIRD_PARTY = "third_party", "案外人的财产", "a third party's property"
    WITHDRAWN = "withdrawn", "申请执行人撤回或放弃", "withdrawn or waived"
    UNSOLD = "unsold", "流拍且无人接受抵债", "unsold, and nobody takes it in set-off"
    PAID = "paid", "债务已清偿", "the debt is paid"
    SECURITY = "security", "提供担保且申请执行人同意", "security given, applicant consents"
    EXCESS = "excess", "超标的额", "more than the claim needs"
    OTHER = "other", "其他", "other"


class SaleAttempt(Label):
    """Which attempt to sell failed."""

    FIRST_AUCTION = "first_auction", "第一次拍卖", "first auction"
    SECOND_AUCTION = "second_auction", "第二次拍卖", "second auction"
    THIRD_AUCTION = "third_auction", "第三次拍卖", "third auction"
    SALE = "sale", "变卖", "sale without auction"


class Disposal(Label):
    """How an asset becomes money. A settlement to set off is performed by the parties and never by ruling (执行和解规定第六条)."""

    AUCTION = "auction", "拍卖", "auction"
    SALE = "sale", "变卖", "sale without auction"
    SET_OFF_UNSOLD = "set_off_unsold", "流拍后以物抵债", "set-off after a failed auction"
    SET_OFF_AGREED = "set_off_agreed", "经同意不经拍卖抵债", "set-off by consent without auction"
    DEDUCTION = "deduction", "扣划", "deduction of a deposit"


@event("control.asset_sealed", "查封、扣押、冻结", "Asset sealed")
class AssetSealed(Event):
    """The court took hold of an asset, or `renews` its hold, from `starts_on` until `expires_on`.

    `rank` is the place in the queue of courts: 1 holds the asset, others wait. It never changes by renewal or transfer.
    With `live` sealing the `custodian` goes on using the asset; a frozen account goes on working above `floor_fen`.
    """

    asset: str = key("asset")
    measure: Measure
    starts_on: date
    expires_on: date
    rank: int = 1
    live: bool = False
    custodian: str = ""
    floor_fen: int = 0
    renews: bool = False


@event("control.queued_measure_activated", "轮候查封生效", "Queued measure activated")
class QueuedMeasureActivated(Event):
    """The measures ahead are gone, so this one took effect by itself."""

    asset: str = key("asset")


@event("control.asset_released", "解除查封、扣押、冻结", "Asset released")
class AssetReleased(Event):
    """The measure was lifted."""

    asset: str = key("asset")
    reason: ReleaseReason = ReleaseReason.OTHER


@event("control.asset_unsold", "流拍", "Asset unsold")
class AssetUnsold(Event):
    """An attempt to sell found no buyer."""

    asset: str = key("asset")
    attempt: SaleAttempt


@event("control.set_off_declined", "不接受抵债", "Set-off declined")
class SetOffDeclined(Event):
    """The applicant does not take the unsold asset, or by law may not be given it."""

    asset: str = key("asset")


@event("control.asset_disposed", "财产处置", "Asset disposed of")
class AssetDisposed(Event):
    """The asset became so much money, or paid so much of the debt."""

    asset: str = key("asset")
    realised_fen: int
    method: Disposal = Disposal.AUCTION


# --- conditions ---


def is_sealed(asset: Asked, today: AnyDay) -> Truth:
    """Whether a measure is in force on this asset: taken, not lifted, not used up, not lapsed."""
    held = asset.during(AssetSealed, AssetReleased) & asset.during(AssetSealed, AssetDisposed)
    return held & (asset.latest(AssetSealed.expires_on) >= today)


def assets_are_dealt_with(case: Asked) -> Truth:
    """Whether each found asset was disposed of, cannot be, or turned out a third party's (终本合格核查第6项)."""

    def dealt_with(asset: Asked) -> Truth:
        gone = asset.during(AssetDisposed, AssetFound) | asset.has(AssetReleased, {"reason": ReleaseReason.THIRD_PARTY})
        return gone | asset.during(AssetRuledUnenforceable, AssetFound)

    return case.for_every(AssetFound, dealt_with)


def _is(case: Asked, decided: Asked, *classes: AssetClass) -> Truth:
    return case.about("asset", decided).has(AssetFound, {"asset_class": classes})


def _within(decided: Asked, months: int) -> Truth:
    return decided.latest(AssetSealed.expires_on) <= months_after(decided.latest(AssetSealed.starts_on), months)


def _within_old(decided: Asked, months: int) -> Truth:
    """A first term, or a renewal of half of it."""
    first = decided.has(AssetSealed, {"renews": False}) & _within(decided, months)
    return first | (decided.has(AssetSealed, {"renews": True}) & _within(decided, months // 2))


@condition(SEALED_FIRST, en="The asset was found and entered", met_by=AssetFound)
def asset_was_found(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """执行的财产须为已查明的被执行人财产"""
    return case.about("asset", decided).has(AssetFound)


@condition(
    MOST,
    en="Deposits and rights are frozen, real estate is sealed, movables are sealed or seized",
    met_by=("存款和其他财产权冻结，不动产查封，动产查封或者扣押", "the measure that fits the asset"),
)
def measure_fits_the_asset(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """冻结银行存款，查封、扣押动产，查封不动产，冻结其他财产权"""
    frozen = decided.has(AssetSealed, {"measure": Measure.FREEZE})
    sealed, seized = (
        decided.has(AssetSealed, {"measure": Measure.SEAL}),
        decided.has(AssetSealed, {"measure": Measure.SEIZE}),
    )
    on_rights = _is(case, decided, AssetClass.DEPOSIT, AssetClass.EQUITY, AssetClass.OTHER_RIGHT) & frozen
    on_things = (_is(case, decided, AssetClass.REAL_ESTATE) & sealed) | (
        _is(case, decided, *MOVABLES) & (sealed | seized)
    )
    return on_rights | on_things | ~case.about("asset", decided).has(AssetFound)


@condition(MOST, en="A deposit is frozen for one year at most", met_by=("期限不超过一年", "a term of up to 1 year"))
def deposit_term_is_one_year(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """冻结被执行人的银行存款的期限不得超过一年，续行期限不得超过前款规定的期限"""
    return ~_is(case, decided, AssetClass.DEPOSIT) | _within(decided, 12)


@condition(
    MOST, en="A movable is sealed or seized for two years at most", met_by=("期限不超过二年", "a term of up to 2 years")
)
def movable_term_is_two_years(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """查封、扣押动产的期限不得超过两年，续行期限不得超过前款规定的期限"""
    return ~_is(case, decided, *MOVABLES) | _within(decided, 24)


@condition(
    MOST,
    en="Real estate and other rights are held for three years at most",
    met_by=("期限不超过三年", "a term of up to 3 years"),
)
def right_term_is_three_years(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """查封不动产、冻结其他财产权的期限不得超过三年，续行期限不得超过前款规定的期限"""
    return ~_is(case, decided, *RIGHTS) | _within(decided, 36)


@condition(
    MOST_BEFORE,
    en="Until 2015 a deposit was frozen for six months at most",
    met_by=("期限不超过六个月", "up to 6 months"),
)
def deposit_term_is_six_months(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """冻结银行存款的期限不得超过六个月，续行期限不得超过二分之一"""
    return ~_is(case, decided, AssetClass.DEPOSIT) | _within_old(decided, 6)


@condition(
    MOST_BEFORE, en="Until 2015 a movable was held for one year at most", met_by=("期限不超过一年", "up to 1 year")
)
def movable_term_is_one_year(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """查封、扣押动产的期限不得超过一年，续行期限不得超过二分之一"""
    return ~_is(case, decided, *MOVABLES) | _within_old(decided, 12)


@condition(
    MOST_BEFORE,
    en="Until 2015 real estate and rights were held for two years at most",
    met_by=("期限不超过二年", "up to 2 years"),
)
def right_term_is_two_years(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """查封不动产、冻结其他财产权的期限不得超过二年，续行期限不得超过二分之一"""
    return ~_is(case, decided, *RIGHTS) | _within_old(decided, 24)


@condition(LAPSE, en="The term ends after it begins", met_by=("届满日在当日之后", "a last day that is still to come"))
def term_lies_ahead(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """查封、扣押、冻结期限届满，未办理延期手续的，效力消灭"""
    last = decided.latest(AssetSealed.expires_on)
    return (last > today) & (last > decided.latest(AssetSealed.starts_on))


@condition(
    LAPSE,
    en="A measure is renewed while it is in force",
    met_by=("届满前续行；已失效的须重新查封", "renewal in time, or a new measure"),
)
def renewal_is_in_time(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """续行应当在查封、扣押、冻结期限届满前办理"""
    return decided.has(AssetSealed, {"renews": False}) | is_sealed(case.about("asset", decided), today)


@condition(QUEUE, en="One court holds one place in the queue", met_by=AssetReleased)
def asset_is_not_sealed_yet(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """轮候查封按登记先后，同一案件对同一财产不重复登记"""
    return decided.has(AssetSealed, {"renews": True}) | ~is_sealed(case.about("asset", decided), today)


@condition(QUEUE, en="The queue begins with place one", met_by=("顺位自第一位起", "a rank of 1 or more"))
def rank_is_a_place(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """其他人民法院可以进行轮候查封，按登记先后排列"""
    return decided.total(AssetSealed.rank) >= 1


@condition(
    LIVE, en="Who goes on using a sealed asset is its named custodian", met_by=("指定保管人", "a named custodian")
)
def live_sealing_has_a_custodian(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """指定被执行人保管的财产，继续使用对其价值无重大影响的，可以允许继续使用"""
    return ~decided.has(AssetSealed, {"live": True, "custodian": ""})


@condition(
    SEALED_FIRST, en="Only what the court holds is disposed of; a deduction freezes by itself", met_by=AssetSealed
)
def asset_is_held(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """对被执行的财产，非经查封、扣押、冻结不得处分；扣划裁定同时具有冻结的法律效力"""
    asset = case.about("asset", decided)
    held = asset.during(AssetSealed, AssetReleased) & asset.during(AssetSealed, AssetDisposed)
    return held | decided.has(AssetDisposed, {"method": Disposal.DEDUCTION})


@condition(LAPSE, en="The measure has not lapsed", met_by=("重新查封、扣押、冻结", "a new measure"))
def measure_has_not_lapsed(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """查封、扣押、冻结期限届满未续行的，效力消灭，不得据以处分"""
    lapsed = case.about("asset", decided).latest(AssetSealed.expires_on) < today
    return ~lapsed | decided.has(AssetDisposed, {"method": Disposal.DEDUCTION})


@condition(QUEUE, en="The court is first in the queue", met_by=QueuedMeasureActivated)
def court_is_first_in_rank(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """轮候查封自在先查封解除之时起自动生效；生效前不得处分"""
    asset = case.about("asset", decided)
    return (asset.latest(AssetSealed.rank) <= 1) | asset.during(QueuedMeasureActivated, AssetSealed)


@condition(SEALED_FIRST, en="Only a deposit is deducted", met_by=("财产须为银行存款", "a bank deposit"))
def deducted_is_a_deposit(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """银行存款等可以直接扣划的财产"""
    return ~decided.has(AssetDisposed, {"method": Disposal.DEDUCTION}) | _is(case, decided, AssetClass.DEPOSIT)


@condition(ji(489), en="A set-off after an auction follows a failed one", met_by=AssetUnsold)
def set_off_follows_a_failed_auction(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """流拍的财产，申请执行人接受的，可以作价交申请执行人抵偿债务"""
    unsold = case.about("asset", decided).has(AssetUnsold)
    return ~decided.has(AssetDisposed, {"method": Disposal.SET_OFF_UNSOLD}) | unsold


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
    return ~_claims(decided, Unenforceable.UNSOLD) | case.about("asset", decided).has(SetOffDeclined)


@condition(
    CANNOT_BE_SOLD,
    en="A vehicle or vessel is sealed in the register and was never physically seized",
    met_by=("已登记查封且未能实际扣押的车辆、船舶", "a vehicle or vessel sealed in the register only"),
)
def vehicle_is_sealed_on_paper_only(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """在登记机关查封的车辆、船舶等财产，未能实际扣押"""
    asset = case.about("asset", decided)
    on_paper = is_sealed(asset, today) & ~asset.has(AssetSealed, {"measure": Measure.SEIZE})
    return ~_claims(decided, Unenforceable.NOT_SEIZED) | (_is(case, decided, AssetClass.VEHICLE) & on_paper)


@condition(SMALL_DEPOSIT, en="Only a deposit is small change", met_by=("财产须为银行存款", "a bank deposit"))
def small_asset_is_a_deposit(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """小额存款可以不予处置"""
    return ~_claims(decided, Unenforceable.SMALL_DEPOSIT) | _is(case, decided, AssetClass.DEPOSIT)


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


MAY_SEAL = every(
    "control", "查封、扣押、冻结", "Control of an asset",
    asset_was_found, measure_fits_the_asset, deposit_term_is_one_year, movable_term_is_two_years,
    right_term_is_three_years, deposit_term_is_six_months, movable_term_is_one_year, right_term_is_two_years,
    term_lies_ahead, renewal_is_in_time, asset_is_not_sealed_yet, rank_is_a_place, live_sealing_has_a_custodian,
)  # fmt: skip
MAY_ACTIVATE = every(
    "queue", "轮候查封生效", "Activation of a queued measure", asset_is_held, measure_has_not_lapsed
)  # fmt: skip
MAY_OFFER = every(
    "failed_sale", "流拍", "Failed sale",
    round_is_open, asset_was_found, asset_is_held, measure_has_not_lapsed, court_is_first_in_rank,
)  # fmt: skip
MAY_DECLINE = every("set_off", "不接受抵债", "Declining a set-off", asset_was_found)
MAY_DISPOSE = every(
    "disposal", "财产处置", "Disposal",
    round_is_open, asset_was_found, asset_is_held, measure_has_not_lapsed, court_is_first_in_rank,
    deducted_is_a_deposit, set_off_follows_a_failed_auction, realised_is_not_negative,
)  # fmt: skip
MAY_RULE_UNENFORCEABLE = every(
    "unenforceable", "财产不能处置", "Ruling an asset unenforceable",
    asset_was_found, sale_failed, set_off_was_declined, vehicle_is_sealed_on_paper_only, small_asset_is_a_deposit,
    balance_is_under_a_thousand, balance_is_a_small_part_of_the_claim,
)  # fmt: skip

# --- decisions ---


@command("查封、扣押、冻结", "Seal an asset")
class SealAsset(Command):
    """Take hold of a found asset until a day; `rank` is the place that the register gives."""

    asset: str
    measure: Measure
    expires_on: date
    rank: int = 1
    live: bool = False
    custodian: str = ""
    floor_fen: int = 0


@command("续行查封、扣押、冻结", "Renew a measure")
class RenewSeal(Command):
    """Keep hold of an asset until a later day, at the same place in the queue."""

    asset: str
    expires_on: date


@command("轮候查封生效", "Record that a queued measure took effect")
class ActivateQueuedMeasure(Command):
    """Say that the measures ahead are gone."""

    asset: str


@command("解除查封、扣押、冻结", "Release an asset")
class ReleaseAsset(Command):
    """Lift the measure."""

    asset: str
    reason: ReleaseReason


@command("登记流拍", "Record a failed sale")
class RecordUnsold(Command):
    """Say that an attempt to sell found no buyer."""

    asset: str
    attempt: SaleAttempt


@command("不接受抵债", "Decline a set-off")
class DeclineSetOff(Command):
    """Say that the applicant does not or may not take the asset."""

    asset: str


@command("处置财产", "Dispose of an asset")
class DisposeAsset(Command):
    """Turn an asset into money."""

    asset: str
    method: Disposal
    realised_fen: int


@command("认定财产不能处置", "Rule an asset unenforceable")
class RuleUnenforceable(Command):
    """Say why a found asset is not disposed of."""

    asset: str
    reason: Unenforceable


def _about(case: Case, asset: str) -> Asked:
    return cast(Asked, Keyed(case, "asset", asset))


@decides(SealAsset)
def seal(case: Case, ask: SealAsset) -> list[Event]:
    """Effective on service, for the longest term that the day's law allows (民诉法解释第四百八十五条)."""
    sealed = AssetSealed(
        on=ask.on, asset=ask.asset, measure=ask.measure, starts_on=ask.on, expires_on=ask.expires_on, rank=ask.rank,
        live=ask.live, custodian=ask.custodian, floor_fen=ask.floor_fen,
    )  # fmt: skip
    if is_sealed(_about(case, ask.asset), Day(ask.on)) and sealed in case.all(AssetSealed):
        return []
    MAY_SEAL.require(case, ask.on, sealed)
    return [sealed]


@decides(RenewSeal)
def renew(case: Case, ask: RenewSeal) -> list[Event]:
    """The new term begins where the old one ends, so an early renewal loses nothing; rank and custody stay."""
    last = case.last_event(AssetSealed, {"asset": ask.asset})
    if last and last.expires_on == ask.expires_on and is_sealed(_about(case, ask.asset), Day(ask.on)):
        return []
    renewed = AssetSealed(
        on=ask.on, asset=ask.asset, measure=last.measure if last else Measure.SEAL,
        starts_on=last.expires_on if last else ask.on, expires_on=ask.expires_on, rank=_rank(case, ask.asset),
        live=last.live if last else False, custodian=last.custodian if last else "",
        floor_fen=last.floor_fen if last else 0, renews=True,
    )  # fmt: skip
    MAY_SEAL.require(case, ask.on, renewed)
    return [renewed]


def _rank(case: Case, asset: str) -> int:
    """The place in the queue now: one, once the measure took effect."""
    activated = _about(case, asset).during(QueuedMeasureActivated, AssetSealed)
    return 1 if activated else max(1, int(_about(case, asset).latest(AssetSealed.rank)))


@decides(ActivateQueuedMeasure)
def activate(case: Case, ask: ActivateQueuedMeasure) -> list[Event]:
    """Who holds the first place already needs no activation (查封扣押冻结规定第二十六条)."""
    if _about(case, ask.asset).has(AssetSealed) and _rank(case, ask.asset) == 1:
        return []
    activated = QueuedMeasureActivated(on=ask.on, asset=ask.asset)
    MAY_ACTIVATE.require(case, ask.on, activated)
    return [activated]


@decides(ReleaseAsset)
def release(case: Case, ask: ReleaseAsset) -> list[Event]:
    """Where nothing is held there is nothing to lift; a lapsed measure may still be lifted from the register."""
    if not _about(case, ask.asset).during(AssetSealed, AssetReleased):
        return []
    return [AssetReleased(on=ask.on, asset=ask.asset, reason=ask.reason)]


@decides(RecordUnsold)
def record_unsold(case: Case, ask: RecordUnsold) -> list[Event]:
    """Each attempt fails once."""
    if case.all(AssetUnsold, {"asset": ask.asset, "attempt": ask.attempt}):
        return []
    unsold = AssetUnsold(on=ask.on, asset=ask.asset, attempt=ask.attempt)
    MAY_OFFER.require(case, ask.on, unsold)
    return [unsold]


@decides(DeclineSetOff)
def decline_set_off(case: Case, ask: DeclineSetOff) -> list[Event]:
    """Said once."""
    if case.all(SetOffDeclined, {"asset": ask.asset}):
        return []
    declined = SetOffDeclined(on=ask.on, asset=ask.asset)
    MAY_DECLINE.require(case, ask.on, declined)
    return [declined]


@decides(DisposeAsset)
def dispose(case: Case, ask: DisposeAsset) -> list[Event]:
    """Only by the court that holds the asset first, under a measure that has not lapsed (查封扣押冻结规定第二十六、二十七条)."""
    disposed = AssetDisposed(on=ask.on, asset=ask.asset, realised_fen=ask.realised_fen, method=ask.method)
    if disposed in case.all(AssetDisposed):
        return []
    MAY_DISPOSE.require(case, ask.on, disposed)
    return [disposed]


@decides(RuleUnenforceable)
def rule_unenforceable(case: Case, ask: RuleUnenforceable) -> list[Event]:
    """A ruling stands until the asset is found at another value."""
    last = case.last_event(AssetRuledUnenforceable, {"asset": ask.asset})
    if last and last.reason is ask.reason and _about(case, ask.asset).during(AssetRuledUnenforceable, AssetFound):
        return []
    ruled = AssetRuledUnenforceable(on=ask.on, asset=ask.asset, reason=ask.reason)
    MAY_RULE_UNENFORCEABLE.require(case, ask.on, ruled)
    return [ruled]
