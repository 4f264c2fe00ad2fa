"""委托拍卖 — the numbers of an auction in a hall (拍卖变卖规定): three rounds for land, two for movables, then a sale."""

from casestream.kernel import AnyDay, Asked, Period, Truth, condition, deadline
from casestream.procedures.auction.notice import (
    AGAIN,
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
from casestream.procedures.control.disposal import AssetUnsold, SaleAttempt, SetOffDeclined
from casestream.procedures.instruments import AMENDED_2020, AUCTION

# --- law ---

FIRST, SECOND = SaleAttempt.FIRST_AUCTION, SaleAttempt.SECOND_AUCTION
THIRD, SALE = SaleAttempt.THIRD_AUCTION, SaleAttempt.SALE
AUCTIONS = (FIRST, SECOND, THIRD)
RESERVE_BEFORE = AUCTION.article("第八条第二款", mark="K-high", until=AMENDED_2020)
RESERVE = AUCTION.article("第五条第二款", since=AMENDED_2020)
CUT = AUCTION.article("第八条第三款").renumbered(AMENDED_2020, "第五条第三款")
NOTICE = AUCTION.article("第十一条").renumbered(AMENDED_2020, "第八条")
DEPOSIT = AUCTION.article("第十三条").renumbered(AMENDED_2020, "第十条")
TELL = AUCTION.article("第十四条").renumbered(AMENDED_2020, "第十一条")
MOVABLES_END = AUCTION.article("第二十七条").renumbered(AMENDED_2020, "第二十四条")
LAST = AUCTION.article("第二十八条").renumbered(AMENDED_2020, "第二十五条")
RESERVE_PERCENT_BEFORE, RESERVE_PERCENT, CUT_TO_PERCENT = 80, 100, 80
THING_NOTICE, OTHER_NOTICE, TELL_DAYS, DEPOSIT_PERCENT = 7, 15, 5, 5
AGAIN_WITHIN_DAYS, SALE_WITHIN_DAYS, SALE_DAYS = 60, 7, 60

START_THIRD = deadline(
    "third_auction", "启动三拍", "Third auction in a hall",
    begins=AssetUnsold, kept_by=AuctionNoticePublished, citation=LAST, period=Period(days=AGAIN_WITHIN_DAYS), key="asset",
    where={"attempt": SECOND}, node="203001024",
)  # fmt: skip
START_OFFLINE_SALE = deadline(
    "offline_sale", "三拍流拍后变卖公告", "Notice of sale after a third auction",
    begins=AssetUnsold, kept_by=AuctionNoticePublished, citation=LAST, period=Period(days=SALE_WITHIN_DAYS), key="asset",
    where={"attempt": THIRD},
)  # fmt: skip

# --- conditions ---


@condition(
    RESERVE_BEFORE, en="Until 2020 the first reserve was eighty percent", met_by=("不低于百分之八十", "80 % or more")
)
def hall_reserve_is_eighty_percent(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """人民法院确定的保留价，第一次拍卖时，不得低于评估价或者市价的百分之八十"""
    return ~announced(decided, Track.OFFLINE, FIRST) | is_share_of_the_price(case, decided, RESERVE_PERCENT_BEFORE)


@condition(RESERVE, en="The first reserve is the appraised price", met_by=("不低于评估价", "the appraised price"))
def hall_reserve_is_the_appraisal(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """拍卖财产经过评估的，评估价即为第一次拍卖的保留价"""
    return ~announced(decided, Track.OFFLINE, FIRST) | is_share_of_the_price(case, decided, RESERVE_PERCENT)


@condition(CUT, en="The reserve falls by a fifth at most", met_by=("降低不超过百分之二十", "a cut of up to 20 %"))
def hall_reserve_falls_by_a_fifth(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """每次降低的数额不得超过前次保留价的百分之二十"""
    start = decided.total(AuctionNoticePublished.start_price_fen)
    last = case.about("asset", decided).latest(AssetUnsold.reserve_fen)
    return ~announced(decided, Track.OFFLINE, SECOND, THIRD) | at_least_share(start, CUT_TO_PERCENT, last)


@condition(
    NOTICE, en="Seven days' notice of movables, fifteen of anything else", met_by=("推迟拍卖日", "a later auction")
)
def hall_notice_is_long_enough(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """拍卖动产的，应当在拍卖七日前公告；拍卖不动产或者其他财产权的，应当在拍卖十五日前公告"""
    thing = is_thing(case, decided)
    enough = lead_days(decided, today, OTHER_NOTICE) | (thing & lead_days(decided, today, THING_NOTICE))
    return ~announced(decided, Track.OFFLINE, *AUCTIONS) | enough


@condition(TELL, en="Parties are told five days before the auction", met_by=PartiesNotified)
def parties_are_told_before_the_hall(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """应当在拍卖五日前通知当事人和已知的担保物权人、优先购买权人或者其他优先权人于拍卖日到场"""
    asset = case.about("asset", decided)
    told = asset.last(PartiesNotified).plus_days(TELL_DAYS) <= decided.latest(AuctionNoticePublished.opens_on)
    since_last = asset.during(PartiesNotified, AuctionNoticePublished)
    return ~announced(decided, Track.OFFLINE, *AUCTIONS) | (told & since_last)


@condition(DEPOSIT, en="The deposit is five percent at least", met_by=("不低于百分之五", "5 % or more"))
def hall_deposit_is_five_percent(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """保证金的数额由人民法院确定，但不得低于评估价或者市价的百分之五"""
    deposit = decided.total(AuctionNoticePublished.deposit_fen)
    start = decided.total(AuctionNoticePublished.start_price_fen)
    thing = is_thing(case, decided)  # Only movables of a higher value need one.
    return ~announced(decided, Track.OFFLINE, *AUCTIONS) | thing | at_least_share(deposit, DEPOSIT_PERCENT, start)


@condition(AGAIN, en="The next auction is within sixty days", met_by=("六十日内再行拍卖", "within 60 days"), soft=True)
def hall_auction_follows_within_sixty_days(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """应当在六十日内再行拍卖"""
    failed = case.about("asset", decided).last(AssetUnsold)
    in_time = decided.latest(AuctionNoticePublished.opens_on) <= failed.plus_days(AGAIN_WITHIN_DAYS)
    return ~announced(decided, Track.OFFLINE, SECOND, THIRD) | in_time


@condition(MOVABLES_END, en="A movable has two rounds, not three", met_by=("解除查封、扣押并退还", "give it back"))
def movable_has_two_rounds(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """对于第二次拍卖仍流拍的动产，拒绝接受抵债的，应当解除查封、扣押，并将该动产退还被执行人"""
    direct = decided.has(AuctionNoticePublished, {"direct_sale": True})
    return ~announced(decided, Track.OFFLINE, THIRD, SALE) | direct | ~is_thing(case, decided)


@condition(LAST, en="Two auctions failed before the third", met_by=AssetUnsold)
def two_hall_auctions_failed(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """对于第二次拍卖仍流拍的不动产或者其他财产权，应当在六十日内进行第三次拍卖"""
    failed = failed_at_this_price(case.about("asset", decided), SECOND)
    return ~announced(decided, Track.OFFLINE, THIRD) | failed


@condition(LAST, en="Three auctions failed before the sale", met_by=AssetUnsold)
def three_hall_auctions_failed(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """第三次拍卖流拍的，发出变卖公告"""
    failed = failed_at_this_price(case.about("asset", decided), THIRD)
    direct = decided.has(AuctionNoticePublished, {"direct_sale": True})
    return ~announced(decided, Track.OFFLINE, SALE) | direct | failed


@condition(LAST, en="The creditors did not take it in set-off", met_by=SetOffDeclined)
def creditors_declined_after_the_hall(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """申请执行人或者其他执行债权人拒绝接受或者依法不能交付其抵债"""
    declined = case.about("asset", decided).during(SetOffDeclined, AssetUnsold)
    direct = decided.has(AuctionNoticePublished, {"direct_sale": True})
    return ~announced(decided, Track.OFFLINE, THIRD, SALE) | direct | declined


@condition(LAST, en="The notice of sale follows within seven days", met_by=("七日内公告", "within 7 days"), soft=True)
def hall_sale_follows_within_seven_days(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """应当于第三次拍卖终结之日起七日内发出变卖公告"""
    failed = case.about("asset", decided).last(AssetUnsold, {"attempt": THIRD})
    direct = decided.has(AuctionNoticePublished, {"direct_sale": True})
    return ~announced(decided, Track.OFFLINE, SALE) | direct | (today <= failed.plus_days(SALE_WITHIN_DAYS))


@condition(LAST, en="The sale lasts sixty days from its notice", met_by=("变卖期六十日", "60 days"))
def hall_sale_lasts_sixty_days(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """自公告之日起六十日内没有买受人愿意以第三次拍卖的保留价买受该财产"""
    within = decided.latest(AuctionNoticePublished.closes_on) <= today.plus_days(SALE_DAYS)
    return ~announced(decided, Track.OFFLINE, SALE) | within


@condition(LAST, en="The sale is at the last reserve", met_by=("第三次拍卖的保留价", "the third reserve"))
def hall_sale_is_at_the_last_reserve(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """以第三次拍卖的保留价买受该财产"""
    start = decided.total(AuctionNoticePublished.start_price_fen)
    reached = start >= case.about("asset", decided).latest(AssetUnsold.reserve_fen)
    direct = decided.has(AuctionNoticePublished, {"direct_sale": True})
    return ~announced(decided, Track.OFFLINE, SALE) | direct | reached


OFFLINE_CONDITIONS = (
    hall_reserve_is_eighty_percent, hall_reserve_is_the_appraisal, hall_reserve_falls_by_a_fifth, hall_notice_is_long_enough,
    parties_are_told_before_the_hall, hall_deposit_is_five_percent, hall_auction_follows_within_sixty_days,
    movable_has_two_rounds, two_hall_auctions_failed, three_hall_auctions_failed, creditors_declined_after_the_hall,
    hall_sale_follows_within_seven_days, hall_sale_lasts_sixty_days, hall_sale_is_at_the_last_reserve,
)  # fmt: skip
