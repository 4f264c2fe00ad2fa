"""Exempt things and homes, use while sealed, accounts with a floor, excess, equity, and the hand-over to a prior creditor."""

from datetime import date
from typing import Any

import pytest
from assets import CASE, CLAIMED_FEN, DEBTOR, ON, VALUE_FEN, days, found, seal, sealed
from paths import endorsed

from casestream.kernel import Calendar, Case
from casestream.kernel.deadline import DEADLINES, Lengths, Term, terms
from casestream.kernel.rule import only
from casestream.procedures.asset_search import (
    AssetClass,
    AssetFound,
    AssetRuledUnenforceable,
    ExemptItem,
    Unenforceable,
)
from casestream.procedures.auction import (
    MAY_ANNOUNCE,
    AssetCourtDesignated,
    AuctionNoticePublished,
    DesignateAssetCourt,
    DisputeTransfer,
    HandMeasureOver,
    PriorityTransferDisputed,
    PriorityTransferRequested,
    RecordTransferRequest,
    Track,
)
from casestream.procedures.closing import TerminateEnforcement, TerminationGround
from casestream.procedures.contested import ContestSettled
from casestream.procedures.control import (
    AccountDrawn,
    AccountSupervised,
    AllowSelfRealisation,
    AssetDisposed,
    AssetReleased,
    AssetSealed,
    AssetUnsold,
    DeclineSetOff,
    Disposal,
    DisposeAsset,
    Drawer,
    DrawOnAccount,
    DwellingGround,
    DwellingRuledEnforceable,
    EndExemption,
    EquityPublished,
    Measure,
    MeasureHandedOver,
    MeasureTakenOver,
    PermitUse,
    PublishFreeze,
    QueuedMeasureActivated,
    RecordSelfRealised,
    ReleaseReason,
    RenewSeal,
    RuleDwellingEnforceable,
    RuleUnenforceable,
    SaleAttempt,
    SelfRealisationAllowed,
    SelfRealised,
    SetOffGround,
    SetOffRuled,
    SuperviseAccount,
    TakeMeasureOver,
    UsePermitted,
    UseWithdrawn,
    WithdrawUse,
    assets_are_dealt_with,
)
from casestream.procedures.control.sold import SaleRulingServed
from casestream.procedures.lifting import ExcessFound, FindExcess, ReleaseAsset
from casestream.procedures.notice import IssueNotice
from casestream.procedures.preservation import TakeOverMeasures
from casestream.procedures.preservation.carrying_over import CarriedMeasure
from casestream.procedures.proceeds import ReceiveProceeds, Source
from casestream.procedures.set_off import RuleSetOff
from casestream.testing import CLERK, evolve
from casestream.testing.scenario import Given

DAY = days(1)


def term(case: Case, name: str) -> Term:
    """The one term of a deadline."""
    (one,) = terms(case, DEADLINES[name], Lengths(Calendar()))
    return one


def exempt(item: ExemptItem, on: date = ON) -> RuleUnenforceable:
    return RuleUnenforceable(case=CASE, on=on, asset="财产", reason=Unenforceable.EXEMPT, exempt_item=item)


RULED = SaleRulingServed(on=ON, asset="财产", buyer="买受人", price_fen=100)


def dispose(on: date = ON, method: Disposal = Disposal.SALE, realised_fen: int = 100) -> DisposeAsset:
    return DisposeAsset(case=CASE, on=on, asset="财产", method=method, realised_fen=realised_fen)


# --- exempt things and homes ---


@pytest.mark.parametrize("item", [item for item in ExemptItem if item not in (ExemptItem.NONE, ExemptItem.DWELLING)])
def test_what_the_list_names_is_not_sealed(item: ExemptItem) -> None:
    path = found(AssetClass.MOVABLE).also(exempt(item))
    path.when(seal(AssetClass.MOVABLE)).then_refused("exempt_thing_is_not_sealed")


def no_longer(on: date = ON) -> EndExemption:
    return EndExemption(case=CASE, on=on, asset="财产", reason="不再需要")


def test_what_is_found_to_be_exempt_after_its_seal_is_neither_sold_nor_given_nor_announced() -> None:
    path = sealed(AssetClass.MOVABLE).also(exempt(ExemptItem.NECESSITIES), RULED)
    give = RuleSetOff(
        case=CASE, on=ON, asset="财产", value_fen=100, ground=SetOffGround.CONSENT, both_consent=True
    )  # fmt: skip
    path.when(dispose()).then_refused("exempt_thing_is_not_sold")
    path.when(give).then_refused("exempt_thing_is_not_sold")
    notice = AuctionNoticePublished(
        on=ON, asset="财产", track=Track.ONLINE, attempt=SaleAttempt.FIRST_AUCTION, start_price_fen=1, deposit_fen=1,
        opens_on=ON, closes_on=ON, hours=24, pay_days=1,
    )  # fmt: skip
    assert "exempt_thing_is_not_sold" in {
        each.condition.name for each in MAY_ANNOUNCE.unmet(path.case, ON, only(notice))
    }
    ended = path.also(no_longer())
    ended.when(dispose()).then(AssetDisposed)
    ended.when(give).then(SetOffRuled, AssetDisposed)


def test_an_exemption_ends_once_and_may_come_back() -> None:
    path = found(AssetClass.MOVABLE).also(exempt(ExemptItem.NECESSITIES))
    assert bool(assets_are_dealt_with(path.case))
    found(AssetClass.MOVABLE).when(no_longer()).then_refused("thing_is_exempt")
    path.also(no_longer(ON + DAY)).when(no_longer(ON + DAY)).then_nothing()
    path.when(no_longer(ON + 2 * DAY)).then_refused("thing_is_exempt")
    assert not bool(assets_are_dealt_with(path.case))
    path.also(AssetRuledUnenforceable(on=ON + 2 * DAY, asset="财产", reason=Unenforceable.UNSOLD))
    path.when(seal(AssetClass.MOVABLE, on=ON + 2 * DAY)).then(AssetSealed)  # that ruling made nothing exempt
    path.also(exempt(ExemptItem.NECESSITIES, ON + 3 * DAY))
    path.when(seal(AssetClass.MOVABLE, on=ON + 3 * DAY)).then_refused("exempt_thing_is_not_sealed")


def home() -> Given:
    return found().also(seal(), exempt(ExemptItem.DWELLING))


def ground(why: DwellingGround, rent_years: int = 0, on: date = ON) -> RuleDwellingEnforceable:
    return RuleDwellingEnforceable(case=CASE, on=on, asset="财产", ground=why, rent_years=rent_years)


def test_a_home_is_sealed_but_neither_sold_nor_given() -> None:
    found().also(exempt(ExemptItem.DWELLING)).when(seal()).then(AssetSealed)
    home().also(RULED).when(dispose()).then_refused("necessary_dwelling_is_not_sold")
    give = RuleSetOff(
        case=CASE, on=ON, asset="财产", value_fen=100, ground=SetOffGround.CONSENT, both_consent=True
    )  # fmt: skip
    home().when(give).then_refused("necessary_dwelling_is_not_sold")
    sealed().when(ground(DwellingGround.HOUSED)).then_refused("dwelling_was_recognised")


@pytest.mark.parametrize(
    "why", [why for why in DwellingGround if why not in (DwellingGround.RENT, DwellingGround.DELIVERY)]
)
def test_on_a_ground_of_the_law_a_home_is_sold(why: DwellingGround) -> None:
    path = home()
    path.when(ground(why)).then(DwellingRuledEnforceable)
    path.also(ground(why), RULED).when(dispose()).then(AssetDisposed)
    path.when(ground(why)).then_nothing()


@pytest.mark.parametrize(("years", "refused"), [(4, True), (5, False), (8, False), (9, True)])
def test_five_to_eight_years_of_rent_are_left(years: int, refused: bool) -> None:
    outcome = home().when(ground(DwellingGround.RENT, years))
    outcome.then_refused("rent_is_five_to_eight_years") if refused else outcome.then(DwellingRuledEnforceable)


@pytest.mark.parametrize(
    ("on", "refused"), [(date(2025, 6, 9), True), (date(2025, 6, 10), True), (date(2025, 6, 11), False)]
)
def test_three_months_of_grace_run_from_the_notice(on: date, refused: bool) -> None:
    notice = IssueNotice(case=CASE, on=ON, debtor=DEBTOR, perform_by=ON + days(10))
    outcome = home().also(notice).when(ground(DwellingGround.DELIVERY, on=on))
    outcome.then_refused("grace_was_given") if refused else outcome.then(DwellingRuledEnforceable)


def test_grace_and_rent_bind_since_the_interpretation_of_2015() -> None:
    old = date(2015, 3, 2)
    path = found(on=old).also(seal(on=old), exempt(ExemptItem.DWELLING, old))
    path.when(ground(DwellingGround.RENT, 1, date(2015, 5, 4))).then(DwellingRuledEnforceable)
    path.when(ground(DwellingGround.RENT, 1, date(2015, 5, 5))).then_refused("rent_is_five_to_eight_years")


# --- live sealing ---


def permit(custodian: str = DEBTOR, lowers_value: bool = False, on: date = ON) -> PermitUse:
    return PermitUse(case=CASE, on=on, asset="财产", custodian=custodian, lowers_value=lowers_value)


def test_a_sealed_thing_is_used_by_its_custodian() -> None:
    path = sealed(AssetClass.MOVABLE)
    path.when(permit()).then(UsePermitted)
    path.when(permit(custodian="")).then_refused("user_is_named")
    path.when(permit(lowers_value=True)).then_refused("use_leaves_the_value")
    found(AssetClass.MOVABLE).when(permit()).then_refused("used_asset_is_sealed")
    sealed(AssetClass.DEPOSIT).when(permit()).then_refused("used_asset_is_a_thing")
    path.when(permit(on=ON + days(301))).then_refused("used_asset_is_sealed")
    stop = WithdrawUse(case=CASE, on=ON, asset="财产", reason="超范围使用")
    path.when(stop).then_refused("use_was_permitted")
    path.also(permit()).when(permit()).then_nothing()
    path.when(stop).then(UseWithdrawn)
    path.also(stop).when(stop).then_nothing()


def supervise(floor_fen: int = 200) -> SuperviseAccount:
    return SuperviseAccount(case=CASE, on=ON, asset="财产", floor_fen=floor_fen)


def draw(balance_fen: int, drawer: Drawer = Drawer.DEBTOR, amount_fen: int = 50) -> DrawOnAccount:
    return DrawOnAccount(
        case=CASE, on=ON, asset="财产", drawer=drawer, amount_fen=amount_fen, balance_fen=balance_fen
    )  # fmt: skip


def deduct(realised_fen: int, on: date = ON) -> DisposeAsset:
    return dispose(on, Disposal.DEDUCTION, realised_fen)


@pytest.mark.parametrize(
    ("realised_fen", "refused"), [(VALUE_FEN - 1, False), (VALUE_FEN, False), (VALUE_FEN + 1, True)]
)
def test_no_more_is_deducted_than_was_found(realised_fen: int, refused: bool) -> None:
    outcome = found(AssetClass.DEPOSIT).when(deduct(realised_fen))
    outcome.then_refused("deduction_is_within_the_balance") if refused else outcome.then(AssetDisposed)


def test_a_second_deduction_takes_what_the_first_left_or_what_was_found_since() -> None:
    path = found(AssetClass.DEPOSIT).also(deduct(VALUE_FEN - 100))
    path.when(deduct(101)).then_refused("deduction_is_within_the_balance")
    path.when(deduct(100)).then(AssetDisposed)
    path.also(AssetFound(on=ON, asset="财产", debtor=DEBTOR, asset_class=AssetClass.DEPOSIT, value_fen=300))
    path.when(deduct(300)).then(AssetDisposed)
    path.when(deduct(301)).then_refused("deduction_is_within_the_balance")


def test_a_deduction_after_a_drawing_leaves_the_floor_of_what_stayed() -> None:
    path = sealed(AssetClass.DEPOSIT).also(supervise(), draw(300, amount_fen=VALUE_FEN - 300))
    path.when(deduct(101)).then_refused("deduction_leaves_the_floor")
    path.when(deduct(100)).then(AssetDisposed)
    path.also(deduct(60))
    path.when(deduct(41)).then_refused("deduction_leaves_the_floor")
    path.when(deduct(40)).then(AssetDisposed)


@pytest.mark.parametrize("drawer", Drawer)
@pytest.mark.parametrize(("balance_fen", "refused"), [(199, True), (200, False), (201, False)])
def test_nobody_takes_an_account_below_its_floor(drawer: Drawer, balance_fen: int, refused: bool) -> None:
    outcome = sealed(AssetClass.DEPOSIT).also(supervise()).when(draw(balance_fen, drawer))
    outcome.then_refused("balance_stays_above_the_floor") if refused else outcome.then(AccountDrawn)


def test_an_account_works_only_under_supervision() -> None:
    path = sealed(AssetClass.DEPOSIT)
    path.when(draw(200)).then_refused("account_is_supervised")
    path.when(supervise(0)).then_refused("floor_is_set")
    sealed(AssetClass.MOVABLE).when(supervise()).then_refused("account_is_frozen")
    found(AssetClass.DEPOSIT).when(supervise()).then_refused("account_is_frozen")
    path.when(supervise()).then(AccountSupervised)
    path.also(supervise()).when(draw(200, amount_fen=0)).then_refused("drawn_is_positive")
    path.when(supervise()).then_nothing()
    path.also(draw(200)).when(draw(200)).then_nothing()
    path.also(supervise(300)).when(draw(299)).then_refused("balance_stays_above_the_floor")
    path.also(ReleaseAsset(case=CASE, on=ON, asset="财产", reason=ReleaseReason.OTHER, note="查封有误"))
    path.when(draw(400)).then_refused("account_is_supervised")


@pytest.mark.parametrize(("left_fen", "refused"), [(199, True), (200, False), (201, False)])
def test_a_deduction_leaves_the_floor(left_fen: int, refused: bool) -> None:
    taken = dispose(method=Disposal.DEDUCTION, realised_fen=VALUE_FEN - left_fen)
    outcome = sealed(AssetClass.DEPOSIT).also(supervise()).when(taken)
    outcome.then_refused("deduction_leaves_the_floor") if refused else outcome.then(AssetDisposed)
    live = evolve(seal(AssetClass.DEPOSIT), live=True, custodian="银行", floor_fen=200)
    outcome = found(AssetClass.DEPOSIT).also(live).when(taken)
    outcome.then_refused("deduction_leaves_the_floor") if refused else outcome.then(AssetDisposed)


# --- lifting ---


def excess(sealed_fen: int = 101, owed_fen: int = 100, **changes: Any) -> FindExcess:
    return FindExcess(case=CASE, on=ON, asset="财产", sealed_fen=sealed_fen, owed_fen=owed_fen, **changes)


def lift(reason: ReleaseReason, **changes: Any) -> ReleaseAsset:
    return ReleaseAsset(case=CASE, on=ON, asset="财产", reason=reason, **changes)


@pytest.mark.parametrize(("paid_fen", "refused"), [(-1, True), (0, False), (1, False)])
def test_a_measure_is_lifted_as_paid_when_nothing_is_owed(paid_fen: int, refused: bool) -> None:
    money = ReceiveProceeds(
        case=CASE, on=ON, amount_fen=CLAIMED_FEN + paid_fen, source=Source.PERFORMANCE, receipt="回单1"
    )
    outcome = sealed().also(money).when(lift(ReleaseReason.PAID))
    outcome.then_refused("debt_was_paid") if refused else outcome.then(AssetReleased)


def test_a_measure_is_lifted_for_what_the_law_names_and_any_other_reason_is_stated() -> None:
    path, settled = sealed(), ContestSettled(on=ON, asset="财产", review="执异", upheld=True, sue_by=None, calendar="")
    path.when(lift(ReleaseReason.SECURITY)).then_refused("applicant_consents_to_the_security")
    path.when(lift(ReleaseReason.SECURITY, consented=True)).then(AssetReleased)
    path.when(lift(ReleaseReason.WITHDRAWN)).then_refused("applicant_gave_it_up")
    path.when(lift(ReleaseReason.WITHDRAWN, consented=True)).then(AssetReleased)
    withdrawn = TerminateEnforcement(case=CASE, on=ON, ground=TerminationGround.WITHDRAWN, served_on=ON)
    sealed().also(*endorsed(withdrawn), withdrawn).when(lift(ReleaseReason.WITHDRAWN)).then(AssetReleased)
    path.when(lift(ReleaseReason.OTHER)).then_refused("other_lifting_is_explained")
    path.when(lift(ReleaseReason.OTHER, note="查封有误")).then(AssetReleased)
    path.when(lift(ReleaseReason.THIRD_PARTY)).then_refused("third_party_was_right")
    path.also(evolve(settled, upheld=False)).when(lift(ReleaseReason.THIRD_PARTY)).then_refused("third_party_was_right")
    path.also(settled).when(lift(ReleaseReason.THIRD_PARTY)).then(AssetReleased)


def test_an_excess_is_found_before_it_is_lifted() -> None:
    path = sealed()
    path.when(lift(ReleaseReason.EXCESS)).then_refused("excess_was_found")
    path.when(excess(100)).then_refused("sealed_exceeds_the_claim")
    path.when(excess(indivisible=True, nothing_else=True)).then_refused("indivisible_only_thing_stays")
    path.when(excess(indivisible=True)).then(ExcessFound)
    found().when(excess()).then_refused("excess_is_of_a_sealed_asset")
    path.also(excess()).when(lift(ReleaseReason.EXCESS)).then(AssetReleased)
    path.when(excess()).then_nothing()
    path.also(lift(ReleaseReason.EXCESS)).when(lift(ReleaseReason.EXCESS)).then_nothing()


def test_excess_equity_is_lifted_within_seven_days() -> None:
    path = sealed(AssetClass.EQUITY).also(excess())
    assert term(path.case, "excess_lifting").due_on == date(2025, 3, 17)
    assert list(terms(sealed().also(excess()).case, DEADLINES["excess_lifting"], Lengths(Calendar()))) == []


def test_what_was_unsold_is_let_go_once_nobody_takes_it() -> None:
    unsold = AssetUnsold(on=ON, asset="财产", attempt=SaleAttempt.SECOND_AUCTION, reserve_fen=1)
    path = sealed()
    path.when(lift(ReleaseReason.UNSOLD)).then_refused("unsold_was_declined")
    path.also(unsold).when(lift(ReleaseReason.UNSOLD)).then_refused("unsold_was_declined")
    path.also(DeclineSetOff(case=CASE, on=ON, asset="财产")).when(lift(ReleaseReason.UNSOLD)).then(AssetReleased)


@pytest.mark.parametrize(
    ("asset_class", "name", "due_on"),
    [
        (AssetClass.DEPOSIT, "deposit_freeze", date(2025, 3, 12)), (AssetClass.REAL_ESTATE, "seal_term", date(2025, 3, 24)),
        (AssetClass.MOVABLE, "seizure_term", date(2025, 3, 24)), (AssetClass.EQUITY, "freeze_term", date(2025, 3, 24)),
    ],
)  # fmt: skip
def test_how_soon_a_found_asset_is_taken_hold_of(asset_class: AssetClass, name: str, due_on: date) -> None:
    one = term(found(asset_class).case, name)
    assert (one.due_on, one.kept_on) == (due_on, None)
    assert term(sealed(asset_class).case, name).kept_on == ON
    assert not DEADLINES[name].official


def test_a_measure_is_renewed_by_its_last_day() -> None:
    path = sealed()
    assert term(path.case, "seal_expiry").due_on == ON + days(300)
    path.also(RenewSeal(case=CASE, on=ON + days(299), asset="财产", expires_on=ON + days(500)))
    first, second = terms(path.case, DEADLINES["seal_expiry"], Lengths(Calendar()))
    assert (first.kept_on, second.due_on) == (ON + days(299), ON + days(500))


# --- equity ---


def allow(until: date, on: date = ON, **changes: Any) -> AllowSelfRealisation:
    options: dict[str, Any] = {"creditors_consent": True, **changes}
    return AllowSelfRealisation(case=CASE, on=on, asset="财产", until=until, **options)


def published(rank: int = 1) -> Given:
    return sealed(AssetClass.EQUITY).also(PublishFreeze(case=CASE, on=ON, asset="财产", rank=rank))


@pytest.mark.parametrize(
    ("until", "refused"), [(date(2025, 6, 9), False), (date(2025, 6, 10), False), (date(2025, 6, 11), True)]
)
def test_the_debtor_sells_frozen_equity_within_three_months(until: date, refused: bool) -> None:
    outcome = published().when(allow(until))
    outcome.then_refused("self_realisation_is_within_three_months") if refused else outcome.then(SelfRealisationAllowed)


def test_when_the_debtor_may_sell_frozen_equity() -> None:
    until = date(2025, 5, 30)
    published().when(allow(until, creditors_consent=False)).then_refused("creditors_lose_nothing")
    published().when(allow(until, creditors_consent=False, price_suffices=True)).then(SelfRealisationAllowed)
    published().when(allow(until, price_controlled=False)).then_refused("price_is_controlled")
    published(2).when(allow(until)).then_refused("equity_freeze_took_effect")
    sealed(AssetClass.EQUITY).when(allow(until)).then_refused("equity_freeze_took_effect")
    sealed().when(allow(until)).then_refused("equity_is_frozen")
    published().also(allow(until)).when(allow(until)).then_nothing()


@pytest.mark.parametrize(("on", "refused"), [(29, False), (30, False), (31, True)])
def test_the_permission_runs_out(on: int, refused: bool) -> None:
    sold = RecordSelfRealised(case=CASE, on=date(2025, 5, on), asset="财产", realised_fen=100)
    path = published().also(allow(date(2025, 5, 30)))
    outcome = path.when(sold)
    outcome.then_refused("self_realisation_is_allowed") if refused else outcome.then(SelfRealised, AssetDisposed)
    if not refused:
        path.also(sold).when(sold).then_nothing()
        assert term(path.case, "self_realisation").kept_on == sold.on


def test_only_a_freeze_of_equity_is_published_at_a_place() -> None:
    publish = PublishFreeze(case=CASE, on=ON, asset="财产")
    sealed(AssetClass.EQUITY).when(publish).then(EquityPublished)
    sealed(AssetClass.EQUITY).when(evolve(publish, rank=0)).then_refused("published_rank_is_a_place")
    sealed().when(publish).then_refused("equity_is_frozen")
    found(AssetClass.EQUITY).when(publish).then_refused("equity_is_frozen")
    published().when(publish).then_nothing()


# --- the hand-over to a prior creditor ---

SIXTY = date(2025, 5, 9)  # the sixtieth day after the sealing


def request(on: date = SIXTY + DAY, has_prior_right: bool = True) -> RecordTransferRequest:
    return RecordTransferRequest(
        case=CASE,
        on=on,
        asset="财产",
        to_court="内0602",
        to_case="（2024）内0602民初1号",
        has_prior_right=has_prior_right,
    )


@pytest.mark.parametrize(("renewed", "of_preservation"), [(False, 0), (True, 0), (True, 20)])
def test_the_sixty_days_run_from_the_preservation(renewed: bool, of_preservation: int) -> None:
    since = ON - days(60 - of_preservation)
    carried = CarriedMeasure(
        asset="房", asset_class=AssetClass.REAL_ESTATE, measure=Measure.SEAL, value_fen=VALUE_FEN,
        starts_on=ON - days(10) if renewed else since, expires_on=ON + days(400), rank=1, held_since=since,
    )  # fmt: skip
    path = found().also((TakeOverMeasures(case=CASE, on=ON, debtor=DEBTOR, measures=(carried,)), CLERK))
    last = ON + days(of_preservation)
    path.when(evolve(request(last), asset="房")).then_refused("sixty_days_have_passed")
    path.when(evolve(request(last + DAY), asset="房")).then(PriorityTransferRequested)


@pytest.mark.parametrize(("on", "refused"), [(SIXTY - DAY, True), (SIXTY, True), (SIXTY + DAY, False)])
def test_more_than_sixty_days_must_have_passed(on: date, refused: bool) -> None:
    outcome = sealed().when(request(on))
    outcome.then_refused("sixty_days_have_passed") if refused else outcome.then(PriorityTransferRequested)


def test_when_the_first_court_is_asked() -> None:
    sealed().when(request(has_prior_right=False)).then_refused("claim_has_a_prior_right")
    sealed(rank=2).when(request()).then_refused("court_is_first_in_rank")
    announced = AuctionNoticePublished(
        on=ON, asset="财产", track=Track.ONLINE, attempt=SaleAttempt.FIRST_AUCTION, start_price_fen=1, deposit_fen=1,
        opens_on=ON, closes_on=ON, hours=24, pay_days=1,
    )  # fmt: skip
    sealed().also(announced).when(request()).then_refused("no_sale_was_announced")
    assert term(sealed().also(request()).case, "transfer_letter").due_on == date(2025, 5, 26)  # the 25th is a Sunday
    sealed().also(request()).when(request()).then_nothing()


def test_the_letter_keeps_rank_and_days_and_ends_the_first_courts_power() -> None:
    letter = HandMeasureOver(case=CASE, on=SIXTY + days(5), asset="财产")
    sealed().when(letter).then_refused("transfer_was_requested")
    path = sealed().also(request())
    handed = path.when(letter).then(MeasureHandedOver).events[0]
    assert isinstance(handed, MeasureHandedOver)
    assert (handed.rank, handed.starts_on, handed.expires_on) == (1, ON, ON + days(300))
    path.also(letter).when(letter).then_nothing()
    path.also(RULED).when(dispose(SIXTY + days(6))).then_refused("asset_was_not_handed_over")
    assert bool(assets_are_dealt_with(path.case))
    assert not bool(assets_are_dealt_with(sealed().case))
    path.also(RenewSeal(case=CASE, on=SIXTY + days(6), asset="财产", expires_on=ON + days(600)))
    path.when(dispose(SIXTY + days(6))).then_refused("asset_was_not_handed_over")


def test_a_measure_of_its_own_gives_the_first_court_its_power_back() -> None:
    letter = HandMeasureOver(case=CASE, on=SIXTY + days(5), asset="财产")
    path = sealed().also(
        request(), letter, evolve(lift(ReleaseReason.OTHER, note="查封有误"), on=letter.on), seal(on=letter.on), RULED
    )
    path.when(dispose(letter.on)).then(AssetDisposed)


def test_the_other_court_takes_the_first_place_over() -> None:
    take = TakeMeasureOver(
        case=CASE, on=SIXTY, asset="财产", from_court="内0602", from_case="（2024）内0602民初1号", starts_on=ON - days(9),
        expires_on=SIXTY,
    )  # fmt: skip
    path = sealed(rank=2)
    path.also(RULED).when(dispose(SIXTY)).then_refused("court_is_first_in_rank")
    taken = path.when(take).then(MeasureTakenOver, QueuedMeasureActivated).events[0]
    assert isinstance(taken, MeasureTakenOver)
    assert (taken.rank, taken.starts_on, taken.expires_on) == (1, ON - days(9), SIXTY)
    path.when(evolve(take, expires_on=SIXTY - DAY)).then_refused("taken_over_measure_is_in_force")
    path.when(evolve(take, rank=2)).then_refused("first_place_is_taken_over")
    path.also(take).when(dispose(SIXTY)).then(AssetDisposed)
    path.when(take).then_nothing()
    found().when(take).then_refused("own_measure_waits")


def test_a_dispute_goes_to_the_court_above_both() -> None:
    dispute = DisputeTransfer(case=CASE, on=SIXTY + days(5), asset="财产", superior="内06")
    name = DesignateAssetCourt(case=CASE, on=SIXTY + days(9), asset="财产", court_named="内0602")
    sealed().when(dispute).then_refused("transfer_was_requested")
    path = sealed().also(request())
    path.when(name).then_refused("transfer_is_disputed")
    path.when(dispute).then(PriorityTransferDisputed)
    path.also(dispute).when(name).then(AssetCourtDesignated)
    path.when(dispute).then_nothing()
    path.also(name).when(name).then_nothing()


def test_what_was_undone_may_be_done_again_on_the_same_day() -> None:
    stop = WithdrawUse(case=CASE, on=ON, asset="财产", reason="超范围使用")
    path = sealed(AssetClass.MOVABLE).also(permit(), stop)
    path.when(permit()).then(UsePermitted)
    path.also(permit()).when(stop).then(UseWithdrawn)
    account = sealed(AssetClass.DEPOSIT).also(supervise(200), supervise(300))
    account.when(supervise(200)).then(AccountSupervised)
    account.when(supervise(300)).then_nothing()
    let_go = sealed(AssetClass.EQUITY).also(excess(), lift(ReleaseReason.EXCESS), seal(AssetClass.EQUITY))
    let_go.when(excess()).then(ExcessFound)
