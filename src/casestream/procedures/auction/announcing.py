"""组织拍卖 — telling the parties, publishing the notice, calling a sale off."""

from datetime import timedelta

from casestream.kernel import Case, Command, Event, command, condition, decides, every
from casestream.kernel.errors import NotAValue
from casestream.kernel.words import AnyDay, Asked, Truth
from casestream.procedures.asset_search import AssetClass
from casestream.procedures.auction.notice import (
    AuctionEnded,
    AuctionNoticePublished,
    AuctionWithdrawn,
    PartiesNotified,
    Track,
    days_to_pay_are_set,
    equity_is_sold_on_the_network,
    first_auction_failed,
    is_running,
    network_is_the_rule,
    no_sale_is_running,
    price_is_valid_at_the_first_notice,
    reference_price_is_fixed,
    sale_is_within_six_months_of_validity,
)
from casestream.procedures.auction.offline import OFFLINE_CONDITIONS
from casestream.procedures.auction.online import ONLINE_CONDITIONS
from casestream.procedures.control.disposal import SaleAttempt, court_is_first_in_rank, going_on
from casestream.procedures.control.exempt import exempt_thing_is_not_sold, necessary_dwelling_is_not_sold
from casestream.procedures.control.measure_transfer import asset_was_not_handed_over
from casestream.procedures.control.sealing import (
    asset_is_held,
    asset_was_found,
    is_class,
    measure_has_not_lapsed,
    owner,
)
from casestream.procedures.control.sold import equity_freeze_took_effect
from casestream.procedures.filing import round_is_open
from casestream.procedures.instruments import AMENDED_2020, AUCTION
from casestream.procedures.once import once
from casestream.procedures.standstill import only_bankruptcy_stops

# --- conditions ---


@condition(
    AUCTION.article("第二十条", mark="K-high").renumbered(AMENDED_2020, "第十七条"),
    en="A sale is announced",
    met_by=AuctionNoticePublished,
)
def sale_is_running(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """拍卖公告已发布，尚未结束或者撤回"""
    return is_running(case.about("asset", decided))


def perishables_are_announced_in_time(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """对被执行人的季节性商品、鲜活、易腐烂变质以及其他不宜长期保存的物品，应当及时变价处置"""
    announced_now = decided.has(AuctionNoticePublished, {"perishable": True})
    return announced_now & is_class(case, decided, AssetClass.MOVABLE) & only_bankruptcy_stops(case)


MAY_TELL_PARTIES = every(
    "auction_parties", "通知拍卖", "Telling the parties of an auction",
    round_is_open, asset_was_found, asset_is_held, no_sale_is_running,
    guards=PartiesNotified,
)  # fmt: skip
MAY_ANNOUNCE = every(
    "auction_notice", "发布拍卖公告", "Notice of an auction",
    round_is_open, asset_was_found, asset_is_held, measure_has_not_lapsed, court_is_first_in_rank,
    asset_was_not_handed_over, exempt_thing_is_not_sold, necessary_dwelling_is_not_sold, equity_freeze_took_effect,
    network_is_the_rule, equity_is_sold_on_the_network, reference_price_is_fixed, price_is_valid_at_the_first_notice,
    sale_is_within_six_months_of_validity, no_sale_is_running, first_auction_failed, days_to_pay_are_set,
    *ONLINE_CONDITIONS, *OFFLINE_CONDITIONS, *going_on(perishables_are_announced_in_time),
    guards=AuctionNoticePublished,
)  # fmt: skip
MAY_WITHDRAW_AUCTION = every(
    "auction_withdrawal", "撤回拍卖", "Withdrawal of an auction", sale_is_running, guards=AuctionWithdrawn
)  # fmt: skip

# --- decisions ---

ENDS = (AuctionEnded, AuctionWithdrawn)


@command("通知当事人和优先购买权人", "Tell the parties of an auction")
class TellOfAuction(Command):
    """Tell parties and those with a right of pre-emption, or publish it where they cannot be reached."""

    asset: str
    published: bool = False


@command("发布拍卖公告", "Publish an auction notice")
class PublishAuction(Command):
    """Announce an attempt to sell that opens in `opens_in` days and takes bids for `hours`."""

    asset: str
    attempt: SaleAttempt
    start_price_fen: int
    deposit_fen: int
    opens_in: int
    hours: int = 24
    pay_days: int = 10
    track: Track = Track.ONLINE
    direct_sale: bool = False
    unsuited_for_network: bool = False
    perishable: bool = False


@command("撤回拍卖", "Withdraw an auction")
class WithdrawAuction(Command):
    """Call an announced sale off."""

    asset: str
    reason: str


@decides(TellOfAuction)
def tell_of_auction(case: Case, ask: TellOfAuction) -> list[Event]:
    """Each auction is told of anew."""
    return once(
        case, MAY_TELL_PARTIES, PartiesNotified(on=ask.on, asset=ask.asset, published=ask.published), undone_by=ENDS
    )


@decides(PublishAuction)
def publish_auction(case: Case, ask: PublishAuction) -> list[Event]:
    """The bidding closes so many whole days after it opens as its hours need.

    Raises:
        NotAValue: no calendar reaches the day on which it would open or close.
    """
    try:
        opens_on = ask.on + timedelta(days=ask.opens_in)
        closes_on = opens_on + timedelta(hours=max(0, ask.hours) + 23)
    except OverflowError:
        raise NotAValue(
            f"{ask.opens_in} 日后开拍、竞价 {ask.hours} 小时，超出历法范围",
            f"opening in {ask.opens_in} days for {ask.hours} hours is beyond any calendar",
            "写明实际的日数和小时数", "give the real days and hours",
        ) from None  # fmt: skip
    published = AuctionNoticePublished(
        on=ask.on, asset=ask.asset, debtor=owner(case, ask.asset), track=ask.track, attempt=ask.attempt,
        start_price_fen=ask.start_price_fen, deposit_fen=ask.deposit_fen, opens_on=opens_on,
        closes_on=closes_on, hours=ask.hours, pay_days=ask.pay_days,
        direct_sale=ask.direct_sale, unsuited_for_network=ask.unsuited_for_network, perishable=ask.perishable,
    )  # fmt: skip
    return once(case, MAY_ANNOUNCE, published, undone_by=ENDS)


@decides(WithdrawAuction)
def withdraw_auction(case: Case, ask: WithdrawAuction) -> list[Event]:
    """Because the basis fell, the debt was paid, the parties settled, or a third party objects with reason."""
    return once(
        case,
        MAY_WITHDRAW_AUCTION,
        AuctionWithdrawn(on=ask.on, asset=ask.asset, reason=ask.reason),
        undone_by=(AuctionNoticePublished,),
    )
