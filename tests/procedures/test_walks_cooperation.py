"""Each walk of courts and agencies working together is lawful, and together they bring about every event of the area."""

from datetime import date, timedelta
from random import Random

import pytest

import casestream
from casestream.docket import Docket
from casestream.kernel.event import EVENTS
from casestream.kernel.rule import RULES
from casestream.kernel.setting import SETTINGS
from casestream.procedures import (
    assistance,
    cluster,
    cross_enforcement,
    entrustment,
    hotline,
    linkage,
    meeting,
    pre_enforcement,
)
from casestream.procedures.filing import Party
from casestream.testing.script import Script
from casestream.testing.simulator import StoryClock, play
from casestream.testing.walks import Walk
from casestream.testing.walks.cooperation import WALKS

SEEDS = range(8)
AREA = (assistance, cluster, cross_enforcement, entrustment, hotline, linkage, meeting, pre_enforcement)


def begun(seed: int, name: str) -> Script:
    script = Script(
        f"（2024）内0624民初{seed + 1}号{name}", f"（2025）内0624执{seed + 1}号", date(2025, 3, 3) + timedelta(days=seed % 40),
        applicants=(Party(name="模拟王某"),), debtors=(Party(name="模拟赵某"),),
    )  # fmt: skip
    return script.filed("借款合同纠纷", 1_000_000 + seed).notified()


def docket() -> tuple[Docket, StoryClock]:
    clock = StoryClock()
    return casestream.open(clock=clock, settings={name: one.example for name, one in SETTINGS.items()}), clock


@pytest.mark.parametrize("walk", WALKS, ids=lambda walk: walk.name)
def test_a_walk_is_lawful_from_the_first_step_to_the_last(walk: Walk) -> None:
    scripts = [begun(seed, walk.name) for seed in SEEDS]
    for seed, script in zip(SEEDS, scripts, strict=True):
        walk.play(script, Random(seed))
    book, clock = docket()
    with book:
        assert play(book, clock, scripts, label=walk.name) >= sum(len(script.steps) for script in scripts)
        happened = {type(record.event) for record in book.log.records()}
        for rule in RULES.values():
            if rule.guards in happened:
                findings = list(book.recheck(rule, engine="rows"))
                assert not findings, (rule.name, findings[:1])
                assert list(book.recheck(rule, engine="columns")) == findings


def test_the_walks_bring_about_every_event_of_the_area() -> None:
    scripts = []
    for index, walk in enumerate(WALKS):
        for seed in SEEDS:
            script = begun(seed + 100 * index, walk.name)
            walk.play(script, Random(seed))
            scripts.append(script)
    book, clock = docket()
    with book:
        play(book, clock, scripts, label="all")
        happened = {record.type for record in book.log.records()}
    packages = tuple(one.__name__ for one in AREA)
    wanted = {name for name, one in EVENTS.by_name.items() if one.event_class.__module__.startswith(packages)}
    assert wanted - happened == set()
    assert len(wanted) > 35
