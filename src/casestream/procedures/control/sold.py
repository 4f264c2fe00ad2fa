"""变价的依据 — what must have happened before an asset counts as sold.

The ruling of sale, the debtor's own sale and the ruling of set-off have procedures of their own (`auction.title`,
`control.equity`, `set_off`); a disposal asks whether they were made. Equity is sold under a freeze that was published.
"""

from casestream.kernel import AnyDay, Asked, Event, Label, Truth, condition, event, key
from casestream.kernel.event import field
from casestream.procedures.asset_search import AssetClass
from casestream.procedures.control.sealing import (
    AssetDisposed,
    AssetSealed,
    Disposal,
    QueuedMeasureActivated,
    is_class,
)
from casestream.procedures.instruments import AMENDED_2020, AUCTION, EQUITY

# --- law ---

RULING = AUCTION.article("第二十三条").renumbered(AMENDED_2020, "第二十条")
DIRECT_SALE = AUCTION.article("第三十四条").renumbered(AMENDED_2020, "第三十一条")
PUBLICATION = EQUITY.article("第六条")

# --- events ---


@event("auction.ruling_served", "送达成交裁定", "Ruling of sale served")
class SaleRulingServed(Event):
    """The ruling was served on the buyer: on this day title passed (拍卖变卖规定第二十六条)."""

    asset: str = key("asset")
    buyer: str = field(zh="买受人")
    price_fen: int = field(zh="成交价")


@event("control.self_realised", "自行变价股权", "Equity self-realised")
class SelfRealised(Event):
    """The debtor sold the frozen equity in time."""

    asset: str = key("asset")
    realised_fen: int


@event("control.equity_published", "股权冻结公示", "Freeze of equity published")
class EquityPublished(Event):
    """The freeze was published in the enterprise credit system, and took effect; the first published ranks first."""

    asset: str = key("asset")
    rank: int = 1


class SetOffGround(Label):
    """On what a ruling of set-off is asked for. The third is no lawful ground; it exists to be refused."""

    UNSOLD = "unsold", "流拍后抵债", "unsold at auction"
    CONSENT = "consent", "双方同意且不损害他人", "both sides consent and nobody else is harmed"
    SETTLEMENT = "settlement", "以物抵债和解协议", "a settlement by goods"


@event("set_off.ruled", "以物抵债裁定", "Set-off ruled")
class SetOffRuled(Event):
    """The court gave the creditor a thing at `value_fen`; after an auction that is at least its `reserve_fen`.

    The creditor paid in `difference_fen`, by which the thing is worth more than what is owed.
    """

    asset: str = key("asset")
    value_fen: int
    ground: SetOffGround
    reserve_fen: int = 0
    both_consent: bool = False
    harms_others: bool = False
    debtor: str = key("debtor", default="")
    relied_on: tuple[str, ...] = ()
    difference_fen: int = field(zh="补交差额", default=0)


# --- conditions ---


def perishable_is_sold_directly(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """易腐烂变质的物品、季节性商品，人民法院可以决定变卖"""
    sale = decided.has(AssetDisposed, {"method": Disposal.SALE, "perishable": True})
    return sale & is_class(case, decided, AssetClass.MOVABLE)


@condition(RULING, en="A ruling of sale was served after the price was paid", met_by=SaleRulingServed)
def sale_was_ruled(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """拍卖成交的，人民法院应当作出裁定，并于价款全额交付后送达买受人"""
    asset = case.about("asset", decided)
    # One ruling, or one sale by the debtor, carries one disposal.
    ruled = asset.during(SaleRulingServed, AssetDisposed) | asset.during(SelfRealised, AssetDisposed)
    return ~decided.has(AssetDisposed, {"method": (Disposal.AUCTION, Disposal.SALE)}) | ruled


@condition(PUBLICATION, en="The freeze of equity took effect, first of all", met_by=EquityPublished)
def equity_freeze_took_effect(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """股权冻结自在公示系统公示时发生法律效力"""
    asset = case.about("asset", decided)
    first = (asset.latest(EquityPublished.rank) <= 1) | asset.during(QueuedMeasureActivated, AssetSealed)
    return ~is_class(case, decided, AssetClass.EQUITY) | (asset.has(EquityPublished) & first)
