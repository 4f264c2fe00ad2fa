"""Records on their way into the database, and moments as whole microseconds."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from attrs import frozen
from eventsourcing.persistence import StoredEvent

from casestream.kernel.event import Actor, Record

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def micros(moment: datetime) -> int:
    """Whole microseconds since 1970 UTC."""
    since = moment - EPOCH
    return (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds


def moment(micros: int) -> datetime:
    """The UTC instant of so many microseconds since 1970."""
    return EPOCH + timedelta(microseconds=micros)


@frozen(kw_only=True)
class Envelope:
    """What one command gives to every event that it brings about."""

    actor: Actor
    recorded_at: datetime
    command_id: str
    correlation_id: str
    causation_id: str
    asked: str


@dataclass(frozen=True)
class StoredRecord(StoredEvent):
    """What `eventsourcing` stores (stream, version, topic, bytes), and the record whose envelope goes beside it."""

    record: Record
