"""Auctions on the network: notice, price, deposit, the second auction, the sale, payment, default, title, surplus."""

from datetime import date
from typing import Any

import pytest
from assets import CASE, CLAIMED_FEN, DEBTOR, ON, VALUE_FEN, days, found, sealed

from casestream.kernel import Calendar
from casestream.kernel.deadline import DEADLINES, Lengths, terms
from casestream.kernel.errors import BadRequest
from casestream.kernel.rule import only
from casestream.procedures.asset_search import AssetClass, AssetRuledUnenforceable, ExemptItem, Unenforceable
from casestream.procedures.auction import (
    MAY_ANNOUNCE,
    AdmitBidder,
    AssetHandedOver,
    AuctionEnded,
    AuctionNoticePublished,
    AuctionWithdrawn,
    BidderAdmitted,
    BuyerDefaulted,
    DeclareDefault,
    DepositsReturned,
    EndAuction,
    HandOverAsset,
    PartiesNotified,
    PayPrice,
    PricePaid,
    PublishAuction,
    ReturnDeposits,
    ReturnSurplus,
    SaleRulingServed,
    ServeSaleRuling,
    SurplusReturned,
    TellOfAuction,
    Track,
    WithdrawAuction,
)
from casestream.procedures.auction.bidding import MAY_DECLARE_DEFAULT
from casestream.procedures.control import (
    AssetDisposed,
    AssetUnsold,
    DeclineSetOff,
    Disposal,
    EquityPublished,
    SaleAttempt,
    SetOffGround,
)
from casestream.procedures.proceeds import CheckPayee, ProceedsReleased, ReceiveProceeds, Source
from casestream.procedures.set_off import RuleSetOff
from casestream.procedures.standstill import Suspended, SuspensionReason
from casestream.procedures.valuation import PriceFixed, PriceMethod
from casestream.testing import evolve
from casestream.testing.scenario import Given

FIRST, SECOND, THIRD, SALE = SaleAttempt
PRICE_FEN = VALUE_FEN
DAY = days(1)
ANNOUNCED = ON + days(3)
OPENED = ANNOUNCED + days(30)
CLOSED = OPENED + DAY  # 13 April 2025
ANNOUNCED_AGAIN = CLOSED + days(3)


def priced(
    asset_class: AssetClass = AssetClass.REAL_ESTATE, valid_until: date = date(2026, 3, 10), on: date = ON
) -> Given:
    """A sealed asset with a reference price, of whose sale the parties were told today."""
    path = sealed(asset_class, on)
    if asset_class is AssetClass.EQUITY:
        path.also(EquityPublished(on=on, asset="财产"))
    return path.also(
        PriceFixed(
            on=on, inquiry="评估", asset="财产", method=PriceMethod.APPRAISAL, price_fen=PRICE_FEN, reports=1,
            sum_fen=PRICE_FEN, valid_until=valid_until,
        ),
        TellOfAuction(case=CASE, on=on, asset="财产"),
    )  # fmt: skip


def notice(on: date = ANNOUNCED, attempt: SaleAttempt = FIRST, **changes: Any) -> PublishAuction:
    options: dict[str, Any] = {
        "start_price_fen": 700_000_00, "deposit_fen": 70_000_00, "opens_in": 30, "hours": 24, "pay_days": 10, **changes
    }  # fmt: skip
    return PublishAuction(case=CASE, on=on, asset="财产", attempt=attempt, **options)


def admit(on: date, bidder: str = "张三", deposit_fen: int = 70_000_00, **flags: bool) -> AdmitBidder:
    return AdmitBidder(case=CASE, on=on, asset="财产", bidder=bidder, deposit_fen=deposit_fen, **flags)


def end(on: date, buyer: str = "", price_fen: int = 0) -> EndAuction:
    return EndAuction(case=CASE, on=on, asset="财产", buyer=buyer, price_fen=price_fen)


def running() -> Given:
    return priced().also(notice())


def failed() -> Given:
    """The first auction found nobody; the parties were told of the second at once."""
    return running().also(end(CLOSED), TellOfAuction(case=CASE, on=CLOSED, asset="财产"))


def second(on: date = ANNOUNCED_AGAIN, **changes: Any) -> PublishAuction:
    options: dict[str, Any] = {"start_price_fen": 560_000_00, "deposit_fen": 56_000_00, "opens_in": 15, **changes}
    return notice(on, SECOND, **options)


def failed_twice() -> tuple[Given, date]:
    """Both auctions found nobody; the day on which the second one closed."""
    on = CLOSED + days(19)
    return failed().also(second(), end(on), TellOfAuction(case=CASE, on=on, asset="财产")), on


def sold() -> Given:
    return running().also(admit(OPENED), end(CLOSED, "张三", 800_000_00))


# --- the notice ---


def test_a_notice_and_what_it_says() -> None:
    published = priced().when(notice()).then(AuctionNoticePublished).events[0]
    assert isinstance(published, AuctionNoticePublished)
    assert (published.opens_on, published.closes_on, published.debtor) == (OPENED, CLOSED, DEBTOR)
    running().when(notice()).then_nothing()


@pytest.mark.parametrize(
    ("asset_class", "opens_in", "refused"),
    [
        (AssetClass.MOVABLE, 14, True), (AssetClass.MOVABLE, 15, False), (AssetClass.MOVABLE, 16, False),
        (AssetClass.VEHICLE, 15, False), (AssetClass.REAL_ESTATE, 29, True), (AssetClass.REAL_ESTATE, 30, False),
        (AssetClass.REAL_ESTATE, 31, False), (AssetClass.EQUITY, 29, True), (AssetClass.OTHER_RIGHT, 30, False),
    ],
)  # fmt: skip
def test_fifteen_days_of_notice_for_movables_thirty_for_anything_else(
    asset_class: AssetClass, opens_in: int, refused: bool
) -> None:
    outcome = priced(asset_class).when(notice(opens_in=opens_in))
    outcome.then_refused("first_notice_is_long_enough") if refused else outcome.then(AuctionNoticePublished)


@pytest.mark.parametrize(("percent", "refused"), [(69, True), (70, False), (71, False)])
def test_the_start_price_is_seventy_percent(percent: int, refused: bool) -> None:
    start = PRICE_FEN * percent // 100
    outcome = priced().when(notice(start_price_fen=start, deposit_fen=start // 10))
    outcome.then_refused("start_price_is_seventy_percent") if refused else outcome.then(AuctionNoticePublished)


def test_one_fen_below_seventy_percent_is_below() -> None:
    priced().when(notice(start_price_fen=700_000_00 - 1)).then_refused("start_price_is_seventy_percent")


@pytest.mark.parametrize(
    ("deposit_fen", "refused"),
    [(35_000_00 - 1, True), (35_000_00, False), (140_000_00, False), (140_000_00 + 1, True)],
)
def test_the_deposit_is_five_to_twenty_percent(deposit_fen: int, refused: bool) -> None:
    outcome = priced().when(notice(deposit_fen=deposit_fen))
    outcome.then_refused("deposit_is_five_to_twenty_percent") if refused else outcome.then(AuctionNoticePublished)


@pytest.mark.parametrize(("hours", "refused"), [(23, True), (24, False), (25, False)])
def test_bidding_lasts_a_day_at_least(hours: int, refused: bool) -> None:
    outcome = priced().when(notice(hours=hours))
    outcome.then_refused("bidding_lasts_a_day") if refused else outcome.then(AuctionNoticePublished)


@pytest.mark.parametrize(("after", "refused"), [(2, True), (3, False), (4, False)])
def test_the_parties_are_told_three_days_before(after: int, refused: bool) -> None:
    outcome = priced().when(notice(ON + days(after)))
    outcome.then_refused("parties_were_told_before_the_notice") if refused else outcome.then(AuctionNoticePublished)


@pytest.mark.parametrize(("after", "refused"), [(4, True), (5, False), (6, False)])
def test_who_cannot_be_reached_is_told_by_five_days_of_publication(after: int, refused: bool) -> None:
    path = sealed().also(
        PriceFixed(
            on=ON, inquiry="评估", asset="财产", method=PriceMethod.APPRAISAL, price_fen=PRICE_FEN, reports=1,
            sum_fen=PRICE_FEN, valid_until=date(2026, 1, 1),
        ),
        TellOfAuction(case=CASE, on=ON, asset="财产", published=True),
    )  # fmt: skip
    outcome = path.when(notice(ON + days(after)))
    outcome.then_refused("parties_were_told_before_the_notice") if refused else outcome.then(AuctionNoticePublished)


def test_what_is_sold_has_a_price_a_measure_and_the_first_place() -> None:
    told = TellOfAuction(case=CASE, on=ON, asset="财产")
    sealed().also(told).when(notice()).then_refused("reference_price_is_fixed")
    found().when(told).then_refused("asset_is_held")
    queued = sealed(rank=2).also(told)
    queued.when(notice()).then_refused("court_is_first_in_rank", "reference_price_is_fixed")
    lapsed = priced().when(notice(ON + days(301)))
    lapsed.then_refused("measure_has_not_lapsed")


def test_days_to_pay_are_set_and_one_sale_runs_at_a_time() -> None:
    priced().when(notice(pay_days=0)).then_refused("days_to_pay_are_set")
    again = notice(ON + days(4))
    running().when(again).then_refused("parties_were_told_before_the_notice", "no_sale_is_running")
    running().when(TellOfAuction(case=CASE, on=ON + days(5), asset="财产")).then_refused("no_sale_is_running")


@pytest.mark.parametrize(("valid_until", "refused"), [(12, True), (13, False), (14, False)])
def test_the_first_notice_is_published_while_the_price_is_valid(valid_until: int, refused: bool) -> None:
    outcome = priced(valid_until=date(2025, 3, valid_until)).when(notice())
    outcome.then_refused("price_is_valid_at_the_first_notice") if refused else outcome.then(AuctionNoticePublished)


@pytest.mark.parametrize(("opens_in", "refused"), [(183, False), (184, False), (185, True)])
def test_the_sale_opens_within_six_months_of_the_end_of_that_validity(opens_in: int, refused: bool) -> None:
    outcome = priced(valid_until=date(2025, 3, 13)).when(notice(opens_in=opens_in))  # until 13 September
    outcome.then_refused("sale_is_within_six_months_of_validity") if refused else outcome.then(AuctionNoticePublished)


def test_a_home_that_is_needed_is_not_put_up() -> None:
    home = AssetRuledUnenforceable(
        on=ON, asset="财产", reason=Unenforceable.EXEMPT, exempt_item=ExemptItem.DWELLING
    )  # fmt: skip
    priced().also(home).when(notice()).then_refused("necessary_dwelling_is_not_sold")


def test_equity_is_put_up_only_after_its_freeze_was_published_and_on_the_network() -> None:
    told = TellOfAuction(case=CASE, on=ON, asset="财产")
    price = PriceFixed(
        on=ON, inquiry="评估", asset="财产", method=PriceMethod.APPRAISAL, price_fen=PRICE_FEN, reports=1, sum_fen=PRICE_FEN,
        valid_until=date(2026, 1, 1),
    )  # fmt: skip
    sealed(AssetClass.EQUITY).also(told, price).when(notice()).then_refused("equity_freeze_took_effect")
    priced(AssetClass.EQUITY).when(notice()).then(AuctionNoticePublished)
    hall = notice(track=Track.OFFLINE, start_price_fen=PRICE_FEN, unsuited_for_network=True)
    priced(AssetClass.EQUITY).when(hall).then_refused("equity_is_sold_on_the_network")


# --- the second auction and the sale ---


def test_a_failed_auction_is_an_unsold_asset_at_its_start_price() -> None:
    unsold = running().when(end(CLOSED)).then(AuctionEnded, AssetUnsold).events[1]
    assert unsold == AssetUnsold(on=CLOSED, asset="财产", attempt=FIRST, reserve_fen=700_000_00, debtor=DEBTOR)


@pytest.mark.parametrize(("on", "refused"), [(CLOSED - DAY, True), (CLOSED, False), (CLOSED + DAY, False)])
def test_the_bidding_runs_its_hours(on: date, refused: bool) -> None:
    outcome = running().when(end(on))
    outcome.then_refused("bidding_is_over") if refused else outcome.then(AuctionEnded, AssetUnsold)


def test_a_second_auction_needs_a_failed_first() -> None:
    priced().when(second(ON + days(3))).then_refused("first_auction_failed")
    failed().when(second()).then(AuctionNoticePublished)


def test_a_new_price_begins_with_a_first_auction() -> None:
    path, on = failed_twice()
    new = PriceFixed(
        on=on, inquiry="再评估", asset="财产", method=PriceMethod.APPRAISAL, price_fen=PRICE_FEN, reports=1,
        sum_fen=PRICE_FEN, valid_until=date(2026, 3, 10),
    )  # fmt: skip
    path.also(new)
    path.when(second(on + days(3))).then_refused("first_auction_failed")
    sale = notice(on + days(3), SALE, start_price_fen=560_000_00, deposit_fen=56_000_00, opens_in=15, hours=60 * 24)
    path.when(sale).then_refused("second_auction_failed")
    path.when(
        RuleSetOff(case=CASE, on=on, asset="财产", value_fen=560_000_00, ground=SetOffGround.UNSOLD)
    ).then_refused("thing_was_unsold", "difference_is_paid_in")
    path.when(notice(on + days(3))).then(AuctionNoticePublished)


@pytest.mark.parametrize(("opens_in", "refused"), [(14, True), (15, False), (16, False)])
def test_the_second_notice_is_fifteen_days_for_land(opens_in: int, refused: bool) -> None:
    outcome = failed().when(second(opens_in=opens_in))
    outcome.then_refused("second_notice_is_long_enough") if refused else outcome.then(AuctionNoticePublished)


@pytest.mark.parametrize(("opens_in", "refused"), [(6, True), (7, False), (8, False)])
def test_the_second_notice_is_seven_days_for_movables(opens_in: int, refused: bool) -> None:
    path = priced(AssetClass.MOVABLE).also(notice(), end(CLOSED), TellOfAuction(case=CASE, on=CLOSED, asset="财产"))
    outcome = path.when(second(opens_in=opens_in))
    outcome.then_refused("second_notice_is_long_enough") if refused else outcome.then(AuctionNoticePublished)


@pytest.mark.parametrize(
    ("start_fen", "refused"), [(560_000_00 - 1, True), (560_000_00, False), (560_000_00 + 1, False)]
)
def test_the_second_price_is_eighty_percent_of_the_first(start_fen: int, refused: bool) -> None:
    outcome = failed().when(second(start_price_fen=start_fen))
    outcome.then_refused("second_price_falls_by_a_fifth") if refused else outcome.then(AuctionNoticePublished)


@pytest.mark.parametrize(("opens_in", "found_late"), [(26, False), (27, False), (28, True)])
def test_a_second_auction_after_thirty_days_is_held_and_found(opens_in: int, found_late: bool) -> None:
    path = failed()
    published = path.when(second(opens_in=opens_in)).then(AuctionNoticePublished).events[0]
    late = [each.condition.name for each in MAY_ANNOUNCE.unmet(path.case, published.on, only(published))]
    assert late == (["second_auction_is_within_thirty_days"] if found_late else [])


def test_there_is_no_third_auction_on_the_network_and_a_sale_needs_two_failures() -> None:
    path, on = failed_twice()
    sale = notice(on + days(3), SALE, start_price_fen=560_000_00, deposit_fen=56_000_00, opens_in=15, hours=60 * 24)
    path.when(evolve(sale, attempt=THIRD, hours=24)).then_refused("no_third_auction_on_the_network")
    path.when(sale).then(AuctionNoticePublished)
    failed().when(evolve(sale, on=CLOSED + days(3))).then_refused("second_auction_failed")
    priced().when(evolve(sale, on=ON + days(3), direct_sale=True)).then(AuctionNoticePublished)


@pytest.mark.parametrize(("window", "refused"), [(59, False), (60, False), (61, True)])
def test_a_sale_lasts_sixty_days_at_most(window: int, refused: bool) -> None:
    path, on = failed_twice()
    sale = notice(on + days(3), SALE, start_price_fen=560_000_00, deposit_fen=56_000_00, opens_in=15, hours=window * 24)
    outcome = path.when(sale)
    outcome.then_refused("sale_window_is_sixty_days") if refused else outcome.then(AuctionNoticePublished)


@pytest.mark.parametrize(("after", "found_late"), [(14, False), (15, False), (16, True)])
def test_a_notice_of_sale_after_fifteen_days_is_late(after: int, found_late: bool) -> None:
    path, on = failed_twice()
    sale = notice(on + days(after), SALE, start_price_fen=560_000_00, deposit_fen=56_000_00, opens_in=15)
    published = path.when(sale).then(AuctionNoticePublished).events[0]
    late = [each.condition.name for each in MAY_ANNOUNCE.unmet(path.case, published.on, only(published))]
    assert late == (["sale_follows_within_fifteen_days"] if found_late else [])


def test_a_sale_ends_with_its_first_bid() -> None:
    path, on = failed_twice()
    opens_on = on + days(18)
    path.also(notice(on + days(3), SALE, start_price_fen=560_000_00, deposit_fen=56_000_00, opens_in=15, hours=1_440))
    path.also(admit(opens_on, deposit_fen=56_000_00))
    path.when(end(opens_on - DAY, "张三", 560_000_00)).then_refused("bidding_is_over")
    path.when(end(opens_on, "张三", 560_000_00)).then(AuctionEnded)
    path.when(end(opens_on)).then_refused("bidding_is_over")
    path.also(end(opens_on, "张三", 560_000_00), PayPrice(case=CASE, on=opens_on, asset="财产", amount_fen=504_000_00))
    disposed = path.when(ServeSaleRuling(case=CASE, on=opens_on, asset="财产")).events[1]
    assert isinstance(disposed, AssetDisposed)
    assert disposed.method is Disposal.SALE


def test_the_applicant_takes_what_was_not_sold() -> None:
    path = failed()
    path.when(DeclineSetOff(case=CASE, on=CLOSED, asset="财产"))
    taken = RuleSetOff(
        case=CASE, on=CLOSED, asset="财产", value_fen=700_000_00, ground=SetOffGround.UNSOLD,
        difference_fen=300_000_00, difference_receipt="回单",
    )  # fmt: skip
    path.also(taken)
    path.when(HandOverAsset(case=CASE, on=CLOSED, asset="财产", to="申请执行人")).then(AssetHandedOver)


# --- bidders ---


def test_who_may_bid() -> None:
    path = running()
    path.when(admit(OPENED)).then(BidderAdmitted)
    path.when(admit(OPENED, deposit_fen=70_000_00 - 1)).then_refused("deposit_is_paid")
    path.when(admit(OPENED, deposit_fen=0, is_applicant=True)).then(BidderAdmitted)
    path.when(admit(OPENED, is_barred=True)).then_refused("bidder_is_not_barred")
    path.when(admit(CLOSED)).then(BidderAdmitted)
    path.when(admit(CLOSED + DAY)).then_refused("bidding_has_not_closed")
    priced().when(admit(OPENED)).then_refused("sale_is_running", "bidding_has_not_closed")
    path.also(admit(OPENED)).when(admit(OPENED)).then_nothing()


def test_a_bid_reaches_the_start_price_and_comes_from_somebody_admitted() -> None:
    path = running().also(admit(OPENED))
    path.when(end(CLOSED, "张三", 700_000_00 - 1)).then_refused("price_reaches_the_start")
    path.when(end(CLOSED, "李四", 700_000_00)).then_refused("buyer_was_admitted")
    path.when(end(CLOSED, "张三", 700_000_00)).then(AuctionEnded)
    priced().when(end(CLOSED)).then_refused("sale_is_running", "bidding_is_over")
    sold().when(end(CLOSED, "张三", 800_000_00)).then_nothing()


def test_deposits_go_back_after_the_end() -> None:
    back = ReturnDeposits(case=CASE, on=CLOSED, asset="财产")
    running().when(back).then_refused("sale_has_ended")
    path = sold()
    path.when(back).then(DepositsReturned)
    (term,) = terms(path.case, DEADLINES["deposit_return"], Lengths(Calendar()))
    assert term.due_on == CLOSED + DAY


def test_a_sale_is_called_off_while_it_runs() -> None:
    off = WithdrawAuction(case=CASE, on=OPENED, asset="财产", reason="被执行人已全部履行")
    priced().when(off).then_refused("sale_is_running")
    running().when(off).then(AuctionWithdrawn)
    path = running().also(off)
    path.when(off).then_nothing()
    path.when(end(CLOSED)).then_refused("sale_is_running")
    path.when(TellOfAuction(case=CASE, on=CLOSED, asset="财产")).then(PartiesNotified)


# --- payment, default, title ---

PAY_BY = date(2025, 4, 23)


def pay(on: date = CLOSED, amount_fen: int = 730_000_00) -> PayPrice:
    return PayPrice(case=CASE, on=on, asset="财产", amount_fen=amount_fen)


def default(on: date) -> DeclareDefault:
    return DeclareDefault(case=CASE, on=on, asset="财产")


def test_the_rest_of_the_price_is_paid() -> None:
    path = sold()
    (term,) = terms(path.case, DEADLINES["auction_payment"], Lengths(Calendar()))
    assert term.due_on == PAY_BY
    path.when(pay(amount_fen=730_000_00 - 1)).then_refused("price_is_paid_in_full")
    path.when(pay()).then(PricePaid)
    path.also(pay()).when(pay()).then_nothing()
    path.when(pay(CLOSED + DAY)).then_refused("buyer_owes_the_price")
    failed().when(pay()).then_refused("buyer_owes_the_price")


@pytest.mark.parametrize(("on", "refused"), [(PAY_BY - DAY, True), (PAY_BY, True), (PAY_BY + DAY, False)])
def test_a_buyer_who_does_not_pay_in_time_loses_the_deposit(on: date, refused: bool) -> None:
    outcome = sold().when(default(on))
    if refused:
        outcome.then_refused("days_to_pay_are_over")
    else:
        defaulted = outcome.then(BuyerDefaulted).events[0]
        assert isinstance(defaulted, BuyerDefaulted)
        assert defaulted.forfeited_fen == 70_000_00


def test_after_a_default_the_asset_is_put_up_again_without_the_old_buyer() -> None:
    on = PAY_BY + DAY
    path = sold().also(default(on), TellOfAuction(case=CASE, on=on, asset="财产"), notice(on + days(3)))
    opened = on + days(33)
    path.when(admit(opened)).then_refused("bidder_did_not_default")
    path.when(admit(opened, "李四")).then(BidderAdmitted)
    path.when(default(on)).then_nothing()
    sold().also(pay()).when(default(on)).then_refused("buyer_owes_the_price")


def test_title_passes_with_the_service_of_the_ruling() -> None:
    serve = ServeSaleRuling(case=CASE, on=CLOSED + DAY, asset="财产")
    sold().when(serve).then_refused("price_was_paid")
    path = sold().also(pay())
    disposed = path.when(serve).then(SaleRulingServed, AssetDisposed).events[1]
    assert disposed == AssetDisposed(
        on=CLOSED + DAY, asset="财产", realised_fen=800_000_00, method=Disposal.AUCTION, debtor=DEBTOR
    )  # fmt: skip
    (term,) = terms(path.case, DEADLINES["sale_ruling"], Lengths(Calendar()))
    assert term.due_on == date(2025, 4, 23)
    hand_over = HandOverAsset(case=CASE, on=CLOSED + days(2), asset="财产", to="张三")
    path.when(hand_over).then_refused("asset_was_given_by_ruling")
    path.also(serve).when(hand_over).then(AssetHandedOver)
    with pytest.raises(BadRequest, match="张三"):
        path.when(evolve(hand_over, to="李四"))
    (term,) = terms(path.case, DEADLINES["asset_hand_over"], Lengths(Calendar()))
    assert term.due_on == date(2025, 4, 29)
    path.when(serve).then_nothing()
    path.also(hand_over).when(hand_over).then_nothing()


def test_a_surplus_is_the_debtors() -> None:
    path = sold().also(pay(), ServeSaleRuling(case=CASE, on=CLOSED, asset="财产"))
    money = ReceiveProceeds(case=CASE, on=CLOSED, amount_fen=800_000_00, source=Source.SALE, receipt="回单1")
    back = ReturnSurplus(
        case=CASE, on=date(2025, 5, 6), debtor=DEBTOR, amount_fen=800_000_00 - CLAIMED_FEN, voucher="退1"
    )
    path.when(back).then_refused("surplus_is_there")
    path.also(money, CheckPayee(case=CASE, on=date(2025, 5, 6), payee=DEBTOR, open_debts_fen=0))
    path.when(evolve(back, amount_fen=back.amount_fen + 1)).then_refused("surplus_is_there")
    path.when(evolve(back, debtor="别人")).then_refused("surplus_is_the_debtors")
    released = path.when(back).then(SurplusReturned, ProceedsReleased).events[1]
    assert isinstance(released, ProceedsReleased)
    assert (released.to_debtor, released.release_by) == (True, CLOSED + days(30))
    path.also(back).when(back).then_nothing()
    path.when(evolve(back, amount_fen=1, voucher="退2")).then_refused("surplus_is_there")


@pytest.mark.parametrize(("name", "due_on"), [("sale_start", date(2025, 3, 20)), ("second_auction", date(2025, 5, 13))])
def test_the_days_to_go_on(name: str, due_on: date) -> None:
    (term,) = terms(failed().case, DEADLINES[name], Lengths(Calendar()))
    assert term.due_on == due_on


def test_who_was_admitted_to_the_first_auction_is_admitted_anew_to_the_second() -> None:
    path = running().also(admit(OPENED), end(CLOSED), TellOfAuction(case=CASE, on=CLOSED, asset="财产"), second())
    closed = ANNOUNCED_AGAIN + days(16)
    path.when(end(closed, "张三", 560_000_00)).then_refused("buyer_was_admitted")
    path.also(admit(closed, deposit_fen=56_000_00))
    path.also(end(closed, "张三", 560_000_00)).when(
        PayPrice(case=CASE, on=closed, asset="财产", amount_fen=560_000_00 - 70_000_00)
    ).then_refused("price_is_paid_in_full")  # the first deposit went back


def test_perishables_are_announced_and_sold_in_spite_of_a_hand_over_to_bankruptcy() -> None:
    handed_over = Suspended(on=ON, reason=SuspensionReason.BANKRUPTCY, debtor=DEBTOR)
    path = priced(AssetClass.MOVABLE).also(handed_over)
    path.when(notice(opens_in=15)).then_refused("enforcement_is_not_suspended", "its_debtor_is_not_suspended")
    path.also(notice(opens_in=15, perishable=True), admit(ANNOUNCED))
    closed = ANNOUNCED + days(16)
    path.also(end(closed, "张三", 700_000_00), PayPrice(case=CASE, on=closed, asset="财产", amount_fen=630_000_00))
    disposed = path.when(ServeSaleRuling(case=CASE, on=closed, asset="财产")).events[1]
    assert isinstance(disposed, AssetDisposed)
    assert disposed.perishable
    house = priced().also(handed_over)
    house.when(notice(perishable=True)).then_refused("enforcement_is_not_suspended", "its_debtor_is_not_suspended")


def test_a_default_that_forfeits_less_than_the_deposit_is_found() -> None:
    path, on = sold(), PAY_BY + DAY
    defaulted = path.when(default(on)).events[0]
    assert isinstance(defaulted, BuyerDefaulted)
    less = evolve(defaulted, forfeited_fen=defaulted.forfeited_fen - 1)
    assert MAY_DECLARE_DEFAULT.unmet(path.case, on, only(defaulted)) == []
    assert [each.condition.name for each in MAY_DECLARE_DEFAULT.unmet(path.case, on, only(less))] == [
        "deposit_is_forfeited"
    ]


def test_the_sale_follows_in_fifteen_days_and_what_was_given_is_handed_over_in_fifteen() -> None:
    path, on = failed_twice()
    (term,) = terms(path.case, DEADLINES["sale_after_auctions"], Lengths(Calendar()))
    assert term.due_on == Calendar().roll(on + days(15))
    path.also(RuleSetOff(
        case=CASE, on=on, asset="财产", value_fen=560_000_00, ground=SetOffGround.UNSOLD, difference_fen=160_000_00,
        difference_receipt="回单",
    ))  # fmt: skip
    (term,) = terms(path.case, DEADLINES["set_off_hand_over"], Lengths(Calendar()))
    assert term.due_on == Calendar().roll(on + days(15))
