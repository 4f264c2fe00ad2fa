"""`casestream doctor`: what is installed, and whether a docket is whole and can be trusted with a write."""

import sys
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, version
from itertools import islice
from typing import Any

from attrs import asdict, frozen

from casestream.docket import Docket
from casestream.kernel import holidays
from casestream.kernel.errors import CasestreamError, Lang
from casestream.kernel.event import EVENTS
from casestream.kernel.rule import RULES
from casestream.opening import open
from casestream.store.faults import Tell, faults
from casestream.store.log import MEMORY

NEEDED = ("eventsourcing", "attrs", "cattrs", "numpy")
OPTIONAL = ("msgspec", "click", "rich", "hypothesis", "cryptography")
FAULTS_TOLD = 20


@frozen
class Check:
    """One thing looked at: whether it is as it should be, and what was found."""

    zh: str
    en: str
    ok: bool
    found_zh: str
    found_en: str

    def line(self, lang: Lang) -> list[str]:
        """The check for a person: a mark (one that every Chinese encoding has), what was looked at, what was found."""
        mark = "√" if self.ok else "×"
        return [mark, self.zh, self.found_zh] if lang == "zh" else [mark, self.en, self.found_en]

    def as_dict(self) -> dict[str, Any]:
        """The check for a machine."""
        return asdict(self)


def _check(zh: str, en: str, ok: bool, found: str) -> Check:
    """A check whose finding needs no translation."""
    return Check(zh, en, ok, found, found)


def examine(
    file: str | None = None, tell: Tell | None = None, opened: Callable[..., Docket] = open
) -> list[Check]:  # fmt: skip
    """Look at the installation, and at a docket if one is given; `tell` hears how far the reading of the docket is.

    `opened` opens it, with whatever keys it needs.
    """
    checks = [
        _check("Python ≥ 3.11", "Python ≥ 3.11", sys.version_info >= (3, 11), ".".join(map(str, sys.version_info[:3])))
    ]
    for name in NEEDED:
        found = _installed(name)
        checks.append(_check(f"组件 {name}", f"package {name}", bool(found), found or "—"))
    for name in OPTIONAL:
        checks.append(_check(f"可选组件 {name}", f"optional package {name}", True, _installed(name) or "—"))
    events, rules = len(EVENTS.by_name), len(RULES)
    checks.append(
        Check(
            "事件类型、规则", "event types, rules", bool(events and rules),
            f"{events} 种事件，{rules} 项规则", f"{events} event types, {rules} rules",
        )
    )  # fmt: skip
    years = f"{holidays.VERSION}: {min(holidays.OFF)}–{max(holidays.OFF)}"
    checks.append(_check("节假日历", "holiday calendar", True, years))
    return checks + _examine_docket(file or MEMORY, file is None, tell, opened)


def _installed(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""


def _examine_docket(
    place: str, in_memory: bool, tell: Tell | None, opened: Callable[..., Docket]
) -> list[Check]:  # fmt: skip
    try:
        with opened(place, create=in_memory) as docket:
            return [*_records(docket, tell), _durable(docket, in_memory)]
    except CasestreamError as error:
        return [Check(f"案卷 {place}", f"docket {place}", False, error.message("zh"), error.message("en"))]


def _records(docket: Docket, tell: Tell | None) -> list[Check]:
    """The docket as a whole, then each fault, the first of them at least."""
    found = faults(docket.log, tell)
    told = [
        Check(
            f"位置 {fault.position}" if fault.position else "文件", f"position {fault.position}" if fault.position else "file",
            False, fault.zh, fault.en,
        )
        for fault in islice(found, FAULTS_TOLD)
    ]  # fmt: skip
    count = len(told) + sum(1 for _ in found)
    place = docket.log.place
    if count:
        head = Check(
            f"案卷 {place}",
            f"docket {place}",
            False,
            f"{count:,} 处有误，先列 {len(told)} 处",
            f"{count:,} faults; the first {len(told)}:",
        )
        return [head, *told]
    records = docket.log.last_position()
    return [
        Check(
            f"案卷 {place}", f"docket {place}", True,
            f"{records:,} 条记录逐条核对无误，位置与版本无缺口", f"{records:,} records read back, positions and versions without gaps",
        )
    ]  # fmt: skip


def _durable(docket: Docket, in_memory: bool) -> Check:
    pragmas = docket.log.durability()
    return _check("写入持久", "writes are durable", in_memory or pragmas == ("full", "wal"), "/".join(pragmas))
