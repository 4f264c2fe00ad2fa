"""Views: results of projections kept beside a docket. A changed projection is rebuilt beside the one in use, compared, switched.

A view has a place for its name, groups, period and legal day; in it a file for each result, named by what was counted of
which records, and `current`, which says which of them is in use. So no replay changes a result in use; only `switch` does.
Files are whole or not there, and on the disk when a call returns.
"""

import json
import os
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

from attrs import frozen

from casestream.kernel.errors import BadRequest, NotWritable, StoreFailed
from casestream.replay.table import ReplayReceipt, Table
from casestream.store.disk import flush
from casestream.store.log import Log
from casestream.store.system import said

CURRENT = "current"


@frozen
class View:
    """One view of a docket: a folder for this projection's name, groups, period and legal day."""

    folder: Path

    @classmethod
    def of(cls, log: Log, receipt: ReplayReceipt) -> "View":
        """The view that a replay belongs to.

        Raises:
            BadRequest: a docket in memory has no place for views.
        """
        place = log.beside("views")
        if place is None:
            raise BadRequest(
                "内存中的案卷没有存放视图的位置", "a docket in memory has no place for views",
                "把案卷存入文件", "keep the docket in a file",
            )  # fmt: skip
        asked = [receipt.by, receipt.since, receipt.until, receipt.as_of]
        slot = sha256(repr(asked).encode()).hexdigest()[:12]
        return cls(place / f"{receipt.projection}-{slot}")

    def keep(self, table: Table, receipt: ReplayReceipt) -> None:
        """Keep a result beside the one in use, which stays in use.

        Raises:
            NotWritable: the place cannot be written, or the disk is full.
        """
        kept = {"receipt": receipt.as_dict(), "table": table.as_dict()}
        _write(self._path(_name(receipt)), json.dumps(kept, ensure_ascii=False, indent=1))

    def current(self) -> dict[str, Any] | None:
        """The result in use, with its receipt; None before the first switch.

        Raises:
            StoreFailed: it is gone, or cannot be read.
        """
        pointer = self.folder / CURRENT
        return self._read(pointer.read_text(encoding="utf-8").strip()) if pointer.exists() else None

    def beside(self, receipt: ReplayReceipt) -> dict[str, Any] | None:
        """The result that was kept for this receipt; None where there is none.

        Raises:
            StoreFailed: it cannot be read.
        """
        name = _name(receipt)
        return self._read(name) if self._path(name).exists() else None

    def switch(self, receipt: ReplayReceipt) -> None:
        """Use the result of this receipt from now on.

        Raises:
            BadRequest: there is none.
            NotWritable: the place cannot be written, or the disk is full.
        """
        name = _name(receipt)
        if not self._path(name).exists():
            raise BadRequest(
                f"没有为定义 {receipt.definition[:12]} 保存截至第 {receipt.last_position} 条的结果",
                f"no result up to record {receipt.last_position} is kept for the definition {receipt.definition[:12]}",
                "先用 casestream replay … --beside", "run casestream replay … --beside first",
            )  # fmt: skip
        _write(self.folder / CURRENT, name + "\n")

    def _path(self, name: str) -> Path:
        return self.folder / f"{name}.json"

    def _read(self, name: str) -> dict[str, Any]:
        path = self._path(name)
        try:
            found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise StoreFailed(
                f"保存的结果 {path} 无法读取：{error}", f"the kept result {path} cannot be read: {error}",
                f"删去 {self.folder} 后重新重放并 --switch", f"delete {self.folder}, replay again and --switch",
            ) from error  # fmt: skip
        return found


def _name(receipt: ReplayReceipt) -> str:
    """What tells the results of one view apart: the definition, the last record, and what came out. No engine: all agree."""
    whole = [receipt.definition, receipt.last_position, receipt.anchor, receipt.digest]
    return f"{receipt.last_position:012}-{sha256(repr(whole).encode()).hexdigest()[:16]}"


def _write(path: Path, text: str) -> None:
    """A file in the place of another, whole; back only when the disk has it, and its name."""
    half = path.with_name(f"{path.name}.half-{os.getpid()}")
    try:
        for folder in (path.parent.parent, path.parent):
            if not folder.exists():
                folder.mkdir(exist_ok=True)
                flush(folder.parent)
        with half.open("w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        half.replace(path)
        flush(path.parent)
    except OSError as error:
        raise NotWritable(
            f"视图 {path.parent} 无法写入：{said(error)[0]}", f"the view {path.parent} cannot be written: {said(error)[1]}",
            "取得案卷所在目录的写权限，或者腾出磁盘空间", "get write permission for the docket's directory, or free some disk space",
        ) from error  # fmt: skip


@frozen
class Difference:
    """A cell that two results of one view show differently; None where one of them has none."""

    group: tuple[str, ...]
    measure: str
    before: Any
    after: Any


def differences(before: dict[str, Any], after: dict[str, Any]) -> Iterator[Difference]:
    """Where two kept results differ, group by group and measure by measure."""
    rows = [{tuple(row["group"]): row for row in kept["table"]["rows"]} for kept in (before, after)]
    for group in sorted(rows[0].keys() | rows[1].keys()):
        here, there = (found.get(group, {}) for found in rows)
        for measure in dict.fromkeys([*here, *there]):
            if measure != "group" and here.get(measure) != there.get(measure):
                yield Difference(group, measure, here.get(measure), there.get(measure))
