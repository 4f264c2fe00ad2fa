"""The tables of a docket in SQLite, and what each column is for.

A row carries the whole envelope and, beside the payload, what replay reads without parsing JSON: integer keys for stream, type,
court and round, the legal day as a proleptic ordinal, and the event's own labels and numbers in slots. `types.slots`
says which field sits in which slot, so the file describes itself. `leaf` proves the row, `sealed` holds what is personal in it.
"""

import json
from collections.abc import Callable
from datetime import date
from typing import Any, cast

from casestream.kernel.event import EVENTS, Event, EventType, Label

APPLICATION_ID = 0x43_53_54_52  # "CSTR"
SCHEMA_VERSION = 2

LABEL_SLOTS = ("label_1", "label_2")
NUMBER_SLOTS = ("number_1", "number_2", "number_3", "number_4")
SLOTS = LABEL_SLOTS + NUMBER_SLOTS

TABLES = (
    # What is true of the docket as a whole: its `id`, the `hash` of its proof, the `keys` that seal what is personal.
    """CREATE TABLE docket (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID""",
    """CREATE TABLE types (
        type INTEGER PRIMARY KEY, name TEXT NOT NULL, schema INTEGER NOT NULL, slots TEXT NOT NULL,
        UNIQUE (name, schema)) STRICT""",
    """CREATE TABLE courts (court INTEGER PRIMARY KEY, code TEXT NOT NULL UNIQUE) STRICT""",
    """CREATE TABLE actors (
        actor INTEGER PRIMARY KEY, id TEXT NOT NULL, court TEXT NOT NULL, post TEXT NOT NULL,
        UNIQUE (id, court, post)) STRICT""",
    """CREATE TABLE streams (stream INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, kind TEXT NOT NULL) STRICT""",
    # One row a case number: the UNIQUE is what keeps two cases from ever bearing one number.
    """CREATE TABLE rounds (
        round INTEGER PRIMARY KEY, number TEXT NOT NULL UNIQUE, stream INTEGER NOT NULL REFERENCES streams) STRICT""",
    # One row an answer. A command that brought nothing about has the positions 0 to 0.
    """CREATE TABLE commands (
        command_id TEXT PRIMARY KEY, asked TEXT NOT NULL, first_position INTEGER NOT NULL,
        last_position INTEGER NOT NULL, refusal TEXT NOT NULL) STRICT, WITHOUT ROWID""",
    """CREATE TABLE events (
        position INTEGER PRIMARY KEY CHECK (position >= 1),
        stream INTEGER NOT NULL REFERENCES streams,
        version INTEGER NOT NULL CHECK (version >= 0),
        type INTEGER NOT NULL REFERENCES types,
        day INTEGER NOT NULL,
        recorded_at INTEGER NOT NULL,
        court INTEGER NOT NULL REFERENCES courts,
        round INTEGER REFERENCES rounds,
        label_1 TEXT, label_2 TEXT,
        number_1 INTEGER, number_2 INTEGER, number_3 INTEGER, number_4 INTEGER,
        payload BLOB NOT NULL,
        actor INTEGER NOT NULL REFERENCES actors,
        event_id BLOB NOT NULL,
        command_id TEXT NOT NULL,
        correlation_id TEXT NOT NULL,
        causation_id TEXT NOT NULL,
        sealed BLOB,
        leaf BLOB NOT NULL CHECK (length(leaf) = 32)) STRICT""",
    """CREATE TABLE tree (
        level INTEGER NOT NULL, at INTEGER NOT NULL, hash BLOB NOT NULL,
        PRIMARY KEY (level, at)) STRICT, WITHOUT ROWID""",
    """CREATE TABLE checkpoints (
        size INTEGER NOT NULL, note TEXT NOT NULL, PRIMARY KEY (size, note)) STRICT, WITHOUT ROWID""",
    "CREATE UNIQUE INDEX events_by_stream ON events (stream, version)",
    "CREATE TRIGGER events_stay BEFORE UPDATE ON events BEGIN SELECT RAISE(ABORT, 'events are never edited'); END",
    "CREATE TRIGGER events_last BEFORE DELETE ON events BEGIN SELECT RAISE(ABORT, 'events are never deleted'); END",
)


def made(statement: str) -> str:
    """The name of what a statement of `TABLES` makes."""
    return statement.replace("UNIQUE ", "").split()[2]


Promote = Callable[[Event], tuple[Any, ...]]


def slot_of(event_type: EventType) -> dict[str, str]:
    """Which field sits in which slot: keys and labels first come first served, then whole numbers and days."""
    labels, numbers = list(LABEL_SLOTS), list(NUMBER_SLOTS)
    slots = {}
    keys = set(event_type.keys.values())
    for field, hint in sorted(event_type.fields.items(), key=lambda item: item[0] not in keys):
        if field == "on" or field in event_type.sentences:
            continue
        if field in keys or (isinstance(hint, type) and issubclass(hint, Label)):
            if labels:
                slots[field] = labels.pop(0)
        elif hint in (int, bool, date, date | None) and numbers:
            slots[field] = numbers.pop(0)
    return slots


def slots_json(event_type: EventType) -> str:
    """The slot map as stored in `types.slots`."""
    return json.dumps(slot_of(event_type), separators=(",", ":"))


_PROMOTERS: dict[type[Event], Promote] = {}


def promote(event: Event) -> tuple[Any, ...]:
    """The six promoted columns of an event: labels as codes, numbers as they are, days as ordinals, None where empty."""
    promoter = _PROMOTERS.get(type(event))
    if promoter is None:
        promoter = _PROMOTERS[type(event)] = _promoter(EVENTS[type(event)])
    return promoter(event)


def _promoter(event_type: EventType) -> Promote:
    field_in = {slot: field for field, slot in slot_of(event_type).items()}
    told = ", ".join(_told(event_type, field_in.get(slot)) for slot in SLOTS)
    # One function without a loop, as attrs makes its own: six calls an event cost more than what they read.
    return cast(Promote, eval(f"lambda event: ({told})"))  # noqa: S307  # Of field names only, which are identifiers.


def _told(event_type: EventType, field: str | None) -> str:
    """How a slot is filled, in Python: with a label's code, a day's ordinal, anything else as it is."""
    if field is None:
        return "None"
    match event_type.fields[field]:
        case type() as hint if issubclass(hint, Label):
            return f"event.{field}.code"
        case hint if hint in (date, date | None):
            return f"event.{field} and event.{field}.toordinal()"
        case hint if hint is bool:
            return f"int(event.{field})"
    return f"event.{field}"
