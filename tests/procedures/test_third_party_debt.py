"""Debts owed to the debtor: the notice, the fifteen days, an objection that blocks, and what is enforced."""

from datetime import date
from typing import Any

import pytest
from assets import CASE, DEBTOR, ON, days, found

from casestream.kernel import Calendar, Event
from casestream.kernel.deadline import DEADLINES, Lengths, terms
from casestream.procedures.standstill import (
    Deferred,
    EnforcementAgainstDebtorEnded,
    Suspended,
    SuspensionReason,
)
from casestream.procedures.third_party_debt import (
    NotifyThirdParty,
    ObjectAsThirdParty,
    RecordThirdPartyPayment,
    RuleAgainstThirdParty,
    ThirdPartyGround,
    ThirdPartyNotified,
    ThirdPartyObjected,
    ThirdPartyPerformed,
    ThirdPartyRuled,
)
from casestream.testing.scenario import Given

LAST = date(2025, 3, 25)  # the fifteenth day
DAY = days(1)


def notify(**changes: Any) -> NotifyThirdParty:
    options: dict[str, Any] = {"debtor": DEBTOR, "amount_fen": 1_000, **changes}
    return NotifyThirdParty(case=CASE, on=ON, claim="货款", third_party="某公司", **options)


def protest(
    on: date = LAST, ground: ThirdPartyGround = ThirdPartyGround.DENIES, amount_fen: int = 400
) -> ObjectAsThirdParty:
    return ObjectAsThirdParty(case=CASE, on=on, claim="货款", ground=ground, amount_fen=amount_fen)


def rule(amount_fen: int, on: date = LAST + DAY, served_on_both: bool = True) -> RuleAgainstThirdParty:
    return RuleAgainstThirdParty(case=CASE, on=on, claim="货款", amount_fen=amount_fen, served_on_both=served_on_both)


def pay(amount_fen: int = 100, receipt: str = "收据一") -> RecordThirdPartyPayment:
    return RecordThirdPartyPayment(case=CASE, on=LAST, claim="货款", amount_fen=amount_fen, receipt=receipt)


def notified(**changes: Any) -> Given:
    return found().also(notify(**changes))


def test_a_notice_gives_fifteen_days() -> None:
    path = notified()
    served = path.case.last_event(ThirdPartyNotified)
    assert served
    assert served.perform_by == LAST
    path.when(notify()).then_nothing()
    (term,) = terms(path.case, DEADLINES["third_party_performance"], Lengths(Calendar()))
    assert term.due_on == LAST


@pytest.mark.parametrize(
    ("changes", "refused"),
    [
        ({"debtor": "别人"}, "debtor_is_a_party"), ({"applied_for": False}, "notice_was_applied_for"),
        ({"served_directly": False}, "notice_is_served_directly"), ({"amount_fen": 0}, "third_party_owes_something"),
        ({"of_third_partys_debtor": True}, "chain_ends_with_the_third_party"),
    ],
)  # fmt: skip
def test_what_a_notice_needs(changes: dict[str, Any], refused: str) -> None:
    found().when(notify(**changes)).then_refused(refused)


@pytest.mark.parametrize(("on", "refused"), [(LAST - DAY, False), (LAST, False), (LAST + DAY, True)])
def test_an_objection_comes_within_fifteen_days(on: date, refused: bool) -> None:
    outcome = notified().when(protest(on))
    outcome.then_refused("third_party_objects_in_time") if refused else outcome.then(ThirdPartyObjected)


@pytest.mark.parametrize("ground", [ThirdPartyGround.NO_MEANS, ThirdPartyGround.NO_RELATION])
def test_what_is_no_objection(ground: ThirdPartyGround) -> None:
    notified().when(protest(ground=ground)).then_refused("objection_is_to_the_debt")


def test_an_objection_names_an_amount_and_not_a_debt_that_a_judgment_fixed() -> None:
    notified().when(protest(amount_fen=0)).then_refused("objection_is_to_an_amount")
    notified(by_judgment=True).when(protest()).then_refused("debt_is_not_fixed_by_judgment")
    found().when(protest()).then_refused("third_party_was_notified")
    notified().also(protest()).when(protest()).then_nothing()


@pytest.mark.parametrize(("on", "refused"), [(LAST - DAY, True), (LAST, True), (LAST + DAY, False)])
def test_enforcement_waits_for_the_fifteen_days(on: date, refused: bool) -> None:
    outcome = notified().when(rule(1_000, on))
    outcome.then_refused("third_party_had_its_days") if refused else outcome.then(ThirdPartyRuled)


@pytest.mark.parametrize(("amount_fen", "refused"), [(499, False), (500, False), (501, True)])
def test_only_what_is_neither_denied_nor_paid_is_enforced(amount_fen: int, refused: bool) -> None:
    outcome = notified().also(protest(), pay()).when(rule(amount_fen))
    outcome.then_refused("objected_part_is_left_alone") if refused else outcome.then(ThirdPartyRuled)


def test_an_objection_to_all_of_it_blocks_enforcement() -> None:
    notified().also(protest(amount_fen=1_000)).when(rule(1)).then_refused("objected_part_is_left_alone")


def test_the_ruling_is_for_something_and_served_on_both() -> None:
    notified().when(rule(0)).then_refused("ruled_amount_is_positive")
    notified().when(rule(1, served_on_both=False)).then_refused("ruling_is_served_on_both")
    found().when(rule(1)).then_refused(
        "third_party_was_notified", "third_party_had_its_days", "objected_part_is_left_alone"
    )
    notified().also(rule(600)).when(rule(600)).then_nothing()
    notified().also(rule(600)).when(rule(401)).then_refused("objected_part_is_left_alone")


def test_payment_is_of_something() -> None:
    notified().when(pay()).then(ThirdPartyPerformed)
    notified().when(pay(0)).then_refused("third_party_pays_something")
    found().when(pay()).then_refused("third_party_was_notified")
    notified().also(pay()).when(pay()).then_nothing()


def test_two_equal_payments_of_one_day_are_two() -> None:
    notified().also(pay()).when(pay(receipt="收据二")).then(ThirdPartyPerformed)


@pytest.mark.parametrize(("amount_fen", "refused"), [(899, False), (900, False), (901, True)])
def test_no_more_is_paid_than_is_owed(amount_fen: int, refused: bool) -> None:
    outcome = notified().also(pay()).when(pay(amount_fen, "收据二"))
    outcome.then_refused("third_party_pays_within_the_debt") if refused else outcome.then(ThirdPartyPerformed)


@pytest.mark.parametrize(
    ("standing", "refused"),
    [
        (Suspended(on=ON, reason=SuspensionReason.BANKRUPTCY, debtor=DEBTOR),
         ("enforcement_is_not_suspended", "its_debtor_is_not_suspended")),
        (Suspended(on=ON, reason=SuspensionReason.RETRIAL), ("enforcement_is_not_suspended",)),
        (Deferred(on=ON, until=LAST + DAY, secured=True, consented=True), ("enforcement_is_not_deferred",)),
        (EnforcementAgainstDebtorEnded(on=ON, debtor=DEBTOR, served_on=ON, reviewed=True), ("its_debtor_is_not_bankrupt",)),
    ],
)  # fmt: skip
def test_nobody_is_ruled_against_while_enforcement_against_the_debtor_stands_still(
    standing: Event, refused: tuple[str, ...]
) -> None:
    notified().also(standing).when(rule(1_000)).then_refused(*refused)
