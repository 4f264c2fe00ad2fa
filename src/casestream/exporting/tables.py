"""Exports as a table of records: Parquet, and an SQLite database that is ready to be asked."""

from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from casestream.exporting.database import new_database
from casestream.exporting.lines import COLUMNS, row_of
from casestream.exporting.selection import Stream
from casestream.kernel.errors import ExtraMissing, Lang
from casestream.kernel.event import EVENTS

ROWS_A_GROUP = 20_000
WHOLE_NUMBERS = ("position", "version", "schema")
REPEATED = ("kind", "type", "label", "court", "actor", "actor_court", "post")


def _groups(streams: Iterable[Stream], lang: Lang) -> Iterator[list[tuple[Any, ...]]]:
    """The rows, so many at a time."""
    rows = (row_of(record, lang) for stream in streams for record in stream.records)
    while group := list(islice(rows, ROWS_A_GROUP)):
        yield group


def write_parquet(streams: Iterable[Stream], path: Path, lang: Lang) -> None:
    """One Parquet file, a row a record; the event's own fields are JSON in the last column.

    Raises:
        ExtraMissing: pyarrow is not installed.
    """
    try:
        import pyarrow as pa
        from pyarrow import parquet
    except ImportError as error:
        raise ExtraMissing.of("pyarrow", "columns") from error
    types = dict.fromkeys(COLUMNS, pa.string()) | dict.fromkeys(WHOLE_NUMBERS, pa.int64())
    types |= dict.fromkeys(REPEATED, pa.dictionary(pa.int32(), pa.string()))
    types |= {"on": pa.date32(), "recorded_at": pa.timestamp("us", tz="UTC")}
    schema = pa.schema(list(types.items()))
    with parquet.ParquetWriter(path, schema, compression="zstd") as file:
        for rows in _groups(streams, lang):
            columns = [
                pa.array(column, types[name]) for name, column in zip(COLUMNS, zip(*rows, strict=True), strict=True)
            ]
            file.write_batch(pa.record_batch(columns, schema=schema))


def write_sqlite(streams: Iterable[Stream], path: Path, lang: Lang) -> None:
    """A database with the tables `events` (a row a record) and `types` (what each type is called)."""
    with new_database(path) as database:
        declared = [f'"{name}" {"INTEGER" if name in WHOLE_NUMBERS else "TEXT"} NOT NULL' for name in COLUMNS]
        database.execute(f"CREATE TABLE events ({', '.join(declared)}) STRICT")
        database.execute("CREATE TABLE types (type TEXT PRIMARY KEY, zh TEXT NOT NULL, en TEXT NOT NULL) STRICT")
        known = [(each.name, each.zh, each.en) for each in EVENTS.by_name.values()]
        database.executemany("INSERT INTO types VALUES (?, ?, ?)", known)
        places = ", ".join("?" * len(COLUMNS))
        for rows in _groups(streams, lang):
            told = ([value.isoformat() if hasattr(value, "isoformat") else value for value in row] for row in rows)
            database.executemany(f"INSERT INTO events VALUES ({places})", told)
        database.execute("CREATE UNIQUE INDEX events_by_stream ON events (stream, version)")
        database.execute("CREATE INDEX events_by_type ON events (type)")
        database.execute("CREATE INDEX events_by_round ON events (round)")
