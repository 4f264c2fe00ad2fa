"""商请移送执行 — the court of a creditor with a prior right asks the court that sealed first to hand the asset over."""

from datetime import date

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
from casestream.procedures.auction.notice import AuctionNoticePublished
from casestream.procedures.control.disposal import court_is_first_in_rank
from casestream.procedures.control.measure_transfer import HANDED_OVER, MeasureHandedOver
from casestream.procedures.control.sealing import AssetSealed, asset_is_held, asset_was_found, measure_has_not_lapsed
from casestream.procedures.instruments import PRIORITY_TRANSFER
from casestream.procedures.once import once
from casestream.procedures.rounds import PARKING_OR_MOVE

# --- law ---

MAY_ASK, DISPUTE = PRIORITY_TRANSFER.article("第一条"), PRIORITY_TRANSFER.article("第四条")
SIXTY_DAYS, FIFTEEN_DAYS = 60, Period(days=15)  # 法释〔2016〕6号第一、二条

# --- events ---


@event("auction.transfer_requested", "收到商请移送执行函", "Transfer to the prior creditor requested")
class PriorityTransferRequested(Event):
    """The court of a creditor with a prior right asked for the asset; the letter is due by `letter_by`."""

    asset: str = key("asset")
    to_court: str
    to_case: str
    has_prior_right: bool = field(zh="顺位在先的担保物权或优先权", default=True)
    letter_by: date = field(zh="出具移送执行函期限")
    calendar: str = ""


@event("auction.transfer_disputed", "移送争议报请指定", "Transfer disputed")
class PriorityTransferDisputed(Event):
    """The two courts disagree; the matter went up to the court above both."""

    asset: str = key("asset")
    superior: str = field(zh="共同上级法院")


@event("auction.court_designated", "指定财产执行法院", "Court for the asset designated")
class AssetCourtDesignated(Event):
    """The court above both said who enforces against the asset."""

    asset: str = key("asset")
    court_named: str = field(zh="指定法院")


LETTER = deadline(
    "transfer_letter", "出具移送执行函", "Letter of transfer",
    begins=PriorityTransferRequested, kept_by=(MeasureHandedOver, PriorityTransferDisputed), citation=HANDED_OVER,
    due="letter_by", key="asset", outlives=PARKING_OR_MOVE,
)  # fmt: skip

# --- conditions ---


@condition(MAY_ASK, en="The other creditor's right ranks before", met_by=("顺位在先的优先债权", "a prior right"))
def claim_has_a_prior_right(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """已进入其他法院执行程序的债权对查封财产有顺位在先的担保物权、优先权"""
    return ~decided.has(PriorityTransferRequested, {"has_prior_right": False})


@condition(
    MAY_ASK, en="More than sixty days have passed since the first sealing", met_by=("超过六十日", "60 days to pass")
)
def sixty_days_have_passed(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """自首先查封之日起已超过60日"""
    asset, first = case.about("asset", decided), {"renews": False}  # A lapsed measure counts no longer.
    sealed_on, held_since = asset.latest(AssetSealed.starts_on, first), asset.latest(AssetSealed.held_since, first)
    return (sealed_on.plus_days(SIXTY_DAYS) < today) | (held_since.plus_days(SIXTY_DAYS) < today)


@condition(MAY_ASK, en="No sale was announced", met_by=("由首封法院继续处分", "the first court goes on selling"))
def no_sale_was_announced(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """首先查封法院就该查封财产尚未发布拍卖公告或者进入变卖程序"""
    return ~case.about("asset", decided).has(AuctionNoticePublished)


@condition(HANDED_OVER, en="The other court asked for it", met_by=PriorityTransferRequested)
def transfer_was_requested(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """首先查封法院应当在收到商请移送执行函之日起15日内出具移送执行函"""
    return case.about("asset", decided).during(PriorityTransferRequested, MeasureHandedOver)


@condition(DISPUTE, en="A dispute waits for the court above", met_by=PriorityTransferDisputed)
def transfer_is_disputed(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """发生争议的，可以逐级报请双方共同的上级法院指定该财产的执行法院"""
    return case.about("asset", decided).during(PriorityTransferDisputed, AssetCourtDesignated)


MAY_REQUEST_TRANSFER = every(
    "transfer_request", "商请移送执行", "Request for a transfer",
    asset_was_found, asset_is_held, court_is_first_in_rank, claim_has_a_prior_right, sixty_days_have_passed,
    no_sale_was_announced,
    guards=PriorityTransferRequested,
)  # fmt: skip
MAY_HAND_MEASURE_OVER = every(
    "measure_hand_over", "移送执行函", "Handing a measure over",
    transfer_was_requested, asset_is_held, measure_has_not_lapsed, court_is_first_in_rank,
    guards=MeasureHandedOver,
)  # fmt: skip
MAY_DISPUTE_TRANSFER = every(
    "transfer_dispute", "移送争议", "Dispute about a transfer", transfer_was_requested, guards=PriorityTransferDisputed
)  # fmt: skip
MAY_DESIGNATE_COURT = every(
    "asset_court", "指定财产执行法院", "Designation of a court for an asset",
    transfer_is_disputed,
    guards=AssetCourtDesignated,
)  # fmt: skip

# --- decisions ---


@command("登记商请移送执行函", "Record a request for transfer")
class RecordTransferRequest(Command):
    """Take in the letter of the court that enforces a prior claim."""

    asset: str
    to_court: str
    to_case: str
    has_prior_right: bool = True


@command("出具移送执行函", "Hand a measure over")
class HandMeasureOver(Command):
    """Write the letter that gives the asset to the other court."""

    asset: str


@command("报请指定财产执行法院", "Dispute a transfer")
class DisputeTransfer(Command):
    """Take the disagreement to the court above both."""

    asset: str
    superior: str


@command("指定财产执行法院", "Designate a court for an asset")
class DesignateAssetCourt(Command):
    """Record whom the court above named."""

    asset: str
    court_named: str


@decides(RecordTransferRequest)
def record_transfer_request(case: Case, ask: RecordTransferRequest, bench: Bench) -> list[Event]:
    """The fifteen days run from the day on which the letter came."""
    due = bench.calendar.due(ask.on, FIFTEEN_DAYS)
    requested = PriorityTransferRequested(
        on=ask.on, asset=ask.asset, to_court=ask.to_court, to_case=ask.to_case, has_prior_right=ask.has_prior_right,
        letter_by=due.on, calendar=due.calendar,
    )  # fmt: skip
    return once(case, MAY_REQUEST_TRANSFER, requested)


@decides(HandMeasureOver)
def hand_measure_over(case: Case, ask: HandMeasureOver) -> list[Event]:
    """Rank, first day and last day go along as they stand; the last renewal says until when."""
    requested = case.last_event(PriorityTransferRequested, {"asset": ask.asset})
    first = next(iter(case.all(AssetSealed, {"asset": ask.asset, "renews": False})[-1:]), None)
    last = case.last_event(AssetSealed, {"asset": ask.asset})
    handed_over = MeasureHandedOver(
        on=ask.on, asset=ask.asset, to_court=requested.to_court if requested else "",
        to_case=requested.to_case if requested else "", rank=1, starts_on=first.starts_on if first else ask.on,
        expires_on=last.expires_on if last else ask.on,
    )  # fmt: skip
    return once(case, MAY_HAND_MEASURE_OVER, handed_over)


@decides(DisputeTransfer)
def dispute_transfer(case: Case, ask: DisputeTransfer) -> list[Event]:
    """Step by step up to the court above both."""
    disputed = PriorityTransferDisputed(on=ask.on, asset=ask.asset, superior=ask.superior)
    return once(case, MAY_DISPUTE_TRANSFER, disputed)


@decides(DesignateAssetCourt)
def designate_asset_court(case: Case, ask: DesignateAssetCourt) -> list[Event]:
    """Named once for a dispute."""
    named = AssetCourtDesignated(on=ask.on, asset=ask.asset, court_named=ask.court_named)
    return once(case, MAY_DESIGNATE_COURT, named)
