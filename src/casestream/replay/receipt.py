"""Receipts: what a replay was asked, of which records, on which engine, and what it came to."""

from datetime import date
from hashlib import sha256

from casestream.kernel.projection import Projection, Scope
from casestream.replay.horizon import Horizon
from casestream.replay.segments.layout import fingerprint
from casestream.replay.table import ReplayReceipt, Table
from casestream.store.log import Log


def receipt_of(table: Table, log: Log, horizon: Horizon, engine: str) -> ReplayReceipt:
    """The receipt of a table that was just made."""
    scope = table.scope
    return ReplayReceipt(
        projection=table.projection.name, definition=table.projection.definition_hash(), by=table.projection.by,
        since=_day(scope.since, date.min), until=_day(scope.until, date.max), as_of=_day(horizon.as_of, date.max),
        engine=engine, last_position=horizon.last_position, anchor=fingerprint(log, horizon.last_position),
        digest=table.digest(),
    )  # fmt: skip


def _day(day: date, none: date) -> str | None:
    return None if day == none else day.isoformat()


def question_hash(projection: Projection, scope: Scope, engine: str) -> str:
    """What tells one replay from another, for answers that are kept: definition, groups, period and engine."""
    whole = [projection.definition_hash(), projection.by, scope.since.isoformat(), scope.until.isoformat(), engine]
    return sha256(repr(whole).encode()).hexdigest()
