"""Our side of every pair: casestream's log, through the same calls as the docket makes."""

from collections.abc import Iterable
from datetime import UTC, datetime
from itertools import count
from typing import Any, cast

from benchmarks.logs import Step
from benchmarks.stock import Answer
from casestream.kernel import Actor, Asked, Case
from casestream.procedures.proceeds import ProceedsReceived
from casestream.procedures.rounds import RoundOpened, is_open
from casestream.store.log import Log
from casestream.store.records import Envelope

CLERK = Actor("clerk-1", "内0624", "clerk")
MOMENT = datetime(2026, 1, 1, tzinfo=UTC)
BATCH = 5_000
_commands = count(1)


def envelope() -> Envelope:
    """The envelope of one command; every command has an id of its own."""
    command_id = f"benchmark-{next(_commands)}"
    return Envelope(
        actor=CLERK, recorded_at=MOMENT, command_id=command_id, correlation_id=command_id, causation_id="", asked="",
    )  # fmt: skip


def append(log: Log, case: Case, step: Step) -> None:
    """Write a step and keep the case up to date."""
    log.append(case, step.events, envelope())
    take_in(case, step)


def take_in(case: Case, step: Step) -> None:
    """Bring a case up to what was written."""
    for happened in step.events:
        case.apply(happened)
    case.version += len(step.events)


def write(log: Log, steps: list[Step]) -> dict[str, Case]:
    """Write whole histories straight to the log, thousands of steps to a commit; the folded cases."""
    cases: dict[str, Case] = {}
    for first in range(0, len(steps), BATCH):
        with log.batch():
            for step in steps[first : first + BATCH]:
                append(log, cases.setdefault(step.case, Case(step.case)), step)
    return cases


def load(log: Log, ids: Iterable[str]) -> list[Case]:
    """Cases, one by one."""
    return [log.case(id) for id in ids]


def load_whole(log: Log, ids: Iterable[str]) -> list[Case]:
    """Cases, one by one, with every event decoded."""
    cases = load(log, ids)
    for case in cases:
        assert len(case.events) == case.version
    return cases


def answer_whole(case: Case) -> Answer:
    """The same answer, after every event has been decoded."""
    assert len(case.events) == case.version
    return answer(case)


def answer(case: Case) -> Answer:
    """Id, number, amount claimed and collected in the round, whether it is open, and the events of each kind."""
    asked = cast(Asked, case)
    claimed_fen = int(asked.latest(RoundOpened.claimed_fen))
    collected_fen = int(asked.this_round.total(ProceedsReceived.amount_fen))
    kinds = {kind.__name__: times for kind, times in case.kinds.items()}
    return case.id, case.number, claimed_fen, collected_fen, bool(is_open(asked)), kinds


def synchronous(log: Log) -> int:
    """What `PRAGMA synchronous` says on a connection that this side writes through: 2 is FULL."""
    return int(_pragma(log, "synchronous"))


def journal(log: Log) -> str:
    """How this side keeps its journal."""
    return str(_pragma(log, "journal_mode"))


def _pragma(log: Log, name: str) -> Any:
    with log.recorder.datastore.transaction(commit=True) as cursor:
        cursor.execute(f"PRAGMA {name}")
        return cursor.fetchone()[0]
