"""Small cases for tests, numbered so that no two are alike."""

from datetime import UTC, date, datetime
from typing import Any

import attrs

from casestream.kernel import Case, Event
from casestream.procedures.filing import ApplyForEnforcement, AssignHandler, EnforcementApplied, FileCase, Party
from casestream.store.records import Envelope
from casestream.testing import CLERK

COURT = "内0624"
DAY = date(2025, 3, 10)
NOW = datetime(2025, 9, 16, 4, 0, tzinfo=UTC)


def basis(n: int | str) -> str:
    """The id of case `n`."""
    return f"（2024）内0624民初{n}号判决" if isinstance(n, int) else n


def number(n: int) -> str:
    """The first case number of case `n`."""
    return f"（2025）{COURT}执{n}号"


def applying(n: int | str, on: date = DAY) -> ApplyForEnforcement:
    """An application: three events."""
    return ApplyForEnforcement(
        case=basis(n), on=on, cause="民间借贷纠纷", court=COURT, claimed_fen=2_800_000, effective_on=date(2024, 12, 1),
        performance_due=date(2025, 1, 10), applicants=(Party(name="吴某"),), debtors=(Party(name="邬某"),),
    )  # fmt: skip


def filing(n: int | str, *, under: int | None = None, on: date = DAY) -> FileCase:
    """The filing of case `n` under number `n`, or under another: two events."""
    return FileCase(case=basis(n), on=on, number=number(under or int(n)))


def assigning(n: int | str, handler: str, on: date = DAY) -> AssignHandler:
    """A handler for case `n`: one event."""
    return AssignHandler(case=basis(n), on=on, handler=handler)


def applied(on: date = DAY, claimed_fen: int = 100) -> EnforcementApplied:
    """One event that any stream takes."""
    return EnforcementApplied(
        on=on, basis="依据", cause="借款", court=COURT, claimed_fen=claimed_fen, effective_on=DAY, performance_due=DAY,
        in_time=True,
    )  # fmt: skip


def envelope(name: str, **changes: Any) -> Envelope:
    """What one command gives to its events."""
    plain = Envelope(
        actor=CLERK, recorded_at=NOW, command_id=name, correlation_id=name, causation_id="", asked=name,
    )  # fmt: skip
    return attrs.evolve(plain, **changes)


def grown(case: Case, *events: Event) -> Case:
    """The case after these events, as if it had been read again."""
    for event in events:
        case.apply(event)
        case.version += 1
    return case
