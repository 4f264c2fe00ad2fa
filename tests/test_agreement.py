"""The engines agree on every statistic, survey and rule over lives with every event type, lawful and shaken."""

from pathlib import Path

from benchmarks.agreement import Asked, shaken, simulate


def test_columns_say_what_the_reference_says(tmp_path: Path) -> None:
    lawful = simulate(tmp_path / "lives.db", courts=1, cases=900, seed=7)
    unlawful = shaken(lawful, tmp_path / "shaken.db", streams=500, seed=7)
    for log in (lawful, unlawful):
        asked = Asked(log)
        assert asked.differences("columns") == []
        assert any(asked.findings.values()) == (log is unlawful)
        log.close()
