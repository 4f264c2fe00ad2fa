"""Preservation: decided in 48 hours, followed by a suit in thirty days or lifted, closed by how much was held, carried over."""

from datetime import date, timedelta

import pytest
from paths import BASIS, DEBTOR, FILED, path_to_filing

import casestream
from casestream.kernel import Calendar, Command
from casestream.kernel.deadline import DEADLINES, Lengths, terms
from casestream.kernel.errors import BadRequest
from casestream.kernel.rule import only
from casestream.procedures.asset_search import AssetClass, AssetFound
from casestream.procedures.control import MAY_SEAL, AssetSealed, Measure
from casestream.procedures.preservation import (
    MAY_RECORD_SUIT,
    MAY_RULE_ON_PRESERVATION,
    ApplyForPreservation,
    CarriedOver,
    CarryOver,
    ClosePreservation,
    FilePreservation,
    LiftMeasure,
    LiftReason,
    MeasureLifted,
    MeasureRenewed,
    MeasureTaken,
    PreservationApplied,
    PreservationClosed,
    PreservationKind,
    PreservationMode,
    PreservationOpened,
    PreservationRuled,
    RecordSuit,
    RenewMeasure,
    RuleOnPreservation,
    SuitTaken,
    TakeMeasure,
    TakeOverMeasures,
)
from casestream.procedures.preservation.carrying_over import CarriedMeasure
from casestream.testing import CLERK, evolve, given
from casestream.testing.scenario import Given, who_may
from casestream.testing.simulator import StoryClock

ON = date(2023, 6, 5)
ID = "（2023）内0624执保7号"
APPLY = ApplyForPreservation(
    case=ID, on=ON, kind=PreservationKind.PRE_ACTION, court="内0624", applicant="邬某某", respondent=DEBTOR,
    amount_fen=4_000_000, secured=True,
)  # fmt: skip
RULE = RuleOnPreservation(case=ID, on=ON, granted=True, hours=20)
FILE = FilePreservation(case=ID, on=ON, number=ID)
TAKE = TakeMeasure(
    case=ID, on=ON, asset="存款", asset_class=AssetClass.DEPOSIT, measure=Measure.FREEZE, value_fen=3_000_000,
    expires_on=date(2024, 6, 5),
)  # fmt: skip
SUE = RecordSuit(case=ID, on=date(2023, 6, 20), number=BASIS)


def opened(apply: ApplyForPreservation = APPLY) -> Given:
    return given(apply, RULE, FILE)


def test_applied_ruled_and_filed() -> None:
    (applied,) = given().when(APPLY).then(PreservationApplied).events
    assert isinstance(applied, PreservationApplied)
    assert applied.decide_by == date(2023, 6, 7)
    given(APPLY).when(RULE).then(PreservationRuled)
    given(APPLY, RULE).when(FILE).then(PreservationOpened)
    path = opened()
    for again in (APPLY, RULE, FILE):
        path.when(again).then_nothing()


def test_only_urgency_or_the_time_before_the_suit_sets_48_hours() -> None:
    in_action = evolve(APPLY, kind=PreservationKind.IN_ACTION)
    (calm,) = given().when(in_action).events
    (urgent,) = given().when(evolve(in_action, urgent=True)).events
    assert isinstance(calm, PreservationApplied)
    assert isinstance(urgent, PreservationApplied)
    assert (calm.decide_by, urgent.decide_by) == (None, date(2023, 6, 7))


@pytest.mark.parametrize(("hours", "late"), [(47, False), (48, False), (49, True)])
def test_a_ruling_after_48_hours_is_recorded_and_found(hours: int, late: bool) -> None:
    path = given(APPLY)
    (ruled,) = path.when(evolve(RULE, hours=hours)).then(PreservationRuled).events
    unmet = [each.condition.name for each in MAY_RULE_ON_PRESERVATION.unmet(path.case, ON, only(ruled))]
    assert unmet == ["decided_within_forty_eight_hours"] * late
    calm = given(evolve(APPLY, kind=PreservationKind.IN_ACTION))
    assert MAY_RULE_ON_PRESERVATION.unmet(calm.case, ON, only(ruled)) == []


def test_an_application_of_december_is_filed_in_january_under_the_number_of_its_year() -> None:
    received = given(evolve(APPLY, on=date(2023, 12, 29)), evolve(RULE, on=date(2023, 12, 29)))
    for year, on in ((2023, date(2024, 1, 2)), (2024, date(2024, 1, 2))):
        received.when(FilePreservation(case=ID, on=on, number=f"（{year}）内0624执保9号")).then(PreservationOpened)
    with pytest.raises(BadRequest, match="2025"):
        received.when(FilePreservation(case=ID, on=date(2024, 1, 2), number="（2025）内0624执保9号"))


def test_before_a_suit_there_is_security() -> None:
    unsecured = given(evolve(APPLY, secured=False))
    unsecured.when(RULE).then_refused("pre_action_is_secured")
    unsecured.when(evolve(RULE, granted=False)).then(PreservationRuled)
    given(evolve(APPLY, secured=False, kind=PreservationKind.IN_ACTION)).when(RULE).then(PreservationRuled)


def test_what_was_rejected_or_not_decided_is_not_filed() -> None:
    given(APPLY).when(FILE).then_refused("preservation_was_granted")
    given(APPLY, evolve(RULE, granted=False)).when(FILE).then_refused("preservation_was_granted")
    given(APPLY, RULE).when(evolve(RULE, granted=False)).then_refused("preservation_is_undecided")
    opened().when(evolve(FILE, number="（2023）内0624执保8号")).then_refused("preservation_has_no_number")
    given(APPLY).when(evolve(APPLY, amount_fen=1)).then_refused("preservation_is_new")
    given().when(evolve(APPLY, amount_fen=0)).then_refused("preservation_has_an_amount")


@pytest.mark.parametrize("number", ["（2023）内0624执7号", "（2023）内0623执保7号", "（2022）内0624执保7号"])
def test_bad_numbers_and_hours_are_bad_requests(number: str) -> None:
    with pytest.raises(BadRequest):
        given(APPLY, RULE).when(evolve(FILE, number=number))
    with pytest.raises(BadRequest):
        given(APPLY).when(evolve(RULE, hours=-1))


@pytest.mark.parametrize(
    ("asset_class", "measure", "last"),
    [
        (AssetClass.DEPOSIT, Measure.FREEZE, date(2024, 6, 5)),
        (AssetClass.MOVABLE, Measure.SEAL, date(2025, 6, 5)),
        (AssetClass.VEHICLE, Measure.SEIZE, date(2025, 6, 5)),
        (AssetClass.REAL_ESTATE, Measure.SEAL, date(2026, 6, 5)),
        (AssetClass.EQUITY, Measure.FREEZE, date(2026, 6, 5)),
    ],
)
def test_a_measure_lasts_no_longer_than_in_enforcement(asset_class: AssetClass, measure: Measure, last: date) -> None:
    take = evolve(TAKE, asset_class=asset_class, measure=measure, expires_on=last)
    opened().when(take).then(MeasureTaken)
    opened().when(evolve(take, expires_on=last + timedelta(days=1))).then_refused(
        "preservation_term_is_within_the_maximum"
    )
    opened().when(evolve(take, expires_on=ON)).then_refused("preservation_term_is_within_the_maximum")


def test_a_measure_fits_its_thing_in_an_open_case() -> None:
    opened().when(evolve(TAKE, measure=Measure.SEAL)).then_refused("preservation_fits_the_asset")
    opened().when(evolve(TAKE, rank=0)).then_refused("preservation_rank_is_a_place")
    opened().when(evolve(TAKE, value_fen=0)).then_refused("preserved_has_a_value")
    given(APPLY, RULE).when(TAKE).then_refused("preservation_is_open")
    opened().also(TAKE).when(TAKE).then_nothing()


RENEW = RenewMeasure(case=ID, on=date(2024, 6, 5), asset="存款", expires_on=date(2025, 6, 5))


@pytest.mark.parametrize(
    ("on", "allowed"), [(date(2024, 6, 4), True), (date(2024, 6, 5), True), (date(2024, 6, 6), False)]
)
def test_a_preservation_is_renewed_by_its_last_day(on: date, allowed: bool) -> None:
    path = opened().also(TAKE, SUE)
    outcome = path.when(evolve(RENEW, on=on))
    if allowed:
        outcome.then(MeasureRenewed(
            on=on, asset="存款", asset_class=AssetClass.DEPOSIT, starts_on=date(2024, 6, 5), expires_on=date(2025, 6, 5)
        ))  # fmt: skip
        path.also(evolve(RENEW, on=on)).when(evolve(RENEW, on=on)).then_nothing()
    else:
        outcome.then_refused("preservation_is_renewed_in_time")


def test_a_renewal_of_a_preservation_is_no_longer_than_its_first_term_and_not_renewed_before_it_began() -> None:
    path = opened().also(TAKE)
    path.when(evolve(RENEW, expires_on=date(2025, 6, 6))).then_refused("preservation_renewal_is_within_the_maximum")
    path.when(evolve(RENEW, expires_on=date(2024, 6, 5))).then_refused("preservation_renewal_is_within_the_maximum")
    path.also(evolve(RENEW, on=date(2024, 6, 1)))
    again = evolve(RENEW, expires_on=date(2026, 6, 5))
    path.when(evolve(again, on=date(2024, 6, 4))).then_refused("preservation_renewals_are_not_stacked")
    path.when(evolve(again, on=date(2024, 6, 5))).then(MeasureRenewed)
    path.when(evolve(again, on=date(2025, 6, 6))).then_refused("preservation_is_renewed_in_time")


def test_a_measure_in_force_is_renewed_and_one_that_lapsed_is_taken_anew() -> None:
    path = opened().also(TAKE)
    again = evolve(TAKE, on=date(2024, 6, 5), expires_on=date(2025, 6, 5))
    path.when(again).then_refused("thing_is_not_preserved_yet")
    late = evolve(TAKE, on=date(2024, 6, 6), expires_on=date(2025, 6, 6))
    lifted, _ = path.when(late).then(MeasureLifted, MeasureTaken).events
    assert lifted == MeasureLifted(on=late.on, asset="存款", reason=LiftReason.LAPSED, value_fen=3_000_000, rank=1)
    close = ClosePreservation(case=ID, on=late.on, mode=PreservationMode.PARTIAL)
    (closed,) = path.also(late).when(close).events
    assert isinstance(closed, PreservationClosed)
    assert closed.preserved_fen == 3_000_000
    path.also(evolve(RENEW, on=date(2025, 6, 6), expires_on=date(2026, 6, 6))).when(
        evolve(late, on=date(2025, 6, 7), expires_on=date(2026, 6, 6))
    ).then_refused("thing_is_not_preserved_yet")


@pytest.mark.parametrize(("held_fen", "refused"), [(3_999_999, False), (4_000_000, True), (4_000_001, True)])
def test_no_more_is_held_than_was_asked_for(held_fen: int, refused: bool) -> None:
    path, house = opened().also(evolve(TAKE, value_fen=held_fen)), evolve(TAKE, asset="存款二", value_fen=1)
    outcome = path.when(house)
    outcome.then_refused("amount_is_not_preserved_yet") if refused else outcome.then(MeasureTaken)
    freed = LiftMeasure(case=ID, on=ON, asset="存款", reason=LiftReason.SECURITY)
    path.also(freed).when(house).then(MeasureTaken)
    opened().also(evolve(TAKE, value_fen=held_fen, rank=2)).when(house).then(MeasureTaken)


# The first measure was taken on 2023-06-05; the thirtieth day, 2023-07-05, is a Wednesday.
@pytest.mark.parametrize(
    ("on", "late"), [(date(2023, 7, 4), False), (date(2023, 7, 5), False), (date(2023, 7, 6), True)]
)
def test_who_sues_late_is_found_and_who_does_not_sue_has_it_lifted(on: date, late: bool) -> None:
    path = opened().also(TAKE)
    path.when(evolve(SUE, on=on)).then(SuitTaken)
    unmet = [each.condition.name for each in MAY_RECORD_SUIT.unmet(path.case, on)]
    assert unmet == ["sued_within_thirty_days"] * late
    lift = LiftMeasure(case=ID, on=on, asset="存款", reason=LiftReason.NO_SUIT)
    if late:
        path.when(lift).then(MeasureLifted)
    else:
        path.when(lift).then_refused("thirty_days_passed_without_suit")


def test_the_thirty_days_run_from_the_first_measure() -> None:
    second = evolve(TAKE, on=date(2023, 6, 30), asset="存款二", expires_on=date(2024, 6, 30))
    (taken,) = opened().also(TAKE).when(second).events
    assert isinstance(taken, MeasureTaken)
    assert taken.sue_by == date(2023, 7, 5)


def test_a_preservation_that_was_sued_upon_is_lifted_for_other_reasons_only() -> None:
    path = opened().also(TAKE, SUE)
    lift = LiftMeasure(case=ID, on=date(2023, 9, 4), asset="存款", reason=LiftReason.NO_SUIT)
    path.when(lift).then_refused("thirty_days_passed_without_suit")
    by_security = evolve(lift, reason=LiftReason.SECURITY)
    path.also(by_security).when(by_security).then_nothing()
    path.when(evolve(by_security, asset="羊")).then_refused("thing_is_preserved")
    opened().when(SUE).then_refused("measure_was_taken")


@pytest.mark.parametrize("value_fen", [0, 3_999_999, 4_000_000])
@pytest.mark.parametrize("mode", list(PreservationMode))
def test_it_closes_by_how_much_was_held(value_fen: int, mode: PreservationMode) -> None:
    path = opened().also(*([evolve(TAKE, value_fen=value_fen)] if value_fen else []))
    close = ClosePreservation(case=ID, on=date(2023, 6, 12), mode=mode)
    fitting = {0: PreservationMode.NOTHING, 3_999_999: PreservationMode.PARTIAL, 4_000_000: PreservationMode.COMPLETE}
    outcome = path.when(close)
    if fitting[value_fen] is mode:
        (closed,) = outcome.then(PreservationClosed).events
        assert isinstance(closed, PreservationClosed)
        assert (closed.preserved_fen, closed.used_days) == (value_fen, 7)
        path.also(close).when(close).then_nothing()
    else:
        outcome.then_refused("mode_fits_what_was_preserved")


def test_only_what_is_held_and_was_sued_upon_goes_into_enforcement() -> None:
    carry = CarryOver(case=ID, on=FILED, into=BASIS)
    opened().when(carry).then_refused("something_is_preserved", "suit_followed")
    opened().also(TAKE).when(carry).then_refused("suit_followed")
    opened(evolve(APPLY, kind=PreservationKind.IN_ACTION)).also(TAKE).when(carry).then(CarriedOver)
    opened().also(TAKE, SUE, carry).when(carry).then_nothing()


def test_what_is_carried_over_names_a_debtor_of_the_case() -> None:
    carried = CarriedMeasure(
        asset="存款", asset_class=AssetClass.DEPOSIT, measure=Measure.FREEZE, value_fen=1, starts_on=ON,
        expires_on=date(2024, 6, 5), rank=1,
    )  # fmt: skip
    take_over = TakeOverMeasures(case=BASIS, on=FILED, debtor="吴某某", measures=(carried,))
    path = given(*path_to_filing())
    with pytest.raises(BadRequest, match="吴某某"):
        path.when(take_over)
    path.when(evolve(take_over, debtor=DEBTOR)).then(AssetFound, AssetSealed)
    path.also((evolve(take_over, debtor=DEBTOR), CLERK)).when(take_over).then_nothing()


@pytest.mark.parametrize("respondent", [DEBTOR, "他人"])
def test_in_the_enforcement_it_keeps_its_term_and_its_rank(respondent: str) -> None:
    clock = StoryClock()
    lapsed = evolve(TAKE, asset="存款二", expires_on=date(2023, 12, 1))
    carry = CarryOver(case=ID, on=FILED + timedelta(days=2), into=BASIS)
    steps = [
        evolve(APPLY, respondent=respondent), RULE, FILE, evolve(TAKE, rank=2), lapsed, SUE,
        *(step for step in path_to_filing() if isinstance(step, Command)), carry,
    ]  # fmt: skip
    with casestream.open(clock=clock) as docket:
        for step in steps:
            clock.day = step.on
            docket.handle(step, who_may(step))
        case = docket.case(BASIS)
        if respondent != DEBTOR:
            assert not case.has(AssetSealed)
            return
        (sealed,) = case.all(AssetSealed)
        assert (sealed.asset, sealed.starts_on, sealed.expires_on, sealed.rank) == ("存款", ON, date(2024, 6, 5), 2)
        assert [found.asset for found in case.all(AssetFound)] == ["存款"]
        assert docket.recheck(MAY_SEAL, engine="rows") == []


def test_the_terms_of_a_preservation() -> None:
    lengths = Lengths(Calendar())
    path = given(APPLY)
    (decision,) = terms(path.case, DEADLINES["preservation_decision"], lengths)
    assert (decision.due_on, decision.kept_on) == (date(2023, 6, 7), None)
    path.also(RULE, FILE, TAKE)
    (decision,) = terms(path.case, DEADLINES["preservation_decision"], lengths)
    (suit,) = terms(path.case, DEADLINES["suit_after_preservation"], lengths)
    assert (decision.kept_on, suit.due_on, suit.overdue_days(date(2023, 7, 10))) == (ON, date(2023, 7, 5), 5)
    path.also(SUE)
    (suit,) = terms(path.case, DEADLINES["suit_after_preservation"], lengths)
    assert suit.kept_on == SUE.on
