"""Records on their way into the database, and moments as whole microseconds."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha1
from itertools import count
from uuid import NAMESPACE_URL, UUID

from attrs import frozen
from eventsourcing.persistence import StoredEvent

from casestream.kernel.case import Case
from casestream.kernel.event import EVENTS, Actor, Event, Record

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


def _event_ids(command_id: str) -> Iterator[UUID]:
    """For each event of a command `uuid5(NAMESPACE_URL, "command_id/index")`; the bytes that they share are made once."""
    shared = NAMESPACE_URL.bytes + f"{command_id}/".encode()
    for index in count():
        yield UUID(bytes=sha1(b"%b%d" % (shared, index), usedforsecurity=False).digest()[:16], version=5)


def records_of(
    case: Case, events: Sequence[Event], envelope: Envelope, last_position: int, recorded_at: datetime
) -> list[Record]:
    """The next events of a stream as records, from the position after the last on."""
    court, number = case.court, case.number
    stream, kind, actor, command_id = case.id, case.kind, envelope.actor, envelope.command_id
    correlation_id, causation_id, types = envelope.correlation_id, envelope.causation_id, EVENTS.by_class
    records = []
    for position, version, event, event_id in zip(
        count(last_position + 1), count(case.version + 1), events, _event_ids(command_id), strict=False
    ):
        event_type = types[type(event)]
        if event_type.opens:
            court, number = event.court, event.number  # type: ignore[attr-defined]  # @event checks both fields.
        records.append(
            Record(
                position=position, stream=stream, kind=kind, version=version, event_id=event_id, type=event_type.name,
                recorded_at=recorded_at, court=court or actor.court, round=number, actor=actor, command_id=command_id,
                correlation_id=correlation_id, causation_id=causation_id, schema=event_type.schema, event=event,
            )
        )  # fmt: skip
    return records
