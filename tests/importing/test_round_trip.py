"""Whatever a docket can hold can be exported and imported again, and the rules find in it what they found before."""

import pkgutil
from datetime import date
from importlib import import_module
from pathlib import Path
from random import Random

import pytest
from sources import exported, told

import casestream
from casestream.importing import import_history, read_source
from casestream.kernel.rule import RULES
from casestream.kernel.setting import SETTINGS
from casestream.procedures.filing import Party
from casestream.testing import walks
from casestream.testing.script import Script
from casestream.testing.simulator import StoryClock, play
from casestream.testing.walks import Walk

WALKS: list[Walk] = [
    walk
    for area in pkgutil.iter_modules(walks.__path__)
    for walk in import_module(f"{walks.__name__}.{area.name}").WALKS
]


@pytest.mark.parametrize("walk", WALKS, ids=lambda walk: walk.name)
def test_each_walk_comes_back_as_it_was(walk: Walk, tmp_path: Path) -> None:
    script = Script(
        "（2024）内0624民初1号", "（2025）内0624执1号", date(2025, 2, 10), applicants=(Party(name="模拟甲"),),
        debtors=(Party(name="模拟乙"),),
    )  # fmt: skip
    walk.play(script.filed("借款合同纠纷", 1_234_567).notified().after(3), Random(1))
    clock = StoryClock()
    with (
        casestream.open(clock=clock, settings={name: each.example for name, each in SETTINGS.items()}) as first,
        casestream.open(clock=clock) as second,
    ):
        play(first, clock, [script], label=walk.name)
        with read_source(exported(first, tmp_path / "a.jsonl")) as held:
            outcome = import_history(second, held)
        assert outcome.problems == []
        known = {record.stream: first.history(record.stream) for record in first.log.records()}
        for stream, records in known.items():
            again = second.history(stream)
            for key in ("kind", "version", "type", "court", "round", "event"):
                assert [told(record)[key] for record in again] == [told(record)[key] for record in records]
        found = [
            sorted((each.stream, each.condition, each.on, each.article) for rule in RULES.values() if rule.guards
                   for each in docket.recheck(rule, engine="rows"))
            for docket in (first, second)
        ]  # fmt: skip
        assert found[0] == found[1]
        assert len(found[0]) == outcome.finding_count
