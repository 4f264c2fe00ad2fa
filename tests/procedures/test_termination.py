"""The end of a round for want of assets: every omission is refused by its own article, and five years of looking again."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from paths import (
    APPLICANT,
    BASIS,
    CLAIMED_FEN,
    DEBTOR,
    FILED,
    endorsed,
    first_day_of_ending,
    path_to_filing,
    path_to_termination,
    terminate,
)

from casestream.kernel import Event, Period
from casestream.kernel.calendar import Calendar, months_later
from casestream.kernel.rule import only
from casestream.procedures.approval import Approved, Matter, Post
from casestream.procedures.asset_search import (
    FURTHER_SCOPES,
    TERMINATION_SCOPES,
    AssetClass,
    AssetFound,
    AssetRuledUnenforceable,
    ClueReceived,
    ClueVerified,
    NetworkScopeReturned,
    OfflineSearched,
    RecordScopeReturn,
    Scope,
    SearchMeans,
    SearchOffline,
    WhereaboutsUnknown,
)
from casestream.procedures.coercion import Detained, Fined, Ground, ObstructionFound, SeekDebtor, SoughtBy
from casestream.procedures.control import AssetDisposed, AssetReleased, ReleaseReason
from casestream.procedures.credit import (
    ConsumptionRestricted,
    ConsumptionRestrictionLifted,
    DefaulterGround,
    ListedAsDefaulter,
    NotListable,
    NotListableReason,
    RemovalReason,
    RemovedFromDefaulterList,
)
from casestream.procedures.filing import (
    ApplicantNamed,
    ApplyForEnforcement,
    CaseFiled,
    DebtorNamed,
    FileCase,
    Party,
    PartyKind,
)
from casestream.procedures.notice import NoticeIssued, PropertyReportChecked, PropertyReportOrdered, ReportOutcome
from casestream.procedures.proceeds import PaidToCreditor, ProceedsReceived, ReceiveProceeds, Source
from casestream.procedures.rounds import ClosingMode, Origin, RoundClosed, RoundOpened
from casestream.procedures.suspension import Deferred, Suspended, SuspensionReason
from casestream.procedures.termination import (
    MAY_QUERY_AFTERWARDS,
    MAY_TERMINATE,
    ApplicantConfirmedTermination,
    ConfirmTermination,
    HoldInterview,
    InterviewHeld,
    PostTerminationQueried,
    RecordPostTerminationQuery,
    RoundTerminated,
    TerminateRound,
)
from casestream.testing import evolve, given
from casestream.testing.scenario import Given

END = first_day_of_ending()
DAY = timedelta(days=1)


def history(**options: object) -> list[Event]:
    """The events of the lawful path."""
    return given(*path_to_termination(**options)).case.events  # type: ignore[arg-type]


def without(drop: Callable[[Event], bool], events: list[Event] | None = None) -> Given:
    """The lawful path with some of its events left out."""
    whole = history() if events is None else events
    kept = [event for event in whole if not drop(event)]
    assert len(kept) < len(whole)
    return given(*kept)


def ending(**changes: object) -> TerminateRound:
    return TerminateRound(**{"case": BASIS, "on": END, **changes})  # type: ignore[arg-type]


# --- the ending ---


def test_the_lawful_path_ends_the_round_and_parks_what_is_owed() -> None:
    outcome = given(*path_to_termination()).when(terminate())
    outcome.then(RoundTerminated, RoundClosed)
    terminated, closed = outcome.events
    assert isinstance(terminated, RoundTerminated)
    assert isinstance(closed, RoundClosed)
    assert (terminated.unpaid_fen, terminated.served_on) == (CLAIMED_FEN, END)
    assert terminated.next_query_by == date(2024, 10, 9)
    assert closed == RoundClosed(
        on=END, mode=ClosingMode.CURRENT_TERMINATED, claimed_fen=CLAIMED_FEN, collected_fen=0, opened_on=FILED,
        used_days=92,
    )  # fmt: skip


def test_the_ruling_names_the_articles_of_its_day() -> None:
    terminated = given(*path_to_termination()).when(terminate()).events[0]
    assert isinstance(terminated, RoundTerminated)
    assert "民诉法解释（2022年修正）第五百一十七条" in terminated.relied_on
    assert "法〔2016〕373号第一条第（四）项" in terminated.relied_on
    assert not any("提质增效" in article for article in terminated.relied_on)


def test_before_april_2022_the_interpretation_numbered_the_endorsement_519() -> None:
    filed = date(2021, 1, 11)
    events = given(*path_to_termination(filed=filed)).when(terminate(filed=filed)).events
    assert isinstance(events[0], RoundTerminated)
    assert "民诉法解释（2020年修正）第五百一十九条" in events[0].relied_on


def test_from_the_end_of_2024_the_sixth_threshold_is_cited_beside_the_five() -> None:
    filed = date(2025, 1, 6)
    events = given(*path_to_termination(filed=filed)).when(terminate(filed=filed)).events
    assert isinstance(events[0], RoundTerminated)
    assert any("提质增效" in article for article in events[0].relied_on)


def test_the_sixth_threshold_is_marked_as_not_verified() -> None:
    (sixth,) = [condition for condition in MAY_TERMINATE.conditions if condition.name == "sixth_threshold_is_passed"]
    assert sixth.citation.mark == "K-low"
    assert not sixth.citation.in_force(date(2024, 12, 29))
    assert sixth.citation.in_force(date(2024, 12, 30))


def test_ending_a_parked_round_again_is_quiet() -> None:
    given(*path_to_termination(), terminate()).when(ending(on=END + DAY)).then_nothing()


def test_an_entity_needs_no_housing_fund() -> None:
    path = path_to_termination(kind=PartyKind.ENTERPRISE)
    given(*path).when(terminate()).then(RoundTerminated, RoundClosed)


def test_a_case_that_was_merely_filed_is_refused_on_every_count() -> None:
    given(*path_to_filing()).when(terminate()).then_refused(
        "notice_was_issued", "every_report_was_ordered", "report_was_checked", "consumption_is_restricted",
        "eligible_debtors_are_listed", "network_was_queried", "further_assets_were_looked_into",
        "offline_search_was_made", "ending_is_endorsed", "interview_was_held",
    )  # fmt: skip


def test_an_unfiled_case_has_no_round_to_end() -> None:
    outcome = given(path_to_filing()[0]).when(terminate())
    assert outcome.refusal
    names = {unmet.condition.name for unmet in outcome.refusal.unmet}
    assert {"round_is_open", "three_months_have_passed", "something_is_outstanding"} <= names


# --- each omission, its one refusal ---

OMISSIONS: dict[str, tuple[Callable[[Event], bool], str]] = {
    "notice": (lambda event: type(event) is NoticeIssued, "notice_was_issued"),
    "report order": (lambda event: type(event) is PropertyReportOrdered, "every_report_was_ordered"),
    "report check": (lambda event: type(event) is PropertyReportChecked, "report_was_checked"),
    "restriction": (lambda event: type(event) is ConsumptionRestricted, "consumption_is_restricted"),
    "listing": (lambda event: type(event) is ListedAsDefaulter, "eligible_debtors_are_listed"),
    "clue": (lambda event: type(event) is ClueVerified, "clues_were_verified"),
    "offline search": (lambda event: type(event) is OfflineSearched, "offline_search_was_made"),
    "asset": (lambda event: type(event) is AssetRuledUnenforceable, "assets_were_dealt_with"),
    "interview": (lambda event: type(event) is InterviewHeld, "interview_was_held"),
    "panel": (lambda event: isinstance(event, Approved) and event.post is Post.PANEL, "ending_is_endorsed"),
    "president": (
        lambda event: (
            isinstance(event, Approved) and event.post is Post.PRESIDENT and event.matter is Matter.CURRENT_TERMINATION
        ),
        "ending_is_endorsed",
    ),
}


@pytest.mark.parametrize("omitted", OMISSIONS)
def test_each_omission_is_refused_by_its_own_condition(omitted: Any) -> None:
    drop, condition = OMISSIONS[omitted]
    without(drop).when(ending()).then_refused(condition)


@pytest.mark.parametrize("scope", TERMINATION_SCOPES)
def test_each_of_the_seven_scopes_must_have_answered(scope: Any) -> None:
    path = without(lambda event: isinstance(event, NetworkScopeReturned) and event.scope is scope)
    path.when(ending()).then_refused("network_was_queried")


@pytest.mark.parametrize("scope", FURTHER_SCOPES)
def test_each_further_scope_must_have_been_looked_into(scope: Any) -> None:
    path = without(lambda event: isinstance(event, NetworkScopeReturned) and event.scope is scope)
    path.when(ending()).then_refused("further_assets_were_looked_into")


def test_after_2024_a_missing_endorsement_misses_the_sixth_threshold_too() -> None:
    filed = date(2025, 1, 6)
    path = without(
        lambda event: isinstance(event, Approved) and event.matter is Matter.CURRENT_TERMINATION,
        history(filed=filed),
    )
    path.when(ending(on=first_day_of_ending(filed))).then_refused("ending_is_endorsed", "sixth_threshold_is_passed")


# --- endorsement and interview ---


def test_the_signature_of_the_applicant_stands_for_panel_and_president() -> None:
    given(*path_to_termination(signed=True)).when(terminate()).then(RoundTerminated, RoundClosed)


def test_one_of_two_applicants_signing_is_not_enough() -> None:
    second = ApplicantNamed(on=FILED, applicant="毕某", kind=PartyKind.NATURAL)
    path = given(*path_to_termination(signed=True)).also(second)
    path.when(ending()).then_refused("ending_is_endorsed", "interview_was_held")
    path.also(ConfirmTermination(case=BASIS, on=END, applicant="毕某"))
    path.when(ending()).then(RoundTerminated, RoundClosed)


def test_who_asked_in_writing_need_not_be_interviewed() -> None:
    path = without(lambda event: type(event) is InterviewHeld, history(signed=True))
    path.when(ending()).then(RoundTerminated, RoundClosed)


def test_one_applicant_may_be_heard_and_the_other_sign() -> None:
    heard = given(*path_to_termination()).also(
        ApplicantNamed(on=FILED, applicant="毕某", kind=PartyKind.NATURAL),
        ConfirmTermination(case=BASIS, on=END, applicant="毕某"),
    )
    heard.when(ending()).then(RoundTerminated, RoundClosed)


@pytest.mark.parametrize(("held_on", "refused"), [(END - DAY, False), (END, True)])
def test_the_interview_comes_before_the_day_of_the_ending(held_on: Any, refused: Any) -> None:
    path = without(lambda event: type(event) is InterviewHeld)
    path.also(HoldInterview(case=BASIS, on=held_on, applicant=APPLICANT, opinion="不同意"))
    outcome = path.when(ending())
    if refused:
        outcome.then_refused("interview_was_held")
    else:
        outcome.then(RoundTerminated, RoundClosed)


def test_an_interview_records_the_opinion_of_a_party() -> None:
    path = given(*path_to_filing())
    hold = HoldInterview(case=BASIS, on=END, applicant=APPLICANT, opinion="同意", consented=True)
    path.when(hold).then(InterviewHeld(on=END, applicant=APPLICANT, opinion="同意", consented=True))
    path.when(HoldInterview(case=BASIS, on=END, applicant="赵某", opinion="")).then_refused(
        "applicant_is_a_party", "opinion_is_recorded"
    )
    path.also(hold).when(hold).then_nothing()


def test_a_signature_is_a_party_s_and_given_once() -> None:
    path = given(*path_to_filing())
    sign = ConfirmTermination(case=BASIS, on=END, applicant=APPLICANT)
    path.when(sign).then(ApplicantConfirmedTermination(on=END, applicant=APPLICANT))
    path.when(ConfirmTermination(case=BASIS, on=END, applicant="赵某")).then_refused("applicant_is_a_party")
    path.also(sign).when(sign).then_nothing()


def test_after_the_ending_nobody_is_interviewed_and_nobody_signs() -> None:
    parked = given(*path_to_termination(), terminate())
    parked.when(HoldInterview(case=BASIS, on=END, applicant=APPLICANT, opinion="另有意见")).then_refused(
        "round_is_open"
    )
    parked.when(ConfirmTermination(case=BASIS, on=END, applicant=APPLICANT)).then_refused("round_is_open")


# --- three months ---


@pytest.mark.parametrize("early", [months_later(FILED, 3) - DAY, months_later(FILED, 3)])
def test_three_months_to_the_day_are_not_more_than_three_months(early: Any) -> None:
    given(*path_to_termination()).when(ending(on=early)).then_refused("three_months_have_passed")


def test_three_months_are_counted_from_this_round_and_not_from_the_first() -> None:
    resumed = RoundOpened(
        on=END, number="（2024）内0624执恢9号", court="内0624", origin=Origin.RESUMED, claimed_fen=CLAIMED_FEN
    )
    path = given(*path_to_termination(), terminate()).also(resumed)
    refusal = path.when(ending(on=END + 30 * DAY)).refusal
    assert refusal
    names = {unmet.condition.name for unmet in refusal.unmet}
    assert "three_months_have_passed" in names
    assert {"interview_was_held", "ending_is_endorsed", "offline_search_was_made"} <= names  # done in the first round
    assert "notice_was_issued" not in names


def test_after_a_transfer_the_new_court_notifies_and_checks_for_itself() -> None:
    number = "（2024）内0623执9号"
    moved = RoundOpened(on=END, number=number, court="内0623", origin=Origin.TRANSFERRED, claimed_fen=CLAIMED_FEN)
    refusal = given(*path_to_termination()).also(moved).when(ending(on=END + 92 * DAY)).refusal
    assert refusal
    names = {unmet.condition.name for unmet in refusal.unmet}
    assert {"notice_was_issued", "every_report_was_ordered", "report_was_checked"} <= names


# --- debtors: query, report, restriction, listing ---


def test_a_query_of_three_months_ago_still_counts_and_an_older_one_does_not() -> None:
    answered = FILED + 62 * DAY
    path = given(*path_to_termination())
    path.when(ending(on=months_later(answered, 3))).then(RoundTerminated, RoundClosed)
    path.when(ending(on=months_later(answered, 3) + DAY)).then_refused("network_was_queried")


def test_an_answer_from_point_to_point_is_not_one_of_the_national_network() -> None:
    path = without(lambda event: isinstance(event, NetworkScopeReturned) and event.scope is Scope.VEHICLES)
    path.also(
        RecordScopeReturn(case=BASIS, on=FILED + 62 * DAY, debtor=DEBTOR, scope=Scope.VEHICLES, point_to_point=True)
    )
    path.when(ending()).then_refused("network_was_queried")


def test_what_was_done_for_one_debtor_does_not_serve_another() -> None:
    path = given(*path_to_termination()).also(DebtorNamed(on=FILED, debtor="赵某", kind=PartyKind.NATURAL))
    path.when(ending()).then_refused(
        "notice_was_issued", "every_report_was_ordered", "report_was_checked", "consumption_is_restricted",
        "eligible_debtors_are_listed", "network_was_queried", "further_assets_were_looked_into",
        "offline_search_was_made",
    )  # fmt: skip


def test_a_false_report_must_have_been_punished() -> None:
    false = PropertyReportChecked(on=FILED + 22 * DAY, debtor=DEBTOR, outcome=ReportOutcome.FALSE)
    path = given(*path_to_termination()).also(false)
    path.when(ending()).then_refused("report_breaches_were_punished")
    path.also(Fined(on=FILED + 23 * DAY, debtor=DEBTOR, amount_fen=100_000, natural=True, ground=Ground.REPORT_BREACH))
    path.when(ending()).then(RoundTerminated, RoundClosed)


def test_a_lifted_restriction_is_none() -> None:
    path = given(*path_to_termination()).also(ConsumptionRestrictionLifted(on=END - DAY, debtor=DEBTOR))
    path.when(ending()).then_refused("consumption_is_restricted")


def test_a_debtor_found_not_listable_need_not_be_listed() -> None:
    path = without(lambda event: type(event) is ListedAsDefaulter)
    path.also(NotListable(on=FILED + 21 * DAY, debtor=DEBTOR, reason=NotListableReason.NO_ABILITY))
    path.when(ending()).then(RoundTerminated, RoundClosed)


def test_a_debtor_who_cannot_be_found_must_be_searched_for_from_then_on() -> None:
    path = given(*path_to_termination()).also(WhereaboutsUnknown(on=FILED + 66 * DAY, debtor=DEBTOR))
    path.when(ending()).then_refused("missing_debtors_were_searched_for")
    search = SearchOffline(case=BASIS, on=FILED + 67 * DAY, debtor=DEBTOR, means=SearchMeans.INVESTIGATION)
    path.also(search).when(ending()).then_refused("missing_debtors_were_searched_for")
    path.also(SeekDebtor(case=BASIS, on=FILED + 67 * DAY, debtor=DEBTOR, means=SoughtBy.HOME))
    path.when(ending()).then(RoundTerminated, RoundClosed)


def test_an_obstruction_must_have_been_punished_since() -> None:
    fined = Fined(on=FILED + 60 * DAY, debtor=DEBTOR, amount_fen=100_000, natural=True, act="抗拒")
    found = ObstructionFound(on=FILED + 66 * DAY, debtor=DEBTOR, act="隐匿财产")
    path = given(*path_to_termination()).also(fined, found)
    path.when(ending()).then_refused("obstructions_were_punished")
    path.also(Detained(on=FILED + 66 * DAY, debtor=DEBTOR, days=5, act="隐匿财产"))
    path.when(ending()).then(RoundTerminated, RoundClosed)


def not_listed(reason: NotListableReason, outcome: ReportOutcome) -> Given:
    """A punished breach of the duty to report, and a debtor who was found not listable."""
    return without(lambda event: type(event) is ListedAsDefaulter).also(
        NotListable(on=FILED + 21 * DAY, debtor=DEBTOR, reason=reason),
        PropertyReportChecked(on=FILED + 22 * DAY, debtor=DEBTOR, outcome=outcome),
        Fined(on=FILED + 23 * DAY, debtor=DEBTOR, amount_fen=100_000, natural=True, ground=Ground.REPORT_BREACH),
    )


@pytest.mark.parametrize("outcome", [ReportOutcome.FALSE, ReportOutcome.LATE, ReportOutcome.REFUSED])
@pytest.mark.parametrize("reason", NotListableReason)
def test_of_those_who_breach_the_duty_to_report_only_a_minor_is_not_listed(reason: Any, outcome: Any) -> None:
    result = not_listed(reason, outcome).when(ending())
    if reason is NotListableReason.MINOR:
        result.then(RoundTerminated, RoundClosed)
    else:
        result.then_refused("report_breaches_are_listed")


def test_an_entry_for_the_breach_that_was_deleted_since_was_an_entry() -> None:
    path = not_listed(NotListableReason.NO_ABILITY, ReportOutcome.FALSE).also(
        ListedAsDefaulter(on=FILED + 22 * DAY, debtor=DEBTOR, ground=DefaulterGround.REPORT_BREACH, until=None),
        RemovedFromDefaulterList(on=FILED + 60 * DAY, debtor=DEBTOR, reason=RemovalReason.CORRECTED),
    )
    path.when(ending()).then(RoundTerminated, RoundClosed)


def test_without_an_applicant_nothing_is_filed_and_nobody_was_interviewed() -> None:
    apply, file, *_ = path_to_filing()
    assert isinstance(apply, ApplyForEnforcement)
    assert isinstance(file, FileCase)
    given(evolve(apply, applicants=())).when(file).then_refused("applicant_is_named")
    court = Party(name="某某人民法院", kind=PartyKind.OTHER)
    given(evolve(apply, applicants=(court,))).when(file).then(CaseFiled, RoundOpened)
    nameless = without(lambda event: type(event) in (ApplicantNamed, InterviewHeld))
    nameless.when(ending()).then_refused("interview_was_held")


# --- assets and money ---

HORSE = AssetFound(
    on=FILED + 66 * DAY, asset="马一匹", debtor=DEBTOR, asset_class=AssetClass.MOVABLE, value_fen=8_000_00
)


def test_an_asset_that_was_found_must_be_disposed_of() -> None:
    path = given(*path_to_termination()).also(HORSE)
    path.when(ending()).then_refused("assets_were_dealt_with")
    path.also(AssetDisposed(on=END - DAY, asset="马一匹", realised_fen=700_000))
    path.when(ending()).then(RoundTerminated, RoundClosed)


@pytest.mark.parametrize(("reason", "accepted"), [(ReleaseReason.THIRD_PARTY, True), (ReleaseReason.SECURITY, False)])
def test_an_asset_released_counts_only_when_it_was_never_the_debtor_s(reason: Any, accepted: Any) -> None:
    path = given(*path_to_termination()).also(HORSE, AssetReleased(on=END - DAY, asset="马一匹", reason=reason))
    outcome = path.when(ending())
    if accepted:
        outcome.then(RoundTerminated, RoundClosed)
    else:
        outcome.then_refused("assets_were_dealt_with")


def test_an_ending_with_money_on_the_account_is_found() -> None:
    received = ReceiveProceeds(
        case=BASIS, on=END - DAY, amount_fen=10_000_00, source=Source.PERFORMANCE, receipt="收一"
    )
    base, endorsing = path_to_termination()[:-2], path_to_termination()[-2:]
    path = given(*base, received, *endorsing)
    (terminated, _) = path.when(ending()).then(RoundTerminated, RoundClosed).events
    assert [unmet.condition.name for unmet in MAY_TERMINATE.unmet(path.case, END, only(terminated))] == [
        "receipts_were_paid_out"
    ]


def test_an_unverified_clue_stands_in_the_way() -> None:
    clue = ClueReceived(on=END - DAY, clue="线索二", urgent=False, verify_by=END + 6 * DAY, calendar="")
    given(*path_to_termination()).also(clue).when(ending()).then_refused("clues_were_verified")


def test_what_is_collected_lowers_what_is_parked() -> None:
    path = given(*path_to_termination()).also(PaidToCreditor(on=END - DAY, amount_fen=1_000_000))
    path.when(ending()).then_refused("ending_is_endorsed")  # As it stood when it was approved, more was unpaid.
    path.also(*endorsed(ending()))
    events = path.when(ending()).events
    assert isinstance(events[0], RoundTerminated)
    assert isinstance(events[1], RoundClosed)
    assert (events[0].unpaid_fen, events[1].collected_fen) == (3_000_000, 1_000_000)


@pytest.mark.parametrize(("paid_fen", "refused"), [(CLAIMED_FEN - 1, False), (CLAIMED_FEN, True)])
def test_a_claim_that_is_paid_closes_as_performed_and_not_for_want_of_assets(paid_fen: Any, refused: Any) -> None:
    received = ProceedsReceived(
        on=END - DAY, amount_fen=paid_fen, source=Source.PERFORMANCE, release_by=END + 29 * DAY, calendar=""
    )
    outcome = given(*path_to_termination()).also(received, *endorsed(ending())).when(ending())
    if refused:
        outcome.then_refused("something_is_outstanding")
    else:
        outcome.then(RoundTerminated, RoundClosed)


def test_a_suspended_or_deferred_case_is_not_ended() -> None:
    given(*path_to_termination()).also(Suspended(on=END - DAY, reason=SuspensionReason.RETRIAL)).when(
        ending()
    ).then_refused("case_is_not_suspended")
    deferred = Deferred(on=END - DAY, until=END + DAY, secured=True, consented=True)
    given(*path_to_termination()).also(deferred).when(ending()).then_refused("case_is_not_deferred")


def test_the_ruling_is_served_before_the_round_closes() -> None:
    path = given(*path_to_termination())
    path.when(ending(served_on=END + DAY)).then_refused("ruling_was_served")
    path.when(ending(served_on=FILED - DAY)).then_refused("ruling_was_served")
    events = path.when(ending(on=END + 3 * DAY, served_on=END + DAY)).events
    assert isinstance(events[0], RoundTerminated)
    assert events[0].next_query_by == date(2024, 10, 10)


# --- the five years afterwards ---


def query(on: date, *, found: bool = False, told: bool = True) -> RecordPostTerminationQuery:
    return RecordPostTerminationQuery(case=BASIS, on=on, found=found, told=told)


def queried(on: date, n: int, *, found: bool = False, told: bool = True) -> PostTerminationQueried:
    """The `n`-th query: due after so many half-years, and with it the day for the next of the ten."""
    following = months_later(END, 6 * (n + 1)) if n < 10 else None
    return PostTerminationQueried(
        on=on, n=n, due_on=months_later(END, 6 * n), found=found, told=told, next_due_on=following
    )  # fmt: skip


def test_ten_queries_are_due_every_six_months_and_an_eleventh_is_recorded_too() -> None:
    parked = given(*path_to_termination(), terminate())
    for n in range(1, 11):
        due_on = months_later(END, 6 * n)
        parked.when(query(due_on)).then(queried(due_on, n))
        parked.also(query(due_on))
    assert due_on == date(2029, 4, 9)
    later = months_later(END, 66)
    parked.when(query(later)).then(queried(later, 11))


def test_the_queries_reach_into_years_without_a_holiday_calendar() -> None:
    assert months_later(END, 60).year not in Calendar().off
    with pytest.raises(Exception, match="2027"):
        Calendar().due(date(2026, 12, 1), Period(months=6))


def test_a_second_query_within_one_half_year_takes_the_same_turn() -> None:
    parked = given(*path_to_termination(), terminate()).also(query(END + 30 * DAY))
    again = parked.when(query(END + 60 * DAY, found=True)).events[0]
    assert again == queried(END + 60 * DAY, 1, found=True)


def test_a_late_query_takes_its_turn_late() -> None:
    late = months_later(END, 7)
    parked = given(*path_to_termination(), terminate())
    parked.when(query(late)).then(queried(late, 1))


# Ended on 2024-04-09; the first query is due by 2024-10-09.
@pytest.mark.parametrize(
    ("on", "told", "found"),
    [
        (date(2024, 10, 8), True, []), (date(2024, 10, 9), True, []), (date(2024, 10, 10), True, ["query_is_in_time"]),
        (date(2024, 10, 9), False, ["applicant_was_told"]),
    ],
)  # fmt: skip
def test_a_late_query_and_one_that_nobody_was_told_of_are_found(on: date, told: bool, found: list[str]) -> None:
    parked = given(*path_to_termination(), terminate())
    (event,) = parked.when(query(on, told=told)).then(PostTerminationQueried).events
    assert [unmet.condition.name for unmet in MAY_QUERY_AFTERWARDS.unmet(parked.case, on, only(event))] == found


def test_the_same_query_is_recorded_once() -> None:
    parked = given(*path_to_termination(), terminate()).also(query(END + 30 * DAY))
    parked.when(query(END + 30 * DAY)).then_nothing()


def test_no_query_without_an_ending_and_one_that_nobody_was_told_of_says_so() -> None:
    given(*path_to_termination()).when(query(END)).then_refused("round_is_parked")
    given(*path_to_termination(), terminate()).when(query(END, told=False)).then(queried(END, 1, told=False))
