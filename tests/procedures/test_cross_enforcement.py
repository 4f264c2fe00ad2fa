"""Cross-enforcement: the pool, the five modes, and the move of a case from one court to another."""

from datetime import date, timedelta
from typing import Any

import pytest

from casestream.kernel import Actor, Bench, Calendar, Day
from casestream.kernel.case import Keyed
from casestream.kernel.deadline import DEADLINES, Lengths, terms
from casestream.kernel.errors import BadRequest, NotAValue, SettingMissing
from casestream.procedures.asset_search import AssetClass, AssetFound
from casestream.procedures.closing import EnforcementTerminated, StruckOff, TerminationGround
from casestream.procedures.control import AssetReleased, AssetSealed, Measure, RenewSeal, is_sealed
from casestream.procedures.cross_enforcement import (
    MAY_HAND_OVER,
    AcceptCross,
    CrossAccepted,
    CrossMode,
    CrossOrdered,
    CrossProgressReported,
    CrossReferred,
    CrossReturned,
    DecisionForm,
    ExpirePreCross,
    FileHandedOver,
    HandOverFile,
    OrderCross,
    PoolExit,
    PreCrossExpired,
    PreCrossResolved,
    PreCrossScreened,
    PreCrossWindowOpened,
    Receiver,
    ReferToCross,
    ReportCrossProgress,
    ResolvePreCross,
    ReturnCross,
    ScreenForPreCross,
    ScreenReason,
    Trigger,
    in_pool,
    is_superior,
)
from casestream.procedures.cross_enforcement.pool import window_runs_out
from casestream.procedures.filing import ApplyForEnforcement, FileCase, Party
from casestream.procedures.proceeds import PaidToCreditor, ProceedsReceived, Source, outstanding_fen
from casestream.procedures.rounds import ClosingMode, LeftStock, Origin, Round, RoundClosed, RoundOpened, StockExit
from casestream.procedures.settlement import EnforcementResumed, HowSettled, ResumptionGround, SettlementRecorded
from casestream.procedures.suspension import Suspended, SuspensionLifted, SuspensionReason
from casestream.testing import evolve, given
from casestream.testing.scenario import Given

BASIS = "毕某诉赵某民事判决"
OLD, NEW = "（2021）内0623执88号", "（2025）内0624执501号"
APPLY = ApplyForEnforcement(
    case=BASIS, on=date(2021, 4, 6), cause="民间借贷纠纷", court="内0623", claimed_fen=28_000_00,
    effective_on=date(2021, 3, 20), performance_due=date(2021, 3, 31), applicants=(Party(name="毕某"),),
    debtors=(Party(name="赵某"),),
)  # fmt: skip
FILE = FileCase(case=BASIS, on=date(2021, 4, 8), number=OLD)
DAY = date(2025, 5, 12)
PARKED = RoundClosed(
    on=date(2021, 9, 30), mode=ClosingMode.CURRENT_TERMINATED, claimed_fen=28_000_00, collected_fen=0,
    opened_on=FILE.on, used_days=175,
)  # fmt: skip
SATISFIED = evolve(PARKED, mode=ClosingMode.SATISFIED, collected_fen=28_000_00)
ORDER = OrderCross(
    case=BASIS, on=DAY, mode=CrossMode.INSTRUCTED, form=DecisionForm.RULING, decided_by="内06", to_court="内0624",
    trigger=Trigger.SCREENING, wishes_considered=True,
)  # fmt: skip
HAND_OVER = HandOverFile(case=BASIS, on=DAY)
ACCEPT = AcceptCross(case=BASIS, on=DAY + timedelta(days=3), number=NEW)
RETURN = ReturnCross(case=BASIS, on=DAY + timedelta(days=2), reason="案卷不全")
LAND = AssetFound(
    on=date(2023, 1, 5), asset="土地-1", debtor="赵某", asset_class=AssetClass.REAL_ESTATE, value_fen=50_000_00
)
PARTIAL = ProceedsReceived(
    on=date(2023, 2, 1), amount_fen=3_000_00, source=Source.PERFORMANCE, release_by=date(2023, 3, 3), calendar="c"
)


def sealed(expires_on: date, asset: str = "土地-1") -> AssetSealed:
    return AssetSealed(
        on=date(2023, 1, 10),
        asset=asset,
        measure=Measure.SEAL,
        starts_on=date(2023, 1, 10),
        expires_on=expires_on,
        rank=2,
    )


def history(*steps: Any, **settings: Any) -> Given:
    return given(APPLY, FILE, *steps, settings=settings)


# --- the newspaper page: 毕某 v 赵某 ---


def test_a_case_of_28_000_yuan_moves_from_one_court_to_another_and_is_renumbered() -> None:
    ready = history(ORDER, HAND_OVER)
    outcome = ready.when(ACCEPT)
    outcome.then(
        CrossAccepted(on=ACCEPT.on, number=NEW, from_court="内0623", from_number=OLD),
        StruckOff,
        RoundClosed,
        RoundOpened(on=ACCEPT.on, number=NEW, court="内0624", origin=Origin.TRANSFERRED, claimed_fen=28_000_00),
    )
    case = ready.also(ACCEPT).case
    assert case.rounds == [OLD, NEW]
    assert (case.court, case.number, case[Round].is_open) == ("内0624", NEW, True)
    assert [closed.mode for closed in case.all(RoundClosed)] == [ClosingMode.TRANSFERRED_OUT]
    assert [struck.to_court for struck in case.all(StruckOff)] == ["内0624"]


def test_the_new_court_claims_only_what_was_not_collected() -> None:
    ready = history(PARTIAL, ORDER, HAND_OVER)
    assert ready.case.all(FileHandedOver) == [FileHandedOver(on=DAY, to_court="内0624", outstanding_fen=25_000_00)]
    case = ready.also(ACCEPT).case
    old, new = case.all(RoundClosed)[-1], case.all(RoundOpened)[-1]
    assert (old.claimed_fen, old.collected_fen, new.claimed_fen) == (28_000_00, 3_000_00, 25_000_00)
    assert outstanding_fen(case) == 25_000_00


def test_a_parked_case_is_not_closed_a_second_time() -> None:
    ready = history(PARKED, ORDER, HAND_OVER)
    ready.settings["transferred_termination_type"] = "执"
    ready.when(ACCEPT).then(CrossAccepted, RoundOpened)
    opened = ready.also(ACCEPT).case.all(RoundOpened)[-1]
    assert (opened.origin, opened.claimed_fen) == (Origin.TRANSFERRED, 28_000_00)


def test_whether_a_parked_case_becomes_a_resumed_one_is_for_the_court_to_set() -> None:
    ready = history(PARKED, ORDER, HAND_OVER)
    with pytest.raises(SettingMissing):
        ready.when(ACCEPT)
    ready.settings["transferred_termination_type"] = "执恢"
    with pytest.raises(BadRequest):
        ready.when(ACCEPT)
    resumed = evolve(ACCEPT, number="（2025）内0624执恢45号")
    ready.when(resumed).then(
        CrossAccepted,
        RoundOpened(
            on=ACCEPT.on, number="（2025）内0624执恢45号", court="内0624", origin=Origin.RESUMED, claimed_fen=28_000_00
        ),
    )  # fmt: skip
    ready.settings["transferred_termination_type"] = "执保"
    with pytest.raises(BadRequest):
        ready.when(ACCEPT)


def test_an_open_case_needs_no_such_setting() -> None:
    history(ORDER, HAND_OVER).when(ACCEPT).then(CrossAccepted, StruckOff, RoundClosed, RoundOpened)


def test_a_suspended_case_may_move() -> None:
    suspended = Suspended(on=date(2024, 1, 2), reason=SuspensionReason.OTHER, note="无财产")
    case = history(suspended, ORDER, HAND_OVER, ACCEPT).case
    used_days = case.all(RoundClosed)[-1].used_days
    assert used_days == (date(2024, 1, 2) - FILE.on).days


def test_before_2018_the_old_round_ended_as_terminated() -> None:
    early = date(2017, 6, 1)
    opened = RoundOpened(
        on=date(2016, 3, 1), number="（2016）内0623执9号", court="内0623", origin=Origin.FILED, claimed_fen=1
    )
    ready = given(opened, evolve(ORDER, on=early), evolve(HAND_OVER, on=early))
    accept = evolve(ACCEPT, on=early, number="（2017）内0624执7号")
    ready.when(accept).then(CrossAccepted, RoundClosed, RoundOpened)
    assert ready.also(accept).case.all(RoundClosed)[-1].mode is ClosingMode.TERMINATED


# --- the five modes ---

SUPERVISE = evolve(
    ORDER, mode=CrossMode.SUPERVISED, form=DecisionForm.ORDER, to_court="内0623", perform_by=DAY + timedelta(days=60)
)
ELEVATE = evolve(ORDER, mode=CrossMode.ELEVATED, to_court="内06")
CENTRALIZE = evolve(ORDER, mode=CrossMode.CENTRALIZED, form=DecisionForm.DECISION)
COLLABORATE = evolve(ORDER, mode=CrossMode.COLLABORATIVE, form=DecisionForm.COORDINATION)
ALL_MODES = [SUPERVISE, ORDER, ELEVATE, CENTRALIZE, COLLABORATE]


@pytest.mark.parametrize("order", ALL_MODES, ids=lambda order: order.mode.code)
def test_each_mode_has_its_form_and_its_court(order: OrderCross) -> None:
    history().when(order).then(CrossOrdered)
    history(PARKED).when(order).then(CrossOrdered)
    history(order).when(order).then_nothing()


def test_what_is_recorded_of_a_decision() -> None:
    (ordered,) = history().when(ORDER).events
    assert isinstance(ordered, CrossOrdered)
    assert (ordered.from_court, ordered.to_court, ordered.decided_by) == ("内0623", "内0624", "内06")
    assert (ordered.by_superior, ordered.receiver, ordered.six_months_on) == (True, Receiver.SUBORDINATE, None)
    assert "民事诉讼法（2023年修正）第二百三十七条" in ordered.relied_on


@pytest.mark.parametrize("order", [SUPERVISE, COLLABORATE], ids=lambda order: order.mode.code)
def test_supervision_and_collaboration_leave_the_power_where_it_is(order: OrderCross) -> None:
    history(order).when(HAND_OVER).then_refused("transfer_is_ordered")
    history(order).when(ACCEPT).then_refused("transfer_is_ordered", "file_was_handed_over")
    assert history(order).case.court == "内0623"


@pytest.mark.parametrize("order", [ORDER, ELEVATE, CENTRALIZE], ids=lambda order: order.mode.code)
def test_the_other_three_move_it(order: OrderCross) -> None:
    number = f"（2025）{order.to_court}执9号"
    case = history(order, HAND_OVER, evolve(ACCEPT, number=number)).case
    assert (case.court, case.rounds) == (order.to_court, [OLD, number])


@pytest.mark.parametrize(
    ("order", "form"),
    [
        (order, form)
        for order in ALL_MODES
        for form in DecisionForm
        if form is not order.form and not (order is CENTRALIZE and form is DecisionForm.RULING)
    ],
)
def test_refuses_a_mode_in_the_form_of_another(order: OrderCross, form: DecisionForm) -> None:
    history().when(evolve(order, form=form)).then_refused("decision_takes_its_form")


def test_centralization_may_be_ruled_too() -> None:
    history().when(evolve(CENTRALIZE, form=DecisionForm.RULING)).then(CrossOrdered)


@pytest.mark.parametrize(
    ("order", "to_court"),
    [
        (SUPERVISE, "内0624"), (SUPERVISE, "内06"), (ORDER, "内0623"), (ORDER, "内06"), (ORDER, "甘1223"),
        (ELEVATE, "内0624"), (ELEVATE, "内0623"), (CENTRALIZE, "内0623"), (CENTRALIZE, "甘1223"),
        (COLLABORATE, "内0623"), (COLLABORATE, "甘1223"),
    ],
)  # fmt: skip
def test_refuses_a_court_that_does_not_fit_the_mode(order: OrderCross, to_court: str) -> None:
    history().when(evolve(order, to_court=to_court)).then_refused("receiver_fits_the_mode")


@pytest.mark.parametrize("decided_by", ["内06", "内", "最高法"])
def test_any_court_above_may_decide(decided_by: str) -> None:
    history().when(evolve(ORDER, decided_by=decided_by)).then(CrossOrdered)


def test_the_highest_court_may_send_a_case_to_another_province() -> None:
    history().when(evolve(ORDER, decided_by="最高法", to_court="甘1223")).then(CrossOrdered)


@pytest.mark.parametrize("decided_by", ["内0625", "内0623", "甘12", "甘"])
def test_refuses_a_decision_of_a_court_that_is_not_above(decided_by: str) -> None:
    history().when(evolve(ORDER, decided_by=decided_by)).then_refused("superior_decides", "receiver_fits_the_mode")


@pytest.mark.parametrize("code", ["", "鄂托克旗法院", "06"])
def test_a_court_is_named_by_its_code(code: str) -> None:
    with pytest.raises(BadRequest):
        history().when(evolve(ORDER, decided_by=code))
    with pytest.raises(BadRequest):
        history().when(evolve(ORDER, to_court=code))


def bench(**settings: Any) -> Bench:
    return Bench(Actor("judge-1", "内0624", "handler"), Calendar(), settings)


NESTED = [
    ("内06", "内0624", True), ("内", "内0624", True), ("最高法", "内", True), ("内0624", "内06", False),
    ("内06", "内06", False), ("内06", "甘1223", False), ("京03", "京04", False), ("京", "京0105", True), ("鄂01", "鄂0102", True),
    ("鄂96", "鄂0102", False), ("鄂", "鄂9004", True), ("兵01", "兵0101", True), ("京0105", "京0106", False),
]  # fmt: skip


@pytest.mark.parametrize(("court", "below", "answer"), NESTED)
def test_superiors_are_read_from_codes_that_nest(court: str, below: str, answer: bool) -> None:
    assert is_superior(court, below, bench()) is answer


@pytest.mark.parametrize(
    ("court", "below", "right"), [("京03", "京0105", "京03"), ("京01", "京0105", "京03"), ("鄂96", "鄂9004", "鄂96")]
)
def test_where_codes_do_not_nest_the_court_says_which_is_above(court: str, below: str, right: str) -> None:
    for unset in (bench(), bench(superior_courts={"京0106": "京01"})):
        with pytest.raises(SettingMissing, match="superior_courts"):
            is_superior(court, below, unset)
    above = bench(superior_courts={below: right})
    assert is_superior(court, below, above) is (court == right)
    assert is_superior(right[:1], below, above)
    assert not is_superior("甘12", below, above)


def test_no_court_is_set_above_one_of_its_own_level() -> None:
    with pytest.raises(NotAValue, match="superior_courts"):
        is_superior("京03", "京0105", bench(superior_courts={"京0105": "京0106", "京0106": "京0105"}))
    with pytest.raises(NotAValue, match="superior_courts"):
        is_superior("京03", "京0105", bench(superior_courts=["京03"]))


def test_a_court_of_a_municipality_orders_by_what_is_set() -> None:
    opened = RoundOpened(on=FILE.on, number="（2021）京0105执88号", court="京0105", origin=Origin.FILED, claimed_fen=1)
    order = evolve(SUPERVISE, decided_by="京03", to_court="京0105")
    with pytest.raises(SettingMissing):
        given(opened).when(order)
    above = {"superior_courts": {"京0105": "京03"}}
    given(opened, settings=above).when(order).then(CrossOrdered)
    given(opened, settings=above).when(evolve(order, decided_by="京01")).then_refused("superior_decides")


def test_an_order_to_enforce_sets_a_day_that_is_still_to_come() -> None:
    history().when(evolve(SUPERVISE, perform_by=None)).then_refused("supervision_sets_a_day")
    history().when(evolve(SUPERVISE, perform_by=DAY)).then_refused("supervision_sets_a_day")
    history().when(evolve(SUPERVISE, perform_by=DAY + timedelta(days=1))).then(CrossOrdered)


def test_the_days_of_an_order_to_enforce_are_watched() -> None:
    path = history(SUPERVISE)
    (term,) = terms(path.case, DEADLINES["supervised_enforcement"], Lengths(Calendar()))
    due = DAY + timedelta(days=60)
    assert (term.due_on, term.kept_on) == (due, None)
    assert [term.overdue_days(due + timedelta(days=late)) for late in (-1, 0, 1)] == [0, 0, 1]
    assert not list(terms(history(ORDER).case, DEADLINES["supervised_enforcement"], Lengths(Calendar())))


def test_the_parties_are_heard_where_none_of_them_asked() -> None:
    for trigger in (Trigger.SCREENING, Trigger.REPORT):
        order = evolve(ORDER, trigger=trigger, wishes_considered=False)
        history().when(order).then_refused("wishes_were_considered")
    history().when(evolve(ORDER, trigger=Trigger.APPLICATION, wishes_considered=False)).then(CrossOrdered)


def test_an_applicant_may_ask_after_more_than_six_months() -> None:
    asked = evolve(ORDER, trigger=Trigger.APPLICATION)
    last = date(2021, 10, 8)  # 6 October 2021 is a holiday and so is the day after.
    history().when(evolve(asked, on=last - timedelta(days=1))).then_refused("six_months_passed_for_the_applicant")
    history().when(evolve(asked, on=last)).then_refused("six_months_passed_for_the_applicant")
    (ordered,) = history().when(evolve(asked, on=last + timedelta(days=1))).events
    assert isinstance(ordered, CrossOrdered)
    assert ordered.six_months_on == last


def test_the_six_months_leave_stopped_time_out() -> None:
    stop = Suspended(on=date(2021, 5, 6), reason=SuspensionReason.OTHER, note="等待")
    go_on = SuspensionLifted(on=date(2021, 6, 5), reason=SuspensionReason.OTHER, noticed=True)  # thirty days later
    asked = evolve(ORDER, trigger=Trigger.APPLICATION)
    history(stop, go_on).when(evolve(asked, on=date(2021, 11, 5))).then_refused("six_months_passed_for_the_applicant")
    history(stop, go_on).when(evolve(asked, on=date(2021, 11, 6))).then(CrossOrdered)


def test_a_case_without_an_application_cannot_be_asked_for_by_an_applicant() -> None:
    opened = RoundOpened(on=FILE.on, number=OLD, court="内0623", origin=Origin.FILED, claimed_fen=28_000_00)
    given(opened).when(evolve(ORDER, trigger=Trigger.APPLICATION)).then_refused("six_months_passed_for_the_applicant")


def test_refuses_to_move_a_case_that_is_finished_or_was_never_filed() -> None:
    history(SATISFIED).when(ORDER).then_refused("case_is_unfinished")
    given(APPLY).when(ORDER).then_refused("superior_decides", "case_is_unfinished", "something_is_left")


def test_refuses_to_move_a_case_in_which_nothing_is_left() -> None:
    all_of_it = evolve(PARTIAL, amount_fen=28_000_00)
    history(all_of_it).when(ORDER).then_refused("something_is_left")
    history(evolve(PARTIAL, amount_fen=28_000_00 - 1)).when(ORDER).then(CrossOrdered)
    history(all_of_it).when(SUPERVISE).then(CrossOrdered)


def test_refuses_a_second_transfer_while_one_is_under_way() -> None:
    other = evolve(ORDER, to_court="内0625")
    history(ORDER).when(other).then_refused("no_transfer_is_under_way")
    history(ORDER, HAND_OVER).when(other).then_refused("no_transfer_is_under_way")
    history(ORDER, HAND_OVER, RETURN).when(evolve(other, on=RETURN.on)).then(CrossOrdered)
    history(SUPERVISE).when(ORDER).then(CrossOrdered)


def test_a_moved_case_may_move_again() -> None:
    history(ORDER, HAND_OVER, ACCEPT).when(evolve(ORDER, on=date(2025, 9, 1), to_court="内0625")).then(CrossOrdered)


# --- hand-over, return, acceptance ---


def test_the_file_is_handed_over_once() -> None:
    history(ORDER).when(HAND_OVER).then(FileHandedOver(on=DAY, to_court="内0624", outstanding_fen=28_000_00))
    history(ORDER, HAND_OVER).when(HAND_OVER).then_nothing()
    history().when(HAND_OVER).then_refused("transfer_is_ordered")


def test_an_imported_log_that_hands_the_file_over_twice_gives_a_finding() -> None:
    case = history(ORDER, HAND_OVER).case
    assert [unmet.condition.name for unmet in MAY_HAND_OVER.unmet(case, DAY)] == ["file_is_still_here"]
    assert MAY_HAND_OVER.holds(history(ORDER).case, DAY)


def test_the_sender_renews_what_has_less_than_a_month_left() -> None:
    month_later = date(2025, 6, 12)
    history(LAND, sealed(month_later - timedelta(days=1)), ORDER).when(HAND_OVER).then_refused(
        "measures_have_a_month_left"
    )
    history(LAND, sealed(month_later), ORDER).when(HAND_OVER).then(FileHandedOver)
    history(LAND, sealed(month_later + timedelta(days=1)), ORDER).when(HAND_OVER).then(FileHandedOver)


def test_renewing_a_measure_frees_the_way() -> None:
    renew = RenewSeal(case=BASIS, on=DAY, asset="土地-1", expires_on=date(2028, 5, 20))
    history(LAND, sealed(date(2025, 5, 20)), ORDER, renew).when(HAND_OVER).then(FileHandedOver)


def test_one_short_measure_among_several_stops_the_hand_over() -> None:
    house = evolve(LAND, asset="房屋-2")
    both = [LAND, house, sealed(date(2026, 1, 9)), sealed(date(2025, 6, 1), "房屋-2"), ORDER]
    history(*both).when(HAND_OVER).then_refused("measures_have_a_month_left")
    released = AssetReleased(on=DAY, asset="房屋-2")
    history(*both, released).when(HAND_OVER).then(FileHandedOver)


def test_a_measure_that_lapsed_has_nothing_to_renew() -> None:
    history(LAND, sealed(DAY - timedelta(days=1)), ORDER).when(HAND_OVER).then(FileHandedOver)
    history(LAND, sealed(DAY), ORDER).when(HAND_OVER).then_refused("measures_have_a_month_left")


def test_measures_keep_their_rank_and_their_last_day_in_the_new_court() -> None:
    before = history(LAND, sealed(date(2026, 1, 9)), ORDER)
    held = before.case.last_event(AssetSealed)
    case = before.also(HAND_OVER, ACCEPT).case
    assert case.last_event(AssetSealed) == held
    assert held is not None
    assert (held.rank, held.expires_on) == (2, date(2026, 1, 9))
    assert bool(is_sealed(Keyed(case, "asset", "土地-1"), Day(ACCEPT.on)))


def test_the_file_may_come_back_and_then_the_old_round_goes_on() -> None:
    history(ORDER, HAND_OVER).when(RETURN).then(CrossReturned(on=RETURN.on, reason="案卷不全"))
    back = history(ORDER, HAND_OVER, RETURN)
    back.when(RETURN).then_nothing()
    back.when(ACCEPT).then_refused("transfer_is_ordered", "file_was_handed_over")
    back.when(evolve(HAND_OVER, on=RETURN.on)).then_refused("transfer_is_ordered")
    assert back.case[Round].is_open


def test_nothing_comes_back_that_did_not_go_or_was_filed() -> None:
    history(ORDER).when(RETURN).then_refused("file_was_handed_over")
    history(ORDER, HAND_OVER, ACCEPT).when(evolve(RETURN, on=ACCEPT.on)).then_refused("file_was_handed_over")


def test_the_same_court_may_be_ordered_again_after_a_return() -> None:
    again = evolve(ORDER, on=RETURN.on)
    history(ORDER, HAND_OVER, RETURN).when(again).then(CrossOrdered)
    case = history(ORDER, HAND_OVER, RETURN, again, evolve(HAND_OVER, on=RETURN.on), ACCEPT).case
    assert case.rounds == [OLD, NEW]


def test_refuses_to_accept_what_was_not_ordered_or_not_handed_over() -> None:
    history().when(ACCEPT).then_refused("transfer_is_ordered", "file_was_handed_over")
    history(ORDER).when(ACCEPT).then_refused("file_was_handed_over")


def test_a_file_is_not_accepted_before_it_went() -> None:
    ready = history(ORDER, HAND_OVER)
    ready.when(evolve(ACCEPT, on=DAY - timedelta(days=1))).then_refused("file_was_handed_over")
    ready.when(evolve(ACCEPT, on=DAY)).then(CrossAccepted, StruckOff, RoundClosed, RoundOpened)


def test_refuses_to_accept_a_case_that_ended_on_the_way() -> None:
    history(ORDER, HAND_OVER, SATISFIED).when(ACCEPT).then_refused("case_is_unfinished")


def test_accepting_again_is_quiet() -> None:
    history(ORDER, HAND_OVER, ACCEPT).when(ACCEPT).then_nothing()
    history(ORDER, HAND_OVER, ACCEPT).when(evolve(ACCEPT, number="(2025)内0624执501号")).then_nothing()


@pytest.mark.parametrize(
    "number", ["（2025）内0625执1号", "（2025）内0623执1号", "（2025）内0624执恢1号", "（2025）内0624执501号之一"]
)
def test_the_number_is_one_of_the_new_court_and_of_the_right_type(number: str) -> None:
    with pytest.raises(BadRequest):
        history(ORDER, HAND_OVER).when(evolve(ACCEPT, number=number))


# --- progress ---


def test_progress_is_reported_once_cross_enforcement_is_ordered() -> None:
    report = ReportCrossProgress(case=BASIS, on=DAY, substantive=True, note="已达成以物抵债和解")
    history().when(report).then_refused("cross_was_ordered")
    reported = CrossProgressReported(on=DAY, substantive=True, note="已达成以物抵债和解")
    history(ORDER).when(report).then(reported)
    history(ORDER, report).when(report).then_nothing()
    later = history(ORDER, HAND_OVER, ACCEPT)
    later.when(evolve(report, on=date(2025, 8, 1))).then(CrossProgressReported)


# --- the pool ---

SCREENED_ON = date(2025, 4, 14)
SCREEN = ScreenForPreCross(case=BASIS, on=SCREENED_ON, reason=ScreenReason.WHEREABOUTS)
RESOLVE = ResolvePreCross(case=BASIS, on=date(2025, 5, 6), mode=PoolExit.RESUMED)
RESUMED = EnforcementResumed(on=RESOLVE.on, ground=ResumptionGround.PROPERTY_FOUND, claimed_fen=28_000_00)
RESUMED_ROUND = RoundOpened(
    on=RESOLVE.on, number="（2025）内0623执恢3号", court="内0623", origin=Origin.RESUMED, claimed_fen=28_000_00
)
UNTIL = date(2025, 6, 13)  # sixty days later, a Friday
EXPIRE = ExpirePreCross(case=BASIS, on=UNTIL + timedelta(days=1))
REFER = ReferToCross(case=BASIS, on=UNTIL + timedelta(days=3))


def pool(*steps: Any) -> Given:
    return history(PARKED, *steps, pre_cross_window_days=60)


def test_a_parked_case_goes_into_the_pool_for_the_days_that_the_court_has_set() -> None:
    outcome = pool().when(SCREEN)
    outcome.then(PreCrossScreened(on=SCREENED_ON, reason=ScreenReason.WHEREABOUTS), PreCrossWindowOpened)
    opened = outcome.events[1]
    assert isinstance(opened, PreCrossWindowOpened)
    assert opened.until == UNTIL


def test_the_length_of_the_window_is_never_guessed() -> None:
    with pytest.raises(SettingMissing):
        history(PARKED).when(SCREEN)


def test_only_parked_cases_are_screened() -> None:
    history(pre_cross_window_days=60).when(SCREEN).then_refused("case_is_parked")
    history(SATISFIED, pre_cross_window_days=60).when(SCREEN).then_refused("case_is_parked")
    given(settings={"pre_cross_window_days": 60}).when(SCREEN).then_refused("case_is_parked")


def test_a_case_is_in_the_pool_once_at_a_time() -> None:
    pool(SCREEN).when(evolve(SCREEN, on=date(2025, 5, 1))).then_nothing()
    answered = pool(SCREEN, RESUMED, RESUMED_ROUND, RESOLVE, evolve(PARKED, on=RESOLVE.on))
    answered.when(evolve(SCREEN, on=date(2025, 5, 7))).then(PreCrossScreened, PreCrossWindowOpened)
    pool(SCREEN, EXPIRE).when(evolve(SCREEN, on=EXPIRE.on)).then(PreCrossScreened, PreCrossWindowOpened)


def test_a_case_leaves_the_pool_when_the_court_found_a_way() -> None:
    resumed = pool(SCREEN, RESUMED, RESUMED_ROUND)
    resumed.when(RESOLVE).then(PreCrossResolved(on=RESOLVE.on, mode=PoolExit.RESUMED))
    done = resumed.also(RESOLVE)
    done.when(RESOLVE).then_nothing()
    other = evolve(RESOLVE, mode=PoolExit.PERFORMED)
    done.when(other).then_refused("self_check_is_unanswered", "exit_is_borne_out")
    pool().when(RESOLVE).then_refused("self_check_is_unanswered", "exit_is_borne_out")
    late = pool(SCREEN, EXPIRE, RESUMED, RESUMED_ROUND)
    late.when(evolve(RESOLVE, on=EXPIRE.on)).then_refused("self_check_is_unanswered")


ALL_PAID = PaidToCreditor(on=RESOLVE.on, amount_fen=28_000_00, receipt="收条")
SETTLED = SettlementRecorded(
    on=RESOLVE.on, how=HowSettled.JOINT, agreed_fen=20_000_00, in_kind=False, perform_by=date(2025, 8, 1), items=()
)
ENDED = EnforcementTerminated(on=RESOLVE.on, ground=TerminationGround.WITHDRAWN, served_on=RESOLVE.on, reviewed=True)
BANKRUPT = Suspended(on=RESOLVE.on, reason=SuspensionReason.BANKRUPTCY, note="")
BORNE_OUT = [
    (PoolExit.PERFORMED, ALL_PAID), (PoolExit.SETTLED, SETTLED), (PoolExit.TERMINATED, ENDED),
    (PoolExit.BANKRUPTCY, BANKRUPT),
]  # fmt: skip


@pytest.mark.parametrize(("mode", "fact"), BORNE_OUT)
def test_an_exit_from_the_pool_is_what_became_of_the_case(mode: PoolExit, fact: Any) -> None:
    ask = evolve(RESOLVE, mode=mode)
    pool(SCREEN).when(ask).then_refused("exit_is_borne_out")
    pool(SCREEN, fact).when(ask).then(PreCrossResolved)
    if mode is PoolExit.PERFORMED:
        pool(SCREEN, evolve(ALL_PAID, amount_fen=28_000_00 - 1)).when(ask).then_refused("exit_is_borne_out")


@pytest.mark.parametrize("left", ["resumed", "accepted", "performed"])
def test_a_case_that_moved_on_is_in_the_pool_no_more(left: str) -> None:
    moved = evolve(ORDER, on=SCREENED_ON), evolve(HAND_OVER, on=SCREENED_ON), ACCEPT
    gone = LeftStock(on=RESOLVE.on, reason=StockExit.PERFORMED, remove_by=RESOLVE.on, calendar="c")
    steps = {"resumed": (RESUMED, RESUMED_ROUND), "accepted": moved, "performed": (ALL_PAID, gone)}[left]
    ready = history(PARKED, SCREEN, *steps, pre_cross_window_days=60, transferred_termination_type="执")
    assert bool(in_pool(pool(SCREEN).case))
    assert not bool(in_pool(ready.case))
    assert window_runs_out(ready.case, EXPIRE.on) == []
    ready.when(EXPIRE).then_refused("case_is_in_the_pool")


def test_the_window_expires_the_day_after_its_last() -> None:
    pool(SCREEN).when(evolve(EXPIRE, on=UNTIL - timedelta(days=1))).then_refused("window_has_run_out")
    pool(SCREEN).when(evolve(EXPIRE, on=UNTIL)).then_refused("window_has_run_out")
    pool(SCREEN).when(EXPIRE).then(PreCrossExpired(on=EXPIRE.on))
    pool(SCREEN, EXPIRE).when(EXPIRE).then_nothing()
    pool().when(EXPIRE).then_refused("case_is_in_the_pool", "window_has_run_out")
    pool(SCREEN, RESUMED, RESUMED_ROUND, RESOLVE).when(EXPIRE).then_refused("case_is_in_the_pool")


def test_what_the_self_check_could_not_solve_is_referred() -> None:
    pool(SCREEN, EXPIRE).when(REFER).then(CrossReferred(on=REFER.on))
    pool(SCREEN, EXPIRE, REFER).when(REFER).then_nothing()
    pool(SCREEN, EXPIRE, REFER).when(evolve(ORDER, on=REFER.on)).then(CrossOrdered)


def test_nothing_is_referred_before_the_self_check_failed() -> None:
    pool().when(REFER).then_refused("self_check_failed")
    pool(SCREEN).when(REFER).then_refused("self_check_failed")
    pool(SCREEN, RESUMED, RESUMED_ROUND, RESOLVE).when(REFER).then_refused("self_check_failed", "case_is_parked")


def test_the_pool_exists_since_april_2025() -> None:
    """Before the city's plan nothing bound: the rule had no condition in force."""
    early = evolve(SCREEN, on=date(2025, 3, 31))
    history(pre_cross_window_days=60).when(early).then(PreCrossScreened, PreCrossWindowOpened)
    history(pre_cross_window_days=60).when(evolve(SCREEN, on=date(2025, 4, 1))).then_refused("case_is_parked")
