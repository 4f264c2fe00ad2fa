"""Every command of a case in every standing: lawful, quiet, or refused for these conditions.

Each command is taken where a simulated court lawfully gives it; then the case is put into another standing, and the
same command is given there. `python tests/procedures/stages.py > docs/stages.md` writes the table anew: read what changed.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache

from attrs import frozen
from living import planned

import casestream
from casestream.kernel import Actor, Command, Event
from casestream.kernel.errors import BadRequest, Refused
from casestream.kernel.event import COMMANDS
from casestream.kernel.setting import SETTINGS
from casestream.procedures.filing import EnforcementApplied
from casestream.procedures.rounds import ClosingMode, RoundClosed
from casestream.procedures.settlement import HowSettled, SettlementItemAgreed, SettlementRecorded
from casestream.procedures.standstill import Deferred, Suspended, SuspensionReason
from casestream.testing import given
from casestream.testing.simulator import StoryClock

DAY = timedelta(days=1)
STANDINGS = (
    "in place", "applied", "suspended", "bankrupt", "deferred", "settling", *(mode.code for mode in ClosingMode),
)  # fmt: skip
SHOWN = {"lawful": "✓", "quiet": "·"}
SET = {name: each.example for name, each in SETTINGS.items()}


@frozen
class Moment:
    """A command, and the history in which it is lawful."""

    command: Command
    actor: Actor
    before: tuple[Event, ...]


@cache
def moments() -> tuple[Moment, ...]:
    """For each command of a case, the first time that a simulated court gives it."""
    clock, found = StoryClock(), {}
    scripts = planned(1, times=8)
    steps = [
        (step[0].on, which, index, step)
        for which, script in enumerate(each for one in scripts for each in (one, *one.asides))
        for index, step in enumerate(script.steps)
    ]
    with casestream.open(clock=clock, settings=SET) as docket:
        for day, which, index, (command, actor) in sorted(steps, key=lambda step: step[:3]):
            clock.day = day
            kind = type(command)
            before: tuple[Event, ...] = ()
            if kind not in found and COMMANDS[kind].kind == "case" and command.stream in docket.cases():
                before = tuple(record.event for record in docket.history(command.stream))
            if docket.handle(command, actor, command_id=f"{which}/{index}").events and before:
                found[kind] = Moment(command, actor, before)
    return tuple(found[kind] for kind in sorted(found, key=lambda kind: (kind.__module__, kind.__name__)))


def put_into(standing: str, before: tuple[Event, ...], on: date) -> tuple[Event, ...]:
    """The history, gone on to that standing."""
    match standing:
        case "in place":
            return before
        case "applied":
            first = next(index for index, event in enumerate(before) if isinstance(event, EnforcementApplied))
            return before[: first + 1]
        case "suspended":
            return (*before, Suspended(on=on, reason=SuspensionReason.RETRIAL))
        case "bankrupt":
            return (*before, Suspended(on=on, reason=SuspensionReason.BANKRUPTCY))
        case "deferred":
            return (*before, Deferred(on=on, until=on + 60 * DAY, secured=True, consented=True))
        case "settling":
            due = on + 60 * DAY
            item = SettlementItemAgreed(on=on, item="期", value_fen=1, perform_by=due, in_kind=False)
            settled = SettlementRecorded(
                on=on, how=HowSettled.JOINT, agreed_fen=1, in_kind=False, perform_by=due, items=()
            )  # fmt: skip
            return (*before, settled, item)
    mode = next(mode for mode in ClosingMode if mode.code == standing)
    closed = RoundClosed(on=on, mode=mode, claimed_fen=1, collected_fen=0, opened_on=on, used_days=0)
    return (*before, closed)


def outcome(moment: Moment, standing: str) -> tuple[str, ...]:
    """The conditions for which it is refused; `lawful`, `quiet` or `bad request` instead."""
    path = given(*put_into(standing, moment.before, moment.command.on), settings=SET)
    path.case.id = moment.command.stream
    try:
        answered = path.when(moment.command, moment.actor)
    except BadRequest:
        return ("bad request",)
    if isinstance(answered.refusal, Refused):
        return tuple(sorted(unmet.condition.name for unmet in answered.refusal.unmet if not unmet.condition.soft))
    return ("lawful",) if answered.events else ("quiet",)


def lines() -> Iterator[str]:
    """The table."""
    yield "# What may be done in which standing of a case"
    yield ""
    yield "Each command where a simulated court lawfully gives it, and the same command had the case just come into another"
    yield "standing. A cell names the conditions for which it is refused (their articles are in `rules.md`); ✓ is lawful, · is"
    yield "quiet: it was so already, or nothing is there to do. Written by `python tests/procedures/stages.py`."
    for moment in moments():
        cells = {standing: outcome(moment, standing) for standing in STANDINGS}
        yield ""
        yield f"**{type(moment.command).__name__}** — {COMMANDS[type(moment.command)].zh}"
        yield ""
        for answer in dict.fromkeys(cells.values()):
            where = ", ".join(standing for standing in STANDINGS if cells[standing] == answer)
            shown = ", ".join(SHOWN.get(name, f"`{name}`") for name in answer)
            yield f"- {where}: {shown}"


if __name__ == "__main__":
    print("\n".join(lines()))  # noqa: T201
