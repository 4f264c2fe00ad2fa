"""Which columns a segment has: derived from the event classes, and from the envelope."""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import pyarrow as pa

from casestream.kernel.calendar import EPOCH, Ints
from casestream.kernel.event import EventType
from casestream.replay.part import ROUND_TYPE
from casestream.replay.rows import round_type
from casestream.replay.segments import payloads
from casestream.replay.segments.fetch import Fetched, Types
from casestream.replay.segments.layout import ACTORS, COURTS, RECORDS, ROUNDS, STREAMS
from casestream.store.log import Log

Tables = dict[str, pa.Table]
WHOLE = (pa.int8(), pa.int16(), pa.int32(), pa.int64(), pa.date32(), pa.timestamp("us", "UTC"))
ENVELOPE = ("stream", "version", "position", "court", "round")
IDS = ("event_id", "command_id", "correlation_id", "causation_id")
SCATTERED = {"position", "_position", "recorded_at"}


def of_records(fetched: Fetched, types: Types) -> Tables:
    """The tables of these records: a file for each kind, and those of their streams and rounds and of all.

    Raises:
        NotReversible: a payload cannot be read.
    """
    if not fetched.records.num_rows:
        return {}
    records = fetched.records.append_column("on", _days(fetched.records["day"]))
    round_types = [round_type(number) for number in fetched.rounds["number"].to_pylist()]
    return {
        STREAMS: _streams(fetched),
        ROUNDS: fetched.rounds.append_column("type", pa.array(round_types, pa.string()).dictionary_encode()),
        RECORDS: _records(records, types),
        **_kinds(records, fetched.rounds["round"].to_numpy(), round_types, types),
    }


def _days(ordinals: pa.ChunkedArray) -> pa.Array:
    return pa.array(ordinals.to_numpy() - np.int32(EPOCH)).view(pa.date32())


def _streams(fetched: Fetched) -> pa.Table:
    """Every stream of the share with how many records it has there; the rows of both are in their order."""
    _, records = np.unique(fetched.records["stream"].to_numpy(), return_counts=True)
    kinds = fetched.streams["kind"].combine_chunks().dictionary_encode()
    return (
        fetched.streams
        .set_column(2, "kind", kinds)
        .add_column(1, "records", pa.array(records, pa.int32()))
    )  # fmt: skip


def _records(records: pa.Table, types: Types) -> pa.Table:
    names, schemas = [""] * (max(types) + 1), np.zeros(max(types) + 1, np.int16)
    for code, (event_type, schema) in types.items():
        names[code], schemas[code] = event_type.name, schema
    codes = records["type"].combine_chunks()
    columns = {
        **{name: records[name] for name in records.column_names if name not in ("day", "payload")},
        "type": pa.DictionaryArray.from_arrays(codes, pa.array(names, pa.string())),
        "recorded_at": records["recorded_at"].cast(pa.timestamp("us", "UTC")),
        "schema": pa.array(schemas[codes.to_numpy()]),
    }
    return pa.table(columns).select(
        [*ENVELOPE[:3], "on", *ENVELOPE[3:], "type", "schema", "recorded_at", "actor", *IDS]
    )


def _kinds(records: pa.Table, rounds: Ints, types_of_rounds: list[str], types: Types) -> Tables:
    """A table for each kind, its rows in the order of the records."""
    columns, named = {}, _Named()
    round_types = pa.array([*types_of_rounds, ""], pa.string()).dictionary_encode()
    for event_type, schemas, rows in _by_kind(records, types):
        fields = payloads.columns(event_type, schemas, rows["payload"].combine_chunks())
        places = np.where((code := rows["round"].to_numpy()) == 0, len(rounds), np.searchsorted(rounds, code))
        columns[event_type.name] = {
            **{f"_{column}": rows[column] for column in ENVELOPE},
            f"_{ROUND_TYPE}": round_types.take(pa.array(places)),
            **{f"_no_{key}": None for key in event_type.keys},
            **fields,
            "on": rows["on"],
        }
        named.add(event_type, rows["stream"].to_numpy(), fields)
    for (name, key), numbers in named.counted():
        columns[name][f"_no_{key}"] = numbers
    return {name: pa.table(each) for name, each in columns.items()}


def _by_kind(records: pa.Table, types: Types) -> Iterator[tuple[EventType, Any, pa.Table]]:
    """For each kind in the order of their names the schemas of its records, and these."""
    known = sorted({event_type.name: event_type for event_type, _ in types.values()}.items())
    places = {name: place for place, (name, _) in enumerate(known)}
    kinds, schemas = np.zeros((2, max(types) + 1), np.int16)
    for code, (event_type, schema) in types.items():
        kinds[code], schemas[code] = places[event_type.name], schema
    codes = records["type"].to_numpy()
    order = np.argsort(kinds[codes], kind="stable")
    wanted = records.select([*ENVELOPE, "on", "payload"]).take(pa.array(order))
    schemas, bounds = schemas[codes[order]], np.searchsorted(kinds[codes[order]], np.arange(len(known) + 1))
    for (_, event_type), first, last in zip(known, bounds[:-1].tolist(), bounds[1:].tolist(), strict=True):
        if first < last:
            yield event_type, schemas[first:last], wanted.slice(first, last - first)


class _Named:
    """Which debtor, asset … of its stream each event names, by a number that is the same in all kinds."""

    def __init__(self) -> None:
        self._by_key: dict[str, list[tuple[str, Ints, pa.DictionaryArray]]] = {}

    def add(self, event_type: EventType, streams: Ints, fields: payloads.Columns) -> None:
        """What the events of one kind name."""
        for key, field in event_type.keys.items():
            words = fields[field]
            words = words if pa.types.is_dictionary(words.type) else words.dictionary_encode()
            self._by_key.setdefault(key, []).append((event_type.name, streams, words))

    def counted(self) -> Iterator[tuple[tuple[str, str], pa.Array]]:
        """The numbers of each kind under each key."""
        for key, told in self._by_key.items():
            names, streams, words = zip(*told, strict=True)
            numbers = np.split(_numbered(streams, words), np.cumsum([len(each) for each in streams])[:-1])
            for name, found in zip(names, numbers, strict=True):
                yield (name, key), pa.array(found, pa.int32())


def _numbered(streams: Sequence[Ints], words: Sequence[pa.DictionaryArray]) -> Ints:
    """For each word its number among those of its stream, nothing counting as a word."""
    same = pa.chunked_array(words).unify_dictionaries()
    codes = np.concatenate([each.indices.fill_null(-1).to_numpy() for each in same.chunks])
    width = len(same.chunk(0).dictionary) + 1
    pairs, places = np.unique(np.concatenate(streams).astype(np.int64) * width + codes + 1, return_inverse=True)
    owners = pairs // width
    found: Ints = (np.arange(len(pairs)) - np.searchsorted(owners, owners))[places]
    return found


def laid_together(parts: Sequence[pa.Table]) -> pa.Table:
    """The tables of several shares as one, each text once in its dictionaries."""
    return parts[0] if len(parts) == 1 else pa.concat_tables(parts).unify_dictionaries()


def common(log: Log) -> Tables:
    """The actors and courts of a docket."""
    with log.reading() as cursor:
        cursor.execute("SELECT actor, id, court, post FROM actors ORDER BY actor")
        actors = cursor.fetchall()
        cursor.execute("SELECT court, code FROM courts ORDER BY court")
        courts = cursor.fetchall()
    return {
        ACTORS: pa.table({
            "actor": pa.array([row[0] for row in actors], pa.int64()),
            **{name: pa.array([row[place] for row in actors], pa.string()) for place, name in ((1, "id"), (2, "court"), (3, "post"))},
        }),
        COURTS: pa.table({
            "court": pa.array([row[0] for row in courts], pa.int64()),
            "code": pa.array([row[1] for row in courts], pa.string()),
        }),
    }  # fmt: skip


def encoding(schema: pa.Schema) -> dict[str, Any]:
    """How a file is written: text in dictionaries, numbers as they are, which repeat themselves by case, under LZ4.

    Positions and moments hardly ever repeat; they are packed by their differences. Ids neither, and replay reads none: they
    want no dictionary, and are compressed for their size. Every page carries its checksum, so that an altered one is noticed
    by whoever reads it. Whole numbers have their least and greatest told, by which rows can be passed over.
    """
    texts = [field.name for field in schema if field.type not in WHOLE and field.name not in IDS]
    whole = [field.name for field in schema if field.type in WHOLE]
    packed = {field.name: "DELTA_BINARY_PACKED" for field in schema if field.name in SCATTERED}
    return {
        "compression": {name: "ZSTD" if name in IDS else "LZ4" for name in schema.names},
        "use_dictionary": texts, "column_encoding": packed, "write_statistics": whole, "write_page_checksum": True,
    }  # fmt: skip
