"""A chunk of a sealed segment as a part: columns are read when they are asked for, and only those."""

from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from casestream.kernel.calendar import EPOCH, Ints
from casestream.kernel.event import EVENTS, EventClass
from casestream.replay.part import ROUND_TYPE, Vector, fields_of, from_whole, unspelled
from casestream.replay.segments.layout import RECORDS, ROUNDS, STREAMS, Segment, damaged


@lru_cache(maxsize=512)
def _opened(folder: Path, name: str, digest: str) -> pq.ParquetFile:
    """A file of a segment; segments never change, so it stays open. One that is sealed anew in its place is another."""
    path = folder / f"{name}.parquet"
    # Not mapped: it is read as fast, and what has been read does not stay in the memory of every process.
    try:
        return pq.ParquetFile(path, memory_map=False, page_checksum_verification=True)
    except (OSError, pa.ArrowException) as error:
        raise damaged(path, str(error)) from error


def open_file(segment: Segment, name: str) -> pq.ParquetFile:
    """A file of a segment, to be read.

    Raises:
        SegmentDamaged: it cannot be opened.
    """
    return _opened(segment.folder, name, segment.manifest.files[name][1])


def read_column(segment: Segment, name: str, chunk: int, column: str) -> pa.Array | None:
    """One column of one chunk of a file; None where the file has nothing of the chunk.

    Raises:
        SegmentDamaged: it cannot be read.
    """
    groups = segment.manifest.groups.get(name, [])
    group = groups[chunk] if chunk < len(groups) else -1
    if group < 0:
        return None
    try:
        found = open_file(segment, name).read_row_group(group, columns=[column], use_threads=False).column(0)
        return found.chunk(0) if found.num_chunks == 1 else found.combine_chunks()
    except (OSError, pa.ArrowException, IndexError) as error:
        raise damaged(segment.file(name), str(error)) from error


def read_whole(segment: Segment, name: str, *columns: str) -> pa.Table:
    """Columns of a file that is not divided into chunks.

    Raises:
        SegmentDamaged: it cannot be read, or does not have them.
    """
    try:
        return open_file(segment, name).read(columns=list(columns), use_threads=False).select(columns)
    except (OSError, pa.ArrowException, KeyError) as error:
        raise damaged(segment.file(name), str(error)) from error


def integers(array: Any) -> Ints:
    """A column of whole numbers or days as int64; where nothing is there, 0."""
    if array is None:
        return np.zeros(0, np.int64)
    if pa.types.is_date32(array.type):
        return vector_of(array).values
    found: Ints = array.to_numpy(zero_copy_only=False).astype(np.int64, copy=False)
    return found


def vector_of(array: Any) -> Vector:
    """A column as the kernel holds it."""
    valid = None if array.null_count == 0 else array.is_valid().to_numpy(zero_copy_only=False)
    if pa.types.is_dictionary(array.type):
        codes = array.indices if valid is None else array.indices.fill_null(-1)
        return Vector(codes.to_numpy(), valid, array.dictionary.to_pylist())
    if pa.types.is_date32(array.type):
        days = array.view(pa.int32()) if valid is None else array.view(pa.int32()).fill_null(0)
        return Vector(days.to_numpy().astype(np.int64) + EPOCH, valid)
    if valid is not None:
        array = array.fill_null(False if pa.types.is_boolean(array.type) else 0)
    return Vector(array.to_numpy(zero_copy_only=False).astype(np.int64, copy=False), valid)


class Sealed:
    """What a segment holds of the streams of one chunk."""

    counts = True

    def __init__(self, segment: Segment, chunk: int) -> None:
        self._segment, self._chunk = segment, chunk

    def _read(self, name: str, column: str) -> Any:
        return read_column(self._segment, name, self._chunk, column)

    def lengths(self, first: int, last: int) -> Ints:
        """How many records of each stream are here."""
        lengths = np.zeros(last - first, np.int64)
        lengths[integers(self._read(STREAMS, "stream")) - first] = integers(self._read(STREAMS, "records"))
        return lengths

    def streams(self, kind: str) -> Ints:
        """The numbers of the streams of a kind that have records here."""
        kinds = self._read(STREAMS, "kind")
        if kinds is None:
            return np.zeros(0, np.int64)
        found = vector_of(kinds)
        wanted = np.array([*(name == kind for name in found.dictionary or ()), False])[found.values]
        streams: Ints = integers(self._read(STREAMS, "stream"))[wanted]
        return streams

    @cached_property
    def _kinds(self) -> set[EventClass]:
        groups = self._segment.manifest.groups
        return {
            EVENTS.by_name[name].event_class
            for name in self._segment.manifest.definitions
            if self._chunk < len(groups[name]) and groups[name][self._chunk] >= 0
        }

    def kinds(self) -> set[EventClass]:
        """The kinds of which it has any."""
        return self._kinds

    def column(self, kind: EventClass | None, name: str) -> Ints:
        """One column of the envelope."""
        if kind is None:
            return integers(self._read(RECORDS, name))
        return integers(self._read(EVENTS[kind].name, name if name == "on" else f"_{name}"))

    def field(self, kind: EventClass, name: str) -> Vector:
        """One field of the events of a kind."""
        return vector_of(self._read(EVENTS[kind].name, f"_{ROUND_TYPE}" if name == ROUND_TYPE else name))

    def entities(self, kind: EventClass, key: str) -> Ints:
        """For each event of a kind which debtor, asset … of its stream it names."""
        return integers(self._read(EVENTS[kind].name, f"_no_{key}"))

    def events(self, kind: EventClass) -> list[Any]:
        """The events of a kind, made again from their columns."""
        event_type = EVENTS[kind]
        names = ["on", *fields_of(kind)]
        columns = [_values(self.field(kind, name), event_type.fields[name]) for name in names]
        return [kind(**dict(zip(names, values, strict=True))) for values in zip(*columns, strict=True)]

    def types_of_rounds(self, rounds: Ints) -> dict[int, str]:
        """The types of these rounds, as far as they were given in this segment."""
        table = read_whole(self._segment, ROUNDS, "round", "type")
        known = table.column("round").to_numpy()
        places = np.flatnonzero(np.isin(known, rounds))
        types = table.column("type").take(pa.array(places)).to_pylist()
        return dict(zip(known[places].tolist(), types, strict=True))


def _values(found: Vector, hint: Any) -> list[Any]:
    """The values of a field as the event holds them."""
    if found.dictionary is None:
        return [None if value is None else from_whole(value, hint) for value in found.plain()]
    made = {text: unspelled(text, hint) for text in found.dictionary}
    return [None if text is None else made[text] for text in found.plain()]
