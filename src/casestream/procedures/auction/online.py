"""网络司法拍卖 — the numbers of an auction on the network: notice, reserve, deposit, hours, the second auction, the sale."""

from casestream.kernel import AnyDay, Asked, Period, Truth, condition, deadline
from casestream.procedures.auction.notice import (
    AuctionNoticePublished,
    PartiesNotified,
    Track,
    announced,
    at_least_share,
    failed_at_this_price,
    is_share_of_the_price,
    is_thing,
    lead_days,
)
from casestream.procedures.control.disposal import AssetUnsold, SaleAttempt
from casestream.procedures.instruments import ONLINE_AUCTION, ONLINE_SALE, REFERENCE_PRICE
from casestream.procedures.valuation import PriceFixed

# --- law ---

FIRST, SECOND, SALE = SaleAttempt.FIRST_AUCTION, SaleAttempt.SECOND_AUCTION, SaleAttempt.SALE
RESERVE, NOTICE = ONLINE_AUCTION.article("第十条"), ONLINE_AUCTION.article("第十二条")
TELL, DEPOSIT = ONLINE_AUCTION.article("第十六条"), ONLINE_AUCTION.article("第十七条")
BIDDING, AGAIN = ONLINE_AUCTION.article("第二十条"), ONLINE_AUCTION.article("第二十六条")
SELLING = ONLINE_SALE.article("第二条", mark="K-high")
RESERVE_PERCENT, AGAIN_PERCENT = 70, 80  # 网络拍卖规定第十、二十六条
FIRST_DAYS_OF_THING, FIRST_DAYS = 15, 30  # 第十二条
SECOND_DAYS_OF_THING, SECOND_DAYS = 7, 15  # 第二十六条
DEPOSIT_LEAST, DEPOSIT_MOST = 5, 20  # 第十七条
TELL_DAYS, PUBLISH_DAYS = 3, 5  # 第十六条
LEAST_HOURS = 24  # 第二十条
AGAIN_WITHIN_DAYS, SALE_WITHIN_DAYS, SALE_DAYS = 30, 15, 60  # 第二十六条；法明传〔2017〕455号

START_SALE = deadline(
    "sale_start", "启动财产变价程序", "Start of the sale",
    begins=PriceFixed, kept_by=(PartiesNotified, AuctionNoticePublished), citation=REFERENCE_PRICE.article("第三十条"),
    period=Period(days=10), key="asset", node="203001021",
)  # fmt: skip
START_SECOND = deadline(
    "second_auction", "启动二拍", "Second auction",
    begins=AssetUnsold, kept_by=AuctionNoticePublished, citation=AGAIN, period=Period(days=AGAIN_WITHIN_DAYS), key="asset",
    where={"attempt": FIRST}, node="203001023",
)  # fmt: skip
START_VENDING = deadline(
    "sale_after_auctions", "启动变卖", "Sale after two failed auctions",
    begins=AssetUnsold, kept_by=AuctionNoticePublished, citation=SELLING, period=Period(days=SALE_WITHIN_DAYS), key="asset",
    where={"attempt": SECOND}, node="203001026",
)  # fmt: skip

# --- conditions ---


@condition(
    TELL, en="Parties were told three days before the notice, or five days by publication", met_by=PartiesNotified
)
def parties_were_told_before_the_notice(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """拍卖公告发布三日前通知当事人、已知优先购买权人；无法通知的，公示满五日视为已经通知"""
    asset = case.about("asset", decided)
    told = asset.last(PartiesNotified, {"published": False}).plus_days(TELL_DAYS) <= today
    published = asset.last(PartiesNotified, {"published": True}).plus_days(PUBLISH_DAYS) <= today
    since_last = asset.during(PartiesNotified, AuctionNoticePublished)
    return ~announced(decided, Track.ONLINE) | ((told | published) & since_last)


@condition(
    NOTICE, en="Fifteen days' notice of movables, thirty of anything else", met_by=("推迟开拍日", "a later opening")
)
def first_notice_is_long_enough(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """拍卖动产的，应当在拍卖十五日前公告；拍卖不动产或者其他财产权的，应当在拍卖三十日前公告"""
    thing = is_thing(case, decided)
    enough = lead_days(decided, today, FIRST_DAYS) | (thing & lead_days(decided, today, FIRST_DAYS_OF_THING))
    return ~announced(decided, Track.ONLINE, FIRST) | enough


@condition(
    AGAIN, en="Seven days' notice of movables, fifteen of anything else", met_by=("推迟开拍日", "a later opening")
)
def second_notice_is_long_enough(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """再次拍卖的，拍卖动产的应当在拍卖七日前公告；拍卖不动产或者其他财产权的应当在拍卖十五日前公告"""
    thing = is_thing(case, decided)
    enough = lead_days(decided, today, SECOND_DAYS) | (thing & lead_days(decided, today, SECOND_DAYS_OF_THING))
    return ~announced(decided, Track.ONLINE, SECOND) | enough


@condition(RESERVE, en="The start price is at least seventy percent", met_by=("不低于百分之七十", "70 % or more"))
def start_price_is_seventy_percent(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """起拍价不得低于评估价或者市价的百分之七十"""
    return ~announced(decided, Track.ONLINE, FIRST) | is_share_of_the_price(case, decided, RESERVE_PERCENT)


@condition(AGAIN, en="The price falls by a fifth at most", met_by=("降价不超过百分之二十", "a cut of up to 20 %"))
def second_price_falls_by_a_fifth(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """再次拍卖的起拍价降价幅度不得超过前次起拍价的百分之二十"""
    start = decided.total(AuctionNoticePublished.start_price_fen)
    last = case.about("asset", decided).latest(AssetUnsold.reserve_fen)
    return ~announced(decided, Track.ONLINE, SECOND) | at_least_share(start, AGAIN_PERCENT, last)


@condition(
    AGAIN, en="The second auction is within thirty days", met_by=("三十日内再次拍卖", "within 30 days"), soft=True
)
def second_auction_is_within_thirty_days(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """流拍后应当在三十日内在同一网络司法拍卖平台再次拍卖"""
    failed = case.about("asset", decided).last(AssetUnsold, {"attempt": FIRST})
    in_time = decided.latest(AuctionNoticePublished.opens_on) <= failed.plus_days(AGAIN_WITHIN_DAYS)
    return ~announced(decided, Track.ONLINE, SECOND) | in_time


@condition(DEPOSIT, en="The deposit is five to twenty percent", met_by=("起拍价的百分之五至百分之二十", "5 % to 20 %"))
def deposit_is_five_to_twenty_percent(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """保证金数额由人民法院在起拍价的百分之五至百分之二十范围内确定"""
    start = decided.total(AuctionNoticePublished.start_price_fen)
    deposit = decided.total(AuctionNoticePublished.deposit_fen)
    fits = at_least_share(deposit, DEPOSIT_LEAST, start) & (deposit * 100 <= start * DEPOSIT_MOST)
    return ~announced(decided, Track.ONLINE) | fits


@condition(BIDDING, en="Bidding lasts a day at least", met_by=("不少于二十四小时", "24 hours or more"))
def bidding_lasts_a_day(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """网络司法拍卖的竞价时间应当不少于二十四小时"""
    return ~announced(decided, Track.ONLINE) | (decided.total(AuctionNoticePublished.hours) >= LEAST_HOURS)


@condition(AGAIN, en="Before the sale the second auction failed", met_by=AssetUnsold)
def second_auction_failed(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """再次拍卖流拍的，可以依法在同一网络司法拍卖平台变卖"""
    failed = failed_at_this_price(case.about("asset", decided), SECOND)
    direct = decided.has(AuctionNoticePublished, {"direct_sale": True})
    return ~announced(decided, Track.ONLINE, SALE) | direct | failed


@condition(AGAIN, en="On the network there is no third auction", met_by=("依法变卖", "a sale"))
def no_third_auction_on_the_network(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """再次拍卖流拍的，依法变卖"""
    return ~announced(decided, Track.ONLINE, SaleAttempt.THIRD_AUCTION)


@condition(
    SELLING, en="The notice of sale follows within fifteen days", met_by=("十五日内公告", "within 15 days"), soft=True
)
def sale_follows_within_fifteen_days(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """应当于二拍流拍之日起十五日内发布变卖公告"""
    failed = case.about("asset", decided).last(AssetUnsold, {"attempt": SECOND})
    direct = decided.has(AuctionNoticePublished, {"direct_sale": True})
    return ~announced(decided, Track.ONLINE, SALE) | direct | (today <= failed.plus_days(SALE_WITHIN_DAYS))


@condition(SELLING, en="The window of a sale is sixty days", met_by=("变卖期不超过六十天", "up to 60 days"))
def sale_window_is_sixty_days(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """网络司法变卖期为六十天"""
    opens_on = decided.latest(AuctionNoticePublished.opens_on)
    within = decided.latest(AuctionNoticePublished.closes_on) <= opens_on.plus_days(SALE_DAYS)
    return ~announced(decided, Track.ONLINE, SALE) | within


ONLINE_CONDITIONS = (
    parties_were_told_before_the_notice, first_notice_is_long_enough, second_notice_is_long_enough,
    start_price_is_seventy_percent, second_price_falls_by_a_fifth, second_auction_is_within_thirty_days,
    deposit_is_five_to_twenty_percent, bidding_lasts_a_day, second_auction_failed, no_third_auction_on_the_network,
    sale_follows_within_fifteen_days, sale_window_is_sixty_days,
)  # fmt: skip
