"""Refusing to perform as a crime: the file, the police, the procuratorate, charge and judgment; days and dated law."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from casestream.kernel import Event
from casestream.kernel.calendar import Calendar
from casestream.kernel.deadline import DEADLINES, Lengths, terms
from casestream.kernel.rule import Rule, only
from casestream.procedures.coercion import Ground, ReferCrime
from casestream.procedures.crime import (
    ESPECIALLY_SERIOUS,
    MAY_CONVICT,
    MAY_FILE_CRIME,
    MAY_GIVE_REASON,
    MAY_REFUSE_CRIME,
    MAY_TELL_REFUSAL,
    ApplicantComplained,
    AskSupervision,
    Circumstance,
    Convicted,
    DossierSent,
    Evidence,
    FilingOrdered,
    NotProsecuted,
    PoliceAccepted,
    PoliceFiled,
    PoliceRefused,
    PrivatelyProsecuted,
    Prosecuted,
    ReasonDemanded,
    ReasonGiven,
    RecordAcceptance,
    RecordComplaint,
    RecordConviction,
    RecordFiling,
    RecordFilingOrder,
    RecordNoProsecution,
    RecordPrivateProsecution,
    RecordProsecution,
    RecordReason,
    RecordReasonDemand,
    RecordRefusal,
    RecordRefusalLetter,
    RecordSupervisionDeclined,
    RefusalTold,
    SendDossier,
    SupervisionAsked,
    SupervisionDeclined,
)
from casestream.procedures.filing import ApplyForEnforcement, FileCase, Party
from casestream.testing import given
from casestream.testing.scenario import Given, evolve

CASE, DEBTOR, LETTER = "（2024）内0624民初100号", "吴某", "（2025）内0624执200号移送函"
ON, DAY = date(2025, 7, 7), timedelta(days=1)  # A Monday after the first of July 2025.
EFFECTIVE = date(2024, 6, 3)


def opened() -> Given:
    return given(
        ApplyForEnforcement(
            case=CASE, on=date(2024, 11, 1), cause="借款合同纠纷", court="内0624", claimed_fen=40_000_00,
            effective_on=EFFECTIVE, performance_due=date(2024, 9, 30), applicants=(Party(name="邬某某"),),
            debtors=(Party(name=DEBTOR), Party(name="冯某某")),
        ),
        FileCase(case=CASE, on=date(2024, 11, 4), number="（2024）内0624执200号"),
    )  # fmt: skip


def referred() -> Given:
    return opened().also(
        ReferCrime(case=CASE, on=date(2024, 11, 6), debtor=DEBTOR, act="转移财产", ground=Ground.EVASION)
    )


SEND = SendDossier(
    case=CASE, on=ON, referral=LETTER, debtor=DEBTOR, act="转移财产", circumstance=Circumstance.DISPOSAL,
    evidence=tuple(Evidence), acted_on=date(2025, 2, 3),
)  # fmt: skip


def step(command: Callable[..., Any], on: date = ON, **fields: Any) -> Any:
    return command(case=CASE, on=on, referral=LETTER, **fields)


def with_police(*, complex_case: bool = False) -> Given:
    return referred().also(SEND, step(RecordAcceptance, receipt="受案回执1", complex_case=complex_case))


def refused() -> Given:
    return with_police().also(step(RecordRefusal, reason="证据不足"))


def supervised() -> Given:
    return refused().also(step(AskSupervision), step(RecordReasonDemand))


def found(rule: Rule, history: Given, event: Event) -> list[str]:
    return [unmet.condition.name for unmet in rule.unmet(history.case, event.on, only(event))]


def overdue(history: Given, name: str) -> int:
    return max(
        term.overdue_days(date(2026, 1, 5)) for term in terms(history.case, DEADLINES[name], Lengths(Calendar()))
    )


def test_ten_circumstances_are_serious_and_five_especially() -> None:
    assert (len(Circumstance) - len(ESPECIALLY_SERIOUS), len(ESPECIALLY_SERIOUS), len(Evidence)) == (10, 5, 5)


def test_the_letter_goes_with_its_account_and_five_kinds_of_evidence() -> None:
    sent = referred().when(SEND).then(DossierSent).events[0]
    assert isinstance(sent, DossierSent)
    assert sent.evidence_kinds == 5
    opened().when(SEND).then_refused("act_was_referred")
    referred().when(evolve(SEND, letter_and_account=False)).then_refused("letter_and_account_are_sent")
    for missing in Evidence:
        rest = tuple(kind for kind in Evidence if kind is not missing)
        referred().when(evolve(SEND, evidence=rest)).then_refused("evidence_is_of_five_kinds")
        referred().when(evolve(SEND, evidence=(*rest, rest[0]))).then_refused("evidence_is_of_five_kinds")
    referred().when(evolve(SEND, debtor="邬某某")).then_refused("debtor_is_a_party", "act_was_referred")
    referred().also(SEND).when(SEND).then_nothing()
    referred().also(SEND).when(evolve(SEND, act="隐匿财产")).then_refused("letter_is_new")


def test_until_july_2025_no_rule_listed_what_goes_with_the_letter() -> None:
    bare = evolve(SEND, evidence=(), letter_and_account=False, on=date(2025, 6, 30))
    referred().when(bare).then(DossierSent)
    referred().when(evolve(bare, on=date(2025, 7, 1))).then_refused(
        "letter_and_account_are_sent", "evidence_is_of_five_kinds"
    )


@pytest.mark.parametrize(
    ("acted_on", "allowed"), [(EFFECTIVE - DAY, False), (EFFECTIVE, True), (EFFECTIVE + DAY, True)]
)
def test_until_december_2024_the_act_is_after_the_judgment(acted_on: date, allowed: bool) -> None:
    old = evolve(SEND, on=date(2024, 11, 30), acted_on=acted_on, suit_began_on=date(2024, 1, 8))
    outcome = referred().when(old)
    if allowed:
        outcome.then(DossierSent)
    else:
        outcome.then_refused("act_is_after_the_judgment")
        referred().when(evolve(old, on=date(2024, 12, 1))).then(DossierSent)


@pytest.mark.parametrize(("days", "allowed"), [(-1, False), (0, True), (1, True)])
def test_since_december_2024_an_act_after_the_suit_began_counts(days: int, allowed: bool) -> None:
    began = date(2024, 1, 8)
    outcome = referred().when(evolve(SEND, acted_on=began + days * DAY, suit_began_on=began))
    if allowed:
        outcome.then(DossierSent)
    else:
        outcome.then_refused("act_is_after_the_suit_began")
    unknown = evolve(SEND, acted_on=EFFECTIVE - DAY, suit_began_on=None)
    referred().when(unknown).then_refused("act_is_after_the_suit_began")


@pytest.mark.parametrize(("complex_case", "days"), [(False, 7), (True, 30)])
@pytest.mark.parametrize("late", [-1, 0, 1])
@pytest.mark.parametrize("files", [True, False])
def test_the_police_decide_within_seven_days_or_thirty(complex_case: bool, days: int, late: int, files: bool) -> None:
    history = with_police(complex_case=complex_case)
    command: Any = RecordFiling if files else lambda **fields: RecordRefusal(reason="证据不足", **fields)
    (event,) = (
        history.when(step(command, ON + (days + late) * DAY)).then(PoliceFiled if files else PoliceRefused).events
    )
    rule = MAY_FILE_CRIME if files else MAY_REFUSE_CRIME
    assert found(rule, history, event) == (["police_decide_in_time"] if late > 0 else [])
    assert overdue(history.also(event), "police_filing") == max(0, late)


def test_the_police_take_what_was_sent_and_give_a_receipt() -> None:
    accept = step(RecordAcceptance, receipt="受案回执1")
    referred().when(accept).then_refused("file_was_sent")
    referred().also(SEND).when(step(RecordAcceptance, receipt="")).then_refused("receipt_was_given")
    referred().also(SEND).when(accept).then(PoliceAccepted)
    with_police().when(accept).then_nothing()
    referred().also(SEND).when(step(RecordFiling)).then_refused("police_took_the_file")
    with_police().also(step(RecordFiling)).when(step(RecordFiling)).then_nothing()


def test_the_police_refuse_once_and_withdraw_what_they_filed() -> None:
    withdraw = step(RecordRefusal, reason="不构成犯罪", withdrawn=True)
    refuse = step(RecordRefusal, reason="证据不足")
    referred().also(SEND).when(refuse).then_refused("police_took_the_file")
    refused().when(refuse).then_nothing()
    refused().when(withdraw).then_refused("refusal_is_open")
    filed = with_police().also(step(RecordFiling))
    filed.when(refuse).then_refused("refusal_is_open")
    filed.when(withdraw).then(PoliceRefused)
    filed.also(withdraw).when(withdraw).then_nothing()


@pytest.mark.parametrize("late", [-1, 0, 1])
def test_the_court_is_told_within_seven_days(late: int) -> None:
    history = refused()
    (told,) = history.when(step(RecordRefusalLetter, ON + (7 + late) * DAY)).then(RefusalTold).events
    assert found(MAY_TELL_REFUSAL, history, told) == (["court_is_told_in_time"] if late > 0 else [])
    assert overdue(history.also(told), "police_tell") == max(0, late)
    history.when(step(RecordRefusalLetter)).then_nothing()
    with_police().when(step(RecordRefusalLetter)).then_refused("police_refused")


def test_the_procuratorate_supervises_a_refusal() -> None:
    with_police().when(step(AskSupervision)).then_refused("police_still_refuse")
    refused().when(step(AskSupervision)).then(SupervisionAsked)
    refused().when(step(RecordReasonDemand)).then_refused("supervision_was_asked")
    refused().when(step(RecordReason)).then_refused("reason_was_demanded")
    supervised().when(step(AskSupervision)).then_nothing()
    supervised().when(step(RecordReasonDemand)).then_nothing()
    explained = supervised().also(step(RecordReason))
    explained.when(step(RecordReason)).then_nothing()
    explained.when(step(RecordFilingOrder)).then(FilingOrdered)
    explained.also(step(RecordFilingOrder)).when(step(RecordFilingOrder)).then_nothing()
    decline = step(RecordSupervisionDeclined, reason="不符合立案条件")
    explained.when(decline).then(SupervisionDeclined)
    explained.also(decline).when(decline).then_nothing()
    refused().when(decline).then_refused("reason_was_demanded", "reasons_are_known")


def test_a_second_refusal_is_supervised_anew() -> None:
    ordered = supervised().also(step(RecordReason), step(RecordFilingOrder), step(RecordFiling))
    again = ordered.also(step(RecordRefusal, reason="不构成犯罪", withdrawn=True))
    again.when(step(RecordReasonDemand)).then_refused("supervision_was_asked")
    again.when(step(AskSupervision)).then(SupervisionAsked)


@pytest.mark.parametrize("late", [-1, 0, 1])
def test_the_police_give_reasons_within_seven_days(late: int) -> None:
    history = supervised()
    day = ON + (7 + late) * DAY
    order = history.when(step(RecordFilingOrder, day))
    if late > 0:  # Silent police need not be waited for.
        order.then(FilingOrdered)
    else:
        order.then_refused("reasons_are_known")
    (reason,) = history.when(step(RecordReason, day)).then(ReasonGiven).events
    assert found(MAY_GIVE_REASON, history, reason) == (["reason_is_given_in_time"] if late > 0 else [])
    assert overdue(history.also(reason), "police_reasons") == max(0, late)


@pytest.mark.parametrize("late", [-1, 0, 1])
def test_on_the_order_the_police_file_within_fifteen_days(late: int) -> None:
    history = supervised().also(step(RecordReason), step(RecordFilingOrder))
    (filed,) = history.when(step(RecordFiling, ON + (15 + late) * DAY)).then(PoliceFiled).events
    assert found(MAY_FILE_CRIME, history, filed) == (["ordered_filing_is_in_time"] if late > 0 else [])
    assert overdue(history.also(filed), "ordered_filing") == max(0, late)


def test_a_charge_follows_a_filing_and_a_judgment_a_charge() -> None:
    with_police().when(step(RecordProsecution)).then_refused("crime_was_filed")
    filed = with_police().also(step(RecordFiling))
    filed.when(step(RecordConviction, months=8)).then_refused("charge_was_brought")
    filed.when(step(RecordNoProsecution, performed=True)).then(NotProsecuted)
    with_police().when(step(RecordNoProsecution)).then_refused("crime_was_filed")
    charged = filed.also(step(RecordProsecution))
    charged.when(step(RecordProsecution)).then_nothing()
    charged.when(step(RecordConviction, months=8)).then(Convicted)
    charged.also(step(RecordConviction, months=8)).when(step(RecordConviction, months=8)).then_nothing()
    dropped = with_police().also(step(RecordFiling), step(RecordNoProsecution))
    dropped.when(step(RecordNoProsecution)).then_nothing()


@pytest.mark.parametrize(
    ("months", "fine_fen", "especially", "lawful"),
    [
        (0, 1, False, True), (36, 0, False, True), (37, 0, False, False), (-1, 0, False, False), (35, 1, True, False),
        (36, 1, True, True), (84, 1, True, True), (85, 1, True, False), (36, 0, True, False),
    ],
)  # fmt: skip
def test_a_sentence_out_of_its_range_is_recorded_and_found(
    months: int, fine_fen: int, especially: bool, lawful: bool
) -> None:
    charged = with_police().also(step(RecordFiling), step(RecordProsecution))
    command = step(RecordConviction, months=months, fine_fen=fine_fen, especially_serious=especially)
    (convicted,) = charged.when(command).then(Convicted).events
    assert found(MAY_CONVICT, charged, convicted) == ([] if lawful else ["sentence_is_in_its_range"])


def test_the_applicant_prosecutes_where_nobody_else_will() -> None:
    complain = RecordComplaint(case=CASE, on=ON, referral="控告1", debtor=DEBTOR)
    charge = RecordPrivateProsecution(case=CASE, on=ON, referral="控告1", debtor=DEBTOR, number="（2025）内0624刑初9号")
    accept = RecordAcceptance(case=CASE, on=ON, referral="控告1", receipt="受案回执2")
    refuse = RecordRefusal(case=CASE, on=ON, referral="控告1", reason="不构成犯罪")
    opened().when(charge).then_refused("applicant_complained", "authorities_declined")
    complained = opened().also(complain)
    complained.when(charge).then_refused("authorities_declined")
    complained.when(complain).then_nothing()
    opened().when(evolve(complain, debtor="邬某某")).then_refused("debtor_is_a_party")
    opened().when(complain).then(ApplicantComplained)
    declined = complained.also(accept, refuse)
    declined.when(charge).then(PrivatelyProsecuted)
    judged = declined.also(charge)
    judged.when(charge).then_nothing()
    judged.when(RecordConviction(case=CASE, on=ON, referral="控告1", months=6)).then(Convicted)


def test_the_article_on_private_prosecution_is_that_of_the_day() -> None:
    charge = RecordPrivateProsecution(case=CASE, on=date(2024, 11, 29), referral="控告1", debtor=DEBTOR, number="x")
    old, new = opened().when(charge).refusal, opened().when(evolve(charge, on=date(2024, 12, 2))).refusal
    assert old is not None
    assert new is not None
    assert [unmet.condition.name for unmet in old.unmet] == ["authorities_declined_before_2024"]
    assert [unmet.article for unmet in old.unmet] == ["法释〔2015〕16号第三条"]
    assert [unmet.article for unmet in new.unmet] == ["法释〔2024〕13号第十四条"] * 2


def test_every_step_of_the_police_and_the_procuratorate_is_an_event() -> None:
    whole = supervised().also(
        step(RecordRefusalLetter),
        step(RecordReason),
        step(RecordFilingOrder),
        step(RecordFiling),
        step(RecordProsecution),
    )
    happened = {type(event) for event in whole.case.events}
    assert {ReasonDemanded, ReasonGiven, FilingOrdered, RefusalTold, PoliceFiled, Prosecuted} <= happened
