"""Jurisdiction, requests for refusal, acts, the way out of the stock, reversal, and interference after the end."""

from datetime import date, timedelta

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

import casestream
from casestream.kernel import Command
from casestream.kernel.errors import BadRequest
from casestream.kernel.reaction import asked_by
from casestream.kernel.rule import only
from casestream.procedures.aftermath import InterferenceRemoved, RemoveInterference
from casestream.procedures.closing import (
    MAY_REFUSE,
    ActPerformed,
    CloseSatisfied,
    EnforcementRefused,
    EnforcementSatisfied,
    EnforcementTerminated,
    HowPerformed,
    RecordAct,
    RefusalGround,
    RefusalRequested,
    RefuseEnforcement,
    RequestRefusal,
    StruckOff,
    TerminateEnforcement,
    TerminationGround,
)
from casestream.procedures.coercion import CrimeReferred, Detain, ImposeFine, ReferCrime
from casestream.procedures.filing import (
    ApplyForEnforcement,
    CaseFiled,
    ClaimKind,
    DebtorNamed,
    EnforcementApplied,
    PartyKind,
)
from casestream.procedures.jurisdiction import (
    JurisdictionObjected,
    JurisdictionRuled,
    ObjectToJurisdiction,
    RuleOnJurisdiction,
)
from casestream.procedures.notice import IssueNotice, NoticeServed, RecordNoticeService
from casestream.procedures.proceeds import (
    PerformedInKind,
    ProceedsReleased,
    ReceiveProceeds,
    RecordDirectPayment,
    Source,
    outstanding_fen,
)
from casestream.procedures.resumption import EnforcementResumed, ResumeEnforcement, ResumptionGround
from casestream.procedures.reversal import OrderReversal, RecordRevocation, ReversalOrdered
from casestream.procedures.rounds import LeftStock, RoundClosed, RoundOpened, StockExit, is_parked
from casestream.procedures.settlement import (
    ConfirmSettlementPerformed,
    Defect,
    HowSettled,
    Item,
    RecordInstalment,
    RecordSettlement,
    ReportBreach,
    SetSettlementAside,
    SettlementSued,
    SueOnSettlement,
)
from casestream.procedures.standstill import BasisRevoked
from casestream.procedures.suspension import LiftSuspension, Suspend, Suspended, SuspensionLifted, SuspensionReason
from casestream.procedures.termination import LeaveStock, RecordPostTerminationQuery
from casestream.procedures.termination.stock_exit import MAY_LEAVE_STOCK
from casestream.testing import JUDGE, evolve, given
from casestream.testing.scenario import Given, approved, who_may
from casestream.testing.simulator import StoryClock

ON = date(2024, 3, 4)
DAY = timedelta(days=1)


def filed() -> Given:
    return given(*path_to_filing())


# --- jurisdiction ---


NOTICE = IssueNotice(case=BASIS, on=ON, debtor=DEBTOR, perform_by=date(2024, 3, 20))
SERVED = RecordNoticeService(case=BASIS, on=ON, debtor=DEBTOR)
OBJECT = ObjectToJurisdiction(case=BASIS, on=ON + DAY, debtor=DEBTOR, to_court="内0623")
RULE = RuleOnJurisdiction(case=BASIS, on=ON + 9 * DAY, debtor=DEBTOR, upheld=True)


# The notice was received on 2024-03-04; the tenth day, 2024-03-14, is a Thursday.
@pytest.mark.parametrize(
    ("on", "late"), [(date(2024, 3, 13), False), (date(2024, 3, 14), False), (date(2024, 3, 15), True)]
)
def test_jurisdiction_is_contested_within_ten_days_of_receiving_the_notice(on: date, late: bool) -> None:
    issued = evolve(NOTICE, on=date(2024, 2, 20))
    filed().also(issued).when(evolve(OBJECT, on=on)).then(JurisdictionObjected)
    outcome = filed().also(issued, SERVED).when(evolve(OBJECT, on=on))
    if late:
        outcome.then_refused("jurisdiction_is_contested_in_time")
    else:
        outcome.then(JurisdictionObjected)


def test_a_notice_is_received_once_and_not_before_it_was_issued() -> None:
    filed().when(SERVED).then_refused("served_notice_was_issued")
    filed().also(NOTICE).when(SERVED).then(NoticeServed)
    filed().also(NOTICE, SERVED).when(evolve(SERVED, on=ON + DAY)).then_nothing()


def test_a_ruling_repeated_while_another_debtor_waits_is_quiet() -> None:
    other, dismiss = "乙", evolve(RULE, upheld=False)
    path = filed().also(
        DebtorNamed(on=ON, debtor=other, kind=PartyKind.NATURAL), NOTICE, evolve(NOTICE, debtor=other), OBJECT, dismiss,
        evolve(OBJECT, debtor=other),
    )  # fmt: skip
    path.when(dismiss).then_nothing()
    path.when(evolve(dismiss, debtor=other)).then(JurisdictionRuled)


def test_an_objection_that_succeeds_takes_the_case_off_the_docket() -> None:
    path = filed().also(NOTICE, OBJECT)
    path.when(OBJECT).then_nothing()
    path.when(RULE).then(JurisdictionRuled, StruckOff, RoundClosed)
    off = path.when(evolve(RULE, withdrawn=True)).then(JurisdictionRuled, StruckOff, RoundClosed).events[1]
    assert isinstance(off, StruckOff)
    assert (off.to_court, off.application_withdrawn) == ("", True)
    path.also(RULE).when(RULE).then_nothing()
    path.when(OBJECT).then_nothing()


def test_an_objection_that_fails_leaves_it_where_it_is() -> None:
    dismiss = evolve(RULE, upheld=False)
    path = filed().also(NOTICE, OBJECT)
    path.when(dismiss).then(JurisdictionRuled)
    path.also(dismiss).when(dismiss).then_nothing()
    path.when(RULE).then_refused("jurisdiction_objection_is_pending")
    filed().when(OBJECT).then_refused("debtor_was_noticed")
    filed().also(NOTICE).when(RULE).then_refused("jurisdiction_objection_is_pending")


# --- requests for refusal ---


REQUEST = RequestRefusal(case=BASIS, on=ON, ground=RefusalGround.AWARD, by=DEBTOR)
REFUSE = RefuseEnforcement(case=BASIS, on=ON, ground=RefusalGround.AWARD)


def test_refusal_is_asked_for_before_the_end() -> None:
    filed().when(REQUEST).then(RefusalRequested)
    filed().also(REQUEST).when(REQUEST).then_nothing()
    filed().also(*endorsed(withdrawn()), withdrawn()).when(REQUEST).then_refused("request_comes_before_the_end")


@pytest.mark.parametrize("asked", [None, RefusalGround.NOTARISED, RefusalGround.AWARD])
def test_a_refusal_that_nobody_asked_for_on_that_ground_is_found(asked: RefusalGround | None) -> None:
    path = given(*path_to_filing(basis=AWARD), *endorsed(REFUSE), *([evolve(REQUEST, ground=asked)] if asked else []))
    refused = path.when(REFUSE).then(EnforcementRefused, RoundClosed).events[0]
    unmet = [each.condition.name for each in MAY_REFUSE.unmet(path.case, ON, only(refused))]
    assert unmet == ["refusal_was_requested"] * (asked is not RefusalGround.AWARD)


# --- acts ---


def act() -> Given:
    apply = path_to_filing()[0]
    assert isinstance(apply, ApplyForEnforcement)
    return given(evolve(apply, claimed_fen=0, claim=ClaimKind.ACT, content="腾退场地"), *path_to_filing()[1:])


def test_a_claim_to_an_act_is_filed_and_closes_when_the_act_is_done() -> None:
    close = CloseSatisfied(case=BASIS, on=ON, noticed=True)
    done = RecordAct(case=BASIS, on=ON, how=HowPerformed.BY_ANOTHER)
    path = act()
    path.when(close).then_refused("act_was_performed")
    path.when(done).then(ActPerformed)
    path.also(done)
    path.when(done).then_nothing()
    path.when(close).then(EnforcementSatisfied, RoundClosed)


@pytest.mark.parametrize(
    ("claim", "content", "claimed_fen", "filed"),
    [
        (ClaimKind.MONEY, "", 0, False), (ClaimKind.MONEY, "", 1, True), (ClaimKind.ACT, "腾退场地", 0, True),
        (ClaimKind.THING, "交付车辆", 5, True), (ClaimKind.ACT, "", 0, False), (ClaimKind.THING, "  ", 0, False),
        (ClaimKind.ACT, "腾退场地", -1, False),
    ],
)  # fmt: skip
def test_what_is_asked_for_is_definite(claim: ClaimKind, content: str, claimed_fen: int, filed: bool) -> None:
    apply, file, _ = path_to_filing()
    assert isinstance(apply, ApplyForEnforcement)
    assert isinstance(file, Command)
    path = given(evolve(apply, claim=claim, content=content, claimed_fen=claimed_fen))
    assert path.case.has(EnforcementApplied, {"claim": claim})
    if filed:
        path.when(file).then(CaseFiled, RoundOpened)
    else:
        path.when(file).then_refused("content_and_debtor_are_definite")


def test_no_act_is_recorded_where_only_money_is_owed() -> None:
    filed().when(RecordAct(case=BASIS, on=ON, how=HowPerformed.BY_DEBTOR)).then_refused("basis_orders_an_act")


# --- the way out of the stock ---


PAID_ON = date(2024, 8, 5)
PAY = RecordDirectPayment(case=BASIS, on=PAID_ON, amount_fen=CLAIMED_FEN, receipt="收条一")
LEAVE = LeaveStock(case=BASIS, on=PAID_ON)


def parked() -> Given:
    return given(*path_to_termination(), terminate())


def test_a_parked_case_that_is_paid_in_full_leaves_the_stock_and_stays_closed() -> None:
    parked().when(LEAVE).then_refused("everything_is_performed")
    received = ReceiveProceeds(
        case=BASIS, on=PAID_ON, amount_fen=CLAIMED_FEN, source=Source.PERFORMANCE, receipt="收一"
    )
    parked().also(received).when(LEAVE).then_refused("its_money_was_paid_out")
    path = parked().also(PAY)
    (left,) = path.when(LEAVE).then(LeftStock).events
    assert isinstance(left, LeftStock)
    assert left.remove_by == date(2024, 8, 8)
    path.also(LEAVE)
    path.when(LEAVE).then_nothing()
    assert not is_parked(path.case)
    assert outstanding_fen(path.case) == 0
    query = RecordPostTerminationQuery(case=BASIS, on=date(2024, 10, 8), found=False, told=True)
    path.when(query).then_refused("round_is_parked")


@pytest.mark.parametrize(
    ("on", "late"), [(date(2024, 8, 7), False), (date(2024, 8, 8), False), (date(2024, 8, 9), True)]
)
def test_it_is_taken_off_within_three_days_or_the_delay_is_found(on: date, late: bool) -> None:
    path = parked().also(PAY)
    (left,) = path.when(evolve(LEAVE, on=on)).then(LeftStock).events
    unmet = [each.condition.name for each in MAY_LEAVE_STOCK.unmet(path.case, on, only(left))]
    assert unmet == ["removed_within_three_days"] * late


def test_what_was_handed_over_in_kind_counts_from_its_own_day() -> None:
    in_kind = PerformedInKind(on=PAID_ON, value_fen=CLAIMED_FEN)
    (left,) = parked().also(in_kind).when(evolve(LEAVE, on=date(2024, 8, 9))).then(LeftStock).events
    assert isinstance(left, LeftStock)
    assert left.remove_by == date(2024, 8, 8)


def test_money_that_waits_on_the_account_keeps_a_parked_case_in_the_stock() -> None:
    money = ReceiveProceeds(
        case=BASIS, on=PAID_ON, amount_fen=CLAIMED_FEN, source=Source.PERFORMANCE, receipt="回单一"
    )  # fmt: skip
    parked().also(money).when(LEAVE).then_refused("its_money_was_paid_out")


def test_a_ruling_that_terminates_the_enforcement_takes_a_parked_case_off_the_stock() -> None:
    withdraw = TerminateEnforcement(case=BASIS, on=PAID_ON, ground=TerminationGround.WITHDRAWN, served_on=PAID_ON)
    path = parked().also(*endorsed(withdraw))
    terminated, left = path.when(withdraw).then(EnforcementTerminated, LeftStock).events
    assert isinstance(left, LeftStock)
    assert (left.reason, left.remove_by) == (StockExit.TERMINATED, date(2024, 8, 8))
    unmet = [each.condition.name for each in MAY_LEAVE_STOCK.unmet(path.case, PAID_ON, only(left))]
    assert unmet == ["everything_is_performed"]
    assert not MAY_LEAVE_STOCK.unmet(path.also(terminated).case, PAID_ON, only(left))
    path = parked().also(*endorsed(withdraw), withdraw)
    path.when(withdraw).then_nothing()
    assert not is_parked(path.case)
    path.when(evolve(withdraw, ground=TerminationGround.BANKRUPT)).then_nothing()
    again = ResumeEnforcement(
        case=BASIS, on=date(2024, 9, 2), number="（2024）内0624执恢5号", ground=ResumptionGround.REAPPLIED
    )  # fmt: skip
    path.when(again).then(EnforcementResumed, RoundOpened)


def test_a_parked_case_may_be_settled_and_leaves_the_stock_when_that_is_performed() -> None:
    item = Item(name="一次付清", value_fen=1_000_000, perform_by=date(2024, 8, 1))
    settle = RecordSettlement(case=BASIS, on=date(2024, 7, 1), how=HowSettled.JOINT, items=(item,))
    perform = RecordInstalment(case=BASIS, on=PAID_ON, item="一次付清")
    path = parked().also(settle, perform, ConfirmSettlementPerformed(case=BASIS, on=PAID_ON))
    (left,) = path.when(LEAVE).then(LeftStock).events
    assert isinstance(left, LeftStock)
    assert left.reason is StockExit.SETTLED


def test_an_open_case_has_no_stock_to_leave() -> None:
    filed().also(evolve(PAY, on=ON)).when(evolve(LEAVE, on=ON)).then_refused("round_is_parked")


# --- one choice after a breach ---


def broken() -> Given:
    item = Item(name="第一期", value_fen=1_000_000, perform_by=date(2024, 4, 1))
    settle = RecordSettlement(case=BASIS, on=ON, how=HowSettled.JOINT, items=(item,))
    wait = Suspend(case=BASIS, on=ON, reason=SuspensionReason.SETTLEMENT)
    return filed().also(settle, wait, ReportBreach(case=BASIS, on=date(2024, 4, 8)))


def test_enforcement_is_suspended_only_against_a_debtor_of_the_case() -> None:
    wait = Suspend(case=BASIS, on=ON, reason=SuspensionReason.PARTY_DIED, debtor="张三")
    filed().when(wait).then_refused("suspended_debtor_is_a_party")
    filed().when(evolve(wait, debtor=DEBTOR)).then(Suspended)


def test_who_sued_does_not_resume_within_the_round_unless_the_settlement_falls() -> None:
    sue = SueOnSettlement(case=BASIS, on=date(2024, 4, 10))
    go_on = LiftSuspension(case=BASIS, on=date(2024, 5, 8), reason=SuspensionReason.SETTLEMENT, noticed=True)
    broken().also(sue).when(go_on).then_refused("settlement_was_not_sued_on")
    fallen = SetSettlementAside(case=BASIS, on=date(2024, 5, 7), defect=Defect.FRAUD)
    broken().also(sue, fallen).when(go_on).then(SuspensionLifted)


def test_nobody_sues_for_what_was_enforced_to_the_end() -> None:
    go_on = LiftSuspension(case=BASIS, on=date(2024, 4, 9), reason=SuspensionReason.SETTLEMENT, noticed=True)
    sue = SueOnSettlement(case=BASIS, on=PAID_ON)
    path = broken().also(go_on, PAY)
    path.when(sue).then_refused("applicant_did_not_resume", "something_is_left_to_sue_for")
    broken().also(PAY).when(sue).then_refused("something_is_left_to_sue_for")


def test_who_resumed_within_the_round_does_not_sue_besides() -> None:
    item = Item(name="第一期", value_fen=1_000_000, perform_by=date(2024, 4, 1))
    settle = RecordSettlement(case=BASIS, on=ON, how=HowSettled.JOINT, items=(item,))
    wait = Suspend(case=BASIS, on=ON, reason=SuspensionReason.SETTLEMENT)
    breach = ReportBreach(case=BASIS, on=date(2024, 4, 8))
    go_on = LiftSuspension(case=BASIS, on=date(2024, 4, 9), reason=SuspensionReason.SETTLEMENT, noticed=True)
    sue = SueOnSettlement(case=BASIS, on=date(2024, 4, 10))
    filed().also(settle, wait, breach).when(sue).then(SettlementSued)
    filed().also(settle, wait, breach, go_on).when(sue).then_refused("applicant_did_not_resume")


# --- applying again after a withdrawal ---


def withdrawn(on: date = ON) -> TerminateEnforcement:
    return TerminateEnforcement(
        case=BASIS, on=on, ground=TerminationGround.WITHDRAWN, served_on=on
    )  # fmt: skip


# Withdrawn on 2024-03-04; two years on is 2026-03-04, a Wednesday.
@pytest.mark.parametrize(
    ("on", "in_time"), [(date(2026, 3, 3), True), (date(2026, 3, 4), True), (date(2026, 3, 5), False)]
)
def test_who_withdrew_applies_again_within_two_years_and_later_at_the_debtors_mercy(on: date, in_time: bool) -> None:
    again = ResumeEnforcement(case=BASIS, on=on, number="（2026）内0624执恢5号", ground=ResumptionGround.REAPPLIED)
    resumed = (
        filed().also(*endorsed(withdrawn()), withdrawn()).when(again).then(EnforcementResumed, RoundOpened).events[0]
    )
    assert isinstance(resumed, EnforcementResumed)
    assert resumed.in_time is in_time


# --- reversal ---


REVOKED = RecordRevocation(case=BASIS, on=date(2024, 9, 2), number="（2024）内06民再3号")
REVERSE = OrderReversal(
    case=BASIS, on=date(2024, 9, 9), ruling="（2024）内0624执88号裁定", amount_fen=CLAIMED_FEN, payer=APPLICANT, payee=DEBTOR,
    perform_by=date(2024, 9, 20),
)  # fmt: skip
CLOSE = CloseSatisfied(case=BASIS, on=ON, noticed=True)


def satisfied() -> Given:
    return filed().also(evolve(PAY, on=ON), CLOSE)


def test_what_was_got_goes_back_once_the_basis_has_fallen() -> None:
    satisfied().when(REVOKED).then(BasisRevoked)
    satisfied().when(evolve(REVOKED, number="")).then_refused("revoking_instrument_is_named")
    satisfied().when(REVERSE).then_refused("basis_was_revoked")
    path = satisfied().also(REVOKED)
    path.when(REVOKED).then_nothing()
    (ordered,) = path.when(REVERSE).then(ReversalOrdered).events
    assert isinstance(ordered, ReversalOrdered)
    assert "民事诉讼法（2023年修正）第二百四十四条" in ordered.relied_on
    path.also(REVERSE).when(REVERSE).then_nothing()


@pytest.mark.parametrize(("amount_fen", "refused"), [(0, True), (CLAIMED_FEN, False), (CLAIMED_FEN + 1, True)])
def test_no_more_goes_back_than_was_got(amount_fen: int, refused: bool) -> None:
    outcome = satisfied().also(REVOKED).when(evolve(REVERSE, amount_fen=amount_fen))
    if refused:
        outcome.then_refused("return_is_of_what_was_got")
    else:
        outcome.then(ReversalOrdered)


def test_fruits_go_back_besides_and_what_a_debtor_got_back_does_not_count() -> None:
    revoked = satisfied().also(REVOKED)
    (ordered,) = revoked.when(evolve(REVERSE, fruits_fen=3_000_00)).then(ReversalOrdered).events
    assert isinstance(ordered, ReversalOrdered)
    assert (ordered.amount_fen, ordered.fruits_fen) == (CLAIMED_FEN, 3_000_00)
    (apply,) = asked_by(ordered, revoked.also(ordered).case)
    assert isinstance(apply, ApplyForEnforcement)
    assert apply.claimed_fen == CLAIMED_FEN + 3_000_00
    satisfied().also(REVOKED).when(evolve(REVERSE, fruits_fen=-1)).then_refused("return_is_of_what_was_got")
    surplus = ProceedsReleased(on=ON, amount_fen=1, payee=DEBTOR, to_debtor=True)
    more = evolve(REVERSE, amount_fen=CLAIMED_FEN + 1)
    satisfied().also(surplus, REVOKED).when(more).then_refused("return_is_of_what_was_got")


def test_a_second_order_goes_no_further_than_the_rest() -> None:
    path = satisfied().also(REVOKED, evolve(REVERSE, amount_fen=CLAIMED_FEN - 1))
    second = evolve(REVERSE, ruling="另一裁定", amount_fen=2)
    path.when(second).then_refused("return_is_of_what_was_got")
    path.when(evolve(second, amount_fen=1)).then(ReversalOrdered)
    satisfied().also(REVOKED).when(evolve(REVERSE, ruling="")).then_refused("ruling_has_a_number")


@pytest.mark.parametrize("wrong", [{"payer": DEBTOR}, {"payee": APPLICANT}, {"perform_by": date(2024, 9, 8)}])
def test_an_applicant_gives_back_to_a_debtor_on_a_day_to_come(wrong: dict[str, object]) -> None:
    with pytest.raises(BadRequest):
        satisfied().also(REVOKED).when(evolve(REVERSE, **wrong))


def test_the_return_is_a_new_case_with_the_roles_turned_round() -> None:
    clock = StoryClock()
    steps = [*(step for step in path_to_filing() if isinstance(step, Command)), evolve(PAY, on=ON), CLOSE]
    with casestream.open(clock=clock) as docket:
        for step in [*steps, REVOKED, REVERSE]:
            clock.day = step.on
            docket.handle(step, who_may(step))
        new = docket.case(REVERSE.ruling)
        applied = new.all(EnforcementApplied)[0]
        assert (applied.claimed_fen, applied.cause, applied.court) == (CLAIMED_FEN, "执行回转", "内0624")
        assert docket.history(REVERSE.ruling)[0].causation_id == str(docket.history(BASIS)[-1].event_id)
        clock.day = date(2024, 9, 23)
        file = path_to_filing()[1]
        assert isinstance(file, Command)
        docket.handle(evolve(file, case=REVERSE.ruling, on=clock.day, number="（2024）内0624执990号"), JUDGE)
        assert docket.case("（2024）内0624执990号").id == new.id


# --- interference ---


INTERFERENCE = RemoveInterference(
    case=BASIS, on=date(2024, 9, 10), applicant=APPLICANT, person=DEBTOR, act="重新占用场地", arose_on=date(2024, 9, 4)
)


# Closed on 2024-03-04; six months on is 2024-09-04.
@pytest.mark.parametrize(
    ("arose_on", "refused"),
    [
        (date(2024, 3, 3), True),
        (ON, False),
        (date(2024, 9, 3), False),
        (date(2024, 9, 4), False),
        (date(2024, 9, 5), True),
    ],
)
def test_interference_within_six_months_of_the_end_is_removed(arose_on: date, refused: bool) -> None:
    outcome = satisfied().when(evolve(INTERFERENCE, arose_on=arose_on))
    if refused:
        outcome.then_refused("interference_is_within_six_months")
    else:
        outcome.then(InterferenceRemoved)


def test_interference_after_a_parked_case_was_terminated_counts_from_that_day() -> None:
    withdraw = TerminateEnforcement(case=BASIS, on=PAID_ON, ground=TerminationGround.WITHDRAWN, served_on=PAID_ON)
    step = evolve(INTERFERENCE, on=date(2025, 2, 6), arose_on=date(2025, 2, 5))
    parked().when(step).then_refused("enforcement_has_ended", "interference_is_within_six_months")
    parked().also(*endorsed(withdraw), withdraw).when(step).then(InterferenceRemoved)
    late = evolve(step, arose_on=date(2025, 2, 6))
    parked().also(*endorsed(withdraw), withdraw).when(late).then_refused("interference_is_within_six_months")


def test_who_interfered_after_the_end_is_punished_and_nobody_else_is() -> None:
    detain = Detain(case=BASIS, on=INTERFERENCE.on, debtor=DEBTOR, days=3, act="重新占用场地")
    levy = ImposeFine(case=BASIS, on=INTERFERENCE.on, debtor=DEBTOR, amount_fen=1_000_00, act="重新占用场地")
    refer = ReferCrime(case=BASIS, on=INTERFERENCE.on, debtor=DEBTOR, act="重新占用场地")
    for step, approval in ((detain, "detention_was_approved"), (levy, "fine_was_approved")):
        satisfied().when(step).then_refused("case_is_in_hand", approval)
        satisfied().when(*approved(step)).then_refused("case_is_in_hand")
        assert satisfied().also(INTERFERENCE, approved(step)).when(step).events
    satisfied().when(refer).then_refused("case_is_in_hand")
    satisfied().also(INTERFERENCE).when(refer).then(CrimeReferred)


def test_it_takes_an_end_and_an_application() -> None:
    filed().when(INTERFERENCE).then_refused("enforcement_has_ended")
    satisfied().when(evolve(INTERFERENCE, applicant="")).then_refused("removal_was_applied_for")
    satisfied().also(INTERFERENCE).when(INTERFERENCE).then_nothing()
    assert FILED < ON
