"""The network, the ground, the clues, and what was found."""

from datetime import date

import pytest

from casestream.kernel import Actor
from casestream.kernel.errors import BadRequest
from casestream.procedures.asset_search import (
    FURTHER_SCOPES,
    NATIONAL_SCOPES,
    TERMINATION_SCOPES,
    AssetClass,
    AssetFound,
    ClueReceived,
    ClueResult,
    ClueVerified,
    DebtorLocated,
    LocateDebtor,
    NetworkQueried,
    NetworkQueryStarted,
    NetworkScopeReturned,
    OfflineSearched,
    ReceiveClue,
    RecordAsset,
    RecordScopeReturn,
    RecordWhereaboutsUnknown,
    RequestSearch,
    Scope,
    SearchMeans,
    SearchOffline,
    SearchRequested,
    StartNetworkQuery,
    VerifyClue,
    WhereaboutsUnknown,
    clues_are_verified,
)
from casestream.procedures.asset_search.ground import SearchDecided
from casestream.procedures.filing import ApplyForEnforcement, FileCase, Party, PartyKind
from casestream.procedures.rounds import ClosingMode, RoundClosed
from casestream.testing import PANEL, given
from casestream.testing.scenario import CHIEF, Given, approved, evolve

CASE = "（2024）内0624民初100号"
ON = date(2025, 3, 10)
TWO_SCOPES = (Scope.BANKS, Scope.VEHICLES)

apply = ApplyForEnforcement(
    case=CASE, on=date(2025, 3, 3), cause="借款合同纠纷", court="内0624", claimed_fen=40_000_00,
    effective_on=date(2024, 6, 1), performance_due=date(2024, 12, 31), applicants=(Party(name="邬某某"),),
    debtors=(Party(name="吴某"), Party(name="某有限责任公司", kind=PartyKind.ENTERPRISE)),
)  # fmt: skip
file = FileCase(case=CASE, on=date(2025, 3, 5), number="（2025）内0624执200号")


def opened() -> Given:
    return given(apply, file)


def query(*scopes: Scope, debtor: str = "吴某") -> StartNetworkQuery:
    return StartNetworkQuery(case=CASE, on=ON, debtor=debtor, scopes=scopes)


def answer(scope: Scope, found_fen: int = 0, debtor: str = "吴某") -> RecordScopeReturn:
    return RecordScopeReturn(case=CASE, on=ON, debtor=debtor, scope=scope, found_fen=found_fen)


def search(means: SearchMeans, on: date = ON) -> SearchOffline:
    return SearchOffline(case=CASE, on=on, debtor="吴某", means=means)


def asset(value_fen: int, asset_class: AssetClass = AssetClass.DEPOSIT, debtor: str = "吴某") -> RecordAsset:
    return RecordAsset(case=CASE, on=ON, asset="账户一", debtor=debtor, asset_class=asset_class, value_fen=value_fen)


def test_the_check_of_an_ended_procedure_asks_seven_scopes_and_four_further_ones() -> None:
    assert [scope.code for scope in TERMINATION_SCOPES] == [
        "banks", "pboc", "internet_banks", "securities", "vehicles", "real_estate", "company_registry",
    ]  # fmt: skip
    assert [scope.code for scope in FURTHER_SCOPES] == ["housing_fund", "wealth_products", "insurance", "dividends"]
    assert set(NATIONAL_SCOPES) == {*TERMINATION_SCOPES, Scope.CIVIL_AFFAIRS, Scope.INSURANCE}


def test_a_query_starts_for_every_national_scope() -> None:
    ask = StartNetworkQuery(case=CASE, on=ON, debtor="吴某")
    opened().when(ask).then(NetworkQueryStarted(on=ON, debtor="吴某", scopes=NATIONAL_SCOPES))


def test_only_a_debtor_of_a_filed_case_is_queried() -> None:
    opened().when(query(Scope.BANKS, debtor="邬某某")).then_refused("debtor_is_a_party")
    given(apply).when(query(Scope.BANKS)).then_refused("case_was_filed")
    given().when(query(Scope.BANKS)).then_refused("case_was_filed", "debtor_is_a_party")


def test_a_running_query_is_not_started_again_and_an_answered_one_may_be() -> None:
    running = opened().also(query(Scope.BANKS))
    running.when(query(Scope.BANKS)).then_nothing()
    running.when(query(*TWO_SCOPES)).then(NetworkQueryStarted)
    running.also(answer(Scope.BANKS)).when(query(Scope.BANKS)).then(NetworkQueryStarted)


def test_the_last_awaited_answer_completes_the_query() -> None:
    running = opened().also(query(*TWO_SCOPES))
    first = NetworkScopeReturned(on=ON, debtor="吴某", scope=Scope.BANKS, found_fen=500_00)
    running.when(answer(Scope.BANKS, 500_00)).then(first)
    last = running.also(answer(Scope.BANKS, 500_00)).when(answer(Scope.VEHICLES))
    last.then(NetworkScopeReturned, NetworkQueried(on=ON, debtor="吴某", scopes=TWO_SCOPES))


def test_answers_of_an_earlier_query_do_not_complete_a_later_one() -> None:
    again = opened().also(query(*TWO_SCOPES), answer(Scope.BANKS), query(*TWO_SCOPES[::-1]))
    again.when(answer(Scope.VEHICLES)).then(NetworkScopeReturned)
    again.also(answer(Scope.VEHICLES)).when(answer(Scope.BANKS)).then(NetworkScopeReturned, NetworkQueried)


def test_the_answer_for_one_debtor_is_not_the_answer_for_another() -> None:
    running = opened().also(query(Scope.BANKS), query(Scope.BANKS, debtor="某有限责任公司"))
    running.when(answer(Scope.BANKS)).then(NetworkScopeReturned, NetworkQueried)
    running.also(answer(Scope.BANKS)).when(query(Scope.BANKS, debtor="某有限责任公司")).then_nothing()


def test_an_answer_repeated_is_quiet_and_one_that_nobody_awaited_is_refused() -> None:
    opened().also(query(*TWO_SCOPES), answer(Scope.BANKS)).when(answer(Scope.BANKS)).then_nothing()
    opened().when(answer(Scope.BANKS)).then_refused("query_was_started")


@pytest.mark.parametrize(("found_fen", "allowed"), [(-1, False), (0, True), (1, True)])
def test_what_a_query_finds_is_not_negative(found_fen: int, allowed: bool) -> None:
    outcome = opened().also(query(*TWO_SCOPES)).when(answer(Scope.BANKS, found_fen))
    if allowed:
        outcome.then(NetworkScopeReturned)
    else:
        outcome.then_refused("found_amount_is_not_negative")


def test_only_a_natural_person_has_a_housing_fund() -> None:
    person = opened().also(query(*TWO_SCOPES))
    person.when(answer(Scope.HOUSING_FUND)).then(NetworkScopeReturned)
    company = opened().also(query(*TWO_SCOPES, debtor="某有限责任公司"))
    company.when(answer(Scope.HOUSING_FUND, debtor="某有限责任公司")).then_refused("housing_fund_is_a_natural_persons")
    company.when(answer(Scope.DIVIDENDS, debtor="某有限责任公司")).then(NetworkScopeReturned)


def test_an_investigation_on_the_ground_needs_nothing_more_and_is_made_once_a_day() -> None:
    once = opened().also(search(SearchMeans.INVESTIGATION))
    assert once.case.last_event(OfflineSearched) == OfflineSearched(
        on=ON, debtor="吴某", means=SearchMeans.INVESTIGATION
    )
    once.when(search(SearchMeans.INVESTIGATION)).then_nothing()
    once.when(search(SearchMeans.INVESTIGATION, date(2025, 3, 11))).then(OfflineSearched)


def test_a_search_of_premises_uses_up_one_warrant_of_the_president() -> None:
    warrant = approved(search(SearchMeans.PREMISES))
    opened().when(search(SearchMeans.PREMISES)).then_refused("warrant_was_signed")
    signed = opened().also(warrant)
    signed.when(search(SearchMeans.PREMISES)).then(OfflineSearched)
    searched = signed.also(search(SearchMeans.PREMISES))
    searched.when(search(SearchMeans.PREMISES, date(2025, 3, 11))).then_refused("warrant_was_signed")
    searched.also(warrant).when(search(SearchMeans.PREMISES, date(2025, 3, 11))).then(OfflineSearched)


def test_a_warrant_against_another_debtor_does_not_serve() -> None:
    other = approved(evolve(search(SearchMeans.PREMISES), debtor="某有限责任公司"))
    opened().also(other).when(search(SearchMeans.PREMISES)).then_refused("warrant_was_signed")


@pytest.mark.parametrize(
    ("means", "condition"),
    [(SearchMeans.AUDIT, "audit_was_granted"), (SearchMeans.REWARD, "reward_search_was_granted")],
)
def test_an_audit_and_a_reward_are_asked_for_in_writing_and_granted_each(means: SearchMeans, condition: str) -> None:
    request = RequestSearch(case=CASE, on=ON, debtor="吴某", means=means)
    grant = SearchDecided(on=ON, debtor="吴某", means=means, granted=True)
    opened().when(search(means)).then_refused(condition)
    requested = opened().when(request).then(SearchRequested).events[0]
    assert isinstance(requested, SearchRequested)
    assert requested.decide_by == date(2025, 3, 20)
    opened().also(request).when(request).then_nothing()
    opened().also(request).when(search(means)).then_refused(condition)
    opened().also(request, grant).when(search(means)).then(OfflineSearched)
    opened().also(request, grant, evolve(grant, granted=False)).when(search(means)).then_refused(condition)
    other = next(other for other in (SearchMeans.AUDIT, SearchMeans.REWARD) if other is not means)
    opened().also(request, evolve(grant, means=other)).when(search(means)).then_refused(condition)


def test_after_a_refusal_an_audit_may_be_asked_for_again() -> None:
    request = RequestSearch(case=CASE, on=ON, debtor="吴某", means=SearchMeans.AUDIT)
    again = evolve(request, on=date(2025, 4, 10))
    path = opened().also(request)
    path.when(again).then_nothing()
    path.also(SearchDecided(on=ON, debtor="吴某", means=SearchMeans.AUDIT, granted=False))
    path.when(request).then_nothing()
    path.when(again).then(SearchRequested)


def test_a_search_of_premises_is_not_asked_for_in_writing() -> None:
    request = RequestSearch(case=CASE, on=ON, debtor="吴某", means=SearchMeans.PREMISES)
    opened().when(request).then_refused("request_is_for_audit_or_reward")


@pytest.mark.parametrize(
    ("on", "urgent", "verify_by"),
    [
        (date(2025, 3, 10), False, date(2025, 3, 17)),
        (date(2025, 3, 10), True, date(2025, 3, 13)),
        (date(2017, 5, 1), False, date(2017, 5, 8)),
        (date(2017, 4, 30), False, date(2017, 5, 5)),
        (date(2016, 12, 7), True, date(2016, 12, 7)),
    ],
)
def test_a_clue_is_verified_in_seven_days_and_three_when_urgent_and_faster_before_2017(
    on: date, urgent: bool, verify_by: date
) -> None:
    clue = ReceiveClue(case=CASE, on=on, clue="那达慕大会", urgent=urgent)
    received = opened().when(clue).then(ClueReceived).events[0]
    assert isinstance(received, ClueReceived)
    assert (received.verify_by, received.urgent) == (verify_by, urgent)


def test_a_clue_is_received_once_and_only_in_a_filed_case() -> None:
    clue = ReceiveClue(case=CASE, on=ON, clue="那达慕大会")
    opened().also(clue).when(clue).then_nothing()
    given(apply).when(clue).then_refused("case_was_filed")


def test_a_clue_is_verified_after_it_was_received_and_each_result_is_said_once() -> None:
    verify = VerifyClue(case=CASE, on=ON, clue="那达慕大会", result=ClueResult.NOTHING)
    opened().when(verify).then_refused("clue_was_received")
    received = opened().also(ReceiveClue(case=CASE, on=ON, clue="那达慕大会"))
    received.when(verify).then(ClueVerified(on=ON, clue="那达慕大会", result=ClueResult.NOTHING))
    verified = received.also(verify)
    verified.when(verify).then_nothing()
    verified.when(VerifyClue(case=CASE, on=ON, clue="那达慕大会", result=ClueResult.ASSET)).then(ClueVerified)


def test_one_unverified_clue_is_enough_to_say_so() -> None:
    case = opened()
    assert clues_are_verified(case.case)
    case.also(ReceiveClue(case=CASE, on=ON, clue="甲"), ReceiveClue(case=CASE, on=ON, clue="乙"))
    case.also(VerifyClue(case=CASE, on=ON, clue="甲", result=ClueResult.NOTHING))
    assert not clues_are_verified(case.case)
    case.also(VerifyClue(case=CASE, on=ON, clue="乙", result=ClueResult.NOTHING))
    assert clues_are_verified(case.case)


def test_an_asset_is_entered_and_valued_again() -> None:
    found = AssetFound(on=ON, asset="账户一", debtor="吴某", asset_class=AssetClass.DEPOSIT, value_fen=5_00)
    opened().when(asset(5_00)).then(found)
    known = opened().also(asset(5_00))
    known.when(asset(5_00)).then_nothing()
    known.when(asset(6_00)).then(AssetFound)


@pytest.mark.parametrize(("value_fen", "allowed"), [(-1, False), (0, True), (1, True)])
def test_an_asset_is_not_worth_less_than_nothing(value_fen: int, allowed: bool) -> None:
    outcome = opened().when(asset(value_fen))
    if allowed:
        outcome.then(AssetFound)
    else:
        outcome.then_refused("value_is_not_negative")


def test_an_asset_needs_a_filed_case() -> None:
    given(apply).when(asset(1)).then_refused("case_was_filed")


def test_an_asset_is_not_entered_for_a_stranger_nor_passed_from_debtor_to_debtor() -> None:
    with pytest.raises(BadRequest, match="邬某某"):
        opened().when(asset(1, debtor="邬某某"))
    with pytest.raises(BadRequest, match="某有限责任公司"):
        opened().also(asset(1)).when(asset(2, debtor="某有限责任公司"))
    with pytest.raises(BadRequest, match="账户一"):
        opened().also(asset(1)).when(asset(2, AssetClass.VEHICLE))


def test_who_cannot_be_found_is_located_again_and_each_is_said_once() -> None:
    lost = RecordWhereaboutsUnknown(case=CASE, on=ON, debtor="吴某")
    found = LocateDebtor(case=CASE, on=ON, debtor="吴某", place="鄂托克前旗")
    opened().when(lost).then(WhereaboutsUnknown(on=ON, debtor="吴某"))
    unknown = opened().also(lost)
    unknown.when(lost).then_nothing()
    unknown.when(found).then(DebtorLocated(on=ON, debtor="吴某", place="鄂托克前旗"))
    located = unknown.also(found)
    located.when(found).then_nothing()
    located.when(lost).then(WhereaboutsUnknown)


def test_only_a_debtor_is_looked_for() -> None:
    lost = RecordWhereaboutsUnknown(case=CASE, on=ON, debtor="邬某某")
    opened().when(lost).then_refused("debtor_is_a_party")
    opened().when(LocateDebtor(case=CASE, on=ON, debtor="邬某某")).then_refused("debtor_is_a_party")


def test_an_ended_procedure_is_still_searched() -> None:
    parked = RoundClosed(
        on=ON, mode=ClosingMode.CURRENT_TERMINATED, claimed_fen=40_000_00, collected_fen=0,
        opened_on=date(2025, 3, 5), used_days=5,
    )  # fmt: skip
    opened().also(parked).when(query(Scope.BANKS)).then(NetworkQueryStarted)
    opened().also(parked).when(ReceiveClue(case=CASE, on=ON, clue="甲")).then(ClueReceived)


@pytest.mark.parametrize("actor", [CHIEF, PANEL])
def test_nobody_but_the_president_signs_a_warrant(actor: Actor) -> None:
    opened().when(*approved(search(SearchMeans.PREMISES), actor)).then_refused("search_is_for_the_president")
