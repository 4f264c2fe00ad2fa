"""One court asks another for help; the case stays where it is."""

from datetime import date, timedelta

import pytest

from casestream.kernel.errors import BadRequest, SettingMissing
from casestream.kernel.event import Event
from casestream.procedures.assistance import (
    AcceptAssistance,
    AssistanceAccepted,
    AssistanceItem,
    AssistancePerformed,
    AssistanceRequested,
    AssistanceReturned,
    PerformAssistance,
    RequestAssistance,
    ReturnAssistance,
    ReturnReason,
)
from casestream.procedures.rounds import ClosingMode, Origin, RoundClosed, RoundOpened
from casestream.testing import evolve, given
from casestream.testing.scenario import Given

DAY = date(2025, 6, 3)
SETTINGS = {"assistance_working_days": 10}
FILED = RoundOpened(
    on=date(2025, 3, 3), number="（2025）内0624执300号", court="内0624", origin=Origin.FILED, claimed_fen=10_000_000
)
CLOSED = RoundClosed(
    on=date(2025, 6, 1), mode=ClosingMode.SATISFIED, claimed_fen=10_000_000, collected_fen=10_000_000,
    opened_on=FILED.on, used_days=90,
)  # fmt: skip
REQUEST = RequestAssistance(
    case="basis", on=DAY, request="协-1", to_court="甘1223", item=AssistanceItem.LOCATE_PERSON,
    persons=("黄某某", "冯某某"),
)  # fmt: skip
ACCEPT = AcceptAssistance(case="basis", on=DAY, request="协-1")
PERFORM = PerformAssistance(case="basis", on=DAY + timedelta(days=2), request="协-1", result="在宕昌县找到被执行人")
RETURN = ReturnAssistance(case="basis", on=DAY + timedelta(days=2), request="协-1", reason=ReturnReason.NOT_HERE)


def history(*steps: object) -> Given:
    return given(FILED, *steps, settings=SETTINGS)  # type: ignore[arg-type]


def test_the_court_of_the_case_asks_dangchang_to_find_two_debtors() -> None:
    """The newspaper page, first case: a telephone call to a county court in Gansu."""
    due_by = date(2025, 6, 17)  # ten working days after Tuesday 3 June 2025
    history().when(REQUEST).then(
        AssistanceRequested(
            on=DAY, request="协-1", from_court="内0624", to_court="甘1223", item=AssistanceItem.LOCATE_PERSON,
            persons=("黄某某", "冯某某"), on_platform=False, due_by=due_by, calendar=_calendar(history(REQUEST)),
        )
    )  # fmt: skip


def test_help_goes_from_request_over_acceptance_to_performance() -> None:
    history(REQUEST).when(ACCEPT).then(AssistanceAccepted(on=DAY, request="协-1"))
    history(REQUEST, ACCEPT).when(PERFORM).then(
        AssistancePerformed(
            on=PERFORM.on, request="协-1", result="在宕昌县找到被执行人", used_days=(PERFORM.on - DAY).days
        )
    )


def test_helping_neither_opens_nor_closes_a_round() -> None:
    case = history(REQUEST, ACCEPT, PERFORM).case
    assert (case.rounds, case.court) == (["（2025）内0624执300号"], "内0624")


def test_repeating_a_step_is_quiet() -> None:
    history(REQUEST).when(REQUEST).then_nothing()
    history(REQUEST, ACCEPT).when(evolve(ACCEPT, on=DAY + timedelta(days=1))).then_nothing()
    history(REQUEST, ACCEPT, PERFORM).when(PERFORM).then_nothing()
    history(REQUEST, RETURN).when(RETURN).then_nothing()


def test_refuses_a_request_in_a_case_that_is_closed_or_was_never_filed() -> None:
    history(CLOSED).when(REQUEST).then_refused("round_is_open")
    with pytest.raises(SettingMissing):
        given(FILED).when(REQUEST)
    given(settings=SETTINGS).when(REQUEST).then_refused("round_is_open")


def test_refuses_two_requests_under_one_number() -> None:
    other = evolve(REQUEST, to_court="内0623")
    history(REQUEST).when(other).then_refused("request_is_new")
    history(REQUEST).when(evolve(other, request="协-2")).then(AssistanceRequested)


@pytest.mark.parametrize("item", [AssistanceItem.FREEZE, AssistanceItem.SEALING, AssistanceItem.SERVICE])
def test_entrusting_an_item_runs_over_the_platform(item: AssistanceItem) -> None:
    history().when(evolve(REQUEST, item=item)).then_refused("item_runs_on_the_platform")
    history().when(evolve(REQUEST, item=item, on_platform=True)).then(AssistanceRequested)


@pytest.mark.parametrize(
    "item", [AssistanceItem.LOCATE_PERSON, AssistanceItem.COMPELLED_APPEARANCE, AssistanceItem.ON_SITE]
)
def test_help_on_the_spot_may_be_asked_for_by_telephone(item: AssistanceItem) -> None:
    history().when(evolve(REQUEST, item=item)).then(AssistanceRequested)


@pytest.mark.parametrize("court", ["内0624", "", "宕昌县人民法院"])
def test_refuses_to_place_a_request_with_no_other_court(court: str) -> None:
    with pytest.raises(BadRequest):
        history().when(evolve(REQUEST, to_court=court))


def test_refuses_steps_on_a_request_that_was_never_made() -> None:
    history().when(ACCEPT).then_refused("help_was_requested")
    history().when(PERFORM).then_refused("help_was_requested", "help_was_accepted")
    history().when(RETURN).then_refused("help_was_requested")


def test_requests_are_kept_apart() -> None:
    history(REQUEST).when(evolve(ACCEPT, request="协-2")).then_refused("help_was_requested")
    second = evolve(REQUEST, request="协-2")
    history(REQUEST, second, ACCEPT).when(evolve(PERFORM, request="协-2")).then_refused("help_was_accepted")


def test_help_is_not_taken_on_before_it_was_asked_for() -> None:
    history(REQUEST).when(evolve(ACCEPT, on=DAY - timedelta(days=1))).then_refused("help_was_requested")
    history(REQUEST).when(evolve(ACCEPT, on=DAY + timedelta(days=1))).then(AssistanceAccepted)


def test_help_is_not_performed_before_it_was_taken_on() -> None:
    history(REQUEST).when(PERFORM).then_refused("help_was_accepted")
    late = evolve(ACCEPT, on=DAY + timedelta(days=3))
    history(REQUEST, late).when(PERFORM).then_refused("help_was_accepted")
    history(REQUEST, late).when(evolve(PERFORM, on=late.on)).then(AssistancePerformed)


def test_late_help_is_recorded_all_the_same() -> None:
    history(REQUEST, ACCEPT).when(evolve(PERFORM, on=date(2025, 12, 1))).then(AssistancePerformed)


def test_a_request_comes_back_before_or_after_it_was_taken_on_but_not_after_it_was_performed() -> None:
    returned = AssistanceReturned(on=RETURN.on, request="协-1", reason=ReturnReason.NOT_HERE)
    history(REQUEST).when(RETURN).then(returned)
    history(REQUEST, ACCEPT).when(RETURN).then(returned)
    history(REQUEST, ACCEPT, PERFORM).when(RETURN).then_refused("request_is_pending")


def test_a_returned_request_is_neither_taken_on_nor_performed() -> None:
    history(REQUEST, RETURN).when(ACCEPT).then_refused("request_is_pending")
    history(REQUEST, ACCEPT, RETURN).when(PERFORM).then_refused("request_is_pending")


def test_refuses_a_second_result() -> None:
    history(REQUEST, ACCEPT, PERFORM).when(evolve(PERFORM, result="另一结果")).then_refused("request_is_pending")


def _calendar(after: Given) -> str:
    requested: Event | None = after.case.last_event(AssistanceRequested)
    assert isinstance(requested, AssistanceRequested)
    return requested.calendar


AFTER_AN_ENDING = [
    AssistanceItem.RENEWAL, AssistanceItem.RELEASE, AssistanceItem.LOCATE_PERSON, AssistanceItem.INVESTIGATION,
    AssistanceItem.SERVICE,
]  # fmt: skip


@pytest.mark.parametrize("item", AFTER_AN_ENDING)
def test_measures_and_the_search_go_on_elsewhere_after_an_ending_for_want_of_assets(item: AssistanceItem) -> None:
    parked = evolve(CLOSED, mode=ClosingMode.CURRENT_TERMINATED)
    on_platform = evolve(REQUEST, item=item, on_platform=True)
    history(parked).when(on_platform).then(AssistanceRequested)
    history(parked).when(evolve(on_platform, item=AssistanceItem.FREEZE)).then_refused("round_is_open")
    history(CLOSED).when(on_platform).then_refused("round_is_open")
