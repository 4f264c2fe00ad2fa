"""Clusters: cases that belong together, collected in one court by a court above all of theirs."""

from datetime import UTC, datetime, timedelta

import pytest

import casestream
from cases import DAY, applying, basis, filing
from casestream.procedures.cluster import (
    AddToCluster,
    CasesLinked,
    Centralize,
    CentralizeCase,
    CentralizedTo,
    ClusterCaseAdded,
    ClusterCaseRemoved,
    LinkCases,
    LinkKind,
    RemoveFromCluster,
    members,
)
from casestream.procedures.cross_enforcement import CrossMode, CrossOrdered, DecisionForm
from casestream.procedures.filing import ClaimKind
from casestream.procedures.proceeds import PaidToCreditor
from casestream.reports import Ledger
from casestream.testing import JUDGE, evolve, given

ON = DAY + timedelta(days=1)
LINK = LinkCases(case="某公司系列案", on=DAY, court="内0624", kind=LinkKind.SERIES, debtor="邬某")
FIRST = AddToCluster(case=LINK.case, on=DAY, linked=basis(1), court="内0624", claimed_fen=100, priority=2)
SECOND = evolve(FIRST, linked=basis(2), priority=1, claimed_fen=200)
ELSEWHERE = evolve(FIRST, linked="外院案", court="内0623", priority=3, kept_here=False)
LEAVE = RemoveFromCluster(case=LINK.case, on=DAY, linked=basis(1), reason="非同一债务人")
CENTRALIZE = Centralize(case=LINK.case, on=ON, to_court="内0623", decided_by="内06", wishes_considered=True)
BOTH = (LINK, FIRST, SECOND)


def test_a_case_is_in_a_cluster_once_and_may_leave_it() -> None:
    given().when(LINK).then(CasesLinked)
    given(LINK).when(LINK).then_nothing()
    given(LINK).when(evolve(LINK, debtor="另一人")).then_refused("cluster_is_new")
    given(LINK).when(FIRST).then(ClusterCaseAdded)
    given(LINK, FIRST).when(FIRST).then_nothing()
    given(LINK, FIRST).when(evolve(FIRST, priority=9)).then_refused("case_is_new_in_cluster")
    given(LINK).when(evolve(FIRST, priority=0)).then_refused("case_has_a_priority")
    given(LINK).when(evolve(FIRST, priority=1)).then(ClusterCaseAdded)
    given(LINK, FIRST).when(LEAVE).then(ClusterCaseRemoved)
    given(LINK, FIRST, LEAVE).when(LEAVE).then_nothing()
    given(LINK).when(LEAVE).then_refused("case_is_in_cluster")
    given(LINK, FIRST, LEAVE).when(FIRST).then(ClusterCaseAdded)


def test_a_cluster_is_centralized_by_a_court_above_all_of_its_courts() -> None:
    (event,) = given(*BOTH).when(CENTRALIZE).then(CentralizedTo).events
    assert isinstance(event, CentralizedTo)
    assert (event.cases, event.claimed_fen) == (2, 300)
    given(*BOTH, CENTRALIZE).when(CENTRALIZE).then_nothing()
    given(*BOTH, evolve(FIRST, linked="甘案", court="甘1223", kept_here=False)).when(CENTRALIZE).then_refused(
        "common_superior_decides"
    )
    given(*BOTH, CENTRALIZE).when(evolve(CENTRALIZE, to_court="内0622")).then_refused("cluster_is_not_centralized")


@pytest.mark.parametrize(
    ("changes", "condition"),
    [
        ({"decided_by": "内0624"}, ("common_superior_decides", "collecting_court_is_in_the_area")),
        ({"to_court": "甘1223"}, ("collecting_court_is_in_the_area",)),
        ({"form": DecisionForm.ORDER}, ("centralization_takes_its_form",)),
        ({"wishes_considered": False}, ("wishes_of_the_parties_were_heard",)),
    ],
)
def test_refuses_a_centralization_that_is_not_in_order(changes: dict[str, object], condition: tuple[str, ...]) -> None:
    given(*BOTH).when(evolve(CENTRALIZE, **changes)).then_refused(*condition)


@pytest.mark.parametrize(("claim", "moves"), [(ClaimKind.MONEY, False), (ClaimKind.ACT, True)])
def test_a_case_moves_as_long_as_money_or_an_act_is_owed(claim: ClaimKind, *, moves: bool) -> None:
    paid = PaidToCreditor(on=ON, amount_fen=2_800_000, receipt="收条")
    ask = CentralizeCase(
        case=basis(1), on=ON, to_court="内0623", decided_by="内06", form=DecisionForm.DECISION, wishes_considered=True
    )  # fmt: skip
    outcome = given(evolve(applying(1), claim=claim, content="拆除围墙"), filing(1), paid).when(ask)
    if moves:
        outcome.then(CrossOrdered)
    else:
        outcome.then_nothing()


def test_one_case_is_no_cluster_to_collect() -> None:
    given(LINK, FIRST).when(CENTRALIZE).then_refused("cluster_has_several_cases")
    given(*BOTH, LEAVE).when(CENTRALIZE).then_refused("cluster_has_several_cases")


def test_centralizing_orders_each_case_that_is_kept_here_to_move() -> None:
    with casestream.open(clock=lambda: datetime(2025, 9, 16, 4, tzinfo=UTC)) as docket:
        for n in (1, 2, 3):
            docket.handle(applying(n), JUDGE)
            docket.handle(filing(n), JUDGE)
        for command in (*BOTH, ELSEWHERE):
            docket.handle(command, JUDGE)
        receipt = docket.handle(CENTRALIZE, JUDGE)
        moved = [record for followed in receipt.followed for record in followed.records]
        assert [record.stream for record in moved] == [basis(2), basis(1)]  # The first priority first.
        for record in moved:
            assert isinstance(record.event, CrossOrdered)
            assert (record.event.mode, record.event.to_court) == (CrossMode.CENTRALIZED, "内0623")
            assert record.causation_id == str(receipt.records[0].event_id)
        late = docket.handle(evolve(FIRST, on=ON, linked=basis(3), priority=4), JUDGE)
        assert [record.stream for followed in late.followed for record in followed.records] == [basis(3)]
        table = docket.report("ledger", until=ON)
        assert isinstance(table, Ledger)
        assert {row.linked_to for row in table.rows} == {LINK.case}


@pytest.mark.parametrize("name", ["（2025）内0624执1号", "(2025)内0624执1号", f" {basis(1)}"])
def test_a_case_is_the_same_member_by_whatever_name_it_is_called(name: str) -> None:
    with casestream.open(clock=lambda: datetime(2025, 9, 16, 4, tzinfo=UTC)) as docket:
        for command in (applying(1), filing(1), LINK, evolve(FIRST, linked=name)):
            docket.handle(command, JUDGE)
        assert not docket.handle(FIRST, JUDGE).records
        assert [one.case for one in members(docket.case(LINK.case))] == [basis(1)]
        table = docket.report("ledger", until=ON)
        assert isinstance(table, Ledger)
        assert [row.linked_to for row in table.rows] == [LINK.case]
        docket.handle(evolve(LEAVE, linked=name), JUDGE)
        assert members(docket.case(LINK.case)) == []
