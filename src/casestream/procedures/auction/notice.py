"""拍卖公告 — an attempt to sell is announced: by which track, at which price, from which day, with which deposit.

What binds both tracks is said here; what binds the auction on the network in `online`, the one in a hall in `offline`.
"""

from datetime import date

from casestream.kernel import (
    AnyDay,
    Asked,
    Event,
    Label,
    Number,
    Truth,
    condition,
    event,
    key,
    months_after,
)
from casestream.kernel.event import field
from casestream.procedures.asset_search import AssetClass, AssetFound
from casestream.procedures.control.disposal import AssetUnsold, SaleAttempt
from casestream.procedures.control.sealing import is_class
from casestream.procedures.instruments import AMENDED_2020, AUCTION, EQUITY, ONLINE_AUCTION, REFERENCE_PRICE
from casestream.procedures.valuation import PriceFixed

# --- law ---

AGAIN = AUCTION.article("第二十六条").renumbered(AMENDED_2020, "第二十三条")
PAY = AUCTION.article("第二十四条").renumbered(AMENDED_2020, "第二十一条")
VALIDITY = REFERENCE_PRICE.article("第二十七条")
MORE_MONTHS = 6  # 参考价规定第二十七条第三款
THINGS = (AssetClass.MOVABLE, AssetClass.VEHICLE)

# --- events ---


class Track(Label):
    """Where an asset is sold."""

    ONLINE = "online", "网络司法拍卖", "judicial auction on the network"
    OFFLINE = "offline", "委托现场拍卖", "auction in a hall"


@event("auction.parties_notified", "通知当事人和优先购买权人", "Parties told of the auction")
class PartiesNotified(Event):
    """Parties and those with a right of pre-emption were told, or `published` where they cannot be reached."""

    asset: str = key("asset")
    published: bool = field(zh="公示通知", default=False)


@event("auction.notice_published", "发布拍卖公告", "Auction notice published")
class AuctionNoticePublished(Event):
    """An attempt to sell was announced: it opens on `opens_on` and closes on `closes_on`, after `hours` of bidding."""

    asset: str = key("asset")
    debtor: str = key("debtor", default="")
    track: Track = field(zh="拍卖途径")
    attempt: SaleAttempt
    start_price_fen: int = field(zh="起拍价")
    deposit_fen: int = field(zh="保证金")
    opens_on: date = field(zh="开始日")
    closes_on: date = field(zh="结束日")
    hours: int = field(zh="竞价小时")
    pay_days: int = field(zh="付款天数")
    direct_sale: bool = field(zh="依法直接变卖", default=False)
    unsuited_for_network: bool = field(zh="不宜网络拍卖", default=False)
    perishable: bool = field(zh="易腐或季节性物品", default=False)


@event("auction.withdrawn", "撤回拍卖", "Auction withdrawn")
class AuctionWithdrawn(Event):
    """An announced sale was called off."""

    asset: str = key("asset")
    reason: str


@event("auction.ended", "竞价结束", "Auction ended")
class AuctionEnded(Event):
    """The bidding closed: `sold` to the bidder of a seat who pays by `pay_by`, or to nobody."""

    asset: str = key("asset")
    seat: str = key("seat", zh="竞买席位", default="")
    track: Track = field(zh="拍卖途径")
    attempt: SaleAttempt
    sold: bool = field(zh="成交")
    price_fen: int = field(zh="成交价", default=0)
    buyer: str = field(zh="买受人", default="")
    pay_by: date | None = field(zh="付款期限", default=None)


# --- conditions ---


def is_running(asset: Asked) -> Truth:
    """Whether an announced sale of this asset has neither ended nor been called off."""
    ended = asset.during(AuctionNoticePublished, AuctionEnded)
    return ended & asset.during(AuctionNoticePublished, AuctionWithdrawn)


def announced(decided: Asked, track: Track, *attempts: SaleAttempt) -> Truth:
    """Whether the decided event announces one of these attempts on this track."""
    return decided.has(AuctionNoticePublished, {"track": track, "attempt": attempts or tuple(SaleAttempt)})


def is_thing(case: Asked, decided: Asked) -> Truth:
    """Whether it is a movable; everything else has the longer notice."""
    return is_class(case, decided, *THINGS)


def lead_days(decided: Asked, today: AnyDay, days: int) -> Truth:
    """Whether the sale opens so many days after its notice, or later."""
    return decided.latest(AuctionNoticePublished.opens_on) >= today.plus_days(days)


def failed_at_this_price(asset: Asked, attempt: SaleAttempt) -> Truth:
    """Whether this attempt failed since the price was fixed; a new price begins with a first auction."""
    before = asset.last(AssetUnsold, {"attempt": attempt}) < asset.last(PriceFixed)
    return asset.has(AssetUnsold, {"attempt": attempt}) & asset.during(AssetUnsold, PriceFixed) & ~before


def at_least_share(amount: Number, percent: int, of: Number) -> Truth:
    """Whether an amount is at least so many percent of another."""
    return amount * 100 >= of * percent


def is_share_of_the_price(case: Asked, decided: Asked, percent: int) -> Truth:
    """Whether the start price is at least such a share of the reference price, or of the value where none was fixed."""
    asset, start = case.about("asset", decided), decided.total(AuctionNoticePublished.start_price_fen)
    fixed = at_least_share(start, percent, asset.latest(PriceFixed.price_fen))
    valued = at_least_share(start, percent, asset.latest(AssetFound.value_fen))
    return (asset.has(PriceFixed) & fixed) | (~asset.has(PriceFixed) & valued)


@condition(
    ONLINE_AUCTION.article("第二条"),
    en="What can be sold on the network is sold there",
    met_by=("网络拍卖", "the network"),
)
def network_is_the_rule(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """以拍卖方式处置财产的，应当采取网络司法拍卖方式，但必须通过其他途径处置或者不宜采用网络拍卖方式的除外"""
    unsuited = decided.has(AuctionNoticePublished, {"unsuited_for_network": True})
    return announced(decided, Track.ONLINE) | unsuited


@condition(EQUITY.article("第十三条"), en="Equity is sold on the network", met_by=("网络拍卖", "the network"))
def equity_is_sold_on_the_network(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """人民法院拍卖被执行人的股权，应当采取网络司法拍卖方式"""
    return announced(decided, Track.ONLINE) | ~is_class(case, decided, AssetClass.EQUITY)


@condition(REFERENCE_PRICE.article("第三十条"), en="The reference price was fixed", met_by=PriceFixed)
def reference_price_is_fixed(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """拍卖的，参照参考价确定起拍价；直接变卖的，参照参考价确定变卖价"""
    return case.about("asset", decided).has(PriceFixed)


@condition(
    VALIDITY, en="The first notice is published while the price is valid", met_by=("重新确定参考价", "a new price")
)
def price_is_valid_at_the_first_notice(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """在议价、询价、评估结果有效期内发布一拍拍卖公告或者直接进入变卖程序"""
    first = decided.has(AuctionNoticePublished, {"attempt": SaleAttempt.FIRST_AUCTION})
    first = first | decided.has(AuctionNoticePublished, {"direct_sale": True})
    return ~first | ~(case.about("asset", decided).latest(PriceFixed.valid_until) < today)


@condition(
    VALIDITY,
    en="The sale opens within six months of the end of that validity",
    met_by=("重新确定参考价", "a new price"),
)
def sale_is_within_six_months_of_validity(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """拍卖、变卖时未超过有效期六个月的，无需重新确定参考价"""
    last = months_after(case.about("asset", decided).latest(PriceFixed.valid_until), MORE_MONTHS)
    return ~(decided.latest(AuctionNoticePublished.opens_on) > last)


@condition(AUCTION.article("第一条"), en="One sale at a time", met_by=AuctionEnded)
def no_sale_is_running(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """前次拍卖、变卖已经结束或者撤回"""
    return ~is_running(case.about("asset", decided))


@condition(
    ONLINE_AUCTION.article("第二十六条"), en="Before the second auction the first one failed", met_by=AssetUnsold
)
def first_auction_failed(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """拍卖时无人竞买或者最高应价低于保留价的，应当再行拍卖"""
    failed = failed_at_this_price(case.about("asset", decided), SaleAttempt.FIRST_AUCTION)
    return ~decided.has(AuctionNoticePublished, {"attempt": SaleAttempt.SECOND_AUCTION}) | failed


@condition(
    ONLINE_AUCTION.article("第二十五条"), en="The buyer is given days to pay", met_by=("付款期限", "days to pay")
)
def days_to_pay_are_set(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """买受人应当在拍卖公告确定的期限或者人民法院指定的期限内将价款交付人民法院"""
    return decided.total(AuctionNoticePublished.pay_days) > 0
