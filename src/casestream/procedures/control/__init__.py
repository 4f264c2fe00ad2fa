"""控制与处置 — holding assets in their place of the queue (`sealing`) and turning them into money (`disposal`).

Beside them: what is `exempt`, what stays in use (`live`), how a measure is lifted (`lifting`), frozen `equity`, the
`register` of the queue, the `terms`, and the hand-over of an asset to the court of a prior creditor (`measure_transfer`).
"""

from casestream.procedures.control.activation import MAY_ACTIVATE, ActivateQueuedMeasure
from casestream.procedures.control.disposal import (
    MAY_DECLINE,
    MAY_DISPOSE,
    MAY_OFFER,
    MAY_RULE_UNENFORCEABLE,
    AssetUnsold,
    DeclineSetOff,
    DisposeAsset,
    RuleUnenforceable,
    SaleAttempt,
    SetOffDeclined,
    assets_are_dealt_with,
)
from casestream.procedures.control.equity import (
    AllowSelfRealisation,
    PublishFreeze,
    RecordSelfRealised,
    SelfRealisationAllowed,
)
from casestream.procedures.control.exempt import (
    DwellingGround,
    DwellingRuledEnforceable,
    EndExemption,
    ExemptionEnded,
    RuleDwellingEnforceable,
)
from casestream.procedures.control.live import (
    AccountDrawn,
    AccountSupervised,
    Drawer,
    DrawOnAccount,
    PermitUse,
    SuperviseAccount,
    UsePermitted,
    UseWithdrawn,
    WithdrawUse,
)
from casestream.procedures.control.measure_transfer import (
    MeasureHandedOver,
    MeasureTakenOver,
    TakeMeasureOver,
)
from casestream.procedures.control.register import (
    EnterMeasure,
    EntryMade,
    EntryRemoved,
    EntryRenewed,
    NextTookEffect,
    RemoveEntry,
    RenewEntry,
)
from casestream.procedures.control.sealing import (
    MAY_SEAL,
    AssetDisposed,
    AssetReleased,
    AssetSealed,
    Disposal,
    Measure,
    QueuedMeasureActivated,
    ReleaseReason,
    RenewSeal,
    SealAsset,
    is_sealed,
)
from casestream.procedures.control.sold import EquityPublished, SelfRealised, SetOffGround, SetOffRuled
from casestream.procedures.control.terms import RENEWAL

__all__ = [
    "MAY_ACTIVATE",
    "MAY_DECLINE",
    "MAY_DISPOSE",
    "MAY_OFFER",
    "MAY_RULE_UNENFORCEABLE",
    "MAY_SEAL",
    "RENEWAL",
    "AccountDrawn",
    "AccountSupervised",
    "ActivateQueuedMeasure",
    "AllowSelfRealisation",
    "AssetDisposed",
    "AssetReleased",
    "AssetSealed",
    "AssetUnsold",
    "DeclineSetOff",
    "Disposal",
    "DisposeAsset",
    "DrawOnAccount",
    "Drawer",
    "DwellingGround",
    "DwellingRuledEnforceable",
    "EndExemption",
    "EnterMeasure",
    "EntryMade",
    "EntryRemoved",
    "EntryRenewed",
    "EquityPublished",
    "ExemptionEnded",
    "Measure",
    "MeasureHandedOver",
    "MeasureTakenOver",
    "NextTookEffect",
    "PermitUse",
    "PublishFreeze",
    "QueuedMeasureActivated",
    "RecordSelfRealised",
    "ReleaseReason",
    "RemoveEntry",
    "RenewEntry",
    "RenewSeal",
    "RuleDwellingEnforceable",
    "RuleUnenforceable",
    "SaleAttempt",
    "SealAsset",
    "SelfRealisationAllowed",
    "SelfRealised",
    "SetOffDeclined",
    "SetOffGround",
    "SetOffRuled",
    "SuperviseAccount",
    "TakeMeasureOver",
    "UsePermitted",
    "UseWithdrawn",
    "WithdrawUse",
    "assets_are_dealt_with",
    "is_sealed",
]
