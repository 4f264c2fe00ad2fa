"""OCEL 2.0 as an SQLite database, with the tables and the foreign keys that the standard asks for."""

import sqlite3
from collections.abc import Iterable
from pathlib import Path

from casestream.exporting.database import new_database
from casestream.exporting.ocel import Happening, Thing, court_thing, event_attributes, object_types, told
from casestream.exporting.selection import Stream
from casestream.kernel.errors import Lang
from casestream.kernel.event import EVENTS

TABLES = """
CREATE TABLE event_map_type (ocel_type TEXT PRIMARY KEY, ocel_type_map TEXT);
CREATE TABLE object_map_type (ocel_type TEXT PRIMARY KEY, ocel_type_map TEXT);
CREATE TABLE event (ocel_id TEXT PRIMARY KEY, ocel_type TEXT, FOREIGN KEY (ocel_type) REFERENCES event_map_type (ocel_type));
CREATE TABLE object (ocel_id TEXT PRIMARY KEY, ocel_type TEXT, FOREIGN KEY (ocel_type) REFERENCES object_map_type (ocel_type));
CREATE TABLE event_object (
    ocel_event_id TEXT, ocel_object_id TEXT, ocel_qualifier TEXT, PRIMARY KEY (ocel_event_id, ocel_object_id, ocel_qualifier),
    FOREIGN KEY (ocel_event_id) REFERENCES event (ocel_id), FOREIGN KEY (ocel_object_id) REFERENCES object (ocel_id));
CREATE TABLE object_object (
    ocel_source_id TEXT, ocel_target_id TEXT, ocel_qualifier TEXT, PRIMARY KEY (ocel_source_id, ocel_target_id, ocel_qualifier),
    FOREIGN KEY (ocel_source_id) REFERENCES object (ocel_id), FOREIGN KEY (ocel_target_id) REFERENCES object (ocel_id));
"""
SQL_TYPES = {"integer": "INTEGER", "boolean": "INTEGER", "string": "TEXT"}
BEGINNING = "1970-01-01T00:00:00Z"  # An attribute that never changes was so from the beginning.


def write_ocel_sqlite(streams: Iterable[Stream], path: Path, lang: Lang) -> None:
    """One OCEL 2.0 database."""
    with new_database(path) as database:
        database.executescript(TABLES)
        _declare(database)
        courts: set[str] = set()
        for stream in streams:
            found = told(stream)
            fresh = {record.court for record in stream.standing} - courts
            courts |= fresh
            _write_things(database, [*map(court_thing, sorted(fresh)), *found.things.values()])
            _write_happenings(database, found.happenings)


def _declare(database: sqlite3.Connection) -> None:
    """The types, and a table for each: those of events with their fields."""
    for name, attributes in object_types().items():
        database.execute("INSERT INTO object_map_type VALUES (?, ?)", (name, mapped(name)))
        columns = ", ".join(f'"{each}" {SQL_TYPES[kind]}' for each, kind in attributes.items())
        database.execute(
            f"CREATE TABLE object_{mapped(name)} (ocel_id TEXT, ocel_time TIMESTAMP, ocel_changed_field TEXT, {columns}, "
            "PRIMARY KEY (ocel_id, ocel_time), FOREIGN KEY (ocel_id) REFERENCES object (ocel_id))"
        )
    for name in EVENTS.by_name:
        database.execute("INSERT INTO event_map_type VALUES (?, ?)", (name, mapped(name)))
        columns = ", ".join(f'"{each}" {SQL_TYPES[kind]}' for each, kind in event_attributes(name).items())
        database.execute(
            f"CREATE TABLE event_{mapped(name)} (ocel_id TEXT PRIMARY KEY, ocel_time TIMESTAMP, {columns}, "
            "FOREIGN KEY (ocel_id) REFERENCES event (ocel_id))"
        )


def mapped(name: str) -> str:
    """What the table of a type is called: names of events hold a dot, names of tables do not."""
    return name.replace(".", "_")


def _write_things(database: sqlite3.Connection, things: list[Thing]) -> None:
    database.executemany("INSERT INTO object VALUES (?, ?)", [(each.id, each.type) for each in things])
    for each in things:
        places = ", ".join("?" * (3 + len(each.attributes)))
        values = (each.id, BEGINNING, None, *each.attributes.values())
        database.execute(f"INSERT INTO object_{mapped(each.type)} VALUES ({places})", values)
    related = [(each.id, other, qualifier) for each in things for other, qualifier in each.relations]
    database.executemany("INSERT INTO object_object VALUES (?, ?, ?)", related)


def _write_happenings(database: sqlite3.Connection, happenings: list[Happening]) -> None:
    database.executemany("INSERT INTO event VALUES (?, ?)", [(each.id, each.type) for each in happenings])
    for each in happenings:
        names = event_attributes(each.type)
        places = ", ".join("?" * (2 + len(names)))
        values = (each.id, each.time, *(each.attributes.get(name) for name in names))
        database.execute(f"INSERT INTO event_{mapped(each.type)} VALUES ({places})", values)
    related = [(each.id, other, qualifier) for each in happenings for other, qualifier in each.relations]
    database.executemany("INSERT INTO event_object VALUES (?, ?, ?)", related)
