"""The court with police, registry and government, the hotline, before filing, petitions, the ledger and its meetings."""

from datetime import date, timedelta
from typing import Any

from casestream.demo.page import COURT
from casestream.demo.systems.scene import Scene, beside, filed
from casestream.procedures.asset_search import RecordWhereaboutsUnknown
from casestream.procedures.hotline import (
    CallReceived,
    DispatchNoted,
    DispatchOfficers,
    DispatchReported,
    ReceiveCall,
    ReportDispatch,
)
from casestream.procedures.linkage import (
    Agency,
    AnswerLinkage,
    LinkageAnswered,
    LinkageMatter,
    PersonHandedOver,
    ReceivePerson,
    RequestLinkage,
)
from casestream.procedures.meeting import (
    DecideAtMeeting,
    DecisionFollowedUp,
    FollowUp,
    FollowUpDecision,
    HoldMeeting,
    MeetingDecided,
)
from casestream.procedures.petition import (
    FinishPetition,
    PetitionFinished,
    PetitionProgressed,
    PetitionRegistered,
    PetitionResult,
    ReceivePetition,
    RegisterPetition,
    ReportPetitionProgress,
)
from casestream.procedures.pre_enforcement import (
    DemandPerformance,
    PreEnforcementDemanded,
    PreEnforcementResolved,
    PreOutcome,
    PreSettlementReached,
    ResolveFirst,
    SettleFirst,
    TrySettlement,
)


def linkage() -> Scene:
    """法院与公安、不动产登记中心、其他法院、政府: each is asked, each answers, the police hand the debtor over."""
    script = filed(11, date(2025, 5, 6)).queried().after(3)
    debtor = script.debtors[0].name
    script.do(RecordWhereaboutsUnknown, debtor=debtor)
    script.do(
        RequestLinkage, request="联动-1", agency=Agency.POLICE, matter=LinkageMatter.FIND_PERSON, debtor=debtor
    )  # fmt: skip
    asked = (
        ("联动-2", Agency.REAL_ESTATE_CENTRE, LinkageMatter.INFORMATION),
        ("联动-3", Agency.COURT, LinkageMatter.INFORMATION),
        ("联动-4", Agency.GOVERNMENT, LinkageMatter.UNFINISHED_PROJECT),
    )
    for request, agency, matter in asked:
        script.do(RequestLinkage, request=request, agency=agency, matter=matter)
    script.after(3)
    for request, *_ in asked:
        script.do(AnswerLinkage, request=request, done=True, result="已反馈（虚构）")
    handed: dict[str, Any] = {"debtor": debtor, "receipt": "移交单（虚构）"}
    tried = (ReceivePerson(case=script.case, on=script.day, request="联动-2", **handed), script.by("bailiff"))
    script.after(2).do(AnswerLinkage, request="联动-1", done=True, result="已找到（虚构）")
    script.do(ReceivePerson, "bailiff", request="联动-1", **handed)
    return Scene(
        systems=("府院联动",), en="The court with the police, the real-estate centre, another court and government",
        scripts=(script,), shown=(LinkageAnswered, PersonHandedOver), tried=tried,
        figure=("linkage", "requested", "answered", "done_share", "mean_days", "handed_over"),
    )  # fmt: skip


def hotline() -> Scene:
    """草原执行110: a call about a case, officers, the debtor found; the case hears of it."""
    script = filed(12, date(2025, 6, 9)).queried().after(3)
    debtor = script.debtors[0].name
    script.do(RecordWhereaboutsUnknown, debtor=debtor)
    call = beside(script.after(4), "虚构草原执行110-来电")
    call.do(ReceiveCall, "clerk", court=COURT, tip="被执行人在牧区住处（虚构）", concerns=script.case)
    call.do(DispatchOfficers, "chief", officers=3).do(ReportDispatch, "bailiff", compelled=1, found=debtor).after(1)
    tried = (ReportDispatch(case=call.case, on=call.day, compelled=2, found=debtor), call.by("bailiff"))
    return Scene(
        systems=("草原执行110",), en="The hotline: a call, a dispatch, the debtor found, and the case told",
        scripts=(script, call), shown=(CallReceived, DispatchReported, DispatchNoted), tried=tried,
        figure=("hotline", "dispatches", "officers", "compelled"),
    )  # fmt: skip


def pre_enforcement() -> Scene:
    """执前督促、和解前置: settled and performed before a case was filed."""
    case = filed(13, date(2025, 6, 16))
    demand = beside(case, "虚构执前督促-1").until(date(2025, 6, 16))
    demand.do(
        DemandPerformance, "clerk", court=COURT, basis=f"（2025）{COURT}民初80130号", debtor="虚构义务人",
        claimed_fen=2_000_000, perform_by=demand.day + timedelta(days=10),
    )  # fmt: skip
    demand.after(11)
    tried = (TrySettlement(case=demand.case, on=demand.day), demand.by("clerk"))
    demand.after(1).do(TrySettlement, "clerk", consented=True).after(15)
    demand.do(SettleFirst, "clerk", agreed_fen=2_000_000, perform_by=demand.day + timedelta(days=5))
    demand.after(4).do(ResolveFirst, "clerk", outcome=PreOutcome.SETTLED, paid_fen=2_000_000)
    return Scene(
        systems=("立审调执一体化、执前督促、和解前置",),
        en="Filing, trial, mediation and enforcement as one: demanded, settled and performed before filing",
        scripts=(demand,), shown=(PreEnforcementDemanded, PreSettlementReached, PreEnforcementResolved), tried=tried,
        figure=("pre_enforcement", "demanded", "settled", "voluntary_rate", "paid_rate"),
    )  # fmt: skip


def petition() -> Scene:
    """信访化解: registered, moved forward, finished and answered."""
    script = filed(14, date(2025, 4, 14)).queried()
    file = beside(script.after(20), "虚构信访-1")
    file.do(ReceivePetition, "clerk", court=COURT, concerns=script.case)
    file.after(2).do(RegisterPetition, "clerk", handler=f"{COURT}-handler")
    file.after(10).do(ReportPetitionProgress, what="查到可供执行的工资（虚构）").after(3)
    silent = FinishPetition(case=file.case, on=file.day, result=PetitionResult.RESOLVED, told=False)
    tried = (silent, file.by("handler"))
    file.after(1).do(FinishPetition, result=PetitionResult.RESOLVED)
    return Scene(
        systems=("信访化解",), en="A petition resolved: registered, moved forward, finished and answered",
        scripts=(script, file), shown=(PetitionRegistered, PetitionProgressed, PetitionFinished), tried=tried,
        figure=("petitions", "received", "finish_rate", "progress_rate", "in_time_rate"),
    )  # fmt: skip


def meetings() -> Scene:
    """案件跟踪台账、推进会: what one meeting decides in a case the next one follows up; the ledger shows it."""
    script = filed(15, date(2025, 6, 3)).queried()
    series = beside(script.after(5), "虚构推进会")
    held: dict[str, Any] = {"court": COURT, "chaired_by": "院长", "cases_reviewed": 20}
    series.do(HoldMeeting, "president", number="虚构推进会第一次", **held)
    series.do(
        DecideAtMeeting, "president", item="决定-1", concerns=script.case, who="承办法官", what="约谈被执行人",
        due_by=series.day + timedelta(days=20),
    )  # fmt: skip
    done: dict[str, Any] = {"item": "决定-1", "outcome": FollowUp.DONE}
    tried = (FollowUpDecision(case=series.case, on=series.day, **done), series.by("president"))
    series.after(30).do(HoldMeeting, "president", number="虚构推进会第二次", **held)
    series.do(FollowUpDecision, "president", **done)
    series.do(
        DecideAtMeeting, "president", item="决定-2", concerns=script.case, who="承办法官", what="核查财产报告",
        due_by=series.day + timedelta(days=20),
    )  # fmt: skip
    return Scene(
        systems=("案件跟踪台账", "推进会"), en="The tracking ledger and its progress meetings",
        scripts=(script, series), shown=(MeetingDecided, DecisionFollowedUp), tried=tried, figure=("ledger",),
    )  # fmt: skip
