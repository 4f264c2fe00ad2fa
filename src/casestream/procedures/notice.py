"""执行通知 — the notice to perform, and the order to report property that goes out with it."""

from datetime import date

from casestream.kernel import (
    AnyDay,
    Asked,
    Bench,
    Case,
    Command,
    Event,
    Label,
    Period,
    Truth,
    command,
    condition,
    deadline,
    decides,
    event,
    every,
    key,
)
from casestream.kernel.case import Keyed
from casestream.procedures.filing import (
    FILING_CONDITIONS,
    DebtorLeft,
    DebtorNamed,
    EnforcementApplied,
    HandlerAssigned,
    is_still_a_debtor,
    round_is_open,
)
from casestream.procedures.instruments import INVESTIGATION, R35, R373, ji
from casestream.procedures.rounds import Origin, Round, RoundOpened

# --- law ---

TEN_DAYS_TO_NOTIFY = Period(days=10)  # 民诉法解释第四百八十条
TEN_DAYS_TO_SUPPLEMENT = Period(days=10)  # 财产调查规定第七条

# --- events ---


class ReportOutcome(Label):
    """What the check of a property report found."""

    TRUE = "true", "如实报告", "true"
    FALSE = "false", "虚假报告", "false"
    LATE = "late", "无正当理由逾期报告", "late without good reason"
    REFUSED = "refused", "拒绝报告", "refused"


REPORT_BREACHES = (ReportOutcome.FALSE, ReportOutcome.LATE, ReportOutcome.REFUSED)


@event("notice.issued", "执行通知", "Notice to perform issued")
class NoticeIssued(Event):
    """A debtor was told to perform by `perform_by`. `issue_by` was the last day for the notice, as `calendar` counted."""

    debtor: str = key("debtor")
    issue_by: date
    perform_by: date
    calendar: str


@event("notice.served", "执行通知送达", "Notice to perform served")
class NoticeServed(Event):
    """The debtor received the notice on this day: what runs from its receipt runs from here."""

    debtor: str = key("debtor")


@event("notice.property_report_ordered", "报告财产令", "Property report ordered")
class PropertyReportOrdered(Event):
    """A debtor was ordered to report property by `report_by`. The duty survives the end of the current procedure."""

    debtor: str = key("debtor")
    report_by: date


@event("notice.property_reported", "财产报告", "Property reported")
class PropertyReported(Event):
    """A debtor reported present property and that of the year before the notice; `truthful` as it looks on receipt.

    A supplement tells what changed on `changed_on`. `report_by` was the last day for this report, so `late` says
    whether it was missed.
    """

    debtor: str = key("debtor")
    truthful: bool
    late: bool
    changed_on: date | None = None
    report_by: date | None = None
    calendar: str = ""


@event("notice.property_report_checked", "核查财产报告", "Property report checked")
class PropertyReportChecked(Event):
    """The court compared the report, or the silence, with what it found."""

    debtor: str = key("debtor")
    outcome: ReportOutcome


# --- deadlines ---

NOTICE = deadline(
    "notice",
    "发出执行通知",
    "notice to perform",
    begins=DebtorNamed,
    kept_by=(NoticeIssued, DebtorLeft),
    key="debtor",
    citation=ji(480),
    period=TEN_DAYS_TO_NOTIFY,
    node="203001003",
)
HANDLER_NOTICE = deadline(
    "handler_notice",
    "承办人发出执行通知",
    "notice by the handler",
    begins=HandlerAssigned,
    kept_by=NoticeIssued,
    citation=R35.article("第四条"),
    period=Period(days=3),
    node="203001003",
)
PROPERTY_REPORT = deadline(
    "property_report",
    "被执行人报告财产",
    "property report of the debtor",
    begins=PropertyReportOrdered,
    kept_by=(PropertyReported, PropertyReportChecked),
    key="debtor",
    citation=INVESTIGATION.article("第三条"),
    due="report_by",
)


# --- conditions ---


@condition(
    FILING_CONDITIONS,
    en="Measures go only against a person whom the case names as debtor, and against whom it goes on",
    met_by=DebtorNamed,
)
def debtor_is_a_party(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """执行措施只能对本案被执行人采取"""
    return is_still_a_debtor(case.about("debtor", decided))


@condition(
    ji(480),
    en="The notice orders the debtor to perform within a set period",
    met_by=("履行期限不得早于通知之日", "a day for performance that is not before the notice"),
)
def performance_day_lies_ahead(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """执行通知应当责令被执行人在指定期间内履行法律文书确定的义务"""
    return decided.latest(NoticeIssued.perform_by) >= today


@condition(ji(480), en="The debtor was sent the notice", met_by=NoticeIssued)
def served_notice_was_issued(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """送达的是已发出的执行通知"""
    return case.about("debtor", decided).this_round.has(NoticeIssued)


@condition(
    INVESTIGATION.article("第三条"),
    en="The order sets a period within which property must be reported",
    met_by=("报告期限不得早于发出之日", "a day for the report that is not before the order"),
)
def report_day_lies_ahead(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """报告财产令应当指定被执行人报告财产的期限"""
    return decided.latest(PropertyReportOrdered.report_by) >= today


@condition(
    INVESTIGATION.article("第三条"),
    en="The debtor was ordered to report property",
    met_by=PropertyReportOrdered,
)
def report_was_ordered(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """人民法院已向被执行人发出报告财产令"""
    return case.about("debtor", decided).has(PropertyReportOrdered)


@condition(
    INVESTIGATION.article("第七条"),
    en="A supplement tells a change that has happened",
    met_by=("财产变动发生之日不得晚于补充报告之日", "a change not later than the supplement"),
)
def change_has_happened(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """财产情况发生变动的，应当自变动之日起十日内补充报告"""
    return ~(decided.latest(PropertyReported.changed_on) > today)


@condition(
    R373.article("第二条"),
    en="Only a report that was made can be found true or false",
    met_by=PropertyReported,
)
def report_was_made(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """对被执行人报告的财产情况进行核查"""
    judges_a_report = decided.has(PropertyReportChecked, {"outcome": (ReportOutcome.TRUE, ReportOutcome.FALSE)})
    return ~judges_a_report | case.about("debtor", decided).has(PropertyReported)


@condition(
    INVESTIGATION.article("第九条"),
    en="Only a report that came after its last day can be found late",
    met_by=("逾期的财产报告", "a report made after its last day"),
)
def report_was_late(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """被执行人无正当理由逾期报告"""
    finds_late = decided.has(PropertyReportChecked, {"outcome": ReportOutcome.LATE})
    return ~finds_late | case.about("debtor", decided).has(PropertyReported, {"late": True})


@condition(
    INVESTIGATION.article("第九条"),
    en="A debtor refuses who has let the last day pass without any report",
    met_by=("报告期限已过且未报告", "the last day for the report has passed and no report was made"),
)
def report_was_withheld(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """被执行人拒绝报告"""
    debtor = case.this_round.about("debtor", decided)
    withheld = (debtor.latest(PropertyReportOrdered.report_by) < today) & ~debtor.has(PropertyReported)
    return ~decided.has(PropertyReportChecked, {"outcome": ReportOutcome.REFUSED}) | withheld


MAY_NOTIFY = every(
    "notice", "执行通知", "Notice",
    round_is_open, debtor_is_a_party, performance_day_lies_ahead,
    guards=NoticeIssued,
)  # fmt: skip
MAY_SERVE_NOTICE = every(
    "notice_service", "执行通知送达", "Service of the notice", served_notice_was_issued, guards=NoticeServed
)  # fmt: skip
MAY_ORDER_REPORT = every(
    "report_order", "报告财产令", "Order to report property",
    report_day_lies_ahead,
    guards=PropertyReportOrdered,
)  # fmt: skip
MAY_REPORT = every(
    "property_report", "报告财产", "Property report",
    report_was_ordered, change_has_happened,
    guards=PropertyReported,
)  # fmt: skip
MAY_CHECK_REPORT = every(
    "report_check", "核查财产报告", "Check of a property report",
    report_was_ordered, report_was_made, report_was_late, report_was_withheld,
    guards=PropertyReportChecked,
)  # fmt: skip

# --- decisions ---


@command("发出执行通知", "Issue the notice to perform")
class IssueNotice(Command):
    """Order a debtor to perform by a day and, on a money claim, to report property by `report_by` (default: that day)."""

    debtor: str
    perform_by: date
    report_by: date | None = None


@command("登记执行通知送达", "Record the service of the notice")
class RecordNoticeService(Command):
    """Say that a debtor received the notice on this day."""

    debtor: str


@command("接收财产报告", "Receive a property report")
class ReceivePropertyReport(Command):
    """Take in a debtor's report; `changed_on` makes it a supplement about a change of that day."""

    debtor: str
    truthful: bool = True
    changed_on: date | None = None


@command("核查财产报告", "Check a property report")
class CheckPropertyReport(Command):
    """Say what the check of a debtor's report, or of the silence, found."""

    debtor: str
    outcome: ReportOutcome


def _application_received_on(case: Case, on: date) -> date:
    """The day from which the ten days run: the application, or the opening of a resumed or transferred round."""
    opened, applied = case.last_event(RoundOpened), case.last_event(EnforcementApplied)
    if opened and (opened.origin is not Origin.FILED or applied is None):
        return opened.on
    return applied.on if applied else on


@decides(IssueNotice)
def issue_notice(case: Case, ask: IssueNotice, bench: Bench) -> list[Event]:
    """Within ten days of the application; on a money claim the order to report goes with it (财产调查规定第三、四条)."""
    if Keyed(case, "debtor", ask.debtor).this_round.has(NoticeIssued):
        return []
    issue_by = bench.calendar.due(_application_received_on(case, ask.on), TEN_DAYS_TO_NOTIFY)
    issued = NoticeIssued(
        on=ask.on, debtor=ask.debtor, issue_by=issue_by.on, perform_by=ask.perform_by, calendar=issue_by.calendar
    )  # fmt: skip
    MAY_NOTIFY.require(case, ask.on, issued)
    if case[Round].claimed_fen <= 0:
        return [issued]
    ordered = PropertyReportOrdered(on=ask.on, debtor=ask.debtor, report_by=ask.report_by or ask.perform_by)
    MAY_ORDER_REPORT.require(case, ask.on, ordered)
    return [issued, ordered]


@decides(RecordNoticeService)
def record_notice_service(case: Case, ask: RecordNoticeService) -> list[Event]:
    """A notice is received once; a court may leave the day open."""
    if Keyed(case, "debtor", ask.debtor).this_round.has(NoticeServed):
        return []
    served = NoticeServed(on=ask.on, debtor=ask.debtor)
    MAY_SERVE_NOTICE.require(case, ask.on, served)
    return [served]


@decides(ReceivePropertyReport)
def receive_report(case: Case, ask: ReceivePropertyReport, bench: Bench) -> list[Event]:
    """A late report is received all the same; an ended procedure does not end the duty (财产调查规定第七、十一条)."""
    ordered = case.last_event(PropertyReportOrdered, {"debtor": ask.debtor})
    report_by, calendar = (ordered.report_by if ordered else None), ""
    if ask.changed_on:
        # A change still to come is refused below; no calendar need reach so far.
        due = bench.calendar.due(min(ask.changed_on, ask.on), TEN_DAYS_TO_SUPPLEMENT)
        report_by, calendar = due.on, due.calendar
    reported = PropertyReported(
        on=ask.on, debtor=ask.debtor, truthful=ask.truthful, late=report_by is not None and report_by < ask.on,
        changed_on=ask.changed_on, report_by=report_by, calendar=calendar,
    )  # fmt: skip
    if case.last_event(PropertyReported, {"debtor": ask.debtor}) == reported:
        return []
    MAY_REPORT.require(case, ask.on, reported)
    return [reported]


@decides(CheckPropertyReport)
def check_report(case: Case, ask: CheckPropertyReport) -> list[Event]:
    """The same finding on the same reports is made once; a further report may be checked again (法〔2016〕373号第二条)."""
    debtor = Keyed(case, "debtor", ask.debtor).this_round
    last = case.last_event(PropertyReportChecked, {"debtor": ask.debtor})
    if last and last.outcome is ask.outcome and debtor.during(PropertyReportChecked, PropertyReported):
        return []
    checked = PropertyReportChecked(on=ask.on, debtor=ask.debtor, outcome=ask.outcome)
    MAY_CHECK_REPORT.require(case, ask.on, checked)
    return [checked]
