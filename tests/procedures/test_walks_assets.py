"""Each walk about assets is lawful on a docket of its own, and together they write every event of the area."""

from collections.abc import Iterator
from datetime import date
from random import Random

import pytest

import casestream
from casestream.kernel.event import EVENTS
from casestream.kernel.rule import RULES
from casestream.procedures.asset_search import QueryObjected, QueryObjectionAnswered
from casestream.procedures.filing import Party, PartyKind
from casestream.testing.script import Script
from casestream.testing.simulator import StoryClock, play
from casestream.testing.walks.assets import WALKS, Walk

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
        assert play(docket, clock, [script], label=walk.name) == len(script.steps)
        return {record.type for record in docket.history(script.case)}


@pytest.mark.parametrize("walk", WALKS, ids=lambda walk: walk.name)
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_walk_is_lawful(walk: Walk, seed: int) -> None:
    assert ("round.closed" in kinds_of(walk, seed)) == walk.whole


def test_every_event_of_the_area_occurs() -> None:
    written = set().union(*(kinds_of(walk, 1) for walk in WALKS))
    of_the_area = {name for name in EVENTS.by_name if name.startswith(AREA)}
    of_the_area |= {EVENTS[kind].name for kind in (QueryObjected, QueryObjectionAnswered)}
    assert of_the_area <= written
    assert {"set_off.ruled", "asset_search.search_requested"} - written == {"set_off.ruled"}


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
