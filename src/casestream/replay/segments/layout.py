"""How a sealed log lies on the disk: a folder of segments beside the docket, each a folder of Parquet files.

```
court.db.segments/
└── 000000000001-000000117793/     the records at these positions
    ├── manifest.json              written last: what is here, of which docket, under which definitions
    ├── records.parquet            the envelope of every record, whole
    ├── streams.parquet            each stream that has records here, its id and kind, and how many
    ├── rounds.parquet             each case number that is given here, with its type
    ├── actors.parquet, courts.parquet
    └── round.opened.parquet …     a file for each kind of event: its envelope in short (`_stream`, `_version`, `_position`,
                                   `_court`, `_round`, `_round_type`) and its fields, one column each
```

Rows are sorted by stream and version. A row group holds whole streams, those of one *chunk*; chunk i has the streams from
`bounds[i]` up to, not including, `bounds[i + 1]`, in every file and every later segment. Amounts are whole fen, days are
dates; a field that holds more than one plain value is JSON text. `_no_debtor` counts what a stream names under a key.
"""

import fcntl
import hashlib
import json
import os
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

from attrs import asdict, fields, frozen

from casestream.kernel.errors import EngineCannot, ForeignSegment, SegmentDamaged
from casestream.kernel.event import EVENTS, EventType
from casestream.kernel.projection import spell_out
from casestream.store.log import Log
from casestream.store.system import said

FORMAT = 1
MANIFEST = "manifest.json"
RECORDS, STREAMS, ROUNDS, ACTORS, COURTS = "records", "streams", "rounds", "actors", "courts"
SEGMENT_NAME = re.compile(r"(\d{12})-(\d{12})")
BUILDING = ".building-"
LOCK = ".lock"


@frozen(kw_only=True)
class Manifest:
    """What a segment says of itself.

    `first` and `last` are its positions, `anchor` the fingerprint of the record at `last`, `origin` that of the docket's
    first. `groups` gives for each file the row group of each chunk, -1 where it has none. `definitions` names the
    definition of each kind that it holds. `files` gives the size in bytes and the SHA-256 of each file.
    """

    format: int
    origin: str
    anchor: str
    first: int
    last: int
    bounds: list[int]
    definitions: dict[str, str]
    groups: dict[str, list[int]]
    files: dict[str, tuple[int, str]]
    courts: dict[str, str]
    made_by: dict[str, str]

    @property
    def records(self) -> int:
        """How many records it holds: positions have no gaps."""
        return self.last - self.first + 1

    @property
    def is_current(self) -> bool:
        """Whether every kind in it is still defined as it was; a new schema or upcaster makes another segment."""
        known = EVENTS.by_name
        return all(name in known and definition(known[name]) == was for name, was in self.definitions.items())

    def write(self, folder: Path) -> None:
        """Write it into the segment's folder, durably."""
        text = json.dumps(asdict(self), ensure_ascii=False, indent=1)
        with (folder / MANIFEST).open("w", encoding="utf-8") as file:
            file.write(text + "\n")
            file.flush()
            os.fsync(file.fileno())


@frozen
class Segment:
    """A sealed piece of the log: its folder and its manifest."""

    folder: Path
    manifest: Manifest

    def file(self, name: str) -> Path:
        """The file of a kind, or one of the five common ones."""
        return self.folder / f"{name}.parquet"


def folder_of(log: Log) -> Path | None:
    """Where the segments of a docket lie; None for a docket in memory."""
    return log.beside("segments")


def definition(event_type: EventType) -> str:
    """A short hash over what an event is: its name, schema, fields, keys and upcasters."""
    fields = {name: spell_type(hint) for name, hint in event_type.fields.items()}
    whole = [event_type.name, event_type.schema, event_type.opens, fields, event_type.keys, event_type.upcasters]
    return hashlib.sha256(spell_out(whole).encode()).hexdigest()[:16]


def spell_type(hint: Any) -> str:
    """A field's type in words that do not depend on the process."""
    return hint.__name__ if isinstance(hint, type) and hint.__module__ != "types" else str(hint)


def fingerprint(log: Log, position: int) -> str:
    """A SHA-256 over the record at a position, payload and identity; '' where there is none."""
    with log.reading() as cursor:
        cursor.execute(
            "SELECT stream, version, recorded_at, event_id, payload FROM events WHERE position = ?", (position,)
        )
        row = cursor.fetchone()
    if row is None:
        return ""
    *numbers, event_id, payload = row
    return hashlib.sha256(f"{position}:{numbers}:{len(payload)}:".encode() + event_id + payload).hexdigest()


def written(folder: Path) -> Iterator[Segment]:
    """Every finished segment in a folder, current or not.

    Raises:
        SegmentDamaged: a manifest cannot be read.
    """
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        if not SEGMENT_NAME.fullmatch(path.name):
            continue
        try:
            yield Segment(path, read_manifest(path))
        except SegmentDamaged:
            if path.exists():  # Or it was removed meanwhile, by the build that superseded it.
                raise


def read_manifest(folder: Path) -> Manifest:
    """The manifest of a segment.

    Raises:
        SegmentDamaged: it cannot be read.
    """
    path = folder / MANIFEST
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
        # What another release says besides, this one passes over; a change that it could not is another FORMAT.
        found = Manifest(**{each.name: told[each.name] for each in fields(Manifest)})
        if wrong := next(_wrong(found, folder), ""):
            raise ValueError(wrong)
    except (OSError, ValueError, TypeError, AttributeError, KeyError) as error:
        raise damaged(path, str(error)) from error
    return found


def _wrong(manifest: Manifest, folder: Path) -> Iterator[str]:
    """Where a manifest does not agree with its folder or with itself; what is not even of its type fails by itself."""
    if manifest.format != FORMAT:
        yield f"format {manifest.format}, not {FORMAT}"
    if folder.name != f"{manifest.first:012}-{manifest.last:012}":
        yield "its positions are not those in the name of its folder"
    if any(low >= high for low, high in pairwise(manifest.bounds)):
        yield "the bounds of its chunks do not ascend"
    for name in sorted({STREAMS, *manifest.definitions} - manifest.groups.keys()):
        yield f"it does not say where the rows of {name} are"
    for name in sorted({*manifest.groups, ROUNDS, ACTORS, COURTS} - manifest.files.keys()):
        yield f"it lists no file {name}"
    for groups in manifest.groups.values():
        if [group for group in groups if group >= 0] != list(range(max(groups, default=-1) + 1)):
            yield "its row groups are not in order"
    if not all(code.isdecimal() for code in manifest.courts):
        yield "the code of a court is no number"
    if not all(size >= 0 and len(digest) == 64 for size, digest in manifest.files.values()):
        yield "the size or the SHA-256 of a file is none"


def in_use(segments: Iterable[Segment]) -> list[Segment]:
    """The current segments that follow one another from position 1 on; of two that begin alike the longer."""
    by_first: dict[int, Segment] = {}
    for segment in segments:
        first, known = segment.manifest.first, by_first.get(segment.manifest.first)
        if segment.manifest.is_current and (known is None or known.manifest.last < segment.manifest.last):
            by_first[first] = segment
    used, position = [], 1
    while found := by_first.get(position):
        used.append(found)
        position = found.manifest.last + 1
    return used


def sealed(log: Log) -> list[Segment]:
    """The segments of a docket that can be used, in order. Their sizes and their docket are checked; `check` does more.

    Raises:
        SegmentDamaged: a file is missing or has another size than when it was sealed.
        ForeignSegment: it was sealed from another docket.
    """
    folder = folder_of(log)
    if folder is None or not folder.is_dir():
        return []
    found = in_use(written(folder))
    origin = fingerprint(log, 1) if found else ""
    for segment in found:
        check_sizes(segment)
        if segment.manifest.origin != origin or segment.manifest.anchor != fingerprint(log, segment.manifest.last):
            raise foreign(segment)
    return found


class Hold:
    """Segments that no build removes while this lives, though they be superseded meanwhile.

    Raises:
        FileNotFoundError: a build has removed one of them.
        EngineCannot: one of them cannot be opened or locked.
    """

    def __init__(self, segments: Sequence[Segment]) -> None:
        self._files: list[int] = []
        for segment in segments:
            try:
                self._files.append(os.open(segment.folder / MANIFEST, os.O_RDONLY | os.O_CLOEXEC))
                fcntl.flock(self._files[-1], fcntl.LOCK_SH)
            except FileNotFoundError:
                raise
            except OSError as error:
                raise EngineCannot(
                    f"无法锁定分段 {segment.folder}：{said(error)[0]}", f"the segment {segment.folder} cannot be locked: {said(error)[1]}",
                    "检查读取权限；或者改用 --engine rows，不读分段", "check that it may be read; or use --engine rows, which reads none",
                ) from error  # fmt: skip

    def still(self, segments: Sequence[Segment]) -> bool:
        """Whether what lies there under the names of these segments is what is held, and not another in its place."""
        try:
            return all(
                os.path.samestat(os.fstat(file), (segment.folder / MANIFEST).stat())
                for file, segment in zip(self._files, segments, strict=True)
            )
        except FileNotFoundError:
            return False

    def __del__(self) -> None:
        for file in self._files:
            os.close(file)


def held(log: Log) -> tuple[list[Segment], Hold]:
    """The segments of a docket that can be used, to be read for as long as the second lives.

    Raises:
        SegmentDamaged, ForeignSegment: as `sealed`.
        EngineCannot: as `Hold`.
    """
    while True:
        found = sealed(log)
        try:
            hold = Hold(found)
        except FileNotFoundError:
            continue  # A build removed it between the two steps, and has left another in its place.
        if hold.still(found):
            return found, hold


def hidden(folder: Path) -> Path:
    """A folder of records under a name that nobody reads, so that nobody meets half of it when it is removed."""
    return folder.rename(folder.with_name(f"{BUILDING}gone-{folder.name.removeprefix(BUILDING)}"))


def hide_unread(segment: Segment) -> None:
    """Hide a superseded segment, unless somebody reads it: then a later build will."""
    with (segment.folder / MANIFEST).open("rb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return
        hidden(segment.folder)


def check_sizes(segment: Segment) -> None:
    """Refuse a segment with a file that is missing or has another size than when it was sealed."""
    for name, (size, _) in segment.manifest.files.items():
        path = segment.file(name)
        try:
            now = path.stat().st_size
        except OSError as error:
            raise damaged(path, error.strerror or str(error)) from error
        if now != size:
            raise damaged(path, f"{now} bytes, {size} when sealed")


def damaged(path: Path, why: str) -> SegmentDamaged:
    """The error for a file of a segment that is not what was sealed."""
    return SegmentDamaged(
        f"分段文件 {path} 已损坏：{why}", f"the segment file {path} is damaged: {why}",
        f"删去 {path.parent} 后重建：casestream segments build", f"delete {path.parent} and run casestream segments build",
    )  # fmt: skip


def foreign(segment: Segment) -> ForeignSegment:
    """The error for a segment that does not belong to the docket beside which it lies."""
    return ForeignSegment(
        f"分段 {segment.folder} 不是由本案卷生成的", f"the segment {segment.folder} was not sealed from this docket",
        f"删去 {segment.folder} 后重建：casestream segments build",
        f"delete {segment.folder} and run casestream segments build",
    )  # fmt: skip
