"""Walks of courts and agencies working together. All of it is simulated.

Shares: 477,000 cases were cross-enforced from October 2023 to December 2025 beside some 10 million first-time cases a year
(§4.8), which is about 0.02; one city's pool held 12,433 cases (§4.3). The others are assumed.
"""

from datetime import date, timedelta
from random import Random
from typing import Any

from casestream.procedures.asset_search import RecordWhereaboutsUnknown
from casestream.procedures.assistance import (
    AcceptAssistance,
    AssistanceItem,
    PerformAssistance,
    RequestAssistance,
    ReturnAssistance,
    ReturnReason,
)
from casestream.procedures.cluster import AddToCluster, Centralize, LinkCases, LinkKind, RemoveFromCluster
from casestream.procedures.cross_enforcement import (
    AcceptCross,
    CrossMode,
    DecisionForm,
    DriveToEnd,
    ExcuseDelay,
    ExpirePreCross,
    HandOverFile,
    LapseSupervision,
    OrderCross,
    PoolExit,
    ReferToCross,
    ReportCrossProgress,
    ResolvePreCross,
    ReturnCross,
    ScreenForPreCross,
    ScreenReason,
    SelectForCross,
    SelectionTest,
)
from casestream.procedures.entrustment import (
    AskForPapers,
    AskInstruction,
    BeginEntrusted,
    Entrust,
    EntrustmentReturnReason,
    FileEntrusted,
    ReceiveEntrustment,
    ReportEntrusted,
    ReturnEntrustment,
    SupplyPapers,
)
from casestream.procedures.filing import AssignHandler
from casestream.procedures.hotline import DispatchOfficers, ReceiveCall, ReportDispatch
from casestream.procedures.linkage import (
    Agency,
    AnswerLinkage,
    LapseLinkage,
    LinkageMatter,
    ReceivePerson,
    RequestLinkage,
)
from casestream.procedures.meeting import DecideAtMeeting, FollowUp, FollowUpDecision, HoldMeeting
from casestream.procedures.pre_enforcement import (
    DemandPerformance,
    EndPreSettlement,
    GoToFiling,
    PreOutcome,
    ResolveFirst,
    SettleFirst,
    TrySettlement,
)
from casestream.procedures.resumption import ResumeEnforcement, ResumptionGround
from casestream.testing.script import Script
from casestream.testing.walks import Walk

CROSS_SHARE, ASSUMED = 0.005, 0.01
POOL_SINCE = date(2025, 4, 1)
LONG = 95  # Days after which every period that a court sets by way of example has run out, and 终本 is possible.


def _neighbour(script: Script) -> str:
    """Another court below the same superior."""
    return script.court[:-2] + ("71" if script.court[-2:] != "71" else "72")


def _beside(script: Script, stream: str, day: date | None = None) -> Script:
    """The script of another stream that goes along with this case."""
    beside = Script(stream, script.number, day or script.day, applicants=script.applicants, debtors=script.debtors)
    return script.aside(beside)


def _ordered(script: Script, mode: CrossMode, form: DecisionForm, to_court: str, **more: Any) -> Script:
    return script.do(
        OrderCross,
        mode=mode,
        form=form,
        decided_by=script.superior,
        to_court=to_court,
        wishes_considered=True,
        **more,
    )


def _supervised(script: Script) -> Script:
    """An order to enforce within thirty days."""
    until = script.day + timedelta(days=30)
    return _ordered(script, CrossMode.SUPERVISED, DecisionForm.ORDER, script.court, perform_by=until)


def _moved(script: Script, court: str) -> Script:
    """The file goes, and the new court files the case under the year of that day and gives it to a handler."""
    script.after(3).do(HandOverFile).after(4)
    number = script.numbered("执", 1, court)
    script.court, script.number = court, number
    return (
        script.do(AcceptCross, "clerk", number=number).after(1).do(AssignHandler, "chief", handler=f"{court}-handler")
    )


def _performed(script: Script) -> Script:
    """All of it is paid, and the case closes."""
    return script.after(20).paid(script.applied.claimed_fen).satisfied()


def walk_supervision(script: Script, random: Random) -> None:
    """督促执行 that lapses, is excused, and brings progress; 协同执行 beside it."""
    script.after(5).do(
        SelectForCross, test=SelectionTest.SAME_DEBTOR, unfinished_cases=10 + random.randint(0, 90), courts=3
    )
    _supervised(script).after(31).do(LapseSupervision).after(2).do(ExcuseDelay, reason="模拟：财产正在评估")
    _supervised(script.after(1)).after(10).do(ReportCrossProgress, substantive=random.random() < 0.47, note="模拟进展")
    _ordered(script, CrossMode.COLLABORATIVE, DecisionForm.COORDINATION, _neighbour(script))


def walk_instruction(script: Script, random: Random) -> None:
    """指令执行 or 提级执行 after an order that was not kept; the file comes back once, goes again, and the case ends there."""
    _supervised(script.after(5)).after(31).do(LapseSupervision)
    decider = script.superior
    elevated = random.random() < 0.3
    court = decider if elevated and decider != "最高法" else _neighbour(script)
    mode = CrossMode.ELEVATED if court == decider else CrossMode.INSTRUCTED
    _ordered(script.after(3), mode, DecisionForm.RULING, court)
    script.after(2).do(HandOverFile).after(2).do(ReturnCross, reason="模拟：案卷不全")
    _ordered(script.after(2), mode, DecisionForm.RULING, court)
    _performed(_moved(script, court)).after(1).do(DriveToEnd, decided_by=decider)


def walk_cluster(script: Script, random: Random) -> None:
    """集中执行: the case is one of a series that a superior court collects in one of its courts."""
    court, decider = _neighbour(script), script.superior
    cluster = _beside(script.after(5), f"模拟系列案{script.number}")
    cluster.do(
        LinkCases, "chief", court=script.court, kind=random.choice(list(LinkKind)), debtor=script.debtors[0].name
    )
    cluster.do(
        AddToCluster,
        "chief",
        linked=script.case,
        court=script.court,
        claimed_fen=script.applied.claimed_fen,
        priority=1,
    )
    for turn in (2, 3, 4):
        cluster.do(
            AddToCluster, "chief", linked=f"模拟外院案件{turn}", court=court, claimed_fen=1_000_00, priority=turn,
            kept_here=False,
        )  # fmt: skip
    cluster.do(RemoveFromCluster, "chief", linked="模拟外院案件4", reason="模拟：非关联案件")
    cluster.after(2).do(Centralize, "chief", to_court=court, decided_by=decider, wishes_considered=True)
    script.until(cluster.day)
    _performed(_moved(script, court))


def walk_pool(script: Script, random: Random) -> None:
    """终本, the pool of 预交叉, and what became of the case: solved by the court itself, or referred and elevated."""
    script.reported().restricted().until(script.day + timedelta(days=LONG)).queried().searched().interviewed().after(1)
    script.parked().until(POOL_SINCE).after(30)
    script.do(ScreenForPreCross, "chief", reason=random.choice(list(ScreenReason)))
    if random.random() < 0.5:
        script.after(20).requeried(found=True).after(2)
        script.resumed(script.numbered("执恢", 2))
        script.do(ResolvePreCross, "chief", mode=PoolExit.RESUMED)
        _performed(script)
        return
    script.after(LONG).do(ExpirePreCross, "system").after(1).do(ReferToCross, "chief")
    _ordered(script.after(5), CrossMode.INSTRUCTED, DecisionForm.RULING, _neighbour(script))
    script.after(2).do(HandOverFile)


def walk_entrustment(script: Script, random: Random) -> None:
    """委托执行 to another province: performed there, or chased, returned and resumed."""
    home = script.court
    court = "甘1223" if not home.startswith("甘") else "陕0102"
    court = court if len(court) == len(home) else court[: len(home)]
    script.after(10).do(Entrust, to_court=court, assets_there=True, reported_to_high_courts=True)
    script.after(5).do(ReceiveEntrustment, "clerk").do(AskForPapers, missing="模拟：生效证明")
    script.after(6).do(SupplyPapers).after(2)
    number = script.numbered("执", 3, court)
    script.court = court
    script.do(FileEntrusted, "clerk", number=number, told=True)
    if random.random() < 0.6:
        script.after(2).do(AssignHandler, "chief", handler=f"{court}-handler").do(BeginEntrusted)
        script.after(10).do(ReportEntrusted, finished=False, note="模拟进展")
        _performed(script)
        return
    script.after(20).do(AskInstruction, superior=court[:-2] or "最高法")
    script.after(10).do(ReturnEntrustment, reason=EntrustmentReturnReason.NOTHING_HERE, approved_on=script.day)
    script.court = home
    resumed = script.after(3).numbered("执恢", 4)
    script.do(ResumeEnforcement, number=resumed, ground=ResumptionGround.ENTRUSTMENT_RETURNED, ex_officio=True)
    script.after(1).do(AssignHandler, "chief", handler=f"{home}-handler")
    _performed(script)


def walk_linkage(script: Script, random: Random) -> None:
    """府院联动: the police are asked, late, and hand the debtor over; the registry answers in time."""
    debtor = script.debtors[0].name
    script.after(3).do(RecordWhereaboutsUnknown, debtor=debtor)
    script.do(
        RequestLinkage, request="联动一", agency=Agency.POLICE, matter=LinkageMatter.FIND_PERSON, debtor=debtor
    ).do(RequestLinkage, request="联动二", agency=Agency.REAL_ESTATE_CENTRE, matter=LinkageMatter.INFORMATION)
    script.after(2).do(AnswerLinkage, request="联动二", done=random.random() < 0.9, result="模拟：查询结果")
    script.after(LONG).do(LapseLinkage, "system", request="联动一")
    script.after(2).do(AnswerLinkage, request="联动一", done=True, result="模拟：已找到")
    script.do(ReceivePerson, "bailiff", request="联动一", debtor=debtor, receipt="模拟移交单")


def walk_hotline(script: Script, random: Random) -> None:
    """执行110: a call about this case, officers, a debtor who is found."""
    debtor = script.debtors[0].name
    script.after(3).do(RecordWhereaboutsUnknown, debtor=debtor)
    call = _beside(script.after(4), f"模拟接警{script.number}")
    call.do(ReceiveCall, "clerk", court=script.court, tip="模拟线索", concerns=script.case)
    call.do(DispatchOfficers, "chief", officers=random.randint(2, 4))
    call.do(ReportDispatch, "bailiff", compelled=1, found=debtor)
    script.after(1)


def walk_assistance(script: Script, random: Random) -> None:
    """协助执行: one request performed elsewhere, one sent back."""
    other = "甘1223" if script.court != "甘1223" else "甘1202"
    item = random.choice((AssistanceItem.LOCATE_PERSON, AssistanceItem.FREEZE, AssistanceItem.SERVICE))
    script.after(3).do(RequestAssistance, request="协助一", to_court=other, item=item, on_platform=True)
    script.do(RequestAssistance, request="协助二", to_court=other, item=AssistanceItem.INVESTIGATION, on_platform=True)
    script.after(1).do(AcceptAssistance, request="协助一").after(2)
    script.do(PerformAssistance, request="协助一", result="模拟：已办理")
    script.do(ReturnAssistance, request="协助二", reason=ReturnReason.NOT_HERE)


def walk_meeting(script: Script, random: Random) -> None:
    """推进会: two meetings over this case; what the first decided the second follows up."""
    meetings = _beside(script.after(5), f"模拟推进会{script.number}")
    held = {"court": script.court, "chaired_by": "院长", "cases_reviewed": random.randint(10, 60)}
    meetings.do(HoldMeeting, "president", number=f"{meetings.case}第一次", **held)
    for turn, what in enumerate(("查找被执行人", "启动评估", "约谈双方"), 1):
        meetings.do(
            DecideAtMeeting, "president", item=f"决定{turn}", concerns=script.case, who="承办法官", what=what,
            due_by=meetings.day + timedelta(days=20),
        )  # fmt: skip
    meetings.after(30).do(HoldMeeting, "president", number=f"{meetings.case}第二次", **held)
    later = meetings.day + timedelta(days=30)
    meetings.do(FollowUpDecision, "president", item="决定1", outcome=FollowUp.DONE)
    meetings.do(FollowUpDecision, "president", item="决定2", outcome=FollowUp.CARRIED_OVER, due_by=later)
    meetings.do(FollowUpDecision, "president", item="决定3", outcome=FollowUp.NOT_DONE, note="模拟：当事人未到")


def walk_pre_enforcement(script: Script, random: Random) -> None:
    """执前督促、和解前置: before this case was filed it was tried; two others never became cases."""
    applied_on = script.steps[0][0].on
    fen = script.applied.claimed_fen
    for turn, outcome in enumerate((None, PreOutcome.SETTLED, PreOutcome.PERFORMED)):
        demand = _beside(script, f"模拟督促{turn}号{script.number}", applied_on - timedelta(days=70))
        demand.do(
            DemandPerformance, "clerk", court=script.court, basis=f"{script.case}{turn or ''}",
            debtor=script.debtors[0].name, claimed_fen=fen, perform_by=demand.day + timedelta(days=10),
        )  # fmt: skip
        if outcome is PreOutcome.PERFORMED:
            demand.after(8).do(ResolveFirst, "clerk", outcome=outcome, paid_fen=fen)
            continue
        demand.after(12).do(TrySettlement, "clerk", consented=True)
        if outcome is None:
            demand.after(random.randint(5, 20)).do(EndPreSettlement, "clerk", expired=False)
            demand.until(applied_on).do(GoToFiling, "clerk", enforcement=script.case)
            continue
        demand.after(15).do(SettleFirst, "clerk", agreed_fen=fen, perform_by=demand.day + timedelta(days=5))
        demand.after(3).do(ResolveFirst, "clerk", outcome=outcome, paid_fen=fen)


WALKS = (
    Walk("cross_supervision", CROSS_SHARE, walk_supervision),
    Walk("instruction", CROSS_SHARE, walk_instruction, whole=True),
    Walk("cluster", CROSS_SHARE, walk_cluster, whole=True),
    Walk("pool", CROSS_SHARE, walk_pool, whole=True),
    Walk("entrustment", ASSUMED, walk_entrustment, whole=True),
    Walk("linkage", ASSUMED, walk_linkage),
    Walk("hotline", ASSUMED, walk_hotline),
    Walk("assistance", ASSUMED, walk_assistance),
    Walk("meeting", ASSUMED, walk_meeting),
    Walk("pre_enforcement", ASSUMED, walk_pre_enforcement),
)
