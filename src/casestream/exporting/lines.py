"""Exports of one record a line: JSON lines that can be imported again, CSV, and CloudEvents."""

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta
from typing import Any

from casestream.exporting.selection import Stream
from casestream.importing.reading import as_line
from casestream.kernel.errors import Lang
from casestream.kernel.event import EVENTS, Event, Record
from casestream.reports.paper.delimited import inert
from casestream.store.codec import Codec

CODEC = Codec()
ENVELOPE = (
    "position", "stream", "kind", "version", "event_id", "type", "label", "on", "recorded_at", "court", "round", "actor",
    "actor_court", "post", "command_id", "correlation_id", "causation_id", "schema",
)  # fmt: skip
COLUMNS = (*ENVELOPE, "fields")

Lines = Callable[[Iterable[Stream], Lang, str], Iterator[str]]


def fields_of(event: Event) -> dict[str, Any]:
    """The event's own fields as JSON has them; the legal day stands in the envelope."""
    fields: dict[str, Any] = json.loads(CODEC.encode(event))
    fields.pop("on")
    return fields


def row_of(record: Record, lang: Lang) -> tuple[Any, ...]:
    """A record as the values of `COLUMNS`: whole numbers, text, the day and the moment; the fields as JSON."""
    return (
        record.position, record.stream, record.kind, record.version, str(record.event_id), record.type,
        EVENTS.by_name[record.type].label(lang), record.on, record.recorded_at, record.court, record.round, record.actor.id,
        record.actor.court, record.actor.post, record.command_id, record.correlation_id, record.causation_id, record.schema,
        json.dumps(fields_of(record.event), ensure_ascii=False, separators=(",", ":")),
    )  # fmt: skip


def json_lines(streams: Iterable[Stream], lang: Lang, source: str) -> Iterator[str]:
    """A JSON object a record, as `casestream import` reads it."""
    for stream in streams:
        for record in stream.records:
            yield as_line(record, CODEC) + "\n"


def csv_lines(streams: Iterable[Stream], lang: Lang, source: str) -> Iterator[str]:
    """A row a record under a line of heads; the event's own fields are JSON in the last column."""
    written = io.StringIO()
    rows = csv.writer(written)
    rows.writerow(COLUMNS)
    for stream in streams:
        rows.writerows([_cell(value) for value in row_of(record, lang)] for record in stream.records)
        yield written.getvalue()
        written.seek(0)
        written.truncate()
    yield written.getvalue()


def _cell(value: Any) -> str:
    return inert(value) if isinstance(value, str) else value.isoformat() if hasattr(value, "isoformat") else f"{value}"


def cloudevents(streams: Iterable[Stream], lang: Lang, source: str) -> Iterator[str]:
    """A CloudEvent 1.0 a record, in JSON. What the envelope has beyond the standard stands in extension attributes."""
    for stream in streams:
        for record in stream.records:
            yield json.dumps(_cloudevent(record, source), ensure_ascii=False, separators=(",", ":")) + "\n"


def _cloudevent(record: Record, source: str) -> dict[str, Any]:
    told = {
        "specversion": "1.0", "id": str(record.event_id), "source": source, "type": record.type, "subject": record.stream,
        "time": _moment(record), "datacontenttype": "application/json", "sequence": f"{record.position:020}",
        "streamkind": record.kind, "streamversion": record.version, "legalday": record.on.isoformat(), "court": record.court,
        "round": record.round, "actor": record.actor.id, "actorcourt": record.actor.court, "actorpost": record.actor.post,
        "commandid": record.command_id, "correlationid": record.correlation_id, "causationid": record.causation_id,
        "schemaversion": record.schema, "data": fields_of(record.event),
    }  # fmt: skip
    return {name: value for name, value in told.items() if value != ""}  # An attribute is never an empty string.


def _moment(record: Record) -> str:
    assert record.recorded_at.utcoffset() == timedelta(0)  # noqa: S101 # The log writes UTC.
    return record.recorded_at.isoformat(timespec="microseconds").replace("+00:00", "Z")


LINES: dict[str, Lines] = {"jsonl": json_lines, "csv": csv_lines, "cloudevents": cloudevents}
