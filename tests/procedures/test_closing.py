"""The ways of ending a round: what each asks for, and what none of them may pass over."""

from datetime import date, timedelta
from typing import Any

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

from casestream.kernel import Command, Event
from casestream.kernel.errors import BadRequest
from casestream.procedures.closing import (
    ApplicationDismissed,
    CloseSatisfied,
    DismissApplication,
    EnforcementRefused,
    EnforcementSatisfied,
    EnforcementTerminated,
    RefusalGround,
    RefusalRequested,
    RefuseEnforcement,
    RequestRefusal,
    StrikeOff,
    StrikeOffReason,
    StruckOff,
    TerminateEnforcement,
    TerminationGround,
)
from casestream.procedures.filing import ApplyForEnforcement, FileCase, Party, PartyKind
from casestream.procedures.proceeds import ReceiveProceeds, RecordDirectPayment, ReleaseProceeds, Source
from casestream.procedures.reversal import RecordRevocation
from casestream.procedures.rounds import ClosingMode, Origin, RoundClosed, RoundOpened
from casestream.procedures.settlement import (
    ConfirmSettlementPerformed,
    HowSettled,
    Item,
    RecordInstalment,
    RecordSettlement,
    ReportBreach,
    SueOnSettlement,
)
from casestream.procedures.suspension import Deferred, LiftSuspension, Suspend, Suspended, SuspensionReason
from casestream.testing import evolve, given
from casestream.testing.scenario import Given, Outcome, Step

DAY = timedelta(days=1)
ON = date(2024, 4, 1)
PAID = RecordDirectPayment(case=BASIS, on=date(2024, 3, 1), amount_fen=CLAIMED_FEN, receipt="收条1")
CATTLE = Item(name="牛羊", value_fen=2_800_000, perform_by=date(2024, 3, 1), in_kind=True)
SETTLE = RecordSettlement(case=BASIS, on=FILED, how=HowSettled.JOINT, items=(CATTLE,))
HAND_OVER = RecordInstalment(case=BASIS, on=date(2024, 3, 1), item="牛羊")
CONFIRM = ConfirmSettlementPerformed(case=BASIS, on=date(2024, 3, 1))
SUSPENDED = Suspended(on=FILED, reason=SuspensionReason.RETRIAL)
DEFERRED = Deferred(on=FILED, until=ON, secured=True, consented=True)
RESUMED = RoundOpened(
    on=date(2024, 4, 10), number="（2024）内0624执恢9号", court="内0624", origin=Origin.RESUMED, claimed_fen=1
)


def filed() -> Given:
    return given(*path_to_filing(basis=AWARD))


def resumed() -> Given:
    return given(*path_to_termination(basis=AWARD), terminate()).also(RESUMED)


def satisfied(on: date = ON, *, noticed: bool = True) -> CloseSatisfied:
    return CloseSatisfied(case=BASIS, on=on, noticed=noticed)


def terminated(ground: TerminationGround = TerminationGround.WITHDRAWN, **changes: object) -> TerminateEnforcement:
    options = {"case": BASIS, "on": ON, "served_on": ON, **changes}
    return TerminateEnforcement(ground=ground, **options)  # type: ignore[arg-type]


def struck_off(reason: StrikeOffReason = StrikeOffReason.EARLIER_COURT, **changes: object) -> StrikeOff:
    options = {"case": BASIS, "on": ON, "to_court": "内0623", "property_handed_over": True, **changes}
    return StrikeOff(reason=reason, **options)  # type: ignore[arg-type]


def entrusted(**changes: object) -> StrikeOff:
    return struck_off(StrikeOffReason.ENTRUSTED, **{"filing_notice": "受理通知", **changes})


def refused(ground: RefusalGround = RefusalGround.AWARD, on: date = ON) -> RefuseEnforcement:
    return RefuseEnforcement(case=BASIS, on=on, ground=ground)


def when_endorsed(path: Given, ending: Command) -> Outcome:
    """The ending, once panel and president agreed to it."""
    return path.also(*endorsed(ending)).when(ending)


def dismissed(reason: str = "被执行人不明确", on: date = ON) -> DismissApplication:
    return DismissApplication(case=BASIS, on=on, reason=reason)


# --- all modes alike ---

WAYS: dict[ClosingMode, tuple[Command, type[Event], list[Step]]] = {
    ClosingMode.SATISFIED: (satisfied(), EnforcementSatisfied, [PAID]),
    ClosingMode.TERMINATED: (terminated(), EnforcementTerminated, endorsed(terminated())),
    ClosingMode.STRUCK_OFF: (struck_off(), StruckOff, []),
    ClosingMode.REFUSED: (refused(), EnforcementRefused, endorsed(refused())),
    ClosingMode.DISMISSED: (dismissed(), ApplicationDismissed, []),
}


@pytest.mark.parametrize("mode", WAYS)
def test_each_way_writes_its_own_event_and_closes_the_round_in_its_mode(mode: Any) -> None:
    command, own, before = WAYS[mode]
    events = filed().also(*before).when(command).then(own, RoundClosed).events
    collected_fen = CLAIMED_FEN if PAID in before else 0
    assert events[1] == RoundClosed(
        on=ON, mode=mode, claimed_fen=CLAIMED_FEN, collected_fen=collected_fen, opened_on=FILED, used_days=84
    )
    assert events[0].relied_on  # type: ignore[attr-defined]


@pytest.mark.parametrize("mode", WAYS)
def test_closing_in_the_same_mode_again_is_quiet_and_in_another_is_refused(mode: Any) -> None:
    command, _, before = WAYS[mode]
    closed = filed().also(*before, command)
    closed.when(command).then_nothing()
    closed.when(dismissed() if mode is not ClosingMode.DISMISSED else struck_off()).then_refused("round_is_open")


def test_a_round_ended_for_want_of_assets_is_neither_satisfied_nor_struck_off() -> None:
    parked = given(*path_to_termination(), terminate())
    parked.when(satisfied(date(2024, 5, 6))).then_refused("round_is_open", "nothing_is_outstanding")
    parked.when(struck_off(on=date(2024, 5, 6))).then_refused("round_is_open")


@pytest.mark.parametrize("mode", [mode for mode in WAYS if mode is not ClosingMode.TERMINATED])
@pytest.mark.parametrize(
    ("standing", "condition"), [(SUSPENDED, "case_is_not_suspended"), (DEFERRED, "case_is_not_deferred")]
)
def test_a_case_that_stands_is_closed_only_by_a_ground_of_termination(mode: Any, standing: Any, condition: Any) -> None:
    command, _, before = WAYS[mode]
    filed().also(standing, *before).when(command).then_refused(condition)
    when_endorsed(filed().also(standing), terminated()).then(EnforcementTerminated, RoundClosed)


@pytest.mark.parametrize("mode", [ClosingMode.STRUCK_OFF, ClosingMode.REFUSED, ClosingMode.DISMISSED])
def test_while_a_settlement_is_performed_a_case_is_not_closed_in_another_way(mode: Any) -> None:
    command, _, before = WAYS[mode]
    filed().also(SETTLE, *before).when(command).then_refused("settlement_is_not_pending")


@pytest.mark.parametrize("mode", [ClosingMode.STRUCK_OFF, ClosingMode.REFUSED, ClosingMode.DISMISSED])
def test_a_resumed_round_knows_three_ways_only(mode: Any) -> None:
    command, _, before = WAYS[mode]
    resumed().also(*before).when(command).then_refused("round_is_not_resumed")
    ending = terminated(on=RESUMED.on, served_on=RESUMED.on)
    when_endorsed(resumed(), ending).then(EnforcementTerminated, RoundClosed)


def test_days_on_which_the_case_stood_are_not_used() -> None:
    lifted = LiftSuspension(case=BASIS, on=date(2024, 3, 1), reason=SuspensionReason.RETRIAL, noticed=True)
    stood = Suspend(case=BASIS, on=date(2024, 2, 1), reason=SuspensionReason.RETRIAL)
    closed = filed().also(stood, lifted, PAID).when(satisfied()).events[1]
    assert isinstance(closed, RoundClosed)
    assert closed.used_days == 84 - 29


# --- 执行完毕 ---


@pytest.mark.parametrize(
    ("paid_fen", "open_"), [(CLAIMED_FEN - 1, True), (CLAIMED_FEN, False), (CLAIMED_FEN + 1, False)]
)
def test_a_case_is_performed_to_the_last_fen(paid_fen: Any, open_: Any) -> None:
    paid = RecordDirectPayment(case=BASIS, on=FILED, amount_fen=paid_fen, receipt="收条1")
    outcome = filed().also(paid).when(satisfied())
    if open_:
        outcome.then_refused("nothing_is_outstanding")
    else:
        outcome.then(EnforcementSatisfied, RoundClosed)


def test_money_on_the_account_is_paid_out_first() -> None:
    received = ReceiveProceeds(
        case=BASIS, on=FILED, amount_fen=CLAIMED_FEN, source=Source.DEDUCTION, receipt="回单1"
    )  # fmt: skip
    path = filed().also(received)
    path.when(satisfied()).then_refused("money_was_paid_out")
    path.also(ReleaseProceeds(case=BASIS, on=FILED, amount_fen=CLAIMED_FEN, payee=APPLICANT, voucher="付款1"))
    path.when(satisfied()).then(EnforcementSatisfied, RoundClosed)


def test_the_parties_are_told_or_confirm() -> None:
    filed().also(PAID).when(satisfied(noticed=False)).then_refused("closing_was_noticed")


def test_nothing_paid_is_nothing_performed() -> None:
    filed().when(satisfied()).then_refused("nothing_is_outstanding")


def test_a_settlement_by_goods_closes_as_performed_though_it_is_worth_less_than_the_claim() -> None:
    path = filed().also(SETTLE, HAND_OVER, CONFIRM)
    events = path.when(satisfied()).then(EnforcementSatisfied, RoundClosed).events
    assert isinstance(events[0], EnforcementSatisfied)
    assert events[0].by_settlement
    assert isinstance(events[1], RoundClosed)
    assert events[1].collected_fen == 2_800_000


def test_a_settlement_not_performed_to_the_end_closes_nothing_as_performed() -> None:
    filed().also(SETTLE).when(satisfied()).then_refused("nothing_is_outstanding", "settlement_is_not_pending")
    filed().also(SETTLE, HAND_OVER).when(satisfied()).then_refused(
        "nothing_is_outstanding", "settlement_is_not_pending"
    )
    filed().also(SETTLE, PAID).when(satisfied()).then_refused("settlement_is_not_pending")


def test_a_new_settlement_after_a_performed_one_must_be_performed_too() -> None:
    again = RecordSettlement(
        case=BASIS, on=date(2024, 3, 1), how=HowSettled.JOINT,
        items=(Item(name="尾款", value_fen=1, perform_by=ON),),
    )  # fmt: skip
    filed().also(SETTLE, HAND_OVER, CONFIRM, again).when(satisfied()).then_refused(
        "nothing_is_outstanding", "settlement_is_not_pending"
    )


# --- 终结执行 ---


@pytest.mark.parametrize(
    "ground",
    [
        TerminationGround.WITHDRAWN, TerminationGround.NO_ESTATE, TerminationGround.SUPPORT_CREDITOR_DIED,
        TerminationGround.HARDSHIP, TerminationGround.ENTITY_GONE,
    ],
)  # fmt: skip
def test_each_ground_of_the_law_terminates(ground: Any) -> None:
    kind = PartyKind.ENTERPRISE if ground is TerminationGround.ENTITY_GONE else PartyKind.NATURAL
    when_endorsed(given(*path_to_filing(kind=kind)), terminated(ground)).then(EnforcementTerminated, RoundClosed)


@pytest.mark.parametrize(
    ("ground", "kind", "refused"),
    [
        (TerminationGround.HARDSHIP, PartyKind.ENTERPRISE, "ground_of_citizens_is_for_citizens"),
        (TerminationGround.NO_ESTATE, PartyKind.OTHER, "ground_of_citizens_is_for_citizens"),
        (TerminationGround.ENTITY_GONE, PartyKind.NATURAL, "ground_of_entities_is_for_entities"),
    ],
)
def test_a_ground_fits_the_kind_of_debtor(ground: Any, kind: Any, refused: Any) -> None:
    when_endorsed(given(*path_to_filing(kind=kind)), terminated(ground)).then_refused(refused)


def test_a_basis_counts_as_revoked_once_the_instrument_that_revoked_it_is_recorded() -> None:
    when_endorsed(filed(), terminated(TerminationGround.BASIS_REVOKED)).then_refused("basis_was_revoked_first")
    revoked = filed().also(RecordRevocation(case=BASIS, on=ON, number="（2024）内0624民再1号"))
    when_endorsed(revoked, terminated(TerminationGround.BASIS_REVOKED)).then(EnforcementTerminated, RoundClosed)


def test_bankruptcy_ends_a_case_by_the_declaration_only() -> None:
    of_enterprise = given(*path_to_filing(kind=PartyKind.ENTERPRISE))
    when_endorsed(of_enterprise, terminated(TerminationGround.BANKRUPT)).then_refused("bankruptcy_was_declared")
    when_endorsed(filed(), terminated(TerminationGround.BANKRUPT)).then_refused(
        "bankruptcy_was_declared", "bankrupt_is_an_enterprise"
    )


def test_a_termination_takes_effect_on_service() -> None:
    when_endorsed(filed(), terminated(served_on=ON + DAY)).then_refused("termination_was_served")
    when_endorsed(filed(), terminated(served_on=ON - DAY)).then(EnforcementTerminated, RoundClosed)


def test_a_termination_is_discussed_by_three_and_approved() -> None:
    path = filed()
    path.when(terminated()).then_refused("termination_was_approved")
    path.also(endorsed(terminated())[0]).when(terminated()).then_refused("termination_was_approved")
    path.also(*endorsed(terminated(TerminationGround.NO_ESTATE)))  # Another ground is another proposal.
    path.when(terminated()).then_refused("termination_was_approved")
    when_endorsed(path, terminated()).then(EnforcementTerminated, RoundClosed)


def test_another_ground_is_put_into_words() -> None:
    when_endorsed(filed(), terminated(TerminationGround.OTHER)).then_refused("other_ground_is_stated")
    when_endorsed(filed(), terminated(TerminationGround.OTHER, note="标的物灭失")).then(
        EnforcementTerminated, RoundClosed
    )


def test_a_withdrawal_after_a_settlement_needs_the_settlement() -> None:
    when_endorsed(filed(), terminated(TerminationGround.SETTLED_AND_WITHDRAWN)).then_refused(
        "withdrawal_follows_a_settlement"
    )
    when_endorsed(filed().also(SETTLE), terminated(TerminationGround.SETTLED_AND_WITHDRAWN)).then(
        EnforcementTerminated, RoundClosed
    )


def test_a_suit_on_the_settlement_must_have_been_taken() -> None:
    broken = filed().also(SETTLE, ReportBreach(case=BASIS, on=date(2024, 3, 4)))
    when_endorsed(broken, terminated(TerminationGround.SETTLEMENT_SUED)).then_refused("suit_on_settlement_was_taken")
    broken.also(SueOnSettlement(case=BASIS, on=date(2024, 3, 5)))
    when_endorsed(broken, terminated(TerminationGround.SETTLEMENT_SUED)).then(EnforcementTerminated, RoundClosed)


# --- 销案 ---


@pytest.mark.parametrize(("on", "since_2018"), [(date(2018, 5, 31), False), (date(2018, 6, 1), True)])
def test_a_transferred_case_is_terminated_until_june_2018_and_struck_off_since(on: Any, since_2018: Any) -> None:
    path = given(*path_to_filing(filed=date(2018, 3, 5), number="（2018）内0624执88号"))
    moved = terminated(TerminationGround.TRANSFERRED, on=on, served_on=on, filing_notice="（2018）内0623执9号")
    ending = when_endorsed(path, moved)
    striking = path.when(entrusted(on=on))
    if since_2018:
        ending.then_refused("transfer_is_not_a_termination")
        striking.then(StruckOff, RoundClosed)
    else:
        ending.then(EnforcementTerminated, RoundClosed)
        path.when(evolve(moved, filing_notice="")).then_refused("other_court_has_filed")
        striking.then_refused("transfer_is_not_a_strike_off")


def test_another_reason_struck_a_case_off_before_june_2018_too() -> None:
    path = given(*path_to_filing(filed=date(2018, 3, 5), number="（2018）内0624执88号"))
    path.when(struck_off(on=date(2018, 5, 31))).then(StruckOff, RoundClosed)


@pytest.mark.parametrize("standing", [SUSPENDED, DEFERRED])
def test_a_transfer_takes_a_case_along_that_stands_or_was_resumed(standing: Any) -> None:
    filed().also(standing).when(entrusted()).then(StruckOff, RoundClosed)
    resumed().when(entrusted(on=date(2024, 5, 6))).then(StruckOff, RoundClosed)
    filed().also(SETTLE).when(entrusted()).then(StruckOff, RoundClosed)


def test_a_transfer_is_struck_off_when_it_is_accepted_and_never_by_command() -> None:
    by_command = struck_off(StrikeOffReason.TRANSFERRED, filing_notice="（2024）内0623执9号")
    filed().also(SUSPENDED).when(by_command).then_refused("transfer_goes_by_its_own_procedure")


def test_an_entrusted_case_is_struck_off_on_the_notice_that_the_other_court_filed_it() -> None:
    filed().when(entrusted(filing_notice="")).then_refused("receiving_court_has_filed")
    events = filed().when(entrusted()).then(StruckOff, RoundClosed).events
    assert isinstance(events[1], RoundClosed)
    assert events[1].mode is ClosingMode.TRANSFERRED_OUT
    filed().also(entrusted()).when(entrusted()).then_nothing()


@pytest.mark.parametrize("court", ["鄂托克旗", "内0624"])
def test_the_receiving_court_is_another_court_by_its_code(court: Any) -> None:
    with pytest.raises(BadRequest):
        filed().when(struck_off(to_court=court))


@pytest.mark.parametrize("reason", [StrikeOffReason.EARLIER_COURT, StrikeOffReason.ENTRUSTED])
def test_the_court_that_goes_on_is_named(reason: Any) -> None:
    filed().when(struck_off(reason, to_court="", filing_notice="受理通知")).then_refused("receiving_court_is_named")


def test_an_earlier_court_gets_the_property_too() -> None:
    filed().when(struck_off(property_handed_over=False)).then_refused("property_was_handed_over")
    filed().when(struck_off()).then(StruckOff, RoundClosed)


def test_a_case_leaves_for_want_of_jurisdiction_by_the_ruling_on_an_objection_only() -> None:
    filed().when(struck_off(StrikeOffReason.JURISDICTION)).then_refused("jurisdiction_goes_by_its_own_procedure")


def test_an_entrustment_is_returned_with_the_high_court_s_consent() -> None:
    filed().when(struck_off(StrikeOffReason.ENTRUSTMENT_RETURNED, to_court="")).then_refused(
        "high_court_consents_to_return"
    )
    consented = struck_off(StrikeOffReason.ENTRUSTMENT_RETURNED, to_court="", high_court_consents=True)
    filed().when(consented).then(StruckOff, RoundClosed)


def test_a_pending_settlement_is_not_struck_off_for_an_earlier_court() -> None:
    filed().also(SETTLE).when(struck_off()).then_refused("settlement_is_not_pending")


# --- 不予执行、驳回申请 ---


def test_lateness_is_a_ground_of_refusal_only_for_a_late_application() -> None:
    objection = RequestRefusal(case=BASIS, on=ON, ground=RefusalGround.LIMITATION, by=DEBTOR)
    when_endorsed(filed().also(objection), refused(RefusalGround.LIMITATION)).then_refused("application_was_late")
    late = ApplyForEnforcement(
        case=BASIS, on=FILED, cause="借款合同纠纷", court="内0624", claimed_fen=CLAIMED_FEN,
        effective_on=date(2021, 1, 4), performance_due=date(2022, 1, 5), applicants=(Party(name=APPLICANT),),
        debtors=(Party(name=DEBTOR),),
    )  # fmt: skip
    path = given(late, FileCase(case=BASIS, on=FILED, number="（2024）内0624执88号"))
    when_endorsed(path, refused(RefusalGround.LIMITATION)).then_refused("limitation_was_objected_to")
    when_endorsed(path.also(objection), refused(RefusalGround.LIMITATION)).then(EnforcementRefused, RoundClosed)


def test_a_limitation_is_objected_to_by_a_debtor() -> None:
    stranger = RequestRefusal(case=BASIS, on=ON, ground=RefusalGround.LIMITATION, by="路人")
    filed().when(stranger).then_refused("limitation_is_for_the_debtor")
    filed().when(evolve(stranger, by=DEBTOR)).then(RefusalRequested)
    filed().when(evolve(stranger, ground=RefusalGround.AWARD)).then(RefusalRequested)


@pytest.mark.parametrize("ground", [RefusalGround.AWARD, RefusalGround.NOTARISED])
def test_a_judgment_is_not_refused_as_an_award_or_a_notarised_instrument_is(ground: Any) -> None:
    when_endorsed(given(*path_to_filing()), refused(ground)).then_refused("basis_may_be_refused")
    when_endorsed(filed(), refused(ground)).then(EnforcementRefused, RoundClosed)


def test_a_refusal_is_reviewed_and_comes_before_the_end_of_the_enforcement() -> None:
    filed().when(refused()).then_refused("refusal_was_approved")
    filed().also(*endorsed(refused()), PAID, satisfied()).when(refused()).then_refused("round_is_open")


def test_a_dismissal_names_the_condition_that_is_not_met() -> None:
    filed().when(dismissed("")).then_refused("dismissal_is_reasoned")


def test_a_ruling_is_not_served_before_there_is_a_case_to_rule_in() -> None:
    when_endorsed(filed(), terminated(served_on=FILED - DAY)).then_refused("termination_was_served")
    when_endorsed(filed(), terminated(served_on=FILED)).then(EnforcementTerminated, RoundClosed)
