"""Every walk through parties and remedies plays without a refusal, and every event of the area occurs in one."""

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

import pytest

import casestream
from casestream.docket import Docket
from casestream.kernel.event import EVENTS
from casestream.kernel.rule import RULES
from casestream.procedures.asset_search import AssetClass
from casestream.procedures.closing import MAY_REFUSE, RefusalGround, RefuseEnforcement
from casestream.procedures.control import Measure
from casestream.procedures.filing import Party
from casestream.procedures.preservation import (
    MAY_RECORD_SUIT,
    MAY_RULE_ON_PRESERVATION,
    ApplyForPreservation,
    FilePreservation,
    PreservationKind,
    RecordSuit,
    RuleOnPreservation,
    TakeMeasure,
)
from casestream.testing.script import Script
from casestream.testing.simulator import StoryClock, play
from casestream.testing.walks import Walk
from casestream.testing.walks.remedies import WALKS, on_an_award

AREA = ("review.", "remedies.", "parties.", "preservation.", "jurisdiction.", "reversal.", "aftermath.")
BESIDES = {
    "closing.refusal_requested", "closing.act_performed", "termination.left_stock", "filing.debtor_left",
    "filing.applicant_left",
}  # fmt: skip


def started(turn: int) -> Script:
    number = f"（2025）内0624执{turn + 1}号"
    script = Script(
        f"（2024）内0624民初{turn + 1}号", number, date(2025, 2, 10), applicants=(Party(name="模拟王某甲"),),
        debtors=(Party(name="模拟李某"),),
    )  # fmt: skip
    return script.filed("民间借贷纠纷", 2_800_000).notified()


def played(walk: Walk, seed: int) -> tuple[Docket, Script]:
    clock, script = StoryClock(), started(seed)
    docket = casestream.open(clock=clock)
    walk.play(script, Random(seed))
    play(docket, clock, [script], label=walk.name)
    return docket, script


@pytest.fixture(params=WALKS, ids=lambda walk: walk.name)
def walk(request: pytest.FixtureRequest) -> Walk:
    chosen: Walk = request.param
    return chosen


@pytest.mark.parametrize("seed", range(4))
def test_a_walk_is_lawful_to_the_last_step_and_in_what_follows_from_it(walk: Walk, seed: int) -> None:
    docket, script = played(walk, seed)
    with docket:
        for answer in (docket.log.followed(record.event_id) for record in docket.log.records()):
            assert [each.refusal for each in answer if each.refusal] == []
        for rule in RULES.values():
            if rule.guards is not None:
                assert docket.recheck(rule, engine="rows") == [], rule.name
        assert bool(docket.case(script.case).rounds)


def names_of(docket: Docket) -> Iterator[str]:
    for kind in ("case", "review", "preservation"):
        for id in docket.cases(kind):
            yield from (record.type for record in docket.history(id))


def test_every_event_of_the_area_occurs_in_a_walk() -> None:
    seen: set[str] = set()
    for walk in WALKS:
        docket, _ = played(walk, 1)
        with docket:
            seen.update(names_of(docket))
    area = {name for name in EVENTS.by_name if name.startswith(AREA)} | BESIDES
    assert area - seen == set()


def test_walks_of_many_cases_can_stand_side_by_side() -> None:
    clock, random = StoryClock(), Random(7)
    scripts = []
    for turn in range(20):
        script = started(turn)
        random.choice(WALKS).play(script, random)
        scripts.append(script)
    with casestream.open(clock=clock) as docket:
        assert play(docket, clock, scripts, label="many") > 100
        for rule in RULES.values():
            if rule.guards is not None:
                assert docket.recheck(rule, engine="rows") == docket.recheck(rule, engine="columns") == [], rule.name


def test_what_is_only_late_is_written_and_both_engines_find_it() -> None:
    clock, script = StoryClock(), started(3)
    number = "（2025）内0624执保9号"
    aside = script.aside(Script(number, number, script.day, applicants=(), debtors=()))
    aside.do(
        ApplyForPreservation, kind=PreservationKind.PRE_ACTION, court="内0624", applicant="甲", respondent="乙",
        amount_fen=1_000, secured=True,
    ).after(3).do(RuleOnPreservation, granted=True, hours=72).do(FilePreservation, number=number)  # fmt: skip
    aside.do(
        TakeMeasure, asset="车", asset_class=AssetClass.VEHICLE, measure=Measure.SEAL, value_fen=1_000,
        expires_on=aside.day + timedelta(days=700),
    ).after(40).do(RecordSuit, number="（2025）内0624民初77号")  # fmt: skip
    on_an_award(script).after(20).approved(RefuseEnforcement, "panel", "president", ground=RefusalGround.AWARD)
    with casestream.open(clock=clock) as docket:
        play(docket, clock, [script], label="late")
        for rule, condition in (
            (MAY_RULE_ON_PRESERVATION, "decided_within_forty_eight_hours"),
            (MAY_RECORD_SUIT, "sued_within_thirty_days"),
            (MAY_REFUSE, "refusal_was_requested"),
        ):
            rows, columns = (docket.recheck(rule, engine=engine) for engine in ("rows", "columns"))
            assert rows == columns
            assert [finding.condition for finding in rows] == [condition]
