"""Going on under a new number: which ground follows which ending, and for how much."""

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

from casestream.kernel.errors import BadRequest
from casestream.procedures.asset_search import AssetClass, ClueResult, ReceiveClue, RecordAsset, VerifyClue
from casestream.procedures.closing import (
    EnforcementTerminated,
    StrikeOff,
    StrikeOffReason,
    TerminateEnforcement,
    TerminationGround,
)
from casestream.procedures.proceeds import RecordDirectPayment
from casestream.procedures.resumption import EnforcementResumed, ResumeEnforcement, ResumptionGround
from casestream.procedures.rounds import ClosingMode, Origin, RoundClosed, RoundOpened
from casestream.procedures.settlement import (
    Defect,
    HowSettled,
    Item,
    RecordSettlement,
    ReportBreach,
    SetSettlementAside,
    SettlementSued,
    SueOnSettlement,
)
from casestream.procedures.termination import HoldInterview, RecordPostTerminationQuery
from casestream.testing import given
from casestream.testing.scenario import Given, Step

DAY = timedelta(days=1)
END = first_day_of_ending()
ON = date(2024, 6, 3)
PERFORM_BY = date(2024, 3, 1)
NUMBER = "（2024）内0624执恢9号"
FOUND = RecordPostTerminationQuery(case=BASIS, on=date(2024, 5, 6), found=True, told=True)


def resume(
    ground: ResumptionGround = ResumptionGround.PROPERTY_FOUND, on: date = ON, *, ex_officio: bool = False,
    number: str = "",
) -> ResumeEnforcement:  # fmt: skip
    number = number or f"（{on.year}）内0624执恢9号"
    return ResumeEnforcement(case=BASIS, on=on, number=number, ground=ground, ex_officio=ex_officio)


def parked() -> Given:
    return given(*path_to_termination(), terminate())


def end(ground: TerminationGround, on: date = date(2024, 3, 11)) -> TerminateEnforcement:
    return TerminateEnforcement(case=BASIS, on=on, ground=ground, served_on=on)


def ended(ground: TerminationGround, on: date = date(2024, 3, 11)) -> list[Step]:
    return [*endorsed(end(ground, on)), end(ground, on)]


def settled() -> Given:
    items = (Item(name="一次付清", value_fen=CLAIMED_FEN, perform_by=PERFORM_BY),)
    settling = RecordSettlement(case=BASIS, on=FILED, how=HowSettled.JOINT, items=items)
    return given(*path_to_filing(), settling, *ended(TerminationGround.SETTLED_AND_WITHDRAWN, FILED))


# --- property found ---


def test_a_query_that_finds_something_resumes_the_case_for_what_is_outstanding() -> None:
    events = parked().also(FOUND).when(resume()).then(EnforcementResumed, RoundOpened).events
    assert events[1] == RoundOpened(
        on=ON, number=NUMBER, court="内0624", origin=Origin.RESUMED, claimed_fen=CLAIMED_FEN
    )
    assert isinstance(events[0], EnforcementResumed)
    assert (events[0].claimed_fen, events[0].in_time) == (CLAIMED_FEN, True)
    assert "法〔2016〕373号第九条" in events[0].relied_on


def test_property_may_be_taken_up_ex_officio() -> None:
    events = parked().also(FOUND).when(resume(ex_officio=True)).then(EnforcementResumed, RoundOpened).events
    assert isinstance(events[0], EnforcementResumed)
    assert events[0].ex_officio


def test_an_asset_or_a_verified_clue_from_after_the_ending_is_enough() -> None:
    asset = RecordAsset(
        case=BASIS, on=ON, asset="车一", debtor=DEBTOR, asset_class=AssetClass.VEHICLE, value_fen=5_000_000
    )
    parked().also(asset).when(resume()).then(EnforcementResumed, RoundOpened)
    clue = (
        ReceiveClue(case=BASIS, on=ON, clue="那达慕"), VerifyClue(case=BASIS, on=ON, clue="那达慕", result=ClueResult.ASSET),
    )  # fmt: skip
    parked().also(*clue).when(resume()).then(EnforcementResumed, RoundOpened)


def test_what_was_known_before_the_ending_or_came_to_nothing_resumes_nothing() -> None:
    parked().when(resume()).then_refused("property_was_found")
    clue = ReceiveClue(case=BASIS, on=ON, clue="那达慕")
    parked().also(clue).when(resume()).then_refused("property_was_found")
    nothing = VerifyClue(case=BASIS, on=ON, clue="那达慕", result=ClueResult.NOTHING)
    parked().also(clue, nothing).when(resume()).then_refused("property_was_found")
    empty = RecordPostTerminationQuery(case=BASIS, on=ON, found=False, told=True)
    parked().also(empty).when(resume()).then_refused("property_was_found")


def test_found_property_has_no_limitation() -> None:
    late = date(2034, 6, 5)
    events = parked().also(FOUND).when(resume(on=late)).then(EnforcementResumed, RoundOpened).events
    assert isinstance(events[0], EnforcementResumed)
    assert events[0].in_time


def test_property_resumes_only_what_was_ended_for_want_of_assets() -> None:
    over = given(*path_to_filing(), *ended(TerminationGround.HARDSHIP))
    asset = RecordAsset(
        case=BASIS, on=ON, asset="车一", debtor=DEBTOR, asset_class=AssetClass.VEHICLE, value_fen=5_000_000
    )
    over.also(asset).when(resume()).then_refused("property_ground_follows_termination")


# --- the round before ---


def test_an_open_round_is_not_resumed() -> None:
    given(*path_to_filing()).when(resume()).then_refused(
        "round_may_be_resumed", "property_was_found", "property_ground_follows_termination"
    )


def test_the_same_number_resumes_once_and_another_needs_another_ending() -> None:
    path = parked().also(FOUND, resume())
    path.when(resume()).then_nothing()
    path.when(resume(number="（2024）内0624执恢10号")).then_refused(
        "round_may_be_resumed", "property_was_found", "property_ground_follows_termination"
    )


def test_what_was_paid_before_and_after_the_ending_is_deducted() -> None:
    before = RecordDirectPayment(case=BASIS, on=END - DAY, amount_fen=1_000_000, receipt="收条1")
    after = RecordDirectPayment(case=BASIS, on=END + DAY, amount_fen=500_000, receipt="收条2")
    path = given(*path_to_termination(), before, *endorsed(terminate()), terminate(), after, FOUND)
    events = path.when(resume()).events
    assert isinstance(events[1], RoundOpened)
    assert events[1].claimed_fen == 2_500_000


def test_nothing_is_resumed_where_nothing_is_left() -> None:
    paid = RecordDirectPayment(case=BASIS, on=END + DAY, amount_fen=CLAIMED_FEN, receipt="收条1")
    parked().also(paid, FOUND).when(resume()).then_refused("something_is_left_to_resume")


def test_a_resumed_round_bears_a_number_of_its_type() -> None:
    with pytest.raises(BadRequest):
        parked().also(FOUND).when(resume(number="（2024）内0624执99号"))


def test_a_resumed_round_may_be_interviewed_in_anew() -> None:
    path = parked().also(FOUND, resume())
    again = HoldInterview(case=BASIS, on=ON, applicant=APPLICANT, opinion="同意终本，保留权利")
    assert len(path.when(again).events) == 1


# --- settlement ---


@pytest.mark.parametrize(
    ("on", "in_time"), [(date(2026, 3, 1), True), (date(2026, 3, 2), True), (date(2026, 3, 3), False)]
)  # The second of March 2026 is the Monday after the last of the two years.
def test_two_years_run_from_the_agreed_last_day_and_lateness_is_recorded(on: Any, in_time: Any) -> None:
    broken = settled().also(ReportBreach(case=BASIS, on=PERFORM_BY + DAY))
    events = broken.when(resume(ResumptionGround.SETTLEMENT_BREACHED, on)).then(EnforcementResumed, RoundOpened).events
    assert isinstance(events[0], EnforcementResumed)
    assert events[0].in_time is in_time


def test_a_settlement_still_being_performed_is_not_resumed() -> None:
    settled().when(resume(ResumptionGround.SETTLEMENT_BREACHED)).then_refused("settlement_was_not_kept")


def test_who_sues_on_the_settlement_does_not_resume() -> None:
    sued = settled().also(
        ReportBreach(case=BASIS, on=PERFORM_BY + DAY), SueOnSettlement(case=BASIS, on=PERFORM_BY + DAY)
    )
    sued.when(resume(ResumptionGround.SETTLEMENT_BREACHED)).then_refused("applicant_did_not_sue")


def test_who_resumed_does_not_sue_on_the_settlement_any_more() -> None:
    broken = settled().also(ReportBreach(case=BASIS, on=PERFORM_BY + DAY))
    sue = SueOnSettlement(case=BASIS, on=ON)
    broken.when(sue).then(SettlementSued)
    broken.also(resume(ResumptionGround.SETTLEMENT_BREACHED)).when(sue).then_refused("applicant_did_not_resume")


@pytest.mark.parametrize(
    "ground", [TerminationGround.BANKRUPT, TerminationGround.BASIS_REVOKED, TerminationGround.ENTITY_GONE]
)
def test_a_broken_settlement_does_not_bring_back_what_ended_for_good(ground: Any) -> None:
    items = (Item(name="一次付清", value_fen=CLAIMED_FEN, perform_by=PERFORM_BY),)
    settle = RecordSettlement(case=BASIS, on=FILED, how=HowSettled.JOINT, items=items)
    terminated = EnforcementTerminated(on=FILED, ground=ground, served_on=FILED, reviewed=True)
    closed = RoundClosed(
        on=FILED, mode=ClosingMode.TERMINATED, claimed_fen=CLAIMED_FEN, collected_fen=0, opened_on=FILED, used_days=0
    )
    over = given(*path_to_filing(), settle, terminated, closed)
    broken = over.also(ReportBreach(case=BASIS, on=PERFORM_BY + DAY))
    broken.when(resume(ResumptionGround.SETTLEMENT_BREACHED)).then_refused("settlement_left_the_case_resumable")


def test_a_settlement_by_fraud_is_resumed_when_it_was_set_aside() -> None:
    settled().when(resume(ResumptionGround.SETTLEMENT_BY_FRAUD)).then_refused("settlement_was_set_aside")
    aside = SetSettlementAside(case=BASIS, on=PERFORM_BY, defect=Defect.DURESS)
    settled().also(aside).when(resume(ResumptionGround.SETTLEMENT_BY_FRAUD)).then(EnforcementResumed, RoundOpened)


# --- withdrawal and entrustment ---


@pytest.mark.parametrize(("on", "in_time"), [(date(2026, 3, 11), True), (date(2026, 3, 12), False)])
def test_a_withdrawn_application_may_be_made_again_and_lateness_is_recorded(on: Any, in_time: Any) -> None:
    withdrawn = given(*path_to_filing(), *ended(TerminationGround.WITHDRAWN))
    events = withdrawn.when(resume(ResumptionGround.REAPPLIED, on)).then(EnforcementResumed, RoundOpened).events
    assert isinstance(events[0], EnforcementResumed)
    assert events[0].in_time is in_time


def test_only_a_withdrawn_application_is_made_again() -> None:
    over = given(*path_to_filing(), *ended(TerminationGround.HARDSHIP))
    over.when(resume(ResumptionGround.REAPPLIED)).then_refused("application_had_been_withdrawn")


def test_a_returned_entrustment_is_resumed_though_the_case_was_struck_off() -> None:
    gone = StrikeOff(case=BASIS, on=ON, reason=StrikeOffReason.ENTRUSTED, to_court="甘1223", filing_notice="受理通知")
    struck_off = given(*path_to_filing(), gone)
    struck_off.when(resume(ResumptionGround.ENTRUSTMENT_RETURNED, ex_officio=True)).then(
        EnforcementResumed, RoundOpened
    )
    struck_off.when(resume()).then_refused(
        "round_may_be_resumed", "property_was_found", "property_ground_follows_termination"
    )
    parked().when(resume(ResumptionGround.ENTRUSTMENT_RETURNED)).then_refused("case_had_been_entrusted")


@pytest.mark.parametrize(
    "ground", [ResumptionGround.SETTLEMENT_BREACHED, ResumptionGround.SETTLEMENT_BY_FRAUD, ResumptionGround.REAPPLIED]
)
def test_other_grounds_wait_for_an_application(ground: Any) -> None:
    paths = {
        ResumptionGround.SETTLEMENT_BREACHED: settled().also(ReportBreach(case=BASIS, on=PERFORM_BY + DAY)),
        ResumptionGround.SETTLEMENT_BY_FRAUD: settled().also(
            SetSettlementAside(case=BASIS, on=PERFORM_BY, defect=Defect.FRAUD)
        ),
        ResumptionGround.REAPPLIED: given(*path_to_filing(), *ended(TerminationGround.WITHDRAWN)),
    }
    paths[ground].when(resume(ground, ex_officio=True)).then_refused("applicant_asks_where_he_must")
    paths[ground].when(resume(ground)).then(EnforcementResumed, RoundOpened)
