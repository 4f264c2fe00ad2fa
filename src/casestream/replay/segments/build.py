"""Sealing: records from the store to segments. What is half built is never seen; what is sealed never changes.

A build begins in a hidden folder, flushes every file to the disk, writes the manifest last, then renames the folder. New
records make a new segment; one that would not be shorter than its neighbour takes it in and is made anew from the store,
so that a docket of any age has few segments. What was taken in is removed by the next build.
"""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from hashlib import sha256
from importlib.metadata import version
from itertools import pairwise
from pathlib import Path
from shutil import rmtree

import pyarrow as pa
import pyarrow.parquet as pq
from attrs import frozen

from casestream.kernel.errors import BadRequest, NotSealed
from casestream.kernel.event import EVENTS
from casestream.kernel.number import TYPE_CODES
from casestream.replay.segments import tables
from casestream.replay.segments.layout import (
    BUILDING,
    FORMAT,
    RECORDS,
    Manifest,
    Segment,
    definition,
    fingerprint,
    folder_of,
    in_use,
    written,
)
from casestream.replay.source import TAIL_RECORDS, chunk_ends
from casestream.replay.tail import Store
from casestream.replay.watch import Watch, nobody
from casestream.store.log import Log

Tables = dict[str, pa.Table]


@frozen(eq=False)
class Share:
    """The records of one chunk that a new segment takes."""

    place: str
    first: int
    last: int
    after: int
    last_position: int


def build(log: Log, *, watch: Watch = nobody, processes: int = 1) -> Segment | None:
    """Seal every record that is not sealed yet; None when there is none. `watch` is told how many are done, of how many.

    Raises:
        BadRequest: a docket in memory has no place for segments.
        NotSealed: the disk is full, or the place cannot be written.
        SegmentDamaged: a manifest that lies there cannot be read.
    """
    folder = folder_of(log)
    if folder is None:
        raise BadRequest(
            "内存中的案卷没有存放分段的位置", "a docket in memory has no place for segments",
            "把案卷存入文件", "keep the docket in a file",
        )  # fmt: skip
    with _telling(folder):
        used = _tidied(folder)
        store = Store(log)
        kept = _not_shorter(used, store.last_position)
        first = kept[-1].manifest.last + 1 if kept else 1
        if store.last_position < first or (used and used[-1].manifest.last == store.last_position):
            return None
        return _seal(log, store, kept, first, folder, watch, processes)


def _tidied(folder: Path) -> list[Segment]:
    """The segments in use; unfinished and superseded ones are removed."""
    folder.mkdir(parents=True, exist_ok=True)
    for path in folder.glob(f"{BUILDING}*"):
        rmtree(path)
    every = list(written(folder))
    used = in_use(every)
    for segment in every:
        if segment not in used:
            rmtree(segment.folder)
    return used


def _not_shorter(used: Sequence[Segment], last: int) -> list[Segment]:
    """The segments that stay beside a new one: each longer than all that comes after it."""
    kept = list(used)
    while kept and kept[-1].manifest.records <= last - kept[-1].manifest.last:
        kept.pop()
    return kept


def _seal(
    log: Log, store: Store, kept: list[Segment], first: int, folder: Path, watch: Watch, processes: int
) -> Segment:  # fmt: skip
    after, last = first - 1, store.last_position
    bounds = list(kept[-1].manifest.bounds) if kept else [1]
    bounds += chunk_ends(store.sizes(after, bounds[-1]))
    half = folder / f"{BUILDING}{os.getpid()}"
    half.mkdir()
    shares = [Share(log.place, low, high, after, last) for low, high in pairwise(bounds)]
    writer = Writer(half)
    try:
        for tables_of_chunk in _made(shares, store, processes):
            writer.write(tables_of_chunk)
            watch(writer.records, last - after)
        writer.write_common(tables.common(log, after, last))
        files = writer.close()
    except BaseException:
        rmtree(half, ignore_errors=True)
        raise
    manifest = Manifest(
        format=FORMAT, origin=fingerprint(log, 1), anchor=fingerprint(log, last), first=first, last=last, bounds=bounds,
        definitions={name: definition(EVENTS.by_name[name]) for name in files if name in EVENTS.by_name},
        groups=writer.groups, files=files, courts={str(code): name for code, name in store.courts.items()},
        round_types=list(TYPE_CODES), made_by={"casestream": version("casestream"), "pyarrow": pa.__version__},
    )  # fmt: skip
    manifest.write(half)
    flush(half)
    final = folder / f"{first:012}-{last:012}"
    half.replace(final)
    flush(folder)
    return Segment(final, manifest)


def _made(shares: list[Share], store: Store, processes: int) -> Iterator[Tables]:
    """The tables of each chunk, in order."""
    if processes > 1 and len(shares) > 1:
        from casestream.replay.pool import each_in_order

        yield from each_in_order(_make, shares, processes)
        return
    left = store.last_position - shares[0].after
    if left <= TAIL_RECORDS:
        tail = store.tail(shares[0].after, whole=True)
        for share in shares:
            yield tables.of_part(tail.within(share.first, share.last), store)
        return
    for share in shares:
        yield _tables_of(share, store)


def _make(share: Share) -> Tables:
    """The tables of one chunk, made in a process of its own."""
    log = Log(share.place, create=False)
    try:
        return _tables_of(share, Store(log, share.last_position))
    finally:
        log.close()


def _tables_of(share: Share, store: Store) -> Tables:
    return tables.of_part(store.streams(share.first, share.last, share.after, whole=True), store)


class Writer:
    """The files of one segment in the making, a row group for each chunk that has anything."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.records, self.groups = folder, 0, {}
        self._writers: dict[str, pq.ParquetWriter] = {}
        self._chunks = 0

    groups: dict[str, list[int]]

    def write(self, tables_of_chunk: Tables) -> None:
        """The next chunk."""
        for name, table in tables_of_chunk.items():
            if table.num_rows:
                self._write(name, table)
        self.records += tables_of_chunk[RECORDS].num_rows if RECORDS in tables_of_chunk else 0
        self._chunks += 1

    def _write(self, name: str, table: pa.Table) -> None:
        writer = self._writers.get(name)
        if writer is None:
            writer = self._writers[name] = pq.ParquetWriter(
                self.folder / f"{name}.parquet", table.schema, **tables.encoding(table.schema)
            )
            self.groups[name] = []
        groups = self.groups[name]
        groups += [-1] * (self._chunks - len(groups))
        groups.append(max(groups, default=-1) + 1)
        writer.write_table(table, row_group_size=table.num_rows)

    def write_common(self, common: Tables) -> None:
        """The files that are not divided into chunks."""
        for name, table in common.items():
            pq.write_table(table, self.folder / f"{name}.parquet", **tables.encoding(table.schema))

    def close(self) -> dict[str, tuple[int, str]]:
        """Finish and flush every file; the size and the SHA-256 of each."""
        for writer in self._writers.values():
            writer.close()
        files = {}
        for path in sorted(self.folder.glob("*.parquet")):
            flush(path)
            files[path.stem] = path.stat().st_size, digest(path)
        return files


def digest(path: Path) -> str:
    """The SHA-256 of a file."""
    whole = sha256()
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            whole.update(block)
    return whole.hexdigest()


def flush(path: Path) -> None:
    """Have a file, or the names in a folder, on the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def _telling(folder: Path) -> Iterator[None]:
    """What the disk refuses, as an error of ours."""
    try:
        yield
    except (OSError, pa.ArrowException) as error:
        raise NotSealed(
            f"分段写入 {folder} 失败：{error}", f"no segment could be written to {folder}: {error}",
            "腾出磁盘空间或检查权限后重试；案卷与已有分段不受影响",
            "free the disk or check the permissions and try again; the docket and what is sealed are untouched",
        ) from error  # fmt: skip
