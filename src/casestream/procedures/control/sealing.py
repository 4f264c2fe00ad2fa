"""查封、扣押、冻结 — taking hold of what was found, and keeping hold of it in its place of the queue."""

from datetime import date

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
from casestream.kernel.event import field
from casestream.procedures.asset_search import AssetClass, AssetFound
from casestream.procedures.asset_search.assets import has_a_price
from casestream.procedures.control.exempt import exempt_thing_is_not_sealed
from casestream.procedures.instruments import AMENDED_2020, FILING_AND_CLOSING, SEIZURE, ji
from casestream.procedures.rounds import RoundOpened, is_open
from casestream.procedures.standstill import its_debtor_is_not_bankrupt

# --- law ---


JI_SINCE = date(2015, 2, 4)  # 民诉法解释 replaced the shorter terms of 2004.
MOST = ji(485)
MOST_BEFORE = SEIZURE.article("第二十九条", mark="K-high", until=JI_SINCE)
QUEUE = SEIZURE.article("第二十八条").renumbered(AMENDED_2020, "第二十六条")
LAPSE = SEIZURE.article("第三十条").renumbered(AMENDED_2020, "第二十七条")
LIVE = SEIZURE.article("第十二条").renumbered(AMENDED_2020, "第十条")
SEALED_FIRST = ji(484, mark="K-high")
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
    `to_be_priced`: the asset is no deposit and the court holds it, so that its price is to be found.
    `held_since`: the day on which it was first preserved, where it comes out of a preservation.
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
    to_be_priced: bool = field(zh="须确定参考价", default=True)
    debtor: str = key("debtor", default="")
    held_since: date | None = field(zh="保全查封之日", default=None)


@event("control.queued_measure_activated", "轮候查封生效", "Queued measure activated")
class QueuedMeasureActivated(Event):
    """The measures ahead are gone, so this one took effect by itself."""

    asset: str = key("asset")
    to_be_priced: bool = field(zh="须确定参考价", default=True)


@event("control.asset_released", "解除查封、扣押、冻结", "Asset released")
class AssetReleased(Event):
    """The measure was lifted; `consented`: the applicant agreed in writing."""

    asset: str = key("asset")
    reason: ReleaseReason = ReleaseReason.OTHER
    consented: bool = field(zh="申请执行人同意", default=False)
    note: str = ""


@event("control.asset_disposed", "财产处置", "Asset disposed of")
class AssetDisposed(Event):
    """The asset became so much money, or paid so much of the debt."""

    asset: str = key("asset")
    realised_fen: int
    method: Disposal = Disposal.AUCTION
    debtor: str = key("debtor", default="")
    perishable: bool = field(zh="易腐或季节性物品", default=False)


# --- conditions ---


def is_sealed(asset: Asked, today: AnyDay) -> Truth:
    """Whether a measure is in force on this asset: taken, not lifted, not used up, not lapsed."""
    held = asset.during(AssetSealed, AssetReleased) & asset.during(AssetSealed, AssetDisposed)
    return held & (asset.latest(AssetSealed.expires_on) >= today)


def is_class(case: Asked, decided: Asked, *classes: AssetClass) -> Truth:
    """Whether the asset that the decided event names was found to be of one of these classes."""
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
    on_rights = is_class(case, decided, AssetClass.DEPOSIT, AssetClass.EQUITY, AssetClass.OTHER_RIGHT) & frozen
    on_things = (is_class(case, decided, AssetClass.REAL_ESTATE) & sealed) | (
        is_class(case, decided, *MOVABLES) & (sealed | seized)
    )
    return on_rights | on_things | ~case.about("asset", decided).has(AssetFound)


@condition(MOST, en="A deposit is frozen for one year at most", met_by=("期限不超过一年", "a term of up to 1 year"))
def deposit_term_is_one_year(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """冻结被执行人的银行存款的期限不得超过一年，续行期限不得超过前款规定的期限"""
    return ~is_class(case, decided, AssetClass.DEPOSIT) | _within(decided, 12)


@condition(
    MOST, en="A movable is sealed or seized for two years at most", met_by=("期限不超过二年", "a term of up to 2 years")
)
def movable_term_is_two_years(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """查封、扣押动产的期限不得超过两年，续行期限不得超过前款规定的期限"""
    return ~is_class(case, decided, *MOVABLES) | _within(decided, 24)


@condition(
    MOST,
    en="Real estate and other rights are held for three years at most",
    met_by=("期限不超过三年", "a term of up to 3 years"),
)
def right_term_is_three_years(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """查封不动产、冻结其他财产权的期限不得超过三年，续行期限不得超过前款规定的期限"""
    return ~is_class(case, decided, *RIGHTS) | _within(decided, 36)


@condition(
    MOST_BEFORE,
    en="Until 2015 a deposit was frozen for six months at most",
    met_by=("期限不超过六个月", "up to 6 months"),
)
def deposit_term_is_six_months(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """冻结银行存款的期限不得超过六个月，续行期限不得超过二分之一"""
    return ~is_class(case, decided, AssetClass.DEPOSIT) | _within_old(decided, 6)


@condition(
    MOST_BEFORE, en="Until 2015 a movable was held for one year at most", met_by=("期限不超过一年", "up to 1 year")
)
def movable_term_is_one_year(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """查封、扣押动产的期限不得超过一年，续行期限不得超过二分之一"""
    return ~is_class(case, decided, *MOVABLES) | _within_old(decided, 12)


@condition(
    MOST_BEFORE,
    en="Until 2015 real estate and rights were held for two years at most",
    met_by=("期限不超过二年", "up to 2 years"),
)
def right_term_is_two_years(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """查封不动产、冻结其他财产权的期限不得超过二年，续行期限不得超过二分之一"""
    return ~is_class(case, decided, *RIGHTS) | _within_old(decided, 24)


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


@condition(
    MOST,
    en="A renewed term has begun before it is renewed again",
    met_by=("待续行的期限开始后再续行", "wait until the renewed term has begun"),
)
def renewals_are_not_stacked(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """续行期限不得超过前款规定的期限；已续行的期限尚未开始的，不得再次续行"""
    lies_ahead = case.about("asset", decided).latest(AssetSealed.starts_on) > today
    return decided.has(AssetSealed, {"renews": False}) | ~lies_ahead


@condition(
    FILING_AND_CLOSING.article("第十四条", mark="K-high"),
    en="A new measure is taken in an open case; one that is in force may be renewed after the current procedure ended",
    met_by=RoundOpened,
)
def round_is_open_or_measure_renewed(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """案件已立案且尚未结案；终结本次执行程序后，在执行措施期限届满前可以续行"""
    return decided.has(AssetSealed, {"renews": True}) | is_open(case)


@condition(QUEUE, en="One court holds one place in the queue", met_by=AssetReleased)
def asset_is_not_sealed_yet(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """轮候查封按登记先后，同一案件对同一财产不重复登记"""
    asset = case.about("asset", decided)
    # A vehicle sealed in the register may still be seized on the road.
    is_now_seized = decided.has(AssetSealed, {"measure": Measure.SEIZE}) & ~asset.has(
        AssetSealed, {"measure": Measure.SEIZE}
    )
    return decided.has(AssetSealed, {"renews": True}) | is_now_seized | ~is_sealed(asset, today)


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


MAY_SEAL = every(
    "control", "查封、扣押、冻结", "Control of an asset",
    round_is_open_or_measure_renewed, asset_was_found, measure_fits_the_asset, deposit_term_is_one_year, movable_term_is_two_years,
    right_term_is_three_years, deposit_term_is_six_months, movable_term_is_one_year, right_term_is_two_years,
    term_lies_ahead, renewal_is_in_time, renewals_are_not_stacked, asset_is_not_sealed_yet, rank_is_a_place, live_sealing_has_a_custodian,
    exempt_thing_is_not_sealed, its_debtor_is_not_bankrupt,
    guards=AssetSealed,
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


def about_asset(case: Case, asset: str) -> Asked:
    """The words of conditions about one asset, for decisions."""
    return Keyed(case, "asset", asset)


def owner(case: Case, asset: str) -> str:
    """The debtor whose asset it is; nobody, when it was not found."""
    found = case.last_event(AssetFound, {"asset": asset})
    return found.debtor if found else ""


@decides(SealAsset)
def seal(case: Case, ask: SealAsset) -> list[Event]:
    """Effective on service, for the longest term that the day's law allows (民诉法解释第四百八十五条)."""
    sealed = AssetSealed(
        on=ask.on, asset=ask.asset, measure=ask.measure, starts_on=ask.on, expires_on=ask.expires_on, rank=ask.rank,
        live=ask.live, custodian=ask.custodian, floor_fen=ask.floor_fen, debtor=owner(case, ask.asset),
        to_be_priced=ask.rank == 1 and has_a_price(case, ask.asset),
    )  # fmt: skip
    if is_sealed(about_asset(case, ask.asset), Day(ask.on)) and sealed in case.all(AssetSealed):
        return []
    MAY_SEAL.require(case, ask.on, sealed)
    return [sealed]


@decides(RenewSeal)
def renew(case: Case, ask: RenewSeal) -> list[Event]:
    """The new term begins where the old one ends, so an early renewal loses nothing; rank and custody stay."""
    last = case.last_event(AssetSealed, {"asset": ask.asset})
    if last and last.expires_on == ask.expires_on and is_sealed(about_asset(case, ask.asset), Day(ask.on)):
        return []
    renewed = AssetSealed(
        on=ask.on, asset=ask.asset, measure=last.measure if last else Measure.SEAL,
        starts_on=last.expires_on if last else ask.on, expires_on=ask.expires_on, rank=rank_now(case, ask.asset),
        live=last.live if last else False, custodian=last.custodian if last else "",
        floor_fen=last.floor_fen if last else 0, renews=True, debtor=owner(case, ask.asset),
    )  # fmt: skip
    MAY_SEAL.require(case, ask.on, renewed)
    return [renewed]


def rank_now(case: Case, asset: str) -> int:
    """The place in the queue now: one, once the measure took effect."""
    activated = about_asset(case, asset).during(QueuedMeasureActivated, AssetSealed)
    return 1 if activated else max(1, int(about_asset(case, asset).latest(AssetSealed.rank)))
