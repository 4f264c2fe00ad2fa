"""The older track: an auction in a hall, three rounds for land and two for movables, then a sale of sixty days."""

from datetime import date
from typing import Any

import pytest
from assets import CASE, ON, VALUE_FEN, days, sealed

from casestream.kernel import Calendar
from casestream.kernel.deadline import DEADLINES, Lengths, terms
from casestream.kernel.rule import only
from casestream.procedures.asset_search import AssetClass
from casestream.procedures.auction import (
    MAY_ANNOUNCE,
    AuctionNoticePublished,
    EndAuction,
    PublishAuction,
    ReturnDeposits,
    TellOfAuction,
    Track,
)
from casestream.procedures.control import DeclineSetOff, SaleAttempt
from casestream.procedures.valuation import PriceFixed, PriceMethod
from casestream.testing.scenario import Given

FIRST, SECOND, THIRD, SALE = SaleAttempt
ROUNDS = {FIRST: VALUE_FEN, SECOND: VALUE_FEN * 8 // 10, THIRD: VALUE_FEN * 64 // 100, SALE: VALUE_FEN * 64 // 100}


def tell(on: date) -> TellOfAuction:
    return TellOfAuction(case=CASE, on=on, asset="财产")


def priced(asset_class: AssetClass = AssetClass.REAL_ESTATE, on: date = ON) -> Given:
    fixed = PriceFixed(
        on=on, inquiry="评估", asset="财产", method=PriceMethod.APPRAISAL, price_fen=VALUE_FEN, reports=1, sum_fen=VALUE_FEN,
        valid_until=on + days(365),
    )  # fmt: skip
    return sealed(asset_class, on, days_held=700).also(fixed, tell(on))


def notice(on: date = ON, attempt: SaleAttempt = FIRST, opens_in: int = 15, **changes: Any) -> PublishAuction:
    start = changes.pop("start_price_fen", ROUNDS[attempt])
    options: dict[str, Any] = {"deposit_fen": start // 20, "unsuited_for_network": True, "hours": 8, **changes}
    return PublishAuction(
        case=CASE, on=on, asset="财产", attempt=attempt, start_price_fen=start, opens_in=opens_in, track=Track.OFFLINE,
        **options,
    )  # fmt: skip


def after(
    *attempts: SaleAttempt, asset_class: AssetClass = AssetClass.REAL_ESTATE, declined: bool = True
) -> tuple[Given, date]:
    """Auctions that failed one after the other, each offered to the applicant in vain; the day of the last."""
    path, on = priced(asset_class), ON
    for attempt in attempts:
        closed = on + days(16)
        path.also(notice(on, attempt), EndAuction(case=CASE, on=closed, asset="财产"))
        if declined:
            path.also(DeclineSetOff(case=CASE, on=closed, asset="财产"))
        path.also(tell(closed))
        on = closed
    return path, on


def late(path: Given, asked: PublishAuction) -> list[str]:
    """The soft conditions that a lawful notice does not meet."""
    published = path.when(asked).then(AuctionNoticePublished).events[0]
    return [each.condition.name for each in MAY_ANNOUNCE.unmet(path.case, published.on, only(published))]


def test_a_hall_needs_a_reason_since_2017() -> None:
    priced().when(notice(unsuited_for_network=False)).then_refused("network_is_the_rule")
    priced().when(notice()).then(AuctionNoticePublished)
    old = date(2016, 11, 1)
    priced(on=old).when(notice(old, unsuited_for_network=False)).then(AuctionNoticePublished)


@pytest.mark.parametrize(
    ("asset_class", "opens_in", "refused"),
    [
        (AssetClass.MOVABLE, 6, True), (AssetClass.MOVABLE, 7, False), (AssetClass.MOVABLE, 8, False),
        (AssetClass.REAL_ESTATE, 14, True), (AssetClass.REAL_ESTATE, 15, False), (AssetClass.REAL_ESTATE, 16, False),
    ],
)  # fmt: skip
def test_seven_days_of_notice_for_movables_fifteen_for_land(
    asset_class: AssetClass, opens_in: int, refused: bool
) -> None:
    outcome = priced(asset_class).when(notice(opens_in=opens_in))
    outcome.then_refused("hall_notice_is_long_enough") if refused else outcome.then(AuctionNoticePublished)


@pytest.mark.parametrize(("told", "refused"), [(9, False), (10, False), (11, True)])
def test_the_parties_are_told_five_days_before_the_auction(told: int, refused: bool) -> None:
    path = priced(AssetClass.MOVABLE).also(tell(ON + days(told)))
    outcome = path.when(notice(ON + days(8), opens_in=7))
    outcome.then_refused("parties_are_told_before_the_hall") if refused else outcome.then(AuctionNoticePublished)


def test_the_first_reserve_is_the_appraised_price_and_was_eighty_percent_before_2021() -> None:
    low = VALUE_FEN - 1
    priced().when(notice(start_price_fen=low, deposit_fen=VALUE_FEN // 20)).then_refused(
        "hall_reserve_is_the_appraisal"
    )
    old = date(2020, 12, 31)
    priced(on=old).when(notice(old, start_price_fen=VALUE_FEN * 8 // 10)).then(AuctionNoticePublished)
    refused = (
        priced(on=old)
        .when(notice(old, start_price_fen=VALUE_FEN * 8 // 10 - 1, deposit_fen=VALUE_FEN // 20))
        .then_refused("hall_reserve_is_eighty_percent")
    )
    assert refused.refusal
    assert refused.refusal.unmet[0].article == "拍卖变卖规定（2004年）第八条第二款"
    priced(on=old).when(notice(date(2021, 1, 1), start_price_fen=VALUE_FEN * 8 // 10)).then_refused(
        "hall_reserve_is_the_appraisal"
    )


@pytest.mark.parametrize(("change", "refused"), [(-1, True), (0, False), (1, False)])
def test_each_round_falls_by_a_fifth_at_most(change: int, refused: bool) -> None:
    path, on = after(FIRST)
    outcome = path.when(notice(on, SECOND, start_price_fen=ROUNDS[SECOND] + change, deposit_fen=ROUNDS[SECOND]))
    outcome.then_refused("hall_reserve_falls_by_a_fifth") if refused else outcome.then(AuctionNoticePublished)


def test_the_deposit_is_five_percent_but_for_movables() -> None:
    least = VALUE_FEN // 20
    priced().when(notice(deposit_fen=least - 1)).then_refused("hall_deposit_is_five_percent")
    priced().when(notice(deposit_fen=least)).then(AuctionNoticePublished)
    priced(AssetClass.MOVABLE).when(notice(deposit_fen=0)).then(AuctionNoticePublished)


@pytest.mark.parametrize(("opens_in", "found_late"), [(59, False), (60, False), (61, True)])
def test_the_next_round_is_within_sixty_days(opens_in: int, found_late: bool) -> None:
    path, on = after(FIRST)
    path.also(tell(on))
    assert late(path, notice(on, SECOND, opens_in)) == (
        ["hall_auction_follows_within_sixty_days"] if found_late else []
    )


def test_land_has_three_rounds_and_then_a_sale() -> None:
    path, on = after(FIRST, SECOND)
    path.when(notice(on, THIRD)).then(AuctionNoticePublished)
    path.when(notice(on, SALE, start_price_fen=ROUNDS[SECOND])).then_refused("three_hall_auctions_failed")
    path, on = after(FIRST, SECOND, THIRD)
    path.when(notice(on, SALE, 0, hours=60 * 24)).then(AuctionNoticePublished)
    path.when(notice(on, SALE, 0, start_price_fen=ROUNDS[SALE] - 1)).then_refused("hall_sale_is_at_the_last_reserve")
    path, on = after(FIRST)
    path.when(notice(on, THIRD, start_price_fen=ROUNDS[SECOND])).then_refused("two_hall_auctions_failed")
    path.when(notice(on, SALE, 0, start_price_fen=1, direct_sale=True)).then(AuctionNoticePublished)


def test_a_movable_has_two_rounds() -> None:
    path, on = after(FIRST, SECOND, asset_class=AssetClass.MOVABLE)
    path.when(notice(on, THIRD)).then_refused("movable_has_two_rounds")
    path.when(notice(on, SALE, start_price_fen=ROUNDS[SECOND])).then_refused(
        "movable_has_two_rounds", "three_hall_auctions_failed"
    )


def test_the_third_round_waits_for_the_creditors_answer() -> None:
    path, on = after(FIRST, SECOND, declined=False)
    path.when(notice(on, THIRD)).then_refused("creditors_declined_after_the_hall")


@pytest.mark.parametrize(("later", "found_late"), [(6, False), (7, False), (8, True)])
def test_the_notice_of_sale_follows_within_seven_days(later: int, found_late: bool) -> None:
    path, on = after(FIRST, SECOND, THIRD)
    asked = notice(on + days(later), SALE, 0, hours=24)
    assert late(path, asked) == (["hall_sale_follows_within_seven_days"] if found_late else [])


@pytest.mark.parametrize(("window", "refused"), [(59, False), (60, False), (61, True)])
def test_the_sale_lasts_sixty_days_from_its_notice(window: int, refused: bool) -> None:
    path, on = after(FIRST, SECOND, THIRD)
    outcome = path.when(notice(on, SALE, 0, hours=window * 24))
    outcome.then_refused("hall_sale_lasts_sixty_days") if refused else outcome.then(AuctionNoticePublished)


@pytest.mark.parametrize(("name", "due_in"), [("third_auction", 60), ("offline_sale", 7)])
def test_the_days_to_go_on(name: str, due_in: int) -> None:
    path, _ = after(FIRST, SECOND, THIRD)
    (term,) = terms(path.case, DEADLINES[name], Lengths(Calendar()))
    assert term.due_on == Calendar().roll(term.begun_on + days(due_in))


def test_deposits_go_back_within_three_days() -> None:
    path, on = after(FIRST)
    path.also(ReturnDeposits(case=CASE, on=on, asset="财产"))
    (term,) = terms(path.case, DEADLINES["hall_deposit_return"], Lengths(Calendar()))
    assert (term.due_on, term.kept_on) == (Calendar().roll(on + days(3)), on)
