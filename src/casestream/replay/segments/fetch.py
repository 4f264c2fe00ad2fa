"""Records fetched for sealing, as Arrow tables: over this process's own SQLite, or over that of the ADBC driver.

The driver goes from SQLite to Arrow without a Python object a value, three times as fast. It brings an SQLite of its own,
and two of them in one process drop each other's locks on a file (sqlite.org/howtocorrupt.html, 2.2.1). So it is used only
in processes of the pool, which open a docket in no other way.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from attrs import frozen

from casestream.kernel.errors import ExtraMissing, StoreFailed
from casestream.kernel.event import EventType
from casestream.replay.tail import FEW
from casestream.store.connections import READ_ONLY
from casestream.store.log import Log
from casestream.store.transactions import among

Types = dict[int, tuple[EventType, int]]  # For each code the kind of event and the schema.
Ask = Callable[[str, pa.Schema], pa.Table]

MAPPED_BYTES = 1 << 40  # Pages of the file are read where they lie; SQLite lowers this to what it can map.
BATCH_ROWS = 1 << 16  # Fetched at a time over this process's own SQLite.
ONE_BATCH = (
    1 << 30
)  # The driver tells a column's type by its first batch, where one may be empty: so all rows come in one.
RECORD = pa.schema({
    "stream": pa.int32(), "version": pa.int32(), "position": pa.int64(), "day": pa.int32(), "court": pa.int32(),
    "round": pa.int32(), "type": pa.int32(), "recorded_at": pa.int64(), "actor": pa.int32(), "event_id": pa.binary(16),
    "command_id": pa.string(), "correlation_id": pa.string(), "causation_id": pa.string(), "payload": pa.binary(),
})  # fmt: skip
STREAM = pa.schema({"stream": pa.int32(), "id": pa.string(), "kind": pa.string()})
ROUND = pa.schema({"round": pa.int64(), "number": pa.string()})


@frozen(eq=False)
class Share:
    """Records that are sealed in one go: of the streams of `chunk` from `first` up to, not including, `last`.

    Only positions in (`after`, `last_position`] are taken. `types` tells what every type code is, also to a process that
    has not imported the procedures of this one.
    """

    place: str
    chunk: int
    first: int
    last: int
    after: int
    last_position: int
    types: Types


@frozen(eq=False)
class Fetched:
    """Records sorted by stream and version, with the names of their streams and rounds."""

    records: pa.Table
    streams: pa.Table
    rounds: pa.Table

    def within(self, first: int, last: int) -> "Fetched":
        """Those of the streams from `first` up to, not including, `last`."""
        low, high = np.searchsorted(self.records["stream"].to_numpy(), [first, last]).tolist()
        records = self.records.slice(low, high - low)
        return Fetched(
            records,
            _of_these(self.streams, "stream", records["stream"]),
            _of_these(self.rounds, "round", records["round"]),
        )


def fetch(ask: Ask, share: Share, *, every_stream: bool = False) -> Fetched:
    """The records of a share; `every_stream`: those of all streams, found by their positions instead."""
    columns = ", ".join("coalesce(round, 0) AS round" if name == "round" else name for name in RECORD.names)
    streams = "" if every_stream else f"stream >= {share.first} AND stream < {share.last} AND "
    records = ask(
        f"SELECT {columns} FROM events WHERE {streams} position > {share.after} AND position <= {share.last_position} "
        "ORDER BY stream, version", RECORD,
    )  # fmt: skip
    return Fetched(
        records, _named(ask, "streams", STREAM, records["stream"]), _named(ask, "rounds", ROUND, records["round"])
    )


def _named(ask: Ask, table: str, schema: pa.Schema, codes: pa.ChunkedArray) -> pa.Table:
    """The rows of these codes: of a few by their keys, of many from the stretch of the table in which they lie."""
    key, wanted = schema.names[0], np.unique(codes.to_numpy())
    few, codes_of_few = len(wanted) <= FEW, among(wanted[:FEW].tolist())
    where = f"IN ({codes_of_few})" if few else f"BETWEEN {wanted[0]} AND {wanted[-1]}"
    found = ask(f"SELECT {', '.join(schema.names)} FROM {table} WHERE {key} {where} ORDER BY {key}", schema)
    return _of_these(found, key, codes)


def _of_these(table: pa.Table, key: str, codes: pa.ChunkedArray) -> pa.Table:
    return table.filter(pc.is_in(table[key], codes.cast(table[key].type)))


def over_log(log: Log) -> Ask:
    """Questions through the connections that this process has to the docket."""

    def ask(query: str, schema: pa.Schema) -> pa.Table:
        batches = []
        with log.reading() as cursor:
            for rows in cursor.scan(query, size=BATCH_ROWS):
                columns = zip(schema, zip(*rows, strict=True), strict=True)
                batches.append(pa.record_batch([pa.array(values, field.type) for field, values in columns], schema))
        return pa.Table.from_batches(batches, schema)

    return ask


@contextmanager
def over_adbc(place: str) -> Iterator[Ask]:
    """Questions through the ADBC driver, in a process that does not open the docket otherwise.

    Raises:
        ExtraMissing: the driver is not installed.
        StoreFailed: it cannot read the docket.
    """
    try:
        from adbc_driver_manager import AdbcConnection, AdbcStatement, Error
        from adbc_driver_sqlite import connect
    except ImportError as error:
        raise ExtraMissing.of("adbc-driver-sqlite", "columns") from error
    try:
        with (
            connect(Path(place).as_uri() + READ_ONLY) as database,
            AdbcConnection(database) as connection,
            AdbcStatement(connection) as statement,
        ):
            statement.set_options(**{"adbc.sqlite.query.batch_rows": str(ONE_BATCH)})

            def told(query: str) -> pa.Table:
                statement.set_sql_query(query)
                return pa.RecordBatchReader.from_stream(statement.execute_query()[0]).read_all()

            def ask(query: str, schema: pa.Schema) -> pa.Table:
                found = told(query)
                # The driver tells types by values: of no rows it knows none.
                return found.cast(schema) if found.num_rows else schema.empty_table()

            told(f"PRAGMA mmap_size={MAPPED_BYTES}")
            yield ask
    except (Error, pa.ArrowException, OSError) as error:
        raise StoreFailed(
            f"案卷 {place} 读取失败：{error}", f"docket {place} could not be read: {error}",
            "用 casestream doctor 检查案卷", "check the docket with casestream doctor",
        ) from error  # fmt: skip
