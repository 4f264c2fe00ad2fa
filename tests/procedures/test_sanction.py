"""A sanction in its own file, and its one reconsideration by the court above."""

from datetime import UTC, date, datetime, timedelta

import pytest

import casestream
from casestream.kernel import Actor
from casestream.kernel.calendar import Calendar
from casestream.kernel.deadline import DEADLINES, Lengths, terms
from casestream.kernel.errors import BadRequest, MalformedCaseNumber
from casestream.procedures.coercion import Decision, DecisionReviewed, NoteReview, ReviewOutcome
from casestream.procedures.filing import ApplyForEnforcement, FileCase, Party
from casestream.procedures.sanction import (
    MAY_DECIDE_REVIEW,
    DecideReview,
    DecideSanction,
    FileReview,
    ReviewDecided,
    ReviewFiled,
    SanctionDecided,
    SanctionServed,
    ServeSanction,
    Target,
)
from casestream.testing import PRESIDENT, given
from casestream.testing.scenario import JUDGE, Given, evolve

CASE, NUMBER, REVIEW = "（2025）内0624执200号", "（2025）内0624司惩3号", "（2025）内06司惩复1号"
ON, DAY = date(2025, 3, 24), timedelta(days=1)
DETENTION = DecideSanction(
    case=NUMBER, on=ON, concerns=CASE, decision=Decision.DETENTION, person="吴某", act="抗拒执行", days=10
)
FINE = DecideSanction(
    case=NUMBER, on=ON, concerns=CASE, decision=Decision.FINE, person="某银行支行", target=Target.ASSISTING_UNIT,
    natural=False, act="拒不协助扣划", amount_fen=50_000_00,
)  # fmt: skip
BAN = DecideSanction(case="（2025）内0624执200号之一", on=ON, concerns=CASE, decision=Decision.EXIT_BAN, person="吴某")
OWN = {Decision.DETENTION: DETENTION, Decision.FINE: FINE, Decision.EXIT_BAN: BAN,
       Decision.LISTING: evolve(BAN, decision=Decision.LISTING)}  # fmt: skip
TERMS = [(Decision.DETENTION, 3, 5), (Decision.FINE, 3, 5), (Decision.EXIT_BAN, 10, 15), (Decision.LISTING, 10, 15)]
ASKED_IN_TIME = {
    Decision.DETENTION: "punishment_review_is_asked_in_time", Decision.FINE: "punishment_review_is_asked_in_time",
    Decision.EXIT_BAN: "exit_ban_review_is_asked_in_time", Decision.LISTING: "listing_review_is_asked_in_time",
}  # fmt: skip
DECIDED_IN_TIME = {
    Decision.DETENTION: "punishment_review_is_in_time", Decision.FINE: "punishment_review_is_in_time",
    Decision.EXIT_BAN: "exit_ban_review_is_in_time", Decision.LISTING: "listing_review_is_in_time",
}  # fmt: skip


def served(decision: Decision = Decision.DETENTION) -> Given:
    return given((OWN[decision], PRESIDENT), ServeSanction(case=OWN[decision].case, on=ON))


def file(decision: Decision = Decision.DETENTION, on: date = ON, number: str = "") -> FileReview:
    punished = decision in (Decision.DETENTION, Decision.FINE)
    return FileReview(case=OWN[decision].case, on=on, number=number or (REVIEW if punished else "（2025）内06执复7号"))


def decide(
    on: date, outcome: ReviewOutcome = ReviewOutcome.UPHELD, decision: Decision = Decision.DETENTION
) -> DecideReview:
    return DecideReview(case=OWN[decision].case, on=on, outcome=outcome)


def test_the_president_signs_a_punishment_and_it_has_one_number() -> None:
    given().when(DETENTION, PRESIDENT).then(SanctionDecided)
    given().when(DETENTION, JUDGE).then_refused("punishment_is_the_presidents")
    given().when(BAN, JUDGE).then(SanctionDecided)
    known = given((DETENTION, PRESIDENT))
    known.when(DETENTION, PRESIDENT).then_nothing()
    known.when(evolve(DETENTION, days=5), PRESIDENT).then_refused("sanction_is_new")


@pytest.mark.parametrize(("days", "allowed"), [(0, False), (1, True), (15, True), (16, False)])
def test_a_detention_is_of_1_to_15_days(days: int, allowed: bool) -> None:
    outcome = given().when(evolve(DETENTION, days=days), PRESIDENT)
    if allowed:
        outcome.then(SanctionDecided)
    else:
        outcome.then_refused("detention_is_of_a_person_and_short")
    given().when(evolve(DETENTION, natural=False), PRESIDENT).then_refused("detention_is_of_a_person_and_short")


@pytest.mark.parametrize(
    ("natural", "yuan", "allowed"),
    [
        (True, 0, False), (True, 1, True), (True, 100_000, True), (True, 100_001, False), (False, 49_999, False),
        (False, 50_000, True), (False, 1_000_000, True), (False, 1_000_001, False),
    ],
)  # fmt: skip
def test_a_fine_on_an_assisting_unit_or_a_person_is_in_its_range(natural: bool, yuan: int, allowed: bool) -> None:
    outcome = given().when(evolve(FINE, natural=natural, amount_fen=yuan * 100), PRESIDENT)
    if allowed:
        outcome.then(SanctionDecided)
    else:
        outcome.then_refused("fine_is_in_its_range")


def test_person_and_act_are_named() -> None:
    given().when(evolve(DETENTION, act=""), PRESIDENT).then_refused("person_and_act_are_named")
    given().when(evolve(BAN, person=""), PRESIDENT).then_refused("person_and_act_are_named")


@pytest.mark.parametrize(
    ("command", "error"),
    [
        (evolve(DETENTION, case=CASE), BadRequest), (evolve(DETENTION, case="司惩一号"), MalformedCaseNumber),
        (evolve(BAN, case=CASE), BadRequest), (evolve(BAN, case=NUMBER), BadRequest),
    ],
)  # fmt: skip
def test_a_number_of_another_kind_is_no_number(command: DecideSanction, error: type[Exception]) -> None:
    with pytest.raises(error):
        given().when(command, PRESIDENT)


def test_a_decision_is_served_once() -> None:
    serve = ServeSanction(case=NUMBER, on=ON)
    given((DETENTION, PRESIDENT)).when(serve).then(
        SanctionServed(on=ON, ask_by=ON + 3 * DAY, calendar=Calendar().version)
    )
    served().when(serve).then_nothing()
    served().when(ServeSanction(case=NUMBER, on=ON + DAY)).then_refused("decision_awaits_service")


@pytest.mark.parametrize(("decision", "days", "_"), TERMS)
@pytest.mark.parametrize("late", [-1, 0, 1])
def test_reconsideration_is_asked_for_in_time(decision: Decision, days: int, _: int, late: int) -> None:
    last = Calendar().due(ON, casestream.kernel.Period(days=days)).on
    outcome = served(decision).when(file(decision, last + late * DAY))
    if late <= 0:
        outcome.then(ReviewFiled)
    else:
        outcome.then_refused(ASKED_IN_TIME[decision])


def test_reconsideration_is_once_and_at_the_court_above() -> None:
    given((DETENTION, PRESIDENT)).when(file()).then_refused("decision_was_served")
    filed = served().also(file())
    filed.when(file()).then_nothing()
    filed.when(file(number="（2025）内06司惩复2号")).then_refused("review_is_the_first")
    filed.also(decide(ON)).when(file(number="（2025）内06司惩复2号")).then_refused("review_is_the_first")
    for number in ("（2025）内0624司惩复1号", "（2025）内05司惩复1号", "（2025）内06执复1号"):
        with pytest.raises(BadRequest):
            served().when(file(number=number))


def test_a_court_whose_code_does_not_nest_has_its_superior_in_the_settings() -> None:
    above = {"superior_courts": {"内0624": "内09"}}
    ready = given((DETENTION, PRESIDENT), ServeSanction(case=NUMBER, on=ON), settings=above)
    ready.when(file(number="（2025）内09司惩复1号")).then(ReviewFiled)
    with pytest.raises(BadRequest):
        ready.when(file())


@pytest.mark.parametrize(("decision", "_", "days"), TERMS)
@pytest.mark.parametrize("late", [-1, 0, 1])
def test_a_late_review_is_recorded_and_found(decision: Decision, _: int, days: int, late: int) -> None:
    filed = served(decision).also(file(decision))
    last = Calendar().due(ON, casestream.kernel.Period(days=days)).on
    (reviewed,) = filed.when(decide(last + late * DAY, decision=decision)).then(ReviewDecided).events
    unmet = [
        one.condition.name
        for one in MAY_DECIDE_REVIEW.unmet(filed.case, reviewed.on, casestream.kernel.rule.only(reviewed))
    ]
    assert unmet == ([DECIDED_IN_TIME[decision]] if late > 0 else [])
    deadline = DEADLINES[f"{decision.code}_review"]
    filed.also(reviewed)
    (term,) = terms(filed.case, deadline, Lengths(Calendar()))
    assert (term.due_on, term.overdue_days(last + 60 * DAY)) == (last, max(0, late))


def test_a_review_is_decided_once() -> None:
    served().when(decide(ON)).then_refused("review_is_pending")
    decided = served().also(file(), decide(ON))
    decided.when(decide(ON)).then_nothing()
    decided.when(decide(ON, ReviewOutcome.REVOKED)).then_refused("review_is_pending")


def test_the_case_hears_of_the_outcome_and_enforcement_does_not_stand_still() -> None:
    clock = lambda: datetime(2025, 12, 1, tzinfo=UTC)  # noqa: E731
    with casestream.open(clock=clock) as docket:
        docket.handle(
            ApplyForEnforcement(
                case="（2024）内0624民初100号", on=date(2025, 3, 3), cause="借款合同纠纷", court="内0624", claimed_fen=1,
                effective_on=date(2024, 6, 1), performance_due=date(2024, 12, 31), applicants=(Party(name="邬某某"),),
                debtors=(Party(name="吴某"),),
            ), JUDGE,
        )  # fmt: skip
        docket.handle(FileCase(case="（2024）内0624民初100号", on=date(2025, 3, 5), number=CASE), JUDGE)
        docket.handle(DETENTION, PRESIDENT)
        docket.handle(ServeSanction(case=NUMBER, on=ON), JUDGE)
        docket.handle(file(), JUDGE)
        receipt = docket.handle(decide(ON, ReviewOutcome.REVOKED), Actor("panel-6", "内06", "panel"))
        assert [one.refusal for one in receipt.followed] == [""]
        (noted,) = docket.case(CASE).all(DecisionReviewed)
        assert (noted.debtor, noted.outcome, noted.review) == ("吴某", ReviewOutcome.REVOKED, REVIEW)


def test_a_review_is_noted_once_and_of_a_debtor_only() -> None:
    known = given(
        DecisionReviewed(on=ON, debtor="吴某", decision=Decision.FINE, outcome=ReviewOutcome.UPHELD, review=REVIEW)
    )
    note = NoteReview(
        case=CASE, on=ON, debtor="吴某", decision=Decision.FINE, outcome=ReviewOutcome.UPHELD, review=REVIEW
    )
    known.when(note).then_nothing()
    given().when(note).then_nothing()


def test_a_case_may_be_named_by_an_id_that_is_no_case_number() -> None:
    award = "鄂托克仲裁字2024第5号裁决"
    (decided,) = given().when(evolve(DETENTION, concerns=award), PRESIDENT).then(SanctionDecided).events
    assert isinstance(decided, SanctionDecided)
    assert decided.case == award
    given().when(evolve(BAN, concerns=award)).then(SanctionDecided)
