"""轮候查封生效 — the measures ahead are gone, so that the court's own takes effect by itself (查封扣押冻结规定第二十六条)."""

from casestream.kernel import Case, Command, Event, command, decides, every
from casestream.procedures.asset_search.assets import has_a_price
from casestream.procedures.control.sealing import (
    AssetSealed,
    QueuedMeasureActivated,
    about_asset,
    asset_is_held,
    measure_has_not_lapsed,
    rank_now,
)

# --- conditions ---

MAY_ACTIVATE = every(
    "queue", "轮候查封生效", "Activation of a queued measure",
    asset_is_held, measure_has_not_lapsed,
    guards=QueuedMeasureActivated,
)  # fmt: skip

# --- decisions ---


@command("轮候查封生效", "Record that a queued measure took effect")
class ActivateQueuedMeasure(Command):
    """Say that the measures ahead are gone."""

    asset: str


@decides(ActivateQueuedMeasure)
def activate(case: Case, ask: ActivateQueuedMeasure) -> list[Event]:
    """Who holds the first place already needs no activation (查封扣押冻结规定第二十六条)."""
    if about_asset(case, ask.asset).has(AssetSealed) and rank_now(case, ask.asset) == 1:
        return []
    activated = QueuedMeasureActivated(on=ask.on, asset=ask.asset, to_be_priced=has_a_price(case, ask.asset))
    MAY_ACTIVATE.require(case, ask.on, activated)
    return [activated]
