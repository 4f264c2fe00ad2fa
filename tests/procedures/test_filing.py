"""Filing: one open first-time case for one basis, and two years whose last day may be a holiday."""

from datetime import date, timedelta
from typing import Any

import pytest
from paths import (
    APPLICANT,
    AWARD,
    BASIS,
    CLAIMED_FEN,
    DEBTOR,
    FILED,
    endorsed,
    path_to_filing,
    path_to_termination,
    terminate,
)

from casestream.kernel import Actor, Calendar, Command
from casestream.kernel.deadline import DEADLINES, Lengths, terms
from casestream.procedures.approval import Approve, Approved, Matter, Post
from casestream.procedures.authority import who_may
from casestream.procedures.closing import (
    DismissApplication,
    RefusalGround,
    RefuseEnforcement,
    StrikeOff,
    StrikeOffReason,
    TerminateEnforcement,
    TerminationGround,
)
from casestream.procedures.filing import (
    ApplicantNamed,
    ApplyForEnforcement,
    CaseFiled,
    DebtorNamed,
    EnforcementApplied,
    FileCase,
    Party,
)
from casestream.procedures.non_acceptance import RuleNotToAccept
from casestream.procedures.proceeds import ProceedsReceived, ReceiveProceeds, Source
from casestream.procedures.rounds import ApplicationNotAccepted, RoundOpened
from casestream.testing import PRESIDENT, evolve, given
from casestream.testing.scenario import COURT

ON = date(2024, 4, 1)
LATER = ON + timedelta(days=7)
REFILE = FileCase(case=BASIS, on=LATER, number="（2024）内0624执109号")


def apply(on: date = LATER, performance_due: date = FILED - timedelta(days=30)) -> ApplyForEnforcement:
    return ApplyForEnforcement(
        case=BASIS, on=on, cause="借款合同纠纷", court="内0624", claimed_fen=CLAIMED_FEN,
        effective_on=performance_due, performance_due=performance_due, applicants=(Party(name=APPLICANT),),
        debtors=(Party(name=DEBTOR),),
    )  # fmt: skip


def leave(reason: StrikeOffReason, **changes: Any) -> StrikeOff:
    return StrikeOff(case=BASIS, on=ON, reason=reason, **{"to_court": "内0623", **changes})


NOT_ACCEPTED = RuleNotToAccept(case=BASIS, on=FILED + timedelta(days=3), reason="被执行人不明确")


def test_an_application_that_is_not_accepted_is_not_filed_and_may_be_made_anew() -> None:
    applied = path_to_filing()[0]
    path = given(applied)
    path.when(evolve(NOT_ACCEPTED, reason=" ")).then_refused("non_acceptance_is_reasoned")
    (ruled,) = path.when(NOT_ACCEPTED).then(ApplicationNotAccepted).events
    assert isinstance(ruled, ApplicationNotAccepted)
    assert "执行工作规定（2020年修正）第十六条" in ruled.relied_on[0]
    path.also(NOT_ACCEPTED).when(NOT_ACCEPTED).then_nothing()
    path.when(evolve(NOT_ACCEPTED, reason="管辖错误")).then_refused("application_is_pending")
    file = FileCase(case=BASIS, on=LATER, number="（2024）内0624执109号")
    path.when(file).then_refused("application_is_pending")
    path.also(apply()).when(file).then(CaseFiled, RoundOpened)
    given(*path_to_filing()).when(NOT_ACCEPTED).then_refused("application_is_pending", "no_round_is_open")


def test_a_ruling_not_to_accept_keeps_the_seven_days_of_the_filing() -> None:
    path = given(path_to_filing()[0], NOT_ACCEPTED)
    (term,) = terms(path.case, DEADLINES["filing_review"], Lengths(Calendar()))
    assert (term.due_on, term.kept_on) == (date(2024, 1, 15), NOT_ACCEPTED.on)


WITHOUT_ENFORCEMENT = (
    DismissApplication(case=BASIS, on=ON, reason="被执行人不明确"),
    leave(StrikeOffReason.EARLIER_COURT, property_handed_over=True),
)
APPROVED = (TerminateEnforcement, RefuseEnforcement)
FOR_GOOD = (
    TerminateEnforcement(case=BASIS, on=ON, ground=TerminationGround.WITHDRAWN, served_on=ON),
    RefuseEnforcement(case=BASIS, on=ON, ground=RefusalGround.AWARD),
    leave(StrikeOffReason.ENTRUSTED, filing_notice="受理通知"),
    leave(StrikeOffReason.ENTRUSTMENT_RETURNED, to_court="", high_court_consents=True),
)


@pytest.mark.parametrize("ending", WITHOUT_ENFORCEMENT, ids=lambda ending: str(ending))
def test_a_basis_that_left_without_being_enforced_is_filed_again_on_a_new_application(ending: Command) -> None:
    path = given(*path_to_filing(), ending)
    path.when(REFILE).then_refused("application_is_pending")
    path.when(apply()).then(EnforcementApplied, ApplicantNamed, DebtorNamed)
    path.also(apply()).when(REFILE).then(CaseFiled, RoundOpened)


@pytest.mark.parametrize("ending", FOR_GOOD, ids=lambda ending: str(ending))
def test_a_basis_is_not_filed_again_after_another_ending(ending: Command) -> None:
    before = endorsed(ending) if isinstance(ending, APPROVED) else []
    given(*path_to_filing(basis=AWARD), *before, ending).when(apply()).then_refused("basis_is_not_yet_filed")


def test_an_open_case_was_not_filed_a_second_time_before_2018_either() -> None:
    filed = date(2017, 3, 1)
    path = given(*path_to_filing(filed=filed))
    again = apply(filed + timedelta(days=1), filed - timedelta(days=30))
    path.when(again).then_refused("no_round_is_open")
    path.also(EnforcementApplied(
        on=again.on, basis=BASIS, cause=again.cause, court=again.court, claimed_fen=CLAIMED_FEN,
        effective_on=again.effective_on, performance_due=again.performance_due, in_time=True,
    ))  # fmt: skip
    path.when(FileCase(case=BASIS, on=again.on, number="（2017）内0624执99号")).then_refused("no_round_is_open")


def test_a_basis_whose_case_is_open_or_parked_is_not_filed_again() -> None:
    given(*path_to_filing()).when(apply()).then_refused("basis_is_not_yet_filed", "no_round_is_open")
    given(*path_to_termination(), terminate()).when(apply(date(2024, 5, 6))).then_refused("basis_is_not_yet_filed")


FIRST = FileCase(case=BASIS, on=ON, number="（2024）内0624执88号")


@pytest.mark.parametrize(("days", "refused"), [(-1, []), (0, []), (1, ["instrument_is_effective"])])
def test_the_instrument_has_taken_effect_when_the_case_is_filed(days: int, refused: list[str]) -> None:
    asked = evolve(apply(ON, FILED), effective_on=ON + timedelta(days=days))
    outcome = given(asked).when(FIRST)
    outcome.then_refused(*refused) if refused else outcome.then(CaseFiled, RoundOpened)


@pytest.mark.parametrize(
    ("days", "refused"), [(-1, []), (0, ["performance_is_overdue"]), (1, ["performance_is_overdue"])]
)
def test_the_debtor_has_let_the_period_of_performance_pass(days: int, refused: list[str]) -> None:
    asked = evolve(apply(ON, FILED), performance_due=ON + timedelta(days=days))
    outcome = given(asked).when(FIRST)
    outcome.then_refused(*refused) if refused else outcome.then(CaseFiled, RoundOpened)


@pytest.mark.parametrize(
    ("due", "on", "in_time"),
    [
        (date(2022, 5, 1), date(2024, 5, 5), True),  # 1 May 2024 begins five days off; 6 May is worked.
        (date(2022, 5, 1), date(2024, 5, 6), True),
        (date(2022, 5, 1), date(2024, 5, 7), False),
        (date(2004, 5, 1), date(2006, 5, 1), True),  # No holidays of 2006 are known: the day stays as it is.
        (date(2004, 5, 1), date(2006, 5, 2), False),
    ],
)
def test_the_last_day_of_the_two_years_rolls_past_holidays_that_are_known(due: Any, on: Any, in_time: Any) -> None:
    applied = given().when(apply(on, due)).events[0]
    assert isinstance(applied, EnforcementApplied)
    assert applied.in_time is in_time


def test_obstruction_is_punished_and_money_is_booked_after_an_ending_for_want_of_assets_too() -> None:
    day = date(2024, 5, 6)
    fine = Approve(case=BASIS, on=day, matter=Matter.FINE, debtor=DEBTOR, proposal="罚款；金额（分）=100000")
    money = ReceiveProceeds(case=BASIS, on=day, amount_fen=1, source=Source.PERFORMANCE, receipt="回单一")
    parked = given(*path_to_termination(), terminate())
    parked.when(fine, PRESIDENT).then(Approved)
    parked.when(money).then(ProceedsReceived)
    ended = given(*path_to_filing(), *endorsed(FOR_GOOD[0]), FOR_GOOD[0])
    ended.when(fine, PRESIDENT).then_refused("case_is_in_hand")
    ended.when(money).then_refused("case_is_in_hand")


@pytest.mark.parametrize(("effective", "lawful"), [(-1, True), (0, True), (1, False)])
def test_an_instrument_is_enforced_from_the_day_on_which_it_takes_effect(effective: int, lawful: bool) -> None:
    application = evolve(apply(), effective_on=LATER + timedelta(days=effective))
    outcome = given(application).when(REFILE)
    outcome.then(CaseFiled, RoundOpened) if lawful else outcome.then_refused("instrument_is_effective")


APPROVED_BY = {
    Matter.COMPELLED_APPEARANCE: ("coercion_is_for_the_president", Post.PRESIDENT),
    Matter.DETENTION: ("coercion_is_for_the_president", Post.PRESIDENT),
    Matter.FINE: ("coercion_is_for_the_president", Post.PRESIDENT),
    Matter.SEARCH: ("search_is_for_the_president", Post.PRESIDENT),
    Matter.CONSUMPTION_RESTRICTION: ("consumption_order_is_for_the_president", Post.PRESIDENT),
    Matter.TIME_EXTENSION: ("extension_is_for_the_president", Post.PRESIDENT),
    Matter.DEFERRED_RELEASE: ("deferral_is_for_the_head_of_the_bureau", Post.CHIEF, Post.PRESIDENT),
    Matter.CURRENT_TERMINATION: ("ending_is_for_panel_and_president", Post.PANEL, Post.PRESIDENT),
    Matter.DEFAULTER_LISTING: ("listing_is_for_panel_and_president", Post.PANEL, Post.PRESIDENT),
    Matter.BANKRUPTCY_HANDOVER: ("handover_is_for_panel_and_president", Post.PANEL, Post.PRESIDENT),
}


@pytest.mark.parametrize("post", Post, ids=str)
@pytest.mark.parametrize("matter", APPROVED_BY, ids=str)
def test_each_matter_is_approved_by_whom_the_law_names_and_by_nobody_else(matter: Matter, post: Post) -> None:
    refusal, *posts = APPROVED_BY[matter]
    ask = Approve(case=BASIS, on=ON, matter=matter, debtor=DEBTOR, proposal="拟批事项")
    outcome = given(*path_to_filing()).when(ask, Actor("someone", COURT, post.value))
    if post in posts:
        outcome.then(Approved)
    elif post in who_may(Approve):
        outcome.then_refused(str(refusal))
    else:
        outcome.then_not_authorised()
