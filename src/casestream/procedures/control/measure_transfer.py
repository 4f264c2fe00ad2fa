"""首封移送 — the court that sealed first hands the asset to the court of a creditor with a prior right.

The letter says what is handed over; rank, first day and last day of the measure stay as they are. When the first court
may be asked is said in `auction.priority_transfer`, for it turns on whether a sale has begun.
"""

from datetime import date

from casestream.kernel import (
    AnyDay,
    Asked,
    Case,
    Command,
    Event,
    Truth,
    command,
    condition,
    decides,
    event,
    every,
    key,
)
from casestream.kernel.event import field
from casestream.procedures.asset_search.assets import has_a_price
from casestream.procedures.control.sealing import (
    AssetDisposed,
    AssetReleased,
    AssetSealed,
    QueuedMeasureActivated,
    asset_was_found,
    is_sealed,
)
from casestream.procedures.filing import round_is_open
from casestream.procedures.instruments import PRIORITY_TRANSFER

# --- law ---

HANDED_OVER = PRIORITY_TRANSFER.article("第二条")
TAKEN_OVER = PRIORITY_TRANSFER.article("第三条")

# --- events ---


@event("control.measure_handed_over", "移送执行函", "Measure handed over")
class MeasureHandedOver(Event):
    """The first court's letter: the asset, with its measure as it stands, goes to the court of the prior creditor."""

    asset: str = key("asset")
    to_court: str
    to_case: str
    rank: int
    starts_on: date
    expires_on: date


@event("control.measure_taken_over", "接受移送的查封财产", "Measure taken over")
class MeasureTakenOver(Event):
    """The court of the prior creditor got the letter: it may sell, under a measure whose rank and days did not change."""

    asset: str = key("asset")
    from_court: str
    from_case: str = field(zh="首先查封案件")
    rank: int
    starts_on: date
    expires_on: date


# --- conditions ---


@condition(
    HANDED_OVER, en="The asset was not handed to another court", met_by=("由受移送法院处分", "the other court sells")
)
def asset_was_not_handed_over(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """首先查封法院应当将查封财产移送优先债权执行法院执行"""
    asset = case.about("asset", decided)
    # A renewal keeps the measure that was handed over; only a measure of its own gives the power of sale back.
    is_elsewhere = asset.during(MeasureHandedOver, AssetReleased) & asset.during(
        MeasureHandedOver, QueuedMeasureActivated
    )
    return ~is_elsewhere


@condition(TAKEN_OVER, en="The court's own measure waits in the queue", met_by=AssetSealed)
def own_measure_waits(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """优先债权执行法院在处分或继续查封该财产时，可以持首先查封法院移送执行函办理相关手续"""
    asset = case.about("asset", decided)
    held = asset.during(AssetSealed, AssetReleased) & asset.during(AssetSealed, AssetDisposed)
    return held & is_sealed(asset, today)


@condition(
    TAKEN_OVER,
    en="The measure that is taken over is in force",
    met_by=("由首封法院先行续行", "a renewal by the first court"),
)
def taken_over_measure_is_in_force(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """移送执行函应当载明将查封财产移送执行及首先查封债权的相关情况"""
    return decided.latest(MeasureTakenOver.expires_on) >= today


@condition(TAKEN_OVER, en="What is taken over is the first place", met_by=("首先查封", "the first place in the queue"))
def first_place_is_taken_over(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """由首先查封法院移送，顺位不变"""
    rank = decided.total(MeasureTakenOver.rank)
    return (rank >= 1) & (rank <= 1)


MAY_TAKE_OVER = every(
    "measure_take_over", "接受移送的查封财产", "Taking a measure over",
    round_is_open, asset_was_found, own_measure_waits, taken_over_measure_is_in_force, first_place_is_taken_over,
    guards=MeasureTakenOver,
)  # fmt: skip

# --- decisions ---


@command("接受移送的查封财产", "Take a measure over")
class TakeMeasureOver(Command):
    """Enter the first court's letter: rank, first day and last day as it gives them."""

    asset: str
    from_court: str
    from_case: str
    starts_on: date
    expires_on: date
    rank: int = 1


@decides(TakeMeasureOver)
def take_measure_over(case: Case, ask: TakeMeasureOver) -> list[Event]:
    """With the letter the court's own queued measure takes effect, so that it may sell (法释〔2016〕6号第三条)."""
    taken = MeasureTakenOver(
        on=ask.on, asset=ask.asset, from_court=ask.from_court, from_case=ask.from_case, rank=ask.rank,
        starts_on=ask.starts_on, expires_on=ask.expires_on,
    )  # fmt: skip
    if taken in case.all(MeasureTakenOver):
        return []
    MAY_TAKE_OVER.require(case, ask.on, taken)
    return [taken, QueuedMeasureActivated(
        on=ask.on, asset=ask.asset, to_be_priced=has_a_price(case, ask.asset)
    )]  # fmt: skip
