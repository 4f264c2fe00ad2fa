"""Each walk of courts and agencies working together is lawful, and together they bring about every event of the area."""

from datetime import date, timedelta
from random import Random
from typing import Any

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
from casestream.procedures.assistance import (
    AcceptAssistance,
    AssistanceItem,
    PerformAssistance,
    RequestAssistance,
)
from casestream.procedures.cross_enforcement import (
    AcceptCross,
    CrossMode,
    DecisionForm,
    HandOverFile,
    OrderCross,
    ReportCrossProgress,
)
from casestream.procedures.filing import AssignHandler, Party
from casestream.replay.table import Rate, Table
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


def figures(book: Docket, name: str, court: str) -> dict[str, Any]:
    table = book.report(name)
    assert isinstance(table, Table)
    return next(dict(row.cells) for row in table.rows if row.group == (court,))


def test_progress_is_measured_where_the_case_is_enforced() -> None:
    moved, kept = begun(1, "moved"), begun(2, "kept")
    for script, mode in ((moved, CrossMode.INSTRUCTED), (kept, CrossMode.COLLABORATIVE)):
        form = DecisionForm.RULING if script is moved else DecisionForm.COORDINATION
        script.after(5).do(
            OrderCross, mode=mode, form=form, decided_by="内06", to_court="内0623", wishes_considered=True
        )  # fmt: skip
    moved.after(2).do(HandOverFile).after(2)
    moved.court = "内0623"
    number = f"（{moved.day.year}）内0623执7号"
    moved.do(AcceptCross, "clerk", number=number).after(1).do(AssignHandler, "chief", handler="内0623-handler")
    moved.after(5).do(ReportCrossProgress, substantive=True, note="模拟进展")
    book, clock = docket()
    with book:
        play(book, clock, [moved, kept], label="progress")
        here, there = (figures(book, "cross", court) for court in ("内0624", "内0623"))
        assert len({book.report("cross", engine=engine).digest() for engine in ("rows", "columns")}) == 1
    assert (here["cases"], here["enforced"], here["progressed"], here["progress_rate"]) == (2, 1, 0, Rate(0, 1, "%"))
    assert (there["cases"], there["enforced"], there["progressed"], there["progress_rate"]) == (
        0,
        1,
        1,
        Rate(1, 1, "%"),
    )


def test_assistance_is_told_by_item_and_by_the_days_it_took() -> None:
    script = begun(3, "help").after(3)
    for request, item, days in (("一", AssistanceItem.FREEZE, 2), ("二", AssistanceItem.SERVICE, 5)):
        script.do(RequestAssistance, request=request, to_court="甘1223", item=item, on_platform=True)
        script.do(AcceptAssistance, request=request)
        done = script.day + timedelta(days=days)
        script.until(done).do(PerformAssistance, request=request, result="模拟：已办理")
    taken = sum(step.on.toordinal() for step, _ in script.steps if isinstance(step, PerformAssistance))
    taken -= sum(step.on.toordinal() for step, _ in script.steps if isinstance(step, RequestAssistance))
    book, clock = docket()
    with book:
        play(book, clock, [script], label="help")
        row = figures(book, "linkage", "内0624")
    assert (row["assistance"], row["assistance_freeze"], row["assistance_service"], row["assistance_sealing"]) == (
        2,
        1,
        1,
        0,
    )
    assert (row["performed"], row["assistance_days"], row["mean_assistance_days"]) == (2, taken, Rate(taken, 2, "d"))


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
