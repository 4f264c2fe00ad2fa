"""Tables of courts and agencies working together: cross-enforcement, linkage, and what comes before filing.

The national figures of cross-enforcement count windows with different definitions (§4.8 of the domain text), so progress and
closings are told apart here and never added up. An order is counted in the court that has the case on that day, progress in
the court that enforces it: after a move that is another one, so the rate is of the cases that a court enforces itself.
"""

from casestream.kernel import Count, Projection, Ratio, Sum
from casestream.kernel.case import at_least
from casestream.procedures.assistance import (
    AssistanceItem,
    AssistancePerformed,
    AssistanceRequested,
    AssistanceReturned,
)
from casestream.procedures.cluster import CentralizedTo
from casestream.procedures.cross_enforcement import (
    MOVING,
    CrossDrivenToEnd,
    CrossMode,
    CrossOrdered,
    CrossProgressReported,
    PreCrossExpired,
    PreCrossResolved,
    PreCrossScreened,
    SupervisionLapsed,
    transfer_was_accepted,
)
from casestream.procedures.linkage import LinkageAnswered, LinkageOverdue, LinkageRequested, PersonHandedOver
from casestream.procedures.pre_enforcement import (
    PreEnforcementDemanded,
    PreEnforcementResolved,
    PreOutcome,
    PreSettlementOpened,
    PreSettlementReached,
    WentToFiling,
)
from casestream.procedures.rounds import RoundOpened

STAYS = {"mode": tuple(mode for mode in CrossMode if mode not in MOVING)}
VOLUNTARY = {"outcome": (PreOutcome.PERFORMED, PreOutcome.SETTLED)}

CROSS = Projection(
    "cross", "交叉执行情况", "Cross-enforcement", by=("court",),
    ordered=Count(CrossOrdered, zh="决定交叉执行", en="Ordered"),
    **{
        mode.code: Count(CrossOrdered, where={"mode": mode}, zh=mode.zh, en=mode.en.capitalize()) for mode in CrossMode
    },
    accepted=Count(RoundOpened, given=transfer_was_accepted, zh="受理移送", en="Transfers accepted"),
    cases=Count(CrossOrdered, per="case", zh="交叉执行案件", en="Cases"),
    progressed=Count(
        CrossProgressReported, where={"substantive": True}, per="case", zh="有实质进展案件", en="Cases with substantive progress"),
    enforced=(Count(CrossOrdered, where=STAYS, per="case") + Count(RoundOpened, given=transfer_was_accepted, per="case")).named(
        "本院承办的交叉执行案件", "Cases enforced here", note="督促、协同的案件+受理移送的案件"),
    progress_rate=Ratio(
        "progressed", "enforced", zh="实质进展率", en="Progress rate", note="有实质进展案件/本院承办的交叉执行案件"),
    progress_of_ordered=Ratio(
        "progressed", "cases", zh="实质进展与决定案件比", en="Progress to orders", unit="x",
        note="有实质进展案件/交叉执行案件；按法院分组时，案件移送后两者分属移出、移入法院"),
    lapsed=Count(SupervisionLapsed, zh="督促期满未执结", en="Supervision lapsed"),
    driven=Count(CrossDrivenToEnd, zh="督办办结", en="Driven to the end"),
    pool=Count(PreCrossScreened, zh="纳入预交叉", en="Put into the pool"),
    pool_resolved=Count(PreCrossResolved, zh="预交叉化解", en="Resolved in the pool"),
    pool_expired=Count(PreCrossExpired, zh="预交叉期满", en="Expired in the pool"),
    pool_rate=Ratio("pool_resolved", "pool", zh="预交叉化解率", en="Pool resolved", note="预交叉化解/纳入预交叉"),
    clusters=Count(CentralizedTo, zh="集中的关联案件组", en="Clusters centralized"),
    cluster_cases=Sum(CentralizedTo.cases, zh="其中案件数", en="Cases in them"),
)  # fmt: skip

LINKAGES = Projection(
    "linkage", "协助与府院联动情况", "Assistance and linkage", by=("court",),
    requested=Count(LinkageRequested, zh="请求联动", en="Requests to agencies"),
    answered=Count(LinkageAnswered, zh="联动反馈", en="Answers"),
    overdue=Count(LinkageOverdue, zh="联动逾期", en="Overdue"),
    done=Count(LinkageAnswered, where={"done": True}, zh="已办成", en="Done"),
    done_share=Ratio("done", "answered", zh="办成率", en="Done share", note="已办成/联动反馈"),
    days=Sum(LinkageAnswered.response_days, zh="反馈用时合计(日)", en="Days to answer"),
    mean_days=Ratio("days", "answered", unit="d", zh="平均反馈用时", en="Mean days to answer"),
    handed_over=Count(PersonHandedOver, zh="公安移交人员", en="Persons handed over"),
    assistance=Count(AssistanceRequested, zh="请求协助", en="Requests to courts"),
    **{
        f"assistance_{item.code}": Count(
            AssistanceRequested, where={"item": item}, zh=f"其中{item.zh}", en=f"Of them {item.en}")
        for item in AssistanceItem
    },
    performed=Count(AssistancePerformed, zh="协助完成", en="Performed"),
    timed=Count(AssistancePerformed, where={"used_days": at_least(0)}, zh="其中记有用时", en="Of them with their days"),
    assistance_days=Sum(AssistancePerformed.used_days, zh="协助用时合计(日)", en="Days to perform"),
    mean_assistance_days=Ratio(
        "assistance_days", "timed", unit="d", zh="平均协助用时", en="Mean days to perform"),
    returned=Count(AssistanceReturned, zh="协助退回", en="Returned"),
    performed_share=Ratio("performed", "assistance", zh="协助完成率", en="Performed share", note="协助完成/请求协助"),
)  # fmt: skip

PRE_ENFORCEMENT = Projection(
    "pre_enforcement", "执前督促与和解前置", "Before filing", by=("court",),
    demanded=Count(PreEnforcementDemanded, zh="执前督促", en="Demands"),
    tried=Count(PreSettlementOpened, zh="和解前置", en="Settlements tried"),
    settled=Count(PreSettlementReached, zh="执前和解", en="Settled"),
    voluntary=Count(PreEnforcementResolved, where=VOLUNTARY, zh="执前履行", en="Performed before filing"),
    voluntary_rate=Ratio("voluntary", "demanded", zh="执前自动履行率", en="Voluntary rate", note="执前履行/执前督促"),
    filed=Count(WentToFiling, zh="转执行立案", en="Went on to filing"),
    paid=Sum(PreEnforcementResolved.paid_fen, zh="执前履行金额(分)", en="Performed before filing (fen)"),
    claimed=Sum(PreEnforcementDemanded.claimed_fen, zh="督促金额(分)", en="Demanded (fen)"),
    paid_rate=Ratio("paid", "claimed", zh="执前到位率", en="Collected before filing", note="执前履行金额/督促金额"),
)  # fmt: skip
