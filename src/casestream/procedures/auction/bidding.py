"""竞买 — who may bid, how the bidding ends, what a buyer pays, and what a buyer who does not pay (悔拍) loses."""

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
from casestream.kernel.event import field
from casestream.kernel.rule import Rule
from casestream.procedures.auction.announcing import sale_is_running
from casestream.procedures.auction.notice import PAY, AuctionEnded, AuctionNoticePublished, Track
from casestream.procedures.control.disposal import (
    MAY_OFFER,
    AssetUnsold,
    SaleAttempt,
)
from casestream.procedures.control.sealing import owner
from casestream.procedures.filing import round_is_open
from casestream.procedures.instruments import AMENDED_2020, AUCTION, ONLINE_AUCTION
from casestream.procedures.once import once

# --- law ---

ADMISSION, BARRED = ONLINE_AUCTION.article("第十七条"), ONLINE_AUCTION.article("第三十四条")
BID, BACK = ONLINE_AUCTION.article("第二十条"), ONLINE_AUCTION.article("第二十三条")
DEFAULT = ONLINE_AUCTION.article("第二十四条")
EXCLUDED = AUCTION.article("第二十五条").renumbered(AMENDED_2020, "第二十二条")
NO_DEPOSIT_NO_BID = BACK_AFTER_THE_HALL = AUCTION.article("第十三条").renumbered(AMENDED_2020, "第十条")
BELOW_THE_RESERVE = AUCTION.article("第十九条").renumbered(AMENDED_2020, "第十六条")

# --- events ---


@event("auction.bidder_admitted", "取得竞买资格", "Bidder admitted")
class BidderAdmitted(Event):
    """Somebody paid the deposit and may bid for the asset; a seat is one bidder for one asset."""

    asset: str = key("asset")
    seat: str = key("seat", zh="竞买席位")
    bidder: str = field(zh="竞买人")
    deposit_fen: int = field(zh="保证金")
    is_applicant: bool = field(zh="申请执行人", default=False)
    is_barred: bool = field(zh="不得竞买的机构或人员", default=False)


@event("auction.deposits_returned", "退还保证金", "Deposits returned")
class DepositsReturned(Event):
    """Those who did not buy got their deposits back."""

    asset: str = key("asset")


@event("auction.price_paid", "买受人付清价款", "Price paid")
class PricePaid(Event):
    """The buyer paid the rest of the price; with the deposit it is all of it."""

    asset: str = key("asset")
    amount_fen: int
    deposit_fen: int = field(zh="保证金", default=0)


@event("auction.buyer_defaulted", "悔拍", "Buyer defaulted")
class BuyerDefaulted(Event):
    """The buyer did not pay in time: the deposit is forfeited, and the buyer is kept out of the next auction."""

    asset: str = key("asset")
    seat: str = key("seat", zh="竞买席位")
    forfeited_fen: int = field(zh="不予退还的保证金")


RETURN_ONLINE = deadline(
    "deposit_return", "退还保证金", "Return of deposits",
    begins=AuctionEnded, kept_by=DepositsReturned, citation=BACK, period=Period(days=1), key="asset",
    where={"track": Track.ONLINE},
)  # fmt: skip
RETURN_OFFLINE = deadline(
    "hall_deposit_return", "退还现场拍卖保证金", "Return of deposits after an auction in a hall",
    begins=AuctionEnded, kept_by=DepositsReturned, citation=BACK_AFTER_THE_HALL, period=Period(days=3), key="asset",
    where={"track": Track.OFFLINE},
)  # fmt: skip
PAYING = deadline(
    "auction_payment", "买受人付款", "Payment by the buyer",
    begins=AuctionEnded, kept_by=(PricePaid, BuyerDefaulted), citation=PAY, due="pay_by", key="asset",
    where={"sold": True},
)  # fmt: skip

# --- conditions ---


@condition(ADMISSION, en="The bidder paid the deposit; an applicant need not", met_by=("交纳保证金", "the deposit"))
def deposit_is_paid(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """竞买人应当在参加拍卖前以实名交纳保证金；申请执行人参加竞买的，可以不交保证金"""
    asked = case.about("asset", decided).latest(AuctionNoticePublished.deposit_fen)
    return (decided.total(BidderAdmitted.deposit_fen) >= asked) | decided.has(BidderAdmitted, {"is_applicant": True})


@condition(ADMISSION, en="The bidding has not closed", met_by=("竞价结束前", "before the bidding closes"))
def bidding_has_not_closed(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """在拍卖竞价程序结束前交纳保证金经确认后，取得竞买资格"""
    return case.about("asset", decided).latest(AuctionNoticePublished.closes_on) >= today


@condition(BARRED, en="Court, platform and helpers do not bid", met_by=("无关联的竞买人", "a bidder without ties"))
def bidder_is_not_barred(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """负责执行的人民法院、网络服务提供者、拍卖辅助机构及其工作人员和近亲属不得竞买"""
    return ~decided.has(BidderAdmitted, {"is_barred": True})


@condition(EXCLUDED, en="Who defaulted does not bid again", met_by=("其他竞买人", "another bidder"))
def bidder_did_not_default(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """重新拍卖时，原买受人不得参加竞买"""
    return ~case.about("seat", decided).has(BuyerDefaulted)


@condition(BID, en="The hours of bidding are over", met_by=("竞价时间届满", "the end of the bidding"))
def bidding_is_over(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """竞价时间届满，最后出价即为成交价"""
    asset = case.about("asset", decided)
    # A sale (变卖) ends with its first valid bid; an auction runs its hours.
    is_sale = decided.has(AuctionEnded, {"attempt": SaleAttempt.SALE, "sold": True})
    has_opened = asset.latest(AuctionNoticePublished.opens_on) <= today
    return (is_sale & has_opened) | (asset.latest(AuctionNoticePublished.closes_on) <= today)


@condition(
    BID, en="The price is the start price or more", met_by=("不低于起拍价的出价", "a bid not below the start price")
)
def price_reaches_the_start(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """最高应价低于保留价的，拍卖不成交"""
    start = case.about("asset", decided).latest(AuctionNoticePublished.start_price_fen)
    return decided.has(AuctionEnded, {"sold": False}) | (decided.total(AuctionEnded.price_fen) >= start)


@condition(NO_DEPOSIT_NO_BID, en="The buyer had been admitted", met_by=BidderAdmitted)
def buyer_was_admitted(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """应当预交保证金而未交纳的，不得参加竞买"""
    return decided.has(AuctionEnded, {"sold": False}) | case.about("seat", decided).has(BidderAdmitted)


def is_sold_and_unpaid(asset: Asked) -> Truth:
    """Whether the last bidding found a buyer who has neither paid nor defaulted."""
    unpaid = asset.during(AuctionEnded, PricePaid) & asset.during(AuctionEnded, BuyerDefaulted)
    return unpaid & (asset.latest(AuctionEnded.sold) > 0)


@condition(PAY, en="A buyer owes the price", met_by=AuctionEnded)
def buyer_owes_the_price(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """拍卖成交后，买受人应当在拍卖公告确定的期限内将价款交付人民法院"""
    return is_sold_and_unpaid(case.about("asset", decided))


@condition(PAY, en="With the deposit it is the whole price", met_by=("全部价款", "the whole price"))
def price_is_paid_in_full(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """买受人交纳的保证金可以充抵价款，剩余价款应当全额交付"""
    paid = decided.total(PricePaid.amount_fen) + decided.total(PricePaid.deposit_fen)
    return paid >= case.about("asset", decided).latest(AuctionEnded.price_fen)


@condition(EXCLUDED, en="The days to pay are over", met_by=("付款期限届满", "the end of the days to pay"))
def days_to_pay_are_over(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """买受人逾期未支付价款"""
    return case.about("asset", decided).latest(AuctionEnded.pay_by) < today


@condition(DEFAULT, en="The whole deposit is forfeited", met_by=("保证金不予退还", "the whole deposit"))
def deposit_is_forfeited(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """拍卖成交后买受人悔拍的，交纳的保证金不予退还"""
    return decided.total(BuyerDefaulted.forfeited_fen) >= case.about("seat", decided).latest(BidderAdmitted.deposit_fen)


@condition(BACK, en="The bidding is over", met_by=AuctionEnded)
def sale_has_ended(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """竞价程序结束后退还或者解冻"""
    return case.about("asset", decided).during(AuctionEnded, AuctionNoticePublished)


MAY_BID = every(
    "bidding", "取得竞买资格", "Admission of a bidder",
    sale_is_running, deposit_is_paid, bidding_has_not_closed, bidder_is_not_barred, bidder_did_not_default,
    guards=BidderAdmitted,
)  # fmt: skip
MAY_END = every(
    "auction_end", "竞价结束", "End of the bidding",
    round_is_open, sale_is_running, bidding_is_over, price_reaches_the_start, buyer_was_admitted,
    guards=AuctionEnded,
)  # fmt: skip
MAY_RETURN_DEPOSITS = every(
    "deposit_return", "退还保证金", "Return of deposits", sale_has_ended, guards=DepositsReturned
)  # fmt: skip
MAY_PAY_PRICE = every(
    "auction_payment", "买受人付款", "Payment of the price",
    buyer_owes_the_price, price_is_paid_in_full,
    guards=PricePaid,
)  # fmt: skip
MAY_DECLARE_DEFAULT: Rule = every(
    "buyer_default", "悔拍", "Default of the buyer",
    buyer_owes_the_price, days_to_pay_are_over, deposit_is_forfeited,
    guards=BuyerDefaulted,
)  # fmt: skip

# --- decisions ---


@command("确认竞买资格", "Admit a bidder")
class AdmitBidder(Command):
    """Take in a deposit."""

    asset: str
    bidder: str
    deposit_fen: int
    is_applicant: bool = False
    is_barred: bool = False


@command("竞价结束", "End an auction")
class EndAuction(Command):
    """Close the bidding: for the buyer at a price, or without one."""

    asset: str
    buyer: str = ""
    price_fen: int = 0


@command("退还保证金", "Return deposits")
class ReturnDeposits(Command):
    """Give the other bidders their deposits back."""

    asset: str


@command("买受人付清价款", "Pay the price")
class PayPrice(Command):
    """Take in the rest of the price."""

    asset: str
    amount_fen: int


@command("认定悔拍", "Declare a buyer in default")
class DeclareDefault(Command):
    """Say that the buyer did not pay in time."""

    asset: str


def seat(asset: str, bidder: str) -> str:
    """One bidder for one asset."""
    return f"{asset}｜{bidder}" if bidder else ""


def _deposit_fen(case: Case, of: str) -> int:
    admitted = case.last_event(BidderAdmitted, {"seat": of})
    return admitted.deposit_fen if admitted else 0


@decides(AdmitBidder)
def admit_bidder(case: Case, ask: AdmitBidder) -> list[Event]:
    """By paying the deposit before the bidding closes (网络拍卖规定第十七、十八条)."""
    admitted = BidderAdmitted(
        on=ask.on, asset=ask.asset, seat=seat(ask.asset, ask.bidder), bidder=ask.bidder, deposit_fen=ask.deposit_fen,
        is_applicant=ask.is_applicant, is_barred=ask.is_barred,
    )  # fmt: skip
    return once(case, MAY_BID, admitted)


@decides(EndAuction)
def end_auction(case: Case, ask: EndAuction, bench: Bench) -> list[Event]:
    """Without a bid the asset is unsold (流拍), at the start price as its reserve."""
    notice = case.last_event(AuctionNoticePublished, {"asset": ask.asset})
    sold = bool(ask.buyer)
    days = Period(days=notice.pay_days if notice else 0)
    ended = AuctionEnded(
        on=ask.on, asset=ask.asset, seat=seat(ask.asset, ask.buyer), track=notice.track if notice else Track.ONLINE,
        attempt=notice.attempt if notice else SaleAttempt.FIRST_AUCTION, sold=sold, price_fen=ask.price_fen,
        buyer=ask.buyer, pay_by=bench.calendar.due(ask.on, days).on if sold else None,
    )  # fmt: skip
    if not (written := once(case, MAY_END, ended)) or sold or notice is None:
        return written
    unsold = AssetUnsold(
        on=ask.on, asset=ask.asset, attempt=notice.attempt, reserve_fen=notice.start_price_fen,
        debtor=owner(case, ask.asset), perishable=notice.perishable,
    )  # fmt: skip
    MAY_OFFER.require(case, ask.on, unsold)
    return [*written, unsold]


@decides(ReturnDeposits)
def return_deposits(case: Case, ask: ReturnDeposits) -> list[Event]:
    """Within a day after an auction on the network, three after one in a hall."""
    return once(case, MAY_RETURN_DEPOSITS, DepositsReturned(on=ask.on, asset=ask.asset))


@decides(PayPrice)
def pay_price(case: Case, ask: PayPrice) -> list[Event]:
    """The deposit counts towards the price."""
    ended = case.last_event(AuctionEnded, {"asset": ask.asset})
    deposit_fen = _deposit_fen(case, ended.seat) if ended else 0
    paid = PricePaid(on=ask.on, asset=ask.asset, amount_fen=ask.amount_fen, deposit_fen=deposit_fen)
    return once(case, MAY_PAY_PRICE, paid)


@decides(DeclareDefault)
def declare_default(case: Case, ask: DeclareDefault) -> list[Event]:
    """The asset is put up again, without the old buyer."""
    ended = case.last_event(AuctionEnded, {"asset": ask.asset})
    of = ended.seat if ended else ""
    defaulted = BuyerDefaulted(on=ask.on, asset=ask.asset, seat=of, forfeited_fen=_deposit_fen(case, of))
    return once(case, MAY_DECLARE_DEFAULT, defaulted)
