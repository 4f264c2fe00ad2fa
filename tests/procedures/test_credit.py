"""Restriction on consumption and the defaulter list: grounds, terms, who may not be listed, and deletion."""

from datetime import date

import pytest

from casestream.kernel import Actor
from casestream.procedures.approval import proposal_of
from casestream.procedures.asset_search import ClueResult, ClueVerified
from casestream.procedures.credit import (
    ConsumptionBreached,
    ConsumptionRestricted,
    ConsumptionRestrictionLifted,
    DefaulterGround,
    Extension,
    FindConsumptionBreach,
    FindListableAgain,
    FindNotListable,
    LiftConsumptionRestriction,
    LiftReason,
    ListableAgain,
    ListAsDefaulter,
    ListedAsDefaulter,
    NotListable,
    NotListableReason,
    PostTerminationQueried,
    RemovalReason,
    RemovedFromDefaulterList,
    RemoveFromDefaulterList,
    RestrictConsumption,
    SettlementBreached,
    Spending,
)
from casestream.procedures.filing import ApplyForEnforcement, FileCase, Party, PartyKind
from casestream.procedures.incentives import PerformanceConfirmed
from casestream.procedures.notice import IssueNotice, PropertyReportChecked, ReportOutcome
from casestream.procedures.proceeds import PaidToCreditor
from casestream.procedures.rounds import ClosingMode, RoundClosed
from casestream.procedures.settlement import HowSettled, SettlementPerformed, SettlementRecorded
from casestream.procedures.suspension import Suspended, SuspensionReason
from casestream.testing import PANEL, given
from casestream.testing.scenario import CHIEF, Given, approved, evolve

CASE = "（2024）内0624民初100号"
COMPANY = "某有限责任公司"
PERFORM_BY, ON = date(2025, 3, 20), date(2025, 3, 21)
LIMITED = (
    DefaulterGround.OBSTRUCTION, DefaulterGround.EVASION, DefaulterGround.REPORT_BREACH,
    DefaulterGround.CONSUMPTION_BREACH, DefaulterGround.SETTLEMENT_BREACH,
)  # fmt: skip

apply = ApplyForEnforcement(
    case=CASE, on=date(2025, 3, 3), cause="借款合同纠纷", court="内0624", claimed_fen=40_000_00,
    effective_on=date(2024, 6, 1), performance_due=date(2024, 12, 31), applicants=(Party(name="邬某某"),),
    debtors=(Party(name="吴某"), Party(name=COMPANY, kind=PartyKind.ENTERPRISE)),
)  # fmt: skip
file = FileCase(case=CASE, on=date(2025, 3, 5), number="（2025）内0624执200号")


def notified(debtor: str = "吴某") -> Given:
    return given(apply, file, IssueNotice(case=CASE, on=date(2025, 3, 6), debtor=debtor, perform_by=PERFORM_BY))


def may_restrict(step: RestrictConsumption) -> Given:
    return notified(step.debtor).also(approved(step))


def may_list(step: ListAsDefaulter) -> Given:
    return notified(step.debtor).also(approved(step))


def restrict(debtor: str = "吴某", representative: str = "", on: date = ON) -> RestrictConsumption:
    return RestrictConsumption(case=CASE, on=on, debtor=debtor, legal_representative=representative)


def lift(reason: LiftReason = LiftReason.PERFORMED, on: date = ON) -> LiftConsumptionRestriction:
    return LiftConsumptionRestriction(case=CASE, on=on, debtor="吴某", reason=reason)


def enter(
    ground: DefaulterGround = DefaulterGround.EVASION, extension: Extension = Extension.NONE, extra_years: int = 0,
    on: date = ON, debtor: str = "吴某", representative: str = "",
) -> ListAsDefaulter:  # fmt: skip
    return ListAsDefaulter(
        case=CASE, on=on, debtor=debtor, ground=ground, extension=extension, extra_years=extra_years,
        legal_representative=representative,
    )  # fmt: skip


def remove(reason: RemovalReason, on: date, arose_on: date | None = None) -> RemoveFromDefaulterList:
    return RemoveFromDefaulterList(case=CASE, on=on, debtor="吴某", reason=reason, arose_on=arose_on)


def find(reason: NotListableReason, debtor: str = "吴某") -> FindNotListable:
    return FindNotListable(case=CASE, on=ON, debtor=debtor, reason=reason)


def closed(mode: ClosingMode) -> RoundClosed:
    return RoundClosed(on=ON, mode=mode, claimed_fen=40_000_00, collected_fen=0, opened_on=ON, used_days=0)


CLAIMED_FEN = 40_000_00
CONFIRMED = PerformanceConfirmed(on=ON, debtor="吴某", applicant="邬某某")
SETTLED = SettlementRecorded(
    on=ON, how=HowSettled.JOINT, agreed_fen=CLAIMED_FEN, in_kind=False, perform_by=ON, items=()
)  # fmt: skip


@pytest.mark.parametrize(("on", "allowed"), [(date(2025, 3, 19), False), (PERFORM_BY, False), (ON, True)])
def test_consumption_is_restricted_from_the_day_after_the_day_to_perform(on: date, allowed: bool) -> None:
    outcome = may_restrict(restrict(on=on)).when(restrict(on=on))
    if allowed:
        outcome.then(ConsumptionRestricted(on=on, debtor="吴某", proposal=proposal_of(restrict())))
    else:
        outcome.then_refused("notice_period_has_expired")


def test_without_notice_and_signature_nothing_is_restricted() -> None:
    given(apply, file).when(restrict()).then_refused("notice_period_has_expired", "restriction_was_signed")
    notified().when(restrict()).then_refused("restriction_was_signed")
    may_list(enter()).when(restrict()).then_refused("restriction_was_signed")
    may_restrict(restrict(COMPANY)).when(restrict()).then_refused("notice_period_has_expired", "restriction_was_signed")
    given().when(restrict()).then_refused(
        "case_is_in_hand", "debtor_is_a_party", "notice_period_has_expired", "restriction_was_signed"
    )


@pytest.mark.parametrize("actor", [CHIEF, PANEL])
def test_only_the_president_signs_a_restriction(actor: Actor) -> None:
    notified().when(*approved(restrict(), actor)).then_refused("consumption_order_is_for_the_president")


def test_a_panel_reviews_a_listing_and_the_president_signs_it() -> None:
    notified().also(approved(enter(), PANEL)).when(enter()).then_refused("listing_was_signed")


def test_a_restriction_in_force_is_not_ordered_again_and_one_signature_serves_one_order() -> None:
    restricted = may_restrict(restrict()).also(restrict())
    restricted.when(restrict(on=date(2025, 3, 24))).then_nothing()
    restricted.also(lift()).when(restrict(on=date(2025, 3, 24))).then_refused("restriction_was_signed")


def test_the_legal_representative_of_an_entity_is_restricted_with_it() -> None:
    with_head = may_restrict(restrict(COMPANY, "杨某某")).when(restrict(COMPANY, "杨某某"))
    restricted = with_head.then(ConsumptionRestricted).events[0]
    assert isinstance(restricted, ConsumptionRestricted)
    assert restricted.legal_representative == "杨某某"
    may_restrict(restrict(COMPANY)).when(restrict(COMPANY)).then_refused("representative_is_named")
    may_list(enter(debtor=COMPANY)).when(enter(debtor=COMPANY)).then_refused("representative_is_named")
    may_restrict(restrict(representative="杨某某")).when(restrict(representative="杨某某")).then_refused(
        "representative_is_an_entitys"
    )


def test_naming_another_representative_needs_another_order() -> None:
    restricted = may_restrict(restrict(COMPANY, "冯某某")).also(restrict(COMPANY, "冯某某"))
    restricted.when(restrict(COMPANY, "杨某某")).then_refused("restriction_was_signed")
    restricted.also(approved(restrict(COMPANY, "杨某某")))
    restricted.when(restrict(COMPANY, "杨某某")).then(ConsumptionRestricted)


@pytest.mark.parametrize("reason", list(LiftReason))
def test_a_restriction_is_lifted_once(reason: LiftReason) -> None:
    restricted = may_restrict(restrict()).also(restrict())
    restricted.when(lift(reason)).then(ConsumptionRestrictionLifted(on=ON, debtor="吴某", reason=reason))
    restricted.also(lift(reason)).when(lift(reason)).then_nothing()
    notified().when(lift(reason)).then_nothing()


def test_who_is_listed_stays_restricted() -> None:
    listed = may_list(enter()).also(enter(), CONFIRMED)
    listed.when(lift()).then_refused("debtor_is_not_listed")
    listed.also(remove(RemovalReason.PERFORMED, ON)).when(lift()).then(ConsumptionRestrictionLifted)


@pytest.mark.parametrize(
    ("on", "allowed"), [(date(2027, 3, 20), False), (date(2027, 3, 21), False), (date(2027, 3, 22), True)]
)
def test_an_entry_whose_term_ran_out_no_longer_keeps_the_restriction(on: date, allowed: bool) -> None:
    outcome = may_list(enter()).also(enter()).when(lift(on=on))
    if allowed:
        outcome.then(ConsumptionRestrictionLifted)
    else:
        outcome.then_refused("debtor_is_not_listed")


def test_who_is_listed_is_restricted_in_the_same_step() -> None:
    may_list(enter()).when(enter()).then(
        ListedAsDefaulter(
            on=ON, debtor="吴某", ground=DefaulterGround.EVASION, until=date(2027, 3, 21), proposal=proposal_of(enter())
        ),
        ConsumptionRestricted(on=ON, debtor="吴某", by_listing=True),
    )
    restricted = may_list(enter()).also(approved(restrict()), restrict())
    restricted.when(enter()).then(ListedAsDefaulter)


def test_an_order_that_goes_with_an_entry_uses_up_no_signature_of_its_own() -> None:
    listed = may_list(enter()).also(enter(), CONFIRMED, remove(RemovalReason.PERFORMED, ON), lift())
    listed.also(approved(restrict()))
    listed.when(restrict()).then(ConsumptionRestricted)


def test_the_representative_of_a_listed_entity_is_restricted_and_a_persons_is_not() -> None:
    listed = may_list(enter(debtor=COMPANY, representative="杨某某")).when(
        enter(debtor=COMPANY, representative="杨某某")
    )
    listed.then(
        ListedAsDefaulter,
        ConsumptionRestricted(on=ON, debtor=COMPANY, legal_representative="杨某某", by_listing=True),
    )
    may_list(enter(representative="杨某某")).when(enter(representative="杨某某")).then_refused(
        "representative_is_an_entitys"
    )


@pytest.mark.parametrize(("on", "allowed"), [(date(2025, 3, 19), False), (PERFORM_BY, False), (ON, True)])
def test_nobody_is_listed_before_the_day_to_perform_has_passed(on: date, allowed: bool) -> None:
    outcome = may_list(enter(on=on)).when(enter(on=on))
    if allowed:
        outcome.then(ListedAsDefaulter, ConsumptionRestricted)
    else:
        outcome.then_refused("notice_period_has_expired")


def test_a_listing_needs_a_party_and_one_signature_each() -> None:
    notified().when(enter()).then_refused("listing_was_signed")
    given().when(enter()).then_refused(
        "case_is_in_hand", "debtor_is_a_party", "notice_period_has_expired", "listing_was_signed"
    )
    again = may_list(enter()).also(enter())
    again.when(enter(on=date(2025, 3, 24))).then_nothing()
    again.when(enter(DefaulterGround.OBSTRUCTION)).then_refused("listing_was_signed")
    again.also(approved(enter(DefaulterGround.OBSTRUCTION)))
    again.when(enter(DefaulterGround.OBSTRUCTION)).then(ListedAsDefaulter)


def test_the_first_ground_has_no_term() -> None:
    listed = may_list(enter(DefaulterGround.UNWILLING)).when(enter(DefaulterGround.UNWILLING)).events[0]
    assert isinstance(listed, ListedAsDefaulter)
    assert (listed.ground, listed.until) == (DefaulterGround.UNWILLING, None)


@pytest.mark.parametrize("ground", LIMITED)
def test_the_other_five_grounds_list_for_two_years(ground: DefaulterGround) -> None:
    ready = may_list(enter(ground)).also(
        approved(restrict()), restrict(),
        PropertyReportChecked(on=ON, debtor="吴某", outcome=ReportOutcome.FALSE), SettlementBreached(on=ON), breach(),
    )  # fmt: skip
    listed = ready.when(enter(ground)).then(ListedAsDefaulter).events[0]
    assert isinstance(listed, ListedAsDefaulter)
    assert (listed.ground, listed.until) == (ground, date(2027, 3, 21))


@pytest.mark.parametrize(
    ("extension", "extra_years", "allowed"),
    [
        (Extension.NONE, 0, True), (Extension.NONE, 1, False), (Extension.VIOLENCE, 0, False),
        (Extension.VIOLENCE, 1, True), (Extension.SEVERAL_ACTS, 3, True), (Extension.SEVERAL_ACTS, 4, False),
        (Extension.VIOLENCE, -1, False), (Extension.VIOLENCE, 10**9, False),
    ],
)  # fmt: skip
def test_violence_or_several_acts_add_one_to_three_years(extension: Extension, extra_years: int, allowed: bool) -> None:
    outcome = may_list(enter(DefaulterGround.OBSTRUCTION, extension, extra_years)).when(
        enter(DefaulterGround.OBSTRUCTION, extension, extra_years)
    )
    if allowed:
        listed = outcome.then(ListedAsDefaulter, ConsumptionRestricted).events[0]
        assert isinstance(listed, ListedAsDefaulter)
        assert listed.until == date(2027 + extra_years, 3, 21)
    else:
        outcome.then_refused("extension_has_a_reason")


def test_an_entry_without_a_term_is_not_extended() -> None:
    forever = enter(DefaulterGround.UNWILLING, Extension.SEVERAL_ACTS, 1)
    may_list(forever).when(forever).then_refused("extension_has_a_reason")


@pytest.mark.parametrize(("on", "until"), [(date(2017, 4, 30), None), (date(2017, 5, 1), date(2019, 5, 1))])
def test_until_may_2017_no_entry_had_a_term(on: date, until: date | None) -> None:
    old = ApplyForEnforcement(
        case=CASE, on=date(2017, 3, 1), cause="借款合同纠纷", court="内0624", claimed_fen=1, effective_on=date(2016, 1, 1),
        performance_due=date(2016, 2, 1), applicants=(Party(name="邬某某"),), debtors=(Party(name="吴某"),),
    )  # fmt: skip
    filed = given(
        old, FileCase(case=CASE, on=date(2017, 3, 2), number="（2017）内0624执1号"),
        IssueNotice(case=CASE, on=date(2017, 3, 3), debtor="吴某", perform_by=date(2017, 3, 10)),
        approved(enter(on=on)),
    )  # fmt: skip
    listed = filed.when(enter(on=on)).then(ListedAsDefaulter, ConsumptionRestricted).events[0]
    assert isinstance(listed, ListedAsDefaulter)
    assert listed.until == until


@pytest.mark.parametrize(
    ("outcome", "allowed"),
    [
        (ReportOutcome.TRUE, False), (ReportOutcome.FALSE, True), (ReportOutcome.LATE, True),
        (ReportOutcome.REFUSED, True),
    ],
)  # fmt: skip
def test_a_breach_of_the_duty_to_report_lists_once_it_was_found(outcome: ReportOutcome, allowed: bool) -> None:
    may_list(enter(DefaulterGround.REPORT_BREACH)).when(enter(DefaulterGround.REPORT_BREACH)).then_refused(
        "listed_report_breach_was_found"
    )
    checked = may_list(enter(DefaulterGround.REPORT_BREACH)).also(
        PropertyReportChecked(on=ON, debtor="吴某", outcome=outcome)
    )
    listing = checked.when(enter(DefaulterGround.REPORT_BREACH))
    if allowed:
        listing.then(ListedAsDefaulter, ConsumptionRestricted)
    else:
        listing.then_refused("listed_report_breach_was_found")


def test_a_settlement_is_breached_before_its_breach_lists() -> None:
    entry = enter(DefaulterGround.SETTLEMENT_BREACH)
    may_list(entry).when(entry).then_refused("breach_of_settlement_was_found")
    broken = may_list(entry).also(SettlementBreached(on=ON))
    broken.when(enter(DefaulterGround.SETTLEMENT_BREACH)).then(ListedAsDefaulter, ConsumptionRestricted)


def breach(spending: Spending = Spending.JOURNEY, on: date = ON, person: str = "") -> FindConsumptionBreach:
    return FindConsumptionBreach(case=CASE, on=on, debtor="吴某", spending=spending, person=person)


def test_a_restriction_is_breached_only_where_there_is_one_and_a_breach_lists() -> None:
    entry = enter(DefaulterGround.CONSUMPTION_BREACH)
    may_list(entry).when(entry).then_refused("breach_of_restriction_was_found")
    may_list(entry).when(breach()).then_refused("breached_restriction_is_in_force")
    restricted = may_list(entry).also(approved(restrict()), restrict())
    restricted.when(enter(DefaulterGround.CONSUMPTION_BREACH)).then_refused("breach_of_restriction_was_found")
    restricted.when(breach(person="吴某妻")).then(
        ConsumptionBreached(on=ON, debtor="吴某", spending=Spending.JOURNEY, person="吴某妻")
    )
    restricted.also(breach()).when(breach()).then_nothing()
    restricted.when(enter(DefaulterGround.CONSUMPTION_BREACH)).then(ListedAsDefaulter)


@pytest.mark.parametrize(
    ("on", "allowed"), [(date(2015, 7, 21), False), (date(2015, 7, 22), True), (date(2015, 7, 23), True)]
)
def test_fast_trains_are_forbidden_since_july_2015(on: date, allowed: bool) -> None:
    restricted = given(ConsumptionRestricted(on=date(2015, 6, 1), debtor="吴某"))
    outcome = restricted.when(breach(Spending.TRAIN, on))
    if allowed:
        outcome.then(ConsumptionBreached)
    else:
        outcome.then_refused("fast_trains_are_not_forbidden_yet")
    restricted.when(breach(Spending.HOLIDAY, on)).then(ConsumptionBreached)


@pytest.mark.parametrize("reason", list(NotListableReason))
def test_who_is_not_unwilling_is_not_listed_as_unwilling_and_a_minor_not_at_all(reason: NotListableReason) -> None:
    excused = may_list(enter()).also(find(reason), approved(enter(DefaulterGround.UNWILLING)))
    minor = reason is NotListableReason.MINOR
    excused.when(enter(DefaulterGround.UNWILLING)).then_refused("debtor_is_of_age" if minor else "debtor_is_unwilling")
    if minor:
        excused.when(enter()).then_refused("debtor_is_of_age")
    else:
        excused.when(enter()).then(ListedAsDefaulter, ConsumptionRestricted)
    excused.also(FindListableAgain(case=CASE, on=ON, debtor="吴某", reason=reason))
    excused.when(enter(DefaulterGround.UNWILLING)).then(ListedAsDefaulter, ConsumptionRestricted)


def test_a_reason_against_a_listing_is_found_and_taken_back_once() -> None:
    back = FindListableAgain(case=CASE, on=ON, debtor="吴某", reason=NotListableReason.SECURITY)
    found = find(NotListableReason.SECURITY)
    notified().when(found).then(NotListable(on=ON, debtor="吴某", reason=NotListableReason.SECURITY))
    notified().when(back).then_nothing()
    standing = notified().also(found)
    standing.when(found).then_nothing()
    standing.when(find(NotListableReason.MINOR)).then(NotListable)
    standing.when(back).then(ListableAgain(on=ON, debtor="吴某", reason=NotListableReason.SECURITY))
    standing.also(back).when(back).then_nothing()
    standing.when(found).then(NotListable)
    notified().when(find(NotListableReason.MINOR, "邬某某")).then_refused("debtor_is_a_party")


def test_an_entry_is_deleted_within_three_working_days() -> None:
    removed = (
        may_list(enter())
        .also(enter(), CONFIRMED)
        .when(remove(RemovalReason.PERFORMED, date(2025, 4, 30), date(2025, 4, 30)))
    )
    event = removed.then(RemovedFromDefaulterList).events[0]
    assert isinstance(event, RemovedFromDefaulterList)
    # The first to fifth of May 2025 are holidays.
    assert (event.arose_on, event.remove_by) == (date(2025, 4, 30), date(2025, 5, 8))


def test_a_deletion_past_its_last_day_is_recorded_not_refused() -> None:
    late = remove(RemovalReason.PERFORMED, date(2025, 6, 30), date(2025, 4, 1))
    may_list(enter()).also(enter(), CONFIRMED).when(late).then(RemovedFromDefaulterList)


@pytest.mark.parametrize(
    ("arose_on", "allowed"),
    [(date(2025, 4, 30), True), (date(2025, 5, 1), True), (date(2025, 5, 2), False), (date(2099, 5, 1), False)],
)
def test_a_reason_that_has_not_arisen_deletes_nothing(arose_on: date, allowed: bool) -> None:
    outcome = (
        may_list(enter(DefaulterGround.UNWILLING))
        .also(enter(DefaulterGround.UNWILLING))
        .when(remove(RemovalReason.APPLICANT_ASKED, date(2025, 5, 1), arose_on))
    )
    if allowed:
        outcome.then(RemovedFromDefaulterList)
    else:
        outcome.then_refused("reason_has_arisen")


def test_deleting_no_entry_is_quiet() -> None:
    notified().when(remove(RemovalReason.PERFORMED, ON)).then_nothing()
    removed = may_list(enter()).also(enter(), CONFIRMED, remove(RemovalReason.PERFORMED, ON))
    removed.when(remove(RemovalReason.PERFORMED, ON)).then_nothing()


@pytest.mark.parametrize(
    ("on", "allowed"), [(date(2025, 4, 30), False), (date(2025, 5, 1), False), (date(2025, 5, 2), True)]
)
def test_a_term_ends_the_day_after_its_last_day(on: date, allowed: bool) -> None:
    listed = notified().also(
        ListedAsDefaulter(on=date(2023, 5, 1), debtor="吴某", ground=DefaulterGround.EVASION, until=date(2025, 5, 1))
    )
    outcome = listed.when(remove(RemovalReason.TERM_ENDED, on))
    if allowed:
        removed = outcome.then(RemovedFromDefaulterList).events[0]
        assert isinstance(removed, RemovedFromDefaulterList)
        assert (removed.arose_on, removed.remove_by) == (date(2025, 5, 1), date(2025, 5, 8))
    else:
        outcome.then_refused("term_has_run_out")


def test_an_entry_without_a_term_neither_ends_by_itself_nor_early() -> None:
    listed = may_list(enter(DefaulterGround.UNWILLING)).also(enter(DefaulterGround.UNWILLING))
    listed.when(remove(RemovalReason.TERM_ENDED, date(2025, 5, 30))).then_refused("term_has_run_out")
    early = remove(RemovalReason.CORRECTED, date(2025, 4, 1))
    listed.when(early).then_refused("early_deletion_shortens_a_term")
    may_list(enter()).also(enter()).when(early).then(RemovedFromDefaulterList)


def query(found: bool) -> PostTerminationQueried:
    return PostTerminationQueried(on=ON, n=1, due_on=ON, found=found)


def test_want_of_assets_deletes_an_entry_only_after_the_ending_and_two_queries_in_vain() -> None:
    no_assets = remove(RemovalReason.NO_ASSETS, date(2025, 4, 1))
    listed = may_list(enter(DefaulterGround.UNWILLING)).also(enter(DefaulterGround.UNWILLING))
    listed.when(no_assets).then_refused("procedure_was_terminated", "two_queries_found_nothing")
    listed.also(closed(ClosingMode.CURRENT_TERMINATED), query(False))
    listed.when(no_assets).then_refused("two_queries_found_nothing")
    listed.also(query(False)).when(no_assets).then(RemovedFromDefaulterList)
    nothing = ClueVerified(on=ON, clue="线索一", result=ClueResult.NOTHING)
    listed.also(nothing).when(no_assets).then(RemovedFromDefaulterList)
    listed.also(evolve(nothing, result=ClueResult.ASSET)).when(no_assets).then_refused("nobody_gave_a_good_clue")
    listed.also(query(True)).when(no_assets).then_refused("nobody_gave_a_good_clue", "two_queries_found_nothing")


@pytest.mark.parametrize(
    ("reason", "mode"),
    [(RemovalReason.TERMINATED, ClosingMode.TERMINATED), (RemovalReason.REFUSED, ClosingMode.REFUSED)],
)
def test_an_ending_deletes_an_entry_where_the_case_ended_so(reason: RemovalReason, mode: ClosingMode) -> None:
    other = ClosingMode.SATISFIED
    listed = may_list(enter(DefaulterGround.UNWILLING)).also(enter(DefaulterGround.UNWILLING))
    listed.when(remove(reason, ON)).then_refused("case_ended_that_way")
    listed.also(closed(other)).when(remove(reason, ON)).then_refused("case_ended_that_way")
    may_list(enter(DefaulterGround.UNWILLING)).also(enter(DefaulterGround.UNWILLING), closed(mode)).when(
        remove(reason, ON)
    ).then(RemovedFromDefaulterList)


@pytest.mark.parametrize("reason", [RemovalReason.APPLICANT_ASKED, RemovalReason.SUSPENDED])
def test_an_entry_with_a_term_stands_unless_the_debtor_performs(reason: RemovalReason) -> None:
    retrial = Suspended(on=ON, reason=SuspensionReason.RETRIAL)
    may_list(enter()).also(enter(), retrial).when(remove(reason, ON)).then_refused("term_is_kept")
    may_list(enter(DefaulterGround.UNWILLING)).also(enter(DefaulterGround.UNWILLING), retrial).when(
        remove(reason, ON)
    ).then(RemovedFromDefaulterList)
    may_list(enter()).also(enter(), CONFIRMED).when(remove(RemovalReason.PERFORMED, ON)).then(RemovedFromDefaulterList)


def unwilling() -> Given:
    return may_list(enter(DefaulterGround.UNWILLING)).also(enter(DefaulterGround.UNWILLING))


def test_performance_deletes_an_entry_when_all_is_paid_or_the_applicant_confirms_it() -> None:
    performed = remove(RemovalReason.PERFORMED, ON)
    unwilling().when(performed).then_refused("debtor_performed")
    unwilling().also(evolve(CONFIRMED, debtor=COMPANY)).when(performed).then_refused("debtor_performed")
    unwilling().also(CONFIRMED).when(performed).then(RemovedFromDefaulterList)
    unwilling().also(closed(ClosingMode.SATISFIED)).when(performed).then(RemovedFromDefaulterList)
    paid = PaidToCreditor(on=ON, amount_fen=CLAIMED_FEN, receipt="收条")
    unwilling().also(evolve(paid, amount_fen=CLAIMED_FEN - 1)).when(performed).then_refused("debtor_performed")
    unwilling().also(paid).when(performed).then(RemovedFromDefaulterList)


def test_a_settlement_or_a_suspension_deletes_an_entry_where_there_is_one() -> None:
    settled = remove(RemovalReason.SETTLED, ON)
    unwilling().when(settled).then_refused("settlement_behind_it_was_performed")
    unwilling().also(SETTLED).when(settled).then_refused("settlement_behind_it_was_performed")
    unwilling().also(SETTLED, SettlementPerformed(on=ON)).when(settled).then(RemovedFromDefaulterList)
    suspended = remove(RemovalReason.SUSPENDED, ON)
    unwilling().when(suspended).then_refused("enforcement_was_suspended")
    bankrupt = Suspended(on=ON, reason=SuspensionReason.BANKRUPTCY, debtor="吴某")
    unwilling().also(evolve(bankrupt, reason=SuspensionReason.SETTLEMENT)).when(suspended).then_refused(
        "enforcement_was_suspended"
    )
    unwilling().also(evolve(bankrupt, debtor=COMPANY)).when(suspended).then_refused("enforcement_was_suspended")
    unwilling().also(bankrupt).when(suspended).then(RemovedFromDefaulterList)


def test_a_debtor_who_was_deleted_may_be_listed_again() -> None:
    removed = may_list(enter()).also(enter(), CONFIRMED, remove(RemovalReason.PERFORMED, ON), approved(enter()))
    removed.when(enter(on=date(2025, 4, 1))).then(ListedAsDefaulter)
