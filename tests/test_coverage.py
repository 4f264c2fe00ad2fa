"""docs/coverage.md says where each number of the law stands: each name is registered, each test exists and names it."""

import re
from importlib import import_module
from pathlib import Path

import pytest
from attrs import frozen

from casestream.kernel.deadline import DEADLINES
from casestream.kernel.rule import RULES
from casestream.kernel.setting import SETTINGS

ROOT = Path(__file__).parent.parent
CONDITIONS = {condition.name for rule in RULES.values() for condition in rule.conditions}
MARKS = {"V", "DERIVED", "K-high", "K-med", "K-low"}
SECTIONS = {"1.1", "1.5", *(f"2.{n}" for n in range(1, 15) if n != 13), "3.1", "3.2", "3.3", "3.4", "4.2", "4.3", "4.4"}


@frozen
class Row:
    """One number: its section, what it is, its mark, the names under which it stands, the tests that try it."""

    section: str
    what: str
    mark: str
    names: tuple[str, ...]
    tests: tuple[str, ...]


def rows() -> list[Row]:
    """The rows of the table; those of what was left out have three columns only."""
    found = []
    for line in (ROOT / "docs/coverage.md").read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if line.startswith("| ") and len(cells) == 5 and cells[0] != "§":
            names, tests = (tuple(re.findall(r"`([^`]+)`", cell)) for cell in cells[3:])
            found.append(Row(cells[0], cells[1], cells[2], names, tests))
    return found


ROWS = rows()
NAMED = {name for row in ROWS for name in row.names}


def is_registered(name: str) -> bool:
    """Whether it is a condition, a deadline, a setting, or `module:NAME` below `casestream.procedures`."""
    module, _, attribute = name.partition(":")
    if not attribute:
        return name in CONDITIONS | DEADLINES.keys() | SETTINGS.keys()
    package = "casestream" if module.startswith(("kernel.", "reports.")) else "casestream.procedures"
    return hasattr(import_module(f"{package}.{module}"), attribute)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.section} {row.what}")
def test_a_row_points_at_something(row: Row) -> None:
    assert row.mark in MARKS
    assert row.names
    assert row.tests
    assert [name for name in row.names if not is_registered(name)] == []
    texts = {test: (ROOT / "tests" / test.partition("::")[0]).read_text(encoding="utf-8") for test in row.tests}
    for test, text in texts.items():
        function = test.partition("::")[2]
        assert not function or f"def {function}(" in text, test
    written = "\n".join(texts.values())
    if not row.section.startswith("2.14"):  # A property names no condition: it holds of whole logs.
        untried = [name for name in row.names if name in CONDITIONS and not re.search(rf"\b{name}\b", written)]
        assert untried == []


def test_every_deadline_and_every_setting_is_in_the_table() -> None:
    assert DEADLINES.keys() - NAMED == set()
    assert SETTINGS.keys() - NAMED == set()


def test_every_section_has_its_rows() -> None:
    assert {row.section for row in ROWS} >= SECTIONS
    assert len(ROWS) > 180


def test_what_is_left_out_has_a_reason() -> None:
    _, _, left = (ROOT / "docs/coverage.md").read_text(encoding="utf-8").partition("## Left out, and why")
    reasons = [
        [cell.strip() for cell in line.strip("|").split("|")] for line in left.splitlines() if line.startswith("| ")
    ]
    assert len(reasons) > 10
    assert all(len(cells) == 3 and all(cells) for cells in reasons)
