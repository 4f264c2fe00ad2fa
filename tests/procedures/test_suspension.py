"""Standing still: reasons that overlap, deferral with its year, days not counted, and the six months."""

from datetime import date, timedelta
from typing import Any

import pytest
from paths import BASIS, endorsed, path_to_filing, path_to_termination, terminate

from casestream.kernel import Calendar, Day
from casestream.kernel.rule import RULES, only
from casestream.procedures.closing import TerminateEnforcement, TerminationGround
from casestream.procedures.filing import DebtorNamed, PartyKind
from casestream.procedures.resumption import EnforcementResumed, ResumeEnforcement, ResumptionGround
from casestream.procedures.reversal import RecordRevocation
from casestream.procedures.rounds import Origin, RoundOpened
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
    is_deferred,
    is_suspended,
    stopped_spans,
    time_limit,
)
from casestream.procedures.suspension.clock import NOT_COUNTED
from casestream.testing import evolve, given
from casestream.testing.scenario import CHIEF, Given, approved

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
        case=BASIS, on=MARCH, ground=TerminationGround.BASIS_REVOKED, served_on=MARCH
    )  # fmt: skip
    path = filed().also(
        suspend(SuspensionReason.RETRIAL),
        RecordRevocation(case=BASIS, on=MARCH, number="（2024）内0624民再1号"),
        *endorsed(ended),
        ended,
    )
    path.when(lift(SuspensionReason.RETRIAL, APRIL)).then_refused("round_is_open")
    path.when(ExtendTimeLimit(case=BASIS, on=APRIL)).then_refused("round_is_open", "president_approved_extension")
    path.when(Defer(case=BASIS, on=APRIL, until=MAY, secured=True, consented=True)).then_refused("round_is_open")


# --- standing still outlives a round ---

MOVED = RoundOpened(
    on=APRIL, number="（2024）内0625执1号", court="内0625", origin=Origin.TRANSFERRED, claimed_fen=4_000_000
)


def test_a_suspension_goes_with_the_case_to_another_court_and_counts_there_from_the_opening() -> None:
    path = filed().also(suspend(SuspensionReason.RETRIAL), MOVED)
    assert is_suspended(path.case)
    assert stopped_spans(path.case, MAY) == [(APRIL, MAY)]
    path.when(suspend(SuspensionReason.RETRIAL, MAY)).then_nothing()
    path.also(lift(SuspensionReason.RETRIAL, MAY))
    assert not is_suspended(path.case)
    assert stopped_spans(path.case) == [(APRIL, MAY)]


def test_a_suspension_that_was_over_before_the_round_stops_none_of_its_days() -> None:
    path = filed().also(suspend(SuspensionReason.RETRIAL), lift(SuspensionReason.RETRIAL, MARCH), MOVED)
    assert stopped_spans(path.case) == []


def test_a_deferral_goes_with_the_case_to_another_court() -> None:
    deferred = Defer(case=BASIS, on=FEBRUARY, until=MAY, secured=True, consented=True)
    path = filed().also(deferred, MOVED)
    assert is_deferred(path.case, Day(MAY))
    assert stopped_spans(path.case) == [(APRIL, MAY + DAY)]


def test_a_hand_over_to_bankruptcy_suspends_a_parked_case_and_what_is_resumed_of_it() -> None:
    path = given(*path_to_termination(), terminate()).also(suspend(SuspensionReason.BANKRUPTCY, MAY))
    resumed = RoundOpened(
        on=MAY + DAY, number="（2024）内0624执恢1号", court="内0624", origin=Origin.RESUMED, claimed_fen=4_000_000
    )
    assert is_suspended(path.also(resumed).case)
    path.also(lift(SuspensionReason.BANKRUPTCY, MAY + 2 * DAY))
    assert not is_suspended(path.case)


def test_who_resumes_ends_the_waiting_to_which_he_had_agreed() -> None:
    withdrawn = TerminateEnforcement(
        case=BASIS, on=MARCH, ground=TerminationGround.SETTLED_AND_WITHDRAWN, served_on=MARCH
    )
    path = settled().also(suspend(SuspensionReason.SETTLEMENT), *endorsed(withdrawn), withdrawn)
    path.also(ReportBreach(case=BASIS, on=APRIL))
    assert is_suspended(path.case)
    resume = ResumeEnforcement(
        case=BASIS, on=MAY, number="（2024）内0624执恢1号", ground=ResumptionGround.SETTLEMENT_BREACHED
    )
    path.when(resume).then(EnforcementResumed, RoundOpened, SuspensionLifted)
    path.also(resume)
    assert not is_suspended(path.case)
    assert stopped_spans(path.case) == []


def test_the_whole_case_stands_only_when_each_of_its_debtors_does() -> None:
    path = given(*path_to_filing(debtor="吴某")).also(
        DebtorNamed(on=FEBRUARY, debtor="某有限责任公司", kind=PartyKind.ENTERPRISE)
    )
    path.also(evolve(suspend(SuspensionReason.BANKRUPTCY), debtor="某有限责任公司"))
    assert not is_suspended(path.case)
    assert stopped_spans(path.case, MAY) == []
    path.when(evolve(suspend(SuspensionReason.BANKRUPTCY, MARCH), debtor="某有限责任公司")).then_nothing()
    path.also(evolve(suspend(SuspensionReason.PARTY_DIED, MARCH), debtor="吴某"))
    assert is_suspended(path.case)
    assert stopped_spans(path.case, MAY) == [(MARCH, MAY)]
    path.also(evolve(lift(SuspensionReason.PARTY_DIED, APRIL), debtor="吴某"))
    assert not is_suspended(path.case)
    assert stopped_spans(path.case, MAY) == [(MARCH, APRIL)]


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


@pytest.mark.parametrize(("until", "refused"), [(date(2025, 2, 1), False), (date(2025, 2, 2), True)])
def test_deferrals_that_follow_one_another_last_a_year_from_the_first(until: Any, refused: Any) -> None:
    again = evolve(defer(until), on=MARCH)
    outcome = filed().also(defer(MARCH)).when(again)
    if refused:
        outcome.then_refused("deferrals_are_within_a_year_together")
    else:
        outcome.then(Deferred)
    by_superior = defer(MARCH, secured=False, consented=False, by_superior=True)
    filed().also(by_superior).when(again).then(Deferred)
    superior_again = evolve(by_superior, on=date(2025, 1, 20), until=date(2025, 4, 1))
    filed().also(defer(MARCH)).when(superior_again).then(Deferred)


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


def extend(on: date = MAY, *, reported: bool = False) -> ExtendTimeLimit:
    return ExtendTimeLimit(case=BASIS, on=on, reported_to_high_court=reported)


APPROVE = approved(extend())


def test_the_president_gives_three_months_more() -> None:
    filed().when(extend()).then_refused("president_approved_extension")
    extended = filed().also(APPROVE).when(extend()).events[0]
    assert isinstance(extended, TimeLimitExtended)
    assert (extended.former, extended.until, extended.asked_in_time) == (date(2024, 7, 8), date(2024, 10, 8), True)
    path = filed().also(APPROVE, extend())
    assert time_limit(path.case, Calendar(), MAY).on == extended.until
    path.when(extend()).then_nothing()


def test_nobody_but_the_president_approves_an_extension() -> None:
    outcome = filed().when(*approved(extend(), CHIEF))
    outcome.then_refused("extension_is_for_the_president")


@pytest.mark.parametrize(
    ("on", "in_time"), [(date(2024, 7, 2), True), (date(2024, 7, 3), True), (date(2024, 7, 4), False)]
)
def test_asking_later_than_five_days_before_the_end_is_recorded_and_not_refused(on: Any, in_time: Any) -> None:
    path = filed().also(APPROVE)
    extended = path.when(extend(on)).events[0]
    assert isinstance(extended, TimeLimitExtended)
    assert extended.asked_in_time is in_time
    found = [unmet.condition.name for unmet in RULES["extension"].unmet(path.case, on, only(extended))]
    assert found == ([] if in_time else ["more_time_is_asked_for_early"])


def test_a_further_extension_needs_another_approval_and_a_report_to_the_high_court() -> None:
    path = filed().also(APPROVE, extend())
    path.when(extend(MAY + DAY)).then_refused("president_approved_extension", "further_extension_is_reported")
    path.also(APPROVE)
    path.when(extend(MAY + DAY)).then_refused("further_extension_is_reported")
    again = path.when(extend(MAY + DAY, reported=True)).events[0]
    assert isinstance(again, TimeLimitExtended)
    assert (again.former, again.until) == (date(2024, 10, 8), date(2025, 1, 8))


def test_days_of_a_sale_and_articles_of_their_day() -> None:
    stop = StopClock(case=BASIS, on=FEBRUARY, reason=ClockReason.SALE)
    restart = RestartClock(case=BASIS, on=MARCH, reason=ClockReason.SALE)
    assert stopped_spans(filed().also(stop, restart).case) == [(FEBRUARY, MARCH)]
    assert NOT_COUNTED.on(date(2020, 12, 31)) == "执行程序解释（2008年）第十四条"
    assert NOT_COUNTED.on(date(2021, 1, 1)) == "执行程序解释（2020年修正）第十三条"
