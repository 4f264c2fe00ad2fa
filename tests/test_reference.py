"""The documents that the code writes say what the code says, and every rule shows where it comes from."""

import json
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from casestream.kernel.deadline import DEADLINES
from casestream.kernel.event import COMMANDS, EVENTS
from casestream.kernel.rule import RULES
from casestream.kernel.setting import SETTINGS
from casestream.procedures.nodes import NODES
from casestream.reports.reference import everything

ROOT = Path(__file__).parent.parent
DAY = date(2026, 11, 1)


DOCUMENTS = {
    "rules": ("rules", "--markdown", "--on", DAY.isoformat()), "events": ("events", "--markdown"),
    "lifecycle": ("lifecycle", "--as", "page", "--lang", "zh"),
}  # fmt: skip


@pytest.mark.parametrize(("name", "asked"), DOCUMENTS.items())
def test_documents_are_up_to_date(name: str, asked: tuple[str, ...]) -> None:
    """Asked in a process of its own: other tests declare events and rules, too."""
    written = subprocess.run([sys.executable, "-m", "casestream", *asked], capture_output=True, check=True).stdout
    assert (ROOT / f"docs/{name}.md").read_text(encoding="utf-8") == written.decode(), "make docs"


def test_every_rule_has_article_dates_severity_and_a_source_line() -> None:
    data = json.loads(json.dumps(everything(DAY)))
    assert [rule["name"] for rule in data["rules"]] == list(RULES)
    assert [each["name"] for each in data["settings"]] == list(SETTINGS)
    conditions = [one for rule in data["rules"] for one in rule["conditions"]]
    assert len({one["name"] for one in conditions}) > 250
    for one in conditions:
        assert one["instrument"]
        assert one["article"]
        assert one["severity"] in ("hard", "soft")
        assert one["mark"] in ("V", "DERIVED", "K-high", "K-med", "K-low")
        path, _, line = one["source"].rpartition(":")
        assert (ROOT / "src" / path).read_text(encoding="utf-8").splitlines()[int(line) - 1].startswith("@condition(")


def test_authority_names_posts_and_proposals_of_every_command() -> None:
    rows = {row["command"]: row for row in json.loads(json.dumps(everything(DAY)))["authority"]}
    assert rows.keys() == {command.__name__ for command in COMMANDS}
    assert rows["ImposeFine"]["posts"] == ["handler", "chief"]
    assert rows["ImposeFine"]["approved_by"] == ["president"]
    assert "amount_fen" in rows["ImposeFine"]["proposal"]
    assert rows["IssueNotice"]["approval"] is None
    assert all(row["posts"] for row in rows.values())


def test_deadlines_name_events_and_lengths() -> None:
    for each in everything(DAY)["deadlines"]:
        assert each["begins"] in EVENTS.by_name
        assert set(each["kept_by"]) <= EVENTS.by_name.keys()
        assert bool(each["length"]) != bool(each["due_field"])
        assert not each["node"] or each["node"] in NODES
    assert len(DEADLINES) == len({each.zh for each in DEADLINES.values()})
