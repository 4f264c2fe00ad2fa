"""Measures and their terms, the queue of courts, lapse, disposal, and why an asset is not disposed of."""

from datetime import date

import pytest

from casestream.kernel import Event
from casestream.kernel.rule import only
from casestream.procedures.asset_search import (
    AssetClass,
    AssetFound,
    AssetRuledUnenforceable,
    ExemptItem,
    Unenforceable,
)
from casestream.procedures.control import (
    MAY_OFFER,
    ActivateQueuedMeasure,
    AssetDisposed,
    AssetReleased,
    AssetSealed,
    AssetUnsold,
    DeclineSetOff,
    Disposal,
    DisposeAsset,
    Measure,
    QueuedMeasureActivated,
    ReleaseReason,
    RenewSeal,
    RuleUnenforceable,
    SaleAttempt,
    SealAsset,
    SetOffDeclined,
    assets_are_dealt_with,
)
from casestream.procedures.control.sold import EquityPublished, SaleRulingServed
from casestream.procedures.filing import DebtorNamed, PartyKind
from casestream.procedures.lifting import ReleaseAsset
from casestream.procedures.rounds import ClosingMode, Origin, RoundClosed, RoundOpened
from casestream.procedures.standstill import Deferred, EnforcementAgainstDebtorEnded, Suspended, SuspensionReason
from casestream.testing import evolve, given
from casestream.testing.scenario import Given

CASE = "（2024）内0624民初100号"
ON = date(2025, 3, 10)
MEASURES = {
    AssetClass.DEPOSIT: Measure.FREEZE, AssetClass.MOVABLE: Measure.SEAL, AssetClass.VEHICLE: Measure.SEIZE,
    AssetClass.REAL_ESTATE: Measure.SEAL, AssetClass.EQUITY: Measure.FREEZE, AssetClass.OTHER_RIGHT: Measure.FREEZE,
}  # fmt: skip


def found(asset_class: AssetClass, value_fen: int = 1_000_000_00, on: date = ON, claimed_fen: int = 40_000_00) -> Given:
    opened = RoundOpened(
        on=on, number="（2025）内0624执200号", court="内0624", origin=Origin.FILED, claimed_fen=claimed_fen
    )  # fmt: skip
    debtor = DebtorNamed(on=on, debtor="吴某", kind=PartyKind.NATURAL)
    return given(
        debtor, opened, AssetFound(on=on, asset="财产", debtor="吴某", asset_class=asset_class, value_fen=value_fen)
    )


def seal(
    measure: Measure, expires_on: date, on: date = ON, rank: int = 1, live: bool = False, custodian: str = ""
) -> SealAsset:
    return SealAsset(
        case=CASE, on=on, asset="财产", measure=measure, expires_on=expires_on, rank=rank, live=live, custodian=custodian
    )  # fmt: skip


def house(expires_on: date = date(2028, 3, 10), rank: int = 1) -> Given:
    return found(AssetClass.REAL_ESTATE).also(seal(Measure.SEAL, expires_on, rank=rank))


def renew(expires_on: date, on: date) -> RenewSeal:
    return RenewSeal(case=CASE, on=on, asset="财产", expires_on=expires_on)


def dispose(on: date = ON, method: Disposal = Disposal.AUCTION, realised_fen: int = 30_000_00) -> DisposeAsset:
    return DisposeAsset(case=CASE, on=on, asset="财产", method=method, realised_fen=realised_fen)


def rule(reason: Unenforceable, on: date = ON, exempt_item: ExemptItem = ExemptItem.NONE) -> RuleUnenforceable:
    return RuleUnenforceable(case=CASE, on=on, asset="财产", reason=reason, exempt_item=exempt_item)


def unsold(
    attempt: SaleAttempt = SaleAttempt.SECOND_AUCTION, on: date = ON, reserve_fen: int = 20_000_00
) -> AssetUnsold:
    return AssetUnsold(on=on, asset="财产", attempt=attempt, reserve_fen=reserve_fen)


RULED = SaleRulingServed(on=ON, asset="财产", buyer="买受人", price_fen=30_000_00)


def bought(rank: int = 1) -> Given:
    """A house that was paid for, and whose buyer was served the ruling."""
    return house(rank=rank).also(RULED)


DECLINE = DeclineSetOff(case=CASE, on=ON, asset="财产")


def test_a_measure_runs_from_its_service() -> None:
    sealed = found(AssetClass.REAL_ESTATE).when(seal(Measure.SEAL, date(2028, 3, 10), rank=2))
    sealed.then(
        AssetSealed(
            on=ON,
            asset="财产",
            measure=Measure.SEAL,
            starts_on=ON,
            expires_on=date(2028, 3, 10),
            rank=2,
            to_be_priced=False,
            debtor="吴某",
        )
    )


@pytest.mark.parametrize(
    ("asset_class", "last_day", "condition"),
    [
        (AssetClass.DEPOSIT, date(2026, 3, 10), "deposit_term_is_one_year"),
        (AssetClass.MOVABLE, date(2027, 3, 10), "movable_term_is_two_years"),
        (AssetClass.VEHICLE, date(2027, 3, 10), "movable_term_is_two_years"),
        (AssetClass.REAL_ESTATE, date(2028, 3, 10), "right_term_is_three_years"),
        (AssetClass.EQUITY, date(2028, 3, 10), "right_term_is_three_years"),
        (AssetClass.OTHER_RIGHT, date(2028, 3, 10), "right_term_is_three_years"),
    ],
)
def test_each_class_of_asset_has_its_longest_term(asset_class: AssetClass, last_day: date, condition: str) -> None:
    asset, measure = found(asset_class), MEASURES[asset_class]
    asset.when(seal(measure, last_day.replace(day=9))).then(AssetSealed)
    asset.when(seal(measure, last_day)).then(AssetSealed)
    asset.when(seal(measure, last_day.replace(day=11))).then_refused(condition)


@pytest.mark.parametrize(
    ("asset_class", "last_day", "renewed", "condition"),
    [
        (AssetClass.DEPOSIT, date(2015, 8, 3), date(2015, 11, 3), "deposit_term_is_six_months"),
        (AssetClass.MOVABLE, date(2016, 2, 3), date(2016, 8, 3), "movable_term_is_one_year"),
        (AssetClass.REAL_ESTATE, date(2017, 2, 3), date(2018, 2, 3), "right_term_is_two_years"),
    ],
)
def test_until_february_2015_the_terms_were_shorter_and_a_renewal_half_of_them(
    asset_class: AssetClass, last_day: date, renewed: date, condition: str
) -> None:
    on, measure = date(2015, 2, 3), MEASURES[asset_class]
    asset = found(asset_class, on=on)
    asset.when(seal(measure, last_day, on)).then(AssetSealed)
    asset.when(seal(measure, last_day.replace(day=4), on)).then_refused(condition)
    asset.when(seal(measure, last_day.replace(day=4), date(2015, 2, 4))).then(AssetSealed)
    asset.also(seal(measure, last_day, on)).when(renew(renewed, on)).then(AssetSealed)
    asset.when(renew(renewed.replace(day=4), on)).then_refused(condition)


@pytest.mark.parametrize(
    ("asset_class", "measure"),
    [
        (AssetClass.DEPOSIT, Measure.SEAL), (AssetClass.EQUITY, Measure.SEIZE), (AssetClass.OTHER_RIGHT, Measure.SEAL),
        (AssetClass.REAL_ESTATE, Measure.FREEZE), (AssetClass.REAL_ESTATE, Measure.SEIZE),
        (AssetClass.MOVABLE, Measure.FREEZE), (AssetClass.VEHICLE, Measure.FREEZE),
    ],
)  # fmt: skip
def test_a_measure_fits_its_asset(asset_class: AssetClass, measure: Measure) -> None:
    found(asset_class).when(seal(measure, date(2025, 9, 10))).then_refused("measure_fits_the_asset")


def test_what_was_not_found_is_not_sealed() -> None:
    given().when(seal(Measure.SEAL, date(2026, 3, 10))).then_refused(
        "asset_was_found", "round_is_open_or_measure_renewed"
    )


@pytest.mark.parametrize(("expires_on", "allowed"), [(date(2025, 3, 9), False), (ON, False), (date(2025, 3, 11), True)])
def test_a_term_ends_after_it_begins(expires_on: date, allowed: bool) -> None:
    outcome = found(AssetClass.DEPOSIT).when(seal(Measure.FREEZE, expires_on))
    if allowed:
        outcome.then(AssetSealed)
    else:
        outcome.then_refused("term_lies_ahead")


@pytest.mark.parametrize(("rank", "allowed"), [(0, False), (1, True), (2, True)])
def test_the_queue_begins_with_one(rank: int, allowed: bool) -> None:
    outcome = found(AssetClass.DEPOSIT).when(seal(Measure.FREEZE, date(2026, 3, 10), rank=rank))
    if allowed:
        outcome.then(AssetSealed)
    else:
        outcome.then_refused("rank_is_a_place")


def test_live_sealing_names_the_custodian_who_goes_on_using_the_asset() -> None:
    vehicle = found(AssetClass.VEHICLE)
    live = seal(Measure.SEAL, date(2027, 3, 10), live=True, custodian="吴某")
    vehicle.when(live).then(AssetSealed)
    vehicle.when(seal(Measure.SEAL, date(2027, 3, 10), live=True)).then_refused("live_sealing_has_a_custodian")


def test_sealing_again_what_is_sealed_is_quiet_when_it_is_the_same_and_refused_otherwise() -> None:
    sealed = house()
    sealed.when(seal(Measure.SEAL, date(2028, 3, 10))).then_nothing()
    sealed.when(seal(Measure.SEAL, date(2027, 3, 10))).then_refused("asset_is_not_sealed_yet")


def test_a_vehicle_sealed_in_the_register_is_seized_when_it_is_found() -> None:
    on_paper = found(AssetClass.VEHICLE).also(seal(Measure.SEAL, date(2027, 3, 10)))
    seize = seal(Measure.SEIZE, date(2027, 3, 11), date(2025, 3, 11))
    on_paper.when(seize).then(AssetSealed)
    on_paper.also(seize).when(seal(Measure.SEIZE, date(2027, 3, 12), date(2025, 3, 12))).then_refused(
        "asset_is_not_sealed_yet"
    )


def test_a_renewal_begins_where_the_term_ends_and_keeps_rank_and_custody() -> None:
    live = found(AssetClass.VEHICLE).also(seal(Measure.SEAL, date(2027, 3, 10), rank=3, live=True, custodian="吴某"))
    live.when(renew(date(2029, 3, 10), date(2027, 3, 1))).then(
        AssetSealed(
            on=date(2027, 3, 1), asset="财产", measure=Measure.SEAL, starts_on=date(2027, 3, 10),
            expires_on=date(2029, 3, 10), rank=3, live=True, custodian="吴某", renews=True, debtor="吴某",
        )
    )  # fmt: skip
    live.when(renew(date(2029, 3, 11), date(2027, 3, 1))).then_refused("movable_term_is_two_years")


@pytest.mark.parametrize(
    ("on", "allowed"), [(date(2026, 3, 9), False), (date(2026, 3, 10), True), (date(2026, 3, 11), True)]
)
def test_a_renewed_term_begins_before_it_is_renewed_again(on: date, allowed: bool) -> None:
    frozen = found(AssetClass.DEPOSIT).also(seal(Measure.FREEZE, date(2026, 3, 10)), renew(date(2027, 3, 10), ON))
    outcome = frozen.when(renew(date(2028, 3, 10), on))
    if allowed:
        outcome.then(AssetSealed)
    else:
        outcome.then_refused("renewals_are_not_stacked")


@pytest.mark.parametrize(
    ("on", "allowed"), [(date(2028, 3, 9), True), (date(2028, 3, 10), True), (date(2028, 3, 11), False)]
)
def test_a_lapsed_measure_is_not_renewed(on: date, allowed: bool) -> None:
    outcome = house().when(renew(date(2030, 3, 10), on))
    if allowed:
        outcome.then(AssetSealed)
    else:
        outcome.then_refused("renewal_is_in_time")


def test_a_lapsed_or_released_asset_is_sealed_anew() -> None:
    house().when(seal(Measure.SEAL, date(2031, 3, 11), date(2028, 3, 11), rank=2)).then(AssetSealed)
    released = house().also(ReleaseAsset(case=CASE, on=ON, asset="财产", reason=ReleaseReason.OTHER, note="查封有误"))
    released.when(seal(Measure.SEAL, date(2028, 3, 10))).then(AssetSealed)
    released.when(renew(date(2030, 3, 10), ON)).then_refused("renewal_is_in_time")


def test_a_renewal_repeated_is_quiet_and_one_of_nothing_is_refused() -> None:
    renewed = house().also(renew(date(2030, 3, 10), date(2028, 3, 1)))
    renewed.when(renew(date(2030, 3, 10), date(2028, 3, 1))).then_nothing()
    found(AssetClass.REAL_ESTATE).when(renew(date(2028, 3, 10), ON)).then_refused("renewal_is_in_time")


def test_a_queued_measure_takes_effect_once_and_is_then_first_for_ever() -> None:
    activate = ActivateQueuedMeasure(case=CASE, on=ON, asset="财产")
    queued = bought(rank=2)
    queued.when(dispose()).then_refused("court_is_first_in_rank")
    queued.when(activate).then(QueuedMeasureActivated(on=ON, asset="财产"))
    first = queued.also(activate)
    first.when(activate).then_nothing()
    first.when(dispose()).then(AssetDisposed)
    renewed = first.when(renew(date(2030, 3, 10), date(2028, 3, 1))).events[0]
    assert isinstance(renewed, AssetSealed)
    assert renewed.rank == 1


def test_only_a_measure_in_force_moves_up() -> None:
    activate = ActivateQueuedMeasure(case=CASE, on=ON, asset="财产")
    house().when(activate).then_nothing()
    found(AssetClass.REAL_ESTATE).when(activate).then_refused("asset_is_held")
    late = ActivateQueuedMeasure(case=CASE, on=date(2028, 3, 11), asset="财产")
    house(rank=2).when(late).then_refused("measure_has_not_lapsed")


def test_a_release_lifts_what_is_held_and_is_quiet_otherwise() -> None:
    release = ReleaseAsset(case=CASE, on=ON, asset="财产", reason=ReleaseReason.WITHDRAWN, consented=True)
    house().when(release).then(AssetReleased(on=ON, asset="财产", reason=ReleaseReason.WITHDRAWN, consented=True))
    house().also(release).when(release).then_nothing()
    found(AssetClass.REAL_ESTATE).when(release).then_nothing()


@pytest.mark.parametrize(
    ("on", "allowed"), [(date(2028, 3, 9), True), (date(2028, 3, 10), True), (date(2028, 3, 11), False)]
)
def test_a_lapsed_measure_carries_no_disposal(on: date, allowed: bool) -> None:
    outcome = bought().when(dispose(on))
    if allowed:
        outcome.then(AssetDisposed(on=on, asset="财产", realised_fen=30_000_00, method=Disposal.AUCTION, debtor="吴某"))
    else:
        outcome.then_refused("measure_has_not_lapsed")


def test_a_renewed_measure_carries_a_disposal_past_its_first_term() -> None:
    renewed = bought().also(renew(date(2030, 3, 10), date(2028, 3, 10)))
    renewed.when(dispose(date(2028, 3, 11))).then(AssetDisposed)


def test_what_is_not_held_is_not_disposed_of() -> None:
    found(AssetClass.REAL_ESTATE).also(RULED).when(dispose()).then_refused("asset_is_held")
    released = bought().also(AssetReleased(on=ON, asset="财产", reason=ReleaseReason.PAID))
    released.when(dispose()).then_refused("asset_is_held")
    given().when(dispose()).then_refused("round_is_open", "asset_was_found", "asset_is_held", "sale_was_ruled")


def test_a_sold_asset_is_not_sold_again_and_the_same_sale_is_quiet() -> None:
    sold = bought().also(dispose())
    sold.when(dispose()).then_nothing()
    sold.when(dispose(date(2025, 3, 11))).then_refused("asset_is_held", "sale_was_ruled")


def test_nothing_is_disposed_of_in_a_closed_case() -> None:
    closed = RoundClosed(
        on=ON, mode=ClosingMode.CURRENT_TERMINATED, claimed_fen=1, collected_fen=0, opened_on=ON, used_days=0
    )  # fmt: skip
    bought().also(closed).when(dispose()).then_refused("round_is_open")


def test_a_deduction_freezes_by_itself_but_only_a_deposit_is_deducted() -> None:
    deduct = dispose(method=Disposal.DEDUCTION)
    found(AssetClass.DEPOSIT).when(deduct).then(AssetDisposed)
    found(AssetClass.REAL_ESTATE).when(deduct).then_refused("deducted_is_a_deposit")
    queued = found(AssetClass.DEPOSIT).also(seal(Measure.FREEZE, date(2026, 3, 10), rank=2))
    queued.when(deduct).then_refused("court_is_first_in_rank")


def test_a_set_off_takes_a_ruling_even_after_a_failed_auction() -> None:
    for path in (house(), house().also(unsold())):
        path.when(dispose(method=Disposal.SET_OFF_UNSOLD)).then_refused("set_off_of_the_unsold_is_ruled")
        path.when(dispose(method=Disposal.SET_OFF_AGREED)).then_refused("set_off_by_consent_is_ruled")


@pytest.mark.parametrize(("realised_fen", "allowed"), [(-1, False), (0, True), (1, True)])
def test_what_is_realised_is_not_negative(realised_fen: int, allowed: bool) -> None:
    outcome = bought().when(dispose(realised_fen=realised_fen))
    if allowed:
        outcome.then(AssetDisposed)
    else:
        outcome.then_refused("realised_is_not_negative")


@pytest.mark.parametrize(
    ("path", "event", "names"),
    [
        (house(), unsold(), []), (house(), unsold(reserve_fen=0), ["reserve_was_set"]),
        (house(), unsold(on=date(2028, 3, 11)), ["measure_has_not_lapsed"]),
        (house(rank=2), unsold(), ["court_is_first_in_rank"]),
    ],
)  # fmt: skip
def test_an_attempt_to_sell_needs_a_measure_in_force_and_a_reserve(
    path: Given, event: AssetUnsold, names: list[str]
) -> None:
    assert [each.condition.name for each in MAY_OFFER.unmet(path.case, event.on, only(event))] == names


def test_a_set_off_is_declined_once() -> None:
    house().when(DECLINE).then(SetOffDeclined(on=ON, asset="财产"))
    house().also(DECLINE).when(DECLINE).then_nothing()
    given().when(DECLINE).then_refused("asset_was_found")


def test_an_unsold_asset_is_unenforceable_when_nobody_takes_it() -> None:
    ruled = AssetRuledUnenforceable(on=ON, asset="财产", reason=Unenforceable.UNSOLD)
    house().also(unsold(), DECLINE).when(rule(Unenforceable.UNSOLD)).then(ruled)
    house().also(unsold()).when(rule(Unenforceable.UNSOLD)).then_refused("set_off_was_declined")
    once = house().also(unsold(SaleAttempt.FIRST_AUCTION), DECLINE)
    once.when(rule(Unenforceable.UNSOLD)).then_refused("sale_failed")
    house().when(rule(Unenforceable.UNSOLD)).then_refused("sale_failed", "set_off_was_declined")


def test_a_vehicle_that_is_sealed_on_paper_only_is_unenforceable() -> None:
    on_paper = found(AssetClass.VEHICLE).also(seal(Measure.SEAL, date(2027, 3, 10)))
    on_paper.when(rule(Unenforceable.NOT_SEIZED)).then(AssetRuledUnenforceable)
    lapsed = rule(Unenforceable.NOT_SEIZED, date(2027, 3, 11))
    on_paper.when(lapsed).then_refused("vehicle_is_sealed_on_paper_only")
    seized = found(AssetClass.VEHICLE).also(seal(Measure.SEIZE, date(2027, 3, 10)))
    seized.when(rule(Unenforceable.NOT_SEIZED)).then_refused("vehicle_is_sealed_on_paper_only")
    free = found(AssetClass.VEHICLE)
    free.when(rule(Unenforceable.NOT_SEIZED)).then_refused("vehicle_is_sealed_on_paper_only")
    house().when(rule(Unenforceable.NOT_SEIZED)).then_refused("vehicle_is_sealed_on_paper_only")


@pytest.mark.parametrize(
    ("balance_fen", "claimed_fen", "refused"),
    [
        (999_99, 40_000_00, []),
        (1_000_00, 40_000_00, ["balance_is_under_a_thousand"]),
        (1_000_01, 40_000_00, ["balance_is_under_a_thousand"]),
        (499_99, 10_000_00, []),
        (500_00, 10_000_00, []),
        (500_01, 10_000_00, ["balance_is_a_small_part_of_the_claim"]),
        (1_000_00, 10_000_00, ["balance_is_under_a_thousand", "balance_is_a_small_part_of_the_claim"]),
        (0, 0, []),
        (1, 0, ["balance_is_a_small_part_of_the_claim"]),
    ],
)
def test_a_small_deposit_is_under_a_thousand_and_at_most_a_twentieth_of_the_claim(
    balance_fen: int, claimed_fen: int, refused: list[str]
) -> None:
    deposit = found(AssetClass.DEPOSIT, balance_fen, claimed_fen=claimed_fen)
    outcome = deposit.when(rule(Unenforceable.SMALL_DEPOSIT))
    if refused:
        outcome.then_refused(*refused)
    else:
        outcome.then(AssetRuledUnenforceable)


def test_only_a_deposit_is_small_change() -> None:
    found(AssetClass.MOVABLE, 1_00).when(rule(Unenforceable.SMALL_DEPOSIT)).then_refused("small_asset_is_a_deposit")


def test_a_ruling_stands_until_the_asset_is_worth_something_else() -> None:
    ruled = found(AssetClass.DEPOSIT, 100_00).also(rule(Unenforceable.SMALL_DEPOSIT))
    ruled.when(rule(Unenforceable.SMALL_DEPOSIT)).then_nothing()
    richer = ruled.also(
        AssetFound(on=ON, asset="财产", debtor="吴某", asset_class=AssetClass.DEPOSIT, value_fen=9_000_00)
    )
    richer.when(rule(Unenforceable.SMALL_DEPOSIT)).then_refused(
        "balance_is_under_a_thousand", "balance_is_a_small_part_of_the_claim"
    )


def test_what_was_not_found_is_not_ruled_on() -> None:
    given().when(rule(Unenforceable.UNSOLD)).then_refused("asset_was_found", "sale_failed", "set_off_was_declined")
    home = rule(Unenforceable.EXEMPT, exempt_item=ExemptItem.DWELLING)
    found(AssetClass.REAL_ESTATE).when(home).then(AssetRuledUnenforceable)


def test_what_is_exempt_is_named_from_the_list_and_can_be_exempt() -> None:
    exempt = rule(Unenforceable.EXEMPT, exempt_item=ExemptItem.NECESSITIES)
    found(AssetClass.MOVABLE).when(rule(Unenforceable.EXEMPT)).then_refused("exempt_item_is_named")
    found(AssetClass.MOVABLE).when(exempt).then(AssetRuledUnenforceable)
    for asset_class in (AssetClass.DEPOSIT, AssetClass.EQUITY, AssetClass.REAL_ESTATE):
        found(asset_class).when(exempt).then_refused("asset_can_be_exempt")
    home = rule(Unenforceable.EXEMPT, exempt_item=ExemptItem.DWELLING)
    found(AssetClass.MOVABLE).when(home).then_refused("asset_can_be_exempt")


@pytest.mark.parametrize("item", [item for item in ExemptItem if item is not ExemptItem.NONE])
def test_of_a_deposit_only_what_one_lives_on_or_a_law_exempts_is_exempt(item: ExemptItem) -> None:
    outcome = found(AssetClass.DEPOSIT).when(rule(Unenforceable.EXEMPT, exempt_item=item))
    if item in (ExemptItem.LIVING_COSTS, ExemptItem.TREATY, ExemptItem.BY_LAW):
        outcome.then(AssetRuledUnenforceable)
    else:
        outcome.then_refused("asset_can_be_exempt")


def test_who_declined_before_the_last_auction_is_asked_again() -> None:
    path = house().also(unsold(SaleAttempt.FIRST_AUCTION), DECLINE, unsold(on=date(2025, 4, 10)))
    later = rule(Unenforceable.UNSOLD, date(2025, 4, 11))
    path.when(later).then_refused("set_off_was_declined")
    path.also(DeclineSetOff(case=CASE, on=date(2025, 4, 10), asset="财产")).when(later).then(AssetRuledUnenforceable)


def test_a_first_measure_needs_an_open_case_and_a_renewal_survives_its_end() -> None:
    closed = RoundClosed(
        on=ON, mode=ClosingMode.CURRENT_TERMINATED, claimed_fen=1, collected_fen=0, opened_on=ON, used_days=0
    )  # fmt: skip
    parked = found(AssetClass.REAL_ESTATE).also(closed)
    parked.when(seal(Measure.SEAL, date(2028, 3, 10))).then_refused("round_is_open_or_measure_renewed")
    house().also(closed).when(renew(date(2031, 3, 10), date(2028, 3, 1))).then(AssetSealed)


@pytest.mark.parametrize(
    "end",
    [
        AssetDisposed(on=ON, asset="财产", realised_fen=1),
        AssetRuledUnenforceable(on=ON, asset="财产", reason=Unenforceable.EXEMPT),
        AssetReleased(on=ON, asset="财产", reason=ReleaseReason.THIRD_PARTY),
    ],
)
def test_an_asset_is_dealt_with_when_sold_ruled_on_or_a_third_partys(end: Event) -> None:
    assert assets_are_dealt_with(given().case)
    assert not assets_are_dealt_with(house().case)
    assert assets_are_dealt_with(house().also(end).case)


def test_an_asset_that_is_merely_released_or_found_again_is_not_dealt_with() -> None:
    released = house().also(AssetReleased(on=ON, asset="财产", reason=ReleaseReason.WITHDRAWN))
    assert not assets_are_dealt_with(released.case)
    again = AssetFound(on=ON, asset="财产", debtor="吴某", asset_class=AssetClass.REAL_ESTATE, value_fen=1)
    assert not assets_are_dealt_with(house().also(AssetDisposed(on=ON, asset="财产", realised_fen=1), again).case)


# --- while enforcement stands still ---

SELL = DisposeAsset(case=CASE, on=ON, asset="财产", method=Disposal.AUCTION, realised_fen=1)


def test_nothing_is_sold_while_enforcement_stands_still() -> None:
    handed_over = Suspended(on=ON, reason=SuspensionReason.BANKRUPTCY)
    bought().also(handed_over).when(SELL).then_refused("enforcement_is_not_suspended")
    joint = DebtorNamed(on=ON, debtor="另一人", kind=PartyKind.NATURAL)
    one = evolve(handed_over, debtor="吴某")
    bought().also(joint, one).when(SELL).then_refused("its_debtor_is_not_suspended")
    assert bought().also(joint, evolve(handed_over, debtor="另一人")).when(SELL).events
    deferred = Deferred(on=ON, until=ON, secured=True, consented=True)
    bought().also(deferred).when(SELL).then_refused("enforcement_is_not_deferred")
    ended = EnforcementAgainstDebtorEnded(on=ON, debtor="吴某", served_on=ON, reviewed=True)
    bought().also(ended).when(SELL).then_refused("its_debtor_is_not_bankrupt")


def test_no_measure_is_taken_or_renewed_on_what_a_bankrupt_debtor_owns() -> None:
    ended = EnforcementAgainstDebtorEnded(on=ON, debtor="吴某", served_on=ON, reviewed=True)
    joint = DebtorNamed(on=ON, debtor="另一人", kind=PartyKind.NATURAL)
    take, keep = seal(Measure.SEAL, date(2028, 3, 10)), renew(date(2031, 3, 10), ON)
    found(AssetClass.REAL_ESTATE).also(joint, ended).when(take).then_refused("its_debtor_is_not_bankrupt")
    house().also(joint, ended).when(keep).then_refused("its_debtor_is_not_bankrupt")
    assert house().also(joint, evolve(ended, debtor="另一人")).when(keep).events


def test_perishable_movables_are_sold_in_spite_of_a_hand_over_to_bankruptcy_only() -> None:
    sell = evolve(SELL, method=Disposal.SALE, perishable=True)
    movable = found(AssetClass.MOVABLE).also(seal(Measure.SEAL, date(2026, 3, 10)))
    handed_over = Suspended(on=ON, reason=SuspensionReason.BANKRUPTCY, debtor="吴某")
    movable.also(handed_over).when(sell).then(AssetDisposed)
    bought().also(handed_over).when(sell).then_refused("enforcement_is_not_suspended", "its_debtor_is_not_suspended")
    retrial = Suspended(on=ON, reason=SuspensionReason.RETRIAL)
    movable.also(retrial).when(sell).then_refused("enforcement_is_not_suspended", "its_debtor_is_not_suspended")


# --- no sale goes round the numbers of a sale ---


@pytest.mark.parametrize("method", [Disposal.AUCTION, Disposal.SALE])
def test_what_nobody_bought_by_ruling_is_not_sold(method: Disposal) -> None:
    house().when(dispose(method=method)).then_refused("sale_was_ruled")
    bought().when(dispose(method=method)).then(AssetDisposed)


def test_only_a_perishable_movable_is_sold_directly() -> None:
    direct = evolve(SELL, method=Disposal.SALE, perishable=True)
    movable = found(AssetClass.MOVABLE).also(seal(Measure.SEAL, date(2026, 3, 10)))
    movable.when(direct).then(AssetDisposed)
    movable.when(evolve(direct, perishable=False)).then_refused("sale_was_ruled")
    movable.when(evolve(direct, method=Disposal.AUCTION)).then_refused("sale_was_ruled")
    house().when(direct).then_refused("sale_was_ruled")


@pytest.mark.parametrize(("rank", "refused"), [(None, True), (1, False), (2, True)])
def test_equity_is_sold_once_its_freeze_was_published_first(rank: int | None, refused: bool) -> None:
    frozen = found(AssetClass.EQUITY).also(seal(Measure.FREEZE, date(2026, 3, 10)), RULED)
    if rank is not None:
        frozen.also(EquityPublished(on=ON, asset="财产", rank=rank))
    outcome = frozen.when(dispose())
    outcome.then_refused("equity_freeze_took_effect") if refused else outcome.then(AssetDisposed)
