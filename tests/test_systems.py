"""The table of the page's systems points at what is there."""

import ast
import re
from pathlib import Path

import pytest

from casestream.kernel.event import EVENTS
from casestream.kernel.rule import RULES
from casestream.reports import REPORTS

ROOT = Path(__file__).parent.parent
LINES = (ROOT / "docs/systems.md").read_text(encoding="utf-8").splitlines()
ROWS = [[cell.strip() for cell in line.strip("|").split("|")] for line in LINES if line.startswith("| ")][1:]


def named(cell: str) -> list[str]:
    return re.findall(r"`([^`]+)`", cell)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_a_row_points_at_a_file_events_rules_a_report_and_a_test(row: list[str]) -> None:
    _, file, events, rules, report, test = row
    assert (ROOT / "src/casestream" / named(file)[0]).is_file()
    assert named(events)
    assert set(named(events)) <= EVENTS.by_name.keys()
    assert named(rules)
    assert set(named(rules)) <= RULES.keys()
    assert set(named(report)) <= set(REPORTS)
    path, _, function = named(test)[0].partition("::")
    tree = ast.parse((ROOT / "tests" / path).read_text(encoding="utf-8"))
    assert function in {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


def test_every_system_has_a_row_of_its_own() -> None:
    assert len({row[0] for row in ROWS}) == len(ROWS) >= 20
