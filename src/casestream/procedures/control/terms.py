"""控制期限 — how soon a found asset is taken hold of, and the last day on which a measure is renewed.

The first are a local implementation of the third-party evaluation, no national rule; the last is 查封扣押冻结规定第二十七条.
"""

from casestream.kernel import Period, deadline
from casestream.procedures.asset_search import AssetClass, AssetFound, AssetRuledUnenforceable
from casestream.procedures.control.sealing import LAPSE, AssetDisposed, AssetReleased, AssetSealed
from casestream.procedures.instruments import EVALUATION
from casestream.procedures.rounds import PARKING_OR_MOVE, LeftStock

# --- law ---

TAKE_HOLD = EVALUATION.article("财产控制")
TAKE_HOLD_ONLINE = deadline(
    "deposit_freeze", "网络冻结存款", "Freezing of a deposit over the network",
    begins=AssetFound, kept_by=(AssetSealed, AssetRuledUnenforceable, AssetDisposed), citation=TAKE_HOLD,
    period=Period(days=2), key="asset", where={"asset_class": AssetClass.DEPOSIT}, node="203001015", official=False,
)  # fmt: skip
TEN_WORKING_DAYS = Period(working_days=10)
SEAL_LAND = deadline(
    "seal_term", "查封不动产", "Sealing of real estate",
    begins=AssetFound, kept_by=(AssetSealed, AssetRuledUnenforceable), citation=TAKE_HOLD, period=TEN_WORKING_DAYS,
    key="asset", where={"asset_class": AssetClass.REAL_ESTATE}, node="203001012", official=False,
)  # fmt: skip
SEIZE_MOVABLES = deadline(
    "seizure_term", "扣押动产", "Seizure of movables",
    begins=AssetFound, kept_by=(AssetSealed, AssetRuledUnenforceable), citation=TAKE_HOLD, period=TEN_WORKING_DAYS,
    key="asset", where={"asset_class": (AssetClass.MOVABLE, AssetClass.VEHICLE)}, node="203001013", official=False,
)  # fmt: skip
FREEZE_RIGHTS = deadline(
    "freeze_term", "冻结其他财产权", "Freezing of other rights",
    begins=AssetFound, kept_by=(AssetSealed, AssetRuledUnenforceable), citation=TAKE_HOLD, period=TEN_WORKING_DAYS,
    key="asset", where={"asset_class": (AssetClass.EQUITY, AssetClass.OTHER_RIGHT)}, node="203001014", official=False,
)  # fmt: skip
RENEWAL = deadline(
    "seal_expiry", "续行查封、扣押、冻结", "Renewal of a measure",
    begins=AssetSealed, kept_by=(AssetSealed, AssetReleased, AssetDisposed, LeftStock), citation=LAPSE, due="expires_on", key="asset",
    outlives=PARKING_OR_MOVE,
)  # fmt: skip
