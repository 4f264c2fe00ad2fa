"""Grades of dishonesty, corrections of the list, and what a restriction gives way to."""

from datetime import date, timedelta

import pytest

from casestream.kernel import Event, Period
from casestream.kernel.calendar import Calendar
from casestream.kernel.deadline import DEADLINES, Lengths, terms
from casestream.kernel.errors import BadRequest, SettingMissing
from casestream.kernel.rule import RULES, Rule, only
from casestream.procedures.credit import (
    MAY_ANSWER_CORRECTION,
    MAY_CORRECT_ENTRY,
    MAY_REMOVE,
    AllowConsumption,
    AnswerCorrection,
    ConsumptionAllowed,
    ConsumptionRestricted,
    CorrectEntry,
    CorrectionAnswered,
    CorrectionGround,
    CorrectionRequested,
    DefaulterGround,
    DeletionDue,
    DishonestyGraded,
    EntryCorrected,
    Grade,
    GradeDishonesty,
    ListAsDefaulter,
    ListedAsDefaulter,
    Need,
    NoteDeletionDue,
    ReleaseRepresentative,
    RemovalReason,
    RemovedFromDefaulterList,
    RemoveFromDefaulterList,
    RepresentativeReleased,
    RequestCorrection,
    RestrictConsumption,
)
from casestream.procedures.filing import ApplyForEnforcement, FileCase, Party, PartyKind
from casestream.procedures.notice import IssueNotice
from casestream.testing import given
from casestream.testing.scenario import Given, approved, evolve

CASE, DEBTOR, COMPANY = "（2024）内0624民初100号", "吴某", "某有限责任公司"
ON, DAY = date(2025, 3, 24), timedelta(days=1)
SETTINGS = {"dishonesty_graded_by": "本院办法", "dishonesty_grades_listed": ("general", "serious")}
OPEN_CASE = (
    ApplyForEnforcement(
        case=CASE, on=date(2025, 3, 3), cause="借款合同纠纷", court="内0624", claimed_fen=40_000_00,
        effective_on=date(2024, 6, 1), performance_due=date(2024, 12, 31), applicants=(Party(name="邬某某"),),
        debtors=(Party(name=DEBTOR), Party(name=COMPANY, kind=PartyKind.ENTERPRISE)),
    ),
    FileCase(case=CASE, on=date(2025, 3, 5), number="（2025）内0624执200号"),
    *(
        IssueNotice(case=CASE, on=date(2025, 3, 6), debtor=debtor, perform_by=date(2025, 3, 20))
        for debtor in (DEBTOR, COMPANY)
    ),
)  # fmt: skip
LIST = ListAsDefaulter(case=CASE, on=ON, debtor=DEBTOR, ground=DefaulterGround.UNWILLING)


def may_list() -> Given:
    return given(*OPEN_CASE, approved(LIST), settings=SETTINGS)


def listed() -> Given:
    return may_list().also(LIST)


def restricted(debtor: str = DEBTOR) -> Given:
    order = RestrictConsumption(
        case=CASE, on=ON, debtor=debtor, legal_representative="杨某某" if debtor == COMPANY else ""
    )  # fmt: skip
    return given(*OPEN_CASE, approved(order), order)


def found(rule: Rule, history: Given, event: Event) -> list[str]:
    return [unmet.condition.name for unmet in rule.unmet(history.case, event.on, only(event))]


def grade(grade: Grade, on: date = ON) -> GradeDishonesty:
    return GradeDishonesty(case=CASE, on=on, debtor=DEBTOR, grade=grade)


@pytest.mark.parametrize(("how", "is_listed"), [(Grade.MILD, False), (Grade.GENERAL, True), (Grade.SERIOUS, True)])
def test_a_grade_says_whether_this_court_lists_it(how: Grade, is_listed: bool) -> None:
    may_list().when(grade(how)).then(
        DishonestyGraded(on=ON, debtor=DEBTOR, grade=how, graded_by="本院办法", listed=is_listed)
    )
    outcome = may_list().also(grade(how)).when(LIST)
    if is_listed:
        outcome.then(ListedAsDefaulter, ConsumptionRestricted)
    else:
        outcome.then_refused("grade_is_one_that_is_listed")


def test_a_later_grade_takes_the_place_of_the_earlier() -> None:
    graded = may_list().also(grade(Grade.MILD))
    graded.when(grade(Grade.MILD, ON + DAY)).then_nothing()
    graded.also(grade(Grade.SERIOUS)).when(LIST).then(ListedAsDefaulter, ConsumptionRestricted)


def test_what_is_nowhere_public_is_set_by_the_court() -> None:
    with pytest.raises(SettingMissing, match="dishonesty_grades_listed"):
        given(*OPEN_CASE).when(grade(Grade.MILD))
    given(*OPEN_CASE, settings=SETTINGS | {"dishonesty_graded_by": ""}).when(grade(Grade.MILD)).then_refused(
        "grade_rests_on_a_document"
    )
    stranger = GradeDishonesty(case=CASE, on=ON, debtor="邬某某", grade=Grade.MILD)
    may_list().when(stranger).then_refused("debtor_is_a_party")


@pytest.mark.parametrize(
    ("on", "graded"), [(date(2024, 12, 31), False), (date(2025, 1, 1), True), (date(2025, 1, 2), True)]
)
def test_dishonesty_is_graded_since_2025(on: date, graded: bool) -> None:
    if graded:
        may_list().when(grade(Grade.MILD, on)).then(DishonestyGraded)
    else:
        with pytest.raises(BadRequest, match="2025-01-01"):
            may_list().when(grade(Grade.MILD, on))


def test_before_2025_a_listing_looked_at_no_grade() -> None:
    graded = may_list().also(DishonestyGraded(on=ON, debtor=DEBTOR, grade=Grade.MILD, graded_by="x", listed=False))
    names = [one.name for one in RULES["defaulter_listing"].in_force(date(2024, 12, 31))]
    assert "grade_is_one_that_is_listed" not in names
    graded.when(LIST).then_refused("grade_is_one_that_is_listed")


def ask(ground: CorrectionGround = CorrectionGround.WRONGLY_LISTED, on: date = ON) -> RequestCorrection:
    return RequestCorrection(case=CASE, on=on, debtor=DEBTOR, ground=ground)


def answer(on: date, founded: bool = True) -> AnswerCorrection:
    return AnswerCorrection(case=CASE, on=on, debtor=DEBTOR, founded=founded)


ANSWER_BY = Calendar().due(ON, Period(days=15)).on  # 8 April 2025
assert date(2025, 4, 8) == ANSWER_BY


def test_a_listed_debtor_asks_for_correction_once_at_a_time() -> None:
    may_list().when(ask()).then_refused("entry_stands")
    listed().when(ask()).then(
        CorrectionRequested(
            on=ON, debtor=DEBTOR, ground=CorrectionGround.WRONGLY_LISTED, answer_by=ANSWER_BY,
            calendar=Calendar().version,
        )
    )  # fmt: skip
    listed().also(ask()).when(ask(on=ON + DAY)).then_nothing()
    listed().also(ask(), answer(ON)).when(ask(on=ON + DAY)).then(CorrectionRequested)


@pytest.mark.parametrize("late", [-1, 0, 1])
def test_it_is_answered_within_fifteen_days(late: int) -> None:
    asked = listed().also(ask())
    (answered,) = asked.when(answer(ANSWER_BY + late * DAY)).then(CorrectionAnswered).events
    assert found(MAY_ANSWER_CORRECTION, asked, answered) == (["correction_is_answered_in_time"] if late > 0 else [])
    (term,) = terms(asked.also(answered).case, DEADLINES["defaulter_correction_answer"], Lengths(Calendar()))
    assert term.overdue_days(ANSWER_BY + 9 * DAY) == max(0, late)


def test_an_answer_is_given_once_and_only_where_one_is_waited_for() -> None:
    listed().when(answer(ON)).then_refused("correction_is_pending")
    listed().also(ask(), answer(ON)).when(answer(ON)).then_nothing()
    listed().also(ask(), answer(ON)).when(answer(ON, founded=False)).then_refused("correction_is_pending")


CORRECT = CorrectEntry(case=CASE, on=ON, debtor=DEBTOR, what="身份证号更正")
CORRECT_BY = date(2025, 3, 27)  # Three working days after Monday the 24th.


@pytest.mark.parametrize("late", [-1, 0, 1])
def test_what_is_founded_is_corrected_within_three_working_days(late: int) -> None:
    answered = listed().also(ask(), answer(ON))
    (corrected,) = answered.when(evolve(CORRECT, on=CORRECT_BY + late * DAY)).then(EntryCorrected).events
    assert found(MAY_CORRECT_ENTRY, answered, corrected) == (["entry_is_corrected_in_time"] if late > 0 else [])
    (term,) = terms(answered.also(corrected).case, DEADLINES["defaulter_correction"], Lengths(Calendar()))
    assert (term.due_on, term.overdue_days(ON + 30 * DAY)) == (CORRECT_BY, max(0, late))


def test_an_unfounded_request_corrects_nothing() -> None:
    listed().when(CORRECT).then_refused("correction_is_founded")
    listed().also(ask(), answer(ON, founded=False)).when(CORRECT).then_refused("correction_is_founded")
    done = listed().also(ask(), answer(ON), CORRECT)
    done.when(CORRECT).then_nothing()
    wrongly = RemoveFromDefaulterList(case=CASE, on=ON, debtor=DEBTOR, reason=RemovalReason.WRONGLY_LISTED)
    done.when(wrongly).then(RemovedFromDefaulterList)


@pytest.mark.parametrize("late", [-1, 0, 1])
def test_a_deletion_is_due_within_three_working_days(late: int) -> None:
    note = NoteDeletionDue(case=CASE, on=ON, debtor=DEBTOR, reason=RemovalReason.PERFORMED)
    noted = listed().also(note)
    noted.when(evolve(note, on=ON + DAY)).then_nothing()
    remove = RemoveFromDefaulterList(
        case=CASE, on=CORRECT_BY + late * DAY, debtor=DEBTOR, reason=RemovalReason.APPLICANT_ASKED, arose_on=ON
    )
    (removed,) = noted.when(remove).then(RemovedFromDefaulterList).events
    assert found(MAY_REMOVE, noted, removed) == (["deletion_is_in_time"] if late > 0 else [])
    (term,) = terms(noted.also(removed).case, DEADLINES["defaulter_deletion"], Lengths(Calendar()))
    assert (term.due_on, term.overdue_days(ON + 30 * DAY)) == (CORRECT_BY, max(0, late))


def test_no_deletion_is_due_of_no_entry() -> None:
    note = NoteDeletionDue(case=CASE, on=ON, debtor=DEBTOR, reason=RemovalReason.PERFORMED)
    may_list().when(note).then_refused("entry_stands")
    listed().when(note).then(DeletionDue(on=ON, debtor=DEBTOR, reason=RemovalReason.PERFORMED))


def allow(
    need: Need = Need.ILLNESS, until: date = ON + 5 * DAY, on: date = ON, what: str = "乘机就医"
) -> AllowConsumption:
    return AllowConsumption(case=CASE, on=on, debtor=DEBTOR, need=need, what=what, until=until)


def test_one_need_is_allowed_once_and_the_restriction_stands() -> None:
    given(*OPEN_CASE).when(allow()).then_refused("restriction_is_in_force")
    allowed = restricted().when(allow()).then(ConsumptionAllowed).events[0]
    assert isinstance(allowed, ConsumptionAllowed)
    assert allowed.person == DEBTOR
    again = restricted().also(allow())
    again.when(allow()).then_nothing()
    again.when(RestrictConsumption(case=CASE, on=ON, debtor=DEBTOR)).then_nothing()
    restricted().when(allow(what="")).then_refused("permission_is_definite")
    restricted().when(allow(until=ON - DAY)).then_refused("permission_is_definite")
    restricted().when(allow(until=ON)).then(ConsumptionAllowed)


@pytest.mark.parametrize("need", list(Need))
@pytest.mark.parametrize(
    ("until", "short"), [(date(2025, 4, 23), True), (date(2025, 4, 24), True), (date(2025, 4, 25), False)]
)
def test_an_urgent_journey_takes_a_month_at_most(need: Need, until: date, short: bool) -> None:
    outcome = restricted().when(allow(need, until))
    if short or need is Need.NECESSITY:
        outcome.then(ConsumptionAllowed)
    else:
        outcome.then_refused("journey_ends_within_a_month")


def release(**changes: object) -> ReleaseRepresentative:
    options: dict[str, object] = {
        "debtor": COMPANY, "person": "杨某某", "successor": "冯某某", "uninvolved": True, **changes
    }  # fmt: skip
    return ReleaseRepresentative(case=CASE, on=ON, **options)  # type: ignore[arg-type]


def test_a_former_representative_is_released_for_a_successor() -> None:
    ready = restricted(COMPANY)
    ready.when(release()).then(RepresentativeReleased)
    ready.when(release(uninvolved=False)).then_refused("former_representative_is_uninvolved")
    ready.when(release(successor="")).then_refused("representative_has_a_successor")
    ready.also(release()).when(release()).then_nothing()
    restricted().when(release(debtor=DEBTOR)).then_refused("representative_has_a_successor")
    given(*OPEN_CASE).when(release()).then_refused("restriction_is_in_force")
