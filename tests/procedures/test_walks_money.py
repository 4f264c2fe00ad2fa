"""The walks through the money are lawful as they stand, and show everything that happens to money."""

from datetime import date
from random import Random

import pytest

import casestream
from casestream.kernel import Case
from casestream.kernel.event import EVENTS
from casestream.kernel.rule import RULES, Unmet, only
from casestream.procedures.filing import Party, PartyKind
from casestream.procedures.proceeds import (
    Head,
    PerformedInKind,
    ReceiptAllocated,
    held,
    outstanding,
    unallocated_fen,
    unpaid,
)
from casestream.procedures.proceeds.unclaimed import CLAIM_DAYS
from casestream.procedures.rounds import Round
from casestream.testing.script import Script
from casestream.testing.simulator import StoryClock, play
from casestream.testing.walks.money import WALKS

AREA = ("casestream.procedures.proceeds", "casestream.procedures.distribution")


def played(name: str, seed: int, kind: PartyKind = PartyKind.NATURAL, claimed_fen: int = 1_234_567) -> list[Case]:
    """The streams that a walk leaves behind, on a docket of its own."""
    walk = next(each for each in WALKS if each.name == name)
    script = Script(
        f"（2024）内0624民初{seed}号", f"（2025）内0624执{seed}号", date(2025, 4, 7),
        applicants=(Party(name="模拟甲"),), debtors=(Party(name="模拟乙", kind=kind),),
    )  # fmt: skip
    walk.play(script.filed("借款合同纠纷", claimed_fen).notified().after(3), Random(seed))
    clock = StoryClock()
    with casestream.open(clock=clock, settings={CLAIM_DAYS.name: CLAIM_DAYS.example}) as docket:
        play(docket, clock, [script], label=name)
        return [docket.case(stream) for kind_ in ("case", "unclaimed") for stream in docket.cases(kind_)]


@pytest.mark.parametrize("kind", [PartyKind.NATURAL, PartyKind.ENTERPRISE], ids=str)
@pytest.mark.parametrize("name", [walk.name for walk in WALKS])
def test_each_walk_is_lawful_and_leaves_no_money_behind(name: str, kind: PartyKind) -> None:
    for seed, claimed_fen in ((1, 1_234_567), (2, 1_000), (3, 900_000_000_00)):
        case = played(name, seed, kind, claimed_fen)[0]
        assert not case[Round].is_open
        assert int(held(case)) == 0
        if case.has(ReceiptAllocated):
            assert int(outstanding(case)) == 0 == unallocated_fen(case)
            assert [int(unpaid(case, head)) for head in Head] == [0] * len(Head)


def test_the_walks_show_every_event_of_the_money() -> None:
    seen = {type(event) for walk in WALKS for case in played(walk.name, 7) for event in case.events}
    ours = {kind for kind in EVENTS.by_class if kind.__module__.startswith(AREA)}
    assert ours - seen == {PerformedInKind}  # which is a settlement's


def test_nothing_that_a_walk_does_is_even_irregular() -> None:
    found = [each for walk in WALKS for stream in played(walk.name, 11) for each in checked_again(stream)]
    assert len(found) > 100
    assert [name for name, unmet in found if unmet] == []


def checked_again(stream: Case) -> list[tuple[str, list[Unmet]]]:
    """Each event about money, judged once more just before it happened: the rule, and what it finds."""
    so_far, found = Case(stream.id, stream.kind), []
    for event in stream.events:
        for rule in RULES.values():
            if rule.guards is type(event) and rule.guards.__module__.startswith(AREA):
                found.append((rule.name, rule.unmet(so_far, event.on, only(event))))
        so_far.apply(event)
    return found
