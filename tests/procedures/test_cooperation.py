"""Supervision that lapses, selection, and the court that sees a case through: days before, on and after each number."""

from datetime import date, timedelta

import pytest

from casestream.kernel.event import Event
from casestream.kernel.rule import only
from casestream.procedures.asset_search import AssetClass, AssetFound
from casestream.procedures.control import AssetDisposed, AssetReleased, AssetSealed, Measure
from casestream.procedures.cross_enforcement import (
    MAY_LAPSE_SUPERVISION,
    CrossDrivenToEnd,
    CrossMode,
    CrossOrdered,
    CrossProgressReported,
    CrossSelected,
    DecisionForm,
    DelayExcused,
    DriveToEnd,
    ExcuseDelay,
    LapseSupervision,
    OrderCross,
    SelectForCross,
    SelectionTest,
    SixMonthsFor,
    SupervisionLapsed,
    Trigger,
)
from casestream.procedures.cross_enforcement.supervision import MAY_DRIVE_TO_END, supervision_runs_out
from casestream.procedures.filing import ApplyForEnforcement, FileCase, Party
from casestream.procedures.rounds import ClosingMode, RoundClosed
from casestream.testing import evolve, given
from casestream.testing.scenario import Given

BASIS, COURT, ABOVE = "（2024）内0624民初9号", "内0624", "内06"
FILED, ORDERED, UNTIL = date(2025, 1, 6), date(2025, 3, 3), date(2025, 4, 2)
DAY = timedelta(days=1)
CASE = (
    ApplyForEnforcement(
        case=BASIS, on=FILED, cause="借款合同纠纷", court=COURT, claimed_fen=100_00, effective_on=date(2024, 12, 1),
        performance_due=date(2024, 12, 20), applicants=(Party(name="甲"),), debtors=(Party(name="乙"),),
    ),
    FileCase(case=BASIS, on=FILED, number="（2025）内0624执9号"),
)  # fmt: skip
SUPERVISE = OrderCross(
    case=BASIS, on=ORDERED, mode=CrossMode.SUPERVISED, form=DecisionForm.ORDER, decided_by=ABOVE, to_court=COURT,
    wishes_considered=True, perform_by=UNTIL,
)  # fmt: skip
LAPSE = LapseSupervision(case=BASIS, on=UNTIL + DAY)
EXCUSE = ExcuseDelay(case=BASIS, on=UNTIL + 2 * DAY, reason="评估未完成")
AGAIN = evolve(SUPERVISE, on=UNTIL + 3 * DAY, perform_by=UNTIL + 40 * DAY)


def supervised(*more: object) -> Given:
    return given(*CASE, SUPERVISE, *more)  # type: ignore[arg-type]


def closed(mode: ClosingMode = ClosingMode.SATISFIED, on: date = UNTIL) -> Event:
    return RoundClosed(on=on, mode=mode, claimed_fen=100_00, collected_fen=100_00, opened_on=FILED, used_days=50)


def test_supervision_lapses_on_the_day_after_its_last_and_once() -> None:
    supervised().when(evolve(LAPSE, on=UNTIL)).then_refused("supervision_has_run_out")
    supervised().when(LAPSE).then(SupervisionLapsed(on=UNTIL + DAY, until=UNTIL))
    supervised(LAPSE).when(LAPSE).then_nothing()
    given(*CASE).when(LAPSE).then_refused("supervision_has_run_out")


def test_supervision_that_was_kept_does_not_lapse() -> None:
    supervised(closed()).when(LAPSE).then_refused("case_is_unfinished")


def test_it_lapses_by_itself_on_the_day_after() -> None:
    case = supervised().case
    assert supervision_runs_out(case, UNTIL) == []
    assert supervision_runs_out(case, UNTIL + DAY) == [LAPSE]
    assert supervision_runs_out(supervised(closed()).case, UNTIL + DAY) == []
    assert supervision_runs_out(given(*CASE).case, UNTIL + DAY) == []


COLLABORATE = evolve(
    SUPERVISE, on=ORDERED + DAY, mode=CrossMode.COLLABORATIVE, form=DecisionForm.COORDINATION, to_court="内0623",
    perform_by=None,
)  # fmt: skip


def test_an_order_to_enforce_lapses_though_other_courts_were_asked_to_help_since() -> None:
    helped = supervised(COLLABORATE)
    assert supervision_runs_out(helped.case, UNTIL) == []
    assert supervision_runs_out(helped.case, UNTIL + DAY) == [LAPSE]
    helped.when(LAPSE).then(SupervisionLapsed(on=UNTIL + DAY, until=UNTIL))


def test_an_order_that_lapsed_does_not_lapse_again_when_other_courts_help_afterwards() -> None:
    later = supervised(LAPSE, evolve(COLLABORATE, on=UNTIL + 2 * DAY))
    later.when(evolve(LAPSE, on=UNTIL + 3 * DAY)).then_nothing()
    assert supervision_runs_out(later.case, UNTIL + 3 * DAY) == []
    unmet = MAY_LAPSE_SUPERVISION.unmet(later.case, UNTIL + 3 * DAY)
    assert [each.condition.name for each in unmet] == ["order_has_not_lapsed_yet"]


def test_after_an_order_that_was_not_kept_the_superior_takes_over_or_instructs() -> None:
    supervised(LAPSE).when(AGAIN).then_refused("failed_supervision_is_not_repeated")
    instruct = evolve(
        AGAIN, mode=CrossMode.INSTRUCTED, form=DecisionForm.RULING, to_court="内0623", perform_by=None
    )  # fmt: skip
    elevate = evolve(AGAIN, mode=CrossMode.ELEVATED, form=DecisionForm.RULING, to_court=ABOVE, perform_by=None)
    supervised(LAPSE).when(instruct).then(CrossOrdered)
    supervised(LAPSE).when(elevate).then(CrossOrdered)


def test_with_a_good_reason_a_further_day_may_be_set() -> None:
    supervised().when(EXCUSE).then_refused("supervision_had_lapsed")
    supervised(LAPSE).when(EXCUSE).then(DelayExcused)
    supervised(LAPSE, EXCUSE).when(EXCUSE).then_nothing()
    supervised(LAPSE, EXCUSE).when(AGAIN).then(CrossOrdered)
    second = evolve(LAPSE, on=UNTIL + 41 * DAY)
    supervised(LAPSE, EXCUSE, AGAIN).when(second).then(SupervisionLapsed)


def test_only_the_court_that_decided_sees_a_case_through_and_a_parking_is_no_end() -> None:
    drive = DriveToEnd(case=BASIS, on=UNTIL + DAY, decided_by=ABOVE)
    supervised(closed()).when(drive).then(CrossDrivenToEnd(on=UNTIL + DAY, decided_by=ABOVE, by_decider=True))
    supervised(closed(), drive).when(drive).then_nothing()
    driven = supervised(closed()).when(evolve(drive, decided_by="内")).then(CrossDrivenToEnd).events[0]
    unmet = MAY_DRIVE_TO_END.unmet(supervised(closed()).case, driven.on, only(driven))
    assert [each.condition.name for each in unmet] == ["decider_sees_it_through"]  # Sichuan's practice, not a refusal.
    supervised().when(drive).then_refused("case_has_come_to_its_end")
    supervised(closed(ClosingMode.CURRENT_TERMINATED)).when(drive).then_refused("case_has_come_to_its_end")
    given(*CASE, closed()).when(drive).then_refused("cross_was_ordered")


@pytest.mark.parametrize(
    ("cases", "courts", "is_enough"), [(9, 2, False), (10, 2, True), (11, 3, True), (10, 1, False)]
)
def test_ten_cases_in_different_courts(cases: int, courts: int, *, is_enough: bool) -> None:
    ask = SelectForCross(
        case=BASIS, on=ORDERED, test=SelectionTest.SAME_DEBTOR, unfinished_cases=cases, courts=courts
    )  # fmt: skip
    outcome = given(*CASE).when(ask)
    if is_enough:
        outcome.then(CrossSelected)
        given(*CASE, ask).when(ask).then_nothing()
    else:
        outcome.then_refused("debtor_has_ten_cases_in_different_courts")


SEALED_ON = date(2025, 3, 10)
FOUND = tuple(
    AssetFound(on=SEALED_ON, asset=asset, debtor="乙", asset_class=AssetClass.REAL_ESTATE, value_fen=1_00)
    for asset in ("房产", "车辆")
)
SEALED = AssetSealed(
    on=SEALED_ON, asset="房产", measure=Measure.SEAL, starts_on=SEALED_ON, expires_on=date(2028, 3, 10)
)
UNDISPOSED = SelectForCross(case=BASIS, on=date(2025, 9, 11), test=SelectionTest.UNDISPOSED)


def test_property_undisposed_for_more_than_six_months_after_supervision() -> None:
    supervised(*FOUND, SEALED).when(UNDISPOSED).then(CrossSelected)
    supervised(*FOUND, SEALED).when(evolve(UNDISPOSED, on=date(2025, 9, 10))).then_refused(
        "property_was_undisposed_for_six_months"
    )
    supervised(*FOUND).when(UNDISPOSED).then_refused("property_was_undisposed_for_six_months")
    given(*CASE, *FOUND, SEALED).when(UNDISPOSED).then_refused("supervision_brought_no_progress")
    moved = CrossProgressReported(on=ORDERED + DAY, substantive=True, note="")
    supervised(*FOUND, SEALED, moved).when(UNDISPOSED).then_refused("supervision_brought_no_progress")
    supervised(*FOUND, SEALED, evolve(moved, substantive=False)).when(UNDISPOSED).then(CrossSelected)


def test_the_six_months_are_those_of_one_and_the_same_asset() -> None:
    late = UNDISPOSED.on - 2 * DAY
    sold = AssetDisposed(on=late, asset="房产", realised_fen=1_00)
    fresh = evolve(SEALED, on=late, asset="车辆", starts_on=late)
    supervised(*FOUND, SEALED, sold, fresh).when(UNDISPOSED).then_refused("property_was_undisposed_for_six_months")
    car_sold = evolve(sold, asset="车辆")
    supervised(*FOUND, SEALED, fresh, car_sold).when(UNDISPOSED).then(CrossSelected)
    released = AssetReleased(on=late, asset="房产")
    supervised(*FOUND, SEALED, released).when(UNDISPOSED).then_refused("property_was_undisposed_for_six_months")
    anew = evolve(SEALED, on=late, starts_on=late)
    supervised(*FOUND, SEALED, released, anew).when(UNDISPOSED).then_refused("property_was_undisposed_for_six_months")
    renewed = evolve(SEALED, on=late, starts_on=SEALED.expires_on, expires_on=date(2031, 3, 10), renews=True)
    supervised(*FOUND, SEALED, renewed).when(UNDISPOSED).then(CrossSelected)
    supervised(*FOUND, evolve(SEALED, expires_on=late)).when(UNDISPOSED).then_refused(
        "property_was_undisposed_for_six_months"
    )


def test_the_six_months_run_from_the_day_on_which_assets_were_found() -> None:
    found = AssetFound(
        on=date(2025, 3, 10), asset="房产", debtor="乙", asset_class=AssetClass.REAL_ESTATE, value_fen=1_00
    )
    ask = evolve(
        SUPERVISE, on=date(2025, 9, 11), perform_by=date(2025, 10, 30), trigger=Trigger.APPLICATION,
        ground=SixMonthsFor.FOUND_ASSETS,
    )  # fmt: skip
    given(*CASE, found).when(ask).then(CrossOrdered)
    given(*CASE, found).when(evolve(ask, on=date(2025, 9, 10))).then_refused("six_months_passed_for_the_applicant")
    given(*CASE).when(ask).then_refused("six_months_passed_for_the_applicant")
    given(*CASE, found).when(evolve(ask, on=date(2025, 9, 10), ground=SixMonthsFor.KNOWN_ASSETS)).then(CrossOrdered)
