"""The walks through the money are lawful as they stand, and show everything that happens to money."""

from datetime import UTC, date, datetime
from functools import partial
from random import Random
from typing import Any

import pytest

import casestream
from casestream.kernel import Actor, Case, Survey
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
from casestream.procedures.proceeds.account import collected
from casestream.procedures.proceeds.unclaimed import CLAIM_DAYS
from casestream.procedures.rounds import Round
from casestream.replay import recheck, survey
from casestream.store.log import Log
from casestream.store.records import Envelope
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


# --- every engine finds the same ---


def shaken(seed: int) -> Log:
    """The walks with a fifth of their events left out, and some of the rest told twice: much of it breaks the law."""
    log, random = Log(), Random(seed)
    with log.batch():
        for nth, walk in enumerate(WALKS):
            for stream in played(walk.name, seed + nth):
                copy = Case(f"{nth} {stream.id}", stream.kind)
                for at, event in enumerate(stream.events):
                    for again in range(random.choice((1, 1, 1, 1, 0, 2)) if at > 8 else 1):
                        log.append(copy, [event], envelope(f"{seed}-{nth}-{stream.kind}-{at}-{again}"))
                        copy.apply(event)
                        copy.version += 1
    return log


def envelope(name: str) -> Envelope:
    return Envelope(
        actor=Actor("clerk", "内0624", "clerk"), recorded_at=datetime(2026, 6, 1, tzinfo=UTC), command_id=name,
        correlation_id=name, causation_id="", asked="",
    )  # fmt: skip


def test_the_columns_find_what_the_rows_find_under_every_rule_about_money() -> None:
    rules = [rule for rule in RULES.values() if rule.guards and rule.guards.__module__.startswith(AREA)]
    broken: set[str] = set()
    for seed in (1, 2, 3):
        log = shaken(seed)
        for rule in rules:
            found = recheck(log, rule, engine="rows")
            assert recheck(log, rule, engine="columns") == found, rule.name
            broken |= {each.condition for each in found}
        log.close()
    assert len(rules) == 32
    assert len(broken) >= 25


def test_the_columns_know_what_is_outstanding_in_every_case() -> None:
    log = shaken(4)
    heads: dict[str, Any] = {f"{head.code}_fen": partial(unpaid, head=head) for head in Head}
    asked = Survey("money", "账", "Money", owed_fen=outstanding, collected_fen=collected, held_fen=held, **heads)
    rows, columns = (survey(log, asked, date(2026, 1, 1), engine=engine) for engine in ("rows", "columns"))
    assert rows.digest() == columns.digest()
    assert len(set(rows.columns["owed_fen"].tolist())) > 3
