"""Each walk about assets is lawful on a docket of its own, and together they write every event of the area."""

from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, date, datetime
from random import Random

import attrs
import pytest

import casestream
from casestream.kernel import Actor, Case
from casestream.kernel.event import EVENTS
from casestream.kernel.rule import RULES
from casestream.procedures.asset_search import QueryObjected, QueryObjectionAnswered
from casestream.procedures.filing import Party, PartyKind
from casestream.procedures.rounds import RoundOpened
from casestream.replay import recheck
from casestream.store.log import Log
from casestream.store.records import Envelope
from casestream.testing import evolve
from casestream.testing.script import Script
from casestream.testing.simulator import StoryClock, play
from casestream.testing.walks import Walk
from casestream.testing.walks.assets import WALKS

AREA = ("valuation.", "auction.", "third_party_debt.", "reward.", "control.")


def script_of(walk: Walk, seed: int, number: int = 9) -> Script:
    """The whole script of a case that takes this walk."""
    kind = PartyKind.ENTERPRISE if walk.name == "search" else PartyKind.NATURAL
    script = Script(
        f"（2023）内0624民初{number}号", f"（2024）内0624执{number}号", date(2024, 1, 8), applicants=(Party(name="甲"),),
        debtors=(Party(name="乙", kind=kind),),
    )  # fmt: skip
    script.filed("借款合同纠纷", 500_000_00).notified()
    walk.play(script, Random(seed))
    return script


def kinds_of(walk: Walk, seed: int) -> set[str]:
    """The names of the events that a walk wrote, played on a fresh docket."""
    script = script_of(walk, seed)
    clock = StoryClock()
    with casestream.open(clock=clock) as docket:
        assert play(docket, clock, [script], label=walk.name) == sum(len(one.steps) for one in (script, *script.asides))
        return {record.type for one in (script, *script.asides) for record in docket.history(one.case)}


@pytest.mark.parametrize("walk", WALKS, ids=lambda walk: walk.name)
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_walk_is_lawful(walk: Walk, seed: int) -> None:
    assert ("round.closed" in kinds_of(walk, seed)) == walk.whole


def test_every_event_of_the_area_occurs() -> None:
    written = set().union(*(kinds_of(walk, 1) for walk in WALKS))
    of_the_area = {name for name in EVENTS.by_name if name.startswith(AREA)}
    of_the_area |= {EVENTS[kind].name for kind in (QueryObjected, QueryObjectionAnswered)}
    assert of_the_area <= written
    assert {"set_off.ruled", "asset_search.search_requested"} <= written


@pytest.fixture(scope="module")
def court() -> Iterator[casestream.Docket]:
    """A court in which every walk was taken once."""
    clock = StoryClock()
    with casestream.open(clock=clock) as docket:
        scripts = [script_of(walk, number, number) for number, walk in enumerate(WALKS, 1)]
        play(docket, clock, scripts, label="assets")
        yield docket


GUARDS = sorted(name for name, rule in RULES.items() if rule.guards and EVENTS[rule.guards].name.startswith(AREA))


@pytest.mark.parametrize("name", GUARDS)
def test_the_engines_find_nothing_unlawful_in_lawful_walks(court: casestream.Docket, name: str) -> None:
    assert court.recheck(RULES[name], engine="rows") == court.recheck(RULES[name], engine="columns") == []


@pytest.fixture(scope="module")
def unlawful(court: casestream.Docket) -> Iterator[Log]:
    """The same walks with every second, third, fifth or seventh event left out, or twice: much of it is against the law."""
    envelope = Envelope(
        actor=Actor("clerk", "内0624", "clerk"), recorded_at=datetime(2026, 1, 5, tzinfo=UTC), command_id="x",
        correlation_id="x", causation_id="", asked="",
    )  # fmt: skip
    with closing(Log()) as log:
        for which, stream in enumerate(court.cases()):
            events = [record.event for record in court.history(stream)]
            for step in (2, 3, 5, 7):
                number = f"（2024）内0624执{100 + 10 * which + step}号"
                events = [evolve(event, number=number) if isinstance(event, RoundOpened) else event for event in events]
                case = Case(f"{stream}-{step}")
                kept = [event for index, event in enumerate(events, 1) if index % step]
                for index, event in enumerate(
                    [*kept, *(again for again in events[::step] if not isinstance(again, RoundOpened))]
                ):
                    log.append(case, [event], attrs.evolve(envelope, command_id=f"{stream}/{step}/{index}"))
                    case.apply(event)
                    case.version += 1
        yield log


def test_the_engines_find_the_same_in_unlawful_walks(unlawful: Log) -> None:
    found = set()
    for name in GUARDS:
        rows = recheck(unlawful, RULES[name], engine="rows")
        assert rows == recheck(unlawful, RULES[name], engine="columns"), name
        found |= {finding.condition for finding in rows}
    assert len(found) > 40


def _parked(script: Script) -> Script:
    script.queried().reported().restricted().searched().until(date(2026, 1, 20)).queried().interviewed()
    return script.after(1).parked()


ENDINGS: dict[str, Callable[[Script], Script]] = {
    "parked": _parked, "satisfied": lambda script: script.paid(500_000_00).satisfied(), "withdrawn": Script.withdrawn,
}  # fmt: skip


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_case_in_which_all_episodes_happen_may_end_in_every_way(ending: str) -> None:
    first, *others = (walk for walk in WALKS if not walk.whole)
    script = script_of(first, 1)
    for walk in others:
        walk.play(script, Random(2))
    ENDINGS[ending](script)
    clock = StoryClock()
    with casestream.open(clock=clock) as docket:
        play(docket, clock, [script], label=ending)
        assert [record.type for record in docket.history(script.case)].count("round.closed") == 1
