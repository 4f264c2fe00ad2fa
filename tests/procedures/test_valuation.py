"""The reference price: which way is tried first, when reports are due, who objects in time, and what the price is."""

from datetime import date
from typing import Any

import pytest
from assets import CASE, ON, days, found, sealed
from hypothesis import given as drawn
from hypothesis import settings
from hypothesis import strategies as st

from casestream.kernel import Calendar, Event
from casestream.kernel.deadline import DEADLINES, Lengths, terms
from casestream.procedures.asset_search import AssetClass, AssetRuledUnenforceable, Unenforceable
from casestream.procedures.control import ActivateQueuedMeasure, AssetDisposed, AssetReleased, AssetSealed
from casestream.procedures.standstill import Suspended, SuspensionReason
from casestream.procedures.valuation import (
    AppraiserAsked,
    AskAppraiser,
    ExtendReportTerm,
    FixPrice,
    NegotiatePrice,
    ObjectToReport,
    PriceFixed,
    PriceMethod,
    PriceNegotiated,
    PriceSought,
    ReceiveReport,
    RecordExplanation,
    RecordMethodFailed,
    RecordReview,
    ReportExplained,
    ReportGround,
    ReportObjected,
    ReportObjectionSettled,
    ReportReceived,
    ReportReviewed,
    ReportServed,
    ReportTermExtended,
    SeekPrice,
    ServeReport,
    SettleReportObjection,
)
from casestream.testing.scenario import Given

NEGOTIATION, DIRECTED, NETWORK, APPRAISAL = PriceMethod
VALID = date(2026, 3, 10)


def seek(method: PriceMethod, on: date = ON, inquiry: str = "", **facts: bool) -> SeekPrice:
    return SeekPrice(case=CASE, on=on, inquiry=inquiry or method.code, asset="财产", method=method, **facts)


def fail(method: PriceMethod, on: date = ON) -> RecordMethodFailed:
    return RecordMethodFailed(case=CASE, on=on, inquiry=method.code)


def report(
    method: PriceMethod,
    on: date = ON,
    price_fen: int = 1_000_00,
    institution: str = "平台一",
    valid_until: date = VALID,
) -> ReceiveReport:
    return ReceiveReport(
        case=CASE, on=on, inquiry=method.code, institution=institution, price_fen=price_fen, valid_until=valid_until
    )


def serve(method: PriceMethod, on: date = ON, party: str = "吴某", published: bool = False) -> ServeReport:
    return ServeReport(case=CASE, on=on, inquiry=method.code, party=party, published=published)


def against(ground: ReportGround, on: date, method: PriceMethod = APPRAISAL, party: str = "吴某") -> ObjectToReport:
    return ObjectToReport(case=CASE, on=on, inquiry=method.code, party=party, ground=ground)


def settle(ground: ReportGround, *, upheld: bool, on: date = ON, party: str = "吴某") -> SettleReportObjection:
    return SettleReportObjection(
        case=CASE, on=on, inquiry="appraisal", party=party, ground=ground, upheld=upheld
    )  # fmt: skip


def fix(method: PriceMethod, on: date) -> FixPrice:
    return FixPrice(case=CASE, on=on, inquiry=method.code)


def appraised(on: date = ON) -> Given:
    """An appraisal that both asked for, with its report served on one party."""
    return sealed().also(seek(APPRAISAL, both_ask=True), report(APPRAISAL, on), serve(APPRAISAL, on))


# --- the order of the methods ---


def test_the_four_ways_are_tried_in_their_order() -> None:
    path = sealed().also(seek(NEGOTIATION))
    path.when(seek(DIRECTED, has_official_price=True)).then_refused("negotiation_failed")
    path.also(fail(NEGOTIATION)).when(seek(DIRECTED, has_official_price=True)).then(PriceSought)
    path.when(seek(NETWORK, has_official_price=True)).then_refused("directed_inquiry_failed")
    path.also(seek(DIRECTED, has_official_price=True), fail(DIRECTED))
    path.when(seek(APPRAISAL, has_official_price=True)).then_refused("network_inquiry_failed")
    path.also(seek(NETWORK, has_official_price=True), fail(NETWORK))
    path.when(seek(APPRAISAL, has_official_price=True)).then(PriceSought)


@pytest.mark.parametrize(
    ("method", "facts", "refused"),
    [
        (DIRECTED, {}, ("negotiation_failed", "official_price_exists")),
        (DIRECTED, {"both_ask": True}, ("official_price_exists",)),
        (DIRECTED, {"both_ask": True, "has_official_price": True}, ()),
        (NETWORK, {"both_ask": True, "needs_inspection": True}, ("network_needs_no_inspection",)),
        (NETWORK, {"both_ask": True, "has_official_price": True}, ()),
        (NETWORK, {"required_by_law": True}, ("negotiation_failed",)),
        (APPRAISAL, {"required_by_law": True}, ()),
        (APPRAISAL, {"both_ask": True}, ()),
        (APPRAISAL, {"needs_inspection": True}, ("negotiation_failed",)),
    ],
)
def test_what_skips_a_way(method: PriceMethod, facts: Any, refused: tuple[str, ...]) -> None:
    outcome = sealed().when(seek(method, **facts))
    outcome.then_refused(*refused) if refused else outcome.then(PriceSought)


def test_without_an_official_price_the_network_follows_a_failed_negotiation() -> None:
    path = sealed().also(seek(NEGOTIATION), fail(NEGOTIATION))
    path.when(seek(NETWORK)).then(PriceSought)
    path.when(seek(APPRAISAL, needs_inspection=True)).then(PriceSought)


def test_only_what_is_held_under_a_running_measure_is_priced() -> None:
    found().when(seek(NEGOTIATION)).then_refused("asset_is_held")
    path = sealed(days_held=30)
    path.when(seek(NEGOTIATION, ON + days(30))).then(PriceSought)
    path.when(seek(NEGOTIATION, ON + days(31))).then_refused("measure_has_not_lapsed")


def test_a_suspended_case_begins_no_inquiry() -> None:
    path = sealed().also(Suspended(on=ON, reason=SuspensionReason.BANKRUPTCY, debtor=""))
    path.when(seek(NEGOTIATION)).then_refused("enforcement_is_not_suspended")


def test_the_interpretation_binds_from_september_2018() -> None:
    old = date(2018, 8, 31)
    sealed(on=old).when(seek(APPRAISAL, old)).then(PriceSought)
    sealed(on=old).when(seek(APPRAISAL, date(2018, 9, 1))).then_refused("negotiation_failed", "network_inquiry_failed")


def test_the_same_start_is_quiet_and_a_failed_inquiry_does_not_fail_twice() -> None:
    path = sealed().also(seek(NEGOTIATION))
    path.when(seek(NEGOTIATION)).then_nothing()
    path.also(fail(NEGOTIATION)).when(fail(NEGOTIATION)).then_nothing()
    path.when(fail(NEGOTIATION, ON + days(1))).then_refused("inquiry_is_running")


# --- terms ---


def test_a_platform_has_three_days_and_an_appraiser_thirty() -> None:
    network = sealed().when(seek(NETWORK, both_ask=True)).events[0]
    appraisal = sealed().when(seek(APPRAISAL, both_ask=True)).events[0]
    assert isinstance(network, PriceSought)
    assert isinstance(appraisal, PriceSought)
    assert (network.due_on, appraisal.due_on) == (date(2025, 3, 13), date(2025, 4, 9))
    assert sealed().when(seek(NEGOTIATION)).then(PriceSought).events[0].due_on is None  # type: ignore[attr-defined]


def extend(method: PriceMethod, on: date) -> ExtendReportTerm:
    return ExtendReportTerm(case=CASE, on=on, inquiry=method.code)


def test_a_network_inquiry_gets_three_more_days_once_and_only_when_all_are_late() -> None:
    path = sealed().also(seek(NETWORK, both_ask=True))
    extended = path.when(extend(NETWORK, date(2025, 3, 13))).then(ReportTermExtended).events[0]
    assert isinstance(extended, ReportTermExtended)
    assert extended.due_on == date(2025, 3, 17)  # the 16th is a Sunday
    path.also(extend(NETWORK, date(2025, 3, 13)))
    path.when(extend(NETWORK, date(2025, 3, 13))).then_nothing()
    path.when(extend(NETWORK, date(2025, 3, 14))).then_refused("network_is_extended_once")
    one = sealed().also(seek(NETWORK, both_ask=True), report(NETWORK, date(2025, 3, 12)))
    one.when(extend(NETWORK, date(2025, 3, 13))).then_refused("network_is_extended_once")


@pytest.mark.parametrize(
    ("on", "refused"), [(date(2025, 3, 12), False), (date(2025, 3, 13), False), (date(2025, 3, 14), True)]
)
def test_more_time_for_a_platform_is_asked_for_while_its_term_runs(on: date, refused: bool) -> None:
    outcome = sealed().also(seek(NETWORK, both_ask=True)).when(extend(NETWORK, on))
    outcome.then_refused("network_extension_is_in_time") if refused else outcome.then(ReportTermExtended)


@pytest.mark.parametrize(
    ("on", "refused"), [(date(2025, 4, 3), False), (date(2025, 4, 4), False), (date(2025, 4, 5), True)]
)
def test_an_appraiser_asks_five_days_before_the_end(on: date, refused: bool) -> None:
    outcome = sealed().also(seek(APPRAISAL, both_ask=True)).when(extend(APPRAISAL, on))
    outcome.then_refused("extension_is_asked_in_time") if refused else outcome.then(ReportTermExtended)


def test_an_appraisal_is_extended_twice_by_fifteen_days() -> None:
    path = sealed().also(seek(APPRAISAL, both_ask=True), extend(APPRAISAL, date(2025, 4, 1)))
    first = path.case.last_event(ReportTermExtended)
    assert first
    assert first.due_on == date(2025, 4, 24)
    path.when(extend(APPRAISAL, date(2025, 4, 20))).then_refused("extension_is_asked_in_time")
    path.also(extend(APPRAISAL, date(2025, 4, 17)))
    path.when(extend(APPRAISAL, date(2025, 4, 18))).then_refused("appraisal_is_extended_twice")


def test_a_negotiation_has_no_term_to_extend() -> None:
    sealed().also(seek(NEGOTIATION)).when(extend(NEGOTIATION, ON)).then_refused("term_can_be_extended")


# --- reports ---


@pytest.mark.parametrize(
    ("valid_until", "refused"), [(date(2026, 3, 9), False), (date(2026, 3, 10), False), (date(2026, 3, 11), True)]
)
def test_a_price_is_valid_for_a_year_at_most(valid_until: date, refused: bool) -> None:
    path = sealed().also(seek(NETWORK, both_ask=True))
    outcome = path.when(report(NETWORK, valid_until=valid_until))
    outcome.then_refused("price_is_valid_for_a_year") if refused else outcome.then(ReportReceived)


def test_a_report_belongs_to_a_running_inquiry_and_names_a_price() -> None:
    sealed().when(report(NETWORK)).then_refused("inquiry_is_running")
    sealed().also(seek(NETWORK, both_ask=True)).when(report(NETWORK, price_fen=0)).then_refused(
        "reported_price_is_positive"
    )
    sealed().when(serve(NETWORK)).then_refused("report_was_received")


@pytest.mark.parametrize(("on", "refused"), [(14, False), (17, False), (18, True)])
def test_a_party_objects_within_five_days_of_its_receipt(on: int, refused: bool) -> None:
    outcome = appraised().when(against(ReportGround.FACTS, date(2025, 3, on)))  # due on the 15th, a Saturday
    outcome.then_refused("report_objection_is_in_time") if refused else outcome.then(ReportObjected)


def test_a_publication_counts_as_receipt_after_fifteen_days() -> None:
    path = sealed().also(seek(APPRAISAL, both_ask=True), report(APPRAISAL), serve(APPRAISAL, published=True))
    served = path.case.last_event(ReportServed)
    assert served
    assert served.object_by == date(2025, 3, 31)  # 25 March + 5 days is a Sunday
    path.when(against(ReportGround.FACTS, date(2025, 3, 31))).then(ReportObjected)


def test_who_was_not_served_has_no_days_to_object() -> None:
    appraised().when(against(ReportGround.FACTS, ON, party="别人")).then_refused("report_objection_is_in_time")


def test_what_is_not_open_to_objection() -> None:
    agreed = sealed().also(seek(DIRECTED, both_ask=True, has_official_price=True), report(DIRECTED), serve(DIRECTED))
    agreed.when(against(ReportGround.FACTS, ON, DIRECTED)).then_refused("report_is_open_to_objection")
    network = sealed().also(seek(NETWORK, both_ask=True), report(NETWORK), serve(NETWORK))
    network.when(against(ReportGround.STANDARD, ON, NETWORK)).then_refused("standards_are_an_appraisers")
    network.when(against(ReportGround.FACTS, ON, NETWORK)).then(ReportObjected)


def test_standards_are_explained_and_reviewed_before_the_objection_is_settled() -> None:
    settled = settle(ReportGround.STANDARD, upheld=False)
    asked = AskAppraiser(case=CASE, on=ON, inquiry="appraisal", party="吴某")
    explain = RecordExplanation(case=CASE, on=ON, inquiry="appraisal", party="吴某", accepted=False)
    review = RecordReview(case=CASE, on=ON, inquiry="appraisal", party="吴某")
    for step in (asked, settled, review):
        appraised().when(step).then_refused("report_objection_is_pending")
    path = appraised().also(against(ReportGround.STANDARD, ON))
    path.when(settled).then_refused("standards_were_explained_or_reviewed")
    path.when(explain).then_refused("appraiser_was_asked")
    path.when(asked).then(AppraiserAsked)
    path.also(asked).when(explain).then(ReportExplained)
    path.also(explain).when(settled).then_refused("standards_were_explained_or_reviewed")
    path.when(review).then(ReportReviewed)
    path.also(review).when(settled).then(ReportObjectionSettled)
    path.also(settled).when(settled).then_nothing()


def test_each_objection_is_answered_by_itself() -> None:
    other = serve(APPRAISAL, party="邬某某")
    path = appraised().also(other, against(ReportGround.FACTS, ON), against(ReportGround.FACTS, ON, party="邬某某"))
    path.when(against(ReportGround.FACTS, ON + days(1))).then_nothing()
    path.also(settle(ReportGround.FACTS, upheld=False))
    path.when(fix(APPRAISAL, date(2025, 3, 18))).then_refused("report_objections_are_settled")
    path.when(settle(ReportGround.SCOPE, upheld=False)).then_refused("report_objection_is_pending")
    path.also(settle(ReportGround.FACTS, upheld=False, party="邬某某"))
    path.when(fix(APPRAISAL, date(2025, 3, 18))).then(PriceFixed)


def test_the_answer_to_one_party_does_not_explain_the_report_to_another() -> None:
    path = appraised().also(serve(APPRAISAL, party="邬某某"))
    for party in ("吴某", "邬某某"):
        path.also(against(ReportGround.STANDARD, ON, party=party))
        path.also(AskAppraiser(case=CASE, on=ON, inquiry="appraisal", party=party))
    path.also(RecordExplanation(case=CASE, on=ON, inquiry="appraisal", party="吴某", accepted=True))
    path.when(settle(ReportGround.STANDARD, upheld=False)).then(ReportObjectionSettled)
    path.when(settle(ReportGround.STANDARD, upheld=False, party="邬某某")).then_refused(
        "standards_were_explained_or_reviewed"
    )


def test_an_explanation_that_is_accepted_settles_it() -> None:
    path = appraised().also(
        against(ReportGround.STANDARD, ON), AskAppraiser(case=CASE, on=ON, inquiry="appraisal", party="吴某")
    )
    path.also(RecordExplanation(case=CASE, on=ON, inquiry="appraisal", party="吴某", accepted=True))
    path.when(settle(ReportGround.STANDARD, upheld=False)).then(ReportObjectionSettled)


# --- the price ---


def agree(
    applicants_fen: int = 900, debtors_fen: int = 900, harms: bool = False, until: date = VALID
) -> NegotiatePrice:
    return NegotiatePrice(
        case=CASE, on=ON, inquiry="negotiation", applicants_fen=applicants_fen, debtors_fen=debtors_fen, valid_until=until,
        harms_others=harms,
    )  # fmt: skip


def test_an_agreed_price_is_one_that_both_name() -> None:
    path = sealed().also(seek(NEGOTIATION))
    path.when(agree(debtors_fen=901)).then_refused("both_name_one_price")
    path.when(agree(0, 0)).then_refused("both_name_one_price")
    path.when(agree(harms=True)).then_refused("agreed_price_harms_nobody")
    path.when(agree(until=date(2026, 3, 11))).then_refused("agreed_price_is_valid_for_a_year")
    path.when(fix(NEGOTIATION, ON)).then_refused("result_is_there", "price_is_the_mean")
    path.when(agree()).then(PriceNegotiated)
    fixed = path.also(agree()).when(fix(NEGOTIATION, ON)).then(PriceFixed).events[0]
    assert isinstance(fixed, PriceFixed)
    assert (fixed.price_fen, fixed.valid_until) == (900, VALID)


def test_the_price_is_the_mean_of_the_platforms_in_time() -> None:
    path = sealed().also(seek(NETWORK, both_ask=True))
    for on, institution, price_fen in ((11, "一", 1_000), (13, "二", 1_101), (14, "三", 9_000)):
        path.also(report(NETWORK, date(2025, 3, on), price_fen, institution, date(2026, 3, on - 1)))
    path.also(serve(NETWORK, date(2025, 3, 14)))
    fixed = path.when(fix(NETWORK, date(2025, 3, 20))).then(PriceFixed).events[0]
    assert isinstance(fixed, PriceFixed)
    assert (fixed.price_fen, fixed.reports, fixed.sum_fen) == (1_050, 2, 2_101)
    assert fixed.valid_until == date(2026, 3, 10)


def test_late_platforms_alone_give_no_price() -> None:
    path = sealed().also(
        seek(NETWORK, both_ask=True), report(NETWORK, date(2025, 3, 14)), serve(NETWORK, date(2025, 3, 14))
    )
    path.when(fix(NETWORK, date(2025, 3, 20))).then_refused("result_is_there", "price_is_the_mean")


def test_the_price_waits_for_the_days_to_object() -> None:
    path = sealed().also(seek(APPRAISAL, both_ask=True), report(APPRAISAL))
    path.when(fix(APPRAISAL, ON)).then_refused("report_was_served")
    path.also(serve(APPRAISAL))
    path.when(fix(APPRAISAL, date(2025, 3, 17))).then_refused("days_to_object_are_over")
    path.when(fix(APPRAISAL, date(2025, 3, 18))).then(PriceFixed)


def test_the_price_waits_for_the_last_of_the_parties() -> None:
    path = sealed().also(seek(APPRAISAL, both_ask=True), report(APPRAISAL), serve(APPRAISAL, published=True))
    path.also(serve(APPRAISAL, party="邬某某"))  # until the 17th; the other one until the 31st
    path.when(fix(APPRAISAL, date(2025, 3, 31))).then_refused("days_to_object_are_over")
    path.when(fix(APPRAISAL, date(2025, 4, 1))).then(PriceFixed)


def test_an_objection_holds_the_price_and_one_that_is_right_asks_for_another_report() -> None:
    path = appraised().also(against(ReportGround.FACTS, ON))
    path.when(fix(APPRAISAL, date(2025, 3, 18))).then_refused("report_objections_are_settled")
    path.also(settle(ReportGround.FACTS, upheld=True, on=date(2025, 3, 18)))
    path.when(fix(APPRAISAL, date(2025, 3, 19))).then_refused("upheld_objection_was_corrected")
    path.also(report(APPRAISAL, date(2025, 3, 19), 800_00), serve(APPRAISAL, date(2025, 3, 19)))
    fixed = path.when(fix(APPRAISAL, date(2025, 4, 1))).then(PriceFixed).events[0]
    assert isinstance(fixed, PriceFixed)
    assert fixed.price_fen == 800_00


def test_a_report_that_the_association_rejected_gives_no_price() -> None:
    review = RecordReview(case=CASE, on=ON, inquiry="appraisal", party="吴某", rejected=True)
    path = appraised().also(against(ReportGround.STANDARD, ON), review, settle(ReportGround.STANDARD, upheld=False))
    path.when(fix(APPRAISAL, date(2025, 3, 18))).then_refused("rejected_report_was_corrected")
    path.also(report(APPRAISAL, ON, 800_00), serve(APPRAISAL, ON))
    fixed = path.when(fix(APPRAISAL, date(2025, 3, 18))).then(PriceFixed).events[0]
    assert isinstance(fixed, PriceFixed)
    assert fixed.price_fen == 800_00


def test_a_result_that_ran_out_gives_no_price() -> None:
    path = sealed().also(
        seek(APPRAISAL, both_ask=True), report(APPRAISAL, valid_until=date(2025, 3, 20)), serve(APPRAISAL)
    )
    path.when(fix(APPRAISAL, date(2025, 3, 20))).then(PriceFixed)
    path.when(fix(APPRAISAL, date(2025, 3, 21))).then_refused("result_is_valid")


def test_the_same_price_is_fixed_once() -> None:
    path = sealed().also(seek(NEGOTIATION), agree(), fix(NEGOTIATION, ON))
    path.when(fix(NEGOTIATION, ON)).then_nothing()
    for step in (agree(), seek(NEGOTIATION)):
        path.when(step).then_nothing()


@settings(max_examples=50, deadline=None)
@drawn(st.lists(st.integers(1, 10**12), min_size=1, max_size=5))
def test_whatever_the_platforms_say_the_price_is_their_mean(prices: list[int]) -> None:
    path = sealed().also(seek(NETWORK, both_ask=True))
    path.also(*(report(NETWORK, ON, price, f"平台{number}") for number, price in enumerate(prices)), serve(NETWORK))
    fixed = path.when(fix(NETWORK, date(2025, 3, 20))).then(PriceFixed).events[0]
    assert isinstance(fixed, PriceFixed)
    assert fixed.price_fen == sum(prices) // len(prices)


# --- deadlines ---


@pytest.mark.parametrize(
    ("name", "due_on"),
    [
        ("reference_price_start", date(2025, 4, 9)), ("price_report", date(2025, 4, 9)),
        ("report_service", date(2025, 3, 13)), ("report_objection", date(2025, 3, 17)),
        ("report_objection_review", date(2025, 3, 25)),
    ],
)  # fmt: skip
def test_the_days_that_the_law_gives(name: str, due_on: date) -> None:
    path = appraised().also(against(ReportGround.FACTS, ON))
    (term,) = terms(path.case, DEADLINES[name], Lengths(Calendar()))
    assert term.due_on == due_on


def test_standards_go_to_the_appraiser_in_three_days_who_explains_in_five() -> None:
    path = appraised().also(
        against(ReportGround.STANDARD, ON), AskAppraiser(case=CASE, on=ON, inquiry="appraisal", party="吴某")
    )
    asked, explained = (
        next(terms(path.case, DEADLINES[name], Lengths(Calendar()))).due_on
        for name in ("appraiser_request", "appraiser_explanation")
    )
    assert (asked, explained) == (date(2025, 3, 13), date(2025, 3, 17))


def test_a_renewal_does_not_begin_the_thirty_days_again() -> None:
    path = sealed()
    first = path.case.last_event(AssetSealed)
    assert first
    path.also(AssetSealed(
        on=ON + days(5), asset="财产", measure=first.measure, starts_on=first.expires_on,
        expires_on=first.expires_on + days(100), renews=True,
    ))  # fmt: skip
    assert len(list(terms(path.case, DEADLINES["reference_price_start"], Lengths(Calendar())))) == 1


def price_terms(path: Given, name: str = "reference_price_start") -> list[tuple[date, date | None]]:
    return [(each.due_on, each.kept_on) for each in terms(path.case, DEADLINES[name], Lengths(Calendar()))]


def test_no_price_is_due_for_a_deposit_nor_for_a_queued_measure_before_it_takes_effect() -> None:
    assert price_terms(sealed(AssetClass.DEPOSIT)) == []
    queued = sealed(rank=2)
    assert price_terms(queued) == []
    queued.also(ActivateQueuedMeasure(case=CASE, on=ON + days(5), asset="财产"))
    assert price_terms(queued, "queued_price_start") == [(date(2025, 4, 14), None)]
    money = sealed(AssetClass.DEPOSIT, rank=2).also(ActivateQueuedMeasure(case=CASE, on=ON, asset="财产"))
    assert price_terms(money, "queued_price_start") == []


@pytest.mark.parametrize(
    "gone",
    [
        AssetReleased(on=ON + days(3), asset="财产"), AssetDisposed(on=ON + days(3), asset="财产", realised_fen=1),
        AssetRuledUnenforceable(on=ON + days(3), asset="财产", reason=Unenforceable.EXEMPT),
    ],
)  # fmt: skip
def test_no_price_is_due_any_more_for_what_is_gone(gone: Event) -> None:
    assert price_terms(sealed().also(gone)) == [(date(2025, 4, 9), ON + days(3))]


def test_an_extended_report_is_due_at_the_end_of_its_extension() -> None:
    path = sealed().also(seek(APPRAISAL, both_ask=True), extend(APPRAISAL, date(2025, 4, 1)))
    (term,) = terms(path.case, DEADLINES["extended_price_report"], Lengths(Calendar()))
    assert term.due_on == date(2025, 4, 24)
