"""Settlements: who must have agreed, what performs them, when they are broken, and what a settlement by goods is not."""

from datetime import date, timedelta
from typing import Any

import pytest
from paths import BASIS, CLAIMED_FEN, FILED, path_to_filing

from casestream.kernel.errors import BadRequest, NotAnAmount
from casestream.procedures.proceeds import PaidToCreditor, PerformedInKind, ReceiveProceeds, Source, collected_fen
from casestream.procedures.settlement import (
    ConfirmSettlementPerformed,
    Defect,
    HowSettled,
    Item,
    RecordInstalment,
    RecordSettlement,
    ReportBreach,
    SetSettlementAside,
    SettlementBreached,
    SettlementInstalmentPerformed,
    SettlementItemAgreed,
    SettlementItemLapsed,
    SettlementPerformed,
    SettlementRecorded,
    SettlementSetAside,
    SettlementSued,
    SueOnSettlement,
)
from casestream.testing import given
from casestream.testing.scenario import Given

DAY = timedelta(days=1)
FIRST_DUE, SECOND_DUE = date(2024, 3, 1), date(2024, 6, 3)
ITEMS = (
    Item(name="第一期", value_fen=1_000_000, perform_by=FIRST_DUE),
    Item(name="第二期", value_fen=2_000_000, perform_by=SECOND_DUE),
)
CATTLE = Item(name="牛羊", value_fen=2_800_000, perform_by=FIRST_DUE, in_kind=True)


def filed() -> Given:
    return given(*path_to_filing())


def settle(how: HowSettled = HowSettled.JOINT, items: tuple[Item, ...] = ITEMS, **agent: bool) -> RecordSettlement:
    return RecordSettlement(case=BASIS, on=FILED, how=how, items=items, **agent)


def perform(item: str, on: date = FIRST_DUE, *, through_court: bool = False) -> RecordInstalment:
    return RecordInstalment(case=BASIS, on=on, item=item, through_court=through_court)


def breach(on: date, *, anticipatory: bool = False) -> ReportBreach:
    return ReportBreach(case=BASIS, on=on, anticipatory=anticipatory)


def receive(amount_fen: int, on: date = FIRST_DUE) -> ReceiveProceeds:
    slip = f"回单 {on} {amount_fen}"
    return ReceiveProceeds(case=BASIS, on=on, amount_fen=amount_fen, source=Source.PERFORMANCE, receipt=slip)


CONFIRM = ConfirmSettlementPerformed(case=BASIS, on=SECOND_DUE)
SUE = SueOnSettlement(case=BASIS, on=SECOND_DUE)
SET_ASIDE = SetSettlementAside(case=BASIS, on=SECOND_DUE, defect=Defect.FRAUD)

# --- recording ---


def test_a_settlement_is_recorded_with_its_items_and_its_two_years() -> None:
    filed().when(settle()).then(
        SettlementRecorded(
            on=FILED, how=HowSettled.JOINT, agreed_fen=3_000_000, in_kind=False, perform_by=SECOND_DUE, items=ITEMS,
            resume_by=date(2026, 6, 3),
        ),
        SettlementItemAgreed(on=FILED, item="第一期", value_fen=1_000_000, perform_by=FIRST_DUE, in_kind=False),
        SettlementItemAgreed(on=FILED, item="第二期", value_fen=2_000_000, perform_by=SECOND_DUE, in_kind=False),
    )  # fmt: skip


@pytest.mark.parametrize("how", [HowSettled.JOINT, HowSettled.ACKNOWLEDGED, HowSettled.RECORDED])
def test_three_ways_bring_a_settlement_before_the_court(how: Any) -> None:
    filed().when(settle(how)).then(SettlementRecorded, SettlementItemAgreed, SettlementItemAgreed)


@pytest.mark.parametrize("how", [HowSettled.DISPUTED, HowSettled.PRIVATE])
def test_what_one_side_denies_or_nobody_filed_is_no_settlement_in_enforcement(how: Any) -> None:
    filed().when(settle(how)).then_refused("settlement_is_before_the_court")


def test_an_agent_needs_special_authority() -> None:
    filed().when(settle(by_agent=True)).then_refused("agent_has_special_authority")
    filed().when(settle(by_agent=True, specially_authorised=True)).then(
        SettlementRecorded, SettlementItemAgreed, SettlementItemAgreed
    )


def test_a_settlement_without_items_or_with_a_past_term_settles_nothing() -> None:
    filed().when(settle(items=())).then_refused("settlement_sets_content_and_term")
    past = Item(name="旧", value_fen=1, perform_by=FILED - DAY)
    filed().when(settle(items=(past,))).then_refused("settlement_sets_content_and_term")
    today = Item(name="当日", value_fen=1, perform_by=FILED)
    filed().when(settle(items=(today,))).then(SettlementRecorded, SettlementItemAgreed)


def test_settling_needs_a_case_in_hand() -> None:
    given(path_to_filing()[0]).when(settle()).then_refused("case_is_in_hand")


def test_items_need_names_of_their_own_and_a_value() -> None:
    twice = (ITEMS[0], ITEMS[0])
    with pytest.raises(BadRequest):
        filed().when(settle(items=twice))
    with pytest.raises(NotAnAmount):
        filed().when(settle(items=(Item(name="空", value_fen=0, perform_by=FIRST_DUE),)))
    with pytest.raises(BadRequest):
        filed().also(settle()).when(settle(HowSettled.RECORDED))


def test_the_same_settlement_is_recorded_once() -> None:
    filed().also(settle()).when(settle()).then_nothing()


def test_a_variation_ends_what_was_still_owed_before() -> None:
    varied = (Item(name="展期", value_fen=2_000_000, perform_by=date(2024, 9, 2)),)
    filed().also(settle(), perform("第一期")).when(settle(items=varied)).then(
        SettlementItemLapsed(on=FILED, item="第二期"), SettlementRecorded, SettlementItemAgreed
    )


# --- performance ---


def test_money_between_the_parties_counts_as_collected() -> None:
    path = filed().also(settle())
    path.when(perform("第一期")).then(
        SettlementInstalmentPerformed(on=FIRST_DUE, item="第一期", value_fen=1_000_000, in_kind=False), PaidToCreditor
    )
    assert collected_fen(path.also(perform("第一期")).case) == 1_000_000


def test_money_over_the_court_s_account_is_not_counted_twice() -> None:
    path = filed().also(settle(), receive(1_000_000))
    path.when(perform("第一期", through_court=True)).then(
        SettlementInstalmentPerformed(
            on=FIRST_DUE, item="第一期", value_fen=1_000_000, in_kind=False, through_court=True
        )
    )
    assert collected_fen(path.also(perform("第一期", through_court=True)).case) == 1_000_000


def test_what_never_reached_the_court_s_account_performs_nothing_through_the_court() -> None:
    first, second = perform("第一期", through_court=True), perform("第二期", SECOND_DUE, through_court=True)
    filed().also(settle()).when(first).then_refused("money_came_through_the_court")
    filed().also(settle(), receive(999_999)).when(first).then_refused("money_came_through_the_court")
    filed().also(receive(1_000_000, FILED), settle()).when(first).then_refused("money_came_through_the_court")
    path = filed().also(receive(500_000, FILED), settle(), receive(2_999_999), first)
    path.when(second).then_refused("money_came_through_the_court")
    path.also(receive(1, SECOND_DUE)).when(second).then(SettlementInstalmentPerformed)


def test_cattle_and_sheep_are_handed_over_by_the_parties_at_the_agreed_value() -> None:
    path = filed().also(settle(items=(CATTLE,)))
    path.when(perform("牛羊")).then(
        SettlementInstalmentPerformed(on=FIRST_DUE, item="牛羊", value_fen=2_800_000, in_kind=True),
        PerformedInKind(on=FIRST_DUE, value_fen=2_800_000),
    )


def test_an_item_is_performed_once_and_only_if_it_is_owed() -> None:
    path = filed().also(settle(), perform("第一期"))
    path.when(perform("第一期")).then_nothing()
    path.when(perform("第三期")).then_refused("item_is_owed")
    path.also(breach(SECOND_DUE + DAY)).when(perform("第二期", SECOND_DUE + DAY)).then_refused("item_is_owed")


def test_a_settlement_is_performed_when_every_item_is() -> None:
    path = filed().also(settle(), perform("第一期"))
    path.when(CONFIRM).then_refused("every_item_is_performed")
    path.also(perform("第二期", SECOND_DUE)).when(CONFIRM).then(SettlementPerformed(on=SECOND_DUE))
    path.also(CONFIRM).when(CONFIRM).then_nothing()


def test_without_a_settlement_nothing_is_performed() -> None:
    filed().when(CONFIRM).then_refused("settlement_stands")


# --- breach ---


@pytest.mark.parametrize(("on", "refused"), [(FIRST_DUE - DAY, True), (FIRST_DUE, True), (FIRST_DUE + DAY, False)])
def test_a_settlement_is_broken_the_day_after_a_term_at_the_earliest(on: Any, refused: Any) -> None:
    outcome = filed().also(settle()).when(breach(on))
    if refused:
        outcome.then_refused("agreed_term_has_run_out")
    else:
        outcome.then(
            SettlementBreached(on=on),
            SettlementItemLapsed(on=on, item="第一期"),
            SettlementItemLapsed(on=on, item="第二期"),
        )


def test_who_keeps_to_the_schedule_does_not_break_it() -> None:
    path = filed().also(settle(), perform("第一期"))
    path.when(breach(SECOND_DUE)).then_refused("agreed_term_has_run_out", "debtor_does_not_keep_to_it")
    path.when(breach(SECOND_DUE + DAY)).then(SettlementBreached, SettlementItemLapsed)


def test_a_breach_announced_beforehand_need_not_wait() -> None:
    filed().also(settle(), perform("第一期")).when(breach(FIRST_DUE, anticipatory=True)).then(
        SettlementBreached(on=FIRST_DUE, anticipatory=True), SettlementItemLapsed
    )


def test_what_was_performed_to_the_end_is_not_broken() -> None:
    path = filed().also(settle(), perform("第一期"), perform("第二期", SECOND_DUE), CONFIRM)
    path.when(breach(SECOND_DUE + DAY)).then_refused("settlement_is_unperformed", "agreed_term_has_run_out")
    path.when(breach(SECOND_DUE + DAY, anticipatory=True)).then_refused("settlement_is_unperformed")


def test_without_a_settlement_there_is_no_breach() -> None:
    filed().when(breach(SECOND_DUE)).then_refused("settlement_was_recorded", "agreed_term_has_run_out")


def test_a_breach_is_reported_once_until_the_parties_settle_again() -> None:
    path = filed().also(settle(), breach(FIRST_DUE + DAY))
    path.when(breach(FIRST_DUE + DAY)).then_nothing()
    again = (Item(name="再和解", value_fen=CLAIMED_FEN, perform_by=SECOND_DUE),)
    path.also(settle(items=again)).when(breach(SECOND_DUE + DAY)).then(SettlementBreached, SettlementItemLapsed)


# --- suit and setting aside ---


def test_the_applicant_may_sue_on_a_broken_settlement_only() -> None:
    filed().also(settle()).when(SUE).then_refused("settlement_was_broken")
    broken = filed().also(settle(), breach(FIRST_DUE + DAY))
    broken.when(SUE).then(SettlementSued(on=SECOND_DUE))
    broken.also(SUE).when(SUE).then_nothing()


def test_fraud_sets_a_settlement_aside_unless_it_was_performed() -> None:
    filed().when(SET_ASIDE).then_refused("there_is_something_to_set_aside")
    path = filed().also(settle(), perform("第一期"))
    path.when(SET_ASIDE).then(
        SettlementSetAside(on=SECOND_DUE, defect=Defect.FRAUD), SettlementItemLapsed(on=SECOND_DUE, item="第二期")
    )
    path.also(SET_ASIDE).when(SET_ASIDE).then_nothing()
    done = filed().also(settle(), perform("第一期"), perform("第二期"), CONFIRM)
    done.when(SET_ASIDE).then_refused("there_is_something_to_set_aside")
