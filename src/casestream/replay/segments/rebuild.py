"""Records made again from a segment alone: what is sealed is the log itself, not an extract of it."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from casestream.kernel.event import Actor, Event, Record
from casestream.replay.segments.layout import ACTORS, COURTS, RECORDS, ROUNDS, STREAMS, Segment, damaged
from casestream.replay.segments.read import Sealed, integers, open_file, read_column, vector_of
from casestream.replay.segments.tables import IDS
from casestream.store.records import moment

ENVELOPE = ("stream", "version", "position", "court", "round", "schema", "actor")


def records(segment: Segment) -> Iterator[Record]:
    """Every record of a segment whole, one chunk after the other, sorted by stream and version.

    Raises:
        SegmentDamaged: it cannot be read, or its files do not fit together.
    """
    courts = dict(_rows(segment, COURTS, "court", "code"))
    actors = {actor: Actor(*who) for actor, *who in _rows(segment, ACTORS, "actor", "id", "court", "post")}
    rounds: dict[int, str] = {0: "", **dict(_rows(segment, ROUNDS, "round", "number"))}
    for chunk in range(len(segment.manifest.bounds) - 1):
        try:
            yield from _records(segment, chunk, courts, rounds, actors)
        except (LookupError, TypeError, ValueError) as error:
            raise damaged(segment.file(RECORDS), str(error)) from error


def _rows(segment: Segment, file: str, *columns: str) -> list[tuple[Any, ...]]:
    table = open_file(segment, file).read(columns=list(columns), use_threads=False)
    return list(zip(*(table.column(name).to_pylist() for name in columns), strict=True))


def _records(
    segment: Segment, chunk: int, courts: dict[int, str], rounds: dict[int, str], actors: dict[int, Actor]
) -> Iterator[Record]:
    def column(file: str, name: str) -> Any:
        return read_column(segment, file, chunk, name)

    if column(RECORDS, "stream") is None:
        return
    streams: dict[int, tuple[str, str]] = {
        stream: (id, kind)
        for stream, id, kind in zip(
            *(column(STREAMS, name).to_pylist() for name in ("stream", "id", "kind")), strict=True
        )
    }
    events = _events(Sealed(segment, chunk))
    numbers = [integers(column(RECORDS, name)).tolist() for name in ENVELOPE]
    recorded_at = column(RECORDS, "recorded_at").cast("int64").to_pylist()
    types = vector_of(column(RECORDS, "type")).plain()
    texts = [column(RECORDS, name).to_pylist() for name in IDS]
    for row in zip(*numbers, recorded_at, types, *texts, strict=True):
        (stream, version, position, court, round, schema, actor, micros, type, event_id, command, correlation,
         causation) = row  # fmt: skip
        id, kind = streams[stream]
        yield Record(
            position=position, stream=id, kind=kind, version=version, event_id=UUID(bytes=event_id), type=type,
            recorded_at=moment(micros), court=courts[court], round=rounds[round], actor=actors[actor], command_id=command,
            correlation_id=correlation, causation_id=causation, schema=schema, event=events[position],
        )  # fmt: skip


def _events(sealed: Sealed) -> dict[int, Event]:
    """The events of a chunk by their positions."""
    return {
        position: event
        for kind in sealed.kinds()
        for position, event in zip(sealed.column(kind, "position").tolist(), sealed.events(kind), strict=True)
    }
