"""The engines agree on every statistic, survey and rule over lives with every event type, lawful and shaken."""

from pathlib import Path

from benchmarks.agreement import Asked, shaken, simulate

from casestream.kernel.rule import RULES

HARD = {(rule.name, each.name) for rule in RULES.values() for each in rule.conditions if not each.soft}


def test_columns_say_what_the_reference_says(tmp_path: Path) -> None:
    lawful = simulate(tmp_path / "lives.db", courts=1, cases=900, seed=7)
    unlawful = shaken(lawful, tmp_path / "shaken.db", streams=500, seed=7)
    for log in (lawful, unlawful):
        asked = Asked(log)
        assert asked.differences("columns") == []
        found = {(rule, one.condition) for rule, findings in asked.findings.items() for one in findings}
        assert bool(found & HARD) == (log is unlawful)  # What came too late is found in lawful lives, too.
        log.close()
