"""Whether what is sealed is still what was sealed, byte by byte and, if asked, record by record."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import attrs
import pyarrow as pa
from attrs import frozen

from casestream.kernel.errors import CasestreamError, Lang, SegmentDamaged
from casestream.kernel.event import Record
from casestream.replay.segments.build import digest
from casestream.replay.segments.derived import wrong_columns
from casestream.replay.segments.layout import (
    MANIFEST,
    RECORDS,
    SEGMENT_NAME,
    Hold,
    Segment,
    fingerprint,
    folder_of,
    foreign,
    read_manifest,
)
from casestream.replay.segments.read import open_file
from casestream.replay.segments.rebuild import records
from casestream.store.log import Log
from casestream.store.system import said
from casestream.store.transactions import among

PAGE = 500


@frozen
class Problem:
    """One thing about a segment that is not as it was sealed: the file, and what is wrong with it."""

    file: Path
    zh: str
    en: str

    def text(self, lang: Lang) -> str:
        """The problem for a person."""
        return f"{self.file}：{self.zh}" if lang == "zh" else f"{self.file}: {self.en}"

    def as_dict(self) -> dict[str, Any]:
        """The problem for a machine."""
        return {"file": str(self.file), "zh": self.zh, "en": self.en}


def check(log: Log, *, deep: bool = False) -> list[Problem]:
    """Everything that is wrong with the segments of a docket: manifests, hashes of files, the docket they belong to.

    `deep` makes every record again from the segments that are otherwise whole and current, and compares it with the log, and
    what is derived with the records.
    """
    folder = folder_of(log)
    if folder is None or not folder.is_dir():
        return []
    paths = sorted(path for path in folder.iterdir() if SEGMENT_NAME.fullmatch(path.name))
    return [problem for path in paths for problem in _of_segment(log, path, deep)]


def _of_segment(log: Log, path: Path, deep: bool) -> list[Problem]:
    try:
        segment = Segment(path, read_manifest(path))
        hold = Hold([segment])
    except (SegmentDamaged, FileNotFoundError) as error:
        # A build may have removed it meanwhile.
        return (
            [Problem(path / MANIFEST, error.zh, error.en)]
            if isinstance(error, SegmentDamaged) and path.exists()
            else []
        )
    problems = [*_files(segment)] or [*_docket(log, segment), *_counted(segment)]
    if deep and not problems and segment.manifest.is_current:
        problems = list(_compared(log, segment)) or list(_derived(segment))
    del hold
    return problems


def _files(segment: Segment) -> Iterator[Problem]:
    """Files that are missing, altered, or were never sealed."""
    for name, (size, sealed) in segment.manifest.files.items():
        path = segment.file(name)
        try:
            now, hash = path.stat().st_size, digest(path)
        except OSError as error:
            yield Problem(path, f"无法读取：{said(error)[0]}", f"it cannot be read: {said(error)[1]}")
            continue
        if now != size:
            yield Problem(path, f"现为 {now} 字节，封存时为 {size} 字节", f"it has {now} bytes, {size} when sealed")
        elif hash != sealed:
            yield Problem(path, "内容与封存时不同", "its bytes are not those that were sealed")
    for path in sorted(segment.folder.glob("*.parquet")):
        if path.stem not in segment.manifest.files:
            yield Problem(path, "清单中没有这个文件", "the manifest does not list it")


def _docket(log: Log, segment: Segment) -> Iterator[Problem]:
    """Whether the segment was sealed from this docket."""
    manifest = segment.manifest
    if manifest.origin != fingerprint(log, 1) or manifest.anchor != fingerprint(log, manifest.last):
        error = foreign(segment)
        yield Problem(segment.folder / MANIFEST, error.zh, error.en)


def _counted(segment: Segment) -> Iterator[Problem]:
    """Whether the files hold as many rows, in as many row groups, as the manifest says."""
    for name, groups in segment.manifest.groups.items():
        try:
            metadata = open_file(segment, name).metadata
        except SegmentDamaged as error:
            yield Problem(segment.file(name), error.zh, error.en)
            continue
        expected = sum(group >= 0 for group in groups)
        if metadata.num_row_groups != expected:
            told = metadata.num_row_groups
            yield Problem(
                segment.file(name), f"有 {told} 个行组，应为 {expected} 个", f"{told} row groups, not {expected}"
            )
        if name == RECORDS and metadata.num_rows != segment.manifest.records:
            told, expected = metadata.num_rows, segment.manifest.records
            yield Problem(
                segment.file(name), f"有 {told} 条记录，应为 {expected} 条", f"{told} records, not {expected}"
            )


def _compared(log: Log, segment: Segment) -> Iterator[Problem]:
    """The first record of a segment that is not the one in the log, if there is any."""
    path, page, seen = segment.file(RECORDS), list[Record](), 0
    try:
        for record in records(segment):
            page.append(record)
            if len(page) == PAGE:
                if problem := _differing(log, path, page):
                    yield problem
                    return
                seen += len(page)
                page = []
        if problem := _differing(log, path, page):
            yield problem
            return
    except SegmentDamaged as error:
        yield Problem(path, error.zh, error.en)
        return
    except (CasestreamError, OSError, pa.ArrowException) as error:
        yield Problem(path, f"无法还原：{error}", f"it cannot be made again: {error}")
        return
    if seen + len(page) != segment.manifest.records:
        yield Problem(path, "还原的记录数不符", f"{seen + len(page)} records, not {segment.manifest.records}")


def _derived(segment: Segment) -> Iterator[Problem]:
    """The derived columns that do not fit the records, of which replay would answer otherwise than the log."""
    try:
        for name, column in wrong_columns(segment):
            yield Problem(
                segment.file(name),
                f"派生列 {column} 与记录不符",
                f"its derived column {column} does not fit the records",
            )
    except SegmentDamaged as error:
        yield Problem(segment.folder, error.zh, error.en)


def _differing(log: Log, path: Path, page: list[Record]) -> Problem | None:
    """What the first of these records that the log has otherwise says otherwise."""
    positions = among(record.position for record in page)
    stored = {record.position: record for record in log.records(f"WHERE position IN ({positions})")}
    for record in page:
        wanted = stored.get(record.position)
        if wanted != record:
            fields = [
                name for name in attrs.fields_dict(Record) if getattr(wanted, name, None) != getattr(record, name)
            ]
            spelled = "、".join(fields), ", ".join(fields)
            return Problem(
                path, f"第 {record.position} 条记录与案卷不同：{spelled[0]}",
                f"record {record.position} is not that of the docket: {spelled[1]}",
            )  # fmt: skip
    return None
