"""Petitions: registered in five working days, finished in thirty, screened in fifteen; the case hears of them."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

import casestream
from casestream.kernel import Period
from casestream.kernel.calendar import Calendar
from casestream.kernel.deadline import DEADLINES, Lengths, terms
from casestream.kernel.errors import BadRequest, SettingMissing
from casestream.kernel.rule import Rule, only
from casestream.procedures.filing import ApplyForEnforcement, Party
from casestream.procedures.petition import (
    MAY_FINISH_PETITION,
    MAY_REGISTER_PETITION,
    MAY_SCREEN_PETITION,
    FinishPetition,
    NotePetition,
    NotePetitionSettled,
    PetitionFinished,
    PetitionKind,
    PetitionNoted,
    PetitionProgressed,
    PetitionReceived,
    PetitionRegistered,
    PetitionResult,
    PetitionScreened,
    PetitionSettled,
    ReceivePetition,
    RegisterPetition,
    ReportPetitionProgress,
    ScreenPetition,
)
from casestream.testing import JUDGE, given
from casestream.testing.scenario import Given, evolve

ID, CASE = "信访2025-0001", "（2024）内0624民初100号"
ON, DAY = date(2025, 3, 24), timedelta(days=1)  # A Monday.
REGISTER_BY = date(2025, 3, 31)
DAYS = {"petition_days": "days"}
RECEIVE = ReceivePetition(case=ID, on=ON, court="内0624", concerns=CASE)
REGISTER = RegisterPetition(case=ID, on=ON, handler="judge-1")
FINISH = FinishPetition(case=ID, on=ON, result=PetitionResult.RESOLVED)


def received(settings: dict[str, str] | None = None, **changes: Any) -> Given:
    return given(evolve(RECEIVE, **changes), settings=DAYS if settings is None else settings)


def registered(settings: dict[str, str] | None = None, **changes: Any) -> Given:
    return received(settings, **changes).also(REGISTER)


def found(rule: Rule, history: Given, event: Any) -> list[str]:
    return [unmet.condition.name for unmet in rule.unmet(history.case, event.on, only(event))]


def overdue(history: Given, name: str) -> int:
    (term,) = terms(history.case, DEADLINES[name], Lengths(Calendar()))
    return term.overdue_days(date(2025, 12, 1))


def test_a_petition_is_received_once_and_a_repeated_one_names_the_earlier() -> None:
    event = given().when(RECEIVE).then(PetitionReceived).events[0]
    assert isinstance(event, PetitionReceived)
    assert (event.register_by, event.case, event.number) == (REGISTER_BY, CASE, ID)
    received().when(RECEIVE).then_nothing()
    received().when(evolve(RECEIVE, concerns="")).then_refused("petition_is_new")
    again = evolve(RECEIVE, kind=PetitionKind.REPEATED)
    given().when(again).then_refused("repetition_names_the_earlier_one")
    given().when(evolve(again, earlier="信访2024-0009")).then(PetitionReceived)
    given().when(evolve(RECEIVE, kind=PetitionKind.ASSIGNED)).then(PetitionReceived)


@pytest.mark.parametrize("late", [-1, 0, 1])
def test_it_is_registered_within_five_working_days(late: int) -> None:
    history = received()
    (event,) = history.when(evolve(REGISTER, on=REGISTER_BY + late * DAY)).then(PetitionRegistered).events
    assert found(MAY_REGISTER_PETITION, history, event) == (["petition_is_registered_in_time"] if late > 0 else [])
    assert overdue(history.also(event), "petition_registration") == max(0, late)


def test_it_is_registered_once_with_somebody_who_handles_it() -> None:
    received().when(evolve(REGISTER, handler="")).then_refused("petition_has_a_handler")
    registered().when(REGISTER).then_nothing()
    registered().when(evolve(REGISTER, handler="judge-2")).then_refused("petition_awaits_registration")


@pytest.mark.parametrize(
    ("unit", "due"), [("days", date(2025, 4, 23)), ("working_days", Calendar().due(ON, Period(working_days=30)).on)]
)
@pytest.mark.parametrize("late", [-1, 0, 1])
def test_it_is_finished_within_thirty_days_as_the_court_counts_them(unit: str, due: date, late: int) -> None:
    history = registered({"petition_days": unit})
    (event,) = history.when(evolve(FINISH, on=due + late * DAY)).then(PetitionFinished).events
    assert found(MAY_FINISH_PETITION, history, event) == (["petition_is_finished_in_time"] if late > 0 else [])
    assert overdue(history.also(event), "petition_finish") == max(0, late)


def test_the_unit_of_the_thirty_days_is_set_by_the_court() -> None:
    with pytest.raises(SettingMissing, match="petition_days"):
        received({}).when(REGISTER)
    with pytest.raises(BadRequest, match="months"):
        received({"petition_days": "months"}).when(REGISTER)


@pytest.mark.parametrize("late", [-1, 0, 1])
def test_a_superior_court_screens_within_fifteen_working_days(late: int) -> None:
    history = registered({}, own=False)
    due = Calendar().due(ON, Period(working_days=15)).on
    (event,) = (
        history.when(ScreenPetition(case=ID, on=due + late * DAY, to_court="内0624")).then(PetitionScreened).events
    )
    assert found(MAY_SCREEN_PETITION, history, event) == (["petition_is_screened_in_time"] if late > 0 else [])
    assert overdue(history.also(event), "petition_screening") == max(0, late)


def test_a_petition_about_ones_own_case_is_not_screened() -> None:
    screen = ScreenPetition(case=ID, on=ON, to_court="内0624")
    registered().when(screen).then_refused("petition_is_about_a_lower_court")
    received(own=False).when(screen).then_refused(
        "petition_is_in_hand",
    )
    lower = registered({}, own=False).also(screen)
    lower.when(screen).then_nothing()
    assert not list(terms(lower.case, DEADLINES["petition_finish"], Lengths(Calendar())))


def test_progress_and_the_end_are_told_once() -> None:
    progress = ReportPetitionProgress(case=ID, on=ON, what="案款已发放")
    received().when(progress).then_refused("petition_is_in_hand")
    registered().when(progress).then(PetitionProgressed)
    registered().also(progress).when(progress).then_nothing()
    received().when(FINISH).then_refused("petition_is_in_hand")
    registered().when(evolve(FINISH, told=False)).then_refused("petitioner_is_told")
    finished = registered().also(FINISH)
    finished.when(FINISH).then_nothing()
    finished.when(evolve(FINISH, result=PetitionResult.EXPLAINED)).then_refused("petition_is_in_hand")
    finished.when(progress).then_refused("petition_is_in_hand")


def test_the_case_hears_of_it_and_a_case_of_another_court_does_not_stop_it() -> None:
    with casestream.open(clock=lambda: datetime(2025, 12, 1, tzinfo=UTC), settings=DAYS) as docket:
        docket.handle(
            ApplyForEnforcement(
                case=CASE, on=date(2025, 3, 3), cause="借款合同纠纷", court="内0624", claimed_fen=1,
                effective_on=date(2024, 6, 1), performance_due=date(2024, 12, 31), applicants=(Party(name="邬某某"),),
                debtors=(Party(name="吴某"),),
            ), JUDGE,
        )  # fmt: skip
        for command in (RECEIVE, REGISTER, FINISH):
            docket.handle(command, JUDGE)
        case = docket.case(CASE)
        assert [event.petition for event in case.all(PetitionNoted)] == [ID]
        assert [event.result for event in case.all(PetitionSettled)] == [PetitionResult.RESOLVED]
        docket.handle(evolve(RECEIVE, case="信访2", concerns="（2024）甘1223民初1号"), JUDGE)
        receipt = docket.handle(evolve(REGISTER, case="信访2"), JUDGE)
        assert receipt.events
        assert receipt.followed[0].refusal
        docket.handle(evolve(RECEIVE, case="信访3", concerns=""), JUDGE)
        assert docket.handle(evolve(REGISTER, case="信访3"), JUDGE).followed == ()


def test_a_petition_is_noted_once() -> None:
    note, settled = (
        NotePetition(case=CASE, on=ON, petition=ID),
        NotePetitionSettled(case=CASE, on=ON, petition=ID, result=PetitionResult.RESOLVED),
    )
    known = given(note, settled)
    known.when(note).then_nothing()
    known.when(settled).then_nothing()
