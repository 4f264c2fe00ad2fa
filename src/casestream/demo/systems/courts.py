"""Courts working together: cross-enforcement, the pool before it, clusters, assistance, entrustment, the 终本 stock."""

from datetime import date, timedelta
from typing import Any

from casestream.demo.page import COURT, FAR, NEIGHBOUR, SUPERIOR
from casestream.demo.systems.scene import Scene, beside, filed, parked
from casestream.procedures.assistance import (
    AcceptAssistance,
    AssistanceItem,
    AssistancePerformed,
    AssistanceRequested,
    PerformAssistance,
    RequestAssistance,
)
from casestream.procedures.cluster import AddToCluster, Centralize, CentralizedTo, LinkCases, LinkKind
from casestream.procedures.cross_enforcement import (
    CrossMode,
    CrossOrdered,
    CrossReferred,
    CrossSelected,
    DecisionForm,
    ExpirePreCross,
    LapseSupervision,
    OrderCross,
    PreCrossExpired,
    PreCrossWindowOpened,
    ReferToCross,
    ScreenForPreCross,
    ScreenReason,
    SelectForCross,
    SelectionTest,
    SupervisionLapsed,
)
from casestream.procedures.entrustment import (
    AskForPapers,
    Entrust,
    EntrustmentReceived,
    EntrustmentSent,
    FileEntrusted,
    PapersAsked,
    PapersSupplied,
    ReceiveEntrustment,
    SupplyPapers,
)
from casestream.procedures.rounds import LeftStock
from casestream.procedures.termination import LeaveStock, PostTerminationQueried, RoundTerminated


def cross() -> Scene:
    """协同, 督促 that lapses, 提级. 指令 is the page's own case C, 集中 is the scene of the cluster."""
    script = filed(1, date(2025, 2, 17)).queried().after(5)
    script.court = SUPERIOR
    ordered: dict[str, Any] = {"decided_by": SUPERIOR, "wishes_considered": True}
    script.do(SelectForCross, "president", test=SelectionTest.SAME_DEBTOR, unfinished_cases=12, courts=3)
    script.do(
        OrderCross, "president", mode=CrossMode.COLLABORATIVE, form=DecisionForm.COORDINATION, to_court=NEIGHBOUR, **ordered
    )  # fmt: skip
    supervised: dict[str, Any] = {
        "mode": CrossMode.SUPERVISED,
        "form": DecisionForm.ORDER,
        "to_court": COURT,
        **ordered,
    }
    script.after(2).do(OrderCross, "president", perform_by=script.day + timedelta(days=30), **supervised)
    script.after(32).do(LapseSupervision, "system")
    again = OrderCross(case=script.case, on=script.day, perform_by=script.day + timedelta(days=30), **supervised)
    tried = (again, script.by("president"))
    script.after(3).do(
        OrderCross, "president", mode=CrossMode.ELEVATED, form=DecisionForm.RULING, to_court=SUPERIOR, **ordered
    )
    return Scene(
        systems=("交叉执行（五种方式）", "督促期满、督办至办结", "交叉执行筛选", "移送执行"),
        en="Cross-enforcement: selection, collaboration, supervision that lapsed, elevation",
        scripts=(script,), shown=(CrossSelected, CrossOrdered, SupervisionLapsed), tried=tried,
        figure=("cross", "ordered", *(mode.code for mode in CrossMode), "lapsed"),
        more=("指令执行与移送换号见丙案，集中执行见关联案件", "instruction and transfer: case C; centralization: the cluster"),
    )  # fmt: skip


def pool() -> Scene:
    """预交叉: the self-check runs out and the case goes up. Resolved by resumption: the page's own case B."""
    script = parked(2, date(2024, 8, 19)).until(date(2025, 5, 6))
    script.do(ScreenForPreCross, "chief", reason=ScreenReason.STOCK)
    script.after(20)
    tried = (ReferToCross(case=script.case, on=script.day), script.by("chief"))
    script.after(50).do(ExpirePreCross, "system").after(1).do(ReferToCross, "chief")
    return Scene(
        systems=("预交叉执行",), en="The pool before cross-enforcement: the self-check runs out and the case goes up",
        scripts=(script,), shown=(PreCrossWindowOpened, PreCrossExpired, CrossReferred), tried=tried,
        figure=("cross", "pool", "pool_resolved", "pool_expired", "pool_rate"),
        more=("自查期内化解见乙案", "resolved within the window: case B"),
    )  # fmt: skip


def cluster() -> Scene:
    """集中执行 of one debtor's cases in three courts; the case kept here is ordered to move."""
    script = filed(3, date(2025, 4, 7)).queried()
    series = beside(script.after(5), "虚构系列案-甲")
    series.do(LinkCases, "chief", court=COURT, kind=LinkKind.SAME_DEBTOR, debtor=script.debtors[0].name)
    series.do(AddToCluster, "chief", linked=script.case, court=COURT, claimed_fen=5_000_000, priority=1)
    for turn, court in ((2, NEIGHBOUR), (3, "内0622")):
        series.do(
            AddToCluster, "chief", linked=f"虚构外院案件{turn}", court=court, claimed_fen=3_000_000, priority=turn,
            kept_here=False,
        )  # fmt: skip
    series.after(1)
    alone = Centralize(
        case=series.case, on=series.day, to_court=NEIGHBOUR, decided_by=COURT, wishes_considered=True
    )  # fmt: skip
    tried = (alone, series.by("president"))
    series.court = SUPERIOR
    series.after(3).do(Centralize, "president", to_court=NEIGHBOUR, decided_by=SUPERIOR, wishes_considered=True)
    return Scene(
        systems=("关联案件与集中交叉执行",), en="Related cases, centralized in one court by their common superior",
        scripts=(script, series), shown=(CentralizedTo, CrossOrdered), tried=tried,
        figure=("cross", "clusters", "cluster_cases"),
    )  # fmt: skip


def assistance() -> Scene:
    """事项委托 over the platform. Help on the spot is the page's own case A."""
    script = filed(4, date(2025, 3, 10)).queried().after(3)
    asked: dict[str, Any] = {"request": "协助-1", "to_court": FAR, "item": AssistanceItem.FREEZE}
    tried = (RequestAssistance(case=script.case, on=script.day, **asked), script.by("handler"))
    script.after(1).do(RequestAssistance, on_platform=True, **asked)
    script.court = FAR
    script.after(1).do(AcceptAssistance, request="协助-1").after(3)
    script.do(PerformAssistance, request="协助-1", result="已冻结（虚构）")
    return Scene(
        systems=("跨域联动、协助执行",), en="Cross-region assistance: an item entrusted over the platform",
        scripts=(script,), shown=(AssistanceRequested, AssistancePerformed), tried=tried,
        figure=("linkage", "assistance", "performed", "performed_share"),
        more=("现场协助见甲案", "help on the spot: case A"),
    )  # fmt: skip


def entrustment() -> Scene:
    """委托执行: papers are missing, so the court that was entrusted may not file yet."""
    script = filed(5, date(2025, 7, 14)).queried().after(10)
    script.do(Entrust, to_court=FAR, assets_there=True, reported_to_high_courts=True)
    script.court = FAR
    script.after(5).do(ReceiveEntrustment, "clerk").do(AskForPapers, missing="生效证明（虚构）").after(2)
    tried = (
        FileEntrusted(case=script.case, on=script.day, number=f"（2025）{FAR}执705号", told=True),
        script.by("clerk"),
    )
    script.court = COURT
    script.after(3).do(SupplyPapers)
    return Scene(
        systems=("委托执行",), en="A whole case entrusted to another province; its papers are incomplete",
        scripts=(script,), shown=(EntrustmentSent, EntrustmentReceived, PapersAsked, PapersSupplied), tried=tried,
    )  # fmt: skip


def stock() -> Scene:
    """终本清仓: the half-yearly query, a payment after 终本, and off the stock."""
    script = parked(6, date(2024, 5, 13)).after(150).requeried(found=False).after(20)
    tried = (LeaveStock(case=script.case, on=script.day), script.by("clerk"))
    script.after(30).paid(5_000_000).do(LeaveStock, "clerk")
    return Scene(
        systems=("终本清仓",), en="Clearing the 终本 stock: queried every six months, paid after all, off the stock",
        scripts=(script,), shown=(RoundTerminated, PostTerminationQueried, LeftStock), tried=tried, figure=("stock",),
        more=("恢复执行退出见乙案", "an exit by resumption: case B"),
    )  # fmt: skip
