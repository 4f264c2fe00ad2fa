"""Whole simulated courts, into which stray commands are thrown: some are lawful where they land, most are refused."""

from collections.abc import Sequence
from datetime import date, timedelta
from random import Random
from typing import Any

import attrs

import casestream
from casestream.docket import Docket
from casestream.kernel import Actor, Command, Event
from casestream.kernel.errors import BadRequest, NumberTaken, Refused
from casestream.kernel.event import COMMANDS
from casestream.kernel.setting import SETTINGS
from casestream.procedures.filing import Party, PartyKind
from casestream.testing import evolve
from casestream.testing.script import Script, Step
from casestream.testing.simulator import StoryClock, YearTotals, plan_year
from casestream.testing.walks import Walk, credit, every_walk

WALKS: tuple[Walk, ...] = every_walk()
KINDS = sorted({kind.kind for kind in COMMANDS.values()} - {"any"})
SINCE, UNTIL = date(2025, 1, 1), date(2025, 9, 16)
TOTALS = YearTotals(
    satisfied_first=2, parked_first=2, withdrawn_first=1, dismissed_first=1, satisfied_resumed=1, parked_resumed=1,
    pending_first=2, pending_resumed=1, claimed_satisfied_fen=9_000_000, claimed_other_fen=9_000_000,
    collected_other_fen=90_000,
)  # fmt: skip
Stray = tuple[int, int, int, int]
"""A command of the court's own (by its place), the case that it goes to, days later, and what its numbers are multiplied by."""


def strays(seed: int, count: int = 200) -> list[Stray]:
    """So many of them, drawn by a seed."""
    random = Random(seed)
    return [
        (random.randrange(10**6), random.randrange(10**6), random.randrange(-60, 90), random.choice((0, 1, 1, 1, 2, 3)))
        for _ in range(count)
    ]


def planned(seed: int, times: int = 1) -> list[Script]:
    """A year of a court, and so many cases for each walk, each drawn anew."""
    scripts = plan_year("内0624", SINCE, UNTIL, TOTALS, seed=seed)
    random = Random(seed)
    for number, walk in enumerate(WALKS * times, 1):
        kind = PartyKind.ENTERPRISE if walk.name in ("search", "whitelist") else PartyKind.NATURAL
        script = Script(
            f"（2024）内0624民初{number}号{walk.name}", f"（2025）内0624执{number}号",
            date(2025, 1, 6) + timedelta(days=number % len(WALKS)),
            applicants=(Party(name="模拟王某甲"), Party(name="模拟李某甲"))[: 1 + (walk in credit.WALKS)],
            debtors=(Party(name="模拟赵某", kind=kind),),
        )  # fmt: skip
        walk.play(script.filed("借款合同纠纷", 50_000_000 + number).notified(), random)
        scripts.append(script)
    return scripts


def _all(scripts: Sequence[Script]) -> list[Script]:
    return [one for script in scripts for one in (script, *_all(script.asides))]


def _retargeted(step: Step, home: Script, target: Script, later: int, times: int) -> Step:
    command, actor = step
    moved: dict[str, Any] = {"on": command.on + timedelta(days=later)}
    if home.case == command.stream and COMMANDS[type(command)].kind == "case":
        moved["case"] = target.case
    for name, value in attrs.asdict(command, recurse=False).items():  # type: ignore[arg-type]
        if name in ("on", "case"):
            continue
        if isinstance(value, date):
            moved[name] = value + timedelta(days=later)
        elif name == "debtor" and value and target.debtors:
            moved[name] = target.debtors[0].name
        elif isinstance(value, int) and not isinstance(value, bool):
            moved[name] = value * times
    return evolve(command, **moved), actor


def at_work(seed: int, thrown: Sequence[Stray] = ()) -> Docket:
    """A court that has done all of this, as far as the law allows it. Close it when done."""
    scripts = _all(planned(seed))
    own = [(script, step) for script in scripts for step in script.steps]
    cases = [script for script in scripts if script.debtors]
    steps = [(step[0].on, 0, which, step) for which, (_, step) in enumerate(own)]
    for which, (what, where, later, times) in enumerate(thrown):
        home, step = own[what % len(own)]
        stray = _retargeted(step, home, cases[where % len(cases)], later, times)
        steps.append((stray[0].on, 1, which, stray))
    clock = StoryClock()
    docket = casestream.open(clock=clock, settings={name: each.example for name, each in SETTINGS.items()})
    with docket.batch():
        for day, is_stray, which, (command, actor) in sorted(steps, key=lambda step: step[:3]):
            clock.day = max(clock.day, day)
            obey(docket, command, actor, f"{is_stray}/{which}")
    return docket


def obey(docket: Docket, command: Command, actor: Actor, name: str) -> bool:
    """Whether the court did it: what the law does not allow, or what makes no sense where it landed, is left."""
    try:
        return bool(docket.handle(command, actor, command_id=name).events)
    except (Refused, BadRequest, NumberTaken):
        return False


def streams(docket: Docket) -> dict[str, list[Event]]:
    """Every stream of the log, with its events in their order."""
    return {name: [record.event for record in docket.history(name)] for kind in KINDS for name in docket.cases(kind)}
