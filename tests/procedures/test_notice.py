"""The notice to perform, the order to report property, and what came of the report."""

from datetime import date

import pytest

from casestream.kernel import Event
from casestream.procedures.filing import ApplyForEnforcement, FileCase, Party
from casestream.procedures.notice import (
    CheckPropertyReport,
    IssueNotice,
    NoticeIssued,
    PropertyReportChecked,
    PropertyReported,
    PropertyReportOrdered,
    ReceivePropertyReport,
    ReportOutcome,
)
from casestream.procedures.rounds import ClosingMode, Origin, RoundClosed, RoundOpened
from casestream.testing import given
from casestream.testing.scenario import Given

CASE = "（2024）内0624民初100号"
APPLIED, FILED, NOTIFIED, DUE = date(2025, 3, 3), date(2025, 3, 5), date(2025, 3, 6), date(2025, 3, 20)
NOTICE = IssueNotice(case=CASE, on=NOTIFIED, debtor="赵某", perform_by=DUE)


def application(on: date = APPLIED) -> ApplyForEnforcement:
    return ApplyForEnforcement(
        case=CASE, on=on, cause="借款合同纠纷", court="内0624", claimed_fen=28_000_00, effective_on=date(2021, 3, 1),
        performance_due=date(2024, 12, 31), applicants=(Party(name="毕某"),),
        debtors=(Party(name="赵某"), Party(name="冯某某")),
    )  # fmt: skip


apply = application()
file = FileCase(case=CASE, on=FILED, number="（2025）内0624执123号")


def opened() -> Given:
    return given(apply, file)


def notified() -> Given:
    return opened().also(NOTICE)


def parked(on: date) -> Event:
    return RoundClosed(
        on=on, mode=ClosingMode.CURRENT_TERMINATED, claimed_fen=28_000_00, collected_fen=0, opened_on=FILED, used_days=90
    )  # fmt: skip


def report(on: date, changed_on: date | None = None) -> ReceivePropertyReport:
    return ReceivePropertyReport(case=CASE, on=on, debtor="赵某", changed_on=changed_on)


def check(on: date, outcome: ReportOutcome) -> CheckPropertyReport:
    return CheckPropertyReport(case=CASE, on=on, debtor="赵某", outcome=outcome)


def test_the_notice_goes_out_together_with_the_order_to_report() -> None:
    issued, ordered = opened().when(NOTICE).then(NoticeIssued, PropertyReportOrdered).events
    assert issued == NoticeIssued(
        on=NOTIFIED, debtor="赵某", issue_by=date(2025, 3, 13), perform_by=DUE, calendar=issued.calendar  # type: ignore[attr-defined]
    )  # fmt: skip
    assert ordered == PropertyReportOrdered(on=NOTIFIED, debtor="赵某", report_by=DUE)


def test_the_court_may_set_another_day_for_the_report() -> None:
    ask = IssueNotice(case=CASE, on=NOTIFIED, debtor="赵某", perform_by=NOTIFIED, report_by=DUE)
    _, ordered = opened().when(ask).events
    assert ordered == PropertyReportOrdered(on=NOTIFIED, debtor="赵某", report_by=DUE)


def test_a_claim_without_money_gets_the_notice_alone() -> None:
    resumed = RoundOpened(
        on=FILED, number="（2025）内0624执恢1号", court="内0624", origin=Origin.RESUMED, claimed_fen=0
    )  # fmt: skip
    given(apply, resumed).when(NOTICE).then(NoticeIssued)


def test_the_ten_days_run_from_the_application_and_in_a_later_round_from_its_opening() -> None:
    resumed = RoundOpened(
        on=date(2025, 9, 1), number="（2025）内0624执恢1号", court="内0624", origin=Origin.RESUMED, claimed_fen=1
    )  # fmt: skip
    again = IssueNotice(case=CASE, on=date(2025, 9, 2), debtor="赵某", perform_by=date(2025, 9, 10))
    issued = notified().also(parked(date(2025, 8, 1)), resumed).when(again).events[0]
    assert isinstance(issued, NoticeIssued)
    assert issued.issue_by == date(2025, 9, 11)


def test_a_last_day_on_a_weekend_rolls_to_the_working_day_after_it() -> None:
    late_filing = given(application(date(2025, 3, 5)), file)
    issued = late_filing.when(NOTICE).events[0]
    assert isinstance(issued, NoticeIssued)
    assert issued.issue_by == date(2025, 3, 17)  # 15 March 2025 is a Saturday.


def test_a_notice_past_its_ten_days_is_recorded_not_refused() -> None:
    late = IssueNotice(case=CASE, on=date(2025, 4, 30), debtor="赵某", perform_by=date(2025, 5, 30))
    opened().when(late).then(NoticeIssued, PropertyReportOrdered)


@pytest.mark.parametrize(
    ("perform_by", "allowed"),
    [(date(2025, 3, 5), False), (date(2025, 3, 6), True), (date(2025, 3, 7), True)],
)
def test_the_day_to_perform_is_not_before_the_notice(perform_by: date, allowed: bool) -> None:
    ask = IssueNotice(case=CASE, on=NOTIFIED, debtor="赵某", perform_by=perform_by, report_by=DUE)
    outcome = opened().when(ask)
    if allowed:
        outcome.then(NoticeIssued, PropertyReportOrdered)
    else:
        outcome.then_refused("performance_day_lies_ahead")


@pytest.mark.parametrize(
    ("report_by", "allowed"),
    [(date(2025, 3, 5), False), (date(2025, 3, 6), True), (date(2025, 3, 7), True)],
)
def test_the_day_to_report_is_not_before_the_order(report_by: date, allowed: bool) -> None:
    ask = IssueNotice(case=CASE, on=NOTIFIED, debtor="赵某", perform_by=DUE, report_by=report_by)
    outcome = opened().when(ask)
    if allowed:
        outcome.then(NoticeIssued, PropertyReportOrdered)
    else:
        outcome.then_refused("report_day_lies_ahead")


def test_nobody_is_notified_before_the_case_is_filed_or_who_is_no_party() -> None:
    given(apply).when(NOTICE).then_refused("round_is_open")
    stranger = IssueNotice(case=CASE, on=NOTIFIED, debtor="杨某某", perform_by=DUE)
    opened().when(stranger).then_refused("debtor_is_a_party")
    given().when(NOTICE).then_refused("round_is_open", "debtor_is_a_party")


def test_a_second_notice_to_one_debtor_is_quiet_and_another_debtor_gets_his_own() -> None:
    notified().when(IssueNotice(case=CASE, on=date(2025, 3, 9), debtor="赵某", perform_by=DUE)).then_nothing()
    other = IssueNotice(case=CASE, on=NOTIFIED, debtor="冯某某", perform_by=DUE)
    notified().when(other).then(NoticeIssued, PropertyReportOrdered)


@pytest.mark.parametrize(("on", "late"), [(date(2025, 3, 19), False), (DUE, False), (date(2025, 3, 21), True)])
def test_a_report_is_late_from_the_day_after_its_last_day(on: date, late: bool) -> None:
    reported = notified().when(report(on)).events[0]
    assert reported == PropertyReported(on=on, debtor="赵某", truthful=True, late=late, report_by=DUE)


def test_a_report_that_nobody_ordered_is_refused() -> None:
    opened().when(report(DUE)).then_refused("report_was_ordered")


def test_the_same_report_twice_is_one() -> None:
    notified().also(report(DUE)).when(report(DUE)).then_nothing()


def test_the_duty_to_report_survives_the_end_of_the_procedure() -> None:
    notified().also(parked(date(2025, 8, 1))).when(report(date(2025, 8, 8))).then(PropertyReported)


@pytest.mark.parametrize(
    ("on", "late"), [(date(2025, 8, 10), False), (date(2025, 8, 11), False), (date(2025, 8, 12), True)]
)
def test_a_change_is_reported_within_ten_days(on: date, late: bool) -> None:
    supplement = notified().also(report(DUE)).when(report(on, changed_on=date(2025, 8, 1))).events[0]
    assert isinstance(supplement, PropertyReported)
    assert (supplement.late, supplement.report_by) == (late, date(2025, 8, 11))


@pytest.mark.parametrize(
    ("changed_on", "allowed"), [(date(2025, 8, 1), True), (date(2025, 8, 2), False), (date(2099, 8, 1), False)]
)
def test_a_change_that_has_not_happened_is_not_reported(changed_on: date, allowed: bool) -> None:
    outcome = notified().when(report(date(2025, 8, 1), changed_on))
    if allowed:
        outcome.then(PropertyReported)
    else:
        outcome.then_refused("change_has_happened")


@pytest.mark.parametrize("outcome", [ReportOutcome.TRUE, ReportOutcome.FALSE])
def test_a_report_is_found_true_or_false_only_when_it_was_made(outcome: ReportOutcome) -> None:
    checked = notified().also(report(DUE)).when(check(DUE, outcome))
    checked.then(PropertyReportChecked(on=DUE, debtor="赵某", outcome=outcome))
    notified().when(check(DUE, outcome)).then_refused("report_was_made")


def test_a_report_is_found_late_only_when_it_was_late() -> None:
    on = date(2025, 3, 25)
    notified().also(report(date(2025, 3, 21))).when(check(on, ReportOutcome.LATE)).then(PropertyReportChecked)
    notified().also(report(DUE)).when(check(on, ReportOutcome.LATE)).then_refused("report_was_late")
    notified().when(check(on, ReportOutcome.LATE)).then_refused("report_was_late")


@pytest.mark.parametrize(("on", "allowed"), [(date(2025, 3, 19), False), (DUE, False), (date(2025, 3, 21), True)])
def test_silence_is_refusal_from_the_day_after_the_last_day(on: date, allowed: bool) -> None:
    outcome = notified().when(check(on, ReportOutcome.REFUSED))
    if allowed:
        outcome.then(PropertyReportChecked)
    else:
        outcome.then_refused("report_was_withheld")


def test_who_reported_did_not_refuse() -> None:
    reported = notified().also(report(date(2025, 4, 1)))
    reported.when(check(date(2025, 4, 2), ReportOutcome.REFUSED)).then_refused("report_was_withheld")


def test_what_was_never_ordered_is_not_checked() -> None:
    opened().when(check(DUE, ReportOutcome.REFUSED)).then_refused("report_was_ordered", "report_was_withheld")


def test_the_same_finding_is_quiet_until_a_further_report() -> None:
    checked = notified().also(report(DUE), check(DUE, ReportOutcome.TRUE))
    checked.when(check(date(2025, 3, 24), ReportOutcome.TRUE)).then_nothing()
    checked.when(check(date(2025, 3, 24), ReportOutcome.FALSE)).then(PropertyReportChecked)
    again = checked.also(report(date(2025, 8, 4), changed_on=date(2025, 8, 1)))
    again.when(check(date(2025, 8, 5), ReportOutcome.TRUE)).then(PropertyReportChecked)
