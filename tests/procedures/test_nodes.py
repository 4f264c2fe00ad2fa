"""The forty process nodes: the table's shape, and each deadline that is one of them."""

from datetime import date

import pytest

import casestream
from cases import applying, filing
from casestream.kernel.deadline import DEADLINES
from casestream.procedures.nodes import NODES
from casestream.reports.deadlines import Deadlines
from casestream.testing import CLERK

WITHOUT_A_TERM = {8, 10, 11, 16, 25, 30, 33, 34, 36, 39}  # No length of time in any source.
NO_DEADLINE = WITHOUT_A_TERM | {
    7, 35, 37,  # Conditions of 终本: interview_was_held, three_months_have_passed, network_was_queried.
    32,  # Nothing records the archiving of a file.
    38,  # Before the end of another term: the soft condition more_time_is_asked_for_early.
}  # fmt: skip


def test_the_rows_are_those_of_the_data_mart() -> None:
    assert list(NODES) == [f"203001{number:03}" for number in range(1, 41)]
    assert [(code[-3:], NODES[code].key) for code in ("203001001", "203001020", "203001040")] == [
        ("001", "FILING_REVIEW"), ("020", "APPRAISAL_OBJ_REVIEW"), ("040", "POST_ZB_QUERY_COUNT"),
    ]  # fmt: skip
    assert len({node.key for node in NODES.values()}) == len({node.zh for node in NODES.values()}) == 40
    assert not any(node.official for node in NODES.values())


def test_every_deadline_names_a_node_of_the_table_or_none() -> None:
    assert {given.node for given in DEADLINES.values()} - {""} <= NODES.keys()


@pytest.mark.parametrize("number", range(1, 41))
def test_a_node_has_its_deadline(number: int) -> None:
    node = NODES[f"203001{number:03}"]
    assert bool(node.deadlines) == (number not in NO_DEADLINE)
    assert bool(node.term) == (number not in WITHOUT_A_TERM) or number == 10


def test_the_report_counts_in_the_order_of_the_nodes() -> None:
    with casestream.open() as docket:
        docket.handle(applying(1), CLERK)
        docket.handle(filing(1), CLERK)
        found = docket.report("deadlines", until=date(2026, 1, 1))
        assert isinstance(found, Deadlines)
        nodes = [count.node for count in found.counts]
        assert nodes == sorted(nodes, key=lambda node: node or "~")
        assert nodes[:3] == ["203001001", "203001002", "203001003"]
        assert {"203001004", "203001006", "203001031"} <= set(nodes)
