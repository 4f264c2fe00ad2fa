"""A ruling of set-off rests on a failed auction or on consent, never on a settlement by goods."""

from datetime import date, timedelta
from typing import Any

import pytest
from paths import BASIS, CLAIMED_FEN, DEBTOR, FILED, endorsed, path_to_filing

from casestream.kernel.rule import only
from casestream.procedures.asset_search import AssetClass, RecordAsset
from casestream.procedures.closing import TerminateEnforcement, TerminationGround
from casestream.procedures.control import (
    MAY_DISPOSE,
    AssetDisposed,
    AssetUnsold,
    Disposal,
    DisposeAsset,
    Measure,
    ReleaseReason,
    SaleAttempt,
    SealAsset,
    SetOffGround,
    SetOffRuled,
)
from casestream.procedures.lifting import ReleaseAsset
from casestream.procedures.proceeds import ProceedsReceived, outstanding, outstanding_fen
from casestream.procedures.set_off import RuleSetOff
from casestream.procedures.settlement import HowSettled, Item, RecordInstalment, RecordSettlement
from casestream.testing import evolve, given
from casestream.testing.scenario import Given

DAY = timedelta(days=1)
EXPIRES = date(2025, 1, 7)
ON = date(2024, 6, 3)
FOUND = RecordAsset(
    case=BASIS, on=FILED, asset="羊", debtor=DEBTOR, asset_class=AssetClass.MOVABLE, value_fen=3_000_000
)
SEAL = SealAsset(case=BASIS, on=FILED, asset="羊", measure=Measure.SEAL, expires_on=EXPIRES)
UNSOLD = AssetUnsold(on=date(2024, 5, 6), asset="羊", attempt=SaleAttempt.FIRST_AUCTION, reserve_fen=2_000_000)


def sealed() -> Given:
    return given(*path_to_filing(), FOUND, SEAL)


def rule(ground: SetOffGround = SetOffGround.CONSENT, on: date = ON, **changes: object) -> RuleSetOff:
    options = {"value_fen": 2_000_000, "both_consent": True, **changes}
    return RuleSetOff(case=BASIS, on=on, asset="羊", ground=ground, **options)  # type: ignore[arg-type]


def settle(*, in_kind: bool) -> RecordSettlement:
    item = Item(name="牛羊", value_fen=2_000_000, perform_by=date(2024, 9, 2), in_kind=in_kind)
    return RecordSettlement(case=BASIS, on=FILED, how=HowSettled.JOINT, items=(item,))


def test_by_consent_the_thing_pays_so_much_of_the_claim() -> None:
    path = sealed()
    events = path.when(rule()).then(SetOffRuled, AssetDisposed).events
    assert events[1] == AssetDisposed(
        debtor="吴某", on=ON, asset="羊", realised_fen=2_000_000, method=Disposal.SET_OFF_AGREED
    )  # fmt: skip
    assert isinstance(events[0], SetOffRuled)
    assert "民诉法解释（2022年修正）第四百八十九条" in events[0].relied_on
    assert "执行和解规定（2020年修正）第六条" in events[0].relied_on
    assert outstanding_fen(path.also(rule()).case) == CLAIMED_FEN - 2_000_000


def test_a_settlement_by_goods_is_no_ground() -> None:
    sealed().also(settle(in_kind=True)).when(rule(SetOffGround.SETTLEMENT)).then_refused(
        "set_off_does_not_rest_on_settlement"
    )
    sealed().when(rule(SetOffGround.SETTLEMENT)).then_refused("set_off_does_not_rest_on_settlement")


def test_consent_is_the_settlement_under_another_name_while_goods_are_owed_under_one() -> None:
    path = sealed().also(settle(in_kind=True))
    path.when(rule()).then_refused("set_off_does_not_rest_on_settlement")
    path.also(RecordInstalment(case=BASIS, on=ON, item="牛羊")).when(rule()).then(SetOffRuled, AssetDisposed)


@pytest.mark.parametrize(
    ("method", "refused"),
    [
        (Disposal.SET_OFF_AGREED, "set_off_by_consent_is_ruled"),
        (Disposal.SET_OFF_UNSOLD, "set_off_of_the_unsold_is_ruled"),
    ],
)
def test_no_disposal_goes_round_the_ruling(method: Disposal, refused: str) -> None:
    path = sealed().also(UNSOLD, settle(in_kind=True))
    dispose = DisposeAsset(case=BASIS, on=ON, asset="羊", method=method, realised_fen=2_000_000)
    path.when(dispose).then_refused(refused)


def test_a_ruling_carries_one_disposal_and_a_recheck_finds_it_lawful() -> None:
    path = sealed()
    ruled, disposed = path.when(rule()).then(SetOffRuled, AssetDisposed).events
    path.also(ruled)
    assert MAY_DISPOSE.unmet(path.case, ON, only(disposed)) == []
    path.also(disposed, evolve(SEAL, on=ON))
    again = DisposeAsset(case=BASIS, on=ON, asset="羊", method=Disposal.SET_OFF_AGREED, realised_fen=1)
    path.when(again).then_refused("set_off_by_consent_is_ruled")


def test_a_settlement_of_money_does_not_stand_in_the_way_of_consent() -> None:
    sealed().also(settle(in_kind=False)).when(rule()).then(SetOffRuled, AssetDisposed)


def test_a_failed_auction_is_a_ground_of_its_own_beside_a_settlement() -> None:
    path = sealed().also(UNSOLD, settle(in_kind=True))
    path.when(rule(SetOffGround.UNSOLD)).then(SetOffRuled, AssetDisposed)


def test_before_2018_no_interpretation_forbade_it() -> None:
    history = given(*path_to_filing(filed=date(2017, 6, 5), number="（2017）内0624执88号"))
    found = RecordAsset(
        case=BASIS, on=date(2017, 6, 6), asset="羊", debtor=DEBTOR, asset_class=AssetClass.MOVABLE, value_fen=1
    )
    seal = SealAsset(
        case=BASIS, on=date(2017, 6, 6), asset="羊", measure=Measure.SEAL, expires_on=date(2019, 6, 5)
    )  # fmt: skip
    history.also(found, seal)
    history.when(rule(SetOffGround.SETTLEMENT, date(2018, 2, 28))).then(SetOffRuled, AssetDisposed)
    history.when(rule(SetOffGround.SETTLEMENT, date(2018, 3, 1))).then_refused("set_off_does_not_rest_on_settlement")


def test_an_unsold_thing_must_have_been_put_up_for_auction() -> None:
    sealed().when(rule(SetOffGround.UNSOLD)).then_refused("thing_was_unsold")


@pytest.mark.parametrize(("value_fen", "refused"), [(1_999_999, True), (2_000_000, False), (2_000_001, False)])
def test_an_unsold_thing_is_taken_at_the_reserve_price(value_fen: Any, refused: Any) -> None:
    outcome = sealed().also(UNSOLD).when(rule(SetOffGround.UNSOLD, value_fen=value_fen))
    if refused:
        outcome.then_refused("taken_at_the_reserve")
    else:
        disposed = outcome.then(SetOffRuled, AssetDisposed).events[1]
        assert isinstance(disposed, AssetDisposed)
        assert disposed.method is Disposal.SET_OFF_UNSOLD


def test_the_reserve_price_is_that_of_the_last_auction() -> None:
    again = evolve(UNSOLD, on=ON, attempt=SaleAttempt.SECOND_AUCTION, reserve_fen=1_600_000)
    path = sealed().also(UNSOLD, again)
    path.when(rule(SetOffGround.UNSOLD, value_fen=1_599_999)).then_refused("taken_at_the_reserve")
    ruled = path.when(rule(SetOffGround.UNSOLD, value_fen=1_600_000)).then(SetOffRuled, AssetDisposed).events[0]
    assert isinstance(ruled, SetOffRuled)
    assert ruled.reserve_fen == 1_600_000


def test_consent_is_of_both_and_harms_nobody() -> None:
    sealed().when(rule(both_consent=False)).then_refused("both_sides_consent")
    sealed().when(rule(harms_others=True)).then_refused("nobody_is_harmed")
    sealed().when(rule(value_fen=0)).then_refused("thing_has_a_value")


@pytest.mark.parametrize(("on", "refused"), [(EXPIRES, False), (EXPIRES + DAY, True)])
def test_a_measure_that_lapsed_carries_no_ruling(on: Any, refused: Any) -> None:
    outcome = sealed().when(rule(on=on))
    if refused:
        outcome.then_refused("measure_has_not_lapsed")
    else:
        outcome.then(SetOffRuled, AssetDisposed)


def test_a_thing_that_is_not_held_is_not_given() -> None:
    released = sealed().also(ReleaseAsset(case=BASIS, on=ON, asset="羊", reason=ReleaseReason.OTHER, note="查封有误"))
    released.when(rule()).then_refused("asset_is_held")


def test_a_thing_nobody_found_is_not_given() -> None:
    given(*path_to_filing()).when(rule()).then_refused("asset_was_found", "asset_is_held")


def test_a_court_that_waits_in_the_queue_gives_nothing() -> None:
    queued = SealAsset(case=BASIS, on=FILED, asset="羊", measure=Measure.SEAL, expires_on=EXPIRES, rank=2)
    given(*path_to_filing(), FOUND, queued).when(rule()).then_refused("court_is_first_in_rank")


def test_a_closed_round_rules_nothing() -> None:
    ended = TerminateEnforcement(
        case=BASIS, on=ON, ground=TerminationGround.WITHDRAWN, served_on=ON
    )  # fmt: skip
    sealed().also(*endorsed(ended), ended).when(rule()).then_refused("round_is_open")


def test_the_same_ruling_is_made_once() -> None:
    sealed().also(rule()).when(rule(on=ON + DAY)).then_nothing()


@pytest.mark.parametrize(("more_fen", "refused"), [(-1, False), (0, False), (1, True)])
def test_a_thing_pays_no_more_than_is_owed(more_fen: int, refused: bool) -> None:
    outcome = sealed().when(rule(value_fen=CLAIMED_FEN + more_fen))
    outcome.then_refused("difference_is_paid_in") if refused else outcome.then(SetOffRuled, AssetDisposed)


def test_who_takes_a_thing_worth_more_pays_the_difference_in_and_it_is_the_debtors() -> None:
    path = sealed()
    dearer = rule(value_fen=CLAIMED_FEN + 300, difference_fen=300, difference_receipt="回单")
    path.when(evolve(dearer, difference_fen=299)).then_refused("difference_is_paid_in")
    path.when(rule(difference_fen=-1)).then_refused("difference_is_paid_in")
    _, disposed, received = path.when(dearer).then(SetOffRuled, AssetDisposed, ProceedsReceived).events
    assert isinstance(disposed, AssetDisposed)
    assert isinstance(received, ProceedsReceived)
    assert (disposed.realised_fen, received.amount_fen) == (CLAIMED_FEN, 300)
    assert int(outstanding(path.also(dearer).case)) == -300  # a surplus, which goes back to the debtor
