"""Whether a docket can be relied on just now: a look that takes milliseconds, however long the log is."""

import os
import shutil
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any

from attrs import asdict, frozen

from casestream.kernel.errors import CasestreamError, Lang
from casestream.replay.live import Lag, lags
from casestream.store.log import Log
from casestream.store.tracking import LIVE, views_beside

LEAST_FREE_BYTES = 256 << 20
MOST_SECONDS_BEHIND = 60.0


@frozen
class Check:
    """One thing looked at: whether it is as it should be, and what was found."""

    zh: str
    en: str
    ok: bool
    found_zh: str
    found_en: str

    @classmethod
    def plain(cls, zh: str, en: str, ok: bool, found: str) -> "Check":
        """A check whose finding needs no translation."""
        return cls(zh, en, ok, found, found)

    def line(self, lang: Lang) -> list[str]:
        """The check for a person: a mark (one that every Chinese encoding has), what was looked at, what was found."""
        mark = "√" if self.ok else "×"
        return [mark, self.zh, self.found_zh] if lang == "zh" else [mark, self.en, self.found_en]

    def as_dict(self) -> dict[str, Any]:
        """The check for a machine."""
        return asdict(self)


def health(log: Log, now: datetime) -> list[Check]:
    """Position, durability, whether it can be written, free space, what is not signed yet, and how far every live view is behind."""
    position = log.last_position()
    checks = [
        Check(
            f"案卷 {log.place}", f"docket {log.place}", True, f"最后位置 {position:,}", f"last position {position:,}"
        ),
        durable(log),
    ]
    if not log.is_in_memory:
        checks.append(_writable(log))
    if log.is_in_file:  # What room a server has, it tells nobody.
        checks.append(_room(Path(log.place)))
    return [*checks, *_signed(log, position), *_current(log, now)]


def live_lags(log: Log, now: datetime) -> list[Lag]:
    """How far every live view that is kept beside a docket is behind it."""
    if log.server is None and ((place := log.beside(LIVE)) is None or not place.exists()):
        return []
    with closing(views_beside(log, read_only=True)) as views:
        return lags(log, views, now)


def durable(log: Log) -> Check:
    """Whether what is acknowledged is on the disk."""
    found = log.durability()
    return Check.plain(
        "写入持久", "writes are durable", log.is_in_memory or found in log.recorder.durable, "/".join(found)
    )


def _writable(log: Log) -> Check:
    """Whether the lock for writing can be had. Nothing is written."""
    try:
        with log.batch():
            pass
    except CasestreamError as error:
        return Check("可写", "can be written", False, error.message("zh"), error.message("en"))
    may_write = not log.is_in_file or os.access(log.place, os.W_OK)
    return Check(
        "可写", "can be written", may_write, "是" if may_write else "只读", "yes" if may_write else "read-only"
    )


def _room(place: Path) -> Check:
    free = shutil.disk_usage(place.parent).free
    return Check.plain("磁盘空间", "disk space", free >= LEAST_FREE_BYTES, f"{free >> 20:,} MiB")


def _signed(log: Log, position: int) -> Iterator[Check]:
    """How many records no checkpoint covers yet, in a docket that has any: how often to sign is for the court to say."""
    with log.reading() as cursor:
        cursor.execute("SELECT coalesce(max(size), 0) FROM checkpoints")
        (size,) = cursor.fetchone()
    if size:
        yield Check(
            "检查点", "checkpoint", size <= position,
            f"签至第 {size:,} 条，其后 {position - size:,} 条", f"signed up to {size:,}; {position - size:,} records since",
        )  # fmt: skip


def _current(log: Log, now: datetime) -> Iterator[Check]:
    """How every live view stands, or why that cannot be read."""
    try:
        found = live_lags(log, now)
    except CasestreamError as error:
        yield Check("实时视图", "live views", False, error.message("zh"), error.message("en"))
        return
    for lag in found:
        yield Check(
            f"视图 {lag.name}", f"live view {lag.name}", lag.seconds <= MOST_SECONDS_BEHIND and not lag.dead_letters,
            f"落后 {lag.records:,} 条，{lag.seconds:.1f} 秒；搁置 {lag.dead_letters} 案",
            f"{lag.records:,} records and {lag.seconds:.1f} s behind; {lag.dead_letters} streams set aside",
        )  # fmt: skip
