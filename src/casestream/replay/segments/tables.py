"""Which columns a segment has: derived from the event classes, and from the envelope."""

from typing import Any

import numpy as np
import pyarrow as pa

from casestream.kernel.calendar import EPOCH, Ints
from casestream.kernel.event import EVENTS, EventClass
from casestream.replay.part import ENVELOPE, ROUND_TYPE, Loose, Vector, fields_of
from casestream.replay.rows import round_type
from casestream.replay.segments.layout import ACTORS, COURTS, RECORDS, ROUNDS, STREAMS
from casestream.replay.tail import MORE, Store
from casestream.store.log import Log

Tables = dict[str, pa.Table]
SMALL = {"stream": pa.int32(), "version": pa.int32(), "court": pa.int32(), "round": pa.int32()}
WHOLE = (pa.int8(), pa.int16(), pa.int32(), pa.int64(), pa.date32(), pa.timestamp("us", "UTC"))


def of_part(part: Loose, store: Store) -> Tables:
    """The tables of one chunk: a file for each kind, and those of its streams and records."""
    if not part.touched.size:
        return {}
    counts = Counts()
    kinds = sorted(part.kinds(), key=lambda kind: EVENTS[kind].name)  # The same log gives the same files.
    found = {EVENTS[kind].name: _of_kind(part, counts, kind) for kind in kinds}
    return {STREAMS: _streams(part, store), RECORDS: _records(part, store), **found}


class Counts:
    """Which debtor, asset … of its stream a record names: the first that is met is 0, and so on."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, int], dict[Any, int]] = {}

    def of(self, part: Loose, kind: EventClass, key: str) -> Ints:
        """For each event of a kind what it names under a key."""
        named = part.field(kind, EVENTS[kind].keys[key])
        streams = part.column(kind, "stream")
        width = len(named.dictionary or ()) + 1  # One more for those that name nothing, whose code is -1.
        pairs, places = np.unique(streams * width + named.values, return_inverse=True)
        counted = np.zeros(len(pairs), np.int64)
        for place, pair in enumerate(pairs.tolist()):
            stream, code = divmod(pair + 1, width)
            word = None if code == 0 else (named.dictionary or ())[code - 1]
            known = self._known.setdefault((key, stream), {})
            counted[place] = known.setdefault(word, len(known))
        return counted[places]


def _of_kind(part: Loose, counts: Counts, kind: EventClass) -> pa.Table:
    event_type = EVENTS[kind]
    columns: dict[str, Any] = {
        f"_{name}": pa.array(part.column(kind, name), SMALL.get(name, pa.int64())) for name in ENVELOPE if name != "on"
    }
    columns[f"_{ROUND_TYPE}"] = array_of(part.field(kind, ROUND_TYPE), str)
    for key in event_type.keys:
        columns[f"_no_{key}"] = pa.array(counts.of(part, kind, key), pa.int32())
    columns["on"] = days(part.column(kind, "on"))
    for name in fields_of(kind):
        columns[name] = array_of(part.field(kind, name), event_type.fields[name])
    return pa.table(columns)


def array_of(vector: Vector, hint: Any) -> pa.Array:
    """A column of a field as Parquet holds it."""
    missing = None if vector.valid is None else ~vector.valid
    if vector.dictionary is not None:
        codes = pa.array(vector.values.astype(np.int32), mask=missing)
        return pa.DictionaryArray.from_arrays(codes, pa.array(vector.dictionary, pa.string()))
    if _is(hint, "date"):
        return days(vector.values, missing)
    if _is(hint, "bool"):
        return pa.array(vector.values.astype(bool), mask=missing)
    return pa.array(vector.values, pa.int64(), mask=missing)


def _is(hint: Any, name: str) -> bool:
    return str(getattr(hint, "__name__", hint)).replace("datetime.", "").partition(" |")[0] == name


def days(ordinals: Ints, missing: Any = None) -> pa.Array:
    """Days from ordinals."""
    return pa.array((ordinals - EPOCH).astype(np.int32), pa.int32(), mask=missing).view(pa.date32())


def _streams(part: Loose, store: Store) -> pa.Table:
    streams, records = np.unique(part.column(None, "stream"), return_counts=True)
    wanted = set(streams.tolist())
    named, kinds = (store.names("streams", f"stream, {column}", wanted) for column in ("id", "kind"))
    return pa.table({
        "stream": pa.array(streams, pa.int32()),
        "records": pa.array(records, pa.int32()),
        "id": pa.array([named[stream] for stream in streams.tolist()], pa.string()),
        "kind": pa.array([kinds[stream] for stream in streams.tolist()], pa.string()).dictionary_encode(),
    })  # fmt: skip


def _records(part: Loose, store: Store) -> pa.Table:
    envelope = {
        name: days(part.column(None, name))
        if name == "on"
        else pa.array(part.column(None, name), SMALL.get(name, pa.int64()))
        for name in ENVELOPE
    }
    names, schemas = zip(*(store.types.get(code, ("", 0)) for code in range(max(store.types) + 1)), strict=True)
    recorded_at, actor, *texts = part.more.values()
    return pa.table({
        **envelope,
        "type": pa.DictionaryArray.from_arrays(pa.array(part.codes, pa.int32()), pa.array(names, pa.string())),
        "schema": pa.array(np.array(schemas)[part.codes], pa.int16()),
        "recorded_at": pa.array(recorded_at, pa.int64()).cast(pa.timestamp("us", "UTC")), "actor": pa.array(actor, pa.int32()),
        **{
            name: pa.array(values, pa.binary(16) if name == "event_id" else pa.string())
            for name, values in zip(MORE[2:], texts, strict=True)
        },
    })  # fmt: skip


def common(log: Log, after: int, last: int) -> Tables:
    """The names that the records between two positions brought: case numbers, actors, courts."""
    with log.reading() as cursor:
        cursor.execute(
            "SELECT round, number FROM rounds WHERE round IN (SELECT round FROM events WHERE position > ? AND position <= ?)",
            (after, last),
        )
        rounds = cursor.fetchall()
        cursor.execute("SELECT actor, id, court, post FROM actors ORDER BY actor")
        actors = cursor.fetchall()
        cursor.execute("SELECT court, code FROM courts ORDER BY court")
        courts = cursor.fetchall()
    return {
        ROUNDS: pa.table({
            "round": pa.array([row[0] for row in rounds], pa.int64()),
            "number": pa.array([row[1] for row in rounds], pa.string()),
            "type": pa.array([round_type(row[1]) for row in rounds], pa.string()).dictionary_encode(),
        }),
        ACTORS: pa.table({
            "actor": pa.array([row[0] for row in actors], pa.int64()),
            **{name: pa.array([row[place] for row in actors], pa.string()) for place, name in ((1, "id"), (2, "court"), (3, "post"))},
        }),
        COURTS: pa.table({
            "court": pa.array([row[0] for row in courts], pa.int64()),
            "code": pa.array([row[1] for row in courts], pa.string()),
        }),
    }  # fmt: skip


SCATTERED = {"position", "_position", "recorded_at"}


def encoding(schema: pa.Schema) -> dict[str, Any]:
    """How a file is written: text in dictionaries, numbers as they are, which repeat themselves by case, under LZ4.

    Positions and moments hardly ever repeat; they are packed by their differences. Every page carries its checksum, so that an
    altered one is noticed by whoever reads it.
    """
    texts = [field.name for field in schema if field.type not in WHOLE]
    packed = {field.name: "DELTA_BINARY_PACKED" for field in schema if field.name in SCATTERED}
    return {
        "compression": "LZ4", "use_dictionary": texts, "column_encoding": packed, "write_statistics": True,
        "write_page_checksum": True,
    }  # fmt: skip
