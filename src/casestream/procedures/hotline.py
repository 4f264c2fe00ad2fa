"""执行110 — a call to the enforcement hotline, the officers sent out, and what came of it.

A dispatch is a stream of its own. What it reports is counted for the hotline alone and never mixed with the statistics of
cases: a person brought in here is also an event of his case, and one figure must not be divided by the other.

Where the call concerns a case, the report reaches that case: it is noted there, and whoever was found is located.
"""

from casestream.kernel import (
    AnyDay,
    Asked,
    Case,
    Command,
    Event,
    Truth,
    command,
    condition,
    decides,
    event,
    every,
    field,
    key,
    reacts,
)
from casestream.kernel.errors import BadRequest
from casestream.procedures.asset_search.ground import LocateDebtor, locate_debtor
from casestream.procedures.filing import DebtorNamed
from casestream.procedures.instruments import HOTLINE
from casestream.procedures.rounds import RoundOpened

# --- law ---

ON_DUTY = HOTLINE.article("全天候值班、接警登记", mark="K-med")
SENT_OUT = HOTLINE.article("快速反应、出警登记", mark="K-med")
REPORTED = HOTLINE.article("处警结果登记", mark="K-med")

# --- events ---


@event("hotline.call_received", "接警", "Call received", stream="dispatch", opens=True)
class CallReceived(Event):
    """The centre of `court` took a call under the call's own `number`. `case` is the case it concerns, '' if not known.

    What was said is kept without the caller: nobody's name or telephone number belongs in a record that is never deleted.
    """

    court: str
    number: str
    tip: str
    case: str = ""


@event("hotline.dispatched", "出警", "Dispatched", stream="dispatch")
class Dispatched(Event):
    """So many officers went out: one dispatch, and as many person-times (人次)."""

    officers: int


@event("hotline.reported", "处警结果", "Dispatch reported", stream="dispatch")
class DispatchReported(Event):
    """What the officers brought back: persons compelled to appear, persons detained, cases closed, money collected.

    `found` is the debtor who was found, as his case names him, '' for nobody.
    """

    compelled: int
    detained: int
    closed: int
    collected_fen: int
    found: str = field(zh="找到的被执行人", default="")


@event("hotline.noted_in_case", "出警结果入卷", "Dispatch noted in the case")
class DispatchNoted(Event):
    """A dispatch on the call `call` concerned this case. `found` is the debtor who was found, '' for nobody."""

    call: str = key("call", zh="接警号")
    found: str = field(zh="找到的被执行人", default="")
    compelled: int
    detained: int
    collected_fen: int


# --- conditions ---


@condition(ON_DUTY, en="The number of the call is new", met_by=("另编接警号", "give this call its own number"))
def call_is_new(call: Asked, today: AnyDay) -> Truth:
    """每次来电单独编号登记"""
    return ~call.has(CallReceived)


@condition(ON_DUTY, en="A call was received before", met_by=CallReceived)
def call_was_received(call: Asked, today: AnyDay) -> Truth:
    """出警须以已登记的来电为据"""
    return call.first(CallReceived) <= today


@condition(SENT_OUT, en="Nobody has gone out on this call yet", met_by=("另行登记来电", "record a further call"))
def call_awaits_dispatch(call: Asked, today: AnyDay) -> Truth:
    """一次来电出警一次"""
    return ~call.has(Dispatched)


@condition(SENT_OUT, en="At least one officer goes out", met_by=("至少一名干警", "one officer or more"))
def somebody_goes_out(call: Asked, today: AnyDay, decided: Asked) -> Truth:
    """出警人数不少于一人"""
    return decided.total(Dispatched.officers) >= 1


@condition(REPORTED, en="Officers went out before", met_by=Dispatched)
def officers_went_out(call: Asked, today: AnyDay) -> Truth:
    """处警结果须在出警之后登记"""
    return call.first(Dispatched) <= today


@condition(
    REPORTED, en="The dispatch has not been reported yet", met_by=("更正原记载", "correct the report that there is")
)
def dispatch_awaits_report(call: Asked, today: AnyDay) -> Truth:
    """一次出警登记一次结果"""
    return ~call.has(DispatchReported)


@condition(REPORTED, en="No figure is negative", met_by=("各项结果不小于零", "figures of zero or more"))
def figures_are_not_negative(call: Asked, today: AnyDay, decided: Asked) -> Truth:
    """拘传、拘留、结案、到位金额据实填写，不为负数"""
    persons = (decided.total(DispatchReported.compelled) >= 0) & (decided.total(DispatchReported.detained) >= 0)
    results = (decided.total(DispatchReported.closed) >= 0) & (decided.total(DispatchReported.collected_fen) >= 0)
    return persons & results


@condition(REPORTED, en="The case was filed before", met_by=RoundOpened)
def noted_case_was_filed(case: Asked, today: AnyDay) -> Truth:
    """出警结果记入已立案的执行案件"""
    return case.first(RoundOpened) <= today


MAY_RECEIVE_CALL = every("hotline_call", "接警", "Taking a call", call_is_new, guards=CallReceived)
MAY_DISPATCH = every(
    "hotline_dispatch", "出警", "Dispatch", call_was_received, call_awaits_dispatch, somebody_goes_out,
    guards=Dispatched,
)  # fmt: skip
MAY_REPORT_DISPATCH = every(
    "hotline_report", "处警结果", "Report of a dispatch", officers_went_out, dispatch_awaits_report, figures_are_not_negative,
    guards=DispatchReported,
)  # fmt: skip

MAY_NOTE_DISPATCH = every(
    "hotline_note", "出警结果入卷", "Noting a dispatch in the case", noted_case_was_filed, guards=DispatchNoted
)

# --- decisions ---


@command("接警", "Receive a call", kind="dispatch", begins=True)
class ReceiveCall(Command):
    """Take a call. `case` is the number that the call gets; `concerns` the enforcement case, if the caller named one."""

    court: str
    tip: str
    concerns: str = ""


@command("出警", "Dispatch officers", kind="dispatch")
class DispatchOfficers(Command):
    """Send officers out on a call."""

    officers: int


@command("登记处警结果", "Report a dispatch", kind="dispatch")
class ReportDispatch(Command):
    """Say what came of it."""

    compelled: int = 0
    detained: int = 0
    closed: int = 0
    collected_fen: int = 0
    found: str = ""


@command("出警结果入卷", "Note a dispatch in the case")
class NoteDispatch(Command):
    """Note in the case that it concerns what a dispatch brought."""

    call: str
    found: str
    compelled: int
    detained: int
    collected_fen: int


@decides(ReceiveCall)
def receive_call(call: Case, ask: ReceiveCall) -> list[Event]:
    """A call is recorded once under its number."""
    received = CallReceived(on=ask.on, court=ask.court, number=call.id, tip=ask.tip, case=ask.concerns)
    if call.last_event(CallReceived) == received:
        return []
    MAY_RECEIVE_CALL.require(call, ask.on)
    return [received]


@decides(DispatchOfficers)
def dispatch_officers(call: Case, ask: DispatchOfficers) -> list[Event]:
    """One dispatch follows one call."""
    dispatched = Dispatched(on=ask.on, officers=ask.officers)
    if call.last_event(Dispatched) == dispatched:
        return []
    MAY_DISPATCH.require(call, ask.on, dispatched)
    return [dispatched]


@decides(ReportDispatch)
def report_dispatch(call: Case, ask: ReportDispatch) -> list[Event]:
    """One report follows one dispatch; a wrong one is corrected, not written twice."""
    reported = DispatchReported(
        on=ask.on, compelled=ask.compelled, detained=ask.detained, closed=ask.closed, collected_fen=ask.collected_fen,
        found=ask.found,
    )  # fmt: skip
    if call.last_event(DispatchReported) == reported:
        return []
    MAY_REPORT_DISPATCH.require(call, ask.on, reported)
    return [reported]


@decides(NoteDispatch)
def note_dispatch(case: Case, ask: NoteDispatch) -> list[Event]:
    """What was collected on the spot is not booked here: money enters a case through its receipt only."""
    noted = DispatchNoted(
        on=ask.on, call=ask.call, found=ask.found, compelled=ask.compelled, detained=ask.detained,
        collected_fen=ask.collected_fen,
    )  # fmt: skip
    if noted in case.all(DispatchNoted):
        return []
    if ask.found and ask.found not in {named.debtor for named in case.all(DebtorNamed)}:
        raise BadRequest(
            f"{case.number or case.id} 没有名为“{ask.found}”的被执行人",
            f"no debtor of {case.number or case.id} is called {ask.found!r}",
            "按案中名称填写", "write the name as the case has it",
        )  # fmt: skip
    MAY_NOTE_DISPATCH.require(case, ask.on, noted)
    if not ask.found:
        return [noted]
    return [noted, *locate_debtor(case, LocateDebtor(case=ask.case, on=ask.on, debtor=ask.found))]


# --- reactions ---


@reacts(DispatchReported)
def note_in_the_case(reported: Event, call: Case) -> list[Command]:
    """The case that the call concerns learns what came of it."""
    received = call.last_event(CallReceived)
    if not isinstance(reported, DispatchReported) or received is None or not received.case:
        return []
    return [
        NoteDispatch(
            case=received.case, on=reported.on, call=received.number, found=reported.found, compelled=reported.compelled,
            detained=reported.detained, collected_fen=reported.collected_fen,
        )
    ]  # fmt: skip
