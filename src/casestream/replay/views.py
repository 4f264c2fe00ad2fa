"""Views: results of projections kept beside a docket. A changed projection is rebuilt beside the one in use, compared, switched.

A view has a place for its name, groups and period; in it a file for each definition that was run, and `current`, which says
which of them is in use. Files are whole or not there; switching is one rename.
"""

import json
import os
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

from attrs import frozen

from casestream.kernel.errors import BadRequest
from casestream.replay.table import ReplayReceipt, Table
from casestream.store.log import Log

CURRENT = "current"


@frozen
class View:
    """One view of a docket: a folder for this projection's name, groups and period."""

    folder: Path

    @classmethod
    def of(cls, log: Log, receipt: ReplayReceipt) -> "View":
        """The view that a replay belongs to.

        Raises:
            BadRequest: a docket in memory has no place for views.
        """
        if log.is_in_memory:
            raise BadRequest(
                "内存中的案卷没有存放视图的位置", "a docket in memory has no place for views",
                "把案卷存入文件", "keep the docket in a file",
            )  # fmt: skip
        asked = [receipt.by, receipt.since, receipt.until, receipt.as_of]
        slot = sha256(repr(asked).encode()).hexdigest()[:12]
        return cls(Path(f"{log.place}.views") / f"{receipt.projection}-{slot}")

    def keep(self, table: Table, receipt: ReplayReceipt) -> None:
        """Keep a result beside the one in use, which stays in use."""
        self.folder.mkdir(parents=True, exist_ok=True)
        _write(self._path(receipt.definition), {"receipt": receipt.as_dict(), "table": table.as_dict()})

    def current(self) -> dict[str, Any] | None:
        """The result in use, with its receipt; None before the first switch."""
        pointer = self.folder / CURRENT
        return self._read(pointer.read_text(encoding="utf-8").strip()) if pointer.exists() else None

    def beside(self, definition: str) -> dict[str, Any] | None:
        """The result that was kept for a definition."""
        return self._read(definition) if self._path(definition).exists() else None

    def switch(self, definition: str) -> None:
        """Use the result of this definition from now on.

        Raises:
            BadRequest: there is none.
        """
        if not self._path(definition).exists():
            raise BadRequest(
                f"没有为定义 {definition[:12]} 保存的结果", f"no result is kept for the definition {definition[:12]}",
                "先用 casestream replay … --beside", "run casestream replay … --beside first",
            )  # fmt: skip
        half = self.folder / f"{CURRENT}.half"
        half.write_text(definition + "\n", encoding="utf-8")
        half.replace(self.folder / CURRENT)

    def _path(self, definition: str) -> Path:
        return self.folder / f"{definition}.json"

    def _read(self, definition: str) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self._path(definition).read_text(encoding="utf-8"))
        return found


def _write(path: Path, data: dict[str, Any]) -> None:
    half = path.with_suffix(".half")
    with half.open("w", encoding="utf-8") as file:
        json.dump(data, file, ensure_ascii=False, indent=1)
        file.flush()
        os.fsync(file.fileno())
    half.replace(path)


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
