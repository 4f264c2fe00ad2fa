"""The indicators of enforcement, each with its variants: where one Chinese name hides two formulas, both are here.

Which formula a court reports by is in its own notice: none is *the* right one. Rates
of completion, collection and 终本 are over first-time cases (执).
"""

from typing import Any

from casestream.kernel import AnyDay, Asked, Count, Projection, Ratio, Span, Stage, Sum, Truth, at_least, condition
from casestream.kernel.projection import Measure
from casestream.procedures.coercion import CompelledToAppear, Detained
from casestream.procedures.crime import DossierSent, PoliceFiled
from casestream.procedures.instruments import PROCEEDS, R373
from casestream.procedures.petition import PetitionFinished, PetitionProgressed, PetitionReceived, PetitionRegistered
from casestream.procedures.preservation import PreservationClosed
from casestream.procedures.proceeds import ProceedsReceived, ProceedsReleased
from casestream.procedures.rounds import ClosingMode, LeftStock, RoundClosed, RoundOpened
from casestream.procedures.settlement import EnforcementResumed
from casestream.procedures.termination import MAY_TERMINATE, NINE_ITEMS, RoundTerminated
from casestream.reports.key_nodes import OVERDUE_NODES, OVERDUE_NODES_LOCAL, closed_within_term
from casestream.reports.statistics import BOTH, COURT, DISPOSED, FIRST, PARKED, RESUMED, SATISFIED, WITH_AMOUNTS
from casestream.reports.variants import VARIANTS, Variant

# --- what is asked of a closing, before it is counted ---


@condition(
    R373.article("第九条"),
    en="It goes on after a 终本 that was not yet followed by another resumption",
    met_by=RoundTerminated,
)
def goes_on_after_termination(case: Asked, today: AnyDay) -> Truth:
    """终本之后恢复执行"""
    return case.during(RoundTerminated, EnforcementResumed)


@condition(PROCEEDS.article("第十条"), en="Money came in since the last pay-out", met_by=ProceedsReceived)
def money_awaits_release(case: Asked, today: AnyDay) -> Truth:
    """上次发放之后又有案款到账"""
    return case.during(ProceedsReceived, ProceedsReleased)


# --- what is counted ---


def _closed(mode: Any, round_type: tuple[str, ...], zh: str, en: str, **more: Any) -> Count:
    return Count(RoundClosed, where={"mode": mode}, round_type=round_type, zh=zh, en=en, **more)


def _caseload(round_type: tuple[str, ...], zh: str, en: str) -> dict[str, Measure]:
    """旧存, 新收, 移送销案, 受理, 结案, 未结 of some types of round, and the difference, which is nothing in a sound log."""
    opened, closed = (
        Count(RoundOpened, round_type=round_type),
        _closed(DISPOSED, round_type, f"{zh}结案", f"Closed{en}"),
    )
    opened_before = Count(RoundOpened, round_type=round_type, when="before")
    closed_before = Count(RoundClosed, round_type=round_type, when="before")
    moved = _closed(ClosingMode.TRANSFERRED_OUT, round_type, f"{zh}移送销案", f"Transferred out{en}")
    pending = Stage(RoundOpened, (RoundOpened, RoundClosed), round_type=round_type, zh=f"{zh}未结", en=f"Pending{en}")
    return {
        "opening": (opened_before - closed_before).named(f"{zh}旧存", f"Pending at the start{en}"),
        "received": opened.named(f"{zh}新收", f"Received{en}"),
        "transferred_out": moved,
        "accepted": (opened_before - closed_before + opened - moved).named(
            f"{zh}受理", f"Accepted{en}", "旧存+新收−移送销案"),
        "closed": closed,
        "pending": pending,
        "difference": (opened_before - closed_before + opened - moved - closed - pending).named(
            f"{zh}勾稽差额", f"Unreconciled{en}", "旧存+新收−移送销案−结案−未结，应为0"),
    }  # fmt: skip


OF_BOTH = _caseload(BOTH, "", "")
OF_FIRST = {f"{name}_first": each for name, each in _caseload(FIRST, "首执", ", first-time").items()}
OF_RESUMED = {f"{name}_resumed": each for name, each in _caseload(RESUMED, "执恢", ", resumed").items()}
PARKED_CASES = (RoundClosed, RoundOpened, LeftStock)  # What enters the 终本 stock, and what leaves it.
STOCK = Stage(RoundClosed, PARKED_CASES, within="case", where=PARKED)
STOCK_BEFORE = Stage(RoundClosed, PARKED_CASES, within="case", where=PARKED, when="before")
ENTERED = _closed(ClosingMode.CURRENT_TERMINATED, BOTH, "终本新增", "Entered the stock")
ENDED = (ClosingMode.SATISFIED, ClosingMode.TERMINATED, ClosingMode.REFUSED, ClosingMode.DISMISSED)
NOT_PARKED = tuple(mode for mode in DISPOSED if mode is not ClosingMode.CURRENT_TERMINATED)
ACCEPTED = OF_BOTH["accepted"]

COUNTED: dict[str, Measure] = {
    **OF_BOTH, **OF_FIRST, **OF_RESUMED,
    "satisfied_first": _closed(ClosingMode.SATISFIED, FIRST, "首执执行完毕", "Fully enforced, first-time"),
    "satisfied_resumed": _closed(ClosingMode.SATISFIED, RESUMED, "执恢执行完毕", "Fully enforced, resumed"),
    "parked_first": _closed(ClosingMode.CURRENT_TERMINATED, FIRST, "首执终本", "Current termination, first-time"),
    "terminated_first": _closed(ClosingMode.TERMINATED, FIRST, "首执终结执行", "Enforcement terminated, first-time"),
    "really_closed": _closed(NOT_PARKED, BOTH, "实结", "Really closed"),
    "really_closed_first": _closed(NOT_PARKED, FIRST, "首执实结", "Really closed, first-time"),
    "enforced_first": _closed(ENDED, FIRST, "首执实结(不含销案)", "Really closed and not struck off, first-time"),
    "in_term_first": _closed(DISPOSED, FIRST, "首执期限内结案", "Closed within the term, first-time", given=closed_within_term),
    "really_in_term_first": _closed(
        NOT_PARKED, FIRST, "首执期限内实结", "Really closed within the term, first-time", given=closed_within_term),
    "claimed_first": COURT.measures["claimed_first"], "collected_first": COURT.measures["collected_first"],
    "claimed_resumed": Sum(
        RoundClosed.claimed_fen, where={"mode": WITH_AMOUNTS}, round_type=RESUMED, zh="执恢申请标的(分)", en="Claimed, resumed (fen)"),
    "collected_resumed": Sum(
        RoundClosed.collected_fen, where={"mode": WITH_AMOUNTS}, round_type=RESUMED, zh="执恢到位金额(分)", en="Collected, resumed (fen)"),
    "terminations": Count(RoundTerminated, zh="终本裁定", en="Current terminations"),
    "qualified": Count(RoundTerminated, given=MAY_TERMINATE, zh="合格终本", en="Qualified terminations"),
    "qualified_nine": Count(RoundTerminated, given=NINE_ITEMS, zh="九项核查合格终本", en="Terminations that pass the nine items"),
    "terminations_first": Count(RoundTerminated, round_type=FIRST, zh="首执终本裁定", en="Current terminations, first-time"),
    "qualified_first": Count(
        RoundTerminated, given=MAY_TERMINATE, round_type=FIRST, zh="首执合格终本", en="Qualified terminations, first-time"),
    "qualified_nine_first": Count(
        RoundTerminated, given=NINE_ITEMS, round_type=FIRST, zh="首执九项核查合格终本", en="Those that pass the nine items, first-time"),
    "used_days_first": COURT.measures["used_days_first"],
    "used_days_resumed": Sum(
        RoundClosed.used_days, where={"mode": DISPOSED}, round_type=RESUMED, zh="执恢用时合计(日)", en="Days used, resumed"),
    "calendar_days_resumed": Span(
        RoundOpened, RoundClosed, within="case", where={"mode": DISPOSED}, round_type=RESUMED, zh="执恢立案至结案合计(日)",
        en="Days from filing to closing, resumed"),
    "used_days_satisfied_first": Sum(
        RoundClosed.used_days, where=SATISFIED, round_type=FIRST, zh="首执执行完毕用时合计(日)", en="Days used, fully enforced"),
    "overdue_nodes_first": OVERDUE_NODES, "overdue_nodes_local_first": OVERDUE_NODES_LOCAL,
    "parked_days": Span(RoundTerminated, EnforcementResumed, within="case", zh="终本至恢复合计(日)", en="Days from 终本 to resumption"),
    "resumed_after_parking": Count(
        EnforcementResumed, given=goes_on_after_termination, zh="终本后恢复", en="Resumed after 终本"),
    "stock_opening": STOCK_BEFORE.named("期初终本存量", "Stock at the start"),
    "stock_entered": ENTERED,
    "stock_left": (STOCK_BEFORE + ENTERED - STOCK).named("终本出清", "Left the stock", "期初存量+新增−期末存量"),
    "stock": STOCK.named("期末终本存量", "Stock at the end"),
    "stock_base": (STOCK_BEFORE + ENTERED).named("期初存量+新增", "Stock and entries"),
    "petitions_received": Count(PetitionReceived, zh="收到信访", en="Petitions received"),
    "petitions_registered": Count(PetitionRegistered, zh="登记信访", en="Petitions registered"),
    "petitions_due": (Count(PetitionRegistered, when="to_date") - Count(PetitionFinished, when="before")).named(
        "应办信访", "Petitions to be finished", "旧存+登记"),
    "petitions_finished": Count(PetitionFinished, zh="办结信访", en="Petitions finished"),
    "petitions_progressed": Count(
        PetitionProgressed, per="case", zh="期内有实质进展的信访(不论何时登记)",
        en="With progress in the period, whenever registered", note="含以前登记的，故比登记信访可能超过100%"),
    "preservations": Count(PreservationClosed, zh="保全结案", en="Preservations closed"),
    "preserved": Count(PreservationClosed, where={"preserved_fen": at_least(1)}, zh="保全到财产", en="Something preserved"),
    "to_preserve": Sum(PreservationClosed.amount_fen, zh="裁定保全金额(分)", en="Ordered to be preserved (fen)"),
    "preserved_amount": Sum(PreservationClosed.preserved_fen, zh="实际保全金额(分)", en="Preserved (fen)"),
    "release_days": Span(ProceedsReceived, ProceedsReleased, within="case", zh="案款到账至发放合计(日)", en="Days from receipt to release"),
    "releases": Count(ProceedsReleased, given=money_awaits_release, zh="到账后的首次发放", en="First releases after a receipt"),
    "dossiers": Count(DossierSent, zh="移送拒执", en="Dossiers sent"),
    "crimes_filed": Count(PoliceFiled, zh="公安立案", en="Filed by the police"),
    "compelled": Count(CompelledToAppear, zh="拘传", en="Compelled appearances"),
    "detained": Count(Detained, zh="拘留", en="Detentions"),
}  # fmt: skip

# --- the table ---


def _ratio(variant: Variant) -> Ratio:
    """The measure of a variant, whose note is the formula."""
    parts = (COUNTED[variant.numerator].zh, COUNTED[variant.denominator].zh)
    note = "/".join(parts).replace("(分)", "").replace("(日)", "")
    return Ratio(variant.numerator, variant.denominator, unit=variant.unit, zh=variant.zh, en=variant.en, note=note)


INDICATORS = Projection(
    "indicators", "执行质效指标", "Indicators of enforcement", ("court",), **COUNTED,
    **{variant.name: _ratio(variant) for variant in VARIANTS},
)  # fmt: skip
