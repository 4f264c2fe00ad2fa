"""拍卖与变卖 — selling what is held: the `notice`, its numbers (`online`, `offline`), the `bidding`, `title` and hand-over.

`priority_transfer` says when the court that sealed first must let another court sell (首封移送).
"""

from casestream.procedures.auction.announcing import MAY_ANNOUNCE, PublishAuction, TellOfAuction, WithdrawAuction
from casestream.procedures.auction.bidding import (
    AdmitBidder,
    BidderAdmitted,
    BuyerDefaulted,
    DeclareDefault,
    DepositsReturned,
    EndAuction,
    PayPrice,
    PricePaid,
    ReturnDeposits,
)
from casestream.procedures.auction.notice import (
    AuctionEnded,
    AuctionNoticePublished,
    AuctionWithdrawn,
    PartiesNotified,
    Track,
)
from casestream.procedures.auction.priority_transfer import (
    AssetCourtDesignated,
    DesignateAssetCourt,
    DisputeTransfer,
    HandMeasureOver,
    PriorityTransferDisputed,
    PriorityTransferRequested,
    RecordTransferRequest,
)
from casestream.procedures.auction.title import (
    AssetHandedOver,
    HandOverAsset,
    ReturnSurplus,
    ServeSaleRuling,
    SurplusReturned,
)
from casestream.procedures.control.sold import SaleRulingServed

__all__ = [
    "MAY_ANNOUNCE",
    "AdmitBidder",
    "AssetCourtDesignated",
    "AssetHandedOver",
    "AuctionEnded",
    "AuctionNoticePublished",
    "AuctionWithdrawn",
    "BidderAdmitted",
    "BuyerDefaulted",
    "DeclareDefault",
    "DepositsReturned",
    "DesignateAssetCourt",
    "DisputeTransfer",
    "EndAuction",
    "HandMeasureOver",
    "HandOverAsset",
    "PartiesNotified",
    "PayPrice",
    "PricePaid",
    "PriorityTransferDisputed",
    "PriorityTransferRequested",
    "PublishAuction",
    "RecordTransferRequest",
    "ReturnDeposits",
    "ReturnSurplus",
    "SaleRulingServed",
    "ServeSaleRuling",
    "SurplusReturned",
    "TellOfAuction",
    "Track",
    "WithdrawAuction",
]
