"""委托执行（发出与受理） — a case goes whole to a court of another province, which files it anew.

From the day on which it has the letter the court that is entrusted has seven days to file and fifteen to begin; within
thirty it says how far it is. Incomplete papers are completed within thirty days, or the entrustment counts as withdrawn.
"""

import re
from datetime import date

from casestream.kernel import (
    AnyDay,
    Asked,
    Bench,
    Case,
    CaseNumber,
    Command,
    Event,
    Period,
    Truth,
    command,
    condition,
    deadline,
    decides,
    event,
    every,
    field,
)
from casestream.kernel.errors import BadRequest
from casestream.kernel.number import COURT
from casestream.procedures.closing import strike_off_entrusted
from casestream.procedures.cross_enforcement import (
    CrossAccepted,
    measures_have_a_month_left,
    no_transfer_is_under_way,
)
from casestream.procedures.entrusted import EntrustmentReturned, EntrustmentSent, is_being_entrusted
from casestream.procedures.filing import round_is_open
from casestream.procedures.instruments import ENTRUSTMENT, R335, cpl
from casestream.procedures.proceeds import outstanding, outstanding_fen
from casestream.procedures.rounds import Origin, RoundClosed, open_round

# --- law ---

ELSEWHERE = ENTRUSTMENT.article("第一条", mark="K-high")
REPORTED_UP = ENTRUSTMENT.article("第四条")
FILED_THERE = ENTRUSTMENT.article("第七条", mark="K-high")
PAPERS = ENTRUSTMENT.article("第八条", mark="K-high")
BEGUN_THERE = cpl(240)
ITEM_FIRST = R335.article("关于委托执行的规定", mark="K-med")
SEVEN_DAYS, FIFTEEN_DAYS, THIRTY_DAYS = Period(days=7), Period(days=15), Period(days=30)

# --- events ---


@event("entrustment.received", "收到委托", "Entrustment received")
class EntrustmentReceived(Event):
    """The letter of entrustment came in at the court that is entrusted."""


@event("entrustment.papers_asked", "要求补办手续", "Papers asked for")
class PapersAsked(Event):
    """Something is `missing`; the sender completes it by `supply_by`."""

    missing: str = field(zh="欠缺材料")
    supply_by: date = field(zh="补办期限")
    calendar: str


@event("entrustment.papers_supplied", "补办手续", "Papers supplied")
class PapersSupplied(Event):
    """The sender completed the papers, or explained in writing why it could not."""

    explained: bool = field(zh="作出书面说明")


@event("entrustment.filed", "受托立案", "Entrusted case filed")
class EntrustmentFiled(Event):
    """The court that is entrusted filed the case under `number` and told sender and applicant."""

    number: str
    from_court: str
    from_number: str
    told: bool


@event("entrustment.begun", "受托开始执行", "Entrusted enforcement begun")
class EntrustedBegun(Event):
    """The court that is entrusted began to enforce."""


@event("entrustment.reported", "函复执行情况", "Entrusted court reported")
class EntrustmentReported(Event):
    """It told the sender the result, or how far it is."""

    finished: bool = field(zh="已执行完毕")
    note: str


# --- deadlines ---

TO_FILE = deadline(
    "entrustment_filing", "受托立案", "filing of an entrusted case", begins=EntrustmentReceived,
    kept_by=(EntrustmentFiled, PapersAsked, EntrustmentReturned, RoundClosed), period=SEVEN_DAYS, citation=FILED_THERE,
)  # fmt: skip
TO_FILE_COMPLETED = deadline(
    "completed_entrustment_filing", "补办后受托立案", "filing of an entrusted case with its papers complete",
    begins=PapersSupplied, kept_by=(EntrustmentFiled, PapersAsked, EntrustmentReturned, RoundClosed), period=SEVEN_DAYS,
    citation=FILED_THERE,
)  # fmt: skip
TO_SUPPLY = deadline(
    "entrustment_papers", "补办委托手续", "completion of an entrustment's papers", begins=PapersAsked,
    kept_by=(PapersSupplied, EntrustmentReturned), due="supply_by", citation=PAPERS,
)  # fmt: skip
TO_BEGIN = deadline(
    "entrustment_begin", "受托开始执行", "beginning of entrusted enforcement", begins=EntrustmentReceived,
    kept_by=(EntrustedBegun, EntrustmentReturned), period=FIFTEEN_DAYS, citation=BEGUN_THERE,
)  # fmt: skip
TO_REPORT = deadline(
    "entrustment_report", "函复委托法院", "report to the court that entrusted", begins=EntrustmentReceived,
    kept_by=(EntrustmentReported, EntrustmentReturned), period=THIRTY_DAYS, citation=BEGUN_THERE,
)  # fmt: skip

# --- state ---


def papers_are_missing(case: Asked) -> Truth:
    """Whether papers were asked for, and neither supplied nor the case sent back since."""
    asked = case.this_round.during(PapersAsked, PapersSupplied)
    return asked & case.this_round.during(PapersAsked, EntrustmentReturned)


def is_with_entrusted_court(case: Asked) -> Truth:
    """Whether the letter is with the court that was entrusted last: it went neither back nor on to another court."""
    not_back = case.during(EntrustmentReceived, EntrustmentReturned)
    not_on = case.during(EntrustmentReceived, EntrustmentSent) & case.during(EntrustmentReceived, CrossAccepted)
    return not_back & not_on


def is_filed_there(case: Asked) -> Truth:
    """Whether the court that was entrusted has filed the case, and it is there still."""
    return is_with_entrusted_court(case) & case.during(EntrustmentFiled, EntrustmentReceived)


# --- conditions ---


@condition(
    ELSEWHERE,
    en="It goes to a court of the same level in another province",
    met_by=(
        "外省同级法院；省内用指令、协助",
        "a court of the same level elsewhere; within the province use instruction or assistance",
    ),
)
def goes_to_the_same_level_elsewhere(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """应当将案件委托异地的同级人民法院执行"""
    return decided.has(EntrustmentSent, {"other_province": True, "same_level": True})


@condition(
    ELSEWHERE, en="There are assets in that province", met_by=("在受托地有可供执行的财产", "assets that are there")
)  # fmt: skip
def assets_are_there(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """被执行人在本辖区内已无财产可供执行，且在其他省、自治区、直辖市内有可供执行财产的"""
    return decided.has(EntrustmentSent, {"assets_there": True})


@condition(
    REPORTED_UP,
    en="Both high courts are told of it",
    met_by=("层报各自所在的高级人民法院备案", "a report to both high courts"),
    soft=True,
)
def high_courts_are_told(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """委托执行案件应当由委托法院直接向受托法院办理委托手续，并层报各自所在的高级人民法院备案"""
    return decided.has(EntrustmentSent, {"reported_to_high_courts": True})


@condition(
    ITEM_FIRST,
    en="A whole case is entrusted only where entrusting single items will not do",
    met_by=("委托执行事项", "entrust the items"),
    soft=True,
)
def items_will_not_do(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """执行法院应当优先使用事项委托，严格控制全案委托"""
    return decided.has(EntrustmentSent, {"item_will_do": False})


@condition(ELSEWHERE, en="Something is left to be enforced", met_by=("未实际执行到位的部分", "an outstanding part"))
def something_is_left_to_entrust(case: Asked, today: AnyDay) -> Truth:
    """委托执行的标的为尚未执行到位的部分"""
    return outstanding(case) > 0


@condition(FILED_THERE, en="The case was entrusted", met_by=EntrustmentSent)
def case_was_entrusted(case: Asked, today: AnyDay) -> Truth:
    """受托法院收到委托执行函"""
    return is_being_entrusted(case) & (case.this_round.last(EntrustmentSent) <= today)


@condition(FILED_THERE, en="The letter of entrustment came in", met_by=EntrustmentReceived)
def letter_was_received(case: Asked, today: AnyDay) -> Truth:
    """受托法院收到委托执行函后，应当在七日内予以立案"""
    came = case.this_round.last(EntrustmentReceived) <= today
    return came & is_being_entrusted(case) & is_with_entrusted_court(case)


@condition(PAPERS, en="Nothing is missing from the papers", met_by=PapersSupplied)
def papers_are_complete(case: Asked, today: AnyDay) -> Truth:
    """委托手续、资料不全的，可以要求委托法院补办"""
    return ~papers_are_missing(case)


@condition(PAPERS, en="The papers were asked for", met_by=PapersAsked)
def papers_were_asked_for(case: Asked, today: AnyDay) -> Truth:
    """委托法院应当在三十日内完成补办事项；未完成的，应当作出书面说明"""
    return papers_are_missing(case)


@condition(
    FILED_THERE, en="Sender and applicant are told of the filing", met_by=("告知委托法院和申请执行人", "tell both"), soft=True
)  # fmt: skip
def sender_and_applicant_are_told(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """立案后及时将立案通知书送达申请执行人，并书面告知委托法院"""
    return decided.has(EntrustmentFiled, {"told": True})


@condition(BEGUN_THERE, en="The court that was entrusted filed the case, and has it still", met_by=EntrustmentFiled)
def entrusted_case_was_filed(case: Asked, today: AnyDay) -> Truth:
    """受委托人民法院收到委托函件后，必须在十五日内开始执行，不得拒绝"""
    return is_filed_there(case) & (case.last(EntrustmentFiled) <= today)


MAY_ENTRUST = every(
    "entrustment", "委托执行", "Entrustment of a case",
    round_is_open, no_transfer_is_under_way, goes_to_the_same_level_elsewhere, assets_are_there, something_is_left_to_entrust,
    measures_have_a_month_left, high_courts_are_told, items_will_not_do,
    guards=EntrustmentSent,
)  # fmt: skip
MAY_RECEIVE_ENTRUSTMENT = every(
    "entrustment_receipt", "收到委托", "Receipt", case_was_entrusted, guards=EntrustmentReceived
)
MAY_ASK_FOR_PAPERS = every(
    "entrustment_papers",
    "要求补办手续",
    "Asking for papers",
    letter_was_received,
    papers_are_complete,
    guards=PapersAsked,
)
MAY_SUPPLY_PAPERS = every(
    "entrustment_supply", "补办手续", "Supplying papers", papers_were_asked_for, guards=PapersSupplied
)
MAY_FILE_ENTRUSTED = every(
    "entrustment_filing", "受托立案", "Filing an entrusted case",
    round_is_open, letter_was_received, papers_are_complete, sender_and_applicant_are_told,
    guards=EntrustmentFiled,
)  # fmt: skip
MAY_BEGIN_ENTRUSTED = every(
    "entrustment_begin", "受托开始执行", "Beginning", entrusted_case_was_filed, round_is_open, guards=EntrustedBegun
)
MAY_REPORT_ENTRUSTED = every(
    "entrustment_report", "函复执行情况", "Report", entrusted_case_was_filed, guards=EntrustmentReported
)

# --- decisions ---


@command("委托执行", "Entrust the case")
class Entrust(Command):
    """Send the whole case to a court of another province."""

    to_court: str
    assets_there: bool
    reported_to_high_courts: bool = False
    item_will_do: bool = False


@command("收到委托", "Receive the entrustment")
class ReceiveEntrustment(Command):
    """Say that the letter came in."""


@command("要求补办手续", "Ask for papers")
class AskForPapers(Command):
    """Ask the sender for what is missing."""

    missing: str


@command("补办手续", "Supply the papers")
class SupplyPapers(Command):
    """Complete the papers, or explain in writing."""

    explained: bool = False


@command("受托立案", "File the entrusted case")
class FileEntrusted(Command):
    """File it in the court that is entrusted."""

    number: str
    told: bool


@command("受托开始执行", "Begin entrusted enforcement")
class BeginEntrusted(Command):
    """Say that the court that is entrusted began."""


@command("函复执行情况", "Report to the court that entrusted")
class ReportEntrusted(Command):
    """Tell the sender the result, or how far it is."""

    finished: bool
    note: str


@decides(Entrust)
def entrust(case: Case, ask: Entrust) -> list[Event]:
    """A letter to another province; the round goes on here until the other court has filed (委托执行规定)."""
    here, there = case.court, ask.to_court
    if not re.fullmatch(COURT, there) or there == here:
        raise BadRequest(
            f"不能委托“{there}”", f"{there!r} cannot be entrusted", "写明另一法院的代字，例如 甘1223",
            "give the code of another court, for instance 甘1223",
        )  # fmt: skip
    sent = EntrustmentSent(
        on=ask.on, to_court=there, outstanding_fen=outstanding_fen(case), other_province=here[:1] != there[:1],
        same_level=len(here) == len(there), assets_there=ask.assets_there,
        reported_to_high_courts=ask.reported_to_high_courts, item_will_do=ask.item_will_do,
    )  # fmt: skip
    if bool(is_being_entrusted(case)) and case.last_event(EntrustmentSent) == sent:
        return []
    MAY_ENTRUST.require(case, ask.on, sent)
    return [sent]


@decides(ReceiveEntrustment)
def receive_entrustment(case: Case, ask: ReceiveEntrustment) -> list[Event]:
    """The days of the court that is entrusted run from here."""
    if bool(is_being_entrusted(case) & is_with_entrusted_court(case)):
        return []
    MAY_RECEIVE_ENTRUSTMENT.require(case, ask.on)
    return [EntrustmentReceived(on=ask.on)]


@decides(AskForPapers)
def ask_for_papers(case: Case, ask: AskForPapers, bench: Bench) -> list[Event]:
    """Thirty days for the sender."""
    due = bench.calendar.due(ask.on, THIRTY_DAYS)
    asked = PapersAsked(on=ask.on, missing=ask.missing, supply_by=due.on, calendar=due.calendar)
    if case.last_event(PapersAsked) == asked:
        return []
    MAY_ASK_FOR_PAPERS.require(case, ask.on)
    return [asked]


@decides(SupplyPapers)
def supply_papers(case: Case, ask: SupplyPapers) -> list[Event]:
    """Late papers still help as long as nothing was sent back."""
    supplied = PapersSupplied(on=ask.on, explained=ask.explained)
    if case.last_event(PapersSupplied) == supplied and not bool(papers_are_missing(case)):
        return []
    MAY_SUPPLY_PAPERS.require(case, ask.on)
    return [supplied]


@decides(FileEntrusted)
def file_entrusted(case: Case, ask: FileEntrusted) -> list[Event]:
    """The old round is struck off and not counted; the new court claims what was not collected (335号)."""
    number = str(CaseNumber.parse(ask.number))
    filed = EntrustmentFiled(on=ask.on, number=number, from_court=case.court, from_number=case.number, told=ask.told)
    if case.number == number and bool(case.has(EntrustmentFiled)):
        return []
    MAY_FILE_ENTRUSTED.require(case, ask.on, filed)
    to_court = case.all(EntrustmentSent)[-1].to_court
    opened = open_round(number, ask.on, Origin.TRANSFERRED, outstanding_fen(case), court=to_court)
    return [filed, *strike_off_entrusted(case, ask.on, to_court, number), opened]


@decides(BeginEntrusted)
def begin_entrusted(case: Case, ask: BeginEntrusted) -> list[Event]:
    """Once; a late beginning is a beginning."""
    if case.this_round.has(EntrustedBegun):
        return []
    MAY_BEGIN_ENTRUSTED.require(case, ask.on)
    return [EntrustedBegun(on=ask.on)]


@decides(ReportEntrusted)
def report_entrusted(case: Case, ask: ReportEntrusted) -> list[Event]:
    """As often as there is something to say."""
    reported = EntrustmentReported(on=ask.on, finished=ask.finished, note=ask.note)
    if case.last_event(EntrustmentReported) == reported:
        return []
    MAY_REPORT_ENTRUSTED.require(case, ask.on)
    return [reported]
