"""The tables of the court, of the hotline, and of reviews and preservations, as declared projections.

Rates of completion, collection and 终本 are over *first-time* cases (执), as courts' own reports head them; where one
Chinese name hides two formulas, both are here under their own names. 销案 by transfer is not counted
(法明传〔2018〕335号): it leaves both the accepted and the closed. Other 销案 (jurisdiction, an earlier court, a returned
entrustment) are closings like the rest, though nothing is really closed by them.
"""

from casestream.kernel import Count, Projection, Ratio, Stage, Sum
from casestream.procedures.hotline import Dispatched, DispatchReported
from casestream.procedures.preservation import PreservationClosed, PreservationMode, PreservationOpened
from casestream.procedures.remedies import ReviewClosed, ReviewKind, ReviewMode, ReviewOpened
from casestream.procedures.rounds import ClosingMode, RoundClosed, RoundOpened
from casestream.procedures.termination import MAY_TERMINATE, RoundTerminated

FIRST = ("执",)
RESUMED = ("执恢",)
BOTH = FIRST + RESUMED

DISPOSED = (
    ClosingMode.SATISFIED,
    ClosingMode.CURRENT_TERMINATED,
    ClosingMode.TERMINATED,
    ClosingMode.STRUCK_OFF,
    ClosingMode.REFUSED,
    ClosingMode.DISMISSED,
)
# 销案、不予执行、驳回申请 carry no amount to the statistics of collection (法明传〔2018〕335号第三条, K-med).
WITH_AMOUNTS = (ClosingMode.SATISFIED, ClosingMode.CURRENT_TERMINATED, ClosingMode.TERMINATED)
SATISFIED = {"mode": ClosingMode.SATISFIED}
PARKED = {"mode": ClosingMode.CURRENT_TERMINATED}
TRANSFERRED = {"mode": ClosingMode.TRANSFERRED_OUT}
STRUCK = {"mode": (ClosingMode.STRUCK_OFF, ClosingMode.TRANSFERRED_OUT)}


COURT = Projection(
    "court", "法院执行情况", "Enforcement by court", by=("court",),
    opening=(Count(RoundOpened, round_type=BOTH, when="before") - Count(RoundClosed, round_type=BOTH, when="before")).named(
        "旧存", "Pending at the start", "此前立案减此前结案"),
    received=Count(RoundOpened, round_type=BOTH, zh="新收", en="Received", note="期内立案（执、执恢）"),
    struck_off=Count(RoundClosed, where=STRUCK, round_type=BOTH, zh="销案", en="Struck off", note="各类销案"),
    transferred_out=Count(
        RoundClosed, where=TRANSFERRED, round_type=BOTH, zh="移送销案", en="Transferred out", note="不计入受理与结案（335号）"),
    accepted=(
        Count(RoundOpened, round_type=BOTH, when="to_date") - Count(RoundClosed, round_type=BOTH, when="before")
        - Count(RoundClosed, where=TRANSFERRED, round_type=BOTH)
    ).named("受理", "Accepted", "旧存+新收−移送销案"),
    closed=Count(RoundClosed, where={"mode": DISPOSED}, round_type=BOTH, zh="结案", en="Closed", note="期内结案，不含移送销案"),
    pending=Stage(RoundOpened, (RoundOpened, RoundClosed), round_type=BOTH, zh="未结", en="Pending", note="期末在办"),
    closing_rate=Ratio("closed", "accepted", zh="执结率", en="Closing rate", note="结案/受理"),
    closed_to_received=Ratio("closed", "received", zh="结收比", en="Closed to received", note="结案/新收"),
    accepted_first=(
        Count(RoundOpened, round_type=FIRST, when="to_date") - Count(RoundClosed, round_type=FIRST, when="before")
        - Count(RoundClosed, where=TRANSFERRED, round_type=FIRST)
    ).named("首执受理", "Accepted, first-time", "首次执行案件"),
    closed_first=Count(RoundClosed, where={"mode": DISPOSED}, round_type=FIRST, zh="首执结案", en="Closed, first-time"),
    satisfied_first=Count(RoundClosed, where=SATISFIED, round_type=FIRST, zh="首执执行完毕", en="Fully enforced, first-time"),
    completion_rate=Ratio("satisfied_first", "closed_first", zh="执行完毕率", en="Completion rate", note="首执执行完毕/首执结案"),
    closed_resumed=Count(RoundClosed, where={"mode": DISPOSED}, round_type=RESUMED, zh="执恢结案", en="Closed, resumed"),
    satisfied_resumed=Count(RoundClosed, where=SATISFIED, round_type=RESUMED, zh="执恢执行完毕", en="Fully enforced, resumed"),
    completion_rate_resumed=Ratio(
        "satisfied_resumed", "closed_resumed", zh="恢复执行完毕率", en="Completion rate, resumed", note="执恢执行完毕/执恢结案"),
    claimed_first=Sum(
        RoundClosed.claimed_fen, where={"mode": WITH_AMOUNTS}, round_type=FIRST, zh="首执申请标的(分)", en="Claimed, first-time (fen)"),
    collected_first=Sum(
        RoundClosed.collected_fen, where={"mode": WITH_AMOUNTS}, round_type=FIRST, zh="首执到位金额(分)", en="Collected, first-time (fen)"),
    collection_rate=Ratio("collected_first", "claimed_first", zh="执行到位率", en="Collection rate", note="首执到位金额/首执申请标的"),
    parked_first=Count(RoundClosed, where=PARKED, round_type=FIRST, zh="首执终本", en="Current termination, first-time"),
    parked_share=Ratio("parked_first", "closed_first", zh="终本占结案数比例", en="Termination share of closed", note="首执终本/首执结案"),
    parked_rate=Ratio("parked_first", "accepted_first", zh="终本率", en="Termination rate", note="首执终本/首执受理"),
    really_closed_first=(
        Count(RoundClosed, where={"mode": DISPOSED}, round_type=FIRST) - Count(RoundClosed, where=PARKED, round_type=FIRST)
    ).named("首执实结", "Really closed, first-time", "首执结案−首执终本"),
    enforced_first=(
        Count(RoundClosed, where={"mode": DISPOSED}, round_type=FIRST) - Count(RoundClosed, where=PARKED, round_type=FIRST)
        - Count(RoundClosed, where={"mode": ClosingMode.STRUCK_OFF}, round_type=FIRST)
    ).named("首执实结(不含销案)", "Really closed and not struck off, first-time", "首执结案−首执终本−销案"),
    really_closed_of_accepted=Ratio(
        "enforced_first", "accepted_first", zh="实际执结率(占受理)", en="Real closing rate (of accepted)",
        note="首执实结(不含销案)/首执受理"),
    really_closed_of_closed=Ratio(
        "really_closed_first", "closed_first", zh="实结占结案数比例", en="Real closings (of closed)", note="首执实结/首执结案"),
    terminations=Count(RoundTerminated, zh="终本裁定", en="Current terminations"),
    qualified_terminations=Count(RoundTerminated, given=MAY_TERMINATE, zh="合格终本", en="Qualified terminations"),
    qualified_rate=Ratio(
        "qualified_terminations", "terminations", zh="终本合格率", en="Qualified share of terminations", note="逐件按裁定日的法律复核"),
    used_days_first=Sum(
        RoundClosed.used_days, where={"mode": DISPOSED}, round_type=FIRST, zh="首执用时合计(日)", en="Days used, first-time"),
    mean_days=Ratio("used_days_first", "closed_first", unit="d", zh="结案平均用时", en="Mean days to close", note="扣除中止等期间"),
)  # fmt: skip

HOTLINE = Projection(
    "hotline", "执行110出警情况", "Hotline dispatches", by=("court",),
    dispatches=Count(Dispatched, zh="出警(次)", en="Dispatches"),
    officers=Sum(Dispatched.officers, zh="出警(人次)", en="Officers sent"),
    compelled=Sum(DispatchReported.compelled, zh="拘传(人次)", en="Compelled appearances"),
    detained=Sum(DispatchReported.detained, zh="拘留(人次)", en="Detentions"),
    closed=Sum(DispatchReported.closed, zh="执结(件)", en="Cases closed"),
    collected=Sum(DispatchReported.collected_fen, zh="到位金额(分)", en="Collected (fen)"),
    officers_each=Ratio("officers", "dispatches", unit="x", zh="每次出警人数", en="Officers per dispatch"),
    closed_share=Ratio("closed", "dispatches", zh="执结/出警", en="Closed per dispatch", note="与本院受理案件数无关，不可相除"),
)  # fmt: skip


# 执异, 执复, 执监, 执协, 执请 and 执保: each kind of round with its own closing modes (法发〔2014〕26号第二十一条至第二十八条).
ROUNDS = Projection(
    "rounds", "执行审查与财产保全案件", "Reviews and preservations", by=("round_type",),
    received=(Count(ReviewOpened) + Count(PreservationOpened)).named("新收", "Received", "期内立案"),
    closed=(Count(ReviewClosed) + Count(PreservationClosed)).named("结案", "Closed", "期内结案"),
    pending=(
        Stage(ReviewOpened, (ReviewOpened, ReviewClosed)) + Stage(PreservationOpened, (PreservationOpened, PreservationClosed))
    ).named("未结", "Pending", "期末在办"),
    third_party=Count(
        ReviewOpened, where={"kind": ReviewKind.THIRD_PARTY}, zh="其中案外人异议", en="Of them third parties' claims"),
    **{
        f"mode_{mode.code}": Count(ReviewClosed, where={"mode": mode}, zh=mode.zh, en=mode.en.capitalize())
        for mode in ReviewMode
    },
    **{
        f"mode_{mode.code}": Count(PreservationClosed, where={"mode": mode}, zh=mode.zh, en=mode.en.capitalize())
        for mode in PreservationMode
    },
    amount=Sum(PreservationClosed.amount_fen, zh="裁定保全金额(分)", en="Ordered to be preserved (fen)"),
    preserved=Sum(PreservationClosed.preserved_fen, zh="实际保全金额(分)", en="Preserved (fen)"),
    preserved_share=Ratio("preserved", "amount", zh="实际保全比例", en="Preserved share", note="实际保全金额/裁定保全金额"),
    days=(Sum(ReviewClosed.used_days) + Sum(PreservationClosed.used_days)).named("用时合计(日)", "Days used"),
    mean_days=Ratio("days", "closed", unit="d", zh="平均用时", en="Mean days to close"),
)  # fmt: skip
