"""The limit: read the columns that a question reads, sum each, and do nothing else."""

from collections.abc import Callable
from functools import partial
from typing import Any
from unittest.mock import patch

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from attrs import frozen

from casestream.replay.pool import each_in_order
from casestream.replay.segments import read
from casestream.replay.segments.layout import Segment

Columns = tuple[tuple[str, str], ...]


def columns_read(ask: Callable[[], Any]) -> Columns:
    """Which column of which file casestream reads while it answers, in this process."""
    found: dict[tuple[str, str], None] = {}
    truly = read.read_column

    def noted(segment: Segment, name: str, chunk: int, column: str) -> Any:
        found[name, column] = None
        return truly(segment, name, chunk, column)

    with patch.object(read, "read_column", noted):
        ask()
    return tuple(sorted(found))


@frozen
class Scan:
    """Reads these columns of a segment, row group by row group, and adds them up."""

    columns: Columns

    def here(self, segment: Segment) -> int:
        """In this thread."""
        return sum(map(partial(_scanned, segment, self.columns), range(len(segment.manifest.bounds) - 1)))

    def pooled(self, segment: Segment, processes: int) -> int:
        """In so many processes."""
        chunks = range(len(segment.manifest.bounds) - 1)
        return sum(each_in_order(partial(_scanned, segment, self.columns), chunks, processes))


def _scanned(segment: Segment, columns: Columns, chunk: int) -> int:
    """The sum of everything in one chunk; of text the sum of its codes."""
    total = 0
    for name in sorted({name for name, _ in columns}):
        groups = segment.manifest.groups.get(name, [])
        group = groups[chunk] if chunk < len(groups) else -1
        if group >= 0:
            with pq.ParquetFile(segment.file(name), memory_map=True) as file:
                wanted = [column for of, column in columns if of == name]
                table = file.read_row_group(group, columns=wanted, use_threads=False)
            total += sum(map(_sum, table.itercolumns()))
    return total


def _sum(column: pa.ChunkedArray) -> int:
    array = column.combine_chunks()
    if pa.types.is_dictionary(array.type):
        array = array.indices
    elif pa.types.is_date32(array.type):
        array = array.view(pa.int32())
    elif pa.types.is_string(array.type):
        array = pc.binary_length(array)
    return int(pc.sum(array).as_py() or 0)
