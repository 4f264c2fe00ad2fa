"""Standing still: reasons that overlap, deferral with its year, days not counted, and the six months."""

from datetime import date, timedelta
from typing import Any

import pytest
from paths import BASIS, path_to_filing, path_to_termination, terminate

from casestream.kernel import Calendar
from casestream.procedures.approval import Approve, Matter
from casestream.procedures.closing import TerminateEnforcement, TerminationGround
from casestream.procedures.settlement import HowSettled, Item, RecordSettlement, ReportBreach
from casestream.procedures.suspension import (
    ClockReason,
    ClockRestarted,
    ClockStopped,
    Defer,
    DeferralEnded,
    Deferred,
    EndDeferral,
    ExtendTimeLimit,
    LiftSuspension,
    RestartClock,
    StopClock,
    Suspend,
    Suspended,
    SuspensionLifted,
    SuspensionReason,
    TimeLimitExtended,
    stopped_spans,
    time_limit,
)
from casestream.testing import CLERK, PRESIDENT, given
from casestream.testing.scenario import Given

DAY = timedelta(days=1)
FEBRUARY, MARCH, APRIL, MAY = date(2024, 2, 1), date(2024, 3, 1), date(2024, 4, 1), date(2024, 5, 6)


def filed() -> Given:
    return given(*path_to_filing())


def suspend(reason: SuspensionReason, on: date = FEBRUARY, note: str = "") -> Suspend:
    return Suspend(case=BASIS, on=on, reason=reason, note=note)


def lift(reason: SuspensionReason, on: date = MARCH, *, noticed: bool = True) -> LiftSuspension:
    return LiftSuspension(case=BASIS, on=on, reason=reason, noticed=noticed)


def settled() -> Given:
    items = (Item(name="一次付清", value_fen=100, perform_by=MARCH),)
    return filed().also(RecordSettlement(case=BASIS, on=FEBRUARY, how=HowSettled.JOINT, items=items))


# --- suspension ---


@pytest.mark.parametrize(
    "reason",
    [reason for reason in SuspensionReason if reason not in (SuspensionReason.SETTLEMENT, SuspensionReason.OTHER)],
)
def test_each_reason_of_the_law_suspends(reason: Any) -> None:
    filed().when(suspend(reason)).then(Suspended(on=FEBRUARY, reason=reason))
    filed().also(suspend(reason)).when(suspend(reason, MARCH)).then_nothing()


def test_another_reason_is_put_into_words() -> None:
    filed().when(suspend(SuspensionReason.OTHER)).then_refused("other_reason_is_stated")
    filed().when(suspend(SuspensionReason.OTHER, note="等待另案结果")).then(Suspended)


def test_a_settlement_suspends_only_while_there_is_one() -> None:
    filed().when(suspend(SuspensionReason.SETTLEMENT)).then_refused("settlement_is_behind_it")
    settled().when(suspend(SuspensionReason.SETTLEMENT)).then(Suspended)


def test_a_closed_round_is_not_suspended() -> None:
    given(*path_to_termination(), terminate()).when(suspend(SuspensionReason.RETRIAL, MAY)).then_refused(
        "round_is_open"
    )


def test_a_suspension_ends_with_a_written_notice() -> None:
    path = filed().also(suspend(SuspensionReason.RETRIAL))
    path.when(lift(SuspensionReason.RETRIAL, noticed=False)).then_refused("parties_are_told_in_writing")
    path.when(lift(SuspensionReason.RETRIAL)).then(
        SuspensionLifted(on=MARCH, reason=SuspensionReason.RETRIAL, noticed=True)
    )
    path.also(lift(SuspensionReason.RETRIAL)).when(lift(SuspensionReason.RETRIAL, APRIL)).then_nothing()


def test_what_was_never_suspended_is_not_lifted() -> None:
    filed().when(lift(SuspensionReason.RETRIAL)).then_refused("reason_still_holds")
    filed().also(suspend(SuspensionReason.PARTY_DIED)).when(lift(SuspensionReason.RETRIAL)).then_refused(
        "reason_still_holds"
    )


def test_a_case_suspended_for_a_settlement_goes_on_only_when_the_settlement_is_over() -> None:
    path = settled().also(suspend(SuspensionReason.SETTLEMENT))
    path.when(lift(SuspensionReason.SETTLEMENT)).then_refused("settlement_is_over")
    path.also(ReportBreach(case=BASIS, on=MARCH + DAY))
    path.when(lift(SuspensionReason.SETTLEMENT, MARCH + DAY)).then(SuspensionLifted)


def test_the_days_of_two_overlapping_reasons_are_stopped_from_the_first_to_the_last() -> None:
    path = filed().also(
        suspend(SuspensionReason.RETRIAL, FEBRUARY),
        suspend(SuspensionReason.PARTY_DIED, MARCH),
        lift(SuspensionReason.RETRIAL, APRIL),
    )
    assert stopped_spans(path.case, MAY) == [(FEBRUARY, APRIL), (MARCH, MAY)]
    path.also(lift(SuspensionReason.PARTY_DIED, MAY))
    assert stopped_spans(path.case) == [(FEBRUARY, APRIL), (MARCH, MAY)]


def test_a_case_that_never_stood_has_no_stopped_days() -> None:
    assert stopped_spans(filed().case) == []


def test_a_closed_round_is_neither_lifted_nor_deferred() -> None:
    ended = TerminateEnforcement(
        case=BASIS, on=MARCH, ground=TerminationGround.BANKRUPT, served_on=MARCH, reviewed=True
    )  # fmt: skip
    path = filed().also(suspend(SuspensionReason.BANKRUPTCY), ended)
    path.when(lift(SuspensionReason.BANKRUPTCY, APRIL)).then_refused("round_is_open")
    path.when(ExtendTimeLimit(case=BASIS, on=APRIL)).then_refused("round_is_open", "president_approved_extension")
    path.when(Defer(case=BASIS, on=APRIL, until=MAY, secured=True, consented=True)).then_refused("round_is_open")


# --- deferral ---


def defer(until: date, *, secured: bool = True, consented: bool = True, **superior: bool) -> Defer:
    return Defer(case=BASIS, on=FEBRUARY, until=until, secured=secured, consented=consented, **superior)


def test_a_deferral_needs_security_and_consent() -> None:
    filed().when(defer(MARCH, secured=False, consented=False)).then_refused("security_is_given", "applicant_consents")
    filed().when(defer(MARCH, consented=False)).then_refused("applicant_consents")
    filed().when(defer(MARCH)).then(Deferred(on=FEBRUARY, until=MARCH, secured=True, consented=True))


@pytest.mark.parametrize(
    ("until", "refused"),
    [
        (FEBRUARY - DAY, "deferral_ends_later"),
        (FEBRUARY, ""),
        (date(2025, 1, 31), ""),
        (date(2025, 2, 1), ""),
        (date(2025, 2, 2), "deferral_is_within_a_year"),
    ],
)
def test_a_deferral_on_security_lasts_a_year_at_most(until: Any, refused: Any) -> None:
    outcome = filed().when(defer(until))
    if refused:
        outcome.then_refused(refused)
    else:
        outcome.then(Deferred)


@pytest.mark.parametrize(("until", "refused"), [(date(2024, 5, 1), False), (date(2024, 5, 2), True)])
def test_a_superior_defers_for_three_months_without_security(until: Any, refused: Any) -> None:
    outcome = filed().when(defer(until, secured=False, consented=False, by_superior=True))
    if refused:
        outcome.then_refused("superior_deferral_is_within_three_months")
    else:
        outcome.then(Deferred)
    extended = defer(until, secured=False, consented=False, by_superior=True, superior_extended=True)
    filed().when(extended).then(Deferred)


def test_the_year_of_a_secured_deferral_does_not_bind_a_superior_s_president() -> None:
    beyond = defer(date(2025, 2, 2), secured=False, consented=False, by_superior=True, superior_extended=True)
    filed().when(beyond).then(Deferred)


def test_the_same_deferral_is_recorded_once() -> None:
    filed().also(defer(MARCH)).when(defer(MARCH)).then_nothing()
    filed().also(defer(MARCH)).when(defer(APRIL)).then(Deferred)


def test_a_deferral_ends_by_itself_or_before() -> None:
    end = EndDeferral(case=BASIS, on=FEBRUARY + 9 * DAY)
    filed().when(end).then_refused("deferral_runs")
    filed().also(defer(MARCH)).when(end).then(DeferralEnded(on=FEBRUARY + 9 * DAY))
    filed().also(defer(MARCH), end).when(end).then_nothing()
    filed().also(defer(MARCH)).when(EndDeferral(case=BASIS, on=MARCH)).then(DeferralEnded)
    filed().also(defer(MARCH)).when(EndDeferral(case=BASIS, on=MARCH + DAY)).then_nothing()


def test_a_deferral_is_not_counted_to_its_last_day_or_its_early_end() -> None:
    assert stopped_spans(filed().also(defer(MARCH)).case) == [(FEBRUARY, MARCH + DAY)]
    assert stopped_spans(filed().also(defer(MARCH)).case, FEBRUARY + DAY) == [(FEBRUARY, FEBRUARY + DAY)]
    ended = filed().also(defer(MARCH), EndDeferral(case=BASIS, on=FEBRUARY + 9 * DAY))
    assert stopped_spans(ended.case) == [(FEBRUARY, FEBRUARY + 9 * DAY)]


# --- the clock ---


def test_the_clock_stops_and_restarts_once_for_each_reason() -> None:
    stop = StopClock(case=BASIS, on=FEBRUARY, reason=ClockReason.APPRAISAL)
    restart = RestartClock(case=BASIS, on=MARCH, reason=ClockReason.APPRAISAL)
    filed().when(restart).then_refused("clock_stands_for_it")
    filed().when(stop).then(ClockStopped(on=FEBRUARY, reason=ClockReason.APPRAISAL))
    filed().also(stop).when(stop).then_nothing()
    filed().also(stop).when(restart).then(ClockRestarted(on=MARCH, reason=ClockReason.APPRAISAL))
    filed().also(stop, restart).when(restart).then_nothing()
    filed().also(stop).when(RestartClock(case=BASIS, on=MARCH, reason=ClockReason.COORDINATION)).then_refused(
        "clock_stands_for_it"
    )
    assert stopped_spans(filed().also(stop, restart).case) == [(FEBRUARY, MARCH)]


def test_the_clock_of_a_closed_round_is_not_stopped() -> None:
    stop = StopClock(case=BASIS, on=MAY, reason=ClockReason.APPRAISAL)
    given(*path_to_termination(), terminate()).when(stop).then_refused("round_is_open")


def test_six_months_are_longer_by_the_days_on_which_the_case_stood() -> None:
    assert time_limit(filed().case, Calendar(), MAY).on == date(2024, 7, 8)
    stood = filed().also(suspend(SuspensionReason.RETRIAL), lift(SuspensionReason.RETRIAL))
    assert time_limit(stood.case, Calendar(), MAY).on == date(2024, 8, 6)  # 29 days of February 2024


# --- extension ---

APPROVE = (Approve(case=BASIS, on=MAY, matter=Matter.TIME_EXTENSION), PRESIDENT)


def extend(on: date = MAY, *, reported: bool = False) -> ExtendTimeLimit:
    return ExtendTimeLimit(case=BASIS, on=on, reported_to_high_court=reported)


def test_the_president_gives_three_months_more() -> None:
    filed().when(extend()).then_refused("president_approved_extension")
    extended = filed().also(APPROVE).when(extend()).events[0]
    assert isinstance(extended, TimeLimitExtended)
    assert (extended.former, extended.until, extended.asked_in_time) == (date(2024, 7, 8), date(2024, 10, 8), True)
    path = filed().also(APPROVE, extend())
    assert time_limit(path.case, Calendar(), MAY).on == extended.until
    path.when(extend()).then_nothing()


def test_nobody_but_the_president_approves_an_extension() -> None:
    outcome = filed().when(Approve(case=BASIS, on=MAY, matter=Matter.TIME_EXTENSION), CLERK)
    outcome.then_refused("approver_has_the_power")


@pytest.mark.parametrize(
    ("on", "in_time"), [(date(2024, 7, 2), True), (date(2024, 7, 3), True), (date(2024, 7, 4), False)]
)
def test_asking_later_than_five_days_before_the_end_is_recorded_and_not_refused(on: Any, in_time: Any) -> None:
    extended = filed().also(APPROVE).when(extend(on)).events[0]
    assert isinstance(extended, TimeLimitExtended)
    assert extended.asked_in_time is in_time


def test_a_further_extension_needs_another_approval_and_a_report_to_the_high_court() -> None:
    path = filed().also(APPROVE, extend())
    path.when(extend(MAY + DAY)).then_refused("president_approved_extension", "further_extension_is_reported")
    path.also(APPROVE)
    path.when(extend(MAY + DAY)).then_refused("further_extension_is_reported")
    again = path.when(extend(MAY + DAY, reported=True)).events[0]
    assert isinstance(again, TimeLimitExtended)
    assert (again.former, again.until) == (date(2024, 10, 8), date(2025, 1, 8))
