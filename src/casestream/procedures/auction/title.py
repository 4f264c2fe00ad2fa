"""成交裁定与移交 — with the service of the ruling title passes; then the thing is handed over, and a surplus returned."""

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
from casestream.kernel.errors import BadRequest
from casestream.kernel.event import field
from casestream.procedures.auction.bidding import PricePaid
from casestream.procedures.auction.notice import AuctionEnded, AuctionNoticePublished
from casestream.procedures.control.disposal import MAY_DISPOSE, SaleAttempt
from casestream.procedures.control.sealing import AssetDisposed, Disposal, owner
from casestream.procedures.control.sold import RULING, SaleRulingServed, SetOffRuled
from casestream.procedures.filing import DebtorNamed, round_is_open
from casestream.procedures.instruments import AMENDED_2020, AUCTION, WORK
from casestream.procedures.once import gone_on, once
from casestream.procedures.proceeds.account import held, outstanding
from casestream.procedures.proceeds.payout import release
from casestream.procedures.rounds import ANY_CLOSING

# --- law ---

HANDING_OVER = AUCTION.article("第三十条").renumbered(AMENDED_2020, "第二十七条")
SURPLUS = WORK.article("第四十九条", mark="V").renumbered(AMENDED_2020, "第三十四条")

# --- events ---


@event("auction.handed_over", "移交财产", "Asset handed over")
class AssetHandedOver(Event):
    """Who bought the thing, or got it in set-off, holds it."""

    asset: str = key("asset")
    to: str = field(zh="买受人或承受人")


@event("auction.surplus_returned", "退还余款", "Surplus returned")
class SurplusReturned(Event):
    """What was realised beyond the claim and the costs went back to the debtor."""

    debtor: str = key("debtor")
    amount_fen: int
    voucher: str = ""


SERVE_RULING = deadline(
    "sale_ruling", "拍卖成交确认", "Service of the ruling of sale",
    begins=PricePaid, kept_by=SaleRulingServed, citation=RULING, period=Period(days=10), key="asset", node="203001022",
    outlives=ANY_CLOSING,
)  # fmt: skip
HAND_OVER = deadline(
    "asset_hand_over", "移交拍卖财产", "Handing a sold asset over",
    begins=SaleRulingServed, kept_by=AssetHandedOver, citation=HANDING_OVER, period=Period(days=15), key="asset",
    node="203001027", outlives=ANY_CLOSING,
)  # fmt: skip
HAND_OVER_SET_OFF = deadline(
    "set_off_hand_over", "移交抵债财产", "Handing over an asset given in set-off",
    begins=SetOffRuled, kept_by=AssetHandedOver, citation=HANDING_OVER, period=Period(days=15), key="asset", node="203001027",
    outlives=ANY_CLOSING,
)  # fmt: skip

# --- conditions ---


@condition(RULING, en="The price was paid in full", met_by=PricePaid)
def price_was_paid(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """于价款全额交付后十日内，送达买受人"""
    asset = case.about("asset", decided)
    return asset.during(PricePaid, AuctionNoticePublished) & asset.during(PricePaid, SaleRulingServed)


@condition(HANDING_OVER, en="A ruling gave the thing to somebody", met_by=SaleRulingServed)
def asset_was_given_by_ruling(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """裁定拍卖成交或者以流拍的财产抵债后，应当于裁定送达后十五日内移交买受人或者承受人"""
    asset = case.about("asset", decided)
    return asset.during(SaleRulingServed, AssetHandedOver) | asset.during(SetOffRuled, AssetHandedOver)


@condition(SURPLUS, en="It goes back to a debtor of the case", met_by=DebtorNamed)
def surplus_is_the_debtors(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """所得价款超出执行标的数额和执行费用的部分，应当退还被执行人"""
    return case.about("debtor", decided).has(DebtorNamed)


@condition(SURPLUS, en="So much was realised beyond the claim", met_by=("超出标的的余款", "a surplus"))
def surplus_is_there(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """所得价款超出执行标的数额和执行费用的部分"""
    amount = decided.total(SurplusReturned.amount_fen)
    beyond = outstanding(case) + amount + case.this_round.total(SurplusReturned.amount_fen)
    return (amount > 0) & (beyond <= 0) & (amount <= held(case))


MAY_SERVE_RULING = every(
    "sale_ruling", "送达成交裁定", "Service of a ruling of sale",
    round_is_open, price_was_paid,
    guards=SaleRulingServed,
)  # fmt: skip
MAY_HAND_OVER_ASSET = every(
    "asset_hand_over", "移交财产", "Handing an asset over", asset_was_given_by_ruling, guards=AssetHandedOver
)  # fmt: skip
MAY_RETURN_SURPLUS = every(
    "surplus", "退还余款", "Return of a surplus",
    surplus_is_the_debtors, surplus_is_there,
    guards=SurplusReturned,
)  # fmt: skip

# --- decisions ---


@command("送达成交裁定", "Serve the ruling of sale")
class ServeSaleRuling(Command):
    """Rule that the asset is sold, and serve it on the buyer."""

    asset: str


@command("移交财产", "Hand an asset over")
class HandOverAsset(Command):
    """Put the buyer, or who took it in set-off, into possession."""

    asset: str
    to: str


@command("退还余款", "Return a surplus")
class ReturnSurplus(Command):
    """Pay back to the debtor what was realised beyond the claim; `voucher` is the number of the payment."""

    debtor: str
    amount_fen: int
    voucher: str


@decides(ServeSaleRuling)
def serve_sale_ruling(case: Case, ask: ServeSaleRuling) -> list[Event]:
    """Title passes on service, so on this day the asset is disposed of."""
    notice = case.last_event(AuctionNoticePublished, {"asset": ask.asset})
    ended = case.last_event(AuctionEnded, {"asset": ask.asset})
    served = SaleRulingServed(
        on=ask.on, asset=ask.asset, buyer=ended.buyer if ended else "", price_fen=ended.price_fen if ended else 0
    )  # fmt: skip
    if not (written := once(case, MAY_SERVE_RULING, served)):
        return []
    method = Disposal.SALE if ended and ended.attempt is SaleAttempt.SALE else Disposal.AUCTION
    disposed = AssetDisposed(
        on=ask.on, asset=ask.asset, realised_fen=served.price_fen, method=method, debtor=owner(case, ask.asset),
        perishable=notice.perishable if notice else False,
    )  # fmt: skip
    MAY_DISPOSE.require(gone_on(case, *written), ask.on, disposed)
    return [*written, disposed]


@decides(HandOverAsset)
def hand_over_asset(case: Case, ask: HandOverAsset) -> list[Event]:
    """Within fifteen days of the service, if need be by force (第二十七条).

    Raises:
        BadRequest: what was sold would go to somebody else than its buyer.
    """
    served = case.last_event(SaleRulingServed, {"asset": ask.asset})
    if served and not case.all(SetOffRuled, {"asset": ask.asset}) and ask.to != served.buyer:
        raise BadRequest(
            f"{ask.asset} 由 {served.buyer} 买受，不能移交 {ask.to}", f"{ask.asset} is {served.buyer}'s, not {ask.to}'s",
            "移交买受人", "hand it to the buyer",
        )  # fmt: skip
    return once(case, MAY_HAND_OVER_ASSET, AssetHandedOver(on=ask.on, asset=ask.asset, to=ask.to))


@decides(ReturnSurplus)
def return_surplus(case: Case, ask: ReturnSurplus) -> list[Event]:
    """A pay-out like any other, but to the debtor (执行工作规定第三十四条)."""
    if case.all(SurplusReturned, {"voucher": ask.voucher}):
        return []
    returned = SurplusReturned(on=ask.on, debtor=ask.debtor, amount_fen=ask.amount_fen, voucher=ask.voucher)
    MAY_RETURN_SURPLUS.require(case, ask.on, returned)
    return [returned, release(case, ask.on, ask.amount_fen, ask.debtor, ask.voucher)]
