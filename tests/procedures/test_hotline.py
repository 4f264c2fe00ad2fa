"""The hotline: a call, the officers sent out, what came of it."""

from datetime import date, timedelta

import pytest

from casestream.kernel.event import EVENTS, Command
from casestream.procedures.hotline import (
    CallReceived,
    Dispatched,
    DispatchOfficers,
    DispatchReported,
    ReceiveCall,
    ReportDispatch,
)
from casestream.testing import evolve, given

DAY = date(2025, 7, 20)
CALL = ReceiveCall(case="接警2025-1", on=DAY, court="内0624", tip="被执行人赵某在那达慕大会会场")
GO = DispatchOfficers(case=CALL.case, on=DAY, officers=2)
REPORT = ReportDispatch(case=CALL.case, on=DAY, compelled=1)


def test_a_call_is_recorded_with_the_court_and_its_own_number() -> None:
    received = CallReceived(on=DAY, court="内0624", number="接警2025-1", tip="被执行人赵某在那达慕大会会场")
    given().when(CALL).then(received)
    assert (given(CALL).case.court, given(CALL).case.number) == ("内0624", "接警2025-1")


def test_a_call_may_say_which_case_it_concerns() -> None:
    given().when(evolve(CALL, concerns="（2025）内0624执501号")).then(
        CallReceived(
            on=DAY, court="内0624", number=CALL.case, tip=CALL.tip, case="（2025）内0624执501号"
        )
    )  # fmt: skip


def test_the_same_call_again_is_quiet_and_another_under_its_number_is_refused() -> None:
    given(CALL).when(CALL).then_nothing()
    given(CALL).when(evolve(CALL, tip="另一线索")).then_refused("call_is_new")


def test_officers_go_out_once_on_a_call() -> None:
    given(CALL).when(GO).then(Dispatched(on=DAY, officers=2))
    given(CALL, GO).when(GO).then_nothing()
    given(CALL, GO).when(evolve(GO, officers=3)).then_refused("call_awaits_dispatch")


def test_nobody_goes_out_without_a_call_nor_before_it() -> None:
    given().when(GO).then_refused("call_was_received")
    given(CALL).when(evolve(GO, on=DAY - timedelta(days=1))).then_refused("call_was_received")
    given(CALL).when(evolve(GO, on=DAY + timedelta(days=1))).then(Dispatched)


@pytest.mark.parametrize("officers", [0, -1])
def test_refuses_a_dispatch_of_nobody(officers: int) -> None:
    given(CALL).when(evolve(GO, officers=officers)).then_refused("somebody_goes_out")


def test_one_officer_is_enough() -> None:
    given(CALL).when(evolve(GO, officers=1)).then(Dispatched(on=DAY, officers=1))


def test_a_dispatch_is_reported_once() -> None:
    reported = DispatchReported(on=DAY, compelled=1, detained=0, closed=0, collected_fen=0)
    given(CALL, GO).when(REPORT).then(reported)
    given(CALL, GO, REPORT).when(REPORT).then_nothing()
    given(CALL, GO, REPORT).when(evolve(REPORT, closed=1)).then_refused("dispatch_awaits_report")


def test_a_dispatch_that_brought_nothing_is_reported_with_zeros() -> None:
    given(CALL, GO).when(evolve(REPORT, compelled=0)).then(DispatchReported)


def test_nothing_is_reported_before_anybody_went_out() -> None:
    given(CALL).when(REPORT).then_refused("officers_went_out")
    given(CALL, GO).when(evolve(REPORT, on=DAY - timedelta(days=1))).then_refused("officers_went_out")


@pytest.mark.parametrize("figure", ["compelled", "detained", "closed", "collected_fen"])
def test_refuses_a_negative_figure(figure: str) -> None:
    given(CALL, GO).when(evolve(REPORT, **{figure: -1})).then_refused("figures_are_not_negative")


def test_a_report_may_name_more_detained_than_compelled() -> None:
    """No law ties the two: somebody may be detained who came of his own accord."""
    given(CALL, GO).when(evolve(REPORT, compelled=0, detained=2)).then(DispatchReported)


def test_a_refusal_lists_everything_that_is_missing() -> None:
    given().when(evolve(GO, officers=0)).then_refused("call_was_received", "somebody_goes_out")


def test_hotline_events_live_in_their_own_streams() -> None:
    assert {EVENTS[kind].stream for kind in (CallReceived, Dispatched, DispatchReported)} == {"dispatch"}


def test_the_figures_of_the_newspaper_page_add_up() -> None:
    """421 dispatches, 856 person-times, 277 compelled, 99 detained, 57 closed, 5.35 million yuan."""

    def history(n: int) -> list[Command]:
        call = evolve(CALL, case=f"接警-{n}")
        results = evolve(
            REPORT, case=call.case, compelled=int(n < 277), detained=int(n < 99), closed=int(n < 57),
            collected_fen=9_385_900 + 3_700 * (n == 0) if n < 57 else 0,
        )  # fmt: skip
        return [call, evolve(GO, case=call.case, officers=3 if n < 14 else 2), results]

    cases = [given(*history(n)).case for n in range(421)]
    assert sum(int(case.count(Dispatched)) for case in cases) == 421
    assert sum(int(case.total(Dispatched.officers)) for case in cases) == 856
    assert sum(int(case.total(DispatchReported.compelled)) for case in cases) == 277
    assert sum(int(case.total(DispatchReported.detained)) for case in cases) == 99
    assert sum(int(case.total(DispatchReported.closed)) for case in cases) == 57
    assert sum(int(case.total(DispatchReported.collected_fen)) for case in cases) == 535_000_000
