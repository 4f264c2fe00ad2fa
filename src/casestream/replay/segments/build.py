"""Sealing: records from the store to segments. What is half built is never seen; what is sealed never changes.

A build begins in a hidden folder, flushes every file to the disk, writes the manifest last, then renames the folder. New
records make a new segment; one that would not be shorter than its neighbour takes it in and is made anew from the store,
so that a docket of any age has few segments. What was taken in, or is of other definitions, is removed by the next build that
has sealed what takes its place and finds nobody reading it.
"""

import fcntl
import os
from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from functools import partial
from hashlib import sha256
from importlib.metadata import version
from itertools import groupby, pairwise
from operator import itemgetter
from pathlib import Path
from shutil import rmtree

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from casestream.kernel.errors import BadRequest, EngineCannot, NotSealed
from casestream.kernel.event import EVENTS
from casestream.replay.segments import tables
from casestream.replay.segments.fetch import Share, Types, fetch, over_adbc, over_log
from casestream.replay.segments.layout import (
    BUILDING,
    FORMAT,
    LOCK,
    RECORDS,
    ROUNDS,
    Manifest,
    Segment,
    definition,
    fingerprint,
    folder_of,
    hidden,
    hide_unread,
    read_manifest,
    sealed,
    written,
)
from casestream.replay.source import chunk_ends
from casestream.replay.tail import Store
from casestream.replay.watch import Watch, nobody
from casestream.store.disk import flush
from casestream.store.log import Log
from casestream.store.system import said

Tables = dict[str, pa.Table]
Numbered = Generator[tuple[int, Tables], None, None]  # With the number of the chunk.
SHARE_RECORDS = 1 << 17  # What one process takes on at a time; a chunk is divided into such shares.


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
    with _telling(folder), _alone(folder):
        used = sealed(log)  # Or it is refused: nothing is built beside what is damaged, or of another docket.
        store = Store(log)
        _remove_unfinished(folder)
        superseded = [segment for segment in written(folder) if segment not in used]
        kept = _not_shorter(used, store.last_position)
        first = kept[-1].manifest.last + 1 if kept else 1
        is_sealed = store.last_position < first or (used and used[-1].manifest.last == store.last_position)
        made = None if is_sealed else _seal(log, store, kept, first, folder, watch, processes)
        for segment in written(folder):  # Not before: what cannot be sealed anew is not removed either.
            if segment in superseded:
                hide_unread(segment)
        _remove_unfinished(folder)
        return made


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """One build at a time, whichever process or thread it is in."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / LOCK).open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _remove_unfinished(folder: Path) -> None:
    """Remove what a broken build left, and what was hidden."""
    for path in folder.glob(f"{BUILDING}*"):
        rmtree(path if path.name.startswith(f"{BUILDING}gone-") else hidden(path))


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
    in_shares = last - after > SHARE_RECORDS
    sizes = list(store.sizes(after, 1 if in_shares else bounds[-1]))
    bounds += chunk_ends(size for size in sizes if size[0] >= bounds[-1])
    half, final = folder / f"{BUILDING}{os.getpid()}", folder / f"{first:012}-{last:012}"
    half.mkdir()
    writer = Writer(half)
    try:
        made = (
            _in_shares(log, _shares(log, store, bounds, after, sizes), half, processes)
            if in_shares
            else _at_once(log, store, bounds, after)
        )
        with closing(made):  # Broken off, no more shares are begun.
            for chunk, parts in groupby(made, key=itemgetter(0)):
                writer.write(chunk, [tables_of_share for _, tables_of_share in parts])
                watch(writer.records, last - after)
        writer.write_common(tables.common(log))
        files = writer.close()
        manifest = Manifest(
            format=FORMAT, origin=fingerprint(log, 1), anchor=fingerprint(log, last), first=first, last=last, bounds=bounds,
            definitions={name: definition(EVENTS.by_name[name]) for name in files if name in EVENTS.by_name},
            groups=writer.groups, files=files, courts={str(code): name for code, name in store.courts.items()},
            made_by={"casestream": version("casestream"), "pyarrow": pa.__version__},
        )  # fmt: skip
        manifest.write(half)
        flush(half)
        _make_way(final)
        half.replace(final)
        flush(folder)
    except BaseException:
        if half.exists():  # A process that still makes a share finds no place for it under the new name.
            rmtree(hidden(half), ignore_errors=True)
        raise
    return Segment(final, manifest)


def _make_way(final: Path) -> None:
    """Hide a segment of other definitions that bears the name of the new one."""
    if final.exists():
        hide_unread(Segment(final, read_manifest(final)))
    if final.exists():
        raise NotSealed(
            f"分段 {final} 按另一定义封存，仍有程序在读取", f"the segment {final} is of another definition, and still being read",
            "待其读完再封存", "seal again when that is done",
        )  # fmt: skip


def _types(store: Store) -> Types:
    return {code: (EVENTS[reader.kind], reader.schema) for code, reader in store.readers.items()}


def _at_once(log: Log, store: Store, bounds: list[int], after: int) -> Numbered:
    """What is no more than one share is fetched in this process, by its positions."""
    types = _types(store)
    whole = Share(log.place, 0, bounds[0], bounds[-1], after, store.last_position, types)
    fetched = fetch(over_log(log), whole, every_stream=True)
    for chunk, (first, last) in enumerate(pairwise(bounds)):
        yield chunk, tables.of_records(fetched.within(first, last), types)


def _in_shares(log: Log, shares: Iterable[Share], half: Path, processes: int) -> Numbered:
    """What is more is left to other processes, be it one, while this one writes; but only a file can be read past the log."""
    from casestream.replay.pool import each_in_order

    if not log.is_in_file:
        for share in shares:
            yield share.chunk, tables.of_records(fetch(over_log(log), share), share.types)
        return
    try:
        for chunk, rounds, path, names in each_in_order(partial(_make, half), shares, processes):
            with pa.memory_map(str(path)) as source:
                yield chunk, {ROUNDS: rounds, **{name: pa.ipc.open_stream(source).read_all() for name in names}}
            path.unlink()
    except EngineCannot as error:
        raise NotSealed(
            error.zh, error.en,
            "增加内存，或减少 --processes，再封存一次；案卷与已有分段不受影响",
            "give it more memory or fewer --processes and seal again; the docket and what is sealed are untouched",
        ) from error  # fmt: skip


def _shares(
    log: Log, store: Store, bounds: list[int], after: int, sizes: list[tuple[int, int]]
) -> Iterator[Share]:  # fmt: skip
    """Each chunk divided by streams; `sizes` gives those that have records after a position, and how many."""
    streams, records = np.array(sizes, np.int64).T
    types = _types(store)
    for chunk, (first, last) in enumerate(pairwise(bounds)):
        low, high = np.searchsorted(streams, [first, last])
        if low < high:
            before = np.cumsum(records[low:high]) - records[low:high]
            begins = streams[low:high][np.flatnonzero(np.diff(before // SHARE_RECORDS)) + 1].tolist()
            for begin, end in pairwise([first, *begins, last]):
                yield Share(log.place, chunk, begin, end, after, store.last_position, types)


def _make(half: Path, share: Share) -> tuple[int, pa.Table, Path, list[str]]:
    """The chunk of one share, its rounds, and a file with its other tables one after the other, and their names.

    They are made in a process that opens the docket through ADBC alone. A file is written and mapped faster than a pipe is
    filled and emptied; the rounds, which are kept until the end, would hold all of it.
    """
    for event_type, _ in share.types.values():
        EVENTS.add(event_type)
    with over_adbc(share.place) as ask:
        made = tables.of_records(fetch(ask, share), share.types)
    rounds, path = made.pop(ROUNDS), half / f"{share.chunk}-{share.first}.arrow"
    with pa.OSFile(str(path), "wb") as sink:
        for table in made.values():
            with pa.ipc.new_stream(sink, table.schema) as writer:
                writer.write_table(table)
    return share.chunk, rounds, path, list(made)


class Writer:
    """The files of one segment in the making, a row group for each chunk that has anything."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.records = folder, 0
        self.groups: dict[str, list[int]] = {}
        self._writers: dict[str, pq.ParquetWriter] = {}
        self._common: list[str] = []
        self._rounds: list[pa.Table] = []

    def write(self, chunk: int, shares: Sequence[Tables]) -> None:
        """The next chunk, from its shares in order."""
        names = dict.fromkeys(name for tables_of_share in shares for name in tables_of_share)
        for name in names:
            table = tables.laid_together([each[name] for each in shares if name in each])
            if name == ROUNDS:  # These are not divided into chunks.
                self._rounds.append(table)
            else:
                self._write(name, chunk, table)
        self.records += sum(each[RECORDS].num_rows for each in shares if RECORDS in each)

    def _write(self, name: str, chunk: int, table: pa.Table) -> None:
        writer = self._writers.get(name)
        if writer is None:
            writer = self._writers[name] = pq.ParquetWriter(
                self.folder / f"{name}.parquet", table.schema, **tables.encoding(table.schema)
            )
            self.groups[name] = []
        groups = self.groups[name]
        groups += [-1] * (chunk - len(groups))
        groups.append(max(groups, default=-1) + 1)
        writer.write_table(table, row_group_size=table.num_rows)

    def write_common(self, common: Tables) -> None:
        """The files that are not divided into chunks."""
        if self._rounds:
            common = {ROUNDS: tables.laid_together(self._rounds).sort_by("round"), **common}
        for name, table in common.items():
            pq.write_table(table, self.folder / f"{name}.parquet", **tables.encoding(table.schema))
            self._common.append(name)

    def close(self) -> dict[str, tuple[int, str]]:
        """Finish and flush every file; the size and the SHA-256 of each."""
        for writer in self._writers.values():
            writer.close()
        files = {}
        for name in sorted([*self._writers, *self._common]):
            path = self.folder / f"{name}.parquet"
            flush(path)
            files[name] = path.stat().st_size, digest(path)
        return files


def digest(path: Path) -> str:
    """The SHA-256 of a file."""
    whole = sha256()
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            whole.update(block)
    return whole.hexdigest()


@contextmanager
def _telling(folder: Path) -> Iterator[None]:
    """What the disk refuses, as an error of ours."""
    try:
        yield
    except (OSError, pa.ArrowException) as error:
        raise NotSealed(
            f"分段写入 {folder} 失败：{said(error)[0]}", f"no segment could be written to {folder}: {said(error)[1]}",
            "腾出磁盘空间或检查权限后重试；案卷与已有分段不受影响",
            "free the disk or check the permissions and try again; the docket and what is sealed are untouched",
        ) from error  # fmt: skip
