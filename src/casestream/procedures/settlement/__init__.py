"""执行和解 — how a settlement stands (`standing`), how it is made (`agreement`), performed (`performance`) or broken (`breach`)."""

from casestream.procedures.settlement.agreement import MAY_SETTLE, RecordSettlement
from casestream.procedures.settlement.breach import (
    MAY_REPORT_BREACH,
    MAY_SET_ASIDE,
    MAY_SUE,
    ReportBreach,
    SetSettlementAside,
    SueOnSettlement,
)
from casestream.procedures.settlement.performance import (
    MAY_CONFIRM_PERFORMANCE,
    MAY_PERFORM_ITEM,
    ConfirmSettlementPerformed,
    RecordInstalment,
)
from casestream.procedures.settlement.standing import (
    Defect,
    HowSettled,
    Item,
    SettlementBreached,
    SettlementInstalmentPerformed,
    SettlementItemAgreed,
    SettlementItemLapsed,
    SettlementPerformed,
    SettlementRecorded,
    SettlementSetAside,
    SettlementSued,
    is_being_performed,
    is_broken,
    is_by_goods,
    is_performed,
)

__all__ = [
    "MAY_CONFIRM_PERFORMANCE",
    "MAY_PERFORM_ITEM",
    "MAY_REPORT_BREACH",
    "MAY_SETTLE",
    "MAY_SET_ASIDE",
    "MAY_SUE",
    "ConfirmSettlementPerformed",
    "Defect",
    "HowSettled",
    "Item",
    "RecordInstalment",
    "RecordSettlement",
    "ReportBreach",
    "SetSettlementAside",
    "SettlementBreached",
    "SettlementInstalmentPerformed",
    "SettlementItemAgreed",
    "SettlementItemLapsed",
    "SettlementPerformed",
    "SettlementRecorded",
    "SettlementSetAside",
    "SettlementSued",
    "SueOnSettlement",
    "is_being_performed",
    "is_broken",
    "is_by_goods",
    "is_performed",
]
