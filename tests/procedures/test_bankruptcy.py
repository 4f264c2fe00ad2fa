"""From enforcement to bankruptcy: the debtor across its cases, the hand-over, and what it means for each case."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import pytest

from casestream.kernel import Actor, Calendar, Case, Command, Day, Event
from casestream.kernel.deadline import DEADLINES, Lengths, terms
from casestream.kernel.errors import BadRequest
from casestream.kernel.reaction import asked_by
from casestream.procedures.approval import proposal_of
from casestream.procedures.asset_search import AssetClass, AssetFound
from casestream.procedures.bankruptcy import (
    ApproveHandover,
    BankruptcyAccepted,
    BankruptcyConsentRecorded,
    BankruptcyDeclared,
    BankruptcyHandoverDecided,
    BankruptcyNotAccepted,
    CaseLinked,
    ConsentBy,
    DebtorRegistered,
    DecideBankruptcyHandover,
    EndByBankruptcy,
    FindInsolvency,
    HandoverApproved,
    HandoverDecisionServed,
    HandOverProperty,
    InsolvencyFound,
    LinkCase,
    MaterialsSent,
    PropertyHandedOver,
    RecordBankruptcyAccepted,
    RecordBankruptcyConsent,
    RecordBankruptcyDeclared,
    RecordBankruptcyDismissed,
    RecordBankruptcyNotAccepted,
    RegisterDebtor,
    ResumeAfterBankruptcy,
    SendMaterials,
    ServeHandoverDecision,
    SuspendForBankruptcy,
)
from casestream.procedures.closing import EnforcementTerminated, TerminationGround
from casestream.procedures.control import AssetReleased, AssetSealed, Measure
from casestream.procedures.filing import DebtorNamed, PartyKind
from casestream.procedures.notice import IssueNotice
from casestream.procedures.rounds import (
    ClosingMode,
    LeftStock,
    Origin,
    Round,
    RoundClosed,
    RoundOpened,
    StockExit,
    is_parked,
)
from casestream.procedures.standstill import EnforcementAgainstDebtorEnded
from casestream.procedures.suspension import Suspended, SuspensionLifted, SuspensionReason, is_suspended
from casestream.procedures.termination.preconditions import notice_was_issued
from casestream.testing import CLERK, JUDGE, PANEL, PRESIDENT, evolve, given
from casestream.testing.scenario import Given, Step

COMPANY = "某有限责任公司"
DAY = date(2025, 3, 3)
REGISTER = RegisterDebtor(case=COMPANY, on=DAY, court="内0624", kind=PartyKind.ENTERPRISE)
LINK = LinkCase(case=COMPANY, on=DAY, linked="basis-1")
CONSENT = RecordBankruptcyConsent(case=COMPANY, on=DAY, by=ConsentBy.DEBTOR, name=COMPANY)
FIND = FindInsolvency(
    case=COMPANY, on=DAY, cannot_pay_due_debts=True, assets_below_debts=True, obviously_unable=False
)  # fmt: skip
DECIDE = DecideBankruptcyHandover(case=COMPANY, on=date(2025, 3, 10), to_court="内06")
APPROVE = ApproveHandover(case=COMPANY, on=DAY, proposal=proposal_of(DECIDE))
SEND = SendMaterials(case=COMPANY, on=date(2025, 3, 17))
ACCEPTED = RecordBankruptcyAccepted(case=COMPANY, on=date(2025, 4, 10))
NOT_ACCEPTED = RecordBankruptcyNotAccepted(case=COMPANY, on=date(2025, 4, 10), reason="不具备破产原因", noticed=True)
DECLARED = RecordBankruptcyDeclared(case=COMPANY, on=date(2025, 8, 1), served_on=date(2025, 8, 1))
PROPERTY = HandOverProperty(case=COMPANY, on=date(2025, 4, 14), linked="basis-1")
SERVE = ServeHandoverDecision(case=COMPANY, on=date(2025, 3, 14))
KNOWN: tuple[Step, ...] = (REGISTER, LINK, CONSENT, FIND)


def endorsed(step: DecideBankruptcyHandover | RecordBankruptcyDeclared) -> tuple[Step, ...]:
    """Panel and president say yes to this very hand-over, or to the endings by this declaration."""
    approve = evolve(APPROVE, proposal=proposal_of(step))
    return (approve, PANEL), (approve, PRESIDENT)


READY: tuple[Step, ...] = (*KNOWN, *endorsed(DECIDE))
DECLARING: tuple[Step, ...] = (*endorsed(DECLARED), DECLARED)
OPENED = RoundOpened(
    on=date(2024, 5, 6), number="（2024）内0624执1号", court="内0624", origin=Origin.FILED, claimed_fen=100_000_00
)
PARKED = RoundClosed(
    on=date(2024, 12, 2), mode=ClosingMode.CURRENT_TERMINATED, claimed_fen=100_000_00, collected_fen=0,
    opened_on=OPENED.on, used_days=210,
)  # fmt: skip
BANKRUPTCY = {"reason": SuspensionReason.BANKRUPTCY}
DECIDE_EVENT = BankruptcyHandoverDecided(
    on=DECIDE.on, to_court="内06", to_intermediate=True, high_court_approved=False, serve_by=DECIDE.on, calendar=""
)


def asked_of_cases(debtor: Case, happened: Sequence[Event]) -> list[Command]:
    """What the reactions to these events ask of other streams."""
    return [command for event in happened for command in asked_by(event, debtor)]


class Docket:
    """A debtor and its cases, with reactions followed: what the facade does, without a store."""

    def __init__(self, cases: dict[str, Given]) -> None:
        self.debtor, self.cases = given(), cases

    def handle(self, *steps: Any) -> None:
        """Decide each step and follow what it sets off."""
        for step in steps:
            command, actor = step if isinstance(step, tuple) else (step, JUDGE)
            events = self.debtor.when(command, actor).events
            self.debtor.also(*events)
            for further in asked_of_cases(self.debtor.case, events):
                self.cases[further.case].also(further)


# --- the newspaper page: the series of one company ---


def series(number: int) -> Docket:
    """So many open cases against the company, all linked."""
    cases = {
        f"basis-{n}": given(evolve(OPENED, number=f"（2024）内0624执{n}号")) for n in range(1, number + 1)
    }  # fmt: skip
    docket = Docket(cases)
    docket.handle(REGISTER, *(evolve(LINK, linked=name) for name in cases), CONSENT, FIND)
    docket.handle((APPROVE, PANEL), (APPROVE, PRESIDENT))
    return docket


def test_one_decision_suspends_every_case_of_the_company() -> None:
    docket = series(48)
    assert not any(is_suspended(case.case) for case in docket.cases.values())
    docket.handle(DECIDE)
    for case in docket.cases.values():
        assert case.case.all(Suspended) == [Suspended(on=DECIDE.on, reason=SuspensionReason.BANKRUPTCY)]
    docket.handle(DECIDE)
    assert {len(case.case.all(Suspended)) for case in docket.cases.values()} == {1}


def test_a_refusal_to_accept_lets_every_case_go_on() -> None:
    docket = series(12)
    docket.handle(DECIDE, SEND, NOT_ACCEPTED)
    for case in docket.cases.values():
        assert len(case.case.all(SuspensionLifted, BANKRUPTCY)) == 1
        assert not is_suspended(case.case)
        assert case.case[Round].is_open


def test_a_declaration_of_bankruptcy_ends_every_case() -> None:
    docket = series(12)
    docket.handle(DECIDE, SEND, ACCEPTED, *DECLARING)
    for case in docket.cases.values():
        assert case.case.all(RoundClosed)[-1].mode is ClosingMode.TERMINATED
        assert case.case.all(EnforcementTerminated)[-1].ground is TerminationGround.BANKRUPT


def test_a_parked_case_is_reached_like_the_others_and_leaves_the_stock() -> None:
    docket = series(3)
    docket.cases["basis-2"].also(PARKED)
    docket.handle(DECIDE)
    suspended = {name: bool(case.case.has(Suspended)) for name, case in docket.cases.items()}
    assert suspended == {"basis-1": True, "basis-2": True, "basis-3": True}
    docket.handle(SEND, ACCEPTED, *DECLARING)
    parked = docket.cases["basis-2"].case
    assert parked.all(RoundClosed) == [PARKED]
    assert parked.all(EnforcementTerminated)[-1].ground is TerminationGround.BANKRUPT
    assert [(left.reason, left.remove_by) for left in parked.all(LeftStock)] == [(StockExit.BANKRUPT, date(2025, 8, 4))]
    assert not is_parked(parked)


def test_a_case_suspended_for_another_reason_stays_so_when_bankruptcy_is_not_accepted() -> None:
    docket = series(1)
    retrial = Suspended(on=date(2025, 3, 4), reason=SuspensionReason.RETRIAL)
    docket.cases["basis-1"].also(retrial)
    docket.handle(DECIDE, SEND, NOT_ACCEPTED)
    assert is_suspended(docket.cases["basis-1"].case)


def test_a_case_found_later_is_caught_up_at_once() -> None:
    docket = series(1)
    docket.cases["late"] = given(OPENED)
    docket.handle(DECIDE, evolve(LINK, linked="late", on=date(2025, 3, 12)))
    assert docket.cases["late"].case.all(Suspended) == [
        Suspended(on=date(2025, 3, 12), reason=SuspensionReason.BANKRUPTCY)
    ]
    docket.handle(SEND, ACCEPTED, *DECLARING)
    docket.cases["later"] = given(OPENED)
    docket.handle(evolve(LINK, linked="later", on=date(2025, 9, 1)))
    assert docket.cases["later"].case.all(EnforcementTerminated)[-1].served_on == DECLARED.served_on


def test_linking_a_case_asks_nothing_of_it_before_the_decision_and_after_a_refusal() -> None:
    docket = series(2)
    assert not any(case.case.has(Suspended) for case in docket.cases.values())
    docket.handle(DECIDE, SEND, NOT_ACCEPTED)
    docket.cases["late"] = given(OPENED)
    docket.handle(evolve(LINK, linked="late", on=date(2025, 5, 6)))
    assert not docket.cases["late"].case.has(Suspended)


def test_a_case_kept_in_another_log_is_linked_but_not_reached() -> None:
    docket = series(1)
    docket.handle(evolve(LINK, linked="（2024）甘1223执9号", kept_here=False), DECIDE)
    docket.handle(evolve(LINK, linked="（2024）甘1223执10号", kept_here=False, on=DECIDE.on))
    linked = [linked.case for linked in docket.debtor.case.all(CaseLinked)]
    assert linked == ["basis-1", "（2024）甘1223执9号", "（2024）甘1223执10号"]


def test_panel_and_president_are_two_in_the_stream_of_a_debtor_too() -> None:
    of_panel, _ = endorsed(DECIDE)
    agreed = given(*KNOWN, of_panel)
    agreed.when(APPROVE, Actor(PANEL.id, PANEL.court, "president")).then_not_authorised()
    agreed.when(APPROVE, PRESIDENT).then(HandoverApproved)


def test_nobody_goes_on_before_the_parties_were_told_in_writing() -> None:
    sent = given(*READY, DECIDE, SEND)
    sent.when(evolve(NOT_ACCEPTED, noticed=False)).then_refused("going_on_was_noticed")
    sent.when(NOT_ACCEPTED).then(BankruptcyNotAccepted)


def test_a_declaration_waits_for_the_rulings_that_end_the_cases() -> None:
    accepted = given(*READY, DECIDE, SEND, ACCEPTED)
    accepted.when(DECLARED, CLERK).then_refused("endings_were_approved")
    accepted.also(endorsed(DECLARED)[0]).when(DECLARED, CLERK).then_refused("endings_were_approved")
    accepted.also(endorsed(DECLARED)[1])
    accepted.when(evolve(DECLARED, served_on=DECLARED.on + timedelta(days=1))).then_refused("endings_were_served")


PETITIONED = evolve(ACCEPTED, petitioned=True)
DISMISS = RecordBankruptcyDismissed(case=COMPANY, on=date(2025, 6, 10), reason="不具备破产原因", noticed=True)


def test_an_acceptance_that_a_party_asked_for_suspends_every_case_and_a_dismissal_lets_them_go_on() -> None:
    docket = series(2)
    docket.handle(PETITIONED)
    assert [case.case.all(Suspended) for case in docket.cases.values()] == [
        [Suspended(on=ACCEPTED.on, reason=SuspensionReason.BANKRUPTCY)]
    ] * 2
    docket.cases["late"] = given(OPENED)
    docket.handle(evolve(LINK, linked="late", on=date(2025, 5, 12)))
    assert is_suspended(docket.cases["late"].case)
    docket.handle(DISMISS)
    assert not any(is_suspended(case.case) for case in docket.cases.values())
    docket.cases["later"] = given(OPENED)
    docket.handle(evolve(LINK, linked="later", on=date(2025, 6, 11)))
    assert not docket.cases["later"].case.has(Suspended)


def test_a_petition_is_dismissed_between_acceptance_and_declaration_and_may_come_again() -> None:
    given(*READY).when(DISMISS).then_refused("bankruptcy_was_accepted")
    accepted = given(REGISTER, PETITIONED)
    accepted.when(evolve(DISMISS, noticed=False)).then_refused("dismissal_was_noticed")
    accepted.also(DISMISS).when(DISMISS).then_nothing()
    declared = evolve(DECLARED, on=DISMISS.on, served_on=DISMISS.on)
    accepted.when(declared).then_refused("bankruptcy_was_accepted", "endings_were_approved")
    accepted.when(evolve(PETITIONED, on=date(2025, 7, 7))).then(BankruptcyAccepted)
    given(REGISTER, PETITIONED, *DECLARING).when(evolve(DISMISS, on=DECLARED.on)).then_refused(
        "bankruptcy_was_not_declared"
    )


# --- a case with other debtors ---


def joint() -> Docket:
    """A case against the company and a natural person, and its handing over."""
    parties = (
        DebtorNamed(on=OPENED.on, debtor=COMPANY, kind=PartyKind.ENTERPRISE),
        DebtorNamed(on=OPENED.on, debtor="黄某某", kind=PartyKind.NATURAL),
    )
    found = tuple(
        AssetFound(on=OPENED.on, asset=asset, debtor=debtor, asset_class=AssetClass.REAL_ESTATE, value_fen=1)
        for asset, debtor in (("厂房", COMPANY), ("住宅", "黄某某"))
    )
    seals = tuple(
        AssetSealed(
            on=OPENED.on, asset=asset.asset, measure=Measure.SEAL, starts_on=OPENED.on, expires_on=date(2027, 5, 6)
        )
        for asset in found
    )
    docket = Docket({"basis-1": given(*parties, OPENED, *found, *seals)})
    docket.handle(*READY, DECIDE)
    return docket


def test_enforcement_goes_on_against_the_debtors_who_were_not_handed_over() -> None:
    docket = joint()
    case = docket.cases["basis-1"].case
    assert case.all(Suspended) == [Suspended(on=DECIDE.on, reason=SuspensionReason.BANKRUPTCY, debtor=COMPANY)]
    assert not is_suspended(case)
    docket.handle(SEND, ACCEPTED, *DECLARING)
    assert [ended.debtor for ended in case.all(EnforcementAgainstDebtorEnded)] == [COMPANY]
    assert case[Round].is_open
    docket.handle(DECLARED)
    assert len(case.all(EnforcementAgainstDebtorEnded)) == 1


def test_no_measure_goes_against_a_debtor_declared_bankrupt_any_more() -> None:
    docket = joint()
    docket.handle(SEND, ACCEPTED, *DECLARING)
    path = docket.cases["basis-1"]
    notice = IssueNotice(case="basis-1", on=DECLARED.on, debtor=COMPANY, perform_by=DECLARED.on)
    path.when(notice).then_refused("debtor_is_a_party")
    assert path.when(evolve(notice, debtor="黄某某")).events
    assert not notice_was_issued.holds(path.case, Day(DECLARED.on))
    path.also(evolve(notice, debtor="黄某某"))
    assert notice_was_issued.holds(path.case, Day(DECLARED.on))


def test_a_suspension_of_every_debtor_who_is_left_suspends_the_case() -> None:
    docket = joint()
    docket.handle(SEND, ACCEPTED, *DECLARING)
    path = docket.cases["basis-1"]
    assert not is_suspended(path.case)
    path.also(Suspended(on=DECLARED.on, reason=SuspensionReason.PARTY_DIED, debtor="黄某某"))
    assert is_suspended(path.case)


def test_a_case_whose_every_debtor_is_bankrupt_is_closed() -> None:
    other = DebtorNamed(on=OPENED.on, debtor="另一公司", kind=PartyKind.ENTERPRISE)
    mine = DebtorNamed(on=OPENED.on, debtor=COMPANY, kind=PartyKind.ENTERPRISE)
    end = EndByBankruptcy(case="basis-1", on=DAY, served_on=DAY, reviewed=True, debtor=COMPANY)
    path = given(mine, other, OPENED, end)
    path.when(end).then_nothing()
    path.when(evolve(end, debtor="另一公司")).then(EnforcementTerminated, RoundClosed)


def test_one_bankrupt_debtor_of_a_parked_case_leaves_the_others_in_the_stock() -> None:
    docket = joint()
    docket.cases["basis-1"].also(PARKED)
    docket.handle(SEND, ACCEPTED, *DECLARING)
    case = docket.cases["basis-1"].case
    assert [ended.debtor for ended in case.all(EnforcementAgainstDebtorEnded)] == [COMPANY]
    assert is_parked(case)


def test_a_natural_person_is_not_declared_bankrupt() -> None:
    end = EndByBankruptcy(case="basis-1", on=DAY, served_on=DAY, reviewed=True, debtor="黄某某")
    joint().cases["basis-1"].when(end).then_refused("bankrupt_debtor_is_an_enterprise")


def test_a_debtor_who_goes_by_another_name_in_the_case_is_named_when_it_is_linked() -> None:
    suspend = SuspendForBankruptcy(case="basis-1", on=DAY, debtor="91150624MA0")
    with pytest.raises(BadRequest):
        joint().cases["basis-1"].when(suspend)
    linked = CaseLinked(on=DAY, case="basis-1", named=COMPANY)
    debtor = given(REGISTER, DECIDE_EVENT, linked).case
    assert asked_of_cases(debtor, [linked]) == [SuspendForBankruptcy(case="basis-1", on=DAY, debtor=COMPANY)]


def test_property_handed_over_is_released_but_not_that_of_the_other_debtors() -> None:
    docket = joint()
    docket.handle(SEND, ACCEPTED, PROPERTY)
    case = docket.cases["basis-1"].case
    assert [released.asset for released in case.all(AssetReleased)] == ["厂房"]
    docket.handle(PROPERTY)
    assert len(case.all(AssetReleased)) == 1


# --- commands to one linked case ---


def test_what_reaches_one_case_is_quiet_when_repeated_and_where_nothing_is_open() -> None:
    suspend = SuspendForBankruptcy(case="basis-1", on=DAY)
    given(OPENED).when(suspend).then(Suspended(on=DAY, reason=SuspensionReason.BANKRUPTCY))
    given(OPENED, suspend).when(suspend).then_nothing()
    given(OPENED, PARKED).when(suspend).then(Suspended)
    given(OPENED, evolve(PARKED, mode=ClosingMode.SATISFIED)).when(suspend).then_nothing()
    given().when(suspend).then_nothing()
    resume = ResumeAfterBankruptcy(case="basis-1", on=DAY, noticed=True)
    given(OPENED, suspend).when(resume).then(SuspensionLifted)
    given(OPENED, suspend, resume).when(resume).then_nothing()
    given(OPENED).when(resume).then_nothing()
    given(OPENED, PARKED).when(resume).then_nothing()
    end = EndByBankruptcy(case="basis-1", on=DAY, served_on=DAY, reviewed=True)
    given(OPENED, suspend).when(end).then(EnforcementTerminated, RoundClosed)
    given(OPENED, suspend, end).when(end).then_nothing()
    given(OPENED, PARKED).when(end).then(EnforcementTerminated, LeftStock)
    given(OPENED, PARKED, end).when(end).then_nothing()
    given(OPENED, evolve(PARKED, mode=ClosingMode.SATISFIED)).when(end).then_nothing()


def test_the_end_of_one_case_needs_a_reviewed_and_served_ruling() -> None:
    end = EndByBankruptcy(case="basis-1", on=DAY, served_on=DAY + timedelta(days=1), reviewed=False)
    given(OPENED).when(end).then_refused(
        "termination_was_served", "termination_was_approved", "bankruptcy_was_declared"
    )


# --- the debtor ---


def test_a_debtor_is_registered_once() -> None:
    given().when(REGISTER).then(DebtorRegistered(on=DAY, court="内0624", number=COMPANY, kind=PartyKind.ENTERPRISE))
    given(REGISTER).when(REGISTER).then_nothing()
    given(REGISTER).when(evolve(REGISTER, on=DAY + timedelta(days=1))).then_nothing()
    assert given(REGISTER).case.court == "内0624"


def test_cases_consents_and_findings_are_recorded_once() -> None:
    given(REGISTER).when(LINK).then(CaseLinked(on=DAY, case="basis-1"))
    given(REGISTER, LINK).when(evolve(LINK, on=DAY + timedelta(days=1))).then_nothing()
    given(REGISTER).when(CONSENT).then(
        BankruptcyConsentRecorded(on=DAY, by=ConsentBy.DEBTOR, name=COMPANY, in_writing=True)
    )
    given(REGISTER, CONSENT).when(CONSENT).then_nothing()
    given(REGISTER).when(FIND).then(InsolvencyFound)
    given(REGISTER, FIND).when(FIND).then_nothing()
    given(REGISTER, FIND).when(evolve(FIND, obviously_unable=True)).then(InsolvencyFound)


@pytest.mark.parametrize("command", [LINK, CONSENT, FIND])
def test_nothing_is_recorded_of_a_debtor_who_is_not_registered(command: Command) -> None:
    given().when(command).then_refused("debtor_is_registered")
    given(REGISTER).when(evolve(command, on=DAY - timedelta(days=1))).then_refused("debtor_is_registered")


def test_the_panel_and_the_president_approve_each_once() -> None:
    for actor in (PANEL, PRESIDENT):
        (approved,) = given(REGISTER).when(APPROVE, actor).events
        assert isinstance(approved, HandoverApproved)
        assert approved.post.code == actor.post
        given(REGISTER, (APPROVE, actor)).when(APPROVE, actor).then_nothing()


@pytest.mark.parametrize("actor", [JUDGE, CLERK, Actor("x", "内0624", "gardener")])
def test_nobody_else_approves(actor: Actor) -> None:
    given(REGISTER).when(APPROVE, actor).then_not_authorised()
    given().when(APPROVE, PANEL).then_refused("debtor_is_registered")


def test_an_approval_of_another_hand_over_does_not_serve() -> None:
    with pytest.raises(BadRequest):
        given(REGISTER).when(evolve(APPROVE, proposal=" "))
    elsewhere = evolve(DECIDE, to_court="内08")
    given(*READY).when(elsewhere).then_refused("panel_agreed", "president_signed")
    given(*READY).when(DECIDE, PRESIDENT).then_not_authorised()


# --- the hand-over ---


def test_a_hand_over_is_decided_and_served_within_five_days() -> None:
    (decided,) = given(*READY).when(DECIDE).events
    assert isinstance(decided, BankruptcyHandoverDecided)
    assert (decided.to_court, decided.to_intermediate) == ("内06", True)
    assert decided.serve_by == date(2025, 3, 17)  # the fifth day, 15 March 2025, is a Saturday
    assert "法发〔2017〕2号第二条" in decided.relied_on
    given(*READY, DECIDE).when(DECIDE).then_nothing()


def test_refuses_a_hand_over_for_everything_that_is_missing() -> None:
    given().when(DECIDE).then_refused(
        "debtor_is_registered", "cases_are_linked", "debtor_is_an_enterprise", "somebody_consents_in_writing",
        "debts_due_cannot_be_paid", "debtor_is_insolvent", "panel_agreed", "president_signed",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("missing", "condition"),
    [
        (LINK, "cases_are_linked"),
        (CONSENT, "somebody_consents_in_writing"),
        ((APPROVE, PANEL), "panel_agreed"),
        ((APPROVE, PRESIDENT), "president_signed"),
    ],
)
def test_refuses_a_hand_over_that_lacks_one_thing(missing: object, condition: str) -> None:
    given(*(step for step in READY if step != missing)).when(DECIDE).then_refused(condition)


@pytest.mark.parametrize("kind", [PartyKind.NATURAL, PartyKind.OTHER])
def test_only_enterprises_are_handed_over(kind: PartyKind) -> None:
    given(evolve(REGISTER, kind=kind), *READY[1:]).when(DECIDE).then_refused("debtor_is_an_enterprise")


def test_one_applicant_in_any_case_may_consent_but_in_writing() -> None:
    without = [step for step in READY if step != CONSENT]
    by_applicant = evolve(CONSENT, by=ConsentBy.APPLICANT, name="某银行")
    given(*without, by_applicant).when(DECIDE).then(BankruptcyHandoverDecided)
    oral = evolve(by_applicant, in_writing=False)
    given(*without, oral).when(DECIDE).then_refused("somebody_consents_in_writing")
    given(*without, oral, by_applicant).when(DECIDE).then(BankruptcyHandoverDecided)


@pytest.mark.parametrize(
    ("cannot_pay", "below", "unable", "unmet"),
    [
        (True, True, False, []),
        (True, False, True, []),
        (True, True, True, []),
        (True, False, False, ["debtor_is_insolvent"]),
        (False, True, False, ["debts_due_cannot_be_paid"]),
        (False, False, False, ["debts_due_cannot_be_paid", "debtor_is_insolvent"]),
    ],
)
def test_a_debtor_must_be_unable_to_pay_and_insolvent(
    cannot_pay: bool, below: bool, unable: bool, unmet: list[str]
) -> None:
    found = evolve(FIND, cannot_pay_due_debts=cannot_pay, assets_below_debts=below, obviously_unable=unable)
    outcome = given(*READY, found).when(DECIDE)
    outcome.then_refused(*unmet) if unmet else outcome.then(BankruptcyHandoverDecided)


def test_an_intermediate_court_takes_it_or_a_basic_one_with_the_high_courts_approval() -> None:
    for court in ("内0602", "内", "最高法"):
        step = evolve(DECIDE, to_court=court)
        given(*KNOWN, *endorsed(step)).when(step).then_refused("forum_is_right")
    for step in (evolve(DECIDE, to_court="兵06"), evolve(DECIDE, to_court="内0602", high_court_approved=True)):
        given(*KNOWN, *endorsed(step)).when(step).then(BankruptcyHandoverDecided)
    with pytest.raises(BadRequest):
        given(*READY).when(evolve(DECIDE, to_court="鄂尔多斯中院"))


def test_a_refused_hand_over_is_not_started_again() -> None:
    given(*READY, DECIDE, SEND, NOT_ACCEPTED).when(evolve(DECIDE, on=date(2025, 5, 6))).then_refused(
        "handover_did_not_fail_before"
    )


def test_the_bankruptcy_court_has_thirty_days_from_the_materials() -> None:
    (sent,) = given(*READY, DECIDE).when(SEND).events
    assert isinstance(sent, MaterialsSent)
    assert sent.decide_by == date(2025, 4, 16)
    given(*READY, DECIDE, SEND).when(SEND).then_nothing()
    given(*READY).when(SEND).then_refused("handover_was_decided")
    given(*READY, DECIDE).when(evolve(SEND, on=DECIDE.on - timedelta(days=1))).then_refused("handover_was_decided")
    given(*READY, DECIDE).when(evolve(SEND, on=DECIDE.on)).then(MaterialsSent)


def test_the_property_goes_over_within_seven_days_of_acceptance() -> None:
    (accepted,) = given(*READY, DECIDE, SEND).when(ACCEPTED).events
    assert isinstance(accepted, BankruptcyAccepted)
    assert accepted.hand_over_by == date(2025, 4, 17)
    given(*READY, DECIDE, SEND, ACCEPTED).when(ACCEPTED).then_nothing()


def test_a_late_ruling_is_recorded_all_the_same() -> None:
    given(*READY, DECIDE, SEND).when(evolve(ACCEPTED, on=date(2025, 9, 1))).then(BankruptcyAccepted)


@pytest.mark.parametrize("ruling", [ACCEPTED, NOT_ACCEPTED])
def test_the_bankruptcy_court_rules_once_and_on_materials(ruling: Command) -> None:
    given(*READY).when(ruling).then_refused("handover_was_decided", "materials_arrived")
    given(*READY, DECIDE).when(ruling).then_refused("materials_arrived")
    given(*READY, DECIDE, SEND).when(evolve(ruling, on=SEND.on - timedelta(days=1))).then_refused("materials_arrived")
    given(*READY, DECIDE, SEND).when(evolve(ruling, on=SEND.on)).then(
        type(given(*READY, DECIDE, SEND).when(ruling).events[0])
    )
    given(*READY, DECIDE, SEND, ruling).when(ruling).then_nothing()


def test_acceptance_and_refusal_exclude_each_other() -> None:
    given(*READY, DECIDE, SEND, ACCEPTED).when(NOT_ACCEPTED).then_refused("ruling_is_open")
    given(*READY, DECIDE, SEND, NOT_ACCEPTED).when(ACCEPTED).then_refused("handover_was_decided", "ruling_is_open")
    given(*READY, DECIDE, SEND).when(NOT_ACCEPTED).then(
        BankruptcyNotAccepted(on=NOT_ACCEPTED.on, reason="不具备破产原因", noticed=True)
    )


def test_property_is_handed_over_once_for_each_linked_case_after_acceptance() -> None:
    accepted = (*READY, DECIDE, SEND, ACCEPTED)
    given(*accepted).when(PROPERTY).then(PropertyHandedOver(on=PROPERTY.on, case="basis-1"))
    given(*accepted, PROPERTY).when(PROPERTY).then_nothing()
    given(*accepted).when(evolve(PROPERTY, linked="basis-9")).then_refused("case_is_linked")
    given(*READY, DECIDE, SEND).when(PROPERTY).then_refused("bankruptcy_was_accepted")


def test_bankruptcy_is_declared_after_it_was_accepted() -> None:
    accepted = (*READY, *endorsed(DECLARED), DECIDE, SEND, ACCEPTED)
    given(*accepted).when(DECLARED).then(
        BankruptcyDeclared(on=DECLARED.on, served_on=DECLARED.served_on, proposal=proposal_of(DECLARED))
    )
    given(*accepted, DECLARED).when(DECLARED).then_nothing()
    given(*READY, *endorsed(DECLARED), DECIDE, SEND).when(DECLARED).then_refused("bankruptcy_was_accepted")
    early = ACCEPTED.on - timedelta(days=1)
    given(*accepted).when(evolve(DECLARED, on=early, served_on=early)).then_refused("bankruptcy_was_accepted")
    given(*accepted).when(evolve(DECLARED, on=ACCEPTED.on, served_on=ACCEPTED.on)).then(BankruptcyDeclared)


# --- the terms ---


def seen(name: str, *steps: Step) -> list[tuple[str, date, date | None]]:
    case = given(*steps).case
    return [(term.about, term.due_on, term.kept_on) for term in terms(case, DEADLINES[name], Lengths(Calendar()))]


def test_the_five_days_are_those_of_the_service_on_the_parties_and_sending_materials_does_not_keep_them() -> None:
    decided, due = (*READY, DECIDE), DECIDE.on + timedelta(days=7)  # The fifth day is a Saturday.
    assert seen("bankruptcy_service", *decided, SEND) == [("", due, None)]
    assert seen("bankruptcy_service", *decided, SERVE) == [("", due, SERVE.on)]
    for days, late in ((6, 0), (7, 0), (8, 1)):
        served = evolve(SERVE, on=DECIDE.on + timedelta(days=days))
        (term,) = terms(given(*decided, served).case, DEADLINES["bankruptcy_service"], Lengths(Calendar()))
        assert term.overdue_days(date(2026, 1, 1)) == late


def test_a_decision_is_served_once_after_it_was_made() -> None:
    given(*READY, DECIDE).when(SERVE).then(HandoverDecisionServed(on=SERVE.on))
    given(*READY, DECIDE, SERVE).when(evolve(SERVE, on=SERVE.on + timedelta(days=1))).then_nothing()
    given(*READY).when(SERVE).then_refused("handover_was_decided")
    given(*READY, DECIDE).when(evolve(SERVE, on=DECIDE.on - timedelta(days=1))).then_refused("handover_was_decided")


def test_the_property_goes_over_in_seven_days_for_each_linked_case() -> None:
    second, later = (evolve(LINK, linked=name) for name in ("basis-2", "basis-3"))
    past = (REGISTER, LINK, second, CONSENT, FIND, *endorsed(DECIDE), DECIDE, SEND, ACCEPTED)
    due = ACCEPTED.on + timedelta(days=7)
    assert seen("bankruptcy_property", *past) == [("basis-1", due, None), ("basis-2", due, None)]
    assert seen("bankruptcy_property", *past, PROPERTY, later) == [
        ("basis-1", due, PROPERTY.on),
        ("basis-2", due, None),
    ]
