"""Audits and rewards: the decision, the notice, who reported first, and who gets nothing. Banks' objections too."""

from datetime import date
from typing import Any

import pytest
from assets import CASE, DEBTOR, ON, days, found

from casestream.kernel import Calendar
from casestream.kernel.deadline import DEADLINES, Lengths, terms
from casestream.procedures.asset_search import (
    AnswerQueryObjection,
    ClueReceived,
    ClueResult,
    ObjectToQuery,
    QueryObjected,
    QueryObjectionAnswered,
    ReceiveClue,
    RequestSearch,
    SearchMeans,
    StartNetworkQuery,
    VerifyClue,
)
from casestream.procedures.asset_search.ground import SearchDecided
from casestream.procedures.filing import PartyKind
from casestream.procedures.proceeds import ProceedsReleased, ReceiveProceeds, Source
from casestream.procedures.reward import (
    DecideSearch,
    InformantRegistered,
    InformantRole,
    PayReward,
    PublishReward,
    RegisterInformant,
    RewardPaid,
    RewardPublished,
)
from casestream.testing.scenario import Given

AUDIT, REWARD = SearchMeans.AUDIT, SearchMeans.REWARD


def request(means: SearchMeans) -> RequestSearch:
    return RequestSearch(case=CASE, on=ON, debtor=DEBTOR, means=means)


def decide(means: SearchMeans, granted: bool = True, on: date = ON) -> DecideSearch:
    return DecideSearch(case=CASE, on=on, debtor=DEBTOR, means=means, granted=granted)


def publish(**changes: Any) -> PublishReward:
    options: dict[str, Any] = {"share_percent": 10, **changes}
    return PublishReward(case=CASE, on=ON, debtor=DEBTOR, **options)


def report(informant: str = "甲", **changes: Any) -> RegisterInformant:
    return RegisterInformant(case=CASE, on=ON, clue="线索", informant=informant, **changes)


def pay(informant: str = "甲", recovered_fen: int = 1_005, amount_fen: int = 100, voucher: str = "赏1") -> PayReward:
    return PayReward(
        case=CASE, on=ON, clue="线索", debtor=DEBTOR, informant=informant, recovered_fen=recovered_fen,
        amount_fen=amount_fen, voucher=voucher,
    )  # fmt: skip


def offered(**changes: Any) -> Given:
    return found(court="京0105").also(request(REWARD), decide(REWARD), publish(**changes))


MONEY = ReceiveProceeds(case=CASE, on=ON, amount_fen=2_000, source=Source.DEDUCTION, receipt="回单1")
TRUE = VerifyClue(case=CASE, on=ON, clue="线索", result=ClueResult.ASSET)


def earned(**changes: Any) -> Given:
    return offered().also(report(**changes), TRUE, MONEY)


@pytest.mark.parametrize("means", [AUDIT, REWARD])
def test_the_court_decides_once_on_a_request_within_ten_days(means: SearchMeans) -> None:
    path = found(kind=PartyKind.ENTERPRISE)
    path.when(decide(means)).then_refused("search_request_waits")
    path.also(request(means)).when(decide(means)).then(SearchDecided)
    path.when(decide(means, granted=False)).then(SearchDecided)
    (term,) = terms(path.case, DEADLINES["search_decision"], Lengths(Calendar()))
    assert term.due_on == date(2025, 3, 20)
    path.also(decide(means)).when(decide(means)).then_nothing()
    path.when(decide(means, on=ON + days(1))).then_refused("search_request_waits")
    path.when(decide(SearchMeans.PREMISES)).then_refused("search_request_waits")


def test_a_decision_on_an_audit_leaves_the_request_for_a_reward_open() -> None:
    path = found().also(request(AUDIT), request(REWARD), decide(AUDIT, granted=False))
    audit, reward = terms(path.case, DEADLINES["search_decision"], Lengths(Calendar()))
    assert (audit.kept_on, reward.kept_on) == (ON, None)


def test_only_an_organisation_is_audited() -> None:
    path = found().also(request(AUDIT))
    path.when(decide(AUDIT)).then_refused("audited_is_an_organisation")
    path.when(decide(AUDIT, granted=False)).then(SearchDecided)


@pytest.mark.parametrize(
    ("changes", "refused"),
    [
        ({"share_percent": 0}, "reward_is_stated"), ({"share_percent": 101}, "reward_is_stated"),
        ({"share_percent": 100}, ""), ({"share_percent": 0, "reward_fen": 1}, ""),
        ({"applicant_promised": False}, "applicant_promised_the_reward"),
    ],
)  # fmt: skip
def test_what_a_reward_notice_says(changes: dict[str, Any], refused: str) -> None:
    outcome = found().also(request(REWARD), decide(REWARD)).when(publish(**changes))
    outcome.then_refused(refused) if refused else outcome.then(RewardPublished)


def test_a_reward_is_granted_before_it_is_published() -> None:
    found().also(request(REWARD), decide(REWARD, granted=False)).when(publish()).then_refused("reward_was_granted")
    offered().when(publish()).then_nothing()


def test_who_reports_first_has_the_first_place_and_brings_the_clue_in() -> None:
    found().when(report()).then_refused("reward_was_published")
    path = offered()
    first = path.when(report()).then(InformantRegistered, ClueReceived).events[0]
    second = path.also(report()).when(report("乙")).then(InformantRegistered).events[0]
    assert isinstance(first, InformantRegistered)
    assert isinstance(second, InformantRegistered)
    assert (first.rank, second.rank) == (1, 2)
    path.when(report()).then_nothing()


def test_the_first_is_paid_out_of_the_applicants_money() -> None:
    path = earned().also(report("乙"))
    released = path.when(pay()).then(RewardPaid, ProceedsReleased).events[1]
    assert isinstance(released, ProceedsReleased)
    assert (released.release_by, released.to_debtor) == (date(2025, 4, 9), False)
    path.when(pay("乙")).then_refused("informant_was_first")
    path.when(pay("丙")).then_refused("informant_was_registered", "informant_may_be_rewarded")
    path.also(pay()).when(pay()).then_nothing()
    path.when(pay(voucher="赏2")).then_refused("clue_is_rewarded_once")


@pytest.mark.parametrize(("amount_fen", "refused"), [(99, True), (100, False), (101, True)])
def test_a_reward_is_what_the_notice_promised(amount_fen: int, refused: bool) -> None:
    outcome = earned().when(pay(amount_fen=amount_fen))
    outcome.then_refused("reward_is_as_promised") if refused else outcome.then(RewardPaid, ProceedsReleased)


@pytest.mark.parametrize("role", [InformantRole.AGENT, InformantRole.BOUND, InformantRole.OTHER])
def test_who_gets_none(role: InformantRole) -> None:
    earned(role=role).when(pay()).then_refused("informant_may_be_rewarded")


def test_a_clue_must_be_new_true_and_worth_money() -> None:
    earned(known_before=True).when(pay()).then_refused("clue_was_new")
    offered().also(report(), MONEY).when(pay()).then_refused("clue_led_to_an_asset")
    earned().when(pay(recovered_fen=2_001, amount_fen=200)).then_refused("clue_brought_money")
    earned().when(pay(recovered_fen=0, amount_fen=0)).then_refused("clue_brought_money")


@pytest.mark.parametrize(
    ("on", "urgent", "due_on"),
    [
        (ON, False, date(2025, 3, 17)), (ON, True, date(2025, 3, 13)),
        (date(2017, 4, 28), False, date(2017, 5, 3)), (date(2017, 4, 28), True, date(2017, 4, 28)),
        (date(2017, 5, 2), False, date(2017, 5, 9)), (date(2017, 5, 2), True, date(2017, 5, 5)),
    ],
)  # fmt: skip
def test_clues_are_verified_by_the_rule_of_their_day(on: date, urgent: bool, due_on: date) -> None:
    path = found(on=date(2017, 4, 10)).also(ReceiveClue(case=CASE, on=on, clue="线索", urgent=urgent))
    (term,) = terms(path.case, DEADLINES["clue_check"], Lengths(Calendar()))
    assert term.due_on == due_on


# --- objections of banks ---


def test_a_bank_objects_in_writing_and_is_answered_within_fifteen_days() -> None:
    objection = ObjectToQuery(case=CASE, on=ON, objection="异1", debtor=DEBTOR, institution="某银行")
    spoken = ObjectToQuery(case=CASE, on=ON, objection="异1", debtor=DEBTOR, institution="某银行", in_writing=False)
    answer = AnswerQueryObjection(case=CASE, on=ON + days(15), objection="异1", upheld=False)
    found().when(objection).then_refused("network_was_used")
    path = found().also(StartNetworkQuery(case=CASE, on=ON, debtor=DEBTOR))
    path.when(spoken).then_refused("query_objection_is_written")
    path.when(answer).then_refused("query_objection_is_pending")
    path.when(objection).then(QueryObjected)
    path.also(objection).when(objection).then_nothing()
    (term,) = terms(path.case, DEADLINES["query_objection_answer"], Lengths(Calendar()))
    assert term.due_on == date(2025, 3, 25)
    path.when(answer).then(QueryObjectionAnswered)
    path.also(answer).when(answer).then_nothing()


def test_the_first_query_is_due_five_days_after_the_filing() -> None:
    (term,) = terms(found().case, DEADLINES["network_query_start"], Lengths(Calendar()))
    assert (term.due_on, term.deadline.official) == (date(2025, 3, 17), False)  # the 15th is a Saturday


def test_a_search_on_the_ground_begins_within_a_month_of_a_clue() -> None:
    path = found().also(ReceiveClue(case=CASE, on=ON, clue="线索"))
    (term,) = terms(path.case, DEADLINES["offline_search"], Lengths(Calendar()))
    assert (term.due_on, term.deadline.official) == (date(2025, 4, 10), False)
